//! Which people of a file may already be here.

use std::collections::HashMap;

use super::plan::details;
use super::read::PatientRow;
use crate::ids::PatientId;
use crate::matching::people::record;
use crate::matching::same_person::{Agreement, Evidence, Field, Record, link};
use crate::matching::who_may_this_be::{FieldSays, fields};
use crate::records::patients::PatientDetails;

/// A patient who may be the person of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// Who.
    pub patient_id: PatientId,
    /// How likely, in percent.
    pub percent: u8,
    /// No other patient may be this person, and no other row of the file may be this patient.
    pub alone: bool,
    /// Both names are near: a twin or a spouse at the same address is never taken along with many others.
    pub namesake: bool,
    /// Nobody needs to be asked.
    pub sure: bool,
    /// What each field says.
    pub fields: Vec<FieldSays>,
}

/// Below this likelihood a patient is not worth showing.
const WORTH_SHOWING: f32 = 0.5;
/// From here on, and with names and birth date that agree, nobody needs to be asked.
const SURE: f32 = 0.995;

/// For each newcomer the patients who may be them, the likeliest first.
pub(crate) fn find(here: &[(PatientId, PatientDetails)], newcomers: &[PatientRow]) -> Vec<Vec<Candidate>> {
    find_among(here, &newcomers.iter().map(details).collect::<Vec<_>>())
}

/// As [`find`], for people of any file.
pub(crate) fn find_among(here: &[(PatientId, PatientDetails)], newcomers: &[PatientDetails]) -> Vec<Vec<Candidate>> {
    let known: Vec<Record> = here.iter().map(|(_, details)| record(details)).collect();
    let asked: Vec<Record> = newcomers.iter().map(record).collect();
    let mut found: Vec<Vec<Candidate>> = vec![Vec::new(); newcomers.len()];
    let mut rows_of: HashMap<PatientId, u32> = HashMap::new();
    for pair in link(&known, &asked, WORTH_SHOWING) {
        let (left, right) = (known.get(pair.left), asked.get(pair.right));
        if let (Some((patient_id, _)), Some(candidates), Some(left), Some(right)) =
            (here.get(pair.left), found.get_mut(pair.right), left, right)
        {
            // Their other record was likelier.
            if candidates.iter().any(|known: &Candidate| known.patient_id == *patient_id) {
                continue;
            }
            let fields = fields(&pair.evidence, right, left);
            let percent = (pair.probability * 100.0).floor().clamp(0.0, 99.0) as u8;
            let sure = pair.probability >= SURE && is_plain(&pair.evidence) || nothing_differs(&pair.evidence);
            let namesake = is_namesake(&pair.evidence);
            candidates.push(Candidate { patient_id: *patient_id, percent, alone: true, namesake, sure, fields });
            *rows_of.entry(*patient_id).or_default() += 1;
        }
    }
    for candidates in &mut found {
        let one = candidates.len() == 1;
        for candidate in candidates {
            candidate.alone = one && rows_of.get(&candidate.patient_id) == Some(&1);
            candidate.sure &= candidate.alone;
        }
    }
    found
}

/// Both names and the birth date say so, at most a slip apart and not more than one of them.
fn is_plain(evidence: &[Evidence]) -> bool {
    let agreement = |field| evidence.iter().find(|e| e.field == field).map_or(Agreement::Missing, |e| e.agreement);
    let three = [Field::Given, Field::Family, Field::Born].map(agreement);
    let same = three.iter().filter(|a| **a == Agreement::Same).count();
    let slips = three.iter().filter(|a| **a == Agreement::Slip).count();
    same + slips == 3 && slips <= 1
}

/// Each name is the same, a slip or two apart, a short form, or sounds alike.
fn is_namesake(evidence: &[Evidence]) -> bool {
    let near = |field| {
        let near = [Agreement::Same, Agreement::Slip, Agreement::Near];
        evidence.iter().any(|e| e.field == field && near.contains(&e.agreement))
    };
    near(Field::Given) && near(Field::Family)
}

/// Both names and the birth date are the same and nothing speaks against it: a short list teaches no weights, and
/// still nobody needs to be asked.
fn nothing_differs(evidence: &[Evidence]) -> bool {
    let same = |field| evidence.iter().any(|e| e.field == field && e.agreement == Agreement::Same);
    [Field::Given, Field::Family, Field::Born].into_iter().all(same) && evidence.iter().all(|e| e.agreement != Agreement::Different)
}
