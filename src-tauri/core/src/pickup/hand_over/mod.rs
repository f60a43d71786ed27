//! The gate: the right order, complete and checked, to the right person (PRODUCT.md, "Hand-over").
//!
//! A hand-over is a row from its first question to its end, so a crash or a switch of staff loses nothing.
//! What it finds is worked out anew at each step; only what people said, scanned, ticked and gave as reasons is kept.

pub mod finish;
pub mod gate;
pub mod give_reason;
pub mod leave;
pub mod look_together;
pub mod not_theirs;
pub mod override_stop;
pub mod recheck;
pub mod say_identifiers;
pub mod scan;
pub mod start;
pub mod take_back;
pub mod tick_part;

pub use gate::HandOverView;

use crate::clock::At;
use crate::desk::{Act, Look};
use crate::discrepancies::{self, log::NearMiss};
use crate::error::{Finding, Outcome, Refusal, refuse};
use crate::ids::{DiscrepancyId, HandOverId, OrderId, PartId, StaffId, VisitId};
use crate::matching::confirm::Match;
use crate::records::orders::{self, Order};
use crate::records::staff;
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A reason somebody gave for a finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Reason {
    /// The words.
    pub reason: String,
    /// Who gave it.
    pub staff_id: StaffId,
    /// Their given name.
    pub by: String,
    /// A second person overrode a *stop*.
    pub second: bool,
}

/// Who did a step last, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StepDone {
    /// Their given name.
    pub by: String,
    /// Which member of staff; steps of before this was kept have none.
    #[serde(default)]
    pub staff_id: Option<StaffId>,
    /// When.
    pub at: At,
}

/// Where a hand-over stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum HandOverState {
    /// Under way.
    Open,
    /// The patient said it is not theirs: nothing moves until the recheck.
    Frozen,
    /// Done.
    HandedOver,
    /// Ended without handing over, kept as a near miss.
    Refused,
    /// Left for later; nothing was wrong.
    Abandoned,
    /// Done, and taken back.
    TakenBack,
}

impl HandOverState {
    fn from_code(code: &str) -> Self {
        match code {
            "open" => Self::Open,
            "frozen" => Self::Frozen,
            "handed_over" => Self::HandedOver,
            "refused" => Self::Refused,
            "taken_back" => Self::TakenBack,
            _ => Self::Abandoned,
        }
    }
}

/// The row.
#[derive(Debug, Clone)]
struct Row {
    id: HandOverId,
    order_id: OrderId,
    visit_id: Option<VisitId>,
    state: HandOverState,
    started_at: At,
    name_match: Option<Match>,
    born_match: Option<Match>,
    scanned: Option<String>,
    scan_match: Option<String>,
    scanned_order: Option<OrderId>,
    ticked: Vec<PartId>,
    reasons: BTreeMap<String, Reason>,
    steps: BTreeMap<String, StepDone>,
    case_opened: bool,
    looked: bool,
    received_by: Option<String>,
    relation: Option<String>,
    ended_at: Option<At>,
}

fn load(db: &Connection, id: HandOverId) -> Outcome<Row> {
    let row = db
        .prepare_cached(
            "SELECT id, order_id, visit_id, state, started_at, name_match, born_match, scanned, scan_match, scanned_order,
                    case_opened, looked, received_by, relation, ended_at, ticked, reasons, steps
             FROM hand_overs WHERE id = ?1",
        )?
        .query_row([id], |row| {
            Ok((
                Row {
                    id: row.get(0)?,
                    order_id: row.get(1)?,
                    visit_id: row.get(2)?,
                    state: HandOverState::from_code(&row.get::<_, String>(3)?),
                    started_at: row.get(4)?,
                    name_match: row.get::<_, Option<String>>(5)?.as_deref().map(Match::from_code),
                    born_match: row.get::<_, Option<String>>(6)?.as_deref().map(Match::from_code),
                    scanned: row.get(7)?,
                    scan_match: row.get(8)?,
                    scanned_order: row.get(9)?,
                    ticked: Vec::new(),
                    reasons: BTreeMap::new(),
                    steps: BTreeMap::new(),
                    case_opened: row.get(10)?,
                    looked: row.get(11)?,
                    received_by: row.get(12)?,
                    relation: row.get(13)?,
                    ended_at: row.get(14)?,
                },
                [row.get::<_, String>(15)?, row.get(16)?, row.get(17)?],
            ))
        })
        .optional()?;
    let (mut row, [ticked, reasons, steps]) = row.ok_or_else(|| Refusal::because("no_such_hand_over"))?;
    row.ticked = serde_json::from_str(&ticked)?;
    row.reasons = serde_json::from_str(&reasons)?;
    row.steps = serde_json::from_str(&steps)?;
    Ok(row)
}

fn load_open(act: &mut Act<'_>, id: HandOverId) -> Outcome<(Row, Order)> {
    let row = load(act.db, id)?;
    let order = orders::load(act.db, row.order_id)?;
    match row.state {
        HandOverState::Open => {
            about(act, &row, &order);
            Ok((row, order))
        }
        HandOverState::Frozen => refuse(Refusal::because("frozen").next("recheck")),
        _ => refuse(Refusal::because("hand_over_ended").next("look_again")),
    }
}

/// This act belongs to the history of the hand-over, its order, its patient and its visit.
fn about(act: &mut Act<'_>, row: &Row, order: &Order) {
    act.about(row.id);
    act.about(order.id);
    act.about(order.patient_id);
    if let Some(visit) = row.visit_id {
        act.about(visit);
    }
}

/// Keeps who did this step, and when: the screen says "Jo, 11:30" beside it.
fn step_done(act: &mut Act<'_>, row: &Row, step: &str) -> Outcome<()> {
    let who = staff::one(act.db, act.somebody()?)?;
    let mut steps = load(act.db, row.id)?.steps;
    steps.insert(step.to_owned(), StepDone { by: who.given, staff_id: Some(who.id), at: act.now.at });
    act.db.execute("UPDATE hand_overs SET steps = ?2 WHERE id = ?1", (row.id, serde_json::to_string(&steps)?))?;
    Ok(())
}

fn settle(act: &mut Act<'_>, row: &Row, key: &str, reason: &str, by: StaffId, second: bool) -> Outcome<()> {
    let Some(reason) = crate::records::text::kept("reason", Some(reason))? else { return refuse(Refusal::because("reason_needed")) };
    let mut reasons = row.reasons.clone();
    let name = staff::one(act.db, by)?.given;
    reasons.insert(key.to_owned(), Reason { reason, staff_id: by, by: name, second });
    act.db.execute("UPDATE hand_overs SET reasons = ?2 WHERE id = ?1", (row.id, serde_json::to_string(&reasons)?))?;
    Ok(())
}

fn forget_reasons(act: &mut Act<'_>, row: &Row, which: impl Fn(&str) -> bool) -> Outcome<()> {
    let mut reasons = row.reasons.clone();
    reasons.retain(|key, _| !which(key.split(':').next().unwrap_or(key)));
    act.db.execute("UPDATE hand_overs SET reasons = ?2 WHERE id = ?1", (row.id, serde_json::to_string(&reasons)?))?;
    Ok(())
}

/// What these findings would have come to, had nobody stopped.
fn near_miss_kind(blocking: &[Finding]) -> &'static str {
    let has = |code: &str| blocking.iter().any(|finding| finding.code == code);
    if has("name_differs") || has("born_differs") || has("another_order") {
        "wrong_patients_order"
    } else if has("part_not_here") {
        "part_lost"
    } else if has("lens_out_of_tolerance") || blocking.iter().any(|finding| finding.code.starts_with("rx_")) {
        "wrong_lenses"
    } else if has("never_ordered") {
        "never_ordered"
    } else {
        "other"
    }
}

/// Keeps the near miss of this hand-over, or adds to it.
fn keep_near_miss(act: &mut Act<'_>, row: &Row, order: &Order, kind: &str, facts: &str, words: Option<&str>) -> Outcome<DiscrepancyId> {
    keep_near_miss_with(act, row, order, kind, facts, words, None)
}

/// Keeps a near miss; the lenses in the case may have named the other order.
fn keep_near_miss_with(
    act: &mut Act<'_>,
    row: &Row,
    order: &Order,
    kind: &str,
    facts: &str,
    words: Option<&str>,
    by_lenses: Option<OrderId>,
) -> Outcome<DiscrepancyId> {
    // The patient's own other order is nobody else's.
    let other_order = match row.scanned_order {
        Some(other) if orders::load(act.db, other)?.patient_id != order.patient_id => Some(other),
        _ => None,
    };
    let miss = NearMiss {
        kind,
        patient: order.patient_id,
        order: order.id,
        other_order: other_order.or(by_lenses),
        visit: row.visit_id,
        hand_over: row.id,
        facts,
        patient_words: words,
    };
    discrepancies::log::near_miss(act, &miss)
}

fn codes(findings: &[Finding]) -> String {
    findings.iter().map(|finding| finding.code.as_str()).collect::<Vec<_>>().join(" ")
}

/// Which hand-over.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfHandOver {
    /// Which.
    pub hand_over_id: HandOverId,
}

/// `hand_over`: as it stands.
///
/// # Errors
/// Refuses `no_such_hand_over`.
pub fn look_at(look: &Look<'_>, request: OfHandOver) -> Outcome<gate::HandOverView> {
    gate::view(look, request.hand_over_id)
}
