//! Birth dates: how people write them, and how two of them differ when somebody slipped.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

/// What two birth dates have to do with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DateKinship {
    /// The same day.
    Same,
    /// One slip of the hand: a digit, two digits exchanged, day and month exchanged.
    Slip,
    /// The same birthday in another year.
    SameBirthday,
    /// Nothing in common worth a word.
    Apart,
    /// At least one is not known.
    Unknown,
}

/// Compares two birth dates.
pub fn kinship(a: Option<NaiveDate>, b: Option<NaiveDate>) -> DateKinship {
    match (a, b) {
        (Some(a), Some(b)) if a == b => DateKinship::Same,
        (Some(a), Some(b)) if is_slip(a, b) => DateKinship::Slip,
        (Some(a), Some(b)) if (a.month(), a.day()) == (b.month(), b.day()) => DateKinship::SameBirthday,
        (Some(_), Some(_)) => DateKinship::Apart,
        _ => DateKinship::Unknown,
    }
}

/// Whether one hand slip turns one date into the other.
///
/// One digit typed wrong, two digits that stand side by side exchanged, or day and month exchanged.
/// Two unrelated people are this near about once in a thousand.
pub fn is_slip(a: NaiveDate, b: NaiveDate) -> bool {
    if a == b {
        return false;
    }
    // Almost all pairs of dates end here: too many different digits for one slip.
    let same_year = a.year() == b.year();
    let changed = usize::from(!same_year) + usize::from(a.month() != b.month()) + usize::from(a.day() != b.day());
    if changed == 3 {
        return false;
    }
    if same_year && a.month() == b.day() && a.day() == b.month() {
        return true;
    }
    one_slip_apart(&digits(a), &digits(b))
}

/// The eight digits, year first.
pub fn digits(date: NaiveDate) -> [u8; 8] {
    let mut left = date.year().unsigned_abs() * 10_000 + date.month() * 100 + date.day();
    let mut out = [b'0'; 8];
    for place in out.iter_mut().rev() {
        *place = b'0' + (left % 10) as u8;
        left /= 10;
    }
    out
}

/// At most one letter more, less or other, or two neighbors exchanged (optimal string alignment ≤ 1).
pub fn one_slip_apart(a: &[u8], b: &[u8]) -> bool {
    let (a, b) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if b.len() - a.len() > 1 {
        return false;
    }
    let Some(at) = (0..a.len()).find(|i| a[*i] != b[*i]) else {
        return true;
    };
    if a.len() < b.len() {
        return a[at..] == b[at + 1..];
    }
    a[at + 1..] == b[at + 1..] || (at + 1 < a.len() && a[at] == b[at + 1] && a[at + 1] == b[at] && a[at + 2..] == b[at + 2..])
}

/// Which of day and month a source writes first, where both could be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// 2 March is 3/2.
    MonthFirst,
    /// 2 March is 2/3.
    DayFirst,
}

/// Which order a column of dates is in: the first value that can be only one decides.
///
/// None where every value can be either; then a person has to say. Dates that begin with the year,
/// and dates with a named month, are in no need of it and say nothing.
pub fn order_of<'a>(values: impl IntoIterator<Item = &'a str>) -> Option<DateOrder> {
    let mut dots = false;
    for value in values {
        let Some([first, second, _]) = three_numbers(value) else { continue };
        dots |= value.contains('.');
        match (first, second) {
            (13..=31, 1..=12) => return Some(DateOrder::DayFirst),
            (1..=12, 13..=31) => return Some(DateOrder::MonthFirst),
            _ => {}
        }
    }
    dots.then_some(DateOrder::DayFirst)
}

/// A date whose year stands last, taken apart.
fn three_numbers(text: &str) -> Option<[u32; 3]> {
    let mut numbers = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(|w| w.parse::<u32>().ok());
    let found = [numbers.next()??, numbers.next()??, numbers.next()??];
    (numbers.next().is_none() && found[0] <= 31 && found[1] <= 31).then_some(found)
}

/// The eight digits, year first, of a date written in a known order; the day need not exist.
///
/// For comparing, not for storing: 31.06.1970 is a slip that still says a lot.
pub fn digits_in(text: &str, order: DateOrder) -> Option<[u8; 8]> {
    let text = text.trim();
    let bytes: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
    let year_first = text.split(|c: char| !c.is_ascii_digit()).next().is_some_and(|w| w.len() == 4 || w.len() == 8);
    if year_first {
        return bytes.try_into().ok();
    }
    let [first, second, year] = three_numbers(text).filter(|n| n[2] >= 1000 && n[2] <= 9999)?;
    let (month, day) = if order == DateOrder::DayFirst { (second, first) } else { (first, second) };
    format!("{year:04}{month:02}{day:02}").into_bytes().try_into().ok()
}

/// Every birth date that a text can mean: none, one, or two where day and month could be exchanged.
///
/// Understands 1980-03-02, 19800302, 3/2/1980, 02.03.1980, 2 Mar 1980, March 2, 1980, and years of two
/// digits (which are both readings if both are possible before `latest`). With dots the day comes
/// first, because nobody writes the month first with dots. Dates after `latest` are left out.
pub fn read(text: &str, latest: NaiveDate) -> Vec<NaiveDate> {
    let mut out = Vec::new();
    for date in readings(text, latest) {
        if date <= latest && date.year() >= 1880 && !out.contains(&date) {
            out.push(date);
        }
    }
    out
}

fn readings(text: &str, latest: NaiveDate) -> Vec<NaiveDate> {
    let text = text.trim();
    if text.len() > 40 || !text.is_char_boundary(text.len()) {
        return Vec::new();
    }
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let number = |w: &str| w.parse::<u32>().ok().filter(|_| w.len() <= 4 && w.bytes().all(|b| b.is_ascii_digit()));
    match words[..] {
        [all] if all.len() == 8 && all.bytes().all(|b| b.is_ascii_digit()) => {
            let (y, m, d) = (&all[..4], &all[4..6], &all[6..]);
            let mut out = dates(&[(number(y), number(m), number(d))], 4, latest);
            let (first, second, year) = (number(&all[..2]), number(&all[2..4]), number(&all[4..]));
            if out.is_empty() {
                out = dates(&[(year, first, second), (year, second, first)], 4, latest);
            }
            out
        }
        [a, b, c] => {
            if let Some(month) = month_named(b) {
                if a.len() == 4 {
                    return dates(&[(number(a), Some(month), number(c))], 4, latest);
                }
                return dates(&[(number(c), Some(month), number(a))], c.len(), latest);
            }
            if let Some(month) = month_named(a) {
                return dates(&[(number(c), Some(month), number(b.trim_end_matches(char::is_alphabetic)))], c.len(), latest);
            }
            let (a_, b_, c_) = (number(a), number(b), number(c));
            if a.len() == 4 {
                return dates(&[(a_, b_, c_)], 4, latest);
            }
            if text.contains('.') {
                let day_first = dates(&[(c_, b_, a_)], c.len(), latest);
                if !day_first.is_empty() {
                    return day_first;
                }
            }
            dates(&[(c_, a_, b_), (c_, b_, a_)], c.len(), latest)
        }
        _ => Vec::new(),
    }
}

/// The dates that (year, month, day) guesses make, with two-digit years in every century that fits.
fn dates(guesses: &[(Option<u32>, Option<u32>, Option<u32>)], year_len: usize, latest: NaiveDate) -> Vec<NaiveDate> {
    let mut out = Vec::new();
    for (year, month, day) in guesses {
        let (Some(year), Some(month), Some(day)) = (*year, *month, *day) else {
            continue;
        };
        let years: &[u32] = match year_len {
            4 => &[year],
            2 => &[1900 + year, 2000 + year],
            _ => &[],
        };
        let made = years.iter().filter_map(|y| NaiveDate::from_ymd_opt(i32::try_from(*y).ok()?, month, day));
        out.extend(made.filter(|date| *date <= latest));
    }
    out
}

fn month_named(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let named = MONTHS.iter().position(|m| word.starts_with(m))?;
    u32::try_from(named + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    fn read_now(text: &str) -> Vec<NaiveDate> {
        read(text, day(2026, 11, 20))
    }

    #[test]
    fn a_birth_date_is_read_as_people_write_it() {
        for text in [
            "1980-03-22",
            "19800322",
            "3/22/1980",
            "22/3/1980",
            "22.03.1980",
            "22.3.80",
            "22 Mar 1980",
            "22 march 1980",
            "March 22, 1980",
            "mar 22nd 1980",
            "1980 Mar 22",
            "03221980",
        ] {
            assert_eq!(read_now(text), [day(1980, 3, 22)], "{text}");
        }
        assert_eq!(read_now("3/2/1980"), [day(1980, 3, 2), day(1980, 2, 3)], "both orders where both can be");
        assert_eq!(read_now("02.03.1980"), [day(1980, 3, 2)], "dots put the day first");
        assert_eq!(read_now("12.25.1980"), [day(1980, 12, 25)], "unless that is no date");
        assert_eq!(read_now("5/5/20"), [day(1920, 5, 5), day(2020, 5, 5)], "both centuries where both can be");
        assert_eq!(read_now("5/5/50"), [day(1950, 5, 5)]);
    }

    #[test]
    fn what_is_no_birth_date_gives_none() {
        for text in ["", "smith", "2099-01-01", "31/31/1980", "1980-02-30", "1/2", "12345678901", "٣/٢/١٩٨٠", "👓", "0000-00-00", "1/2/3"]
        {
            assert_eq!(read_now(text), [], "{text}");
        }
    }

    #[test]
    fn a_column_says_its_order() {
        assert_eq!(order_of(["01/02/1980", "", "12/25/1980"]), Some(DateOrder::MonthFirst));
        assert_eq!(order_of(["1/2/80", "25-12-1980"]), Some(DateOrder::DayFirst));
        assert_eq!(order_of(["01.02.1980"]), Some(DateOrder::DayFirst));
        assert_eq!(order_of(["01/02/1980", "1980-12-25", "?"]), None);
        assert_eq!(digits_in("3/2/1980", DateOrder::MonthFirst).as_ref(), Some(b"19800302"));
        assert_eq!(digits_in("03.02.1980", DateOrder::DayFirst).as_ref(), Some(b"19800203"));
        assert_eq!(digits_in("1980-02-03", DateOrder::MonthFirst).as_ref(), Some(b"19800203"));
        assert_eq!(digits_in("19800231", DateOrder::MonthFirst).as_ref(), Some(b"19800231"));
        assert_eq!(digits_in("soon", DateOrder::MonthFirst), None);
    }

    #[test]
    fn slips_of_the_hand() {
        let base = day(1971, 11, 20);
        for near in [day(1971, 11, 2), day(1971, 11, 21), day(1917, 11, 20), day(1971, 11, 10)] {
            assert!(is_slip(base, near), "{near}");
        }
        assert!(is_slip(day(1998, 3, 11), day(1998, 11, 3)), "day and month exchanged");
        assert!(!is_slip(base, base));
        assert!(!is_slip(base, day(1980, 11, 20)));
        assert_eq!(kinship(Some(base), Some(day(1980, 11, 20))), DateKinship::SameBirthday);
        assert_eq!(kinship(Some(base), None), DateKinship::Unknown);
        assert_eq!(kinship(Some(base), Some(day(1960, 1, 5))), DateKinship::Apart);
    }

    #[test]
    fn one_slip() {
        for (a, b, near) in [
            ("anna", "ana", true),
            ("anna", "anan", true),
            ("anna", "inna", true),
            ("anna", "nana", true),
            ("anna", "bean", false),
            ("", "a", true),
            ("", "ab", false),
            ("ab", "ba", true),
            ("abc", "cab", false),
        ] {
            assert_eq!(one_slip_apart(a.as_bytes(), b.as_bytes()), near, "{a} {b}");
            assert_eq!(one_slip_apart(b.as_bytes(), a.as_bytes()), near, "{b} {a}");
        }
    }
}
