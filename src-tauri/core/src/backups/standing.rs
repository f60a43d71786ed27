//! `backups`: which there are, where, and what is wrong with them.

use super::folder;
use crate::clock::At;
use crate::desk::Desk;
use crate::error::Outcome;
use crate::records::clinic::Nothing;
use crate::records::this_desk;
use crate::store::backup::{self, Lying};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Without a second copy for longer than this, in minutes, the desk says so (issue of 24 hours).
const SECOND_COPY_MINUTES: i64 = 24 * 60;

/// One backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BackupLine {
    /// Its file's name.
    pub name: String,
    /// When it was made; None: it cannot be read.
    pub made_at: Option<At>,
    /// Bytes.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
    /// It lies in the second place too.
    pub in_second_place: bool,
}

/// The second place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SecondPlace {
    /// The folder's name, without where it lies.
    pub name: String,
    /// It is there now.
    pub reachable: bool,
    /// When its newest backup was made.
    pub newest_at: Option<At>,
    /// Why the last copy failed, as a fault's code.
    pub trouble: Option<String>,
}

/// How the backups stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BackupsStanding {
    /// On this machine, the newest first.
    pub here: Vec<BackupLine>,
    /// One is being made now.
    pub running: bool,
    /// Why the last one was not made, as a fault's code.
    pub trouble: Option<String>,
    /// None: none was chosen.
    pub second_place: Option<SecondPlace>,
    /// What a manager should look at, as a code: `file_damaged`, `log_cut`, `no_backup`, `no_second_place`, `second_copy_old`; None: all
    /// is well.
    pub warning: Option<String>,
    /// When a backup was last opened and compared, whole.
    pub drilled_at: Option<At>,
    /// When a restore put the store aside that can be put back.
    pub aside_at: Option<At>,
}

/// `backups`
///
/// # Errors
/// None: what cannot be read is told.
pub fn standing(desk: &mut Desk, _: Nothing) -> Outcome<BackupsStanding> {
    let chosen = this_desk::load(desk.home());
    let here = backup::in_folder(&folder(desk.home()));
    let there = chosen.second_place.as_deref().map(backup::in_folder).unwrap_or_default();
    let made = |lying: &[Lying]| lying.iter().find_map(|one| one.header.as_ref().map(|header| header.made_at));
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let now = desk.now().at;
    let (newest, second_newest) = (made(&here), made(&there));
    let practice = desk.store().is_ok_and(|store| store.folder == desk.folder(true));
    let warning = match (newest, &chosen.second_place) {
        _ if practice => None,
        _ if desk.backups.damaged => Some("file_damaged"),
        _ if desk.store().is_ok_and(|store| store.log_was_cut) => Some("log_cut"),
        (None, _) if desk.backups.trouble.is_some() => Some("no_backup"),
        (_, None) => Some("no_second_place"),
        // What was done since may be an hour's work; it counts from the newest that is only here.
        (Some(newest), Some(_)) if second_newest.is_none_or(|at| at < newest && now.minutes_since(at) > SECOND_COPY_MINUTES) => {
            Some("second_copy_old")
        }
        _ => None,
    };
    let line = |one: &Lying| BackupLine {
        name: name(&one.path),
        made_at: one.header.as_ref().map(|header| header.made_at),
        bytes: std::fs::metadata(&one.path).map(|about| about.len()).unwrap_or_default(),
        in_second_place: there.iter().any(|other| other.path.file_name() == one.path.file_name()),
    };
    Ok(BackupsStanding {
        here: here.iter().map(line).collect(),
        running: desk.backups.running,
        trouble: desk.backups.trouble.clone(),
        second_place: chosen.second_place.as_deref().map(|path| SecondPlace {
            name: name(path),
            reachable: path.is_dir(),
            newest_at: second_newest,
            trouble: desk.backups.second_trouble.clone(),
        }),
        warning: warning.map(str::to_owned),
        drilled_at: chosen.drilled_at,
        aside_at: super::restore::newest_aside(&desk.folder(false))?.map(|(at, _)| at),
    })
}
