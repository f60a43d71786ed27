//! Lens powers in cells: sphere, cylinder, axis, addition, pupil distance.
//!
//! Powers are hundredths of a dioptre, pupil distances tenths of a millimetre. What is doubtful
//! is a reason, never a guess: a wrong power is worse than a row that waits for a person.

use serde::{Deserialize, Serialize};

use super::CellProblem;

/// Largest sphere believed, hundredths of a dioptre (our own limit; 99.5 % of real lenses are within 12 D).
const MAX_SPHERE: i32 = 3_000;
/// Largest cylinder believed, hundredths of a dioptre (our own limit; 99.5 % are within 2.25 D).
const MAX_CYLINDER: i32 = 1_000;
/// Additions believed, hundredths of a dioptre.
const ADDITIONS: std::ops::RangeInclusive<i32> = 25..=500;
/// A whole number at or above this is a power without its decimal point (`-175`).
const POINT_MISSING_FROM: i32 = 30;

/// How a column writes powers above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "PowerSigns"))]
pub enum Signs {
    /// With a plus: a power without sign is doubtful.
    Written,
    /// Never with a plus (an export of numbers): no sign means plus.
    PlusOmitted,
}

/// The cells of one eye, as they stand.
#[derive(Clone, Copy, Debug, Default)]
pub struct EyeCells<'a> {
    /// Sphere.
    pub sphere: &'a str,
    /// Cylinder.
    pub cylinder: &'a str,
    /// Axis.
    pub axis: &'a str,
    /// Addition.
    pub add: &'a str,
}

/// Which of the four cells of an eye a problem is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EyeCell {
    /// Sphere.
    Sphere,
    /// Cylinder.
    Cylinder,
    /// Axis.
    Axis,
    /// Addition.
    Add,
}

/// What an order says about one eye.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EyePowers {
    /// Hundredths of a dioptre; 0 is plano.
    pub sphere: i32,
    /// Hundredths of a dioptre; 0 is none.
    pub cylinder: i32,
    /// Degrees 1..=180; there is one exactly when there is a cylinder.
    pub axis: Option<u16>,
    /// Hundredths of a dioptre.
    pub add: Option<i32>,
    /// A balance lens: it has a power, but nothing that could be checked.
    pub balance: bool,
}

/// Reads one eye. All cells empty is `None`.
///
/// # Errors
/// Which cell, and why.
pub fn read_eye(cells: EyeCells<'_>, signs: Signs) -> Result<Option<EyePowers>, (EyeCell, CellProblem)> {
    let sphere = power(cells.sphere, signs).map_err(|p| (EyeCell::Sphere, p))?;
    let cylinder = power(cells.cylinder, signs).map_err(|p| (EyeCell::Cylinder, p))?;
    let axis = axis(cells.axis).map_err(|p| (EyeCell::Axis, p))?;
    let add = addition(cells.add).map_err(|p| (EyeCell::Add, p))?;

    if sphere == Power::None && cylinder == Power::None && axis.is_none() && add.is_none() {
        return Ok(None);
    }
    let mut balance = false;
    let (sphere, sphere_only) = match sphere {
        Power::None | Power::SphereOnly => {
            return Err((EyeCell::Sphere, CellProblem::SphereMissing));
        }
        Power::Balance => {
            balance = true;
            (0, false)
        }
        Power::Value { hundredths, sphere_only } => (hundredths, sphere_only),
    };
    let cylinder = match cylinder {
        Power::None | Power::SphereOnly => None,
        Power::Balance => {
            balance = true;
            None
        }
        Power::Value { sphere_only: true, .. } => return Err((EyeCell::Cylinder, CellProblem::NotAPower)),
        Power::Value { hundredths, .. } => Some(hundredths),
    };
    if sphere.abs() > MAX_SPHERE {
        return Err((EyeCell::Sphere, CellProblem::PowerOutOfRange));
    }
    if cylinder.unwrap_or(0).abs() > MAX_CYLINDER {
        return Err((EyeCell::Cylinder, CellProblem::PowerOutOfRange));
    }
    let axis = match (cylinder, axis) {
        (Some(c), Some(a)) if c != 0 => Some(if a == 0 { 180 } else { a }),
        (Some(c), None) if c != 0 => return Err((EyeCell::Axis, CellProblem::AxisMissing)),
        // 0.00 with some axis: no cylinder, so the axis says nothing.
        (Some(_), _) | (None, None | Some(0)) => None,
        (None, Some(_)) if balance => None,
        (None, Some(_)) => return Err((EyeCell::Cylinder, CellProblem::CylinderMissing)),
    };
    let cylinder = cylinder.unwrap_or(0);
    if sphere_only && cylinder != 0 {
        return Err((EyeCell::Sphere, CellProblem::SphereOnlyWithCylinder));
    }
    Ok(Some(EyePowers { sphere, cylinder, axis, add, balance }))
}

/// Whether a column writes plus signs.
pub fn find_signs<'a>(cells: impl IntoIterator<Item = &'a str>) -> Signs {
    let written = cells.into_iter().any(|cell| cell.trim_start().starts_with(['+', '＋']));
    if written { Signs::Written } else { Signs::PlusOmitted }
}

/// Whether a text has the form of a power (for telling columns apart).
pub fn is_power_like(cell: &str) -> bool {
    !matches!(power(cell, Signs::PlusOmitted), Err(_) | Ok(Power::None))
}

/// A pupil distance in tenths of a millimetre: `61.2`, `61,2`, `31.5/32`. Empty or 0 is `None`.
///
/// # Errors
/// Not a number, or outside 40–85 mm for both eyes and 20–45 mm for one.
pub fn pupil_distance(cell: &str, one_eye: bool) -> Result<Option<i32>, CellProblem> {
    let text = squeeze(cell);
    let text = text.strip_suffix("mm").unwrap_or(&text);
    if text.is_empty() || matches!(text, "-" | "na" | "n/a") {
        return Ok(None);
    }
    let tenths = match text.split_once('/') {
        // Right and left eye in one cell; some write 63/60 for far and near.
        Some((right, left)) => {
            let (right, left) = (tenths(right)?, tenths(left)?);
            if right >= 400 && left >= 400 { right } else { right + left }
        }
        None => tenths(text)?,
    };
    let believed = if one_eye { 200..=450 } else { 400..=850 };
    match tenths {
        0 => Ok(None),
        t if believed.contains(&t) => Ok(Some(t)),
        _ => Err(CellProblem::PupilDistanceOutOfRange),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Power {
    None,
    /// `DS`, `SPH`: no cylinder.
    SphereOnly,
    /// `BAL`.
    Balance,
    Value {
        hundredths: i32,
        sphere_only: bool,
    },
}

fn power(cell: &str, signs: Signs) -> Result<Power, CellProblem> {
    if cell.is_empty() {
        return Ok(Power::None);
    }
    let text = squeeze(cell);
    match text.as_str() {
        "" | "-" | "--" | "na" | "n/a" | "none" | "null" => return Ok(Power::None),
        "ds" | "sph" | "sphere" | "d.s." | "spher" | "sphärisch" => return Ok(Power::SphereOnly),
        "bal" | "balance" | "balanced" | "bal." | "bl" => return Ok(Power::Balance),
        _ => {}
    }
    let (number, sphere_only) = match ["ds", "sph", "d"].iter().find_map(|end| text.strip_suffix(end)) {
        Some(number) if !number.is_empty() => (number, !text.ends_with('d')),
        _ => (text.as_str(), false),
    };
    let plano = matches!(number, "pl" | "plano" | "plan" | "pl." | "pla" | "∞" | "+plano" | "-plano" | "p");
    let hundredths = if plano { 0 } else { signed_hundredths(number, signs)? };
    Ok(Power::Value { hundredths, sphere_only })
}

fn signed_hundredths(text: &str, signs: Signs) -> Result<i32, CellProblem> {
    let (sign, digits) = match text.split_at_checked(1) {
        Some(("+", rest)) => (Some(1), rest),
        Some(("-", rest)) => (Some(-1), rest),
        _ => (None, text),
    };
    let value = hundredths(digits)?;
    if value == 0 {
        return Ok(0);
    }
    if !digits.contains(['.', ',']) && value >= POINT_MISSING_FROM * 100 {
        return Err(CellProblem::PowerWithoutPoint);
    }
    match sign {
        None if signs == Signs::Written => Err(CellProblem::PowerWithoutSign),
        sign => Ok(sign.unwrap_or(1) * value),
    }
}

/// Digits with at most one decimal mark, in steps of an eighth. Eighths are written .12 or .13,
/// .37 or .38 …; they are kept as .12, .37, .62, .87.
fn hundredths(digits: &str) -> Result<i32, CellProblem> {
    let (whole, part) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let only_digits = whole.bytes().chain(part.bytes()).all(|b| b.is_ascii_digit());
    if !only_digits || (whole.is_empty() && part.is_empty()) || whole.len() > 4 || part.len() > 3 {
        return Err(CellProblem::NotAPower);
    }
    let whole: i32 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| CellProblem::NotAPower)? };
    let part = match part {
        "" | "0" | "00" | "000" => 0,
        "25" | "250" => 25,
        "5" | "50" | "500" => 50,
        "75" | "750" => 75,
        "12" | "13" | "125" => 12,
        "37" | "38" | "375" => 37,
        "62" | "63" | "625" => 62,
        "87" | "88" | "875" => 87,
        _ => return Err(CellProblem::PowerNotInSteps),
    };
    Ok(whole * 100 + part)
}

fn axis(cell: &str) -> Result<Option<u16>, CellProblem> {
    if cell.is_empty() {
        return Ok(None);
    }
    let text = squeeze(cell);
    let text = text.trim_start_matches(['x', '×', '@']).trim_end_matches('°');
    let text = text.strip_suffix(".0").or_else(|| text.strip_suffix(".00")).unwrap_or(text);
    if text.is_empty() || matches!(text, "-" | "--" | "na" | "n/a" | "none" | "ds" | "sph") {
        return Ok(None);
    }
    let degrees: u16 = if text.bytes().all(|b| b.is_ascii_digit()) && text.len() <= 3 {
        text.parse().map_err(|_| CellProblem::NotAnAxis)?
    } else {
        return Err(CellProblem::NotAnAxis);
    };
    if degrees > 180 { Err(CellProblem::NotAnAxis) } else { Ok(Some(degrees)) }
}

fn addition(cell: &str) -> Result<Option<i32>, CellProblem> {
    if cell.is_empty() {
        return Ok(None);
    }
    let text = squeeze(cell);
    let text = text.strip_prefix("add").unwrap_or(&text);
    let text = text.strip_suffix('d').unwrap_or(text);
    if text.is_empty() || matches!(text, "-" | "--" | "na" | "n/a" | "none" | "sv") {
        return Ok(None);
    }
    if text.starts_with('-') {
        return Err(CellProblem::AddOutOfRange);
    }
    match signed_hundredths(text, Signs::PlusOmitted)? {
        0 => Ok(None),
        add if ADDITIONS.contains(&add) => Ok(Some(add)),
        _ => Err(CellProblem::AddOutOfRange),
    }
}

fn tenths(text: &str) -> Result<i32, CellProblem> {
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let digits = |t: &str| !t.is_empty() && t.len() <= 3 && t.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(part) {
        return Err(CellProblem::PupilDistanceOutOfRange);
    }
    let whole: i32 = whole.parse().map_err(|_| CellProblem::PupilDistanceOutOfRange)?;
    let part: i32 = part.get(..1).and_then(|p| p.parse().ok()).unwrap_or(0);
    Ok(whole * 10 + part)
}

/// Without blanks, lower case, each kind of minus as `-`.
fn squeeze(cell: &str) -> String {
    // The apostrophe is what a spreadsheet-safe export puts before a sign.
    let cell = cell.trim().trim_start_matches('\'');
    let mut out = String::with_capacity(cell.len());
    for c in cell.chars() {
        match c {
            '\u{2212}' | '\u{2010}'..='\u{2015}' | '－' | '﹣' => out.push('-'),
            '＋' | '﹢' => out.push('+'),
            c if c.is_whitespace() => {}
            c if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eye(sphere: &str, cylinder: &str, axis: &str, add: &str) -> Result<Option<EyePowers>, (EyeCell, CellProblem)> {
        read_eye(EyeCells { sphere, cylinder, axis, add }, Signs::Written)
    }

    fn powers(sphere: i32, cylinder: i32, axis: Option<u16>, add: Option<i32>) -> Option<EyePowers> {
        Some(EyePowers { sphere, cylinder, axis, add, balance: false })
    }

    #[test]
    fn what_opticians_write() {
        assert_eq!(eye("-3.75", "-0.50", "012", "+1.75"), Ok(powers(-375, -50, Some(12), Some(175))));
        assert_eq!(eye("PLANO", "DS", "", ""), Ok(powers(0, 0, None, None)));
        assert_eq!(eye("PL", "-0.25", "000", ""), Ok(powers(0, -25, Some(180), None)));
        assert_eq!(eye("−2,00", "−0,75", "180°", "2,25"), Ok(powers(-200, -75, Some(180), Some(225))));
        assert_eq!(eye("- 2.00", "SPH", "", "0.00"), Ok(powers(-200, 0, None, None)));
        assert_eq!(eye("+.50 DS", "", "", ""), Ok(powers(50, 0, None, None)));
        assert_eq!(eye("+1.13", "-0.38", "x 90", ""), Ok(powers(112, -37, Some(90), None)));
        assert_eq!(eye("+1.00", "0.00", "0", ""), Ok(powers(100, 0, None, None)));
        assert_eq!(eye("", "", "", ""), Ok(None));
        let balance = eye("BAL", "", "", "").expect("reads").expect("an eye");
        assert!(balance.balance);
    }

    #[test]
    fn what_is_doubtful_is_a_reason_and_never_a_guess() {
        use CellProblem as P;
        for (cells, cell, problem) in [
            (("2.00", "", "", ""), EyeCell::Sphere, P::PowerWithoutSign),
            (("-175", "", "", ""), EyeCell::Sphere, P::PowerWithoutPoint),
            (("-2.20", "", "", ""), EyeCell::Sphere, P::PowerNotInSteps),
            (("-2.OO", "", "", ""), EyeCell::Sphere, P::NotAPower),
            (("3u!", "", "", ""), EyeCell::Sphere, P::NotAPower),
            (("-30.25", "", "", ""), EyeCell::Sphere, P::PowerOutOfRange),
            (("-1.00", "-0.50", "", ""), EyeCell::Axis, P::AxisMissing),
            (("-1.00", "", "90", ""), EyeCell::Cylinder, P::CylinderMissing),
            (("", "-0.50", "90", ""), EyeCell::Sphere, P::SphereMissing),
            (("-1.00 DS", "-0.50", "90", ""), EyeCell::Sphere, P::SphereOnlyWithCylinder),
            (("-1.00", "-0.50", "181", ""), EyeCell::Axis, P::NotAnAxis),
            (("-1.00", "-0.50", "77.5", ""), EyeCell::Axis, P::NotAnAxis),
            (("-1.00", "", "", "-2.00"), EyeCell::Add, P::AddOutOfRange),
            (("-1.00", "", "", "+6.00"), EyeCell::Add, P::AddOutOfRange),
        ] {
            let (s, c, a, add) = cells;
            assert_eq!(eye(s, c, a, add), Err((cell, problem)), "{cells:?}");
        }
    }

    #[test]
    fn a_column_without_plus_signs_means_plus() {
        assert_eq!(find_signs(["-1.00", "2.00"]), Signs::PlusOmitted);
        assert_eq!(find_signs(["-1.00", "+2.00"]), Signs::Written);
        let cells = EyeCells { sphere: "2.00", ..EyeCells::default() };
        assert_eq!(read_eye(cells, Signs::PlusOmitted), Ok(powers(200, 0, None, None)));
    }

    #[test]
    fn pupil_distances() {
        assert_eq!(pupil_distance("61.2", false), Ok(Some(612)));
        assert_eq!(pupil_distance("61,25 mm", false), Ok(Some(612)));
        assert_eq!(pupil_distance("31.5/32", false), Ok(Some(635)));
        assert_eq!(pupil_distance("63/60", false), Ok(Some(630)));
        assert_eq!(pupil_distance("31", true), Ok(Some(310)));
        assert_eq!(pupil_distance("", false), Ok(None));
        assert_eq!(pupil_distance("612", false), Err(CellProblem::PupilDistanceOutOfRange));
        assert_eq!(pupil_distance("0.5 p.d.", false), Err(CellProblem::PupilDistanceOutOfRange));
    }
}
