//! How far the lens check and the prescription parser agree with people's own cases: `rightful-cli check lenses` and
//! `check prescriptions`, on anybody's files.

use super::evaluate::EvaluateError;
use super::lenses::{FieldChecked, FieldVerdict, LensCheck, LensField, LensVerdict, Ordered, Reading, Side, check};
use super::prescription::parse::{DoubtCode, TypedFor, Understanding, read_eye};
use super::tolerances::{Design, ToleranceSet};
use crate::records::prescriptions::{Eye, Powers};
use serde::{Deserialize, Serialize};

/// One case and what we said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckedCase {
    /// The case's number or text, as in the file.
    pub case: String,
    /// What we say.
    pub verdict: String,
    /// What fails, or the prescription in standard form.
    pub detail: String,
    /// What was expected.
    pub expected: String,
    /// The expected detail.
    pub expected_detail: String,
    /// Both are the same.
    pub agrees: bool,
}

/// What a check of cases came to.
#[derive(Debug, Clone, Serialize)]
pub struct CaseSummary {
    /// Which check.
    pub check: &'static str,
    /// Cases in the file.
    pub rows: usize,
    /// Where we agree.
    pub agree: usize,
    /// Where we do not.
    pub disagree: usize,
}

impl CaseSummary {
    /// Counts cases.
    #[must_use]
    pub fn of(check: &'static str, cases: &[CheckedCase]) -> Self {
        let agree = cases.iter().filter(|case| case.agrees).count();
        Self { check, rows: cases.len(), agree, disagree: cases.len() - agree }
    }
}

#[derive(Deserialize)]
struct LensRow {
    case: String,
    ordered_right: String,
    ordered_left: String,
    measured_right: String,
    measured_left: String,
    expected: String,
    #[serde(default)]
    failing_field: String,
}

#[derive(Deserialize)]
struct TypedRow {
    input: String,
    verdict: String,
    #[serde(default)]
    canonical: String,
}

fn rows<T: serde::de::DeserializeOwned>(text: &str) -> Result<Vec<T>, EvaluateError> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::Headers).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let rows = reader.deserialize().collect::<Result<Vec<T>, _>>()?;
    if rows.is_empty() { Err(EvaluateError::Empty) } else { Ok(rows) }
}

/// Checks lenses in the form `[SV | FT28 | PAL] SPHERE (DS | CYLINDER x AXIS) [add A] [seg H] [mpd PD] [H P in|out] [V P up|down]`.
///
/// # Errors
/// When the text is no such table.
pub fn lenses(text: &str, set: &ToleranceSet) -> Result<Vec<CheckedCase>, EvaluateError> {
    Ok(rows::<LensRow>(text)?.into_iter().map(|row| lens_case(row, set)).collect())
}

fn lens_case(row: LensRow, set: &ToleranceSet) -> CheckedCase {
    let (verdict, failing) = match (ordered_pair(&row), measured_eye(&row.measured_right), measured_eye(&row.measured_left)) {
        (Some(ordered), Ok(rights), Ok(lefts)) => {
            // A reading between two degrees passes only where it passes as both.
            let mut readings = rights.iter().flat_map(|right| lefts.iter().map(|left| (*right, *left)));
            let checked = |(right, left)| check(&ordered, &Reading { right, left, ..Reading::default() }, set);
            let first = readings.next().map(checked);
            let worst = readings.map(checked).find(|other| other.verdict != LensVerdict::Match);
            match first {
                Some(first) if first.verdict == LensVerdict::Match => said(&worst.unwrap_or(first)),
                Some(first) => said(&first),
                None => ("cannot verify", Vec::new()),
            }
        }
        // What cannot be read cannot be said; the other rows can.
        _ => ("cannot verify", Vec::new()),
    };
    let expected: Vec<&str> = row.failing_field.split(';').map(str::trim).filter(|field| !field.is_empty()).collect();
    let same_fields = failing.len() == expected.len() && expected.iter().all(|field| failing.iter().any(|ours| ours == field));
    CheckedCase {
        agrees: verdict == row.expected.trim() && same_fields,
        verdict: verdict.to_owned(),
        detail: failing.join(";"),
        expected_detail: expected.join(";"),
        expected: row.expected.trim().to_owned(),
        case: row.case,
    }
}

fn said(checked: &LensCheck) -> (&'static str, Vec<String>) {
    match checked.verdict {
        LensVerdict::Match => ("pass", Vec::new()),
        LensVerdict::CannotVerify => ("cannot verify", Vec::new()),
        LensVerdict::OutOfTolerance | LensVerdict::Swapped | LensVerdict::WrongPair => ("fail", failing_fields(checked)),
    }
}

/// The pair as ordered; a balance lens takes the other one's design.
fn ordered_pair(row: &LensRow) -> Option<Ordered> {
    let (right_design, right) = ordered_eye(&row.ordered_right)?;
    let (left_design, left) = ordered_eye(&row.ordered_left)?;
    let design = if right.balance { left_design } else { right_design };
    Some(Ordered { design, powers: Powers { right, left, pd_tenths: None }, lacks_verification_power: false })
}

/// The names by which a laboratory's form calls what fails. In these files a pair is another one as soon as both eyes
/// fail by themselves, in whatever it be; at the desk two heights alone do not say so.
fn failing_fields(checked: &LensCheck) -> Vec<String> {
    let over_by_itself = |field: &FieldChecked| {
        field.verdict == FieldVerdict::Over && field.off.zip(field.limit).is_some_and(|(off, limit)| off * 100 > limit)
    };
    let over = |side| {
        let eye = |field: &&FieldChecked| field.side == Some(side) && !is_prism(field.field);
        checked.fields.iter().filter(eye).any(over_by_itself)
    };
    match checked.verdict {
        LensVerdict::Swapped => return vec!["swap R/L".to_owned()],
        LensVerdict::WrongPair => return vec!["wrong pair".to_owned()],
        _ if over(Side::Right) && over(Side::Left) => return vec!["wrong pair".to_owned()],
        _ => {}
    }
    let mut names = Vec::new();
    for field in checked.fields.iter().filter(|field| field.verdict == FieldVerdict::Over) {
        let eye = match field.side {
            Some(Side::Right) => "R ",
            Some(Side::Left) => "L ",
            None => "",
        };
        let name = match field.field {
            LensField::HorizontalPrism => "horizontal prism".to_owned(),
            LensField::VerticalPrism => "vertical prism".to_owned(),
            LensField::Sphere | LensField::OtherMeridian => format!("{eye}sphere"),
            LensField::Cyl => format!("{eye}cyl"),
            LensField::Axis => format!("{eye}axis"),
            LensField::Add => format!("{eye}add"),
            LensField::Height => format!("{eye}seg height"),
            LensField::MonoPd => format!("{eye}mono PD"),
            LensField::Pd => "PD".to_owned(),
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn ordered_eye(text: &str) -> Option<(Design, Eye)> {
    let text = text.trim();
    let (design, lens) = match text.split_once(' ') {
        Some((word, lens)) if word.starts_with(|letter: char| letter.is_ascii_alphabetic()) && !is_power_word(word) => (Some(word), lens),
        _ => (None, text),
    };
    let eye = read_eye(lens, TypedFor::Order).eye.or_else(|| read_eye(lens, TypedFor::Reading).eye)?;
    Some((Design::of(design, eye.add.is_some()), eye))
}

fn is_power_word(word: &str) -> bool {
    matches!(word.to_ascii_lowercase().as_str(), "pl" | "plano" | "plan" | "bal")
}

/// An empty cell is a lens nobody measured; no prism in a measured lens means none was found. An axis of half a degree is
/// given as both degrees beside it.
fn measured_eye(text: &str) -> Result<Vec<Option<Eye>>, ()> {
    if text.trim().is_empty() {
        return Ok(vec![None]);
    }
    let understood = read_eye(text, TypedFor::Reading);
    let eye = understood.eye.ok_or(())?;
    let eye = Eye { prism_out: eye.prism_out.or(Some(0)), prism_up: eye.prism_up.or(Some(0)), ..eye };
    let mut eyes = vec![Some(eye)];
    if understood.doubts.iter().any(|doubt| doubt.code == DoubtCode::HalfDegree) {
        eyes.push(Some(Eye { axis: eye.axis.map(|axis| (axis - 2).rem_euclid(180) + 1), ..eye }));
    }
    Ok(eyes)
}

fn is_prism(field: LensField) -> bool {
    matches!(field, LensField::HorizontalPrism | LensField::VerticalPrism)
}

/// Checks typed prescriptions: accept, ask or reject, and what was understood.
///
/// # Errors
/// When the text is no such table.
pub fn prescriptions(text: &str) -> Result<Vec<CheckedCase>, EvaluateError> {
    let typed = rows::<TypedRow>(text)?;
    Ok(typed
        .into_iter()
        .map(|row| {
            let understood = read_eye(&row.input, TypedFor::Order);
            let verdict = understood.verdict.as_str();
            // A file that does not say what a doubtful text would mean leaves that open.
            let open = understood.verdict == Understanding::Ask && row.canonical.trim().is_empty();
            CheckedCase {
                agrees: verdict == row.verdict.trim() && (open || understood.standard == row.canonical.trim()),
                case: row.input,
                verdict: verdict.to_owned(),
                detail: understood.standard,
                expected: row.verdict.trim().to_owned(),
                expected_detail: row.canonical.trim().to_owned(),
            }
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    // Cases of our own, in the form of the files that `check` reads; figures from the tables in OPTICAL.md 1.1.
    const CASES: &str = "\
case,ordered_right,ordered_left,measured_right,measured_left,expected,failing_field
on the limit,SV -4.00 DS,SV -4.00 DS,-3.87 DS,-4.13 DS,pass,
one hundredth over,SV -4.00 DS,SV -4.00 DS,-3.86 DS,-4.00 DS,fail,R sphere
two percent,SV -8.00 DS,SV -8.00 DS,-8.16 DS,-8.17 DS,fail,L sphere
not rounded,SV +6.75 DS,SV +6.75 DS,+6.88 DS,+6.89 DS,fail,L sphere
four percent of cylinder,SV -1.00 -5.00 x 090,SV -1.00 -5.00 x 090,-1.00 -5.20 x 090,-1.00 -5.21 x 090,fail,L cyl
band ends belong to the band,SV PL -2.00 x 090,SV PL -0.50 x 090,PL -2.14 x 090,PL -0.50 x 097,fail,R cyl
axis through 180,SV PL -1.00 x 001,SV PL -1.00 x 002,PL -1.00 x 178,PL -1.00 x 178,fail,L axis
no axis to test,SV PL -0.25 x 090,SV PL DS,PL -0.12 x 104,PL -0.13 x 020,pass,
progressive,PAL -4.00 DS add +2.00,PAL -4.00 DS add +2.00,-4.16 DS add +2.12,-3.84 DS add +1.88,pass,
exchanged,SV -1.00 DS,SV -2.00 DS,-2.00 DS,-1.00 DS,fail,swap R/L
another pair,SV -1.00 DS,SV -2.00 DS,-4.00 DS,-5.00 DS,fail,wrong pair
pair of heights,FT28 PL add +2.00 seg 18.0,FT28 PL add +2.00 seg 18.0,PL add +2.00 seg 18.8,PL add +2.00 seg 17.4,fail,R seg height;L seg height
prism by millimetres,SV -6.00 DS,SV -6.00 DS,-6.00 DS H 1.00 out,-6.00 DS H 0.50 out,pass,
base in cancels,SV -2.00 DS,SV -2.00 DS,-2.00 DS H 0.90 out,-2.00 DS H 0.30 in,pass,
same way up,SV -2.00 DS,SV -2.00 DS,-2.00 DS V 1.00 up,-2.00 DS V 0.70 up,pass,
vertical,SV -2.00 DS,SV -2.00 DS,-2.00 DS V 0.20 up,-2.00 DS V 0.14 down,fail,vertical prism
one eye's PD,PAL -1.00 DS add +2.00 mpd 31.0,PAL -1.00 DS add +2.00 mpd 31.0,-1.00 DS add +2.00 mpd 32.0,-1.00 DS add +2.00 mpd 32.1,fail,L mono PD
nobody read it,SV -2.00 DS,SV -2.00 DS,-2.00 DS,,cannot verify,
add not read,FT28 -2.00 DS add +2.00,FT28 -2.00 DS add +2.00,-2.00 DS add +2.00,-2.00 DS,cannot verify,
between two degrees,SV -1.00 -0.50 x 085,SV -1.00 DS,-1.00 -0.50 x 77.5,-1.00 DS,fail,R axis
between two within,SV -1.00 -0.50 x 085,SV -1.00 DS,-1.00 -0.50 x 78.5,-1.00 DS,pass,
height not read,FT28 PL add +2.00 seg 18.0,FT28 PL add +2.00 seg 18.0,PL add +2.00 seg 18.0,PL add +2.00,cannot verify,
one PD not read,PAL -1.00 DS add +2.00 mpd 31.0,PAL -1.00 DS add +2.00 mpd 31.0,-1.00 DS add +2.00 mpd 31.0,-1.00 DS add +2.00,cannot verify,
heights of both,FT28 PL add +2.00 seg 18.0,FT28 PL add +2.00 seg 18.0,PL add +2.00 seg 19.5,PL add +2.00 seg 19.5,fail,wrong pair
no whole lens,SV -2.00 DS,SV -2.00 DS,-2.00 -0.75,-2.00 DS,cannot verify,
no reading at all,SV -2.00 DS,SV -2.00 DS,error,-2.00 DS,cannot verify,
a strong add,PAL -1.00 DS add +5.00,PAL -1.00 DS add +5.00,-1.00 DS add +5.10,-1.00 DS add +5.00,pass,
a balance lens,BAL,PAL -3.00 DS add +2.00,-1.00 DS,-3.15 DS add +2.00,cannot verify,
add nobody ordered,SV -2.00 DS,SV -2.00 DS,-2.00 DS add +2.00,-2.00 DS,fail,R add
";

    #[test]
    fn every_case_of_our_own_agrees() {
        let set = &ToleranceSet::shipped().expect("sets")[0];
        let cases = lenses(CASES, set).expect("a table");
        let wrong: Vec<_> = cases.iter().filter(|case| !case.agrees).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert_eq!(cases.len(), 29);
    }

    #[test]
    fn a_wrong_expectation_is_seen() {
        let set = &ToleranceSet::shipped().expect("sets")[0];
        let cases = lenses(&CASES.replace("-3.86 DS,-4.00 DS,fail,R sphere", "-3.86 DS,-4.00 DS,fail,L sphere"), set).expect("a table");
        assert_eq!(CaseSummary::of("lenses", &cases).disagree, 1);
        let typed = prescriptions("input,verdict,canonical\n-2.00,accept,-2.00 DS\n2.00,accept,+2.00 DS\n-2.00,accept,-2.25 DS\n")
            .expect("a table");
        assert_eq!(typed.iter().map(|case| case.agrees).collect::<Vec<_>>(), [true, false, false]);
    }

    #[test]
    fn what_is_no_table_is_said_without_its_text() {
        let set = &ToleranceSet::shipped().expect("sets")[0];
        for text in ["", "case\n1\n", "case,ordered_right\n7,SV secret\n"] {
            let error = lenses(text, set).expect_err("no table").to_string();
            assert!(!error.contains("secret"), "{error}");
        }
        assert!(prescriptions("").is_err());
    }
}
