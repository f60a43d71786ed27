//! A backup: one file that a bare machine and the printed key can open.
//!
//! Its first line says what it is, its second is a header in clear (nothing about anybody: when, how far the trail was,
//! the wrapped keys), and after it comes the encrypted store as it was. It is copied beside the work: while it runs, new
//! commits go to the write-ahead log alone and the main file stands still. It counts only once it was opened and checked.

use super::key::{DataKey, KeyFile, to_hex};
use super::{FILE, Store, migrate};
use crate::clock::{At, Moment};
use crate::error::Fault;
use crate::trail::{self, chain};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Where a machine keeps its backups: beside the clinic's folder, never in it.
pub const FOLDER: &str = "backups";
/// First line of every backup.
const MAGIC: &[u8] = b"RIGHTFUL BACKUP 1\n";
/// A header is some 1,200 bytes; a hostile file must not make the desk eat all memory.
const LONGEST_HEADER: u64 = 64 * 1024;
/// Bytes copied at a time, so that a desk that closes waits for no more than one.
const CHUNK: usize = 1 << 20;
/// How a finished backup's name ends.
pub const ENDING: &str = "rightful-backup";
/// How the name of one that is not finished ends.
const PART: &str = "part";

/// What a backup says of itself, in clear.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Header {
    /// When it was made.
    pub made_at: At,
    /// The clinic's offset then, minutes east.
    pub offset_minutes: i32,
    /// The version that made it.
    pub app: String,
    /// How many steps its schema has.
    pub schema: usize,
    /// The trail's last entry.
    pub trail_seq: i64,
    /// … and its head, in hex: what anchors the trail outside the live file.
    pub trail_head: String,
    /// Bytes of the store that follow.
    pub bytes: u64,
    /// SHA-256 of them, in hex.
    pub sha256: String,
    /// The wrapped keys.
    pub key: KeyFile,
}

impl Header {
    /// The moment it was made, as the clinic's clock showed it.
    #[must_use]
    pub fn made(&self) -> Moment {
        Moment { at: self.made_at, offset_minutes: self.offset_minutes }
    }
}

fn disk(error: std::io::Error) -> Fault {
    match error.kind() {
        std::io::ErrorKind::StorageFull => Fault::new("full_disk", "backup"),
        kind => Fault::new("disk", kind),
    }
}

/// Reads the header and leaves the reader at the first byte of the store.
///
/// # Errors
/// `not_a_backup`; `newer_file` when a newer Rightful made it; `disk`.
pub fn header(from: &mut impl BufRead) -> Result<Header, Fault> {
    let mut line = Vec::new();
    let mut read_line = |most: u64| {
        line.clear();
        from.take(most).read_until(b'\n', &mut line).map_err(disk)?;
        Ok::<_, Fault>(line.clone())
    };
    let first = read_line(MAGIC.len() as u64)?;
    if first != MAGIC {
        let ours = first.starts_with(b"RIGHTFUL BACKUP ");
        return Err(Fault::new(if ours { "newer_file" } else { "not_a_backup" }, "first line"));
    }
    let second = read_line(LONGEST_HEADER)?;
    let header: Header =
        serde_json::from_slice(&second).map_err(|error| Fault::new("not_a_backup", format!("column {}", error.column())))?;
    if header.schema > migrate::newest() {
        return Err(Fault::new("newer_file", format!("schema {}, known {}", header.schema, migrate::newest())));
    }
    Ok(header)
}

/// Is the store that follows the header the one it was made with? Writes it to `into`.
///
/// # Errors
/// `damaged`; `disk`, `full_disk`.
pub fn body(header: &Header, from: &mut impl Read, into: &mut impl Write) -> Result<(), Fault> {
    let mut hash = Sha256::new();
    let mut left = header.bytes;
    let mut chunk = vec![0; CHUNK];
    while left > 0 {
        let most = usize::try_from(left).unwrap_or(CHUNK).min(CHUNK);
        let read = from.read(&mut chunk[..most]).map_err(disk)?;
        if read == 0 {
            return Err(Fault::new("damaged", "backup ends early"));
        }
        hash.update(&chunk[..read]);
        into.write_all(&chunk[..read]).map_err(disk)?;
        left -= read as u64;
    }
    let more = from.read(&mut chunk[..1]).map_err(disk)?;
    if more > 0 || to_hex(&hash.finalize()) != header.sha256 {
        return Err(Fault::new("damaged", "backup differs from its hash"));
    }
    Ok(())
}

/// What of a copy is kept in memory while it is checked; SQLite takes it as far as it needs it. Negative: KiB.
const CHECK_CACHE_KIB: i64 = -256 * 1024;

/// Opens a store that is nobody's live file, with nothing beside it.
pub(super) fn open_copy(path: &Path, key: &DataKey) -> Result<Connection, Fault> {
    let db = Connection::open(path)?;
    db.pragma_update(None, "cipher_log_level", "NONE")?;
    db.pragma_update(None, "key", key.as_pragma())?;
    db.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    db.pragma_update(None, "temp_store", "MEMORY")?;
    // An index is compared with its table row by row, all over the file: a page that is not kept is decrypted for each.
    db.pragma_update(None, "cache_size", CHECK_CACHE_KIB)?;
    Ok(db)
}

/// How far a copy is looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Every table's and index's own shape, for which each page that holds anything is read and its seal with it, and the
    /// whole trail. What a disk or a stick can do to a copy is found by these.
    AsCopied,
    /// Also the seals of pages that hold nothing now, and whether each row stands in each index: nothing but an error of ours
    /// or SQLite's can break that, and a copy has it as its file does. So this is done where the file itself is looked at,
    /// and before a backup is put in its place.
    ToTheRow,
}

/// Looks into a copy, and through its trail from the first entry to the head that is told.
///
/// # Errors
/// `damaged` with what was found.
pub(super) fn check_copy(db: &Connection, seq: i64, head: &str, how: Look) -> Result<(), Fault> {
    let broken = |what: &str| Fault::new("damaged", what);
    if how == Look::ToTheRow && db.prepare("PRAGMA cipher_integrity_check")?.exists([])? {
        return Err(broken("a page's seal"));
    }
    let check = match how {
        Look::AsCopied => "PRAGMA quick_check(1)",
        Look::ToTheRow => "PRAGMA integrity_check(1)",
    };
    let sound: String = db.query_row(check, [], |row| row.get(0))?;
    if sound != "ok" {
        return Err(broken("a table or index"));
    }
    let (last, _, stands) = trail::standing(db)?;
    if last != seq || to_hex(&stands) != head {
        return Err(broken("the trail's head"));
    }
    match chain::first_break(db)? {
        Some(_) => Err(broken("the trail")),
        None => Ok(()),
    }
}

/// The bytes by which SQLite locks a file: the page around them never holds anything
/// (<https://www.sqlite.org/fileformat2.html>, “The Lock-Byte Page”), and Windows lets no other handle read them, ours
/// neither, as long as the store is open.
const LOCKED: std::ops::Range<u64> = 0x4000_0000..0x4000_0200;

/// What the desk knows of its own file while it may be copied.
#[derive(Debug)]
pub(super) struct Source {
    /// The main file, open as long as the store is: where a process closes a file, Unix drops every lock that it holds on
    /// it, SQLite's too. None: the store was closed, and what would be copied from now on counts for nothing.
    file: Mutex<Option<File>>,
}

impl Source {
    pub(super) fn of(folder: &Path) -> Result<Arc<Self>, Fault> {
        let file = File::open(folder.join(FILE)).map_err(disk)?;
        Ok(Arc::new(Self { file: Mutex::new(Some(file)) }))
    }

    /// Waits for a running copy's chunk; it stops there.
    pub(super) fn close(&self) {
        drop(self.file.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    /// Fills `into` with what stands from `at` on; SQLite's locked bytes with zeros.
    fn read(&self, at: u64, into: &mut [u8]) -> Result<(), Fault> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(file) = file.as_mut() else { return Err(Fault::new("backup_stopped", "the store was closed")) };
        let within = |place: u64| usize::try_from(place.saturating_sub(at)).unwrap_or(usize::MAX).min(into.len());
        let (locked, behind) = (within(LOCKED.start), within(LOCKED.end));
        into[locked..behind].fill(0);
        for part in [0..locked, behind..into.len()] {
            if !part.is_empty() {
                file.seek(SeekFrom::Start(at + part.start as u64)).and_then(|_| file.read_exact(&mut into[part])).map_err(disk)?;
            }
        }
        Ok(())
    }
}

/// A backup about to be made, away from the desk.
#[derive(Debug)]
pub struct Job {
    source: Arc<Source>,
    key: DataKey,
    header: Header,
    into: PathBuf,
}

/// Begins a backup of the open store into this folder; until [`ended`] no commit touches the main file.
///
/// # Errors
/// As the store and the disk give them.
pub fn begin(store: &Store, now: Moment, into: &Path) -> Result<Job, Fault> {
    let Some(source) = &store.source else { return Err(Fault::new("bug", "a store in memory")) };
    begin_of(&store.db, &store.folder, source, &store.key, now, into)
}

/// The same of a file that is open and is no store yet: its schema is still to come up to date.
pub(super) fn begin_of(
    db: &Connection,
    folder: &Path,
    source: &Arc<Source>,
    data_key: &DataKey,
    now: Moment,
    into: &Path,
) -> Result<Job, Fault> {
    // What can fail comes first: nothing must leave the log growing.
    let mut key = KeyFile::read(folder)?;
    // A copy lies elsewhere, where this machine's keychain is not.
    key.unwrap_from_keychain();
    let (busy, _, _): (i64, i64, i64) =
        db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    if busy != 0 {
        return Err(Fault::new("store", "checkpoint is busy"));
    }
    let steps: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let (trail_seq, _, head) = trail::standing(db)?;
    let header = Header {
        made_at: now.at,
        offset_minutes: now.offset_minutes,
        app: env!("CARGO_PKG_VERSION").to_owned(),
        schema: usize::try_from(steps).unwrap_or_default(),
        trail_seq,
        trail_head: to_hex(&head),
        // Everything is in the main file now.
        bytes: std::fs::metadata(folder.join(FILE)).map_err(disk)?.len(),
        sha256: String::new(),
        key,
    };
    db.pragma_update(None, "wal_autocheckpoint", 0)?;
    Ok(Job { source: Arc::clone(source), key: data_key.clone(), header, into: into.to_owned() })
}

/// The backup ended, well or not: commits may go into the main file again.
///
/// # Errors
/// As the store gives them.
pub fn ended(store: &Store) -> Result<(), Fault> {
    Ok(store.db.pragma_update(None, "wal_autocheckpoint", super::AUTOCHECKPOINT)?)
}

impl Job {
    /// Copies, checks, finishes. Returns where it is. What is not finished is taken away again.
    ///
    /// # Errors
    /// `backup_stopped` when the store was closed meanwhile; `damaged` when the copy is not sound; `disk`, `full_disk`.
    pub fn run(mut self) -> Result<PathBuf, Fault> {
        std::fs::create_dir_all(&self.into).map_err(disk)?;
        let copy = self.into.join(format!("copy.{PART}"));
        let made = self.copied(&copy, Look::AsCopied).and_then(|()| self.finished(&copy));
        for left in [copy.clone(), beside(&copy, "-wal"), beside(&copy, "-shm"), beside(&copy, "-journal")] {
            // What is not there needs no taking away.
            drop(std::fs::remove_file(left));
        }
        made
    }

    /// The same without keeping it: looks at the whole file, away from the desk.
    ///
    /// # Errors
    /// As [`Job::run`].
    pub fn look(mut self) -> Result<(), Fault> {
        std::fs::create_dir_all(&self.into).map_err(disk)?;
        let copy = self.into.join(format!("look.{PART}"));
        let looked = self.copied(&copy, Look::ToTheRow);
        for left in [copy.clone(), beside(&copy, "-wal"), beside(&copy, "-shm"), beside(&copy, "-journal")] {
            // What is not there needs no taking away.
            drop(std::fs::remove_file(left));
        }
        looked
    }

    fn copied(&mut self, copy: &Path, how: Look) -> Result<(), Fault> {
        let mut out = File::create(copy).map_err(disk)?;
        let mut hash = Sha256::new();
        let mut chunk = vec![0; CHUNK];
        let mut at = 0;
        while at < self.header.bytes {
            let most = usize::try_from(self.header.bytes - at).unwrap_or(CHUNK).min(CHUNK);
            let part = &mut chunk[..most];
            self.source.read(at, part)?;
            hash.update(&*part);
            out.write_all(part).map_err(disk)?;
            at += most as u64;
        }
        // Not synced: what is kept of it is, when it is finished.
        self.header.sha256 = to_hex(&hash.finalize());
        drop(out);
        let db = open_copy(copy, &self.key)?;
        check_copy(&db, self.header.trail_seq, &self.header.trail_head, how)
    }

    fn finished(&self, copy: &Path) -> Result<PathBuf, Fault> {
        let path = self.into.join(name(&self.header));
        let mut from = File::open(copy).map_err(disk)?;
        whole(&path, |out| {
            out.write_all(MAGIC).map_err(disk)?;
            serde_json::to_writer(&mut *out, &self.header).map_err(|error| Fault::new("disk", error.classify() as u8))?;
            out.write_all(b"\n").map_err(disk)?;
            // The check may have touched the copy: what goes out is what was hashed.
            body(&self.header, &mut from, out)
        })?;
        Ok(path)
    }
}

/// A file whole or not at all: beside it first, synced, then renamed, and the rename synced.
///
/// # Errors
/// `disk`, `full_disk`, and what the writer gives.
pub(super) fn whole(path: &Path, write: impl FnOnce(&mut File) -> Result<(), Fault>) -> Result<(), Fault> {
    let part = beside(path, &format!(".{PART}"));
    let written = (|| {
        let mut file = File::create(&part).map_err(disk)?;
        write(&mut file)?;
        file.sync_all().map_err(disk)?;
        drop(file);
        std::fs::rename(&part, path).map_err(disk)
    })();
    if written.is_err() {
        drop(std::fs::remove_file(&part));
    }
    written?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// On Unix a rename outlives a power cut only once its folder is synced. Windows has no such call without an administrator’s
/// rights; NTFS keeps renames in a log of its own, and that this is enough is not proved here.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), Fault> {
    if cfg!(unix) { File::open(folder).and_then(|folder| folder.sync_all()).map_err(disk) } else { Ok(()) }
}

pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

/// `2026-11-22 1430 e5120.rightful-backup`: when by the clinic's clock, and how far the trail was.
fn name(header: &Header) -> String {
    let made = header.made();
    let minute = made.at.minutes_since(made.at_minute(made.day(), 0));
    format!("{} {:02}{:02} e{}.{ENDING}", made.day().0.format("%Y-%m-%d"), minute / 60, minute % 60, header.trail_seq)
}

/// A backup that lies in a folder.
#[derive(Debug, Clone)]
pub struct Lying {
    /// Where.
    pub path: PathBuf,
    /// What it says of itself; None: it cannot be read.
    pub header: Option<Header>,
}

/// All finished backups in a folder, the newest by the trail first; unreadable ones last. A folder that is not there has none.
#[must_use]
pub fn in_folder(folder: &Path) -> Vec<Lying> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|ending| ending == ENDING));
    let mut found: Vec<Lying> = paths
        .map(|path| {
            let header = File::open(&path).ok().and_then(|file| header(&mut BufReader::new(file)).ok());
            Lying { path, header }
        })
        .collect();
    found.sort_by(|a, b| {
        let newest = |one: &Lying| one.header.as_ref().map(|header| (header.trail_seq, header.made_at));
        newest(b).cmp(&newest(a)).then_with(|| b.path.cmp(&a.path))
    });
    found
}

/// Copies a finished backup to another place, and reads it back there.
///
/// # Errors
/// `damaged` when it is not there as it is here; `disk`, `full_disk`, `not_a_backup`.
pub fn copy_to(backup: &Path, folder: &Path) -> Result<PathBuf, Fault> {
    let name = backup.file_name().ok_or_else(|| Fault::new("bug", "no file name"))?;
    let there = folder.join(name);
    whole(&there, |out| {
        let mut from = File::open(backup).map_err(disk)?;
        std::io::copy(&mut from, out).map_err(disk)?;
        Ok(())
    })?;
    sound(&there)?;
    Ok(there)
}

/// Reads a backup from its first byte to its last and compares its hash. Needs no key.
///
/// # Errors
/// As [`header`] and [`body`].
pub fn sound(path: &Path) -> Result<Header, Fault> {
    let mut file = BufReader::new(File::open(path).map_err(disk)?);
    let header = header(&mut file)?;
    body(&header, &mut file, &mut std::io::sink())?;
    Ok(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlites_locked_bytes_are_never_read_and_all_others_are() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = File::create(folder.path().join(FILE)).unwrap();
        // No disk holds the gigabyte before it.
        file.seek(SeekFrom::Start(LOCKED.start - 16)).unwrap();
        file.write_all(&[7; 16 + 512 + 16]).unwrap();
        drop(file);
        let source = Source::of(folder.path()).unwrap();
        let read = |at: u64, bytes: usize| {
            let mut into = vec![1; bytes];
            source.read(at, &mut into).unwrap();
            into
        };
        let around = [vec![7; 16], vec![0; 512], vec![7; 16]].concat();
        assert_eq!(read(LOCKED.start - 16, 544), around);
        assert_eq!(read(LOCKED.start - 16, 16), [7; 16], "up to them");
        assert_eq!(read(LOCKED.start - 8, 16), around[8..24], "into them");
        assert_eq!(read(LOCKED.start + 8, 16), [0; 16], "among them");
        assert_eq!(read(LOCKED.end - 8, 16), around[520..536], "out of them");
        assert_eq!(read(LOCKED.end, 16), [7; 16], "after them");
        assert_eq!(read(4096, 16), [0; 16], "far before them");
        let mut beyond = [0; 17];
        assert!(source.read(LOCKED.end, &mut beyond).is_err(), "what is not there is told");
    }
}
