//! Everybody on file, held in memory so that a name is found while it is typed; kept as the table is.

use super::find::{Entry, Hit, PeopleIndex};
use super::lookalikes::{NameShares, Person, PlainNames, Prepared};
use super::open_orders::OpenOrders;
use super::same_person::{Birth, Known, Record};
use crate::error::{Fault, Halt, Outcome};
use crate::ids::PatientId;
use crate::private::Private;
use crate::records::merges;
use crate::records::patients::{self, Patient, PatientDetails};
use crate::store::Store;
use chrono::NaiveDate;
use rusqlite::Connection;
use std::cell::{Ref, RefCell, RefMut};
use std::collections::{BTreeSet, HashMap};
use std::thread::{Builder, JoinHandle};

/// When so many come or change at once, as by an import, it is learnt anew.
const MANY_AT_ONCE: usize = 2_000;

/// Everybody on file.
#[derive(Default)]
pub struct People {
    names: PeopleIndex,
    /// How common each name is in this clinic, and what each person adds to that.
    shares: NameShares,
    counted: HashMap<PatientId, PlainNames>,
    /// Counts the changes of `shares`.
    age: u64,
    /// What is open, and whose.
    open: RefCell<OpenOrders>,
    /// Everybody ready for "same person?", made ahead or when first asked; and who has changed since.
    known: RefCell<Option<KnownPeople>>,
    learning: RefCell<Option<JoinHandle<KnownPeople>>>,
    /// Nobody waits for what a large list teaches: it is learnt beside the desk.
    learns_ahead: bool,
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

impl People {
    /// Reads everybody.
    ///
    /// # Errors
    /// As the store gives them.
    pub fn read(store: &Store) -> Outcome<Self> {
        let (db, mut people) = (&store.db, Self { learns_ahead: true, ..Self::nobody(store) });
        let gone = merges::all(db)?;
        let mut everybody = Vec::new();
        patients::each(db, |patient| {
            people.put(&patient, gone.contains_key(&patient.id));
            everybody.push((patient.id, record(&patient.details)));
        })?;
        people.learn_ahead(everybody);
        // The first patient of the day does not wait for it.
        drop(people.open(db)?);
        Ok(people)
    }

    /// Nobody yet, of this store.
    #[must_use]
    pub fn nobody(store: &Store) -> Self {
        Self { open: RefCell::new(OpenOrders::of(&store.changes)), ..Self::default() }
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
        if self.learns_ahead && touched.len() >= MANY_AT_ONCE {
            self.learn_ahead(everybody(db)?);
        }
        Ok(())
    }

    /// Begins to learn from everybody; whoever asks before it is done waits for the rest.
    fn learn_ahead(&mut self, everybody: Vec<(PatientId, Record)>) {
        self.changed.get_mut().clear();
        // Without a thread it is learnt when somebody asks.
        *self.learning.get_mut() = Builder::new().spawn(move || KnownPeople::of(&everybody)).ok();
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

    /// What is open now, and whose, as the store has it.
    ///
    /// # Errors
    /// As the store gives them.
    pub(super) fn open(&self, db: &Connection) -> Outcome<Ref<'_, OpenOrders>> {
        self.open.borrow_mut().refresh(db, self)?;
        Ok(self.open.borrow())
    }

    /// Everybody ready for "same person?". Learns anew when there are half as many again.
    ///
    /// # Errors
    /// As the store gives them.
    pub(super) fn known(&self, db: &Connection) -> Outcome<RefMut<'_, KnownPeople>> {
        let mut held = self.known.borrow_mut();
        let mut changed = self.changed.borrow_mut();
        if let Some(learning) = self.learning.borrow_mut().take()
            && let Ok(learnt) = learning.join()
        {
            *held = Some(learnt);
        }
        let outgrown = |known: &KnownPeople| known.known.len() + changed.len() > known.learnt_from + known.learnt_from / 2 + 20;
        if held.as_ref().is_none_or(outgrown) {
            *held = Some(KnownPeople::of(&everybody(db)?));
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
    pub(super) fn prepare(&self, person: &Person) -> Prepared {
        Prepared::in_clinic(person, &self.shares)
    }

    /// Brings somebody who was worked out before up to date with the names of this clinic.
    pub(super) fn weigh(&self, known: &mut Prepared) {
        known.weigh(&self.shares);
    }

    /// Counts the changes of the clinic's names.
    pub(super) fn age(&self) -> u64 {
        self.age
    }
}

impl KnownPeople {
    fn of(everybody: &[(PatientId, Record)]) -> Self {
        let ids: Vec<PatientId> = everybody.iter().map(|(id, _)| *id).collect();
        let place = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        Self { known: Known::new(everybody.iter().map(|(_, record)| record)), learnt_from: ids.len(), place, ids }
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

/// Everybody's record, by id.
fn everybody(db: &Connection) -> Outcome<Vec<(PatientId, Record)>> {
    let mut everybody = Vec::new();
    patients::each(db, |patient| everybody.push((patient.id, record(&patient.details))))?;
    Ok(everybody)
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
