//! A card to practice with: what the patient says, what one may answer, where that leads. Nothing of it touches records.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A short role-play.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PracticeCard {
    /// What is the case, for whoever practices: two or three sentences.
    pub setting: String,
    /// Seconds in which an experienced colleague would be through.
    pub seconds: u32,
    /// What is said, turn by turn; it begins at `start`.
    pub turns: BTreeMap<String, CardTurn>,
    /// How it may end.
    pub ends: BTreeMap<String, CardEnd>,
}

/// The patient says something, and one answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CardTurn {
    /// What they say.
    pub patient: String,
    /// Two to four answers.
    pub answers: Vec<CardAnswer>,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CardAnswer {
    /// What one says or does.
    pub say: String,
    /// What an experienced colleague would notice.
    pub noticed: String,
    /// It helped.
    pub good: bool,
    /// The turn or the end that it leads to.
    pub to: String,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CardEnd {
    /// What they say or do at last.
    pub patient: String,
    /// How they leave.
    pub leaves: crate::promises::Leaves,
}

/// Where every card begins.
pub const START: &str = "start";

impl PracticeCard {
    /// What is wrong with it: a way that leads nowhere, a loop, a turn nobody reaches, an end that cannot be.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if !self.turns.contains_key(START) {
            faults.push(format!("no turn is called {START}"));
        }
        for (name, turn) in &self.turns {
            if !(2..=4).contains(&turn.answers.len()) {
                faults.push(format!("{name}: {} answers, not two to four", turn.answers.len()));
            }
            if !turn.answers.iter().any(|answer| answer.good) || turn.answers.iter().all(|answer| answer.good) {
                faults.push(format!("{name}: one answer must help, and one must not"));
            }
            if self.ends.contains_key(name) {
                faults.push(format!("{name} is a turn and an end"));
            }
            for answer in &turn.answers {
                if !self.turns.contains_key(&answer.to) && !self.ends.contains_key(&answer.to) {
                    faults.push(format!("{name}: nothing is called {}", answer.to));
                }
            }
        }
        // It plays on no record, so there is nothing to put into a line.
        let answers = self.turns.values().flat_map(|turn| turn.answers.iter().flat_map(|one| [&one.say, &one.noticed]));
        let patient = self.turns.values().map(|turn| &turn.patient).chain(self.ends.values().map(|end| &end.patient));
        for text in answers.chain(patient).filter(|text| text.contains(['{', '}']) || text.trim().is_empty()) {
            faults.push(format!("no fact, and not empty: {text}"));
        }
        let mut seen = BTreeSet::new();
        self.walk(START, &mut Vec::new(), &mut seen, &mut faults);
        for name in self.turns.keys().chain(self.ends.keys()).filter(|name| !seen.contains(name.as_str())) {
            faults.push(format!("nothing leads to {name}"));
        }
        faults
    }

    fn walk<'a>(&'a self, name: &'a str, way: &mut Vec<&'a str>, seen: &mut BTreeSet<&'a str>, faults: &mut Vec<String>) {
        if way.contains(&name) {
            faults.push(format!("it goes round in a circle at {name}"));
            return;
        }
        // Whatever follows was walked already, and a circle through it was found then.
        if !seen.insert(name) {
            return;
        }
        let Some(turn) = self.turns.get(name) else { return };
        way.push(name);
        for answer in &turn.answers {
            self.walk(&answer.to, way, seen, faults);
        }
        way.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(ways: &[(&str, &[&str])], ends: &[&str]) -> PracticeCard {
        let answer =
            |(at, to): (usize, &&str)| CardAnswer { say: "…".to_owned(), noticed: "…".to_owned(), good: at == 0, to: (*to).to_owned() };
        let turn = |to: &[&str]| CardTurn { patient: "…".to_owned(), answers: to.iter().enumerate().map(answer).collect() };
        let end = CardEnd { patient: "…".to_owned(), leaves: crate::promises::Leaves::Better };
        PracticeCard {
            setting: "…".to_owned(),
            seconds: 60,
            turns: ways.iter().map(|(name, to)| ((*name).to_owned(), turn(to))).collect(),
            ends: ends.iter().map(|name| ((*name).to_owned(), end.clone())).collect(),
        }
    }

    #[test]
    fn a_card_that_leads_to_its_ends_is_sound() {
        assert_eq!(card(&[("start", &["a", "bad"]), ("a", &["well", "bad"])], &["well", "bad"]).faults(), Vec::<String>::new());
    }

    #[test]
    fn a_circle_a_way_to_nowhere_and_a_turn_nobody_reaches_are_found() {
        assert_eq!(card(&[("start", &["a", "end"]), ("a", &["start", "end"])], &["end"]).faults(), ["it goes round in a circle at start"]);
        assert_eq!(
            card(&[("start", &["a", "end"]), ("a", &["b", "end"]), ("b", &["end", "a"])], &["end"]).faults(),
            ["it goes round in a circle at a"]
        );
        let mut on_record = card(&[("start", &["end", "end"])], &["end"]);
        on_record.turns.get_mut("start").unwrap().patient = "I am {patient}.".to_owned();
        assert_eq!(on_record.faults(), ["no fact, and not empty: I am {patient}."]);
        assert_eq!(card(&[("start", &["gone", "end"])], &["end"]).faults(), ["start: nothing is called gone"]);
        assert_eq!(card(&[("start", &["end", "end"])], &["end", "other"]).faults(), ["nothing leads to other"]);
        assert!(card(&[("begin", &["end", "end"])], &["end"]).faults().contains(&"no turn is called start".to_owned()));
        assert_eq!(card(&[("start", &["end"])], &["end"]).faults().len(), 2, "one answer is no choice");
    }
}
