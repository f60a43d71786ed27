//! `export_everything`: all records as plain files into a folder that somebody chose.

use super::write::write;
use crate::desk::{Act, Desk};
use crate::error::{Outcome, Refusal, refuse};
use crate::records::clinic::Nothing;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::atomic::Ordering;

/// Where to.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportEverything {
    /// The picked folder's token.
    pub token: String,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EverythingWritten {
    /// The picked folder's name, without where it lies.
    pub into: String,
    /// The new folder in it.
    pub folder: String,
    /// Files, the manifest among them.
    pub files: u32,
    /// Tables.
    pub tables: u32,
    /// Rows of all tables.
    #[cfg_attr(test, ts(type = "number"))]
    pub rows: u64,
    /// Bytes of all files but the manifest.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
    /// What whoever asked must know, as a code: `not_locked`.
    pub warning: String,
}

/// What the trail keeps of an export.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EverythingExported {
    /// Rows that went out.
    #[cfg_attr(test, ts(type = "number"))]
    pub rows: u64,
    /// The manifest's own SHA-256: which export it was.
    pub sha256: String,
}

/// `everything_exported` (inside): a look at everything.
///
/// # Errors
/// None.
pub fn everything_exported(_: &mut Act<'_>, _: &EverythingExported) -> Outcome<Nothing> {
    Ok(Nothing {})
}

/// `export_everything`. The trail says who did it before the files count: no export is without its entry.
///
/// # Errors
/// Refuses `export_no_folder` (it was picked too long ago, or is gone), `export_beside_records`, `export_stopped`. Faults `disk`,
/// `full_disk`: nothing of it is left.
pub fn export_everything(desk: &mut Desk, request: ExportEverything) -> Outcome<EverythingWritten> {
    let Some(into) = desk.folder_picked(&request.token).filter(|path| path.is_dir()).map(std::path::Path::to_owned) else {
        return refuse(Refusal::because("export_no_folder").next("choose_export_folder"));
    };
    let real = |path: &std::path::Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if real(&into).starts_with(real(desk.home())) {
        return refuse(Refusal::because("export_beside_records").next("choose_export_folder"));
    }
    let (progress, now) = (desk.progress(), desk.now());
    progress.cancel.store(false, Ordering::Relaxed);
    let written = write(desk.store()?, now, &into, &progress)?;
    let rows = written.manifest.rows();
    desk.inside("everything_exported", json!(EverythingExported { rows, sha256: written.manifest.sha256.clone() }))?;
    let files = &written.manifest.files;
    let reply = EverythingWritten {
        into: into.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        folder: written.name.clone(),
        files: u32::try_from(files.len() + 1).unwrap_or(u32::MAX),
        tables: u32::try_from(written.manifest.tables.len()).unwrap_or(u32::MAX),
        rows,
        bytes: files.iter().map(|file| file.bytes).sum(),
        warning: "not_locked".to_owned(),
    };
    written.counts()?;
    Ok(reply)
}
