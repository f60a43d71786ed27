//! The practice clinic: a believable clinic to learn on. Its days are lived through the command list, so everything in
//! it could have happened at a counter: two years of orders from an old system, sixty open ones, a queue in progress,
//! and the five days of PRODUCT.md waiting to happen.

pub mod people;

use crate::clock::{At, Moment, SetClock};
use crate::commands;
use crate::desk::{Desk, Session};
use crate::error::{Fault, Outcome};
use crate::ids::StaffId;
use crate::records::clinic::{FoundClinic, PRACTICE_PIN};
use crate::records::staff::Role;
use people::Chance;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// People on file, and jobs from the old system. With the stories' own people and the open orders: 400 and 900.
const PEOPLE: usize = 393;
const OLD_JOBS: usize = 840;
const OPEN_JOBS: usize = 53;
const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// Fills a new practice clinic, as it stands at the desk's now.
///
/// # Errors
/// As the commands give them.
pub fn fill(desk: &mut Desk) -> Outcome<()> {
    let now = desk.now();
    let clock = SetClock::at(Moment { at: At(now.at.0 - 40 * DAY), ..now });
    let machine = desk.set_clock(Box::new(clock.clone()));
    let lived = desk.in_one_go(|desk| live(desk, &clock, now));
    desk.set_clock(machine);
    desk.session = None;
    lived
}

/// Something that happens at a moment.
type Event<'a> = (i64, Happens<'a>);

/// What happens then.
type Happens<'a> = Box<dyn FnOnce(&mut Days<'_>) -> Outcome<()> + 'a>;

/// The clinic's days being lived.
struct Days<'a> {
    desk: &'a mut Desk,
    staff: BTreeMap<&'static str, (StaffId, Role)>,
    /// What was made so far, by our own names for it.
    made: BTreeMap<String, Value>,
}

impl Days<'_> {
    /// Somebody asks the desk.
    fn act(&mut self, who: &str, name: &str, request: Value) -> Outcome<Value> {
        let (staff, role) = self.staff.get(who).copied().ok_or_else(|| Fault::new("bug", "nobody"))?;
        self.desk.session = Some(Session { staff, role, emergency: false, last_touch: self.desk.now().at });
        let line = commands::find(name).ok_or_else(|| Fault::new("bug", format!("no line {name}")))?;
        self.desk.run(line, request, None)
    }

    fn made(&self, name: &str, field: &str) -> Value {
        self.made.get(name).map(|made| made[field].clone()).unwrap_or_default()
    }

    /// The ids of an order's parts of these kinds (all where none are named).
    fn parts(&mut self, order: &str, kinds: &[&str]) -> Outcome<Vec<Value>> {
        let order: i64 = self.made(order, "order_id").as_i64().unwrap_or_default();
        let parts = crate::records::parts::of(&self.desk.store()?.db, crate::ids::OrderId(order))?;
        Ok(parts
            .into_iter()
            .filter(|part| if kinds.is_empty() { part.needed } else { kinds.contains(&part.kind.as_str()) })
            .map(|part| json!(part.id))
            .collect())
    }
}

fn live(desk: &mut Desk, clock: &SetClock, now: Moment) -> Outcome<()> {
    let pin_name = crate::records::staff::keep_pin(desk, PRACTICE_PIN)?;
    let founder = FoundClinic {
        clinic: "Practice clinic".to_owned(),
        practice: true,
        given: "Kim".to_owned(),
        family: "Vo".to_owned(),
        pin_name,
        zone: None,
    };
    let kim = desk.inside("found_clinic", json!(founder))?;
    let mut days = Days { desk, staff: BTreeMap::new(), made: BTreeMap::new() };
    days.staff.insert("Kim", (StaffId(kim["staff_id"].as_i64().unwrap_or_default()), Role::Manager));
    for (given, family, role) in [("Jo", "Ortiz", Role::Receptionist), ("Jan", "Novak", Role::Dispenser)] {
        let added = days.act("Kim", "add_staff", json!({"given": given, "family": family, "role": role, "pin": PRACTICE_PIN}))?;
        days.staff.insert(given, (StaffId(added["id"].as_i64().unwrap_or_default()), role));
    }
    import_old_system(&mut days, now)?;
    let mut events: Vec<Event<'_>> = Vec::new();
    open_orders(&mut events, now);
    stories(&mut events, now);
    todays_queue(&mut events, now);
    events.sort_by_key(|(at, _)| *at);
    for (at, happens) in events {
        clock.set(Moment { at: At(at), ..now });
        happens(&mut days)?;
    }
    Ok(())
}

/// Two years of patients and collected orders, brought in as any clinic would bring them.
fn import_old_system(days: &mut Days<'_>, now: Moment) -> Outcome<()> {
    let made = people::exports(PEOPLE, OLD_JOBS, now.at.0 / DAY, 0x0000_51D0_0B0E);
    for (name, text) in [("old-patients.csv", made.patients), ("old-orders.txt", made.orders)] {
        let file = days.desk.hold_file(name.to_owned(), text.into_bytes());
        let preview = days.act("Kim", "preview_import", json!({"file": file, "source": "Old system"}))?;
        let request = json!({"file": file, "source": "Old system", "mapping": preview["mapping"], "decisions": []});
        days.act("Kim", "run_import", request)?;
        days.desk.take_file(&file);
    }
    Ok(())
}

/// `days` ago at this time of the clinic's day, never later than now.
fn ago(now: Moment, days: i64, hour: i64, minute: i64) -> i64 {
    let midnight = (now.at.0 + i64::from(now.offset_minutes) * MINUTE) / DAY * DAY - i64::from(now.offset_minutes) * MINUTE;
    (midnight - days * DAY + (hour * 60 + minute) * MINUTE).min(now.at.0 - MINUTE)
}

/// One job's life so far: each step with how many days ago it was.
struct Life {
    name: String,
    patient: Value,
    order: Value,
    /// (days ago, hour, step)
    steps: Vec<(i64, i64, Step)>,
}

enum Step {
    Order,
    To(&'static str),
    /// Into this tray; the parts of these kinds came (all where none are named).
    Receive(String, &'static [&'static str]),
    Verify,
    Fail(&'static str),
    Notify,
    Call(&'static str),
}

fn live_order(events: &mut Vec<Event<'_>>, now: Moment, life: Life) {
    let Life { name, patient, order, steps } = life;
    for (index, (days_ago, hour, step)) in steps.into_iter().enumerate() {
        let (name, patient, order) = (name.clone(), patient.clone(), order.clone());
        let at = ago(now, days_ago, hour, 3 * index as i64 + (name.len() as i64 * 7) % 50);
        events.push((
            at,
            Box::new(move |days| {
                let id = days.made(&name, "order_id");
                match step {
                    Step::Order => {
                        let mut request = order;
                        request["patient_id"] = match patient.as_str() {
                            Some(known) => days.made(known, "patient_id"),
                            None => patient,
                        };
                        let added = days.act("Jan", "add_order", request)?;
                        days.made.insert(name, added);
                        return Ok(());
                    }
                    Step::To(state) => days.act("Jan", "move_order", json!({"order_id": id, "to": state}))?,
                    Step::Receive(tray, kinds) => {
                        let arrived = days.parts(&name, kinds)?;
                        days.act("Jan", "receive_order", json!({"order_id": id, "tray": tray, "arrived": arrived, "missing": []}))?
                    }
                    Step::Verify => days.act("Jan", "verify_order", json!({"order_id": id, "verdict": "passed"}))?,
                    Step::Fail(why) => days.act("Jan", "verify_order", json!({"order_id": id, "verdict": "failed", "reason": why}))?,
                    Step::Notify => days.act("Jo", "notify_order", json!({"order_id": id}))?,
                    Step::Call(outcome) => days.act("Jo", "record_call", json!({"order_id": id, "outcome": outcome}))?,
                };
                Ok(())
            }),
        ));
    }
}

fn spectacles(chance: &mut Chance, now: Moment, due_in: i64) -> Value {
    let eye = |chance: &mut Chance| {
        let cyl = -25 * (chance.below(5) as i64);
        let axis = (cyl != 0).then(|| 1 + chance.below(180));
        json!({"sphere": 25 * (chance.below(25) as i64 - 16), "cyl": (cyl != 0).then_some(cyl), "axis": axis, "add": null})
    };
    let day = now.day_of(At(now.at.0 + due_in * DAY));
    json!({
        "kind": "spectacles", "lens_type": "SV", "frame": people::frame(chance), "frame_source": "ours", "lab": people::lab(chance),
        "powers": {"right": eye(chance), "left": eye(chance), "pd_tenths": 580 + chance.below(100)},
        "expected_on": day, "promised_on": now.day_of(At(now.at.0 + (due_in + 2) * DAY)), "dispenser": "JN",
    })
}

/// Jobs that are for contact lenses, with the powers of both eyes: two that came today, one the other way round.
const CONTACT_LENSES: [(usize, i32, i32); 2] = [(20, -225, -275), (28, -275, -225)];

fn contact_lenses(instead_of: Value, (_, right, left): &(usize, i32, i32)) -> Value {
    let eye = |power: i32| json!({"lens": {"brand": "Clarent Month", "power": power, "base_curve": 860, "diameter": 1420}, "boxes": 1});
    let dates = |name: &str| instead_of[name].clone();
    json!({
        "kind": "contact_lenses", "contacts": {"right": eye(*right), "left": eye(*left)}, "lab": "Northlab",
        "expected_on": dates("expected_on"), "promised_on": dates("promised_on"), "dispenser": "JN",
    })
}

/// Jobs at every stage of their life, as on any morning.
fn open_orders(events: &mut Vec<Event<'_>>, now: Moment) {
    use Step as S;
    let mut chance = Chance(0xC0FFEE);
    for at in 0..OPEN_JOBS {
        let name = format!("open-{at}");
        let patient = format!("somebody-{at}");
        // Somebody from the old system's list, each only once.
        let (row, who) = (at * 7 % PEOPLE, patient.clone());
        events.push((
            ago(now, 30, 9, 0),
            Box::new(move |days| {
                let id: i64 =
                    days.desk
                        .store()?
                        .db
                        .query_row("SELECT id FROM patients ORDER BY id LIMIT 1 OFFSET ?1", [row as i64], |row| row.get(0))?;
                days.made.insert(who, json!({"patient_id": id}));
                Ok(())
            }),
        ));
        let tray = format!("T{:03}", 20 + at);
        let received = |days: i64| (days, 11, S::Receive(tray.clone(), &[]));
        let (due, mut steps) = match at % 8 {
            0 => (6, vec![(1, 14, S::Order)]),
            1 => (4, vec![(3, 10, S::Order), (3, 15, S::To("ordered"))]),
            2 => (1, vec![(6, 10, S::Order), (6, 15, S::To("ordered")), (5, 9, S::To("at_lab"))]),
            3 => (-3, vec![(12, 10, S::Order), (12, 15, S::To("ordered")), (11, 9, S::To("at_lab"))]),
            4 => (0, vec![(8, 10, S::Order), (8, 15, S::To("ordered")), (7, 9, S::To("at_lab")), received(0)]),
            5 => (0, vec![(9, 10, S::Order), (9, 15, S::To("ordered")), (8, 9, S::To("at_lab")), received(1), (0, 9, S::Verify)]),
            6 => (-2, vec![(10, 10, S::Order), (10, 15, S::To("ordered")), received(3), (3, 13, S::Verify), (2, 14, S::Notify)]),
            _ => (-6, vec![(15, 10, S::Order), (15, 15, S::To("ordered")), received(7), (7, 13, S::Verify), (6, 14, S::Notify)]),
        };
        match at {
            3 => steps.push((4, 10, S::To("lab_hold"))),
            11 => steps.push((6, 10, S::To("back_ordered"))),
            12 => steps.push((0, 12, S::Fail("right lens 0.37 D off"))),
            7 | 15 => steps.push((5, 10, S::Call("message"))),
            23 | 31 => steps.push((3, 10, S::Call("no_answer"))),
            6 | 14 => steps.push((1, 11, S::Call("reached"))),
            _ => {}
        }
        let order = spectacles(&mut chance, now, due);
        let order =
            if let Some(powers) = CONTACT_LENSES.iter().find(|(job, ..)| *job == at) { contact_lenses(order, powers) } else { order };
        live_order(events, now, Life { name, patient: json!(patient), order, steps });
    }
}

fn add_patient(events: &mut Vec<Event<'_>>, now: Moment, name: &'static str, details: Value) {
    events.push((
        ago(now, 35, 9, 0),
        Box::new(move |days| {
            let added = days.act("Jo", "add_patient", json!({"details": details}))?;
            days.made.insert(name.to_owned(), added);
            Ok(())
        }),
    ));
}

fn add_contact(events: &mut Vec<Event<'_>>, now: Moment, of: &'static str, name: &'static str, phone: &'static str) {
    events.push((
        ago(now, 35, 9, 1),
        Box::new(move |days| {
            let patient = days.made(of, "patient_id");
            let request = json!({"patient_id": patient, "name": name, "relation": "parent", "phone": phone, "may_collect": true});
            days.act("Jo", "add_contact", request).map(drop)
        }),
    ));
}

/// The five days of PRODUCT.md, each up to the moment before it goes wrong.
fn stories(events: &mut Vec<Event<'_>>, now: Moment) {
    use Step as S;
    // The missing lenses: the frame is in, the boy's own lenses were kept here, and nobody knows where they are.
    add_patient(
        events,
        now,
        "Sam",
        json!({"given": "Sam", "family": "Keller", "born": "2011-03-04", "phone": "555-0142", "street": "14 Linden Avenue", "town": "Fairhaven", "postcode": "05401"}),
    );
    add_contact(events, now, "Sam", "Ruth Keller", "555-0142");
    add_patient(
        events,
        now,
        "Kellner",
        json!({"given": "Sam", "family": "Kellner", "born": "2012-03-04", "phone": "555-0177", "street": "3 Ferry Road", "town": "Milbrook", "postcode": "05403"}),
    );
    let own =
        json!({"right": {"sphere": -225, "cyl": -75, "axis": 180}, "left": {"sphere": -200, "cyl": -50, "axis": 170}, "pd_tenths": 560});
    live_order(
        events,
        now,
        Life {
            name: "sam-order".to_owned(),
            patient: json!("Sam"),
            order: json!({
                "kind": "warranty_replacement", "lens_type": "SV", "frame": "Kite 8 46-16 Blue", "frame_source": "vendor",
                "powers": own, "promised_on": now.day(), "dispenser": "JN",
                "old_lenses": {"kept_by": "we", "place": "finishing desk", "go_into_new_frame": true},
            }),
            steps: vec![(17, 16, S::Order), (17, 16, S::To("ordered")), (3, 11, S::Receive("T017".to_owned(), &["frame"]))],
        },
    );
    events.push((
        ago(now, 1, 16, 30),
        Box::new(|days| {
            for part in days.parts("sam-order", &["right_lens", "left_lens", "old_lenses"])? {
                days.act("Jan", "move_part", json!({"part_id": part, "custody": "not_located", "note": "Not on the finishing desk"}))?;
            }
            Ok(())
        }),
    ));
    live_order(
        events,
        now,
        Life {
            name: "kellner-order".to_owned(),
            patient: json!("Kellner"),
            order: json!({"kind": "spectacles", "lens_type": "SV", "frame": "Kite 8 46-16 Blue", "frame_source": "ours", "lab": "Northlab", "powers": {"right": {"sphere": -125}, "left": {"sphere": -150}}, "dispenser": "JN"}),
            steps: vec![
                (9, 10, S::Order),
                (9, 15, S::To("ordered")),
                (2, 11, S::Receive("T018".to_owned(), &[])),
                (2, 12, S::Verify),
                (1, 15, S::Notify),
                (1, 16, S::Call("reached")),
            ],
        },
    );
    // Eric and Derrick: two men, two trays, one sound.
    add_patient(
        events,
        now,
        "Eric",
        json!({"given": "Eric", "family": "Paulson", "born": "1979-06-21", "phone": "555-0121", "street": "80 Pine Street", "town": "Eastgate", "postcode": "05446"}),
    );
    add_patient(
        events,
        now,
        "Derrick",
        json!({"given": "Derrick", "family": "Paulsen", "born": "1981-09-02", "phone": "555-0163", "street": "7 Mill Lane", "town": "Ashby", "postcode": "05482"}),
    );
    for (name, who, tray, powers) in [
        (
            "eric-order",
            "Eric",
            "T011",
            json!({"right": {"sphere": -175, "cyl": -50, "axis": 90}, "left": {"sphere": -150}, "pd_tenths": 630}),
        ),
        (
            "derrick-order",
            "Derrick",
            "T014",
            json!({"right": {"sphere": -325, "cyl": -50, "axis": 88}, "left": {"sphere": -300, "cyl": -25, "axis": 100}, "pd_tenths": 645}),
        ),
    ] {
        live_order(
            events,
            now,
            Life {
                name: name.to_owned(),
                patient: json!(who),
                order: json!({"kind": "spectacles", "lens_type": "SV", "frame": "Loft 17 50-19 Navy", "frame_source": "ours", "lab": "Northlab", "powers": powers, "dispenser": "JN"}),
                steps: vec![
                    (10, 10, S::Order),
                    (10, 15, S::To("ordered")),
                    (9, 9, S::To("at_lab")),
                    (2, 11, S::Receive(tray.to_owned(), &[])),
                    (2, 14, S::Verify),
                    (1, 10, S::Notify),
                    (1, 11, S::Call("reached")),
                ],
            },
        );
    }
    // The order that was never made: taken and paid nine days ago, and nobody sent it.
    add_patient(
        events,
        now,
        "Priya",
        json!({"given": "Priya", "family": "Nair", "born": "1990-11-30", "phone": "555-0188", "street": "21 Orchard Road", "town": "Northfield", "postcode": "05408"}),
    );
    live_order(
        events,
        now,
        Life {
            name: "priya-order".to_owned(),
            patient: json!("Priya"),
            order: json!({"kind": "spectacles", "lens_type": "SV", "frame": "Cove 5 48-18 Plum", "frame_source": "ours", "lab": "Northlab", "powers": {"right": {"sphere": -350}, "left": {"sphere": -325, "cyl": -50, "axis": 15}}, "expected_on": now.day_of(At(now.at.0 - DAY)), "promised_on": now.day(), "dispenser": "JN"}),
            steps: vec![(9, 15, S::Order)],
        },
    );
    // Promises: here for more than two weeks, one message left, nobody called again.
    add_patient(
        events,
        now,
        "Walt",
        json!({"given": "Walter", "family": "Lindgren", "preferred": "Walt", "born": "1952-02-14", "phone": "555-0109", "street": "5 Lake Street", "town": "Fairhaven", "postcode": "05401"}),
    );
    live_order(
        events,
        now,
        Life {
            name: "walt-order".to_owned(),
            patient: json!("Walt"),
            order: json!({"kind": "spectacles", "lens_type": "PAL", "frame": "Harrow 301 54-17 Gunmetal", "frame_source": "ours", "lab": "Clearview Optical Lab", "powers": {"right": {"sphere": 125, "add": 225}, "left": {"sphere": 150, "cyl": -50, "axis": 92, "add": 225}}, "dispenser": "JN"}),
            steps: vec![
                (28, 10, S::Order),
                (28, 15, S::To("ordered")),
                (19, 11, S::Receive("T009".to_owned(), &[])),
                (19, 14, S::Verify),
                (18, 10, S::Notify),
                (18, 11, S::Call("message")),
            ],
        },
    );
    // The ridiculed child: a boy who comes with his father today, everything ready.
    add_patient(
        events,
        now,
        "Luca",
        json!({"given": "Luca", "family": "Marino", "born": "2017-05-19", "phone": "555-0135", "street": "9 School Street", "town": "Milbrook", "postcode": "05403"}),
    );
    add_contact(events, now, "Luca", "Paolo Marino", "555-0135");
    live_order(
        events,
        now,
        Life {
            name: "luca-order".to_owned(),
            patient: json!("Luca"),
            order: json!({"kind": "spectacles", "lens_type": "SV", "frame": "Quill 3 47-19 Slate", "frame_source": "ours", "lab": "Northlab", "powers": {"right": {"sphere": 200}, "left": {"sphere": 225}}, "dispenser": "JN"}),
            steps: vec![
                (8, 10, S::Order),
                (8, 15, S::To("ordered")),
                (1, 11, S::Receive("T031A".to_owned(), &[])),
                (1, 14, S::Verify),
                (1, 15, S::Notify),
                (1, 16, S::Call("reached")),
            ],
        },
    );
}

/// Who is here right now: one called and at the chair, three waiting, the longest for 18 minutes.
fn todays_queue(events: &mut Vec<Event<'_>>, now: Moment) {
    let at = |minutes: i64| now.at.0 - minutes * MINUTE;
    let check_in = |who: &'static str, request: Value| -> Happens<'static> {
        Box::new(move |days| {
            let mut request = request;
            if let Some(known) = days.made.get(who) {
                request["patient_id"] = known["patient_id"].clone();
            }
            let visit = days.act("Jo", "check_in", request)?;
            days.made.insert(format!("visit-{who}"), visit);
            Ok(())
        })
    };
    let on_visit = |who: &'static str, name: &'static str, request: Value| -> Happens<'static> {
        Box::new(move |days| {
            let mut request = request;
            request["visit_id"] = days.made(&format!("visit-{who}"), "visit_id");
            days.act("Jo", name, request).map(drop)
        })
    };
    events.push((at(26), check_in("Kellner", json!({"purpose": "fitting", "quote_min": 10, "greeted": true}))));
    events.push((at(19), on_visit("Kellner", "call_visit", json!({"where_to": "room 2"}))));
    events.push((
        at(18),
        check_in("Sam", json!({"purpose": "collecting", "with_whom": "his mother, Ruth", "quote_min": 20, "greeted": true})),
    ));
    events.push((at(8), on_visit("Sam", "tell", json!({"kind": "told", "words": "We are looking for the lenses."}))));
    events.push((
        at(5),
        check_in("Luca", json!({"purpose": "collecting", "with_whom": "his father, Paolo", "quote_min": 10, "greeted": true})),
    ));
    events.push((at(2), check_in("nobody", json!({"walk_in": "Mr. Abara", "purpose": "adjustment", "quote_min": 15}))));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::LoadedDice;
    use crate::desk::{Answer, Call};
    use crate::store::Store;
    use crate::trail::{chain, replay};

    #[test]
    fn the_practice_clinic_is_as_promised_and_replays() {
        let folder = tempfile::tempdir().unwrap();
        let clock = SetClock::from_rfc3339("2026-11-20T10:54:00-05:00").unwrap();
        let mut desk = Desk::closed(folder.path().to_owned(), Box::new(clock), Box::new(LoadedDice(5)));
        let opened = desk.answer(Call { name: "open_practice".into(), request: json!({}), request_id: None });
        assert!(matches!(opened, Answer::Done(_)), "{opened:?} {:?}", desk.take_faults());
        let db = &desk.store().unwrap().db;
        let count = |sql: &str| db.query_row::<i64, _, _>(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(count("SELECT count(*) FROM patients"), 400);
        assert_eq!(count("SELECT count(*) FROM orders"), 900);
        assert_eq!(count("SELECT count(*) FROM orders WHERE state NOT IN ('collected', 'cancelled', 'remade', 'returned')"), 60);
        assert_eq!(count("SELECT count(*) FROM visits WHERE state = 'waiting'"), 3);
        assert_eq!(count("SELECT count(*) FROM visits WHERE state = 'with_us'"), 1);
        assert_eq!(count("SELECT count(*) FROM parts WHERE custody = 'not_located'"), 2, "Sam's lenses");
        assert_eq!(chain::first_break(db).unwrap(), None);
        let other = tempfile::tempdir().unwrap();
        let empty = Store::in_memory(other.path()).unwrap();
        replay::replay(db, &empty).unwrap();
        assert_eq!(replay::tables(db).unwrap(), replay::tables(&empty.db).unwrap());
    }
}
