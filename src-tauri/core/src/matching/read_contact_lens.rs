//! `read_contact_lens`: what a typed contact lens says, echoed at once in standard form.

use super::boxes::typed::{self, ContactUnderstood};
use crate::desk::Look;
use crate::error::Outcome;
use serde::{Deserialize, Serialize};

/// A text to understand.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReadContactLens {
    /// As typed: one eye's lens, or what a box says.
    pub text: String,
}

/// `read_contact_lens`
///
/// # Errors
/// None: what cannot be read is the answer.
pub fn read_contact_lens(_: &Look<'_>, request: ReadContactLens) -> Outcome<ContactUnderstood> {
    Ok(typed::read_contact_lens(&request.text))
}
