//! What the counter asks many times a day must not slow down as the years pile up: no question reads a whole table.

use crate::clock::{Clock, SetClock};
use crate::desk::{Act, Look};
use crate::discrepancies::{self, stalled};
use crate::error::Outcome;
use crate::ids::{OrderId, PatientId};
use crate::matching::people::People;
use crate::pickup::{calls_today, find, kept_slip, list_orders, open_order, open_patient, ready_check, tray_label};
use crate::promises::{due, end_day, kept};
use crate::records::clinic::{self, FoundClinic};
use crate::records::patients::{self, OfPatient};
use crate::recovery::{end_recovery, letter, practice, start_recovery, view};
use crate::store::Store;
use rusqlite::Connection;
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use serde_json::json;
use std::sync::{Arc, Mutex};

/// Small by nature, or read along an index that holds only what is open.
const MAY_BE_READ_WHOLE: &[&str] = &[
    "clinic",
    "staff",
    "USING INDEX orders_open",
    "USING INDEX visits_open",
    "USING INDEX discrepancies_open",
    "USING INDEX promises_open",
    "USING INDEX recoveries_open",
    "USING COVERING INDEX one_order_a_tray",
];

struct Counter {
    store: Store,
    asked: Arc<Mutex<Vec<String>>>,
    patient: PatientId,
    order: OrderId,
    _folder: tempfile::TempDir,
}

fn act(db: &Connection) -> Act<'_> {
    let now = SetClock::from_rfc3339("2026-11-20T10:30:00-05:00").unwrap().now();
    let (_, next, _) = crate::trail::standing(db).unwrap();
    let minted = "SELECT coalesce(max(id), 0) + 1 FROM (SELECT id FROM patients UNION SELECT id FROM staff UNION SELECT id FROM orders
                  UNION SELECT id FROM part_moves)";
    let minted: i64 = db.query_row(minted, [], |row| row.get(0)).unwrap();
    Act::new(db, now, Some(crate::ids::StaffId(1)), next.max(minted))
}

fn a_counter() -> Counter {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::in_memory(folder.path()).unwrap();
    let clinic = FoundClinic {
        clinic: "Test".into(),
        practice: false,
        given: "Kim".into(),
        family: "Vo".into(),
        pin_name: String::from("a").into(),
        zone: None,
    };
    clinic::found(&mut act(&store.db), &clinic).unwrap();
    let details = serde_json::from_value(json!({"given": "Sam", "family": "Keller", "phone": "555-0142"})).unwrap();
    let patient = patients::add(&mut act(&store.db), &details).unwrap();
    let request = json!({"patient_id": patient, "kind": "spectacles", "frame_source": "patient_own"});
    let order = crate::pickup::add_order::add_order(&mut act(&store.db), &serde_json::from_value(request).unwrap()).unwrap().order_id;
    store.db.execute("UPDATE orders SET state = 'notified', tray = 'T1'", []).unwrap();
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let into = Arc::clone(&asked);
    let take = move |event: TraceEvent<'_>| {
        if let TraceEvent::Stmt(statement, _) = event {
            into.lock().unwrap().push(statement.sql().into_owned());
        }
    };
    store.db.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(take)).unwrap();
    Counter { store, asked, patient, order, _folder: folder }
}

impl Counter {
    fn whole_tables_read<T>(&self, what: &str, ask: impl FnOnce(&mut Act<'_>) -> Outcome<T>) -> Vec<String> {
        let mut act = act(&self.store.db);
        self.asked.lock().unwrap().clear();
        assert!(ask(&mut act).is_ok(), "{what} is answered");
        let asked: Vec<String> = self.asked.lock().unwrap().drain(..).filter(|sql| sql.trim_start().starts_with("SELECT")).collect();
        assert!(!asked.is_empty(), "{what} asked the store");
        let mut whole = Vec::new();
        for sql in asked {
            let mut plan = self.store.db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let steps: Vec<String> = plan.raw_query().mapped(|row| row.get(3)).collect::<Result<_, _>>().unwrap();
            for step in steps {
                let small = MAY_BE_READ_WHOLE.iter().any(|small| step.contains(small));
                if step.starts_with("SCAN") && !step.starts_with("SCAN CONSTANT") && !small {
                    whole.push(format!("{what}: {step}\n{sql}"));
                }
            }
        }
        whole
    }
}

#[test]
fn no_question_at_the_counter_reads_a_whole_table() {
    let counter = a_counter();
    let mut whole = Vec::new();
    let (of_patient, of_order) = (OfPatient { patient_id: counter.patient }, open_order::OfOrder { order_id: counter.order });
    whole.extend(counter.whole_tables_read("open_patient", |act| open_patient::open_patient(act, &of_patient)));
    whole.extend(counter.whole_tables_read("open_order", |act| open_order::open_order(act, &of_order)));
    whole.extend(counter.whole_tables_read("tray_label", |act| tray_label::tray_label(act, &of_order)));
    whole.extend(counter.whole_tables_read("kept_slip", |act| kept_slip::kept_slip(act, &of_order)));
    whole.extend(counter.whole_tables_read("calls_today", |act| calls_today::calls_today(act, calls_today::AskCalls {})));
    whole.extend(
        counter
            .whole_tables_read("readiness", |act| ready_check::of_patient(act, ready_check::AskReadiness { patient_id: counter.patient })),
    );
    whole.extend(counter.whole_tables_read("list_orders", |act| {
        list_orders::list_orders(act, list_orders::ListOrders { list: list_orders::OrderList::ToCollect })
    }));
    whole.extend(counter.whole_tables_read("stalled_orders", |act| stalled::stalled_orders(act, stalled::AskStalled {})));
    whole.extend(
        counter.whole_tables_read("open_discrepancies", |act| discrepancies::open::open(act, discrepancies::open::AskOpenDiscrepancies {})),
    );
    whole.extend(counter.whole_tables_read("promises_due", |act| due::promises_due(act, due::AskPromisesDue {})));
    whole.extend(counter.whole_tables_read("end_of_day", |act| end_day::end_of_day(act, end_day::AskEndOfDay {})));
    whole.extend(counter.whole_tables_read("promises of today", |act| due::count_today(act)));
    let year = || serde_json::from_value(json!({"from": "2026-01-01", "to": "2026-12-31"})).unwrap();
    whole.extend(counter.whole_tables_read("promises_kept", |act| kept::promises_kept(act, year())));
    let about = |act: &Act<'_>| json!({"patient_id": counter.patient, "order_id": counter.order, "scenario": "late", "staff": act.staff});
    let of = |value: serde_json::Value| serde_json::from_value(value).unwrap();
    whole.extend(
        counter.whole_tables_read("suggest_recovery", |act| {
            start_recovery::suggest_recovery(act, serde_json::from_value(about(act)).unwrap())
        }),
    );
    let mut begun = None;
    whole.extend(counter.whole_tables_read("start_recovery", |act| {
        let view = start_recovery::start_recovery(act, &serde_json::from_value(about(act)).unwrap())?;
        begun = Some(view.recovery.id);
        Ok(view)
    }));
    let recovery = || of(json!({"recovery_id": begun}));
    whole.extend(counter.whole_tables_read("recovery", |act| view::look_at(act, recovery())));
    whole.extend(counter.whole_tables_read("draft_letter", |act| {
        letter::draft_letter(act, serde_json::from_value(json!({"recovery_id": begun})).unwrap())
    }));
    whole.extend(counter.whole_tables_read("letters", |act| {
        letter::letters(act, serde_json::from_value(json!({"recovery_id": begun, "discrepancy_id": null})).unwrap())
    }));
    whole
        .extend(counter.whole_tables_read("practice_runs", |act| practice::practice_runs(act, serde_json::from_value(json!({})).unwrap())));
    whole.extend(counter.whole_tables_read("care_offered", |act| end_recovery::care_offered(act, end_recovery::AskCareOffered {})));
    let everybody = People::read(&counter.store).unwrap();
    for query in ["Keller", "26-1001", "1001", "T1", "t 01", "D-1"] {
        whole.extend(counter.whole_tables_read("find", |act| {
            let look = Look { db: act.db, now: act.now, staff: act.staff, people: Some(&everybody) };
            find::find(&look, find::Find { query: query.into(), limit: None })
        }));
    }
    assert!(whole.is_empty(), "{}", whole.join("\n\n"));
}
