//! How a name sounds, well enough to know which two a person at a counter would mix up.
//!
//! Soundex and Metaphone throw vowels away and hang everything on the first letter, so that
//! Eric and Derek are far apart. Here a name becomes a short row of sounds with its vowels, and two
//! rows are compared by what it takes to turn one into the other: k and g are near, e and i are
//! nearer, k and m are far.

/// Most sounds of one name that are compared.
const MOST_SOUNDS: usize = 24;

/// A row of sounds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Sounds {
    row: [u8; MOST_SOUNDS],
    len: u8,
}

impl Sounds {
    /// The sounds of folded letters.
    pub fn of(letters: &[u8]) -> Self {
        let mut sounds = Sounds::default();
        let w = letters;
        let at = |i: usize| w.get(i).copied().unwrap_or(0);
        let vowel = |c: u8| matches!(c, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
        let soft = |c: u8| matches!(c, b'e' | b'i' | b'y');
        let mut i = 0;
        // Openings in which one letter is silent.
        match (at(0), at(1)) {
            (b'k' | b'g' | b'p', b'n') | (b'w', b'r') | (b'p', b's') if w.len() > 2 => i = 1,
            (b'w', b'h') => {
                sounds.put(if at(2) == b'o' { b'h' } else { b'w' });
                i = 2;
            }
            (b'x', _) => {
                sounds.put(b's');
                i = 1;
            }
            _ => {}
        }
        while i < w.len() {
            let c = at(i);
            let next = at(i + 1);
            if vowel(c) && !(c == b'y' && vowel(next) && (i == 0 || !vowel(at(i - 1)))) {
                let start = i;
                while i < w.len() && vowel(at(i)) && !(at(i) == b'y' && vowel(at(i + 1)) && i > start + 1) {
                    i += 1;
                }
                let group = &w[start..i];
                let last = i == w.len();
                if last && group == b"e" && start > 1 && sounds.has_vowel() {
                    continue; // Silent at the end: Anne, Pete.
                }
                sounds.put(vowel_of(group, last));
                continue;
            }
            let mut step = 1;
            match c {
                b'b' => {
                    if !(next == 0 && i > 0 && at(i - 1) == b'm') {
                        sounds.put(b'b');
                    }
                }
                b'c' => match next {
                    b'h' => {
                        step = 2;
                        let hard =
                            matches!(at(i + 2), b'r' | b'l' | b't' | b's' | b'm') || (i > 0 && at(i - 1) == b's' && at(i + 2) == b'o');
                        sounds.put(if hard { b'k' } else { b'C' });
                    }
                    b'k' | b'q' => {
                        step = 2;
                        sounds.put(b'k');
                    }
                    b'z' => {
                        step = 2;
                        sounds.put(b'C');
                    }
                    b'c' if soft(at(i + 2)) => {
                        step = 2;
                        sounds.put(b'k');
                        sounds.put(b's');
                    }
                    n if soft(n) => {
                        if n == b'i' && vowel(at(i + 2)) && at(i + 2) != b'i' {
                            sounds.put(b'S');
                        } else {
                            sounds.put(b's');
                        }
                    }
                    _ => sounds.put(b'k'),
                },
                b'd' => {
                    if next == b'g' && soft(at(i + 2)) {
                        step = 2;
                        sounds.put(b'J');
                    } else if next == b't' {
                        step = 2;
                        sounds.put(b't');
                    } else if next == b'j' {
                        step = 2;
                        sounds.put(b'J');
                    } else {
                        sounds.put(b'd');
                    }
                }
                b'g' => {
                    if next == b'h' {
                        step = 2;
                        if i == 0 || !vowel(at(i - 1)) {
                            sounds.put(b'g');
                        } else if i + 2 == w.len() && matches!(at(i - 1), b'u') {
                            sounds.put(b'f');
                        } else if vowel(at(i + 2)) {
                            sounds.put(b'h');
                        }
                    } else if next == b'n' && (i + 2 == w.len() || (i + 3 == w.len() && at(i + 2) == b'e')) {
                        // Silent: Champagne.
                    } else if soft(next) && next != 0 && !(i == 0 && matches!(next, b'i' | b'e') && at(i + 2) == b'l') {
                        sounds.put(b'J');
                    } else {
                        sounds.put(b'g');
                    }
                }
                b'h' => {
                    if vowel(next) && (i == 0 || vowel(at(i - 1)) || !matches!(at(i - 1), b'r')) {
                        sounds.put(b'h');
                    }
                }
                b'j' => sounds.put(b'J'),
                b'k' => {
                    if next == b'h' {
                        step = 2;
                    }
                    sounds.put(b'k');
                }
                b'l' => sounds.put(b'l'),
                b'm' => sounds.put(b'm'),
                b'n' => sounds.put(b'n'),
                b'p' => {
                    if next == b'h' {
                        step = 2;
                        sounds.put(b'f');
                    } else {
                        sounds.put(b'p');
                    }
                }
                b'q' => {
                    sounds.put(b'k');
                    if next == b'u' {
                        step = 2;
                        if vowel(at(i + 2)) && at(i + 2) != b'e' {
                            sounds.put(b'w');
                        }
                    }
                }
                b'r' => {
                    if next == b'h' {
                        step = 2;
                    }
                    sounds.put(b'r');
                }
                b's' => {
                    if next == b'c' && at(i + 2) == b'h' {
                        step = 3;
                        sounds.put(b'S');
                    } else if next == b'h' {
                        step = 2;
                        sounds.put(b'S');
                    } else if next == b'z' {
                        step = 2;
                        sounds.put(b's');
                    } else if next == b'i' && matches!(at(i + 2), b'o' | b'a') && i > 0 {
                        sounds.put(b'S');
                    } else if next == b'c' && soft(at(i + 2)) {
                        step = 2;
                        sounds.put(b's');
                    } else {
                        sounds.put(b's');
                    }
                }
                b't' => {
                    if next == b'h' {
                        step = 2;
                        sounds.put(if at(i + 2) == b'o' || at(i + 2) == b'm' { b't' } else { b'T' });
                    } else if next == b'c' && at(i + 2) == b'h' {
                        step = 3;
                        sounds.put(b'C');
                    } else if next == b'z' {
                        step = 2;
                        sounds.put(b's');
                    } else if next == b'i' && at(i + 2) == b'o' {
                        sounds.put(b'S');
                    } else {
                        sounds.put(b't');
                    }
                }
                b'f' => sounds.put(b'f'),
                b'v' => sounds.put(b'v'),
                b'w' => {
                    if vowel(next) {
                        sounds.put(b'w');
                    }
                }
                b'x' => {
                    sounds.put(b'k');
                    sounds.put(b's');
                }
                b'y' => sounds.put(b'y'),
                b'z' => {
                    if next == b'h' {
                        step = 2;
                    }
                    sounds.put(b'z');
                }
                other => sounds.put(other),
            }
            i += step;
        }
        sounds
    }

    /// Adds a sound; a doubled one is heard once.
    fn put(&mut self, sound: u8) {
        let sound = number(sound);
        let len = usize::from(self.len);
        if len == MOST_SOUNDS || (len > 0 && self.row[len - 1] == sound) {
            return;
        }
        self.row[len] = sound;
        self.len += 1;
    }

    fn has_vowel(&self) -> bool {
        self.row().iter().any(|s| *s < 5)
    }

    /// The sounds in order, by number; the five vowels first.
    pub fn row(&self) -> &[u8] {
        &self.row[..usize::from(self.len)]
    }
}

/// One vowel for a group of vowel letters.
fn vowel_of(group: &[u8], last: bool) -> u8 {
    match group {
        b"ee" | b"ea" | b"ie" | b"ei" | b"ey" | b"y" | b"i" | b"eigh" | b"yi" | b"iy" if last => b'i',
        b"ee" | b"ea" | b"ie" | b"ii" | b"eo" => b'i',
        b"ai" | b"ay" | b"ei" | b"ey" | b"ae" | b"aye" => b'e',
        b"au" | b"aw" | b"oa" | b"ow" | b"ou" | b"oe" => b'o',
        b"oo" | b"ue" | b"eu" | b"ew" | b"ui" | b"uo" => b'u',
        _ => match group[0] {
            b'y' => b'i',
            c if group.len() > 1 && c == b'i' && group[1] == b'a' => b'i',
            c => c,
        },
    }
}

/// How far apart two names sound: 0 the same, 1 nothing in common.
pub fn distance(a: &Sounds, b: &Sounds) -> f32 {
    distance_within(a, b, 1.0)
}

/// As [`distance`], but 1 as soon as it is sure to be over `limit`.
pub fn distance_within(a: &Sounds, b: &Sounds, limit: f32) -> f32 {
    let (a, b) = (a.row(), b.row());
    if a.is_empty() || b.is_empty() || limit < 0.0 {
        return 1.0;
    }
    let scale = 100.0 * a.len().max(b.len()) as f32;
    let most = (limit * scale) as u16;
    let mut row = [0u16; MOST_SOUNDS + 1];
    for (j, y) in b.iter().enumerate() {
        row[j + 1] = row[j] + GAP[usize::from(*y)];
    }
    for x in a {
        let (change, gap) = (&CHANGE[usize::from(*x)], GAP[usize::from(*x)]);
        let mut diagonal = row[0];
        let mut left = diagonal + gap;
        let mut least = left;
        row[0] = left;
        for (cell, y) in row[1..].iter_mut().zip(b) {
            let y = usize::from(*y);
            left = (diagonal + change[y]).min(*cell + gap).min(left + GAP[y]);
            diagonal = std::mem::replace(cell, left);
            least = least.min(left);
        }
        if least > most {
            return 1.0;
        }
    }
    f32::from(row[b.len()]) / scale
}

/// A name whose sounds are compared with those of many others.
pub struct Heard {
    len: usize,
    /// What each sound of another name costs at least, if it may become any of these.
    least: [u16; NUMBERS],
}

impl Heard {
    /// These sounds.
    pub fn of(sounds: &Sounds) -> Self {
        let mut least = GAP;
        for (y, least) in least.iter_mut().enumerate() {
            for x in sounds.row().iter().copied().map(usize::from) {
                *least = (*least).min(CHANGE[x][y]).min(CHANGE[y][x]);
            }
        }
        Self { len: sounds.row().len(), least }
    }

    /// Surely further than this, as [`distance_within`] counts; false says nothing.
    pub fn is_further(&self, other: &Sounds, limit: f32) -> bool {
        let row = other.row();
        if self.len == 0 || row.is_empty() || limit < 0.0 {
            return limit < 1.0;
        }
        let most = (limit * 100.0 * self.len.max(row.len()) as f32) as u16;
        row.iter().map(|sound| self.least[usize::from(*sound)]).sum::<u16>() > most
    }
}

/// Sounds are kept by number, to look their costs up.
const NUMBERS: usize = 32;

/// The sounds that have a number of their own; letters of other scripts share what is left.
const NUMBERED: &[u8; 24] = b"aeioubpdtgkfvszmnlrhwyCJ";

const fn number(sound: u8) -> u8 {
    let mut i = 0;
    while i < NUMBERED.len() {
        if NUMBERED[i] == sound {
            return i as u8;
        }
        i += 1;
    }
    match sound {
        b'S' => 24,
        b'T' => 25,
        other => 26 + other % 6,
    }
}

const fn sound(number: u8) -> u8 {
    match number {
        24 => b'S',
        25 => b'T',
        n if (n as usize) < NUMBERED.len() => NUMBERED[n as usize],
        other => other,
    }
}

static GAP: [u16; NUMBERS] = {
    let mut costs = [0; NUMBERS];
    let mut i = 0;
    while i < NUMBERS {
        costs[i] = gap(sound(i as u8));
        i += 1;
    }
    costs
};

static CHANGE: [[u16; NUMBERS]; NUMBERS] = {
    let mut costs = [[0; NUMBERS]; NUMBERS];
    let mut i = 0;
    while i < NUMBERS * NUMBERS {
        costs[i / NUMBERS][i % NUMBERS] = change(sound((i / NUMBERS) as u8), sound((i % NUMBERS) as u8));
        i += 1;
    }
    costs
};

/// Hundredths for a sound that one name has and the other lacks.
const fn gap(sound: u8) -> u16 {
    match sound {
        b'a' | b'e' | b'i' | b'o' | b'u' => 50,
        b'h' | b'w' | b'y' => 50,
        b'r' | b'l' | b'n' | b'd' | b't' | b's' => 80,
        _ => 100,
    }
}

/// Hundredths for one sound heard as another.
const fn change(a: u8, b: u8) -> u16 {
    if a == b {
        return 0;
    }
    let (a, b) = if a < b { (a, b) } else { (b, a) };
    match (a, b) {
        (b'e', b'i') | (b'a', b'e') | (b'o', b'u') | (b'a', b'o') => 20,
        (b'a' | b'e' | b'i' | b'o' | b'u', b'a' | b'e' | b'i' | b'o' | b'u') => 35,
        (b'b', b'p') | (b'd', b't') | (b'g', b'k') | (b'f', b'v') | (b's', b'z') | (b'm', b'n') => 40,
        (b'C', b'J') | (b'C', b'S') | (b'J', b'z') | (b'S', b's') | (b'T', b't') | (b'T', b'f') => 40,
        (b'v', b'w') | (b'b', b'v') | (b'l', b'r') | (b'J', b'y') | (b'T', b's') | (b'T', b'd') => 50,
        (b'i', b'y') | (b'u', b'w') => 30,
        (b'J', b'd') | (b'J', b'g') | (b'C', b't') | (b'C', b'k') | (b'h', b'k') => 70,
        (b'b' | b'd' | b'g' | b'k' | b'p' | b't', b'b' | b'd' | b'g' | b'k' | b'p' | b't') => 75,
        (x, y) if is_vowel(x) != is_vowel(y) => 120,
        _ => 100,
    }
}

const fn is_vowel(sound: u8) -> bool {
    matches!(sound, b'a' | b'e' | b'i' | b'o' | b'u')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apart(a: &str, b: &str) -> f32 {
        distance(&Sounds::of(a.as_bytes()), &Sounds::of(b.as_bytes()))
    }

    #[test]
    fn homophones_sound_alike() {
        for (a, b) in [
            ("cathy", "kathy"),
            ("tracy", "tracie"),
            ("steven", "stephen"),
            ("erickson", "ericson"),
            ("knight", "night"),
            ("wright", "right"),
            ("shawn", "sean"),
        ] {
            assert!(apart(a, b) < 0.26, "{a} {b} {}", apart(a, b));
        }
    }

    #[test]
    fn names_that_were_mixed_up_at_a_counter_are_near() {
        for (a, b) in [("eric", "derrick"), ("eric", "derek"), ("aaron", "erin")] {
            assert!(apart(a, b) < 0.3, "{a} {b} {}", apart(a, b));
        }
    }

    #[test]
    fn strangers_are_far() {
        for (a, b) in [("margaret", "steven"), ("john", "lisa"), ("smith", "gonzalez")] {
            assert!(apart(a, b) > 0.5, "{a} {b} {}", apart(a, b));
        }
        assert_eq!(apart("", "eric"), 1.0);
    }
}
