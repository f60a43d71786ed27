//! `greet`: somebody looked at them and said hello.

use super::visits::{self, OfVisit, UpdateKind};
use crate::desk::Act;
use crate::error::Outcome;

/// `greet`; greeting twice does no harm.
///
/// # Errors
/// Refuses `no_such_visit`, `already_called`, `visit_over`.
pub fn greet(act: &mut Act<'_>, request: &OfVisit) -> Outcome<OfVisit> {
    let mut visit = visits::load(act.db, request.visit_id)?;
    visit.must_wait()?;
    if visit.greeted_at.is_none() {
        visit.greeted_at = Some(act.now.at);
        visits::save(act, &visit, visit.state)?;
        visits::note(act, visit.id, UpdateKind::Greeted, None, None)?;
    }
    Ok(request.clone())
}
