//! `start_hand_over`: begins, or goes on with the one already begun.

use super::gate::{self, HandOverView};
use super::{HandOverState, Row, leave, load};
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{HandOverId, OrderId, VisitId};
use crate::records::orders::{self, Order, OrderState};
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

/// An order to hand over.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StartHandOver {
    /// Which.
    pub order_id: OrderId,
    /// During which visit, if the person is in the queue.
    pub visit_id: Option<VisitId>,
}

/// `start_hand_over`: begins, or goes on with the one already begun. What another person at the counter said, in
/// another visit or on another day, does not count for this one. A second order of the same visit needs no second
/// asking for name and birth date.
///
/// # Errors
/// Refuses `already_handed_over` saying to whom and when.
pub fn start(act: &mut Act<'_>, request: &StartHandOver) -> Outcome<HandOverView> {
    let by = act.somebody()?;
    let order = orders::load(act.db, request.order_id)?;
    act.about(order.id);
    act.about(order.patient_id);
    if order.state == OrderState::Collected {
        return refuse(already_handed_over(act, &order)?);
    }
    if let Some(row) = begun(act, &order)? {
        if is_this_one(act, &row, request) {
            if row.visit_id.is_none() && request.visit_id.is_some() {
                act.db.execute("UPDATE hand_overs SET visit_id = ?2 WHERE id = ?1", (row.id, request.visit_id))?;
            }
            super::about(act, &row, &order);
            return gate::view(act, row.id);
        }
        leave::end_without(act, &row, &order, Some("another_visit"))?;
    }
    let id: HandOverId = act.mint();
    // The same person, the same visit: identifiers that matched a moment ago still do.
    act.db.execute(
        "INSERT INTO hand_overs (id, order_id, visit_id, state, started_at, started_by, said_name, said_born, name_match, born_match, steps)
         SELECT ?1, ?2, ?3, 'open', ?4, ?5, before.said_name, before.said_born, before.name_match, before.born_match,
                CASE WHEN before.steps IS NULL THEN '{}' ELSE json_object('identifiers', before.steps -> '$.identifiers') END
         FROM (SELECT 1) LEFT JOIN (
             SELECT h.said_name, h.said_born, h.name_match, h.born_match, h.steps
             FROM hand_overs h JOIN orders o ON o.id = h.order_id
             WHERE h.visit_id = ?3 AND o.patient_id = ?6 AND h.state = 'handed_over'
               AND h.name_match = 'match' AND h.born_match = 'match'
             ORDER BY h.id DESC LIMIT 1) before",
        (id, order.id, request.visit_id, act.now.at, by, order.patient_id),
    )?;
    act.about(id);
    gate::view(act, id)
}

fn begun(act: &Act<'_>, order: &Order) -> Outcome<Option<Row>> {
    let id: Option<HandOverId> = act
        .db
        .query_row("SELECT id FROM hand_overs WHERE order_id = ?1 AND state IN ('open', 'frozen')", [order.id], |row| row.get(0))
        .optional()?;
    id.map(|id| load(act.db, id)).transpose()
}

/// Is it the same person at the counter? What was frozen stays frozen until somebody rechecks, whoever comes.
fn is_this_one(act: &Act<'_>, row: &Row, request: &StartHandOver) -> bool {
    if row.state == HandOverState::Frozen {
        return true;
    }
    let same_visit = match (row.visit_id, request.visit_id) {
        (Some(then), Some(now)) => then == now,
        _ => true,
    };
    same_visit && act.now.day_of(row.started_at) == act.now.day()
}

fn already_handed_over(act: &Act<'_>, order: &Order) -> Outcome<Refusal> {
    let ready = crate::pickup::ready_check::readiness_among(act, order, &[])?;
    let mut refusal = Refusal::because("already_handed_over").fact("number", order.number.as_str()).next("see_history");
    if let Some(to) = ready.handed_over {
        refusal = refusal.fact("received_by", to.received_by).fact("relation", to.relation).fact("at", to.at.0).fact("by", to.by);
    }
    let last: Option<HandOverId> = act
        .db
        .query_row("SELECT id FROM hand_overs WHERE order_id = ?1 AND state = 'handed_over' ORDER BY id DESC LIMIT 1", [order.id], |row| {
            row.get(0)
        })
        .optional()?;
    if let Some(id) = last {
        refusal = refusal.fact("hand_over_id", id.0);
    }
    Ok(refusal)
}
