//! Readiness: before the patient sits down, is the order here, complete, checked and theirs? One line, one mark,
//! one next step (PRODUCT.md, "Readiness at check-in").

use crate::clock::{At, Day};
use crate::desk::Look;
use crate::error::Outcome;
use crate::ids::{HandOverId, OrderId, PartId, PatientId};
use crate::records::orders::{self, Order, OrderState};
use crate::records::parts::{self, Custody, LastSeen, PartKind};
use crate::{discrepancies, matching};
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

/// What can be said about an order, in the order in which it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum ReadyCode {
    /// Handed over already: to whom, when.
    HandedOver,
    /// Called off, remade or sent back.
    Over,
    /// A hand-over is frozen: the patient said it is not theirs.
    Frozen,
    /// Taken, and nobody sent it.
    NeverOrdered,
    /// A part cannot be located, or is not where the others are.
    PartMissing,
    /// On its way; expected then.
    NotArrived,
    /// Checked, and not right.
    FailedCheck,
    /// Here, and nobody checked it yet.
    NotVerified,
    /// Complete, with something open about it.
    OpenDiscrepancy,
    /// Complete, with somebody alike in the drawer.
    LookAlike,
    /// Complete and verified.
    Complete,
}

/// How it looks from afar. Never color alone: the page adds a shape and a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum ReadyMark {
    /// Go on.
    Done,
    /// Something to do first.
    Soon,
    /// Cannot be handed over.
    Stop,
}

/// A part that is not with the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MissingPart {
    /// Which.
    pub part_id: PartId,
    /// What.
    pub kind: PartKind,
    /// Its label.
    pub label: Option<String>,
    /// Where it is said to be.
    pub custody: Custody,
    /// Which place.
    pub place: Option<String>,
    /// Where it was seen last, by whom, when.
    pub last_seen: Option<LastSeen>,
}

/// Who has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HandedOverTo {
    /// By which hand-over.
    pub hand_over_id: HandOverId,
    /// The name of who received it.
    pub received_by: String,
    /// Relation, where it was not the patient.
    pub relation: Option<String>,
    /// When.
    pub at: At,
    /// Given name of who handed it over.
    pub by: Option<String>,
}

/// One order's readiness.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Readiness {
    /// Which order.
    pub order_id: OrderId,
    /// Its number.
    pub number: String,
    /// Its tray.
    pub tray: Option<String>,
    /// The line.
    pub code: ReadyCode,
    /// The mark.
    pub mark: ReadyMark,
    /// The one next step: `hand_over`, `search`, `tell_when`, `ask_lab`, `order_now`, `verify`, `recheck`, `see_discrepancy`, `none`.
    pub next: String,
    /// Where the order stands.
    pub state: OrderState,
    /// Since when.
    pub state_since: At,
    /// Parts that are not with the others.
    pub missing: Vec<MissingPart>,
    /// Parts that are here.
    pub here: Vec<PartKind>,
    /// When the lab should have it here.
    pub expected_on: Option<Day>,
    /// What we told the patient.
    pub promised_on: Option<Day>,
    /// The day is past.
    pub late: bool,
    /// Who has it, where handed over.
    pub handed_over: Option<HandedOverTo>,
    /// Open discrepancies about it, by number.
    pub discrepancies: Vec<String>,
    /// Somebody alike has something open now.
    pub look_alikes: Vec<matching::alerts::Alert>,
}

/// The readiness of one order, with look-alikes worked out once for its patient.
///
/// # Errors
/// As the store gives them.
pub fn readiness_among(look: &Look<'_>, order: &Order, look_alikes: &[matching::alerts::Alert]) -> Outcome<Readiness> {
    use OrderState as S;
    let parts = parts::of(look.db, order.id)?;
    let open: Vec<String> = discrepancies::open::not_put_right(look.db, order.id)?.into_iter().map(|line| line.number).collect();
    let late = order.expected_on.is_some_and(|day| day < look.now.day());
    let arrived = matches!(order.state, S::Received | S::Verified | S::FailedCheck | S::Notified | S::Uncollected);
    // Before it arrives only a part that nobody can find is news; afterwards every part that is not here is.
    let missing: Vec<MissingPart> = parts
        .iter()
        .filter(|part| part.needed && (part.custody == Custody::NotLocated || arrived && !part.is_in_hand()))
        .map(|part| MissingPart {
            part_id: part.id,
            kind: part.kind,
            label: part.label.clone(),
            custody: part.custody,
            place: part.place.clone(),
            last_seen: part.last_seen.clone(),
        })
        .collect();
    let nobody_knows = missing.iter().any(|part| part.custody == Custody::NotLocated);
    let (code, mark, next) = match order.state {
        S::Collected => (ReadyCode::HandedOver, ReadyMark::Stop, "none"),
        S::Cancelled | S::Remade | S::Returned => (ReadyCode::Over, ReadyMark::Stop, "none"),
        _ if is_frozen(look, order.id)? => (ReadyCode::Frozen, ReadyMark::Stop, "recheck"),
        _ if nobody_knows => (ReadyCode::PartMissing, ReadyMark::Stop, "search"),
        S::Confirmed => (ReadyCode::NeverOrdered, ReadyMark::Stop, "order_now"),
        _ if !arrived && late => (ReadyCode::NotArrived, ReadyMark::Stop, "ask_lab"),
        _ if !arrived => (ReadyCode::NotArrived, ReadyMark::Soon, "tell_when"),
        _ if !missing.is_empty() => (ReadyCode::PartMissing, ReadyMark::Stop, "tell_when"),
        S::FailedCheck => (ReadyCode::FailedCheck, ReadyMark::Stop, "tell_when"),
        S::Received => (ReadyCode::NotVerified, ReadyMark::Soon, "verify"),
        _ if !open.is_empty() => (ReadyCode::OpenDiscrepancy, ReadyMark::Soon, "see_discrepancy"),
        // The same frame alone is common: the hand-over names it, the readiness does not.
        _ if look_alikes.iter().any(matching::alerts::Alert::is_about_the_person) => (ReadyCode::LookAlike, ReadyMark::Soon, "hand_over"),
        _ => (ReadyCode::Complete, ReadyMark::Done, "hand_over"),
    };
    Ok(Readiness {
        order_id: order.id,
        number: order.number.clone(),
        tray: order.tray.clone(),
        code,
        mark,
        next: next.to_owned(),
        state: order.state,
        state_since: order.state_since,
        here: parts.iter().filter(|part| part.custody == Custody::Here).map(|part| part.kind).collect(),
        missing,
        expected_on: order.expected_on,
        promised_on: order.promised_on,
        late,
        handed_over: if order.state == S::Collected { handed_over_to(look, order.id)? } else { None },
        discrepancies: open,
        look_alikes: look_alikes.to_vec(),
    })
}

/// The readiness of one order.
///
/// # Errors
/// As the store gives them.
pub fn readiness(look: &Look<'_>, order: &Order) -> Outcome<Readiness> {
    let alike = matching::alerts::for_patient(look, order.patient_id)?;
    readiness_among(look, order, &alike)
}

/// Asks for a patient's readiness.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskReadiness {
    /// Whose.
    pub patient_id: PatientId,
}

/// `readiness`: each open order of a patient; and what was handed over to them today, so that nobody looks for it.
///
/// # Errors
/// As the store gives them.
pub fn of_patient(look: &Look<'_>, request: AskReadiness) -> Outcome<Vec<Readiness>> {
    let alike = matching::alerts::for_patient(look, request.patient_id)?;
    let mut orders = orders::open_of(look.db, request.patient_id)?;
    orders.extend(
        orders::of(look.db, request.patient_id)?
            .into_iter()
            .filter(|order| order.state == OrderState::Collected && look.now.day_of(order.state_since) == look.now.day()),
    );
    orders.iter().map(|order| readiness_among(look, order, &alike)).collect()
}

/// The mark a queue shows for a collecting patient: the worst of their open orders; None where nothing is open.
///
/// # Errors
/// As the store gives them.
pub fn mark_of_patient(look: &Look<'_>, patient: PatientId) -> Outcome<Option<ReadyMark>> {
    let marks = orders::open_of(look.db, patient)?
        .iter()
        .map(|order| readiness_among(look, order, &[]).map(|ready| ready.mark))
        .collect::<Outcome<Vec<_>>>()?;
    Ok(marks.into_iter().max())
}

fn is_frozen(look: &Look<'_>, order: OrderId) -> Outcome<bool> {
    Ok(look
        .db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM hand_overs WHERE order_id = ?1 AND state = 'frozen')")?
        .query_row([order], |row| row.get(0))?)
}

/// Who has an order that was handed over here, where it was.
///
/// # Errors
/// As the store gives them.
pub(super) fn handed_over_to(look: &Look<'_>, order: OrderId) -> Outcome<Option<HandedOverTo>> {
    Ok(look
        .db
        .prepare_cached(
            "SELECT h.id, h.received_by, h.relation, h.ended_at, s.given
             FROM hand_overs h LEFT JOIN staff s ON s.id = h.ended_by
             WHERE h.order_id = ?1 AND h.state = 'handed_over' ORDER BY h.id DESC LIMIT 1",
        )?
        .query_row([order], |row| {
            Ok(HandedOverTo {
                hand_over_id: row.get(0)?,
                received_by: row.get(1)?,
                relation: row.get(2)?,
                at: row.get(3)?,
                by: row.get(4)?,
            })
        })
        .optional()?)
}
