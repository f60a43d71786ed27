//! Everybody on file, held in memory so that a name is found while it is typed; kept as the table is. A large clinic's are
//! read a little at a time while the desk goes on: the queue is there at once, and who looks for a name waits for the rest.

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
use std::cell::{Cell, Ref, RefCell, RefMut};
use std::collections::{BTreeSet, HashMap};
use std::thread::{Builder, JoinHandle};

/// When so many come or change at once, as by an import, it is learnt anew.
const MANY_AT_ONCE: usize = 2_000;

/// So many are read in one go: some milliseconds, so that nobody at the desk waits for them.
const SLICE: usize = 500;

/// Everybody on file.
#[derive(Default)]
pub struct People {
    named: RefCell<Named>,
    /// Who is still to be read.
    reading: RefCell<Option<Reading>>,
    /// Somebody was read in the middle of an act, which may still be taken back.
    read_in_an_act: Cell<bool>,
    /// Counts the changes of the names' shares.
    age: Cell<u64>,
    /// What is open, and whose.
    open: RefCell<OpenOrders>,
    /// Everybody ready for "same person?", made ahead or when first asked; and who has changed since.
    known: RefCell<Option<KnownPeople>>,
    learning: RefCell<Option<JoinHandle<KnownPeople>>>,
    /// Nobody waits for what a large list teaches: it is learnt beside the desk.
    learns_ahead: bool,
    changed: RefCell<BTreeSet<PatientId>>,
}

/// Everybody's names.
#[derive(Default)]
struct Named {
    names: PeopleIndex,
    /// How common each name is in this clinic, and what each person adds to that.
    shares: NameShares,
    counted: HashMap<PatientId, PlainNames>,
}

/// How far everybody is read.
struct Reading {
    /// Who comes after this id is not read yet.
    last: PatientId,
    /// Whose record is with another one.
    gone: HashMap<PatientId, PatientId>,
    everybody: Vec<(PatientId, Record)>,
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
    /// Reads everybody, or the first of many: [`People::go_on`] reads the rest.
    ///
    /// # Errors
    /// As the store gives them.
    pub fn read(store: &Store) -> Outcome<Self> {
        let (db, people) = (&store.db, Self::begin(store)?);
        let mut read = 0;
        while read < MANY_AT_ONCE && people.read_on(db)? {
            read += SLICE;
        }
        if people.reading.borrow().is_none() {
            // The first patient of the day does not wait for it.
            drop(people.open(db)?);
        }
        Ok(people)
    }

    /// Reads what is open, then some more of a large clinic's people. False: everybody is read.
    ///
    /// # Errors
    /// As [`People::read_on`].
    pub fn go_on(&self, db: &Connection) -> Outcome<bool> {
        if !self.open.borrow().is_read() {
            drop(self.open(db)?);
            return Ok(true);
        }
        self.read_on(db)
    }

    /// Nobody yet, and everybody to be read.
    fn begin(store: &Store) -> Outcome<Self> {
        let reading = Reading { last: PatientId(0), gone: merges::all(&store.db)?, everybody: Vec::new() };
        Ok(Self { learns_ahead: true, reading: RefCell::new(Some(reading)), ..Self::nobody(store) })
    }

    /// Reads some more of them. False: everybody is read.
    ///
    /// # Errors
    /// As the store gives them; what is read stays read.
    pub fn read_on(&self, db: &Connection) -> Outcome<bool> {
        self.read_next(db, SLICE)
    }

    fn read_next(&self, db: &Connection, most: usize) -> Outcome<bool> {
        let mut under_way = self.reading.borrow_mut();
        let Some(reading) = under_way.as_mut() else { return Ok(false) };
        let next = patients::after(db, reading.last, most)?;
        self.read_in_an_act.set(self.read_in_an_act.get() || !db.is_autocommit());
        let mut named = self.named.borrow_mut();
        for patient in &next {
            named.put(patient, reading.gone.contains_key(&patient.id));
            reading.everybody.push((patient.id, record(&patient.details)));
            reading.last = patient.id;
        }
        if next.len() == most {
            return Ok(true);
        }
        self.age.set(self.age.get() + 1);
        if let Some(read) = under_way.take() {
            self.learn_ahead(read.everybody);
        }
        Ok(false)
    }

    /// Whether somebody was read in the middle of the act that just ended: where it was taken back, what was read is not so.
    pub fn was_read_in_an_act(&self) -> bool {
        self.read_in_an_act.take()
    }

    /// Everybody, now.
    fn whole(&self, db: &Connection) -> Outcome<()> {
        while self.read_on(db)? {}
        Ok(())
    }

    /// Nobody yet, of this store.
    #[must_use]
    pub fn nobody(store: &Store) -> Self {
        Self { open: RefCell::new(OpenOrders::of(&store.changes)), ..Self::default() }
    }

    /// Brings these patients up to date: changed, new, or gone.
    ///
    /// # Errors
    /// As the store gives them.
    pub fn refresh(&mut self, db: &Connection, touched: &[PatientId]) -> Outcome<()> {
        for id in touched {
            // Who is still to be read is read as they are then.
            if let Some(reading) = self.reading.get_mut().as_mut().filter(|reading| *id > reading.last) {
                match merges::now_with(db, *id)? {
                    Some(with) => reading.gone.insert(*id, with),
                    None => reading.gone.remove(id),
                };
                continue;
            }
            self.age.set(self.age.get() + 1);
            self.changed.get_mut().insert(*id);
            let named = self.named.get_mut();
            named.uncount(*id);
            match patients::load(db, *id) {
                Ok(patient) => {
                    let gone = merges::now_with(db, *id)?.is_some();
                    named.put(&patient, gone);
                }
                Err(Halt::Refused(_)) => named.names.remove(id.0),
                Err(fault) => return Err(fault),
            }
        }
        if self.learns_ahead && touched.len() >= MANY_AT_ONCE && self.reading.get_mut().is_none() {
            self.changed.get_mut().clear();
            self.learn_ahead(everybody(db)?);
        }
        Ok(())
    }

    /// Begins to learn from everybody; whoever asks before it is done waits for the rest.
    fn learn_ahead(&self, everybody: Vec<(PatientId, Record)>) {
        // Without a thread it is learnt when somebody asks.
        *self.learning.borrow_mut() = Builder::new().spawn(move || KnownPeople::of(&everybody)).ok();
    }

    /// Finds people by what was typed, the likeliest first.
    ///
    /// # Errors
    /// As the store gives them.
    pub fn find(&self, db: &Connection, query: &str, limit: usize) -> Outcome<Vec<Hit>> {
        self.whole(db)?;
        Ok(self.named.borrow().names.find(query, limit))
    }

    /// Birth dates lie before this day.
    pub fn set_today(&mut self, today: NaiveDate) {
        self.named.get_mut().names.set_today(today);
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
        self.whole(db)?;
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
        Prepared::in_clinic(person, &self.named.borrow().shares)
    }

    /// Brings somebody who was worked out before up to date with the names of this clinic.
    pub(super) fn weigh(&self, known: &mut Prepared) {
        known.weigh(&self.named.borrow().shares);
    }

    /// Counts the changes of the clinic's names.
    pub(super) fn age(&self) -> u64 {
        self.age.get()
    }
}

impl Named {
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

    /// They count for nothing any more.
    fn uncount(&mut self, id: PatientId) {
        if let Some(names) = self.counted.remove(&id) {
            self.shares.take(&names);
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{LoadedDice, SetClock};
    use crate::desk::{Call, Desk};
    use serde_json::{Value, json};

    fn do_(desk: &mut Desk, name: &str, request: Value) -> Value {
        desk.answer(Call { name: name.to_owned(), request, request_id: None }).done().unwrap()
    }

    /// Whom some questions find, who is like somebody new, and how common a name is taken to be.
    fn told(people: &People, db: &Connection) -> (Vec<Vec<Hit>>, usize, Prepared) {
        let hits = ["one", "two", "renamed", "new person", "gone"].map(|query| people.find(db, query, 100).unwrap());
        let mut known = people.known(db).unwrap();
        let asked = Record { given: "Renamed".into(), family: "Person".into(), ..Record::default() };
        // How likely they are is learnt from the list as it was: only who is.
        let like = known.known.candidates(&asked, 0.5).len();
        let person = Person { given: "Renamed".into(), family: "Person".into(), ..Person::default() };
        (hits.to_vec(), like, people.prepare(&person))
    }

    #[test]
    fn what_changes_while_everybody_is_read_is_as_if_it_was_read_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let clock = SetClock::from_rfc3339("2026-11-20T08:30:00-05:00").unwrap();
        let mut desk = Desk::closed(folder.path().to_owned(), Box::new(clock), Box::new(LoadedDice(3)));
        let set_up = json!({"clinic": "Test", "given": "Kim", "family": "Vo", "pin": "4711", "passphrase": "correct horse battery"});
        do_(&mut desk, "set_up_clinic", set_up);
        let add = |desk: &mut Desk, given: &str, family: &str| -> i64 {
            let details = json!({"given": given, "family": family, "only_me": false});
            do_(desk, "add_patient", json!({"details": details, "another": true}))["patient_id"].as_i64().unwrap()
        };
        let ids: Vec<i64> = (0..12).map(|at| add(&mut desk, if at % 2 == 0 { "One" } else { "Two" }, &format!("Person{at}"))).collect();
        let mut people = People::begin(desk.store().unwrap()).unwrap();
        // What is open first, then people.
        assert!(!people.open.borrow().is_read() && people.go_on(&desk.store().unwrap().db).unwrap());
        assert!(people.open.borrow().is_read() && people.reading.borrow().as_ref().is_some_and(|reading| reading.everybody.is_empty()));
        assert!(people.read_next(&desk.store().unwrap().db, 5).unwrap(), "there are more");
        // One who is read and one who is not are renamed; two become one; somebody comes.
        for id in [ids[1], ids[9]] {
            let details = json!({"given": "Renamed", "family": "Person", "only_me": false});
            do_(&mut desk, "change_patient", json!({"patient_id": id, "details": details}));
        }
        for (keep, gone) in [(ids[2], ids[10]), (ids[11], ids[3])] {
            let seen = do_(&mut desk, "compare_patients", json!({"patient_id": keep, "other_id": gone}))["seen"].clone();
            let merge = json!({"keep_id": keep, "gone_id": gone, "take": [], "seen": seen, "reason": "the same"});
            do_(&mut desk, "merge_patients", merge);
        }
        let new = add(&mut desk, "New", "Person");
        let touched = [ids[1], ids[9], ids[2], ids[10], ids[11], ids[3], new].map(PatientId);
        let db = &desk.store().unwrap().db;
        people.refresh(db, &touched).unwrap();
        while people.read_next(db, 2).unwrap() {}
        people.refresh(db, &touched[..1]).unwrap();
        let at_once = People::read(desk.store().unwrap()).unwrap();
        assert!(told(&people, db) == told(&at_once, db));
        assert!(!told(&people, db).0[2].is_empty(), "the renamed are found");
        // Read in the middle of an act: whoever takes it back must know.
        let people = People::begin(desk.store().unwrap()).unwrap();
        people.read_next(db, 2).unwrap();
        assert!(!people.was_read_in_an_act());
        db.execute_batch("BEGIN").unwrap();
        people.read_next(db, 2).unwrap();
        db.execute_batch("ROLLBACK").unwrap();
        assert!(people.was_read_in_an_act() && !people.was_read_in_an_act(), "told once");
    }
}
