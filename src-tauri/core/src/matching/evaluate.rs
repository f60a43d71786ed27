//! How good the matching is, measured on labelled files.
//!
//! `rightful-cli check` runs these on anybody's files. Nothing here learns from the labels.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::lookalikes::{Grade, NameShares, Person, Prepared, compare_prepared};

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
        let mut mine: BTreeMap<&'static str, usize> = BTreeMap::new();
        for other in &everybody {
            if let Some(alike) = compare_prepared(&me, other) {
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
}
