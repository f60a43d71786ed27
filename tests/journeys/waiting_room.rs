//! The waiting room: who waits, since when, and what is due when.

use rightful_tests::{TestDesk, a_desk, a_desk_at};
use serde_json::json;

fn mark_and_prompt(desk: &mut TestDesk, visit: i64) -> (String, String) {
    let turn = desk.turn(visit);
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
    assert_eq!(desk.turn(visit)["over_quote_min"], 1);
    desk.replays();
}

#[test]
fn a_short_quote_turns_amber_at_80_percent_of_it() {
    let mut desk = a_desk();
    let visit =
        desk.do_("check_in", json!({"walk_in": "Anna Ruiz", "purpose": "adjustment", "quote_min": 5, "greeted": true}))["visit_id"].clone();
    desk.clock.advance_ms(4 * 60_000 - 1);
    assert_eq!(desk.turn(visit.as_i64().unwrap())["mark"], "calm");
    desk.clock.advance_ms(1);
    assert_eq!(desk.turn(visit.as_i64().unwrap())["mark"], "amber");
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
    let visit = desk.walk_in("Anna", "question");
    let mut marks = Vec::new();
    for _ in 0..8 {
        marks.push(mark_and_prompt(&mut desk, visit).0);
        desk.minutes_pass(1);
    }
    assert_eq!(marks, ["calm", "calm", "calm", "amber", "tell", "tell", "manager", "recovery"]);
    desk.replays();
}

#[test]
fn the_queue_survives_a_restart_to_the_second() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    let first = desk.check_in(sam, "collecting");
    let second = desk.walk_in("Anna Ruiz", "repair");
    let third = desk.walk_in("Ben", "question");
    desk.minutes_pass(3);
    desk.do_("tell", json!({"visit_id": second, "kind": "told", "quote_min": 5}));
    desk.do_("call_visit", json!({"visit_id": first, "where_to": "room 2"}));
    desk.clock.advance_ms(61_234);
    let before = (desk.do_("queue", json!({})), desk.do_("today", json!({})), desk.do_("visit", json!({"visit_id": second})));
    desk.restart();
    let after = (desk.do_("queue", json!({})), desk.do_("today", json!({})), desk.do_("visit", json!({"visit_id": second})));
    assert_eq!(before, after);
    desk.clock.advance_ms(58_766);
    desk.restart();
    assert_eq!(desk.turn(third)["waited_min"], 5, "the wait went on while the desk was closed");
    assert_eq!(desk.turn(first)["waited_min"], 3, "a wait ends when somebody is called");
    desk.replays();
}

#[test]
fn no_clock_makes_a_wait_negative_or_changes_the_order() {
    // 1:40 in the morning of the night when the clocks go back: ten past one comes twice.
    let mut desk = a_desk_at("2026-11-01T01:40:00-04:00");
    let first = desk.walk_in("Anna", "question");
    desk.it_is("2026-11-01T01:10:00-05:00");
    assert_eq!(desk.turn(first)["waited_min"], 30, "half an hour passed, whatever the wall says");
    // Somebody sets the machine's clock back by an hour, and by a day.
    desk.it_is("2026-11-01T00:10:00-05:00");
    let second = desk.walk_in("Ben", "question");
    let turn = desk.turn(first);
    assert_eq!((&turn["waited_min"], &turn["over_quote_min"], &turn["mark"]), (&json!(0), &json!(0), &json!("calm")));
    desk.it_is("2026-10-31T09:00:00-04:00");
    let third = desk.walk_in("Cleo", "question");
    assert_eq!(desk.waiting(), [first, second, third], "the order is the order they came in");
    assert_eq!(desk.turn(first)["left_over"], false);
    desk.do_("call_visit", json!({"visit_id": first}));
    desk.do_("end_visit", json!({"visit_id": first, "outcome": "served"}));
    desk.do_("take_back_end", json!({"visit_id": first}));
    assert_eq!(desk.turn(first)["waited_min"], 0);
    desk.replays();
}

#[test]
fn tickets_count_from_one_each_clinic_day_and_yesterdays_visits_ask_how_they_ended() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    let ticket = |desk: &mut TestDesk, name: &str| desk.do_("check_in", json!({"walk_in": name}))["ticket"].clone();
    assert_eq!(ticket(&mut desk, "Anna"), 1);
    assert_eq!(ticket(&mut desk, "Ben"), 2);
    let forgotten = desk.check_in(sam, "collecting");
    desk.it_is("2026-11-20T23:59:00-05:00");
    assert_eq!(ticket(&mut desk, "Cleo"), 4, "the clinic's day, not Greenwich's");
    desk.it_is("2026-11-21T00:01:00-05:00");
    assert_eq!(ticket(&mut desk, "Dora"), 1);
    let left_over = desk.turn(forgotten);
    assert_eq!(
        (&left_over["left_over"], &left_over["prompt"]["kind"], &left_over["mark"]),
        (&json!(true), &json!("left_over"), &json!("calm"))
    );
    let today = desk.do_("today", json!({}));
    assert_eq!((&today["waiting"], &today["left_over"], &today["day"]), (&json!(1), &json!(4), &json!("2026-11-21")));
    // Nobody's turn is held up by yesterday, and Sam may come in again.
    let again = desk.check_in(sam, "collecting");
    let first =
        desk.do_("queue", json!({}))["waiting"].as_array().unwrap().iter().find(|turn| turn["is_next"] == true).unwrap()["shown"].clone();
    assert_eq!(first, "Dora");
    desk.do_("end_visit", json!({"visit_id": forgotten, "outcome": "left"}));
    assert_eq!(desk.refused_because("take_back_end", json!({"visit_id": forgotten})), "too_late_to_take_back");
    let kept = desk.do_("quotes_kept", json!({"days": 7}));
    assert_eq!(kept["all"]["visits"], 0, "how long they waited yesterday, nobody knows");
    assert_eq!(desk.turn(again)["ticket"], 2);
    desk.replays();
}

#[test]
fn somebody_who_is_here_already_is_shown_instead_of_counted_twice() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    let visit = desk.check_in(sam, "collecting");
    let refusal = desk.refused("check_in", json!({"patient_id": sam, "purpose": "question"}));
    assert_eq!((refusal.code.as_str(), refusal.next_step.as_deref()), ("already_waiting", Some("show_visit")));
    assert_eq!(refusal.facts["visit_id"], visit);
    // A second matter is possible, when somebody says so.
    let second = desk.do_("check_in", json!({"patient_id": sam, "purpose": "question", "anyway": true}))["visit_id"].as_i64().unwrap();
    assert_eq!(desk.waiting(), [visit, second]);
    // The same key pressed twice is one check-in.
    let ask = json!({"walk_in": "Anna", "purpose": "repair"});
    assert_eq!(desk.ask_as("r1", "check_in", ask.clone()), desk.ask_as("r1", "check_in", ask));
    assert_eq!(desk.waiting().len(), 3);
    desk.replays();
}

#[test]
fn any_name_a_person_can_have_is_kept_and_any_nonsense_is_answered() {
    let mut desk = a_desk();
    let names = [
        "O'Brien-Núñez".to_owned(),
        "🙂👩‍👦".to_owned(),
        "محمد علي".to_owned(),
        "x".repeat(300),
        "שרה, לוי".to_owned(),
        "Robert'); DROP TABLE visits;--".to_owned(),
        "<b>Anna</b> {0} %s".to_owned(),
    ];
    for name in &names {
        let visit = desk.walk_in(name, "other");
        assert_eq!(desk.turn(visit)["shown"], name.as_str());
    }
    let visit = desk.walk_in("  An\u{0}na\n ", "other");
    assert_eq!(desk.turn(visit)["shown"], "An na");
    for (request, code) in [
        (json!({"walk_in": "x".repeat(301)}), "name_too_long"),
        (json!({"walk_in": "Anna", "with_whom": "é".repeat(301)}), "name_too_long"),
        (json!({"walk_in": " \t "}), "name_needed"),
        (json!({}), "name_needed"),
        (json!({"patient_id": 987_654}), "no_such_patient"),
        (json!({"patient_id": 1, "walk_in": "Anna"}), "one_person"),
        (json!({"walk_in": "Anna", "quote_min": 481}), "quote_out_of_range"),
        (json!({"walk_in": "Anna", "owed_visit_id": 3}), "no_such_owed_visit"),
    ] {
        assert_eq!(desk.refused_because("check_in", request), code);
    }
    for verb in ["greet", "visit", "take_back_end", "call_visit", "put_back"] {
        assert_eq!(desk.refused_because(verb, json!({"visit_id": 987_654})), "no_such_visit", "{verb}");
    }
    let long = json!({"visit_id": visit, "kind": "told", "words": "x".repeat(1001)});
    assert_eq!(desk.refused_because("tell", long), "words_too_long");
    desk.do_("public_queue", json!({}));
    desk.replays();
}
