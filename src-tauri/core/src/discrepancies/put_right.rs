//! `put_right`: the patient has what they should have. What was done, in a line.

use super::record::{self, Discrepancy, must_be_open};
use super::{DiscrepancyState, log};
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::DiscrepancyId;
use crate::records::text;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// What was done.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PutRight {
    /// Which.
    pub discrepancy_id: DiscrepancyId,
    /// What was done.
    pub done: String,
}

/// `put_right`
///
/// # Errors
/// Refuses `no_such_discrepancy`, `already_closed`, `search_goes_on`, `must_come_back_first`, `line_needed`, `text_too_long`.
pub fn put_right(act: &mut Act<'_>, request: &PutRight) -> Outcome<Discrepancy> {
    let before = record::load(act.db, request.discrepancy_id)?;
    must_be_open(act.db, &before)?;
    let Some(done) = text::told("done", Some(&request.done))? else {
        return refuse(Refusal::because("line_needed").next("say_what_happened"));
    };
    if search_goes_on(act.db, before.id)? {
        return refuse(Refusal::because("search_goes_on").fact("number", before.number.as_str()).next("end_search"));
    }
    if let Some(order) = super::set_side::to_come_back(act.db, before.id)?.first() {
        return refuse(
            Refusal::because("must_come_back_first")
                .fact("number", before.number.as_str())
                .fact("order", order.as_str())
                .next("who_has_what"),
        );
    }
    let by = act.somebody()?;
    // Said again it says better what was done; where it stands further on, it stays.
    let state = if before.state == DiscrepancyState::Reviewed { DiscrepancyState::Reviewed } else { DiscrepancyState::PutRight };
    act.db
        .prepare_cached(
            "UPDATE discrepancies SET put_right = ?2, put_right_at = ?3, put_right_by = ?4, state = ?5, waits_for = NULL WHERE id = ?1",
        )?
        .execute((before.id, done, act.now.at, by, state))?;
    let now = record::load(act.db, before.id)?;
    log::about(act, &now);
    Ok(now)
}

/// Somebody still looks for a part of it.
///
/// # Errors
/// As the store gives them.
pub(super) fn search_goes_on(db: &Connection, id: DiscrepancyId) -> Outcome<bool> {
    Ok(db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM searches WHERE discrepancy_id = ?1 AND outcome IS NULL)")?
        .query_row([id], |row| row.get(0))?)
}
