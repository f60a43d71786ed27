//! Only forward, numbered, each in one transaction with its stamp.

use crate::error::Fault;
use rusqlite::Connection;

/// Every schema step ever shipped, in order. `user_version` counts how many a file has.
const STEPS: &[&str] = &[
    include_str!("schema/0001_start.sql"),
    include_str!("schema/0002_lenses.sql"),
    include_str!("schema/0003_boxes.sql"),
    include_str!("schema/0004_who_is_whom.sql"),
    include_str!("schema/0005_checks.sql"),
    include_str!("schema/0006_contact_prescriptions.sql"),
    include_str!("schema/0007_log.sql"),
    include_str!("schema/0008_promises.sql"),
    include_str!("schema/0009_recovery.sql"),
    include_str!("schema/0010_letters.sql"),
    include_str!("schema/0011_follow_up.sql"),
    include_str!("schema/0012_pins.sql"),
    include_str!("schema/0013_retention.sql"),
    include_str!("schema/0014_emergencies.sql"),
];

/// How many steps the newest schema has.
#[must_use]
pub fn newest() -> usize {
    STEPS.len()
}

fn steps_of(db: &Connection) -> Result<usize, Fault> {
    Ok(db.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0)).map(|steps| usize::try_from(steps).unwrap_or(0))?)
}

/// Was the file made by an older Rightful? One with nothing in it was not.
///
/// # Errors
/// As SQLite gives them.
pub fn is_behind(db: &Connection) -> Result<bool, Fault> {
    Ok((1..newest()).contains(&steps_of(db)?))
}

/// Brings the file to the newest schema, whole or not at all: a file between two schemas is no app's.
///
/// # Errors
/// `newer_file` when it was made by a newer Rightful (nothing is touched); otherwise as SQLite gives them.
pub fn up_to_date(db: &mut Connection) -> Result<(), Fault> {
    up_to(db, STEPS.len())
}

/// Brings the file to the schema of so many steps, if it has fewer.
///
/// # Errors
/// As [`up_to_date`].
pub fn up_to(db: &mut Connection, steps: usize) -> Result<(), Fault> {
    let has = steps_of(db)?;
    if has > STEPS.len() {
        return Err(Fault::new("newer_file", format!("schema {has}, known {}", STEPS.len())));
    }
    if has >= steps {
        return Ok(());
    }
    let tx = db.transaction()?;
    for step in STEPS.iter().take(steps).skip(has) {
        tx.execute_batch(step)?;
    }
    tx.pragma_update(None, "user_version", steps.min(STEPS.len()) as i64)?;
    Ok(tx.commit()?)
}

/// A file as it was with so many steps, filled with these rows, and brought up to date.
#[cfg(test)]
pub(crate) fn filled(steps: usize, rows: &str) -> Connection {
    let mut db = Connection::open_in_memory().unwrap();
    for step in &STEPS[..steps] {
        db.execute_batch(step).unwrap();
    }
    db.execute_batch(rows).unwrap();
    db.pragma_update(None, "user_version", steps as i64).unwrap();
    up_to_date(&mut db).unwrap();
    db
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The schema as SQLite keeps it, names first.
    fn schema(db: &Connection) -> Vec<(String, String)> {
        let mut rows = db.prepare("SELECT name, coalesce(sql, '') FROM sqlite_schema ORDER BY name").unwrap();
        rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().collect::<Result<_, _>>().unwrap()
    }

    /// A clinic's file as an older Rightful left it, in a folder of its own; and its key.
    fn of_schema(folder: &std::path::Path, steps: usize) -> crate::store::key::DataKey {
        use crate::clock::LoadedDice;
        std::fs::create_dir_all(folder).unwrap();
        let dice = &mut LoadedDice(3);
        let key = crate::store::key::DataKey::random(dice).unwrap();
        let paper = crate::store::key::new_recovery_key(dice).unwrap();
        crate::store::key::KeyFile::wrap(&key, "correct horse battery", &paper, dice).unwrap().write(folder).unwrap();
        let db = Connection::open(folder.join(crate::store::FILE)).unwrap();
        db.pragma_update(None, "key", key.as_pragma()).unwrap();
        db.pragma_update(None, "journal_mode", "WAL").unwrap();
        for step in &STEPS[..steps] {
            db.execute_batch(step).unwrap();
        }
        db.execute_batch("INSERT INTO patients (id, given, family, only_me) VALUES (2, 'Ana', 'Reyes', 0);").unwrap();
        db.pragma_update(None, "user_version", steps as i64).unwrap();
        key
    }

    #[test]
    fn an_older_file_is_backed_up_before_its_schema_changes_or_is_left_alone() {
        let home = tempfile::tempdir().unwrap();
        let (folder, backups) = (home.path().join("clinic"), home.path().join("backups"));
        let key = of_schema(&folder, 6);
        let now = crate::clock::Moment { at: crate::clock::At(0), offset_minutes: 0 };
        let open = || crate::store::Store::open(&folder, &key, crate::store::Store::take(&folder).unwrap(), Some((now, &backups)));
        // There is no room for the backup: nothing is touched.
        std::fs::write(&backups, "a file where the folder should be").unwrap();
        assert!(open().is_err());
        std::fs::remove_file(&backups).unwrap();
        let db = crate::store::backup::open_copy(&folder.join(crate::store::FILE), &key).unwrap();
        assert_eq!(steps_of(&db).unwrap(), 6);
        drop(db);

        let store = open().unwrap();
        assert_eq!(steps_of(&store.db).unwrap(), STEPS.len());
        let autocheckpoint: i64 = store.db.pragma_query_value(None, "wal_autocheckpoint", |row| row.get(0)).unwrap();
        assert_eq!(autocheckpoint, 1000);
        drop(store);
        let lying = crate::store::backup::in_folder(&backups);
        assert_eq!(lying.len(), 1);
        assert_eq!(lying[0].header.as_ref().unwrap().schema, 6);
        crate::store::backup::sound(&lying[0].path).unwrap();
        drop(open().unwrap());
        assert_eq!(crate::store::backup::in_folder(&backups).len(), 1, "once");
    }

    #[test]
    fn an_upgrade_stopped_anywhere_leaves_the_file_as_it_was_and_goes_through_the_next_time() {
        let mut fresh = Connection::open_in_memory().unwrap();
        up_to_date(&mut fresh).unwrap();
        for steps in 1..STEPS.len() {
            let mut old = Connection::open_in_memory().unwrap();
            for step in &STEPS[..steps] {
                old.execute_batch(step).unwrap();
            }
            old.pragma_update(None, "user_version", steps as i64).unwrap();
            let before = schema(&old);
            // Stopped after so many of SQLite's own steps, further each time, until one goes through.
            let (mut after, mut stopped) = (1, 0);
            loop {
                old.progress_handler(after, Some(|| true)).unwrap();
                let ended = up_to_date(&mut old);
                old.progress_handler(0, None::<fn() -> bool>).unwrap();
                if ended.is_ok() {
                    break;
                }
                stopped += 1;
                assert_eq!((schema(&old), steps_of(&old).unwrap()), (before.clone(), steps), "schema {steps}, stopped after {after}");
                after += 1 + after / 20;
            }
            assert!(stopped > 20, "schema {steps} was stopped {stopped} times only");
            assert_eq!(schema(&old), schema(&fresh), "from schema {steps}");
        }
    }

    #[test]
    fn letters_of_the_ninth_schema_stay_with_their_conversation() {
        let db = filled(
            9,
            "INSERT INTO staff (id, given, family, role, pin, active) VALUES (1, 'Jo', 'Roe', 'receptionist', 'x', 1);
             INSERT INTO recoveries (id, scenario, begun_at, begun_by) VALUES (2, 'late', 0, 1);
             INSERT INTO letters (id, recovery_id, to_name, body, at, by) VALUES (3, 2, 'Ana', 'We are sorry.', 5, 1);",
        );
        let kept: (i64, Option<i64>, String, String) = db
            .query_row("SELECT recovery_id, discrepancy_id, kind, body FROM letters WHERE id = 3", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })
            .unwrap();
        assert_eq!(kept, (2, None, "letter".into(), "We are sorry.".into()));
    }

    #[test]
    fn pins_of_the_eleventh_schema_are_kept_apart_and_still_open() {
        use crate::store::key;
        let kept = key::hash_pin("4711", &mut crate::clock::LoadedDice(7)).unwrap();
        let db = filled(
            11,
            &format!(
                "INSERT INTO staff (id, given, family, role, pin, active) VALUES (1, 'Jo', 'Roe', 'manager', '{}:{}', 1)",
                kept.salt, kept.hash
            ),
        );
        let (named, salt, hash): (String, String, String) =
            db.query_row("SELECT pin, salt, hash FROM staff, pins", [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        assert_eq!(named, kept.salt, "the staff's own row says which, and not what guards it");
        assert!(key::pin_matches(&key::KeptPin { salt, hash }, "4711"));
    }

    #[test]
    fn a_file_of_the_first_schema_comes_up_to_date_with_what_was_in_it() {
        let mut old = Connection::open_in_memory().unwrap();
        old.execute_batch(STEPS[0]).unwrap();
        old.pragma_update(None, "user_version", 1).unwrap();
        old.execute_batch(
            "INSERT INTO staff (id, given, family, role, pin, active) VALUES (1, 'Dana', 'Roe', 'dispenser', 'x', 1);
             INSERT INTO patients (id, given, family, only_me) VALUES (2, 'Ana', 'Reyes', 0);
             INSERT INTO orders (id, number, patient_id, kind, state, state_since, r_sphere, r_cyl, r_axis)
                 VALUES (3, '26-1', 2, 'spectacles', 'received', 0, -225, -75, 180);
             INSERT INTO verifications (id, order_id, verdict, at, by) VALUES (4, 3, 'passed', 0, 1);",
        )
        .unwrap();
        up_to_date(&mut old).unwrap();
        let mut fresh = Connection::open_in_memory().unwrap();
        up_to_date(&mut fresh).unwrap();
        assert_eq!(schema(&old), schema(&fresh));
        let kept: (i64, Option<i64>, i64, Option<String>) = old
            .query_row(
                "SELECT o.r_sphere, o.r_prism_out, o.l_balance, v.checked FROM orders o JOIN verifications v ON v.order_id = o.id",
                [],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
            )
            .unwrap();
        assert_eq!(kept, (-225, None, 0, None));
    }

    #[test]
    fn a_file_of_the_fourth_schema_comes_up_to_date_with_what_was_in_it() {
        let mut old = Connection::open_in_memory().unwrap();
        for step in &STEPS[..4] {
            old.execute_batch(step).unwrap();
        }
        old.pragma_update(None, "user_version", 4).unwrap();
        old.execute_batch(
            "INSERT INTO patients (id, given, family, only_me) VALUES (2, 'Ana', 'Reyes', 0);
             INSERT INTO orders (id, number, patient_id, kind, state, state_since, lens_type, r_sphere, r_prism_up)
                 VALUES (3, '26-1', 2, 'spectacles', 'received', 0, 'PAL', -225, 50);",
        )
        .unwrap();
        up_to_date(&mut old).unwrap();
        let mut fresh = Connection::open_in_memory().unwrap();
        up_to_date(&mut fresh).unwrap();
        assert_eq!(schema(&old), schema(&fresh));
        let order = crate::records::orders::load(&old, crate::ids::OrderId(3)).unwrap();
        assert_eq!((order.powers.right.prism_up, order.compensated, order.lab_powers), (Some(50), false, None));
    }

    #[test]
    fn a_contact_lens_prescription_of_the_fifth_schema_keeps_its_powers_and_says_no_more() {
        let mut old = Connection::open_in_memory().unwrap();
        for step in &STEPS[..5] {
            old.execute_batch(step).unwrap();
        }
        old.pragma_update(None, "user_version", 5).unwrap();
        old.execute_batch(
            "INSERT INTO patients (id, given, family, only_me) VALUES (2, 'Ana', 'Reyes', 0);
             INSERT INTO prescriptions (id, patient_id, kind, r_sphere, l_sphere) VALUES (3, 2, 'contact_lens', -225, -200);",
        )
        .unwrap();
        up_to_date(&mut old).unwrap();
        let mut fresh = Connection::open_in_memory().unwrap();
        up_to_date(&mut fresh).unwrap();
        assert_eq!(schema(&old), schema(&fresh));
        let kept = crate::records::prescriptions::of(&old, crate::ids::PatientId(2)).unwrap();
        assert_eq!((kept[0].powers.right.sphere, kept[0].contacts.clone()), (Some(-225), Default::default()));
    }

    #[test]
    fn a_near_miss_of_the_sixth_schema_stands_in_the_log() {
        let mut old = Connection::open_in_memory().unwrap();
        for step in &STEPS[..6] {
            old.execute_batch(step).unwrap();
        }
        old.pragma_update(None, "user_version", 6).unwrap();
        old.execute_batch(
            "INSERT INTO staff (id, given, family, role, pin, active) VALUES (1, 'Dana', 'Roe', 'dispenser', 'x', 1);
             INSERT INTO discrepancies (id, number, kind, near_miss, severity, state, facts, at, by)
                 VALUES (2, 'D-1', 'wrong_patients_order', 1, 'minor', 'open', 'another_order', 0, 1);",
        )
        .unwrap();
        up_to_date(&mut old).unwrap();
        let mut fresh = Connection::open_in_memory().unwrap();
        up_to_date(&mut fresh).unwrap();
        assert_eq!(schema(&old), schema(&fresh));
        let kept = crate::discrepancies::record::load(&old, crate::ids::DiscrepancyId(2)).unwrap();
        assert_eq!((kept.number.as_str(), kept.near_miss, kept.line, kept.breach), ("D-1", true, None, false));
    }

    #[test]
    fn a_promise_of_the_seventh_schema_is_seen_to_by_who_made_it() {
        let mut old = Connection::open_in_memory().unwrap();
        for step in &STEPS[..7] {
            old.execute_batch(step).unwrap();
        }
        old.pragma_update(None, "user_version", 7).unwrap();
        old.pragma_update(None, "foreign_keys", true).unwrap();
        old.execute_batch(
            "INSERT INTO staff (id, given, family, role, pin, active) VALUES (1, 'Dana', 'Roe', 'dispenser', 'x', 1);
             INSERT INTO patients (id, given, family, only_me) VALUES (2, 'Ana', 'Reyes', 0);
             INSERT INTO promises (id, patient_id, what, words, aim_at, said_at, made_at, made_by)
                 VALUES (3, 2, 'call_back', 'We call.', 5, 6, 1, 1);
             INSERT INTO promises (id, patient_id, what, aim_at, said_at, made_at, made_by, ended, ended_at, ended_by)
                 VALUES (4, 2, 'other', 5, 6, 1, 1, 'broken', 9, 1);",
        )
        .unwrap();
        up_to_date(&mut old).unwrap();
        let mut fresh = Connection::open_in_memory().unwrap();
        up_to_date(&mut fresh).unwrap();
        assert_eq!(schema(&old), schema(&fresh));
        let kept: Vec<(i64, i64, Option<String>, Option<String>)> = old
            .prepare("SELECT id, sees_to, words, ended FROM promises ORDER BY id")
            .unwrap()
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert_eq!(kept, [(3, 1, Some("We call.".into()), None), (4, 1, None, Some("broken".into()))]);
    }

    #[test]
    fn what_was_said_of_a_pair_before_mutes_had_an_end_has_none() {
        let mut old = Connection::open_in_memory().unwrap();
        for step in &STEPS[..3] {
            old.execute_batch(step).unwrap();
        }
        old.pragma_update(None, "user_version", 3).unwrap();
        old.execute_batch(
            "INSERT INTO staff (id, given, family, role, pin, active) VALUES (1, 'Dana', 'Roe', 'dispenser', 'x', 1);
             INSERT INTO patients (id, given, family, only_me) VALUES (2, 'Ana', 'Reyes', 0), (3, 'Anna', 'Reyes', 0);
             INSERT INTO look_alikes (low_id, high_id, verdict, reason, at, by) VALUES (2, 3, 'muted', 'sisters', 5, 1);",
        )
        .unwrap();
        up_to_date(&mut old).unwrap();
        let mut fresh = Connection::open_in_memory().unwrap();
        up_to_date(&mut fresh).unwrap();
        assert_eq!(schema(&old), schema(&fresh));
        let kept: (String, String, Option<String>, i64) = old
            .query_row("SELECT verdict, reason, until, (SELECT count(*) FROM merges) FROM look_alikes", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })
            .unwrap();
        assert_eq!(kept, ("muted".into(), "sisters".into(), None, 0));
    }
}
