//! `promise_times`: the times people promise, each as the day and the minute that it means here and now.

use super::hours::Hours;
use crate::clock::{At, Day};
use crate::desk::Look;
use crate::error::Outcome;
use crate::records::parts::coded;
use serde::{Deserialize, Serialize};

coded! {
    /// As it is said.
    Within {
        /// Today, before closing; or the next working day where little is left of it.
        SameDay = "same_day",
        /// In so many working days.
        WorkingDays = "working_days",
        /// In so many hours by the clock.
        ClockHours = "clock_hours",
        /// In so many hours in which we are open.
        WorkingHours = "working_hours",
    }
}

/// Asks for them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskPromiseTimes {}

/// One time that can be promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PromiseTime {
    /// As it is said.
    pub within: Within,
    /// How many days or hours.
    pub count: u32,
    /// That day …
    pub day: Day,
    /// … and minute of the day.
    pub minute: u32,
    /// The instant.
    pub at: At,
}

/// `promise_times`: today, one to three working days, 72 hours by the clock and of work.
///
/// # Errors
/// As the store gives them.
pub fn promise_times(look: &Look<'_>, _: AskPromiseTimes) -> Outcome<Vec<PromiseTime>> {
    let settings = look.settings()?;
    let hours = Hours::of(&settings, look.now);
    let on = |count| hours.due_on(hours.working_day(look.now.day(), count));
    let times = [
        (Within::SameDay, 0, hours.same_day()),
        (Within::WorkingDays, 1, on(1)),
        (Within::WorkingDays, 2, on(2)),
        (Within::WorkingDays, 3, on(3)),
        (Within::ClockHours, 72, hours.clock_hours(72)),
        (Within::WorkingHours, 72, hours.working_hours(72)),
    ];
    Ok(times
        .into_iter()
        .map(|(within, count, at)| {
            let (day, minute) = hours.on_the_wall(at);
            PromiseTime { within, count, day, minute: minute as u32, at }
        })
        .collect())
}
