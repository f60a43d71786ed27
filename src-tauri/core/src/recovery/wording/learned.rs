//! What the phrases do not know. Some thousand sentences, each with what should happen to it (`learned.csv`,
//! `sentences.csv`), teach words, pairs and threes of words, and pieces of words a weight each: a sum for a sentence. It
//! catches a sentence that no phrase catches where the sum is clear, and lets one go that a phrase caught where the sum
//! clearly says that it means no harm. A sentence is one line there: nothing else is kept, and it is learnt anew at each
//! start.
//!
//! Method: logistic regression over hashed features (Weinberger and others, "Feature Hashing for Large Scale Multitask
//! Learning", 2009), learnt by AdaGrad (Duchi, Hazan and Singer, 2011). The two thresholds were chosen on half of the
//! sentences that took no part in the learning (`held_out.csv`), for at most 5 in 100 good ones caught.

use super::evaluate::{Expected, Sentence};
use crate::error::Fault;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Weights: features are hashed into so many.
const WEIGHTS: usize = 1 << 17;
/// Each sentence is gone through so often.
const ROUNDS: usize = 8;
/// How far one step goes.
const STEP: f32 = 0.3;
/// From this sum on a sentence is caught that no phrase catches.
const CATCHES: f32 = 2.0;
/// From this sum down a sentence is let go that a phrase caught.
const LETS_GO: f32 = -3.0;
/// A sentence of fewer words says too little to be told by its sum.
const FEWEST_WORDS: usize = 3;

/// What was learnt.
struct Learned {
    weights: Vec<f32>,
    bias: f32,
    /// Sentences that blame, with the family that each belongs to.
    examples: Vec<(Vec<u32>, String)>,
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

/// What the sum says of this sentence, in small letters.
///
/// # Errors
/// None that a test does not see first: the sentences are part of the app.
pub fn says(sentence: &str) -> Result<Says, Fault> {
    if words(sentence).iter().filter(|word| word.len() > 1 || word.chars().all(char::is_alphanumeric)).count() < FEWEST_WORDS {
        return Ok(Says::Nothing);
    }
    let learned = learned()?;
    let features = features(sentence);
    let sum = learned.sum(&features);
    Ok(if sum >= CATCHES {
        Says::Catch(learned.family(&features))
    } else if sum <= LETS_GO {
        Says::LetGo
    } else {
        Says::Nothing
    })
}

impl Learned {
    fn sum(&self, features: &[u32]) -> f32 {
        let sum: f32 = features.iter().filter_map(|at| self.weights.get(*at as usize)).sum();
        sum / length(features) + self.bias
    }

    /// The family of the sentence that has most in common with this one.
    fn family(&self, features: &[u32]) -> String {
        let near = |other: &[u32]| shared(features, other) as f32 / length(other);
        let best = self.examples.iter().max_by(|one, other| near(&one.0).total_cmp(&near(&other.0)));
        best.map(|(_, family)| family.clone()).unwrap_or_default()
    }
}

fn length(features: &[u32]) -> f32 {
    (features.len().max(1) as f32).sqrt()
}

/// How many two sorted lists share.
fn shared(one: &[u32], other: &[u32]) -> usize {
    one.iter().filter(|at| other.binary_search(at).is_ok()).count()
}

/// Words, and the signs that change what is meant.
fn words(sentence: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut word = String::new();
    for sign in sentence.chars() {
        match sign {
            _ if sign.is_alphanumeric() => word.extend(sign.to_lowercase()),
            '\'' | '’' if !word.is_empty() => word.push('\''),
            _ => {
                found.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
                found.extend(matches!(sign, '?' | '!' | ',').then(|| sign.to_string()));
            }
        }
    }
    found.extend((!word.is_empty()).then_some(word));
    found
}

/// One to three words that follow each other, and three to five letters within a word, hashed (FNV-1a) and sorted.
fn features(sentence: &str) -> Vec<u32> {
    let mut all = vec!["^".to_owned()];
    all.extend(words(sentence));
    all.push("$".to_owned());
    let mut found = BTreeSet::new();
    for count in 1..=3 {
        found.extend(all.windows(count).map(|window| hash("w", &window.join(" "))));
    }
    for word in &all {
        let letters: Vec<char> = std::iter::once('_').chain(word.chars()).chain(std::iter::once('_')).collect();
        for count in 3..=5 {
            found.extend(letters.windows(count).map(|window| hash("c", &window.iter().collect::<String>())));
        }
    }
    found.into_iter().collect()
}

fn hash(kind: &str, text: &str) -> u32 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in kind.bytes().chain(text.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    }
    (hash % WEIGHTS as u64) as u32
}

fn learn() -> Result<Learned, Fault> {
    let mut rows: Vec<(Vec<u32>, f32)> = Vec::new();
    let mut examples = Vec::new();
    for file in [include_str!("learned.csv"), include_str!("sentences.csv")] {
        let first = rows.is_empty();
        for row in csv::Reader::from_reader(file.as_bytes()).deserialize() {
            let row: Sentence = row.map_err(|error| Fault::new("bug", error))?;
            let features = features(&row.sentence);
            let harm = row.expected == Expected::Catch;
            if harm && first {
                examples.push((features.clone(), row.why));
            }
            rows.push((features, f32::from(u8::from(harm))));
        }
    }
    // Our own lines mean no harm, nor does a better way.
    for rule in super::rules()? {
        rows.extend(rule.better.split_inclusive(['.', '?']).map(|line| (features(line), 0.0)));
    }
    for scenario in crate::recovery::scripts::ours()?.values() {
        rows.extend(scenario.said().into_iter().map(|(_, line)| (features(line), 0.0)));
    }
    let (mut weights, mut gone) = (vec![0f32; WEIGHTS], vec![1e-6f32; WEIGHTS]);
    let (mut bias, mut bias_gone) = (0f32, 1e-6f32);
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let mut dice: u64 = 1;
    for _ in 0..ROUNDS {
        shuffle(&mut order, &mut dice);
        for (features, harm) in order.iter().filter_map(|at| rows.get(*at)) {
            let long = length(features);
            let sum: f32 = features.iter().filter_map(|at| weights.get(*at as usize)).sum();
            let off = 1.0 / (1.0 + (-(sum / long + bias).clamp(-30.0, 30.0)).exp()) - harm;
            let slope = off / long;
            for at in features.iter().map(|at| *at as usize) {
                if let (Some(weight), Some(gone)) = (weights.get_mut(at), gone.get_mut(at)) {
                    *gone += slope * slope;
                    *weight -= STEP * slope / gone.sqrt();
                }
            }
            bias_gone += off * off;
            bias -= STEP * off / bias_gone.sqrt();
        }
    }
    Ok(Learned { weights, bias, examples })
}

/// The same order at each start (Fisher and Yates; Knuth's MMIX generator).
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
