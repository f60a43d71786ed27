//! Rightful, the front desk of a small clinic, in a window. What it knows and does is in `rightful-core`.
// On Windows, do not open a console beside the window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    match rightful_shell::Start::from_args(std::env::args_os().skip(1)) {
        Ok(start) => rightful_shell::run(start),
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}
