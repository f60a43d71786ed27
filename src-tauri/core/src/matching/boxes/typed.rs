//! A contact lens as people write it, on an order or off a label: `-2.25 8.6 14.2`, `BC 8.5 DIA 14.5 -1.00 -0.75 x 180
//! exp 2027-05`. Nothing is guessed.

use super::label::last_of_month;
use crate::clock::Day;
use crate::matching::prescription::maths::standard_form;
use crate::matching::prescription::parse::{Doubt, DoubtCode, TypedFor, Understanding, read_eye};
use crate::records::contact_lenses::{BASE_CURVES, ContactLens, DIAMETERS};
use crate::records::parts::coded;
use crate::records::prescriptions::Eye;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

coded! {
    /// What only a contact lens can be wrong in.
    ContactDoubt {
        /// 43.00: a base curve in dioptres, as rigid lenses have; millimetres are kept.
        BaseCurveInDioptres = "base_curve_in_dioptres",
        /// No lens has that base curve.
        BaseCurveOutOfRange = "base_curve_out_of_range",
        /// No lens has that diameter.
        DiameterOutOfRange = "diameter_out_of_range",
        /// Not a day.
        NoSuchDay = "no_such_day",
        /// Prism, heights, PDs and balance are no part of a contact lens.
        NotAContactLens = "not_a_contact_lens",
    }
}

/// What was understood of one contact lens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ContactUnderstood {
    /// What becomes of it.
    pub verdict: Understanding,
    /// The lens, without its brand; none where it was rejected.
    pub lens: Option<ContactLens>,
    /// The last day it may be used, where one was typed.
    pub expires_on: Option<Day>,
    /// In standard form, to be read back; empty where it was rejected.
    pub standard: String,
    /// What to ask about the powers, or why they were rejected.
    pub doubts: Vec<Doubt>,
    /// What is wrong with the rest.
    pub contact_doubts: Vec<ContactDoubt>,
}

/// Longer than anything a person types for one lens.
const MAX_CHARS: usize = 400;

/// Reads one eye's contact lens. Never panics.
#[must_use]
pub fn read_contact_lens(text: &str) -> ContactUnderstood {
    if text.chars().count() > MAX_CHARS {
        return rejected(vec![too_long(text)], Vec::new());
    }
    let mut lens = ContactLens::default();
    let mut expires_on = None;
    let mut wrong = Vec::new();
    let words = words_of(text);
    let mut powers: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let upper = word.to_uppercase();
        let next = words.get(at + 1).map(String::as_str);
        match upper.as_str() {
            "BC" | "BCR" | "BASE" | "CURVE" | "R0" => {
                if let Some(value) = next.and_then(hundredths) {
                    keep_base_curve(&mut lens, value, &mut wrong);
                    at += 1;
                }
            }
            "DIA" | "DIAM" | "DIAMETER" | "Ø" => {
                if let Some(value) = next.and_then(hundredths) {
                    keep_diameter(&mut lens, value, &mut wrong);
                    at += 1;
                }
            }
            "PWR" | "POWER" | "MM" => {}
            "EXP" | "EXPIRES" | "EXPIRY" | "USE" | "BY" => {
                if let Some(typed) = next.filter(|typed| typed.starts_with(|c: char| c.is_ascii_digit())) {
                    match expiry(typed) {
                        Some(day) => expires_on = Some(day),
                        None => wrong.push(ContactDoubt::NoSuchDay),
                    }
                    at += 1;
                }
            }
            "LOW" | "LO" | "MED" | "MID" | "MEDIUM" | "HIGH" | "HI" | "N" | "D" if says_add(&upper, &powers, lens.add_word.is_some()) => {
                if powers.last().is_some_and(|last| last.eq_ignore_ascii_case("add")) {
                    powers.pop();
                }
                let short = match upper.as_str() {
                    "LO" => "LOW",
                    "MID" | "MEDIUM" => "MED",
                    "HI" => "HIGH",
                    other => other,
                };
                lens.add_word = Some(match lens.add_word.take() {
                    Some(before) => format!("{before} {short}"),
                    None => short.to_owned(),
                });
            }
            _ => match (expiry(word).filter(|_| word.len() >= 7), unsigned(word)) {
                (Some(day), _) => expires_on = Some(day),
                // On a label the power always has its sign, so an unsigned number of millimetres can only be one of these.
                (None, Some(value)) if after_power(&powers) && (600..=1060).contains(&value) && lens.base_curve.is_none() => {
                    keep_base_curve(&mut lens, value, &mut wrong);
                }
                (None, Some(value)) if after_power(&powers) && lens.diameter.is_none() && DIAMETERS.contains(&value) => {
                    keep_diameter(&mut lens, value, &mut wrong);
                }
                _ => powers.push(word),
            },
        }
        at += 1;
    }
    let understood = read_eye(&powers.join(" "), TypedFor::Order);
    let Some(eye) = understood.eye.filter(|_| understood.verdict != Understanding::Reject) else {
        return rejected(understood.doubts, wrong);
    };
    if eye != (Eye { sphere: eye.sphere, cyl: eye.cyl, axis: eye.axis, add: eye.add, ..Eye::default() }) {
        wrong.push(ContactDoubt::NotAContactLens);
    }
    if !wrong.is_empty() {
        return rejected(understood.doubts, wrong);
    }
    lens.keep_powers(eye);
    let standard = standard_of(&lens, expires_on);
    ContactUnderstood {
        verdict: understood.verdict,
        lens: Some(lens),
        expires_on,
        standard,
        doubts: understood.doubts,
        contact_doubts: wrong,
    }
}

/// A contact lens in standard form: `-2.25 -0.75 x 180 add HIGH · BC 8.6 · DIA 14.2 · exp 2027-05-31`.
#[must_use]
pub fn standard_of(lens: &ContactLens, expires_on: Option<Day>) -> String {
    let mut said = standard_form(&lens.eye());
    if let Some(word) = &lens.add_word {
        said.push_str(if lens.add.is_some() { " " } else { " add " });
        said.push_str(word);
    }
    for (name, value) in [("BC", lens.base_curve), ("DIA", lens.diameter)] {
        if let Some(value) = value {
            said.push_str(&format!(" {name} {}", millimetres(value)));
        }
    }
    if let Some(day) = expires_on {
        said.push_str(&format!(" exp {}", day.0));
    }
    said
}

/// `8.6`, `14.25`: as many decimals as it needs, one at least.
#[must_use]
pub fn millimetres(hundredths: i32) -> String {
    if hundredths % 10 == 0 {
        format!("{}.{}", hundredths / 100, hundredths % 100 / 10)
    } else {
        format!("{}.{:02}", hundredths / 100, hundredths % 100)
    }
}

/// Words, with labels split from their numbers (`BC8.6`, `BC:8.6`, `8.6/14.2`) and signs left where they are.
fn words_of(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for raw in text.split(|c: char| c.is_whitespace() || matches!(c, ';' | '|' | '·')).filter(|raw| !raw.is_empty()) {
        if expiry(raw).is_some() && raw.len() >= 7 {
            words.push(raw.to_owned());
            continue;
        }
        for piece in raw.split(['/', ':', '=']).filter(|piece| !piece.is_empty()) {
            let cut = ["BC", "DIA", "EXP", "PWR"].into_iter().find(|label| {
                piece.get(..label.len()).is_some_and(|start| start.eq_ignore_ascii_case(label))
                    && piece[label.len()..].starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '\u{2212}' | '.'))
            });
            match cut {
                Some(label) => words.extend([label.to_owned(), piece[label.len()..].to_owned()]),
                None => words.push(piece.to_owned()),
            }
        }
    }
    words
}

/// The last powers word is not a label that wants the number for itself.
fn after_power(powers: &[&str]) -> bool {
    !powers.last().is_some_and(|last| {
        matches!(last.to_uppercase().as_str(), "X" | "AX" | "AXIS" | "×" | "@" | "ADD" | "CYL" | "SPH" | "-" | "+" | "\u{2212}")
            || last.ends_with(['x', 'X', '×', '@', '-', '+'])
    })
}

/// LOW, MED, HIGH say an add anywhere; D and N only after one, as a number or a word.
fn says_add(upper: &str, powers: &[&str], after_a_word: bool) -> bool {
    if !matches!(upper, "D" | "N") {
        return true;
    }
    after_a_word || powers.iter().any(|word| word.eq_ignore_ascii_case("add"))
}

fn keep_base_curve(lens: &mut ContactLens, value: i32, wrong: &mut Vec<ContactDoubt>) {
    if (3000..=6000).contains(&value) {
        wrong.push(ContactDoubt::BaseCurveInDioptres);
    } else if BASE_CURVES.contains(&value) {
        lens.base_curve = Some(value);
    } else {
        wrong.push(ContactDoubt::BaseCurveOutOfRange);
    }
}

fn keep_diameter(lens: &mut ContactLens, value: i32, wrong: &mut Vec<ContactDoubt>) {
    if DIAMETERS.contains(&value) { lens.diameter = Some(value) } else { wrong.push(ContactDoubt::DiameterOutOfRange) }
}

/// An unsigned number with a decimal, in hundredths: a whole one may be an axis.
fn unsigned(word: &str) -> Option<i32> {
    (word.starts_with(|c: char| c.is_ascii_digit()) && word.contains(['.', ','])).then(|| hundredths(word)).flatten()
}

fn hundredths(word: &str) -> Option<i32> {
    let word = word.trim_end_matches(',').to_lowercase();
    let word = word.strip_suffix("mm").unwrap_or(&word);
    let (whole, part) = word.split_once(['.', ',']).unwrap_or((word, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 2 || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    Some(whole.parse::<i32>().ok()? * 100 + format!("{part:0<2}").parse::<i32>().ok()?)
}

/// `2027-05`, `2027-05-31`, `2027/05`, `05/2027`: a month alone lasts to its end.
fn expiry(word: &str) -> Option<Day> {
    let parts: Vec<&str> = word.split(['-', '/', '.']).collect();
    if parts.iter().any(|part| part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let number = |part: &str| part.parse::<u32>().ok();
    let date = match parts.as_slice() {
        [year, month] if year.len() == 4 => last_of_month(i32::try_from(number(year)?).ok()?, number(month)?),
        [month, year] if year.len() == 4 => last_of_month(i32::try_from(number(year)?).ok()?, number(month)?),
        [year, month, day] if year.len() == 4 => NaiveDate::from_ymd_opt(i32::try_from(number(year)?).ok()?, number(month)?, number(day)?),
        _ => None,
    };
    date.map(Day)
}

fn rejected(doubts: Vec<Doubt>, contact_doubts: Vec<ContactDoubt>) -> ContactUnderstood {
    ContactUnderstood { verdict: Understanding::Reject, lens: None, expires_on: None, standard: String::new(), doubts, contact_doubts }
}

fn too_long(text: &str) -> Doubt {
    Doubt { code: DoubtCode::CannotRead, field: None, typed: text.chars().take(40).collect(), read_as: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_contact_lens_is_read_as_people_write_it() {
        for (typed, standard) in [
            ("-2.25 8.6 14.2", "-2.25 DS BC 8.6 DIA 14.2"),
            ("8.6/14.2 -2.25", "-2.25 DS BC 8.6 DIA 14.2"),
            ("BC 8.5 DIA 14.5 PWR -1.00 CYL -0.75 AX 180", "-1.00 -0.75 x 180 BC 8.5 DIA 14.5"),
            ("BC:8,4 DIA:14,0 PWR:-3.00", "-3.00 DS BC 8.4 DIA 14.0"),
            ("bc8.6mm dia14.0mm +1.50 add +2.00 D", "+1.50 DS add +2.00 D BC 8.6 DIA 14.0"),
            ("-1.00 med", "-1.00 DS add MED"),
            ("-1.00 add high 8.7", "-1.00 DS add HIGH BC 8.7"),
            ("-1.00 add high n 8.7", "-1.00 DS add HIGH N BC 8.7"),
            ("-0.50 exp 2027-05", "-0.50 DS exp 2027-05-31"),
            ("-0.50 8.6 14.2 2028/02", "-0.50 DS BC 8.6 DIA 14.2 exp 2028-02-29"),
            ("PL -0.75 x 90 8.55", "PL -0.75 x 090 BC 8.55"),
            ("-2.25 -0.75 x 10", "-2.25 -0.75 x 010"),
        ] {
            let read = read_contact_lens(typed);
            assert_eq!((read.standard.as_str(), read.verdict), (standard, Understanding::Accept), "{typed}: {read:?}");
            assert_eq!(read_contact_lens(&read.standard).lens, read.lens, "{typed} is read back as it is printed");
        }
    }

    #[test]
    fn what_no_contact_lens_is_gets_its_reason() {
        for (typed, why) in [
            ("-2.25 BC 43.00", ContactDoubt::BaseCurveInDioptres),
            ("-2.25 BC 5.1", ContactDoubt::BaseCurveOutOfRange),
            ("-2.25 DIA 4.2", ContactDoubt::DiameterOutOfRange),
            ("-2.25 exp 2027-13", ContactDoubt::NoSuchDay),
            ("-2.25 DS 1.00 BU", ContactDoubt::NotAContactLens),
        ] {
            let read = read_contact_lens(typed);
            assert_eq!((read.verdict, read.contact_doubts.first()), (Understanding::Reject, Some(&why)), "{typed}: {read:?}");
        }
        let asked = read_contact_lens("2.25 8.6");
        assert_eq!((asked.verdict, asked.doubts[0].code), (Understanding::Ask, DoubtCode::NoSign));
        assert_eq!(read_contact_lens("8.6 14.2").verdict, Understanding::Reject, "a box without a power");
        for typed in ["-2.25 -0.75 10", "-2.25 -0.75 x 8", "-2.25 9", "-2.25 14"] {
            let lens = read_contact_lens(typed).lens;
            assert!(lens.is_none_or(|lens| lens.base_curve.is_none() && lens.diameter.is_none()), "{typed}: an axis is no curve");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,420}") {
            let _ = read_contact_lens(&text);
        }

        #[test]
        fn what_is_accepted_is_read_back_the_same(text in "[-+0-9.xXBCDIAEPadhimnoglw/: ]{0,40}") {
            let read = read_contact_lens(&text);
            if read.verdict == Understanding::Accept {
                let again = read_contact_lens(&read.standard);
                prop_assert_eq!((again.lens, again.expires_on), (read.lens, read.expires_on), "{}", read.standard);
            }
        }
    }
}
