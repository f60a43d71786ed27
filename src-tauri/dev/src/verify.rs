//! `cargo verify`: everything that must hold, cheapest first, each step named and timed.

use crate::elsewhere;
use crate::fuzz;
use crate::machine::{self, For};
use crate::run::{self, Stop, asked, cargo, npm, shown};
use crate::start::SCREEN;
use crate::ui;
use std::process::Command;
use std::time::{Duration, Instant};

/// One thing that must hold.
struct Step {
    /// Its name, as `--only` finds it.
    name: &'static str,
    /// Holds it or says why not. Told whether the long versions are wanted.
    check: fn(bool) -> Result<(), Stop>,
}

const STEPS: &[Step] = &[
    Step { name: "machine: packages and tools", check: |_| machine::ready(For::Driving) },
    Step {
        name: "format: rustfmt",
        check: |_| shown(cargo().args(["fmt", "--all", "--check"]), "Run `cargo fmt --all` and look at what it changed."),
    },
    Step { name: "page: packages", check: |_| ui::packages() },
    Step {
        name: "page: lint and format",
        check: |_| shown(&mut npm(&["run", "--silent", "lint"]), "Run `npm run format` in ui/; what is left needs a person."),
    },
    Step {
        name: "page: types",
        check: |_| {
            shown(
                &mut npm(&["run", "--silent", "check"]),
                "The lines above name file and line. Bindings stale? `cargo test -p rightful-core bindings` writes them.",
            )
        },
    },
    Step {
        name: "page: unit tests",
        check: |_| shown(&mut npm(&["test", "--silent"]), "Run `npm test` in ui/ to see the failing test alone."),
    },
    Step { name: "page: build", check: |_| ui::build() },
    Step {
        name: "page: build for the browser tests",
        check: |_| shown(&mut npm(&["run", "--silent", "build:e2e"]), "The lines above name the file and the line that would not build."),
    },
    Step {
        name: "lint: clippy",
        check: |_| {
            shown(
                cargo().args(["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"]),
                "Mend what it names; `#[expect(…, reason = \"…\")]` where it is wrong.",
            )
        },
    },
    Step { name: "tests: architecture, core, journeys", check: rust_tests },
    Step { name: "tests: what others write, made up", check: fuzz::every_reader },
    Step { name: "tests: the page in Chromium", check: browser_tests },
    Step { name: "tests: the real window", check: window_tests },
];

/// Runs the steps.
///
/// # Errors
/// At the first step that fails.
pub fn verify(args: &[&str]) -> Result<(), Stop> {
    let mut long = false;
    let mut only = None;
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        match *arg {
            "--long" => long = true,
            "--windows" => return elsewhere::windows(),
            "--mac" => return elsewhere::mac(),
            "--only" => only = rest.next().copied(),
            "--list" => {
                STEPS.iter().for_each(|step| println!("{}", step.name));
                return Ok(());
            }
            other => return Err(Stop::new(format!("`cargo verify` does not know `{other}`."), crate::USAGE)),
        }
    }
    let steps: Vec<&Step> = STEPS.iter().filter(|step| only.is_none_or(|word| step.name.contains(word))).collect();
    if steps.is_empty() {
        return Err(Stop::new("No step has that word in its name.", "`cargo verify --list` names them."));
    }

    let begun = Instant::now();
    let mut took: Vec<(&str, Duration)> = Vec::new();
    for (number, step) in steps.iter().enumerate() {
        println!("\n── {}/{} {}", number + 1, steps.len(), step.name);
        let step_begun = Instant::now();
        (step.check)(long).map_err(|stop| Stop::new(format!("{}: {}", step.name, stop.what), stop.todo))?;
        println!("   ✓ {}", seconds(step_begun.elapsed()));
        took.push((step.name, step_begun.elapsed()));
    }
    println!("\nAll {} steps hold.", took.len());
    for (name, time) in &took {
        println!("{:>9}  {name}", seconds(*time));
    }
    println!("{:>9}  in all", seconds(begun.elapsed()));
    Ok(())
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

/// Tells the tests that the long versions are wanted.
fn longer(command: &mut Command, long: bool) -> &mut Command {
    if long { command.env("RIGHTFUL_LONG", "1") } else { command }
}

fn rust_tests(long: bool) -> Result<(), Stop> {
    let todo = "Run the failing test alone: `cargo test -p PACKAGE NAME`.";
    if asked("cargo-nextest", &["--version"]).is_some() {
        shown(longer(cargo().args(["nextest", "run", "--workspace", "--no-fail-fast", "--status-level", "fail"]), long), todo)?;
        // nextest leaves the examples in the documentation out.
        shown(longer(cargo().args(["test", "--quiet", "--workspace", "--doc"]), long), todo)
    } else {
        shown(longer(cargo().args(["test", "--quiet", "--workspace", "--no-fail-fast"]), long), todo)
    }
}

fn browser_tests(long: bool) -> Result<(), Stop> {
    shown(cargo().args(["build", "--quiet", "--workspace", "--bin", "host"]), "The lines above say what would not build.")?;
    let mut node = Command::new("node");
    node.current_dir(run::root())
        .args(["--test", "--test-concurrency=2", "tests/e2e/"])
        .env("RIGHTFUL_HOST", run::built("host"))
        .env("RIGHTFUL_PICTURES", run::target().join("pictures"));
    shown(longer(&mut node, long), "Pictures of each screen are in target/pictures. One file alone: `node --test tests/e2e/NAME.test.js`.")
}

fn window_tests(long: bool) -> Result<(), Stop> {
    if !cfg!(target_os = "linux") {
        println!("   The window is driven on Linux only: neither macOS nor this tool has a driver for it here. Nothing was checked.");
        return Ok(());
    }
    shown(cargo().args(["build", "--quiet", "--workspace", "--bin", "rightful"]), "The lines above say what would not build.")?;
    let mut window = Command::new("xvfb-run");
    window.current_dir(run::root()).args(["-a", "-s", SCREEN]);
    window.arg(cargo().get_program()).args(["test", "--workspace", "--test", "window", "--", "--test-threads=1"]);
    window.env("RIGHTFUL_APP", run::built("rightful")).env("RIGHTFUL_PICTURES", run::target().join("pictures"));
    shown(longer(&mut window, long), "Pictures up to the failing step are in target/pictures.")
}
