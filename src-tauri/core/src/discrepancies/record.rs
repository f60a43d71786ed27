//! One discrepancy as it is kept.

use super::{Accountable, DiscrepancyKind, DiscrepancyState, Severity};
use crate::clock::{At, Day};
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{DiscrepancyId, HandOverId, OrderId, PartId, PatientId, StaffId, VisitId};
use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};

/// One discrepancy, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Discrepancy {
    /// Id.
    pub id: DiscrepancyId,
    /// The number people say, `D-12`.
    pub number: String,
    /// What went wrong.
    pub kind: DiscrepancyKind,
    /// Caught before harm.
    pub near_miss: bool,
    /// How bad.
    pub severity: Severity,
    /// Where it stands.
    pub state: DiscrepancyState,
    /// Whose.
    pub patient_id: Option<PatientId>,
    /// Which order.
    pub order_id: Option<OrderId>,
    /// The other patient's order in it.
    pub other_order_id: Option<OrderId>,
    /// Which part.
    pub part_id: Option<PartId>,
    /// During which visit.
    pub visit_id: Option<VisitId>,
    /// In which hand-over.
    pub hand_over_id: Option<HandOverId>,
    /// What the hand-over found, as codes.
    pub facts: String,
    /// Our facts, as typed.
    pub line: Option<String>,
    /// The patient's own words.
    pub patient_words: Option<String>,
    /// Who says so, where it is not the patient: "his mother, Ruth".
    pub complainant: Option<String>,
    /// Somebody may be hurt.
    pub injury: bool,
    /// Somebody may have seen what is another's.
    pub breach: bool,
    /// The closed one it repeats.
    pub again_of: Option<DiscrepancyId>,
    /// Who sees to it.
    pub owner_id: Option<StaffId>,
    /// By when.
    pub due_on: Option<Day>,
    /// What it waits for.
    pub waits_for: Option<String>,
    /// What was done, in words; nothing where a lost part was found, which says it itself.
    pub put_right: Option<String>,
    /// When.
    pub put_right_at: Option<At>,
    /// The word to the patient.
    pub told: Option<String>,
    /// How: in person, by phone …
    pub told_how: Option<String>,
    /// When.
    pub told_at: Option<At>,
    /// Why it happened, as a code of the two-level list.
    pub cause: Option<String>,
    /// Which process let it through.
    pub accountable: Option<Accountable>,
    /// What changes.
    pub corrective: Option<String>,
    /// Who sees to the change.
    pub seen_to_by: Option<StaffId>,
    /// By when.
    pub change_by: Option<Day>,
    /// When it was reviewed.
    pub reviewed_at: Option<At>,
    /// When it was closed.
    pub closed_at: Option<At>,
    /// Who closed it.
    pub closed_by: Option<StaffId>,
    /// How often it was opened again.
    pub reopened: u32,
    /// When it was logged.
    pub at: At,
    /// Who logged it.
    pub by: StaffId,
}

const SELECT: &str = "SELECT id, number, kind, near_miss, severity, state, patient_id, order_id, other_order_id, part_id, visit_id,
                             hand_over_id, facts, line, patient_words, complainant, injury, breach, again_of, owner_id, due_on,
                             waits_for, put_right, put_right_at, told, told_how, told_at, cause, accountable, corrective, seen_to_by,
                             change_by, reviewed_at, closed_at, closed_by, reopened, at, by
                      FROM discrepancies";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Discrepancy> {
    Ok(Discrepancy {
        id: row.get(0)?,
        number: row.get(1)?,
        kind: row.get(2)?,
        near_miss: row.get(3)?,
        severity: row.get(4)?,
        state: row.get(5)?,
        patient_id: row.get(6)?,
        order_id: row.get(7)?,
        other_order_id: row.get(8)?,
        part_id: row.get(9)?,
        visit_id: row.get(10)?,
        hand_over_id: row.get(11)?,
        facts: row.get(12)?,
        line: row.get(13)?,
        patient_words: row.get(14)?,
        complainant: row.get(15)?,
        injury: row.get(16)?,
        breach: row.get(17)?,
        again_of: row.get(18)?,
        owner_id: row.get(19)?,
        due_on: row.get(20)?,
        waits_for: row.get(21)?,
        put_right: row.get(22)?,
        put_right_at: row.get(23)?,
        told: row.get(24)?,
        told_how: row.get(25)?,
        told_at: row.get(26)?,
        cause: row.get(27)?,
        accountable: row.get(28)?,
        corrective: row.get(29)?,
        seen_to_by: row.get(30)?,
        change_by: row.get(31)?,
        reviewed_at: row.get(32)?,
        closed_at: row.get(33)?,
        closed_by: row.get(34)?,
        reopened: row.get(35)?,
        at: row.get(36)?,
        by: row.get(37)?,
    })
}

/// The discrepancy with this id.
///
/// # Errors
/// Refuses `no_such_discrepancy`.
pub fn load(db: &Connection, id: DiscrepancyId) -> Outcome<Discrepancy> {
    let found = db.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?.query_row([id], from_row).optional()?;
    found.ok_or_else(|| Refusal::because("no_such_discrepancy").next("search").into())
}

/// The same kind of thing about the same order (or, without an order, the same patient), the newest first; near misses
/// apart.
///
/// # Errors
/// As the store gives them.
pub fn like(db: &Connection, kind: DiscrepancyKind, patient: Option<PatientId>, order: Option<OrderId>) -> Outcome<Vec<Discrepancy>> {
    let (clause, of) = match (order, patient) {
        // A mix-up is the same from both sides.
        (Some(order), _) => ("(order_id = ?1 OR other_order_id = ?1)", order.0),
        (None, Some(patient)) => ("patient_id = ?1 AND order_id IS NULL", patient.0),
        (None, None) => return Ok(Vec::new()),
    };
    let mut rows = db.prepare_cached(&format!("{SELECT} WHERE {clause} AND kind = ?2 AND near_miss = 0 ORDER BY id DESC"))?;
    Ok(rows.query_map((of, kind), from_row)?.collect::<Result<_, _>>()?)
}

/// What is closed is read, not written: whoever wants to go on opens it again.
///
/// # Errors
/// Refuses `already_closed` with who closed it and when.
pub fn must_be_open(db: &Connection, discrepancy: &Discrepancy) -> Outcome<()> {
    if discrepancy.state != DiscrepancyState::Closed {
        return Ok(());
    }
    let by = match discrepancy.closed_by {
        Some(by) => Some(crate::records::staff::one(db, by)?.given),
        None => None,
    };
    refuse(
        Refusal::because("already_closed")
            .fact("number", discrepancy.number.as_str())
            .fact("by", by)
            .fact("at", discrepancy.closed_at.map(|at| at.0))
            .next("reopen"),
    )
}
