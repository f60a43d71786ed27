//! Putting a backup in the place of the store, so that at every instant either the one or the other is whole.
//!
//! What was there is moved aside first, all of it (a left-over write-ahead log would silently undo the restore), and
//! stays: undoing moves it back. A note says what is under way; a desk that starts and finds the note finishes nothing,
//! it puts back what was.

use super::FILE;
use super::backup::{self, Header, beside, sync_folder, whole};
use super::key::{self, DataKey};
use crate::error::Fault;
use serde::{Deserialize, Serialize};
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};

/// The note, in the clinic's folder, while a restore is under way.
const NOTE: &str = "restore.json";
/// The store about to take its place.
const COMING: &str = "restore.store";
/// Everything of a clinic that a restore replaces.
const ALL: [&str; 4] = [FILE, "clinic.rightful-wal", "clinic.rightful-shm", key::FILE];

/// A restore was cut short in this folder.
#[must_use]
pub fn is_cut_short(folder: &Path) -> bool {
    folder.join(NOTE).exists()
}

/// … and nothing was there before: what lies there now will be nobody's.
#[must_use]
pub(super) fn had_nothing(folder: &Path) -> bool {
    read_note(folder).is_ok_and(|note| note.is_some_and(|note| note.had.is_empty()))
}

fn disk(error: std::io::Error) -> Fault {
    match error.kind() {
        std::io::ErrorKind::StorageFull => Fault::new("full_disk", "restore"),
        kind => Fault::new("disk", kind),
    }
}

/// Before each touch of the disk: in tests the machine loses its power here.
fn touch() -> Result<(), Fault> {
    #[cfg(test)]
    tests::power()?;
    Ok(())
}

fn rename(from: &Path, to: &Path) -> Result<(), Fault> {
    touch()?;
    std::fs::rename(from, to).map_err(disk)
}

fn remove(path: &Path) -> Result<(), Fault> {
    touch()?;
    std::fs::remove_file(path).map_err(disk)
}

/// What is under way.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    /// The folder aside, by its name in the clinic's folder.
    aside: String,
    /// What was there, by its name: anything else there came with the restore.
    had: Vec<String>,
}

/// A backup that was opened with its key and found sound, ready to take its place.
#[derive(Debug)]
pub struct Ready {
    /// What it says of itself.
    pub header: Header,
    key: DataKey,
    coming: PathBuf,
}

impl Ready {
    /// A look into it, before anything is replaced.
    ///
    /// # Errors
    /// As the store gives them.
    pub fn look<T>(&self, look: impl FnOnce(&rusqlite::Connection) -> Result<T, Fault>) -> Result<T, Fault> {
        look(&backup::open_copy(&self.coming, &self.key)?)
    }
}

impl Drop for Ready {
    fn drop(&mut self) {
        for left in [self.coming.clone(), beside(&self.coming, "-wal"), beside(&self.coming, "-shm")] {
            // What took its place is not there any more.
            drop(std::fs::remove_file(left));
        }
    }
}

/// Opens a backup with a passphrase or a recovery key, and checks every page of it, in the clinic's folder but in
/// nobody's place. None: that secret does not open it.
///
/// # Errors
/// `not_a_backup`, `newer_file`, `damaged`, `disk`, `full_disk`.
pub fn ready(folder: &Path, from: &mut dyn Read, secret: &str) -> Result<Option<Ready>, Fault> {
    let mut from = BufReader::new(from);
    let header = backup::header(&mut from)?;
    let Some(key) = header.key.by_passphrase(secret).or_else(|| header.key.by_recovery_key(secret)) else { return Ok(None) };
    std::fs::create_dir_all(folder).map_err(disk)?;
    let coming = folder.join(COMING);
    whole(&coming, |out| backup::body(&header, &mut from, out))?;
    let ready = Ready { header, key, coming };
    ready.look(|db| backup::check_copy(db, ready.header.trail_seq, &ready.header.trail_head, backup::Look::ToTheRow))?;
    Ok(Some(ready))
}

/// Puts it in the store's place. The store must be closed, and the folder taken. Returns the folder aside, by its name,
/// and the key.
///
/// # Errors
/// `disk`, `full_disk`: what was there is back.
pub fn put_in_place(folder: &Path, ready: Ready, aside: &str) -> Result<DataKey, Fault> {
    put_new_in_place(folder, &ready.coming, &ready.header.key, aside)?;
    Ok(ready.key.clone())
}

/// Puts a store that is closed, and lies on the same disk, with its key file in the place of what is there, if anything is.
///
/// # Errors
/// `disk`, `full_disk`: what was there is back.
pub fn put_new_in_place(folder: &Path, coming: &Path, key: &key::KeyFile, aside: &str) -> Result<(), Fault> {
    // What its closing could not move into it would be lost.
    if std::fs::metadata(beside(coming, "-wal")).is_ok_and(|log| log.len() > 0) {
        return Err(Fault::new("disk", "the store that comes has a log"));
    }
    let placed = (|| {
        set_aside(folder, aside)?;
        rename(coming, &folder.join(FILE))?;
        touch()?;
        key.write(folder)?;
        sync_folder(folder)
    })();
    done_or_back(folder, placed)?;
    // Where nothing was, there is nothing to put back.
    drop(std::fs::remove_dir(folder.join(aside)));
    Ok(())
}

/// Moves back what was put aside; what is there now is put aside instead. The store must be closed, the folder taken.
///
/// # Errors
/// `nothing_aside`; `disk`, `full_disk`: all is as it was.
pub fn put_back(folder: &Path, from: &str, aside: &str) -> Result<(), Fault> {
    if !folder.join(from).join(FILE).exists() {
        return Err(Fault::new("nothing_aside", "no store aside"));
    }
    let placed = (|| {
        set_aside(folder, aside)?;
        for name in ALL {
            let there = folder.join(from).join(name);
            if there.exists() {
                touch()?;
                std::fs::copy(&there, folder.join(name)).map_err(disk)?;
            }
        }
        sync_folder(folder)
    })();
    done_or_back(folder, placed)
}

/// Takes away again what was just put in place, and puts back what that put aside. The store must be closed, the folder taken.
///
/// # Errors
/// `disk`, `full_disk`: the next start does it, unless not even the note could be written.
pub fn take_away(folder: &Path, aside: &str) -> Result<(), Fault> {
    let had = ALL.iter().filter(|name| folder.join(aside).join(name).exists()).map(|name| (*name).to_owned()).collect();
    write_note(folder, &Note { aside: aside.to_owned(), had })?;
    back_if_cut_short(folder)
}

fn write_note(folder: &Path, note: &Note) -> Result<(), Fault> {
    let text = serde_json::to_vec(note).map_err(|_| Fault::new("bug", "note"))?;
    touch()?;
    whole(&folder.join(NOTE), |out| out.write_all(&text).map_err(disk))
}

/// The note first, then the files, one after the other.
fn set_aside(folder: &Path, aside: &str) -> Result<(), Fault> {
    touch()?;
    std::fs::create_dir_all(folder.join(aside)).map_err(disk)?;
    let had: Vec<String> = ALL.iter().filter(|name| folder.join(name).exists()).map(|name| (*name).to_owned()).collect();
    let note = Note { aside: aside.to_owned(), had };
    write_note(folder, &note)?;
    for name in &note.had {
        rename(&folder.join(name), &folder.join(aside).join(name))?;
    }
    sync_folder(&folder.join(aside))?;
    sync_folder(folder)
}

/// Taking the note away is the instant at which it is done.
fn done_or_back(folder: &Path, placed: Result<(), Fault>) -> Result<(), Fault> {
    let done = placed.and_then(|()| {
        let note = read_note(folder)?;
        remove(&folder.join(NOTE))?;
        // Whether that outlives a power cut nobody knows then: so it is not done.
        sync_folder(folder).inspect_err(|_| drop(note.map(|note| write_note(folder, &note))))
    });
    // The first error says more; where going back fails too, the next start tries again.
    if done.is_err() {
        back_if_cut_short(folder).or_else(|_| done.clone())?;
    }
    done
}

fn read_note(folder: &Path) -> Result<Option<Note>, Fault> {
    match std::fs::read(folder.join(NOTE)) {
        Ok(note) => serde_json::from_slice(&note).map(Some).map_err(|_| Fault::new("disk", "restore note")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(disk(error)),
    }
}

/// A restore that was cut short: puts back what was. Does nothing where there is no note. Call it with the folder taken,
/// before the store is opened.
///
/// # Errors
/// `disk`: the note stays, so that the next start tries again.
pub fn back_if_cut_short(folder: &Path) -> Result<(), Fault> {
    let Some(note) = read_note(folder)? else { return Ok(()) };
    let aside = folder.join(&note.aside);
    for name in ALL {
        let (here, there) = (folder.join(name), aside.join(name));
        if !note.had.iter().any(|had| had == name) {
            if here.exists() {
                remove(&here)?;
            }
        } else if there.exists() {
            rename(&there, &here)?;
        }
    }
    sync_folder(folder)?;
    remove(&folder.join(NOTE))?;
    sync_folder(folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{LoadedDice, SetClock};
    use crate::desk::{Call, Desk};
    use crate::store::Store;
    use serde_json::{Value, json};
    use std::cell::Cell;

    thread_local! {
        /// How many more touches of the disk the machine has power for.
        static LEFT: Cell<usize> = const { Cell::new(usize::MAX) };
    }

    pub(super) fn power() -> Result<(), Fault> {
        LEFT.with(|left| match left.get() {
            0 => Err(Fault::new("disk", "no power")),
            more => {
                left.set(more - 1);
                Ok(())
            }
        })
    }

    const PASSPHRASE: &str = "correct horse battery";

    fn ask(desk: &mut Desk, name: &str, request: Value) -> Value {
        desk.answer(Call { name: name.into(), request, request_id: None }).done().unwrap()
    }

    fn desk_on(home: &Path, clock: &SetClock) -> Desk {
        Desk::closed(home.to_owned(), Box::new(clock.clone()), Box::new(LoadedDice(3)))
    }

    fn people(folder: &Path) -> i64 {
        let lock = Store::take(folder).unwrap();
        let key = key::KeyFile::read(folder).unwrap().by_passphrase(PASSPHRASE).unwrap();
        Store::open(folder, &key, lock, None).unwrap().db.query_row("SELECT count(*) FROM patients", [], |row| row.get(0)).unwrap()
    }

    /// Every touch of the disk is the last one before the power goes, in the restore and in its undoing.
    #[test]
    fn a_power_cut_at_any_touch_leaves_the_one_store_or_the_other() {
        let home = tempfile::tempdir().unwrap();
        let clock = SetClock::from_rfc3339("2026-11-20T10:30:00-05:00").unwrap();
        let mut desk = desk_on(home.path(), &clock);
        let request = json!({"clinic": "Test clinic", "given": "Kim", "family": "Vo", "pin": "4711", "passphrase": PASSPHRASE});
        ask(&mut desk, "set_up_clinic", request);
        ask(&mut desk, "back_up_now", json!({}));
        ask(&mut desk, "add_patient", json!({"details": {"given": "Sam", "family": "Keller"}}));
        let folder = desk.folder(false);
        ask(&mut desk, "close", json!({}));
        drop(desk);
        let made = backup::in_folder(&home.path().join("backups"));
        let open = || {
            let mut file = std::fs::File::open(&made[0].path).unwrap();
            ready(&folder, &mut file, PASSPHRASE).unwrap().unwrap()
        };
        let mut cuts = [0, 0];
        for (round, here) in [1_i64, 0].into_iter().enumerate() {
            // Restoring takes Sam away, undoing brings him back.
            for touches in 0.. {
                assert_eq!(people(&folder), here, "before");
                let lock = Store::take(&folder).unwrap();
                let aside = format!("aside-{round}-{touches}");
                let coming = (round == 0).then(open);
                LEFT.set(touches);
                let done = match coming {
                    Some(ready) => put_in_place(&folder, ready, &aside).map(|_| ()),
                    None => put_back(&folder, "aside-first", &aside),
                };
                LEFT.set(usize::MAX);
                drop(lock);
                if done.is_ok() {
                    assert_eq!(people(&folder), 1 - here, "done");
                    if round == 0 {
                        std::fs::rename(folder.join(&aside), folder.join("aside-first")).unwrap();
                    }
                    break;
                }
                cuts[round] += 1;
                // The power goes again while it puts back what was.
                for more in 0..3 {
                    LEFT.set(more);
                    drop(Store::take(&folder));
                    LEFT.set(usize::MAX);
                }
                assert!(Store::exists(&folder), "a start asks for the passphrase, and not for a new clinic");
                assert_eq!(people(&folder), here, "cut after {touches} touches");
                assert!(!is_cut_short(&folder));
            }
        }
        assert!(cuts[0] >= 6 && cuts[1] >= 6, "{cuts:?}");
    }

    /// The same where nothing was: a desk that takes an export in is as empty as before, or has all of it.
    #[test]
    fn a_power_cut_while_a_first_store_takes_its_place_leaves_an_empty_desk_or_the_store() {
        let home = tempfile::tempdir().unwrap();
        let clock = SetClock::from_rfc3339("2026-11-20T10:30:00-05:00").unwrap();
        let mut desk = desk_on(&home.path().join("made"), &clock);
        let request = json!({"clinic": "Test clinic", "given": "Kim", "family": "Vo", "pin": "4711", "passphrase": PASSPHRASE});
        ask(&mut desk, "set_up_clinic", request);
        ask(&mut desk, "add_patient", json!({"details": {"given": "Sam", "family": "Keller"}}));
        let made = desk.folder(false);
        ask(&mut desk, "close", json!({}));
        drop(desk);
        let key = key::KeyFile::read(&made).unwrap();
        let folder = home.path().join("clinic");
        let coming = home.path().join("coming");
        let mut cuts = 0;
        for touches in 0.. {
            std::fs::copy(made.join(FILE), &coming).unwrap();
            let lock = Store::take(&folder).unwrap();
            LEFT.set(touches);
            let done = put_new_in_place(&folder, &coming, &key, &format!("aside-{touches}"));
            LEFT.set(usize::MAX);
            drop(lock);
            if done.is_ok() {
                break;
            }
            cuts += 1;
            drop(Store::take(&folder).unwrap());
            assert!(!Store::exists(&folder), "cut after {touches} touches");
        }
        assert_eq!(people(&folder), 1);
        assert!(!folder.join(format!("aside-{cuts}")).exists(), "nothing was there that could be put back");
        assert!(cuts >= 4, "{cuts}");
    }
}
