//! Somebody is added who may be on file: asked field by field, answered once.

use rightful_tests::{TestDesk, a_desk};
use serde_json::{Value, json};

fn a_clinic_of(people: &[Value]) -> TestDesk {
    let mut desk = a_desk();
    for details in people {
        desk.do_("add_patient", json!({"details": details, "another": true}));
    }
    desk
}

fn says(may_be: &Value, field: &str) -> (String, i64) {
    let one =
        may_be["fields"].as_array().unwrap().iter().find(|says| says["field"] == field).unwrap_or_else(|| panic!("nothing about {field}"));
    (one["agreement"].as_str().unwrap().to_owned(), one["strength"].as_i64().unwrap())
}

fn clinic() -> TestDesk {
    let given = ["Anna", "Bruno", "Carla", "David", "Elena", "Felix", "Greta", "Hugo"];
    let family = ["Abbott", "Barlow", "Carver", "Draper", "Ellison", "Fowler", "Gardner"];
    let mut people = vec![json!({"given": "Rosalind", "family": "Achterberg", "born": "1945-07-05", "phone": "555-0142",
                                 "street": "7 Mill Lane", "postcode": "22110", "town": "Harwick"})];
    for at in 0..56 {
        people.push(
            json!({"given": given[at % 8], "family": family[at % 7], "born": format!("{}-{:02}-{:02}", 1940 + at, 1 + at % 12, 1 + at % 28),
                           "phone": format!("555-{:04}", 2000 + at * 37), "town": "Harwick"}),
        );
    }
    a_clinic_of(&people)
}

#[test]
fn whoever_is_on_file_is_named_with_what_speaks_for_and_against() {
    let mut desk = clinic();
    let details = json!({"given": "Rosalnd", "family": "Achterberg", "born": "1945-05-07", "phone": "(212) 555-0142", "town": "Elsewhere"});
    let found = desk.do_("who_may_this_be", json!({"details": details}));
    let one = &found[0];
    assert_eq!((&one["name"], &one["born_year"], &one["phone_last4"]), (&json!("Rosalind Achterberg"), &json!(1945), &json!("0142")));
    assert_eq!(says(one, "given").0, "slip");
    assert_eq!(says(one, "born").0, "slip");
    assert_eq!(says(one, "phone").0, "same");
    assert_eq!(says(one, "street"), ("missing".into(), 0));
    let (family, town) = (says(one, "family"), says(one, "town"));
    assert!(family.1 > 0 && town.1 < 0, "a rare name speaks for it, another town against: {family:?} {town:?}");
    let text = one.to_string();
    assert!(!text.contains("1945-07") && !text.contains("Mill Lane") && !text.contains("555-0142"), "what is on file stays there");

    let refusal = desk.refused("add_patient", json!({"details": details}));
    assert_eq!((refusal.code.as_str(), &refusal.facts["name"]), ("may_be_here_already", &json!("Rosalind Achterberg")));
    assert_eq!(desk.do_("who_may_this_be", json!({"details": {"given": "Zoltan", "family": "Quixote", "born": "1999-01-01"}})), json!([]));
    desk.do_("add_patient", json!({"details": {"given": "Zoltan", "family": "Quixote", "born": "1999-01-01"}}));
    desk.replays();
}

#[test]
fn somebody_else_is_not_asked_about_twice() {
    let mut desk = clinic();
    let details = json!({"given": "Rosalind", "family": "Achterberg", "born": "1945-07-06"});
    let first = desk.do_("who_may_this_be", json!({"details": details}))[0]["patient_id"].clone();
    let added = desk.do_("add_patient", json!({"details": details, "not_them": [first]}))["patient_id"].clone();
    assert_eq!(desk.do_("who_may_this_be", json!({"patient_id": added})), json!([]), "told apart");
    assert_eq!(desk.do_("who_may_this_be", json!({"patient_id": first})), json!([]), "from both sides");
    desk.do_("tell_apart", json!({"patient_id": added, "other_id": first, "apart": false}));
    assert_eq!(desk.do_("who_may_this_be", json!({"patient_id": added}))[0]["patient_id"], first, "taken back");
    // A third of the name asks about both, and each answer is remembered.
    let third = desk.do_("who_may_this_be", json!({"details": details}));
    let both: Vec<_> = third.as_array().unwrap().iter().map(|one| one["patient_id"].clone()).collect();
    assert!(both.contains(&added) && both.contains(&first));
    assert_eq!(desk.refused_because("add_patient", json!({"details": details, "not_them": [first]})), "may_be_here_already");
    desk.do_("add_patient", json!({"details": details, "not_them": both}));
    for (name, request) in [
        ("tell_apart", json!({"patient_id": first, "other_id": first, "apart": true})),
        ("add_patient", json!({"details": {"given": "Ida", "family": "Moss"}, "not_them": [999_999]})),
    ] {
        assert!(["same_patient", "no_such_patient"].contains(&desk.refused_because(name, request).as_str()));
    }
    desk.replays();
}

#[test]
fn a_walk_in_with_a_name_only_is_asked_about_too() {
    let mut desk = clinic();
    let found = desk.do_("who_may_this_be", json!({"details": {"given": "Rosalind", "family": "Achterberg"}}));
    assert_eq!(found[0]["name"], "Rosalind Achterberg");
    assert_eq!(says(&found[0], "born"), ("missing".into(), 0));
    assert_eq!(desk.do_("who_may_this_be", json!({"details": {"given": "", "family": ""}})), json!([]));
    assert_eq!(desk.do_("who_may_this_be", json!({})), json!([]));
}

#[test]
fn twins_are_named_as_such() {
    let mut desk = a_clinic_of(&[
        json!({"given": "Lena", "family": "Ashby", "born": "2011-03-04", "phone": "555-0142", "street": "4 Mill Lane", "postcode": "1"}),
    ]);
    let mark =
        json!({"given": "Mark", "family": "Ashby", "born": "2011-03-04", "phone": "555-0142", "street": "4 Mill Lane", "postcode": "1"});
    let found = desk.do_("who_may_this_be", json!({"details": mark}));
    for one in found.as_array().unwrap() {
        assert_eq!(one["against"][0]["code"], "may_be_twins");
    }
}

#[test]
fn people_who_change_and_people_who_come_are_known_at_once() {
    let mut desk = clinic();
    let ask = |desk: &mut TestDesk, given: &str, family: &str, born: &str| {
        desk.do_("who_may_this_be", json!({"details": {"given": given, "family": family, "born": born}}))[0]["name"].clone()
    };
    assert_eq!(ask(&mut desk, "Ottilie", "Vandermeer", "1970-02-03"), json!(null));
    let ottilie = desk.patient("Ottilie", "Vandermeer", "1970-02-03");
    assert_eq!(ask(&mut desk, "Otilie", "Vandermeer", "1970-02-03"), "Ottilie Vandermeer");
    desk.do_("change_patient", json!({"patient_id": ottilie, "details": {"given": "Ottilie", "family": "Brandt", "born": "1970-02-03"}}));
    assert_eq!(ask(&mut desk, "Ottilie", "Brandt", "1970-02-03"), "Ottilie Brandt");
}

#[test]
fn how_often_alerts_are_said_and_what_was_done_about_them_is_counted_by_the_week() {
    let mut desk = a_desk();
    let eric = desk.patient("Eric", "Paulson", "1980-03-12");
    let derrick = desk.patient("Derrick", "Paulsen", "1964-05-22");
    let zora = desk.patient("Zora", "Whitlock", "1990-11-30");
    let erics = desk.spectacles_here(eric, "Harbor 3 52-18 Black", "T041");
    desk.spectacles_here(derrick, "Loft 17 50-19 Navy", "T014");
    desk.check_in(eric, "collecting");
    desk.check_in(zora, "question");
    desk.walk_in("Somebody", "question");
    let over = desk.do_("start_hand_over", json!({"order_id": erics.id, "visit_id": null}));
    desk.do_("start_hand_over", json!({"order_id": erics.id, "visit_id": null}));
    let key = format!("look_alike:{derrick}");
    for _ in 0..2 {
        desk.do_("give_reason", json!({"hand_over_id": over["id"], "key": key, "reason": "seen"}));
    }
    desk.do_(
        "judge_look_alike",
        json!({"patient_id": eric, "other_id": zora, "verdict": "muted", "reason": "never alike", "until": "2026-11-25"}),
    );
    desk.do_("judge_look_alike", json!({"patient_id": eric, "other_id": derrick, "verdict": "pinned", "reason": "it happened once"}));
    assert_eq!(
        desk.refused_because(
            "judge_look_alike",
            json!({"patient_id": eric, "other_id": zora, "verdict": "muted", "reason": "x", "until": "2026-11-19"})
        ),
        "day_is_over"
    );
    assert_eq!(desk.refused_because("look_alike_report", json!({})), "not_your_role");
    desk.sign_in_as(desk.kim);
    let report = desk.do_("look_alike_report", json!({}));
    assert_eq!(
        report["weeks"],
        json!([{"week": "2026-11-16", "check_ins": 2, "check_ins_stop": 1, "check_ins_careful": 0, "hand_overs": 1, "hand_overs_stop": 1,
                "hand_overs_careful": 0, "seen": 1, "mutes": 1, "pins": 1}])
    );
    let pairs = report["pairs"].as_array().unwrap();
    assert_eq!(pairs.len(), 2);
    let muted = pairs.iter().find(|pair| pair["verdict"] == "muted").unwrap();
    assert_eq!(
        (&muted["until"], &muted["over"], &muted["by"], &muted["reason"]),
        (&json!("2026-11-25"), &json!(false), &json!("Jo"), &json!("never alike"))
    );
    desk.replays();

    // The week after, the mute is over: listed as such, and the pair is as any other.
    desk.it_is("2026-11-30T09:00:00-05:00");
    desk.check_in(eric, "question");
    let report = desk.do_("look_alike_report", json!({}));
    assert_eq!(report["weeks"].as_array().unwrap().len(), 2);
    assert_eq!(report["pairs"].as_array().unwrap().iter().filter(|pair| pair["over"] == true).count(), 1);
    desk.do_("judge_look_alike", json!({"patient_id": eric, "other_id": zora, "verdict": "neither", "reason": ""}));
    assert_eq!(desk.do_("look_alike_report", json!({}))["pairs"].as_array().unwrap().len(), 1);
    desk.replays();
}

#[test]
fn a_mute_ends_with_its_day() {
    let mut desk = a_desk();
    let eric = desk.patient("Eric", "Paulson", "1980-03-12");
    let derrick = desk.patient("Derrick", "Paulsen", "1964-05-22");
    desk.spectacles_here(eric, "Harbor 3 52-18 Black", "T041");
    desk.spectacles_here(derrick, "Loft 17 50-19 Navy", "T014");
    desk.do_(
        "judge_look_alike",
        json!({"patient_id": eric, "other_id": derrick, "verdict": "muted", "reason": "away", "until": "2026-11-21"}),
    );
    let alerts = |desk: &mut TestDesk| desk.do_("open_patient", json!({"patient_id": eric}))["look_alikes"].as_array().unwrap().len();
    assert_eq!(alerts(&mut desk), 0);
    desk.it_is("2026-11-21T17:00:00-05:00");
    assert_eq!(alerts(&mut desk), 0, "through its last day");
    desk.it_is("2026-11-22T09:00:00-05:00");
    assert_eq!(alerts(&mut desk), 1);
}
