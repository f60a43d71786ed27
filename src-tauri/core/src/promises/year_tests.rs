//! A year at a clinic somewhere: no promise that is due is ever missing from the list, and all of them add up.

use super::due::{self, AskPromisesDue, DueGroup};
use super::end::{EndPromise, end_promise};
use super::end_day::{self, AskEndOfDay};
use super::kept::{self, AskPromisesKept, PromisesKept};
use super::make::{MakePromise, make_promise};
use super::{Channel, Ended, Promised};
use crate::clock::{At, Day, Moment};
use crate::desk::Act;
use crate::ids::{PatientId, PromiseId, StaffId};
use crate::records::clinic::{self, FoundClinic};
use crate::records::patients;
use crate::records::settings::{self, Settings};
use crate::store::Store;
use chrono::{Datelike, NaiveDate, NaiveTime, TimeZone, Timelike};
use chrono_tz::Tz;
use proptest::prelude::*;
use rusqlite::Connection;
use serde_json::json;
use std::collections::BTreeMap;

/// A number that looks like chance; the seed is the test's.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.unsigned_abs()) as i64
    }
}

struct Clinic {
    store: Store,
    zone: Tz,
    patient: PatientId,
    next_id: i64,
    _folder: tempfile::TempDir,
}

impl Clinic {
    fn new(zone: Tz, closed: impl IntoIterator<Item = Day>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::in_memory(folder.path()).unwrap();
        let mut clinic = Self { store, zone, patient: PatientId(0), next_id: 1, _folder: folder };
        let found = FoundClinic {
            clinic: "Test".into(),
            practice: false,
            given: "Kim".into(),
            family: "Vo".into(),
            pin_name: String::from("a").into(),
            zone: Some(zone.name().into()),
        };
        let start = clinic.at(NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(), 0);
        clinic.act(start, |act| clinic::found(act, &found).unwrap());
        let closed_days = closed.into_iter().collect();
        clinic.act(start, |act| {
            settings::save(act, &Settings { closed_days, zone: Some(zone.name().into()), ..Settings::default() }).unwrap()
        });
        let sam = serde_json::from_value(json!({"given": "Sam", "family": "Keller", "phone": "555-0142"})).unwrap();
        clinic.patient = clinic.act(start, |act| patients::add(act, &sam).unwrap());
        clinic
    }

    fn at(&self, day: NaiveDate, minute: i64) -> At {
        At(self.zone.from_local_datetime(&day.and_time(NaiveTime::MIN)).earliest().unwrap().timestamp_millis()).plus_minutes(minute)
    }

    fn act<T>(&mut self, at: At, does: impl FnOnce(&mut Act<'_>) -> T) -> T {
        let offset = chrono::Offset::fix(self.zone.timestamp_millis_opt(at.0).unwrap().offset()).local_minus_utc() / 60;
        let mut act = Act::new(&self.store.db, Moment { at, offset_minutes: offset }, Some(StaffId(1)), self.next_id);
        let done = does(&mut act);
        self.next_id = act.next_id();
        done
    }

    fn day(&self, at: At) -> NaiveDate {
        self.zone.timestamp_millis_opt(at.0).unwrap().date_naive()
    }

    /// What the list must say, told anew from what was promised.
    fn must_say(&self, open: &BTreeMap<PromiseId, At>, now: At) -> BTreeMap<PromiseId, DueGroup> {
        let group = |said: At| {
            if said < now {
                DueGroup::Late
            } else if said.0 - now.0 <= 3_600_000 {
                DueGroup::Hour
            } else {
                match (self.day(said) - self.day(now)).num_days() {
                    0 => DueGroup::Today,
                    1 => DueGroup::Tomorrow,
                    _ => DueGroup::Later,
                }
            }
        };
        open.iter().map(|(id, said)| (*id, group(*said))).collect()
    }

    fn compare(&mut self, open: &BTreeMap<PromiseId, At>, now: At) {
        let must = self.must_say(open, now);
        let lines = self.act(now, |act| due::promises_due(act, AskPromisesDue {}).unwrap());
        let says: BTreeMap<PromiseId, DueGroup> = lines.iter().map(|line| (line.id, line.group.unwrap())).collect();
        assert_eq!(says, must, "at {}", self.zone.timestamp_millis_opt(now.0).unwrap());
        assert!(lines.is_sorted_by_key(|line| line.said_at), "the soonest first");
        let today = |group: &DueGroup| *group <= DueGroup::Today;
        // Within the hour may be past midnight.
        let due = open.values().filter(|said| self.day(**said) <= self.day(now)).count() as u32;
        assert!(must.values().filter(|group| today(group)).count() as u32 >= due);
        let late = must.values().filter(|group| **group == DueGroup::Late).count() as u32;
        assert_eq!(self.act(now, |act| due::count_today(act).unwrap()), (due, late), "the bar counts what the list says");
        assert_eq!(self.act(now, |act| end_day::end_of_day(act, AskEndOfDay {}).unwrap()).unanswered.len() as u32, due);
    }
}

fn rows(db: &Connection) -> i64 {
    db.query_row("SELECT count(*) FROM promises", [], |row| row.get(0)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 0, ..ProptestConfig::default() })]
    #[test]
    fn in_a_year_no_promise_that_is_due_is_ever_missing_and_all_add_up(
        zone in prop::sample::select(vec![Tz::America__New_York, Tz::Europe__Berlin, Tz::America__Los_Angeles, Tz::Australia__Sydney]),
        closed in prop::collection::btree_set(0i64..365, 5..20),
        seed in 1u64..,
    ) {
        let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let mut chance = Chance(seed);
        let mut clinic = Clinic::new(zone, closed.iter().map(|on| Day(first + chrono::TimeDelta::days(*on))));
        let patient = clinic.patient;
        let mut open: BTreeMap<PromiseId, At> = BTreeMap::new();
        let mut told = PromisesKept::default();
        for on in 0..365 {
            let day = first + chrono::TimeDelta::days(on);
            for _ in 0..chance.below(3) {
                let now = clinic.at(day, 8 * 60 + chance.below(11 * 60));
                let by = Day(day + chrono::TimeDelta::days(chance.below(9)));
                let by_minute = (chance.below(2) == 0).then(|| chance.below(1440) as u32);
                let even_if_closed = Some(chance.below(3) == 0);
                let asked = MakePromise { by_minute, even_if_closed, ..MakePromise::for_day(patient, Promised::ALL[chance.below(6) as usize], by) };
                if let Ok(made) = clinic.act(now, |act| make_promise(act, &asked)) {
                    let said = zone.timestamp_millis_opt(made.said_at.0).unwrap();
                    prop_assert_eq!(said.date_naive(), by.0, "due on the day that was said, whatever the clock does");
                    if let Some(minute) = by_minute {
                        let wall = i64::from(said.num_seconds_from_midnight() / 60);
                        prop_assert!(wall == i64::from(minute) || (120..=180).contains(&minute), "at the time that was said");
                    }
                    prop_assert!(made.aim_at > now && made.aim_at <= made.said_at);
                    open.insert(made.id, made.said_at);
                    told.made += 1;
                }
            }
            // Some are answered that evening, in whichever way.
            let evening = clinic.at(day, 19 * 60);
            for (id, said) in open.clone() {
                if chance.below(4) > 0 || said.0 - evening.0 > 2 * 86_400_000 {
                    continue;
                }
                let ended = [Ended::Kept, Ended::Late, Ended::Broken, Ended::Moved][chance.below(4) as usize];
                let to = Some(Day(clinic.day(evening) + chrono::TimeDelta::days(1 + chance.below(5))));
                let asked = EndPromise { promise_id: id, ended, to, to_minute: None, told: Some(Channel::Phone), even_if_closed: Some(true), leaves: None, their_words: None };
                let Ok(done) = clinic.act(evening, |act| end_promise(act, &asked)) else {
                    prop_assert!(ended == Ended::Moved && evening > said, "only a promise that is late cannot be moved");
                    continue;
                };
                open.remove(&id);
                let late = evening > said;
                let by_the_clock = match ended {
                    Ended::Kept | Ended::Late => if late { Ended::Late } else { Ended::Kept },
                    other => other,
                };
                prop_assert_eq!(done.ended, by_the_clock);
                match by_the_clock {
                    Ended::Kept => told.kept += 1,
                    Ended::Late => told.late += 1,
                    Ended::Broken => told.broken += 1,
                    Ended::Moved => {
                        told.moved += 1;
                        told.made += 1;
                        let new = done.moved_to.unwrap();
                        let line = clinic.act(evening, |act| due::promises_due(act, AskPromisesDue {}).unwrap()).into_iter().find(|line| line.id == new).unwrap();
                        prop_assert_eq!(line.moved_from, Some(id));
                        open.insert(new, line.said_at);
                    }
                }
            }
            // At midnight, at any minute, and at each minute around which something becomes due.
            let mut looks = vec![evening, clinic.at(day, 19 * 60 + 300), clinic.at(day, 19 * 60 + chance.below(300))];
            for said in open.values().filter(|said| clinic.day(**said) == clinic.day(evening)) {
                looks.extend([-61, -60, -59, -1, 0, 1].map(|minutes| said.plus_minutes(minutes)).into_iter().filter(|at| *at > evening));
            }
            for now in looks {
                clinic.compare(&open, now);
            }
            // Around the changes of clock, at every minute of the night and the day after.
            if (day.month(), day.weekday()) == (11, chrono::Weekday::Sat) && day.day() > 24 || on == 66 {
                for minute in 0..24 * 60 {
                    let now = evening.plus_minutes(minute);
                    clinic.compare(&open, now);
                }
            }
        }
        told.open = open.len() as u32;
        let end = clinic.at(first + chrono::TimeDelta::days(365), 0);
        told.overdue = open.values().filter(|said| **said < end).count() as u32;
        let asked = AskPromisesKept { from: Day(first), to: Day(first + chrono::TimeDelta::days(364)) };
        let year = clinic.act(end, |act| kept::promises_kept(act, asked).unwrap());
        prop_assert_eq!(&year, &told);
        prop_assert_eq!(year.kept + year.late + year.broken + year.moved + year.open, year.made);
        prop_assert_eq!(rows(&clinic.store.db), i64::from(year.made));
        prop_assert!(year.made > 100 && [year.kept, year.late, year.broken, year.moved].iter().all(|count| *count > 3), "a year with some of each");
    }
}
