//! `promises_kept`: what became of the promises made in a time. Every one is counted once.

use super::Ended;
use super::hours::Hours;
use crate::clock::Day;
use crate::desk::Look;
use crate::error::{Outcome, Refusal, refuse};
use serde::{Deserialize, Serialize};

/// Asks for the promises made from one day to another, both counted.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskPromisesKept {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
}

/// What became of them: kept, late, broken, moved and open add up to made.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PromisesKept {
    /// Made in that time.
    pub made: u32,
    /// Kept in time.
    pub kept: u32,
    /// Done, after their time.
    pub late: u32,
    /// Not kept.
    pub broken: u32,
    /// Moved, with a word before they were due; what they were moved to is counted by itself.
    pub moved: u32,
    /// Nobody answered them yet.
    pub open: u32,
    /// Of these, past their time.
    pub overdue: u32,
}

/// `promises_kept`
///
/// # Errors
/// Refuses `days_order` where the last day is before the first.
pub fn promises_kept(look: &Look<'_>, request: AskPromisesKept) -> Outcome<PromisesKept> {
    let Some(after) = request.to.0.succ_opt().map(Day).filter(|_| request.from <= request.to) else {
        return refuse(Refusal::because("days_order").next("check_date"));
    };
    let settings = look.settings()?;
    let hours = Hours::of(&settings, look.now);
    let mut rows = look
        .db
        .prepare_cached("SELECT ended, count(*), sum(said_at < ?3) FROM promises WHERE made_at >= ?1 AND made_at < ?2 GROUP BY ended")?;
    let counted = rows.query_map((hours.instant(request.from, 0), hours.instant(after, 0), look.now.at), |row| {
        Ok((row.get::<_, Option<Ended>>(0)?, row.get::<_, u32>(1)?, row.get::<_, u32>(2)?))
    })?;
    let mut told = PromisesKept::default();
    for row in counted {
        let (ended, count, passed) = row?;
        told.made += count;
        match ended {
            Some(Ended::Kept) => told.kept = count,
            Some(Ended::Late) => told.late = count,
            Some(Ended::Broken) => told.broken = count,
            Some(Ended::Moved) => told.moved = count,
            None => (told.open, told.overdue) = (count, passed),
        }
    }
    Ok(told)
}
