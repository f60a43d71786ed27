//! Whether two records are one person: probabilistic linkage after Fellegi and Sunter.
//!
//! Each field of two records agrees in some degree. How often each degree is met among records of one
//! person (m) is learnt from the lists themselves by expectation maximization; how often among
//! strangers (u), from random pairs. Agreement on a rare name says more than on a common one.
//! Only pairs that share something telling are compared at all; several kinds of "something" make
//! sure that no single slip hides a pair. Nothing here ever sees the truth.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::birth_dates::{self, one_slip_apart};
use super::by_number::ByNumber;
use super::lookalikes::likeness;
use super::names::{self, Name};
use super::sounds;

/// A record as one list has it. Empty text: not known.
#[derive(Clone, Default)]
pub struct Record {
    /// Given name.
    pub given: String,
    /// Family name.
    pub family: String,
    /// Birth date; see [`Birth`].
    pub born: Option<Birth>,
    /// Phone, as written.
    pub phone: String,
    /// House number and street, in either order.
    pub street: String,
    /// Second line of the address.
    pub street_more: String,
    /// Town.
    pub town: String,
    /// State or region.
    pub region: String,
    /// Postal code.
    pub postcode: String,
}

/// A birth date by its eight digits, year first. It need not exist: a slip can make a 31 June.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Birth([u8; 8]);

impl From<NaiveDate> for Birth {
    fn from(date: NaiveDate) -> Self {
        Birth(birth_dates::digits(date))
    }
}

impl Birth {
    /// Eight digits, year first, whether the day exists or not.
    pub fn from_digits(text: &str) -> Option<Self> {
        let digits: [u8; 8] = text.trim().as_bytes().try_into().ok()?;
        digits.iter().all(u8::is_ascii_digit).then_some(Birth(digits))
    }

    /// A birth date as a list writes it, in the order of that list.
    pub fn read(text: &str, order: birth_dates::DateOrder) -> Option<Self> {
        birth_dates::digits_in(text, order).map(Birth)
    }

    /// The eight digits as text.
    pub fn text(&self) -> String {
        self.0.iter().map(|d| char::from(*d)).collect()
    }

    fn year(&self) -> &[u8] {
        &self.0[..4]
    }

    fn month(&self) -> &[u8] {
        &self.0[4..6]
    }

    fn day(&self) -> &[u8] {
        &self.0[6..]
    }
}

/// The fields that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "ComparedField"))]
pub enum Field {
    /// Given name.
    Given,
    /// Family name.
    Family,
    /// Whether given and family name stand in each other's place.
    NameOrder,
    /// Birth date.
    Born,
    /// Phone.
    Phone,
    /// Street without the number.
    Street,
    /// House number.
    HouseNumber,
    /// Second line of the address.
    StreetMore,
    /// Town.
    Town,
    /// State or region.
    Region,
    /// Postal code.
    Postcode,
}

const FIELDS: [Field; 11] = [
    Field::Given,
    Field::Family,
    Field::NameOrder,
    Field::Born,
    Field::Phone,
    Field::Street,
    Field::HouseNumber,
    Field::StreetMore,
    Field::Town,
    Field::Region,
    Field::Postcode,
];
const COUNT: usize = FIELDS.len();
/// Places in [`FIELDS`] of those whose common values say less.
const GIVEN: usize = 0;
const FAMILY: usize = 1;
const BORN: usize = 3;
const STREET: usize = 5;
const TOWN: usize = 8;
const POSTCODE: usize = 10;

/// How far a field agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Agreement {
    /// One of the two does not have it.
    Missing,
    /// The same.
    Same,
    /// One slip of the hand apart.
    Slip,
    /// Two slips apart, or a nickname, or sounds alike; of a birth date: two of year, month and day.
    Near,
    /// Something in common.
    Weak,
    /// Nothing in common.
    Different,
}

const DEGREES: usize = 6;

/// One field's part in the verdict, for showing why.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evidence {
    /// Which field.
    pub field: Field,
    /// How far it agrees.
    pub agreement: Agreement,
    /// What it says, in bits: 1 makes "one person" twice as likely, −1 half as likely.
    pub bits: f32,
}

/// A pair that may be one person.
///
/// Twins and people of one household agree in almost everything: show [`Candidate::evidence`], and let
/// a person decide.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Candidate {
    /// Place in the first list.
    pub left: usize,
    /// Place in the second list.
    pub right: usize,
    /// How likely they are one person, 0 to 1.
    pub probability: f32,
    /// What each field says, for and against; fields that one of the two lacks are left out.
    pub evidence: Vec<Evidence>,
}

/// A field's value with the number that equal values share.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Value(u32);

impl Value {
    const MISSING: Value = Value(u32::MAX);

    fn is_missing(self) -> bool {
        self == Value::MISSING
    }
}

/// A record with its values numbered.
#[derive(Clone)]
struct Keyed {
    given: Value,
    family: Value,
    born: Option<Birth>,
    phone: Value,
    street: Value,
    number: Value,
    more: Value,
    town: Value,
    region: Value,
    postcode: Value,
}

/// Different values of one kind, each with its number.
struct Values<T> {
    number_of: HashMap<String, u32>,
    values: Vec<T>,
}

impl<T> Values<T> {
    fn new() -> Self {
        Values { number_of: HashMap::new(), values: Vec::new() }
    }

    fn put(&mut self, text: String, make: impl FnOnce(&str) -> T) -> Value {
        if text.is_empty() {
            return Value::MISSING;
        }
        let number = match self.number_of.get(&text) {
            Some(number) => *number,
            None => {
                let number = self.values.len() as u32;
                self.values.push(make(&text));
                self.number_of.insert(text, number);
                number
            }
        };
        Value(number)
    }

    fn get(&self, value: Value) -> &T {
        &self.values[value.0 as usize]
    }
}

/// All records of one comparing, with their values numbered.
struct Pool {
    records: Vec<Keyed>,
    /// Given and family names together, so that swapped ones meet.
    names: Values<NameValue>,
    given_counts: Vec<u32>,
    family_counts: Vec<u32>,
    texts: Values<Text>,
    street_counts: HashMap<u32, u32>,
    town_counts: HashMap<u32, u32>,
    postcode_counts: HashMap<u32, u32>,
    born_counts: HashMap<Birth, u32>,
    /// Shares are taken of so many at least: two of three people of one name are no sign that it is common.
    least: usize,
}

struct Text {
    letters: Box<[u8]>,
    mask: u32,
}

impl Text {
    fn new(text: &str) -> Self {
        let letters: Box<[u8]> = text.bytes().take(MOST_LETTERS).collect();
        let mask = letters.iter().fold(0, |mask, l| mask | 1 << (l & 31));
        Text { letters, mask }
    }
}

struct NameValue {
    given: Name,
    family: Name,
}

fn squeezed(text: &str) -> String {
    names::fold(text).replace(' ', "")
}

impl Pool {
    fn new() -> Self {
        Pool {
            records: Vec::new(),
            names: Values::new(),
            given_counts: Vec::new(),
            family_counts: Vec::new(),
            texts: Values::new(),
            street_counts: HashMap::new(),
            town_counts: HashMap::new(),
            postcode_counts: HashMap::new(),
            born_counts: HashMap::new(),
            least: 1,
        }
    }

    /// Of how many people a share is taken.
    fn people(&self) -> usize {
        self.records.len().max(self.least)
    }

    fn add(&mut self, record: &Record) {
        let mut name = |text: &str, counts: &mut Vec<u32>| {
            let value = self.names.put(names::fold(text), |text| NameValue { given: Name::given(text), family: Name::family(text) });
            if let Some(number) = (!value.is_missing()).then_some(value.0 as usize) {
                if counts.len() <= number {
                    counts.resize(number + 1, 0);
                }
                counts[number] += 1;
            }
            value
        };
        let given = name(&record.given, &mut self.given_counts);
        let family = name(&record.family, &mut self.family_counts);
        let (number, street) = house_and_street(&record.street);
        let mut text = |text: String| self.texts.put(text, Text::new);
        let keyed = Keyed {
            given,
            family,
            born: record.born,
            phone: text(last_digits(&record.phone)),
            street: text(street),
            number: text(number),
            more: text(squeezed(&record.street_more)),
            town: text(squeezed(&record.town)),
            region: text(squeezed(&record.region)),
            postcode: text(squeezed(&record.postcode)),
        };
        let count = |counts: &mut HashMap<u32, u32>, value: Value| {
            if !value.is_missing() {
                *counts.entry(value.0).or_default() += 1;
            }
        };
        count(&mut self.street_counts, keyed.street);
        count(&mut self.town_counts, keyed.town);
        count(&mut self.postcode_counts, keyed.postcode);
        if let Some(born) = keyed.born {
            *self.born_counts.entry(born).or_default() += 1;
        }
        self.records.push(keyed);
    }
}

impl Pool {
    /// Takes the counts of a record back, which was only asked about.
    fn forget(&mut self, record: &Keyed) {
        let less = |counts: &mut Vec<u32>, value: Value| {
            if let Some(count) = counts.get_mut(value.0 as usize) {
                *count = count.saturating_sub(1);
            }
        };
        less(&mut self.given_counts, record.given);
        less(&mut self.family_counts, record.family);
        for (counts, value) in
            [(&mut self.street_counts, record.street), (&mut self.town_counts, record.town), (&mut self.postcode_counts, record.postcode)]
        {
            if let Some(count) = counts.get_mut(&value.0) {
                *count = count.saturating_sub(1);
            }
        }
        if let Some(count) = record.born.and_then(|b| self.born_counts.get_mut(&b)) {
            *count = count.saturating_sub(1);
        }
    }
}

/// Letters of one address line that are compared.
const MOST_LETTERS: usize = 60;

/// "12 Elm Street" and "Elm Street 12" are the number 12 in elmstreet.
fn house_and_street(line: &str) -> (String, String) {
    let folded = names::fold(line);
    let words: Vec<&str> = folded.split(' ').collect();
    let is_number = |w: &str| w.starts_with(|c: char| c.is_ascii_digit());
    match words[..] {
        [first, ref rest @ ..] if is_number(first) => (first.to_string(), rest.concat()),
        [ref rest @ .., last] if is_number(last) => (last.to_string(), rest.concat()),
        _ => (String::new(), words.concat()),
    }
}

fn last_digits(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    // Area and country codes are written or left out; seven digits tell phones of one town apart.
    digits[digits.len().saturating_sub(7)..].to_string()
}

type Remembered = ByNumber<u64, u8>;

fn pair_key(a: u32, b: u32) -> u64 {
    u64::from(a.min(b)) << 32 | u64::from(a.max(b))
}

type Pattern = [u8; COUNT];

/// What comparing two records gave: the degree of each field, and for agreeing ones how common the value is.
#[derive(Clone)]
struct Comparison {
    pattern: Pattern,
    /// Share of records with this value, where that says more than the average; else 0.
    shares: [f32; COUNT],
}

/// Remembers how far two names or texts agree: lists hold the same ones again and again.
struct Comparer<'a> {
    pool: &'a Pool,
    names: Remembered,
    texts: Remembered,
}

impl<'a> Comparer<'a> {
    fn new(pool: &'a Pool) -> Self {
        Comparer { pool, names: Remembered::default(), texts: Remembered::default() }
    }

    fn name(&mut self, a: Value, b: Value, given: bool) -> Agreement {
        if a.is_missing() || b.is_missing() {
            return Agreement::Missing;
        }
        if a == b {
            return Agreement::Same;
        }
        let (x, y) = (self.pool.names.get(a), self.pool.names.get(b));
        let (x, y) = if given { (&x.given, &y.given) } else { (&x.family, &y.family) };
        if surely_different(x, y) {
            return Agreement::Different;
        }
        // Given names and family names are compared in different ways: a bit keeps them apart.
        let key = pair_key(a.0, b.0) << 1 | u64::from(given);
        if let Some(known) = self.names.get(&key) {
            return degree(*known);
        }
        let agreement = names_agree(x, y);
        self.names.insert(key, agreement as u8);
        agreement
    }

    fn text(&mut self, a: Value, b: Value) -> Agreement {
        if a.is_missing() || b.is_missing() {
            return Agreement::Missing;
        }
        if a == b {
            return Agreement::Same;
        }
        let (x, y) = (self.pool.texts.get(a), self.pool.texts.get(b));
        if too_few_shared((&x.letters, x.mask), (&y.letters, y.mask)) {
            return Agreement::Different;
        }
        let key = pair_key(a.0, b.0);
        if let Some(known) = self.texts.get(&key) {
            return degree(*known);
        }
        let agreement = letters_agree(&x.letters, &y.letters);
        self.texts.insert(key, agreement as u8);
        agreement
    }

    fn compare(&mut self, a: &Keyed, b: &Keyed) -> Comparison {
        let pool = self.pool;
        let mut shares = [0.0; COUNT];
        let straight = (self.name(a.given, b.given, true), self.name(a.family, b.family, false));
        let mut names = straight;
        let mut swapped = false;
        let worth = |(x, y): (Agreement, Agreement)| WORTH[x as usize] + WORTH[y as usize];
        if worth(straight) < 2 * WORTH[Agreement::Slip as usize] {
            let crossed = (self.name(a.given, b.family, true), self.name(a.family, b.given, false));
            let telling = |x: Agreement| matches!(x, Agreement::Same | Agreement::Slip | Agreement::Near);
            if worth(crossed) > worth(straight) && (telling(crossed.0) || telling(crossed.1)) {
                names = crossed;
                swapped = true;
            }
        }
        let name_share = |counts: &Vec<u32>, x: Value, y: Value| {
            let of = |v: Value| if v.is_missing() { 0 } else { counts.get(v.0 as usize).copied().unwrap_or(0) };
            of(x).max(of(y)).saturating_sub(1).max(1) as f32 / pool.people() as f32
        };
        let agrees = |x: Agreement| matches!(x, Agreement::Same | Agreement::Slip);
        let (mate_given, mate_family) = if swapped { (b.family, b.given) } else { (b.given, b.family) };
        if agrees(names.0) {
            shares[GIVEN] = name_share(&pool.given_counts, a.given, mate_given);
            if swapped {
                shares[GIVEN] = shares[GIVEN].max(name_share(&pool.family_counts, a.given, mate_given));
            }
        }
        if agrees(names.1) {
            shares[FAMILY] = name_share(&pool.family_counts, a.family, mate_family);
            if swapped {
                shares[FAMILY] = shares[FAMILY].max(name_share(&pool.given_counts, a.family, mate_family));
            }
        }
        let order = match (swapped, names) {
            (true, _) => Agreement::Different,
            (false, (Agreement::Missing | Agreement::Different, Agreement::Missing | Agreement::Different)) => Agreement::Missing,
            (false, _) => Agreement::Same,
        };
        let born = births_agree(a.born, b.born);
        if born == Agreement::Same {
            let count = a.born.and_then(|b| pool.born_counts.get(&b)).copied().unwrap_or(1);
            shares[BORN] = count.saturating_sub(1).max(1) as f32 / pool.people() as f32;
        }
        // The second line of an address may stand in the first, or the other way round.
        let mut street = self.text(a.street, b.street);
        let mut more = self.text(a.more, b.more);
        if !(matches!(street, Agreement::Same | Agreement::Slip) || a.more.is_missing() && b.more.is_missing()) {
            let crossed = (self.text(a.street, b.more), self.text(a.more, b.street));
            if worth((crossed.0, crossed.1)) > worth((street, more)) {
                (street, more) = crossed;
            }
        }
        let text_share = |counts: &HashMap<u32, u32>, x: Value, y: Value| {
            let of = |v: Value| counts.get(&v.0).copied().unwrap_or(0);
            of(x).max(of(y)).saturating_sub(1).max(1) as f32 / pool.people() as f32
        };
        if agrees(street) {
            shares[STREET] = text_share(&pool.street_counts, a.street, b.street);
        }
        let town = self.text(a.town, b.town);
        if agrees(town) {
            shares[TOWN] = text_share(&pool.town_counts, a.town, b.town);
        }
        let postcode = self.text(a.postcode, b.postcode);
        if postcode == Agreement::Same {
            shares[POSTCODE] = text_share(&pool.postcode_counts, a.postcode, b.postcode);
        }
        let pattern = [
            names.0 as u8,
            names.1 as u8,
            order as u8,
            born as u8,
            self.text(a.phone, b.phone) as u8,
            street as u8,
            self.text(a.number, b.number) as u8,
            more as u8,
            town as u8,
            self.text(a.region, b.region) as u8,
            postcode as u8,
        ];
        Comparison { pattern, shares }
    }
}

/// By degree: how good an agreement is, for choosing between two ways of laying records side by side.
const WORTH: [i32; DEGREES] = [1, 6, 5, 3, 2, 0];

fn degree(number: u8) -> Agreement {
    match number {
        0 => Agreement::Missing,
        1 => Agreement::Same,
        2 => Agreement::Slip,
        3 => Agreement::Near,
        4 => Agreement::Weak,
        _ => Agreement::Different,
    }
}

/// A look at which letters occur at all: too few in common for any agreement in spelling.
fn too_few_shared(a: (&[u8], u32), b: (&[u8], u32)) -> bool {
    let (la, lb) = (a.0.len() as u32, b.0.len() as u32);
    let shared = la.saturating_sub((a.1 & !b.1).count_ones()).min(lb.saturating_sub((b.1 & !a.1).count_ones())) as f32;
    // Jaro-Winkler with a full start of four letters cannot reach WEAK below this.
    la.min(lb) >= 3 && shared / la as f32 + shared / lb as f32 + 1.0 < 3.0 * LEAST_JARO
}

/// Jaro-Winkler that counts as weakly alike.
const WEAK: f32 = 0.8;
/// The least Jaro similarity that a common start of four letters lifts to [`WEAK`].
const LEAST_JARO: f32 = (WEAK - 0.4) / 0.6;

fn surely_different(a: &Name, b: &Name) -> bool {
    let ([x], [y]) = (&a.forms[..], &b.forms[..]) else { return false };
    x.mask & y.mask == 0 && x.letters.len() > 2 && y.letters.len() > 2 && !a.is_nickname_of(b)
}

fn names_agree(a: &Name, b: &Name) -> Agreement {
    let mut best = Agreement::Different;
    for x in &a.forms {
        for y in &b.forms {
            let here = if x.letters == y.letters {
                if x.is_part || y.is_part { Agreement::Near } else { Agreement::Same }
            } else {
                let letters = letters_agree(&x.letters, &y.letters);
                if letters > Agreement::Near && sounds::distance_within(&x.sounds, &y.sounds, 0.1) <= 0.1 {
                    Agreement::Near
                } else {
                    letters
                }
            };
            best = best.min(here);
        }
    }
    if best > Agreement::Near && a.is_nickname_of(b) { Agreement::Near } else { best }
}

fn letters_agree(a: &[u8], b: &[u8]) -> Agreement {
    let short = a.len().min(b.len());
    if one_slip_apart(a, b) {
        return if short >= 3 { Agreement::Slip } else { Agreement::Near };
    }
    let likeness = likeness(a, b);
    if likeness >= 0.9 && short >= 4 {
        Agreement::Near
    } else if likeness >= WEAK {
        Agreement::Weak
    } else {
        Agreement::Different
    }
}

fn births_agree(a: Option<Birth>, b: Option<Birth>) -> Agreement {
    let (Some(a), Some(b)) = (a, b) else { return Agreement::Missing };
    if a == b {
        return Agreement::Same;
    }
    let parts = usize::from(a.year() == b.year()) + usize::from(a.month() == b.month()) + usize::from(a.day() == b.day());
    if one_slip_apart(&a.0, &b.0) || (a.year() == b.year() && a.month() == b.day() && a.day() == b.month()) {
        Agreement::Slip
    } else if parts == 2 {
        Agreement::Near
    } else if a.year() == b.year() || (a.month(), a.day()) == (b.month(), b.day()) {
        Agreement::Weak
    } else {
        Agreement::Different
    }
}

/// How often each degree is met among records of one person and among strangers, and how often a pair is one person.
#[derive(Clone)]
pub struct Model {
    m: [[f32; DEGREES]; COUNT],
    u: [[f32; DEGREES]; COUNT],
    /// Chance that a pair taken blindly is one person.
    prior: f32,
}

/// What is believed of one person's records before any is seen, by field and degree (missing not
/// counted): most fields agree, a few have a slip. Learning starts here, and stays here where a list is
/// too short to teach.
const BELIEVED: [f32; DEGREES] = [0.0, 0.86, 0.06, 0.03, 0.02, 0.03];
/// Records of one person that the beliefs weigh as much as.
const BELIEF_WEIGHT: f32 = 10.0;

impl Model {
    fn start(comparer: &mut Comparer<'_>, pairs: impl Iterator<Item = (usize, usize)>, prior: f32) -> Self {
        let pool = comparer.pool;
        let mut counts = [[0.0f32; DEGREES]; COUNT];
        for (a, b) in pairs {
            let seen = comparer.compare(&pool.records[a], &pool.records[b]);
            for (field, degree) in seen.pattern.iter().enumerate() {
                counts[field][usize::from(*degree)] += 1.0;
            }
        }
        let mut u = [[0.0; DEGREES]; COUNT];
        for field in 0..COUNT {
            let known: f32 = counts[field][1..].iter().sum();
            for degree in 1..DEGREES {
                // Rarest things are still met once in a while: a little is added to each.
                u[field][degree] = (counts[field][degree] + 0.5) / (known + 3.0);
            }
        }
        Model { m: std::array::from_fn(believed), u, prior }
    }

    /// A clinic of three teaches nothing about strangers, and one where all live in one town nothing about towns: what
    /// is met elsewhere counts for some pairs, beside the `pairs` that were seen here.
    fn lean_on_beliefs(&mut self, pairs: f32) {
        for (field, u) in self.u.iter_mut().enumerate() {
            for (u, believed) in u.iter_mut().zip(STRANGERS[field]).skip(1) {
                *u = (*u * pairs + believed * STRANGERS_WEIGHT) / (pairs + STRANGERS_WEIGHT);
            }
        }
    }

    /// What one field of a comparison says: natural logarithm of m / u.
    fn weight(&self, field: usize, degree: u8, share: f32) -> f32 {
        if degree == 0 {
            return 0.0;
        }
        (self.m[field][usize::from(degree)].max(LEAST_M) / self.u(field, degree, share)).ln()
    }

    fn log_odds(&self, seen: &Comparison) -> f32 {
        let evidence: f32 = (0..COUNT).map(|f| self.weight(f, seen.pattern[f], seen.shares[f])).sum();
        evidence + (self.prior / (1.0 - self.prior)).ln()
    }

    /// Expectation maximization over the candidate pairs, with u held fast.
    fn learn(&mut self, seen: &[Comparison], all_pairs: f32) {
        // What strangers make of a pair never changes; only pairs that could still be one person teach.
        let mut teaching: Vec<(Pattern, f32)> = seen.iter().map(|one| (one.pattern, self.log_u(one))).collect();
        for round in 0..ROUNDS {
            let logs = self.m.map(|field| field.map(|m| m.max(LEAST_M).ln()));
            let prior = (self.prior / (1.0 - self.prior)).ln();
            let mut counts = [[0.0f32; DEGREES]; COUNT];
            let mut matches = 0.0;
            let mut hopeless = Vec::new();
            for (at, (pattern, log_u)) in teaching.iter().enumerate() {
                let log_m: f32 = pattern.iter().enumerate().filter(|(_, d)| **d > 0).map(|(f, d)| logs[f][usize::from(*d)]).sum();
                let p = probability(prior + log_m - log_u);
                if p < 1e-4 {
                    hopeless.push(at);
                    continue;
                }
                matches += p;
                for (field, degree) in pattern.iter().enumerate() {
                    counts[field][usize::from(*degree)] += p;
                }
            }
            let before = self.prior;
            self.prior = ((matches + 0.5) / all_pairs).clamp(1e-9, 0.5);
            for (field, counts) in counts.iter().enumerate() {
                let known: f32 = counts[1..].iter().sum();
                let believed = believed(field);
                for degree in 1..DEGREES {
                    self.m[field][degree] = (counts[degree] + BELIEF_WEIGHT * believed[degree]) / (known + BELIEF_WEIGHT);
                }
            }
            if (self.prior - before).abs() < before * 1e-4 {
                break;
            }
            if round == 2 {
                for at in hopeless.into_iter().rev() {
                    teaching.swap_remove(at);
                }
            }
        }
    }

    fn candidate(&self, left: usize, right: usize, seen: &Comparison, least: f32) -> Option<Candidate> {
        let probability = probability(self.log_odds(seen));
        if probability < least {
            return None;
        }
        let says = |f: usize| Evidence {
            field: FIELDS[f],
            agreement: degree(seen.pattern[f]),
            bits: self.weight(f, seen.pattern[f], seen.shares[f]) / std::f32::consts::LN_2,
        };
        let evidence = (0..COUNT).filter(|f| seen.pattern[*f] > 0).map(says).collect();
        Some(Candidate { left, right, probability, evidence })
    }

    /// Natural logarithm of how often strangers agree like this.
    fn log_u(&self, seen: &Comparison) -> f32 {
        (0..COUNT).filter(|f| seen.pattern[*f] > 0).map(|f| self.u(f, seen.pattern[f], seen.shares[f]).ln()).sum()
    }

    fn u(&self, field: usize, degree: u8, share: f32) -> f32 {
        let u = self.u[field][usize::from(degree)].max(LEAST_U);
        if share <= 0.0 {
            u
        } else if degree == Agreement::Same as u8 {
            share
        } else {
            u.max(share)
        }
    }
}

/// Nothing is so rare that seeing it once should decide by itself.
const LEAST_M: f32 = 1e-5;
const LEAST_U: f32 = 1e-7;

fn believed(field: usize) -> [f32; DEGREES] {
    if FIELDS[field] == Field::NameOrder { [0.0, 0.95, 0.0, 0.0, 0.0, 0.05] } else { BELIEVED }
}

/// Rounds of learning; a dozen settle it on real lists.
const ROUNDS: usize = 25;

fn probability(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// Pairs of strangers looked at to learn how often fields agree by chance: at most this many,
const RANDOM_PAIRS: usize = 100_000;
/// and for a short list so many for each record.
const RANDOM_PAIRS_EACH: usize = 20;

/// All pairs of two lists that may be one person, most likely first; those below `least` are left out.
pub fn link(left: &[Record], right: &[Record], least: f32) -> Vec<Candidate> {
    let mut pool = Pool::new();
    left.iter().chain(right).for_each(|r| pool.add(r));
    judge(&pool, Some(left.len()), least)
}

/// All pairs within one list that may be one person, most likely first; those below `least` are left out.
pub fn duplicates(list: &[Record], least: f32) -> Vec<Candidate> {
    let mut pool = Pool::new();
    list.iter().for_each(|r| pool.add(r));
    judge(&pool, None, least)
}

fn judge(pool: &Pool, split: Option<usize>, least: f32) -> Vec<Candidate> {
    let count = pool.records.len();
    let mut comparer = Comparer::new(pool);
    let (all_pairs, offset) = match split {
        Some(at) => (at as f32 * (count - at) as f32, at),
        None => (count as f32 * (count as f32 - 1.0) / 2.0, 0),
    };
    if all_pairs < 1.0 {
        return Vec::new();
    }
    let pairs = blocks(pool, split);
    let mut model = Model::start(&mut comparer, random_pairs(count, split), (0.3 * count as f32 / all_pairs).min(0.1));
    let seen: Vec<Comparison> =
        pairs.iter().map(|(a, b)| comparer.compare(&pool.records[*a as usize], &pool.records[*b as usize])).collect();
    model.learn(&seen, all_pairs);
    let candidates = pairs.iter().zip(&seen).filter_map(|((a, b), seen)| model.candidate(*a as usize, *b as usize - offset, seen, least));
    sorted(candidates.collect())
}

fn sorted(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.sort_by(|a, b| b.probability.total_cmp(&a.probability).then((a.left, a.right).cmp(&(b.left, b.right))));
    candidates
}

/// A list ready to be asked about one record at a time, such as a patient being added at the counter.
pub struct Known {
    pool: Pool,
    model: Model,
    /// Who shares which telling key.
    keys: HashMap<u64, Vec<u32>>,
    count: usize,
}

impl Known {
    /// Takes a list in. What strangers agree on is learnt from it.
    pub fn new<'a>(list: impl IntoIterator<Item = &'a Record>) -> Self {
        let mut pool = Pool { least: LEAST_PEOPLE, ..Pool::new() };
        list.into_iter().for_each(|r| pool.add(r));
        let count = pool.records.len();
        let prior = NEW_ALREADY_HERE / count.max(LEAST_PEOPLE) as f32;
        let mut model = Model::start(&mut Comparer::new(&pool), random_pairs(count, None), prior);
        model.lean_on_beliefs(RANDOM_PAIRS.min(count * RANDOM_PAIRS_EACH) as f32);
        let mut keys: HashMap<u64, Vec<u32>> = HashMap::new();
        for (at, record) in pool.records.iter().enumerate() {
            for key in keys_of(&pool, record) {
                let block = keys.entry(key).or_default();
                if block.last() != Some(&(at as u32)) {
                    block.push(at as u32);
                }
            }
        }
        Known { pool, model, keys, count }
    }

    /// Who in the list may be this person, most likely first; those below `least` are left out.
    /// [`Candidate::left`] is the place in the list, [`Candidate::right`] is 0.
    pub fn candidates(&mut self, record: &Record, least: f32) -> Vec<Candidate> {
        self.pool.add(record);
        let Some(asked) = self.pool.records.pop() else { return Vec::new() };
        let mut near: Vec<u32> = Vec::new();
        for key in keys_of(&self.pool, &asked) {
            // One record is compared with far more than a whole list could be.
            near.extend(self.keys.get(&key).into_iter().flatten().take(LARGEST_BLOCK));
        }
        near.sort_unstable();
        near.dedup();
        let found = {
            let mut comparer = Comparer::new(&self.pool);
            let judged = near.iter().filter_map(|at| {
                let seen = comparer.compare(self.pool.records.get(*at as usize)?, &asked);
                self.model.candidate(*at as usize, 0, &seen, least)
            });
            sorted(judged.collect())
        };
        self.pool.forget(&asked);
        debug_assert_eq!(self.pool.records.len(), self.count);
        found
    }
}

impl Known {
    /// Somebody new (`at` is the length of the list), or somebody whose record is another now.
    pub fn put(&mut self, at: usize, record: &Record) {
        self.pool.add(record);
        let Some(keyed) = self.pool.records.pop() else { return };
        // Keys of what the record was before stay: they only bring it up to be compared.
        for key in keys_of(&self.pool, &keyed) {
            let block = self.keys.entry(key).or_default();
            if !block.contains(&(at as u32)) {
                block.push(at as u32);
            }
        }
        match self.pool.records.get_mut(at) {
            Some(place) => {
                let before = std::mem::replace(place, keyed);
                self.pool.forget(&before);
            }
            None => self.pool.records.push(keyed),
        }
        self.count = self.pool.records.len();
    }

    /// How many are in the list.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Nobody is in the list.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Two records side by side, by what this list teaches; leaves no trace in it.
    pub fn compare(&mut self, one: &Record, other: &Record) -> Option<Candidate> {
        self.pool.add(one);
        self.pool.add(other);
        let (other, one) = (self.pool.records.pop()?, self.pool.records.pop()?);
        let seen = Comparer::new(&self.pool).compare(&one, &other);
        let candidate = self.model.candidate(0, 0, &seen, 0.0);
        self.pool.forget(&one);
        self.pool.forget(&other);
        candidate
    }
}

/// How far two given names agree, whatever the list.
#[must_use]
pub fn given_names_agree(one: &str, other: &str) -> Agreement {
    let (one, other) = (Name::given(one), Name::given(other));
    if one.is_empty() || other.is_empty() { Agreement::Missing } else { names_agree(&one, &other) }
}

/// How far two family names agree, whatever the list.
#[must_use]
pub fn family_names_agree(one: &str, other: &str) -> Agreement {
    let (one, other) = (Name::family(one), Name::family(other));
    if one.is_empty() || other.is_empty() { Agreement::Missing } else { names_agree(&one, &other) }
}

/// In a smaller list no name counts as common.
const LEAST_PEOPLE: usize = 500;
/// How often two strangers agree in each degree (missing not counted), in the order of [`FIELDS`]: round figures for a
/// town's clinic, for as long as its own list is short.
const STRANGERS: [[f32; DEGREES]; COUNT] = [
    [0.0, 0.005, 0.005, 0.02, 0.03, 0.94],
    [0.0, 0.002, 0.003, 0.015, 0.03, 0.95],
    [0.0, 0.995, 0.0, 0.0, 0.0, 0.005],
    [0.0, 0.0001, 0.001, 0.005, 0.02, 0.9739],
    [0.0, 0.0005, 0.0005, 0.01, 0.05, 0.939],
    [0.0, 0.01, 0.005, 0.015, 0.07, 0.9],
    [0.0, 0.02, 0.05, 0.08, 0.05, 0.8],
    [0.0, 0.01, 0.01, 0.03, 0.05, 0.9],
    [0.0, 0.3, 0.01, 0.01, 0.05, 0.63],
    [0.0, 0.6, 0.01, 0.04, 0.05, 0.3],
    [0.0, 0.15, 0.1, 0.15, 0.2, 0.4],
];
/// Pairs of strangers that these figures weigh as much as.
const STRANGERS_WEIGHT: f32 = 400.0;

/// How many of those being added turn out to be here already, before anything is known of them.
const NEW_ALREADY_HERE: f32 = 0.2;

/// Pairs drawn the same way each time, so that the same lists give the same answer.
fn random_pairs(count: usize, split: Option<usize>) -> impl Iterator<Item = (usize, usize)> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as usize) % below.max(1)
    };
    (0..RANDOM_PAIRS.min(count * RANDOM_PAIRS_EACH)).filter_map(move |_| match split {
        Some(at) => (at > 0 && at < count).then(|| (next(at), at + next(count - at))),
        None => {
            let (a, b) = (next(count), next(count));
            (a != b).then_some((a, b))
        }
    })
}

/// Pairs in one block at most; a key that more share is too common to be worth it.
const LARGEST_BLOCK: usize = 3_000;

/// Pairs that share something telling, each once, the smaller number first.
fn blocks(pool: &Pool, split: Option<usize>) -> Vec<(u32, u32)> {
    let mut keys: Vec<(u64, u32)> = Vec::new();
    for (at, record) in pool.records.iter().enumerate() {
        for key in keys_of(pool, record) {
            keys.push((key, at as u32));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    let mut start = 0;
    while start < keys.len() {
        let end = start + keys[start..].iter().take_while(|k| k.0 == keys[start].0).count();
        let block = &keys[start..end];
        match split {
            Some(at) => {
                let middle = block.partition_point(|(_, r)| (*r as usize) < at);
                let (lefts, rights) = block.split_at(middle);
                if lefts.len() * rights.len() <= LARGEST_BLOCK {
                    for (_, l) in lefts {
                        pairs.extend(rights.iter().map(|(_, r)| (*l, *r)));
                    }
                }
            }
            None => {
                if block.len() * block.len() <= LARGEST_BLOCK * 2 {
                    for (i, (_, l)) in block.iter().enumerate() {
                        pairs.extend(block[i + 1..].iter().map(|(_, r)| (*l, *r)));
                    }
                }
            }
        }
        start = end;
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Everything telling about a record; two that share one of these are compared.
fn keys_of(pool: &Pool, record: &Keyed) -> Vec<u64> {
    let mut keys = Vec::with_capacity(40);
    let mut put = |kind: u8, what: &dyn Fn(&mut DefaultHasher)| {
        let mut hasher = DefaultHasher::new();
        kind.hash(&mut hasher);
        what(&mut hasher);
        keys.push(hasher.finish());
    };
    let plain = |v: Value| (!v.is_missing()).then(|| &pool.names.get(v).family);
    let names = [plain(record.given), plain(record.family)];
    if let Some(born) = record.born {
        put(1, &|h| born.hash(h));
        // One digit wrong, or two exchanged: the same seven digits are left when one is taken out.
        for out in 0..8 {
            let left: Vec<u8> = born.0.iter().enumerate().filter(|(i, _)| *i != out).map(|(_, d)| *d).collect();
            put(2, &|h| left.hash(h));
        }
        let (first, second) = (born.month().min(born.day()), born.month().max(born.day()));
        put(3, &|h| (born.year(), first, second).hash(h));
        for name in names.into_iter().flatten() {
            // A name and part of the birth date, whichever name it is.
            put(4, &|h| (&name.plain, born.year()).hash(h));
            put(5, &|h| (&name.plain, born.month(), born.day()).hash(h));
            if let Some(form) = name.forms.first() {
                put(6, &|h| (form.sounds, born.year(), born.month()).hash(h));
                put(7, &|h| (form.letters.first(), born.year(), born.month()).hash(h));
            }
        }
    }
    let mut sounds: Vec<_> = names.into_iter().flatten().filter_map(|n| n.forms.first()).map(|f| f.sounds).collect();
    sounds.sort_unstable_by_key(|s| s.row().to_vec());
    let mut starts: Vec<Vec<u8>> =
        names.into_iter().flatten().filter_map(|n| n.forms.first()).map(|f| f.letters.iter().take(3).copied().collect()).collect();
    starts.sort_unstable();
    if sounds.len() == 2 {
        put(8, &|h| sounds.hash(h));
        put(9, &|h| starts.hash(h));
    }
    if let [Some(given), Some(family)] = names {
        for (whole, other) in [(given, family), (family, given)] {
            let initial = other.forms.first().and_then(|f| f.letters.first());
            put(10, &|h| (&whole.plain, initial).hash(h));
        }
    }
    for name in names.into_iter().flatten() {
        put(11, &|h| name.plain.hash(h));
        if !record.postcode.is_missing() {
            put(12, &|h| (&name.plain, record.postcode.0).hash(h));
        }
        if !record.town.is_missing() {
            put(13, &|h| (&name.plain, record.town.0).hash(h));
        }
        if !record.street.is_missing() {
            put(14, &|h| (&name.plain, record.street.0).hash(h));
        }
    }
    if !record.phone.is_missing() {
        put(15, &|h| record.phone.0.hash(h));
    }
    if !record.street.is_missing() {
        for (kind, other) in [(16, record.number), (17, record.town), (18, record.postcode)] {
            if !other.is_missing() {
                put(kind, &|h| (record.street.0, other.0).hash(h));
            }
        }
    }
    if !record.number.is_missing() {
        for (kind, other) in [(19, record.postcode), (20, record.town), (21, record.more)] {
            if !other.is_missing() {
                put(kind, &|h| (record.number.0, other.0).hash(h));
            }
        }
    }
    if !record.postcode.is_missing() && !record.town.is_missing() {
        put(22, &|h| (record.postcode.0, record.town.0).hash(h));
    }
    if !record.more.is_missing() {
        put(23, &|h| (record.more.0, record.postcode.0).hash(h));
        put(24, &|h| (record.more.0, record.town.0).hash(h));
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(given: &str, family: &str, born: &str, address: &str) -> Record {
        let mut parts = address.split('|');
        let mut part = || parts.next().unwrap_or("").to_string();
        Record {
            given: given.into(),
            family: family.into(),
            born: Birth::from_digits(born),
            street: part(),
            town: part(),
            postcode: part(),
            ..Record::default()
        }
    }

    const GIVEN_NAMES: [&str; 12] =
        ["Anna", "Bruno", "Carla", "David", "Elena", "Felix", "Greta", "Hugo", "Irene", "Jonas", "Karin", "Lukas"];
    const FAMILY_NAMES: [&str; 14] = [
        "Abbott", "Barlow", "Carver", "Draper", "Ellison", "Fowler", "Gardner", "Hooper", "Ingram", "Jarvis", "Keller", "Lambert",
        "Mercer", "Nash",
    ];

    /// A clinic of people who have nothing to do with each other.
    fn clinic(count: usize) -> Vec<Record> {
        (0..count)
            .map(|i| {
                let born = format!("{}{:02}{:02}", 1930 + (i * 37) % 80, 1 + (i * 7) % 12, 1 + (i * 11) % 28);
                let address = format!("{} Street{} Road|Town{}|{}", 1 + i % 97, i % 89, i % 23, 10_000 + (i * 531) % 1000);
                let family = format!("{}{}", FAMILY_NAMES[(i * 5) % 14], ["", "son", "field", "ton", "ley"][i % 5]);
                record(GIVEN_NAMES[(i * 7) % 12], &family, &born, &address)
            })
            .collect()
    }

    fn best_of(left: &[Record], right: &Record) -> Option<Candidate> {
        link(left, std::slice::from_ref(right), 0.5).into_iter().next()
    }

    #[test]
    fn real_dirt_does_not_hide_a_person() {
        let mut list = clinic(600);
        list[17] = record("Éric", "O'Brien-Marsh", "19710412", "12 Elm Street|Northport|04512");
        for (what, other) in [
            ("the same", record("Eric", "O Brien Marsh", "19710412", "12 Elm Street|Northport|04512")),
            ("names swapped", record("O'Brien-Marsh", "Eric", "19710412", "12 Elm Street|Northport|04512")),
            ("typos", record("Eirc", "Obrein Marsh", "19710412", "12 Elm Stret|Nortport|04512")),
            ("no birth date", record("Eric", "O'Brien Marsh", "", "12 Elm Street|Northport|04512")),
            ("moved", record("Eric", "O'Brien-Marsh", "19710412", "990 Quarry Lane|Southwick|71155")),
            ("married", record("Eric", "Vandermeer", "19710412", "12 Elm Street|Northport|04512")),
            ("day and month exchanged", record("Eric", "O'Brien-Marsh", "19711204", "12 Elm Street|Northport|04512")),
            ("number behind the street", record("Eric", "O'Brien-Marsh", "19710412", "Elm Street 12|Northport|04512")),
            ("half a name", record("Eric", "Marsh", "19710412", "12 Elm Street|Northport|04512")),
        ] {
            assert_eq!(best_of(&list, &other).map(|c| c.left), Some(17), "{what}");
        }
    }

    #[test]
    fn strangers_are_not_taken_for_one() {
        let list = clinic(600);
        for other in [
            record("Anna", "Barlow", "19991231", "1 Nowhere|Elsewhere|99999"),
            record("", "", "", "||"),
            record("Zoltan", "Quixote", "18990101", ""),
            record("Anna", "", "", ""),
        ] {
            assert_eq!(best_of(&list, &other), None);
        }
    }

    #[test]
    fn each_verdict_says_why() {
        let mut list = clinic(300);
        list[5] = record("Rosalind", "Achterberg", "19450705", "7 Mill Lane|Harwick|22110");
        let other = record("Achterberg", "Rosalnd", "19450705", "9 Mill Lane|Harwick|22110");
        let found = best_of(&list, &other).unwrap();
        let says = |field: Field| found.evidence.iter().find(|e| e.field == field).cloned().unwrap();
        assert_eq!(says(Field::NameOrder).agreement, Agreement::Different);
        assert_eq!(says(Field::Born).agreement, Agreement::Same);
        assert!(says(Field::Born).bits > 5.0);
        assert_eq!(says(Field::Given).agreement, Agreement::Slip);
        assert!(says(Field::HouseNumber).bits < says(Field::Street).bits);
        assert!(!found.evidence.iter().any(|e| e.field == Field::Phone), "what is missing says nothing");
    }

    #[test]
    fn an_agreement_on_a_rare_name_says_more() {
        let mut list = clinic(400);
        for common in list.iter_mut().step_by(3) {
            common.family = "Nguyen".into();
        }
        list[1] = record("Anna", "Achterberg", "19450705", "");
        list[3] = record("Anna", "Nguyen", "19450706", "");
        let bits = |right: &Record, at: usize| {
            let found = link(&list, std::slice::from_ref(right), 0.0);
            let candidate = found.into_iter().find(|c| c.left == at).unwrap();
            candidate.evidence.iter().find(|e| e.field == Field::Family).unwrap().bits
        };
        assert!(bits(&record("Anna", "Achterberg", "19450705", ""), 1) > bits(&record("Anna", "Nguyen", "19450706", ""), 3) + 3.0);
    }

    #[test]
    fn duplicates_within_one_list() {
        let mut list = clinic(500);
        let mut twice = list[42].clone();
        twice.family.push('e');
        twice.postcode.clear();
        list.push(twice);
        let found = duplicates(&list, 0.5);
        assert_eq!(found.iter().map(|c| (c.left, c.right)).collect::<Vec<_>>(), [(42, 500)]);
    }

    #[test]
    fn one_person_at_the_counter_is_asked_about_again_and_again() {
        let list = clinic(800);
        let mut known = Known::new(&list);
        let mut asked = list[99].clone();
        asked.given = format!("{}e", asked.given);
        let first = known.candidates(&asked, 0.5);
        assert_eq!(first.first().map(|c| c.left), Some(99));
        for _ in 0..3 {
            assert_eq!(known.candidates(&asked, 0.5), first, "asking leaves no trace");
        }
        assert_eq!(known.candidates(&record("Zoltan", "Quixote", "18990101", ""), 0.5), []);
        assert_eq!(Known::new(&[]).candidates(&asked, 0.0), []);
    }

    #[test]
    fn any_text_is_safe() {
        let long = "Wolfeschlegelsteinhausen".repeat(13);
        let odd = ["", "👓", "דוד", "\u{202e}محمد", "'", "-", long.as_str(), "12"];
        let list: Vec<Record> =
            odd.iter().flat_map(|a| odd.iter().map(move |b| record(a, b, "00000000", &format!("{a}|{b}|{a}")))).collect();
        let _ = link(&list, &list, 0.0);
        let _ = duplicates(&list, 0.0);
        assert_eq!(link(&[], &list, 0.0), []);
        assert!(Birth::from_digits("1980-1-1").is_none());
        assert!(Birth::from_digits("٣٣٣٣").is_none());
    }
}
