//! `import_everything`: an export becomes the clinic of a desk that has none.

use super::bring_in::bring_in;
use super::open_export::{checked, where_it_lies};
use crate::clock::At;
use crate::desk::{Act, Desk};
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::StaffId;
use crate::private::Private;
use crate::records::begin::begin;
use crate::records::clinic::{self, RecoveryKey};
use crate::records::staff::{self, PinName, Role, SignedIn};
use crate::store::Store;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::atomic::Ordering;

/// What to bring in, and how it is locked from now on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportEverything {
    /// The picked folder's token: the export's own folder.
    pub token: String,
    /// Opens the file each morning; at least 12 characters, and 5 different ones.
    pub passphrase: Private<String>,
    /// Who brings it in: one of its managers.
    pub manager: StaffId,
    /// Their new PIN. Everybody else gets one from them.
    pub pin: Private<String>,
}

/// What the trail keeps of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EverythingImported {
    /// Who brought it in.
    pub manager: StaffId,
    /// What their new PIN is called.
    pub pin_name: PinName,
    /// When the export was made.
    pub made_at: At,
    /// The manifest's own SHA-256: which export it was.
    pub sha256: String,
}

/// `everything_imported` (inside): the first thing done on the new desk. Its paper key is not confirmed yet, and whoever
/// brought it in has a PIN again.
///
/// # Errors
/// Refuses `no_such_staff`, `not_your_role`.
pub fn everything_imported(act: &mut Act<'_>, request: &EverythingImported) -> Outcome<SignedIn> {
    let who = staff::one(act.db, request.manager)?;
    if !who.active || who.role != Role::Manager {
        return refuse(Refusal::because("not_your_role").fact("needs", "manager").next("ask_colleague"));
    }
    staff::give_pin(act, request.manager, &request.pin_name)?;
    clinic::key_is_new(act)?;
    Ok(SignedIn { staff_id: who.id, role: who.role })
}

/// `import_everything`: whoever brought it in is signed in. The key to print is a new one.
///
/// # Errors
/// As [`super::open_export::open_export`] and [`bring_in`]; `weak_passphrase`, `simple_passphrase`, `weak_pin`,
/// `no_such_staff`, `not_your_role`. Faults `disk`, `full_disk`. The desk is as empty as before then.
pub fn import_everything(desk: &mut Desk, request: ImportEverything) -> Outcome<RecoveryKey> {
    let from = where_it_lies(desk, &request.token)?;
    clinic::must_be_sound(&request.passphrase)?;
    if !staff::sound_pin(request.pin.expose()) {
        // counted, not kept
        return refuse(Refusal::because("weak_pin").next("choose_pin"));
    }
    let manager = request.manager;
    begin(desk, &request.passphrase, |desk, coming, key| {
        let manifest = checked(&from)?;
        let lock = Store::take(coming)?;
        // As it was when it was written down, and only then brought up to date.
        let mut store = Store::open_with(coming, key, lock, None, manifest.schema)?;
        let progress = desk.progress();
        progress.cancel.store(false, Ordering::Relaxed);
        bring_in(&store, &from, &manifest, &progress)?;
        store.bring_up_to_date()?;
        desk.open_store(store)?;
        let pin_name = staff::keep_pin(desk, request.pin.expose())?; // to hash it
        let imported = EverythingImported { manager, pin_name, made_at: manifest.made_at, sha256: manifest.sha256.clone() };
        desk.inside("everything_imported", json!(imported))?;
        Ok(manager)
    })
}
