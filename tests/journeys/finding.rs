//! One box finds a person, an order, a tray; a scan lands on what it names; and who was changed is found at once.

use rightful_tests::{TestDesk, a_desk};
use serde_json::{Value, json};

fn find(desk: &mut TestDesk, query: &str) -> Value {
    desk.do_("find", json!({"query": query}))
}

fn people(desk: &mut TestDesk, query: &str) -> Vec<i64> {
    find(desk, query)["people"].as_array().unwrap().iter().map(|person| person["patient_id"].as_i64().unwrap()).collect()
}

fn order_in(desk: &mut TestDesk, patient: i64, tray: &str) -> i64 {
    let added = desk.do_("add_order", json!({"patient_id": patient, "kind": "spectacles"}));
    let order = added["order_id"].as_i64().unwrap();
    desk.do_("set_tray", json!({"order_id": order, "tray": tray}));
    order
}

#[test]
fn a_number_a_tray_and_a_scan_find_the_order() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    let order = order_in(&mut desk, sam, "T017");
    for (query, by) in [("26-1001", "number"), ("]C026-1001\r\n", "number"), ("t017", "tray"), (" T017 ", "tray")] {
        let found = find(&mut desk, query);
        assert_eq!(found["exact"], json!({"kind": "order", "order_id": order, "patient_id": sam, "by": by}), "{query:?}");
        assert_eq!(found["people"], json!([]));
    }
    // Without its dash it may be the end of a phone, too: people are looked for as well.
    assert_eq!(find(&mut desk, "261001")["exact"], json!({"kind": "order", "order_id": order, "patient_id": sam, "by": "number"}));
    for query in ["1001", "26-10", "T0"] {
        let found = find(&mut desk, query);
        assert_eq!((&found["orders"][0]["order_id"], &found["orders"][0]["name"]), (&json!(order), &json!("Sam Keller")), "{query}");
        assert_eq!(found["exact"], Value::Null);
    }
    for query in ["", "   ", "26-9999", "T999", "'; DROP TABLE orders; --", "🦄", &"x".repeat(400), "]C0", "%", "\u{202e}"] {
        let found = find(&mut desk, query);
        assert_eq!((&found["orders"], &found["exact"]), (&json!([]), &Value::Null), "{query:?}");
    }
}

#[test]
fn a_person_is_found_by_any_of_their_names_and_never_under_an_old_one() {
    let mut desk = a_desk();
    let details = json!({"given": "Siobhán", "family": "O’Brien", "born": "1970-05-06", "phone": "555-0142"});
    let siobhan = desk.do_("add_patient", json!({"details": details}))["patient_id"].as_i64().unwrap();
    for query in ["siobhan", "obrien siobhan", "O'Brien", "siobahn obrien", "0142", "1970-05-06"] {
        assert_eq!(people(&mut desk, query), [siobhan], "{query}");
    }
    let person = &find(&mut desk, "siobhan")["people"][0];
    assert_eq!((&person["born_year"], &person["phone_last4"], &person["open_orders"]), (&json!(1970), &json!("0142"), &json!(0)));
    let details = json!({"given": "Siobhán", "family": "Murphy", "born": "1970-05-06"});
    desk.do_("change_patient", json!({"patient_id": siobhan, "details": details}));
    assert_eq!(people(&mut desk, "murphy"), [siobhan]);
    assert_eq!(people(&mut desk, "0142"), [] as [i64; 0], "the old phone finds nobody");
    desk.restart();
    assert_eq!(people(&mut desk, "murphy"), [siobhan]);
    desk.do_("close", json!({}));
    desk.restart();
    assert_eq!(people(&mut desk, "murphy"), [siobhan]);
}

#[test]
fn a_refused_patient_is_not_found_and_no_two_clinics_mix() {
    let mut desk = a_desk();
    assert_eq!(desk.refused_because("add_patient", json!({"details": {"given": "Zeno", "born": "2050-01-01"}})), "born_in_future");
    assert_eq!(people(&mut desk, "zeno"), [] as [i64; 0]);
    let zeno = desk.patient("Zeno", "Quirk", "1970-05-06");
    assert_eq!(people(&mut desk, "zeno"), [zeno]);
    desk.do_("reset_practice", json!({}));
    let staff = desk.do_("desk_state", json!({}))["staff"][0]["id"].clone();
    desk.do_("sign_in", json!({"staff_id": staff, "pin": "1234"}));
    assert_eq!(people(&mut desk, "zeno quirk"), [] as [i64; 0], "a real patient is nobody in the practice clinic");
}

#[test]
fn of_two_alike_the_one_with_something_to_collect_is_first() {
    let mut desk = a_desk();
    let (_first, second) = (desk.patient("Maria", "Diaz", "1970-05-06"), desk.patient("Maria", "Diaz", "1981-05-06"));
    order_in(&mut desk, second, "T1");
    assert_eq!(people(&mut desk, "maria diaz")[0], second);
    assert_eq!(find(&mut desk, "maria diaz")["people"][0]["open_orders"], 1);
}

#[test]
fn of_all_who_begin_alike_the_one_with_something_to_collect_is_first() {
    let mut desk = a_desk();
    for given in ["Leo", "Naomi", "Andre", "Emma", "Edith", "Jo", "Ann", "Bea", "Cy", "Dan"] {
        desk.patient(given, "Kelly", "1982-05-06");
    }
    let sam = desk.patient("Sam", "Kellerman", "2011-03-04");
    order_in(&mut desk, sam, "T1");
    assert_eq!(people(&mut desk, "kel")[0], sam);
    assert_ne!(people(&mut desk, "kelly")[0], sam, "a whole name comes before one that only begins so");
}

#[test]
fn a_tray_is_found_as_people_say_it() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    let order = order_in(&mut desk, sam, "T014");
    for said in ["T014", "t014", "t14", "T 14", "t-14", " t 014 "] {
        assert_eq!(find(&mut desk, said)["exact"]["order_id"], order, "{said}");
    }
    for said in ["T140", "T1", "T0140", "S14"] {
        assert_eq!(find(&mut desk, said)["exact"], json!(null), "{said}");
    }
}

#[test]
fn nobody_is_added_twice_unseen() {
    let mut desk = a_desk();
    let eric = desk.patient("Eric", "Paulson", "1980-03-12");
    for (given, family) in [("Eric", "Paulson"), ("ERIC ", "paulson"), ("Paulson", "Eric"), ("Erik", "Paulson"), ("Eric", "Paulsen")] {
        let request = json!({"details": {"given": given, "family": family, "born": "1980-03-12"}});
        let refused = desk.refused("add_patient", request);
        let facts = (refused.code.as_str(), &refused.facts["patient_id"], &refused.facts["name"]);
        assert_eq!(facts, ("may_be_here_already", &json!(eric), &json!("Eric Paulson")), "{given} {family}");
    }
    // One slip in the birth date is still asked about; another year and another name are not.
    let slip = json!({"details": {"given": "Eric", "family": "Paulson", "born": "1980-03-21"}});
    assert_eq!(desk.refused_because("add_patient", slip), "may_be_here_already");
    desk.do_("add_patient", json!({"details": {"given": "Anna", "family": "Paulson", "born": "1957-11-02"}}));
    let details = json!({"given": "Eric", "family": "Paulson", "born": "1980-03-12"});
    let twin = desk.do_("add_patient", json!({"details": details, "another": true}))["patient_id"].as_i64();
    assert_ne!(twin, Some(eric));
    desk.replays();
}
