//! `cargo start`: from a fresh checkout to an open window.

use crate::machine::{self, For};
use crate::run::{self, Stop, cargo, shown};
use crate::ui;
use std::path::PathBuf;
use std::process::Command;

/// The screen that pictures are taken on.
pub const SCREEN: &str = "-screen 0 1280x800x24";

/// Sets up, builds and runs.
///
/// # Errors
/// When a step fails; says which and what to do.
pub fn start(args: &[&str]) -> Result<(), Stop> {
    let mut practice = false;
    let mut shot = None;
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        match *arg {
            "--practice" => practice = true,
            "--shot" => match rest.next() {
                // Relative to where the person stands, which need not be the top folder.
                Some(folder) => shot = Some(std::path::absolute(folder).unwrap_or_else(|_| PathBuf::from(folder))),
                None => return Err(Stop::new("`--shot` needs a folder for its pictures.", "For example: cargo start -- --shot pictures")),
            },
            other => return Err(Stop::new(format!("`cargo start` does not know `{other}`."), crate::USAGE)),
        }
    }
    if shot.is_none() && !machine::has_display() {
        return Err(Stop::new(
            "This machine has no display, so no window can open here.",
            "To see the app all the same, let it play a short tour of the practice clinic and leave pictures:\n\n  \
             cargo start -- --shot pictures",
        ));
    }
    if shot.is_some() && !cfg!(target_os = "linux") {
        return Err(Stop::new(
            "`--shot` drives the window under a virtual display, which only Linux has.",
            "Here, run `cargo start -- --practice` and look.",
        ));
    }

    machine::ready(if shot.is_some() { For::Driving } else { For::Window })?;
    ui::packages()?;
    ui::build_if_changed()?;
    println!("Building the app … (the first time takes some minutes)");
    let mend = "The lines above say what would not build. On a fresh machine, `rustup update` first.";
    // The whole workspace's features, as `cargo verify` builds it: switching between the two then rebuilds nothing.
    shown(cargo().args(["build", "--quiet", "--workspace", "--bin", "rightful"]), mend)?;

    let Some(folder) = shot else {
        let mut app = Command::new(run::built("rightful"));
        if practice {
            app.arg("--practice");
        }
        return shown(&mut app, "The line above says why. The log is in the data folder that README.md names.");
    };
    shown(cargo().args(["build", "--quiet", "--workspace", "--bin", "tour"]), mend)?;
    let mut tour = Command::new("xvfb-run");
    tour.args(["-a", "-s", SCREEN]).arg(run::built("tour")).arg("--app").arg(run::built("rightful")).arg("--to").arg(&folder);
    shown(&mut tour, "The line above names the step that failed; the pictures up to there are kept.")?;
    println!("Pictures are in {}", folder.display());
    Ok(())
}
