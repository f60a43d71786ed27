//! `list_orders`: the orders behind a duty of the day, the longest waiting first.

use crate::clock::{At, Day, Moment};
use crate::desk::Look;
use crate::error::Outcome;
use crate::ids::{OrderId, PatientId};
use crate::private::Private;
use crate::records::orders::{self, Order, OrderKind, OrderState};
use crate::records::parts::coded;
use crate::records::patients;
use serde::{Deserialize, Serialize};

/// Days after which an order that nobody moved is stuck: sent the day it was taken, checked the day it came, told the
/// day it was checked; a lab has two days to say that it has it (PRODUCT.md, "The order that was never made").
const STUCK_AFTER_DAYS: i64 = 1;
const LAB_ANSWERS_WITHIN_DAYS: i64 = 2;

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
        /// Past its day, or moved by nobody.
        LateOrStuck = "late_or_stuck",
    }
}

coded! {
    /// Why an order is late or stuck.
    Stuck {
        /// Past the day the patient was told.
        PromisePassed = "promise_passed",
        /// Past the day the lab should have it here.
        ExpectedPassed = "expected_passed",
        /// Taken, and nobody sent it.
        NotSent = "not_sent",
        /// Sent, and the lab did not say that it has it.
        NotAcknowledged = "not_acknowledged",
        /// The lab waits for an answer, a frame or a delivery.
        LabWaits = "lab_waits",
        /// Here, and nobody checked it.
        NotChecked = "not_checked",
        /// Checked and not right, and nobody did anything about it.
        FailedCheck = "failed_check",
        /// Checked, and nobody told the patient.
        NotTold = "not_told",
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
    /// Why it is late or stuck, where it is; the worst first.
    pub stuck: Vec<Stuck>,
}

/// `list_orders`
///
/// # Errors
/// As the store gives them.
pub fn list_orders(look: &Look<'_>, request: ListOrders) -> Outcome<Vec<OrderLine>> {
    use OrderState as S;
    let mut lines = Vec::new();
    for order in orders::open(look.db)? {
        let stuck = stuck(&order, look.now);
        let wanted = match request.list {
            OrderList::Open => true,
            OrderList::ToSend => order.state == S::Confirmed,
            OrderList::OnTheWay => is_on_the_way(order.state),
            OrderList::ToCheck => matches!(order.state, S::Received | S::FailedCheck),
            OrderList::ToTell => order.state == S::Verified,
            OrderList::ToCollect => matches!(order.state, S::Notified | S::Uncollected),
            OrderList::LateOrStuck => !stuck.is_empty(),
        };
        if wanted {
            lines.push(line(look, order, stuck)?);
        }
    }
    // The worst first, and of these the one that stood longest.
    lines.sort_by_key(|line| (line.stuck.is_empty(), line.stuck.first().copied(), line.state_since, line.order_id));
    Ok(lines)
}

/// How many orders are late or stuck.
///
/// # Errors
/// As the store gives them.
pub fn count_late_or_stuck(look: &Look<'_>) -> Outcome<u32> {
    Ok(orders::open(look.db)?.iter().filter(|order| !stuck(order, look.now).is_empty()).count() as u32)
}

fn line(look: &Look<'_>, order: Order, stuck: Vec<Stuck>) -> Outcome<OrderLine> {
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
        stuck,
    })
}

fn is_on_the_way(state: OrderState) -> bool {
    use OrderState as S;
    matches!(state, S::Ordered | S::AtLab | S::FrameToCome | S::LabHold | S::BackOrdered | S::Delayed)
}

fn stuck(order: &Order, now: Moment) -> Vec<Stuck> {
    use OrderState as S;
    let today = now.day();
    let stands_days = now.days_since(order.state_since);
    let not_told = !matches!(order.state, S::Notified | S::Uncollected);
    let mut why = Vec::new();
    if not_told && order.promised_on.is_some_and(|day| day < today) {
        why.push(Stuck::PromisePassed);
    }
    if is_on_the_way(order.state) && order.expected_on.is_some_and(|day| day < today) {
        why.push(Stuck::ExpectedPassed);
    }
    let (limit, what) = match order.state {
        S::Confirmed => (STUCK_AFTER_DAYS, Stuck::NotSent),
        S::Ordered => (LAB_ANSWERS_WITHIN_DAYS, Stuck::NotAcknowledged),
        S::LabHold | S::FrameToCome => (LAB_ANSWERS_WITHIN_DAYS, Stuck::LabWaits),
        S::Received => (STUCK_AFTER_DAYS, Stuck::NotChecked),
        S::FailedCheck => (STUCK_AFTER_DAYS, Stuck::FailedCheck),
        S::Verified => (STUCK_AFTER_DAYS, Stuck::NotTold),
        _ => return why,
    };
    if stands_days >= limit {
        why.push(what);
    }
    why
}
