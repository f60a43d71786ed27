//! `put_back`: called, but not served yet. The place is kept.

use super::check_in::sound_quote;
use super::visits::{self, OfVisit, UpdateKind, VisitState};
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::VisitId;
use crate::private::Private;
use serde::{Deserialize, Serialize};

/// Puts somebody back into the queue.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PutBack {
    /// Whom.
    pub visit_id: VisitId,
    /// Why.
    #[serde(default)]
    #[cfg_attr(test, ts(optional = nullable))]
    pub why: Option<Private<String>>,
    /// Minutes until what they wait for is done ("your lenses are being cut"): a new wait begins with this quote, and
    /// nobody else is held up. Left out: the wait goes on as if nobody had called.
    #[serde(default)]
    #[cfg_attr(test, ts(optional = nullable))]
    pub quote_min: Option<u32>,
}

/// `put_back`
///
/// # Errors
/// Refuses `not_called` where they wait already, `visit_over`, `no_such_visit`, `words_too_long`, `quote_out_of_range`.
pub fn put_back(act: &mut Act<'_>, request: &PutBack) -> Outcome<OfVisit> {
    let mut visit = visits::load(act.db, request.visit_id)?;
    match visit.state {
        VisitState::WithUs => {}
        VisitState::Waiting => return refuse(Refusal::because("not_called").fact("visit_id", visit.id.0).next("look_again")),
        VisitState::Done => return refuse(visit.over()),
    }
    // to store it
    let why = visits::typed(request.why.as_ref().map(|why| why.expose().as_str()), 1000, "words_too_long")?;
    let now = act.now.at;
    visit.state = VisitState::Waiting;
    visit.called_at = None;
    visit.served_by = None;
    visit.where_to = None;
    visit.out_of_turn = None;
    if let Some(minutes) = request.quote_min {
        sound_quote(minutes)?;
        visit.waited_from = now;
        visit.quoted_min = minutes;
        visit.quoted_at = now;
        visit.rests_until = Some(now.plus_minutes(i64::from(minutes)));
        visit.told_at = Some(now);
        visit.apologized_at = None;
        visit.manager_at = None;
        visit.recovery_at = None;
    } else if visit.waited_from == visit.arrived_at {
        // Nobody served them: the first wait is not over.
        visit.first_called_at = None;
    }
    visits::save(act, &visit, VisitState::WithUs)?;
    visits::note(act, visit.id, UpdateKind::PutBack, why.as_deref(), request.quote_min)?;
    Ok(OfVisit { visit_id: visit.id })
}
