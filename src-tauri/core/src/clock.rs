//! Time and chance come from outside, so that a day can be told again exactly.

use chrono::{DateTime, FixedOffset, NaiveDate, TimeZone, Utc};
use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Instant;

/// An instant: milliseconds since 1970-01-01T00:00Z. Order of acts is the trail's sequence number, not this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(transparent)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(type = "number"))]
pub struct At(pub i64);

impl At {
    /// This instant moved by whole minutes (may be negative).
    #[must_use]
    pub fn plus_minutes(self, minutes: i64) -> Self {
        Self(self.0.saturating_add(minutes.saturating_mul(60_000)))
    }

    /// Whole minutes from `earlier` to this; 0 where the clock went back.
    #[must_use]
    pub fn minutes_since(self, earlier: At) -> i64 {
        ((self.0 - earlier.0) / 60_000).max(0)
    }
}

impl ToSql for At {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

impl FromSql for At {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        i64::column_result(value).map(Self)
    }
}

/// A calendar day of the clinic, `YYYY-MM-DD` in the store and in replies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(type = "string"))]
pub struct Day(pub NaiveDate);

impl ToSql for Day {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0.format("%Y-%m-%d").to_string()))
    }
}

impl FromSql for Day {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let text = value.as_str()?;
        NaiveDate::parse_from_str(text, "%Y-%m-%d").map(Self).map_err(|_| rusqlite::types::FromSqlError::InvalidType)
    }
}

/// An instant with the clinic's offset from UTC at that instant, so that "today" means the clinic's today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The instant.
    pub at: At,
    /// The clinic's offset from UTC, in minutes east.
    pub offset_minutes: i32,
}

impl Moment {
    /// The clinic's calendar day at this moment.
    #[must_use]
    pub fn day(self) -> Day {
        self.day_of(self.at)
    }

    /// The clinic's calendar day of another instant, with today's offset.
    #[must_use]
    pub fn day_of(self, at: At) -> Day {
        let offset = FixedOffset::east_opt(self.offset_minutes * 60)
            .or_else(|| FixedOffset::east_opt(0))
            .map(|offset| offset.timestamp_millis_opt(at.0).single());
        match offset.flatten() {
            Some(time) => Day(time.date_naive()),
            None => Day(NaiveDate::default()),
        }
    }
}

impl Moment {
    /// The instant at which a day of the clinic is this many minutes old, with today's offset.
    #[must_use]
    pub fn at_minute(self, day: Day, minute: i64) -> At {
        let midnight = day.0.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
        At(midnight).plus_minutes(minute - i64::from(self.offset_minutes))
    }

    /// The day so many days from today; today where the calendar ends.
    #[must_use]
    pub fn days_on(self, days: u64) -> Day {
        let today = self.day();
        today.0.checked_add_days(chrono::Days::new(days)).map_or(today, Day)
    }

    /// How many times the clinic's calendar turned since an earlier instant; 0 where the clock went back. Monday
    /// evening to Thursday morning is three days: people count nights, not hours.
    #[must_use]
    pub fn days_since(self, earlier: At) -> i64 {
        (self.day().0 - self.day_of(earlier).0).num_days().max(0)
    }
}

/// Where the desk gets its time.
pub trait Clock: Send {
    /// Now, with the clinic's offset.
    fn now(&self) -> Moment;

    /// Milliseconds that went by since some start: it only goes on, whatever date anybody sets.
    fn running_ms(&self) -> u64;
}

/// The machine's clock and zone. Only the shell and the command line make one.
#[derive(Debug, Default)]
pub struct MachineClock;

impl Clock for MachineClock {
    fn now(&self) -> Moment {
        let local = chrono::Local::now();
        Moment { at: At(local.timestamp_millis()), offset_minutes: local.offset().local_minus_utc() / 60 }
    }

    fn running_ms(&self) -> u64 {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        u64::try_from(START.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// A clock that stands still until it is moved: tests, the practice clinic's making, replay.
#[derive(Debug, Clone)]
pub struct SetClock(Arc<Mutex<(Moment, u64)>>);

impl SetClock {
    /// Stands at this moment.
    #[must_use]
    pub fn at(moment: Moment) -> Self {
        Self(Arc::new(Mutex::new((moment, 0))))
    }

    /// Stands at an RFC 3339 moment such as `2026-11-20T10:30:00-05:00`.
    ///
    /// # Errors
    /// When the text is no such moment.
    pub fn from_rfc3339(text: &str) -> Result<Self, chrono::ParseError> {
        let time = DateTime::parse_from_rfc3339(text)?;
        Ok(Self::at(Moment { at: At(time.with_timezone(&Utc).timestamp_millis()), offset_minutes: time.offset().local_minus_utc() / 60 }))
    }

    /// Moves it on (or back) by milliseconds; going on, time goes by.
    pub fn advance_ms(&self, ms: i64) {
        let mut held = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        held.0.at.0 += ms;
        held.1 += u64::try_from(ms).unwrap_or(0);
    }

    /// Moves it on (or back) by whole minutes.
    pub fn advance_minutes(&self, minutes: i64) {
        self.advance_ms(minutes * 60_000);
    }

    /// It is this moment: where it is a later one, time went by.
    pub fn set(&self, moment: Moment) {
        let mut held = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        held.1 += u64::try_from(moment.at.0.saturating_sub(held.0.at.0)).unwrap_or(0);
        held.0 = moment;
    }

    /// Somebody gives the machine another date: no time goes by.
    pub fn put(&self, moment: Moment) {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).0 = moment;
    }
}

impl Clock for SetClock {
    fn now(&self) -> Moment {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).0
    }

    fn running_ms(&self) -> u64 {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).1
    }
}

/// Where the desk gets its randomness: keys, salts.
pub trait Dice: Send {
    /// Fills the bytes.
    ///
    /// # Errors
    /// When the machine has no randomness to give.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), crate::error::Fault>;
}

/// The operating system's randomness.
#[derive(Debug, Default)]
pub struct MachineDice;

impl Dice for MachineDice {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), crate::error::Fault> {
        getrandom::fill(bytes).map_err(|error| crate::error::Fault::new("no_randomness", error))
    }
}

/// Dice that fall the same way each time: tests and the practice clinic. Never for a real clinic's keys.
#[derive(Debug)]
pub struct LoadedDice(pub u64);

impl Dice for LoadedDice {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), crate::error::Fault> {
        for byte in bytes {
            // SplitMix64 (Steele, Lea and Flood 2014).
            self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            *byte = (z ^ (z >> 31)) as u8;
        }
        Ok(())
    }
}
