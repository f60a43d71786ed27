//! Records that are kept no longer: nothing goes before a manager chose, saw and said so; what is needed stays, and says why.

use crate::five_days;
use rightful_core::desk::Answer;
use rightful_tests::{PASSPHRASE, TestDesk, a_desk, watched};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::ffi::OsString;
use std::rc::Rc;

const YEARS: &str = "2047-03-01T10:00:00-05:00";

fn everything_for_a_year() -> Value {
    json!({"keep_years": {"orders": 1, "discrepancies": 1, "conversations": 1, "promises": 1, "visits": 1, "patients": 1, "practice": 1}})
}

fn class<'a>(retention: &'a Value, name: &str) -> &'a Value {
    retention["classes"].as_array().unwrap().iter().find(|class| class["class"] == name).unwrap()
}

fn seen(retention: &Value) -> Value {
    let classes = retention["classes"].as_array().unwrap();
    let seen = classes.iter().map(|class| (class["class"].as_str().unwrap().to_owned(), class["goes"].clone()));
    json!({"seen": Value::Object(seen.collect())})
}

fn stays(retention: &Value, name: &str, why: &str) -> i64 {
    let stays = class(retention, name)["stays"].as_array().unwrap();
    stays.iter().find(|stays| stays["why"] == why).map_or(0, |stays| stays["count"].as_i64().unwrap())
}

/// A clinic's files, by name.
type Files = Vec<(OsString, Vec<u8>)>;

/// The desk as a story left it.
fn the_end_of(story: fn()) -> TestDesk {
    let files: Rc<RefCell<Files>> = Rc::default();
    let kept = Rc::clone(&files);
    let watch = move |desk: &mut TestDesk, _: &str, _: &Value, answer: Option<&Answer>| {
        if answer.is_some() {
            let entries = std::fs::read_dir(desk.clinic()).unwrap().map(Result::unwrap);
            *kept.borrow_mut() = entries.map(|file| (file.file_name(), std::fs::read(file.path()).unwrap())).collect();
        }
    };
    watched(Box::new(watch), story);
    let mut desk = a_desk();
    desk.do_("close", json!({}));
    let clinic = desk.clinic();
    std::fs::remove_dir_all(&clinic).unwrap();
    std::fs::create_dir(&clinic).unwrap();
    for (name, bytes) in files.borrow().iter() {
        std::fs::write(clinic.join(name), bytes).unwrap();
    }
    desk.do_("unlock", json!({"secret": PASSPHRASE}));
    desk.sign_in_as(desk.kim);
    desk
}

#[test]
fn twenty_years_later_what_ended_goes_what_is_open_stays_and_the_trail_does_it_again() {
    let mut went = std::collections::BTreeSet::new();
    for story in [
        five_days::the_missing_lenses,
        five_days::eric_and_derrick,
        five_days::the_order_that_was_never_made,
        five_days::promises,
        five_days::the_ridiculed_child,
    ] {
        let mut desk = the_end_of(story);
        desk.it_is(YEARS);
        let before = desk.do_("retention", json!({}));
        assert_eq!(before["goes"], 0, "nothing is old before somebody chooses");
        desk.do_("choose_years", everything_for_a_year());
        let old = desk.do_("retention", json!({}));
        if old["goes"] == 0 {
            // Eric's and Derrick's day ends with both of them still owed something: all of it stays.
            assert!(stays(&old, "orders", "open_discrepancies") > 0, "{old}");
            continue;
        }
        let trail = desk.do_("check_trail", json!({}))["entries"].clone();
        let removed = desk.do_("remove_old_records", seen(&old));
        for class in old["classes"].as_array().unwrap() {
            let gone = removed["removed"].get(class["class"].as_str().unwrap()).cloned().unwrap_or(json!(0));
            assert_eq!(gone, class["goes"], "what was seen is what went: {class}");
            if gone != 0 {
                went.insert(class["class"].as_str().unwrap().to_owned());
            }
        }
        let after = desk.do_("retention", json!({}));
        assert_eq!(after["goes"], 0);
        for name in ["orders", "discrepancies", "promises", "patients"] {
            assert_eq!(class(&after, name)["stays"], class(&old, name)["stays"], "what stays stays");
        }
        assert_eq!(desk.refused_because("remove_old_records", json!({"seen": {}})), "nothing_old");
        let checked = desk.do_("check_trail", json!({}));
        assert_eq!(checked["whole"], true);
        assert!(checked["entries"].as_f64() > trail.as_f64(), "the trail only grows");
        desk.replays();
        // The desk works on: everybody who stayed can be opened.
        desk.restart();
        desk.do_("promises_due", json!({}));
        desk.do_("open_discrepancies", json!({}));
        desk.do_("queue", json!({}));
    }
    assert_eq!(went.into_iter().collect::<Vec<_>>(), ["discrepancies", "patients", "promises"]);
}

#[test]
fn a_visit_that_ended_well_in_every_way_goes_whole() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    desk.do_("add_contact", json!({"patient_id": sam, "name": "Ruth Keller", "relation": "parent", "may_collect": true}));
    let order = desk.spectacles_here(sam, "Kite 8", "T017");
    let visit = desk.check_in(sam, "collecting");
    desk.hand_over(&order, "Sam Keller", "2011-03-04", "T017");
    desk.do_("end_visit", json!({"visit_id": visit, "outcome": "served"}));
    let it = desk.do_("log_discrepancy", json!({"kind": "late", "line": "A day late.", "order_id": order.id}))["id"].clone();
    let talk = desk.do_("start_recovery", json!({"patient_id": sam, "discrepancy_id": it, "scenario": "late"}));
    let talk = talk["recovery"]["id"].clone();
    desk.do_("keep_letter", json!({"recovery_id": talk, "to": "Sam Keller", "body": "We were a day late, and said so late."}));
    desk.do_("end_recovery", json!({"recovery_id": talk, "leaves": "better"}));
    desk.do_("keep_practice", json!({"code": "part_lost", "seconds": 70, "answers": [0, 0, 0]}));
    desk.it_is("2026-11-24T10:00:00-05:00");
    for promise in desk.do_("promises_due", json!({})).as_array().unwrap() {
        desk.do_("end_promise", json!({"promise_id": promise["id"], "ended": "kept"}));
    }
    desk.do_("put_right", json!({"discrepancy_id": it, "done": "Handed over."}));
    desk.do_("close_discrepancy", json!({"discrepancy_id": it}));
    desk.sign_in_as(desk.kim);
    desk.do_("choose_years", everything_for_a_year());

    desk.it_is("2029-11-24T10:00:00-05:00");
    let old = desk.do_("retention", json!({}));
    desk.do_("remove_old_records", seen(&old));
    for name in ["practice", "conversations", "promises", "discrepancies", "orders", "visits", "patients"] {
        assert!(class(&old, name)["goes"].as_u64().unwrap() > 0, "{name}: {old}");
        assert_eq!(class(&old, name)["stays"], json!([]), "{name}");
    }
    desk.replays();
    // Of all of it nothing is left but in the trail, and the trail says what went.
    let export = tempfile::tempdir().unwrap();
    let token = desk.desk.hold_folder(export.path().to_owned());
    desk.do_("export_everything", json!({"token": token}));
    let folder = std::fs::read_dir(export.path()).unwrap().next().unwrap().unwrap().path();
    let mut holds = Vec::new();
    for file in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = file.file_name().into_string().unwrap();
        if name.ends_with(".jsonl") && std::fs::read_to_string(file.path()).unwrap().contains("Keller") {
            holds.push(name);
        }
    }
    assert_eq!(holds, ["trail.jsonl"], "what the trail heard stays in the trail, and nowhere else");
}

#[test]
fn an_open_order_a_discrepancy_and_a_promise_keep_their_patient_and_a_breach_is_always_kept() {
    let mut desk = a_desk();
    let order = |desk: &mut TestDesk, patient: i64| {
        let added = desk.do_("add_order", json!({"patient_id": patient, "kind": "other"}));
        added["order_id"].as_i64().unwrap()
    };
    let idle = desk.patient("Ida", "Lindqvist", "1950-01-02");
    let over = desk.patient("Sam", "Keller", "2011-03-04");
    let cancelled = order(&mut desk, over);
    desk.do_("move_order", json!({"order_id": cancelled, "to": "cancelled", "reason": "changed her mind"}));
    let waits = desk.patient("Rosa", "Marin", "1961-05-06");
    order(&mut desk, waits);
    let promised = desk.patient("Amir", "Haddad", "1970-07-08");
    desk.do_("make_promise", json!({"patient_id": promised, "what": "call_back", "by": "2026-11-20", "minute": 16 * 60}));
    let open = desk.patient("Nils", "Berg", "1980-09-10");
    desk.do_("log_discrepancy", json!({"kind": "other", "line": "lost a receipt", "patient_id": open}));
    let seen_by_another = desk.patient("Lena", "Fuchs", "1990-11-12");
    let breach = order(&mut desk, seen_by_another);
    desk.do_("move_order", json!({"order_id": breach, "to": "cancelled", "reason": "made elsewhere"}));
    desk.do_(
        "log_discrepancy",
        json!({"kind": "privacy", "line": "label read aloud", "patient_id": seen_by_another, "order_id": breach, "breach": true}),
    );
    for who in ["receptionist", "dispenser"] {
        if who == "dispenser" {
            desk.sign_in_as(desk.dana);
        }
        for (name, request) in
            [("retention", json!({})), ("choose_years", everything_for_a_year()), ("remove_old_records", json!({"seen": {"patients": 1}}))]
        {
            assert_eq!(desk.refused_because(name, request), "not_your_role", "{name} by a {who}");
        }
    }
    desk.sign_in_as(desk.kim);
    assert_eq!(desk.refused_because("choose_years", json!({"keep_years": {"orders": 0}})), "years_order");
    desk.do_("choose_years", everything_for_a_year());
    assert_eq!(desk.do_("retention", json!({}))["goes"], 0, "today nothing is old");
    desk.it_is("2027-11-20T23:00:00-05:00");
    assert_eq!(desk.do_("retention", json!({}))["goes"], 0, "on the very day of a year ago it is not old yet");
    desk.it_is("2027-11-21T10:00:00-05:00");

    let old = desk.do_("retention", json!({}));
    assert_eq!((&class(&old, "orders")["goes"], &class(&old, "patients")["goes"]), (&json!(1), &json!(2)), "{old}");
    assert_eq!(stays(&old, "orders", "open"), 1);
    assert_eq!(stays(&old, "orders", "open_discrepancies"), 1);
    assert_eq!(stays(&old, "discrepancies", "breach"), 1);
    assert_eq!(stays(&old, "discrepancies", "open"), 1);
    assert_eq!(stays(&old, "patients", "open_orders"), 1);
    assert_eq!(stays(&old, "patients", "open_promises"), 1);
    assert_eq!(stays(&old, "patients", "open_discrepancies"), 2);

    let mut less = seen(&old);
    less["seen"]["patients"] = json!(1);
    assert_eq!(desk.refused_because("remove_old_records", less), "not_as_seen");
    let removed = desk.do_("remove_old_records", seen(&old));
    assert_eq!(removed["removed"], json!({"orders": 1, "patients": 2}));
    for gone in [idle, over] {
        assert_eq!(desk.refused_because("open_patient", json!({"patient_id": gone})), "no_such_patient");
    }
    for kept in [waits, promised, open, seen_by_another] {
        desk.do_("open_patient", json!({"patient_id": kept}));
    }
    assert!(!desk.do_("find", json!({"query": "Lindqvist"})).to_string().contains("Lindqvist\""), "nobody finds them");
    desk.replays();
}
