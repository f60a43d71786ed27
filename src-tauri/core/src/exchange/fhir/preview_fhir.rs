//! `preview_fhir`: what a file of prescriptions would do, before it does anything.

use super::whose::{self, Wearer};
use super::{LeftOut, Prescriptions, VisionPrescription, WhyLeftOut, read};
use crate::desk::Desk;
use crate::error::{Halt, Outcome, Refusal};
use crate::exchange::import_preview::{PersonHere, no_such_file};
use crate::exchange::imports::{self, Counts};
use crate::exchange::plan::Answer;
use crate::ids::PatientId;
use crate::private::Private;
use crate::records::patients::{self, PatientDetails};
use crate::records::prescriptions::{self, AddPrescription};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The other system, where nobody names it.
pub(super) const SOURCE: &str = "FHIR";
/// How many of each kind are shown one by one; the counts are always whole.
const SHOWN: usize = 200;

/// A file that was picked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PreviewFhir {
    /// The held file's token.
    pub file: String,
    /// The clinic's name for the other system.
    #[serde(default)]
    pub source: Option<String>,
    /// Who people are, as somebody said.
    #[serde(default)]
    pub decisions: Vec<WearerDecision>,
}

/// Who one person of the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WearerDecision {
    /// Which person of the file.
    pub place: u32,
    /// Who they are here.
    pub answer: Answer,
}

/// What the file would do.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FhirPreview {
    /// The file's name.
    pub file_name: String,
    /// The other system.
    pub source: String,
    /// How many prescriptions go which way.
    pub counts: Counts,
    /// People who are surely here.
    pub surely_here: u32,
    /// People somebody has to say about; without an answer their prescriptions are left out.
    pub asked: Vec<AskedWearer>,
    /// What cannot be taken, and why: the first ones.
    pub left_out: Vec<LeftOut>,
    /// Prescriptions with a note, which is not kept.
    pub without_notes: u32,
}

/// A person of the file about whom somebody has to say.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskedWearer {
    /// Which.
    pub place: u32,
    /// As the file calls them.
    pub name: Private<String>,
    /// What it says of them.
    pub details: Option<PatientDetails>,
    /// How many prescriptions are theirs.
    pub prescriptions: u32,
    /// Who here may be them, the likeliest first.
    pub candidates: Vec<PersonHere>,
}

impl From<super::NotFhir> for Halt {
    fn from(reason: super::NotFhir) -> Self {
        let why = match reason {
            super::NotFhir::NotJson => "not_json",
            super::NotFhir::NoResource => "no_resource",
            super::NotFhir::TooLarge => "too_large",
        };
        Refusal::because("not_fhir").fact("why", why).next("export_fhir_again").into()
    }
}

/// `preview_fhir`
///
/// # Errors
/// Refuses `no_such_file`, `not_fhir` (with why), `no_such_patient`.
pub fn preview_fhir(desk: &mut Desk, request: PreviewFhir) -> Outcome<FhirPreview> {
    let file = desk.file(&request.file).ok_or_else(no_such_file)?;
    let db = &desk.store()?.db;
    let source = source(db, request.source.as_deref())?;
    let read = read(&file.bytes)?;
    let wearers = whose::wearers(&read);
    let found = whose::find(db, &source, &wearers, &said(&request.decisions))?;
    let mut counts = Counts { left_out: read.left_out.len() as u32, ..Counts::default() };
    let mut surely_here = 0;
    for wearer in &wearers {
        let answer = found.answers.get(&wearer.place).copied().unwrap_or(Answer::Undecided);
        let owner = match answer {
            Answer::Same { patient_id } => Some(patient_id),
            _ => None,
        };
        surely_here += u32::from(owner.is_some());
        counts.patients_added += u32::from(answer == Answer::New);
        for step in steps(db, &read, wearer, owner)? {
            match (answer, step) {
                (Answer::LeaveOut | Answer::Undecided, _) => counts.left_out += 1,
                (_, Step::Known) => counts.unchanged += 1,
                (_, Step::Add(_)) => counts.added += 1,
            }
        }
    }
    counts.rows_read = counts.added + counts.unchanged + counts.left_out;
    let person = |candidate: &crate::exchange::same_people::Candidate| -> Outcome<PersonHere> {
        let details = patients::load(db, candidate.patient_id)?.details;
        Ok(PersonHere { patient_id: candidate.patient_id, percent: candidate.percent, details, fields: candidate.fields.clone() })
    };
    let asked = found.asked.iter().take(SHOWN).filter_map(|(place, candidates)| {
        let wearer = wearers.iter().find(|wearer| wearer.place == *place)?;
        Some((wearer, candidates))
    });
    let asked = asked.map(|(wearer, candidates)| {
        Ok(AskedWearer {
            place: wearer.place,
            name: wearer.name.clone(),
            details: wearer.details.clone(),
            prescriptions: wearer.prescriptions.len() as u32,
            candidates: candidates.iter().take(5).map(person).collect::<Outcome<_>>()?,
        })
    });
    let has_notes = |one: &&VisionPrescription| !one.right_notes.is_empty() || !one.left_notes.is_empty();
    Ok(FhirPreview {
        file_name: file.name.clone(),
        source,
        counts,
        surely_here,
        asked: asked.collect::<Outcome<_>>()?,
        left_out: read.left_out.iter().take(SHOWN).cloned().collect(),
        without_notes: read.prescriptions.iter().filter(has_notes).count() as u32,
    })
}

/// The other system's name as it was written the first time.
pub(super) fn source(db: &Connection, said: Option<&str>) -> Outcome<String> {
    let said = said.map(str::trim).filter(|said| !said.is_empty()).unwrap_or(SOURCE);
    imports::source_called(db, &said.chars().take(100).collect::<String>())
}

pub(super) fn said(decisions: &[WearerDecision]) -> BTreeMap<u32, Answer> {
    decisions.iter().map(|decision| (decision.place, decision.answer)).collect()
}

/// What one prescription does.
pub(super) enum Step {
    Add(Box<AddPrescription>),
    Known,
}

/// What each prescription of a person does, in the order of the file. The same one twice is one.
pub(super) fn steps(db: &Connection, read: &Prescriptions, wearer: &Wearer, owner: Option<PatientId>) -> Outcome<Vec<Step>> {
    let mut has: Vec<_> = match owner {
        Some(owner) => prescriptions::of(db, owner)?.into_iter().map(|has| (has.kind, has.written_on, has.powers, has.contacts)).collect(),
        None => Vec::new(),
    };
    let mut steps = Vec::new();
    for one in wearer.prescriptions.iter().filter_map(|at| read.prescriptions.get(*at)) {
        let told = (one.kind, one.written_on, one.powers, one.contacts.clone());
        // What FHIR has no words for (PD, heights) does not make another prescription of it.
        if has.iter().any(|has| (has.0, has.1, super::as_told(has.2), &has.3) == (told.0, told.1, told.2, &told.3)) {
            steps.push(Step::Known);
            continue;
        }
        has.push(told);
        steps.push(Step::Add(Box::new(AddPrescription {
            patient_id: owner.unwrap_or(PatientId(0)),
            kind: one.kind,
            written_on: one.written_on,
            expires_on: None,
            prescriber: one.prescriber.clone(),
            powers: one.powers,
            contacts: one.contacts.clone(),
        })));
    }
    Ok(steps)
}

/// Why a person's prescriptions are left out.
pub(super) fn why_left_out(answer: Answer) -> WhyLeftOut {
    if answer == Answer::LeaveOut { WhyLeftOut::SaidSo } else { WhyLeftOut::WhoIsIt }
}
