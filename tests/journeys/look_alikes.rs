//! Who could be taken for whom, told through the desk: each way in which two people are mixed up, how loudly it is
//! said, and that a name half the clinic has says less.

use rightful_tests::{TestDesk, a_desk};
use serde_json::{Value, json};

/// Somebody new with an order in the works; nothing is asked about whom they resemble.
fn with_an_order(desk: &mut TestDesk, details: &Value, frame: Option<&str>) -> (i64, i64) {
    let patient = desk.do_("add_patient", json!({"details": details, "another": true}))["patient_id"].as_i64().unwrap();
    let order = desk.do_("add_order", json!({"patient_id": patient, "kind": "spectacles", "frame": frame}))["order_id"].as_i64().unwrap();
    (patient, order)
}

fn somebody(given: &str, family: &str, born: &str) -> Value {
    json!({"given": given, "family": family, "born": born})
}

/// What the page of `of` says about `other`, if anything.
fn alert(desk: &mut TestDesk, of: i64, other: i64) -> Option<Value> {
    let page = desk.do_("open_patient", json!({"patient_id": of}));
    page["look_alikes"].as_array().unwrap().iter().find(|alert| alert["patient_id"] == other).cloned()
}

#[test]
fn each_kind_of_mix_up_is_said_with_its_reason() {
    let cases = [
        ("a nickname", somebody("Margaret", "Hollis", "1950-02-03"), somebody("Peggy", "Hollis", "1971-09-14"), "nickname"),
        ("names that sound alike", somebody("Neil", "Pierce", "1950-02-03"), somebody("Neal", "Peerce", "1971-09-14"), "sounds_like"),
        ("one name in the other", somebody("Rose", "Dale", "1950-02-03"), somebody("Rose", "Glendale", "1971-09-14"), "contains"),
        ("Eric and Derrick", somebody("Eric", "Paulson", "1950-02-03"), somebody("Derrick", "Paulsen", "1971-09-14"), "one_letter_apart"),
        ("swapped names", somebody("Martin", "Gerard", "1950-02-03"), somebody("Gerard", "Martin", "1971-09-14"), "names_swapped"),
        ("a hyphen", somebody("Ana", "Ortiz-Vale", "1950-02-03"), somebody("Ana", "Vale", "1971-09-14"), "contains"),
        ("an accent", somebody("René", "Núñez", "1950-02-03"), somebody("Rene", "Nunez", "1971-09-14"), "same_name"),
        ("another writing", somebody("Yusuf", "Müller", "1950-02-03"), somebody("Yusuf", "Mueller", "1971-09-14"), "written_another_way"),
        ("father and son", somebody("Carl", "Boyd Sr", "1950-02-03"), somebody("Carl", "Boyd Jr", "1971-09-14"), "other_generation"),
        ("twins", somebody("Lena", "Ashby", "2011-03-04"), somebody("Mark", "Ashby", "2011-03-04"), "same_birth_date"),
        ("a slip in the birth date", somebody("Joan", "Pike", "1961-07-12"), somebody("Jean", "Pike", "1961-07-21"), "birth_date_slip"),
        ("the same birthday", somebody("Joan", "Pike", "1961-07-12"), somebody("Jean", "Pike", "1974-07-12"), "same_birthday_other_year"),
    ];
    for (what, one, other, reason) in cases {
        let mut desk = a_desk();
        let (one, _) = with_an_order(&mut desk, &one, None);
        let (other, _) = with_an_order(&mut desk, &other, None);
        for (of, about) in [(one, other), (other, one)] {
            let alert = alert(&mut desk, of, about).unwrap_or_else(|| panic!("{what}: nothing is said"));
            let reasons = alert["reasons"].as_array().unwrap();
            assert!(reasons.contains(&json!(reason)), "{what}: {reasons:?}");
        }
        desk.replays();
    }
}

#[test]
fn a_household_and_a_frame_are_reasons_too_and_strangers_are_none() {
    let mut desk = a_desk();
    let at_home =
        |given: &str, born: &str| json!({"given": given, "family": "Ferrer", "born": born, "street": "4 Mill Lane", "postcode": "04512"});
    let (ines, _) = with_an_order(&mut desk, &at_home("Ines", "1980-01-02"), Some("Kite 8 46-16 Blue"));
    let (tomas, _) = with_an_order(&mut desk, &at_home("Tomas", "1978-05-06"), None);
    let (zora, _) = with_an_order(&mut desk, &somebody("Zora", "Whitlock", "1990-11-30"), Some("Kite 8 46-16 Blue"));
    let (adam, _) = with_an_order(&mut desk, &somebody("Adam", "Quigley", "1944-08-08"), None);
    assert!(alert(&mut desk, ines, tomas).unwrap()["reasons"].as_array().unwrap().contains(&json!("same_household")));
    let frame = alert(&mut desk, ines, zora).unwrap();
    assert_eq!((&frame["reasons"], &frame["loud"]), (&json!(["identical_frame"]), &json!(false)), "a frame alone is said softly");
    assert_eq!(alert(&mut desk, ines, adam), None);
    desk.replays();
}

#[test]
fn a_name_that_half_the_clinic_has_speaks_softly() {
    let mut desk = a_desk();
    let (hoa, _) = with_an_order(&mut desk, &somebody("Thanh", "Nguyen", "1950-02-03"), None);
    let (other, order) = with_an_order(&mut desk, &somebody("Hanh", "Nguyen", "1971-09-14"), None);
    let first = alert(&mut desk, hoa, other).expect("two of a rare name");
    assert_eq!(first["loud"], true, "nobody else is called so yet");
    for n in 0..60 {
        desk.do_("add_patient", json!({"details": {"given": format!("Person {n}"), "family": "Nguyen"}, "another": true}));
    }
    let loud = |alert: Option<Value>| alert.is_some_and(|alert| alert["loud"] == true);
    assert!(!loud(alert(&mut desk, hoa, other)), "the name is common here");
    let view = desk.do_("start_hand_over", json!({"order_id": order, "visit_id": null}));
    assert!(view["findings"].as_array().unwrap().iter().all(|found| found["finding"]["grade"] != "ask" || found["check"] != "alerts"));
    desk.replays();
    desk.restart();
    assert!(!loud(alert(&mut desk, hoa, other)), "still, after a restart");
    let details = json!({"given": "Hanh", "family": "Nguyen", "born": "1950-02-03"});
    desk.do_("change_patient", json!({"patient_id": other, "details": details}));
    assert!(loud(alert(&mut desk, hoa, other)), "the same birth date is loud in any clinic");
    desk.replays();
}

#[test]
fn a_label_names_who_is_in_the_drawer_and_tells_nothing_else_of_them() {
    let mut desk = a_desk();
    let eric = desk.patient("Eric", "Paulson", "1980-03-12");
    let erics = desk.spectacles_here(eric, "Harbor 3 52-18 Black", "T041");
    let label = desk.do_("tray_label", json!({"order_id": erics.id}));
    assert_eq!((&label["look_alike"], &label["alike"]), (&json!(false), &json!([])));
    let details = somebody("Derrick", "Paulsen", "1980-03-21");
    let derrick = desk.do_("add_patient", json!({"details": details, "another": true}))["patient_id"].as_i64().unwrap();
    let aric = desk.patient("Aric", "Paulson", "1991-01-01");
    desk.do_("add_order", json!({"patient_id": aric, "kind": "spectacles"}));
    desk.spectacles_here(derrick, "Harbor 3 52-18 Black", "T014");
    let label = desk.do_("tray_label", json!({"order_id": erics.id}));
    let alike = label["alike"].as_array().unwrap();
    assert_eq!(alike[0]["short"], "Derrick P.", "whoever is in the drawer first");
    assert_eq!((&alike[0]["tray"], &alike[0]["reason"]), (&json!("T014"), &json!("nickname")));
    assert_eq!((&alike[1]["short"], &alike[1]["tray"]), (&json!("Aric P."), &json!(null)));
    let text = label.to_string();
    for told in ["Paulsen", "1980", "birth", "frame\":\"Harbor", "identical"] {
        assert!(!text.contains(told), "the label tells {told}");
    }
    desk.do_("judge_look_alike", json!({"patient_id": eric, "other_id": derrick, "verdict": "muted", "reason": "brothers, known well"}));
    let label = desk.do_("tray_label", json!({"order_id": erics.id}));
    assert_eq!(label["alike"].as_array().unwrap().len(), 1, "who is muted is not on it");
}
