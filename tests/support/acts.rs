//! What a desk does to whole files: a clinic is set up, backed up, restored, and the like; each as a child does it, and as
//! its parent looks at it afterwards.

use crate::{PASSPHRASE, PIN};
use rightful_core::clock::{LoadedDice, SetClock};
use rightful_core::desk::{Answer, Call, Desk};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Where the child finds the machine, and what it does there.
pub const HOME: &str = "RIGHTFUL_EACH_CALL_HOME";
/// Which of them.
pub const ACT: &str = "RIGHTFUL_EACH_CALL_ACT";
/// Written by the child around what counts: they stand in the list of calls too.
pub const BEGINS: &str = "what counts begins";
/// … and behind it what was answered.
pub const ENDS: &str = "what counts ends: ";
/// A restore, what undoes it, and asking again: each at a moment of its own.
pub const LATER: &str = "2026-11-20T11:30:00-05:00";
pub const LATER_STILL: &str = "2026-11-20T11:45:00-05:00";
/// Opens the clinic that is brought in.
pub const OTHER_PASSPHRASE: &str = "amber kettle north window";

/// A closed desk in this home.
pub fn desk_in(home: &Path, moment: &str) -> Desk {
    Desk::closed(home.to_owned(), Box::new(SetClock::from_rfc3339(moment).unwrap()), Box::new(LoadedDice(9)))
}

/// Asks it; whatever it answers.
pub fn ask(desk: &mut Desk, name: &str, request: Value) -> Answer {
    desk.answer(Call { name: name.to_owned(), request, request_id: None })
}

/// Asks it for something that must go through.
#[track_caller]
pub fn does(desk: &mut Desk, name: &str, request: Value) -> Value {
    match ask(desk, name, request) {
        Answer::Done(reply) => reply,
        other => panic!("{name}: {other:?}, {:?}", desk.take_faults()),
    }
}

/// What is done while the disk fails, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    SetUp,
    BackUp,
    Restore,
    Undo,
    Import,
    Export,
    BringIn,
}

/// All of them.
pub const ACTS: [Act; 7] = [Act::SetUp, Act::BackUp, Act::Restore, Act::Undo, Act::Import, Act::Export, Act::BringIn];

/// The manager is at the desk.
fn manager_at(home: &Path, moment: &str) -> Desk {
    let mut desk = desk_in(home, moment);
    does(&mut desk, "unlock", json!({"secret": PASSPHRASE}));
    let state = does(&mut desk, "desk_state", json!({}));
    let kim = state["staff"].as_array().unwrap().iter().find(|one| one["role"] == "manager").unwrap()["id"].clone();
    does(&mut desk, "sign_in", json!({"staff_id": kim, "pin": PIN}));
    desk
}

/// All that comes before what counts; then the question that counts.
pub fn up_to(act: Act, machine: &Path, moment: &str) -> (Desk, &'static str, Value) {
    let home = machine.join("home");
    let mut desk = match act {
        Act::SetUp | Act::BringIn => desk_in(&home, moment),
        _ => manager_at(&home, moment),
    };
    let (name, request) = match act {
        Act::SetUp => {
            ("set_up_clinic", json!({"clinic": "Test clinic", "given": "Kim", "family": "Vo", "pin": PIN, "passphrase": PASSPHRASE}))
        }
        Act::BackUp => ("back_up_now", json!({})),
        Act::Restore => {
            let name = does(&mut desk, "backups", json!({}))["here"][0]["name"].clone();
            does(&mut desk, "open_backup", json!({"name": name, "secret": PASSPHRASE}));
            ("restore_backup", json!({}))
        }
        Act::Undo => ("undo_restore", json!({})),
        Act::Import => {
            let file =
                desk.hold_file("patients.csv".into(), b"Id,First,Last,DOB\n7,Ana,Keller,1990-04-05\n8,Ben,Keller,1991-05-06\n".to_vec());
            let preview = does(&mut desk, "preview_import", json!({"file": file, "source": "Other desk"}));
            ("run_import", json!({"file": file, "source": "Other desk", "mapping": preview["mapping"]}))
        }
        Act::Export => ("export_everything", json!({"token": desk.hold_folder(machine.join("stick"))})),
        Act::BringIn => {
            let folder = exports(machine).pop().unwrap();
            let token = desk.hold_folder(folder.clone());
            let preview = does(&mut desk, "open_export", json!({"token": token}));
            let manager = preview["managers"][0]["id"].clone();
            let token = desk.hold_folder(folder);
            ("import_everything", json!({"token": token, "passphrase": OTHER_PASSPHRASE, "manager": manager, "pin": PIN}))
        }
    };
    (desk, name, request)
}

/// What was given out on the machine's stick.
pub fn exports(machine: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(machine.join("stick")).unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// The child: does it on this machine, and says what came of it.
pub fn acted(act: Act, machine: &Path) {
    let (mut desk, name, request) = up_to(act, machine, LATER);
    eprintln!("{BEGINS}");
    let answer = ask(&mut desk, name, request);
    let said = match &answer {
        Answer::Done(_) => "done",
        Answer::Refused(refusal) => &refusal.code,
        Answer::Fault(fault) => fault.code.as_str(),
    };
    eprintln!("{ENDS}{said}");
}
