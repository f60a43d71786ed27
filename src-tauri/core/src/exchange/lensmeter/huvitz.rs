//! Huvitz CLM-7000 and Visionix VL1000 over a serial line: `LM2RK No=00036 R: S=-04.50 C=-00.50 A=103 … L: S=-05.00 … E$`.
//!
//! Which sign of `PX` is base out is not published: other than 0 it is left out with a note, because a wrong sign would
//! let a wrong lens pass. `PY` is taken as plus for base up. A PD that was not measured is written as zeros, so that a lens of
//! nothing but zeros counts as not measured too, and a plano lens is typed by hand.

use super::values::{Found, FoundPair, degrees, hundredths, once, tenths_mm};
use super::{InstrumentFormat, InstrumentReading, NotAReading};

/// Whether a text starts as these do.
pub(super) fn looks_like(text: &str) -> bool {
    let mut words = text.split_whitespace();
    words.next().is_some_and(|first| first.starts_with("LM2")) && words.any(|word| word == "R:" || word == "L:")
}

pub(super) fn read(text: &str) -> Result<InstrumentReading, NotAReading> {
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || c.is_control());
    let text = text.strip_suffix("E$").ok_or(NotAReading::Garbled)?;
    if text.contains("E$") {
        return Err(NotAReading::MoreThanOne);
    }
    let mut pair = FoundPair::default();
    let mut eye: Option<&mut Found> = None;
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let Some((tag, value)) = word.split_once('=') else {
            eye = match word {
                "R:" => Some(&mut pair.right),
                "L:" => Some(&mut pair.left),
                word if word.ends_with(':') => None,
                _ => eye,
            };
            continue;
        };
        // `UR= 0`: a value may stand apart.
        let apart = if value.is_empty() { words.next_if(|next| !next.contains(['=', ':'])) } else { None };
        let value = apart.unwrap_or(value);
        let Some(found) = eye.as_deref_mut() else { continue };
        match tag {
            "S" => once(&mut found.sphere, hundredths(value)?)?,
            "C" => once(&mut found.cyl, hundredths(value)?)?,
            "A" => once(&mut found.axis, degrees(value)?)?,
            "ADD" => once(&mut found.add, hundredths(value)?)?,
            "PD" => once(&mut found.mono_pd, tenths_mm(value)?)?,
            "PX" => once(&mut found.prism_out, hundredths(value)?)?,
            "PY" => once(&mut found.prism_up, hundredths(value)?)?,
            _ => {}
        }
    }
    for found in [&mut pair.right, &mut pair.left] {
        if [found.sphere, found.cyl, found.prism_out, found.prism_up].iter().all(|value| value.unwrap_or(0) == 0) {
            *found = Found::default();
        }
        if found.prism_out.is_some_and(|prism| prism != 0) {
            (found.prism_out, found.base_unclear) = (None, true);
        }
    }
    pair.reading(InstrumentFormat::Huvitz)
}

#[cfg(test)]
pub(super) mod tests {
    use crate::exchange::lensmeter::{InstrumentFormat, NotAReading, Note, NoteCode, read};
    use crate::matching::lenses::Side;
    use crate::records::prescriptions::Eye;

    /// Of our own making, in the shape that OPTICAL.md 3.3 describes.
    pub(in super::super) const BOTH: &str = "LM2RK No=00036 R: S=-04.52 C=-00.49 A=103 PX=+00.25 PY=+04.00 PD=00.0 ADD=+2.01 UR= 0 \
         L: S=-05.01 C=+00.00 A=000 PX=+00.00 PY=-00.25 PD=31.5 ADD=+0.00 UR= 0 E$";

    #[test]
    fn both_eyes() {
        let read = read(BOTH.as_bytes()).expect("a reading");
        assert_eq!(read.format, InstrumentFormat::Huvitz);
        let right = Eye { sphere: Some(-452), cyl: Some(-49), axis: Some(103), add: Some(201), prism_up: Some(400), ..Eye::default() };
        assert_eq!(read.reading.right, Some(right));
        let left = Eye { sphere: Some(-501), cyl: Some(0), prism_out: Some(0), prism_up: Some(-25), mono_pd: Some(315), ..Eye::default() };
        assert_eq!(read.reading.left, Some(left));
        assert_eq!(read.notes, [Note { code: NoteCode::PrismBaseUnclear, side: Some(Side::Right) }]);
    }

    #[test]
    fn one_eye_and_zeros() {
        let one = read(b"LM2RK No=1 L: S=-01.00 C=-00.50 A=090 E$\r\n").expect("a reading").reading;
        assert!(one.right.is_none() && one.left.is_some());
        let zeros = read(b"LM2RK No=1 R: S=+00.00 C=+00.00 A=000 PX=+00.00 PY=+00.00 L: S=-01.00 E$").expect("a reading").reading;
        assert!(zeros.right.is_none(), "zeros may be a lens that nobody measured");
    }

    #[test]
    fn what_is_no_reading_says_why() {
        let cases: [(&str, NotAReading); 5] = [
            ("LM2RK No=1 R: S=-01.00 C=-00.50 A=0", NotAReading::Garbled),
            ("LM2RK No=1 R: S=-01.00 S=-02.00 E$", NotAReading::Garbled),
            ("LM2RK No=1 R: S=-O1.00 E$", NotAReading::Garbled),
            ("LM2RK No=1 X: S=-01.00 L: E$", NotAReading::NothingMeasured),
            ("LM2RK No=1 R: S=-01.00 E$ LM2RK No=2 R: S=-01.00 E$", NotAReading::MoreThanOne),
        ];
        for (text, why) in cases {
            assert_eq!(read(text.as_bytes()), Err(why), "{text}");
        }
    }
}
