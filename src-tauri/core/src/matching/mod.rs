//! Who is who: finding people, look-alikes, and whether two records are one person.

pub mod alerts;
pub mod birth_dates;
pub mod boxes;
mod by_number;
pub mod check_boxes;
pub mod check_lenses;
pub mod choose_tolerances;
pub mod confirm;
pub mod evaluate;
pub mod evaluate_lenses;
pub mod find;
pub mod lenses;
pub mod lookalikes;
pub mod names;
pub mod order_to_prescription;
pub mod people;
pub mod prescription;
pub mod read_box;
pub mod read_contact_lens;
pub mod read_prescription;
pub mod same_person;
pub mod sounds;
pub mod tolerances;
pub mod whose;
pub mod whose_are_these;
