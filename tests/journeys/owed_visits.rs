//! Visits we still owe: "took it, will be fitted later" is a row, not a memory.

use rightful_tests::{TestDesk, a_desk};
use serde_json::{Value, json};

fn owed(desk: &mut TestDesk, patient: i64) -> Vec<Value> {
    desk.do_("owed_visits", json!({"patient_id": patient})).as_array().unwrap().clone()
}

#[test]
fn taken_now_and_fitted_later_is_owed_until_they_come_again() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    let order = desk.spectacles_here(sam, "Kite 8", "T017");
    let visit =
        desk.do_("check_in", json!({"patient_id": sam, "purpose": "collecting", "with_whom": "his mother, Ruth"}))["visit_id"].clone();
    desk.do_("call_visit", json!({"visit_id": visit}));
    let fit_later = json!({"visit_id": visit, "outcome": "fit_later", "returns_on": "2026-11-27", "order_id": order.id});
    let refusal = desk.refused("end_visit", fit_later.clone());
    assert_eq!((refusal.code.as_str(), refusal.next_step.as_deref()), ("hand_over_first", Some("hand_over")), "taken is handed over");
    desk.hand_over(&order, "Sam Keller", "3/4/2011", "T017");
    let ended = desk.do_("end_visit", fit_later);
    let owes = &ended["owes"];
    assert_eq!(
        (&owes["what"], &owes["purpose"], &owes["due_on"], &owes["shown"]),
        (&json!("fitting"), &json!("fitting"), &json!("2026-11-27"), &json!("Sam Keller"))
    );
    assert_eq!(owes["order_number"], order.number);
    assert_eq!(desk.do_("today", json!({}))["owed_visits_due"], 0);
    desk.it_is("2026-11-27T09:00:00-05:00");
    assert_eq!(desk.do_("today", json!({}))["owed_visits_due"], 1);
    // A question is another matter.
    let question = desk.do_("check_in", json!({"patient_id": sam, "purpose": "question"}));
    assert_eq!(question["owed"], json!(null));
    desk.do_("end_visit", json!({"visit_id": question["visit_id"], "outcome": "served"}));
    assert_eq!(owed(&mut desk, sam).len(), 1);
    // The next check-in answers it: nobody has to remember, or say what for.
    let back = desk.do_("check_in", json!({"patient_id": sam}));
    assert_eq!((&back["purpose"], &back["owed"]["id"]), (&json!("fitting"), &owes["id"]));
    desk.minutes_pass(3);
    desk.do_("end_visit", json!({"visit_id": back["visit_id"], "outcome": "left"}));
    assert_eq!(owed(&mut desk, sam).len(), 1, "who left unserved is still owed the fitting");
    desk.do_("take_back_end", json!({"visit_id": back["visit_id"]}));
    desk.do_("end_visit", json!({"visit_id": back["visit_id"], "outcome": "served"}));
    assert_eq!(owed(&mut desk, sam), [] as [Value; 0]);
    assert_eq!(desk.do_("today", json!({}))["owed_visits_due"], 0);
    // Taken back, it is owed again.
    desk.do_("take_back_end", json!({"visit_id": back["visit_id"]}));
    assert_eq!(owed(&mut desk, sam).len(), 1);
    desk.replays();
}

#[test]
fn left_and_will_come_back_has_a_day_and_comes_back_for_the_same_thing() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    let visit = desk.check_in(sam, "repair");
    assert_eq!(desk.refused_because("end_visit", json!({"visit_id": visit, "outcome": "will_return"})), "when_needed");
    let past = json!({"visit_id": visit, "outcome": "will_return", "returns_on": "2026-11-19"});
    assert_eq!(desk.refused_because("end_visit", past), "day_in_past");
    desk.do_("end_visit", json!({"visit_id": visit, "outcome": "will_return", "returns_on": "2026-11-20"}));
    let back = desk.do_("check_in", json!({"patient_id": sam}));
    assert_eq!((&back["purpose"], &back["owed"]["what"]), (&json!("repair"), &json!("return")));
    // Not today either: the first is answered, a new one is owed.
    desk.do_("end_visit", json!({"visit_id": back["visit_id"], "outcome": "will_return", "returns_on": "2026-11-23"}));
    let still = owed(&mut desk, sam);
    assert_eq!((still.len(), &still[0]["due_on"], &still[0]["from_visit"]), (1, &json!("2026-11-23"), &back["visit_id"]));
    desk.do_("drop_owed_visit", json!({"owed_visit_id": still[0]["id"], "why": "Had it repaired elsewhere."}));
    assert_eq!(owed(&mut desk, sam), [] as [Value; 0]);
    let again = json!({"owed_visit_id": still[0]["id"], "why": "twice"});
    assert_eq!(desk.refused_because("drop_owed_visit", again), "no_such_owed_visit");
    desk.replays();
}

#[test]
fn what_an_end_made_owed_goes_with_it_unless_they_came_for_it() {
    let mut desk = a_desk();
    let visit = desk.walk_in("Anna Ruiz", "collecting");
    let ended = desk.do_("end_visit", json!({"visit_id": visit, "outcome": "fit_later"}));
    let id = ended["owes"]["id"].clone();
    assert_eq!(ended["owes"]["shown"], "Anna Ruiz");
    desk.do_("take_back_end", json!({"visit_id": visit}));
    assert_eq!(desk.do_("owed_visits", json!({})), json!([]));
    let ended = desk.do_("end_visit", json!({"visit_id": visit, "outcome": "fit_later"}));
    assert_ne!(ended["owes"]["id"], id);
    // A walk-in comes back as a walk-in: somebody names what they come for.
    let back = desk.do_("check_in", json!({"walk_in": "Anna Ruiz", "owed_visit_id": ended["owes"]["id"]}));
    assert_eq!(back["purpose"], "fitting");
    assert_eq!(desk.refused_because("take_back_end", json!({"visit_id": visit})), "came_back_already");
    let twice = json!({"walk_in": "Anna Ruiz", "owed_visit_id": ended["owes"]["id"]});
    assert_eq!(desk.refused_because("check_in", twice), "no_such_owed_visit", "somebody is here for it already");
    desk.do_("end_visit", json!({"visit_id": back["visit_id"], "outcome": "served", "still_owed": true}));
    assert_eq!(desk.do_("owed_visits", json!({})).as_array().unwrap().len(), 1, "they came about something else after all");
    desk.replays();
}

#[test]
fn nobody_is_owed_a_visit_about_somebody_elses_order() {
    let mut desk = a_desk();
    let eric = desk.patient("Eric", "Miller", "1980-01-02");
    let derrick = desk.patient("Derrick", "Miller", "1980-02-01");
    let order = desk.do_("add_order", json!({"patient_id": derrick, "kind": "repair"}));
    let visit = desk.check_in(eric, "collecting");
    let request = json!({"visit_id": visit, "outcome": "fit_later", "order_id": order["order_id"]});
    assert_eq!(desk.refused_because("end_visit", request), "not_their_order");
    let back = desk.do_("end_visit", json!({"visit_id": visit, "outcome": "fit_later"}));
    let theirs = json!({"patient_id": derrick, "owed_visit_id": back["owes"]["id"]});
    assert_eq!(desk.refused_because("check_in", theirs), "no_such_owed_visit");
    desk.replays();
}

#[test]
fn a_fitting_owed_without_a_day_is_due_until_one_is_agreed() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    let visit = desk.check_in(sam, "collecting");
    desk.do_("call_visit", json!({"visit_id": visit}));
    desk.do_("end_visit", json!({"visit_id": visit, "outcome": "fit_later"}));
    assert_eq!(desk.do_("today", json!({}))["owed_visits_due"], 1);
}
