//! `add_order`: a job is taken. Its number, its parts, where each part is from the first minute, and who keeps the
//! old lenses.

use crate::clock::Day;
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{OrderId, PartId, PatientId, PrescriptionId};
use crate::matching::lenses::Side;
use crate::matching::order_to_prescription;
use crate::records::contact_lenses::OrderedContacts;
use crate::records::orders::{self, FrameSource, Order, OrderKind, OrderState};
use crate::records::parts::{self, Custody, NewPart, PartKind, coded};
use crate::records::prescriptions::{self, Eye, Powers};
use crate::records::{clinic, contact_lenses, patients, text};
use serde::{Deserialize, Serialize};

coded! {
    /// Which lenses a job has.
    Lenses {
        /// Right and left.
        Both = "both",
        /// Right only.
        Right = "right",
        /// Left only.
        Left = "left",
        /// None.
        None = "none",
    }
}

impl Lenses {
    fn kinds(self) -> &'static [PartKind] {
        match self {
            Self::Both => &[PartKind::RightLens, PartKind::LeftLens],
            Self::Right => &[PartKind::RightLens],
            Self::Left => &[PartKind::LeftLens],
            Self::None => &[],
        }
    }
}

coded! {
    /// Who keeps the patient's old lenses while the job is on.
    Keeper {
        /// We do; the patient gets a slip.
        We = "we",
        /// The patient does.
        Patient = "patient",
    }
}

/// What becomes of the patient's old lenses.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct OldLenses {
    /// Who keeps them.
    pub kept_by: Keeper,
    /// Where, when we do.
    pub place: Option<String>,
    /// They go into the new frame, so no new ones are made.
    #[serde(default)]
    pub go_into_new_frame: bool,
}

/// A job to take.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct AddOrder {
    /// Whose.
    pub patient_id: PatientId,
    /// What is made.
    pub kind: OrderKind,
    /// The powers ordered.
    #[serde(default)]
    pub powers: Powers,
    /// SV, FT28, PAL …
    pub lens_type: Option<String>,
    /// Frame model, size, color.
    pub frame: Option<String>,
    /// Whose frame it is.
    pub frame_source: Option<FrameSource>,
    /// Where the frame is, when it is here.
    pub frame_place: Option<String>,
    /// The patient's own frame stays with the patient until the lenses are fitted.
    #[serde(default)]
    pub frame_stays_with_patient: bool,
    /// Which lenses; not said: what the kind of job has.
    pub lenses: Option<Lenses>,
    /// Boxes of contact lenses; not said: one for each eye that has powers.
    pub boxes: Option<u32>,
    /// Contact lenses for each eye, with their powers and boxes; these count before `powers` and `boxes`.
    pub contacts: Option<OrderedContacts>,
    /// Who makes it.
    pub lab: Option<String>,
    /// When it was taken; not said: today.
    pub placed_on: Option<Day>,
    /// When the lab should have it here.
    pub expected_on: Option<Day>,
    /// What we told the patient.
    pub promised_on: Option<Day>,
    /// The prescription it is made from.
    pub prescription_id: Option<PrescriptionId>,
    /// Why it is not as on the prescription on file, where it is not: nobody is asked again.
    pub prescription_reason: Option<String>,
    /// Made with compensated powers: checked with the laboratory's own.
    #[serde(default)]
    pub compensated: bool,
    /// A note.
    pub note: Option<String>,
    /// Who dispensed it.
    pub dispenser: Option<String>,
    /// What becomes of the old lenses; not said: the job has none.
    pub old_lenses: Option<OldLenses>,
    /// Anything else that goes with it.
    #[serde(default)]
    pub extra: Vec<NewPart>,
}

/// The job taken.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OrderAdded {
    /// Id.
    pub order_id: OrderId,
    /// The number people say.
    pub number: String,
    /// What of the patient's we keep: print the slip.
    pub kept: Vec<PartId>,
}

/// `add_order`
///
/// # Errors
/// Refuses `no_such_patient`, `power_out_of_range`, `contact_lens_out_of_range`, `no_such_prescription`, `prescription_of_other_patient`,
/// `text_too_long`, `place_needed`, `too_many_parts`, `date_in_future`, `date_before_order`.
pub fn add_order(act: &mut Act<'_>, request: &AddOrder) -> Outcome<OrderAdded> {
    patients::must_exist(act.db, request.patient_id)?;
    if let Some(prescription) = request.prescription_id {
        prescriptions::must_be_of(act.db, prescription, request.patient_id)?;
    }
    let today = act.now.day();
    let placed_on = request.placed_on.unwrap_or(today);
    if placed_on > today {
        return refuse(Refusal::because("date_in_future").fact("field", "placed_on").next("check_date"));
    }
    super::set_dates::must_follow(placed_on, request.expected_on, request.promised_on)?;
    let parts = parts_of(request)?;
    let contacts = request.contacts.as_ref().filter(|_| request.kind == OrderKind::ContactLenses);
    if let Some(contacts) = contacts {
        contacts.must_be_sound()?;
    }
    let brand = contacts.and_then(|contacts| contacts.each().find_map(|(_, one)| one.lens.brand.clone()));
    let order = Order {
        id: act.mint(),
        number: free_number(act)?,
        patient_id: request.patient_id,
        kind: request.kind,
        state: OrderState::Confirmed,
        state_since: act.now.at,
        tray: None,
        last_tray: None,
        lens_type: text::kept("lens_type", request.lens_type.as_deref().or(brand.as_deref()))?,
        frame: text::kept("frame", request.frame.as_deref())?,
        frame_source: request.frame_source,
        lab: text::kept("lab", request.lab.as_deref())?,
        placed_on: Some(placed_on),
        expected_on: request.expected_on,
        promised_on: request.promised_on,
        prescription_id: request.prescription_id,
        powers: contacts.map_or(request.powers, OrderedContacts::powers),
        compensated: request.compensated,
        lab_powers: None,
        note: text::kept("note", request.note.as_deref())?,
        old_system_word: None,
        dispenser: text::kept("dispenser", request.dispenser.as_deref())?,
    };
    orders::insert(act, &order)?;
    if let Some(contacts) = contacts {
        contact_lenses::keep(act, order.id, contacts)?;
    }
    if let Some(reason) = text::kept("reason", request.prescription_reason.as_deref())? {
        order_to_prescription::answer(act, &order, &reason)?;
    }
    let mut kept = Vec::new();
    for (part, theirs) in &parts {
        let id = parts::add(act, order.id, part)?;
        if *theirs {
            parts::mark_theirs(act, id)?;
            if part.custody == Custody::Here {
                kept.push(id);
            }
        }
    }
    Ok(OrderAdded { order_id: order.id, number: order.number, kept })
}

/// The next number that no imported order has already.
pub(super) fn free_number(act: &Act<'_>) -> Outcome<String> {
    loop {
        let number = clinic::next_order_number(act)?;
        if orders::by_number(act.db, &number)?.is_none() {
            return Ok(number);
        }
    }
}

/// The parts a job starts with, and which of them are the patient's own.
fn parts_of(request: &AddOrder) -> Outcome<Vec<(NewPart, bool)>> {
    use OrderKind as K;
    let mut parts = Vec::new();
    parts.extend(frame(request)?);
    let usual = if matches!(request.kind, K::Spectacles | K::WarrantyReplacement) { Lenses::Both } else { Lenses::None };
    let lenses = request.lenses.unwrap_or(usual).kinds();
    let old = request.old_lenses.as_ref();
    let reused = old.filter(|old| old.go_into_new_frame);
    for kind in lenses {
        parts.push(match reused {
            Some(old) => (kept_lenses(*kind, old)?, true),
            None => (NewPart::to_come(*kind), false),
        });
    }
    if let Some(old) = old.filter(|old| !old.go_into_new_frame || lenses.is_empty()) {
        parts.push((kept_lenses(PartKind::OldLenses, old)?, true));
    }
    match request.kind {
        // A case is handed out with them, but nobody waits for a case.
        K::Spectacles => parts.push((NewPart { needed: false, custody: Custody::Here, ..NewPart::to_come(PartKind::Case) }, false)),
        K::ContactLenses => parts.extend(boxes(request).map(|part| (part, false))),
        K::DentalAppliance => parts.push((NewPart::to_come(PartKind::Appliance), false)),
        K::Repair | K::WarrantyReplacement | K::Other => {}
    }
    for extra in &request.extra {
        let theirs = matches!(extra.kind, PartKind::OwnFrame | PartKind::OldLenses);
        let part = NewPart {
            label: text::kept("label", extra.label.as_deref())?,
            place: text::kept("place", extra.place.as_deref())?,
            holder: text::kept("holder", extra.holder.as_deref())?,
            ..extra.clone()
        };
        parts.push((part, theirs));
    }
    if parts.len() > 60 {
        return refuse(Refusal::because("too_many_parts").fact("at_most", 60));
    }
    Ok(parts)
}

fn frame(request: &AddOrder) -> Outcome<Option<(NewPart, bool)>> {
    let source = match (request.frame_source, request.kind) {
        (None, OrderKind::Repair) => Some(FrameSource::PatientOwn),
        (source, _) => source,
    };
    let label = text::kept("frame", request.frame.as_deref())?;
    let place = text::kept("place", request.frame_place.as_deref())?;
    let (kind, custody) = match source {
        Some(FrameSource::Ours) => (PartKind::Frame, Custody::Here),
        Some(FrameSource::PatientOwn) if request.frame_stays_with_patient => (PartKind::OwnFrame, Custody::WithPatient),
        Some(FrameSource::PatientOwn) => (PartKind::OwnFrame, Custody::Here),
        Some(FrameSource::Lab | FrameSource::Vendor) => (PartKind::Frame, Custody::NotMade),
        None if label.is_some() => (PartKind::Frame, Custody::NotMade),
        None => return Ok(None),
    };
    let place = place.filter(|_| custody == Custody::Here);
    Ok(Some((NewPart { label, custody, place, ..NewPart::to_come(kind) }, kind == PartKind::OwnFrame)))
}

fn kept_lenses(kind: PartKind, old: &OldLenses) -> Outcome<NewPart> {
    let place = text::kept("place", old.place.as_deref())?;
    let part = NewPart::to_come(kind);
    match old.kept_by {
        // "Somewhere here" is how lenses get lost.
        Keeper::We if place.is_none() => {
            refuse(Refusal::because("place_needed").fact("part", PartKind::OldLenses.as_str()).next("say_where"))
        }
        Keeper::We => Ok(NewPart { custody: Custody::Here, place, ..part }),
        // Old lenses that the patient keeps and that go nowhere are only told, never waited for.
        Keeper::Patient => Ok(NewPart { custody: Custody::WithPatient, needed: kind != PartKind::OldLenses, ..part }),
    }
}

fn boxes(request: &AddOrder) -> impl Iterator<Item = NewPart> + use<> {
    if let Some(contacts) = &request.contacts {
        let labels: Vec<_> =
            contacts.each().flat_map(|(side, one)| vec![Some(box_mark(side).to_owned()); one.boxes.max(1) as usize]).collect();
        return boxes_of(labels);
    }
    let Powers { right, left, .. } = request.powers;
    let labels: Vec<Option<String>> = match request.boxes {
        Some(boxes) => vec![None; boxes.clamp(1, 61) as usize],
        None => {
            let eyes: Vec<_> = [(right, "R"), (left, "L")]
                .into_iter()
                .filter(|(eye, _)| *eye != Eye::default())
                .map(|(_, eye)| Some(eye.into()))
                .collect();
            if eyes.is_empty() { vec![None] } else { eyes }
        }
    };
    boxes_of(labels)
}

fn boxes_of(labels: Vec<Option<String>>) -> impl Iterator<Item = NewPart> {
    labels.into_iter().map(|label| NewPart { label, ..NewPart::to_come(PartKind::ContactLensBox) })
}

/// How a box is marked for an eye.
#[must_use]
pub fn box_mark(side: Side) -> &'static str {
    match side {
        Side::Right => "R",
        Side::Left => "L",
    }
}
