//! Who is who: finding people, look-alikes, and whether two records are one person.

pub mod alerts;
pub mod birth_dates;
mod by_number;
pub mod confirm;
pub mod evaluate;
pub mod find;
pub mod lookalikes;
pub mod names;
pub mod people;
pub mod same_person;
pub mod sounds;
