//! `open_backup`: a look into a backup before anything is replaced.

use super::folder;
use crate::clock::At;
use crate::desk::Desk;
use crate::error::{Fault, Outcome, Refusal, refuse};
use crate::private::Private;
use crate::records::guesses;
use crate::records::staff::Role;
use crate::store::synced::may_hold_the_clinic;
use crate::store::{Store, backup, restore};
use crate::trail;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Which backup, and what opens it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct OpenBackup {
    /// One of those on this machine, by its file's name …
    pub name: Option<String>,
    /// … or a file that was picked.
    pub token: Option<String>,
    /// Passphrase or recovery key, as typed.
    pub secret: Private<String>,
}

/// What is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BackupPreview {
    /// When it was made.
    pub made_at: At,
    /// The clinic's name.
    pub clinic: String,
    /// Patients in it.
    pub patients: u32,
    /// Orders in it.
    pub orders: u32,
    /// Open discrepancies in it.
    pub open_discrepancies: u32,
    /// What was done since and would be put aside, in entries of the trail; None: nothing is open to compare it with.
    pub done_since: Option<u32>,
}

/// Whoever holds the passphrase or the printed key may look; while the clinic is open, a manager.
pub(super) fn may(desk: &Desk) -> Outcome<()> {
    match (desk.store(), desk.session) {
        (Err(_), _) => Ok(()),
        (Ok(_), None) => refuse(Refusal::because("not_signed_in").next("sign_in")),
        (Ok(_), Some(session)) if session.role < Role::Manager => {
            refuse(Refusal::because("not_your_role").fact("needs", "manager").next("ask_colleague"))
        }
        (Ok(_), Some(_)) => super::real_clinic(desk),
    }
}

/// `open_backup`
///
/// # Errors
/// Refuses `not_signed_in`, `not_your_role`, `not_in_practice`, `backup_gone`, `not_a_backup`, `backup_damaged`,
/// `wrong_passphrase`. Faults `newer_file`, `disk`, `full_disk`.
pub fn open_backup(desk: &mut Desk, request: OpenBackup) -> Outcome<BackupPreview> {
    may(desk)?;
    desk.backups.ready = None;
    let clinic = desk.folder(false);
    let wrong_before = guesses::before_secret(desk)?;
    let secret = request.secret.expose(); // to open a wrap with it
    let opened = match (&request.name, &request.token) {
        (Some(name), _) => {
            // One of ours by its name, never a path.
            let Some(one) = backup::in_folder(&folder(desk.home())).into_iter().find(|one| is_named(&one.path, name)) else {
                return refuse(Refusal::because("backup_gone"));
            };
            let mut file = std::fs::File::open(one.path).map_err(|error| Fault::new("disk", error.kind()))?;
            restore::ready(&clinic, &mut file, secret)
        }
        (None, Some(token)) => match desk.file(token) {
            None => return refuse(Refusal::because("backup_gone")),
            Some(held) => restore::ready(&clinic, &mut held.bytes.as_slice(), secret),
        },
        (None, None) => return refuse(Refusal::because("backup_gone")),
    };
    if !matches!(opened, Ok(None)) {
        guesses::was_no_guess(desk, wrong_before);
    }
    let ready = match opened {
        Ok(Some(ready)) => ready,
        Ok(None) => return refuse(Refusal::because("wrong_passphrase").next("try_again_or_recovery_key")),
        Err(fault) if fault.code == "not_a_backup" => return refuse(Refusal::because("not_a_backup")),
        Err(fault) if fault.code == "damaged" => return refuse(Refusal::because("backup_damaged")),
        Err(fault) => return Err(fault.into()),
    };
    let (clinic, patients, orders, open_discrepancies) = ready.look(|db| {
        Ok(db.query_row(
            "SELECT (SELECT name FROM clinic), (SELECT count(*) FROM patients), (SELECT count(*) FROM orders),
                    (SELECT count(*) FROM discrepancies WHERE state <> 'closed')",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )?)
    })?;
    let done_since = match desk.store() {
        Ok(store) => Some(u32::try_from(trail::standing(&store.db)?.0 - ready.header.trail_seq).unwrap_or_default()),
        Err(_) => None,
    };
    let made_at = ready.header.made_at;
    desk.backups.ready = Some(ready);
    Ok(BackupPreview { made_at, clinic, patients, orders, open_discrepancies, done_since })
}

fn is_named(path: &Path, name: &str) -> bool {
    path.file_name().is_some_and(|here| here.to_string_lossy() == name)
}

/// A folder that a store may be put into exists.
pub(super) fn take(desk: &Desk) -> Outcome<std::fs::File> {
    may_hold_the_clinic(&desk.folder(false))?;
    Ok(Store::take(&desk.folder(false))?)
}
