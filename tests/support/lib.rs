//! Builders, a fixed clock and a clinic in a temporary folder, for the tests. Everything goes through the real desk.

pub mod acts;
#[path = "../e2e/driven.rs"]
pub mod driven;

use rightful_core::clock::{At, Clock, LoadedDice, Moment, SetClock};
use rightful_core::desk::{Answer, Call, Desk};
use rightful_core::error::Refusal;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::LazyLock;
use tempfile::TempDir;

/// The instant that every test's day starts at, unless it says otherwise: a Friday, half past ten in New York.
pub const MORNING: &str = "2026-11-20T10:30:00-05:00";
/// Opens every test clinic.
pub const PASSPHRASE: &str = "correct horse battery";
/// Everybody's PIN in a test clinic.
pub const PIN: &str = "4711";

/// This RFC 3339 moment as the core counts it, in milliseconds.
#[must_use]
pub fn at(moment: &str) -> i64 {
    SetClock::from_rfc3339(moment).expect("a moment").now().at.0
}

/// A desk with a clinic set up and somebody signed in.
pub struct TestDesk {
    /// The real desk on a real encrypted file.
    pub desk: Desk,
    /// Its clock.
    pub clock: SetClock,
    /// Where its files are; gone when the test ends.
    pub folder: TempDir,
    /// Kim Vo, the manager.
    pub kim: i64,
    /// Dana Reyes, a dispenser.
    pub dana: i64,
    /// Jo Ortiz, a receptionist: signed in at the start.
    pub jo: i64,
    signed_in: i64,
}

/// Told of every question of a story: before it is asked, and again with its answer.
pub type Watch = Box<dyn FnMut(&mut TestDesk, &str, &Value, Option<&Answer>)>;

thread_local! {
    static WATCH: RefCell<Option<Watch>> = const { RefCell::new(None) };
}

/// Tells this story while somebody watches.
pub fn watched(watch: Watch, story: impl FnOnce()) {
    // The first clinic of all is made before anybody looks: its making is no part of the story.
    drop(a_desk());
    WATCH.set(Some(watch));
    story();
    WATCH.set(None);
}

/// The files of a new clinic, and its staff: Kim, Dana, Jo.
type FirstClinic = (Vec<(OsString, Vec<u8>)>, [i64; 3]);

/// A new clinic on a Friday morning, Jo Ortiz at the desk.
#[must_use]
pub fn a_desk() -> TestDesk {
    // Keys are made once for all tests of a run: making them is slow on purpose, and not what a journey is about.
    static FIRST: LazyLock<FirstClinic> = LazyLock::new(|| {
        let TestDesk { mut desk, folder, kim, dana, jo, .. } = a_desk_at(MORNING);
        desk.answer(Call { name: "close".to_owned(), request: json!({}), request_id: None }).done().expect("a closed desk");
        let files = std::fs::read_dir(folder.path().join("clinic")).expect("the first clinic").map(|file| {
            let file = file.expect("a file");
            (file.file_name(), std::fs::read(file.path()).expect("its bytes"))
        });
        (files.collect(), [kim, dana, jo])
    });
    let (files, [kim, dana, jo]) = &*FIRST;
    let folder = tempfile::tempdir().expect("a folder");
    let clinic = folder.path().join("clinic");
    std::fs::create_dir(&clinic).expect("a folder");
    for (name, bytes) in files {
        std::fs::write(clinic.join(name), bytes).expect("a copy");
    }
    let clock = SetClock::from_rfc3339(MORNING).expect("a moment");
    let desk = Desk::closed(folder.path().to_owned(), Box::new(clock.clone()), Box::new(LoadedDice(5)));
    let mut test = TestDesk { desk, clock, folder, kim: *kim, dana: *dana, jo: *jo, signed_in: *jo };
    test.do_("unlock", json!({"secret": PASSPHRASE}));
    test.sign_in_as(*jo);
    test
}

/// A new clinic at this RFC 3339 moment, Jo Ortiz at the desk.
#[must_use]
pub fn a_desk_at(moment: &str) -> TestDesk {
    let clock = SetClock::from_rfc3339(moment).expect("a moment");
    let folder = tempfile::tempdir().expect("a folder");
    let desk = Desk::closed(folder.path().to_owned(), Box::new(clock.clone()), Box::new(LoadedDice(3)));
    let mut test = TestDesk { desk, clock, folder, kim: 0, dana: 0, jo: 0, signed_in: 0 };
    test.do_("set_up_clinic", json!({"clinic": "Test clinic", "given": "Kim", "family": "Vo", "pin": PIN, "passphrase": PASSPHRASE}));
    test.kim = test.do_("desk_state", json!({}))["who"].as_i64().expect("the manager");
    test.dana = test.staff("Dana", "Reyes", "dispenser");
    test.jo = test.staff("Jo", "Ortiz", "receptionist");
    test.sign_in_as(test.jo);
    test
}

impl TestDesk {
    /// Asks the desk; whatever it answers.
    pub fn ask(&mut self, name: &str, request: Value) -> Answer {
        let Some(mut watch) = WATCH.take() else {
            return self.desk.answer(Call { name: name.to_owned(), request, request_id: None });
        };
        watch(self, name, &request, None);
        let answer = self.desk.answer(Call { name: name.to_owned(), request: request.clone(), request_id: None });
        watch(self, name, &request, Some(&answer));
        WATCH.set(Some(watch));
        answer
    }

    /// Asks with the page's own request id; whatever it answers.
    pub fn ask_as(&mut self, request_id: &str, name: &str, request: Value) -> Answer {
        self.desk.answer(Call { name: name.to_owned(), request, request_id: Some(request_id.to_owned()) })
    }

    /// Asks for what must go through; its reply.
    #[track_caller]
    pub fn do_(&mut self, name: &str, request: Value) -> Value {
        match self.ask(name, request) {
            Answer::Done(reply) => reply,
            Answer::Refused(refusal) => panic!("{name} was refused: {refusal:?}"),
            Answer::Fault(fault) => panic!("{name} failed: {fault} {:?}", self.desk.take_faults()),
        }
    }

    /// Asks for what must be refused; the refusal.
    #[track_caller]
    pub fn refused(&mut self, name: &str, request: Value) -> Refusal {
        match self.ask(name, request) {
            Answer::Refused(refusal) => refusal,
            Answer::Done(reply) => panic!("{name} went through: {reply}"),
            Answer::Fault(fault) => panic!("{name} failed: {fault} {:?}", self.desk.take_faults()),
        }
    }

    /// The code of a refusal that must come.
    #[track_caller]
    pub fn refused_because(&mut self, name: &str, request: Value) -> String {
        self.refused(name, request).code
    }

    /// Adds a colleague; their id. A manager must be signed in.
    #[track_caller]
    pub fn staff(&mut self, given: &str, family: &str, role: &str) -> i64 {
        let added = self.do_("add_staff", json!({"given": given, "family": family, "role": role, "pin": PIN}));
        added["id"].as_i64().expect("an id")
    }

    /// Adds a patient, whoever they resemble; their id. `born` is `YYYY-MM-DD`.
    #[track_caller]
    pub fn patient(&mut self, given: &str, family: &str, born: &str) -> i64 {
        let added = self.do_("add_patient", json!({"details": {"given": given, "family": family, "born": born}, "another": true}));
        added["patient_id"].as_i64().expect("an id")
    }

    /// Checks a patient in; the visit's id. `purpose` as in the core: collecting, adjustment, repair, fitting …
    #[track_caller]
    pub fn check_in(&mut self, patient: i64, purpose: &str) -> i64 {
        self.do_("check_in", json!({"patient_id": patient, "purpose": purpose}))["visit_id"].as_i64().expect("a visit")
    }

    /// Checks in somebody we do not know; the visit's id.
    #[track_caller]
    pub fn walk_in(&mut self, name: &str, purpose: &str) -> i64 {
        self.do_("check_in", json!({"walk_in": name, "purpose": purpose}))["visit_id"].as_i64().expect("a visit")
    }

    /// One visit as the queue shows it.
    #[track_caller]
    pub fn turn(&mut self, visit: i64) -> Value {
        let queue = self.do_("queue", json!({}));
        let turns = ["waiting", "with_us"].into_iter().flat_map(|list| queue[list].as_array().expect("a list").clone());
        turns.into_iter().find(|turn| turn["visit_id"] == visit).expect("a visit in the queue")
    }

    /// The visits that wait, in the queue's order.
    #[track_caller]
    pub fn waiting(&mut self) -> Vec<i64> {
        let queue = self.do_("queue", json!({}));
        queue["waiting"].as_array().expect("a list").iter().map(|turn| turn["visit_id"].as_i64().expect("an id")).collect()
    }

    /// This colleague takes the desk.
    #[track_caller]
    pub fn sign_in_as(&mut self, staff: i64) {
        self.do_("sign_in", json!({"staff_id": staff, "pin": PIN}));
        self.signed_in = staff;
    }

    /// Who signed in last.
    #[must_use]
    pub fn at_the_desk(&self) -> i64 {
        self.signed_in
    }

    /// Where the clinic's files lie.
    #[must_use]
    pub fn clinic(&self) -> PathBuf {
        self.desk.folder(false)
    }

    /// Now, as the desk sees it.
    #[must_use]
    pub fn now(&self) -> At {
        self.clock.now().at
    }

    /// Minutes pass with somebody moving about at the desk, so that it does not lock.
    #[track_caller]
    pub fn minutes_pass(&mut self, minutes: i64) {
        for _ in 0..minutes {
            self.clock.advance_minutes(1);
            self.do_("still_here", json!({}));
        }
    }

    /// It is this RFC 3339 moment now (hours or days later); the same colleague signs in again.
    #[track_caller]
    pub fn it_is(&mut self, moment: &str) {
        let then = SetClock::from_rfc3339(moment).expect("a moment").now();
        self.set_clock(then);
    }

    /// It is this moment now; the same colleague signs in again.
    #[track_caller]
    pub fn set_clock(&mut self, moment: Moment) {
        self.clock.set(moment);
        self.sign_in_as(self.signed_in);
    }

    /// Closes the desk and opens the same folder again, as after a crash or in the morning; the same colleague signs in.
    #[track_caller]
    pub fn restart(&mut self) {
        let (home, clock) = (self.folder.path().to_owned(), Box::new(self.clock.clone()));
        // The old desk must be gone, and its lock with it, before the new one opens the file.
        drop(std::mem::replace(&mut self.desk, Desk::closed(home, clock, Box::new(LoadedDice(4)))));
        self.do_("unlock", json!({"secret": PASSPHRASE}));
        self.sign_in_as(self.signed_in);
    }

    /// The trail, done again on an empty store, gives the same tables; and its chain is whole.
    #[track_caller]
    pub fn replays(&self) {
        let scratch = tempfile::tempdir().expect("a folder");
        let store = self.desk.store().expect("an open store");
        let differ = rightful_core::trail::replay::differences(store, scratch.path()).expect("a replay");
        assert!(differ.is_empty(), "replay gives other rows in {differ:?}");
    }
}

/// Spectacles that are here, complete and verified.
#[derive(Debug, Clone)]
pub struct OrderHere {
    /// Their id.
    pub id: i64,
    /// The number people say.
    pub number: String,
    /// Their parts, by kind.
    pub parts: Vec<(String, i64)>,
}

impl OrderHere {
    /// The part of this kind.
    #[must_use]
    #[track_caller]
    pub fn part(&self, kind: &str) -> i64 {
        self.parts.iter().find(|(of, _)| of == kind).expect("a part of this kind").1
    }
}

impl TestDesk {
    /// Spectacles for this patient that came complete into this tray; nobody has checked them yet.
    #[track_caller]
    pub fn spectacles_received(&mut self, patient: i64, frame: &str, tray: &str) -> OrderHere {
        let powers = json!({"right": {"sphere": -175, "cyl": -50, "axis": 90}, "left": {"sphere": -150}});
        self.spectacles_with(patient, frame, tray, &powers)
    }

    /// Spectacles with these powers that came complete into this tray; nobody has checked them yet.
    #[track_caller]
    pub fn spectacles_with(&mut self, patient: i64, frame: &str, tray: &str, powers: &Value) -> OrderHere {
        let added = self.do_(
            "add_order",
            json!({"patient_id": patient, "kind": "spectacles", "frame": frame, "frame_source": "ours", "frame_place": "board 3",
                   "lab": "North lab", "powers": powers}),
        );
        let id = added["order_id"].as_i64().expect("an id");
        let page = self.do_("open_order", json!({"order_id": id}));
        let parts: Vec<(String, i64)> = page["parts"]
            .as_array()
            .expect("parts")
            .iter()
            .map(|part| (part["kind"].as_str().expect("a kind").to_owned(), part["id"].as_i64().expect("an id")))
            .collect();
        self.do_("move_order", json!({"order_id": id, "to": "ordered"}));
        self.do_("move_order", json!({"order_id": id, "to": "at_lab"}));
        let arrived: Vec<i64> = parts.iter().map(|(_, part)| *part).collect();
        self.do_("receive_order", json!({"order_id": id, "tray": tray, "arrived": arrived}));
        OrderHere { id, number: page["order"]["number"].as_str().expect("a number").to_owned(), parts }
    }

    /// Spectacles for this patient in this tray: here, complete, checked by Dana.
    #[track_caller]
    pub fn spectacles_here(&mut self, patient: i64, frame: &str, tray: &str) -> OrderHere {
        let order = self.spectacles_received(patient, frame, tray);
        let at_the_desk = self.signed_in;
        self.sign_in_as(self.dana);
        self.do_("verify_order", json!({"order_id": order.id, "verdict": "passed"}));
        self.sign_in_as(at_the_desk);
        order
    }

    /// Hands this order over to its patient, by the book.
    #[track_caller]
    pub fn hand_over(&mut self, order: &OrderHere, name: &str, born: &str, tray: &str) {
        let over = self.do_("start_hand_over", json!({"order_id": order.id, "visit_id": null}))["id"].clone();
        self.do_("say_identifiers", json!({"hand_over_id": over, "name": name, "born": born}));
        self.do_("scan_at_hand_over", json!({"hand_over_id": over, "code": tray}));
        for (_, part) in order.parts.clone() {
            self.do_("tick_part", json!({"hand_over_id": over, "part_id": part, "ticked": true}));
        }
        self.do_("look_together", json!({"hand_over_id": over, "case_opened": true, "looked": true}));
        self.do_("finish_hand_over", json!({"hand_over_id": over, "receiver": "patient"}));
    }
}
