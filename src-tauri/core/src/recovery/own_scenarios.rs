//! `open_scenario`, `keep_scenario`, `drop_scenario`: the clinic's own words for a scenario, ours kept beside them to
//! compare and to go back to.

use super::scripts::check::{self, Broken};
use super::scripts::{self, Scenario};
use super::start_recovery::{self, ScenarioLine};
use crate::clock::At;
use crate::desk::{Act, Look};
use crate::error::{Fault, Finding, Grade, Outcome, Refusal, refuse};
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Bytes of the longest scenario that is read: ours have a tenth of it.
const LONGEST: usize = 200_000;

/// Asks for all scenarios.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskScenarios {}

/// Which scenario.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfScenario {
    /// Its code.
    pub code: String,
}

/// One scenario as it is used, and as we ship it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ScenarioPage {
    /// As it is used.
    pub now: Scenario,
    /// As we ship it, where the clinic has its own; None: the same.
    pub ours: Option<Scenario>,
    /// When the clinic's own was kept; None: it has none. Whoever keeps it again says which one they changed.
    pub kept_at: Option<At>,
    /// Given name of who kept it.
    pub kept_by: Option<String>,
}

/// A scenario in the clinic's own words.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct KeepScenario {
    /// As a shipped scenario; read strictly.
    #[cfg_attr(test, ts(type = "Scenario"))]
    pub scenario: Value,
    /// When the one was kept that this one was made from; None: it was made from ours.
    #[serde(default)]
    pub made_from: Option<At>,
}

/// Ours.
///
/// # Errors
/// Refuses `no_such_scenario`.
pub fn ours(code: &str) -> Outcome<&'static Scenario> {
    match scripts::ours()?.get(code) {
        Some(scenario) => Ok(scenario),
        None => refuse(Refusal::because("no_such_scenario").next("choose_scenario")),
    }
}

/// The clinic's own, where it has one.
///
/// # Errors
/// As the store gives them.
pub fn own(db: &Connection, code: &str) -> Outcome<Option<Scenario>> {
    let text: Option<String> =
        db.prepare_cached("SELECT content FROM own_scenarios WHERE code = ?1")?.query_row([code], |row| row.get(0)).optional()?;
    Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
}

/// As it is used: the clinic's own, else ours.
///
/// # Errors
/// Refuses `no_such_scenario`.
pub fn now(db: &Connection, code: &str) -> Outcome<Scenario> {
    let ours = ours(code)?;
    Ok(own(db, code)?.unwrap_or_else(|| ours.clone()))
}

/// `scenarios`
///
/// # Errors
/// As the store gives them.
pub fn scenarios(look: &Look<'_>, _: AskScenarios) -> Outcome<Vec<ScenarioLine>> {
    start_recovery::lines(look.db)
}

/// `open_scenario`
///
/// # Errors
/// Refuses `no_such_scenario`.
pub fn open_scenario(look: &Look<'_>, request: OfScenario) -> Outcome<ScenarioPage> {
    page(look.db, &request.code)
}

fn page(db: &Connection, code: &str) -> Outcome<ScenarioPage> {
    let ours = ours(code)?.clone();
    let Some(own) = own(db, code)? else {
        return Ok(ScenarioPage { now: ours, ours: None, kept_at: None, kept_by: None });
    };
    let (at, by) = kept(db, code)?.unzip();
    Ok(ScenarioPage { now: own, ours: Some(ours), kept_at: at, kept_by: by })
}

/// When the clinic's own was kept, and the given name of who did.
fn kept(db: &Connection, code: &str) -> Outcome<Option<(At, String)>> {
    let mut row = db.prepare_cached("SELECT o.at, s.given FROM own_scenarios o JOIN staff s ON s.id = o.by WHERE o.code = ?1")?;
    Ok(row.query_row([code], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// `keep_scenario`: held to the rules that ours keep.
///
/// # Errors
/// Refuses `no_such_scenario`, `scenario_unreadable` (with what and where), `scenario_broken` (each broken rule is a
/// finding), `scenario_changed` (somebody kept another one meanwhile).
pub fn keep_scenario(act: &mut Act<'_>, request: &KeepScenario) -> Outcome<ScenarioPage> {
    let text = request.scenario.to_string();
    let unreadable = |why: String| Refusal::because("scenario_unreadable").fact("why", why).next("look_again");
    if text.len() > LONGEST {
        return refuse(unreadable(format!("{} bytes", text.len())));
    }
    let scenario: Scenario = match serde_json::from_str(&text) {
        Ok(scenario) => scenario,
        Err(error) => return refuse(unreadable(error.to_string())),
    };
    ours(&scenario.code)?;
    let broken = check::broken(&scenario)?;
    if !broken.is_empty() {
        let mut refusal = Refusal::because("scenario_broken").next("look_again");
        refusal.findings = broken.into_iter().map(finding).collect();
        return refuse(refusal);
    }
    if let Some((_, name)) = kept(act.db, &scenario.code)?.filter(|(at, _)| request.made_from != Some(*at)) {
        return refuse(Refusal::because("scenario_changed").fact("by", name).next("open_scenario_again"));
    }
    let by = act.somebody()?;
    act.db
        .prepare_cached(
            "INSERT INTO own_scenarios (code, content, at, by) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (code) DO UPDATE SET content = ?2, at = ?3, by = ?4",
        )?
        .execute((&scenario.code, serde_json::to_string(&scenario).map_err(|error| Fault::new("bug", error))?, act.now.at, by))?;
    page(act.db, &scenario.code)
}

fn finding(broken: Broken) -> Finding {
    Finding::new(Grade::Stop, "scenario_rule").fact("rule", broken.rule).fact("place", broken.place).fact("found", broken.found)
}

/// `drop_scenario`: back to ours.
///
/// # Errors
/// Refuses `no_such_scenario`.
pub fn drop_scenario(act: &mut Act<'_>, request: &OfScenario) -> Outcome<ScenarioPage> {
    ours(&request.code)?;
    act.db.prepare_cached("DELETE FROM own_scenarios WHERE code = ?1")?.execute([&request.code])?;
    page(act.db, &request.code)
}
