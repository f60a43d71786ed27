//! A part is lost: where to look, who looked, where it was, and the two ways out, each with a promise.

use rightful_tests::{OrderHere, TestDesk, a_desk};
use serde_json::{Value, json};

fn kinds(search: &Value) -> Vec<String> {
    search["places"].as_array().unwrap().iter().map(|place| place["kind"].as_str().unwrap().to_owned()).collect()
}

/// Sam's spectacles came into T017, and one lens is not there.
fn a_lost_lens(desk: &mut TestDesk) -> (OrderHere, i64, Value) {
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    let order = desk.spectacles_received(sam, "Kite 8", "T017");
    let lens = order.part("right_lens");
    let started = desk.do_("start_search", json!({"part_id": lens}));
    (order, lens, started)
}

#[test]
fn a_search_begins_with_one_key_and_knows_where_to_look() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1990-02-11");
    let beside = desk.spectacles_received(ana, "Wren 2", "T016");
    let (order, lens, started) = a_lost_lens(&mut desk);
    let it = started["discrepancy_id"].clone();
    let page = desk.do_("open_discrepancy", json!({"discrepancy_id": it}));
    assert_eq!((&page["discrepancy"]["kind"], &page["discrepancy"]["state"]), (&json!("part_lost"), &json!("searching")));
    assert_eq!(page["parts"].as_array().unwrap().iter().find(|part| part["id"] == lens).unwrap()["custody"], "not_located");
    let search = &started["search"];
    assert_eq!(
        kinds(search)[..6],
        ["own_tray", "place:drawer", "tray_before", "tray_after", "place:lab bag", "place:finishing desk"],
        "in the order of the guess while nothing was found here yet: {:?}",
        kinds(search)
    );
    let at = |kind: &str| search["places"].as_array().unwrap().iter().find(|place| place["kind"] == kind).unwrap()["place"].clone();
    assert_eq!((at("own_tray"), at("tray_before"), at("tray_after")), (json!("T017"), json!("T016"), json!("T018")));
    assert_eq!(at("other_order"), json!(beside.number), "which orders were on the bench at the same time");
    let again = desk.do_("start_search", json!({"part_id": lens}));
    assert_eq!(again["search"]["id"], search["id"], "one search for a part, however often the key is pressed");
    assert_eq!(desk.do_("readiness", json!({"patient_id": page["discrepancy"]["patient_id"]}))[0]["code"], "part_missing");
    let _ = order;
    desk.replays();
}

#[test]
fn what_was_found_with_another_orders_label_is_not_it_and_what_is_found_teaches() {
    let mut desk = a_desk();
    let ana = desk.patient("Ana", "Reyes", "1990-02-11");
    let other = desk.spectacles_received(ana, "Wren 2", "T016");
    let (order, lens, started) = a_lost_lens(&mut desk);
    let search = started["search"]["id"].clone();
    let look = |desk: &mut TestDesk, kind: &str, place: &str, found: bool| {
        desk.do_("look_at_place", json!({"search_id": search, "kind": kind, "place": place, "found": found}))
    };
    let after = look(&mut desk, "own_tray", "T017", false);
    assert_eq!(after["places"][0]["looked"], json!({"at": desk.now(), "by": "Jo", "found": false}), "ticked by a named person");
    let refusal = desk
        .refused("look_at_place", json!({"search_id": search, "kind": "tray_before", "place": "T016", "found": true, "scanned": "T016"}));
    assert_eq!((refusal.code.as_str(), &refusal.facts["number"]), ("belongs_to_other_order", &json!(other.number)));
    assert_eq!(
        desk.refused_because("look_at_place", json!({"search_id": search, "place": "sink", "found": true, "scanned": "Z-9"})),
        "label_unknown"
    );
    assert_eq!(desk.refused_because("look_at_place", json!({"search_id": search, "found": true})), "place_needed");
    let found = desk.do_("look_at_place", json!({"search_id": search, "place": "Under the lamp", "found": true, "scanned": order.number}));
    assert_eq!(found["outcome"], "found");
    let page = desk.do_("open_order", json!({"order_id": order.id}));
    let part = page["parts"].as_array().unwrap().iter().find(|part| part["id"] == lens).unwrap();
    assert_eq!((&part["custody"], &part["place"]), (&json!("here"), &json!("T017")), "back in its tray");
    assert_eq!(desk.refused_because("look_at_place", json!({"search_id": search, "kind": "own_tray", "found": false})), "search_over");
    let next = desk.do_("start_search", json!({"part_id": order.part("left_lens")}));
    let learnt = next["search"]["places"].as_array().unwrap().iter().find(|place| place["kind"] == "place:under the lamp").unwrap();
    assert_eq!((&learnt["finds"], &learnt["of"]), (&json!(1), &json!(1)), "found here teaches the next search");
    assert!(kinds(&next["search"]).iter().position(|kind| kind == "place:under the lamp").unwrap() < 3);
    desk.replays();
}

#[test]
fn with_everything_found_the_loss_is_put_right_by_itself_and_the_hand_over_is_not_asked_about_it() {
    let mut desk = a_desk();
    let (order, lens, started) = a_lost_lens(&mut desk);
    let it = started["discrepancy_id"].clone();
    let state = |desk: &mut TestDesk| desk.do_("open_discrepancy", json!({"discrepancy_id": it}))["discrepancy"].clone();
    let frame = desk.do_("start_search", json!({"part_id": order.part("frame"), "discrepancy_id": it}))["search"]["id"].clone();
    desk.do_("look_at_place", json!({"search_id": frame, "kind": "own_tray", "place": "T017", "found": true}));
    assert_eq!(state(&mut desk)["state"], "searching", "the lens is still gone");
    // Seen by chance, not in the search: the search ends all the same, and the next one knows.
    desk.do_("move_part", json!({"part_id": lens, "custody": "here", "place": "Under the lamp"}));
    let now = state(&mut desk);
    assert_eq!((&now["state"], &now["put_right_at"], &now["put_right"]), (&json!("put_right"), &json!(desk.now()), &Value::Null));
    let page = desk.do_("open_discrepancy", json!({"discrepancy_id": it}));
    assert!(page["searches"].as_array().unwrap().iter().all(|search| search["outcome"] == "found"));
    let patient = desk.do_("open_order", json!({"order_id": order.id}))["order"]["patient_id"].clone();
    let sam = desk.do_("open_patient", json!({"patient_id": patient}));
    assert_eq!(sam["open_orders"][0]["readiness"]["discrepancies"], json!([]), "nothing to ask at the hand-over");
    // Gone again before anybody reviewed it: it is not put right.
    let again = desk.do_("start_search", json!({"part_id": lens}));
    assert_eq!(again["discrepancy_id"], it);
    let other = desk.do_("start_search", json!({"part_id": order.part("left_lens"), "discrepancy_id": it}));
    let learnt = other["search"]["places"].as_array().unwrap().iter().find(|place| place["kind"] == "place:under the lamp").unwrap();
    assert_eq!(learnt["finds"], 1);
    let now = state(&mut desk);
    assert_eq!((&now["state"], &now["put_right_at"]), (&json!("searching"), &Value::Null));
    desk.replays();
}

#[test]
fn what_is_made_new_instead_is_not_put_right_by_finding_the_rest() {
    let mut desk = a_desk();
    let (order, _lens, started) = a_lost_lens(&mut desk);
    let it = started["discrepancy_id"].clone();
    let frame = desk.do_("start_search", json!({"part_id": order.part("frame"), "discrepancy_id": it}))["search"]["id"].clone();
    desk.do_("end_search", json!({"search_id": started["search"]["id"], "way": "make_new", "by": "2026-11-27"}));
    desk.do_("look_at_place", json!({"search_id": frame, "kind": "own_tray", "place": "T017", "found": true}));
    assert_ne!(desk.do_("open_discrepancy", json!({"discrepancy_id": it}))["discrepancy"]["state"], "put_right");
    desk.replays();
}

#[test]
fn a_search_that_finds_nothing_has_two_ways_out_each_with_its_promise() {
    let mut desk = a_desk();
    let (order, lens, started) = a_lost_lens(&mut desk);
    let (search, it) = (started["search"]["id"].clone(), started["discrepancy_id"].clone());
    assert_eq!(desk.refused_because("put_right", json!({"discrepancy_id": it, "done": "Well."})), "search_goes_on");
    assert_eq!(desk.refused_because("end_search", json!({"search_id": search, "way": "search_on", "by": "2026-11-19"})), "promise_in_past");
    let on = desk.do_("end_search", json!({"search_id": search, "way": "search_on", "by": "2026-11-23"}));
    assert_eq!((&on["until_on"], &on["outcome"]), (&json!("2026-11-23"), &Value::Null), "we go on searching");
    desk.it_is("2026-11-23T16:00:00-05:00");
    let new = desk.do_("end_search", json!({"search_id": search, "way": "make_new", "by": "2026-11-27"}));
    assert_eq!(new["outcome"], "made_new");
    let page = desk.do_("open_discrepancy", json!({"discrepancy_id": it}));
    let promises: Vec<_> = page["promises"].as_array().unwrap().iter().map(|one| (one["what"].clone(), one["ended"].clone())).collect();
    assert_eq!(promises, [(json!("search_on"), json!("kept")), (json!("make_new"), Value::Null)]);
    assert_eq!(page["discrepancy"]["state"], "waiting");
    let lenses: Vec<_> = page["parts"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|part| part["kind"] == "right_lens")
        .map(|part| (part["custody"].clone(), part["needed"].clone(), part["id"] == lens))
        .collect();
    assert_eq!(
        lenses,
        [(json!("not_located"), json!(false), true), (json!("not_made"), json!(true), false)],
        "the lost one is not waited for, the new one is"
    );
    assert_eq!(desk.do_("open_order", json!({"order_id": order.id}))["order"]["promised_on"], "2026-11-27", "the patient has a new date");
    desk.replays();
}

#[test]
fn an_order_is_made_again_and_the_old_parts_are_settled() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    let order = desk.spectacles_received(sam, "Kite 8", "T017");
    let it =
        desk.do_("log_discrepancy", json!({"kind": "wrong_lenses", "line": "Left lens 0.50 off.", "order_id": order.id}))["id"].clone();
    let request = json!({"order_id": order.id, "discrepancy_id": it, "class": "lab", "accountable": "lab", "reason": "Left sphere off.",
                         "cost": 4200, "promised_on": "2026-11-30"});
    let mut nothing = request.clone();
    nothing["reason"] = json!(" ");
    assert_eq!(desk.refused_because("remake_order", nothing), "reason_needed");
    let remade = desk.do_("remake_order", request.clone());
    assert_eq!(desk.refused_because("remake_order", request), "remade_already");
    let old = desk.do_("open_order", json!({"order_id": order.id}));
    assert_eq!((&old["order"]["state"], &old["order"]["tray"]), (&json!("remade"), &Value::Null), "its tray is free");
    assert_eq!(old["remade_as"]["number"], remade["number"]);
    let new = desk.do_("open_order", json!({"order_id": remade["order_id"]}));
    assert_eq!((&new["order"]["state"], &new["order"]["promised_on"]), (&json!("confirmed"), &json!("2026-11-30")));
    assert_eq!((&new["remake_of"]["class"], &new["remake_of"]["cost"]), (&json!("lab"), &json!(4200)));
    assert_eq!(new["order"]["powers"], old["order"]["powers"], "the same powers");
    let mut parts: Vec<_> =
        new["parts"].as_array().unwrap().iter().map(|part| (part["kind"].as_str().unwrap(), part["custody"].as_str().unwrap())).collect();
    parts.sort_unstable();
    assert_eq!(parts, [("case", "here"), ("frame", "here"), ("left_lens", "not_made"), ("right_lens", "not_made")], "the frame goes on");
    assert!(
        old["parts"].as_array().unwrap().iter().all(|part| part["place"] == "scrapped"),
        "what was made wrong is gone: {}",
        old["parts"]
    );
    assert_eq!(desk.do_("promises_due", json!({}))[0]["what"], "make_new");
    let left = desk.do_("today", json!({}));
    assert_eq!(left["discrepancies_open"], 1);
    desk.replays();
}

#[test]
fn where_one_place_holds_most_finds_fewer_places_are_looked_at_before_the_find() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    // Six in ten lie in the room where frames are shown: last of the guess. The others lie anywhere.
    let elsewhere = ["own_tray", "place:drawer", "tray_after", "place:lab bag", "patients_case"];
    let (mut fixed_all, mut learnt_all, mut fixed_late, mut learnt_late) = (0, 0, 0, 0);
    let mut guess = Vec::new();
    for n in 0..60_usize {
        let order = desk.spectacles_received(sam, "Kite 8", &format!("T{:03}", 100 + 3 * n));
        // Out of the bench time of the others.
        desk.minutes_pass(2);
        let search = desk.do_("start_search", json!({"part_id": order.part("right_lens")}))["search"].clone();
        if n == 0 {
            guess = kinds(&search);
        }
        let mixed = n * 7 % 10;
        let lies = if mixed < 6 { "place:dispensing room" } else { elsewhere[(n / 10 + mixed) % elsewhere.len()] };
        let at = |list: &[String]| list.iter().position(|kind| kind == lies).unwrap_or_else(|| panic!("{lies} is on the list")) + 1;
        let (fixed, learnt) = (at(&guess), at(&kinds(&search)));
        fixed_all += fixed;
        learnt_all += learnt;
        if n >= 20 {
            fixed_late += fixed;
            learnt_late += learnt;
        }
        desk.do_("look_at_place", json!({"search_id": search["id"], "kind": lies, "found": true}));
    }
    let mean = |sum: usize, of: f64| sum as f64 / of;
    println!(
        "places looked at up to the find: fixed list {:.2}, learning {:.2}; after 20 finds {:.2} and {:.2}",
        mean(fixed_all, 60.0),
        mean(learnt_all, 60.0),
        mean(fixed_late, 40.0),
        mean(learnt_late, 40.0)
    );
    assert!(learnt_all * 3 < fixed_all * 2, "{learnt_all} places against {fixed_all} of the fixed list");
    assert!(learnt_late * 2 < fixed_late, "{learnt_late} places against {fixed_late} once it has learnt");
}

#[test]
fn what_is_lost_again_after_its_review_is_not_closed_over_the_search() {
    let mut desk = a_desk();
    let (_order, lens, started) = a_lost_lens(&mut desk);
    let it = started["discrepancy_id"].clone();
    desk.do_("look_at_place", json!({"search_id": started["search"]["id"], "kind": "own_tray", "place": "T017", "found": true}));
    desk.sign_in_as(desk.kim);
    desk.do_(
        "review_discrepancy",
        json!({"discrepancy_id": it, "cause": "not_sent", "accountable": "ordering", "corrective": "A lid on each tray.",
               "seen_to_by": desk.kim, "change_by": "2026-11-27"}),
    );
    desk.do_("start_search", json!({"part_id": lens, "discrepancy_id": it}));
    let page = desk.do_("open_discrepancy", json!({"discrepancy_id": it}));
    assert_eq!((&page["discrepancy"]["state"], &page["missing"][0]), (&json!("searching"), &json!("put_right")));
    assert_eq!(desk.refused_because("close_discrepancy", json!({"discrepancy_id": it})), "not_closed_yet");
    desk.replays();
}

#[test]
fn a_part_that_is_made_new_is_ordered_before_anybody_says_that_it_is_here() {
    let mut desk = a_desk();
    let (order, _lens, started) = a_lost_lens(&mut desk);
    desk.do_("end_search", json!({"search_id": started["search"]["id"], "way": "make_new", "by": "2026-12-10"}));
    let line = |desk: &mut TestDesk| {
        let lines = desk.do_("stalled_orders", json!({}));
        lines.as_array().unwrap().iter().find(|line| line["number"] == order.number).cloned().unwrap_or(Value::Null)
    };
    let now = line(&mut desk);
    assert_eq!((&now["why"][0], &now["to_do"][0]), (&json!("part_to_order"), &json!("order_part")));
    // Ordered: it is late when its day is over, and still nobody says that it is here.
    let part = desk.do_("open_order", json!({"order_id": order.id}))["parts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|part| part["custody"] == "not_made" && part["needed"] == true)
        .unwrap()["id"]
        .clone();
    desk.do_("move_part", json!({"part_id": part, "custody": "at_lab"}));
    desk.it_is("2026-12-11T09:00:00-05:00");
    let late = line(&mut desk);
    assert_eq!((&late["why"][0], &late["to_do"]), (&json!("promise_passed"), &json!(["ask_lab_when", "tell_late"])));
    desk.replays();
}

#[test]
fn a_find_that_is_taken_back_puts_nothing_right_and_teaches_nothing() {
    let mut desk = a_desk();
    let (order, lens, started) = a_lost_lens(&mut desk);
    let it = started["discrepancy_id"].clone();
    desk.do_("end_search", json!({"search_id": started["search"]["id"], "way": "search_on", "by": "2026-11-23"}));
    desk.it_is("2026-11-20T17:10:00-05:00");
    desk.do_("move_part", json!({"part_id": lens, "custody": "here", "place": "Under the lamp"}));
    assert_eq!(desk.do_("open_discrepancy", json!({"discrepancy_id": it}))["discrepancy"]["state"], "put_right");
    desk.do_("move_part", json!({"part_id": lens, "custody": "not_located", "takes_back": true}));
    let page = desk.do_("open_discrepancy", json!({"discrepancy_id": it}));
    assert_eq!((&page["discrepancy"]["state"], &page["discrepancy"]["put_right_at"]), (&json!("searching"), &Value::Null));
    assert_eq!((&page["searches"][0]["outcome"], &page["promises"][0]["ended"]), (&Value::Null, &Value::Null), "it goes on, as promised");
    let other = desk.do_("start_search", json!({"part_id": order.part("left_lens"), "discrepancy_id": it}));
    assert!(kinds(&other["search"]).iter().all(|kind| kind != "place:under the lamp"), "no clue");
    desk.replays();
}

#[test]
fn a_lost_part_that_comes_with_the_delivery_ends_its_search() {
    let mut desk = a_desk();
    let (order, lens, started) = a_lost_lens(&mut desk);
    let state = desk.do_("open_order", json!({"order_id": order.id}))["order"]["state"].clone();
    desk.do_("receive_order", json!({"order_id": order.id, "arrived": [lens], "missing": [], "tray": "T017", "seen_state": state}));
    let page = desk.do_("open_discrepancy", json!({"discrepancy_id": started["discrepancy_id"]}));
    assert_eq!((&page["discrepancy"]["state"], &page["searches"][0]["outcome"]), (&json!("put_right"), &json!("found")));
    desk.replays();
}
