//! `set_side`: two patients' orders met. Who has which of them now, and what must come back.

use super::log;
use super::record::{self, must_be_open};
use crate::clock::At;
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{DiscrepancyId, OrderId, PatientId};
use crate::records::parts::coded;
use crate::records::{orders, patients};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

coded! {
    /// Who has an order's things now.
    HeldBy {
        /// We do.
        Us = "us",
        /// Whose it is.
        OwnPatient = "own_patient",
        /// The other patient.
        OtherPatient = "other_patient",
        /// Nobody knows.
        Unknown = "unknown",
    }
}

/// Says who has one of the two orders now.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SetSide {
    /// In which discrepancy.
    pub discrepancy_id: DiscrepancyId,
    /// Which of the two orders.
    pub order_id: OrderId,
    /// Who has it.
    pub held_by: HeldBy,
    /// It must come back to us.
    pub must_come_back: bool,
}

/// One of the two orders.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OrderSide {
    /// Which order.
    pub order_id: OrderId,
    /// Its number.
    pub number: String,
    /// Whose.
    pub patient_id: PatientId,
    /// Their name, as on a label.
    pub name: String,
    /// Who has it, where somebody said so.
    pub held_by: Option<HeldBy>,
    /// It must come back to us.
    pub must_come_back: bool,
    /// When that was said.
    pub at: Option<At>,
    /// Given name of who said it.
    pub by: Option<String>,
}

/// `set_side`
///
/// # Errors
/// Refuses `no_such_discrepancy`, `already_closed`, `not_in_it`.
pub fn set_side(act: &mut Act<'_>, request: &SetSide) -> Outcome<Vec<OrderSide>> {
    let discrepancy = record::load(act.db, request.discrepancy_id)?;
    must_be_open(act.db, &discrepancy)?;
    if ![discrepancy.order_id, discrepancy.other_order_id].contains(&Some(request.order_id)) {
        return refuse(Refusal::because("not_in_it").fact("number", discrepancy.number.as_str()).next("open_discrepancy"));
    }
    let by = act.somebody()?;
    // What we have ourselves has come back.
    let must = request.must_come_back && request.held_by != HeldBy::Us;
    act.db
        .prepare_cached(
            "INSERT INTO discrepancy_sides (discrepancy_id, order_id, held_by, must_come_back, at, by) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (discrepancy_id, order_id)
             DO UPDATE SET held_by = excluded.held_by, must_come_back = excluded.must_come_back, at = excluded.at, by = excluded.by",
        )?
        .execute((discrepancy.id, request.order_id, request.held_by, must, act.now.at, by))?;
    log::about(act, &discrepancy);
    of(act.db, &discrepancy)
}

/// Both sides; none where no other patient is in it.
///
/// # Errors
/// As the store gives them.
pub fn of(db: &Connection, discrepancy: &record::Discrepancy) -> Outcome<Vec<OrderSide>> {
    let (Some(own), Some(other)) = (discrepancy.order_id, discrepancy.other_order_id) else { return Ok(Vec::new()) };
    let mut sides = Vec::new();
    for order_id in [own, other] {
        let order = orders::load(db, order_id)?;
        let mut rows = db.prepare_cached(
            "SELECT d.held_by, d.must_come_back, d.at, s.given FROM discrepancy_sides d JOIN staff s ON s.id = d.by
             WHERE d.discrepancy_id = ?1 AND d.order_id = ?2",
        )?;
        let said: Option<(HeldBy, bool, At, String)> = rows
            .query_map((discrepancy.id, order_id), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
            .next()
            .transpose()?;
        sides.push(OrderSide {
            order_id,
            number: order.number,
            patient_id: order.patient_id,
            name: patients::load(db, order.patient_id)?.details.full_name(),
            held_by: said.as_ref().map(|said| said.0),
            must_come_back: said.as_ref().is_some_and(|said| said.1),
            at: said.as_ref().map(|said| said.2),
            by: said.map(|said| said.3),
        });
    }
    Ok(sides)
}

/// The numbers of the orders that must still come back.
pub(super) fn to_come_back(db: &Connection, id: DiscrepancyId) -> Outcome<Vec<String>> {
    let mut rows = db.prepare_cached(
        "SELECT o.number FROM discrepancy_sides d JOIN orders o ON o.id = d.order_id
         WHERE d.discrepancy_id = ?1 AND d.must_come_back = 1 ORDER BY d.order_id",
    )?;
    Ok(rows.query_map([id], |row| row.get(0))?.collect::<Result<_, _>>()?)
}
