//! Counter stories, told through the command list on a real desk.

mod calls;
mod first_morning;
mod order_life;
mod pages;
mod waiting_room;
