//! Conversations, letters and practiced cards go when the clinic keeps them no longer.

use crate::desk::Act;
use crate::error::Outcome;

fn each(act: &Act<'_>, id: i64, sqls: &[&str]) -> Outcome<()> {
    for sql in sqls {
        act.db.prepare_cached(sql)?.execute([id])?;
    }
    Ok(())
}

/// A conversation, its steps and choices, and the letters that were written from it.
///
/// # Errors
/// As the store gives them.
pub fn conversation(act: &Act<'_>, id: i64) -> Outcome<()> {
    each(
        act,
        id,
        &[
            "DELETE FROM recovery_steps WHERE recovery_id = ?1",
            "DELETE FROM recovery_choices WHERE recovery_id = ?1",
            "DELETE FROM letters WHERE recovery_id = ?1",
            "DELETE FROM recoveries WHERE id = ?1",
        ],
    )
}

/// Letters about a discrepancy that nobody spoke about in the panel.
///
/// # Errors
/// As the store gives them.
pub fn letters_of_discrepancy(act: &Act<'_>, id: i64) -> Outcome<()> {
    each(act, id, &["DELETE FROM letters WHERE discrepancy_id = ?1 AND recovery_id IS NULL"])
}

/// How a practiced card went.
///
/// # Errors
/// As the store gives them.
pub fn practice_run(act: &Act<'_>, id: i64) -> Outcome<()> {
    each(act, id, &["DELETE FROM practice_runs WHERE id = ?1"])
}
