//! The power goes at any moment: whatever of the unsynced writes the disk has taken, the next start finds every command
//! that was acknowledged, whole, in order, and nothing half done.

use super::{State, ask, long, open};
use crate::five_days;
use rightful_core::desk::Answer;
use rightful_faults::{Cut, Disk, Image};
use rightful_tests::{TestDesk, a_desk, watched};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;

/// What the starts after the cuts found.
#[derive(Debug, Default)]
struct Found {
    commands: usize,
    images: BTreeMap<Cut, usize>,
    /// By the file whose sync was cut.
    at_sync_of: BTreeMap<String, usize>,
    /// Images in which something that was acknowledged is missing, or that cannot be read.
    lost: usize,
    /// Images whose log is said to break off.
    told: usize,
    first: Option<String>,
}

/// A disk that may be cut, under one clinic, and what it has acknowledged.
struct Watched {
    clinic: PathBuf,
    disk: Disk,
    /// The tables as they were with so many entries in the trail.
    tables: BTreeMap<usize, BTreeMap<String, String>>,
    /// The heads of all that is acknowledged.
    heads: Vec<[u8; 32]>,
}

impl Watched {
    /// Opens each image as the next start would.
    fn look_at(&self, images: Vec<Image>, after: &str, found: &mut Found) {
        for image in images {
            *found.images.entry(image.cut).or_default() += 1;
            *found.at_sync_of.entry(image.at_sync_of.clone()).or_default() += 1;
            let folder = tempfile::tempdir().unwrap();
            image.put(folder.path()).unwrap();
            let state = std::panic::catch_unwind(|| {
                let store = open(folder.path());
                (State::of(&store), store.log_was_cut)
            });
            found.told += usize::from(state.as_ref().is_ok_and(|(_, told)| *told));
            let state = state.map(|(state, _)| state);
            let whole = state.as_ref().is_ok_and(|state| {
                // All that was acknowledged, and perhaps the one that was not yet; the tables of just then.
                state.heads.starts_with(&self.heads) && self.tables.get(&state.heads.len()).is_none_or(|tables| *tables == state.tables)
            });
            if !whole {
                found.lost += 1;
                let has = state.map_or_else(|_| "cannot be read".to_owned(), |state| format!("has {} entries", state.heads.len()));
                found.first.get_or_insert(format!("{:?} after {after}: {} acknowledged, {has}", image.cut, self.heads.len()));
            }
        }
    }
}

/// Tells the stories on a disk whose power may be cut; `some`: images of each kind of chance at each sync; `lies_about`: the
/// files that the disk says are synced and are not.
fn cut(stories: &[fn()], some: usize, lies_about: Option<&'static str>) -> Found {
    let found: Rc<RefCell<Found>> = Rc::default();
    for (number, story) in stories.iter().enumerate() {
        let into = Rc::clone(&found);
        let mut watched_disk: Option<Watched> = None;
        let mut unseen: Vec<Image> = Vec::new();
        let watch = move |desk: &mut TestDesk, name: &str, _: &Value, answer: Option<&Answer>| {
            let found = &mut *into.borrow_mut();
            let clinic = desk.clinic();
            let Some(answer) = answer else {
                if watched_disk.as_ref().is_none_or(|watched| watched.clinic != clinic) {
                    let disk = Disk::under(&clinic);
                    disk.may_be_cut(number as u64, some);
                    if let Some(ending) = lies_about {
                        disk.lies_about(ending);
                    }
                    watched_disk = Some(Watched { clinic, disk, tables: BTreeMap::new(), heads: Vec::new() });
                }
                return;
            };
            let Some(watched) = &mut watched_disk else { return };
            // Whoever closes and opens the desk in between cuts too.
            let Ok(store) = desk.desk.store() else { return };
            let state = State::of(store);
            found.commands += usize::from(state.heads.len() > watched.heads.len());
            // What was cut while this was done must hold what was acknowledged before, and is not before or after by
            // halves: its tables are known by now.
            watched.tables.insert(state.heads.len(), state.tables);
            unseen.extend(watched.disk.images());
            watched.look_at(std::mem::take(&mut unseen), name, found);
            assert!(!matches!(answer, Answer::Fault(_)), "{name}: {answer:?}");
            watched.heads = state.heads;
            // And at rest.
            watched.disk.cut_now();
            watched.look_at(watched.disk.images(), name, found);
        };
        watched(Box::new(watch), story);
    }
    found.take()
}

/// The desk is closed and opened; its log grows so full that a commit moves it into the main file, and is begun again.
fn closed_opened_and_a_full_log() {
    let mut desk = a_desk();
    desk.patient("Ana", "Reyes", "1990-01-02");
    desk.restart();
    desk.patient("Sam", "Keller", "2011-03-04");
    let log = |desk: &TestDesk| std::fs::metadata(desk.clinic().join("clinic.rightful-wal")).unwrap().len();
    desk.desk
        .in_one_go(|desk| {
            for number in 0..2_000 {
                let words = format!("{number} ").repeat(200);
                ask(desk, "log_discrepancy", json!({"kind": "other", "line": "Many words.", "patient_words": words}), None).done().unwrap();
            }
            Ok(())
        })
        .unwrap();
    desk.do_("still_here", json!({}));
    let full = log(&desk);
    assert!(full > 1000 * (4096 + 24), "the log is full: {full}");
    for name in ["Eric", "Derrick"] {
        desk.patient(name, "Paulson", "1980-03-12");
        assert_eq!(log(&desk), full, "it is begun again from its start");
    }
    desk.restart();
    desk.patient("Leo", "Marsh", "2016-08-30");
}

#[test]
fn a_power_cut_at_any_sync_loses_nothing_that_was_acknowledged() {
    let stories: &[fn()] = &[
        closed_opened_and_a_full_log,
        five_days::the_missing_lenses,
        five_days::eric_and_derrick,
        five_days::the_order_that_was_never_made,
        five_days::promises,
        five_days::the_ridiculed_child,
    ];
    let found = if long() { cut(stories, 10, None) } else { cut(&stories[..2], 1, None) };
    println!("{found:?}, {} images", found.images.values().sum::<usize>());
    assert_eq!(found.lost, 0, "{:?}", found.first);
    assert_eq!(found.told, 0, "nobody is told that something is missing where nothing is");
    assert!(found.at_sync_of["clinic.rightful"] > 0, "also while the log is moved into the main file");
    assert!(found.images.values().sum::<usize>() >= if long() { 5_000 } else { 200 }, "so many were looked at");
}

#[test]
fn the_controls_lose() {
    // What `PRAGMA synchronous=NORMAL` would do: a log that is not synced with each commit.
    let found = cut(&[five_days::the_ridiculed_child], 1, Some("-wal"));
    println!("log: {found:?}");
    assert!(found.lost > 0, "a cut that loses nothing where the log is not synced would find nothing anywhere");
    // A main file that is not synced before its log is begun again.
    let found = cut(&[closed_opened_and_a_full_log], 1, Some("clinic.rightful"));
    println!("main file: {found:?}");
    assert!(found.lost > 0, "a cut that loses nothing where the main file is not synced would find nothing there");
}
