//! `take_back_hand_over`: a new, visible act. Nothing of the first is rubbed out.

use super::gate::{self, HandOverView};
use super::{HandOverState, about, load};
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::HandOverId;
use crate::records::orders::{self, OrderState};
use crate::records::parts::{self, Custody};
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
}

/// `take_back_hand_over`: the parts are here again and the order waits as it did. Its old tray may hold another
/// order by now, so it is back in it only where somebody says so and it is free.
///
/// # Errors
/// Refuses `reason_needed`, `place_needed`, `not_handed_over`, `tray_taken`, `moved_meanwhile`, `text_too_long`.
pub fn take_back(act: &mut Act<'_>, request: &TakeBackHandOver) -> Outcome<HandOverView> {
    act.somebody()?;
    let Some(reason) = text::kept("reason", Some(&request.reason))? else { return refuse(Refusal::because("reason_needed")) };
    let Some(place) = text::kept("place", Some(&request.place))? else { return refuse(Refusal::because("place_needed").next("say_where")) };
    let row = load(act.db, request.hand_over_id)?;
    let order = orders::load(act.db, row.order_id)?;
    if row.state != HandOverState::HandedOver || order.state != OrderState::Collected {
        return refuse(Refusal::because("not_handed_over").next("look_again"));
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
    gate::view(act, row.id)
}
