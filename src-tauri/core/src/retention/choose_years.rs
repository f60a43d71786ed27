//! For how many years each class is kept.

use crate::desk::Act;
use crate::error::Outcome;
use crate::records::settings::{self, RecordClass};
use crate::retention::preview::{self, AskRetention, Retention};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The years from now on; a class that is not named is kept for good.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ChooseYears {
    /// Class to years, 1 to 100.
    pub keep_years: BTreeMap<RecordClass, u32>,
}

/// `choose_years`: nothing is removed by it.
///
/// # Errors
/// Refuses `years_order`.
pub fn choose_years(act: &mut Act<'_>, request: &ChooseYears) -> Outcome<YearsChosen> {
    settings::sound_years(&request.keep_years)?;
    let settings = settings::Settings { keep_years: request.keep_years.clone(), ..act.settings()? };
    settings::save(act, &settings)?;
    Ok(YearsChosen { keep_years: settings.keep_years })
}

/// What is kept for how long now.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct YearsChosen {
    /// Class to years.
    pub keep_years: BTreeMap<RecordClass, u32>,
}

/// `retention`
///
/// # Errors
/// As the store gives them.
pub fn retention(look: &crate::desk::Look<'_>, _: AskRetention) -> Outcome<Retention> {
    preview::of(look.db, look.now, &look.settings()?.keep_years)
}
