//! `scan_at_hand_over`: is what is in hand this order's?

use super::gate::{self, HandOverView, check_of};
use super::tick_part::{self, TickPart};
use super::{Row, forget_reasons, keep_near_miss, load, load_open, step_done};
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::HandOverId;
use crate::matching::boxes::check::fits;
use crate::matching::boxes::typed::standard_of;
use crate::matching::check_boxes::open_orders_for;
use crate::matching::lenses::Side;
use crate::matching::read_box;
use crate::pickup::add_order::box_mark;
use crate::records::contact_lenses;
use crate::records::orders::{self, Order, OrderKind};
use crate::records::parts::{self, Custody, PartKind};
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
/// Refuses `nothing_scanned`, `box_expired`, `box_not_as_ordered`, `box_too_many`.
pub fn scan(act: &mut Act<'_>, request: &ScanAtHandOver) -> Outcome<HandOverView> {
    let (row, order) = load_open(act, request.hand_over_id)?;
    let code = request.code.trim();
    if code.is_empty() || code.chars().count() > 200 {
        return refuse(Refusal::because("nothing_scanned").next("scan_label"));
    }
    if order.kind == OrderKind::ContactLenses
        && let Some(view) = scanned_box(act, &row, &order, code)?
    {
        return Ok(view);
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

/// A box of contact lenses in hand: one that this order asks for is ticked, by its eye. One that another patient's order
/// asks for is that order's, as its tray would be. None: not a box that the desk knows.
fn scanned_box(act: &mut Act<'_>, row: &Row, order: &Order, code: &str) -> Outcome<Option<HandOverView>> {
    let read = read_box::read(act.db, code)?;
    let Some(label) = read.label.filter(|_| read.known) else { return Ok(None) };
    let ordered = contact_lenses::of_order(act.db, order)?;
    if label.expires_on.is_some_and(|last| last < act.now.day()) {
        return refuse(
            Refusal::because("box_expired").fact("expired_on", label.expires_on.map(|day| day.0.to_string())).next("fetch_another_box"),
        );
    }
    let Some(side) = fits(&ordered, &label.lens) else {
        let others = open_orders_for(act, &label.lens)?;
        // Never one name when two fit.
        if let [other] = others.as_slice()
            && other.patient_id != order.patient_id
        {
            // In words: nobody knows a box by its number.
            let brand = label.lens.brand.as_deref().unwrap_or_default();
            let said = format!("{brand} {}", standard_of(&label.lens, None));
            act.db.execute(
                "UPDATE hand_overs SET scanned = ?2, scan_match = 'other_order', scanned_order = ?3 WHERE id = ?1",
                (row.id, said.trim(), other.order_id),
            )?;
            forget_reasons(act, row, |key| check_of(key) == "scan")?;
            step_done(act, row, "scan")?;
            let row = load(act.db, row.id)?;
            keep_near_miss(act, &row, order, "wrong_patients_order", "another_order", None)?;
            return gate::view(act, row.id).map(Some);
        }
        return refuse(Refusal::because("box_not_as_ordered").fact("number", order.number.as_str()).next("fetch_right_box"));
    };
    let parts = parts::of(act.db, order.id)?;
    let boxes = || parts.iter().filter(|part| part.kind == PartKind::ContactLensBox && part.custody == Custody::Here);
    let open =
        |mark: Option<&str>| boxes().find(|part| part.label.as_deref() == mark && !row.ticked.contains(&part.id)).map(|part| part.id);
    let same_for_both = [Side::Right, Side::Left].iter().all(|side| ordered.of(*side).is_some_and(|one| one.lens == label.lens));
    let next =
        open(Some(box_mark(side))).or_else(|| if same_for_both { open(Some(box_mark(Side::Left))) } else { None }).or_else(|| open(None));
    let Some(part_id) = next else {
        return refuse(
            Refusal::because("box_too_many").fact("number", order.number.as_str()).fact("eye", side.as_str()).next("look_again"),
        );
    };
    tick_part::tick_part(act, &TickPart { hand_over_id: row.id, part_id, ticked: true }).map(Some)
}
