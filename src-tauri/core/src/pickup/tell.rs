//! `tell`: what we told somebody while they waited. A wait with news is shorter than one without.

use super::check_in::sound_quote;
use super::visits::{self, OfVisit, UpdateKind, VisitState};
use crate::desk::Act;
use crate::error::{Outcome, refuse};
use crate::ids::VisitId;
use crate::private::Private;
use crate::records::parts::coded;
use serde::{Deserialize, Serialize};

coded! {
    /// What kind of news it was.
    TellKind {
        /// How it stands.
        Told = "told",
        /// How it stands, with an apology.
        Apologized = "apologized",
        /// A manager was fetched.
        Manager = "manager",
        /// The recovery panel was taken up, or set aside for now.
        Recovery = "recovery",
    }
}

/// What we told them.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Tell {
    /// Whom.
    pub visit_id: VisitId,
    /// What kind of news.
    pub kind: TellKind,
    /// In which words, if worth keeping.
    #[serde(default)]
    #[cfg_attr(test, ts(optional = nullable))]
    pub words: Option<Private<String>>,
    /// How much longer from now, in minutes, if we said.
    #[serde(default)]
    #[cfg_attr(test, ts(optional = nullable))]
    pub quote_min: Option<u32>,
}

/// `tell`
///
/// # Errors
/// Refuses `no_such_visit`, `visit_over`, `words_too_long`, `quote_out_of_range`; `already_called` for a new quote to
/// somebody who is being served.
pub fn tell(act: &mut Act<'_>, request: &Tell) -> Outcome<OfVisit> {
    let mut visit = visits::load(act.db, request.visit_id)?;
    if visit.state == VisitState::Done {
        return refuse(visit.over());
    }
    // to store them
    let words = visits::typed(request.words.as_ref().map(|words| words.expose().as_str()), 1000, "words_too_long")?;
    let now = act.now.at;
    let kind = match request.kind {
        TellKind::Told => UpdateKind::Told,
        TellKind::Apologized => {
            visit.apologized_at = Some(now);
            UpdateKind::Apologized
        }
        TellKind::Manager => {
            visit.manager_at = Some(now);
            UpdateKind::Manager
        }
        TellKind::Recovery => {
            visit.recovery_at = Some(now);
            UpdateKind::Recovery
        }
    };
    // Fetching a manager, or opening the panel, tells the patient nothing unless something was said.
    let spoken = matches!(request.kind, TellKind::Told | TellKind::Apologized) || words.is_some() || request.quote_min.is_some();
    if spoken {
        visit.told_at = Some(now);
        visit.greeted_at = visit.greeted_at.or(Some(now));
    }
    if let Some(minutes) = request.quote_min {
        visit.must_wait()?;
        sound_quote(minutes)?;
        visit.quoted_min = minutes;
        visit.quoted_at = now;
        // They wait for a thing and it takes longer: still nobody else is held up.
        if visit.rests(act.now) {
            visit.rests_until = Some(now.plus_minutes(i64::from(minutes)));
        }
    }
    visits::save(act, &visit, visit.state)?;
    visits::note(act, visit.id, kind, words.as_deref(), request.quote_min)?;
    Ok(OfVisit { visit_id: visit.id })
}
