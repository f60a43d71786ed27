//! When the clinic is open, and what "same day", "in two working days" and "72 hours" mean by that. Times are told in the
//! clinic's own zone, so that a promise for after a change of clock is due at the time that was said aloud.

use crate::clock::{At, Day, Moment};
use crate::records::settings::{Opening, Settings};
use chrono::{Datelike, LocalResult, NaiveTime, TimeZone, Timelike};
use chrono_tz::Tz;

/// A day with less than this left, in minutes, is too short to promise something for it.
const TOO_LITTLE_LEFT: i64 = 60;
/// A promise for a day is due this many minutes before closing, while somebody is still there to call.
const BEFORE_CLOSING: i64 = 60;
/// How far ahead a working day is looked for, in days: more than all the closed days that may be named, in weeks of one
/// working day.
const LOOK_AHEAD: u64 = 7 * 210;

/// The clinic's hours, seen from a moment.
#[derive(Debug, Clone, Copy)]
pub struct Hours<'a> {
    settings: &'a Settings,
    zone: Option<Tz>,
    now: Moment,
}

impl<'a> Hours<'a> {
    /// As the clinic set them.
    #[must_use]
    pub fn of(settings: &'a Settings, now: Moment) -> Self {
        Self { settings, zone: settings.zone.as_deref().and_then(|zone| zone.parse().ok()), now }
    }

    /// The clinic's calendar day, and how many minutes old it is by the clock on the wall.
    #[must_use]
    pub fn on_the_wall(&self, at: At) -> (Day, i64) {
        let wall = self.zone.and_then(|zone| zone.timestamp_millis_opt(at.0).single()).map(|time| time.naive_local());
        let wall = wall.or_else(|| {
            chrono::DateTime::from_timestamp_millis(at.plus_minutes(i64::from(self.now.offset_minutes)).0).map(|time| time.naive_utc())
        });
        wall.map_or((self.now.day(), 0), |wall| (Day(wall.date()), i64::from(wall.num_seconds_from_midnight() / 60)))
    }

    /// The instant at which the clock on the wall shows this. A time that the clock skips is the first after it; one that
    /// it shows twice is the first of both: sooner is safe.
    #[must_use]
    pub fn instant(&self, day: Day, minute: i64) -> At {
        let Some(zone) = self.zone else { return self.now.at_minute(day, minute) };
        let wall = day.0.and_time(NaiveTime::MIN) + chrono::TimeDelta::minutes(minute);
        // Clocks are put on by an hour; two for the odd one.
        for later in 0..=120 {
            let then = zone.from_local_datetime(&(wall + chrono::TimeDelta::minutes(later)));
            if let LocalResult::Single(time) | LocalResult::Ambiguous(time, _) = then {
                return At(time.timestamp_millis());
            }
        }
        self.now.at_minute(day, minute)
    }

    /// When it opens and closes that day; None: closed.
    #[must_use]
    pub fn opening(&self, day: Day) -> Option<Opening> {
        let weekday = day.0.weekday().num_days_from_monday() as usize;
        if self.settings.closed_days.contains(&day) { None } else { self.settings.hours.get(weekday).copied().flatten() }
    }

    /// Open at that time: closing time itself is the last minute that can be promised.
    #[must_use]
    pub fn is_open(&self, at: At) -> bool {
        let (day, _) = self.on_the_wall(at);
        self.span(day).is_some_and(|(opens, closes)| opens <= at && at <= closes)
    }

    /// The nth working day after this one; 0 is this one, or the next where it is closed.
    #[must_use]
    pub fn working_day(&self, from: Day, count: u32) -> Day {
        let mut left = count;
        for on in u64::from(count > 0)..LOOK_AHEAD {
            let Some(day) = from.0.checked_add_days(chrono::Days::new(on)).map(Day) else { break };
            if self.opening(day).is_some() {
                if left <= 1 {
                    return day;
                }
                left -= 1;
            }
        }
        from
    }

    /// When a promise for a day is due where no time was said.
    #[must_use]
    pub fn due_on(&self, day: Day) -> At {
        let opening = self.opening(day).unwrap_or(Opening { opens: 9 * 60, closes: 18 * 60 });
        self.instant(day, (i64::from(opening.closes) - BEFORE_CLOSING).max(i64::from(opening.opens)))
    }

    /// "Today": before closing, or before closing of the next working day where less than an hour is left.
    #[must_use]
    pub fn same_day(&self) -> At {
        let today = self.now.day();
        match self.span(today) {
            Some((_, closes)) if closes.minutes_since(self.now.at) >= TOO_LITTLE_LEFT => closes,
            _ => self.closing(self.working_day(today, 1)),
        }
    }

    /// "In so many hours", by the clock: where that is a closed time, the last open minute before it; where there is none,
    /// the next time that makes sense.
    #[must_use]
    pub fn clock_hours(&self, hours: u32) -> At {
        let said = self.now.at.plus_minutes(i64::from(hours) * 60);
        self.open_before(said).filter(|before| *before > self.now.at).unwrap_or_else(|| self.next_open(said))
    }

    /// "In so many hours" of those in which somebody is here.
    #[must_use]
    pub fn working_hours(&self, hours: u32) -> At {
        let mut left = i64::from(hours) * 60;
        let mut day = self.working_day(self.now.day(), 0);
        // Each round uses up a working day, and none is shorter than a minute.
        for _ in 0..=hours.saturating_mul(60) {
            if let Some((opens, closes)) = self.span(day) {
                let from = opens.max(self.now.at);
                let here = closes.minutes_since(from);
                if here >= left {
                    return from.plus_minutes(left);
                }
                left -= here;
            }
            let next = self.working_day(day, 1);
            if next <= day {
                break;
            }
            day = next;
        }
        self.now.at.plus_minutes(i64::from(hours) * 60)
    }

    /// That time where it is open; otherwise an hour into the next opening, when somebody had the time to do it.
    #[must_use]
    pub fn next_open(&self, at: At) -> At {
        let (today, _) = self.on_the_wall(at);
        for day in [today, self.working_day(today, 1)] {
            if let Some((opens, closes)) = self.span(day)
                && at <= closes
            {
                return if at >= opens { at } else { closes.min(opens.plus_minutes(60)) };
            }
        }
        at
    }

    /// The last open minute up to that time, of the two weeks before it.
    #[must_use]
    pub fn open_before(&self, at: At) -> Option<At> {
        let (today, _) = self.on_the_wall(at);
        (0..14).filter_map(|back| today.0.checked_sub_days(chrono::Days::new(back)).map(Day)).find_map(|day| {
            let (opens, closes) = self.span(day)?;
            (opens <= at).then(|| closes.min(at))
        })
    }

    fn closing(&self, day: Day) -> At {
        self.span(day).map_or_else(|| self.due_on(day), |(_, closes)| closes)
    }

    fn span(&self, day: Day) -> Option<(At, At)> {
        let Opening { opens, closes } = self.opening(day)?;
        Some((self.instant(day, i64::from(opens)), self.instant(day, i64::from(closes))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock, SetClock};
    use proptest::prelude::*;

    fn moment(text: &str) -> Moment {
        SetClock::from_rfc3339(text).unwrap().now()
    }

    fn at(text: &str) -> At {
        moment(text).at
    }

    fn in_zone(zone: &str) -> Settings {
        Settings { zone: Some(zone.into()), ..Settings::default() }
    }

    fn day(text: &str) -> Day {
        serde_json::from_value(text.into()).unwrap()
    }

    #[test]
    fn same_day_is_before_closing_or_the_next_working_day_where_little_is_left() {
        let settings = Settings::default();
        for (now, by) in [
            ("2026-11-20T10:30:00-05:00", "2026-11-20T18:00:00-05:00"),
            ("2026-11-20T07:00:00-05:00", "2026-11-20T18:00:00-05:00"),
            ("2026-11-20T17:00:00-05:00", "2026-11-20T18:00:00-05:00"),
            ("2026-11-20T17:01:00-05:00", "2026-11-21T13:00:00-05:00"),
            ("2026-11-21T12:30:00-05:00", "2026-11-23T18:00:00-05:00"),
            ("2026-11-22T10:00:00-05:00", "2026-11-23T18:00:00-05:00"),
        ] {
            assert_eq!(Hours::of(&settings, moment(now)).same_day(), at(by), "{now}");
        }
    }

    #[test]
    fn seventy_two_hours_by_the_clock_and_of_work() {
        // Wednesday before Thanksgiving.
        let mut settings = in_zone("America/New_York");
        settings.closed_days.insert(day("2026-11-26"));
        let now = moment("2026-11-25T15:00:00-05:00");
        let hours = Hours::of(&settings, now);
        assert_eq!(hours.clock_hours(72), at("2026-11-28T13:00:00-05:00"), "Saturday closes before the 72 hours are over");
        // 3 h Wed, 9 Fri, 4 Sat, 9 each Mon to Fri (45) = 61, 4 Sat = 65, and 7 on Monday.
        assert_eq!(hours.working_hours(72), at("2026-12-07T16:00:00-05:00"));
        assert_eq!(hours.working_day(now.day(), 1), day("2026-11-27"));
        assert_eq!(hours.working_day(now.day(), 0), day("2026-11-25"));
        assert_eq!(hours.working_day(day("2026-11-26"), 0), day("2026-11-27"));
        assert_eq!(hours.working_day(now.day(), 3), day("2026-11-30"));
    }

    #[test]
    fn a_promise_for_after_a_change_of_clock_is_due_when_the_clock_on_the_wall_says_so() {
        let (york, berlin) = (in_zone("America/New_York"), in_zone("Europe/Berlin"));
        let fall = Hours::of(&york, moment("2026-10-30T12:00:00-04:00"));
        assert_eq!(fall.instant(day("2026-11-02"), 17 * 60), at("2026-11-02T17:00:00-05:00"));
        assert_eq!(fall.clock_hours(72), at("2026-11-02T11:00:00-05:00"), "72 hours are 72 hours");
        let spring = Hours::of(&york, moment("2026-03-06T12:00:00-05:00"));
        assert_eq!(spring.instant(day("2026-03-09"), 17 * 60), at("2026-03-09T17:00:00-04:00"));
        assert_eq!(spring.instant(day("2026-03-08"), 2 * 60 + 30), at("2026-03-08T03:00:00-04:00"), "skipped: the first after it");
        assert_eq!(fall.instant(day("2026-11-01"), 90), at("2026-11-01T01:30:00-04:00"), "shown twice: the first");
        let europe = Hours::of(&berlin, moment("2026-10-23T12:00:00+02:00"));
        assert_eq!(europe.due_on(day("2026-10-26")), at("2026-10-26T17:00:00+01:00"));
        assert_eq!(europe.on_the_wall(at("2026-10-26T17:00:00+01:00")), (day("2026-10-26"), 17 * 60));
    }

    #[test]
    fn a_closed_time_has_a_next_one_that_makes_sense() {
        let settings = Settings::default();
        let hours = Hours::of(&settings, moment("2026-11-20T10:30:00-05:00"));
        for (asked, next) in [
            ("2026-11-20T15:00:00-05:00", "2026-11-20T15:00:00-05:00"),
            ("2026-11-20T18:00:00-05:00", "2026-11-20T18:00:00-05:00"),
            ("2026-11-20T18:01:00-05:00", "2026-11-21T10:00:00-05:00"),
            ("2026-11-23T06:00:00-05:00", "2026-11-23T10:00:00-05:00"),
            ("2026-11-22T12:00:00-05:00", "2026-11-23T10:00:00-05:00"),
        ] {
            assert_eq!(hours.next_open(at(asked)), at(next), "{asked}");
            assert_eq!(hours.is_open(at(asked)), asked == next, "{asked}");
        }
    }

    prop_compose! {
        /// A clinic somewhere, with hours and holidays of its own, at some minute of three years.
        fn a_clinic()(
            zone in prop::sample::select(vec![None, Some("America/New_York"), Some("Europe/Berlin"), Some("Australia/Lord_Howe"), Some("America/Los_Angeles")]),
            open in prop::collection::vec((0u32..1380, 1u32..900, any::<bool>()), 7),
            closed in prop::collection::btree_set(0i64..1100, 0..60),
            minute in 0i64..(3 * 365 * 24 * 60),
        ) -> (Settings, Moment) {
            let mut settings = Settings { zone: zone.map(str::to_owned), ..Settings::default() };
            for (slot, (opens, long, works)) in settings.hours.iter_mut().zip(open) {
                *slot = works.then(|| Opening { opens, closes: (opens + long).min(1439) });
            }
            if settings.hours.iter().all(Option::is_none) {
                settings.hours = Settings::default().hours;
            }
            let first = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
            settings.closed_days = closed.into_iter().map(|on| Day(first + chrono::TimeDelta::days(on))).collect();
            let at = At(first.and_time(NaiveTime::MIN).and_utc().timestamp_millis()).plus_minutes(minute);
            let zone: Tz = zone.unwrap_or("Etc/GMT+5").parse().unwrap();
            let offset_minutes = chrono::Offset::fix(zone.timestamp_millis_opt(at.0).unwrap().offset()).local_minus_utc() / 60;
            (settings, Moment { at, offset_minutes })
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]
        #[test]
        fn what_is_offered_is_to_come_and_somebody_is_here_then((settings, now) in a_clinic(), hours_said in 1u32..200, days in 1u32..30) {
            let hours = Hours::of(&settings, now);
            let same = hours.same_day();
            prop_assert!(same > now.at && hours.is_open(same));
            let clock = hours.clock_hours(hours_said);
            prop_assert!(clock > now.at && hours.is_open(clock));
            let work = hours.working_hours(hours_said);
            prop_assert!(work.minutes_since(now.at) >= i64::from(hours_said) * 60, "work takes at least as long as the clock");
            prop_assert!(hours.is_open(work));
            let on = hours.working_day(now.day(), days);
            prop_assert!(on > now.day() && hours.opening(on).is_some() && hours.is_open(hours.due_on(on)));
            let mut counted = 0;
            let mut day = now.day();
            while day < on {
                day = Day(day.0.succ_opt().unwrap());
                counted += u32::from(hours.opening(day).is_some());
            }
            prop_assert_eq!(counted, days);
        }

        #[test]
        fn the_next_time_is_open_and_never_before((settings, now) in a_clinic()) {
            let hours = Hours::of(&settings, now);
            let next = hours.next_open(now.at);
            prop_assert!(next >= now.at && hours.is_open(next));
            prop_assert_eq!(hours.is_open(now.at), next == now.at);
        }

        #[test]
        fn a_time_on_the_wall_is_found_again((settings, now) in a_clinic(), minute in 0i64..1440) {
            let hours = Hours::of(&settings, now);
            let then = hours.instant(now.day(), minute);
            let (day, on_the_wall) = hours.on_the_wall(then);
            prop_assert_eq!(day, now.day());
            prop_assert!(on_the_wall == minute || (on_the_wall > minute && on_the_wall - minute <= 120), "only a skipped time is another");
        }
    }
}
