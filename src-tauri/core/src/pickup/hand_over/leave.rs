//! `leave_hand_over`: ends it without handing anything over.

use super::gate::{self, HandOverView};
use super::{Row, codes, keep_near_miss, load_open, near_miss_kind, step_done};
use crate::desk::Act;
use crate::error::{Finding, Grade, Outcome};
use crate::ids::HandOverId;
use crate::records::orders::Order;
use crate::records::text;
use serde::{Deserialize, Serialize};

/// Ends a hand-over without handing anything over.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LeaveHandOver {
    /// Which.
    pub hand_over_id: HandOverId,
    /// Why, if worth a word.
    pub why: Option<String>,
}

/// `leave_hand_over`: nothing was handed over. With a *stop* in the way it ends refused, a near miss; otherwise it was
/// only put off.
///
/// # Errors
/// Refuses `hand_over_ended`, `frozen`.
pub fn leave(act: &mut Act<'_>, request: &LeaveHandOver) -> Outcome<HandOverView> {
    let (row, order) = load_open(act, request.hand_over_id)?;
    let why = text::kept("why", request.why.as_deref())?;
    end_without(act, &row, &order, why.as_deref())?;
    gate::view(act, row.id)
}

/// Ends it: refused where a *stop* stands, put off otherwise.
pub(super) fn end_without(act: &mut Act<'_>, row: &Row, order: &Order, why: Option<&str>) -> Outcome<()> {
    let by = act.somebody()?;
    let stops: Vec<Finding> = gate::view(act, row.id)?
        .findings
        .into_iter()
        .filter(|here| here.settled.is_none() && here.finding.grade == Grade::Stop)
        .map(|here| here.finding)
        .collect();
    let state = if stops.is_empty() { "abandoned" } else { "refused" };
    if !stops.is_empty() {
        keep_near_miss(act, row, order, near_miss_kind(&stops), &codes(&stops), None)?;
    }
    act.db.execute(
        "UPDATE hand_overs SET state = ?2, ended_at = ?3, ended_by = ?4, why = ?5 WHERE id = ?1",
        (row.id, state, act.now.at, by, why),
    )?;
    step_done(act, row, "ended")
}
