//! Light or dark: this desk's own choice, not the clinic's, because the page that asks for the passphrase is shown
//! before the clinic is open.

use super::this_desk::{self, ThisDesk};
use crate::desk::Desk;
use crate::error::Outcome;
use serde::{Deserialize, Serialize};

/// How the page looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Theme {
    /// As the machine says.
    #[default]
    Machine,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// `choose_theme`
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ChooseTheme {
    /// From now on.
    pub theme: Theme,
}

/// What was chosen.
pub(crate) fn chosen(desk: &Desk) -> Theme {
    this_desk::load(desk.home()).theme
}

/// `choose_theme`
///
/// # Errors
/// Faults `disk`.
pub fn choose(desk: &mut Desk, request: ChooseTheme) -> Outcome<ChooseTheme> {
    let before = this_desk::load(desk.home());
    this_desk::save(desk.home(), &ThisDesk { theme: request.theme, ..before })?;
    Ok(request)
}
