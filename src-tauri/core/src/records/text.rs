//! Short texts that people type: trimmed, empty is nothing, at most 300 characters, any script.

use crate::error::{Outcome, Refusal, refuse};

/// The longest short text, in characters.
pub const AT_MOST: usize = 300;

/// A typed text as it is kept.
///
/// # Errors
/// Refuses `text_too_long` naming the field.
pub fn kept(field: &str, typed: Option<&str>) -> Outcome<Option<String>> {
    let Some(text) = typed.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.chars().count() > AT_MOST {
        return refuse(Refusal::because("text_too_long").fact("field", field).fact("at_most", AT_MOST));
    }
    Ok(Some(text.to_owned()))
}
