//! The panel: one conversation with everything that can be said and offered in it.

use super::allowance;
use super::own_scenarios;
use super::record::{self, Recovery};
use super::scripts::facts::{is_sayable, sayable};
use super::scripts::{AmendsKind, Choice, FollowUp, Mood, Needs, Never, OpeningLine, Scenario, Step, Tone, UsualPromise, manners};
use super::signs::{self, About, RecordFacts};
use crate::clock::{Day, Moment};
use crate::desk::Look;
use crate::error::Outcome;
use crate::ids::{ChoiceId, RecoveryId};
use crate::private::Private;
use crate::promises::Promised;
use crate::promises::due::{self, PromiseLine};
use crate::promises::hours::Hours;
use crate::promises::times::{PromiseTime, proposed};
use crate::records::settings::Settings;
use crate::records::staff::{self, Role};
use crate::records::{merges, orders, patients};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// Which conversation.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfRecovery {
    /// Which.
    pub recovery_id: RecoveryId,
}

/// One step, and whether it was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StepTaken {
    /// Which.
    pub step: Step,
    /// None: not yet; else whether it was skipped.
    pub skipped: Option<bool>,
}

/// A choice, and whom it needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Offered {
    /// The choice.
    pub choice: Choice,
    /// Whoever stands there may not offer it alone: who must agree, by PIN.
    pub asks: Option<Needs>,
    /// What may still be given without asking, in minor currency units; None: it costs no allowance.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub up_to_minor: Option<i64>,
    /// Who must agree to more, by PIN; None: nobody.
    pub above: Option<Needs>,
    /// A time for what it promises, to begin with; None: it promises nothing.
    pub proposed: Option<PromiseTime>,
}

/// What was offered and taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Chosen {
    /// Id.
    pub id: ChoiceId,
    /// The choice's code.
    pub code: String,
    /// Its title then.
    pub title: String,
    /// Given as amends of this kind.
    pub amends: Option<AmendsKind>,
    /// What it cost, in minor currency units.
    #[cfg_attr(test, ts(type = "number"))]
    pub cost_minor: i64,
    /// Given name of who agreed to it.
    pub approved_by: Option<String>,
    /// Given name of who gave it.
    pub by: String,
    /// What was promised with it.
    pub promised: Option<Promised>,
}

/// The panel.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RecoveryView {
    /// The conversation.
    pub recovery: Recovery,
    /// With whom, as on a label.
    pub name: Option<Private<String>>,
    /// About which order.
    pub order_number: Option<String>,
    /// About which discrepancy.
    pub discrepancy_number: Option<String>,
    /// What happened, in a few words.
    pub title: String,
    /// The steps, in their order.
    pub steps: Vec<StepTaken>,
    /// The first step that nobody took; None: all are.
    pub at_step: Option<Step>,
    /// The facts that lines name.
    pub facts: RecordFacts,
    /// How to speak with somebody who is so.
    pub manner: Vec<String>,
    /// Openings, the fitting ones first.
    pub openings: Vec<OpeningLine>,
    /// What to do while they talk.
    pub listen: Vec<String>,
    /// What to ask.
    pub ask: Vec<String>,
    /// Thanking them, and owning it.
    pub own: Vec<String>,
    /// What never to say here, and why.
    pub never: Vec<Never>,
    /// What can be offered.
    pub choices: Vec<Offered>,
    /// What was.
    pub chosen: Vec<Chosen>,
    /// Agreeing on what happens.
    pub agree: Vec<String>,
    /// What is promised as a rule; None: its words need a fact that nobody knows.
    pub promise: Option<UsualPromise>,
    /// A time for it that can be kept, to begin with.
    pub proposed: PromiseTime,
    /// What was promised about it and still stands or ended.
    pub promises: Vec<PromiseLine>,
    /// What is done at once.
    pub now: Vec<String>,
    /// Asking later.
    pub follow_up: FollowUp,
    /// When: so many working days after the last that we promised here is done.
    pub follow_up_on: Day,
    /// What the review asks.
    pub review: Vec<String>,
}

/// `recovery`
///
/// # Errors
/// Refuses `no_such_recovery`.
pub fn look_at(look: &Look<'_>, request: OfRecovery) -> Outcome<RecoveryView> {
    view(look, request.recovery_id)
}

/// The panel of one conversation.
///
/// # Errors
/// Refuses `no_such_recovery`.
pub fn view(look: &Look<'_>, id: RecoveryId) -> Outcome<RecoveryView> {
    let recovery = record::load(look.db, id)?;
    let about =
        About { patient: recovery.patient_id, order: recovery.order_id, discrepancy: recovery.discrepancy_id, visit: recovery.visit_id };
    let (about, facts, signs) = signs::read(look, about, look.staff)?;
    let grown_up = about.patient.is_some() && !signs.child;
    let scenario = own_scenarios::now(look.db, &recovery.scenario)?;
    let settings = look.settings()?;
    let role = look.staff.map(|id| staff::one(look.db, id)).transpose()?.map_or(Role::Receptionist, |one| one.role);
    let hours = Hours::of(&settings, look.now);
    let usual = &scenario.promise;
    let by = |what| proposed(&hours, look.now.day(), what, Some(usual.working_days).filter(|_| usual.what == what));
    let known = facts.known();
    let lines = |list: &[String]| sayable(list, &known);
    let taken = record::steps(look.db, id)?;
    let steps: Vec<StepTaken> = Step::ALL
        .iter()
        .map(|step| StepTaken { step: *step, skipped: taken.iter().find(|(one, _)| one == step).map(|(_, skipped)| *skipped) })
        .collect();
    let promises = promises(look, &recovery)?;
    let name = match about.patient {
        Some(patient) => Some(Private::new(patients::load(look.db, merges::current(look.db, patient)?)?.details.full_name())),
        None => None,
    };
    let discrepancy = recovery.discrepancy_id.map(|id| crate::discrepancies::record::load(look.db, id)).transpose()?;
    Ok(RecoveryView {
        name,
        order_number: about.order.map(|id| orders::load(look.db, id)).transpose()?.map(|order| order.number),
        discrepancy_number: discrepancy.map(|one| one.number),
        at_step: steps.iter().find(|one| one.skipped.is_none()).map(|one| one.step),
        steps,
        manner: match recovery.mood {
            Some(mood) => manners()?.iter().find(|one| one.mood == mood).map(|one| one.tips.clone()).unwrap_or_default(),
            None => Vec::new(),
        },
        openings: openings(&scenario, recovery.mood, grown_up, |line| is_sayable(line, &known)),
        listen: lines(&scenario.listen),
        ask: lines(&scenario.ask),
        own: lines(&scenario.own),
        agree: lines(&scenario.agree),
        now: lines(&scenario.now),
        review: scenario.review.clone(),
        follow_up: FollowUp {
            working_days: scenario.follow_up.working_days,
            say: lines(&scenario.follow_up.say),
            ask: lines(&scenario.follow_up.ask),
        },
        never: scenario.never.clone(),
        choices: scenario
            .choices
            .iter()
            .filter(|choice| is_sayable(&choice.say, &known))
            .filter_map(|choice| offered(look, choice, &settings, role, by).transpose())
            .collect::<Outcome<_>>()?,
        chosen: chosen(look.db, id)?,
        promise: Some(scenario.promise.clone()).filter(|promise| is_sayable(&promise.say, &known)),
        proposed: by(usual.what),
        follow_up_on: asks_on(&settings, look.now, &promises, scenario.follow_up.working_days),
        promises,
        title: scenario.title,
        facts,
        recovery,
    })
}

/// Those for somebody who is so come first; those for somebody else last. A child's are not said to a grown-up.
fn openings(scenario: &Scenario, mood: Option<Mood>, grown_up: bool, sayable: impl Fn(&str) -> bool) -> Vec<OpeningLine> {
    let fits = |one: &&OpeningLine| sayable(&one.say) && (one.tone != Tone::ToChild || !grown_up || mood == Some(Mood::Child));
    let mut openings: Vec<OpeningLine> = scenario.openings.iter().filter(fits).cloned().collect();
    openings.sort_by_key(|one| match (one.to.is_empty(), mood.is_some_and(|mood| one.to.contains(&mood))) {
        (_, true) => 0,
        (true, false) => 1,
        (false, false) => 2,
    });
    openings
}

/// A choice as this person may offer it; None where the clinic does not give this kind of amends.
fn offered(
    look: &Look<'_>,
    choice: &Choice,
    settings: &Settings,
    role: Role,
    by: impl Fn(Promised) -> PromiseTime,
) -> Outcome<Option<Offered>> {
    let up_to_minor = choice.amends.map(|kind| allowance::up_to(look.db, settings, kind, look.staff, look.now)).transpose()?;
    if up_to_minor == Some(None) {
        return Ok(None);
    }
    Ok(Some(Offered {
        asks: asks(choice.needs, role),
        up_to_minor: up_to_minor.flatten(),
        above: choice.amends.and_then(|_| allowance::above(settings, role)),
        proposed: choice.promise.map(by),
        choice: choice.clone(),
    }))
}

/// Who must agree where somebody of this role stands there; None: nobody.
#[must_use]
pub fn asks(needs: Needs, role: Role) -> Option<Needs> {
    let alone = match needs {
        Needs::Anyone => true,
        Needs::Colleague => false,
        Needs::Clinician => role >= Role::Dispenser,
        Needs::Manager => role >= Role::Manager,
    };
    (!alone).then_some(needs)
}

/// What was promised in it.
///
/// # Errors
/// As the store gives them.
pub(super) fn promises(look: &Look<'_>, recovery: &Recovery) -> Outcome<Vec<PromiseLine>> {
    let patient = recovery.patient_id.map(|id| merges::current(look.db, id)).transpose()?;
    let span = (recovery.begun_at, recovery.ended_at.unwrap_or(look.now.at));
    due::of_conversation(look, recovery.discrepancy_id, patient, recovery.order_id, span)
}

/// Nobody can say whether it worked before it is done: counted from the last thing that we still owe.
#[must_use]
pub(super) fn asks_on(settings: &Settings, now: Moment, promises: &[PromiseLine], working_days: u32) -> Day {
    let hours = Hours::of(settings, now);
    let owed = promises.iter().filter(|one| one.ended.is_none() && one.what != Promised::FollowUp);
    let done = owed.map(|one| hours.on_the_wall(one.said_at).0).max().map_or(now.day(), |day| day.max(now.day()));
    hours.working_day(done, working_days)
}

/// What was offered and taken, the first first.
///
/// # Errors
/// As the store gives them.
pub fn chosen(db: &Connection, id: RecoveryId) -> Outcome<Vec<Chosen>> {
    let mut rows = db.prepare_cached(
        "SELECT c.id, c.code, c.title, c.amends, c.cost_minor, a.given, s.given, p.what
         FROM recovery_choices c JOIN staff s ON s.id = c.by
              LEFT JOIN staff a ON a.id = c.approved_by LEFT JOIN promises p ON p.id = c.promise_id
         WHERE c.recovery_id = ?1 ORDER BY c.id",
    )?;
    let found = rows.query_map([id], |row| {
        Ok(Chosen {
            id: row.get(0)?,
            code: row.get(1)?,
            title: row.get(2)?,
            amends: row.get(3)?,
            cost_minor: row.get(4)?,
            approved_by: row.get(5)?,
            by: row.get(6)?,
            promised: row.get(7)?,
        })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}
