//! One conversation as it is kept.

use super::Safely;
use super::scripts::{Mood, Step};
use super::signs::About;
use crate::clock::At;
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{DiscrepancyId, OrderId, PatientId, RecoveryId, StaffId, VisitId};
use crate::promises::Leaves;
use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};

/// One conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Recovery {
    /// Id.
    pub id: RecoveryId,
    /// With whom, as they were on file then.
    pub patient_id: Option<PatientId>,
    /// About which order.
    pub order_id: Option<OrderId>,
    /// About which discrepancy.
    pub discrepancy_id: Option<DiscrepancyId>,
    /// During which visit.
    pub visit_id: Option<VisitId>,
    /// Which scenario.
    pub scenario: String,
    /// How they are.
    pub mood: Option<Mood>,
    /// What would make it right, in their own words.
    pub make_right: Option<String>,
    /// What they said at the end, in their own words.
    pub said_last: Option<String>,
    /// How they left.
    pub leaves: Option<Leaves>,
    /// The safe way out was taken, and why.
    pub safely: Option<Safely>,
    /// Whoever stood there was asked whether they need a break or a word.
    pub care_offered: bool,
    /// When it began.
    pub begun_at: At,
    /// Who began it.
    pub begun_by: StaffId,
    /// When it ended.
    pub ended_at: Option<At>,
}

/// What was logged about it while it went on is what it is about, whichever came first.
const SELECT: &str = "SELECT id, patient_id, order_id,
                             coalesce(discrepancy_id, (SELECT max(d.id) FROM discrepancies d
                                WHERE d.near_miss = 0 AND d.at >= begun_at AND d.at <= coalesce(ended_at, d.at)
                                  AND (d.order_id = recoveries.order_id
                                       OR recoveries.order_id IS NULL AND d.patient_id = recoveries.patient_id)))
                             AS discrepancy_id, visit_id, scenario, mood, make_right, said_last, leaves, safely,
                             care_offered, begun_at, begun_by, ended_at
                      FROM recoveries";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Recovery> {
    Ok(Recovery {
        id: row.get(0)?,
        patient_id: row.get(1)?,
        order_id: row.get(2)?,
        discrepancy_id: row.get(3)?,
        visit_id: row.get(4)?,
        scenario: row.get(5)?,
        mood: row.get(6)?,
        make_right: row.get(7)?,
        said_last: row.get(8)?,
        leaves: row.get(9)?,
        safely: row.get(10)?,
        care_offered: row.get(11)?,
        begun_at: row.get(12)?,
        begun_by: row.get(13)?,
        ended_at: row.get(14)?,
    })
}

/// One.
///
/// # Errors
/// Refuses `no_such_recovery`.
pub fn load(db: &Connection, id: RecoveryId) -> Outcome<Recovery> {
    let found = db.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?.query_row([id], from_row).optional()?;
    found.ok_or_else(|| Refusal::because("no_such_recovery").next("search").into())
}

/// The one that goes on about the same thing: this visit, this discrepancy, or this order; with none of these, this patient.
///
/// # Errors
/// As the store gives them.
pub fn open_about(db: &Connection, about: &About) -> Outcome<Option<Recovery>> {
    let clause = format!(
        "{SELECT} WHERE ended_at IS NULL
                    AND (visit_id = ?1 OR discrepancy_id = ?2 OR order_id = ?3
                         OR coalesce(visit_id, discrepancy_id, order_id, ?1, ?2, ?3) IS NULL AND patient_id = ?4)
         ORDER BY begun_at DESC LIMIT 1"
    );
    let key = (about.visit, about.discrepancy, about.order, about.patient);
    Ok(db.prepare_cached(&clause)?.query_row(key, from_row).optional()?)
}

/// The latest one about this discrepancy, ended or not.
///
/// # Errors
/// As the store gives them.
pub fn last_about(db: &Connection, discrepancy: DiscrepancyId) -> Outcome<Option<Recovery>> {
    let clause = format!("SELECT * FROM ({SELECT}) WHERE discrepancy_id = ?1 ORDER BY begun_at DESC, id DESC LIMIT 1");
    Ok(db.prepare_cached(&clause)?.query_row([discrepancy], from_row).optional()?)
}

/// The latest one that ended with one of these records about this order, or about none.
///
/// # Errors
/// As the store gives them.
pub fn last_with(db: &Connection, patients: &[PatientId], order: Option<OrderId>) -> Outcome<Option<Recovery>> {
    let clause =
        format!("{SELECT} WHERE patient_id = ?1 AND order_id IS ?2 AND leaves IS NOT NULL ORDER BY ended_at DESC, id DESC LIMIT 1");
    let mut last: Option<Recovery> = None;
    for patient in patients {
        let found = db.prepare_cached(&clause)?.query_row((patient, order), from_row).optional()?;
        last = last.into_iter().chain(found).max_by_key(|one| one.ended_at);
    }
    Ok(last)
}

/// A conversation that has ended stays as it was.
///
/// # Errors
/// Refuses `recovery_ended`.
pub fn must_be_open(recovery: &Recovery) -> Outcome<()> {
    if recovery.ended_at.is_some() {
        return refuse(Refusal::because("recovery_ended").next("start_again"));
    }
    Ok(())
}

/// Which steps were done or skipped.
///
/// # Errors
/// As the store gives them.
pub fn steps(db: &Connection, id: RecoveryId) -> Outcome<Vec<(Step, bool)>> {
    let mut rows = db.prepare_cached("SELECT step, skipped FROM recovery_steps WHERE recovery_id = ?1")?;
    Ok(rows.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
}

/// This act belongs to the history of all that the conversation is about.
pub fn about(act: &mut Act<'_>, recovery: &Recovery) {
    act.about(recovery.id);
    if let Some(patient) = recovery.patient_id {
        act.about(patient);
    }
    if let Some(order) = recovery.order_id {
        act.about(order);
    }
    if let Some(discrepancy) = recovery.discrepancy_id {
        act.about(discrepancy);
    }
}
