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

#[test]
fn no_two_colleagues_have_the_same_name() {
    let mut desk = a_desk();
    desk.sign_in_as(desk.kim);
    let ana = desk.staff("Ana", "", "receptionist");
    let add = |given: &str, family: &str| json!({"given": given, "family": family, "role": "receptionist", "pin": "1111"});
    let refused = desk.refused("add_staff", add(" ana ", ""));
    assert_eq!((refused.code.as_str(), &refused.facts["name"]), ("staff_name_taken", &json!("Ana")));
    assert_eq!(desk.refused_because("add_staff", add("JO", "Ortiz")), "staff_name_taken");
    let other = desk.staff("Ana", "Ruiz", "receptionist");
    let change = |id: i64, family: &str, active: bool| json!({"staff_id": id, "given": "Ana", "family": family, "role": "dispenser", "active": active});
    assert_eq!(desk.refused_because("change_staff", change(other, "", true)), "staff_name_taken");
    desk.do_("change_staff", change(ana, "", true));

    // Whoever left does not hold a name, and comes back under one that is free.
    desk.do_("change_staff", change(ana, "", false));
    desk.do_("change_staff", change(other, "", true));
    assert_eq!(desk.refused_because("change_staff", change(ana, "", true)), "staff_name_taken");
    desk.replays();
}
