//! No lock-in: everything goes out as plain files, and comes in again on a desk that has nothing.

use rightful_core::clock::{Clock, LoadedDice, SetClock};
use rightful_core::desk::{Answer, Call, Desk, Progress};
use rightful_core::exchange::everything::write::write;
use rightful_core::exchange::everything::{Manifest, check};
use rightful_core::trail::chain::sha256_hex;
use rightful_tests::{PASSPHRASE, PIN, TestDesk, a_desk};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const NEW_PASSPHRASE: &str = "amber kettle north window";

fn ask(desk: &mut Desk, name: &str, request: Value) -> Answer {
    desk.answer(Call { name: name.into(), request, request_id: None })
}

#[track_caller]
fn does(desk: &mut Desk, name: &str, request: Value) -> Value {
    match ask(desk, name, request) {
        Answer::Done(reply) => reply,
        Answer::Refused(refusal) => panic!("{name} was refused: {refusal:?}"),
        Answer::Fault(fault) => panic!("{name} failed: {fault} {:?}", desk.take_faults()),
    }
}

#[track_caller]
fn refused(desk: &mut Desk, name: &str, request: Value) -> String {
    match ask(desk, name, request) {
        Answer::Refused(refusal) => refusal.code,
        Answer::Done(reply) => panic!("{name} went through: {reply}"),
        Answer::Fault(fault) => panic!("{name} failed: {fault} {:?}", desk.take_faults()),
    }
}

/// A machine that has never seen a clinic.
fn bare() -> (Desk, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::from_rfc3339("2026-11-21T09:00:00-05:00").unwrap();
    (Desk::closed(folder.path().to_owned(), Box::new(clock), Box::new(LoadedDice(9))), folder)
}

/// A day at the counter, with a name that a spreadsheet would take for a formula.
fn a_day() -> TestDesk {
    let mut desk = a_desk();
    let eric = desk.patient("Eric", "Paulson", "1980-03-12");
    desk.patient("Юрий", "Ким", "1971-02-03");
    let details = json!({"given": "=HYPERLINK(\"http://x\",\"Zoë\")", "family": "a,b\r\nc", "phone": "+1 555-0142", "note": ""});
    desk.do_("add_patient", json!({"details": details, "another": true}));
    let glasses = desk.spectacles_here(eric, "Kite 8", "T1");
    desk.check_in(eric, "collecting");
    desk.hand_over(&glasses, "Eric Paulson", "3/12/1980", "T1");
    let list = "Id,First,Last,DOB\n7,Ana,Reyes,1990-04-05\n".as_bytes().to_vec();
    desk.sign_in_as(desk.kim);
    let file = desk.desk.hold_file("patients.csv".into(), list);
    let preview = desk.do_("preview_import", json!({"file": file, "source": "OptiDesk"}));
    desk.do_("run_import", json!({"file": file, "source": "OptiDesk", "mapping": preview["mapping"]}));
    // A wrong PIN and a refusal stand in the trail too.
    let (dana, kim) = (desk.dana, desk.kim);
    desk.refused_because("sign_in", json!({"staff_id": dana, "pin": "0000"}));
    desk.sign_in_as(kim);
    desk
}

/// Exports into a new folder; the export's own folder in it.
#[track_caller]
fn export(desk: &mut Desk) -> (PathBuf, TempDir, Value) {
    let stick = tempfile::tempdir().unwrap();
    let token = desk.hold_folder(stick.path().to_owned());
    let told = does(desk, "export_everything", json!({"token": token}));
    let folder = stick.path().join(told["folder"].as_str().unwrap());
    (folder, stick, told)
}

fn bytes_of(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap());
    files.map(|file| (file.file_name().to_string_lossy().into_owned(), std::fs::read(file.path()).unwrap())).collect()
}

/// Each file in a folder, however deep, with its length in bytes.
fn everything_in(folder: &Path) -> Vec<(PathBuf, u64)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries
        .flat_map(|entry| {
            let known = entry.metadata().unwrap();
            if known.is_dir() { everything_in(&entry.path()) } else { vec![(entry.path(), known.len())] }
        })
        .collect()
}

fn import_request(desk: &mut Desk, export: &Path, manager: i64) -> Value {
    let token = desk.hold_folder(export.to_owned());
    json!({"token": token, "passphrase": NEW_PASSPHRASE, "manager": manager, "pin": "2580"})
}

#[test]
fn everything_goes_out_and_comes_in_and_goes_out_the_same() {
    let mut old = a_day();
    let paper = old.do_("new_recovery_key", json!({"passphrase": PASSPHRASE}))["recovery_key"].clone();
    old.do_("confirm_recovery_key", json!({"typed": paper}));
    old.replays();
    let (first, _stick, told) = export(&mut old.desk);
    assert_eq!((&told["warning"], &told["folder"]), (&json!("not_locked"), &json!("Rightful export 2026-11-20 1030")));
    let files = bytes_of(&first);
    assert_eq!(told["files"], files.len());
    assert!(told["rows"].as_u64().unwrap() > 60, "{told}");
    let manifest = check::manifest(&first).unwrap();
    check::files(&first, &manifest).unwrap();

    let (mut new, _home) = bare();
    let token = new.hold_folder(first.clone());
    let preview = does(&mut new, "open_export", json!({"token": token}));
    assert_eq!((&preview["clinic"], &preview["patients"], &preview["orders"]), (&json!("Test clinic"), &json!(4), &json!(1)));
    assert_eq!(preview["managers"], json!([{"id": old.kim, "name": "Kim Vo"}]));
    let request = import_request(&mut new, &first, old.kim);
    let paper = does(&mut new, "import_everything", request)["recovery_key"].as_str().unwrap().to_owned();

    // Kim is at the desk; everything is as it was but her own PIN, the paper, and what was done since.
    let state = does(&mut new, "desk_state", json!({}));
    assert_eq!((&state["stage"], &state["who"], &state["recovery_key_confirmed"]), (&json!("open"), &json!(old.kim), &json!(false)));
    assert_eq!(does(&mut new, "check_trail", json!({}))["whole"], true);
    let (second, _stick2, _) = export(&mut new);
    for (name, before) in &files {
        let now = std::fs::read(second.join(name)).unwrap();
        match name.split('.').next().unwrap() {
            "manifest" | "clinic" | "staff" => assert!(&now != before, "{name}"),
            // The trail goes on where it was: the export itself, and that it was brought in.
            "trail" => assert!(now.starts_with(before) && now.len() > before.len(), "{name}"),
            "trail_about" => assert!(now.len() > before.len()),
            _ => assert!(&now == before, "{name}"),
        }
    }
    assert_eq!(bytes_of(&second).len(), files.len());

    // The tables follow from the trail, as before; and what is done here follows too.
    let scratch = tempfile::tempdir().unwrap();
    does(&mut new, "add_patient", json!({"details": {"given": "Sam", "family": "Keller"}, "another": true}));
    let differ = rightful_core::trail::replay::differences(new.store().unwrap(), scratch.path()).unwrap();
    assert!(differ.is_empty(), "{differ:?}");

    // Both secrets open it, and the old ones do not.
    does(&mut new, "confirm_recovery_key", json!({"typed": paper}));
    does(&mut new, "close", json!({}));
    assert_eq!(refused(&mut new, "unlock", json!({"secret": PASSPHRASE})), "wrong_passphrase");
    does(&mut new, "unlock", json!({"secret": paper}));
    does(&mut new, "close", json!({}));
    does(&mut new, "unlock", json!({"secret": NEW_PASSPHRASE}));
}

#[test]
fn a_pin_stays_behind_and_everybody_gets_a_new_one() {
    let mut old = a_day();
    let (export, _stick, _) = export(&mut old.desk);
    let files = bytes_of(&export);
    assert!(!files.keys().any(|name| name.starts_with("pins")));
    // Nothing that a PIN could be guessed from: no hash of 64 digits but the chain's heads and the import's own file.
    let hash_like = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("pin_hash");
    assert!(!files.values().any(|bytes| hash_like(bytes)));

    let (mut new, _home) = bare();
    let request = import_request(&mut new, &export, old.kim);
    does(&mut new, "import_everything", request);
    let state = does(&mut new, "desk_state", json!({}));
    assert_eq!(state["without_pin"], json!([old.dana, old.jo]));
    does(&mut new, "lock", json!({}));
    assert_eq!(refused(&mut new, "sign_in", json!({"staff_id": old.jo, "pin": PIN})), "pin_needed");
    assert_eq!(refused(&mut new, "sign_in", json!({"staff_id": old.kim, "pin": PIN})), "wrong_pin");
    does(&mut new, "sign_in", json!({"staff_id": old.kim, "pin": "2580"}));
    does(&mut new, "change_pin", json!({"staff_id": old.jo, "pin": "9753"}));
    does(&mut new, "sign_in", json!({"staff_id": old.jo, "pin": "9753"}));
    assert_eq!(does(&mut new, "desk_state", json!({}))["without_pin"], json!([old.dana]));
}

#[test]
fn the_practice_clinic_comes_out_byte_for_byte_after_a_day() {
    let (mut desk, _home) = bare();
    does(&mut desk, "open_practice", json!({}));
    let state = does(&mut desk, "desk_state", json!({}));
    let kim = state["staff"].as_array().unwrap().iter().find(|one| one["role"] == "manager").unwrap()["id"].clone();
    does(&mut desk, "sign_in", json!({"staff_id": kim, "pin": "1234"}));
    let (first, _stick, told) = export(&mut desk);
    assert!(told["rows"].as_u64().unwrap() > 5_000, "{told}");
    let manifest = check::manifest(&first).unwrap();

    // Into an empty store, and out of it before anything is done there.
    let scratch = tempfile::tempdir().unwrap();
    let empty = rightful_core::store::Store::in_memory(scratch.path()).unwrap();
    rightful_core::exchange::everything::bring_in::bring_in(&empty, &first, &manifest, &Progress::default()).unwrap();
    let stick = tempfile::tempdir().unwrap();
    let clock = SetClock::from_rfc3339("2027-01-02T09:00:00-05:00").unwrap();
    let second = write(&empty, clock.now(), stick.path(), &Progress::default()).unwrap().counts().unwrap();
    let (before, now) = (bytes_of(&first), bytes_of(&second));
    assert_eq!(before.keys().collect::<Vec<_>>(), now.keys().collect::<Vec<_>>());
    for (name, bytes) in &before {
        // Only when it was made is another.
        assert_eq!(bytes == &now[name], name != "manifest.json", "{name}");
    }
    assert_eq!(check::manifest(&second).unwrap().files, manifest.files);
    assert_eq!(check::manifest(&second).unwrap().trail, manifest.trail);
    // A store that holds something takes nothing.
    let again = rightful_core::exchange::everything::bring_in::bring_in(&empty, &first, &manifest, &Progress::default());
    assert!(format!("{again:?}").contains("desk_not_empty"));
    let scratch = tempfile::tempdir().unwrap();
    let differ = rightful_core::trail::replay::differences(&empty, scratch.path()).unwrap();
    assert!(differ.is_empty(), "{differ:?}");

    // Nobody in it is real: it becomes nobody's clinic.
    let (mut new, _home) = bare();
    let token = new.hold_folder(first);
    assert_eq!(refused(&mut new, "open_export", json!({"token": token})), "export_of_practice");
}

#[test]
fn a_spreadsheet_takes_no_cell_for_a_formula_and_a_program_gets_it_exactly() {
    let mut desk = a_day();
    let (export, _stick, _) = export(&mut desk.desk);
    let sheet = std::fs::read(export.join("patients.csv")).unwrap();
    assert!(sheet.starts_with("\u{feff}".as_bytes()), "Excel reads UTF-8 by this mark alone");
    let sheet = String::from_utf8(sheet).unwrap();
    assert!(sheet.contains("\"'=HYPERLINK(\"\"http://x\"\",\"\"Zoë\"\")\",\"a,b\r\nc\""), "{sheet}");
    assert!(sheet.contains(",'+1 555-0142,") && sheet.contains("Юрий,Ким"));
    // A number stays one: powers below zero have no apostrophe.
    let orders = String::from_utf8(std::fs::read(export.join("orders.csv")).unwrap()).unwrap();
    assert!(orders.contains(",-175,-50,90,"), "{orders}");
    let lines = String::from_utf8(std::fs::read(export.join("patients.jsonl")).unwrap()).unwrap();
    let strange: Value =
        lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).find(|row| row["phone"] == "+1 555-0142").unwrap();
    assert_eq!((&strange["given"], &strange["family"]), (&json!("=HYPERLINK(\"http://x\",\"Zoë\")"), &json!("a,b\r\nc")));
}

/// A copy of an export that somebody then changes.
fn copied(export: &Path) -> (PathBuf, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in bytes_of(export) {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    (folder.path().to_owned(), folder)
}

/// Writes the manifest anew with every sum right, as a forger would.
fn forge(folder: &Path, change: impl FnOnce(&mut Value)) {
    let path = folder.join("manifest.json");
    let mut manifest: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    for file in manifest["files"].as_array_mut().unwrap() {
        let bytes = std::fs::read(folder.join(file["name"].as_str().unwrap())).unwrap();
        file["bytes"] = json!(bytes.len());
        file["sha256"] = json!(sha256_hex(&bytes));
    }
    change(&mut manifest);
    // Fields in the order in which the app writes them.
    match serde_json::from_value::<Manifest>(manifest.clone()) {
        Ok(mut known) => {
            let text = |known: &Manifest| format!("{}\n", serde_json::to_string_pretty(known).unwrap());
            known.sha256 = String::new();
            known.sha256 = sha256_hex(text(&known).as_bytes());
            std::fs::write(path, text(&known)).unwrap();
        }
        Err(_) => std::fs::write(path, manifest.to_string()).unwrap(),
    }
}

#[test]
fn what_is_not_as_it_was_written_is_refused_and_leaves_the_desk_empty() {
    let mut old = a_day();
    let (export, _stick, _) = export(&mut old.desk);
    let (mut new, home) = bare();
    let edit = |folder: &Path, name: &str, from: &str, to: &str| {
        let text = String::from_utf8(std::fs::read(folder.join(name)).unwrap()).unwrap();
        assert!(text.contains(from), "{name}");
        std::fs::write(folder.join(name), text.replacen(from, to, 1)).unwrap();
    };

    // One bit of any file.
    for (at, (name, bytes)) in bytes_of(&export).iter().enumerate() {
        let (folder, _held) = copied(&export);
        let mut bytes = bytes.clone();
        let place = (at * 7919) % bytes.len().max(1);
        match bytes.get_mut(place) {
            Some(byte) => *byte ^= 1 << (at % 7),
            // A table without rows: one byte more.
            None => bytes.push(b'\n'),
        }
        std::fs::write(folder.join(name), bytes).unwrap();
        let request = import_request(&mut new, &folder, old.kim);
        let code = refused(&mut new, "import_everything", request);
        let expect: &[&str] =
            if name == "manifest.json" { &["export_changed", "not_an_export", "export_newer"] } else { &["export_changed"] };
        assert!(expect.contains(&code.as_str()), "{name} byte {place}: {code}");
    }
    let mut import = |change: &dyn Fn(&Path), code: &str| {
        let (folder, _held) = copied(&export);
        change(&folder);
        let request = import_request(&mut new, &folder, old.kim);
        assert_eq!(refused(&mut new, "import_everything", request), code);
        // The empty file that keeps a second window out may stay: it says nothing.
        let left = everything_in(home.path());
        assert!(left.iter().all(|(path, bytes)| path.ends_with("desk.lock") && *bytes == 0), "{code} left {left:?}");
        assert_eq!(does(&mut new, "desk_state", json!({}))["stage"], "first_start", "{code}");
    };
    import(&|folder| std::fs::remove_file(folder.join("orders.jsonl")).unwrap(), "export_file_missing");
    import(&|folder| std::fs::remove_file(folder.join("manifest.json")).unwrap(), "not_an_export");
    import(&|folder| std::fs::write(folder.join("manifest.json"), "{}").unwrap(), "not_an_export");
    import(&|folder| forge(folder, |manifest| manifest["schema"] = json!(99)), "export_newer");
    import(&|folder| forge(folder, |manifest| manifest["form"] = json!("Rightful export 2")), "export_newer");
    // Names that lead elsewhere, however well the sums are forged.
    for name in ["../patients.jsonl", "/etc/passwd", "patients.jsonl/../orders.jsonl", "pins.jsonl"] {
        import(
            &|folder| {
                forge(folder, |manifest| {
                    let files = manifest["files"].as_array_mut().unwrap();
                    files.iter_mut().find(|file| file["name"] == "patients.jsonl").unwrap()["name"] = json!(name);
                });
            },
            "export_names_strange",
        );
    }
    import(
        &|folder| {
            forge(folder, |manifest| {
                manifest["tables"][0]["name"] = json!("..");
                manifest["files"][0]["name"] = json!("...csv");
                manifest["files"][1]["name"] = json!("...jsonl");
            });
        },
        "export_names_strange",
    );
    #[cfg(unix)]
    import(
        &|folder| {
            std::fs::remove_file(folder.join("orders.jsonl")).unwrap();
            std::os::unix::fs::symlink(export.join("orders.jsonl"), folder.join("orders.jsonl")).unwrap();
        },
        "export_file_missing",
    );
    // Rows that the schema does not take, that point nowhere, that say too much or too little.
    for (name, from, to) in [
        ("orders.jsonl", "\"kind\":\"spectacles\"", "\"kind\":\"monocle\""),
        ("orders.jsonl", "\"patient_id\":4", "\"patient_id\":40000"),
        ("orders.jsonl", "{\"id\":", "{\"more\":1,\"id\":"),
        ("patients.jsonl", "{\"id\":4,", "{"),
        ("patients.jsonl", "\"id\":4,", "\"id\":\"4\","),
    ] {
        import(
            &|folder| {
                edit(folder, name, from, to);
                forge(folder, |_| ());
            },
            "export_does_not_fit",
        );
    }
    // A trail in which somebody else did it.
    import(
        &|folder| {
            edit(folder, "trail.jsonl", "\"command\":\"finish_hand_over\"", "\"command\":\"leave_hand_over\"");
            forge(folder, |_| ());
        },
        "export_trail_broken",
    );
    import(
        &|folder| {
            let text = String::from_utf8(std::fs::read(folder.join("patients.jsonl")).unwrap()).unwrap();
            let last = text.trim_end().rfind('\n').unwrap();
            std::fs::write(folder.join("patients.jsonl"), &text[..=last]).unwrap();
            forge(folder, |_| ());
        },
        "export_changed",
    );
    // And the one that was left alone comes in.
    let request = import_request(&mut new, &export, old.kim);
    for (field, value, code) in [
        ("passphrase", json!("short"), "weak_passphrase"),
        ("pin", json!("12"), "weak_pin"),
        ("manager", json!(old.jo), "not_your_role"),
        ("manager", json!(4_000_000), "no_such_staff"),
    ] {
        let mut asked = request.clone();
        asked[field] = value;
        assert_eq!(refused(&mut new, "import_everything", asked), code);
        assert_eq!(does(&mut new, "desk_state", json!({}))["stage"], "first_start", "{code}");
    }
    // What an import left that was cut off by the power is in nobody's way.
    std::fs::create_dir(home.path().join("coming")).unwrap();
    std::fs::write(home.path().join("coming/clinic.rightful"), "half a store").unwrap();
    does(&mut new, "import_everything", request);
    assert!(!home.path().join("coming").exists());
    let aside = does(&mut new, "backups", json!({}))["aside_at"].clone();
    assert_eq!(aside, Value::Null, "nothing was there before that could be put back");
}

#[test]
fn a_desk_with_a_clinic_takes_no_other_and_only_a_manager_exports() {
    let mut desk = a_day();
    let (export, _stick, _) = export(&mut desk.desk);
    let request = import_request(&mut desk.desk, &export, desk.kim);
    let before = rightful_core::trail::replay::digests(desk.desk.store().unwrap()).unwrap();
    for name in ["open_export", "import_everything"] {
        assert_eq!(desk.refused_because(name, request.clone()), "desk_not_empty", "{name}");
    }
    assert_eq!(rightful_core::trail::replay::digests(desk.desk.store().unwrap()).unwrap(), before);
    desk.do_("close", json!({}));
    assert_eq!(desk.refused_because("import_everything", request), "desk_not_empty", "closed is not empty");
    desk.do_("unlock", json!({"secret": PASSPHRASE}));

    let stick = tempfile::tempdir().unwrap();
    for (who, code) in [(desk.jo, "not_your_role"), (desk.dana, "not_your_role"), (desk.kim, "")] {
        desk.sign_in_as(who);
        let token = desk.desk.hold_folder(stick.path().to_owned());
        match code {
            "" => drop(desk.do_("export_everything", json!({"token": token}))),
            code => assert_eq!(desk.refused_because("export_everything", json!({"token": token})), code),
        }
    }
    // Who took everything is in the trail.
    let trail: Vec<Value> = exported_trail(stick.path(), &mut desk);
    let taken: Vec<_> = trail.iter().filter(|entry| entry["command"] == "everything_exported").collect();
    assert_eq!(taken.len(), 2, "each export that was made before this one");
    assert!(taken.iter().all(|entry| entry["staff_id"] == desk.kim && entry["outcome"] == "read"));
    let refused = trail.iter().filter(|entry| entry["command"] == "export_everything" && entry["outcome"] == "refused").count();
    assert_eq!(refused, 2);
    desk.replays();
}

fn exported_trail(stick: &Path, desk: &mut TestDesk) -> Vec<Value> {
    let token = desk.desk.hold_folder(stick.to_owned());
    let told = desk.do_("export_everything", json!({"token": token}));
    assert_eq!(told["folder"], "Rightful export 2026-11-20 1030 (2)", "the first of this minute stays");
    let text = std::fs::read_to_string(stick.join(told["folder"].as_str().unwrap()).join("trail.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn an_export_goes_nowhere_near_the_records_and_half_of_one_is_none() {
    let mut desk = a_day();
    let beside = desk.desk.hold_folder(desk.folder.path().join("clinic"));
    assert_eq!(desk.refused_because("export_everything", json!({"token": beside})), "export_beside_records");
    assert_eq!(desk.refused_because("export_everything", json!({"token": "folder-999"})), "export_no_folder");
    let stick = tempfile::tempdir().unwrap();
    let gone = desk.desk.hold_folder(stick.path().join("not there"));
    assert_eq!(desk.refused_because("export_everything", json!({"token": gone})), "export_no_folder");
    // Written and dropped, as when the desk's own file does not take the entry: nothing is left.
    drop(write(desk.desk.store().unwrap(), desk.clock.now(), stick.path(), &Progress::default()).unwrap());
    assert!(std::fs::read_dir(stick.path()).unwrap().next().is_none());
    // Stopped by whoever began it: nothing is left either.
    let stopped = Progress::default();
    stopped.cancel.store(true, std::sync::atomic::Ordering::Relaxed);
    let outcome = write(desk.desk.store().unwrap(), desk.clock.now(), stick.path(), &stopped);
    assert!(format!("{outcome:?}").contains("export_stopped"));
    assert!(std::fs::read_dir(stick.path()).unwrap().next().is_none());
    // One that was cut off by the power lies there by another name, and is no export.
    let written = write(desk.desk.store().unwrap(), desk.clock.now(), stick.path(), &Progress::default()).unwrap();
    let part = stick.path().join(format!("{}.part", written.name));
    assert!(part.join("manifest.json").exists());
    std::mem::forget(written);
    std::fs::remove_file(part.join("manifest.json")).unwrap();
    let (mut new, _home) = bare();
    let token = new.hold_folder(part.clone());
    assert_eq!(refused(&mut new, "open_export", json!({"token": token})), "not_an_export");
    // The next one takes its place.
    let token = desk.desk.hold_folder(stick.path().to_owned());
    desk.do_("export_everything", json!({"token": token}));
    assert!(!part.exists());
}
