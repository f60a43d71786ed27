//! `close_discrepancy`: done. Nothing serious without a cause, a change and a word to the patient; nothing at all before
//! the patient has what they should have.

use super::record::{self, Discrepancy, must_be_open};
use super::{DiscrepancyState, Severity, log, tick_off};
use crate::desk::Act;
use crate::error::{Finding, Grade, Outcome, Refusal, refuse};
use crate::ids::DiscrepancyId;
use crate::promises;
use serde::{Deserialize, Serialize};

/// Which discrepancy.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfDiscrepancy {
    /// Which.
    pub discrepancy_id: DiscrepancyId,
}

/// `close_discrepancy`
///
/// # Errors
/// Refuses `no_such_discrepancy`, `already_closed`, `not_closed_yet` with what is still missing.
pub fn close_discrepancy(act: &mut Act<'_>, request: &OfDiscrepancy) -> Outcome<Discrepancy> {
    let before = record::load(act.db, request.discrepancy_id)?;
    must_be_open(act.db, &before)?;
    let missing = missing(act, &before)?;
    if !missing.is_empty() {
        let found = missing.iter().map(|code| Finding::new(Grade::Stop, code)).collect();
        let next = missing.first().copied().unwrap_or("put_right");
        return refuse(Refusal::because("not_closed_yet").fact("number", before.number.as_str()).found(found).next(next));
    }
    let by = act.somebody()?;
    act.db.prepare_cached("UPDATE discrepancies SET state = ?2, closed_at = ?3, closed_by = ?4 WHERE id = ?1")?.execute((
        before.id,
        DiscrepancyState::Closed,
        act.now.at,
        by,
    ))?;
    let now = record::load(act.db, before.id)?;
    log::about(act, &now);
    Ok(now)
}

/// What is still missing before it can be closed, in the order in which a person would do it.
///
/// # Errors
/// As the store gives them.
pub fn missing(act: &Act<'_>, discrepancy: &Discrepancy) -> Outcome<Vec<&'static str>> {
    let mut missing = Vec::new();
    if !tick_off::left(act.db, discrepancy)?.is_empty() {
        missing.push("tick_off");
    }
    if discrepancy.put_right_at.is_none() && !discrepancy.near_miss {
        missing.push("put_right");
    } else if super::put_right::search_goes_on(act.db, discrepancy.id)? {
        missing.push("search_goes_on");
    } else if !super::set_side::to_come_back(act.db, discrepancy.id)?.is_empty() {
        missing.push("must_come_back");
    }
    if promises::due::open_of(act.db, discrepancy.id)? {
        missing.push("promise_open");
    }
    if discrepancy.severity == Severity::Serious {
        if discrepancy.told.is_none() {
            missing.push("tell_patient");
        }
        // A review from before it was opened again did not see what went wrong since.
        let reviewed = discrepancy.reviewed_at.is_some();
        if discrepancy.cause.is_none() || !reviewed {
            missing.push("say_cause");
        }
        if discrepancy.corrective.is_none() || !reviewed {
            missing.push("say_what_changes");
        }
    }
    Ok(missing)
}
