//! The page: its packages and its builds.

use crate::run::{Stop, npm, root, shown};
use std::path::Path;
use std::time::SystemTime;
use std::{fs, io};

/// Installs the page's packages when the lock file is another than the one last installed.
///
/// # Errors
/// When npm fails.
pub fn packages() -> Result<(), Stop> {
    let ui = root().join("ui");
    let lock = fs::read(ui.join("package-lock.json")).map_err(|error| {
        Stop::new(
            format!("ui/package-lock.json cannot be read: {error}."),
            "Check the file out again: `git checkout ui/package-lock.json`.",
        )
    })?;
    let installed = ui.join("node_modules").join(".rightful-lock");
    if fs::read(&installed).is_ok_and(|last| last == lock) {
        return Ok(());
    }
    println!("Installing the page's packages …");
    // Not `ci`: it demands every other system's optional binaries in the lock, also those a registry does not carry.
    // `--no-save` leaves the lock as it is committed.
    shown(&mut npm(&["install", "--no-save"]), "Is this machine online? The first start needs the npm registry once. Then try again.")?;
    fs::write(&installed, lock).map_err(|error| {
        Stop::new(format!("ui/node_modules cannot be written: {error}."), "Is the disk full, or the folder somebody else's?")
    })
}

/// Builds the page that goes into the window.
///
/// # Errors
/// When the build fails.
pub fn build() -> Result<(), Stop> {
    shown(&mut npm(&["run", "build"]), "The lines above name the file and the line that would not build.")
}

/// Builds the page if one of its sources is newer than the last build.
///
/// # Errors
/// When the build fails.
pub fn build_if_changed() -> Result<(), Stop> {
    let ui = root().join("ui");
    let built = fs::metadata(ui.join("dist").join("index.html")).and_then(|index| index.modified());
    let changed = newest(&ui);
    match (built, changed) {
        (Ok(built), Ok(changed)) if changed <= built => Ok(()),
        _ => {
            println!("Building the page …");
            build()
        }
    }
}

/// What the builds themselves write.
const MADE: &[&str] = &["node_modules", "dist", "dist-e2e", "src/lib/messages"];

/// When the newest source of the page was last written.
fn newest(folder: &Path) -> io::Result<SystemTime> {
    let mut newest_yet = SystemTime::UNIX_EPOCH;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if MADE.iter().any(|made| path.ends_with(made)) {
            continue;
        }
        let written = if path.is_dir() { newest(&path)? } else { fs::metadata(&path)?.modified()? };
        newest_yet = newest_yet.max(written);
    }
    Ok(newest_yet)
}
