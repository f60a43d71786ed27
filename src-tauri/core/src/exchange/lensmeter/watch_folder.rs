//! `watch_folder`: new files in this folder are readings from now on, on this machine.

use super::newest_reading::{LensmeterNow, lensmeter};
use crate::desk::Desk;
use crate::error::{Outcome, Refusal};
use crate::records::clinic::Nothing;
use crate::records::lensmeter::LensmeterChoice;
use crate::records::this_desk::{self, ThisDesk};
use serde::{Deserialize, Serialize};

/// Which folder.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WatchFolder {
    /// The token of a folder that was picked; None: none is watched any more.
    pub folder: Option<String>,
}

/// `watch_folder`
///
/// # Errors
/// Refuses `no_such_folder`. Faults `disk`.
pub fn watch_folder(desk: &mut Desk, request: WatchFolder) -> Outcome<LensmeterNow> {
    let folder = match &request.folder {
        Some(token) => Some(desk.folder_picked(token).ok_or_else(|| Refusal::because("no_such_folder").next("choose_folder"))?.to_owned()),
        None => None,
    };
    keep(desk, |choice| choice.folder = folder)
}

/// Keeps a change of what was chosen for this machine.
pub(super) fn keep(desk: &mut Desk, change: impl FnOnce(&mut LensmeterChoice)) -> Outcome<LensmeterNow> {
    let before = this_desk::load(desk.home());
    let mut choice = desk.lensmeter().choice.clone();
    change(&mut choice);
    this_desk::save(desk.home(), &ThisDesk { lensmeter: choice.clone(), ..before })?;
    desk.choose_lensmeter(choice);
    lensmeter(desk, Nothing {})
}
