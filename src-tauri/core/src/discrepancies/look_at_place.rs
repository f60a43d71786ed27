//! `look_at_place`: somebody looked there. It was not there, or it was: then the search ends and the next one knows.

use super::places::{self, Search};
use super::record::{self, Discrepancy, must_be_open};
use super::{DiscrepancyState, log};
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{DiscrepancyId, LookId, PartId, SearchId};
use crate::promises;
use crate::records::parts::{self, Custody};
use crate::records::{orders, text};
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

/// Where somebody looked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct LookAtPlace {
    /// In which search.
    pub search_id: SearchId,
    /// The place's kind, as listed; not said: somewhere else, in words.
    pub kind: Option<String>,
    /// Which place.
    pub place: Option<String>,
    /// It was there.
    pub found: bool,
    /// Found: the label that was with it, scanned or typed. It must be this order's.
    pub scanned: Option<String>,
    /// Found: where it is put now; not said: the order's tray, or where it was.
    pub put: Option<String>,
}

/// `look_at_place`
///
/// # Errors
/// Refuses `no_such_search`, `search_over`, `already_closed`, `place_needed`, `belongs_to_other_order` (what was found is
/// another order's: the search goes on), `label_unknown`, `text_too_long`.
pub fn look_at_place(act: &mut Act<'_>, request: &LookAtPlace) -> Outcome<Search> {
    let (discrepancy, part) = going_on(act, request.search_id)?;
    let place = text::kept("place", request.place.as_deref())?;
    let kind = match (&request.kind, &place) {
        (Some(kind), _) => text::kept("kind", Some(kind))?,
        (None, Some(place)) => Some(places::kind_of(place)),
        (None, None) => None,
    };
    let Some(kind) = kind else { return refuse(Refusal::because("place_needed").next("say_where")) };
    let part = parts::load(act.db, part)?;
    let order = orders::load(act.db, part.order_id)?;
    if let Some(scanned) = request.scanned.as_deref().filter(|_| request.found) {
        let named = match orders::in_tray_called(act.db, scanned)? {
            Some(order) => Some(order),
            None => orders::by_number_called(act.db, scanned)?,
        };
        match named {
            Some(named) if named.id == order.id => {}
            Some(named) => {
                return refuse(
                    Refusal::because("belongs_to_other_order")
                        .fact("scanned", scanned)
                        .fact("number", named.number.as_str())
                        .fact("order_id", named.id.0)
                        .fact("searched", order.number.as_str())
                        .next("put_with_its_order"),
                );
            }
            None => return refuse(Refusal::because("label_unknown").fact("scanned", scanned).next("scan_again")),
        }
    }
    let by = act.somebody()?;
    let id: LookId = act.mint();
    act.db
        .prepare_cached("INSERT INTO search_looks (id, search_id, kind, place, found, at, by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
        .execute((id, request.search_id, kind, &place, request.found, act.now.at, by))?;
    if request.found {
        let put = text::kept("put", request.put.as_deref())?.or_else(|| order.tray.clone()).or(place);
        let Some(put) = put else { return refuse(Refusal::because("place_needed").next("say_where")) };
        parts::move_to(act, part.id, Custody::Here, Some(&put), None, None)?;
        over(act, request.search_id, &discrepancy, "found")?;
        promises::end::done(act, discrepancy.id, promises::Promised::SearchOn)?;
        super::turned_up::all_found(act, order.id)?;
    }
    log::about(act, &discrepancy);
    one(act, &discrepancy, request.search_id)
}

/// A search that goes on: its discrepancy and its part.
pub(super) fn going_on(act: &Act<'_>, id: SearchId) -> Outcome<(Discrepancy, PartId)> {
    let found: Option<(DiscrepancyId, PartId, Option<String>)> = act
        .db
        .prepare_cached("SELECT discrepancy_id, part_id, outcome FROM searches WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((discrepancy, part, outcome)) = found else {
        return refuse(Refusal::because("no_such_search").next("open_discrepancy"));
    };
    if let Some(outcome) = outcome {
        return refuse(Refusal::because("search_over").fact("outcome", outcome).next("open_discrepancy"));
    }
    let discrepancy = record::load(act.db, discrepancy)?;
    must_be_open(act.db, &discrepancy)?;
    Ok((discrepancy, part))
}

/// Ends a search; when no other goes on the discrepancy is no longer searching.
pub(super) fn over(act: &mut Act<'_>, id: SearchId, discrepancy: &Discrepancy, outcome: &str) -> Outcome<()> {
    let by = act.somebody()?;
    act.db
        .prepare_cached("UPDATE searches SET outcome = ?2, ended_at = ?3, ended_by = ?4 WHERE id = ?1")?
        .execute((id, outcome, act.now.at, by))?;
    let state = if outcome == "found" { DiscrepancyState::Open } else { DiscrepancyState::Waiting };
    act.db
        .prepare_cached(
            "UPDATE discrepancies SET state = ?2 WHERE id = ?1 AND state = 'searching'
                 AND NOT EXISTS (SELECT 1 FROM searches WHERE discrepancy_id = ?1 AND outcome IS NULL)",
        )?
        .execute((discrepancy.id, state))?;
    Ok(())
}

pub(super) fn one(act: &Act<'_>, discrepancy: &Discrepancy, id: SearchId) -> Outcome<Search> {
    let found = places::searches(act.db, discrepancy)?.into_iter().find(|search| search.id == id);
    found.ok_or_else(|| Refusal::because("no_such_search").next("open_discrepancy").into())
}
