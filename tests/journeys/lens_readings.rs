//! Lenses say whose they are: readings against orders, and the drawer searched by what a lensmeter shows.

use rightful_tests::{TestDesk, a_desk};
use serde_json::{Value, json};

fn eye(sphere: i32, cyl: i32, axis: i32) -> Value {
    if cyl == 0 { json!({"sphere": sphere}) } else { json!({"sphere": sphere, "cyl": cyl, "axis": axis}) }
}

fn pair(right: &Value, left: &Value) -> Value {
    json!({"right": right, "left": left})
}

/// Spectacles here in a tray, not verified yet, with these powers.
fn spectacles(desk: &mut TestDesk, patient: i64, frame: &str, tray: &str, powers: &Value) -> i64 {
    desk.spectacles_with(patient, frame, tray, powers).id
}

#[test]
fn what_is_typed_is_echoed_in_standard_form_or_asked_about() {
    let mut desk = a_desk();
    let line = desk.do_("read_prescription", json!({"text": "OD -2,00-0,75x5 OS 1.25", "purpose": "order"}));
    assert_eq!((&line["right"]["verdict"], &line["right"]["standard"]), (&json!("accept"), &json!("-2.00 -0.75 x 005")));
    assert_eq!((&line["left"]["verdict"], &line["left"]["doubts"][0]["code"]), (&json!("ask"), &json!("no_sign")));
    assert_eq!(line["left"]["doubts"][0]["read_as"], "+1.25");
}

#[test]
fn a_reading_passes_an_order_or_is_refused_as_a_pass() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1970-02-02");
    let order = spectacles(&mut desk, ana, "Kite 8", "T001", &pair(&eye(-225, -75, 180), &eye(-200, -50, 170)));
    desk.sign_in_as(desk.dana);
    let wrong = pair(&eye(-225, -75, 5), &eye(-200, -50, 170));
    let checked = desk.do_("check_lenses", json!({"order_id": order, "reading": pair(&eye(-225, -75, 6), &eye(-200, -50, 170))}));
    assert_eq!((&checked["check"]["verdict"], &checked["tolerances"]), (&json!("out_of_tolerance"), &json!("ANSI Z80.1-2015")));
    let over: Vec<&Value> = checked["check"]["fields"].as_array().unwrap().iter().filter(|field| field["verdict"] == "over").collect();
    assert_eq!((over.len(), &over[0]["field"], &over[0]["off"], &over[0]["limit"]), (1, &json!("axis"), &json!(6), &json!(500)));
    assert_eq!(desk.do_("check_lenses", json!({"order_id": order, "reading": wrong}))["check"]["verdict"], "match", "5 degrees at 0.75 D");

    let swapped = pair(&eye(-200, -50, 170), &eye(-225, -75, 180));
    let verify = |verdict: &str, reading: &Value| json!({"order_id": order, "verdict": verdict, "reading": reading});
    let refusal = desk.refused("verify_order", verify("passed", &swapped));
    assert_eq!((refusal.code.as_str(), &refusal.facts["lenses"]), ("reading_does_not_pass", &json!("swapped")));
    assert_eq!(desk.refused_because("verify_order", verify("passed", &json!({"right": eye(-225, -75, 180)}))), "reading_does_not_pass");

    assert_eq!(desk.do_("verify_order", verify("failed", &swapped))["state"], "failed_check");
    let page = desk.do_("open_order", json!({"order_id": order}));
    let kept = &page["verifications"][0];
    assert_eq!((&kept["reason"], &kept["checked"]["check"]["verdict"]), (&json!("swapped"), &json!("swapped")));
    // The laboratory turns them round.
    desk.do_("verify_order", verify("passed", &pair(&eye(-230, -70, 178), &eye(-250, 50, 80))));
    let page = desk.do_("open_order", json!({"order_id": order}));
    assert_eq!((&page["order"]["state"], &page["verifications"][0]["reading"]["left"]["cyl"]), (&json!("verified"), &json!(50)));
    desk.replays();
}

#[test]
fn orphan_lenses_name_every_open_order_that_fits_and_never_one_when_two_do() {
    let mut desk = a_desk();
    let [ana, ben, cy] = ["Ana", "Ben", "Cy"].map(|given| desk.patient(given, "Reyes", "1970-02-02"));
    let anas = spectacles(&mut desk, ana, "Kite 8 Blue", "T001", &pair(&eye(-225, -75, 180), &eye(-200, -50, 170)));
    let bens = spectacles(&mut desk, ben, "Loft 17 Navy", "T002", &pair(&eye(-225, -75, 178), &eye(-212, -50, 172)));
    let cys = spectacles(&mut desk, cy, "Kite 8 Blue", "T003", &pair(&eye(300, 0, 0), &eye(-200, -50, 170)));
    let mut whose = |reading: Value| desk.do_("whose_are_these", json!({"reading": reading}));
    let found = |answer: &Value| -> Vec<(i64, String)> {
        let lines = answer["lines"].as_array().unwrap();
        lines.iter().map(|line| (line["order_id"].as_i64().unwrap(), line["way"].as_str().unwrap().to_owned())).collect()
    };
    let both = whose(pair(&eye(-225, -75, 180), &eye(-204, -50, 171)));
    assert_eq!(found(&both), [(anas, "as_worn".to_owned()), (bens, "as_worn".to_owned())]);
    assert_eq!((&both["tells_apart"], &both["compared"], &both["lines"][1]["name"]), (&json!(["frame"]), &json!(3), &json!("Ben R.")));
    // Held the wrong way round.
    assert_eq!(found(&whose(pair(&eye(-200, -50, 170), &eye(300, 0, 0)))), [(cys, "swapped".to_owned())]);
    // One loose lens, by hand or from a meter that was not told the eye.
    assert_eq!(found(&whose(json!({"either": eye(302, 0, 0)}))), [(cys, "right_lens".to_owned())]);
    assert_eq!(found(&whose(json!({"either": eye(-200, -50, 170)}))).len(), 3, "every left lens of that power");
    assert_eq!(found(&whose(json!({"either": eye(-800, 0, 0)}))), []);
    assert_eq!(desk.refused_because("whose_are_these", json!({"reading": {}})), "nothing_read");
}

#[test]
fn derricks_glasses_in_erics_hands_say_that_they_are_derricks() {
    let mut desk = a_desk();
    let eric = desk.patient("Eric", "Paulson", "1980-03-12");
    let derrick = desk.patient("Derrick", "Paulsen", "1964-05-22");
    let erics = spectacles(&mut desk, eric, "Harbor 3 52-18 Black", "T041", &pair(&eye(-175, -50, 90), &eye(-150, 0, 0)));
    let derricks = spectacles(&mut desk, derrick, "Loft 17 50-19 Navy", "T014", &pair(&eye(-325, -50, 88), &eye(-300, -25, 100)));
    for order in [erics, derricks] {
        desk.sign_in_as(desk.dana);
        desk.do_("verify_order", json!({"order_id": order, "verdict": "passed"}));
    }
    desk.sign_in_as(desk.jo);
    let hand_over = desk.do_("start_hand_over", json!({"order_id": erics, "visit_id": null}))["id"].as_i64().unwrap();
    desk.do_("scan_at_hand_over", json!({"hand_over_id": hand_over, "code": "T041"}));
    desk.do_("not_theirs", json!({"hand_over_id": hand_over, "words": "Everything swims."}));

    let reading = pair(&eye(-322, -52, 89), &eye(-301, -25, 98));
    let checked = desk.do_("check_lenses", json!({"order_id": erics, "reading": reading}));
    assert_eq!(checked["check"]["verdict"], "wrong_pair");
    let whose = checked["whose"].as_array().unwrap();
    assert_eq!(
        (whose.len(), &whose[0]["order_id"], &whose[0]["name"], &whose[0]["tray"]),
        (1, &json!(derricks), &json!("Derrick P."), &json!("T014"))
    );
    // Nobody can say that they are his all the same.
    let ended = |theirs: bool, same: &[&str]| json!({"hand_over_id": hand_over, "theirs": theirs, "same": same, "differs": [], "note": null, "reading": reading});
    assert_eq!(desk.refused_because("end_recheck", ended(true, &["number", "tray", "frame", "lenses"])), "reading_does_not_pass");
    // One lens read, and right: nothing says that they are another's, so what is asked is the rest of the looks.
    let half = json!({"hand_over_id": hand_over, "theirs": true, "same": ["number"], "differs": [], "note": null, "reading": {"right": eye(-175, -50, 90)}});
    assert_eq!(desk.refused_because("end_recheck", half), "recheck_open");
    desk.do_("end_recheck", ended(false, &["number", "tray"]));

    let open = desk.do_("open_discrepancies", json!({}));
    assert_eq!((&open[0]["near_miss"], &open[0]["facts"]), (&json!(true), &json!("not_theirs lenses_differ")));
    let number = desk.do_("open_order", json!({"order_id": derricks}))["order"]["number"].clone();
    assert_eq!(open[0]["other_order_number"], number, "both people and both orders");
    let page = desk.do_("open_order", json!({"order_id": erics}));
    assert_eq!((&page["order"]["state"], &page["verifications"][0]["checked"]["whose"]), (&json!("failed_check"), &json!([])));
    desk.replays();
}

#[test]
fn powers_typed_in_the_one_search_box_ask_whose_lenses_they_are() {
    let mut desk = a_desk();
    let mut lenses = |query: &str| desk.do_("find", json!({"query": query}))["lenses"].clone();
    assert_eq!(lenses("-2.25 -0.75x178"), "-2.25 -0.75 x 178");
    assert_eq!(lenses("r +3.02 l -2.00-.5x170"), "+3.02 DS / -2.00 -0.50 x 170");
    for other in ["Reyes-Lopez", "26-1042", "T014", "3/4/2011", "555-0142", "plano", "2.25"] {
        assert_eq!(lenses(other), Value::Null, "{other}");
    }
}

#[test]
fn the_limits_are_the_clinics_choice() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1970-02-02");
    let order = spectacles(&mut desk, ana, "Kite 8", "T001", &pair(&eye(-600, -200, 180), &eye(-600, -200, 180)));
    let reading = pair(&eye(-585, -200, 180), &eye(-600, -200, 180));
    let verdict =
        |desk: &mut TestDesk| desk.do_("check_lenses", json!({"order_id": order, "reading": reading}))["check"]["verdict"].clone();
    assert_eq!(verdict(&mut desk), "out_of_tolerance", "0.15 off, 0.13 allowed by the sphere");
    desk.sign_in_as(desk.kim);
    assert_eq!(desk.refused_because("choose_tolerances", json!({"id": "no such set"})), "no_such_tolerances");
    let sets = desk.do_("choose_tolerances", json!({"id": "ansi_z80_1_1999"}));
    let in_use: Vec<&Value> = sets.as_array().unwrap().iter().filter(|set| set["in_use"] == true).collect();
    assert_eq!((in_use.len(), &in_use[0]["edition"]), (1, &json!("1999-2010")));
    assert_eq!(verdict(&mut desk), "match", "2 % of the stronger meridian is 0.16");
    desk.replays();
}
