//! A folder that the lensmeter saves to. It is looked through once a second: that works on network shares too, where
//! nobody tells of new files.
//!
//! What lies there at the start is old and never offered. A new file is taken when it has stopped growing and reads as
//! a reading; one that stays cut short is told after a while. Other programs' files, links and folders are passed over.

use crate::Ear;
use rightful_core::exchange::lensmeter::{MAX_BYTES, NotAReading, read};
use rightful_core::records::lensmeter::{CameBy, Standing};
use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::{self, DirEntry, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

/// How often the folder is looked through.
const EVERY: Duration = Duration::from_secs(1);
/// A file that is still no reading after this long stays none: a slow share takes its time to write one.
const PATIENCE: Duration = Duration::from_secs(5);
/// More files than this are not looked through every second.
const MOST_FILES: usize = 20_000;
/// Of many files that come at once, so many of the newest are read: nobody measures more in a second.
const MOST_AT_ONCE: usize = 16;

/// Watches whatever folder is chosen, for ever.
pub(crate) fn watch(ear: &dyn Ear) {
    let begun = Instant::now();
    let mut watched: Option<Folder> = None;
    loop {
        if let Some(chosen) = ear.chosen()
            && watched.as_ref().map(|folder| folder.path.as_path()) != chosen.folder.as_deref()
        {
            watched = chosen.folder.map(Folder::new);
        }
        let looked = Instant::now();
        if let Some(folder) = &mut watched {
            let (standing, sent) = folder.look(begun.elapsed());
            ear.stands(CameBy::Folder, standing);
            sent.into_iter().for_each(|bytes| ear.heard(CameBy::Folder, bytes));
        }
        // A share that is slow to answer is asked less often.
        thread::sleep(EVERY.max(looked.elapsed() * 2));
    }
}

/// What tells that a file was written again.
type Mark = (u64, Option<SystemTime>);

struct Waiting {
    mark: Mark,
    since: Duration,
}

/// One watched folder.
pub(crate) struct Folder {
    path: PathBuf,
    /// Files that are old, taken or none of ours.
    known: HashMap<OsString, Mark>,
    /// Files that came or changed since.
    waiting: HashMap<OsString, Waiting>,
    /// What lay there at the start is known.
    begun: bool,
}

impl Folder {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path, known: HashMap::new(), waiting: HashMap::new(), begun: false }
    }

    /// Looks once: how the folder stands, and what is new, the newest last.
    pub(crate) fn look(&mut self, now: Duration) -> (Standing, Vec<Vec<u8>>) {
        let files = match files(&self.path) {
            Ok(Some(files)) => files,
            Ok(None) => return (self.lost(Standing::TooMany), Vec::new()),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return (self.lost(Standing::Denied), Vec::new()),
            Err(_) => return (self.lost(Standing::Gone), Vec::new()),
        };
        if !self.begun {
            self.begun = true;
            self.known = files.into_iter().collect();
            return (Standing::Listening, Vec::new());
        }
        let there: HashMap<OsString, Mark> = files.into_iter().collect();
        self.known.retain(|name, _| there.contains_key(name));
        self.waiting.retain(|name, _| there.contains_key(name));
        let mut still: Vec<(Option<SystemTime>, OsString)> = Vec::new();
        for (name, mark) in there {
            if self.known.get(&name) == Some(&mark) {
                continue;
            }
            match self.waiting.get(&name) {
                Some(waiting) if waiting.mark == mark => still.push((mark.1, name)),
                // It is being written.
                _ => drop(self.waiting.insert(name, Waiting { mark, since: now })),
            }
        }
        still.sort();
        let too_many = still.len().saturating_sub(MOST_AT_ONCE);
        let mut sent = Vec::new();
        for (at, (_, name)) in still.into_iter().enumerate() {
            let Some(waiting) = self.waiting.get(&name) else { continue };
            let (mark, patient) = (waiting.mark, now.saturating_sub(waiting.since) < PATIENCE);
            let found = if at < too_many { Found::NotOurs } else { take(&self.path.join(&name), mark, patient) };
            match found {
                Found::Wait => continue,
                Found::Sent(bytes) => sent.push(bytes),
                Found::NotOurs => {}
            }
            self.waiting.remove(&name);
            self.known.insert(name, mark);
        }
        (Standing::Listening, sent)
    }

    /// When it is back, what lies there then is old: nobody still has those lenses in hand.
    fn lost(&mut self, standing: Standing) -> Standing {
        *self = Self::new(std::mem::take(&mut self.path));
        standing
    }
}

enum Found {
    Sent(Vec<u8>),
    Wait,
    NotOurs,
}

/// Reads one file, or says why not yet.
fn take(path: &Path, (len, _): Mark, patient: bool) -> Found {
    let not_yet = if patient { Found::Wait } else { Found::NotOurs };
    if len > MAX_BYTES as u64 {
        return Found::NotOurs;
    }
    let mut bytes = Vec::new();
    // Whoever writes it may still hold it.
    let whole = File::open(path).and_then(|file| file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes));
    if whole.is_err() || bytes.is_empty() {
        return not_yet;
    }
    match read(&bytes) {
        // The first half of a reading reads as these.
        Err(NotAReading::Garbled | NotAReading::NotALensmeter | NotAReading::NothingMeasured) if patient => Found::Wait,
        // Another program's.
        Err(NotAReading::NotALensmeter) => Found::NotOurs,
        _ => Found::Sent(bytes),
    }
}

/// The files of a folder, without links, folders, and what programs write beside their own files; None: too many.
fn files(folder: &Path) -> io::Result<Option<Vec<(OsString, Mark)>>> {
    let mut found = Vec::new();
    for (at, entry) in fs::read_dir(folder)?.enumerate() {
        if at >= MOST_FILES {
            return Ok(None);
        }
        // A file that went away while we looked is not there.
        if let Some(file) = entry.ok().and_then(|entry| mark(&entry)) {
            found.push(file);
        }
    }
    Ok(Some(found))
}

fn mark(entry: &DirEntry) -> Option<(OsString, Mark)> {
    let name = entry.file_name();
    let lower = name.to_string_lossy().to_lowercase();
    let aside = lower.starts_with(['.', '~']) || [".tmp", ".part", ".lock", ".swp", "~"].iter().any(|end| lower.ends_with(end));
    if aside || !entry.file_type().ok()?.is_file() {
        return None;
    }
    let about = entry.metadata().ok()?;
    Some((name, (about.len(), about.modified().ok())))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LM7: &str = "\u{1}DLM\u{2}IDNIDEK/LM-7P\u{17} R+03.78-00.52118\u{17} L+03.77-00.51118\u{17}\u{4}";
    const XML: &str =
        "<Ophthalmology><Measure type=\"LM\"><LM><R><Sphare>-2.25</Sphare><Cylinder>0.00</Cylinder></R></LM></Measure></Ophthalmology>";

    struct Clinic {
        folder: tempfile::TempDir,
        watched: Folder,
        now: Duration,
    }

    fn a_folder(old: &[(&str, &str)]) -> Clinic {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in old {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let watched = Folder::new(folder.path().to_owned());
        let mut clinic = Clinic { folder, watched, now: Duration::ZERO };
        assert_eq!(clinic.look(), (Standing::Listening, vec![]), "what is old is not offered");
        clinic
    }

    impl Clinic {
        fn write(&self, name: &str, text: &str) {
            fs::write(self.folder.path().join(name), text).unwrap();
        }

        fn look(&mut self) -> (Standing, Vec<Vec<u8>>) {
            self.now += Duration::from_secs(1);
            self.watched.look(self.now)
        }

        fn texts(&mut self) -> Vec<String> {
            self.look().1.into_iter().map(|bytes| String::from_utf8(bytes).unwrap()).collect()
        }
    }

    #[test]
    fn a_new_file_is_taken_once_when_it_has_stopped_growing() {
        let mut clinic = a_folder(&[("old.xml", XML)]);
        clinic.write("new.dat", LM7);
        assert!(clinic.texts().is_empty(), "it may still be growing");
        assert_eq!(clinic.texts(), [LM7]);
        assert!(clinic.texts().is_empty(), "once");
    }

    #[test]
    fn a_file_that_is_written_again_is_a_new_reading() {
        let mut clinic = a_folder(&[("LM.xml", XML)]);
        let again = XML.replace("-2.25", "-2.50  ");
        clinic.write("LM.xml", &again);
        clinic.texts();
        assert_eq!(clinic.texts(), [again]);
    }

    #[test]
    fn half_a_file_waits_for_its_other_half() {
        let mut clinic = a_folder(&[]);
        let (first, _) = XML.split_at(60);
        clinic.write("slow.xml", first);
        for _ in 0..3 {
            assert!(clinic.texts().is_empty());
        }
        clinic.write("slow.xml", XML);
        clinic.texts();
        assert_eq!(clinic.texts(), [XML]);
    }

    #[test]
    fn what_stays_cut_short_is_told_after_a_while() {
        let mut clinic = a_folder(&[]);
        let (first, _) = XML.split_at(60);
        clinic.write("cut.xml", first);
        let told: Vec<String> = (0..8).flat_map(|_| clinic.texts()).collect();
        assert_eq!(told, [first]);
    }

    #[test]
    fn other_programs_files_are_passed_over() {
        let mut clinic = a_folder(&[]);
        clinic.write("Thumbs.db", "pictures");
        clinic.write("letter.txt", "Dear Sir or Madam");
        clinic.write("empty.xml", "");
        clinic.write(".hidden.xml", XML);
        clinic.write("~LM.xml", XML);
        clinic.write("LM.xml.tmp", XML);
        clinic.write("film.xml", &"x".repeat(MAX_BYTES + 1));
        fs::create_dir(clinic.folder.path().join("archive.xml")).unwrap();
        let told: Vec<String> = (0..8).flat_map(|_| clinic.texts()).collect();
        assert!(told.is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_followed() {
        let elsewhere = tempfile::tempdir().unwrap();
        fs::write(elsewhere.path().join("LM.xml"), XML).unwrap();
        let mut clinic = a_folder(&[]);
        std::os::unix::fs::symlink(elsewhere.path().join("LM.xml"), clinic.folder.path().join("LM.xml")).unwrap();
        let told: Vec<String> = (0..8).flat_map(|_| clinic.texts()).collect();
        assert!(told.is_empty());
    }

    #[test]
    fn a_share_that_was_away_comes_back_without_old_readings() {
        let mut clinic = a_folder(&[]);
        let away = clinic.folder.path().with_extension("away");
        fs::rename(clinic.folder.path(), &away).unwrap();
        assert_eq!(clinic.look(), (Standing::Gone, vec![]));
        fs::write(away.join("meanwhile.xml"), XML).unwrap();
        fs::rename(&away, clinic.folder.path()).unwrap();
        for _ in 0..3 {
            assert_eq!(clinic.look(), (Standing::Listening, vec![]));
        }
        clinic.write("after.xml", XML);
        clinic.texts();
        assert_eq!(clinic.texts(), [XML]);
    }

    #[test]
    fn of_a_whole_archive_that_is_copied_in_only_the_newest_are_read() {
        let mut clinic = a_folder(&[]);
        for number in 0..40 {
            let path = clinic.folder.path().join(format!("{number}.xml"));
            fs::write(&path, XML.replace("-2.25", &format!("-2.{number:02}"))).unwrap();
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 + number);
            File::options().append(true).open(&path).unwrap().set_modified(time).unwrap();
        }
        clinic.texts();
        let told = clinic.texts();
        assert_eq!(told.len(), MOST_AT_ONCE);
        assert!(told.last().unwrap().contains("-2.39"), "the newest last");
        assert!(clinic.texts().is_empty());
    }
}
