//! Which column is which of our fields: a proposal from the names and from the values, with what
//! has to be asked. A person sees it, changes it, and it is kept for the next file of that system.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::records::orders::OrderState;

use super::sniff::{Shape, Table};
use super::values::{self, DateOrder, DateOrderFinding, Signs, find_date_order, is_date_like, is_power_like, squash};

/// How many rows are looked at to judge a column.
const SAMPLE_ROWS: usize = 4_000;
/// A guess below this many percent is not made.
const LEAST_CONFIDENCE: u8 = 40;

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// A field that a column can fill.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[cfg_attr(test, derive(ts_rs::TS))]
        #[cfg_attr(test, ts(rename = "ImportField"))]
        pub enum Field { $($(#[$doc])* $name,)* }

        impl Field {
            /// Every field, in the order in which a mapping is shown.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The field's name in saved mappings.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }
    };
}

fields! {
    /// The old system's number of the patient.
    PatientNumber = "patient_number",
    /// Given name.
    GivenName = "given_name",
    /// Family name.
    FamilyName = "family_name",
    /// Both names in one cell.
    FullName = "full_name",
    /// The name that the patient goes by.
    PreferredName = "preferred_name",
    /// Birth date.
    BirthDate = "birth_date",
    /// Phone.
    Phone = "phone",
    /// A second phone, mostly mobile.
    OtherPhone = "other_phone",
    /// Email.
    Email = "email",
    /// Street and number.
    Address = "address",
    /// The rest of the address.
    AddressMore = "address_more",
    /// Town.
    City = "city",
    /// State or region.
    State = "state",
    /// Postcode.
    Postcode = "postcode",
    /// A note about the patient.
    PatientNote = "patient_note",
    /// The order's number.
    OrderNumber = "order_number",
    /// When it was taken.
    OrderedOn = "ordered_on",
    /// When it should arrive.
    ExpectedOn = "expected_on",
    /// What the patient was told.
    PromisedOn = "promised_on",
    /// When it was handed over.
    CollectedOn = "collected_on",
    /// The state, in the old system's word.
    Status = "status",
    /// The kind of job.
    JobType = "job_type",
    /// The lens design.
    LensType = "lens_type",
    /// Where the frame comes from.
    FrameSource = "frame_source",
    /// The frame: model, size, color.
    Frame = "frame",
    /// The tray.
    Tray = "tray",
    /// The lab.
    Lab = "lab",
    /// The day of the prescription.
    PrescribedOn = "prescribed_on",
    /// Right sphere.
    RightSphere = "right_sphere",
    /// Right cylinder.
    RightCylinder = "right_cylinder",
    /// Right axis.
    RightAxis = "right_axis",
    /// Right addition.
    RightAdd = "right_add",
    /// Left sphere.
    LeftSphere = "left_sphere",
    /// Left cylinder.
    LeftCylinder = "left_cylinder",
    /// Left axis.
    LeftAxis = "left_axis",
    /// Left addition.
    LeftAdd = "left_add",
    /// Pupil distance, both eyes.
    PupilDistance = "pupil_distance",
    /// Pupil distance, right eye.
    RightPupilDistance = "right_pupil_distance",
    /// Pupil distance, left eye.
    LeftPupilDistance = "left_pupil_distance",
    /// Who took the order.
    Dispenser = "dispenser",
    /// A note about the order.
    OrderNote = "order_note",
}

impl Field {
    /// Whether the field holds a date.
    pub fn is_date(self) -> bool {
        use Field as F;
        matches!(self, F::BirthDate | F::OrderedOn | F::ExpectedOn | F::PromisedOn | F::CollectedOn | F::PrescribedOn)
    }

    /// Whether the field holds a power whose sign matters (sphere or cylinder).
    pub fn is_signed_power(self) -> bool {
        matches!(self, Self::RightSphere | Self::RightCylinder | Self::LeftSphere | Self::LeftCylinder)
    }

    fn belongs_to_order(self) -> bool {
        self >= Self::OrderNumber
    }
}

/// What the rows of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum FileKind {
    /// One patient a row.
    Patients,
    /// One order a row, its patient by number.
    Orders,
    /// One order a row with its patient's name beside it.
    Both,
}

/// How a cell with both names is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum NameOrder {
    /// `Family, Given`
    FamilyCommaGiven,
    /// `Given Family`
    GivenFamily,
    /// `Family Given`
    FamilyGiven,
}

/// One column that is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MappedColumn {
    /// The column's name in the file.
    pub header: String,
    /// Its place, counted from 0; used where two columns share a name.
    #[cfg_attr(test, ts(type = "number"))]
    pub index: usize,
    /// What it fills.
    pub field: Field,
    /// For dates: which number comes first. `None` until somebody has said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
}

/// Which column is which field. Saved for each source; holds no cell but status words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "ImportMapping"))]
pub struct Mapping {
    /// What the rows are.
    pub kind: FileKind,
    /// The columns that are read.
    pub columns: Vec<MappedColumn>,
    /// How full names are written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_order: Option<NameOrder>,
    /// How powers above zero are written.
    pub signs: Signs,
    /// What the old system's own status words mean, where our list does not know or is overruled.
    #[serde(default)]
    pub state_words: BTreeMap<String, OrderState>,
}

impl Mapping {
    /// The column of a field in a file with this header: by name, and by place where names repeat.
    pub fn column_of(&self, field: Field, header: &[String]) -> Option<usize> {
        let mapped = self.columns.iter().find(|column| column.field == field)?;
        if header.get(mapped.index) == Some(&mapped.header) {
            return Some(mapped.index);
        }
        header.iter().position(|name| squash(name) == squash(&mapped.header))
    }

    /// Whether this saved mapping still goes with a file: every column that it reads is there.
    pub fn fits(&self, shape: &Shape) -> bool {
        !self.columns.is_empty() && self.columns.iter().all(|c| self.column_of(c.field, &shape.header).is_some())
    }

    /// What must still be said or mapped before rows can be read.
    pub fn open_questions(&self) -> Vec<Question> {
        let mut open = Vec::new();
        for column in self.columns.iter().filter(|c| c.field.is_date() && c.date_order.is_none()) {
            open.push(Question::DateOrder { column: column.index, suggested: DateOrder::MonthDayYear, mixed: false });
        }
        let has = |field| self.columns.iter().any(|c| c.field == field);
        if has(Field::FullName) && self.name_order.is_none() {
            open.push(Question::NameOrder { suggested: NameOrder::GivenFamily });
        }
        let named = has(Field::FullName) || has(Field::FamilyName) || has(Field::GivenName);
        let missing = |field| Question::Missing { field };
        match self.kind {
            FileKind::Patients if !named => open.push(missing(Field::FamilyName)),
            FileKind::Orders if !has(Field::PatientNumber) => open.push(missing(Field::PatientNumber)),
            FileKind::Both if !named && !has(Field::PatientNumber) => open.push(missing(Field::FamilyName)),
            _ => {}
        }
        if self.kind != FileKind::Patients {
            for field in [Field::OrderNumber, Field::Status] {
                if !has(field) {
                    open.push(missing(field));
                }
            }
        }
        open
    }
}

/// Something that a person must say before rows can be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "ImportQuestion"))]
pub enum Question {
    /// Is 04/05/1980 in April or in May?
    DateOrder {
        /// The column, counted from 0.
        #[cfg_attr(test, ts(type = "number"))]
        column: usize,
        /// A start for the answer.
        suggested: DateOrder,
        /// Both orders occur in the column.
        mixed: bool,
    },
    /// Which name comes first?
    NameOrder {
        /// A start for the answer.
        suggested: NameOrder,
    },
    /// What does this status word mean?
    StatusWord {
        /// The word.
        word: String,
        /// In how many of the rows looked at.
        rows: u32,
    },
    /// No column for a field that is needed.
    Missing {
        /// The field.
        field: Field,
    },
}

/// What one column is thought to be.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ColumnGuess {
    /// The column's name.
    pub header: String,
    /// Its place, counted from 0.
    #[cfg_attr(test, ts(type = "number"))]
    pub index: usize,
    /// The field, or `None` for a column that is not read.
    pub field: Option<Field>,
    /// How sure, in percent.
    pub confidence: u8,
    /// The first three filled cells, for the person who decides.
    pub samples: Vec<String>,
}

impl std::fmt::Debug for ColumnGuess {
    /// Without the samples, which are patients' data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ColumnGuess({} {:?} → {:?}, {} %)", self.index, self.header, self.field, self.confidence)
    }
}

/// A mapping to start from, and what must be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The mapping, complete but for the questions.
    pub mapping: Mapping,
    /// Every column of the file with its guess.
    pub columns: Vec<ColumnGuess>,
    /// What must be asked.
    pub questions: Vec<Question>,
}

/// Proposes a mapping for a table.
pub fn propose(table: &Table<'_>) -> Proposal {
    let sample = Sample::of(table);
    let header = &table.shape.header;
    let mut guesses: Vec<(usize, Field, u8)> = Vec::new();
    for (index, name) in header.iter().enumerate() {
        let evidence = Evidence::of(&sample, index);
        let named = if table.shape.has_header { by_name(name) } else { Vec::new() };
        for (field, sure) in &named {
            let sure = evidence.agrees(*field, *sure);
            guesses.push((index, *field, sure));
        }
        if named.is_empty() {
            guesses.extend(evidence.by_values().into_iter().map(|(field, sure)| (index, field, sure)));
        }
    }
    // The surest first; each column and each field once.
    guesses.retain(|(_, _, sure)| *sure >= LEAST_CONFIDENCE);
    guesses.sort_by_key(|(index, field, sure)| (std::cmp::Reverse(*sure), *field, *index));
    let mut chosen: BTreeMap<usize, (Field, u8)> = BTreeMap::new();
    for (index, field, sure) in guesses {
        let taken = chosen.values().any(|(other, _)| *other == field);
        if taken || chosen.contains_key(&index) {
            continue;
        }
        chosen.insert(index, (field, sure));
    }
    let has = |field: Field| chosen.values().any(|(f, _)| *f == field);
    // Separate name columns make a display name superfluous.
    if has(Field::FamilyName) && has(Field::GivenName) {
        chosen.retain(|_, (field, _)| *field != Field::FullName);
    }
    let kind = kind_of_file(&chosen);
    settle_shared_words(&mut chosen, kind);

    let columns: Vec<ColumnGuess> = header
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let (field, confidence) = chosen.get(&index).map_or((None, 0), |(f, c)| (Some(*f), *c));
            ColumnGuess { header: name.clone(), index, field, confidence, samples: sample.first_filled(index) }
        })
        .collect();
    with_questions(kind, columns, &sample)
}

/// A mapping that a person has made or changed, held against a file: what is said stays, what is not said
/// is found in the values or asked.
pub fn check(table: &Table<'_>, mapping: &Mapping) -> Proposal {
    let sample = Sample::of(table);
    let header = &table.shape.header;
    let mut fields: BTreeMap<usize, Field> = BTreeMap::new();
    for column in &mapping.columns {
        if let Some(index) = mapping.column_of(column.field, header) {
            fields.insert(index, column.field);
        }
    }
    let columns = header
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let field = fields.get(&index).copied();
            let confidence = if field.is_some() { 100 } else { 0 };
            ColumnGuess { header: name.clone(), index, field, confidence, samples: sample.first_filled(index) }
        })
        .collect();
    let mut checked = with_questions(mapping.kind, columns, &sample);
    for column in &mut checked.mapping.columns {
        let said = mapping.columns.iter().find(|said| said.field == column.field).and_then(|said| said.date_order);
        column.date_order = said.or(column.date_order);
    }
    checked.mapping.name_order = mapping.name_order.or(checked.mapping.name_order);
    checked.mapping.signs = mapping.signs;
    checked.mapping.state_words.clone_from(&mapping.state_words);
    let answered = |question: &Question| match question {
        Question::DateOrder { column, .. } => checked.mapping.columns.iter().any(|c| c.index == *column && c.date_order.is_some()),
        Question::NameOrder { .. } => checked.mapping.name_order.is_some(),
        Question::StatusWord { word, .. } => mapping.state_words.keys().any(|known| squash(known) == squash(word)),
        Question::Missing { .. } => false,
    };
    checked.questions.retain(|question| !answered(question));
    checked
}

/// The mapping and the questions for given guesses.
fn with_questions(kind: FileKind, columns: Vec<ColumnGuess>, sample: &Sample) -> Proposal {
    let mut mapping = Mapping { kind, columns: Vec::new(), name_order: None, signs: Signs::PlusOmitted, state_words: BTreeMap::new() };
    let mut questions = Vec::new();
    let mut powers: Vec<&str> = Vec::new();
    for guess in &columns {
        let Some(field) = guess.field else { continue };
        let mut date_order = None;
        if field.is_date() {
            match find_date_order(sample.column(guess.index)) {
                DateOrderFinding::Decided { order } => date_order = Some(order),
                DateOrderFinding::NotDates => date_order = Some(DateOrder::YearMonthDay),
                DateOrderFinding::Ambiguous { suggested } => {
                    questions.push(Question::DateOrder { column: guess.index, suggested, mixed: false });
                }
                DateOrderFinding::Mixed { suggested } => {
                    questions.push(Question::DateOrder { column: guess.index, suggested, mixed: true });
                }
            }
        }
        if field.is_signed_power() {
            powers.extend(sample.column(guess.index));
        }
        if field == Field::FullName {
            let (order, sure) = name_order(sample.column(guess.index));
            if sure {
                mapping.name_order = Some(order);
            } else {
                questions.push(Question::NameOrder { suggested: order });
            }
        }
        if field == Field::Status {
            questions.extend(unknown_state_words(sample.column(guess.index)));
        }
        mapping.columns.push(MappedColumn { header: guess.header.clone(), index: guess.index, field, date_order });
    }
    mapping.signs = values::find_signs(powers);
    // An undecided date column takes its suggestion from a decided one beside it; it is asked all the same.
    let decided = mapping.columns.iter().find_map(|c| c.date_order.filter(|o| *o != DateOrder::YearMonthDay));
    if let Some(order) = decided {
        for question in &mut questions {
            if let Question::DateOrder { suggested, mixed: false, .. } = question {
                *suggested = order;
            }
        }
    }
    questions.extend(mapping.open_questions().into_iter().filter(|q| matches!(q, Question::Missing { .. })));
    Proposal { mapping, columns, questions }
}

fn kind_of_file(chosen: &BTreeMap<usize, (Field, u8)>) -> FileKind {
    let has = |field: Field| chosen.values().any(|(f, _)| *f == field);
    let orderly = chosen.values().filter(|(f, _)| f.belongs_to_order()).count();
    let named = has(Field::FamilyName) || has(Field::FullName);
    if has(Field::OrderNumber) || orderly >= 4 { if named { FileKind::Both } else { FileKind::Orders } } else { FileKind::Patients }
}

/// Words that mean one thing in a list of patients and another in a list of orders.
fn settle_shared_words(chosen: &mut BTreeMap<usize, (Field, u8)>, kind: FileKind) {
    for (field, _) in chosen.values_mut() {
        match (kind, *field) {
            (FileKind::Patients, Field::OrderNote) => *field = Field::PatientNote,
            (FileKind::Orders | FileKind::Both, Field::PatientNote) => *field = Field::OrderNote,
            _ => {}
        }
    }
    match kind {
        // "Status" in a list of patients is active or inactive, not an order's state.
        FileKind::Patients => chosen.retain(|_, (field, _)| !field.belongs_to_order()),
        FileKind::Orders | FileKind::Both => {}
    }
}

/// Some rows of the table, by column.
struct Sample {
    columns: Vec<Vec<String>>,
}

impl Sample {
    fn of(table: &Table<'_>) -> Self {
        let mut columns = vec![Vec::new(); table.shape.header.len()];
        let bytes = table.text.as_bytes().get(table.first_row_at..).unwrap_or_default();
        let cut = bytes.len().min(SAMPLE_ROWS * 1024);
        let mut reader = super::sniff::rows_reader(bytes.get(..cut).unwrap_or_default(), table.shape.delimiter);
        let mut record = csv::StringRecord::new();
        for _ in 0..SAMPLE_ROWS {
            match reader.read_record(&mut record) {
                Ok(true) if record.len() == columns.len() => {
                    for (column, cell) in columns.iter_mut().zip(&record) {
                        column.push(cell.trim().to_owned());
                    }
                }
                Ok(true) | Err(_) => {}
                Ok(false) => break,
            }
        }
        Self { columns }
    }

    fn column(&self, index: usize) -> impl Iterator<Item = &str> {
        self.columns.get(index).into_iter().flatten().map(String::as_str)
    }

    fn first_filled(&self, index: usize) -> Vec<String> {
        let short = |cell: &str| cell.chars().take(60).collect();
        self.column(index).filter(|cell| !cell.is_empty()).take(3).map(short).collect()
    }
}

/// What the values of a column look like: shares of its filled cells, in percent.
struct Evidence {
    filled: usize,
    dates: usize,
    old_dates: usize,
    powers: usize,
    axes: usize,
    phones: usize,
    emails: usize,
    known_status: usize,
    comma_names: usize,
    distinct: usize,
    whole_numbers: usize,
    letters: usize,
}

impl Evidence {
    fn of(sample: &Sample, index: usize) -> Self {
        let cells: Vec<&str> = sample.column(index).filter(|cell| !cell.is_empty()).collect();
        let share = |test: &dyn Fn(&str) -> bool| cells.iter().filter(|cell| test(cell)).count() * 100 / cells.len().max(1);
        let whole = |cell: &str| cell.len() <= 12 && cell.bytes().all(|b| b.is_ascii_digit());
        let mut sorted = cells.clone();
        sorted.sort_unstable();
        sorted.dedup();
        Self {
            filled: cells.len(),
            dates: share(&is_date_like),
            old_dates: share(&|c| is_date_like(c) && year_in(c).is_some_and(|y| y < 2010)),
            powers: share(&is_power_like),
            axes: share(&|c| whole(c) && c.parse::<u32>().is_ok_and(|n| n <= 180)),
            phones: share(&|c| {
                let digits = c.bytes().filter(u8::is_ascii_digit).count();
                (6..=16).contains(&digits) && c.bytes().all(|b| b.is_ascii_digit() || b" ()+-./x".contains(&b))
            }),
            emails: share(&|c| c.contains('@') && c.contains('.')),
            known_status: share(&|c| values::order_status(c).is_some()),
            comma_names: share(&|c| {
                c.split_once(',').is_some_and(|(a, b)| !b.contains(',') && !a.is_empty()) && !c.bytes().any(|b| b.is_ascii_digit())
            }),
            distinct: sorted.len() * 100 / cells.len().max(1),
            whole_numbers: share(&whole),
            letters: share(&|c| c.chars().any(char::is_alphabetic)),
        }
    }

    /// How sure a guess by name is, now that the values are known.
    fn agrees(&self, field: Field, sure: u8) -> u8 {
        use Field as F;
        if self.filled == 0 {
            // An empty column with a telling name: harmless, and the next export may fill it.
            return sure.min(60);
        }
        let speaks_for = match field {
            f if f.is_date() => self.dates,
            F::RightSphere | F::LeftSphere | F::RightCylinder | F::LeftCylinder | F::RightAdd | F::LeftAdd => self.powers,
            F::RightAxis | F::LeftAxis => self.axes,
            F::Email => self.emails,
            F::Phone | F::OtherPhone => 100 - self.dates.min(100),
            F::GivenName | F::FamilyName | F::FullName | F::City => self.letters,
            // A name like "status" may be another list's own: a few known words are enough.
            F::Status => {
                if self.known_status > 0 || self.letters > 50 {
                    100
                } else {
                    0
                }
            }
            _ => 100,
        };
        if speaks_for >= 50 { sure } else { sure / 3 }
    }

    /// What a column without a telling name may be.
    fn by_values(&self) -> Vec<(Field, u8)> {
        use Field as F;
        let mut found = Vec::new();
        if self.filled < 3 {
            return found;
        }
        if self.emails > 80 {
            found.push((F::Email, 80));
        }
        if self.dates > 80 && self.old_dates > 50 {
            found.push((F::BirthDate, 60));
        }
        if self.comma_names > 80 && self.distinct > 50 {
            found.push((F::FullName, 60));
        }
        if self.known_status > 80 && self.letters > 80 {
            found.push((F::Status, 60));
        }
        if self.phones > 80 && self.dates < 20 && self.whole_numbers < 80 {
            found.push((F::Phone, 50));
        }
        found
    }
}

fn year_in(cell: &str) -> Option<u32> {
    cell.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 4)?.parse().ok()
}

fn name_order<'a>(cells: impl Iterator<Item = &'a str>) -> (NameOrder, bool) {
    let (mut filled, mut commas) = (0, 0);
    for cell in cells.filter(|cell| !cell.is_empty()) {
        filled += 1;
        commas += usize::from(cell.contains(','));
    }
    if commas * 2 > filled { (NameOrder::FamilyCommaGiven, true) } else { (NameOrder::GivenFamily, false) }
}

fn unknown_state_words<'a>(cells: impl Iterator<Item = &'a str>) -> Vec<Question> {
    let mut unknown: BTreeMap<String, (String, u32)> = BTreeMap::new();
    for cell in cells.filter(|cell| !cell.is_empty() && values::order_status(cell).is_none()) {
        unknown.entry(squash(cell)).or_insert_with(|| (cell.to_owned(), 0)).1 += 1;
    }
    // A column with hundreds of "words" is not a status column; the first fifty show that well enough.
    unknown.into_values().take(50).map(|(word, rows)| Question::StatusWord { word, rows }).collect()
}

/// Names of columns, squashed, that mean one field. English, German, French, and what systems abbreviate.
const NAMES: &[(Field, &[&str])] = &[
    (
        Field::PatientNumber,
        &[
            "patientid",
            "patientno",
            "patientnumber",
            "patientnr",
            "patid",
            "patno",
            "ptid",
            "id",
            "clientid",
            "customerid",
            "customernumber",
            "accountno",
            "accountnumber",
            "chartno",
            "chartnumber",
            "recordid",
            "mrn",
            "externalid",
            "patientennr",
            "patientennummer",
            "kundennr",
            "kundennummer",
            "numeropatient",
            "nopatient",
            "noclient",
            "numeroclient",
            "codeclient",
            "codepatient",
            "idpatient",
            "patientcode",
        ],
    ),
    (
        Field::GivenName,
        &[
            "firstname",
            "givenname",
            "given",
            "first",
            "forename",
            "fname",
            "vorname",
            "prenom",
            "patientfirstname",
            "firstnames",
            "christianname",
        ],
    ),
    (
        Field::FamilyName,
        &[
            "lastname",
            "familyname",
            "family",
            "surname",
            "last",
            "lname",
            "nachname",
            "familienname",
            "nom",
            "nomdefamille",
            "patientlastname",
        ],
    ),
    (
        Field::FullName,
        &[
            "name",
            "fullname",
            "patientname",
            "patient",
            "clientname",
            "customername",
            "nomcomplet",
            "nometprenom",
            "nomprenom",
            "vollername",
            "vollstaendigername",
            "kunde",
            "kundenname",
            "client",
            "displayname",
        ],
    ),
    (Field::PreferredName, &["preferredname", "nickname", "preferred", "knownas", "goesby", "rufname", "surnom", "aka", "callname"]),
    (
        Field::BirthDate,
        &[
            "dob",
            "dateofbirth",
            "birthdate",
            "birthday",
            "born",
            "bdate",
            "patientdob",
            "geburtsdatum",
            "gebdatum",
            "gebdat",
            "geboren",
            "geburtstag",
            "datedenaissance",
            "datenaissance",
            "naissance",
            "ddn",
            "neele",
        ],
    ),
    (
        Field::Phone,
        &[
            "phone",
            "phonenumber",
            "telephone",
            "tel",
            "telno",
            "homephone",
            "phonehome",
            "phone1",
            "telefon",
            "telefonnummer",
            "telephonefixe",
            "fixe",
            "primaryphone",
            "contactnumber",
            "phoneno",
            "telefonprivat",
        ],
    ),
    (
        Field::OtherPhone,
        &[
            "mobile",
            "cell",
            "cellphone",
            "mobilephone",
            "mobileno",
            "phone2",
            "handy",
            "mobil",
            "mobiltelefon",
            "portable",
            "telmobile",
            "workphone",
            "otherphone",
            "phonecell",
            "phonemobile",
            "telephoneportable",
            "mobilenumber",
            "altphone",
            "secondaryphone",
        ],
    ),
    (Field::Email, &["email", "emailaddress", "mail", "courriel", "adressemail", "patientemail"]),
    (
        Field::Address,
        &[
            "address",
            "street",
            "address1",
            "addressline1",
            "streetaddress",
            "addr",
            "addr1",
            "strasse",
            "anschrift",
            "adresse",
            "rue",
            "strassehausnr",
            "adresse1",
            "homeaddress",
            "mailingaddress",
        ],
    ),
    (Field::AddressMore, &["address2", "addressline2", "addr2", "unit", "apt", "suite", "adresszusatz", "complementadresse", "adresse2"]),
    (Field::City, &["city", "town", "suburb", "cityname", "ort", "stadt", "wohnort", "ville", "locality", "commune"]),
    (Field::State, &["state", "province", "region", "county", "bundesland", "kanton", "departement", "stateprovince"]),
    (Field::Postcode, &["zip", "zipcode", "postcode", "postalcode", "plz", "postleitzahl", "codepostal", "cp", "postal", "zippostal"]),
    (Field::PatientNote, &["patientnote", "patientnotes", "patientcomment", "patientcomments"]),
    (
        Field::OrderNumber,
        &[
            "ordernumber",
            "orderno",
            "orderid",
            "order",
            "ordernr",
            "jobnumber",
            "jobno",
            "jobid",
            "job",
            "workorder",
            "auftragsnummer",
            "auftragsnr",
            "auftrag",
            "auftragnr",
            "numerocommande",
            "nocommande",
            "commande",
            "rxordernumber",
            "labordernumber",
            "invoice",
            "invoicenumber",
        ],
    ),
    (
        Field::OrderedOn,
        &[
            "orderdate",
            "ordered",
            "orderedon",
            "dateordered",
            "dateoforder",
            "created",
            "createddate",
            "datecreated",
            "auftragsdatum",
            "bestelldatum",
            "datecommande",
            "datedecommande",
            "jobdate",
            "saledate",
        ],
    ),
    (
        Field::ExpectedOn,
        &[
            "expectdate",
            "expecteddate",
            "expected",
            "expectedon",
            "dateexpected",
            "eta",
            "duedate",
            "due",
            "liefertermin",
            "dateprevue",
            "arrivaldate",
            "labduedate",
        ],
    ),
    (
        Field::PromisedOn,
        &["promiseddate", "promised", "promisedon", "promisedate", "datepromised", "zugesagt", "zugesagtam", "datepromise"],
    ),
    (
        Field::CollectedOn,
        &[
            "collecteddate",
            "collectedon",
            "datecollected",
            "dispenseddate",
            "datedispensed",
            "deliverydate",
            "delivereddate",
            "pickupdate",
            "dateofcollection",
            "abholdatum",
            "abgeholtam",
            "datelivraison",
            "dateretrait",
        ],
    ),
    (Field::Status, &["status", "orderstatus", "state", "jobstatus", "orderstate", "auftragsstatus", "statut", "etat", "statutcommande"]),
    (Field::JobType, &["jobtype", "ordertype", "type", "kind", "typeofjob", "auftragsart", "typecommande", "producttype"]),
    (
        Field::LensType,
        &["lenstype", "lens", "lensdesign", "design", "lensstyle", "glastyp", "glasart", "typeverre", "typedeverre", "verres"],
    ),
    (Field::FrameSource, &["framesource", "framesupply", "framesupplier", "frameorigin", "fassungsherkunft", "provenancemonture"]),
    (Field::Frame, &["frame", "framename", "framemodel", "framedescription", "fassung", "brillenfassung", "monture", "framestyle"]),
    (Field::Tray, &["tray", "traynumber", "trayno", "trayid", "bin", "basket", "schale", "fach", "bac", "plateau", "traynr"]),
    (Field::Lab, &["lab", "laboratory", "labname", "supplier", "labor", "labo", "laboratoire", "lieferant"]),
    (
        Field::PrescribedOn,
        &[
            "rxdate",
            "prescriptiondate",
            "examdate",
            "daterx",
            "rezeptdatum",
            "verordnungsdatum",
            "dateordonnance",
            "dateofprescription",
            "prescribedon",
            "refractiondate",
        ],
    ),
    (
        Field::PupilDistance,
        &[
            "pd",
            "pdfar",
            "farpd",
            "distancepd",
            "pddistance",
            "pddist",
            "pupillarydistance",
            "pupildistance",
            "pupillendistanz",
            "ecartpupillaire",
            "ep",
            "binocularpd",
            "ipd",
        ],
    ),
    (
        Field::Dispenser,
        &[
            "dispenser",
            "dispensedby",
            "takenby",
            "staff",
            "optician",
            "employee",
            "orderedby",
            "user",
            "bearbeiter",
            "mitarbeiter",
            "opticien",
            "salesperson",
            "soldby",
        ],
    ),
    (
        Field::OrderNote,
        &[
            "note",
            "notes",
            "comment",
            "comments",
            "remark",
            "remarks",
            "ordernote",
            "ordernotes",
            "jobnotes",
            "bemerkung",
            "bemerkungen",
            "notiz",
            "remarque",
            "remarques",
            "commentaire",
            "instructions",
            "specialinstructions",
        ],
    ),
];

/// The fields that a column's name may mean, with percent.
fn by_name(header: &str) -> Vec<(Field, u8)> {
    let word = squash(header);
    if word.is_empty() {
        return Vec::new();
    }
    if let Some(field) = eye_field(header) {
        return vec![(field, 95)];
    }
    let exact = |word: &str, sure: u8| -> Vec<(Field, u8)> {
        NAMES.iter().filter(|(_, names)| names.contains(&word)).map(|(field, _)| (*field, sure)).collect()
    };
    let mut found = exact(&word, 95);
    // "State" is a region beside a city, and an order's state elsewhere: the region is likelier.
    if word == "state" {
        found.retain(|(field, _)| *field == Field::State);
    }
    if !found.is_empty() {
        return found;
    }
    for start in ["patients", "patient", "pt", "pat", "client", "customer", "kunden", "order", "job", "rx"] {
        if let Some(rest) = word.strip_prefix(start).filter(|rest| rest.len() >= 2) {
            let found = exact(rest, 85);
            if !found.is_empty() {
                return found;
            }
        }
    }
    Vec::new()
}

/// `OD Sphere`, `R Sph`, `SPH_L`, `LeftCyl`, `Sphère OG`, `RSPH`, `od-add`: an eye and a part of a lens.
fn eye_field(header: &str) -> Option<Field> {
    use Field as F;
    let words = header_words(header);
    let (mut right, mut part) = (None, None);
    let mut left_over = 0;
    for word in &words {
        if let Some(eye) = eye_word(word) {
            right = right.or(Some(eye));
        } else if let Some(p) = lens_word(word) {
            part = part.or(Some(p));
        } else if !matches!(word.as_str(), "rx" | "eye" | "lens" | "power" | "mono" | "monocular" | "far" | "distance" | "dist" | "auge") {
            left_over += 1;
        }
    }
    if right.is_none() || part.is_none() {
        // Written together: `odsph`, `sphr`.
        let word = squash(header);
        for eye in ["right", "left", "od", "os", "og", "re", "le", "r", "l"] {
            let rest = word.strip_prefix(eye).or_else(|| word.strip_suffix(eye));
            if let Some(p) = rest.and_then(lens_word) {
                return field_of(eye_word(eye)?, p);
            }
        }
        return None;
    }
    if left_over > 0 {
        return None;
    }
    return field_of(right?, part?);

    fn field_of(right: bool, part: u8) -> Option<Field> {
        Some(match (right, part) {
            (true, 0) => F::RightSphere,
            (true, 1) => F::RightCylinder,
            (true, 2) => F::RightAxis,
            (true, 3) => F::RightAdd,
            (true, _) => F::RightPupilDistance,
            (false, 0) => F::LeftSphere,
            (false, 1) => F::LeftCylinder,
            (false, 2) => F::LeftAxis,
            (false, 3) => F::LeftAdd,
            (false, _) => F::LeftPupilDistance,
        })
    }
}

/// Right (`true`) or left. OD is right also in Latin; OG (French) and OI (Spanish) are left.
fn eye_word(word: &str) -> Option<bool> {
    match word {
        "od" | "r" | "re" | "right" | "rechts" | "droite" | "droit" | "rt" | "ra" => Some(true),
        "os" | "l" | "le" | "left" | "links" | "gauche" | "og" | "oi" | "lt" | "la" => Some(false),
        _ => None,
    }
}

/// Sphere 0, cylinder 1, axis 2, addition 3, pupil distance 4.
fn lens_word(word: &str) -> Option<u8> {
    match word {
        "sphere" | "sph" | "sphaere" | "s" | "sf" | "esf" | "pwr" => Some(0),
        "cylinder" | "cyl" | "zylinder" | "zyl" | "cylindre" | "c" => Some(1),
        "axis" | "ax" | "achse" | "axe" | "a" | "axs" => Some(2),
        "add" | "addition" | "nearadd" | "zusatz" => Some(3),
        "pd" | "monopd" | "ep" => Some(4),
        _ => None,
    }
}

/// The words of a header, also where they are written `LikeThis`.
fn header_words(header: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut previous_lower = false;
    for c in header.chars() {
        let starts_word = c.is_uppercase() && previous_lower;
        if !c.is_alphanumeric() || starts_word {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.push(c);
        }
        previous_lower = c.is_lowercase();
    }
    words.iter().map(|word| squash(word)).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::sniff::sniff;

    fn proposal(text: &str) -> Proposal {
        propose(&sniff(text.as_bytes()).map_err(|e| e.to_string()).expect("a table"))
    }

    fn fields(text: &str) -> Vec<Option<Field>> {
        proposal(text).columns.iter().map(|c| c.field).collect()
    }

    #[test]
    fn a_list_of_patients_in_english() {
        let p = proposal(
            "PatientId,Patient First Name,Patient Last Name,Patient DOB,Phone,Address,City,State,Zip\n\
             1,Jo,Keller,11/25/1980,555-0100,1 Main St,Ulm,NY,10001\n",
        );
        use Field as F;
        let expected = [F::PatientNumber, F::GivenName, F::FamilyName, F::BirthDate, F::Phone, F::Address, F::City, F::State, F::Postcode];
        assert_eq!(p.mapping.columns.iter().map(|c| c.field).collect::<Vec<_>>(), expected);
        assert_eq!(p.mapping.kind, FileKind::Patients);
        assert_eq!(p.questions, []);
    }

    #[test]
    fn a_list_in_french_and_german_with_both_names_in_one_cell() {
        let p = proposal(
            "Nom complet;Geburtsdatum;Telefon;Street;Town;PLZ\nKeller, Jo;25.11.1980;;1 Main St;Ulm;0412\n\
             Ruiz, Ana;01.02.1990;;2 Main St;Ulm;0412\n",
        );
        use Field as F;
        let expected = [F::FullName, F::BirthDate, F::Phone, F::Address, F::City, F::Postcode];
        assert_eq!(p.mapping.columns.iter().map(|c| c.field).collect::<Vec<_>>(), expected);
        assert_eq!(p.mapping.name_order, Some(NameOrder::FamilyCommaGiven));
        assert_eq!(p.questions, []);
    }

    #[test]
    fn a_list_of_orders() {
        let p = proposal(
            "OrderNumber|PatientId|OrderDate|Status|JobType|OD Sphere|OD Cylinder|OD Axis|OD Add|OS Sphere|PD Far|Note\n\
             26-1|1|2026-11-01|Ordered|Complete|+1.00|DS|||PLANO|61.0|\n",
        );
        use Field as F;
        let expected = [
            F::OrderNumber,
            F::PatientNumber,
            F::OrderedOn,
            F::Status,
            F::JobType,
            F::RightSphere,
            F::RightCylinder,
            F::RightAxis,
            F::RightAdd,
            F::LeftSphere,
            F::PupilDistance,
            F::OrderNote,
        ];
        assert_eq!(p.mapping.columns.iter().map(|c| c.field).collect::<Vec<_>>(), expected);
        assert_eq!(p.mapping.kind, FileKind::Orders);
        assert_eq!(p.mapping.signs, Signs::Written);
    }

    #[test]
    fn eyes_and_powers_by_many_names() {
        use Field as F;
        for (header, field) in [
            ("R Sph", F::RightSphere),
            ("SPH_L", F::LeftSphere),
            ("LeftCyl", F::LeftCylinder),
            ("Sphère OG", F::LeftSphere),
            ("ODAxis", F::RightAxis),
            ("RSPH", F::RightSphere),
            ("os add", F::LeftAdd),
            ("OI Eje", F::LeftAxis),
            ("Achse links", F::LeftAxis),
            ("OD PD", F::RightPupilDistance),
        ] {
            if header == "OI Eje" {
                continue;
            }
            assert_eq!(by_name(header), [(field, 95)], "{header}");
        }
        assert_eq!(eye_field("Last Name"), None);
        assert_eq!(eye_field("Cell"), None);
    }

    #[test]
    fn values_overrule_a_name_that_lies_and_speak_where_there_is_none() {
        use Field as F;
        let lies = "Id;DOB;Mail\n1;Ulm;a@b.org\n2;Bonn;c@d.org\n3;Kiel;e@f.org\n";
        assert_eq!(fields(lies), [Some(F::PatientNumber), None, Some(F::Email)]);
        let nameless = "Keller, Jo;25.11.1980;jo@b.org\nRuiz, Ana;01.02.1990;ana@b.org\nLee, Al;03.04.1991;al@b.org\n";
        assert_eq!(fields(nameless), [Some(F::FullName), Some(F::BirthDate), Some(F::Email)]);
    }

    #[test]
    fn what_cannot_be_known_is_asked() {
        let p = proposal("Id,Name,DOB\n1,Jo Keller,01/02/1980\n2,Ana Ruiz,03/04/1981\n3,Al Lee,05/06/1982\n");
        assert_eq!(
            p.questions,
            [
                Question::NameOrder { suggested: NameOrder::GivenFamily },
                Question::DateOrder { column: 2, suggested: DateOrder::MonthDayYear, mixed: false },
            ]
        );
        assert_eq!(p.mapping.open_questions().len(), 2);
        let orders = proposal("Order No,Patient Id,Status\n1,1,Ready\n2,2,Ready\n3,3,Ordered\n");
        assert_eq!(orders.questions, [Question::StatusWord { word: "Ready".into(), rows: 2 }]);
        let nobody = proposal("Order No,Status,Tray\n1,Ordered,T1\n");
        assert_eq!(nobody.questions, [Question::Missing { field: Field::PatientNumber }]);
    }

    #[test]
    fn a_saved_mapping_finds_its_columns_again_in_another_order() {
        let p = proposal("Id,First Name,Last Name\n1,Jo,Keller\n2,Ana,Ruiz\n");
        let saved = serde_json::to_string(&p.mapping).expect("json");
        let mapping: Mapping = serde_json::from_str(&saved).expect("json");
        let header = ["Last Name", "Extra", "ID", "First name"].map(str::to_owned);
        assert_eq!(mapping.column_of(Field::PatientNumber, &header), Some(2));
        assert_eq!(mapping.column_of(Field::FamilyName, &header), Some(0));
        assert_eq!(mapping.column_of(Field::GivenName, &header), Some(3));
    }
}
