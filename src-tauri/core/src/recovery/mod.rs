//! Recovery: owning what went wrong, fixing it, keeping it. Here: the words to keep away from.

pub mod wording;
