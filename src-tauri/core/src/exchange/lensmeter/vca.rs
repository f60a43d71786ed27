//! Records of the Vision Council's data communication standard: `TAG=right;left` in lines. An empty slot keeps its side,
//! `?` is unknown.
//!
//! One file may hold what was ordered (`SPH` …), what the designer says a compensated lens verifies as (`LDDRSPH` …), and
//! what an inspection measured (`INSSPH` …). The three are never taken for each other: an order read back as its own
//! reading would always pass. Tags: OPTICAL.md 3.2.

use super::values::{Found, FoundPair, decoded, degrees, hundredths, name, polar, tenths_mm};
use super::{InstrumentFormat, InstrumentReading, MAX_BYTES, NotAReading};
use crate::matching::lenses::Side;
use crate::records::prescriptions::{Eye, Powers};
use std::collections::BTreeMap;

/// What a laboratory's job file holds besides a reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The laboratory's number.
    pub number: Option<String>,
    /// As ordered.
    pub ordered: Powers,
    /// What a compensated lens verifies as; None: not compensated, or not said.
    pub verification: Option<Powers>,
}

/// Reads a job's order.
///
/// # Errors
/// See [`NotAReading`].
pub fn job(bytes: &[u8]) -> Result<Job, NotAReading> {
    if bytes.len() > MAX_BYTES {
        return Err(NotAReading::TooLarge);
    }
    let text = decoded(bytes);
    if !looks_like(&text) {
        return Err(NotAReading::NotALensmeter);
    }
    let records = Records::of(&text)?;
    let ordered = records.powers(&["SPH", "CYL", "AX", "ADD", "PRVM", "PRVA"])?.unwrap_or_default();
    Ok(Job { number: records.number(), ordered: records.with_places(ordered)?, verification: records.verification()? })
}

/// Whether a text is lines of such records.
pub(super) fn looks_like(text: &str) -> bool {
    const TELLING: &[&str] = &["JOB", "SPH", "INSSPH", "INSDRSPH", "LDDRSPH"];
    text.lines().take(500).filter_map(record).any(|(tag, _)| TELLING.contains(&tag))
}

pub(super) fn read(text: &str) -> Result<InstrumentReading, NotAReading> {
    let records = Records::of(text)?;
    let at_distance = if records.0.contains_key("INSSPH") { ["INSSPH", "INSCYL", "INSAX"] } else { ["INSDRSPH", "INSDRCYL", "INSDRAX"] };
    let [sphere, cyl, axis] = at_distance;
    let [right, left] = records.pair(&[sphere, cyl, axis, "INSADD", "INSPRPRVM", "INSPRPRVA"])?;
    let mut reading = FoundPair { right, left, ..FoundPair::default() }.reading(InstrumentFormat::Vca)?;
    reading.job = records.number();
    reading.verification = records.verification()?;
    Ok(reading)
}

/// `TAG=value`, its tag in capitals.
fn record(line: &str) -> Option<(&str, &str)> {
    // Between two computers a file separator stands before the first record.
    let (tag, value) = line.trim_matches(|c: char| c.is_whitespace() || c.is_control()).split_once('=')?;
    let tag = tag.trim();
    let sound = !tag.is_empty() && tag.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    sound.then_some((tag, value))
}

struct Records<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> Records<'a> {
    /// The tags that powers are made of; others, such as a traced shape, repeat.
    fn of(text: &'a str) -> Result<Self, NotAReading> {
        let mut records = BTreeMap::new();
        for (tag, value) in text.lines().filter_map(record) {
            let before = records.insert(tag, value);
            let power = ["SPH", "CYL", "AX", "ADD", "PRVM", "PRVA"].iter().any(|end| tag.ends_with(end));
            if power && before.is_some_and(|before| before != value) {
                return Err(NotAReading::MoreThanOne);
            }
            if tag == "JOB" && before.is_some_and(|before| before != value) {
                return Err(NotAReading::MoreThanOne);
            }
        }
        Ok(Self(records))
    }

    fn number(&self) -> Option<String> {
        self.0.get("JOB").and_then(|job| name(job.trim_matches('"'))).filter(|job| job != "?")
    }

    /// Both slots of a record. A single value belongs to the eye that the job is for.
    fn slots(&self, tag: &str) -> Result<[&'a str; 2], NotAReading> {
        let Some(value) = self.0.get(tag) else { return Ok(["", ""]) };
        let mut slots = value.split(';');
        let only_eye = self.0.get("DO").map(|eye| eye.trim());
        match (slots.next(), slots.next(), slots.next()) {
            (Some(right), Some(left), None) => Ok([right, left]),
            (Some(one), None, None) if one.trim().is_empty() => Ok(["", ""]),
            (Some(one), None, None) if only_eye == Some("R") => Ok([one, ""]),
            (Some(one), None, None) if only_eye == Some("L") => Ok(["", one]),
            _ => Err(NotAReading::Garbled),
        }
    }

    /// Both lenses from the tags of sphere, cylinder, axis, add, amount and base direction of prism.
    fn pair(&self, [sphere, cyl, axis, add, prism, base]: &[&str; 6]) -> Result<[Found; 2], NotAReading> {
        let [sphere, cyl, axis] = [self.slots(sphere)?, self.slots(cyl)?, self.slots(axis)?];
        let [add, prism, base] = [self.slots(add)?, self.slots(prism)?, self.slots(base)?];
        let lens = |at: usize, side: Side| {
            let mut found = Found {
                sphere: hundredths(sphere[at])?,
                cyl: hundredths(cyl[at])?,
                axis: degrees(axis[at])?,
                add: hundredths(add[at])?,
                ..Found::default()
            };
            match (hundredths(prism[at])?, hundredths(base[at])?) {
                (Some(0), _) => (found.prism_out, found.prism_up) = (Some(0), Some(0)),
                (Some(amount), Some(base)) => {
                    let (out, up) = polar(amount, (base + 50) / 100, side);
                    (found.prism_out, found.prism_up) = (Some(out), Some(up));
                }
                (Some(_), None) => found.base_unclear = true,
                (None, _) => {}
            }
            Ok(found)
        };
        Ok([lens(0, Side::Right)?, lens(1, Side::Left)?])
    }

    /// None when no lens is whole.
    fn powers(&self, tags: &[&str; 6]) -> Result<Option<Powers>, NotAReading> {
        let [right, left] = self.pair(tags)?;
        let (right, left) = (right.lens(|_| ())?, left.lens(|_| ())?);
        Ok((right.is_some() || left.is_some()).then(|| Powers {
            right: right.unwrap_or_default(),
            left: left.unwrap_or_default(),
            pd_tenths: None,
        }))
    }

    fn verification(&self) -> Result<Option<Powers>, NotAReading> {
        self.powers(&["LDDRSPH", "LDDRCYL", "LDDRAX", "LDADD", "", ""])
    }

    /// Where the lenses sit: distance PD of each eye, segment or fitting height.
    fn with_places(&self, powers: Powers) -> Result<Powers, NotAReading> {
        let [pd, segment, center] = [self.slots("IPD")?, self.slots("SEGHT")?, self.slots("OCHT")?];
        let place = |at: usize, eye: Eye| -> Result<Eye, NotAReading> {
            let height = tenths_mm(segment[at])?.or(tenths_mm(center[at])?);
            Ok(Eye { mono_pd: tenths_mm(pd[at])?, height, ..eye })
        };
        let (right, left) = (place(0, powers.right)?, place(1, powers.left)?);
        let pd_tenths = right.mono_pd.zip(left.mono_pd).map(|(right, left)| right + left);
        Ok(Powers { right, left, pd_tenths })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::job;
    use crate::exchange::lensmeter::{InstrumentFormat, NotAReading, Note, NoteCode, read};
    use crate::matching::lenses::Side;
    use crate::records::prescriptions::Eye;

    /// Of our own making.
    pub(in super::super) const BOTH: &str = "JOB=\"7001\"\r\nDO=B\r\nSPH=-2.00;-1.75\r\nCYL=-0.75;0.00\r\nAX=10;0\r\nADD=2.00;2.00\r\n\
        IPD=31.5;32.0\r\nNPD=30.0;30.5\r\nSEGHT=19;18.5\r\nPRVM=1.00;?\r\nPRVA=180;?\r\n_SHELF=4\r\n\
        LDDRSPH=-1.94;-1.70\r\nLDDRCYL=-0.71;-0.06\r\nLDDRAX=12;88\r\nLDADD=1.92;1.93\r\n\
        INSSPH=-1.97;-1.72\r\nINSCYL=-0.73;-0.05\r\nINSAX=11;0\r\nINSADD=1.95;1.94\r\nINSPRPRVM=0.98;0.10\r\nINSPRPRVA=180;90\r\n";

    #[test]
    fn the_inspection_is_the_reading() {
        let read = read(BOTH.as_bytes()).expect("a reading");
        assert_eq!((read.format, read.job.as_deref()), (InstrumentFormat::Vca, Some("7001")));
        let right = Eye {
            sphere: Some(-197),
            cyl: Some(-73),
            axis: Some(11),
            add: Some(195),
            prism_out: Some(98),
            prism_up: Some(0),
            ..Eye::default()
        };
        assert_eq!(read.reading.right, Some(right));
        let left = Eye {
            sphere: Some(-172),
            cyl: Some(-5),
            axis: Some(180),
            add: Some(194),
            prism_out: Some(0),
            prism_up: Some(10),
            ..Eye::default()
        };
        assert_eq!(read.reading.left, Some(left));
        assert_eq!(read.reading.pd_tenths, None, "the ordered PD was not measured");
        let verification = read.verification.expect("verification powers");
        assert_eq!((verification.right.sphere, verification.left.add), (Some(-194), Some(193)));
    }

    #[test]
    fn an_order_is_never_its_own_reading() {
        let ordered: String = BOTH.lines().filter(|line| !line.starts_with("INS")).map(|line| format!("{line}\r\n")).collect();
        assert_eq!(read(ordered.as_bytes()), Err(NotAReading::NothingMeasured));
        let job = job(ordered.as_bytes()).expect("a job");
        assert_eq!(job.number.as_deref(), Some("7001"));
        assert_eq!((job.ordered.right.sphere, job.ordered.right.prism_out), (Some(-200), Some(100)));
        assert_eq!((job.ordered.left.cyl, job.ordered.left.axis, job.ordered.left.prism_out), (Some(0), None, None));
        assert_eq!((job.ordered.right.height, job.ordered.left.height, job.ordered.pd_tenths), (Some(190), Some(185), Some(635)));
        assert!(job.verification.is_some());
    }

    #[test]
    fn an_empty_slot_keeps_its_side() {
        let reading = read(b"JOB=1\nINSSPH=;-2.00\nINSCYL=;-0.50\nINSAX=;90\n").expect("a reading").reading;
        let left = Eye { sphere: Some(-200), cyl: Some(-50), axis: Some(90), ..Eye::default() };
        assert_eq!((reading.right, reading.left), (None, Some(left)));
        let unknown = read(b"INSSPH=-1.00;?\r\nINSADD=?;?\r\n").expect("a reading").reading;
        assert_eq!((unknown.right, unknown.left), (Some(Eye { sphere: Some(-100), ..Eye::default() }), None));
    }

    #[test]
    fn a_single_value_needs_its_eye() {
        assert_eq!(read(b"JOB=1\r\nINSSPH=-2.00\r\n"), Err(NotAReading::Garbled));
        let left = read(b"JOB=1\r\nDO=L\r\nINSSPH=-2.00\r\n").expect("a reading").reading;
        assert!(left.right.is_none() && left.left.is_some());
    }

    #[test]
    fn half_a_lens_and_prism_without_base() {
        let read = read(b"INSSPH=-2.00;\r\nINSCYL=-0.50;-0.50\r\nINSAX=90;90\r\nINSPRPRVM=1.00;\r\n").expect("a reading");
        assert!(read.reading.left.is_none());
        let notes = [
            Note { code: NoteCode::PrismBaseUnclear, side: Some(Side::Right) },
            Note { code: NoteCode::LensIncomplete, side: Some(Side::Left) },
        ];
        assert_eq!(read.notes, notes);
    }

    #[test]
    fn two_jobs_or_a_contradiction_are_refused() {
        assert_eq!(read(b"INSSPH=-2.00;-2.00\r\nINSSPH=-2.25;-2.00\r\n"), Err(NotAReading::MoreThanOne));
        assert_eq!(read(b"JOB=1\r\nINSSPH=-2.00;-2.00\r\nJOB=2\r\n"), Err(NotAReading::MoreThanOne));
        assert_eq!(read(b"INSSPH=-2.00;-2.00;1\r\n"), Err(NotAReading::Garbled));
        assert_eq!(read(b"INSSPH=-2.00;-2,x\r\n"), Err(NotAReading::Garbled));
    }
}
