//! What to say and do when something went wrong: one file per scenario (`en/*.json`), written for this counter, so that a
//! clinic can change a line and a language is files. [`check`] holds each file to the rules of its own.
//!
//! Sources: the spine follows the order in which the five days of this product went right at last; what an apology needs
//! is from Lewicki, Polin and Lount, "An Exploration of the Structure of Effective Apologies" (2016): own it first, then
//! offer repair, never ask for forgiveness.

pub mod check;
pub mod facts;
pub mod practice;
pub mod reading_level;

use crate::error::Fault;
use crate::promises::Promised;
use crate::records::parts::coded;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

coded! {
    /// The steps of a conversation, in their order.
    Step {
        /// Say that it happened.
        Acknowledge = "acknowledge",
        /// Let them talk, and ask.
        Listen = "listen",
        /// Thank them, and own it.
        OwnIt = "own_it",
        /// Offer choices.
        Offer = "offer",
        /// Agree on what happens, with a time.
        Agree = "agree",
        /// Do it now.
        DoNow = "do_now",
        /// Ask later whether it worked.
        FollowUp = "follow_up",
        /// See what changes here.
        Learn = "learn",
    }
}

coded! {
    /// How the person is. It changes how things are said, not what is owed.
    Mood {
        /// Calm.
        Calm = "calm",
        /// Upset.
        Upset = "upset",
        /// Angry.
        Angry = "angry",
        /// Silent.
        Silent = "silent",
        /// A child.
        Child = "child",
        /// Hard of hearing.
        HardOfHearing = "hard_of_hearing",
        /// In a hurry.
        Hurry = "hurry",
        /// On the phone.
        Phone = "phone",
        /// Not the patient: a parent, a partner.
        NotPatient = "not_patient",
    }
}

coded! {
    /// Who may offer a choice.
    Needs {
        /// Whoever stands there.
        Anyone = "anyone",
        /// A colleague too.
        Colleague = "colleague",
        /// A manager.
        Manager = "manager",
        /// Somebody who may judge eyes and lenses.
        Clinician = "clinician",
    }
}

coded! {
    /// What is given to make up for it, beyond what is owed anyway.
    AmendsKind {
        /// A service that costs nothing this time.
        Service = "service",
        /// The order made again.
        Remake = "remake",
        /// Fitted where they are.
        FittingAtHome = "fitting_at_home",
        /// A fee back.
        Refund = "refund",
        /// A case.
        Case = "case",
        /// A call by the manager.
        ManagerCall = "manager_call",
        /// A note written by hand.
        Note = "note",
        /// Something else.
        Other = "other",
    }
}

/// One scenario, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Scenario {
    /// Its code; its file is called so.
    pub code: String,
    /// What happened, in a few words.
    pub title: String,
    /// When it applies, for whoever chooses.
    pub applies: String,
    /// Openings to choose from, at least three, each in a tone of its own.
    pub openings: Vec<Opening>,
    /// What to do while they talk.
    pub listen: Vec<String>,
    /// What to ask.
    pub ask: Vec<String>,
    /// Thanking them, and owning it.
    pub own: Vec<String>,
    /// What never to say here, and why.
    pub never: Vec<Never>,
    /// What can be offered.
    pub choices: Vec<Choice>,
    /// Agreeing on what happens, with a time.
    pub agree: Vec<String>,
    /// What is promised as a rule.
    pub promise: UsualPromise,
    /// What is done at once, to whoever stands there.
    pub now: Vec<String>,
    /// Asking later whether it worked.
    pub follow_up: FollowUp,
    /// What the review asks.
    pub review: Vec<String>,
    /// The card to practice with.
    pub practice: practice::PracticeCard,
}

/// A sentence to begin with, in one's own way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Opening {
    /// Its tone.
    pub tone: Tone,
    /// The sentence.
    pub say: String,
    /// Said best to somebody who is so; empty: to anybody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<Mood>,
}

coded! {
    /// The tone of an opening.
    Tone {
        /// Warm.
        Warm = "warm",
        /// Plain and short.
        Plain = "plain",
        /// Formal.
        Formal = "formal",
        /// To a child.
        ToChild = "to_child",
    }
}

/// What never to say here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Never {
    /// The sentence.
    pub say: String,
    /// Why it hurts.
    pub why: String,
}

/// What can be offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Choice {
    /// Its code, one of its own in the scenario.
    pub code: String,
    /// A few words for the button.
    pub title: String,
    /// How to offer it.
    pub say: String,
    /// Who may.
    pub needs: Needs,
    /// Given as amends of this kind; None: it is owed, and costs no allowance.
    pub amends: Option<AmendsKind>,
    /// Minutes until it is done where it is done now; None: it takes until the promise.
    pub minutes: Option<u32>,
    /// What is promised with it; None: it is done now.
    pub promise: Option<Promised>,
}

/// What is promised as a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UsualPromise {
    /// What.
    pub what: Promised,
    /// Within so many working days; 0: the same day.
    pub working_days: u32,
    /// How to say it.
    pub say: String,
}

/// Asking later whether it worked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FollowUp {
    /// Working days after the fix: 2 or 3 (PRODUCT.md, "Promises").
    pub working_days: u32,
    /// What to say.
    pub say: Vec<String>,
    /// What to ask.
    pub ask: Vec<String>,
}

/// How to speak with somebody who is so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Manner {
    /// How they are.
    pub mood: Mood,
    /// What to do, two to four lines.
    pub tips: Vec<String>,
}

macro_rules! shipped {
    ($($code:literal),* $(,)?) => {
        /// The scenarios that we ship, as written, in the order in which they are listed.
        pub const SHIPPED: &[(&str, &str)] = &[$(($code, include_str!(concat!("en/", $code, ".json")))),*];
    };
}

shipped! {
    "part_lost",
    "long_wait",
    "told_here",
    "promise_broken",
    "rudeness",
    "never_ordered",
    "child_shamed",
    "damaged",
    "cannot_adapt",
    "billing",
    "privacy",
    "second_complaint",
    "cannot_do",
    "abuse",
    "harm",
}

/// How to speak with whom, as we ship it.
const MANNERS: &str = include_str!("en/manners.json");

/// Our own scenarios, by code.
///
/// # Errors
/// `bug` where a shipped file cannot be read; the tests read each.
pub fn ours() -> Result<&'static BTreeMap<String, Scenario>, Fault> {
    static READ: LazyLock<Result<BTreeMap<String, Scenario>, String>> = LazyLock::new(|| {
        let one = |(code, text): &(&str, &str)| {
            let scenario = serde_json::from_str(text).map_err(|error| format!("{code}: {error}"))?;
            Ok(((*code).to_owned(), scenario))
        };
        SHIPPED.iter().map(one).collect()
    });
    READ.as_ref().map_err(|error| Fault::new("bug", error))
}

/// How to speak with whom.
///
/// # Errors
/// `bug` where the shipped file cannot be read.
pub fn manners() -> Result<&'static [Manner], Fault> {
    static READ: LazyLock<Result<Vec<Manner>, String>> = LazyLock::new(|| serde_json::from_str(MANNERS).map_err(|error| error.to_string()));
    READ.as_deref().map_err(|error| Fault::new("bug", error))
}

impl Scenario {
    /// Every line that is said aloud, with the place in the file where it stands.
    pub fn said(&self) -> Vec<(String, &str)> {
        let mut lines: Vec<(String, &str)> = Vec::new();
        lines.extend(self.openings.iter().enumerate().map(|(at, one)| (format!("openings[{at}]"), one.say.as_str())));
        for (name, list) in [("ask", &self.ask), ("own", &self.own), ("agree", &self.agree)] {
            lines.extend(list.iter().enumerate().map(|(at, one)| (format!("{name}[{at}]"), one.as_str())));
        }
        lines.extend(self.choices.iter().map(|one| (format!("choices.{}", one.code), one.say.as_str())));
        lines.push(("promise".to_owned(), self.promise.say.as_str()));
        for (name, list) in [("follow_up.say", &self.follow_up.say), ("follow_up.ask", &self.follow_up.ask)] {
            lines.extend(list.iter().enumerate().map(|(at, one)| (format!("{name}[{at}]"), one.as_str())));
        }
        lines
    }
}
