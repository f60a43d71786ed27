//! Taking a hand-over back: a new, visible act. Nothing of the first is rubbed out.

use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{HandOverId, OrderId, PartId};
use crate::pickup::hand_over::{self, HandOverView, OfHandOver};
use crate::records::orders::{self, OrderState};
use crate::records::parts::{self, Custody};
use rusqlite::OptionalExtension;
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

/// `take_back_hand_over`: the parts are here again and the order waits as verified. Its old tray may hold another
/// order by now, so it gets none by itself.
///
/// # Errors
/// Refuses `reason_needed`, `not_handed_over`, `moved_meanwhile`.
pub fn take_back(act: &mut Act<'_>, request: &TakeBackHandOver) -> Outcome<HandOverView> {
    act.somebody()?;
    if request.reason.trim().is_empty() {
        return refuse(Refusal::because("reason_needed"));
    }
    let found: Option<(String, OrderId, String)> = act
        .db
        .query_row("SELECT state, order_id, ticked FROM hand_overs WHERE id = ?1", [request.hand_over_id], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let Some((state, order, ticked)) = found else { return refuse(Refusal::because("no_such_hand_over")) };
    let order = orders::load(act.db, order)?;
    if state != "handed_over" || order.state != OrderState::Collected {
        return refuse(Refusal::because("not_handed_over").next("look_again"));
    }
    let place = Some(request.place.trim()).filter(|place| !place.is_empty());
    for part in serde_json::from_str::<Vec<PartId>>(&ticked)? {
        parts::move_to(act, part, Custody::Here, place, None, Some(request.reason.trim()))?;
    }
    orders::set_state(act, &order, OrderState::Verified)?;
    act.db.execute("UPDATE hand_overs SET state = 'taken_back', why = ?2 WHERE id = ?1", (request.hand_over_id, request.reason.trim()))?;
    act.about(request.hand_over_id);
    hand_over::look_at(act, OfHandOver { hand_over_id: request.hand_over_id })
}
