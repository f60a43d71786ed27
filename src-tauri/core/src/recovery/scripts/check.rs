//! What a scenario must be: the rules for its words, its facts, its choices and its card, whether it is ours or the
//! clinic's own.

use super::facts::{self, Fact};
use super::reading_level::Counted;
use super::{Scenario, Tone};
use crate::error::Fault;
use crate::recovery::wording::check_phrases;
use regex::Regex;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The hardest that a scenario may be to read, in tenths of a US school grade.
pub const HARDEST_TENTHS: i64 = 60;
/// Words of the longest sentence that is said aloud.
pub const LONGEST_SENTENCE: usize = 14;

/// Letters of the longest title: it stands on a button, and in what was promised.
pub const LONGEST_TITLE: usize = 120;
/// Letters of the longest text that is read, not said.
pub const LONGEST_TEXT: usize = 400;
/// The most choices and openings: each has a digit.
pub const MOST_KEYS: usize = 9;

/// Something that a scenario must not be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Broken {
    /// Where in the file.
    pub place: String,
    /// Which rule, as a code.
    pub rule: String,
    /// What was found there.
    pub found: String,
}

/// A scenario in figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// Lines that are said aloud.
    pub lines: usize,
    /// Choices.
    pub choices: usize,
    /// Turns of its card.
    pub turns: usize,
    /// How hard it is to read, in tenths of a US school grade.
    pub grade_tenths: i64,
}

/// The figures of a scenario.
#[must_use]
pub fn figures(scenario: &Scenario) -> Figures {
    let said = scenario.said();
    let mut counted = Counted::default();
    for (_, line) in &said {
        counted.add(&as_heard(line));
    }
    Figures {
        lines: said.len(),
        choices: scenario.choices.len(),
        turns: scenario.practice.turns.len(),
        grade_tenths: counted.grade_tenths(),
    }
}

/// A line with words where its facts stand.
fn as_heard(line: &str) -> String {
    let example = |fact: &Fact| {
        let words = match fact {
            Fact::Patient | Fact::Complainant => "Ruth",
            Fact::MinutesWaited | Fact::Quote => "20",
            Fact::MissingParts => "right lens",
            Fact::LastSeen => "in the drawer",
            Fact::Promised => "Friday at five",
            Fact::Order => "26-1017",
            Fact::SecondAsk => "twice",
            Fact::Staff => "Jo",
            Fact::Expected => "Friday",
        };
        (*fact, words.to_owned())
    };
    facts::filled(line, &Fact::ALL.iter().map(example).collect()).unwrap_or_else(|| line.to_owned())
}

/// Every rule that a scenario breaks; none: it may be used.
///
/// # Errors
/// As the wording check gives them.
pub fn broken(scenario: &Scenario) -> Result<Vec<Broken>, Fault> {
    let mut found = Vec::new();
    let mut breaks = |place: &str, rule: &str, what: String| {
        found.push(Broken { place: place.to_owned(), rule: rule.to_owned(), found: what });
    };
    for (place, line) in scenario.said() {
        if line.trim().is_empty() {
            breaks(&place, "empty", String::new());
        }
        for unknown in facts::named(line).into_iter().filter_map(Result::err) {
            breaks(&place, "no_such_fact", unknown.to_owned());
        }
        let heard = as_heard(line);
        let mut counted = Counted::default();
        counted.add(&heard);
        if counted.longest > LONGEST_SENTENCE {
            breaks(&place, "long_sentence", counted.longest.to_string());
        }
        if let Some(passive) = passive(&heard) {
            breaks(&place, "passive", passive);
        }
        for caught in check_phrases(&heard)? {
            breaks(&place, "blames", caught.rule);
        }
    }
    for (place, text, longest) in read(scenario) {
        if text.trim().is_empty() {
            breaks(&place, "empty", String::new());
        }
        for unknown in facts::named(text).into_iter().filter_map(Result::err) {
            breaks(&place, "no_such_fact", unknown.to_owned());
        }
        if text.chars().count() > longest {
            breaks(&place, "too_long", longest.to_string());
        }
    }
    for (place, count) in [("openings", scenario.openings.len()), ("choices", scenario.choices.len())] {
        if count > MOST_KEYS {
            breaks(place, "too_many", MOST_KEYS.to_string());
        }
    }
    let lists = [
        ("listen", &scenario.listen, 1),
        ("ask", &scenario.ask, 2),
        ("own", &scenario.own, 1),
        ("agree", &scenario.agree, 1),
        ("now", &scenario.now, 1),
        ("follow_up.say", &scenario.follow_up.say, 1),
        ("follow_up.ask", &scenario.follow_up.ask, 1),
        ("review", &scenario.review, 2),
    ];
    for (place, list, least) in lists {
        if list.len() < least {
            breaks(place, "too_few", list.len().to_string());
        }
        // Whatever is not known but who speaks, something can be said at every step.
        let least_known = BTreeSet::from([Fact::Staff]);
        if facts::sayable(list, &least_known).is_empty() {
            breaks(place, "nothing_without_facts", String::new());
        }
    }
    if scenario.openings.len() < 3 {
        breaks("openings", "too_few", scenario.openings.len().to_string());
    }
    let tones: BTreeSet<Tone> = scenario.openings.iter().map(|one| one.tone).collect();
    if tones.len() < 3 {
        breaks("openings", "same_tone", tones.len().to_string());
    }
    let firsts: BTreeSet<String> = scenario.openings.iter().map(|one| first_words(&one.say)).collect();
    if firsts.len() < scenario.openings.len() {
        breaks("openings", "begin_alike", firsts.len().to_string());
    }
    if !scenario.openings.iter().any(|one| facts::named(&one.say).is_empty()) {
        breaks("openings", "nothing_without_facts", String::new());
    }
    if scenario.never.len() < 2 {
        breaks("never", "too_few", scenario.never.len().to_string());
    }
    if scenario.choices.len() < 2 {
        breaks("choices", "too_few", scenario.choices.len().to_string());
    }
    let codes: BTreeSet<&str> = scenario.choices.iter().map(|one| one.code.as_str()).collect();
    if codes.len() < scenario.choices.len() {
        breaks("choices", "same_code", codes.len().to_string());
    }
    for choice in scenario.choices.iter().filter(|one| !(1..=40).contains(&one.code.len())) {
        breaks("choices", "code", choice.code.clone());
    }
    for choice in scenario.choices.iter().filter(|one| one.minutes.is_none() == one.promise.is_none()) {
        breaks(&format!("choices.{}", choice.code), "now_or_promised", String::new());
    }
    if !(2..=3).contains(&scenario.follow_up.working_days) {
        breaks("follow_up.working_days", "two_or_three", scenario.follow_up.working_days.to_string());
    }
    for fault in scenario.practice.faults() {
        breaks("practice", "card", fault);
    }
    let grade = figures(scenario).grade_tenths;
    if grade > HARDEST_TENTHS {
        breaks("", "hard_to_read", grade.to_string());
    }
    Ok(found)
}

/// Every text that is read on the screen and not said aloud, with its place and the most letters that it may have.
fn read(scenario: &Scenario) -> Vec<(String, &str, usize)> {
    let mut found =
        vec![("title".to_owned(), scenario.title.as_str(), LONGEST_TITLE), ("applies".to_owned(), scenario.applies.as_str(), LONGEST_TEXT)];
    for (name, list) in [("listen", &scenario.listen), ("now", &scenario.now), ("review", &scenario.review)] {
        found.extend(list.iter().enumerate().map(|(at, one)| (format!("{name}[{at}]"), one.as_str(), LONGEST_TEXT)));
    }
    for (at, one) in scenario.never.iter().enumerate() {
        found.push((format!("never[{at}]"), one.say.as_str(), LONGEST_TEXT));
        found.push((format!("never[{at}].why"), one.why.as_str(), LONGEST_TEXT));
    }
    found.extend(scenario.choices.iter().map(|one| (format!("choices.{}.title", one.code), one.title.as_str(), LONGEST_TITLE)));
    found
}

fn first_words(line: &str) -> String {
    line.split_whitespace().take(3).collect::<Vec<_>>().join(" ").to_lowercase()
}

/// A passive in a line, as far as a pattern sees one: who did it is hidden by it.
fn passive(line: &str) -> Option<String> {
    static PASSIVE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\b(?:is|are|was|were|been|being|be|get|gets|got)\s+(?:not\s+|never\s+|\w+ly\s+)?(?:made|lost|sent|given|told|found|taken|broken|kept|shown|written|held|paid|brought|said|thrown|put|mixed|handled|treated|ordered|delayed|damaged|checked|promised|charged|misplaced|forgotten|\w{3,}ished)\b",
        )
        .ok()
    });
    PASSIVE.as_ref().and_then(|pattern| pattern.find(line)).map(|found| found.as_str().to_owned())
}

#[cfg(test)]
mod tests;
