//! What went wrong and how long things took: ids, codes and durations, never a person's data.

use chrono::{SecondsFormat, Utc};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};

/// A log longer than this starts anew; the one before is kept.
const LONGEST_BYTES: u64 = 1_000_000;

static FILE: OnceLock<Mutex<File>> = OnceLock::new();

/// Starts writing to `rightful.log` in the data folder. Where that cannot be written, we go on without.
pub fn open(home: &Path) {
    let path = home.join("rightful.log");
    if std::fs::metadata(&path).is_ok_and(|found| found.len() > LONGEST_BYTES) {
        let _kept_or_not = std::fs::rename(&path, home.join("rightful.before.log"));
    }
    if let Ok(file) = OpenOptions::new().create(true).append(true).open(path) {
        let _was_open = FILE.set(Mutex::new(file));
    }
}

/// Writes one line.
pub fn line(text: &str) {
    if let Some(file) = FILE.get() {
        let now = Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true);
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        let _written_or_not = writeln!(file, "{now} {text}");
    }
}

/// Writes down what broke, under the references that the person at the desk can read out.
pub fn faults(faults: &[String]) {
    faults.iter().for_each(|fault| line(&format!("fault {fault}")));
}

/// A panic's message may quote what it choked on, so only its place is written down.
pub fn keep_data_out_of_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(
            || "an unknown place".to_owned(),
            |at| {
                // The last folders are enough to find it, and say nothing of the machine it was built on.
                let file: Vec<&str> = at.file().rsplit(['/', '\\']).take(4).collect();
                format!("{}:{}", file.into_iter().rev().collect::<Vec<_>>().join("/"), at.line())
            },
        );
        line(&format!("panic at {place}"));
        eprintln!("Something broke at {place}.");
    }));
}
