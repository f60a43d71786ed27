//! `change_discrepancy`: who sees to it, by when, how bad, what it waits for; and what was written down.

use super::log;
use super::record::{self, Discrepancy, must_be_open};
use super::{DiscrepancyKind, DiscrepancyState, Severity};
use crate::clock::Day;
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{DiscrepancyId, OrderId, StaffId};
use crate::records::staff::Role;
use crate::records::{orders, staff, text};
use serde::{Deserialize, Serialize};

/// What is different now; what is not said stays.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct ChangeDiscrepancy {
    /// Which.
    pub discrepancy_id: DiscrepancyId,
    /// What went wrong.
    pub kind: Option<DiscrepancyKind>,
    /// How bad.
    pub severity: Option<Severity>,
    /// Who sees to it.
    pub owner_id: Option<StaffId>,
    /// By when.
    pub due_on: Option<Day>,
    /// What it waits for; an empty text: for nothing any more.
    pub waits_for: Option<String>,
    /// Our facts.
    pub line: Option<String>,
    /// The patient's own words.
    pub patient_words: Option<String>,
    /// Who says so.
    pub complainant: Option<String>,
    /// The other patient's order in it.
    pub other_order_id: Option<OrderId>,
    /// Somebody may be hurt.
    pub injury: Option<bool>,
    /// Somebody may have seen what is another's.
    pub breach: Option<bool>,
}

/// `change_discrepancy`
///
/// # Errors
/// Refuses `no_such_discrepancy`, `already_closed`, `no_such_staff`, `day_is_over`, `text_too_long`, `no_such_order`,
/// `same_order_twice`, `not_your_role` where a serious one would become less so, or lose its checklist, and no
/// manager says it.
pub fn change_discrepancy(act: &mut Act<'_>, request: &ChangeDiscrepancy) -> Outcome<Discrepancy> {
    let before = record::load(act.db, request.discrepancy_id)?;
    must_be_open(act.db, &before)?;
    if let Some(owner) = request.owner_id {
        staff::one(act.db, owner)?;
    }
    if request.due_on.is_some_and(|day| day < act.now.day()) {
        return refuse(Refusal::because("day_is_over").next("check_date"));
    }
    if let Some(other) = request.other_order_id {
        if Some(other) == before.order_id {
            return refuse(Refusal::because("same_order_twice").next("choose_order"));
        }
        orders::load(act.db, other)?;
    }
    let said = |field: &str, new: Option<&str>, old: Option<String>| match new {
        Some(new) => text::told(field, Some(new)),
        None => Ok(old),
    };
    let short = |field: &str, new: Option<&str>, old: Option<String>| match new {
        Some(new) => text::kept(field, Some(new)),
        None => Ok(old),
    };
    let waits_for = short("waits_for", request.waits_for.as_deref(), before.waits_for.clone())?;
    let state = match (&waits_for, before.state) {
        (Some(_), DiscrepancyState::Open) => DiscrepancyState::Waiting,
        (None, DiscrepancyState::Waiting) => DiscrepancyState::Open,
        (_, state) => state,
    };
    let kind = request.kind.unwrap_or(before.kind);
    let may_now = kind != before.kind && kind.may_be_a_breach() && !before.near_miss;
    let (injury, breach) = (request.injury.unwrap_or(before.injury), request.breach.unwrap_or(before.breach || may_now));
    // With the mark goes its checklist.
    if (before.injury && !injury) || (before.breach && !breach) {
        staff::must_be(act, Role::Manager)?;
    }
    let newly = (injury && !before.injury) || (breach && !before.breach);
    // What is serious is not made less so to be closed the quicker.
    if before.severity == Severity::Serious && request.severity.is_some_and(|severity| severity < Severity::Serious) {
        staff::must_be(act, Role::Manager)?;
    }
    let severity = if newly { Severity::Serious } else { request.severity.unwrap_or(before.severity) };
    act.db
        .prepare_cached(
            "UPDATE discrepancies
             SET kind = ?2, severity = ?3, owner_id = ?4, due_on = ?5, waits_for = ?6, state = ?7, line = ?8, patient_words = ?9,
                 complainant = ?10, other_order_id = ?11, injury = ?12, breach = ?13
             WHERE id = ?1",
        )?
        .execute(rusqlite::params![
            before.id,
            kind,
            severity,
            request.owner_id.or(before.owner_id),
            request.due_on.or(before.due_on),
            waits_for,
            state,
            said("line", request.line.as_deref(), before.line.clone())?,
            said("patient_words", request.patient_words.as_deref(), before.patient_words.clone())?,
            short("complainant", request.complainant.as_deref(), before.complainant.clone())?,
            request.other_order_id.or(before.other_order_id),
            injury,
            breach,
        ])?;
    let now = record::load(act.db, before.id)?;
    log::about(act, &now);
    Ok(now)
}
