//! `check_lenses`: a reading against an order, and when it is not theirs, whose it is.

use super::choose_tolerances;
use super::lenses::{LensCheck, LensVerdict, Ordered, Reading, check};
use super::tolerances::{Design, ToleranceSet};
use super::whose_are_these::{WhoseLine, among_open_orders};
use crate::desk::Look;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::OrderId;
use crate::records::orders::{self, Order, OrderKind};
use crate::records::prescriptions::Powers;
use serde::{Deserialize, Serialize};

/// A reading to compare with an order.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CheckLenses {
    /// Which order.
    pub order_id: OrderId,
    /// What was read.
    pub reading: Reading,
}

/// How it compared.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LensesChecked {
    /// Every field, and what it comes to.
    pub check: LensCheck,
    /// The limits used, as people call them.
    pub tolerances: String,
    /// The powers ordered.
    pub ordered: Powers,
    /// When it is not as ordered: every open order it could be, nearest first. Never one name when two fit.
    pub whose: Vec<WhoseLine>,
}

impl LensesChecked {
    /// As it is kept: another person's name has no place in this order's record.
    #[must_use]
    pub fn without_others(self) -> Self {
        Self { whose: Vec::new(), ..self }
    }
}

/// `check_lenses`
///
/// # Errors
/// Refuses `no_such_order`, `not_spectacles`.
pub fn check_lenses(look: &Look<'_>, request: CheckLenses) -> Outcome<LensesChecked> {
    let order = orders::load(look.db, request.order_id)?;
    check_lenses_of(look, &order, &request.reading)
}

/// A reading against an order, and when it is not theirs, whose it is.
///
/// # Errors
/// Refuses `not_spectacles`.
pub fn check_lenses_of(look: &Look<'_>, order: &Order, reading: &Reading) -> Outcome<LensesChecked> {
    let set = choose_tolerances::in_use(look.db)?;
    let check = compare(order, reading, &set)?;
    let whose = match check.verdict {
        LensVerdict::Match | LensVerdict::Swapped => Vec::new(),
        _ => among_open_orders(look, reading, &set)?.lines.into_iter().filter(|line| line.order_id != order.id).collect(),
    };
    Ok(LensesChecked { check, tolerances: set.name, ordered: order.powers, whose })
}

/// A reading against an order.
///
/// # Errors
/// Refuses `not_spectacles`: the power of a contact lens is on its box.
pub fn compare(order: &Order, reading: &Reading, set: &ToleranceSet) -> Outcome<LensCheck> {
    if order.kind == OrderKind::ContactLenses {
        return refuse(Refusal::because("not_spectacles").fact("number", order.number.as_str()).next("read_the_box"));
    }
    Ok(check(&ordered(order.lens_type.as_deref(), order.powers), reading, set))
}

/// An order's lenses, as they are compared.
#[must_use]
pub fn ordered(lens_type: Option<&str>, powers: Powers) -> Ordered {
    let has_add = powers.right.add.is_some() || powers.left.add.is_some();
    Ordered { design: Design::of(lens_type, has_add), powers, lacks_verification_power: false }
}
