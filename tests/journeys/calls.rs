//! The call list of the day: whom to phone, what to say, and when somebody comes back on it.

use rightful_tests::{TestDesk, a_desk};
use serde_json::{Value, json};

/// An order of this patient, here and checked.
fn verified(desk: &mut TestDesk, patient: i64, tray: &str) -> i64 {
    let added = desk.do_("add_order", json!({"patient_id": patient, "kind": "spectacles", "lenses": "right"}));
    let order = added["order_id"].as_i64().unwrap();
    desk.do_("move_order", json!({"order_id": order, "to": "ordered"}));
    let parts = desk.do_("open_order", json!({"order_id": order}))["parts"].clone();
    desk.do_("receive_order", json!({"order_id": order, "tray": tray, "arrived": [parts[0]["id"]]}));
    desk.sign_in_as(desk.dana);
    desk.do_("verify_order", json!({"order_id": order, "verdict": "passed"}));
    desk.sign_in_as(desk.jo);
    order
}

fn list(desk: &mut TestDesk) -> Vec<Value> {
    desk.do_("calls_today", json!({}))["lines"].as_array().unwrap().clone()
}

fn groups(desk: &mut TestDesk) -> Vec<(i64, String)> {
    list(desk).iter().map(|line| (line["order_id"].as_i64().unwrap(), line["group"].as_str().unwrap().to_owned())).collect()
}

#[test]
fn a_call_comes_off_the_list_when_somebody_was_reached_and_back_after_three_days() {
    let mut desk = a_desk();
    let details = json!({"given": "Ada", "family": "Ruiz", "born": "1970-05-06", "phone": "555-0100"});
    let ada = desk.do_("add_patient", json!({"details": details}))["patient_id"].as_i64().unwrap();
    let order = verified(&mut desk, ada, "T1");
    assert_eq!(groups(&mut desk), [], "told first, then called");
    desk.do_("notify_order", json!({"order_id": order}));
    assert_eq!(groups(&mut desk), [(order, "later".into())], "it can still be taken back");
    desk.minutes_pass(30);
    let line = &list(&mut desk)[0];
    assert_eq!((&line["group"], &line["whom"][0]["phone"]), (&json!("now"), &json!("555-0100")));
    assert_eq!((&line["say"]["code"], &line["say"]["facts"]["called"]), (&json!("ready_to_collect"), &json!("Ada")));
    desk.do_("record_call", json!({"order_id": order, "outcome": "no_answer"}));
    let line = &list(&mut desk)[0];
    assert_eq!((&line["tried_today"], &line["last_call"]["outcome"]), (&json!(true), &json!("no_answer")));
    assert_eq!(desk.do_("calls_today", json!({}))["to_make"], 0);
    desk.it_is("2026-11-21T09:00:00-05:00");
    assert_eq!(desk.do_("calls_today", json!({}))["to_make"], 1, "nobody answered: try again the next day");
    desk.do_("record_call", json!({"order_id": order, "outcome": "reached", "spoke_to": "Ada"}));
    assert_eq!(groups(&mut desk), []);
    desk.it_is("2026-11-23T17:00:00-05:00");
    assert_eq!(groups(&mut desk), []);
    desk.it_is("2026-11-24T08:00:00-05:00");
    assert_eq!(groups(&mut desk), [(order, "overdue".into())], "three days on, and still here");
    assert_eq!(list(&mut desk)[0]["say"]["code"], "still_waiting");
    desk.it_is("2026-12-06T08:00:00-05:00");
    assert_eq!(groups(&mut desk), [(order, "sits".into())], "more than fourteen days without a call");
    desk.replays();
}

#[test]
fn the_most_pressing_call_is_first_and_nobody_is_called_for_what_is_not_here() {
    let mut desk = a_desk();
    let (ada, ben, cy) =
        (desk.patient("Ada", "Ruiz", "1970-05-06"), desk.patient("Ben", "Ito", "1970-05-06"), desk.patient("Cy", "Lund", "1970-05-06"));
    let forgotten = verified(&mut desk, ada, "T1");
    desk.it_is("2026-11-22T09:00:00-05:00");
    let told = verified(&mut desk, ben, "T2");
    let lost = verified(&mut desk, cy, "T3");
    desk.do_("notify_order", json!({"order_id": told}));
    desk.do_("notify_order", json!({"order_id": lost}));
    desk.it_is("2026-11-23T09:00:00-05:00");
    let lens = desk.do_("open_order", json!({"order_id": lost}))["parts"][0]["id"].clone();
    desk.do_("move_part", json!({"part_id": lens, "custody": "not_located"}));
    assert_eq!(groups(&mut desk), [(forgotten, "overdue".into()), (told, "now".into()), (lost, "now".into())]);
    let lines = list(&mut desk);
    assert_eq!((&lines[0]["say"]["code"], &lines[2]["say"]["code"]), (&json!("not_told_yet"), &json!("part_missing")));
    assert_eq!(lines[2]["missing"][0]["facts"]["last_place"], "T3");
    desk.replays();
}

#[test]
fn a_childs_parent_is_phoned_and_only_me_means_only_me() {
    let mut desk = a_desk();
    let child = desk.patient("Sam", "Keller", "2011-03-04");
    desk.do_("add_contact", json!({"patient_id": child, "name": "Uncle Jo", "relation": "other", "phone": "1", "may_collect": true}));
    desk.do_("add_contact", json!({"patient_id": child, "name": "Ruth Keller", "relation": "parent", "phone": "2", "may_collect": true}));
    let order = verified(&mut desk, child, "T1");
    desk.do_("notify_order", json!({"order_id": order}));
    let line = &list(&mut desk)[0];
    assert_eq!((&line["whom"][0]["name"], line["whom"].as_array().unwrap().len()), (&json!("Ruth Keller"), 2));
    let details = json!({"given": "Sam", "family": "Keller", "born": "2011-03-04", "phone": "3", "only_me": true});
    desk.do_("change_patient", json!({"patient_id": child, "details": details}));
    let line = &list(&mut desk)[0];
    assert_eq!((&line["whom"][0]["phone"], line["whom"].as_array().unwrap().len()), (&json!("3"), 1));
    assert_eq!(desk.refused_because("record_call", json!({"order_id": child, "outcome": "reached"})), "no_such_order");
}
