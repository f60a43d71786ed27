//! Why an order is not as on the prescription on file: said by whom, when. An answer holds for exactly what it was given
//! to; other powers, or another prescription, are asked about anew.

use crate::clock::At;
use crate::desk::Act;
use crate::error::{Finding, Outcome};
use crate::ids::{OrderId, StaffId};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// One answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RxAnswer {
    /// The words.
    pub reason: String,
    /// When.
    pub at: At,
    /// Who.
    pub staff_id: StaffId,
    /// Their given name.
    pub by: String,
}

/// What tells this finding from every other: its code and figures, never a name.
#[must_use]
pub fn mark_of(finding: &Finding) -> String {
    let facts = finding.facts.iter().filter(|(name, _)| *name != "name");
    facts.fold(finding.code.clone(), |mark, (name, value)| format!("{mark} {name}={value}"))
}

/// An order's answers, each with the mark of what it answers.
///
/// # Errors
/// As the store gives them.
pub fn of(db: &Connection, order: OrderId) -> Outcome<Vec<(String, RxAnswer)>> {
    let mut rows = db.prepare_cached(
        "SELECT a.mark, a.reason, a.at, a.by, s.given FROM rx_answers a JOIN staff s ON s.id = a.by WHERE a.order_id = ?1",
    )?;
    let rows = rows.query_map([order], |row| {
        Ok((row.get(0)?, RxAnswer { reason: row.get(1)?, at: row.get(2)?, staff_id: row.get(3)?, by: row.get(4)? }))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps one reason for these findings; an earlier one for the same is replaced.
///
/// # Errors
/// As the store gives them.
pub fn keep(act: &mut Act<'_>, order: OrderId, findings: &[Finding], reason: &str) -> Outcome<()> {
    let by = act.somebody()?;
    for finding in findings {
        act.db
            .prepare_cached("INSERT OR REPLACE INTO rx_answers (order_id, mark, reason, at, by) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute((order, mark_of(finding), reason, act.now.at, by))?;
    }
    act.about(order);
    Ok(())
}

/// Removes the answers of an order that goes.
///
/// # Errors
/// As the store gives them.
pub fn remove_of(act: &Act<'_>, order: OrderId) -> Outcome<()> {
    act.db.prepare_cached("DELETE FROM rx_answers WHERE order_id = ?1")?.execute([order])?;
    Ok(())
}
