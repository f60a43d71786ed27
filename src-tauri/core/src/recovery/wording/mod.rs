//! Words that blame, found in what somebody is about to say or write. A caught phrase is underlined with why and one
//! better way; it never blocks.
//!
//! Two look at it: phrases, and what was learnt from sentences ([`learned`]). Our own scenarios are held to the phrases
//! alone, whose every rule can be read and argued with.
//!
//! The phrases are data (`rules.json`), by family, so that a clinic's way of saying it is a line there. A text is read
//! a sentence at a time, in pieces of bounded length, so that the time grows with the text and no faster.

pub mod check;
pub mod evaluate;
mod learned;

use self::learned::Says;
use crate::error::Fault;
use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{LazyLock, Once, OnceLock};
use std::thread::Builder;

const SHIPPED: &str = include_str!("rules.json");
/// Sentences longer than this, in characters, are read in pieces.
const LONGEST_PIECE: usize = 400;
/// Bytes that one compiled family may take; the largest takes a fraction of it.
const LARGEST_FAMILY: usize = 64 << 20;

/// A phrase that blames.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Caught {
    /// Its first character, counted from 0 in Unicode characters.
    pub start: usize,
    /// The character after its last.
    pub end: usize,
    /// The family it belongs to, as a code.
    pub rule: String,
    /// Why it hurts, in plain words.
    pub why: String,
    /// One better way.
    pub better: String,
}

/// `rules.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    /// How to read a phrase, for whoever edits the file.
    #[serde(rename = "about")]
    _about: String,
    /// What `{name}` stands for.
    words: BTreeMap<String, String>,
    rules: Vec<WrittenRule>,
}

/// One family, as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRule {
    code: String,
    why: String,
    better: String,
    catch: Vec<String>,
    /// Look-alikes that mean no harm.
    leave: Vec<String>,
}

/// One family, ready to use.
struct Rule {
    code: String,
    why: String,
    better: String,
    catch: Regex,
    /// As regular expressions, read once something of the family is caught: most never are, and all of them are large.
    leave: Vec<(String, OnceLock<Regex>)>,
}

impl Rule {
    /// Where this text means no harm by this rule.
    fn left(&self, text: &str) -> Result<Vec<Range<usize>>, Fault> {
        let mut left = Vec::new();
        for (pattern, read) in &self.leave {
            let regex = match read.get() {
                Some(regex) => regex,
                None => {
                    let regex = compiled(pattern).map_err(|error| Fault::new("bug", error))?;
                    read.get_or_init(|| regex)
                }
            };
            left.extend(regex.find_iter(text).map(|hit| hit.range()));
        }
        Ok(left)
    }
}

fn rules() -> Result<&'static [Rule], Fault> {
    static READ: LazyLock<Result<Vec<Rule>, String>> = LazyLock::new(|| read(SHIPPED));
    READ.as_deref().map_err(|error| Fault::new("bug", error))
}

/// Begins to read the rules and to learn, which takes most of a second, beside the work: where somebody may type soon.
pub fn ready_soon() {
    static BEGUN: Once = Once::new();
    BEGUN.call_once(|| {
        // Where there is no thread, and where a rule is wrong, whoever types first waits, and is told.
        drop(Builder::new().spawn(|| {
            drop(rules());
            drop(learned::says("what would make this right?", ""));
        }));
    });
}

fn read(text: &str) -> Result<Vec<Rule>, String> {
    let file: RuleFile = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let one = |rule: WrittenRule| {
        let mut phrases = Vec::new();
        for phrase in &rule.catch {
            phrases.push(pattern(phrase, &file.words)?);
        }
        let mut leave = Vec::new();
        for phrase in &rule.leave {
            leave.push((pattern(phrase, &file.words)?, OnceLock::new()));
        }
        let WrittenRule { code, why, better, .. } = rule;
        Ok(Rule { code, why, better, catch: compiled(&phrases.join("|"))?, leave })
    };
    file.rules.into_iter().map(one).collect()
}

fn compiled(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(pattern).size_limit(LARGEST_FAMILY).unicode(true).build().map_err(|error| format!("{pattern}: {error}"))
}

/// A phrase of the file as a regular expression: `rules.json` says at its top what each sign stands for.
fn pattern(phrase: &str, words: &BTreeMap<String, String>) -> Result<String, String> {
    let mut spelled = phrase.to_owned();
    // Words are made of words, three deep at most.
    for _ in 0..3 {
        for (name, meaning) in words {
            spelled = spelled.replace(&format!("{{{name}}}"), &format!("({meaning})"));
        }
    }
    // What ends in its own blank needs none before the next word.
    let spelled = spelled.replace("> ", ">");
    let mut out = String::new();
    let mut signs = spelled.chars().peekable();
    let mut in_class = false;
    while let Some(sign) = signs.next() {
        match sign {
            '[' => {
                in_class = true;
                out.push('[');
            }
            ']' => {
                in_class = false;
                out.push(']');
            }
            _ if in_class => out.push(sign),
            '(' if signs.peek() != Some(&'?') => out.push_str("(?:"),
            '\'' => out.push_str("'?"),
            '…' => out.push_str("[^.!?]*?"),
            ' ' => out.push_str(if signs.peek() == Some(&'?') { "(?:[,;:]? +)" } else { "[,;:]? +" }),
            '<' => {
                let count: String = signs.by_ref().take_while(|sign| *sign != '>').collect();
                let count: u8 = count.parse().map_err(|_| format!("{phrase}: <{count}> is no number of words"))?;
                out.push_str(&format!("(?:[a-z'-]+[,;:]? +){{0,{count}}}"));
            }
            _ => out.push(sign),
        }
    }
    let begins = if phrase.starts_with(['…', '^']) { "" } else { r"\b" };
    // A phrase ends with a word, unless it ends with a sign or with anything.
    let ends = if phrase.ends_with([']', ' ', '…', ',']) { "" } else { r"(?:\b|$)" };
    Ok(format!("(?:{begins}(?:{out}){ends})"))
}

/// Small letters, straight apostrophes and plain blanks, a character for a character.
fn plain(text: &str) -> Vec<char> {
    text.chars()
        .map(|sign| match sign {
            '’' | '‘' | 'ʼ' | '′' | '`' | '´' | '＇' => '\'',
            '‐' | '‑' => '-',
            '\n' | '\r' => '\n',
            _ if sign.is_whitespace() => ' ',
            _ => {
                let mut small = sign.to_lowercase();
                match (small.next(), small.next()) {
                    (Some(one), None) => one,
                    _ => sign,
                }
            }
        })
        .collect()
}

/// Sentences, and pieces of those that do not end.
fn pieces(text: &[char]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut last_blank = 0;
    for (at, sign) in text.iter().enumerate() {
        if *sign == ' ' {
            last_blank = at + 1;
        }
        let ends = matches!(sign, '.' | '!' | '?') && text.get(at + 1).is_none_or(|next| !next.is_alphanumeric());
        if ends || *sign == '\n' {
            found.push(start..at + 1);
            start = at + 1;
        } else if at + 1 - start >= LONGEST_PIECE {
            let cut = if last_blank > start { last_blank } else { at + 1 };
            found.push(start..cut);
            start = cut;
        }
    }
    found.push(start..text.len());
    found.retain(|piece| text.get(piece.clone()).is_some_and(|signs| signs.iter().any(|sign| sign.is_alphanumeric())));
    found
}

/// What in this text blames, in the order of the text; nothing overlaps.
///
/// # Errors
/// None that a test does not see first: rules and sentences are part of the app.
pub fn check_text(text: &str) -> Result<Vec<Caught>, Fault> {
    found_in(text, true)
}

/// The same by the phrases alone.
///
/// # Errors
/// As [`check_text`].
pub fn check_phrases(text: &str) -> Result<Vec<Caught>, Fault> {
    found_in(text, false)
}

fn found_in(text: &str, with_learned: bool) -> Result<Vec<Caught>, Fault> {
    let rules = rules()?;
    let signs = plain(text);
    let pieces = pieces(&signs);
    let mut found: Vec<(Range<usize>, &Rule)> = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let lead = signs.get(piece.clone()).unwrap_or_default().iter().take_while(|sign| !sign.is_alphanumeric()).count();
        let start = piece.start + lead;
        let here: String = signs.get(start..piece.end).unwrap_or_default().iter().collect();
        // A way forward may stand in the next sentence: "I don't know yet. I'll find out."
        let until = pieces.get(at + 1).map_or(piece.end, |next| next.end);
        let with_next: String = signs.get(start..until).unwrap_or_default().iter().collect();
        let says = if with_learned { learned::says(&here, &with_next)? } else { Says::Nothing };
        if says == Says::LetGo {
            continue;
        }
        let before_it = found.len();
        for rule in rules {
            let hits: Vec<Range<usize>> = rule.catch.find_iter(&here).map(|hit| hit.range()).filter(|hit| !hit.is_empty()).collect();
            if hits.is_empty() {
                continue;
            }
            let left = rule.left(&with_next)?;
            for hit in hits {
                if left.iter().any(|one| one.start < hit.end && hit.start < one.end) {
                    continue;
                }
                let before = |byte: usize| start + here.get(..byte).map_or(0, |text| text.chars().count());
                found.push((before(hit.start)..before(hit.end), rule));
            }
        }
        if let (Says::Catch(family), true) = (says, found.len() == before_it)
            && let Some(rule) = rules.iter().find(|rule| rule.code == family)
        {
            found.push((start..start + here.trim_end().chars().count(), rule));
        }
    }
    // Where two families meet, the one that begins first is told, the longer of two that begin together.
    found.sort_by_key(|(span, _)| (span.start, usize::MAX - span.end));
    let mut caught: Vec<Caught> = Vec::new();
    for (span, rule) in found {
        if caught.last().is_none_or(|last| last.end <= span.start) {
            let Rule { code, why, better, .. } = rule;
            caught.push(Caught { start: span.start, end: span.end, rule: code.clone(), why: why.clone(), better: better.clone() });
        }
    }
    Ok(caught)
}

#[cfg(test)]
mod tests;
