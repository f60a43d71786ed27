//! `import_everything`: an export becomes the clinic of a desk that has none.
//!
//! It is filled beside the place where the clinic will be, and takes that place only when all of it is there: a machine that
//! loses its power on the way is as empty as before.

use super::bring_in::bring_in;
use super::open_export::{checked, where_it_lies};
use crate::clock::At;
use crate::desk::{Act, Desk, Session};
use crate::error::{Fault, Outcome, Refusal, refuse};
use crate::ids::StaffId;
use crate::private::Private;
use crate::records::clinic::{self, RecoveryKey};
use crate::records::staff::{self, PinName, Role, SignedIn};
use crate::store::key::{self, DataKey, KeyFile};
use crate::store::restore::put_new_in_place;
use crate::store::synced::may_hold_the_clinic;
use crate::store::{FILE, Store};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::path::Path;
use std::sync::atomic::Ordering;

/// Where it is filled, in the desk's home.
const COMING: &str = "coming";

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
    desk.close_store();
    let coming = desk.home().join(COMING);
    // Left by one that was cut off.
    clear(&coming)?;
    let brought = fill(desk, &from, &coming, &request);
    desk.close_store();
    let brought = brought.and_then(|filled| {
        let folder = desk.folder(false);
        may_hold_the_clinic(&folder)?;
        let lock = Store::take(&folder)?;
        put_new_in_place(&folder, &coming.join(FILE), &filled.file, &format!("aside-{}", desk.now().at.0))?;
        Ok((filled, lock))
    });
    // Plain to nobody, and of no use to anybody.
    let cleared = clear(&coming);
    let (filled, lock) = brought?;
    cleared?;
    desk.open_store(Store::open(&desk.folder(false), &filled.key, lock, None)?)?;
    desk.session = Some(Session { staff: request.manager, role: Role::Manager, emergency: false, last_touch: desk.now().at });
    Ok(RecoveryKey { recovery_key: Private::new(filled.recovery) })
}

struct Filled {
    key: DataKey,
    file: KeyFile,
    recovery: String,
}

fn fill(desk: &mut Desk, from: &Path, coming: &Path, request: &ImportEverything) -> Outcome<Filled> {
    let manifest = checked(from)?;
    let lock = Store::take(coming)?;
    let key = DataKey::random(desk.dice.as_mut())?;
    let recovery = key::new_recovery_key(desk.dice.as_mut())?;
    // to wrap the key by it
    let file = KeyFile::wrap(&key, request.passphrase.expose(), &recovery, desk.dice.as_mut())?;
    // As it was when it was written down, and only then brought up to date.
    let mut store = Store::open_with(coming, &key, lock, None, manifest.schema)?;
    let progress = desk.progress();
    progress.cancel.store(false, Ordering::Relaxed);
    bring_in(&store, from, &manifest, &progress)?;
    store.bring_up_to_date()?;
    desk.open_store(store)?;
    let pin_name = staff::keep_pin(desk, request.pin.expose())?; // to hash it
    let imported = EverythingImported { manager: request.manager, pin_name, made_at: manifest.made_at, sha256: manifest.sha256.clone() };
    desk.inside("everything_imported", json!(imported))?;
    Ok(Filled { key, file, recovery })
}

fn clear(coming: &Path) -> Outcome<()> {
    match std::fs::remove_dir_all(coming) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Fault::new("disk", error.kind()).into()),
        _ => Ok(()),
    }
}
