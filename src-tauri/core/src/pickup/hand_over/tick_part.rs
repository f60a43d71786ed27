//! `tick_part`: seen in the case, or not.

use super::gate::{self, HandOverView};
use super::{load_open, step_done};
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{HandOverId, PartId};
use crate::records::parts::{self, Custody};
use serde::{Deserialize, Serialize};

/// A part seen in the case, or not.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TickPart {
    /// Which hand-over.
    pub hand_over_id: HandOverId,
    /// Which part.
    pub part_id: PartId,
    /// In the case.
    pub ticked: bool,
}

/// `tick_part`: a part that the record has elsewhere is moved here first, by an act of its own that says who found it.
///
/// # Errors
/// Refuses `not_this_order` for another order's part, `part_elsewhere` for one that is not here.
pub fn tick_part(act: &mut Act<'_>, request: &TickPart) -> Outcome<HandOverView> {
    let (mut row, order) = load_open(act, request.hand_over_id)?;
    let part = parts::load(act.db, request.part_id)?;
    if part.order_id != order.id {
        return refuse(Refusal::because("not_this_order"));
    }
    if request.ticked && part.custody != Custody::Here {
        return refuse(
            Refusal::because("part_elsewhere").fact("part", part.kind.as_str()).fact("custody", part.custody.as_str()).next("move_part"),
        );
    }
    row.ticked.retain(|part| *part != request.part_id);
    if request.ticked {
        row.ticked.push(request.part_id);
    }
    act.db.execute("UPDATE hand_overs SET ticked = ?2 WHERE id = ?1", (row.id, serde_json::to_string(&row.ticked)?))?;
    step_done(act, &row, "parts")?;
    gate::view(act, row.id)
}
