//! What the clinic may set. Every default is PRODUCT.md's ("Waiting", "Promises", "Privacy at a counter").

use crate::clock::Day;
use crate::desk::{Act, Look};
use crate::error::{Outcome, Refusal, refuse};
use crate::records::staff::Role;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// All settings, with their units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Settings {
    /// Greet within this many minutes.
    pub greet_within_min: u32,
    /// A wait turns amber after this many minutes …
    pub amber_after_min: u32,
    /// … or at this share of the quote, in percent, whichever comes first.
    pub amber_percent_of_quote: u32,
    /// Tell and apologize after this many minutes.
    pub tell_after_min: u32,
    /// Fetch a manager after this many minutes.
    pub manager_after_min: u32,
    /// The recovery panel offers itself after this many minutes.
    pub recovery_after_min: u32,
    /// An update at least every this many minutes.
    pub update_every_min: u32,
    /// The wait we tell before enough visits are known, in minutes.
    pub quote_fallback_min: u32,
    /// Visits of a kind that must be known before the quote is measured.
    pub quote_needs_visits: u32,
    /// A notification can be taken back for this many minutes.
    pub notify_hold_min: u32,
    /// Call (again) when nobody was reached for this many days.
    pub call_within_days: u32,
    /// No order sits longer than this many days without a call.
    pub sits_days: u32,
    /// A taken order is sent within this many days.
    pub sent_within_days: u32,
    /// The lab says that it has it within this many days.
    pub acknowledged_within_days: u32,
    /// What the lab waits for is answered within this many days.
    pub answered_within_days: u32,
    /// What came is checked within this many days.
    pub checked_within_days: u32,
    /// The patient is told within this many days of the check.
    pub told_within_days: u32,
    /// The desk locks itself after this many idle minutes.
    pub lock_after_min: u32,
    /// Which limits lenses are checked with: the id of a tolerance set.
    pub tolerances: String,
    /// What the public view shows of a name.
    pub public_view: PublicView,
    /// The clinic's own names of order states: state code to name.
    pub state_names: BTreeMap<String, String>,
    /// The clinic's places for parts, offered when a part is moved.
    pub places: Vec<String>,
    /// Paper of labels and slips.
    pub paper: Paper,
    /// What a receptionist may give without asking, by kind of amends; a kind that is not named is not offered.
    pub amends: BTreeMap<String, Allowance>,
    /// Who agrees to more than that, with their PIN: anybody of this role or above; a manager needs nobody.
    pub amends_approver: Role,
    /// When the clinic is open, Monday first; None: closed that day.
    pub hours: [Option<Opening>; 7],
    /// Days on which it is closed all the same: holidays.
    pub closed_days: BTreeSet<Day>,
    /// Where the clinic's clock is, such as `America/New_York`: a promise for after a change of clock needs it. None: the
    /// offset of now goes on.
    pub zone: Option<String>,
    /// After how many years each class of record may be removed; a class that is not named is kept.
    pub keep_years: BTreeMap<RecordClass, u32>,
}

/// Records that a clinic keeps for its own number of years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum RecordClass {
    /// Orders that came to an end, with their parts, checks, calls and hand-overs.
    Orders,
    /// Discrepancies that were closed, with their searches.
    Discrepancies,
    /// Conversations that ended, and their letters.
    Conversations,
    /// Promises that were kept, moved or broken.
    Promises,
    /// Turns in the queue.
    Visits,
    /// People nothing was done for, with their contacts and prescriptions.
    Patients,
    /// How practiced conversations went.
    Practice,
}

/// What one receptionist may give of one kind without asking, in minor currency units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Allowance {
    /// At a time.
    #[cfg_attr(test, ts(type = "number"))]
    pub each_minor: i64,
    /// In a calendar month.
    #[cfg_attr(test, ts(type = "number"))]
    pub month_minor: i64,
}

/// When the clinic opens and closes on a day of the week, in minutes since midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Opening {
    /// Opens.
    pub opens: u32,
    /// Closes.
    pub closes: u32,
}

/// What the public view shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum PublicView {
    /// First name and initial.
    FirstName,
    /// The ticket of the day.
    Ticket,
}

/// Paper size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Paper {
    /// As the machine's locale says.
    Locale,
    /// ISO A4.
    A4,
    /// US Letter.
    Letter,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            greet_within_min: 2,
            amber_after_min: 10,
            amber_percent_of_quote: 80,
            tell_after_min: 15,
            manager_after_min: 20,
            recovery_after_min: 30,
            update_every_min: 10,
            quote_fallback_min: 15,
            quote_needs_visits: 20,
            notify_hold_min: 30,
            call_within_days: 3,
            sits_days: 14,
            sent_within_days: 1,
            acknowledged_within_days: 2,
            answered_within_days: 2,
            checked_within_days: 1,
            told_within_days: 1,
            lock_after_min: 5,
            tolerances: "ansi_z80_1_2015".to_owned(),
            public_view: PublicView::FirstName,
            state_names: BTreeMap::new(),
            places: ["drawer", "finishing desk", "lab bag", "dispensing room"].map(str::to_owned).to_vec(),
            paper: Paper::Locale,
            amends: [
                ("service", 50),
                ("remake", 150),
                ("fitting_at_home", 50),
                ("refund", 30),
                ("case", 25),
                ("manager_call", 0),
                ("note", 5),
                ("other", 20),
            ]
            .map(|(kind, whole)| (kind.to_owned(), Allowance { each_minor: whole * 100, month_minor: whole * 1000 }))
            .into(),
            amends_approver: Role::Manager,
            hours: {
                let (week, saturday) = (Opening { opens: 9 * 60, closes: 18 * 60 }, Opening { opens: 9 * 60, closes: 13 * 60 });
                [Some(week), Some(week), Some(week), Some(week), Some(week), Some(saturday), None]
            },
            closed_days: BTreeSet::new(),
            zone: None,
            keep_years: BTreeMap::new(),
        }
    }
}

/// The settings as stored.
///
/// # Errors
/// As the store gives them.
pub fn load(db: &Connection) -> Outcome<Settings> {
    let text: String = db.prepare_cached("SELECT settings FROM clinic")?.query_row([], |row| row.get(0))?;
    Ok(serde_json::from_str(&text)?)
}

/// Asks for the settings.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskSettings {}

/// `settings`
///
/// # Errors
/// As the store gives them.
pub fn settings(look: &Look<'_>, _: AskSettings) -> Outcome<Settings> {
    look.settings()
}

/// New settings, whole.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ChangeSettings {
    /// All of them.
    pub settings: Settings,
}

/// `change_settings`: minutes must be in an order that makes sense.
///
/// # Errors
/// Refuses `settings_order` when amber, tell, manager, recovery do not rise, or a limit is 0; `hours_order`, `never_open`,
/// `too_many_closed_days`, `no_such_zone`; `amends_order` when less may be given in a month than at a time.
pub fn change(act: &mut Act<'_>, request: &ChangeSettings) -> Outcome<Settings> {
    let s = &request.settings;
    let rises =
        s.amber_after_min <= s.tell_after_min && s.tell_after_min <= s.manager_after_min && s.manager_after_min <= s.recovery_after_min;
    let sane = [s.greet_within_min, s.amber_after_min, s.update_every_min, s.lock_after_min, s.quote_fallback_min]
        .iter()
        .all(|minutes| (1..=24 * 60).contains(minutes))
        && (1..=100).contains(&s.amber_percent_of_quote)
        && [s.sent_within_days, s.acknowledged_within_days, s.answered_within_days, s.checked_within_days, s.told_within_days]
            .iter()
            .all(|days| (1..=60).contains(days));
    if !rises || !sane {
        return refuse(Refusal::because("settings_order").next("check_minutes"));
    }
    sound_hours(s)?;
    sound_amends(s)?;
    sound_years(&s.keep_years)?;
    save(act, s)?;
    Ok(s.clone())
}

/// The most days that may be named as closed: some years of holidays.
const CLOSED_DAYS: usize = 200;

fn sound_hours(settings: &Settings) -> Outcome<()> {
    let open = || settings.hours.iter().flatten();
    if open().any(|day| day.opens >= day.closes || day.closes >= 24 * 60) {
        return refuse(Refusal::because("hours_order").next("check_hours"));
    }
    if open().next().is_none() {
        return refuse(Refusal::because("never_open").next("check_hours"));
    }
    if settings.closed_days.len() > CLOSED_DAYS {
        return refuse(Refusal::because("too_many_closed_days").fact("at_most", CLOSED_DAYS).next("check_hours"));
    }
    if settings.zone.as_deref().is_some_and(|zone| zone.parse::<chrono_tz::Tz>().is_err()) {
        return refuse(Refusal::because("no_such_zone").next("check_hours"));
    }
    Ok(())
}

/// The largest amount that may be allowed, in minor currency units: what has nine digits was mistyped.
const MOST_MINOR: i64 = 99_999_999;

fn sound_amends(settings: &Settings) -> Outcome<()> {
    let sound = |one: &Allowance| (0..=one.month_minor).contains(&one.each_minor) && one.month_minor <= MOST_MINOR;
    match settings.amends.iter().find(|(_, allowance)| !sound(allowance)) {
        None => Ok(()),
        Some((kind, _)) => refuse(Refusal::because("amends_order").fact("kind", kind.as_str()).next("check_amounts")),
    }
}

/// Years that a clinic can mean.
///
/// # Errors
/// Refuses `years_order`.
pub fn sound_years(years: &BTreeMap<RecordClass, u32>) -> Outcome<()> {
    if years.values().all(|years| (1..=100).contains(years)) { Ok(()) } else { refuse(Refusal::because("years_order").next("check_years")) }
}

/// Writes the settings; whoever calls has checked them.
///
/// # Errors
/// As the store gives them.
pub fn save(act: &Act<'_>, settings: &Settings) -> Outcome<()> {
    act.db.execute("UPDATE clinic SET settings = ?1", [serde_json::to_string(settings)?])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_from_before_the_clinic_had_hours_have_the_usual_ones() {
        let old: Settings = serde_json::from_str(r#"{"greet_within_min": 3}"#).unwrap();
        assert_eq!(old.hours[0], Some(Opening { opens: 540, closes: 1080 }));
        assert_eq!((old.hours[5], old.hours[6]), (Some(Opening { opens: 540, closes: 780 }), None));
        assert_eq!(old.amends_approver, Role::Manager);
        assert!(old.closed_days.is_empty() && old.zone.is_none() && old.greet_within_min == 3);
    }
}
