//! Boxes beside the order: every field exact, the expiry, how many for each eye, and right and left exchanged.

use crate::clock::Day;
use crate::matching::boxes::typed::millimetres as in_millimetres;
use crate::matching::lenses::Side;
use crate::matching::prescription::maths::{Minus, power_text, same_power};
pub use crate::records::contact_lenses::BoxLabel;
use crate::records::contact_lenses::{BoxField, ContactLens, OrderedContacts};
use crate::records::parts::coded;
use chrono::Days;
use serde::{Deserialize, Serialize};

/// A box that expires within these days is said aloud (ours: a month's lenses may lie three months).
const SOON: u64 = 90;

coded! {
    /// How one field of a box compares.
    BoxFieldVerdict {
        /// As ordered.
        Same = "same",
        /// Not as ordered.
        Differs = "differs",
        /// Ordered, and nobody read it off the box.
        NotRead = "not_read",
        /// Not ordered: many products come in one only.
        NotOrdered = "not_ordered",
    }
}

/// One field of a box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BoxFieldChecked {
    /// Which.
    pub field: BoxField,
    /// As ordered, in words.
    pub ordered: Option<String>,
    /// As the box says.
    pub on_box: Option<String>,
    /// How it compares.
    pub verdict: BoxFieldVerdict,
}

coded! {
    /// Whether a box may still be used.
    Expiry {
        /// Long enough.
        Good = "good",
        /// Within 90 days.
        Soon = "soon",
        /// Over.
        Over = "over",
        /// Nobody read it.
        NotRead = "not_read",
    }
}

coded! {
    /// What a check of boxes comes to.
    BoxVerdict {
        /// As ordered.
        Match = "match",
        /// A field is not as ordered.
        Differs = "differs",
        /// It is the other eye's.
        Swapped = "swapped",
        /// Its last day is over.
        Expired = "expired",
        /// Something was not read, or was never ordered in words.
        CannotVerify = "cannot_verify",
        /// Too few for an eye, or too many.
        WrongCount = "wrong_count",
    }
}

/// One box, beside the eye it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BoxChecked {
    /// The eye it was compared with.
    pub side: Option<Side>,
    /// What it comes to.
    pub verdict: BoxVerdict,
    /// Every field.
    pub fields: Vec<BoxFieldChecked>,
    /// Its last day.
    pub expiry: Expiry,
}

/// How many boxes an eye has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BoxCount {
    /// Ordered.
    pub ordered: u32,
    /// Here, and as ordered.
    pub here: u32,
}

/// All boxes beside the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BoxesCheck {
    /// What they come to: the worst of them.
    pub verdict: BoxVerdict,
    /// Each box, as they were given.
    pub boxes: Vec<BoxChecked>,
    /// The right eye's.
    pub right: BoxCount,
    /// The left eye's.
    pub left: BoxCount,
}

/// Boxes beside an order.
#[must_use]
pub fn check_boxes(ordered: &OrderedContacts, labels: &[BoxLabel], today: Day) -> BoxesCheck {
    let mut counts = [BoxCount::default(); 2];
    for (side, one) in ordered.each() {
        counts[place(side)].ordered = one.boxes.max(1);
    }
    let boxes: Vec<BoxChecked> = labels.iter().map(|label| check_one(ordered, label, &mut counts, today)).collect();
    let [right, left] = counts;
    let worst = |verdict: BoxVerdict| boxes.iter().any(|one| one.verdict == verdict);
    let all = [BoxVerdict::Differs, BoxVerdict::Swapped, BoxVerdict::Expired, BoxVerdict::CannotVerify];
    let verdict = match all.into_iter().find(|verdict| worst(*verdict)) {
        Some(verdict) => verdict,
        None if ordered.each().next().is_none() => BoxVerdict::CannotVerify,
        None if right.here != right.ordered || left.here != left.ordered => BoxVerdict::WrongCount,
        None => BoxVerdict::Match,
    };
    BoxesCheck { verdict, boxes, right, left }
}

/// Whether a box is what some eye of an order asks for, every field that both say.
#[must_use]
pub fn fits(ordered: &OrderedContacts, lens: &ContactLens) -> Option<Side> {
    ordered.each().find(|(_, one)| agrees(&compare(&one.lens, lens))).map(|(side, _)| side)
}

fn place(side: Side) -> usize {
    usize::from(side == Side::Left)
}

/// Nothing that was asked for is another, or missing.
#[must_use]
pub fn agrees(fields: &[BoxFieldChecked]) -> bool {
    fields.iter().all(|field| matches!(field.verdict, BoxFieldVerdict::Same | BoxFieldVerdict::NotOrdered))
}

fn check_one(ordered: &OrderedContacts, label: &BoxLabel, counts: &mut [BoxCount; 2], today: Day) -> BoxChecked {
    let against = |side: Side| ordered.of(side).map(|one| (side, compare(&one.lens, &label.lens)));
    let [right, left] = [against(Side::Right), against(Side::Left)];
    let short = |side: Side, counts: &[BoxCount; 2]| counts[place(side)].here < counts[place(side)].ordered;
    let expiry = expiry(label.expires_on, today);
    let both: Vec<(Side, Vec<BoxFieldChecked>)> = [right, left].into_iter().flatten().collect();
    let marked = label.marked.and_then(|side| both.iter().find(|(other, _)| *other == side));
    let fitting: Vec<&(Side, Vec<BoxFieldChecked>)> = both.iter().filter(|(_, fields)| agrees(fields)).collect();
    let (chosen, mut verdict) = match (label.marked, marked, fitting.as_slice()) {
        (Some(_), Some(one), _) if agrees(&one.1) => (Some(one), BoxVerdict::Match),
        // It was put down for one eye and says what the other one needs.
        (Some(side), _, [one, ..]) if one.0 != side => (Some(*one), BoxVerdict::Swapped),
        (Some(_), one, _) => (one, BoxVerdict::Differs),
        (None, _, []) => (nearest(&both), BoxVerdict::Differs),
        (None, _, all) => (all.iter().copied().find(|one| short(one.0, counts)).or(all.first().copied()), BoxVerdict::Match),
    };
    if verdict == BoxVerdict::Differs
        && chosen.is_some_and(|(_, fields)| fields.iter().all(|field| field.verdict != BoxFieldVerdict::Differs))
    {
        verdict = BoxVerdict::CannotVerify;
    }
    if verdict == BoxVerdict::Match {
        verdict = match expiry {
            Expiry::Over => BoxVerdict::Expired,
            Expiry::NotRead => BoxVerdict::CannotVerify,
            // A box that names no brand on either side could be anybody's.
            Expiry::Good | Expiry::Soon if chosen.is_some_and(|(_, fields)| nothing_names_it(fields)) => BoxVerdict::CannotVerify,
            Expiry::Good | Expiry::Soon => BoxVerdict::Match,
        };
    }
    if let Some((side, _)) = chosen.filter(|_| verdict == BoxVerdict::Match) {
        counts[place(*side)].here += 1;
    }
    BoxChecked {
        side: chosen.map(|(side, _)| *side),
        verdict,
        fields: chosen.map(|(_, fields)| fields.clone()).unwrap_or_default(),
        expiry,
    }
}

/// The eye with fewer differences, to be shown beside the box.
fn nearest(both: &[(Side, Vec<BoxFieldChecked>)]) -> Option<&(Side, Vec<BoxFieldChecked>)> {
    both.iter().min_by_key(|(_, fields)| fields.iter().filter(|field| field.verdict == BoxFieldVerdict::Differs).count())
}

/// Brand and power are what a missing value never passes for.
fn nothing_names_it(fields: &[BoxFieldChecked]) -> bool {
    fields.iter().any(|field| matches!(field.field, BoxField::Brand | BoxField::Power) && field.verdict != BoxFieldVerdict::Same)
}

fn expiry(day: Option<Day>, today: Day) -> Expiry {
    match day {
        None => Expiry::NotRead,
        Some(day) if day < today => Expiry::Over,
        Some(day) if today.0.checked_add_days(Days::new(SOON)).is_some_and(|soon| day.0 < soon) => Expiry::Soon,
        Some(_) => Expiry::Good,
    }
}

/// Every field of a lens beside the one that was asked for.
#[must_use]
pub fn compare(want: &ContactLens, have: &ContactLens) -> Vec<BoxFieldChecked> {
    let mut fields = Vec::new();
    let mut add = |field, ordered: Option<String>, on_box: Option<String>, same: bool, always: bool| {
        let verdict = match (&ordered, &on_box) {
            (None, None) if !always => return,
            (None, _) => BoxFieldVerdict::NotOrdered,
            (Some(_), None) => BoxFieldVerdict::NotRead,
            (Some(_), Some(_)) if same => BoxFieldVerdict::Same,
            (Some(_), Some(_)) => BoxFieldVerdict::Differs,
        };
        fields.push(BoxFieldChecked { field, ordered, on_box, verdict });
    };
    let same_brand = want.brand.as_deref().map(plain) == have.brand.as_deref().map(plain);
    add(BoxField::Brand, want.brand.clone(), have.brand.clone(), same_brand, true);
    // A cylinder nobody ordered is a difference, and so is a missing one.
    let (minus_want, minus_have) = (Minus::of_eye(&want.eye()), Minus::of_eye(&have.eye()));
    let power = |minus: Option<Minus>| minus.map(|minus| power_text(minus.sphere));
    let equal = |pick: fn(Minus) -> i32| match (minus_want, minus_have) {
        (Some(a), Some(b)) => same_power(pick(a), pick(b)),
        _ => false,
    };
    add(BoxField::Power, power(minus_want), power(minus_have), equal(|minus| minus.sphere), true);
    let toric = |minus: Option<Minus>| minus.is_some_and(|minus| minus.cyl != 0);
    if toric(minus_want) || toric(minus_have) {
        let cyl = |minus: Option<Minus>| minus.map(|minus| power_text(minus.cyl));
        let axis = |minus: Option<Minus>| minus.and_then(|minus| minus.axis).map(|axis| format!("{axis:03}°"));
        add(BoxField::Cyl, cyl(minus_want), cyl(minus_have), equal(|minus| minus.cyl), true);
        let same_axis = minus_want.and_then(|minus| minus.axis) == minus_have.and_then(|minus| minus.axis);
        add(BoxField::Axis, axis(minus_want), axis(minus_have), same_axis, false);
    }
    let has_add = |lens: &ContactLens| lens.add.is_some_and(|add| add != 0) || lens.add_word.is_some();
    if has_add(want) || has_add(have) {
        let said = |lens: &ContactLens| {
            let number = lens.add.filter(|add| *add != 0).map(power_text);
            let words: Vec<String> = number.into_iter().chain(lens.add_word.clone()).collect();
            Some(if words.is_empty() { "–".to_owned() } else { words.join(" ") })
        };
        let (ordered, on_box) = (said(want), said(have));
        let same = plain(ordered.as_deref().unwrap_or_default()) == plain(on_box.as_deref().unwrap_or_default());
        add(BoxField::Add, ordered, on_box, same, true);
    }
    let millimetres = |value: Option<i32>| value.map(in_millimetres);
    for (field, want, have) in [(BoxField::BaseCurve, want.base_curve, have.base_curve), (BoxField::Diameter, want.diameter, have.diameter)]
    {
        add(field, millimetres(want), millimetres(have), want == have, false);
    }
    fields
}

/// A brand without case, spaces and marks: "ACUVUE® Oasys 1-Day" is "acuvue oasys 1 day". Every letter and digit counts.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::contact_lenses::OrderedContact;
    use chrono::NaiveDate;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day(text.parse::<NaiveDate>().unwrap())
    }

    fn lens(brand: &str, typed: &str) -> ContactLens {
        let read = super::super::typed::read_contact_lens(typed);
        ContactLens { brand: Some(brand.to_owned()), ..read.lens.unwrap() }
    }

    fn ordered(right: ContactLens, left: ContactLens) -> OrderedContacts {
        OrderedContacts { right: Some(OrderedContact { lens: right, boxes: 1 }), left: Some(OrderedContact { lens: left, boxes: 1 }) }
    }

    fn boxed(lens: &ContactLens) -> BoxLabel {
        BoxLabel { lens: lens.clone(), expires_on: Some(day("2028-01-31")), ..BoxLabel::default() }
    }

    const TODAY: &str = "2026-11-22";

    fn verdict(ordered: &OrderedContacts, labels: &[BoxLabel]) -> BoxVerdict {
        check_boxes(ordered, labels, day(TODAY)).verdict
    }

    #[test]
    fn every_field_of_a_box_is_exact() {
        let right = lens("Clarent Toric", "-2.25 -0.75 x 180 BC 8.6 DIA 14.5");
        let left = lens("Clarent Toric", "-2.00 -0.75 x 170 BC 8.6 DIA 14.5");
        let order = ordered(right.clone(), left.clone());
        let boxes = |one: &ContactLens| vec![boxed(one), boxed(&left)];
        assert_eq!(verdict(&order, &boxes(&right)), BoxVerdict::Match);
        let other = |change: fn(&mut ContactLens)| {
            let mut one = right.clone();
            change(&mut one);
            one
        };
        for (what, one) in [
            ("power", other(|one| one.power = Some(-200))),
            ("cylinder", other(|one| one.cyl = Some(-125))),
            ("no cylinder", other(|one| (one.cyl, one.axis) = (None, None))),
            ("axis", other(|one| one.axis = Some(175))),
            ("base curve by a tenth", other(|one| one.base_curve = Some(870))),
            ("diameter by a tenth", other(|one| one.diameter = Some(1440))),
            ("brand", other(|one| one.brand = Some("Clarent".to_owned()))),
            ("an add nobody ordered", other(|one| one.add_word = Some("LOW".to_owned()))),
        ] {
            assert_eq!(verdict(&order, &boxes(&one)), BoxVerdict::Differs, "{what}");
        }
        for (what, one) in [
            ("power", other(|one| one.power = None)),
            ("base curve", other(|one| one.base_curve = None)),
            ("brand", other(|one| one.brand = None)),
        ] {
            assert_eq!(verdict(&order, &boxes(&one)), BoxVerdict::CannotVerify, "{what} not read");
        }
        let written = other(|one| one.brand = Some("CLARENT\u{ae} toric".to_owned()));
        assert_eq!(verdict(&order, &boxes(&written)), BoxVerdict::Match, "a brand however it is written");
    }

    #[test]
    fn right_and_left_exchanged_are_seen_where_the_boxes_are_marked() {
        let (right, left) = (lens("Clarent", "-2.25 8.6"), lens("Clarent", "-3.25 8.6"));
        let order = ordered(right.clone(), left.clone());
        let marked = |lens: &ContactLens, side| BoxLabel { marked: Some(side), ..boxed(lens) };
        assert_eq!(verdict(&order, &[marked(&left, Side::Right), marked(&right, Side::Left)]), BoxVerdict::Swapped);
        assert_eq!(verdict(&order, &[marked(&right, Side::Right), marked(&left, Side::Left)]), BoxVerdict::Match);
        let unmarked = check_boxes(&order, &[boxed(&left), boxed(&right)], day(TODAY));
        assert_eq!(unmarked.verdict, BoxVerdict::Match);
        assert_eq!(unmarked.boxes.iter().map(|one| one.side).collect::<Vec<_>>(), [Some(Side::Left), Some(Side::Right)]);
        // Two of the right one: one eye has too many, the other none.
        assert_eq!(verdict(&order, &[boxed(&right), boxed(&right)]), BoxVerdict::WrongCount);
        let same = ordered(right.clone(), right.clone());
        assert_eq!(verdict(&same, &[boxed(&right), boxed(&right)]), BoxVerdict::Match, "equal eyes share their boxes");
        assert_eq!(verdict(&same, &[boxed(&right)]), BoxVerdict::WrongCount);
    }

    #[test]
    fn the_last_day_counts_and_is_never_taken_for_granted() {
        let right = lens("Clarent", "-2.25");
        let order = OrderedContacts { right: Some(OrderedContact { lens: right.clone(), boxes: 1 }), left: None };
        let until = |text: Option<&str>| [BoxLabel { expires_on: text.map(day), ..boxed(&right) }];
        for (last, expected, expiry) in [
            (Some("2026-11-21"), BoxVerdict::Expired, Expiry::Over),
            (Some("2026-11-22"), BoxVerdict::Match, Expiry::Soon),
            (Some("2027-02-19"), BoxVerdict::Match, Expiry::Soon),
            (Some("2027-02-20"), BoxVerdict::Match, Expiry::Good),
            (None, BoxVerdict::CannotVerify, Expiry::NotRead),
        ] {
            let check = check_boxes(&order, &until(last), day(TODAY));
            assert_eq!((check.verdict, check.boxes[0].expiry), (expected, expiry), "{last:?}");
        }
    }

    #[test]
    fn nothing_ordered_and_nothing_read_never_pass() {
        let blank = OrderedContacts::default();
        assert_eq!(verdict(&blank, &[]), BoxVerdict::CannotVerify);
        assert_ne!(verdict(&blank, &[boxed(&lens("Clarent", "-1.00"))]), BoxVerdict::Match);
        let order = ordered(lens("Clarent", "-1.00"), lens("Clarent", "-1.00"));
        assert_eq!(verdict(&order, &[]), BoxVerdict::WrongCount);
        let nameless = OrderedContacts {
            right: Some(OrderedContact { lens: ContactLens { brand: None, ..lens("", "-1.00") }, boxes: 1 }),
            left: None,
        };
        assert_eq!(verdict(&nameless, &[boxed(&lens("Clarent", "-1.00"))]), BoxVerdict::CannotVerify);
    }

    proptest! {
        /// Eyes and marks exchanged on both sides: the same verdict.
        #[test]
        fn exchanging_both_eyes_changes_no_verdict(powers in proptest::array::uniform4(-8i32..8), marks in proptest::array::uniform2(0u8..3)) {
            let of = |steps: i32| ContactLens { brand: Some("Clarent".to_owned()), power: Some(steps * 25), ..ContactLens::default() };
            let mark = |code: u8| match code { 1 => Some(Side::Right), 2 => Some(Side::Left), _ => None };
            let turned = |side: Option<Side>| side.map(|side| if side == Side::Right { Side::Left } else { Side::Right });
            let label = |steps: i32, marked| BoxLabel { marked, ..boxed(&of(steps)) };
            let one = verdict(&ordered(of(powers[0]), of(powers[1])), &[label(powers[2], mark(marks[0])), label(powers[3], mark(marks[1]))]);
            let other = verdict(
                &ordered(of(powers[1]), of(powers[0])),
                &[label(powers[2], turned(mark(marks[0]))), label(powers[3], turned(mark(marks[1])))],
            );
            prop_assert_eq!(one, other);
        }
    }
}
