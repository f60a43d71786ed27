//! Boxes of contact lenses: the label beside the order, exact. No tolerance, and never against a spectacle prescription
//! (OPTICAL.md 3.4).
//!
//! Powers are hundredths of a dioptre, base curves and diameters hundredths of a millimetre.

pub mod check;
pub mod label;
pub mod typed;
