//! `set_lab_powers`: what the laboratory's slip says a compensated lens must read (OPTICAL.md 3.2). As worn it has the
//! power that was ordered; on a lensmeter it does not.

use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::OrderId;
use crate::records::orders::{self, OrderKind, OrderState};
use crate::records::prescriptions::{Eye, Powers};
use serde::{Deserialize, Serialize};

/// What the slip says.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SetLabPowers {
    /// Which order.
    pub order_id: OrderId,
    /// Made with compensated powers.
    pub compensated: bool,
    /// The verification powers; None: not known yet.
    pub powers: Option<Powers>,
}

/// `set_lab_powers`
///
/// # Errors
/// Refuses `no_such_order`, `order_over`, `not_spectacles`, `already_verified`, `lab_powers_of_no_lens`,
/// `power_out_of_range`.
pub fn set_lab_powers(act: &mut Act<'_>, request: &SetLabPowers) -> Outcome<SetLabPowers> {
    use OrderState as S;
    let order = orders::load(act.db, request.order_id)?;
    orders::must_be_open(&order)?;
    if order.kind == OrderKind::ContactLenses {
        return refuse(Refusal::because("not_spectacles").fact("number", order.number.as_str()).next("read_the_box"));
    }
    // A check that was made with other figures would no longer say what it said.
    if matches!(order.state, S::Verified | S::Notified | S::Uncollected) {
        return refuse(super::verify_order::already_verified(act, &order)?);
    }
    // Without compensation there is nothing that could differ from the order.
    let powers = request.powers.filter(|powers| request.compensated && !powers.is_empty());
    if let Some(Powers { right, left, .. }) = powers {
        let without_a_lens = |lab: Eye, ordered: Eye| lab.sphere.is_some() && ordered.sphere.is_none();
        if without_a_lens(right, order.powers.right) || without_a_lens(left, order.powers.left) {
            return refuse(Refusal::because("lab_powers_of_no_lens").next("check_prescription"));
        }
    }
    orders::set_lab_powers(act, &order, request.compensated, powers.as_ref())?;
    Ok(SetLabPowers { powers, ..request.clone() })
}
