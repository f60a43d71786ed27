//! `ask_again`: the patient asks about it. Each time but the first makes it worse, by itself: nobody who has to ask twice
//! is told to be patient.

use super::log::{self, LogDiscrepancy, log_discrepancy};
use super::record::{self, must_be_open};
use super::{DiscrepancyKind, DiscrepancyState, Severity};
use crate::clock::At;
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{AskId, DiscrepancyId, OrderId};
use crate::records::orders::{self, OrderState};
use crate::records::text;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// Somebody asks.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct AskAgain {
    /// About which discrepancy.
    pub discrepancy_id: Option<DiscrepancyId>,
    /// Or about which order: the desk finds or starts its discrepancy.
    pub order_id: Option<OrderId>,
    /// Their own words.
    pub words: Option<String>,
}

/// What that did.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskedAgain {
    /// Which discrepancy it is.
    pub id: DiscrepancyId,
    /// Its number.
    pub number: String,
    /// How often they asked.
    pub asks: u32,
    /// How bad it is now.
    pub severity: Severity,
    /// It got worse by this.
    pub raised: bool,
    /// It was logged just now.
    pub new: bool,
}

/// One time somebody asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Asked {
    /// Their own words.
    pub words: Option<String>,
    /// When.
    pub at: At,
    /// Given name of who heard it.
    pub by: String,
}

/// `ask_again`
///
/// # Errors
/// Refuses `no_such_discrepancy`, `already_closed`, `no_such_order`, `order_is_over`, `nothing_asked_about`,
/// `text_too_long`.
pub fn ask_again(act: &mut Act<'_>, request: &AskAgain) -> Outcome<AskedAgain> {
    let id = match (request.discrepancy_id, request.order_id) {
        (Some(id), _) => id,
        (None, Some(order)) => match open_about(act.db, order)? {
            Some(id) => id,
            None => return start(act, order, request.words.as_deref()),
        },
        (None, None) => return refuse(Refusal::because("nothing_asked_about").next("choose_order")),
    };
    let discrepancy = record::load(act.db, id)?;
    must_be_open(act.db, &discrepancy)?;
    note(act, id, request.words.as_deref())?;
    let asks = of(act.db, id)?.len() as u32;
    // The one who logged it may not have written down that they came: a second word about it is a second ask.
    let severity = discrepancy.severity.raised();
    let raised = severity != discrepancy.severity;
    if raised {
        let due = act.now.days_on(severity.due_in_days());
        let due = discrepancy.due_on.map_or(due, |before| before.min(due));
        act.db.execute("UPDATE discrepancies SET severity = ?2, due_on = ?3 WHERE id = ?1", (id, severity, due))?;
    }
    log::about(act, &discrepancy);
    Ok(AskedAgain { id, number: discrepancy.number, asks, severity, raised, new: false })
}

/// The first ask about an order: it is late, or nobody sent it.
fn start(act: &mut Act<'_>, order: OrderId, words: Option<&str>) -> Outcome<AskedAgain> {
    let order = orders::load(act.db, order)?;
    if order.state.is_over() {
        return refuse(Refusal::because("order_is_over").fact("number", order.number.as_str()).next("open_order"));
    }
    let kind = if order.state == OrderState::Confirmed { DiscrepancyKind::NeverOrdered } else { DiscrepancyKind::Late };
    // Our facts write themselves: where it stands, since when.
    let line = format!("{} since {}", order.state.as_str().replace('_', " "), act.now.day_of(order.state_since).0.format("%b %-d, %Y"));
    let logged = log_discrepancy(
        act,
        &LogDiscrepancy {
            kind,
            line: Some(line),
            patient_words: words.map(str::to_owned),
            near_miss: false,
            patient_id: None,
            order_id: Some(order.id),
            part_id: None,
            other_order_id: None,
            visit_id: None,
            complainant: None,
            injury: false,
            breach: false,
            asked: true,
            again: true,
        },
    )?;
    Ok(AskedAgain { id: logged.id, number: logged.number, asks: 1, severity: logged.severity, raised: false, new: true })
}

fn open_about(db: &Connection, order: OrderId) -> Outcome<Option<DiscrepancyId>> {
    for kind in [
        DiscrepancyKind::NeverOrdered,
        DiscrepancyKind::Late,
        DiscrepancyKind::PartMissing,
        DiscrepancyKind::PartLost,
        DiscrepancyKind::WrongLenses,
    ] {
        if let Some(open) = record::like(db, kind, None, Some(order))?.into_iter().find(|each| each.state != DiscrepancyState::Closed) {
            return Ok(Some(open.id));
        }
    }
    Ok(None)
}

/// Keeps one time somebody asked.
pub(super) fn note(act: &mut Act<'_>, id: DiscrepancyId, words: Option<&str>) -> Outcome<()> {
    let by = act.somebody()?;
    let words = text::told("words", words)?;
    let ask: AskId = act.mint();
    act.db
        .prepare_cached("INSERT INTO discrepancy_asks (id, discrepancy_id, words, at, by) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute((ask, id, words, act.now.at, by))?;
    Ok(())
}

/// Each time somebody asked, the first first.
///
/// # Errors
/// As the store gives them.
pub fn of(db: &Connection, id: DiscrepancyId) -> Outcome<Vec<Asked>> {
    let mut rows = db.prepare_cached(
        "SELECT a.words, a.at, s.given FROM discrepancy_asks a JOIN staff s ON s.id = a.by WHERE a.discrepancy_id = ?1 ORDER BY a.id",
    )?;
    Ok(rows.query_map([id], |row| Ok(Asked { words: row.get(0)?, at: row.get(1)?, by: row.get(2)? }))?.collect::<Result<_, _>>()?)
}
