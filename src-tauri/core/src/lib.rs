//! Rightful's core: what the front desk of a small clinic knows and does.

pub mod exchange;
pub mod matching;
