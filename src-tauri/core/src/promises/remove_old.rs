//! Promises that came to an end go when the clinic keeps them no longer.

use crate::desk::Act;
use crate::error::Outcome;

fn each(act: &Act<'_>, id: i64, sqls: &[&str]) -> Outcome<()> {
    for sql in sqls {
        act.db.prepare_cached(sql)?.execute([id])?;
    }
    Ok(())
}

/// One promise.
///
/// # Errors
/// As the store gives them.
pub fn promise(act: &Act<'_>, id: i64) -> Outcome<()> {
    each(act, id, &["DELETE FROM promises WHERE id = ?1"])
}
