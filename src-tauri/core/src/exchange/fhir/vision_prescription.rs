//! One prescription as FHIR has it (hl7.org/fhir/R5/visionprescription.html; R4 holds the same).
//!
//! FHIR has no PD, no heights and no balance lens: they are neither read nor written.

use super::WhyLeftOut;
use crate::clock::Day;
use crate::matching::prescription::maths::{is_eighth, turned};
use crate::private::Private;
use crate::records::contact_lenses::{ContactDetails, PrescribedContacts, WearTime};
use crate::records::prescriptions::{Eye, Powers, PrescriptionKind};
use chrono::NaiveDate;
use serde_json::{Map, Value, json};

/// The codes of spectacle and contact lenses.
const PRODUCTS: &str = "http://terminology.hl7.org/CodeSystem/ex-visionprescriptionproduct";
/// How FHIR says that what must be there is not known.
const ABSENT: &str = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
/// How a note says an add that is a word.
const ADD_NOTE: &str = "Add: ";
/// More prism than any lens has, hundredths of a prism dioptre (ours).
const MAX_PRISM: i32 = 2000;

/// A prescription of spectacles or of contact lenses.
#[derive(Debug, Clone, PartialEq)]
pub struct VisionPrescription {
    /// The id in the system it comes from.
    pub id: Option<String>,
    /// Whose it is, as that system says.
    pub patient: PatientReference,
    /// When it was entered.
    pub created: Option<Day>,
    /// When it was written. A month or a year alone is no day.
    pub written_on: Option<Day>,
    /// Who wrote it: a name, or a reference where there is no name.
    pub prescriber: Option<String>,
    /// Spectacles or contact lenses.
    pub kind: PrescriptionKind,
    /// The powers; for a contact lens its power is the sphere.
    pub powers: Powers,
    /// What else its contact lenses are.
    pub contacts: PrescribedContacts,
    /// What was noted of the right lens.
    pub right_notes: Vec<Private<String>>,
    /// What was noted of the left lens.
    pub left_notes: Vec<Private<String>>,
}

/// Whose a prescription is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PatientReference {
    /// Such as `Patient/123`.
    pub reference: Option<String>,
    /// A record number.
    pub identifier: Option<Private<String>>,
    /// A name.
    pub display: Option<Private<String>>,
}

/// One `lensSpecification`.
struct Lens {
    kind: PrescriptionKind,
    right: bool,
    eye: Eye,
    contact: ContactDetails,
    notes: Vec<Private<String>>,
}

impl VisionPrescription {
    /// Reads one resource: one prescription, or one of each kind.
    ///
    /// # Errors
    /// Says why it cannot be taken whole.
    pub fn of_resource(resource: &Value) -> Result<Vec<Self>, WhyLeftOut> {
        if resource.get("status").and_then(Value::as_str) != Some("active") {
            return Err(WhyLeftOut::NotActive);
        }
        must_mean_what_it_says(resource)?;
        let patient = patient(resource.get("patient")).ok_or(WhyLeftOut::NoPatient)?;
        let prescriber = resource.get("prescriber");
        let prescriber = prescriber.and_then(|who| text(who, "display").or_else(|| text(who, "reference")));
        let (created, written_on) = (day(resource, "created")?, day(resource, "dateWritten")?);
        let lenses = array(resource, "lensSpecification")?.iter().map(lens).collect::<Result<Vec<_>, _>>()?;

        let mut prescriptions: Vec<Self> = Vec::new();
        for kind in [PrescriptionKind::Spectacle, PrescriptionKind::ContactLens] {
            let mut prescription = Self {
                id: text(resource, "id"),
                patient: patient.clone(),
                created,
                written_on,
                prescriber: prescriber.clone(),
                kind,
                powers: Powers::default(),
                contacts: PrescribedContacts::default(),
                right_notes: Vec::new(),
                left_notes: Vec::new(),
            };
            for right in [true, false] {
                let mut of_eye = lenses.iter().filter(|lens| lens.kind == kind && lens.right == right);
                let Some(lens) = of_eye.next() else { continue };
                if of_eye.next().is_some() {
                    return Err(WhyLeftOut::EyeTwice);
                }
                prescription.put(lens);
            }
            if prescription.is_empty() {
                continue;
            }
            prescription.powers.must_be_sound().map_err(|_| WhyLeftOut::OutOfRange)?;
            prescription.contacts.must_be_sound().map_err(|_| WhyLeftOut::OutOfRange)?;
            // One resource, two prescriptions: two ids, so that both come back from what we write.
            if !prescriptions.is_empty() {
                prescription.id = prescription.id.map(|id| format!("{id}-contact"));
            }
            prescriptions.push(prescription);
        }
        if prescriptions.is_empty() { Err(WhyLeftOut::NothingPrescribed) } else { Ok(prescriptions) }
    }

    fn put(&mut self, lens: &Lens) {
        let contact = (lens.contact != ContactDetails::default()).then(|| lens.contact.clone());
        if lens.right {
            (self.powers.right, self.contacts.right, self.right_notes) = (lens.eye, contact, lens.notes.clone());
        } else {
            (self.powers.left, self.contacts.left, self.left_notes) = (lens.eye, contact, lens.notes.clone());
        }
    }

    fn is_empty(&self) -> bool {
        self.powers.is_empty() && self.contacts == PrescribedContacts::default()
    }

    /// As a resource; None when no lens is prescribed. What FHIR demands and nobody knows is written as unknown.
    #[must_use]
    pub fn to_resource(&self) -> Option<Value> {
        let right = self.specification("right", &self.powers.right, self.contacts.right.as_ref(), &self.right_notes);
        let left = self.specification("left", &self.powers.left, self.contacts.left.as_ref(), &self.left_notes);
        let lenses: Vec<Value> = [right, left].into_iter().flatten().collect();
        if lenses.is_empty() {
            return None;
        }
        let absent = json!({ "extension": [{ "url": ABSENT, "valueCode": "unknown" }] });
        let mut resource = Map::new();
        resource.insert("resourceType".into(), "VisionPrescription".into());
        put_text(&mut resource, "id", self.id.as_ref());
        resource.insert("status".into(), "active".into());
        let mut patient = Map::new();
        put_text(&mut patient, "reference", self.patient.reference.as_ref());
        // The receiving system must know whose it is.
        if let Some(identifier) = &self.patient.identifier {
            patient.insert("identifier".into(), json!({ "value": identifier.expose() }));
        }
        put_text(&mut patient, "display", self.patient.display.as_ref().map(Private::expose));
        resource.insert("patient".into(), patient.into());
        for (name, day) in [("created", self.created), ("dateWritten", self.written_on)] {
            match day {
                Some(day) => resource.insert(name.into(), day.0.format("%Y-%m-%d").to_string().into()),
                None => resource.insert(format!("_{name}"), absent.clone()),
            };
        }
        resource.insert("prescriber".into(), self.prescriber.as_ref().map_or(absent, |name| json!({ "display": name })));
        resource.insert("lensSpecification".into(), lenses.into());
        Some(resource.into())
    }

    fn specification(&self, side: &str, eye: &Eye, contact: Option<&ContactDetails>, notes: &[Private<String>]) -> Option<Value> {
        let Eye { sphere, cyl, axis, add, prism_out, prism_up, .. } = *eye;
        if [sphere, cyl, add, prism_out, prism_up].iter().all(Option::is_none) && contact.is_none() {
            return None;
        }
        let (code, power) = match self.kind {
            PrescriptionKind::Spectacle => ("lens", "sphere"),
            PrescriptionKind::ContactLens => ("contact", "power"),
        };
        let mut lens = Map::new();
        lens.insert("product".into(), json!({ "coding": [{ "system": PRODUCTS, "code": code }] }));
        lens.insert("eye".into(), side.into());
        put_decimal(&mut lens, power, sphere);
        put_decimal(&mut lens, "cylinder", cyl);
        if let Some(axis) = axis {
            lens.insert("axis".into(), axis.into());
        }
        let prisms = [(prism_out, "out", "in"), (prism_up, "up", "down")];
        let prisms = prisms.into_iter().filter_map(|(prism, plus, minus)| {
            let prism = prism?;
            let base = if prism < 0 { minus } else { plus };
            Some(json!({ "amount": decimal(prism.abs()), "base": base }))
        });
        let prisms: Vec<Value> = prisms.collect();
        if !prisms.is_empty() {
            lens.insert("prism".into(), prisms.into());
        }
        put_decimal(&mut lens, "add", add);
        if let Some(contact) = contact {
            put_decimal(&mut lens, "backCurve", contact.base_curve);
            put_decimal(&mut lens, "diameter", contact.diameter);
            if let Some(wear) = &contact.wear {
                let mut duration = Map::new();
                put_decimal(&mut duration, "value", Some(wear.hundredths));
                put_text(&mut duration, "unit", wear.unit.as_ref());
                lens.insert("duration".into(), duration.into());
            }
            put_text(&mut lens, "color", contact.color.as_ref());
            put_text(&mut lens, "brand", contact.brand.as_ref());
        }
        // FHIR has a number only for an add: the word goes with the notes, where people read it.
        let add_word = contact.and_then(|contact| contact.add_word.as_ref()).map(|word| json!({ "text": format!("{ADD_NOTE}{word}") }));
        if add_word.is_some() || !notes.is_empty() {
            // Notes belong to the prescription, wherever it goes.
            let notes: Vec<Value> = add_word.into_iter().chain(notes.iter().map(|note| json!({ "text": note.expose() }))).collect();
            lens.insert("note".into(), notes.into());
        }
        Some(lens.into())
    }
}

/// FHIR: whoever does not know a modifier must not act on what it modifies.
fn must_mean_what_it_says(element: &Value) -> Result<(), WhyLeftOut> {
    let changed = element.get("modifierExtension").or_else(|| element.get("implicitRules"));
    if changed.is_some_and(|changed| !changed.is_null()) { Err(WhyLeftOut::ChangedMeaning) } else { Ok(()) }
}

fn patient(reference: Option<&Value>) -> Option<PatientReference> {
    let reference = reference?;
    let found = PatientReference {
        reference: text(reference, "reference"),
        identifier: reference.get("identifier").and_then(|identifier| text(identifier, "value")).map(Private::new),
        display: text(reference, "display").map(Private::new),
    };
    (found != PatientReference::default()).then_some(found)
}

fn lens(specification: &Value) -> Result<Lens, WhyLeftOut> {
    must_mean_what_it_says(specification)?;
    let right = match specification.get("eye").and_then(Value::as_str) {
        Some("right") => true,
        Some("left") => false,
        _ => return Err(WhyLeftOut::Unreadable),
    };
    let decimal = |name| hundredths(specification.get(name));
    let sphere = match (decimal("sphere")?, decimal("power")?) {
        (Some(sphere), Some(power)) if sphere != power => return Err(WhyLeftOut::Unreadable),
        (sphere, power) => sphere.or(power),
    };
    let cyl = decimal("cylinder")?;
    let has_cyl = cyl.is_some_and(|cyl| cyl != 0);
    let axis = axis(specification.get("axis"))?;
    if has_cyl && axis.is_none() {
        return Err(WhyLeftOut::CylinderWithoutAxis);
    }
    // 0 and 180 are written for "no axis"; any other belongs to a cylinder that is not here.
    if cyl.is_none() && axis.is_some_and(|axis| axis != 180) {
        return Err(WhyLeftOut::AxisWithoutCylinder);
    }
    let add = decimal("add")?;
    // What a desk could not order is not on file as if it could.
    if [sphere, cyl, add].into_iter().flatten().any(|power| !is_eighth(power)) {
        return Err(WhyLeftOut::NotInSteps);
    }
    let mut eye = Eye { sphere, cyl, axis: axis.filter(|_| has_cyl), add, ..Eye::default() };
    for prism in array(specification, "prism")? {
        must_mean_what_it_says(prism)?;
        let amount = hundredths(prism.get("amount"))?.ok_or(WhyLeftOut::Unreadable)?;
        if !(0..=MAX_PRISM).contains(&amount) {
            return Err(WhyLeftOut::OutOfRange);
        }
        let (slot, amount) = match prism.get("base").and_then(Value::as_str) {
            Some("out") => (&mut eye.prism_out, amount),
            Some("in") => (&mut eye.prism_out, -amount),
            Some("up") => (&mut eye.prism_up, amount),
            Some("down") => (&mut eye.prism_up, -amount),
            _ => return Err(WhyLeftOut::Unreadable),
        };
        if slot.replace(amount).is_some() {
            return Err(WhyLeftOut::Unreadable);
        }
    }
    let kind = product(specification.get("product")).ok_or(WhyLeftOut::UnknownProduct)?;
    let mut notes: Vec<String> = array(specification, "note")?.iter().filter_map(|note| text(note, "text")).collect();
    let add_word = (kind == PrescriptionKind::ContactLens).then(|| take_add_word(&mut notes)).flatten();
    let contact = ContactDetails {
        base_curve: decimal("backCurve")?,
        diameter: decimal("diameter")?,
        add_word,
        brand: text(specification, "brand"),
        color: text(specification, "color"),
        wear: wear(specification.get("duration"))?,
    };
    // A spectacle lens has no such things; where they stand, the product is in doubt.
    if kind == PrescriptionKind::Spectacle && (contact.base_curve.is_some() || contact.diameter.is_some()) {
        return Err(WhyLeftOut::UnknownProduct);
    }
    let contact = if kind == PrescriptionKind::ContactLens { contact } else { ContactDetails::default() };
    let notes = notes.into_iter().map(Private::new).collect();
    Ok(Lens { kind, right, eye, contact, notes })
}

fn product(product: Option<&Value>) -> Option<PrescriptionKind> {
    let codings = product?.get("coding")?.as_array()?;
    codings.iter().find_map(|coding| match coding.get("code")?.as_str()? {
        "lens" => Some(PrescriptionKind::Spectacle),
        "contact" => Some(PrescriptionKind::ContactLens),
        _ => None,
    })
}

/// The add's word out of the notes, where one of them says nothing else.
fn take_add_word(notes: &mut Vec<String>) -> Option<String> {
    let word_of = |note: &str| {
        let words = note.strip_prefix(ADD_NOTE)?;
        words.split(' ').all(|word| matches!(word, "LOW" | "MED" | "HIGH" | "D" | "N")).then(|| words.to_owned())
    };
    let at = notes.iter().position(|note| word_of(note).is_some())?;
    word_of(&notes.remove(at))
}

fn wear(duration: Option<&Value>) -> Result<Option<WearTime>, WhyLeftOut> {
    let Some(duration) = duration else { return Ok(None) };
    let value = hundredths(duration.get("value"))?;
    Ok(value.map(|hundredths| WearTime { hundredths, unit: text(duration, "unit").or_else(|| text(duration, "code")) }))
}

/// A decimal in hundredths. An eighth has three places and is rounded as opticians do; anything finer is no lens.
fn hundredths(value: Option<&Value>) -> Result<Option<i32>, WhyLeftOut> {
    let number = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Number(number)) => number.as_f64(),
        // Not FHIR, and seen.
        Some(Value::String(text)) => text.trim().parse().ok(),
        Some(_) => None,
    };
    let number = number.filter(|number| number.is_finite()).ok_or(WhyLeftOut::Unreadable)?;
    if number.abs() > 10_000.0 {
        return Err(WhyLeftOut::OutOfRange);
    }
    let whole = |number: f64| (number - number.round()).abs() < 1e-6;
    if !whole(number * 100.0) && !whole(number * 8.0) {
        return Err(WhyLeftOut::Unreadable);
    }
    // -2.125 is exact in binary, so that halves go away from zero.
    Ok(Some((number * 100.0).round() as i32))
}

/// FHIR allows -180 to 180; as 1..=180.
fn axis(value: Option<&Value>) -> Result<Option<i32>, WhyLeftOut> {
    match hundredths(value)? {
        None => Ok(None),
        Some(axis) if axis % 100 != 0 => Err(WhyLeftOut::Unreadable),
        Some(axis) if !(-18_000..=18_000).contains(&axis) => Err(WhyLeftOut::OutOfRange),
        Some(axis) => Ok(Some(turned(axis / 100, 0))),
    }
}

/// The day of a dateTime. A year or a month alone is None.
fn day(resource: &Value, name: &str) -> Result<Option<Day>, WhyLeftOut> {
    let Some(text) = text(resource, name) else { return Ok(None) };
    let day = match text.split_at_checked(10) {
        Some((day, rest)) if rest.is_empty() || rest.starts_with('T') => day,
        None if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') => return Ok(None),
        _ => return Err(WhyLeftOut::Unreadable),
    };
    NaiveDate::parse_from_str(day, "%Y-%m-%d").map(|day| Some(Day(day))).map_err(|_| WhyLeftOut::Unreadable)
}

fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn array<'a>(value: &'a Value, name: &str) -> Result<&'a [Value], WhyLeftOut> {
    match value.get(name) {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(items)) => Ok(items),
        Some(_) => Err(WhyLeftOut::Unreadable),
    }
}

fn decimal(hundredths: i32) -> Value {
    if hundredths % 100 == 0 { (hundredths / 100).into() } else { (f64::from(hundredths) / 100.0).into() }
}

fn put_decimal(into: &mut Map<String, Value>, name: &str, hundredths: Option<i32>) {
    if let Some(hundredths) = hundredths {
        into.insert(name.into(), decimal(hundredths));
    }
}

fn put_text(into: &mut Map<String, Value>, name: &str, text: Option<&String>) {
    if let Some(text) = text {
        into.insert(name.into(), text.as_str().into());
    }
}
