//! An order's life: taken, sent, received, checked, told. And what the desk will not do on the way.

use rightful_tests::{TestDesk, a_desk};
use serde_json::{Value, json};

/// Taken from Sam: number and id of the order, and its parts by kind.
struct Taken {
    order: i64,
    parts: Vec<(String, i64)>,
}

impl Taken {
    fn part(&self, kind: &str) -> i64 {
        self.parts.iter().find(|(of, _)| of == kind).expect("a part of this kind").1
    }
}

fn take(desk: &mut TestDesk, request: Value) -> Taken {
    let added = desk.do_("add_order", request);
    let order = added["order_id"].as_i64().unwrap();
    let page = desk.do_("open_order", json!({"order_id": order}));
    let parts = page["parts"].as_array().unwrap();
    let parts = parts.iter().map(|part| (part["kind"].as_str().unwrap().to_owned(), part["id"].as_i64().unwrap())).collect();
    Taken { order, parts }
}

fn spectacles_for(desk: &mut TestDesk, patient: i64) -> Taken {
    take(
        desk,
        json!({"patient_id": patient, "kind": "spectacles", "frame": "Kite 8 46-16 Blue", "frame_source": "ours", "frame_place": "board 3",
               "lab": "North lab", "powers": {"right": {"sphere": -125}, "left": {"sphere": -150, "cyl": -50, "axis": 90}}}),
    )
}

fn sent(desk: &mut TestDesk, order: i64) {
    desk.do_("move_order", json!({"order_id": order, "to": "ordered"}));
    desk.do_("move_order", json!({"order_id": order, "to": "at_lab"}));
}

fn page(desk: &mut TestDesk, order: i64) -> Value {
    desk.do_("open_order", json!({"order_id": order}))
}

fn part(page: &Value, id: i64) -> &Value {
    page["parts"].as_array().unwrap().iter().find(|part| part["id"] == id).unwrap()
}

#[test]
fn an_order_goes_from_taken_to_told_and_each_part_goes_along() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    let taken = spectacles_for(&mut desk, sam);
    let (right, left, frame) = (taken.part("right_lens"), taken.part("left_lens"), taken.part("frame"));
    assert_eq!(page(&mut desk, taken.order)["order"]["number"], "26-1001");
    sent(&mut desk, taken.order);
    assert_eq!(part(&page(&mut desk, taken.order), right)["custody"], "at_lab");
    let came = desk
        .do_("receive_order", json!({"order_id": taken.order, "tray": "t017", "arrived": [right, left, frame], "seen_state": "at_lab"}));
    assert_eq!((&came["complete"], &came["tray"]), (&json!(true), &json!("T017")));
    assert_eq!(part(&page(&mut desk, taken.order), left)["place"], "T017");
    desk.sign_in_as(desk.dana);
    desk.do_("verify_order", json!({"order_id": taken.order, "verdict": "passed"}));
    desk.sign_in_as(desk.jo);
    let told = desk.do_("notify_order", json!({"order_id": taken.order}));
    assert_eq!(told["goes_at"].as_i64().unwrap(), desk.now().plus_minutes(30).0);
    assert_eq!(page(&mut desk, taken.order)["order"]["state"], "notified");
    desk.replays();
}

#[test]
fn only_what_makes_sense_next_is_offered() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    let taken = spectacles_for(&mut desk, sam);
    let refusal = desk.refused("move_order", json!({"order_id": taken.order, "to": "verified"}));
    assert_eq!(refusal.code, "not_next");
    let offered: Vec<_> = refusal.findings.iter().map(|finding| finding.facts["state"].as_str().unwrap()).collect();
    assert_eq!(offered, ["ordered", "cancelled"]);
    assert_eq!(
        desk.refused_because("receive_order", json!({"order_id": taken.order, "tray": "T1", "arrived": [taken.parts[0].1]})),
        "not_sent_yet"
    );
    sent(&mut desk, taken.order);
    assert_eq!(desk.refused_because("move_order", json!({"order_id": taken.order, "to": "received"})), "receive_with_parts");
    let quicker = desk.refused("move_order", json!({"order_id": taken.order, "to": "lab_hold", "seen_state": "ordered"}));
    assert_eq!((quicker.code.as_str(), &quicker.facts["state"]), ("moved_meanwhile", &json!("at_lab")));
    desk.replays();
}

#[test]
fn nobody_is_told_while_a_part_is_not_here() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    let taken = spectacles_for(&mut desk, sam);
    let (right, left) = (taken.part("right_lens"), taken.part("left_lens"));
    sent(&mut desk, taken.order);
    desk.do_("receive_order", json!({"order_id": taken.order, "tray": "T017", "arrived": [right, left]}));
    desk.do_("move_part", json!({"part_id": left, "custody": "here", "place": "finishing desk", "holder": "Jonas"}));
    desk.do_("move_part", json!({"part_id": left, "custody": "not_located"}));
    let refusal = desk.refused("notify_order", json!({"order_id": taken.order}));
    assert_eq!((refusal.code.as_str(), refusal.next_step.as_deref()), ("parts_missing", Some("search_part")));
    let facts = &refusal.findings[0].facts;
    assert_eq!(
        (&facts["part"], &facts["last_place"], &facts["last_holder"], &facts["last_by"]),
        (&json!("left_lens"), &json!("finishing desk"), &json!("Jonas"), &json!("Jo"))
    );
    desk.sign_in_as(desk.dana);
    assert_eq!(desk.refused_because("verify_order", json!({"order_id": taken.order, "verdict": "passed"})), "parts_missing");
    desk.do_("move_part", json!({"part_id": left, "custody": "here"}));
    assert_eq!(part(&page(&mut desk, taken.order), left)["place"], "T017", "found and not said where: with the others");
    assert_eq!(desk.refused_because("move_part", json!({"part_id": left, "custody": "here"})), "part_already_there");
    desk.do_("move_part", json!({"part_id": left, "custody": "here", "note": "seen again"}));
    let moves = page(&mut desk, taken.order)["moves"].clone();
    assert!(moves.as_array().unwrap().iter().any(|each| each["note"] == "seen again"), "what was seen again is kept");
    assert_eq!(desk.refused_because("notify_order", json!({"order_id": taken.order})), "not_verified");
    assert_eq!(desk.refused_because("verify_order", json!({"order_id": taken.order, "verdict": "waived"})), "reason_needed");
    desk.do_("verify_order", json!({"order_id": taken.order, "verdict": "waived", "reason": "plano, by Dana"}));
    desk.do_("notify_order", json!({"order_id": taken.order}));
    assert_eq!(desk.refused_because("notify_order", json!({"order_id": taken.order})), "already_notified");
    desk.replays();
}

#[test]
fn a_notification_can_be_taken_back_for_half_an_hour() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    let taken = spectacles_for(&mut desk, sam);
    sent(&mut desk, taken.order);
    desk.do_(
        "receive_order",
        json!({"order_id": taken.order, "tray": "T017", "arrived": [taken.part("right_lens"), taken.part("left_lens")]}),
    );
    desk.sign_in_as(desk.dana);
    desk.do_("verify_order", json!({"order_id": taken.order, "verdict": "passed"}));
    desk.do_("notify_order", json!({"order_id": taken.order}));
    desk.minutes_pass(29);
    desk.do_("take_back_notification", json!({"order_id": taken.order}));
    assert_eq!(page(&mut desk, taken.order)["order"]["state"], "verified");
    desk.do_("notify_order", json!({"order_id": taken.order}));
    desk.minutes_pass(30);
    assert_eq!(desk.refused_because("take_back_notification", json!({"order_id": taken.order})), "too_late_to_take_back");
    assert_eq!(desk.refused_because("move_order", json!({"order_id": taken.order, "to": "verified"})), "too_late_to_take_back");
    desk.replays();
}

#[test]
fn two_people_and_one_tray() {
    let mut desk = a_desk();
    let (sam, eric) = (desk.patient("Sam", "Keller", "2011-03-04"), desk.patient("Eric", "Moss", "1980-01-02"));
    let (first, second) = (spectacles_for(&mut desk, sam), spectacles_for(&mut desk, eric));
    sent(&mut desk, first.order);
    sent(&mut desk, second.order);
    let both = [first.part("right_lens"), first.part("left_lens")];
    desk.do_("receive_order", json!({"order_id": first.order, "tray": "T017", "arrived": both}));
    let again = desk.refused("receive_order", json!({"order_id": first.order, "tray": "T018", "arrived": both, "seen_state": "at_lab"}));
    assert_eq!((again.code.as_str(), &again.facts["by"], &again.facts["tray"]), ("already_received", &json!("Jo"), &json!("T017")));
    let taken = desk.refused("receive_order", json!({"order_id": second.order, "tray": " t017", "arrived": [second.part("left_lens")]}));
    assert_eq!((taken.code.as_str(), &taken.facts["number"]), ("tray_taken", &json!("26-1001")));
    let stray = desk.refused("receive_order", json!({"order_id": second.order, "tray": "T018", "arrived": both}));
    assert_eq!((stray.code.as_str(), &stray.facts["other"]), ("part_of_other_order", &json!("26-1001")));
    desk.do_("set_tray", json!({"order_id": first.order, "tray": "T020"}));
    assert_eq!(part(&page(&mut desk, first.order), both[0])["place"], "T020", "what lay in the tray went along");
    desk.do_("receive_order", json!({"order_id": second.order, "tray": "T017", "arrived": [second.part("left_lens")]}));
    desk.replays();
}

#[test]
fn one_tray_holds_one_order_however_it_is_written() {
    let mut desk = a_desk();
    let (sam, eric) = (desk.patient("Sam", "Keller", "2011-03-04"), desk.patient("Eric", "Moss", "1980-01-02"));
    let (first, second) = (spectacles_for(&mut desk, sam), spectacles_for(&mut desk, eric));
    desk.do_("set_tray", json!({"order_id": first.order, "tray": "T022"}));
    for same in ["T-022", "t 22", "T22", " t-0022"] {
        let taken = desk.refused("set_tray", json!({"order_id": second.order, "tray": same}));
        let facts = (taken.code.as_str(), &taken.facts["tray"], &taken.facts["number"]);
        assert_eq!(facts, ("tray_taken", &json!("T022"), &json!("26-1001")), "{same}");
    }
    // Its own tray may be written anew, and another number is another tray.
    desk.do_("set_tray", json!({"order_id": first.order, "tray": "T-22"}));
    for other in ["T220", "T202", "T2-2", "U22"] {
        desk.do_("set_tray", json!({"order_id": second.order, "tray": other}));
    }
    desk.replays();
}

#[test]
fn a_lens_that_comes_later_joins_the_others() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    let taken = spectacles_for(&mut desk, sam);
    let (right, left) = (taken.part("right_lens"), taken.part("left_lens"));
    sent(&mut desk, taken.order);
    let came = desk.do_(
        "receive_order",
        json!({"order_id": taken.order, "tray": "T017", "arrived": [right], "missing": [{"part_id": left, "not_located": true, "note": "not in the bag"}]}),
    );
    assert_eq!((&came["complete"], &came["missing"][0]["facts"]["custody"]), (&json!(false), &json!("not_located")));
    let came = desk.do_("receive_order", json!({"order_id": taken.order, "arrived": [left]}));
    assert_eq!((&came["complete"], &came["tray"]), (&json!(true), &json!("T017")));
    desk.replays();
}

#[test]
fn old_lenses_have_a_keeper_from_the_first_minute() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    let refusal = desk.refused(
        "add_order",
        json!({"patient_id": sam, "kind": "warranty_replacement", "frame_source": "vendor", "old_lenses": {"kept_by": "we"}}),
    );
    assert_eq!((refusal.code.as_str(), refusal.next_step.as_deref()), ("place_needed", Some("say_where")));
    let added = desk.do_(
        "add_order",
        json!({"patient_id": sam, "kind": "warranty_replacement", "frame": "Kite 8", "frame_source": "vendor",
               "old_lenses": {"kept_by": "we", "place": "drawer 2", "go_into_new_frame": true}}),
    );
    assert_eq!(added["kept"].as_array().unwrap().len(), 2, "both lenses are kept here");
    let seen = page(&mut desk, added["order_id"].as_i64().unwrap());
    let lens = seen["parts"].as_array().unwrap().iter().find(|part| part["kind"] == "right_lens").unwrap();
    assert_eq!((&lens["custody"], &lens["place"], &lens["theirs"]), (&json!("here"), &json!("drawer 2"), &json!(true)));
    desk.replays();
}

#[test]
fn any_name_a_person_can_have_is_kept_and_any_nonsense_is_answered() {
    let mut desk = a_desk();
    for name in ["O’Brien 'n' \"Sons\"", "👓 Zoë", "نظارات أحمد", "x".repeat(300).as_str()] {
        let patient = desk.patient(name, "Keller", "2011-03-04");
        let added = desk.do_("add_order", json!({"patient_id": patient, "kind": "spectacles", "frame": name, "frame_source": "ours"}));
        let seen = page(&mut desk, added["order_id"].as_i64().unwrap());
        assert_eq!(seen["order"]["frame"], name);
    }
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    let ask = |more: Value| {
        let mut request = json!({"patient_id": sam, "kind": "spectacles"});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        request
    };
    for (request, code) in [
        (ask(json!({"frame": "x".repeat(301)})), "text_too_long"),
        (ask(json!({"powers": {"right": {"sphere": 9999}}})), "power_out_of_range"),
        (ask(json!({"powers": {"left": {"cyl": -50}}})), "power_out_of_range"),
        (ask(json!({"placed_on": "2027-01-01"})), "date_in_future"),
        (ask(json!({"promised_on": "2026-11-19"})), "date_before_order"),
        (ask(json!({"prescription_id": sam})), "no_such_prescription"),
        (ask(json!({"kind": "contact_lenses", "boxes": 1_000_000})), "too_many_parts"),
        (json!({"patient_id": desk.jo, "kind": "spectacles"}), "no_such_patient"),
    ] {
        assert_eq!(desk.refused_because("add_order", request), code);
    }
    // All ids come from one sequence: a patient's id as an order's finds nothing instead of somebody else's order.
    for (name, request) in [
        ("move_order", json!({"order_id": sam, "to": "ordered"})),
        ("receive_order", json!({"order_id": sam, "arrived": []})),
        ("set_tray", json!({"order_id": sam})),
        ("set_dates", json!({"order_id": sam})),
        ("notify_order", json!({"order_id": sam})),
        ("take_back_notification", json!({"order_id": sam})),
        ("open_order", json!({"order_id": sam})),
    ] {
        assert_eq!(desk.refused_because(name, request), "no_such_order");
    }
    assert_eq!(desk.refused_because("move_part", json!({"part_id": sam, "custody": "here"})), "no_such_part");
    desk.replays();
}

#[test]
fn a_find_that_was_a_slip_is_no_clue_where_the_part_is() {
    let mut desk = a_desk();
    let sam = desk.patient("Sam", "Keller", "2011-03-04");
    let order = desk.spectacles_received(sam, "Kite 8", "T017");
    let left = order.part("left_lens");
    desk.do_("move_part", json!({"part_id": left, "custody": "here", "place": "finishing desk", "holder": "Jonas"}));
    desk.do_("move_part", json!({"part_id": left, "custody": "not_located"}));
    let lost = part(&page(&mut desk, order.id), left).clone();
    desk.minutes_pass(5);
    // Enter, Enter: it is "found", and taken back.
    desk.do_("move_part", json!({"part_id": left, "custody": "here", "place": "T017"}));
    let back = json!({"part_id": left, "custody": "not_located", "place": lost["place"], "holder": lost["holder"], "takes_back": true});
    desk.do_("move_part", back);
    let now = part(&page(&mut desk, order.id), left).clone();
    assert_eq!((&now["custody"], &now["holder"], &now["last_seen"]), (&json!("not_located"), &lost["holder"], &lost["last_seen"]));
    assert_eq!(now["last_seen"]["place"], "finishing desk");
    desk.replays();
}
