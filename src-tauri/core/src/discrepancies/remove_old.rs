//! What went wrong goes when the clinic keeps it no longer.

use crate::desk::Act;
use crate::error::Outcome;

fn each(act: &Act<'_>, id: i64, sqls: &[&str]) -> Outcome<()> {
    for sql in sqls {
        act.db.prepare_cached(sql)?.execute([id])?;
    }
    Ok(())
}

/// For how long an order was to rest on the list of late ones.
///
/// # Errors
/// As the store gives them.
pub fn rest_of_order(act: &Act<'_>, id: i64) -> Outcome<()> {
    each(act, id, &["DELETE FROM stalled_rests WHERE order_id = ?1"])
}

/// A discrepancy with everything that hangs on it alone.
///
/// # Errors
/// As the store gives them.
pub fn discrepancy(act: &Act<'_>, id: i64) -> Outcome<()> {
    each(
        act,
        id,
        &[
            "DELETE FROM discrepancy_asks WHERE discrepancy_id = ?1",
            "DELETE FROM discrepancy_ticks WHERE discrepancy_id = ?1",
            "DELETE FROM discrepancy_sides WHERE discrepancy_id = ?1",
            "DELETE FROM search_looks WHERE search_id IN (SELECT id FROM searches WHERE discrepancy_id = ?1)",
            "DELETE FROM searches WHERE discrepancy_id = ?1",
            "DELETE FROM discrepancies WHERE id = ?1",
        ],
    )
}
