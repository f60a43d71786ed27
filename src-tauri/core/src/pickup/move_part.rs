//! `move_part`: a part is somewhere else now, or nobody knows where. Each move keeps who and when.

use crate::desk::Act;
use crate::discrepancies;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::PartId;
use crate::records::orders;
use crate::records::parts::{self, Custody, Part};
use crate::records::text;
use serde::{Deserialize, Serialize};

/// Where a part is now.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct MovePart {
    /// Which.
    pub part_id: PartId,
    /// Where.
    pub custody: Custody,
    /// Where exactly; here and not said: the order's tray.
    pub place: Option<String>,
    /// Who has it.
    pub holder: Option<String>,
    /// Why, if said.
    pub note: Option<String>,
    /// The move before was a slip: the part goes back to where it was said to be.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<bool>", optional))]
    pub takes_back: bool,
}

/// `move_part`: the reply is the part as it is now.
///
/// # Errors
/// Refuses `no_such_part`, `place_needed`, `part_already_there`, `text_too_long`.
pub fn move_part(act: &mut Act<'_>, request: &MovePart) -> Outcome<Part> {
    let part = parts::load(act.db, request.part_id)?;
    let order = orders::load(act.db, part.order_id)?;
    let place = text::kept("place", request.place.as_deref())?;
    let holder = text::kept("holder", request.holder.as_deref())?;
    let note = text::kept("note", request.note.as_deref())?;
    let place = match request.custody {
        Custody::NotLocated => place.filter(|_| request.takes_back),
        Custody::Here => place.or_else(|| order.tray.clone()),
        _ => place,
    };
    let same_holder = request.custody == Custody::NotLocated || holder == part.holder;
    // An Enter too many is no move: the moves tell who had it when, and must not fill with nothing.
    if part.custody == request.custody && part.place == place && same_holder && note.is_none() {
        return refuse(Refusal::because("part_already_there").fact("part", part.kind.as_str()).next("say_where"));
    }
    if request.takes_back {
        parts::take_back_latest_move(act, part.id)?;
        parts::move_to(act, part.id, request.custody, place.as_deref(), holder.as_deref(), note.as_deref())?;
        parts::take_back_latest_move(act, part.id)?;
        if request.custody == Custody::NotLocated {
            discrepancies::turned_up::not_after_all(act, &part)?;
        }
        act.about(order.patient_id);
        return parts::load(act.db, part.id);
    }
    match request.custody {
        Custody::NotLocated => nobody_knows(act, part.id, note.as_deref())?,
        Custody::Here => {
            let Some(place) = place else {
                return refuse(Refusal::because("place_needed").fact("part", part.kind.as_str()).next("say_where"));
            };
            parts::move_to(act, part.id, Custody::Here, Some(&place), holder.as_deref(), note.as_deref())?;
        }
        custody => parts::move_to(act, part.id, custody, place.as_deref(), holder.as_deref(), note.as_deref())?,
    }
    if part.custody == Custody::NotLocated && request.custody != Custody::NotLocated {
        let place = parts::load(act.db, part.id)?.place;
        discrepancies::turned_up::turned_up(act, &part, place.as_deref())?;
    }
    act.about(order.patient_id);
    parts::load(act.db, part.id)
}

/// Nobody knows where it is: who had it last stays with it, and its last place stays in its moves.
pub(super) fn nobody_knows(act: &mut Act<'_>, id: PartId, note: Option<&str>) -> Outcome<()> {
    let holder = parts::load(act.db, id)?.holder;
    parts::move_to(act, id, Custody::NotLocated, None, holder.as_deref(), note)
}
