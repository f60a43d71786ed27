//! `remove_tolerance_set`: one of the clinic's own, while no check uses it. Past checks keep the figures they used.

use super::choose_tolerances::{self, AskToleranceSets, ToleranceSetLine};
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::records::tolerance_sets;
use serde::{Deserialize, Serialize};

/// Which set.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfToleranceSet {
    /// Which.
    pub id: String,
}

/// `remove_tolerance_set`: the reply is every set that is left.
///
/// # Errors
/// Refuses `tolerances_published`, `no_such_tolerances`, `tolerances_in_use`.
pub fn remove_tolerance_set(act: &mut Act<'_>, request: &OfToleranceSet) -> Outcome<Vec<ToleranceSetLine>> {
    if choose_tolerances::is_shipped(&request.id)? {
        return refuse(Refusal::because("tolerances_published").next("copy_tolerances"));
    }
    if tolerance_sets::one(act.db, &request.id)?.is_none() {
        return refuse(Refusal::because("no_such_tolerances").next("look_again"));
    }
    if choose_tolerances::in_use(act.db)?.id == request.id {
        return refuse(Refusal::because("tolerances_in_use").next("choose_other_tolerances"));
    }
    tolerance_sets::remove(act, &request.id)?;
    choose_tolerances::tolerance_sets(act, AskToleranceSets {})
}
