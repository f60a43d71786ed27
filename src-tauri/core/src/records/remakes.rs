//! Orders made again: which for which, whose process let it through, what it cost.

use crate::clock::At;
use crate::desk::Act;
use crate::error::Outcome;
use crate::ids::{DiscrepancyId, OrderId};
use crate::records::parts::coded;
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};

coded! {
    /// Why it is made again (PRODUCT.md, "Remake").
    RemakeClass {
        /// The prescription was changed.
        Doctor = "doctor",
        /// Measured or ordered wrong here.
        Dispensing = "dispensing",
        /// Made wrong.
        Lab = "lab",
        /// Under warranty.
        Warranty = "warranty",
        /// The patient could not get used to it.
        Adaptation = "adaptation",
        /// Lost or broken on the way.
        Shipper = "shipper",
        /// Lost or broken by the patient.
        Patient = "patient",
        /// Lost or broken while we had it.
        OurCustody = "our_custody",
    }
}

/// An order made again for another one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Remake {
    /// The new order.
    pub order_id: OrderId,
    /// Its number.
    pub number: String,
    /// The order it is made for.
    pub of_order_id: OrderId,
    /// Its number.
    pub of_number: String,
    /// In which discrepancy.
    pub discrepancy_id: Option<DiscrepancyId>,
    /// Why.
    pub class: RemakeClass,
    /// Which process let it through.
    pub accountable: String,
    /// Why, in words.
    pub reason: String,
    /// What it costs us, in minor units of the clinic's money.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub cost: Option<i64>,
    /// When it was ordered.
    pub at: At,
}

/// Keeps a remake.
///
/// # Errors
/// As the store gives them; an order is made again once, and then its remake is.
pub fn keep(act: &mut Act<'_>, remake: &Remake) -> Outcome<()> {
    let by = act.somebody()?;
    act.db
        .prepare_cached(
            "INSERT INTO remakes (order_id, of_order_id, discrepancy_id, class, accountable, reason, cost, at, by)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(rusqlite::params![
            remake.order_id,
            remake.of_order_id,
            remake.discrepancy_id,
            remake.class,
            remake.accountable,
            remake.reason,
            remake.cost,
            act.now.at,
            by,
        ])?;
    Ok(())
}

/// The remake that this order is.
///
/// # Errors
/// As the store gives them.
pub fn made_for(db: &Connection, order: OrderId) -> Outcome<Option<Remake>> {
    one(db, "r.order_id = ?1", order)
}

/// The remake that was made for this order.
///
/// # Errors
/// As the store gives them.
pub fn made_again(db: &Connection, order: OrderId) -> Outcome<Option<Remake>> {
    one(db, "r.of_order_id = ?1", order)
}

fn one(db: &Connection, clause: &str, order: OrderId) -> Outcome<Option<Remake>> {
    let mut rows = db.prepare_cached(&format!(
        "SELECT r.order_id, n.number, r.of_order_id, o.number, r.discrepancy_id, r.class, r.accountable, r.reason, r.cost, r.at
         FROM remakes r JOIN orders n ON n.id = r.order_id JOIN orders o ON o.id = r.of_order_id WHERE {clause}"
    ))?;
    let found = rows.query_row([order], |row| {
        Ok(Remake {
            order_id: row.get(0)?,
            number: row.get(1)?,
            of_order_id: row.get(2)?,
            of_number: row.get(3)?,
            discrepancy_id: row.get(4)?,
            class: row.get(5)?,
            accountable: row.get(6)?,
            reason: row.get(7)?,
            cost: row.get(8)?,
            at: row.get(9)?,
        })
    });
    Ok(found.optional()?)
}

/// Removes the link to the order it was made again for of an order that goes.
///
/// # Errors
/// As the store gives them.
pub fn remove_of(act: &Act<'_>, order: OrderId) -> Outcome<()> {
    act.db.prepare_cached("DELETE FROM remakes WHERE order_id = ?1")?.execute([order])?;
    Ok(())
}
