//! `rest_stalled`: somebody looked at an order that nobody moved. It rests until then, unless more goes wrong.

use super::stalled::{self, Stuck};
use crate::clock::Day;
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::OrderId;
use crate::records::{orders, text};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The longest an order may rest, in days: what nobody looks at for longer is forgotten.
const AT_MOST_DAYS: u64 = 14;

/// Let an order rest.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RestStalled {
    /// Which.
    pub order_id: OrderId,
    /// Until this morning.
    pub until: Day,
    /// What was done, or why it may wait: "lab ships Thursday".
    pub words: String,
}

/// What was said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rest {
    /// The reasons it was listed for.
    pub why: Vec<Stuck>,
}

/// `rest_stalled`
///
/// # Errors
/// Refuses `no_such_order`, `not_stalled`, `reason_needed`, `text_too_long`, `day_is_over`, `rests_too_long`.
pub fn rest_stalled(act: &mut Act<'_>, request: &RestStalled) -> Outcome<RestStalled> {
    let order = orders::load(act.db, request.order_id)?;
    let Some(words) = text::kept("words", Some(&request.words))? else {
        return refuse(Refusal::because("reason_needed").next("give_reason"));
    };
    if request.until <= act.now.day() {
        return refuse(Refusal::because("day_is_over").next("check_date"));
    }
    if request.until > act.now.days_on(AT_MOST_DAYS) {
        return refuse(Refusal::because("rests_too_long").fact("at_most", AT_MOST_DAYS).next("check_date"));
    }
    let lines = stalled::stalled_orders(act, stalled::AskStalled {})?;
    let Some(line) = lines.into_iter().find(|line| line.order_id == order.id) else {
        return refuse(Refusal::because("not_stalled").fact("number", order.number.as_str()).next("look_again"));
    };
    let why: Vec<&str> = line.why.iter().map(|why| why.as_str()).collect();
    let by = act.somebody()?;
    act.db
        .prepare_cached(
            "INSERT INTO stalled_rests (order_id, why, until_on, words, at, by) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (order_id) DO UPDATE
             SET why = excluded.why, until_on = excluded.until_on, words = excluded.words, at = excluded.at, by = excluded.by",
        )?
        .execute((order.id, why.join(" "), request.until, words, act.now.at, by))?;
    act.about(order.id);
    act.about(order.patient_id);
    Ok(request.clone())
}

/// Every order that rests on this day.
///
/// # Errors
/// As the store gives them.
pub fn all(db: &Connection, today: Day) -> Outcome<HashMap<OrderId, Rest>> {
    let mut rows = db.prepare_cached("SELECT order_id, why FROM stalled_rests WHERE until_on > ?1")?;
    let rows = rows.query_map([today], |row| {
        let why: String = row.get(1)?;
        Ok((row.get(0)?, Rest { why: why.split(' ').filter_map(Stuck::from_code).collect() }))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
