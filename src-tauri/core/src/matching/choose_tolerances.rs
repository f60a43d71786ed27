//! `tolerance_sets`, `choose_tolerances`: with which limits this clinic checks lenses.

use super::tolerances::ToleranceSet;
use crate::desk::{Act, Look};
use crate::error::{Outcome, Refusal, refuse};
use crate::records::settings;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// Asks for the tolerance sets.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskToleranceSets {}

/// One set to choose from.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ToleranceSetLine {
    /// Names it in the settings.
    pub id: String,
    /// As people call it.
    pub name: String,
    /// Which edition.
    pub edition: String,
    /// Where its figures are from.
    pub source: String,
    /// Lenses are checked with it now.
    pub in_use: bool,
}

/// The set to check with from now on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ChooseTolerances {
    /// Which.
    pub id: String,
}

/// The set the clinic chose.
///
/// # Errors
/// As the store gives them.
pub fn in_use(db: &Connection) -> Outcome<ToleranceSet> {
    let wanted = settings::load(db)?.tolerances;
    let mut sets = ToleranceSet::shipped()?;
    let at = sets.iter().position(|set| set.id == wanted).unwrap_or(0);
    Ok(sets.swap_remove(at))
}

/// `tolerance_sets`
///
/// # Errors
/// As the store gives them.
pub fn tolerance_sets(look: &Look<'_>, _: AskToleranceSets) -> Outcome<Vec<ToleranceSetLine>> {
    let used = in_use(look.db)?.id;
    let line = |set: ToleranceSet| ToleranceSetLine {
        in_use: set.id == used,
        id: set.id,
        name: set.name,
        edition: set.edition,
        source: set.source,
    };
    Ok(ToleranceSet::shipped()?.into_iter().map(line).collect())
}

/// `choose_tolerances`: the reply is every set, with the one in use.
///
/// # Errors
/// Refuses `no_such_tolerances`.
pub fn choose_tolerances(act: &mut Act<'_>, request: &ChooseTolerances) -> Outcome<Vec<ToleranceSetLine>> {
    if !ToleranceSet::shipped()?.iter().any(|set| set.id == request.id) {
        return refuse(Refusal::because("no_such_tolerances").next("look_again"));
    }
    let settings = settings::Settings { tolerances: request.id.clone(), ..settings::load(act.db)? };
    settings::save(act, &settings)?;
    tolerance_sets(act, AskToleranceSets {})
}
