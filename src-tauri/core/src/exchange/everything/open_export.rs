//! `open_export`: a look into an export before it is brought in, every file of it held against its manifest.

use super::check::{self, Lines};
use super::{Manifest, check::changed};
use crate::clock::At;
use crate::desk::Desk;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::StaffId;
use crate::records::staff::Role;
use crate::store::Store;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Which.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OpenExport {
    /// The picked folder's token: the export's own folder.
    pub token: String,
}

/// Somebody who may bring it in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportManager {
    /// Who.
    pub id: StaffId,
    /// Given and family name.
    pub name: String,
}

/// What is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportPreview {
    /// When it was made.
    pub made_at: At,
    /// The clinic's name.
    pub clinic: String,
    /// Patients in it.
    #[cfg_attr(test, ts(type = "number"))]
    pub patients: u64,
    /// Orders in it.
    #[cfg_attr(test, ts(type = "number"))]
    pub orders: u64,
    /// Rows of all tables.
    #[cfg_attr(test, ts(type = "number"))]
    pub rows: u64,
    /// Its managers: one of them brings it in, with a new PIN.
    pub managers: Vec<ExportManager>,
}

/// Where the export lies, if this desk may take one in: no clinic is here yet.
pub(super) fn where_it_lies(desk: &Desk, token: &str) -> Outcome<PathBuf> {
    if Store::exists(&desk.folder(false)) {
        return refuse(Refusal::because("desk_not_empty"));
    }
    match desk.folder_picked(token) {
        Some(path) => Ok(path.to_owned()),
        None => refuse(Refusal::because("not_an_export").next("choose_export")),
    }
}

/// Reads and checks the whole of it.
pub(super) fn checked(folder: &Path) -> Outcome<Manifest> {
    let manifest = check::manifest(folder)?;
    check::files(folder, &manifest)?;
    if manifest.practice {
        return refuse(Refusal::because("export_of_practice"));
    }
    Ok(manifest)
}

/// `open_export`
///
/// # Errors
/// Refuses `desk_not_empty`, `not_an_export`, `export_newer`, `export_changed`, `export_names_strange`,
/// `export_file_missing`, `export_of_practice`. Faults `disk`.
pub fn open_export(desk: &mut Desk, request: OpenExport) -> Outcome<ExportPreview> {
    let folder = where_it_lies(desk, &request.token)?;
    let manifest = checked(&folder)?;
    let rows = |name: &str| manifest.files.iter().find(|file| file.name == name).map_or(0, |file| file.rows);
    Ok(ExportPreview {
        made_at: manifest.made_at,
        clinic: manifest.clinic.clone(),
        patients: rows("patients.jsonl"),
        orders: rows("orders.jsonl"),
        rows: manifest.rows(),
        managers: managers(&folder, &manifest)?,
    })
}

fn managers(folder: &Path, manifest: &Manifest) -> Outcome<Vec<ExportManager>> {
    #[derive(Deserialize)]
    struct Row {
        id: StaffId,
        given: String,
        family: String,
        role: Role,
        active: i64,
    }
    let mut file = Lines::open(folder, manifest, "staff.jsonl")?;
    let (mut line, mut found) = (Vec::new(), Vec::new());
    while file.next(&mut line)? {
        let Ok(row) = serde_json::from_slice::<Row>(&line) else { return refuse(changed("staff.jsonl")) };
        if row.active == 1 && row.role == Role::Manager {
            found.push(ExportManager { id: row.id, name: format!("{} {}", row.given, row.family).trim().to_owned() });
        }
    }
    file.end()?;
    Ok(found)
}
