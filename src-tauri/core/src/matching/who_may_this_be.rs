//! `who_may_this_be`: whether somebody being added, or somebody on file, is here already; field by field, in words that
//! a person can weigh. Values of the record on file stay there: a year of birth and four digits of a phone are enough.

use super::birth_dates::{DateKinship, kinship};
use super::names;
use super::pairs;
use super::people::{KnownPeople, People, record};
use super::same_person::{Agreement, Candidate, Evidence, Field, Record, family_names_agree, given_names_agree};
use crate::desk::Look;
use crate::error::{Finding, Grade, Outcome};
use crate::ids::PatientId;
use crate::private::Private;
use crate::records::merges;
use crate::records::patients::{self, PatientDetails};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashSet};

/// Who is asked about.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct AskWho {
    /// Somebody who is being added, as far as is known …
    pub details: Option<PatientDetails>,
    /// … or somebody on file, who may be there twice.
    pub patient_id: Option<PatientId>,
}

/// What one field says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FieldSays {
    /// Which field.
    pub field: Field,
    /// How far it agrees; `missing`: one of the two does not have it.
    pub agreement: Agreement,
    /// How strongly it speaks: 3 strongly for one person, 0 not at all, −3 strongly against.
    pub strength: i8,
}

/// Somebody on file who may be them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MayBe {
    /// Who.
    pub patient_id: PatientId,
    /// Their name, as on a label.
    pub name: Private<String>,
    /// Given and family name of the record by which they were recognized.
    pub names: [Private<String>; 2],
    /// The older name by which they were recognized.
    pub formerly: Option<Private<String>>,
    /// The year they were born in.
    pub born_year: Option<i32>,
    /// The last four digits of their phone.
    pub phone_last4: Option<Private<String>>,
    /// How likely, in percent.
    pub percent: u8,
    /// What each field says.
    pub fields: Vec<FieldSays>,
    /// What a person should look at before they say yes: twins, father and son.
    pub against: Vec<Finding>,
}

/// Below this likelihood nobody is named.
const WORTH_SHOWING: f32 = 0.3;
/// From here on adding somebody asks first.
pub const WORTH_ASKING: f32 = 0.5;
/// So many are named at most.
const NAMED: usize = 4;
/// Fields in the order in which they are read; how the names stand only where it is odd.
const SHOWN: [Field; 10] = [
    Field::Given,
    Field::Family,
    Field::NameOrder,
    Field::Born,
    Field::Phone,
    Field::Street,
    Field::HouseNumber,
    Field::Postcode,
    Field::Town,
    Field::Region,
];

/// `who_may_this_be`
///
/// # Errors
/// Refuses `no_such_patient`.
pub fn who_may_this_be(look: &Look<'_>, request: AskWho) -> Outcome<Vec<MayBe>> {
    let mut not_them = BTreeSet::new();
    let details = match (request.patient_id, request.details) {
        (Some(id), _) => {
            not_them.extend(pairs::told_apart_from(look.db, id)?);
            not_them.extend(merges::records_of(look.db, id)?);
            patients::load(look.db, id)?.details
        }
        (None, Some(details)) => details,
        (None, None) => return Ok(Vec::new()),
    };
    match look.people {
        Some(people) => likely(look.db, people, &details, &not_them, WORTH_SHOWING),
        None => Ok(Vec::new()),
    }
}

/// Who on file may be this person, the likeliest first; `not_them` were ruled out by somebody.
///
/// # Errors
/// As the store gives them.
pub fn likely(
    db: &Connection,
    people: &People,
    details: &PatientDetails,
    not_them: &BTreeSet<PatientId>,
    least: f32,
) -> Outcome<Vec<MayBe>> {
    let asked = record(details);
    let mut known = people.known(db)?;
    let KnownPeople { known, ids, .. } = &mut *known;
    let mut named = HashSet::new();
    let mut found = Vec::new();
    for candidate in known.candidates(&asked, least) {
        let Some(id) = ids.get(candidate.left).copied() else { continue };
        // Recognized by an older record, named by the one that is kept.
        let patient_id = merges::current(db, id)?;
        if not_them.contains(&patient_id) || !named.insert(patient_id) {
            continue;
        }
        let by = patients::load(db, id)?.details;
        let now = if id == patient_id { by.clone() } else { patients::load(db, patient_id)?.details };
        found.push(MayBe {
            patient_id,
            name: Private::new(now.full_name()),
            names: [by.given.clone(), by.family.clone()],
            formerly: (id != patient_id && by.full_name() != now.full_name()).then(|| Private::new(by.full_name())),
            born_year: now.born_year(),
            phone_last4: now.phone_last4(),
            percent: percent(&candidate),
            fields: fields(&candidate.evidence, &asked, &record(&by)),
            against: speaks_against(details, &by),
        });
        if found.len() == NAMED {
            break;
        }
    }
    Ok(found)
}

/// Two records side by side, by what this clinic's names teach.
///
/// # Errors
/// As the store gives them.
pub fn compared(db: &Connection, people: &People, one: &PatientDetails, other: &PatientDetails) -> Outcome<(u8, Vec<FieldSays>)> {
    let (one, other) = (record(one), record(other));
    let candidate = people.known(db)?.known.compare(&one, &other);
    Ok(candidate.map_or((0, Vec::new()), |candidate| (percent(&candidate), fields(&candidate.evidence, &one, &other))))
}

fn percent(candidate: &Candidate) -> u8 {
    (candidate.probability * 100.0).floor().clamp(0.0, 99.0) as u8
}

/// The evidence as it is read: in order, with what one of the two lacks, and how strongly each speaks.
pub fn fields(evidence: &[Evidence], one: &Record, other: &Record) -> Vec<FieldSays> {
    let has = |record: &Record, field: Field| match field {
        Field::Given => !record.given.trim().is_empty(),
        Field::Family => !record.family.trim().is_empty(),
        Field::Born => record.born.is_some(),
        Field::Phone => !record.phone.trim().is_empty(),
        Field::Street => !record.street.trim().is_empty(),
        Field::Town => !record.town.trim().is_empty(),
        Field::Region => !record.region.trim().is_empty(),
        Field::Postcode => !record.postcode.trim().is_empty(),
        Field::NameOrder | Field::HouseNumber | Field::StreetMore => false,
    };
    let says = |field: Field| match evidence.iter().find(|evidence| evidence.field == field) {
        Some(evidence) if field == Field::NameOrder && evidence.agreement != Agreement::Different => None,
        Some(evidence) => Some(FieldSays { field, agreement: evidence.agreement, strength: strength(evidence.bits) }),
        None if has(one, field) || has(other, field) => Some(FieldSays { field, agreement: Agreement::Missing, strength: 0 }),
        None => None,
    };
    SHOWN.into_iter().filter_map(says).collect()
}

/// Twice as likely is a whisper, sixteen times is plain, a thousand times is strong.
fn strength(bits: f32) -> i8 {
    let loud = match bits.abs() {
        b if b < 1.0 => 0,
        b if b < 4.0 => 1,
        b if b < 8.0 => 2,
        _ => 3,
    };
    if bits < 0.0 { -loud } else { loud }
}

/// What should be looked at before two records are taken for one person, whatever the likelihood says.
#[must_use]
pub fn speaks_against(one: &PatientDetails, other: &PatientDetails) -> Vec<Finding> {
    // compared, not shown
    let born = |details: &PatientDetails| details.born.as_ref().map(|born| born.expose().0);
    let dates = kinship(born(one), born(other));
    let given = given_names_agree(one.given.expose(), other.given.expose());
    let family = family_names_agree(one.family.expose(), other.family.expose());
    let far = |agreement: Agreement| matches!(agreement, Agreement::Weak | Agreement::Different);
    let swapped = !far(given_names_agree(one.given.expose(), other.family.expose()))
        && !far(family_names_agree(one.family.expose(), other.given.expose()));
    let mut found = Vec::new();
    if dates == DateKinship::Same && far(given) && !far(family) && !swapped {
        found.push(Finding::new(Grade::Ask, "may_be_twins"));
    } else if far(given) && !swapped {
        found.push(Finding::new(Grade::Ask, "other_given_name"));
    }
    if matches!(dates, DateKinship::SameBirthday | DateKinship::Apart) && born(one).is_some() && born(other).is_some() {
        found.push(Finding::new(Grade::Ask, "other_birth_date"));
    }
    let generation = |details: &PatientDetails| {
        let last = |text: &str| text.rsplit([' ', ',']).next().and_then(names::generation);
        last(details.family.expose()).or_else(|| last(details.given.expose()))
    };
    if generation(one) != generation(other) {
        found.push(Finding::new(Grade::Ask, "other_generation"));
    }
    found
}
