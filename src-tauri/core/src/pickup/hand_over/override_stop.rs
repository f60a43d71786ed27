//! `override_stop`: a second member of staff answers for a *stop*, by name and PIN, with a reason.

use super::gate::{self, HandOverView};
use super::{load_open, settle};
use crate::desk::{Act, Desk};
use crate::error::{Grade, Outcome, Refusal, refuse};
use crate::ids::{HandOverId, StaffId};
use crate::private::Private;
use crate::records::staff::{self, PinChecked};
use serde::{Deserialize, Serialize};

/// A second person's word against a *stop*.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OverrideStop {
    /// Which hand-over.
    pub hand_over_id: HandOverId,
    /// Which finding.
    pub key: String,
    /// The second person.
    pub staff_id: StaffId,
    /// Their PIN.
    pub pin: Private<String>,
    /// Why.
    pub reason: String,
}

/// `override_stop` with the PIN compared.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OverrideStopSealed {
    /// Which hand-over.
    pub hand_over_id: HandOverId,
    /// Which finding.
    pub key: String,
    /// The second person, and whether their PIN was right.
    pub second: PinChecked,
    /// Why.
    pub reason: String,
}

/// Compares the second person's PIN.
///
/// # Errors
/// As the store gives them.
pub fn seal_override(desk: &mut Desk, request: OverrideStop) -> Outcome<OverrideStopSealed> {
    let second = staff::check_pin(desk, request.staff_id, &request.pin)?;
    Ok(OverrideStopSealed { hand_over_id: request.hand_over_id, key: request.key, second, reason: request.reason })
}

/// `override_stop`: wrong identifiers and another patient's tray cannot be overridden.
///
/// # Errors
/// Refuses `wrong_pin`, `pin_wait`, `second_person_needed`, `cannot_override`, `reason_needed`, `no_such_finding`.
pub fn override_stop(act: &mut Act<'_>, request: &OverrideStopSealed) -> Outcome<HandOverView> {
    let by = act.somebody()?;
    let (row, order) = load_open(act, request.hand_over_id)?;
    if request.second.staff_id == by {
        return refuse(Refusal::because("second_person_needed").next("ask_colleague"));
    }
    if request.reason.trim().is_empty() {
        return refuse(Refusal::because("reason_needed"));
    }
    let here = gate::finding(act, &row, &order, &request.key)?;
    if here.finding.grade != Grade::Stop || !here.may_override {
        return refuse(Refusal::because("cannot_override").fact("finding", here.finding.code));
    }
    staff::accept_pin(act, &request.second)?;
    settle(act, &row, &request.key, &request.reason, request.second.staff_id, true)?;
    gate::view(act, row.id)
}
