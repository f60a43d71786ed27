//! One bit of a file on the disk is another one: no wrong value is ever shown, and one look at the file after a start finds
//! it. PROMISES row 5. What is not found: a bit in the last commit of the log that a crash left, or in the log's head. It
//! ends there then, as after a power cut.

use super::{State, key, long};
use rightful_core::clock::{Clock, SetClock};
use rightful_core::store::key::KeyFile;
use rightful_core::store::{FILE, Store, backup};
use rightful_tests::{MORNING, PASSPHRASE, a_desk};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Below `sides`.
fn roll(dice: &mut u64, sides: usize) -> usize {
    // SplitMix64 (Steele, Lea and Flood 2014).
    *dice = dice.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *dice;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    usize::try_from((z ^ (z >> 31)) % sides as u64).expect("fits")
}

/// A clinic as a crash leaves it: the file, the log beside it, the key file, and a backup.
struct Image {
    files: BTreeMap<&'static str, Vec<u8>>,
    /// What it holds.
    holds: State,
    /// What the backup holds.
    backup_holds: State,
}

fn image() -> Image {
    let mut desk = a_desk();
    for at in 0..40 {
        desk.patient(&format!("Ruth{at}"), "Keller", "1984-03-09");
    }
    desk.sign_in_as(desk.kim);
    desk.do_("back_up_now", json!({}));
    let backup = std::fs::read_dir(desk.folder.path().join("backups")).unwrap().next().unwrap().unwrap().path();
    let backup_holds = in_backup(&backup).expect("a sound backup");
    for at in 40..60 {
        desk.patient(&format!("Ruth{at}"), "Keller", "1984-03-09");
    }
    let read = |name: &str| std::fs::read(desk.clinic().join(name)).unwrap();
    let files = BTreeMap::from([
        ("file", read(FILE)),
        ("log", read(&format!("{FILE}-wal"))),
        ("key", read("key.json")),
        ("backup", std::fs::read(backup).unwrap()),
    ]);
    let folder = tempfile::tempdir().unwrap();
    let holds = State::of(&laid(folder.path(), &files).expect("it opens"));
    Image { files, holds, backup_holds }
}

/// Lays the files out as they were and opens them.
fn laid(folder: &Path, files: &BTreeMap<&'static str, Vec<u8>>) -> Result<Store, rightful_core::error::Fault> {
    std::fs::write(folder.join(FILE), &files["file"]).unwrap();
    std::fs::write(folder.join(format!("{FILE}-wal")), &files["log"]).unwrap();
    std::fs::write(folder.join("key.json"), &files["key"]).unwrap();
    Store::open(folder, key(), Store::take(folder)?, None)
}

/// What a backup holds; its key is the clinic's.
fn in_backup(path: &PathBuf) -> Option<State> {
    let mut from = std::io::BufReader::new(std::fs::File::open(path).ok()?);
    let header = backup::header(&mut from).ok()?;
    let folder = tempfile::tempdir().unwrap();
    let mut file = std::fs::File::create(folder.path().join(FILE)).unwrap();
    backup::body(&header, &mut from, &mut file).ok()?;
    drop(file);
    let store = Store::open(folder.path(), key(), Store::take(folder.path()).ok()?, None).ok()?;
    State::read(&store).ok().filter(|state| state.heads.len() == usize::try_from(header.trail_seq).unwrap_or(0))
}

#[test]
fn a_bit_that_flips_shows_nothing_wrong_and_is_noticed() {
    let image = image();
    let flips = if long() { 5_000 } else { 120 };
    let now = SetClock::from_rfc3339(MORNING).unwrap().now();
    let mut dice = 5;
    let mut counted: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for flip in 0..flips {
        // Each opening of a wrap is slow on purpose: one flip in forty is in the key file.
        let name = if flip % 40 == 0 { "key" } else { ["file", "file", "log", "backup"][flip % 4] };
        let mut files = image.files.clone();
        let bytes = files.get_mut(name).unwrap();
        let at = roll(&mut dice, bytes.len());
        bytes[at] ^= 1 << roll(&mut dice, 8);
        let folder = tempfile::tempdir().unwrap();
        let found = match name {
            "key" => {
                std::fs::write(folder.path().join("key.json"), &files["key"]).unwrap();
                match KeyFile::read(folder.path()).ok().and_then(|file| file.by_passphrase(PASSPHRASE)) {
                    None => "told",
                    Some(opened) => {
                        std::fs::write(folder.path().join(FILE), &files["file"]).unwrap();
                        let store = Store::open(folder.path(), &opened, Store::take(folder.path()).unwrap(), None);
                        assert!(store.is_ok(), "flip {flip}: a key that opens is the right one");
                        "the other wrap"
                    }
                }
            }
            "backup" => {
                let path = folder.path().join("one");
                std::fs::write(&path, &files["backup"]).unwrap();
                match in_backup(&path) {
                    None => "told",
                    Some(state) => {
                        assert!(state == image.backup_holds, "flip {flip} at {at}: a backup holds something else");
                        "its header"
                    }
                }
            }
            _ => match laid(folder.path(), &files) {
                Err(_) => "told",
                Ok(store) => {
                    let state = State::read(&store);
                    let looked = backup::begin(&store, now, &folder.path().join("looks")).and_then(backup::Job::look);
                    match state {
                        Err(_) => "told",
                        Ok(state) if state == image.holds && looked.is_err() => "noticed",
                        // A newer page stands in the log, and the look has written it over the broken one.
                        Ok(state) if state == image.holds => "mended by the log",
                        Ok(state) => {
                            // A log that is broken off ends there, as after a power cut: what is shown was so.
                            assert!(name == "log" && image.holds.heads.starts_with(&state.heads), "flip {flip} at {at} of the {name}");
                            if store.log_was_cut { "noticed" } else { "ends there" }
                        }
                    }
                }
            },
        };
        *counted.entry((name, found)).or_default() += 1;
    }
    println!("{flips} flips: {counted:?}");
    for seen in [("file", "told"), ("file", "noticed"), ("backup", "told"), ("key", "told"), ("log", "noticed")] {
        assert!(counted.contains_key(&seen), "{seen:?} was never seen: {counted:?}");
    }
}
