//! Everybody on file, held in memory so that a name is found while it is typed; kept as the table is.

use super::find::{Entry, Hit, PeopleIndex};
use super::lookalikes::Prepared;
use crate::error::{Halt, Outcome};
use crate::ids::PatientId;
use crate::records::patients::{self, Patient};
use chrono::NaiveDate;
use rusqlite::Connection;
use std::cell::{RefCell, RefMut};
use std::collections::HashMap;

/// Everybody on file.
#[derive(Default)]
pub struct People {
    names: PeopleIndex,
    /// Worked out when first compared, dropped when the patient changes.
    prepared: RefCell<HashMap<PatientId, Prepared>>,
}

impl People {
    /// Reads everybody.
    ///
    /// # Errors
    /// As the store gives them.
    pub fn read(db: &Connection) -> Outcome<Self> {
        let mut names = PeopleIndex::new();
        patients::each(db, |patient| names.upsert(&entry(&patient)))?;
        Ok(Self { names, prepared: RefCell::default() })
    }

    /// Brings these patients up to date: changed, new, or gone.
    ///
    /// # Errors
    /// As the store gives them.
    pub fn refresh(&mut self, db: &Connection, touched: &[PatientId]) -> Outcome<()> {
        for id in touched {
            self.prepared.get_mut().remove(id);
            match patients::load(db, *id) {
                Ok(patient) => self.names.upsert(&entry(&patient)),
                Err(Halt::Refused(_)) => self.names.remove(id.0),
                Err(fault) => return Err(fault),
            }
        }
        Ok(())
    }

    /// Finds people by what was typed, the likeliest first.
    #[must_use]
    pub fn find(&self, query: &str, limit: usize) -> Vec<Hit> {
        self.names.find(query, limit)
    }

    /// Birth dates lie before this day.
    pub fn set_today(&mut self, today: NaiveDate) {
        self.names.set_today(today);
    }

    /// What was worked out of each for comparing, to be added to.
    pub(super) fn prepared(&self) -> RefMut<'_, HashMap<PatientId, Prepared>> {
        self.prepared.borrow_mut()
    }
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
