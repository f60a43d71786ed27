//! Names, phones, postcodes and the cells that a spreadsheet would run.

use super::CellProblem;

/// The longest line of text that is kept, in characters.
const MAX_LINE: usize = 300;
/// The longest note that is kept, in characters.
const MAX_NOTE: usize = 4_000;

/// One line of text: outer blanks, line breaks and invisible direction marks gone, inner blanks single.
///
/// # Errors
/// [`CellProblem::TextTooLong`] above 300 characters.
pub fn line(cell: &str) -> Result<String, CellProblem> {
    let cell = unwrapped(cell);
    let mut out = String::with_capacity(cell.len());
    for c in cell.chars() {
        if c.is_whitespace() || c.is_control() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !is_direction_mark(c) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    if out.len() > MAX_LINE && out.chars().count() > MAX_LINE { Err(CellProblem::TextTooLong) } else { Ok(out) }
}

/// A note: as it is written, with its line breaks, outer blanks gone.
///
/// # Errors
/// [`CellProblem::TextTooLong`] above 4,000 characters.
pub fn free_text(cell: &str) -> Result<String, CellProblem> {
    let kept = |c: &char| !is_direction_mark(*c) && (!c.is_control() || *c == '\n' || *c == '\t');
    let out: String = unwrapped(cell).replace("\r\n", "\n").replace('\r', "\n").chars().filter(kept).collect();
    let out = out.trim();
    if out.chars().count() > MAX_NOTE { Err(CellProblem::TextTooLong) } else { Ok(out.to_owned()) }
}

/// Marks that turn the direction of what follows on screen. Letters of right-to-left scripts need
/// none of them; a name that carries one can make another name look reversed.
fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Takes off what exporting put around a text: `="0412"` (Excel's way to keep a zero) and the
/// apostrophe that [`formula_safe`] writes. Nothing is ever computed.
fn unwrapped(cell: &str) -> &str {
    let cell = cell.trim();
    if let Some(inner) = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'))
        && !inner.contains('"')
    {
        return inner;
    }
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest) => rest,
        _ => cell,
    }
}

/// Whether a spreadsheet would run this text instead of showing it.
pub fn is_formula(text: &str) -> bool {
    let mut chars = text.trim_start_matches([' ', '\u{a0}']).chars();
    match chars.next() {
        Some('=' | '@' | '\t' | '\r' | '\n' | '＝' | '＠') => true,
        Some('+' | '-' | '＋' | '－') => {
            // `+1.75` and `-2.00` are numbers and stay as they are; `+1-555` would be computed.
            let rest = chars.as_str();
            let digits = rest.bytes().filter(u8::is_ascii_digit).count();
            let points = rest.bytes().filter(|b| *b == b'.').count();
            digits == 0 || points > 1 || digits + points != rest.len()
        }
        _ => false,
    }
}

/// The text as it can go into a file that somebody opens in a spreadsheet.
pub fn formula_safe(text: &str) -> std::borrow::Cow<'_, str> {
    // What already begins with our apostrophe gets one more, so that reading takes off exactly one.
    let marked = text.strip_prefix('\'').is_some_and(|rest| is_formula(rest.trim_start_matches('\'')));
    if is_formula(text) || marked { format!("'{text}").into() } else { text.into() }
}

/// A phone number as it was written. Empty is `None`.
///
/// # Errors
/// [`CellProblem::NotAPhone`] for fewer than three or more than 20 digits, or a number that a
/// spreadsheet has rounded (`6.1E+10`).
pub fn phone(cell: &str) -> Result<Option<String>, CellProblem> {
    let text = line(cell)?;
    if text.is_empty() || matches!(squash(&text).as_str(), "none" | "na" | "nophone" | "unknown" | "null") {
        return Ok(None);
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let upper = text.to_ascii_uppercase();
    if !(3..=20).contains(&digits) || upper.contains("E+") {
        return Err(CellProblem::NotAPhone);
    }
    Ok(Some(text))
}

/// A postcode as it was written. Empty is `None`. A number that lost its zeros stays as it is:
/// how many there were differs by country.
///
/// # Errors
/// [`CellProblem::TextTooLong`].
pub fn postcode(cell: &str) -> Result<Option<String>, CellProblem> {
    let text = line(cell)?;
    // A spreadsheet's `3196.0`.
    let text = text.strip_suffix(".0").filter(|t| t.bytes().all(|b| b.is_ascii_digit())).unwrap_or(&text).to_owned();
    Ok((!text.is_empty()).then_some(text))
}

/// An email address as it was written. Empty is `None`.
///
/// # Errors
/// [`CellProblem::NotAnEmail`] without an @ between two parts.
pub fn email(cell: &str) -> Result<Option<String>, CellProblem> {
    let text = line(cell)?;
    if text.is_empty() {
        return Ok(None);
    }
    let fits =
        text.split_once('@').is_some_and(|(who, host)| !who.is_empty() && host.contains('.') && !host.contains('@') && !text.contains(' '));
    if fits { Ok(Some(text)) } else { Err(CellProblem::NotAnEmail) }
}

/// Lower case letters and digits only, accents folded: how words of other systems are compared.
pub fn squash(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !c.is_ascii() {
            for c in c.to_lowercase() {
                match c {
                    'à' | 'á' | 'â' | 'ã' | 'å' => out.push('a'),
                    'ä' | 'æ' => out.push_str("ae"),
                    'ç' => out.push('c'),
                    'è' | 'é' | 'ê' | 'ë' => out.push('e'),
                    'ì' | 'í' | 'î' | 'ï' => out.push('i'),
                    'ñ' => out.push('n'),
                    'ò' | 'ó' | 'ô' | 'õ' => out.push('o'),
                    'ö' | 'œ' | 'ø' => out.push_str("oe"),
                    'ù' | 'ú' | 'û' => out.push('u'),
                    'ü' => out.push_str("ue"),
                    'ß' => out.push_str("ss"),
                    c if c.is_alphanumeric() => out.push(c),
                    _ => {}
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_script_stay_and_hidden_marks_go() {
        for name in ["O’Brien", "D'Angelo", "محمد", "שרה כהן", "👩‍🚀 Kim", "Nguyễn", "Łukasz"] {
            assert_eq!(line(name).as_deref(), Ok(name));
        }
        assert_eq!(line(" Ann\u{202e}a \r\n\u{a0}Lee ").as_deref(), Ok("Anna Lee"));
        assert_eq!(line(&"x".repeat(301)), Err(CellProblem::TextTooLong));
        assert_eq!(line(&"é".repeat(300)).map(|t| t.chars().count()), Ok(300));
    }

    #[test]
    fn formulas_are_text_and_leave_the_house_harmless() {
        for evil in ["=1+2", "=HYPERLINK(\"x\")", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "\t=1", "+1-555-0100", "＝1"] {
            assert!(is_formula(evil), "{evil:?}");
            let safe = formula_safe(evil);
            assert!(safe.starts_with('\''), "{evil:?}");
            assert_eq!(free_text(&safe).as_deref(), Ok(evil.trim()), "what went out comes back");
        }
        for plain in ["+1.75", "-0.50", "O'Neil", "'tis", "555-0100", "", "3+4"] {
            assert_eq!(formula_safe(plain), plain);
        }
        assert_eq!(line("'=1+2").as_deref().map(formula_safe).as_deref(), Ok("'=1+2"));
        assert_eq!(line("=\"0412\"").as_deref(), Ok("0412"));
    }

    #[test]
    fn phones_postcodes_and_emails() {
        assert_eq!(phone("(03) 555-0100"), Ok(Some("(03) 555-0100".into())));
        assert_eq!(phone(" "), Ok(None));
        assert_eq!(phone("n/a"), Ok(None));
        assert_eq!(phone("call mum"), Err(CellProblem::NotAPhone));
        assert_eq!(phone("6.14E+10"), Err(CellProblem::NotAPhone));
        assert_eq!(postcode("=\"0800\""), Ok(Some("0800".into())));
        assert_eq!(postcode("3196.0"), Ok(Some("3196".into())));
        assert_eq!(email("jo@example.org"), Ok(Some("jo@example.org".into())));
        assert_eq!(email("jo at example"), Err(CellProblem::NotAnEmail));
    }
}
