//! What a lensmeter, or a person with a ruler, says about real lenses.

use super::prescriptions::Eye;
use serde::{Deserialize, Serialize};

/// A reading of a pair, or of one loose lens. What is None was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Reading {
    /// The right lens.
    pub right: Option<Eye>,
    /// The left lens.
    pub left: Option<Eye>,
    /// A lens nobody said the eye of.
    pub either: Option<Eye>,
    /// Distance PD of both eyes, tenths of a millimetre.
    pub pd_tenths: Option<i32>,
    /// The step the meter rounds to, hundredths of a dioptre; None: it does not say.
    pub step: Option<i32>,
}
