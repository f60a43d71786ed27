//! `take_step`: a step of the conversation was done, skipped, or is open again.

use super::record::{self, must_be_open};
use super::scripts::Step;
use super::view::{RecoveryView, view};
use crate::desk::Act;
use crate::error::Outcome;
use crate::ids::RecoveryId;
use crate::records::parts::coded;
use serde::{Deserialize, Serialize};

coded! {
    /// What became of a step.
    StepIs {
        /// Done.
        Done = "done",
        /// Skipped.
        Skipped = "skipped",
        /// Open again.
        Open = "open",
    }
}

/// A step.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TakeStep {
    /// In which conversation.
    pub recovery_id: RecoveryId,
    /// Which.
    pub step: Step,
    /// What became of it.
    pub is: StepIs,
}

/// `take_step`
///
/// # Errors
/// Refuses `no_such_recovery`, `recovery_ended`.
pub fn take_step(act: &mut Act<'_>, request: &TakeStep) -> Outcome<RecoveryView> {
    let recovery = record::load(act.db, request.recovery_id)?;
    must_be_open(&recovery)?;
    let by = act.somebody()?;
    match request.is {
        StepIs::Open => {
            act.db
                .prepare_cached("DELETE FROM recovery_steps WHERE recovery_id = ?1 AND step = ?2")?
                .execute((recovery.id, request.step))?;
        }
        StepIs::Done | StepIs::Skipped => {
            act.db
                .prepare_cached(
                    "INSERT INTO recovery_steps (recovery_id, step, skipped, at, by) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (recovery_id, step) DO UPDATE SET skipped = ?3, at = ?4, by = ?5",
                )?
                .execute((recovery.id, request.step, request.is == StepIs::Skipped, act.now.at, by))?;
        }
    }
    record::about(act, &recovery);
    view(act, recovery.id)
}
