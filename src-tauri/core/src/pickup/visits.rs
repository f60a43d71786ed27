//! Visits and what was told during them: the only file that writes their two tables.

use crate::clock::{At, Day, Moment};
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{OwedVisitId, PatientId, StaffId, UpdateId, VisitId};
use crate::private::Private;
use crate::records::merges;
use crate::records::parts::coded;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};

coded! {
    /// What somebody came for.
    Purpose {
        /// To collect an order.
        Collecting = "collecting",
        /// To have something adjusted.
        Adjustment = "adjustment",
        /// To have something repaired.
        Repair = "repair",
        /// To be fitted with what they already have.
        Fitting = "fitting",
        /// To ask something.
        Question = "question",
        /// Anything else.
        Other = "other",
    }
}

coded! {
    /// Where a visit stands.
    VisitState {
        /// In the waiting room.
        Waiting = "waiting",
        /// Called; somebody serves them.
        WithUs = "with_us",
        /// Over; the outcome says how.
        Done = "done",
    }
}

coded! {
    /// How a visit ended.
    VisitOutcome {
        /// Served.
        Served = "served",
        /// Took it and will be fitted later.
        FitLater = "fit_later",
        /// Left and will come back.
        WillReturn = "will_return",
        /// Left without word.
        Left = "left",
    }
}

coded! {
    /// How many waited when somebody came: waits are compared within a load.
    Load {
        /// Nobody.
        Quiet = "quiet",
        /// One or two.
        Some = "some",
        /// Three to five.
        Busy = "busy",
        /// Six and more.
        Full = "full",
    }
}

impl Load {
    /// The load when this many wait.
    #[must_use]
    pub fn of(waiting: u32) -> Self {
        match waiting {
            0 => Self::Quiet,
            1..=2 => Self::Some,
            3..=5 => Self::Busy,
            _ => Self::Full,
        }
    }
}

coded! {
    /// What was said or done while somebody waited.
    UpdateKind {
        /// Looked at, greeted.
        Greeted = "greeted",
        /// Told how it stands.
        Told = "told",
        /// Told, with an apology.
        Apologized = "apologized",
        /// A manager was fetched.
        Manager = "manager",
        /// The recovery panel was taken up, or set aside.
        Recovery = "recovery",
        /// Called to be served.
        Called = "called",
        /// Put back into the queue.
        PutBack = "put_back",
    }
}

/// One visit's row, with the names that belong to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Visit {
    /// Id: the order of arrival.
    pub id: VisitId,
    /// Who; None for a walk-in.
    pub patient_id: Option<PatientId>,
    /// The name a walk-in gave.
    pub walk_in: Option<Private<String>>,
    /// The clinic's day of arrival.
    pub day: Day,
    /// Counts from 1 each day.
    pub ticket: u32,
    /// What they came for.
    pub purpose: Purpose,
    /// "his mother, Ruth"
    pub with_whom: Option<Private<String>>,
    /// Where the visit stands.
    pub state: VisitState,
    /// When they came.
    pub arrived_at: At,
    /// How many waited then.
    pub load: Load,
    /// What we told them at check-in, in minutes.
    pub first_quoted_min: u32,
    /// What we told them last, in minutes …
    pub quoted_min: u32,
    /// … from this instant.
    pub quoted_at: At,
    /// Start of the present wait.
    pub waited_from: At,
    /// Put back until then: keeps the place, holds nobody else up.
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
    /// Who serves.
    pub served_by: Option<StaffId>,
    /// "room 2"
    pub where_to: Option<String>,
    /// Why out of turn, as said aloud.
    pub out_of_turn: Option<String>,
    /// Ends the wait that the first quote was about.
    pub first_called_at: Option<At>,
    /// The owed visit that this one answers.
    pub owed_visit_id: Option<OwedVisitId>,
    /// How it ended.
    pub outcome: Option<VisitOutcome>,
    /// When it ended.
    pub ended_at: Option<At>,
    /// The first wait in milliseconds, where it can be measured.
    pub waited_ms: Option<i64>,
    /// The patient's names (given, family, preferred).
    names: Option<(String, String, Option<String>)>,
    /// Given name of who serves.
    pub served_by_name: Option<String>,
}

/// Columns of [`from_row`]; `v` is the visit, `p` the patient, `s` who serves.
pub(crate) const COLUMNS: &str = "v.id, v.patient_id, v.walk_in, v.day, v.ticket, v.purpose, v.with_whom, v.state, v.arrived_at, v.load,
     v.first_quoted_min, v.quoted_min, v.quoted_at, v.waited_from, v.rests_until, v.greeted_at, v.told_at, v.apologized_at,
     v.manager_at, v.recovery_at, v.called_at, v.served_by, v.where_to, v.out_of_turn, v.first_called_at, v.owed_visit_id,
     v.outcome, v.ended_at, v.waited_ms, p.given, p.family, p.preferred, s.given";

const JOINED: &str = "LEFT JOIN patients p ON p.id = v.patient_id LEFT JOIN staff s ON s.id = v.served_by";

/// The visit of somebody who is here already.
pub(crate) fn open_of_sql() -> String {
    format!("SELECT {COLUMNS} FROM visits v {JOINED} WHERE v.patient_id = ?1 AND v.state <> 'done' ORDER BY v.id LIMIT 1")
}

/// The next ticket of a day.
pub(crate) const NEXT_TICKET: &str = "SELECT coalesce(max(ticket), 0) + 1 FROM visits WHERE day = ?1";

/// Everybody who is here. The partial index holds only open visits, so years of ended ones cost nothing.
pub(crate) fn open_sql() -> String {
    format!("SELECT {COLUMNS} FROM visits v INDEXED BY visits_open {JOINED} WHERE v.state <> 'done' ORDER BY v.id")
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Visit> {
    let given: Option<String> = row.get(29)?;
    Ok(Visit {
        id: row.get(0)?,
        patient_id: row.get(1)?,
        walk_in: row.get::<_, Option<String>>(2)?.map(Private::new),
        day: row.get(3)?,
        ticket: row.get(4)?,
        purpose: row.get(5)?,
        with_whom: row.get::<_, Option<String>>(6)?.map(Private::new),
        state: row.get(7)?,
        arrived_at: row.get(8)?,
        load: row.get(9)?,
        first_quoted_min: row.get(10)?,
        quoted_min: row.get(11)?,
        quoted_at: row.get(12)?,
        waited_from: row.get(13)?,
        rests_until: row.get(14)?,
        greeted_at: row.get(15)?,
        told_at: row.get(16)?,
        apologized_at: row.get(17)?,
        manager_at: row.get(18)?,
        recovery_at: row.get(19)?,
        called_at: row.get(20)?,
        served_by: row.get(21)?,
        where_to: row.get(22)?,
        out_of_turn: row.get(23)?,
        first_called_at: row.get(24)?,
        owed_visit_id: row.get(25)?,
        outcome: row.get(26)?,
        ended_at: row.get(27)?,
        waited_ms: row.get(28)?,
        names: match given {
            Some(given) => Some((given, row.get(30)?, row.get(31)?)),
            None => None,
        },
        served_by_name: row.get(32)?,
    })
}

impl Visit {
    /// What they are called at the counter: the preferred or given name, and the family name.
    #[must_use]
    pub fn shown(&self) -> Private<String> {
        Private::new(match (&self.names, &self.walk_in) {
            (Some((given, family, preferred)), _) => {
                let called = preferred.as_ref().unwrap_or(given);
                [called.as_str(), family.as_str()].into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" ")
            }
            (None, Some(walk_in)) => walk_in.expose().clone(), // as they gave it
            (None, None) => String::new(),
        })
    }

    /// The name to greet them by.
    #[must_use]
    pub fn called(&self) -> Private<String> {
        Private::new(match (&self.names, &self.walk_in) {
            (Some((given, family, preferred)), _) => {
                let called = preferred.as_ref().unwrap_or(given);
                if called.is_empty() { family.clone() } else { called.clone() }
            }
            (None, Some(walk_in)) => greeted_as(walk_in.expose()).to_owned(), // to greet them
            (None, None) => String::new(),
        })
    }

    /// "Sam K.": all that a public view may show. None where only a family name is known; then the ticket speaks.
    #[must_use]
    pub fn first_and_initial(&self) -> Option<Private<String>> {
        let (first, family) = match (&self.names, &self.walk_in) {
            (Some((given, family, preferred)), _) => (preferred.as_ref().unwrap_or(given).as_str(), family.as_str()),
            (None, Some(walk_in)) => walk_in_names(walk_in.expose()), // shortened here
            (None, None) => return None,
        };
        if first.is_empty() {
            return None;
        }
        Some(Private::new(match family.chars().find(|letter| letter.is_alphabetic()) {
            Some(letter) => format!("{first} {}.", letter.to_uppercase()),
            None => first.to_owned(),
        }))
    }

    /// It began on an earlier day and nobody said how it ended.
    #[must_use]
    pub fn left_over(&self, now: Moment) -> bool {
        self.state != VisitState::Done && self.day < now.day()
    }

    /// Its turn has not come because they wait for a thing, not for a person.
    #[must_use]
    pub fn rests(&self, now: Moment) -> bool {
        self.rests_until.is_some_and(|until| until > now.at)
    }

    /// Waits for somebody to call them: counts for the load and for whose turn it is.
    #[must_use]
    pub fn in_line(&self, now: Moment) -> bool {
        self.state == VisitState::Waiting && !self.left_over(now) && !self.rests(now)
    }

    /// Refuses unless the visit waits, and says what became of it.
    ///
    /// # Errors
    /// Refuses `already_called` naming who serves, or `visit_over`.
    pub fn must_wait(&self) -> Outcome<()> {
        match self.state {
            VisitState::Waiting => Ok(()),
            VisitState::WithUs => {
                let mut refusal = Refusal::because("already_called").fact("visit_id", self.id.0).next("look_again");
                if let Some(by) = &self.served_by_name {
                    refusal = refusal.fact("by", by.as_str());
                }
                if let Some(at) = self.called_at {
                    refusal = refusal.fact("at", at.0);
                }
                refuse(refusal)
            }
            VisitState::Done => refuse(self.over()),
        }
    }

    /// Why nothing more can be done with an ended visit.
    #[must_use]
    pub fn over(&self) -> Refusal {
        let outcome = self.outcome.map_or("", VisitOutcome::as_str);
        Refusal::because("visit_over").fact("visit_id", self.id.0).fact("outcome", outcome).next("check_in_again")
    }
}

/// First name and the rest of what a walk-in said: "Anna Ruiz", or "Ruiz, Anna" as on a card.
fn walk_in_names(name: &str) -> (&str, &str) {
    if let Some((family, first)) = name.split_once(',')
        && let Some(first) = first.split_whitespace().next()
    {
        return (first, family.trim());
    }
    let mut words = name.split_whitespace();
    let first = words.next().unwrap_or("");
    (first, words.next_back().unwrap_or(""))
}

/// The name to greet a walk-in by. "Mr. Abara" is greeted whole: a title alone is nobody's name.
fn greeted_as(name: &str) -> &str {
    let first = walk_in_names(name).0;
    if first.ends_with('.') { name } else { first }
}

/// What somebody typed, made fit to keep: trimmed, without control characters; empty is nothing.
///
/// # Errors
/// Refuses with `code` and `at_most` where it is longer than that many characters.
pub(crate) fn typed(text: Option<&str>, at_most: usize, code: &str) -> Outcome<Option<String>> {
    let Some(text) = text else { return Ok(None) };
    let text: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let text = text.trim();
    if text.chars().count() > at_most {
        return refuse(Refusal::because(code).fact("at_most", at_most));
    }
    Ok(Some(text.to_owned()).filter(|text| !text.is_empty()))
}

/// One visit.
///
/// # Errors
/// Refuses `no_such_visit`.
pub fn load(db: &Connection, id: VisitId) -> Outcome<Visit> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM visits v {JOINED} WHERE v.id = ?1"))?
        .query_row([id], from_row)
        .optional()?
        .ok_or_else(|| Refusal::because("no_such_visit").into())
}

/// Everybody who is here, in the order they came.
///
/// # Errors
/// As the store gives them.
pub fn open(db: &Connection) -> Outcome<Vec<Visit>> {
    let mut rows = db.prepare_cached(&open_sql())?;
    let rows = rows.query_map([], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The visit of a patient who is already here.
///
/// # Errors
/// As the store gives them.
pub fn open_of(db: &Connection, patient: PatientId) -> Outcome<Option<Visit>> {
    Ok(db.prepare_cached(&open_of_sql())?.query_row([patient], from_row).optional()?)
}

/// The next ticket of this day.
///
/// # Errors
/// As the store gives them.
pub fn next_ticket(db: &Connection, day: Day) -> Outcome<u32> {
    Ok(db.prepare_cached(NEXT_TICKET)?.query_row([day], |row| row.get(0))?)
}

/// A visit that begins.
pub(crate) struct Arrival {
    pub patient_id: Option<PatientId>,
    pub walk_in: Option<String>,
    pub ticket: u32,
    pub purpose: Purpose,
    pub with_whom: Option<String>,
    pub load: Load,
    pub quoted_min: u32,
    pub greeted: bool,
    pub owed_visit_id: Option<OwedVisitId>,
}

/// Writes a new visit's row; waits from now.
pub(crate) fn begin(act: &mut Act<'_>, arrival: &Arrival) -> Outcome<VisitId> {
    let id: VisitId = act.mint();
    let now = act.now;
    act.db
        .prepare_cached(
            "INSERT INTO visits (id, patient_id, walk_in, day, ticket, purpose, with_whom, state, arrived_at, load,
                 first_quoted_min, quoted_min, quoted_at, waited_from, greeted_at, owed_visit_id)
             VALUES (:id, :patient, :walk_in, :day, :ticket, :purpose, :with_whom, 'waiting', :now, :load,
                 :quoted, :quoted, :now, :now, :greeted, :owed)",
        )?
        .execute(named_params! {
            ":id": id,
            ":patient": arrival.patient_id,
            ":walk_in": arrival.walk_in,
            ":day": now.day(),
            ":ticket": arrival.ticket,
            ":purpose": arrival.purpose,
            ":with_whom": arrival.with_whom,
            ":now": now.at,
            ":load": arrival.load,
            ":quoted": arrival.quoted_min,
            ":greeted": arrival.greeted.then_some(now.at),
            ":owed": arrival.owed_visit_id,
        })?;
    act.about(id);
    if let Some(patient) = arrival.patient_id {
        act.about(patient);
    }
    Ok(id)
}

/// Writes what changed in a visit that was in state `was`. Somebody else was quicker: refused, nothing changed.
///
/// # Errors
/// Refuses `moved_meanwhile`.
pub fn save(act: &mut Act<'_>, visit: &Visit, was: VisitState) -> Outcome<()> {
    let changed = act
        .db
        .prepare_cached(
            "UPDATE visits SET state = :state, quoted_min = :quoted_min, quoted_at = :quoted_at, waited_from = :waited_from,
                 rests_until = :rests_until, greeted_at = :greeted_at, told_at = :told_at, apologized_at = :apologized_at,
                 manager_at = :manager_at, recovery_at = :recovery_at, called_at = :called_at, served_by = :served_by,
                 where_to = :where_to, out_of_turn = :out_of_turn, first_called_at = :first_called_at,
                 outcome = :outcome, ended_at = :ended_at, waited_ms = :waited_ms
             WHERE id = :id AND state = :was",
        )?
        .execute(named_params! {
            ":id": visit.id,
            ":was": was,
            ":state": visit.state,
            ":quoted_min": visit.quoted_min,
            ":quoted_at": visit.quoted_at,
            ":waited_from": visit.waited_from,
            ":rests_until": visit.rests_until,
            ":greeted_at": visit.greeted_at,
            ":told_at": visit.told_at,
            ":apologized_at": visit.apologized_at,
            ":manager_at": visit.manager_at,
            ":recovery_at": visit.recovery_at,
            ":called_at": visit.called_at,
            ":served_by": visit.served_by,
            ":where_to": visit.where_to,
            ":out_of_turn": visit.out_of_turn,
            ":first_called_at": visit.first_called_at,
            ":outcome": visit.outcome,
            ":ended_at": visit.ended_at,
            ":waited_ms": visit.waited_ms,
        })?;
    if changed == 0 {
        return refuse(Refusal::because("moved_meanwhile").fact("visit_id", visit.id.0).next("look_again"));
    }
    act.about(visit.id);
    if let Some(patient) = visit.patient_id {
        act.about(patient);
    }
    Ok(())
}

/// Keeps what was said or done while somebody waited.
///
/// # Errors
/// As the store gives them.
pub fn note(act: &mut Act<'_>, visit: VisitId, kind: UpdateKind, words: Option<&str>, quoted_min: Option<u32>) -> Outcome<()> {
    let id: UpdateId = act.mint();
    act.db
        .prepare_cached("INSERT INTO visit_updates (id, visit_id, kind, words, quoted_min, at, by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
        .execute((id, visit, kind, words, quoted_min, act.now.at, act.staff))?;
    Ok(())
}

/// Something that was said or done while somebody waited.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VisitUpdate {
    /// What.
    pub kind: UpdateKind,
    /// In which words.
    pub words: Option<Private<String>>,
    /// The new quote, in minutes.
    pub quoted_min: Option<u32>,
    /// When.
    pub at: At,
    /// Given name of who.
    pub by: Option<String>,
}

/// What was said and done during a visit, oldest first.
///
/// # Errors
/// As the store gives them.
pub fn updates(db: &Connection, visit: VisitId) -> Outcome<Vec<VisitUpdate>> {
    let mut rows = db.prepare_cached(
        "SELECT u.kind, u.words, u.quoted_min, u.at, s.given
         FROM visit_updates u LEFT JOIN staff s ON s.id = u.by WHERE u.visit_id = ?1 ORDER BY u.id",
    )?;
    let rows = rows.query_map([visit], |row| {
        Ok(VisitUpdate {
            kind: row.get(0)?,
            words: row.get::<_, Option<String>>(1)?.map(Private::new),
            quoted_min: row.get(2)?,
            at: row.get(3)?,
            by: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Which visit.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfVisit {
    /// Which.
    pub visit_id: VisitId,
}

/// One visit, with all that was said and done.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VisitDetails {
    /// As the queue shows it.
    pub turn: super::queue::Turn,
    /// What was said and done, oldest first.
    pub updates: Vec<VisitUpdate>,
    /// How it ended.
    pub outcome: Option<VisitOutcome>,
    /// When it ended.
    pub ended_at: Option<At>,
}

/// `visit`: one visit, with all that was said and done.
///
/// # Errors
/// Refuses `no_such_visit`.
pub fn details(look: &crate::desk::Look<'_>, request: OfVisit) -> Outcome<VisitDetails> {
    let visit = load(look.db, request.visit_id)?;
    Ok(VisitDetails {
        updates: updates(look.db, visit.id)?,
        outcome: visit.outcome,
        ended_at: visit.ended_at,
        turn: super::queue::turn(look, &look.settings()?, &visit, false)?,
    })
}

/// Gives all visits of one patient to another; which.
///
/// # Errors
/// As the store gives them.
pub fn give(act: &mut Act<'_>, from: PatientId, to: PatientId) -> Outcome<Vec<i64>> {
    merges::rows_given(act.db, "UPDATE visits SET patient_id = ?2 WHERE patient_id = ?1 RETURNING id", from, to)
}

/// Gives these visits back, those that are still there.
///
/// # Errors
/// As the store gives them.
pub fn give_back(act: &mut Act<'_>, ids: &[i64], from: PatientId, to: PatientId) -> Outcome<()> {
    merges::rows_given_back(act.db, "UPDATE visits SET patient_id = ?3 WHERE id = ?1 AND patient_id = ?2", ids, from, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_view_shows_a_first_name_and_one_letter() {
        for (said, first, family) in [
            ("Anna Ruiz", "Anna", "Ruiz"),
            ("Ruiz, Anna Maria", "Anna", "Ruiz"),
            ("Anna", "Anna", ""),
            ("Siobhán O'Brien-Núñez", "Siobhán", "O'Brien-Núñez"),
            ("محمد علي", "محمد", "علي"),
            ("🙂", "🙂", ""),
            ("", "", ""),
        ] {
            assert_eq!(walk_in_names(said), (first, family));
        }
    }

    #[test]
    fn nobody_is_greeted_by_a_title_alone() {
        for (said, greeted) in [("Mr. Abara", "Mr. Abara"), ("Anna Ruiz", "Anna"), ("Ruiz, Anna", "Anna")] {
            assert_eq!(greeted_as(said), greeted);
        }
    }

    #[test]
    fn what_is_typed_is_kept_without_control_characters() {
        assert_eq!(typed(Some("  a\0b\n"), 5, "x").unwrap().as_deref(), Some("a b"));
        assert_eq!(typed(Some("\t"), 5, "x").unwrap(), None);
        assert!(typed(Some("123456"), 5, "x").is_err());
    }
}
