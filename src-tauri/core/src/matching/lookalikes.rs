//! Two people that somebody at a counter could take for one another.
//!
//! Each name field gets a score: how much more often two names this near belong to a look-alike pair
//! than to two strangers (a natural logarithm). Field scores add up, a name that is common in this
//! clinic counts for less, and birth date, household and frame move the verdict. The weights were
//! fitted on labelled pairs of 24 kinds of mix-up against pairs of strangers; leaving any one kind
//! out of the fit changes what is found of it by a few in a hundred at most, but for nicknames,
//! which nothing but a table can know.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::NaiveDate;
use serde::Serialize;

use super::birth_dates::{DateKinship, kinship, one_slip_apart};
use super::names::{Form, Name, generation};
use super::sounds::{self, Heard, Sounds};
use crate::records::parts::coded;

/// What is known of a person with something open. Everything but the names may be missing.
#[derive(Clone, Default)]
pub struct Person {
    /// Given name.
    pub given: String,
    /// Family name.
    pub family: String,
    /// The name they go by, if another.
    pub preferred: Option<String>,
    /// Jr, Sr, III …
    pub suffix: Option<String>,
    /// Birth date.
    pub born: Option<NaiveDate>,
    /// The same text for people who live together.
    pub household: Option<String>,
    /// The same text for the same frame model, color and size.
    pub frame: Option<String>,
}

/// How loudly to say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Worth a second look while reading the label.
    BeCareful,
    /// Stop and compare before anything leaves the counter.
    StopAndLook,
}

coded! {
    /// Why two people are look-alikes, in the order in which it should be said.
    Reason {
        /// Both names are the same.
        SameName = "same_name",
        /// Jr and Sr, or II and III.
        OtherGeneration = "other_generation",
        /// One's given name is the other's family name.
        NamesSwapped = "names_swapped",
        /// One name is a short or pet form of the other.
        Nickname = "nickname",
        /// The same name written another way: accents, hyphen, particle, Mc and Mac.
        WrittenAnotherWay = "written_another_way",
        /// The names sound alike.
        SoundsLike = "sounds_like",
        /// One letter more, less, other, or two exchanged.
        OneLetterApart = "one_letter_apart",
        /// One name holds the other.
        Contains = "contains",
        /// The names look alike.
        LooksLike = "looks_like",
        /// The same given name.
        SameGivenName = "same_given_name",
        /// The same family name.
        SameFamilyName = "same_family_name",
        /// The same birth date.
        SameBirthDate = "same_birth_date",
        /// Birth dates that differ by one slip of the hand.
        BirthDateSlip = "birth_date_slip",
        /// The same birthday, another year.
        SameBirthdayOtherYear = "same_birthday_other_year",
        /// They live together.
        SameHousehold = "same_household",
        /// Both wait for the same frame model, color and size.
        IdenticalFrame = "identical_frame",
    }
}

/// A look-alike alert: how loud, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LookAlike {
    /// How loudly to say it.
    pub grade: Grade,
    /// Why, most telling first; never empty.
    pub reasons: Vec<Reason>,
}

/// How common each name is in this clinic.
#[derive(Clone, Default)]
pub struct NameShares {
    people: u32,
    given: HashMap<String, u32>,
    family: HashMap<String, u32>,
}

impl NameShares {
    /// Counts the names of everybody on file, as (given, family).
    pub fn count<'a>(people: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut shares = NameShares::default();
        for (given, family) in people {
            shares.add(&PlainNames::of(given, family));
        }
        shares
    }

    /// One person more has these names.
    pub fn add(&mut self, names: &PlainNames) {
        self.people += 1;
        *self.given.entry(names.given.clone()).or_default() += 1;
        *self.family.entry(names.family.clone()).or_default() += 1;
    }

    /// One person less has them.
    pub fn take(&mut self, names: &PlainNames) {
        self.people = self.people.saturating_sub(1);
        for (counts, name) in [(&mut self.given, &names.given), (&mut self.family, &names.family)] {
            if let Some(count) = counts.get_mut(name) {
                *count -= 1;
                if *count == 0 {
                    counts.remove(name);
                }
            }
        }
    }

    fn of(&self, counts: &HashMap<String, u32>, name: &Name) -> f32 {
        match counts.get(&name.plain) {
            Some(count) => *count as f32 / (self.people as f32).max(LEAST_PEOPLE),
            None => 0.0,
        }
    }
}

/// A person's names in their plain spelling, as they are counted.
#[derive(Clone, PartialEq, Eq)]
pub struct PlainNames {
    given: String,
    family: String,
}

impl PlainNames {
    /// Of a person called so.
    #[must_use]
    pub fn of(given: &str, family: &str) -> Self {
        PlainNames { given: Name::given(given).plain, family: Name::family(family).plain }
    }
}

/// In a very small clinic two people of one name are no sign that the name is common.
const LEAST_PEOPLE: f32 = 500.0;

/// A person with all that comparing needs worked out once.
#[derive(Clone, PartialEq)]
pub struct Prepared {
    given: Name,
    preferred: Option<Name>,
    family: Name,
    /// What an equal given or family name says, common ones less.
    same_given: f32,
    same_family: f32,
    generation: Option<u8>,
    born: Option<NaiveDate>,
    household: Option<String>,
    frame: Option<String>,
    /// None: the names are of a kind that must be compared.
    glance: Option<Glance>,
    /// Other than the other's: another household, another frame. 0: none.
    household_mark: u64,
    frame_mark: u64,
}

/// What of a family name rules most strangers out, with nothing to look up.
#[derive(Clone, PartialEq)]
struct Glance {
    /// How many letters.
    letters: u8,
    /// The first four of them.
    start: [u8; 4],
    /// Which letters occur.
    mask: u32,
    /// Which occur in the given name; None: it has several writings.
    given: Option<u32>,
    /// How it sounds.
    sounds: Sounds,
}

impl Glance {
    fn of(given: &Name, family: &Name) -> Option<Self> {
        let [form] = family.forms.as_slice() else { return None };
        if form.is_part || family.has_nicknames() || given.is_empty() {
            return None;
        }
        let given = if let [form] = given.forms.as_slice() { Some(form.mask) } else { None };
        let mut start = [0; 4];
        start.iter_mut().zip(&form.letters).for_each(|(place, letter)| *place = *letter);
        Some(Self { letters: form.letters.len() as u8, start, mask: form.mask, given, sounds: form.sounds })
    }

    fn seen(&self) -> (usize, u32, &[u8]) {
        (usize::from(self.letters), self.mask, &self.start)
    }
}

impl Prepared {
    /// Prepares a person, taking every name for a rare one.
    pub fn new(person: &Person) -> Self {
        Self::in_clinic(person, &NameShares::default())
    }

    /// Prepares a person of a clinic in which some names are common.
    pub fn in_clinic(person: &Person, shares: &NameShares) -> Self {
        let given = Name::given(&person.given);
        let family = Name::family(&person.family);
        let last_word = person.family.rsplit([' ', ',']).next().unwrap_or("");
        Prepared {
            same_given: weight_of_same(shares.of(&shares.given, &given)),
            same_family: weight_of_same(shares.of(&shares.family, &family)),
            preferred: person.preferred.as_deref().map(Name::given).filter(|p| !p.is_empty() && p.plain != given.plain),
            generation: person.suffix.as_deref().and_then(generation).or_else(|| generation(last_word)),
            born: person.born,
            household_mark: mark(person.household.as_deref()),
            household: key(person.household.as_deref()),
            frame_mark: mark(person.frame.as_deref()),
            frame: key(person.frame.as_deref()),
            glance: Glance::of(&given, &family),
            given,
            family,
        }
    }

    /// The clinic's names are others now: somebody came to it, or changed.
    pub fn weigh(&mut self, shares: &NameShares) {
        self.same_given = weight_of_same(shares.of(&shares.given, &self.given));
        self.same_family = weight_of_same(shares.of(&shares.family, &self.family));
    }

    /// They wait for this frame now: it changes more often than who they are.
    pub fn set_frame(&mut self, frame: Option<&str>) {
        self.frame = key(frame);
        self.frame_mark = mark(frame);
    }
}

/// The same text for the same place or frame.
fn key(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_lowercase)
}

/// Two places or frames with another mark are not the same; 0 for none.
fn mark(text: Option<&str>) -> u64 {
    key(text).map_or(0, |key| {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        hasher.finish() | 1
    })
}

/// A name shared by two strangers out of 2,000 says this much; each tenfold more common one 1.4 less.
fn weight_of_same(share: f32) -> f32 {
    const RARE: f32 = 0.0005;
    SAME - 0.5 * ((share + RARE) / RARE).ln()
}

/// An equal, rare name.
const SAME: f32 = 6.5;
/// Near enough to be taken for the same name.
const VERY_NEAR: f32 = 4.5;
/// No near name says more than this, and no far one less than its negative.
const MOST: f32 = 6.0;
/// Both fields together from here on: an alert.
const ALERT: f32 = 6.0;
/// … and from here on a loud one.
const LOUD: f32 = 8.4;
/// Swapped names are rarer among strangers, and both fields have to be near.
const ALERT_SWAPPED: f32 = 9.0;

/// One field of two people, compared.
#[derive(Clone, Copy)]
struct Nearness {
    score: f32,
    how: Option<Reason>,
}

const FAR: Nearness = Nearness { score: -MOST, how: None };

/// Compares one field: the best of all writings of both names. `same` is what equality would say;
/// a score below `floor` need not be exact.
fn nearness(a: &Name, b: &Name, same: f32, floor: f32) -> Nearness {
    if a.is_empty() || b.is_empty() {
        return FAR;
    }
    if a.plain == b.plain {
        return Nearness { score: same, how: None };
    }
    if a.is_initials != b.is_initials && a.plain.chars().next() == b.plain.chars().next() {
        return Nearness { score: INITIAL, how: Some(Reason::Contains) };
    }
    let nickname = a.is_nickname_of(b);
    let floor = if nickname { -MOST } else { floor };
    let mut best = FAR;
    for x in &a.forms {
        for y in &b.forms {
            let here = forms_nearness(x, y, same, floor.max(best.score));
            if here.how == Some(Reason::WrittenAnotherWay) {
                // The same name: what one of its writings sounds like beside another says nothing more.
                return Nearness { score: here.score.max(best.score), ..here };
            }
            if here.score > best.score {
                best = here;
            }
        }
    }
    if nickname {
        let heard = best.how == Some(Reason::SoundsLike) && best.score >= VERY_NEAR;
        let how = if heard { Reason::SoundsLike } else { Reason::Nickname };
        best = Nearness { score: (best.score + 3.5).clamp(NICKNAME_LEAST, MOST), how: Some(how) };
    }
    best
}

/// J. Marlowe may be James: with a rare family name worth a second look, with a common one not.
const INITIAL: f32 = 1.5;

/// Peggy and Margaret share hardly a letter, and are still one name to everybody.
const NICKNAME_LEAST: f32 = 2.0;

fn forms_nearness(x: &Form, y: &Form, same: f32, floor: f32) -> Nearness {
    let (short, long) = if x.letters.len() <= y.letters.len() { (x, y) } else { (y, x) };
    if x.letters == y.letters {
        return if x.is_part || y.is_part {
            Nearness { score: PART.min(same), how: Some(Reason::Contains) }
        } else {
            Nearness { score: same, how: Some(Reason::WrittenAnotherWay) }
        };
    }
    let mut how = Reason::LooksLike;
    let mut score = 2.2 - 0.2 * (short.letters.len().clamp(2, 8) as f32);
    if short.mask & !long.mask == 0 && holds(&long.letters, &short.letters) {
        score += 6.2 - 4.0 * short.letters.len() as f32 / long.letters.len() as f32;
        how = Reason::Contains;
    }
    if (x.mask ^ y.mask).count_ones() <= 2 && one_slip_apart(&x.letters, &y.letters) {
        score += 3.7;
        how = Reason::OneLetterApart;
    }
    // The sound first: it rules out most strangers, and giving up on it early is cheap.
    let best_spelling =
        likeness_at_most((short.letters.len(), short.mask, &short.letters), (long.letters.len(), long.mask, &long.letters)).max(0.4);
    let limit = (score + SPELLING * best_spelling - floor) / SOUND;
    let sound = sounds::distance_within(&x.sounds, &y.sounds, limit);
    if sound > limit && limit < MOST_SOUND {
        return FAR;
    }
    if sound <= 0.05 || (sound <= 0.2 && how == Reason::LooksLike) {
        how = Reason::SoundsLike;
    }
    score += SPELLING * likeness(&x.letters, &y.letters).max(0.4) - SOUND * sound.min(MOST_SOUND);
    Nearness { score: score.clamp(-MOST, MOST), how: Some(how) }
}

/// Weight of the spelling (Jaro-Winkler similarity).
const SPELLING: f32 = 4.7;
/// Weight of the distance of the sounds, and how much of it counts.
const SOUND: f32 = 12.1;
const MOST_SOUND: f32 = 0.6;

/// What [`likeness`] cannot be above, going by which letters occur at all. Each name as its number of letters, those that
/// occur, and how it begins.
fn likeness_at_most(short: (usize, u32, &[u8]), long: (usize, u32, &[u8])) -> f32 {
    let (s, l) = (short.0 as f32, long.0 as f32);
    let m = (s - (short.1 & !long.1).count_ones() as f32).min(l - (long.1 & !short.1).count_ones() as f32);
    let jaro = (m / s + m / l + 1.0) / 3.0;
    let start = short.2.iter().zip(long.2).take(short.0.min(4)).take_while(|(x, y)| x == y).count();
    jaro + start as f32 * 0.1 * (1.0 - jaro)
}

/// Jaro-Winkler similarity of two words of at most 64 letters.
///
/// The crate rapidfuzz gives the same figure (a test says so); at six letters its setting up costs
/// more than this whole comparison, and a hand-over makes thousands of them.
pub(super) fn likeness(a: &[u8], b: &[u8]) -> f32 {
    let (a, b) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let reach = (b.len() / 2).saturating_sub(1);
    let (mut used_a, mut used_b) = (0u64, 0u64);
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate().take(i + reach + 1).skip(i.saturating_sub(reach)) {
            if x == y && used_b & (1 << j) == 0 {
                used_a |= 1 << i;
                used_b |= 1 << j;
                break;
            }
        }
    }
    let matches = used_a.count_ones();
    if matches == 0 {
        return 0.0;
    }
    let mut moved = 0;
    let mut rest = used_b;
    for (i, x) in a.iter().enumerate() {
        if used_a & (1 << i) != 0 {
            moved += u32::from(*x != b[rest.trailing_zeros() as usize]);
            rest &= rest - 1;
        }
    }
    let m = matches as f32;
    let jaro = (m / a.len() as f32 + m / b.len() as f32 + (m - (moved / 2) as f32) / m) / 3.0;
    if jaro <= 0.7 {
        return jaro;
    }
    let start = a.iter().zip(b).take(4).take_while(|(x, y)| x == y).count();
    jaro + start as f32 * 0.1 * (1.0 - jaro)
}

/// Half of a hyphenated name.
const PART: f32 = 5.5;

fn holds(long: &[u8], short: &[u8]) -> bool {
    short.len() >= 3 && long.windows(short.len()).any(|w| w == short)
}

fn given_nearness(a: &Prepared, b: &Prepared, floor: f32) -> Nearness {
    let same = a.same_given.min(b.same_given);
    let mut best = nearness(&a.given, &b.given, same, floor);
    let pairs =
        [(a.preferred.as_ref(), Some(&b.given)), (Some(&a.given), b.preferred.as_ref()), (a.preferred.as_ref(), b.preferred.as_ref())];
    for (x, y) in pairs {
        if let (Some(x), Some(y)) = (x, y) {
            let here = nearness(x, y, same, floor.max(best.score));
            if here.score > best.score {
                best = here;
            }
        }
    }
    best
}

/// Whether two people are look-alikes, how loudly to say so, and why.
pub fn compare(a: &Person, b: &Person) -> Option<LookAlike> {
    compare_prepared(&Prepared::new(a), &Prepared::new(b))
}

/// As [`compare`], with the work of preparing done before: well under a microsecond for strangers.
pub fn compare_prepared(a: &Prepared, b: &Prepared) -> Option<LookAlike> {
    let dates = kinship(a.born, b.born);
    let household = a.household.is_some() && a.household == b.household;
    let frame = a.frame.is_some() && a.frame == b.frame;
    // How much less the names have to say when something else already speaks.
    let helped = match dates {
        DateKinship::Same | DateKinship::Slip => 4.0,
        DateKinship::SameBirthday => 1.5,
        DateKinship::Apart | DateKinship::Unknown => 0.0,
    };
    let mut reasons = Vec::new();
    let mut loudness = -2.0 * MOST;
    // Nobody with a family name further than this can become a look-alike by the given name.
    let floor = if dates == DateKinship::Same { -MOST } else { ALERT - helped - SAME };
    let family = nearness(&a.family, &b.family, a.same_family.min(b.same_family), floor);
    let reachable = family.score >= floor;
    if reachable {
        let given = given_nearness(a, b, (ALERT - helped - family.score).min(0.0));
        let (same_given, same_family) = (given.is_same(), family.is_same());
        let total = given.score + family.score;
        // A name that everybody here has makes an alert quieter still.
        let common = |n: &Nearness| if n.is_same() { SAME - n.score } else { 0.0 };
        loudness = total - common(&given) - common(&family);
        let one_telling = given.score.max(family.score) >= VERY_NEAR || same_given || same_family;
        let names_enough = total >= ALERT || (same_given && same_family);
        let dates_enough = helped > 0.0 && one_telling && total >= ALERT - helped;
        let twins = dates == DateKinship::Same && (same_given || same_family);
        if names_enough || dates_enough || twins {
            if same_given && same_family {
                reasons.push(Reason::SameName);
                reasons.extend([given.how, family.how].into_iter().flatten());
                if a.generation.is_some() != b.generation.is_some() || a.generation != b.generation {
                    reasons.push(Reason::OtherGeneration);
                }
            } else {
                reasons.extend([given, family].iter().filter(|n| n.score > 0.0).filter_map(|n| n.how));
                reasons.extend(same_given.then_some(Reason::SameGivenName));
                reasons.extend(same_family.then_some(Reason::SameFamilyName));
                if reasons.is_empty() {
                    reasons.push(Reason::LooksLike);
                }
            }
        }
    }
    if reasons.is_empty() && may_be_swapped(a, b) {
        let x = nearness(&a.given, &b.family, SAME, 2.0);
        let y = nearness(&a.family, &b.given, SAME, 2.0);
        if x.score + y.score >= ALERT_SWAPPED - helped && x.score.min(y.score) >= 2.0 {
            reasons.push(Reason::NamesSwapped);
            loudness = loudness.max(x.score + y.score);
        }
    }
    let by_name = !reasons.is_empty();
    if by_name || household {
        match dates {
            DateKinship::Same => reasons.push(Reason::SameBirthDate),
            DateKinship::Slip => reasons.push(Reason::BirthDateSlip),
            DateKinship::SameBirthday => reasons.push(Reason::SameBirthdayOtherYear),
            DateKinship::Apart | DateKinship::Unknown => {}
        }
    }
    reasons.extend(household.then_some(Reason::SameHousehold));
    reasons.extend(frame.then_some(Reason::IdenticalFrame));
    if reasons.is_empty() {
        return None;
    }
    reasons.sort_unstable();
    reasons.dedup();
    let same_name = reasons.contains(&Reason::SameName);
    let loud = by_name && (loudness >= LOUD || same_name || helped > 0.0 || household || frame);
    Some(LookAlike { grade: if loud { Grade::StopAndLook } else { Grade::BeCareful }, reasons })
}

impl Nearness {
    /// Equal, perhaps in another writing.
    fn is_same(&self) -> bool {
        self.score > -MOST && matches!(self.how, None | Some(Reason::WrittenAnotherWay))
    }
}

/// A quick look at the letters: whether given and family name could be exchanged.
fn may_be_swapped(a: &Prepared, b: &Prepared) -> bool {
    let near = |x: &Name, y: &Name| x.forms.iter().any(|f| y.forms.iter().any(|g| masks_near(f.mask, g.mask)));
    near(&a.given, &b.family) && near(&a.family, &b.given)
}

/// Somebody who is compared with many others.
pub struct Looking<'a> {
    me: &'a Prepared,
    heard: Option<Heard>,
}

impl<'a> Looking<'a> {
    /// For whoever could be taken for this person.
    pub fn like(me: &'a Prepared) -> Self {
        Self { heard: me.glance.as_ref().map(|glance| Heard::of(&glance.sounds)), me }
    }

    /// As [`compare_prepared`], with most strangers ruled out at a glance.
    pub fn at(&self, other: &Prepared) -> Option<LookAlike> {
        if !self.is_stranger(other) {
            return compare_prepared(self.me, other);
        }
        // Somebody quite else who waits for the same frame.
        let same_frame = self.me.frame_mark == other.frame_mark && self.me.frame.is_some() && self.me.frame == other.frame;
        same_frame.then(|| LookAlike { grade: Grade::BeCareful, reasons: vec![Reason::IdenticalFrame] })
    }

    /// Comparing would find nothing but a frame. It follows [`compare_prepared`] step by step and takes the best for what it does not
    /// look at, so true is sure; false says nothing.
    fn is_stranger(&self, other: &Prepared) -> bool {
        let (Some(heard), Some(mine), Some(theirs)) = (&self.heard, &self.me.glance, &other.glance) else { return false };
        let me = self.me;
        if me.household_mark == other.household_mark && me.household_mark != 0 {
            return false;
        }
        let other_letters = (mine.mask ^ theirs.mask).count_ones();
        let (short, long) = if mine.letters <= theirs.letters { (mine, theirs) } else { (theirs, mine) };
        // One letter apart, or one inside the other.
        if other_letters <= 2 || short.mask & !long.mask == 0 {
            return false;
        }
        let best = 2.2 - 0.2 * f32::from(short.letters.clamp(2, 8)) + SPELLING * likeness_at_most(short.seen(), long.seen()).max(0.4);
        // A family name further than this rules a look-alike out, whatever the given name.
        let limit = (best - (ALERT - SAME)) / SOUND;
        if limit >= MOST_SOUND || !heard.is_further(&theirs.sounds, limit) {
            return false;
        }
        if !matches!(kinship(me.born, other.born), DateKinship::Apart | DateKinship::Unknown) {
            return false;
        }
        match (mine.given, theirs.given) {
            (Some(my_given), Some(their_given)) => !(masks_near(my_given, theirs.mask) && masks_near(mine.mask, their_given)),
            _ => !may_be_swapped(me, other),
        }
    }
}

fn masks_near(one: u32, other: u32) -> bool {
    (one ^ other).count_ones() <= 3
}

/// Everybody among `others` who is a look-alike of `person`, by place in the list, loudest first.
pub fn among(person: &Prepared, others: &[Prepared]) -> Vec<(usize, LookAlike)> {
    let looking = Looking::like(person);
    let mut found: Vec<(usize, LookAlike)> = others.iter().enumerate().filter_map(|(i, other)| Some((i, looking.at(other)?))).collect();
    found.sort_by_key(|(i, alike)| (std::cmp::Reverse(alike.grade), *i));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapidfuzz::distance::jaro_winkler;

    fn person(given: &str, family: &str) -> Person {
        Person { given: given.into(), family: family.into(), ..Person::default() }
    }

    fn born(mut person: Person, date: &str) -> Person {
        person.born = Some(date.parse().unwrap());
        person
    }

    fn alike(a: &Person, b: &Person) -> LookAlike {
        let forwards = compare(a, b);
        assert_eq!(forwards, compare(b, a), "the same both ways round");
        forwards.expect("a look-alike")
    }

    #[test]
    fn eric_and_derrick_stop_the_hand_over() {
        for (a, b) in [("Eric", "Derrick"), ("Eric", "Derek"), ("Aaron", "Erin")] {
            assert_eq!(alike(&person(a, "Hollis"), &person(b, "Hollis")).grade, Grade::StopAndLook, "{a} {b}");
            let near = alike(&person(a, "Hollis"), &person(b, "Hollister"));
            assert!(near.reasons.contains(&Reason::Contains), "{a} {b} with a family name inside the other");
            alike(&person(a, "Hollis"), &person(b, "Holliss"));
        }
    }

    #[test]
    fn strangers_and_people_with_one_common_name_are_left_alone() {
        for (a, b) in [
            (person("Eric", "Hollis"), person("Margaret", "Jansen")),
            (person("Eric", "Hollis"), person("Eric", "Jansen")),
            (person("Eric", "Hollis"), person("Susan", "Hollis")),
            (person("", ""), person("", "")),
            (person("", "Hollis"), person("", "Hollis")),
        ] {
            assert_eq!(compare(&a, &b), None);
        }
    }

    #[test]
    fn each_mix_up_says_why() {
        use Reason::*;
        for (a, b, why) in [
            (("Cathy", "Voss"), ("Kathy", "Voss"), SoundsLike),
            (("Roland", "Voss"), ("Ryland", "Voss"), OneLetterApart),
            (("Peggy", "Voss"), ("Margaret", "Voss"), Nickname),
            (("Ian", "Voss"), ("Diane", "Voss"), Contains),
            (("Éric", "Müller"), ("Eric", "Mueller"), WrittenAnotherWay),
            (("Kiera", "De La Bernard"), ("Kiera", "Delabernard"), SameName),
            (("Kiera", "Marsh-Bell"), ("Kiera", "Bell"), Contains),
            (("Steven", "Nopachai"), ("Nopachai", "Steven"), NamesSwapped),
            (("Jacob", "Corn"), ("Cofrn", "Jacob"), NamesSwapped),
            (("Rachel", "O'Serra"), ("Rachel", "O Serra"), SameName),
            (("Юрий", "Иванов"), ("Yuri", "Ivanov"), SoundsLike),
            (("Γιώργος", "Παππάς"), ("Giorgos", "Pappas"), SameName),
            (("J.", "Marlowe"), ("James", "Marlowe"), Contains),
            (("A.J.", "Marlowe"), ("Andrew", "Marlowe"), Contains),
        ] {
            let found = alike(&person(a.0, a.1), &person(b.0, b.1));
            assert!(found.reasons.contains(&why), "{why:?} in {:?}", found.reasons);
        }
    }

    #[test]
    fn birth_dates_household_and_frame_speak_too() {
        let twins = alike(&born(person("John", "Bowling"), "1978-01-19"), &born(person("Graciela", "Bowling"), "1978-01-19"));
        assert_eq!(twins.reasons, [Reason::SameFamilyName, Reason::SameBirthDate]);
        assert_eq!(twins.grade, Grade::StopAndLook);
        let slip = alike(&born(person("Sara", "Melo"), "1996-01-18"), &born(person("Sara", "Melo"), "1996-01-14"));
        assert_eq!(slip.reasons, [Reason::SameName, Reason::BirthDateSlip]);
        let birthday = alike(&born(person("Sara", "Melo"), "1996-01-18"), &born(person("Zara", "Melo"), "1971-01-18"));
        assert!(birthday.reasons.contains(&Reason::SameBirthdayOtherYear));

        let mut father = person("Ridge", "Jimeno");
        father.suffix = Some("Sr".into());
        assert!(alike(&father, &person("Ridge", "Jimeno Jr.")).reasons.contains(&Reason::OtherGeneration));

        let mut mother = person("Anna", "Reyes");
        mother.household = Some("12 Elm St".into());
        let mut son = person("Luis", "Reyes");
        son.household = Some("12 elm st ".into());
        let at_home = alike(&mother, &son);
        assert_eq!((at_home.grade, at_home.reasons), (Grade::BeCareful, vec![Reason::SameHousehold]));

        let mut one = person("Anna", "Reyes");
        one.frame = Some("Lago 51-18 black".into());
        let mut other = person("Piet", "Jansen");
        other.frame = one.frame.clone();
        assert_eq!(alike(&one, &other).grade, Grade::BeCareful, "a frame alone is no mix-up yet");
        other.given = "Hanna".into();
        other.family = "Reyes".into();
        assert_eq!(alike(&one, &other).grade, Grade::StopAndLook);
    }

    #[test]
    fn the_name_they_go_by_counts() {
        let mut a = person("Frederick", "Hollis");
        a.preferred = Some("Eric".into());
        assert_eq!(alike(&a, &person("Derrick", "Hollis")).grade, Grade::StopAndLook);
    }

    #[test]
    fn a_name_that_everybody_here_has_says_less() {
        let clinic: Vec<(String, String)> =
            (0..1000).map(|i| (format!("Name{i}"), if i % 3 == 0 { "Nguyen".into() } else { format!("Family{i}") })).collect();
        let shares = NameShares::count(clinic.iter().map(|(g, f)| (g.as_str(), f.as_str())));
        let compare_here = |a: &Person, b: &Person| compare_prepared(&Prepared::in_clinic(a, &shares), &Prepared::in_clinic(b, &shares));
        let (kim, tim) = (person("Bette", "Nguyen"), person("Bennie", "Nguyen"));
        assert_eq!(compare(&kim, &tim).map(|l| l.grade), Some(Grade::BeCareful));
        assert_eq!(compare_here(&kim, &tim), None, "every third person here is a Nguyen");
        let same = compare_here(&kim, &kim).unwrap();
        assert_eq!(same.grade, Grade::StopAndLook, "the same name is always loud");
    }

    #[test]
    fn any_text_is_safe() {
        let odd = ["", "👓", "דוד", "\u{202e}محمد\u{202c}", "李", "'", "-", "a", "O'Neil-Ó", "\u{0}"];
        let long = "Wolfeschlegelsteinhausen".repeat(13);
        for a in odd.iter().chain([&long.as_str()]) {
            for b in odd.iter().chain([&long.as_str()]) {
                let _ = compare(&person(a, b), &person(b, a));
                let _ = compare(&person(a, a), &person(b, b));
            }
        }
        assert!(compare(&person("דוד", "לוי"), &person("דויד", "לוי")).is_some(), "Hebrew, one letter more");
        assert!(compare(&person("محمد", "علي"), &person("أحمد", "حسن")).is_none());
        assert!(compare(&person(&long, "Voss"), &person(&long, "Voss")).is_some());
    }

    #[test]
    fn the_quick_likeness_is_jaro_winkler() {
        let words = [
            "eric", "derrick", "aaron", "erin", "martha", "marhta", "dixon", "dicksonx", "a", "ab", "jones", "johnson", "abcvwxyz",
            "zyxwvcba",
        ];
        for a in words {
            for b in words {
                let theirs = jaro_winkler::similarity(a.bytes(), b.bytes()) as f32;
                let ours = likeness(a.as_bytes(), b.as_bytes());
                assert!((ours - theirs).abs() < 1e-6, "{a} {b} {ours} {theirs}");
            }
        }
    }

    #[test]
    fn a_glance_rules_nobody_out_who_is_a_look_alike() {
        // Names of the nickname table as family names: short, alike, and many that sound the same.
        let names: Vec<&str> =
            include_str!("nicknames.txt").lines().filter(|line| !line.starts_with('#')).flat_map(|line| line.split(' ')).collect();
        let day = |at: usize| NaiveDate::from_num_days_from_ce_opt(700_000 + (at as i32 * 7919) % 20_000);
        let odd = ["Mac Donald", "De La Cruz", "Smith-Jones", "Müller", "Ng", "", "李"];
        let people: Vec<Prepared> = (0..700)
            .map(|at| {
                let family = if at % 20 == 0 { odd[at / 20 % odd.len()] } else { names[at * 37 % 211] };
                let given = names[(at * at + 11) % 97];
                let frame = (at % 50 == 0).then(|| format!("Frame {}", at % 3));
                let household = (at % 40 == 0).then(|| format!("{} Elm St", at % 7));
                Prepared::new(&Person { born: day(at).filter(|_| at % 9 > 0), frame, household, ..person(given, family) })
            })
            .collect();
        let (mut out, mut alike) = (0, 0);
        for (at, me) in people.iter().enumerate() {
            let looking = Looking::like(me);
            for other in &people[..at] {
                let found = compare_prepared(me, other);
                assert_eq!(looking.at(other), found, "a glance changes no answer");
                out += usize::from(looking.is_stranger(other));
                alike += usize::from(found.is_some());
            }
        }
        let pairs = people.len() * (people.len() - 1) / 2;
        assert!(alike > 500, "there were look-alikes to be found: {alike}");
        assert!(out * 10 > pairs, "and many were ruled out at a glance: {out} of {pairs}");
    }

    #[test]
    fn leaving_early_changes_no_verdict() {
        let names = ["Eric", "Derrick", "Smith", "Schmidt", "Anna-Lena", "Jörg", "Ng", "Kim", "Katherine", "Kate", "Lee", "Leigh"];
        for a in names {
            for b in names {
                let (x, y) = (Name::family(a), Name::family(b));
                let full = nearness(&x, &y, SAME, -100.0);
                let early = nearness(&x, &y, SAME, -0.5);
                assert!(full.score < -0.5 || full.score == early.score, "{a} {b} {} {}", full.score, early.score);
            }
        }
    }
}
