//! Only forward, numbered, each in one transaction with its stamp.

use crate::error::Fault;
use rusqlite::Connection;

/// Every schema step ever shipped, in order. `user_version` counts how many a file has.
const STEPS: &[&str] = &[include_str!("schema/0001_start.sql")];

/// Brings the file to the newest schema.
///
/// # Errors
/// `newer_file` when it was made by a newer Rightful (nothing is touched); otherwise as SQLite gives them.
pub fn up_to_date(db: &mut Connection) -> Result<(), Fault> {
    let has: usize = db.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0)).map(|n| n.max(0) as usize)?;
    if has > STEPS.len() {
        return Err(Fault::new("newer_file", format!("schema {has}, known {}", STEPS.len())));
    }
    for (index, step) in STEPS.iter().enumerate().skip(has) {
        let tx = db.transaction()?;
        tx.execute_batch(step)?;
        tx.pragma_update(None, "user_version", (index + 1) as i64)?;
        tx.commit()?;
    }
    Ok(())
}
