//! Two identifiers, given by the person and compared by the app. The right answer is never shown, and never asked
//! for as a yes (PRODUCT.md, "Hand-over").

use crate::matching::birth_dates;
use crate::matching::names::Name;
use crate::records::patients::PatientDetails;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How what the person said compares with the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Match {
    /// The same.
    Match,
    /// A plausible slip: one letter, one digit, day and month exchanged, a name left out.
    Slip,
    /// Something else.
    Differs,
    /// The record has none to compare with.
    NotOnFile,
}

impl Match {
    /// As stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::Slip => "slip",
            Self::Differs => "differs",
            Self::NotOnFile => "not_on_file",
        }
    }

    /// From its stored word.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        match code {
            "match" => Self::Match,
            "slip" => Self::Slip,
            "not_on_file" => Self::NotOnFile,
            _ => Self::Differs,
        }
    }
}

/// Compares a said name with the record. Given and family name in either order, a preferred name counts as
/// said right, a short form is a slip; accents, hyphens and case do not matter.
#[must_use]
pub fn name(said: &str, record: &PatientDetails) -> Match {
    let said = said.replace([',', ';'], " ");
    let words: Vec<&str> = said.split_whitespace().collect();
    if words.is_empty() {
        return Match::Differs;
    }
    // compared, not shown
    let family = Name::family(record.family.expose());
    let mut givens = vec![Name::given(record.given.expose())];
    givens.extend(record.preferred.as_ref().map(|name| Name::given(name.expose())));
    givens.retain(|name| !name.is_empty());
    if givens.is_empty() || family.is_empty() {
        // One name on file: all that was said must be it.
        let only = if family.is_empty() { &givens[..] } else { std::slice::from_ref(&family) };
        let whole = Name::given(&said);
        return only.iter().map(|name| field(&whole, name)).max_by_key(|how| rank(*how)).unwrap_or(Match::Differs);
    }
    let mut best = Match::Differs;
    // Each place where the given name may end and the family name begin, in both orders.
    for cut in 1..words.len() {
        let (head, tail) = (words[..cut].join(" "), words[cut..].join(" "));
        for (said_given, said_family) in [(&head, &tail), (&tail, &head)] {
            let said_given = Name::given(said_given);
            let how_family = field(&Name::family(said_family), &family);
            for given in &givens {
                let how_given = field(&said_given, given);
                // A short form is asked about, once: tables know short forms that are also other people's names
                // (Eric and Derrick). What somebody goes by belongs on file as their preferred name.
                let how_given = if how_given == Match::Differs && said_given.is_nickname_of(given) { Match::Slip } else { how_given };
                let both = match (how_given, how_family) {
                    (Match::Match, Match::Match) => Match::Match,
                    (Match::Match, Match::Slip) | (Match::Slip, Match::Match) => Match::Slip,
                    _ => Match::Differs,
                };
                best = if rank(both) > rank(best) { both } else { best };
            }
        }
    }
    if best == Match::Differs && words.len() == 1 {
        // Only one of two names was said, and it is right: ask for the other.
        let whole = Name::family(words[0]);
        if field(&whole, &family) == Match::Match || givens.iter().any(|given| field(&whole, given) == Match::Match) {
            return Match::Slip;
        }
    }
    best
}

fn rank(how: Match) -> u8 {
    match how {
        Match::Match => 2,
        Match::Slip => 1,
        Match::Differs | Match::NotOnFile => 0,
    }
}

fn field(said: &Name, on_file: &Name) -> Match {
    if said.plain == on_file.plain {
        return Match::Match;
    }
    // Written another way (accents, Mc/Mac, particles): any shared full writing.
    let same_writing =
        said.forms.iter().any(|form| !form.is_part && on_file.forms.iter().any(|other| !other.is_part && form.letters == other.letters));
    if same_writing {
        return Match::Match;
    }
    let long = said.plain.chars().count().min(on_file.plain.chars().count()) >= 4;
    if long && birth_dates::one_slip_apart(said.plain.as_bytes(), on_file.plain.as_bytes()) { Match::Slip } else { Match::Differs }
}

/// Compares a said birth date, in any usual writing, with the record.
#[must_use]
pub fn born(said: &str, on_file: Option<NaiveDate>, today: NaiveDate) -> Match {
    let Some(on_file) = on_file else { return Match::NotOnFile };
    let readings = birth_dates::read(said, today);
    if readings.contains(&on_file) {
        return Match::Match;
    }
    if readings.iter().any(|date| birth_dates::is_slip(*date, on_file)) { Match::Slip } else { Match::Differs }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::private::Private;

    fn record(given: &str, family: &str, preferred: Option<&str>) -> PatientDetails {
        PatientDetails {
            given: Private::new(given.into()),
            family: Private::new(family.into()),
            preferred: preferred.map(|name| Private::new(name.into())),
            ..PatientDetails::default()
        }
    }

    #[test]
    fn a_name_said_right_matches_however_it_is_written() {
        for said in ["Eric Paulson", "paulson, eric", "ERIC  PAULSON", "Éric Paulson"] {
            assert_eq!(name(said, &record("Eric", "Paulson", None)), Match::Match, "{said}");
        }
        assert_eq!(name("Bob Smith", &record("Robert", "Smith", None)), Match::Slip);
        assert_eq!(name("Mei Wong", &record("Xiu Mei", "Wong", Some("Mei"))), Match::Match);
        assert_eq!(name("Anna Maria Garcia Lopez", &record("Anna Maria", "Garcia-Lopez", None)), Match::Match);
        assert_eq!(name("O Brien Pat", &record("Pat", "O'Brien", None)), Match::Match);
    }

    #[test]
    fn another_name_differs_and_a_slip_is_asked() {
        let eric = record("Eric", "Paulson", None);
        assert_eq!(name("Derrick Paulsen", &eric), Match::Differs);
        assert_eq!(name("Eric Paulsen", &eric), Match::Slip);
        assert_eq!(name("Paulson", &eric), Match::Slip);
        assert_eq!(name("", &eric), Match::Differs);
        assert_eq!(name("Paulson Paulson", &eric), Match::Differs);
        assert_eq!(name("Eric Eric", &eric), Match::Differs);
    }

    #[test]
    fn a_birth_date_is_compared_in_any_writing_and_a_slip_is_asked() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        let on_file = NaiveDate::from_ymd_opt(1980, 3, 12);
        for said in ["1980-03-12", "3/12/1980", "12.3.1980", "12 Mar 1980", "March 12, 1980"] {
            assert_eq!(born(said, on_file, today), Match::Match, "{said}");
        }
        assert_eq!(born("3/13/1980", on_file, today), Match::Slip);
        assert_eq!(born("1981-03-12", on_file, today), Match::Slip);
        assert_eq!(born("5/22/1964", on_file, today), Match::Differs);
        assert_eq!(born("yesterday", on_file, today), Match::Differs);
        assert_eq!(born("3/12/1980", None, today), Match::NotOnFile);
    }
}
