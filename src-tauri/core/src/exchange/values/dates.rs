//! Dates as other systems write them. Day and month are told apart over the whole column.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::CellProblem;

/// Which number comes first in dates like 04/05/1980. Dates that name their month or begin with
/// the year need none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum DateOrder {
    /// 11/20/2026
    MonthDayYear,
    /// 20/11/2026, 20.11.2026
    DayMonthYear,
    /// 2026-11-20, 20261120
    YearMonthDay,
}

/// What a column of dates says about its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "found", rename_all = "snake_case")]
pub enum DateOrderFinding {
    /// The column has one order.
    Decided {
        /// That order.
        order: DateOrder,
    },
    /// Every value fits day first and month first: a person must say.
    Ambiguous {
        /// What the separator suggests, as a start for the question.
        suggested: DateOrder,
    },
    /// Some values fit only day first, others only month first: a person must say.
    Mixed {
        /// The order that more values fit.
        suggested: DateOrder,
    },
    /// Less than half of the filled cells are dates.
    NotDates,
}

/// How a year of two digits is completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Century {
    /// Births: the latest year that is not after this day.
    Past(NaiveDate),
    /// Orders: 20xx.
    Present,
}

/// The numbers in a date, before anybody has said which is which.
enum Parts {
    /// Year, month, day are certain.
    Certain(i32, u32, u32),
    /// Two small numbers and a year; which is the day depends on the column.
    DayAndMonth { first: u32, second: u32, year: u32, year_digits: usize },
}

/// Reads a date.
///
/// # Errors
/// [`CellProblem::NotADate`].
pub fn read_date(cell: &str, order: DateOrder, century: Century) -> Result<NaiveDate, CellProblem> {
    let (year, month, day) = match parts(cell).ok_or(CellProblem::NotADate)? {
        Parts::Certain(year, month, day) => (year, month, day),
        Parts::DayAndMonth { first, second, year, year_digits } => {
            if order == DateOrder::YearMonthDay {
                // 26/11/20: only when the column says so.
                if year_digits != 2 {
                    return Err(CellProblem::NotADate);
                }
                (full_year(first, century), second, year)
            } else {
                let full = if year_digits == 2 { full_year(year, century) } else { year as i32 };
                match order {
                    DateOrder::MonthDayYear => (full, first, second),
                    _ => (full, second, first),
                }
            }
        }
    };
    NaiveDate::from_ymd_opt(year, month, day).ok_or(CellProblem::NotADate)
}

/// A birth date: empty (also 00/00/0000 and the like) is `None`.
///
/// # Errors
/// Not a date, after `today`, or before 1900.
pub fn birth_date(cell: &str, order: DateOrder, today: NaiveDate) -> Result<Option<NaiveDate>, CellProblem> {
    if is_blank(cell) {
        return Ok(None);
    }
    let date = read_date(cell, order, Century::Past(today))?;
    if date > today {
        Err(CellProblem::BirthDateInTheFuture)
    } else if date.year() < 1900 {
        Err(CellProblem::BirthDateBefore1900)
    } else {
        Ok(Some(date))
    }
}

/// Nothing, or only zeros and separators: how systems write "no date".
pub(crate) fn is_blank(cell: &str) -> bool {
    cell.bytes().all(|b| b"0/.-: ".contains(&b)) || cell.trim().is_empty()
}

/// Whether a text has the form of a date.
pub fn is_date_like(cell: &str) -> bool {
    matches!(parts(cell), Some(Parts::Certain(..)))
        || matches!(parts(cell), Some(Parts::DayAndMonth { first, second, .. })
            if (1..=31).contains(&first) && (1..=31).contains(&second) && first.min(second) <= 12)
}

/// Tells day first from month first by all values of a column.
pub fn find_date_order<'a>(cells: impl IntoIterator<Item = &'a str>) -> DateOrderFinding {
    let (mut filled, mut year_first, mut day_only, mut month_only, mut both, mut dots) = (0, 0, 0, 0, 0, 0);
    for cell in cells {
        if is_blank(cell) {
            continue;
        }
        filled += 1;
        match parts(cell) {
            Some(Parts::Certain(..)) => year_first += 1,
            Some(Parts::DayAndMonth { first, second, .. }) => {
                dots += u32::from(cell.contains('.'));
                match (first, second) {
                    (1..=12, 1..=12) if first == second => both += 1,
                    (1..=12, 1..=12) => both += 1,
                    (13..=31, 1..=12) => day_only += 1,
                    (1..=12, 13..=31) => month_only += 1,
                    _ => {}
                }
            }
            None => {}
        }
    }
    let small = day_only + month_only + both;
    if (small + year_first) * 2 < filled || filled == 0 {
        return DateOrderFinding::NotDates;
    }
    let decided = |order| DateOrderFinding::Decided { order };
    if small == 0 {
        return decided(DateOrder::YearMonthDay);
    }
    let likelier = if day_only > month_only { DateOrder::DayMonthYear } else { DateOrder::MonthDayYear };
    match (day_only, month_only) {
        (0, 0) => {
            let suggested = if dots > 0 { DateOrder::DayMonthYear } else { DateOrder::MonthDayYear };
            DateOrderFinding::Ambiguous { suggested }
        }
        // A slip or two of a typist do not turn a column: those rows get their reason.
        (day, month) if day.min(month) * 50 <= day.max(month) => decided(likelier),
        _ => DateOrderFinding::Mixed { suggested: likelier },
    }
}

fn full_year(two_digits: u32, century: Century) -> i32 {
    match century {
        Century::Present => 2000 + two_digits as i32,
        Century::Past(today) => {
            let year = 2000 + two_digits as i32;
            if year > today.year() { year - 100 } else { year }
        }
    }
}

fn parts(cell: &str) -> Option<Parts> {
    let cell = cell.trim().trim_start_matches('\'');
    let date = without_time(cell);
    // The common forms first: digits and one kind of separator.
    let mut numbers = [(0_u32, 0_usize); 3];
    let mut at = 0;
    let mut only_numbers = true;
    for byte in date.bytes() {
        match byte {
            b'0'..=b'9' => {
                let (value, digits) = numbers.get_mut(at)?;
                *value = value.checked_mul(10)?.checked_add(u32::from(byte - b'0'))?;
                *digits += 1;
            }
            b'/' | b'.' | b'-' => at += 1,
            b' ' => {}
            _ => {
                only_numbers = false;
                break;
            }
        }
        if at > 2 {
            return None;
        }
    }
    if !only_numbers {
        return with_month_name(date);
    }
    let [(a, a_digits), (b, b_digits), (c, c_digits)] = numbers;
    match (at, a_digits, b_digits, c_digits) {
        (0, 8, 0, 0) if date.len() == 8 => Some(Parts::Certain((a / 10_000) as i32, a / 100 % 100, a % 100)),
        (2, 4, 1..=2, 1..=2) => Some(Parts::Certain(a as i32, b, c)),
        (2, 1..=2, 1..=2, 2 | 4) => Some(Parts::DayAndMonth { first: a, second: b, year: c, year_digits: c_digits }),
        _ => None,
    }
}

/// `2026-11-20T09:00:00Z` and `11/20/2026 0:00` without their time.
fn without_time(cell: &str) -> &str {
    if let Some((date, time)) = cell.split_once('T')
        && date.bytes().next().is_some_and(|b| b.is_ascii_digit())
        && time.contains(':')
    {
        return date.trim();
    }
    match cell.split_once(':') {
        // Cut at the blank before the hour.
        Some((before, _)) => before.rsplit_once(' ').map_or(cell, |(date, _)| date.trim()),
        None => cell,
    }
}

/// `20 Nov 1938`, `Nov 20, 1938`, `20. November 1938`, `20-nov-38`, in English, German, French.
fn with_month_name(date: &str) -> Option<Parts> {
    let folded = date.to_lowercase();
    let words: Vec<&str> = folded.split([' ', ',', '.', '-', '/']).filter(|w| !w.is_empty()).collect();
    let [first, second, year] = words.as_slice() else {
        return None;
    };
    let (month, day) = match (month_number(first), month_number(second)) {
        (Some(month), None) => (month, second.trim_end_matches(|c: char| c.is_alphabetic()).parse().ok()?),
        (None, Some(month)) => (month, first.trim_end_matches(|c: char| c.is_alphabetic()).parse().ok()?),
        _ => return None,
    };
    match year.len() {
        4 => Some(Parts::Certain(year.parse().ok()?, month, day)),
        _ => None,
    }
}

fn month_number(word: &str) -> Option<u32> {
    const MONTHS: [&[&str]; 12] = [
        &["jan", "january", "januar", "jän", "jänner", "janv", "janvier"],
        &["feb", "february", "februar", "févr", "fév", "février"],
        &["mar", "march", "mär", "märz", "mars", "mrz"],
        &["apr", "april", "avr", "avril"],
        &["may", "mai"],
        &["jun", "june", "juni", "juin"],
        &["jul", "july", "juli", "juil", "juillet"],
        &["aug", "august", "août", "aout"],
        &["sep", "sept", "september", "septembre"],
        &["oct", "october", "okt", "oktober", "octobre"],
        &["nov", "november", "novembre"],
        &["dec", "december", "dez", "dezember", "déc", "décembre"],
    ];
    MONTHS.iter().position(|names| names.contains(&word)).map(|at| at as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).expect("a day")
    }

    const US: DateOrder = DateOrder::MonthDayYear;
    const EU: DateOrder = DateOrder::DayMonthYear;

    #[test]
    fn every_way_to_write_a_day() {
        let expected = Ok(day(2026, 11, 20));
        for (cell, order) in [
            ("2026-11-20", US),
            ("2026/11/20", EU),
            ("20261120", EU),
            ("2026-11-20T09:30:00Z", US),
            ("11/20/2026", US),
            ("11/20/2026 0:00:00", US),
            ("11/20/2026 12:00 AM", US),
            ("11/20/26", US),
            ("20.11.2026", EU),
            ("20.11.26", EU),
            ("20-11-2026", EU),
            ("20 Nov 2026", US),
            ("Nov 20, 2026", EU),
            ("20. November 2026", US),
            (" 20.11.2026 ", EU),
        ] {
            assert_eq!(read_date(cell, order, Century::Present), expected, "{cell}");
        }
        for cell in ["20/11/2026", "31/02/2026", "2/30/2026", "soon", "2026", "1/2/3/4", "99999999999/1/1"] {
            assert_eq!(read_date(cell, US, Century::Present), Err(CellProblem::NotADate), "{cell}");
        }
    }

    #[test]
    fn birth_dates_have_bounds_and_a_century() {
        let today = day(2026, 11, 20);
        assert_eq!(birth_date("", US, today), Ok(None));
        assert_eq!(birth_date("00/00/0000", US, today), Ok(None));
        assert_eq!(birth_date("11/20/2026", US, today), Ok(Some(today)));
        assert_eq!(birth_date("11/21/2026", US, today), Err(CellProblem::BirthDateInTheFuture));
        assert_eq!(birth_date("12/31/1899", US, today), Err(CellProblem::BirthDateBefore1900));
        assert_eq!(birth_date("01/01/1900", US, today), Ok(Some(day(1900, 1, 1))));
        assert_eq!(birth_date("05/06/38", US, today), Ok(Some(day(1938, 5, 6))));
        assert_eq!(birth_date("05/06/19", US, today), Ok(Some(day(2019, 5, 6))));
        assert_eq!(birth_date("02/29/1923", US, today), Err(CellProblem::NotADate));
    }

    #[test]
    fn the_whole_column_tells_day_from_month() {
        let found = |cells: &[&str]| find_date_order(cells.iter().copied());
        assert_eq!(found(&["01/02/1980", "", "03/25/1981"]), DateOrderFinding::Decided { order: US });
        assert_eq!(found(&["01/02/1980", "25/03/1981"]), DateOrderFinding::Decided { order: EU });
        assert_eq!(found(&["1980-02-01"]), DateOrderFinding::Decided { order: DateOrder::YearMonthDay });
        assert_eq!(found(&["01/02/1980", "03/04/1981"]), DateOrderFinding::Ambiguous { suggested: US });
        assert_eq!(found(&["01.02.1980"]), DateOrderFinding::Ambiguous { suggested: EU });
        assert_eq!(found(&["25/03/1981", "03/25/1981"]), DateOrderFinding::Mixed { suggested: US });
        assert_eq!(found(&["Ulm", "Bonn", "1/2/1980"]), DateOrderFinding::NotDates);
        let mut column = vec!["25/03/1981"; 99];
        column.push("03/25/1981");
        assert_eq!(found(&column), DateOrderFinding::Decided { order: EU });
    }
}
