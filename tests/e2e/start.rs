//! S9: how long until the queue can be used after a start, and how much memory that takes, against a window of the same
//! toolkit with one line in it (`src-tauri/examples/bare.rs`). Both are built as they ship and started by turns.
//!
//! `xvfb-run -a cargo bench -p rightful-tests --bench start`, after `npm run build` in `ui/`. Linux only: the driver is
//! WebKit's, and the memory is the kernel's count.
//!
//! Ours is never flattered: the bare window counts as there with its first paint, ours when the PIN's box has the hand,
//! and from Enter after the PIN to the frame after the queue's rows. What a hand takes to type is left out.

use rightful_tests::driven::{Trouble, Window};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Starts of each, after one that warms the disk.
const ROUNDS: usize = 9;

/// Milliseconds since 1970 of the first paint, once there was one.
const FIRST_PAINT: &str = "
const [done] = arguments;
const look = () => {
  const [paint] = performance.getEntriesByName('first-contentful-paint');
  if (paint) done(performance.timeOrigin + paint.startTime); else requestAnimationFrame(look);
};
look();";

/// The same of the frame after the hand is in the PIN's box, and a note of when Enter is pressed.
const DOOR: &str = "
const [done] = arguments;
addEventListener('keydown', event => { if (event.key === 'Enter') window.entered = performance.now(); }, true);
const look = () => {
  if (document.activeElement?.matches('input')) done(performance.timeOrigin + performance.now()); else requestAnimationFrame(look);
};
look();";

/// Milliseconds from Enter to the frame after the queue's first row.
const QUEUE: &str = "
const [done] = arguments;
const look = () => {
  if (document.querySelector('ol [data-row]')) requestAnimationFrame(() => done(performance.now() - window.entered));
  else requestAnimationFrame(look);
};
look();";

/// Of one start: milliseconds until it can be used, and its memory in kilobytes.
struct Started {
    ms: f64,
    kb: f64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Trouble> {
    if !cfg!(target_os = "linux") {
        println!("S9 is measured on Linux only.");
        return Ok(());
    }
    let (ours, bare) = built()?;
    let (mut our, mut their) = (Vec::new(), Vec::new());
    let mut home = tempfile::tempdir().map_err(|error| error.to_string())?;
    for round in 0..=ROUNDS {
        // The practice clinic is made by the first start and found by the others.
        let window = Window::open_at(&ours, &["--practice"], home.path().join("pictures").as_path(), home).await?;
        let door = number(&window, DOOR).await?;
        let process = process_of(&ours).ok_or("the app is not running")?;
        let begun = begun(process).ok_or("no start time")?;
        window.fills("PIN", "1234").await?;
        tokio::time::sleep(Duration::from_millis(300)).await;
        window.presses("Enter").await?;
        let queue = number(&window, QUEUE).await?;
        let kb = memory_at_rest(process).await;
        home = window.close().await?;
        if round > 0 {
            our.push(Started { ms: door - begun + queue, kb });
        }

        let nothing = tempfile::tempdir().map_err(|error| error.to_string())?;
        let window = Window::open_at(&bare, &[], nothing.path().join("pictures").as_path(), nothing).await?;
        // Now and then a display that nobody looks at paints nothing: that start does not count.
        let painted = number(&window, FIRST_PAINT).await;
        let process = process_of(&bare).ok_or("the bare window is not running")?;
        let begun = self::begun(process).ok_or("no start time")?;
        let kb = memory_at_rest(process).await;
        window.close().await?;
        match painted {
            Ok(painted) if round > 0 => their.push(Started { ms: painted - begun, kb }),
            Ok(_) => {}
            Err(trouble) => println!("     a bare window told nothing: {trouble}"),
        }
    }
    let row = |name: &str, what: &str, of: fn(&Started) -> f64, aim: f64, unit: &str, by: f64| {
        let [ours, bare] = [&our, &their].map(|all| middle(all.iter().map(of).collect()));
        let met = if ours / bare <= aim { "met    " } else { "NOT MET" };
        println!("{name:4} {what:58} {:8.2}   aim <= {aim:<5} {met}   {:.0} and {:.0} {unit}", ours / bare, ours / by, bare / by);
    };
    row("S9", "start to usable queue / a bare window, p50", |one| one.ms, 1.5, "ms", 1.0);
    row("", "memory / a bare window, p50", |one| one.kb, 1.3, "MB", 1024.0);
    Ok(())
}

/// Builds both as they ship, and says where they are.
fn built() -> Result<(PathBuf, PathBuf), Trouble> {
    let build = ["build", "--profile", "driven", "-p", "rightful", "--features", "bare", "--bin", "rightful", "--example", "bare"];
    let done = Command::new(env!("CARGO")).args(build).status().map_err(|error| error.to_string())?;
    if !done.success() {
        return Err("it did not build; the lines above say why".into());
    }
    // This file runs from TARGET/release/deps.
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let target = this.ancestors().nth(3).ok_or("no target folder")?.join("driven");
    Ok((target.join("rightful"), target.join("examples/bare")))
}

async fn number(window: &Window, script: &str) -> Result<f64, Trouble> {
    window.script_later(script, Vec::new()).await?.as_f64().ok_or_else(|| "the page gave no number".to_owned())
}

fn processes() -> impl Iterator<Item = u32> {
    fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

/// The process of this program.
fn process_of(program: &Path) -> Option<u32> {
    processes().find(|id| fs::read_link(format!("/proc/{id}/exe")).is_ok_and(|exe| exe == program))
}

/// The numbers of `/proc/ID/stat` after the name, which may hold anything (proc(5)): the state is the first.
fn stat(id: u32) -> Option<Vec<String>> {
    let line = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    Some(line.rsplit_once(')')?.1.split_whitespace().map(str::to_owned).collect())
}

/// Milliseconds since 1970 at which this process began, to a hundredth of a second.
fn begun(id: u32) -> Option<f64> {
    // Field 22 of proc(5), in hundredths of a second since the machine started.
    let after_start: f64 = stat(id)?.get(19)?.parse().ok()?;
    let up: f64 = fs::read_to_string("/proc/uptime").ok()?.split_whitespace().next()?.parse().ok()?;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?.as_secs_f64() * 1000.0;
    Some(now - (up * 1000.0 - after_start * 10.0))
}

/// Kilobytes of this process and of all that it started, what is shared counted by halves (`Pss`), after two seconds of rest.
async fn memory_at_rest(id: u32) -> f64 {
    tokio::time::sleep(Duration::from_secs(2)).await;
    let mut family = vec![id];
    let mut at = 0;
    while let Some(&parent) = family.get(at) {
        family.extend(processes().filter(|child| stat(*child).is_some_and(|stat| stat[1] == parent.to_string())));
        at += 1;
    }
    let held = |id: &u32| -> Option<f64> {
        let told = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
        told.lines().find(|line| line.starts_with("Pss:"))?.split_whitespace().nth(1)?.parse().ok()
    };
    family.iter().filter_map(held).sum()
}

fn middle(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}
