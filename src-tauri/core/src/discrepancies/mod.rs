//! Anything that went wrong, and what nearly did. Facts in one field, the patient's own words in another.

pub mod log;
pub mod open;
