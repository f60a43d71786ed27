//! `end_recheck`: one minute, together with the patient: number, tray, frame, lenses.

use super::gate::{self, HandOverView, Point};
use super::{HandOverState, Row, about, keep_near_miss, load, step_done};
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::HandOverId;
use crate::records::orders::{self, Order, OrderState};
use crate::records::text;
use crate::records::verifications::{self, Verdict};
use serde::{Deserialize, Serialize};

/// What the recheck showed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EndRecheck {
    /// Which hand-over.
    pub hand_over_id: HandOverId,
    /// They are this patient's after all, and the patient agrees.
    pub theirs: bool,
    /// What is as ordered.
    pub same: Vec<Point>,
    /// What is not.
    pub differs: Vec<Point>,
    /// What was seen, where it is worth a word.
    pub note: Option<String>,
}

/// `end_recheck`: theirs after all starts the gate again from the first question; not theirs ends it refused. The
/// right tray with the wrong thing in it needs a dispenser before anybody gets it.
///
/// # Errors
/// Refuses `not_frozen`; `recheck_open` naming what was not compared; `recheck_differs` where it cannot be theirs;
/// `reason_needed` where everything agrees and it is not theirs all the same.
pub fn end_recheck(act: &mut Act<'_>, request: &EndRecheck) -> Outcome<HandOverView> {
    let by = act.somebody()?;
    let row = load(act.db, request.hand_over_id)?;
    if row.state != HandOverState::Frozen {
        return refuse(Refusal::because("not_frozen").next("look_again"));
    }
    let order = orders::load(act.db, row.order_id)?;
    let note = text::kept("note", request.note.as_deref())?;
    about(act, &row, &order);
    if request.theirs {
        if let Some(point) = request.differs.first() {
            return refuse(Refusal::because("recheck_differs").fact("point", point.differs()).next("not_theirs"));
        }
        let open = gate::view(act, row.id)?.points.into_iter().find(|point| !request.same.contains(point));
        if let Some(point) = open {
            return refuse(Refusal::because("recheck_open").fact("point", point.differs()).next("recheck"));
        }
        keep_near_miss(act, &row, &order, "wrong_patients_order", "theirs_after_all", None)?;
        act.db.execute(
            "UPDATE hand_overs SET state = 'open', said_name = NULL, said_born = NULL, name_match = NULL, born_match = NULL,
                 scanned = NULL, scan_match = NULL, scanned_order = NULL, ticked = '[]', reasons = '{}', steps = '{}',
                 case_opened = 0, looked = 0, why = ?2
             WHERE id = ?1",
            (row.id, note),
        )?;
        return gate::view(act, row.id);
    }
    if request.differs.is_empty() && note.is_none() {
        return refuse(Refusal::because("reason_needed").next("say_what_differs"));
    }
    let facts: Vec<&str> = request.differs.iter().map(|point| point.differs()).collect();
    keep_near_miss(act, &row, &order, "wrong_patients_order", &facts.join(" "), None)?;
    act.db.execute(
        "UPDATE hand_overs SET state = 'refused', ended_at = ?2, ended_by = ?3, why = ?4 WHERE id = ?1",
        (row.id, act.now.at, by, &note),
    )?;
    step_done(act, &row, "ended")?;
    take_check_back(act, &row, &order, request, note.as_deref())?;
    gate::view(act, row.id)
}

/// Where the frame or the lenses in this order's own tray are not what was ordered, the check on file was wrong.
fn take_check_back(act: &mut Act<'_>, row: &Row, order: &Order, request: &EndRecheck, note: Option<&str>) -> Outcome<()> {
    use OrderState as S;
    let own_tray = row.scan_match.as_deref() == Some("match") && !request.differs.contains(&Point::Tray);
    let wrong_inside = request.differs.iter().any(|point| matches!(point, Point::Frame | Point::Lenses));
    if own_tray && wrong_inside && matches!(order.state, S::Received | S::Verified | S::Notified | S::Uncollected) {
        verifications::add(act, order.id, Verdict::Failed, Some(note.unwrap_or("recheck")))?;
        orders::set_state(act, order, S::FailedCheck)?;
    }
    Ok(())
}
