//! A clinic made for measuring. Each benchmark uses what it needs of it.
#![allow(dead_code, reason = "each benchmark is a program of its own")]

use rightful_core::clock::{LoadedDice, SetClock};
use rightful_core::desk::{Answer, Call, Desk};
use rightful_core::practice::people::{Exports, exports};
use serde_json::{Value, json};
use std::path::Path;

/// Which column of the generator's orders is the frame.
const FRAME: usize = 9;

/// 2026-11-20, in days since 1970.
const TODAY: i64 = 20_777;

/// Opens each made clinic's file.
pub const PASSPHRASE: &str = "correct horse battery";

/// How family names end here, so that a million people have as many names as a million people have.
const ENDINGS: &[&str] =
    &["", "son", "man", "er", "ski", "ton", "ley", "berg", "ova", "ez", "wick", "hart", "ette", "field", "low", "mann"];

/// Asks for what must go through.
pub fn ask(desk: &mut Desk, name: &str, request: Value) -> Value {
    match desk.answer(Call { name: name.to_owned(), request, request_id: None }) {
        Answer::Done(reply) => reply,
        Answer::Refused(refusal) => panic!("{name}: refused with {}", refusal.code),
        Answer::Fault(fault) => panic!("{name}: {fault} {:?}", desk.take_faults()),
    }
}

/// A clinic of so many patients, with one and a half orders each, every eighth of them open, 2,000 at
/// most; and who of these was not
/// here today. The generator knows twelve frames; with `frames` there are so many instead.
pub fn clinic(folder: &Path, patients: usize, frames: Option<usize>) -> (Desk, Vec<i64>) {
    from(folder, exports(patients, patients * 3 / 2, TODAY, 11), frames)
}

/// The same with many more family names than the generator knows; frames for each two or three open orders.
pub fn clinic_of_many_names(folder: &Path, patients: usize) -> (Desk, Vec<i64>) {
    let made = exports(patients, patients * 3 / 2, TODAY, 11);
    let people = with_many_names(&made.patients);
    from(folder, Exports { patients: people, orders: made.orders }, Some(800))
}

fn with_many_names(patients: &str) -> String {
    let line = |(at, line): (usize, &str)| {
        let mut columns: Vec<String> = line.split(',').map(str::to_owned).collect();
        if at > 0 {
            let ending = |number: usize| ENDINGS[number % ENDINGS.len()];
            columns[2] = format!("{}{}{}", columns[2], ending(at), ending(at / 16 + at / 997));
        }
        columns.join(",") + "\n"
    };
    patients.lines().enumerate().map(line).collect()
}

/// The names of everybody in a clinic of many names.
pub fn names_of(patients: usize) -> Vec<(String, String)> {
    let made = exports(patients, 0, TODAY, 11);
    let named = |line: &str| line.split(',').map(str::to_owned).nth(1).zip(line.split(',').map(str::to_owned).nth(2));
    with_many_names(&made.patients).lines().skip(1).filter_map(named).collect()
}

/// A list of people who are not on file, another one each round.
pub fn newcomers(patients: usize, round: u64) -> String {
    let made = exports(patients, 0, TODAY, 1_000 + round).patients;
    let line = |(at, line): (usize, &str)| if at == 0 { format!("{line}\n") } else { format!("{}{line}\n", 7 + round) };
    with_many_names(&made).lines().enumerate().map(line).collect()
}

/// Kim is at the desk.
pub fn sign_in(desk: &mut Desk) {
    let staff = ask(desk, "desk_state", json!({}))["staff"][0]["id"].clone();
    ask(desk, "sign_in", json!({"staff_id": staff, "pin": "4711"}));
}

/// As many bytes as the trail has now, as it goes out.
pub fn trail_bytes(desk: &mut Desk, folder: &Path) -> Vec<u8> {
    let token = desk.hold_folder(folder.to_owned());
    let told = ask(desk, "export_everything", json!({"token": token}));
    let written = folder.join(told["folder"].as_str().expect("a folder"));
    ["trail.csv", "trail_about.csv"].into_iter().flat_map(|name| std::fs::read(written.join(name)).expect("the trail")).collect()
}

fn from(folder: &Path, made: Exports, frames: Option<usize>) -> (Desk, Vec<i64>) {
    let clock = SetClock::from_rfc3339("2026-11-20T08:30:00-05:00").expect("a moment");
    let mut desk = Desk::closed(folder.to_owned(), Box::new(clock.clone()), Box::new(LoadedDice(3)));
    let set_up = json!({"clinic": "Bench", "given": "Kim", "family": "Vo", "pin": "4711", "passphrase": PASSPHRASE});
    ask(&mut desk, "set_up_clinic", set_up);
    let mut open = 0;
    let open_some = |(at, line): (usize, &str)| {
        // Two thousand open orders are a very large shop's.
        let opened = at % 8 == 1 && open < 2_000 && line.contains("|Collected|");
        open += usize::from(opened);
        let line = if opened { line.replacen("|Collected|", "|Notified|", 1) } else { line.to_owned() };
        let Some(frames) = frames.filter(|_| at > 0) else { return line };
        let mut columns: Vec<String> = line.split('|').map(str::to_owned).collect();
        // Each of them as often as any other.
        columns[FRAME] = format!("Model {} 50-18", at * 7919 % frames);
        columns.join("|")
    };
    let orders: Vec<String> = made.orders.lines().enumerate().map(open_some).collect();
    for (name, text) in [("patients.csv", made.patients), ("orders.txt", orders.join("\n"))] {
        let lines: Vec<&str> = text.lines().collect();
        let (head, rows) = lines.split_first().expect("a head");
        // As large as a file may be.
        for part in rows.chunks(200_000) {
            let file = desk.hold_file(name.to_owned(), format!("{head}\n{}\n", part.join("\n")).into_bytes());
            let preview = ask(&mut desk, "preview_import", json!({"file": file, "source": "Old system"}));
            ask(&mut desk, "run_import", json!({"file": file, "source": "Old system", "mapping": preview["mapping"]}));
            desk.take_file(&file);
        }
    }
    let mut with_orders: Vec<i64> = ask(&mut desk, "list_orders", json!({"list": "open"}))
        .as_array()
        .expect("orders")
        .iter()
        .filter_map(|order| order["patient_id"].as_i64())
        .collect();
    with_orders.sort_unstable();
    with_orders.dedup();
    for (at, patient) in with_orders.split_off(with_orders.len() - 60).into_iter().enumerate() {
        let visit = ask(&mut desk, "check_in", json!({"patient_id": patient, "purpose": "collecting"}))["visit_id"].clone();
        clock.advance_minutes(1);
        if at < 40 {
            ask(&mut desk, "call_visit", json!({"visit_id": visit}));
            clock.advance_minutes(3);
            ask(&mut desk, "end_visit", json!({"visit_id": visit, "outcome": "served"}));
        }
    }
    (desk, with_orders)
}
