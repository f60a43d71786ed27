//! Which rows changed, by SQLite's own word: what is held in memory beside the store is kept as the store is, and no
//! verb has to remember to tell.
//!
//! SQLite says nothing of rows in tables without a row id, of those that `REPLACE` or a `DELETE` of everything takes away,
//! and of what `ROLLBACK TO` puts back: the first three are not done to these tables (a test of the schema and one of
//! the sources hold it), the last the desk's door tells.

use crate::error::Fault;
use rusqlite::Connection;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The tables that are listened to.
pub const HEARD: [&str; 2] = ["orders", "patients"];

/// Rows that changed, by id.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Rows {
    /// Of `orders`.
    pub orders: BTreeSet<i64>,
    /// Of `patients`.
    pub patients: BTreeSet<i64>,
}

impl Rows {
    /// Nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.orders.is_empty() && self.patients.is_empty()
    }

    /// These too.
    pub fn and(&mut self, other: &Rows) {
        self.orders.extend(&other.orders);
        self.patients.extend(&other.patients);
    }
}

#[derive(Debug, Default)]
struct Heard {
    rows: Rows,
    undone: bool,
}

/// What was heard since it was last asked. Clones hear the same, and whoever asks takes it away.
#[derive(Debug, Default, Clone)]
pub struct Changes(Arc<Mutex<Heard>>);

impl Changes {
    /// Listens to this connection from now on.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub(super) fn of(db: &mut Connection) -> Result<Self, Fault> {
        let changes = Self::default();
        let hear = changes.clone();
        db.update_hook(Some(move |_, _: &str, table: &str, row: i64| {
            let heard = &mut hear.heard().rows;
            match table {
                "orders" => drop(heard.orders.insert(row)),
                "patients" => drop(heard.patients.insert(row)),
                _ => {}
            }
        }))?;
        let hear = changes.clone();
        db.rollback_hook(Some(move || hear.undone()))?;
        Ok(changes)
    }

    /// What was done since the last savepoint was taken back.
    pub fn undone(&self) {
        self.heard().undone = true;
    }

    /// The rows that changed since last asked, and whether something was taken back since then.
    #[must_use]
    pub fn take(&self) -> (Rows, bool) {
        let mut heard = self.heard();
        if !heard.undone && heard.rows.is_empty() {
            return (Rows::default(), false);
        }
        let heard = std::mem::take(&mut *heard);
        (heard.rows, heard.undone)
    }

    /// Sets of numbers are whole whatever happened to who held them.
    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn a_table_that_is_listened_to_has_row_ids_and_nothing_takes_its_rows_away_unheard() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::in_memory(folder.path()).unwrap();
        let one = |sql: &str, table: &str| store.db.query_row(sql, [table], |row| row.get::<_, i64>(0)).unwrap();
        for table in HEARD {
            assert_eq!(one("SELECT wr FROM pragma_table_list(?1)", table), 0, "{table} has row ids");
            let key = "SELECT count(*) FROM pragma_table_info(?1) WHERE pk = 1 AND name = 'id' AND type = 'INTEGER'";
            assert_eq!(one(key, table), 1, "{table}: the row id is its id");
            let cascades = "SELECT count(*) FROM pragma_foreign_key_list(?1) WHERE on_delete <> 'NO ACTION' OR on_update <> 'NO ACTION'";
            assert_eq!(one(cascades, table), 0, "{table}: no other table takes its rows away");
        }
    }

    #[test]
    fn a_store_that_closes_in_the_middle_of_an_act_closes() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::in_memory(folder.path()).unwrap();
        store.db.execute_batch("BEGIN; INSERT INTO patients (id, given, family, only_me) VALUES (7, 'Ana', 'Reyes', 0)").unwrap();
        drop(store);
    }

    #[test]
    fn every_change_is_heard_and_what_was_taken_back_too() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::in_memory(folder.path()).unwrap();
        let did = |sql: &str| {
            store.db.execute_batch(sql).unwrap();
            let (rows, undone) = store.changes.take();
            (rows.patients.into_iter().collect::<Vec<_>>(), undone)
        };
        drop(store.changes.take());
        let add = "INSERT INTO patients (id, given, family, only_me) VALUES (7, 'Ana', 'Reyes', 0), (9, 'Sam', 'Keller', 0)";
        assert_eq!(did(add), (vec![7, 9], false));
        assert_eq!(did("UPDATE patients SET note = 'x' WHERE id = 9"), (vec![9], false));
        assert_eq!(did("BEGIN; DELETE FROM patients WHERE id = 7; ROLLBACK"), (vec![7], true));
        assert_eq!(did("INSERT OR IGNORE INTO patients (id, given, family, only_me) VALUES (7, 'Ana', 'Reyes', 0)"), (vec![], false));
        assert_eq!(did("BEGIN; UPDATE patients SET note = 'y' WHERE id = 7; COMMIT"), (vec![7], false));
    }
}
