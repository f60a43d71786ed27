//! What kind of table is this file? Encoding, separator, header; or why it is no table at all.

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// The largest file that is read, in bytes. A hundred thousand rows are some twenty megabytes.
pub const MAX_FILE_BYTES: usize = 200 * 1024 * 1024;
/// The longest single line that is believed to be part of a table, in bytes.
pub const MAX_LINE_BYTES: usize = 1024 * 1024;
/// The longest row (with its quoted line breaks) that is believed, in bytes.
pub const MAX_ROW_BYTES: usize = 64 * 1024;
/// The most lines that one row may spread over by quoted line breaks.
pub const MAX_ROW_LINES: usize = 200;
/// The most columns that are believed.
pub const MAX_COLUMNS: usize = 500;

/// How many rows are looked at to find the separator and the header.
const SAMPLE_ROWS: usize = 200;
/// How many lines of title may stand above the header.
const MAX_TITLE_LINES: usize = 10;

/// Why a file cannot be read as a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum NotATable {
    /// Nothing in it.
    #[error("This file is empty. Nothing was changed. Export the list again, then choose the new file.")]
    Empty,
    /// More than [`MAX_FILE_BYTES`].
    #[error(
        "This file is larger than {limit_mb} MB, too large to be a patient or order list. Nothing was changed. Export a shorter time span, or split the list."
    )]
    TooLarge {
        /// The limit in megabytes.
        limit_mb: u32,
    },
    /// A picture, whatever its name says.
    #[error("This is a picture, not a list, whatever its name says. Nothing was changed. Choose the file that your old system exported.")]
    Picture,
    /// A workbook (xlsx, ods, xls).
    #[error("This is a spreadsheet workbook. Nothing was changed. Open it, choose Save as, CSV (UTF-8), and bring that file in.")]
    Workbook,
    /// A zip, gzip or similar.
    #[error("This is a compressed folder. Nothing was changed. Unpack it first, then choose the list inside.")]
    Archive,
    /// PDF, rich text, web page: for reading, not for rows.
    #[error("This is a document for reading, not a list of rows. Nothing was changed. Export the list as CSV or text instead.")]
    Document,
    /// A database file or something else that is not text.
    #[error("This file is not text. Nothing was changed. Export the list as CSV or text from your old system.")]
    NotText,
    /// A line longer than [`MAX_LINE_BYTES`].
    #[error("Line {line} of this file is far too long for a list. Nothing was changed. The export may be damaged: export it again.")]
    LineTooLong {
        /// The line, counted from 1.
        line: u64,
    },
    /// More than [`MAX_COLUMNS`].
    #[error("This file has {columns} columns, more than any patient or order list. Nothing was changed. Export only the columns you need.")]
    TooManyColumns {
        /// How many were seen.
        columns: usize,
    },
    /// Text, but no columns in it.
    #[error(
        "This file has no columns we can tell apart. Nothing was changed. Export the list with commas, semicolons, tabs or | between the columns."
    )]
    NoColumns,
    /// A header and nothing below it.
    #[error("This file has a heading but no rows. Nothing was changed. Check the filter or dates in your old system, then export again.")]
    NoRows,
}

impl NotATable {
    /// As the page knows it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge { .. } => "too_large",
            Self::Picture => "picture",
            Self::Workbook => "workbook",
            Self::Archive => "archive",
            Self::Document => "document",
            Self::NotText => "not_text",
            Self::LineTooLong { .. } => "line_too_long",
            Self::TooManyColumns { .. } => "too_many_columns",
            Self::NoColumns => "no_columns",
            Self::NoRows => "no_rows",
        }
    }
}

impl From<NotATable> for crate::error::Halt {
    fn from(reason: NotATable) -> Self {
        let refusal = crate::error::Refusal::because("not_a_table").fact("why", reason.code()).fact("says", reason.to_string());
        let refusal = match reason {
            NotATable::LineTooLong { line } => refusal.fact("line", line),
            NotATable::TooManyColumns { columns } => refusal.fact("columns", columns),
            NotATable::TooLarge { limit_mb } => refusal.fact("limit_mb", limit_mb),
            _ => refusal,
        };
        refusal.next("choose_file").into()
    }
}

/// How the bytes spell letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// Mostly UTF-8, with lines in Windows-1252 among it (lists glued together from two systems).
    Utf8WithWindows1252,
    /// Windows-1252, the old default of Windows in the west.
    Windows1252,
    /// UTF-16, told by its byte order mark.
    Utf16,
}

/// What stands between two columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Delimiter {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// `|`
    Pipe,
    /// Tab.
    Tab,
}

impl Delimiter {
    const ALL: [Self; 4] = [Self::Comma, Self::Semicolon, Self::Pipe, Self::Tab];

    /// The byte itself.
    pub fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Pipe => b'|',
            Self::Tab => b'\t',
        }
    }
}

/// What was found out about a file's form. Holds column names, never a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "FileShape"))]
pub struct Shape {
    /// How the letters are spelled.
    pub encoding: Encoding,
    /// What stands between columns.
    pub delimiter: Delimiter,
    /// The column names; `Column 1` … when the file has none.
    pub header: Vec<String>,
    /// Whether the names come from the file.
    pub has_header: bool,
    /// Whether the exporting system leaves out empty cells at the end of a row.
    pub drops_trailing_cells: bool,
    /// Lines above the header (a report title), which are no rows.
    pub title_lines: u32,
}

/// A file that is a table: its text, decoded, and its form.
#[derive(Clone)]
pub struct Table<'a> {
    /// The whole text, without byte order mark.
    pub text: Cow<'a, str>,
    /// Its form.
    pub shape: Shape,
    /// Where the first row of data begins in `text`, in bytes.
    pub(crate) first_row_at: usize,
    /// The line on which that row stands, counted from 1.
    pub(crate) first_row_line: u64,
}

impl std::fmt::Debug for Table<'_> {
    /// The form only: the text is patients' data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table").field("shape", &self.shape).finish_non_exhaustive()
    }
}

impl Table<'_> {
    /// The cells of one row, by its place in the text.
    pub fn cells(&self, span: &Range<usize>) -> Vec<String> {
        let bytes = self.text.as_bytes().get(span.clone()).unwrap_or_default();
        let mut record = csv::StringRecord::new();
        match rows_reader(bytes, self.shape.delimiter).read_record(&mut record) {
            Ok(true) => record.iter().map(str::to_owned).collect(),
            _ => Vec::new(),
        }
    }
}

/// Reads the form of a file, or says why it is no table. Never looks at more than the sample
/// and one pass over the lines.
///
/// # Errors
/// [`NotATable`], with the next step in its words.
pub fn sniff(bytes: &[u8]) -> Result<Table<'_>, NotATable> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(NotATable::TooLarge { limit_mb: (MAX_FILE_BYTES / 1024 / 1024) as u32 });
    }
    refuse_known_formats(bytes)?;
    let (text, encoding) = decode(bytes)?;
    refuse_long_lines(&text)?;

    let (told, start, start_line) = told_separator(&text);
    let body = text.as_bytes().get(start..).unwrap_or_default();
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(NotATable::Empty);
    }
    let (delimiter, columns) = match told {
        Some(delimiter) => (delimiter, usual_columns(body, delimiter).1),
        None => best_separator(body)?,
    };
    if columns > MAX_COLUMNS {
        return Err(NotATable::TooManyColumns { columns });
    }

    let (head, head_span, title_lines) = header_row(body, delimiter, columns);
    let has_header = !head.iter().any(|cell| looks_like_data(cell));
    let (header, first, line) = if has_header {
        let lines = line_count(body.get(..head_span.end).unwrap_or_default());
        let names: Vec<String> = head.iter().map(|name| name.trim().to_owned()).collect();
        (names, start + head_span.end, start_line + lines)
    } else {
        let names = (1..=head.len()).map(|n| format!("Column {n}")).collect();
        (names, start + head_span.start, start_line + line_count(body.get(..head_span.start).unwrap_or_default()))
    };
    let rest = text.as_bytes().get(first..).unwrap_or_default();
    if rest.iter().all(u8::is_ascii_whitespace) {
        return Err(NotATable::NoRows);
    }
    let drops_trailing_cells = drops_trailing(rest, delimiter, header.len());
    Ok(Table {
        shape: Shape { encoding, delimiter, header, has_header, drops_trailing_cells, title_lines },
        first_row_at: first,
        first_row_line: line,
        text,
    })
}

/// A reader set up the one way that this module reads rows.
pub(crate) fn rows_reader(bytes: &[u8], delimiter: Delimiter) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(delimiter.byte()).has_headers(false).flexible(true).from_reader(bytes)
}

/// The reader stops between `\r` and `\n`; both belong to the row that they end.
pub(crate) fn after_break(bytes: &[u8], end: usize) -> usize {
    let split = end > 0 && bytes.get(end - 1) == Some(&b'\r') && bytes.get(end) == Some(&b'\n');
    if split { end + 1 } else { end }
}

/// Line breaks in some bytes: `\n`, `\r\n`, and the lone `\r` of old Macs.
pub(crate) fn line_count(bytes: &[u8]) -> u64 {
    let feeds = bytes.iter().filter(|b| **b == b'\n').count();
    let lone_returns = memchr_lone_return(bytes);
    (feeds + lone_returns) as u64
}

fn memchr_lone_return(bytes: &[u8]) -> usize {
    // `\r` that is not followed by `\n`.
    bytes.iter().enumerate().filter(|(at, b)| **b == b'\r' && bytes.get(at + 1) != Some(&b'\n')).count()
}

fn refuse_known_formats(bytes: &[u8]) -> Result<(), NotATable> {
    const PICTURES: [&[u8]; 6] = [b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*"];
    const ARCHIVES: [&[u8]; 5] = [b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"BZh9", b"\xfd7zXZ"];
    let starts = |magic: &&[u8]| bytes.starts_with(magic);
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP".as_slice());
    let is_heic = bytes.get(4..8) == Some(b"ftyp".as_slice());
    let is_bmp = bytes.starts_with(b"BM") && bytes.get(6..10) == Some([0; 4].as_slice());
    if PICTURES.iter().any(starts) || is_webp || is_heic || is_bmp {
        return Err(NotATable::Picture);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        // xlsx and ods are zips; their first entry names say so near the start.
        let near = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
        let says = |name: &[u8]| near.windows(name.len()).any(|w| w == name);
        let book = says(b"[Content_Types].xml") || says(b"xl/") || says(b"opendocument");
        return Err(if book { NotATable::Workbook } else { NotATable::Archive });
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(NotATable::Workbook);
    }
    if ARCHIVES.iter().any(starts) {
        return Err(NotATable::Archive);
    }
    let start = bytes.trim_ascii_start();
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    let head: Vec<u8> = start.iter().take(16).map(u8::to_ascii_lowercase).collect();
    const DOCUMENTS: [&[u8]; 6] = [b"%pdf", b"{\\rtf", b"<!doctype", b"<html", b"<?xml", b"<table"];
    if DOCUMENTS.iter().any(|magic| head.starts_with(magic)) {
        return Err(NotATable::Document);
    }
    if bytes.starts_with(b"SQLite format 3") {
        return Err(NotATable::NotText);
    }
    Ok(())
}

fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, Encoding), NotATable> {
    // Ctrl-Z: how DOS programs marked the end of a text file.
    let bytes = bytes.strip_suffix(b"\x1a").unwrap_or(bytes);
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes)
        && encoding != encoding_rs::UTF_8
    {
        let (text, _) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
        refuse_control_characters(text.as_bytes())?;
        return Ok((text, Encoding::Utf16));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    refuse_control_characters(bytes)?;
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((Cow::Borrowed(text), Encoding::Utf8));
    }
    if mostly_utf8(bytes) {
        // Two lists glued together: each line is read the way that it was written.
        let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
        for line in bytes.split_inclusive(|b| *b == b'\n') {
            match std::str::from_utf8(line) {
                Ok(line) => text.push_str(line),
                Err(_) => text.push_str(&windows_1252(line)),
            }
        }
        return Ok((Cow::Owned(text), Encoding::Utf8WithWindows1252));
    }
    Ok((windows_1252(bytes), Encoding::Windows1252))
}

fn windows_1252(bytes: &[u8]) -> Cow<'_, str> {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0
}

/// Whether most of what is not ASCII is well-formed UTF-8.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += chunk.invalid().len();
    }
    good > bad
}

fn refuse_control_characters(bytes: &[u8]) -> Result<(), NotATable> {
    let mut odd = 0_usize;
    for byte in bytes {
        match byte {
            0 => return Err(NotATable::NotText),
            b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => {}
            0x01..=0x1f => odd += 1,
            _ => {}
        }
    }
    // A stray control character happens in real lists; one in a hundred bytes does not.
    if odd * 100 > bytes.len() { Err(NotATable::NotText) } else { Ok(()) }
}

fn refuse_long_lines(text: &str) -> Result<(), NotATable> {
    let bytes = text.as_bytes();
    let mut start = 0;
    for part in bytes.split(|b| *b == b'\n' || *b == b'\r') {
        if part.len() > MAX_LINE_BYTES {
            let line = line_count(bytes.get(..start).unwrap_or_default()) + 1;
            return Err(NotATable::LineTooLong { line });
        }
        start += part.len() + 1;
    }
    Ok(())
}

/// Excel's `sep=;` on the first line: the separator, where the rest starts, and on which line.
fn told_separator(text: &str) -> (Option<Delimiter>, usize, u64) {
    let first_line = text.split(['\r', '\n']).next().unwrap_or_default();
    let told = first_line.strip_prefix("sep=").and_then(|rest| {
        let byte = rest.as_bytes().first()?;
        (rest.len() == 1).then(|| Delimiter::ALL.into_iter().find(|d| d.byte() == *byte)).flatten()
    });
    match told {
        Some(delimiter) => {
            let rest = text.get(first_line.len()..).unwrap_or_default();
            let skip = if rest.starts_with("\r\n") { 2 } else { usize::from(!rest.is_empty()) };
            (Some(delimiter), first_line.len() + skip, 2)
        }
        None => (None, 0, 1),
    }
}

/// The separator under which the sample falls most evenly into columns.
fn best_separator(body: &[u8]) -> Result<(Delimiter, usize), NotATable> {
    let mut best: Option<(f64, usize, Delimiter)> = None;
    for delimiter in Delimiter::ALL {
        let (evenness, columns) = usual_columns(body, delimiter);
        if columns < 2 || evenness < 0.5 {
            continue;
        }
        let better = match best {
            None => true,
            // Evenness first; among equals the one that finds more columns.
            Some((e, c, _)) => evenness > e + 0.02 || ((evenness - e).abs() <= 0.02 && columns > c),
        };
        if better {
            best = Some((evenness, columns, delimiter));
        }
    }
    best.map(|(_, columns, delimiter)| (delimiter, columns)).ok_or(NotATable::NoColumns)
}

/// The number of columns that most sampled rows have, and which share of rows has it.
fn usual_columns(body: &[u8], delimiter: Delimiter) -> (f64, usize) {
    let mut counts: Vec<(usize, usize)> = Vec::new();
    let mut rows = 0;
    each_sampled_row(body, delimiter, |record, _| {
        rows += 1;
        match counts.iter_mut().find(|(columns, _)| *columns == record.len()) {
            Some((_, seen)) => *seen += 1,
            None => counts.push((record.len(), 1)),
        }
    });
    // On a tie the wider count: short rows are damage, wide ones are not.
    let usual = counts.into_iter().max_by_key(|(columns, seen)| (*seen, *columns));
    match usual {
        Some((columns, seen)) => (seen as f64 / f64::from(rows), columns),
        None => (0.0, 0),
    }
}

fn each_sampled_row(body: &[u8], delimiter: Delimiter, mut see: impl FnMut(&csv::StringRecord, Range<usize>)) {
    // A quote that is never closed would swallow the rest of the file: the sample is cut.
    let cut = body.len().min(SAMPLE_ROWS * 4096);
    let body = body.get(..cut).unwrap_or_default();
    let mut reader = rows_reader(body, delimiter);
    let mut record = csv::StringRecord::new();
    for _ in 0..SAMPLE_ROWS {
        let from = reader.position().byte() as usize;
        match reader.read_record(&mut record) {
            Ok(true) => see(&record, from..after_break(body, reader.position().byte() as usize)),
            Ok(false) => break,
            Err(_) => {}
        }
    }
}

/// The first row that is as wide as the rest; what stands above it is a title.
fn header_row(body: &[u8], delimiter: Delimiter, columns: usize) -> (Vec<String>, Range<usize>, u32) {
    let mut found: Option<(Vec<String>, Range<usize>)> = None;
    let mut seen = 0;
    each_sampled_row(body, delimiter, |record, span| {
        let filled = record.iter().filter(|cell| !cell.trim().is_empty()).count();
        let wide_enough = record.len() >= columns && filled >= 2;
        if found.is_none() && (wide_enough || seen >= MAX_TITLE_LINES) {
            found = Some((record.iter().map(str::to_owned).collect(), span));
        }
        seen += 1;
    });
    let (cells, mut span) = found.unwrap_or_default();
    // Empty lines between a title and the header stand before the row, not in it.
    let blank = |at: usize| matches!(body.get(at), Some(b'\r' | b'\n'));
    while span.start < span.end && blank(span.start) {
        span.start += 1;
    }
    let above = body.get(..span.start).unwrap_or_default();
    let title_lines = u32::try_from(line_count(above)).unwrap_or(u32::MAX);
    (cells, span, title_lines)
}

/// A header names things; it holds no dates and no bare numbers.
fn looks_like_data(cell: &str) -> bool {
    let cell = cell.trim();
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    digits >= 2 && cell.bytes().all(|b| b.is_ascii_digit() || b"/.-:+ T,()".contains(&b))
}

fn drops_trailing(rest: &[u8], delimiter: Delimiter, columns: usize) -> bool {
    let (mut rows, mut short) = (0_usize, 0_usize);
    each_sampled_row(rest, delimiter, |record, _| {
        rows += 1;
        short += usize::from(record.len() < columns);
    });
    short * 5 > rows && rows >= 5
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(bytes: &[u8]) -> Shape {
        sniff(bytes).map_err(|e| e.to_string()).expect("a table").shape
    }

    #[test]
    fn each_separator_is_found_also_with_others_inside_cells() {
        for (text, delimiter) in [
            ("a,b;c\n1,\"x, y\"\n2,z;w\n", Delimiter::Comma),
            ("Name;City\n\"Doe, Jo\";Ulm\nRoe, Al;Bonn\n", Delimiter::Semicolon),
            ("Id|Note\n1|a, b; c\n2|d\n", Delimiter::Pipe),
            ("Id\tName\n1\tDoe, Jo\n2\tRoe, Al\n", Delimiter::Tab),
        ] {
            assert_eq!(shape(text.as_bytes()).delimiter, delimiter, "{text:?}");
        }
        assert_eq!(shape(b"sep=;\r\na;b\r\nx,1;y\r\n").header, ["a", "b"]);
    }

    #[test]
    fn letters_are_right_in_each_encoding() {
        let text = "Name,Town\nZoë Müller,Besançon\n";
        let with_mark = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
        let ansi = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
        let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        for (bytes, encoding) in [
            (text.as_bytes().to_vec(), Encoding::Utf8),
            (with_mark, Encoding::Utf8),
            (ansi, Encoding::Windows1252),
            (wide, Encoding::Utf16),
        ] {
            let table = sniff(&bytes).map_err(|e| e.to_string()).expect("a table");
            assert_eq!(table.text, text);
            assert_eq!(table.shape.encoding, encoding);
        }
    }

    #[test]
    fn two_lists_glued_together_keep_their_letters() {
        let mut bytes = "Name,Town\nZoë,Köln\nRené,Liège\n".as_bytes().to_vec();
        bytes.extend_from_slice(b"J\xfcrgen,Ulm\n");
        let table = sniff(&bytes).map_err(|e| e.to_string()).expect("a table");
        assert!(table.text.contains("Jürgen") && table.text.contains("René"));
    }

    #[test]
    fn what_is_no_table_is_refused_with_its_own_reason() {
        let utf16_picture = [b"\xff\xd8\xff\xe0".as_slice(), &[0, 16, b'J', b'F']].concat();
        let xlsx = b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0[Content_Types].xml".to_vec();
        let nul = b"a,b\n1,\0\n".to_vec();
        let cases: Vec<(Vec<u8>, NotATable)> = vec![
            (b"\x89PNG\r\n\x1a\n\0\0".to_vec(), NotATable::Picture),
            (utf16_picture, NotATable::Picture),
            (xlsx, NotATable::Workbook),
            (b"PK\x03\x04 patients.csv".to_vec(), NotATable::Archive),
            (b"%PDF-1.7\n1,2\n".to_vec(), NotATable::Document),
            (b"<html><table>".to_vec(), NotATable::Document),
            (nul, NotATable::NotText),
            (b"".to_vec(), NotATable::Empty),
            (b"\xef\xbb\xbf \r\n".to_vec(), NotATable::Empty),
            (b"Dear all,\nthe list follows tomorrow\nbye\n".to_vec(), NotATable::NoColumns),
            (b"Id,Name\n".to_vec(), NotATable::NoRows),
        ];
        for (bytes, reason) in cases {
            assert_eq!(sniff(&bytes).err(), Some(reason));
        }
    }

    #[test]
    fn a_line_of_a_hundred_megabytes_is_refused_by_its_number() {
        let mut bytes = b"Id,Name\r\n1,Jo\r\n2,".to_vec();
        bytes.resize(100 * 1024 * 1024, b'x');
        assert_eq!(sniff(&bytes).err(), Some(NotATable::LineTooLong { line: 3 }));
        bytes.resize(MAX_FILE_BYTES + 1, b'\n');
        assert!(matches!(sniff(&bytes).err(), Some(NotATable::TooLarge { .. })));
    }

    #[test]
    fn titles_above_the_header_and_a_missing_header_are_seen() {
        let titled = shape(b"Patient list\nprinted 2026\n\nId,Name,City\n1,Jo,Ulm\n2,Al,Bonn\n3,Bo,Kiel\n4,Cy,Jena\n");
        assert_eq!(titled.header, ["Id", "Name", "City"]);
        assert_eq!(titled.title_lines, 3);
        let bare = shape(b"1001,Jo,04/05/1980\n1002,Al,06/07/1981\n");
        assert!(!bare.has_header);
        assert_eq!(bare.header, ["Column 1", "Column 2", "Column 3"]);
    }
}
