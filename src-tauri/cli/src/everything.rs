//! `rightful-cli export` and `rightful-cli bring-in`: everything out to plain files, and in again on an empty desk.

use crate::clinic::{self, ask};
use serde_json::json;
use std::path::{Path, PathBuf};

const HELP: &str = "\
rightful-cli export FOLDER --as GIVEN_NAME      all records as plain files, in a new folder there. They are not locked.
rightful-cli bring-in EXPORT --as GIVEN_NAME    the folder that an export wrote becomes the clinic of a home that has none;
                                                prints the new recovery key. RIGHTFUL_PASSPHRASE and RIGHTFUL_PIN are
                                                the new ones. GIVEN_NAME is one of its managers.
";

fn folder(arguments: &[String]) -> Result<PathBuf, String> {
    let named = crate::plain(arguments, clinic::FLAGS);
    let [folder] = named.as_slice() else { return Err(HELP.to_owned()) };
    Path::new(folder).canonicalize().map_err(|error| format!("{folder} cannot be opened: {error}."))
}

/// Writes everything into a new folder; true when it is there.
///
/// # Errors
/// A sentence to print.
pub fn export(arguments: &[String]) -> Result<bool, String> {
    let into = folder(arguments)?;
    let mut desk = clinic::open(arguments)?;
    let token = desk.hold_folder(into);
    let told = ask(&mut desk, "export_everything", json!({ "token": token }))?;
    println!("{told}");
    eprintln!("These files are not locked: whoever has them can read them.");
    Ok(true)
}

/// Brings an export in; true when it is the clinic now.
///
/// # Errors
/// A sentence to print.
pub fn bring_in(arguments: &[String]) -> Result<bool, String> {
    let from = folder(arguments)?;
    let who = crate::option(arguments, "--as").ok_or(HELP)?;
    let secret = |name: &str| std::env::var(name).map_err(|_| format!("Set {name}, the new one."));
    let (passphrase, pin) = (secret("RIGHTFUL_PASSPHRASE")?, secret("RIGHTFUL_PIN")?);
    let mut desk = clinic::closed(arguments)?;
    let token = desk.hold_folder(from);
    let preview = ask(&mut desk, "open_export", json!({ "token": token }))?;
    let managers = preview["managers"].as_array().cloned().unwrap_or_default();
    let manager = managers.iter().find(|one| one["name"].as_str().is_some_and(|name| name.split(' ').next() == Some(who)));
    let manager = manager.ok_or_else(|| format!("No manager in this export is called {who}."))?["id"].clone();
    let request = json!({ "token": token, "passphrase": passphrase, "manager": manager, "pin": pin });
    let made = ask(&mut desk, "import_everything", request)?;
    println!("{}", json!({ "rows": preview["rows"], "patients": preview["patients"], "orders": preview["orders"] }));
    eprintln!("The new recovery key, to write down: {}", made["recovery_key"].as_str().unwrap_or_default());
    Ok(true)
}
