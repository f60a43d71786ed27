//! Whose are these? Every open order that a pair, or one loose lens, could be; never one name when two fit.
//!
//! Power excludes well and identifies badly (OPTICAL.md 0.7): the answer is a list with what would tell them apart.

use super::lenses::{Ordered, Reading, could_be};
use super::prescription::maths::Minus;
use super::tolerances::ToleranceSet;
use crate::records::parts::coded;
use crate::records::prescriptions::Eye;

coded! {
    /// How a reading fits an order.
    Way {
        /// As worn.
        AsWorn = "as_worn",
        /// With right and left exchanged.
        Swapped = "swapped",
        /// One loose lens, as the right one.
        RightLens = "right_lens",
        /// One loose lens, as the left one.
        LeftLens = "left_lens",
        /// One loose lens that could be either.
        EitherLens = "either_lens",
    }
}

/// One order that fits; `T` is whatever tells the caller which.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit<T> {
    /// Which.
    pub of: T,
    /// How.
    pub way: Way,
    /// Distance of the powers, hundredths of a dioptre: it ranks, it does not decide.
    pub apart: f64,
}

/// Every order that fits a reading, nearest first.
pub fn whose<'a, T: Copy + 'a>(reading: &Reading, orders: impl IntoIterator<Item = (T, &'a Ordered)>, set: &ToleranceSet) -> Vec<Fit<T>> {
    let mut fits: Vec<Fit<T>> =
        orders.into_iter().filter_map(|(of, ordered)| fit(reading, ordered, set).map(|(way, apart)| Fit { of, way, apart })).collect();
    fits.sort_by(|a, b| a.apart.total_cmp(&b.apart));
    fits
}

fn fit(reading: &Reading, ordered: &Ordered, set: &ToleranceSet) -> Option<(Way, f64)> {
    let (right, left) = (&ordered.powers.right, &ordered.powers.left);
    let fits = |want: &Eye, got: &Eye| could_be(ordered.design, want, got, set).then(|| apart(want, got)).flatten();
    match (&reading.right, &reading.left) {
        (Some(read_right), Some(read_left)) => {
            let pair = |a: &Eye, b: &Eye| -> Option<f64> {
                match (right.balance, left.balance) {
                    (true, true) => None,
                    (true, false) => fits(left, b),
                    (false, true) => fits(right, a),
                    (false, false) => Some(fits(right, a)? + fits(left, b)?),
                }
            };
            let as_worn = pair(read_right, read_left).map(|apart| (Way::AsWorn, apart));
            as_worn.or_else(|| pair(read_left, read_right).map(|apart| (Way::Swapped, apart)))
        }
        (one, other) => {
            let lens = one.as_ref().or(other.as_ref()).or(reading.either.as_ref())?;
            match (fits(right, lens), fits(left, lens)) {
                (Some(right), Some(left)) => Some((Way::EitherLens, right.min(left))),
                (Some(right), None) => Some((Way::RightLens, right)),
                (None, Some(left)) => Some((Way::LeftLens, left)),
                (None, None) => None,
            }
        }
    }
}

fn apart(want: &Eye, got: &Eye) -> Option<f64> {
    Some(Minus::of_eye(want)?.apart(Minus::of_eye(got)?))
}
