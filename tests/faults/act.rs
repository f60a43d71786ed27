//! One act on whole files, in a process of its own with one thread: for `each_call.rs`, which makes one call of it fail.

use rightful_tests::acts::{ACT, ACTS, HOME, acted};
use std::path::Path;

fn main() {
    let (Some(machine), Ok(named)) = (std::env::var_os(HOME), std::env::var(ACT)) else {
        eprintln!("Started by the test each_call alone.");
        return;
    };
    if let Some(act) = ACTS.into_iter().find(|act| format!("{act:?}") == named) {
        acted(act, Path::new(&machine));
    }
}
