//! No patient data outside the encrypted files: a day is lived with words that stand nowhere else, in a home and a temp folder
//! of its own, and then every file written there is searched for them.

use rightful_core::desk::Answer;
use rightful_tests::{PASSPHRASE, PIN, a_desk};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What all of them begin with: letters that no page, key or program has by chance.
const MARKER: &str = "Qvzxkanari";
const ALONE: &str = "RIGHTFUL_CANARIES_IN";

/// The next one: each is another.
struct Canaries(u32);

impl Canaries {
    fn next(&mut self) -> String {
        self.0 += 1;
        format!("{MARKER}{:04}", self.0)
    }
}

/// Sockets that this process holds.
fn sockets() -> usize {
    let Ok(held) = std::fs::read_dir("/proc/self/fd") else { return 0 };
    held.flatten().filter(|fd| std::fs::read_link(fd.path()).is_ok_and(|to| to.to_string_lossy().starts_with("socket:"))).count()
}

/// Runs in a process of its own, so that its temp folder is its own too.
#[test]
#[ignore = "the other test starts it in a process of its own"]
fn the_day() {
    let Some(outside) = std::env::var_os(ALONE).map(PathBuf::from) else { return };
    let had = sockets();
    let mut desk = a_desk();
    let mut word = Canaries(0);
    let mut log = Vec::new();
    desk.sign_in_as(desk.kim);
    for _ in 0..14 {
        let born = "1961-05-06";
        let details = json!({"given": word.next(), "family": word.next(), "preferred": word.next(), "born": born, "phone": word.next(),
            "street": word.next(), "town": word.next(), "region": word.next(), "postcode": word.next(), "note": word.next()});
        let patient = desk.do_("add_patient", json!({"details": details, "another": true}))["patient_id"].clone();
        let contact = json!({"patient_id": patient, "name": word.next(), "relation": "parent", "phone": word.next(), "may_collect": true});
        desk.do_("add_contact", contact);
        let order = json!({"patient_id": patient, "kind": "other", "note": word.next()});
        let order = desk.do_("add_order", order)["order_id"].clone();
        desk.do_("record_call", json!({"order_id": order, "outcome": "reached", "spoke_to": word.next(), "note": word.next()}));
        let visit =
            desk.do_("check_in", json!({"patient_id": patient, "purpose": "collecting", "with_whom": word.next()}))["visit_id"].clone();
        desk.do_("check_in", json!({"walk_in": word.next(), "purpose": "question"}));
        let it = json!({"kind": "late", "line": word.next(), "patient_words": word.next(), "patient_id": patient, "order_id": order});
        let it = desk.do_("log_discrepancy", it)["id"].clone();
        let promise = json!({"patient_id": patient, "what": "other", "words": word.next(), "by": "2026-11-20", "by_minute": 16 * 60});
        desk.do_("make_promise", promise);
        let talk = desk.do_("start_recovery", json!({"patient_id": patient, "discrepancy_id": it, "scenario": "late"}));
        let talk = talk["recovery"]["id"].clone();
        desk.do_("change_recovery", json!({"recovery_id": talk, "make_right": word.next()}));
        desk.do_("keep_letter", json!({"recovery_id": talk, "to": word.next(), "body": word.next()}));
        desk.do_("end_recovery", json!({"recovery_id": talk, "leaves": "better", "said_last": word.next()}));
        desk.do_("put_right", json!({"discrepancy_id": it, "done": word.next()}));
        desk.do_("end_visit", json!({"visit_id": visit, "outcome": "served"}));
        for paper in ["tray_label", "open_order"] {
            desk.do_(paper, json!({"order_id": order}));
        }
        desk.do_("find", json!({"query": word.next()}));
        // What is refused and what fails is told in codes.
        for (name, request) in [
            ("open_patient", json!({"patient_id": word.next()})),
            ("sign_in", json!({"staff_id": word.next(), "pin": word.next()})),
            ("add_patient", json!({"details": {"given": "", "family": " ", "note": word.next()}})),
            ("log_discrepancy", json!({"kind": word.next(), "line": word.next()})),
        ] {
            match desk.ask(name, request) {
                Answer::Fault(fault) => log.push(format!("{fault} {fault:?}")),
                Answer::Refused(refusal) => log.push(refusal.code),
                Answer::Done(_) => panic!("{name} went through"),
            }
        }
        log.extend(desk.desk.take_faults());
        assert_eq!(sockets(), had, "the core opened a socket");
    }
    let rows: String = (0..30).map(|at| format!("{at},{},{},1990-04-05\n", word.next(), word.next())).collect();
    let file = desk.desk.hold_file("patients.csv".into(), format!("Id,First,Last,DOB\n{rows}").into_bytes());
    let preview = desk.do_("preview_import", json!({"file": file, "source": "OptiDesk"}));
    desk.do_("run_import", json!({"file": file, "source": "OptiDesk", "mapping": preview["mapping"]}));
    desk.do_("back_up_now", json!({}));
    let second = tempfile::tempdir().unwrap();
    let token = desk.desk.hold_folder(second.path().to_owned());
    desk.do_("choose_second_place", json!({"token": token}));
    desk.do_("back_up_now", json!({}));
    desk.do_("drill_backup", json!({"secret": PASSPHRASE}));
    let name = desk.do_("backups", json!({}))["here"][0]["name"].clone();
    desk.do_("open_backup", json!({"name": name, "secret": PASSPHRASE}));
    desk.do_("restore_backup", json!({}));
    desk.restart();
    desk.do_("sign_in", json!({"staff_id": desk.kim, "pin": PIN}));
    desk.do_("check_trail", json!({}));
    // An export is open on purpose, and kept apart: it is the control that the words are in the records.
    let token = desk.desk.hold_folder(outside.clone());
    desk.do_("export_everything", json!({"token": token}));
    std::fs::write(std::env::temp_dir().join("faults.log"), log.join("\n")).unwrap();
    assert_eq!(sockets(), had, "the core opened a socket");
    // Ends as a crash does: nothing is tidied away, so the log file and what lies in temp are searched as well.
    std::mem::forget(second);
    std::mem::forget(desk);
    std::process::exit(0);
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| byte >> (7 - at % 8) & 1);
    (0..(bytes.len() * 8).div_ceil(6)).map(|at| LETTERS[(0..6).fold(0, |sum, n| sum * 2 + usize::from(bit(at * 6 + n)))] as char).collect()
}

/// The marker as it may stand in a file.
fn disguises(marker: &str) -> Vec<Vec<u8>> {
    let bytes = marker.as_bytes();
    let mut all = Vec::new();
    for text in [marker.to_owned(), marker.to_lowercase(), marker.to_uppercase()] {
        all.push(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
        all.push(text.encode_utf16().flat_map(u16::to_be_bytes).collect());
        all.push(text.into_bytes());
    }
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    all.push(hex.to_uppercase().into_bytes());
    all.push(hex.into_bytes());
    for before in 0..3 {
        let mut shifted = vec![0; before];
        shifted.extend(bytes);
        let text = base64(&shifted);
        // Only letters that hold nothing of what stands before and behind.
        all.push(text.as_bytes()[(before * 8).div_ceil(6)..shifted.len() * 8 / 6].to_vec());
    }
    all
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() { found.extend(files_below(&entry.path())) } else { found.push(entry.path()) }
    }
    found
}

/// Does one of these stand in it?
fn holds(bytes: &[u8], disguises: &[Vec<u8>]) -> bool {
    disguises.iter().any(|one| bytes.iter().enumerate().filter(|(_, byte)| **byte == one[0]).any(|(at, _)| bytes[at..].starts_with(one)))
}

#[test]
fn no_word_of_a_patient_stands_outside_the_encrypted_files() {
    let (alone, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--ignored", "--exact", "canaries::the_day", "--test-threads=1", "--nocapture"]);
    for place in ["TMPDIR", "TEMP", "TMP", "HOME", "LOCALAPPDATA", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "SQLITE_TMPDIR"] {
        child.env(place, alone.path());
    }
    let said = child.env(ALONE, outside.path()).current_dir(alone.path()).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));

    let disguises = disguises(MARKER);
    let files = files_below(alone.path());
    let (mut bytes_searched, mut found) = (0, Vec::new());
    for file in &files {
        let bytes = std::fs::read(file).unwrap();
        bytes_searched += bytes.len();
        if holds(&bytes, &disguises) || file.to_string_lossy().contains(MARKER) {
            found.push(file.file_name().unwrap().to_owned());
        }
    }
    assert!(found.is_empty(), "patients' words stand in {found:?}");
    assert!(!holds(&said.stdout, &disguises) && !holds(&said.stderr, &disguises), "patients' words were printed");
    let named = |ending: &str| files.iter().filter(|file| file.to_string_lossy().ends_with(ending)).count();
    assert!(named("clinic.rightful") >= 1 && named(".rightful-backup") >= 2 && named("faults.log") == 1, "{files:?}");
    assert!(bytes_searched > 1_000_000, "{bytes_searched}");

    // The controls: the words are in the records, and one in an open file is found, however it is written.
    let mut known = BTreeSet::new();
    for file in files_below(outside.path()) {
        let text = String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned();
        known.extend(text.split(MARKER).skip(1).map(|rest| rest.chars().take(4).collect::<String>()));
    }
    assert!(known.len() >= 200, "{} words are in the records", known.len());
    let open = alone.path().join("open.txt");
    for (at, one) in disguises.iter().enumerate() {
        let mut bytes = vec![7; 1000 + at];
        bytes.extend(one);
        bytes.extend([9; 100]);
        std::fs::write(&open, &bytes).unwrap();
        assert!(files_below(alone.path()).iter().any(|file| holds(&std::fs::read(file).unwrap(), &disguises)), "disguise {at}");
        std::fs::remove_file(&open).unwrap();
    }
    for before in ["", "x", "xy"] {
        let whole = base64(format!("{before}{MARKER}0042 and more").as_bytes());
        assert!(holds(whole.as_bytes(), &disguises), "base64 after {} bytes", before.len());
    }
}
