//! Prescriptions as FHIR VisionPrescription, R4 and R5 alike, which hold the same content: one resource, a Bundle, or
//! NDJSON (one resource a line). Read into [`VisionPrescription`], and written back.
//!
//! What cannot be taken whole is left out with its place and its reason, never taken in part: see [`LeftOut`].

pub mod export_prescriptions;
pub mod patient;
pub mod preview_fhir;
pub mod run_fhir;
pub mod vision_prescription;
mod whose;

use crate::records::prescriptions::{Eye, Powers};
pub use patient::FhirPatient;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeSet;
pub use vision_prescription::{PatientReference, VisionPrescription};

/// A hundred thousand prescriptions are less.
pub const MAX_BYTES: usize = 128 * 1024 * 1024;

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Prescriptions {
    /// In the order of the file. A resource with spectacles and contact lenses becomes one of each.
    pub prescriptions: Vec<VisionPrescription>,
    /// The people that the file describes.
    pub patients: Vec<FhirPatient>,
    /// What was not taken, and why.
    pub left_out: Vec<LeftOut>,
    /// Resources of other kinds, which are nothing to read here.
    pub others: usize,
}

/// One resource that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LeftOut {
    /// The line of an NDJSON file, or the entry of a bundle, counted from 1.
    pub place: usize,
    /// The resource's own id.
    pub id: Option<String>,
    /// Why.
    pub why: WhyLeftOut,
}

/// Why a resource was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum WhyLeftOut {
    /// Cancelled, a draft, entered in error, or without a status.
    NotActive,
    /// It does not say whose it is.
    NoPatient,
    /// It prescribes no lens.
    NothingPrescribed,
    /// Neither spectacle lens nor contact lens.
    UnknownProduct,
    /// One eye has two lenses: which is it?
    EyeTwice,
    /// A cylinder needs its axis.
    CylinderWithoutAxis,
    /// An axis that turns nothing: is a cylinder missing?
    AxisWithoutCylinder,
    /// A power between the steps in which lenses are prescribed.
    NotInSteps,
    /// No lens has such a power, axis or size.
    OutOfRange,
    /// It says that its meaning is changed by something that we do not know.
    ChangedMeaning,
    /// The same id stood further up.
    IdTwice,
    /// Not what FHIR describes.
    Unreadable,
    /// Nobody has said whose it is.
    WhoIsIt,
    /// Somebody said to leave it out.
    SaidSo,
}

impl WhyLeftOut {
    /// As stored, and as the page is told.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotActive => "not_active",
            Self::NoPatient => "no_patient",
            Self::NothingPrescribed => "nothing_prescribed",
            Self::UnknownProduct => "unknown_product",
            Self::EyeTwice => "eye_twice",
            Self::CylinderWithoutAxis => "cylinder_without_axis",
            Self::AxisWithoutCylinder => "axis_without_cylinder",
            Self::NotInSteps => "not_in_steps",
            Self::OutOfRange => "out_of_range",
            Self::ChangedMeaning => "changed_meaning",
            Self::IdTwice => "id_twice",
            Self::Unreadable => "unreadable",
            Self::WhoIsIt => "who_is_it",
            Self::SaidSo => "said_so",
        }
    }
}

/// Whether a file that was brought in was one of these, and no table.
pub(crate) fn looks_like(bytes: &[u8]) -> bool {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start().starts_with(b"{")
}

/// What was left out, a line each: the place in the file and why.
pub(crate) fn left_out_csv(left_out: &[(u64, std::ops::Range<usize>, String)]) -> String {
    let lines = left_out.iter().map(|(_, place, why)| format!("{},{}\r\n", place.start, why.replace('_', " ")));
    std::iter::once("\u{feff}place,why\r\n".to_owned()).chain(lines).collect()
}

/// Powers without what FHIR has no words for: PD, heights, balance lenses.
pub(crate) fn as_told(powers: Powers) -> Powers {
    let told = |eye: Eye| Eye { height: None, mono_pd: None, balance: false, ..eye };
    Powers { right: told(powers.right), left: told(powers.left), pd_tenths: None }
}

/// Why a file is none of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum NotFhir {
    /// Not JSON, or cut short.
    #[error("This file is not whole JSON. Nothing was changed. Export it again, then choose the new file.")]
    NotJson,
    /// JSON of another kind.
    #[error("This is not a FHIR file. Nothing was changed. Export the prescriptions as FHIR (JSON or NDJSON).")]
    NoResource,
    /// Above [`MAX_BYTES`].
    #[error("This file is too large to read at once. Nothing was changed. Export a shorter time span.")]
    TooLarge,
}

/// Reads a file.
///
/// # Errors
/// See [`NotFhir`].
pub fn read(bytes: &[u8]) -> Result<Prescriptions, NotFhir> {
    if bytes.len() > MAX_BYTES {
        return Err(NotFhir::TooLarge);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader = Reader::default();
    match serde_json::from_slice::<Value>(bytes) {
        Ok(whole) => reader.resource(1, &whole, None),
        Err(_) => {
            let lines = bytes.split(|byte| *byte == b'\n').enumerate().filter(|(_, line)| !line.trim_ascii().is_empty());
            for (at, line) in lines {
                match serde_json::from_slice::<Value>(line) {
                    Ok(resource) => reader.resource(at + 1, &resource, None),
                    Err(_) => reader.leave_out(at + 1, None, WhyLeftOut::Unreadable),
                }
            }
            // A bundle that was cut short is lines of nothing.
            if reader.resources == 0 {
                return Err(NotFhir::NotJson);
            }
        }
    }
    if reader.resources == 0 { Err(NotFhir::NoResource) } else { Ok(reader.read) }
}

#[derive(Default)]
struct Reader {
    read: Prescriptions,
    resources: usize,
    ids: BTreeSet<String>,
}

impl Reader {
    fn leave_out(&mut self, place: usize, id: Option<String>, why: WhyLeftOut) {
        self.read.left_out.push(LeftOut { place, id, why });
    }

    fn resource(&mut self, place: usize, resource: &Value, full_url: Option<&str>) {
        match resource.get("resourceType").and_then(Value::as_str) {
            Some("VisionPrescription") => self.prescription(place, resource),
            Some("Bundle") => {
                self.resources += 1;
                let entries = resource.get("entry").and_then(Value::as_array);
                for (at, entry) in entries.into_iter().flatten().enumerate() {
                    if let Some(resource) = entry.get("resource") {
                        self.resource(at + 1, resource, entry.get("fullUrl").and_then(Value::as_str));
                    }
                }
            }
            Some(kind) => {
                self.resources += 1;
                let patient = (kind == "Patient").then(|| FhirPatient::of_resource(resource, full_url)).flatten();
                self.read.others += usize::from(patient.is_none());
                self.read.patients.extend(patient);
            }
            None => self.leave_out(place, None, WhyLeftOut::Unreadable),
        }
    }

    fn prescription(&mut self, place: usize, resource: &Value) {
        self.resources += 1;
        let id = resource.get("id").and_then(Value::as_str).map(str::to_owned);
        if id.as_ref().is_some_and(|id| !self.ids.insert(id.clone())) {
            return self.leave_out(place, id, WhyLeftOut::IdTwice);
        }
        match VisionPrescription::of_resource(resource) {
            Ok(prescriptions) => self.read.prescriptions.extend(prescriptions),
            Err(why) => self.leave_out(place, id, why),
        }
    }
}

/// Prescriptions as a Bundle. One without any lens is no prescription and is not in it.
#[must_use]
pub fn bundle(prescriptions: &[VisionPrescription]) -> Value {
    let resources = prescriptions.iter().filter_map(VisionPrescription::to_resource);
    let entries: Vec<Value> = resources.map(|resource| json!({ "resource": resource })).collect();
    json!({ "resourceType": "Bundle", "type": "collection", "entry": entries })
}

/// Prescriptions as NDJSON, one a line.
#[must_use]
pub fn ndjson(prescriptions: &[VisionPrescription]) -> String {
    prescriptions.iter().filter_map(VisionPrescription::to_resource).map(|resource| format!("{resource}\n")).collect()
}

#[cfg(test)]
mod tests;
