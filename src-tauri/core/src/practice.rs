//! The practice clinic: a believable clinic to learn on, made by living its days through the command list.

use crate::desk::Desk;
use crate::error::Outcome;
use crate::records::clinic::{FoundClinic, PRACTICE_PIN};
use crate::store::key;
use serde_json::json;

/// Fills a new practice clinic.
///
/// # Errors
/// As the commands give them.
pub fn fill(desk: &mut Desk) -> Outcome<()> {
    let pin_hash = key::hash_pin(PRACTICE_PIN, desk.dice.as_mut())?;
    desk.inside(
        "found_clinic",
        json!(FoundClinic {
            clinic: "Practice clinic".to_owned(),
            practice: true,
            given: "Jo".to_owned(),
            family: "Ortiz".to_owned(),
            pin_hash,
        }),
    )?;
    Ok(())
}
