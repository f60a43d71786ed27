//! `queue`: who waits, since when, for what, what we told them, and what is due now.

use super::ready_check::{self, ReadyCode, ReadyMark};
use super::visits::{self, Purpose, Visit, VisitState};
use super::waiting::{self, Prompt, WaitMark, minutes};
use crate::clock::At;
use crate::desk::Look;
use crate::error::Outcome;
use crate::ids::{OwedVisitId, PatientId, StaffId, VisitId};
use crate::private::Private;
use crate::records::orders;
use crate::records::parts::PartKind;
use crate::records::settings::Settings;
use serde::{Deserialize, Serialize};

/// Asks for the queue.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskQueue {}

/// Everybody who is here, in the order they came.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Queue {
    /// The desk's time, that all minutes below are counted to.
    pub now: At,
    /// Who waits.
    pub waiting: Vec<Turn>,
    /// Whom somebody serves.
    pub with_us: Vec<Turn>,
}

/// Why somebody who collects may wait: the order of theirs that stands worst. Facts for the sentence to say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TurnReady {
    /// Done, soon or stop.
    pub mark: ReadyMark,
    /// What readiness found.
    pub code: ReadyCode,
    /// The order it is about.
    pub order_number: String,
    /// Parts that are not with the others.
    pub missing: Vec<PartKind>,
}

/// One person's turn.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Turn {
    /// Their visit.
    pub visit_id: VisitId,
    /// The patient; None for a walk-in.
    pub patient_id: Option<PatientId>,
    /// What they are called, and the family name.
    pub shown: Private<String>,
    /// The name to greet them by.
    pub called: Private<String>,
    /// "Sam K."; None where only a family name is known.
    pub first_and_initial: Option<Private<String>>,
    /// Their ticket of the day.
    pub ticket: u32,
    /// What they came for.
    pub purpose: Purpose,
    /// Who is with them.
    pub with_whom: Option<Private<String>>,
    /// Where the visit stands.
    pub state: VisitState,
    /// When they came.
    pub arrived_at: At,
    /// Start of the present wait.
    pub waited_from: At,
    /// The present wait in whole minutes; for somebody who is served, how long it was.
    pub waited_min: u32,
    /// What we told them last, in minutes …
    pub quoted_min: u32,
    /// … when we told them …
    pub quoted_at: At,
    /// … and when that runs out.
    pub quote_ends_at: At,
    /// Minutes over what we told them; 0 while within it.
    pub over_quote_min: u32,
    /// They wait for a thing until then, and hold nobody up.
    pub rests_until: Option<At>,
    /// Greeted.
    pub greeted_at: Option<At>,
    /// Last told how it stands.
    pub told_at: Option<At>,
    /// Apologized to.
    pub apologized_at: Option<At>,
    /// A manager was fetched.
    pub manager_at: Option<At>,
    /// The recovery panel was taken up, or set aside.
    pub recovery_at: Option<At>,
    /// Called.
    pub called_at: Option<At>,
    /// Who serves …
    pub served_by: Option<StaffId>,
    /// … and their given name.
    pub served_by_name: Option<String>,
    /// "room 2"
    pub where_to: Option<String>,
    /// Why out of turn, as said aloud.
    pub out_of_turn: Option<String>,
    /// Their turn is next.
    pub is_next: bool,
    /// From an earlier day: nobody said how it ended.
    pub left_over: bool,
    /// How the wait stands, by time.
    pub mark: WaitMark,
    /// What is due now.
    pub prompt: Option<Prompt>,
    /// The owed visit that this one answers.
    pub owed_visit_id: Option<OwedVisitId>,
    /// How their order stands, for somebody who collects.
    pub ready: Option<TurnReady>,
}

/// `queue`
///
/// # Errors
/// As the store gives them.
pub fn queue(look: &Look<'_>, _: AskQueue) -> Outcome<Queue> {
    let settings = look.settings()?;
    let here = visits::open(look.db)?;
    let next = next_in_turn(look, &here);
    let mut queue = Queue { now: look.now.at, waiting: Vec::new(), with_us: Vec::new() };
    for visit in &here {
        let turn = turn(look, &settings, visit, Some(visit.id) == next)?;
        match visit.state {
            VisitState::Waiting => queue.waiting.push(turn),
            VisitState::WithUs => queue.with_us.push(turn),
            VisitState::Done => {}
        }
    }
    Ok(queue)
}

/// Whose turn is next: the first in line, or who waits for a thing where nobody else waits.
fn next_in_turn(look: &Look<'_>, here: &[Visit]) -> Option<VisitId> {
    let waits = |visit: &&Visit| visit.state == VisitState::Waiting && !visit.left_over(look.now);
    here.iter().find(|visit| visit.in_line(look.now)).or_else(|| here.iter().find(waits)).map(|visit| visit.id)
}

/// The turn of a patient who is here, as the queue shows it.
///
/// # Errors
/// As the store gives them.
pub fn turn_of(look: &Look<'_>, patient: PatientId) -> Outcome<Option<Turn>> {
    let here = visits::open(look.db)?;
    let next = next_in_turn(look, &here);
    // A visit left over from another day only where there is none of today.
    let theirs = here.iter().filter(|visit| visit.patient_id == Some(patient)).min_by_key(|visit| (visit.left_over(look.now), visit.id));
    theirs.map(|visit| turn(look, &look.settings()?, visit, Some(visit.id) == next)).transpose()
}

/// One visit as the queue shows it.
pub(crate) fn turn(look: &Look<'_>, settings: &Settings, visit: &Visit, is_next: bool) -> Outcome<Turn> {
    let now = look.now;
    let until = visit.called_at.or(visit.ended_at).unwrap_or(now.at);
    let quote_ends_at = waiting::quote_ends(visit);
    Ok(Turn {
        visit_id: visit.id,
        patient_id: visit.patient_id,
        shown: visit.shown(),
        called: visit.called(),
        first_and_initial: visit.first_and_initial(),
        ticket: visit.ticket,
        purpose: visit.purpose,
        with_whom: visit.with_whom.clone(),
        state: visit.state,
        arrived_at: visit.arrived_at,
        waited_from: visit.waited_from,
        waited_min: minutes(visit.waited_from, until),
        quoted_min: visit.quoted_min,
        quoted_at: visit.quoted_at,
        quote_ends_at,
        over_quote_min: minutes(quote_ends_at, until),
        rests_until: visit.rests_until.filter(|until| *until > now.at),
        greeted_at: visit.greeted_at,
        told_at: visit.told_at,
        apologized_at: visit.apologized_at,
        manager_at: visit.manager_at,
        recovery_at: visit.recovery_at,
        called_at: visit.called_at,
        served_by: visit.served_by,
        served_by_name: visit.served_by_name.clone(),
        where_to: visit.where_to.clone(),
        out_of_turn: visit.out_of_turn.clone(),
        is_next,
        left_over: visit.left_over(now),
        mark: waiting::mark(visit, settings, now),
        prompt: waiting::prompt(visit, settings, now),
        owed_visit_id: visit.owed_visit_id,
        ready: ready(look, visit)?,
    })
}

/// How the orders of somebody who collects stand: the worst of them, the newest of equals. Look-alikes are the
/// hand-over's business and are not worked out here: the queue is asked for every few seconds.
fn ready(look: &Look<'_>, visit: &Visit) -> Outcome<Option<TurnReady>> {
    let Some(patient) = visit.patient_id.filter(|_| visit.purpose == Purpose::Collecting && visit.state != VisitState::Done) else {
        return Ok(None);
    };
    let mut worst: Option<TurnReady> = None;
    for order in orders::open_of(look.db, patient)? {
        let ready = ready_check::readiness_among(look, &order, &[])?;
        if worst.as_ref().is_none_or(|worst| ready.mark >= worst.mark) {
            worst = Some(TurnReady {
                mark: ready.mark,
                code: ready.code,
                order_number: ready.number,
                missing: ready.missing.iter().map(|part| part.kind).collect(),
            });
        }
    }
    Ok(worst)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pickup::{owed, quote};
    use crate::store::Store;
    use rusqlite::{Connection, StatementStatus, params_from_iter, types::Value};

    /// A clinic of so many patients, each with an ended visit that was measured and nothing open; and three who wait.
    fn a_clinic_of(patients: i64, folder: &std::path::Path) -> Store {
        let store = Store::in_memory(folder).unwrap();
        let numbers = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)";
        let fill = [
            "INSERT INTO patients (id, given, family) SELECT i, 'G', 'F' FROM n",
            "INSERT INTO visits (id, patient_id, day, ticket, purpose, state, arrived_at, load, first_quoted_min, quoted_min, quoted_at,
                 waited_from, outcome, ended_at, waited_ms)
             SELECT 10000000 + i, i, date('2000-01-01', '+' || (i / 40) || ' days'), i % 40 + 1, 'collecting', 'done', 0, 'some', 15, 15, 0,
                 0, 'served', 60000, 60000 FROM n",
            "INSERT INTO owed_visits (id, patient_id, from_visit, what, owed_since, dropped) SELECT 20000000 + i, i, 10000000 + i, 'return', 0, 'x' FROM n",
            "INSERT INTO visits (id, patient_id, day, ticket, purpose, state, arrived_at, load, first_quoted_min, quoted_min, quoted_at, waited_from)
             SELECT 30000000 + i, i, '2026-11-20', i, 'collecting', 'waiting', 0, 'some', 15, 15, 0, 0 FROM n WHERE i <= 3",
        ];
        for rows in fill {
            store.db.execute(&rows.replacen("SELECT", &format!("{numbers} SELECT"), 1), [patients]).unwrap();
        }
        store
    }

    /// What a queue on screen and a check-in ask of the store.
    fn questions() -> Vec<(String, Vec<Value>)> {
        let day = Value::from("2026-11-20".to_owned());
        vec![
            (visits::open_sql(), vec![]),
            (visits::open_of_sql(), vec![Value::from(3)]),
            (visits::NEXT_TICKET.to_owned(), vec![day.clone()]),
            (
                quote::RECENT_AT_LOAD.to_owned(),
                vec![Value::from("collecting".to_owned()), Value::from("some".to_owned()), Value::from(100)],
            ),
            (quote::RECENT.to_owned(), vec![Value::from("collecting".to_owned()), Value::from(100)]),
            (owed::still_sql(owed::OF_PATIENT), vec![Value::from(3)]),
            (owed::still_sql("TRUE"), vec![]),
            (owed::DUE_BY.to_owned(), vec![day]),
        ]
    }

    /// Steps of SQLite's machine for one question.
    fn steps(db: &Connection, (sql, params): &(String, Vec<Value>)) -> i32 {
        let mut asked = db.prepare(sql).unwrap();
        let mut rows = asked.query(params_from_iter(params)).unwrap();
        while rows.next().unwrap().is_some() {}
        drop(rows);
        asked.get_status(StatementStatus::VmStep)
    }

    #[test]
    fn years_of_patients_and_ended_visits_cost_the_queue_nothing() {
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let (small, large) = (a_clinic_of(500, folders[0].path()), a_clinic_of(20_000, folders[1].path()));
        for question in questions() {
            let (few, many) = (steps(&small.db, &question), steps(&large.db, &question));
            assert!(few > 0 && many <= few, "{few} steps became {many}: {}", question.0);
            let mut plan = large.db.prepare(&format!("EXPLAIN QUERY PLAN {}", question.0)).unwrap();
            let mut rows = plan.query(params_from_iter(&question.1)).unwrap();
            while let Some(row) = rows.next().unwrap() {
                let line: String = row.get(3).unwrap();
                assert!(
                    !line.starts_with("SCAN") || line.contains("INDEX visits_open") || line.contains("INDEX owed_visits_open"),
                    "{line}"
                );
            }
        }
    }
}
