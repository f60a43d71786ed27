//! Being somebody: each command says who may call it, and the desk holds to it in every state.

use rightful_core::commands::{LIST, Who};
use rightful_core::desk::Answer;
use rightful_tests::{TestDesk, a_desk};
use serde_json::json;

fn lines(who: &[Who]) -> impl Iterator<Item = &'static str> {
    LIST.iter().filter(move |line| who.contains(&line.who)).map(|line| line.name)
}

/// What somebody typed who may not: no refusal says it back.
const TYPED: &str = "typed by nobody";

/// How many entries the trail has; None: the clinic is closed.
fn entries(desk: &TestDesk) -> Option<usize> {
    Some(rightful_core::trail::heads(desk.desk.store().ok()?).unwrap().len())
}

/// Each of these is refused with this code, whatever is asked, and nothing but the trail has changed.
#[track_caller]
fn all_refused(desk: &mut TestDesk, who: &[Who], code: &str) {
    let mut asked = 0;
    for name in lines(who) {
        let before = entries(desk);
        let request = json!({"patient_id": 1, "pin": "0000", "note": TYPED});
        let Answer::Refused(refusal) = desk.ask(name, request) else { panic!("{name} was answered") };
        assert_eq!(refusal.code, code, "{name}");
        let told = serde_json::to_string(&refusal).unwrap();
        assert!(!told.contains("Keller") && !told.contains("2011") && !told.contains(TYPED), "{name} tells of somebody");
        if let (Some(before), Some(after)) = (before, entries(desk)) {
            // Where nobody is in yet, locking itself is none.
            assert_eq!(after, before + 1, "{name} was refused and the trail does not say so");
        }
        asked += 1;
    }
    assert!(asked > 0);
}

const STAFF: &[Who] = &[Who::Receptionist, Who::Dispenser, Who::Manager];

#[test]
fn nobody_does_what_they_may_not() {
    let mut desk = a_desk();
    desk.patient("Sam", "Keller", "2011-03-04");
    all_refused(&mut desk, &[Who::Dispenser, Who::Manager], "not_your_role");
    desk.sign_in_as(desk.dana);
    all_refused(&mut desk, &[Who::Manager], "not_your_role");
    desk.do_("lock", json!({}));
    all_refused(&mut desk, STAFF, "not_signed_in");
    desk.sign_in_as(desk.jo);
    desk.clock.advance_minutes(24 * 60);
    all_refused(&mut desk, STAFF, "not_signed_in");
    // Whoever left is nobody, and the one who comes in by the passphrase is no more than a receptionist.
    desk.do_("lock", json!({}));
    desk.do_("enter_in_emergency", json!({"name": "Pat", "reason": "Jo is ill", "secret": rightful_tests::PASSPHRASE}));
    all_refused(&mut desk, &[Who::Dispenser, Who::Manager], "not_your_role");
    desk.replays();
    desk.restart();
    desk.do_("lock", json!({}));
    all_refused(&mut desk, STAFF, "not_signed_in");
    desk.do_("close", json!({}));
    all_refused(&mut desk, STAFF, "closed");
}

#[test]
fn what_only_the_desk_may_ask_the_page_cannot_name() {
    let mut desk = a_desk();
    desk.sign_in_as(desk.kim);
    let inside: Vec<_> = lines(&[Who::Inside]).collect();
    assert!(!inside.is_empty());
    for name in inside {
        let Answer::Fault(fault) = desk.ask(name, json!({})) else { panic!("{name} was answered") };
        assert_eq!(fault.code, "unknown_command", "{name}");
    }
}
