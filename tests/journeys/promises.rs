//! The Promises day: what we said stands on a list, by when and by whom; it is kept, moved with a word before it is due, or
//! broken; and the day does not end over one that nobody answered.

use rightful_tests::{TestDesk, a_desk};
use serde_json::{Value, json};

fn promise(desk: &mut TestDesk, patient: i64, more: Value) -> i64 {
    let mut request = json!({"patient_id": patient, "what": "call_back"});
    for (name, value) in more.as_object().unwrap() {
        request[name] = value.clone();
    }
    desk.do_("make_promise", request)["id"].as_i64().unwrap()
}

fn groups(desk: &mut TestDesk) -> Vec<(i64, String)> {
    let lines = desk.do_("promises_due", json!({}));
    lines.as_array().unwrap().iter().map(|line| (line["id"].as_i64().unwrap(), line["group"].as_str().unwrap().to_owned())).collect()
}

fn line(desk: &mut TestDesk, id: i64) -> Value {
    let lines = desk.do_("promises_due", json!({}));
    lines.as_array().unwrap().iter().find(|line| line["id"] == id).unwrap().clone()
}

fn bar(desk: &mut TestDesk) -> (Value, Value) {
    let today = desk.do_("today", json!({}));
    (today["promises_due"].clone(), today["promises_late"].clone())
}

#[test]
fn what_was_promised_presses_more_as_the_day_goes_and_each_line_says_whom_to_call_and_which_words() {
    let mut desk = a_desk();
    let ana = desk.do_(
        "add_patient",
        json!({"details": {"given": "Ana", "family": "Reyes", "born": "1990-02-11", "phone": "555-0142"}, "another": true}),
    )["patient_id"]
        .as_i64()
        .unwrap();
    let leo = desk.patient("Leo", "Park", "2017-05-02");
    desk.do_(
        "add_contact",
        json!({"patient_id": leo, "name": "Mina Park", "relation": "parent", "phone": "555-0177", "may_collect": true}),
    );
    // Friday, half past ten.
    let kim = desk.kim;
    let call = promise(
        &mut desk,
        ana,
        json!({"by": "2026-11-20", "by_minute": 15 * 60, "words": "Kim calls", "channel": "phone", "sees_to": kim}),
    );
    let tonight = promise(&mut desk, leo, json!({"by": "2026-11-20", "what": "other", "words": "the lab says when"}));
    let saturday = promise(&mut desk, ana, json!({"by": "2026-11-21", "what": "collect"}));
    let monday = promise(&mut desk, leo, json!({"by": "2026-11-23", "what": "follow_up"}));
    let named = |all: [(i64, &str); 4]| all.map(|(id, group)| (id, group.to_owned())).to_vec();
    assert_eq!(groups(&mut desk), named([(call, "today"), (tonight, "today"), (saturday, "tomorrow"), (monday, "later")]));
    assert_eq!(bar(&mut desk), (json!(2), json!(0)));

    let said = line(&mut desk, call);
    assert_eq!((&said["by"], &said["seen_to_by"], &said["channel"]), (&json!("Jo"), &json!("Kim"), &json!("phone")));
    assert_eq!((&said["say"], &said["say_move"]), (&json!("keep_call_back"), &json!("move_call_back")));
    assert_eq!(said["whom"][0]["phone"], "555-0142");
    let of_leo = line(&mut desk, tonight);
    assert_eq!((&of_leo["seen_to_by"], &of_leo["whom"][0]["name"]), (&json!("Jo"), &json!("Mina Park")), "a child's parent is called");

    desk.it_is("2026-11-20T14:00:00-05:00");
    assert_eq!(groups(&mut desk), named([(call, "hour"), (tonight, "today"), (saturday, "tomorrow"), (monday, "later")]));
    desk.it_is("2026-11-20T15:00:00-05:00");
    assert_eq!(groups(&mut desk)[0].1, "hour", "at three it is three: in time");
    desk.it_is("2026-11-20T15:01:00-05:00");
    assert_eq!(groups(&mut desk), named([(call, "late"), (tonight, "today"), (saturday, "tomorrow"), (monday, "later")]));
    assert_eq!(bar(&mut desk), (json!(2), json!(1)));
    let said = line(&mut desk, call);
    assert_eq!((&said["say"], &said["say_move"]), (&json!("late_call_back"), &Value::Null), "too late to move it");
    desk.replays();
}

#[test]
fn the_day_does_not_end_over_a_promise_that_nobody_answered() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1990-02-11");
    let at_noon = promise(&mut desk, ana, json!({"by": "2026-11-20", "by_minute": 12 * 60}));
    let tonight = promise(&mut desk, ana, json!({"by": "2026-11-20", "words": "the lab says when", "what": "other"}));
    let to_move = promise(&mut desk, ana, json!({"by": "2026-11-20", "what": "collect"}));
    let saturday = promise(&mut desk, ana, json!({"by": "2026-11-21", "what": "collect"}));
    desk.it_is("2026-11-20T16:50:00-05:00");
    let refusal = desk.refused("end_day", json!({}));
    assert_eq!((refusal.code.as_str(), &refusal.facts["count"]), ("day_not_answered", &json!(3)));
    assert_eq!(desk.do_("end_of_day", json!({}))["unanswered"].as_array().unwrap().len(), 3);

    // Moved: only with a word before it is due.
    let mut moving = json!({"promise_id": to_move, "ended": "moved", "to": "2026-11-24"});
    assert_eq!(desk.refused_because("end_promise", moving.clone()), "not_told_yet");
    moving["told"] = json!("phone");
    moving["to_minute"] = json!(11 * 60);
    let moved = desk.do_("end_promise", moving)["moved_to"].as_i64().unwrap();
    let new = line(&mut desk, moved);
    assert_eq!((&new["moved_from"], &new["channel"], &new["what"]), (&json!(to_move), &json!("phone"), &json!("collect")));
    assert_eq!(
        desk.refused_because("end_promise", json!({"promise_id": at_noon, "ended": "moved", "to": "2026-11-24", "told": "phone"})),
        "too_late_to_move"
    );
    assert_eq!(desk.do_("end_promise", json!({"promise_id": at_noon, "ended": "kept"}))["ended"], "late", "the clock says so, not we");
    assert_eq!(desk.refused("end_day", json!({})).facts["count"], 1);
    desk.do_("end_promise", json!({"promise_id": tonight, "ended": "broken"}));
    let over = desk.do_("end_day", json!({}));
    assert_eq!((&over["late"], &over["broken"], &over["moved"], &over["ended_by"]), (&json!(1), &json!(1), &json!(1), &json!("Jo")));

    // A promise for today after all opens the day again.
    let late_one = promise(&mut desk, ana, json!({"by": "2026-11-20", "by_minute": 18 * 60}));
    let stands = desk.do_("end_of_day", json!({}));
    assert_eq!((&stands["ended_at"], &stands["unanswered"][0]["id"]), (&Value::Null, &json!(late_one)));
    desk.do_("end_promise", json!({"promise_id": late_one, "ended": "kept"}));
    desk.do_("end_day", json!({}));

    // Two days on, what was forgotten meanwhile stands in the way too.
    desk.it_is("2026-11-23T09:00:00-05:00");
    assert_eq!(desk.do_("end_of_day", json!({}))["unanswered"][0]["id"], saturday);
    let counted = desk.do_("promises_kept", json!({"from": "2026-11-20", "to": "2026-11-23"}));
    assert_eq!(counted, json!({"made": 6, "kept": 1, "late": 1, "broken": 1, "moved": 1, "open": 2, "overdue": 1}));
    assert_eq!(desk.refused_because("promises_kept", json!({"from": "2026-11-23", "to": "2026-11-20"})), "days_order");
    desk.replays();
}

#[test]
fn a_promise_for_a_closed_time_is_asked_about_with_the_next_that_makes_sense_and_may_be_insisted_on() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1990-02-11");
    let asked = |by: &str, minute: Value| json!({"patient_id": ana, "what": "call_back", "by": by, "by_minute": minute});
    desk.sign_in_as(desk.kim);
    let mut settings = desk.do_("settings", json!({}));
    settings["closed_days"] = json!(["2026-11-26"]);
    settings["zone"] = json!("America/New_York");
    desk.do_("change_settings", json!({"settings": settings}));
    desk.sign_in_as(desk.jo);
    for (by, minute, day, next_minute) in [
        ("2026-11-22", Value::Null, "2026-11-23", 17 * 60),
        ("2026-11-26", Value::Null, "2026-11-27", 17 * 60),
        ("2026-11-21", json!(15 * 60), "2026-11-23", 10 * 60),
        ("2026-11-23", json!(20 * 60), "2026-11-24", 10 * 60),
        ("2026-11-23", json!(7 * 60), "2026-11-23", 10 * 60),
    ] {
        let refusal = desk.refused("make_promise", asked(by, minute));
        assert_eq!(refusal.code, "promise_when_closed");
        assert_eq!((&refusal.facts["next_open_day"], &refusal.facts["next_open_minute"]), (&json!(day), &json!(next_minute)), "{by}");
        desk.do_("make_promise", asked(day, json!(next_minute)));
    }
    let mut insisted = asked("2026-11-22", json!(12 * 60));
    insisted["even_if_closed"] = json!(true);
    desk.do_("make_promise", insisted);
    // A day ends an hour before that day closes.
    let saturday = desk.do_("make_promise", asked("2026-11-21", Value::Null))["said_at"].as_i64().unwrap();
    let noon = rightful_tests::at("2026-11-21T12:00:00-05:00");
    assert_eq!(saturday, noon);
    // And after the clocks are put on it is due by the clock on the wall.
    let spring = desk.do_("make_promise", asked("2027-03-15", json!(17 * 60)))["said_at"].as_i64().unwrap();
    assert_eq!(spring, rightful_tests::at("2027-03-15T17:00:00-04:00"));
    let times = desk.do_("promise_times", json!({}));
    let said: Vec<_> = times.as_array().unwrap().iter().map(|one| (one["within"].clone(), one["day"].clone())).collect();
    assert_eq!(said[0], (json!("same_day"), json!("2026-11-20")));
    assert_eq!(said[3], (json!("working_days"), json!("2026-11-24")), "Saturday, Monday, Tuesday");
    assert_eq!(said[4], (json!("clock_hours"), json!("2026-11-23")));
    desk.replays();
}

#[test]
fn a_manager_sets_when_the_clinic_is_open_and_nonsense_is_turned_away() {
    let mut desk = a_desk();
    let settings = desk.do_("settings", json!({}));
    assert_eq!(desk.refused_because("change_settings", json!({"settings": settings})), "not_your_role");
    desk.sign_in_as(desk.kim);
    let mut with = |name: &str, value: Value| {
        let mut changed = settings.clone();
        changed[name] = value;
        match desk.ask("change_settings", json!({"settings": changed})) {
            rightful_core::desk::Answer::Refused(refusal) => refusal.code,
            other => format!("{other:?}").chars().take(4).collect(),
        }
    };
    let week = |one: Value| json!([one, null, null, null, null, null, null]);
    assert_eq!(with("hours", week(json!({"opens": 600, "closes": 600}))), "hours_order");
    assert_eq!(with("hours", week(json!({"opens": 600, "closes": 1440}))), "hours_order");
    assert_eq!(with("hours", week(Value::Null)), "never_open");
    assert_eq!(with("zone", json!("Mars/Olympus")), "no_such_zone");
    let days: Vec<String> = (0..201).map(|on| format!("{}-{:02}-{:02}", 2027 + on / 300, 1 + (on / 28) % 12, 1 + on % 28)).collect();
    assert_eq!(with("closed_days", json!(days)), "too_many_closed_days");
    assert_eq!(with("hours", week(json!({"opens": 600, "closes": 1080}))), "Done");
    assert_eq!(with("closed_days", json!(["2026-12-25"])), "Done");
    desk.replays();
}

#[test]
fn who_sees_to_a_promise_must_be_one_of_us() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1990-02-11");
    let request = json!({"patient_id": ana, "what": "call_back", "by": "2026-11-23", "sees_to": 9999});
    assert_eq!(desk.refused_because("make_promise", request), "no_such_staff");
}

#[test]
fn each_promise_is_reminded_of_once_before_it_is_due_also_while_the_desk_is_locked() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1990-02-11");
    promise(&mut desk, ana, json!({"by": "2026-11-20", "by_minute": 12 * 60}));
    let later = promise(&mut desk, ana, json!({"by": "2026-11-20", "by_minute": 15 * 60}));
    let reminded = |desk: &mut TestDesk, moment: &str| {
        desk.it_is(moment);
        desk.desk.reminders().unwrap()
    };
    assert_eq!(reminded(&mut desk, "2026-11-20T11:44:00-05:00"), 0, "not yet");
    desk.do_("lock", json!({}));
    assert_eq!(reminded(&mut desk, "2026-11-20T11:45:00-05:00"), 1);
    assert_eq!(reminded(&mut desk, "2026-11-20T11:46:00-05:00"), 0, "once");
    assert_eq!(reminded(&mut desk, "2026-11-20T12:01:00-05:00"), 0, "what is late stands on the list");
    // Moved into the same quarter of an hour: it is due at another time, and told of anew.
    desk.sign_in_as(desk.jo);
    assert_eq!(reminded(&mut desk, "2026-11-20T14:50:00-05:00"), 1);
    desk.do_("end_promise", json!({"promise_id": later, "ended": "moved", "to": "2026-11-20", "to_minute": 15 * 60 + 2, "told": "phone"}));
    assert_eq!(reminded(&mut desk, "2026-11-20T14:51:00-05:00"), 1);
    desk.do_("close", json!({}));
    assert_eq!(desk.desk.reminders().unwrap(), 0, "nothing is open");
}

#[test]
fn what_nobody_could_keep_is_not_promised() {
    let mut desk = a_desk();
    let ruth = desk.patient("Ruth", "Keller", "1984-03-09");
    let promise = |what: &str, words: Value, by: &str, minute: Value| json!({"patient_id": ruth, "what": what, "words": words, "by": by, "by_minute": minute});
    for words in [Value::Null, json!("   ")] {
        assert_eq!(desk.refused_because("make_promise", promise("other", words, "2026-11-23", Value::Null)), "promise_needs_words");
    }
    assert_eq!(desk.refused_because("make_promise", promise("call_back", Value::Null, "9999-12-31", Value::Null)), "promise_too_far");
    assert_eq!(desk.refused_because("make_promise", promise("call_back", Value::Null, "2026-11-23", json!(1440))), "promise_no_such_time");
    assert!(desk.do_("promises_due", json!({})).as_array().unwrap().is_empty());
    desk.do_("make_promise", promise("other", json!("the lab says when"), "2026-11-23", Value::Null));
    desk.replays();
}

#[test]
fn whether_it_worked_is_asked_on_the_day_and_not_the_day_before() {
    let mut desk = a_desk();
    let ruth = desk.patient("Ruth", "Keller", "1984-03-09");
    let promise = |what: &str| json!({"patient_id": ruth, "what": what, "by": "2026-11-24"});
    let made = desk.do_("make_promise", promise("follow_up"));
    let minutes = |made: &Value| (made["said_at"].as_i64().unwrap() - made["aim_at"].as_i64().unwrap()) / 60_000;
    assert_eq!(minutes(&made), 4 * 60);
    assert!(minutes(&desk.do_("make_promise", promise("call_back"))) >= 12 * 60, "what can be done sooner is aimed at sooner");
}
