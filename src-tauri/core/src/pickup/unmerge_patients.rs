//! `unmerge_patients`: they were two people after all. Both records are as they were; what came since stays with the
//! record that it was put to.

use super::merge_patients::{refuse_while_busy, without};
use super::{owed, visits};
use crate::desk::Act;
use crate::discrepancies;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{Id, MergeId, PatientId};
use crate::matching::pairs;
use crate::promises;
use crate::records::merges::Merge;
use crate::records::orders::Order;
use crate::records::{contacts, merges, orders, patients, prescriptions};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// Which merge.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfMerge {
    /// Which.
    pub merge_id: MergeId,
}

/// They are two again.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PatientsUnmerged {
    /// The record that was kept.
    pub patient_id: PatientId,
    /// The record that stands alone again.
    pub other_id: PatientId,
    /// Orders taken since: they stay with the kept record, and somebody should look whose they are.
    pub orders_since: u32,
}

/// Orders taken since a merge, oldest first: whose they are nobody has said.
///
/// # Errors
/// As the store gives them.
pub(super) fn orders_since(db: &Connection, merge: &Merge) -> Outcome<Vec<Order>> {
    let mut since: Vec<Order> = orders::of(db, merge.kept)?.into_iter().filter(|order| order.id.number() > merge.id.number()).collect();
    since.sort_by_key(|order| order.id);
    Ok(since)
}

/// `unmerge_patients`
///
/// # Errors
/// Refuses `no_such_merge`, `merged` where the kept record is with another now, `later_merge_first`, and `not_now`.
pub fn unmerge_patients(act: &mut Act<'_>, request: &OfMerge) -> Outcome<PatientsUnmerged> {
    act.somebody()?;
    let merge = merges::load(act.db, request.merge_id)?;
    merges::must_stand_alone(act.db, merge.kept)?;
    // Field by field they lie on each other: the last one on comes off first.
    if let Some(later) = merges::into(act.db, merge.kept)?.first().filter(|newest| newest.id != merge.id) {
        let name = patients::load(act.db, later.gone)?.details.full_name();
        return refuse(Refusal::because("later_merge_first").fact("name", name).next("unmerge_that_first"));
    }
    refuse_while_busy(act.db, &[merge.kept])?;
    let orders_since = orders_since(act.db, &merge)?.len();
    let (from, to) = (merge.kept, merge.gone);
    orders::give_back(act, &merge.moved.orders, from, to)?;
    visits::give_back(act, &merge.moved.visits, from, to)?;
    owed::give_back(act, &merge.moved.owed_visits, from, to)?;
    contacts::give_back(act, &merge.moved.contacts, from, to)?;
    prescriptions::give_back(act, &merge.moved.prescriptions, from, to)?;
    discrepancies::log::give_back(act, &merge.moved.discrepancies, from, to)?;
    promises::due::give_back(act, &merge.moved.promises, from, to)?;
    pairs::give_back(act, &merge.moved.pairs)?;
    let now = patients::load(act.db, from)?.details;
    patients::save(act, from, &without(&merge, &now)?)?;
    merges::forget(act, merge.id)?;
    act.touched(to);
    act.about(merge.id);
    act.about(from);
    act.about(to);
    Ok(PatientsUnmerged { patient_id: from, other_id: to, orders_since: u32::try_from(orders_since).unwrap_or(u32::MAX) })
}
