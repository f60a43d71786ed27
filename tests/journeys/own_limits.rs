//! The clinic's own limits: from a file or from a copy of a published set, chosen, changed, removed.

use rightful_tests::{TestDesk, a_desk};
use serde_json::{Value, json};

fn names(sets: &Value) -> Vec<String> {
    sets.as_array().unwrap().iter().filter(|set| set["own"] == true).map(|set| set["name"].as_str().unwrap().to_owned()).collect()
}

/// The published default as a file, changed.
fn copy(desk: &mut TestDesk, change: impl FnOnce(&mut Value)) -> String {
    let file = desk.do_("open_tolerance_set", json!({"id": "ansi_z80_1_2015"}))["file"].clone();
    let mut set: Value = serde_json::from_str(file.as_str().unwrap()).unwrap();
    set["name"] = json!("Our own");
    set["source"] = json!("Agreed with North lab, March 2026");
    change(&mut set);
    set.to_string()
}

#[test]
fn lenses_are_checked_with_the_clinics_own_limits_once_they_are_chosen() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1970-02-02");
    let lens = |sphere: i32| json!({"right": {"sphere": sphere}, "left": {"sphere": -200}});
    let order = desk.spectacles_with(ana, "Kite 8", "T001", &lens(-225)).id;
    let verdict = |desk: &mut TestDesk| {
        let checked = desk.do_("check_lenses", json!({"order_id": order, "reading": lens(-234)}));
        (checked["check"]["verdict"].as_str().unwrap().to_owned(), checked["tolerances"].as_str().unwrap().to_owned())
    };
    assert_eq!(verdict(&mut desk).0, "match", "0.09 of 0.13");
    desk.sign_in_as(desk.kim);
    let stricter = copy(&mut desk, |set| set["single_vision"][0]["power"] = json!({"hundredths": 8}));
    let sets = desk.do_("keep_tolerance_set", json!({"file": stricter}));
    assert_eq!(names(&sets), ["Our own"]);
    assert_eq!(verdict(&mut desk).0, "match", "kept, and not chosen yet");
    desk.do_("choose_tolerances", json!({"id": "own_1"}));
    assert_eq!(verdict(&mut desk), ("out_of_tolerance".to_owned(), "Our own".to_owned()));
    // Changed while it is in use: the next check has the new figure.
    let looser = copy(&mut desk, |set| set["single_vision"][0]["power"] = json!({"hundredths": 9}));
    desk.do_("keep_tolerance_set", json!({"id": "own_1", "file": looser}));
    assert_eq!(verdict(&mut desk).0, "match", "on its limit");

    assert_eq!(desk.refused_because("remove_tolerance_set", json!({"id": "own_1"})), "tolerances_in_use");
    desk.do_("choose_tolerances", json!({"id": "new_jersey"}));
    assert!(names(&desk.do_("remove_tolerance_set", json!({"id": "own_1"}))).is_empty());
    assert_eq!(desk.refused_because("choose_tolerances", json!({"id": "own_1"})), "no_such_tolerances");
    desk.replays();
}

#[test]
fn what_is_no_sound_set_is_refused_with_the_part_that_is_wrong() {
    let mut desk = a_desk();
    desk.sign_in_as(desk.kim);
    let gap = copy(&mut desk, |set| set["axis"][4]["up_to"] = json!(300));
    let refusal = desk.refused("keep_tolerance_set", json!({"file": gap}));
    assert_eq!(
        (refusal.code.as_str(), &refusal.facts["wrong"], &refusal.facts["in_part"]),
        ("tolerances_not_sound", &json!("bands"), &json!("axis"))
    );
    let refusal = desk.refused("keep_tolerance_set", json!({"file": "{\n  \"name\": \n}"}));
    assert_eq!((&refusal.facts["wrong"], &refusal.facts["line"]), (&json!("not_json"), &json!(3)));
    assert!(names(&desk.do_("tolerance_sets", json!({}))).is_empty());

    // Nobody can tell two sets of one name apart on paper.
    let same = copy(&mut desk, |set| set["name"] = json!(" ansi z80.1-2015 "));
    assert_eq!(desk.refused_because("keep_tolerance_set", json!({"file": same})), "tolerances_name_taken");
    let own = copy(&mut desk, |_| {});
    desk.do_("keep_tolerance_set", json!({"file": own}));
    assert_eq!(desk.refused_because("keep_tolerance_set", json!({"file": own})), "tolerances_name_taken");
    desk.do_("keep_tolerance_set", json!({"id": "own_1", "file": own}));
    // What is published stays as it was published.
    assert_eq!(desk.refused_because("keep_tolerance_set", json!({"id": "iso_21987", "file": own})), "tolerances_published");
    assert_eq!(desk.refused_because("remove_tolerance_set", json!({"id": "iso_21987"})), "tolerances_published");
    for name in ["keep_tolerance_set", "remove_tolerance_set"] {
        assert_eq!(desk.refused_because(name, json!({"id": "own_9", "file": own})), "no_such_tolerances");
    }
    let other = copy(&mut desk, |set| set["name"] = json!("Another"));
    assert_eq!(names(&desk.do_("keep_tolerance_set", json!({"file": other}))), ["Our own", "Another"]);
    desk.replays();
}
