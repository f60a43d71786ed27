//! Counter stories, told through the command list on a real desk.

mod calls;
mod counter_privacy;
mod eric_and_derrick;
mod finding;
