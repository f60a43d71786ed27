//! `promises_due`: every promise that nobody kept, broke or moved yet, the soonest first.

use super::Promised;
use crate::clock::At;
use crate::desk::{Act, Look};
use crate::error::Outcome;
use crate::ids::{DiscrepancyId, OrderId, PatientId, PromiseId};
use crate::private::Private;
use crate::records::{merges, patients};
use rusqlite::{Connection, Row};
use serde::{Deserialize, Serialize};

/// A promise that is still open, or was.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PromiseLine {
    /// Id.
    pub id: PromiseId,
    /// To whom.
    pub patient_id: PatientId,
    /// Their name, as on a label.
    pub name: Private<String>,
    /// About which order.
    pub order_id: Option<OrderId>,
    /// In which discrepancy.
    pub discrepancy_id: Option<DiscrepancyId>,
    /// Promised.
    pub what: Promised,
    /// In words.
    pub words: Option<String>,
    /// When we aim for.
    pub aim_at: At,
    /// When we said.
    pub said_at: At,
    /// Given name of who promised.
    pub by: String,
    /// kept, broken, moved; None: open.
    pub ended: Option<super::Ended>,
    /// Its time has passed and nobody kept it.
    pub late: bool,
}

/// Asks for the promises that are open.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskPromisesDue {}

const SELECT: &str = "SELECT p.id, p.patient_id, p.order_id, p.discrepancy_id, p.what, p.words, p.aim_at, p.said_at, s.given, p.ended
                      FROM promises p JOIN staff s ON s.id = p.made_by";

fn from_row(row: &Row<'_>, now: At) -> rusqlite::Result<PromiseLine> {
    let (said_at, ended): (At, Option<super::Ended>) = (row.get(7)?, row.get(9)?);
    Ok(PromiseLine {
        id: row.get(0)?,
        patient_id: row.get(1)?,
        name: Private::new(String::new()),
        order_id: row.get(2)?,
        discrepancy_id: row.get(3)?,
        what: row.get(4)?,
        words: row.get(5)?,
        aim_at: row.get(6)?,
        said_at,
        by: row.get(8)?,
        ended,
        late: ended.is_none() && now > said_at,
    })
}

/// `promises_due`
///
/// # Errors
/// As the store gives them.
pub fn promises_due(look: &Look<'_>, _: AskPromisesDue) -> Outcome<Vec<PromiseLine>> {
    named(look, "WHERE p.ended IS NULL ORDER BY p.said_at, p.id", [])
}

/// Every promise made in a discrepancy, the soonest first.
///
/// # Errors
/// As the store gives them.
pub fn of_discrepancy(look: &Look<'_>, id: DiscrepancyId) -> Outcome<Vec<PromiseLine>> {
    named(look, "WHERE p.discrepancy_id = ?1 ORDER BY p.said_at, p.id", [id])
}

fn named(look: &Look<'_>, clause: &str, params: impl rusqlite::Params) -> Outcome<Vec<PromiseLine>> {
    let mut rows = look.db.prepare_cached(&format!("{SELECT} {clause}"))?;
    let mut lines: Vec<PromiseLine> = rows.query_map(params, |row| from_row(row, look.now.at))?.collect::<Result<_, _>>()?;
    for line in &mut lines {
        line.name = Private::new(patients::load(look.db, line.patient_id)?.details.full_name());
    }
    Ok(lines)
}

/// Is a promise of this discrepancy still open?
///
/// # Errors
/// As the store gives them.
pub fn open_of(db: &Connection, id: DiscrepancyId) -> Outcome<bool> {
    Ok(db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM promises WHERE discrepancy_id = ?1 AND ended IS NULL)")?
        .query_row([id], |row| row.get(0))?)
}

/// The soonest open promise of each discrepancy that has one.
///
/// # Errors
/// As the store gives them.
pub fn soonest(db: &Connection) -> Outcome<std::collections::HashMap<DiscrepancyId, At>> {
    let mut rows = db.prepare_cached(
        "SELECT discrepancy_id, min(said_at) FROM promises WHERE ended IS NULL AND discrepancy_id IS NOT NULL GROUP BY discrepancy_id",
    )?;
    Ok(rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
}

/// Gives all promises of one patient to another; which.
///
/// # Errors
/// As the store gives them.
pub fn give(act: &mut Act<'_>, from: PatientId, to: PatientId) -> Outcome<Vec<i64>> {
    merges::rows_given(act.db, "UPDATE promises SET patient_id = ?2 WHERE patient_id = ?1 RETURNING id", from, to)
}

/// Gives these promises back, those that are still there.
///
/// # Errors
/// As the store gives them.
pub fn give_back(act: &mut Act<'_>, ids: &[i64], from: PatientId, to: PatientId) -> Outcome<()> {
    merges::rows_given_back(act.db, "UPDATE promises SET patient_id = ?3 WHERE id = ?1 AND patient_id = ?2", ids, from, to)
}
