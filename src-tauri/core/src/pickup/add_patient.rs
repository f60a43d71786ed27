//! `add_patient`: somebody new, unless they are on file already. Twins may be added all the same, once a person said so.

use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::Id;
use crate::matching::confirm::{self, Match};
use crate::records::patients::{self, OfPatient, Patient, PatientDetails};
use serde::{Deserialize, Serialize};

/// Somebody new.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AddPatient {
    /// What is known.
    pub details: PatientDetails,
    /// A person has seen who is on file with this name and birth date, and says that it is another.
    #[serde(default)]
    pub another: bool,
}

/// `add_patient`
///
/// # Errors
/// As [`patients::save`]; refuses `may_be_here_already` with who was born the same day and is called so, or nearly so.
pub fn add_patient(act: &mut Act<'_>, request: &AddPatient) -> Outcome<OfPatient> {
    if !request.another
        && let Some(here) = here_already(act, &request.details)?
    {
        act.about(here.id);
        return refuse(Refusal::because("may_be_here_already").fact("patient_id", here.id.number()).fact("name", here.details.full_name()));
    }
    Ok(OfPatient { patient_id: patients::add(act, &request.details)? })
}

fn here_already(act: &Act<'_>, new: &PatientDetails) -> Outcome<Option<Patient>> {
    // compared, not shown
    let Some(born) = new.born.as_ref().map(|born| *born.expose()) else { return Ok(None) };
    let name = new.full_name();
    let mut here = patients::born_on(act.db, born)?;
    here.retain(|patient| matches!(confirm::name(&name, &patient.details), Match::Match | Match::Slip));
    // The same name says more than a name nearly the same.
    here.sort_by_key(|patient| confirm::name(&name, &patient.details) != Match::Match);
    Ok(here.into_iter().next())
}
