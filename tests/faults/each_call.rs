//! What happens outside SQLite's own files, or replaces them: a clinic is set up, backed up, restored and the restore
//! undone, a list comes in, everything goes out, and comes in on a bare machine. At each call to the system one by one it
//! fails, has no room, or the app is killed: the next start finds before or after, the answer was honest, and the same is
//! done when it is asked again. PROMISES row 3.
//!
//! A child does it under `strace`, which makes the Nth call of a kind fail or kills there; the parent looks at what is left
//! as the next start does. On Linux alone: the calls of other systems are covered as far as the code is the same.
#![cfg(target_os = "linux")]

use rightful_core::desk::{Answer, Desk};
use rightful_core::exchange::everything::check;
use rightful_tests::acts::{ACT, ACTS, Act, BEGINS, ENDS, HOME, LATER, LATER_STILL, OTHER_PASSPHRASE, ask, desk_in, does, exports, up_to};
use rightful_tests::{MORNING, PASSPHRASE, PIN, TestDesk, a_desk_at};
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// The calls that leave something behind, or could.
const CALLS: [&str; 13] = [
    "openat",
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "ftruncate",
    "fallocate",
    "rename",
    "unlink",
    "rmdir",
    "mkdir",
    "copy_file_range",
    "fchmod",
];
fn long() -> bool {
    std::env::var_os("RIGHTFUL_LONG").is_some_and(|value| value == "1")
}

/// A machine just before each of these: its home, with a stick beside it.
struct Before {
    machine: TempDir,
}

impl Before {
    fn of(act: Act) -> Self {
        let machine = tempfile::tempdir().unwrap();
        fs::create_dir(machine.path().join("stick")).unwrap();
        let home = machine.path().join("home");
        fs::create_dir(&home).unwrap();
        if act == Act::SetUp {
            return Self { machine };
        }
        let TestDesk { mut desk, folder, kim, .. } = a_desk_at(MORNING);
        does(&mut desk, "sign_in", json!({"staff_id": kim, "pin": PIN}));
        does(&mut desk, "add_patient", json!({"details": {"given": "Ruth", "family": "Keller"}}));
        does(&mut desk, "back_up_now", json!({}));
        does(&mut desk, "add_patient", json!({"details": {"given": "Sam", "family": "Keller"}, "another": true}));
        if act == Act::BringIn {
            let token = desk.hold_folder(machine.path().join("stick"));
            does(&mut desk, "export_everything", json!({"token": token}));
            return Self { machine };
        }
        if act == Act::Undo {
            let name = does(&mut desk, "backups", json!({}))["here"][0]["name"].clone();
            does(&mut desk, "open_backup", json!({"name": name, "secret": PASSPHRASE}));
            does(&mut desk, "restore_backup", json!({}));
        }
        does(&mut desk, "close", json!({}));
        drop(desk);
        copy(folder.path(), &home);
        Self { machine }
    }

    /// The same machine once more.
    fn again(&self) -> TempDir {
        let machine = tempfile::tempdir().unwrap();
        copy(self.machine.path(), machine.path());
        machine
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(|entry| entry.unwrap()) {
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// How one call goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Broken,
    Full,
    Killed,
}

/// What a child did.
struct Run {
    /// `done`, or the code of why not; None: it was killed.
    said: Option<String>,
    /// Which calls it made, in their order: before what counts, and in it.
    calls: [BTreeMap<&'static str, u64>; 2],
}

fn run(machine: &Path, act: Act, wrong: Option<(Wrong, &str, u64)>) -> Run {
    let log = machine.join("calls");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-q", "--seccomp-bpf", "-s", "64", "-o"]).arg(&log);
    let traced = wrong.map_or_else(|| CALLS.join(","), |(_, call, _)| format!("{call},write"));
    strace.args(["-e", &format!("trace={traced}")]);
    if let Some((wrong, call, nth)) = wrong {
        let what = match wrong {
            Wrong::Broken => "error=EIO",
            Wrong::Full => "error=ENOSPC",
            Wrong::Killed => "signal=KILL",
        };
        strace.args(["-e", &format!("inject={call}:{what}:when={nth}")]);
    }
    strace.arg("--").arg(env!("CARGO_BIN_EXE_act"));
    let ended = strace.env(HOME, machine).env(ACT, format!("{act:?}")).output().unwrap();
    let words = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(words.contains(BEGINS), "{act:?}, {wrong:?}: nothing was begun: {words}");
    let said = words.lines().find_map(|line| Some(line.split(ENDS).nth(1)?.trim().to_owned()));

    let mut calls = [BTreeMap::new(), BTreeMap::new()];
    let text = fs::read_to_string(&log).unwrap();
    let begins = text.lines().find(|line| line.contains(BEGINS)).unwrap();
    let thread = begins.split_whitespace().next().unwrap();
    let mut part = 0;
    for line in text.lines() {
        let Some(call) = line.strip_prefix(thread).and_then(|line| line.trim().split('(').next()) else { continue };
        if line.contains(ENDS) {
            break;
        }
        if let Some(known) = CALLS.iter().find(|known| **known == call) {
            *calls[part].entry(*known).or_insert(0) += 1;
        }
        // Its own line is none of what counts.
        if line.contains(BEGINS) {
            part = 1;
        }
    }
    Run { said, calls }
}

/// What the next start finds: who is on file, the trail whole; None: nothing was ever set up here.
fn found(machine: &Path, passphrase: &str) -> Option<Vec<String>> {
    let mut desk = desk_in(&machine.join("home"), LATER);
    if does(&mut desk, "desk_state", json!({}))["stage"] == "first_start" {
        return None;
    }
    does(&mut desk, "unlock", json!({"secret": passphrase}));
    let state = does(&mut desk, "desk_state", json!({}));
    let kim = state["staff"].as_array().unwrap().iter().find(|one| one["role"] == "manager").unwrap()["id"].clone();
    does(&mut desk, "sign_in", json!({"staff_id": kim, "pin": PIN}));
    assert_eq!(does(&mut desk, "check_trail", json!({}))["whole"], true);
    Some(on_file(&mut desk))
}

fn on_file(desk: &mut Desk) -> Vec<String> {
    let found = does(desk, "find", json!({"query": "Keller"}));
    let mut names: Vec<String> = found["people"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

/// Who is on file before and after.
fn on_file_around(act: Act) -> [Option<&'static [&'static str]>; 2] {
    let (one, two): (&[_], &[_]) = (&["Ruth Keller"], &["Ruth Keller", "Sam Keller"]);
    match act {
        Act::SetUp => [None, Some(&[])],
        Act::BackUp | Act::Export => [Some(two), Some(two)],
        Act::Restore => [Some(two), Some(one)],
        Act::Undo => [Some(one), Some(two)],
        Act::Import => [Some(two), Some(&["Ana Keller", "Ben Keller", "Ruth Keller", "Sam Keller"])],
        Act::BringIn => [None, Some(two)],
    }
}

/// Every file that says of itself that it is a backup opens, and gives what is in it.
fn every_backup_opens(machine: &Path, at: &str) -> usize {
    let folder = machine.join("home/backups");
    let Ok(lying) = fs::read_dir(&folder) else { return 0 };
    let lying: Vec<PathBuf> = lying
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "rightful-backup"))
        .collect();
    for path in &lying {
        let bare = tempfile::tempdir().unwrap();
        let mut desk = desk_in(bare.path(), LATER);
        let token = desk.hold_file("a file".into(), fs::read(path).unwrap());
        let opened = ask(&mut desk, "open_backup", json!({"token": token, "secret": PASSPHRASE}));
        assert!(matches!(opened, Answer::Done(_)), "{at}: a backup does not open: {opened:?}");
    }
    lying.len()
}

/// What is judged after one run.
fn judge(act: Act, machine: &Path, run: &Run, at: &str) {
    let done = run.said.as_deref() == Some("done");
    let [before, after] = on_file_around(act);
    let passphrase = if act == Act::BringIn { OTHER_PASSPHRASE } else { PASSPHRASE };
    let finds = found(machine, passphrase);
    let is = |names: Option<&[&str]>| match (&finds, names) {
        (None, None) => true,
        (Some(found), Some(names)) => found == names,
        _ => false,
    };
    assert!(is(before) || is(after), "{at}: {:?}, and the next start finds {finds:?}", run.said);
    if let Some(said) = &run.said {
        let told = ["done", "disk", "full_disk", "unsure"];
        assert!(told.contains(&said.as_str()), "{at}: told as {said}");
        assert!(!done || is(after), "{at}: acknowledged, and the next start finds {finds:?}");
        assert!(done || said == "unsure" || is(before), "{at}: told as {said}, and it was done: {finds:?}");
    }
    match act {
        Act::BackUp => {
            let backups = every_backup_opens(machine, at);
            assert!(backups == 2 || (backups == 1 && !done), "{at}: {:?} and {backups} backups", run.said);
        }
        Act::Export => {
            for folder in exports(machine) {
                let whole = check::manifest(&folder).is_ok_and(|manifest| check::files(&folder, &manifest).is_ok());
                assert!(whole || !done, "{at}: acknowledged, and it is not whole");
            }
            assert!(!done || exports(machine).len() == 1, "{at}: acknowledged, and it is not there");
        }
        _ => {}
    }
    // Asked again on a machine that is well: done.
    if !is(after) || before == after {
        let (mut desk, name, request) = up_to(act, machine, LATER_STILL);
        does(&mut desk, name, request);
        drop(desk);
        let finds = found(machine, passphrase);
        assert!(
            finds.as_deref() == after.map(|names| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()).as_deref(),
            "{at}: asked again"
        );
        if act == Act::BackUp {
            assert!(every_backup_opens(machine, at) >= 2, "{at}: asked again");
        }
    }
}

/// Up to so many of these numbers, the first and the last among them.
fn some_of(from: u64, to: u64, most: u64) -> Vec<u64> {
    let many = to - from + 1;
    if many <= most {
        return (from..=to).collect();
    }
    (0..most).map(|step| from + step * (many - 1) / (most - 1).max(1)).collect()
}

#[test]
fn each_call_to_the_system_may_fail_or_be_the_last() {
    let traces = Command::new("strace").args(["-f", "-q", "-o", "/dev/null", "true"]).status();
    if !traces.is_ok_and(|status| status.success()) {
        println!("not checked: this machine lets nobody trace a program");
        return;
    }
    let most = if long() { 8 } else { 1 };
    let (mut runs, mut faults, mut unsure) = (0, 0, 0);
    let mut wrongs: Vec<String> = Vec::new();
    for act in ACTS {
        let before = Before::of(act);
        let machine = before.again();
        let whole = run(machine.path(), act, None);
        assert_eq!(whole.said.as_deref(), Some("done"), "{act:?} without a fault");
        judge(act, machine.path(), &whole, &format!("{act:?} without a fault"));
        let [earlier, counted] = &whole.calls;
        assert!(counted.len() >= 3, "{act:?}: {counted:?}");
        println!("{act:?}: {counted:?}");
        for (call, many) in counted {
            let first = earlier.get(call).copied().unwrap_or(0) + 1;
            for nth in some_of(first, first + many - 1, most) {
                let full = ["write", "pwrite64", "mkdir", "openat"].contains(call) && nth % 2 == 0;
                for wrong in [Wrong::Killed, if full { Wrong::Full } else { Wrong::Broken }] {
                    // Half of them each, in the short version.
                    if most == 1 && (runs + usize::from(wrong == Wrong::Killed)) % 2 == 0 {
                        runs += 1;
                        continue;
                    }
                    runs += 1;
                    let machine = before.again();
                    let ended = run(machine.path(), act, Some((wrong, call, nth)));
                    faults += usize::from(ended.said.as_deref() != Some("done"));
                    unsure += usize::from(ended.said.as_deref() == Some("unsure"));
                    let at = format!("{act:?}, {call} {nth} {wrong:?}");
                    // All of them are told, not the first alone.
                    let judged = std::panic::catch_unwind(|| judge(act, machine.path(), &ended, &at));
                    if judged.is_err() {
                        wrongs.push(at);
                    }
                }
            }
        }
    }
    println!("{runs} runs, {faults} of them without success, {unsure} unsure");
    assert!(wrongs.is_empty(), "the lines above say what is wrong at each of these: {wrongs:#?}");
    assert!(faults > 20, "the calls that fail are felt: {faults}");
}
