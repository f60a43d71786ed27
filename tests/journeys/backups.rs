//! Backups that are made by themselves, and a restore that at every instant leaves either the one store or the other.

use rightful_core::clock::{LoadedDice, SetClock};
use rightful_core::desk::{Answer, Call, Desk};
use rightful_tests::{PASSPHRASE, TestDesk, a_desk};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

fn as_kim(desk: &mut TestDesk) {
    let kim = desk.kim;
    desk.sign_in_as(kim);
}

fn lying(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "rightful-backup"))
        .collect();
    found.sort();
    found
}

fn backups(desk: &TestDesk) -> Vec<PathBuf> {
    lying(&desk.folder.path().join("backups"))
}

/// What somebody would miss: everybody on file.
fn on_file(desk: &mut Desk) -> Vec<String> {
    let found = desk.answer(Call { name: "find".into(), request: json!({"query": "Keller"}), request_id: None }).done().unwrap();
    let mut names: Vec<String> = found["people"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

fn picked(desk: &mut Desk, backup: &Path) -> String {
    desk.hold_file("a file".into(), std::fs::read(backup).unwrap())
}

#[test]
fn a_bare_machine_and_the_printed_key_are_enough() {
    let mut desk = a_desk();
    desk.patient("Ruth", "Keller", "1984-03-09");
    as_kim(&mut desk);
    let paper = desk.do_("new_recovery_key", json!({"passphrase": PASSPHRASE}))["recovery_key"].as_str().unwrap().to_owned();
    desk.do_("confirm_recovery_key", json!({"typed": paper}));
    let standing = desk.do_("back_up_now", json!({}));
    assert_eq!((standing["here"].as_array().unwrap().len(), &standing["warning"]), (1, &json!("no_second_place")));
    let backup = backups(&desk).pop().unwrap();
    // Nothing about anybody stands in clear.
    let bytes = std::fs::read(&backup).unwrap();
    assert!(!bytes.windows(6).any(|window| window == b"Keller"));

    let bare = tempfile::tempdir().unwrap();
    let clock = SetClock::from_rfc3339("2026-11-21T09:00:00-05:00").unwrap();
    let mut machine = Desk::closed(bare.path().to_owned(), Box::new(clock), Box::new(LoadedDice(9)));
    let token = picked(&mut machine, &backup);
    let mut ask = |name: &str, request: Value| machine.answer(Call { name: name.into(), request, request_id: None });
    let wrong = ask("open_backup", json!({"token": token, "secret": "0000-0000"}));
    assert!(matches!(wrong, Answer::Refused(refusal) if refusal.code == "wrong_passphrase"));
    let early = ask("restore_backup", json!({}));
    assert!(matches!(early, Answer::Refused(refusal) if refusal.code == "no_backup_open"));
    let preview = ask("open_backup", json!({"token": token, "secret": paper})).done().unwrap();
    assert_eq!(
        (&preview["clinic"], &preview["patients"], &preview["orders"], &preview["done_since"]),
        (&json!("Test clinic"), &json!(1), &json!(0), &Value::Null)
    );
    assert_eq!(ask("restore_backup", json!({})).done().unwrap()["stage"], "sign_in");
    let kim = desk.kim;
    ask("sign_in", json!({"staff_id": kim, "pin": "4711"})).done().unwrap();
    assert_eq!(ask("check_trail", json!({})).done().unwrap()["whole"], true);
    assert_eq!(on_file(&mut machine), ["Ruth Keller"]);
    // The passphrase opens it as ever.
    let mut ask = |name: &str, request: Value| machine.answer(Call { name: name.into(), request, request_id: None });
    ask("close", json!({})).done().unwrap();
    assert_eq!(ask("unlock", json!({"secret": PASSPHRASE})).done().unwrap()["stage"], "sign_in");
}

#[test]
fn a_restore_is_undone_and_a_left_over_log_undoes_nothing() {
    let mut desk = a_desk();
    desk.patient("Ruth", "Keller", "1984-03-09");
    as_kim(&mut desk);
    desk.do_("back_up_now", json!({}));
    // In the write-ahead log only: nothing has moved it into the main file since.
    desk.patient("Sam", "Keller", "2018-05-02");
    let wal = desk.folder.path().join("clinic/clinic.rightful-wal");
    assert!(std::fs::metadata(&wal).unwrap().len() > 0);
    let name = desk.do_("backups", json!({}))["here"][0]["name"].clone();
    let preview = desk.do_("open_backup", json!({"name": name, "secret": PASSPHRASE}));
    assert!(preview["done_since"].as_i64().unwrap() >= 1);
    desk.do_("restore_backup", json!({}));
    assert_eq!(desk.refused_because("back_up_now", json!({})), "not_signed_in");
    as_kim(&mut desk);
    assert_eq!(on_file(&mut desk.desk), ["Ruth Keller"]);
    desk.minutes_pass(1);
    assert!(desk.do_("backups", json!({}))["aside_at"].is_number());
    assert_eq!(desk.do_("undo_restore", json!({}))["stage"], "closed");
    desk.do_("unlock", json!({"secret": PASSPHRASE}));
    as_kim(&mut desk);
    assert_eq!(on_file(&mut desk.desk), ["Ruth Keller", "Sam Keller"]);
    // And what was undone can be had again.
    desk.minutes_pass(1);
    desk.do_("undo_restore", json!({}));
    desk.do_("unlock", json!({"secret": PASSPHRASE}));
    as_kim(&mut desk);
    assert_eq!(on_file(&mut desk.desk), ["Ruth Keller"]);
}

#[test]
fn a_backup_is_made_by_itself_each_hour_in_which_something_was_done() {
    let mut desk = a_desk();
    let make = |desk: &mut TestDesk| match desk.desk.backup_due().unwrap() {
        None => false,
        Some(work) => {
            let ended = work.run();
            desk.desk.backup_ended(ended).unwrap();
            true
        }
    };
    assert!(make(&mut desk));
    assert!(!make(&mut desk), "nothing was done since");
    desk.patient("Ruth", "Keller", "1984-03-09");
    assert!(!make(&mut desk), "the hour is not over");
    desk.minutes_pass(60);
    assert!(make(&mut desk));
    assert_eq!(backups(&desk).len(), 2);
    // A clock put back by a day does not stop them.
    desk.patient("Sam", "Keller", "2018-05-02");
    desk.it_is("2026-11-19T10:30:00-05:00");
    assert!(make(&mut desk));
    // Work goes on while one is made, and is not in it.
    desk.minutes_pass(61);
    desk.patient("Eve", "Keller", "1990-01-01");
    let work = desk.desk.backup_due().unwrap().unwrap();
    for child in 0..40 {
        desk.patient(&format!("Kid {child}"), "Keller", "2018-05-02");
    }
    as_kim(&mut desk);
    assert_eq!(desk.refused_because("back_up_now", json!({})), "backup_running");
    desk.desk.backup_ended(work.run()).unwrap();
    let newest = desk.do_("backups", json!({}))["here"][0]["name"].clone();
    let preview = desk.do_("open_backup", json!({"name": newest, "secret": PASSPHRASE}));
    assert_eq!(preview["patients"], 3);
    assert!(preview["done_since"].as_i64().unwrap() >= 40);
}

#[test]
fn what_was_done_since_the_last_backup_goes_into_one_more_when_the_app_closes() {
    let mut desk = a_desk();
    let at_close = |desk: &mut TestDesk| match desk.desk.backup_at_close().unwrap() {
        None => false,
        Some(work) => {
            desk.desk.backup_ended(work.run()).unwrap();
            true
        }
    };
    assert!(at_close(&mut desk));
    assert!(!at_close(&mut desk), "nothing was done since");
    desk.patient("Ruth", "Keller", "1984-03-09");
    assert!(at_close(&mut desk), "it waits for no hour");
    assert_eq!(backups(&desk).len(), 2);
    desk.do_("close", json!({}));
    assert!(!at_close(&mut desk), "what is closed has nothing to back up");
}

#[test]
fn a_store_that_closes_stops_its_backup_and_nothing_half_is_left() {
    let mut desk = a_desk();
    let work = desk.desk.backup_due().unwrap().unwrap();
    desk.do_("close", json!({}));
    let ended = work.run();
    desk.desk.backup_ended(ended).unwrap();
    let left: Vec<_> = std::fs::read_dir(desk.folder.path().join("backups")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
    desk.do_("unlock", json!({"secret": PASSPHRASE}));
    as_kim(&mut desk);
    // Stopping is no trouble.
    assert_eq!(desk.do_("backups", json!({}))["trouble"], Value::Null);
}

#[test]
fn the_second_place_gets_each_and_is_missed_when_it_does_not() {
    let mut desk = a_desk();
    as_kim(&mut desk);
    let stick = tempfile::tempdir().unwrap();
    let first = desk.desk.hold_folder(desk.folder.path().join("backups"));
    assert_eq!(desk.refused_because("choose_second_place", json!({"token": first})), "second_place_is_first");
    let token = desk.desk.hold_folder(stick.path().to_owned());
    desk.do_("choose_second_place", json!({"token": token}));
    assert_eq!(desk.do_("backups", json!({}))["warning"], Value::Null, "the first is on its way");
    let standing = desk.do_("back_up_now", json!({}));
    assert_eq!((&standing["warning"], &standing["here"][0]["in_second_place"]), (&Value::Null, &json!(true)));
    assert_eq!(lying(stick.path()).len(), 1);
    // No path is told.
    assert!(!standing.to_string().contains(stick.path().to_str().unwrap()));
    assert_eq!(desk.do_("drill_backup", json!({"secret": PASSPHRASE}))["in_second_place"], true);
    assert!(desk.do_("backups", json!({}))["drilled_at"].is_number());
    // The stick is pulled: here it is made all the same.
    std::fs::remove_dir_all(stick.path()).unwrap();
    desk.minutes_pass(25 * 60);
    let standing = desk.do_("back_up_now", json!({}));
    assert_eq!(
        (&standing["trouble"], &standing["second_place"]["reachable"], &standing["second_place"]["trouble"], &standing["warning"]),
        (&Value::Null, &json!(false), &json!("disk"), &json!("second_copy_old"))
    );
}

#[test]
fn a_damaged_backup_is_never_put_in_place() {
    let mut desk = a_desk();
    desk.patient("Ruth", "Keller", "1984-03-09");
    as_kim(&mut desk);
    desk.do_("back_up_now", json!({}));
    let sound = std::fs::read(backups(&desk).pop().unwrap()).unwrap();
    let mut dice: u64 = 42;
    let mut odd = |most: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) as usize % most
    };
    for _ in 0..60 {
        let mut bytes = sound.clone();
        // Half of them in the first two lines, which no page's seal covers.
        let most = if odd(2) == 0 { bytes.len() } else { 1_600 };
        let at = odd(most);
        bytes[at] ^= 1 << odd(8);
        let token = desk.desk.hold_file("a file".into(), bytes);
        match desk.ask("open_backup", json!({"token": token, "secret": PASSPHRASE})) {
            Answer::Refused(refusal) => {
                assert!(["not_a_backup", "backup_damaged", "wrong_passphrase"].contains(&refusal.code.as_str()), "{}", refusal.code);
                if refusal.code == "wrong_passphrase" {
                    // What opens it was hit: the next try waits.
                    desk.clock.advance_minutes(17);
                    as_kim(&mut desk);
                }
            }
            Answer::Fault(fault) => assert_eq!(fault.code, "newer_file", "byte {at}"),
            // When it was made is told in clear and holds no page up: the store in it is whole.
            Answer::Done(preview) => assert_eq!(preview["patients"], 1, "byte {at}"),
        }
    }
    for cut in [0, 10, 200, sound.len() / 2, sound.len() - 1] {
        let token = desk.desk.hold_file("a file".into(), sound[..cut].to_vec());
        let code = desk.refused_because("open_backup", json!({"token": token, "secret": PASSPHRASE}));
        assert!(["not_a_backup", "backup_damaged"].contains(&code.as_str()), "{cut}: {code}");
    }
    assert_eq!(desk.refused_because("restore_backup", json!({})), "no_backup_open");
    assert_eq!(on_file(&mut desk.desk), ["Ruth Keller"]);
}

#[test]
fn who_may_back_up_and_who_may_put_back() {
    let mut desk = a_desk();
    // Anybody may make one more; what replaces records is a manager's.
    desk.do_("back_up_now", json!({}));
    let name = desk.do_("backups", json!({}))["here"][0]["name"].clone();
    for (command, request) in [
        ("open_backup", json!({"name": name, "secret": PASSPHRASE})),
        ("restore_backup", json!({})),
        ("undo_restore", json!({})),
        ("choose_second_place", json!({})),
        ("drill_backup", json!({"secret": PASSPHRASE})),
    ] {
        assert_eq!(desk.refused_because(command, request), "not_your_role", "{command}");
    }
    as_kim(&mut desk);
    assert_eq!(desk.refused_because("undo_restore", json!({})), "nothing_aside");
    assert_eq!(desk.refused_because("open_backup", json!({"name": "../clinic/key.json", "secret": PASSPHRASE})), "backup_gone");
    desk.do_("open_backup", json!({"name": name, "secret": PASSPHRASE}));
    desk.do_("lock", json!({}));
    assert!(!desk.folder.path().join("clinic/restore.store").exists());
    as_kim(&mut desk);
    assert_eq!(desk.refused_because("restore_backup", json!({})), "no_backup_open", "a look into a backup ends with the lock");
    desk.do_("lock", json!({}));
    assert_eq!(desk.refused_because("open_backup", json!({"name": name, "secret": PASSPHRASE})), "not_signed_in");
    desk.do_("open_practice", json!({}));
    let who =
        desk.do_("desk_state", json!({}))["staff"].as_array().unwrap().iter().find(|one| one["role"] == "manager").unwrap()["id"].clone();
    desk.do_("sign_in", json!({"staff_id": who, "pin": "1234"}));
    assert_eq!(desk.refused_because("back_up_now", json!({})), "not_in_practice");
    assert_eq!(desk.refused_because("open_backup", json!({"name": name, "secret": PASSPHRASE})), "not_in_practice");
}

#[test]
fn the_passphrase_is_changed_with_the_old_one_or_with_the_printed_key() {
    let mut desk = a_desk();
    let new = "amber kettle north window";
    assert_eq!(desk.refused_because("change_passphrase", json!({"secret": PASSPHRASE, "passphrase": new})), "not_your_role");
    as_kim(&mut desk);
    let paper = desk.do_("new_recovery_key", json!({"passphrase": PASSPHRASE}))["recovery_key"].as_str().unwrap().to_owned();
    desk.do_("confirm_recovery_key", json!({"typed": paper}));
    desk.do_("back_up_now", json!({}));
    for (secret, passphrase, code) in
        [("4711", new, "wrong_passphrase"), (PASSPHRASE, "too short", "weak_passphrase"), (PASSPHRASE, "aaaaaaaaaaaa", "simple_passphrase")]
    {
        assert_eq!(desk.refused_because("change_passphrase", json!({"secret": secret, "passphrase": passphrase})), code);
    }
    desk.do_("change_passphrase", json!({"secret": PASSPHRASE, "passphrase": new}));
    desk.do_("close", json!({}));
    assert_eq!(desk.refused_because("unlock", json!({"secret": PASSPHRASE})), "wrong_passphrase");
    desk.do_("unlock", json!({"secret": new}));
    as_kim(&mut desk);
    // Forgotten: the paper is enough, and still works.
    desk.do_("change_passphrase", json!({"secret": paper, "passphrase": "river stone yellow desk"}));
    desk.do_("close", json!({}));
    desk.do_("unlock", json!({"secret": paper}));
    as_kim(&mut desk);
    // The backup of the old days opens as it did then.
    let name = desk.do_("backups", json!({}))["here"][0]["name"].clone();
    assert_eq!(desk.refused_because("open_backup", json!({"name": name, "secret": new})), "wrong_passphrase");
    desk.do_("open_backup", json!({"name": name, "secret": PASSPHRASE}));
    assert_eq!(desk.do_("check_trail", json!({}))["whole"], true);
}

/// One bit of this file is another one, at this share of its length (of a thousand).
fn flip(path: &Path, share: u64) {
    let mut bytes = std::fs::read(path).unwrap();
    let at = usize::try_from(bytes.len() as u64 * share / 1000).unwrap();
    bytes[at] ^= 0x10;
    std::fs::write(path, bytes).unwrap();
}

/// A clinic with a page of people, closed, its one backup made; Kim was at the desk.
fn a_closed_clinic() -> TestDesk {
    let mut desk = a_desk();
    for at in 0..400 {
        desk.patient(&format!("Ruth{at}"), "Keller", "1984-03-09");
    }
    as_kim(&mut desk);
    desk.do_("back_up_now", json!({}));
    desk.do_("close", json!({}));
    desk
}

#[test]
fn a_file_that_is_damaged_is_looked_at_after_each_start_also_where_nothing_was_done() {
    let mut desk = a_closed_clinic();
    let look = |desk: &mut TestDesk| {
        desk.do_("unlock", json!({"secret": PASSPHRASE}));
        as_kim(desk);
        // Signing in is an entry: one backup goes with it, and the next start has nothing new.
        while let Some(work) = desk.desk.backup_due().unwrap() {
            desk.desk.backup_ended(work.run()).unwrap();
            desk.minutes_pass(61);
        }
        desk.do_("backups", json!({}))["warning"].clone()
    };
    assert_eq!(look(&mut desk), "no_second_place");
    let before = backups(&desk).len();
    desk.do_("close", json!({}));
    desk.do_("unlock", json!({"secret": PASSPHRASE}));
    let work = desk.desk.backup_due().unwrap().expect("the file is looked at, though nobody did anything");
    desk.desk.backup_ended(work.run()).unwrap();
    assert!(desk.desk.backup_due().unwrap().is_none(), "once");
    assert_eq!(backups(&desk).len(), before, "and no other one is kept");
    desk.do_("close", json!({}));

    // A page that no start reads.
    flip(&desk.folder.path().join("clinic/clinic.rightful"), 700);
    desk.do_("unlock", json!({"secret": PASSPHRASE}));
    let work = desk.desk.backup_due().unwrap().expect("looked at");
    desk.desk.backup_ended(work.run()).unwrap();
    as_kim(&mut desk);
    assert_eq!(desk.do_("backups", json!({}))["warning"], "file_damaged");
    assert_eq!(backups(&desk).len(), before, "a copy of it does not count");
}

#[test]
fn a_file_that_cannot_be_opened_is_put_aside_and_the_newest_backup_offered() {
    let mut desk = a_closed_clinic();
    let file = desk.folder.path().join("clinic/clinic.rightful");
    flip(&file, 0);
    let damaged = std::fs::read(&file).unwrap();
    let answer = desk.desk.answer(Call { name: "unlock".into(), request: json!({"secret": PASSPHRASE}), request_id: None });
    assert!(matches!(answer, Answer::Fault(fault) if fault.code == "damaged"));
    assert_eq!(std::fs::read(&file).unwrap(), damaged, "left as it is");
    let offered = desk.do_("desk_state", json!({}))["newest_backup"].clone();
    let name = backups(&desk)[0].file_name().unwrap().to_string_lossy().into_owned();
    assert_eq!(offered["name"], json!(name));
    let preview = desk.do_("open_backup", json!({"name": name, "secret": PASSPHRASE}));
    assert_eq!(preview["patients"], 400);
    desk.do_("restore_backup", json!({}));
    assert_eq!(desk.do_("desk_state", json!({}))["newest_backup"], Value::Null, "nobody needs it now");
    as_kim(&mut desk);
    assert_eq!(desk.do_("check_trail", json!({}))["whole"], true);
    let aside = std::fs::read_dir(desk.folder.path().join("clinic")).unwrap().flatten().map(|one| one.path()).find(|path| path.is_dir());
    assert_eq!(std::fs::read(aside.expect("put aside").join("clinic.rightful")).unwrap(), damaged, "and nothing is deleted");
}

#[test]
fn a_key_file_that_is_damaged_is_no_wrong_passphrase() {
    let mut desk = a_closed_clinic();
    let path = desk.clinic().join("key.json");
    let whole = std::fs::read_to_string(&path).unwrap();
    let unlock = |desk: &mut TestDesk, secret: &str| match desk.desk.answer(Call {
        name: "unlock".into(),
        request: json!({"secret": secret}),
        request_id: None,
    }) {
        Answer::Done(_) => "done".to_owned(),
        Answer::Refused(refusal) => refusal.code,
        Answer::Fault(fault) => fault.code,
    };
    // One letter of the seal of the first wrap is another one that may stand there.
    let at = whole.find("\"sealed\"").unwrap() + 14;
    let mut bytes = whole.clone().into_bytes();
    bytes[at] = if bytes[at] == b'a' { b'b' } else { b'a' };
    std::fs::write(&path, &bytes).unwrap();
    assert_eq!(unlock(&mut desk, PASSPHRASE), "key_damaged");
    // Whole again, a wrong passphrase is a wrong passphrase.
    std::fs::write(&path, whole).unwrap();
    assert_eq!(unlock(&mut desk, "something else entirely"), "wrong_passphrase");
    assert_eq!(unlock(&mut desk, PASSPHRASE), "done");
    // A new passphrase is no damage: the old one is told as wrong.
    as_kim(&mut desk);
    desk.do_("change_passphrase", json!({"secret": PASSPHRASE, "passphrase": "amber kettle north window"}));
    desk.do_("close", json!({}));
    assert_eq!(unlock(&mut desk, PASSPHRASE), "wrong_passphrase");
}
