//! `rightful-cli fhir import FILE` and `rightful-cli fhir export`: prescriptions in and out, as the window does it.

use crate::clinic::{self, ask};
use crate::import::{print_counts, read, replays, tables};
use rightful_core::clock::{MachineClock, MachineDice};
use rightful_core::desk::Desk;
use rightful_core::exchange::fhir::export_prescriptions::FhirFile;
use rightful_core::exchange::fhir::preview_fhir::FhirPreview;
use rightful_core::exchange::import_run::Imported;
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

const HELP: &str = "\
rightful-cli fhir import FILE [--source NAME] [--preview | --trial]
rightful-cli fhir export [--patient ID] [--release r4|r5] [--form bundle|ndjson]

  --source NAME  your name for the other system; its patients are known again by it (else \"FHIR\")
  --preview      only show what would happen
  --trial        work on a new, empty clinic that is removed afterwards: bring the file in twice, give everything out,
                 bring that into another clinic, undo, and compare
";

/// Brings in or gives out; true when all went through.
///
/// # Errors
/// A sentence to print.
pub fn run(arguments: &[String]) -> Result<bool, String> {
    let flags = [clinic::FLAGS, &["--source", "--patient", "--release", "--form"]].concat();
    let plain = crate::plain(arguments, &flags);
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    match plain.as_slice() {
        ["import", file] if has("--trial") => trial(Path::new(file), arguments),
        ["import", file] => {
            let mut desk = clinic::open(arguments)?;
            bring_in(&mut desk, Path::new(file), arguments, has("--preview"))?;
            Ok(true)
        }
        ["export"] => {
            let text = give_out(&mut clinic::open(arguments)?, arguments)?.text;
            // given to whoever asked, as they asked
            let written = std::io::stdout().write_all(text.expose().as_bytes());
            written.map(|()| true).map_err(|error| format!("The prescriptions could not be written: {error}."))
        }
        _ => Err(HELP.to_owned()),
    }
}

fn bring_in(desk: &mut Desk, path: &Path, arguments: &[String], only_preview: bool) -> Result<Option<Imported>, String> {
    let bytes = std::fs::read(path).map_err(|error| format!("{} cannot be read: {error}.", path.display()))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    bring_in_bytes(desk, name, bytes, arguments, only_preview)
}

fn bring_in_bytes(
    desk: &mut Desk,
    name: String,
    bytes: Vec<u8>,
    arguments: &[String],
    only_preview: bool,
) -> Result<Option<Imported>, String> {
    println!("{name}, {} KB", bytes.len() / 1024);
    let request = json!({ "file": desk.hold_file(name, bytes), "source": crate::option(arguments, "--source") });
    let preview: FhirPreview = read(ask(desk, "preview_fhir", request.clone())?)?;
    print_counts("would be", &preview.counts);
    let mut reasons: BTreeMap<&str, u32> = BTreeMap::new();
    preview.left_out.iter().for_each(|left| *reasons.entry(left.why.code()).or_default() += 1);
    reasons.iter().for_each(|(why, count)| println!("  left out, {count}: {}", why.replace('_', " ")));
    println!("  {} people are here already, {} have to be asked about", preview.surely_here, preview.asked.len());
    if only_preview {
        return Ok(None);
    }
    let imported: Imported = read(ask(desk, "run_fhir", request)?)?;
    print_counts("were", &imported.counts);
    Ok(Some(imported))
}

fn give_out(desk: &mut Desk, arguments: &[String]) -> Result<FhirFile, String> {
    let release = crate::option(arguments, "--release").unwrap_or("r4");
    let form = crate::option(arguments, "--form").unwrap_or("bundle");
    let request = json!({ "release": release, "form": form });
    let answer = match crate::option(arguments, "--patient") {
        None => ask(desk, "export_prescriptions", request)?,
        Some(id) => {
            let id: i64 = id.parse().map_err(|_| "Write --patient as a number.".to_owned())?;
            ask(desk, "export_patient_prescriptions", json!({ "patient_id": id, "release": release, "form": form }))?
        }
    };
    read(answer)
}

/// Two new clinics: what is promised, shown on this file.
fn trial(file: &Path, arguments: &[String]) -> Result<bool, String> {
    let folder = std::env::temp_dir().join(format!("rightful-fhir-trial-{}", std::process::id()));
    let outcome = trial_in(&folder, file, arguments);
    // The clinic held a copy of somebody's prescriptions: it goes, whatever happened.
    let removed = std::fs::remove_dir_all(&folder);
    let passed = outcome?;
    removed.map_err(|error| format!("The trial clinic in {} could not be removed: {error}.", folder.display()))?;
    Ok(passed)
}

fn trial_in(folder: &Path, file: &Path, arguments: &[String]) -> Result<bool, String> {
    let mut desk = new_clinic(&folder.join("one"))?;
    let empty = tables(&desk)?;
    let imported = bring_in(&mut desk, file, arguments, false)?;
    let after = tables(&desk)?;
    let again = bring_in(&mut desk, file, arguments, false)?;
    let twice_changes_nothing = tables(&desk)? == after && again.is_some_and(|again| again.import_id.is_none());
    let counts = imported.as_ref().map(|imported| imported.counts).unwrap_or_default();
    let mut comes_back = true;
    if counts.added > 0 {
        for (release, form) in [("r4", "bundle"), ("r5", "ndjson")] {
            let flags = ["--release", release, "--form", form].map(str::to_owned);
            let given = give_out(&mut desk, &flags)?;
            let mut other = new_clinic(&folder.join(release))?;
            // given to the other clinic whole
            let back = bring_in_bytes(&mut other, given.name, given.text.expose().clone().into_bytes(), &[], false)?;
            comes_back &= back.is_some_and(|back| (back.counts.added, back.counts.left_out) == (given.prescriptions, 0));
        }
    }
    let replays = replays(&desk, folder)?;
    if let Some(id) = imported.and_then(|imported| imported.import_id) {
        ask(&mut desk, "undo_import", json!({ "import_id": id }))?;
    }
    let undo_exact = tables(&desk)? == empty;
    let passed = twice_changes_nothing && comes_back && replays && undo_exact;
    let summary = json!({
        "check": "fhir",
        "counts": counts,
        "twice_changes_nothing": twice_changes_nothing,
        "what_goes_out_comes_in": comes_back,
        "trail_replays": replays,
        "undo_exact": undo_exact,
        "passed": passed,
    });
    println!("{summary}");
    Ok(passed)
}

fn new_clinic(folder: &Path) -> Result<Desk, String> {
    let mut desk = Desk::closed(folder.to_owned(), Box::new(MachineClock), Box::new(MachineDice));
    let clinic = json!({"clinic": "Trial", "given": "Trial", "family": "", "pin": "0000", "passphrase": "only for this trial"});
    ask(&mut desk, "set_up_clinic", clinic)?;
    Ok(desk)
}
