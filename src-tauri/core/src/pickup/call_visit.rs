//! `call_visit`: somebody's turn has come.

use super::visits::{self, UpdateKind, VisitState};
use super::waiting::minutes;
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{PatientId, VisitId};
use serde::{Deserialize, Serialize};

/// Calls somebody.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CallVisit {
    /// Whom.
    pub visit_id: VisitId,
    /// Where they go: "room 2".
    #[serde(default)]
    #[cfg_attr(test, ts(optional = nullable))]
    pub where_to: Option<String>,
    /// Why out of turn, in words that can be said aloud to who waits longer.
    #[serde(default)]
    #[cfg_attr(test, ts(optional = nullable))]
    pub reason: Option<String>,
}

/// They are with us.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VisitCalled {
    /// Whose turn.
    pub visit_id: VisitId,
    /// The patient to open; None for a walk-in.
    pub patient_id: Option<PatientId>,
    /// How long they waited, in minutes.
    pub waited_min: u32,
    /// They were taken before somebody who came earlier.
    pub out_of_turn: bool,
}

/// `call_visit`
///
/// # Errors
/// Refuses `out_of_turn` naming the visit whose turn it is, unless a reason is given; `already_called` naming who
/// serves; `visit_over`, `no_such_visit`, `words_too_long`.
pub fn call_visit(act: &mut Act<'_>, request: &CallVisit) -> Outcome<VisitCalled> {
    let by = act.somebody()?;
    let mut visit = visits::load(act.db, request.visit_id)?;
    visit.must_wait()?;
    let reason = visits::typed(request.reason.as_deref(), 300, "words_too_long")?;
    let where_to = visits::typed(request.where_to.as_deref(), 60, "words_too_long")?;
    let earlier: Vec<_> = visits::open(act.db)?.into_iter().filter(|other| other.id < visit.id && other.in_line(act.now)).collect();
    // A visit left over from another day is nobody's turn: it is only closed, or the person is here again.
    let out_of_turn = !earlier.is_empty();
    if out_of_turn && reason.is_none() {
        let first = &earlier[0];
        return refuse(
            Refusal::because("out_of_turn")
                .fact("first_visit_id", first.id.0)
                .fact("first_ticket", first.ticket)
                .fact("first_waited_min", minutes(first.waited_from, act.now.at))
                .fact("earlier", earlier.len())
                .next("say_reason"),
        );
    }
    let now = act.now.at;
    visit.state = VisitState::WithUs;
    visit.called_at = Some(now);
    visit.first_called_at = visit.first_called_at.or(Some(now));
    visit.greeted_at = visit.greeted_at.or(Some(now));
    visit.served_by = Some(by);
    visit.where_to = where_to;
    visit.out_of_turn = reason.filter(|_| out_of_turn);
    visit.rests_until = None;
    visits::save(act, &visit, VisitState::Waiting)?;
    visits::note(act, visit.id, UpdateKind::Called, visit.out_of_turn.as_deref(), None)?;
    Ok(VisitCalled { visit_id: visit.id, patient_id: visit.patient_id, waited_min: minutes(visit.waited_from, now), out_of_turn })
}
