//! Which people of a file may already be here.

use std::collections::HashMap;

use super::plan::details;
use super::read::PatientRow;
use crate::ids::PatientId;
use crate::matching::names::fold;
use crate::records::patients::PatientDetails;

/// A patient who may be the person of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// Who.
    pub patient_id: PatientId,
    /// How likely, in percent.
    pub percent: u8,
}

/// From here on nobody needs to be asked.
pub(crate) const SURE: u8 = 99;

/// For each newcomer the patients who may be them, the likeliest first.
pub(crate) fn find(here: &[(PatientId, PatientDetails)], newcomers: &[PatientRow]) -> Vec<Vec<Candidate>> {
    let mut by_name: HashMap<(String, String), Vec<PatientId>> = HashMap::new();
    let key = |details: &PatientDetails| {
        let born = details.born.as_ref().map(|born| born.expose().0.to_string()); // compared, not shown
        (fold(&details.full_name()), born.unwrap_or_default())
    };
    for (id, details) in here {
        by_name.entry(key(details)).or_default().push(*id);
    }
    let found = |row: &PatientRow| {
        let details = details(row);
        let percent = if details.born.is_some() { 99 } else { 60 };
        let same = by_name.get(&key(&details)).into_iter().flatten();
        same.map(|id| Candidate { patient_id: *id, percent }).collect()
    };
    newcomers.iter().map(found).collect()
}
