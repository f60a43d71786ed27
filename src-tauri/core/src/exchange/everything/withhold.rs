//! Entries of the trail from before schema 12 hold what guards a PIN. They go out with its name only.

use crate::error::Fault;
use crate::trail::{Entry, chain};
use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;
use std::collections::BTreeMap;

/// How an entry goes out.
#[derive(Debug)]
pub(super) struct Other {
    /// Its request, where that is another.
    pub request: Option<String>,
    /// Its head: the chain covers every byte, so from the first such entry on each is another.
    pub head: [u8; 32],
}

/// By sequence number, what goes out otherwise than it stands. Nothing, in a clinic that began with schema 12.
pub(super) fn withheld(db: &Connection) -> Result<BTreeMap<i64, Other>, Fault> {
    // The three that ever held one.
    let first: Option<i64> = db
        .query_row(
            "SELECT min(seq) FROM trail WHERE command IN ('found_clinic', 'add_staff', 'change_pin') AND request LIKE '%\"pin_hash\":\"%:%'",
            [],
            |row| row.get(0),
        )
        .optional()?
        .flatten();
    let mut others = BTreeMap::new();
    let Some(first) = first else { return Ok(others) };
    let mut head = [0; 32];
    chain::each(db, |seq, entry, stands| {
        if seq < first {
            head = stands;
            return true;
        }
        let request = named_only(entry.request);
        let request_out = request.as_deref().unwrap_or(entry.request);
        head = chain::next_head(&head, seq, &Entry { request: request_out, ..*entry });
        others.insert(seq, Other { request, head });
        true
    })?;
    Ok(others)
}

/// The request with the name of the PIN alone; None where it holds no more than that.
fn named_only(request: &str) -> Option<String> {
    let mut request: Value = serde_json::from_str(request).ok()?;
    let pin = request.get_mut("pin_hash")?;
    let (name, _) = pin.as_str()?.split_once(':')?;
    *pin = Value::from(name);
    Some(request.to_string())
}
