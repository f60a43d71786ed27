//! `reopen_discrepancy`: it was not done after all.

use super::record::{self, Discrepancy};
use super::{DiscrepancyState, log};
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::DiscrepancyId;
use crate::records::text;
use serde::{Deserialize, Serialize};

/// Why it is open again.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReopenDiscrepancy {
    /// Which.
    pub discrepancy_id: DiscrepancyId,
    /// Why.
    pub why: String,
}

/// `reopen_discrepancy`: what was put right and said stands in the history, the review stays to be read, and none of
/// it counts for closing any more.
///
/// # Errors
/// Refuses `no_such_discrepancy`, `not_closed`, `reason_needed`, `text_too_long`.
pub fn reopen_discrepancy(act: &mut Act<'_>, request: &ReopenDiscrepancy) -> Outcome<Discrepancy> {
    let before = record::load(act.db, request.discrepancy_id)?;
    if before.state != DiscrepancyState::Closed {
        return refuse(Refusal::because("not_closed").fact("number", before.number.as_str()).next("open_discrepancy"));
    }
    if text::kept("why", Some(&request.why))?.is_none() {
        return refuse(Refusal::because("reason_needed").next("give_reason"));
    }
    let due = act.now.days_on(before.severity.due_in_days());
    act.db
        .prepare_cached(
            "UPDATE discrepancies
             SET state = ?2, reopened = reopened + 1, closed_at = NULL, closed_by = NULL, due_on = ?3, put_right = NULL,
                 put_right_at = NULL, put_right_by = NULL, told = NULL, told_how = NULL, told_at = NULL, told_by = NULL,
                 reviewed_at = NULL
             WHERE id = ?1",
        )?
        .execute((before.id, DiscrepancyState::Open, due))?;
    let now = record::load(act.db, before.id)?;
    log::about(act, &now);
    Ok(now)
}
