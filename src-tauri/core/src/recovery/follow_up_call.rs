//! `follow_up_call`: what to say and ask when we call some days after it was put right, from the scenario of that
//! conversation, with what the record knows now.

use super::scripts::facts::sayable;
use super::signs::{self, About, RecordFacts};
use super::{own_scenarios, record};
use crate::desk::Look;
use crate::error::Outcome;
use crate::ids::PromiseId;
use crate::promises::due;
use crate::records::merges;
use serde::{Deserialize, Serialize};

/// Which promise to ask later.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfFollowUp {
    /// Which.
    pub promise_id: PromiseId,
}

/// The call.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FollowUpCall {
    /// What to say; empty: no conversation is known.
    pub say: Vec<String>,
    /// What to ask.
    pub ask: Vec<String>,
    /// The facts that these lines name.
    pub facts: RecordFacts,
}

/// `follow_up_call`
///
/// # Errors
/// Refuses `no_such_promise`.
pub fn follow_up_call(look: &Look<'_>, request: OfFollowUp) -> Outcome<FollowUpCall> {
    let (patient, order, discrepancy) = due::about(look.db, request.promise_id)?;
    let recovery = match discrepancy.map(|id| record::last_about(look.db, id)).transpose()?.flatten() {
        Some(found) => Some(found),
        None => record::last_with(look.db, &merges::records_of(look.db, patient)?, order)?,
    };
    let about = About { patient: Some(patient), order, discrepancy, visit: None };
    let (_, facts, _) = signs::read(look, about, look.staff)?;
    let known = facts.known();
    let script = recovery.map(|one| own_scenarios::now(look.db, &one.scenario)).transpose()?.map(|one| one.follow_up);
    let (say, ask) = script.map_or_else(Default::default, |script| (sayable(&script.say, &known), sayable(&script.ask, &known)));
    Ok(FollowUpCall { say, ask, facts })
}
