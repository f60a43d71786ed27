//! The XML of the Japan Ophthalmic Instruments Association, as Topcon's CL-300 and others write it, and Zeiss with a
//! namespace of its own: `Ophthalmology/Measure[@type='LM']/LM/{R,L}`, values padded, some with decimal commas.
//!
//! Vertical prism is taken as plus for base up. Which sign of `H` is base out is not published: horizontal prism other
//! than 0 is left out with a note, because a wrong sign would let a wrong lens pass.

use super::values::{Found, FoundPair, degrees, hundredths, tenths_mm};
use super::xml::{only, text_of};
use super::{InstrumentFormat, InstrumentReading, NotAReading};
use roxmltree::Node;

pub(super) fn read(measure: Node<'_, '_>, mut pair: FoundPair) -> Result<InstrumentReading, NotAReading> {
    if text_of(measure, &["LensType"])?.to_ascii_lowercase().contains("contact") {
        return Err(NotAReading::ContactLens);
    }
    if let Some(lenses) = only(measure, &["LM"])? {
        pair.right = lens(lenses, "R")?;
        pair.left = lens(lenses, "L")?;
        pair.either = lens(lenses, "S")?;
    }
    if let Some(distances) = only(measure, &["PD"])? {
        pair.pd_tenths = distance(distances, "B")?;
        pair.right.mono_pd = distance(distances, "R")?;
        pair.left.mono_pd = distance(distances, "L")?;
    }
    pair.reading(InstrumentFormat::JoiaXml)
}

fn lens(lenses: Node<'_, '_>, eye: &str) -> Result<Found, NotAReading> {
    let Some(lens) = only(lenses, &[eye])? else { return Ok(Found::default()) };
    let horizontal = prism(lens, "H")?;
    Ok(Found {
        sphere: hundredths(text_of(lens, &["Sphere"])?)?,
        cyl: hundredths(text_of(lens, &["Cylinder"])?)?,
        axis: degrees(text_of(lens, &["Axis"])?)?,
        add: hundredths(text_of(lens, &["Add1", "Add", "ADD"])?)?,
        prism_out: horizontal.filter(|prism| *prism == 0),
        prism_up: prism(lens, "V")?,
        base_unclear: horizontal.is_some_and(|prism| prism != 0),
        error: !text_of(lens, &["Error"])?.is_empty(),
        ..Found::default()
    })
}

/// Along one direction. `Prism="P"` marks prism dioptres; anything else there is another unit.
fn prism(lens: Node<'_, '_>, tag: &str) -> Result<Option<i32>, NotAReading> {
    let Some(node) = only(lens, &[tag])? else { return Ok(None) };
    if node.attribute("Prism").is_some_and(|unit| !unit.trim().eq_ignore_ascii_case("P")) {
        return Ok(None);
    }
    hundredths(node.text().unwrap_or(""))
}

fn distance(distances: Node<'_, '_>, of: &str) -> Result<Option<i32>, NotAReading> {
    match only(distances, &[of])? {
        Some(node) => tenths_mm(text_of(node, &["Distance"])?),
        None => Ok(None),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::exchange::lensmeter::{InstrumentFormat, NotAReading, Note, NoteCode, read};
    use crate::matching::lenses::Side;
    use crate::records::prescriptions::Eye;

    /// Of our own making, in the shape that OPTICAL.md 3.3 describes.
    pub(in super::super) const BOTH: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Ophthalmology xmlns:nsCommon="http://www.joia.or.jp/standardized/namespaces/Common"
               xmlns:nsLM="http://www.joia.or.jp/standardized/namespaces/LM">
  <nsCommon:Common><nsCommon:Company>TOPCON</nsCommon:Company><nsCommon:ModelName>CL-300</nsCommon:ModelName>
    <nsCommon:Date>2026-11-20</nsCommon:Date><nsCommon:Time>09:41:00</nsCommon:Time></nsCommon:Common>
  <nsLM:Measure type="LM">
    <nsLM:DiopterStep unit="D">0.01</nsLM:DiopterStep><nsLM:CylinderMode>-</nsLM:CylinderMode>
    <nsLM:LensType>glass</nsLM:LensType>
    <nsLM:LM>
      <nsLM:R><nsLM:Sphere unit="D"> +3.77</nsLM:Sphere><nsLM:Cylinder unit="D"> -3.51</nsLM:Cylinder>
        <nsLM:Axis unit="deg">  9</nsLM:Axis><nsLM:Add1 unit="D"> +2.24</nsLM:Add1><nsLM:Add2 unit="D"/>
        <nsLM:H Prism="P">-0.00</nsLM:H><nsLM:V Prism="P">-0.75</nsLM:V></nsLM:R>
      <nsLM:L><nsLM:Sphere unit="D"> +3.50</nsLM:Sphere><nsLM:Cylinder unit="D"> +0.00</nsLM:Cylinder>
        <nsLM:Axis unit="deg">  0</nsLM:Axis><nsLM:Add1 unit="D"/>
        <nsLM:H Prism="P">+0.25</nsLM:H><nsLM:V Prism="P">+1.00</nsLM:V></nsLM:L>
    </nsLM:LM>
    <nsLM:PD><nsLM:B><nsLM:Distance unit="mm">61.0</nsLM:Distance></nsLM:B>
      <nsLM:R><nsLM:Distance unit="mm">30.0</nsLM:Distance></nsLM:R>
      <nsLM:L><nsLM:Distance unit="mm">31.0</nsLM:Distance></nsLM:L></nsLM:PD>
  </nsLM:Measure>
</Ophthalmology>"#;

    #[test]
    fn both_eyes() {
        let read = read(BOTH.as_bytes()).expect("a reading");
        assert_eq!(read.format, InstrumentFormat::JoiaXml);
        assert_eq!(read.instrument.as_deref(), Some("TOPCON CL-300"));
        assert_eq!(read.taken_at_text.as_deref(), Some("2026-11-20 09:41:00"));
        assert_eq!((read.reading.step, read.reading.pd_tenths), (Some(1), Some(610)));
        let right = Eye {
            sphere: Some(377),
            cyl: Some(-351),
            axis: Some(9),
            add: Some(224),
            prism_out: Some(0),
            prism_up: Some(-75),
            mono_pd: Some(300),
            ..Eye::default()
        };
        assert_eq!(read.reading.right, Some(right));
        let left = Eye { sphere: Some(350), cyl: Some(0), prism_up: Some(100), mono_pd: Some(310), ..Eye::default() };
        assert_eq!(read.reading.left, Some(left), "no add is not an add of 0, no cylinder has no axis");
        assert_eq!(read.notes, [Note { code: NoteCode::PrismBaseUnclear, side: Some(Side::Left) }]);
    }

    #[test]
    fn decimal_commas_and_a_coarse_step() {
        let comma = BOTH.replace("+3.77", "+3,77").replace("-3.51", "-3,51").replace(">0.01<", ">0,25<");
        let reading = read(comma.as_bytes()).expect("a reading").reading;
        let right = reading.right.expect("right");
        assert_eq!((right.sphere, right.cyl, reading.step), (Some(377), Some(-351), Some(25)));
    }

    #[test]
    fn the_zeiss_variant() {
        let zeiss = BOTH
            .replace("http://www.joia.or.jp/standardized/namespaces/LM", "urn:another")
            .replace("type=\"LM\"", "Type=\"LM\"")
            .replace("nsLM:Add1", "nsLM:ADD")
            .replace("encoding=\"UTF-8\"", "encoding=\"Shift_JIS\"");
        let (zeiss, joia) = (read(zeiss.as_bytes()).expect("a reading"), read(BOTH.as_bytes()).expect("a reading"));
        assert_eq!(zeiss, joia);
    }

    #[test]
    fn a_contact_lens_is_no_spectacle_reading() {
        assert_eq!(read(BOTH.replace(">glass<", ">contact<").as_bytes()), Err(NotAReading::ContactLens));
    }

    #[test]
    fn one_eye_and_cut_short() {
        let (before, rest) = BOTH.split_once("<nsLM:R><nsLM:Sphere").expect("right");
        let (_, after) = rest.split_once("</nsLM:R>").expect("its end");
        let reading = read(format!("{before}{after}").as_bytes()).expect("a reading").reading;
        assert!(reading.right.is_none() && reading.left.is_some());
        assert_eq!(read(before.as_bytes()), Err(NotAReading::Garbled));
        let twice = BOTH.replace("</nsLM:Measure>", "</nsLM:Measure><nsLM:Measure type=\"LM\"/>");
        assert_eq!(read(twice.as_bytes()), Err(NotAReading::MoreThanOne));
    }
}
