//! Numbers as instruments write them, and one lens put together from them.

use super::{InstrumentFormat, InstrumentReading, NotAReading, Note, NoteCode};
use crate::matching::lenses::{Reading, Side};
use crate::matching::prescription::parse::{MAX_CYLINDER, MAX_SPHERE};
use crate::records::prescriptions::Eye;
use encoding_rs::Encoding;
use std::borrow::Cow;
use std::ops::RangeInclusive;

/// More add than any lens has, hundredths of a dioptre (ours).
const MAX_ADD: i32 = 1000;
/// More prism than a lensmeter measures, hundredths of a prism dioptre (ours).
const MAX_PRISM: i32 = 2000;
/// Lens centers apart in any frame, tenths of a millimetre (ours).
const BOTH_EYES_PD: RangeInclusive<i32> = 200..=1000;
/// From the bridge to one lens center, tenths of a millimetre (ours).
const ONE_EYE_PD: RangeInclusive<i32> = 50..=600;
/// The longest name or date of an instrument that is kept.
const MAX_NAME: usize = 60;

/// The text of a file: by its byte order mark, else by the encoding that its XML declaration names, else UTF-8. Every
/// number and tag is ASCII, so that a name in a wrong encoding does no harm.
pub(super) fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    if Encoding::for_bom(bytes).is_none() {
        let head: String = bytes.iter().take(200).map(|byte| char::from(*byte)).collect();
        let label = head.split_once("encoding=").and_then(|(_, rest)| rest.get(1..)?.split(['"', '\'']).next());
        // A declaration that can be read as ASCII is not UTF-16, whatever it says.
        if let Some(named) = label.and_then(|label| Encoding::for_label(label.as_bytes())).filter(|named| named.is_ascii_compatible()) {
            return named.decode_without_bom_handling(bytes).0;
        }
        if head.starts_with("<\0") {
            return encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0;
        }
    }
    encoding_rs::UTF_8.decode(bytes).0
}

/// A decimal number in hundredths, halves rounded away from zero: ` -2,25` is -225. None: empty, or `?` for unknown.
///
/// # Errors
/// [`NotAReading::Garbled`] for anything else: a letter among the digits is never guessed at.
pub(super) fn hundredths(text: &str) -> Result<Option<i32>, NotAReading> {
    let text = text.trim();
    if text.is_empty() || text == "?" {
        return Ok(None);
    }
    let (negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let digits = digits.trim_start();
    let (whole, part) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let sound = all_digits(whole) && all_digits(part) && whole.len() <= 3 && part.len() <= 4 && !(whole.is_empty() && part.is_empty());
    if !sound {
        return Err(NotAReading::Garbled);
    }
    let number = |text: &str| if text.is_empty() { Ok(0) } else { text.parse::<i32>().map_err(|_| NotAReading::Garbled) };
    let ten_thousandths = number(whole)? * 10_000 + number(&format!("{part:0<4}"))?;
    let value = (ten_thousandths + 50) / 100;
    Ok(Some(if negative { -value } else { value }))
}

/// A whole number of degrees; `10.0` is 10.
///
/// # Errors
/// [`NotAReading::Garbled`] for what is no whole number.
pub(super) fn degrees(text: &str) -> Result<Option<i32>, NotAReading> {
    match hundredths(text)? {
        Some(value) if value % 100 != 0 => Err(NotAReading::Garbled),
        value => Ok(value.map(|value| value / 100)),
    }
}

/// Millimetres in tenths. 0 is how meters write that it was not measured.
///
/// # Errors
/// [`NotAReading::Garbled`] for what is no number.
pub(super) fn tenths_mm(text: &str) -> Result<Option<i32>, NotAReading> {
    Ok(hundredths(text)?.map(|value| (value + 5) / 10).filter(|value| *value != 0))
}

/// The step that a meter rounds to, hundredths of a dioptre; some write the unit behind it.
pub(super) fn step(text: &str) -> Result<Option<i32>, NotAReading> {
    Ok(hundredths(text.trim().trim_end_matches(['D', 'd']))?.filter(|step| *step > 0))
}

/// Takes a value over that may be given once.
///
/// # Errors
/// [`NotAReading::Garbled`] when it is given again.
pub(super) fn once(slot: &mut Option<i32>, value: Option<i32>) -> Result<(), NotAReading> {
    if slot.is_some() {
        return Err(NotAReading::Garbled);
    }
    *slot = value;
    Ok(())
}

/// A name or a date of an instrument, without control characters and not endless. None for nothing.
pub(super) fn name(text: &str) -> Option<String> {
    let clean: String = text.chars().filter(|c| !c.is_control()).take(MAX_NAME).collect();
    let clean = clean.trim();
    (!clean.is_empty()).then(|| clean.to_owned())
}

/// Prism by amount and base direction as out and up, hundredths of a prism dioptre. Base directions are angles as the
/// dispenser sees them, facing the wearer, from 0 at the right: 0 is in for the right eye and out for the left.
pub(super) fn polar(amount: i32, base: i32, side: Side) -> (i32, i32) {
    let angle = f64::from(base).to_radians();
    let along = f64::from(amount) * angle.cos();
    let out = if side == Side::Left { along } else { -along };
    (out.round() as i32, (f64::from(amount) * angle.sin()).round() as i32)
}

/// What was found of one lens, before anything is made of it. Units as in [`Eye`].
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Found {
    pub(super) sphere: Option<i32>,
    pub(super) cyl: Option<i32>,
    pub(super) axis: Option<i32>,
    pub(super) add: Option<i32>,
    /// The sphere of the near part, for meters set to show that in place of the add.
    pub(super) near_sphere: Option<i32>,
    pub(super) prism_out: Option<i32>,
    pub(super) prism_up: Option<i32>,
    pub(super) height: Option<i32>,
    pub(super) mono_pd: Option<i32>,
    /// There is prism, and nothing says toward which base.
    pub(super) base_unclear: bool,
    /// The meter reports an error for it.
    pub(super) error: bool,
}

impl Found {
    /// The lens, if it is a whole one. Tells what to know about it.
    ///
    /// # Errors
    /// [`NotAReading::Garbled`] when a value is outside of what any lens has.
    pub(super) fn lens(self, mut tell: impl FnMut(NoteCode)) -> Result<Option<Eye>, NotAReading> {
        let within = |value: Option<i32>, limits: RangeInclusive<i32>| value.is_none_or(|value| limits.contains(&value));
        let around = |limit: i32| -limit..=limit;
        let sound = within(self.sphere, around(MAX_SPHERE))
            && within(self.near_sphere, around(MAX_SPHERE))
            && within(self.cyl, around(MAX_CYLINDER))
            && within(self.axis, 0..=180)
            && within(self.add, 0..=MAX_ADD)
            && within(self.prism_out, around(MAX_PRISM))
            && within(self.prism_up, around(MAX_PRISM))
            && within(self.mono_pd, ONE_EYE_PD);
        if !sound {
            return Err(NotAReading::Garbled);
        }
        if self.error {
            tell(NoteCode::LensError);
            return Ok(None);
        }
        let has_cyl = self.cyl.is_some_and(|cyl| cyl != 0);
        let Some(sphere) = self.sphere.filter(|_| !has_cyl || self.axis.is_some()) else {
            if self.sphere.is_some() || self.cyl.is_some() || self.add.is_some() || self.near_sphere.is_some() {
                tell(NoteCode::LensIncomplete);
            }
            return Ok(None);
        };
        if self.base_unclear {
            tell(NoteCode::PrismBaseUnclear);
        }
        Ok(Some(Eye {
            sphere: Some(sphere),
            cyl: self.cyl,
            // Meters write 0 beside a cylinder for 180, and beside none for no axis.
            axis: self.axis.filter(|_| has_cyl).map(|axis| if axis == 0 { 180 } else { axis }),
            // An add of 0 is one that nobody measured.
            add: self.add.or(self.near_sphere.map(|near| near - sphere)).filter(|add| *add > 0),
            prism_out: self.prism_out,
            prism_up: self.prism_up,
            height: self.height,
            mono_pd: self.mono_pd,
            balance: false,
        }))
    }
}

/// Everything that was found.
#[derive(Debug, Clone, Default)]
pub(super) struct FoundPair {
    pub(super) right: Found,
    pub(super) left: Found,
    pub(super) either: Found,
    pub(super) pd_tenths: Option<i32>,
    pub(super) step: Option<i32>,
    pub(super) instrument: Option<String>,
    pub(super) taken_at_text: Option<String>,
}

impl FoundPair {
    /// The reading, if there is a lens in it.
    ///
    /// # Errors
    /// [`NotAReading::Garbled`], [`NotAReading::MeterError`] when no lens could be measured,
    /// [`NotAReading::NothingMeasured`].
    pub(super) fn reading(self, format: InstrumentFormat) -> Result<InstrumentReading, NotAReading> {
        if self.pd_tenths.is_some_and(|pd| !BOTH_EYES_PD.contains(&pd)) {
            return Err(NotAReading::Garbled);
        }
        let mut notes = Vec::new();
        let right = self.right.lens(|code| notes.push(Note { code, side: Some(Side::Right) }))?;
        let left = self.left.lens(|code| notes.push(Note { code, side: Some(Side::Left) }))?;
        // In and out depend on the eye: without one only the lack of prism is known.
        let unchosen = Found {
            prism_out: self.either.prism_out.filter(|prism| *prism == 0),
            base_unclear: self.either.base_unclear || self.either.prism_out.is_some_and(|prism| prism != 0),
            ..self.either
        };
        let either = unchosen.lens(|code| notes.push(Note { code, side: None }))?;
        if right.is_none() && left.is_none() && either.is_none() {
            let error = notes.iter().any(|note| note.code == NoteCode::LensError);
            return Err(if error { NotAReading::MeterError } else { NotAReading::NothingMeasured });
        }
        Ok(InstrumentReading {
            reading: Reading { right, left, either, pd_tenths: self.pd_tenths, step: self.step },
            verification: None,
            job: None,
            instrument: self.instrument,
            taken_at_text: self.taken_at_text,
            format,
            notes,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_instruments_write_them() {
        let cases = [
            ("-06.50", Some(-650)),
            (" +3.75", Some(375)),
            ("- 3.50", Some(-350)),
            ("0,25", Some(25)),
            ("-0.00", Some(0)),
            ("-.5", Some(-50)),
            ("7", Some(700)),
            ("-2.125", Some(-213)),
            ("+12.344", Some(1234)),
            ("", None),
            ("  ", None),
            ("?", None),
        ];
        for (text, value) in cases {
            assert_eq!(hundredths(text), Ok(value), "{text}");
        }
        for text in ["-", "+", ".", "1.2.3", "1e3", "-2.OO", "--1", "1 2", "1234", "0.12345", "NaN", "∞"] {
            assert_eq!(hundredths(text), Err(NotAReading::Garbled), "{text}");
        }
        assert_eq!((degrees("  9"), degrees("90.0"), degrees("77.5")), (Ok(Some(9)), Ok(Some(90)), Err(NotAReading::Garbled)));
        assert_eq!((tenths_mm("64.05"), tenths_mm("00.0")), (Ok(Some(641)), Ok(None)));
        assert_eq!((step("0.25"), step("0.01D"), step("0")), (Ok(Some(25)), Ok(Some(1)), Ok(None)));
    }

    #[test]
    fn base_directions_are_seen_facing_the_wearer() {
        assert_eq!(polar(200, 0, Side::Right), (-200, 0), "in for the right eye");
        assert_eq!(polar(200, 0, Side::Left), (200, 0), "out for the left eye");
        assert_eq!(polar(200, 180, Side::Right), (200, 0));
        assert_eq!(polar(150, 90, Side::Right), (0, 150));
        assert_eq!(polar(150, 270, Side::Left), (0, -150));
        // Published: 1.5 up and 2 in are 2.5 at 037 for the right eye; 1.5 down and 2 in are 2.5 at 217 for the left
        // (Durham Technical Community College, OPH 142).
        assert_eq!(polar(250, 37, Side::Right), (-200, 150));
        assert_eq!(polar(250, 217, Side::Left), (-200, -150));
    }

    #[test]
    fn half_a_lens_is_none() {
        let found = |found: Found| {
            let mut notes = Vec::new();
            (found.lens(|code| notes.push(code)), notes)
        };
        let cylinder = Found { cyl: Some(-50), axis: Some(90), ..Found::default() };
        assert_eq!(found(cylinder), (Ok(None), vec![NoteCode::LensIncomplete]));
        let no_axis = Found { sphere: Some(-100), cyl: Some(-50), ..Found::default() };
        assert_eq!(found(no_axis), (Ok(None), vec![NoteCode::LensIncomplete]));
        assert_eq!(found(Found::default()), (Ok(None), vec![]));
        let no_lens_has_that = Found { sphere: Some(-9900), ..Found::default() };
        assert_eq!(found(no_lens_has_that).0, Err(NotAReading::Garbled));
    }

    #[test]
    fn what_was_not_measured_stays_missing() {
        let plain = Found { sphere: Some(-100), axis: Some(0), add: Some(0), ..Found::default() };
        let eye = plain.lens(|_| ()).expect("sound").expect("a lens");
        assert_eq!(eye, Eye { sphere: Some(-100), ..Eye::default() });
        let near = Found { sphere: Some(-100), cyl: Some(-25), axis: Some(0), near_sphere: Some(112), ..Found::default() };
        let eye = near.lens(|_| ()).expect("sound").expect("a lens");
        assert_eq!((eye.axis, eye.add), (Some(180), Some(212)));
    }
}
