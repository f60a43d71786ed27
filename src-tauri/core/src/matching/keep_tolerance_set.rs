//! `keep_tolerance_set`: the clinic's own limits, from a file or made from a copy of a published set.

use super::choose_tolerances::{self, AskToleranceSets, ToleranceSetLine};
use super::tolerances::ToleranceSet;
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::records::tolerance_sets;
use serde::{Deserialize, Serialize};

/// More than a clinic chooses from.
const MOST_SETS: usize = 50;

/// A set to keep.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct KeepToleranceSet {
    /// Which of the clinic's own it replaces; not said: it is a new one.
    pub id: Option<String>,
    /// Its file: JSON, as the published ones come.
    pub file: String,
}

/// `keep_tolerance_set`: the reply is every set.
///
/// # Errors
/// Refuses `tolerances_not_sound` with what is wrong in which part, `tolerances_published`, `no_such_tolerances`,
/// `tolerances_name_taken`, `too_many_tolerances`.
pub fn keep_tolerance_set(act: &mut Act<'_>, request: &KeepToleranceSet) -> Outcome<Vec<ToleranceSetLine>> {
    let set = match ToleranceSet::read(&request.file) {
        Ok(set) => set,
        Err(unsound) => {
            return refuse(
                Refusal::because("tolerances_not_sound")
                    .fact("wrong", unsound.code)
                    .fact("in_part", unsound.part)
                    .fact("line", unsound.line.unwrap_or(0))
                    .next("check_tolerances"),
            );
        }
    };
    let name = set.name.trim().to_owned();
    let all = choose_tolerances::all(act.db)?;
    if let Some(id) = &request.id {
        if choose_tolerances::is_shipped(id)? {
            return refuse(Refusal::because("tolerances_published").next("copy_tolerances"));
        }
        if tolerance_sets::one(act.db, id)?.is_none() {
            return refuse(Refusal::because("no_such_tolerances").next("look_again"));
        }
    } else if all.len() >= MOST_SETS {
        return refuse(Refusal::because("too_many_tolerances").fact("at_most", MOST_SETS));
    }
    // Papers say which limits were used by their name, so no two sets share one.
    let same_name = |other: &&ToleranceSet| other.name.to_lowercase() == name.to_lowercase() && Some(&other.id) != request.id.as_ref();
    if all.iter().any(|other| same_name(&other)) {
        return refuse(Refusal::because("tolerances_name_taken").fact("name", name).next("name_tolerances"));
    }
    let id = match &request.id {
        Some(id) => id.clone(),
        None => free_id(&all),
    };
    let kept = ToleranceSet { id: id.clone(), name, ..set };
    tolerance_sets::keep(act, &id, &serde_json::to_string(&kept)?)?;
    choose_tolerances::tolerance_sets(act, AskToleranceSets {})
}

/// own_1, own_2 …
fn free_id(all: &[ToleranceSet]) -> String {
    let ids = (1..).map(|number| format!("own_{number}"));
    ids.into_iter().find(|id| !all.iter().any(|set| set.id == *id)).unwrap_or_default()
}
