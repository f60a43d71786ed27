//! `end_visit`: how a visit ended, and what we still owe.

use super::owed::{self, OwedKind, OwedVisit};
use super::visits::{self, Visit, VisitOutcome, VisitState};
use crate::clock::Day;
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{OrderId, VisitId};
use crate::records::orders;
use serde::{Deserialize, Serialize};

/// How a visit ended.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EndVisit {
    /// Which.
    pub visit_id: VisitId,
    /// How.
    pub outcome: VisitOutcome,
    /// When they come again: needed for `will_return`, welcome for `fit_later`.
    #[serde(default)]
    #[cfg_attr(test, ts(optional = nullable))]
    pub returns_on: Option<Day>,
    /// The order that is to be fitted, or that they come back for.
    #[serde(default)]
    #[cfg_attr(test, ts(optional = nullable))]
    pub order_id: Option<OrderId>,
    /// What we owed them before is still owed: they came about something else.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<bool>", optional))]
    pub still_owed: bool,
}

/// It is over.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VisitEnded {
    /// Which.
    pub visit_id: VisitId,
    /// How.
    pub outcome: VisitOutcome,
    /// The visit we owe them now.
    pub owes: Option<OwedVisit>,
}

/// `end_visit`
///
/// # Errors
/// Refuses `visit_over`, `no_such_visit`, `when_needed`, `day_in_past`, `not_their_order`, `hand_over_first`.
pub fn end_visit(act: &mut Act<'_>, request: &EndVisit) -> Outcome<VisitEnded> {
    let mut visit = visits::load(act.db, request.visit_id)?;
    if visit.state == VisitState::Done {
        return refuse(visit.over());
    }
    let owes = match request.outcome {
        VisitOutcome::FitLater => Some(OwedKind::Fitting),
        VisitOutcome::WillReturn => Some(OwedKind::Return),
        VisitOutcome::Served | VisitOutcome::Left => None,
    };
    if request.outcome == VisitOutcome::WillReturn && request.returns_on.is_none() {
        return refuse(Refusal::because("when_needed").next("ask_when"));
    }
    if request.returns_on.is_some_and(|day| day < act.now.day()) {
        return refuse(Refusal::because("day_in_past").next("ask_when"));
    }
    if let Some(order) = request.order_id {
        owed::must_be_theirs(act, order, &visit)?;
        // Taken is taken through the gate, whoever fits it later: or the record says it is still in its tray.
        let order = orders::load(act.db, order)?;
        if request.outcome == VisitOutcome::FitLater && !order.state.is_over() {
            let refusal = Refusal::because("hand_over_first").fact("number", order.number.as_str()).fact("order_id", order.id.0);
            return refuse(refusal.next("hand_over"));
        }
    }
    let was = visit.state;
    visit.waited_ms = first_wait(act, &visit, request.outcome);
    visit.state = VisitState::Done;
    visit.outcome = Some(request.outcome);
    visit.ended_at = Some(act.now.at);
    visits::save(act, &visit, was)?;
    // Who left without word was not served: what we owed them, we still owe.
    if let Some(answered) = visit.owed_visit_id.filter(|_| request.outcome != VisitOutcome::Left && !request.still_owed) {
        owed::settle(act, answered, Some(visit.id))?;
    }
    let owes = match owes {
        Some(what) => Some(owed::owe(act, &visit, what, request.returns_on, request.order_id)?),
        None => None,
    };
    Ok(VisitEnded { visit_id: visit.id, outcome: request.outcome, owes })
}

/// The wait that the first quote was about. Somebody who gave up is counted only where they had already waited longer
/// than we told them: before that nobody knows how long it would have been.
fn first_wait(act: &Act<'_>, visit: &Visit, outcome: VisitOutcome) -> Option<i64> {
    if let Some(called) = visit.first_called_at {
        return Some((called.0 - visit.arrived_at.0).max(0));
    }
    if visit.left_over(act.now) {
        return None;
    }
    let waited = (act.now.at.0 - visit.arrived_at.0).max(0);
    match outcome {
        VisitOutcome::Served | VisitOutcome::FitLater => Some(waited),
        VisitOutcome::WillReturn | VisitOutcome::Left => (waited > i64::from(visit.first_quoted_min) * 60_000).then_some(waited),
    }
}
