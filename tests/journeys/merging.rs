//! Two records of one person become one, and two again: what follows whom, what is refused, and that nothing is lost.

use rightful_core::trail::replay;
use rightful_tests::{TestDesk, a_desk};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Bob Smith and Robert Smyth are one man, and nobody noticed. Kim at the desk.
struct Twice {
    desk: TestDesk,
    bob: i64,
    robert: i64,
}

fn add(desk: &mut TestDesk, details: &Value) -> i64 {
    desk.do_("add_patient", json!({"details": details, "another": true}))["patient_id"].as_i64().unwrap()
}

fn bob_and_robert() -> Twice {
    let mut desk = a_desk();
    let bob =
        add(&mut desk, &json!({"given": "Bob", "family": "Smith", "born": "1961-05-07", "phone": "555-0142", "note": "likes the window"}));
    let robert = add(
        &mut desk,
        &json!({"given": "Robert", "family": "Smyth", "born": "1961-05-07", "phone": "555-0199", "street": "4 Mill Lane", "town": "Northport"}),
    );
    let ann = add(&mut desk, &json!({"given": "Rob", "family": "Smythe", "born": "1990-01-01"}));
    desk.spectacles_here(bob, "Harbor 3 52-18 Black", "T041");
    desk.spectacles_here(robert, "Loft 17 50-19 Navy", "T014");
    desk.do_("add_contact", json!({"patient_id": robert, "name": "Ruth Smyth", "relation": "partner", "phone": null, "may_collect": true}));
    desk.do_("judge_look_alike", json!({"patient_id": robert, "other_id": ann, "verdict": "pinned", "reason": "cousins"}));
    desk.do_("judge_look_alike", json!({"patient_id": bob, "other_id": ann, "verdict": "muted", "reason": "never in together"}));
    let visit = desk.check_in(robert, "question");
    desk.do_("end_visit", json!({"visit_id": visit, "outcome": "will_return", "returns_on": "2026-12-01"}));
    desk.sign_in_as(desk.kim);
    Twice { desk, bob, robert }
}

impl Twice {
    #[track_caller]
    fn compare(&mut self) -> Value {
        self.desk.do_("compare_patients", json!({"patient_id": self.bob, "other_id": self.robert}))
    }

    #[track_caller]
    fn merge(&mut self, take: &Value) -> i64 {
        let seen = self.compare()["seen"].clone();
        let request = json!({"keep_id": self.bob, "gone_id": self.robert, "take": take, "seen": seen, "reason": null});
        self.desk.do_("merge_patients", request)["merge_id"].as_i64().unwrap()
    }

    fn tables(&self) -> BTreeMap<String, Vec<String>> {
        tables(&self.desk)
    }
}

fn tables(desk: &TestDesk) -> BTreeMap<String, Vec<String>> {
    let mut tables = replay::digests(desk.desk.store().unwrap()).unwrap();
    // Looks and wrong tries at a PIN move nothing here.
    tables.retain(|name, _| name != "staff");
    tables.into_iter().map(|(name, digest)| (name, vec![digest])).collect()
}

#[test]
fn everything_follows_and_the_old_name_still_finds_them() {
    let mut twice = bob_and_robert();
    let sheet = twice.compare();
    let says = |field: &str| sheet["fields"].as_array().unwrap().iter().find(|says| says["field"] == field).unwrap().clone();
    assert_eq!((&says("given")["agreement"], &says("born")["agreement"]), (&json!("near"), &json!("same")));
    assert!(says("born")["strength"].as_i64().unwrap() > 1, "{}", says("born"));
    assert_eq!(says("street")["agreement"], "missing");
    assert_eq!(sheet["against"], json!([]), "a short form of the name and the same birth date: nothing speaks against it");

    twice.merge(&json!(["given", "family", "address"]));
    let (bob, robert) = (twice.bob, twice.robert);
    let desk = &mut twice.desk;
    let page = desk.do_("open_patient", json!({"patient_id": bob}));
    assert_eq!(page["name"], "Robert Smyth");
    assert_eq!(page["note"], "likes the window", "what was not chosen stays");
    assert_eq!(page["open_orders"].as_array().unwrap().len(), 2);
    assert_eq!(page["contacts"][0]["name"], "Ruth Smyth");
    assert_eq!(page["owed_visits"].as_array().unwrap().len(), 1);
    assert_eq!((&page["merged"][0]["name"], &page["merged"][0]["by"]), (&json!("Robert Smyth"), &json!("Kim")));
    let told: Vec<_> = page["history"].as_array().unwrap().iter().map(|one| one["command"].clone()).collect();
    assert!(told.contains(&json!("merge_patients")) && told.iter().filter(|one| **one == "add_patient").count() == 2, "{told:?}");
    assert_eq!(page["look_alikes"].as_array().unwrap().len(), 0, "no alert about oneself");

    let details = desk.do_("patient_details", json!({"patient_id": bob}));
    assert_eq!((&details["street"], &details["phone"]), (&json!("4 Mill Lane"), &json!("555-0142")));
    for query in ["Bob Smith", "Robert Smyth", "0199", "5/7/1961 smith"] {
        let people = desk.do_("find", json!({"query": query}))["people"].clone();
        assert_eq!(people[0]["patient_id"], json!(bob), "{query}");
        let of_them = people.as_array().unwrap().iter().filter(|one| one["patient_id"] == bob).count();
        assert_eq!(of_them, 1, "{query}");
    }
    let gone = desk.refused("open_patient", json!({"patient_id": robert}));
    assert_eq!((gone.code.as_str(), &gone.facts["patient_id"], &gone.facts["name"]), ("merged", &json!(bob), &json!("Robert Smyth")));
    for (name, request) in [
        ("check_in", json!({"patient_id": robert, "purpose": "question"})),
        ("add_order", json!({"patient_id": robert, "kind": "repair"})),
        ("change_patient", json!({"patient_id": robert, "details": {"given": "R", "family": "S"}})),
        ("judge_look_alike", json!({"patient_id": robert, "other_id": bob, "verdict": "pinned", "reason": ""})),
    ] {
        assert_eq!(desk.refused_because(name, request), "merged", "{name}");
    }
    desk.replays();
    desk.restart();
    assert_eq!(desk.do_("find", json!({"query": "Bob Smith"}))["people"][0]["patient_id"], json!(bob), "after a restart too");
}

#[test]
fn a_merge_taken_back_leaves_every_table_as_it_was() {
    let fields = ["given", "family", "preferred", "born", "phone", "address", "only_me", "note"];
    for bits in [0_usize, 0b1111_1111, 0b0101_0101, 0b1010_1010, 0b0010_0011] {
        let mut twice = bob_and_robert();
        let take: Vec<&str> = fields.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1).map(|(_, field)| *field).collect();
        let before = twice.tables();
        let merge = twice.merge(&json!(take));
        assert_ne!(twice.tables(), before);
        let reply = twice.desk.do_("unmerge_patients", json!({"merge_id": merge}));
        assert_eq!(reply["orders_since"], 0);
        assert_eq!(twice.tables(), before, "taking {take:?}");
        assert_eq!(twice.desk.refused_because("unmerge_patients", json!({"merge_id": merge})), "no_such_merge");
        twice.desk.replays();
    }
}

#[test]
fn what_came_since_stays_where_it_was_put() {
    let mut twice = bob_and_robert();
    let merge = twice.merge(&json!(["phone"]));
    let (bob, robert) = (twice.bob, twice.robert);
    let desk = &mut twice.desk;
    let page = desk.do_("open_patient", json!({"patient_id": bob}));
    assert_eq!(page["merged"][0]["orders_since"], json!([]), "what was there before is somebody's already");
    let added = desk.do_("add_order", json!({"patient_id": bob, "kind": "repair"}));
    let since = added["order_id"].clone();
    let page = desk.do_("open_patient", json!({"patient_id": bob}));
    assert_eq!(page["merged"][0]["orders_since"], json!([added["number"]]), "said before it is taken back");
    let mut details = desk.do_("patient_details", json!({"patient_id": bob}));
    details["note"] = json!("moved to the window");
    desk.do_("change_patient", json!({"patient_id": bob, "details": details}));
    let reply = desk.do_("unmerge_patients", json!({"merge_id": merge}));
    assert_eq!(reply["orders_since"], 1, "somebody looks whose it is");
    let bobs = desk.do_("open_patient", json!({"patient_id": bob}));
    let orders: Vec<_> = bobs["open_orders"].as_array().unwrap().iter().map(|open| open["order"]["id"].clone()).collect();
    assert!(orders.contains(&since) && orders.len() == 2);
    assert_eq!(bobs["note"], "moved to the window", "what was changed since stays");
    let details = desk.do_("patient_details", json!({"patient_id": bob}));
    assert_eq!(details["phone"], "555-0142", "what the merge took goes back");
    let roberts = desk.do_("open_patient", json!({"patient_id": robert}));
    assert_eq!((&roberts["name"], roberts["open_orders"].as_array().unwrap().len()), (&json!("Robert Smyth"), 1));
    desk.replays();
}

#[test]
fn a_visit_or_a_hand_over_under_way_stands_in_the_way() {
    let mut twice = bob_and_robert();
    let (bob, robert) = (twice.bob, twice.robert);
    let visit = twice.desk.check_in(robert, "collecting");
    let sheet = twice.compare();
    assert_eq!(sheet["in_the_way"][0]["code"], "visit_open");
    let request = json!({"keep_id": bob, "gone_id": robert, "take": [], "seen": sheet["seen"], "reason": null});
    let refusal = twice.desk.refused("merge_patients", request.clone());
    assert_eq!((refusal.code.as_str(), refusal.findings[0].code.as_str()), ("not_now", "visit_open"));
    twice.desk.do_("end_visit", json!({"visit_id": visit, "outcome": "left"}));
    let order = twice.desk.do_("open_patient", json!({"patient_id": bob}))["open_orders"][0]["order"]["id"].clone();
    let over = twice.desk.do_("start_hand_over", json!({"order_id": order, "visit_id": null}))["id"].clone();
    assert_eq!(twice.desk.refused("merge_patients", request.clone()).findings[0].code, "hand_over_open");
    twice.desk.do_("leave_hand_over", json!({"hand_over_id": over, "why": null}));
    let merge = twice.desk.do_("merge_patients", request)["merge_id"].clone();
    let visit = twice.desk.check_in(bob, "collecting");
    assert_eq!(twice.desk.refused_because("unmerge_patients", json!({"merge_id": merge})), "not_now");
    twice.desk.do_("end_visit", json!({"visit_id": visit, "outcome": "left"}));
    twice.desk.do_("unmerge_patients", json!({"merge_id": merge}));
    twice.desk.replays();
}

#[test]
fn one_record_changed_meanwhile_is_not_written_over() {
    let mut twice = bob_and_robert();
    let seen = twice.compare()["seen"].clone();
    let details = json!({"given": "Robert", "family": "Smyth", "born": "1961-05-08"});
    twice.desk.do_("change_patient", json!({"patient_id": twice.robert, "details": details}));
    let request = json!({"keep_id": twice.bob, "gone_id": twice.robert, "take": [], "seen": seen, "reason": null});
    assert_eq!(twice.desk.refused_because("merge_patients", request), "changed_since");
    twice.merge(&json!([]));
}

#[test]
fn twins_need_a_reason_and_the_sheet_says_what_speaks_against_it() {
    let mut desk = a_desk();
    let family = |given: &str, family: &str, born: &str| json!({"given": given, "family": family, "born": born, "street": "4 Mill Lane", "postcode": "04512"});
    let lena = add(&mut desk, &family("Lena", "Ashby", "2011-03-04"));
    let others = [
        (family("Mark", "Ashby", "2011-03-04"), "may_be_twins"),
        (family("Lena", "Ashby", "2014-09-30"), "other_birth_date"),
        (family("Lena", "Ashby Jr", "2011-03-04"), "other_generation"),
        (family("Oscar", "Quill", ""), "other_given_name"),
    ];
    desk.sign_in_as(desk.kim);
    for (mut details, code) in others {
        if details["born"] == "" {
            details["born"] = json!(null);
        }
        let other = add(&mut desk, &details);
        let sheet = desk.do_("compare_patients", json!({"patient_id": lena, "other_id": other}));
        assert_eq!(sheet["against"][0]["code"], code);
        let mut request = json!({"keep_id": lena, "gone_id": other, "take": [], "seen": sheet["seen"], "reason": " "});
        let refusal = desk.refused("merge_patients", request.clone());
        assert_eq!((refusal.code.as_str(), refusal.findings[0].code.as_str()), ("reason_needed", code));
        request["reason"] = json!("entered twice by the old system, seen with the mother");
        let merge = desk.do_("merge_patients", request)["merge_id"].clone();
        let page = desk.do_("open_patient", json!({"patient_id": lena}));
        assert_eq!(page["merged"][0]["reason"], "entered twice by the old system, seen with the mother");
        desk.do_("unmerge_patients", json!({"merge_id": merge}));
    }
    let mark = desk.do_("find", json!({"query": "mark ashby"}))["people"][0]["patient_id"].as_i64().unwrap();
    desk.do_("tell_apart", json!({"patient_id": lena, "other_id": mark, "apart": true}));
    desk.do_("judge_look_alike", json!({"patient_id": lena, "other_id": mark, "verdict": "pinned", "reason": "twins"}));
    let sheet = desk.do_("compare_patients", json!({"patient_id": mark, "other_id": lena}));
    let codes: Vec<_> = sheet["against"].as_array().unwrap().iter().map(|one| one["code"].clone()).collect();
    assert_eq!(codes, ["may_be_twins", "pinned_as_two", "told_apart"]);
    desk.replays();
}

#[test]
fn chains_come_off_in_the_order_they_went_on_and_loops_are_refused() {
    let mut desk = a_desk();
    let ids: Vec<i64> = ["Ana", "Anna", "Anne", "Hanna"]
        .iter()
        .map(|given| add(&mut desk, &json!({"given": given, "family": "Ferrer", "born": "1980-01-02"})))
        .collect();
    for (at, id) in ids.iter().enumerate() {
        desk.do_("add_order", json!({"patient_id": id, "kind": "repair", "note": format!("order {at}")}));
    }
    desk.sign_in_as(desk.kim);
    let start = tables(&desk);
    fn merge(desk: &mut TestDesk, keep: i64, gone: i64) -> Result<i64, String> {
        let sheet = desk.ask("compare_patients", json!({"patient_id": keep, "other_id": gone})).done()?;
        let request = json!({"keep_id": keep, "gone_id": gone, "take": ["given"], "seen": sheet["seen"], "reason": "one person"});
        Ok(desk.ask("merge_patients", request).done()?["merge_id"].as_i64().unwrap())
    }
    let [a, b, c, d] = ids[..] else { panic!("four people") };
    assert_eq!(merge(&mut desk, a, a), Err("refused: same_patient".into()));
    assert_eq!(merge(&mut desk, a, 999_999), Err("refused: no_such_patient".into()));
    let first = merge(&mut desk, b, a).unwrap();
    let after_first = tables(&desk);
    assert_eq!(merge(&mut desk, a, b), Err("refused: merged".into()), "a loop");
    assert_eq!(merge(&mut desk, c, a), Err("refused: merged".into()), "who is gone goes nowhere else");
    let second = merge(&mut desk, c, b).unwrap();
    let after_second = tables(&desk);
    let third = merge(&mut desk, c, d).unwrap();
    let page = desk.do_("open_patient", json!({"patient_id": c}));
    assert_eq!(page["open_orders"].as_array().unwrap().len(), 4);
    assert_eq!(desk.refused("open_patient", json!({"patient_id": a})).facts["patient_id"], json!(c), "to the end of the chain");
    assert_eq!(desk.do_("find", json!({"query": "Ana Ferrer"}))["people"].as_array().unwrap().len(), 1);
    assert_eq!(desk.refused_because("unmerge_patients", json!({"merge_id": first})), "merged");
    assert_eq!(desk.refused_because("unmerge_patients", json!({"merge_id": second})), "later_merge_first");
    desk.replays();
    desk.do_("unmerge_patients", json!({"merge_id": third}));
    assert_eq!(tables(&desk), after_second);
    desk.do_("unmerge_patients", json!({"merge_id": second}));
    assert_eq!(tables(&desk), after_first);
    desk.do_("unmerge_patients", json!({"merge_id": first}));
    assert_eq!(tables(&desk), start);
    desk.replays();
}
