//! What a power cut leaves: what was synced, and any part of what was not.
//!
//! A file is what was synced of it last and the changes since, in order. A disk may have taken any of those, in any
//! order, and of each any of its sectors: bytes beside a write stay as they were ("powersafe overwrite", which SQLite
//! takes for granted: <https://sqlite.org/psow.html>). Names are made and deleted for good by a sync of the folder,
//! which SQLite asks for with the first sync of a new log or journal.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// Bytes that a disk writes whole or not at all.
const SECTOR: usize = 512;

/// How much of what was not synced an image has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cut {
    /// Nothing.
    None,
    /// Everything.
    All,
    /// Some changes, each whole, by chance.
    Some,
    /// Some sectors of some changes, by chance.
    Torn,
}

/// A folder as a power cut left it.
#[derive(Debug, Clone)]
pub struct Image {
    /// What of the unsynced it has.
    pub cut: Cut,
    /// The file that was about to be synced; empty: none was.
    pub at_sync_of: String,
    files: Vec<(String, Vec<u8>)>,
}

impl Image {
    /// Puts its files into this folder, which has none of them yet.
    ///
    /// # Errors
    /// As the disk gives them.
    pub fn put(&self, into: &Path) -> io::Result<()> {
        self.files.iter().try_for_each(|(name, bytes)| std::fs::write(into.join(name), bytes))
    }
}

#[derive(Debug, Clone)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Truncate { to: usize },
}

/// One file, whatever its name is.
#[derive(Debug, Default)]
struct Kept {
    synced: Vec<u8>,
    since: Vec<Change>,
}

/// Which file has a name: as the folder was synced last, and now.
#[derive(Debug, Default, Clone, Copy)]
struct Name {
    synced: Option<usize>,
    now: Option<usize>,
}

#[derive(Debug)]
pub(crate) struct Power {
    files: Vec<Kept>,
    names: BTreeMap<String, Name>,
    dice: u64,
    some: usize,
    pub(crate) lies_about: Option<String>,
    pub(crate) images: Vec<Image>,
}

impl Power {
    pub(crate) fn of(folder: &Path, seed: u64, some: usize) -> io::Result<Self> {
        let mut power = Self { files: Vec::new(), names: BTreeMap::new(), dice: seed, some, lies_about: None, images: Vec::new() };
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                let file = Some(power.files.len());
                power.files.push(Kept { synced: std::fs::read(entry.path())?, since: Vec::new() });
                power.names.insert(entry.file_name().to_string_lossy().into_owned(), Name { synced: file, now: file });
            }
        }
        Ok(power)
    }

    /// A file is opened, and made where it is not there.
    pub(crate) fn opened(&mut self, name: &str) {
        let known = self.names.entry(name.to_owned()).or_default();
        if known.now.is_none() {
            known.now = Some(self.files.len());
            self.files.push(Kept::default());
        }
    }

    pub(crate) fn deleted(&mut self, name: &str, folder_synced: bool) {
        if let Some(known) = self.names.get_mut(name) {
            known.now = None;
        }
        if folder_synced {
            self.folder_synced();
        }
    }

    pub(crate) fn written(&mut self, name: &str, at: usize, bytes: &[u8]) {
        self.changed(name, Change::Write { at, bytes: bytes.to_vec() });
    }

    pub(crate) fn truncated(&mut self, name: &str, to: usize) {
        self.changed(name, Change::Truncate { to });
    }

    fn changed(&mut self, name: &str, change: Change) {
        if let Some(file) = self.names.get(name).and_then(|known| known.now) {
            self.files[file].since.push(change);
        }
    }

    /// A file is about to be synced.
    pub(crate) fn syncs(&mut self, name: &str) {
        self.cut(name);
        if self.lies_about.as_ref().is_some_and(|ending| name.ends_with(ending.as_str())) {
            return;
        }
        let Some(known) = self.names.get(name).copied() else { return };
        if let Some(file) = known.now {
            let kept = &mut self.files[file];
            for change in std::mem::take(&mut kept.since) {
                apply(&mut kept.synced, &change);
            }
        }
        if known.now != known.synced {
            self.folder_synced();
        }
    }

    fn folder_synced(&mut self) {
        for name in self.names.values_mut() {
            name.synced = name.now;
        }
    }

    /// The power is cut here, in each of its ways.
    pub(crate) fn cut(&mut self, at_sync_of: &str) {
        let same = self.files.iter().all(|file| file.since.is_empty()) && self.names.values().all(|name| name.synced == name.now);
        if same {
            return;
        }
        let ways = [(Cut::None, 1), (Cut::All, 1), (Cut::Some, self.some), (Cut::Torn, self.some)];
        for (cut, times) in ways {
            for _ in 0..times {
                let image = self.image(cut, at_sync_of);
                self.images.push(image);
            }
        }
    }

    fn image(&mut self, cut: Cut, at_sync_of: &str) -> Image {
        // The whole of chance: a disk that took little, one that took nearly everything.
        let likely = 1 + self.roll(7);
        let names: Vec<(String, Name)> = self.names.iter().map(|(name, known)| (name.clone(), *known)).collect();
        let mut files = Vec::new();
        for (name, known) in names {
            let taken = match cut {
                Cut::None => known.synced,
                Cut::All => known.now,
                Cut::Some | Cut::Torn => {
                    if self.roll(8) < likely {
                        known.now
                    } else {
                        known.synced
                    }
                }
            };
            let Some(file) = taken else { continue };
            let mut bytes = self.files[file].synced.clone();
            for change in self.files[file].since.clone() {
                match (cut, &change) {
                    (Cut::None, _) => {}
                    (Cut::All, _) => apply(&mut bytes, &change),
                    (Cut::Torn, Change::Write { at, bytes: written }) => {
                        let mut from = 0;
                        while from < written.len() {
                            // Sectors lie where the disk has them, not where the write begins.
                            let to = ((at + from) / SECTOR * SECTOR + SECTOR - at).min(written.len());
                            if self.roll(8) < likely {
                                apply(&mut bytes, &Change::Write { at: at + from, bytes: written[from..to].to_vec() });
                            }
                            from = to;
                        }
                    }
                    (Cut::Some | Cut::Torn, _) => {
                        if self.roll(8) < likely {
                            apply(&mut bytes, &change);
                        }
                    }
                }
            }
            files.push((name, bytes));
        }
        Image { cut, at_sync_of: at_sync_of.to_owned(), files }
    }

    /// Below `sides`.
    fn roll(&mut self, sides: u64) -> u64 {
        // SplitMix64 (Steele, Lea and Flood 2014).
        self.dice = self.dice.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.dice;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % sides
    }
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Truncate { to } => bytes.resize(*to, 0),
        Change::Write { at, bytes: written } => {
            let end = at + written.len();
            if bytes.len() < end {
                bytes.resize(end, 0);
            }
            bytes[*at..end].copy_from_slice(written);
        }
    }
}
