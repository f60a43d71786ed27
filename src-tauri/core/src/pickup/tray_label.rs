//! `tray_label`: what the label on a tray says. The drawer is read by everybody, so no full name, no powers. That it
//! was printed is in the trail.

use crate::clock::{At, Day};
use crate::desk::Act;
use crate::error::Outcome;
use crate::ids::{OrderId, PartId};
use crate::matching::alerts::{self, Alert};
use crate::pickup::open_order::OfOrder;
use crate::private::Private;
use crate::records::orders::{self, OrderKind};
use crate::records::parts::{self, Part, PartKind};
use crate::records::patients;
use serde::{Deserialize, Serialize};

/// A tray's label.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TrayLabel {
    /// Which order.
    pub order_id: OrderId,
    /// Its number, in large type.
    pub number: String,
    /// Its tray.
    pub tray: Option<String>,
    /// First name and initial.
    pub short: Private<String>,
    /// What the Code 128 says, so that a scan finds the order; None where the number has letters that Code 128 lacks.
    pub barcode: Option<String>,
    /// What is made.
    pub kind: OrderKind,
    /// What we told the patient.
    pub promised_on: Option<Day>,
    /// What belongs in the tray.
    pub parts: Vec<LabelPart>,
    /// Somebody alike has something open: look twice.
    pub look_alike: bool,
    /// Who, as on their own label, those in the drawer first; never more than fit.
    pub alike: Vec<LabelAlike>,
    /// When it was printed.
    pub printed_at: At,
}

/// A part on a label.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LabelPart {
    /// Which.
    pub part_id: PartId,
    /// What.
    pub kind: PartKind,
    /// Its label.
    pub label: Option<String>,
    /// The patient's own.
    pub theirs: bool,
    /// The order is complete without it.
    pub optional: bool,
}

/// Somebody alike, as their own label names them: nothing that the drawer does not say already.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LabelAlike {
    /// First name and initial.
    pub short: Private<String>,
    /// Their tray; None: their order is not here yet.
    pub tray: Option<String>,
    /// What the two names have in common. Birth dates, addresses and frames stay out of the drawer.
    pub reason: Option<String>,
}

/// So many fit on a label; from there on the mark alone says to look twice.
const ALIKE_NAMED: usize = 2;

/// What may be said of two people where everybody reads it: how their names are alike.
const ABOUT_NAMES: &[&str] = &[
    "same_name",
    "other_generation",
    "names_swapped",
    "nickname",
    "written_another_way",
    "sounds_like",
    "one_letter_apart",
    "contains",
    "looks_like",
    "same_given_name",
    "same_family_name",
];

impl From<Alert> for LabelAlike {
    fn from(alert: Alert) -> Self {
        let reason = alert.reasons.into_iter().find(|reason| ABOUT_NAMES.contains(&reason.as_str()));
        Self { short: alert.short, tray: alert.tray, reason }
    }
}

impl From<Part> for LabelPart {
    fn from(part: Part) -> Self {
        Self { part_id: part.id, kind: part.kind, label: part.label, theirs: part.theirs, optional: !part.needed }
    }
}

/// `tray_label`
///
/// # Errors
/// Refuses `no_such_order`.
pub fn tray_label(act: &mut Act<'_>, request: &OfOrder) -> Outcome<TrayLabel> {
    let order = orders::load(act.db, request.order_id)?;
    act.about(order.id);
    act.about(order.patient_id);
    let mut alike = alerts::for_patient(act, order.patient_id)?;
    alike.retain(Alert::is_about_the_person);
    alike.sort_by_key(|alert| alert.tray.is_none());
    Ok(TrayLabel {
        short: Private::new(patients::load(act.db, order.patient_id)?.details.first_and_initial()),
        barcode: code_128(&order.number),
        parts: parts::of(act.db, order.id)?.into_iter().map(LabelPart::from).collect(),
        look_alike: !alike.is_empty(),
        alike: alike.into_iter().take(ALIKE_NAMED).map(LabelAlike::from).collect(),
        printed_at: act.now.at,
        order_id: order.id,
        number: order.number,
        tray: order.tray,
        kind: order.kind,
        promised_on: order.promised_on,
    })
}

/// Code 128 has the printable ASCII characters; more than 40 of them fit on no label.
pub(super) fn code_128(number: &str) -> Option<String> {
    (number.len() <= 40 && number.bytes().all(|byte| (b' '..=b'~').contains(&byte))).then(|| number.to_owned())
}
