//! `start_search`: a part is not where it should be. Where it was last stays in its moves; the search has a list.

use super::log::{self, LogDiscrepancy, log_discrepancy};
use super::places::{self, Search};
use super::record::{self, must_be_open};
use super::{DiscrepancyKind, DiscrepancyState};
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{DiscrepancyId, PartId, SearchId};
use crate::records::parts::{self, Custody};
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

/// A part to search for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct StartSearch {
    /// Which part.
    pub part_id: PartId,
    /// In which discrepancy; not said: the open one about its loss, or a new one.
    pub discrepancy_id: Option<DiscrepancyId>,
}

/// A search.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SearchStarted {
    /// In which discrepancy.
    pub discrepancy_id: DiscrepancyId,
    /// Its number.
    pub number: String,
    /// The search.
    pub search: Search,
}

/// `start_search`: while one goes on for this part, that one is answered.
///
/// # Errors
/// Refuses `no_such_part`, `no_such_discrepancy`, `already_closed`, `part_of_other_order`.
pub fn start_search(act: &mut Act<'_>, request: &StartSearch) -> Outcome<SearchStarted> {
    let part = parts::load(act.db, request.part_id)?;
    let known: Option<(SearchId, DiscrepancyId)> = act
        .db
        .prepare_cached("SELECT id, discrepancy_id FROM searches WHERE part_id = ?1 AND outcome IS NULL")?
        .query_row([part.id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some((id, discrepancy)) = known {
        must_be_open(act.db, &record::load(act.db, discrepancy)?)?;
        return started(act, id, discrepancy);
    }
    let discrepancy = match request.discrepancy_id {
        Some(id) => id,
        None => lost(act, &part)?,
    };
    let discrepancy = record::load(act.db, discrepancy)?;
    must_be_open(act.db, &discrepancy)?;
    if ![discrepancy.order_id, discrepancy.other_order_id].contains(&Some(part.order_id)) {
        return refuse(Refusal::because("part_of_other_order").next("choose_part"));
    }
    if !places::is_gone(&part) {
        parts::move_to(act, part.id, Custody::NotLocated, None, part.holder.as_deref(), None)?;
    }
    let by = act.somebody()?;
    let id: SearchId = act.mint();
    act.db
        .prepare_cached("INSERT INTO searches (id, discrepancy_id, part_id, started_at, started_by) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute((id, discrepancy.id, part.id, act.now.at, by))?;
    // Lost once more: it is not put right yet.
    if discrepancy.state != DiscrepancyState::Searching {
        act.db.execute(
            "UPDATE discrepancies SET state = ?2, waits_for = NULL, put_right_at = NULL, put_right_by = NULL WHERE id = ?1",
            (discrepancy.id, DiscrepancyState::Searching),
        )?;
    }
    log::about(act, &discrepancy);
    act.about(id);
    started(act, id, discrepancy.id)
}

/// The discrepancy about the loss of this part: an open one, or a new one that says what the record knows.
fn lost(act: &mut Act<'_>, part: &parts::Part) -> Outcome<DiscrepancyId> {
    let known = record::like(act.db, DiscrepancyKind::PartLost, None, Some(part.order_id))?
        .into_iter()
        .find(|each| each.state != DiscrepancyState::Closed);
    if let Some(known) = known {
        return Ok(known.id);
    }
    let logged = log_discrepancy(
        act,
        &LogDiscrepancy {
            kind: DiscrepancyKind::PartLost,
            line: Some(format!("{} not located", part.kind.as_str().replace('_', " "))),
            patient_words: None,
            near_miss: false,
            patient_id: None,
            order_id: Some(part.order_id),
            part_id: Some(part.id),
            other_order_id: None,
            visit_id: None,
            complainant: None,
            injury: false,
            breach: false,
            asked: false,
            again: true,
        },
    )?;
    Ok(logged.id)
}

fn started(act: &Act<'_>, id: SearchId, discrepancy: DiscrepancyId) -> Outcome<SearchStarted> {
    let discrepancy = record::load(act.db, discrepancy)?;
    let search = places::searches(act.db, &discrepancy)?.into_iter().find(|search| search.id == id);
    let Some(search) = search else { return refuse(Refusal::because("no_such_search").next("open_discrepancy")) };
    Ok(SearchStarted { discrepancy_id: discrepancy.id, number: discrepancy.number, search })
}
