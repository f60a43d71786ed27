//! What was done, by whom, when. Append-only, chained, and enough to do it all again.

pub mod chain;
pub mod history;
pub mod replay;

use crate::clock::Moment;
use crate::error::Fault;
use crate::store::Store;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How an entry ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// Done, and the tables changed with it.
    Done,
    /// Refused; the tables are as before.
    Refused,
    /// Refused, and the refusal left a record.
    RefusedKept,
    /// A record was looked at.
    Read,
}

impl Ended {
    /// As stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::RefusedKept => "refused_kept",
            Self::Read => "read",
        }
    }
}

/// One entry about to be appended.
#[derive(Debug)]
pub struct Entry<'a> {
    /// When, and the clinic's offset then.
    pub moment: Moment,
    /// Which desk.
    pub desk: &'a str,
    /// Who was signed in.
    pub staff: Option<i64>,
    /// Which line of the list.
    pub command: &'a str,
    /// The page's own id of the request.
    pub request_id: Option<&'a str>,
    /// The request as replay needs it: secrets already turned into what is kept.
    pub request: &'a str,
    /// How it ended.
    pub ended: Ended,
    /// What was answered.
    pub reply: &'a str,
    /// First id of the sequence not used before this entry.
    pub first_id: i64,
    /// First id not used after it.
    pub next_id: i64,
    /// The subjects it is about.
    pub about: &'a BTreeSet<i64>,
}

/// Where the trail stands: (last sequence number, next free id, head).
///
/// # Errors
/// As SQLite gives them.
pub fn standing(db: &Connection) -> Result<(i64, i64, [u8; 32]), Fault> {
    Ok(db
        .prepare_cached("SELECT seq, next_id, head FROM trail ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?
        .unwrap_or((0, 1, [0; 32])))
}

/// Appends one entry inside the running transaction.
///
/// # Errors
/// As SQLite gives them.
pub fn append(db: &Connection, entry: &Entry<'_>) -> Result<i64, Fault> {
    let (last, _, head) = standing(db)?;
    let seq = last + 1;
    let head = chain::next_head(&head, seq, entry);
    db.prepare_cached(
        "INSERT INTO trail (seq, at, offset_min, desk, staff_id, command, request_id, request, outcome, reply, first_id, next_id, head)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        seq,
        entry.moment.at,
        entry.moment.offset_minutes,
        entry.desk,
        entry.staff,
        entry.command,
        entry.request_id,
        entry.request,
        entry.ended.as_str(),
        entry.reply,
        entry.first_id,
        entry.next_id,
        head.as_slice(),
    ])?;
    let mut about = db.prepare_cached("INSERT INTO trail_about (subject, seq) VALUES (?1, ?2)")?;
    for subject in entry.about {
        about.execute(params![subject, seq])?;
    }
    Ok(seq)
}

/// The answer already given to this request id, if it was asked before: (command, ended, reply).
///
/// # Errors
/// As SQLite gives them.
pub fn already_answered(db: &Connection, request_id: &str) -> Result<Option<(String, String, String)>, Fault> {
    Ok(db
        .prepare_cached("SELECT command, outcome, reply FROM trail WHERE request_id = ?1")?
        .query_row([request_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?)
}

/// The head of every entry, the oldest first, once each was seen to follow from the one before. A store that was cut off
/// holds what was acknowledged if these begin with the heads of then.
///
/// # Errors
/// `damaged` where one does not follow; otherwise as SQLite gives them.
pub fn heads(store: &Store) -> Result<Vec<[u8; 32]>, Fault> {
    if let Some(seq) = chain::first_break(&store.db)? {
        return Err(Fault::new("damaged", format!("trail entry {seq}")));
    }
    let mut heads = store.db.prepare_cached("SELECT head FROM trail ORDER BY seq")?;
    Ok(heads.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// How many entries stand under this request id: none or one.
///
/// # Errors
/// As SQLite gives them.
pub fn times_kept(store: &Store, request_id: &str) -> Result<i64, Fault> {
    Ok(store.db.prepare_cached("SELECT count(*) FROM trail WHERE request_id = ?1")?.query_row([request_id], |row| row.get(0))?)
}

/// Keeps a large input once, by its SHA-256; returns the hash in hex.
///
/// # Errors
/// As SQLite gives them.
pub fn keep_file(db: &Connection, bytes: &[u8]) -> Result<String, Fault> {
    let sha256 = chain::sha256_hex(bytes);
    db.execute("INSERT OR IGNORE INTO trail_files (sha256, bytes) VALUES (?1, ?2)", params![sha256, bytes])?;
    Ok(sha256)
}

/// A large input kept before.
///
/// # Errors
/// As SQLite gives them; `store` when it is not there.
pub fn kept_file(db: &Connection, sha256: &str) -> Result<Vec<u8>, Fault> {
    Ok(db.query_row("SELECT bytes FROM trail_files WHERE sha256 = ?1", [sha256], |row| row.get(0))?)
}
