//! `check_wording`: what in a text blames, why, and one better way. Nothing is kept.

use super::{Caught, check_text};
use crate::desk::Look;
use crate::error::Outcome;
use crate::private::Private;
use serde::{Deserialize, Serialize};

/// A text before it is said or sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CheckWording {
    /// As typed so far. Where it is empty, somebody may begin soon, and what it takes is made ready.
    pub text: Private<String>,
}

/// `check_wording`
///
/// # Errors
/// None: what is caught is the answer, and it never blocks.
pub fn check_wording(_: &Look<'_>, request: CheckWording) -> Outcome<Vec<Caught>> {
    let text = request.text.expose(); // read for its phrases and let go
    if text.trim().is_empty() {
        super::ready_soon();
        return Ok(Vec::new());
    }
    Ok(check_text(text)?)
}
