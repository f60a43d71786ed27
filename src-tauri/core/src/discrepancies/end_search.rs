//! `end_search`: not found. Two ways out, each with its promise: we go on searching until then, or we make it new by then.

use super::look_at_place::{going_on, one, over};
use super::places::Search;
use super::{log, record};
use crate::clock::Day;
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{DiscrepancyId, OrderId, SearchId};
use crate::promises::make::{MakePromise, make_promise};
use crate::promises::{self, Promised};
use crate::records::parts::{self, Custody, NewPart, coded};
use crate::records::{orders, text};
use serde::{Deserialize, Serialize};

coded! {
    /// The way out.
    WayOut {
        /// We go on searching.
        SearchOn = "search_on",
        /// We make it new.
        MakeNew = "make_new",
    }
}

/// How a search that did not find goes on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct EndSearch {
    /// Which search.
    pub search_id: SearchId,
    /// Which way.
    pub way: WayOut,
    /// What we tell the patient: searching until, made new by.
    pub by: Day,
    /// In words, if more was said.
    pub words: Option<String>,
}

/// `end_search`
///
/// # Errors
/// Refuses `no_such_search`, `search_over`, `already_closed`, `promise_in_past`, `promise_when_closed`, `order_is_over`, `text_too_long`.
pub fn end_search(act: &mut Act<'_>, request: &EndSearch) -> Outcome<Search> {
    let (discrepancy, part) = going_on(act, request.search_id)?;
    let part = parts::load(act.db, part)?;
    let order = orders::load(act.db, part.order_id)?;
    let what = match request.way {
        WayOut::SearchOn => Promised::SearchOn,
        WayOut::MakeNew => Promised::MakeNew,
    };
    // What was promised before is kept by what is promised now, if that was in time.
    promises::end::done(act, discrepancy.id, Promised::SearchOn)?;
    make_promise(
        act,
        &MakePromise {
            order_id: Some(order.id),
            discrepancy_id: Some(discrepancy.id),
            words: text::kept("words", request.words.as_deref())?,
            ..MakePromise::for_day(order.patient_id, what, request.by)
        },
    )?;
    match request.way {
        WayOut::SearchOn => {
            act.db.prepare_cached("UPDATE searches SET until_on = ?2 WHERE id = ?1")?.execute((request.search_id, request.by))?;
        }
        WayOut::MakeNew => {
            if order.state.is_over() {
                return refuse(Refusal::because("order_is_over").fact("number", order.number.as_str()).next("remake_order"));
            }
            // The lost one is no longer waited for; a new one is.
            parts::no_longer_needed(act, part.id)?;
            let new = NewPart { label: part.label.clone(), custody: Custody::NotMade, ..NewPart::to_come(part.kind) };
            parts::add(act, order.id, &new)?;
            orders::set_dates(act, &order, order.expected_on, Some(request.by))?;
            over(act, request.search_id, &discrepancy, "made_new")?;
        }
    }
    log::about(act, &discrepancy);
    one(act, &discrepancy, request.search_id)
}

/// The whole order is made again: its searches end, and what was promised with them is kept by the new promise.
///
/// # Errors
/// As the store gives them.
pub fn made_again(act: &mut Act<'_>, discrepancy: DiscrepancyId, order: OrderId) -> Outcome<()> {
    let discrepancy = record::load(act.db, discrepancy)?;
    let open: Vec<SearchId> = act
        .db
        .prepare_cached(
            "SELECT f.id FROM searches f JOIN parts p ON p.id = f.part_id
             WHERE f.discrepancy_id = ?1 AND f.outcome IS NULL AND p.order_id = ?2",
        )?
        .query_map((discrepancy.id, order), |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for search in open {
        over(act, search, &discrepancy, "made_new")?;
    }
    promises::end::done(act, discrepancy.id, Promised::SearchOn)?;
    promises::end::done(act, discrepancy.id, Promised::MakeNew)
}
