//! Bringing in and giving out: what other systems export, and what they can read.
//!
//! An export comes in as bytes and goes through four steps that know no database:
//! [`sniff`] says what kind of table it is (or why it is none), [`columns`] proposes which
//! column is which of our fields, [`values`] reads a cell, and [`read`] walks the rows.
//! A row that cannot be used is never lost: it keeps its place in the file and its reason,
//! so that it can be written out, put right by a person and brought in again.

pub mod columns;
pub mod read;
pub mod sniff;
pub mod values;
