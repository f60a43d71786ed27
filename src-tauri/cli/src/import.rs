//! `rightful-cli import FILE…`: brings lists in as the window does, and prints counts that add up.

use rightful_core::clock::{MachineClock, MachineDice};
use rightful_core::desk::Desk;
use rightful_core::exchange::columns::{NameOrder, Question};
use rightful_core::exchange::import_preview::{ImportPreview, PreviewRows};
use rightful_core::exchange::import_run::Imported;
use rightful_core::exchange::imports::Counts;
use rightful_core::exchange::values::DateOrder;
use rightful_core::records::orders::OrderState;
use rightful_core::trail::replay;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Instant;

use crate::clinic::{self, ask};

const HELP: &str = "\
rightful-cli import FILE… [--source NAME] [--preview | --trial]

  --source NAME      your name for the other system; its numbers belong to it (else as saved, else \"import\")
  --dates DAY|MONTH  which comes first in 04/05/1980, where the file does not tell: `day` or `month`
  --names ORDER      how full names are written, where the file does not tell: `given-family` or `family-given`
  --status WORD=STATE  what a status word means, such as \"Ready=notified\"; may be repeated
  --same-from PERCENT  people who are at least so likely to be here already, and have one candidate, are the same
  --preview          only show what would happen
  --trial            work on a new, empty clinic that is removed afterwards; bring each file in twice,
                     undo everything, and compare the tables
";

/// Brings the files in, in the order given; true when all went through.
///
/// # Errors
/// A sentence to print.
pub fn run(arguments: &[String]) -> Result<bool, String> {
    let flags = [clinic::FLAGS, &["--source", "--dates", "--names", "--status", "--same-from"]].concat();
    let files = crate::plain(arguments, &flags);
    if files.is_empty() {
        return Err(HELP.to_owned());
    }
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    if has("--trial") {
        return trial(arguments, &files);
    }
    let mut desk = clinic::open(arguments)?;
    for file in files {
        bring_in(&mut desk, Path::new(file), arguments, has("--preview"))?;
    }
    Ok(true)
}

/// Previews a file and brings it in.
fn bring_in(desk: &mut Desk, path: &Path, arguments: &[String], only_preview: bool) -> Result<Option<Imported>, String> {
    let started = Instant::now();
    let bytes = std::fs::read(path).map_err(|error| format!("{} cannot be read: {error}.", path.display()))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let size = bytes.len();
    let file = desk.hold_file(name.clone(), bytes);
    let preview = preview(desk, &file, arguments)?;
    let took = started.elapsed();
    println!(
        "{name}: {size} bytes, {:?}, {:?}, {} columns, {:?}, {}",
        preview.shape.encoding,
        preview.shape.delimiter,
        preview.shape.header.len(),
        preview.mapping.kind,
        if preview.mapping_saved { "mapping as saved" } else { "mapping as proposed" },
    );
    if let Some(rows) = &preview.rows {
        print_counts("would be", &rows.counts);
        print_details(rows);
    }
    println!("  preview {:.2} s", took.as_secs_f64());
    if only_preview {
        return Ok(None);
    }
    let started = Instant::now();
    let request = json!({ "file": file, "source": preview.source, "mapping": preview.mapping, "same_from_percent": same_from(arguments)? });
    let imported: Imported = read(ask(desk, "run_import", request)?)?;
    let took = started.elapsed();
    print_counts("were", &imported.counts);
    match imported.import_id {
        Some(id) => println!("  import {id}, {:.2} s; undo: rightful-cli call undo_import '{{\"import_id\": {id}}}'", took.as_secs_f64()),
        None => println!("  nothing new, nothing changed, {:.2} s", took.as_secs_f64()),
    }
    let figures = json!({
        "import": name,
        "counts": imported.counts,
        "seconds": took.as_secs_f64(),
        "peak_memory_mb": peak_memory_mb(),
    });
    println!("{figures}");
    Ok(Some(imported))
}

/// The preview with every question answered from the flags.
fn preview(desk: &mut Desk, file: &str, arguments: &[String]) -> Result<ImportPreview, String> {
    let named = crate::option(arguments, "--source");
    let first: ImportPreview = read(ask(desk, "preview_import", json!({ "file": file, "source": named }))?)?;
    let source = named.map(str::to_owned).or(first.source.clone()).unwrap_or_else(|| "import".to_owned());
    let mut mapping = first.mapping;
    for question in &first.questions {
        match question {
            Question::DateOrder { column, .. } => {
                let order = match crate::option(arguments, "--dates") {
                    Some("day") => DateOrder::DayMonthYear,
                    Some("month") => DateOrder::MonthDayYear,
                    _ => {
                        let name = first.shape.header.get(*column).cloned().unwrap_or_default();
                        return Err(format!("In \"{name}\", day and month cannot be told apart. Say --dates day or --dates month."));
                    }
                };
                for mapped in mapping.columns.iter_mut().filter(|mapped| mapped.index == *column) {
                    mapped.date_order = Some(order);
                }
            }
            Question::NameOrder { .. } => {
                mapping.name_order = Some(match crate::option(arguments, "--names") {
                    Some("given-family") => NameOrder::GivenFamily,
                    Some("family-given") => NameOrder::FamilyGiven,
                    _ => return Err("Which name comes first? Say --names given-family or --names family-given.".to_owned()),
                });
            }
            Question::StatusWord { word, rows } => {
                println!("  \"{word}\" ({rows} rows): not known; --status \"{word}=…\" says what it means")
            }
            Question::Missing { field } => return Err(format!("No column found for {}.", field.code())),
        }
    }
    for (flag, value) in arguments.iter().zip(arguments.iter().skip(1)) {
        if flag == "--status" {
            let (word, state) = value.split_once('=').ok_or("Write --status \"WORD=state\".")?;
            let state = OrderState::from_code(state).ok_or_else(|| format!("There is no state {state}."))?;
            mapping.state_words.insert(word.to_owned(), state);
        }
    }
    let mapping_saved = first.mapping_saved;
    let asked = json!({ "file": file, "source": source, "mapping": mapping, "same_from_percent": same_from(arguments)? });
    let again: ImportPreview = read(ask(desk, "preview_import", asked)?)?;
    Ok(ImportPreview { mapping_saved, ..again })
}

fn same_from(arguments: &[String]) -> Result<Option<u8>, String> {
    let percent = crate::option(arguments, "--same-from").map(str::parse).transpose();
    percent.map_err(|_| "Write --same-from as a whole number of percent, such as 95.".to_owned())
}

pub(crate) fn print_counts(how: &str, counts: &Counts) {
    let Counts { rows_read, added, changed, unchanged, left_out, patients_added, orders_added } = counts;
    println!("  {rows_read} rows: {added} {how} added, {changed} changed, {unchanged} unchanged, {left_out} left out");
    println!("  {patients_added} patients and {orders_added} orders {how} added");
}

/// Reasons and counts; never a person's data.
fn print_details(rows: &PreviewRows) {
    for reason in &rows.reasons {
        println!("  left out, {} rows: {}", reason.rows, reason.reason.words());
    }
    for row in rows.left_out.iter().take(10) {
        println!("    line {}{}", row.line, row.column.as_ref().map(|name| format!(", {name}")).unwrap_or_default());
    }
    for cells in &rows.cells {
        println!("  {} cells of {} left empty ({:?}), first in line {}", cells.rows, cells.field.code(), cells.problem, cells.first_line);
    }
    if rows.surely_here + rows.may_be_here_count > 0 {
        println!("  {} people are here already, {} more may be", rows.surely_here, rows.may_be_here_count);
    }
}

pub(crate) fn read<T: serde::de::DeserializeOwned>(reply: Value) -> Result<T, String> {
    serde_json::from_value(reply).map_err(|_| "The desk answered in a form this tool does not know.".to_owned())
}

/// The most memory that this process has held, in megabytes; 0 where the system does not say.
fn peak_memory_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok()).map_or(0, |kb| kb / 1024)
}

/// A new clinic, each file twice, everything undone, the trail replayed: what is promised, shown on these files.
fn trial(arguments: &[String], files: &[&str]) -> Result<bool, String> {
    let folder = std::env::temp_dir().join(format!("rightful-trial-{}", std::process::id()));
    let outcome = trial_in(&folder, arguments, files);
    // The clinic held a copy of somebody's list: it goes, whatever happened.
    let removed = std::fs::remove_dir_all(&folder);
    let passed = outcome?;
    removed.map_err(|error| format!("The trial clinic in {} could not be removed: {error}.", folder.display()))?;
    Ok(passed)
}

fn trial_in(folder: &Path, arguments: &[String], files: &[&str]) -> Result<bool, String> {
    let mut desk = Desk::closed(folder.to_owned(), Box::new(MachineClock), Box::new(MachineDice));
    let clinic = json!({"clinic": "Trial", "given": "Trial", "family": "", "pin": "0000", "passphrase": "only for this trial"});
    ask(&mut desk, "set_up_clinic", clinic)?;
    let empty = tables(&desk)?;
    let mut imports = Vec::new();
    let mut twice_changes_nothing = true;
    for file in files {
        let imported = bring_in(&mut desk, Path::new(file), arguments, false)?;
        let after = tables(&desk)?;
        println!("  again:");
        let again = bring_in(&mut desk, Path::new(file), arguments, false)?;
        let same = tables(&desk)? == after && again.is_some_and(|again| again.import_id.is_none());
        println!("  the same file twice {}", if same { "changes nothing" } else { "CHANGED SOMETHING" });
        twice_changes_nothing &= same;
        imports.extend(imported.and_then(|imported| imported.import_id));
    }
    let replays = replays(&desk, folder)?;
    println!("the trail {}", if replays { "replays to the same tables" } else { "DOES NOT REPLAY" });
    let started = Instant::now();
    for id in imports.iter().rev() {
        ask(&mut desk, "undo_import", json!({ "import_id": id }))?;
    }
    let undo_seconds = started.elapsed().as_secs_f64();
    let exact = tables(&desk)? == empty;
    println!("undo, {undo_seconds:.2} s, {}", if exact { "gives the tables back exactly" } else { "DOES NOT GIVE THE TABLES BACK" });
    let passed = twice_changes_nothing && replays && exact;
    let summary = json!({
        "check": "import",
        "files": files.len(),
        "twice_changes_nothing": twice_changes_nothing,
        "trail_replays": replays,
        "undo_exact": exact,
        "undo_seconds": undo_seconds,
        "peak_memory_mb": peak_memory_mb(),
        "passed": passed,
    });
    println!("{summary}");
    Ok(passed)
}

pub(crate) type Tables = std::collections::BTreeMap<String, String>;

/// Every table but the record that there was an import and the mapping that is kept for the next one.
pub(crate) fn tables(desk: &Desk) -> Result<Tables, String> {
    let store = desk.store().map_err(|_| "The trial clinic is closed.")?;
    let mut tables = replay::digests(store).map_err(|fault| fault.to_string())?;
    for own in ["imports", "import_left_out", "import_mappings"] {
        tables.remove(own);
    }
    Ok(tables)
}

pub(crate) fn replays(desk: &Desk, folder: &Path) -> Result<bool, String> {
    let store = desk.store().map_err(|_| "The trial clinic is closed.")?;
    let differ = replay::differences(store, &folder.join("replay")).map_err(|fault| fault.to_string())?;
    Ok(differ.is_empty())
}
