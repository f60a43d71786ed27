//! The machine's own keychain: Windows' Credential Manager, macOS' Keychain, Linux' Secret Service. It may hold one secret
//! that opens the clinic, so that nobody types the passphrase each morning. It is one key more, never the only one: what
//! the passphrase and the printed key open does not change.

use crate::error::Fault;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What the window brings. Each call may ask the person at the machine to let it happen.
pub trait Keychain: Send {
    /// Whether this machine has one that answers.
    fn is_there(&self) -> bool;

    /// Keeps a secret under this name.
    ///
    /// # Errors
    /// `keychain`.
    fn keep(&mut self, name: &str, secret: &str) -> Result<(), Fault>;

    /// The secret under this name; None: it is not there, or the machine does not give it away.
    fn look_up(&self, name: &str) -> Option<String>;

    /// Keeps it no longer. What is not there any more is no error.
    fn forget(&mut self, name: &str);
}

/// A machine without one.
#[derive(Debug)]
pub struct NoKeychain;

impl Keychain for NoKeychain {
    fn is_there(&self) -> bool {
        false
    }

    fn keep(&mut self, _: &str, _: &str) -> Result<(), Fault> {
        Err(Fault::new("keychain", "this machine has none"))
    }

    fn look_up(&self, _: &str) -> Option<String> {
        None
    }

    fn forget(&mut self, _: &str) {}
}

/// A machine's keychain in memory, for tests: clones are the same machine.
#[derive(Debug, Clone, Default)]
pub struct MemoryKeychain(Arc<Mutex<BTreeMap<String, String>>>);

impl MemoryKeychain {
    /// Somebody emptied it, or the person's profile on this machine is a new one.
    pub fn empty(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// How many secrets it holds.
    #[must_use]
    pub fn holds(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl Keychain for MemoryKeychain {
    fn is_there(&self) -> bool {
        true
    }

    fn keep(&mut self, name: &str, secret: &str) -> Result<(), Fault> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), secret.to_owned());
        Ok(())
    }

    fn look_up(&self, name: &str) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    fn forget(&mut self, name: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }
}
