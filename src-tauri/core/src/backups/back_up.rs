//! `back_up_now`, and the backups that are made by themselves.

use super::standing::{BackupsStanding, standing};
use super::{folder, real_clinic};
use crate::clock::At;
use crate::desk::Desk;
use crate::error::{Fault, Outcome, Refusal, refuse};
use crate::records::clinic::Nothing;
use crate::records::this_desk;
use crate::store::backup::{self, Job, Lying};
use crate::store::rotation::{Kept, to_delete};
use crate::trail;
use std::path::{Path, PathBuf};

/// A backup is made this long after the last, where anything was done since.
const EACH_MINUTES: i64 = 60;

/// A backup about to be made: everything of it happens away from the desk.
#[derive(Debug)]
pub struct Work {
    job: Job,
    folder: PathBuf,
    second: Option<PathBuf>,
    now: At,
    /// Nothing was done since the newest: the file is looked at, and no other one is kept.
    only_looks: bool,
}

/// How it ended.
#[derive(Debug)]
pub struct WorkEnded {
    /// Where it is, unless the file was only looked at; or why no backup was made.
    made: Result<Option<PathBuf>, Fault>,
    /// Why it is not in the second place; None: none was chosen, or no backup was made.
    second: Option<Result<PathBuf, Fault>>,
}

impl Work {
    /// Makes it, checks it, copies it to the second place, and lets go of those that are too many.
    #[must_use]
    pub fn run(self) -> WorkEnded {
        let Self { job, folder, second, now, only_looks } = self;
        let made = if only_looks { job.look().map(|()| None) } else { job.run().map(Some) };
        let Ok(Some(path)) = &made else { return WorkEnded { made, second: None } };
        rotate(&folder, now);
        let second = second.map(|second| {
            let copied = backup::copy_to(path, &second);
            if copied.is_ok() {
                rotate(&second, now);
            }
            copied
        });
        WorkEnded { made, second }
    }
}

/// Deletes what is too many. Called where the newest was just made and checked; one that cannot be read is left alone.
fn rotate(folder: &Path, now: At) {
    let lying = backup::in_folder(folder);
    let readable: Vec<(&Lying, Kept)> = lying
        .iter()
        .filter_map(|one| one.header.as_ref().map(|header| (one, Kept { seq: header.trail_seq, made: header.made() })))
        .collect();
    let kept: Vec<Kept> = readable.iter().map(|(_, kept)| *kept).collect();
    for at in to_delete(&kept, now) {
        if let Some((one, _)) = readable.get(at) {
            // What cannot be deleted now can be after the next backup.
            drop(std::fs::remove_file(&one.path));
        }
    }
}

impl Desk {
    /// A backup, if one is due: a real clinic is open, something was done since the newest, and the last was begun an
    /// hour ago, or "later" than now by a clock that was put back. Where nothing was done, the file is looked at once after
    /// it was opened. Run it without the desk's lock, and tell how it ended.
    ///
    /// # Errors
    /// As the store gives them.
    pub fn backup_due(&mut self) -> Outcome<Option<Work>> {
        let now = self.now().at;
        let soon = self.backups.tried_at.is_some_and(|at| (0..EACH_MINUTES).contains(&((now.0 - at.0).div_euclid(60_000))));
        if soon {
            return Ok(None);
        }
        let due = self.backup_at_close()?;
        if due.is_some() || self.backups.looked || self.backups.running || real_clinic(self).is_err() {
            return Ok(due);
        }
        Ok(Some(Work { only_looks: true, ..self.begin_backup()? }))
    }

    /// The same without waiting for the hour: the app closes, and what was done since the newest backup goes into one more.
    ///
    /// # Errors
    /// As the store gives them.
    pub fn backup_at_close(&mut self) -> Outcome<Option<Work>> {
        if self.backups.running || real_clinic(self).is_err() {
            return Ok(None);
        }
        let (seq, _, _) = trail::standing(&self.store()?.db)?;
        let newest = backup::in_folder(&folder(self.home())).into_iter().find_map(|one| one.header);
        if newest.is_some_and(|header| header.trail_seq >= seq) {
            return Ok(None);
        }
        self.begin_backup().map(Some)
    }

    fn begin_backup(&mut self) -> Outcome<Work> {
        let now = self.now();
        let folder = folder(self.home());
        let job = backup::begin(self.store()?, now, &folder)?;
        self.backups.running = true;
        self.backups.tried_at = Some(now.at);
        Ok(Work { job, folder, second: this_desk::load(self.home()).second_place, now: now.at, only_looks: false })
    }

    /// A backup ended.
    ///
    /// # Errors
    /// As the store gives them.
    pub fn backup_ended(&mut self, ended: WorkEnded) -> Outcome<()> {
        self.backups.running = false;
        match &ended.made {
            Ok(_) => (self.backups.looked, self.backups.damaged) = (true, false),
            // A copy may be what is damaged: then the next one, an hour later or asked for, says otherwise.
            Err(fault) => self.backups.damaged |= fault.code == "damaged",
        }
        self.backups.trouble = ended.made.err().map(|fault| fault.code).filter(|code| code != "backup_stopped");
        if let Some(second) = ended.second {
            self.backups.second_trouble = second.err().map(|fault| fault.code);
        }
        if let Ok(store) = self.store() {
            backup::ended(store)?;
        }
        Ok(())
    }
}

/// `back_up_now`
///
/// # Errors
/// Refuses `not_in_practice`, `backup_running`. Faults as disk and store give them.
pub fn back_up_now(desk: &mut Desk, _: Nothing) -> Outcome<BackupsStanding> {
    real_clinic(desk)?;
    if desk.backups.running {
        return refuse(Refusal::because("backup_running"));
    }
    let ended = desk.begin_backup()?.run();
    let made = ended.made.as_ref().err().cloned();
    desk.backup_ended(ended)?;
    match made {
        Some(fault) => Err(fault.into()),
        None => standing(desk, Nothing {}),
    }
}
