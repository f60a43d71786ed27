//! Who checked an order, when, and what they said.

use crate::clock::At;
use crate::desk::Act;
use crate::error::Outcome;
use crate::ids::{OrderId, VerificationId};
use crate::records::contact_lenses::BoxLabel;
use crate::records::parts::coded;
use crate::records::readings::Reading;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

coded! {
    /// What a check came to.
    Verdict {
        /// Right.
        Passed = "passed",
        /// Not right.
        Failed = "failed",
        /// A named person let it go unchecked, with a reason.
        Waived = "waived",
    }
}

/// One check of an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Verification {
    /// Id.
    pub id: VerificationId,
    /// What it came to.
    pub verdict: Verdict,
    /// What failed, or why it was waived.
    pub reason: Option<String>,
    /// When.
    pub at: At,
    /// Given name of who checked.
    pub by: String,
    /// What was read of the lenses, where it was.
    pub reading: Option<Reading>,
    /// How the reading compared, as it was then: fields, limits and the name of the tolerance set.
    #[cfg_attr(test, ts(type = "LensesChecked | null"))]
    pub checked: Option<serde_json::Value>,
    /// The labels of the boxes that were read, for contact lenses.
    #[cfg_attr(test, ts(type = "Array<BoxLabel> | null"))]
    pub boxes: Option<serde_json::Value>,
    /// How the boxes compared, as it was then.
    #[cfg_attr(test, ts(type = "BoxesChecked | null"))]
    pub boxes_checked: Option<serde_json::Value>,
}

/// What was read and how it compared, to be kept with a check.
#[derive(Debug)]
pub enum Read<'a> {
    /// Lenses, by a lensmeter.
    Lenses {
        /// What was read.
        reading: &'a Reading,
        /// How it compared.
        checked: serde_json::Value,
    },
    /// Boxes of contact lenses, by their labels.
    Boxes {
        /// Every label.
        boxes: &'a [BoxLabel],
        /// How they compared.
        checked: serde_json::Value,
    },
}

/// Every check of an order, newest first.
///
/// # Errors
/// As the store gives them.
pub fn of(db: &Connection, order: OrderId) -> Outcome<Vec<Verification>> {
    let mut rows = db.prepare_cached(
        "SELECT v.id, v.verdict, v.reason, v.at, s.given, v.reading, v.checked, v.boxes, v.boxes_checked
         FROM verifications v JOIN staff s ON s.id = v.by WHERE v.order_id = ?1 ORDER BY v.id DESC",
    )?;
    let rows = rows.query_map([order], |row| {
        Ok(Verification {
            id: row.get(0)?,
            verdict: row.get(1)?,
            reason: row.get(2)?,
            at: row.get(3)?,
            by: row.get(4)?,
            reading: kept(row, 5)?,
            checked: kept(row, 6)?,
            boxes: kept(row, 7)?,
            boxes_checked: kept(row, 8)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What was kept as JSON; what cannot be read any more is not there, rather than the whole order out of reach.
fn kept<T: serde::de::DeserializeOwned>(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<Option<T>> {
    Ok(row.get::<_, Option<String>>(at)?.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Keeps a check by whoever is signed in.
///
/// # Errors
/// As the store gives them.
pub fn add(act: &mut Act<'_>, order: OrderId, verdict: Verdict, reason: Option<&str>, read: Option<Read<'_>>) -> Outcome<VerificationId> {
    let by = act.somebody()?;
    let id: VerificationId = act.mint();
    let [mut reading, mut checked, mut boxes, mut boxes_checked] = [const { None::<String> }; 4];
    match read {
        None => {}
        Some(Read::Lenses { reading: read, checked: how }) => {
            (reading, checked) = (Some(serde_json::to_string(read)?), Some(how.to_string()));
        }
        Some(Read::Boxes { boxes: read, checked: how }) => {
            (boxes, boxes_checked) = (Some(serde_json::to_string(read)?), Some(how.to_string()));
        }
    }
    act.db
        .prepare_cached(
            "INSERT INTO verifications (id, order_id, verdict, reason, at, by, reading, checked, boxes, boxes_checked)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(rusqlite::params![id, order, verdict, reason, act.now.at, by, reading, checked, boxes, boxes_checked])?;
    act.about(order);
    Ok(id)
}

/// Removes the checks of an order that goes.
///
/// # Errors
/// As the store gives them.
pub fn remove_of(act: &Act<'_>, order: OrderId) -> Outcome<()> {
    act.db.prepare_cached("DELETE FROM verifications WHERE order_id = ?1")?.execute([order])?;
    Ok(())
}
