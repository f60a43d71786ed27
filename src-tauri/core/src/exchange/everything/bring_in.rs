//! Fills an empty store from an export: every row of every table as it was, the trail with them.
//!
//! The trail is not done again, it comes along: so that its heads stay those that backups and day sheets name, and so that
//! doing it again gives the tables that came with it. Rows go straight into every table here, whoever owns it: nothing is
//! decided on the way, and the schema's own checks hold.

use super::check::{Lines, changed};
use super::{Kind, Manifest, ROWS_BETWEEN_LOOKS, Table, tables};
use crate::desk::Progress;
use crate::error::{Fault, Halt, Outcome, Refusal, refuse};
use crate::store::Store;
use crate::store::key::to_hex;
use crate::trail::{self, chain};
use rusqlite::Connection;
use rusqlite::types::Value;
use serde_json::{Map, Value as Json};
use std::path::Path;
use std::sync::atomic::Ordering;

/// Brings everything in, or nothing. The store has the export's schema and no row.
///
/// # Errors
/// Refuses `desk_not_empty`, `export_names_strange`, `export_file_missing`, `export_changed`, `export_does_not_fit`,
/// `export_trail_broken`, `cancelled`.
pub fn bring_in(store: &Store, folder: &Path, manifest: &Manifest, progress: &Progress) -> Outcome<()> {
    let db = &store.db;
    let here = tables(db)?;
    let steps: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if usize::try_from(steps) != Ok(manifest.schema) || here != manifest.tables {
        return refuse(does_not_fit(""));
    }
    for table in &here {
        if db.prepare(&format!("SELECT 1 FROM \"{}\"", table.name))?.exists([])? {
            return refuse(Refusal::because("desk_not_empty"));
        }
    }
    progress.done.store(0, Ordering::Relaxed);
    progress.total.store(manifest.rows(), Ordering::Relaxed);
    // Rows come table by table: who points to whom is looked at when all are there. Looked at one by one, each row would
    // be searched for in every table that may point to it.
    db.pragma_update(None, "foreign_keys", false)?;
    let filled = all_or_nothing(db, folder, manifest, &here, progress);
    db.pragma_update(None, "foreign_keys", true)?;
    progress.total.store(0, Ordering::Relaxed);
    filled
}

fn all_or_nothing(db: &Connection, folder: &Path, manifest: &Manifest, tables: &[Table], progress: &Progress) -> Outcome<()> {
    let tx = db.unchecked_transaction()?;
    fill(&tx, folder, manifest, tables, progress)?;
    Ok(tx.commit()?)
}

fn does_not_fit(table: &str) -> Refusal {
    Refusal::because("export_does_not_fit").fact("table", table).next("take_another_export")
}

fn fill(db: &Connection, folder: &Path, manifest: &Manifest, tables: &[Table], progress: &Progress) -> Outcome<()> {
    for table in tables {
        rows(db, folder, manifest, table, progress)?;
    }
    if let Some(table) = db.prepare("PRAGMA foreign_key_check")?.query([])?.next()? {
        return refuse(does_not_fit(&table.get::<_, String>(0)?));
    }
    let (entries, _, head) = trail::standing(db)?;
    if (entries, to_hex(&head)) != (manifest.trail.entries, manifest.trail.head.clone()) || chain::first_break(db)?.is_some() {
        return refuse(Refusal::because("export_trail_broken").next("take_another_export"));
    }
    Ok(())
}

fn rows(db: &Connection, folder: &Path, manifest: &Manifest, table: &Table, progress: &Progress) -> Outcome<()> {
    let name = format!("{}.jsonl", table.name);
    let mut file = Lines::open(folder, manifest, &name)?;
    let columns: Vec<String> = table.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
    let marks = vec!["?"; columns.len()].join(", ");
    let mut insert = db.prepare(&format!("INSERT INTO \"{}\" ({}) VALUES ({marks})", table.name, columns.join(", ")))?;
    let (mut line, mut count) = (Vec::new(), 0);
    while file.next(&mut line)? {
        let Some(values) = read(&line, table) else { return refuse(does_not_fit(&table.name)) };
        match insert.execute(rusqlite::params_from_iter(values)) {
            Ok(_) => {}
            // What the schema does not take: a CHECK, a type, the same key twice.
            Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) => {
                return refuse(does_not_fit(&table.name));
            }
            Err(error) => return Err(Halt::Fault(Fault::from(error))),
        }
        count += 1;
        let done = progress.done.fetch_add(1, Ordering::Relaxed);
        if done.is_multiple_of(ROWS_BETWEEN_LOOKS) && progress.cancel.load(Ordering::Relaxed) {
            return refuse(Refusal::because("cancelled"));
        }
    }
    file.end()?;
    match manifest.files.iter().find(|line| line.name == name) {
        Some(line) if line.rows == count => Ok(()),
        _ => refuse(changed(&name)),
    }
}

/// A line as a row: each column once, and holding what it may.
fn read(line: &[u8], table: &Table) -> Option<Vec<Value>> {
    let mut row: Map<String, Json> = serde_json::from_slice(line).ok()?;
    if row.len() != table.columns.len() {
        return None;
    }
    let values = table.columns.iter().map(|column| match (row.remove(&column.name)?, column.holds) {
        (Json::Null, _) => Some(Value::Null),
        (Json::Number(number), Kind::Integer) => number.as_i64().map(Value::Integer),
        (Json::String(text), Kind::Text) => Some(Value::Text(text)),
        (Json::String(text), Kind::Bytes) => bytes(&text).map(Value::Blob),
        _ => None,
    });
    values.collect()
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    if !hex.len().is_multiple_of(2) {
        return None;
    }
    hex.as_bytes().chunks_exact(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}
