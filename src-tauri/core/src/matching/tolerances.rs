//! How far finished lenses may be from their order. Each set is a data file with its name, edition and source; the
//! clinic may add its own in the same form. Checked "with the limits of …, as published", never "complies with".

use super::prescription::maths::Minus;
use crate::error::Fault;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// Under this a cylinder is too small to have an axis that could be tested, hundredths of a dioptre (Z80.1-2015 guide:
/// "not defined"; ISO 21987: from 0.125).
const SMALLEST_TESTED_CYLINDER: i32 = 12;

/// The sets that come with the app, the default first.
const SHIPPED: &[&str] = &[
    include_str!("tolerances/ansi_z80_1_2015.json"),
    include_str!("tolerances/ansi_z80_1_1999.json"),
    include_str!("tolerances/iso_21987.json"),
    include_str!("tolerances/new_jersey.json"),
];

/// What is compared as "the power", and which power chooses the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compares {
    /// The sphere of the minus-cylinder form (ANSI Z80.1-2015).
    MinusSphere,
    /// The meridian that is strongest in the order (ANSI Z80.1, 1999 to 2010).
    StrongestMeridian,
    /// Each principal meridian; the strongest chooses the row (ISO 21987).
    EachMeridian,
}

/// A limit: fixed, or a share of what was ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Hundredths of a dioptre.
    Hundredths(i32),
    /// Percent of the ordered power, not rounded: 2 % of 6.75 is 0.135.
    Percent(i32),
}

impl Limit {
    /// In ten-thousandths of a dioptre, so that a share stays exact.
    #[must_use]
    pub fn exact(self, ordered: i32) -> i32 {
        match self {
            Limit::Hundredths(hundredths) => hundredths * 100,
            Limit::Percent(percent) => percent * ordered.abs(),
        }
    }
}

/// One band of a table: up to and with a power; the last has no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Hundredths of a dioptre, without sign; None: no end.
    #[serde(default)]
    pub up_to: Option<i32>,
    /// Its limit.
    pub limit: Limit,
}

/// One row of a power table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PowerRow {
    /// Hundredths of a dioptre, without sign; None: no end.
    #[serde(default)]
    pub up_to: Option<i32>,
    /// The limit on the power.
    pub power: Limit,
    /// The limits on the cylinder, by the ordered cylinder.
    pub cyl: Vec<Band>,
}

/// One band of the axis table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AxisBand {
    /// Ordered cylinder in hundredths of a dioptre, without sign; None: no end.
    #[serde(default)]
    pub up_to: Option<i32>,
    /// Degrees.
    pub degrees: i32,
}

/// One band of a prism table, by the ordered power in that meridian of the stronger lens.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrismBand {
    /// Hundredths of a dioptre, without sign; None: no end.
    #[serde(default)]
    pub up_to: Option<f64>,
    /// Prism in hundredths of a prism dioptre …
    #[serde(default)]
    pub hundredths: Option<i32>,
    /// … or a distance in tenths of a millimetre, which is that much prism by Prentice's rule.
    #[serde(default)]
    pub tenths_mm: Option<i32>,
    /// Holds for each lens, not for the pair.
    #[serde(default)]
    pub each: bool,
}

/// The prism limits of one direction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrismTable {
    /// Single vision and multifocal.
    pub single_vision: Vec<PrismBand>,
    /// Progressive.
    pub progressive: Vec<PrismBand>,
    /// A limit on each lens beside that on the pair, hundredths of a prism dioptre.
    #[serde(default)]
    pub each_hundredths: Option<i32>,
}

/// Both directions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrismTables {
    /// Base up and down: the difference between the eyes.
    pub vertical: PrismTable,
    /// Base in and out: the total of both eyes.
    pub horizontal: PrismTable,
}

/// A named set of limits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToleranceSet {
    /// Short name in records.
    pub id: String,
    /// As people call it.
    pub name: String,
    /// Which edition.
    pub edition: String,
    /// Where its figures are from.
    pub source: String,
    /// What is compared as the power.
    pub compares: Compares,
    /// Single vision and multifocal.
    pub single_vision: Vec<PowerRow>,
    /// Progressive.
    pub progressive: Vec<PowerRow>,
    /// Axis, by the ordered cylinder.
    pub axis: Vec<AxisBand>,
    /// Add, by the ordered add.
    pub add: Vec<Band>,
    /// Prism.
    pub prism: PrismTables,
    /// Segment and fitting heights, each.
    pub height_tenths_mm: i32,
    /// The error of one height against that of the other.
    pub height_pair_tenths_mm: i32,
    /// PD of one eye, where a progressive has one.
    pub mono_pd_tenths_mm: i32,
}

/// How a lens is made, as far as limits care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Design {
    /// One power.
    SingleVision,
    /// Bifocal, trifocal.
    Multifocal,
    /// Progressive.
    Progressive,
}

impl Design {
    /// From the lens type as an order has it (SV, FT28, PAL …). A type that says nothing, with an add, is taken for a
    /// multifocal: its limits are the tighter ones.
    #[must_use]
    pub fn of(lens_type: Option<&str>, has_add: bool) -> Self {
        let words = lens_type.unwrap_or_default().to_lowercase();
        let says = |signs: &[&str]| signs.iter().any(|sign| words.contains(sign));
        if says(&["pal", "prog", "varifocal", "varilux", "vari", "freeform", "office"]) {
            Self::Progressive
        } else if says(&["ft", "bif", "trif", "tri", "st28", "st-28", "d28", "d-28", "flat", "round", "exec", "multifocal", "bf"]) {
            Self::Multifocal
        } else if says(&["sv", "single", "mono", "reading", "distance", "near"]) || !has_add {
            Self::SingleVision
        } else {
            Self::Multifocal
        }
    }
}

/// Why a file is no tolerance set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsound {
    /// What is wrong: `not_json`, `not_a_set`, `part_missing`, `part_unknown`, `part_of_another_kind`, `bands`,
    /// `prism_band`, `limit_outside`, `unnamed`, `too_long`.
    pub code: &'static str,
    /// Which part of the file.
    pub part: String,
    /// In which line, where it is about one.
    pub line: Option<usize>,
}

impl std::fmt::Display for Unsound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.code, self.part)?;
        self.line.map_or(Ok(()), |line| write!(f, " in line {line}"))
    }
}

impl Unsound {
    fn about(code: &'static str, part: &str) -> Self {
        Self { code, part: part.to_owned(), line: None }
    }

    /// What serde found, told by the one word in its sentence that a person can look for.
    fn in_file(text: &str, error: &serde_json::Error) -> Self {
        use serde_json::error::Category;
        let said = error.to_string();
        let part = said.split('`').nth(1).unwrap_or_default().to_owned();
        let code = match error.classify() {
            Category::Syntax | Category::Eof | Category::Io => "not_json",
            Category::Data if !text.trim_start().starts_with('{') => "not_a_set",
            Category::Data if said.starts_with("missing field") => "part_missing",
            Category::Data if said.starts_with("unknown field") => "part_unknown",
            Category::Data => "part_of_another_kind",
        };
        Self { code, part: if code == "not_json" { String::new() } else { part }, line: Some(error.line()).filter(|line| *line > 0) }
    }
}

/// A file longer than this is no table of limits, bytes.
const LONGEST_FILE: usize = 100_000;
/// The shipped ones have at most six bands in a table.
const MOST_BANDS: usize = 20;

impl ToleranceSet {
    /// The sets that come with the app, the default first.
    ///
    /// # Errors
    /// None that a test does not see first: the files are part of the app.
    pub fn shipped() -> Result<&'static [Self], Fault> {
        static READ: LazyLock<Result<Vec<ToleranceSet>, Unsound>> =
            LazyLock::new(|| SHIPPED.iter().map(|text| ToleranceSet::read(text)).collect());
        READ.as_deref().map_err(|error| Fault::new("bug", error))
    }

    /// A set from its file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &str) -> Result<Self, Unsound> {
        if text.len() > LONGEST_FILE {
            return Err(Unsound::about("too_long", "file"));
        }
        let text = text.trim_start_matches('\u{feff}');
        let set: Self = serde_json::from_str(text).map_err(|error| Unsound::in_file(text, &error))?;
        set.must_cover_every_power()?;
        Ok(set)
    }

    /// Every table goes on to the last power, in rising order, and no limit is one that nobody would set.
    fn must_cover_every_power(&self) -> Result<(), Unsound> {
        fn check<T>(name: &str, bands: &[T], end: impl Fn(&T) -> Option<f64>) -> Result<(), Unsound> {
            let ends: Vec<_> = bands.iter().map(end).collect();
            let rises = match ends.split_last() {
                Some((last, before)) => {
                    let from_zero = before.first().copied().flatten().is_none_or(|first| first >= 0.0);
                    last.is_none() && from_zero && before.iter().all(Option::is_some) && before.windows(2).all(|pair| pair[0] < pair[1])
                }
                None => false,
            };
            if rises && ends.len() <= MOST_BANDS { Ok(()) } else { Err(Unsound::about("bands", name)) }
        }
        let whole = |up_to: Option<i32>| up_to.map(f64::from);
        let sound = |name: &str, limit: Limit| match limit {
            Limit::Hundredths(0..=100) | Limit::Percent(1..=20) => Ok(()),
            _ => Err(Unsound::about("limit_outside", name)),
        };
        let within = |name: &str, value: i32, range: std::ops::RangeInclusive<i32>| {
            if range.contains(&value) { Ok(()) } else { Err(Unsound::about("limit_outside", name)) }
        };
        for (name, rows) in [("single_vision", &self.single_vision), ("progressive", &self.progressive)] {
            check(name, rows, |row| whole(row.up_to))?;
            for row in rows {
                check("cyl", &row.cyl, |band| whole(band.up_to))?;
                sound(name, row.power)?;
                row.cyl.iter().try_for_each(|band| sound("cyl", band.limit))?;
            }
        }
        check("axis", &self.axis, |band| whole(band.up_to))?;
        self.axis.iter().try_for_each(|band| within("axis", band.degrees, 1..=45))?;
        check("add", &self.add, |band| whole(band.up_to))?;
        self.add.iter().try_for_each(|band| sound("add", band.limit))?;
        for (name, table) in [("vertical", &self.prism.vertical), ("horizontal", &self.prism.horizontal)] {
            within(name, table.each_hundredths.unwrap_or(0), 0..=300)?;
            for bands in [&table.single_vision, &table.progressive] {
                check(name, bands, |band| band.up_to)?;
                for band in bands {
                    match (band.hundredths, band.tenths_mm) {
                        (Some(prism), None) => within(name, prism, 0..=300)?,
                        (None, Some(distance)) => within(name, distance, 0..=100)?,
                        _ => return Err(Unsound::about("prism_band", name)),
                    }
                }
            }
        }
        within("height_tenths_mm", self.height_tenths_mm, 0..=50)?;
        within("height_pair_tenths_mm", self.height_pair_tenths_mm, 0..=50)?;
        within("mono_pd_tenths_mm", self.mono_pd_tenths_mm, 0..=50)?;
        for (name, text, longest) in [("name", &self.name, 60), ("edition", &self.edition, 60), ("source", &self.source, 600)] {
            if text.trim().is_empty() && name != "edition" {
                return Err(Unsound::about("unnamed", name));
            }
            if text.chars().count() > longest || text.chars().any(char::is_control) {
                return Err(Unsound::about("too_long", name));
            }
        }
        Ok(())
    }

    /// The row for an ordered lens.
    #[must_use]
    pub fn row(&self, design: Design, ordered: Minus) -> Option<&PowerRow> {
        let power = match self.compares {
            Compares::MinusSphere => ordered.sphere.abs(),
            Compares::StrongestMeridian | Compares::EachMeridian => ordered.strongest(),
        };
        let rows = if design == Design::Progressive { &self.progressive } else { &self.single_vision };
        rows.iter().find(|row| row.up_to.is_none_or(|end| power <= end))
    }

    /// Degrees the axis may be off; None where the ordered cylinder is too small to have a testable axis.
    #[must_use]
    pub fn axis_limit(&self, ordered_cyl: i32) -> Option<i32> {
        let cyl = ordered_cyl.abs();
        if cyl < SMALLEST_TESTED_CYLINDER {
            return None;
        }
        self.axis.iter().find(|band| band.up_to.is_none_or(|end| cyl <= end)).map(|band| band.degrees)
    }

    /// The limit on an add, in ten-thousandths of a dioptre.
    #[must_use]
    pub fn add_limit(&self, ordered_add: i32) -> i32 {
        limit_in(&self.add, ordered_add)
    }
}

/// The limit of a band table for an ordered power, in ten-thousandths of a dioptre.
#[must_use]
pub fn limit_in(bands: &[Band], ordered: i32) -> i32 {
    let band = bands.iter().find(|band| band.up_to.is_none_or(|end| ordered.abs() <= end));
    band.map_or(0, |band| band.limit.exact(ordered))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_set_is_whole_and_says_where_it_is_from() {
        let sets = ToleranceSet::shipped().expect("all read");
        assert_eq!(
            sets.iter().map(|set| set.id.as_str()).collect::<Vec<_>>(),
            ["ansi_z80_1_2015", "ansi_z80_1_1999", "iso_21987", "new_jersey"]
        );
    }

    #[test]
    fn a_set_of_the_clinics_own_that_is_not_sound_is_refused_with_the_part_that_is_wrong() {
        let good = SHIPPED[0];
        for (find, put, code, part) in [
            (r#"{ "degrees": 2 }"#, r#"{ "up_to": 300, "degrees": 2 }"#, "bands", "axis"),
            (r#""up_to": 25, "degrees": 14"#, r#""up_to": 60, "degrees": 14"#, "bands", "axis"),
            (r#""up_to": 25, "degrees": 14"#, r#""up_to": -25, "degrees": 14"#, "bands", "axis"),
            (r#""percent": 2 }"#, r#""percent": 90 }"#, "limit_outside", "single_vision"),
            (r#""hundredths": 33 }"#, r#""hundredths": 33, "tenths_mm": 10 }"#, "prism_band", "vertical"),
            (r#""hundredths": 33 }"#, r#""hundredths": -33 }"#, "limit_outside", "vertical"),
            (r#""degrees": 14"#, r#""degrees": 0"#, "limit_outside", "axis"),
            (r#""height_tenths_mm": 10"#, r#""height_tenths_mm": 1000"#, "limit_outside", "height_tenths_mm"),
            (r#""name": "ANSI Z80.1-2015""#, r#""name": " ""#, "unnamed", "name"),
            (r#""edition""#, r#""editoin""#, "part_unknown", "editoin"),
            (r#""height_tenths_mm": 10,"#, "", "part_missing", "height_tenths_mm"),
            (r#""degrees": 14"#, r#""degrees": "14""#, "part_of_another_kind", ""),
            (r#""minus_sphere""#, r#""plus_sphere""#, "part_of_another_kind", "plus_sphere"),
            (r#""id""#, r#"id"#, "not_json", ""),
        ] {
            assert!(good.contains(find), "{find}");
            let unsound = ToleranceSet::read(&good.replacen(find, put, 1)).expect_err(put);
            assert_eq!((unsound.code, unsound.part.as_str()), (code, part), "{put}");
        }
        for (text, code) in [("", "not_json"), ("[]", "not_a_set"), ("7", "not_a_set"), ("{}", "part_missing"), ("{", "not_json")] {
            assert_eq!(ToleranceSet::read(text).expect_err(text).code, code, "{text}");
        }
        assert_eq!(ToleranceSet::read(&" ".repeat(LONGEST_FILE + 1)).expect_err("long").code, "too_long");
        assert!(ToleranceSet::read(&format!("\u{feff}{good}")).is_ok(), "as Windows writes it");
    }

    #[test]
    fn lens_types_as_orders_have_them() {
        for (words, add, design) in [
            (Some("SV"), false, Design::SingleVision),
            (Some("FT28"), true, Design::Multifocal),
            (Some("PAL"), true, Design::Progressive),
            (Some("Progressive 1.67"), true, Design::Progressive),
            (None, false, Design::SingleVision),
            (None, true, Design::Multifocal),
            (Some("Single vision near"), true, Design::SingleVision),
        ] {
            assert_eq!(Design::of(words, add), design, "{words:?}");
        }
    }
}
