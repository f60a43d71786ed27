//! What several verbs on one order refuse alike.

use crate::error::{Finding, Outcome, Refusal, refuse};
use crate::ids::PartId;
use crate::records::orders::{self, Order};
use crate::records::parts::{self, Part};
use rusqlite::Connection;

/// Refuses a part that is not this order's, naming the order whose it is.
///
/// # Errors
/// Refuses `no_such_part`, `part_of_other_order`.
pub(super) fn must_be_a_part_of(db: &Connection, order: &Order, its: &[Part], id: PartId) -> Outcome<()> {
    if its.iter().any(|part| part.id == id) {
        return Ok(());
    }
    let other = parts::load(db, id)?;
    let mut refusal = Refusal::because("part_of_other_order").fact("number", order.number.as_str()).fact("part", other.kind.as_str());
    if let Some(number) = orders::number_of(db, other.order_id)? {
        refusal = refusal.fact("other", number);
    }
    refuse(refusal.next("look_again"))
}

/// "A part is not here": each, and what to do next. A part that nobody can find is searched for; any other is waited for.
pub(super) fn parts_missing(order: &Order, missing: Vec<Finding>) -> Refusal {
    let lost = missing.iter().any(|finding| finding.facts.get("custody").is_some_and(|custody| custody == "not_located"));
    Refusal::because("parts_missing").fact("number", order.number.as_str()).found(missing).next(if lost {
        "search_part"
    } else {
        "wait_for_part"
    })
}

/// Refuses while a patient says that it is not theirs: nothing moves until the recheck.
///
/// # Errors
/// Refuses `hand_over_frozen`.
pub(super) fn must_not_be_frozen(db: &Connection, order: &Order) -> Outcome<()> {
    let frozen: bool = db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM hand_overs WHERE order_id = ?1 AND state = 'frozen')")?
        .query_row([order.id], |row| row.get(0))?;
    if frozen {
        return refuse(Refusal::because("hand_over_frozen").fact("number", order.number.as_str()).next("recheck"));
    }
    Ok(())
}
