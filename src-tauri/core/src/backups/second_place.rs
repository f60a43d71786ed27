//! `choose_second_place`: where a finished backup is copied to, such as a stick or a network drive.

use super::standing::{BackupsStanding, standing};
use super::{folder, real_clinic};
use crate::desk::Desk;
use crate::error::{Outcome, Refusal, refuse};
use crate::records::clinic::Nothing;
use crate::records::this_desk;
use serde::{Deserialize, Serialize};

/// A folder that was picked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct ChooseSecondPlace {
    /// Its token; None: no second place any more.
    pub token: Option<String>,
}

/// `choose_second_place`
///
/// # Errors
/// Refuses `not_in_practice`, `no_such_folder` (it was picked too long ago), `second_place_is_first` (where the clinic itself
/// lies, or its backups: one broken disk would take both).
pub fn choose_second_place(desk: &mut Desk, request: ChooseSecondPlace) -> Outcome<BackupsStanding> {
    real_clinic(desk)?;
    let picked = match &request.token {
        None => None,
        Some(token) => match desk.folder_picked(token) {
            None => return refuse(Refusal::because("no_such_folder").next("choose_folder")),
            Some(path) => Some(path.to_owned()),
        },
    };
    if let Some(path) = &picked {
        let real = |path: &std::path::Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let (path, home) = (real(path), real(desk.home()));
        if path.starts_with(&home) || path == real(&folder(&home)) {
            return refuse(Refusal::because("second_place_is_first").next("choose_folder"));
        }
    }
    let mut chosen = this_desk::load(desk.home());
    chosen.second_place = picked;
    this_desk::save(desk.home(), &chosen)?;
    desk.backups.second_trouble = None;
    standing(desk, Nothing {})
}
