//! Nobody in: somebody without a PIN gets to the desk, and it is known. And somebody who left gets nowhere.

use rightful_tests::{PASSPHRASE, PIN, a_desk, a_desk_at};
use serde_json::{Value, json};

fn enter(secret: &str) -> Value {
    json!({"name": " Pat Lind ", "reason": "Jo is ill, nobody else has a PIN", "secret": secret})
}

#[test]
fn with_the_passphrase_somebody_works_as_a_receptionist_under_a_name_of_their_own_and_the_manager_is_told() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    desk.do_("lock", json!({}));
    assert_eq!(desk.refused_because("enter_in_emergency", enter("not the passphrase")), "wrong_passphrase");
    assert_eq!(desk.refused_because("enter_in_emergency", enter(PIN)), "wrong_passphrase", "a PIN is not enough");
    for (field, code) in [("name", "name_needed"), ("reason", "reason_needed")] {
        let mut asked = enter(PASSPHRASE);
        asked[field] = json!(" ");
        assert_eq!(desk.refused_because("enter_in_emergency", asked), code);
    }
    assert_eq!(desk.refused_because("open_patient", json!({"patient_id": sam})), "not_signed_in");
    let begun = desk.do_("enter_in_emergency", enter(PASSPHRASE));
    assert_eq!(begun["recovery_key"], Value::Null, "a passphrase uses up no key");
    let state = desk.do_("desk_state", json!({}));
    let pat = state["who"].clone();
    assert_eq!((&state["in_emergency"]["given"], &state["in_emergency"]["role"]), (&json!("Pat Lind (E-1)"), &json!("receptionist")));
    assert_eq!(state["recovery_key_confirmed"], json!(false), "as it was: nobody typed the first one back here");
    desk.do_("open_patient", json!({"patient_id": sam}));
    desk.check_in(sam, "collecting");
    assert_eq!(desk.refused_because("add_staff", json!({"given": "X", "family": "Y", "role": "manager", "pin": "1234"})), "not_your_role");
    assert_eq!(desk.refused_because("see_emergency", json!({"staff_id": pat})), "not_your_role");
    desk.clock.advance_minutes(6);
    let locked = desk.do_("desk_state", json!({}));
    assert!(!locked["staff"].as_array().unwrap().iter().any(|staff| staff["id"] == pat), "there is no PIN to type for it");
    assert_eq!(desk.refused_because("open_patient", json!({"patient_id": sam})), "not_signed_in", "it locks as every desk does");
    assert_eq!(desk.refused_because("sign_in", json!({"staff_id": pat, "pin": ""})), "no_such_staff");

    desk.sign_in_as(desk.jo);
    assert_eq!(desk.do_("desk_state", json!({}))["emergencies_unseen"], 0, "a manager is told, not everybody");
    desk.sign_in_as(desk.kim);
    assert_eq!(desk.do_("desk_state", json!({}))["emergencies_unseen"], 1);
    let one = desk.do_("emergencies", json!({}))[0].clone();
    assert_eq!((&one["name"], &one["reason"]), (&json!("Pat Lind (E-1)"), &json!("Jo is ill, nobody else has a PIN")));
    // What they looked at, checked in, and were refused twice; the first entry is the desk's own.
    assert_eq!(one["entries"], 4, "{one}");
    let page = desk.do_("open_patient", json!({"patient_id": sam}));
    assert!(page["history"].as_array().unwrap().iter().any(|act| act["by"] == "Pat Lind (E-1)" && act["command"] == "check_in"));
    desk.do_("see_emergency", json!({"staff_id": pat}));
    assert_eq!(desk.do_("desk_state", json!({}))["emergencies_unseen"], 0);
    desk.replays();
}

#[test]
fn the_printed_key_lets_in_as_a_manager_once_and_the_new_one_takes_its_place() {
    let mut desk = a_desk_at("2026-11-20T10:30:00-05:00");
    desk.sign_in_as(desk.kim);
    let printed = desk.do_("new_recovery_key", json!({"passphrase": PASSPHRASE}))["recovery_key"].as_str().unwrap().to_owned();
    desk.do_("confirm_recovery_key", json!({"typed": printed}));
    desk.do_("lock", json!({}));
    let next = desk.do_("enter_in_emergency", enter(&printed))["recovery_key"].as_str().unwrap().to_owned();
    let state = desk.do_("desk_state", json!({}));
    assert_eq!((&state["in_emergency"]["role"], &state["recovery_key_confirmed"]), (&json!("manager"), &json!(false)));
    assert_eq!(state["emergencies_unseen"], 0, "not told to themselves");
    let pat = state["who"].clone();
    assert_eq!(desk.refused_because("see_emergency", json!({"staff_id": pat})), "not_yourself");
    // Nobody with a PIN may ever come back: with the key somebody gets one.
    let lee = desk.staff("Lee", "Park", "manager");
    desk.do_("confirm_recovery_key", json!({"typed": next}));
    desk.do_("lock", json!({}));
    assert_eq!(desk.refused_because("enter_in_emergency", enter(&printed)), "wrong_passphrase", "the used one lets nobody in");
    desk.do_("close", json!({}));
    assert_eq!(desk.refused_because("unlock", json!({"secret": printed})), "wrong_passphrase", "and opens nothing");
    desk.do_("unlock", json!({"secret": next}));
    desk.sign_in_as(lee);
    assert_eq!(desk.do_("desk_state", json!({}))["emergencies_unseen"], 1);
    assert_eq!(desk.do_("emergencies", json!({}))[0]["by_recovery_key"], true);
    desk.replays();
    // No secret is in the trail.
    let token_folder = tempfile::tempdir().unwrap();
    let token = desk.desk.hold_folder(token_folder.path().to_owned());
    desk.do_("export_everything", json!({"token": token}));
    let folder = std::fs::read_dir(token_folder.path()).unwrap().next().unwrap().unwrap().path();
    for file in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let text = String::from_utf8_lossy(&std::fs::read(file.path()).unwrap()).into_owned();
        assert!(![printed.as_str(), next.as_str(), PASSPHRASE].iter().any(|secret| text.contains(secret)), "{:?}", file.file_name());
    }
}

#[test]
fn who_left_opens_nothing_any_more_at_once() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    let order = desk.spectacles_received(sam, "Kite 8", "T017");
    // A hand-over is under way in which Dana's PIN would do as the second person's.
    desk.sign_in_as(desk.jo);
    let over = desk.do_("start_hand_over", json!({"order_id": order.id, "visit_id": null}))["id"].clone();
    desk.sign_in_as(desk.kim);
    let (dana, kim) = (desk.dana, desk.kim);
    let left = json!({"staff_id": dana, "given": "Dana", "family": "Reyes", "role": "dispenser", "active": false});
    desk.do_("change_staff", left);
    assert_eq!(desk.refused_because("sign_in", json!({"staff_id": dana, "pin": PIN})), "no_such_staff");
    let second = json!({"hand_over_id": over, "key": "not_verified", "reason": "looked", "staff_id": dana, "pin": PIN});
    assert_eq!(desk.refused_because("override_stop", second), "no_such_staff");
    assert!(!desk.do_("desk_state", json!({}))["staff"].to_string().contains("Dana"));
    let own = json!({"staff_id": kim, "given": "Kim", "family": "Vo", "role": "receptionist", "active": true});
    assert_eq!(desk.refused_because("change_staff", own), "last_manager");
    desk.replays();
}
