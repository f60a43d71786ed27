//! `check_lenses`: a reading against an order, and when it is not theirs, whose it is.

use super::choose_tolerances;
use super::lenses::{LensCheck, LensVerdict, Ordered, Reading, check};
use super::tolerances::{Design, ToleranceSet};
use super::whose_are_these::{WhoseLine, among_open_orders};
use crate::desk::Look;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::OrderId;
use crate::records::orders::{self, Order, OrderKind};
use crate::records::prescriptions::{Eye, Powers};
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
    /// The powers it was compared with: those ordered, or the laboratory's verification powers.
    pub ordered: Powers,
    /// They are the laboratory's.
    pub by_lab: bool,
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
    let by_lab = order.compensated && order.lab_powers.is_some();
    Ok(LensesChecked { check, tolerances: set.name, ordered: lenses_of(order).powers, by_lab, whose })
}

/// A reading against an order.
///
/// # Errors
/// Refuses `not_spectacles`: the power of a contact lens is on its box.
pub fn compare(order: &Order, reading: &Reading, set: &ToleranceSet) -> Outcome<LensCheck> {
    if order.kind == OrderKind::ContactLenses {
        return refuse(Refusal::because("not_spectacles").fact("number", order.number.as_str()).next("read_the_box"));
    }
    Ok(check(&lenses_of(order), reading, set))
}

fn lenses_of(order: &Order) -> Ordered {
    ordered(order.lens_type.as_deref(), order.powers, order.compensated, order.lab_powers.as_ref())
}

/// An order's lenses, as they are compared. Compensated ones read as the laboratory's slip says; heights and PDs stay
/// those that were ordered.
#[must_use]
pub fn ordered(lens_type: Option<&str>, powers: Powers, compensated: bool, lab_powers: Option<&Powers>) -> Ordered {
    let has_add = powers.right.add.is_some() || powers.left.add.is_some();
    let design = Design::of(lens_type, has_add);
    if !compensated {
        return Ordered { design, powers, lacks_verification_power: false };
    }
    let mut lacks_verification_power = false;
    let mut as_made = |ordered: Eye, lab: Option<Eye>| match lab.filter(|lab| lab.sphere.is_some()) {
        // What the slip leaves out was not changed.
        Some(lab) => Eye {
            add: lab.add.or(ordered.add),
            prism_out: lab.prism_out.or(ordered.prism_out),
            prism_up: lab.prism_up.or(ordered.prism_up),
            sphere: lab.sphere,
            cyl: lab.cyl,
            axis: lab.axis,
            ..ordered
        },
        None => {
            lacks_verification_power |= ordered.sphere.is_some();
            ordered
        }
    };
    let right = as_made(powers.right, lab_powers.map(|lab| lab.right));
    let left = as_made(powers.left, lab_powers.map(|lab| lab.left));
    Ordered { design, powers: Powers { right, left, ..powers }, lacks_verification_power }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eye(sphere: i32, cyl: i32, axis: i32) -> Eye {
        Eye { sphere: Some(sphere), cyl: Some(cyl), axis: Some(axis), add: Some(200), height: Some(180), ..Eye::default() }
    }

    #[test]
    fn a_compensated_progressive_is_compared_with_the_slip_and_keeps_its_heights() {
        let powers = Powers { right: eye(-225, -75, 180), left: eye(-200, -50, 170), pd_tenths: Some(630) };
        let slip = Powers {
            right: Eye { height: None, add: Some(188), ..eye(-212, -69, 178) },
            left: Eye { sphere: Some(-191), add: None, ..Eye::default() },
            pd_tenths: None,
        };
        let made = ordered(Some("PAL"), powers, true, Some(&slip));
        assert!(!made.lacks_verification_power);
        assert_eq!((made.powers.right.sphere, made.powers.right.add, made.powers.right.height), (Some(-212), Some(188), Some(180)));
        assert_eq!((made.powers.left.cyl, made.powers.left.add, made.powers.pd_tenths), (None, Some(200), Some(630)));
        // Not compensated, a slip that is left over changes nothing.
        assert_eq!(ordered(Some("PAL"), powers, false, Some(&slip)).powers, powers);
    }

    #[test]
    fn without_the_slip_of_each_lens_it_cannot_be_said() {
        let powers = Powers { right: eye(-225, -75, 180), left: eye(-200, -50, 170), pd_tenths: None };
        let one = Powers { right: powers.right, ..Powers::default() };
        for slip in [None, Some(&one), Some(&Powers::default())] {
            assert!(ordered(Some("PAL"), powers, true, slip).lacks_verification_power);
        }
        assert!(!ordered(Some("PAL"), one, true, Some(&one)).lacks_verification_power, "one lens, one slip");
    }
}
