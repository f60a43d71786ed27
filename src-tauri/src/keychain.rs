//! This machine's own keychain: Windows' Credential Manager or macOS' Keychain. Elsewhere there is none that we use.

#[cfg(any(windows, target_os = "macos"))]
mod machine {
    use crate::log;
    use keyring_core::{Entry, Result, set_default_store};
    use rightful_core::error::Fault;
    use rightful_core::store::keychain::Keychain;
    use std::collections::HashMap;
    use std::sync::LazyLock;

    /// Under whose name the secret stands there.
    const SERVICE: &str = "Rightful";

    /// Asked for once: whether the machine's keychain answers.
    static STORE: LazyLock<bool> = LazyLock::new(|| {
        #[cfg(windows)]
        let store = windows_native_keyring_store::Store::new();
        #[cfg(target_os = "macos")]
        let store = apple_native_keyring_store::keychain::Store::new();
        store.map(|store| set_default_store(store)).is_ok()
    });

    /// The keychain of whoever is signed in to this machine.
    #[derive(Debug)]
    pub struct MachineKeychain;

    fn entry(name: &str) -> Result<Entry> {
        // Windows would take it along to every machine of the person's domain.
        let stays_here = if cfg!(windows) { HashMap::from([("persistence", "Local")]) } else { HashMap::new() };
        Entry::new_with_modifiers(SERVICE, name, &stays_here)
    }

    impl Keychain for MachineKeychain {
        fn is_there(&self) -> bool {
            *STORE
        }

        fn keep(&mut self, name: &str, secret: &str) -> std::result::Result<(), Fault> {
            let kept = self.is_there() && entry(name).and_then(|entry| entry.set_password(secret)).is_ok();
            // Some answer yes and keep nothing.
            if kept && self.look_up(name).as_deref() == Some(secret) {
                Ok(())
            } else {
                Err(Fault::new("keychain", "it does not keep a secret"))
            }
        }

        fn look_up(&self, name: &str) -> Option<String> {
            self.is_there().then(|| entry(name).and_then(|entry| entry.get_password()).ok()).flatten()
        }

        fn forget(&mut self, name: &str) {
            if self.is_there() && entry(name).and_then(|entry| entry.delete_credential()).is_err() {
                // It opens nothing any more: the wrap that it opened is gone.
                log::line("the keychain still holds an old secret");
            }
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_secret_is_kept_given_back_and_forgotten() {
            let mut keychain = MachineKeychain;
            assert!(keychain.is_there(), "this machine has a keychain that answers");
            let name = "a test of Rightful";
            keychain.keep(name, "ABCD-EFGH").unwrap();
            assert_eq!(keychain.look_up(name).as_deref(), Some("ABCD-EFGH"));
            keychain.forget(name);
            assert_eq!(keychain.look_up(name), None);
        }
    }
}

/// The keychain of whoever is signed in to this machine.
pub fn of_this_machine() -> Box<dyn rightful_core::store::keychain::Keychain> {
    #[cfg(any(windows, target_os = "macos"))]
    return Box::new(machine::MachineKeychain);
    #[cfg(not(any(windows, target_os = "macos")))]
    Box::new(rightful_core::store::keychain::NoKeychain)
}
