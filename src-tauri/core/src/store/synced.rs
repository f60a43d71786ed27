//! Is a folder copied elsewhere by another program, or on another machine? Such a program takes the file while it is written
//! and puts older pieces of it back; a lock on a network drive holds nobody off. The clinic's file is never opened there
//! (SQLite, "How To Corrupt An SQLite Database File", sections 2.1 and 3). A backup, which is finished, may lie there.
//!
//! Not seen: a drive letter that Windows maps to a network, a network volume of macOS, its Desktop and Documents where iCloud
//! takes them, a OneDrive folder of another name.

use crate::error::{Outcome, Refusal, refuse};
use std::path::{Component, Path, PathBuf, Prefix};

/// What the machine says of its folders.
pub struct Machine<'a> {
    /// Folders that a syncing program names in the environment.
    pub synced: Vec<PathBuf>,
    /// The mounted file systems, as Linux lists them; elsewhere empty.
    pub mounts: String,
    /// Does this file or folder exist?
    pub exists: &'a dyn Fn(&Path) -> bool,
}

/// Names of folders that are synced, in small letters, and whose they are. A name with a trailing space stands for the
/// folder of one account or company: `OneDrive - Bright Eyes`.
const NAMES: &[(&str, &str)] = &[
    ("onedrive", "OneDrive"),
    ("onedrive ", "OneDrive"),
    ("dropbox", "Dropbox"),
    ("dropbox ", "Dropbox"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("googledrive-", "Google Drive"),
    ("iclouddrive", "iCloud"),
    ("icloud drive", "iCloud"),
    ("com~apple~clouddocs", "iCloud"),
    ("mobile documents", "iCloud"),
    ("cloudstorage", "a cloud drive"),
    ("nextcloud", "Nextcloud"),
    ("owncloud", "ownCloud"),
    ("pclouddrive", "pCloud"),
];

/// What syncing programs leave in the topmost of their folders.
const MARKS: &[(&str, &str)] = &[
    (".dropbox", "Dropbox"),
    (".dropbox.cache", "Dropbox"),
    (".stfolder", "Syncthing"),
    (".nextcloudsync.log", "Nextcloud"),
    (".owncloudsync.log", "ownCloud"),
];

/// File systems of other machines, as Linux names them.
const NETWORKS: &[&str] = &[
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "fuse.sshfs",
    "fuse.rclone",
    "davfs",
    "fuse.davfs",
    "afs",
    "ceph",
    "fuse.glusterfs",
    "lustre",
    "fuse.gvfsd-fuse",
    "vboxsf",
];

/// What it is called on screen.
const NETWORK: &str = "a network drive";

/// Who copies this folder elsewhere; None: nobody that is known.
#[must_use]
pub fn synced_by(folder: &Path, machine: &Machine<'_>) -> Option<&'static str> {
    if let Some(Component::Prefix(prefix)) = folder.components().next()
        && matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..))
    {
        return Some(NETWORK);
    }
    by_name(folder)
        .or_else(|| machine.synced.iter().any(|synced| folder.starts_with(synced)).then_some("OneDrive"))
        .or_else(|| by_mark(folder, machine.exists))
        .or_else(|| is_network(folder, &machine.mounts).then_some(NETWORK))
}

fn by_name(folder: &Path) -> Option<&'static str> {
    let names = folder.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy().to_lowercase()),
        _ => None,
    });
    let whose = |name: String| {
        let fits = |known: &str| if known.ends_with([' ', '-']) { name.starts_with(known) } else { name == known };
        NAMES.iter().find(|(known, _)| fits(known)).map(|(_, whose)| *whose)
    };
    names.filter_map(whose).next()
}

fn by_mark(folder: &Path, exists: &dyn Fn(&Path) -> bool) -> Option<&'static str> {
    let here = |above: &Path| MARKS.iter().find(|(mark, _)| exists(&above.join(mark))).map(|(_, whose)| *whose);
    // In the person's own folder Dropbox keeps its settings under the same name: there nothing is synced.
    let home = std::env::home_dir();
    folder.ancestors().filter(|above| Some(*above) != home.as_deref()).find_map(here)
}

/// The file system of the deepest mounted folder above it.
fn is_network(folder: &Path, mounts: &str) -> bool {
    let mounted = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ').skip(1);
        let at = words.next()?.replace("\\040", " ");
        Some((PathBuf::from(at), words.next()?))
    });
    let deepest = mounted.filter(|(at, _)| folder.starts_with(at)).max_by_key(|(at, _)| at.components().count());
    deepest.is_some_and(|(_, kind)| NETWORKS.contains(&kind))
}

/// The same of a folder of this machine.
#[must_use]
pub fn synced_here(folder: &Path) -> Option<&'static str> {
    let named = ["OneDrive", "OneDriveCommercial", "OneDriveConsumer"];
    let machine = Machine {
        synced: named.iter().filter_map(std::env::var_os).filter(|path| !path.is_empty()).map(PathBuf::from).collect(),
        // No such file on other systems.
        mounts: std::fs::read_to_string("/proc/self/mounts").unwrap_or_default(),
        exists: &|path| path.exists(),
    };
    // Where a link leads counts, and how it is written: either may be inside.
    let real = folder.ancestors().find_map(|above| above.canonicalize().ok());
    synced_by(folder, &machine).or_else(|| synced_by(&real?, &machine))
}

/// The clinic's file may lie in this folder.
///
/// # Errors
/// Refuses `synced_folder`, with whose it is; nothing was touched.
pub fn may_hold_the_clinic(folder: &Path) -> Outcome<()> {
    match synced_here(folder) {
        Some(by) => refuse(Refusal::because("synced_folder").fact("by", by).next("move_folder")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{LoadedDice, SetClock};
    use crate::desk::{Answer, Call, Desk};
    use serde_json::json;

    #[test]
    fn a_clinic_is_neither_made_nor_opened_in_a_synced_folder() {
        let folder = tempfile::tempdir().unwrap();
        let clock = || Box::new(SetClock::from_rfc3339("2026-11-20T08:30:00-05:00").unwrap());
        let call = |desk: &mut Desk, name: &str, request| match desk.answer(Call { name: name.to_owned(), request, request_id: None }) {
            Answer::Refused(refusal) => format!("{} {}", refusal.code, refusal.facts.get("by").and_then(|by| by.as_str()).unwrap_or("")),
            Answer::Done(_) => "done".to_owned(),
            Answer::Fault(fault) => fault.code,
        };
        let set_up = json!({"clinic": "Bench", "given": "Kim", "family": "Vo", "pin": "4711", "passphrase": "correct horse battery"});
        let (good, synced) = (folder.path().join("here"), folder.path().join("Dropbox"));
        let mut desk = Desk::closed(synced.clone(), clock(), Box::new(LoadedDice(3)));
        assert_eq!(call(&mut desk, "set_up_clinic", set_up.clone()), "synced_folder Dropbox");
        assert!(!synced.exists(), "nothing was made there");
        let mut desk = Desk::closed(good.clone(), clock(), Box::new(LoadedDice(3)));
        assert_eq!(call(&mut desk, "set_up_clinic", set_up), "done");
        drop(desk);
        // Somebody moved it there.
        std::fs::rename(&good, &synced).unwrap();
        let mut desk = Desk::closed(synced.clone(), clock(), Box::new(LoadedDice(3)));
        let unlock = json!({"secret": "correct horse battery"});
        assert_eq!(call(&mut desk, "unlock", unlock.clone()), "synced_folder Dropbox");
        drop(desk);
        std::fs::rename(&synced, &good).unwrap();
        assert_eq!(call(&mut Desk::closed(good, clock(), Box::new(LoadedDice(3))), "unlock", unlock), "done");
    }

    fn plain<'a>() -> Machine<'a> {
        Machine { synced: Vec::new(), mounts: String::new(), exists: &|_| false }
    }

    #[test]
    fn folders_that_are_synced_are_told_by_their_names() {
        for (folder, whose) in [
            ("/Users/kim/OneDrive/Rightful", Some("OneDrive")),
            ("/Users/kim/OneDrive - Bright Eyes/Rightful", Some("OneDrive")),
            ("/Users/kim/Library/Mobile Documents/com~apple~CloudDocs/x", Some("iCloud")),
            ("/Users/kim/Library/CloudStorage/Box-Box/x", Some("a cloud drive")),
            ("/home/kim/Dropbox/clinic", Some("Dropbox")),
            ("/home/kim/Dropbox (Personal)/clinic", Some("Dropbox")),
            ("/home/kim/Nextcloud/clinic", Some("Nextcloud")),
            ("/home/kim/.local/share/Rightful", None),
            ("/Users/kim/Library/Application Support/Rightful", None),
            ("/home/kim/onedrives/clinic", None),
            ("/home/dropbox2/clinic", None),
        ] {
            assert_eq!(synced_by(Path::new(folder), &plain()), whose, "{folder}");
        }
    }

    #[test]
    fn a_folder_that_the_machine_calls_synced_or_that_bears_a_mark_is_told() {
        let named = Machine { synced: vec!["/data/cloud".into()], ..plain() };
        assert_eq!(synced_by(Path::new("/data/cloud/clinic"), &named), Some("OneDrive"));
        assert_eq!(synced_by(Path::new("/data/clouds/clinic"), &named), None);
        let marked = Machine { exists: &|path| path == Path::new("/data/team/.stfolder"), ..plain() };
        assert_eq!(synced_by(Path::new("/data/team/desk/clinic"), &marked), Some("Syncthing"));
        assert_eq!(synced_by(Path::new("/data/other/clinic"), &marked), None);
    }

    #[test]
    fn a_network_drive_is_told_by_the_deepest_mount() {
        let mounts = "/dev/sda1 / ext4 rw 0 0\nserver:/home /mnt/desk\\040one nfs4 rw 0 0\n/dev/sdb1 /mnt/desk\\040one/usb vfat rw 0 0\n";
        let machine = Machine { mounts: mounts.to_owned(), ..plain() };
        assert_eq!(synced_by(Path::new("/mnt/desk one/clinic"), &machine), Some(NETWORK));
        assert_eq!(synced_by(Path::new("/mnt/desk one/usb/clinic"), &machine), None);
        assert_eq!(synced_by(Path::new("/home/kim/clinic"), &machine), None);
    }

    #[cfg(windows)]
    #[test]
    fn a_share_is_a_network_drive() {
        assert_eq!(synced_by(Path::new(r"\\server\desk\clinic"), &plain()), Some(NETWORK));
        assert_eq!(synced_by(Path::new(r"C:\Users\kim\AppData\Local\Rightful"), &plain()), None);
    }
}
