//! Opens a clinic for the command line: same files, same lock, same rules as the window.

use rightful_core::clock::{MachineClock, MachineDice};
use rightful_core::desk::{Answer, Call, Desk};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Flags that take a value, for every subcommand that opens a clinic.
pub const FLAGS: &[&str] = &["--home", "--as"];

/// The desk that the flags name, with nothing open.
///
/// # Errors
/// A sentence to print.
pub fn closed(arguments: &[String]) -> Result<Desk, String> {
    let home = match crate::option(arguments, "--home") {
        Some(dir) => PathBuf::from(dir),
        None => rightful_core::store::default_home().ok_or("No home folder found. Name one with --home DIR.")?,
    };
    Ok(Desk::closed(home, Box::new(MachineClock), Box::new(MachineDice)))
}

/// Opens the clinic that the flags name, and signs in whoever `--as` names.
///
/// # Errors
/// A sentence to print.
pub fn open(arguments: &[String]) -> Result<Desk, String> {
    let mut desk = closed(arguments)?;
    let practice = arguments.iter().any(|argument| argument == "--practice");
    if practice {
        ask(&mut desk, "open_practice", json!({}))?;
    } else if let Ok(secret) = std::env::var("RIGHTFUL_PASSPHRASE") {
        ask(&mut desk, "unlock", json!({ "secret": secret }))?;
    }
    if let Some(name) = crate::option(arguments, "--as") {
        sign_in(&mut desk, name, practice)?;
    }
    Ok(desk)
}

fn sign_in(desk: &mut Desk, name: &str, practice: bool) -> Result<(), String> {
    let state = ask(desk, "desk_state", json!({}))?;
    let staff = state["staff"].as_array().and_then(|all| all.iter().find(|one| one["given"].as_str() == Some(name)));
    let id = staff.ok_or_else(|| format!("Nobody called {name} works here."))?["id"].clone();
    let pin = match std::env::var("RIGHTFUL_PIN") {
        Ok(pin) => pin,
        Err(_) if practice => rightful_core::records::clinic::PRACTICE_PIN.to_owned(),
        Err(_) => return Err("Set RIGHTFUL_PIN to sign in.".to_owned()),
    };
    ask(desk, "sign_in", json!({ "staff_id": id, "pin": pin })).map(drop)
}

/// Asks, and turns anything but a reply into a sentence.
///
/// # Errors
/// A sentence to print.
pub fn ask(desk: &mut Desk, name: &str, request: Value) -> Result<Value, String> {
    match desk.answer(Call { name: name.to_owned(), request, request_id: None }) {
        Answer::Done(reply) => Ok(reply),
        Answer::Refused(refusal) => Err(format!("Not done: {} refused with {}.", name, refusal.code)),
        Answer::Fault(fault) => Err(format!("Not done: {} failed with {} ({}).", name, fault.code, fault.reference)),
    }
}
