//! The pickup: who waits, whether their order is here, complete, checked and theirs, and handing it over right.

pub mod add_order;
pub mod calls_today;
pub mod hand_over;
pub mod list_orders;
pub mod move_order;
pub mod move_part;
pub mod notify_order;
pub mod open_order;
pub mod open_patient;
pub mod ready_check;
pub mod receive_order;
pub mod recheck;
pub mod record_call;
mod same_order;
pub mod set_dates;
pub mod set_tray;
pub mod take_back;
pub mod verify_order;
