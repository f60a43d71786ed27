//! What we tell people they will wait: a set value at first, then what waits were.

use rightful_tests::{TestDesk, a_desk};
use serde_json::{Value, json};

/// Somebody comes, waits this long, is called and served.
fn a_wait(desk: &mut TestDesk, purpose: &str, minutes: i64) {
    let visit = desk.walk_in("Anna", purpose);
    desk.minutes_pass(minutes);
    desk.do_("call_visit", json!({"visit_id": visit}));
    desk.do_("end_visit", json!({"visit_id": visit, "outcome": "served"}));
}

fn quote(desk: &mut TestDesk, purpose: &str) -> Value {
    desk.do_("quote", json!({"purpose": purpose}))
}

#[test]
fn a_quote_is_set_until_20_visits_are_known_and_then_the_80th_percentile() {
    let mut desk = a_desk();
    for minutes in (1..=19).rev() {
        a_wait(&mut desk, "collecting", minutes);
    }
    let before = quote(&mut desk, "collecting");
    assert_eq!((&before["minutes"], &before["basis"], &before["visits"]), (&json!(15), &json!("set"), &json!(19)));
    a_wait(&mut desk, "collecting", 20);
    // 1 … 20 minutes: the 16th smallest is 16, told as 20
    let after = quote(&mut desk, "collecting");
    assert_eq!((&after["minutes"], &after["basis"], &after["visits"]), (&json!(20), &json!("measured"), &json!(20)));
    assert_eq!(after["kept"], json!({"visits": 20, "kept": 15}), "15 minutes were told to each");
    let other = quote(&mut desk, "repair");
    assert_eq!((&other["basis"], &other["visits"]), (&json!("set"), &json!(0)), "another kind of visit knows nothing of it");
    // Busier: too few visits are known at this load, so all of the kind count.
    let visit = desk.walk_in("Ben", "question");
    let busier = quote(&mut desk, "collecting");
    assert_eq!((&busier["load"], &busier["waiting"], &busier["basis"]), (&json!("some"), &json!(1), &json!("measured_any_load")));
    desk.do_("end_visit", json!({"visit_id": visit, "outcome": "left"}));
    // What was measured is what somebody is told; unless they are told something else.
    let told = desk.do_("check_in", json!({"walk_in": "Cleo", "purpose": "collecting"}));
    assert_eq!((&told["quoted_min"], &told["quote"]["basis"]), (&json!(20), &json!("measured")));
    let told = desk.do_("check_in", json!({"walk_in": "Dora", "purpose": "collecting", "quote_min": 40}));
    assert_eq!((&told["quoted_min"], &told["quote"]["minutes"]), (&json!(40), &json!(20)));
    desk.replays();
}

#[test]
fn who_gave_up_counts_only_where_they_had_waited_longer_than_told() {
    let mut desk = a_desk();
    let left = |desk: &mut TestDesk, minutes: i64, outcome: &str| {
        let visit = desk.walk_in("Anna", "adjustment");
        desk.minutes_pass(minutes);
        desk.do_("end_visit", json!({"visit_id": visit, "outcome": outcome, "returns_on": "2026-11-27"}));
    };
    left(&mut desk, 15, "left");
    left(&mut desk, 3, "will_return");
    assert_eq!(desk.do_("quotes_kept", json!({"days": 1}))["all"], json!({"visits": 0, "kept": 0}));
    left(&mut desk, 16, "left");
    left(&mut desk, 10, "served"); // served where they sat, never called
    a_wait(&mut desk, "adjustment", 15);
    let kept = desk.do_("quotes_kept", json!({"days": 1}));
    assert_eq!(kept["all"], json!({"visits": 3, "kept": 2}));
    assert_eq!((&kept["by_purpose"][0]["purpose"], &kept["aim_percent"]), (&json!("adjustment"), &json!(80)));
    desk.replays();
}

#[test]
fn a_new_quote_does_not_mend_a_broken_one_and_a_second_wait_is_not_the_first() {
    let mut desk = a_desk();
    let visit = desk.do_("check_in", json!({"walk_in": "Anna", "purpose": "repair", "quote_min": 5}))["visit_id"].clone();
    desk.minutes_pass(4);
    desk.do_("tell", json!({"visit_id": visit, "kind": "told", "quote_min": 30}));
    desk.minutes_pass(4);
    desk.do_("call_visit", json!({"visit_id": visit}));
    desk.minutes_pass(1);
    desk.do_("put_back", json!({"visit_id": visit, "quote_min": 20}));
    desk.minutes_pass(20);
    desk.do_("call_visit", json!({"visit_id": visit}));
    desk.do_("end_visit", json!({"visit_id": visit, "outcome": "served"}));
    assert_eq!(quote(&mut desk, "repair")["kept"], json!({"visits": 1, "kept": 0}), "five were told, eight it was");
    // Taken back, it is not measured until it ends again.
    desk.do_("take_back_end", json!({"visit_id": visit}));
    assert_eq!(quote(&mut desk, "repair")["kept"]["visits"], 0);
    desk.replays();
}
