//! A disk that fails on demand, and a power that is cut, under the real store: for tests alone.
//!
//! [`Disk::under`] puts itself between SQLite and the machine's disk for every file in one folder; other folders are
//! not touched, so tests run beside each other. It counts what SQLite does there, can fail the Nth of it, once or from
//! then on, and can keep apart what was written and not yet synced, so that [`Image`]s of the folder can be made as a
//! power cut would have left it.
//!
//! The one crate of the workspace with `unsafe` code: SQLite's VFS is a C interface (<https://sqlite.org/vfs.html>).
//! Only `vfs.rs` has any. Nothing we ship depends on this crate.

mod power;
mod vfs;

pub use power::{Cut, Image};

use power::Power;
use std::collections::BTreeMap;
use std::ffi::c_int;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::ffi;

/// What SQLite does to a disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Touch {
    /// Opens or makes a file.
    Open,
    /// Reads.
    Read,
    /// Writes.
    Write,
    /// Cuts a file to a length.
    Truncate,
    /// Waits until what was written would survive a power cut.
    Sync,
    /// Deletes a file.
    Delete,
}

/// In which way a disk fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Nothing but an error, for all but reads. Half of a failed write reaches the disk.
    Broken,
    /// As [`Failure::Broken`], and reads fail too.
    Unreadable,
    /// No room: writes alone fail, half done.
    Full,
}

impl Failure {
    /// Does it strike this?
    fn strikes(self, touch: Touch) -> bool {
        match self {
            Self::Broken => touch != Touch::Read,
            Self::Unreadable => true,
            Self::Full => touch == Touch::Write,
        }
    }

    /// SQLite's code of it.
    fn code(self, touch: Touch) -> c_int {
        match (self, touch) {
            (Self::Full, _) => ffi::SQLITE_FULL,
            (_, Touch::Open) => ffi::SQLITE_CANTOPEN,
            (_, Touch::Read) => ffi::SQLITE_IOERR_READ,
            (_, Touch::Write) => ffi::SQLITE_IOERR_WRITE,
            (_, Touch::Truncate) => ffi::SQLITE_IOERR_TRUNCATE,
            (_, Touch::Sync) => ffi::SQLITE_IOERR_FSYNC,
            (_, Touch::Delete) => ffi::SQLITE_IOERR_DELETE,
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Plan {
    failure: Failure,
    /// Which touch that it strikes fails, from 1.
    nth: u64,
    /// From then on, or that one alone.
    lasting: bool,
}

#[derive(Debug, Default)]
struct Held {
    plan: Option<Plan>,
    /// Touches that the plan strikes, since it was made.
    struck: u64,
    fired: Vec<Touch>,
    power: Option<Power>,
}

/// The disk under one folder. Dropping it leaves the folder to the machine again.
#[derive(Debug)]
pub struct Disk {
    folder: PathBuf,
    held: Shared,
}

/// What the open files of a folder share with its [`Disk`].
#[derive(Debug, Clone, Default)]
struct Shared(Arc<Mutex<Held>>);

/// Which folders are watched.
static FOLDERS: Mutex<BTreeMap<PathBuf, Shared>> = Mutex::new(BTreeMap::new());

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The disk of the folder that this file lies in.
    fn of(path: &Path) -> Option<Self> {
        FOLDERS.lock().unwrap_or_else(PoisonError::into_inner).get(path.parent()?).cloned()
    }

    /// Is about to be done: the code to fail with, or None to go on.
    fn touch(&self, touch: Touch) -> Option<c_int> {
        let mut held = self.lock();
        let plan = held.plan?;
        if !plan.failure.strikes(touch) {
            return None;
        }
        held.struck += 1;
        let fails = if plan.lasting { held.struck >= plan.nth } else { held.struck == plan.nth };
        if !fails {
            return None;
        }
        held.fired.push(touch);
        Some(plan.failure.code(touch))
    }

    /// Tells whoever keeps what is not synced.
    fn power(&self, tell: impl FnOnce(&mut Power)) {
        if let Some(power) = &mut self.lock().power {
            tell(power);
        }
    }
}

impl Disk {
    /// Watches the files in this folder that SQLite opens from now on.
    ///
    /// # Panics
    /// When the folder is not there, or SQLite has no disk of its own to stand before.
    #[must_use]
    pub fn under(folder: &Path) -> Self {
        vfs::install();
        #[expect(clippy::expect_used, reason = "a test that cannot begin should end there")]
        let folder = folder.canonicalize().expect("a folder that is there");
        let held = Shared::default();
        FOLDERS.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.clone(), held.clone());
        Self { folder, held }
    }

    /// From now on the `nth` touch that this failure strikes fails, counted from 1: that one alone, or (`lasting`) all
    /// from there.
    pub fn fails(&self, failure: Failure, nth: u64, lasting: bool) {
        let mut held = self.held.lock();
        held.plan = Some(Plan { failure, nth, lasting });
        held.struck = 0;
        held.fired.clear();
    }

    /// The disk is well again. Returns what failed since [`Disk::fails`].
    pub fn mended(&self) -> Vec<Touch> {
        let mut held = self.held.lock();
        held.plan = None;
        std::mem::take(&mut held.fired)
    }

    /// From now on keeps what is not synced apart. What lies in the folder now counts as synced. At each sync, before it
    /// is done, makes images: one with nothing of what is not synced, one with all, and of each kind of chance `some`.
    ///
    /// # Panics
    /// When the folder cannot be read.
    pub fn may_be_cut(&self, seed: u64, some: usize) {
        #[expect(clippy::expect_used, reason = "a test that cannot begin should end there")]
        let power = Power::of(&self.folder, seed, some).expect("a folder to read");
        self.held.lock().power = Some(power);
    }

    /// From now on this disk lies: it says that files whose names end so are synced, and they are not.
    pub fn lies_about(&self, ending: &str) {
        self.held.power(|power| power.lies_about = Some(ending.to_owned()));
    }

    /// Images that were made since last asked.
    #[must_use]
    pub fn images(&self) -> Vec<Image> {
        let mut images = Vec::new();
        self.held.power(|power| images = std::mem::take(&mut power.images));
        images
    }

    /// Makes images of what is now, as at a sync.
    pub fn cut_now(&self) {
        self.held.power(|power| power.cut(""));
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        FOLDERS.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.folder);
    }
}
