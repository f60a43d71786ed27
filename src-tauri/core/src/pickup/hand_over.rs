//! The gate: the right order, complete and checked, to the right person (PRODUCT.md, "Hand-over").
//!
//! A hand-over is a row from its first question to its end, so a crash or a switch of staff loses nothing.
//! What it finds is worked out anew at each step; only what people said, scanned, ticked and gave as reasons is kept.

use crate::clock::At;
use crate::desk::{Act, Desk, Look};
use crate::discrepancies::{self, log::NearMiss};
use crate::error::{Finding, Grade, Outcome, Refusal, refuse};
use crate::ids::{ContactId, HandOverId, OrderId, PartId, PatientId, StaffId, VisitId};
use crate::matching::alerts::{self, Alert};
use crate::matching::confirm::{self, Match};
use crate::private::Private;
use crate::records::contacts::{self, Contact};
use crate::records::orders::{self, Order, OrderKind, OrderState};
use crate::records::parts::{self, Custody, Part};
use crate::records::patients;
use crate::records::staff::{self, PinChecked};
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A reason somebody gave for a finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Reason {
    /// The words.
    pub reason: String,
    /// Who gave it.
    pub staff_id: StaffId,
    /// Their given name.
    pub by: String,
    /// A second person overrode a *stop*.
    pub second: bool,
}

/// Where a hand-over stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum HandOverState {
    /// Under way.
    Open,
    /// The patient said it is not theirs: nothing moves until the recheck.
    Frozen,
    /// Done.
    HandedOver,
    /// Ended without handing over, kept as a near miss.
    Refused,
    /// Left for later; nothing was wrong.
    Abandoned,
    /// Done, and taken back.
    TakenBack,
}

impl HandOverState {
    fn from_code(code: &str) -> Self {
        match code {
            "open" => Self::Open,
            "frozen" => Self::Frozen,
            "handed_over" => Self::HandedOver,
            "refused" => Self::Refused,
            "taken_back" => Self::TakenBack,
            _ => Self::Abandoned,
        }
    }
}

/// The row.
#[derive(Debug, Clone)]
struct Row {
    id: HandOverId,
    order_id: OrderId,
    visit_id: Option<VisitId>,
    state: HandOverState,
    name_match: Option<Match>,
    born_match: Option<Match>,
    scanned: Option<String>,
    scan_match: Option<String>,
    scanned_order: Option<OrderId>,
    ticked: Vec<PartId>,
    reasons: BTreeMap<String, Reason>,
    case_opened: bool,
    looked: bool,
    received_by: Option<String>,
    ended_at: Option<At>,
}

fn load(db: &Connection, id: HandOverId) -> Outcome<Row> {
    let row = db
        .prepare_cached(
            "SELECT id, order_id, visit_id, state, name_match, born_match, scanned, scan_match, scanned_order, ticked, reasons,
                    case_opened, looked, received_by, ended_at
             FROM hand_overs WHERE id = ?1",
        )?
        .query_row([id], |row| {
            Ok((
                Row {
                    id: row.get(0)?,
                    order_id: row.get(1)?,
                    visit_id: row.get(2)?,
                    state: HandOverState::from_code(&row.get::<_, String>(3)?),
                    name_match: row.get::<_, Option<String>>(4)?.as_deref().map(Match::from_code),
                    born_match: row.get::<_, Option<String>>(5)?.as_deref().map(Match::from_code),
                    scanned: row.get(6)?,
                    scan_match: row.get(7)?,
                    scanned_order: row.get(8)?,
                    ticked: Vec::new(),
                    reasons: BTreeMap::new(),
                    case_opened: row.get(11)?,
                    looked: row.get(12)?,
                    received_by: row.get(13)?,
                    ended_at: row.get(14)?,
                },
                row.get::<_, String>(9)?,
                row.get::<_, String>(10)?,
            ))
        })
        .optional()?;
    let (mut row, ticked, reasons) = row.ok_or_else(|| Refusal::because("no_such_hand_over"))?;
    row.ticked = serde_json::from_str(&ticked)?;
    row.reasons = serde_json::from_str(&reasons)?;
    Ok(row)
}

fn load_open(act: &mut Act<'_>, id: HandOverId) -> Outcome<(Row, Order)> {
    let row = load(act.db, id)?;
    let order = orders::load(act.db, row.order_id)?;
    match row.state {
        HandOverState::Open => {
            act.about(id);
            act.about(order.id);
            act.about(order.patient_id);
            Ok((row, order))
        }
        HandOverState::Frozen => refuse(Refusal::because("frozen").next("recheck")),
        _ => refuse(Refusal::because("hand_over_ended").next("look_again")),
    }
}

/// One part in the case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PartToTick {
    /// The part.
    pub part: Part,
    /// Seen in the case.
    pub ticked: bool,
}

/// A finding, and who settled it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FoundHere {
    /// Names this finding when a reason is given.
    pub key: String,
    /// The finding.
    pub finding: Finding,
    /// May a second person override it?
    pub may_override: bool,
    /// The reason given, if any.
    pub settled: Option<Reason>,
}

/// One of the five checks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Check {
    /// `identifiers`, `alerts`, `scan`, `parts`, `lenses`.
    pub code: String,
    /// Done, with nothing unsettled.
    pub done: bool,
    /// The worst unsettled finding under it.
    pub worst: Option<Grade>,
}

/// Everything the desk needs to hand one order over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HandOverView {
    /// Id.
    pub id: HandOverId,
    /// Where it stands.
    pub state: HandOverState,
    /// Which order.
    pub order_id: OrderId,
    /// Its number.
    pub number: String,
    /// Its tray: fetch by this, not by name.
    pub tray: Option<String>,
    /// Whose.
    pub patient_id: PatientId,
    /// Their name.
    pub name: String,
    /// During which visit.
    pub visit_id: Option<VisitId>,
    /// Frame as ordered, to compare with the one in the case.
    pub frame: Option<String>,
    /// What was ordered.
    pub kind: OrderKind,
    /// The powers ordered.
    pub powers: crate::records::prescriptions::Powers,
    /// How the said name compares; never the right answer.
    pub name_match: Option<Match>,
    /// How the said birth date compares; never the right answer.
    pub born_match: Option<Match>,
    /// What was scanned or typed as tray or order.
    pub scanned: Option<String>,
    /// The five checks.
    pub checks: Vec<Check>,
    /// What was found, worst first.
    pub findings: Vec<FoundHere>,
    /// The parts.
    pub parts: Vec<PartToTick>,
    /// Case opened together, label read, frame compared.
    pub case_opened: bool,
    /// The patient looked, distance and near.
    pub looked: bool,
    /// Who may collect for the patient.
    pub contacts: Vec<Contact>,
    /// Nobody else may collect.
    pub only_me: bool,
    /// Somebody alike has something open.
    pub look_alikes: Vec<Alert>,
    /// Only "received by" is left.
    pub can_finish: bool,
    /// Who received it, once handed over.
    pub received_by: Option<String>,
    /// When it ended.
    pub ended_at: Option<At>,
}

const CHECKS: [&str; 5] = ["identifiers", "alerts", "scan", "parts", "lenses"];

/// Under which of the five checks a finding stands.
fn check_of(code: &str) -> &'static str {
    match code {
        "name_differs" | "name_slip" | "born_differs" | "born_slip" | "born_not_on_file" => "identifiers",
        "look_alike" | "identical_frame" | "open_discrepancy" => "alerts",
        "another_order" | "scan_unknown" => "scan",
        "part_not_here" => "parts",
        _ => "lenses",
    }
}

fn found(key: impl Into<String>, finding: Finding, may_override: bool, row: &Row) -> FoundHere {
    let key = key.into();
    let settled = row.reasons.get(&key).cloned();
    FoundHere { key, finding, may_override, settled }
}

/// Every rule of the gate, in one place.
fn findings(look: &Look<'_>, row: &Row, order: &Order, parts: &[Part], alike: &[Alert]) -> Outcome<Vec<FoundHere>> {
    let mut all = Vec::new();
    let mut add = |key: &str, finding: Finding, may_override: bool| all.push(found(key, finding, may_override, row));
    match row.name_match {
        Some(Match::Differs) => add("name_differs", Finding::new(Grade::Stop, "name_differs"), false),
        Some(Match::Slip) => add("name_slip", Finding::new(Grade::Ask, "name_slip"), false),
        _ => {}
    }
    match row.born_match {
        Some(Match::Differs) => add("born_differs", Finding::new(Grade::Stop, "born_differs"), false),
        Some(Match::Slip) => add("born_slip", Finding::new(Grade::Ask, "born_slip"), false),
        Some(Match::NotOnFile) => add("born_not_on_file", Finding::new(Grade::Ask, "born_not_on_file"), false),
        _ => {}
    }
    for alert in alike {
        // A loud alert must be seen by somebody; a quiet one is said and passes.
        let code = if alert.is_about_the_person() { "look_alike" } else { "identical_frame" };
        let grade = if alert.loud && alert.is_about_the_person() { Grade::Ask } else { Grade::Note };
        let finding = Finding::new(grade, code)
            .fact("name", alert.name.as_str())
            .fact("tray", alert.tray.clone())
            .fact("number", alert.order_number.clone())
            .fact("reason", alert.reasons.first().cloned());
        add(&format!("{code}:{}", alert.patient_id), finding, false);
    }
    for line in discrepancies::open::about_order(look.db, order.id)? {
        let finding = Finding::new(Grade::Ask, "open_discrepancy").fact("number", line.number).fact("kind", line.kind);
        add(&format!("open_discrepancy:{}", line.id), finding, false);
    }
    match row.scan_match.as_deref() {
        Some("other_order") => {
            let other = row.scanned_order.map(|id| orders::load(look.db, id)).transpose()?;
            let finding = Finding::new(Grade::Stop, "another_order")
                .fact("scanned", row.scanned.clone())
                .fact("number", other.map(|order| order.number))
                .fact("tray", order.tray.clone());
            add("another_order", finding, false);
        }
        Some("unknown") => {
            let finding = Finding::new(Grade::Ask, "scan_unknown").fact("scanned", row.scanned.clone()).fact("tray", order.tray.clone());
            add("scan_unknown", finding, false);
        }
        _ => {}
    }
    for part in parts.iter().filter(|part| !super::ready_check::is_in_hand(part)) {
        let seen = part.last_seen.as_ref();
        let finding = Finding::new(Grade::Stop, "part_not_here")
            .fact("part", part.kind.as_str())
            .fact("custody", part.custody.as_str())
            .fact("place", seen.and_then(|seen| seen.place.clone()).or_else(|| part.place.clone()))
            .fact("by", seen.and_then(|seen| seen.by.clone()))
            .fact("at", seen.map(|seen| seen.at.0));
        add(&format!("part_not_here:{}", part.id), finding, true);
    }
    match order.state {
        OrderState::Verified | OrderState::Notified | OrderState::Uncollected => {}
        OrderState::Collected => add("already_handed_over", Finding::new(Grade::Stop, "already_handed_over"), false),
        OrderState::Cancelled | OrderState::Remade | OrderState::Returned => {
            add("order_over", Finding::new(Grade::Stop, "order_over").fact("state", order.state.as_str()), false);
        }
        OrderState::FailedCheck => add("lens_out_of_tolerance", Finding::new(Grade::Stop, "lens_out_of_tolerance"), true),
        OrderState::Received => add("not_verified", Finding::new(Grade::Stop, "not_verified"), true),
        OrderState::Confirmed => add("never_ordered", Finding::new(Grade::Stop, "never_ordered"), false),
        _ => add("not_arrived", Finding::new(Grade::Stop, "not_arrived"), false),
    }
    all.sort_by_key(|here| std::cmp::Reverse((here.settled.is_none(), here.finding.grade)));
    Ok(all)
}

impl FoundHere {
    /// Still in the way.
    fn blocks(&self) -> bool {
        self.settled.is_none() && self.finding.grade != Grade::Note
    }
}

fn view(look: &Look<'_>, id: HandOverId) -> Outcome<HandOverView> {
    let row = load(look.db, id)?;
    let order = orders::load(look.db, row.order_id)?;
    let patient = patients::load(look.db, order.patient_id)?;
    let parts = parts::of(look.db, order.id)?;
    let alike = alerts::for_patient(look, order.patient_id)?;
    let findings = if matches!(row.state, HandOverState::Open | HandOverState::Frozen) {
        findings(look, &row, &order, &parts, &alike)?
    } else {
        Vec::new()
    };
    let identified = row.name_match.is_some() && row.born_match.is_some();
    let all_ticked = parts.iter().filter(|part| part.needed && part.custody == Custody::Here).all(|part| row.ticked.contains(&part.id));
    let checks: Vec<Check> = CHECKS
        .iter()
        .map(|code| {
            let mine = || findings.iter().filter(|here| check_of(&here.finding.code) == *code && here.blocks());
            let answered = match *code {
                "identifiers" => identified,
                "scan" => row.scan_match.is_some(),
                "parts" => all_ticked && row.case_opened,
                _ => true,
            };
            Check {
                code: (*code).to_owned(),
                done: answered && mine().next().is_none(),
                worst: mine().map(|here| here.finding.grade).max(),
            }
        })
        .collect();
    let can_finish = row.state == HandOverState::Open && checks.iter().all(|check| check.done);
    Ok(HandOverView {
        id,
        state: row.state,
        order_id: order.id,
        number: order.number.clone(),
        tray: order.tray.clone(),
        patient_id: order.patient_id,
        name: patient.details.full_name(),
        visit_id: row.visit_id,
        frame: order.frame.clone(),
        kind: order.kind,
        powers: order.powers,
        name_match: row.name_match,
        born_match: row.born_match,
        scanned: row.scanned.clone(),
        checks,
        findings,
        parts: parts.into_iter().map(|part| PartToTick { ticked: row.ticked.contains(&part.id), part }).collect(),
        case_opened: row.case_opened,
        looked: row.looked,
        contacts: contacts::of(look.db, order.patient_id)?.into_iter().filter(|contact| contact.may_collect).collect(),
        only_me: patient.details.only_me,
        look_alikes: alike,
        can_finish,
        received_by: row.received_by,
        ended_at: row.ended_at,
    })
}

/// Which hand-over.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfHandOver {
    /// Which.
    pub hand_over_id: HandOverId,
}

/// `hand_over`: as it stands.
///
/// # Errors
/// Refuses `no_such_hand_over`.
pub fn look_at(look: &Look<'_>, request: OfHandOver) -> Outcome<HandOverView> {
    view(look, request.hand_over_id)
}

/// An order to hand over.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StartHandOver {
    /// Which.
    pub order_id: OrderId,
    /// During which visit, if the person is in the queue.
    pub visit_id: Option<VisitId>,
}

/// `start_hand_over`: begins, or goes on with the one already begun. A second order of the same visit needs no second
/// asking for name and birth date.
///
/// # Errors
/// Refuses `already_handed_over` saying to whom and when.
pub fn start(act: &mut Act<'_>, request: &StartHandOver) -> Outcome<HandOverView> {
    let by = act.somebody()?;
    let order = orders::load(act.db, request.order_id)?;
    act.about(order.id);
    act.about(order.patient_id);
    if order.state == OrderState::Collected {
        let ready = super::ready_check::readiness_among(act, &order, &[])?;
        let mut refusal = Refusal::because("already_handed_over").fact("number", order.number.as_str()).next("see_history");
        if let Some(to) = ready.handed_over {
            refusal = refusal.fact("received_by", to.received_by).fact("at", to.at.0).fact("by", to.by);
        }
        return refuse(refusal);
    }
    let begun: Option<HandOverId> = act
        .db
        .query_row("SELECT id FROM hand_overs WHERE order_id = ?1 AND state IN ('open', 'frozen')", [order.id], |row| row.get(0))
        .optional()?;
    let id = match begun {
        Some(id) => id,
        None => {
            let id: HandOverId = act.mint();
            // The same person, the same visit: identifiers that matched a moment ago still do.
            act.db.execute(
                "INSERT INTO hand_overs (id, order_id, visit_id, state, started_at, started_by, said_name, said_born, name_match, born_match)
                 SELECT ?1, ?2, ?3, 'open', ?4, ?5, before.said_name, before.said_born, before.name_match, before.born_match
                 FROM (SELECT 1) LEFT JOIN (
                     SELECT h.said_name, h.said_born, h.name_match, h.born_match
                     FROM hand_overs h JOIN orders o ON o.id = h.order_id
                     WHERE h.visit_id = ?3 AND o.patient_id = ?6 AND h.state = 'handed_over'
                       AND h.name_match = 'match' AND h.born_match = 'match'
                     ORDER BY h.id DESC LIMIT 1) before",
                (id, order.id, request.visit_id, act.now.at, by, order.patient_id),
            )?;
            id
        }
    };
    act.about(id);
    view(act, id)
}

/// What the person said.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SayIdentifiers {
    /// Which hand-over.
    pub hand_over_id: HandOverId,
    /// "What name is the order under?"
    pub name: Private<String>,
    /// "And the date of birth?" in any usual writing.
    pub born: Private<String>,
}

/// `say_identifiers`: compared, never shown.
///
/// # Errors
/// Refuses `identifiers_needed` when one is missing: always two, even for regulars.
pub fn say_identifiers(act: &mut Act<'_>, request: &SayIdentifiers) -> Outcome<HandOverView> {
    let (row, order) = load_open(act, request.hand_over_id)?;
    let patient = patients::load(act.db, order.patient_id)?;
    // to compare them
    let (name, born) = (request.name.expose().trim(), request.born.expose().trim());
    if name.is_empty() || born.is_empty() {
        return refuse(Refusal::because("identifiers_needed"));
    }
    let name_match = confirm::name(name, &patient.details);
    let on_file = patient.details.born.as_ref().map(|born| born.expose().0); // to compare it
    let born_match = confirm::born(born, on_file, act.now.day().0);
    act.db.execute(
        "UPDATE hand_overs SET said_name = ?2, said_born = ?3, name_match = ?4, born_match = ?5 WHERE id = ?1",
        (row.id, name, born, name_match.as_str(), born_match.as_str()),
    )?;
    // A reason given for another answer does not count for this one.
    forget_reasons(act, &row, |key| check_of(key) == "identifiers")?;
    view(act, row.id)
}

fn forget_reasons(act: &mut Act<'_>, row: &Row, which: impl Fn(&str) -> bool) -> Outcome<()> {
    let mut reasons = row.reasons.clone();
    reasons.retain(|key, _| !which(key.split(':').next().unwrap_or(key)));
    act.db.execute("UPDATE hand_overs SET reasons = ?2 WHERE id = ?1", (row.id, serde_json::to_string(&reasons)?))?;
    Ok(())
}

/// A tray or order number, scanned or typed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ScanAtHandOver {
    /// Which hand-over.
    pub hand_over_id: HandOverId,
    /// What the scanner read.
    pub code: String,
}

/// `scan_at_hand_over`: is it this order's tray? Another order's is a stop, and a near miss at once.
///
/// # Errors
/// Refuses `nothing_scanned`.
pub fn scan(act: &mut Act<'_>, request: &ScanAtHandOver) -> Outcome<HandOverView> {
    let (row, order) = load_open(act, request.hand_over_id)?;
    let code = request.code.trim();
    if code.is_empty() || code.chars().count() > 200 {
        return refuse(Refusal::because("nothing_scanned"));
    }
    let other = match orders::in_tray(act.db, code)? {
        Some(order) => Some(order),
        None => orders::by_number(act.db, code)?,
    };
    let (word, other) = match other {
        Some(found) if found.id == order.id => ("match", None),
        Some(found) => ("other_order", Some(found.id)),
        None => ("unknown", None),
    };
    act.db.execute("UPDATE hand_overs SET scanned = ?2, scan_match = ?3, scanned_order = ?4 WHERE id = ?1", (row.id, code, word, other))?;
    forget_reasons(act, &row, |key| check_of(key) == "scan")?;
    if let Some(other) = other {
        let miss = NearMiss {
            kind: "wrong_patients_order",
            patient: order.patient_id,
            order: order.id,
            other_order: Some(other),
            visit: row.visit_id,
            hand_over: row.id,
            facts: "another_order",
            patient_words: None,
        };
        discrepancies::log::near_miss(act, &miss)?;
    }
    view(act, row.id)
}

/// A part seen in the case, or not.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TickPart {
    /// Which hand-over.
    pub hand_over_id: HandOverId,
    /// Which part.
    pub part_id: PartId,
    /// In the case.
    pub ticked: bool,
}

/// `tick_part`
///
/// # Errors
/// Refuses `not_this_order` for another order's part.
pub fn tick(act: &mut Act<'_>, request: &TickPart) -> Outcome<HandOverView> {
    let (mut row, order) = load_open(act, request.hand_over_id)?;
    if parts::load(act.db, request.part_id)?.order_id != order.id {
        return refuse(Refusal::because("not_this_order"));
    }
    row.ticked.retain(|part| *part != request.part_id);
    if request.ticked {
        row.ticked.push(request.part_id);
    }
    act.db.execute("UPDATE hand_overs SET ticked = ?2 WHERE id = ?1", (row.id, serde_json::to_string(&row.ticked)?))?;
    view(act, row.id)
}

/// What was looked at together.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LookTogether {
    /// Which hand-over.
    pub hand_over_id: HandOverId,
    /// Case opened together, label read, frame model, color and size compared.
    pub case_opened: bool,
    /// The patient looked through them, distance and near.
    pub looked: bool,
}

/// `look_together`
///
/// # Errors
/// As the store gives them.
pub fn look_together(act: &mut Act<'_>, request: &LookTogether) -> Outcome<HandOverView> {
    let (row, _) = load_open(act, request.hand_over_id)?;
    act.db.execute("UPDATE hand_overs SET case_opened = ?2, looked = ?3 WHERE id = ?1", (row.id, request.case_opened, request.looked))?;
    view(act, row.id)
}

/// A reason for an *ask*.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GiveReason {
    /// Which hand-over.
    pub hand_over_id: HandOverId,
    /// Which finding.
    pub key: String,
    /// The words; for a look-alike, that it was seen is enough.
    pub reason: String,
}

/// `give_reason`: the person at the desk answers an *ask*.
///
/// # Errors
/// Refuses `reason_needed`, `no_such_finding`, `stop_needs_second` for a *stop*.
pub fn give_reason(act: &mut Act<'_>, request: &GiveReason) -> Outcome<HandOverView> {
    let by = act.somebody()?;
    let (row, order) = load_open(act, request.hand_over_id)?;
    let here = the_finding(act, &row, &order, &request.key)?;
    if here.finding.grade == Grade::Stop {
        return refuse(Refusal::because("stop_needs_second").next("ask_colleague"));
    }
    settle(act, &row, &request.key, &request.reason, by, false)
}

fn the_finding(act: &Act<'_>, row: &Row, order: &Order, key: &str) -> Outcome<FoundHere> {
    let parts = parts::of(act.db, order.id)?;
    let alike = alerts::for_patient(act, order.patient_id)?;
    findings(act, row, order, &parts, &alike)?
        .into_iter()
        .find(|here| here.key == key)
        .ok_or_else(|| Refusal::because("no_such_finding").next("look_again").into())
}

fn settle(act: &mut Act<'_>, row: &Row, key: &str, reason: &str, by: StaffId, second: bool) -> Outcome<HandOverView> {
    let reason = reason.trim();
    if reason.is_empty() {
        return refuse(Refusal::because("reason_needed"));
    }
    let mut reasons = row.reasons.clone();
    let name = staff::one(act.db, by)?.given;
    reasons.insert(key.to_owned(), Reason { reason: reason.to_owned(), staff_id: by, by: name, second });
    act.db.execute("UPDATE hand_overs SET reasons = ?2 WHERE id = ?1", (row.id, serde_json::to_string(&reasons)?))?;
    view(act, row.id)
}

/// A second person's word against a *stop*.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OverrideStop {
    /// Which hand-over.
    pub hand_over_id: HandOverId,
    /// Which finding.
    pub key: String,
    /// The second person.
    pub staff_id: StaffId,
    /// Their PIN.
    pub pin: Private<String>,
    /// Why.
    pub reason: String,
}

/// `override_stop` with the PIN compared.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OverrideStopSealed {
    /// Which hand-over.
    pub hand_over_id: HandOverId,
    /// Which finding.
    pub key: String,
    /// The second person, and whether their PIN was right.
    pub second: PinChecked,
    /// Why.
    pub reason: String,
}

/// Compares the second person's PIN.
///
/// # Errors
/// As the store gives them.
pub fn seal_override(desk: &mut Desk, request: OverrideStop) -> Outcome<OverrideStopSealed> {
    let second = staff::check_pin(desk, request.staff_id, &request.pin)?;
    Ok(OverrideStopSealed { hand_over_id: request.hand_over_id, key: request.key, second, reason: request.reason })
}

/// `override_stop`: a second member of staff, by name and PIN, with a reason. Wrong identifiers cannot be overridden.
///
/// # Errors
/// Refuses `wrong_pin`, `pin_wait`, `second_person_needed`, `cannot_override`, `reason_needed`, `no_such_finding`.
pub fn override_stop(act: &mut Act<'_>, request: &OverrideStopSealed) -> Outcome<HandOverView> {
    let by = act.somebody()?;
    let (row, order) = load_open(act, request.hand_over_id)?;
    if request.second.staff_id == by {
        return refuse(Refusal::because("second_person_needed").next("ask_colleague"));
    }
    if request.reason.trim().is_empty() {
        return refuse(Refusal::because("reason_needed"));
    }
    let here = the_finding(act, &row, &order, &request.key)?;
    if here.finding.grade != Grade::Stop || !here.may_override {
        return refuse(Refusal::because("cannot_override").fact("finding", here.finding.code));
    }
    staff::accept_pin(act, &request.second)?;
    settle(act, &row, &request.key, &request.reason, request.second.staff_id, true)
}

/// Who takes it home.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Receiver {
    /// The patient.
    Patient,
    /// A contact on file.
    Contact(ContactId),
    /// Somebody else, with a reason.
    Other {
        /// Their name.
        name: Private<String>,
        /// Their relation to the patient.
        relation: String,
        /// Why they may.
        reason: String,
    },
}

/// The last step.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FinishHandOver {
    /// Which.
    pub hand_over_id: HandOverId,
    /// Who takes it home.
    pub receiver: Receiver,
}

/// `finish_hand_over`: everything is looked at once more; only then the order is collected, its tray is free and its
/// parts are with the patient. With a *stop* in the way it is refused, and the refusal is kept as a near miss.
///
/// # Errors
/// Refuses `not_yet` (kept) with the findings; `checks_open` with what was not done; `only_the_patient`;
/// `reason_needed`; `moved_meanwhile`.
pub fn finish(act: &mut Act<'_>, request: &FinishHandOver) -> Outcome<HandOverView> {
    let by = act.somebody()?;
    let (row, order) = load_open(act, request.hand_over_id)?;
    let now = view(act, row.id)?;
    let blocking: Vec<Finding> = now.findings.iter().filter(|here| here.blocks()).map(|here| here.finding.clone()).collect();
    if blocking.iter().any(|finding| finding.grade == Grade::Stop) {
        let kind = near_miss_kind(&blocking);
        let facts = blocking.iter().map(|finding| finding.code.as_str()).collect::<Vec<_>>().join(" ");
        let miss = NearMiss {
            kind,
            patient: order.patient_id,
            order: order.id,
            other_order: row.scanned_order,
            visit: row.visit_id,
            hand_over: row.id,
            facts: &facts,
            patient_words: None,
        };
        discrepancies::log::near_miss(act, &miss)?;
        return refuse(Refusal::because("not_yet").found(blocking).next("see_findings").kept());
    }
    if !blocking.is_empty() {
        return refuse(Refusal::because("answers_open").found(blocking).next("see_findings"));
    }
    if let Some(open) = now.checks.iter().find(|check| !check.done) {
        return refuse(Refusal::because("checks_open").fact("check", open.code.as_str()).next("go_on"));
    }
    let patient = patients::load(act.db, order.patient_id)?;
    let (name, relation, contact) = match &request.receiver {
        Receiver::Patient => (patient.details.full_name(), None, None),
        _ if patient.details.only_me => return refuse(Refusal::because("only_the_patient").next("tell_kindly")),
        Receiver::Contact(id) => {
            let contact = now.contacts.iter().find(|contact| contact.id == *id).ok_or_else(|| Refusal::because("not_a_contact"))?;
            (contact.name.expose().clone(), Some(contact.relation.clone()), Some(contact.id)) // to keep who received it
        }
        Receiver::Other { name, relation, reason } => {
            let name = name.expose().trim().to_owned(); // to keep who received it
            if name.is_empty() || reason.trim().is_empty() {
                return refuse(Refusal::because("reason_needed"));
            }
            settle(act, &row, "other_receiver", reason, by, false)?;
            (name, Some(relation.trim().to_owned()), None)
        }
    };
    orders::set_state(act, &order, OrderState::Collected)?;
    orders::set_tray(act, &order, None)?;
    for here in now.parts.iter().filter(|here| here.ticked) {
        parts::move_to(act, here.part.id, Custody::WithPatient, None, Some(&name), None)?;
    }
    act.db.execute(
        "UPDATE hand_overs SET state = 'handed_over', ended_at = ?2, ended_by = ?3, received_by = ?4, relation = ?5, contact_id = ?6
         WHERE id = ?1",
        (row.id, act.now.at, by, &name, relation, contact),
    )?;
    view(act, row.id)
}

fn near_miss_kind(blocking: &[Finding]) -> &'static str {
    let has = |code: &str| blocking.iter().any(|finding| finding.code == code);
    if has("name_differs") || has("born_differs") || has("another_order") {
        "wrong_patients_order"
    } else if has("part_not_here") {
        "part_lost"
    } else if has("lens_out_of_tolerance") {
        "wrong_lenses"
    } else if has("never_ordered") {
        "never_ordered"
    } else {
        "other"
    }
}

/// Ends a hand-over without handing anything over.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LeaveHandOver {
    /// Which.
    pub hand_over_id: HandOverId,
    /// Why, if worth a word.
    pub why: Option<String>,
}

/// `leave_hand_over`: nothing was handed over. With a *stop* in the way it ends refused, a near miss; otherwise it was
/// only put off.
///
/// # Errors
/// Refuses `hand_over_ended`.
pub fn leave(act: &mut Act<'_>, request: &LeaveHandOver) -> Outcome<HandOverView> {
    let by = act.somebody()?;
    let (row, order) = load_open(act, request.hand_over_id)?;
    let now = view(act, row.id)?;
    let stops: Vec<Finding> = now
        .findings
        .iter()
        .filter(|here| here.settled.is_none() && here.finding.grade == Grade::Stop)
        .map(|here| here.finding.clone())
        .collect();
    let state = if stops.is_empty() { "abandoned" } else { "refused" };
    if !stops.is_empty() {
        let facts = stops.iter().map(|finding| finding.code.as_str()).collect::<Vec<_>>().join(" ");
        let miss = NearMiss {
            kind: near_miss_kind(&stops),
            patient: order.patient_id,
            order: order.id,
            other_order: row.scanned_order,
            visit: row.visit_id,
            hand_over: row.id,
            facts: &facts,
            patient_words: None,
        };
        discrepancies::log::near_miss(act, &miss)?;
    }
    act.db.execute(
        "UPDATE hand_overs SET state = ?2, ended_at = ?3, ended_by = ?4, why = ?5 WHERE id = ?1",
        (row.id, state, act.now.at, by, &request.why),
    )?;
    view(act, row.id)
}
