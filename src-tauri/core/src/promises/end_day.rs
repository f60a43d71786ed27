//! `end_of_day`, `end_day`: nothing that is due by tonight is left unanswered. Each is kept, moved with a word before it is
//! due, or broken; only then is the day over.

use super::Ended;
use super::due::{self, PromiseLine};
use crate::clock::{At, Day};
use crate::desk::{Act, Look};
use crate::error::{Outcome, Refusal, refuse};
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

/// Asks how the day stands.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskEndOfDay {}

/// How the day stands.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EndOfDay {
    /// The clinic's day.
    pub day: Day,
    /// Due today or before, and nobody answered: the soonest first.
    pub unanswered: Vec<PromiseLine>,
    /// Answered today: kept in time …
    pub kept: u32,
    /// … late …
    pub late: u32,
    /// … broken …
    pub broken: u32,
    /// … or moved.
    pub moved: u32,
    /// When the day was ended; None: it goes on. What came due since then opens it again.
    pub ended_at: Option<At>,
    /// Given name of who ended it.
    pub ended_by: Option<String>,
}

/// `end_of_day`
///
/// # Errors
/// As the store gives them.
pub fn end_of_day(look: &Look<'_>, _: AskEndOfDay) -> Outcome<EndOfDay> {
    let settings = look.settings()?;
    let day = look.now.day();
    let (from, to) = due::today(&settings, look.now);
    let mut rows = look.db.prepare_cached(
        "SELECT ended, count(*) FROM promises WHERE ended IS NOT NULL AND ended_at >= ?1 AND ended_at < ?2 GROUP BY ended",
    )?;
    let counted: Vec<(Ended, u32)> = rows.query_map((from, to), |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    let answered = |how: Ended| counted.iter().find(|(ended, _)| *ended == how).map_or(0, |(_, count)| *count);
    let unanswered = due::due_before(look, to)?;
    let ended: Option<(At, String)> = look
        .db
        .prepare_cached("SELECT d.at, s.given FROM days_ended d JOIN staff s ON s.id = d.by WHERE d.day = ?1")?
        .query_row([day], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .filter(|_| unanswered.is_empty());
    Ok(EndOfDay {
        day,
        unanswered,
        kept: answered(Ended::Kept),
        late: answered(Ended::Late),
        broken: answered(Ended::Broken),
        moved: answered(Ended::Moved),
        ended_at: ended.as_ref().map(|(at, _)| *at),
        ended_by: ended.map(|(_, by)| by),
    })
}

/// Ends the day.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EndDay {}

/// `end_day`: again where somebody ended it before; the last one counts.
///
/// # Errors
/// Refuses `day_not_answered` with how many are left.
pub fn end_day(act: &mut Act<'_>, _: &EndDay) -> Outcome<EndOfDay> {
    let stands = end_of_day(act, AskEndOfDay {})?;
    if !stands.unanswered.is_empty() {
        return refuse(Refusal::because("day_not_answered").fact("count", stands.unanswered.len()).next("answer_promises"));
    }
    let by = act.somebody()?;
    act.db
        .prepare_cached(
            "INSERT INTO days_ended (day, at, by) VALUES (?1, ?2, ?3) ON CONFLICT (day) DO UPDATE SET at = excluded.at, by = excluded.by",
        )?
        .execute((stands.day, act.now.at, by))?;
    end_of_day(act, AskEndOfDay {})
}
