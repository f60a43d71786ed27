//! "These are not mine": one key freezes the hand-over, a one-minute recheck decides. Nobody argues.

use crate::desk::Act;
use crate::discrepancies::{self, log::NearMiss};
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{HandOverId, OrderId, VisitId};
use crate::pickup::hand_over::{self, HandOverView, OfHandOver};
use crate::records::orders;
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

/// What the patient said.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NotTheirs {
    /// Which hand-over.
    pub hand_over_id: HandOverId,
    /// In the patient's own words.
    pub words: Option<String>,
}

/// `not_theirs`: freezes the hand-over and keeps a near miss with the patient's words.
///
/// # Errors
/// Refuses `hand_over_ended`.
pub fn not_theirs(act: &mut Act<'_>, request: &NotTheirs) -> Outcome<HandOverView> {
    act.somebody()?;
    let found = row(act, request.hand_over_id)?;
    if found.state == "frozen" {
        return hand_over::look_at(act, OfHandOver { hand_over_id: request.hand_over_id });
    }
    if found.state != "open" {
        return refuse(Refusal::because("hand_over_ended").next("look_again"));
    }
    let words = request.words.as_deref().map(str::trim).filter(|words| !words.is_empty());
    act.db.execute("UPDATE hand_overs SET state = 'frozen', why = 'not_theirs' WHERE id = ?1", [request.hand_over_id])?;
    let order = orders::load(act.db, found.order)?;
    let miss = NearMiss {
        kind: "wrong_patients_order",
        patient: order.patient_id,
        order: order.id,
        other_order: found.scanned_order,
        visit: found.visit,
        hand_over: request.hand_over_id,
        facts: "not_theirs",
        patient_words: words,
    };
    discrepancies::log::near_miss(act, &miss)?;
    act.about(request.hand_over_id);
    hand_over::look_at(act, OfHandOver { hand_over_id: request.hand_over_id })
}

/// What the recheck showed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EndRecheck {
    /// Which hand-over.
    pub hand_over_id: HandOverId,
    /// They are this patient's after all, and the patient agrees.
    pub theirs: bool,
    /// What was seen: number, tray, frame, lenses.
    pub note: String,
}

/// `end_recheck`: theirs after all starts the gate again from the first question; not theirs ends it refused.
///
/// # Errors
/// Refuses `not_frozen`, `reason_needed`.
pub fn end(act: &mut Act<'_>, request: &EndRecheck) -> Outcome<HandOverView> {
    let by = act.somebody()?;
    let found = row(act, request.hand_over_id)?;
    if found.state != "frozen" {
        return refuse(Refusal::because("not_frozen").next("look_again"));
    }
    if request.note.trim().is_empty() {
        return refuse(Refusal::because("reason_needed"));
    }
    let order = orders::load(act.db, found.order)?;
    act.about(request.hand_over_id);
    act.about(order.id);
    act.about(order.patient_id);
    if request.theirs {
        act.db.execute(
            "UPDATE hand_overs SET state = 'open', said_name = NULL, said_born = NULL, name_match = NULL, born_match = NULL,
                 scanned = NULL, scan_match = NULL, scanned_order = NULL, ticked = '[]', reasons = '{}', case_opened = 0, looked = 0
             WHERE id = ?1",
            [request.hand_over_id],
        )?;
    } else {
        act.db.execute(
            "UPDATE hand_overs SET state = 'refused', ended_at = ?2, ended_by = ?3, why = ?4 WHERE id = ?1",
            (request.hand_over_id, act.now.at, by, request.note.trim()),
        )?;
    }
    hand_over::look_at(act, OfHandOver { hand_over_id: request.hand_over_id })
}

struct Found {
    state: String,
    order: OrderId,
    visit: Option<VisitId>,
    scanned_order: Option<OrderId>,
}

fn row(act: &Act<'_>, id: HandOverId) -> Outcome<Found> {
    act.db
        .query_row("SELECT state, order_id, visit_id, scanned_order FROM hand_overs WHERE id = ?1", [id], |row| {
            Ok(Found { state: row.get(0)?, order: row.get(1)?, visit: row.get(2)?, scanned_order: row.get(3)? })
        })
        .optional()?
        .ok_or_else(|| Refusal::because("no_such_hand_over").into())
}
