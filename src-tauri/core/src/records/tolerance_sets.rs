//! The clinic's own tolerance sets: the text of each file, as it was checked when it was kept.

use crate::desk::Act;
use crate::error::Outcome;
use rusqlite::{Connection, OptionalExtension};

/// Every set's file, by id.
///
/// # Errors
/// As the store gives them.
pub fn all(db: &Connection) -> Outcome<Vec<String>> {
    let mut rows = db.prepare_cached("SELECT file FROM tolerance_sets ORDER BY at, id")?;
    Ok(rows.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// One set's file.
///
/// # Errors
/// As the store gives them.
pub fn one(db: &Connection, id: &str) -> Outcome<Option<String>> {
    Ok(db.prepare_cached("SELECT file FROM tolerance_sets WHERE id = ?1")?.query_row([id], |row| row.get(0)).optional()?)
}

/// Keeps a set; one of the same id is replaced.
///
/// # Errors
/// As the store gives them.
pub fn keep(act: &mut Act<'_>, id: &str, file: &str) -> Outcome<()> {
    let by = act.somebody()?;
    act.db.execute(
        "INSERT INTO tolerance_sets (id, file, at, by) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (id) DO UPDATE SET file = excluded.file, at = excluded.at, by = excluded.by",
        (id, file, act.now.at, by),
    )?;
    Ok(())
}

/// Takes a set away.
///
/// # Errors
/// As the store gives them.
pub fn remove(act: &mut Act<'_>, id: &str) -> Outcome<()> {
    act.db.execute("DELETE FROM tolerance_sets WHERE id = ?1", [id])?;
    Ok(())
}
