//! `start_hand_over`: begins, or goes on with the one already begun.

use super::gate::{self, HandOverView, check_of};
use super::{HandOverState, Row, forget_reasons, leave, load};
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{HandOverId, OrderId, VisitId};
use crate::matching::{alert_weeks, alerts};
use crate::pickup::visits::{self, VisitState};
use crate::records::orders::{self, Order, OrderState};
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

/// Minutes for which what a person without a visit said still counts: a look into the drawer, not a turn at the counter
/// (ours).
const SAID_COUNTS_FOR_MIN: i64 = 10;

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
/// another visit or on another day, does not count for this one; without a visit it counts for some minutes, for the
/// member of staff who heard it. A second order of the same visit needs no second asking for name and birth date.
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
            if !still_said(act, &row, request)? {
                ask_again(act, &row)?;
            }
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
    let alike = alerts::for_patient(act, order.patient_id)?;
    alert_weeks::count(act, alert_weeks::Counted::HandOver, &alike)?;
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

/// Does what was said count for whoever stands there now? In the same visit it does until the visit ends. Without one
/// nobody can tell one person from the next but the member of staff who heard them, some minutes ago.
fn still_said(act: &Act<'_>, row: &Row, request: &StartHandOver) -> Outcome<bool> {
    let Some(heard) = row.steps.get("identifiers") else { return Ok(true) };
    if row.state == HandOverState::Frozen {
        return Ok(true);
    }
    if let (Some(then), Some(now)) = (row.visit_id, request.visit_id)
        && then == now
    {
        return Ok(visits::load(act.db, now)?.state != VisitState::Done);
    }
    Ok(heard.staff_id == act.staff && act.now.at < heard.at.plus_minutes(SAID_COUNTS_FOR_MIN))
}

/// Forgets what the person said, and that they looked; what the desk scanned and ticked stays.
fn ask_again(act: &mut Act<'_>, row: &Row) -> Outcome<()> {
    act.db.execute(
        "UPDATE hand_overs SET said_name = NULL, said_born = NULL, name_match = NULL, born_match = NULL, looked = 0,
             steps = json_remove(steps, '$.identifiers', '$.look')
         WHERE id = ?1",
        [row.id],
    )?;
    forget_reasons(act, row, |key| key == "not_looked" || check_of(key) == "identifiers")
}

fn already_handed_over(act: &Act<'_>, order: &Order) -> Outcome<Refusal> {
    let ready = crate::pickup::ready_check::readiness_among(act, order, &[])?;
    let mut refusal = Refusal::because("already_handed_over").fact("number", order.number.as_str()).next("see_history");
    if let Some(to) = ready.handed_over {
        refusal = refusal
            .fact("received_by", to.received_by)
            .fact("relation", to.relation)
            .fact("at", to.at.0)
            .fact("by", to.by)
            .fact("hand_over_id", to.hand_over_id.0);
    }
    Ok(refusal)
}
