//! What a typed prescription says: accepted, asked about, or rejected with the reason. Nothing is guessed.
//!
//! How people write powers: OPTICAL.md 2.2. Ranges: OPTICAL.md 2.1.

use super::maths::{is_eighth, power_text, standard_form};
use crate::records::parts::coded;
use crate::records::prescriptions::Eye;
use serde::{Deserialize, Serialize};

/// No lens has more, hundredths of a dioptre (ours; 99.5 % of 9,982 real pairs are within 12 D).
pub const MAX_SPHERE: i32 = 3000;
/// No lens has more, hundredths of a dioptre (ours; 99.5 % are within 2.25 D).
pub const MAX_CYLINDER: i32 = 1000;
/// Additions, hundredths of a dioptre.
pub const ADDITIONS: std::ops::RangeInclusive<i32> = 25..=500;
/// A lens made for the end of a range may read this much beyond it, hundredths of a dioptre (ours).
const READ_BEYOND: i32 = 60;
/// Above this a sphere is asked about, hundredths of a dioptre.
const UNUSUAL_SPHERE: i32 = 1200;
/// Above this a cylinder is asked about, hundredths of a dioptre.
const UNUSUAL_CYLINDER: i32 = 400;
/// More prism than any spectacle lens, hundredths of a prism dioptre (ours).
const MAX_PRISM: i32 = 2000;
/// Segment and fitting heights, tenths of a millimetre (ours).
const HEIGHTS: std::ops::RangeInclusive<i32> = 50..=400;
/// Pupil distance of one eye, tenths of a millimetre (ours).
const ONE_EYE_PD: std::ops::RangeInclusive<i32> = 200..=450;
/// Pupil distance of both eyes, tenths of a millimetre (ours).
const BOTH_EYES_PD: std::ops::RangeInclusive<i32> = 400..=850;
/// Longer than anything a person types for one lens.
const MAX_CHARS: usize = 400;

coded! {
    /// What a text is for: orders come in eighths, a lensmeter may say any hundredth.
    TypedFor {
        /// A prescription or an order.
        Order = "order",
        /// What a lensmeter shows.
        Reading = "reading",
    }
}

coded! {
    /// What becomes of a typed text.
    Understanding {
        /// It says one thing.
        Accept = "accept",
        /// It probably says this: a person confirms.
        Ask = "ask",
        /// It cannot be used, and why.
        Reject = "reject",
    }
}

coded! {
    /// Why a text is asked about or rejected.
    DoubtCode {
        /// 2.00: plus or minus?
        NoSign = "no_sign",
        /// -175: -1.75?
        NoPoint = "no_point",
        /// Half a degree is not made: the next whole one?
        HalfDegree = "half_degree",
        /// Rare; confirm.
        UnusualPower = "unusual_power",
        /// A last number with a sign: is it the add?
        IsItTheAdd = "is_it_the_add",
        /// A balance lens: nothing to verify for that eye.
        Balance = "balance",
        /// Nothing there.
        Empty = "empty",
        /// Not a prescription.
        CannotRead = "cannot_read",
        /// Not a quarter or an eighth.
        NotInSteps = "not_in_steps",
        /// No lens has that power.
        OutOfRange = "out_of_range",
        /// A cylinder needs its axis.
        CylinderWithoutAxis = "cylinder_without_axis",
        /// An axis needs its cylinder.
        AxisWithoutCylinder = "axis_without_cylinder",
        /// Axes go from 1 to 180.
        AxisOutOfRange = "axis_out_of_range",
        /// DS or SPH, but a cylinder is given.
        SphereOnlyWithCylinder = "sphere_only_with_cylinder",
        /// An add is never minus.
        MinusAdd = "minus_add",
        /// Both eyes in a field for one.
        TwoEyes = "two_eyes",
    }
}

coded! {
    /// Which number a doubt is about.
    RxField {
        /// Sphere.
        Sphere = "sphere",
        /// Cylinder.
        Cyl = "cyl",
        /// Axis.
        Axis = "axis",
        /// Add.
        Add = "add",
        /// Prism.
        Prism = "prism",
        /// Segment or fitting height.
        Height = "height",
        /// Pupil distance of one eye.
        MonoPd = "mono_pd",
    }
}

/// One thing to ask, or the reason for a rejection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Doubt {
    /// Why.
    pub code: DoubtCode,
    /// About which number, where it is about one.
    pub field: Option<RxField>,
    /// As it was typed.
    pub typed: String,
    /// What it would mean.
    pub read_as: Option<String>,
}

/// What was understood of one eye.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Understood {
    /// What becomes of it.
    pub verdict: Understanding,
    /// The entry; none where it was rejected.
    pub eye: Option<Eye>,
    /// In standard form, to be read back; empty where it was rejected.
    pub standard: String,
    /// What to ask, or why it was rejected.
    pub doubts: Vec<Doubt>,
}

/// What was understood of a whole line or a pasted block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UnderstoodLine {
    /// The right eye, where one is named; of two unnamed ones the first.
    pub right: Option<Understood>,
    /// The left eye.
    pub left: Option<Understood>,
    /// One lens, and no word of which eye.
    pub either: Option<Understood>,
    /// Distance PD of both eyes, tenths of a millimetre.
    pub pd_tenths: Option<i32>,
    /// Two lenses without a word of which eye: the first was taken for the right one, to be confirmed.
    pub eyes_assumed: bool,
    /// The text as a whole cannot be used.
    pub doubts: Vec<Doubt>,
}

/// Reads one eye's text. Never panics; what it accepts, it prints back.
#[must_use]
pub fn read_eye(text: &str, purpose: TypedFor) -> Understood {
    let tokens = match tokens_of(text) {
        Ok(tokens) => tokens,
        Err(doubt) => return rejected(doubt),
    };
    let mut rest = tokens.as_slice();
    if let [Token::Word(Word::Right | Word::Left), after @ ..] = rest {
        rest = after;
    }
    if rest.iter().any(|token| matches!(token, Token::Word(Word::Right | Word::Left))) {
        return rejected(doubt(DoubtCode::TwoEyes, None, text.trim()));
    }
    match eye_of(rest, purpose) {
        // A pupil distance of both eyes is no part of one.
        Ok((_, Some(_))) => rejected(doubt(DoubtCode::CannotRead, Some(RxField::MonoPd), text.trim())),
        Ok((understood, None)) => understood,
        Err(doubt) => rejected(doubt),
    }
}

/// Reads a whole line or a pasted block: both eyes in either order, with PD.
#[must_use]
pub fn read_line(text: &str, purpose: TypedFor) -> UnderstoodLine {
    let mut line = UnderstoodLine { right: None, left: None, either: None, pd_tenths: None, eyes_assumed: false, doubts: Vec::new() };
    // A new line starts another lens, unless it starts with what can only belong to the one before.
    let joined = text.trim().replace("\r\n", "\n").replace(['\n', ';', '|'], " ; ");
    let tokens = match tokens_of(&joined) {
        Ok(tokens) => tokens,
        Err(doubt) => {
            line.doubts.push(doubt);
            return line;
        }
    };
    let mut lenses: Vec<(Option<Word>, Vec<Token>)> = vec![(None, Vec::new())];
    for token in tokens {
        match token {
            Token::Word(word @ (Word::Right | Word::Left)) => lenses.push((Some(word), Vec::new())),
            Token::Break => {
                if lenses.last().is_some_and(|(eye, tokens)| eye.is_none() && !tokens.is_empty()) {
                    lenses.push((None, Vec::new()));
                }
            }
            other => {
                if let Some((_, tokens)) = lenses.last_mut() {
                    tokens.push(other);
                }
            }
        }
    }
    lenses.retain(|(eye, tokens)| eye.is_some() || !tokens.is_empty());
    let mut unnamed = Vec::new();
    for (eye, tokens) in lenses {
        let understood = match eye_of(&tokens, purpose) {
            Ok((understood, pd)) => {
                line.pd_tenths = pd.or(line.pd_tenths);
                understood
            }
            Err(doubt) => rejected(doubt),
        };
        // A line that says nothing but the PD is no lens.
        if understood.doubts.iter().any(|doubt| doubt.code == DoubtCode::Empty) && (eye.is_none() || line.pd_tenths.is_some()) {
            continue;
        }
        let place = match eye {
            Some(Word::Right) => &mut line.right,
            Some(_) => &mut line.left,
            None => {
                unnamed.push(understood);
                continue;
            }
        };
        if place.replace(understood).is_some() {
            line.doubts.push(doubt(DoubtCode::TwoEyes, None, text.trim()));
        }
    }
    match (unnamed.len(), line.right.is_none() && line.left.is_none()) {
        (0, _) => {}
        (1, true) => line.either = unnamed.pop(),
        (2, true) => {
            line.left = unnamed.pop();
            line.right = unnamed.pop();
            line.eyes_assumed = true;
        }
        _ => line.doubts.push(doubt(DoubtCode::CannotRead, None, text.trim())),
    }
    if line.right.is_none() && line.left.is_none() && line.either.is_none() && line.doubts.is_empty() {
        line.doubts.push(doubt(DoubtCode::Empty, None, ""));
    }
    line
}

fn rejected(doubt: Doubt) -> Understood {
    Understood { verdict: Understanding::Reject, eye: None, standard: String::new(), doubts: vec![doubt] }
}

fn doubt(code: DoubtCode, field: Option<RxField>, typed: &str) -> Doubt {
    Doubt { code, field, typed: typed.chars().take(60).collect(), read_as: None }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Right,
    Left,
    Plano,
    SphereOnly,
    /// SPH before the sphere, CYL before the cylinder: a label.
    SphereLabel,
    CylLabel,
    /// DC after a cylinder, D after any power: a unit.
    CylUnit,
    Unit,
    Axis,
    Add,
    Balance,
    /// PD before a number, "p.d." for prism dioptres after one.
    Pd,
    Prism,
    Base,
    Up,
    Down,
    In,
    Out,
    Horizontal,
    Vertical,
    Height,
    MonoPd,
    Millimetres,
}

#[derive(Debug, Clone, PartialEq)]
struct Number {
    sign: Option<i32>,
    /// Digits before the point.
    whole: String,
    /// Digits after it; None: no point was written.
    part: Option<String>,
    typed: String,
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Number(Number),
    Word(Word),
    /// A line's end: only between lenses.
    Break,
}

fn word_of(letters: &str) -> Option<Word> {
    let plain: String = letters.chars().filter(|letter| *letter != '.').collect();
    Some(match plain.as_str() {
        "r" | "re" | "rt" | "od" | "right" | "ra" => Word::Right,
        "l" | "le" | "lt" | "os" | "og" | "oi" | "left" | "la" => Word::Left,
        "pl" | "plano" | "plan" | "∞" => Word::Plano,
        "ds" | "spherical" => Word::SphereOnly,
        "sph" | "sphere" | "s" => Word::SphereLabel,
        "cyl" | "cylinder" | "c" => Word::CylLabel,
        "dc" => Word::CylUnit,
        "d" | "deg" | "degree" | "degrees" => Word::Unit,
        "x" | "ax" | "axis" | "axe" | "achse" | "a" | "à" => Word::Axis,
        "add" | "addition" => Word::Add,
        "bal" | "balance" | "balanced" => Word::Balance,
        "pd" => Word::Pd,
        "prism" | "pr" | "δ" | "∆" => Word::Prism,
        "base" | "b" => Word::Base,
        "bu" | "up" | "u" => Word::Up,
        "bd" | "down" | "dn" => Word::Down,
        "bi" | "in" => Word::In,
        "bo" | "out" => Word::Out,
        "h" => Word::Horizontal,
        "v" => Word::Vertical,
        "seg" | "sh" | "fh" | "height" | "ht" => Word::Height,
        "mpd" => Word::MonoPd,
        "mm" => Word::Millimetres,
        _ => return None,
    })
}

/// A run of letters as words: `dcx` is DC and x, as in `-0.75DCx90`.
fn words_of(letters: &str) -> Option<Vec<Word>> {
    if let Some(word) = word_of(letters) {
        return Some(vec![word]);
    }
    ["ds", "dc", "sph", "d", "pl"].iter().find_map(|unit| {
        let rest = letters.strip_prefix(unit)?;
        let after = word_of(rest).filter(|word| matches!(word, Word::Axis | Word::Add | Word::SphereOnly))?;
        Some(vec![word_of(unit)?, after])
    })
}

fn tokens_of(text: &str) -> Result<Vec<Token>, Doubt> {
    let cannot = |typed: &str| doubt(DoubtCode::CannotRead, None, typed);
    if text.chars().count() > MAX_CHARS {
        return Err(cannot("…"));
    }
    let plain: Vec<char> = plain_of(text);
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&letter) = plain.get(at) {
        match letter {
            ' ' | '/' | ':' | '(' | ')' | '=' => at += 1,
            // Between numbers a comma separates; inside one it was taken with it.
            ',' => at += 1,
            ';' => {
                tokens.push(Token::Break);
                at += 1;
            }
            // "-plano" and "+PL" are written, and mean plano.
            '+' | '-' if signed_plano(&plain[at + 1..]) => at += 1,
            '+' | '-' | '.' | '0'..='9' => {
                let (number, next) = number_at(&plain, at).ok_or_else(|| cannot(text.trim()))?;
                tokens.push(Token::Number(number));
                at = next;
            }
            letter if letter.is_alphabetic() || letter == '∞' || letter == '∆' => {
                let from = at;
                while plain.get(at).is_some_and(|letter| letter.is_alphabetic() || matches!(letter, '∞' | '∆'))
                    || (plain.get(at) == Some(&'.') && at > from && !plain.get(at + 1).is_some_and(char::is_ascii_digit))
                {
                    at += 1;
                }
                let letters: String = plain[from..at].iter().collect();
                // "l.25" and "S.50": a letter where a digit belongs, not a name of an eye or a power.
                if matches!(letters.as_str(), "l" | "s" | "c" | "b" | "d") && plain.get(at) == Some(&'.') {
                    return Err(cannot(text.trim()));
                }
                tokens.extend(words_of(&letters).ok_or_else(|| cannot(text.trim()))?.into_iter().map(Token::Word));
            }
            _ => return Err(cannot(text.trim())),
        }
    }
    Ok(tokens)
}

fn signed_plano(after: &[char]) -> bool {
    let word: String =
        after.iter().skip_while(|letter| **letter == ' ').take_while(|letter| letter.is_alphabetic() || **letter == '∞').collect();
    word_of(&word) == Some(Word::Plano)
}

/// Lower case, one kind of blank, minus, plus and times; degree signs dropped, a half as .5.
fn plain_of(text: &str) -> Vec<char> {
    let mut plain = Vec::with_capacity(text.len());
    for letter in text.trim().trim_start_matches('\u{feff}').chars() {
        match letter {
            '\u{2212}' | '\u{2010}'..='\u{2015}' | '\u{ff0d}' | '\u{fe63}' => plain.push('-'),
            '\u{ff0b}' | '\u{fe62}' => plain.push('+'),
            '×' | '@' | '*' => plain.extend([' ', 'x', ' ']),
            '°' | 'º' | '˚' => plain.push(' '),
            '½' => plain.extend(['.', '5']),
            'Δ' => plain.push('∆'),
            letter if letter.is_whitespace() => plain.push(' '),
            letter if letter.is_ascii() => plain.push(letter.to_ascii_lowercase()),
            letter => plain.extend(letter.to_lowercase()),
        }
    }
    plain
}

fn number_at(plain: &[char], from: usize) -> Option<(Number, usize)> {
    let digit = |at: usize| plain.get(at).is_some_and(char::is_ascii_digit);
    let mut at = from;
    let sign = match plain[at] {
        '+' => Some(1),
        '-' => Some(-1),
        _ => None,
    };
    if sign.is_some() {
        at += 1;
        while plain.get(at) == Some(&' ') {
            at += 1;
        }
    }
    let digits = |at: &mut usize| {
        let start = *at;
        while digit(*at) {
            *at += 1;
        }
        plain[start..*at].iter().collect::<String>()
    };
    let whole = digits(&mut at);
    let mut part = None;
    let comma_is_point = || {
        let after: String = plain.get(at + 1..).unwrap_or_default().iter().take_while(|c| c.is_ascii_digit()).collect();
        (!whole.is_empty() || sign.is_some())
            && match after.len() {
                1 | 2 => true,
                3 => matches!(after.as_str(), "000" | "125" | "250" | "375" | "500" | "625" | "750" | "875"),
                _ => false,
            }
    };
    match plain.get(at) {
        Some('.') => {
            at += 1;
            part = Some(digits(&mut at));
        }
        Some(',') if comma_is_point() => {
            at += 1;
            part = Some(digits(&mut at));
        }
        _ => {}
    }
    let empty = whole.is_empty() && part.as_ref().is_none_or(String::is_empty);
    if empty || plain.get(at) == Some(&'.') {
        return None;
    }
    let typed = plain[from..at].iter().collect();
    Some((Number { sign, whole, part, typed }, at))
}

/// What has been read of an eye so far.
#[derive(Default)]
struct Entry {
    sphere: Option<(Number, i32)>,
    plano: bool,
    sphere_only: bool,
    cyl: Option<(Number, i32)>,
    cyl_unit: bool,
    axis: Option<i32>,
    add: Option<i32>,
    prism_out: Option<i32>,
    prism_up: Option<i32>,
    height: Option<i32>,
    mono_pd: Option<i32>,
    pd: Option<i32>,
    balance: bool,
    asks: Vec<Doubt>,
    /// A power that is wrong in itself; said only when the text can be read at all.
    wrong: Option<Doubt>,
}

fn eye_of(tokens: &[Token], purpose: TypedFor) -> Result<(Understood, Option<i32>), Doubt> {
    let mut entry = Entry::default();
    let mut at = 0;
    while at < tokens.len() {
        at = entry.take(tokens, at, purpose)?;
    }
    entry.finish()
}

fn unreadable(typed: &str) -> Doubt {
    doubt(DoubtCode::CannotRead, None, typed)
}

impl Entry {
    /// Takes what stands at a place; gives the next place.
    fn take(&mut self, tokens: &[Token], at: usize, purpose: TypedFor) -> Result<usize, Doubt> {
        let word = |ahead: usize| match tokens.get(at + ahead) {
            Some(Token::Word(word)) => Some(*word),
            _ => None,
        };
        let number = |ahead: usize| match tokens.get(at + ahead) {
            Some(Token::Number(number)) => Some(number),
            _ => None,
        };
        if number(0).is_some() {
            if let Some(next) = self.take_prism(tokens, at)? {
                return Ok(next);
            }
            // "+2.25 add": the word after its number.
            if self.has_sphere() && word(1) == Some(Word::Add) && number(2).is_none() {
                self.take_add(number(0).ok_or_else(|| unreadable(""))?, purpose);
                return Ok(at + 2);
            }
            return self.take_power(number(0).ok_or_else(|| unreadable(""))?, purpose).map(|()| at + 1);
        }
        match word(0) {
            Some(Word::Plano) if !self.has_sphere() => self.plano = true,
            Some(Word::Plano) if self.cyl.is_none() => self.sphere_only = true,
            Some(Word::SphereOnly) if !self.sphere_only => self.sphere_only = true,
            Some(Word::SphereLabel) => self.sphere_only |= self.has_sphere(),
            Some(Word::CylLabel) if self.has_sphere() && self.cyl.is_none() => {}
            Some(Word::CylUnit) if self.cyl.is_some() => self.cyl_unit = true,
            Some(Word::Unit | Word::Millimetres) if at > 0 => {}
            Some(Word::Balance) => self.balance = true,
            Some(Word::Axis) => {
                let axis = number(1).ok_or_else(|| unreadable(""))?;
                self.take_axis(axis)?;
                return Ok(at + 2);
            }
            Some(Word::Add) => {
                let add = number(1).ok_or_else(|| unreadable(""))?;
                self.take_add(add, purpose);
                return Ok(at + 2);
            }
            Some(Word::Horizontal | Word::Vertical | Word::Prism) if number(1).is_some() => {
                return self.take_prism(tokens, at + 1)?.ok_or_else(|| unreadable(""));
            }
            Some(Word::Height) if self.height.is_none() => {
                self.height = Some(millimetres(number(1), HEIGHTS, RxField::Height)?);
                return Ok(at + 2);
            }
            Some(Word::MonoPd) if self.mono_pd.is_none() => {
                self.mono_pd = Some(millimetres(number(1), ONE_EYE_PD, RxField::MonoPd)?);
                return Ok(at + 2);
            }
            Some(Word::Pd) if self.pd.is_none() => {
                if let (Some(right), Some(left)) = (number(1), number(2)) {
                    let each = |one| millimetres(Some(one), ONE_EYE_PD, RxField::MonoPd);
                    if let (Ok(right), Ok(left)) = (each(right), each(left)) {
                        self.pd = Some(right + left);
                        return Ok(at + 3);
                    }
                }
                self.pd = Some(millimetres(number(1), BOTH_EYES_PD, RxField::MonoPd)?);
                return Ok(at + 2);
            }
            _ => return Err(unreadable("")),
        }
        Ok(at + 1)
    }

    fn has_sphere(&self) -> bool {
        self.sphere.is_some() || self.plano
    }

    /// A number without a word before it: sphere, then cylinder, then axis, then perhaps the add.
    fn take_power(&mut self, number: &Number, purpose: TypedFor) -> Result<(), Doubt> {
        if !self.has_sphere() {
            let power = self.power(number, RxField::Sphere, purpose)?;
            self.sphere = Some((number.clone(), power));
        } else if self.cyl.is_none() && self.axis.is_none() && self.add.is_none() {
            let power = self.power(number, RxField::Cyl, purpose)?;
            self.cyl = Some((number.clone(), power));
        } else if self.cyl.as_ref().is_some_and(|(_, power)| *power != 0) && self.axis.is_none() && number.sign.is_none() {
            self.take_axis(number)?;
        } else if self.add.is_none() && number.sign.is_some() && number.part.is_some() {
            self.take_add(number, purpose);
            let read_as = self.add.map(|add| format!("add {}", power_text(add)));
            self.asks.push(Doubt { read_as, ..doubt(DoubtCode::IsItTheAdd, Some(RxField::Add), &number.typed) });
        } else {
            return Err(unreadable(&number.typed));
        }
        Ok(())
    }

    fn take_axis(&mut self, number: &Number) -> Result<(), Doubt> {
        let typed = &number.typed;
        if self.axis.is_some() || number.sign.is_some() || number.whole.is_empty() {
            return Err(unreadable(typed));
        }
        let half = match number.part.as_deref().map(|part| part.trim_end_matches('0')) {
            None | Some("") => 0,
            Some("5") => 1,
            Some(_) => return Err(unreadable(typed)),
        };
        let degrees = number.whole.parse::<i32>().ok().filter(|_| number.whole.len() <= 3).unwrap_or(i32::MAX - 1) + half;
        if degrees > 180 {
            self.wrong(doubt(DoubtCode::AxisOutOfRange, Some(RxField::Axis), typed));
            self.axis = Some(180);
            return Ok(());
        }
        let axis = if degrees == 0 { 180 } else { degrees };
        if half == 1 {
            let read_as = Some(format!("x {axis:03}"));
            self.asks.push(Doubt { read_as, ..doubt(DoubtCode::HalfDegree, Some(RxField::Axis), typed) });
        }
        self.axis = Some(axis);
        Ok(())
    }

    fn take_add(&mut self, number: &Number, purpose: TypedFor) {
        let typed = &number.typed;
        if number.sign == Some(-1) {
            return self.wrong(doubt(DoubtCode::MinusAdd, Some(RxField::Add), typed));
        }
        let written = Number { sign: Some(1), ..number.clone() };
        match self.power(&written, RxField::Add, purpose) {
            _ if self.add.is_some() => self.wrong(unreadable(typed)),
            Ok(0) => {}
            Ok(add) if ADDITIONS.contains(&add) => self.add = Some(add),
            // A lens that was made wrong reads what nobody would order.
            Ok(add) if purpose == TypedFor::Reading && (1..=ADDITIONS.end() + READ_BEYOND).contains(&add) => self.add = Some(add),
            Ok(_) => self.wrong(doubt(DoubtCode::OutOfRange, Some(RxField::Add), typed)),
            Err(doubt) => self.wrong(doubt),
        }
    }

    /// `0.5 BD`, `0.5 p.d. base down`, `0.40 out`; None where no base follows.
    fn take_prism(&mut self, tokens: &[Token], at: usize) -> Result<Option<usize>, Doubt> {
        let Some(Token::Number(number)) = tokens.get(at) else { return Ok(None) };
        let mut next = at + 1;
        let mut named = at > 0 && matches!(tokens.get(at - 1), Some(Token::Word(Word::Prism | Word::Horizontal | Word::Vertical)));
        while let Some(Token::Word(Word::Pd | Word::Prism | Word::Base)) = tokens.get(next) {
            named = true;
            next += 1;
        }
        let base = match tokens.get(next) {
            Some(Token::Word(base @ (Word::Up | Word::Down | Word::In | Word::Out))) => *base,
            _ if named => return Err(doubt(DoubtCode::CannotRead, Some(RxField::Prism), &number.typed)),
            _ => return Ok(None),
        };
        let value = hundredths(number).filter(|value| number.sign.is_none() && *value <= MAX_PRISM);
        let Some(value) = value else { return Err(doubt(DoubtCode::OutOfRange, Some(RxField::Prism), &number.typed)) };
        let (place, value) = match base {
            Word::Up => (&mut self.prism_up, value),
            Word::Down => (&mut self.prism_up, -value),
            Word::Out => (&mut self.prism_out, value),
            _ => (&mut self.prism_out, -value),
        };
        if place.replace(value).is_some() {
            return Err(doubt(DoubtCode::CannotRead, Some(RxField::Prism), &number.typed));
        }
        Ok(Some(next + 1))
    }

    /// A number as a power in hundredths of a dioptre; what is doubtful about it is noted.
    fn power(&mut self, number: &Number, field: RxField, purpose: TypedFor) -> Result<i32, Doubt> {
        let typed = &number.typed;
        let (value, guessed) = match (&number.part, number.whole.as_str()) {
            (Some(_), _) => match hundredths(number) {
                Some(value) => (value, false),
                None => {
                    let too_great = number.whole.len() > 3;
                    let code = if too_great { DoubtCode::OutOfRange } else { DoubtCode::NotInSteps };
                    self.wrong(doubt(code, Some(field), typed));
                    return Ok(0);
                }
            },
            (None, whole) => {
                let whole_number: i32 = match whole.parse() {
                    Ok(number) if whole.len() <= 4 => number,
                    _ => return Err(unreadable(typed)),
                };
                match whole.len() {
                    _ if whole_number == 0 => (0, false),
                    // "add 2" can only be 2.00; any other power is written with its point.
                    1 => (whole_number * 100, field != RxField::Add),
                    // 25 is 0.25; 14 can only be 14.00.
                    2 if whole.starts_with('0') || (whole_number > 12 && is_eighth(whole_number)) => (whole_number, true),
                    2 => (whole_number * 100, true),
                    _ => (whole_number, true),
                }
            }
        };
        if purpose == TypedFor::Order && !is_eighth(value) {
            self.wrong(doubt(DoubtCode::NotInSteps, Some(field), typed));
        }
        let value = value * number.sign.unwrap_or(1);
        let read_as = Some(power_text(value));
        if number.sign.is_none() && value != 0 {
            self.asks.push(Doubt { read_as: read_as.clone(), ..doubt(DoubtCode::NoSign, Some(field), typed) });
        }
        if guessed {
            self.asks.push(Doubt { read_as: read_as.clone(), ..doubt(DoubtCode::NoPoint, Some(field), typed) });
        }
        let (limit, usual) = match field {
            RxField::Sphere => (MAX_SPHERE, UNUSUAL_SPHERE),
            RxField::Cyl => (MAX_CYLINDER, UNUSUAL_CYLINDER),
            _ => return Ok(value),
        };
        let beyond = if purpose == TypedFor::Reading { READ_BEYOND } else { 0 };
        if value.abs() > limit + beyond {
            self.wrong(doubt(DoubtCode::OutOfRange, Some(field), typed));
        } else if value.abs() > usual {
            self.asks.push(Doubt { read_as, ..doubt(DoubtCode::UnusualPower, Some(field), typed) });
        }
        Ok(value)
    }

    fn wrong(&mut self, doubt: Doubt) {
        self.wrong.get_or_insert(doubt);
    }

    fn finish(mut self) -> Result<(Understood, Option<i32>), Doubt> {
        let pd = self.pd;
        let cyl = self.cyl.as_ref().map(|(_, power)| *power);
        if !self.has_sphere() {
            if self.balance && cyl.is_none() && self.axis.is_none() {
                let eye = Eye { balance: true, add: self.add, ..Eye::default() };
                return Ok((asked(eye, vec![doubt(DoubtCode::Balance, None, "")]), pd));
            }
            let said_something = self.axis.is_some() || self.add.is_some() || self.sphere_only || self.cyl_unit || self.mono_pd.is_some();
            return Err(doubt(if said_something { DoubtCode::CannotRead } else { DoubtCode::Empty }, None, ""));
        }
        if self.sphere_only && cyl.is_some_and(|cyl| cyl != 0) && !self.cyl_unit {
            return Err(doubt(DoubtCode::SphereOnlyWithCylinder, Some(RxField::Cyl), ""));
        }
        if let Some(wrong) = self.wrong {
            return Err(wrong);
        }
        let axis = match (cyl.filter(|cyl| *cyl != 0), self.axis) {
            (Some(_), None) => return Err(doubt(DoubtCode::CylinderWithoutAxis, Some(RxField::Axis), "")),
            (None, Some(_)) if cyl.is_none() => return Err(doubt(DoubtCode::AxisWithoutCylinder, Some(RxField::Cyl), "")),
            (None, _) => None,
            (Some(_), axis) => axis,
        };
        let eye = Eye {
            sphere: Some(self.sphere.map_or(0, |(_, power)| power)),
            cyl: cyl.filter(|cyl| *cyl != 0),
            axis,
            add: self.add,
            prism_out: self.prism_out,
            prism_up: self.prism_up,
            height: self.height,
            mono_pd: self.mono_pd,
            balance: self.balance,
        };
        if self.balance {
            self.asks.push(doubt(DoubtCode::Balance, None, ""));
        }
        if !self.asks.is_empty() {
            return Ok((asked(eye, self.asks), pd));
        }
        let standard = standard_form(&eye);
        Ok((Understood { verdict: Understanding::Accept, eye: Some(eye), standard, doubts: Vec::new() }, pd))
    }
}

fn asked(eye: Eye, doubts: Vec<Doubt>) -> Understood {
    Understood { verdict: Understanding::Ask, eye: Some(eye), standard: standard_form(&eye), doubts }
}

/// The value of a number with a point, without its sign: two decimals, or three where they are an eighth.
fn hundredths(number: &Number) -> Option<i32> {
    if number.whole.len() > 3 {
        return None;
    }
    let whole: i32 = if number.whole.is_empty() { 0 } else { number.whole.parse().ok()? };
    let part = number.part.as_deref().unwrap_or_default();
    let part = match part.len() {
        0 => 0,
        1 => part.parse::<i32>().ok()? * 10,
        2 => part.parse().ok()?,
        // .125 is written .12 on every card.
        3 if part.ends_with('0') || matches!(part, "125" | "375" | "625" | "875") => part.get(..2)?.parse().ok()?,
        _ => return None,
    };
    Some(whole * 100 + part)
}

fn millimetres(number: Option<&Number>, within: std::ops::RangeInclusive<i32>, field: RxField) -> Result<i32, Doubt> {
    let Some(number) = number else { return Err(doubt(DoubtCode::CannotRead, Some(field), "")) };
    hundredths(number)
        .filter(|_| number.sign.is_none())
        .map(|hundredths| hundredths / 10)
        .filter(|tenths| within.contains(tenths))
        .ok_or_else(|| doubt(DoubtCode::OutOfRange, Some(field), &number.typed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::prescription::maths;
    use proptest::prelude::*;

    fn said(text: &str) -> (Understanding, String) {
        let understood = read_eye(text, TypedFor::Order);
        (understood.verdict, understood.standard)
    }

    fn reason(text: &str) -> DoubtCode {
        read_eye(text, TypedFor::Order).doubts.first().expect("a reason").code
    }

    #[test]
    fn what_people_write_is_read_back_in_standard_form() {
        for (typed, standard) in [
            ("-2.00-0.75x180", "-2.00 -0.75 x 180"),
            ("−2.00 −0.75 × 180°", "-2.00 -0.75 x 180"),
            ("-2,00 (-0,75 à 180°)", "-2.00 -0.75 x 180"),
            ("-2,00,-0,75,180", "-2.00 -0.75 x 180"),
            ("-2.25 / -0.75 / 27", "-2.25 -0.75 x 027"),
            ("-1.25 -0.50 @ 90", "-1.25 -0.50 x 090"),
            ("OD: -1.00 -0.50 ax 037", "-1.00 -0.50 x 037"),
            ("O.S. PL -0.75 x 000", "PL -0.75 x 180"),
            ("SPH -2.00 CYL -0.75 AXIS 180 ADD +2.25", "-2.00 -0.75 x 180 add +2.25"),
            ("-2.00DS/-0.75DCx90", "-2.00 -0.75 x 090"),
            ("∞", "PL DS"),
            ("0.00", "PL DS"),
            ("Plano", "PL DS"),
            ("- 2.00 sph", "-2.00 DS"),
            ("+PL", "PL DS"),
            ("-plano -0.50 x 90 deg", "PL -0.50 x 090"),
            ("-,50", "-0.50 DS"),
            ("+1.50 ADD 2.25", "+1.50 DS add +2.25"),
            ("+1.50 +2.25 add", "+1.50 DS add +2.25"),
            ("-1.00 0.00", "-1.00 DS"),
            ("+1.00 0.00 x 180", "+1.00 DS"),
            ("-2.125", "-2.12 DS"),
            ("-2.00 DS 0.5 p.d. BD add 2", "-2.00 DS add +2.00 0.50 BD"),
            ("-2.00 DS 2Δ base in", "-2.00 DS 2.00 BI"),
            ("PL add 2.00 seg 18.0 mpd 31.5", "PL DS add +2.00 seg 18.0 mpd 31.5"),
        ] {
            assert_eq!(said(typed), (Understanding::Accept, standard.to_owned()), "{typed}");
        }
    }

    #[test]
    fn what_is_doubtful_is_asked_with_what_it_would_mean() {
        for (typed, standard, code) in [
            ("2.00", "+2.00 DS", DoubtCode::NoSign),
            (".50", "+0.50 DS", DoubtCode::NoSign),
            ("1.25 -0.50 x 90", "+1.25 -0.50 x 090", DoubtCode::NoSign),
            ("-1.25 0.50 x 90", "-1.25 +0.50 x 090", DoubtCode::NoSign),
            ("-175", "-1.75 DS", DoubtCode::NoPoint),
            ("-225 -075 x 27", "-2.25 -0.75 x 027", DoubtCode::NoPoint),
            ("-25", "-0.25 DS", DoubtCode::NoPoint),
            ("-2", "-2.00 DS", DoubtCode::NoPoint),
            ("-14.00 DS", "-14.00 DS", DoubtCode::UnusualPower),
            ("-2.00 -4.25 x 90", "-2.00 -4.25 x 090", DoubtCode::UnusualPower),
            ("-1.00 -0.50 x 77.5", "-1.00 -0.50 x 078", DoubtCode::HalfDegree),
            ("-1.00 -0.50 x 137½", "-1.00 -0.50 x 138", DoubtCode::HalfDegree),
            ("-2.00 -0.75 x 180 +2.00", "-2.00 -0.75 x 180 add +2.00", DoubtCode::IsItTheAdd),
            ("BAL", "BAL", DoubtCode::Balance),
        ] {
            assert_eq!(said(typed), (Understanding::Ask, standard.to_owned()), "{typed}");
            assert_eq!(reason(typed), code, "{typed}");
        }
    }

    #[test]
    fn what_cannot_be_a_lens_is_rejected_with_the_reason() {
        for (typed, code) in [
            ("", DoubtCode::Empty),
            ("3u!", DoubtCode::CannotRead),
            ("-2.OO", DoubtCode::CannotRead),
            ("l.25 -0.50 x 90", DoubtCode::CannotRead),
            ("S.50", DoubtCode::CannotRead),
            ("-1.00 DS DS", DoubtCode::CannotRead),
            ("-1..50", DoubtCode::CannotRead),
            ("-2.00 x 180 -", DoubtCode::CannotRead),
            ("+-2.00", DoubtCode::CannotRead),
            ("-2.00 -0.75 x -27", DoubtCode::CannotRead),
            ("-2.00 -0.75", DoubtCode::CylinderWithoutAxis),
            ("-2.00 x 90", DoubtCode::AxisWithoutCylinder),
            ("-2.00 -0.75 x 181", DoubtCode::AxisOutOfRange),
            ("-2.20 DS", DoubtCode::NotInSteps),
            ("-0.30", DoubtCode::NotInSteps),
            ("-45.00", DoubtCode::OutOfRange),
            ("-2.00 add 6.00", DoubtCode::OutOfRange),
            ("-2.00 add -2.00", DoubtCode::MinusAdd),
            ("-2.00 DS -0.75 x 90", DoubtCode::SphereOnlyWithCylinder),
            ("R -1.00 L -2.00", DoubtCode::TwoEyes),
        ] {
            let understood = read_eye(typed, TypedFor::Order);
            assert_eq!((understood.verdict, reason(typed)), (Understanding::Reject, code), "{typed}");
            assert_eq!((understood.eye, understood.standard), (None, String::new()), "{typed}");
        }
    }

    #[test]
    fn a_reading_may_say_any_hundredth() {
        assert_eq!(read_eye("-2.03 -0.71 x 92", TypedFor::Reading).standard, "-2.03 -0.71 x 092");
        assert_eq!(read_eye("-2.03 -0.71 x 92", TypedFor::Order).verdict, Understanding::Reject);
    }

    #[test]
    fn a_pasted_block_gives_both_eyes_in_whatever_order_they_stand() {
        let block = read_line("OS: -1.00 -0.50 x 10 add 2.00\nOD: -2.00 DS add 2.00\nPD 63", TypedFor::Order);
        let form = |eye: &Option<Understood>| eye.as_ref().map(|eye| eye.standard.clone());
        assert_eq!(form(&block.right).as_deref(), Some("-2.00 DS add +2.00"));
        assert_eq!(form(&block.left).as_deref(), Some("-1.00 -0.50 x 010 add +2.00"));
        assert_eq!((block.pd_tenths, block.eyes_assumed, block.doubts.len()), (Some(630), false, 0));
        let one_line = read_line("R -2.00 DS L -1.00 -0.50 x 10 PD 31.5/31", TypedFor::Order);
        assert_eq!((form(&one_line.left).as_deref(), one_line.pd_tenths), (Some("-1.00 -0.50 x 010"), Some(625)));
        let unnamed = read_line("-2.00 DS\n-1.00 DS", TypedFor::Order);
        assert!(unnamed.eyes_assumed && form(&unnamed.left).as_deref() == Some("-1.00 DS"));
        assert_eq!(form(&read_line("-2.00 DS", TypedFor::Reading).either).as_deref(), Some("-2.00 DS"));
        assert!(!read_line("R -1.00 R -2.00", TypedFor::Order).doubts.is_empty(), "the same eye twice");
        assert!(!read_line("  ", TypedFor::Order).doubts.is_empty());
    }

    /// Texts in the letters that prescriptions are written in: most are nonsense.
    fn typed() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("-"),
            Just("+"),
            Just("."),
            Just(","),
            Just(" "),
            Just("/"),
            Just("x"),
            Just("ds"),
            Just("pl"),
            Just("add"),
            Just("bal"),
            Just("od"),
            Just("2"),
            Just("0"),
            Just("00"),
            Just("75"),
            Just("180"),
            Just("bd"),
            Just("pd"),
            Just("½"),
            Just("seg"),
            Just("-2.00"),
            Just("-0.75"),
            Just("x 90"),
            Just("add 2.00"),
            Just("1.00 bo"),
        ];
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn nothing_typed_makes_it_panic(text in "\\PC{0,60}") {
            for purpose in [TypedFor::Order, TypedFor::Reading] {
                let _ = (read_eye(&text, purpose), read_line(&text, purpose));
            }
        }

        #[test]
        fn what_is_accepted_is_printed_back_and_read_the_same(text in typed()) {
            for purpose in [TypedFor::Order, TypedFor::Reading] {
                let first = read_eye(&text, purpose);
                let _ = read_line(&text, purpose);
                if first.verdict == Understanding::Accept {
                    let again = read_eye(&first.standard, purpose);
                    prop_assert_eq!(again.verdict, Understanding::Accept, "{} became {}", text, first.standard);
                    prop_assert_eq!(again.eye.map(|eye| maths::standard_form(&eye)), Some(first.standard));
                }
            }
        }
    }
}
