//! `kept_slip`: "we keep your lenses": the patient's receipt for what is theirs and stays with us. That it was printed
//! is in the trail.

use crate::clock::At;
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{OrderId, PartId};
use crate::pickup::open_order::OfOrder;
use crate::private::Private;
use crate::records::orders;
use crate::records::parts::{self, Custody, PartKind};
use crate::records::{clinic, patients};
use serde::{Deserialize, Serialize};

/// A receipt for what we keep.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct KeptSlip {
    /// Whom to ask: the clinic.
    pub clinic: String,
    /// How to ask: the order.
    pub order_id: OrderId,
    /// Its number.
    pub number: String,
    /// What the Code 128 says.
    pub barcode: Option<String>,
    /// Whose: their own paper bears their name.
    pub name: Private<String>,
    /// What we keep.
    pub items: Vec<KeptItem>,
    /// When it was printed.
    pub printed_at: At,
    /// Given name of who printed it.
    pub by: String,
}

/// One thing we keep.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct KeptItem {
    /// Which.
    pub part_id: PartId,
    /// What.
    pub kind: PartKind,
    /// Its label.
    pub label: Option<String>,
    /// Since when we have it.
    pub since: At,
    /// Given name of who took it.
    pub taken_by: Option<String>,
    /// It goes into the new frame.
    pub goes_into_new_frame: bool,
}

/// `kept_slip`
///
/// # Errors
/// Refuses `no_such_order`, `nothing_kept`.
pub fn kept_slip(act: &mut Act<'_>, request: &OfOrder) -> Outcome<KeptSlip> {
    let by = act.somebody()?;
    let order = orders::load(act.db, request.order_id)?;
    act.about(order.id);
    act.about(order.patient_id);
    let mut items = Vec::new();
    for part in parts::of(act.db, order.id)? {
        if !part.theirs || part.custody == Custody::WithPatient {
            continue;
        }
        // Since it came here, however often it was moved within the house since.
        let moves = parts::moves(act.db, part.id)?;
        let back_then = moves.iter().rposition(|one| one.to_custody == Custody::WithPatient).map_or(0, |at| at + 1);
        let came = moves.get(back_then);
        items.push(KeptItem {
            part_id: part.id,
            kind: part.kind,
            label: part.label,
            since: came.map_or(part.moved_at, |came| came.at),
            taken_by: came.and_then(|came| came.by.clone()),
            goes_into_new_frame: matches!(part.kind, PartKind::RightLens | PartKind::LeftLens),
        });
    }
    if items.is_empty() {
        return refuse(Refusal::because("nothing_kept").fact("number", order.number.as_str()));
    }
    Ok(KeptSlip {
        clinic: clinic::name(act.db)?,
        name: Private::new(patients::load(act.db, order.patient_id)?.details.full_name()),
        barcode: super::tray_label::code_128(&order.number),
        order_id: order.id,
        number: order.number,
        items,
        printed_at: act.now.at,
        by: crate::records::staff::one(act.db, by)?.given,
    })
}
