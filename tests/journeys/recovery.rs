//! The recovery panel: its scenario picked from the record, what can be said with what is known, what was offered and
//! promised in the same breath, and how it ended. It never blocks, and what needs a second person asks for one.

use rightful_tests::{OrderHere, PIN, TestDesk, a_desk};
use serde_json::{Value, json};

/// A part of this patient's order cannot be found; it was here, in the drawer.
fn a_lost_lens(desk: &mut TestDesk) -> (i64, OrderHere) {
    let ruth = desk.patient("Ruth", "Keller", "1984-03-09");
    let order = desk.spectacles_received(ruth, "Kite 8", &format!("T{ruth}"));
    let lens = order.part("right_lens");
    desk.do_("move_part", json!({"part_id": lens, "custody": "here", "place": "drawer"}));
    desk.do_("move_part", json!({"part_id": lens, "custody": "not_located"}));
    (ruth, order)
}

fn start(desk: &mut TestDesk, about: Value) -> Value {
    desk.do_("start_recovery", about)
}

fn of(view: &Value) -> Value {
    view["recovery"]["id"].clone()
}

fn offered<'a>(view: &'a Value, code: &str) -> Option<&'a Value> {
    view["choices"].as_array().unwrap().iter().find(|one| one["choice"]["code"] == code)
}

#[test]
fn the_panel_opens_with_what_the_record_knows() {
    let mut desk = a_desk();
    let (ruth, order) = a_lost_lens(&mut desk);
    let visit = desk.check_in(ruth, "collecting");
    desk.minutes_pass(31);
    let about = json!({"patient_id": ruth, "order_id": order.id, "visit_id": visit});
    let suggested = desk.do_("suggest_recovery", about.clone());
    assert_eq!(
        (&suggested["scenario"], &suggested["why"], &suggested["open"]),
        (&json!("part_lost"), &json!("part_not_located"), &Value::Null)
    );
    let view = start(&mut desk, about.clone());
    assert_eq!(
        (&view["facts"]["patient"], &view["facts"]["minutes_waited"], &view["facts"]["missing_parts"], &view["facts"]["staff"]),
        (&json!("Ruth"), &json!(31), &json!(["right_lens"]), &json!("Jo"))
    );
    assert_eq!(view["facts"]["last_seen"]["place"], "drawer");
    assert_eq!(view["at_step"], "acknowledge");
    // Nobody asked twice: what would say so is not there.
    let said = view["own"].to_string();
    assert!(said.contains("{last_seen}") && !said.contains("{second_ask}"), "{said}");
    // A child is spoken to as one only when the desk says that it is one.
    assert_ne!(view["openings"][0]["tone"], "to_child");
    let child = desk.do_("change_recovery", json!({"recovery_id": of(&view), "mood": "child"}));
    assert_eq!(child["openings"][0]["tone"], "to_child");
    assert!(!child["manner"].as_array().unwrap().is_empty());
    // Opened again from the same visit it is the same conversation.
    assert_eq!(of(&start(&mut desk, about.clone())), of(&view));
    assert_eq!(desk.do_("suggest_recovery", about)["open"], of(&view));
    desk.replays();
}

#[test]
fn with_nothing_on_record_the_desk_chooses() {
    let mut desk = a_desk();
    let ruth = desk.patient("Ruth", "Keller", "1984-03-09");
    let suggested = desk.do_("suggest_recovery", json!({"patient_id": ruth}));
    assert_eq!(suggested["scenario"], Value::Null);
    assert!(suggested["scenarios"].as_array().unwrap().iter().any(|line| line["code"] == "part_lost"));
    assert_eq!(desk.refused_because("start_recovery", json!({"patient_id": ruth})), "scenario_needed");
    assert_eq!(desk.refused_because("start_recovery", json!({"patient_id": ruth, "scenario": "lunch"})), "no_such_scenario");
    let view = start(&mut desk, json!({"patient_id": ruth, "scenario": "part_lost"}));
    assert_eq!(view["facts"]["missing_parts"], json!([]));
    assert!(!view["openings"].as_array().unwrap().is_empty(), "something can be said all the same");
    assert!(!view["openings"].to_string().contains("{missing_parts}"));
    // Found again from the same page, and only from there.
    assert_eq!(desk.do_("suggest_recovery", json!({"patient_id": ruth}))["open"], of(&view));
    let other = desk.patient("Ana", "Reyes", "1990-02-11");
    assert_eq!(desk.do_("suggest_recovery", json!({"patient_id": other}))["open"], Value::Null);
}

#[test]
fn a_choice_and_its_promise_are_one_breath() {
    let mut desk = a_desk();
    let (ruth, order) = a_lost_lens(&mut desk);
    let logged = desk.do_("log_discrepancy", json!({"kind": "part_lost", "line": "Right lens is not here.", "order_id": order.id}));
    let view = start(&mut desk, json!({"discrepancy_id": logged["id"]}));
    assert_eq!((&view["recovery"]["patient_id"], &view["recovery"]["order_id"]), (&json!(ruth), &json!(order.id)));
    let id = of(&view);
    desk.do_("change_recovery", json!({"recovery_id": id, "make_right": "I need them for Monday."}));
    let search_on = json!({"recovery_id": id, "code": "search_on"});
    assert_eq!(desk.refused_because("choose", search_on.clone()), "day_needed", "a promise has a time");
    let mut with_day = search_on.clone();
    with_day["by"] = json!("2026-11-20");
    with_day["by_minute"] = json!(17 * 60);
    let chosen = desk.do_("choose", with_day.clone());
    assert_eq!((&chosen["chosen"][0]["promised"], &chosen["chosen"][0]["by"]), (&json!("search_on"), &json!("Jo")));
    assert_eq!((&chosen["promises"][0]["what"], chosen["promises"].as_array().unwrap().len()), (&json!("search_on"), 1));
    assert_eq!(chosen["facts"]["promised"], chosen["promises"][0]["said_at"], "what was promised can be said now");
    assert_eq!(desk.refused_because("choose", with_day), "already_chosen");
    assert_eq!(desk.do_("open_discrepancy", json!({"discrepancy_id": logged["id"]}))["promises"].as_array().unwrap().len(), 1);
    // A pair to wear until then is for somebody who judges lenses.
    let bridge = json!({"recovery_id": id, "code": "bridge", "cost_minor": 1000});
    let refusal = desk.refused("choose", bridge.clone());
    assert_eq!((refusal.code.as_str(), &refusal.facts["needs"]), ("second_person_needed", &json!("clinician")));
    let with = |staff: i64, pin: &str| json!({"recovery_id": id, "code": "bridge", "cost_minor": 1000, "approver": staff, "pin": pin});
    assert_eq!(desk.refused_because("choose", with(desk.jo, PIN)), "second_person_needed", "whoever asks does not answer");
    assert_eq!(desk.refused_because("choose", with(desk.dana, "0000")), "wrong_pin");
    let done = desk.do_("choose", with(desk.dana, PIN));
    assert_eq!((&done["chosen"][1]["approved_by"], &done["chosen"][1]["cost_minor"]), (&json!("Dana"), &json!(1000)));
    desk.replays();
}

#[test]
fn what_costs_more_than_one_may_give_asks_a_manager() {
    let mut desk = a_desk();
    let given = |desk: &mut TestDesk, cost: i64, approver: Value| {
        let (_, order) = a_lost_lens(desk);
        let view = start(desk, json!({"order_id": order.id}));
        let mut asked = json!({"recovery_id": of(&view), "code": "make_new", "cost_minor": cost, "by": "2026-11-27"});
        if !approver.is_null() {
            asked["approver"] = approver;
            asked["pin"] = json!(PIN);
        }
        asked
    };
    let (dana, kim) = (desk.dana, desk.kim);
    // A remake may cost 150.00 at a time, 1,500.00 in a month.
    let asked = given(&mut desk, 15_001, Value::Null);
    assert_eq!(desk.refused_because("choose", asked), "over_allowance");
    let asked = given(&mut desk, 15_001, json!(dana));
    assert_eq!(desk.refused_because("choose", asked), "not_your_role", "a dispenser is no manager");
    let asked = given(&mut desk, 15_001, json!(kim));
    assert_eq!(desk.do_("choose", asked)["chosen"][0]["approved_by"], "Kim");
    // What a manager agreed to is not on Jo's month, and a remake takes nothing from what notes may cost.
    for _ in 0..10 {
        let asked = given(&mut desk, 15_000, Value::Null);
        desk.do_("choose", asked);
    }
    let asked = given(&mut desk, 1, Value::Null);
    let view = desk.do_("recovery", json!({"recovery_id": asked["recovery_id"]}));
    let left = |code: &str| offered(&view, code).unwrap()["up_to_minor"].clone();
    assert_eq!((left("make_new"), left("bridge")), (json!(0), json!(5000)), "each kind has a month of its own");
    assert_eq!(desk.refused_because("choose", asked), "over_allowance", "the month's is given");
    desk.it_is("2026-12-01T09:30:00-05:00");
    let mut asked = given(&mut desk, 15_000, Value::Null);
    asked["by"] = json!("2026-12-10");
    desk.do_("choose", asked);
    desk.replays();
}

#[test]
fn who_agrees_to_more_is_the_clinics_own_rule() {
    let mut desk = a_desk();
    let (_, order) = a_lost_lens(&mut desk);
    let view = start(&mut desk, json!({"order_id": order.id}));
    assert_eq!(offered(&view, "make_new").unwrap()["above"], "manager");
    let change = |desk: &mut TestDesk, role: &str| {
        desk.sign_in_as(desk.kim);
        let mut settings = desk.do_("settings", json!({}));
        settings["amends_approver"] = json!(role);
        desk.do_("change_settings", json!({"settings": settings}));
        desk.sign_in_as(desk.jo);
    };
    let asked =
        json!({"recovery_id": of(&view), "code": "make_new", "cost_minor": 15_001, "by": "2026-11-27", "approver": desk.dana, "pin": PIN});
    assert_eq!(desk.refused_because("choose", asked.clone()), "not_your_role");
    change(&mut desk, "dispenser");
    let view = desk.do_("recovery", json!({"recovery_id": of(&view)}));
    assert_eq!(offered(&view, "make_new").unwrap()["above"], "clinician");
    assert_eq!(desk.do_("choose", asked)["chosen"][0]["approved_by"], "Dana");
    desk.replays();
}

#[test]
fn an_allowance_that_makes_no_sense_is_refused() {
    let mut desk = a_desk();
    desk.sign_in_as(desk.kim);
    let settings = desk.do_("settings", json!({}));
    for (each, month) in [(-1, 100), (200, 100), (5, i64::MAX), (i64::MIN, i64::MIN)] {
        let mut wrong = settings.clone();
        wrong["amends"]["note"] = json!({"each_minor": each, "month_minor": month});
        assert_eq!(desk.refused_because("change_settings", json!({"settings": wrong})), "amends_order");
    }
    let mut one = settings.clone();
    one["amends"]["note"] = json!({"each_minor": 0, "month_minor": 0});
    assert_eq!(desk.do_("change_settings", json!({"settings": one}))["amends"]["note"]["each_minor"], 0);
}

#[test]
fn what_the_clinic_does_not_give_is_not_offered() {
    let mut desk = a_desk();
    let (_, order) = a_lost_lens(&mut desk);
    let view = start(&mut desk, json!({"order_id": order.id}));
    assert!(offered(&view, "make_new").is_some() && offered(&view, "search_on").is_some());
    assert_eq!(offered(&view, "both").unwrap()["asks"], "manager");
    desk.sign_in_as(desk.kim);
    let mut settings = desk.do_("settings", json!({}));
    settings["amends"].as_object_mut().unwrap().remove("remake");
    desk.do_("change_settings", json!({"settings": settings}));
    let view = desk.do_("recovery", json!({"recovery_id": of(&view)}));
    assert!(offered(&view, "make_new").is_none() && offered(&view, "search_on").is_some());
    let by_hand = json!({"recovery_id": of(&view), "code": "make_new", "by": "2026-11-27"});
    assert_eq!(desk.refused_because("choose", by_hand), "no_such_choice");
}

#[test]
fn steps_are_done_skipped_and_opened_again_and_never_stand_in_the_way() {
    let mut desk = a_desk();
    let (_, order) = a_lost_lens(&mut desk);
    let view = start(&mut desk, json!({"order_id": order.id}));
    let mut step =
        |step: &str, is: &str| desk.do_("take_step", json!({"recovery_id": of(&view), "step": step, "is": is}))["at_step"].clone();
    assert_eq!(step("acknowledge", "done"), "listen");
    assert_eq!(step("own_it", "skipped"), "listen");
    assert_eq!(step("listen", "done"), "offer", "what was skipped is not asked for again");
    assert_eq!(step("own_it", "open"), "own_it");
    let ended =
        desk.do_("end_recovery", json!({"recovery_id": of(&view), "leaves": "better", "said_last": "Thank you for being straight."}));
    assert_eq!((&ended["offer_care"], &ended["call_manager"]), (&json!(false), &json!(false)), "it may end at any step");
    assert_eq!(ended["view"]["recovery"]["said_last"], "Thank you for being straight.");
    // Friday: two working days later is Monday, since somebody works on Saturday; and that day was said in the panel.
    let due = desk.do_("promises_due", json!({}));
    let asked: Vec<&Value> = due.as_array().unwrap().iter().filter(|one| one["what"] == "follow_up").collect();
    assert_eq!((asked.len(), &asked[0]["channel"]), (1, &json!("phone")));
    assert_eq!(view["follow_up_on"], "2026-11-23");
    assert_eq!(asked[0]["said_at"], rightful_tests::at("2026-11-23T17:00:00-05:00"));
    for (command, request) in [
        ("take_step", json!({"recovery_id": of(&view), "step": "offer", "is": "done"})),
        ("change_recovery", json!({"recovery_id": of(&view), "mood": "calm"})),
        ("choose", json!({"recovery_id": of(&view), "code": "search_on", "by": "2026-11-23"})),
        ("end_recovery", json!({"recovery_id": of(&view), "leaves": "worse"})),
    ] {
        assert_eq!(desk.refused_because(command, request), "recovery_ended", "{command}");
    }
    assert_ne!(of(&start(&mut desk, json!({"order_id": order.id}))), of(&view), "the next is another one");
    desk.replays();
}

#[test]
fn the_safe_way_out_ends_it_and_whoever_stood_there_is_asked_kindly() {
    let mut desk = a_desk();
    let (_, order) = a_lost_lens(&mut desk);
    let logged = desk.do_("log_discrepancy", json!({"kind": "part_lost", "line": "They fell over without them.", "order_id": order.id}));
    let view = start(&mut desk, json!({"discrepancy_id": logged["id"]}));
    let ended = desk.do_("end_recovery", json!({"recovery_id": of(&view), "safely": "harm"}));
    assert_eq!((&ended["offer_care"], &ended["call_manager"]), (&json!(true), &json!(true)));
    let page = desk.do_("open_discrepancy", json!({"discrepancy_id": logged["id"]}));
    assert_eq!((&page["discrepancy"]["injury"], &page["discrepancy"]["severity"]), (&json!(true), &json!("serious")));
    assert_eq!(desk.do_("suggest_recovery", json!({"discrepancy_id": logged["id"]}))["scenario"], "harm");
    // The manager sees that it was offered, and nothing else.
    assert_eq!(desk.refused_because("care_offered", json!({})), "not_your_role");
    desk.sign_in_as(desk.kim);
    let offered = desk.do_("care_offered", json!({}));
    assert_eq!(offered.as_array().unwrap().len(), 1);
    assert_eq!(offered[0].as_object().unwrap().keys().collect::<Vec<_>>(), ["at", "given"]);
    desk.replays();
}

#[test]
fn an_angry_one_and_one_that_ends_worse_are_hard_too() {
    let mut desk = a_desk();
    for (mood, leaves, hard) in [("calm", "better", false), ("angry", "better", true), ("calm", "worse", true)] {
        let (_, order) = a_lost_lens(&mut desk);
        let view = start(&mut desk, json!({"order_id": order.id}));
        desk.do_("change_recovery", json!({"recovery_id": of(&view), "mood": mood}));
        assert_eq!(desk.do_("end_recovery", json!({"recovery_id": of(&view), "leaves": leaves}))["offer_care"], hard, "{mood} {leaves}");
    }
}

#[test]
fn a_conversation_follows_whom_it_was_with_into_one_record() {
    let mut desk = a_desk();
    let (ruth, order) = a_lost_lens(&mut desk);
    let view = start(&mut desk, json!({"order_id": order.id}));
    let again = desk.patient("Ruth", "Kellerman", "1984-03-09");
    desk.sign_in_as(desk.kim);
    let seen = desk.do_("compare_patients", json!({"patient_id": again, "other_id": ruth}))["seen"].clone();
    desk.do_("merge_patients", json!({"keep_id": again, "gone_id": ruth, "take": [], "seen": seen, "reason": "One person"}));
    let view = desk.do_("recovery", json!({"recovery_id": of(&view)}));
    assert!(view["name"].as_str().unwrap().contains("Keller"), "{}", view["name"]);
    let chosen = desk.do_("choose", json!({"recovery_id": of(&view), "code": "search_on", "by": "2026-11-23"}));
    assert_eq!(chosen["chosen"][0]["promised"], "search_on");
    // The letter is to who they are now, and is found from either record's log.
    let draft = desk.do_("draft_letter", json!({"recovery_id": of(&view)}));
    assert_eq!((&draft["to"], draft["promises"].as_array().unwrap().len()), (&json!("Ruth"), 1));
    let kept = json!({"recovery_id": of(&view), "kind": "letter", "to": "Ruth Kellerman", "body": "I am sorry."});
    assert_eq!(desk.do_("keep_letter", kept).as_array().unwrap().len(), 1);
    let page = desk.do_("open_patient", json!({"patient_id": again}));
    assert!(page["history"].to_string().contains("keep_letter"), "their record shows it");
    desk.replays();
}

#[test]
fn the_clinics_own_words_are_held_to_the_same_rules_and_ours_come_back() {
    let mut desk = a_desk();
    let mut scenario = desk.do_("open_scenario", json!({"code": "part_lost"}))["now"].clone();
    scenario["title"] = json!("We lost something of yours");
    assert_eq!(desk.refused_because("keep_scenario", json!({"scenario": scenario})), "not_your_role");
    desk.sign_in_as(desk.kim);
    let kept = desk.do_("keep_scenario", json!({"scenario": scenario}));
    assert_eq!((&kept["now"]["title"], kept["ours"]["title"] != kept["now"]["title"]), (&json!("We lost something of yours"), true));
    let (_, order) = a_lost_lens(&mut desk);
    assert_eq!(start(&mut desk, json!({"order_id": order.id}))["title"], "We lost something of yours");
    // Two managers with the same page open: the second is told, and nothing of the first is lost.
    let refusal = desk.refused("keep_scenario", json!({"scenario": scenario}));
    assert_eq!((refusal.code.as_str(), &refusal.facts["by"]), ("scenario_changed", &json!("Kim")));
    desk.minutes_pass(1);
    let again = desk.do_("keep_scenario", json!({"scenario": scenario, "made_from": kept["kept_at"]}));
    assert_eq!(desk.refused_because("keep_scenario", json!({"scenario": scenario, "made_from": kept["kept_at"]})), "scenario_changed");
    assert_eq!(again["kept_by"], "Kim");

    // A line that blames, a fact nobody knows, a circle in the card: each says where.
    let mut broken = scenario.clone();
    broken["own"].as_array_mut().unwrap().push(json!("You should have told us."));
    broken["agree"].as_array_mut().unwrap().push(json!("We owe you {lunch}."));
    broken["practice"]["turns"]["owned"]["answers"][0]["to"] = json!("start");
    let refusal = desk.refused("keep_scenario", json!({"scenario": broken}));
    let found: Vec<(Value, Value)> = refusal.findings.iter().map(|one| (one.facts["rule"].clone(), one.facts["place"].clone())).collect();
    assert_eq!(refusal.code, "scenario_broken");
    for (rule, place) in [("blames", "own[4]"), ("no_such_fact", "agree[2]"), ("card", "practice")] {
        assert!(found.contains(&(json!(rule), json!(place))), "{rule} {place}: {found:?}");
    }
    let mut short = scenario.clone();
    short.as_object_mut().unwrap().remove("follow_up");
    assert_eq!(desk.refused_because("keep_scenario", json!({"scenario": short})), "scenario_unreadable");
    let mut other = scenario.clone();
    other["code"] = json!("lunch");
    assert_eq!(desk.refused_because("keep_scenario", json!({"scenario": other})), "no_such_scenario");
    assert_eq!(desk.refused_because("keep_scenario", json!({"scenario": "x".repeat(300_000)})), "scenario_unreadable");

    let back = desk.do_("drop_scenario", json!({"code": "part_lost"}));
    assert_eq!((&back["ours"], back["now"]["title"] == scenario["title"]), (&Value::Null, false));
    desk.replays();
}

#[test]
fn a_letter_is_made_from_the_conversation_and_kept_with_it() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2017-03-04");
    let order = desk.spectacles_received(sam, "Kite 8", "T020");
    desk.do_("move_part", json!({"part_id": order.part("left_lens"), "custody": "not_located"}));
    let logged = desk.do_("log_discrepancy", json!({"kind": "part_lost", "line": "Left lens is not here.", "order_id": order.id}));
    let view = start(&mut desk, json!({"discrepancy_id": logged["id"]}));
    desk.do_("change_recovery", json!({"recovery_id": of(&view), "make_right": "That you say sorry to him."}));
    desk.do_("choose", json!({"recovery_id": of(&view), "code": "search_on", "by": "2026-11-23"}));
    let draft = desk.do_("draft_letter", json!({"recovery_id": of(&view)}));
    assert_eq!(
        (&draft["to"], &draft["to_child"], &draft["make_right"]),
        (&json!("Sam"), &json!(true), &json!("That you say sorry to him."))
    );
    assert!(draft["opening"].as_str().unwrap().contains("That was us, not you"), "a child's apology is to the child");
    assert_eq!((draft["chosen"].as_array().unwrap().len(), draft["promises"].as_array().unwrap().len()), (1, 1));

    assert_eq!(desk.refused_because("keep_letter", json!({"recovery_id": of(&view), "to": "Sam", "body": " "})), "letter_empty");
    let long = json!({"recovery_id": of(&view), "to": "Sam", "body": "x".repeat(6001)});
    assert_eq!(desk.refused_because("keep_letter", long), "text_too_long");
    desk.do_("end_recovery", json!({"recovery_id": of(&view), "leaves": "better"}));
    let kept =
        desk.do_("keep_letter", json!({"recovery_id": of(&view), "to": "Sam", "body": "Dear Sam,\n\nWe lost a piece of your glasses."}));
    assert_eq!((&kept[0]["to"], &kept[0]["by"]), (&json!("Sam"), &json!("Jo")));
    assert_eq!(desk.do_("letters", json!({"recovery_id": of(&view)})), kept);
    // Married, renamed: the next letter goes to whom they are now.
    desk.do_("change_patient", json!({"patient_id": sam, "details": {"given": "Samuel", "family": "Keller", "born": "2017-03-04"}}));
    assert_eq!(desk.do_("draft_letter", json!({"recovery_id": of(&view)}))["to"], "Samuel");
    desk.replays();
}

#[test]
fn what_we_changed_is_told_from_the_record_and_names_nobody_else() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1990-05-06");
    let ben = desk.patient("Ben", "Okafor", "1988-01-02");
    let hers = desk.spectacles_received(ana, "Kite 8", "T030");
    let his = desk.spectacles_received(ben, "Kite 9", "T031");
    let logged = desk.do_(
        "log_discrepancy",
        json!({"kind": "late", "line": "Late by a week.", "order_id": hers.id, "other_order_id": his.id,
               "patient_words": "Nobody called me."}),
    );
    let about = json!({"discrepancy_id": logged["id"]});
    let draft = desk.do_("draft_letter", about.clone());
    assert_eq!((&draft["to"], &draft["patient_words"]), (&json!("Ana"), &json!("Nobody called me.")));
    assert_eq!(draft["changed"], Value::Null, "nothing is said to have changed before a review");
    assert_eq!(desk.refused_because("draft_letter", json!({})), "no_such_recovery");
    assert_eq!(desk.refused_because("draft_letter", json!({"discrepancy_id": 999_999})), "no_such_discrepancy");

    desk.do_("put_right", json!({"discrepancy_id": logged["id"], "done": "It came."}));
    desk.sign_in_as(desk.kim);
    let mut review = json!({"discrepancy_id": logged["id"], "cause": "", "accountable": "lab",
                            "corrective": "We call the day before.", "seen_to_by": desk.jo, "change_by": "2026-12-01"});
    review["cause"] = desk.do_("causes", json!({}))[0]["code"].clone();
    desk.do_("review_discrepancy", review.clone());
    assert_eq!(desk.do_("draft_letter", about.clone())["changed"], "We call the day before.");
    // Whoever reads the letter never learns of another patient.
    for names in ["OKAFOR'S bag lay beside it, and we part them now.", "We ask Ben first."] {
        review["corrective"] = json!(names);
        desk.do_("review_discrepancy", review.clone());
        assert_eq!(desk.do_("draft_letter", about.clone())["changed"], Value::Null, "{names}");
    }

    // Nobody spoke about it in the panel: it is kept with the discrepancy.
    let letter = json!({"discrepancy_id": logged["id"], "kind": "changed", "to": "Ana", "body": "You said: nobody called me."});
    let kept = desk.do_("keep_letter", letter);
    assert_eq!((&kept[0]["kind"], &kept[0]["by"]), (&json!("changed"), &json!("Kim")));
    // Somebody did: it is kept with both.
    let view = start(&mut desk, json!({"discrepancy_id": logged["id"]}));
    desk.do_("keep_letter", json!({"discrepancy_id": logged["id"], "kind": "card", "to": "Ana", "body": "We are sorry."}));
    assert_eq!(desk.do_("letters", json!({"recovery_id": of(&view), "discrepancy_id": null})).as_array().unwrap().len(), 2);
    let all = desk.do_("letters", about.clone());
    assert_eq!((all.as_array().unwrap().len(), &all[0]["kind"], &all[1]["kind"]), (2, &json!("card"), &json!("changed")));

    // Two records of one person: it goes to the one that stays.
    let twice = desk.patient("Anna", "Reyes", "1990-05-06");
    let seen = desk.do_("compare_patients", json!({"patient_id": twice, "other_id": ana}))["seen"].clone();
    desk.do_("merge_patients", json!({"keep_id": twice, "gone_id": ana, "take": [], "seen": seen, "reason": "one person"}));
    let draft = desk.do_("draft_letter", about);
    assert_eq!((&draft["to"], &draft["patient_words"]), (&json!("Anna"), &json!("Nobody called me.")));
    desk.replays();
}

#[test]
fn a_card_is_played_to_its_end_and_says_what_a_colleague_would_have_noticed() {
    let mut desk = a_desk();
    let card = desk.do_("open_scenario", json!({"code": "part_lost"}))["now"]["practice"].clone();
    let well = desk.do_("keep_practice", json!({"code": "part_lost", "seconds": 70, "answers": [0, 0, 0]}));
    assert_eq!((&well["leaves"], &well["experienced_seconds"]), (&json!("better"), &card["seconds"]));
    assert!(well["turns"].as_array().unwrap().iter().all(|turn| turn["good"] == true && turn["better"].is_null()));
    let badly = desk.do_("keep_practice", json!({"code": "part_lost", "seconds": 20, "answers": [1, 1]}));
    assert_eq!((&badly["leaves"], &badly["turns"][0]["better"]), (&json!("worse"), &card["turns"]["start"]["answers"][0]["say"]));
    for answers in [json!([]), json!([0]), json!([0, 0, 0, 0]), json!([7])] {
        let half = json!({"code": "part_lost", "seconds": 1, "answers": answers});
        assert_eq!(desk.refused_because("keep_practice", half), "card_not_played", "{answers}");
    }
    let mine = desk.do_("practice_runs", json!({}));
    assert_eq!((mine.as_array().unwrap().len(), &mine[0]["leaves"], &mine[1]["good"]), (2, &json!("worse"), &json!(3)));
    // Theirs and the manager's.
    desk.sign_in_as(desk.dana);
    assert_eq!(desk.do_("practice_runs", json!({})), json!([]));
    let jos = json!({"staff_id": desk.jo});
    assert_eq!(desk.refused_because("practice_runs", jos.clone()), "not_your_role");
    desk.sign_in_as(desk.kim);
    assert_eq!(desk.do_("practice_runs", jos), mine);
    desk.replays();
}

#[test]
fn what_is_taken_back_after_a_part_was_found_is_another_conversation() {
    let mut desk = a_desk();
    let (_, order) = a_lost_lens(&mut desk);
    let view = start(&mut desk, json!({"order_id": order.id}));
    desk.do_("move_part", json!({"part_id": order.part("right_lens"), "custody": "here", "place": "tray"}));
    let view = desk.do_("recovery", json!({"recovery_id": of(&view)}));
    assert_eq!(view["facts"]["missing_parts"], json!([]), "what is here is not said to be missing, in the middle of it");
    assert!(!view["openings"].to_string().contains("{missing_parts}"));
}

#[test]
fn a_grown_up_is_not_spoken_to_as_a_child() {
    let mut desk = a_desk();
    let (_, order) = a_lost_lens(&mut desk);
    let view = start(&mut desk, json!({"order_id": order.id}));
    let to_child = |view: &Value| view["openings"].as_array().unwrap().iter().any(|one| one["tone"] == "to_child");
    assert!(!to_child(&view));
    let changed = desk.do_("change_recovery", json!({"recovery_id": of(&view), "mood": "child"}));
    assert!(to_child(&changed), "somebody came with a child after all");
    let leo = desk.patient("Leo", "Park", "2019-05-02");
    let his = desk.spectacles_received(leo, "Kite 8", "T099");
    desk.do_("move_part", json!({"part_id": his.part("left_lens"), "custody": "not_located"}));
    assert!(to_child(&start(&mut desk, json!({"order_id": his.id}))));
}

#[test]
fn what_is_logged_in_the_middle_of_it_is_what_it_is_about() {
    let mut desk = a_desk();
    let (ruth, order) = a_lost_lens(&mut desk);
    let view = start(&mut desk, json!({"order_id": order.id}));
    // Promised before it is logged: the plan shows it, and so does the letter.
    let view = desk.do_("choose", json!({"recovery_id": of(&view), "code": "search_on", "by": "2026-11-21"}));
    assert_eq!((view["promises"].as_array().unwrap().len(), &view["discrepancy_number"]), (1, &Value::Null));
    // A near miss, and what is about somebody else, is another matter.
    let ana = desk.patient("Ana", "Reyes", "1990-02-11");
    desk.do_("log_discrepancy", json!({"kind": "late", "line": "Hers is late.", "patient_id": ana}));
    desk.do_("log_discrepancy", json!({"kind": "part_lost", "line": "Caught in time.", "order_id": order.id, "near_miss": true}));
    assert_eq!(desk.do_("recovery", json!({"recovery_id": of(&view)}))["discrepancy_number"], Value::Null);
    let logged = desk.do_("log_discrepancy", json!({"kind": "part_lost", "line": "Right lens is gone.", "order_id": order.id}));
    let view = desk.do_("recovery", json!({"recovery_id": of(&view)}));
    assert_eq!((&view["discrepancy_number"], &view["recovery"]["discrepancy_id"]), (&logged["number"], &logged["id"]));
    let view = desk.do_("choose", json!({"recovery_id": of(&view), "code": "make_new", "by": "2026-11-27", "cost_minor": 100}));
    assert_eq!(view["promises"].as_array().unwrap().len(), 2, "what was promised before it was logged too");
    let draft = desk.do_("draft_letter", json!({"recovery_id": of(&view)}));
    assert_eq!(draft["promises"].as_array().unwrap().len(), 2);
    // Nobody can say whether it worked before it is made: two working days after Friday the 27th.
    assert_eq!(view["follow_up_on"], "2026-11-30");
    desk.do_("end_recovery", json!({"recovery_id": of(&view), "leaves": "better"}));
    let due = desk.do_("promises_due", json!({}));
    let asked = due.as_array().unwrap().iter().find(|one| one["what"] == "follow_up").unwrap().clone();
    assert_eq!(
        (&asked["patient_id"], &asked["discrepancy_id"], &asked["said_at"]),
        (&json!(ruth), &logged["id"], &json!(rightful_tests::at("2026-11-30T17:00:00-05:00")))
    );
    // What is logged after the end is not what it was about.
    desk.minutes_pass(1);
    desk.do_("log_discrepancy", json!({"kind": "damaged", "line": "Scratched.", "order_id": order.id, "again": true}));
    assert_eq!(desk.do_("recovery", json!({"recovery_id": of(&view)}))["recovery"]["discrepancy_id"], logged["id"]);
    desk.replays();
}

#[test]
fn its_letter_is_the_same_from_the_log_whichever_came_first() {
    let mut desk = a_desk();
    let (_, order) = a_lost_lens(&mut desk);
    let view = start(&mut desk, json!({"order_id": order.id}));
    desk.do_("choose", json!({"recovery_id": of(&view), "code": "search_on", "by": "2026-11-21"}));
    let logged = desk.do_("log_discrepancy", json!({"kind": "part_lost", "line": "Right lens is gone.", "order_id": order.id}));
    desk.do_("end_recovery", json!({"recovery_id": of(&view), "leaves": "better"}));
    let of_it = desk.do_("draft_letter", json!({"recovery_id": of(&view)}));
    assert_eq!(desk.do_("draft_letter", json!({"discrepancy_id": logged["id"]})), of_it);
    desk.do_("keep_letter", json!({"recovery_id": of(&view), "kind": "letter", "to": "Ruth Keller", "body": "I am sorry."}));
    let kept = desk.do_("letters", json!({"discrepancy_id": logged["id"]}));
    assert_eq!(kept.as_array().unwrap().len(), 1);
    desk.replays();
}

#[test]
fn what_they_say_when_we_ask_later_is_kept_in_their_own_words() {
    let mut desk = a_desk();
    let (ruth, order) = a_lost_lens(&mut desk);
    let logged =
        desk.do_("log_discrepancy", json!({"kind": "part_lost", "order_id": order.id, "patient_id": ruth, "line": "the right lens"}));
    let view = start(&mut desk, json!({"order_id": order.id, "discrepancy_id": logged["id"]}));
    desk.do_("end_recovery", json!({"recovery_id": of(&view), "leaves": "same", "said_last": "We will see."}));
    let due = desk.do_("promises_due", json!({}));
    let call = due.as_array().unwrap().iter().find(|one| one["what"] == "follow_up").unwrap()["id"].clone();
    // The script is the scenario's own, with what the record knows; after a merge as before it.
    let script = desk.do_("follow_up_call", json!({"promise_id": call}));
    let scenario = desk.do_("open_scenario", json!({"code": view["recovery"]["scenario"]}))["now"].clone();
    let lines = script["say"].as_array().unwrap();
    assert!(!lines.is_empty() && lines.iter().all(|line| scenario["follow_up"]["say"].as_array().unwrap().contains(line)));
    assert!(!script["ask"].as_array().unwrap().is_empty());
    assert_eq!(script["facts"]["patient"], "Ruth");
    assert_eq!(desk.refused_because("follow_up_call", json!({"promise_id": 999_999})), "no_such_promise");
    let words = "The left one still slides down.";
    let too_long = "x".repeat(1001);
    let asked = |words: &str| json!({"promise_id": call, "ended": "kept", "leaves": "worse", "their_words": words});
    assert_eq!(desk.refused_because("end_promise", asked(&too_long)), "text_too_long");
    desk.do_("end_promise", asked(words));
    let page = desk.do_("open_discrepancy", json!({"discrepancy_id": logged["id"]}));
    let told = page["promises"].as_array().unwrap().iter().find(|one| one["id"] == call).unwrap();
    assert_eq!((&told["leaves"], &told["their_words"]), (&json!("worse"), &json!(words)));
    assert!(desk.do_("promises_due", json!({})).as_array().unwrap().is_empty());
    desk.replays();
}
