//! `set_dates`: when the lab should have it here, and what we told the patient.

use crate::clock::Day;
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::OrderId;
use crate::records::orders;
use serde::{Deserialize, Serialize};

/// An order's dates from now on, both.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct SetDates {
    /// Which.
    pub order_id: OrderId,
    /// When the lab should have it here; None: not known.
    pub expected_on: Option<Day>,
    /// What we told the patient; None: nothing.
    pub promised_on: Option<Day>,
}

/// `set_dates`: the reply holds the dates as they were, so that it can be taken back.
///
/// # Errors
/// Refuses `no_such_order`, `order_over`, `date_before_order`.
pub fn set_dates(act: &mut Act<'_>, request: &SetDates) -> Outcome<SetDates> {
    let order = orders::load(act.db, request.order_id)?;
    orders::must_be_open(&order)?;
    if let Some(placed_on) = order.placed_on {
        must_follow(placed_on, request.expected_on, request.promised_on)?;
    }
    orders::set_dates(act, &order, request.expected_on, request.promised_on)?;
    Ok(SetDates { order_id: order.id, expected_on: order.expected_on, promised_on: order.promised_on })
}

/// Nothing is expected or promised for a day before it was ordered.
pub(super) fn must_follow(placed_on: Day, expected_on: Option<Day>, promised_on: Option<Day>) -> Outcome<()> {
    for (field, day) in [("expected_on", expected_on), ("promised_on", promised_on)] {
        if day.is_some_and(|day| day < placed_on) {
            return refuse(Refusal::because("date_before_order").fact("field", field).next("check_date"));
        }
    }
    Ok(())
}
