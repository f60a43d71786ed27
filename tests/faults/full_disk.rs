//! A full disk does no harm: what was acknowledged is there, it can be read while there is no room, and the day goes on when
//! there is. PROMISES row 4. A sign-in, and a look that is kept in the trail, wait for room: both are written down.

use super::{State, ask, desk, long, open};
use rightful_core::clock::Moment;
use rightful_core::desk::{Answer, Desk};
use rightful_faults::{Disk, Failure};
use rightful_tests::a_desk;
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;

fn patient(desk: &mut Desk, number: u32) -> Answer {
    let details = json!({"given": format!("Ruth{number}"), "family": "Keller", "phone": "555-0100"});
    ask(desk, "add_patient", json!({"details": details, "another": true}), Some(&format!("request-{number}")))
}

fn how_many(desk: &mut Desk) -> u64 {
    // Names alone: a look that nobody has to answer for.
    let found = ask(desk, "find", json!({"query": "Ruth"}), None).done().expect("readable while full");
    found["people"].as_array().map_or(0, |people| people.len() as u64)
}

/// Somebody's morning on a disk that is filled and has room again by turns.
fn a_morning(home: &Path, moment: Moment, staff: i64, mut full: impl FnMut(bool)) {
    let clinic = home.join("clinic");
    let mut at_work = desk(home, moment, staff);
    for number in 0..4 {
        patient(&mut at_work, number).done().expect("there is room");
    }
    for round in 0..3_u32 {
        full(true);
        let (mut refused, before) = (0, how_many(&mut at_work));
        // What the log still has room for may be kept, and is told so.
        for number in 0..6 {
            match patient(&mut at_work, 100 + round * 10 + number) {
                Answer::Fault(fault) => {
                    assert_eq!(fault.code, "full_disk", "it is told as what it is");
                    refused += 1;
                }
                Answer::Done(_) => {}
                Answer::Refused(refusal) => panic!("refused with {}", refusal.code),
            }
        }
        assert!(refused > 0, "the disk was not full");
        assert!(how_many(&mut at_work) >= before);
        assert!(matches!(ask(&mut at_work, "queue", json!({}), None), Answer::Done(_)));
        full(false);
        // Asked again with the same id: done once, and without a restart.
        for number in 0..6 {
            patient(&mut at_work, 100 + round * 10 + number).done().expect("the day goes on");
        }
    }
    let held = State::of(at_work.store().expect("open"));
    // Full when the app ends and when it starts again.
    full(true);
    drop(at_work);
    let again = open(&clinic);
    assert!(State::of(&again) == held, "everything is there, and readable while full");
    drop(again);
    full(false);
    let mut at_work = desk(home, moment, staff);
    patient(&mut at_work, 999).done().expect("the day goes on");
    let told: Value = ask(&mut at_work, "find", json!({"query": "Ruth999"}), None).done().expect("found");
    assert!(told["people"].to_string().contains("Ruth999"), "and it is kept");
}

fn a_clinic_in(home: &Path) -> (Moment, i64) {
    let mut made = a_desk();
    let staff = made.kim;
    let moment = made.desk.now();
    made.do_("close", json!({}));
    std::fs::create_dir_all(home.join("clinic")).expect("a folder");
    for file in std::fs::read_dir(made.clinic()).expect("files").flatten().filter(|file| file.path().is_file()) {
        std::fs::copy(file.path(), home.join("clinic").join(file.file_name())).expect("copied");
    }
    (moment, staff)
}

#[test]
fn a_full_disk_does_no_harm() {
    let home = tempfile::tempdir().unwrap();
    let (moment, staff) = a_clinic_in(home.path());
    let disk = Disk::under(&home.path().join("clinic"));
    a_morning(home.path(), moment, staff, |full| if full { disk.fails(Failure::Full, 1, true) } else { drop(disk.mended()) });
}

/// A disk of a few megabytes at this folder; given back also where a test ends early.
#[cfg(target_os = "linux")]
struct SmallDisk<'a>(&'a Path);

#[cfg(target_os = "linux")]
impl<'a> SmallDisk<'a> {
    /// None where this machine lets us have none.
    fn at(folder: &'a Path) -> Option<Self> {
        let mut mount = std::process::Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=8m", "tmpfs"]).arg(folder);
        mount.status().is_ok_and(|done| done.success()).then_some(Self(folder))
    }

    fn fill(&self) {
        let mut file = std::fs::File::create(self.0.join("filler")).unwrap();
        while file.write_all(&[7; 512]).is_ok() {}
    }

    fn make_room(&self) {
        std::fs::remove_file(self.0.join("filler")).unwrap();
    }
}

#[cfg(target_os = "linux")]
impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        drop(std::process::Command::new("umount").arg("--lazy").arg(self.0).status());
    }
}

/// The same on a real one, where this machine lets us have one.
#[cfg(target_os = "linux")]
#[test]
fn a_real_disk_that_is_full_does_no_harm() {
    if !long() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::at(home.path()) else {
        println!("not run: only root may mount a small disk");
        return;
    };
    let (moment, staff) = a_clinic_in(home.path());
    a_morning(home.path(), moment, staff, |full| if full { disk.fill() } else { disk.make_room() });
    println!("run on a disk of 8 MB");
}

/// Names and sizes of what a folder holds.
#[cfg(target_os = "linux")]
fn held_in(folder: &Path) -> Vec<(std::ffi::OsString, u64)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let mut held: Vec<_> = entries.map(|entry| (entry.file_name(), entry.metadata().unwrap().len())).collect();
    held.sort();
    held
}

/// A backup that finds no room leaves the ones that are there and nothing half of itself, says so, and the next is made.
#[cfg(target_os = "linux")]
#[test]
fn a_backup_on_a_full_disk_leaves_the_ones_that_are_there() {
    if !long() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::at(home.path()) else {
        println!("not run: only root may mount a small disk");
        return;
    };
    let (moment, staff) = a_clinic_in(home.path());
    let backups = home.path().join("backups");
    let mut at_work = desk(home.path(), moment, staff);
    ask(&mut at_work, "back_up_now", json!({}), None).done().expect("there is room");
    let before = held_in(&backups);
    assert_eq!(before.len(), 1);
    for number in 0..3 {
        patient(&mut at_work, number).done().expect("there is room");
        disk.fill();
        match ask(&mut at_work, "back_up_now", json!({}), None) {
            Answer::Fault(fault) => assert_eq!(fault.code, "full_disk", "it is told as what it is"),
            other => panic!("{other:?}"),
        }
        assert_eq!(held_in(&backups), before, "what was there is there, and nothing half");
        disk.make_room();
    }
    ask(&mut at_work, "back_up_now", json!({}), None).done().expect("there is room again");
    assert_eq!(held_in(&backups).len(), 2);
    println!("run on a disk of 8 MB");
}
