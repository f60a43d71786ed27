//! The label on a tray and the slip for what we keep: what they say, what they leave out, and who printed them.

use rightful_tests::a_desk;
use serde_json::json;

#[test]
fn a_tray_label_says_enough_and_no_more() {
    let mut desk = a_desk();
    let details = json!({"given": "Samuel", "family": "Keller", "preferred": "Sam", "born": "2011-03-04", "phone": "555-0142"});
    let sam = desk.do_("add_patient", json!({"details": details}))["patient_id"].as_i64().unwrap();
    let request =
        json!({"patient_id": sam, "kind": "spectacles", "frame": "Kite 8", "frame_source": "ours", "powers": {"right": {"sphere": -125}}});
    let order = desk.do_("add_order", request)["order_id"].as_i64().unwrap();
    desk.do_("set_tray", json!({"order_id": order, "tray": "T017"}));
    let label = desk.do_("tray_label", json!({"order_id": order}));
    assert_eq!((&label["short"], &label["tray"], &label["barcode"]), (&json!("Sam K."), &json!("T017"), &json!("26-1001")));
    let kinds: Vec<_> = label["parts"].as_array().unwrap().iter().map(|part| part["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["frame", "right_lens", "left_lens", "case"]);
    let text = label.to_string();
    assert!(!text.contains("Keller") && !text.contains("2011") && !text.contains("125") && !text.contains("0142"));
    let scanned = desk.do_("find", json!({"query": label["barcode"]}));
    assert_eq!(scanned["exact"]["order_id"], json!(order), "what the label says finds its order");
    assert_eq!(label["look_alike"], json!(false));
    let details = json!({"given": "Samuel", "family": "Kellar", "born": "2011-03-04"});
    let twin = desk.do_("add_patient", json!({"details": details, "another": true}))["patient_id"].as_i64().unwrap();
    desk.do_("add_order", json!({"patient_id": twin, "kind": "spectacles"}));
    assert_eq!(desk.do_("tray_label", json!({"order_id": order}))["look_alike"], json!(true));
}

#[test]
fn the_slip_says_what_we_keep_since_when_and_who_took_it() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    let request = json!({"patient_id": sam, "kind": "warranty_replacement", "frame_source": "vendor",
                         "old_lenses": {"kept_by": "we", "place": "drawer 2", "go_into_new_frame": true}});
    let added = desk.do_("add_order", request);
    let order = added["order_id"].as_i64().unwrap();
    let (taken_at, lens) = (desk.now().0, added["kept"][0].clone());
    desk.minutes_pass(2);
    desk.do_("move_part", json!({"part_id": lens, "custody": "here", "place": "finishing desk", "holder": "Jonas"}));
    desk.sign_in_as(desk.dana);
    let slip = desk.do_("kept_slip", json!({"order_id": order}));
    assert_eq!((&slip["clinic"], &slip["name"], &slip["by"]), (&json!("Test clinic"), &json!("Sam Keller"), &json!("Dana")));
    let items = slip["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!(
        (&items[0]["kind"], &items[0]["since"], &items[0]["taken_by"]),
        (&json!("right_lens"), &json!(taken_at), &json!("Jo")),
        "since it came, not since it was moved within the house"
    );
    let none = desk.do_("add_order", json!({"patient_id": sam, "kind": "spectacles"}))["order_id"].clone();
    assert_eq!(desk.refused_because("kept_slip", json!({"order_id": none})), "nothing_kept");
    let keeps = json!({"patient_id": sam, "kind": "spectacles", "old_lenses": {"kept_by": "patient"}});
    let none = desk.do_("add_order", keeps)["order_id"].clone();
    assert_eq!(desk.refused_because("kept_slip", json!({"order_id": none})), "nothing_kept", "the patient keeps them");
    desk.replays();
}
