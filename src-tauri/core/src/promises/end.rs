//! `end_promise`: kept, broken, or moved by telling them before it was due.

use super::make::{self, MakePromise};
use super::{Channel, Ended, Leaves, Promised};
use crate::clock::{At, Day};
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{DiscrepancyId, OrderId, PatientId, PromiseId, StaffId};
use crate::records::text;
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};

/// How a promise ended.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct EndPromise {
    /// Which.
    pub promise_id: PromiseId,
    /// How.
    pub ended: Ended,
    /// Moved: to which day.
    pub to: Option<Day>,
    /// Moved: to which time, in minutes since midnight; not said: an hour before closing.
    pub to_minute: Option<u32>,
    /// Moved: how the patient was told.
    pub told: Option<Channel>,
    /// Moved: though the clinic is closed then.
    pub even_if_closed: Option<bool>,
    /// Kept, and we asked how it is: how it is for them.
    pub leaves: Option<Leaves>,
    /// Kept: what they said, in their own words.
    pub their_words: Option<String>,
}

/// What became of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PromiseEnded {
    /// Which.
    pub id: PromiseId,
    /// How it ended: kept after its time is late, whatever we say.
    pub ended: Ended,
    /// The one that it was moved to.
    pub moved_to: Option<PromiseId>,
}

struct Promise {
    patient: PatientId,
    order: Option<OrderId>,
    discrepancy: Option<DiscrepancyId>,
    what: Promised,
    words: Option<String>,
    said_at: At,
    sees_to: StaffId,
    ended: Option<Ended>,
}

/// `end_promise`
///
/// # Errors
/// Refuses `no_such_promise`, `promise_ended`; to move it `too_late_to_move`, `day_needed`, `not_told_yet` (it is moved by
/// telling them before it is due), and as `make_promise`; `text_too_long`.
pub fn end_promise(act: &mut Act<'_>, request: &EndPromise) -> Outcome<PromiseEnded> {
    let promise = load(act.db, request.promise_id)?;
    if promise.ended.is_some() {
        return refuse(Refusal::because("promise_ended"));
    }
    let late = act.now.at > promise.said_at;
    let mut moved_to = None;
    if request.ended == Ended::Moved {
        if late {
            return refuse(Refusal::because("too_late_to_move").next("say_broken"));
        }
        let Some(by) = request.to else { return refuse(Refusal::because("day_needed").next("check_date")) };
        if request.told.is_none() {
            return refuse(Refusal::because("not_told_yet").next("say_how_told"));
        }
        let anew = MakePromise {
            order_id: promise.order,
            discrepancy_id: promise.discrepancy,
            words: promise.words,
            by_minute: request.to_minute,
            channel: request.told,
            sees_to: Some(promise.sees_to),
            even_if_closed: request.even_if_closed,
            ..MakePromise::for_day(promise.patient, promise.what, by)
        };
        moved_to = Some(make::make(act, &anew, Some(request.promise_id))?.id);
    }
    let ended = match request.ended {
        Ended::Kept | Ended::Late => kept(promise.said_at, act.now.at),
        other => other,
    };
    close(act, request.promise_id, ended)?;
    if matches!(ended, Ended::Kept | Ended::Late) {
        let their_words = text::told("their_words", request.their_words.as_deref())?;
        act.db.prepare_cached("UPDATE promises SET leaves = ?2, their_words = ?3 WHERE id = ?1")?.execute((
            request.promise_id,
            request.leaves,
            their_words,
        ))?;
    }
    if let Some(told) = request.told.filter(|_| ended == Ended::Moved) {
        act.db.prepare_cached("UPDATE promises SET told = ?2 WHERE id = ?1")?.execute((request.promise_id, told))?;
    }
    act.about(promise.patient);
    if let Some(order) = promise.order {
        act.about(order);
    }
    if let Some(discrepancy) = promise.discrepancy {
        act.about(discrepancy);
    }
    Ok(PromiseEnded { id: request.promise_id, ended, moved_to })
}

/// Ends the promises of one kind in a discrepancy because what was promised is done: in time, or late.
///
/// # Errors
/// As the store gives them.
pub fn done(act: &mut Act<'_>, discrepancy: DiscrepancyId, what: Promised) -> Outcome<()> {
    let open: Vec<(PromiseId, At)> = act
        .db
        .prepare_cached("SELECT id, said_at FROM promises WHERE discrepancy_id = ?1 AND what = ?2 AND ended IS NULL")?
        .query_map((discrepancy, what), |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (id, said_at) in open {
        close(act, id, kept(said_at, act.now.at))?;
    }
    Ok(())
}

/// What ended promises of one kind at that time was a slip: they are open again.
///
/// # Errors
/// As the store gives them.
pub fn not_done(act: &mut Act<'_>, discrepancy: DiscrepancyId, what: Promised, ended_at: At) -> Outcome<()> {
    act.db
        .prepare_cached(
            "UPDATE promises SET ended = NULL, ended_at = NULL, ended_by = NULL
             WHERE discrepancy_id = ?1 AND what = ?2 AND ended_at = ?3",
        )?
        .execute((discrepancy, what, ended_at))?;
    Ok(())
}

/// Done: in time or late, by the clock.
fn kept(said_at: At, now: At) -> Ended {
    if now > said_at { Ended::Late } else { Ended::Kept }
}

fn close(act: &mut Act<'_>, id: PromiseId, ended: Ended) -> Outcome<()> {
    let by = act.somebody()?;
    act.db
        .prepare_cached("UPDATE promises SET ended = ?2, ended_at = ?3, ended_by = ?4 WHERE id = ?1 AND ended IS NULL")?
        .execute((id, ended, act.now.at, by))?;
    act.about(id);
    Ok(())
}

fn load(db: &Connection, id: PromiseId) -> Outcome<Promise> {
    let found = db
        .prepare_cached("SELECT patient_id, order_id, discrepancy_id, what, words, said_at, sees_to, ended FROM promises WHERE id = ?1")?
        .query_row([id], |row| {
            Ok(Promise {
                patient: row.get(0)?,
                order: row.get(1)?,
                discrepancy: row.get(2)?,
                what: row.get(3)?,
                words: row.get(4)?,
                said_at: row.get(5)?,
                sees_to: row.get(6)?,
                ended: row.get(7)?,
            })
        })
        .optional()?;
    found.ok_or_else(|| Refusal::because("no_such_promise").into())
}
