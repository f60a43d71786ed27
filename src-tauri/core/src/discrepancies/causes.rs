//! `causes`, `change_cause`: why things go wrong, on two levels. Ours to begin with; the clinic names, adds and drops.

use crate::clock::At;
use crate::desk::{Act, Look};
use crate::error::{Outcome, Refusal, refuse};
use crate::records::text;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// Our list: the first level, and below each what it may be. A dispensary's own: from where orders go wrong in PRODUCT.md
/// ("An order's life") and from the five days.
pub const OURS: &[(&str, &[&str])] = &[
    ("taking", &["written_wrong", "measured_wrong", "not_asked", "old_prescription"]),
    ("sending", &["not_sent", "sent_twice", "sent_wrong", "lab_did_not_get_it"]),
    ("making", &["made_wrong", "out_of_tolerance", "lab_late", "lab_lost_it", "back_ordered"]),
    ("coming", &["delivery_late", "delivery_incomplete", "damaged_on_the_way"]),
    ("keeping", &["wrong_tray", "no_tray", "put_down_elsewhere", "no_slip", "damaged_here"]),
    ("checking", &["not_checked", "check_missed_it"]),
    ("telling", &["told_too_early", "not_told", "wrong_number", "promise_not_noted"]),
    ("handing_over", &["similar_names", "by_name_only", "identifiers_skipped", "case_not_opened"]),
    ("people", &["argued", "not_listened", "unkind", "not_trained", "too_few_of_us"]),
    ("other", &["nobody_knows", "something_else"]),
];

/// One cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Cause {
    /// Its code.
    pub code: String,
    /// The first level it stands under.
    pub parent: String,
    /// The clinic's name for it; None: as we call it.
    pub name: Option<String>,
    /// The clinic uses it.
    pub used: bool,
    /// The clinic added it.
    pub own: bool,
}

/// Asks for the list.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskCauses {}

/// Names, adds or drops one.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct ChangeCause {
    /// Which; not said: a new one.
    pub code: Option<String>,
    /// Under which of the first level, for a new one.
    pub parent: Option<String>,
    /// What the clinic calls it; not said: as we call it.
    pub name: Option<String>,
    /// The clinic uses it.
    pub used: bool,
}

/// `causes`: ours first, then the clinic's own, under each of the first level.
///
/// # Errors
/// As the store gives them.
pub fn causes(look: &Look<'_>, _: AskCauses) -> Outcome<Vec<Cause>> {
    all(look.db)
}

fn all(db: &Connection) -> Outcome<Vec<Cause>> {
    let mut rows = db.prepare_cached("SELECT code, parent, name, used FROM causes ORDER BY code")?;
    let kept: Vec<Cause> = rows
        .query_map([], |row| Ok(Cause { code: row.get(0)?, parent: row.get(1)?, name: row.get(2)?, used: row.get(3)?, own: true }))?
        .collect::<Result<_, _>>()?;
    let mut list = Vec::new();
    for (parent, below) in OURS {
        for code in *below {
            let said = kept.iter().find(|each| each.code == *code);
            list.push(Cause {
                code: (*code).to_owned(),
                parent: (*parent).to_owned(),
                name: said.and_then(|said| said.name.clone()),
                used: said.is_none_or(|said| said.used),
                own: false,
            });
        }
        list.extend(kept.iter().filter(|each| each.parent == *parent && !below.contains(&each.code.as_str())).cloned());
    }
    Ok(list)
}

/// A cause that the clinic uses.
///
/// # Errors
/// Refuses `no_such_cause`.
pub fn must_be_used(db: &Connection, code: &str) -> Outcome<()> {
    if all(db)?.iter().any(|cause| cause.code == code && cause.used) {
        return Ok(());
    }
    refuse(Refusal::because("no_such_cause").next("choose_cause"))
}

/// `change_cause`
///
/// # Errors
/// Refuses `no_such_cause`, `name_needed`, `cause_already_there`, `text_too_long`.
pub fn change_cause(act: &mut Act<'_>, request: &ChangeCause) -> Outcome<Vec<Cause>> {
    let list = all(act.db)?;
    let name = text::kept("name", request.name.as_deref())?;
    let (code, parent) = match (&request.code, &request.parent) {
        (Some(code), _) => match list.iter().find(|cause| cause.code == *code) {
            Some(cause) if cause.own && name.is_none() => return refuse(Refusal::because("name_needed").next("say_name")),
            Some(cause) => (cause.code.clone(), cause.parent.clone()),
            None => return refuse(Refusal::because("no_such_cause").next("choose_cause")),
        },
        (None, Some(parent)) if OURS.iter().any(|(ours, _)| ours == parent) => {
            let Some(name) = &name else { return refuse(Refusal::because("name_needed").next("say_name")) };
            if list.iter().any(|cause| cause.name.as_ref().is_some_and(|other| other.to_lowercase() == name.to_lowercase())) {
                return refuse(Refusal::because("cause_already_there").next("choose_cause"));
            }
            let At(now) = act.now.at;
            let free = (0..).map(|n| format!("own-{}", now + n)).find(|code| list.iter().all(|cause| cause.code != *code));
            (free.unwrap_or_default(), parent.clone())
        }
        _ => return refuse(Refusal::because("no_such_cause").next("choose_cause")),
    };
    act.db
        .prepare_cached(
            "INSERT INTO causes (code, parent, name, used) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (code) DO UPDATE SET name = excluded.name, used = excluded.used",
        )?
        .execute((code, parent, name, request.used))?;
    all(act.db)
}
