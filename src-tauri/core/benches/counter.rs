//! How long the counter waits for the desk, in a clinic of 3,000 patients and in one of 100,000.
//!
//! `cargo bench -p rightful-core --bench counter` makes both (encrypted files on this disk, orders of two years, 60
//! people through the day's queue, 20 still waiting) and asks as the page does, through the command list. What counts is
//! the ratio between the two, which a noisy machine does not change; the aims of PROMISES.md are 100 ms for readiness
//! and 50 ms for the queue. `-- 3000 20000` makes other sizes.

use std::time::Instant;

use rightful_core::clock::{LoadedDice, SetClock};
use rightful_core::desk::{Answer, Call, Desk};
use rightful_core::practice::people::exports;
use serde_json::{Value, json};

/// 2026-11-20, in days since 1970.
const TODAY: i64 = 20_777;
const ROUNDS: usize = 200;

/// What is asked: its name, and each question with what goes before it.
type Question<'a> = (&'static str, Box<dyn Fn(usize) -> (&'static str, Value) + 'a>);

fn ask(desk: &mut Desk, name: &str, request: Value) -> Value {
    match desk.answer(Call { name: name.to_owned(), request, request_id: None }) {
        Answer::Done(reply) => reply,
        Answer::Refused(refusal) => panic!("{name}: refused with {}", refusal.code),
        Answer::Fault(fault) => panic!("{name}: {fault} {:?}", desk.take_faults()),
    }
}

/// A clinic of so many patients, with one and a half orders each, every eighth of them open, 2,000 at
/// most; and who of these was not
/// here today.
fn clinic(folder: &std::path::Path, patients: usize) -> (Desk, Vec<i64>) {
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
        if opened { line.replacen("|Collected|", "|Notified|", 1) } else { line.to_owned() }
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

/// Milliseconds, sorted, of so many rounds.
fn times(desk: &mut Desk, question: impl Fn(usize) -> (&'static str, Value)) -> Vec<f64> {
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|round| {
            let (name, request) = question(round);
            let began = Instant::now();
            let _reply = ask(desk, name, request);
            began.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times
}

fn main() {
    let sizes: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![3_000, 100_000] } else { sizes };
    let mut first: Vec<f64> = Vec::new();
    for patients in sizes {
        let folder = tempfile::tempdir().expect("a folder");
        let began = Instant::now();
        let (mut desk, people) = clinic(folder.path(), patients);
        println!("{patients} patients, {} orders: made in {:.0} s", patients * 3 / 2, began.elapsed().as_secs_f64());
        let (letters, names) = (["ma", "ke", "jo", "sa"], ["sam keler", "olsen eric", "maria ga", "kim"]);
        let whose = |round: usize| people[round * 7919 % people.len()];
        let questions: Vec<Question<'_>> = vec![
            ("readiness", Box::new(|round| ("readiness", json!({"patient_id": whose(round)})))),
            ("person's page", Box::new(|round| ("open_patient", json!({"patient_id": whose(round)})))),
            ("queue", Box::new(|_| ("queue", json!({})))),
            ("today bar", Box::new(|_| ("today", json!({})))),
            ("quote", Box::new(|_| ("quote", json!({"purpose": "collecting"})))),
            ("calls of the day", Box::new(|_| ("calls_today", json!({})))),
            ("late or stuck", Box::new(|_| ("list_orders", json!({"list": "late_or_stuck"})))),
            ("find, two letters", Box::new(|round| ("find", json!({"query": letters[round % 4]})))),
            ("find, a name", Box::new(|round| ("find", json!({"query": names[round % 4]})))),
            ("check in", Box::new(|round| ("check_in", json!({"patient_id": people[round], "purpose": "adjustment"})))),
        ];
        for (at, (name, question)) in questions.into_iter().enumerate() {
            let times = times(&mut desk, question);
            let (p50, p95) = (times[ROUNDS / 2], times[ROUNDS * 95 / 100]);
            let ratio = first.get(at).map(|before| format!("  {:.1} times the first", p50 / before)).unwrap_or_default();
            println!("  {name:18} p50 {p50:8.3} ms  p95 {p95:8.3} ms{ratio}");
            if first.len() == at {
                first.push(p50);
            }
        }
    }
}
