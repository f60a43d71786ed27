//! The encrypted file: open it right or not at all.
//!
//! One folder holds one clinic: `clinic.rightful` (SQLCipher), `key.json` (the wrapped data key) and `desk.lock`.

pub mod backup;
pub mod changes;
pub mod key;
pub mod keychain;
pub mod log_cut;
pub mod migrate;
pub mod restore;
pub mod rotation;
pub mod synced;

use crate::clock::Moment;
use crate::error::Fault;
use rusqlite::Connection;
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The open store. Dropping it gives the lock back.
#[derive(Debug)]
pub struct Store {
    /// The one connection.
    pub(crate) db: Connection,
    /// Which rows changed.
    pub(crate) changes: changes::Changes,
    /// Where the clinic's files are.
    pub folder: PathBuf,
    /// The log that the last start left broke off, and more had been kept behind the break.
    pub log_was_cut: bool,
    /// To copy and check backups with.
    key: key::DataKey,
    /// The main file, to be copied from; None: it is in memory.
    source: Option<Arc<backup::Source>>,
    _lock: File,
}

/// Name of the encrypted file in its folder.
pub const FILE: &str = "clinic.rightful";

/// Pages in the write-ahead log before a commit moves them into the main file: SQLite's own default.
const AUTOCHECKPOINT: i64 = 1000;

/// What is asked of SQLite, and read back. ARCHITECTURE: "refuse to run if it differs".
const PRAGMAS: &[(&str, &str, &str)] = &[
    ("locking_mode", "EXCLUSIVE", "exclusive"),
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", "2"),
    ("fullfsync", "ON", "1"),
    ("checkpoint_fullfsync", "ON", "1"),
    ("foreign_keys", "ON", "1"),
    ("trusted_schema", "OFF", "0"),
    ("cell_size_check", "ON", "1"),
    ("temp_store", "MEMORY", "2"),
    ("secure_delete", "ON", "1"),
    // KiB: each page that is read again is decrypted again, unless it is kept. A large clinic's open orders fit.
    ("cache_size", "-65536", "-65536"),
];

impl Store {
    /// Is there a clinic in this folder?
    #[must_use]
    pub fn exists(folder: &Path) -> bool {
        (folder.join(FILE).exists() || folder.join(key::FILE).exists() || restore::is_cut_short(folder)) && !restore::had_nothing(folder)
    }

    /// Takes the folder for this desk alone, before any file in it is touched. Where a restore was cut short, what was is
    /// put back.
    ///
    /// # Errors
    /// `already_open` when another desk holds it; `disk` when the folder cannot be used.
    pub fn take(folder: &Path) -> Result<File, Fault> {
        std::fs::create_dir_all(folder).map_err(|error| Fault::new("disk", error.kind()))?;
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(folder.join("desk.lock"))
            .map_err(|error| Fault::new("disk", error.kind()))?;
        match lock.try_lock() {
            Ok(()) => {
                restore::back_if_cut_short(folder)?;
                Ok(lock)
            }
            Err(std::fs::TryLockError::WouldBlock) => Err(Fault::new("already_open", "lock held")),
            Err(std::fs::TryLockError::Error(error)) => Err(Fault::new("disk", error.kind())),
        }
    }

    /// Opens the store in `folder` with its data key. An older schema is brought up to date, whole or not at all; where
    /// `keeps` says when and where, a backup of the file as it was is made and checked first.
    ///
    /// # Errors
    /// `damaged` (wrong key for this file, or not a database), `newer_file` (made by a newer Rightful; untouched),
    /// `disk`, `full_disk` (also when there is no room for that backup; nothing is touched), `store`.
    pub fn open(folder: &Path, data_key: &key::DataKey, lock: File, keeps: Option<(Moment, &Path)>) -> Result<Self, Fault> {
        Self::open_with(folder, data_key, lock, keeps, migrate::newest())
    }

    /// … or one of an older schema up to so many steps: for rows that were written down then.
    pub(crate) fn open_with(
        folder: &Path,
        data_key: &key::DataKey,
        lock: File,
        keeps: Option<(Moment, &Path)>,
        steps: usize,
    ) -> Result<Self, Fault> {
        let log_was_cut = log_cut::is_cut_beside(&folder.join(FILE));
        let mut db = connect(folder, data_key)?;
        let source = backup::Source::of(folder)?;
        if let (Some((now, into)), true) = (keeps, migrate::is_behind(&db)?) {
            backup::begin_of(&db, folder, &source, data_key, now, into)?.run()?;
            db.pragma_update(None, "wal_autocheckpoint", AUTOCHECKPOINT)?;
        }
        migrate::up_to(&mut db, steps)?;
        Ok(Self {
            changes: changes::Changes::of(&mut db)?,
            db,
            folder: folder.to_owned(),
            log_was_cut,
            key: data_key.clone(),
            source: Some(source),
            _lock: lock,
        })
    }

    /// Can its file be read? Looks at the file, not at what is held of it.
    pub(crate) fn reads(&self) -> bool {
        drop(self.db.execute_batch("PRAGMA shrink_memory"));
        self.db.query_row("SELECT count(*) FROM clinic", [], |row| row.get::<_, i64>(0)).is_ok()
    }

    /// Opens the file anew under the same lock. SQLCipher takes one read that failed for a damaged page, and from then on
    /// says of every page that it is damaged: the file is not, and a new connection finds it so.
    ///
    /// # Errors
    /// As [`Store::open`]; the store is then still to be opened again.
    pub(crate) fn open_again(&mut self) -> Result<(), Fault> {
        let Some(source) = &self.source else { return Ok(()) };
        // Closing moves the log into the main file: a backup that runs is not of one moment any more.
        source.close();
        let mut given_up = std::mem::replace(&mut self.db, Connection::open_in_memory()?);
        drop(given_up.rollback_hook(None::<fn()>));
        drop(given_up);
        let mut db = connect(&self.folder, &self.key)?;
        self.changes = changes::Changes::of(&mut db)?;
        self.source = Some(backup::Source::of(&self.folder)?);
        self.db = db;
        Ok(())
    }

    /// A store that was opened with an older schema has the newest from now on.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub(crate) fn bring_up_to_date(&mut self) -> Result<(), Fault> {
        migrate::up_to_date(&mut self.db)
    }

    /// A store in memory with the newest schema: the target of a replay.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn in_memory(folder: &Path) -> Result<Self, Fault> {
        let mut db = Connection::open_in_memory()?;
        db.pragma_update(None, "foreign_keys", "ON")?;
        migrate::up_to_date(&mut db)?;
        Ok(Self {
            changes: changes::Changes::of(&mut db)?,
            db,
            folder: folder.to_owned(),
            log_was_cut: false,
            key: key::DataKey::none(),
            source: None,
            _lock: Self::take(folder)?,
        })
    }
}

/// One connection to the file in this folder, as it must be.
fn connect(folder: &Path, data_key: &key::DataKey) -> Result<Connection, Fault> {
    let db = Connection::open(folder.join(FILE))?;
    db.pragma_update(None, "cipher_log_level", "NONE")?;
    db.pragma_update(None, "key", data_key.as_pragma())?;
    for (name, ask, expect) in PRAGMAS {
        db.pragma_update(None, name, ask)?;
        let got: String = db.pragma_query_value(None, name, |row| {
            row.get::<_, rusqlite::types::Value>(0).map(|value| match value {
                rusqlite::types::Value::Integer(number) => number.to_string(),
                rusqlite::types::Value::Text(text) => text.to_lowercase(),
                _ => String::new(),
            })
        })?;
        if got != *expect {
            return Err(Fault::new("store", format!("pragma {name} is {got}, not {expect}")));
        }
    }
    db.set_prepared_statement_cache_capacity(256);
    Ok(db)
}

impl Drop for Store {
    /// SQLite calls the hook once more where it closes in the middle of an act, and rusqlite 0.41 has freed it by then.
    fn drop(&mut self) {
        drop(self.db.rollback_hook(None::<fn()>));
        if let Some(source) = &self.source {
            source.close();
        }
    }
}

/// Where a person's clinic files are by default: Windows `%LOCALAPPDATA%`, macOS `~/Library/Application Support`,
/// elsewhere `$XDG_DATA_HOME` or `~/.local/share`; in a folder `Rightful` there. Never a synced folder.
#[must_use]
pub fn default_home() -> Option<PathBuf> {
    let var = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = if cfg!(windows) {
        var("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        var("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        var("XDG_DATA_HOME").or_else(|| var("HOME").map(|home| home.join(".local/share")))
    };
    base.map(|base| base.join("Rightful"))
}
