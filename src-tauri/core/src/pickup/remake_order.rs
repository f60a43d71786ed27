//! `remake_order`: made again. A new order, linked; what of the old one goes on in it and what does not; and the patient
//! gets a new date.

use super::add_order::free_number;
use crate::clock::Day;
use crate::desk::Act;
use crate::discrepancies::record::{self, must_be_open};
use crate::discrepancies::{self, Accountable};
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{DiscrepancyId, OrderId, PartId};
use crate::promises::Promised;
use crate::promises::make::{MakePromise, make_promise};
use crate::records::orders::{self, Order, OrderKind, OrderState};
use crate::records::parts::{self, Custody, NewPart, Part, PartKind, coded};
use crate::records::remakes::{self, Remake, RemakeClass};
use crate::records::{contact_lenses, text};
use serde::{Deserialize, Serialize};

coded! {
    /// What becomes of a part of the old order.
    Goes {
        /// It goes on in the new order.
        IntoNew = "into_new",
        /// It is thrown away.
        Scrapped = "scrapped",
        /// It goes back to the lab.
        BackToLab = "back_to_lab",
        /// The patient keeps it.
        PatientKeeps = "patient_keeps",
        /// Nobody knows where it is.
        Lost = "lost",
    }
}

/// What becomes of one part.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PartGoes {
    /// Which part.
    pub part_id: PartId,
    /// Where it goes.
    pub goes: Goes,
}

/// An order to make again.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct RemakeOrder {
    /// Which.
    pub order_id: OrderId,
    /// In which discrepancy.
    pub discrepancy_id: Option<DiscrepancyId>,
    /// Why.
    pub class: RemakeClass,
    /// Which process let it through.
    pub accountable: Accountable,
    /// Why, in words.
    pub reason: String,
    /// What it costs us, in minor units of the clinic's money.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub cost: Option<i64>,
    /// The new date that the patient is told.
    pub promised_on: Day,
    /// What becomes of the old parts; what is not said goes where such parts usually go.
    #[serde(default)]
    pub parts: Vec<PartGoes>,
}

/// The new order.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OrderRemade {
    /// Id.
    pub order_id: OrderId,
    /// Its number.
    pub number: String,
    /// The old one's.
    pub of_number: String,
}

/// `remake_order`
///
/// # Errors
/// Refuses `no_such_order`, `hand_over_frozen`, `remade_already`, `order_is_over` (called off or sent back),
/// `no_such_discrepancy`, `already_closed`, `not_in_it`, `part_of_other_order`, `reason_needed`, `cost_negative`,
/// `promise_in_past`, `text_too_long`.
pub fn remake_order(act: &mut Act<'_>, request: &RemakeOrder) -> Outcome<OrderRemade> {
    let old = orders::load(act.db, request.order_id)?;
    super::same_order::must_not_be_frozen(act.db, &old)?;
    if let Some(known) = remakes::made_again(act.db, old.id)? {
        return refuse(Refusal::because("remade_already").fact("number", old.number.as_str()).fact("as", known.number).next("open_order"));
    }
    if matches!(old.state, OrderState::Cancelled | OrderState::Returned | OrderState::Remade) {
        return refuse(Refusal::because("order_is_over").fact("number", old.number.as_str()).next("add_order"));
    }
    if let Some(id) = request.discrepancy_id {
        let discrepancy = record::load(act.db, id)?;
        must_be_open(act.db, &discrepancy)?;
        if ![discrepancy.order_id, discrepancy.other_order_id].contains(&Some(old.id)) {
            return refuse(Refusal::because("not_in_it").fact("number", discrepancy.number).next("open_discrepancy"));
        }
        act.about(id);
    }
    let Some(reason) = text::kept("reason", Some(&request.reason))? else {
        return refuse(Refusal::because("reason_needed").next("give_reason"));
    };
    if request.cost.is_some_and(|cost| cost < 0) {
        return refuse(Refusal::because("cost_negative").next("check_cost"));
    }
    let old_parts = parts::of(act.db, old.id)?;
    for said in &request.parts {
        super::same_order::must_be_a_part_of(act.db, &old, &old_parts, said.part_id)?;
    }
    let new = Order {
        id: act.mint(),
        number: free_number(act)?,
        state: OrderState::Confirmed,
        state_since: act.now.at,
        tray: None,
        last_tray: None,
        placed_on: Some(act.now.day()),
        expected_on: None,
        promised_on: Some(request.promised_on),
        lab_powers: None,
        old_system_word: None,
        ..old.clone()
    };
    orders::insert(act, &new)?;
    if old.kind == OrderKind::ContactLenses {
        let contacts = contact_lenses::of_order(act.db, &old)?;
        contact_lenses::keep(act, new.id, &contacts)?;
    }
    orders::set_state(act, &old, OrderState::Remade)?;
    orders::set_tray(act, &old, None)?;
    for part in &old_parts {
        let said = request.parts.iter().find(|said| said.part_id == part.id).map(|said| said.goes);
        settle(act, part, said.unwrap_or_else(|| usually(part)), &old, new.id)?;
    }
    let remake = Remake {
        order_id: new.id,
        number: new.number.clone(),
        of_order_id: old.id,
        of_number: old.number.clone(),
        discrepancy_id: request.discrepancy_id,
        class: request.class,
        accountable: request.accountable.as_str().to_owned(),
        reason,
        cost: request.cost,
        at: act.now.at,
    };
    remakes::keep(act, &remake)?;
    if let Some(discrepancy) = request.discrepancy_id {
        discrepancies::end_search::made_again(act, discrepancy, old.id)?;
    }
    make_promise(
        act,
        &MakePromise {
            order_id: Some(new.id),
            discrepancy_id: request.discrepancy_id,
            ..MakePromise::for_day(new.patient_id, Promised::MakeNew, request.promised_on)
        },
    )?;
    Ok(OrderRemade { order_id: new.id, number: new.number, of_number: old.number })
}

/// What is made goes; what was the frame, or the patient's own, stays with the job.
fn usually(part: &Part) -> Goes {
    match (part.kind, part.custody) {
        (_, Custody::NotLocated) => Goes::Lost,
        (PartKind::RightLens | PartKind::LeftLens | PartKind::ContactLensBox | PartKind::Appliance, _) if !part.theirs => Goes::Scrapped,
        _ => Goes::IntoNew,
    }
}

fn settle(act: &mut Act<'_>, part: &Part, goes: Goes, old: &Order, new: OrderId) -> Outcome<()> {
    if goes == Goes::IntoNew {
        parts::goes_into(act, part.id, new)?;
        // Its tray is free now: the part is with the person who orders it again.
        if part.custody == Custody::Here && part.place.is_some() && part.place == old.tray {
            parts::move_to(act, part.id, Custody::Here, old.tray.as_deref(), part.holder.as_deref(), None)?;
        }
        return Ok(());
    }
    match goes {
        Goes::Scrapped if matches!(part.custody, Custody::NotMade | Custody::AtLab) => {}
        Goes::Scrapped => parts::move_to(act, part.id, Custody::Here, Some("scrapped"), None, None)?,
        Goes::BackToLab => parts::move_to(act, part.id, Custody::InTransit, None, old.lab.as_deref(), None)?,
        Goes::PatientKeeps => parts::move_to(act, part.id, Custody::WithPatient, None, None, None)?,
        Goes::Lost => parts::move_to(act, part.id, Custody::NotLocated, None, part.holder.as_deref(), None)?,
        Goes::IntoNew => {}
    }
    parts::no_longer_needed(act, part.id)?;
    // What does not go on is made again.
    if part.needed {
        let again = NewPart { label: part.label.clone(), custody: Custody::NotMade, ..NewPart::to_come(part.kind) };
        parts::add(act, new, &again)?;
    }
    Ok(())
}
