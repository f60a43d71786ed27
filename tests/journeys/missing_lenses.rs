//! The missing lenses: a frame is in, the boy's own lenses were kept here, nobody knows where. The desk says so before
//! the phone call, at the door, and at the counter; nobody says "I assumed you had them".

use rightful_tests::{TestDesk, a_desk};
use serde_json::{Value, json};

pub struct Day {
    pub desk: TestDesk,
    pub sam: i64,
    pub order: i64,
    pub frame: i64,
    pub lenses: [i64; 2],
}

/// Three weeks ago: a replacement frame is ordered, Sam's own lenses stay here, and that is written down.
fn ordered() -> Day {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    desk.do_(
        "add_contact",
        json!({"patient_id": sam, "name": "Ruth Keller", "relation": "parent", "phone": "555-0142", "may_collect": true}),
    );
    let added = desk.do_(
        "add_order",
        json!({"patient_id": sam, "kind": "warranty_replacement", "frame": "Kite 8 46-16 Blue", "frame_source": "vendor",
               "powers": {"right": {"sphere": -225, "cyl": -75, "axis": 180}, "left": {"sphere": -200, "cyl": -50, "axis": 170}},
               "old_lenses": {"kept_by": "we", "place": "finishing desk", "go_into_new_frame": true}}),
    );
    let order = added["order_id"].as_i64().unwrap();
    assert_eq!(added["kept"].as_array().unwrap().len(), 2, "two lenses are ours to keep, and the slip says so");
    let page = desk.do_("open_order", json!({"order_id": order}));
    let part = |kind: &str| page["parts"].as_array().unwrap().iter().find(|part| part["kind"] == kind).unwrap()["id"].as_i64().unwrap();
    let (frame, lenses) = (part("frame"), [part("right_lens"), part("left_lens")]);
    desk.do_("move_order", json!({"order_id": order, "to": "ordered"}));
    Day { desk, sam, order, frame, lenses }
}

/// The frame comes; somebody looks for the lenses where they should be, and they are not.
pub fn frame_is_in() -> Day {
    let mut day = ordered();
    day.desk.do_("receive_order", json!({"order_id": day.order, "tray": "T017", "arrived": [day.frame]}));
    for lens in day.lenses {
        day.desk.do_("move_part", json!({"part_id": lens, "custody": "not_located"}));
    }
    day
}

pub fn readiness(day: &mut Day) -> Value {
    day.desk.do_("readiness", json!({"patient_id": day.sam}))[0].clone()
}

pub fn turn(day: &mut Day, visit: &Value) -> Value {
    let queue = day.desk.do_("queue", json!({}));
    queue["waiting"].as_array().unwrap().iter().find(|turn| turn["visit_id"] == *visit).unwrap().clone()
}

#[test]
fn nobody_phones_the_mother_while_the_lenses_are_not_here() {
    let mut day = frame_is_in();
    let refusal = day.desk.refused("notify_order", json!({"order_id": day.order}));
    assert_eq!(refusal.code, "parts_missing");
    let missing: Vec<_> = refusal.findings.iter().filter_map(|finding| finding.facts.get("part")?.as_str()).collect();
    assert_eq!(missing, ["right_lens", "left_lens"]);
    assert!(
        refusal.findings.iter().filter(|f| f.facts.contains_key("part")).all(|f| f.facts["last_place"] == "finishing desk"),
        "and where they were last"
    );
    assert_eq!(day.desk.do_("calls_today", json!({}))["to_make"], 0);
}

#[test]
fn at_the_door_the_desk_knows_and_while_they_wait_it_prompts() {
    let mut day = frame_is_in();
    let visit =
        day.desk.do_("check_in", json!({"patient_id": day.sam, "purpose": "collecting", "with_whom": "his mother, Ruth", "quote_min": 10}))
            ["visit_id"]
            .clone();
    let ready = readiness(&mut day);
    assert_eq!((&ready["code"], &ready["mark"], &ready["next"]), (&json!("part_missing"), &json!("stop"), &json!("search")));
    let missing = ready["missing"].as_array().unwrap();
    assert_eq!(missing.len(), 2);
    assert_eq!((&missing[0]["last_seen"]["place"], &missing[0]["last_seen"]["by"]), (&json!("finishing desk"), &json!("Jo")));
    assert_eq!(turn(&mut day, &visit)["ready"]["mark"], "stop", "the queue shows it too");
    day.desk.do_("greet", json!({"visit_id": visit}));
    let mut marks = Vec::new();
    for minutes in [9, 1, 5, 5, 10] {
        day.desk.minutes_pass(minutes);
        marks.push(turn(&mut day, &visit)["mark"].as_str().unwrap().to_owned());
    }
    assert_eq!(marks, ["amber", "amber", "tell", "manager", "recovery"], "at 9, 10, 15, 20 and 30 minutes");
    day.desk.restart();
    assert_eq!(turn(&mut day, &visit)["waited_min"], 30, "a restart loses no minute");
}

#[test]
fn the_counter_cannot_hand_over_what_is_not_here_and_keeps_the_near_miss() {
    let mut day = frame_is_in();
    let over = day.desk.do_("start_hand_over", json!({"order_id": day.order}))["id"].clone();
    day.desk.do_("say_identifiers", json!({"hand_over_id": over, "name": "Sam Keller", "born": "3/4/2011"}));
    day.desk.do_("scan_at_hand_over", json!({"hand_over_id": over, "code": "t017"}));
    let refusal = day.desk.refused("finish_hand_over", json!({"hand_over_id": over, "receiver": "patient"}));
    assert_eq!(refusal.code, "not_yet");
    let missing = refusal.findings.iter().filter(|finding| finding.code == "part_not_here").count();
    assert_eq!(missing, 2);
    let kept = day.desk.do_("open_discrepancies", json!({}));
    assert_eq!((&kept[0]["near_miss"], &kept[0]["kind"]), (&json!(true), &json!("part_lost")));
    day.desk.replays();
}

#[test]
fn found_again_they_go_home_the_right_way_and_the_fitting_is_owed() {
    let mut day = frame_is_in();
    day.desk.do_("check_in", json!({"patient_id": day.sam, "purpose": "collecting"}));
    for lens in day.lenses {
        day.desk.do_("move_part", json!({"part_id": lens, "custody": "here", "note": "in the tray before"}));
    }
    assert_eq!(readiness(&mut day)["code"], "not_verified");
    day.desk.sign_in_as(day.desk.dana);
    day.desk.do_("verify_order", json!({"order_id": day.order, "verdict": "passed"}));
    day.desk.sign_in_as(day.desk.jo);
    assert_eq!(readiness(&mut day)["code"], "complete");
    let visit = day.desk.do_("queue", json!({}))["waiting"][0]["visit_id"].clone();
    day.desk.do_("call_visit", json!({"visit_id": visit}));
    let over = day.desk.do_("start_hand_over", json!({"order_id": day.order, "visit_id": visit}))["id"].clone();
    day.desk.do_("say_identifiers", json!({"hand_over_id": over, "name": "Sam Keller", "born": "2011-03-04"}));
    day.desk.do_("scan_at_hand_over", json!({"hand_over_id": over, "code": "T017"}));
    for part in [day.frame, day.lenses[0], day.lenses[1]] {
        day.desk.do_("tick_part", json!({"hand_over_id": over, "part_id": part, "ticked": true}));
    }
    let view = day.desk.do_("look_together", json!({"hand_over_id": over, "case_opened": true, "looked": true}));
    assert_eq!(view["can_finish"], true, "{view}");
    let ruth = view["contacts"][0]["id"].clone();
    let done = day.desk.do_("finish_hand_over", json!({"hand_over_id": over, "receiver": {"contact": ruth}}));
    assert_eq!((&done["state"], &done["received_by"]), (&json!("handed_over"), &json!("Ruth Keller")));
    let ended =
        day.desk.do_("end_visit", json!({"visit_id": visit, "outcome": "fit_later", "returns_on": "2026-11-24", "order_id": day.order}));
    assert_eq!(ended["owes"]["what"], "fitting");
    let page = day.desk.do_("open_order", json!({"order_id": day.order}));
    assert_eq!((&page["order"]["state"], &page["order"]["tray"]), (&json!("collected"), &Value::Null), "and the tray is free");
    assert!(page["parts"].as_array().unwrap().iter().all(|part| part["custody"] == "with_patient"));
    let again = readiness(&mut day);
    assert_eq!((&again["code"], &again["handed_over"]["received_by"]), (&json!("handed_over"), &json!("Ruth Keller")));
    day.desk.it_is("2026-11-24T15:00:00-05:00");
    let back = day.desk.do_("check_in", json!({"patient_id": day.sam}));
    assert_eq!(back["owed"]["what"], "fitting", "they come back for what is owed");
    day.desk.replays();
}
