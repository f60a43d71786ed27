//! `log_discrepancy`: kind, order, one line, in under twenty seconds. And the near misses that the desk keeps by itself.

use super::record::{self, Discrepancy};
use super::{DiscrepancyKind, DiscrepancyState, Severity, ask_again};
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{DiscrepancyId, HandOverId, OrderId, PartId, PatientId, VisitId};
use crate::records::{clinic, merges, orders, parts, patients, text};
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

/// Days within which the same thing again is said to be one (issue "did it help").
pub const AGAIN_WITHIN_DAYS: i64 = 90;

/// Something that went wrong, or nearly.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct LogDiscrepancy {
    /// What.
    pub kind: DiscrepancyKind,
    /// Our facts in one line; a near miss may go without.
    pub line: Option<String>,
    /// The patient's own words.
    pub patient_words: Option<String>,
    /// Caught before harm.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<bool>", optional))]
    pub near_miss: bool,
    /// Whose; not said: whose order it is.
    pub patient_id: Option<PatientId>,
    /// Which order; not said: which the part belongs to.
    pub order_id: Option<OrderId>,
    /// Which part.
    pub part_id: Option<PartId>,
    /// The other patient's order in it.
    pub other_order_id: Option<OrderId>,
    /// During which visit.
    pub visit_id: Option<VisitId>,
    /// Who says so, where it is not the patient.
    pub complainant: Option<String>,
    /// Somebody may be hurt.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<bool>", optional))]
    pub injury: bool,
    /// Somebody may have seen what is another's; wrong patients' orders and privacy always say so.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<bool>", optional))]
    pub breach: bool,
    /// The patient came and asked: this is the first time of what a second time makes worse.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<bool>", optional))]
    pub asked: bool,
    /// It happened before, and this is another time.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<bool>", optional))]
    pub again: bool,
}

/// What was logged.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DiscrepancyLogged {
    /// Id.
    pub id: DiscrepancyId,
    /// The number people say.
    pub number: String,
    /// How bad.
    pub severity: Severity,
    /// A manager must be called now.
    pub call_manager: bool,
}

/// `log_discrepancy`
///
/// # Errors
/// Refuses `line_needed`, `text_too_long`, `no_such_patient`, `no_such_order`, `no_such_part`, `order_of_other_patient`,
/// `part_of_other_order`, `same_order_twice`, `already_logged` (it is open: somebody asks again), `logged_before` (it was
/// closed: open it again, or say that it happened again).
pub fn log_discrepancy(act: &mut Act<'_>, request: &LogDiscrepancy) -> Outcome<DiscrepancyLogged> {
    let part = request.part_id.map(|id| parts::load(act.db, id)).transpose()?;
    let order_id = request.order_id.or(part.as_ref().map(|part| part.order_id));
    if part.as_ref().is_some_and(|part| Some(part.order_id) != order_id) {
        return refuse(Refusal::because("part_of_other_order").next("choose_part"));
    }
    let order = order_id.map(|id| orders::load(act.db, id)).transpose()?;
    let patient_id = match (&order, request.patient_id) {
        (Some(order), Some(said)) if merges::current(act.db, said)? != order.patient_id => {
            return refuse(Refusal::because("order_of_other_patient").fact("number", order.number.as_str()).next("choose_order"));
        }
        (Some(order), _) => Some(order.patient_id),
        (None, Some(said)) => {
            patients::must_exist(act.db, said)?;
            Some(merges::current(act.db, said)?)
        }
        (None, None) => None,
    };
    if let Some(other) = request.other_order_id {
        if Some(other) == order_id {
            return refuse(Refusal::because("same_order_twice").next("choose_order"));
        }
        let other = orders::load(act.db, other)?;
        act.about(other.id);
        act.about(other.patient_id);
    }
    let line = text::told("line", request.line.as_deref())?;
    if line.is_none() && !request.near_miss {
        return refuse(Refusal::because("line_needed").next("say_what_happened"));
    }
    let before = if request.near_miss { None } else { said_before(act, request, patient_id, order_id)? };
    let breach = request.breach || (request.kind.may_be_a_breach() && !request.near_miss);
    let severity = match () {
        () if request.injury || breach => Severity::Serious,
        () if request.near_miss => Severity::Minor,
        () => request.kind.usual_severity(),
    };
    let by = act.somebody()?;
    let (id, number): (DiscrepancyId, String) = (act.mint(), clinic::next_discrepancy_number(act)?);
    act.db
        .prepare_cached(
            "INSERT INTO discrepancies (id, number, kind, near_miss, severity, state, patient_id, order_id, other_order_id, part_id,
                 visit_id, facts, line, patient_words, complainant, injury, breach, again_of, owner_id, due_on, at, by)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, '', ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?18)",
        )?
        .execute(rusqlite::params![
            id,
            number,
            request.kind,
            request.near_miss,
            severity,
            DiscrepancyState::Open,
            patient_id,
            order_id,
            request.other_order_id,
            request.part_id,
            request.visit_id,
            line,
            text::told("patient_words", request.patient_words.as_deref())?,
            text::kept("complainant", request.complainant.as_deref())?,
            request.injury,
            breach,
            before.map(|before| before.id),
            by,
            act.now.days_on(severity.due_in_days()),
            act.now.at,
        ])?;
    let logged = record::load(act.db, id)?;
    about(act, &logged);
    if request.asked {
        ask_again::note(act, id, request.patient_words.as_deref())?;
    }
    Ok(DiscrepancyLogged { id, number, severity, call_manager: request.injury || breach })
}

/// The one that this repeats, where somebody says that it does.
fn said_before(
    act: &Act<'_>,
    request: &LogDiscrepancy,
    patient: Option<PatientId>,
    order: Option<OrderId>,
) -> Outcome<Option<Discrepancy>> {
    let before = record::like(act.db, request.kind, patient, order)?;
    let newest = before.into_iter().find(|each| each.closed_at.is_none_or(|at| act.now.days_since(at) <= AGAIN_WITHIN_DAYS));
    match newest {
        Some(open) if open.state != DiscrepancyState::Closed && !request.again => refuse(
            Refusal::because("already_logged")
                .fact("discrepancy_id", open.id.0)
                .fact("number", open.number.as_str())
                .fact("at", open.at.0)
                .next("asked_again"),
        ),
        Some(closed) if !request.again => refuse(
            Refusal::because("logged_before")
                .fact("discrepancy_id", closed.id.0)
                .fact("number", closed.number.as_str())
                .fact("at", closed.closed_at.map(|at| at.0))
                .next("reopen_or_again"),
        ),
        newest => Ok(newest),
    }
}

/// What happens to a discrepancy belongs to everybody and everything in it.
pub(crate) fn about(act: &mut Act<'_>, discrepancy: &Discrepancy) {
    act.about(discrepancy.id);
    if let Some(patient) = discrepancy.patient_id {
        act.about(patient);
    }
    for order in [discrepancy.order_id, discrepancy.other_order_id].into_iter().flatten() {
        act.about(order);
    }
    // What happened to the other one's order stands on their page too.
    let other = discrepancy.other_order_id.and_then(|other| orders::load(act.db, other).ok());
    if let Some(other) = other {
        act.about(other.patient_id);
    }
}

/// The fact of a near miss that the identifiers were right when they were asked for again: misheard or misspelt, and
/// nobody is accused of anything.
pub const RIGHT_LATER: &str = "identifiers_right_later";

/// What is known when a hand-over is stopped.
#[derive(Debug, Clone)]
pub struct NearMiss<'a> {
    /// What kind of thing nearly happened: `wrong_patients_order`, `part_lost`, `wrong_lenses`.
    pub kind: &'a str,
    /// Whose hand-over it was.
    pub patient: PatientId,
    /// Which order it was about.
    pub order: OrderId,
    /// The other order that was in hand, if any.
    pub other_order: Option<OrderId>,
    /// During which visit.
    pub visit: Option<VisitId>,
    /// In which hand-over.
    pub hand_over: HandOverId,
    /// Our facts, as finding codes; the page words them.
    pub facts: &'a str,
    /// The patient's own words.
    pub patient_words: Option<&'a str>,
}

/// Keeps a near miss, once per hand-over: a second stop of the same hand-over adds what it knows.
///
/// # Errors
/// As the store gives them.
pub fn near_miss(act: &mut Act<'_>, miss: &NearMiss<'_>) -> Outcome<DiscrepancyId> {
    let by = act.somebody()?;
    act.about(miss.order);
    act.about(miss.patient);
    if let Some(other) = miss.other_order {
        act.about(other);
    }
    let known: Option<(DiscrepancyId, String, String)> = act
        .db
        .query_row("SELECT id, kind, facts FROM discrepancies WHERE hand_over_id = ?1 AND near_miss = 1", [miss.hand_over], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    if let Some((id, kind, facts)) = known {
        // What was known first stays: a later stop must not hide that another patient's tray was in hand.
        let kind = if kind == "other" { miss.kind } else { &kind };
        let mut all: Vec<&str> = facts.split_whitespace().collect();
        if miss.facts.split_whitespace().any(|fact| matches!(fact, "name_differs" | "born_differs")) {
            // Wrong again: that they were right in between says nothing now.
            all.retain(|fact| *fact != RIGHT_LATER);
        }
        all.extend(miss.facts.split_whitespace().filter(|fact| !facts.split_whitespace().any(|known| known == *fact)));
        act.db.execute(
            "UPDATE discrepancies
             SET kind = ?2, facts = ?3, other_order_id = coalesce(?4, other_order_id), patient_words = coalesce(?5, patient_words)
             WHERE id = ?1",
            (id, kind, all.join(" "), miss.other_order, miss.patient_words),
        )?;
        act.about(id);
        return Ok(id);
    }
    let number = clinic::next_discrepancy_number(act)?;
    let id: DiscrepancyId = act.mint();
    act.db.execute(
        "INSERT INTO discrepancies (id, number, kind, near_miss, severity, state, patient_id, order_id, other_order_id, visit_id,
             hand_over_id, facts, patient_words, at, by)
         VALUES (?1, ?2, ?3, 1, 'minor', 'open', ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        rusqlite::params![
            id,
            number,
            miss.kind,
            miss.patient,
            miss.order,
            miss.other_order,
            miss.visit,
            miss.hand_over,
            miss.facts,
            miss.patient_words,
            act.now.at,
            by
        ],
    )?;
    act.about(id);
    Ok(id)
}

/// Gives all discrepancies of one patient to another; which.
///
/// # Errors
/// As the store gives them.
pub fn give(act: &mut Act<'_>, from: PatientId, to: PatientId) -> Outcome<Vec<i64>> {
    merges::rows_given(act.db, "UPDATE discrepancies SET patient_id = ?2 WHERE patient_id = ?1 RETURNING id", from, to)
}

/// Gives these discrepancies back, those that are still there.
///
/// # Errors
/// As the store gives them.
pub fn give_back(act: &mut Act<'_>, ids: &[i64], from: PatientId, to: PatientId) -> Outcome<()> {
    merges::rows_given_back(act.db, "UPDATE discrepancies SET patient_id = ?3 WHERE id = ?1 AND patient_id = ?2", ids, from, to)
}
