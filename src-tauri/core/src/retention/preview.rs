//! What would go and what stays, before anything does.

use crate::clock::{At, Day, Moment};
use crate::error::Outcome;
use crate::records::settings::RecordClass;
use crate::retention::plan::{CLASSES, Plan, before};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `retention`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskRetention {}

/// What is kept for how long, and what would go today.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Retention {
    /// Each class.
    pub classes: Vec<ClassKept>,
    /// How many records would go.
    pub goes: u32,
}

/// One class of record.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ClassKept {
    /// Which.
    pub class: RecordClass,
    /// Kept for so many years; None: for good.
    pub years: Option<u32>,
    /// What we would suggest.
    pub suggested: u32,
    /// What ended before this day is old.
    pub before: Option<Day>,
    /// How many would go.
    pub goes: u32,
    /// When the oldest of those was last worked on.
    pub oldest: Option<At>,
    /// Those that are old and stay, and why.
    pub stays: Vec<Stays>,
}

/// Why old records stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Stays {
    /// `open`: not finished; `breach`, `merged`: always kept; `open_orders`, `kept_orders` …: something of that class, open or
    /// merely kept, is about it.
    pub why: String,
    /// How many.
    pub count: u32,
}

fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

/// What would go from these records now, with these years.
///
/// # Errors
/// As the store gives them.
pub fn of(db: &Connection, now: Moment, years: &BTreeMap<RecordClass, u32>) -> Outcome<Retention> {
    let plan = Plan::make(db, now, years)?;
    let classes: Vec<ClassKept> = CLASSES
        .iter()
        .map(|class| {
            let goes = plan.goes.get(&class.class);
            let mut stays = BTreeMap::<&str, u32>::new();
            for why in plan.stays.get(&class.class).into_iter().flat_map(BTreeMap::values) {
                *stays.entry(why).or_default() += 1;
            }
            let years = years.get(&class.class).copied();
            ClassKept {
                class: class.class,
                years,
                suggested: class.suggested,
                before: years.map(|years| now.day_of(before(now, years))),
                goes: goes.map_or(0, |rows| count(rows.len())),
                oldest: goes.and_then(|rows| rows.values().min().copied()),
                stays: stays.into_iter().map(|(why, count)| Stays { why: why.to_owned(), count }).collect(),
            }
        })
        .collect();
    Ok(Retention { goes: classes.iter().map(|class| class.goes).sum(), classes })
}
