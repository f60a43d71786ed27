//! Being somebody: each command says who may call it, and the desk holds to it in every state.

use rightful_core::commands::{LIST, Who};
use rightful_core::desk::Answer;
use rightful_tests::{TestDesk, a_desk};
use serde_json::json;

fn lines(who: &[Who]) -> impl Iterator<Item = &'static str> {
    LIST.iter().filter(move |line| who.contains(&line.who)).map(|line| line.name)
}

/// Each of these is refused with this code, whatever is asked, and nothing but the trail has changed.
#[track_caller]
fn all_refused(desk: &mut TestDesk, who: &[Who], code: &str) {
    let mut asked = 0;
    for name in lines(who) {
        let request = json!({"patient_id": 1, "pin": "0000"});
        let Answer::Refused(refusal) = desk.ask(name, request) else { panic!("{name} was answered") };
        assert_eq!(refusal.code, code, "{name}");
        assert!(!serde_json::to_string(&refusal).unwrap().contains("Keller"), "{name} tells a name");
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
    desk.replays();
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
