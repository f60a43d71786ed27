//! A person's page, an order's page, and the lists behind the day's duties.

use rightful_tests::{TestDesk, a_desk};
use serde_json::{Value, json};

fn an_order(desk: &mut TestDesk, patient: i64, more: Value) -> i64 {
    let mut request = json!({"patient_id": patient, "kind": "spectacles", "frame": "Kite 8", "frame_source": "ours"});
    request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    desk.do_("add_order", request)["order_id"].as_i64().unwrap()
}

#[test]
fn a_persons_page_says_all_but_the_birth_date_and_keeps_who_looked() {
    let mut desk = a_desk();
    let details = json!({"given": "Samuel", "family": "Keller", "preferred": "Sam", "born": "2011-03-04", "phone": "(555) 010-0142"});
    let sam = desk.do_("add_patient", json!({"details": details}))["patient_id"].as_i64().unwrap();
    desk.do_(
        "add_contact",
        json!({"patient_id": sam, "name": "Ruth Keller", "relation": "parent", "phone": "555-0101", "may_collect": true}),
    );
    let open = an_order(&mut desk, sam, json!({"powers": {"right": {"sphere": -125}}}));
    let off = an_order(&mut desk, sam, json!({}));
    desk.do_("move_order", json!({"order_id": off, "to": "cancelled"}));
    let page = desk.do_("open_patient", json!({"patient_id": sam}));
    assert_eq!(
        (&page["called"], &page["short"], &page["born_year"], &page["phone_last4"]),
        (&json!("Sam"), &json!("Sam K."), &json!(2011), &json!("0142"))
    );
    let text = page.to_string();
    assert!(!text.contains("2011-03-04") && !text.contains("010-0142"), "the birth date and the phone stay masked, in the history too");
    let order = &page["open_orders"][0];
    assert_eq!((&order["order"]["id"], &order["readiness"]["code"]), (&json!(open), &json!("never_ordered")));
    assert_eq!((&order["order"]["powers"]["right"]["sphere"], &order["offered"]), (&json!(-125), &json!(["ordered", "cancelled"])));
    assert_eq!((&page["past_orders"][0]["state"], page["past_orders"].as_array().unwrap().len()), (&json!("cancelled"), 1));
    assert_eq!(page["history"][0]["command"], "move_order", "newest first; looking is not a happening");
    assert_eq!(desk.do_("reveal_birth_date", json!({"patient_id": sam}))["born"], "2011-03-04");
    for command in ["open_patient", "reveal_birth_date"] {
        assert_eq!(desk.refused_because(command, json!({"patient_id": open})), "no_such_patient", "an order's id is nobody's");
    }
    desk.replays();
}

#[test]
fn an_orders_page_tells_its_whole_life() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    let order = an_order(&mut desk, sam, json!({"lenses": "left"}));
    desk.do_("move_order", json!({"order_id": order, "to": "ordered"}));
    desk.do_("move_order", json!({"order_id": order, "to": "at_lab"}));
    let parts = desk.do_("open_order", json!({"order_id": order}))["parts"].clone();
    let lens = parts.as_array().unwrap().iter().find(|part| part["kind"] == "left_lens").unwrap()["id"].clone();
    desk.do_("receive_order", json!({"order_id": order, "tray": "T1", "arrived": [lens]}));
    desk.do_("record_call", json!({"order_id": order, "outcome": "reached", "spoke_to": "his mother", "note": "asks for Friday"}));
    let page = desk.do_("open_order", json!({"order_id": order}));
    let moves: Vec<_> =
        page["moves"].as_array().unwrap().iter().filter(|one| one["part_id"] == lens).map(|one| &one["to_custody"]).collect();
    assert_eq!(moves, ["not_made", "at_lab", "here"]);
    assert_eq!((&page["calls"][0]["spoke_to"], &page["name"]), (&json!("his mother"), &json!("Sam Keller")));
    let told: Vec<_> = page["history"].as_array().unwrap().iter().map(|one| one["command"].as_str().unwrap()).collect();
    assert_eq!(told, ["record_call", "receive_order", "move_order", "move_order", "add_order"]);
    desk.replays();
}

#[test]
fn orders_nobody_moved_turn_up_by_themselves() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    let forgotten = an_order(&mut desk, sam, json!({}));
    let late = an_order(&mut desk, sam, json!({"promised_on": "2026-11-21"}));
    let fine = an_order(&mut desk, sam, json!({"expected_on": "2026-12-01"}));
    for order in [late, fine] {
        desk.do_("move_order", json!({"order_id": order, "to": "ordered"}));
        desk.do_("move_order", json!({"order_id": order, "to": "at_lab"}));
    }
    let listed = |desk: &mut TestDesk| -> Vec<(i64, Value)> {
        let lines = desk.do_("stalled_orders", json!({}));
        lines.as_array().unwrap().iter().map(|line| (line["order_id"].as_i64().unwrap(), line["why"].clone())).collect()
    };
    assert_eq!(listed(&mut desk), [(late, json!(["due_tomorrow"]))]);
    desk.it_is("2026-11-23T09:00:00-05:00");
    assert_eq!(listed(&mut desk), [(late, json!(["promise_passed"])), (forgotten, json!(["not_sent"]))]);
    assert_eq!(desk.do_("today", json!({}))["late_or_stuck"], 2);
    assert_eq!(desk.do_("list_orders", json!({"list": "on_the_way"})).as_array().unwrap().len(), 2);
    assert_eq!(desk.do_("list_orders", json!({"list": "to_send"}))[0]["name"], "Sam Keller");
    let before = desk.do_("set_dates", json!({"order_id": late, "promised_on": "2026-11-25"}));
    assert_eq!(before["promised_on"], "2026-11-21", "the reply is what to give back");
    assert_eq!(listed(&mut desk), [(forgotten, json!(["not_sent"]))]);
    desk.replays();
}

#[test]
fn who_could_be_taken_for_whom_follows_each_change_of_a_name() {
    let mut desk = a_desk();
    let eric = desk.patient("Eric", "Paulson", "1979-05-02");
    let derrick = desk.patient("Derrick", "Paulsen", "1981-11-23");
    for patient in [eric, derrick] {
        an_order(&mut desk, patient, json!({}));
    }
    let alike = |desk: &mut TestDesk| -> Vec<Value> {
        let ready = desk.do_("readiness", json!({"patient_id": eric}))[0]["look_alikes"].clone();
        ready.as_array().unwrap().iter().map(|alert| json!([alert["name"], alert["loud"]])).collect()
    };
    assert_eq!(alike(&mut desk), [json!(["Derrick Paulsen", true])]);
    let details = json!({"given": "Zoltan", "family": "Nagy", "born": "1981-11-23"});
    desk.do_("change_patient", json!({"patient_id": derrick, "details": details}));
    assert_eq!(alike(&mut desk), [json!(["Zoltan Nagy", false])], "only the same frame is left");
    let details = json!({"given": "Erik", "family": "Paulson", "born": "1981-11-23"});
    desk.do_("change_patient", json!({"patient_id": derrick, "details": details}));
    assert_eq!(alike(&mut desk), [json!(["Erik Paulson", true])]);
}
