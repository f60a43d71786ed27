//! Whose each prescription of a file is. A number that the other system used before says it; else the person that the
//! file describes is compared with everybody here. Who is not sure is asked about; nobody is guessed, and a mere name
//! never decides.

use super::{FhirPatient, PatientReference, Prescriptions, VisionPrescription};
use crate::error::Outcome;
use crate::exchange::imports::{self, Holds};
use crate::exchange::plan::Answer;
use crate::exchange::same_people::{self, Candidate};
use crate::ids::{Id, PatientId};
use crate::private::Private;
use crate::records::merges;
use crate::records::patients::{self, PatientDetails};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// One person that prescriptions of a file are for.
#[derive(Debug, Clone)]
pub(crate) struct Wearer {
    /// Counted from 1, in the order of the file.
    pub place: u32,
    /// What the other system calls them: the same for ever.
    pub key: String,
    /// A name to show.
    pub name: Private<String>,
    /// What the file says of them.
    pub details: Option<PatientDetails>,
    /// Where in the file's list their prescriptions are.
    pub prescriptions: Vec<usize>,
}

/// What is known of a file's people.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// What is to be done with each, by place.
    pub answers: BTreeMap<u32, Answer>,
    /// Who has to be asked about.
    pub asked: Vec<(u32, Vec<Candidate>)>,
}

/// The people of a file.
pub(crate) fn wearers(file: &Prescriptions) -> Vec<Wearer> {
    let described: HashMap<&str, &FhirPatient> =
        file.patients.iter().flat_map(|patient| patient.called.iter().map(move |called| (called.as_str(), patient))).collect();
    let mut wearers: Vec<Wearer> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (at, one) in file.prescriptions.iter().enumerate() {
        let key = key(one);
        let place = *places.entry(key.clone()).or_insert_with(|| {
            let described = one.patient.reference.as_deref().and_then(|reference| described.get(reference));
            let details = described.map(|patient| patient.details.clone());
            // to show whom it is about
            let shown =
                details.as_ref().map(PatientDetails::full_name).or_else(|| one.patient.display.as_ref().map(|name| name.expose().clone()));
            let name = Private::new(shown.unwrap_or_else(|| key.clone()));
            wearers.push(Wearer { place: wearers.len() as u32 + 1, key, name, details, prescriptions: Vec::new() });
            wearers.len() - 1
        });
        if let Some(wearer) = wearers.get_mut(place) {
            wearer.prescriptions.push(at);
        }
    }
    wearers
}

/// What tells the same person again: their record number, else their reference, else the name as written.
fn key(one: &VisionPrescription) -> String {
    let PatientReference { reference, identifier, display } = &one.patient;
    // compared, not shown
    let identifier = identifier.as_ref().map(|number| format!("number {}", number.expose()));
    let display = || display.as_ref().map(|name| format!("name {}", name.expose()));
    reference.clone().or(identifier).or_else(display).unwrap_or_default()
}

/// Finds them among the patients here. What a person has said goes first.
pub(crate) fn find(db: &Connection, source: &str, wearers: &[Wearer], said: &BTreeMap<u32, Answer>) -> Outcome<Found> {
    let known = imports::known(db, source, Holds::Patient)?;
    // A record that is with another now is that person's.
    let now_with = merges::all(db)?;
    let current = |id: PatientId| now_with.get(&id).copied().unwrap_or(id);
    let mut found = Found::default();
    let mut strangers: Vec<&Wearer> = Vec::new();
    for wearer in wearers {
        let answer = match (known.get(&wearer.key), said.get(&wearer.place)) {
            (Some((subject, _)), _) => Answer::Same { patient_id: current(PatientId::from_number(*subject)) },
            // Somebody new needs a name of their own: a reference alone is nobody.
            (None, Some(Answer::New)) if wearer.details.is_none() => Answer::Undecided,
            (None, Some(answer)) => {
                if let Answer::Same { patient_id } = answer {
                    patients::must_exist(db, *patient_id)?;
                }
                *answer
            }
            (None, None) => {
                strangers.push(wearer);
                continue;
            }
        };
        found.answers.insert(wearer.place, answer);
    }
    if strangers.is_empty() {
        return Ok(found);
    }
    let told: Vec<i64> = known.values().map(|(subject, _)| *subject).collect();
    let mut here = Vec::new();
    patients::each(db, |patient| {
        if !told.contains(&patient.id.number()) {
            here.push((current(patient.id), patient.details));
        }
    })?;
    let details: Vec<PatientDetails> = strangers.iter().filter_map(|wearer| wearer.details.clone()).collect();
    let mut described = same_people::find_among(&here, &details).into_iter();
    for wearer in strangers {
        let mut candidates = match wearer.details {
            Some(_) => described.next().unwrap_or_default(),
            None => Vec::new(),
        };
        if candidates.is_empty() {
            candidates = called_so(&here, wearer.name.expose()); // compared, to ask
        }
        let answer = match (candidates.as_slice(), &wearer.details) {
            ([], Some(_)) => Answer::New,
            // A slip in a birth date may be let pass in a list of people; a prescription goes to nobody by a slip.
            ([only], Some(details)) if only.sure && born_alike(&here, only.patient_id, details) => {
                Answer::Same { patient_id: only.patient_id }
            }
            _ => {
                found.asked.push((wearer.place, candidates));
                Answer::Undecided
            }
        };
        found.answers.insert(wearer.place, answer);
    }
    Ok(found)
}

fn born_alike(here: &[(PatientId, PatientDetails)], id: PatientId, details: &PatientDetails) -> bool {
    here.iter().any(|(here, known)| *here == id && known.born.is_some() && known.born == details.born)
}

/// Everybody of that very name: to be asked about, for a name is not a person.
fn called_so(here: &[(PatientId, PatientDetails)], name: &str) -> Vec<Candidate> {
    let bare = |name: &str| {
        let mut words: Vec<String> =
            name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
        words.sort();
        words
    };
    let wanted = bare(name);
    let same = here.iter().filter(|(_, details)| !wanted.is_empty() && bare(&details.full_name()) == wanted);
    // Once each, though two records of theirs have the name.
    let same: BTreeSet<PatientId> = same.map(|(patient_id, _)| *patient_id).collect();
    same.into_iter()
        .map(|patient_id| Candidate { patient_id, percent: 50, alone: false, namesake: true, sure: false, fields: Vec::new() })
        .collect()
}
