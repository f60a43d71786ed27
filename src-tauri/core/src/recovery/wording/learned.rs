//! What the phrases do not know. Some thousand sentences, each with what should happen to it (`learned.csv`,
//! `sentences.csv`), teach a weight each to words, to pairs of words however far apart, to how a sentence is built and to
//! pieces of words: a sum for a sentence. It catches a sentence that no phrase catches where the sum is clear, and lets
//! one go that a phrase caught where the sum clearly says that it means no harm. A sentence is one line there: nothing
//! else is kept, and it is learnt anew where a box first needs it after a start.
//!
//! How a sentence is built is seen twice: with all but the commonest words left out, and with words of one kind
//! (`kinds.json`: who is meant, a record, a rule, a time …) taken for each other. What stands in one sentence only
//! teaches nothing.
//!
//! Method: logistic regression, learnt by AdaGrad (Duchi, Hazan and Singer, 2011). What is seen of a sentence was chosen
//! by leaving out every sentence of one hand and learning from the other hands', for each in turn. The two thresholds
//! were chosen on the first 500 sentences that took no part in the learning (`held_out.csv`), for at most 5 in 100 good
//! ones caught.

use super::evaluate::{Expected, Sentence};
use crate::error::Fault;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// So many words are so common that they show how a sentence is built.
const COMMON: usize = 150;
/// Each sentence is gone through so often.
const ROUNDS: usize = 8;
/// How far one step goes.
const STEP: f32 = 0.3;
/// From this sum on a sentence is caught that no phrase catches.
const CATCHES: f32 = 1.0;
/// From this sum down a sentence is let go that a phrase caught.
const LETS_GO: f32 = -3.0;
/// A sentence of fewer words says too little to be told by its sum.
const FEWEST_WORDS: usize = 3;
/// Longer ones are cut: a piece of a text is no longer.
const MOST_WORDS: usize = 100;

/// What was learnt.
struct Learned {
    eyes: Eyes,
    /// What stands in two sentences or more, sorted.
    known: Vec<u64>,
    /// One for each that is known.
    weights: Vec<f32>,
    bias: f32,
    /// Sentences that blame, with the family that each belongs to.
    examples: Vec<(Vec<u32>, String)>,
}

/// What it takes to see how a sentence is built.
struct Eyes {
    common: BTreeSet<String>,
    /// The kind of a word.
    kinds: BTreeMap<String, String>,
}

/// `kinds.json`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindsFile {
    /// What a kind is for, for whoever edits the file.
    #[serde(rename = "about")]
    _about: String,
    /// Words of one kind, with blanks between.
    kinds: BTreeMap<String, String>,
}

static LEARNED: LazyLock<Result<Learned, String>> = LazyLock::new(|| learn().map_err(|fault| fault.to_string()));

fn learned() -> Result<&'static Learned, Fault> {
    LEARNED.as_ref().map_err(|error| Fault::new("bug", error))
}

/// What the sum says of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Says {
    /// It means harm, most like sentences of this family.
    Catch(String),
    /// It means none, whatever a phrase says.
    LetGo,
    /// Nothing clear: the phrases decide.
    Nothing,
}

/// What the sum says of this sentence, in small letters, and of it together with the one after it: what the next one
/// puts right is not caught.
///
/// # Errors
/// None that a test does not see first: the sentences are part of the app.
pub fn says(sentence: &str, with_next: &str) -> Result<Says, Fault> {
    let words = words(sentence);
    if words.iter().filter(|word| word.chars().all(|sign| sign.is_alphanumeric() || sign == '\'')).count() < FEWEST_WORDS {
        return Ok(Says::Nothing);
    }
    let learned = learned()?;
    let seen = learned.known_of(&words);
    let sum = learned.sum(&seen);
    let stays = || learned.sum(&learned.known_of(&self::words(with_next))) >= CATCHES;
    Ok(if sum >= CATCHES && (sentence == with_next || stays()) {
        Says::Catch(learned.family(&seen))
    } else if sum <= LETS_GO {
        Says::LetGo
    } else {
        Says::Nothing
    })
}

impl Learned {
    /// Places of what is known of it, sorted.
    fn known_of(&self, words: &[String]) -> Vec<u32> {
        places(&self.known, &self.eyes.see(words))
    }

    fn sum(&self, seen: &[u32]) -> f32 {
        sum(&self.weights, seen) / length(seen) + self.bias
    }

    /// The family of the sentence that has most in common with this one.
    fn family(&self, seen: &[u32]) -> String {
        let near = |other: &[u32]| shared(seen, other) as f32 / length(other);
        let best = self.examples.iter().max_by(|one, other| near(&one.0).total_cmp(&near(&other.0)));
        best.map(|(_, family)| family.clone()).unwrap_or_default()
    }
}

fn places(known: &[u64], seen: &[u64]) -> Vec<u32> {
    seen.iter().filter_map(|one| known.binary_search(one).ok()).filter_map(|at| u32::try_from(at).ok()).collect()
}

fn sum(weights: &[f32], seen: &[u32]) -> f32 {
    seen.iter().filter_map(|at| weights.get(*at as usize)).sum()
}

fn length(seen: &[u32]) -> f32 {
    ((seen.len() + 1) as f32).sqrt()
}

/// How many two sorted lists share.
fn shared(one: &[u32], other: &[u32]) -> usize {
    one.iter().filter(|at| other.binary_search(at).is_ok()).count()
}

/// Words, and the signs that change what is meant; "don't" is two words.
pub(super) fn words(sentence: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut word = String::new();
    for sign in sentence.chars() {
        match sign {
            _ if sign.is_alphanumeric() => word.extend(sign.to_lowercase()),
            '\'' | '’' if !word.is_empty() => word.push('\''),
            _ => {
                spell_out(std::mem::take(&mut word), &mut found);
                found.extend(matches!(sign, '?' | '!' | ',').then(|| sign.to_string()));
            }
        }
    }
    spell_out(word, &mut found);
    found.truncate(MOST_WORDS);
    found
}

fn spell_out(word: String, found: &mut Vec<String>) {
    const SHORT: [(&str, &str); 7] =
        [("n't", "not"), ("'re", "are"), ("'ve", "have"), ("'ll", "will"), ("'m", "am"), ("'d", "would"), ("'s", "'s")];
    let (first, second) = match word.as_str() {
        "" => return,
        "can't" | "cant" => ("can", "not"),
        "won't" => ("will", "not"),
        _ => match SHORT.iter().find_map(|(short, long)| Some((word.strip_suffix(short)?, *long))) {
            Some((first, second)) if !first.is_empty() => (first, second),
            _ => return found.push(word),
        },
    };
    found.extend([first.to_owned(), second.to_owned()]);
}

impl Eyes {
    /// Everything that can be seen of a sentence, sorted.
    fn see(&self, words: &[String]) -> Vec<u64> {
        let mut seen = Vec::new();
        let all: Vec<&str> = std::iter::once("^").chain(words.iter().map(String::as_str)).chain(["$"]).collect();
        for word in &all {
            let letters: Vec<u64> = std::iter::once('_').chain(word.chars()).chain(['_']).map(u64::from).collect();
            follow(b'c', &letters, 3..=5, &mut seen);
        }
        let whole: Vec<u64> = all.iter().map(|word| hash(word)).collect();
        follow(b'w', &whole, 1..=3, &mut seen);
        near(b's', &whole, &mut seen);
        pairs(b'p', &whole, &mut seen);
        // All but the commonest words left out.
        let mut bare: Vec<u64> =
            all.iter().map(|word| hash(if matches!(*word, "^" | "$") || self.common.contains(*word) { word } else { "*" })).collect();
        bare.dedup_by(|next, one| next == one && *one == hash("*"));
        follow(b'b', &bare, 2..=5, &mut seen);
        // Words of one kind for each other.
        let kind = |word: &str| match self.kind(word) {
            Some(kind) => hash(kind).rotate_left(1),
            None if self.common.contains(word) || matches!(word, "^" | "$" | "," | "?" | "!") => hash(word),
            None => hash("*"),
        };
        let like: Vec<u64> = all.iter().map(|word| kind(word)).collect();
        follow(b'k', &like, 1..=3, &mut seen);
        near(b'n', &like, &mut seen);
        let kinds: Vec<u64> = all.iter().filter_map(|word| self.kind(word)).map(hash).collect();
        pairs(b'q', &kinds, &mut seen);
        follow(b't', &kinds, 3..=3, &mut seen);
        seen.sort_unstable();
        seen.dedup();
        seen
    }

    fn kind(&self, word: &str) -> Option<&str> {
        if word.chars().all(|sign| sign.is_ascii_digit()) {
            return Some("clear_time");
        }
        self.kinds.get(word).map(String::as_str)
    }
}

/// So many that follow each other.
fn follow(mark: u8, all: &[u64], counts: std::ops::RangeInclusive<usize>, seen: &mut Vec<u64>) {
    for count in counts {
        seen.extend(all.windows(count).map(|window| mixed(mark, count, window)));
    }
}

/// Two with one to three between.
fn near(mark: u8, all: &[u64], seen: &mut Vec<u64>) {
    for apart in 2..=4 {
        seen.extend(all.iter().zip(all.iter().skip(apart)).map(|(one, other)| mixed(mark, 0, &[*one, *other])));
    }
}

/// Two in this order, however far apart.
fn pairs(mark: u8, all: &[u64], seen: &mut Vec<u64>) {
    for (at, one) in all.iter().enumerate() {
        seen.extend(all.iter().skip(at + 1).map(|other| mixed(mark, 0, &[*one, *other])));
    }
}

/// FNV-1a.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// One number for several in their order (the multiplier is 2^64 by the golden ratio, Knuth's).
fn mixed(mark: u8, count: usize, several: &[u64]) -> u64 {
    let start = u64::from(mark) << 8 | count as u64;
    several.iter().fold(start, |mixed, one| (mixed.rotate_left(23) ^ one).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

fn kinds() -> Result<BTreeMap<String, String>, Fault> {
    let file: KindsFile = serde_json::from_str(include_str!("kinds.json")).map_err(|error| Fault::new("bug", error))?;
    let of = |(kind, words): (String, String)| -> Vec<(String, String)> {
        words.split_whitespace().map(|word| (word.to_owned(), kind.clone())).collect()
    };
    Ok(file.kinds.into_iter().flat_map(of).collect())
}

/// The words that stand in most sentences.
fn commonest(rows: &[Row]) -> BTreeSet<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows {
        for word in row.words.iter().map(String::as_str).collect::<BTreeSet<_>>() {
            *counts.entry(word).or_default() += 1;
        }
    }
    let mut by_count: Vec<(&str, usize)> = counts.into_iter().collect();
    by_count.sort_by_key(|(word, count)| (usize::MAX - count, *word));
    by_count.into_iter().take(COMMON).map(|(word, _)| word.to_owned()).collect()
}

/// A sentence to learn from.
struct Row {
    words: Vec<String>,
    /// 1 where it blames.
    harm: f32,
    /// Where it shows what a family is like.
    family: Option<String>,
}

fn rows() -> Result<Vec<Row>, Fault> {
    let mut rows: Vec<Row> = Vec::new();
    for (file, shows) in [(include_str!("learned.csv"), true), (include_str!("sentences.csv"), false)] {
        for row in csv::Reader::from_reader(file.as_bytes()).deserialize() {
            let row: Sentence = row.map_err(|error| Fault::new("bug", error))?;
            let harm = row.expected == Expected::Catch;
            rows.push(Row { words: words(&row.sentence), harm: f32::from(u8::from(harm)), family: (harm && shows).then_some(row.why) });
        }
    }
    // Our own lines mean no harm, nor does a better way.
    let good = |line: &str| Row { words: words(line), harm: 0.0, family: None };
    for rule in super::rules()? {
        rows.extend(rule.better.split_inclusive(['.', '?']).map(good));
    }
    for scenario in crate::recovery::scripts::ours()?.values() {
        rows.extend(scenario.said().into_iter().map(|(_, line)| good(line)));
    }
    Ok(rows)
}

fn learn() -> Result<Learned, Fault> {
    let rows = rows()?;
    let eyes = Eyes { common: commonest(&rows), kinds: kinds()? };
    // All in a few long lists: what is let go again leaves no holes in memory.
    let (mut seen, mut ends): (Vec<u64>, Vec<usize>) = (Vec::new(), Vec::new());
    for row in &rows {
        seen.extend(eyes.see(&row.words));
        ends.push(seen.len());
    }
    let mut all = seen.clone();
    all.sort_unstable();
    let mut known: Vec<u64> = all.chunk_by(u64::eq).filter(|same| same.len() > 1).filter_map(|same| same.first().copied()).collect();
    known.shrink_to_fit();
    drop(all);
    let (mut learnt, mut from): (Vec<u32>, usize) = (Vec::new(), 0);
    for end in &mut ends {
        learnt.extend(places(&known, seen.get(from..*end).unwrap_or_default()));
        from = std::mem::replace(end, learnt.len());
    }
    drop(seen);
    let row = |at: usize| learnt.get(at.checked_sub(1).map_or(0, |before| ends[before])..ends[at]).unwrap_or_default();
    let (mut weights, mut gone) = (vec![0f32; known.len()], vec![1e-6f32; known.len()]);
    let (mut bias, mut bias_gone) = (0f32, 1e-6f32);
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let mut dice: u64 = 1;
    for _ in 0..ROUNDS {
        shuffle(&mut order, &mut dice);
        for (seen, harm) in order.iter().map(|at| (row(*at), rows[*at].harm)) {
            let long = length(seen);
            let off = 1.0 / (1.0 + (-(sum(&weights, seen) / long + bias).clamp(-30.0, 30.0)).exp()) - harm;
            let slope = off / long;
            for at in seen.iter().map(|at| *at as usize) {
                if let (Some(weight), Some(gone)) = (weights.get_mut(at), gone.get_mut(at)) {
                    *gone += slope * slope;
                    *weight -= STEP * slope / gone.sqrt();
                }
            }
            bias_gone += off * off;
            bias -= STEP * off / bias_gone.sqrt();
        }
    }
    let examples = rows.iter().enumerate().filter_map(|(at, one)| Some((row(at).to_vec(), one.family.clone()?))).collect();
    Ok(Learned { eyes, known, weights, bias, examples })
}

/// The same order each time (Fisher and Yates; Knuth's MMIX generator).
fn shuffle(order: &mut [usize], dice: &mut u64) {
    for last in (1..order.len()).rev() {
        *dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        order.swap(last, (*dice >> 33) as usize % (last + 1));
    }
}

/// A sum over everything that is learnt, learnt anew.
#[cfg(test)]
pub(super) fn learn_again() -> Vec<u32> {
    let learned = learn().unwrap();
    learned.weights.iter().chain([&learned.bias]).map(|weight| weight.to_bits()).collect()
}
