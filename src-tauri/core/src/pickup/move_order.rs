//! `move_order`: an order goes on in its life, only to a state that makes sense next; its parts go along.

use crate::desk::Act;
use crate::error::{Finding, Grade, Outcome, Refusal, refuse};
use crate::ids::{OrderId, PartId};
use crate::records::orders::{self, Order, OrderState};
use crate::records::parts::{self, Custody, Part, PartKind};
use crate::records::text;
use serde::{Deserialize, Serialize};

/// Where an order should stand next.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct MoveOrder {
    /// Which.
    pub order_id: OrderId,
    /// The state it goes to.
    pub to: OrderState,
    /// The state the page showed: somebody quicker is then told.
    pub seen_state: Option<OrderState>,
    /// Parts that go to the lab with it; not said: what is made there.
    pub along: Option<Vec<PartId>>,
    /// Why, if said.
    pub note: Option<String>,
}

/// Where an order stands after a move.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OrderMoved {
    /// Which.
    pub order_id: OrderId,
    /// Its number.
    pub number: String,
    /// Where it stood.
    pub from: OrderState,
    /// Where it stands.
    pub to: OrderState,
    /// Where it may go next.
    pub offered: Vec<OrderState>,
}

/// `move_order`
///
/// # Errors
/// Refuses `no_such_order`, `moved_meanwhile`, `hand_over_frozen`, `not_next` (with the states that are), `receive_with_parts`,
/// `part_of_other_order`, and what [`super::notify_order::take_back_notification`] refuses.
pub fn move_order(act: &mut Act<'_>, request: &MoveOrder) -> Outcome<OrderMoved> {
    use OrderState as S;
    let order = orders::load(act.db, request.order_id)?;
    orders::must_be_as_seen(&order, request.seen_state)?;
    super::same_order::must_not_be_frozen(act.db, &order)?;
    let offered = order.state.next();
    if !offered.contains(&request.to) {
        let mut refusal = Refusal::because("not_next")
            .fact("number", order.number.as_str())
            .fact("state", order.state.as_str())
            .fact("to", request.to.as_str());
        refusal.findings = offered.iter().map(|state| Finding::new(Grade::Note, "may_go_to").fact("state", state.as_str())).collect();
        return refuse(refusal.next("choose_state"));
    }
    let note = text::kept("note", request.note.as_deref())?;
    match (order.state, request.to) {
        // What has not arrived cannot be received: the parts are ticked, one by one, and put in a tray.
        (S::Ordered | S::AtLab | S::FrameToCome | S::LabHold | S::BackOrdered | S::Delayed, S::Received) => {
            return refuse(Refusal::because("receive_with_parts").fact("number", order.number.as_str()).next("receive_order"));
        }
        (S::Notified, S::Verified) => {
            super::notify_order::take_back(act, &order)?;
        }
        _ => orders::set_state(act, &order, request.to)?,
    }
    let along = request.along.as_deref();
    match request.to {
        S::Ordered | S::AtLab => to_the_lab(act, &order, request.to, along, note.as_deref())?,
        S::Returned => back_where_it_came_from(act, &order, note.as_deref())?,
        S::Cancelled => {
            orders::set_tray(act, &order, None)?;
            super::set_tray::parts_follow(act, &order)?;
        }
        _ => {}
    }
    Ok(OrderMoved { order_id: order.id, number: order.number, from: order.state, to: request.to, offered: request.to.next().to_vec() })
}

/// Lenses are made at the lab; what was named goes there too, first on its way, then there.
fn to_the_lab(act: &mut Act<'_>, order: &Order, to: OrderState, along: Option<&[PartId]>, note: Option<&str>) -> Outcome<()> {
    let parts = parts::of(act.db, order.id)?;
    for id in along.unwrap_or_default() {
        super::same_order::must_be_a_part_of(act.db, order, &parts, *id)?;
    }
    let sent_back = matches!(order.state, OrderState::Received | OrderState::FailedCheck);
    let lab = order.lab.as_deref();
    for part in &parts {
        let goes = match (along, part.custody) {
            (_, Custody::NotMade) => to == OrderState::AtLab && made_at_the_lab(order, part),
            (_, Custody::InTransit) => to == OrderState::AtLab && part.holder.as_deref() == lab,
            (Some(along), Custody::Here) => along.contains(&part.id),
            (None, Custody::Here) => sent_back && made_at_the_lab(order, part) && !part.theirs,
            _ => false,
        };
        if goes {
            let custody = if to == OrderState::AtLab { Custody::AtLab } else { Custody::InTransit };
            parts::move_to(act, part.id, custody, None, lab, note)?;
        }
    }
    Ok(())
}

fn made_at_the_lab(order: &Order, part: &Part) -> bool {
    match part.kind {
        PartKind::RightLens | PartKind::LeftLens | PartKind::ContactLensBox | PartKind::Appliance => true,
        PartKind::Frame => order.frame_source == Some(orders::FrameSource::Lab),
        PartKind::OwnFrame | PartKind::OldLenses | PartKind::Case | PartKind::Accessory => false,
    }
}

/// Sent back: what we have of it leaves; what is the patient's own stays to be given back. What the patient had of it
/// is here again.
fn back_where_it_came_from(act: &mut Act<'_>, order: &Order, note: Option<&str>) -> Outcome<()> {
    orders::set_tray(act, order, None)?;
    for part in parts::of(act.db, order.id)? {
        match part.custody {
            Custody::Here if !part.theirs => parts::move_to(act, part.id, Custody::InTransit, None, order.lab.as_deref(), note)?,
            Custody::WithPatient if !part.theirs && order.state == OrderState::Collected => {
                parts::move_to(act, part.id, Custody::Here, None, None, note)?;
            }
            _ => {}
        }
    }
    super::set_tray::parts_follow(act, order)
}
