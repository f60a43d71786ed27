//! `add_patient`: somebody new, unless they are on file already. Twins may be added all the same, once a person said so.

use crate::desk::{Act, Desk};
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{Id, PatientId};
use crate::matching::confirm::{self, Match};
use crate::matching::{tell_apart, who_may_this_be};
use crate::records::merges;
use crate::records::patients::{self, OfPatient, Patient, PatientDetails};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Somebody new.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AddPatient {
    /// What is known.
    pub details: PatientDetails,
    /// A person has seen who is on file with this name and birth date, and says that it is another.
    #[serde(default)]
    pub another: bool,
    /// Who was named and is somebody else: nobody is asked about them again.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<Vec<PatientId>>", optional))]
    pub not_them: Vec<PatientId>,
}

/// Before anything is written: whoever on file may be them, by everything that is known. What this clinic's lists teach
/// is not in the trail, so the asking is not part of the act.
///
/// # Errors
/// Refuses `may_be_here_already` with the likeliest.
pub fn ask_first(desk: &mut Desk, request: AddPatient) -> Outcome<AddPatient> {
    if !request.another {
        let not_them: BTreeSet<PatientId> = request.not_them.iter().copied().collect();
        let here = desk.likely(&request.details, &not_them, who_may_this_be::WORTH_ASKING)?;
        if let Some(likeliest) = here.first() {
            return refuse(may_be(likeliest.patient_id, likeliest.name.expose())); // to be opened, or ruled out
        }
    }
    Ok(request)
}

fn may_be(patient_id: PatientId, name: &str) -> Refusal {
    Refusal::because("may_be_here_already").fact("patient_id", patient_id.number()).fact("name", name)
}

/// `add_patient`
///
/// # Errors
/// As [`patients::save`]; refuses `may_be_here_already` with who was born the same day and is called so, or nearly so.
pub fn add_patient(act: &mut Act<'_>, request: &AddPatient) -> Outcome<OfPatient> {
    if !request.another
        && let Some(here) = here_already(act, &request.details)?
        && !request.not_them.contains(&here.id)
    {
        act.about(here.id);
        return refuse(may_be(here.id, &here.details.full_name()));
    }
    let patient_id = patients::add(act, &request.details)?;
    for other in &request.not_them {
        tell_apart::keep(act, patient_id, *other)?;
    }
    Ok(OfPatient { patient_id })
}

fn here_already(act: &Act<'_>, new: &PatientDetails) -> Outcome<Option<Patient>> {
    // compared, not shown
    let Some(born) = new.born.as_ref().map(|born| *born.expose()) else { return Ok(None) };
    let name = new.full_name();
    let mut here = patients::born_on(act.db, born)?;
    here.retain(|patient| matches!(confirm::name(&name, &patient.details), Match::Match | Match::Slip));
    // The same name says more than a name nearly the same.
    here.sort_by_key(|patient| confirm::name(&name, &patient.details) != Match::Match);
    match here.into_iter().next() {
        Some(patient) => Ok(Some(patients::load(act.db, merges::current(act.db, patient.id)?)?)),
        None => Ok(None),
    }
}
