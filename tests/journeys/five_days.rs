//! The five days of PRODUCT.md, each whole: from what the desk knew before anybody was angry to the review that says what
//! changes, with its history on the patient's and on the order's page.

use crate::missing_lenses::{self, frame_is_in, readiness, turn};
use rightful_tests::{OrderHere, TestDesk, a_desk};
use serde_json::{Value, json};

fn id(reply: &Value) -> i64 {
    reply["id"].as_i64().unwrap()
}

fn page(desk: &mut TestDesk, discrepancy: i64) -> Value {
    desk.do_("open_discrepancy", json!({"discrepancy_id": discrepancy}))
}

/// What happened, the oldest first, as the page of a patient or an order tells it.
fn told(desk: &mut TestDesk, question: &str, who: Value) -> Vec<String> {
    let lines = desk.do_(question, who)["history"].clone();
    lines.as_array().unwrap().iter().rev().map(|line| line["command"].as_str().unwrap().to_owned()).collect()
}

/// These commands stand in this history in this order, whatever else happened between them.
#[track_caller]
fn stands_in(history: &[String], commands: &[&str]) {
    let mut left = history.iter();
    for command in commands {
        assert!(left.any(|line| line == command), "{command} is missing, or out of order, in {history:?}");
    }
}

/// A manager says why, which process, what changes, who sees to it, and by when. Then it is closed, and it replays.
#[track_caller]
fn reviewed(desk: &mut TestDesk, it: i64, cause: &str, accountable: &str, corrective: &str, by: &str) {
    let review = json!({"discrepancy_id": it, "cause": cause, "accountable": accountable, "corrective": corrective,
                        "seen_to_by": desk.dana, "change_by": by});
    assert_eq!(desk.refused_because("review_discrepancy", review.clone()), "not_your_role", "a review is a manager's");
    desk.sign_in_as(desk.kim);
    let kept = desk.do_("review_discrepancy", review.clone());
    assert_eq!(kept["state"], "reviewed");
    for field in ["cause", "accountable", "corrective", "seen_to_by", "change_by"] {
        assert_eq!(kept[field], review[field], "{field}");
    }
    assert_eq!(page(desk, it)["change_by_whom"], "Dana");
    assert_eq!(page(desk, it)["missing"], json!([]), "nothing stands in the way any more");
    assert_eq!(desk.do_("close_discrepancy", json!({"discrepancy_id": it}))["state"], "closed");
    let board = desk.do_("open_discrepancies", json!({}));
    assert!(board.as_array().unwrap().iter().all(|line| line["id"] != it), "what is closed leaves the board");
    desk.replays();
}

fn check<'a>(view: &'a Value, code: &str) -> &'a Value {
    view["checks"].as_array().unwrap().iter().find(|check| check["code"] == code).unwrap()
}

#[test]
pub fn the_missing_lenses() {
    // A frame is in, the boy's own lenses were kept here. The slip says so; the phone call is refused.
    let mut day = frame_is_in();
    let slip = day.desk.do_("kept_slip", json!({"order_id": day.order}));
    assert_eq!(slip["items"].as_array().unwrap().len(), 2, "what we keep is on the family's slip");
    assert_eq!(day.desk.refused_because("notify_order", json!({"order_id": day.order})), "parts_missing");

    // They come all the same. The desk knows at the door, and prompts while they wait.
    let visit = day.desk.check_in(day.sam, "collecting");
    let ready = readiness(&mut day);
    assert_eq!((&ready["code"], &ready["next"], ready["missing"].as_array().unwrap().len()), (&json!("part_missing"), &json!("search"), 2));
    assert_eq!(ready["missing"][0]["last_seen"]["place"], "finishing desk");
    day.desk.do_("greet", json!({"visit_id": visit}));
    let mut marks = Vec::new();
    for minutes in [10, 5, 5, 10] {
        day.desk.minutes_pass(minutes);
        marks.push(turn(&mut day, &json!(visit))["mark"].as_str().unwrap().to_owned());
    }
    assert_eq!(marks, ["amber", "tell", "manager", "recovery"], "at 10, 15, 20 and 30 minutes");

    // Logged from where they stand, in her own words, and the search begins at both lenses.
    let [right, left] = day.lenses;
    let logged = day.desk.do_(
        "log_discrepancy",
        json!({"kind": "part_lost", "line": "Both lenses not where they were kept.", "patient_words": "You told us it was in.",
               "order_id": day.order, "visit_id": visit, "complainant": "his mother, Ruth"}),
    );
    let it = id(&logged);
    assert_eq!(logged["number"], "D-1");
    let searches: Vec<Value> = [right, left]
        .map(|lens| day.desk.do_("start_search", json!({"part_id": lens, "discrepancy_id": it}))["search"].clone())
        .into_iter()
        .collect();
    assert_eq!(page(&mut day.desk, it)["discrepancy"]["state"], "searching");
    assert_eq!(readiness(&mut day)["code"], "part_missing");
    for search in &searches {
        let first = &search["places"][0];
        let looked = day
            .desk
            .do_("look_at_place", json!({"search_id": search["id"], "kind": first["kind"], "place": first["place"], "found": false}));
        assert_eq!(looked["places"][0]["looked"]["by"], "Jo", "ticked by a named person");
    }

    // The right one lies in his own case. The left one does not turn up: it is made new, with a day that they are told.
    let found = day.desk.do_("look_at_place", json!({"search_id": searches[0]["id"], "kind": "patients_case", "found": true}));
    assert_eq!(found["outcome"], "found");
    let made = day.desk.do_(
        "end_search",
        json!({"search_id": searches[1]["id"], "way": "make_new", "by": "2026-11-25", "words": "We make the left one new, at our cost."}),
    );
    assert_eq!(made["outcome"], "made_new");
    let seen = page(&mut day.desk, it);
    assert_eq!((&seen["discrepancy"]["state"], &seen["promises"][0]["what"]), (&json!("waiting"), &json!("make_new")));
    day.desk.do_("end_visit", json!({"visit_id": visit, "outcome": "will_return", "returns_on": "2026-11-25", "order_id": day.order}));
    assert_eq!(day.desk.refused_because("close_discrepancy", json!({"discrepancy_id": it})), "not_closed_yet");
    let board = day.desk.do_("open_discrepancies", json!({}));
    assert_eq!((&board[0]["id"], &board[0]["promised_at"]), (&json!(it), &seen["promises"][0]["said_at"]));

    // It comes a day early, is checked, and only now are they called.
    day.desk.it_is("2026-11-24T09:00:00-05:00");
    assert_eq!(day.desk.refused_because("notify_order", json!({"order_id": day.order})), "parts_missing");
    let parts = day.desk.do_("open_order", json!({"order_id": day.order}))["parts"].clone();
    let fresh = parts.as_array().unwrap().iter().find(|part| part["custody"] == "not_made").unwrap()["id"].as_i64().unwrap();
    day.desk.do_("receive_order", json!({"order_id": day.order, "tray": "T017", "arrived": [fresh]}));
    day.desk.sign_in_as(day.desk.dana);
    day.desk.do_("verify_order", json!({"order_id": day.order, "verdict": "passed"}));
    day.desk.sign_in_as(day.desk.jo);
    day.desk.do_("notify_order", json!({"order_id": day.order}));
    day.desk.do_("record_call", json!({"order_id": day.order, "outcome": "reached", "spoke_to": "Ruth", "note": null}));

    // They come; it is theirs to take now and to be fitted later.
    day.desk.it_is("2026-11-24T15:00:00-05:00");
    let visit = day.desk.check_in(day.sam, "collecting");
    assert_eq!(readiness(&mut day)["code"], "open_discrepancy", "nobody greets them as if nothing had been");
    day.desk.do_("call_visit", json!({"visit_id": visit}));
    let over = day.desk.do_("start_hand_over", json!({"order_id": day.order, "visit_id": visit}))["id"].clone();
    day.desk.do_("say_identifiers", json!({"hand_over_id": over, "name": "Sam Keller", "born": "3/4/2011"}));
    day.desk.do_("scan_at_hand_over", json!({"hand_over_id": over, "code": "T017"}));
    for part in [day.frame, right, fresh] {
        day.desk.do_("tick_part", json!({"hand_over_id": over, "part_id": part, "ticked": true}));
    }
    let view = day.desk.do_("look_together", json!({"hand_over_id": over, "case_opened": true, "looked": true}));
    for found in view["findings"].as_array().unwrap().iter().filter(|found| found["finding"]["grade"] == "ask") {
        day.desk.do_("give_reason", json!({"hand_over_id": over, "key": found["key"], "reason": "they know, it is put right now"}));
    }
    let ruth = view["contacts"][0]["id"].clone();
    day.desk.do_("finish_hand_over", json!({"hand_over_id": over, "receiver": {"contact": ruth}}));
    let ended =
        day.desk.do_("end_visit", json!({"visit_id": visit, "outcome": "fit_later", "returns_on": "2026-11-27", "order_id": day.order}));
    assert_eq!(ended["owes"]["what"], "fitting");

    let promise = seen["promises"][0]["id"].clone();
    assert_eq!(day.desk.do_("end_promise", json!({"promise_id": promise, "ended": "kept"}))["ended"], "kept", "a day before it was due");
    let put_right = day.desk.do_("put_right", json!({"discrepancy_id": it, "done": "Right lens found, left one made new, handed over."}));
    assert_eq!(put_right["state"], "put_right");
    day.desk.do_(
        "tell_patient",
        json!({"discrepancy_id": it, "how": "in_person", "words": "We lost your lenses. From now on they lie in the order's own tray."}),
    );
    reviewed(
        &mut day.desk,
        it,
        "no_tray",
        "storage",
        "What a family leaves here lies in the order's tray from the first day.",
        "2026-12-01",
    );
    let whole = ["log_discrepancy", "start_search", "look_at_place", "end_search", "put_right", "tell_patient", "review_discrepancy"];
    stands_in(&told(&mut day.desk, "open_order", json!({"order_id": day.order})), &whole);
    stands_in(&told(&mut day.desk, "open_patient", json!({"patient_id": day.sam})), &whole);
    let missing_lenses::Day { mut desk, sam, .. } = day;
    let next = desk.spectacles_received(sam, "Kite 8", "T018");
    let learnt = desk.do_("start_search", json!({"part_id": next.part("right_lens")}))["search"]["places"].clone();
    let case = learnt.as_array().unwrap().iter().find(|place| place["kind"] == "patients_case").unwrap().clone();
    assert_eq!((&case["finds"], &case["of"]), (&json!(1), &json!(1)), "found there teaches the next search");
}

/// Up to the last key of Eric's hand-over, with what lies in tray T041.
fn erics_hand_over(desk: &mut TestDesk, erics: &OrderHere) -> Value {
    let over = desk.do_("start_hand_over", json!({"order_id": erics.id, "visit_id": null}))["id"].clone();
    let view = desk.do_("say_identifiers", json!({"hand_over_id": over, "name": "Eric Paulson", "born": "3/12/1980"}));
    assert_eq!(view["look_alikes"][0]["name"], "Derrick Paulsen", "the name to be careful with is said before the hand-over");
    for found in view["findings"].as_array().unwrap().iter().filter(|found| found["finding"]["grade"] == "ask") {
        desk.do_("give_reason", json!({"hand_over_id": over, "key": found["key"], "reason": "read aloud together"}));
    }
    desk.do_("scan_at_hand_over", json!({"hand_over_id": over, "code": "T041"}));
    for (_, part) in erics.parts.clone() {
        desk.do_("tick_part", json!({"hand_over_id": over, "part_id": part, "ticked": true}));
    }
    desk.do_("look_together", json!({"hand_over_id": over, "case_opened": true, "looked": true}))["id"].clone()
}

#[test]
pub fn eric_and_derrick() {
    let mut desk = a_desk();
    let eric = desk.patient("Eric", "Paulson", "1980-03-12");
    let derrick = desk.patient("Derrick", "Paulsen", "1964-05-22");
    let eye = |sphere: i32, cyl: i32, axis: i32| json!({"sphere": sphere, "cyl": cyl, "axis": axis});
    let erics = desk.spectacles_with(eric, "Loft 17 50-19 Navy", "T041", &json!({"right": eye(-175, -50, 90), "left": eye(-150, -25, 85)}));
    let derricks =
        desk.spectacles_with(derrick, "Loft 17 50-19 Navy", "T014", &json!({"right": eye(-325, -50, 88), "left": eye(-300, -25, 100)}));
    desk.sign_in_as(desk.dana);
    for order in [erics.id, derricks.id] {
        desk.do_("verify_order", json!({"order_id": order, "verdict": "passed"}));
    }
    desk.sign_in_as(desk.jo);

    // The two pairs lie in each other's trays. He wears them for a minute: these are not mine. Nobody insists for a quarter
    // of an hour: one key, and nothing moves until the one-minute recheck.
    let over = erics_hand_over(&mut desk, &erics);
    let view = desk.do_("not_theirs", json!({"hand_over_id": over, "words": "Everything swims."}));
    assert_eq!(view["state"], "frozen");
    assert_eq!(desk.refused_because("finish_hand_over", json!({"hand_over_id": over, "receiver": "patient"})), "frozen");
    assert_eq!(desk.do_("readiness", json!({"patient_id": eric}))[0]["code"], "frozen");

    // The lensmeter says whose they are.
    let reading = json!({"right": eye(-322, -52, 89), "left": eye(-301, -25, 98)});
    assert_eq!(desk.do_("check_lenses", json!({"order_id": erics.id, "reading": reading}))["check"]["verdict"], "wrong_pair");
    let whose = desk.do_("whose_are_these", json!({"reading": reading}));
    assert_eq!((&whose["lines"][0]["order_id"], &whose["lines"][0]["way"]), (&json!(derricks.id), &json!("as_worn")));
    assert_eq!(whose["lines"].as_array().unwrap().len(), 1);
    let view = desk.do_(
        "end_recheck",
        json!({"hand_over_id": over, "theirs": false, "same": ["number", "tray", "frame"], "differs": ["lenses"], "note": "They are Derrick's."}),
    );
    assert_eq!((&view["state"], &view["near_miss"]), (&json!("refused"), &json!("D-1")));

    // It is logged with both people and both orders, and may be a breach: the manager is called at once.
    let logged = desk.do_(
        "log_discrepancy",
        json!({"kind": "wrong_patients_order", "line": "Eric wore Derrick's spectacles at the counter; the trays were exchanged.",
               "patient_words": "Everything swims.", "order_id": erics.id, "other_order_id": derricks.id}),
    );
    let it = id(&logged);
    assert_eq!((&logged["severity"], &logged["call_manager"]), (&json!("serious"), &json!(true)));
    let sides = page(&mut desk, it)["sides"].clone();
    assert_eq!((&sides[0]["name"], &sides[1]["name"]), (&json!("Eric Paulson"), &json!("Derrick Paulsen")));
    for (patient, order) in [(eric, erics.id), (derrick, derricks.id)] {
        let open = desk.do_("open_order", json!({"order_id": order}))["discrepancies"].clone();
        assert!(open.as_array().unwrap().iter().any(|line| line["id"] == it), "it stands with both orders");
        let open = desk.do_("open_patient", json!({"patient_id": patient}))["discrepancies"].clone();
        assert!(open.as_array().unwrap().iter().any(|line| line["id"] == it), "and with both people");
    }
    // He has them on his nose still: they must come back before anything is put right.
    let side = |held_by: &str| json!({"discrepancy_id": it, "order_id": derricks.id, "held_by": held_by, "must_come_back": true});
    desk.do_("set_side", side("other_patient"));
    assert_eq!(desk.refused_because("put_right", json!({"discrepancy_id": it, "done": "Exchanged."})), "must_come_back_first");
    desk.do_("set_side", side("us"));

    // Both are read again, by a dispenser, and Eric goes home with his own.
    desk.sign_in_as(desk.dana);
    assert_eq!(desk.do_("check_lenses", json!({"order_id": derricks.id, "reading": reading}))["check"]["verdict"], "match");
    let his = json!({"right": eye(-175, -50, 90), "left": eye(-150, -25, 85)});
    desk.do_("verify_order", json!({"order_id": erics.id, "verdict": "passed", "reading": his}));
    desk.sign_in_as(desk.jo);
    let over = erics_hand_over(&mut desk, &erics);
    let view = desk.do_("hand_over", json!({"hand_over_id": over}));
    assert_eq!(check(&view, "lenses")["worst"], Value::Null);
    for found in
        view["findings"].as_array().unwrap().iter().filter(|found| found["finding"]["grade"] == "ask" && found["settled"].is_null())
    {
        desk.do_("give_reason", json!({"hand_over_id": over, "key": found["key"], "reason": "it is put right now"}));
    }
    assert_eq!(desk.do_("finish_hand_over", json!({"hand_over_id": over, "receiver": "patient"}))["state"], "handed_over");
    desk.do_("put_right", json!({"discrepancy_id": it, "done": "Each pair is in its own tray again; Eric has his."}));

    // What a possible breach asks for, each by a named person; whether it must be reported is a manager's to look up.
    let tick = |item: &str| json!({"discrepancy_id": it, "item": item, "done": true});
    for item in ["manager_called", "what_was_seen", "came_back", "told_them"] {
        desk.do_("tick_off", tick(item));
    }
    let refusal = desk.refused("tick_off", tick("report_looked_up"));
    assert_eq!((refusal.code.as_str(), &refusal.facts["needs"]), ("not_your_role", &json!("manager")));
    assert_eq!(desk.do_("open_discrepancy", json!({"discrepancy_id": it}))["missing"][0], "tick_off", "and without it nothing is closed");
    desk.sign_in_as(desk.kim);
    let ticks = desk.do_("tick_off", tick("report_looked_up"));
    assert_eq!((&ticks[0]["by"], &ticks[4]["by"]), (&json!("Jo"), &json!("Kim")));
    desk.sign_in_as(desk.jo);
    desk.do_(
        "tell_patient",
        json!({"discrepancy_id": it, "how": "in_person", "words": "You were right. They were another patient's, and we are sorry."}),
    );
    reviewed(&mut desk, it, "wrong_tray", "receiving", "The tray's label is scanned when a pair is put into it.", "2026-11-27");
    // Derrick's page tells of it too; what was only Eric's is not on it.
    let whole = ["log_discrepancy", "set_side", "put_right", "tick_off", "tell_patient", "review_discrepancy", "close_discrepancy"];
    for (patient, order) in [(eric, erics.id), (derrick, derricks.id)] {
        stands_in(&told(&mut desk, "open_order", json!({"order_id": order})), &whole);
        if patient == eric {
            stands_in(&told(&mut desk, "open_patient", json!({"patient_id": patient})), &whole);
        }
    }
    assert!(!told(&mut desk, "open_order", json!({"order_id": derricks.id})).contains(&"finish_hand_over".to_owned()));
}

#[test]
pub fn the_order_that_was_never_made() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1990-02-11");
    let taken = json!({"patient_id": ana, "kind": "spectacles", "frame": "Kite 8", "frame_source": "ours", "frame_place": "board 3",
                       "lab": "North lab", "promised_on": "2026-11-27"});
    let order = desk.do_("add_order", taken)["order_id"].as_i64().unwrap();
    let stalled = |desk: &mut TestDesk| -> Option<Value> {
        let lines = desk.do_("stalled_orders", json!({}));
        lines.as_array().unwrap().iter().find(|line| line["order_id"] == order).cloned()
    };
    assert_eq!(stalled(&mut desk), None, "taken this morning");

    // Nobody sends it. It turns up by itself the next morning, before anybody asks, and says whom to call.
    desk.it_is("2026-11-21T09:00:00-05:00");
    let line = stalled(&mut desk).unwrap();
    assert_eq!((&line["why"], &line["to_do"], &line["discrepancy_id"]), (&json!(["not_sent"]), &json!(["send"]), &Value::Null));
    assert_eq!(desk.do_("today", json!({}))["late_or_stuck"], 1);
    assert_eq!(desk.do_("readiness", json!({"patient_id": ana}))[0]["code"], "never_ordered");

    // Nobody works the list, and she comes. The first ask logs it; the second, angry one raises it by itself.
    desk.it_is("2026-11-30T09:00:00-05:00");
    let first = desk.do_("ask_again", json!({"order_id": order, "words": "You said a week."}));
    let it = id(&first);
    assert_eq!((&first["new"], &first["severity"], &first["asks"]), (&json!(true), &json!("moderate"), &json!(1)));
    let seen = page(&mut desk, it);
    assert_eq!(
        (&seen["discrepancy"]["kind"], &seen["discrepancy"]["line"]),
        (&json!("never_ordered"), &json!("confirmed since Nov 20, 2026"))
    );
    assert_eq!(stalled(&mut desk).unwrap()["discrepancy_id"], it, "and its line says that it is logged");
    desk.it_is("2026-12-02T09:00:00-05:00");
    let second = desk.do_("ask_again", json!({"order_id": order, "words": "Nobody has even sent it?"}));
    assert_eq!((id(&second), &second["raised"], &second["severity"], &second["asks"]), (it, &json!(true), &json!("serious"), &json!(2)));
    let seen = page(&mut desk, it);
    assert_eq!(seen["discrepancy"]["due_on"], "2026-12-01", "it was due yesterday, and being worse puts nothing off");
    assert_eq!(seen["missing"], json!(["put_right", "tell_patient", "say_cause", "say_what_changes"]));

    // Sent at last, with a promise and a word; and it goes all the way to her.
    desk.do_("move_order", json!({"order_id": order, "to": "ordered"}));
    desk.do_("change_discrepancy", json!({"discrepancy_id": it, "owner_id": desk.dana, "waits_for": "the lab"}));
    assert_eq!(page(&mut desk, it)["owner"], "Dana");
    let promise =
        desk.do_(
            "make_promise",
            json!({"patient_id": ana, "order_id": order, "discrepancy_id": it, "what": "collect", "by": "2026-12-04"}),
        )["id"]
            .clone();
    desk.do_(
        "tell_patient",
        json!({"discrepancy_id": it, "how": "in_person", "words": "We never sent it, and we are sorry. It is here for you on Friday."}),
    );
    desk.do_("move_order", json!({"order_id": order, "to": "at_lab"}));
    desk.it_is("2026-12-03T09:00:00-05:00");
    let parts = desk.do_("open_order", json!({"order_id": order}))["parts"].clone();
    let arrived: Vec<Value> = parts.as_array().unwrap().iter().map(|part| part["id"].clone()).collect();
    desk.do_("receive_order", json!({"order_id": order, "tray": "T001", "arrived": arrived}));
    desk.sign_in_as(desk.dana);
    desk.do_("verify_order", json!({"order_id": order, "verdict": "passed"}));
    desk.sign_in_as(desk.jo);
    desk.do_("notify_order", json!({"order_id": order}));
    assert_eq!(desk.do_("end_promise", json!({"promise_id": promise, "ended": "kept"}))["ended"], "kept");
    desk.do_("put_right", json!({"discrepancy_id": it, "done": "Sent by hand, made in a day, checked, and she was called."}));
    assert_eq!(page(&mut desk, it)["missing"], json!(["say_cause", "say_what_changes"]));
    reviewed(&mut desk, it, "not_sent", "ordering", "The morning list is worked before the door opens.", "2026-12-04");
    let whole =
        ["add_order", "ask_again", "ask_again", "move_order", "tell_patient", "put_right", "review_discrepancy", "close_discrepancy"];
    stands_in(&told(&mut desk, "open_order", json!({"order_id": order})), &whole);
    stands_in(&told(&mut desk, "open_patient", json!({"patient_id": ana})), &whole);
}

#[test]
pub fn promises() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1990-02-11");
    let order = desk.spectacles_received(ana, "Kite 8", "T001");
    let it = id(&desk.do_(
        "log_discrepancy",
        json!({"kind": "wrong_lenses", "line": "Left lens 0.50 off.", "patient_words": "We fly on Thursday.", "order_id": order.id}),
    ));

    // "The manager will call you": a person, a day and a time, a little later than we aim for.
    let say = |what: &str, words: &str, by: &str, minute: Value| json!({"patient_id": ana, "order_id": order.id, "discrepancy_id": it, "what": what, "words": words, "by": by, "by_minute": minute});
    desk.sign_in_as(desk.kim);
    let call = desk.do_("make_promise", say("call_back", "Kim calls", "2026-11-23", json!(12 * 60)));
    assert!(call["aim_at"].as_i64() < call["said_at"].as_i64());
    desk.sign_in_as(desk.jo);
    let lenses = desk.do_("make_promise", say("other", "the lab says when", "2026-11-24", Value::Null));
    let due = |desk: &mut TestDesk| -> Vec<(i64, bool)> {
        let lines = desk.do_("promises_due", json!({}));
        lines.as_array().unwrap().iter().map(|line| (id(line), line["late"].as_bool().unwrap())).collect()
    };
    assert_eq!(due(&mut desk), [(id(&call), false), (id(&lenses), false)], "the soonest first");

    // The one is moved in time, by telling her before it is due. The other is forgotten: the clock says so, not we.
    desk.it_is("2026-11-23T11:00:00-05:00");
    let moved = desk.do_("end_promise", json!({"promise_id": lenses["id"], "ended": "moved", "to": "2026-11-25", "told": "phone"}));
    desk.it_is("2026-11-23T12:01:00-05:00");
    let later = moved["moved_to"].as_i64().unwrap();
    assert_eq!(due(&mut desk), [(id(&call), true), (later, false)]);
    assert_eq!(
        desk.refused_because("end_promise", json!({"promise_id": call["id"], "ended": "moved", "to": "2026-11-25", "told": "phone"})),
        "too_late_to_move"
    );
    assert_eq!(desk.do_("end_promise", json!({"promise_id": call["id"], "ended": "kept"}))["ended"], "late", "a minute late is late");
    desk.do_("end_promise", json!({"promise_id": later, "ended": "kept"}));
    // Twice now she had to call us.
    assert_eq!(desk.do_("ask_again", json!({"discrepancy_id": it, "words": "You said noon."}))["asks"], 1);
    assert_eq!(desk.do_("ask_again", json!({"discrepancy_id": it, "words": "Again nobody called."}))["severity"], "serious");

    // The exception that saves the holiday: she takes the frame along and has lenses mounted there. Allowed, recorded, with
    // what is still owed.
    desk.sign_in_as(desk.dana);
    desk.do_(
        "move_part",
        json!({"part_id": order.part("frame"), "custody": "with_patient", "holder": "Ana", "note": "Lenses are mounted at her holiday's optician."}),
    );
    let owed =
        desk.do_("make_promise", say("other", "frame to come back by Friday; Dana allowed it for the holiday", "2026-11-27", Value::Null));
    let line = desk.do_("promises_due", json!({}))[0].clone();
    assert_eq!((&line["words"], &line["by"]), (&json!("frame to come back by Friday; Dana allowed it for the holiday"), &json!("Dana")));
    let findings = desk.refused("close_discrepancy", json!({"discrepancy_id": it})).findings;
    assert!(findings.iter().any(|finding| finding.code == "promise_open"), "what is owed stands in the way of closing");
    let moves = desk.do_("open_order", json!({"order_id": order.id}))["moves"].clone();
    assert!(moves.as_array().unwrap().iter().any(|one| one["to_custody"] == "with_patient" && one["by"] == "Dana"));

    // She brings it back; the new lens is in; it is put right, told and reviewed.
    desk.it_is("2026-11-27T15:00:00-05:00");
    desk.do_("move_part", json!({"part_id": order.part("frame"), "custody": "here", "place": "T001"}));
    assert_eq!(desk.do_("end_promise", json!({"promise_id": owed["id"], "ended": "kept"}))["ended"], "kept");
    desk.do_("verify_order", json!({"order_id": order.id, "verdict": "passed"}));
    desk.do_("put_right", json!({"discrepancy_id": it, "done": "Left lens made again, mounted and checked."}));
    desk.do_("tell_patient", json!({"discrepancy_id": it, "how": "phone", "words": "We did not call when we said. That has changed."}));
    let ended: Vec<Value> = page(&mut desk, it)["promises"].as_array().unwrap().iter().map(|one| one["ended"].clone()).collect();
    assert_eq!(ended, [json!("late"), json!("moved"), json!("kept"), json!("kept")], "what became of each stays to be read");
    reviewed(&mut desk, it, "promise_not_noted", "telling", "A call is promised in the app, not on paper.", "2026-12-04");
    let whole =
        ["log_discrepancy", "make_promise", "end_promise", "ask_again", "move_part", "end_promise", "put_right", "review_discrepancy"];
    stands_in(&told(&mut desk, "open_order", json!({"order_id": order.id})), &whole);
    stands_in(&told(&mut desk, "open_patient", json!({"patient_id": ana})), &whole);
}

#[test]
pub fn the_ridiculed_child() {
    let mut desk = a_desk();
    let leo = desk.patient("Leo", "Marsh", "2016-08-30");
    desk.do_(
        "add_contact",
        json!({"patient_id": leo, "name": "Tess Marsh", "relation": "parent", "phone": "555-0177", "may_collect": true}),
    );
    let it = id(&desk.do_(
        "log_discrepancy",
        json!({"kind": "conduct", "line": "Laughed at before a full waiting room.", "patient_words": "They all looked at me.",
               "patient_id": leo, "complainant": "his mother, Tess"}),
    ));
    // It is about the child; the mother says so. No name of ours is in it: a process is accountable, never a person.
    let seen = page(&mut desk, it);
    assert_eq!((&seen["name"], &seen["discrepancy"]["complainant"]), (&json!("Leo Marsh"), &json!("his mother, Tess")));
    assert_eq!(desk.do_("open_patient", json!({"patient_id": leo}))["discrepancies"][0]["kind"], "conduct");

    // "What would make this right?" Her answer is kept beside what the child said.
    desk.do_(
        "change_discrepancy",
        json!({"discrepancy_id": it, "patient_words": "They all looked at me. What would make it right: look him in the eye, a hand, an apology.",
               "owner_id": desk.kim}),
    );
    // The manager does that, and promises two things more.
    desk.sign_in_as(desk.kim);
    let promise = |desk: &mut TestDesk, what: &str, words: &str, by: &str| {
        id(&desk.do_("make_promise", json!({"patient_id": leo, "discrepancy_id": it, "what": what, "words": words, "by": by})))
    };
    let call = promise(&mut desk, "call_back", "Kim calls Leo himself", "2026-11-20");
    let gift = promise(&mut desk, "other", "a small gift goes to Leo by post", "2026-11-24");
    desk.do_("put_right", json!({"discrepancy_id": it, "done": "Looked Leo in the eye, gave him a hand, and said sorry to him by name."}));
    let told_leo =
        desk.do_("tell_patient", json!({"discrepancy_id": it, "how": "in_person", "words": "Leo, I am sorry. You did nothing wrong."}));
    assert_eq!(told_leo["told_how"], "in_person");
    assert_eq!(page(&mut desk, it)["missing"], json!(["promise_open"]), "and it is not over before both are done");
    desk.minutes_pass(120);
    desk.sign_in_as(desk.kim);
    assert_eq!(desk.do_("end_promise", json!({"promise_id": call, "ended": "kept"}))["ended"], "kept");
    // The follow-up asks whether it worked.
    let follow_up = promise(&mut desk, "call_back", "did it help? Tess is asked", "2026-11-25");
    desk.it_is("2026-11-23T10:00:00-05:00");
    desk.do_("end_promise", json!({"promise_id": gift, "ended": "kept"}));
    desk.it_is("2026-11-25T10:00:00-05:00");
    desk.do_("end_promise", json!({"promise_id": follow_up, "ended": "kept"}));
    desk.sign_in_as(desk.jo);
    reviewed(&mut desk, it, "unkind", "conduct", "What a patient looks like is nobody's talk in the room.", "2026-12-01");
    let whole = ["log_discrepancy", "change_discrepancy", "make_promise", "put_right", "tell_patient", "end_promise", "review_discrepancy"];
    stands_in(&told(&mut desk, "open_patient", json!({"patient_id": leo})), &whole);
    // Did it help? The clock says, unless the same happens again.
    assert_eq!(page(&mut desk, it)["helped"]["said"], "not_known_yet");
    desk.it_is("2027-03-01T10:00:00-05:00");
    assert_eq!(page(&mut desk, it)["helped"]["said"], "yes");
    desk.replays();
}
