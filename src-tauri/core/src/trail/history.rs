//! What happened to a patient, an order, a visit: the trail's own entries, newest first. The UI words them.

use crate::clock::At;
use crate::desk::Look;
use crate::error::Outcome;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Happening {
    /// Place in the trail.
    #[cfg_attr(test, ts(type = "number"))]
    pub seq: i64,
    /// When.
    pub at: At,
    /// Given name of who did it; None for the desk itself.
    pub by: Option<String>,
    /// Which command.
    pub command: String,
    /// `done` or `refused_kept`.
    pub ended: String,
    /// The request, for the words.
    #[cfg_attr(test, ts(type = "Record<string, unknown>"))]
    pub request: Value,
    /// The reply, for the words.
    #[cfg_attr(test, ts(type = "unknown"))]
    pub reply: Value,
}

/// The newest happenings about a subject (any table's id), newest first. Mere looking is left out.
///
/// # Errors
/// As the store gives them.
pub fn about(look: &Look<'_>, subject: i64, limit: u32) -> Outcome<Vec<Happening>> {
    let mut rows = look.db.prepare_cached(
        "SELECT t.seq, t.at, s.given, t.command, t.outcome, t.request, t.reply
         FROM trail_about a JOIN trail t ON t.seq = a.seq LEFT JOIN staff s ON s.id = t.staff_id
         WHERE a.subject = ?1 AND t.outcome IN ('done', 'refused_kept') ORDER BY a.seq DESC LIMIT ?2",
    )?;
    let rows = rows.query_map((subject, limit), |row| {
        Ok(Happening {
            seq: row.get(0)?,
            at: row.get(1)?,
            by: row.get(2)?,
            command: row.get(3)?,
            ended: row.get(4)?,
            request: serde_json::from_str(&row.get::<_, String>(5)?).unwrap_or(Value::Null),
            reply: serde_json::from_str(&row.get::<_, String>(6)?).unwrap_or(Value::Null),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
