//! Whole imports through the command list, on a real store.

use super::import_preview::{ImportPreview, PreviewRows};
use super::import_run::Imported;
use crate::clock::{LoadedDice, SetClock};
use crate::desk::{Answer, Call, Desk};
use crate::store::Store;
use crate::trail::replay::{replay, tables};
use serde_json::{Value, json};
use std::collections::BTreeMap;

struct Clinic {
    _folder: tempfile::TempDir,
    desk: Desk,
}

const PEOPLE: &str = "\u{feff}PatientId,Patient First Name,Patient Last Name,Patient DOB,Phone,City\n\
    1,Sam,Keller,03/14/2011,555-0100,Ulm\n\
    2,Ana,Ruiz,12/25/1980,555-0101,Ulm\n\
    3,Eric,Olsen,,555-0102,Ulm\n\
    4,Al,Future,12/25/2080,555-0103,Ulm\n";

const ORDERS: &str = "OrderNumber|PatientId|OrderDate|ExpectDate|Status|JobType|FrameSource|Frame|Tray|Lab|RxDate|OD Sphere|OD Cylinder|OD Axis|OS Sphere|OS Cylinder|OS Axis|PD Far\r\n\
    26-1|1|2026-11-01|2026-11-10|Notified|Complete|Doctor Supplied|Kite 8|T1|Northlab|2026-10-01|-1.00|-0.50|090|PLANO|DS||61.0\r\n\
    26-2|2|2026-11-02|2026-11-12|Received|Complete|Doctor Supplied|Kite 9|T1|Northlab|2026-10-01|-1.00|-0.50|090|PLANO|DS||61.0\r\n\
    26-3|2|2026-11-03|2026-12-01|Ordered|Lenses Only|Patient Own Frame|Mill 4||Northlab|2026-10-01|-1.00|-0.50|090|PLANO|DS||61.0\r\n\
    26-4|2|2025-11-03|2025-12-01|Collected|Complete|Lab Supplied|Mill 4|T3|Northlab|2026-10-01|-1.00|-0.50|090|PLANO|DS||61.0\r\n\
    26-5|9|2026-11-03|2026-12-01|Ordered|Complete|Lab Supplied|Mill 4||Northlab|2026-10-01|-1.00|-0.50|090|PLANO|DS||61.0\r\n\
    26-6|2|2026-11-03|2026-12-01|Ordered|Complete|Lab Supplied|Mill 4||Northlab|2026-10-01|-1.00|-41.25|090|PLANO|DS||61.0\r\n";

fn a_clinic() -> Clinic {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::from_rfc3339("2026-11-20T10:30:00-05:00").unwrap();
    let mut desk = Desk::closed(folder.path().to_owned(), Box::new(clock), Box::new(LoadedDice(3)));
    let request = json!({"clinic": "Test clinic", "given": "Kim", "family": "Vo", "pin": "4711", "passphrase": "correct horse battery"});
    desk.answer(Call { name: "set_up_clinic".into(), request, request_id: None }).done().unwrap();
    Clinic { _folder: folder, desk }
}

impl Clinic {
    fn call(&mut self, name: &str, request: Value) -> Answer {
        self.desk.answer(Call { name: name.into(), request, request_id: None })
    }

    fn done(&mut self, name: &str, request: Value) -> Value {
        match self.call(name, request) {
            Answer::Done(value) => value,
            Answer::Refused(refusal) => panic!("{name} refused: {} {:?}", refusal.code, refusal.findings),
            Answer::Fault(fault) => panic!("{name} failed: {fault}"),
        }
    }

    fn preview(&mut self, text: &str, source: &str) -> ImportPreview {
        let file = self.desk.hold_file("list.csv".into(), text.as_bytes().to_vec());
        serde_json::from_value(self.done("preview_import", json!({"file": file, "source": source}))).unwrap()
    }

    fn rows(&mut self, text: &str, source: &str) -> PreviewRows {
        self.preview(text, source).rows.expect("no questions are open")
    }

    /// Previews, brings in, and holds that both count the same.
    fn import(&mut self, text: &str, source: &str) -> Imported {
        let preview = self.preview(text, source);
        let file = self.desk.hold_file("list.csv".into(), text.as_bytes().to_vec());
        let done = self.done("run_import", json!({"file": file, "source": source, "mapping": preview.mapping}));
        let done: Imported = serde_json::from_value(done).unwrap();
        assert_eq!(Some(done.counts), preview.rows.map(|rows| rows.counts), "the preview told what happened");
        done
    }

    fn undo(&mut self, imported: &Imported) -> Value {
        self.done("undo_import", json!({"import_id": imported.import_id}))
    }

    fn tables(&self) -> BTreeMap<String, Vec<String>> {
        tables(&self.desk.store().unwrap().db).unwrap()
    }

    /// All tables but the record that there was an import, and the mapping that is kept for the next one.
    fn records(&self) -> BTreeMap<String, Vec<String>> {
        let mut tables = self.tables();
        for own in ["imports", "import_left_out", "import_mappings"] {
            tables.remove(own);
        }
        tables
    }

    fn one<T: rusqlite::types::FromSql>(&self, sql: &str) -> T {
        self.desk.store().unwrap().db.query_row(sql, [], |row| row.get(0)).unwrap()
    }
}

#[test]
fn patients_and_orders_come_in_and_the_counts_add_up() {
    let mut clinic = a_clinic();
    let people = clinic.import(PEOPLE, "old system").counts;
    assert_eq!((people.rows_read, people.added, people.left_out, people.patients_added), (4, 3, 1, 3));
    let orders = clinic.import(ORDERS, "old system").counts;
    assert_eq!((orders.rows_read, orders.added, orders.left_out, orders.orders_added), (6, 4, 2, 4));
    let state: String = clinic.one("SELECT state || ' ' || old_system_word FROM orders WHERE number = '26-1'");
    assert_eq!(state, "notified Notified");
    let parts: String = clinic.one(
        "SELECT group_concat(kind || ' ' || custody || ' ' || coalesce(place, ''), ', ' ORDER BY id) FROM parts
         WHERE order_id = (SELECT id FROM orders WHERE number = '26-2')",
    );
    assert_eq!(parts, "frame here tray T1, right_lens here tray T1, left_lens here tray T1");
    let trays: String = clinic.one("SELECT group_concat(number || ' ' || coalesce(tray, '-'), ', ' ORDER BY number) FROM orders");
    assert_eq!(trays, "26-1 T1, 26-2 -, 26-3 -, 26-4 -", "a tray holds one order, and none once it is collected");
    let prescriptions: i64 = clinic.one("SELECT count(*) FROM prescriptions");
    assert_eq!(prescriptions, 2, "one prescription for each patient, not for each order");
}

#[test]
fn a_systems_name_may_be_spelled_with_other_capitals_and_spaces() {
    let mut clinic = a_clinic();
    clinic.import(PEOPLE, "OptiDesk");
    assert_eq!(clinic.preview(ORDERS, "optidesk").source.as_deref(), Some("OptiDesk"));
    assert_eq!(clinic.import(ORDERS, " Opti desk").counts.orders_added, 4);
    let again = clinic.import(PEOPLE, "OPTIDESK").counts;
    assert_eq!((again.added, again.changed), (0, 0));
    assert_eq!(clinic.rows(ORDERS, "Another").counts.left_out, 6, "another system's numbers are other people");
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let mut clinic = a_clinic();
    clinic.import(PEOPLE, "old system");
    clinic.import(ORDERS, "old system");
    let before = clinic.tables();
    for text in [PEOPLE, ORDERS] {
        let again = clinic.import(text, "old system");
        assert_eq!(again.import_id, None);
        assert_eq!((again.counts.added, again.counts.changed), (0, 0));
        assert_eq!(again.counts.unchanged + again.counts.left_out, again.counts.rows_read);
    }
    assert_eq!(clinic.tables(), before);
}

#[test]
fn undo_restores_every_table_and_the_trail_replays() {
    let mut clinic = a_clinic();
    clinic.done("add_patient", json!({"details": {"given": "Sam", "family": "Keller", "born": "2011-03-14"}}));
    let empty = clinic.records();
    let people = clinic.import(PEOPLE, "old system");
    assert_eq!(people.counts.patients_added, 2, "Sam Keller is here already");
    let with_people = clinic.records();
    let orders = clinic.import(ORDERS, "old system");
    let all = clinic.records();
    let newer = ORDERS
        .replace("Received", "Notified")
        .replace("2026-12-01|Ordered|Lenses", "2026-12-08|Received|Lenses")
        .replace("-1.00|-0.50|090", "-1.25|-0.50|090");
    let changed = clinic.import(&newer, "old system");
    assert_eq!((changed.counts.added, changed.counts.changed), (0, 4));
    assert_ne!(clinic.records(), all);

    let replayed = tempfile::tempdir().unwrap();
    let onto = Store::in_memory(replayed.path()).unwrap();
    replay(&clinic.desk.store().unwrap().db, &onto).unwrap();
    assert_eq!(clinic.tables(), tables(&onto.db).unwrap());

    clinic.undo(&changed);
    assert_eq!(clinic.records(), all);
    clinic.undo(&orders);
    assert_eq!(clinic.records(), with_people);
    clinic.undo(&people);
    assert_eq!(clinic.records(), empty);
    assert!(matches!(clinic.call("undo_import", json!({"import_id": people.import_id})), Answer::Refused(r) if r.code == "undone_already"));
    // And once more from the start: nothing of the first time is in the way.
    assert_eq!(clinic.import(PEOPLE, "old system").counts.patients_added, 2);

    let onto = tempfile::tempdir().unwrap();
    let onto = Store::in_memory(onto.path()).unwrap();
    replay(&clinic.desk.store().unwrap().db, &onto).unwrap();
    assert_eq!(clinic.tables(), tables(&onto.db).unwrap());
}

#[test]
fn undo_is_refused_kindly_when_somebody_has_worked_with_it() {
    let mut clinic = a_clinic();
    let people = clinic.import(PEOPLE, "old system");
    let orders = clinic.import(ORDERS, "old system");
    let refused = |clinic: &mut Clinic, import: &Imported| match clinic.call("undo_import", json!({"import_id": import.import_id})) {
        Answer::Refused(refusal) => refusal,
        other => panic!("undone: {other:?}"),
    };
    let later = refused(&mut clinic, &people);
    assert_eq!(later.code, "later_work");
    assert!(later.findings.iter().all(|f| f.facts["command"] == "run_import"), "the orders came later: undo them first");
    clinic.undo(&orders);
    let sam: i64 = clinic.one("SELECT id FROM patients WHERE given = 'Sam'");
    clinic.done("patient_details", json!({"patient_id": sam}));
    clinic.done("add_contact", json!({"patient_id": sam, "name": "Ruth", "relation": "parent", "phone": null, "may_collect": true}));
    let before = clinic.tables();
    let later = refused(&mut clinic, &people);
    let what: Vec<_> = later.findings.iter().map(|f| (f.facts["command"].clone(), f.facts["patient_id"].clone())).collect();
    assert_eq!(what, [(json!("add_contact"), json!(sam))], "looking at a record is in nobody's way");
    assert_eq!(clinic.tables(), before);
}

#[test]
fn what_the_desk_has_put_right_stays() {
    let mut clinic = a_clinic();
    clinic.import(PEOPLE, "old system");
    let sam: i64 = clinic.one("SELECT id FROM patients WHERE given = 'Sam'");
    let details = json!({"given": "Sam", "family": "Keller", "born": "2011-03-14", "phone": "555-0199", "town": "Ulm"});
    clinic.done("change_patient", json!({"patient_id": sam, "details": details}));
    let newer = PEOPLE.replace("1,Sam,Keller,03/14/2011,555-0100,Ulm", "1,Sam,Keller,03/14/2011,555-0107,Bonn");
    let counts = clinic.import(&newer, "old system").counts;
    assert_eq!((counts.changed, counts.unchanged), (1, 2));
    let now: String = clinic.one("SELECT phone || ' ' || town FROM patients WHERE given = 'Sam'");
    assert_eq!(now, "555-0199 Bonn");
}

#[test]
fn people_who_may_be_here_are_asked_about_and_never_doubled() {
    let mut clinic = a_clinic();
    clinic.import(PEOPLE, "old system");
    let other = "Nom complet;Geburtsdatum;PLZ\nKeller, Sam;14.03.2011;0412\nOlsen, Eric;;0413\nKim, Li;25.12.1990;0414\n";
    let rows = clinic.rows(other, "other system");
    assert_eq!((rows.surely_here, rows.may_be_here_count), (1, 1));
    assert_eq!(rows.may_be_here[0].line, 3);
    assert_eq!((rows.counts.added, rows.counts.changed, rows.counts.left_out), (1, 1, 1));
    let before = clinic.records();
    let first = clinic.import(other, "other system");
    let postcode: String = clinic.one("SELECT postcode FROM patients WHERE given = 'Sam'");
    assert_eq!(postcode, "0412", "what was missing is filled in");
    // Now somebody says that Eric is Eric.
    let eric: i64 = clinic.one("SELECT id FROM patients WHERE given = 'Eric'");
    let preview = clinic.preview(other, "other system");
    let file = clinic.desk.hold_file("list.csv".into(), other.as_bytes().to_vec());
    let decisions = json!([{"line": 3, "answer": {"answer": "same", "patient_id": eric}}]);
    let request = json!({"file": file, "source": "other system", "mapping": preview.mapping, "decisions": decisions});
    let second: Imported = serde_json::from_value(clinic.done("run_import", request)).unwrap();
    assert_eq!((second.counts.changed, second.counts.unchanged, second.counts.left_out), (1, 2, 0));
    let people: i64 = clinic.one("SELECT count(*) FROM patients");
    assert_eq!(people, 4);
    clinic.undo(&second);
    clinic.undo(&first);
    assert_eq!(clinic.records(), before);
}

#[test]
fn somebody_may_say_for_all_at_once_that_the_likely_ones_are_the_same() {
    let mut clinic = a_clinic();
    let mut here = String::from("Id,First Name,Last Name,DOB,Phone,Street,City\n");
    let mut there = String::from("Name,DOB,Street,City\n");
    let (given, family) =
        (["Anna", "Boris", "Clara", "Dmitri", "Edith"], ["Keller", "Ruiz", "Olsen", "Nakamura", "Weiss", "Moreau", "Byrne"]);
    for n in 0..35 {
        let (given, family) = (given[n % 5], family[n % 7]);
        let born = format!("{:02}/{:02}/19{:02}", n % 12 + 1, n % 15 + 13, 40 + n);
        here.push_str(&format!("{n},{given},{family},{born},555-01{n:02},{n} Main St,Ulm\n"));
        // Two slips and no phone: likely, but not for the app alone to say.
        there.push_str(&format!("\"{family}e, {given}a\",{born},{n} Main St,Ulm\n"));
    }
    // Twins are as likely by their numbers, and are asked about one by one.
    here.push_str("99,Harriet,Etherington,06/20/1980,555-0199,99 Main St,Ulm\n");
    there.push_str("\"Etherington, Robert\",06/20/1980,99 Main St,Ulm\n");
    clinic.import(&here, "old system");
    let rows = clinic.rows(&there, "other system");
    assert_eq!((rows.surely_here, rows.may_be_here_count, rows.counts.left_out), (0, 36, 36));
    assert!(rows.may_be_here.is_sorted_by_key(|person| person.candidates[0].percent), "the most doubtful first");
    let file = clinic.desk.hold_file("list.csv".into(), there.into_bytes());
    let request = json!({"file": file, "source": "other system", "same_from_percent": 90});
    let preview: ImportPreview = serde_json::from_value(clinic.done("preview_import", request)).unwrap();
    let request = json!({"file": file, "source": "other system", "mapping": preview.mapping, "same_from_percent": 90});
    let done: Imported = serde_json::from_value(clinic.done("run_import", request)).unwrap();
    assert_eq!(Some(done.counts), preview.rows.map(|rows| rows.counts));
    assert_eq!((done.counts.changed, done.counts.added, done.counts.left_out), (35, 0, 1));
}

#[test]
fn a_mapping_is_kept_for_the_next_file_of_that_system() {
    let mut clinic = a_clinic();
    let text = "Id,Name,DOB\n1,Jo Keller,01/02/1980\n2,Ana Ruiz,03/04/1981\n";
    let mut preview = clinic.preview(text, "till");
    assert!(preview.rows.is_none(), "nothing is read while the day and the month are in doubt");
    assert_eq!(preview.questions.len(), 2);
    preview.mapping.name_order = Some(super::columns::NameOrder::GivenFamily);
    for column in &mut preview.mapping.columns {
        if column.field == super::columns::Field::BirthDate {
            column.date_order = Some(super::values::DateOrder::DayMonthYear);
        }
    }
    let file = clinic.desk.hold_file("list.csv".into(), text.as_bytes().to_vec());
    clinic.done("run_import", json!({"file": file, "source": "till", "mapping": preview.mapping}));
    let born: String = clinic.one("SELECT born FROM patients WHERE given = 'Jo'");
    assert_eq!(born, "1980-02-01");
    let file = clinic.desk.hold_file("next.csv".into(), text.replace("Jo", "Joe").into_bytes());
    let next: ImportPreview = serde_json::from_value(clinic.done("preview_import", json!({"file": file}))).unwrap();
    assert!(next.mapping_saved && next.source.as_deref() == Some("till") && next.questions.is_empty());
    assert_eq!(next.rows.map(|rows| rows.counts.changed), Some(1));
}

#[test]
fn rows_left_out_come_back_as_a_file() {
    let mut clinic = a_clinic();
    let imported = clinic.import(PEOPLE, "old system");
    let file = clinic.done("left_out_rows", json!({"import_id": imported.import_id}));
    assert_eq!(file["name"], "list - left out.csv");
    let text = file["text"].as_str().unwrap();
    assert!(text.contains("5,The birth date is in the future.,4,Al,Future,12/25/2080"), "{text}");
    let mended = clinic.import(&text.replace("2080", "1980"), "old system");
    assert_eq!((mended.counts.rows_read, mended.counts.added), (1, 1));
}

#[test]
fn a_cancelled_import_leaves_nothing() {
    let mut clinic = a_clinic();
    let mut text = String::from(PEOPLE);
    for id in 10..5_000 {
        text.push_str(&format!("{id},Jo{id},Keller,12/25/1980,555-0100,Ulm\n"));
    }
    let preview = clinic.preview(&text, "old system");
    let before = clinic.tables();
    let progress = clinic.desk.progress();
    let stop = std::thread::spawn(move || {
        while progress.total.load(std::sync::atomic::Ordering::Relaxed) == 0 {
            std::thread::yield_now();
        }
        while progress.total.load(std::sync::atomic::Ordering::Relaxed) != 0 {
            progress.cancel.store(true, std::sync::atomic::Ordering::Relaxed);
        }
    });
    let file = clinic.desk.hold_file("list.csv".into(), text.into_bytes());
    let answer = clinic.call("run_import", json!({"file": file, "source": "old system", "mapping": preview.mapping}));
    stop.join().unwrap();
    assert!(matches!(answer, Answer::Refused(refusal) if refusal.code == "cancelled"));
    assert_eq!(clinic.tables(), before);
}

#[test]
fn bad_files_get_a_clear_answer_and_change_nothing() {
    let mut clinic = a_clinic();
    let before = clinic.tables();
    let mut why = |bytes: Vec<u8>| {
        let file = clinic.desk.hold_file("patients.csv".into(), bytes);
        match clinic.call("preview_import", json!({"file": file, "source": "x"})) {
            Answer::Refused(refusal) => (refusal.code, refusal.facts["why"].clone()),
            other => panic!("read: {other:?}"),
        }
    };
    assert_eq!(why(b"\x89PNG\r\n\x1a\n".to_vec()), ("not_a_table".into(), json!("picture")));
    assert_eq!(why(b"PK\x03\x04\x14\0[Content_Types].xml".to_vec()), ("not_a_table".into(), json!("workbook")));
    assert_eq!(why(vec![b'x'; 100 * 1024 * 1024]), ("not_a_table".into(), json!("line_too_long")));
    assert_eq!(why(Vec::new()), ("not_a_table".into(), json!("empty")));
    assert_eq!(clinic.tables(), before);
    assert!(matches!(clinic.call("preview_import", json!({"file": "file-99"})), Answer::Refused(r) if r.code == "no_such_file"));
}

#[test]
fn names_of_every_kind_come_in_whole() {
    let mut clinic = a_clinic();
    let long = "x".repeat(300);
    let too_long = "y".repeat(301);
    let names = ["O'Neil", "👩‍🚀", "محمد", "=1+1", "Nguyễn", long.as_str()];
    let mut text = String::from("Id,First Name,Last Name\n");
    for (id, name) in names.iter().enumerate() {
        text.push_str(&format!("{id},{name},Lee\n"));
    }
    text.push_str(&format!("99,{too_long},Lee\n"));
    let counts = clinic.import(&text, "old system").counts;
    assert_eq!((counts.added, counts.left_out), (6, 1));
    let stored: i64 = clinic.one("SELECT count(*) FROM patients WHERE given IN ('O''Neil', '👩‍🚀', 'محمد', '=1+1', 'Nguyễn')");
    assert_eq!(stored, 5);
}
