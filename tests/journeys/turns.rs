//! Whose turn it is: in turn, out of turn with a reason, put back, and two people at the desk.

use rightful_tests::a_desk;
use serde_json::json;

#[test]
fn taking_somebody_out_of_turn_needs_a_reason_that_can_be_said_aloud() {
    let mut desk = a_desk();
    let anna = desk.walk_in("Anna Ruiz", "repair");
    desk.minutes_pass(4);
    let ben = desk.walk_in("Ben", "question");
    assert_eq!((&desk.turn(anna)["is_next"], &desk.turn(ben)["is_next"]), (&json!(true), &json!(false)));
    let refusal = desk.refused("call_visit", json!({"visit_id": ben, "reason": "  "}));
    assert_eq!((refusal.code.as_str(), refusal.next_step.as_deref()), ("out_of_turn", Some("say_reason")));
    assert_eq!((&refusal.facts["first_visit_id"], &refusal.facts["first_waited_min"]), (&json!(anna), &json!(4)));
    assert_eq!(desk.turn(ben)["state"], "waiting", "a refusal changes nothing");
    let called = desk.do_("call_visit", json!({"visit_id": ben, "where_to": "room 2", "reason": "He is only picking up a receipt."}));
    assert_eq!((&called["out_of_turn"], &called["waited_min"]), (&json!(true), &json!(0)));
    let turn = desk.turn(ben);
    assert_eq!((&turn["out_of_turn"], &turn["where_to"]), (&json!("He is only picking up a receipt."), &json!("room 2")));
    // In turn no reason is kept, even if one is given.
    desk.do_("call_visit", json!({"visit_id": anna, "reason": "no need"}));
    assert_eq!(desk.turn(anna)["out_of_turn"], json!(null));
    desk.replays();
}

#[test]
fn put_back_keeps_the_place_and_the_wait_goes_on() {
    let mut desk = a_desk();
    let anna = desk.walk_in("Anna Ruiz", "repair");
    let ben = desk.walk_in("Ben", "question");
    desk.minutes_pass(4);
    desk.do_("call_visit", json!({"visit_id": anna}));
    assert_eq!(desk.refused_because("put_back", json!({"visit_id": ben})), "not_called");
    desk.minutes_pass(2);
    desk.do_("put_back", json!({"visit_id": anna, "why": "Dana is still with somebody."}));
    assert_eq!(desk.waiting(), [anna, ben], "the place is kept");
    let turn = desk.turn(anna);
    assert_eq!((&turn["waited_min"], &turn["served_by"], &turn["is_next"]), (&json!(6), &json!(null), &json!(true)));
    assert_eq!(desk.refused_because("call_visit", json!({"visit_id": ben})), "out_of_turn");
    desk.minutes_pass(3);
    desk.do_("call_visit", json!({"visit_id": anna}));
    assert_eq!(desk.turn(anna)["waited_min"], 9, "nobody served them in between: one wait of nine minutes");
    desk.do_("end_visit", json!({"visit_id": anna, "outcome": "served"}));
    desk.replays();
}

#[test]
fn who_waits_for_a_thing_holds_nobody_up_and_comes_first_when_it_is_done() {
    let mut desk = a_desk();
    let anna = desk.walk_in("Anna Ruiz", "repair");
    let ben = desk.walk_in("Ben", "question");
    let cleo = desk.walk_in("Cleo", "question");
    desk.minutes_pass(12);
    desk.do_("call_visit", json!({"visit_id": anna}));
    desk.do_("put_back", json!({"visit_id": anna, "why": "The screw is being glued.", "quote_min": 10}));
    let turn = desk.turn(anna);
    assert_eq!(
        (&turn["waited_min"], &turn["quoted_min"], &turn["mark"]),
        (&json!(0), &json!(10), &json!("calm")),
        "a new wait with its own quote"
    );
    assert!(turn["rests_until"].is_i64());
    desk.do_("call_visit", json!({"visit_id": ben}));
    desk.minutes_pass(10);
    assert_eq!(desk.turn(anna)["is_next"], true, "the glue is dry: Anna came before Cleo");
    assert_eq!(desk.refused_because("call_visit", json!({"visit_id": cleo})), "out_of_turn");
    desk.do_("call_visit", json!({"visit_id": anna}));
    desk.do_("end_visit", json!({"visit_id": anna, "outcome": "served"}));
    desk.replays();
}

#[test]
fn two_people_at_the_desk_do_not_serve_the_same_visit() {
    let mut desk = a_desk();
    let anna = desk.walk_in("Anna Ruiz", "repair");
    desk.do_("call_visit", json!({"visit_id": anna}));
    desk.sign_in_as(desk.dana);
    let refusal = desk.refused("call_visit", json!({"visit_id": anna}));
    assert_eq!((refusal.code.as_str(), &refusal.facts["by"]), ("already_called", &json!("Jo")));
    assert_eq!(refusal.facts["at"], desk.now().0);
    assert_eq!(desk.turn(anna)["served_by"], desk.jo, "the first keeps it");
    assert_eq!(desk.refused_because("greet", json!({"visit_id": anna})), "already_called");
    desk.do_("end_visit", json!({"visit_id": anna, "outcome": "served"}));
    let refusal = desk.refused("end_visit", json!({"visit_id": anna, "outcome": "left"}));
    assert_eq!((refusal.code.as_str(), &refusal.facts["outcome"]), ("visit_over", &json!("served")));
    for (verb, request) in [
        ("greet", json!({"visit_id": anna})),
        ("tell", json!({"visit_id": anna, "kind": "told"})),
        ("call_visit", json!({"visit_id": anna})),
        ("put_back", json!({"visit_id": anna})),
    ] {
        assert_eq!(desk.refused_because(verb, request), "visit_over", "{verb}");
    }
    desk.replays();
}

#[test]
fn an_end_by_mistake_is_taken_back_for_half_an_hour() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    let visit = desk.check_in(sam, "collecting");
    assert_eq!(desk.refused_because("take_back_end", json!({"visit_id": visit})), "not_over");
    desk.do_("call_visit", json!({"visit_id": visit}));
    desk.do_("end_visit", json!({"visit_id": visit, "outcome": "served"}));
    desk.minutes_pass(29);
    desk.do_("take_back_end", json!({"visit_id": visit}));
    assert_eq!((&desk.turn(visit)["state"], &desk.turn(visit)["served_by_name"]), (&json!("with_us"), &json!("Jo")));
    desk.do_("end_visit", json!({"visit_id": visit, "outcome": "served"}));
    let again = desk.check_in(sam, "question");
    assert_eq!(desk.refused_because("take_back_end", json!({"visit_id": visit})), "already_waiting");
    desk.do_("end_visit", json!({"visit_id": again, "outcome": "left"}));
    desk.minutes_pass(30);
    assert_eq!(desk.refused_because("take_back_end", json!({"visit_id": visit})), "too_late_to_take_back");
    desk.replays();
}
