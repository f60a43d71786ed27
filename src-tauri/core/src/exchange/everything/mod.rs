//! Everything, out and in again: no lock-in.
//!
//! An export is a folder: each table as JSON Lines (exact, for programs) and as CSV (for a spreadsheet), and
//! `manifest.json`, which says what belongs to it, with the SHA-256 of each file. It is not encrypted: that is what it is
//! for. What guards the PINs stays behind; their names go along, so that the trail holds and replays.
//!
//! [`write`] makes the files, [`check`] holds them against their manifest, [`bring_in`] fills an empty store from them: the
//! trail comes along whole, so that the tables follow from it as before. Three verbs stand on these.

pub mod bring_in;
pub mod check;
pub mod csv;
pub mod export_everything;
pub mod import_everything;
pub mod open_export;
mod withhold;
pub mod write;

#[cfg(test)]
mod tests;

use crate::clock::At;
use crate::error::Fault;
use crate::store::key::to_hex;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What the first line of a manifest says; another number is another form.
pub const FORM: &str = "Rightful export 1";
/// Its name in the folder.
pub const MANIFEST: &str = "manifest.json";
/// The schema that the first export had: from then on PINs are kept apart.
const FIRST_SCHEMA: usize = 12;
/// Rows between two looks whether somebody wants it to stop.
const ROWS_BETWEEN_LOOKS: u64 = 256;
/// What stays behind, and why.
const LEFT_OUT: &[(&str, &str)] =
    &[("pins", "A PIN is guessed from what guards it in minutes. Everybody gets a new one where this is brought in.")];

/// What an export says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`FORM`].
    pub form: String,
    /// For whoever opens the folder.
    pub note: String,
    /// When it was made, milliseconds since 1970-01-01T00:00Z.
    pub made_at: At,
    /// The clinic's offset then, minutes east.
    pub offset_minutes: i32,
    /// The version that made it.
    pub app: String,
    /// How many steps its schema has.
    pub schema: usize,
    /// The clinic's name.
    pub clinic: String,
    /// Of the practice clinic: nobody in it is real.
    pub practice: bool,
    /// How far the trail is.
    pub trail: TrailStands,
    /// Tables that stay behind.
    pub left_out: Vec<LeftOut>,
    /// What the columns are.
    pub tables: Vec<Table>,
    /// Every file, by name.
    pub files: Vec<FileLine>,
    /// SHA-256 of this manifest as it is with nothing here.
    pub sha256: String,
}

/// How far the trail is in an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrailStands {
    /// Entries.
    pub entries: i64,
    /// The head after the last one, in hex.
    pub head: String,
    /// Its head in the encrypted file, where that is another: entries from before schema 12 held what guards a PIN, and go
    /// out without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head_at_the_desk: Option<String>,
}

/// A table that stays behind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// Its name.
    pub table: String,
    /// Why.
    pub why: String,
}

/// What a cell may hold. NULL is `null` in JSON and nothing at all in CSV, where an empty text is `""`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A whole number.
    Integer,
    /// Text.
    Text,
    /// Bytes, written in lower-case hex.
    Bytes,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it may hold.
    pub holds: Kind,
}

/// A table and its columns, as they stand in both files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// The columns that tell its rows apart; rows are in their order.
    pub key: Vec<String>,
    /// All columns.
    pub columns: Vec<Column>,
}

impl Table {
    fn select(&self) -> String {
        let list = |names: &mut dyn Iterator<Item = &String>| names.map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
        let columns = list(&mut self.columns.iter().map(|column| &column.name));
        format!("SELECT {columns} FROM \"{}\" ORDER BY {}", self.name, list(&mut self.key.iter()))
    }
}

/// A file of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileLine {
    /// Its name in the folder: never a path.
    pub name: String,
    /// Rows in it; a heading is none.
    pub rows: u64,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256 of it, in hex.
    pub sha256: String,
}

impl Manifest {
    /// As it is written down. The same manifest is always the same bytes.
    fn text(&self) -> Result<Vec<u8>, Fault> {
        let mut text = serde_json::to_vec_pretty(self).map_err(|_| Fault::new("bug", "manifest"))?;
        text.push(b'\n');
        Ok(text)
    }

    fn own_sha256(&self) -> Result<String, Fault> {
        Ok(to_hex(&Sha256::digest(Self { sha256: String::new(), ..self.clone() }.text()?)))
    }

    /// Rows in all tables together.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.files.iter().filter(|file| file.name.ends_with(".jsonl")).map(|file| file.rows).sum()
    }
}

/// Every table that goes along, by name.
fn tables(db: &Connection) -> Result<Vec<Table>, Fault> {
    let mut names = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")?;
    let names: Vec<String> = names.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    names.into_iter().filter(|name| LEFT_OUT.iter().all(|(left, _)| left != name)).map(|name| table(db, name)).collect()
}

fn table(db: &Connection, name: String) -> Result<Table, Fault> {
    let mut rows = db.prepare("SELECT name, type, pk FROM pragma_table_info(?1) ORDER BY cid")?;
    let rows: Vec<(String, String, usize)> =
        rows.query_map([&name], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)? as usize)))?.collect::<Result<_, _>>()?;
    let mut key: Vec<(usize, String)> =
        rows.iter().filter(|(_, _, place)| *place > 0).map(|(name, _, place)| (*place, name.clone())).collect();
    key.sort_unstable();
    let mut columns = Vec::new();
    for (column, holds, _) in rows {
        let holds = match holds.as_str() {
            "INTEGER" => Kind::Integer,
            "TEXT" => Kind::Text,
            "BLOB" => Kind::Bytes,
            other => return Err(Fault::new("bug", format!("{name}.{column} holds {other}"))),
        };
        columns.push(Column { name: column, holds });
    }
    if key.is_empty() {
        return Err(Fault::new("bug", format!("{name} has no key")));
    }
    Ok(Table { name, key: key.into_iter().map(|(_, name)| name).collect(), columns })
}
