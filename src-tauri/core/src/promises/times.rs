//! `promise_times`: the times people promise, each as the day and the minute that it means here and now.

use super::Promised;
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
    Ok(times.into_iter().map(|(within, count, at)| time(&hours, within, count, at)).collect())
}

fn time(hours: &Hours<'_>, within: Within, count: u32, at: At) -> PromiseTime {
    let (day, minute) = hours.on_the_wall(at);
    PromiseTime { within, count, day, minute: minute as u32, at }
}

/// A call "later today" is said for this many hours from now: a little longer than one thinks.
const LATER_HOURS: u32 = 2;
/// Nobody promises 2:07: such a call is said for the next half hour, in minutes.
const ROUND: i64 = 30;

/// A time for this that can be kept, to begin with: so many working days from now, or later today in the hours in which we
/// are open. Where the scenario does not say, a call comes today, a search goes on until tomorrow, what is made takes five days.
#[must_use]
pub fn proposed(hours: &Hours<'_>, today: Day, what: Promised, working_days: Option<u32>) -> PromiseTime {
    let days = working_days.unwrap_or(match what {
        Promised::CallBack => 0,
        Promised::SearchOn | Promised::Other => 1,
        Promised::FollowUp => 3,
        Promised::MakeNew | Promised::Collect => 5,
    });
    if days > 0 {
        return time(hours, Within::WorkingDays, days, hours.due_on(hours.working_day(today, days)));
    }
    let later = hours.working_hours(LATER_HOURS);
    let (_, minute) = hours.on_the_wall(later);
    let round = later.plus_minutes((ROUND - minute % ROUND) % ROUND);
    time(hours, Within::SameDay, 0, if hours.is_open(round) { round } else { later })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock, SetClock};
    use crate::records::settings::Settings;

    #[test]
    fn a_time_to_begin_with_can_be_kept() {
        let settings = Settings { zone: Some("America/New_York".into()), ..Settings::default() };
        for (now, what, days, by) in [
            ("2026-11-20T10:00:00-05:00", Promised::CallBack, None, "2026-11-20T12:00:00-05:00"),
            ("2026-11-20T10:07:00-05:00", Promised::CallBack, Some(0), "2026-11-20T12:30:00-05:00"),
            // Little is left of Friday: the rest of the two hours is Saturday's.
            ("2026-11-20T17:10:00-05:00", Promised::CallBack, None, "2026-11-21T10:30:00-05:00"),
            // Saturday closes at one, Sunday is closed.
            ("2026-11-21T12:50:00-05:00", Promised::CallBack, None, "2026-11-23T11:00:00-05:00"),
            ("2026-11-20T10:00:00-05:00", Promised::SearchOn, None, "2026-11-21T12:00:00-05:00"),
            ("2026-11-20T10:00:00-05:00", Promised::SearchOn, Some(2), "2026-11-23T17:00:00-05:00"),
        ] {
            let moment = SetClock::from_rfc3339(now).unwrap().now();
            let hours = Hours::of(&settings, moment);
            let found = proposed(&hours, moment.day(), what, days);
            assert_eq!(found.at, SetClock::from_rfc3339(by).unwrap().now().at, "{now} {what:?}");
            assert!(hours.is_open(found.at), "{now} {what:?}");
        }
    }
}
