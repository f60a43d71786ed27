//! `restore_backup`: puts the backup that was opened in the store's place; `undo_restore`: puts back what was there.

use super::open_backup::{may, take};
use crate::clock::At;
use crate::desk::{Act, Desk};
use crate::error::{Fault, Outcome, Refusal, refuse};
use crate::records::clinic::{DeskState, Nothing, desk_state};
use crate::store::restore::{put_back, put_in_place, take_away};
use crate::store::{FILE, Store};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// How the name of a folder begins that holds what a restore put aside; its end is when, in milliseconds since 1970.
const ASIDE: &str = "aside-";

/// The newest folder that a restore put aside, with when it was; None: there is none.
///
/// # Errors
/// `disk`: the clinic's folder cannot be read.
pub(super) fn newest_aside(folder: &Path) -> Result<Option<(At, String)>, Fault> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        entries => entries.map_err(|error| Fault::new("disk", error.kind()))?,
    };
    // One that was cut short before anything was put there holds nothing.
    let holding = entries.flatten().filter(|entry| entry.path().join(FILE).exists());
    let names = holding.map(|entry| entry.file_name().to_string_lossy().into_owned());
    Ok(names.filter_map(|name| Some((At(name.strip_prefix(ASIDE)?.parse().ok()?), name))).max())
}

/// What the trail keeps of a restore.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BackupRestored {
    /// When the backup was made.
    pub made_at: At,
}

/// `backup_restored` (inside): the restored store says so itself.
///
/// # Errors
/// None.
pub fn backup_restored(_: &mut Act<'_>, _: &BackupRestored) -> Outcome<Nothing> {
    Ok(Nothing {})
}

/// `restore_backup`: nobody is signed in afterwards.
///
/// # Errors
/// Refuses `not_signed_in`, `not_your_role`, `not_in_practice`, `no_backup_open`. Faults `disk`, `full_disk`: what was
/// there is back, and closed.
pub fn restore_backup(desk: &mut Desk, _: Nothing) -> Outcome<DeskState> {
    may(desk)?;
    let Some(ready) = desk.backups.ready.take() else {
        return refuse(Refusal::because("no_backup_open"));
    };
    let made_at = ready.header.made_at;
    let folder = desk.folder(false);
    let aside = format!("{ASIDE}{}", desk.now().at.0);
    desk.close_store();
    let lock = take(desk)?;
    let key = put_in_place(&folder, ready, &aside)?;
    let opened = Store::open(&folder, &key, lock, None).map_err(Into::into).and_then(|store| {
        desk.open_store(store)?;
        desk.inside("backup_restored", serde_json::to_value(BackupRestored { made_at })?)
    });
    if let Err(halt) = opened {
        desk.close_store();
        let _lock = take(desk)?;
        take_away(&folder, &aside)?;
        return Err(halt);
    }
    desk_state(desk, Nothing {})
}

/// `undo_restore`: puts back what the last restore put aside. The desk is closed afterwards: its own passphrase opens it.
///
/// # Errors
/// Refuses `not_signed_in`, `not_your_role`, `not_in_practice`, `nothing_aside`. Faults `disk`, `full_disk`: all is as it was.
pub fn undo_restore(desk: &mut Desk, _: Nothing) -> Outcome<DeskState> {
    may(desk)?;
    let folder = desk.folder(false);
    let Some((_, from)) = newest_aside(&folder)? else { return refuse(Refusal::because("nothing_aside")) };
    let aside = format!("{ASIDE}{}", desk.now().at.0);
    if aside == from {
        return Err(Fault::new("bug", "aside twice in a millisecond").into());
    }
    desk.close_store();
    let _lock = take(desk)?;
    match put_back(&folder, &from, &aside) {
        Err(fault) if fault.code == "nothing_aside" => refuse(Refusal::because("nothing_aside")),
        Err(fault) => Err(fault.into()),
        Ok(()) => desk_state(desk, Nothing {}),
    }
}
