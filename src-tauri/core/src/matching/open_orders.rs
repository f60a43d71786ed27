//! What is open now, and whose, held in memory beside everybody's names: each check of a hand-over compares with all of
//! it. Kept as the store is by the store's own word of which rows changed.

use super::alerts::person;
use super::check_lenses::ordered;
use super::lenses::Ordered;
use super::lookalikes::Prepared;
use super::people::People;
use crate::error::{Halt, Outcome};
use crate::ids::{OrderId, PatientId};
use crate::records::orders::{self, Order, OrderKind, OrderState};
use crate::records::patients;
use crate::records::prescriptions::Powers;
use crate::store::changes::{Changes, Rows};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Where an order stands among the open ones: by state, then by age, as the store's index has them.
type Place = (&'static str, OrderId);

/// Everything that still owes something, and whom.
#[derive(Default)]
pub struct OpenOrders {
    /// None: nobody tells of changes, and it is read anew each time.
    changes: Option<Changes>,
    read: bool,
    /// Read while an act was under way that may still be taken back.
    unsure: Rows,
    orders: BTreeMap<Place, OpenOrder>,
    places: HashMap<OrderId, Place>,
    theirs: BTreeMap<PatientId, BTreeSet<Place>>,
    waiting: BTreeMap<PatientId, Waiting>,
    /// By the clinic's names of which age the people are weighed.
    age: u64,
}

/// One open order, as far as it is compared and told.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OpenOrder {
    pub(super) number: String,
    pub(super) patient_id: PatientId,
    pub(super) tray: Option<String>,
    pub(super) state: OrderState,
    pub(super) frame: Option<String>,
    pub(super) lens_type: Option<String>,
    pub(super) powers: Powers,
    /// Its lenses as they are compared; None: contact lenses, or no powers on file.
    pub(super) lenses: Option<Ordered>,
}

impl OpenOrder {
    fn of(order: Order) -> Self {
        let has_powers = order.powers.right.sphere.is_some() || order.powers.left.sphere.is_some();
        let lenses = (order.kind != OrderKind::ContactLenses && has_powers)
            .then(|| ordered(order.lens_type.as_deref(), order.powers, order.compensated, order.lab_powers.as_ref()));
        Self {
            number: order.number,
            patient_id: order.patient_id,
            tray: order.tray,
            state: order.state,
            frame: order.frame,
            lens_type: order.lens_type,
            powers: order.powers,
            lenses,
        }
    }
}

/// Somebody with something open.
#[derive(PartialEq)]
pub(super) struct Waiting {
    /// Ready to compare, with the frame of their order nearest the counter.
    pub(super) who: Prepared,
    /// Their name, as on their label.
    pub(super) name: String,
    /// First name and initial.
    pub(super) short: String,
    pub(super) born_year: Option<i32>,
    /// Of their order nearest the counter.
    pub(super) number: String,
    pub(super) tray: Option<String>,
}

impl OpenOrders {
    /// Nothing read yet; told of changes by this store.
    pub(super) fn of(changes: &Changes) -> Self {
        Self { changes: Some(changes.clone()), ..Self::default() }
    }

    /// Brings it up to what the store holds now.
    pub(super) fn refresh(&mut self, db: &Connection, people: &People) -> Outcome<()> {
        let (mut rows, undone) = self.changes.as_ref().map(Changes::take).unwrap_or_default();
        if undone {
            rows.and(&std::mem::take(&mut self.unsure));
        }
        if db.is_autocommit() {
            self.unsure = Rows::default();
        } else {
            self.unsure.and(&rows);
        }
        if self.changes.is_none() || !self.read {
            self.read_all(db, people)?;
            self.read = true;
        } else if !rows.is_empty() {
            // Until all of them are read again, none of it holds.
            self.read = false;
            self.read_again(db, people, &rows)?;
            self.read = true;
        }
        if self.age != people.age() {
            self.waiting.values_mut().for_each(|waiting| people.weigh(&mut waiting.who));
            self.age = people.age();
        }
        Ok(())
    }

    fn read_all(&mut self, db: &Connection, people: &People) -> Outcome<()> {
        self.orders.clear();
        self.places.clear();
        self.waiting.clear();
        self.age = people.age();
        self.theirs.clear();
        for order in orders::open(db)? {
            self.put(order);
        }
        for whose in self.theirs.keys().copied().collect::<Vec<_>>() {
            self.meet(db, people, whose)?;
        }
        Ok(())
    }

    fn read_again(&mut self, db: &Connection, people: &People, rows: &Rows) -> Outcome<()> {
        let mut whose: BTreeSet<PatientId> = rows.patients.iter().copied().map(PatientId).collect();
        for id in rows.orders.iter().copied().map(OrderId) {
            whose.extend(self.take(id));
            match orders::load(db, id) {
                Ok(order) if !order.state.is_over() => {
                    whose.insert(order.patient_id);
                    self.put(order);
                }
                Ok(_) | Err(Halt::Refused(_)) => {}
                Err(fault) => return Err(fault),
            }
        }
        for patient in whose {
            match self.waiting.get_mut(&patient).filter(|_| !rows.patients.contains(&patient.0)) {
                Some(known) if self.theirs.contains_key(&patient) => known.stand_by(self.theirs.get(&patient), &self.orders),
                _ => self.meet(db, people, patient)?,
            }
        }
        Ok(())
    }

    /// An order is open.
    fn put(&mut self, order: Order) {
        let place = (order.state.as_str(), order.id);
        self.theirs.entry(order.patient_id).or_default().insert(place);
        self.places.insert(order.id, place);
        self.orders.insert(place, OpenOrder::of(order));
    }

    /// It is not any more, or as something else; whose it was.
    fn take(&mut self, id: OrderId) -> Option<PatientId> {
        let place = self.places.remove(&id)?;
        let whose = self.orders.remove(&place)?.patient_id;
        if let Some(theirs) = self.theirs.get_mut(&whose) {
            theirs.remove(&place);
            if theirs.is_empty() {
                self.theirs.remove(&whose);
            }
        }
        Some(whose)
    }

    /// Reads somebody who may have something open.
    fn meet(&mut self, db: &Connection, people: &People, whose: PatientId) -> Outcome<()> {
        self.waiting.remove(&whose);
        if !self.theirs.contains_key(&whose) {
            return Ok(());
        }
        let patient = patients::load(db, whose)?;
        let mut waiting = Waiting {
            who: people.prepare(&person(&patient)),
            name: patient.details.full_name(),
            short: patient.details.first_and_initial(),
            born_year: patient.details.born_year(),
            number: String::new(),
            tray: None,
        };
        waiting.stand_by(self.theirs.get(&whose), &self.orders);
        self.waiting.insert(whose, waiting);
        Ok(())
    }

    /// Was it read from the store yet?
    pub(super) fn is_read(&self) -> bool {
        self.read
    }

    /// Everybody with something open, by id.
    pub(super) fn waiting(&self) -> impl Iterator<Item = (PatientId, &Waiting)> {
        self.waiting.iter().map(|(id, waiting)| (*id, waiting))
    }

    /// One of them.
    pub(super) fn one(&self, patient: PatientId) -> Option<&Waiting> {
        self.waiting.get(&patient)
    }

    /// The first frame that somebody waits for.
    pub(super) fn frame_of(&self, patient: PatientId) -> Option<&str> {
        self.theirs.get(&patient)?.iter().find_map(|place| self.orders.get(place)?.frame.as_deref())
    }

    /// Every open order, in the order of the store's index.
    pub(super) fn orders(&self) -> impl Iterator<Item = (OrderId, &OpenOrder)> {
        self.orders.iter().map(|((_, id), order)| (*id, order))
    }

    /// One of them.
    pub(super) fn order(&self, id: OrderId) -> Option<&OpenOrder> {
        self.orders.get(self.places.get(&id)?)
    }
}

impl Waiting {
    /// The order of theirs that is nearest the counter: the first with a tray, or the first.
    fn stand_by(&mut self, theirs: Option<&BTreeSet<Place>>, orders: &BTreeMap<Place, OpenOrder>) {
        let mut theirs = theirs.into_iter().flatten().filter_map(|place| orders.get(place));
        let first = theirs.clone().next();
        if let Some(nearest) = theirs.find(|order| order.tray.is_some()).or(first) {
            self.who.set_frame(nearest.frame.as_deref());
            self.number.clone_from(&nearest.number);
            self.tray.clone_from(&nearest.tray);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{LoadedDice, SetClock};
    use crate::desk::{Answer, Call, Desk};
    use crate::practice::people::{Chance, exports};
    use crate::store::Store;
    use crate::trail::replay;
    use serde_json::{Value, json};

    /// Everything that is open and whoever waits, as it is compared and told.
    type Told<'a> = (Vec<(OrderId, &'a OpenOrder)>, Vec<(PatientId, &'a Waiting)>, Vec<Option<&'a str>>);

    fn told(open: &OpenOrders) -> Told<'_> {
        let frames = open.waiting().map(|(id, _)| open.frame_of(id)).collect();
        (open.orders().collect(), open.waiting().collect(), frames)
    }

    /// Who waits for what, asked of the store in one question.
    fn asked(db: &Connection) -> Vec<(PatientId, String, Option<String>, bool)> {
        let mut rows = db
            .prepare(
                "SELECT patient_id, number, tray, max(tray IS NOT NULL) FROM orders INDEXED BY orders_open
                 WHERE state NOT IN ('collected', 'cancelled', 'remade', 'returned') GROUP BY patient_id",
            )
            .unwrap();
        rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).unwrap().collect::<Result<_, _>>().unwrap()
    }

    fn is_as_the_store(desk: &Desk, after: &str) {
        let (db, people) = (&desk.store().unwrap().db, desk.people());
        let mut fresh = OpenOrders::default();
        fresh.refresh(db, people).unwrap();
        let held = people.open(db).unwrap();
        assert!(told(&held) == told(&fresh), "what is held is what the store has, after {after}");
        let waiting = |(id, one): (PatientId, &Waiting)| (id, one.number.clone(), one.tray.clone(), one.tray.is_some());
        assert_eq!(held.waiting().map(waiting).collect::<Vec<_>>(), asked(db), "after {after}");
    }

    fn call(desk: &mut Desk, name: &str, request: Value) -> Answer {
        desk.answer(Call { name: name.to_owned(), request, request_id: None })
    }

    /// A small clinic: 60 people, 90 orders of which every third is open.
    fn a_clinic(folder: &std::path::Path) -> Desk {
        let clock = SetClock::from_rfc3339("2026-11-20T08:30:00-05:00").unwrap();
        let mut desk = Desk::closed(folder.to_owned(), Box::new(clock), Box::new(LoadedDice(3)));
        let set_up = json!({"clinic": "Test", "given": "Kim", "family": "Vo", "pin": "4711", "passphrase": "correct horse battery"});
        call(&mut desk, "set_up_clinic", set_up).done().unwrap();
        let made = exports(60, 90, 20_777, 5);
        let open = |(at, line): (usize, &str)| if at % 3 == 1 { line.replacen("|Collected|", "|Notified|", 1) } else { line.to_owned() };
        let orders = made.orders.lines().enumerate().map(open).collect::<Vec<_>>().join("\n");
        for text in [made.patients, orders] {
            import(&mut desk, text);
        }
        desk
    }

    fn import(desk: &mut Desk, text: String) {
        let file = desk.hold_file("list.csv".to_owned(), text.into_bytes());
        let preview = call(desk, "preview_import", json!({"file": file, "source": "Old system"})).done().unwrap();
        call(desk, "run_import", json!({"file": file, "source": "Old system", "mapping": preview["mapping"]})).done().unwrap();
    }

    /// One act that somebody could do, at random; whether it went through.
    fn act(desk: &mut Desk, chance: &mut Chance, merges: &mut Vec<Value>) -> (String, bool) {
        let db = &desk.store().unwrap().db;
        let ids = |table: &str| -> Vec<i64> {
            let mut rows = db.prepare(&format!("SELECT id FROM {table} ORDER BY id")).unwrap();
            rows.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
        };
        let (patients, orders) = (ids("patients"), ids("orders"));
        let open: Vec<i64> = desk.people().open(db).unwrap().orders().map(|(id, _)| id.0).collect();
        let pick = |chance: &mut Chance, from: &[i64]| from[chance.below(from.len())];
        let (one, other, any, open) = (
            pick(chance, &patients),
            pick(chance, &patients),
            pick(chance, &orders),
            pick(chance, if open.is_empty() { &orders } else { &open }),
        );
        let (name, request) = match chance.below(11) {
            0 => ("move_order", json!({"order_id": any, "to": OrderState::ALL[chance.below(OrderState::ALL.len())]})),
            1 => ("move_order", json!({"order_id": open, "to": OrderState::ALL[chance.below(OrderState::ALL.len())]})),
            2 => ("set_tray", json!({"order_id": open, "tray": (chance.below(2) == 0).then(|| format!("T{}", chance.below(40)))})),
            3 => {
                let mut details = call(desk, "patient_details", json!({"patient_id": one})).done().unwrap();
                let now = call(desk, "patient_details", json!({"patient_id": other})).done().unwrap();
                let field = ["given", "family", "born", "street", "preferred"][chance.below(5)];
                details[field] = now[field].clone();
                ("change_patient", json!({"patient_id": one, "details": details}))
            }
            4 | 5 => {
                let both = call(desk, "compare_patients", json!({"patient_id": one, "other_id": other})).done().unwrap_or_default();
                let seen = both["seen"].as_str().unwrap_or_default();
                ("merge_patients", json!({"keep_id": one, "gone_id": other, "take": [], "seen": seen, "reason": "the same"}))
            }
            6 if !merges.is_empty() => ("unmerge_patients", json!({"merge_id": merges.swap_remove(chance.below(merges.len()))})),
            7 => {
                let powers = json!({"right": {"sphere": -25 * chance.below(20) as i64, "balance": false}, "left": {"sphere": 100, "balance": false}, "pd_tenths": null});
                let request = json!({"patient_id": one, "kind": "spectacles", "frame": "Lago 51-18", "frame_source": "ours", "powers": powers, "compensated": false});
                ("add_order", request)
            }
            8 => ("check_in", json!({"patient_id": one, "purpose": "collecting"})),
            9 => ("start_hand_over", json!({"order_id": any, "visit_id": null})),
            _ => ("judge_look_alike", json!({"patient_id": one, "other_id": other, "verdict": "pinned", "reason": "twins"})),
        };
        match call(desk, name, request) {
            Answer::Done(reply) => {
                if name == "merge_patients" {
                    merges.push(reply["merge_id"].clone());
                }
                (name.to_owned(), true)
            }
            Answer::Refused(_) => (name.to_owned(), false),
            Answer::Fault(fault) => panic!("{name}: {fault} {:?}", desk.take_faults()),
        }
    }

    #[test]
    fn whatever_is_done_what_is_held_is_what_the_store_has_and_the_trail_replays() {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = a_clinic(folder.path());
        is_as_the_store(&desk, "an import");
        let (mut chance, mut merges, mut done) = (Chance(7), Vec::new(), BTreeMap::<String, u32>::new());
        for _ in 0..250 {
            let (name, went) = act(&mut desk, &mut chance, &mut merges);
            *done.entry(name.clone()).or_default() += u32::from(went);
            is_as_the_store(&desk, &name);
        }
        assert!(done.values().all(|count| *count > 0) && done.len() >= 9, "each act went through at least once: {done:?}");

        let other = tempfile::tempdir().unwrap();
        let again = Store::in_memory(other.path()).unwrap();
        replay::replay(&desk.store().unwrap().db, &again).unwrap();
        assert_eq!(replay::tables(&desk.store().unwrap().db).unwrap(), replay::tables(&again.db).unwrap());

        call(&mut desk, "close", json!({})).done().unwrap();
        call(&mut desk, "unlock", json!({"secret": "correct horse battery"})).done().unwrap();
        is_as_the_store(&desk, "a night");
    }

    #[test]
    fn what_an_import_brought_is_held_until_it_is_undone() {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = a_clinic(folder.path());
        let open = |desk: &Desk| desk.people().open(&desk.store().unwrap().db).unwrap().orders().count();
        assert!(open(&desk) > 20);
        let last: i64 = desk.store().unwrap().db.query_row("SELECT max(id) FROM imports", [], |row| row.get(0)).unwrap();
        call(&mut desk, "undo_import", json!({"import_id": last})).done().unwrap();
        assert_eq!(open(&desk), 0);
        is_as_the_store(&desk, "an import was undone");
    }

    #[test]
    fn what_was_done_in_one_go_and_taken_back_is_not_held() {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = a_clinic(folder.path());
        let (mut chance, mut merges) = (Chance(11), Vec::new());
        let before = replay::tables(&desk.store().unwrap().db).unwrap();
        let outcome: Outcome<()> = desk.in_one_go(|desk| {
            for _ in 0..60 {
                let (name, _) = act(desk, &mut chance, &mut merges);
                is_as_the_store(desk, &name);
            }
            Err(crate::error::Refusal::because("enough").into())
        });
        assert!(outcome.is_err());
        assert_eq!(before, replay::tables(&desk.store().unwrap().db).unwrap());
        is_as_the_store(&desk, "everything was taken back");
    }

    #[test]
    fn what_an_act_saw_of_itself_before_it_was_taken_back_is_not_held() {
        let folder = tempfile::tempdir().unwrap();
        let desk = a_clinic(folder.path());
        let (store, people) = (desk.store().unwrap(), desk.people());
        let tray = |db: &Connection| people.open(db).unwrap().orders().next().and_then(|(_, order)| order.tray.clone());
        let first = people.open(&store.db).unwrap().orders().next().unwrap().0;
        let was = tray(&store.db);
        let change = format!("UPDATE orders SET tray = 'ZZ9' WHERE id = {first}");
        for (begin, back) in [("BEGIN", "ROLLBACK"), ("BEGIN; SAVEPOINT act", "ROLLBACK TO act; RELEASE act; COMMIT")] {
            store.db.execute_batch(&format!("{begin}; {change}")).unwrap();
            assert_eq!(tray(&store.db).as_deref(), Some("ZZ9"), "an act sees what it did");
            store.db.execute_batch(back).unwrap();
            if back != "ROLLBACK" {
                // The door says so; see Desk::transact.
                store.changes.undone();
            }
            store.db.execute_batch("BEGIN").unwrap();
            assert_eq!(tray(&store.db), was, "the next act does not see it any more");
            store.db.execute_batch("COMMIT").unwrap();
            is_as_the_store(&desk, back);
        }
    }
}
