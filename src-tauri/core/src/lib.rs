//! Rightful's core: what the front desk of a small clinic knows and does. No window, no async, no network.
//!
//! In reading order: [`commands`] is THE LIST of everything the desk can ask for; [`desk`] is the one door that every
//! write goes through; [`records`] are the nouns; the slices are named for the desk's work: [`pickup`], [`matching`],
//! [`discrepancies`], [`recovery`], [`exchange`], [`retention`];
//! [`trail`] is what was done, by whom, when, and can be replayed; [`store`] is the encrypted file under it all.

pub mod backups;
#[cfg(test)]
mod bindings;
pub mod clock;
pub mod commands;
pub mod desk;
pub mod discrepancies;
pub mod error;
pub mod exchange;
pub mod ids;
pub mod matching;
pub mod pickup;
pub mod practice;
pub mod private;
pub mod promises;
pub mod records;
pub mod recovery;
pub mod retention;
pub mod store;
pub mod trail;
