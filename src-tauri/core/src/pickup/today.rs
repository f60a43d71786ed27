//! `today`: the day's duties as counts, for the foot of the screen.

use super::visits::{self, VisitState};
use super::{calls_today, owed, waiting};
use crate::clock::Day;
use crate::desk::Look;
use crate::discrepancies::stalled;
use crate::error::Outcome;
use crate::promises::due;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// Asks for the day's duties.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskToday {}

/// The day's duties, as counts that open as lists.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Today {
    /// The clinic's day.
    pub day: Day,
    /// People who wait.
    pub waiting: u32,
    /// Of these, to whom something is due now.
    pub prompts: u32,
    /// People somebody serves.
    pub with_us: u32,
    /// Visits of an earlier day that nobody ended.
    pub left_over: u32,
    /// Owed visits that are due today or were before, or have no day yet.
    pub owed_visits_due: u32,
    /// Calls to make today.
    pub calls_to_make: u32,
    /// Orders that are late, or that nobody moved.
    pub late_or_stuck: u32,
    /// Open promises due today or before.
    pub promises_due: u32,
    /// Of these, past their time.
    pub promises_late: u32,
    /// Open discrepancies, near misses apart.
    pub discrepancies_open: u32,
    /// Open near misses.
    pub near_misses_open: u32,
}

/// `today`
///
/// # Errors
/// As the store gives them.
pub fn today(look: &Look<'_>, _: AskToday) -> Outcome<Today> {
    let settings = look.settings()?;
    let here = visits::open(look.db)?;
    let (left_over, here): (Vec<_>, Vec<_>) = here.into_iter().partition(|visit| visit.left_over(look.now));
    let count = |wanted: VisitState| here.iter().filter(|visit| visit.state == wanted).count() as u32;
    let prompts = here.iter().filter(|visit| waiting::prompt(visit, &settings, look.now).is_some()).count() as u32;
    let (discrepancies_open, near_misses_open) = open_discrepancies(look.db)?;
    let (promises_due, promises_late) = due::count_today(look)?;
    Ok(Today {
        day: look.now.day(),
        waiting: count(VisitState::Waiting),
        prompts,
        with_us: count(VisitState::WithUs),
        left_over: left_over.len() as u32,
        owed_visits_due: owed::due_by(look.db, look.now.day())?,
        calls_to_make: calls_today::calls_today(look, calls_today::AskCalls {})?.to_make,
        late_or_stuck: stalled::count(look)?,
        promises_due,
        promises_late,
        discrepancies_open,
        near_misses_open,
    })
}

fn open_discrepancies(db: &Connection) -> Outcome<(u32, u32)> {
    Ok(db
        .prepare_cached(
            "SELECT count(*) - coalesce(sum(near_miss), 0), coalesce(sum(near_miss), 0) FROM discrepancies WHERE state <> 'closed'",
        )?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
}
