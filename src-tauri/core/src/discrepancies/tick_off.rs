//! `tick_off`: what must be seen to when somebody may be hurt, or may have seen what is another's. Each is ticked by a
//! named person; none can be skipped.

use super::log;
use super::record::{self, Discrepancy, must_be_open};
use crate::clock::At;
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::DiscrepancyId;
use crate::records::parts::coded;
use crate::records::staff::{self, Role};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

coded! {
    /// One thing to see to.
    ToSeeTo {
        /// A manager was called.
        ManagerCalled = "manager_called",
        /// The clinician was called (somebody may be hurt).
        ClinicianCalled = "clinician_called",
        /// What was seen, and by whom, is written down.
        WhatWasSeen = "what_was_seen",
        /// What went astray is back, or we know where it is.
        CameBack = "came_back",
        /// Everybody whose it was has been told.
        ToldThem = "told_them",
        /// A manager looked up whether it must be reported, and to whom.
        ReportLookedUp = "report_looked_up",
    }
}

/// An item, ticked or not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Tick {
    /// What.
    pub item: ToSeeTo,
    /// When it was seen to.
    pub at: Option<At>,
    /// Given name of who saw to it.
    pub by: Option<String>,
}

/// Ticks one item.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TickOff {
    /// Of which discrepancy.
    pub discrepancy_id: DiscrepancyId,
    /// Which item.
    pub item: ToSeeTo,
    /// Seen to, or not after all.
    pub done: bool,
}

/// The items that a discrepancy calls for.
#[must_use]
pub fn items(discrepancy: &Discrepancy) -> Vec<ToSeeTo> {
    let mut items = Vec::new();
    if discrepancy.injury || discrepancy.breach {
        items.push(ToSeeTo::ManagerCalled);
    }
    if discrepancy.injury {
        items.push(ToSeeTo::ClinicianCalled);
    }
    if discrepancy.breach {
        items.extend([ToSeeTo::WhatWasSeen, ToSeeTo::CameBack, ToSeeTo::ToldThem, ToSeeTo::ReportLookedUp]);
    }
    items
}

/// `tick_off`
///
/// # Errors
/// Refuses `no_such_discrepancy`, `already_closed`, `not_on_the_list`, `not_your_role` (whether it must be reported is a
/// manager's to look up).
pub fn tick_off(act: &mut Act<'_>, request: &TickOff) -> Outcome<Vec<Tick>> {
    let discrepancy = record::load(act.db, request.discrepancy_id)?;
    must_be_open(act.db, &discrepancy)?;
    if !items(&discrepancy).contains(&request.item) {
        return refuse(Refusal::because("not_on_the_list").next("open_discrepancy"));
    }
    let by = act.somebody()?;
    if request.item == ToSeeTo::ReportLookedUp && staff::one(act.db, by)?.role < Role::Manager {
        return refuse(Refusal::because("not_your_role").fact("needs", Role::Manager.as_str()).next("ask_colleague"));
    }
    if request.done {
        act.db
            .prepare_cached("INSERT INTO discrepancy_ticks (discrepancy_id, item, at, by) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING")?
            .execute((discrepancy.id, request.item, act.now.at, by))?;
    } else {
        act.db
            .prepare_cached("DELETE FROM discrepancy_ticks WHERE discrepancy_id = ?1 AND item = ?2")?
            .execute((discrepancy.id, request.item))?;
    }
    log::about(act, &discrepancy);
    of(act.db, &discrepancy)
}

/// The items of a discrepancy, ticked or not.
///
/// # Errors
/// As the store gives them.
pub fn of(db: &Connection, discrepancy: &Discrepancy) -> Outcome<Vec<Tick>> {
    let mut rows =
        db.prepare_cached("SELECT t.item, t.at, s.given FROM discrepancy_ticks t JOIN staff s ON s.id = t.by WHERE t.discrepancy_id = ?1")?;
    let ticked: Vec<(ToSeeTo, At, String)> =
        rows.query_map([discrepancy.id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect::<Result<_, _>>()?;
    let tick = |item: ToSeeTo| {
        let done = ticked.iter().find(|(of, ..)| *of == item);
        Tick { item, at: done.map(|(_, at, _)| *at), by: done.map(|(.., by)| by.clone()) }
    };
    Ok(items(discrepancy).into_iter().map(tick).collect())
}

/// The items that nobody ticked yet.
///
/// # Errors
/// As the store gives them.
pub fn left(db: &Connection, discrepancy: &Discrepancy) -> Outcome<Vec<ToSeeTo>> {
    Ok(of(db, discrepancy)?.into_iter().filter(|tick| tick.at.is_none()).map(|tick| tick.item).collect())
}
