//! One cell: what its text means, or why it means nothing we can use.
//!
//! Each function answers with a value or a [`CellProblem`]; none looks at another column and
//! none asks what day it is.

mod dates;
mod powers;
mod text;
mod words;

pub(crate) use dates::is_blank;
pub use dates::{Century, DateOrder, DateOrderFinding, birth_date, find_date_order, is_date_like, read_date};
pub use powers::{EyeCell, EyeCells, EyePowers, Signs, find_signs, is_power_like, pupil_distance, read_eye};
pub use text::{email, formula_safe, free_text, is_formula, line, phone, postcode, squash};
pub use words::{JobType, frame_source, job_type, order_status};

use serde::{Deserialize, Serialize};

/// Why one cell cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum CellProblem {
    /// Not a date in the order that the column has.
    NotADate,
    /// A birth date after today.
    BirthDateInTheFuture,
    /// A birth date before 1900.
    #[serde(rename = "birth_date_before_1900")]
    BirthDateBefore1900,
    /// No digits where a phone number should be, or a number that a spreadsheet has rounded.
    NotAPhone,
    /// Not an email address.
    NotAnEmail,
    /// Longer than we keep.
    TextTooLong,
    /// Letters or signs that are no lens power.
    NotAPower,
    /// A power without plus or minus, in a column that writes both.
    PowerWithoutSign,
    /// A power without a decimal point (`-175`).
    PowerWithoutPoint,
    /// Not in steps of an eighth of a dioptre.
    PowerNotInSteps,
    /// Larger than any spectacle lens.
    PowerOutOfRange,
    /// Cylinder without axis.
    AxisMissing,
    /// Axis without cylinder.
    CylinderMissing,
    /// Cylinder or addition without sphere.
    SphereMissing,
    /// `DS` beside a cylinder.
    SphereOnlyWithCylinder,
    /// Axis not in 0..=180, or half a degree.
    NotAnAxis,
    /// Addition below 0.25, above 5.00, or negative.
    AddOutOfRange,
    /// Pupil distance outside 40–85 mm (one eye: 20–45 mm).
    PupilDistanceOutOfRange,
    /// Another order is in this tray already.
    TrayTaken,
    /// A status word that nobody has told us the meaning of.
    UnknownStatus,
}
