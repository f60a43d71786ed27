//! The waiting room: who waits, what is due when, whose turn it is, and what is still owed.

use rightful_tests::{TestDesk, a_desk, a_desk_at};
use serde_json::{Value, json};

fn check_in(desk: &mut TestDesk, patient: i64, purpose: &str) -> i64 {
    desk.do_("check_in", json!({"patient_id": patient, "purpose": purpose}))["visit_id"].as_i64().unwrap()
}

fn walk_in(desk: &mut TestDesk, name: &str, purpose: &str) -> i64 {
    desk.do_("check_in", json!({"walk_in": name, "purpose": purpose}))["visit_id"].as_i64().unwrap()
}

fn turn(desk: &mut TestDesk, visit: i64) -> Value {
    desk.do_("visit", json!({"visit_id": visit}))["turn"].clone()
}

fn waiting(desk: &mut TestDesk) -> Vec<i64> {
    desk.do_("queue", json!({}))["waiting"].as_array().unwrap().iter().map(|turn| turn["visit_id"].as_i64().unwrap()).collect()
}

fn mark_and_prompt(desk: &mut TestDesk, visit: i64) -> (String, String) {
    let queue = desk.do_("queue", json!({}));
    let turn = queue["waiting"].as_array().unwrap().iter().find(|turn| turn["visit_id"] == visit).unwrap();
    (turn["mark"].as_str().unwrap().to_owned(), turn["prompt"]["kind"].as_str().unwrap_or("").to_owned())
}

#[test]
fn a_wait_turns_amber_and_asks_for_what_is_due_minute_by_minute() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    let visit = desk.do_("check_in", json!({"patient_id": sam, "purpose": "collecting", "with_whom": "his mother, Ruth", "quote_min": 30}))
        ["visit_id"]
        .as_i64()
        .unwrap();
    let mut seen = Vec::new();
    for minute in 0..=41 {
        let (mark, prompt) = mark_and_prompt(&mut desk, visit);
        if seen.last().is_none_or(|(_, m, p)| (m, p) != (&mark, &prompt)) {
            seen.push((minute, mark, prompt));
        }
        match minute {
            3 => drop(desk.do_("greet", json!({"visit_id": visit}))),
            11 => drop(desk.do_("tell", json!({"visit_id": visit, "kind": "told", "words": "We are looking for the lenses."}))),
            16 => drop(desk.do_("tell", json!({"visit_id": visit, "kind": "apologized"}))),
            22 => drop(desk.do_("tell", json!({"visit_id": visit, "kind": "manager"}))),
            31 => drop(desk.do_("tell", json!({"visit_id": visit, "kind": "recovery"}))),
            33 => drop(desk.do_("tell", json!({"visit_id": visit, "kind": "told", "quote_min": 10}))),
            _ => {}
        }
        desk.minutes_pass(1);
    }
    let told: Vec<_> = seen.iter().map(|(minute, mark, prompt)| (*minute, mark.as_str(), prompt.as_str())).collect();
    assert_eq!(
        told,
        [
            (0, "calm", ""),
            (2, "calm", "greet"),
            (4, "calm", ""),
            (10, "amber", "update"),
            (12, "amber", ""),
            (15, "tell", "tell"),
            (17, "tell", ""),
            (20, "manager", "manager"),
            (23, "manager", ""),
            (26, "manager", "update"), // ten minutes after the apology
            (30, "recovery", "recovery"),
            (32, "recovery", "update"),
            (34, "recovery", ""),
        ]
    );
    let details = desk.do_("visit", json!({"visit_id": visit}));
    let kinds: Vec<_> = details["updates"].as_array().unwrap().iter().map(|update| update["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["greeted", "told", "apologized", "manager", "recovery", "told"]);
    assert_eq!(details["turn"]["over_quote_min"], 0, "ten more minutes were told at 33, it is 42");
    desk.minutes_pass(2);
    assert_eq!(turn(&mut desk, visit)["over_quote_min"], 1);
    desk.replays();
}

#[test]
fn a_short_quote_turns_amber_at_80_percent_of_it() {
    let mut desk = a_desk();
    let visit =
        desk.do_("check_in", json!({"walk_in": "Anna Ruiz", "purpose": "adjustment", "quote_min": 5, "greeted": true}))["visit_id"].clone();
    desk.clock.advance_ms(4 * 60_000 - 1);
    assert_eq!(turn(&mut desk, visit.as_i64().unwrap())["mark"], "calm");
    desk.clock.advance_ms(1);
    assert_eq!(turn(&mut desk, visit.as_i64().unwrap())["mark"], "amber");
    desk.replays();
}

#[test]
fn thresholds_are_the_clinics_own() {
    let mut desk = a_desk();
    let mut settings = desk.do_("settings", json!({}));
    settings["amber_after_min"] = json!(3);
    settings["tell_after_min"] = json!(4);
    settings["manager_after_min"] = json!(6);
    settings["recovery_after_min"] = json!(7);
    assert_eq!(desk.refused_because("change_settings", json!({"settings": settings})), "not_your_role");
    desk.sign_in_as(desk.kim);
    desk.do_("change_settings", json!({"settings": settings}));
    let visit = walk_in(&mut desk, "Anna", "question");
    let mut marks = Vec::new();
    for _ in 0..8 {
        marks.push(mark_and_prompt(&mut desk, visit).0);
        desk.minutes_pass(1);
    }
    assert_eq!(marks, ["calm", "calm", "calm", "amber", "tell", "tell", "manager", "recovery"]);
    desk.replays();
}
