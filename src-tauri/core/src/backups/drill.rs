//! `drill_backup`: the monthly drill. The newest backup of the second place (or, without one, of this machine) is read
//! whole, opened, every page checked, and its rows counted beside the live ones. Nothing is replaced.

use super::{folder, real_clinic};
use crate::clock::At;
use crate::desk::Desk;
use crate::error::{Fault, Outcome, Refusal, refuse};
use crate::private::Private;
use crate::records::{guesses, this_desk};
use crate::store::{backup, restore};
use serde::{Deserialize, Serialize};

/// What opens it: the printed key, so that the paper is tried too, or the passphrase.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DrillBackup {
    /// As typed.
    pub secret: Private<String>,
}

/// What the drill found: it restores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Drilled {
    /// When the backup was made.
    pub made_at: At,
    /// It lay in the second place.
    pub in_second_place: bool,
    /// Patients in it.
    pub patients: u32,
    /// Orders in it.
    pub orders: u32,
}

/// `drill_backup`
///
/// # Errors
/// Refuses `not_in_practice`, `no_backup`, `wrong_passphrase`, `backup_damaged`. Faults `disk`, `full_disk`.
pub fn drill_backup(desk: &mut Desk, request: DrillBackup) -> Outcome<Drilled> {
    real_clinic(desk)?;
    let second = this_desk::load(desk.home()).second_place;
    let newest = |folder: &std::path::Path| backup::in_folder(folder).into_iter().find(|one| one.header.is_some());
    let there = second.as_deref().and_then(newest);
    let in_second_place = there.is_some();
    let Some(one) = there.or_else(|| newest(&folder(desk.home()))) else {
        return refuse(Refusal::because("no_backup"));
    };
    let mut file = std::fs::File::open(&one.path).map_err(|error| Fault::new("disk", error.kind()))?;
    // In a folder of its own: nothing of it may lie beside the live file.
    let aside = desk.home().join("drill");
    let wrong_before = guesses::before_secret(desk)?;
    let secret = request.secret.expose(); // to open a wrap with it
    let opened = restore::ready(&aside, &mut file, secret);
    if !matches!(opened, Ok(None)) {
        guesses::was_no_guess(desk, wrong_before);
    }
    let drilled = match opened {
        Ok(Some(ready)) => ready.look(|db| {
            Ok(db.query_row("SELECT (SELECT count(*) FROM patients), (SELECT count(*) FROM orders)", [], |row| {
                Ok(Drilled { made_at: ready.header.made_at, in_second_place, patients: row.get(0)?, orders: row.get(1)? })
            })?)
        }),
        Ok(None) => return refuse(Refusal::because("wrong_passphrase").next("try_again_or_recovery_key")),
        Err(fault) if matches!(fault.code.as_str(), "damaged" | "not_a_backup") => {
            return refuse(Refusal::because("backup_damaged"));
        }
        Err(fault) => Err(fault),
    }?;
    // Empty by now: what was looked at is taken away with it.
    drop(std::fs::remove_dir(&aside));
    let mut chosen = this_desk::load(desk.home());
    chosen.drilled_at = Some(desk.now().at);
    this_desk::save(desk.home(), &chosen)?;
    Ok(drilled)
}
