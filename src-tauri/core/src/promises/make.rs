//! `make_promise`: what, to whom, by when. We aim a little earlier than we say.

use super::Promised;
use crate::clock::{At, Day, Moment};
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{DiscrepancyId, OrderId, PatientId, PromiseId};
use crate::records::{merges, patients, text};
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

/// Minutes into the day at which a promise for a day is due, where no time was said: five in the afternoon, while somebody
/// is still there to call.
pub const END_OF_DAY: i64 = 17 * 60;

/// A promise to make.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct MakePromise {
    /// To whom.
    pub patient_id: PatientId,
    /// About which order.
    pub order_id: Option<OrderId>,
    /// In which discrepancy.
    pub discrepancy_id: Option<DiscrepancyId>,
    /// Promised.
    pub what: Promised,
    /// In words, where the code does not say it.
    pub words: Option<String>,
    /// The day we say.
    pub by: Day,
    /// The time we say, in minutes since midnight; not said: five in the afternoon.
    pub by_minute: Option<u32>,
}

/// A promise made.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PromiseMade {
    /// Id.
    pub id: PromiseId,
    /// When we aim for.
    pub aim_at: At,
    /// When we said.
    pub said_at: At,
}

/// `make_promise`
///
/// # Errors
/// Refuses `no_such_patient`, `promise_in_past`, `text_too_long`, `no_such_discrepancy`, `promise_not_theirs` (the
/// discrepancy is closed, or is about other people).
pub fn make_promise(act: &mut Act<'_>, request: &MakePromise) -> Outcome<PromiseMade> {
    patients::must_exist(act.db, request.patient_id)?;
    let patient = merges::current(act.db, request.patient_id)?;
    if let Some(discrepancy) = request.discrepancy_id {
        must_be_theirs(act, discrepancy, patient)?;
    }
    let minute = request.by_minute.map_or(END_OF_DAY, |minute| i64::from(minute.min(24 * 60 - 1)));
    let said_at = act.now.at_minute(request.by, minute);
    if said_at <= act.now.at {
        return refuse(Refusal::because("promise_in_past").next("check_date"));
    }
    let aim_at = aim(act.now, said_at);
    let by = act.somebody()?;
    let id: PromiseId = act.mint();
    act.db
        .prepare_cached(
            "INSERT INTO promises (id, patient_id, order_id, discrepancy_id, what, words, aim_at, said_at, made_at, made_by)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(rusqlite::params![
            id,
            patient,
            request.order_id,
            request.discrepancy_id,
            request.what,
            text::kept("words", request.words.as_deref())?,
            aim_at,
            said_at,
            act.now.at,
            by,
        ])?;
    act.about(id);
    act.about(patient);
    if let Some(order) = request.order_id {
        act.about(order);
    }
    if let Some(discrepancy) = request.discrepancy_id {
        act.about(discrepancy);
    }
    Ok(PromiseMade { id, aim_at, said_at })
}

/// A promise about what went wrong is made to whom it went wrong for, while it is open: a closed one is on no board.
fn must_be_theirs(act: &Act<'_>, discrepancy: DiscrepancyId, patient: PatientId) -> Outcome<()> {
    let found: Option<(String, String, Option<PatientId>, Option<PatientId>)> = act
        .db
        .prepare_cached(
            "SELECT d.number, d.state, d.patient_id, o.patient_id
             FROM discrepancies d LEFT JOIN orders o ON o.id = d.other_order_id WHERE d.id = ?1",
        )?
        .query_row([discrepancy], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let Some((number, state, one, other)) = found else {
        return refuse(Refusal::because("no_such_discrepancy").next("search"));
    };
    // About nobody: whoever it is promised to.
    let theirs = one.is_none() || [one, other].contains(&Some(patient));
    if state == "closed" || !theirs {
        return refuse(Refusal::because("promise_not_theirs").fact("number", number).next("open_discrepancy"));
    }
    Ok(())
}

/// A little earlier than we say: a day where there is more than one, else a quarter of what is left.
fn aim(now: Moment, said: At) -> At {
    let left = said.minutes_since(now.at);
    said.plus_minutes(-(left / 4).min(24 * 60))
}
