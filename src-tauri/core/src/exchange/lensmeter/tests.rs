use super::nidek_serial::tests::{CAPTURES, frame};
use super::*;
use crate::matching::lenses::{CannotReason, LensVerdict, Ordered, check};
use crate::matching::tolerances::{Design, ToleranceSet};
use crate::records::prescriptions::Eye;
use proptest::prelude::*;

fn fixtures() -> Vec<Vec<u8>> {
    let texts = [nidek_xml::tests::BOTH, joia_xml::tests::BOTH, vca::tests::BOTH, huvitz::tests::BOTH];
    CAPTURES.into_iter().map(frame).chain(texts.into_iter().map(|text| text.as_bytes().to_vec())).collect()
}

#[test]
fn everything_else_is_not_a_lensmeters() {
    let others: [&[u8]; 9] = [
        b"",
        b"   ",
        b"name,phone\nA,1\n",
        b"%PDF-1.7",
        b"<html><body>hello</body></html>",
        b"<Ophthalmology/>",
        b"\xFF\xFE",
        b"KEY=value\n",
        b"\x01",
    ];
    for bytes in others {
        assert_eq!(read(bytes), Err(NotAReading::NotALensmeter), "{bytes:?}");
    }
    assert_eq!(read(&vec![b' '; MAX_BYTES + 1]), Err(NotAReading::TooLarge));
}

#[test]
fn no_entity_is_ever_resolved() {
    let bomb = "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><Ophthalmology>&b;</Ophthalmology>";
    assert_eq!(read(bomb.as_bytes()), Err(NotAReading::Garbled));
    let file = "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/hostname\">]><x>&a;</x>";
    assert_eq!(read(file.as_bytes()), Err(NotAReading::NotALensmeter));
}

#[test]
fn a_file_of_nothing_but_openings_is_refused() {
    let deep = "<a>".repeat(MAX_BYTES / 3);
    assert_eq!(read(deep.as_bytes()), Err(NotAReading::NotALensmeter));
    let closed = format!("{}{}", "<a>".repeat(9_000), "</a>".repeat(9_000));
    assert_eq!(read(closed.as_bytes()), Err(NotAReading::NotALensmeter));
}

#[test]
fn an_error_never_repeats_the_file() {
    for bytes in [&b"<Ophthalmology>Secretname"[..], b"JOB=1\nINSSPH=Secretname;\n"] {
        let error = read(bytes).expect_err("no reading");
        assert!(!format!("{error} {error:?}").contains("Secret"));
    }
}

#[test]
fn a_reading_is_checked_as_it_comes() {
    let set = &ToleranceSet::shipped().expect("sets")[0];
    let eye = |sphere, cyl, axis| Eye { sphere: Some(sphere), cyl: Some(cyl), axis: Some(axis), ..Eye::default() };
    let powers = Powers { right: eye(375, -50, 118), left: eye(375, -50, 118), pd_tenths: None };
    let ordered = Ordered { design: Design::SingleVision, powers, lacks_verification_power: false };
    let read_now = |bytes: &[u8]| read(bytes).expect("a reading").reading;
    assert_eq!(check(&ordered, &read_now(&frame(CAPTURES[1])), set).verdict, LensVerdict::Match);
    let coarse = joia_xml::tests::BOTH.replace(">0.01<", ">0.25<");
    let checked = check(&ordered, &read_now(coarse.as_bytes()), set);
    assert!(checked.cannot.iter().any(|cannot| cannot.reason == CannotReason::StepTooCoarse), "set the meter to 0.01");
    let unchosen = read_now(&frame("^DLM~  +03.75-00.50118|!"));
    let checked = check(&ordered, &unchosen, set);
    assert_eq!(checked.verdict, LensVerdict::CannotVerify);
    assert!(checked.cannot.iter().any(|cannot| cannot.reason == CannotReason::EyeNotChosen));
}

/// Whether what stands behind the end mark, if anything, is the sum: written apart from the reader.
fn adds_up(bytes: &[u8]) -> bool {
    let kept: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte != 1).filter(|byte| *byte != 13).collect();
    let Some(end) = kept.iter().position(|byte| *byte == 4) else { return false };
    let told = String::from_utf8_lossy(&kept[end + 1..]).trim_matches(['\0', ' ', '\n', '\t', '\u{b}', '\u{c}']).to_uppercase();
    let sum: usize = kept[..=end].iter().map(|byte| usize::from(*byte)).sum();
    told.is_empty() || told == format!("{:04X}", sum % 65536)
}

/// Whatever came, a reading holds only what a lens can be.
fn sound(read: &InstrumentReading) -> bool {
    let lenses = [read.reading.right, read.reading.left, read.reading.either];
    lenses.iter().any(Option::is_some)
        && lenses.into_iter().flatten().all(|eye| {
            eye.sphere.is_some_and(|sphere| sphere.abs() <= 3000)
                && eye.axis.is_some() == eye.cyl.is_some_and(|cyl| cyl != 0)
                && eye.axis.is_none_or(|axis| (1..=180).contains(&axis))
                && eye.add != Some(0)
        })
}

proptest! {
    #[test]
    fn any_bytes_end_well(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(read) = read(&bytes) {
            prop_assert!(sound(&read));
        }
    }

    #[test]
    fn a_damaged_reading_is_whole_or_none(
        which in 0..6_usize,
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>(), 0..3_u8), 1..6),
    ) {
        let mut bytes = fixtures()[which].clone();
        for (at, byte, how) in changes {
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => drop(bytes.remove(at)),
            }
        }
        if let Ok(read) = read(&bytes) {
            prop_assert!(sound(&read));
            prop_assert!(read.format != InstrumentFormat::NidekSerial || adds_up(&bytes));
        }
    }

    #[test]
    fn one_changed_byte_of_a_capture_is_always_seen(which in 0..2_usize, at in any::<proptest::sample::Index>(), byte in any::<u8>()) {
        let whole = frame(CAPTURES[which]);
        let mut bytes = whole.clone();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let same = byte.eq_ignore_ascii_case(&whole[at]) && at + 4 >= whole.len();
        prop_assume!(bytes != whole && !same);
        prop_assert!(read(&bytes).is_err());
    }

    #[test]
    fn every_reading_reads_back(
        sphere in -2999..3000_i32, cyl in -999..1000_i32, axis in 1..181_i32, add in 1..500_i32, out in -1999..2000_i32, up in -1999..2000_i32,
    ) {
        let text = |value: i32| format!("{}{:02}.{:02}", if value < 0 { '-' } else { '+' }, value.abs() / 100, value.abs() % 100);
        let base = |value: i32, plus: char, minus: char| if value < 0 { minus } else { plus };
        let prism = |value: i32, base: char| format!("PR{:02}.{:02}{base}", value.abs() / 100, value.abs() % 100);
        let sent = format!(
            "^DLM~ R{}{}{axis:03}|AR{}|{}|{}|!",
            text(sphere), text(cyl), text(add), prism(out, base(out, 'O', 'I')), prism(up, base(up, 'U', 'D')),
        );
        let right = read(&frame(&sent)).expect("a reading").reading.right.expect("right");
        prop_assert_eq!((right.sphere, right.cyl, right.add), (Some(sphere), Some(cyl), Some(add)));
        prop_assert_eq!((right.prism_out, right.prism_up), (Some(out), Some(up)));
        prop_assert_eq!(right.axis, (cyl != 0).then_some(axis));
    }
}
