//! A scanned box label: the GS1 element string behind its bar code (GS1 General Specifications, section 3: application
//! identifiers; 7.12: dates; 7.9: check digit), or the bare GTIN of the older bar codes.

use crate::clock::Day;
use crate::records::parts::coded;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// What a box's bar code says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Scanned {
    /// The product, fourteen digits.
    pub gtin: Option<String>,
    /// The last day it may be used.
    pub expires_on: Option<Day>,
    /// Lot.
    pub lot: Option<String>,
    /// Serial number of the box.
    pub serial: Option<String>,
}

coded! {
    /// Why a scan is no box label.
    LabelDoubt {
        /// Not a bar code of a box.
        NotALabel = "not_a_label",
        /// A digit was read wrong: the check digit does not fit.
        CheckDigit = "check_digit",
        /// A label of the HIBC kind: what it says is typed.
        Hibc = "hibc",
        /// No such day.
        NoSuchDay = "no_such_day",
        /// Cut off, or a field that no label has.
        CutOff = "cut_off",
    }
}

/// Stands between fields of no fixed length: FNC1 as scanners send it (ASCII 29).
const BETWEEN: char = '\u{1d}';

/// Reads a scan.
///
/// # Errors
/// Why it is no label that can be read.
pub fn read_label(scan: &str) -> Result<Scanned, LabelDoubt> {
    let text = scan.trim_matches(|c: char| c.is_whitespace() || (c.is_control() && c != BETWEEN));
    if text.len() > 200 {
        return Err(LabelDoubt::NotALabel);
    }
    let coded = ["]d2", "]C1", "]Q3", "]e0", "]E0", "]J1"].into_iter().find_map(|symbology| text.strip_prefix(symbology));
    let body = coded.unwrap_or(text).trim_start_matches(BETWEEN);
    if body.starts_with('+') && body.len() > 6 && body.chars().nth(1).is_some_and(|c| c.is_ascii_alphabetic()) {
        return Err(LabelDoubt::Hibc);
    }
    if matches!(body.len(), 8 | 12 | 13 | 14) && body.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(Scanned { gtin: Some(gtin(body)?), ..Scanned::default() });
    }
    if let Some(link) = body.strip_prefix("https://").or_else(|| body.strip_prefix("http://")) {
        return in_link(link);
    }
    if body.starts_with('(') { in_brackets(body) } else { element_string(body) }
}

/// A GS1 Digital Link: `id.gs1.org/01/09506000134352/10/ABC?17=271231` (GS1 Digital Link URI syntax 1.4). Nothing is fetched.
fn in_link(link: &str) -> Result<Scanned, LabelDoubt> {
    let (path, query) = link.split_once('?').unwrap_or((link, ""));
    let mut found = Scanned::default();
    let segments: Vec<&str> = path.split('/').collect();
    let start = segments.iter().position(|segment| *segment == "01").ok_or(LabelDoubt::NotALabel)?;
    for pair in segments[start..].chunks_exact(2) {
        keep(&mut found, pair[0], pair[1])?;
    }
    for (identifier, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        keep(&mut found, identifier, value)?;
    }
    Ok(found)
}

/// A GTIN of any length with its check digit, as fourteen digits.
fn gtin(digits: &str) -> Result<String, LabelDoubt> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) || digits.bytes().all(|byte| byte == b'0') {
        return Err(LabelDoubt::NotALabel);
    }
    let full = format!("{digits:0>14}");
    let sum: u32 = full.bytes().enumerate().map(|(at, digit)| u32::from(digit - b'0') * if at % 2 == 0 { 3 } else { 1 }).sum();
    if full.len() == 14 && sum.is_multiple_of(10) { Ok(full) } else { Err(LabelDoubt::CheckDigit) }
}

/// `YYMMDD`; day 00 is the last of the month; the century is the one within fifty years of 2026 (GS1 7.12: the nearest).
fn day(six: &str) -> Result<Day, LabelDoubt> {
    let number = |range: std::ops::Range<usize>| six.get(range).and_then(|two| two.parse::<u32>().ok()).ok_or(LabelDoubt::NoSuchDay);
    let (year, month, day) = (number(0..2)?, number(2..4)?, number(4..6)?);
    let year = i32::try_from(year).unwrap_or(0) + if year > 76 { 1900 } else { 2000 };
    let date = if day == 0 { last_of_month(year, month) } else { NaiveDate::from_ymd_opt(year, month, day) };
    date.map(Day).ok_or(LabelDoubt::NoSuchDay)
}

/// The last day of a month.
#[must_use]
pub fn last_of_month(year: i32, month: u32) -> Option<NaiveDate> {
    let next = if month == 12 { NaiveDate::from_ymd_opt(year.checked_add(1)?, 1, 1) } else { NaiveDate::from_ymd_opt(year, month + 1, 1) };
    next.and_then(|first| first.pred_opt()).filter(|last| last.month() == month)
}

/// How long a field is: fixed, or up to so many with a mark after it. None: no box has it.
fn length(identifier: &str) -> Option<(usize, bool)> {
    Some(match identifier {
        "01" | "02" => (14, true),
        "11" | "12" | "13" | "15" | "16" | "17" => (6, true),
        "20" => (2, true),
        "10" | "21" | "22" => (20, false),
        "30" | "37" => (8, false),
        "00" => (18, true),
        "90" => (30, false),
        "240" | "241" | "243" | "250" | "251" => (30, false),
        "710" | "711" | "712" | "713" | "714" | "715" => (20, false),
        "91" | "92" | "93" | "94" | "95" | "96" | "97" | "98" | "99" => (90, false),
        // What we do not use: all of these end at a mark (GS1 General Specifications, 7.8 names those that do not).
        four if four.len() == 4 && ["70", "72", "80", "81", "82"].iter().any(|start| four.starts_with(start)) => (90, false),
        _ => return None,
    })
}

fn keep(found: &mut Scanned, identifier: &str, value: &str) -> Result<(), LabelDoubt> {
    match identifier {
        "01" => found.gtin = Some(gtin(value)?),
        "17" => found.expires_on = Some(day(value)?),
        "10" => found.lot = Some(value.to_owned()),
        "21" => found.serial = Some(value.to_owned()),
        _ => {}
    }
    Ok(())
}

fn element_string(body: &str) -> Result<Scanned, LabelDoubt> {
    let mut found = Scanned::default();
    let mut rest = body;
    while !rest.is_empty() {
        let (identifier, (long, fixed)) =
            (2..=4).find_map(|n| rest.get(..n).and_then(|one| Some((one, length(one)?)))).ok_or(LabelDoubt::NotALabel)?;
        let after = &rest[identifier.len()..];
        let value = if fixed {
            after.get(..long).ok_or(LabelDoubt::CutOff)?
        } else {
            let end = after.find(BETWEEN).unwrap_or(after.len());
            if end == 0 || after[..end].chars().count() > long {
                return Err(LabelDoubt::CutOff);
            }
            &after[..end]
        };
        keep(&mut found, identifier, value)?;
        rest = after[value.len()..].trim_start_matches(BETWEEN);
    }
    if found == Scanned::default() { Err(LabelDoubt::NotALabel) } else { Ok(found) }
}

/// As it is printed under the bar code: `(01)…(17)…(10)…`.
fn in_brackets(body: &str) -> Result<Scanned, LabelDoubt> {
    let mut found = Scanned::default();
    for field in body.split('(').skip(1) {
        let (identifier, value) = field.split_once(')').ok_or(LabelDoubt::CutOff)?;
        let (long, fixed) = length(identifier).ok_or(LabelDoubt::NotALabel)?;
        let value = value.trim().trim_end_matches(BETWEEN);
        if (fixed && value.len() != long) || value.is_empty() || value.chars().count() > long {
            return Err(LabelDoubt::CutOff);
        }
        keep(&mut found, identifier, value)?;
    }
    if found == Scanned::default() { Err(LabelDoubt::NotALabel) } else { Ok(found) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(year: i32, month: u32, day: u32) -> Option<Day> {
        NaiveDate::from_ymd_opt(year, month, day).map(Day)
    }

    /// The check digit of the GS1 General Specifications' own example (7.9.1): 6291041500213.
    #[test]
    fn a_bare_product_code_is_known_by_its_check_digit() {
        assert_eq!(read_label("6291041500213").unwrap().gtin.as_deref(), Some("06291041500213"));
        assert_eq!(read_label("6291041500214"), Err(LabelDoubt::CheckDigit));
        assert_eq!(read_label("614141000036").unwrap().gtin.as_deref(), Some("00614141000036"), "UPC-A");
        assert_eq!(read_label("00000000000000"), Err(LabelDoubt::NotALabel));
    }

    #[test]
    fn product_expiry_and_lot_are_read_however_the_scanner_sends_them() {
        let says = Scanned {
            gtin: Some("06291041500213".to_owned()),
            expires_on: date(2027, 5, 31),
            lot: Some("L0042A".to_owned()),
            serial: Some("77".to_owned()),
        };
        for sent in [
            "]d2010629104150021317270531 10L0042A\u{1d}2177".replace(' ', ""),
            "010629104150021310L0042A\u{1d}2177\u{1d}17270531".to_owned(),
            "\u{1d}010629104150021317270531 10L0042A\u{1d}2177\r\n".replace(' ', ""),
            "(01)06291041500213(17)270531(10)L0042A(21)77".to_owned(),
            "(01) 06291041500213 (17) 270500 (10) L0042A (21) 77".to_owned(),
            "0106291041500213172705317003270531120\u{1d}10L0042A\u{1d}8011A1\u{1d}2177".to_owned(),
            "https://id.gs1.org/01/06291041500213/10/L0042A/21/77?17=270531&linkType=all".to_owned(),
        ] {
            assert_eq!(read_label(&sent).as_ref(), Ok(&says), "{sent:?}");
        }
    }

    #[test]
    fn what_is_no_label_says_why() {
        for (sent, why) in [
            ("T014", LabelDoubt::NotALabel),
            ("", LabelDoubt::NotALabel),
            ("+H123ABC01234567890D", LabelDoubt::Hibc),
            ("010629104150021417270531", LabelDoubt::CheckDigit),
            ("010629104150021317271331", LabelDoubt::NoSuchDay),
            ("010629104150021317270230", LabelDoubt::NoSuchDay),
            ("0106291041500213172705", LabelDoubt::CutOff),
            ("(01)0629104150021(17)270531", LabelDoubt::CutOff),
            ("(01)06291041500213(77)5", LabelDoubt::NotALabel),
            ("(01", LabelDoubt::CutOff),
            ("https://example.org/lenses", LabelDoubt::NotALabel),
            ("https://id.gs1.org/01/06291041500214", LabelDoubt::CheckDigit),
            ("https://id.gs1.org/01/06291041500213?17=271331", LabelDoubt::NoSuchDay),
        ] {
            assert_eq!(read_label(sent), Err(why), "{sent:?}");
        }
    }

    proptest! {
        #[test]
        fn no_scan_makes_it_panic(sent in ".{0,220}") {
            let _ = read_label(&sent);
        }

        #[test]
        fn digits_and_marks_make_no_panic(sent in "[0-9\u{1d}()é]{0,80}") {
            let _ = read_label(&sent);
        }
    }
}
