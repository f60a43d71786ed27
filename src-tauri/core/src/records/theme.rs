//! Light or dark: this desk's own choice, kept in a small file beside the clinic and not in it, because the page
//! that asks for the passphrase is shown before the clinic is open. It holds nothing about anybody.

use crate::desk::Desk;
use crate::error::{Fault, Outcome};
use serde::{Deserialize, Serialize};

/// The file, in the desk's home.
const FILE: &str = "desk.json";

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

/// `choose_theme`, and the file itself.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ChooseTheme {
    /// From now on.
    pub theme: Theme,
}

/// What was chosen. A file that is not there or not readable is no reason to stop: then the machine says.
pub(crate) fn chosen(desk: &Desk) -> Theme {
    let kept = std::fs::read(desk.home().join(FILE)).ok();
    kept.and_then(|bytes| serde_json::from_slice::<ChooseTheme>(&bytes).ok()).unwrap_or_default().theme
}

/// `choose_theme`
///
/// # Errors
/// Faults `disk`.
pub fn choose(desk: &mut Desk, request: ChooseTheme) -> Outcome<ChooseTheme> {
    let disk = |error: std::io::Error| Fault::new("disk", error.kind());
    std::fs::create_dir_all(desk.home()).map_err(disk)?;
    std::fs::write(desk.home().join(FILE), serde_json::to_vec(&request)?).map_err(disk)?;
    Ok(request)
}
