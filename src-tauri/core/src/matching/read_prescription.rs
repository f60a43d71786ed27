//! `read_prescription`: what a typed or pasted text says, echoed at once in standard form.

use super::prescription::parse::{TypedFor, UnderstoodLine, read_line};
use crate::desk::Look;
use crate::error::Outcome;
use serde::{Deserialize, Serialize};

/// A text to understand.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReadPrescription {
    /// As typed or pasted: one eye, or both.
    pub text: String,
    /// An order comes in eighths, a reading in any hundredth.
    pub purpose: TypedFor,
}

/// `read_prescription`
///
/// # Errors
/// None: what cannot be read is the answer.
pub fn read_prescription(_: &Look<'_>, request: ReadPrescription) -> Outcome<UnderstoodLine> {
    Ok(read_line(&request.text, request.purpose))
}
