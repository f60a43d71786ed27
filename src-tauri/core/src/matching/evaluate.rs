//! How good the matching is, measured on labelled files.
//!
//! `rightful-cli check` runs these on anybody's files. Nothing here learns from the labels.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::birth_dates::{self, DateOrder};
use super::lookalikes::{Grade, Looking, NameShares, Person, Prepared, compare_prepared};
use super::names;
use super::same_person::{self, Birth, Candidate, Record};

/// A file that cannot be measured with.
#[derive(Debug, thiserror::Error)]
pub enum EvaluateError {
    /// The text is no table with the columns that are needed.
    #[error("This file cannot be read as a table with the columns needed: {0}.")]
    Table(String),
    /// Nothing to measure.
    #[error("This file has no rows to measure with.")]
    Empty,
}

impl From<csv::Error> for EvaluateError {
    fn from(error: csv::Error) -> Self {
        // The place only: the row itself holds people's names.
        let place = error.position().map_or("the head".to_string(), |p| format!("line {}", p.line()));
        let what = match error.kind() {
            csv::ErrorKind::Deserialize { err, .. } => format!("{place}, {}", err.kind()),
            csv::ErrorKind::UnequalLengths { .. } => {
                format!("{place} has another number of columns")
            }
            csv::ErrorKind::Utf8 { .. } => format!("{place} is not UTF-8"),
            _ => place,
        };
        EvaluateError::Table(what)
    }
}

/// People in line when a hand-over happens, for [`LookalikeSummary::p200`].
const OTHERS_OPEN: usize = 200;

/// What `check lookalikes` prints.
#[derive(Clone, Debug, Serialize)]
pub struct LookalikeSummary {
    /// Always "lookalikes".
    pub check: &'static str,
    /// Labelled pairs.
    pub pairs: usize,
    /// Labelled pairs that gave an alert of either grade.
    pub alerted: usize,
    /// Alerted / pairs.
    pub recall: f64,
    /// Recall for each mechanism.
    pub recall_per_mechanism: BTreeMap<String, f64>,
    /// Pairs of strangers compared.
    pub strangers_compared: usize,
    /// Strangers that gave an alert of either grade.
    pub alerts: usize,
    /// Alerts for each thousand strangers.
    pub alerts_per_thousand: f64,
    /// Share of hand-overs that would alert with 200 other orders open.
    pub p200: f64,
    /// The same, for each grade by itself.
    pub grades: BTreeMap<&'static str, GradeSummary>,
}

/// How often one grade is given.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GradeSummary {
    /// Labelled pairs with this grade.
    pub alerted: usize,
    /// Strangers with this grade.
    pub alerts: usize,
    /// Alerts for each thousand strangers.
    pub alerts_per_thousand: f64,
    /// Share of hand-overs that would show this grade with 200 other orders open.
    pub p200: f64,
}

#[derive(Deserialize)]
struct PairRow {
    mechanism: String,
    a_given: String,
    a_surname: String,
    #[serde(default)]
    a_suffix: String,
    #[serde(default)]
    a_dob: String,
    b_given: String,
    b_surname: String,
    #[serde(default)]
    b_suffix: String,
    #[serde(default)]
    b_dob: String,
}

#[derive(Deserialize)]
struct PersonRow {
    given: String,
    surname: String,
    #[serde(default)]
    suffix: String,
    #[serde(default)]
    dob: String,
}

fn person(given: &str, family: &str, suffix: &str, born: &str) -> Person {
    Person {
        given: given.into(),
        family: family.into(),
        suffix: Some(suffix.into()),
        born: NaiveDate::parse_from_str(born.trim(), "%Y-%m-%d").ok(),
        ..Person::default()
    }
}

fn rows<T: serde::de::DeserializeOwned>(text: &str) -> Result<Vec<T>, EvaluateError> {
    let text = text.trim_start_matches('\u{feff}');
    let rows: Vec<T> =
        csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes()).deserialize().collect::<Result<_, _>>()?;
    if rows.is_empty() { Err(EvaluateError::Empty) } else { Ok(rows) }
}

/// Measures look-alike alerts: `pairs` should all alert, `queries` against `others` should not.
///
/// How common a name is, is counted in `others`, for the pairs as well.
///
/// # Errors
/// If a file lacks the columns of the published ones, or has no rows.
pub fn lookalikes(pairs: &str, queries: &str, others: &str) -> Result<LookalikeSummary, EvaluateError> {
    let pairs: Vec<PairRow> = rows(pairs)?;
    let queries: Vec<PersonRow> = rows(queries)?;
    let others: Vec<PersonRow> = rows(others)?;
    let shares = NameShares::count(others.iter().map(|r| (r.given.as_str(), r.surname.as_str())));
    let prepare = |given: &str, family: &str, suffix: &str, born: &str| Prepared::in_clinic(&person(given, family, suffix, born), &shares);

    let mut mechanisms: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut grades: BTreeMap<&'static str, GradeSummary> = BTreeMap::new();
    grades.entry(grade_code(Grade::StopAndLook)).or_default();
    grades.entry(grade_code(Grade::BeCareful)).or_default();
    let mut alerted = 0;
    for row in &pairs {
        let a = prepare(&row.a_given, &row.a_surname, &row.a_suffix, &row.a_dob);
        let b = prepare(&row.b_given, &row.b_surname, &row.b_suffix, &row.b_dob);
        let (seen, all) = mechanisms.entry(row.mechanism.clone()).or_default();
        *all += 1;
        if let Some(alike) = compare_prepared(&a, &b) {
            *seen += 1;
            alerted += 1;
            grades.entry(grade_code(alike.grade)).or_default().alerted += 1;
        }
    }

    let mut everybody = Vec::with_capacity(others.len());
    for row in &others {
        everybody.push(prepare(&row.given, &row.surname, &row.suffix, &row.dob));
    }
    let mut alerts = 0;
    let mut p200 = 0.0;
    for row in &queries {
        let me = prepare(&row.given, &row.surname, &row.suffix, &row.dob);
        let looking = Looking::like(&me);
        let mut mine: BTreeMap<&'static str, usize> = BTreeMap::new();
        for other in &everybody {
            if let Some(alike) = looking.at(other) {
                *mine.entry(grade_code(alike.grade)).or_default() += 1;
            }
        }
        let sum: usize = mine.values().sum();
        alerts += sum;
        p200 += one_among(sum, everybody.len());
        for (grade, count) in mine {
            let summary = grades.entry(grade).or_default();
            summary.alerts += count;
            summary.p200 += one_among(count, everybody.len());
        }
    }
    let strangers = queries.len() * everybody.len();
    let per_thousand = |count: usize| 1000.0 * count as f64 / strangers as f64;
    for summary in grades.values_mut() {
        summary.alerts_per_thousand = per_thousand(summary.alerts);
        summary.p200 /= queries.len() as f64;
    }
    Ok(LookalikeSummary {
        check: "lookalikes",
        pairs: pairs.len(),
        alerted,
        recall: alerted as f64 / pairs.len() as f64,
        recall_per_mechanism: mechanisms.into_iter().map(|(m, (seen, all))| (m, seen as f64 / all as f64)).collect(),
        strangers_compared: strangers,
        alerts,
        alerts_per_thousand: per_thousand(alerts),
        p200: p200 / queries.len() as f64,
        grades,
    })
}

fn grade_code(grade: Grade) -> &'static str {
    match grade {
        Grade::StopAndLook => "stop_and_look",
        Grade::BeCareful => "be_careful",
    }
}

/// The chance that, of `people` of whom `alike` alert, at least one is among 200 drawn.
fn one_among(alike: usize, people: usize) -> f64 {
    let drawn = OTHERS_OPEN.min(people);
    let none: f64 = (0..drawn).map(|i| (people - alike).saturating_sub(i) as f64 / (people - i) as f64).product();
    1.0 - none
}

/// What `check same-person` prints; the command adds the seconds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SamePersonSummary {
    /// Always "same-person".
    pub check: &'static str,
    /// Rows that were asked about.
    pub rows: usize,
    /// Links that there are.
    pub links: usize,
    /// Links that were found, right or wrong.
    pub found: usize,
    /// Of those found, the share that is right.
    pub precision: f64,
    /// Of those there are, the share that was found.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
}

/// A pair counts as found from this probability on.
const FOUND: f32 = 0.5;

fn summary(rows: usize, found: usize, right: usize, links: usize) -> SamePersonSummary {
    let share = |of: usize| if of == 0 { 0.0 } else { right as f64 / of as f64 };
    let f1 = if found + links == 0 { 0.0 } else { 2.0 * right as f64 / (found + links) as f64 };
    SamePersonSummary { check: "same-person", rows, links, found, precision: share(found), recall: share(links), f1 }
}

/// Measures "may already be here": another system's list against the patients, with the truth beside it.
///
/// A row of the second list is at most one of our patients: the likeliest is taken, if it is likelier
/// than not. The truth gives a row number (from 1) and the patient's id; rows left out or without an id
/// are nobody's.
///
/// # Errors
/// If a file has no header with a name in it, or no rows.
pub fn same_person_second_list(patients: &str, second: &str, truth: &str) -> Result<SamePersonSummary, EvaluateError> {
    let (patients, second, truth) = (Table::read(patients)?, Table::read(second)?, Table::read(truth)?);
    let ids = patients.column(Column::Id).ok_or_else(|| EvaluateError::Table("the patients have no id".into()))?;
    let place: HashMap<&str, usize> = patients.rows.iter().enumerate().map(|(i, row)| (field(row, ids), i)).collect();
    let mut links = HashSet::new();
    for row in &truth.rows {
        if let (Ok(number), Some(patient)) = (field(row, 0).parse::<usize>(), place.get(field(row, 1))) {
            links.insert((*patient, number.saturating_sub(1)));
        }
    }
    let (patients, second) = (patients.records(Fields::All)?, second.records(Fields::All)?);
    let mut taken = HashSet::new();
    let mut found = same_person::link(&patients, &second, FOUND);
    // Likeliest first, so the first for a row is the one.
    found.retain(|c| taken.insert(c.right));
    let right = found.iter().filter(|c| links.contains(&(c.left, c.right))).count();
    Ok(summary(second.len(), found.len(), right, links.len()))
}

/// Which fields a measurement may look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fields {
    /// Everything but numbers that the state gives a person.
    All,
    /// Names and birth date only.
    NamesAndBirth,
}

/// Measures links between two lists whose ids say who is who: `rec-12-org` and `rec-12-dup-0` are one person.
///
/// # Errors
/// If a list has no id or name column, or no rows.
pub fn same_person_two_lists(left: &str, right: &str, fields: Fields) -> Result<SamePersonSummary, EvaluateError> {
    let (left, right) = (Table::read(left)?, Table::read(right)?);
    let (who_left, who_right) = (left.who()?, right.who()?);
    let mut people: HashMap<&str, usize> = HashMap::new();
    for who in &who_left {
        *people.entry(who).or_default() += 1;
    }
    let links = who_right.iter().filter_map(|who| people.get(who.as_str())).sum();
    let (left, right) = (left.records(fields)?, right.records(fields)?);
    let found = same_person::link(&left, &right, FOUND);
    let is_right = |c: &&Candidate| who_left[c.left] == who_right[c.right];
    Ok(summary(right.len(), found.len(), found.iter().filter(is_right).count(), links))
}

/// Measures duplicates within one list whose ids say who is who.
///
/// # Errors
/// If the list has no id or name column, or no rows.
pub fn same_person_one_list(list: &str, fields: Fields) -> Result<SamePersonSummary, EvaluateError> {
    let list = Table::read(list)?;
    let who = list.who()?;
    let mut people: HashMap<&str, usize> = HashMap::new();
    for who in &who {
        *people.entry(who).or_default() += 1;
    }
    let links = people.values().map(|n| n * (n - 1) / 2).sum();
    let records = list.records(fields)?;
    let found = same_person::duplicates(&records, FOUND);
    let right = found.iter().filter(|c| who[c.left] == who[c.right]).count();
    Ok(summary(records.len(), found.len(), right, links))
}

/// What a column holds, told by its heading in the languages that practice systems speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Column {
    Id,
    Given,
    Family,
    Whole,
    Born,
    Phone,
    Street,
    HouseNumber,
    StreetMore,
    Town,
    Region,
    Postcode,
}

/// Headings, folded and without spaces; the first line that fits decides.
const HEADINGS: &[(Column, &[&str])] = &[
    (Column::Id, &["patientid", "recid", "id", "patientno", "patientnumber", "nr", "number", "no", "patnr"]),
    (
        Column::Given,
        &["firstname", "givenname", "given", "vorname", "prenom", "nombre", "nome", "patientfirstname", "forename", "voornaam"],
    ),
    (
        Column::Family,
        &[
            "lastname",
            "surname",
            "familyname",
            "family",
            "nachname",
            "familienname",
            "nomdefamille",
            "apellidos",
            "apellido",
            "cognome",
            "patientlastname",
            "achternaam",
            "nom",
        ],
    ),
    (
        Column::Whole,
        &[
            "name",
            "fullname",
            "nomcomplet",
            "patientname",
            "patient",
            "nombrecompleto",
            "nomecompleto",
            "vollername",
            "vollstandigername",
            "naam",
        ],
    ),
    (
        Column::Born,
        &[
            "dob",
            "birthdate",
            "dateofbirth",
            "born",
            "birthday",
            "patientdob",
            "geburtsdatum",
            "geboren",
            "gebdatum",
            "datedenaissance",
            "fechadenacimiento",
            "datadinascita",
            "geboortedatum",
        ],
    ),
    (
        Column::Phone,
        &[
            "phone",
            "phonenumber",
            "telephone",
            "telefon",
            "telefono",
            "tel",
            "mobile",
            "mobil",
            "cell",
            "cellphone",
            "homephone",
            "telefoon",
        ],
    ),
    (Column::HouseNumber, &["streetnumber", "housenumber", "hausnummer", "hausnr"]),
    (Column::StreetMore, &["address2", "addressline2", "adresszusatz", "streetmore"]),
    (
        Column::Street,
        &["street", "address", "address1", "addressline1", "strasse", "adresse", "rue", "calle", "direccion", "via", "indirizzo", "straat"],
    ),
    (Column::Town, &["town", "city", "suburb", "ort", "stadt", "ville", "ciudad", "citta", "localite", "wohnort", "plaats"]),
    (Column::Region, &["state", "region", "province", "kanton", "bundesland", "provincia", "county"]),
    (Column::Postcode, &["zip", "zipcode", "postcode", "postalcode", "plz", "postleitzahl", "codepostal", "codigopostal", "cap", "cp"]),
];

struct Table {
    columns: HashMap<Column, usize>,
    rows: Vec<csv::StringRecord>,
}

fn field(row: &csv::StringRecord, at: usize) -> &str {
    row.get(at).unwrap_or("").trim()
}

impl Table {
    fn read(text: &str) -> Result<Self, EvaluateError> {
        let text = text.trim_start_matches('\u{feff}');
        let head = text.lines().next().unwrap_or("");
        let delimiter = *b",;|\t".iter().max_by_key(|d| head.bytes().filter(|b| b == *d).count()).unwrap_or(&b',');
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
        let mut columns = HashMap::new();
        for (at, heading) in reader.headers()?.iter().enumerate() {
            let heading = names::fold(heading).replace(' ', "");
            if let Some((column, _)) = HEADINGS.iter().find(|(_, words)| words.contains(&heading.as_str())) {
                columns.entry(*column).or_insert(at);
            }
        }
        let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>()?;
        if rows.is_empty() { Err(EvaluateError::Empty) } else { Ok(Table { columns, rows }) }
    }

    fn column(&self, column: Column) -> Option<usize> {
        self.columns.get(&column).copied()
    }

    /// Who each row is, by ids such as rec-12-dup-0.
    fn who(&self) -> Result<Vec<String>, EvaluateError> {
        let at = self.column(Column::Id).ok_or_else(|| EvaluateError::Table("an id such as rec-12-dup-0 is missing".into()))?;
        Ok(self.rows.iter().map(|row| field(row, at).split('-').nth(1).unwrap_or("").to_string()).collect())
    }

    fn records(&self, fields: Fields) -> Result<Vec<Record>, EvaluateError> {
        if [Column::Given, Column::Family, Column::Whole].iter().all(|c| self.column(*c).is_none()) {
            return Err(EvaluateError::Table("a column with names is missing".into()));
        }
        let order = self.column(Column::Born).and_then(|at| birth_dates::order_of(self.rows.iter().map(|row| field(row, at))));
        let order = order.unwrap_or(DateOrder::MonthFirst);
        Ok(self.rows.iter().map(|row| self.record(row, order, fields)).collect())
    }

    fn record(&self, row: &csv::StringRecord, order: DateOrder, fields: Fields) -> Record {
        let get = |column: Column| self.column(column).map_or("", |at| field(row, at)).to_string();
        let (mut given, mut family) = (get(Column::Given), get(Column::Family));
        if given.is_empty() && family.is_empty() {
            let whole = get(Column::Whole);
            (family, given) = match whole.split_once(',') {
                Some((family, given)) => (family.trim().to_string(), given.trim().to_string()),
                None => {
                    let (given, family) = whole.rsplit_once(' ').unwrap_or(("", &whole));
                    (family.to_string(), given.to_string())
                }
            };
        }
        let born = Birth::read(&get(Column::Born), order);
        if fields == Fields::NamesAndBirth {
            return Record { given, family, born, ..Record::default() };
        }
        let street = format!("{} {}", get(Column::HouseNumber), get(Column::Street));
        Record {
            given,
            family,
            born,
            phone: get(Column::Phone),
            street: street.trim().to_string(),
            street_more: get(Column::StreetMore),
            town: get(Column::Town),
            region: get(Column::Region),
            postcode: get(Column::Postcode),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAIRS: &str = "pair_id,mechanism,note,a_given,a_surname,a_suffix,a_dob,b_given,b_surname,b_suffix,b_dob\n\
        1,sound,,Eric,Hollis,,1980-01-01,Derrick,Hollis,,1990-02-02\n\
        2,sound,,Aaron,Hollis,,,Erin,Hollis,,\n\
        3,none,,Eric,Hollis,,,Margaret,Jansen,,\n";
    const OTHERS: &str = "id,given,surname,suffix,dob\n1,Margaret,Jansen,,1950-05-05\n2,Derek,Hollis,,1960-06-06\n";

    #[test]
    fn lookalikes_are_counted_by_mechanism_and_grade() {
        let queries = "id,given,surname,suffix,dob\n9,Eric,Hollis,,1980-01-01\n8,Bo,Ek,,\n";
        let summary = lookalikes(PAIRS, queries, OTHERS).unwrap();
        assert_eq!((summary.pairs, summary.alerted, summary.strangers_compared, summary.alerts), (3, 2, 4, 1));
        assert_eq!(summary.recall_per_mechanism["sound"], 1.0);
        assert_eq!(summary.recall_per_mechanism["none"], 0.0);
        assert_eq!(summary.p200, 0.5, "one of two hand-overs");
        assert_eq!(summary.grades["stop_and_look"].alerts + summary.grades["be_careful"].alerts, 1);
        let json = serde_json::to_value(&summary).unwrap();
        assert_eq!(json["check"], "lookalikes");
    }

    #[test]
    fn a_file_without_the_columns_is_refused_without_quoting_it() {
        let error = lookalikes("name\nEric Hollis\n", OTHERS, OTHERS).unwrap_err().to_string();
        assert!(!error.contains("Eric") && error.contains("mechanism"), "{error}");
        assert!(matches!(lookalikes(PAIRS, "id,given,surname,suffix,dob\n", OTHERS), Err(EvaluateError::Empty)));
    }

    const PATIENTS: &str = "\u{feff}PatientId,Patient First Name,Patient Last Name,Patient DOB,Phone,Address,City,State,Zip\n\
        71,Anna,Achterberg,04/25/1971,555-0101,12 Elm Street,Northport,ME,04512\n\
        72,Bruno,Barlow,11/03/1950,555-0102,7 Mill Lane,Harwick,ME,04513\n\
        73,Carla,Nguyen,02/14/1988,555-0103,3 Quarry Road,Southwick,ME,04514\n\
        74,David,Ellison,07/30/2001,555-0104,90 High Street,Northport,ME,04512\n";

    #[test]
    fn another_systems_list_is_measured_against_the_truth() {
        let second = "Nom complet;Geburtsdatum;Telefon;Street;Town;PLZ\n\
            Achterberg, Ana;25.04.1971;;12 Elm Street;Northport;04512\n\
            Carla, Nguyen;14.02.1988;;3 Quary Road;Southwick;04514\n\
            Quixote, Zoltan;01.01.1899;;;;\n\
            Ellison, David;30.07.2001;;;Northport;04512\n";
        let truth = "row,PatientId\n1,71\n2,73\n3,\n4,72\n";
        let summary = same_person_second_list(PATIENTS, second, truth).unwrap();
        assert_eq!((summary.rows, summary.links, summary.found), (4, 3, 3));
        assert!((summary.precision - 2.0 / 3.0).abs() < 1e-9, "row 4 is said to be another");
        assert!((summary.recall - 2.0 / 3.0).abs() < 1e-9 && (summary.f1 - 2.0 / 3.0).abs() < 1e-9);
        assert!(same_person_second_list("a,b\n1,2\n", second, truth).is_err());
    }

    #[test]
    fn lists_that_carry_their_truth_in_the_id() {
        let head = "rec_id, given_name, surname, street_number, address_1, address_2, suburb, postcode, state, date_of_birth, soc_sec_id\n";
        let left = format!(
            "{head}rec-1-org, anna, achterberg, 12, elm street, , northport, 4512, me, 19710425, 1\nrec-2-org, bruno, barlow, 7, mill lane, , harwick, 4513, me, 19501103, 2\n"
        );
        let right = format!(
            "{head}rec-1-dup-0, achterberg, anna, 12, elm street, , northport, 4512, me, 19710425, 9\nrec-7-dup-0, zoltan, quixote, , , , , , , 18990101, 3\n"
        );
        let both = same_person_two_lists(&left, &right, Fields::All).unwrap();
        assert_eq!((both.links, both.found, both.precision, both.recall), (1, 1, 1.0, 1.0));
        let names_only = same_person_two_lists(&left, &right, Fields::NamesAndBirth).unwrap();
        assert_eq!(names_only.links, 1);
        let one = format!("{left}rec-2-dup-0, bruno, barlwo, 7, mill lane, , harwick, 4513, me, 19501103, 2\n");
        let one = same_person_one_list(&one, Fields::All).unwrap();
        assert_eq!((one.rows, one.links, one.recall), (3, 1, 1.0));
    }
}
