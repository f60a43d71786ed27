//! `export_patient_prescriptions`, `export_prescriptions`: prescriptions as other systems read them, with the people they
//! are for. The trail says who took them.

use super::patient::FhirPatient;
use super::{PatientReference, VisionPrescription};
use crate::clock::Day;
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{Id, PatientId};
use crate::private::Private;
use crate::records::parts::coded;
use crate::records::patients::{self, PatientDetails};
use crate::records::prescriptions;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

coded! {
    /// Which FHIR. Both hold the same; a reader is told by the profile.
    FhirRelease {
        /// 4.0.1.
        R4 = "r4",
        /// 5.0.0.
        R5 = "r5",
    }
}

coded! {
    /// One document, or one resource a line.
    FhirForm {
        /// A Bundle.
        Bundle = "bundle",
        /// NDJSON.
        Ndjson = "ndjson",
    }
}

/// In which form.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportPrescriptions {
    /// Which FHIR.
    pub release: FhirRelease,
    /// One document or lines.
    pub form: FhirForm,
}

/// Whose, and in which form.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportPatientPrescriptions {
    /// Whose.
    pub patient_id: PatientId,
    /// Which FHIR.
    pub release: FhirRelease,
    /// One document or lines.
    pub form: FhirForm,
}

/// A file's text and the name to save it under.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FhirFile {
    /// A name to save it under; nobody's name is in it.
    pub name: String,
    /// Its text.
    pub text: Private<String>,
    /// How many prescriptions are in it.
    pub prescriptions: u32,
}

/// `export_patient_prescriptions`
///
/// # Errors
/// Refuses `no_such_patient`, `no_prescriptions`.
pub fn of_patient(act: &mut Act<'_>, request: &ExportPatientPrescriptions) -> Outcome<FhirFile> {
    let patient = patients::load(act.db, request.patient_id)?;
    act.about(patient.id);
    let mut out = Out::default();
    out.patient(act, patient.id, &patient.details, request.release)?;
    out.file(act.now.day(), request.form)
}

/// `export_prescriptions`: everybody's.
///
/// # Errors
/// Refuses `no_prescriptions`.
pub fn all(act: &mut Act<'_>, request: &ExportPrescriptions) -> Outcome<FhirFile> {
    let mut everybody = Vec::new();
    patients::each(act.db, |patient| everybody.push(patient))?;
    let mut out = Out::default();
    for patient in everybody {
        out.patient(act, patient.id, &patient.details, request.release)?;
    }
    out.file(act.now.day(), request.form)
}

#[derive(Default)]
struct Out {
    resources: Vec<Value>,
    prescriptions: u32,
}

impl Out {
    /// One person with what is prescribed to them; nothing of who has no prescription.
    fn patient(&mut self, act: &Act<'_>, id: PatientId, details: &PatientDetails, release: FhirRelease) -> Outcome<()> {
        let version = match release {
            FhirRelease::R4 => "4.0.1",
            FhirRelease::R5 => "5.0.0",
        };
        let mut of_them = Vec::new();
        for one in prescriptions::of(act.db, id)? {
            let prescription = VisionPrescription {
                id: Some(format!("prescription-{}", one.id.number())),
                patient: PatientReference { reference: Some(format!("Patient/patient-{}", id.number())), ..PatientReference::default() },
                created: None,
                written_on: one.written_on,
                prescriber: one.prescriber,
                kind: one.kind,
                powers: one.powers,
                contacts: one.contacts,
                right_notes: Vec::new(),
                left_notes: Vec::new(),
            };
            of_them.extend(prescription.to_resource().map(|resource| profiled(resource, "VisionPrescription", version)));
        }
        if !of_them.is_empty() {
            self.prescriptions += of_them.len() as u32;
            self.resources.push(profiled(FhirPatient::resource(&format!("patient-{}", id.number()), details), "Patient", version));
            self.resources.append(&mut of_them);
        }
        Ok(())
    }

    fn file(self, today: Day, form: FhirForm) -> Outcome<FhirFile> {
        if self.prescriptions == 0 {
            return refuse(Refusal::because("no_prescriptions").next("add_prescription_first"));
        }
        let name = |ending: &str| format!("Prescriptions {}.{ending}", today.0.format("%Y-%m-%d"));
        let (name, text) = match form {
            FhirForm::Bundle => {
                let entries: Vec<Value> = self.resources.into_iter().map(|resource| json!({ "resource": resource })).collect();
                let bundle = json!({ "resourceType": "Bundle", "type": "collection", "entry": entries });
                (name("json"), format!("{}\n", serde_json::to_string_pretty(&bundle)?))
            }
            FhirForm::Ndjson => (name("ndjson"), self.resources.iter().map(|resource| format!("{resource}\n")).collect()),
        };
        Ok(FhirFile { name, text: Private::new(text), prescriptions: self.prescriptions })
    }
}

fn profiled(mut resource: Value, kind: &str, version: &str) -> Value {
    resource["meta"] = json!({ "profile": [format!("http://hl7.org/fhir/StructureDefinition/{kind}|{version}")] });
    resource
}
