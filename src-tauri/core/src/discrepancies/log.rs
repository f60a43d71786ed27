//! Keeps a near miss: caught before harm, worth knowing.

use crate::desk::Act;
use crate::error::Outcome;
use crate::ids::{DiscrepancyId, HandOverId, OrderId, PatientId, VisitId};
use crate::records::{clinic, merges};
use rusqlite::OptionalExtension;

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
