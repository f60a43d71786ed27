//! `tray_label`: what the label on a tray says. The drawer is read by everybody, so no full name, no powers. That it
//! was printed is in the trail.

use crate::clock::{At, Day};
use crate::desk::Act;
use crate::error::Outcome;
use crate::ids::{OrderId, PartId};
use crate::matching::alerts;
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
    let alike = alerts::for_patient(act, order.patient_id)?;
    Ok(TrayLabel {
        short: Private::new(patients::load(act.db, order.patient_id)?.details.first_and_initial()),
        barcode: code_128(&order.number),
        parts: parts::of(act.db, order.id)?.into_iter().map(LabelPart::from).collect(),
        look_alike: alike.iter().any(alerts::Alert::is_about_the_person),
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
