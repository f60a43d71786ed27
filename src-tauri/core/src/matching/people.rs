//! Everybody on file, held in memory so that a name is found while it is typed; kept as the table is.

use super::find::{Entry, PeopleIndex};
use crate::error::{Halt, Outcome};
use crate::ids::PatientId;
use crate::records::patients::{self, Patient};
use rusqlite::Connection;

/// Everybody on file.
///
/// # Errors
/// As the store gives them.
pub fn index(db: &Connection) -> Outcome<PeopleIndex> {
    let mut people = PeopleIndex::new();
    patients::each(db, |patient| people.upsert(&entry(&patient)))?;
    Ok(people)
}

/// Brings these patients up to date: changed, new, or gone.
///
/// # Errors
/// As the store gives them.
pub fn refresh(people: &mut PeopleIndex, db: &Connection, touched: &[PatientId]) -> Outcome<()> {
    for id in touched {
        match patients::load(db, *id) {
            Ok(patient) => people.upsert(&entry(&patient)),
            Err(Halt::Refused(_)) => people.remove(id.0),
            Err(fault) => return Err(fault),
        }
    }
    Ok(())
}

fn entry(patient: &Patient) -> Entry {
    let details = &patient.details;
    // to be compared with what is typed, in memory
    Entry {
        id: patient.id.0,
        given: details.given.expose().clone(),
        family: details.family.expose().clone(),
        preferred: details.preferred.as_ref().map(|name| name.expose().clone()),
        born: details.born.as_ref().map(|born| born.expose().0),
        phone: details.phone.as_ref().map(|phone| phone.expose().clone()),
    }
}
