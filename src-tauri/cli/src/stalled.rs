//! `rightful-cli check stalled`: a year of orders lived day by day on a real desk in a folder of its own. Each morning the
//! list of orders nobody moved is compared with what was planted.

use crate::clinic::ask;
use rightful_core::clock::{LoadedDice, SetClock};
use rightful_core::desk::Desk;
use rightful_core::error::{Fault, Halt};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Days since 1970 of the first morning: Monday, January 5, 2026.
const FIRST_DAY: i64 = 20_458;
/// Mornings of the year.
const DAYS: i64 = 360;
/// Of the one who does it all.
const PIN: &str = "4711";
/// So many are printed of each kind of disagreement.
const SHOWN: usize = 20;

/// A year: the orders, what is done with each on which day, and on which mornings it must be listed.
#[derive(Debug, Serialize, Deserialize)]
pub struct Year {
    /// Mornings that are looked at.
    pub mornings: i64,
    /// Every order.
    pub orders: Vec<Planted>,
}

/// One order of the year. Days are counted from the first morning, 0.
#[derive(Debug, Serialize, Deserialize)]
pub struct Planted {
    /// What is done on which day: add, order, at_lab, lab_hold, receive, verify, notify, call, leave, log.
    pub does: Vec<(i64, String)>,
    /// The lab's day.
    pub expected_on: i64,
    /// The patient's day.
    pub promised_on: i64,
    /// The mornings from … to (both) on which it is listed, where it stalls.
    pub listed: Option<(i64, i64)>,
    /// What was planted.
    pub planted: Option<String>,
}

/// A year of so many orders; every fifth stalls in one of eight ways, every twentieth has a discrepancy.
#[must_use]
pub fn make(orders: i64) -> Year {
    let mut dice = 0x9E37_79B9_7F4A_7C15_u64;
    let mut roll = |sides: i64| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        i64::try_from(dice % sides.unsigned_abs()).unwrap_or_default()
    };
    let plan = |at: i64| {
        let taken = at * (DAYS - 60) / orders.max(1);
        let ways = ["not_sent", "not_acknowledged", "lab_waits", "late", "not_checked", "not_told", "not_collected", "sits_long"];
        let way = if roll(5) == 0 { usize::try_from(roll(8)).ok().and_then(|way| ways.get(way)).copied() } else { None };
        let more = roll(5);
        let mut does = vec![(taken, "add".to_owned())];
        let mut listed = None;
        let mut then = |day: i64, what: &str| does.push((day, what.to_owned()));
        let sent = if way == Some("not_sent") { taken + 1 + more } else { taken };
        then(sent, "order");
        let has_it = if way == Some("not_acknowledged") { sent + 2 + more } else { sent + 1 };
        then(has_it, "at_lab");
        let mut at_lab = has_it;
        if way == Some("lab_waits") {
            then(has_it + 1, "lab_hold");
            at_lab = has_it + 3 + more;
            then(at_lab, "at_lab");
            listed = Some((has_it + 3, at_lab));
        }
        let here = at_lab + 3 + roll(5);
        then(here, "receive");
        let checked = if way == Some("not_checked") { here + 1 + more } else { here };
        then(checked, "verify");
        let told = if way == Some("not_told") { checked + 1 + more } else { checked };
        then(told, "notify");
        let gone = match way {
            Some("not_collected") => told + 4 + more * 4,
            Some("sits_long") => {
                then(told + 1, "call");
                told + 16 + more
            }
            _ => told + roll(3),
        };
        then(gone, "leave");
        let mut expected_on = here + 2;
        match way {
            Some("not_sent") => listed = Some((taken + 1, sent)),
            Some("not_acknowledged") => listed = Some((sent + 2, has_it)),
            Some("late") => {
                expected_on = here - 1 - more.min(here - at_lab - 2);
                listed = Some((expected_on - 1, here));
            }
            Some("not_checked") => listed = Some((here + 1, checked)),
            Some("not_told") => listed = Some((checked + 1, told)),
            Some("not_collected") => listed = Some((told + 3, gone)),
            Some("sits_long") => listed = Some((told + 15, gone)),
            _ => {}
        }
        if roll(20) == 0 {
            does.push((taken, "log".to_owned()));
        }
        does.sort_by_key(|(day, _)| *day);
        Planted { does, expected_on, promised_on: gone + 30, listed, planted: way.map(str::to_owned) }
    };
    Year { mornings: DAYS, orders: (0..orders).map(plan).collect() }
}

/// What a year showed.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Always `stalled`.
    pub check: &'static str,
    /// Orders lived through.
    pub orders: usize,
    /// Of these, planted to stall.
    pub planted: usize,
    /// Discrepancies logged on the way.
    pub discrepancies: usize,
    /// Mornings looked at.
    pub mornings: i64,
    /// Lines that had to be listed, one for each order and morning.
    pub due: usize,
    /// Of these, not listed.
    pub missed: usize,
    /// Listed, and should not have been.
    pub listed_wrongly: usize,
}

/// Lives the year on a desk in this folder, and compares each morning.
///
/// # Errors
/// A sentence to print.
pub fn check(year: &Year, folder: &std::path::Path) -> Result<Checked, String> {
    let clock = SetClock::from_rfc3339(&moment(-1, "08:00")).map_err(|error| error.to_string())?;
    let mut desk = Desk::closed(folder.to_owned(), Box::new(clock.clone()), Box::new(LoadedDice(7)));
    let set_up = json!({"clinic": "A year", "given": "Kim", "family": "Vo", "pin": PIN, "passphrase": "correct horse battery"});
    ask(&mut desk, "set_up_clinic", set_up)?;
    let kim = ask(&mut desk, "desk_state", json!({}))?["who"].clone();
    let mut does: BTreeMap<i64, Vec<(usize, &str)>> = BTreeMap::new();
    for (at, order) in year.orders.iter().enumerate() {
        for (day, what) in &order.does {
            does.entry(*day).or_default().push((at, what));
        }
    }
    let planted = year.orders.iter().filter(|order| order.planted.is_some()).count();
    let mut checked = Checked { check: "stalled", orders: year.orders.len(), planted, mornings: year.mornings, ..Checked::default() };
    let mut ids: BTreeMap<usize, i64> = BTreeMap::new();
    for day in 0..year.mornings {
        let said = desk.in_one_go(|desk| {
            let mut work = || -> Result<(), String> {
                clock.set(at(day, "09:00")?);
                ask(desk, "sign_in", json!({"staff_id": kim, "pin": PIN}))?;
                morning(desk, day, year, &ids, &mut checked)?;
                clock.set(at(day, "09:03")?);
                for (order, what) in does.get(&day).into_iter().flatten() {
                    act(desk, *order, what, &year.orders[*order], &mut ids, &mut checked)?;
                }
                Ok(())
            };
            work().map_err(|error| Halt::from(Fault::new("bug", error)))
        });
        if let Err(Halt::Fault(fault)) = said {
            return Err(fault.detail);
        }
    }
    Ok(checked)
}

fn morning(desk: &mut Desk, day: i64, year: &Year, ids: &BTreeMap<usize, i64>, checked: &mut Checked) -> Result<(), String> {
    let lines = ask(desk, "stalled_orders", json!({}))?;
    let listed: BTreeSet<i64> = lines.as_array().into_iter().flatten().filter_map(|line| line["order_id"].as_i64()).collect();
    for (at, id) in ids {
        let order = &year.orders[*at];
        let due = order.listed.is_some_and(|(from, to)| (from..=to).contains(&day));
        checked.due += usize::from(due);
        let (missed, wrongly) = (due && !listed.contains(id), !due && listed.contains(id));
        checked.missed += usize::from(missed);
        checked.listed_wrongly += usize::from(wrongly);
        if (missed && checked.missed <= SHOWN) || (wrongly && checked.listed_wrongly <= SHOWN) {
            let says = if missed { "is not listed" } else { "is listed" };
            let line =
                lines.as_array().into_iter().flatten().find(|line| line["order_id"] == *id).map_or(Value::Null, |line| line["why"].clone());
            println!("morning {day}: order {at} {says} ({:?} planted, mornings {:?}; said {line})", order.planted, order.listed);
        }
    }
    Ok(())
}

fn act(
    desk: &mut Desk,
    at: usize,
    what: &str,
    order: &Planted,
    ids: &mut BTreeMap<usize, i64>,
    checked: &mut Checked,
) -> Result<(), String> {
    if what == "add" {
        let details = json!({"given": format!("Given{at}"), "family": format!("Family{at}"), "born": "1980-01-01"});
        let patient = ask(desk, "add_patient", json!({"details": details, "another": true}))?["patient_id"].clone();
        let added = ask(
            desk,
            "add_order",
            json!({"patient_id": patient, "kind": "other", "lab": "North lab", "expected_on": date(order.expected_on),
                   "promised_on": date(order.promised_on), "extra": [{"kind": "appliance", "label": null, "custody": "not_made", "place": null, "holder": null, "needed": true}]}),
        )?;
        ids.insert(at, added["order_id"].as_i64().ok_or("an order without an id")?);
        return Ok(());
    }
    let id = ids.get(&at).copied().ok_or("nothing is done with an order before it is taken")?;
    let goes = |to: &str| ("move_order", json!({"order_id": id, "to": to}));
    let (name, request) = match what {
        "order" => goes("ordered"),
        "at_lab" | "lab_hold" => goes(what),
        "receive" => {
            let page = ask(desk, "open_order", json!({"order_id": id}))?;
            let parts: Vec<&Value> = page["parts"].as_array().into_iter().flatten().map(|part| &part["id"]).collect();
            ("receive_order", json!({"order_id": id, "tray": format!("T{at}"), "arrived": parts}))
        }
        "verify" => ("verify_order", json!({"order_id": id, "verdict": "passed"})),
        "notify" => ("notify_order", json!({"order_id": id})),
        "call" => ("record_call", json!({"order_id": id, "outcome": "reached", "spoke_to": null, "note": null})),
        "leave" => {
            ask(desk, "move_order", json!({"order_id": id, "to": "uncollected"}))?;
            goes("returned")
        }
        "log" => {
            checked.discrepancies += 1;
            ("log_discrepancy", json!({"kind": "other", "line": "Asked about the price.", "order_id": id}))
        }
        other => return Err(format!("Nobody can {other} an order.")),
    };
    ask(desk, name, request).map(drop)
}

fn date(day: i64) -> String {
    let epoch = chrono::NaiveDate::default();
    epoch.checked_add_signed(chrono::Duration::days(FIRST_DAY + day)).unwrap_or(epoch).to_string()
}

fn moment(day: i64, time: &str) -> String {
    format!("{}T{time}:00-05:00", date(day))
}

fn at(day: i64, time: &str) -> Result<rightful_core::clock::Moment, String> {
    use rightful_core::clock::Clock;
    SetClock::from_rfc3339(&moment(day, time)).map(|clock| clock.now()).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_year_lists_what_was_planted_and_nothing_else() {
        let folder = std::env::temp_dir().join(format!("rightful-year-{}", std::process::id()));
        let year = make(160);
        let checked = check(&year, &folder).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(checked.planted > 20 && checked.due > 60, "{checked:?}");
        assert_eq!((checked.missed, checked.listed_wrongly), (0, 0), "{checked:?}");
    }
}
