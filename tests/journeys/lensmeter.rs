//! The lensmeter of this machine: what it sent is offered for a while, and goes nowhere by itself.

use rightful_core::desk::Desk;
use rightful_core::records::lensmeter::{CameBy, Standing};
use rightful_tests::a_desk;
use serde_json::{Value, json};

const LM7: &[u8] = b"\x01DLM\x02IDNIDEK/LM-7P\x17 R+03.78-00.52118\x17PR00.02O\x17 L+03.77-00.51118\x17\x04";

fn read(desk: &mut rightful_tests::TestDesk, bytes: &[u8]) -> Value {
    desk.do_("read_instrument", json!({"from": "bytes", "bytes": bytes}))
}

#[test]
fn what_was_pasted_is_read_with_its_words_and_nothing_is_kept() {
    let mut desk = a_desk();
    let read = read(&mut desk, LM7);
    assert_eq!((&read["right"], &read["left"]), (&json!("+3.78 -0.52 x 118 0.02 BO"), &json!("+3.77 -0.51 x 118")));
    assert_eq!(read["instrument"]["instrument"], "NIDEK LM-7P");
    assert_eq!(desk.do_("lensmeter", json!({}))["newest"], Value::Null);
    for (bytes, why) in [(&LM7[..40], "garbled"), (b"Dear Sir", "not_a_lensmeter"), (b"", "not_a_lensmeter")] {
        let refusal = desk.refused("read_instrument", json!({"from": "bytes", "bytes": bytes}));
        assert_eq!((refusal.code.as_str(), &refusal.facts["why"]), ("no_reading", &json!(why)));
    }
    assert_eq!(desk.refused_because("read_instrument", json!({"from": "file", "file": "file-9"})), "no_such_file");
    let token = desk.desk.hold_file("LM.dat".into(), LM7.to_vec());
    assert_eq!(desk.do_("read_instrument", json!({"from": "file", "file": token}))["right"], read["right"]);
}

#[test]
fn the_newest_reading_is_offered_for_a_quarter_of_an_hour_and_not_to_the_next_clinic() {
    let mut desk = a_desk();
    desk.desk.hear(CameBy::Folder, b"Dear Sir or Madam, this is a letter".to_vec());
    desk.desk.hear(CameBy::Port, LM7.to_vec());
    let newest = desk.do_("lensmeter", json!({}))["newest"].clone();
    assert_eq!((&newest["number"], &newest["came_by"]), (&json!(2), &json!("port")));
    assert_eq!(newest["read"]["left"], "+3.77 -0.51 x 118");
    desk.desk.hear(CameBy::Port, LM7[..30].to_vec());
    assert_eq!(desk.do_("lensmeter", json!({}))["newest"]["failed"]["code"], "garbled");
    desk.clock.advance_minutes(4);
    desk.do_("still_here", json!({}));
    desk.desk.hear(CameBy::Folder, LM7.to_vec());
    for _ in 0..4 {
        desk.clock.advance_minutes(4);
        desk.do_("still_here", json!({}));
    }
    assert_eq!(desk.do_("lensmeter", json!({}))["newest"], Value::Null, "nobody still has those lenses in hand");
    desk.desk.hear(CameBy::Folder, LM7.to_vec());
    desk.do_("close", json!({}));
    desk.desk.hear(CameBy::Folder, LM7.to_vec());
    assert!(desk.desk.lensmeter().newest.is_none(), "no clinic is open: nobody is there to take it");
    desk.do_("open_practice", json!({}));
    assert!(desk.desk.lensmeter().newest.is_none());
}

#[test]
fn where_the_meter_is_belongs_to_this_machine_and_outlives_the_program() {
    let mut desk = a_desk();
    desk.sign_in_as(desk.kim);
    desk.do_("choose_theme", json!({"theme": "dark"}));
    let export = desk.folder.path().join("LM export");
    std::fs::create_dir(&export).unwrap();
    let token = desk.desk.hold_folder(export.clone());
    let now = desk.do_("watch_folder", json!({"folder": token}));
    assert_eq!(now["folder"], json!({"name": "LM export", "standing": "starting"}), "the page never learns where it lies");
    assert!(desk.desk.lensmeter_stands(CameBy::Folder, Standing::Listening));
    assert!(!desk.desk.lensmeter_stands(CameBy::Folder, Standing::Listening), "no news");
    let port = json!({"name": " COM3 ", "make": "nidek", "baud": 9600, "parity": "odd"});
    let now = desk.do_("listen_to_port", json!({"port": port}));
    assert_eq!(now["folder"]["standing"], "listening");
    assert_eq!((&now["port"]["choice"]["name"], &now["port"]["standing"]), (&json!("COM3"), &json!("starting")));
    for bad in [
        json!({"name": " ", "make": "nidek", "baud": 9600, "parity": "none"}),
        json!({"name": "COM3", "make": "other", "baud": 7, "parity": "none"}),
    ] {
        assert_eq!(desk.refused_because("listen_to_port", json!({"port": bad})), "no_such_port");
    }
    assert_eq!(desk.refused_because("watch_folder", json!({"folder": "folder-77"})), "no_such_folder");

    let again = Desk::closed(desk.folder.path().to_owned(), Box::new(desk.clock.clone()), Box::new(rightful_core::clock::LoadedDice(1)));
    let kept = again.lensmeter().choice.clone();
    assert_eq!((kept.folder, kept.port.map(|port| port.name)), (Some(export), Some("COM3".to_owned())));
    assert_eq!(desk.do_("desk_state", json!({}))["theme"], "dark", "one choice leaves the others");
    desk.do_("choose_theme", json!({"theme": "light"}));
    let now = desk.do_("watch_folder", json!({"folder": null}));
    assert_eq!((&now["folder"], &now["port"]["choice"]["name"]), (&Value::Null, &json!("COM3")));
    desk.replays();
}
