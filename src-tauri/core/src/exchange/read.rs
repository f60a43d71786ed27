//! The rows of a table, one by one, as patients and orders. No row is lost: what cannot be used
//! comes out as a [`RowProblem`] with its line, its column and its reason.

use std::collections::BTreeMap;
use std::fmt::{self, Debug};
use std::ops::Range;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::records::orders::{FrameSource, OrderState};

use super::columns::{Field, FileKind, Mapping, NameOrder};
use super::sniff::{Delimiter, MAX_ROW_BYTES, MAX_ROW_LINES, Table, after_break, line_count, rows_reader};
use super::values::{self, CellProblem, Century, DateOrder, EyeCell, EyeCells, EyePowers, JobType, Signs};

/// A patient as a row tells it. Debug shows nothing of it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientRow {
    /// The old system's number.
    pub number: Option<String>,
    /// Given name; may be empty when the family name is not.
    pub given_name: String,
    /// Family name; may be empty when the given name is not.
    pub family_name: String,
    /// The name that the patient goes by.
    pub preferred_name: Option<String>,
    /// Birth date.
    pub birth_date: Option<NaiveDate>,
    /// Phone, as written.
    pub phone: Option<String>,
    /// Second phone, as written.
    pub other_phone: Option<String>,
    /// Email.
    pub email: Option<String>,
    /// Street and number, with the second address line.
    pub address: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// State or region.
    pub state: Option<String>,
    /// Postcode, as written.
    pub postcode: Option<String>,
    /// Note.
    pub note: Option<String>,
}

/// An order as a row tells it. Debug shows only its number.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRow {
    /// The old system's order number.
    pub number: String,
    /// The old system's number of its patient.
    pub patient_number: Option<String>,
    /// When it was taken.
    pub ordered_on: Option<NaiveDate>,
    /// When it should arrive.
    pub expected_on: Option<NaiveDate>,
    /// What the patient was told.
    pub promised_on: Option<NaiveDate>,
    /// When it was handed over.
    pub collected_on: Option<NaiveDate>,
    /// Its state in our words.
    pub status: OrderState,
    /// Its state in the old system's word.
    pub status_word: String,
    /// The kind of job.
    pub job_type: JobType,
    /// The lens design, as written.
    pub lens_type: Option<String>,
    /// Where the frame comes from.
    pub frame_source: Option<FrameSource>,
    /// The frame, as written.
    pub frame: Option<String>,
    /// The tray.
    pub tray: Option<String>,
    /// The lab.
    pub lab: Option<String>,
    /// The day of the prescription.
    pub prescribed_on: Option<NaiveDate>,
    /// Right eye.
    pub right: Option<EyePowers>,
    /// Left eye.
    pub left: Option<EyePowers>,
    /// Pupil distance of both eyes, tenths of a millimetre.
    pub pupil_distance: Option<i32>,
    /// Pupil distance of the right eye, tenths of a millimetre.
    pub right_pupil_distance: Option<i32>,
    /// Pupil distance of the left eye, tenths of a millimetre.
    pub left_pupil_distance: Option<i32>,
    /// Who took it, as written.
    pub dispenser: Option<String>,
    /// Note.
    pub note: Option<String>,
}

impl Debug for PatientRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PatientRow(•••)")
    }
}

impl Debug for OrderRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OrderRow({})", self.number)
    }
}

/// What a row holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowContent {
    /// A patient.
    Patient(Box<PatientRow>),
    /// An order; its patient by number.
    Order(Box<OrderRow>),
    /// An order with its patient beside it.
    Both(Box<PatientRow>, Box<OrderRow>),
}

/// A row that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its line in the file, counted from 1.
    pub line: u64,
    /// Where it stands in the table's text, in bytes.
    pub span: Range<usize>,
    /// What it holds.
    pub content: RowContent,
    /// Cells that were left out of it, none of them needed to know who or what it is.
    pub left_out: Vec<CellLeftOut>,
}

/// A cell that could not be used in a row that could.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellLeftOut {
    /// The field.
    pub field: Field,
    /// Why.
    pub problem: CellProblem,
}

/// Why a row cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum RowReason {
    /// Every cell is empty.
    EmptyRow,
    /// Fewer cells than columns: the row is broken in two.
    TooFewCells,
    /// More cells than columns: a separator inside a cell without quotes.
    TooManyCells,
    /// A quote that is never closed.
    QuoteNotClosed,
    /// The row is longer than any list's.
    TooLong,
    /// Neither given nor family name.
    NoName,
    /// No order number.
    NoOrderNumber,
    /// No patient number, and no name either.
    NoPatient,
    /// The same number stands in an earlier row with other content.
    NumberTwice,
    /// An order of a patient whose number this source has not told us.
    UnknownPatient,
    /// An order number that another system's order, or one of ours, already has.
    OrderNumberTaken,
    /// Somebody who may already be here; a person decides.
    MayBeHere,
    /// A person said to leave it out.
    SaidNo,
    /// One cell, and why.
    #[serde(untagged)]
    Cell(CellProblem),
}

impl RowReason {
    /// As stored.
    ///
    /// # Errors
    /// Never in fact; a code is always text.
    pub fn code(self) -> Result<String, serde_json::Error> {
        serde_json::to_value(self).and_then(serde_json::from_value)
    }

    /// From its stored code.
    pub fn from_code(code: &str) -> Option<Self> {
        serde_json::from_value(code.into()).ok()
    }

    /// The reason in words, for the file of rows that were left out.
    pub fn words(self) -> &'static str {
        use CellProblem as C;
        match self {
            Self::EmptyRow => "The row is empty.",
            Self::TooFewCells => "The row has fewer cells than the heading. It may be broken by a line break.",
            Self::TooManyCells => "The row has more cells than the heading. Put quotes around the cell that holds the separator.",
            Self::QuoteNotClosed => "A quote is opened and never closed.",
            Self::TooLong => "The row is far too long.",
            Self::NoName => "There is no name.",
            Self::NoOrderNumber => "There is no order number.",
            Self::NoPatient => "There is no patient number and no name.",
            Self::NumberTwice => "An earlier row has the same number and says something else.",
            Self::UnknownPatient => "We don't know this patient number yet. Bring in the patients first.",
            Self::OrderNumberTaken => "Another order here already has this number.",
            Self::MayBeHere => "This person may already be here. Say whether they are the same.",
            Self::SaidNo => "You chose to leave this row out.",
            Self::Cell(problem) => match problem {
                C::NotADate => "This is not a date in the order this column has.",
                C::BirthDateInTheFuture => "The birth date is in the future.",
                C::BirthDateBefore1900 => "The birth date is before 1900.",
                C::NotAPhone => "This is not a phone number.",
                C::NotAnEmail => "This is not an email address.",
                C::TextTooLong => "This text is too long (names and lines up to 300 letters, notes up to 4,000).",
                C::NotAPower => "This is not a lens power.",
                C::PowerWithoutSign => "The power has no plus or minus.",
                C::PowerWithoutPoint => "The power has no decimal point.",
                C::PowerNotInSteps => "The power is not in steps of 0.25 or 0.125.",
                C::PowerOutOfRange => "The power is beyond ±30.00 (cylinder ±10.00).",
                C::AxisMissing => "There is a cylinder but no axis.",
                C::CylinderMissing => "There is an axis but no cylinder.",
                C::SphereMissing => "There is no sphere.",
                C::SphereOnlyWithCylinder => "The sphere says DS (no cylinder), and there is a cylinder.",
                C::NotAnAxis => "The axis is not a whole number from 1 to 180.",
                C::AddOutOfRange => "The addition is not between +0.25 and +5.00.",
                C::PupilDistanceOutOfRange => "The pupil distance is not believable.",
                C::TrayTaken => "Another order is in this tray already.",
                C::UnknownStatus => "We don't know what this status word means. Say it in the mapping.",
            },
        }
    }
}

/// A row that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// Its line in the file, counted from 1.
    pub line: u64,
    /// Where it stands in the table's text, in bytes: `table.text[span]` is the raw row.
    pub span: Range<usize>,
    /// The column, counted from 0, where one is to blame.
    pub column: Option<usize>,
    /// Why.
    pub reason: RowReason,
}

impl RowProblem {
    /// The row as it stands in the file.
    pub fn raw<'t>(&self, table: &'t Table<'_>) -> &'t str {
        table.text.get(self.span.clone()).unwrap_or_default().trim_end_matches(['\r', '\n'])
    }
}

/// The rows of a table under a mapping. `today` decides what is a birth date in the future.
///
/// Ask [`Mapping::open_questions`] first: a date column whose order nobody has said gives no dates.
pub fn rows<'t>(table: &'t Table<'t>, mapping: &Mapping, today: NaiveDate) -> Rows<'t> {
    let header = &table.shape.header;
    let mut places = [None; Field::ALL.len()];
    let mut orders = [None; Field::ALL.len()];
    for (at, field) in Field::ALL.iter().enumerate() {
        if let (Some(place), Some(order)) = (places.get_mut(at), orders.get_mut(at)) {
            *place = mapping.column_of(*field, header);
            *order = mapping.columns.iter().find(|c| c.field == *field).and_then(|c| c.date_order);
        }
    }
    let start = table.first_row_at;
    let bytes = table.text.as_bytes();
    Rows {
        table,
        cells: Cells {
            places,
            date_orders: orders,
            kind: mapping.kind,
            name_order: mapping.name_order.unwrap_or(NameOrder::GivenFamily),
            signs: mapping.signs,
            state_words: mapping.state_words.iter().map(|(word, s)| (values::squash(word), *s)).collect(),
            today,
        },
        base: start,
        at: start,
        line: table.first_row_line,
        reader: rows_reader(bytes.get(start..).unwrap_or_default(), table.shape.delimiter),
        record: csv::StringRecord::new(),
    }
}

/// See [`rows`].
pub struct Rows<'t> {
    table: &'t Table<'t>,
    cells: Cells,
    /// Where in the text the present reader began.
    base: usize,
    /// Where in the text the next row begins.
    at: usize,
    /// Its line.
    line: u64,
    reader: csv::Reader<&'t [u8]>,
    record: csv::StringRecord,
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, RowProblem>;

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.table.text.as_bytes();
        // Empty lines are no rows; they only count for line numbers.
        loop {
            match bytes.get(self.at) {
                None => return None,
                Some(b'\r') if bytes.get(self.at + 1) == Some(&b'\n') => self.at += 1,
                Some(b'\r' | b'\n') => {
                    self.at += 1;
                    self.line += 1;
                }
                Some(_) => break,
            }
        }
        let (line, start) = (self.line, self.at);
        let read = self.reader.read_record(&mut self.record);
        if !matches!(read, Ok(true)) {
            // The text is valid UTF-8, so there is no error to meet; nothing may be lost all the same.
            return Some(Err(self.give_up_on_line(RowReason::TooLong)));
        }
        let end = after_break(bytes, self.base + self.reader.position().byte() as usize);
        let span = start..end;
        let raw = bytes.get(span.clone()).unwrap_or_default();
        let lines = line_count(raw);

        let columns = self.table.shape.header.len();
        if raw.len() > MAX_ROW_BYTES || lines > MAX_ROW_LINES as u64 {
            let reason = if lines > 1 { RowReason::QuoteNotClosed } else { RowReason::TooLong };
            return Some(Err(self.give_up_on_line(reason)));
        }
        let extra = self.record.iter().skip(columns).any(|cell| !cell.trim().is_empty());
        let short = self.record.len() < columns && !self.table.shape.drops_trailing_cells;
        let sound = lines < 2 || soundly_quoted(raw, self.table.shape.delimiter);
        if ((extra || short) && lines > 1) || !sound {
            // Quotes that joined lines which do not belong together: only the first line is given up.
            return Some(Err(self.give_up_on_line(RowReason::QuoteNotClosed)));
        }
        self.at = end;
        self.line += lines;
        let problem = |column, reason| Err(RowProblem { line, span: span.clone(), column, reason });
        if self.record.iter().all(|cell| cell.trim().is_empty()) {
            return Some(problem(None, RowReason::EmptyRow));
        }
        if extra {
            return Some(problem(None, RowReason::TooManyCells));
        }
        if short {
            return Some(problem(None, RowReason::TooFewCells));
        }
        let mut left_out = Vec::new();
        match self.cells.content(&self.record, &mut left_out) {
            Ok(content) => Some(Ok(Row { line, span, content, left_out })),
            Err((field, reason)) => {
                let column = field.and_then(|field| self.cells.place(field));
                Some(problem(column, reason))
            }
        }
    }
}

impl Rows<'_> {
    /// Gives up on one physical line and starts afresh on the next.
    fn give_up_on_line(&mut self, reason: RowReason) -> RowProblem {
        let bytes = self.table.text.as_bytes();
        let rest = bytes.get(self.at..).unwrap_or_default();
        let mut length = rest.iter().position(|b| matches!(b, b'\r' | b'\n')).unwrap_or(rest.len());
        length += match (rest.get(length), rest.get(length + 1)) {
            (Some(b'\r'), Some(b'\n')) => 2,
            (Some(_), _) => 1,
            _ => 0,
        };
        let span = self.at..self.at + length;
        let line = self.line;
        self.at = span.end;
        self.line += line_count(bytes.get(span.clone()).unwrap_or_default());
        self.base = self.at;
        self.reader = rows_reader(bytes.get(self.at..).unwrap_or_default(), self.table.shape.delimiter);
        RowProblem { line, span, column: None, reason }
    }
}

/// Whether each closing quote stands before a separator or a line's end. A quote that was never
/// closed is "closed" by the next one in the file, in the middle of things.
fn soundly_quoted(raw: &[u8], delimiter: Delimiter) -> bool {
    let (mut quoted, mut cell_start) = (false, true);
    let mut bytes = raw.iter().peekable();
    while let Some(byte) = bytes.next() {
        if quoted {
            if *byte == b'"' {
                match bytes.peek() {
                    Some(b'"') => {
                        bytes.next();
                    }
                    None | Some(b'\r' | b'\n') => quoted = false,
                    Some(next) if **next == delimiter.byte() => quoted = false,
                    Some(_) => return false,
                }
            }
        } else if *byte == b'"' && cell_start {
            quoted = true;
        } else {
            cell_start = *byte == delimiter.byte() || matches!(byte, b'\r' | b'\n');
        }
    }
    !quoted
}

/// Where each field stands, and how its cells are read.
struct Cells {
    places: [Option<usize>; Field::ALL.len()],
    date_orders: [Option<DateOrder>; Field::ALL.len()],
    kind: FileKind,
    name_order: NameOrder,
    signs: Signs,
    state_words: BTreeMap<String, OrderState>,
    today: NaiveDate,
}

type Blame = (Option<Field>, RowReason);

fn blame(field: Field) -> impl Fn(CellProblem) -> Blame {
    move |problem| (Some(field), RowReason::Cell(problem))
}

impl Cells {
    fn place(&self, field: Field) -> Option<usize> {
        self.places.get(field as usize).copied().flatten()
    }

    fn cell<'r>(&self, record: &'r csv::StringRecord, field: Field) -> &'r str {
        self.place(field).and_then(|at| record.get(at)).unwrap_or_default()
    }

    fn content(&self, record: &csv::StringRecord, left_out: &mut Vec<CellLeftOut>) -> Result<RowContent, Blame> {
        Ok(match self.kind {
            FileKind::Patients => RowContent::Patient(Box::new(self.patient(record, left_out)?)),
            FileKind::Orders => RowContent::Order(Box::new(self.order(record, left_out)?)),
            FileKind::Both => {
                let order = self.order(record, left_out)?;
                RowContent::Both(Box::new(self.patient(record, left_out)?), Box::new(order))
            }
        })
    }

    /// A line of text that the row can do without.
    fn optional(&self, record: &csv::StringRecord, field: Field, left_out: &mut Vec<CellLeftOut>) -> Option<String> {
        let read = match field {
            Field::Phone | Field::OtherPhone => values::phone(self.cell(record, field)),
            Field::Email => values::email(self.cell(record, field)),
            Field::Postcode => values::postcode(self.cell(record, field)),
            Field::PatientNote | Field::OrderNote => values::free_text(self.cell(record, field)).map(Some),
            _ => values::line(self.cell(record, field)).map(Some),
        };
        match read {
            Ok(text) => text.filter(|text| !text.is_empty()),
            Err(problem) => {
                left_out.push(CellLeftOut { field, problem });
                None
            }
        }
    }

    fn needed(&self, record: &csv::StringRecord, field: Field) -> Result<String, Blame> {
        values::line(self.cell(record, field)).map_err(blame(field))
    }

    fn patient(&self, record: &csv::StringRecord, left_out: &mut Vec<CellLeftOut>) -> Result<PatientRow, Blame> {
        let mut given_name = self.needed(record, Field::GivenName)?;
        let mut family_name = self.needed(record, Field::FamilyName)?;
        let full = self.needed(record, Field::FullName)?;
        if given_name.is_empty() && family_name.is_empty() {
            (given_name, family_name) = split_name(&full, self.name_order);
        }
        if given_name.is_empty() && family_name.is_empty() {
            let field = if self.place(Field::FamilyName).is_some() { Field::FamilyName } else { Field::FullName };
            return Err((Some(field), RowReason::NoName));
        }
        let birth_date = match self.date_order(Field::BirthDate) {
            Some(order) => values::birth_date(self.cell(record, Field::BirthDate), order, self.today).map_err(blame(Field::BirthDate))?,
            None => None,
        };
        let number = self.needed(record, Field::PatientNumber)?;
        let address = self.optional(record, Field::Address, left_out);
        let more = self.optional(record, Field::AddressMore, left_out);
        Ok(PatientRow {
            number: (!number.is_empty()).then_some(number),
            given_name,
            family_name,
            preferred_name: self.optional(record, Field::PreferredName, left_out),
            birth_date,
            phone: self.optional(record, Field::Phone, left_out),
            other_phone: self.optional(record, Field::OtherPhone, left_out),
            email: self.optional(record, Field::Email, left_out),
            address: match (address, more) {
                (Some(first), Some(second)) => Some(format!("{first}, {second}")),
                (first, second) => first.or(second),
            },
            city: self.optional(record, Field::City, left_out),
            state: self.optional(record, Field::State, left_out),
            postcode: self.optional(record, Field::Postcode, left_out),
            note: self.optional(record, Field::PatientNote, left_out),
        })
    }

    fn order(&self, record: &csv::StringRecord, left_out: &mut Vec<CellLeftOut>) -> Result<OrderRow, Blame> {
        let number = self.needed(record, Field::OrderNumber)?;
        if number.is_empty() {
            return Err((Some(Field::OrderNumber), RowReason::NoOrderNumber));
        }
        let patient_number = self.needed(record, Field::PatientNumber)?;
        if patient_number.is_empty() && self.kind == FileKind::Orders {
            return Err((Some(Field::PatientNumber), RowReason::NoPatient));
        }
        let status_word = self.needed(record, Field::Status)?;
        let status = self
            .state_words
            .get(&values::squash(&status_word))
            .copied()
            .or_else(|| values::order_status(&status_word))
            .ok_or((Some(Field::Status), RowReason::Cell(CellProblem::UnknownStatus)))?;
        let right = self.eye(record, [Field::RightSphere, Field::RightCylinder, Field::RightAxis, Field::RightAdd])?;
        let left = self.eye(record, [Field::LeftSphere, Field::LeftCylinder, Field::LeftAxis, Field::LeftAdd])?;
        let pd = |field, one_eye| values::pupil_distance(self.cell(record, field), one_eye).map_err(blame(field));
        Ok(OrderRow {
            number,
            patient_number: (!patient_number.is_empty()).then_some(patient_number),
            ordered_on: self.day(record, Field::OrderedOn)?,
            expected_on: self.day(record, Field::ExpectedOn)?,
            promised_on: self.day(record, Field::PromisedOn)?,
            collected_on: self.day(record, Field::CollectedOn)?,
            status,
            status_word,
            job_type: values::job_type(self.cell(record, Field::JobType)),
            lens_type: self.optional(record, Field::LensType, left_out),
            frame_source: values::frame_source(self.cell(record, Field::FrameSource)),
            frame: self.optional(record, Field::Frame, left_out),
            tray: self.optional(record, Field::Tray, left_out),
            lab: self.optional(record, Field::Lab, left_out),
            prescribed_on: self.day(record, Field::PrescribedOn)?,
            right,
            left,
            pupil_distance: pd(Field::PupilDistance, false)?,
            right_pupil_distance: pd(Field::RightPupilDistance, true)?,
            left_pupil_distance: pd(Field::LeftPupilDistance, true)?,
            dispenser: self.optional(record, Field::Dispenser, left_out),
            note: self.optional(record, Field::OrderNote, left_out),
        })
    }

    fn eye(&self, record: &csv::StringRecord, fields: [Field; 4]) -> Result<Option<EyePowers>, Blame> {
        let [sphere, cylinder, axis, add] = fields;
        let cells = EyeCells {
            sphere: self.cell(record, sphere),
            cylinder: self.cell(record, cylinder),
            axis: self.cell(record, axis),
            add: self.cell(record, add),
        };
        values::read_eye(cells, self.signs).map_err(|(cell, problem)| {
            let field = match cell {
                EyeCell::Sphere => sphere,
                EyeCell::Cylinder => cylinder,
                EyeCell::Axis => axis,
                EyeCell::Add => add,
            };
            (Some(field), RowReason::Cell(problem))
        })
    }

    fn date_order(&self, field: Field) -> Option<DateOrder> {
        self.date_orders.get(field as usize).copied().flatten()
    }

    fn day(&self, record: &csv::StringRecord, field: Field) -> Result<Option<NaiveDate>, Blame> {
        let cell = self.cell(record, field);
        match self.date_order(field) {
            Some(order) if !cell.is_empty() && !values::is_blank(cell) => {
                values::read_date(cell, order, Century::Present).map(Some).map_err(blame(field))
            }
            _ => Ok(None),
        }
    }
}

/// Given and family name out of one cell. A name without comma in a list that has commas is read
/// with the family name last.
fn split_name(full: &str, order: NameOrder) -> (String, String) {
    let both = |given: &str, family: &str| (given.trim().to_owned(), family.trim().to_owned());
    match order {
        NameOrder::FamilyCommaGiven if full.contains(',') => {
            let (family, given) = full.split_once(',').unwrap_or((full, ""));
            both(given, family)
        }
        NameOrder::FamilyGiven => {
            let (family, given) = full.split_once(' ').unwrap_or((full, ""));
            both(given, family)
        }
        NameOrder::FamilyCommaGiven | NameOrder::GivenFamily => {
            let words: Vec<&str> = full.split(' ').collect();
            let mut family_from = words.len().saturating_sub(1);
            // "Ludwig van Beethoven": what stands before a family name belongs to it.
            while family_from > 1 && words.get(family_from - 1).is_some_and(|word| is_particle(word)) {
                family_from -= 1;
            }
            both(&words.get(..family_from).unwrap_or_default().join(" "), &words.get(family_from..).unwrap_or_default().join(" "))
        }
    }
}

fn is_particle(word: &str) -> bool {
    const PARTICLES: [&str; 18] =
        ["van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "la", "le", "ter", "ten", "zu", "bin", "al"];
    PARTICLES.contains(&word.to_lowercase().as_str())
}

/// One row for the file of rows that were left out.
pub struct LeftOutRow<'a> {
    /// Its line in the file that was read.
    pub line: u64,
    /// Where it stands in the table's text.
    pub span: Range<usize>,
    /// Why, in words.
    pub reason: &'a str,
}

/// Heading of the column with the line number in the file of rows that were left out.
pub const LINE_HEADING: &str = "Left out: line";
/// Heading of the column with the reason.
pub const REASON_HEADING: &str = "Left out: why";

/// The rows that were left out as a CSV file (UTF-8 with byte order mark, so that Excel shows the
/// letters right): line and reason first, then the cells as they were, made safe for spreadsheets.
/// Brought in again, the first two columns are ignored and the cells read as they were.
///
/// # Errors
/// Only when writing to memory fails.
pub fn left_out_csv<'a>(table: &Table<'_>, rows: impl IntoIterator<Item = LeftOutRow<'a>>) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::WriterBuilder::new().flexible(true).from_writer(b"\xef\xbb\xbf".to_vec());
    out.write_field(LINE_HEADING)?;
    out.write_field(REASON_HEADING)?;
    for name in &table.shape.header {
        out.write_field(values::formula_safe(name).as_bytes())?;
    }
    out.write_record(None::<&[u8]>)?;
    for row in rows {
        out.write_field(row.line.to_string())?;
        out.write_field(row.reason)?;
        for cell in table.cells(&row.span) {
            out.write_field(values::formula_safe(&cell).as_bytes())?;
        }
        out.write_record(None::<&[u8]>)?;
    }
    out.into_inner().map_err(|e| csv::Error::from(e.into_error()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::columns::{Question, propose};
    use crate::exchange::sniff::sniff;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day")
    }

    fn read(text: &str) -> Vec<Result<Row, RowProblem>> {
        let table = sniff(text.as_bytes()).map_err(|e| e.to_string()).expect("a table");
        let proposal = propose(&table);
        rows(&table, &proposal.mapping, today()).collect()
    }

    fn reasons(text: &str) -> Vec<(u64, Option<usize>, RowReason)> {
        read(text).into_iter().filter_map(|row| row.err().map(|p| (p.line, p.column, p.reason))).collect()
    }

    fn patients(text: &str) -> Vec<PatientRow> {
        read(text)
            .into_iter()
            .filter_map(|row| match row.ok()?.content {
                RowContent::Patient(patient) | RowContent::Both(patient, _) => Some(*patient),
                RowContent::Order(_) => None,
            })
            .collect()
    }

    const PEOPLE: &str = "Id,First Name,Last Name,DOB,Phone,Note\n";

    #[test]
    fn a_patient_arrives_whole() {
        let text = format!("{PEOPLE}7,Zoë,O'Neil,12/31/1980,(03) 555-0100,\"calls,\r\ntwice\"\n8,Al,Lee,,,\n");
        let people = patients(&text);
        assert_eq!(people.len(), 2);
        let zoe = &people[0];
        assert!(zoe.given_name == "Zoë" && zoe.family_name == "O'Neil" && zoe.number.as_deref() == Some("7"));
        assert!(zoe.birth_date == NaiveDate::from_ymd_opt(1980, 12, 31));
        assert!(zoe.note.as_deref() == Some("calls,\ntwice"));
        assert!(people[1].birth_date.is_none() && people[1].phone.is_none());
        assert_eq!(format!("{zoe:?}"), "PatientRow(•••)");
    }

    #[test]
    fn each_bad_row_has_its_line_and_reason_and_the_rest_goes_on() {
        use CellProblem as C;
        let text = format!(
            "{PEOPLE}1,Jo,Keller,12/25/1980,555-0100,\n\
             2,Al,Lee,12/25/2080,555-0100,\n\
             3,Bo,Lee,12/25/1880,555-0100,\n\
             4,Cy,Lee,02/30/1980,555-0100,\n\
             5,,,12/25/1980,555-0100,\n\
             6,Di,Lee,12/25/1980\n\
             7,Ed,Lee,12/25/1980,555-0100,a,b\n\
             ,,,,,\n\
             \n\
             8,{},Lee,12/25/1980,555-0100,\n\
             9,Fe,Lee,12/25/1980,ask mum,\n",
            "x".repeat(301)
        );
        assert_eq!(
            reasons(&text),
            [
                (3, Some(3), RowReason::Cell(C::BirthDateInTheFuture)),
                (4, Some(3), RowReason::Cell(C::BirthDateBefore1900)),
                (5, Some(3), RowReason::Cell(C::NotADate)),
                (6, Some(2), RowReason::NoName),
                (7, None, RowReason::TooFewCells),
                (8, None, RowReason::TooManyCells),
                (9, None, RowReason::EmptyRow),
                (11, Some(1), RowReason::Cell(C::TextTooLong)),
            ]
        );
        let good = read(&text).into_iter().filter_map(Result::ok).collect::<Vec<_>>();
        assert_eq!(good.len(), 2);
        assert_eq!(good[1].left_out, [CellLeftOut { field: Field::Phone, problem: C::NotAPhone }]);
        assert_eq!(good[1].line, 12);
    }

    #[test]
    fn an_open_quote_costs_one_row_and_not_the_rest_of_the_file() {
        let mut text = format!("{PEOPLE}1,Jo,Keller,12/25/1980,1234,\n2,\"Al,Lee,12/25/1980,1234,\n");
        for id in 3..500 {
            text.push_str(&format!("{id},Bo,Lee,12/25/1980,1234,\n"));
        }
        assert_eq!(reasons(&text), [(3, None, RowReason::QuoteNotClosed)]);
        assert_eq!(patients(&text).len(), 498);
        // Also when a later quote happens to close it.
        text.push_str("500,\"Cy\",Lee,12/25/1980,1234,\n");
        assert_eq!(reasons(&text), [(3, None, RowReason::QuoteNotClosed)]);
        assert_eq!(patients(&text).len(), 499);
        let close = format!("{PEOPLE}1,\"Jo,Keller,,1234,\n2,Al,Lee,,1234,\n3,\"Bo\",Lee,,1234,\n4,Cy,Lee,,1234,\n");
        assert_eq!(reasons(&close), [(2, None, RowReason::QuoteNotClosed)]);
        assert_eq!(patients(&close).len(), 3);
    }

    #[test]
    fn every_row_of_the_file_comes_out_once() {
        let text = format!("{PEOPLE}1,\"Jo\nAnn\",Keller,,,\n2,\"Al,Lee,,,\n3,Bo,Lee,,,\n\r\n4,Cy,\"L\"\"ee\",,,\n5,Di\n");
        let table = sniff(text.as_bytes()).map_err(|e| e.to_string()).expect("a table");
        let mapping = propose(&table).mapping;
        let mut covered = String::new();
        for row in rows(&table, &mapping, today()) {
            covered.push_str(
                &table.text[match row {
                    Ok(row) => row.span,
                    Err(problem) => problem.span,
                }],
            );
        }
        assert_eq!(covered.replace(['\r', '\n'], ""), text[PEOPLE.len()..].replace(['\r', '\n'], ""));
    }

    proptest::proptest! {
        /// Whatever the file holds: no panic, and each character that is no line break comes out once.
        #[test]
        fn no_file_makes_a_row_vanish(
            text in proptest::collection::vec(
                proptest::sample::select(vec![",", ";", "\"", "\n", "\r\n", "\r", "a", "é", "12/25/1980", "=1", " ", "7"]),
                0..60,
            ),
        ) {
            let text = format!("{PEOPLE}{}", text.concat());
            if let Ok(table) = sniff(text.as_bytes()) {
                let mapping = propose(&table).mapping;
                let mut covered = String::new();
                let mut last_line = 0;
                for row in rows(&table, &mapping, today()) {
                    let (line, span) = row.map_or_else(|p| (p.line, p.span), |r| (r.line, r.span));
                    proptest::prop_assert!(line > last_line);
                    let before = &text[..text.find(&table.text[span.clone()]).map_or(0, |_| span.start)];
                    proptest::prop_assert_eq!(line, line_count(before.as_bytes()) + 1);
                    last_line = line;
                    covered.push_str(&table.text[span]);
                }
                let rest = &table.text[table.first_row_at..];
                proptest::prop_assert_eq!(covered.replace(['\r', '\n'], ""), rest.replace(['\r', '\n'], ""));
            }
        }

        /// Any bytes at all: an answer, never a panic.
        #[test]
        fn any_bytes_get_an_answer(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
            if let Ok(table) = sniff(&bytes) {
                let mapping = propose(&table).mapping;
                let _ = rows(&table, &mapping, today()).count();
            }
        }
    }

    #[test]
    fn an_order_arrives_whole() {
        let text = "OrderNumber|PatientId|OrderDate|Status|JobType|FrameSource|Frame|Tray|OD Sphere|OD Cylinder|OD Axis|OD Add|OS Sphere|OS Cylinder|OS Axis|OS Add|PD Far|Note\r\n\
             26-1|7|2026-11-01|Lab on Hold|Lenses Only|Patient Own Frame|Kite 8|T009|-1.25|-0.50|012|+1.75|PLANO|DS|||61.2|=1+2\r\n\
             26-2|7|2026-11-01|Ordered|Complete||||-1.25|-41.25|012||PLANO|DS||||\r\n";
        let read = read(text);
        let Ok(Row { content: RowContent::Order(order), .. }) = &read[0] else { panic!("an order") };
        assert_eq!(order.status, OrderState::LabHold);
        assert_eq!((order.job_type, order.frame_source), (JobType::LensesOnly, Some(FrameSource::PatientOwn)));
        assert_eq!(order.right.map(|e| (e.sphere, e.cylinder, e.axis, e.add)), Some((-125, -50, Some(12), Some(175))));
        assert_eq!(order.left.map(|e| (e.sphere, e.cylinder, e.axis, e.add)), Some((0, 0, None, None)));
        assert_eq!((order.pupil_distance, order.tray.as_deref()), (Some(612), Some("T009")));
        assert_eq!(order.note.as_deref(), Some("=1+2"), "a formula is text");
        assert_eq!(reasons(text), [(3, Some(9), RowReason::Cell(CellProblem::PowerOutOfRange))]);
    }

    #[test]
    fn state_words_that_were_explained_are_used() {
        let text = "Order No,Patient Id,Status\n1,1,Ready\n2,2,Ready\n3,3,Ordered\n";
        let table = sniff(text.as_bytes()).map_err(|e| e.to_string()).expect("a table");
        let mut proposal = propose(&table);
        assert!(matches!(proposal.questions.as_slice(), [Question::StatusWord { .. }]));
        let count = |mapping: &Mapping| rows(&table, mapping, today()).filter(Result::is_ok).count();
        assert_eq!(count(&proposal.mapping), 1);
        proposal.mapping.state_words.insert("ready".into(), OrderState::Confirmed);
        assert_eq!(count(&proposal.mapping), 3);
    }

    #[test]
    fn names_in_one_cell() {
        use NameOrder as N;
        for (full, order, given, family) in [
            ("Keller, Jo Ann", N::FamilyCommaGiven, "Jo Ann", "Keller"),
            ("Keller, ", N::FamilyCommaGiven, "", "Keller"),
            (", Jo", N::FamilyCommaGiven, "Jo", ""),
            ("Jo Keller", N::FamilyCommaGiven, "Jo", "Keller"),
            ("Ludwig van Beethoven", N::GivenFamily, "Ludwig", "van Beethoven"),
            ("Nguyen Thi Minh", N::FamilyGiven, "Thi Minh", "Nguyen"),
            ("Cher", N::GivenFamily, "", "Cher"),
        ] {
            assert_eq!(split_name(full, order), (given.to_owned(), family.to_owned()), "{full}");
        }
    }

    #[test]
    fn rows_left_out_can_be_put_right_and_brought_in_again() {
        let text = format!("{PEOPLE}1,=cmd|'/C calc'!A0,Lee,12/25/2080,+1-555,\"a\nb\"\n2,Al,\"Lee,,,\n");
        let table = sniff(text.as_bytes()).map_err(|e| e.to_string()).expect("a table");
        let mapping = propose(&table).mapping;
        let problems: Vec<RowProblem> = rows(&table, &mapping, today()).filter_map(Result::err).collect();
        assert_eq!(problems.len(), 2);
        let lines = problems.iter().map(|p| LeftOutRow { line: p.line, span: p.span.clone(), reason: p.reason.words() });
        let file = left_out_csv(&table, lines).expect("a file");
        let file = String::from_utf8(file).expect("text");
        assert!(file.contains("2,The birth date is in the future.,1,'=cmd|'/C calc'!A0,Lee,12/25/2080,'+1-555,\"a\nb\""));
        assert!(file.contains("2,Al"), "the broken row is there too");
        let people = patients(&file.replace("2080", "1980"));
        assert_eq!(people.len(), 1);
        assert!(people[0].given_name == "=cmd|'/C calc'!A0" && people[0].phone.as_deref() == Some("+1-555"));
    }
}
