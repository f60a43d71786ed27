//! What is open about a patient or an order, or in all.

use crate::clock::At;
use crate::desk::Look;
use crate::error::Outcome;
use crate::ids::{DiscrepancyId, HandOverId, OrderId, PatientId};
use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};

/// One discrepancy in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DiscrepancyLine {
    /// Id.
    pub id: DiscrepancyId,
    /// The number people say, `D-12`.
    pub number: String,
    /// What kind.
    pub kind: String,
    /// Caught before harm.
    pub near_miss: bool,
    /// minor, moderate, serious
    pub severity: String,
    /// open, searching, waiting, put_right, reviewed, closed
    pub state: String,
    /// Whose.
    pub patient_id: Option<PatientId>,
    /// Which order.
    pub order_id: Option<OrderId>,
    /// Its number.
    pub order_number: Option<String>,
    /// The other order in it.
    pub other_order_number: Option<String>,
    /// Our facts, as codes.
    pub facts: String,
    /// The patient's own words.
    pub patient_words: Option<String>,
    /// When.
    pub at: At,
    /// Given name of who logged it.
    pub by: String,
}

const SELECT: &str = "SELECT d.id, d.number, d.kind, d.near_miss, d.severity, d.state, d.patient_id, d.order_id, o.number, p.number,
                             d.facts, d.patient_words, d.at, s.given
                      FROM discrepancies d JOIN staff s ON s.id = d.by
                           LEFT JOIN orders o ON o.id = d.order_id LEFT JOIN orders p ON p.id = d.other_order_id";

fn from_row(row: &Row<'_>) -> rusqlite::Result<DiscrepancyLine> {
    Ok(DiscrepancyLine {
        id: row.get(0)?,
        number: row.get(1)?,
        kind: row.get(2)?,
        near_miss: row.get(3)?,
        severity: row.get(4)?,
        state: row.get(5)?,
        patient_id: row.get(6)?,
        order_id: row.get(7)?,
        order_number: row.get(8)?,
        other_order_number: row.get(9)?,
        facts: row.get(10)?,
        patient_words: row.get(11)?,
        at: row.get(12)?,
        by: row.get(13)?,
    })
}

/// What is open about an order (near misses are settled by the next right hand-over, so they do not count).
///
/// # Errors
/// As the store gives them.
pub fn about_order(db: &Connection, order: OrderId) -> Outcome<Vec<DiscrepancyLine>> {
    let mut rows =
        db.prepare_cached(&format!("{SELECT} WHERE d.order_id = ?1 AND d.state <> 'closed' AND d.near_miss = 0 ORDER BY d.id"))?;
    Ok(rows.query_map([order], from_row)?.collect::<Result<_, _>>()?)
}

/// What is open about a patient, near misses too.
///
/// # Errors
/// As the store gives them.
pub fn about_patient(db: &Connection, patient: PatientId) -> Outcome<Vec<DiscrepancyLine>> {
    let mut rows = db.prepare_cached(&format!("{SELECT} WHERE d.patient_id = ?1 AND d.state <> 'closed' ORDER BY d.id"))?;
    Ok(rows.query_map([patient], from_row)?.collect::<Result<_, _>>()?)
}

/// The discrepancy with this number, as typed, open or not.
///
/// # Errors
/// As the store gives them.
pub fn by_number(db: &Connection, number: &str) -> Outcome<Option<DiscrepancyLine>> {
    let mut rows = db.prepare_cached(&format!("{SELECT} WHERE d.number = ?1"))?;
    Ok(rows.query_map([number.trim().to_uppercase()], from_row)?.next().transpose()?)
}

/// The number of the near miss that a hand-over was kept as.
///
/// # Errors
/// As the store gives them.
pub fn near_miss_of(db: &Connection, hand_over: HandOverId) -> Outcome<Option<String>> {
    Ok(db
        .prepare_cached("SELECT number FROM discrepancies WHERE hand_over_id = ?1 AND near_miss = 1")?
        .query_row([hand_over], |row| row.get(0))
        .optional()?)
}

/// The facts of the near miss that a hand-over was kept as.
///
/// # Errors
/// As the store gives them.
pub fn near_miss_facts(db: &Connection, hand_over: HandOverId) -> Outcome<Option<String>> {
    Ok(db
        .prepare_cached("SELECT facts FROM discrepancies WHERE hand_over_id = ?1 AND near_miss = 1")?
        .query_row([hand_over], |row| row.get(0))
        .optional()?)
}

/// Asks for everything open.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskOpenDiscrepancies {}

/// `open_discrepancies`: oldest first, near misses last.
///
/// # Errors
/// As the store gives them.
pub fn open(look: &Look<'_>, _: AskOpenDiscrepancies) -> Outcome<Vec<DiscrepancyLine>> {
    let mut rows = look.db.prepare_cached(&format!("{SELECT} WHERE d.state <> 'closed' ORDER BY d.near_miss, d.id"))?;
    Ok(rows.query_map([], from_row)?.collect::<Result<_, _>>()?)
}
