//! Which backups stay: all of the last two days, then one a day for 12 days, one a week for 10 weeks, one a month for 9
//! months (PROMISES.md row 11). What says which is newest is the trail, not the clock, which may have been put back.

use crate::clock::{At, Moment};
use chrono::Datelike;
use std::collections::BTreeSet;

/// Everything this young stays, in days.
const ALL_DAYS: i64 = 2;
/// The newest of each of so many days …
const DAYS: usize = 12;
/// … weeks …
const WEEKS: usize = 10;
/// … and months.
const MONTHS: usize = 9;

/// One backup, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// The trail's last entry in it.
    pub seq: i64,
    /// When it was made.
    pub made: Moment,
}

/// Which of these (by place in the list) may be deleted now. Give only those that are sound: one that is not is no
/// backup, and nothing is deleted for its sake. The newest always stays.
#[must_use]
pub fn to_delete(backups: &[Kept], now: At) -> Vec<usize> {
    let mut order: Vec<usize> = (0..backups.len()).collect();
    order.sort_by_key(|at| backups.get(*at).map(|one| (-one.seq, -one.made.at.0)));
    let mut stays = BTreeSet::new();
    stays.extend(order.first().copied());
    let young = now.plus_minutes(-ALL_DAYS * 24 * 60);
    stays.extend(order.iter().copied().filter(|at| backups.get(*at).is_some_and(|one| one.made.at > young)));
    newest_of_each(&order, backups, DAYS, &mut stays, |one| (one.made.day().0.year(), one.made.day().0.ordinal()));
    newest_of_each(&order, backups, WEEKS, &mut stays, |one| {
        let week = one.made.day().0.iso_week();
        (week.year(), week.week())
    });
    newest_of_each(&order, backups, MONTHS, &mut stays, |one| (one.made.day().0.year(), one.made.day().0.month()));
    (0..backups.len()).filter(|at| !stays.contains(at)).collect()
}

/// Of the newest so many periods that have any, the newest of each.
fn newest_of_each(order: &[usize], backups: &[Kept], most: usize, stays: &mut BTreeSet<usize>, period: impl Fn(&Kept) -> (i32, u32)) {
    let mut seen = BTreeSet::new();
    for at in order {
        let Some(one) = backups.get(*at) else { continue };
        if seen.len() < most && seen.insert(period(one)) {
            stays.insert(*at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn made(seq: i64, minutes: i64) -> Kept {
        // 2026-01-05T05:00Z, a Monday at midnight in New York.
        Kept { seq, made: Moment { at: At(1_767_589_200_000).plus_minutes(minutes), offset_minutes: -300 } }
    }

    /// A backup each hour, and what rotation leaves each time.
    #[test]
    fn a_year_of_hourly_backups_leaves_two_days_twelve_days_ten_weeks_nine_months() {
        let mut here: Vec<Kept> = Vec::new();
        for hour in 0..365 * 24 {
            let newest = made(hour, hour * 60);
            here.push(newest);
            let gone = to_delete(&here, newest.made.at);
            let mut at = 0;
            here.retain(|_| {
                at += 1;
                !gone.contains(&(at - 1))
            });
        }
        let now = here.iter().map(|one| one.made.at).max().unwrap();
        let younger = |days: i64| here.iter().filter(|one| one.made.at > now.plus_minutes(-days * 24 * 60)).count();
        assert_eq!(younger(2), 48);
        let days: BTreeSet<_> = here.iter().filter(|one| one.made.at > now.plus_minutes(-12 * 24 * 60)).map(|one| one.made.day()).collect();
        assert_eq!(days.len(), 12);
        let months: BTreeSet<_> = here.iter().map(|one| one.made.day().0.month()).collect();
        assert_eq!(months.len(), 9);
        assert!(here.len() <= 48 + 12 + 10 + 9, "{}", here.len());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(if std::env::var_os("RIGHTFUL_LONG").is_some_and(|value| value == "1") { 100_000 } else { 500 }))]
        /// Clocks put back and forward, many at one time, in any order.
        #[test]
        fn the_newest_always_stays_and_so_does_all_of_the_last_two_days(
            steps in prop::collection::vec((-200_000_i64..400_000, any::<bool>()), 1..60)
        ) {
            let mut here: Vec<Kept> = Vec::new();
            let mut minute = 0;
            for (seq, (by, rotate)) in steps.into_iter().enumerate() {
                minute += by;
                here.push(made(seq as i64, minute));
                if !rotate { continue }
                let now = At(made(0, minute).made.at.0);
                let gone = to_delete(&here, now);
                let newest = here.iter().position(|one| one.seq == seq as i64).unwrap();
                prop_assert!(!gone.contains(&newest));
                for at in &gone {
                    prop_assert!(here[*at].made.at <= now.plus_minutes(-2 * 24 * 60));
                }
                let mut at = 0;
                here.retain(|_| { at += 1; !gone.contains(&(at - 1)) });
                prop_assert!(to_delete(&here, now).is_empty(), "what stays, stays");
            }
        }
    }
}
