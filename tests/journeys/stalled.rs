//! Orders nobody moved turn up by themselves, say what moves them on, and rest when somebody looked at them.

use rightful_tests::{TestDesk, a_desk};
use serde_json::{Value, json};

fn an_order(desk: &mut TestDesk, more: Value) -> i64 {
    let patient = desk.patient("Ana", "Reyes", "1990-02-11");
    let mut order = json!({"patient_id": patient, "kind": "spectacles", "frame": "Kite 8", "frame_source": "ours", "frame_place": "board 3", "lab": "North lab"});
    for (name, value) in more.as_object().unwrap() {
        order[name] = value.clone();
    }
    desk.do_("add_order", order)["order_id"].as_i64().unwrap()
}

fn line(desk: &mut TestDesk, order: i64) -> Option<Value> {
    let lines = desk.do_("stalled_orders", json!({}));
    lines.as_array().unwrap().iter().find(|line| line["order_id"] == order).cloned()
}

fn why(desk: &mut TestDesk, order: i64) -> Value {
    line(desk, order).map_or(Value::Null, |line| json!([line["why"], line["to_do"]]))
}

#[test]
fn each_way_an_order_stalls_is_listed_on_its_morning_and_not_before() {
    let mut desk = a_desk();
    let order = an_order(&mut desk, json!({}));
    assert_eq!(why(&mut desk, order), Value::Null, "taken this morning");
    desk.it_is("2026-11-21T09:00:00-05:00");
    assert_eq!(why(&mut desk, order), json!([["not_sent"], ["send"]]));
    desk.do_("move_order", json!({"order_id": order, "to": "ordered"}));
    desk.it_is("2026-11-22T09:00:00-05:00");
    assert_eq!(why(&mut desk, order), Value::Null, "the lab has two days");
    desk.it_is("2026-11-23T09:00:00-05:00");
    assert_eq!(why(&mut desk, order), json!([["not_acknowledged"], ["ask_lab_has_it"]]));
    desk.do_("move_order", json!({"order_id": order, "to": "at_lab"}));
    assert_eq!(why(&mut desk, order), Value::Null);
    desk.do_("move_order", json!({"order_id": order, "to": "lab_hold"}));
    desk.it_is("2026-11-25T09:00:00-05:00");
    assert_eq!(why(&mut desk, order), json!([["lab_waits"], ["answer_lab"]]));
    desk.do_("move_order", json!({"order_id": order, "to": "at_lab"}));
    desk.do_("set_dates", json!({"order_id": order, "expected_on": "2026-11-26", "promised_on": "2026-11-28"}));
    assert_eq!(why(&mut desk, order), json!([["due_tomorrow"], ["ask_lab_when"]]));
    desk.it_is("2026-11-26T09:00:00-05:00");
    assert_eq!(why(&mut desk, order), json!([["due_today"], ["ask_lab_when"]]));
    desk.it_is("2026-11-29T09:00:00-05:00");
    assert_eq!(why(&mut desk, order), json!([["promise_passed", "expected_passed"], ["ask_lab_when", "tell_late"]]));
    let parts = desk.do_("open_order", json!({"order_id": order}))["parts"].clone();
    let arrived: Vec<Value> = parts.as_array().unwrap().iter().map(|part| part["id"].clone()).collect();
    desk.do_("receive_order", json!({"order_id": order, "tray": "T001", "arrived": arrived}));
    desk.it_is("2026-11-30T09:00:00-05:00");
    assert_eq!(why(&mut desk, order), json!([["promise_passed", "not_checked"], ["check", "tell_late"]]));
    desk.sign_in_as(desk.dana);
    desk.do_("verify_order", json!({"order_id": order, "verdict": "passed"}));
    desk.sign_in_as(desk.jo);
    desk.it_is("2026-12-01T09:00:00-05:00");
    assert_eq!(why(&mut desk, order), json!([["promise_passed", "not_told"], ["tell_ready"]]));
    desk.do_("notify_order", json!({"order_id": order}));
    desk.it_is("2026-12-03T09:00:00-05:00");
    assert_eq!(why(&mut desk, order), Value::Null);
    desk.it_is("2026-12-04T09:00:00-05:00");
    assert_eq!(why(&mut desk, order), json!([["not_collected"], ["call_again"]]), "three days after they were told");
    desk.do_("record_call", json!({"order_id": order, "outcome": "reached", "spoke_to": "her", "note": null}));
    desk.it_is("2026-12-17T09:00:00-05:00");
    assert_eq!(why(&mut desk, order), Value::Null, "they were reached");
    desk.it_is("2026-12-18T09:00:00-05:00");
    assert_eq!(why(&mut desk, order), json!([["sits_long"], ["call_again"]]), "nothing sits for 14 days without a call");
    desk.replays();
}

#[test]
fn what_somebody_looked_at_rests_until_then_unless_more_goes_wrong() {
    let mut desk = a_desk();
    let order = an_order(&mut desk, json!({"promised_on": "2026-11-24"}));
    let rest = |until: &str, words: &str| json!({"order_id": order, "until": until, "words": words});
    assert_eq!(desk.refused_because("rest_stalled", rest("2026-11-24", "soon")), "not_stalled");
    desk.it_is("2026-11-21T09:00:00-05:00");
    assert_eq!(desk.refused_because("rest_stalled", rest("2026-11-21", "soon")), "day_is_over");
    assert_eq!(desk.refused_because("rest_stalled", rest("2026-12-30", "soon")), "rests_too_long");
    assert_eq!(desk.refused_because("rest_stalled", rest("2026-11-28", " ")), "reason_needed");
    desk.do_("rest_stalled", rest("2026-11-28", "The frame comes on Friday."));
    assert_eq!(line(&mut desk, order), None);
    assert_eq!(desk.do_("today", json!({}))["late_or_stuck"], 0);
    desk.it_is("2026-11-25T09:00:00-05:00");
    assert_eq!(why(&mut desk, order)[0], json!(["promise_passed", "not_sent"]), "past its day is more than what was looked at");
    desk.replays();
}

#[test]
fn the_limits_are_the_clinics_own_and_each_line_says_whom_to_call() {
    let mut desk = a_desk();
    let order = an_order(&mut desk, json!({}));
    desk.sign_in_as(desk.kim);
    let mut settings = desk.do_("settings", json!({}));
    settings["sent_within_days"] = json!(0);
    assert_eq!(desk.refused_because("change_settings", json!({"settings": settings})), "settings_order");
    settings["sent_within_days"] = json!(3);
    desk.do_("change_settings", json!({"settings": settings}));
    desk.it_is("2026-11-22T09:00:00-05:00");
    assert_eq!(line(&mut desk, order), None);
    desk.it_is("2026-11-23T09:00:00-05:00");
    let asked = desk.do_("ask_again", json!({"order_id": order}));
    let line = line(&mut desk, order).unwrap();
    assert_eq!((&line["whom"][0]["name"], &line["discrepancy_id"]), (&json!("Ana Reyes"), &asked["id"]));
}

#[test]
fn an_order_called_off_in_the_old_system_leaves_its_discrepancy_to_be_seen_to() {
    let mut desk = a_desk();
    let order = an_order(&mut desk, json!({}));
    let it = desk.do_("ask_again", json!({"order_id": order}))["id"].clone();
    desk.do_("move_order", json!({"order_id": order, "to": "cancelled"}));
    assert_eq!(line(&mut desk, order), None);
    assert_eq!(desk.do_("open_discrepancies", json!({}))[0]["id"], it, "what went wrong is not undone by calling it off");
    assert_eq!(desk.do_("ask_again", json!({"order_id": order}))["id"], it, "and whoever asks about it is heard");
    let other = an_order(&mut desk, json!({}));
    desk.do_("move_order", json!({"order_id": other, "to": "cancelled"}));
    assert_eq!(desk.refused_because("ask_again", json!({"order_id": other})), "order_is_over");
}
