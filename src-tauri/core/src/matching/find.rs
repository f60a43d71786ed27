//! Finds a person while their name is being typed.
//!
//! A clinic of a million people has some hundred thousand different names. So the typed words are
//! compared with every different name (start, slip, sound, nickname), and the people are looked up
//! from the names that came near. Birth dates and the last digits of a phone have look-ups of their own.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use rapidfuzz::distance::jaro_winkler::BatchComparator;
use serde::{Deserialize, Serialize};

use super::birth_dates::{self, one_slip_apart};
use super::by_number::ByNumber;
use super::names::{self, Form, Name};
use super::sounds::Sounds;

/// What the index needs to know of a person.
#[derive(Clone, Default)]
pub struct Entry {
    /// The patient's id.
    pub id: i64,
    /// Given name.
    pub given: String,
    /// Family name.
    pub family: String,
    /// The name they go by, if another.
    pub preferred: Option<String>,
    /// Birth date.
    pub born: Option<NaiveDate>,
    /// Phone, as written.
    pub phone: Option<String>,
}

/// Why a person was found, for the line that shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Why {
    /// Every typed word is one of their names.
    Name,
    /// A name begins with what was typed.
    NameBegins,
    /// A typed name is a nickname of theirs, or the other way round.
    Nickname,
    /// A typed name sounds like theirs.
    SoundsLike,
    /// A typed name is nearly theirs.
    Misspelled,
    /// The birth date is theirs.
    BirthDate,
    /// Their phone ends with these digits.
    Phone,
}

/// Somebody found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// The patient's id.
    pub id: i64,
    /// 1 for a complete match of all that was typed, less for a looser one.
    pub score: f32,
    /// How they were found, each once.
    pub why: Vec<Why>,
}

/// Names kept for one person: parts and writings of given, preferred and family name.
const NAMES_EACH: usize = 8;
/// No name.
const NONE: u32 = u32::MAX;
/// Marks a person's name number as a family name.
const FAMILY: u32 = 1 << 31;
/// Typed words that are looked at; a person has no more names worth typing.
const MOST_WORDS: usize = 5;
/// People looked at for one question once there are enough to show. Keeps "j s" in a city quick.
const MOST_LOOKED_AT: usize = 30_000;

#[derive(Clone, Copy)]
struct Row {
    id: i64,
    names: [u32; NAMES_EACH],
    born: Option<NaiveDate>,
    /// The digits of the phone as a number, and how many there are.
    phone: (u64, u8),
}

impl Row {
    fn names(&self) -> impl Iterator<Item = usize> {
        self.names.into_iter().take_while(|n| *n != NONE).map(|n| (n & !FAMILY) as usize)
    }

    fn last_four(&self) -> Option<usize> {
        (self.phone.1 >= 4).then_some((self.phone.0 % 10_000) as usize)
    }
}

/// What is read of every name at every keystroke; it lies by itself, so that a hundred thousand are read
/// in a blink.
#[derive(Clone, Copy)]
struct Glance {
    /// Which letters it has.
    mask: u32,
    len: u8,
    first: u8,
    second: u8,
}

impl Glance {
    fn of(form: &Form) -> Self {
        let letter = |at: usize| form.letters.get(at).copied().unwrap_or(0);
        Glance { mask: form.mask, len: form.letters.len() as u8, first: letter(0), second: letter(1) }
    }
}

/// Everybody on file, ready to be found.
#[derive(Default)]
pub struct PeopleIndex {
    rows: Vec<Option<Row>>,
    free: Vec<u32>,
    slot_of: ByNumber<i64, u32>,
    /// By number of a different name: a glance at it, its letters, and everybody who has it.
    glances: Vec<Glance>,
    letters: Vec<Box<[u8]>>,
    people: Vec<Vec<u32>>,
    number_of: HashMap<Box<[u8]>, u32>,
    /// Names that sound the same.
    by_sound: HashMap<Sounds, Vec<u32>>,
    /// Name numbers of each given and family text met, so that a name is worked out once.
    given_texts: HashMap<String, Box<[u32]>>,
    family_texts: HashMap<String, Box<[u32]>>,
    /// By the day's number in the calendar.
    by_birth_date: ByNumber<i32, Vec<u32>>,
    /// By the last four digits.
    by_phone: Vec<Vec<u32>>,
    /// Nobody is born after this; set from outside, since the core has no clock.
    latest_birth: Option<NaiveDate>,
}

impl FromIterator<Entry> for PeopleIndex {
    fn from_iter<I: IntoIterator<Item = Entry>>(people: I) -> Self {
        let mut index = PeopleIndex::default();
        for person in people {
            let row = index.row(&person);
            match index.slot_of.get(&person.id) {
                Some(slot) => index.rows[*slot as usize] = Some(row),
                None => {
                    index.slot_of.insert(person.id, index.rows.len() as u32);
                    index.rows.push(Some(row));
                }
            }
        }
        // Count first, so that each list is made once in its right length.
        let mut counts = vec![0; index.letters.len()];
        for row in index.rows.iter().flatten() {
            row.names().for_each(|number| counts[number] += 1);
        }
        index.people = counts.into_iter().map(Vec::with_capacity).collect();
        for slot in 0..index.rows.len() {
            index.enlist(slot as u32);
        }
        index
    }
}

impl PeopleIndex {
    /// Nobody is in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many people are in it.
    pub fn len(&self) -> usize {
        self.slot_of.len()
    }

    /// Whether nobody is in it.
    pub fn is_empty(&self) -> bool {
        self.slot_of.is_empty()
    }

    /// Today, so that 02.03.30 is read as 1930 and not as a birth to come.
    pub fn set_today(&mut self, today: NaiveDate) {
        self.latest_birth = Some(today);
    }

    /// Adds a person, or replaces what was known of them.
    pub fn upsert(&mut self, person: &Entry) {
        self.remove(person.id);
        let row = self.row(person);
        let slot = match self.free.pop() {
            Some(slot) => {
                self.rows[slot as usize] = Some(row);
                slot
            }
            None => {
                self.rows.push(Some(row));
                (self.rows.len() - 1) as u32
            }
        };
        self.slot_of.insert(person.id, slot);
        self.enlist(slot);
    }

    /// Takes a person out.
    pub fn remove(&mut self, id: i64) {
        let Some(slot) = self.slot_of.remove(&id) else { return };
        let Some(row) = self.rows[slot as usize].take() else { return };
        let forget = |list: &mut Vec<u32>| {
            if let Some(at) = list.iter().position(|s| *s == slot) {
                list.swap_remove(at);
            }
        };
        for number in row.names() {
            forget(&mut self.people[number]);
        }
        if let Some(list) = row.born.and_then(|born| self.by_birth_date.get_mut(&born.num_days_from_ce())) {
            forget(list);
        }
        if let Some(list) = row.last_four().and_then(|last| self.by_phone.get_mut(last)) {
            forget(list);
        }
        self.free.push(slot);
    }

    /// Works out what is kept of a person.
    fn row(&mut self, person: &Entry) -> Row {
        let mut names = [NONE; NAMES_EACH];
        let mut count = 0;
        let mut add = |number: u32| {
            if count < NAMES_EACH && !names[..count].contains(&number) {
                names[count] = number;
                count += 1;
            }
        };
        let parts = [
            (self.numbers(&person.given, false), 0),
            (self.numbers(&person.family, true), FAMILY),
            (self.numbers(person.preferred.as_deref().unwrap_or(""), false), 0),
        ];
        // The whole names first, so that no long list of parts crowds one out.
        parts.iter().for_each(|(list, field)| list.iter().take(1).for_each(|n| add(n | field)));
        parts.iter().for_each(|(list, field)| list.iter().skip(1).for_each(|n| add(n | field)));
        Row { id: person.id, names, born: person.born, phone: phone_digits(person.phone.as_deref().unwrap_or("")) }
    }

    /// Puts the person in a slot on all lists that lead to them.
    fn enlist(&mut self, slot: u32) {
        let Some(row) = &self.rows[slot as usize] else { return };
        for number in row.names() {
            self.people[number].push(slot);
        }
        if let Some(born) = row.born {
            self.by_birth_date.entry(born.num_days_from_ce()).or_default().push(slot);
        }
        if let Some(last) = row.last_four() {
            self.by_phone.resize_with(10_000, Vec::new);
            self.by_phone[last].push(slot);
        }
    }

    /// The numbers of all writings of a name, the whole one first.
    fn numbers(&mut self, text: &str, family: bool) -> Box<[u32]> {
        let known = if family { &self.family_texts } else { &self.given_texts };
        if let Some(numbers) = known.get(text) {
            return numbers.clone();
        }
        let name = if family { Name::family(text) } else { Name::given(text) };
        let mut numbers = Vec::new();
        for form in name.forms {
            let next = self.letters.len() as u32;
            let number = *self.number_of.entry(form.letters.clone()).or_insert(next);
            if number == next {
                self.by_sound.entry(form.sounds).or_default().push(number);
                self.glances.push(Glance::of(&form));
                self.letters.push(form.letters);
                self.people.push(Vec::new());
            }
            numbers.push(number);
        }
        let numbers: Box<[u32]> = numbers.into();
        let known = if family { &mut self.family_texts } else { &mut self.given_texts };
        known.insert(text.to_string(), numbers.clone());
        numbers
    }

    /// The people that a typed text can mean, best first, at most `limit`.
    ///
    /// Names in any order, whole, begun, misspelled or as nicknames; a birth date in any usual writing;
    /// the last four or more digits of a phone; and any of these together.
    pub fn find(&self, query: &str, limit: usize) -> Vec<Hit> {
        if limit == 0 || query.len() > 1000 {
            return Vec::new();
        }
        let asked = Asked::read(query, self.latest_birth);
        let words: Vec<Word> = asked.words.iter().map(|w| self.match_word(w)).collect();
        let mut best = Best::new(limit);
        if !asked.dates.is_empty() || asked.digits.is_some() {
            self.find_by_number(&asked, &words, &mut best);
        } else if !words.is_empty() {
            self.find_by_words(&words, &mut best);
            if best.hits.len() < limit && words.len() > 1 {
                // Mary Ann for Maryann: two words that are one name.
                for at in 0..words.len() - 1 {
                    let mut joined = asked.words.clone();
                    let next = joined.remove(at + 1);
                    joined[at].push_str(&next);
                    let words: Vec<Word> = joined.iter().map(|w| self.match_word(w)).collect();
                    self.find_by_words(&words, &mut best);
                }
            }
        }
        best.into_hits()
    }

    /// Compares one typed word with every different name.
    fn match_word(&self, word: &str) -> Word {
        let typed = Name::given(word);
        let mut found = Word { near: Vec::new(), of: vec![Match::NOT; self.letters.len()] };
        let Some(form) = typed.forms.first() else { return found };
        let letters = &form.letters[..];
        let asked = Glance::of(form);
        let batch = BatchComparator::new(letters.iter().copied());
        let long = letters.len() >= 4;
        // A slip brings in one letter that the name lacks; in a long word two may differ.
        let strange = if letters.len() >= 6 { 2 } else { 1 };
        for (number, glance) in self.glances.iter().enumerate() {
            let not_in_name = (asked.mask & !glance.mask).count_ones();
            if not_in_name > strange {
                continue;
            }
            // A slip hardly ever hits the first letter, but two may change places.
            let starts = asked.first == glance.first || (asked.first == glance.second && asked.second == glance.first);
            let not_typed = (glance.mask & !asked.mask).count_ones();
            let longer = i16::from(glance.len) - i16::from(asked.len);
            let name = &self.letters[number];
            let matched = if starts && not_in_name == 0 && longer >= 0 && name.starts_with(letters) {
                if longer == 0 {
                    Match { score: 1.0, why: Why::Name }
                } else {
                    let typed_share = f32::from(asked.len) / f32::from(glance.len);
                    Match { score: 0.9 + 0.06 * typed_share, why: Why::NameBegins }
                }
            } else if letters.len() < 3 {
                continue;
            } else if longer.abs() <= 1 && not_typed <= 2 && one_slip_apart(letters, name) {
                Match { score: 0.8, why: Why::Misspelled }
            } else if !long || !starts {
                continue;
            } else if longer > 0 && one_slip_apart(letters, &name[..letters.len()]) {
                Match { score: 0.62, why: Why::Misspelled }
            } else if longer.abs() <= 3 && not_typed <= 3 {
                let likeness = batch.similarity(name.iter().copied()) as f32;
                if likeness < 0.86 {
                    continue;
                }
                Match { score: 0.75 * likeness, why: Why::Misspelled }
            } else {
                continue;
            };
            found.put(number as u32, matched, &self.people);
        }
        for number in self.sounding_like(&form.sounds) {
            found.put(*number, Match { score: 0.78, why: Why::SoundsLike }, &self.people);
        }
        for other in names::nicknames(&typed.plain) {
            if let Some(number) = self.number_of.get(other.as_bytes()) {
                found.put(*number, Match { score: 0.86, why: Why::Nickname }, &self.people);
            }
            for number in self.sounding_like(&Sounds::of(other.as_bytes())) {
                found.put(*number, Match { score: 0.7, why: Why::Nickname }, &self.people);
            }
        }
        found.near.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found
    }

    /// Names that sound as these sounds; a name of one or two sounds says too little.
    fn sounding_like(&self, sounds: &Sounds) -> &[u32] {
        if sounds.row().len() < 3 {
            return &[];
        }
        self.by_sound.get(sounds).map_or(&[], Vec::as_slice)
    }

    /// People from names: start at the word that fewest people have, and ask the others of them.
    fn find_by_words(&self, words: &[Word], best: &mut Best) {
        let size = |w: &Word| -> usize { w.near.iter().map(|(n, _)| self.people[*n as usize].len()).sum() };
        let Some((rarest, first)) = words.iter().enumerate().min_by_key(|(_, w)| size(w)) else { return };
        let others: Vec<&Word> = words.iter().enumerate().filter(|(i, _)| *i != rarest).map(|(_, w)| w).collect();
        let mut looked_at = 0;
        for (number, score) in &first.near {
            let at_best = (score + others.len() as f32) / words.len() as f32 + IN_ORDER;
            if best.is_full() && (best.worst() >= at_best || looked_at > MOST_LOOKED_AT) {
                return;
            }
            for slot in &self.people[*number as usize] {
                looked_at += 1;
                let Some(row) = &self.rows[*slot as usize] else { continue };
                if let Some((score, why)) = score_row(row, words) {
                    best.offer(row.id, score, &why);
                    if words.len() == 1 && best.is_full() && best.worst() >= at_best {
                        return;
                    }
                }
            }
        }
    }

    /// People from a birth date or phone digits; typed names choose among them.
    fn find_by_number(&self, asked: &Asked, words: &[Word], best: &mut Best) {
        for date in &asked.dates {
            for slot in self.by_birth_date.get(&date.num_days_from_ce()).into_iter().flatten() {
                let Some(row) = &self.rows[*slot as usize] else { continue };
                let phone = asked.digits.as_ref().is_none_or(|d| phone_ends(row.phone, d));
                self.offer_with_words(row, words, Why::BirthDate, phone, best);
            }
        }
        let Some(digits) = asked.digits.as_ref().filter(|_| asked.dates.is_empty() || asked.digits_may_be_phone) else { return };
        let Ok(last) = digits[digits.len().saturating_sub(4)..].parse::<u16>() else { return };
        for slot in self.by_phone.get(usize::from(last)).into_iter().flatten() {
            let Some(row) = &self.rows[*slot as usize] else { continue };
            if phone_ends(row.phone, digits) {
                self.offer_with_words(row, words, Why::Phone, true, best);
            }
        }
    }

    fn offer_with_words(&self, row: &Row, words: &[Word], number: Why, whole: bool, best: &mut Best) {
        let rest = if whole { 1.0 } else { 0.6 };
        if words.is_empty() {
            return best.offer(row.id, rest, &[number]);
        }
        if let Some((score, mut why)) = score_row(row, words) {
            why.push(number);
            best.offer(row.id, (1.0 + score) / 2.0 * rest, &why);
        } else {
            // The number alone: shown below those whose name fits too.
            best.offer(row.id, 0.4 * rest, &[number]);
        }
    }
}

/// A little for words that stand in one order for given and family name.
const IN_ORDER: f32 = 0.001;

/// How a typed word matched a name.
#[derive(Clone, Copy)]
struct Match {
    score: f32,
    why: Why,
}

impl Match {
    const NOT: Match = Match { score: 0.0, why: Why::Name };
}

/// A typed word against all different names.
struct Word {
    /// Names that came near, with their score, best first.
    near: Vec<(u32, f32)>,
    /// By name number.
    of: Vec<Match>,
}

impl Word {
    fn put(&mut self, number: u32, matched: Match, people: &[Vec<u32>]) {
        let place = &mut self.of[number as usize];
        if place.score >= matched.score || people[number as usize].is_empty() {
            return;
        }
        if place.score > 0.0 {
            self.near.retain(|(n, _)| *n != number);
        }
        *place = matched;
        self.near.push((number, matched.score));
    }
}

/// The score of a person for all typed words; each word needs a name of its own.
fn score_row(row: &Row, words: &[Word]) -> Option<(f32, Vec<Why>)> {
    let mut taken = [false; NAMES_EACH];
    let mut total = 0.0;
    let mut why = Vec::with_capacity(words.len());
    let mut fields = (false, false);
    for word in words {
        let mut best: Option<(usize, Match)> = None;
        for (at, number) in row.names.iter().enumerate().take_while(|(_, n)| **n != NONE) {
            let matched = word.of[(number & !FAMILY) as usize];
            if matched.score > 0.0 && !taken[at] && best.is_none_or(|(_, b)| matched.score > b.score) {
                best = Some((at, matched));
            }
        }
        let (at, matched) = best?;
        taken[at] = true;
        total += matched.score;
        if row.names[at] & FAMILY != 0 {
            fields.1 = true
        } else {
            fields.0 = true
        }
        if !why.contains(&matched.why) {
            why.push(matched.why);
        }
    }
    let in_order = if words.len() > 1 && fields == (true, true) { IN_ORDER } else { 0.0 };
    Some((total / words.len() as f32 + in_order, why))
}

/// The best people so far.
struct Best {
    limit: usize,
    hits: Vec<Hit>,
}

impl Best {
    fn new(limit: usize) -> Self {
        Best { limit, hits: Vec::new() }
    }

    fn is_full(&self) -> bool {
        self.hits.len() >= self.limit
    }

    fn worst(&self) -> f32 {
        if self.is_full() { self.hits.last().map_or(0.0, |h| h.score) } else { 0.0 }
    }

    /// Keeps the list sorted by score, then by id; a person stands in it once.
    fn offer(&mut self, id: i64, score: f32, why: &[Why]) {
        if self.is_full() && score < self.worst() {
            return;
        }
        if let Some(at) = self.hits.iter().position(|h| h.id == id) {
            if self.hits[at].score >= score {
                return;
            }
            self.hits.remove(at);
        }
        let at = self.hits.partition_point(|h| h.score > score || (h.score == score && h.id < id));
        if at < self.limit {
            let mut why = why.to_vec();
            why.sort_unstable();
            self.hits.insert(at, Hit { id, score, why });
            self.hits.truncate(self.limit);
        }
    }

    fn into_hits(mut self) -> Vec<Hit> {
        for hit in &mut self.hits {
            hit.score = hit.score.min(1.0);
        }
        self.hits
    }
}

/// A typed text, taken apart.
struct Asked {
    words: Vec<String>,
    dates: Vec<NaiveDate>,
    digits: Option<String>,
    /// The digits were read as a date as well.
    digits_may_be_phone: bool,
}

impl Asked {
    fn read(query: &str, latest: Option<NaiveDate>) -> Self {
        let latest = latest.unwrap_or(NaiveDate::MAX);
        let pieces: Vec<&str> = query.split_whitespace().take(12).collect();
        let mut asked = Asked { words: Vec::new(), dates: Vec::new(), digits: None, digits_may_be_phone: false };
        let mut date_at = 0..0;
        // The longest run of pieces that is a birth date: "2 Mar 1980" is three.
        'found: for long in (1..=3.min(pieces.len())).rev() {
            for start in 0..=pieces.len() - long {
                let run = pieces[start..start + long].join(" ");
                let dates = birth_dates::read(run.trim_matches(','), latest);
                if !dates.is_empty() {
                    asked.digits_may_be_phone = long == 1 && run.bytes().all(|b| b.is_ascii_digit());
                    if asked.digits_may_be_phone {
                        asked.digits = Some(run);
                    }
                    asked.dates = dates;
                    date_at = start..start + long;
                    break 'found;
                }
            }
        }
        let mut number = String::new();
        let mut folded = Vec::new();
        for (at, piece) in pieces.iter().enumerate().filter(|(at, _)| !date_at.contains(at)) {
            let digits = piece.bytes().filter(u8::is_ascii_digit).count();
            if digits > 0 && !piece.chars().any(char::is_alphabetic) {
                number.extend(piece.chars().filter(char::is_ascii_digit));
            } else {
                folded.push((at, names::fold(piece)));
            }
        }
        if number.len() >= 4 {
            number.drain(..number.len().saturating_sub(MOST_DIGITS));
            asked.digits = Some(number);
            asked.digits_may_be_phone = true;
        }
        let words: Vec<&str> = folded.iter().flat_map(|(_, f)| f.split(' ')).filter(|w| !w.is_empty()).collect();
        let telling: Vec<&str> = words.iter().copied().filter(|w| !names::is_particle(w)).collect();
        let words = if telling.is_empty() { words } else { telling };
        asked.words = words.into_iter().take(MOST_WORDS).map(str::to_string).collect();
        asked
    }
}

/// Digits of a phone that are kept; the longest international number has fifteen.
const MOST_DIGITS: usize = 15;

fn phone_digits(phone: &str) -> (u64, u8) {
    let digits: Vec<u8> = phone.bytes().filter(u8::is_ascii_digit).collect();
    let kept = &digits[digits.len().saturating_sub(MOST_DIGITS)..];
    let number = kept.iter().fold(0, |n, d| n * 10 + u64::from(d - b'0'));
    (number, kept.len() as u8)
}

fn phone_ends(phone: (u64, u8), digits: &str) -> bool {
    let Ok(asked) = digits.parse::<u64>() else { return false };
    // A country code or area code typed in front may be missing in the file.
    let compared = digits.len().min(usize::from(phone.1)).max(4);
    let modulus = 10u64.pow(compared as u32);
    usize::from(phone.1) >= 4 && phone.0 % modulus == asked % modulus && (usize::from(phone.1) >= digits.len() || compared >= 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: i64, given: &str, family: &str, born: &str, phone: &str) -> Entry {
        Entry { id, given: given.into(), family: family.into(), preferred: None, born: born.parse().ok(), phone: Some(phone.into()) }
    }

    fn clinic() -> PeopleIndex {
        let mut index: PeopleIndex = [
            entry(1, "John", "Smith", "1980-03-02", "(212) 555-0142"),
            entry(2, "Joanna", "Smithers", "1980-02-03", "555-0199"),
            entry(3, "Robert", "De La Cruz", "1955-12-24", "+44 20 7946 0958"),
            entry(4, "Éric", "O'Brien", "1999-01-31", ""),
            entry(5, "Mary-Ann", "Fröhlich", "1930-05-05", "555-3141"),
            entry(6, "דוד", "לוי", "", ""),
            entry(7, "Catherine", "Nguyen", "2001-07-09", "555-2718"),
            entry(8, "Smith", "Johansson", "1966-06-06", ""),
        ]
        .into_iter()
        .collect();
        index.set_today("2026-11-20".parse().unwrap());
        index
    }

    fn found(query: &str) -> Vec<i64> {
        clinic().find(query, 10).iter().map(|h| h.id).collect()
    }

    fn first(query: &str) -> Option<i64> {
        found(query).first().copied()
    }

    #[test]
    fn a_person_is_found_while_typing_in_any_order() {
        for query in ["john smith", "smith john", "Smith, John", "joh smi", "j smith", "jhon smith", "john smiht", "JOHN SMITH "] {
            assert_eq!(first(query), Some(1), "{query}");
        }
        assert!(found("zzz").is_empty());
        assert!(found("").is_empty());
        assert!(found("  ").is_empty());
    }

    #[test]
    fn nicknames_accents_pieces_and_other_scripts() {
        for (query, id) in [
            ("bob delacruz", 3),
            ("bob de la cruz", 3),
            ("cruz rob", 3),
            ("eric obrien", 4),
            ("erik o'brian", 4),
            ("mary ann frohlich", 5),
            ("maryann froehlich", 5),
            ("ann fröhlich", 5),
            ("kate nguyen", 7),
            ("katherine nguyen", 7),
            ("דוד", 6),
            ("לוי דוד", 6),
        ] {
            assert_eq!(first(query), Some(id), "{query}");
        }
        let hit = &clinic().find("bob cruz", 1)[0];
        assert!(hit.why.contains(&Why::Nickname));
        assert!(hit.score < 1.0);
        assert_eq!(clinic().find("john smith", 1)[0], Hit { id: 1, score: 1.0, why: vec![Why::Name] });
    }

    #[test]
    fn a_birth_date_in_any_writing() {
        for query in ["1980-03-02", "02.03.1980", "2 Mar 1980", "19800302", "March 2, 1980"] {
            assert_eq!(found(query), [1], "{query}");
        }
        let mut both = found("3/2/1980");
        both.sort_unstable();
        assert_eq!(both, [1, 2], "day and month can be either");
        assert_eq!(first("3/2/1980 joanna"), Some(2));
        assert_eq!(first("smithers 3/2/1980"), Some(2));
        assert_eq!(clinic().find("smith 1980-03-02", 5)[0].why, [Why::Name, Why::BirthDate]);
    }

    #[test]
    fn the_last_digits_of_a_phone() {
        assert_eq!(found("0142"), [1]);
        assert_eq!(found("555-0142"), [1]);
        assert_eq!(found("212 555 0142"), [1]);
        assert_eq!(found("+1 212 555 0142"), [1], "a country code more");
        assert_eq!(first("0142 sm"), Some(1));
        assert_eq!(first("jo 0199"), Some(2));
        assert!(found("142").is_empty(), "three digits say too little");
        assert!(found("12125559142").is_empty());
    }

    #[test]
    fn what_changes_is_found_at_once_and_what_is_gone_is_not() {
        let mut index = clinic();
        index.upsert(&entry(1, "John", "Hollister", "1980-03-02", "555-7777"));
        assert_eq!(index.find("hollister", 5)[0].id, 1);
        assert!(index.find("john smith", 5).iter().all(|h| h.id != 1));
        assert!(index.find("0142", 5).is_empty());
        index.remove(1);
        index.remove(1);
        assert!(index.find("hollister", 5).is_empty() && index.find("1980-03-02", 5).is_empty());
        assert_eq!(index.len(), 7);
        index.upsert(&entry(9, "Ada", "Hollister", "", ""));
        assert_eq!(index.find("hollister", 5)[0].id, 9);
    }

    #[test]
    fn the_name_they_go_by() {
        let mut index = PeopleIndex::new();
        let mut person = entry(1, "Frederick", "Hollis", "", "");
        person.preferred = Some("Eric".into());
        index.upsert(&person);
        assert_eq!(index.find("eric hollis", 5)[0].id, 1);
    }

    #[test]
    fn the_limit_holds_and_any_text_is_safe() {
        let index: PeopleIndex = (0..500).map(|i| entry(i, "John", "Smith", "1980-03-02", "555-0142")).collect();
        assert_eq!(index.find("john smith", 10).iter().map(|h| h.id).collect::<Vec<_>>(), (0..10).collect::<Vec<_>>());
        assert!(index.find("john", 0).is_empty());
        let long = "x".repeat(300);
        for query in ["👓", "' '", "-", "\u{202e}", "1/1", "99999999999999999999999", long.as_str(), "a b c d e f g h i j k l m n o p"] {
            let _ = index.find(query, 10);
        }
        let _ = index.find(&"ж".repeat(3000), 10);
    }
}
