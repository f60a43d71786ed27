//! Doing it all again: the trail on an empty store gives the same tables.

use crate::clock::Moment;
use crate::commands;
use crate::desk::Again;
use crate::error::{Fault, Halt};
use crate::store::Store;
use rusqlite::Connection;
use rusqlite::types::Value;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::path::Path;

/// Replays every entry of `from` on the empty store `onto`; returns how many.
///
/// # Errors
/// `replay` naming the entry that did not go as the trail says.
pub fn replay(from: &Connection, onto: &Store) -> Result<u64, Fault> {
    let mut again = Again::on(onto);
    let onto = &onto.db;
    copy_files(from, onto)?;
    let mut entries = from.prepare(
        "SELECT seq, at, offset_min, staff_id, command, request, outcome, reply, first_id, next_id
         FROM trail WHERE outcome IN ('done', 'refused_kept') ORDER BY seq",
    )?;
    let mut entries = entries.query([])?;
    let mut count = 0;
    while let Some(row) = entries.next()? {
        let seq: i64 = row.get(0)?;
        let texts: [String; 4] = [row.get(4)?, row.get(5)?, row.get(6)?, row.get(7)?];
        let [command, request, outcome, reply] = &texts;
        let wrong = |what: &str| Fault::new("replay", format!("entry {seq} ({command}): {what}"));
        let moment = Moment { at: row.get(1)?, offset_minutes: row.get(2)? };
        let apply = commands::find(command).and_then(commands::Line::apply).ok_or_else(|| wrong("no such act"))?;
        onto.execute_batch("BEGIN IMMEDIATE")?;
        let (came, next_id) = match again.does(onto, moment, row.get(3)?, row.get(8)?, apply, request) {
            Ok(did) => did,
            Err(_) => return Err(wrong("somebody cannot be read")),
        };
        match (came, outcome.as_str()) {
            (Ok(came), "done") if serde_json::from_str(reply).is_ok_and(|then| says_as_then(&then, &came)) => {}
            (Err(Halt::Refused(refusal)), "refused_kept") if refusal.kept => {}
            (Ok(_), "done") => return Err(wrong("another reply")),
            (Err(Halt::Fault(fault)), _) => return Err(wrong(&fault.to_string())),
            (Err(Halt::Refused(refusal)), _) => return Err(wrong(&refusal.code)),
            (Ok(_), _) => return Err(wrong("went through")),
        }
        if next_id != row.get::<_, i64>(9)? {
            return Err(wrong("other ids"));
        }
        onto.execute_batch("COMMIT")?;
        count += 1;
    }
    Ok(count)
}

/// Does all of this store's trail again on an empty store and names the tables that came out otherwise: none, if all
/// is well. `scratch` is an empty folder for the time it takes.
///
/// # Errors
/// `replay` naming the entry that did not go as the trail says; otherwise as SQLite gives them.
pub fn differences(store: &Store, scratch: &Path) -> Result<Vec<String>, Fault> {
    let empty = Store::in_memory(scratch)?;
    replay(&store.db, &empty)?;
    let again = tables(&empty.db)?;
    // Names only: rows are patients' data.
    Ok(tables(&store.db)?.into_iter().filter(|(name, rows)| again.get(name) != Some(rows)).map(|(name, _)| name).collect())
}

/// The reply says what it said then. Since then it may have learnt to say more: a newer app adds fields to its replies.
fn says_as_then(then: &Json, now: &Json) -> bool {
    match (then, now) {
        (Json::Object(then), Json::Object(now)) => {
            then.iter().all(|(name, then)| now.get(name).map_or(then.is_null(), |now| says_as_then(then, now)))
        }
        (Json::Array(then), Json::Array(now)) => then.len() == now.len() && then.iter().zip(now).all(|(then, now)| says_as_then(then, now)),
        (then, now) => then == now,
    }
}

fn copy_files(from: &Connection, onto: &Connection) -> Result<(), Fault> {
    let mut files = from.prepare("SELECT sha256, bytes FROM trail_files")?;
    let mut files = files.query([])?;
    while let Some(row) = files.next()? {
        onto.execute(
            "INSERT OR IGNORE INTO trail_files (sha256, bytes) VALUES (?1, ?2)",
            (row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?),
        )?;
    }
    Ok(())
}

/// Every table's rows but the trail's own, and the PINs, of which the trail knows the names only; to compare two stores
/// row for row.
///
/// # Errors
/// As SQLite gives them.
pub fn tables(db: &Connection) -> Result<BTreeMap<String, Vec<String>>, Fault> {
    let names: Vec<String> = db
        .prepare(
            "SELECT name FROM sqlite_schema
             WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT IN ('trail', 'trail_about', 'trail_files', 'pins')",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut all = BTreeMap::new();
    for name in names {
        let mut rows = db.prepare(&format!("SELECT * FROM {name} ORDER BY 1, 2"))?;
        let columns = rows.column_count();
        let mut lines = Vec::new();
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            let cells = (0..columns).map(|at| row.get::<_, Value>(at)).collect::<Result<Vec<_>, _>>()?;
            lines.push(cells.iter().map(|cell| format!("{cell:?}")).collect::<Vec<_>>().join("|"));
        }
        all.insert(name, lines);
    }
    Ok(all)
}

/// A digest of each table's rows but the trail's own: enough to see that nothing has changed, and tells nothing.
///
/// # Errors
/// As SQLite gives them.
pub fn digests(store: &crate::store::Store) -> Result<BTreeMap<String, String>, Fault> {
    let tables = tables(&store.db)?.into_iter();
    Ok(tables.map(|(name, rows)| (name, super::chain::sha256_hex(rows.join("\n").as_bytes()))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::migrate;
    use crate::trail::chain;

    /// A day's work as the app wrote it when its schema had two steps: two orders for two people whose names sound
    /// alike, one of them handed over.
    const DAY_OF_STEP_TWO: &str = include_str!("../store/schema/filled_0002.sql");

    #[test]
    fn a_reply_may_have_learnt_to_say_more_and_must_say_what_it_said() {
        let says = |then: &str, now: &str| says_as_then(&serde_json::from_str(then).unwrap(), &serde_json::from_str(now).unwrap());
        assert!(says(r#"{"a": 1, "b": [{"c": null}]}"#, r#"{"a": 1, "b": [{"d": 2}], "e": 3}"#));
        for (then, now) in
            [(r#"{"a": 1}"#, r#"{"a": 2}"#), (r#"{"a": 1}"#, "{}"), ("[1]", "[1, 2]"), ("[1, 2]", "[1]"), ("null", "1"), ("{}", "[]")]
        {
            assert!(!says(then, now), "{then} {now}");
        }
    }

    #[test]
    fn a_trail_of_an_older_file_holds_and_replays() {
        let old = migrate::filled(2, DAY_OF_STEP_TWO);
        assert_eq!(chain::first_break(&old).unwrap(), None);
        let folder = tempfile::tempdir().unwrap();
        let empty = Store::in_memory(folder.path()).unwrap();
        replay(&old, &empty).unwrap();
        let (then, now) = (tables(&old).unwrap(), tables(&empty.db).unwrap());
        let differ: Vec<&String> = then.iter().filter(|(name, rows)| now.get(*name) != Some(rows)).map(|(name, _)| name).collect();
        // How often look-alikes are said was not counted before step four: done again, the day is counted. And settings
        // that are saved again name the limits that were not there then; read, they are the same.
        assert_eq!(differ, ["alert_weeks", "clinic"]);
        let settings = |db| crate::records::settings::load(db).unwrap();
        assert_eq!(settings(&old), settings(&empty.db));
    }
}
