//! The pickup: who waits, whether their order is here, complete, checked and theirs, and handing it over right.

pub mod hand_over;
pub mod ready_check;
pub mod recheck;
pub mod take_back;
