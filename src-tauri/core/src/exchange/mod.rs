//! Bringing in and giving out: what other systems export, and what they can read.
//!
//! An export comes in as bytes and goes through steps that know no database: [`sniff`] says what kind of
//! table it is (or why it is none), [`columns`] proposes which column is which of our fields, [`values`]
//! reads a cell, and [`read`] walks the rows. [`import_preview`] shows what the rows would do,
//! [`import_run`] does it in one act, [`import_undo`] takes it back.
//! A row that cannot be used is never lost: it keeps its place in the file and its reason,
//! so that it can be written out ([`left_out`]), put right by a person and brought in again.
//!
//! [`lensmeter`] reads what instruments send, [`fhir`] the prescriptions of other systems. [`everything`] is the clinic
//! itself, out to plain files and in again.

pub mod columns;
pub mod everything;
pub mod fhir;
pub mod import_preview;
pub mod import_run;
pub mod import_undo;
pub mod imports;
pub mod left_out;
pub mod lensmeter;
mod order_from_row;
pub mod plan;
pub mod read;
mod same_people;
pub mod sniff;
pub mod values;

#[cfg(test)]
mod tests;
