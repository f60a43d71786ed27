//! Visits and hand-overs go when the clinic keeps them no longer.

use crate::desk::Act;
use crate::error::Outcome;

fn each(act: &Act<'_>, id: i64, sqls: &[&str]) -> Outcome<()> {
    for sql in sqls {
        act.db.prepare_cached(sql)?.execute([id])?;
    }
    Ok(())
}

/// The hand-overs of an order.
///
/// # Errors
/// As the store gives them.
pub fn hand_overs_of_order(act: &Act<'_>, id: i64) -> Outcome<()> {
    each(act, id, &["DELETE FROM hand_overs WHERE order_id = ?1"])
}

/// A turn in the queue, with what was said and what was owed from it.
///
/// # Errors
/// As the store gives them.
pub fn visit(act: &Act<'_>, id: i64) -> Outcome<()> {
    each(
        act,
        id,
        &[
            "DELETE FROM visit_updates WHERE visit_id = ?1",
            "DELETE FROM owed_visits WHERE from_visit = ?1",
            "DELETE FROM visits WHERE id = ?1",
        ],
    )
}
