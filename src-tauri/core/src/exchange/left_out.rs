//! The rows of an import that could not be used, as a file to put right and bring in again.

use serde::{Deserialize, Serialize};

use super::fhir;
use super::imports::{self, OfImport};
use super::read::{LeftOutRow, RowReason, left_out_csv};
use super::sniff::sniff;
use crate::desk::Act;
use crate::error::{Fault, Outcome, Refusal, refuse};
use crate::private::Private;

/// A file's text and the name to save it under.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LeftOutFile {
    /// A name to save it under.
    pub name: String,
    /// Its text: CSV with a byte order mark, safe to open in a spreadsheet.
    pub text: Private<String>,
}

/// `left_out_rows`: the rows that an import left out, each with its line and its reason. The trail says who took it.
///
/// # Errors
/// Refuses `no_such_import`, `nothing_left_out`.
pub fn rows(act: &mut Act<'_>, request: &OfImport) -> Outcome<LeftOutFile> {
    let import = imports::load(act.db, request.import_id)?;
    let left_out = imports::left_out(act.db, import.id)?;
    if left_out.is_empty() {
        return refuse(Refusal::because("nothing_left_out"));
    }
    let bytes = crate::trail::kept_file(act.db, &imports::file_of(act.db, import.id)?)?;
    let stem = import.file_name.rsplit_once('.').map_or(import.file_name.as_str(), |(stem, _)| stem);
    let name = format!("{stem} - left out.csv");
    if fhir::looks_like(&bytes) {
        act.about(import.id);
        return Ok(LeftOutFile { name, text: Private::new(fhir::left_out_csv(&left_out)) });
    }
    let table = sniff(&bytes)?;
    let rows = left_out.into_iter().map(|(line, span, reason)| LeftOutRow {
        line,
        span,
        reason: RowReason::from_code(&reason).map_or("", RowReason::words),
    });
    let text = left_out_csv(&table, rows).map_err(|_| Fault::new("bug", "left-out rows could not be written"))?;
    let text = String::from_utf8(text).map_err(|_| Fault::new("bug", "left-out rows are no text"))?;
    act.about(import.id);
    Ok(LeftOutFile { name, text: Private::new(text) })
}
