//! A clinic begins on this desk: it is set up, or brought in.
//!
//! It is made beside the place where it will be, and takes that place only when all of it is there: a machine that loses
//! its power on the way is as empty as before.

use crate::desk::{Desk, Session};
use crate::error::{Fault, Outcome, Refusal, refuse};
use crate::ids::StaffId;
use crate::private::Private;
use crate::records::clinic::RecoveryKey;
use crate::records::staff::Role;
use crate::store::key::{self, DataKey, KeyFile};
use crate::store::restore::{put_new_in_place, take_away};
use crate::store::synced::may_hold_the_clinic;
use crate::store::{FILE, Store};
use std::path::Path;

/// Where it is made, in the desk's home.
const COMING: &str = "coming";

/// What locks a clinic that begins.
pub(crate) struct Locks {
    /// Encrypts its file.
    pub key: DataKey,
    file: KeyFile,
    recovery: String,
}

impl Locks {
    /// New ones, opened by this passphrase and by a new recovery key.
    ///
    /// # Errors
    /// `dice`.
    pub fn new(desk: &mut Desk, passphrase: &Private<String>) -> Outcome<Self> {
        let key = DataKey::random(desk.dice.as_mut())?;
        let recovery = key::new_recovery_key(desk.dice.as_mut())?;
        // to wrap the key by it
        let file = KeyFile::wrap(&key, passphrase.expose(), &recovery, desk.dice.as_mut())?;
        Ok(Self { key, file, recovery })
    }
}

/// Begins the clinic that `make` makes in the folder it is given, and leaves open. The manager it names is signed in.
///
/// # Errors
/// Refuses `synced_folder`, `clinic_exists`, and what `make` refuses. Faults `already_open`, `disk`, `full_disk`. The desk is as empty as before then.
pub(crate) fn begin(
    desk: &mut Desk,
    passphrase: &Private<String>,
    make: impl FnOnce(&mut Desk, &Path, &DataKey) -> Outcome<StaffId>,
) -> Outcome<RecoveryKey> {
    let folder = desk.folder(false);
    may_hold_the_clinic(&folder)?;
    desk.close_store();
    // Before anything is touched: somebody else may be beginning one here.
    let lock = Store::take(&folder)?;
    if Store::exists(&folder) {
        return refuse(Refusal::because("clinic_exists").next("unlock"));
    }
    let coming = desk.home().join(COMING);
    // Left by one that was cut off.
    clear(&coming)?;
    let locks = Locks::new(desk, passphrase)?;
    let made = make(desk, &coming, &locks.key);
    desk.close_store();
    let placed = made.and_then(|manager| {
        let aside = format!("aside-{}", desk.now().at.0);
        put_new_in_place(&folder, &coming.join(FILE), &locks.file, &aside)?;
        let opened = Store::open(&folder, &locks.key, lock, None).map_err(Into::into).and_then(|store| desk.open_store(store));
        if let Err(halt) = opened {
            // Nobody would learn its recovery key.
            desk.close_store();
            let _lock = Store::take(&folder)?;
            take_away(&folder, &aside)?;
            return Err(halt);
        }
        Ok(manager)
    });
    // What is left of one that failed opens for nobody; where it cannot be cleared now, the next one clears it.
    drop(clear(&coming));
    let manager = placed?;
    desk.session = Some(Session { staff: manager, role: Role::Manager, emergency: false, last_touch: desk.now().at });
    Ok(RecoveryKey { recovery_key: Private::new(locks.recovery) })
}

fn clear(coming: &Path) -> Outcome<()> {
    match std::fs::remove_dir_all(coming) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Fault::new("disk", error.kind()).into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{LoadedDice, SetClock};
    use crate::desk::{Answer, Call};
    use serde_json::json;

    /// Two windows at once: the second would throw away what the first is making, or put its key beside the other's file.
    #[test]
    fn who_begins_while_another_does_is_told_and_touches_nothing() {
        let home = tempfile::tempdir().unwrap();
        let clock = SetClock::from_rfc3339("2026-11-20T10:30:00-05:00").unwrap();
        let mut desk = Desk::closed(home.path().to_owned(), Box::new(clock), Box::new(LoadedDice(3)));
        let others = home.path().join(COMING).join("what the other makes");
        std::fs::create_dir_all(&others).unwrap();
        let lock = Store::take(&desk.folder(false)).unwrap();
        let mut set_up = || {
            let request =
                json!({"clinic": "Test clinic", "given": "Kim", "family": "Vo", "pin": "4711", "passphrase": "correct horse battery"});
            desk.answer(Call { name: "set_up_clinic".into(), request, request_id: None })
        };
        assert!(matches!(set_up(), Answer::Fault(fault) if fault.code == "already_open"));
        assert!(others.exists());
        drop(lock);
        set_up().done().unwrap();
        assert!(!others.exists());
        assert!(matches!(set_up(), Answer::Refused(refusal) if refusal.code == "clinic_exists"));
    }
}
