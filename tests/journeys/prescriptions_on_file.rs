//! An order against the prescription on file: while it is taken, on its page, and before it leaves the house.

use rightful_tests::{TestDesk, a_desk};
use serde_json::{Value, json};

fn eye(sphere: i32, cyl: i32, axis: i32) -> Value {
    if cyl == 0 { json!({"sphere": sphere}) } else { json!({"sphere": sphere, "cyl": cyl, "axis": axis}) }
}

fn pair(right: &Value, left: &Value) -> Value {
    json!({"right": right, "left": left})
}

fn with(powers: &Value, path: &str, value: Value) -> Value {
    let mut powers = powers.clone();
    let (eye, field) = path.split_once('.').unwrap_or(("", path));
    if eye.is_empty() {
        powers[field] = value
    } else {
        powers[eye][field] = value
    }
    powers
}

fn prescribe(desk: &mut TestDesk, patient: i64, written_on: &str, expires_on: Option<&str>, powers: &Value) -> Value {
    let request = json!({"patient_id": patient, "kind": "spectacle", "written_on": written_on, "expires_on": expires_on, "prescriber": "Dr. Ng", "powers": powers});
    desk.do_("add_prescription", request)["prescription_id"].clone()
}

/// Each finding as "grade code".
fn found(desk: &mut TestDesk, patient: i64, powers: &Value, lens_type: Option<&str>, prescription: &Value) -> Vec<String> {
    let request =
        json!({"patient_id": patient, "kind": "spectacles", "lens_type": lens_type, "powers": powers, "prescription_id": prescription});
    let while_taken = desk.do_("compare_order", request.clone());
    let order = desk.do_("add_order", request)["order_id"].clone();
    let page = desk.do_("open_order", json!({"order_id": order}));
    let on_page: Vec<Value> = page["against_prescription"].as_array().unwrap().iter().map(|each| each["finding"].clone()).collect();
    assert_eq!(while_taken.as_array().unwrap(), &on_page, "said while it is taken as on its page");
    desk.do_("move_order", json!({"order_id": order, "to": "cancelled"}));
    let said = |finding: &Value| format!("{} {}", finding["grade"].as_str().unwrap(), finding["code"].as_str().unwrap());
    on_page.iter().map(said).collect()
}

const NONE: Value = Value::Null;

#[test]
fn powers_are_compared_exactly_after_transposition() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1970-02-02");
    let mine = pair(&eye(-225, -75, 180), &eye(-200, -50, 170));
    assert!(found(&mut desk, ana, &mine, Some("SV"), &NONE).is_empty(), "nothing is on file");
    let rx = prescribe(&mut desk, ana, "2026-03-01", None, &mine);
    assert!(found(&mut desk, ana, &mine, Some("SV"), &rx).is_empty());
    let plus = pair(&eye(-300, 75, 90), &eye(-250, 50, 80));
    assert!(found(&mut desk, ana, &plus, Some("SV"), &rx).is_empty(), "plus cylinder is the same lens");
    for (change, what) in [
        (with(&mine, "right.sphere", json!(-200)), "a quarter"),
        (with(&mine, "right.sphere", json!(-212)), "an eighth"),
        (with(&mine, "left.cyl", json!(-75)), "cylinder"),
        (with(&mine, "left.axis", json!(171)), "one degree"),
        (with(&mine, "left.axis", json!(80)), "the axis not turned"),
        (with(&mine, "right.sphere", json!(225)), "the sign"),
        (with(&mine, "right.balance", json!(true)), "a balance lens nobody prescribed"),
    ] {
        assert_eq!(found(&mut desk, ana, &change, Some("SV"), &rx), ["stop rx_differs"], "{what}");
    }
    // Made from no named prescription it may be from one that never came on file.
    assert_eq!(found(&mut desk, ana, &with(&mine, "right.sphere", json!(-200)), Some("SV"), &NONE), ["ask rx_differs"]);
    // One lens only.
    let one = json!({"right": eye(-225, -75, 180)});
    assert!(found(&mut desk, ana, &one, Some("SV"), &rx).is_empty());
    let turned = pair(&eye(-200, -50, 170), &eye(-225, -75, 180));
    assert_eq!(found(&mut desk, ana, &turned, Some("SV"), &rx)[0], "stop rx_eyes_exchanged");
    desk.replays();
}

#[test]
fn add_lens_type_prism_and_pd_are_compared() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1970-02-02");
    let far = pair(&eye(-225, -75, 180), &eye(-200, -50, 170));
    let mine = with(&with(&with(&far, "right.add", json!(200)), "left.add", json!(200)), "pd_tenths", json!(630));
    let rx = prescribe(&mut desk, ana, "2026-03-01", None, &mine);
    assert!(found(&mut desk, ana, &mine, Some("PAL"), &rx).is_empty());
    assert_eq!(found(&mut desk, ana, &with(&mine, "left.add", json!(225)), Some("PAL"), &rx), ["stop rx_differs"]);
    // Distance glasses leave the add out; that is said, and nobody has to answer.
    let distance = with(&far, "pd_tenths", json!(630));
    assert_eq!(found(&mut desk, ana, &distance, Some("SV"), &rx), ["note rx_has_an_add"]);
    assert_eq!(found(&mut desk, ana, &distance, None, &rx), ["note rx_has_an_add_not_ordered"]);
    // Reading glasses are the add put on top.
    let near = pair(&eye(-25, -75, 180), &eye(0, -50, 170));
    assert_eq!(found(&mut desk, ana, &near, Some("SV near"), &rx), ["note rx_made_for_near"]);
    assert_eq!(found(&mut desk, ana, &distance, Some("PAL"), &rx), ["stop rx_differs", "stop rx_differs", "ask rx_lens_type_needs_an_add"]);
    for (change, findings) in [
        (with(&mine, "right.prism_up", json!(50)), vec!["stop rx_differs"]),
        (with(&mine, "left.prism_out", json!(-50)), vec!["stop rx_differs"]),
        (with(&mine, "right.prism_out", json!(0)), vec![]),
        (with(&mine, "pd_tenths", json!(640)), vec!["ask rx_pd_differs"]),
        (with(&mine, "pd_tenths", json!(626)), vec![]),
    ] {
        assert_eq!(found(&mut desk, ana, &change, Some("PAL"), &rx), findings, "{change}");
    }
    let by_eye = with(&with(&with(&mine, "pd_tenths", NONE), "right.mono_pd", json!(320)), "left.mono_pd", json!(330));
    assert_eq!(found(&mut desk, ana, &by_eye, Some("PAL"), &rx), ["ask rx_pd_differs"], "32 and 33 are 65");
    // Single vision on file, a progressive ordered.
    let ben = desk.patient("Ben", "Odum", "1971-02-02");
    let plain = prescribe(&mut desk, ben, "2026-03-01", None, &far);
    assert_eq!(found(&mut desk, ben, &far, Some("PAL"), &plain), ["ask rx_lens_type_needs_an_add"]);
    assert_eq!(found(&mut desk, ben, &mine, Some("PAL"), &plain), ["stop rx_differs", "stop rx_differs"]);
}

#[test]
fn the_latest_prescription_counts_and_an_expired_one_is_asked_about() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1970-02-02");
    let (old, new) = (pair(&eye(-175, -75, 180), &eye(-150, -50, 170)), pair(&eye(-225, -75, 180), &eye(-200, -50, 170)));
    let first = prescribe(&mut desk, ana, "2021-03-01", Some("2023-03-01"), &old);
    // On its last day it may be used; the day after it is asked about.
    let second = prescribe(&mut desk, ana, "2025-11-20", Some("2026-11-20"), &new);
    assert!(found(&mut desk, ana, &new, Some("SV"), &second).is_empty());
    assert_eq!(found(&mut desk, ana, &old, Some("SV"), &first), ["ask rx_not_the_latest", "ask rx_expired"]);
    assert_eq!(found(&mut desk, ana, &old, Some("SV"), &NONE)[0], "ask rx_is_an_older_one");
    desk.it_is("2026-11-21T10:30:00-05:00");
    assert_eq!(found(&mut desk, ana, &new, Some("SV"), &second), ["ask rx_expired"]);
    // A contact lens prescription is no spectacle prescription.
    let lenses = json!({"patient_id": ana, "kind": "contact_lens", "written_on": "2026-11-01", "powers": new});
    let contact = desk.do_("add_prescription", lenses)["prescription_id"].clone();
    assert_eq!(found(&mut desk, ana, &new, Some("SV"), &contact), ["stop rx_is_for_contact_lenses"]);
    desk.replays();
}

#[test]
fn a_prescription_of_a_family_member_with_a_similar_name_is_named() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1970-02-02");
    let ann = desk.patient("Ann", "Reyes", "1972-05-05");
    let stranger = desk.patient("Wolfgang", "Zimmer", "1950-05-05");
    let (mine, hers) = (pair(&eye(-225, -75, 180), &eye(-200, -50, 170)), pair(&eye(300, -25, 10), &eye(325, 0, 0)));
    // Nothing of Ana's is on file, and Ann has nothing open.
    prescribe(&mut desk, ann, "2026-01-05", None, &hers);
    assert_eq!(found(&mut desk, ana, &hers, Some("SV"), &NONE), ["stop rx_is_somebody_elses"]);
    let own = prescribe(&mut desk, ana, "2026-03-01", None, &mine);
    let in_plus = pair(&eye(275, 25, 100), &eye(325, 0, 0));
    assert_eq!(found(&mut desk, ana, &in_plus, Some("SV"), &own)[0], "stop rx_is_somebody_elses", "however it is written");
    // The same powers of somebody who is nothing like her say nothing.
    let strangers = pair(&eye(-400, 0, 0), &eye(-425, 0, 0));
    prescribe(&mut desk, stranger, "2026-01-05", None, &strangers);
    assert_eq!(found(&mut desk, ana, &strangers, Some("SV"), &own), ["stop rx_differs", "stop rx_differs"]);
    // And it cannot be named as the one that the order is made from.
    let of_ann = prescribe(&mut desk, ann, "2026-02-05", None, &hers);
    let request = json!({"patient_id": ana, "kind": "spectacles", "powers": hers, "prescription_id": of_ann});
    assert_eq!(desk.refused_because("add_order", request), "prescription_of_other_patient");
}

#[test]
fn a_prescription_is_kept_only_when_it_says_something_that_can_be() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1970-02-02");
    let ask = |written: &str, expires: Option<&str>, powers: &Value| json!({"patient_id": ana, "kind": "spectacle", "written_on": written, "expires_on": expires, "prescriber": "  ", "powers": powers});
    let some = pair(&eye(-225, -75, 180), &eye(-200, 0, 0));
    for (request, code) in [
        (ask("2026-01-01", None, &json!({})), "nothing_prescribed"),
        (ask("2026-11-21", None, &some), "date_in_future"),
        (ask("2026-03-01", Some("2026-02-01"), &some), "expires_before_written"),
        (ask("2026-03-01", None, &pair(&eye(-9900, 0, 0), &eye(0, 0, 0))), "power_out_of_range"),
    ] {
        assert_eq!(desk.refused_because("add_prescription", request), code);
    }
    desk.do_("add_prescription", ask("2026-11-20", Some("2026-11-20"), &some));
    assert_eq!(desk.do_("open_patient", json!({"patient_id": ana}))["prescriptions"][0]["prescriber"], NONE);
}

/// Spectacles verified in tray T001, ordered a quarter off the prescription they name.
fn a_quarter_off(desk: &mut TestDesk, reason: Option<&str>) -> (i64, i64) {
    let ana = desk.patient("Ana", "Reyes", "1970-02-02");
    let mine = pair(&eye(-225, -75, 180), &eye(-200, -50, 170));
    let rx = prescribe(desk, ana, "2026-03-01", None, &mine);
    let wrong = with(&mine, "right.sphere", json!(-250));
    let request = json!({"patient_id": ana, "kind": "spectacles", "frame": "Kite 8", "frame_source": "ours", "frame_place": "board", "lens_type": "SV",
                         "powers": wrong, "prescription_id": rx, "prescription_reason": reason});
    let order = desk.do_("add_order", request)["order_id"].as_i64().unwrap();
    let parts = desk.do_("open_order", json!({"order_id": order}))["parts"].clone();
    let parts: Vec<Value> = parts.as_array().unwrap().iter().map(|part| part["id"].clone()).collect();
    for to in ["ordered", "at_lab"] {
        desk.do_("move_order", json!({"order_id": order, "to": to}));
    }
    desk.do_("receive_order", json!({"order_id": order, "tray": "T001", "arrived": parts}));
    desk.sign_in_as(desk.dana);
    // The lenses are what was ordered: a check against the order alone sees nothing.
    desk.do_("verify_order", json!({"order_id": order, "verdict": "passed", "reading": wrong}));
    desk.sign_in_as(desk.jo);
    let over = desk.do_("start_hand_over", json!({"order_id": order, "visit_id": null}))["id"].as_i64().unwrap();
    desk.do_("say_identifiers", json!({"hand_over_id": over, "name": "Ana Reyes", "born": "1970-02-02"}));
    desk.do_("scan_at_hand_over", json!({"hand_over_id": over, "code": "T001"}));
    for part in parts {
        desk.do_("tick_part", json!({"hand_over_id": over, "part_id": part, "ticked": true}));
    }
    desk.do_("look_together", json!({"hand_over_id": over, "case_opened": true, "looked": true}));
    (order, over)
}

#[test]
fn lenses_ordered_wrong_do_not_leave_although_they_are_as_ordered() {
    let mut desk = a_desk();
    let (order, over) = a_quarter_off(&mut desk, None);
    let finish = json!({"hand_over_id": over, "receiver": "patient"});
    let refusal = desk.refused("finish_hand_over", finish.clone());
    assert_eq!((refusal.code.as_str(), refusal.findings[0].code.as_str()), ("not_yet", "rx_differs"));
    assert_eq!(refusal.findings[0].facts["ordered"], "-2.50 -0.75 x 180");
    let misses = desk.do_("open_discrepancies", json!({}));
    assert_eq!((&misses[0]["near_miss"], &misses[0]["kind"]), (&json!(true), &json!("wrong_lenses")));
    // Not by the one at the desk alone, but a second person may.
    let key = "rx_differs:right";
    assert_eq!(desk.refused_because("give_reason", json!({"hand_over_id": over, "key": key, "reason": "fine"})), "stop_needs_second");
    assert_eq!(desk.refused_because("answer_prescription", json!({"order_id": order, "reason": "fine"})), "not_your_role");
    let second = json!({"hand_over_id": over, "key": key, "staff_id": desk.dana, "pin": "4711", "reason": "Dr. Ng changed it by phone"});
    desk.do_("override_stop", second);
    desk.do_("finish_hand_over", finish);
    desk.replays();
}

#[test]
fn an_order_that_names_no_prescription_is_told_apart_and_goes_out() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1970-02-02");
    let order = desk.spectacles_with(ana, "Kite 8", "T001", &pair(&eye(-250, -75, 180), &eye(-200, -50, 170)));
    desk.sign_in_as(desk.dana);
    desk.do_("verify_order", json!({"order_id": order.id, "verdict": "passed"}));
    desk.sign_in_as(desk.jo);
    prescribe(&mut desk, ana, "2026-03-01", None, &pair(&eye(-225, -75, 180), &eye(-200, -50, 170)));
    let over = desk.do_("start_hand_over", json!({"order_id": order.id, "visit_id": null}));
    let said = |over: &Value| over["findings"][0]["finding"].clone();
    assert_eq!((&said(&over)["code"], &said(&over)["grade"]), (&json!("rx_differs"), &json!("note")));
    desk.hand_over(&order, "Ana Reyes", "1970-02-02", "T001");
    desk.replays();
}

#[test]
fn what_was_answered_when_the_order_was_taken_is_not_asked_again() {
    let mut desk = a_desk();
    let (order, over) = a_quarter_off(&mut desk, Some("Dr. Ng changed it by phone"));
    let page = desk.do_("open_order", json!({"order_id": order}));
    let said = &page["against_prescription"][0];
    assert_eq!((&said["answer"]["reason"], &said["answer"]["by"]), (&json!("Dr. Ng changed it by phone"), &json!("Jo")));
    let view = desk.do_("hand_over", json!({"hand_over_id": over}));
    assert_eq!((&view["can_finish"], &view["findings"][0]["settled"]["by"]), (&json!(true), &json!("Jo")));
    // Another prescription asks anew: the answer was to that one.
    let ana = page["order"]["patient_id"].as_i64().unwrap();
    prescribe(&mut desk, ana, "2026-11-20", None, &pair(&eye(-275, -75, 180), &eye(-200, -50, 170)));
    let view = desk.do_("hand_over", json!({"hand_over_id": over}));
    let open: Vec<&Value> = view["findings"].as_array().unwrap().iter().filter(|each| each["settled"].is_null()).collect();
    assert_eq!((open.len(), &open[0]["finding"]["code"]), (1, &json!("rx_not_the_latest")));
    // The order names the prescription it was made from, so this is asked, and in the way until somebody says why.
    assert_eq!((&open[0]["finding"]["grade"], &view["can_finish"]), (&json!("ask"), &json!(false)));
    desk.sign_in_as(desk.dana);
    assert_eq!(desk.refused_because("answer_prescription", json!({"order_id": order, "reason": " "})), "reason_needed");
    desk.do_("answer_prescription", json!({"order_id": order, "reason": "for the spare pair"}));
    assert_eq!(desk.refused_because("answer_prescription", json!({"order_id": order, "reason": "again"})), "nothing_to_answer");
    desk.do_("finish_hand_over", json!({"hand_over_id": over, "receiver": "patient"}));
    desk.replays();
}

#[test]
fn a_compensated_progressive_is_checked_with_the_laboratorys_own_powers() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1970-02-02");
    let add = |powers: &Value| with(&with(powers, "right.add", json!(200)), "left.add", json!(200));
    let ordered = add(&pair(&eye(-225, -75, 180), &eye(-200, -50, 170)));
    let request = json!({"patient_id": ana, "kind": "spectacles", "lens_type": "PAL", "powers": ordered, "compensated": true});
    let order = desk.do_("add_order", request)["order_id"].clone();
    let parts = desk.do_("open_order", json!({"order_id": order}))["parts"].clone();
    let parts: Vec<Value> = parts.as_array().unwrap().iter().map(|part| part["id"].clone()).collect();
    for to in ["ordered", "at_lab"] {
        desk.do_("move_order", json!({"order_id": order, "to": to}));
    }
    desk.do_("receive_order", json!({"order_id": order, "tray": "T001", "arrived": parts}));
    desk.sign_in_as(desk.dana);
    let slip = add(&pair(&eye(-206, -64, 177), &eye(-183, -41, 168)));
    let check = |desk: &mut TestDesk, reading: &Value| desk.do_("check_lenses", json!({"order_id": order, "reading": reading}));

    // Without the slip nothing is said, neither of lenses that read as ordered nor of those that do not.
    let checked = check(&mut desk, &slip);
    assert_eq!(checked["check"]["verdict"], "cannot_verify");
    let checked = check(&mut desk, &ordered);
    assert_eq!(
        (&checked["check"]["verdict"], &checked["check"]["cannot"][0]["reason"]),
        (&json!("cannot_verify"), &json!("no_verification_power"))
    );
    let verify = json!({"order_id": order, "verdict": "passed", "reading": slip});
    assert_eq!(desk.refused_because("verify_order", verify.clone()), "reading_does_not_pass");

    let of_right = json!({"order_id": order, "compensated": true, "powers": {"right": slip["right"]}});
    desk.do_("set_lab_powers", of_right);
    assert_eq!(check(&mut desk, &slip)["check"]["cannot"][0]["reason"], "no_verification_power", "one eye's slip is half a slip");
    desk.do_("set_lab_powers", json!({"order_id": order, "compensated": true, "powers": slip}));
    let checked = check(&mut desk, &slip);
    assert_eq!(
        (&checked["check"]["verdict"], &checked["by_lab"], &checked["ordered"]["right"]["sphere"]),
        (&json!("match"), &json!(true), &json!(-206))
    );
    assert_eq!(check(&mut desk, &ordered)["check"]["verdict"], "wrong_pair", "the written powers are not what these lenses read");
    // An orphan pair is found by what it reads, too.
    let whose = desk.do_("whose_are_these", json!({"reading": slip}));
    assert_eq!(whose["lines"][0]["order_id"], order);
    desk.do_("verify_order", verify);
    assert_eq!(desk.refused_because("set_lab_powers", json!({"order_id": order, "compensated": false})), "already_verified");
    desk.replays();
}

#[test]
fn a_slip_for_a_lens_that_was_not_ordered_is_refused() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1970-02-02");
    let request =
        json!({"patient_id": ana, "kind": "spectacles", "lens_type": "PAL", "powers": {"right": eye(-225, 0, 0)}, "compensated": true});
    let order = desk.do_("add_order", request)["order_id"].clone();
    let slip = json!({"order_id": order, "compensated": true, "powers": pair(&eye(-206, 0, 0), &eye(-183, 0, 0))});
    assert_eq!(desk.refused_because("set_lab_powers", slip), "lab_powers_of_no_lens");
    let wild = json!({"order_id": order, "compensated": true, "powers": {"right": eye(-20_600, 0, 0)}});
    assert_eq!(desk.refused_because("set_lab_powers", wild), "power_out_of_range");
    // Taken back: an ordinary lens again.
    let none = desk.do_("set_lab_powers", json!({"order_id": order, "compensated": false, "powers": {"right": eye(-206, 0, 0)}}));
    assert_eq!((&none["compensated"], &none["powers"]), (&json!(false), &NONE));
    desk.replays();
}

fn lens(brand: &str, power: i32, base_curve: i32, diameter: i32) -> Value {
    json!({"brand": brand, "power": power, "base_curve": base_curve, "diameter": diameter})
}

/// A contact lens prescription, each eye as a lens has it.
fn prescribe_contacts(desk: &mut TestDesk, patient: i64, written_on: &str, expires_on: Option<&str>, right: &Value, left: &Value) -> Value {
    let eye = |lens: &Value| json!({"sphere": lens["power"], "cyl": lens["cyl"], "axis": lens["axis"], "add": lens["add"]});
    let details = |lens: &Value| json!({"brand": lens["brand"], "base_curve": lens["base_curve"], "diameter": lens["diameter"], "add_word": lens["add_word"]});
    let request = json!({"patient_id": patient, "kind": "contact_lens", "written_on": written_on, "expires_on": expires_on, "prescriber": "Dr. Ng",
                         "powers": pair(&eye(right), &eye(left)), "contacts": {"right": details(right), "left": details(left)}});
    desk.do_("add_prescription", request)["prescription_id"].clone()
}

fn contacts_request(patient: i64, right: &Value, left: &Value, prescription: &Value) -> Value {
    let eye = |lens: &Value| if lens.is_null() { NONE } else { json!({"lens": lens, "boxes": 1}) };
    json!({"patient_id": patient, "kind": "contact_lenses", "powers": {}, "contacts": {"right": eye(right), "left": eye(left)}, "prescription_id": prescription})
}

/// Each finding as "grade code eye: ordered / written".
fn found_contacts(desk: &mut TestDesk, patient: i64, right: &Value, left: &Value, prescription: &Value) -> Vec<String> {
    let request = contacts_request(patient, right, left, prescription);
    let while_taken = desk.do_("compare_order", request.clone());
    let order = desk.do_("add_order", request)["order_id"].clone();
    let page = desk.do_("open_order", json!({"order_id": order}));
    let on_page: Vec<Value> = page["against_prescription"].as_array().unwrap().iter().map(|each| each["finding"].clone()).collect();
    assert_eq!(while_taken.as_array().unwrap(), &on_page, "said while it is taken as on its page");
    desk.do_("move_order", json!({"order_id": order, "to": "cancelled"}));
    let said = |finding: &Value| {
        let facts = ["eye", "ordered", "written"].iter().filter_map(|fact| finding["facts"][fact].as_str()).collect::<Vec<_>>().join(" / ");
        format!("{} {} {facts}", finding["grade"].as_str().unwrap(), finding["code"].as_str().unwrap()).trim().to_owned()
    };
    on_page.iter().map(said).collect()
}

#[test]
fn every_field_of_a_contact_lens_is_compared_with_the_prescription_on_file() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1970-02-02");
    let right = json!({"brand": "Clarent Toric", "power": -225, "cyl": -75, "axis": 180, "add": 200, "add_word": "D", "base_curve": 860, "diameter": 1450});
    let left = json!({"brand": "Clarent", "power": -200, "base_curve": 840, "diameter": 1420});
    assert!(found_contacts(&mut desk, ana, &right, &left, &NONE).is_empty(), "nothing is on file");
    let rx = prescribe_contacts(&mut desk, ana, "2026-03-01", None, &right, &left);
    let page = desk.do_("open_patient", json!({"patient_id": ana}));
    assert_eq!(page["prescriptions"][0]["contacts"]["right"]["base_curve"], 860);
    assert!(found_contacts(&mut desk, ana, &right, &left, &rx).is_empty());
    let written = with(&json!({"one": right}), "one.brand", json!("CLARENT\u{ae} toric"))["one"].clone();
    assert!(found_contacts(&mut desk, ana, &written, &left, &rx).is_empty(), "a brand however it is written");
    assert!(found_contacts(&mut desk, ana, &right, &NONE, &rx).is_empty(), "one eye only is ordered");
    for (field, value, says) in [
        ("brand", json!("Clarent"), "Clarent / Clarent Toric"),
        ("power", json!(-200), "-2.00 -0.75 x 180 add +2.00 D / -2.25 -0.75 x 180 add +2.00 D"),
        ("cyl", json!(-125), "-2.25 -1.25 x 180 add +2.00 D / -2.25 -0.75 x 180 add +2.00 D"),
        ("axis", json!(170), "-2.25 -0.75 x 170 add +2.00 D / -2.25 -0.75 x 180 add +2.00 D"),
        ("add", json!(225), "-2.25 -0.75 x 180 add +2.25 D / -2.25 -0.75 x 180 add +2.00 D"),
        ("add_word", json!("N"), "-2.25 -0.75 x 180 add +2.00 N / -2.25 -0.75 x 180 add +2.00 D"),
        ("base_curve", json!(850), "BC 8.5 / BC 8.6"),
        ("diameter", json!(1440), "DIA 14.4 / DIA 14.5"),
    ] {
        let mut other = right.clone();
        other[field] = value;
        let expected = format!("stop rx_differs right / {says}");
        assert_eq!(found_contacts(&mut desk, ana, &other, &left, &rx), std::slice::from_ref(&expected), "{field}");
        // From no named prescription it may be one that never came on file.
        assert_eq!(found_contacts(&mut desk, ana, &other, &left, &NONE), [expected.replace("stop", "ask")], "{field}");
    }
    let mut short = right.clone();
    (short["base_curve"], short["diameter"]) = (NONE, NONE);
    assert_eq!(found_contacts(&mut desk, ana, &short, &left, &rx), ["ask rx_not_in_the_order right / BC 8.6 DIA 14.5"]);
    assert_eq!(found_contacts(&mut desk, ana, &left, &right, &rx)[0], "stop rx_eyes_exchanged");
    // One eye only is on file, both are ordered.
    let ben = desk.patient("Ben", "Odum", "1971-02-02");
    let of_right = json!({"patient_id": ben, "kind": "contact_lens", "powers": {"right": {"sphere": -200}}});
    let one = desk.do_("add_prescription", of_right)["prescription_id"].clone();
    let both = lens("Clarent", -200, 860, 1420);
    assert_eq!(found_contacts(&mut desk, ben, &both, &both, &one), ["ask rx_eye_not_prescribed left"]);
    desk.replays();
}

#[test]
fn a_contact_lens_order_is_held_against_the_latest_prescription_its_last_day_and_somebody_alike() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1970-02-02");
    let ann = desk.patient("Ann", "Reyes", "1972-05-05");
    let (old, new) = (lens("Clarent", -175, 860, 1420), lens("Clarent", -225, 860, 1420));
    let first = prescribe_contacts(&mut desk, ana, "2023-03-01", Some("2024-03-01"), &old, &old);
    let second = prescribe_contacts(&mut desk, ana, "2025-11-20", Some("2026-11-20"), &new, &new);
    assert!(found_contacts(&mut desk, ana, &new, &new, &second).is_empty(), "on its last day it may be used");
    assert_eq!(found_contacts(&mut desk, ana, &old, &old, &first), ["ask rx_not_the_latest", "ask rx_expired"]);
    assert_eq!(found_contacts(&mut desk, ana, &old, &old, &NONE)[0], "ask rx_is_an_older_one");
    // A newer one for spectacles is no reason to doubt it, and no lens is made from it.
    let spectacles = prescribe(&mut desk, ana, "2026-11-01", None, &pair(&eye(-225, 0, 0), &eye(-225, 0, 0)));
    assert!(found_contacts(&mut desk, ana, &new, &new, &second).is_empty());
    assert_eq!(found_contacts(&mut desk, ana, &new, &new, &spectacles), ["stop rx_is_for_spectacles"]);
    // Ann's lenses; the same powers with another curve are not hers.
    let hers = lens("Dalia", 300, 880, 1400);
    prescribe_contacts(&mut desk, ann, "2026-01-05", None, &hers, &hers);
    assert_eq!(found_contacts(&mut desk, ana, &hers, &hers, &second)[0], "stop rx_is_somebody_elses");
    let near = lens("Dalia", 300, 870, 1400);
    assert!(found_contacts(&mut desk, ana, &near, &near, &second).iter().all(|said| said.starts_with("stop rx_differs")));
    desk.it_is("2026-11-21T10:30:00-05:00");
    assert_eq!(found_contacts(&mut desk, ana, &new, &new, &second), ["ask rx_expired"]);
    desk.replays();
}

#[test]
fn boxes_of_another_curve_than_prescribed_do_not_leave_until_somebody_says_why() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1970-02-02");
    let mine = lens("Clarent", -225, 860, 1420);
    let rx = prescribe_contacts(&mut desk, ana, "2026-03-01", None, &mine, &mine);
    let wrong = lens("Clarent", -225, 840, 1420);
    let order = desk.do_("add_order", contacts_request(ana, &wrong, &mine, &rx))["order_id"].as_i64().unwrap();
    let parts = desk.do_("open_order", json!({"order_id": order}))["parts"].clone();
    let parts: Vec<Value> = parts.as_array().unwrap().iter().map(|part| part["id"].clone()).collect();
    for to in ["ordered", "at_lab"] {
        desk.do_("move_order", json!({"order_id": order, "to": to}));
    }
    desk.do_("receive_order", json!({"order_id": order, "tray": "T001", "arrived": parts}));
    desk.sign_in_as(desk.dana);
    // The boxes are what was ordered: a check against the order alone sees nothing.
    let boxes: Vec<Value> = [&wrong, &mine].iter().map(|lens| json!({"lens": lens, "expires_on": "2028-01-31"})).collect();
    desk.do_("verify_order", json!({"order_id": order, "verdict": "passed", "boxes": boxes}));
    desk.sign_in_as(desk.jo);
    let over = desk.do_("start_hand_over", json!({"order_id": order, "visit_id": null}))["id"].as_i64().unwrap();
    desk.do_("say_identifiers", json!({"hand_over_id": over, "name": "Ana Reyes", "born": "1970-02-02"}));
    desk.do_("scan_at_hand_over", json!({"hand_over_id": over, "code": "T001"}));
    for part in parts {
        desk.do_("tick_part", json!({"hand_over_id": over, "part_id": part, "ticked": true}));
    }
    desk.do_("look_together", json!({"hand_over_id": over, "case_opened": true, "looked": false}));
    let finish = json!({"hand_over_id": over, "receiver": "patient"});
    let refusal = desk.refused("finish_hand_over", finish.clone());
    assert_eq!((refusal.findings[0].code.as_str(), &refusal.findings[0].facts["ordered"]), ("rx_differs", &json!("BC 8.4")));
    desk.sign_in_as(desk.dana);
    desk.do_("answer_prescription", json!({"order_id": order, "reason": "Dr. Ng changed it by phone"}));
    desk.do_("finish_hand_over", finish);
    desk.replays();
}

#[test]
fn a_contact_lens_that_cannot_be_is_not_kept_on_file() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1970-02-02");
    let ask = |details: Value| json!({"patient_id": ana, "kind": "contact_lens", "powers": {"right": {"sphere": -225}}, "contacts": {"right": details}});
    for (details, code) in [
        (json!({"base_curve": 4300}), "contact_lens_out_of_range"),
        (json!({"diameter": 420}), "contact_lens_out_of_range"),
        (json!({"wear": {"hundredths": -1}}), "contact_lens_out_of_range"),
        (json!({"brand": "x".repeat(301)}), "text_too_long"),
    ] {
        assert_eq!(desk.refused_because("add_prescription", ask(details)), code);
    }
    // Spectacles have no curve: what came with them is not kept.
    let glasses =
        json!({"patient_id": ana, "kind": "spectacle", "powers": {"right": {"sphere": -225}}, "contacts": {"right": {"base_curve": 860}}});
    desk.do_("add_prescription", glasses);
    assert_eq!(desk.do_("open_patient", json!({"patient_id": ana}))["prescriptions"][0]["contacts"]["right"], NONE);
}
