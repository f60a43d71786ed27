//! Contact lenses: every box beside its order, exact; products learnt from boxes in hand; right, left, and the last day.

use rightful_tests::{TestDesk, a_desk, a_desk_at};
use serde_json::{Value, json};

const RIGHT_SCAN: &str = "]d201062910415002131728053110L0042";
const LEFT_SCAN: &str = "(01)00614141000036(17)280531(10)K7";

fn lens(power: i32) -> Value {
    json!({"brand": "Clarent Month", "power": power, "base_curve": 860, "diameter": 1420})
}

fn contacts(right: i32, left: i32) -> Value {
    json!({"right": {"lens": lens(right), "boxes": 1}, "left": {"lens": lens(left), "boxes": 1}})
}

/// Contact lenses here in a tray, not checked yet.
fn received(desk: &mut TestDesk, patient: i64, tray: &str, contacts: &Value) -> i64 {
    let order = desk.do_("add_order", json!({"patient_id": patient, "kind": "contact_lenses", "contacts": contacts, "lab": "Northlab"}));
    let id = order["order_id"].as_i64().unwrap();
    let page = desk.do_("open_order", json!({"order_id": id}));
    let arrived: Vec<&Value> = page["parts"].as_array().unwrap().iter().map(|part| &part["id"]).collect();
    desk.do_("move_order", json!({"order_id": id, "to": "ordered"}));
    desk.do_("move_order", json!({"order_id": id, "to": "at_lab"}));
    desk.do_("receive_order", json!({"order_id": id, "tray": tray, "arrived": arrived}));
    id
}

fn scanned(desk: &mut TestDesk, scan: &str) -> Value {
    desk.do_("read_box", json!({"scan": scan}))
}

fn boxed(label: &Value, lens: &Value) -> Value {
    let mut label = label.clone();
    label["lens"] = lens.clone();
    label
}

#[test]
fn a_product_is_learnt_from_a_box_that_is_as_ordered_and_known_the_next_time() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1970-02-02");
    let order = received(&mut desk, ana, "T001", &contacts(-225, -325));
    desk.sign_in_as(desk.dana);
    let [right, left] = [RIGHT_SCAN, LEFT_SCAN].map(|scan| scanned(&mut desk, scan));
    assert_eq!((&right["known"], &right["label"]["gtin"]), (&json!(false), &json!("06291041500213")));
    assert_eq!((&right["label"]["expires_on"], &right["label"]["lot"]), (&json!("2028-05-31"), &json!("L0042")));

    // A slip of the hand is not learnt, and is no pass.
    let slip = vec![boxed(&right["label"], &lens(-250)), boxed(&left["label"], &lens(-325))];
    let verify = |verdict: &str, boxes: &[Value]| json!({"order_id": order, "verdict": verdict, "boxes": boxes});
    let refusal = desk.refused("verify_order", verify("passed", &slip));
    assert_eq!((refusal.code.as_str(), &refusal.facts["boxes"]), ("boxes_do_not_match", &json!("differs")));
    assert_eq!(desk.do_("verify_order", verify("failed", &slip))["state"], "failed_check");
    assert_eq!(scanned(&mut desk, RIGHT_SCAN)["known"], false);
    assert_eq!(scanned(&mut desk, LEFT_SCAN)["known"], true, "that one was as ordered");

    let good = vec![boxed(&right["label"], &lens(-225)), boxed(&left["label"], &lens(-325))];
    assert_eq!(desk.do_("verify_order", verify("passed", &good))["state"], "verified");
    let known = scanned(&mut desk, RIGHT_SCAN);
    assert_eq!((&known["known"], &known["label"]["lens"]["power"]), (&json!(true), &json!(-225)));
    let page = desk.do_("open_order", json!({"order_id": order}));
    let kept = &page["verifications"][0];
    assert_eq!((&kept["boxes"][0]["lot"], &kept["boxes_checked"]["check"]["verdict"]), (&json!("L0042"), &json!("match")));
    // Any scan of such a box, from anywhere, finds the order that asks for it.
    let found = desk.do_("find", json!({"query": RIGHT_SCAN}));
    assert_eq!((&found["orders"][0]["order_id"], &found["orders"][0]["by"]), (&json!(order), &json!("box")));
    desk.replays();
}

#[test]
fn another_patients_box_names_their_order_and_is_not_written_into_this_one() {
    let mut desk = a_desk();
    let [ana, ben] = ["Ana", "Ben"].map(|given| desk.patient(given, "Reyes", "1970-02-02"));
    let anas = received(&mut desk, ana, "T001", &contacts(-225, -325));
    let bens = received(&mut desk, ben, "T002", &contacts(-400, -325));
    desk.sign_in_as(desk.dana);
    let boxes = [json!({"lens": lens(-400), "expires_on": "2028-05-31"})];
    let checked = desk.do_("check_boxes", json!({"order_id": anas, "boxes": boxes}));
    assert_eq!((&checked["check"]["verdict"], &checked["whose"][0]["order_id"]), (&json!("differs"), &json!(bens)));
    assert_eq!((&checked["whose"][0]["name"], &checked["whose"][0]["side"]), (&json!("Ben R."), &json!("right")));
    desk.do_("verify_order", json!({"order_id": anas, "verdict": "failed", "boxes": boxes}));
    let page = desk.do_("open_order", json!({"order_id": anas}));
    assert_eq!(page["verifications"][0]["boxes_checked"]["whose"], json!([]));
    assert_eq!(page["verifications"][0]["reason"], "boxes_differs");
}

#[test]
fn what_was_ordered_is_put_right_and_every_box_is_waited_for() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1970-02-02");
    let order = received(&mut desk, ana, "T001", &contacts(-225, -325));
    let changed = json!({"right": {"lens": lens(-250), "boxes": 2}, "left": {"lens": lens(-325), "boxes": 1}});
    let kept = desk.do_("set_contact_lenses", json!({"order_id": order, "contacts": changed}));
    assert_eq!((&kept["right"]["lens"]["power"], &kept["right"]["boxes"]), (&json!(-250), &json!(2)));
    let page = desk.do_("open_order", json!({"order_id": order}));
    assert_eq!((&page["order"]["powers"]["right"]["sphere"], page["parts"].as_array().unwrap().len()), (&json!(-250), 3));
    let odd = |lens: Value| json!({"order_id": order, "contacts": {"right": {"lens": lens, "boxes": 1}}});
    let curve = json!({"brand": "Clarent Month", "power": -225, "base_curve": 86});
    assert_eq!(desk.refused_because("set_contact_lenses", odd(curve)), "contact_lens_out_of_range");
    assert_eq!(desk.refused_because("set_contact_lenses", odd(json!({"power": -9900}))), "power_out_of_range");
    let glasses = desk.spectacles_with(ana, "Kite 8", "T009", &json!({"right": {"sphere": -225}, "left": {"sphere": -200}})).id;
    assert_eq!(desk.refused_because("check_boxes", json!({"order_id": glasses, "boxes": []})), "not_contact_lenses");
    assert_eq!(
        desk.refused_because("set_contact_lenses", json!({"order_id": glasses, "contacts": contacts(-225, -325)})),
        "not_contact_lenses"
    );
    desk.replays();
}

#[test]
fn a_box_that_was_good_when_checked_is_stopped_once_its_last_day_is_over() {
    let mut desk = a_desk_at("2026-12-01T10:00:00-05:00");
    let ana = desk.patient("Ana", "Reyes", "1970-02-02");
    let only_right = json!({"right": {"lens": lens(-225), "boxes": 1}});
    let order = received(&mut desk, ana, "T001", &only_right);
    desk.sign_in_as(desk.dana);
    let boxes = [json!({"lens": lens(-225), "expires_on": "2026-12-01"})];
    desk.do_("verify_order", json!({"order_id": order, "verdict": "passed", "boxes": boxes}));
    let codes = |view: &Value| -> Vec<String> {
        view["findings"].as_array().unwrap().iter().map(|found| found["finding"]["code"].as_str().unwrap().to_owned()).collect()
    };
    let view = desk.do_("start_hand_over", json!({"order_id": order}));
    assert!(!codes(&view).contains(&"box_expired".to_owned()));
    desk.do_("leave_hand_over", json!({"hand_over_id": view["id"]}));
    desk.it_is("2026-12-02T10:00:00-05:00");
    desk.sign_in_as(desk.dana);
    let view = desk.do_("start_hand_over", json!({"order_id": order}));
    assert!(codes(&view).contains(&"box_expired".to_owned()));
}
