//! Backups: made by themselves and checked before they count, kept by age, copied to a second place; and put back.

pub mod back_up;
pub mod compare_trail;
pub mod drill;
pub mod open_backup;
pub mod restore;
pub mod second_place;
pub mod standing;

use crate::clock::At;
use crate::desk::Desk;
use crate::error::{Outcome, Refusal, refuse};
use crate::store::restore::Ready;
use std::path::{Path, PathBuf};

/// What the desk remembers of its backups while it runs; everything else is read from the files.
#[derive(Debug, Default)]
pub struct Backups {
    /// One is being made.
    pub(crate) running: bool,
    /// When the last one was begun.
    pub(crate) tried_at: Option<At>,
    /// The open file was looked at, whole, since it was opened.
    pub(crate) looked: bool,
    /// … and is damaged.
    pub(crate) damaged: bool,
    /// Why the last one failed, as a fault's code.
    pub(crate) trouble: Option<String>,
    /// Why the last copy to the second place failed.
    pub(crate) second_trouble: Option<String>,
    /// One that was opened to be put back.
    pub(crate) ready: Option<Ready>,
}

/// Where this machine keeps the clinic's backups: beside the clinic's folder, never in it.
#[must_use]
pub fn folder(home: &Path) -> PathBuf {
    home.join(crate::store::backup::FOLDER)
}

/// The practice clinic has nothing to lose.
fn real_clinic(desk: &Desk) -> Outcome<()> {
    if desk.store()?.folder == desk.folder(true) { refuse(Refusal::because("not_in_practice")) } else { Ok(()) }
}
