//! `rightful-cli`: the desk's own command list without a window, and the checks that anyone can run on their own files.

mod call;
mod check;
mod clinic;
mod everything;
mod fhir;
mod import;
mod stalled;

use std::process::ExitCode;

const HELP: &str = "\
rightful-cli: the desk without a window

  rightful-cli call NAME [JSON]        ask for one line of the command list; the answer is JSON
  rightful-cli commands                the command list, a line each, with who may ask
  rightful-cli import FILE… [OPTIONS]  bring lists of another system in; without FILE: the options
  rightful-cli fhir import FILE        bring prescriptions in (FHIR, JSON or NDJSON); --trial on a clinic that is thrown away
  rightful-cli fhir export             prescriptions as FHIR, to standard output; --release r4|r5, --form bundle|ndjson
  rightful-cli export FOLDER           everything as plain files, into a new folder there; they are not locked
  rightful-cli bring-in EXPORT         such a folder becomes the clinic of a home that has none
  rightful-cli check NAME [OPTIONS]    run a check on your own files; ends with one line of JSON

Which clinic: --home DIR (else this person's), --practice for the practice clinic.
Who asks:     --as GIVEN_NAME. Passphrase and PIN come from RIGHTFUL_PASSPHRASE and RIGHTFUL_PIN, never from
              the command line, where others could read them.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let ended = match arguments.first().map(String::as_str) {
        Some("call") => call::run(&arguments[1..]),
        Some("commands") => call::list(),
        Some("import") => import::run(&arguments[1..]),
        Some("fhir") => fhir::run(&arguments[1..]),
        Some("export") => everything::export(&arguments[1..]),
        Some("bring-in") => everything::bring_in(&arguments[1..]),
        Some("check") => check::run(&arguments[1..]),
        _ => {
            print!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match ended {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

/// The value after a flag.
pub(crate) fn option<'a>(arguments: &'a [String], flag: &str) -> Option<&'a str> {
    arguments.iter().position(|argument| argument == flag).and_then(|at| arguments.get(at + 1)).map(String::as_str)
}

/// The arguments that are neither flags nor their values.
pub(crate) fn plain<'a>(arguments: &'a [String], with_value: &[&str]) -> Vec<&'a str> {
    let mut out = Vec::new();
    let mut skip = false;
    for argument in arguments {
        if skip {
            skip = false;
        } else if argument.starts_with("--") {
            skip = with_value.contains(&argument.as_str());
        } else {
            out.push(argument.as_str());
        }
    }
    out
}
