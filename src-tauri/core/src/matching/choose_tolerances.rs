//! `tolerance_sets`, `choose_tolerances`: with which limits this clinic checks lenses.

use super::tolerances::ToleranceSet;
use crate::desk::{Act, Look};
use crate::error::{Outcome, Refusal, refuse};
use crate::records::{settings, tolerance_sets as own_sets};
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
    /// The clinic's own.
    pub own: bool,
}

/// The set to check with from now on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ChooseTolerances {
    /// Which.
    pub id: String,
}

/// Every set: those that come with the app, then the clinic's own.
///
/// # Errors
/// As the store gives them.
pub fn all(db: &Connection) -> Outcome<Vec<ToleranceSet>> {
    let mut sets = ToleranceSet::shipped()?.to_vec();
    // Each was sound when it was kept; one that a newer app can read no more is left out rather than in the way.
    sets.extend(own_sets::all(db)?.iter().filter_map(|file| ToleranceSet::read(file).ok()));
    Ok(sets)
}

/// Is this one of the sets that come with the app?
///
/// # Errors
/// As for [`ToleranceSet::shipped`].
pub fn is_shipped(id: &str) -> Outcome<bool> {
    Ok(ToleranceSet::shipped()?.iter().any(|set| set.id == id))
}

/// The set with this id.
///
/// # Errors
/// As the store gives them.
pub fn one(db: &Connection, id: &str) -> Outcome<Option<ToleranceSet>> {
    if let Some(shipped) = ToleranceSet::shipped()?.iter().find(|set| set.id == id) {
        return Ok(Some(shipped.clone()));
    }
    Ok(own_sets::one(db, id)?.and_then(|file| ToleranceSet::read(&file).ok()))
}

/// The set the clinic chose.
///
/// # Errors
/// As the store gives them.
pub fn in_use(db: &Connection) -> Outcome<ToleranceSet> {
    let chosen = one(db, &settings::load(db)?.tolerances)?;
    Ok(chosen.map_or_else(|| ToleranceSet::shipped().map(|sets| sets[0].clone()), Ok)?)
}

/// `tolerance_sets`
///
/// # Errors
/// As the store gives them.
pub fn tolerance_sets(look: &Look<'_>, _: AskToleranceSets) -> Outcome<Vec<ToleranceSetLine>> {
    let used = in_use(look.db)?.id;
    let shipped = ToleranceSet::shipped()?.len();
    let line = |(at, set): (usize, ToleranceSet)| ToleranceSetLine {
        in_use: set.id == used,
        own: at >= shipped,
        id: set.id,
        name: set.name,
        edition: set.edition,
        source: set.source,
    };
    Ok(all(look.db)?.into_iter().enumerate().map(line).collect())
}

/// `choose_tolerances`: the reply is every set, with the one in use.
///
/// # Errors
/// Refuses `no_such_tolerances`.
pub fn choose_tolerances(act: &mut Act<'_>, request: &ChooseTolerances) -> Outcome<Vec<ToleranceSetLine>> {
    if one(act.db, &request.id)?.is_none() {
        return refuse(Refusal::because("no_such_tolerances").next("look_again"));
    }
    let settings = settings::Settings { tolerances: request.id.clone(), ..settings::load(act.db)? };
    settings::save(act, &settings)?;
    tolerance_sets(act, AskToleranceSets {})
}
