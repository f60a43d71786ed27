//! `rightful-cli call NAME JSON` and `rightful-cli commands`.

use rightful_core::commands::{LIST, Who};
use rightful_core::desk::{Answer, Call};
use std::io::Write;

/// Asks for one line of the list; true when it was done.
///
/// # Errors
/// A sentence to print.
pub fn run(arguments: &[String]) -> Result<bool, String> {
    let plain = crate::plain(arguments, crate::clinic::FLAGS);
    let name = plain.first().ok_or("Name a command: rightful-cli call NAME [JSON]")?;
    let request = match plain.get(1) {
        Some(text) => serde_json::from_str(text).map_err(|error| format!("The request is not JSON: column {}.", error.column()))?,
        None => serde_json::json!({}),
    };
    let mut desk = crate::clinic::open(arguments)?;
    let answer = desk.answer(Call { name: (*name).to_owned(), request, request_id: None });
    let text = serde_json::to_string_pretty(&answer).map_err(|error| error.to_string())?;
    // A closed pipe (`| head`) is no failure of the act.
    drop(writeln!(std::io::stdout(), "{text}"));
    Ok(matches!(answer, Answer::Done(_)))
}

/// Prints the list.
///
/// # Errors
/// None.
pub fn list() -> Result<bool, String> {
    let mut out = std::io::stdout().lock();
    for line in LIST.iter().filter(|line| line.who != Who::Inside) {
        if writeln!(out, "{:<26} {:?}", line.name, line.who).is_err() {
            break;
        }
    }
    Ok(true)
}
