//! The speed rows S1 to S8 and S11: each a ratio between two things measured in one run, interleaved, so that a noisy
//! machine changes both. Encrypted files on this disk, synced, through the command list as the page does.
//!
//! `cargo bench -p rightful-core --bench speed` makes a clinic of 10,000 patients and one of 1,000,000 (some minutes), and
//! prints a line a row: what it is of what, the aim, and whether it is met. `-- 10000 100000` makes other sizes, `-- S3 S7`
//! asks these rows alone. S8 is asked in more ways by `--bench hand_over`. S9 and S10 are of a window and of a page: `tests/e2e`.

mod made;

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use made::{ask, clinic_of_many_names};
use rightful_core::desk::Desk;
use rightful_core::store::{FILE, key::KeyFile};
use rusqlite::Connection;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Of each latency so many are taken.
const SAMPLES: usize = 1_000;
/// Commands after which the memory is looked at, the first and the last time.
const COMMANDS: (usize, usize) = (1_000, 100_000);

/// Milliseconds that this took.
fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let began = Instant::now();
    let out = work();
    (began.elapsed().as_secs_f64() * 1000.0, out)
}

/// Milliseconds, to be sorted.
#[derive(Default)]
struct Times(Vec<f64>);

impl Times {
    fn take<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let (took, out) = timed(work);
        self.0.push(took);
        out
    }

    /// The time that so many of 100 do not exceed.
    fn of_100(&mut self, percent: usize) -> f64 {
        self.0.sort_by(f64::total_cmp);
        self.0[(self.0.len() * percent / 100).min(self.0.len() - 1)]
    }
}

/// Which way a row is met.
#[derive(Clone, Copy)]
enum Aim {
    AtMost(f64),
    AtLeast(f64),
}

fn row(name: &str, what: &str, got: f64, aim: Aim, told: &str) {
    let (met, aim) = match aim {
        Aim::AtMost(most) => (got <= most, format!("<= {most}")),
        Aim::AtLeast(least) => (got >= least, format!(">= {least}")),
    };
    println!("{name:4} {what:58} {got:8.2}   aim {aim:8} {}   {told}", if met { "met    " } else { "NOT MET" });
}

/// Bytes of memory that this process holds; None where the system does not say.
fn memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn length(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |file| file.len())
}

/// Something small that is kept: a call about an order, and what came of it.
fn writes(desk: &mut Desk, order: i64) {
    ask(desk, "record_call", json!({"order_id": order, "outcome": "no_answer", "note": "Rang out twice, try after five."}));
}

fn open_orders(desk: &mut Desk) -> Vec<i64> {
    let open = ask(desk, "list_orders", json!({"list": "open"}));
    open.as_array().expect("orders").iter().filter_map(|order| order["order_id"].as_i64()).collect()
}

/// S1: what a command costs beyond its bytes being safe on the disk.
fn a_writing_command(desk: &mut Desk, folder: &Path, orders: &[i64]) {
    // A backup empties the write-ahead log: what it grows by is what a command writes.
    ask(desk, "back_up_now", json!({}));
    let log = folder.join("clinic").join(format!("{FILE}-wal"));
    let before = length(&log);
    for at in 0..20 {
        writes(desk, orders[at % orders.len()]);
    }
    let bytes = vec![7_u8; usize::try_from((length(&log) - before) / 20).expect("a size")];
    let mut bare = OpenOptions::new().create(true).append(true).open(folder.join("bare")).expect("a file");
    let (mut ours, mut theirs) = (Times::default(), Times::default());
    for at in 0..SAMPLES {
        ours.take(|| writes(desk, orders[at % orders.len()]));
        theirs.take(|| {
            bare.write_all(&bytes).expect("written");
            bare.sync_data().expect("synced");
        });
    }
    let told = format!("{:.2} and {:.2} ms, {} KB each", ours.of_100(50), theirs.of_100(50), bytes.len() / 1024);
    row("S1", "writing command / append + fdatasync, p50", ours.of_100(50) / theirs.of_100(50), Aim::AtMost(1.5), &told);
    row("", "… p99", ours.of_100(99) / theirs.of_100(99), Aim::AtMost(4.0), "");
}

/// S2: what the encryption costs a commit.
fn an_encrypted_commit(folder: &Path) {
    let open = |name: &str, key: bool| {
        let db = Connection::open(folder.join(name)).expect("a file");
        if key {
            db.pragma_update(None, "key", format!("x'{}'", "5a".repeat(32))).expect("a key");
        }
        db.execute_batch(
            "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;
             CREATE TABLE entries (seq INTEGER PRIMARY KEY, request TEXT, reply TEXT, head BLOB);
             CREATE TABLE about (subject INTEGER, seq INTEGER, PRIMARY KEY (subject, seq)) WITHOUT ROWID;",
        )
        .expect("tables");
        db
    };
    let (encrypted, plain) = (open("encrypted", true), open("plain", false));
    let commit = |db: &Connection, at: usize| {
        db.execute_batch("BEGIN IMMEDIATE").expect("begun");
        db.prepare_cached("INSERT INTO entries (request, reply, head) VALUES (?1, ?2, ?3)")
            .and_then(|mut insert| insert.execute((&"r".repeat(300), &"a".repeat(200), vec![9_u8; 32])))
            .expect("kept");
        db.prepare_cached("INSERT INTO about VALUES (?1, ?2)")
            .and_then(|mut insert| insert.execute((i64::try_from(at * 7919 % 10_007).unwrap_or(0), i64::try_from(at).unwrap_or(0))))
            .expect("kept");
        db.execute_batch("COMMIT").expect("committed");
    };
    let (mut ours, mut theirs) = (Times::default(), Times::default());
    for at in 0..SAMPLES * 2 {
        ours.take(|| commit(&encrypted, at));
        theirs.take(|| commit(&plain, at));
    }
    let told = format!("{:.2} and {:.2} ms", ours.of_100(50), theirs.of_100(50));
    row("S2", "encrypted commit / plain commit, p50", ours.of_100(50) / theirs.of_100(50), Aim::AtMost(1.4), &told);
}

/// S3: a keystroke in the search box, and the same question to a bare full-text index.
fn a_keystroke(desk: &mut Desk, folder: &Path, patients: usize) {
    let file = folder.join("words");
    let bare = Connection::open(file).expect("a file");
    bare.execute_batch("CREATE VIRTUAL TABLE people USING fts5(name, prefix = '1 2 3')").expect("a table");
    let mut names = Vec::new();
    bare.execute_batch("BEGIN").expect("begun");
    for (given, family) in made::names_of(patients) {
        bare.prepare_cached("INSERT INTO people VALUES (?1)")
            .and_then(|mut insert| insert.execute([format!("{given} {family}")]))
            .expect("kept");
        if names.len() < 4_000 {
            names.push((given, family));
        }
    }
    bare.execute_batch("COMMIT").expect("committed");
    let (mut ours, mut theirs) = (Times::default(), Times::default());
    for at in 0..SAMPLES {
        let (given, family) = &names[at * 7919 % names.len()];
        let begun = |name: &str, letters: usize| name.chars().take(letters).collect::<String>();
        // A name as it grows under the hand.
        let typed = match at % 5 {
            0 => begun(family, 2),
            1 => begun(family, 4),
            2 => format!("{} {}", begun(given, 3), begun(family, 1)),
            3 => format!("{} {}", begun(given, 3), begun(family, 3)),
            _ => format!("{given} {family}"),
        };
        let found = ours.take(|| ask(desk, "find", json!({"query": typed})).to_string());
        assert!(found.len() > 2, "an answer");
        let query: Vec<String> = typed.split(' ').map(|word| format!("\"{word}\"*")).collect();
        let count = theirs.take(|| {
            bare.prepare_cached("SELECT rowid, name FROM people WHERE people MATCH ?1 LIMIT 10")
                .and_then(|mut find| find.query_map([query.join(" ")], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>())
                .expect("an answer")
                .len()
        });
        assert!(count > 0, "they are on file");
    }
    let told = format!("{:.2} and {:.2} ms", ours.of_100(50), theirs.of_100(50));
    row("S3", "find keystroke / bare full-text query, p50", ours.of_100(50) / theirs.of_100(50), Aim::AtMost(2.0), &told);
    row("", "… p95, ms", ours.of_100(95), Aim::AtMost(16.0), "");
}

/// One question to two clinics by turns: how much longer the large one takes.
fn in_both(desks: &mut [Desk; 2], rounds: usize, question: impl Fn(&mut Desk, usize, usize)) -> (f64, String) {
    let mut times = [Times::default(), Times::default()];
    for round in 0..rounds {
        for (which, desk) in desks.iter_mut().enumerate() {
            times[which].take(|| question(desk, which, round));
        }
    }
    let [small, large] = &mut times;
    let (small, large) = (small.of_100(50), large.of_100(50));
    (large / small, format!("{large:.3} and {small:.3} ms"))
}

/// S6: from the passphrase to the queue on the screen, without what guards the key.
fn an_unlock(desks: &mut [Desk; 2], folders: [&Path; 2]) {
    let mut times = [Times::default(), Times::default()];
    let unlocked = |desk: &mut Desk| {
        ask(desk, "close", json!({}));
        let (took, _) = timed(|| ask(desk, "unlock", json!({"secret": made::PASSPHRASE})));
        made::sign_in(desk);
        took
    };
    for _ in 0..9 {
        for (which, desk) in desks.iter_mut().enumerate() {
            let file = KeyFile::read(&folders[which].join("clinic")).expect("a key file");
            let (derived, _) = timed(|| file.by_passphrase(made::PASSPHRASE).is_some());
            let unlocked = unlocked(desk);
            let (shown, _) = timed(|| ask(desk, "queue", json!({})).to_string());
            times[which].0.push(unlocked - derived + shown);
        }
    }
    // A name is looked for only now: what a large list teaches is learnt beside the desk for a while after that.
    unlocked(&mut desks[1]);
    let (first, _) = timed(|| ask(&mut desks[1], "find", json!({"query": "ma"})));
    let [small, large] = &mut times;
    let (small, large) = (small.of_100(50), large.of_100(50));
    let told = format!("{large:.0} and {small:.0} ms; the first name looked for at once {first:.0} ms");
    row("S6", "unlock to first rows, large / small", large / small, Aim::AtMost(1.3), &told);
}

/// S7: a backup beside the day's work.
fn a_backup(desk: &mut Desk, folder: &Path, orders: &[i64]) {
    let mut idle = Times::default();
    for at in 0..SAMPLES {
        idle.take(|| writes(desk, orders[at % orders.len()]));
    }
    let work = desk.backup_at_close().expect("looked").expect("something was done");
    let (mut during, began) = (Times::default(), Instant::now());
    let running = std::thread::spawn(move || timed(|| work.run()));
    let mut at = 0;
    while !running.is_finished() {
        during.take(|| writes(desk, orders[at % orders.len()]));
        at += 1;
    }
    let (_, ended) = running.join().expect("it ran");
    desk.backup_ended(ended).expect("made");
    let told = format!("{:.2} and {:.2} ms; {at} commits in {:.1} s", during.of_100(95), idle.of_100(95), began.elapsed().as_secs_f64());
    row("S7", "commit during a backup / idle, p95", during.of_100(95) / idle.of_100(95), Aim::AtMost(2.0), &told);
    let (mut ours, mut theirs) = (Times::default(), Times::default());
    for _ in 0..3 {
        writes(desk, orders[0]);
        let work = desk.backup_at_close().expect("looked").expect("something was done");
        let ended = ours.take(|| work.run());
        desk.backup_ended(ended).expect("made");
        theirs.take(|| {
            let copy = folder.join("copy");
            std::fs::copy(folder.join("clinic").join(FILE), &copy).expect("copied");
            File::open(&copy).and_then(|file| file.sync_all()).expect("synced");
            std::fs::remove_file(copy).expect("taken away");
        });
    }
    let size = length(&folder.join("clinic").join(FILE)) / 1_000_000;
    let told = format!("{:.1} and {:.1} s, {size} MB", ours.of_100(50) / 1000.0, theirs.of_100(50) / 1000.0);
    row("", "backup with its check / copy + fsync", ours.of_100(50) / theirs.of_100(50), Aim::AtMost(6.0), &told);
}

/// S8: everything that is checked before an order leaves the counter.
fn a_hand_over(desk: &mut Desk) {
    let open = ask(desk, "list_orders", json!({"list": "open"}));
    let open = open.as_array().expect("orders").clone();
    let mut times = Times::default();
    for line in &open {
        let page = ask(desk, "open_order", json!({"order_id": line["order_id"]}));
        let order = &page["order"];
        if order["powers"]["right"]["sphere"].is_null() || order["powers"]["left"]["sphere"].is_null() {
            continue;
        }
        let who = ask(desk, "patient_details", json!({"patient_id": order["patient_id"]}));
        let view = ask(desk, "start_hand_over", json!({"order_id": order["id"], "visit_id": null}));
        let name = format!("{} {}", who["given"].as_str().unwrap_or_default(), who["family"].as_str().unwrap_or_default());
        ask(desk, "say_identifiers", json!({"hand_over_id": view["id"], "name": name, "born": who["born"]}));
        let reading = json!({"right": order["powers"]["right"], "left": order["powers"]["left"]});
        times.take(|| {
            ask(desk, "hand_over", json!({"hand_over_id": view["id"]})).to_string().len()
                + ask(desk, "check_lenses", json!({"order_id": order["id"], "reading": reading})).to_string().len()
        });
        if times.0.len() == SAMPLES {
            break;
        }
    }
    let told = format!("p95 {:.2} ms, {} open orders, {} asked", times.of_100(95), open.len(), times.0.len());
    row("S8", "hand-over check, p50, ms", times.of_100(50), Aim::AtMost(1.0), &told);
}

/// S11: the trail, an import, and memory.
fn the_long_run(desk: &mut Desk, orders: &[i64], people: &[i64]) {
    let stick = tempfile::tempdir().expect("a folder");
    let folder = stick.path();
    let (mut ours, mut theirs) = (Times::default(), Times::default());
    for round in 0..3 {
        let lines = made::newcomers(20_000, round);
        let rows: Vec<Vec<String>> = lines.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect();
        let file = desk.hold_file("patients.csv".to_owned(), lines.into_bytes());
        let preview = ask(desk, "preview_import", json!({"file": file, "source": "Old system"}));
        ours.take(|| ask(desk, "run_import", json!({"file": file, "source": "Old system", "mapping": preview["mapping"]})));
        desk.take_file(&file);
        let bare = Connection::open(folder.join(format!("batch-{round}"))).expect("a file");
        bare.execute_batch(
            "PRAGMA key = \"x'5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a'\"; PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             CREATE TABLE patients (id INTEGER PRIMARY KEY, number TEXT UNIQUE, given TEXT, family TEXT, born TEXT, phone TEXT,
                                    address TEXT, town TEXT, zip TEXT);
             CREATE INDEX by_family ON patients (family, given); CREATE INDEX by_born ON patients (born);",
        )
        .expect("tables");
        theirs.take(|| {
            bare.execute_batch("BEGIN").expect("begun");
            for row in &rows {
                bare.prepare_cached(
                    "INSERT INTO patients (number, given, family, born, phone, address, town, zip) VALUES (?1,?2,?3,?4,?5,?6,?7,?8)",
                )
                .and_then(|mut insert| insert.execute(rusqlite::params_from_iter(row)))
                .expect("kept");
            }
            bare.execute_batch("COMMIT").expect("committed");
        });
    }
    let told = format!("20,000 rows in {:.0} and {:.0} ms", ours.of_100(50), theirs.of_100(50));
    row("S11", "import, of the speed of a bare batch insert", theirs.of_100(50) / ours.of_100(50), Aim::AtLeast(0.5), &told);

    let (mut first, typed) = (None, ["ma", "kel", "jo sm", "olsen e"]);
    for at in 1..=COMMANDS.1 {
        let patient = people[at * 31 % people.len()];
        match at % 10 {
            0 => writes(desk, orders[at * 31 % orders.len()]),
            1 | 2 => drop(ask(desk, "find", json!({"query": typed[at % typed.len()]}))),
            3 => drop(ask(desk, "open_patient", json!({"patient_id": patient}))),
            4..=6 => drop(ask(desk, "readiness", json!({"patient_id": patient}))),
            _ => drop(ask(desk, "queue", json!({}))),
        }
        if at == COMMANDS.0 {
            first = memory();
        }
    }
    match first.zip(memory()) {
        Some((first, last)) => {
            let told = format!("{:.0} and {:.0} MB", last / 1024.0, first / 1024.0);
            row("", "memory after 100,000 commands / after 1,000", last / first, Aim::AtMost(1.1), &told);
        }
        None => println!("     memory: this system does not say"),
    }

    let (mut ours, mut theirs) = (Times::default(), Times::default());
    let bytes = made::trail_bytes(desk, folder);
    for _ in 0..5 {
        ours.take(|| ask(desk, "check_trail", json!({})));
        theirs.take(|| Sha256::digest(&bytes));
    }
    let told = format!("{:.0} and {:.0} ms, {:.1} MB", ours.of_100(50), theirs.of_100(50), bytes.len() as f64 / 1e6);
    row("", "trail check, of the speed of bare SHA-256", theirs.of_100(50) / ours.of_100(50), Aim::AtLeast(0.33), &told);
}

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let sizes: Vec<usize> = asked.iter().filter_map(|argument| argument.parse().ok()).collect();
    let [few, many] = *sizes.as_slice() else { return rows_of(10_000, 1_000_000, &asked) };
    rows_of(few, many, &asked);
}

fn rows_of(few: usize, many: usize, asked: &[String]) {
    let names: Vec<&String> = asked.iter().filter(|name| name.starts_with('S')).collect();
    let wanted = |name: &str| names.is_empty() || names.iter().any(|asked| *asked == name);
    let homes = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    let folders = [homes[0].path(), homes[1].path()];
    let [(small, few_people), (large, many_people)] = [(folders[0], few), (folders[1], many)].map(|(folder, patients)| {
        let (took, clinic) = timed(|| clinic_of_many_names(folder, patients));
        println!("{patients} patients, {} orders: made in {:.0} s", patients * 3 / 2, took / 1000.0);
        clinic
    });
    let (mut both, people) = ([small, large], [&few_people, &many_people]);
    let orders = [open_orders(&mut both[0]), open_orders(&mut both[1])];
    if wanted("S1") {
        a_writing_command(&mut both[0], folders[0], &orders[0]);
    }
    if wanted("S2") {
        an_encrypted_commit(folders[0]);
    }
    if wanted("S3") {
        a_keystroke(&mut both[1], folders[1], many);
    }
    if wanted("S4") {
        let (ratio, told) = in_both(&mut both, SAMPLES, |desk, _, _| drop(ask(desk, "queue", json!({})).to_string()));
        row("S4", "today's queue, large / small", ratio, Aim::AtMost(1.3), &told);
    }
    if wanted("S5") {
        let (ratio, told) = in_both(&mut both, SAMPLES, |desk, which, round| {
            let whose = people[which][round * 7919 % people[which].len()];
            drop(ask(desk, "open_patient", json!({"patient_id": whose})).to_string());
        });
        row("S5", "one patient's history, large / small", ratio, Aim::AtMost(2.0), &told);
    }
    if wanted("S6") {
        an_unlock(&mut both, folders);
    }
    let [mut small, mut large] = both;
    if wanted("S7") {
        a_backup(&mut large, folders[1], &orders[1]);
    }
    drop(large);
    if wanted("S8") {
        a_hand_over(&mut small);
    }
    if wanted("S11") {
        the_long_run(&mut small, &orders[0], &few_people);
    }
    let _: Value = ask(&mut small, "close", json!({}));
}
