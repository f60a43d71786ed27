//! What the record knows, put into a line by name: `{patient}`. A line whose fact is unknown is not shown.

use crate::records::parts::coded;
use std::collections::{BTreeMap, BTreeSet};

coded! {
    /// A fact of the record that a line may name.
    Fact {
        /// What we call the patient: the preferred name, else the given one.
        Patient = "patient",
        /// Whole minutes since they checked in.
        MinutesWaited = "minutes_waited",
        /// The wait that they were told, in minutes.
        Quote = "quote",
        /// The parts that are not here, as people say them: "right and left lens".
        MissingParts = "missing_parts",
        /// Where the first of these was last seen: "in the drawer".
        LastSeen = "last_seen",
        /// What we promised last and until when: "Friday at 5:00 PM".
        Promised = "promised",
        /// The order's number.
        Order = "order",
        /// How often they had to ask, from the second time on: "twice", "3 times".
        SecondAsk = "second_ask",
        /// The given name of whoever stands there.
        Staff = "staff",
        /// When the order is expected: "Friday".
        Expected = "expected",
        /// The given name of whoever complains for the patient.
        Complainant = "complainant",
    }
}

/// What is known, by fact, in words.
pub type Words = BTreeMap<Fact, String>;

/// A piece of a line.
enum Piece<'a> {
    Text(&'a str),
    /// What stands in braces: a fact, or what is none.
    Named(Result<Fact, &'a str>),
}

fn pieces(line: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some(from) = rest.find(['{', '}']) {
        if from > 0 {
            found.push(Piece::Text(&rest[..from]));
        }
        // Up to its brace; a brace that opens or closes nothing stands for itself.
        let inside = rest[from..].strip_prefix('{').and_then(|after| after.split_once(['{', '}']).map(|(name, _)| name));
        let closed = inside.filter(|name| rest[from + 1 + name.len()..].starts_with('}'));
        let taken = closed.map_or(1, |name| name.len() + 2);
        found.push(Piece::Named(closed.and_then(Fact::from_code).ok_or(closed.unwrap_or(&rest[from..=from]))));
        rest = &rest[from + taken..];
    }
    if !rest.is_empty() {
        found.push(Piece::Text(rest));
    }
    found
}

/// The names in a line's braces, in their order: a fact, or what is none.
#[must_use]
pub fn named(line: &str) -> Vec<Result<Fact, &str>> {
    let only = |piece| match piece {
        Piece::Named(name) => Some(name),
        Piece::Text(_) => None,
    };
    pieces(line).into_iter().filter_map(only).collect()
}

/// The line with its facts in it; None: one is not known.
#[must_use]
pub fn filled(line: &str, words: &Words) -> Option<String> {
    let said = |piece| match piece {
        Piece::Text(text) => Some(text),
        Piece::Named(name) => words.get(&name.ok()?).map(String::as_str),
    };
    pieces(line).into_iter().map(said).collect()
}

/// Can this line be said with what is known?
#[must_use]
pub fn is_sayable(line: &str, known: &BTreeSet<Fact>) -> bool {
    named(line).into_iter().all(|fact| fact.is_ok_and(|fact| known.contains(&fact)))
}

/// The lines that can be said with what is known.
#[must_use]
pub fn sayable(lines: &[String], known: &BTreeSet<Fact>) -> Vec<String> {
    lines.iter().filter(|line| is_sayable(line, known)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_whose_fact_is_unknown_is_not_said() {
        let known = Words::from([(Fact::Patient, "Ruth".to_owned())]);
        assert_eq!(filled("{patient}, I am sorry.", &known).as_deref(), Some("Ruth, I am sorry."));
        assert_eq!(filled("{patient}, you waited {minutes_waited} minutes.", &known), None);
        assert_eq!(filled("{patent}, I am sorry.", &known), None);
        assert_eq!(filled("We lost them.", &known).as_deref(), Some("We lost them."));
    }

    #[test]
    fn a_name_is_put_in_as_it_is() {
        // A name is not a line: what looks like a fact in it stays as it is.
        let known = Words::from([(Fact::Patient, "{staff}".to_owned()), (Fact::Staff, "Jo".to_owned())]);
        assert_eq!(filled("{patient} and {staff}", &known).as_deref(), Some("{staff} and Jo"));
    }

    #[test]
    fn braces_that_name_nothing_are_found() {
        assert_eq!(named("{patient} {x} } {"), [Ok(Fact::Patient), Err("x"), Err("}"), Err("{")]);
    }
}
