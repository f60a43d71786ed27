//! `open_order`: everything about one order on one page. Who looked is in the trail.

use crate::desk::Act;
use crate::discrepancies::open::{self, DiscrepancyLine};
use crate::error::Outcome;
use crate::ids::OrderId;
use crate::matching::order_to_prescription::{self, RxFinding};
use crate::pickup::ready_check::{HandedOverTo, handed_over_to};
use crate::records::calls::{self, PhoneCall};
use crate::records::contact_lenses::{self, OrderedContacts};
use crate::records::notifications::{self, Notification};
use crate::records::orders::{self, Order, OrderKind, OrderState};
use crate::records::parts::{self, Move, Part};
use crate::records::patients;
use crate::records::remakes::{self, Remake};
use crate::records::verifications::{self, Verification};
use crate::trail::history::{self, Happening};
use serde::{Deserialize, Serialize};

/// Which order.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfOrder {
    /// Which.
    pub order_id: OrderId,
}

/// One order, whole.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OrderPage {
    /// The order.
    pub order: Order,
    /// Whose, as on a label.
    pub name: String,
    /// Where a person may move it next.
    pub offered: Vec<OrderState>,
    /// Its contact lenses, where it is for any.
    pub contacts: Option<OrderedContacts>,
    /// What is not as on the prescription on file, and what was said to it.
    pub against_prescription: Vec<RxFinding>,
    /// Its parts.
    pub parts: Vec<Part>,
    /// Every move of every part, oldest first.
    pub moves: Vec<Move>,
    /// Every check, newest first.
    pub verifications: Vec<Verification>,
    /// Every notification, newest first.
    pub notifications: Vec<Notification>,
    /// Every call, newest first.
    pub calls: Vec<PhoneCall>,
    /// What it was made again for, where it is a remake.
    pub remake_of: Option<Remake>,
    /// What it was made again as.
    pub remade_as: Option<Remake>,
    /// Its discrepancies, open or not, newest first.
    pub discrepancies: Vec<DiscrepancyLine>,
    /// Who has it, where it was handed over here.
    pub handed_over: Option<HandedOverTo>,
    /// What happened, newest first.
    pub history: Vec<Happening>,
}

/// `open_order`
///
/// # Errors
/// Refuses `no_such_order`.
pub fn open_order(act: &mut Act<'_>, request: &OfOrder) -> Outcome<OrderPage> {
    let order = orders::load(act.db, request.order_id)?;
    act.about(order.id);
    act.about(order.patient_id);
    let parts = parts::of(act.db, order.id)?;
    let mut moves = Vec::new();
    for part in &parts {
        moves.extend(parts::moves(act.db, part.id)?);
    }
    moves.sort_by_key(|one| one.at);
    Ok(OrderPage {
        name: patients::load(act.db, order.patient_id)?.details.full_name(),
        offered: order.state.next().to_vec(),
        against_prescription: if order.state.is_over() { Vec::new() } else { order_to_prescription::findings(act, &order)? },
        contacts: if order.kind == OrderKind::ContactLenses { Some(contact_lenses::of_order(act.db, &order)?) } else { None },
        moves,
        verifications: verifications::of(act.db, order.id)?,
        notifications: notifications::of(act.db, order.id)?,
        calls: calls::of(act.db, order.id)?,
        remake_of: remakes::made_for(act.db, order.id)?,
        remade_as: remakes::made_again(act.db, order.id)?,
        discrepancies: open::ever_about_order(act.db, order.id)?,
        handed_over: if order.state == OrderState::Collected { handed_over_to(act, order.id)? } else { None },
        history: history::about(act, order.id.0, 100)?,
        parts,
        order,
    })
}
