//! An order against the prescription on file: exact after transposition. A quarter of a dioptre off in an order is a
//! clerical error, not a tolerance (OPTICAL.md 0.3).
//!
//! *Stop*: the lenses would be other ones than the prescription that the order names, or somebody else's. *Ask*: it may
//! well be right, and somebody has to say why. *Note*: worth knowing. What was answered once is not asked again.

use super::alerts;
use super::boxes::check::{self, BoxFieldChecked, BoxFieldVerdict};
use super::boxes::typed::standard_of;
use super::lookalikes::{self, Prepared};
use super::prescription::maths::{same_lens, same_power, standard_form};
use super::tolerances::Design;
use crate::clock::Day;
use crate::desk::{Act, Look};
use crate::error::{Finding, Grade, Outcome};
use crate::ids::{PatientId, PrescriptionId};
use crate::records::contact_lenses::{self, BoxField, ContactLens, OrderedContacts};
use crate::records::orders::{Order, OrderKind};
use crate::records::patients;
use crate::records::prescriptions::{self, Eye, Powers, Prescription, PrescriptionKind, Side};
use crate::records::rx_answers::{self, RxAnswer};
use serde::{Deserialize, Serialize};

/// PDs nearer than this are one measurement written twice, tenths of a millimetre (ours: half a millimetre).
const SAME_PD: i32 = 5;

/// What of an order is compared; it need not be taken yet.
#[derive(Debug, Clone, Copy)]
pub struct Taken<'a> {
    /// Whose.
    pub patient_id: PatientId,
    /// What is made.
    pub kind: OrderKind,
    /// The powers ordered.
    pub powers: &'a Powers,
    /// Its contact lenses, where it is for these.
    pub contacts: Option<&'a OrderedContacts>,
    /// SV, FT28, PAL …
    pub lens_type: Option<&'a str>,
    /// The prescription it is made from, where it names one.
    pub prescription_id: Option<PrescriptionId>,
    /// When it was taken.
    pub on: Day,
}

impl<'a> Taken<'a> {
    fn of(order: &'a Order, contacts: Option<&'a OrderedContacts>, today: Day) -> Self {
        Self {
            patient_id: order.patient_id,
            kind: order.kind,
            powers: &order.powers,
            contacts,
            lens_type: order.lens_type.as_deref(),
            prescription_id: order.prescription_id,
            on: order.placed_on.unwrap_or(today),
        }
    }

    /// The kind of prescription that it is made from.
    fn prescribed_as(self) -> PrescriptionKind {
        if self.kind == OrderKind::ContactLenses { PrescriptionKind::ContactLens } else { PrescriptionKind::Spectacle }
    }

    /// How it is made, as far as its lens type says.
    fn design(self, has_add: bool) -> Design {
        Design::of(self.lens_type, has_add)
    }
}

/// Something that is not as on file, and why it is right all the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RxFinding {
    /// What was found.
    pub finding: Finding,
    /// What somebody said to it.
    pub answer: Option<RxAnswer>,
}

impl RxFinding {
    /// Somebody has to say something to it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.answer.is_none() && self.finding.grade != Grade::Note
    }
}

/// What of an order is not as on file, most telling first, with what was answered.
///
/// # Errors
/// As the store gives them.
pub fn findings(look: &Look<'_>, order: &Order) -> Outcome<Vec<RxFinding>> {
    let contacts = (order.kind == OrderKind::ContactLenses).then(|| contact_lenses::of_order(look.db, order)).transpose()?;
    let found = compare(look, Taken::of(order, contacts.as_ref(), look.now.day()))?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let answers = rx_answers::of(look.db, order.id)?;
    let answer =
        |finding: &Finding| answers.iter().find(|(mark, _)| *mark == rx_answers::mark_of(finding)).map(|(_, answer)| answer.clone());
    Ok(found.into_iter().map(|finding| RxFinding { answer: answer(&finding), finding }).collect())
}

/// Keeps a reason for everything about this order that somebody has to answer; how many that was.
///
/// # Errors
/// As the store gives them.
pub fn answer(act: &mut Act<'_>, order: &Order, reason: &str) -> Outcome<usize> {
    let open: Vec<Finding> = findings(act, order)?.into_iter().filter(RxFinding::is_open).map(|each| each.finding).collect();
    rx_answers::keep(act, order.id, &open, reason)?;
    Ok(open.len())
}

/// The prescription that an order is compared with: the one it names, or the latest of the day it was taken.
fn on_file<'a>(taken: &Taken<'_>, all: &'a [Prescription]) -> (Option<&'a Prescription>, Option<&'a Prescription>) {
    let named = taken.prescription_id.and_then(|id| all.iter().find(|each| each.id == id));
    // What was written after the order was taken is no reason to doubt it.
    let latest = all.iter().find(|each| each.kind == taken.prescribed_as() && each.written_on.is_none_or(|day| day <= taken.on));
    (named, latest)
}

/// What is not as on file, most telling first. Nothing on file to compare with is no finding.
///
/// # Errors
/// As the store gives them.
pub fn compare(look: &Look<'_>, taken: Taken<'_>) -> Outcome<Vec<Finding>> {
    let nothing = match taken.contacts {
        Some(contacts) => contacts.each().next().is_none(),
        None => taken.kind == OrderKind::ContactLenses || taken.powers.is_empty(),
    };
    if nothing {
        return Ok(Vec::new());
    }
    let all = prescriptions::of(look.db, taken.patient_id)?;
    let (named, latest) = on_file(&taken, &all);
    // One is never made from the other: at the eye the same power is another one.
    if let Some(other) = named.filter(|each| each.kind != taken.prescribed_as()) {
        let code = if other.kind == PrescriptionKind::ContactLens { "rx_is_for_contact_lenses" } else { "rx_is_for_spectacles" };
        return Ok(vec![Finding::new(Grade::Stop, code).fact("written_on", day(other.written_on))]);
    }
    let Some(from) = named.or(latest) else {
        // Nothing of their own is on file: that it is exactly somebody alike's is told all the same.
        let name = of_somebody_alike(look, &taken)?;
        return Ok(name.map(|name| Finding::new(Grade::Stop, "rx_is_somebody_elses").fact("name", name)).into_iter().collect());
    };
    // An order that names no prescription may have been made from one that never came on file.
    let grade = if named.is_some() { Grade::Stop } else { Grade::Ask };
    let mut found = match taken.contacts {
        Some(contacts) => contact_differences(contacts, from, grade),
        None => differences(&taken, &from.powers, grade),
    };
    if found.iter().any(|each| each.code == "rx_differs") {
        if let Some(older) = all.iter().find(|each| is_exactly(&taken, each) && each.id != from.id) {
            found.insert(0, Finding::new(Grade::Ask, "rx_is_an_older_one").fact("written_on", day(older.written_on)));
        } else if let Some(name) = of_somebody_alike(look, &taken)? {
            found.insert(0, Finding::new(Grade::Stop, "rx_is_somebody_elses").fact("name", name));
        } else if taken.contacts.is_some_and(|contacts| is_other_eyes(contacts, from)) {
            found.insert(0, Finding::new(Grade::Stop, "rx_eyes_exchanged"));
        } else if taken.contacts.is_some() {
            // Each eye is told on its own.
        } else if is_for_near(&taken, &from.powers) {
            found.retain(|each| each.code != "rx_differs");
            found.insert(0, Finding::new(Grade::Note, "rx_made_for_near"));
        } else if is_exchanged(&taken, &from.powers) {
            found.insert(0, Finding::new(Grade::Stop, "rx_eyes_exchanged"));
        }
    }
    if let Some(newer) = latest.filter(|latest| latest.id != from.id && latest.written_on > from.written_on) {
        found.push(Finding::new(Grade::Ask, "rx_not_the_latest").fact("written_on", day(newer.written_on)));
    }
    if from.expires_on.is_some_and(|last| last < taken.on) {
        found.push(Finding::new(Grade::Ask, "rx_expired").fact("expired_on", day(from.expires_on)));
    }
    if taken.contacts.is_some() {
        return Ok(found);
    }
    let has_add = |powers: &Powers| powers.right.add.is_some() || powers.left.add.is_some();
    let near = found.iter().any(|each| each.code == "rx_made_for_near");
    match (has_add(&from.powers), has_add(taken.powers)) {
        (true, _) if taken.design(has_add(taken.powers)) == Design::SingleVision && !near => {
            let code = if taken.lens_type.is_some() { "rx_has_an_add" } else { "rx_has_an_add_not_ordered" };
            found.push(Finding::new(Grade::Note, code).fact("lens_type", taken.lens_type));
        }
        (_, false) if taken.design(false) != Design::SingleVision => {
            found.push(Finding::new(Grade::Ask, "rx_lens_type_needs_an_add").fact("lens_type", taken.lens_type));
        }
        _ => {}
    }
    Ok(found)
}

fn day(day: Option<Day>) -> Option<String> {
    day.map(|day| day.0.to_string())
}

/// Eye by eye, then PD.
fn differences(taken: &Taken<'_>, prescribed: &Powers, grade: Grade) -> Vec<Finding> {
    let mut found = Vec::new();
    let ordered = taken.powers;
    for (eye, ordered, prescribed) in [("right", &ordered.right, &prescribed.right), ("left", &ordered.left, &prescribed.left)] {
        if !same_eye(taken, ordered, prescribed) {
            found.push(
                Finding::new(grade, "rx_differs")
                    .fact("eye", eye)
                    .fact("ordered", standard_form(ordered))
                    .fact("written", standard_form(prescribed)),
            );
        }
    }
    if let (Some(ordered), Some(prescribed)) = (pd_of(ordered), pd_of(prescribed))
        && (ordered - prescribed).abs() >= SAME_PD
    {
        let mm = |tenths: i32| format!("{}.{}", tenths / 10, tenths % 10);
        found.push(Finding::new(Grade::Ask, "rx_pd_differs").fact("ordered", mm(ordered)).fact("written", mm(prescribed)));
    }
    found
}

/// Contact lenses, eye by eye, every field exact. What the prescription does not say is nothing to compare; what it says
/// and the order does not is asked about.
fn contact_differences(ordered: &OrderedContacts, from: &Prescription, grade: Grade) -> Vec<Finding> {
    let mut found = Vec::new();
    for (side, one) in ordered.each() {
        let Some(prescribed) = from.contact(side) else {
            found.push(Finding::new(Grade::Ask, "rx_eye_not_prescribed").fact("eye", side.as_str()));
            continue;
        };
        let fields = check::compare(&prescribed, &one.lens);
        let with = |verdict: BoxFieldVerdict| fields.iter().filter(|field| field.verdict == verdict).collect::<Vec<_>>();
        let differs = with(BoxFieldVerdict::Differs);
        if !differs.is_empty() {
            found.push(
                Finding::new(grade, "rx_differs")
                    .fact("eye", side.as_str())
                    .fact("ordered", in_short(&differs, &one.lens))
                    .fact("written", in_short(&differs, &prescribed)),
            );
        }
        let unsaid = with(BoxFieldVerdict::NotRead);
        if !unsaid.is_empty() {
            let written = in_short(&unsaid, &prescribed);
            found.push(Finding::new(Grade::Ask, "rx_not_in_the_order").fact("eye", side.as_str()).fact("written", written));
        }
    }
    found
}

/// Only what is talked about: `BC 8.6`; powers always whole, since a cylinder alone says nothing.
fn in_short(fields: &[&BoxFieldChecked], lens: &ContactLens) -> String {
    let about = |all: &[BoxField]| fields.iter().any(|field| all.contains(&field.field));
    let powers = about(&[BoxField::Power, BoxField::Cyl, BoxField::Axis, BoxField::Add]);
    let said = ContactLens {
        base_curve: lens.base_curve.filter(|_| about(&[BoxField::BaseCurve])),
        diameter: lens.diameter.filter(|_| about(&[BoxField::Diameter])),
        ..if powers { lens.clone() } else { ContactLens::default() }
    };
    let brand = lens.brand.clone().filter(|_| about(&[BoxField::Brand]));
    let rest = standard_of(&said, None).trim().to_owned();
    brand.into_iter().chain(Some(rest).filter(|rest| !rest.is_empty())).collect::<Vec<_>>().join(" ")
}

/// Every field of that eye is as this prescription says for the other side given.
fn as_prescribed(ordered: &OrderedContacts, eye: Side, from: &Prescription, prescribed_for: Side) -> bool {
    match (ordered.of(eye), from.contact(prescribed_for)) {
        (Some(one), Some(prescribed)) => check::agrees(&check::compare(&prescribed, &one.lens)),
        _ => false,
    }
}

/// Right is the prescribed left, and left the right.
fn is_other_eyes(ordered: &OrderedContacts, from: &Prescription) -> bool {
    as_prescribed(ordered, Side::Right, from, Side::Left) && as_prescribed(ordered, Side::Left, from, Side::Right)
}

/// The same lens for that eye, with its add and prism. One lens only was ordered, or one eye only is on file: nothing to
/// compare.
fn same_eye(taken: &Taken<'_>, ordered: &Eye, prescribed: &Eye) -> bool {
    let says = |eye: &Eye| eye.balance || eye.sphere.is_some();
    if !says(ordered) || !says(prescribed) {
        return true;
    }
    if ordered.balance || prescribed.balance {
        return ordered.balance == prescribed.balance;
    }
    let adds = match (ordered.add, prescribed.add) {
        (Some(one), Some(other)) => same_power(one, other),
        (None, None) => true,
        // Single vision is made without the add, and that is said on its own.
        (None, Some(_)) => taken.design(false) == Design::SingleVision,
        (Some(_), None) => false,
    };
    let prism = ordered.prism_out.unwrap_or(0) == prescribed.prism_out.unwrap_or(0)
        && ordered.prism_up.unwrap_or(0) == prescribed.prism_up.unwrap_or(0);
    same_lens(ordered, prescribed) && adds && prism
}

/// Distance PD of both eyes, told as one or eye by eye, tenths of a millimetre.
fn pd_of(powers: &Powers) -> Option<i32> {
    powers.pd_tenths.or_else(|| Some(powers.right.mono_pd? + powers.left.mono_pd?))
}

/// Both eyes are on file, and this order is exactly that.
fn is_exactly(taken: &Taken<'_>, each: &Prescription) -> bool {
    if each.kind != taken.prescribed_as() {
        return false;
    }
    if let Some(contacts) = taken.contacts {
        let all = contacts.each().all(|(side, _)| as_prescribed(contacts, side, each, side));
        return all && each.powers.right.sphere.is_some() && each.powers.left.sphere.is_some();
    }
    let both = each.powers.right.sphere.is_some() && each.powers.left.sphere.is_some();
    let some = taken.powers.right.sphere.is_some() || taken.powers.left.sphere.is_some();
    let ordered = [(taken.powers.right, each.powers.right), (taken.powers.left, each.powers.left)];
    both && some && ordered.iter().all(|(one, other)| same_eye(taken, one, other))
}

/// Reading glasses: each sphere is the prescribed one with its add.
fn is_for_near(taken: &Taken<'_>, prescribed: &Powers) -> bool {
    let near = |eye: &Eye| Eye { sphere: eye.sphere.map(|sphere| sphere + eye.add.unwrap_or(0)), add: None, ..*eye };
    let adds = prescribed.right.add.is_some() || prescribed.left.add.is_some();
    let same = |ordered: &Eye, prescribed: &Eye| same_eye(taken, ordered, &near(prescribed));
    adds && taken.design(false) == Design::SingleVision
        && same(&taken.powers.right, &prescribed.right)
        && same(&taken.powers.left, &prescribed.left)
}

/// Right is the prescribed left, and left the right.
fn is_exchanged(taken: &Taken<'_>, prescribed: &Powers) -> bool {
    let all = [taken.powers.right, taken.powers.left, prescribed.right, prescribed.left];
    all.iter().all(|eye| eye.sphere.is_some())
        && same_eye(taken, &taken.powers.right, &prescribed.left)
        && same_eye(taken, &taken.powers.left, &prescribed.right)
}

/// Somebody who looks alike or lives in the same house, whose prescription is exactly this order.
fn of_somebody_alike(look: &Look<'_>, taken: &Taken<'_>) -> Outcome<Option<String>> {
    // One lens alone says too little: half the town has that.
    let powers = taken.contacts.map_or(*taken.powers, OrderedContacts::powers);
    if powers.right.sphere.is_none() || powers.left.sphere.is_none() {
        return Ok(None);
    }
    let mut me = None;
    for theirs in prescriptions::with_powers_like(look.db, &powers)? {
        if theirs.patient_id == taken.patient_id || !is_exactly(taken, &theirs.prescription) {
            continue;
        }
        let me = match &me {
            Some(me) => me,
            None => me.insert(Prepared::new(&alerts::person(&patients::load(look.db, taken.patient_id)?))),
        };
        let other = patients::load(look.db, theirs.patient_id)?;
        if lookalikes::compare_prepared(me, &Prepared::new(&alerts::person(&other))).is_some() {
            return Ok(Some(other.details.full_name()));
        }
    }
    Ok(None)
}
