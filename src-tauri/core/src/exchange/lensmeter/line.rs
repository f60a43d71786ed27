//! A serial line, on which readings come in pieces and with noise between them: bytes are collected until the line falls
//! silent, then cut into what was sent.
//!
//! It knows no port, so that recorded lines test it. How long silence is, is said by whoever holds the port:
//! [`SILENCE_MS`].

use super::nidek_serial::{CR, END, SEND_DATA, START};
use super::{MAX_BYTES, NotAReading, read};

/// A line that was still for so long has said what it had to say, in milliseconds (ours: a byte takes one at 9600 baud).
pub const SILENCE_MS: u64 = 300;
/// How often a disturbed reading is asked for again before a person is told.
const ASK_AGAIN: u8 = 2;
/// What is no reading and shorter than any is noise, in bytes (ours). A line at another speed sends more than that.
const NOISE: usize = 20;
/// "Request to send" as NIDEK's instruments ask it where they are set to wait: the answer is "send data".
const REQUEST_TO_SEND: [u8; 4] = [0x02, b'R', b'S', 0x17];

/// One line.
#[derive(Debug, Default)]
pub struct Line {
    bytes: Vec<u8>,
    too_long: bool,
    asked: u8,
}

/// What a silence ended.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Whole transmissions, or what is left of one.
    pub sent: Vec<Vec<u8>>,
    /// What to send back.
    pub answer: Option<&'static [u8]>,
}

impl Line {
    /// Some bytes came.
    pub fn arrived(&mut self, bytes: &[u8]) {
        let room = (MAX_BYTES + 1).saturating_sub(self.bytes.len());
        self.too_long |= bytes.len() > room;
        self.bytes.extend(bytes.iter().take(room));
    }

    /// Nothing has come since.
    #[must_use]
    pub fn is_still(&self) -> bool {
        self.bytes.is_empty()
    }

    /// More came without a pause than any reading is: a line that never falls silent.
    #[must_use]
    pub fn is_endless(&self) -> bool {
        self.too_long
    }

    /// The line fell silent.
    pub fn fell_silent(&mut self) -> Said {
        let bytes = std::mem::take(&mut self.bytes);
        self.too_long = false;
        let mut said = Said::default();
        for sent in cut(&bytes) {
            if sent.windows(REQUEST_TO_SEND.len()).any(|window| window == REQUEST_TO_SEND) {
                said.answer = Some(&SEND_DATA);
                continue;
            }
            match read(&sent) {
                // The meter still has it.
                Err(NotAReading::ChecksumWrong) if self.asked < ASK_AGAIN => {
                    self.asked += 1;
                    said.answer = Some(&SEND_DATA);
                }
                Err(NotAReading::NotALensmeter) if sent.len() < NOISE => {}
                _ => {
                    self.asked = 0;
                    said.sent.push(sent);
                }
            }
        }
        said
    }
}

/// What was sent, one by one, without the noise before and between.
fn cut(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut sent = Vec::new();
    let mut rest = bytes;
    if !rest.contains(&START) {
        let text = String::from_utf8_lossy(rest);
        // Huvitz ends each with `E$`. Everything else is one text, ended by silence.
        if text.contains("LM2") {
            for part in parts_to(rest, b"E$") {
                if let Some(at) = part.windows(3).position(|window| window == b"LM2") {
                    sent.push(part[at..].to_vec());
                }
            }
        } else if rest.iter().any(|byte| !byte.is_ascii_whitespace() && *byte != 0) {
            sent.push(rest.to_vec());
        }
        return sent;
    }
    while let Some(start) = rest.iter().position(|byte| *byte == START) {
        rest = &rest[start..];
        let next = rest.iter().skip(1).position(|byte| *byte == START).map(|at| at + 1);
        let frame = &rest[..next.unwrap_or(rest.len())];
        let length = frame.iter().position(|byte| *byte == END).map_or(frame.len(), |end| end + 1 + checksum(&frame[end + 1..]));
        sent.push(frame[..length].to_vec());
        rest = &rest[length..];
    }
    sent
}

/// How many bytes behind the end mark belong to the frame: four hexadecimal digits, among CRs.
fn checksum(behind: &[u8]) -> usize {
    let mut digits = 0;
    for (at, byte) in behind.iter().enumerate() {
        match byte {
            &CR => {}
            byte if byte.is_ascii_hexdigit() && digits < 4 => digits += 1,
            // Whatever stands against four digits is noise; fewer are a checksum that was cut.
            _ => return at,
        }
    }
    behind.len()
}

/// The text in parts that each end with the mark; the last may lack it.
fn parts_to<'a>(mut rest: &'a [u8], mark: &[u8]) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    while let Some(at) = rest.windows(mark.len()).position(|window| window == mark) {
        let (part, behind) = rest.split_at(at + mark.len());
        parts.push(part);
        rest = behind;
    }
    parts.push(rest);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::lensmeter::huvitz::tests::BOTH as HUVITZ;
    use crate::exchange::lensmeter::joia_xml::tests::BOTH as XML;
    use crate::exchange::lensmeter::nidek_serial::tests::{CAPTURES, frame};
    use crate::exchange::lensmeter::{InstrumentReading, vca};
    use proptest::prelude::*;

    fn all_at_once(bytes: &[u8]) -> Said {
        let mut line = Line::default();
        line.arrived(bytes);
        line.fell_silent()
    }

    fn readings(bytes: &[u8]) -> Vec<Result<InstrumentReading, NotAReading>> {
        all_at_once(bytes).sent.iter().map(|sent| read(sent)).collect()
    }

    #[test]
    fn noise_before_between_and_behind_frames_is_no_reading() {
        let mut bytes = b"\x00\xFF~#".to_vec();
        bytes.extend(frame(CAPTURES[0]));
        bytes.extend(b"\r\n\x00??\x15");
        bytes.extend(frame(CAPTURES[1]));
        bytes.extend(b"\rzz");
        let read = readings(&bytes);
        assert_eq!(read, [super::read(&frame(CAPTURES[0])), super::read(&frame(CAPTURES[1]))]);
        assert!(read.iter().all(Result::is_ok));
        assert_eq!(all_at_once(b"\r\n \0\0"), Said::default(), "a line that is switched on");
    }

    #[test]
    fn a_frame_that_was_cut_is_told_and_the_next_one_is_read() {
        let whole = frame(CAPTURES[0]);
        assert_eq!(readings(&whole[..40]), [Err(NotAReading::Garbled)], "the cable came out");
        let mut bytes = whole[..40].to_vec();
        bytes.extend(&whole);
        assert_eq!(readings(&bytes), [Err(NotAReading::Garbled), read(&whole)]);
        assert_eq!(readings(&whole[..whole.len() - 2]), [Err(NotAReading::Garbled)], "half a checksum is no checksum");
    }

    #[test]
    fn a_disturbed_frame_is_asked_for_again_twice_and_then_told() {
        let mut disturbed = frame(CAPTURES[0]);
        disturbed[25] = b'9';
        let mut line = Line::default();
        for _ in 0..2 {
            line.arrived(&disturbed);
            assert_eq!(line.fell_silent(), Said { sent: vec![], answer: Some(&SEND_DATA) });
        }
        line.arrived(&disturbed);
        let said = line.fell_silent();
        assert_eq!(said.answer, None);
        assert_eq!(read(&said.sent[0]), Err(NotAReading::ChecksumWrong));
        line.arrived(&disturbed);
        assert!(line.fell_silent().answer.is_some(), "the next one is asked for again too");
        line.arrived(&frame(CAPTURES[0]));
        assert!(read(&line.fell_silent().sent[0]).is_ok());
    }

    #[test]
    fn a_meter_that_asks_whether_it_may_send_is_told_so() {
        let request = b"\x01CLM\x02RS\x17\x04\r";
        assert_eq!(all_at_once(request), Said { sent: vec![], answer: Some(&SEND_DATA) });
    }

    #[test]
    fn texts_of_other_makes_end_with_silence() {
        for text in [HUVITZ, XML, vca::tests::BOTH] {
            let read = readings(text.as_bytes());
            assert!(matches!(read.as_slice(), [Ok(_)]), "{read:?}");
        }
        let twice = format!("\x00\x00{HUVITZ}\r\n{HUVITZ}\r\n");
        assert!(matches!(readings(twice.as_bytes()).as_slice(), [Ok(_), Ok(_)]));
        let other_speed = b"\xC3\x9F\xE1\x13\x9C".repeat(8);
        assert_eq!(readings(&other_speed), [Err(NotAReading::NotALensmeter)], "a line at another speed");
        assert_eq!(all_at_once(&other_speed[..5]), Said::default(), "a crackle on the line");
    }

    #[test]
    fn an_endless_line_is_cut_and_never_fills_the_memory() {
        let mut line = Line::default();
        for _ in 0..(3 * MAX_BYTES / 4096) {
            line.arrived(&[b'x'; 4096]);
        }
        assert!(line.is_endless());
        let said = line.fell_silent();
        assert_eq!(said.sent[0].len(), MAX_BYTES + 1);
        assert_eq!(read(&said.sent[0]), Err(NotAReading::TooLarge));
        assert!(line.is_still() && !line.is_endless());
    }

    proptest! {
        #[test]
        fn pieces_are_one_frame(which in 0..2_usize, cuts in proptest::collection::vec(1..20_usize, 1..40)) {
            let whole = frame(CAPTURES[which]);
            let mut line = Line::default();
            let mut rest = whole.as_slice();
            for cut in cuts {
                let (piece, behind) = rest.split_at(cut.min(rest.len()));
                line.arrived(piece);
                rest = behind;
            }
            line.arrived(rest);
            prop_assert_eq!(line.fell_silent().sent, vec![whole]);
        }

        #[test]
        fn whatever_comes_is_cut_and_never_made_longer(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let sent = all_at_once(&bytes).sent;
            prop_assert!(sent.iter().map(Vec::len).sum::<usize>() <= bytes.len());
        }
    }
}
