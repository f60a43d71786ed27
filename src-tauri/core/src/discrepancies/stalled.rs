//! `stalled_orders`: the orders nobody moved turn up by themselves, before anyone asks. Each line says whom to call and
//! what to do.

use super::rest_stalled::{self, Rest};
use crate::clock::{At, Day, Moment};
use crate::desk::Look;
use crate::error::Outcome;
use crate::ids::{DiscrepancyId, OrderId, PatientId};
use crate::private::Private;
use crate::records::calls::{self, CallOutcome, PhoneCall};
use crate::records::contacts::{self, Whom};
use crate::records::orders::{self, Order, OrderKind, OrderState};
use crate::records::parts::{self, Custody, coded};
use crate::records::settings::Settings;
use crate::records::{notifications, patients};
use serde::{Deserialize, Serialize};

coded! {
    /// Why an order is late or nobody moved it, the worst first.
    Stuck {
        /// Past the day the patient was told.
        PromisePassed = "promise_passed",
        /// Past the day the lab should have it here.
        ExpectedPassed = "expected_passed",
        /// Taken, and nobody sent it.
        NotSent = "not_sent",
        /// A part is made new, and nobody ordered it.
        PartToOrder = "part_to_order",
        /// Sent, and the lab did not say that it has it.
        NotAcknowledged = "not_acknowledged",
        /// The lab waits for an answer, a frame or a delivery.
        LabWaits = "lab_waits",
        /// Checked and not right, and nobody did anything about it.
        FailedCheck = "failed_check",
        /// Here, and nobody checked it.
        NotChecked = "not_checked",
        /// Checked, and nobody told the patient.
        NotTold = "not_told",
        /// The patient was told, nobody came, and nobody called again for too long.
        SitsLong = "sits_long",
        /// The patient was told, and nobody was reached for some days.
        NotCollected = "not_collected",
        /// Due today, and not here.
        DueToday = "due_today",
        /// Due tomorrow, and not here.
        DueTomorrow = "due_tomorrow",
    }
}

coded! {
    /// What moves it on.
    Do {
        /// Send it now.
        Send = "send",
        /// Order the part that is made new.
        OrderPart = "order_part",
        /// Look for the part that nobody can find.
        FindPart = "find_part",
        /// Ask the lab whether it has it.
        AskLabHasIt = "ask_lab_has_it",
        /// Ask the lab when it comes.
        AskLabWhen = "ask_lab_when",
        /// Answer the lab.
        AnswerLab = "answer_lab",
        /// Check it now.
        Check = "check",
        /// Send it back or make it again.
        MakeAgain = "make_again",
        /// Tell the patient that it can be collected.
        TellReady = "tell_ready",
        /// Tell the patient that it is late, before they ask.
        TellLate = "tell_late",
        /// Call the patient again.
        CallAgain = "call_again",
    }
}

/// Asks for the list.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskStalled {}

/// One order nobody moved.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StalledLine {
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
    /// Who makes it.
    pub lab: Option<String>,
    /// When the lab should have it here.
    pub expected_on: Option<Day>,
    /// What we told the patient.
    pub promised_on: Option<Day>,
    /// Why it is listed, the worst first.
    pub why: Vec<Stuck>,
    /// What moves it on, first things first.
    pub to_do: Vec<Do>,
    /// Whom to phone at the patient's.
    pub whom: Vec<Whom>,
    /// The newest call about it.
    pub last_call: Option<PhoneCall>,
    /// The open discrepancy about it.
    pub discrepancy_id: Option<DiscrepancyId>,
    /// Its number.
    pub discrepancy: Option<String>,
}

/// `stalled_orders`: the worst first, and of these the one that stood longest.
///
/// # Errors
/// As the store gives them.
pub fn stalled_orders(look: &Look<'_>, _: AskStalled) -> Outcome<Vec<StalledLine>> {
    let mut lines = Vec::new();
    for Listed { order, why, short } in listed(look)? {
        let patient = patients::load(look.db, order.patient_id)?;
        let about = super::open::about_order(look.db, order.id)?.into_iter().next();
        lines.push(StalledLine {
            whom: contacts::to_phone(look.db, &patient, look.now.day())?,
            name: Private::new(patient.details.full_name()),
            last_call: calls::of(look.db, order.id)?.into_iter().next(),
            to_do: to_do(&order, &why, short),
            discrepancy_id: about.as_ref().map(|about| about.id),
            discrepancy: about.map(|about| about.number),
            order_id: order.id,
            number: order.number,
            patient_id: order.patient_id,
            kind: order.kind,
            state: order.state,
            state_since: order.state_since,
            tray: order.tray,
            lab: order.lab,
            expected_on: order.expected_on,
            promised_on: order.promised_on,
            why,
        });
    }
    lines.sort_by_key(|line| (line.why.first().copied(), line.state_since, line.order_id));
    Ok(lines)
}

/// How many orders are listed.
///
/// # Errors
/// As the store gives them.
pub fn count(look: &Look<'_>) -> Outcome<u32> {
    Ok(listed(look)?.len() as u32)
}

/// Of an order that came: where a part is that it still needs. One that nobody ordered comes first, then a lost one.
fn short_of(look: &Look<'_>, order: &Order) -> Outcome<Option<Custody>> {
    use OrderState as S;
    if !matches!(order.state, S::Received | S::FailedCheck | S::Verified | S::Notified | S::Uncollected) {
        return Ok(None);
    }
    let parts = parts::of(look.db, order.id)?;
    let mut away: Vec<Custody> = parts.iter().filter(|part| !part.is_in_hand()).map(|part| part.custody).collect();
    away.sort_by_key(|custody| match custody {
        Custody::NotMade => 0,
        Custody::NotLocated => 1,
        _ => 2,
    });
    Ok(away.first().copied())
}

/// One that is listed.
struct Listed {
    order: Order,
    why: Vec<Stuck>,
    /// Where a part is that it still needs.
    short: Option<Custody>,
}

fn listed(look: &Look<'_>) -> Outcome<Vec<Listed>> {
    let settings = look.settings()?;
    let rests = rest_stalled::all(look.db, look.now.day())?;
    let mut listed = Vec::new();
    for order in orders::open(look.db)? {
        let quiet = match order.state {
            OrderState::Notified | OrderState::Uncollected => Some(quiet(look, &order)?),
            _ => None,
        };
        let mut why = why(&order, quiet, &settings, look.now);
        let short = short_of(look, &order)?;
        if let Some(short) = short {
            // Nobody is told that it is here while a part of it is not.
            why.retain(|each| !matches!(each, Stuck::NotTold | Stuck::SitsLong | Stuck::NotCollected));
            if short == Custody::NotMade {
                why.push(Stuck::PartToOrder);
            }
            if order.promised_on.is_some_and(|day| day < look.now.day()) && !why.contains(&Stuck::PromisePassed) {
                why.push(Stuck::PromisePassed);
            }
            why.sort();
        }
        if !why.is_empty() && !rests.get(&order.id).is_some_and(|rest| rest.covers(&why)) {
            listed.push(Listed { order, why, short });
        }
    }
    Ok(listed)
}

/// Since when nobody heard of an order that can be collected.
#[derive(Debug, Clone, Copy)]
pub struct Quiet {
    /// Days since the last call, or since the patient was told.
    pub days: i64,
    /// Somebody was reached since.
    pub reached: bool,
}

fn quiet(look: &Look<'_>, order: &Order) -> Outcome<Quiet> {
    let told = notifications::standing(look.db, order.id)?.map_or(order.state_since, |standing| standing.goes_at);
    let calls = calls::of(look.db, order.id)?;
    let reached = calls.iter().any(|call| call.at >= told && call.outcome == CallOutcome::Reached);
    let last = calls.first().map_or(told, |call| call.at.max(told));
    Ok(Quiet { days: look.now.days_since(last), reached })
}

/// Why an order is late, or nobody moved it; the worst first. `quiet` is for orders that can be collected.
#[must_use]
pub fn why(order: &Order, quiet: Option<Quiet>, settings: &Settings, now: Moment) -> Vec<Stuck> {
    use OrderState as S;
    let (today, tomorrow) = (now.day(), now.days_on(1));
    let stands = now.days_since(order.state_since);
    let mut why = Vec::new();
    let not_here = order.state == S::Confirmed || is_on_the_way(order.state);
    let to_be_told = not_here || matches!(order.state, S::Received | S::FailedCheck | S::Verified);
    if to_be_told && order.promised_on.is_some_and(|day| day < today) {
        why.push(Stuck::PromisePassed);
    }
    if is_on_the_way(order.state) && order.expected_on.is_some_and(|day| day < today) {
        why.push(Stuck::ExpectedPassed);
    }
    let (limit, what) = match order.state {
        S::Confirmed => (settings.sent_within_days, Some(Stuck::NotSent)),
        S::Ordered => (settings.acknowledged_within_days, Some(Stuck::NotAcknowledged)),
        S::LabHold | S::FrameToCome | S::BackOrdered => (settings.answered_within_days, Some(Stuck::LabWaits)),
        S::Received => (settings.checked_within_days, Some(Stuck::NotChecked)),
        S::FailedCheck => (settings.checked_within_days, Some(Stuck::FailedCheck)),
        S::Verified => (settings.told_within_days, Some(Stuck::NotTold)),
        _ => (0, None),
    };
    if let Some(what) = what.filter(|_| stands >= i64::from(limit)) {
        why.push(what);
    }
    if let Some(quiet) = quiet {
        if quiet.days >= i64::from(settings.sits_days) {
            why.push(Stuck::SitsLong);
        } else if !quiet.reached && quiet.days >= i64::from(settings.call_within_days) {
            why.push(Stuck::NotCollected);
        }
    }
    if not_here && why.is_empty() {
        let due = [order.expected_on, order.promised_on];
        if due.contains(&Some(today)) {
            why.push(Stuck::DueToday);
        } else if due.contains(&Some(tomorrow)) {
            why.push(Stuck::DueTomorrow);
        }
    }
    why
}

fn is_on_the_way(state: OrderState) -> bool {
    use OrderState as S;
    matches!(state, S::Ordered | S::AtLab | S::FrameToCome | S::LabHold | S::BackOrdered | S::Delayed)
}

/// What moves it on, first things first.
fn to_do(order: &Order, why: &[Stuck], short: Option<Custody>) -> Vec<Do> {
    use OrderState as S;
    let mut to_do = Vec::new();
    to_do.push(match order.state {
        _ if short == Some(Custody::NotMade) => Do::OrderPart,
        _ if short == Some(Custody::NotLocated) => Do::FindPart,
        _ if short.is_some() => Do::AskLabWhen,
        S::Confirmed => Do::Send,
        S::Ordered if why.contains(&Stuck::NotAcknowledged) => Do::AskLabHasIt,
        S::LabHold | S::FrameToCome | S::BackOrdered => Do::AnswerLab,
        S::Received => Do::Check,
        S::FailedCheck => Do::MakeAgain,
        S::Verified => Do::TellReady,
        S::Notified | S::Uncollected => Do::CallAgain,
        _ => Do::AskLabWhen,
    });
    let late = [Stuck::PromisePassed, Stuck::ExpectedPassed].iter().any(|each| why.contains(each));
    if late && order.state != S::Verified {
        to_do.push(Do::TellLate);
    }
    to_do
}

impl Rest {
    /// Nothing more went wrong than what somebody looked at.
    fn covers(&self, why: &[Stuck]) -> bool {
        why.iter().all(|each| self.why.contains(each))
    }
}
