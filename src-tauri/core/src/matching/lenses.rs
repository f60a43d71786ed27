//! A reading against an order: is this what was ordered?
//!
//! Both are turned to minus cylinder and compared field by field with the limits of a tolerance set, by the **ordered**
//! power; a value on its limit passes, and a value that is missing never does (OPTICAL.md 0 and 1).

use super::prescription::maths::{Minus, axes_apart, eighths, is_eighth};
use super::tolerances::{Compares, Design, PrismBand, PrismTable, ToleranceSet, limit_in};
use crate::records::parts::coded;
pub use crate::records::prescriptions::Side;
use crate::records::prescriptions::{Eye, Powers};
pub use crate::records::readings::Reading;
use serde::{Deserialize, Serialize};

/// This near to a limit, on either side, a reading is taken again: low-cost meters err that much (D. Whitney, "Focimetry
/// issues", 20/20 Magazine). Hundredths of a dioptre.
const NEAR_A_LIMIT: i32 = 6;
/// A meter that rounds to more than this cannot say whether a lens passes, hundredths of a dioptre (OPTICAL.md 3.3).
const COARSEST_STEP: i32 = 12;
/// Up to this ordered cylinder a reading of half of it has no steady axis, hundredths of a dioptre.
const LOW_CYLINDER: i32 = 25;

coded! {
    /// What is compared.
    LensField {
        /// Sphere of the minus-cylinder form, or the meridian the set names.
        Sphere = "sphere",
        /// The other principal meridian, where the set compares each.
        OtherMeridian = "other_meridian",
        /// Cylinder.
        Cyl = "cyl",
        /// Axis.
        Axis = "axis",
        /// Add.
        Add = "add",
        /// Segment or fitting height.
        Height = "height",
        /// PD of one eye.
        MonoPd = "mono_pd",
        /// Prism of both eyes, base in and out.
        HorizontalPrism = "horizontal_prism",
        /// Difference of prism between the eyes, base up and down.
        VerticalPrism = "vertical_prism",
        /// PD of both eyes.
        Pd = "pd",
    }
}

coded! {
    /// How one field came out.
    FieldVerdict {
        /// Within its limit.
        Within = "within",
        /// Over its limit.
        Over = "over",
        /// It was ordered, and nobody read it.
        NotRead = "not_read",
    }
}

coded! {
    /// How a pair came out.
    LensVerdict {
        /// Every ordered power was read and is within its limit.
        Match = "match",
        /// Something is over its limit.
        OutOfTolerance = "out_of_tolerance",
        /// It passes with right and left exchanged.
        Swapped = "swapped",
        /// Both eyes are over, and exchanging does not help.
        WrongPair = "wrong_pair",
        /// It cannot be said.
        CannotVerify = "cannot_verify",
    }
}

coded! {
    /// Why it cannot be said.
    CannotReason {
        /// Nothing was read for that eye.
        EyeNotRead = "eye_not_read",
        /// The order says nothing of that eye.
        NothingOrdered = "nothing_ordered",
        /// The meter was not told which lens it is.
        EyeNotChosen = "eye_not_chosen",
        /// A balance lens has no power to verify.
        Balance = "balance",
        /// The meter rounds too much: set it to 0.01.
        StepTooCoarse = "step_too_coarse",
        /// A compensated progressive is verified by the laboratory's own powers, and none are on file.
        NoVerificationPower = "no_verification_power",
        /// An ordered field was not read.
        FieldNotRead = "field_not_read",
    }
}

/// What a pair was ordered as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ordered {
    /// How it is made.
    pub design: Design,
    /// Its powers; for a compensated progressive the laboratory's verification powers.
    pub powers: Powers,
    /// Compensated, and the verification powers are not on file.
    pub lacks_verification_power: bool,
}

/// The same lenses, right for left.
#[must_use]
pub fn exchanged(reading: &Reading) -> Reading {
    Reading { right: reading.left.map(mirrored), left: reading.right.map(mirrored), ..*reading }
}

/// A lens before the other eye: what a meter called out, told that it was the right eye, is in for the left.
fn mirrored(eye: Eye) -> Eye {
    Eye { prism_out: eye.prism_out.map(|prism| -prism), ..eye }
}

/// One line of the table a dispenser would draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FieldChecked {
    /// Which eye; None: the pair.
    pub side: Option<Side>,
    /// What.
    pub field: LensField,
    /// As ordered, in minus cylinder: hundredths of a dioptre or prism dioptre, degrees, or tenths of a millimetre.
    pub ordered: Option<i32>,
    /// As read, the same unit.
    pub read: Option<i32>,
    /// How far off, without sign, the same unit.
    pub off: Option<i32>,
    /// Its limit in hundredths of that unit, so that 2 % of 6.75 stays 0.135; None: not tested.
    pub limit: Option<i32>,
    /// How it came out.
    pub verdict: FieldVerdict,
    /// So near to the limit, or so low a cylinder, that it should be read again.
    pub read_again: bool,
}

/// How a pair came out, with every field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LensCheck {
    /// How it came out.
    pub verdict: LensVerdict,
    /// Every field that was compared, as worn.
    pub fields: Vec<FieldChecked>,
    /// Why it cannot be said, where it cannot.
    pub cannot: Vec<Cannot>,
    /// Something is so near its limit that it should be read again.
    pub read_again: bool,
    /// It passes both ways round: power cannot show whether right and left are exchanged.
    pub swap_unseen: bool,
}

/// Why it cannot be said, and of which eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Cannot {
    /// Why.
    pub reason: CannotReason,
    /// Which eye; None: the pair.
    pub side: Option<Side>,
}

/// Compares a reading with an order by the limits of a set.
#[must_use]
pub fn check(ordered: &Ordered, reading: &Reading, set: &ToleranceSet) -> LensCheck {
    let (fields, cannot) = compared(ordered, reading, set);
    let coarse = reading.step.filter(|step| *step > COARSEST_STEP);
    let over = |side: Option<Side>| {
        fields.iter().any(|field| surely_over(field, coarse) && (side.is_none() || (field.side == side && is_power(field.field))))
    };
    let exchanged_passes = || reading.right.is_some() && reading.left.is_some() && passes(ordered, &exchanged(reading), set);
    let fails = over(None);
    let verdict = if fails && exchanged_passes() {
        LensVerdict::Swapped
    } else if over(Some(Side::Right)) && over(Some(Side::Left)) {
        LensVerdict::WrongPair
    } else if fails {
        LensVerdict::OutOfTolerance
    } else if cannot.is_empty() {
        LensVerdict::Match
    } else {
        LensVerdict::CannotVerify
    };
    LensCheck {
        verdict,
        read_again: fields.iter().any(|field| field.read_again),
        swap_unseen: verdict == LensVerdict::Match && exchanged_passes(),
        fields,
        cannot,
    }
}

/// Over its limit, and not only because the meter rounds: half a coarse step to either side may be rounding.
fn surely_over(field: &FieldChecked, coarse_step: Option<i32>) -> bool {
    let rounded = !matches!(field.field, LensField::Axis | LensField::Height | LensField::MonoPd | LensField::Pd);
    let explained = coarse_step.filter(|_| rounded).zip(field.off.zip(field.limit));
    field.verdict == FieldVerdict::Over && explained.is_none_or(|(step, (off, limit))| off * 100 > limit + step * 50)
}

/// Whether every ordered power was read and is within its limit.
#[must_use]
pub fn passes(ordered: &Ordered, reading: &Reading, set: &ToleranceSet) -> bool {
    let (fields, cannot) = compared(ordered, reading, set);
    cannot.is_empty() && fields.iter().all(|field| field.verdict != FieldVerdict::Over)
}

/// Whether one lens could be that eye of an order, by its powers alone. What was not read excludes nothing: an
/// answer to "whose is this?" must never leave somebody out.
#[must_use]
pub fn could_be(design: Design, ordered: &Eye, read: &Eye, set: &ToleranceSet) -> bool {
    let (Some(lens), Some(found)) = (Minus::of_eye(ordered), Minus::of_eye(read)) else { return false };
    let mut fits = true;
    each_power(design, (ordered, lens), (read, found), set, |field| fits &= field.verdict != FieldVerdict::Over);
    fits
}

/// Fields of one lens's power, whose failure on both eyes means another pair.
fn is_power(field: LensField) -> bool {
    matches!(field, LensField::Sphere | LensField::OtherMeridian | LensField::Cyl | LensField::Axis | LensField::Add)
}

fn compared(ordered: &Ordered, reading: &Reading, set: &ToleranceSet) -> (Vec<FieldChecked>, Vec<Cannot>) {
    let mut fields = Vec::with_capacity(16);
    let mut cannot = Vec::new();
    let mut stop = |reason, side| cannot.push(Cannot { reason, side });
    if ordered.lacks_verification_power {
        // What was ordered is not what these lenses read: compared with it they would be somebody else's.
        stop(CannotReason::NoVerificationPower, None);
        return (fields, cannot);
    }
    if reading.either.is_some() {
        stop(CannotReason::EyeNotChosen, None);
    }
    if reading.step.is_some_and(|step| step > COARSEST_STEP) {
        stop(CannotReason::StepTooCoarse, None);
    }
    for (side, want, got) in [(Side::Right, &ordered.powers.right, reading.right), (Side::Left, &ordered.powers.left, reading.left)] {
        if want.balance {
            stop(CannotReason::Balance, Some(side));
            continue;
        }
        let Some(lens) = Minus::of_eye(want) else {
            stop(CannotReason::NothingOrdered, Some(side));
            continue;
        };
        let Some((read, found)) = got.and_then(|eye| Some((eye, Minus::of_eye(&eye)?))) else {
            stop(CannotReason::EyeNotRead, Some(side));
            continue;
        };
        each_power(ordered.design, (want, lens), (&read, found), set, |field| fields.push(FieldChecked { side: Some(side), ..field }));
        if let Some(height) = want.height {
            fields.push(distance(Some(side), LensField::Height, height, read.height, set.height_tenths_mm * 100));
        }
        if let (Some(pd), Design::Progressive) = (want.mono_pd, ordered.design) {
            fields.push(distance(Some(side), LensField::MonoPd, pd, read.mono_pd, set.mono_pd_tenths_mm * 100));
        }
    }
    pair_of_heights(ordered, reading, set, &mut fields);
    pair(ordered, reading, set, &mut fields);
    if fields.iter().any(|field| field.verdict == FieldVerdict::NotRead && must_be_read(field)) {
        stop(CannotReason::FieldNotRead, None);
    }
    (fields, cannot)
}

/// All that was ordered, but the PD of both eyes: what a wrong one does is prism, and that is compared.
fn must_be_read(field: &FieldChecked) -> bool {
    field.field != LensField::Pd
}

/// The fields of one lens: power, cylinder, axis, add.
fn each_power(
    design: Design,
    (want, ordered): (&Eye, Minus),
    (got, read): (&Eye, Minus),
    set: &ToleranceSet,
    mut tell: impl FnMut(FieldChecked),
) {
    let Some(row) = set.row(design, ordered) else { return };
    let mut power = |field, ordered: i32, read: i32| tell(dioptres(field, ordered, read, row.power.exact(ordered)));
    match set.compares {
        Compares::MinusSphere => power(LensField::Sphere, ordered.sphere, read.sphere),
        Compares::StrongestMeridian if ordered.sphere.abs() >= ordered.least_plus().abs() => {
            power(LensField::Sphere, ordered.sphere, read.sphere);
        }
        Compares::StrongestMeridian => power(LensField::Sphere, ordered.least_plus(), read.least_plus()),
        Compares::EachMeridian => {
            power(LensField::Sphere, ordered.sphere, read.sphere);
            if ordered.cyl != 0 || read.cyl != 0 {
                power(LensField::OtherMeridian, ordered.least_plus(), read.least_plus());
            }
        }
    }
    tell(dioptres(LensField::Cyl, ordered.cyl, read.cyl, limit_in(&row.cyl, ordered.cyl)));
    if let (Some(degrees), Some(ordered_axis), Some(read_axis)) = (set.axis_limit(ordered.cyl), ordered.axis, read.axis) {
        let off = axes_apart(ordered_axis, read_axis);
        let over = off > degrees;
        let unsteady = ordered.cyl.abs() <= LOW_CYLINDER && read.cyl.abs() <= LOW_CYLINDER / 2;
        tell(FieldChecked {
            side: None,
            field: LensField::Axis,
            ordered: Some(ordered_axis),
            read: Some(read_axis),
            off: Some(off),
            limit: Some(degrees * 100),
            verdict: if over { FieldVerdict::Over } else { FieldVerdict::Within },
            read_again: over && unsteady,
        });
    }
    match (want.add.unwrap_or(0), got.add) {
        (0, None) => {}
        // Made for one distance: the add is on the paper, not in the lens.
        (_, None) if design == Design::SingleVision => {}
        (ordered, None) => tell(not_read(LensField::Add, ordered)),
        (0, Some(0)) => {}
        (ordered, Some(read)) => tell(dioptres(LensField::Add, ordered, read, set.add_limit(ordered))),
    }
}

/// A power against its limit in ten-thousandths of a dioptre.
fn dioptres(field: LensField, ordered: i32, read: i32, limit: i32) -> FieldChecked {
    let checked = distance(None, field, ordered, Some(read), limit);
    let from_limit = limit - (ordered - read).abs() * 100;
    FieldChecked { read_again: from_limit.abs() <= NEAR_A_LIMIT * 100, ..checked }
}

fn distance(side: Option<Side>, field: LensField, ordered: i32, read: Option<i32>, limit: i32) -> FieldChecked {
    let Some(read) = read else { return FieldChecked { side, ..not_read(field, ordered) } };
    let off = (ordered - read).abs();
    FieldChecked {
        side,
        field,
        ordered: Some(ordered),
        read: Some(read),
        off: Some(off),
        limit: Some(limit),
        verdict: if off * 100 <= limit { FieldVerdict::Within } else { FieldVerdict::Over },
        read_again: false,
    }
}

fn not_read(field: LensField, ordered: i32) -> FieldChecked {
    FieldChecked {
        side: None,
        field,
        ordered: Some(ordered),
        read: None,
        off: None,
        limit: None,
        verdict: FieldVerdict::NotRead,
        read_again: false,
    }
}

/// Each height may be within its limit and the pair still lopsided.
fn pair_of_heights(ordered: &Ordered, reading: &Reading, set: &ToleranceSet, fields: &mut [FieldChecked]) {
    let error = |want: &Eye, got: Option<Eye>| Some(got?.height? - want.height?);
    let (Some(right), Some(left)) = (error(&ordered.powers.right, reading.right), error(&ordered.powers.left, reading.left)) else {
        return;
    };
    if (right - left).abs() <= set.height_pair_tenths_mm || right.abs().max(left.abs()) > set.height_tenths_mm {
        return;
    }
    for field in fields.iter_mut().filter(|field| field.field == LensField::Height) {
        field.verdict = FieldVerdict::Over;
    }
}

/// Prism and PD: what both lenses do together, by the power of the stronger one in that meridian.
fn pair(ordered: &Ordered, reading: &Reading, set: &ToleranceSet, fields: &mut Vec<FieldChecked>) {
    let Powers { right, left, pd_tenths } = &ordered.powers;
    let (Some(right_lens), Some(left_lens)) = (Minus::of_eye(right), Minus::of_eye(left)) else { return };
    let (Some(read_right), Some(read_left)) = (reading.right, reading.left) else { return };
    let progressive = ordered.design == Design::Progressive;

    let horizontal = [exact_along(right_lens, 180), exact_along(left_lens, 180)];
    let wanted = [right.prism_out.unwrap_or(0), left.prism_out.unwrap_or(0)];
    let found = [read_right.prism_out, read_left.prism_out];
    prism(LensField::HorizontalPrism, &set.prism.horizontal, progressive, horizontal, wanted, found, |right, left| right + left, fields);

    let vertical = [exact_along(right_lens, 90), exact_along(left_lens, 90)];
    let wanted = [right.prism_up.unwrap_or(0), left.prism_up.unwrap_or(0)];
    let found = [read_right.prism_up, read_left.prism_up];
    prism(LensField::VerticalPrism, &set.prism.vertical, progressive, vertical, wanted, found, |right, left| right - left, fields);

    // The mounted PD of a progressive is that of each eye, which was compared with its lens.
    let both = |right: &Eye, left: &Eye| Some(right.mono_pd? + left.mono_pd?);
    let Some(wanted) = pd_tenths.or_else(|| both(right, left)).filter(|_| !progressive || right.mono_pd.is_none()) else { return };
    let found = reading.pd_tenths.or_else(|| both(&read_right, &read_left));
    let power = horizontal[0].max(horizontal[1]);
    let Some(band) = band_of(&set.prism.horizontal, progressive, power) else { return };
    let limit = match (band.tenths_mm, band.hundredths) {
        (Some(tenths), _) => f64::from(tenths) * 100.0 * if band.each { 2.0 } else { 1.0 },
        // So far may the centers be off until they make that much prism.
        (None, prism) => f64::from(prism.unwrap_or(0)) * 10_000.0 / power.max(1.0),
    };
    fields.push(distance(None, LensField::Pd, wanted, found, limit.min(1e6) as i32));
}

/// The ordered power along a meridian without its sign, hundredths of a dioptre; an eighth counts as exactly that.
fn exact_along(lens: Minus, degrees: i32) -> f64 {
    if lens.cyl == 0 && is_eighth(lens.sphere) {
        return (f64::from(eighths(lens.sphere)) * 12.5).abs();
    }
    lens.along(degrees).abs()
}

fn band_of(table: &PrismTable, progressive: bool, power: f64) -> Option<&PrismBand> {
    let bands = if progressive { &table.progressive } else { &table.single_vision };
    bands.iter().find(|band| band.up_to.is_none_or(|end| power <= end + 1e-6))
}

/// Prescribed prism is taken off first, with its sign; what is left over is the error.
#[expect(clippy::too_many_arguments, reason = "one direction: its table, powers, wanted, found and how two eyes add up")]
fn prism(
    field: LensField,
    table: &PrismTable,
    progressive: bool,
    powers: [f64; 2],
    wanted: [i32; 2],
    found: [Option<i32>; 2],
    together: impl Fn(i32, i32) -> i32,
    fields: &mut Vec<FieldChecked>,
) {
    let total = together(wanted[0], wanted[1]);
    let [Some(right), Some(left)] = found else {
        // Without prescribed prism most people do not read it.
        if wanted != [0, 0] {
            fields.push(not_read(field, total));
        }
        return;
    };
    let errors = [right - wanted[0], left - wanted[1]];
    let mut each = |limits: [f64; 2]| {
        for (at, side) in [Side::Right, Side::Left].into_iter().enumerate() {
            let read = wanted[at] + errors[at];
            fields.push(distance(Some(side), field, wanted[at], Some(read), limits[at].round() as i32));
        }
    };
    if let Some(limit) = table.each_hundredths {
        each([f64::from(limit) * 100.0; 2]);
    }
    let Some(band) = band_of(table, progressive, powers[0].max(powers[1])) else { return };
    // Prentice: tenths of a millimetre times hundredths of a dioptre are ten-thousandths of a prism dioptre.
    let limit = |power: f64| match (band.hundredths, band.tenths_mm) {
        (Some(hundredths), _) => f64::from(hundredths) * 100.0,
        (None, tenths) => f64::from(tenths.unwrap_or(0)) * power,
    };
    if band.each {
        each([limit(powers[0]), limit(powers[1])]);
    } else {
        let read = total + together(errors[0], errors[1]);
        fields.push(distance(None, field, total, Some(read), limit(powers[0].max(powers[1])).round() as i32));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::prescription::maths::transposed;
    use proptest::prelude::*;

    fn eye(sphere: i32, cyl: i32, axis: i32) -> Eye {
        let cyl = (cyl != 0).then_some(cyl);
        Eye { sphere: Some(sphere), cyl, axis: cyl.map(|_| axis), ..Eye::default() }
    }

    fn order(design: Design, right: Eye, left: Eye) -> Ordered {
        Ordered { design, powers: Powers { right, left, pd_tenths: None }, lacks_verification_power: false }
    }

    fn read(right: Eye, left: Eye) -> Reading {
        Reading { right: Some(right), left: Some(left), ..Reading::default() }
    }

    fn sets() -> &'static [ToleranceSet] {
        ToleranceSet::shipped().expect("sets")
    }

    /// A power in quarters, as people order them.
    fn quarters(limit: i32) -> impl Strategy<Value = i32> {
        (-limit..=limit).prop_map(|quarters| quarters * 25)
    }

    fn ordered_eye() -> impl Strategy<Value = Eye> {
        (quarters(60), quarters(16), 1..=180i32).prop_map(|(sphere, cyl, axis)| eye(sphere, cyl, axis))
    }

    /// A lens near an ordered one, to the hundredth.
    fn near(to: Eye) -> impl Strategy<Value = Eye> {
        (-30..=30i32, -30..=30i32, -20..=20i32).prop_map(move |(sphere, cyl, turn)| {
            let axis = (to.axis.unwrap_or(90) + turn - 1).rem_euclid(180) + 1;
            eye(to.sphere.unwrap_or(0) + sphere, to.cyl.unwrap_or(0) + cyl, axis)
        })
    }

    fn pairs() -> impl Strategy<Value = (Ordered, Reading)> {
        let design = prop_oneof![Just(Design::SingleVision), Just(Design::Progressive)];
        (design, ordered_eye(), ordered_eye())
            .prop_flat_map(|(design, right, left)| (Just((design, right, left)), near(right), near(left)))
            .prop_map(|((design, right, left), a, b)| (order(design, right, left), read(a, b)))
    }

    /// What a verdict says, but for the way a cylinder is written.
    fn said(check: &LensCheck) -> (LensVerdict, Vec<(Option<Side>, LensField, FieldVerdict)>) {
        (check.verdict, check.fields.iter().map(|field| (field.side, field.field, field.verdict)).collect())
    }

    proptest! {
        #[test]
        fn transposition_changes_no_verdict((ordered, reading) in pairs()) {
            for set in sets() {
                let plain = said(&check(&ordered, &reading, set));
                let turned = Reading { right: reading.right.map(transposed), ..reading };
                prop_assert_eq!(&plain, &said(&check(&ordered, &turned, set)));
                let powers = Powers { right: transposed(ordered.powers.right), left: transposed(ordered.powers.left), ..ordered.powers };
                prop_assert_eq!(&plain, &said(&check(&Ordered { powers, ..ordered }, &reading, set)));
            }
        }

        #[test]
        fn an_axis_is_an_angle((ordered, reading) in pairs(), half_turns in 0..3i32) {
            for set in sets() {
                let turn = |eye: Eye| Eye { axis: eye.axis.map(|axis| axis + 180 * half_turns), ..eye };
                let turned = Reading { right: reading.right.map(turn), left: reading.left.map(turn), ..reading };
                prop_assert_eq!(said(&check(&ordered, &reading, set)), said(&check(&ordered, &turned, set)));
            }
        }

        #[test]
        fn right_and_left_exchanged_in_both_exchange_the_verdicts((ordered, reading) in pairs()) {
            for set in sets() {
                let one = check(&ordered, &reading, set);
                let powers = Powers { right: ordered.powers.left, left: ordered.powers.right, ..ordered.powers };
                let other = check(&Ordered { powers, ..ordered }, &exchanged(&reading), set);
                prop_assert_eq!(one.verdict, other.verdict);
                let of = |check: &LensCheck, side: Side| -> Vec<_> {
                    check.fields.iter().filter(|field| field.side == Some(side)).map(|field| (field.field, field.verdict)).collect()
                };
                prop_assert_eq!(of(&one, Side::Right), of(&other, Side::Left));
                prop_assert_eq!(of(&one, Side::Left), of(&other, Side::Right));
            }
        }

        #[test]
        fn a_missing_value_never_passes((ordered, reading) in pairs(), which in 0..6i32) {
            let gone = match which {
                0 => Reading { right: None, ..reading },
                1 => Reading { left: None, ..reading },
                2 => Reading { right: reading.right.map(|eye| Eye { sphere: None, ..eye }), ..reading },
                // A cylinder whose axis nobody read is half a lens.
                3 => Reading { left: Some(Eye { axis: None, cyl: Some(-25), ..reading.left.unwrap_or_default() }), ..reading },
                4 => Reading { either: reading.right, ..reading },
                _ => Reading { step: Some(25), ..reading },
            };
            for set in sets() {
                prop_assert_ne!(check(&ordered, &gone, set).verdict, LensVerdict::Match);
                prop_assert!(!passes(&ordered, &gone, set));
            }
        }

        #[test]
        fn on_a_limit_it_passes_and_one_hundredth_over_it_fails(ordered in ordered_eye(), progressive: bool) {
            let design = if progressive { Design::Progressive } else { Design::SingleVision };
            let set = &sets()[0];
            let lens = Minus::of_eye(&ordered).expect("a whole lens");
            let row = set.row(design, lens).expect("a row");
            let order = order(design, ordered, ordered);
            let over = |moved: Eye, field: LensField| {
                check(&order, &read(moved, ordered), set).fields.iter().any(|it| {
                    it.side == Some(Side::Right) && it.field == field && it.verdict == FieldVerdict::Over
                })
            };
            let minus = eye(lens.sphere, lens.cyl, lens.axis.unwrap_or(180));
            // Whole hundredths: a share of the power ends between two of them.
            let limit = row.power.exact(lens.sphere) / 100;
            for way in [-1, 1] {
                let by = |off: i32| Eye { sphere: Some(lens.sphere + way * off), ..minus };
                prop_assert!(!over(by(limit), LensField::Sphere));
                prop_assert!(over(by(limit + 1), LensField::Sphere));
            }
            let limit = limit_in(&row.cyl, lens.cyl) / 100;
            let by = |off: i32| Eye { cyl: Some(lens.cyl - off), axis: Some(lens.axis.unwrap_or(180)), ..minus };
            prop_assert!(!over(by(limit), LensField::Cyl));
            prop_assert!(over(by(limit + 1), LensField::Cyl));
            if let (Some(axis), Some(degrees)) = (lens.axis, set.axis_limit(lens.cyl)) {
                let by = |off: i32| Eye { axis: Some((axis + off - 1).rem_euclid(180) + 1), ..minus };
                prop_assert!(!over(by(degrees), LensField::Axis) && !over(by(-degrees), LensField::Axis));
                prop_assert!(over(by(degrees + 1), LensField::Axis) && over(by(-degrees - 1), LensField::Axis));
            }
        }
    }

    #[test]
    fn near_a_limit_it_is_read_again_whichever_side_it_is_on() {
        let order = order(Design::SingleVision, eye(-300, 0, 0), eye(-300, 0, 0));
        for (read_as, again) in [(-300, false), (-306, false), (-307, true), (-313, true), (-319, true), (-320, false)] {
            let check = check(&order, &read(eye(read_as, 0, 0), eye(-300, 0, 0)), &sets()[0]);
            assert_eq!(check.fields[0].read_again, again, "{read_as}");
        }
        // A low cylinder read at half its power has no steady axis.
        let low = Ordered { powers: Powers { right: eye(-100, -25, 90), ..order.powers }, ..order };
        let check = check(&low, &read(eye(-100, -12, 120), eye(-300, 0, 0)), &sets()[0]);
        assert!(check.read_again && check.verdict == LensVerdict::OutOfTolerance);
    }

    #[test]
    fn a_meter_that_rounds_condemns_only_what_no_rounding_explains() {
        let order = order(Design::SingleVision, eye(-113, 0, 0), eye(-300, 0, 0));
        for (sphere, verdict) in [(-100, LensVerdict::CannotVerify), (-138, LensVerdict::CannotVerify), (-150, LensVerdict::OutOfTolerance)]
        {
            let reading = Reading { step: Some(25), ..read(eye(sphere, 0, 0), eye(-300, 0, 0)) };
            assert_eq!(check(&order, &reading, &sets()[0]).verdict, verdict, "{sphere}");
        }
    }

    #[test]
    fn a_height_or_a_pd_of_one_eye_that_nobody_read_never_passes() {
        let tall = Eye { height: Some(180), mono_pd: Some(310), add: Some(200), ..eye(-100, 0, 0) };
        let order = order(Design::Progressive, tall, tall);
        let prism = |eye: Eye| Eye { prism_out: Some(0), prism_up: Some(0), ..eye };
        assert_eq!(check(&order, &read(prism(tall), prism(tall)), &sets()[0]).verdict, LensVerdict::Match);
        for gone in [Eye { height: None, ..tall }, Eye { mono_pd: None, ..tall }, Eye { add: None, ..tall }] {
            let checked = check(&order, &read(prism(gone), prism(tall)), &sets()[0]);
            assert_eq!(checked.verdict, LensVerdict::CannotVerify);
            assert!(!passes(&order, &read(prism(tall), prism(gone)), &sets()[0]));
        }
    }

    #[test]
    fn equal_orders_cannot_show_a_swap_and_a_balance_lens_nothing() {
        let set = &sets()[0];
        let same = order(Design::SingleVision, eye(-200, 0, 0), eye(-200, 0, 0));
        let checked = check(&same, &read(eye(-202, 0, 0), eye(-198, 0, 0)), set);
        assert_eq!((checked.verdict, checked.swap_unseen), (LensVerdict::Match, true));
        let balance = Ordered { powers: Powers { left: Eye { balance: true, ..Eye::default() }, ..same.powers }, ..same };
        let checked = check(&balance, &read(eye(-200, 0, 0), eye(-500, 0, 0)), set);
        assert_eq!(checked.verdict, LensVerdict::CannotVerify);
        assert_eq!(checked.cannot, [Cannot { reason: CannotReason::Balance, side: Some(Side::Left) }]);
        let wrong = check(&balance, &read(eye(-250, 0, 0), eye(-500, 0, 0)), set);
        assert_eq!(wrong.verdict, LensVerdict::OutOfTolerance, "what can be said is said");
    }

    #[test]
    fn the_meridian_rule_of_the_older_editions_flips_verdicts() {
        // Both examples: OPTICAL.md 1.1 and the note at its case 18.
        let sets = sets();
        let verdicts = |ordered: Eye, lens: Eye| {
            let both = order(Design::SingleVision, ordered, ordered);
            [check(&both, &read(lens, ordered), &sets[0]).verdict, check(&both, &read(lens, ordered), &sets[1]).verdict]
        };
        use LensVerdict::{Match, OutOfTolerance};
        assert_eq!(verdicts(eye(-600, -200, 180), eye(-585, -200, 180)), [OutOfTolerance, Match]);
        assert_eq!(verdicts(eye(0, -225, 90), eye(0, -240, 90)), [Match, OutOfTolerance]);
        // ISO 21987 is tighter on a low cylinder: 0.09.
        let low = order(Design::SingleVision, eye(-100, -50, 90), eye(-100, 0, 0));
        let lens = read(eye(-100, -60, 90), eye(-100, 0, 0));
        assert_eq!([check(&low, &lens, &sets[0]).verdict, check(&low, &lens, &sets[2]).verdict], [Match, OutOfTolerance]);
        // Its row to 3.00 holds 3.00 itself: 0.09, not the 0.12 of the next.
        let edge = order(Design::SingleVision, eye(-250, -50, 90), eye(-100, 0, 0));
        assert_eq!(check(&edge, &read(eye(-245, -60, 90), eye(-100, 0, 0)), &sets[2]).verdict, OutOfTolerance);
    }
}
