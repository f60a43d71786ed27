//! `verify_order`: a dispenser checks the work against the order, or a named person lets it go unchecked.

use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{OrderId, VerificationId};
use crate::matching::boxes::check::{BoxLabel, BoxVerdict};
use crate::matching::check_boxes::{BoxesChecked, check_boxes_of};
use crate::matching::check_lenses::{LensesChecked, check_lenses_of};
use crate::matching::lenses::LensVerdict;
use crate::records::orders::{self, Order, OrderState};
use crate::records::readings::Reading;
use crate::records::verifications::{self, Read, Verdict};
use crate::records::{contact_lenses, parts, text};
use serde::{Deserialize, Serialize};

/// A check.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct VerifyOrder {
    /// Which order.
    pub order_id: OrderId,
    /// What it came to.
    pub verdict: Verdict,
    /// What failed, or why it was waived: needed for both.
    pub reason: Option<String>,
    /// What was read of the lenses, where it was.
    pub reading: Option<Reading>,
    /// What stands on each box of contact lenses, where they were read.
    #[serde(default)]
    pub boxes: Vec<BoxLabel>,
    /// The state the page showed: somebody quicker is then told.
    pub seen_state: Option<OrderState>,
}

/// A check kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OrderVerified {
    /// Which order.
    pub order_id: OrderId,
    /// Its number.
    pub number: String,
    /// The check.
    pub verification_id: VerificationId,
    /// Where the order stands now.
    pub state: OrderState,
}

/// `verify_order`: a reading that does not pass is no pass; a person may still say in words why it is let go.
///
/// # Errors
/// Refuses `reading_does_not_pass`, `boxes_do_not_match`, `not_spectacles`, `not_contact_lenses`, `no_such_order`, `moved_meanwhile`, `not_received_yet`,
/// `already_verified`, `order_over`, `reason_needed`, `parts_missing` (each part and where it was seen last).
pub fn verify_order(act: &mut Act<'_>, request: &VerifyOrder) -> Outcome<OrderVerified> {
    let order = orders::load(act.db, request.order_id)?;
    orders::must_be_open(&order)?;
    orders::must_be_as_seen(&order, request.seen_state)?;
    let reason = text::kept("reason", request.reason.as_deref())?;
    let checked = request.reading.as_ref().map(|reading| check_lenses_of(act, &order, reading)).transpose()?;
    if let Some(read) = &checked
        && request.verdict == Verdict::Passed
        && read.check.verdict != LensVerdict::Match
    {
        let verdict = read.check.verdict.as_str();
        return refuse(Refusal::because("reading_does_not_pass").fact("lenses", verdict).next("read_again_or_fail"));
    }
    let boxes = if request.boxes.is_empty() { None } else { Some(check_boxes_of(act, &order, &request.boxes)?) };
    if let Some(boxes) = &boxes
        && request.verdict == Verdict::Passed
        && boxes.check.verdict != BoxVerdict::Match
    {
        return refuse(Refusal::because("boxes_do_not_match").fact("boxes", boxes.check.verdict.as_str()).next("read_again_or_fail"));
    }
    // A reading that fails says what is wrong by itself.
    let says_itself = |checked: &LensesChecked| {
        request.verdict == Verdict::Failed && !matches!(checked.check.verdict, LensVerdict::Match | LensVerdict::CannotVerify)
    };
    let reason =
        reason.or_else(|| checked.as_ref().filter(|checked| says_itself(checked)).map(|checked| checked.check.verdict.as_str().to_owned()));
    let wrong_boxes = |boxes: &BoxesChecked| {
        request.verdict == Verdict::Failed && !matches!(boxes.check.verdict, BoxVerdict::Match | BoxVerdict::CannotVerify)
    };
    let reason =
        reason.or_else(|| boxes.as_ref().filter(|boxes| wrong_boxes(boxes)).map(|boxes| format!("boxes_{}", boxes.check.verdict.as_str())));
    if request.verdict != Verdict::Passed && reason.is_none() {
        return refuse(Refusal::because("reason_needed").fact("verdict", request.verdict.as_str()).next("say_why"));
    }
    let state = match request.verdict {
        // Something found wrong at any later moment, even in the patient's hands, takes the check back.
        Verdict::Failed => {
            must_be_here(&order)?;
            OrderState::FailedCheck
        }
        Verdict::Passed | Verdict::Waived => {
            must_be_here(&order)?;
            if matches!(order.state, OrderState::Verified | OrderState::Notified | OrderState::Uncollected) {
                return refuse(already_verified(act, &order)?);
            }
            let missing = parts::missing(act.db, order.id)?;
            if !missing.is_empty() {
                return refuse(super::same_order::parts_missing(&order, missing));
            }
            OrderState::Verified
        }
    };
    if let Some(boxes) = &boxes {
        learn_products(act, &request.boxes, boxes)?;
    }
    let read = match (&request.reading, checked, boxes) {
        (Some(reading), Some(checked), _) => Some(Read::Lenses { reading, checked: serde_json::to_value(checked.without_others())? }),
        (_, _, Some(boxes)) => Some(Read::Boxes { boxes: &request.boxes, checked: serde_json::to_value(boxes.without_others())? }),
        _ => None,
    };
    let verification_id = verifications::add(act, order.id, request.verdict, reason.as_deref(), read)?;
    act.about(order.patient_id);
    if order.state != state {
        orders::set_state(act, &order, state)?;
    }
    Ok(OrderVerified { order_id: order.id, number: order.number, verification_id, state })
}

/// What a product code means is learnt from boxes whose every field is as somebody ordered it: a slip of the hand that
/// reads a box wrong is not.
fn learn_products(act: &mut Act<'_>, labels: &[BoxLabel], boxes: &BoxesChecked) -> Outcome<()> {
    for (label, checked) in labels.iter().zip(&boxes.check.boxes) {
        let agrees = matches!(checked.verdict, BoxVerdict::Match | BoxVerdict::Swapped | BoxVerdict::Expired);
        if let Some(gtin) = label.gtin.as_deref().filter(|_| agrees && label.lens.brand.is_some()) {
            contact_lenses::learn_product(act, gtin, &label.lens)?;
        }
    }
    Ok(())
}

fn must_be_here(order: &Order) -> Outcome<()> {
    use OrderState as S;
    match order.state {
        S::Received | S::Verified | S::FailedCheck | S::Notified | S::Uncollected => Ok(()),
        state => refuse(
            Refusal::because("not_received_yet").fact("number", order.number.as_str()).fact("state", state.as_str()).next("receive_order"),
        ),
    }
}

/// Who checked it, and when.
pub(super) fn already_verified(act: &Act<'_>, order: &Order) -> Outcome<Refusal> {
    let refusal = Refusal::because("already_verified").fact("number", order.number.as_str()).next("look_again");
    Ok(match verifications::of(act.db, order.id)?.into_iter().next() {
        Some(check) => refusal.fact("at", check.at.0).fact("by", check.by),
        None => refusal,
    })
}
