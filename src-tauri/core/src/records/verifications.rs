//! Who checked an order, when, and what they said.

use crate::clock::At;
use crate::desk::Act;
use crate::error::Outcome;
use crate::ids::{OrderId, VerificationId};
use crate::records::parts::coded;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

coded! {
    /// What a check came to.
    Verdict {
        /// Right.
        Passed = "passed",
        /// Not right.
        Failed = "failed",
        /// A named person let it go unchecked, with a reason.
        Waived = "waived",
    }
}

/// One check of an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Verification {
    /// Id.
    pub id: VerificationId,
    /// What it came to.
    pub verdict: Verdict,
    /// What failed, or why it was waived.
    pub reason: Option<String>,
    /// When.
    pub at: At,
    /// Given name of who checked.
    pub by: String,
}

/// Every check of an order, newest first.
///
/// # Errors
/// As the store gives them.
pub fn of(db: &Connection, order: OrderId) -> Outcome<Vec<Verification>> {
    let mut rows = db.prepare_cached(
        "SELECT v.id, v.verdict, v.reason, v.at, s.given
         FROM verifications v JOIN staff s ON s.id = v.by WHERE v.order_id = ?1 ORDER BY v.id DESC",
    )?;
    let rows = rows.query_map([order], |row| {
        Ok(Verification { id: row.get(0)?, verdict: row.get(1)?, reason: row.get(2)?, at: row.get(3)?, by: row.get(4)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps a check by whoever is signed in.
///
/// # Errors
/// As the store gives them.
pub fn add(act: &mut Act<'_>, order: OrderId, verdict: Verdict, reason: Option<&str>) -> Outcome<VerificationId> {
    let by = act.somebody()?;
    let id: VerificationId = act.mint();
    act.db
        .prepare_cached("INSERT INTO verifications (id, order_id, verdict, reason, at, by) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute((id, order, verdict, reason, act.now.at, by))?;
    act.about(order);
    Ok(id)
}
