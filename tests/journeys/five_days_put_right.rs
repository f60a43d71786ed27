//! The five days of PRODUCT.md once more, with the conversation in the middle: the panel's scenario picked by the app, the
//! record's facts in its lines, a choice and its promise in one breath, a letter, the end in their own words, the call two
//! working days later, the review; and nothing left open anywhere.

use crate::missing_lenses::frame_is_in;
use rightful_tests::{PIN, TestDesk, a_desk};
use serde_json::{Value, json};

/// Two working days after a Friday: somebody works on Saturday.
const MONDAY: &str = "2026-11-23T14:00:00-05:00";

fn id(reply: &Value) -> i64 {
    reply["id"].as_i64().unwrap()
}

/// One conversation in the panel.
struct Panel {
    id: i64,
}

impl Panel {
    /// Opens it about this; nobody chooses its scenario but the record.
    #[track_caller]
    fn opens(desk: &mut TestDesk, about: Value, scenario: &str, why: &str) -> (Self, Value) {
        let suggested = desk.do_("suggest_recovery", about.clone());
        assert_eq!((&suggested["scenario"], &suggested["why"]), (&json!(scenario), &json!(why)), "the app picks it, and says why");
        let view = desk.do_("start_recovery", about);
        assert_eq!((&view["recovery"]["scenario"], &view["at_step"]), (&json!(scenario), &json!("acknowledge")));
        (Self { id: view["recovery"]["id"].as_i64().unwrap() }, view)
    }

    fn view(&self, desk: &mut TestDesk) -> Value {
        desk.do_("recovery", json!({"recovery_id": self.id}))
    }

    fn change(&self, desk: &mut TestDesk, mut what: Value) -> Value {
        what["recovery_id"] = json!(self.id);
        desk.do_("change_recovery", what)
    }

    /// These steps were gone through; the one that comes next.
    fn through(&self, desk: &mut TestDesk, steps: &[&str]) -> Value {
        for step in steps {
            desk.do_("take_step", json!({"recovery_id": self.id, "step": step, "is": "done"}));
        }
        self.view(desk)["at_step"].clone()
    }

    /// They take this; where it needs somebody, it is refused until that person agrees with their PIN.
    #[track_caller]
    fn take(&self, desk: &mut TestDesk, code: &str, more: Value, agrees: Option<(i64, &str)>) -> Value {
        let mut request = more;
        request["recovery_id"] = json!(self.id);
        request["code"] = json!(code);
        let offered = self.view(desk)["choices"].clone();
        let line = offered.as_array().unwrap().iter().find(|one| one["choice"]["code"] == code).expect("it is offered").clone();
        assert_eq!(line["asks"], agrees.map_or(Value::Null, |(_, needs)| json!(needs)), "the choice says whom it needs");
        if let Some((staff, _)) = agrees {
            assert_eq!(desk.refused_because("choose", request.clone()), "second_person_needed");
            request["approver"] = json!(staff);
            request["pin"] = json!(PIN);
        }
        let view = desk.do_("choose", request);
        view["chosen"].as_array().unwrap().iter().find(|one| one["code"] == code).unwrap().clone()
    }

    /// What the letter is made from; and it is kept as it was sent.
    #[track_caller]
    fn letter(&self, desk: &mut TestDesk, to: &str, body: &str) -> Value {
        let draft = desk.do_("draft_letter", json!({"recovery_id": self.id}));
        assert_eq!((&draft["to"], &draft["clinic"]), (&json!(to), &json!("Test clinic")));
        assert!(draft["opening"].is_string() && !draft["own"].as_array().unwrap().is_empty(), "it owns what happened");
        assert!(!draft["chosen"].as_array().unwrap().is_empty() && !draft["promises"].as_array().unwrap().is_empty());
        desk.do_("keep_letter", json!({"recovery_id": self.id, "to": to, "body": body}));
        let kept = desk.do_("letters", json!({"recovery_id": self.id}));
        assert_eq!((&kept[0]["to"], &kept[0]["body"], &kept[0]["by"]), (&json!(to), &json!(body), &json!("Jo")));
        draft
    }

    /// All the rest of the spine, and how they left.
    #[track_caller]
    fn ends(&self, desk: &mut TestDesk, words: &str) {
        assert_eq!(self.through(desk, &["offer", "agree", "do_now", "follow_up", "learn"]), Value::Null, "every step is taken");
        let ended = desk.do_("end_recovery", json!({"recovery_id": self.id, "leaves": "better", "said_last": words}));
        assert_eq!((&ended["view"]["recovery"]["said_last"], &ended["view"]["recovery"]["leaves"]), (&json!(words), &json!("better")));
    }
}

/// What a line says, its facts filled in: the line is there, and the record knows what it names.
#[track_caller]
fn says(view: &Value, list: &str, line: &str, fact: &str, value: &Value) {
    let lines = view[list].as_array().unwrap();
    let there = lines.iter().any(|one| one.as_str().or(one["say"].as_str()).is_some_and(|said| said.contains(line)));
    assert!(there, "no line says {line:?} in {lines:?}");
    assert!(line.contains(&format!("{{{fact}}}")), "the line names the fact");
    assert_eq!(&view["facts"][fact], value, "{fact}");
}

fn due(desk: &mut TestDesk, what: &str) -> Vec<Value> {
    let lines = desk.do_("promises_due", json!({}));
    lines.as_array().unwrap().iter().filter(|one| one["what"] == what).cloned().collect()
}

/// It stands in the due list with its words for the call.
#[track_caller]
fn promised(desk: &mut TestDesk, what: &str, words: &str) -> i64 {
    let lines = due(desk, what);
    let line = lines.iter().find(|one| one["words"] == words).unwrap_or_else(|| panic!("{words:?} is not due: {lines:?}"));
    assert_eq!((&line["say"], line["late"].as_bool()), (&json!(format!("keep_{what}")), Some(false)), "with what to say");
    id(line)
}

#[track_caller]
fn kept(desk: &mut TestDesk, promise: i64) {
    assert_eq!(desk.do_("end_promise", json!({"promise_id": promise, "ended": "kept"}))["ended"], "kept");
}

/// Two working days later the call that asks whether it worked is due, with whom to call; it is made.
#[track_caller]
fn asked_whether_it_worked(desk: &mut TestDesk, morning: &str, whom: &str) {
    desk.it_is(morning);
    let asks = due(desk, "follow_up");
    assert_eq!((asks.len(), &asks[0]["group"], &asks[0]["channel"]), (1, &json!("today"), &json!("phone")));
    assert_eq!(asks[0]["whom"][0]["name"], whom);
    let refusal = desk.refused("end_day", json!({}));
    assert_eq!(refusal.code, "day_not_answered", "the day does not end over a call that nobody made");
    kept(desk, id(&asks[0]));
}

/// What changes, said by a manager; then it is closed, and nothing is left anywhere.
#[track_caller]
fn reviewed_and_nothing_is_left(desk: &mut TestDesk, it: i64, cause: &str, accountable: &str) {
    desk.sign_in_as(desk.kim);
    desk.do_(
        "review_discrepancy",
        json!({"discrepancy_id": it, "cause": cause, "accountable": accountable, "corrective": "It is done the same way each day.",
               "seen_to_by": desk.dana, "change_by": "2026-12-15"}),
    );
    desk.do_("close_discrepancy", json!({"discrepancy_id": it}));
    desk.sign_in_as(desk.jo);
    assert_eq!(desk.do_("promises_due", json!({})), json!([]), "nothing is owed");
    let open = desk.do_("open_discrepancies", json!({}));
    let open: Vec<&Value> = open.as_array().unwrap().iter().filter(|line| line["near_miss"] == false).collect();
    assert!(open.is_empty(), "nothing stands in the log: {open:?}");
    let queue = desk.do_("queue", json!({}));
    assert_eq!((&queue["waiting"], &queue["with_us"]), (&json!([]), &json!([])), "nobody waits");
    assert_eq!(desk.do_("end_day", json!({}))["ended_by"], "Jo", "and the day ends");
    desk.replays();
}

#[test]
fn the_missing_lenses_are_put_right() {
    // She has waited 31 minutes for a frame without lenses.
    let mut day = frame_is_in();
    let visit = day.desk.check_in(day.sam, "collecting");
    day.desk.minutes_pass(31);
    let desk = &mut day.desk;
    let it = id(&desk.do_(
        "log_discrepancy",
        json!({"kind": "part_lost", "line": "Both lenses not where they were kept.", "patient_words": "You told us it was in.",
               "order_id": day.order, "visit_id": visit, "complainant": "his mother, Ruth"}),
    ));
    let (panel, view) = Panel::opens(desk, json!({"discrepancy_id": it}), "part_lost", "kind");
    says(&view, "openings", "{patient}, I can't find your {missing_parts}.", "missing_parts", &json!(["right_lens", "left_lens"]));
    says(&view, "openings", "{patient}, I can't find", "patient", &json!("Sam"));
    assert_eq!(view["facts"]["last_seen"]["place"], "finishing desk");
    assert_eq!((&view["facts"]["minutes_waited"], &view["facts"]["complainant"]), (&json!(31), &json!("his mother, Ruth")));
    let never = view["never"].to_string();
    assert!(never.contains("I assumed"), "{never}");
    panel.change(desk, json!({"mood": "not_patient", "make_right": "Glasses for school on Monday."}));
    assert_eq!(panel.through(desk, &["acknowledge", "listen", "own_it"]), "offer");

    // We search until five, and call then, found or not. Whoever stands there may say so alone.
    let taken = panel.take(desk, "search_on", json!({"by": "2026-11-20", "by_minute": 17 * 60}), None);
    assert_eq!((&taken["promised"], &taken["by"]), (&json!("search_on"), &json!("Jo")));
    let by_five = promised(desk, "search_on", "Search until a set time");
    let draft = panel.letter(desk, "Sam", "Dear Sam, we lost your lenses. That was us.");
    assert_eq!(draft["make_right"], "Glasses for school on Monday.");
    panel.ends(desk, "Thank you for being straight with me.");
    desk.do_("end_visit", json!({"visit_id": visit, "outcome": "will_return", "returns_on": "2026-11-24", "order_id": day.order}));

    // One is found, the other is made new; she hears it before five.
    let [right, left] = day.lenses;
    for lens in [right, left] {
        let search = desk.do_("start_search", json!({"part_id": lens, "discrepancy_id": it}))["search"]["id"].clone();
        if lens == right {
            desk.do_("look_at_place", json!({"search_id": search, "kind": "patients_case", "found": true}));
        } else {
            desk.do_("end_search", json!({"search_id": search, "way": "make_new", "by": "2026-11-24", "words": "We make it new."}));
        }
    }
    let line = desk.do_("open_discrepancy", json!({"discrepancy_id": it}))["promises"].clone();
    assert!(
        line.as_array().unwrap().iter().any(|one| id(one) == by_five && one["ended"] == "kept"),
        "a search that has ended is a promise kept"
    );
    let new_one = promised(desk, "make_new", "We make it new.");
    // She is told on the phone that the new one takes until Tuesday; so the call that asks comes after it.
    let asks = id(&due(desk, "follow_up")[0]);
    desk.do_("end_promise", json!({"promise_id": asks, "ended": "moved", "to": "2026-11-27", "told": "phone"}));

    // On the day it is here, checked, and theirs; and the call is made.
    desk.it_is("2026-11-24T10:00:00-05:00");
    let parts = desk.do_("open_order", json!({"order_id": day.order}))["parts"].clone();
    let fresh = parts.as_array().unwrap().iter().find(|part| part["custody"] == "not_made").unwrap()["id"].as_i64().unwrap();
    desk.do_("receive_order", json!({"order_id": day.order, "tray": "T017", "arrived": [fresh]}));
    desk.sign_in_as(desk.dana);
    desk.do_("verify_order", json!({"order_id": day.order, "verdict": "passed"}));
    desk.sign_in_as(desk.jo);
    desk.do_("notify_order", json!({"order_id": day.order}));
    desk.do_("record_call", json!({"order_id": day.order, "outcome": "reached", "spoke_to": "Ruth", "note": null}));
    kept(desk, new_one);
    let visit = desk.check_in(day.sam, "collecting");
    desk.do_("call_visit", json!({"visit_id": visit}));
    let over = desk.do_("start_hand_over", json!({"order_id": day.order, "visit_id": visit}))["id"].clone();
    desk.do_("say_identifiers", json!({"hand_over_id": over, "name": "Sam Keller", "born": "3/4/2011"}));
    desk.do_("scan_at_hand_over", json!({"hand_over_id": over, "code": "T017"}));
    finish(desk, &over, &[day.frame, right, fresh]);
    desk.do_("end_visit", json!({"visit_id": visit, "outcome": "served"}));
    desk.do_("put_right", json!({"discrepancy_id": it, "done": "One found, one made new, handed over."}));
    desk.do_("tell_patient", json!({"discrepancy_id": it, "how": "in_person", "words": "They lie in the order's own tray from now on."}));
    asked_whether_it_worked(desk, "2026-11-27T10:00:00-05:00", "Ruth Keller");
    reviewed_and_nothing_is_left(desk, it, "no_tray", "storage");
}

/// From the tray to the last key; each question is answered, since they know.
#[track_caller]
fn finish(desk: &mut TestDesk, over: &Value, parts: &[i64]) {
    for part in parts {
        desk.do_("tick_part", json!({"hand_over_id": over, "part_id": part, "ticked": true}));
    }
    let view = desk.do_("look_together", json!({"hand_over_id": over, "case_opened": true, "looked": true}));
    for found in
        view["findings"].as_array().unwrap().iter().filter(|found| found["finding"]["grade"] == "ask" && found["settled"].is_null())
    {
        desk.do_("give_reason", json!({"hand_over_id": over, "key": found["key"], "reason": "they know, it is put right now"}));
    }
    assert_eq!(desk.do_("finish_hand_over", json!({"hand_over_id": over, "receiver": "patient"}))["state"], "handed_over");
}

#[test]
fn eric_and_derrick_are_put_right() {
    let mut desk = a_desk();
    let eric = desk.patient("Eric", "Paulson", "1980-03-12");
    let derrick = desk.patient("Derrick", "Paulsen", "1964-05-22");
    let eye = |sphere: i32, cyl: i32, axis: i32| json!({"sphere": sphere, "cyl": cyl, "axis": axis});
    let (his, other) = (
        json!({"right": eye(-175, -50, 90), "left": eye(-150, -25, 85)}),
        json!({"right": eye(-325, -50, 88), "left": eye(-300, -25, 100)}),
    );
    let erics = desk.spectacles_with(eric, "Loft 17 50-19 Navy", "T041", &his);
    let derricks = desk.spectacles_with(derrick, "Loft 17 50-19 Navy", "T014", &other);
    desk.sign_in_as(desk.dana);
    for order in [erics.id, derricks.id] {
        desk.do_("verify_order", json!({"order_id": order, "verdict": "passed"}));
    }
    desk.sign_in_as(desk.jo);
    let visit = desk.check_in(eric, "collecting");
    desk.do_("call_visit", json!({"visit_id": visit}));
    let over = desk.do_("start_hand_over", json!({"order_id": erics.id, "visit_id": visit}))["id"].clone();
    desk.do_("say_identifiers", json!({"hand_over_id": over, "name": "Eric Paulson", "born": "3/12/1980"}));
    desk.do_("scan_at_hand_over", json!({"hand_over_id": over, "code": "T041"}));
    desk.do_("not_theirs", json!({"hand_over_id": over, "words": "Everything swims."}));

    // Nobody insists: the first thing he hears is that he is believed.
    let about = json!({"patient_id": eric, "order_id": erics.id, "visit_id": visit});
    let (panel, view) = Panel::opens(&mut desk, about.clone(), "not_mine", "not_theirs");
    says(&view, "openings", "Thank you for saying so, {patient}.", "patient", &json!("Eric"));
    assert!(view["openings"].to_string().contains("I believe you"));
    panel.through(&mut desk, &["acknowledge", "listen"]);
    assert_eq!(panel.take(&mut desk, "recheck", json!({}), None)["promised"], Value::Null);
    let fits = desk.do_("whose_are_these", json!({"reading": other}))["lines"].clone();
    assert_eq!(fits[0]["order_id"], derricks.id, "the lensmeter says whose they are");
    desk.do_(
        "end_recheck",
        json!({"hand_over_id": over, "theirs": false, "same": [], "differs": ["lenses"], "note": "They are Derrick's."}),
    );
    let it = id(&desk.do_(
        "log_discrepancy",
        json!({"kind": "wrong_patients_order", "line": "Eric wore Derrick's for a minute; the trays were exchanged.",
               "order_id": erics.id, "other_order_id": derricks.id, "visit_id": visit}),
    ));

    // Now it is known what happened: the same conversation, and the record speaks for other words.
    let about = json!({"discrepancy_id": it});
    let suggested = desk.do_("suggest_recovery", about);
    assert_eq!((&suggested["scenario"], &suggested["open"]), (&json!("wrong_patients_order"), &json!(panel.id)));
    let view = panel.change(&mut desk, json!({"scenario": "wrong_patients_order"}));
    says(&view, "own", "Your pair is number {order}.", "order", &json!(erics.number));
    assert_eq!(view["discrepancy_number"], desk.do_("open_discrepancy", json!({"discrepancy_id": it}))["discrepancy"]["number"]);
    panel.change(&mut desk, json!({"mood": "upset", "make_right": "That somebody tells me who saw my name."}));
    panel.through(&mut desk, &["own_it"]);
    let (kim, dana) = (desk.kim, desk.dana);
    panel.take(&mut desk, "swap_here", json!({}), Some((dana, "colleague")));
    let by_four = json!({"by": "2026-11-20", "by_minute": 16 * 60});
    assert_eq!(panel.take(&mut desk, "manager_tells", by_four, Some((kim, "manager")))["approved_by"], "Kim");
    let call = promised(&mut desk, "call_back", "The manager calls about privacy");
    panel.letter(&mut desk, "Eric", "Dear Eric, you were right. We gave you another person's glasses.");

    // Each pair in its own tray again; he goes home with his own.
    let side = |held_by: &str| json!({"discrepancy_id": it, "order_id": derricks.id, "held_by": held_by, "must_come_back": true});
    desk.do_("set_side", side("us"));
    desk.sign_in_as(dana);
    desk.do_("verify_order", json!({"order_id": erics.id, "verdict": "passed", "reading": his}));
    desk.sign_in_as(desk.jo);
    let over = desk.do_("start_hand_over", json!({"order_id": erics.id, "visit_id": visit}))["id"].clone();
    desk.do_("say_identifiers", json!({"hand_over_id": over, "name": "Eric Paulson", "born": "3/12/1980"}));
    desk.do_("scan_at_hand_over", json!({"hand_over_id": over, "code": "T041"}));
    finish(&mut desk, &over, &erics.parts.iter().map(|(_, part)| *part).collect::<Vec<_>>());
    panel.ends(&mut desk, "I knew it. Thank you for not arguing.");
    desk.do_("end_visit", json!({"visit_id": visit, "outcome": "served"}));
    kept(&mut desk, call);
    desk.do_("put_right", json!({"discrepancy_id": it, "done": "Each pair is in its own tray; Eric has his."}));
    desk.do_("tell_patient", json!({"discrepancy_id": it, "how": "in_person", "words": "You were right, and we are sorry."}));
    desk.sign_in_as(kim);
    for item in ["manager_called", "what_was_seen", "came_back", "told_them", "report_looked_up"] {
        desk.do_("tick_off", json!({"discrepancy_id": it, "item": item, "done": true}));
    }
    desk.sign_in_as(desk.jo);
    asked_whether_it_worked(&mut desk, MONDAY, "Eric Paulson");
    reviewed_and_nothing_is_left(&mut desk, it, "wrong_tray", "receiving");
}

#[test]
fn the_order_that_was_never_made_is_put_right() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1990-02-11");
    let taken = json!({"patient_id": ana, "kind": "spectacles", "frame": "Kite 8", "frame_source": "ours", "frame_place": "board 3",
                       "lab": "North lab", "promised_on": "2026-11-27"});
    let added = desk.do_("add_order", taken);
    let (order, number) = (added["order_id"].as_i64().unwrap(), added["number"].clone());
    desk.it_is("2026-11-30T09:00:00-05:00");
    // Before anybody asked the panel would know it; after the first ask too.
    assert_eq!(desk.do_("suggest_recovery", json!({"order_id": order}))["scenario"], "never_ordered");
    let it = id(&desk.do_("ask_again", json!({"order_id": order, "words": "You said a week."})));
    assert_eq!(desk.do_("suggest_recovery", json!({"discrepancy_id": it}))["scenario"], "never_ordered");
    desk.it_is("2026-12-02T09:30:00-05:00");
    assert_eq!(desk.do_("ask_again", json!({"order_id": order, "words": "Nobody has even sent it?"}))["severity"], "serious");

    let visit = desk.check_in(ana, "collecting");
    let (panel, view) = Panel::opens(&mut desk, json!({"discrepancy_id": it}), "second_complaint", "again");
    says(&view, "openings", "you told us {second_ask}", "second_ask", &json!(2));
    says(&view, "own", "That's me, {staff}.", "staff", &json!("Jo"));
    assert_eq!(view["facts"]["order"], number);
    panel.change(&mut desk, json!({"mood": "angry", "make_right": "One name, and a day that holds."}));
    panel.through(&mut desk, &["acknowledge", "listen", "own_it"]);
    let (kim, dana) = (desk.kim, desk.dana);
    panel.take(&mut desk, "manager_owns", json!({"by": "2026-12-03", "by_minute": 12 * 60}), Some((kim, "manager")));
    panel.take(&mut desk, "another_way", json!({"cost_minor": 9_000, "by": "2026-12-04"}), Some((dana, "clinician")));
    let call = promised(&mut desk, "call_back", "The manager owns it now");
    let new_one = promised(&mut desk, "make_new", "Fix it another way");
    desk.do_("move_order", json!({"order_id": order, "to": "ordered"}));
    panel.letter(&mut desk, "Ana", "Dear Ana, we never sent your order. You asked twice.");
    panel.ends(&mut desk, "We will see.");
    desk.do_("end_visit", json!({"visit_id": visit, "outcome": "will_return", "returns_on": "2026-12-04", "order_id": order}));

    // Kept before its time; made, checked, called, handed over.
    desk.it_is("2026-12-03T09:00:00-05:00");
    kept(&mut desk, call);
    desk.do_("move_order", json!({"order_id": order, "to": "at_lab"}));
    let parts = desk.do_("open_order", json!({"order_id": order}))["parts"].clone();
    let parts: Vec<i64> = parts.as_array().unwrap().iter().map(id).collect();
    desk.do_("receive_order", json!({"order_id": order, "tray": "T001", "arrived": parts}));
    desk.sign_in_as(dana);
    desk.do_("verify_order", json!({"order_id": order, "verdict": "passed"}));
    desk.sign_in_as(desk.jo);
    desk.do_("notify_order", json!({"order_id": order}));
    desk.do_("record_call", json!({"order_id": order, "outcome": "reached", "spoke_to": "Ana", "note": null}));
    let visit = desk.check_in(ana, "collecting");
    desk.do_("call_visit", json!({"visit_id": visit}));
    let over = desk.do_("start_hand_over", json!({"order_id": order, "visit_id": visit}))["id"].clone();
    desk.do_("say_identifiers", json!({"hand_over_id": over, "name": "Ana Reyes", "born": "2/11/1990"}));
    desk.do_("scan_at_hand_over", json!({"hand_over_id": over, "code": "T001"}));
    finish(&mut desk, &over, &parts);
    desk.do_("end_visit", json!({"visit_id": visit, "outcome": "served"}));
    kept(&mut desk, new_one);
    desk.do_("put_right", json!({"discrepancy_id": it, "done": "Sent, made in a day, checked, hers."}));
    desk.do_(
        "tell_patient",
        json!({"discrepancy_id": it, "how": "in_person", "words": "We never sent it. The morning list is worked now."}),
    );
    asked_whether_it_worked(&mut desk, "2026-12-07T10:00:00-05:00", "Ana Reyes");
    assert_eq!(desk.do_("stalled_orders", json!({})), json!([]), "and no order stands still");
    reviewed_and_nothing_is_left(&mut desk, it, "not_sent", "ordering");
}

#[test]
fn promises_that_were_not_kept_are_put_right() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1990-02-11");
    let order = desk.spectacles_received(ana, "Kite 8", "T001");
    let it = id(&desk.do_(
        "log_discrepancy",
        json!({"kind": "wrong_lenses", "line": "Left lens 0.50 off.", "patient_words": "We fly on Thursday.", "order_id": order.id}),
    ));
    let call = desk.do_(
        "make_promise",
        json!({"patient_id": ana, "order_id": order.id, "discrepancy_id": it, "what": "call_back", "words": "Kim calls",
               "by": "2026-11-20", "by_minute": 12 * 60, "sees_to": desk.kim}),
    );
    // Before noon it is about lenses; at one minute past it is about a promise.
    assert_eq!(desk.do_("suggest_recovery", json!({"discrepancy_id": it}))["scenario"], "out_of_tolerance");
    desk.it_is("2026-11-20T12:01:00-05:00");
    let (panel, view) = Panel::opens(&mut desk, json!({"discrepancy_id": it}), "promise_broken", "promise_broken");
    says(&view, "openings", "we gave you our word: {promised}.", "promised", &call["said_at"]);
    assert!(!view["own"].to_string().contains("{second_ask}"), "she asked once: nothing says that she asked again");
    panel.change(&mut desk, json!({"mood": "phone", "make_right": "A time that I can choose."}));
    panel.through(&mut desk, &["acknowledge", "listen", "own_it"]);
    let taken = panel.take(&mut desk, "own_time", json!({"by": "2026-11-20", "by_minute": 15 * 60}), None);
    assert_eq!(taken["promised"], "call_back");
    let hers = promised(&mut desk, "call_back", "A call at a time they choose");
    let line = due(&mut desk, "call_back").into_iter().find(|one| id(one) == hers).unwrap();
    assert_eq!(line["channel"], "phone", "said on the phone, kept on the phone");
    // What was not kept stays not kept: kept now is late, and she may hear both.
    assert_eq!(desk.do_("end_promise", json!({"promise_id": call["id"], "ended": "kept"}))["ended"], "late");
    panel.letter(&mut desk, "Ana", "Dear Ana, we said noon, and nobody called.");
    panel.ends(&mut desk, "Three o'clock, then.");
    desk.it_is("2026-11-20T14:50:00-05:00");
    kept(&mut desk, hers);

    // The exception that saves the holiday, with what is still owed.
    desk.sign_in_as(desk.dana);
    desk.do_("move_part", json!({"part_id": order.part("frame"), "custody": "with_patient", "holder": "Ana", "note": "For the holiday."}));
    desk.do_(
        "make_promise",
        json!({"patient_id": ana, "order_id": order.id, "discrepancy_id": it, "what": "other", "words": "frame to come back by Friday",
               "by": "2026-11-27"}),
    );
    desk.sign_in_as(desk.jo);
    let owed = promised(&mut desk, "other", "frame to come back by Friday");
    asked_whether_it_worked(&mut desk, MONDAY, "Ana Reyes");
    desk.it_is("2026-11-27T11:00:00-05:00");
    desk.do_("move_part", json!({"part_id": order.part("frame"), "custody": "here", "place": "T001"}));
    kept(&mut desk, owed);
    desk.sign_in_as(desk.dana);
    desk.do_("verify_order", json!({"order_id": order.id, "verdict": "passed"}));
    desk.sign_in_as(desk.jo);
    desk.do_("put_right", json!({"discrepancy_id": it, "done": "Left lens made again and checked."}));
    desk.do_("tell_patient", json!({"discrepancy_id": it, "how": "phone", "words": "A call is promised in the app from now on."}));
    // How often we kept our word is shown as it was.
    let counted = desk.do_("promises_kept", json!({"from": "2026-11-20", "to": "2026-11-27"}));
    assert_eq!((&counted["made"], &counted["kept"], &counted["late"], &counted["open"]), (&json!(4), &json!(3), &json!(1), &json!(0)));
    reviewed_and_nothing_is_left(&mut desk, it, "promise_not_noted", "telling");
}

#[test]
fn the_ridiculed_child_is_put_right() {
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
    // An adult would hear other words: the record knows that he is ten.
    let (panel, view) = Panel::opens(&mut desk, json!({"discrepancy_id": it}), "child_shamed", "kind");
    says(&view, "openings", "{complainant}, we made {patient} feel small", "complainant", &json!("his mother, Tess"));
    let view = panel.change(&mut desk, json!({"mood": "child", "make_right": "Look him in the eye, a hand, an apology."}));
    assert_eq!(view["openings"][0]["tone"], "to_child");
    says(&view, "openings", "Hello {patient}. What we said to you was not okay.", "patient", &json!("Leo"));
    panel.through(&mut desk, &["acknowledge", "listen", "own_it"]);

    // All three are the manager's to agree to; Kim does. The call and the gift are promises.
    let kim = desk.kim;
    assert_eq!(panel.take(&mut desk, "say_sorry", json!({}), Some((kim, "manager")))["approved_by"], "Kim");
    panel.take(&mut desk, "call_child", json!({"by": "2026-11-20", "by_minute": 17 * 60}), Some((kim, "manager")));
    let taken = panel.take(&mut desk, "gift", json!({"cost_minor": 1_500, "by": "2026-11-23"}), Some((kim, "manager")));
    assert_eq!((&taken["cost_minor"], &taken["promised"]), (&json!(1_500), &json!("other")));
    let call = promised(&mut desk, "call_back", "Manager calls the child");
    let gift = promised(&mut desk, "other", "A small gift by mail");

    // The letter speaks to him, not to his mother.
    let draft = panel.letter(&mut desk, "Leo", "Dear Leo, you did nothing wrong. I am sorry. Kim");
    assert_eq!((&draft["to_child"], &draft["promises"].as_array().unwrap().len()), (&json!(true), &2));
    assert!(draft["opening"].as_str().unwrap().contains("You did nothing wrong"));
    panel.ends(&mut desk, "He smiled.");
    kept(&mut desk, call);
    desk.do_("put_right", json!({"discrepancy_id": it, "done": "Kim looked Leo in the eye, gave him a hand, and said sorry."}));
    desk.do_("tell_patient", json!({"discrepancy_id": it, "how": "in_person", "words": "Leo, you did nothing wrong."}));
    desk.it_is("2026-11-23T10:00:00-05:00");
    kept(&mut desk, gift);
    asked_whether_it_worked(&mut desk, "2026-11-25T10:00:00-05:00", "Tess Marsh");
    reviewed_and_nothing_is_left(&mut desk, it, "unkind", "conduct");
    // All of it stands on his page.
    let page = desk.do_("open_patient", json!({"patient_id": leo}))["history"].to_string();
    for command in ["start_recovery", "choose", "keep_letter", "end_recovery"] {
        assert!(page.contains(command), "{command} is missing");
    }
}
