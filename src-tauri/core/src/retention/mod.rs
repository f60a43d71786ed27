//! Records that the clinic keeps no longer: chosen by a manager, class by class, seen before anything happens, removed in
//! one transaction. What is still needed holds what it is about: an open order keeps its patient.
//!
//! What is never removed: the trail, merges, discrepancies that may be a breach of privacy, and the log of emergency access.
//! The trail is a chain over every request as it was typed, so what stands there cannot go without breaking the chain that
//! proves it: there, and only there, names of what was removed are still to be found, in the encrypted file.

pub mod choose_years;
pub mod plan;
pub mod preview;
pub mod remove_old_records;
