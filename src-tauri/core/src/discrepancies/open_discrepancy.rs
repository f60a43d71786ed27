//! `open_discrepancy`: everything about one discrepancy on one page. Who looked is in the trail.

use super::ask_again::{self, Asked};
use super::close::{self, OfDiscrepancy};
use super::places::{self, Search};
use super::record::{self, Discrepancy};
use super::review::{self, Helped};
use super::set_side::{self, OrderSide};
use super::tick_off::{self, Tick};
use super::{DiscrepancyState, log};
use crate::desk::Act;
use crate::error::Outcome;
use crate::ids::StaffId;
use crate::promises::due::{self, PromiseLine};
use crate::records::orders::OrderState;
use crate::records::parts::{self, Part};
use crate::records::{orders, patients, staff};
use crate::trail::history::{self, Happening};
use serde::{Deserialize, Serialize};

/// One discrepancy, whole.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DiscrepancyPage {
    /// The discrepancy.
    pub discrepancy: Discrepancy,
    /// Whose, as on a label.
    pub name: Option<String>,
    /// The order's number.
    pub order_number: Option<String>,
    /// Where it stands.
    pub order_state: Option<OrderState>,
    /// Its parts.
    pub parts: Vec<Part>,
    /// Given name of who logged it.
    pub logged_by: String,
    /// Given name of who sees to it.
    pub owner: Option<String>,
    /// Given name of who sees to the change.
    pub change_by_whom: Option<String>,
    /// The number of the closed one that it repeats.
    pub again_of: Option<String>,
    /// Two patients' orders, who has which.
    pub sides: Vec<OrderSide>,
    /// What must be seen to.
    pub ticks: Vec<Tick>,
    /// Each time somebody asked.
    pub asks: Vec<Asked>,
    /// The hunts for its parts.
    pub searches: Vec<Search>,
    /// What was promised.
    pub promises: Vec<PromiseLine>,
    /// What is missing before it can be closed; empty: it can be.
    pub missing: Vec<String>,
    /// Did the change help?
    pub helped: Helped,
    /// What happened, newest first.
    pub history: Vec<Happening>,
}

/// `open_discrepancy`
///
/// # Errors
/// Refuses `no_such_discrepancy`.
pub fn open_discrepancy(act: &mut Act<'_>, request: &OfDiscrepancy) -> Outcome<DiscrepancyPage> {
    let discrepancy = record::load(act.db, request.discrepancy_id)?;
    log::about(act, &discrepancy);
    let given =
        |id: Option<StaffId>| -> Outcome<Option<String>> { Ok(id.map(|id| staff::one(act.db, id)).transpose()?.map(|one| one.given)) };
    let order = discrepancy.order_id.map(|id| orders::load(act.db, id)).transpose()?;
    let patient = discrepancy.patient_id.map(|id| patients::load(act.db, id)).transpose()?;
    let again_of = discrepancy.again_of.map(|id| record::load(act.db, id)).transpose()?;
    Ok(DiscrepancyPage {
        name: patient.map(|patient| patient.details.full_name()),
        order_number: order.as_ref().map(|order| order.number.clone()),
        order_state: order.as_ref().map(|order| order.state),
        parts: match &order {
            Some(order) => parts::of(act.db, order.id)?,
            None => Vec::new(),
        },
        logged_by: given(Some(discrepancy.by))?.unwrap_or_default(),
        owner: given(discrepancy.owner_id)?,
        change_by_whom: given(discrepancy.seen_to_by)?,
        again_of: again_of.map(|before| before.number),
        sides: set_side::of(act.db, &discrepancy)?,
        ticks: tick_off::of(act.db, &discrepancy)?,
        asks: ask_again::of(act.db, discrepancy.id)?,
        searches: places::searches(act.db, &discrepancy)?,
        promises: due::of_discrepancy(act, discrepancy.id)?,
        missing: match discrepancy.state {
            DiscrepancyState::Closed => Vec::new(),
            _ => close::missing(act, &discrepancy)?.into_iter().map(str::to_owned).collect(),
        },
        helped: review::helped(act, &discrepancy)?,
        history: history::about(act, discrepancy.id.0, 100)?,
        discrepancy,
    })
}
