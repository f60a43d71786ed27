//! A cell of CSV (RFC 4180) that no spreadsheet takes for a formula.
//!
//! The file begins with a byte order mark: without one, Excel reads UTF-8 as the machine's old code page, and Юрий and
//! Zoë are not to be read any more. Programs take the JSON Lines, which have none and are exact.

/// The byte order mark.
pub const MARK: &[u8] = "\u{feff}".as_bytes();

/// Begins what a spreadsheet may take for a formula (OWASP, CSV Injection; the last four are full-width).
const FORMULA: &[char] = &['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// Appends a text. One that a spreadsheet may take for a formula gets an apostrophe in front, which the spreadsheet shows
/// and does not act on. An empty text is `""`, so that it is not taken for NULL.
pub fn text(cell: &str, into: &mut Vec<u8>) {
    let guarded = cell.starts_with(FORMULA);
    let quoted = cell.is_empty() || cell.contains([',', '"', '\r', '\n']) || cell.starts_with(' ') || cell.ends_with(' ');
    if quoted {
        into.push(b'"');
    }
    if guarded {
        into.push(b'\'');
    }
    for byte in cell.bytes() {
        if byte == b'"' {
            into.push(b'"');
        }
        into.push(byte);
    }
    if quoted {
        into.push(b'"');
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_cell_is_read_back_as_it_was_and_is_no_formula() {
        let written = |cell: &str| {
            let mut bytes = Vec::new();
            super::text(cell, &mut bytes);
            String::from_utf8(bytes).unwrap()
        };
        for (cell, expect) in [
            ("Reyes", "Reyes"),
            ("", "\"\""),
            ("a,b", "\"a,b\""),
            ("say \"aah\"", "\"say \"\"aah\"\"\""),
            ("two\r\nlines", "\"two\r\nlines\""),
            (" left", "\" left\""),
            ("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""),
            ("+1 555-0142", "'+1 555-0142"),
            ("-2.25", "'-2.25"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "\"'\r=1\""),
            ("＝1+1", "'＝1+1"),
            ("'=1", "'=1"),
            ("a=b", "a=b"),
        ] {
            assert_eq!(written(cell), expect);
        }
    }
}
