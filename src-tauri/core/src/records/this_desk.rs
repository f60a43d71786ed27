//! What was chosen for this machine alone: how it looks, where its lensmeter is. Kept in a small file beside the clinic
//! and not in it, because another machine has another look and other ports. It holds nothing about anybody.

use super::lensmeter::LensmeterChoice;
use super::theme::Theme;
use crate::clock::At;
use crate::error::{Fault, Outcome};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The file, in the desk's home.
const FILE: &str = "desk.json";

/// The file's content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ThisDesk {
    /// Light or dark.
    pub theme: Theme,
    /// Where readings come from.
    pub lensmeter: LensmeterChoice,
    /// Where finished backups are copied to.
    pub second_place: Option<PathBuf>,
    /// When a backup was last opened and checked whole.
    pub drilled_at: Option<At>,
}

/// What was chosen. A file that is not there or not readable is no reason to stop: then nothing was.
pub(crate) fn load(home: &Path) -> ThisDesk {
    let kept = std::fs::read(home.join(FILE)).ok();
    kept.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

/// Keeps it.
///
/// # Errors
/// Faults `disk`.
pub(crate) fn save(home: &Path, chosen: &ThisDesk) -> Outcome<()> {
    let disk = |error: std::io::Error| Fault::new("disk", error.kind());
    std::fs::create_dir_all(home).map_err(disk)?;
    std::fs::write(home.join(FILE), serde_json::to_vec(chosen)?).map_err(disk)?;
    Ok(())
}
