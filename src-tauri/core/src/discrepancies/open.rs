//! What is open about a patient or an order, or in all.

use super::{DiscrepancyState, Severity};
use crate::clock::{At, Day};
use crate::desk::Look;
use crate::error::Outcome;
use crate::ids::{DiscrepancyId, HandOverId, OrderId, PatientId, StaffId};
use crate::private::Private;
use crate::promises::due;
use crate::records::patients;
use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};

/// One discrepancy in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DiscrepancyLine {
    /// Id.
    pub id: DiscrepancyId,
    /// The number people say, `D-12`.
    pub number: String,
    /// What kind.
    pub kind: String,
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
    /// Its number.
    pub order_number: Option<String>,
    /// The other order in it.
    pub other_order_number: Option<String>,
    /// What the hand-over found, as codes.
    pub facts: String,
    /// Our facts, as typed.
    pub line: Option<String>,
    /// The patient's own words.
    pub patient_words: Option<String>,
    /// When.
    pub at: At,
    /// Given name of who logged it.
    pub by: String,
    /// Who sees to it.
    pub owner_id: Option<StaffId>,
    /// Given name of who sees to it.
    pub owner: Option<String>,
    /// By when.
    pub due_on: Option<Day>,
    /// How often somebody asked.
    pub asks: u32,
}

/// One discrepancy on the board.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BoardLine {
    /// What it is.
    #[serde(flatten)]
    pub about: DiscrepancyLine,
    /// Whose, as on a label.
    pub name: Option<Private<String>>,
    /// The soonest time that we promised in it and did not keep yet.
    pub promised_at: Option<At>,
}

const SELECT: &str = "SELECT d.id, d.number, d.kind, d.near_miss, d.severity, d.state, d.patient_id, d.order_id, o.number, p.number,
                             d.facts, d.line, d.patient_words, d.at, s.given, d.owner_id, w.given, d.due_on,
                             (SELECT count(*) FROM discrepancy_asks a WHERE a.discrepancy_id = d.id)
                      FROM discrepancies d JOIN staff s ON s.id = d.by LEFT JOIN staff w ON w.id = d.owner_id
                           LEFT JOIN orders o ON o.id = d.order_id LEFT JOIN orders p ON p.id = d.other_order_id";

fn from_row(row: &Row<'_>) -> rusqlite::Result<DiscrepancyLine> {
    Ok(DiscrepancyLine {
        id: row.get(0)?,
        number: row.get(1)?,
        kind: row.get(2)?,
        near_miss: row.get(3)?,
        severity: row.get(4)?,
        state: row.get(5)?,
        patient_id: row.get(6)?,
        order_id: row.get(7)?,
        order_number: row.get(8)?,
        other_order_number: row.get(9)?,
        facts: row.get(10)?,
        line: row.get(11)?,
        patient_words: row.get(12)?,
        at: row.get(13)?,
        by: row.get(14)?,
        owner_id: row.get(15)?,
        owner: row.get(16)?,
        due_on: row.get(17)?,
        asks: row.get(18)?,
    })
}

/// What is open about an order (near misses are settled by the next right hand-over, so they do not count), also where it
/// is put right and only the review is left.
///
/// # Errors
/// As the store gives them.
pub fn about_order(db: &Connection, order: OrderId) -> Outcome<Vec<DiscrepancyLine>> {
    let mut rows = db.prepare_cached(&format!(
        "{SELECT} WHERE (d.order_id = ?1 OR d.other_order_id = ?1) AND d.state <> 'closed' AND d.near_miss = 0 ORDER BY d.id"
    ))?;
    Ok(rows.query_map([order], from_row)?.collect::<Result<_, _>>()?)
}

/// What is not put right yet about an order: whoever hands it over must know.
///
/// # Errors
/// As the store gives them.
pub fn not_put_right(db: &Connection, order: OrderId) -> Outcome<Vec<DiscrepancyLine>> {
    let mut lines = about_order(db, order)?;
    lines.retain(|line| !matches!(line.state, DiscrepancyState::PutRight | DiscrepancyState::Reviewed));
    Ok(lines)
}

/// Everything that ever went wrong with an order, newest first.
///
/// # Errors
/// As the store gives them.
pub fn ever_about_order(db: &Connection, order: OrderId) -> Outcome<Vec<DiscrepancyLine>> {
    let mut rows = db.prepare_cached(&format!("{SELECT} WHERE d.order_id = ?1 OR d.other_order_id = ?1 ORDER BY d.id DESC"))?;
    Ok(rows.query_map([order], from_row)?.collect::<Result<_, _>>()?)
}

/// What is open about a patient, near misses too; also where their order is the other one in it.
///
/// # Errors
/// As the store gives them.
pub fn about_patient(db: &Connection, patient: PatientId) -> Outcome<Vec<DiscrepancyLine>> {
    let mut rows = db.prepare_cached(&format!(
        "{SELECT} WHERE (d.patient_id = ?1 OR (d.near_miss = 0 AND d.other_order_id IN (SELECT id FROM orders WHERE patient_id = ?1)))
             AND d.state <> 'closed' ORDER BY d.id"
    ))?;
    Ok(rows.query_map([patient], from_row)?.collect::<Result<_, _>>()?)
}

/// The discrepancy with this number, as typed, open or not.
///
/// # Errors
/// As the store gives them.
pub fn by_number(db: &Connection, number: &str) -> Outcome<Option<DiscrepancyLine>> {
    let mut rows = db.prepare_cached(&format!("{SELECT} WHERE d.number = ?1"))?;
    Ok(rows.query_map([number.trim().to_uppercase()], from_row)?.next().transpose()?)
}

/// The number of the near miss that a hand-over was kept as.
///
/// # Errors
/// As the store gives them.
pub fn near_miss_of(db: &Connection, hand_over: HandOverId) -> Outcome<Option<String>> {
    Ok(db
        .prepare_cached("SELECT number FROM discrepancies WHERE hand_over_id = ?1 AND near_miss = 1")?
        .query_row([hand_over], |row| row.get(0))
        .optional()?)
}

/// The facts of the near miss that a hand-over was kept as.
///
/// # Errors
/// As the store gives them.
pub fn near_miss_facts(db: &Connection, hand_over: HandOverId) -> Outcome<Option<String>> {
    Ok(db
        .prepare_cached("SELECT facts FROM discrepancies WHERE hand_over_id = ?1 AND near_miss = 1")?
        .query_row([hand_over], |row| row.get(0))
        .optional()?)
}

/// Asks for everything open.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskOpenDiscrepancies {}

/// `open_discrepancies`: the soonest promise first, then the worst, then the oldest; near misses last.
///
/// # Errors
/// As the store gives them.
pub fn open(look: &Look<'_>, _: AskOpenDiscrepancies) -> Outcome<Vec<BoardLine>> {
    // The index is named, or SQLite reads the closed ones too, to have them in order.
    let select = SELECT.replace("FROM discrepancies d", "FROM discrepancies d INDEXED BY discrepancies_open");
    let mut rows = look.db.prepare_cached(&format!("{select} WHERE d.state <> 'closed' ORDER BY d.id"))?;
    let lines: Vec<DiscrepancyLine> = rows.query_map([], from_row)?.collect::<Result<_, _>>()?;
    let promised = due::soonest(look.db)?;
    let mut board = Vec::new();
    for about in lines {
        let patient = about.patient_id.map(|id| patients::load(look.db, id)).transpose()?;
        board.push(BoardLine {
            promised_at: promised.get(&about.id).copied(),
            name: patient.map(|patient| Private::new(patient.details.full_name())),
            about,
        });
    }
    board.sort_by_key(|line| {
        let about = &line.about;
        (about.near_miss, line.promised_at.is_none(), line.promised_at, std::cmp::Reverse(about.severity), about.id)
    });
    Ok(board)
}
