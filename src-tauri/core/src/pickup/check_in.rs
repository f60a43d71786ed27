//! `check_in`: somebody came. From here on we know how long they wait and what we told them.

use super::owed::{self, OwedVisit};
use super::quote::{self, Quote};
use super::visits::{self, Arrival, Load, Purpose};
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{OwedVisitId, PatientId, VisitId};
use crate::matching::{alert_weeks, alerts};
use crate::private::Private;
use serde::{Deserialize, Serialize};

/// The longest wait we tell, in minutes: a working day.
pub const LONGEST_QUOTE_MIN: u32 = 480;

/// Somebody came: a patient, or a walk-in we do not know.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CheckIn {
    /// A patient we know …
    #[serde(default)]
    #[cfg_attr(test, ts(optional = nullable))]
    pub patient_id: Option<PatientId>,
    /// … or the name a walk-in gives.
    #[serde(default)]
    #[cfg_attr(test, ts(optional = nullable))]
    pub walk_in: Option<Private<String>>,
    /// What for; left out: what we owe them, or collecting.
    #[serde(default)]
    #[cfg_attr(test, ts(optional = nullable))]
    pub purpose: Option<Purpose>,
    /// Who is with them: "his mother, Ruth".
    #[serde(default)]
    #[cfg_attr(test, ts(optional = nullable))]
    pub with_whom: Option<Private<String>>,
    /// What we tell them instead of the measured wait, in minutes.
    #[serde(default)]
    #[cfg_attr(test, ts(optional = nullable))]
    pub quote_min: Option<u32>,
    /// Which owed visit this one answers, where it is not the one we would pick.
    #[serde(default)]
    #[cfg_attr(test, ts(optional = nullable))]
    pub owed_visit_id: Option<OwedVisitId>,
    /// They are here already, and this is a second matter.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<bool>", optional))]
    pub anyway: bool,
    /// Greeted while checking in.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<bool>", optional))]
    pub greeted: bool,
}

/// They are in the queue.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CheckedIn {
    /// Their visit.
    pub visit_id: VisitId,
    /// Their ticket of the day.
    pub ticket: u32,
    /// What they came for.
    pub purpose: Purpose,
    /// What to tell them, in minutes.
    pub quoted_min: u32,
    /// What that rests on; its `minutes` may differ from what was told instead.
    pub quote: Quote,
    /// What we owed them: this visit answers it.
    pub owed: Option<OwedVisit>,
}

/// `check_in`
///
/// # Errors
/// Refuses `already_waiting` (with the visit; ask again with `anyway` for a second matter), `name_needed`,
/// `name_too_long`, `one_person`, `no_such_patient`, `quote_out_of_range`, `no_such_owed_visit`.
pub fn check_in(act: &mut Act<'_>, request: &CheckIn) -> Outcome<CheckedIn> {
    // to store them
    let walk_in = visits::typed(request.walk_in.as_ref().map(|name| name.expose().as_str()), 300, "name_too_long")?;
    let with_whom = visits::typed(request.with_whom.as_ref().map(|name| name.expose().as_str()), 300, "name_too_long")?;
    match (request.patient_id, &walk_in) {
        (None, None) => return refuse(Refusal::because("name_needed").next("ask_name")),
        (Some(_), Some(_)) => return refuse(Refusal::because("one_person").next("choose_one")),
        (Some(patient), None) => must_not_wait_already(act, patient, request.anyway)?,
        (None, Some(_)) => {}
    }
    let owed = owed::answered_by(act, request)?;
    let purpose = request.purpose.or(owed.as_ref().map(|owed| owed.purpose)).unwrap_or(Purpose::Collecting);
    let here = visits::open(act.db)?;
    let waiting = u32::try_from(here.iter().filter(|visit| visit.in_line(act.now)).count()).unwrap_or(u32::MAX);
    let quote = quote::measure(act, purpose, waiting)?;
    let quoted_min = request.quote_min.unwrap_or(quote.minutes);
    sound_quote(quoted_min)?;
    let ticket = visits::next_ticket(act.db, act.now.day())?;
    let arrival = Arrival {
        patient_id: request.patient_id,
        walk_in,
        ticket,
        purpose,
        with_whom,
        load: Load::of(waiting),
        quoted_min,
        greeted: request.greeted,
        owed_visit_id: owed.as_ref().map(|owed| owed.id),
    };
    let visit_id = visits::begin(act, &arrival)?;
    if let Some(patient) = request.patient_id {
        let alike = alerts::for_patient(act, patient)?;
        alert_weeks::count(act, alert_weeks::Counted::CheckIn, &alike)?;
    }
    if request.greeted {
        visits::note(act, visit_id, visits::UpdateKind::Greeted, None, Some(quoted_min))?;
    }
    Ok(CheckedIn { visit_id, ticket, purpose, quoted_min, quote, owed })
}

fn must_not_wait_already(act: &Act<'_>, patient: PatientId, anyway: bool) -> Outcome<()> {
    crate::records::patients::must_exist(act.db, patient)?;
    match visits::open_of(act.db, patient)? {
        // A visit nobody ended yesterday does not stand in today's way.
        Some(visit) if !anyway && !visit.left_over(act.now) => refuse(
            Refusal::because("already_waiting")
                .fact("visit_id", visit.id.0)
                .fact("ticket", visit.ticket)
                .fact("state", visit.state.as_str())
                .fact("arrived_at", visit.arrived_at.0)
                .next("show_visit"),
        ),
        _ => Ok(()),
    }
}

/// Refuses a wait that nobody should be told.
///
/// # Errors
/// Refuses `quote_out_of_range`.
pub(crate) fn sound_quote(minutes: u32) -> Outcome<()> {
    if minutes > LONGEST_QUOTE_MIN {
        return refuse(Refusal::because("quote_out_of_range").fact("at_most", LONGEST_QUOTE_MIN).next("ask_to_return"));
    }
    Ok(())
}
