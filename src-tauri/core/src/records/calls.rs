//! Calls made about an order, and what came of each.

use crate::clock::At;
use crate::desk::Act;
use crate::error::Outcome;
use crate::ids::{CallId, OrderId};
use crate::records::parts::coded;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

coded! {
    /// What came of a call.
    CallOutcome {
        /// Somebody was spoken to.
        Reached = "reached",
        /// A message was left.
        Message = "message",
        /// Nobody answered.
        NoAnswer = "no_answer",
    }
}

/// One call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PhoneCall {
    /// Id.
    pub id: CallId,
    /// What came of it.
    pub outcome: CallOutcome,
    /// Who was spoken to.
    pub spoke_to: Option<String>,
    /// A note.
    pub note: Option<String>,
    /// When.
    pub at: At,
    /// Given name of who called.
    pub by: String,
}

/// Every call about an order, newest first.
///
/// # Errors
/// As the store gives them.
pub fn of(db: &Connection, order: OrderId) -> Outcome<Vec<PhoneCall>> {
    let mut rows = db.prepare_cached(
        "SELECT c.id, c.outcome, c.spoke_to, c.note, c.at, s.given
         FROM calls c JOIN staff s ON s.id = c.by WHERE c.order_id = ?1 ORDER BY c.at DESC, c.id DESC",
    )?;
    let rows = rows.query_map([order], |row| {
        Ok(PhoneCall { id: row.get(0)?, outcome: row.get(1)?, spoke_to: row.get(2)?, note: row.get(3)?, at: row.get(4)?, by: row.get(5)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps a call by whoever is signed in.
///
/// # Errors
/// As the store gives them.
pub fn add(act: &mut Act<'_>, order: OrderId, outcome: CallOutcome, spoke_to: Option<&str>, note: Option<&str>) -> Outcome<CallId> {
    let by = act.somebody()?;
    let id: CallId = act.mint();
    act.db
        .prepare_cached("INSERT INTO calls (id, order_id, outcome, spoke_to, note, at, by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
        .execute((id, order, outcome, spoke_to, note, act.now.at, by))?;
    act.about(order);
    Ok(id)
}

/// Removes the calls of an order that goes.
///
/// # Errors
/// As the store gives them.
pub fn remove_of(act: &Act<'_>, order: OrderId) -> Outcome<()> {
    act.db.prepare_cached("DELETE FROM calls WHERE order_id = ?1")?.execute([order])?;
    Ok(())
}
