//! `rightful-cli check …`: each ends with one line of JSON on standard output.

/// Runs the named check; true when it passed.
///
/// # Errors
/// A sentence to print.
pub fn run(arguments: &[String]) -> Result<bool, String> {
    Err(match arguments.first() {
        Some(name) => format!("There is no check called {name}."),
        None => "Name a check: rightful-cli check NAME …".to_owned(),
    })
}
