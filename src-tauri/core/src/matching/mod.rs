//! Who is who: finding people, look-alikes, and whether two records are one person.

pub mod names;
pub mod sounds;
