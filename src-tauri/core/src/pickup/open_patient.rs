//! `open_patient`: everything the counter needs about one person, on one page. Who looked is in the trail. The birth
//! date stays masked; `reveal_birth_date` shows it, and says who asked.

use crate::clock::{At, Day};
use crate::desk::{Act, Look};
use crate::discrepancies::open::{self, DiscrepancyLine};
use crate::error::Outcome;
use crate::ids::{MergeId, OrderId, PatientId};
use crate::matching::alerts::{self, Alert};
use crate::pickup::owed::{self, OwedVisit};
use crate::pickup::queue::{self, Turn};
use crate::pickup::ready_check::{self, Readiness};
use crate::pickup::unmerge_patients;
use crate::private::Private;
use crate::records::calls::{self, PhoneCall};
use crate::records::contacts::{self, Contact};
use crate::records::merges;
use crate::records::notifications::{self, Notification};
use crate::records::orders::{self, Order, OrderKind, OrderState};
use crate::records::parts::{self, Part};
use crate::records::patients::{self, OfPatient};
use crate::records::prescriptions::{self, Prescription};
use crate::records::staff;
use crate::trail::history::{self, Happening};
use serde::{Deserialize, Serialize};

/// One person, as the counter needs them.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PatientPage {
    /// Which.
    pub patient_id: PatientId,
    /// Their name, as on a label.
    pub name: Private<String>,
    /// What to call them.
    pub called: Private<String>,
    /// First name and initial: what others may see.
    pub short: Private<String>,
    /// The year they were born in.
    pub born_year: Option<i32>,
    /// The last four digits of their phone.
    pub phone_last4: Option<Private<String>>,
    /// Nobody else may collect for them.
    pub only_me: bool,
    /// A note for the desk.
    pub note: Option<Private<String>>,
    /// Who may collect for them.
    pub contacts: Vec<Contact>,
    /// Orders that still owe something, oldest first.
    pub open_orders: Vec<OpenOrder>,
    /// Orders that are over, newest first.
    pub past_orders: Vec<PastOrder>,
    /// Their prescriptions, newest first.
    pub prescriptions: Vec<Prescription>,
    /// What is open about them, near misses too.
    pub discrepancies: Vec<DiscrepancyLine>,
    /// Who else with something open could be taken for them, loudest first.
    pub look_alikes: Vec<Alert>,
    /// What happened, newest first.
    pub history: Vec<Happening>,
    /// Their visit, if they are here.
    pub visit: Option<Turn>,
    /// Visits we still owe them.
    pub owed_visits: Vec<OwedVisit>,
    /// Records that are with this one now, the newest first: that one can be taken back.
    pub merged: Vec<MergedHere>,
}

/// A record that is with this one now.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MergedHere {
    /// Takes it back.
    pub merge_id: MergeId,
    /// The name on it.
    pub name: Private<String>,
    /// The year of birth on it.
    pub born_year: Option<i32>,
    /// Why, where something spoke against it.
    pub reason: Option<String>,
    /// When it was merged.
    pub at: At,
    /// Given name of who did.
    pub by: String,
    /// Numbers of the orders taken since: made two again, they stay with this record.
    pub orders_since: Vec<String>,
}

/// An order that still owes something, or was handed over today.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OpenOrder {
    /// The order, its powers too.
    pub order: Order,
    /// The one line, the mark, the next step.
    pub readiness: Readiness,
    /// Where a person may move it next.
    pub offered: Vec<OrderState>,
    /// Its parts.
    pub parts: Vec<Part>,
    /// The notification that stands.
    pub notification: Option<Notification>,
    /// The newest call about it.
    pub last_call: Option<PhoneCall>,
}

/// An order that is over.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PastOrder {
    /// Which.
    pub order_id: OrderId,
    /// Its number.
    pub number: String,
    /// What was made.
    pub kind: OrderKind,
    /// How it ended.
    pub state: OrderState,
    /// When.
    pub state_since: At,
    /// When it was taken.
    pub placed_on: Option<Day>,
    /// Frame model, size, color.
    pub frame: Option<String>,
    /// SV, FT28, PAL …
    pub lens_type: Option<String>,
}

/// `open_patient`
///
/// # Errors
/// Refuses `no_such_patient`; `merged` where the record is with another now.
pub fn open_patient(act: &mut Act<'_>, request: &OfPatient) -> Outcome<PatientPage> {
    let id = request.patient_id;
    patients::must_exist(act.db, id)?;
    let patient = patients::load(act.db, id)?.details;
    act.about(id);
    let look_alikes = alerts::for_patient(act, id)?;
    // What was handed over today stays with the open ones: a second person may come for it.
    let today = |order: &Order| order.state == OrderState::Collected && act.now.day_of(order.state_since) == act.now.day();
    let (past, open): (Vec<Order>, Vec<Order>) =
        orders::of(act.db, id)?.into_iter().partition(|order| order.state.is_over() && !today(order));
    let mut open_orders = Vec::new();
    for order in open.into_iter().rev() {
        open_orders.push(OpenOrder {
            readiness: ready_check::readiness_among(act, &order, &look_alikes)?,
            offered: order.state.next().to_vec(),
            parts: parts::of(act.db, order.id)?,
            notification: notifications::standing(act.db, order.id)?,
            last_call: calls::of(act.db, order.id)?.into_iter().next(),
            order,
        });
    }
    let past_orders = past.into_iter().map(|order| PastOrder {
        order_id: order.id,
        number: order.number,
        kind: order.kind,
        state: order.state,
        state_since: order.state_since,
        placed_on: order.placed_on,
        frame: order.frame,
        lens_type: order.lens_type,
    });
    Ok(PatientPage {
        patient_id: id,
        name: Private::new(patient.full_name()),
        called: Private::new(patient.called().to_owned()),
        short: Private::new(patient.first_and_initial()),
        born_year: patient.born_year(),
        phone_last4: patient.phone_last4(),
        only_me: patient.only_me,
        contacts: contacts::of(act.db, id)?,
        open_orders,
        past_orders: past_orders.collect(),
        prescriptions: prescriptions::of(act.db, id)?,
        discrepancies: open::about_patient(act.db, id)?,
        look_alikes,
        history: history::about_all(act, merges::records_of(act.db, id)?.into_iter().map(|id| id.0), 100)?,
        merged: merged_here(act, id)?,
        note: patient.note,
        visit: queue::turn_of(act, id)?,
        owed_visits: owed::owed_visits(act, owed::AskOwedVisits { patient_id: Some(id) })?,
    })
}

fn merged_here(look: &Look<'_>, id: PatientId) -> Outcome<Vec<MergedHere>> {
    let one = |merge: merges::Merge| {
        let gone = patients::load(look.db, merge.gone)?.details;
        Ok(MergedHere {
            merge_id: merge.id,
            name: Private::new(gone.full_name()),
            born_year: gone.born_year(),
            orders_since: unmerge_patients::orders_since(look.db, &merge)?.into_iter().map(|order| order.number).collect(),
            reason: merge.reason,
            at: merge.at,
            by: staff::one(look.db, merge.by)?.given,
        })
    };
    merges::into(look.db, id)?.into_iter().map(one).collect()
}

/// A birth date, unmasked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BirthDate {
    /// It; None: not on file.
    pub born: Option<Private<Day>>,
}

/// `reveal_birth_date`: shows it; the trail says to whom.
///
/// # Errors
/// Refuses `no_such_patient`.
pub fn reveal_birth_date(act: &mut Act<'_>, request: &OfPatient) -> Outcome<BirthDate> {
    act.about(request.patient_id);
    Ok(BirthDate { born: patients::load(act.db, request.patient_id)?.details.born })
}
