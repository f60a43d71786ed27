//! `draft_letter` and `keep_letter`: an apology made from the conversation, and "you said, we changed" once a discrepancy is
//! reviewed. The draft is lines and facts; whoever writes makes it theirs. A child's apology is addressed to the child, and
//! no draft names another patient of the record.

use super::own_scenarios;
use super::record;
use super::scripts::facts::is_sayable;
use super::scripts::{Mood, Tone};
use super::signs::{self, About, RecordFacts};
use super::view::{self, Chosen};
use crate::clock::At;
use crate::desk::{Act, Look};
use crate::discrepancies::{self, record::Discrepancy};
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{DiscrepancyId, LetterId, PatientId, RecoveryId};
use crate::private::Private;
use crate::promises::due::{self, PromiseLine};
use crate::records::parts::coded;
use crate::records::{clinic, merges, orders, patients};
use record::Recovery;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The longest letter, in characters: a page and a half.
pub const LETTER_AT_MOST: usize = 6000;

coded! {
    /// What it is on paper.
    LetterKind {
        /// A letter.
        Letter = "letter",
        /// A card: a few words.
        Card = "card",
        /// What they said, and what we changed.
        Changed = "changed",
    }
}

/// Which letters: of one conversation, or of a discrepancy and every conversation about it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfLetters {
    /// Which conversation; not said: the latest about the discrepancy, if there was one.
    pub recovery_id: Option<RecoveryId>,
    /// Which discrepancy.
    pub discrepancy_id: Option<DiscrepancyId>,
}

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
    /// What they said to us about it, in their own words.
    pub patient_words: Option<String>,
    /// What changes here, as the review says; None: not reviewed.
    pub changed: Option<String>,
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
    /// From which conversation; not said: the latest about the discrepancy, if there was one.
    pub recovery_id: Option<RecoveryId>,
    /// About which discrepancy.
    pub discrepancy_id: Option<DiscrepancyId>,
    /// What it is; not said: a letter.
    pub kind: Option<LetterKind>,
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
    /// What it is.
    pub kind: LetterKind,
    /// To whom.
    pub to: Private<String>,
    /// The letter.
    pub body: Private<String>,
    /// When it was kept.
    pub at: At,
    /// Given name of who wrote it.
    pub by: String,
}

struct AboutWhat {
    recovery: Option<Recovery>,
    discrepancy: Option<Discrepancy>,
}

fn about_what(look: &Look<'_>, recovery: Option<RecoveryId>, discrepancy: Option<DiscrepancyId>) -> Outcome<AboutWhat> {
    let recovery = match (recovery, discrepancy) {
        (Some(id), _) => Some(record::load(look.db, id)?),
        (None, Some(id)) => record::last_about(look.db, id)?,
        (None, None) => return refuse(Refusal::because("no_such_recovery").next("search")),
    };
    let discrepancy = discrepancy.or(recovery.as_ref().and_then(|one| one.discrepancy_id));
    Ok(AboutWhat { recovery, discrepancy: discrepancy.map(|id| discrepancies::record::load(look.db, id)).transpose()? })
}

/// `draft_letter`
///
/// # Errors
/// Refuses `no_such_recovery`, `no_such_discrepancy`.
pub fn draft_letter(look: &Look<'_>, request: OfLetters) -> Outcome<LetterDraft> {
    let AboutWhat { recovery, discrepancy } = about_what(look, request.recovery_id, request.discrepancy_id)?;
    let about = About {
        patient: recovery.as_ref().and_then(|one| one.patient_id),
        order: recovery.as_ref().and_then(|one| one.order_id),
        discrepancy: discrepancy.as_ref().map(|one| one.id),
        visit: recovery.as_ref().and_then(|one| one.visit_id),
    };
    let (about, facts, signs) = signs::read(look, about, look.staff)?;
    let code = recovery.as_ref().map(|one| one.scenario.as_str()).or(signs::pick(&signs).map(|(code, _)| code));
    let scenario = code.map(|code| own_scenarios::now(look.db, code)).transpose()?;
    let known = facts.known();
    let to_child = signs.child || recovery.as_ref().is_some_and(|one| one.mood == Some(Mood::Child));
    let fits =
        |tone: Tone| scenario.as_ref().and_then(|one| one.openings.iter().find(|line| line.tone == tone && is_sayable(&line.say, &known)));
    let opening = fits(if to_child { Tone::ToChild } else { Tone::Formal }).or_else(|| fits(Tone::Plain));
    let others = names_of_others(look, about.patient, discrepancy.as_ref())?;
    let of_theirs = |text: Option<String>| text.filter(|text| !names_one_of(text, &others));
    let promised = match (&recovery, &discrepancy) {
        (Some(one), _) => view::promises(look, one)?,
        (None, Some(one)) => due::of_discrepancy(look, one.id)?,
        (None, None) => Vec::new(),
    };
    let promises = promised
        .into_iter()
        .filter(|promise| promise.ended.is_none())
        .map(|promise| PromiseLine { words: of_theirs(promise.words.clone()), ..promise })
        .collect();
    Ok(LetterDraft {
        to: facts.patient.clone(),
        to_child,
        opening: opening.map(|one| one.say.clone()),
        own: scenario.iter().flat_map(|one| &one.own).filter(|line| is_sayable(line, &known)).cloned().collect(),
        patient_words: of_theirs(discrepancy.as_ref().and_then(|one| one.patient_words.clone())),
        changed: of_theirs(discrepancy.as_ref().filter(|one| one.reviewed_at.is_some()).and_then(|one| one.corrective.clone())),
        make_right: of_theirs(recovery.as_ref().and_then(|one| one.make_right.clone())),
        chosen: recovery.as_ref().map(|one| view::chosen(look.db, one.id)).transpose()?.unwrap_or_default(),
        promises,
        facts,
        clinic: clinic::name(look.db)?,
    })
}

/// The names of whoever else is in the record, folded; what they share with the addressee is no sign of them.
fn names_of_others(look: &Look<'_>, to: Option<PatientId>, discrepancy: Option<&Discrepancy>) -> Outcome<BTreeSet<String>> {
    let Some(discrepancy) = discrepancy else { return Ok(BTreeSet::new()) };
    let mut ids = discrepancy.patient_id.into_iter().collect::<BTreeSet<_>>();
    for order in [discrepancy.order_id, discrepancy.other_order_id].into_iter().flatten() {
        ids.insert(orders::load(look.db, order)?.patient_id);
    }
    let (mut others, mut theirs) = (BTreeSet::new(), BTreeSet::new());
    for id in ids.into_iter().chain(to) {
        let id = merges::current(look.db, id)?;
        let on_file = patients::load(look.db, id)?;
        let set = if Some(id) == to { &mut theirs } else { &mut others };
        set.extend(words_of(&on_file.details.full_name()).chain(words_of(on_file.details.called())));
    }
    Ok(others.difference(&theirs).cloned().collect())
}

fn words_of(text: &str) -> impl Iterator<Item = String> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| word.chars().count() > 1).map(str::to_lowercase)
}

fn names_one_of(text: &str, names: &BTreeSet<String>) -> bool {
    // "Derrick's" ends at its apostrophe.
    words_of(text).any(|word| names.contains(&word))
}

/// `keep_letter`: with the conversation, ended or not, and with the discrepancy.
///
/// # Errors
/// Refuses `no_such_recovery`, `no_such_discrepancy`, `letter_empty`, `text_too_long`.
pub fn keep_letter(act: &mut Act<'_>, request: &KeepLetter) -> Outcome<Vec<Letter>> {
    let AboutWhat { recovery, discrepancy } = about_what(act, request.recovery_id, request.discrepancy_id)?;
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
    let (recovery_id, discrepancy_id) = (recovery.as_ref().map(|one| one.id), discrepancy.as_ref().map(|one| one.id));
    act.db
        .prepare_cached(
            "INSERT INTO letters (id, recovery_id, discrepancy_id, kind, to_name, body, at, by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(rusqlite::params![
            id,
            recovery_id,
            discrepancy_id,
            request.kind.unwrap_or(LetterKind::Letter),
            to,
            body,
            act.now.at,
            by,
        ])?;
    if let Some(recovery) = &recovery {
        record::about(act, recovery);
    }
    if let Some(discrepancy) = discrepancy.filter(|one| recovery.as_ref().is_none_or(|recovery| recovery.discrepancy_id != Some(one.id))) {
        discrepancies::log::about(act, &discrepancy);
    }
    of(act, recovery_id, discrepancy_id)
}

/// `letters`
///
/// # Errors
/// Refuses `no_such_recovery`, `no_such_discrepancy`.
pub fn letters(look: &Look<'_>, request: OfLetters) -> Outcome<Vec<Letter>> {
    let AboutWhat { recovery, discrepancy } = about_what(look, request.recovery_id, request.discrepancy_id)?;
    of(look, recovery.map(|one| one.id), discrepancy.map(|one| one.id))
}

fn of(look: &Look<'_>, recovery: Option<RecoveryId>, discrepancy: Option<DiscrepancyId>) -> Outcome<Vec<Letter>> {
    let mut rows = look.db.prepare_cached(
        "SELECT l.id, l.kind, l.to_name, l.body, l.at, s.given FROM letters l JOIN staff s ON s.id = l.by
         WHERE l.recovery_id = ?1 OR l.discrepancy_id = ?2 OR l.recovery_id IN (SELECT id FROM recoveries WHERE discrepancy_id = ?2)
         ORDER BY l.id DESC",
    )?;
    let found = rows.query_map((recovery, discrepancy), |row| {
        Ok(Letter {
            id: row.get(0)?,
            kind: row.get(1)?,
            to: Private::new(row.get(2)?),
            body: Private::new(row.get(3)?),
            at: row.get(4)?,
            by: row.get(5)?,
        })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}
