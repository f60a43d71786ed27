//! `answer_prescription`: somebody who may says why an order is right although it is not as on the prescription on file.

use super::order_to_prescription;
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::OrderId;
use crate::records::{orders, text};
use serde::{Deserialize, Serialize};

/// Why it is right.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AnswerPrescription {
    /// Which order.
    pub order_id: OrderId,
    /// The words.
    pub reason: String,
}

/// What was answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PrescriptionAnswered {
    /// Which order.
    pub order_id: OrderId,
    /// How many findings.
    pub findings: u32,
}

/// `answer_prescription`
///
/// # Errors
/// Refuses `no_such_order`, `order_over`, `reason_needed`, `text_too_long`, `nothing_to_answer`.
pub fn answer_prescription(act: &mut Act<'_>, request: &AnswerPrescription) -> Outcome<PrescriptionAnswered> {
    let order = orders::load(act.db, request.order_id)?;
    orders::must_be_open(&order)?;
    let Some(reason) = text::kept("reason", Some(&request.reason))? else {
        return refuse(Refusal::because("reason_needed").next("say_why"));
    };
    let findings = order_to_prescription::answer(act, &order, &reason)?;
    if findings == 0 {
        return refuse(Refusal::because("nothing_to_answer").next("look_again"));
    }
    act.about(order.patient_id);
    Ok(PrescriptionAnswered { order_id: order.id, findings: u32::try_from(findings).unwrap_or(u32::MAX) })
}
