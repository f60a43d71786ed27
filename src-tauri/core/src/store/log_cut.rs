//! Does the write-ahead log break off where more had been kept? SQLite takes a log up to its first frame that does not fit
//! and says nothing: after a power cut that is right, since what follows was never acknowledged. A bit that flipped in the
//! middle looks the same, and hides what came after it. Told apart by this: a commit is synced before the next begins, so a
//! power cut never leaves two whole commits behind the break.
//!
//! Format: "WAL-mode File Format", sqlite.org, sections 1 to 3. Not told: a bit in the last commit, or in the log's head.

use std::path::Path;

/// Bytes before the first frame, and before each frame's page.
const HEAD: usize = 32;
const FRAME_HEAD: usize = 24;
/// So many commits behind the break no power cut leaves.
const COMMITS: usize = 2;

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// The running checksum over more bytes, read as words of the log's own order.
fn sum(mut sums: (u32, u32), bytes: &[u8], big: bool) -> (u32, u32) {
    for pair in bytes.chunks_exact(8) {
        let read = |at: usize| {
            let word = [pair[at], pair[at + 1], pair[at + 2], pair[at + 3]];
            if big { u32::from_be_bytes(word) } else { u32::from_le_bytes(word) }
        };
        sums.0 = sums.0.wrapping_add(read(0)).wrapping_add(sums.1);
        sums.1 = sums.1.wrapping_add(read(4)).wrapping_add(sums.0);
    }
    sums
}

/// Does this log break off with commits behind the break?
#[must_use]
pub fn is_cut(log: &[u8]) -> bool {
    behind_the_break(log).is_some_and(|commits| commits >= COMMITS)
}

/// How many commits stand behind the first frame that does not fit; None: there is no such frame, or no log.
fn behind_the_break(log: &[u8]) -> Option<usize> {
    let head = log.get(..HEAD)?;
    let big = word(head, 0)? & 1 == 1;
    let page = usize::try_from(word(head, 8)?).ok().filter(|size| (512..=65_536).contains(size))?;
    let salts = head.get(16..24)?;
    let mut sums = sum((0, 0), &head[..24], big);
    if (word(head, 24)?, word(head, 28)?) != sums {
        return None;
    }
    let mut frames = log[HEAD..].chunks_exact(FRAME_HEAD + page);
    let of_this_log = |frame: &[u8]| &frame[8..16] == salts;
    let broken = frames.by_ref().find(|frame| {
        sums = sum(sum(sums, &frame[..8], big), &frame[FRAME_HEAD..], big);
        !of_this_log(frame) || word(frame, 16).zip(word(frame, 20)) != Some(sums)
    })?;
    // A frame of an older log ends this one.
    of_this_log(broken).then(|| {
        let rest = std::iter::once(broken).chain(frames);
        rest.filter(|frame| of_this_log(frame) && word(frame, 4).is_some_and(|pages| pages != 0)).count()
    })
}

/// The same of the log beside this file.
#[must_use]
pub fn is_cut_beside(file: &Path) -> bool {
    std::fs::read(super::backup::beside(file, "-wal")).is_ok_and(|log| is_cut(&log))
}
