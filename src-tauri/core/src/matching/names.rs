//! A name as a counter meets it: with or without accents, in pieces, shortened, misheard.
//!
//! [`fold`] gives the plain spelling; [`Name`] prepares once everything that comparing needs, so that
//! two names compare in well under a microsecond. Any text is welcome: emoji, other scripts,
//! 300 letters and empty fields all come out as something comparable, and nothing here panics.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::sounds::Sounds;

/// Letters of one name that are compared. Enough for any real name, and few enough for the
/// one-word bit-parallel comparison.
const COMPARED_LETTERS: usize = 60;

/// Writings kept for one name: three hyphenated parts in every order stay below this.
const MOST_FORMS: usize = 8;

/// Small words in family names that people write together, apart, or leave out.
const PARTICLES: &[&str] = &[
    "al", "ap", "bin", "bint", "da", "dal", "das", "de", "degli", "dei", "del", "della", "den", "der", "des", "di", "do", "dos", "du", "e",
    "el", "het", "ibn", "la", "las", "le", "lo", "los", "o", "san", "st", "t", "te", "ten", "ter", "van", "vd", "ver", "von", "vom", "y",
    "zu", "zum", "zur",
];

/// What stands after a name and is not part of it, with the generation it says (0: none).
const SUFFIXES: &[(&str, u8)] = &[
    ("sr", 1),
    ("snr", 1),
    ("senior", 1),
    ("jr", 2),
    ("jnr", 2),
    ("junior", 2),
    ("ii", 2),
    ("iii", 3),
    ("iv", 4),
    ("md", 0),
    ("phd", 0),
    ("esq", 0),
];

/// What stands before a name and is not part of it.
const TITLES: &[&str] = &["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "herr", "frau", "mme", "mlle"];

/// The plain spelling of a text: small letters and digits, no accents, one space between words.
///
/// Apostrophes vanish (O'Brien is `obrien`), hyphens and other signs become spaces, invisible
/// direction marks are dropped, letters of other scripts stay. A name of nothing but signs keeps the
/// signs, so that it is still a name and two of them can be told apart.
pub fn fold(text: &str) -> String {
    Folding::of(text, false)
}

/// As [`fold`], with ä, ö, ü, ø, å in two letters, the way German and Nordic people spell them out.
pub fn fold_spelled_out(text: &str) -> String {
    Folding::of(text, true)
}

/// Greek, Cyrillic and Armenian as they are spelled in Latin letters: one paper says Юрий, the next one Yuri.
fn in_latin(text: &str) -> std::borrow::Cow<'_, str> {
    let other = |c: char| matches!(c, '\u{370}'..='\u{58f}' | '\u{1f00}'..='\u{1fff}');
    if !text.contains(other) {
        return text.into();
    }
    let mut latin = String::with_capacity(text.len() * 2);
    for c in text.nfc() {
        if other(c) { latin.push_str(any_ascii::any_ascii_char(c)) } else { latin.push(c) }
    }
    latin.into()
}

struct Folding {
    out: String,
    gap: bool,
}

impl Folding {
    fn of(text: &str, spelled_out: bool) -> String {
        let mut folding = Folding { out: String::with_capacity(text.len()), gap: false };
        if text.is_ascii() {
            for b in text.bytes() {
                folding.take_ascii(b as char);
            }
        } else {
            for c in text.nfc().flat_map(char::to_lowercase) {
                folding.take(c, spelled_out);
            }
        }
        if folding.out.is_empty() {
            let shown = |c: &char| !c.is_whitespace() && !is_invisible(*c) && !is_apostrophe(*c);
            folding.out.extend(text.chars().filter(shown));
        }
        folding.out
    }

    fn take_ascii(&mut self, c: char) {
        if c.is_ascii_alphanumeric() {
            self.put(c.to_ascii_lowercase());
        } else if !is_apostrophe(c) {
            self.gap = true;
        }
    }

    fn take(&mut self, c: char, spelled_out: bool) {
        if c.is_ascii() {
            return self.take_ascii(c);
        }
        let letters = match c {
            'ä' if spelled_out => "ae",
            'ö' | 'ø' if spelled_out => "oe",
            'ü' if spelled_out => "ue",
            'å' if spelled_out => "aa",
            'ß' => "ss",
            'æ' => "ae",
            'œ' => "oe",
            'ø' => "o",
            'ł' => "l",
            'đ' | 'ð' => "d",
            'þ' => "th",
            'ı' => "i",
            'ħ' => "h",
            _ => "",
        };
        if !letters.is_empty() {
            return letters.chars().for_each(|l| self.put(l));
        }
        if is_apostrophe(c) || is_invisible(c) || is_combining_mark(c) {
            return;
        }
        let before = self.out.len();
        for d in std::iter::once(c).nfkd().filter(|d| d.is_alphanumeric() && !is_combining_mark(*d)) {
            self.put(d.to_lowercase().next().unwrap_or(d));
        }
        if self.out.len() == before {
            self.gap = true;
        }
    }

    fn put(&mut self, c: char) {
        if std::mem::take(&mut self.gap) && !self.out.is_empty() {
            self.out.push(' ');
        }
        self.out.push(c);
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '´' | '‘' | '’' | 'ʼ' | 'ʻ' | 'ʿ' | 'ʾ' | 'ˈ' | '＇' | '׳')
}

/// Marks that change how text runs or joins and are never typed by a person on purpose.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// The generation that a suffix says: 1 for Sr, 2 for Jr and II, and so on.
pub fn generation(suffix: &str) -> Option<u8> {
    let suffix = fold(suffix);
    let (_, generation) = SUFFIXES.iter().find(|(word, _)| *word == suffix)?;
    (*generation > 0).then_some(*generation)
}

/// Which of the two names a text is: they are shortened and joined in different ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A given or preferred name.
    Given,
    /// A family name.
    Family,
}

/// One writing of a name, ready to compare.
#[derive(Clone, PartialEq, Eq)]
pub struct Form {
    /// One byte a letter; letters beyond ASCII share the upper half.
    pub letters: Box<[u8]>,
    /// Which letters occur, for a quick no.
    pub mask: u32,
    /// How it sounds.
    pub sounds: Sounds,
    /// One of several parts of a longer name, not the whole of it.
    pub is_part: bool,
}

impl Form {
    fn new(folded: &str, is_part: bool) -> Self {
        let letters: Box<[u8]> = folded.chars().filter(|c| *c != ' ').take(COMPARED_LETTERS).map(letter).collect();
        let mask = letters.iter().fold(0, |mask, l| mask | 1 << (l & 31));
        let sounds = Sounds::of(&letters);
        Form { letters, mask, sounds, is_part }
    }
}

/// One byte for a letter: ASCII as it is, others in the upper half by their place in their script.
fn letter(c: char) -> u8 {
    let code = u32::from(c);
    if code < 128 { code as u8 } else { 128 | (code & 127) as u8 }
}

/// One given or family name, prepared for comparing.
#[derive(Clone, PartialEq)]
pub struct Name {
    /// The plain spelling without spaces; two names with the same one are the same name.
    pub plain: String,
    /// Every writing worth comparing, the whole name first. Empty for an empty field.
    pub forms: Vec<Form>,
    /// Only initials were written: J., A.J.
    pub is_initials: bool,
    /// The names in the nickname table that this name, or its first part, is.
    known_as: Vec<u16>,
}

impl std::fmt::Debug for Name {
    /// Names of people do not go into logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("•••")
    }
}

impl Name {
    /// Prepares a given or preferred name.
    pub fn given(text: &str) -> Self {
        Self::new(text, Kind::Given)
    }

    /// Prepares a family name.
    pub fn family(text: &str) -> Self {
        Self::new(text, Kind::Family)
    }

    /// Prepares a name of either kind.
    pub fn new(text: &str, kind: Kind) -> Self {
        let latin = in_latin(text);
        let folded = fold(&latin);
        let mut words: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).collect();
        while words.len() > 1 && SUFFIXES.iter().any(|(s, _)| words.last() == Some(s)) {
            words.pop();
        }
        while words.len() > 1 && TITLES.contains(&words[0]) {
            words.remove(0);
        }
        let plain = words.concat();
        let is_initials = kind == Kind::Given && !words.is_empty() && words.iter().all(|word| word.len() == 1);
        let mut known_as = Vec::new();
        let mut writings: Vec<(String, bool)> = Vec::new();
        match kind {
            Kind::Given => {
                for word in [plain.as_str(), words.first().copied().unwrap_or("")] {
                    known_as.extend(NICKNAMES.number.get(word).filter(|n| !known_as.contains(*n)).copied().as_slice());
                }
                writings.push((plain.clone(), false));
                writings.extend(words.iter().take(4).filter(|w| w.chars().count() > 1).map(|w| (w.to_string(), true)));
            }
            Kind::Family => {
                let words: Vec<&str> = words.iter().map(|w| if *w == "saint" || *w == "sainte" { "st" } else { w }).collect();
                let core: Vec<&str> = words.iter().copied().filter(|w| !PARTICLES.contains(w)).collect();
                writings.push((plain.clone(), false));
                writings.push((mac(&words), false));
                writings.push((core.concat(), false));
                if core.len() > 1 {
                    writings.extend(core.iter().take(4).filter(|w| w.chars().count() > 1).map(|w| (w.to_string(), true)));
                    writings.push((core.iter().rev().copied().collect(), false));
                }
            }
        }
        if !text.is_ascii() {
            let spelled: String = fold_spelled_out(&latin).split(' ').collect();
            writings.push((spelled, false));
        }
        let mut forms: Vec<Form> = Vec::with_capacity(writings.len());
        for (writing, is_part) in writings {
            if writing.is_empty() || forms.len() == MOST_FORMS {
                continue;
            }
            let form = Form::new(&writing, is_part);
            if !forms.iter().any(|f| f.letters == form.letters) {
                forms.push(form);
            }
        }
        Name { plain, forms, is_initials, known_as }
    }

    /// Nothing was written in this field.
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// It is in the nickname table.
    pub fn has_nicknames(&self) -> bool {
        !self.known_as.is_empty()
    }

    /// One is a short or pet form of the other: Bob and Robert.
    pub fn is_nickname_of(&self, other: &Name) -> bool {
        let near = |a: &u16| NICKNAMES.near(*a);
        self.known_as.iter().any(|a| other.known_as.iter().any(|b| near(a).binary_search(b).is_ok()))
    }

    /// Both are short forms of one name: Bob and Rob.
    pub fn shares_formal_name(&self, other: &Name) -> bool {
        let formal = |a: &u16| NICKNAMES.formal(*a);
        self.known_as.iter().any(|a| other.known_as.iter().any(|b| a != b && meet(formal(a), formal(b))))
    }
}

/// A small word like de, van, la, that says little by itself. A single letter is what somebody typed.
pub fn is_particle(folded: &str) -> bool {
    folded.len() > 1 && PARTICLES.contains(&folded)
}

/// Mc and Mac are one: both become mc, where a name goes on behind it.
fn mac(words: &[&str]) -> String {
    let joined = words.concat();
    match joined.strip_prefix("mac") {
        Some(rest) if rest.len() >= 4 => format!("mc{rest}"),
        _ => joined,
    }
}

fn meet(a: &[u16], b: &[u16]) -> bool {
    a.iter().any(|x| b.binary_search(x).is_ok())
}

/// Short and pet forms, with their sources named in the file.
static NICKNAMES: LazyLock<Nicknames> = LazyLock::new(|| Nicknames::read(include_str!("nicknames.txt")));

struct Nicknames {
    number: HashMap<&'static str, u16>,
    /// By number: formal and short forms, sorted.
    near: Vec<Vec<u16>>,
    /// By number: formal forms only, sorted.
    formal: Vec<Vec<u16>>,
}

impl Nicknames {
    fn read(text: &'static str) -> Self {
        let mut table = Nicknames { number: HashMap::new(), near: Vec::new(), formal: Vec::new() };
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            let numbers: Vec<u16> = line.split(' ').map(|name| table.number_of(name)).collect();
            let Some((formal, short)) = numbers.split_first() else {
                continue;
            };
            for s in short {
                table.near[usize::from(*formal)].push(*s);
                table.near[usize::from(*s)].push(*formal);
                table.formal[usize::from(*s)].push(*formal);
            }
        }
        for list in table.near.iter_mut().chain(&mut table.formal) {
            list.sort_unstable();
            list.dedup();
        }
        table
    }

    fn number_of(&mut self, name: &'static str) -> u16 {
        let next = self.near.len() as u16;
        let number = *self.number.entry(name).or_insert(next);
        if number == next {
            self.near.push(Vec::new());
            self.formal.push(Vec::new());
        }
        number
    }

    fn near(&self, number: u16) -> &[u16] {
        self.near.get(usize::from(number)).map_or(&[], Vec::as_slice)
    }

    fn formal(&self, number: u16) -> &[u16] {
        self.formal.get(usize::from(number)).map_or(&[], Vec::as_slice)
    }
}

/// The names one table step away from a folded given name, for finding Robert by typing Bob.
pub fn nicknames(folded: &str) -> impl Iterator<Item = &'static str> {
    static NAMES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        let mut names = vec![""; NICKNAMES.near.len()];
        for (name, number) in &NICKNAMES.number {
            names[usize::from(*number)] = name;
        }
        names
    });
    let near = NICKNAMES.number.get(folded).map_or(&[][..], |n| NICKNAMES.near(*n));
    near.iter().filter_map(|n| NAMES.get(usize::from(*n)).copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same_form(a: &Name, b: &Name) -> bool {
        a.forms.iter().any(|x| b.forms.iter().any(|y| x.letters == y.letters))
    }

    #[test]
    fn folding_takes_off_case_accents_and_signs() {
        assert_eq!(fold("  Éric  O’Brien-Smith "), "eric obrien smith");
        assert_eq!(fold("YILDIRIM"), fold("yıldırım"), "dotless i");
        assert_eq!(fold("Straße Łukasz Þór"), "strasse lukasz thor");
        assert_eq!(fold("Nguyễn"), "nguyen");
        assert_eq!(fold_spelled_out("Fröhlich Ærø"), "froehlich aeroe");
        assert_eq!(fold("e\u{301}ric"), "eric", "accent typed as its own sign");
        assert_eq!(fold(""), "");
    }

    #[test]
    fn other_scripts_emoji_and_direction_marks_are_safe() {
        assert_eq!(fold("\u{202e}דוד\u{202c}"), "דוד");
        assert_eq!(fold("محمد"), "محمد");
        assert_eq!(fold("Иван"), "иван");
        assert_eq!(Name::given("Иван").plain, "ivan", "beside a paper in Latin letters");
        assert_eq!(fold("李小龙"), "李小龙");
        assert_eq!(fold("Ana 👓"), "ana");
        assert_eq!(fold("👓"), "👓", "a name of signs is still a name");
        assert_ne!(fold("👓"), fold("🎈"));
        for text in ["👓", "דוד", "", "'", "-", "\u{200b}", "ﬁ", "Ⅷ"] {
            let _ = (Name::given(text), Name::family(text));
        }
        let long = Name::family(&"Wolfeschlegelstein".repeat(17));
        assert_eq!(long.plain.len(), 306);
        assert_eq!(long.forms[0].letters.len(), COMPARED_LETTERS);
        assert!(Name::family(&"a-".repeat(150)).forms.len() <= MOST_FORMS);
    }

    #[test]
    fn one_name_in_many_writings() {
        for (a, b) in [
            ("De La Cruz", "Delacruz"),
            ("St. John", "Saint John"),
            ("St John", "Stjohn"),
            ("McDonald", "MacDonald"),
            ("O'Neil", "O Neil"),
            ("van der Berg", "Vanderberg"),
            ("Müller", "Mueller"),
            ("Müller", "Muller"),
            ("Smith-Jones", "Jones Smith"),
            ("Smith-Jones", "Jones"),
            ("Thomas Jr.", "Thomas"),
        ] {
            assert!(same_form(&Name::family(a), &Name::family(b)), "{a} and {b}");
        }
        assert!(same_form(&Name::given("Mary-Ann"), &Name::given("Maryann")));
        assert!(same_form(&Name::given("Dr. Ann"), &Name::given("Ann")));
        assert!(!same_form(&Name::family("Macy"), &Name::family("Mcy")), "a short name is not a Mac");
    }

    #[test]
    fn nicknames_of_two_tables_and_more() {
        for (a, b) in [("Bob", "Robert"), ("Peggy", "Margaret"), ("Pepe", "José"), ("Sasha", "Aleksandr"), ("Bill", "William")] {
            assert!(Name::given(a).is_nickname_of(&Name::given(b)), "{a} {b}");
            assert!(Name::given(b).is_nickname_of(&Name::given(a)), "{b} {a}");
        }
        assert!(Name::given("Bob").shares_formal_name(&Name::given("Rob")));
        assert!(!Name::given("Peter").is_nickname_of(&Name::given("Robert")));
        assert!(!Name::given("").is_nickname_of(&Name::given("")));
        assert!(Name::given("Bob-Lee").is_nickname_of(&Name::given("Robert Lee")));
    }

    #[test]
    fn generations() {
        assert_eq!(generation("Jr."), Some(2));
        assert_eq!(generation("II"), Some(2));
        assert_eq!(generation("Sr"), Some(1));
        assert_eq!(generation("MD"), None);
        assert_eq!(generation(""), None);
    }

    #[test]
    fn a_prepared_name_never_prints_itself() {
        assert_eq!(format!("{:?}", Name::given("Eric")), "•••");
    }
}
