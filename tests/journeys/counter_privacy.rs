//! What the waiting room may see, and what nobody gets who is not signed in.

use rightful_core::desk::Answer;
use rightful_tests::a_desk;
use serde_json::json;

#[test]
fn the_public_view_shows_a_first_name_and_a_letter_and_nothing_else() {
    let mut desk = a_desk();
    let sam = desk.patient("Samuel", "Keller", "2011-03-04");
    let family_only = desk.patient("", "Szczepanski", "1950-01-01");
    let visit = desk.do_("check_in", json!({"patient_id": sam, "purpose": "collecting", "with_whom": "his mother, Ruth", "quote_min": 5}))
        ["visit_id"]
        .clone();
    desk.check_in(family_only, "repair");
    desk.walk_in("Ruiz, Anna", "question");
    desk.walk_in("Samuel Kowalski", "question");
    desk.minutes_pass(4);
    desk.do_("tell", json!({"visit_id": visit, "kind": "apologized", "words": "The left lens is lost."}));
    desk.do_("call_visit", json!({"visit_id": visit, "where_to": "complaints desk"}));
    let view = desk.do_("public_queue", json!({}));
    assert_eq!(
        view,
        json!({
            "now": desk.now(),
            "waiting": [{"name": null, "ticket": 2}, {"name": "Anna R.", "ticket": null}, {"name": "Samuel K.", "ticket": 4}],
            "called": [{"name": "Samuel K.", "ticket": 1}],
        }),
        "no family name, no reason, no order, no company; two alike are told apart by ticket"
    );
    let mut settings = desk.do_("settings", json!({}));
    settings["public_view"] = json!("ticket");
    desk.sign_in_as(desk.kim);
    desk.do_("change_settings", json!({"settings": settings}));
    let view = desk.do_("public_queue", json!({}));
    assert_eq!(view["waiting"], json!([{"name": null, "ticket": 2}, {"name": null, "ticket": 3}, {"name": null, "ticket": 4}]));
    desk.replays();
}

#[test]
fn nobody_who_is_not_signed_in_gets_or_changes_anything() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    let visit = desk.check_in(sam, "collecting");
    let before = desk.do_("queue", json!({}));
    desk.do_("lock", json!({}));
    for (verb, request) in [
        ("check_in", json!({"walk_in": "Anna"})),
        ("queue", json!({})),
        ("visit", json!({"visit_id": visit})),
        ("greet", json!({"visit_id": visit})),
        ("tell", json!({"visit_id": visit, "kind": "told"})),
        ("call_visit", json!({"visit_id": visit})),
        ("put_back", json!({"visit_id": visit})),
        ("end_visit", json!({"visit_id": visit, "outcome": "served"})),
        ("take_back_end", json!({"visit_id": visit})),
        ("owed_visits", json!({})),
        ("drop_owed_visit", json!({"owed_visit_id": 1, "why": "x"})),
        ("quote", json!({"purpose": "collecting"})),
        ("quotes_kept", json!({"days": 7})),
        ("public_queue", json!({})),
        ("today", json!({})),
    ] {
        let Answer::Refused(refusal) = desk.ask(verb, request) else { panic!("{verb} went through") };
        assert_eq!(refusal.code, "not_signed_in", "{verb}");
        let text = serde_json::to_string(&refusal).unwrap();
        assert!(!text.contains("Sam") && !text.contains("Keller"), "{verb} tells a name");
    }
    desk.sign_in_as(desk.jo);
    assert_eq!(desk.do_("queue", json!({})), before);
    desk.replays();
}
