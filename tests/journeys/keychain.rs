//! The machine's keychain opens the clinic in the morning, and is never the only thing that does.

use rightful_core::clock::LoadedDice;
use rightful_core::desk::Desk;
use rightful_core::store::keychain::MemoryKeychain;
use rightful_tests::{PASSPHRASE, PIN, TestDesk, a_desk_at};
use serde_json::{Value, json};

/// A clinic on a machine with a keychain, a manager at the desk; and its printed key.
fn a_machine() -> (TestDesk, MemoryKeychain, String) {
    let mut desk = a_desk_at("2026-11-20T10:30:00-05:00");
    desk.sign_in_as(desk.kim);
    let printed = desk.do_("new_recovery_key", json!({"passphrase": PASSPHRASE}))["recovery_key"].as_str().unwrap().to_owned();
    desk.do_("confirm_recovery_key", json!({"typed": printed}));
    let keychain = MemoryKeychain::default();
    starts(&mut desk, &keychain);
    desk.do_("unlock", json!({"secret": PASSPHRASE}));
    desk.sign_in_as(desk.kim);
    (desk, keychain, printed)
}

/// Rightful is started anew on the machine with this keychain.
fn starts(desk: &mut TestDesk, keychain: &MemoryKeychain) {
    let (home, clock) = (desk.folder.path().to_owned(), Box::new(desk.clock.clone()));
    drop(std::mem::replace(&mut desk.desk, Desk::closed(home.clone(), clock.clone(), Box::new(LoadedDice(8)))));
    desk.desk = Desk::closed(home, clock, Box::new(LoadedDice(9))).with_keychain(Box::new(keychain.clone()));
}

fn in_keychain(desk: &mut TestDesk) -> Value {
    desk.do_("desk_state", json!({}))["keychain"].clone()
}

#[test]
fn a_manager_lets_this_machine_open_the_clinic_and_everybody_still_needs_their_pin() {
    let (mut desk, keychain, printed) = a_machine();
    assert_eq!(in_keychain(&mut desk), "not_kept");
    for not_enough in [json!({"keep": true}), json!({"keep": true, "secret": PIN})] {
        assert_eq!(desk.refused_because("keep_in_keychain", not_enough), "wrong_passphrase", "a PIN is not enough");
    }
    assert_eq!(keychain.holds(), 0);
    desk.do_("keep_in_keychain", json!({"keep": true, "secret": PASSPHRASE}));
    assert_eq!((in_keychain(&mut desk), keychain.holds()), (json!("kept"), 1));

    starts(&mut desk, &keychain);
    assert_eq!(in_keychain(&mut desk), "kept", "told before anything is open");
    assert_eq!(desk.do_("open_by_keychain", json!({}))["stage"], "sign_in");
    assert_eq!(desk.refused_because("queue", json!({})), "not_signed_in");
    desk.sign_in_as(desk.jo);
    assert_eq!(desk.refused_because("keep_in_keychain", json!({"keep": false})), "not_your_role");
    desk.sign_in_as(desk.kim);

    // Another passphrase, another printed key: the machine opens it as before. Done again: one secret, not two.
    desk.do_("change_passphrase", json!({"secret": PASSPHRASE, "passphrase": "amber kettle north window"}));
    desk.do_("keep_in_keychain", json!({"keep": true, "secret": printed}));
    assert_eq!(keychain.holds(), 1);
    starts(&mut desk, &keychain);
    desk.do_("open_by_keychain", json!({}));
    desk.sign_in_as(desk.kim);

    assert_eq!(desk.do_("keep_in_keychain", json!({"keep": false}))["keychain"], "not_kept");
    assert_eq!(keychain.holds(), 0, "nothing is left behind");
    desk.replays();
    starts(&mut desk, &keychain);
    assert_eq!(desk.refused_because("open_by_keychain", json!({})), "not_in_keychain");
    desk.do_("unlock", json!({"secret": "amber kettle north window"}));
}

#[test]
fn any_one_way_in_is_enough_when_the_others_are_lost() {
    let (mut desk, keychain, printed) = a_machine();
    desk.do_("keep_in_keychain", json!({"keep": true, "secret": PASSPHRASE}));
    let path = desk.clinic().join("key.json");
    desk.do_("close", json!({}));
    let whole: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let ways = [
        ("passphrase", "unlock", json!({"secret": PASSPHRASE})),
        ("recovery", "unlock", json!({"secret": printed})),
        ("keychain", "open_by_keychain", json!({})),
    ];
    for (left, command, request) in &ways {
        let mut file = whole.clone();
        for (lost, _, _) in ways.iter().filter(|(way, ..)| way != left) {
            let wrap = if *lost == "keychain" { &mut file[lost]["wrap"] } else { &mut file[lost] };
            wrap["sealed"] = json!("00".repeat(48));
        }
        std::fs::write(&path, file.to_string()).unwrap();
        assert_eq!(desk.do_(command, request.clone())["stage"], "sign_in", "by the {left} alone");
        desk.do_("close", json!({}));
        for (_, command, request) in ways.iter().filter(|(way, ..)| way != left) {
            let code = desk.refused_because(command, request.clone());
            assert!(["wrong_passphrase", "not_in_keychain"].contains(&code.as_str()), "{code}: only the {left} is left");
        }
        // A right one ends the count of wrong ones.
        std::fs::write(&path, whole.to_string()).unwrap();
        desk.do_("unlock", json!({"secret": PASSPHRASE}));
        desk.do_("close", json!({}));
    }
    // The keychain is another one now: the profile is new, or somebody emptied it.
    keychain.empty();
    assert_eq!(desk.refused_because("open_by_keychain", json!({})), "not_in_keychain");
    desk.do_("unlock", json!({"secret": PASSPHRASE}));
}

#[test]
fn what_opens_a_copy_is_never_in_this_machines_keychain() {
    let (mut desk, _keychain, _) = a_machine();
    desk.do_("keep_in_keychain", json!({"keep": true, "secret": PASSPHRASE}));
    desk.do_("back_up_now", json!({}));
    let backups = std::fs::read_dir(desk.folder.path().join("backups")).unwrap().flatten();
    let mut seen = 0;
    for backup in backups {
        let bytes = std::fs::read(backup.path()).unwrap();
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).into_owned();
        assert!(head.contains("\"passphrase\"") && !head.contains("keychain"), "a header with its wraps, and not this one");
        seen += 1;
    }
    assert!(seen > 0);
}

#[test]
fn a_machine_without_a_keychain_says_so_and_the_practice_clinic_needs_none() {
    let mut desk = a_desk_at("2026-11-20T10:30:00-05:00");
    desk.sign_in_as(desk.kim);
    assert_eq!(in_keychain(&mut desk), "no_keychain");
    assert_eq!(desk.refused_because("keep_in_keychain", json!({"keep": true, "secret": PASSPHRASE})), "no_keychain");
    assert_eq!(desk.refused_because("open_by_keychain", json!({})), "not_in_keychain");
    let (mut desk, ..) = a_machine();
    desk.do_("open_practice", json!({}));
    assert_eq!(in_keychain(&mut desk), "no_keychain");
}
