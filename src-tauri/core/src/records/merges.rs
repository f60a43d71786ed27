//! Two records of one person that became one: which is kept, what the kept one was before, and what came over.

use crate::clock::At;
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{MergeId, PatientId, StaffId};
use crate::records::patients::{self, PatientDetails};
use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;

/// What came over from the record that is gone: the rows' ids, so that they alone go back.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Moved {
    /// Orders.
    pub orders: Vec<i64>,
    /// Visits.
    pub visits: Vec<i64>,
    /// Visits that we owe.
    pub owed_visits: Vec<i64>,
    /// Who may collect.
    pub contacts: Vec<i64>,
    /// Prescriptions.
    pub prescriptions: Vec<i64>,
    /// Discrepancies.
    pub discrepancies: Vec<i64>,
    /// Promises.
    #[serde(default)]
    pub promises: Vec<i64>,
    /// What was said of pairs, as their owner keeps it.
    pub pairs: Value,
}

/// One merge that stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    /// Id.
    pub id: MergeId,
    /// The record that is kept.
    pub kept: PatientId,
    /// The record that is with it now.
    pub gone: PatientId,
    /// The kept one as it was.
    pub before: PatientDetails,
    /// The kept one as it became.
    pub after: PatientDetails,
    /// What came over.
    pub moved: Moved,
    /// Why, where something spoke against it.
    pub reason: Option<String>,
    /// When.
    pub at: At,
    /// Who.
    pub by: StaffId,
}

/// A merge as its row holds it: id, kept, gone, the three texts, reason, when, who.
type Stored = (MergeId, PatientId, PatientId, [String; 3], Option<String>, At, StaffId);

const SELECT: &str = "SELECT id, kept_id, gone_id, before, after, moved, reason, at, by FROM merges";

fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, [row.get(3)?, row.get(4)?, row.get(5)?], row.get(6)?, row.get(7)?, row.get(8)?))
}

fn merge((id, kept, gone, [before, after, moved], reason, at, by): Stored) -> Outcome<Merge> {
    let (before, after) = (serde_json::from_str(&before)?, serde_json::from_str(&after)?);
    Ok(Merge { id, kept, gone, before, after, moved: serde_json::from_str(&moved)?, reason, at, by })
}

/// One merge.
///
/// # Errors
/// Refuses `no_such_merge`.
pub fn load(db: &Connection, id: MergeId) -> Outcome<Merge> {
    let row = db.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?.query_row([id], stored).optional()?;
    merge(row.ok_or_else(|| Refusal::because("no_such_merge").next("look_again"))?)
}

/// What was merged into this record, newest first.
///
/// # Errors
/// As the store gives them.
pub fn into(db: &Connection, kept: PatientId) -> Outcome<Vec<Merge>> {
    let mut rows = db.prepare_cached(&format!("{SELECT} WHERE kept_id = ?1 ORDER BY id DESC"))?;
    let rows: Vec<Stored> = rows.query_map([kept], stored)?.collect::<Result<_, _>>()?;
    rows.into_iter().map(merge).collect()
}

/// With whom this record is now; None: it is nobody else's. A chain is followed to its end.
///
/// # Errors
/// As the store gives them.
pub fn now_with(db: &Connection, id: PatientId) -> Outcome<Option<PatientId>> {
    let mut found = None;
    let mut at = id;
    while let Some(kept) =
        db.prepare_cached("SELECT kept_id FROM merges WHERE gone_id = ?1")?.query_row([at], |row| row.get::<_, PatientId>(0)).optional()?
    {
        found = Some(kept);
        at = kept;
    }
    Ok(found)
}

/// This record, or the one that it is with now.
///
/// # Errors
/// As the store gives them.
pub fn current(db: &Connection, id: PatientId) -> Outcome<PatientId> {
    Ok(now_with(db, id)?.unwrap_or(id))
}

/// Every record that is with another now, and with whom at the end of its chain.
///
/// # Errors
/// As the store gives them.
pub fn all(db: &Connection) -> Outcome<HashMap<PatientId, PatientId>> {
    let step: HashMap<PatientId, PatientId> = db
        .prepare("SELECT gone_id, kept_id FROM merges")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let end = |mut at: PatientId| {
        while let Some(next) = step.get(&at) {
            at = *next;
        }
        at
    };
    Ok(step.keys().map(|gone| (*gone, end(*gone))).collect())
}

/// Refuses where the record is with another now, and says with whom.
///
/// # Errors
/// Refuses `merged`.
pub fn must_stand_alone(db: &Connection, id: PatientId) -> Outcome<()> {
    match now_with(db, id)? {
        None => Ok(()),
        Some(kept) => {
            let name = patients::load(db, kept)?.details.full_name();
            refuse(Refusal::because("merged").fact("patient_id", kept.0).fact("name", name).next("open_kept"))
        }
    }
}

/// Every record that is in this one: itself, and all that were merged into it, at whatever remove.
///
/// # Errors
/// As the store gives them.
pub fn records_of(db: &Connection, kept: PatientId) -> Outcome<Vec<PatientId>> {
    let mut all = vec![kept];
    let mut at = 0;
    while let Some(id) = all.get(at).copied() {
        let mut rows = db.prepare_cached("SELECT gone_id FROM merges WHERE kept_id = ?1 ORDER BY id")?;
        for gone in rows.query_map([id], |row| row.get(0))? {
            all.push(gone?);
        }
        at += 1;
    }
    Ok(all)
}

/// Keeps a merge.
///
/// # Errors
/// As the store gives them.
pub fn keep(act: &mut Act<'_>, merge: &Merge) -> Outcome<()> {
    act.db.execute(
        "INSERT INTO merges (id, kept_id, gone_id, before, after, moved, reason, at, by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        (
            merge.id,
            merge.kept,
            merge.gone,
            serde_json::to_string(&merge.before)?,
            serde_json::to_string(&merge.after)?,
            serde_json::to_string(&merge.moved)?,
            &merge.reason,
            merge.at,
            merge.by,
        ),
    )?;
    Ok(())
}

/// A merge no longer stands; the trail still tells it.
///
/// # Errors
/// As the store gives them.
pub fn forget(act: &mut Act<'_>, id: MergeId) -> Outcome<()> {
    act.db.execute("DELETE FROM merges WHERE id = ?1", [id])?;
    Ok(())
}

/// Runs an update that gives one patient's rows to another, `(?1 from, ?2 to) … RETURNING id`; which rows.
pub(crate) fn rows_given(db: &Connection, update: &str, from: PatientId, to: PatientId) -> Outcome<Vec<i64>> {
    let mut ids: Vec<i64> = db.prepare(update)?.query_map((from, to), |row| row.get(0))?.collect::<Result<_, _>>()?;
    ids.sort_unstable();
    Ok(ids)
}

/// Runs an update that gives rows back one by one, `(?1 row, ?2 from, ?3 to)`.
pub(crate) fn rows_given_back(db: &Connection, update: &str, ids: &[i64], from: PatientId, to: PatientId) -> Outcome<()> {
    let mut update = db.prepare(update)?;
    for id in ids {
        update.execute((id, from, to))?;
    }
    Ok(())
}
