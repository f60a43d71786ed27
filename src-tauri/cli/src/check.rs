//! `rightful-cli check …`: each ends with one line of JSON on standard output.

use crate::stalled;
use rightful_core::exchange::sniff::sniff;
use rightful_core::matching::evaluate::{self, Fields, LookalikeSummary, SamePersonSummary};
use rightful_core::matching::evaluate_lenses::{self, CaseSummary, CheckedCase};
use rightful_core::matching::tolerances::ToleranceSet;
use rightful_core::recovery::wording::evaluate as wording_check;
use std::time::Instant;

const HELP: &str = "\
rightful-cli check same-person --patients FILE --second FILE --truth FILE
                               another system's list against the patients; the truth says which row is whom
rightful-cli check same-person --left FILE --right FILE [--names-only]
rightful-cli check same-person --list FILE [--names-only]
                               lists whose ids say who is who (rec-12-org, rec-12-dup-0)
rightful-cli check lookalikes --pairs FILE --queries FILE --others FILE
                               labelled pairs of names that look alike, and strangers who do not
rightful-cli check lenses FILE [--set NAME]
                               readings against orders, by the limits of a tolerance set (default ansi_z80_1_2015)
rightful-cli check prescriptions FILE
                               typed prescriptions: accept, ask or reject, and what was understood
rightful-cli check wording FILE
                               sentences to catch or leave: those that blame must be caught, the others left
rightful-cli check stalled FILE.json
                               a year of orders: each morning, those nobody moved must be listed, and no other
rightful-cli check stalled --make FILE.json [--orders N]
                               makes such a year (default 12000 orders)
";

/// Runs the named check; true when it passed.
///
/// # Errors
/// A sentence to print.
pub fn run(arguments: &[String]) -> Result<bool, String> {
    match arguments.first().map(String::as_str) {
        Some("same-person") => same_person(arguments.get(1..).unwrap_or_default()),
        Some("lookalikes") => lookalikes(arguments.get(1..).unwrap_or_default()),
        Some("lenses") => lenses(arguments.get(1..).unwrap_or_default()),
        Some("prescriptions") => prescriptions(arguments.get(1..).unwrap_or_default()),
        Some("wording") => wording(arguments.get(1..).unwrap_or_default()),
        Some("stalled") => stalled(arguments.get(1..).unwrap_or_default()),
        Some(name) => Err(format!("There is no check called {name}.\n\n{HELP}")),
        None => Err(HELP.to_owned()),
    }
}

fn same_person(arguments: &[String]) -> Result<bool, String> {
    let file = |flag: &str| crate::option(arguments, flag).map(text_of).transpose();
    let fields = if arguments.iter().any(|argument| argument == "--names-only") { Fields::NamesAndBirth } else { Fields::All };
    let texts = (file("--patients")?, file("--second")?, file("--truth")?, file("--left")?, file("--right")?, file("--list")?);
    let started = Instant::now();
    let summary = match texts {
        (Some(patients), Some(second), Some(truth), ..) => evaluate::same_person_second_list(&patients, &second, &truth),
        (.., Some(left), Some(right), _) => evaluate::same_person_two_lists(&left, &right, fields),
        (.., Some(list)) => evaluate::same_person_one_list(&list, fields),
        _ => return Err(HELP.to_owned()),
    };
    let summary: SamePersonSummary = summary.map_err(|error| error.to_string())?;
    let mut line = serde_json::to_value(&summary).map_err(|error| error.to_string())?;
    line["seconds"] = started.elapsed().as_secs_f64().into();
    println!("{line}");
    Ok(true)
}

/// A file's text in whatever encoding it has.
fn text_of(path: &str) -> Result<String, String> {
    let bytes = std::fs::read(path).map_err(|error| format!("{path} cannot be read: {error}."))?;
    let table = sniff(&bytes).map_err(|error| format!("{path}: {error}"))?;
    Ok(table.text.into_owned())
}

fn lookalikes(arguments: &[String]) -> Result<bool, String> {
    let file = |flag: &str| crate::option(arguments, flag).map(text_of).transpose();
    let (Some(pairs), Some(queries), Some(others)) = (file("--pairs")?, file("--queries")?, file("--others")?) else {
        return Err(HELP.to_owned());
    };
    let started = Instant::now();
    let summary: LookalikeSummary = evaluate::lookalikes(&pairs, &queries, &others).map_err(|error| error.to_string())?;
    let mut line = serde_json::to_value(&summary).map_err(|error| error.to_string())?;
    line["seconds"] = started.elapsed().as_secs_f64().into();
    println!("{line}");
    Ok(true)
}

fn lenses(arguments: &[String]) -> Result<bool, String> {
    let sets = ToleranceSet::shipped().map_err(|error| error.to_string())?;
    let wanted = crate::option(arguments, "--set").unwrap_or("ansi_z80_1_2015");
    let Some(set) = sets.iter().find(|set| set.id == wanted) else {
        let names: Vec<&str> = sets.iter().map(|set| set.id.as_str()).collect();
        return Err(format!("There is no tolerance set called {wanted}. There are: {}.", names.join(", ")));
    };
    let [path] = crate::plain(arguments, &["--set"])[..] else { return Err(HELP.to_owned()) };
    let cases = evaluate_lenses::lenses(&text_of(path)?, set).map_err(|error| error.to_string())?;
    Ok(print_cases("lenses", &cases))
}

fn prescriptions(arguments: &[String]) -> Result<bool, String> {
    let [path] = crate::plain(arguments, &[])[..] else { return Err(HELP.to_owned()) };
    let cases = evaluate_lenses::prescriptions(&text_of(path)?).map_err(|error| error.to_string())?;
    Ok(print_cases("prescriptions", &cases))
}

/// Each sentence that the file sees otherwise, then one line of JSON; true when the aim is met.
fn wording(arguments: &[String]) -> Result<bool, String> {
    let [path] = crate::plain(arguments, &[])[..] else { return Err(HELP.to_owned()) };
    let text = std::fs::read_to_string(path).map_err(|error| format!("{path} cannot be read: {error}."))?;
    let (sums, disagree) = wording_check::sentences(&text).map_err(|fault| format!("{path}: {}", fault.detail))?;
    for (row, by) in &disagree {
        let said = if by.is_empty() { "MISSED".to_owned() } else { format!("CAUGHT by {}", by.join(", ")) };
        println!("{said}  |  {}  |  {}", row.sentence, row.why);
    }
    println!("{}", serde_json::to_value(sums).map_err(|error| error.to_string())?);
    Ok(sums.meets_the_aim())
}

/// A line for each case, then one line of JSON; true when every case agrees.
fn print_cases(check: &'static str, cases: &[CheckedCase]) -> bool {
    for case in cases {
        let mark = if case.agrees { "agree   " } else { "DISAGREE" };
        let CheckedCase { case, verdict, detail, expected, expected_detail, .. } = case;
        println!("{mark}  {case}  |  {verdict} {detail}  |  expected {expected} {expected_detail}");
    }
    let summary = CaseSummary::of(check, cases);
    println!("{}", serde_json::json!(summary));
    summary.disagree == 0
}

fn stalled(arguments: &[String]) -> Result<bool, String> {
    if let Some(path) = crate::option(arguments, "--make") {
        let orders = crate::option(arguments, "--orders").unwrap_or("12000").parse().map_err(|_| HELP.to_owned())?;
        let text = serde_json::to_string(&stalled::make(orders)).map_err(|error| error.to_string())?;
        std::fs::write(path, text).map_err(|error| format!("{path} cannot be written: {error}."))?;
        return Ok(true);
    }
    let [path] = crate::plain(arguments, &["--orders"])[..] else { return Err(HELP.to_owned()) };
    let text = std::fs::read_to_string(path).map_err(|error| format!("{path} cannot be read: {error}."))?;
    let year: stalled::Year = serde_json::from_str(&text).map_err(|error| format!("{path} is no year of orders: {error}."))?;
    let started = Instant::now();
    let folder = std::env::temp_dir().join(format!("rightful-year-{}", std::process::id()));
    let checked = stalled::check(&year, &folder);
    let _ = std::fs::remove_dir_all(&folder);
    let checked = checked?;
    let mut line = serde_json::to_value(&checked).map_err(|error| error.to_string())?;
    line["seconds"] = started.elapsed().as_secs_f64().into();
    println!("{line}");
    Ok(checked.missed + checked.listed_wrongly == 0)
}
