//! NIDEK lensmeters over a serial line or USB: LM-500, LM-600P, LM-1000P, LM-1200, LM-1800P, LM-7.
//!
//! A frame runs from SOH `DLM` STX to EOT in segments that each end in ETB; a CR may follow each. Behind EOT stand, where
//! the meter is set so, four hexadecimal digits: the low 16 bits of the sum of all bytes from SOH to EOT without CRs.
//! From NIDEK's interface manuals for the LM-600P (2008), LM-1000 (2010) and LM-1800P (2015); lines run at 9600 baud,
//! eight bits, no or odd parity.

use super::values::{Found, FoundPair, degrees, hundredths, name, once, tenths_mm};
use super::{InstrumentFormat, InstrumentReading, NotAReading};

/// SOH, with which a frame starts. No text holds it.
pub(super) const START: u8 = 0x01;
/// STX, behind the frame's name.
const TEXT: u8 = 0x02;
/// EOT, with which a frame ends, but for its checksum.
pub(super) const END: u8 = 0x04;
/// ETB, behind each segment.
const SEGMENT_END: u8 = 0x17;
pub(super) const CR: u8 = 0x0D;

/// What asks a meter for its reading: SOH `CLM` STX `SD` ETB EOT CR, "send data".
pub const SEND_DATA: [u8; 10] = [START, b'C', b'L', b'M', TEXT, b'S', b'D', SEGMENT_END, END, CR];

/// Reads one frame, with whatever noise stands before it.
///
/// # Errors
/// See [`NotAReading`].
pub(super) fn read(bytes: &[u8]) -> Result<InstrumentReading, NotAReading> {
    let start = bytes.iter().position(|byte| *byte == START).ok_or(NotAReading::NotALensmeter)?;
    let bytes: Vec<u8> = bytes.iter().skip(start).copied().filter(|byte| *byte != CR).collect();
    let body = bytes.strip_prefix(&[START, b'D', b'L', b'M', TEXT]).ok_or(NotAReading::NotALensmeter)?;
    let end = body.iter().position(|byte| *byte == END).ok_or(NotAReading::Garbled)?;
    let (body, behind) = (&body[..end], &body[end + 1..]);
    if body.contains(&START) {
        return Err(NotAReading::Garbled);
    }
    if behind.contains(&START) {
        return Err(NotAReading::MoreThanOne);
    }
    let frame = &bytes[..bytes.len() - behind.len()];
    must_add_up(frame, behind)?;
    pair(body)?.reading(InstrumentFormat::NidekSerial)
}

fn must_add_up(frame: &[u8], behind: &[u8]) -> Result<(), NotAReading> {
    let told = String::from_utf8_lossy(behind);
    let told = told.trim_matches(|c: char| c.is_whitespace() || c == '\0');
    if told.is_empty() {
        return Ok(());
    }
    if told.len() != 4 || !told.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(NotAReading::Garbled);
    }
    let sum = frame.iter().map(|byte| u32::from(*byte)).sum::<u32>() & 0xFFFF;
    let told = u32::from_str_radix(told, 16).map_err(|_| NotAReading::Garbled)?;
    if sum == told { Ok(()) } else { Err(NotAReading::ChecksumWrong) }
}

fn pair(body: &[u8]) -> Result<FoundPair, NotAReading> {
    let mut pair = FoundPair::default();
    let text = String::from_utf8_lossy(body);
    let mut segments: Vec<&str> = text.split(char::from(SEGMENT_END)).collect();
    // Behind the last ETB nothing follows, or the frame was cut.
    if segments.pop().is_some_and(|rest| !rest.trim().is_empty()) {
        return Err(NotAReading::Garbled);
    }
    for segment in segments {
        let Some((code, value)) = segment.split_at_checked(2) else { continue };
        match code {
            "ID" => pair.instrument = name(&value.replacen('/', " ", 1)),
            "DA" => pair.taken_at_text = name(value),
            "IE" | "DE" => return Err(NotAReading::MeterError),
            "  " | " R" | " L" => power(eye(&mut pair, code.as_bytes()[1]), value)?,
            "A " | "AR" | "AL" => once(&mut eye(&mut pair, code.as_bytes()[1]).add, hundredths(value)?)?,
            "N " | "NR" | "NL" => once(&mut eye(&mut pair, code.as_bytes()[1]).near_sphere, hundredths(value)?)?,
            "P " | "PR" | "PL" => prism(eye(&mut pair, code.as_bytes()[1]), value)?,
            "PD" => distances(&mut pair, value)?,
            // A second add, transmittance and the like: nothing that is checked.
            _ => {}
        }
    }
    Ok(pair)
}

fn eye(pair: &mut FoundPair, code: u8) -> &mut Found {
    match code {
        b'R' => &mut pair.right,
        b'L' => &mut pair.left,
        _ => &mut pair.either,
    }
}

/// `-06.50-01.50010`: sphere, cylinder, axis in fixed columns.
fn power(lens: &mut Found, value: &str) -> Result<(), NotAReading> {
    if value.len() != 15 || !value.is_ascii() {
        return Err(NotAReading::Garbled);
    }
    once(&mut lens.sphere, hundredths(&value[..6])?)?;
    once(&mut lens.cyl, hundredths(&value[6..12])?)?;
    once(&mut lens.axis, degrees(&value[12..])?)
}

/// `00.25I`: an amount and its base.
fn prism(lens: &mut Found, value: &str) -> Result<(), NotAReading> {
    let mut amount = value.trim_end().chars();
    let base = amount.next_back();
    let amount = hundredths(amount.as_str())?;
    match base {
        Some('O') => once(&mut lens.prism_out, amount),
        Some('I') => once(&mut lens.prism_out, amount.map(|prism| -prism)),
        Some('U') => once(&mut lens.prism_up, amount),
        Some('D') => once(&mut lens.prism_up, amount.map(|prism| -prism)),
        _ => Err(NotAReading::Garbled),
    }
}

/// `64.031.532.5`: both eyes, right, left; or both eyes alone.
fn distances(pair: &mut FoundPair, value: &str) -> Result<(), NotAReading> {
    let value = value.trim_end();
    if !value.is_ascii() || !matches!(value.len(), 4 | 12) {
        return Err(NotAReading::Garbled);
    }
    once(&mut pair.pd_tenths, tenths_mm(&value[..4])?)?;
    if value.len() == 12 {
        once(&mut pair.right.mono_pd, tenths_mm(&value[4..8])?)?;
        once(&mut pair.left.mono_pd, tenths_mm(&value[8..])?)?;
    }
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::exchange::lensmeter::{Note, NoteCode, read};
    use crate::records::prescriptions::Eye;

    /// Published captures, in which `^` stands for SOH, `~` for STX, `|` for ETB and `!` for EOT.
    pub(in super::super) const CAPTURES: [&str; 2] = [
        "^DLM~IDNIDEK/LM-600P| R-06.50-01.50010|PR00.00I|PR00.00U| L-05.75-01.50179|PL00.00O|PL00.00U|!1372",
        "^DLM~IDNIDEK/LM-7P|DA2021.10.20.16:45| R+03.78-00.52118|PR00.02O|PR00.09U| L+03.77-00.51118|PL00.02I|PL00.09U|!16E7",
    ];

    pub(in super::super) fn frame(text: &str) -> Vec<u8> {
        let byte = |c: u8| match c {
            b'^' => START,
            b'~' => TEXT,
            b'|' => SEGMENT_END,
            b'!' => END,
            c => c,
        };
        text.bytes().map(byte).collect()
    }

    fn of(text: &str) -> Result<InstrumentReading, NotAReading> {
        read(&frame(text))
    }

    #[test]
    fn the_published_captures_are_read_and_their_checksums_recomputed() {
        let first = of(CAPTURES[0]).expect("a reading");
        assert_eq!(first.format, InstrumentFormat::NidekSerial);
        assert_eq!(first.instrument.as_deref(), Some("NIDEK LM-600P"));
        let eye = |sphere, cyl, axis, out, up| Eye {
            sphere: Some(sphere),
            cyl: Some(cyl),
            axis: Some(axis),
            prism_out: Some(out),
            prism_up: Some(up),
            ..Eye::default()
        };
        assert_eq!(first.reading.right, Some(eye(-650, -150, 10, 0, 0)));
        assert_eq!(first.reading.left, Some(eye(-575, -150, 179, 0, 0)));
        assert_eq!((first.reading.either, first.reading.step, first.notes), (None, None, vec![]));

        let second = of(CAPTURES[1]).expect("a reading");
        assert_eq!(second.taken_at_text.as_deref(), Some("2021.10.20.16:45"));
        assert_eq!(second.reading.right, Some(eye(378, -52, 118, 2, 9)), "hundredths stay, base out is plus");
        assert_eq!(second.reading.left, Some(eye(377, -51, 118, -2, 9)), "base in is minus");
    }

    #[test]
    fn the_manuals_own_example_is_read() {
        // LM-1000 USB interface manual (2010), page 22: right base in 2.50 and down 2.00, left base out 1.25 and up 2.00.
        let text = "^DLM~IDNIDEK/LM-1000P|\r R-01.25-00.75120|\rAR02.00|\rPR02.50I|\rPR02.00D|\r\
                    \x20L-02.00-00.50180|\rAL02.25|\rPL01.25O|\rPL02.00U|\r!16C1\r";
        let reading = of(text).expect("a reading").reading;
        let eye = |sphere, cyl, axis, add, out, up| Eye {
            sphere: Some(sphere),
            cyl: Some(cyl),
            axis: Some(axis),
            add: Some(add),
            prism_out: Some(out),
            prism_up: Some(up),
            ..Eye::default()
        };
        assert_eq!(reading.right, Some(eye(-125, -75, 120, 200, -250, -200)));
        assert_eq!(reading.left, Some(eye(-200, -50, 180, 225, 125, 200)));
    }

    #[test]
    fn a_wrong_checksum_is_no_reading() {
        for capture in CAPTURES {
            assert_eq!(of(&capture.replace("-01.50010", "-01.50011").replace("118|PR", "119|PR")), Err(NotAReading::ChecksumWrong));
            let (frame, _) = capture.split_at(capture.len() - 4);
            assert!(of(frame).is_ok(), "a meter may be set to send none");
            assert_eq!(of(&format!("{frame}0000")), Err(NotAReading::ChecksumWrong));
            assert_eq!(of(&format!("{frame}137")), Err(NotAReading::Garbled), "cut short");
        }
    }

    #[test]
    fn returns_count_for_nothing() {
        for capture in CAPTURES {
            let with_returns = capture.replace('|', "|\r");
            assert_eq!(of(&format!("{with_returns}\r\n")), of(capture));
        }
    }

    #[test]
    fn an_eye_that_was_not_chosen_is_neither() {
        let reading = of("^DLM~IDNIDEK/LM-500|  -02.25+00.00000|A 02.00|P 00.50I|P 00.25D|!").expect("a reading");
        let lens = Eye { sphere: Some(-225), cyl: Some(0), add: Some(200), prism_up: Some(-25), ..Eye::default() };
        assert_eq!((reading.reading.either, reading.reading.right, reading.reading.left), (Some(lens), None, None));
        assert_eq!(reading.notes, [Note { code: NoteCode::PrismBaseUnclear, side: None }], "in or out depends on the eye");
    }

    #[test]
    fn one_eye_stays_one_eye() {
        let reading = of("^DLM~ L-02.25-00.50000|!").expect("a reading").reading;
        assert_eq!(reading.right, None);
        assert_eq!(reading.left.and_then(|eye| eye.axis), Some(180));
    }

    #[test]
    fn adds_near_spheres_and_distances() {
        let text = "^DLM~ R-01.25-00.75120|AR02.00|03.00|NR+00.75|+01.75|PR02.25I|PR02.00D| L-02.00-00.50180|NL+00.25|PD64.031.532.5|!";
        let reading = of(text).expect("a reading").reading;
        let (right, left) = (reading.right.expect("right"), reading.left.expect("left"));
        assert_eq!((right.add, right.prism_out, right.prism_up), (Some(200), Some(-225), Some(-200)));
        assert_eq!(left.add, Some(225), "from the near sphere");
        assert_eq!((left.prism_out, left.prism_up), (None, None), "not sent is not 0");
        assert_eq!((reading.pd_tenths, right.mono_pd, left.mono_pd), (Some(640), Some(315), Some(325)));
        let both = of("^DLM~ R-01.25-00.75120|PD64.0|!").expect("a reading").reading;
        assert_eq!((both.pd_tenths, both.right.and_then(|eye| eye.mono_pd)), (Some(640), None));
    }

    #[test]
    fn what_is_no_reading_says_why() {
        let cases = [
            ("^DLM~IDNIDEK/LM-500|IE01|!", NotAReading::MeterError),
            ("^DLM~ R-01.00-00.50090|DE|!", NotAReading::MeterError),
            ("^DLM~IDNIDEK/LM-500|!", NotAReading::NothingMeasured),
            ("^DRM~IDNIDEK/ARK-1|OR-01.00|!", NotAReading::NotALensmeter),
            ("^DLM~ R-01.00-00.50090|", NotAReading::Garbled),
            ("^DLM~ R-01.00-00.50090|PR00.2", NotAReading::Garbled),
            ("^DLM~ R-01.00-00.50090|PR00.2!", NotAReading::Garbled),
            ("^DLM~ R-01.00-00.50190|!", NotAReading::Garbled),
            ("^DLM~ R-01.00-0O.50090|!", NotAReading::Garbled),
            ("^DLM~ R-01.00-00.50090| R-01.00-00.50090|!", NotAReading::Garbled),
            ("^DLM~ R-01.00-00.50090|PR00.20X|!", NotAReading::Garbled),
            ("^DLM~ R-01.00-00.50090|!^DLM~ R-01.00-00.50090|!", NotAReading::MoreThanOne),
        ];
        for (text, why) in cases {
            assert_eq!(of(text), Err(why), "{text}");
        }
    }

    #[test]
    fn noise_before_the_frame_is_passed_over() {
        assert_eq!(of(&format!("\u{0}z{}", CAPTURES[0])), of(CAPTURES[0]));
    }

    #[test]
    fn asks_as_the_manual_says() {
        assert_eq!(SEND_DATA, [0x01, 0x43, 0x4C, 0x4D, 0x02, 0x53, 0x44, 0x17, 0x04, 0x0D]);
    }
}
