//! "Your order is here": said by whom, when it goes, and taken back by whom.

use crate::clock::At;
use crate::desk::Act;
use crate::error::Outcome;
use crate::ids::{NotificationId, OrderId};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// One notification.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Notification {
    /// Id.
    pub id: NotificationId,
    /// When somebody set it going.
    pub at: At,
    /// When it goes; until then it can be taken back.
    pub goes_at: At,
    /// Given name of who set it going.
    pub by: String,
    /// When it was taken back.
    pub taken_back_at: Option<At>,
    /// Given name of who took it back.
    pub taken_back_by: Option<String>,
}

/// Every notification of an order, newest first.
///
/// # Errors
/// As the store gives them.
pub fn of(db: &Connection, order: OrderId) -> Outcome<Vec<Notification>> {
    let mut rows = db.prepare_cached(
        "SELECT n.id, n.at, n.goes_at, s.given, n.taken_back_at, b.given
         FROM notifications n JOIN staff s ON s.id = n.by LEFT JOIN staff b ON b.id = n.taken_back_by
         WHERE n.order_id = ?1 ORDER BY n.id DESC",
    )?;
    let rows = rows.query_map([order], |row| {
        Ok(Notification {
            id: row.get(0)?,
            at: row.get(1)?,
            goes_at: row.get(2)?,
            by: row.get(3)?,
            taken_back_at: row.get(4)?,
            taken_back_by: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The newest notification, unless it was taken back.
///
/// # Errors
/// As the store gives them.
pub fn standing(db: &Connection, order: OrderId) -> Outcome<Option<Notification>> {
    Ok(of(db, order)?.into_iter().next().filter(|newest| newest.taken_back_at.is_none()))
}

/// Sets a notification going.
///
/// # Errors
/// As the store gives them.
pub fn add(act: &mut Act<'_>, order: OrderId, goes_at: At) -> Outcome<NotificationId> {
    let by = act.somebody()?;
    let id: NotificationId = act.mint();
    act.db
        .prepare_cached("INSERT INTO notifications (id, order_id, at, goes_at, by) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute((id, order, act.now.at, goes_at, by))?;
    act.about(order);
    Ok(id)
}

/// Takes a notification back.
///
/// # Errors
/// As the store gives them.
pub fn take_back(act: &mut Act<'_>, id: NotificationId) -> Outcome<()> {
    let by = act.somebody()?;
    act.db.execute("UPDATE notifications SET taken_back_at = ?2, taken_back_by = ?3 WHERE id = ?1", (id, act.now.at, by))?;
    Ok(())
}

/// Removes the notifications of an order that goes.
///
/// # Errors
/// As the store gives them.
pub fn remove_of(act: &Act<'_>, order: OrderId) -> Outcome<()> {
    act.db.prepare_cached("DELETE FROM notifications WHERE order_id = ?1")?.execute([order])?;
    Ok(())
}
