//! The chain: each entry's head is SHA-256 over the head before it and the entry, so no entry can be changed,
//! dropped, added or moved without every later head telling.

use super::{Ended, Entry};
use crate::clock::Moment;
use crate::error::Fault;
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// The head after this entry.
#[must_use]
pub fn next_head(before: &[u8; 32], seq: i64, entry: &Entry<'_>) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(before);
    let mut put = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    put(&seq.to_be_bytes());
    put(&entry.moment.at.0.to_be_bytes());
    put(&entry.moment.offset_minutes.to_be_bytes());
    put(entry.desk.as_bytes());
    put(&entry.staff.unwrap_or(0).to_be_bytes());
    put(entry.command.as_bytes());
    put(entry.request_id.unwrap_or("").as_bytes());
    put(entry.request.as_bytes());
    put(entry.ended.as_str().as_bytes());
    put(entry.reply.as_bytes());
    put(&entry.first_id.to_be_bytes());
    put(&entry.next_id.to_be_bytes());
    for subject in entry.about {
        put(&subject.to_be_bytes());
    }
    hash.finalize().into()
}

/// SHA-256 in hex.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    crate::store::key::to_hex(&Sha256::digest(bytes))
}

/// Walks the whole trail and names the first entry that does not follow from the one before.
///
/// # Errors
/// As SQLite gives them.
pub fn first_break(db: &Connection) -> Result<Option<i64>, Fault> {
    let (mut head, mut expected, mut broken) = ([0; 32], 1, None);
    each(db, |seq, entry, stands| {
        head = next_head(&head, seq, entry);
        if seq != expected || head != stands {
            broken = Some(seq);
        }
        expected += 1;
        broken.is_none()
    })?;
    Ok(broken)
}

/// Each entry in its order, and the head that stands beside it, for as long as it is asked for more.
///
/// # Errors
/// As SQLite gives them.
pub fn each(db: &Connection, mut more: impl FnMut(i64, &Entry<'_>, [u8; 32]) -> bool) -> Result<(), Fault> {
    // Both in the order of the trail, side by side: asked for each entry, the years would be read once for each.
    let mut abouts = db.prepare("SELECT seq, subject FROM trail_about ORDER BY seq, subject")?;
    let mut abouts = abouts.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))?.peekable();
    let mut rows = db.prepare(
        "SELECT seq, at, offset_min, desk, staff_id, command, request_id, request, outcome, reply, first_id, next_id, head
         FROM trail ORDER BY seq",
    )?;
    let mut rows = rows.query([])?;
    let mut about = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let seq: i64 = row.get(0)?;
        // As they lie there: a year's requests are large, and each is looked at once.
        let text = |at: usize| row.get_ref(at)?.as_str().map_err(rusqlite::Error::from);
        let request_id = row.get_ref(6)?.as_str_or_null().map_err(rusqlite::Error::from)?;
        about.clear();
        while let Some(next) = abouts.next_if(|next| next.as_ref().map_or(true, |(of, _)| *of <= seq)) {
            // What belongs to no entry is taken for the next one's: its head does not agree then.
            about.insert(next?.1);
        }
        let entry = Entry {
            moment: Moment { at: row.get(1)?, offset_minutes: row.get(2)? },
            desk: text(3)?,
            staff: row.get(4)?,
            command: text(5)?,
            request_id,
            request: text(7)?,
            ended: match text(8)? {
                "done" => Ended::Done,
                "refused" => Ended::Refused,
                "refused_kept" => Ended::RefusedKept,
                _ => Ended::Read,
            },
            reply: text(9)?,
            first_id: row.get(10)?,
            next_id: row.get(11)?,
            about: &about,
        };
        if !more(seq, &entry, row.get(12)?) {
            break;
        }
    }
    Ok(())
}
