//! `take_back_hand_over`: a new, visible act. Nothing of the first is rubbed out.

use super::gate::{self, HandOverView};
use super::{HandOverState, Row, about, keep_near_miss, load, step_done};
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{HandOverId, StaffId};
use crate::records::orders::{self, OrderState};
use crate::records::parts::{self, Custody};
use crate::records::staff::{self, Role};
use crate::records::text;
use serde::{Deserialize, Serialize};

/// A hand-over to take back.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TakeBackHandOver {
    /// Which.
    pub hand_over_id: HandOverId,
    /// Why.
    pub reason: String,
    /// Where the parts are now.
    pub place: String,
    /// The patient says that it is not theirs: it is rechecked before anything else happens.
    #[serde(default)]
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    pub not_theirs: bool,
}

/// `take_back_hand_over`: the parts are here again and the order waits as it did. Its old tray may hold another
/// order by now, so it is back in it only where somebody says so and it is free. "These are not mine" begins a new
/// hand-over that is frozen from the start. On the day itself anybody may; later a dispenser, for the patient has had it.
///
/// # Errors
/// Refuses `reason_needed`, `place_needed`, `not_handed_over`, `not_your_role`, `tray_taken`, `moved_meanwhile`,
/// `text_too_long`.
pub fn take_back(act: &mut Act<'_>, request: &TakeBackHandOver) -> Outcome<HandOverView> {
    let by = act.somebody()?;
    let Some(reason) = text::kept("reason", Some(&request.reason))? else { return refuse(Refusal::because("reason_needed")) };
    let Some(place) = text::kept("place", Some(&request.place))? else { return refuse(Refusal::because("place_needed").next("say_where")) };
    let row = load(act.db, request.hand_over_id)?;
    let order = orders::load(act.db, row.order_id)?;
    if row.state != HandOverState::HandedOver || order.state != OrderState::Collected {
        return refuse(Refusal::because("not_handed_over").next("look_again"));
    }
    let today = row.ended_at.is_some_and(|at| act.now.day_of(at) == act.now.day());
    if !today && staff::one(act.db, by)?.role < Role::Dispenser {
        return refuse(Refusal::because("not_your_role").fact("needs", Role::Dispenser.as_str()).next("ask_colleague"));
    }
    about(act, &row, &order);
    // It waits as it did: what a second person let pass unchecked is still unchecked.
    let waits = if row.reasons.contains_key("not_verified") {
        OrderState::Received
    } else if row.reasons.contains_key("lens_out_of_tolerance") {
        OrderState::FailedCheck
    } else {
        OrderState::Verified
    };
    orders::set_state(act, &order, waits)?;
    let tray = order.last_tray.as_deref().filter(|tray| orders::tray_name(&place) == **tray);
    if tray.is_some() {
        orders::set_tray(act, &order, tray)?;
    }
    for part in &row.ticked {
        parts::move_to(act, *part, Custody::Here, Some(tray.unwrap_or(&place)), None, Some(&reason))?;
    }
    act.db.execute("UPDATE hand_overs SET state = 'taken_back', why = ?2 WHERE id = ?1", (row.id, &reason))?;
    if request.not_theirs { freeze(act, &row, by) } else { gate::view(act, row.id) }
}

/// A new hand-over, frozen, with what was scanned at the first: the recheck says what it was.
fn freeze(act: &mut Act<'_>, before: &Row, by: StaffId) -> Outcome<HandOverView> {
    let id: HandOverId = act.mint();
    act.db.execute(
        "INSERT INTO hand_overs (id, order_id, visit_id, state, started_at, started_by, scanned, scan_match, scanned_order, why)
         SELECT ?1, order_id, visit_id, 'frozen', ?2, ?3, scanned, scan_match, scanned_order, 'not_theirs' FROM hand_overs WHERE id = ?4",
        (id, act.now.at, by, before.id),
    )?;
    let row = load(act.db, id)?;
    let order = orders::load(act.db, row.order_id)?;
    about(act, &row, &order);
    step_done(act, &row, "frozen")?;
    keep_near_miss(act, &row, &order, "wrong_patients_order", "not_theirs after_hand_over", None)?;
    gate::view(act, id)
}
