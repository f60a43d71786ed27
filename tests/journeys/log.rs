//! The discrepancy log: a line in seconds, worse by itself when asked again, and nothing serious closed without a cause, a
//! change and a word to the patient.

use rightful_tests::{OrderHere, TestDesk, a_desk};
use serde_json::{Value, json};

fn id(reply: &Value) -> i64 {
    reply["id"].as_i64().unwrap()
}

fn page(desk: &mut TestDesk, discrepancy: i64) -> Value {
    desk.do_("open_discrepancy", json!({"discrepancy_id": discrepancy}))
}

/// What is missing before it can be closed, as the page says it; and the desk refuses for just that.
fn missing(desk: &mut TestDesk, discrepancy: i64) -> Vec<String> {
    let said: Vec<String> = serde_json::from_value(page(desk, discrepancy)["missing"].clone()).unwrap();
    if !said.is_empty() {
        let refusal = desk.refused("close_discrepancy", json!({"discrepancy_id": discrepancy}));
        assert_eq!(refusal.code, "not_closed_yet");
        let found: Vec<_> = refusal.findings.into_iter().map(|finding| finding.code).collect();
        assert_eq!(found, said, "the page and the refusal say the same");
    }
    said
}

fn review(discrepancy: i64, cause: &str, by: i64) -> Value {
    json!({"discrepancy_id": discrepancy, "cause": cause, "accountable": "ordering", "corrective": "The morning list is worked first.",
           "seen_to_by": by, "change_by": "2026-11-27"})
}

fn an_order(desk: &mut TestDesk) -> (i64, i64) {
    let patient = desk.patient("Ana", "Reyes", "1990-02-11");
    let order = desk.do_("add_order", json!({"patient_id": patient, "kind": "spectacles", "frame": "Kite 8", "frame_source": "lab"}));
    (patient, order["order_id"].as_i64().unwrap())
}

#[test]
fn the_same_cause_again_within_ninety_days_says_by_itself_that_it_did_not_help() {
    let mut desk = a_desk();
    desk.sign_in_as(desk.kim);
    let logged = |desk: &mut TestDesk, cause: &str| {
        let (_, order) = an_order(desk);
        let it = id(&desk.do_("log_discrepancy", json!({"kind": "late", "line": "The lab had no answer.", "order_id": order})));
        desk.do_("put_right", json!({"discrepancy_id": it, "done": "Came."}));
        desk.do_(
            "review_discrepancy",
            json!({"discrepancy_id": it, "cause": cause, "accountable": "lab", "corrective": "Ask on day two.",
            "seen_to_by": desk.kim, "change_by": "2027-12-01"}),
        );
        it
    };
    let helped = |desk: &mut TestDesk, it: i64| page(desk, it)["helped"].clone();
    let first = logged(&mut desk, "lab_late");
    assert_eq!(helped(&mut desk, first)["said"], "not_known_yet");
    desk.it_is("2027-02-18T10:29:00-05:00");
    assert_eq!(helped(&mut desk, first)["said"], "not_known_yet", "a minute less than 90 days is not yet known");
    logged(&mut desk, "lab_lost_it");
    assert_eq!(helped(&mut desk, first)["said"], "not_known_yet", "another cause says nothing");
    let again = logged(&mut desk, "lab_late");
    assert_eq!(helped(&mut desk, first), json!({"said": "no", "number": page(&mut desk, again)["discrepancy"]["number"]}));
    desk.it_is("2027-06-01T10:30:00-04:00");
    assert_eq!(helped(&mut desk, again)["said"], "yes", "90 days without it");
    assert_eq!(helped(&mut desk, first)["said"], "no", "and what did not help did not help");
    desk.replays();
}

fn two_orders(desk: &mut TestDesk) -> (OrderHere, OrderHere) {
    let eric = desk.patient("Eric", "Paulson", "1979-05-02");
    let derrick = desk.patient("Derrick", "Paulsen", "1981-11-23");
    (desk.spectacles_here(eric, "Kite 8", "T001"), desk.spectacles_here(derrick, "Kite 8", "T002"))
}

#[test]
fn another_patients_order_calls_the_manager_and_is_closed_only_when_both_are_seen_to() {
    let mut desk = a_desk();
    let (erics, derricks) = two_orders(&mut desk);
    let logged = desk.do_(
        "log_discrepancy",
        json!({"kind": "wrong_patients_order", "line": "Eric went home with Derrick's.", "patient_words": "These are not mine.",
               "order_id": erics.id, "other_order_id": derricks.id}),
    );
    assert_eq!((&logged["severity"], &logged["call_manager"]), (&json!("serious"), &json!(true)), "it may be a breach");
    let it = id(&logged);
    let less = json!({"discrepancy_id": it, "severity": "minor"});
    assert_eq!(desk.refused_because("change_discrepancy", less), "not_your_role", "a manager says that it is less than that");
    assert_eq!(missing(&mut desk, it)[0], "tick_off");
    let sides = page(&mut desk, it)["sides"].clone();
    assert_eq!((&sides[0]["name"], &sides[1]["name"]), (&json!("Eric Paulson"), &json!("Derrick Paulsen")));
    desk.do_("set_side", json!({"discrepancy_id": it, "order_id": derricks.id, "held_by": "other_patient", "must_come_back": true}));
    assert_eq!(desk.refused_because("put_right", json!({"discrepancy_id": it, "done": "Sorted."})), "must_come_back_first");
    desk.do_("set_side", json!({"discrepancy_id": it, "order_id": derricks.id, "held_by": "us", "must_come_back": true}));
    desk.do_("put_right", json!({"discrepancy_id": it, "done": "Eric has his own."}));
    let other = desk.do_("open_order", json!({"order_id": derricks.id}));
    assert_eq!(other["discrepancies"][0]["id"], it, "it stands with the other order too");
    assert_eq!(
        desk.refused_because("set_side", json!({"discrepancy_id": it, "order_id": 999_999, "held_by": "us", "must_come_back": false})),
        "not_in_it"
    );
    for item in ["manager_called", "what_was_seen", "came_back", "told_them", "report_looked_up"] {
        assert_eq!(missing(&mut desk, it)[0], "tick_off", "before {item}");
        if item == "report_looked_up" {
            let tick = json!({"discrepancy_id": it, "item": item, "done": true});
            assert_eq!(desk.refused_because("tick_off", tick), "not_your_role", "whether it must be reported is a manager's to look up");
            desk.sign_in_as(desk.kim);
        }
        desk.do_("tick_off", json!({"discrepancy_id": it, "item": item, "done": true}));
    }
    assert_eq!(missing(&mut desk, it), ["tell_patient", "say_cause", "say_what_changes"]);
    assert_eq!(
        desk.refused_because("tick_off", json!({"discrepancy_id": it, "item": "clinician_called", "done": true})),
        "not_on_the_list"
    );
    desk.replays();
}

#[test]
fn a_promise_is_moved_before_it_is_due_and_late_is_what_the_clock_says() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1990-02-11");
    let promise = |desk: &mut TestDesk, by: &str| {
        desk.do_("make_promise", json!({"patient_id": ana, "what": "other", "words": "We call.", "by": by}))["id"].clone()
    };
    let (one, two) = (promise(&mut desk, "2026-11-23"), promise(&mut desk, "2026-11-24"));
    let moved = desk.do_("end_promise", json!({"promise_id": two, "ended": "moved", "to": "2026-11-25", "told": "phone"}));
    assert!(moved["moved_to"].is_i64());
    assert_eq!(desk.refused_because("end_promise", json!({"promise_id": one, "ended": "moved"})), "day_needed");
    desk.it_is("2026-11-23T17:01:00-05:00");
    let due = desk.do_("promises_due", json!({}));
    let late: Vec<_> = due.as_array().unwrap().iter().map(|line| (&line["id"], &line["late"])).collect();
    assert_eq!(late, [(&one, &json!(true)), (&moved["moved_to"], &json!(false))]);
    assert_eq!(desk.refused_because("end_promise", json!({"promise_id": one, "ended": "moved", "to": "2026-11-26"})), "too_late_to_move");
    assert_eq!(desk.do_("end_promise", json!({"promise_id": one, "ended": "kept"}))["ended"], "late", "kept a minute late is late");
    desk.replays();
}

#[test]
fn the_same_thing_twice_is_an_ask_and_a_closed_one_is_opened_or_said_to_be_another() {
    let mut desk = a_desk();
    let (_, order) = an_order(&mut desk);
    let late = |again: bool| json!({"kind": "late", "line": "Past the day.", "order_id": order, "again": again});
    let first = id(&desk.do_("log_discrepancy", late(false)));
    let refusal = desk.refused("log_discrepancy", late(false));
    assert_eq!((refusal.code.as_str(), &refusal.facts["discrepancy_id"]), ("already_logged", &json!(first)));
    assert_eq!(desk.do_("ask_again", json!({"discrepancy_id": first}))["severity"], "moderate");
    desk.do_("put_right", json!({"discrepancy_id": first, "done": "Came."}));
    desk.do_("close_discrepancy", json!({"discrepancy_id": first}));
    assert_eq!(desk.refused_because("log_discrepancy", late(false)), "logged_before");
    let second = id(&desk.do_("log_discrepancy", late(true)));
    assert_eq!(page(&mut desk, second)["again_of"], "D-1");
    assert_eq!(desk.refused_because("ask_again", json!({"discrepancy_id": first})), "already_closed");
    assert_eq!(desk.refused_because("reopen_discrepancy", json!({"discrepancy_id": second, "why": "x"})), "not_closed");
    assert_eq!(desk.refused_because("reopen_discrepancy", json!({"discrepancy_id": first, "why": " "})), "reason_needed");
    let open = desk.do_("reopen_discrepancy", json!({"discrepancy_id": first, "why": "It broke again."}));
    assert_eq!((&open["state"], &open["reopened"], &open["put_right"]), (&json!("open"), &json!(1), &Value::Null));
    desk.replays();
}

#[test]
fn two_people_close_at_once_and_the_second_is_told_who_did() {
    let mut desk = a_desk();
    let (_, order) = an_order(&mut desk);
    let it = id(&desk.do_("log_discrepancy", json!({"kind": "late", "line": "Past the day.", "order_id": order})));
    desk.do_("put_right", json!({"discrepancy_id": it, "done": "Came."}));
    desk.do_("close_discrepancy", json!({"discrepancy_id": it}));
    desk.sign_in_as(desk.dana);
    let refusal = desk.refused("close_discrepancy", json!({"discrepancy_id": it}));
    assert_eq!((refusal.code.as_str(), &refusal.facts["by"]), ("already_closed", &json!("Jo")));
    for (command, request) in [
        ("put_right", json!({"discrepancy_id": it, "done": "Again."})),
        ("tell_patient", json!({"discrepancy_id": it, "how": "phone", "words": "Hello."})),
        ("change_discrepancy", json!({"discrepancy_id": it, "severity": "serious"})),
    ] {
        assert_eq!(desk.refused_because(command, request), "already_closed", "{command}");
    }
    desk.replays();
}

#[test]
fn nothing_is_lost_when_the_patient_is_merged_while_it_is_open() {
    let mut desk = a_desk();
    let (ana, order) = an_order(&mut desk);
    let twice = desk.patient("Anna", "Reyes", "1990-02-11");
    let it = id(&desk.do_("log_discrepancy", json!({"kind": "late", "line": "Past the day.", "order_id": order})));
    let promise = desk
        .do_("make_promise", json!({"patient_id": ana, "discrepancy_id": it, "what": "other", "words": "a new date", "by": "2026-11-24"}))
        ["id"]
        .clone();
    desk.sign_in_as(desk.kim);
    let seen = desk.do_("compare_patients", json!({"patient_id": twice, "other_id": ana}))["seen"].clone();
    let merged = desk.do_("merge_patients", json!({"keep_id": twice, "gone_id": ana, "take": [], "seen": seen, "reason": "one person"}));
    assert_eq!(page(&mut desk, it)["discrepancy"]["patient_id"], twice);
    assert_eq!(desk.do_("promises_due", json!({}))[0]["patient_id"], twice);
    assert!(
        desk.do_("open_patient", json!({"patient_id": twice}))["discrepancies"].as_array().unwrap().iter().any(|line| line["id"] == it)
    );
    desk.do_("unmerge_patients", json!({"merge_id": merged["merge_id"]}));
    assert_eq!(page(&mut desk, it)["discrepancy"]["patient_id"], ana);
    assert_eq!(desk.do_("end_promise", json!({"promise_id": promise, "ended": "kept"}))["ended"], "kept");
    desk.replays();
}

#[test]
fn bad_input_gets_a_clear_answer() {
    let mut desk = a_desk();
    let (erics, derricks) = two_orders(&mut desk);
    let ana = desk.patient("Ana", "Reyes", "1990-02-11");
    for (request, code) in [
        (json!({"kind": "late", "order_id": erics.id}), "line_needed"),
        (json!({"kind": "late", "line": "   ", "order_id": erics.id}), "line_needed"),
        (json!({"kind": "late", "line": "x".repeat(1001)}), "text_too_long"),
        (json!({"kind": "late", "line": "x", "order_id": 999_999}), "no_such_order"),
        (json!({"kind": "late", "line": "x", "patient_id": 999_999}), "no_such_patient"),
        (json!({"kind": "late", "line": "x", "patient_id": ana, "order_id": erics.id}), "order_of_other_patient"),
        (json!({"kind": "part_lost", "line": "x", "order_id": erics.id, "part_id": derricks.part("frame")}), "part_of_other_order"),
        (json!({"kind": "wrong_patients_order", "line": "x", "order_id": erics.id, "other_order_id": erics.id}), "same_order_twice"),
    ] {
        assert_eq!(desk.refused_because("log_discrepancy", request.clone()), code, "{request}");
    }
    assert_eq!(desk.refused_because("ask_again", json!({})), "nothing_asked_about");
    let near = desk.do_("log_discrepancy", json!({"kind": "wrong_patients_order", "near_miss": true, "order_id": erics.id}));
    assert_eq!((&near["severity"], &near["call_manager"]), (&json!("minor"), &json!(false)), "a near miss is one key");
    desk.do_("close_discrepancy", json!({"discrepancy_id": near["id"]}));
    desk.sign_in_as(desk.kim);
    let causes = desk.do_("change_cause", json!({"parent": "people", "name": "New here", "used": true}));
    let own = causes.as_array().unwrap().iter().find(|cause| cause["own"] == true).unwrap()["code"].clone();
    assert_eq!(desk.refused_because("change_cause", json!({"parent": "people", "name": "new HERE", "used": true})), "cause_already_there");
    assert_eq!(desk.refused_because("change_cause", json!({"code": "nowhere", "used": true})), "no_such_cause");
    let it = id(&desk.do_("log_discrepancy", json!({"kind": "conduct", "line": "x", "patient_id": ana})));
    assert_eq!(desk.refused_because("review_discrepancy", review(it, own.as_str().unwrap(), desk.kim)), "not_put_right");
    desk.do_("put_right", json!({"discrepancy_id": it, "done": "Said sorry."}));
    desk.do_("review_discrepancy", review(it, own.as_str().unwrap(), desk.kim));
    desk.do_("change_cause", json!({"code": own, "name": "New here", "used": false}));
    assert_eq!(desk.refused_because("review_discrepancy", review(it, own.as_str().unwrap(), desk.kim)), "no_such_cause");
    desk.replays();
}

#[test]
fn what_is_serious_never_closes_without_a_review_a_near_miss_neither() {
    let mut desk = a_desk();
    let (_, order) = an_order(&mut desk);
    let it = id(&desk.do_(
        "log_discrepancy",
        json!({"kind": "damaged", "line": "A splinter, seen in time.", "order_id": order, "near_miss": true, "injury": true}),
    ));
    for item in ["manager_called", "clinician_called"] {
        desk.do_("tick_off", json!({"discrepancy_id": it, "item": item, "done": true}));
    }
    assert_eq!(missing(&mut desk, it), ["tell_patient", "say_cause", "say_what_changes"]);
    assert_eq!(desk.refused_because("close_discrepancy", json!({"discrepancy_id": it})), "not_closed_yet");
    desk.do_("tell_patient", json!({"discrepancy_id": it, "how": "in_person", "words": "We saw it in time."}));
    desk.sign_in_as(desk.kim);
    desk.do_("review_discrepancy", review(it, "not_sent", desk.kim));
    desk.do_("close_discrepancy", json!({"discrepancy_id": it}));
    // Opened again, the old review has not seen what went wrong since.
    desk.do_("reopen_discrepancy", json!({"discrepancy_id": it, "why": "It happened again."}));
    desk.do_("tell_patient", json!({"discrepancy_id": it, "how": "phone", "words": "Once more."}));
    assert_eq!(missing(&mut desk, it), ["say_cause", "say_what_changes"]);
    assert!(page(&mut desk, it)["discrepancy"]["cause"].is_string(), "it stays to be read");
    desk.replays();
}

#[test]
fn a_mix_up_keeps_its_checklist_and_waits_for_what_the_other_one_has() {
    let mut desk = a_desk();
    let eric = desk.patient("Eric", "Paulson", "1980-02-11");
    let derrick = desk.patient("Derrick", "Paulsen", "1981-03-12");
    let erics = desk.spectacles_received(eric, "Wren 2", "T021");
    let derricks = desk.spectacles_received(derrick, "Wren 2", "T022");
    let it = id(&desk.do_("log_discrepancy", json!({"kind": "late", "line": "Past its day.", "order_id": erics.id})));
    desk.do_("change_discrepancy", json!({"discrepancy_id": it, "kind": "wrong_patients_order", "other_order_id": derricks.id}));
    let now = page(&mut desk, it)["discrepancy"].clone();
    assert_eq!((&now["severity"], &now["breach"]), (&json!("serious"), &json!(true)), "it may be a breach, however it is found out");
    assert_eq!(desk.refused_because("change_discrepancy", json!({"discrepancy_id": it, "breach": false})), "not_your_role");
    let from_the_other_side =
        json!({"kind": "wrong_patients_order", "line": "Derrick has Eric's.", "order_id": derricks.id, "other_order_id": erics.id});
    let refusal = desk.refused("log_discrepancy", from_the_other_side);
    assert_eq!((refusal.code.as_str(), &refusal.facts["discrepancy_id"]), ("already_logged", &json!(it)), "seen from his side");
    let history = desk.do_("open_patient", json!({"patient_id": derrick}))["history"].clone();
    assert!(history.as_array().unwrap().iter().any(|line| line["command"] == "change_discrepancy"), "it stands on his page too");

    desk.do_("put_right", json!({"discrepancy_id": it, "done": "Eric has his own."}));
    desk.do_("set_side", json!({"discrepancy_id": it, "order_id": derricks.id, "held_by": "other_patient", "must_come_back": true}));
    assert!(missing(&mut desk, it).contains(&"must_come_back".to_owned()));

    let call = json!({"patient_id": derrick, "discrepancy_id": it, "what": "call_back", "by": "2026-11-24"});
    desk.do_("make_promise", call);
    let ana = desk.patient("Ana", "Reyes", "1990-02-11");
    let not_hers = json!({"patient_id": ana, "discrepancy_id": it, "what": "call_back", "by": "2026-11-24"});
    assert_eq!(desk.refused_because("make_promise", not_hers), "promise_not_theirs");
    desk.replays();
}
