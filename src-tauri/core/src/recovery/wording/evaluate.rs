//! How well the wording check does on a file of sentences: `rightful-cli check wording`.

use super::check_text;
use crate::error::Fault;
use serde::{Deserialize, Serialize};

/// One row of the file.
#[derive(Debug, Clone, Deserialize)]
pub struct Sentence {
    /// What somebody may type.
    pub sentence: String,
    /// What should happen to it.
    pub expected: Expected,
    /// In a word, why.
    #[serde(default)]
    pub why: String,
}

/// What should happen to a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expected {
    /// It blames.
    Catch,
    /// It does not.
    Leave,
}

/// A sentence that the file sees otherwise, with the families that caught it.
pub type Disagreement = (Sentence, Vec<String>);

/// How many were caught as they should.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct WordingSummary {
    /// Sentences that blame.
    pub catch: usize,
    /// Of these, caught.
    pub caught: usize,
    /// Sentences that do not.
    pub leave: usize,
    /// Of these, caught all the same.
    pub falsely_caught: usize,
}

impl WordingSummary {
    /// At least 95 of 100 that blame are caught, at most 5 of 100 that do not.
    #[must_use]
    pub fn meets_the_aim(&self) -> bool {
        self.caught * 100 >= self.catch * 95 && self.falsely_caught * 100 <= self.leave * 5
    }
}

/// The sums, and each sentence on which file and check disagree.
///
/// # Errors
/// `not_readable`: a row that cannot be read, with its line, or no row at all.
pub fn sentences(text: &str) -> Result<(WordingSummary, Vec<Disagreement>), Fault> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::Headers).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let (mut sums, mut disagree) = (WordingSummary::default(), Vec::new());
    for row in reader.deserialize() {
        let row: Sentence = row.map_err(|error: csv::Error| {
            let line = error.position().map_or(0, csv::Position::line);
            Fault::new("not_readable", format!("line {line}: each row is a sentence, then catch or leave, under sentence,expected,why"))
        })?;
        let by: Vec<String> = check_text(&row.sentence)?.into_iter().map(|caught| caught.rule).collect();
        let hit = !by.is_empty();
        match row.expected {
            Expected::Catch => {
                sums.catch += 1;
                sums.caught += usize::from(hit);
            }
            Expected::Leave => {
                sums.leave += 1;
                sums.falsely_caught += usize::from(hit);
            }
        }
        if hit != (row.expected == Expected::Catch) {
            disagree.push((row, by));
        }
    }
    if sums.catch + sums.leave == 0 {
        return Err(Fault::new("not_readable", "no sentence in it"));
    }
    Ok((sums, disagree))
}
