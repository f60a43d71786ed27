//! `give_reason`: the person at the desk answers an *ask*.

use super::gate::{self, HandOverView};
use super::{load_open, settle, step_done};
use crate::desk::Act;
use crate::error::{Grade, Outcome, Refusal, refuse};
use crate::ids::HandOverId;
use crate::matching::alert_weeks;
use serde::{Deserialize, Serialize};

/// A reason for an *ask*.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GiveReason {
    /// Which hand-over.
    pub hand_over_id: HandOverId,
    /// Which finding.
    pub key: String,
    /// The words; for a look-alike, that it was seen is enough.
    pub reason: String,
}

/// `give_reason`
///
/// # Errors
/// Refuses `reason_needed`, `no_such_finding`, `stop_needs_second` for a *stop*.
pub fn give_reason(act: &mut Act<'_>, request: &GiveReason) -> Outcome<HandOverView> {
    let by = act.somebody()?;
    let (row, order) = load_open(act, request.hand_over_id)?;
    let here = gate::finding(act, &row, &order, &request.key)?;
    if here.finding.grade == Grade::Stop {
        return refuse(Refusal::because("stop_needs_second").next("ask_colleague"));
    }
    settle(act, &row, &request.key, &request.reason, by, false)?;
    if here.finding.code == "look_alike" && here.settled.is_none() {
        alert_weeks::count_answer(act, alert_weeks::Answered::Seen)?;
    }
    if here.check == "alerts" {
        step_done(act, &row, "alerts")?;
    }
    gate::view(act, row.id)
}
