//! `read_box`: what a scanned box of contact lenses says: its product, as learnt here, its last day, its lot.

use super::boxes::check::BoxLabel;
use super::boxes::label::{LabelDoubt, read_label};
use crate::desk::Look;
use crate::error::Outcome;
use crate::records::contact_lenses;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// A scan to understand.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReadBox {
    /// What the scanner sent.
    pub scan: String,
}

/// What it says.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BoxRead {
    /// The label; none where the scan is no label.
    pub label: Option<BoxLabel>,
    /// The product was learnt here before: its lens stands in the label.
    pub known: bool,
    /// Why it is no label.
    pub doubt: Option<LabelDoubt>,
}

/// `read_box`
///
/// # Errors
/// As the store gives them; what cannot be read is the answer.
pub fn read_box(look: &Look<'_>, request: ReadBox) -> Outcome<BoxRead> {
    read(look.db, &request.scan)
}

/// What a scan says.
///
/// # Errors
/// As the store gives them.
pub fn read(db: &Connection, scan: &str) -> Outcome<BoxRead> {
    let scanned = match read_label(scan) {
        Ok(scanned) => scanned,
        Err(doubt) => return Ok(BoxRead { label: None, known: false, doubt: Some(doubt) }),
    };
    let product = scanned.gtin.as_deref().map(|gtin| contact_lenses::product(db, gtin)).transpose()?.flatten();
    let known = product.is_some();
    let label = BoxLabel {
        lens: product.unwrap_or_default(),
        gtin: scanned.gtin,
        expires_on: scanned.expires_on,
        lot: scanned.lot,
        serial: scanned.serial,
        marked: None,
    };
    Ok(BoxRead { label: Some(label), known, doubt: None })
}
