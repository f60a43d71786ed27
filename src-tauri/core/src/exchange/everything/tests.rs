//! Exports of files that began under an older schema.

use super::bring_in::bring_in;
use super::write::write;
use crate::clock::{Clock, SetClock};
use crate::desk::Progress;
use crate::store::{Store, key, migrate};
use crate::trail::{chain, replay};
use std::collections::BTreeMap;
use std::path::Path;

/// A day's work as the app wrote it when its schema had two steps, with the hash of a PIN in its trail.
const DAY_OF_STEP_TWO: &str = include_str!("../../store/schema/filled_0002.sql");

fn store_of(folder: &Path, db: rusqlite::Connection) -> Store {
    let mut store = Store::in_memory(folder).unwrap();
    store.db = db;
    store
}

fn out(store: &Store, into: &Path) -> (super::Manifest, BTreeMap<String, String>) {
    let now = SetClock::from_rfc3339("2026-11-20T10:30:00-05:00").unwrap().now();
    let written = write(store, now, into, &Progress::default()).unwrap();
    let manifest = written.manifest.clone();
    let folder = written.counts().unwrap();
    super::check::files(&folder, &manifest).unwrap();
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap());
    (manifest, files.map(|file| (file.file_name().into_string().unwrap(), std::fs::read_to_string(file.path()).unwrap())).collect())
}

#[test]
fn a_trail_that_held_what_guards_a_pin_goes_out_without_it_and_is_whole_where_it_comes_in() {
    let folders = [(); 4].map(|()| tempfile::tempdir().unwrap());
    let old = store_of(folders[0].path(), migrate::filled(2, DAY_OF_STEP_TWO));
    let (manifest, files) = out(&old, folders[1].path());
    let hash = "b6c0aac80554c71ea29103a36ba6577b323e1f3e31ef19db0652a1a9807d762f";
    assert!(DAY_OF_STEP_TWO.contains(hash), "the test would hold by accident");
    assert!(files.values().all(|text| !text.contains(hash)));
    let (_, _, head) = crate::trail::standing(&old.db).unwrap();
    assert_eq!(manifest.trail.head_at_the_desk, Some(key::to_hex(&head)), "the manifest says which trail it was");

    let new = Store::in_memory(folders[2].path()).unwrap();
    let from = folders[1].path().read_dir().unwrap().next().unwrap().unwrap().path();
    bring_in(&new, &from, &manifest, &Progress::default()).unwrap();
    assert_eq!(chain::first_break(&new.db).unwrap(), None);
    assert_eq!(replay::tables(&new.db).unwrap(), replay::tables(&old.db).unwrap());
    let (again, files_again) = out(&new, folders[3].path());
    assert_eq!((again.trail.head, again.trail.head_at_the_desk), (manifest.trail.head, None));
    let differ: Vec<&String> = files.iter().filter(|(name, text)| files_again.get(*name) != Some(text)).map(|(name, _)| name).collect();
    assert_eq!(differ, ["manifest.json"], "only where the head was another before");
}

#[test]
fn an_export_of_an_older_schema_comes_in_as_it_was_and_is_then_brought_up_to_date() {
    let folders = [(); 3].map(|()| tempfile::tempdir().unwrap());
    let of_step_eleven = || {
        let mut db = rusqlite::Connection::open_in_memory().unwrap();
        migrate::up_to(&mut db, 11).unwrap();
        db
    };
    let db = of_step_eleven();
    db.execute_batch(
        "INSERT INTO clinic (only_row, name, practice, settings, started_at) VALUES (1, 'Ours', 0, '{}', 5);
         INSERT INTO staff (id, given, family, role, pin) VALUES (2, 'Jo', 'Roe', 'manager', 'ab:cd');
         INSERT INTO patients (id, given, family, only_me) VALUES (3, 'Ana', 'Reyes', 0);",
    )
    .unwrap();
    let (manifest, _) = out(&store_of(folders[0].path(), db), folders[1].path());
    assert_eq!(manifest.schema, 11);
    let from = folders[1].path().read_dir().unwrap().next().unwrap().unwrap().path();
    let newest = Store::in_memory(folders[2].path()).unwrap();
    let refused = bring_in(&newest, &from, &manifest, &Progress::default());
    assert!(format!("{refused:?}").contains("export_does_not_fit"), "not into tables that are others by now");
    let mut new = newest;
    new.db = of_step_eleven();
    bring_in(&new, &from, &manifest, &Progress::default()).unwrap();
    new.bring_up_to_date().unwrap();
    let pin: String = new.db.query_row("SELECT s.pin FROM staff s JOIN pins p ON p.salt = s.pin", [], |row| row.get(0)).unwrap();
    assert_eq!(pin, "ab", "what the twelfth step does was done to it");
}
