//! What staff said of two people: that they are always to be warned about, never again, or that they are two. When two
//! records become one, what was said of either goes with it, and back.

use crate::clock::{At, Day};
use crate::desk::Act;
use crate::error::Outcome;
use crate::ids::{PatientId, StaffId};
use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One thing said of a pair. `pinned`, `muted`, or `apart`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Said {
    pub(super) low: PatientId,
    pub(super) high: PatientId,
    pub(super) word: String,
    pub(super) reason: String,
    pub(super) until: Option<Day>,
    pub(super) at: At,
    pub(super) by: StaffId,
}

impl Said {
    fn other(&self, than: PatientId) -> PatientId {
        if self.low == than { self.high } else { self.low }
    }

    fn of(self, one: PatientId, other: PatientId) -> Self {
        Self { low: one.min(other), high: one.max(other), ..self }
    }

    fn is_apart(&self) -> bool {
        self.word == "apart"
    }
}

const SELECT: &str =
    "SELECT low_id, high_id, verdict, reason, until, at, by FROM look_alikes WHERE (?1 IS NULL OR low_id = ?1 OR high_id = ?1)
                      UNION ALL
                      SELECT low_id, high_id, 'apart', '', NULL, at, by FROM told_apart WHERE (?1 IS NULL OR low_id = ?1 OR high_id = ?1)
                      ORDER BY 6 DESC, 1, 2, 3";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Said> {
    Ok(Said {
        low: row.get(0)?,
        high: row.get(1)?,
        word: row.get(2)?,
        reason: row.get(3)?,
        until: row.get(4)?,
        at: row.get(5)?,
        by: row.get(6)?,
    })
}

/// Everything that was said of pairs, or of this person's; newest first.
///
/// # Errors
/// As the store gives them.
pub(super) fn said(db: &Connection, of: Option<PatientId>) -> Outcome<Vec<Said>> {
    Ok(db.prepare_cached(SELECT)?.query_map([of], from_row)?.collect::<Result<_, _>>()?)
}

/// Who was said to be somebody else than this person.
///
/// # Errors
/// As the store gives them.
pub fn told_apart_from(db: &Connection, of: PatientId) -> Outcome<Vec<PatientId>> {
    Ok(db
        .prepare_cached("SELECT high_id FROM told_apart WHERE low_id = ?1 UNION ALL SELECT low_id FROM told_apart WHERE high_id = ?1")?
        .query_map([of], |row| row.get(0))?
        .collect::<Result<_, _>>()?)
}

/// What was said about the look of a pair: its word and why.
///
/// # Errors
/// As the store gives them.
pub fn pinned(db: &Connection, one: PatientId, other: PatientId) -> Outcome<Option<String>> {
    Ok(db
        .prepare_cached("SELECT reason FROM look_alikes WHERE low_id = ?1 AND high_id = ?2 AND verdict = 'pinned'")?
        .query_row((one.min(other), one.max(other)), |row| row.get(0))
        .optional()?)
}

pub(super) fn write(act: &mut Act<'_>, said: &Said) -> Outcome<()> {
    if said.is_apart() {
        act.db.execute(
            "INSERT OR REPLACE INTO told_apart (low_id, high_id, at, by) VALUES (?1, ?2, ?3, ?4)",
            (said.low, said.high, said.at, said.by),
        )?;
    } else {
        act.db.execute(
            "INSERT OR REPLACE INTO look_alikes (low_id, high_id, verdict, reason, until, at, by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (said.low, said.high, &said.word, &said.reason, said.until, said.at, said.by),
        )?;
    }
    Ok(())
}

pub(super) fn unsay(act: &mut Act<'_>, one: PatientId, other: PatientId, apart: bool) -> Outcome<()> {
    let delete = if apart {
        "DELETE FROM told_apart WHERE low_id = ?1 AND high_id = ?2"
    } else {
        "DELETE FROM look_alikes WHERE low_id = ?1 AND high_id = ?2"
    };
    act.db.execute(delete, (one.min(other), one.max(other)))?;
    Ok(())
}

/// What a merge did to what was said of pairs.
#[derive(Default, Serialize, Deserialize)]
struct Given {
    /// Was there before, and is not now.
    taken: Vec<Said>,
    /// Is there now instead.
    put: Vec<Said>,
}

/// Gives what was said of one record to another; what was done, for [`give_back`]. A pin outlives a mute.
///
/// # Errors
/// As the store gives them.
pub fn give(act: &mut Act<'_>, from: PatientId, to: PatientId) -> Outcome<Value> {
    let mut given = Given::default();
    for said_of in said(act.db, Some(from))? {
        let (other, apart) = (said_of.other(from), said_of.is_apart());
        unsay(act, from, other, apart)?;
        if other != to {
            let now = said_of.clone().of(to, other);
            let before = said(act.db, Some(to))?.into_iter().find(|one| one.other(to) == other && one.is_apart() == apart);
            if before.as_ref().is_none_or(|before| before.word == "muted" && now.word == "pinned") {
                given.taken.extend(before);
                write(act, &now)?;
                given.put.push(now);
            }
        }
        given.taken.push(said_of);
    }
    Ok(serde_json::to_value(given)?)
}

/// Gives back what [`give`] gave; what was said of the pair since stays.
///
/// # Errors
/// As the store gives them.
pub fn give_back(act: &mut Act<'_>, given: &Value) -> Outcome<()> {
    let given: Given = serde_json::from_value(given.clone())?;
    for put in &given.put {
        if said(act.db, Some(put.low))?.contains(put) {
            unsay(act, put.low, put.high, put.is_apart())?;
        }
    }
    for taken in &given.taken {
        let since = said(act.db, Some(taken.low))?
            .into_iter()
            .any(|now| (now.low, now.high, now.is_apart()) == (taken.low, taken.high, taken.is_apart()));
        if !since {
            write(act, taken)?;
        }
    }
    Ok(())
}

/// Removes what the desk thought of a patient who goes and the people who are like them.
///
/// # Errors
/// As the store gives them.
pub fn remove_of(act: &Act<'_>, patient: PatientId) -> Outcome<()> {
    for sql in ["DELETE FROM told_apart WHERE low_id = ?1 OR high_id = ?1", "DELETE FROM look_alikes WHERE low_id = ?1 OR high_id = ?1"] {
        act.db.prepare_cached(sql)?.execute([patient])?;
    }
    Ok(())
}
