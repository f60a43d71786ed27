//! The nouns that the slices share, and who keeps their tables.

pub mod clinic;
pub mod contacts;
pub mod orders;
pub mod parts;
pub mod patients;
pub mod prescriptions;
pub mod settings;
pub mod staff;
