//! `list_orders`: the orders behind a duty of the day, the longest waiting first.

use crate::clock::{At, Day};
use crate::desk::Look;
use crate::error::Outcome;
use crate::ids::{OrderId, PatientId};
use crate::private::Private;
use crate::records::orders::{self, Order, OrderKind, OrderState};
use crate::records::parts::coded;
use crate::records::patients;
use serde::{Deserialize, Serialize};

coded! {
    /// Which orders.
    OrderList {
        /// Every order that still owes something.
        Open = "open",
        /// Taken, not sent.
        ToSend = "to_send",
        /// Sent, not here yet.
        OnTheWay = "on_the_way",
        /// Here, to be checked or checked and not right.
        ToCheck = "to_check",
        /// Checked, nobody told the patient.
        ToTell = "to_tell",
        /// The patient was told.
        ToCollect = "to_collect",
    }
}

/// Asks for a list.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ListOrders {
    /// Which.
    pub list: OrderList,
}

/// One order in a list.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OrderLine {
    /// Which.
    pub order_id: OrderId,
    /// Its number.
    pub number: String,
    /// Whose.
    pub patient_id: PatientId,
    /// Their name, as on a label.
    pub name: Private<String>,
    /// What is made.
    pub kind: OrderKind,
    /// Where it stands.
    pub state: OrderState,
    /// Since when.
    pub state_since: At,
    /// Its tray.
    pub tray: Option<String>,
    /// Frame model, size, color.
    pub frame: Option<String>,
    /// Who makes it.
    pub lab: Option<String>,
    /// When the lab should have it here.
    pub expected_on: Option<Day>,
    /// What we told the patient.
    pub promised_on: Option<Day>,
}

/// `list_orders`
///
/// # Errors
/// As the store gives them.
pub fn list_orders(look: &Look<'_>, request: ListOrders) -> Outcome<Vec<OrderLine>> {
    use OrderState as S;
    let mut lines = Vec::new();
    for order in orders::open(look.db)? {
        let wanted = match request.list {
            OrderList::Open => true,
            OrderList::ToSend => order.state == S::Confirmed,
            OrderList::OnTheWay => is_on_the_way(order.state),
            OrderList::ToCheck => matches!(order.state, S::Received | S::FailedCheck),
            OrderList::ToTell => order.state == S::Verified,
            OrderList::ToCollect => matches!(order.state, S::Notified | S::Uncollected),
        };
        if wanted {
            lines.push(line(look, order)?);
        }
    }
    lines.sort_by_key(|line| (line.state_since, line.order_id));
    Ok(lines)
}

fn line(look: &Look<'_>, order: Order) -> Outcome<OrderLine> {
    Ok(OrderLine {
        name: Private::new(patients::load(look.db, order.patient_id)?.details.full_name()),
        order_id: order.id,
        number: order.number,
        patient_id: order.patient_id,
        kind: order.kind,
        state: order.state,
        state_since: order.state_since,
        tray: order.tray,
        frame: order.frame,
        lab: order.lab,
        expected_on: order.expected_on,
        promised_on: order.promised_on,
    })
}

fn is_on_the_way(state: OrderState) -> bool {
    use OrderState as S;
    matches!(state, S::Ordered | S::AtLab | S::FrameToCome | S::LabHold | S::BackOrdered | S::Delayed)
}
