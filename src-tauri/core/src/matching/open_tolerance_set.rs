//! `open_tolerance_set`: a set as its file, to be copied, changed or kept elsewhere.

use super::choose_tolerances;
use super::remove_tolerance_set::OfToleranceSet;
use crate::desk::Look;
use crate::error::{Outcome, Refusal};
use serde::{Deserialize, Serialize};

/// A set as its file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ToleranceFile {
    /// Which.
    pub id: String,
    /// JSON, as the published ones come.
    pub file: String,
}

/// `open_tolerance_set`
///
/// # Errors
/// Refuses `no_such_tolerances`.
pub fn open_tolerance_set(look: &Look<'_>, request: OfToleranceSet) -> Outcome<ToleranceFile> {
    let set = choose_tolerances::one(look.db, &request.id)?.ok_or_else(|| Refusal::because("no_such_tolerances").next("look_again"))?;
    Ok(ToleranceFile { file: serde_json::to_string_pretty(&set)?, id: set.id })
}
