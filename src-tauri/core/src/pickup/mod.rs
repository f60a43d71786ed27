//! The pickup: who waits and what they were told, whether their order is here, complete, checked and theirs, and handing
//! it over right.
//!
//! Invariants: the order of the queue is the order of arrival (ids), never a clock's; a wait is never negative;
//! a visit ends with an outcome; what is still owed to somebody is a row, not a memory.

pub mod add_order;
pub mod add_patient;
pub mod call_visit;
pub mod calls_today;
pub mod check_in;
pub mod end_visit;
pub mod find;
pub mod greet;
pub mod hand_over;
pub mod kept_slip;
pub mod list_orders;
pub mod merge_patients;
pub mod move_order;
pub mod move_part;
pub mod notify_order;
pub mod open_order;
pub mod open_patient;
pub mod owed;
pub mod public_queue;
pub mod put_back;
pub mod queue;
pub mod quote;
pub mod ready_check;
pub mod receive_order;
pub mod record_call;
pub mod remake_order;
pub mod remove_old;
mod same_order;
pub mod set_contact_lenses;
pub mod set_dates;
pub mod set_lab_powers;
pub mod set_tray;
pub mod take_back_end;
pub mod tell;
pub mod today;
pub mod tray_label;
pub mod unmerge_patients;
pub mod verify_order;
pub mod visits;
pub mod waiting;
#[cfg(test)]
mod whole_table_tests;
