//! `suggest_recovery` and `start_recovery`: the panel opens with the scenario that the record speaks for.

use super::own_scenarios;
use super::record;
use super::scripts::SHIPPED;
use super::signs::{self, About};
use super::view::{RecoveryView, view};
use crate::desk::{Act, Look};
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{DiscrepancyId, OrderId, PatientId, RecoveryId, VisitId};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// What a conversation would be about; all that is known of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct SuggestRecovery {
    /// With whom.
    pub patient_id: Option<PatientId>,
    /// Which order.
    pub order_id: Option<OrderId>,
    /// Which discrepancy.
    pub discrepancy_id: Option<DiscrepancyId>,
    /// Which visit.
    pub visit_id: Option<VisitId>,
}

/// A scenario to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ScenarioLine {
    /// Its code.
    pub code: String,
    /// What happened, in a few words.
    pub title: String,
    /// When it applies.
    pub applies: String,
    /// The clinic has its own words for it.
    pub own: bool,
}

/// What the record speaks for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Suggested {
    /// The scenario; None: the record says nothing, the desk chooses.
    pub scenario: Option<String>,
    /// The sign that decided, as a code.
    pub why: Option<String>,
    /// The conversation about it that goes on already.
    pub open: Option<RecoveryId>,
    /// All that can be chosen.
    pub scenarios: Vec<ScenarioLine>,
}

/// A conversation to begin.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct StartRecovery {
    /// With whom.
    pub patient_id: Option<PatientId>,
    /// Which order.
    pub order_id: Option<OrderId>,
    /// Which discrepancy.
    pub discrepancy_id: Option<DiscrepancyId>,
    /// Which visit.
    pub visit_id: Option<VisitId>,
    /// The scenario; not said: what the record speaks for.
    pub scenario: Option<String>,
}

/// `suggest_recovery`
///
/// # Errors
/// Refuses `no_such_patient`, `no_such_order`, `no_such_discrepancy`.
pub fn suggest_recovery(look: &Look<'_>, request: SuggestRecovery) -> Outcome<Suggested> {
    let about =
        About { patient: request.patient_id, order: request.order_id, discrepancy: request.discrepancy_id, visit: request.visit_id };
    let (about, _, signs) = signs::read(look, about, look.staff)?;
    let picked = signs::pick(&signs);
    Ok(Suggested {
        scenario: picked.map(|(code, _)| code.to_owned()),
        why: picked.map(|(_, why)| why.to_owned()),
        open: record::open_about(look.db, &about)?.map(|open| open.id),
        scenarios: lines(look.db)?,
    })
}

/// Every scenario, in the order in which they are listed.
///
/// # Errors
/// As the store gives them.
pub fn lines(db: &Connection) -> Outcome<Vec<ScenarioLine>> {
    let mut lines = Vec::new();
    for (code, _) in SHIPPED {
        let own = own_scenarios::own(db, code)?;
        let scenario = match &own {
            Some(own) => own.clone(),
            None => own_scenarios::ours(code)?.clone(),
        };
        lines.push(ScenarioLine { code: scenario.code, title: scenario.title, applies: scenario.applies, own: own.is_some() });
    }
    Ok(lines)
}

/// `start_recovery`: one that goes on about the same is gone on with.
///
/// # Errors
/// Refuses `no_such_patient`, `no_such_order`, `no_such_discrepancy`, `no_such_scenario`, `scenario_needed` (the record
/// says nothing, and nobody chose).
pub fn start_recovery(act: &mut Act<'_>, request: &StartRecovery) -> Outcome<RecoveryView> {
    let about =
        About { patient: request.patient_id, order: request.order_id, discrepancy: request.discrepancy_id, visit: request.visit_id };
    let by = act.somebody()?;
    let (about, _, signs) = signs::read(act, about, Some(by))?;
    if let Some(open) = record::open_about(act.db, &about)? {
        record::about(act, &open);
        return view(act, open.id);
    }
    let Some(code) = request.scenario.as_deref().or(signs::pick(&signs).map(|(code, _)| code)) else {
        return refuse(Refusal::because("scenario_needed").next("choose_scenario"));
    };
    let scenario = own_scenarios::now(act.db, code)?;
    let id: RecoveryId = act.mint();
    act.db
        .prepare_cached(
            "INSERT INTO recoveries (id, patient_id, order_id, discrepancy_id, visit_id, scenario, begun_at, begun_by)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute((id, about.patient, about.order, about.discrepancy, about.visit, scenario.code, act.now.at, by))?;
    let begun = record::load(act.db, id)?;
    record::about(act, &begun);
    view(act, id)
}
