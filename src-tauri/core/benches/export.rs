//! How long everything takes to go out and to come in again, on encrypted files on this disk, synced.
//!
//! `cargo bench -p rightful-core --bench export` makes a clinic of 14,000 patients and 21,000 orders, exports it, brings the
//! export in on a desk that has nothing, and exports that: through the command list, as the page does. PROMISES.md row 12:
//! byte-equal, 100,000 rows within 30 s. `-- 3000` makes another size.

mod made;

use made::{ask, clinic};
use rightful_core::clock::{LoadedDice, SetClock};
use rightful_core::desk::Desk;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

fn export(desk: &mut Desk, into: &Path) -> (PathBuf, Value, f64) {
    let token = desk.hold_folder(into.to_owned());
    let began = Instant::now();
    let told = ask(desk, "export_everything", json!({"token": token}));
    let took = began.elapsed().as_secs_f64();
    (into.join(told["folder"].as_str().expect("a folder")), told, took)
}

fn bytes_of(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file"));
    files.map(|file| (file.file_name().to_string_lossy().into_owned(), std::fs::read(file.path()).expect("its bytes"))).collect()
}

fn main() {
    let patients = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(14_000);
    let [home, other, stick, second] = [(); 4].map(|()| tempfile::tempdir().expect("a folder"));
    let began = Instant::now();
    let (mut desk, _) = clinic(home.path(), patients, None);
    println!("{patients} patients, {} orders: made in {:.0} s", patients * 3 / 2, began.elapsed().as_secs_f64());
    let kim = ask(&mut desk, "desk_state", json!({}))["who"].clone();
    let (first, told, out) = export(&mut desk, stick.path());
    println!("out:   {} rows, {:.0} MB, {out:.2} s", told["rows"], told["bytes"].as_f64().unwrap_or_default() / 1e6);

    let clock = SetClock::from_rfc3339("2026-11-21T09:00:00-05:00").expect("a moment");
    let mut new = Desk::closed(other.path().to_owned(), Box::new(clock), Box::new(LoadedDice(9)));
    let token = new.hold_folder(first.clone());
    let began = Instant::now();
    ask(&mut new, "import_everything", json!({"token": token, "passphrase": "amber kettle north", "manager": kim, "pin": "2580"}));
    let come = began.elapsed().as_secs_f64();
    println!("in:    {come:.2} s");
    let (again, _, out_again) = export(&mut new, second.path());
    println!("again: {out_again:.2} s");

    let (before, now) = (bytes_of(&first), bytes_of(&again));
    // What was done since: the first export itself, and that it was brought in by somebody with a new PIN.
    let differ: Vec<&str> = before.iter().filter(|(name, bytes)| now.get(*name) != Some(bytes)).map(|(name, _)| name.as_str()).collect();
    assert_eq!(differ, ["manifest.json", "staff.csv", "staff.jsonl", "trail.csv", "trail.jsonl", "trail_about.csv", "trail_about.jsonl"]);
    assert!(now["trail.jsonl"].starts_with(&before["trail.jsonl"]), "the trail goes on where it was");
    println!(
        "byte-equal, but for what was done since: {} of {} files; {:.2} s in all",
        before.len() - differ.len(),
        before.len(),
        out + come + out_again
    );
}
