//! A prescription as people write it, and the arithmetic of lenses.
//!
//! Powers are hundredths of a dioptre, axes whole degrees 1..=180, prism signed hundredths of a prism dioptre (base out
//! and base up are plus), heights and pupil distances tenths of a millimetre.

pub mod maths;
pub mod parse;
