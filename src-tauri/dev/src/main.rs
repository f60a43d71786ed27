//! What `cargo start` and `cargo verify` run.
//!
//! `cargo start` brings a fresh machine to an open window: it checks and installs what is missing, builds the page
//! and the app, and runs it. `cargo verify` runs everything that must hold before a change is shared, cheapest first.

mod elsewhere;
mod fuzz;
mod machine;
mod run;
mod start;
mod ui;
mod verify;

use run::Stop;
use std::process::ExitCode;

const USAGE: &str = "\
cargo start                     set up what is missing, build, open the window
cargo start -- --practice       the same, straight into the practice clinic
cargo start -- --shot DIR       no display? play a short tour of the practice clinic and leave pictures in DIR
cargo verify                    every check, cheapest first; stops at the first that fails
cargo verify --long             the same with the long versions of the reliability tests
cargo verify --windows          on Debian: builds and links the whole program for Windows, runs its tests under Wine
cargo verify --mac              on Debian: checks everything for macOS
cargo verify --only WORD        only the steps whose name holds WORD
cargo verify --list             the names of the steps";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    // `cargo start -- --practice` reaches us with the `--` still in it.
    let args: Vec<&str> = args.iter().map(String::as_str).filter(|arg| *arg != "--").collect();
    let done = match args.split_first() {
        Some((&"start", rest)) => start::start(rest),
        Some((&"verify", rest)) => verify::verify(rest),
        _ => Err(Stop::new("This tool is run as `cargo start` or `cargo verify`.", USAGE)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            eprintln!("\n✕ {}\n\n{}", stop.what, stop.todo);
            ExitCode::FAILURE
        }
    }
}
