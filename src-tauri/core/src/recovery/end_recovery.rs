//! `end_recovery`: how it ended, in their own words; or the safe way out. After a hard one whoever stood there is asked
//! once whether they need a break or a word; nobody keeps the answer. An end is also a promise to ask later whether it
//! worked.

use super::Safely;
use super::own_scenarios;
use super::record::{self, Recovery, must_be_open};
use super::scripts::Mood;
use super::view::{self, RecoveryView, view};
use crate::clock::At;
use crate::desk::{Act, Look};
use crate::discrepancies::change_discrepancy::{ChangeDiscrepancy, change_discrepancy};
use crate::discrepancies::{DiscrepancyState, record as discrepancy};
use crate::error::{Halt, Outcome};
use crate::ids::RecoveryId;
use crate::promises::make::{MakePromise, make_promise};
use crate::promises::{Channel, Leaves, Promised};
use crate::records::{merges, text};
use serde::{Deserialize, Serialize};

/// The end of a conversation.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct EndRecovery {
    /// Which.
    pub recovery_id: RecoveryId,
    /// How they left; not known on the safe way out.
    pub leaves: Option<Leaves>,
    /// What they said at the end, in their own words.
    pub said_last: Option<String>,
    /// The safe way out, and why.
    pub safely: Option<Safely>,
}

/// The end, and what whoever stood there is asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RecoveryEnded {
    /// The panel.
    pub view: RecoveryView,
    /// Ask them kindly, now and never again about this one.
    pub offer_care: bool,
    /// A manager must be called now.
    pub call_manager: bool,
}

/// `end_recovery`
///
/// # Errors
/// Refuses `no_such_recovery`, `recovery_ended`, `text_too_long`.
pub fn end_recovery(act: &mut Act<'_>, request: &EndRecovery) -> Outcome<RecoveryEnded> {
    let before = record::load(act.db, request.recovery_id)?;
    must_be_open(&before)?;
    let by = act.somebody()?;
    let offer_care = was_hard(&before, request);
    act.db
        .prepare_cached(
            "UPDATE recoveries SET leaves = ?2, said_last = ?3, safely = ?4, care_offered = ?5, ended_at = ?6, ended_by = ?7 WHERE id = ?1",
        )?
        .execute((
            before.id,
            request.leaves,
            text::told("said_last", request.said_last.as_deref())?,
            request.safely,
            offer_care,
            act.now.at,
            by,
        ))?;
    let mut call_manager = request.safely.is_some();
    if let (Some(Safely::Harm), Some(id)) = (request.safely, before.discrepancy_id) {
        call_manager = true;
        if discrepancy::load(act.db, id)?.state != DiscrepancyState::Closed {
            // Whatever else it is, it is a possible injury from now on.
            change_discrepancy(act, &ChangeDiscrepancy { injury: Some(true), ..nothing_else(id) })?;
        }
    }
    if request.safely.is_none() && request.leaves.is_some() {
        ask_later(act, &before)?;
    }
    let ended = record::load(act.db, before.id)?;
    record::about(act, &ended);
    Ok(RecoveryEnded { view: view(act, before.id)?, offer_care, call_manager })
}

/// Two or three working days after it is done we call and ask whether it worked: a promise like any other, in the list of what is due.
fn ask_later(act: &mut Act<'_>, recovery: &Recovery) -> Outcome<()> {
    let Some(patient) = recovery.patient_id else { return Ok(()) };
    let patient = merges::current(act.db, patient)?;
    let asked_already: bool = act
        .db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM promises WHERE patient_id = ?1 AND what = ?2 AND ended IS NULL AND discrepancy_id IS ?3)",
        )?
        .query_row((patient, Promised::FollowUp, recovery.discrepancy_id), |row| row.get(0))?;
    if asked_already {
        return Ok(());
    }
    let days = own_scenarios::now(act.db, &recovery.scenario)?.follow_up.working_days;
    let settings = act.settings()?;
    let by = view::asks_on(&settings, act.now, &view::promises(act, recovery)?, days);
    let promise = MakePromise {
        patient_id: patient,
        order_id: recovery.order_id,
        discrepancy_id: recovery.discrepancy_id,
        what: Promised::FollowUp,
        words: None,
        by,
        by_minute: None,
        channel: Some(Channel::Phone),
        sees_to: None,
        even_if_closed: None,
    };
    match make_promise(act, &promise) {
        // A discrepancy that was closed meanwhile, or is about others, takes none: the end is no less the end.
        Ok(_) | Err(Halt::Refused(_)) => Ok(()),
        Err(fault) => Err(fault),
    }
}

fn was_hard(before: &Recovery, request: &EndRecovery) -> bool {
    request.safely.is_some() || request.leaves == Some(Leaves::Worse) || before.mood == Some(Mood::Angry)
}

fn nothing_else(discrepancy_id: crate::ids::DiscrepancyId) -> ChangeDiscrepancy {
    ChangeDiscrepancy {
        discrepancy_id,
        kind: None,
        severity: None,
        owner_id: None,
        due_on: None,
        waits_for: None,
        line: None,
        patient_words: None,
        complainant: None,
        other_order_id: None,
        injury: None,
        breach: None,
    }
}

/// Asks who was asked whether they need a break or a word.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskCareOffered {}

/// That somebody was asked; not what they said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CareOffered {
    /// Given name.
    pub given: String,
    /// When.
    pub at: At,
}

/// `care_offered`: of the last 30 days.
///
/// # Errors
/// As the store gives them.
pub fn care_offered(look: &Look<'_>, _: AskCareOffered) -> Outcome<Vec<CareOffered>> {
    let since = look.now.at.plus_minutes(-30 * 24 * 60);
    let mut rows = look.db.prepare_cached(
        "SELECT s.given, r.ended_at FROM recoveries r JOIN staff s ON s.id = r.ended_by
         WHERE r.care_offered = 1 AND r.ended_at >= ?1 ORDER BY r.ended_at DESC",
    )?;
    Ok(rows.query_map([since], |row| Ok(CareOffered { given: row.get(0)?, at: row.get(1)? }))?.collect::<Result<_, _>>()?)
}
