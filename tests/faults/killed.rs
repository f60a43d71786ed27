//! The app is killed while it works: what it acknowledged is kept, once, and the next start goes on from there. Twenty start
//! at once: one has the clinic.
//!
//! The parent starts this very test program again as a child, which answers commands as fast as it can and prints each
//! acknowledgement before it goes on; then the parent kills it (SIGKILL; on Windows, TerminateProcess). A program of its
//! own: a process that is just being started holds the locks of the desks beside it for a moment.

use rightful_core::clock::{LoadedDice, SetClock};
use rightful_core::desk::{Answer, Call, Desk};
use rightful_core::store::Store;
use rightful_core::store::key::KeyFile;
use rightful_core::trail::{self, replay};
use rightful_tests::{MORNING, PASSPHRASE, PIN, TestDesk, a_desk_at};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// Where the child finds the clinic, and which command it goes on with.
const HOME: &str = "RIGHTFUL_KILLED_HOME";
const FROM: &str = "RIGHTFUL_KILLED_FROM";
/// Begins each line that acknowledges.
const ACK: &str = "ack ";
/// After so many kills a new clinic is begun: the whole trail is checked after each.
const KILLS_OF_A_CLINIC: u64 = 50;

/// What the child does: the same commands with the same ids, whoever runs them.
fn request(number: u64) -> (&'static str, Value) {
    match number % 3 {
        0 => {
            let details = json!({"given": format!("Given{number}"), "family": format!("Family{number}"), "phone": "555-0100"});
            ("add_patient", json!({"details": details, "another": true}))
        }
        1 => ("check_in", json!({"walk_in": format!("Person {number}"), "purpose": "question"})),
        _ => ("log_discrepancy", json!({"kind": "other", "line": format!("Line {number}."), "patient_words": "Where is it?"})),
    }
}

fn ask(desk: &mut Desk, name: &str, request: Value, request_id: Option<&str>) -> Answer {
    desk.answer(Call { name: name.to_owned(), request, request_id: request_id.map(str::to_owned) })
}

fn id(number: u64) -> String {
    format!("request-{number}")
}

/// The child: answers until it is killed.
#[test]
fn child() {
    let (Some(home), Some(from)) = (std::env::var_os(HOME), std::env::var(FROM).ok().and_then(|from| from.parse::<u64>().ok())) else {
        return;
    };
    let clock = SetClock::from_rfc3339(MORNING).unwrap();
    let mut desk = Desk::closed(PathBuf::from(home), Box::new(clock), Box::new(LoadedDice(from)));
    ask(&mut desk, "unlock", json!({"secret": PASSPHRASE}), None).done().unwrap();
    let state = ask(&mut desk, "desk_state", json!({}), None).done().unwrap();
    let staff = state["staff"][0]["id"].clone();
    ask(&mut desk, "sign_in", json!({"staff_id": staff, "pin": PIN}), None).done().unwrap();
    let mut out = std::io::stdout();
    for number in from.. {
        let (name, request) = request(number);
        ask(&mut desk, name, request, Some(&id(number))).done().unwrap();
        writeln!(out, "{ACK}{number}").and_then(|()| out.flush()).unwrap();
    }
}

/// Below `sides`.
fn roll(dice: &mut u64, sides: u64) -> u64 {
    // SplitMix64 (Steele, Lea and Flood 2014).
    *dice = dice.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *dice;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (z ^ (z >> 31)) % sides
}

/// Starts the child on this clinic, kills it after so many acknowledgements and a moment; the last one it gave, if any.
fn run_and_kill(home: &Path, from: u64, after: u64, moment: Duration) -> Option<u64> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["child", "--exact", "--nocapture", "--test-threads=1"])
        .env(HOME, home)
        .env(FROM, from.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (mut last, mut given) = (None, 0);
    let mut acknowledges = |line: std::io::Result<String>| {
        // The test runner's own words may stand before the first.
        let Some(number) = line.ok().and_then(|line| line.split(ACK).nth(1)?.parse::<u64>().ok()) else { return false };
        assert_eq!(number, last.map_or(from, |last: u64| last + 1), "each is acknowledged in its turn");
        last = Some(number);
        true
    };
    while given < after {
        let line = lines.next().expect("the child lives until it is killed");
        given += u64::from(acknowledges(line));
    }
    std::thread::sleep(moment);
    child.kill().unwrap();
    child.wait().unwrap();
    // What it said before it died counts too. The very last line may be cut.
    for line in lines {
        acknowledges(line);
    }
    last
}

#[test]
fn what_was_acknowledged_is_kept_once_when_the_app_is_killed() {
    let long = std::env::var_os("RIGHTFUL_LONG").is_some_and(|value| value == "1");
    let (kills, most) = if long { (1_000, 60) } else { (25, 60) };
    let mut dice = 1;
    let (mut acknowledged, mut in_flight, mut kept) = (0, 0, 0_u64);
    let mut clinic = None;
    for kill in 0..kills {
        if kill % KILLS_OF_A_CLINIC == 0 {
            // Three people work there: that is all that was written.
            let TestDesk { mut desk, folder, .. } = a_desk_at(MORNING);
            ask(&mut desk, "close", json!({}), None).done().unwrap();
            let key = KeyFile::read(&desk.folder(false)).unwrap().by_passphrase(PASSPHRASE).unwrap();
            (clinic, kept) = (Some((folder, desk.folder(false), key)), 0);
        }
        let (home, folder, key) = clinic.as_ref().unwrap();
        // Some die in the middle of an act, some between two, some while they open the file.
        let after = roll(&mut dice, most);
        let moment = Duration::from_micros(roll(&mut dice, if after == 0 { 600_000 } else { 6_000 }));
        let last = run_and_kill(home.path(), kept, after, moment);
        acknowledged += last.map_or(0, |last| last + 1 - kept);

        let store = Store::open(folder, key, Store::take(folder).unwrap(), None).unwrap();
        trail::heads(&store).expect("every entry follows from the one before");
        let next = last.map_or(kept, |last| last + 1);
        for number in 0..next {
            assert_eq!(trail::times_kept(&store, &id(number)).unwrap(), 1, "kill {kill}: request {number} was acknowledged");
        }
        // The one that it was at may be kept or not; the next child asks for it again with the same id.
        in_flight += trail::times_kept(&store, &id(next)).unwrap();
        assert_eq!(trail::times_kept(&store, &id(next + 1)).unwrap(), 0, "kill {kill}: nothing after that was begun");
        kept = next;
        if (kill + 1) % KILLS_OF_A_CLINIC == 0 || kill + 1 == kills {
            let scratch = tempfile::tempdir().unwrap();
            // Each row comes from an entry, once: nothing is doubled.
            assert_eq!(replay::differences(&store, scratch.path()).unwrap(), Vec::<String>::new(), "the trail gives these tables");
        }
    }
    println!("{kills} kills, {acknowledged} acknowledged, {in_flight} kept that were not acknowledged yet");
    assert!(acknowledged >= if long { 20_000 } else { 250 }, "so many were acknowledged: {acknowledged}");
}

/// Tells a child that it is one of many that start at the same moment.
const STARTS: &str = "RIGHTFUL_STARTS_HOME";

/// One of many: says that it is ready, waits for the word, starts, says what came of it, and stays until it is ended.
#[test]
fn starter() {
    let Some(home) = std::env::var_os(STARTS) else { return };
    let clock = SetClock::from_rfc3339(MORNING).unwrap();
    let mut desk = Desk::closed(PathBuf::from(home), Box::new(clock), Box::new(LoadedDice(1)));
    let mut out = std::io::stdout();
    let mut say = |word: &str| writeln!(out, "{ACK}{word}").and_then(|()| out.flush()).unwrap();
    let mut words = std::io::stdin().lines();
    say("ready");
    words.next();
    match ask(&mut desk, "unlock", json!({"secret": PASSPHRASE}), None) {
        Answer::Done(_) => say("open"),
        Answer::Refused(refusal) => say(&refusal.code),
        Answer::Fault(fault) => say(&fault.code),
    }
    words.next();
}

struct Starter {
    child: std::process::Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Starter {
    fn of(home: &Path) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["starter", "--exact", "--nocapture", "--test-threads=1"])
            .env(STARTS, home)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut starter = Self { child, lines };
        assert_eq!(starter.says(), "ready");
        starter
    }

    fn says(&mut self) -> String {
        let word = self.lines.by_ref().find_map(|line| Some(line.ok()?.split(ACK).nth(1)?.to_owned()));
        word.expect("it says something")
    }

    fn go(&mut self) {
        self.child.stdin.as_mut().unwrap().write_all(b"go\n").unwrap();
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[test]
fn one_of_twenty_starts_has_the_clinic_and_its_death_leaves_no_lock() {
    let rounds = if std::env::var_os("RIGHTFUL_LONG").is_some_and(|value| value == "1") { 50 } else { 3 };
    let TestDesk { mut desk, folder, .. } = a_desk_at(MORNING);
    ask(&mut desk, "close", json!({}), None).done().unwrap();
    drop(desk);
    for round in 0..rounds {
        let mut all: Vec<Starter> = (0..20).map(|_| Starter::of(folder.path())).collect();
        for starter in &mut all {
            starter.go();
        }
        let said: Vec<String> = all.iter_mut().map(Starter::says).collect();
        let has = said.iter().position(|word| word == "open").expect("one has it");
        let others = said.iter().filter(|word| *word == "already_open").count();
        assert_eq!(others, 19, "round {round}: {said:?}");
        all.swap_remove(has).kill();
        let mut next = Starter::of(folder.path());
        next.go();
        assert_eq!(next.says(), "open", "round {round}: at once, after the holder's death");
        next.kill();
        all.into_iter().for_each(Starter::kill);
    }
    println!("{rounds} rounds of 20 starts: one each time, and one at once after each death");
}
