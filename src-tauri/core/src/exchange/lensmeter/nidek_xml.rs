//! NIDEK's XML: `Ophthalmology/Measure[@Type='LM']/LM/{S,R,L}` without a namespace, prism with its base in words.
//! Some models write `Sphare` for sphere. `S` is a lens whose eye was not chosen.

use super::values::{Found, FoundPair, degrees, hundredths, polar, tenths_mm};
use super::xml::{only, text_of};
use super::{InstrumentFormat, InstrumentReading, NotAReading};
use crate::matching::lenses::Side;
use roxmltree::Node;

pub(super) fn read(measure: Node<'_, '_>, mut pair: FoundPair) -> Result<InstrumentReading, NotAReading> {
    if text_of(measure, &["MeasureMode"])?.to_ascii_lowercase().contains("contact") {
        return Err(NotAReading::ContactLens);
    }
    if let Some(lenses) = only(measure, &["LM"])? {
        pair.right = lens(lenses, "R", Side::Right)?;
        pair.left = lens(lenses, "L", Side::Left)?;
        pair.either = lens(lenses, "S", Side::Right)?;
    }
    if let Some(distances) = only(measure, &["PD"])? {
        pair.pd_tenths = tenths_mm(text_of(distances, &["Distance"])?)?;
        pair.right.mono_pd = tenths_mm(text_of(distances, &["DistanceR"])?)?;
        pair.left.mono_pd = tenths_mm(text_of(distances, &["DistanceL"])?)?;
    }
    pair.reading(InstrumentFormat::NidekXml)
}

fn lens(lenses: Node<'_, '_>, eye: &str, side: Side) -> Result<Found, NotAReading> {
    let Some(lens) = only(lenses, &[eye])? else { return Ok(Found::default()) };
    let mut found = Found {
        sphere: hundredths(text_of(lens, &["Sphere", "Sphare"])?)?,
        cyl: hundredths(text_of(lens, &["Cylinder"])?)?,
        axis: degrees(text_of(lens, &["Axis"])?)?,
        add: hundredths(text_of(lens, &["ADD"])?)?,
        near_sphere: hundredths(text_of(lens, &["NearSphere", "NearSphare"])?)?,
        error: !text_of(lens, &["Error"])?.is_empty(),
        ..Found::default()
    };
    let unclear_x = toward(lens, "PrismX", ["out", "in"], &mut found.prism_out)?;
    let unclear_y = toward(lens, "PrismY", ["up", "down"], &mut found.prism_up)?;
    found.base_unclear = unclear_x || unclear_y;
    let amount = hundredths(text_of(lens, &["Prism"])?)?;
    let base = degrees(text_of(lens, &["PrismBase"])?)?;
    if let (Some(amount), Some(base), None, None) = (amount, base, found.prism_out, found.prism_up) {
        let (out, up) = polar(amount, base, side);
        (found.prism_out, found.prism_up) = (Some(out), Some(up));
    }
    Ok(found)
}

/// Prism along one direction. True when there is some and its base is not said.
fn toward(lens: Node<'_, '_>, tag: &str, [plus, minus]: [&str; 2], slot: &mut Option<i32>) -> Result<bool, NotAReading> {
    let Some(prism) = only(lens, &[tag])? else { return Ok(false) };
    let Some(amount) = hundredths(prism.text().unwrap_or(""))? else { return Ok(false) };
    let base = prism.attribute("base").unwrap_or("").trim();
    *slot = match amount {
        0 => Some(0),
        amount if base.eq_ignore_ascii_case(plus) => Some(amount),
        amount if base.eq_ignore_ascii_case(minus) => Some(-amount),
        _ => None,
    };
    Ok(slot.is_none())
}

#[cfg(test)]
pub(super) mod tests {
    use crate::exchange::lensmeter::{InstrumentFormat, InstrumentReading, NotAReading, Note, NoteCode, read};
    use crate::matching::lenses::Side;
    use crate::records::prescriptions::Eye;

    /// Of our own making, in the shape of the interface manual.
    pub(in super::super) const BOTH: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="style.xsl"?>
<Ophthalmology>
  <Common><Company>NIDEK</Company><ModelName>LM-7P</ModelName><Date>2026/11/20</Date><Time>09:41:00</Time>
    <Patient><No.>0001</No.><LastName>Somebody</LastName></Patient></Common>
  <Measure type="LM">
    <DiopterStep unit="D">0.01</DiopterStep>
    <LM>
      <R><Sphare unit="D">-2.27</Sphare><Cylinder unit="D">-0.74</Cylinder><Axis unit="deg">0</Axis><ADD unit="D">+2.01</ADD>
         <PrismX unit="pri" base="in">0.25</PrismX><PrismY unit="pri" base="up">0.10</PrismY></R>
      <L><Sphare unit="D">+1.03</Sphare><Cylinder unit="D">0.00</Cylinder><Axis unit="deg">0</Axis><ADD/>
         <PrismX unit="pri" base="out">0.50</PrismX><PrismY unit="pri" base="down">0.00</PrismY></L>
    </LM>
    <PD><Distance unit="mm">63.5</Distance><DistanceR unit="mm">31.5</DistanceR><DistanceL unit="mm">32.0</DistanceL></PD>
  </Measure>
</Ophthalmology>"#;

    fn with_lenses(lenses: &str) -> Result<InstrumentReading, NotAReading> {
        read(format!("<Ophthalmology><Measure Type=\"LM\"><LM>{lenses}</LM></Measure></Ophthalmology>").as_bytes())
    }

    #[test]
    fn both_eyes() {
        let read = read(BOTH.as_bytes()).expect("a reading");
        assert_eq!(read.format, InstrumentFormat::NidekXml);
        assert_eq!(read.instrument.as_deref(), Some("NIDEK LM-7P"));
        assert_eq!(read.taken_at_text.as_deref(), Some("2026/11/20 09:41:00"));
        assert_eq!((read.reading.step, read.reading.pd_tenths), (Some(1), Some(635)));
        let right = Eye {
            sphere: Some(-227),
            cyl: Some(-74),
            axis: Some(180),
            add: Some(201),
            prism_out: Some(-25),
            prism_up: Some(10),
            mono_pd: Some(315),
            ..Eye::default()
        };
        assert_eq!(read.reading.right, Some(right));
        let left = Eye { sphere: Some(103), cyl: Some(0), prism_out: Some(50), prism_up: Some(0), mono_pd: Some(320), ..Eye::default() };
        assert_eq!(read.reading.left, Some(left));
        assert!(!format!("{read:?}").contains("Somebody"), "whose it is stays in the file");
    }

    #[test]
    fn the_right_spelling_too_and_a_coarse_step() {
        let text = BOTH.replace("Sphare", "Sphere").replace(">0.01<", ">0.25<");
        let reading = read(text.as_bytes()).expect("a reading").reading;
        assert_eq!((reading.right.and_then(|eye| eye.sphere), reading.step), (Some(-227), Some(25)));
    }

    #[test]
    fn utf_16_is_read() {
        let text = BOTH.replace("UTF-8", "UTF-16");
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked: Vec<u8> = [0xFF, 0xFE].into_iter().chain(little.clone()).collect();
        assert_eq!(read(&marked), read(BOTH.as_bytes()));
        assert_eq!(read(&little), read(BOTH.as_bytes()));
        assert_eq!(read(text.as_bytes()), read(BOTH.as_bytes()), "declared, and not meant");
    }

    #[test]
    fn one_eye_and_an_eye_that_was_not_chosen() {
        let one = with_lenses("<L><Sphere>-1.00</Sphere></L>").expect("a reading").reading;
        assert_eq!((one.right, one.left), (None, Some(Eye { sphere: Some(-100), ..Eye::default() })));
        let either = with_lenses("<S><Sphere>6.25</Sphere><PrismX base=\"in\">1.00</PrismX></S>").expect("a reading");
        assert_eq!(either.reading.either, Some(Eye { sphere: Some(625), ..Eye::default() }));
        assert_eq!(either.notes, [Note { code: NoteCode::PrismBaseUnclear, side: None }]);
    }

    #[test]
    fn an_error_of_one_lens_leaves_the_other() {
        let read = with_lenses("<R><Sphere>-1.00</Sphere></R><L><Sphere/><Error>ERR</Error></L>").expect("a reading");
        assert_eq!(read.notes, [Note { code: NoteCode::LensError, side: Some(Side::Left) }]);
        assert!(read.reading.right.is_some() && read.reading.left.is_none());
        assert_eq!(with_lenses("<L><Error>ERR</Error></L>"), Err(NotAReading::MeterError));
    }

    #[test]
    fn prism_by_direction() {
        let lens = "<R><Sphere>0.00</Sphere><Prism>2.00</Prism><PrismBase>180</PrismBase></R>";
        let right = with_lenses(lens).expect("a reading").reading.right.expect("right");
        assert_eq!((right.prism_out, right.prism_up), (Some(200), Some(0)));
    }

    #[test]
    fn what_is_no_reading_says_why() {
        assert_eq!(with_lenses(""), Err(NotAReading::NothingMeasured));
        assert_eq!(with_lenses("<R><Sphere/><Cylinder/></R>"), Err(NotAReading::NothingMeasured));
        assert_eq!(with_lenses("<R><Sphere>-l.00</Sphere></R>"), Err(NotAReading::Garbled));
        assert_eq!(with_lenses("<R><Sphere>1</Sphere></R><R><Sphere>2</Sphere></R>"), Err(NotAReading::MoreThanOne));
        let contact = BOTH.replace("<LM>", "<MeasureMode>Contact Lens</MeasureMode><LM>");
        assert_eq!(read(contact.as_bytes()), Err(NotAReading::ContactLens));
        let refraction = BOTH.replace("type=\"LM\"", "type=\"REF\"");
        assert_eq!(read(refraction.as_bytes()), Err(NotAReading::NotALensmeter));
    }
}
