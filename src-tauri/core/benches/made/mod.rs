//! A clinic made for measuring.

use rightful_core::clock::{LoadedDice, SetClock};
use rightful_core::desk::{Answer, Call, Desk};
use rightful_core::practice::people::exports;
use serde_json::{Value, json};

/// Which column of the generator's orders is the frame.
const FRAME: usize = 9;

/// 2026-11-20, in days since 1970.
const TODAY: i64 = 20_777;

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
pub fn clinic(folder: &std::path::Path, patients: usize, frames: Option<usize>) -> (Desk, Vec<i64>) {
    let clock = SetClock::from_rfc3339("2026-11-20T08:30:00-05:00").expect("a moment");
    let mut desk = Desk::closed(folder.to_owned(), Box::new(clock.clone()), Box::new(LoadedDice(3)));
    let set_up = json!({"clinic": "Bench", "given": "Kim", "family": "Vo", "pin": "4711", "passphrase": "correct horse battery"});
    ask(&mut desk, "set_up_clinic", set_up);
    let made = exports(patients, patients * 3 / 2, TODAY, 11);
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
        let file = desk.hold_file(name.to_owned(), text.into_bytes());
        let preview = ask(&mut desk, "preview_import", json!({"file": file, "source": "Old system"}));
        ask(&mut desk, "run_import", json!({"file": file, "source": "Old system", "mapping": preview["mapping"]}));
        desk.take_file(&file);
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
