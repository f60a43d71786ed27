//! `take_back_end`: ended by mistake. The visit goes on where it was.

use super::owed;
use super::visits::{self, OfVisit, VisitState};
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};

/// A visit's end can be taken back for this many minutes: long enough to notice, short enough that they are still here.
pub const TAKE_BACK_WITHIN_MIN: i64 = 30;

/// `take_back_end`
///
/// # Errors
/// Refuses `not_over`, `too_late_to_take_back`, `already_waiting` (they were checked in again), `came_back_already`
/// (what we owed from this visit was answered), `no_such_visit`.
pub fn take_back_end(act: &mut Act<'_>, request: &OfVisit) -> Outcome<OfVisit> {
    let mut visit = visits::load(act.db, request.visit_id)?;
    let Some(ended_at) = visit.ended_at else {
        return refuse(Refusal::because("not_over").fact("visit_id", visit.id.0).next("look_again"));
    };
    if act.now.at.minutes_since(ended_at) >= TAKE_BACK_WITHIN_MIN || visit.day < act.now.day() {
        return refuse(Refusal::because("too_late_to_take_back").fact("within_min", TAKE_BACK_WITHIN_MIN).next("check_in_again"));
    }
    if let Some(patient) = visit.patient_id
        && let Some(open) = visits::open_of(act.db, patient)?
    {
        return refuse(Refusal::because("already_waiting").fact("visit_id", open.id.0).fact("ticket", open.ticket).next("show_visit"));
    }
    owed::take_back_of(act, visit.id)?;
    if let Some(answered) = visit.owed_visit_id {
        owed::settle(act, answered, None)?;
    }
    visit.state = if visit.called_at.is_some() { VisitState::WithUs } else { VisitState::Waiting };
    visit.outcome = None;
    visit.ended_at = None;
    visit.waited_ms = None;
    visits::save(act, &visit, VisitState::Done)?;
    Ok(request.clone())
}
