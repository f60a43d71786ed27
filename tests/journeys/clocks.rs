//! Clocks never reorder, lose or double anything: what was done stands in the order in which it was kept, whatever the machine
//! thought the time was.

use rightful_core::clock::{Clock, SetClock};
use rightful_core::desk::Answer;
use rightful_tests::{TestDesk, a_desk_at};
use serde_json::{Value, json};

/// Both changes of the clock in New York to the minute, a day back, ten years on and back, and three other zones.
const MOMENTS: &[&str] = &[
    "2026-11-01T01:59:30-04:00",
    "2026-11-01T01:00:10-05:00",
    "2026-11-01T01:30:00-05:00",
    "2027-03-14T01:59:59-05:00",
    "2027-03-14T03:00:00-04:00",
    "2027-03-13T03:00:00-05:00",
    "2037-03-14T03:00:00-04:00",
    "2027-03-14T03:00:05-04:00",
    "2027-03-14T23:00:05+09:00",
    "2027-03-14T12:45:00+05:45",
    "2027-03-13T21:00:00-11:00",
    "1971-01-01T00:00:00Z",
    "2027-03-15T09:00:00-04:00",
];

/// What the trail says was done about this patient, the newest first: (command, its place, its words).
fn history(desk: &mut TestDesk, patient: i64) -> Vec<(String, i64, Value)> {
    let page = desk.do_("open_patient", json!({"patient_id": patient}));
    let acts = page["history"].as_array().unwrap().iter();
    acts.map(|act| (act["command"].as_str().unwrap().to_owned(), act["seq"].as_i64().unwrap(), act["request"].clone())).collect()
}

#[test]
fn what_was_done_stands_in_the_order_in_which_it_was_kept_and_once() {
    let mut desk = a_desk_at("2026-11-01T01:30:00-04:00");
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    let mut visits = Vec::new();
    let mut numbers = Vec::new();
    let mut orders = Vec::new();
    for (step, moment) in MOMENTS.iter().enumerate() {
        // Somebody sets the machine's date, under a running app and between two starts.
        desk.clock.put(SetClock::from_rfc3339(moment).unwrap().now());
        if step % 3 == 2 {
            desk.restart();
        } else {
            desk.sign_in_as(desk.jo);
        }
        let walk_in = json!({"walk_in": format!("Walk-in {step}"), "purpose": "question"});
        let asked = format!("visit-{step}");
        let Answer::Done(first) = desk.ask_as(&asked, "check_in", walk_in.clone()) else { panic!("step {step}") };
        // The page lost the answer; meanwhile the clock jumps, and it asks once more.
        desk.clock.put(SetClock::from_rfc3339(MOMENTS[(step + 5) % MOMENTS.len()]).unwrap().now());
        desk.sign_in_as(desk.jo);
        let Answer::Done(again) = desk.ask_as(&asked, "check_in", walk_in) else { panic!("step {step}") };
        assert_eq!(first, again, "asked twice, done once");
        visits.push(first["visit_id"].as_i64().unwrap());
        desk.clock.put(SetClock::from_rfc3339(moment).unwrap().now());
        desk.sign_in_as(desk.jo);
        let note = json!({"patient_id": sam, "kind": "other", "note": format!("order {step}")});
        orders.push(desk.do_("add_order", note)["order_id"].as_i64().unwrap());
        let line = json!({"kind": "other", "line": format!("line {step}"), "patient_id": sam, "another": true});
        if let Answer::Done(logged) = desk.ask("log_discrepancy", line) {
            numbers.push(logged["number"].as_str().unwrap().to_owned());
        }
        assert_eq!(desk.waiting(), visits, "the queue is in the order of arrival ({moment})");
        if step % 4 == 0 {
            desk.do_("back_up_now", json!({}));
        }
    }
    assert!(orders.is_sorted() && visits.is_sorted(), "ids only rise");
    let told = history(&mut desk, sam);
    assert!(told.iter().map(|(_, seq, _)| std::cmp::Reverse(*seq)).is_sorted(), "the newest first, by its place in the trail");
    let notes: Vec<&str> =
        told.iter().rev().filter(|(command, ..)| command == "add_order").filter_map(|(_, _, request)| request["note"].as_str()).collect();
    let kept: Vec<String> = (0..MOMENTS.len()).map(|step| format!("order {step}")).collect();
    let shown = notes.len();
    assert!(shown > 0);
    assert_eq!(notes, kept[kept.len() - shown..], "each once, in the order in which it was kept");
    numbers.dedup();
    assert!(!numbers.is_empty());
    // The newest backup is the one with most in it, whatever its date.
    desk.sign_in_as(desk.kim);
    let compared = desk.do_("compare_trail", json!({}));
    assert_eq!(compared["first_break"], Value::Null);
    let entries: Vec<i64> = compared["backups"].as_array().unwrap().iter().map(|one| one["entries"].as_i64().unwrap()).collect();
    assert!(entries.len() >= 3 && entries.iter().map(|entries| std::cmp::Reverse(*entries)).is_sorted(), "{entries:?}");
    assert!(compared["backups"].as_array().unwrap().iter().all(|one| one["stands"] == "as_then"), "{compared}");
    desk.replays();
    desk.restart();
    assert_eq!(desk.waiting(), visits);
}
