//! `scan_at_hand_over`: is what is in hand this order's?

use super::gate::{self, HandOverView, check_of};
use super::{forget_reasons, keep_near_miss, load, load_open, step_done};
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::HandOverId;
use crate::records::orders;
use serde::{Deserialize, Serialize};

/// A tray or order number, scanned or typed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ScanAtHandOver {
    /// Which hand-over.
    pub hand_over_id: HandOverId,
    /// What the scanner read.
    pub code: String,
}

/// `scan_at_hand_over`: another patient's tray is a stop, and a near miss at once. The patient's own other order is a
/// stop too, but nobody else's glasses were near. Either stays until the right tray or order is scanned.
///
/// # Errors
/// Refuses `nothing_scanned`.
pub fn scan(act: &mut Act<'_>, request: &ScanAtHandOver) -> Outcome<HandOverView> {
    let (row, order) = load_open(act, request.hand_over_id)?;
    let code = request.code.trim();
    if code.is_empty() || code.chars().count() > 200 {
        return refuse(Refusal::because("nothing_scanned").next("scan_label"));
    }
    let found = match orders::in_tray_called(act.db, code)? {
        Some(order) => Some(order),
        None => orders::by_number_called(act.db, code)?,
    };
    let (word, other) = match found {
        Some(found) if found.id == order.id => ("match", None),
        Some(found) if found.patient_id == order.patient_id => ("own_other_order", Some(found.id)),
        Some(found) => ("other_order", Some(found.id)),
        None => ("unknown", row.scanned_order),
    };
    act.db.execute("UPDATE hand_overs SET scanned = ?2, scan_match = ?3, scanned_order = ?4 WHERE id = ?1", (row.id, code, word, other))?;
    forget_reasons(act, &row, |key| check_of(key) == "scan")?;
    step_done(act, &row, "scan")?;
    if word == "other_order" {
        let row = load(act.db, row.id)?;
        keep_near_miss(act, &row, &order, "wrong_patients_order", "another_order", None)?;
    }
    gate::view(act, row.id)
}
