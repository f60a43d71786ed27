//! The data key: random, 256 bits, never stored bare. Wrapped once by the passphrase and once by the printed
//! recovery key; any one of them is enough. A PIN protects no file.

use crate::clock::Dice;
use crate::error::Fault;
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::Aead;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::Path;

/// Name of the key file in the clinic's folder.
pub const FILE: &str = "key.json";

/// Argon2id memory in KiB and passes (PROMISES.md row 16: 64 MiB, t = 3).
const ARGON_KIB: u32 = 64 * 1024;
const ARGON_PASSES: u32 = 3;

/// Letters of a printed recovery key: no 0/O, 1/I/L, so that it can be read back over a counter (Crockford base 32).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The key of the encrypted file.
#[derive(Clone)]
pub struct DataKey([u8; 32]);

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("•••")
    }
}

impl DataKey {
    /// A new key from the dice.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn random(dice: &mut dyn Dice) -> Result<Self, Fault> {
        let mut bytes = [0; 32];
        dice.fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// The key of a store in memory, which has none.
    pub(super) fn none() -> Self {
        Self([0; 32])
    }

    pub(super) fn as_pragma(&self) -> String {
        let hex: String = self.0.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("x'{hex}'")
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Wrap {
    salt: String,
    nonce: String,
    sealed: String,
    kib: u32,
    passes: u32,
}

/// The file beside the store: the data key, wrapped.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeyFile {
    version: u32,
    passphrase: Wrap,
    recovery: Wrap,
    /// A recovery key that was made and not typed back yet: the old paper works until it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next_recovery: Option<Wrap>,
    /// By a secret that this machine's keychain holds, where a manager wants that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    keychain: Option<InKeychain>,
}

/// A wrap whose secret lies in a machine's keychain.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct InKeychain {
    /// What the keychain calls it.
    name: String,
    wrap: Wrap,
}

/// So many letters of a wrap a damaged disk changes; a new wrap differs in nearly all of some hundred.
const FEW: usize = 8;

impl Wrap {
    /// The same wrap with a few letters changed.
    fn is_nearly(&self, other: &Self) -> bool {
        let letters = |wrap: &Self| format!("{} {} {} {} {}", wrap.salt, wrap.nonce, wrap.sealed, wrap.kib, wrap.passes);
        let (one, other) = (letters(self), letters(other));
        let differ = one.bytes().zip(other.bytes()).filter(|(one, other)| one != other).count() + one.len().abs_diff(other.len());
        (1..=FEW).contains(&differ)
    }
}

impl KeyFile {
    /// One of its wraps is the other file's with a few letters changed: the disk did that, no new passphrase or key.
    #[must_use]
    pub fn is_nearly(&self, other: &Self) -> bool {
        self.passphrase.is_nearly(&other.passphrase) || self.recovery.is_nearly(&other.recovery)
    }

    /// Wraps a data key by passphrase and recovery key.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn wrap(key: &DataKey, passphrase: &str, recovery: &str, dice: &mut dyn Dice) -> Result<Self, Fault> {
        Ok(Self {
            version: 1,
            passphrase: wrap(key, passphrase.as_bytes(), dice)?,
            recovery: wrap(key, plain_letters(recovery).as_bytes(), dice)?,
            next_recovery: None,
            keychain: None,
        })
    }

    /// The data key, if the passphrase is right.
    #[must_use]
    pub fn by_passphrase(&self, passphrase: &str) -> Option<DataKey> {
        unwrap(&self.passphrase, passphrase.as_bytes())
    }

    /// The data key, if the typed recovery key is right. Case, spaces, dashes and look-alike letters do not matter.
    #[must_use]
    pub fn by_recovery_key(&self, typed: &str) -> Option<DataKey> {
        let typed = plain_letters(typed);
        let next = || unwrap(self.next_recovery.as_ref()?, typed.as_bytes());
        unwrap(&self.recovery, typed.as_bytes()).or_else(next)
    }

    /// Wraps the same data key by a new passphrase.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn rewrap_passphrase(&mut self, key: &DataKey, passphrase: &str, dice: &mut dyn Dice) -> Result<(), Fault> {
        self.passphrase = wrap(key, passphrase.as_bytes(), dice)?;
        Ok(())
    }

    /// Wraps the same data key by a new recovery key, beside the old one until it is typed back.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn wrap_next_recovery(&mut self, key: &DataKey, recovery: &str, dice: &mut dyn Dice) -> Result<(), Fault> {
        self.next_recovery = Some(wrap(key, plain_letters(recovery).as_bytes(), dice)?);
        Ok(())
    }

    /// The newest recovery key was typed back: from now on it is the only one. False when this is not it.
    pub fn confirm_recovery(&mut self, typed: &str) -> bool {
        let newest = self.next_recovery.as_ref().unwrap_or(&self.recovery);
        if unwrap(newest, plain_letters(typed).as_bytes()).is_none() {
            return false;
        }
        if let Some(next) = self.next_recovery.take() {
            self.recovery = next;
        }
        true
    }

    /// What the keychain calls the secret that opens this, where it holds one.
    #[must_use]
    pub fn keychain_name(&self) -> Option<&str> {
        self.keychain.as_ref().map(|kept| kept.name.as_str())
    }

    /// The data key, if this is the secret that a keychain was given for it.
    #[must_use]
    pub fn by_keychain(&self, secret: &str) -> Option<DataKey> {
        unwrap(&self.keychain.as_ref()?.wrap, secret.as_bytes())
    }

    /// Wraps the same data key by a secret that the keychain holds under this name.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn wrap_for_keychain(&mut self, key: &DataKey, name: &str, secret: &str, dice: &mut dyn Dice) -> Result<(), Fault> {
        self.keychain = Some(InKeychain { name: name.to_owned(), wrap: wrap(key, secret.as_bytes(), dice)? });
        Ok(())
    }

    /// No keychain opens it any more.
    pub fn unwrap_from_keychain(&mut self) {
        self.keychain = None;
    }

    /// Reads the key file of a folder.
    ///
    /// # Errors
    /// `key_missing` when there is none, `key_damaged` when it cannot be read.
    pub fn read(folder: &Path) -> Result<Self, Fault> {
        let bytes = std::fs::read(folder.join(FILE)).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Fault::new("key_missing", "no key file"),
            kind => Fault::new("disk", kind),
        })?;
        serde_json::from_slice(&bytes).map_err(|error| Fault::new("key_damaged", format!("column {}", error.column())))
    }

    /// Writes the key file whole or not at all: beside it first, synced, then renamed over it, and the rename synced.
    ///
    /// # Errors
    /// `disk`.
    pub fn write(&self, folder: &Path) -> Result<(), Fault> {
        let disk = |error: std::io::Error| Fault::new("disk", error.kind());
        let text = serde_json::to_vec_pretty(self).map_err(|_| Fault::new("bug", "key file"))?;
        let beside = folder.join("key.json.new");
        let mut file = std::fs::File::create(&beside).map_err(disk)?;
        file.write_all(&text).map_err(disk)?;
        file.sync_all().map_err(disk)?;
        drop(file);
        std::fs::rename(&beside, folder.join(FILE)).map_err(disk)?;
        super::backup::sync_folder(folder)
    }
}

/// A new recovery key to print: 8 groups of 4 letters, 160 bits.
///
/// # Errors
/// When there is no randomness.
pub fn new_recovery_key(dice: &mut dyn Dice) -> Result<String, Fault> {
    let mut bytes = [0; 32];
    dice.fill(&mut bytes)?;
    let letters: Vec<char> = bytes.iter().map(|byte| LETTERS[(byte & 31) as usize] as char).collect();
    Ok(letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-"))
}

/// What a typed recovery key means: Crockford's reading of look-alike letters.
#[must_use]
pub fn plain_letters(typed: &str) -> String {
    typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect()
}

fn stretch(secret: &[u8], salt: &[u8], kib: u32, passes: u32) -> Option<[u8; 32]> {
    let mut out = [0; 32];
    let params = Params::new(kib, passes, 1, Some(32)).ok()?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(secret, salt, &mut out).ok()?;
    Some(out)
}

fn wrap(key: &DataKey, secret: &[u8], dice: &mut dyn Dice) -> Result<Wrap, Fault> {
    let mut salt = [0; 16];
    let mut nonce = [0; 24];
    dice.fill(&mut salt)?;
    dice.fill(&mut nonce)?;
    let kek = stretch(secret, &salt, ARGON_KIB, ARGON_PASSES).ok_or_else(|| Fault::new("bug", "argon2"))?;
    let sealed = XChaCha20Poly1305::new((&kek).into())
        .encrypt(XNonce::from_slice(&nonce), key.0.as_slice())
        .map_err(|_| Fault::new("bug", "seal"))?;
    Ok(Wrap { salt: to_hex(&salt), nonce: to_hex(&nonce), sealed: to_hex(&sealed), kib: ARGON_KIB, passes: ARGON_PASSES })
}

fn unwrap(wrap: &Wrap, secret: &[u8]) -> Option<DataKey> {
    // A hostile key file must not make the desk eat all memory.
    if wrap.kib > 1024 * 1024 || wrap.passes > 16 {
        return None;
    }
    let kek = stretch(secret, &from_hex(&wrap.salt)?, wrap.kib, wrap.passes)?;
    let nonce = from_hex(&wrap.nonce).filter(|nonce| nonce.len() == 24)?;
    let opened = XChaCha20Poly1305::new((&kek).into()).decrypt(XNonce::from_slice(&nonce), from_hex(&wrap.sealed)?.as_slice()).ok()?;
    Some(DataKey(opened.try_into().ok()?))
}

/// Lower-case hex of bytes.
#[must_use]
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

/// How a PIN is kept. It only re-opens an unlocked desk.
#[derive(Debug)]
pub struct KeptPin {
    /// 16 random bytes in hex: they name it, and tell nothing.
    pub salt: String,
    /// Argon2id of salt and PIN, in hex. Four digits are guessed from it in minutes: it never leaves the encrypted file.
    pub hash: String,
}

/// Hashes a PIN with a new salt.
///
/// # Errors
/// When there is no randomness.
pub fn hash_pin(pin: &str, dice: &mut dyn Dice) -> Result<KeptPin, Fault> {
    let mut salt = [0; 16];
    dice.fill(&mut salt)?;
    let hash = stretch(pin.as_bytes(), &salt, PIN_KIB, PIN_PASSES).ok_or_else(|| Fault::new("bug", "argon2"))?;
    Ok(KeptPin { salt: to_hex(&salt), hash: to_hex(&hash) })
}

/// Does this PIN match what is kept?
#[must_use]
pub fn pin_matches(kept: &KeptPin, pin: &str) -> bool {
    let (Some(salt), Some(hash)) = (from_hex(&kept.salt), from_hex(&kept.hash)) else { return false };
    stretch(pin.as_bytes(), &salt, PIN_KIB, PIN_PASSES)
        .is_some_and(|typed| typed.iter().zip(&hash).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0 && hash.len() == 32)
}

/// Argon2id for a PIN: 19 MiB, t = 2 (OWASP Password Storage Cheat Sheet), so that switching stays under two seconds.
const PIN_KIB: u32 = 19 * 1024;
const PIN_PASSES: u32 = 2;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::LoadedDice;

    #[test]
    fn either_secret_opens_and_a_wrong_one_does_not() {
        let mut dice = LoadedDice(1);
        let key = DataKey::random(&mut dice).unwrap();
        let recovery = new_recovery_key(&mut dice).unwrap();
        let file = KeyFile::wrap(&key, "correct horse", &recovery, &mut dice).unwrap();
        assert_eq!(file.by_passphrase("correct horse").unwrap().0, key.0);
        assert!(file.by_passphrase("correct horse ").is_none());
        let sloppy = recovery.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(file.by_recovery_key(&sloppy).unwrap().0, key.0);
    }

    #[test]
    fn what_is_written_takes_64_mib_and_three_passes_to_try() {
        let folder = tempfile::tempdir().unwrap();
        let mut dice = LoadedDice(2);
        let key = DataKey::random(&mut dice).unwrap();
        let recovery = new_recovery_key(&mut dice).unwrap();
        let mut file = KeyFile::wrap(&key, "correct horse", &recovery, &mut dice).unwrap();
        file.rewrap_passphrase(&key, "battery staple", &mut dice).unwrap();
        file.wrap_next_recovery(&key, "AAAA", &mut dice).unwrap();
        file.write(folder.path()).unwrap();
        let written: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.path().join(FILE)).unwrap()).unwrap();
        let plain = plain_letters(&recovery);
        for (wrap, secret) in [("passphrase", "battery staple"), ("recovery", plain.as_str()), ("next_recovery", "AAAA")] {
            let wrap = &written[wrap];
            let bytes = |name: &str| from_hex(wrap[name].as_str().unwrap()).unwrap();
            // Reckoned by hand from what is in the file, not with what it says of itself.
            let opens = |kib: u32, passes: u32| {
                let mut kek = [0; 32];
                let params = Params::new(kib, passes, 1, Some(32)).unwrap();
                Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
                    .hash_password_into(secret.as_bytes(), &bytes("salt"), &mut kek)
                    .unwrap();
                let nonce = bytes("nonce");
                let open = XChaCha20Poly1305::new((&kek).into()).decrypt(XNonce::from_slice(&nonce), bytes("sealed").as_slice());
                open.is_ok_and(|opened| opened == key.0)
            };
            assert!(opens(64 * 1024, 3));
            assert!(!opens(64 * 1024, 2) && !opens(32 * 1024, 3));
        }
    }

    #[test]
    fn a_pin_matches_itself_only() {
        let kept = hash_pin("4711", &mut LoadedDice(7)).unwrap();
        assert!(pin_matches(&kept, "4711"));
        assert!(!pin_matches(&kept, "4712"));
        assert!(!pin_matches(&KeptPin { salt: "garbage".into(), ..kept }, "4711"));
    }
}
