//! `quote`: the wait we tell. The 80th percentile of recent waits for that kind of visit and load, rounded up to five
//! minutes; a set value until enough visits are known (PRODUCT.md "Waiting").

use super::check_in::LONGEST_QUOTE_MIN;
use super::visits::{self, Load, Purpose};
use crate::desk::Look;
use crate::error::Outcome;
use crate::records::parts::coded;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// Eight of ten should wait no longer than we told them.
pub const AIM_PERCENT: u32 = 80;
/// Quotes are told in steps of this many minutes.
pub const STEP_MIN: u32 = 5;
/// "Recent" is this many visits of the kind: some weeks at a small counter, so that a slow month shows.
pub const LOOK_BACK_VISITS: u32 = 100;

coded! {
    /// What a quote rests on.
    QuoteBasis {
        /// Measured: this kind of visit at this load.
        Measured = "measured",
        /// Measured: this kind of visit, whatever the load; too few are known at this one.
        MeasuredAnyLoad = "measured_any_load",
        /// The clinic's set value: too few visits of this kind are known.
        Set = "set",
    }
}

/// How often what we told was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Kept {
    /// Visits whose wait could be measured.
    pub visits: u32,
    /// Of these, who waited no longer than we told them at check-in.
    pub kept: u32,
}

/// The wait to tell somebody, and why.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Quote {
    /// Minutes to tell.
    pub minutes: u32,
    /// What it rests on.
    pub basis: QuoteBasis,
    /// How many visits it was measured on, or are known so far.
    pub visits: u32,
    /// How many visits must be known before it is measured.
    pub needs_visits: u32,
    /// How many wait now.
    pub waiting: u32,
    /// The load that makes.
    pub load: Load,
    /// How often the quote was kept in the recent visits of this kind.
    pub kept: Kept,
}

/// Asks what to tell somebody who comes now.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskQuote {
    /// What they come for.
    pub purpose: Purpose,
}

/// `quote`
///
/// # Errors
/// As the store gives them.
pub fn quote(look: &Look<'_>, request: AskQuote) -> Outcome<Quote> {
    let waiting = visits::open(look.db)?.iter().filter(|visit| visit.in_line(look.now)).count();
    measure(look, request.purpose, u32::try_from(waiting).unwrap_or(u32::MAX))
}

/// The quote for somebody who comes while `waiting` others wait.
pub(crate) fn measure(look: &Look<'_>, purpose: Purpose, waiting: u32) -> Outcome<Quote> {
    let settings = look.settings()?;
    let needs = settings.quote_needs_visits.max(1);
    let load = Load::of(waiting);
    let of_kind = recent(look.db, purpose, None, needs)?;
    let of_load = recent(look.db, purpose, Some(load), needs)?;
    let enough = |waits: &[Wait]| waits.len() >= needs as usize;
    let (minutes, basis, visits) = if enough(&of_load) {
        (told(&of_load), QuoteBasis::Measured, of_load.len())
    } else if enough(&of_kind) {
        (told(&of_kind), QuoteBasis::MeasuredAnyLoad, of_kind.len())
    } else {
        (settings.quote_fallback_min, QuoteBasis::Set, of_kind.len())
    };
    Ok(Quote { minutes, basis, visits: visits as u32, needs_visits: needs, waiting, load, kept: kept(&of_kind) })
}

/// One measured wait: milliseconds waited, minutes told at check-in.
type Wait = (i64, u32);

/// The newest waits of a kind at a load. Newest by arrival (id), so that no clock reorders them.
pub(crate) const RECENT_AT_LOAD: &str = "SELECT waited_ms, first_quoted_min FROM visits
    WHERE purpose = ?1 AND load = ?2 AND waited_ms IS NOT NULL ORDER BY id DESC LIMIT ?3";

/// The newest waits of a kind.
pub(crate) const RECENT: &str = "SELECT waited_ms, first_quoted_min FROM visits
    WHERE purpose = ?1 AND waited_ms IS NOT NULL ORDER BY id DESC LIMIT ?2";

fn recent(db: &Connection, purpose: Purpose, load: Option<Load>, needs: u32) -> Outcome<Vec<Wait>> {
    let limit = LOOK_BACK_VISITS.max(needs);
    let each = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    Ok(match load {
        Some(load) => db.prepare_cached(RECENT_AT_LOAD)?.query_map((purpose, load, limit), each)?.collect::<Result<_, _>>()?,
        None => db.prepare_cached(RECENT)?.query_map((purpose, limit), each)?.collect::<Result<_, _>>()?,
    })
}

/// The 80th percentile by nearest rank, rounded up to the next step.
fn told(waits: &[Wait]) -> u32 {
    let mut waited: Vec<i64> = waits.iter().map(|(ms, _)| *ms).collect();
    waited.sort_unstable();
    let rank = (waited.len() * AIM_PERCENT as usize).div_ceil(100).max(1);
    let ms = waited.get(rank - 1).copied().unwrap_or(0);
    let step_ms = i64::from(STEP_MIN) * 60_000;
    // Nobody is told "0 minutes", and nobody more than a working day.
    let steps = ms.max(1).saturating_add(step_ms - 1) / step_ms;
    u32::try_from(steps).unwrap_or(u32::MAX).saturating_mul(STEP_MIN).min(LONGEST_QUOTE_MIN)
}

fn kept(waits: &[Wait]) -> Kept {
    let kept = waits.iter().filter(|(ms, quoted)| *ms <= i64::from(*quoted) * 60_000).count();
    Kept { visits: waits.len() as u32, kept: kept as u32 }
}

/// Asks how often quotes were kept over the last days.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskQuotesKept {
    /// How many days back, today included.
    pub days: u32,
}

/// How often quotes were kept, by what people came for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct QuotesKept {
    /// All kinds together.
    pub all: Kept,
    /// Kinds with at least one measured visit.
    pub by_purpose: Vec<KeptFor>,
    /// What we aim for, in percent.
    pub aim_percent: u32,
}

/// How often quotes were kept for one kind of visit.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct KeptFor {
    /// The kind.
    pub purpose: Purpose,
    /// How often.
    pub kept: Kept,
}

/// `quotes_kept`
///
/// # Errors
/// As the store gives them.
pub fn quotes_kept(look: &Look<'_>, request: AskQuotesKept) -> Outcome<QuotesKept> {
    let back = chrono::Days::new(u64::from(request.days.saturating_sub(1)));
    let from = look.now.day().0.checked_sub_days(back).map_or(look.now.day(), crate::clock::Day);
    let mut rows = look.db.prepare_cached(
        "SELECT purpose, count(*), sum(waited_ms <= first_quoted_min * 60000) FROM visits
         WHERE day >= ?1 AND waited_ms IS NOT NULL GROUP BY purpose",
    )?;
    let by_purpose: Vec<KeptFor> = rows
        .query_map([from], |row| Ok(KeptFor { purpose: row.get(0)?, kept: Kept { visits: row.get(1)?, kept: row.get(2)? } }))?
        .collect::<Result<_, _>>()?;
    let all =
        by_purpose.iter().fold(Kept::default(), |all, one| Kept { visits: all.visits + one.kept.visits, kept: all.kept + one.kept.kept });
    Ok(QuotesKept { all, by_purpose, aim_percent: AIM_PERCENT })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(waits: &[i64]) -> Vec<Wait> {
        waits.iter().map(|min| (min * 60_000, 15)).collect()
    }

    #[test]
    fn the_80th_percentile_is_a_wait_somebody_had_rounded_up_to_five() {
        // 10 waits: the 8th smallest
        assert_eq!(told(&minutes(&[1, 2, 3, 4, 5, 6, 7, 12, 40, 50])), 15);
        // 20 waits of 1 … 20: the 16th smallest is 16
        assert_eq!(told(&minutes(&(1..=20).collect::<Vec<_>>())), 20);
        // exactly on a step stays there, a millisecond over goes up
        assert_eq!(told(&minutes(&[15; 20])), 15);
        assert_eq!(told(&[(15 * 60_000 + 1, 15); 20]), 20);
        assert_eq!(told(&minutes(&[0; 20])), 5);
        assert_eq!(told(&[(i64::MAX - 1, 15)]), LONGEST_QUOTE_MIN);
    }

    #[test]
    fn a_quote_is_kept_to_the_millisecond() {
        assert_eq!(kept(&[(15 * 60_000, 15), (15 * 60_000 + 1, 15)]), Kept { visits: 2, kept: 1 });
    }
}
