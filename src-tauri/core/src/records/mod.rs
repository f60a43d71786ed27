//! The nouns that the slices share, and who keeps their tables.

pub(crate) mod begin;
pub mod calls;
pub mod clinic;
pub mod contact_lenses;
pub mod contacts;
pub mod emergencies;
pub mod guesses;
pub mod keychain;
pub mod lensmeter;
pub mod merges;
pub mod notifications;
pub mod orders;
pub mod parts;
pub mod patients;
pub mod prescriptions;
pub mod readings;
pub mod remakes;
pub mod rx_answers;
pub mod settings;
pub mod staff;
pub mod text;
pub mod theme;
pub(crate) mod this_desk;
pub mod tolerance_sets;
pub mod verifications;
