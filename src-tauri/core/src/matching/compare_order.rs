//! `compare_order`: an order against the prescription on file while it is still being taken, so that it is put right
//! before it is sent.

use super::order_to_prescription::{self, Taken};
use crate::desk::Look;
use crate::error::{Finding, Outcome};
use crate::ids::{PatientId, PrescriptionId};
use crate::records::contact_lenses::OrderedContacts;
use crate::records::orders::OrderKind;
use crate::records::prescriptions::Powers;
use serde::{Deserialize, Serialize};

/// An order as far as it is typed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CompareOrder {
    /// Whose.
    pub patient_id: PatientId,
    /// What is made.
    pub kind: OrderKind,
    /// The powers to order.
    pub powers: Powers,
    /// Contact lenses for each eye, with their powers; these count before `powers`.
    #[serde(default)]
    pub contacts: Option<OrderedContacts>,
    /// SV, FT28, PAL …
    pub lens_type: Option<String>,
    /// The prescription it is made from.
    pub prescription_id: Option<PrescriptionId>,
}

/// `compare_order`: what is not as on file, most telling first.
///
/// # Errors
/// Refuses `no_such_patient`, `power_out_of_range`, `contact_lens_out_of_range`, `too_many_parts`, `text_too_long`.
pub fn compare_order(look: &Look<'_>, request: CompareOrder) -> Outcome<Vec<Finding>> {
    crate::records::patients::must_exist(look.db, request.patient_id)?;
    request.powers.must_be_sound()?;
    let contacts = request.contacts.as_ref().filter(|_| request.kind == OrderKind::ContactLenses);
    if let Some(contacts) = contacts {
        contacts.must_be_sound()?;
        contacts.powers().must_be_sound()?;
    }
    let taken = Taken {
        patient_id: request.patient_id,
        kind: request.kind,
        powers: &request.powers,
        contacts,
        lens_type: request.lens_type.as_deref(),
        prescription_id: request.prescription_id,
        on: look.now.day(),
    };
    order_to_prescription::compare(look, taken)
}
