//! `receive_order`: a delivery is checked in. What came goes into a tray; what should have come and did not is said.

use crate::desk::Act;
use crate::discrepancies;
use crate::error::{Finding, Outcome, Refusal, refuse};
use crate::ids::{OrderId, PartId};
use crate::records::orders::{self, Order, OrderState};
use crate::records::parts::{self, Custody};
use crate::records::text;
use serde::{Deserialize, Serialize};

/// A part that should have come and did not.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct DidNotCome {
    /// Which.
    pub part_id: PartId,
    /// Nobody knows where it is; otherwise it stays where it was.
    #[serde(default)]
    pub not_located: bool,
    /// What was said about it.
    pub note: Option<String>,
}

/// A delivery.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct ReceiveOrder {
    /// Which order.
    pub order_id: OrderId,
    /// The tray it goes into; not said: the one it has.
    pub tray: Option<String>,
    /// The parts that came, each seen.
    pub arrived: Vec<PartId>,
    /// The parts that should have come.
    #[serde(default)]
    pub missing: Vec<DidNotCome>,
    /// The state the page showed: somebody quicker is then told.
    pub seen_state: Option<OrderState>,
}

/// An order checked in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OrderReceived {
    /// Which.
    pub order_id: OrderId,
    /// Its number.
    pub number: String,
    /// Its tray.
    pub tray: String,
    /// Everything it waits for is here.
    pub complete: bool,
    /// What it still waits for, last seen where, by whom, when.
    pub missing: Vec<Finding>,
}

/// `receive_order`
///
/// # Errors
/// Refuses `no_such_order`, `already_received` (by whom, when, which tray), `moved_meanwhile`, `not_sent_yet`,
/// `order_over`, `nothing_arrived`, `tray_needed`, `tray_taken`, `tray_name_too_long`, `part_of_other_order`.
pub fn receive_order(act: &mut Act<'_>, request: &ReceiveOrder) -> Outcome<OrderReceived> {
    use OrderState as S;
    let order = orders::load(act.db, request.order_id)?;
    orders::must_be_open(&order)?;
    let before = parts::of(act.db, order.id)?;
    for id in request.arrived.iter().chain(request.missing.iter().map(|gone| &gone.part_id)) {
        super::same_order::must_be_a_part_of(act.db, &order, &before, *id)?;
    }
    let is_new = |id: &PartId| before.iter().any(|part| part.id == *id && part.custody != Custody::Here);
    match order.state {
        S::Confirmed => {
            return refuse(Refusal::because("not_sent_yet").fact("number", order.number.as_str()).next("order_now"));
        }
        // Two people scan the same order: the second hears who was first. A part that comes later is new.
        S::Received | S::Verified | S::FailedCheck | S::Notified | S::Uncollected if !request.arrived.iter().any(is_new) => {
            return refuse(already_received(act, &order)?);
        }
        _ => orders::must_be_as_seen(&order, request.seen_state)?,
    }
    if request.arrived.is_empty() {
        return refuse(Refusal::because("nothing_arrived").fact("number", order.number.as_str()).next("tick_parts"));
    }
    let tray = request.tray.as_deref().map(orders::tray_name).filter(|tray| !tray.is_empty()).or_else(|| order.tray.clone());
    let Some(tray) = tray else {
        return refuse(Refusal::because("tray_needed").fact("number", order.number.as_str()).next("choose_tray"));
    };
    orders::set_tray(act, &order, Some(&tray))?;
    super::set_tray::parts_follow(act, &order)?;
    for id in &request.arrived {
        parts::move_to(act, *id, Custody::Here, Some(&tray), None, None)?;
    }
    for gone in &request.missing {
        let note = text::kept("note", gone.note.as_deref())?;
        if gone.not_located && !request.arrived.contains(&gone.part_id) {
            super::move_part::nobody_knows(act, gone.part_id, note.as_deref())?;
        }
    }
    // What was searched for here came with the delivery.
    for id in &request.arrived {
        let part = parts::load(act.db, *id)?;
        discrepancies::turned_up::turned_up(act, &part, None)?;
    }
    // A part that comes later does not undo a check of the rest: only what waited for the delivery moves on.
    if matches!(order.state, S::Ordered | S::AtLab | S::FrameToCome | S::LabHold | S::BackOrdered | S::Delayed) {
        orders::set_state(act, &order, S::Received)?;
    }
    let missing = parts::missing(act.db, order.id)?;
    Ok(OrderReceived { order_id: order.id, number: order.number, tray, complete: missing.is_empty(), missing })
}

fn already_received(act: &Act<'_>, order: &Order) -> Outcome<Refusal> {
    let mut refusal =
        Refusal::because("already_received").fact("number", order.number.as_str()).fact("state", order.state.as_str()).next("look_again");
    if let Some(tray) = &order.tray {
        refusal = refusal.fact("tray", tray.as_str());
    }
    let newest = parts::of(act.db, order.id)?.into_iter().filter(|part| part.custody == Custody::Here).max_by_key(|part| part.moved_at);
    if let Some(part) = newest {
        refusal = refusal.fact("at", part.moved_at.0);
        if let Some(by) = part.moved_by {
            refusal = refusal.fact("by", by);
        }
    }
    Ok(refusal)
}
