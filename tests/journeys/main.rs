//! Counter stories, told through the command list on a real desk.

mod backups;
mod calls;
mod contact_lenses;
mod counter_privacy;
mod eric_and_derrick;
mod export;
#[path = "../faults/mod.rs"]
mod faults;
mod fhir;
mod finding;
mod first_morning;
mod five_days;
mod five_days_put_right;
mod lens_readings;
mod lensmeter;
mod log;
mod look_alikes;
mod merging;
mod missing_lenses;
mod order_life;
mod owed_visits;
mod own_limits;
mod pages;
mod papers;
mod prescriptions_on_file;
mod promises;
mod quotes;
mod recovery;
mod retention;
mod same_person;
mod searching;
mod stalled;
mod turns;
mod waiting_room;
mod who_may;
