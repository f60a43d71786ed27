//! What the desk reminds of by itself: each promise once, a quarter of an hour before it is due, also while it is locked.
//! Nobody's name is in it: a notification stands on a screen that anybody may see.

use crate::clock::{At, Moment};
use crate::error::Outcome;
use crate::ids::PromiseId;
use rusqlite::Connection;
use std::collections::BTreeMap;

/// Reminded of so many minutes before it is due.
pub const BEFORE_MIN: i64 = 15;

/// What was reminded of, in the memory of this run: by promise, the time it was due then.
pub type Reminded = BTreeMap<PromiseId, At>;

/// How many promises come due within a quarter of an hour that nobody was reminded of; they are told of now. One that was
/// moved is told of anew.
///
/// # Errors
/// As the store gives them.
pub fn coming_due(db: &Connection, now: Moment, told: &mut Reminded) -> Outcome<usize> {
    let mut rows = db.prepare_cached("SELECT id, said_at FROM promises WHERE ended IS NULL AND said_at BETWEEN ?1 AND ?2")?;
    let soon: Vec<(PromiseId, At)> =
        rows.query_map((now.at, now.at.plus_minutes(BEFORE_MIN)), |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    let new = soon.iter().filter(|(id, due)| told.insert(*id, *due) != Some(*due)).count();
    told.retain(|_, due| *due >= now.at);
    Ok(new)
}
