//! `set_tray`: an order goes into a tray, into another, or out of it. What lay in the tray goes along.

use crate::desk::Act;
use crate::error::Outcome;
use crate::ids::OrderId;
use crate::records::orders::{self, Order};
use crate::records::parts::{self, Custody};
use serde::{Deserialize, Serialize};

/// A tray for an order.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct SetTray {
    /// Which order.
    pub order_id: OrderId,
    /// Its tray from now on; None: none.
    pub tray: Option<String>,
}

/// `set_tray`: the reply holds the tray as it was, so that it can be taken back.
///
/// # Errors
/// Refuses `no_such_order`, `order_over`, `tray_taken`, `tray_name_too_long`.
pub fn set_tray(act: &mut Act<'_>, request: &SetTray) -> Outcome<SetTray> {
    let order = orders::load(act.db, request.order_id)?;
    orders::must_be_open(&order)?;
    orders::set_tray(act, &order, request.tray.as_deref())?;
    parts_follow(act, &order)?;
    Ok(SetTray { order_id: order.id, tray: order.tray })
}

/// Parts whose place was the tray that the order left are where the order is now.
pub(super) fn parts_follow(act: &mut Act<'_>, before: &Order) -> Outcome<()> {
    let now = orders::load(act.db, before.id)?.tray;
    if before.tray.is_none() || before.tray == now {
        return Ok(());
    }
    for part in parts::of(act.db, before.id)? {
        if part.custody == Custody::Here && part.place == before.tray {
            parts::move_to(act, part.id, Custody::Here, now.as_deref(), part.holder.as_deref(), None)?;
        }
    }
    Ok(())
}
