//! `end_recheck`: one minute, together with the patient: number, tray, frame, lenses.

use super::gate::{self, HandOverView, Point};
use super::{HandOverState, Row, about, keep_near_miss, keep_near_miss_with, load, step_done};
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{HandOverId, OrderId};
use crate::matching::check_lenses::{LensesChecked, check_lenses_of};
use crate::matching::lenses::LensVerdict;
use crate::records::orders::{self, Order, OrderState};
use crate::records::readings::Reading;
use crate::records::text;
use crate::records::verifications::{self, Read, Verdict};
use serde::{Deserialize, Serialize};

/// What the recheck showed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
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
    /// What a lensmeter says of the lenses in the case, where they were read.
    pub reading: Option<Reading>,
}

/// `end_recheck`: theirs after all starts the gate again from the first question; not theirs ends it refused. The
/// right tray with the wrong thing in it needs a dispenser before anybody gets it.
///
/// # Errors
/// Refuses `not_frozen`; `recheck_open` naming what was not compared; `recheck_differs` where it cannot be theirs;
/// `reason_needed` where everything agrees and it is not theirs all the same; `reading_does_not_pass`, `not_spectacles`.
pub fn end_recheck(act: &mut Act<'_>, request: &EndRecheck) -> Outcome<HandOverView> {
    let by = act.somebody()?;
    let row = load(act.db, request.hand_over_id)?;
    if row.state != HandOverState::Frozen {
        return refuse(Refusal::because("not_frozen").next("look_again"));
    }
    let order = orders::load(act.db, row.order_id)?;
    let note = text::kept("note", request.note.as_deref())?;
    about(act, &row, &order);
    let checked = request.reading.as_ref().map(|reading| check_lenses_of(act, &order, reading)).transpose()?;
    if request.theirs {
        // A reading that cannot say anything is no reason to call them somebody else's.
        if let Some(checked) = checked.filter(|checked| says_not_theirs(checked.check.verdict)) {
            let verdict = checked.check.verdict.as_str();
            return refuse(Refusal::because("reading_does_not_pass").fact("lenses", verdict).next("not_theirs"));
        }
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
    let lenses_differ = checked.as_ref().is_some_and(|checked| says_not_theirs(checked.check.verdict));
    if request.differs.is_empty() && note.is_none() && !lenses_differ {
        return refuse(Refusal::because("reason_needed").next("say_what_differs"));
    }
    let mut facts: Vec<&str> = request.differs.iter().map(|point| point.differs()).collect();
    if lenses_differ && !request.differs.contains(&Point::Lenses) {
        facts.push(Point::Lenses.differs());
    }
    let others = named_by_lenses(&checked);
    keep_near_miss_with(act, &row, &order, "wrong_patients_order", &facts.join(" "), None, others)?;
    act.db.execute(
        "UPDATE hand_overs SET state = 'refused', ended_at = ?2, ended_by = ?3, why = ?4 WHERE id = ?1",
        (row.id, act.now.at, by, &note),
    )?;
    step_done(act, &row, "ended")?;
    take_check_back(act, &row, &order, request, note.as_deref(), checked)?;
    gate::view(act, row.id)
}

/// The reading itself says that these lenses are not as ordered.
fn says_not_theirs(verdict: LensVerdict) -> bool {
    matches!(verdict, LensVerdict::OutOfTolerance | LensVerdict::Swapped | LensVerdict::WrongPair)
}

/// The order that the lenses are, where it is one and only one.
fn named_by_lenses(checked: &Option<LensesChecked>) -> Option<OrderId> {
    match checked.as_ref().map(|checked| checked.whose.as_slice()) {
        Some([only]) => Some(only.order_id),
        _ => None,
    }
}

/// Where the frame or the lenses in this order's own tray are not what was ordered, the check on file was wrong.
fn take_check_back(
    act: &mut Act<'_>,
    row: &Row,
    order: &Order,
    request: &EndRecheck,
    note: Option<&str>,
    checked: Option<LensesChecked>,
) -> Outcome<()> {
    use OrderState as S;
    let own_tray = row.scan_match.as_deref() == Some("match") && !request.differs.contains(&Point::Tray);
    let lenses_differ = checked.as_ref().is_some_and(|checked| says_not_theirs(checked.check.verdict));
    let wrong_inside = lenses_differ || request.differs.iter().any(|point| matches!(point, Point::Frame | Point::Lenses));
    if own_tray && wrong_inside && matches!(order.state, S::Received | S::Verified | S::Notified | S::Uncollected) {
        let read = match (&request.reading, checked) {
            (Some(reading), Some(checked)) => Some(Read::Lenses { reading, checked: serde_json::to_value(checked.without_others())? }),
            _ => None,
        };
        verifications::add(act, order.id, Verdict::Failed, Some(note.unwrap_or("recheck")), read)?;
        orders::set_state(act, order, S::FailedCheck)?;
    }
    Ok(())
}
