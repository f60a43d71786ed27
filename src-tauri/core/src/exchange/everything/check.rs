//! Holds an export against its manifest: every file there, every byte as it was written, nothing that is not named.

use super::{FIRST_SCHEMA, FORM, MANIFEST, Manifest};
use crate::error::{Fault, Outcome, Refusal, refuse};
use crate::store::key::to_hex;
use crate::store::migrate;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// A manifest is some 40 KB; a hostile one must not make the desk eat all memory.
const LONGEST_MANIFEST: u64 = 4 << 20;

fn disk(error: &std::io::Error) -> Fault {
    Fault::new("disk", error.kind())
}

/// Reads what an export says of itself.
///
/// # Errors
/// Refuses `not_an_export`, `export_newer`, `export_changed`. Faults `disk`.
pub fn manifest(folder: &Path) -> Outcome<Manifest> {
    let file = match File::open(folder.join(MANIFEST)) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return refuse(Refusal::because("not_an_export")),
        Err(error) => return Err(disk(&error).into()),
    };
    let mut text = Vec::new();
    file.take(LONGEST_MANIFEST).read_to_end(&mut text).map_err(|error| disk(&error))?;
    // What a newer Rightful wrote may say more than we know: ask for its form and schema alone.
    #[derive(serde::Deserialize)]
    struct Form {
        form: String,
        schema: usize,
    }
    let Ok(Form { form, schema }) = serde_json::from_slice(&text) else { return refuse(Refusal::because("not_an_export")) };
    if !form.starts_with("Rightful export ") || schema < FIRST_SCHEMA {
        return refuse(Refusal::because("not_an_export"));
    }
    if form != FORM || schema > migrate::newest() {
        return refuse(Refusal::because("export_newer").next("update_rightful"));
    }
    match serde_json::from_slice::<Manifest>(&text) {
        Ok(manifest) if manifest.own_sha256()? == manifest.sha256 && manifest.text()? == text => Ok(manifest),
        _ => refuse(changed(MANIFEST)),
    }
}

/// This file is not as it was written.
pub(super) fn changed(name: &str) -> Refusal {
    Refusal::because("export_changed").fact("file", name).next("take_another_export")
}

/// Reads every file from its first byte to its last.
///
/// # Errors
/// Refuses `export_names_strange` for a name that no table has, `export_file_missing`, `export_changed`. Faults `disk`.
pub fn files(folder: &Path, manifest: &Manifest) -> Outcome<()> {
    let mut named: Vec<String> =
        manifest.tables.iter().flat_map(|table| ["csv", "jsonl"].map(|ending| format!("{}.{ending}", table.name))).collect();
    named.sort();
    // A table's name is a word: no name leads out of the folder.
    let is_word =
        |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    let as_named = manifest.files.iter().map(|file| &file.name).eq(&named);
    if !as_named || !manifest.tables.iter().all(|table| is_word(&table.name)) {
        return refuse(Refusal::because("export_names_strange").next("take_another_export"));
    }
    for line in &manifest.files {
        let mut file = Lines::open(folder, manifest, &line.name)?;
        while !file.reader.fill_buf().map_err(|error| disk(&error))?.is_empty() {
            let read = file.reader.buffer().len();
            file.reader.consume(read);
        }
        file.end()?;
    }
    Ok(())
}

/// A file of an export that is read once, and compared as it is read: what is brought in is what was checked.
#[derive(Debug)]
pub(super) struct Lines {
    reader: BufReader<Hashed>,
    name: String,
    bytes: u64,
    sha256: String,
}

#[derive(Debug)]
struct Hashed {
    file: std::io::Take<File>,
    hash: Sha256,
    bytes: u64,
}

impl Read for Hashed {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(into)?;
        self.hash.update(&into[..read]);
        self.bytes += read as u64;
        Ok(read)
    }
}

impl Lines {
    /// Opens a file that the manifest names.
    pub(super) fn open(folder: &Path, manifest: &Manifest, name: &str) -> Outcome<Self> {
        let missing = || Refusal::because("export_file_missing").fact("file", name).next("take_another_export");
        let Some(line) = manifest.files.iter().find(|line| line.name == name) else { return refuse(missing()) };
        let path = folder.join(name);
        // No link, no device: a file of this folder.
        match std::fs::symlink_metadata(&path) {
            Ok(about) if about.is_file() => {}
            _ => return refuse(missing()),
        }
        let file = File::open(path).map_err(|error| disk(&error))?;
        // One byte too many is enough to see that it is another.
        let file = Hashed { file: file.take(line.bytes.saturating_add(1)), hash: Sha256::new(), bytes: 0 };
        let reader = BufReader::with_capacity(1 << 18, file);
        Ok(Self { reader, name: name.to_owned(), bytes: line.bytes, sha256: line.sha256.clone() })
    }

    /// The next line into `line`, without its end; false at the end of the file.
    pub(super) fn next(&mut self, line: &mut Vec<u8>) -> Outcome<bool> {
        line.clear();
        self.reader.read_until(b'\n', line).map_err(|error| disk(&error))?;
        if line.last() == Some(&b'\n') {
            line.pop();
            return Ok(true);
        }
        Ok(!line.is_empty())
    }

    /// It was read to its end: was it as it was written?
    pub(super) fn end(self) -> Outcome<()> {
        let read = self.reader.into_inner();
        if read.bytes != self.bytes || to_hex(&read.hash.finalize()) != self.sha256 {
            return refuse(changed(&self.name));
        }
        Ok(())
    }
}
