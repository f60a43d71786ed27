//! Every rule of the gate in one place, and what the desk sees of a hand-over.

use super::{HandOverState, Reason, Row, StepDone, load};
use crate::clock::{At, Day};
use crate::desk::Look;
use crate::discrepancies;
use crate::error::{Finding, Grade, Outcome, Refusal};
use crate::ids::{HandOverId, OrderId, PatientId, VisitId};
use crate::matching::alerts::{self, Alert};
use crate::matching::boxes::check::BoxLabel;
use crate::matching::confirm::Match;
use crate::matching::order_to_prescription;
use crate::records::contacts::{self, Contact};
use crate::records::orders::{self, Order, OrderKind, OrderState};
use crate::records::parts::{self, Custody, Part, PartKind};
use crate::records::patients;
use crate::records::prescriptions::Powers;
use crate::records::verifications::{self, Verification};
use serde::{Deserialize, Serialize};

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
    /// Under which of the five checks it stands.
    pub check: String,
    /// The finding.
    pub finding: Finding,
    /// May a second person override it?
    pub may_override: bool,
    /// The reason given, if any.
    pub settled: Option<Reason>,
}

impl FoundHere {
    /// Still in the way.
    pub(super) fn blocks(&self) -> bool {
        self.settled.is_none() && self.finding.grade != Grade::Note
    }
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
    /// Who did it last, and when.
    pub step: Option<StepDone>,
}

/// The order in whose tray somebody's hand was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OtherOrder {
    /// What was scanned of it; its label where something unknown was scanned after it.
    pub scanned: String,
    /// Which.
    pub order_id: OrderId,
    /// Its number.
    pub number: String,
    /// Its tray.
    pub tray: Option<String>,
    /// Whose, as on a tray label: first name and initial.
    pub name: String,
    /// It is this patient's too.
    pub same_patient: bool,
}

/// What a recheck compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Point {
    /// The order number on the label.
    Number,
    /// The tray it came from.
    Tray,
    /// The frame: model, color, size.
    Frame,
    /// The lenses.
    Lenses,
}

impl Point {
    /// As it stands in the facts of a near miss.
    #[must_use]
    pub fn differs(self) -> &'static str {
        match self {
            Self::Number => "number_differs",
            Self::Tray => "tray_differs",
            Self::Frame => "frame_differs",
            Self::Lenses => "lenses_differ",
        }
    }
}

/// Everything the desk needs to hand one order over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HandOverView {
    /// Id.
    pub id: HandOverId,
    /// Where it stands.
    pub state: HandOverState,
    /// When it began.
    pub started_at: At,
    /// Which order.
    pub order_id: OrderId,
    /// Its number.
    pub number: String,
    /// Its tray: fetch by this, not by name.
    pub tray: Option<String>,
    /// The tray it was in last.
    pub last_tray: Option<String>,
    /// Whose.
    pub patient_id: PatientId,
    /// Their name.
    pub name: String,
    /// What they like to be called, for what is said aloud.
    pub called: String,
    /// During which visit.
    pub visit_id: Option<VisitId>,
    /// Frame as ordered, to compare with the one in the case.
    pub frame: Option<String>,
    /// What was ordered.
    pub kind: OrderKind,
    /// SV, FT28, PAL …
    pub lens_type: Option<String>,
    /// The powers ordered.
    pub powers: Powers,
    /// The newest check of the work against the order.
    pub verification: Option<Verification>,
    /// How the said name compares; never the right answer.
    pub name_match: Option<Match>,
    /// How the said birth date compares; never the right answer.
    pub born_match: Option<Match>,
    /// What was scanned or typed as tray or order.
    pub scanned: Option<String>,
    /// It is this order's.
    pub scan_matches: bool,
    /// The order that was scanned instead.
    pub other: Option<OtherOrder>,
    /// The five checks.
    pub checks: Vec<Check>,
    /// What was found, worst first.
    pub findings: Vec<FoundHere>,
    /// The parts.
    pub parts: Vec<PartToTick>,
    /// Case opened together, label read, frame compared.
    pub case_opened: bool,
    /// There is something to look through, so the patient looks before it is theirs.
    pub must_look: bool,
    /// The patient looked, distance and near.
    pub looked: bool,
    /// Why they did not look.
    pub not_looked: Option<Reason>,
    /// Who saw them look, and when.
    pub look_step: Option<StepDone>,
    /// Who may collect for the patient.
    pub contacts: Vec<Contact>,
    /// Nobody else may collect.
    pub only_me: bool,
    /// Somebody alike has something open.
    pub look_alikes: Vec<Alert>,
    /// Only the look and "received by" are left.
    pub can_finish: bool,
    /// What the recheck compares.
    pub points: Vec<Point>,
    /// Who froze it, and when.
    pub frozen: Option<StepDone>,
    /// The number of the near miss that was kept.
    pub near_miss: Option<String>,
    /// Who received it, once handed over.
    pub received_by: Option<String>,
    /// Their relation, where it was not the patient.
    pub relation: Option<String>,
    /// Who ended it, and when.
    pub ended: Option<StepDone>,
}

const CHECKS: [&str; 5] = ["identifiers", "alerts", "scan", "parts", "lenses"];

/// Under which of the five checks a finding stands.
pub(super) fn check_of(code: &str) -> &'static str {
    match code {
        "name_differs" | "name_slip" | "born_differs" | "born_slip" | "born_not_on_file" => "identifiers",
        "look_alike" | "identical_frame" | "open_discrepancy" => "alerts",
        "another_order" | "own_other_order" | "scan_unknown" => "scan",
        "part_not_here" => "parts",
        _ => "lenses",
    }
}

fn other_order(look: &Look<'_>, row: &Row, order: &Order) -> Outcome<Option<OtherOrder>> {
    let Some(id) = row.scanned_order else { return Ok(None) };
    let other = orders::load(look.db, id)?;
    let name = patients::load(look.db, other.patient_id)?.details.first_and_initial();
    let scanned = row.scanned.clone().filter(|_| row.scan_match.as_deref() != Some("unknown"));
    Ok(Some(OtherOrder {
        scanned: scanned.or_else(|| other.tray.clone()).unwrap_or_else(|| other.number.clone()),
        order_id: other.id,
        number: other.number,
        tray: other.tray,
        name,
        same_patient: other.patient_id == order.patient_id,
    }))
}

fn findings(look: &Look<'_>, row: &Row, order: &Order, parts: &[Part], alike: &[Alert]) -> Outcome<Vec<FoundHere>> {
    let mut all = Vec::new();
    let mut add = |key: &str, finding: Finding, may_override: bool| {
        let check = check_of(&finding.code).to_owned();
        all.push(FoundHere { key: key.to_owned(), check, finding, may_override, settled: row.reasons.get(key).cloned() });
    };
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
    for line in discrepancies::open::not_put_right(look.db, order.id)? {
        let finding = Finding::new(Grade::Ask, "open_discrepancy").fact("number", line.number).fact("kind", line.kind);
        add(&format!("open_discrepancy:{}", line.id), finding, false);
    }
    // Another order's tray in hand: not even a second person lets that pass, the right tray is one scan away. It stays
    // until that scan: a label that nobody knows does not put the wrong tray down.
    if let Some(other) = other_order(look, row, order)? {
        let code = if other.same_patient { "own_other_order" } else { "another_order" };
        let finding = Finding::new(Grade::Stop, code)
            .fact("scanned", other.scanned)
            .fact("number", other.number)
            .fact("name", other.name)
            .fact("tray", order.tray.clone());
        add(code, finding, false);
    }
    if row.scan_match.as_deref() == Some("unknown") {
        let finding = Finding::new(Grade::Ask, "scan_unknown").fact("scanned", row.scanned.clone()).fact("tray", order.tray.clone());
        add("scan_unknown", finding, false);
    }
    for part in parts.iter().filter(|part| !part.is_in_hand()) {
        let finding = Finding { code: "part_not_here".to_owned(), ..part.finding(Grade::Stop) };
        add(&format!("part_not_here:{}", part.id), finding, true);
    }
    if order.kind == OrderKind::ContactLenses
        && let Some(day) = expired_since_checked(look, order)?
    {
        add("box_expired", Finding::new(Grade::Stop, "box_expired").fact("expired_on", day.0.to_string()), false);
    }
    // Lenses that were ordered wrong are checked against a wrong order and pass.
    if !order.state.is_over() {
        for mut found in order_to_prescription::findings(look, order)? {
            // It names no prescription, so that it was made from another one is no more than likely: said, and passes.
            if order.prescription_id.is_none() && found.finding.grade == Grade::Ask {
                found.finding.grade = Grade::Note;
            }
            let eye = found.finding.facts.get("eye").and_then(|eye| eye.as_str()).map(|eye| format!(":{eye}")).unwrap_or_default();
            let key = format!("{}{eye}", found.finding.code);
            let said = found.answer.map(|answer| Reason { reason: answer.reason, staff_id: answer.staff_id, by: answer.by, second: false });
            // What was said to one eye was said to both.
            let here = row.reasons.iter().find(|(other, _)| other.split(':').next() == Some(&found.finding.code));
            let settled = here.map(|(_, reason)| reason.clone()).or(said);
            let may_override = found.finding.grade == Grade::Stop;
            let check = check_of(&found.finding.code).to_owned();
            all.push(FoundHere { key, check, finding: found.finding, may_override, settled });
        }
    }
    let mut add = |key: &str, finding: Finding, may_override: bool| {
        let check = check_of(&finding.code).to_owned();
        all.push(FoundHere { key: key.to_owned(), check, finding, may_override, settled: row.reasons.get(key).cloned() });
    };
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

/// The last day of a box that was good when it was checked and is over now.
fn expired_since_checked(look: &Look<'_>, order: &Order) -> Outcome<Option<Day>> {
    let Some(check) = verifications::of(look.db, order.id)?.into_iter().next() else { return Ok(None) };
    let boxes: Vec<BoxLabel> = check.boxes.map(serde_json::from_value).transpose()?.unwrap_or_default();
    Ok(boxes.into_iter().filter_map(|label| label.expires_on).filter(|last| *last < look.now.day()).min())
}

/// One finding as it is now.
pub(super) fn finding(look: &Look<'_>, row: &Row, order: &Order, key: &str) -> Outcome<FoundHere> {
    let parts = parts::of(look.db, order.id)?;
    let alike = alerts::for_patient(look, order.patient_id)?;
    findings(look, row, order, &parts, &alike)?
        .into_iter()
        .find(|here| here.key == key)
        .ok_or_else(|| Refusal::because("no_such_finding").next("look_again").into())
}

fn checks(row: &Row, parts: &[Part], findings: &[FoundHere]) -> Vec<Check> {
    let identified = row.name_match.is_some() && row.born_match.is_some();
    let all_ticked = parts.iter().filter(|part| part.needed && part.custody == Custody::Here).all(|part| row.ticked.contains(&part.id));
    let one = |code: &&str| {
        let mine = || findings.iter().filter(|here| here.check == *code && here.blocks());
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
            step: row.steps.get(*code).cloned(),
        }
    };
    CHECKS.iter().map(one).collect()
}

/// Somebody looks through it before it is theirs: spectacles of any kind, not a case or a box.
fn must_look(order: &Order, parts: &[Part]) -> bool {
    order.kind == OrderKind::Spectacles || parts.iter().any(|part| matches!(part.kind, PartKind::RightLens | PartKind::LeftLens))
}

/// What can be compared when the patient says it is not theirs.
fn points(order: &Order, parts: &[Part]) -> Vec<Point> {
    let framed = order.frame.is_some() || parts.iter().any(|part| matches!(part.kind, PartKind::Frame | PartKind::OwnFrame));
    let lenses = must_look(order, parts) || !order.powers.is_empty();
    let all = [(Point::Number, true), (Point::Tray, order.tray.is_some()), (Point::Frame, framed), (Point::Lenses, lenses)];
    all.into_iter().filter_map(|(point, there)| there.then_some(point)).collect()
}

/// A hand-over as it stands.
pub(super) fn view(look: &Look<'_>, id: HandOverId) -> Outcome<HandOverView> {
    let row = load(look.db, id)?;
    let order = orders::load(look.db, row.order_id)?;
    let patient = patients::load(look.db, order.patient_id)?.details;
    let parts = parts::of(look.db, order.id)?;
    let alike = alerts::for_patient(look, order.patient_id)?;
    let findings = if matches!(row.state, HandOverState::Open | HandOverState::Frozen) {
        findings(look, &row, &order, &parts, &alike)?
    } else {
        Vec::new()
    };
    let checks = checks(&row, &parts, &findings);
    let step = |name: &str| row.steps.get(name).cloned();
    Ok(HandOverView {
        id,
        state: row.state,
        started_at: row.started_at,
        order_id: order.id,
        number: order.number.clone(),
        tray: order.tray.clone(),
        last_tray: order.last_tray.clone(),
        patient_id: order.patient_id,
        name: patient.full_name(),
        called: patient.called().to_owned(),
        visit_id: row.visit_id,
        frame: order.frame.clone(),
        kind: order.kind,
        lens_type: order.lens_type.clone(),
        powers: order.powers,
        verification: verifications::of(look.db, order.id)?.into_iter().next(),
        name_match: row.name_match,
        born_match: row.born_match,
        scanned: row.scanned.clone(),
        scan_matches: row.scan_match.as_deref() == Some("match"),
        other: other_order(look, &row, &order)?,
        can_finish: row.state == HandOverState::Open && checks.iter().all(|check| check.done),
        checks,
        findings,
        case_opened: row.case_opened,
        must_look: must_look(&order, &parts),
        looked: row.looked,
        not_looked: row.reasons.get("not_looked").cloned(),
        look_step: step("look"),
        contacts: contacts::of(look.db, order.patient_id)?.into_iter().filter(|contact| contact.may_collect).collect(),
        only_me: patient.only_me,
        look_alikes: alike,
        points: points(&order, &parts),
        parts: parts.into_iter().map(|part| PartToTick { ticked: row.ticked.contains(&part.id), part }).collect(),
        frozen: step("frozen"),
        near_miss: discrepancies::open::near_miss_of(look.db, id)?,
        ended: step("ended").filter(|_| row.ended_at.is_some()),
        received_by: row.received_by,
        relation: row.relation,
    })
}
