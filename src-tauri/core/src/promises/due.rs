//! `promises_due`: every promise that nobody kept, broke or moved yet, the soonest first; whom to call, and which words.

use super::hours::Hours;
use super::{Channel, Ended, Leaves, Promised};
use crate::clock::{At, Day, Moment};
use crate::desk::{Act, Look};
use crate::error::{Outcome, Refusal};
use crate::ids::{DiscrepancyId, OrderId, PatientId, PromiseId, StaffId};
use crate::private::Private;
use crate::records::contacts::{self, Whom};
use crate::records::parts::coded;
use crate::records::settings::Settings;
use crate::records::{merges, patients};
use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};

/// Due within this many minutes is due now.
const WITHIN_THE_HOUR: i64 = 60;

coded! {
    /// How much an open promise presses, most first.
    DueGroup {
        /// Its time has passed.
        Late = "late",
        /// Due within the hour.
        Hour = "hour",
        /// Due today.
        Today = "today",
        /// Due tomorrow.
        Tomorrow = "tomorrow",
        /// Due later.
        Later = "later",
    }
}

/// A promise that is still open, or was.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PromiseLine {
    /// Id.
    pub id: PromiseId,
    /// To whom.
    pub patient_id: PatientId,
    /// Their name, as on a label.
    pub name: Private<String>,
    /// About which order.
    pub order_id: Option<OrderId>,
    /// In which discrepancy.
    pub discrepancy_id: Option<DiscrepancyId>,
    /// Promised.
    pub what: Promised,
    /// In words.
    pub words: Option<String>,
    /// When we aim for.
    pub aim_at: At,
    /// When we said.
    pub said_at: At,
    /// How it was said; None: not noted.
    pub channel: Option<Channel>,
    /// Given name of who promised.
    pub by: String,
    /// Who sees to it.
    pub sees_to: StaffId,
    /// Their given name.
    pub seen_to_by: String,
    /// The promise that this one stands for now.
    pub moved_from: Option<PromiseId>,
    /// kept, late, broken, moved; None: open.
    pub ended: Option<Ended>,
    /// How it is for them, where we asked.
    pub leaves: Option<Leaves>,
    /// What they said then, in their own words.
    pub their_words: Option<Private<String>>,
    /// Its time has passed and nobody kept it.
    pub late: bool,
    /// How much it presses, while it is open.
    pub group: Option<DueGroup>,
    /// Whom to phone, first choice first; of open ones.
    pub whom: Vec<Whom>,
    /// The words to keep it with: `keep_…` or, past its time, `late_…` of what was promised.
    pub say: String,
    /// The words to move it with, `move_…`; None: too late for that.
    pub say_move: Option<String>,
}

/// Asks for the promises that are open.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskPromisesDue {}

const SELECT: &str = "SELECT p.id, p.patient_id, p.order_id, p.discrepancy_id, p.what, p.words, p.aim_at, p.said_at, s.given, p.ended,
                             p.channel, p.sees_to, w.given, p.moved_from, p.leaves, p.their_words
                      FROM promises p JOIN staff s ON s.id = p.made_by JOIN staff w ON w.id = p.sees_to";

/// The clinic's today, from midnight to midnight.
pub(super) fn today(settings: &Settings, now: Moment) -> (At, At) {
    let (hours, today) = (Hours::of(settings, now), now.day());
    (hours.instant(today, 0), hours.instant(today.0.succ_opt().map_or(today, Day), 0))
}

fn group(hours: &Hours<'_>, now: Moment, said_at: At) -> DueGroup {
    let (day, _) = hours.on_the_wall(said_at);
    if now.at > said_at {
        DueGroup::Late
    } else if said_at <= now.at.plus_minutes(WITHIN_THE_HOUR) {
        DueGroup::Hour
    } else if day <= now.day() {
        DueGroup::Today
    } else if day <= now.days_on(1) {
        DueGroup::Tomorrow
    } else {
        DueGroup::Later
    }
}

fn from_row(row: &Row<'_>, hours: &Hours<'_>, now: Moment) -> rusqlite::Result<PromiseLine> {
    let (what, said_at, ended): (Promised, At, Option<Ended>) = (row.get(4)?, row.get(7)?, row.get(9)?);
    let late = ended.is_none() && now.at > said_at;
    Ok(PromiseLine {
        id: row.get(0)?,
        patient_id: row.get(1)?,
        name: Private::new(String::new()),
        order_id: row.get(2)?,
        discrepancy_id: row.get(3)?,
        what,
        words: row.get(5)?,
        aim_at: row.get(6)?,
        said_at,
        by: row.get(8)?,
        ended,
        channel: row.get(10)?,
        sees_to: row.get(11)?,
        seen_to_by: row.get(12)?,
        moved_from: row.get(13)?,
        leaves: row.get(14)?,
        their_words: row.get::<_, Option<String>>(15)?.map(Private::new),
        late,
        group: ended.is_none().then(|| group(hours, now, said_at)),
        whom: Vec::new(),
        say: format!("{}_{}", if late { "late" } else { "keep" }, what.as_str()),
        say_move: (ended.is_none() && !late).then(|| format!("move_{}", what.as_str())),
    })
}

/// `promises_due`
///
/// # Errors
/// As the store gives them.
pub fn promises_due(look: &Look<'_>, _: AskPromisesDue) -> Outcome<Vec<PromiseLine>> {
    named(look, "WHERE p.ended IS NULL ORDER BY p.said_at, p.id", [])
}

/// Every promise made in a discrepancy, the soonest first.
///
/// # Errors
/// As the store gives them.
pub fn of_discrepancy(look: &Look<'_>, id: DiscrepancyId) -> Outcome<Vec<PromiseLine>> {
    named(look, "WHERE p.discrepancy_id = ?1 ORDER BY p.said_at, p.id", [id])
}

/// Every promise made in a discrepancy, and those made to this patient about this order between these instants with nothing
/// logged; the soonest first.
///
/// # Errors
/// As the store gives them.
pub fn of_conversation(
    look: &Look<'_>,
    discrepancy: Option<DiscrepancyId>,
    patient: Option<PatientId>,
    order: Option<OrderId>,
    (from, until): (At, At),
) -> Outcome<Vec<PromiseLine>> {
    named(
        look,
        "WHERE p.discrepancy_id = ?1
            OR p.patient_id = ?2 AND p.discrepancy_id IS NULL AND p.order_id IS ?3 AND p.made_at BETWEEN ?4 AND ?5
         ORDER BY p.said_at, p.id",
        (discrepancy, patient, order, from, until),
    )
}

/// The open ones due before that instant, the soonest first.
///
/// # Errors
/// As the store gives them.
pub(super) fn due_before(look: &Look<'_>, at: At) -> Outcome<Vec<PromiseLine>> {
    named(look, "WHERE p.ended IS NULL AND p.said_at < ?1 ORDER BY p.said_at, p.id", [at])
}

/// How many open ones are due today or were before; and how many of these are late.
///
/// # Errors
/// As the store gives them.
pub fn count_today(look: &Look<'_>) -> Outcome<(u32, u32)> {
    let (_, tomorrow) = today(&look.settings()?, look.now);
    Ok(look
        .db
        .prepare_cached("SELECT count(*), coalesce(sum(said_at < ?2), 0) FROM promises WHERE ended IS NULL AND said_at < ?1")?
        .query_row((tomorrow, look.now.at), |row| Ok((row.get(0)?, row.get(1)?)))?)
}

fn named(look: &Look<'_>, clause: &str, params: impl rusqlite::Params) -> Outcome<Vec<PromiseLine>> {
    let settings = look.settings()?;
    let hours = Hours::of(&settings, look.now);
    let mut rows = look.db.prepare_cached(&format!("{SELECT} {clause}"))?;
    let mut lines: Vec<PromiseLine> = rows.query_map(params, |row| from_row(row, &hours, look.now))?.collect::<Result<_, _>>()?;
    for line in &mut lines {
        let patient = patients::load(look.db, line.patient_id)?;
        line.name = Private::new(patient.details.full_name());
        if line.ended.is_none() {
            line.whom = contacts::to_phone(look.db, &patient, look.now.day())?;
        }
    }
    Ok(lines)
}

/// Whom a promise was made to, about which order, in which discrepancy.
///
/// # Errors
/// Refuses `no_such_promise`.
pub fn about(db: &Connection, id: PromiseId) -> Outcome<(PatientId, Option<OrderId>, Option<DiscrepancyId>)> {
    let mut row = db.prepare_cached("SELECT patient_id, order_id, discrepancy_id FROM promises WHERE id = ?1")?;
    let found = row.query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
    found.ok_or_else(|| Refusal::because("no_such_promise").into())
}

/// Is a promise of this discrepancy still open?
///
/// # Errors
/// As the store gives them.
pub fn open_of(db: &Connection, id: DiscrepancyId) -> Outcome<bool> {
    Ok(db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM promises WHERE discrepancy_id = ?1 AND ended IS NULL)")?
        .query_row([id], |row| row.get(0))?)
}

/// The soonest open promise of each discrepancy that has one.
///
/// # Errors
/// As the store gives them.
pub fn soonest(db: &Connection) -> Outcome<std::collections::HashMap<DiscrepancyId, At>> {
    let mut rows = db.prepare_cached(
        "SELECT discrepancy_id, min(said_at) FROM promises WHERE ended IS NULL AND discrepancy_id IS NOT NULL GROUP BY discrepancy_id",
    )?;
    Ok(rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
}

/// Gives all promises of one patient to another; which.
///
/// # Errors
/// As the store gives them.
pub fn give(act: &mut Act<'_>, from: PatientId, to: PatientId) -> Outcome<Vec<i64>> {
    merges::rows_given(act.db, "UPDATE promises SET patient_id = ?2 WHERE patient_id = ?1 RETURNING id", from, to)
}

/// Gives these promises back, those that are still there.
///
/// # Errors
/// As the store gives them.
pub fn give_back(act: &mut Act<'_>, ids: &[i64], from: PatientId, to: PatientId) -> Outcome<()> {
    merges::rows_given_back(act.db, "UPDATE promises SET patient_id = ?3 WHERE id = ?1 AND patient_id = ?2", ids, from, to)
}
