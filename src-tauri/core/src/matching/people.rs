//! Everybody on file, held in memory so that a name is found while it is typed; kept as the table is.

use super::find::{Entry, Hit, PeopleIndex};
use super::lookalikes::{NameShares, Person, PlainNames, Prepared};
use super::same_person::{Birth, Known, Record};
use crate::error::{Fault, Halt, Outcome};
use crate::ids::PatientId;
use crate::private::Private;
use crate::records::merges;
use crate::records::patients::{self, Patient, PatientDetails};
use chrono::NaiveDate;
use rusqlite::Connection;
use std::cell::{RefCell, RefMut};
use std::collections::{BTreeSet, HashMap};

/// Everybody on file.
#[derive(Default)]
pub struct People {
    names: PeopleIndex,
    /// How common each name is in this clinic, and what each person adds to that.
    shares: NameShares,
    counted: HashMap<PatientId, PlainNames>,
    /// Counts the changes of `shares`.
    age: u64,
    /// Worked out when first compared, dropped when the patient changes.
    prepared: RefCell<HashMap<PatientId, Weighed>>,
    /// Everybody ready for "same person?", made when first asked; and who has changed since.
    known: RefCell<Option<KnownPeople>>,
    changed: RefCell<BTreeSet<PatientId>>,
}

/// Everybody ready to be asked about: whose record stands at which place.
pub(super) struct KnownPeople {
    pub(super) known: Known,
    pub(super) ids: Vec<PatientId>,
    place: HashMap<PatientId, usize>,
    /// How many there were when it was learnt what strangers have in common.
    learnt_from: usize,
}

/// A person ready to compare, weighed by the clinic's names of one age.
pub(super) struct Weighed {
    pub(super) who: Prepared,
    age: u64,
}

impl People {
    /// Reads everybody.
    ///
    /// # Errors
    /// As the store gives them.
    pub fn read(db: &Connection) -> Outcome<Self> {
        let mut people = Self::default();
        let gone = merges::all(db)?;
        patients::each(db, |patient| people.put(&patient, gone.contains_key(&patient.id)))?;
        Ok(people)
    }

    /// Who is with another record now is still found by their old name, but counts as nobody.
    fn put(&mut self, patient: &Patient, gone: bool) {
        self.names.upsert(&entry(patient));
        if gone {
            return;
        }
        // counted in memory, never shown
        let names = PlainNames::of(patient.details.given.expose(), patient.details.family.expose());
        self.shares.add(&names);
        self.counted.insert(patient.id, names);
    }

    /// Brings these patients up to date: changed, new, or gone.
    ///
    /// # Errors
    /// As the store gives them.
    pub fn refresh(&mut self, db: &Connection, touched: &[PatientId]) -> Outcome<()> {
        for id in touched {
            self.prepared.get_mut().remove(id);
            self.age += 1;
            self.changed.get_mut().insert(*id);
            if let Some(names) = self.counted.remove(id) {
                self.shares.take(&names);
            }
            match patients::load(db, *id) {
                Ok(patient) => {
                    let gone = merges::now_with(db, *id)?.is_some();
                    self.put(&patient, gone);
                }
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
    pub(super) fn prepared(&self) -> RefMut<'_, HashMap<PatientId, Weighed>> {
        self.prepared.borrow_mut()
    }

    /// Everybody ready for "same person?". Learns anew when there are half as many again.
    ///
    /// # Errors
    /// As the store gives them.
    pub(super) fn known(&self, db: &Connection) -> Outcome<RefMut<'_, KnownPeople>> {
        let mut held = self.known.borrow_mut();
        let mut changed = self.changed.borrow_mut();
        let outgrown = |known: &KnownPeople| known.known.len() + changed.len() > known.learnt_from + known.learnt_from / 2 + 20;
        if held.as_ref().is_none_or(outgrown) {
            *held = Some(KnownPeople::read(db)?);
        } else if let Some(known) = held.as_mut() {
            for id in changed.iter() {
                known.refresh(db, *id)?;
            }
        }
        changed.clear();
        drop(changed);
        RefMut::filter_map(held, Option::as_mut).map_err(|_| Fault::new("bug", "nobody is known").into())
    }

    /// Somebody ready to compare, by the names of this clinic.
    pub(super) fn prepare(&self, person: &Person) -> Weighed {
        Weighed { who: Prepared::in_clinic(person, &self.shares), age: self.age }
    }

    /// Brings somebody who was worked out before up to date with the names of this clinic.
    pub(super) fn weigh(&self, known: &mut Weighed) {
        if known.age != self.age {
            known.who.weigh(&self.shares);
            known.age = self.age;
        }
    }
}

impl KnownPeople {
    fn read(db: &Connection) -> Outcome<Self> {
        let (mut ids, mut records) = (Vec::new(), Vec::new());
        patients::each(db, |patient| {
            ids.push(patient.id);
            records.push(record(&patient.details));
        })?;
        let place = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        Ok(Self { known: Known::new(&records), learnt_from: ids.len(), place, ids })
    }

    fn refresh(&mut self, db: &Connection, id: PatientId) -> Outcome<()> {
        let now = match patients::load(db, id) {
            Ok(patient) => record(&patient.details),
            // Taken away: a record without anything in it is like nobody.
            Err(Halt::Refused(_)) => Record::default(),
            Err(fault) => return Err(fault),
        };
        let at = *self.place.entry(id).or_insert(self.ids.len());
        if at == self.ids.len() {
            self.ids.push(id);
        }
        self.known.put(at, &now);
        Ok(())
    }
}

/// A patient's record as linkage compares it.
pub fn record(details: &PatientDetails) -> Record {
    // compared, not shown
    let text = |text: &Option<Private<String>>| text.as_ref().map(|text| text.expose().clone()).unwrap_or_default();
    Record {
        given: details.given.expose().clone(),
        family: details.family.expose().clone(),
        born: details.born.as_ref().map(|born| Birth::from(born.expose().0)),
        phone: text(&details.phone),
        street: text(&details.street),
        street_more: String::new(),
        town: text(&details.town),
        region: text(&details.region),
        postcode: text(&details.postcode),
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
