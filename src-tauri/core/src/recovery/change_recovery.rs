//! `change_recovery`: another scenario, how they are, what would make it right.

use super::own_scenarios;
use super::record::{self, must_be_open};
use super::scripts::Mood;
use super::view::{RecoveryView, view};
use crate::desk::Act;
use crate::error::Outcome;
use crate::ids::{DiscrepancyId, RecoveryId};
use crate::records::text;
use serde::{Deserialize, Serialize};

/// What is different now; what is not said stays.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct ChangeRecovery {
    /// Which.
    pub recovery_id: RecoveryId,
    /// Which scenario it is.
    pub scenario: Option<String>,
    /// How they are.
    pub mood: Option<Mood>,
    /// What would make it right, in their own words; an empty text: they did not say.
    pub make_right: Option<String>,
    /// It was logged meanwhile.
    pub discrepancy_id: Option<DiscrepancyId>,
}

/// `change_recovery`
///
/// # Errors
/// Refuses `no_such_recovery`, `recovery_ended`, `no_such_scenario`, `no_such_discrepancy`, `text_too_long`.
pub fn change_recovery(act: &mut Act<'_>, request: &ChangeRecovery) -> Outcome<RecoveryView> {
    let before = record::load(act.db, request.recovery_id)?;
    must_be_open(&before)?;
    let scenario = match &request.scenario {
        Some(code) => own_scenarios::now(act.db, code)?.code,
        None => before.scenario.clone(),
    };
    if let Some(id) = request.discrepancy_id {
        crate::discrepancies::record::load(act.db, id)?;
    }
    let make_right = match &request.make_right {
        Some(words) => text::told("make_right", Some(words))?,
        None => before.make_right.clone(),
    };
    act.db
        .prepare_cached("UPDATE recoveries SET scenario = ?2, mood = ?3, make_right = ?4, discrepancy_id = ?5 WHERE id = ?1")?
        .execute((before.id, scenario, request.mood.or(before.mood), make_right, request.discrepancy_id.or(before.discrepancy_id)))?;
    record::about(act, &record::load(act.db, before.id)?);
    view(act, before.id)
}
