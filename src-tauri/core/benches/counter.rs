//! How long the counter waits for the desk, in a clinic of 3,000 patients and in one of 100,000.
//!
//! `cargo bench -p rightful-core --bench counter` makes both (encrypted files on this disk, orders of two years, 60
//! people through the day's queue, 20 still waiting) and asks as the page does, through the command list. What counts is
//! the ratio between the two, which a noisy machine does not change; the aims of PROMISES.md are 100 ms for readiness
//! and 50 ms for the queue. `-- 3000 20000` makes other sizes.

mod made;

use std::time::Instant;

use made::{ask, clinic};
use rightful_core::desk::Desk;
use serde_json::{Value, json};

const ROUNDS: usize = 200;

/// What is asked: its name, and each question with what goes before it.
type Question<'a> = (&'static str, Box<dyn Fn(usize) -> (&'static str, Value) + 'a>);

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
        let (mut desk, people) = clinic(folder.path(), patients, None);
        println!("{patients} patients, {} orders: made in {:.0} s", patients * 3 / 2, began.elapsed().as_secs_f64());
        let newcomer = |round: usize| {
            // Somebody who is not on file, and somebody who is, but for a slip.
            let (given, family) = [("Maria", "Garcia"), ("Quentin", "Ostrowskyj"), ("Sam", "Keler"), ("Eric", "Olson")][round % 4];
            let born = format!("19{:02}-0{}-1{}", 40 + round % 60, 1 + round % 9, round % 10);
            json!({"details": {"given": given, "family": family, "born": born, "phone": "555-0142", "town": "Ashby", "postcode": "05482"}})
        };
        let began = Instant::now();
        drop(ask(&mut desk, "close", json!({})));
        drop(ask(&mut desk, "unlock", json!({"secret": "correct horse battery"})));
        let unlocked = began.elapsed().as_secs_f64() * 1000.0;
        let staff = ask(&mut desk, "desk_state", json!({}))["staff"][0]["id"].clone();
        ask(&mut desk, "sign_in", json!({"staff_id": staff, "pin": "4711"}));
        let began = Instant::now();
        ask(&mut desk, "who_may_this_be", newcomer(0));
        let at_once = began.elapsed().as_secs_f64() * 1000.0;
        println!("  unlocking {unlocked:.0} ms; \"same person?\" asked in that same instant {at_once:.0} ms");
        let (letters, names) = (["ma", "ke", "jo", "sa"], ["sam keler", "olsen eric", "maria ga", "kim"]);
        let whose = |round: usize| people[round * 7919 % people.len()];
        let questions: Vec<Question<'_>> = vec![
            ("readiness", Box::new(|round| ("readiness", json!({"patient_id": whose(round)})))),
            ("person's page", Box::new(|round| ("open_patient", json!({"patient_id": whose(round)})))),
            ("queue", Box::new(|_| ("queue", json!({})))),
            ("today bar", Box::new(|_| ("today", json!({})))),
            ("quote", Box::new(|_| ("quote", json!({"purpose": "collecting"})))),
            ("calls of the day", Box::new(|_| ("calls_today", json!({})))),
            ("late or stuck", Box::new(|_| ("stalled_orders", json!({})))),
            ("same person?", Box::new(move |round| ("who_may_this_be", newcomer(round)))),
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
