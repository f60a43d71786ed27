//! Each reader of what others wrote, and what must hold whatever it is given. No panic, no endless work (the fuzzer's own
//! limits see to these), and: what was read and is written again reads the same.
//!
//! `tests/corpus.rs` gives every seed to the same functions with each `cargo verify`.

use chrono::NaiveDate;
use rightful_core::exchange::lensmeter::line::Line;
use rightful_core::exchange::lensmeter::{self, vca as vca_records};
use rightful_core::exchange::read::{self, LeftOutRow};
use rightful_core::exchange::values::formula_safe;
use rightful_core::exchange::{columns, fhir as fhir_files, sniff};
use rightful_core::matching::boxes::label::read_label;
use rightful_core::matching::boxes::typed::{read_contact_lens, standard_of};
use rightful_core::matching::prescription::parse::{TypedFor, Understanding, read_eye, read_line};
use rightful_core::records::prescriptions::Eye;
use rightful_core::recovery::scripts::{Scenario, check};
use rightful_core::recovery::wording::check_text;
use rightful_core::store::backup as backups;
use rightful_core::store::key::KeyFile;

/// A reader and its name.
pub type Reader = (&'static str, fn(&[u8]));

/// All of them.
pub const READERS: &[Reader] = &[
    ("backup", backup),
    ("box_label", box_label),
    ("csv", csv),
    ("fhir", fhir),
    ("lensmeter", lensmeter),
    ("prescription", prescription),
    ("scenario", scenario),
    ("vca", vca),
    ("wording", wording),
];

/// A backup's header and what follows it, and the key file beside a clinic.
pub fn backup(bytes: &[u8]) {
    let mut from = bytes;
    if let Ok(header) = backups::header(&mut from) {
        let _ = (header.made(), format!("{header:?}"));
        let mut into = Vec::new();
        let _ = backups::body(&header, &mut from, &mut into);
        assert!(into.len() <= bytes.len(), "no more comes out than went in");
    }
    if let Ok(file) = serde_json::from_slice::<KeyFile>(bytes) {
        assert!(!file.is_nearly(&file), "the same file is not a damaged one");
        let again: KeyFile = serde_json::from_slice(&serde_json::to_vec(&file).expect("JSON")).expect("a key file");
        assert!(!again.is_nearly(&file));
    }
}

/// The bar code on a box, and a contact lens as somebody types it.
pub fn box_label(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let _ = read_label(text);
    let read = read_contact_lens(text);
    if let (Understanding::Accept, Some(lens)) = (read.verdict, &read.lens) {
        assert_eq!(standard_of(lens, read.expires_on), read.standard);
        let again = read_contact_lens(&read.standard);
        assert_eq!((again.lens, again.expires_on), (read.lens, read.expires_on), "what it accepts, it prints back");
    }
}

/// A table of patients or orders.
pub fn csv(bytes: &[u8]) {
    let Ok(table) = sniff::sniff(bytes) else { return };
    let proposal = columns::propose(&table);
    let mapping = columns::check(&table, &proposal.mapping).mapping;
    let _ = mapping.open_questions();
    let today = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
    let left_out: Vec<_> = read::rows(&table, &mapping, today).filter_map(Result::err).collect();
    for row in &left_out {
        assert!(row.raw(&table).len() <= table.text.len());
    }
    let lines = left_out.iter().map(|row| LeftOutRow { line: row.line, span: row.span.clone(), reason: row.reason.words() });
    let written = read::left_out_csv(&table, lines).expect("a file in memory");
    let plain = written.strip_prefix(b"\xef\xbb\xbf").expect("a byte order mark");
    let mut again = ::csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(plain);
    let rows: Vec<::csv::StringRecord> = again.records().collect::<Result<_, _>>().expect("a table");
    assert_eq!(rows.len(), left_out.len() + 1, "each row that was left out is in the file once");
    for (row, problem) in rows.iter().skip(1).zip(&left_out) {
        let cells: Vec<String> = table.cells(&problem.span).iter().map(|cell| formula_safe(cell).into_owned()).collect();
        assert_eq!(row.iter().skip(2).map(str::to_owned).collect::<Vec<_>>(), cells, "with its cells as they were");
    }
}

/// Prescriptions from another system.
pub fn fhir(bytes: &[u8]) {
    let Ok(read) = fhir_files::read(bytes) else { return };
    let told = read.prescriptions.iter().filter(|one| one.to_resource().is_some()).count();
    let written = fhir_files::ndjson(&read.prescriptions);
    if told > 0 {
        let again = fhir_files::read(written.as_bytes()).expect("what we wrote");
        let doubted = again.left_out.len();
        assert_eq!(again.prescriptions.len() + doubted, told, "what is written is read again");
        assert_eq!(fhir_files::ndjson(&again.prescriptions).lines().count(), again.prescriptions.len());
    }
}

/// What a lensmeter sends: frames, XML, records; in one piece, and in many with noise between.
pub fn lensmeter(bytes: &[u8]) {
    let whole = lensmeter::read(bytes);
    if let Ok(read) = &whole {
        let lenses = [read.reading.right, read.reading.left, read.reading.either];
        assert!(lenses.iter().any(Option::is_some), "a reading is of a lens");
        for eye in lenses.into_iter().flatten() {
            assert!(eye.sphere.is_some_and(|sphere| sphere.abs() <= 3000), "a power that lenses have, and never a guess");
            assert_eq!(eye.axis.is_some(), eye.cyl.is_some_and(|cyl| cyl != 0), "a cylinder and its axis, or neither");
            assert!(eye.axis.is_none_or(|axis| (1..=180).contains(&axis)) && eye.add != Some(0));
        }
    }
    let mut line = Line::default();
    for piece in bytes.chunks(7) {
        line.arrived(piece);
    }
    let _ = (line.is_endless(), line.fell_silent());
    assert!(line.is_still(), "what was said is said once");
}

/// What a laboratory sends: `TAG=right;left` in lines.
pub fn vca(bytes: &[u8]) {
    let _ = vca_records::job(bytes);
    let _ = lensmeter::read(bytes);
}

/// A prescription as somebody types it, an eye or a whole line of it.
pub fn prescription(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    for purpose in [TypedFor::Order, TypedFor::Reading] {
        let _ = read_line(text, purpose);
        let read = read_eye(text, purpose);
        assert_eq!(read.verdict == Understanding::Reject, read.eye.is_none(), "rejected or understood");
        if read.verdict == Understanding::Accept {
            let again = read_eye(&read.standard, purpose);
            assert_eq!(again.eye.map(said), read.eye.map(said), "what it accepts, it prints back");
        }
    }
}

/// "0 base up" is typed at times, and not printed.
fn said(eye: Eye) -> Eye {
    let some = |prism: Option<i32>| prism.filter(|prism| *prism != 0);
    Eye { prism_out: some(eye.prism_out), prism_up: some(eye.prism_up), ..eye }
}

/// A scenario that a clinic wrote.
pub fn scenario(bytes: &[u8]) {
    let Ok(scenario) = serde_json::from_slice::<Scenario>(bytes) else { return };
    let _ = check::broken(&scenario).expect("an answer");
    let _ = check::figures(&scenario);
    let again: Scenario = serde_json::from_str(&serde_json::to_string(&scenario).expect("JSON")).expect("a scenario");
    assert!(again == scenario, "what is kept is what was written");
}

/// Words before they are said.
pub fn wording(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    for caught in check_text(text).expect("an answer") {
        assert!(caught.start < caught.end && caught.end <= text.chars().count(), "a place in the text");
        assert!(!caught.rule.is_empty() && !caught.better.is_empty());
    }
}

/// What is learnt and compiled once is so before the first input.
pub fn ready() {
    wording(b"We are ready.");
}
