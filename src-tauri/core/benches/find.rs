//! How long a keystroke in the search box takes, and whether the person wanted is on the list.
//!
//! `cargo bench -p rightful-core --bench find` makes 3,000 and 1,000,000 people of made-up names with
//! the frequencies of real ones (a few very common, most rare) and types at them.

use std::time::Instant;

use chrono::NaiveDate;
use rightful_core::matching::find::{Entry, PeopleIndex};

/// A small generator of repeatable numbers; the crate brings no dice of its own.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit.max(1)
    }

    /// Low numbers often, high ones rarely, as names are.
    fn common_first(&mut self, limit: usize) -> usize {
        let unit = self.below(1 << 20) as f64 / f64::from(1 << 20);
        ((limit as f64).powf(unit) as usize).saturating_sub(1).min(limit - 1)
    }
}

const STARTS: &[&str] = &[
    "ma", "jo", "ka", "le", "an", "el", "ro", "sa", "mi", "da", "be", "ha", "pe", "wil", "chri", "ste", "bra", "du", "fe", "gri", "o",
    "tho", "va", "smi", "ni", "co", "ga", "lu", "sche", "mac",
];
const MIDDLES: &[&str] =
    &["r", "n", "ll", "t", "s", "d", "v", "ri", "na", "le", "to", "mo", "ber", "der", "man", "ck", "th", "li", "ne", "go", "wi", "ze"];
const ENDS: &[&str] =
    &["a", "e", "y", "son", "man", "er", "in", "o", "ia", "ez", "ski", "ton", "ley", "s", "ard", "ette", "el", "is", "berg", "th"];

fn made_up(number: usize) -> String {
    let (a, rest) = (number % STARTS.len(), number / STARTS.len());
    let (b, rest) = (rest % ENDS.len(), rest / ENDS.len());
    let mut name = STARTS[a].to_string();
    let mut left = rest;
    loop {
        name.push_str(MIDDLES[left % MIDDLES.len()]);
        left /= MIDDLES.len();
        if left == 0 {
            break;
        }
    }
    name.push_str(ENDS[b]);
    name
}

fn people(count: usize) -> Vec<Entry> {
    let mut dice = Dice(20_261_120);
    let start = NaiveDate::from_ymd_opt(1920, 1, 1).unwrap_or_default();
    (0..count as i64)
        .map(|id| Entry {
            id,
            given: made_up(dice.common_first(30_000)),
            family: made_up(dice.common_first(100_000) * 7 + 3),
            preferred: None,
            born: start.checked_add_days(chrono::Days::new(dice.below(38_000) as u64)),
            phone: Some(format!("555-{:03}-{:04}", dice.below(1000), dice.below(10_000))),
        })
        .collect()
}

fn slip(dice: &mut Dice, word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = 1 + dice.below(letters.len() - 2);
    match dice.below(3) {
        0 => letters.swap(at, at + 1),
        1 => {
            letters.remove(at);
        }
        _ => letters[at] = char::from(b'a' + dice.below(26) as u8),
    }
    letters.into_iter().collect()
}

/// Turns a person into what somebody types to find them.
type Ask = fn(&mut Dice, &Entry) -> String;

fn main() {
    for count in [3_000, 1_000_000] {
        let list = people(count);
        let began = Instant::now();
        let index: PeopleIndex = list.iter().cloned().collect();
        println!("{count} people: index made in {:.2} s", began.elapsed().as_secs_f64());
        let kinds: [(&str, Ask); 8] = [
            ("given family", |_, p| format!("{} {}", p.given, p.family)),
            ("family given", |_, p| format!("{} {}", p.family, p.given)),
            ("joh smi", |_, p| format!("{} {}", &p.given[..3], &p.family[..3])),
            ("j smith", |_, p| format!("{} {}", &p.given[..1], p.family)),
            ("one typo", |d, p| format!("{} {}", p.given, slip(d, &p.family))),
            ("one word begun", |_, p| p.family[..4].to_string()),
            ("birth date", |_, p| p.born.map_or_else(String::new, |b| b.format("%m/%d/%Y").to_string())),
            ("phone and letters", |_, p| format!("{} {}", &p.phone.as_deref().unwrap_or("")[8..], &p.family[..2])),
        ];
        let mut all = Vec::new();
        for (name, ask) in kinds {
            let mut dice = Dice(7);
            let mut times = Vec::new();
            let mut on_list = 0;
            for _ in 0..200 {
                let person = &list[dice.below(list.len())];
                let query = ask(&mut dice, person);
                let began = Instant::now();
                let hits = index.find(&query, 10);
                times.push(began.elapsed().as_secs_f64() * 1000.0);
                on_list += usize::from(hits.iter().any(|h| h.id == person.id));
            }
            times.sort_by(f64::total_cmp);
            println!("  {name:18} p50 {:7.3} ms  p95 {:7.3} ms  in the first ten {:.3}", times[100], times[190], on_list as f64 / 200.0);
            all.extend(times);
        }
        all.sort_by(f64::total_cmp);
        println!("  {:18} p50 {:7.3} ms  p95 {:7.3} ms", "all", all[all.len() / 2], all[all.len() * 95 / 100]);
    }
}
