//! `run_fhir`: brings a file of prescriptions in: one act, all of it or nothing, undone like any import.

use super::preview_fhir::{Step, WearerDecision, said, source, steps, why_left_out};
use super::{WhyLeftOut, read, whose};
use crate::desk::{Act, Desk};
use crate::error::Outcome;
use crate::exchange::columns::FileKind;
use crate::exchange::import_preview::no_such_file;
use crate::exchange::import_run::Imported;
use crate::exchange::imports::{self, Counts, Effect, Holds};
use crate::exchange::plan::Answer;
use crate::ids::{Id, ImportId, PatientId};
use crate::records::patients;
use crate::records::prescriptions::{self, AddPrescription};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A file to bring in, as its preview showed it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RunFhir {
    /// The held file's token.
    pub file: String,
    /// The clinic's name for the other system.
    #[serde(default)]
    pub source: Option<String>,
    /// Who people are, as somebody said.
    #[serde(default)]
    pub decisions: Vec<WearerDecision>,
}

/// `run_fhir` with the file kept in the trail and every doubt decided, so that replay needs neither the file's token nor
/// today's way of comparing people.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RunFhirSealed {
    /// The file in the trail.
    pub sha256: String,
    /// Its name.
    pub file_name: String,
    /// The other system.
    pub source: String,
    /// Who each person of the file is, by place.
    pub answers: BTreeMap<u32, Answer>,
}

/// Keeps the file and decides every doubt.
///
/// # Errors
/// Refuses `no_such_file`, `not_fhir`, `no_such_patient`.
pub fn seal(desk: &mut Desk, request: RunFhir) -> Outcome<RunFhirSealed> {
    let file = desk.file(&request.file).ok_or_else(no_such_file)?;
    let db = &desk.store()?.db;
    let source = source(db, request.source.as_deref())?;
    let answers = whose::find(db, &source, &whose::wearers(&read(&file.bytes)?), &said(&request.decisions))?.answers;
    let sha256 = crate::trail::keep_file(db, &file.bytes)?;
    Ok(RunFhirSealed { sha256, file_name: file.name.clone(), source, answers })
}

/// `run_fhir`
///
/// # Errors
/// As the store gives them.
pub fn run_fhir(act: &mut Act<'_>, request: &RunFhirSealed) -> Outcome<Imported> {
    let bytes = crate::trail::kept_file(act.db, &request.sha256)?;
    let file = read(&bytes)?;
    let id: ImportId = act.mint();
    imports::begin(act, id, &request.source, &request.file_name, &request.sha256, FileKind::Patients)?;
    let known = imports::known(act.db, &request.source, Holds::Patient)?;
    let mut counts = Counts::default();
    let mut left_out: Vec<(usize, WhyLeftOut)> = file.left_out.iter().map(|left| (left.place, left.why)).collect();
    let mut step = 0;
    let mut told = false;
    for wearer in whose::wearers(&file) {
        let answer = request.answers.get(&wearer.place).copied().unwrap_or(Answer::Undecided);
        let owner = match answer {
            Answer::Same { patient_id } => {
                if !known.contains_key(&wearer.key) {
                    imports::remember(act, id, &request.source, Holds::Patient, &wearer.key, patient_id.number(), "{}", false)?;
                    told = true;
                }
                patient_id
            }
            Answer::New => {
                let Some(details) = &wearer.details else { continue };
                let patient: PatientId = act.mint();
                patients::save(act, patient, details)?;
                act.about(patient);
                imports::remember(act, id, &request.source, Holds::Patient, &wearer.key, patient.number(), "{}", true)?;
                told = true;
                counts.patients_added += 1;
                patient
            }
            Answer::LeaveOut | Answer::Undecided => {
                left_out.extend(wearer.prescriptions.iter().map(|at| (at + 1, why_left_out(answer))));
                continue;
            }
        };
        for what in steps(act.db, &file, &wearer, Some(owner))? {
            match what {
                Step::Known => counts.unchanged += 1,
                Step::Add(wanted) => {
                    let wanted = AddPrescription { patient_id: owner, ..*wanted };
                    let made = prescriptions::keep(act, &wanted)?.prescription_id;
                    step += 1;
                    let effect = Effect { holds: "prescription".to_owned(), subject: made.number(), external: None, before: None };
                    imports::keep_effect(act, id, step, &effect)?;
                    told = true;
                    counts.added += 1;
                }
            }
        }
    }
    counts.left_out = left_out.len() as u32;
    counts.rows_read = counts.added + counts.unchanged + counts.left_out;
    if !told {
        imports::forget(act, id)?;
        return Ok(Imported { import_id: None, counts });
    }
    for (line, (place, why)) in (1..).zip(&left_out) {
        imports::leave_out_resource(act, id, line, *place, why.code())?;
    }
    imports::finish(act, id, counts)?;
    act.about(id);
    Ok(Imported { import_id: Some(id), counts })
}
