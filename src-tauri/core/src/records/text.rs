//! Short texts that people type: trimmed, empty is nothing, at most 300 characters, any script.

use crate::error::{Outcome, Refusal, refuse};

/// The longest short text, in characters.
pub const AT_MOST: usize = 300;
/// The longest text of what happened or was said, in characters.
pub const TOLD_AT_MOST: usize = 1000;

/// A typed text as it is kept.
///
/// # Errors
/// Refuses `text_too_long` naming the field.
pub fn kept(field: &str, typed: Option<&str>) -> Outcome<Option<String>> {
    at_most(AT_MOST, field, typed)
}

/// A line or two of what happened or was said, as it is kept.
///
/// # Errors
/// Refuses `text_too_long` naming the field.
pub fn told(field: &str, typed: Option<&str>) -> Outcome<Option<String>> {
    at_most(TOLD_AT_MOST, field, typed)
}

fn at_most(most: usize, field: &str, typed: Option<&str>) -> Outcome<Option<String>> {
    let Some(text) = typed.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.chars().count() > most {
        return refuse(Refusal::because("text_too_long").fact("field", field).fact("at_most", most));
    }
    Ok(Some(text.to_owned()))
}
