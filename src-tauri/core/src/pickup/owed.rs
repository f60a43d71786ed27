//! Visits we still owe: "took it, will be fitted later", "left and will come back". The only file that writes them.

use super::check_in::CheckIn;
use super::visits::{self, Purpose, Visit};
use crate::clock::{At, Day};
use crate::desk::{Act, Look};
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{OrderId, OwedVisitId, PatientId, VisitId};
use crate::private::Private;
use crate::records::merges;
use crate::records::parts::coded;
use rusqlite::{Connection, OptionalExtension, Params, Row};
use serde::{Deserialize, Serialize};

coded! {
    /// What we owe.
    OwedKind {
        /// A fitting of what they took with them.
        Fitting = "fitting",
        /// They left and come back.
        Return = "return",
    }
}

/// A visit we still owe somebody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OwedVisit {
    /// Id.
    pub id: OwedVisitId,
    /// To whom; None for a walk-in.
    pub patient_id: Option<PatientId>,
    /// Their name.
    pub shown: Private<String>,
    /// What we owe.
    pub what: OwedKind,
    /// What to check them in for when they come.
    pub purpose: Purpose,
    /// When they said they would come.
    pub due_on: Option<Day>,
    /// Since when we owe it.
    pub owed_since: At,
    /// The order it is about …
    pub order_id: Option<OrderId>,
    /// … and its number.
    pub order_number: Option<String>,
    /// The visit it came from.
    pub from_visit: VisitId,
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<OwedVisit> {
    let what: OwedKind = row.get(2)?;
    let (given, family, walk_in): (Option<String>, Option<String>, Option<String>) = (row.get(8)?, row.get(9)?, row.get(10)?);
    let shown = match (given, family) {
        (Some(given), Some(family)) => [given, family].into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" "),
        _ => walk_in.unwrap_or_default(),
    };
    Ok(OwedVisit {
        id: row.get(0)?,
        patient_id: row.get(1)?,
        shown: Private::new(shown),
        what,
        purpose: match what {
            OwedKind::Fitting => Purpose::Fitting,
            OwedKind::Return => row.get(11)?,
        },
        due_on: row.get(3)?,
        owed_since: row.get(4)?,
        order_id: row.get(5)?,
        order_number: row.get(6)?,
        from_visit: row.get(7)?,
    })
}

/// Still owed; `which` narrows it. The soonest first; without a day, the oldest.
pub(crate) fn still_sql(which: &str) -> String {
    format!(
        "SELECT o.id, o.patient_id, o.what, o.due_on, o.owed_since, o.order_id, d.number, o.from_visit,
             coalesce(p.preferred, p.given), p.family, v.walk_in, v.purpose
         FROM owed_visits o JOIN visits v ON v.id = o.from_visit
         LEFT JOIN patients p ON p.id = o.patient_id LEFT JOIN orders d ON d.id = o.order_id
         WHERE o.done_by_visit IS NULL AND o.dropped IS NULL AND {which}
         ORDER BY o.due_on IS NULL, o.due_on, o.id"
    )
}

/// The owed visits of one patient.
pub(crate) const OF_PATIENT: &str = "o.patient_id = ?1";

fn still(db: &Connection, which: &str, params: impl Params) -> Outcome<Vec<OwedVisit>> {
    let mut rows = db.prepare_cached(&still_sql(which))?;
    let rows = rows.query_map(params, from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Asks what we still owe.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskOwedVisits {
    /// To this patient; left out: to everybody.
    #[serde(default)]
    #[cfg_attr(test, ts(optional = nullable))]
    pub patient_id: Option<PatientId>,
}

/// `owed_visits`
///
/// # Errors
/// As the store gives them.
pub fn owed_visits(look: &Look<'_>, request: AskOwedVisits) -> Outcome<Vec<OwedVisit>> {
    match request.patient_id {
        Some(patient) => still(look.db, OF_PATIENT, [patient]),
        None => still(look.db, "TRUE", []),
    }
}

/// How many owed visits are due by a day.
pub(crate) const DUE_BY: &str =
    "SELECT count(*) FROM owed_visits WHERE done_by_visit IS NULL AND dropped IS NULL AND (due_on IS NULL OR due_on <= ?1)";

/// How many owed visits are due by this day, or have no day and so are due until one is agreed.
///
/// # Errors
/// As the store gives them.
pub fn due_by(db: &Connection, day: Day) -> Outcome<u32> {
    Ok(db.prepare_cached(DUE_BY)?.query_row([day], |row| row.get(0))?)
}

/// A visit that is no longer owed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DropOwedVisit {
    /// Which.
    pub owed_visit_id: OwedVisitId,
    /// Why: "called, does not need it any more".
    pub why: Private<String>,
}

/// Which owed visit.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfOwedVisit {
    /// Which.
    pub owed_visit_id: OwedVisitId,
}

/// `drop_owed_visit`
///
/// # Errors
/// Refuses `reason_needed`, `words_too_long`, `no_such_owed_visit`.
pub fn drop_owed_visit(act: &mut Act<'_>, request: &DropOwedVisit) -> Outcome<OfOwedVisit> {
    // to store it
    let Some(why) = visits::typed(Some(request.why.expose()), 300, "words_too_long")? else {
        return refuse(Refusal::because("reason_needed"));
    };
    one(act.db, request.owed_visit_id)?;
    act.db.execute("UPDATE owed_visits SET dropped = ?2 WHERE id = ?1", (request.owed_visit_id, why))?;
    told(act, request.owed_visit_id)?;
    Ok(OfOwedVisit { owed_visit_id: request.owed_visit_id })
}

fn one(db: &Connection, id: OwedVisitId) -> Outcome<OwedVisit> {
    still(db, "o.id = ?1", [id])?.pop().ok_or_else(|| Refusal::because("no_such_owed_visit").next("look_again").into())
}

/// The owed visit that a check-in answers: the one named, or the soonest that suits what they came for.
pub(crate) fn answered_by(act: &Act<'_>, request: &CheckIn) -> Outcome<Option<OwedVisit>> {
    if let Some(id) = request.owed_visit_id {
        let named = one(act.db, id)?;
        if claimed(act.db, id)? || (named.patient_id.is_some() && named.patient_id != request.patient_id) {
            return refuse(Refusal::because("no_such_owed_visit").next("look_again"));
        }
        return Ok(Some(named));
    }
    let Some(patient) = request.patient_id else { return Ok(None) };
    for owed in still(act.db, OF_PATIENT, [patient])? {
        // A question or a repair is another matter than the fitting we owe.
        let suits = owed.what == OwedKind::Return || !matches!(request.purpose, Some(Purpose::Question | Purpose::Repair));
        if suits && !claimed(act.db, owed.id)? {
            return Ok(Some(owed));
        }
    }
    Ok(None)
}

/// Somebody who is here came for it.
fn claimed(db: &Connection, id: OwedVisitId) -> Outcome<bool> {
    Ok(visits::open(db)?.iter().any(|visit| visit.owed_visit_id == Some(id)))
}

/// Somebody's order is theirs.
pub(crate) fn must_be_theirs(act: &Act<'_>, order: OrderId, visit: &Visit) -> Outcome<()> {
    let patient: Option<PatientId> =
        act.db.prepare_cached("SELECT patient_id FROM orders WHERE id = ?1")?.query_row([order], |row| row.get(0)).optional()?;
    if patient.is_none() || (visit.patient_id.is_some() && patient != visit.patient_id) {
        return refuse(Refusal::because("not_their_order").next("look_again"));
    }
    Ok(())
}

/// We owe them a visit from now on.
pub(crate) fn owe(act: &mut Act<'_>, visit: &Visit, what: OwedKind, due_on: Option<Day>, order: Option<OrderId>) -> Outcome<OwedVisit> {
    let id: OwedVisitId = act.mint();
    act.db.execute(
        "INSERT INTO owed_visits (id, patient_id, order_id, from_visit, what, due_on, owed_since) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (id, visit.patient_id, order, visit.id, what, due_on, act.now.at),
    )?;
    told(act, id)?;
    one(act.db, id)
}

/// The visit that answered it; None: it is owed again.
pub(crate) fn settle(act: &mut Act<'_>, id: OwedVisitId, by: Option<VisitId>) -> Outcome<()> {
    act.db.execute("UPDATE owed_visits SET done_by_visit = ?2 WHERE id = ?1", (id, by))?;
    told(act, id)
}

/// What a visit's end made owed is not owed, because it has not ended.
///
/// # Errors
/// Refuses `came_back_already` where somebody came for it.
pub(crate) fn take_back_of(act: &mut Act<'_>, from: VisitId) -> Outcome<()> {
    let made: Vec<(OwedVisitId, bool)> = act
        .db
        .prepare_cached("SELECT id, done_by_visit IS NOT NULL FROM owed_visits WHERE from_visit = ?1 AND dropped IS NULL")?
        .query_map([from], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (id, done) in made {
        if done || claimed(act.db, id)? {
            return refuse(Refusal::because("came_back_already").next("look_again"));
        }
        act.db.execute("UPDATE owed_visits SET dropped = 'the end was taken back' WHERE id = ?1", [id])?;
        told(act, id)?;
    }
    Ok(())
}

/// The histories this belongs to.
fn told(act: &mut Act<'_>, id: OwedVisitId) -> Outcome<()> {
    let (patient, order): (Option<PatientId>, Option<OrderId>) = act
        .db
        .prepare_cached("SELECT patient_id, order_id FROM owed_visits WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    act.about(id);
    if let Some(patient) = patient {
        act.about(patient);
    }
    if let Some(order) = order {
        act.about(order);
    }
    Ok(())
}

/// Gives all owed visits of one patient to another; which.
///
/// # Errors
/// As the store gives them.
pub fn give(act: &mut Act<'_>, from: PatientId, to: PatientId) -> Outcome<Vec<i64>> {
    merges::rows_given(act.db, "UPDATE owed_visits SET patient_id = ?2 WHERE patient_id = ?1 RETURNING id", from, to)
}

/// Gives these owed visits back, those that are still there.
///
/// # Errors
/// As the store gives them.
pub fn give_back(act: &mut Act<'_>, ids: &[i64], from: PatientId, to: PatientId) -> Outcome<()> {
    merges::rows_given_back(act.db, "UPDATE owed_visits SET patient_id = ?3 WHERE id = ?1 AND patient_id = ?2", ids, from, to)
}
