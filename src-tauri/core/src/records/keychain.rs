//! The machine's keychain opens the clinic, where a manager wants that: nobody types the passphrase each morning, and
//! everybody still needs their PIN. The passphrase and the printed key open it as before.

use crate::desk::{Act, Desk};
use crate::error::{Outcome, Refusal, refuse};
use crate::private::Private;
use crate::records::clinic::{self, DeskState, Nothing};
use crate::records::guesses;
use crate::store::key::{self, KeyFile};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// What the keychain of this machine does for the clinic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum InKeychain {
    /// This machine has none that answers.
    NoKeychain,
    /// There is one, and it holds nothing of this clinic.
    NotKept,
    /// It was told to open the clinic.
    Kept,
}

/// How it stands. A key file that cannot be read is told of when somebody unlocks.
pub(crate) fn standing(desk: &Desk) -> InKeychain {
    if !desk.keychain.is_there() {
        return InKeychain::NoKeychain;
    }
    let kept = KeyFile::read(&desk.folder(false)).is_ok_and(|file| file.keychain_name().is_some());
    if kept { InKeychain::Kept } else { InKeychain::NotKept }
}

/// The keychain shall open the clinic from now on, or no longer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct KeepInKeychain {
    /// From now on, or no longer.
    pub keep: bool,
    /// The passphrase or the recovery key: a PIN alone must not be enough. Not needed to stop it.
    pub secret: Option<Private<String>>,
}

/// What the trail keeps of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct KeptInKeychain {
    /// From then on, or no longer.
    pub kept: bool,
}

/// `keep_in_keychain`
///
/// # Errors
/// Refuses `not_in_practice`, `no_keychain`, `wrong_passphrase`, `secret_wait`. Faults `keychain`, `disk`: it stays as it was.
pub fn keep_in_keychain(desk: &mut Desk, request: KeepInKeychain) -> Outcome<DeskState> {
    let folder = desk.store()?.folder.clone();
    if folder == desk.folder(true) {
        return refuse(Refusal::because("not_in_practice"));
    }
    let mut file = KeyFile::read(&folder)?;
    let before = file.keychain_name().map(str::to_owned);
    if request.keep {
        if !desk.keychain.is_there() {
            return refuse(Refusal::because("no_keychain"));
        }
        guesses::before_secret(desk)?;
        let typed = request.secret.unwrap_or_else(|| Private::new(String::new()));
        let typed = typed.expose(); // to open a wrap with it
        let Some(data_key) = file.by_passphrase(typed).or_else(|| file.by_recovery_key(typed)) else {
            return refuse(Refusal::because("wrong_passphrase").next("try_again"));
        };
        guesses::secret_was_right(desk);
        // As long as a recovery key, and under a name of its own: another clinic of this machine has another.
        let (name, secret) = (key::new_recovery_key(desk.dice.as_mut())?, key::new_recovery_key(desk.dice.as_mut())?);
        desk.keychain.keep(&name, &secret)?;
        let wrapped = file.wrap_for_keychain(&data_key, &name, &secret, desk.dice.as_mut()).and_then(|()| file.write(&folder));
        if let Err(fault) = wrapped {
            desk.keychain.forget(&name);
            return Err(fault.into());
        }
    } else if before.is_some() {
        file.unwrap_from_keychain();
        file.write(&folder)?;
    }
    if let Some(before) = before {
        desk.keychain.forget(&before);
    }
    desk.inside("kept_in_keychain", json!(KeptInKeychain { kept: request.keep }))?;
    clinic::desk_state(desk, Nothing {})
}

/// `kept_in_keychain` (inside): the trail says who did it.
///
/// # Errors
/// None.
pub fn kept_in_keychain(_: &mut Act<'_>, _: &KeptInKeychain) -> Outcome<Nothing> {
    Ok(Nothing {})
}

/// `open_by_keychain`: opens the clinic's file with what this machine's keychain holds. Somebody still has to sign in.
///
/// # Errors
/// Refuses `no_clinic`, `synced_folder`, `not_in_keychain`. Faults as `unlock`.
pub fn open_by_keychain(desk: &mut Desk, _: Nothing) -> Outcome<DeskState> {
    let (folder, lock) = clinic::take_to_open(desk)?;
    let file = KeyFile::read(&folder)?;
    let Some(secret) = file.keychain_name().and_then(|name| desk.keychain.look_up(name)) else {
        return refuse(Refusal::because("not_in_keychain").next("unlock"));
    };
    let Some(data_key) = file.by_keychain(&secret) else {
        return refuse(Refusal::because("not_in_keychain").next("unlock"));
    };
    clinic::open_with(desk, &folder, &data_key, lock)
}
