//! Writes the files: in a folder that is called `….part` until all of them are there and on the disk, so that an export
//! that was cut off is never taken for a whole one.

use super::withhold::{Other, withheld};
use super::{FORM, FileLine, LEFT_OUT, LeftOut, MANIFEST, Manifest, ROWS_BETWEEN_LOOKS, Table, TrailStands, csv, tables};
use crate::clock::Moment;
use crate::desk::Progress;
use crate::error::{Fault, Outcome, Refusal, refuse};
use crate::store::Store;
use crate::store::backup::sync_folder;
use crate::store::key::to_hex;
use crate::trail;
use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

/// Bytes gathered before they go to the disk.
const CHUNK: usize = 1 << 18;
/// For whoever opens the folder, in the manifest.
const NOTE: &str = "Not encrypted: whoever has these files can read them. JSON Lines are exact; in CSV a text that a spreadsheet \
                    could take for a formula has an apostrophe in front. Times are milliseconds since 1970-01-01T00:00Z.";

fn disk(error: std::io::Error) -> Fault {
    match error.kind() {
        std::io::ErrorKind::StorageFull => Fault::new("full_disk", "export"),
        kind => Fault::new("disk", kind),
    }
}

/// An export whose files are all there, and which does not count yet. Dropped, it takes them away again.
#[derive(Debug)]
pub struct Written {
    /// What it says of itself.
    pub manifest: Manifest,
    /// The folder's name once it counts.
    pub name: String,
    part: PathBuf,
}

impl Written {
    /// From now on it counts. Returns where it is.
    ///
    /// # Errors
    /// `disk`, `full_disk`.
    pub fn counts(mut self) -> Result<PathBuf, Fault> {
        let whole = self.part.with_file_name(&self.name);
        std::fs::rename(&self.part, &whole).map_err(disk)?;
        self.part = PathBuf::new();
        whole.parent().map_or(Ok(()), sync_folder)?;
        Ok(whole)
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        if !self.part.as_os_str().is_empty() {
            // Half an export is plain text that nobody asked for.
            drop(std::fs::remove_dir_all(&self.part));
        }
    }
}

/// Writes all of this store into a new folder in this one.
///
/// # Errors
/// Refuses `export_stopped`. Faults `disk`, `full_disk`; nothing is left then.
pub fn write(store: &Store, now: Moment, into: &Path, progress: &Progress) -> Outcome<Written> {
    let db = &store.db;
    let name = free_name(into, now);
    let part = into.join(format!("{name}.part"));
    // Left by an export that was cut off.
    if part.exists() {
        std::fs::remove_dir_all(&part).map_err(disk)?;
    }
    let steps: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let (clinic, practice) = db.query_row("SELECT name, practice FROM clinic", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (entries, _, head) = trail::standing(db)?;
    let others = withheld(db)?;
    let head_out = others.get(&entries).map_or(head, |other| other.head);
    let tables = tables(db)?;
    make_private(&part).map_err(disk)?;
    let mut written = Written {
        manifest: Manifest {
            form: FORM.to_owned(),
            note: NOTE.to_owned(),
            made_at: now.at,
            offset_minutes: now.offset_minutes,
            app: env!("CARGO_PKG_VERSION").to_owned(),
            schema: usize::try_from(steps).unwrap_or_default(),
            clinic,
            practice,
            trail: TrailStands { entries, head: to_hex(&head_out), head_at_the_desk: (head != head_out).then(|| to_hex(&head)) },
            left_out: LEFT_OUT.iter().map(|(table, why)| LeftOut { table: (*table).to_owned(), why: (*why).to_owned() }).collect(),
            tables,
            files: Vec::new(),
            sha256: String::new(),
        },
        name,
        part,
    };
    let mut total = 0;
    for table in &written.manifest.tables {
        total += db.query_row(&format!("SELECT count(*) FROM \"{}\"", table.name), [], |row| row.get::<_, i64>(0))?.unsigned_abs();
    }
    progress.done.store(0, Ordering::Relaxed);
    progress.total.store(total, Ordering::Relaxed);
    let files = all(store, &written, &others, progress);
    progress.total.store(0, Ordering::Relaxed);
    written.manifest.files = files?;
    written.manifest.sha256 = written.manifest.own_sha256()?;
    let mut file = File::create_new(written.part.join(MANIFEST)).map_err(disk)?;
    file.write_all(&written.manifest.text()?).and_then(|()| file.sync_all()).map_err(disk)?;
    sync_folder(&written.part)?;
    Ok(written)
}

fn all(store: &Store, written: &Written, others: &BTreeMap<i64, Other>, progress: &Progress) -> Outcome<Vec<FileLine>> {
    let mut files = Vec::new();
    for table in &written.manifest.tables {
        // Only the trail holds anything that goes out otherwise than it stands.
        let none = BTreeMap::new();
        let others = if table.name == "trail" { others } else { &none };
        files.extend(one(store, table, &written.part, others, progress)?);
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

/// Writes one table's two files.
fn one(store: &Store, table: &Table, part: &Path, others: &BTreeMap<i64, Other>, progress: &Progress) -> Outcome<[FileLine; 2]> {
    let mut lines = Out::new(part, format!("{}.jsonl", table.name))?;
    let mut sheet = Out::new(part, format!("{}.csv", table.name))?;
    let begins: Vec<Vec<u8>> = table
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| Ok(format!("{}{}:", if at == 0 { '{' } else { ',' }, serde_json::to_string(&column.name)?).into_bytes()))
        .collect::<Outcome<_>>()?;
    let place = |name: &str| table.columns.iter().position(|column| column.name == name);
    let (seq, request, head) = (place("seq"), place("request"), place("head"));
    sheet.gathered.extend_from_slice(csv::MARK);
    for (at, column) in table.columns.iter().enumerate() {
        if at > 0 {
            sheet.gathered.push(b',');
        }
        csv::text(&column.name, &mut sheet.gathered);
    }
    sheet.gathered.extend_from_slice(b"\r\n");
    let mut rows = store.db.prepare(&table.select())?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let other = match seq {
            Some(at) if !others.is_empty() => others.get(&row.get::<_, i64>(at)?),
            _ => None,
        };
        for (at, begin) in begins.iter().enumerate() {
            let value = match other {
                Some(Other { request: Some(text), .. }) if request == Some(at) => ValueRef::Text(text.as_bytes()),
                Some(other) if head == Some(at) => ValueRef::Blob(&other.head),
                _ => row.get_ref(at)?,
            };
            lines.gathered.extend_from_slice(begin);
            if at > 0 {
                sheet.gathered.push(b',');
            }
            cell(value, &mut lines.gathered, &mut sheet.gathered)?;
        }
        lines.gathered.extend_from_slice(b"}\n");
        sheet.gathered.extend_from_slice(b"\r\n");
        lines.row()?;
        sheet.row()?;
        let done = progress.done.fetch_add(1, Ordering::Relaxed);
        if done.is_multiple_of(ROWS_BETWEEN_LOOKS) && progress.cancel.load(Ordering::Relaxed) {
            return refuse(Refusal::because("export_stopped"));
        }
    }
    Ok([lines.end()?, sheet.end()?])
}

fn cell(value: ValueRef<'_>, line: &mut Vec<u8>, sheet: &mut Vec<u8>) -> Outcome<()> {
    match value {
        ValueRef::Null => line.extend_from_slice(b"null"),
        ValueRef::Integer(number) => {
            let number = number.to_string();
            line.extend_from_slice(number.as_bytes());
            sheet.extend_from_slice(number.as_bytes());
        }
        ValueRef::Text(bytes) => {
            let text = std::str::from_utf8(bytes).map_err(|_| Fault::new("damaged", "a text that is none"))?;
            serde_json::to_writer(&mut *line, text)?;
            csv::text(text, sheet);
        }
        ValueRef::Blob(bytes) => {
            line.push(b'"');
            hex(bytes, line);
            line.push(b'"');
            hex(bytes, sheet);
        }
        ValueRef::Real(_) => return Err(Fault::new("bug", "no column holds a fraction").into()),
    }
    Ok(())
}

fn hex(bytes: &[u8], into: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    into.extend(bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]));
}

/// A file on its way to the disk.
struct Out {
    file: File,
    hash: Sha256,
    gathered: Vec<u8>,
    line: FileLine,
}

impl Out {
    fn new(folder: &Path, name: String) -> Result<Self, Fault> {
        let file = File::create_new(folder.join(&name)).map_err(disk)?;
        let line = FileLine { name, rows: 0, bytes: 0, sha256: String::new() };
        Ok(Self { file, hash: Sha256::new(), gathered: Vec::new(), line })
    }

    fn row(&mut self) -> Result<(), Fault> {
        self.line.rows += 1;
        if self.gathered.len() < CHUNK { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> Result<(), Fault> {
        self.hash.update(&self.gathered);
        self.file.write_all(&self.gathered).map_err(disk)?;
        self.line.bytes += self.gathered.len() as u64;
        self.gathered.clear();
        Ok(())
    }

    fn end(mut self) -> Result<FileLine, Fault> {
        self.flush()?;
        self.file.sync_all().map_err(disk)?;
        self.line.sha256 = to_hex(&self.hash.finalize());
        Ok(self.line)
    }
}

/// For this user only, where the disk knows such a thing: a stick usually does not.
fn make_private(folder: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    return std::os::unix::fs::DirBuilderExt::mode(&mut std::fs::DirBuilder::new(), 0o700).create(folder);
    #[cfg(not(unix))]
    std::fs::create_dir(folder)
}

/// `Rightful export 2026-11-23 0758`, by the clinic's clock; with a number behind it where there is one already.
fn free_name(into: &Path, now: Moment) -> String {
    let minute = now.at.minutes_since(now.at_minute(now.day(), 0));
    let name = format!("Rightful export {} {:02}{:02}", now.day().0.format("%Y-%m-%d"), minute / 60, minute % 60);
    let numbered = (2..).map(|number| format!("{name} ({number})"));
    std::iter::once(name.clone()).chain(numbered).find(|name| !into.join(name).exists()).unwrap_or(name)
}
