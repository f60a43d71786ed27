//! `draft_letter` and `keep_letter`: an apology made from the conversation. The draft is lines and facts; whoever writes
//! makes it theirs. A child's apology is addressed to the child.

use super::own_scenarios;
use super::record;
use super::scripts::facts::is_sayable;
use super::scripts::{Mood, Tone};
use super::signs::{self, About, RecordFacts};
use super::view::{self, Chosen, OfRecovery};
use crate::clock::At;
use crate::desk::{Act, Look};
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{LetterId, RecoveryId};
use crate::private::Private;
use crate::promises::due::PromiseLine;
use crate::records::clinic;
use serde::{Deserialize, Serialize};

/// The longest letter, in characters: a page and a half.
pub const LETTER_AT_MOST: usize = 6000;

/// What a letter can be made from.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LetterDraft {
    /// To whom: what we call them now.
    pub to: Option<Private<String>>,
    /// They are a child: it speaks to them.
    pub to_child: bool,
    /// The apology, an opening of the scenario.
    pub opening: Option<String>,
    /// Owning it.
    pub own: Vec<String>,
    /// What they said would make it right.
    pub make_right: Option<String>,
    /// What we offered and they took.
    pub chosen: Vec<Chosen>,
    /// What we promised and still owe.
    pub promises: Vec<PromiseLine>,
    /// The facts that lines name.
    pub facts: RecordFacts,
    /// The clinic.
    pub clinic: String,
}

/// A letter as it was sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct KeepLetter {
    /// From which conversation.
    pub recovery_id: RecoveryId,
    /// To whom.
    pub to: Private<String>,
    /// The letter.
    pub body: Private<String>,
}

/// A letter that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Letter {
    /// Id.
    pub id: LetterId,
    /// To whom.
    pub to: Private<String>,
    /// The letter.
    pub body: Private<String>,
    /// When it was kept.
    pub at: At,
    /// Given name of who wrote it.
    pub by: String,
}

/// `draft_letter`
///
/// # Errors
/// Refuses `no_such_recovery`.
pub fn draft_letter(look: &Look<'_>, request: OfRecovery) -> Outcome<LetterDraft> {
    let recovery = record::load(look.db, request.recovery_id)?;
    let about =
        About { patient: recovery.patient_id, order: recovery.order_id, discrepancy: recovery.discrepancy_id, visit: recovery.visit_id };
    let (_, facts, signs) = signs::read(look, about, look.staff)?;
    let scenario = own_scenarios::now(look.db, &recovery.scenario)?;
    let known = facts.known();
    let to_child = signs.child || recovery.mood == Some(Mood::Child);
    let fits = |tone: Tone| scenario.openings.iter().find(|one| one.tone == tone && is_sayable(&one.say, &known));
    let opening =
        if to_child { fits(Tone::ToChild).or_else(|| fits(Tone::Plain)) } else { fits(Tone::Formal).or_else(|| fits(Tone::Plain)) };
    let promises = view::promises(look, &recovery)?.into_iter().filter(|promise| promise.ended.is_none()).collect();
    Ok(LetterDraft {
        to: facts.patient.clone(),
        to_child,
        opening: opening.map(|one| one.say.clone()),
        own: scenario.own.iter().filter(|line| is_sayable(line, &known)).cloned().collect(),
        make_right: recovery.make_right,
        chosen: view::chosen(look.db, recovery.id)?,
        promises,
        facts,
        clinic: clinic::name(look.db)?,
    })
}

/// `keep_letter`: with the conversation, ended or not.
///
/// # Errors
/// Refuses `no_such_recovery`, `letter_empty`, `text_too_long`.
pub fn keep_letter(act: &mut Act<'_>, request: &KeepLetter) -> Outcome<Vec<Letter>> {
    let recovery = record::load(act.db, request.recovery_id)?;
    // Kept as it was sent.
    let (to, body) = (request.to.expose().trim(), request.body.expose().trim());
    if to.is_empty() || body.is_empty() {
        return refuse(Refusal::because("letter_empty"));
    }
    for (field, text, most) in [("to", to, crate::records::text::AT_MOST), ("body", body, LETTER_AT_MOST)] {
        if text.chars().count() > most {
            return refuse(Refusal::because("text_too_long").fact("field", field).fact("at_most", most));
        }
    }
    let by = act.somebody()?;
    let id: LetterId = act.mint();
    act.db.prepare_cached("INSERT INTO letters (id, recovery_id, to_name, body, at, by) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute((
        id,
        recovery.id,
        to,
        body,
        act.now.at,
        by,
    ))?;
    record::about(act, &recovery);
    of(act, recovery.id)
}

/// `letters`
///
/// # Errors
/// Refuses `no_such_recovery`.
pub fn letters(look: &Look<'_>, request: OfRecovery) -> Outcome<Vec<Letter>> {
    of(look, record::load(look.db, request.recovery_id)?.id)
}

fn of(look: &Look<'_>, id: RecoveryId) -> Outcome<Vec<Letter>> {
    let mut rows = look.db.prepare_cached(
        "SELECT l.id, l.to_name, l.body, l.at, s.given FROM letters l JOIN staff s ON s.id = l.by WHERE l.recovery_id = ?1 ORDER BY l.id DESC",
    )?;
    let found = rows.query_map([id], |row| {
        Ok(Letter { id: row.get(0)?, to: Private::new(row.get(1)?), body: Private::new(row.get(2)?), at: row.get(3)?, by: row.get(4)? })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}
