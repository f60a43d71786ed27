//! The fuzzer in `cargo verify --long`: each reader of what others wrote is fed for half a minute with what nobody would
//! write. It needs a nightly compiler and cargo-fuzz. The seeds alone go through the same readers in each run
//! (`tests/corpus.rs`).

use crate::run::{self, Stop, asked, shown};
use std::process::Command;

/// For so long each, in seconds.
const EACH: u32 = 30;

/// Feeds every reader; the short run leaves it to the seeds.
///
/// # Errors
/// When a tool is missing or a reader breaks.
pub fn every_reader(long: bool) -> Result<(), Stop> {
    if !long {
        println!("   The seeds were read with the tests above. With --long, the fuzzer goes on from them.");
        return Ok(());
    }
    let todo = "Run `rustup toolchain install nightly` and `cargo install cargo-fuzz`, then try again.";
    if asked("rustup", &["run", "nightly", "rustc", "--version"]).is_none() {
        shown(Command::new("rustup").args(["toolchain", "install", "nightly", "--profile", "minimal"]), todo)?;
    }
    if asked("cargo-fuzz", &["--version"]).is_none() {
        shown(run::cargo().args(["install", "--quiet", "--locked", "cargo-fuzz"]), todo)?;
    }
    let folder = run::root().join("tests/fuzz");
    let grown = run::target().join("fuzz");
    let fuzz = |words: &[&str]| {
        let mut fuzz = Command::new("rustup");
        fuzz.args(["run", "nightly", "cargo", "fuzz"]).args(words).current_dir(&folder).env("CARGO_TARGET_DIR", &grown);
        fuzz
    };
    let readers = asked_in(fuzz(&["list", "--fuzz-dir", "."]))?;
    for reader in readers.lines() {
        println!("   {reader}");
        // What it finds grows beside the build; a find that broke a reader is mended and kept among the seeds.
        let corpus = grown.join("corpus").join(reader);
        std::fs::create_dir_all(&corpus)
            .map_err(|error| Stop::new(format!("No room for the corpus: {error}."), "Make room on the disk."))?;
        let (corpus, seeds, limit) = (corpus.to_string_lossy(), format!("seeds/{reader}"), format!("-max_total_time={EACH}"));
        let mut run =
            fuzz(&["run", "--fuzz-dir", ".", reader, &corpus, &seeds, "--", &limit, "-timeout=10", "-rss_limit_mb=2048", "-verbosity=0"]);
        shown(&mut run, "The line above names the file that broke it: mend the reader, and keep the file in tests/fuzz/seeds.")?;
    }
    Ok(())
}

fn asked_in(mut command: Command) -> Result<String, Stop> {
    let output = command.output().map_err(|error| Stop::new(format!("cargo-fuzz could not be started: {error}."), "Look at rustup."))?;
    let readers = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if readers.is_empty() {
        return Err(Stop::new("The fuzzer knows no reader.", "Run `cargo fuzz list --fuzz-dir .` in tests/fuzz."));
    }
    Ok(readers)
}
