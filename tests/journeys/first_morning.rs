//! The first morning: somebody is added, the desk restarts, all is still there.

use rightful_tests::a_desk;
use serde_json::json;

#[test]
fn a_patient_is_still_there_after_a_restart_and_the_trail_replays() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    desk.minutes_pass(6);
    desk.restart();
    assert_eq!(desk.do_("patient_details", json!({"patient_id": sam}))["family"], "Keller");
    assert_eq!(desk.refused_because("add_staff", json!({"given": "A", "family": "B", "role": "manager", "pin": "1111"})), "not_your_role");
    desk.replays();
}
