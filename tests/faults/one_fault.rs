//! One fault of the disk, at any touch, once or from then on: what a command leaves is as before it or as after it, its
//! answer is honest, and asked again it is done once.

use super::{State, ask, desk, long, open};
use crate::five_days;
use rightful_core::clock::{Clock, Moment};
use rightful_core::commands::{self, Run};
use rightful_core::desk::{Answer, Desk};
use rightful_core::trail;
use rightful_faults::{Disk, Failure};
use rightful_tests::{TestDesk, a_desk, watched};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;
use std::rc::Rc;
use tempfile::TempDir;

type Files = Vec<(OsString, Vec<u8>)>;

fn files_in(folder: &Path) -> Files {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries.map(|entry| (entry.file_name(), std::fs::read(entry.path()).unwrap())).collect()
}

/// A home with these files as its clinic.
fn home_with(files: &Files) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let clinic = home.path().join("clinic");
    std::fs::create_dir(&clinic).unwrap();
    for (name, bytes) in files {
        std::fs::write(clinic.join(name), bytes).unwrap();
    }
    home
}

/// A question of a story, and the clinic just before it was asked.
struct Step {
    name: String,
    request: Value,
    /// How it ended in the story: done, or the code of its refusal.
    came: String,
    files: Files,
    moment: Moment,
    staff: i64,
}

/// Each question of these stories that leaves something in the file, the first of each that ended so.
fn steps_of(stories: &[fn()]) -> Vec<Step> {
    #[derive(Default)]
    struct Kept {
        steps: Vec<Step>,
        seen: BTreeSet<(String, String)>,
    }
    let kept: Rc<RefCell<Kept>> = Rc::default();
    for story in stories {
        let into = Rc::clone(&kept);
        let mut about_to: Option<Step> = None;
        let watch = move |desk: &mut TestDesk, name: &str, request: &Value, answer: Option<&Answer>| {
            let Some(answer) = answer else {
                let leaves = commands::find(name).is_some_and(|line| matches!(line.run, Run::Write { .. } | Run::Seen(_)));
                about_to = leaves.then(|| Step {
                    name: name.to_owned(),
                    request: request.clone(),
                    came: String::new(),
                    files: files_in(&desk.clinic()),
                    moment: desk.clock.now(),
                    staff: desk.at_the_desk(),
                });
                return;
            };
            let Some(step) = about_to.take() else { return };
            let came = match answer {
                Answer::Refused(refusal) => refusal.code.clone(),
                _ => "done".to_owned(),
            };
            let kept = &mut *into.borrow_mut();
            if kept.seen.insert((step.name.clone(), came.clone())) {
                kept.steps.push(Step { came, ..step });
            }
        };
        watched(Box::new(watch), story);
    }
    kept.take().steps
}

/// What was seen of one step.
#[derive(Debug, Default, PartialEq, Eq)]
struct Seen {
    faults: u64,
    /// Told as a fault, and as before.
    old: u64,
    /// Acknowledged, and as after.
    new: u64,
    /// "We can't tell", and as after.
    unsure_new: u64,
}

struct Sweep<'a> {
    step: &'a Step,
    old: State,
    new: State,
    answer: Answer,
    /// Its id is not kept: a look asked for again is another look, and who was turned away at the door may ask again.
    id_stays_free: bool,
}

/// An answer as the page gets it.
fn told(answer: &Answer) -> Value {
    serde_json::to_value(answer).unwrap()
}

const ID: &str = "the page's own id";

impl<'a> Sweep<'a> {
    /// The step without a fault: what it leaves, and what it answers.
    fn of(step: &'a Step) -> Self {
        let home = home_with(&step.files);
        let mut desk = desk(home.path(), step.moment, step.staff);
        let old = State::of(desk.store().unwrap());
        let answer = ask(&mut desk, &step.name, step.request.clone(), Some(ID));
        assert!(!matches!(answer, Answer::Fault(_)), "{} without a fault: {answer:?}", step.name);
        let new = State::of(desk.store().unwrap());
        assert_eq!(new.heads.len(), old.heads.len() + 1, "{} leaves one entry", step.name);
        let id_stays_free = trail::times_kept(desk.store().unwrap(), ID).unwrap() == 0;
        Self { step, old, new, answer, id_stays_free }
    }

    /// The step with this touch failing; false when it was over before.
    fn with(&self, failure: Failure, nth: u64, way: Way, seen: &mut Seen) -> bool {
        let Step { name, request, moment, staff, .. } = self.step;
        let at = format!("{name}, {failure:?}, touch {nth}, {way:?}");
        let home = home_with(&self.step.files);
        let clinic = home.path().join("clinic");
        let disk = Disk::under(&clinic);
        let mut desk = desk(home.path(), *moment, *staff);

        disk.fails(failure, nth, way != Way::Once);
        let answer = ask(&mut desk, name, request.clone(), Some(ID));
        // What the disk has now is what the next start finds if the app ends here.
        let left = files_in(&clinic);
        if way == Way::UntilRestart {
            drop(desk);
            if disk.mended().is_empty() {
                return false;
            }
            let found = State::of(&open(&clinic));
            assert!(found == self.old || found == self.new, "{at}: the next start finds neither before nor after");
            let mut desk = super::desk(home.path(), *moment, *staff);
            // One more entry: who signed in.
            self.again(&at, &mut desk, found == self.new, 1);
        } else {
            if disk.mended().is_empty() {
                return false;
            }
            let goes_on = ask(&mut desk, "staff", json!({}), None).done();
            assert!(goes_on.is_ok(), "{at}: {answer:?}, and then the desk does not go on: {goes_on:?}");
            let now =
                State::read(desk.store().unwrap()).unwrap_or_else(|fault| panic!("{at}: {answer:?}, and the open desk reads {fault}"));
            assert!(now == self.old || now == self.new, "{at}: the open desk is neither as before nor as after");
            self.again(&at, &mut desk, now == self.new, 0);
            drop(desk);
            let found = State::of(&open(&clinic));
            assert!(found.tables == self.new.tables && found.heads.starts_with(&self.new.heads), "{at}: the next start finds it");
        }
        seen.faults += 1;
        self.judge(&at, &answer, &left, seen);
        true
    }

    /// Asked again with the same id, it answers as it would have, and is done once.
    fn again(&self, at: &str, desk: &mut Desk, was_done: bool, other_entries: usize) {
        let again = ask(desk, &self.step.name, self.step.request.clone(), Some(ID));
        assert_eq!(told(&again), told(&self.answer), "{at}: asked again, it is done");
        let now = State::of(desk.store().unwrap());
        let entries = self.new.heads.len() + other_entries + usize::from(self.id_stays_free && was_done);
        assert!(now.tables == self.new.tables && now.heads.len() == entries, "{at}: asked again, it is done once");
    }

    /// Is the answer honest about what a start finds on this disk?
    fn judge(&self, at: &str, answer: &Answer, left: &Files, seen: &mut Seen) {
        let home = home_with(left);
        let found = State::of(&open(&home.path().join("clinic")));
        assert!(found == self.old || found == self.new, "{at}: a start finds neither before nor after");
        match answer {
            Answer::Fault(fault) if fault.code == "unsure" => {
                seen.unsure_new += u64::from(found == self.new);
                seen.old += u64::from(found == self.old);
            }
            Answer::Fault(fault) => {
                assert!(["disk", "full_disk"].contains(&fault.code.as_str()), "{at}: told as {fault}");
                assert!(found == self.old, "{at}: told as {fault}, and it is there");
                seen.old += 1;
            }
            acknowledged => {
                assert_eq!(told(acknowledged), told(&self.answer), "{at}: another answer");
                assert!(found == self.new, "{at}: acknowledged, and it is not there");
                seen.new += 1;
            }
        }
    }
}

/// How long a disk fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// One touch.
    Once,
    /// Until the answer is there; then somebody mends it and asks again.
    UntilAnswered,
    /// Until the app is closed, and through its closing.
    UntilRestart,
}

/// The counter on a Friday: what leaves something in the file, each once.
fn friday() {
    let mut desk = a_desk();
    let eric = desk.patient("Eric", "Paulson", "1980-03-12");
    let order = desk.spectacles_received(eric, "Loft 17", "T041");
    let visit = desk.check_in(eric, "collecting");
    // Nobody has checked them yet: stopped, and the near miss is kept.
    let over = desk.do_("start_hand_over", json!({"order_id": order.id, "visit_id": visit}))["id"].clone();
    desk.do_("say_identifiers", json!({"hand_over_id": over, "name": "Eric Paulson", "born": "3/12/1980"}));
    desk.refused("finish_hand_over", json!({"hand_over_id": over, "receiver": "patient"}));
    let logged =
        desk.do_("log_discrepancy", json!({"kind": "part_lost", "line": "The case is not here.", "order_id": order.id, "visit_id": visit}));
    desk.do_(
        "make_promise",
        json!({"patient_id": eric, "discrepancy_id": logged["id"], "what": "call_back", "words": "We call.", "by": "2026-11-20"}),
    );
    let another = desk.patient("Ana", "Reyes", "1990-01-02");
    let hers = desk.spectacles_here(another, "Kite 8", "T042");
    desk.hand_over(&hers, "Ana Reyes", "1/2/1990", "T042");
    desk.sign_in_as(desk.kim);
    let settings = desk.do_("settings", json!({}));
    desk.do_("change_settings", json!({"settings": settings}));
}

/// The same step with a log so full that its commit moves it into the main file.
fn with_a_full_log(step: &Step) -> Step {
    // SQLite's own limit, 1,000 pages, less what the step itself adds.
    const NEARLY: u64 = 990 * (4096 + 24);
    let home = home_with(&step.files);
    let mut desk = desk(home.path(), step.moment, step.staff);
    let clinic = home.path().join("clinic");
    let mut number = 0;
    while std::fs::metadata(clinic.join("clinic.rightful-wal")).unwrap().len() < NEARLY {
        number += 1;
        let somebody = json!({"details": {"given": format!("Given{number}"), "family": format!("Family{number}")}, "another": true});
        ask(&mut desk, "add_patient", somebody, None).done().unwrap();
    }
    Step { name: step.name.clone(), request: step.request.clone(), came: step.came.clone(), files: files_in(&clinic), ..*step }
}

/// Each touch of each step in each of these ways, every `stride`th.
fn sweep(steps: &[Step], ways: &[(Failure, Way)], stride: usize) -> Seen {
    let mut all = Seen::default();
    for step in steps {
        let sweep = Sweep::of(step);
        let before = all.faults;
        for (failure, way) in ways {
            let mut nth = 1;
            while sweep.with(*failure, nth, *way, &mut all) {
                nth += stride as u64;
            }
        }
        assert!(all.faults > before, "{}: the disk was never touched", step.name);
        println!("{} ({}): {} faults", step.name, step.came, all.faults - before);
    }
    println!("{} steps, {all:?}", steps.len());
    all
}

#[test]
fn any_single_fault_of_the_disk_leaves_before_or_after_and_an_honest_answer() {
    let steps: Vec<Step> = steps_of(&[friday])
        .into_iter()
        .filter(|step| {
            [
                ("add_patient", "done"),
                ("add_order", "done"),
                ("check_in", "done"),
                ("log_discrepancy", "done"),
                ("make_promise", "done"),
                ("finish_hand_over", "done"),
                ("change_settings", "done"),
                ("open_order", "done"),
            ]
            .contains(&(&step.name, &step.came))
                || (step.name == "finish_hand_over" && step.came != "done")
        })
        .collect();
    assert_eq!(steps.len(), 9, "each of them is in the story");
    let stopped = Sweep::of(steps.iter().find(|step| step.came == "not_yet").unwrap());
    assert_ne!(stopped.old.tables["discrepancies"], stopped.new.tables["discrepancies"], "a refusal that keeps a near miss");
    let ways = [(Failure::Broken, Way::Once), (Failure::Broken, Way::UntilAnswered), (Failure::Full, Way::UntilAnswered)];
    let seen = sweep(&steps, &ways, 1);
    // Each of the three happens, or the sweep looked at nothing.
    assert!(seen.old > 0 && seen.unsure_new > 0, "{seen:?}");

    // SQLCipher gives up on a file of which one read failed; the desk must not.
    sweep(&steps[..1], &[(Failure::Unreadable, Way::Once), (Failure::Unreadable, Way::UntilAnswered)], 1);

    let full = with_a_full_log(steps.iter().find(|step| step.name == "check_in").unwrap());
    let seen = sweep(&[full], &[(Failure::Broken, Way::Once), (Failure::Broken, Way::UntilAnswered)], 7);
    assert!(seen.new > 0, "a fault after the commit is no fault of it: {seen:?}");
}

#[test]
fn any_single_fault_in_each_command_of_the_five_days() {
    if !long() {
        return;
    }
    let stories: [fn(); 6] = [
        friday,
        five_days::the_missing_lenses,
        five_days::eric_and_derrick,
        five_days::the_order_that_was_never_made,
        five_days::promises,
        five_days::the_ridiculed_child,
    ];
    let steps = steps_of(&stories);
    println!("{} steps", steps.len());
    let ways = [
        (Failure::Broken, Way::Once),
        (Failure::Broken, Way::UntilRestart),
        (Failure::Full, Way::Once),
        (Failure::Full, Way::UntilAnswered),
        (Failure::Unreadable, Way::Once),
        (Failure::Unreadable, Way::UntilAnswered),
    ];
    sweep(&steps, &ways, 1);
    let full: Vec<Step> =
        steps.iter().filter(|step| ["check_in", "finish_hand_over"].contains(&step.name.as_str())).map(with_a_full_log).collect();
    sweep(&full, &ways, 5);
}
