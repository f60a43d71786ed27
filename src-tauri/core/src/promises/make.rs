//! `make_promise`: what, to whom, by when. We aim a little earlier than we say.

use super::hours::Hours;
use super::{Channel, Promised};
use crate::clock::{At, Day};
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{DiscrepancyId, OrderId, PatientId, PromiseId, StaffId};
use crate::records::{merges, patients, staff, text};
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

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
    /// The time we say, in minutes since midnight; not said: an hour before closing.
    pub by_minute: Option<u32>,
    /// How it was said.
    pub channel: Option<Channel>,
    /// Who sees to it; not said: whoever makes it.
    pub sees_to: Option<StaffId>,
    /// Though the clinic is closed then.
    pub even_if_closed: Option<bool>,
}

impl MakePromise {
    /// A promise for a day, said by whoever makes it.
    #[must_use]
    pub fn for_day(patient_id: PatientId, what: Promised, by: Day) -> Self {
        Self {
            patient_id,
            order_id: None,
            discrepancy_id: None,
            what,
            words: None,
            by,
            by_minute: None,
            channel: None,
            sees_to: None,
            even_if_closed: None,
        }
    }
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

/// Nobody keeps what is promised for later than this; a year that was mistyped is. Days.
const FURTHEST_DAYS: i64 = 366;

/// `make_promise`
///
/// # Errors
/// Refuses `no_such_patient`, `promise_in_past`, `promise_too_far`, `promise_no_such_time`, `promise_needs_words`,
/// `promise_when_closed` (with the next time that makes sense),
/// `text_too_long`, `no_such_staff`, `no_such_discrepancy`, `promise_not_theirs` (the discrepancy is closed, or is about
/// other people).
pub fn make_promise(act: &mut Act<'_>, request: &MakePromise) -> Outcome<PromiseMade> {
    make(act, request, None)
}

/// Makes it; `moved_from` is the one it stands for now.
///
/// # Errors
/// As [`make_promise`].
pub(super) fn make(act: &mut Act<'_>, request: &MakePromise, moved_from: Option<PromiseId>) -> Outcome<PromiseMade> {
    patients::must_exist(act.db, request.patient_id)?;
    let patient = merges::current(act.db, request.patient_id)?;
    if let Some(discrepancy) = request.discrepancy_id {
        must_be_theirs(act, discrepancy, patient)?;
    }
    let settings = act.settings()?;
    let hours = Hours::of(&settings, act.now);
    let words = text::kept("words", request.words.as_deref())?;
    if request.what == Promised::Other && words.is_none() {
        // "As said" tells whoever must keep it nothing.
        return refuse(Refusal::because("promise_needs_words").next("say_what"));
    }
    let said_at = match request.by_minute {
        Some(minute) if minute >= 24 * 60 => return refuse(Refusal::because("promise_no_such_time").next("check_time")),
        Some(minute) => hours.instant(request.by, i64::from(minute)),
        None => hours.due_on(request.by),
    };
    if said_at > act.now.at.plus_minutes(FURTHEST_DAYS * 24 * 60) {
        return refuse(Refusal::because("promise_too_far").next("check_date"));
    }
    if said_at <= act.now.at {
        return refuse(Refusal::because("promise_in_past").next("check_date"));
    }
    if request.even_if_closed != Some(true) && !hours.is_open(said_at) {
        // For a day: the next working day. For a time: the next time at which somebody is here.
        let next = if request.by_minute.is_none() { hours.due_on(hours.working_day(request.by, 1)) } else { hours.next_open(said_at) };
        let (day, minute) = hours.on_the_wall(next);
        return refuse(
            Refusal::because("promise_when_closed")
                .fact("said_at", said_at.0)
                .fact("next_open_at", next.0)
                .fact("next_open_day", day.0.to_string())
                .fact("next_open_minute", minute)
                .next("take_next_open"),
        );
    }
    let aim_at = aim(&hours, act.now.at, said_at, request.what);
    let by = act.somebody()?;
    let sees_to = match request.sees_to {
        Some(staff) => staff::one(act.db, staff)?.id,
        None => by,
    };
    let id: PromiseId = act.mint();
    act.db
        .prepare_cached(
            "INSERT INTO promises (id, patient_id, order_id, discrepancy_id, what, words, channel, aim_at, said_at, made_at, made_by,
                                   sees_to, moved_from)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?
        .execute(rusqlite::params![
            id,
            patient,
            request.order_id,
            request.discrepancy_id,
            request.what,
            words,
            request.channel,
            aim_at,
            said_at,
            act.now.at,
            by,
            sees_to,
            moved_from,
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

/// A little earlier than we say: a day where there is more than one, else a quarter of what is left; and while somebody is
/// here to do it, where there is such a time.
fn aim(hours: &Hours<'_>, now: At, said: At, what: Promised) -> At {
    // Asked a day sooner, nobody can say yet whether it worked.
    let most = if what == Promised::FollowUp { 4 * 60 } else { 24 * 60 };
    let earlier = said.plus_minutes(-(said.minutes_since(now) / 4).min(most));
    hours.open_before(earlier).filter(|open| *open > now).unwrap_or(earlier)
}
