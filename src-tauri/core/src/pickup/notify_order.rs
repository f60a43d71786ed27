//! `notify_order`: "your order is here", said only when it is. It goes after a while in which it can be taken back.

use crate::clock::At;
use crate::desk::Act;
use crate::error::{Finding, Grade, Outcome, Refusal, refuse};
use crate::ids::{NotificationId, OrderId};
use crate::records::notifications::{self, Notification};
use crate::records::orders::{self, Order, OrderState};
use crate::records::parts;
use serde::{Deserialize, Serialize};

/// Which order.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct NotifyOrder {
    /// Which order.
    pub order_id: OrderId,
    /// The state the page showed: somebody quicker is then told.
    pub seen_state: Option<OrderState>,
}

/// A notification set going.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OrderNotified {
    /// Which order.
    pub order_id: OrderId,
    /// Its number.
    pub number: String,
    /// The notification.
    pub notification_id: NotificationId,
    /// When it goes; until then it can be taken back.
    pub goes_at: At,
}

/// `notify_order`
///
/// # Errors
/// Refuses `no_such_order`, `order_over`, `moved_meanwhile`, `hand_over_frozen`, `already_notified`, `parts_missing` (each part and where
/// it was seen last), `not_verified`.
pub fn notify_order(act: &mut Act<'_>, request: &NotifyOrder) -> Outcome<OrderNotified> {
    let order = orders::load(act.db, request.order_id)?;
    orders::must_be_open(&order)?;
    if order.state == OrderState::Notified {
        let refusal = Refusal::because("already_notified").fact("number", order.number.as_str()).next("look_again");
        return refuse(match notifications::standing(act.db, order.id)? {
            Some(standing) => refusal.fact("at", standing.at.0).fact("by", standing.by),
            None => refusal,
        });
    }
    orders::must_be_as_seen(&order, request.seen_state)?;
    super::same_order::must_not_be_frozen(act.db, &order)?;
    let mut findings = parts::missing(act.db, order.id)?;
    let parts_missing = !findings.is_empty();
    if order.state != OrderState::Verified {
        findings.push(Finding::new(Grade::Stop, "not_verified").fact("state", order.state.as_str()));
    }
    if parts_missing {
        return refuse(super::same_order::parts_missing(&order, findings));
    }
    if !findings.is_empty() {
        let next = match order.state {
            OrderState::Received => "verify_order",
            OrderState::Confirmed => "order_now",
            OrderState::FailedCheck | OrderState::Uncollected => "choose_state",
            _ => "receive_order",
        };
        return refuse(
            Refusal::because("not_verified")
                .fact("number", order.number.as_str())
                .fact("state", order.state.as_str())
                .found(findings)
                .next(next),
        );
    }
    let goes_at = act.now.at.plus_minutes(i64::from(act.settings()?.notify_hold_min));
    let notification_id = notifications::add(act, order.id, goes_at)?;
    orders::set_state(act, &order, OrderState::Notified)?;
    Ok(OrderNotified { order_id: order.id, number: order.number, notification_id, goes_at })
}

/// `take_back_notification`: not told after all. Afterwards the patient knows, and a call is the way to tell them.
///
/// # Errors
/// Refuses `no_such_order`, `not_notified`, `too_late_to_take_back`.
pub fn take_back_notification(act: &mut Act<'_>, request: &NotifyOrder) -> Outcome<OrderNotified> {
    let order = orders::load(act.db, request.order_id)?;
    if order.state != OrderState::Notified {
        return refuse(Refusal::because("not_notified").fact("number", order.number.as_str()).fact("state", order.state.as_str()));
    }
    let taken_back = take_back(act, &order)?;
    Ok(OrderNotified { order_id: order.id, number: order.number, notification_id: taken_back.id, goes_at: taken_back.goes_at })
}

/// Takes the standing notification back and the order to *verified*.
pub(super) fn take_back(act: &mut Act<'_>, order: &Order) -> Outcome<Notification> {
    let standing = notifications::standing(act.db, order.id)?.filter(|standing| act.now.at < standing.goes_at);
    let Some(standing) = standing else {
        return refuse(Refusal::because("too_late_to_take_back").fact("number", order.number.as_str()).next("call_patient"));
    };
    notifications::take_back(act, standing.id)?;
    orders::set_state(act, order, OrderState::Verified)?;
    Ok(standing)
}
