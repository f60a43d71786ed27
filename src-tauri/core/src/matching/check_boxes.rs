//! `check_boxes`: boxes of contact lenses beside an order, and when one is not theirs, whose it is.

use super::boxes::check::{self, BoxLabel, BoxVerdict, BoxesCheck};
use super::lenses::Side;
use crate::desk::Look;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{OrderId, PatientId};
use crate::records::contact_lenses::{self, ContactLens, OrderedContacts};
use crate::records::orders::{self, Order, OrderKind};
use crate::records::patients;
use serde::{Deserialize, Serialize};

/// Nobody checks more at once.
const MOST_BOXES: usize = 60;

/// Boxes to compare with an order.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CheckBoxes {
    /// Which order.
    pub order_id: OrderId,
    /// What each box says.
    pub boxes: Vec<BoxLabel>,
}

/// How they compared.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BoxesChecked {
    /// Each box, and what they come to.
    pub check: BoxesCheck,
    /// What was ordered.
    pub ordered: OrderedContacts,
    /// For boxes that are not as ordered: every other open order that asks for one of them.
    pub whose: Vec<BoxOrder>,
}

impl BoxesChecked {
    /// As it is kept: another person's name has no place in this order's record.
    #[must_use]
    pub fn without_others(self) -> Self {
        Self { whose: Vec::new(), ..self }
    }
}

/// An open order that asks for a box.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BoxOrder {
    /// Which order.
    pub order_id: OrderId,
    /// Its number.
    pub number: String,
    /// Its tray.
    pub tray: Option<String>,
    /// Whose.
    pub patient_id: PatientId,
    /// First name and initial: another patient's name is nobody's business here.
    pub name: String,
    /// For which eye.
    pub side: Side,
}

/// `check_boxes`
///
/// # Errors
/// Refuses `no_such_order`, `not_contact_lenses`, `too_many_parts`.
pub fn check_boxes(look: &Look<'_>, request: CheckBoxes) -> Outcome<BoxesChecked> {
    let order = orders::load(look.db, request.order_id)?;
    check_boxes_of(look, &order, &request.boxes)
}

/// Boxes beside an order.
///
/// # Errors
/// Refuses `not_contact_lenses`, `too_many_parts`.
pub fn check_boxes_of(look: &Look<'_>, order: &Order, boxes: &[BoxLabel]) -> Outcome<BoxesChecked> {
    if order.kind != OrderKind::ContactLenses {
        return refuse(Refusal::because("not_contact_lenses").fact("number", order.number.as_str()).next("read_the_lenses"));
    }
    if boxes.len() > MOST_BOXES {
        return refuse(Refusal::because("too_many_parts").fact("at_most", MOST_BOXES));
    }
    let ordered = contact_lenses::of_order(look.db, order)?;
    let check = check::check_boxes(&ordered, boxes, look.now.day());
    let mut whose = Vec::new();
    for (label, _) in boxes.iter().zip(&check.boxes).filter(|(_, checked)| checked.verdict == BoxVerdict::Differs) {
        for line in open_orders_for(look, &label.lens)? {
            if line.order_id != order.id && !whose.iter().any(|other: &BoxOrder| other.order_id == line.order_id) {
                whose.push(line);
            }
        }
    }
    Ok(BoxesChecked { check, ordered, whose })
}

/// Every open order that asks for exactly this lens.
///
/// # Errors
/// As the store gives them.
pub fn open_orders_for(look: &Look<'_>, lens: &ContactLens) -> Outcome<Vec<BoxOrder>> {
    let mut found = Vec::new();
    for order in orders::open_contact_lenses(look.db)? {
        if let Some(side) = check::fits(&contact_lenses::of_order(look.db, &order)?, lens) {
            found.push(BoxOrder {
                name: patients::load(look.db, order.patient_id)?.details.first_and_initial(),
                order_id: order.id,
                number: order.number,
                tray: order.tray,
                patient_id: order.patient_id,
                side,
            });
        }
    }
    Ok(found)
}
