//! Lens arithmetic: transposition, angles, meridians, distance between two lenses (OPTICAL.md 2; power vectors after
//! Thibos, Wheeler and Horner, "Power vectors", Optometry and Vision Science 74, 1997).

use crate::records::prescriptions::Eye;

/// A lens in minus-cylinder form: how two lenses are compared, however they were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Minus {
    /// The most plus meridian, hundredths of a dioptre.
    pub sphere: i32,
    /// Never above 0, hundredths of a dioptre.
    pub cyl: i32,
    /// 1..=180; None where there is no cylinder.
    pub axis: Option<i32>,
}

impl Minus {
    /// From a sphere, a cylinder of either sign and its axis. A cylinder without an axis gives None: half a lens is none.
    #[must_use]
    pub fn of(sphere: i32, cyl: i32, axis: Option<i32>) -> Option<Self> {
        match (cyl, axis) {
            (0, _) => Some(Self { sphere, cyl, axis: None }),
            (_, None) => None,
            (..0, Some(axis)) => Some(Self { sphere, cyl, axis: Some(turned(axis, 0)) }),
            (_, Some(axis)) => Some(Self { sphere: sphere + cyl, cyl: -cyl, axis: Some(turned(axis, 90)) }),
        }
    }

    /// What an eye's entry says, if it says a whole lens.
    #[must_use]
    pub fn of_eye(eye: &Eye) -> Option<Self> {
        Self::of(eye.sphere?, eye.cyl.unwrap_or(0), eye.axis)
    }

    /// The other principal meridian, hundredths of a dioptre.
    #[must_use]
    pub fn least_plus(self) -> i32 {
        self.sphere + self.cyl
    }

    /// The greater of both principal meridians without its sign, hundredths of a dioptre.
    #[must_use]
    pub fn strongest(self) -> i32 {
        self.sphere.abs().max(self.least_plus().abs())
    }

    /// The power along a meridian in hundredths of a dioptre: 0 or 180 is horizontal, 90 vertical.
    #[must_use]
    pub fn along(self, degrees: i32) -> f64 {
        let from_axis = f64::from(degrees - self.axis.unwrap_or(0)).to_radians();
        f64::from(self.sphere) + f64::from(self.cyl) * from_axis.sin().powi(2)
    }

    /// Mean power and the two astigmatic parts, in hundredths of a dioptre.
    #[must_use]
    pub fn vector(self) -> [f64; 3] {
        let half = f64::from(self.cyl) / 2.0;
        let twice = 2.0 * f64::from(self.axis.unwrap_or(0)).to_radians();
        [f64::from(self.sphere) + half, -half * twice.cos(), -half * twice.sin()]
    }

    /// How far apart two lenses are, hundredths of a dioptre: 0 for the same lens however it is written. It ranks;
    /// whether a lens passes is decided by a tolerance set.
    #[must_use]
    pub fn apart(self, other: Self) -> f64 {
        let (a, b) = (self.vector(), other.vector());
        a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
    }
}

/// An axis turned by some degrees, as 1..=180.
#[must_use]
pub fn turned(axis: i32, by: i32) -> i32 {
    match (axis + by).rem_euclid(180) {
        0 => 180,
        axis => axis,
    }
}

/// Degrees between two axes, 0..=90: 179 and 2 are 3 apart.
#[must_use]
pub fn axes_apart(a: i32, b: i32) -> i32 {
    let apart = (a - b).rem_euclid(180);
    apart.min(180 - apart)
}

/// The same lens in the other form.
#[must_use]
pub fn transposed(eye: Eye) -> Eye {
    match (eye.sphere, eye.cyl, eye.axis) {
        (Some(sphere), Some(cyl), Some(axis)) if cyl != 0 => {
            Eye { sphere: Some(sphere + cyl), cyl: Some(-cyl), axis: Some(turned(axis, 90)), ..eye }
        }
        _ => eye,
    }
}

/// In eighths of a dioptre: .12 and .13 are two ways to write one eighth.
#[must_use]
pub fn eighths(hundredths: i32) -> i32 {
    (f64::from(hundredths) * 0.08).round() as i32
}

/// Two powers that mean the same where powers come in eighths.
#[must_use]
pub fn same_power(a: i32, b: i32) -> bool {
    a == b || (eighths(a) == eighths(b) && is_eighth(a) && is_eighth(b))
}

/// Whether a power is one that lenses are ordered in: .00 .12/.13 .25 .37/.38 .50 .62/.63 .75 .87/.88.
#[must_use]
pub fn is_eighth(hundredths: i32) -> bool {
    matches!(hundredths.abs() % 100, 0 | 12 | 13 | 25 | 37 | 38 | 50 | 62 | 63 | 75 | 87 | 88)
}

/// Whether two entries order the same powers, however each is written: exact, no tolerance.
#[must_use]
pub fn same_lens(a: &Eye, b: &Eye) -> bool {
    let (Some(a), Some(b)) = (Minus::of_eye(a), Minus::of_eye(b)) else { return false };
    same_power(a.sphere, b.sphere) && same_power(a.cyl, b.cyl) && a.axis == b.axis
}

/// A power as written: `-2.25`, `+0.50`, `0.00`.
#[must_use]
pub fn power_text(hundredths: i32) -> String {
    if hundredths == 0 {
        return "0.00".to_owned();
    }
    let sign = if hundredths < 0 { '-' } else { '+' };
    format!("{sign}{}.{:02}", hundredths.abs() / 100, hundredths.abs() % 100)
}

/// An entry in standard form: `-2.00 -0.75 x 180 add +2.00`, `PL DS`, `BAL`. Empty for an empty entry.
#[must_use]
pub fn standard_form(eye: &Eye) -> String {
    let mut words: Vec<String> = Vec::new();
    if eye.balance {
        words.push("BAL".to_owned());
    }
    if let Some(sphere) = eye.sphere {
        words.push(if sphere == 0 { "PL".to_owned() } else { power_text(sphere) });
        match (eye.cyl.unwrap_or(0), eye.axis) {
            (0, _) | (_, None) => words.push("DS".to_owned()),
            (cyl, Some(axis)) => words.push(format!("{} x {axis:03}", power_text(cyl))),
        }
    }
    if let Some(add) = eye.add {
        words.push(format!("add {}", power_text(add)));
    }
    for (prism, plus, minus) in [(eye.prism_out, "BO", "BI"), (eye.prism_up, "BU", "BD")] {
        if let Some(prism) = prism.filter(|prism| *prism != 0) {
            let base = if prism > 0 { plus } else { minus };
            words.push(format!("{}.{:02} {base}", prism.abs() / 100, prism.abs() % 100));
        }
    }
    for (tenths, name) in [(eye.height, "seg"), (eye.mono_pd, "mpd")] {
        if let Some(tenths) = tenths {
            words.push(format!("{name} {}.{}", tenths / 10, tenths % 10));
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lens(sphere: i32, cyl: i32, axis: i32) -> Minus {
        Minus::of(sphere, cyl, Some(axis)).expect("a whole lens")
    }

    #[test]
    fn published_transpositions() {
        // ABO and NAO review sets, as named in OPTICAL.md 2
        assert_eq!(lens(-150, 50, 127), lens(-100, -50, 37));
        assert_eq!(lens(0, 200, 150), lens(200, -200, 60));
        assert_eq!(lens(-300, 250, 25), lens(-50, -250, 115));
        assert_eq!(Minus::of(-100, -50, None), None, "a cylinder without an axis is no lens");
    }

    #[test]
    fn axes_are_angles() {
        assert_eq!(axes_apart(179, 2), 3);
        assert_eq!(axes_apart(178, 4), 6);
        assert_eq!(axes_apart(0, 180), 0);
        assert_eq!(axes_apart(1, 91), 90);
        assert_eq!((turned(180, 90), turned(90, 90), turned(0, 0)), (90, 180, 180));
    }

    #[test]
    fn published_vectors_and_distances() {
        let near = |a: f64, b: f64| (a - b).abs() < 0.1;
        let [mean, j0, j45] = lens(-200, -75, 180).vector();
        assert!(near(mean, -237.5) && near(j0, 37.5) && near(j45, 0.0));
        assert!(near(lens(-100, -50, 37).apart(lens(-150, 50, 127)), 0.0));
        assert!(near(lens(-100, -50, 90).apart(lens(-250, -125, 10)), 206.5));
        assert!(lens(-100, -100, 90).apart(lens(-150, 0, 90)) > 40.0, "the same mean power, another lens");
        assert!(near(lens(-200, -100, 180).along(90), -300.0) && near(lens(-200, -100, 180).along(0), -200.0));
    }

    #[test]
    fn an_eighth_is_written_two_ways() {
        assert!(same_power(-212, -213) && same_power(37, 38) && !same_power(12, 25) && !same_power(0, 6));
        let eye = |sphere, cyl, axis| Eye { sphere: Some(sphere), cyl: Some(cyl), axis: Some(axis), ..Eye::default() };
        assert!(same_lens(&eye(-100, -37, 10), &eye(-138, 38, 100)));
        assert!(!same_lens(&eye(-100, -37, 10), &eye(-100, -37, 11)));
    }

    #[test]
    fn standard_form_is_what_a_laboratory_reads() {
        let eye = Eye { sphere: Some(-200), cyl: Some(-75), axis: Some(5), add: Some(200), prism_up: Some(-50), ..Eye::default() };
        assert_eq!(standard_form(&eye), "-2.00 -0.75 x 005 add +2.00 0.50 BD");
        assert_eq!(standard_form(&Eye { sphere: Some(0), ..Eye::default() }), "PL DS");
        assert_eq!(standard_form(&Eye { sphere: Some(-5), ..Eye::default() }), "-0.05 DS");
        assert_eq!(standard_form(&Eye::default()), "");
    }
}
