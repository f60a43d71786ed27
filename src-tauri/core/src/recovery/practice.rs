//! `keep_practice` and `practice_runs`: a card played against the clock, and what an experienced colleague would have
//! noticed. Nothing of it touches a record; how somebody did is theirs and the manager's.

use super::own_scenarios;
use super::scripts::practice::{PracticeCard, START};
use crate::clock::At;
use crate::desk::{Act, Look};
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{PracticeId, StaffId};
use crate::promises::Leaves;
use crate::records::staff::{self, Role};
use serde::{Deserialize, Serialize};

/// A card that was played to its end.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct KeepPractice {
    /// Which scenario's card.
    pub code: String,
    /// How long it took.
    pub seconds: u32,
    /// The answers that were chosen, turn by turn, each counted from 0.
    pub answers: Vec<usize>,
}

/// What was said at one turn, and what it did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Noticed {
    /// What they said.
    pub patient: String,
    /// What was answered.
    pub say: String,
    /// What an experienced colleague would notice.
    pub noticed: String,
    /// It helped.
    pub good: bool,
    /// What would have helped; None: it did.
    pub better: Option<String>,
}

/// How it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Debrief {
    /// Turn by turn.
    pub turns: Vec<Noticed>,
    /// What they said or did at last.
    pub patient: String,
    /// How they left.
    pub leaves: Leaves,
    /// How long it took.
    pub seconds: u32,
    /// In how many seconds an experienced colleague would be through.
    pub experienced_seconds: u32,
}

/// Whose practice.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct AskPracticeRuns {
    /// Whose; not said: one's own.
    pub staff_id: Option<StaffId>,
}

/// One card that somebody practiced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PracticeRun {
    /// Id.
    pub id: PracticeId,
    /// Which scenario's card.
    pub code: String,
    /// How long it took.
    pub seconds: u32,
    /// How many answers.
    pub answers: u32,
    /// How many of them helped.
    pub good: u32,
    /// How they left.
    pub leaves: Leaves,
    /// When.
    pub at: At,
}

/// `keep_practice`
///
/// # Errors
/// Refuses `no_such_scenario`, `card_not_played` where the answers lead to no end.
pub fn keep_practice(act: &mut Act<'_>, request: &KeepPractice) -> Outcome<Debrief> {
    let scenario = own_scenarios::now(act.db, &request.code)?;
    let by = act.somebody()?;
    let seconds = request.seconds.min(24 * 60 * 60);
    let Some(debrief) = play(&scenario.practice, &request.answers, seconds) else {
        return refuse(Refusal::because("card_not_played").next("start_again"));
    };
    let good = debrief.turns.iter().filter(|turn| turn.good).count() as u32;
    let id: PracticeId = act.mint();
    act.db
        .prepare_cached(
            "INSERT INTO practice_runs (id, staff_id, scenario, seconds, answers, good, leaves, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute((id, by, scenario.code, seconds, debrief.turns.len() as u32, good, debrief.leaves, act.now.at))?;
    Ok(debrief)
}

/// The card played with these answers; None: they lead to no end, or past it.
fn play(card: &PracticeCard, answers: &[usize], seconds: u32) -> Option<Debrief> {
    let mut turns = Vec::new();
    let mut at = START;
    for chosen in answers {
        let turn = card.turns.get(at)?;
        let answer = turn.answers.get(*chosen)?;
        let better = turn.answers.iter().find(|one| one.good).filter(|_| !answer.good).map(|one| one.say.clone());
        turns.push(Noticed {
            patient: turn.patient.clone(),
            say: answer.say.clone(),
            noticed: answer.noticed.clone(),
            good: answer.good,
            better,
        });
        at = &answer.to;
    }
    let end = card.ends.get(at)?;
    Some(Debrief { turns, patient: end.patient.clone(), leaves: end.leaves, seconds, experienced_seconds: card.seconds })
}

/// `practice_runs`: the latest hundred, newest first.
///
/// # Errors
/// Refuses `not_your_role` for somebody else's unless a manager asks.
pub fn practice_runs(look: &Look<'_>, request: AskPracticeRuns) -> Outcome<Vec<PracticeRun>> {
    let me = look.somebody()?;
    let whose = request.staff_id.unwrap_or(me);
    if whose != me && staff::one(look.db, me)?.role < Role::Manager {
        return refuse(Refusal::because("not_your_role").fact("needs", "manager").next("ask_colleague"));
    }
    let mut rows = look.db.prepare_cached(
        "SELECT id, scenario, seconds, answers, good, leaves, at FROM practice_runs WHERE staff_id = ?1 ORDER BY at DESC, id DESC LIMIT 100",
    )?;
    let found = rows.query_map([whose], |row| {
        Ok(PracticeRun {
            id: row.get(0)?,
            code: row.get(1)?,
            seconds: row.get(2)?,
            answers: row.get(3)?,
            good: row.get(4)?,
            leaves: row.get(5)?,
            at: row.get(6)?,
        })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}
