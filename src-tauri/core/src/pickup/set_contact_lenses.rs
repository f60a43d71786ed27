//! `set_contact_lenses`: what an order's boxes must say is put down, or put right, before they are checked.

use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::OrderId;
use crate::pickup::add_order::box_mark;
use crate::records::contact_lenses::{self, OrderedContacts};
use crate::records::orders::{self, Order, OrderKind};
use crate::records::parts::{self, NewPart, PartKind};
use serde::{Deserialize, Serialize};

/// What the boxes must say.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SetContactLenses {
    /// Which order.
    pub order_id: OrderId,
    /// Its lenses, with their powers.
    pub contacts: OrderedContacts,
}

/// `set_contact_lenses`
///
/// # Errors
/// Refuses `no_such_order`, `order_over`, `not_contact_lenses`, `power_out_of_range`, `contact_lens_out_of_range`,
/// `too_many_parts`, `text_too_long`.
pub fn set_contact_lenses(act: &mut Act<'_>, request: &SetContactLenses) -> Outcome<OrderedContacts> {
    let mut order = orders::load(act.db, request.order_id)?;
    orders::must_be_open(&order)?;
    if order.kind != OrderKind::ContactLenses {
        return refuse(Refusal::because("not_contact_lenses").fact("number", order.number.as_str()).next("read_the_lenses"));
    }
    order.powers = request.contacts.powers();
    orders::rewrite(act, &order)?;
    contact_lenses::keep(act, order.id, &request.contacts)?;
    expect_boxes(act, &order, &request.contacts)?;
    contact_lenses::of_order(act.db, &order)
}

/// A box more than the order had is one more to wait for.
fn expect_boxes(act: &mut Act<'_>, order: &Order, contacts: &OrderedContacts) -> Outcome<()> {
    let there = parts::of(act.db, order.id)?.into_iter().filter(|part| part.kind == PartKind::ContactLensBox).count();
    let marks = contacts.each().flat_map(|(side, one)| std::iter::repeat_n(box_mark(side), one.boxes.max(1) as usize));
    for mark in marks.skip(there) {
        parts::add(act, order.id, &NewPart { label: Some(mark.to_owned()), ..NewPart::to_come(PartKind::ContactLensBox) })?;
    }
    Ok(())
}
