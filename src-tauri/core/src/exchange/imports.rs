//! The imports that were made, what each row of another system last said, and the saved mappings.
//! The only file that writes these tables.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::columns::{FileKind, Mapping};
use super::read::RowReason;
use crate::clock::At;
use crate::desk::{Act, Look};
use crate::error::{Fault, Outcome, Refusal};
use crate::ids::{ImportId, StaffId};
use crate::records::clinic::Nothing;
use crate::records::parts::coded;
use rusqlite::{Connection, OptionalExtension, Row};

coded! {
    /// What a row of another system is about.
    Holds {
        /// A patient.
        Patient = "patient",
        /// An order.
        Order = "order",
    }
}

/// How many rows went which way. `rows_read` is the sum of the other four.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "ImportCounts"))]
pub struct Counts {
    /// Rows in the file, without its heading and empty lines.
    pub rows_read: u32,
    /// Rows that brought something new.
    pub added: u32,
    /// Rows that changed what was here.
    pub changed: u32,
    /// Rows that say what is known already.
    pub unchanged: u32,
    /// Rows that cannot be used, each with its reason.
    pub left_out: u32,
    /// Patients added.
    pub patients_added: u32,
    /// Orders added.
    pub orders_added: u32,
}

/// One import that was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Import {
    /// Id.
    pub id: ImportId,
    /// The clinic's name for the other system.
    pub source: String,
    /// The file's name.
    pub file_name: String,
    /// What its rows are.
    pub kind: FileKind,
    /// When.
    pub at: At,
    /// Who.
    pub by: StaffId,
    /// How many rows went which way.
    pub counts: Counts,
    /// When it was undone.
    pub undone_at: Option<At>,
}

const SELECT: &str = "SELECT id, source, file_name, holds, at, by, rows_read, added, changed, unchanged, left_out,
                             patients_added, orders_added, undone_at
                      FROM imports";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Import> {
    Ok(Import {
        id: row.get(0)?,
        source: row.get(1)?,
        file_name: row.get(2)?,
        kind: kind_from(&row.get::<_, String>(3)?),
        at: row.get(4)?,
        by: row.get(5)?,
        counts: Counts {
            rows_read: row.get(6)?,
            added: row.get(7)?,
            changed: row.get(8)?,
            unchanged: row.get(9)?,
            left_out: row.get(10)?,
            patients_added: row.get(11)?,
            orders_added: row.get(12)?,
        },
        undone_at: row.get(13)?,
    })
}

fn kind_code(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Patients => "patients",
        FileKind::Orders => "orders",
        FileKind::Both => "both",
    }
}

fn kind_from(code: &str) -> FileKind {
    match code {
        "patients" => FileKind::Patients,
        "orders" => FileKind::Orders,
        _ => FileKind::Both,
    }
}

/// `imports`: every import that was made, newest first.
///
/// # Errors
/// As the store gives them.
pub fn list(look: &Look<'_>, _: Nothing) -> Outcome<Vec<Import>> {
    let mut rows = look.db.prepare_cached(&format!("{SELECT} ORDER BY id DESC"))?;
    Ok(rows.query_map([], from_row)?.collect::<Result<_, _>>()?)
}

/// One import.
///
/// # Errors
/// Refuses `no_such_import`.
pub fn load(db: &Connection, id: ImportId) -> Outcome<Import> {
    db.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?
        .query_row([id], from_row)
        .optional()?
        .ok_or_else(|| Refusal::because("no_such_import").into())
}

/// The import of these very bytes that still stands.
pub(crate) fn of_file(db: &Connection, sha256: &str) -> Outcome<Option<ImportId>> {
    Ok(db
        .query_row("SELECT id FROM imports WHERE sha256 = ?1 AND undone_at IS NULL ORDER BY id DESC LIMIT 1", [sha256], |row| row.get(0))
        .optional()?)
}

/// The hash of an import's file in the trail.
pub(crate) fn file_of(db: &Connection, id: ImportId) -> Outcome<String> {
    Ok(db.query_row("SELECT sha256 FROM imports WHERE id = ?1", [id], |row| row.get(0))?)
}

/// Opens an import's record, so that what it brings can point to it.
pub(crate) fn begin(act: &mut Act<'_>, id: ImportId, source: &str, file_name: &str, sha256: &str, kind: FileKind) -> Outcome<()> {
    let by = act.somebody()?;
    act.db.execute(
        "INSERT INTO imports (id, source, file_name, sha256, holds, at, by, rows_read, added, changed, unchanged, left_out,
             patients_added, orders_added)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 0, 0, 0, 0, 0, 0)",
        (id, source, file_name, sha256, kind_code(kind), act.now.at, by),
    )?;
    Ok(())
}

/// Writes how many rows went which way.
pub(crate) fn finish(act: &mut Act<'_>, id: ImportId, counts: Counts) -> Outcome<()> {
    act.db.execute(
        "UPDATE imports SET rows_read = ?2, added = ?3, changed = ?4, unchanged = ?5, left_out = ?6, patients_added = ?7,
             orders_added = ?8
         WHERE id = ?1",
        (id, counts.rows_read, counts.added, counts.changed, counts.unchanged, counts.left_out, counts.patients_added, counts.orders_added),
    )?;
    Ok(())
}

/// An import that changed nothing leaves no record.
pub(crate) fn forget(act: &mut Act<'_>, id: ImportId) -> Outcome<()> {
    act.db.execute("DELETE FROM import_left_out WHERE import_id = ?1", [id])?;
    act.db.execute("DELETE FROM import_effects WHERE import_id = ?1", [id])?;
    act.db.execute("DELETE FROM imports WHERE id = ?1", [id])?;
    Ok(())
}

/// Keeps a row that could not be used.
pub(crate) fn leave_out(act: &mut Act<'_>, id: ImportId, line: u64, span: &std::ops::Range<usize>, reason: RowReason) -> Outcome<()> {
    act.db.prepare_cached("INSERT INTO import_left_out (import_id, line, starts, ends, reason) VALUES (?1, ?2, ?3, ?4, ?5)")?.execute((
        id,
        line as i64,
        span.start as i64,
        span.end as i64,
        reason.code()?,
    ))?;
    Ok(())
}

/// Keeps a resource of a FHIR file that could not be used: its place, its id, why.
pub(crate) fn leave_out_resource(act: &mut Act<'_>, id: ImportId, line: i64, place: usize, why: &str) -> Outcome<()> {
    act.db.prepare_cached("INSERT INTO import_left_out (import_id, line, starts, ends, reason) VALUES (?1, ?2, ?3, ?3, ?4)")?.execute((
        id,
        line,
        place as i64,
        why,
    ))?;
    Ok(())
}

/// The rows of an import that could not be used: line, place in the text, reason.
pub(crate) fn left_out(db: &Connection, id: ImportId) -> Outcome<Vec<(u64, std::ops::Range<usize>, String)>> {
    let mut rows = db.prepare("SELECT line, starts, ends, reason FROM import_left_out WHERE import_id = ?1 ORDER BY line")?;
    let rows = rows.query_map([id], |row| {
        let number = |at: usize| row.get::<_, i64>(at).map(|n| n.unsigned_abs());
        Ok((number(0)?, number(1)? as usize..number(2)? as usize, row.get(3)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What a source's rows are known as here: its number to our subject and a digest of what it last said.
pub(crate) fn known(db: &Connection, source: &str, holds: Holds) -> Outcome<HashMap<String, (i64, Digest)>> {
    let mut rows = db.prepare("SELECT external, subject, said FROM external_ids WHERE source = ?1 AND holds = ?2")?;
    let mut rows = rows.query((source, holds))?;
    let mut known = HashMap::new();
    while let Some(row) = rows.next()? {
        let said = row.get_ref(2)?.as_str().map_err(|_| Fault::new("store", "external_ids.said"))?;
        known.insert(row.get(0)?, (row.get(1)?, digest(said)));
    }
    Ok(known)
}

/// Enough of a SHA-256 to tell whether a row says the same as last time.
pub(crate) type Digest = [u8; 16];

pub(crate) fn digest(said: &str) -> Digest {
    use sha2::Digest as _;
    let full: [u8; 32] = sha2::Sha256::digest(said.as_bytes()).into();
    let mut short = [0; 16];
    for (to, from) in short.iter_mut().zip(full) {
        *to = from;
    }
    short
}

/// What a source last said about one of its numbers.
pub(crate) fn said(db: &Connection, source: &str, holds: Holds, external: &str) -> Outcome<Option<String>> {
    Ok(db
        .prepare_cached("SELECT said FROM external_ids WHERE source = ?1 AND holds = ?2 AND external = ?3")?
        .query_row((source, holds, external), |row| row.get(0))
        .optional()?)
}

/// Remembers a source's number. `made`: this import also made the subject.
#[expect(clippy::too_many_arguments, reason = "one row, column by column")]
pub(crate) fn remember(
    act: &mut Act<'_>,
    import: ImportId,
    source: &str,
    holds: Holds,
    external: &str,
    subject: i64,
    said: &str,
    made: bool,
) -> Outcome<()> {
    act.db
        .prepare_cached(
            "INSERT INTO external_ids (source, holds, external, subject, said, import_id, made) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute((source, holds, external, subject, said, import, made))?;
    Ok(())
}

/// Replaces what a source last said.
pub(crate) fn says_now(act: &mut Act<'_>, source: &str, holds: Holds, external: &str, said: &str) -> Outcome<()> {
    act.db
        .prepare_cached("UPDATE external_ids SET said = ?4 WHERE source = ?1 AND holds = ?2 AND external = ?3")?
        .execute((source, holds, external, said))?;
    Ok(())
}

/// One thing that an import did to what was here before it.
#[derive(Debug, Clone)]
pub(crate) struct Effect {
    /// `patient`, `order`, `prescription`, `said`.
    pub holds: String,
    /// Whose row; for `said` the subject of that number.
    pub subject: i64,
    /// The source's number, for `said`.
    pub external: Option<String>,
    /// The row as it was; `None`: the import made it.
    pub before: Option<String>,
}

pub(crate) fn keep_effect(act: &mut Act<'_>, import: ImportId, step: i64, effect: &Effect) -> Outcome<()> {
    act.db
        .prepare_cached("INSERT INTO import_effects (import_id, step, holds, subject, external, before) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute((import, step, &effect.holds, effect.subject, &effect.external, &effect.before))?;
    Ok(())
}

/// What an import did to what was here before it, the last first.
pub(crate) fn effects(db: &Connection, import: ImportId) -> Outcome<Vec<Effect>> {
    let mut rows = db.prepare("SELECT holds, subject, external, before FROM import_effects WHERE import_id = ?1 ORDER BY step DESC")?;
    let rows = rows
        .query_map([import], |row| Ok(Effect { holds: row.get(0)?, subject: row.get(1)?, external: row.get(2)?, before: row.get(3)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The subjects that an import made, by kind.
pub(crate) fn made(db: &Connection, import: ImportId, holds: Holds) -> Outcome<Vec<i64>> {
    let mut rows = db.prepare("SELECT subject FROM external_ids WHERE import_id = ?1 AND holds = ?2 AND made = 1 ORDER BY subject DESC")?;
    Ok(rows.query_map((import, holds), |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// An import whose effects have been taken back.
pub(crate) fn mark_undone(act: &mut Act<'_>, import: ImportId) -> Outcome<()> {
    act.db.execute("DELETE FROM external_ids WHERE import_id = ?1", [import])?;
    act.db.execute("DELETE FROM import_effects WHERE import_id = ?1", [import])?;
    act.db.execute("UPDATE imports SET undone_at = ?2 WHERE id = ?1", (import, act.now.at))?;
    Ok(())
}

/// A mapping that was saved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SavedMapping {
    /// The clinic's name for the other system.
    pub source: String,
    /// Its mapping.
    pub mapping: Mapping,
}

/// `saved_mappings`
///
/// # Errors
/// As the store gives them.
pub fn saved_mappings(look: &Look<'_>, _: Nothing) -> Outcome<Vec<SavedMapping>> {
    mappings(look.db)
}

pub(crate) fn mappings(db: &Connection) -> Outcome<Vec<SavedMapping>> {
    let mut rows = db.prepare("SELECT source, mapping FROM import_mappings ORDER BY source, holds")?;
    let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<Vec<(String, String)>, _>>()?;
    rows.into_iter().map(|(source, mapping)| Ok(SavedMapping { source, mapping: serde_json::from_str(&mapping)? })).collect()
}

/// A system's name as it was written the first time, if this is the same but for case and spaces; trimmed otherwise.
/// Its numbers must be found again, however the name is typed.
pub(crate) fn source_called(db: &Connection, said: &str) -> Outcome<String> {
    let bare = |name: &str| name.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect::<String>();
    let said = said.trim();
    let mut used = db.prepare("SELECT source FROM imports UNION ALL SELECT source FROM import_mappings")?;
    let used = used.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    if used.iter().any(|name| name == said) {
        return Ok(said.to_owned());
    }
    Ok(used.into_iter().find(|name| bare(name) == bare(said)).unwrap_or_else(|| said.to_owned()))
}

/// Keeps a mapping for the next file of this source.
pub(crate) fn save_mapping(act: &mut Act<'_>, source: &str, mapping: &Mapping) -> Outcome<()> {
    act.db.execute(
        "INSERT INTO import_mappings (source, holds, mapping) VALUES (?1, ?2, ?3)
         ON CONFLICT (source, holds) DO UPDATE SET mapping = excluded.mapping",
        (source, kind_code(mapping.kind), serde_json::to_string(mapping)?),
    )?;
    Ok(())
}

/// Which import.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfImport {
    /// Which.
    pub import_id: ImportId,
}

/// Forgets what another system said of a patient or an order that goes.
///
/// # Errors
/// As the store gives them.
pub fn forget_subject(act: &Act<'_>, subject: i64) -> Outcome<()> {
    act.db.prepare_cached("DELETE FROM external_ids WHERE subject = ?1")?.execute([subject])?;
    act.db.prepare_cached("DELETE FROM import_effects WHERE subject = ?1")?.execute([subject])?;
    Ok(())
}
