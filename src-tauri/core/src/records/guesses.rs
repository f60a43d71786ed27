//! Guessing is hopeless: wrong PINs, passphrases and recovery keys wait longer and longer. A wait is measured by a clock that
//! nobody can set, and begins again when the app does: neither another date nor a restart makes it shorter.
//!
//! Whoever may change the files of this machine can take the count away, but then they have the key file too, and are left
//! with what guards it: 64 MiB and three passes for each guess.

use crate::clock::At;
use crate::desk::Desk;
use crate::error::{Outcome, Refusal, refuse};
use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::path::Path;

/// How many wrong passphrases in a row, in the desk's home. It holds nothing but the number.
const FILE: &str = "guesses";

/// Wrong passphrases without a wait: they are long, and typed before the first coffee.
const FREE: u32 = 5;

/// Wrong PINs without a wait.
const FREE_PINS: u32 = 2;

/// How long the next guess waits after so many wrong ones in a row: 30 seconds that double up to 16 minutes. With the free
/// ones that is at most 100 in a day (PROMISES.md row 16).
fn wait_ms(wrong: u32, free: u32) -> u64 {
    if wrong <= free { 0 } else { 30_000 << (wrong - free - 1).min(5) }
}

/// … for a PIN.
#[must_use]
pub fn pin_wait_ms(wrong: u32) -> u64 {
    wait_ms(wrong, FREE_PINS)
}

/// What is left of a wait that began at `since`.
pub(crate) fn left_ms(wait: u64, since: u64, running: u64) -> u64 {
    wait.saturating_sub(running.saturating_sub(since))
}

fn wrong_so_far(home: &Path) -> u32 {
    let mut text = String::new();
    let read = std::fs::File::open(home.join(FILE)).and_then(|file| file.take(16).read_to_string(&mut text));
    read.ok().and_then(|_| text.trim().parse().ok()).unwrap_or_default()
}

/// Always the same few bytes in the same place: a disk that is full still takes them. Where it takes nothing at all, the
/// morning goes on all the same, and this run of the app remembers.
fn keep(desk: &mut Desk, wrong: u32) {
    desk.wrong_secrets = wrong;
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(desk.home().join(FILE));
    drop(file.and_then(|mut file| file.write_all(format!("{:08}", wrong.min(9999)).as_bytes()).and_then(|()| file.sync_data())));
}

/// Before a passphrase or a recovery key is tried: it counts as wrong until it was right, so that pulling the plug is no way
/// around. Gives how many were wrong before it.
///
/// # Errors
/// Refuses `secret_wait` saying until when.
pub(crate) fn before_secret(desk: &mut Desk) -> Outcome<u32> {
    let wrong = wrong_so_far(desk.home()).max(desk.wrong_secrets);
    let left = left_ms(wait_ms(wrong, FREE), desk.secret_tried, desk.running_ms());
    if left > 0 {
        let until = At(desk.now().at.0.saturating_add_unsigned(left));
        return refuse(Refusal::because("secret_wait").fact("until", until.0));
    }
    desk.secret_tried = desk.running_ms();
    keep(desk, wrong + 1);
    Ok(wrong)
}

/// It opened a file that may be anybody's: it was no wrong guess, and proves nothing about this clinic either.
pub(crate) fn was_no_guess(desk: &mut Desk, wrong_before: u32) {
    keep(desk, wrong_before);
}

/// It was right.
pub(crate) fn secret_was_right(desk: &mut Desk) {
    keep(desk, 0);
}
