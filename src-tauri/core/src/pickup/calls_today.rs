//! `calls_today`: whom to phone, what to say, and what came of it last time. Nobody is told twice a day, nobody is
//! left for more than three days, nothing sits for more than fourteen (both are settings).

use crate::clock::{At, Day};
use crate::desk::Look;
use crate::error::{Finding, Outcome};
use crate::ids::{OrderId, PatientId};
use crate::private::Private;
use crate::records::calls::{self, CallOutcome, PhoneCall};
use crate::records::orders::{self, Order, OrderState};
use crate::records::parts::{self, Custody, Part, PartKind, coded};
use crate::records::patients::{self, Patient};
use crate::records::{contacts, notifications};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

coded! {
    /// How much a call presses, most first.
    CallGroup {
        /// Sits for too long without a call.
        Sits = "sits",
        /// Nobody was called for some days.
        Overdue = "overdue",
        /// Told, and nobody was reached yet.
        Now = "now",
        /// The notification can still be taken back.
        Later = "later",
    }
}

/// Asks for the call list.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskCalls {}

/// The call list of the day.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CallList {
    /// The clinic's day.
    pub day: Day,
    /// Whom to phone, most pressing first; those tried today last.
    pub lines: Vec<CallLine>,
    /// Calls still to make today.
    pub to_make: u32,
}

/// One call to make.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CallLine {
    /// About which order.
    pub order_id: OrderId,
    /// Its number.
    pub number: String,
    /// Its tray.
    pub tray: Option<String>,
    /// Where it stands.
    pub state: OrderState,
    /// Whose.
    pub patient_id: PatientId,
    /// Their name, as on a label.
    pub name: Private<String>,
    /// How much it presses.
    pub group: CallGroup,
    /// Whom to phone, first choice first.
    pub whom: Vec<contacts::Whom>,
    /// What to say.
    pub say: Say,
    /// Parts that are not here: nobody is told to come for these.
    pub missing: Vec<Finding>,
    /// Since when it waits to be collected.
    pub waiting_since: At,
    /// When the notification goes, where it can still be taken back.
    pub goes_at: Option<At>,
    /// Whole days without a call.
    pub quiet_days: u32,
    /// What came of it last time.
    pub last_call: Option<PhoneCall>,
    /// Calls since the patient was told.
    pub tries: u32,
    /// Somebody tried today already.
    pub tried_today: bool,
}

/// What to say, as a code and the facts that its words need.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Say {
    /// `ready_to_collect`, `still_waiting`, `not_told_yet`, `part_missing`
    pub code: String,
    /// What the sentence needs.
    #[cfg_attr(test, ts(type = "Record<string, string | number | boolean | null>"))]
    pub facts: Map<String, Value>,
}

/// `calls_today`
///
/// # Errors
/// As the store gives them.
pub fn calls_today(look: &Look<'_>, _: AskCalls) -> Outcome<CallList> {
    let settings = look.settings()?;
    let limits = Limits { call_within: i64::from(settings.call_within_days), sits: i64::from(settings.sits_days) };
    let mut lines = Vec::new();
    for order in orders::waiting_to_be_collected(look.db)? {
        if let Some(line) = line(look, order, limits)? {
            lines.push(line);
        }
    }
    lines.sort_by_key(|line| (line.group == CallGroup::Later, line.tried_today, line.group, line.waiting_since, line.order_id));
    let to_make = lines.iter().filter(|line| line.group != CallGroup::Later && !line.tried_today).count() as u32;
    Ok(CallList { day: look.now.day(), lines, to_make })
}

#[derive(Clone, Copy)]
struct Limits {
    /// Days after which somebody is called again.
    call_within: i64,
    /// Days that nothing sits without a call.
    sits: i64,
}

/// The call an order asks for today, if any.
fn line(look: &Look<'_>, order: Order, limits: Limits) -> Outcome<Option<CallLine>> {
    let standing = match order.state {
        OrderState::Verified => None,
        _ => notifications::standing(look.db, order.id)?,
    };
    let waiting_since = standing.as_ref().map_or(order.state_since, |standing| standing.goes_at);
    let calls = calls::of(look.db, order.id)?;
    let tries = calls.iter().filter(|call| call.at >= waiting_since).count() as u32;
    let last = calls.into_iter().next();
    let last_at = last.as_ref().map(|call| call.at);
    let quiet_since = last_at.map_or(waiting_since, |at| at.max(waiting_since));
    let quiet_days = look.now.days_since(quiet_since);
    let told = order.state != OrderState::Verified;
    let reached = tries > 0 && last.as_ref().is_some_and(|call| call.outcome == CallOutcome::Reached);
    let group = if told && look.now.at < waiting_since {
        CallGroup::Later
    } else if quiet_days > limits.sits {
        CallGroup::Sits
    } else if quiet_days >= limits.call_within {
        CallGroup::Overdue
    } else if told && !reached {
        CallGroup::Now
    } else {
        return Ok(None);
    };
    let patient = patients::load(look.db, order.patient_id)?;
    let parts = parts::of(look.db, order.id)?;
    let missing: Vec<Finding> =
        parts.iter().filter(|part| !part.is_in_hand()).map(|part| part.finding(crate::error::Grade::Stop)).collect();
    Ok(Some(CallLine {
        say: say(&order, &patient, &parts, !missing.is_empty(), quiet_days, group),
        whom: contacts::to_phone(look.db, &patient, look.now.day())?,
        name: Private::new(patient.details.full_name()),
        goes_at: standing.map(|standing| standing.goes_at).filter(|_| group == CallGroup::Later),
        tried_today: tries > 0 && last_at.is_some_and(|at| look.now.day_of(at) == look.now.day()),
        quiet_days: u32::try_from(quiet_days).unwrap_or(0),
        last_call: last,
        order_id: order.id,
        number: order.number,
        tray: order.tray,
        state: order.state,
        patient_id: order.patient_id,
        group,
        missing,
        waiting_since,
        tries,
    }))
}

fn say(order: &Order, patient: &Patient, parts: &[Part], missing: bool, quiet_days: i64, group: CallGroup) -> Say {
    let code = match (missing, order.state, group) {
        // A patient who comes for what is not here is the day we never want again.
        (true, ..) => "part_missing",
        (_, OrderState::Verified, _) => "not_told_yet",
        (.., CallGroup::Sits | CallGroup::Overdue) => "still_waiting",
        _ => "ready_to_collect",
    };
    let brings = parts.iter().any(|part| part.kind == PartKind::OwnFrame && part.custody == Custody::WithPatient);
    let facts = [
        ("called", patient.details.called().into()),
        ("kind", order.kind.as_str().into()),
        ("number", order.number.as_str().into()),
        ("days", quiet_days.into()),
        ("bring_own_frame", brings.into()),
    ];
    Say { code: code.to_owned(), facts: facts.into_iter().map(|(name, fact): (_, Value)| (name.to_owned(), fact)).collect() }
}
