//! What a file would do, before it does anything.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::columns::{self, ColumnGuess, Field, FileKind, Mapping, Proposal, Question};
use super::imports::{self, Counts, Holds};
use super::plan::{Answer, OrderStep, PatientStep, Planned, Planner};
use super::read::{RowContent, RowReason, rows};
use super::same_people;
use super::sniff::{Shape, Table, sniff};
use super::values::CellProblem;
use crate::clock::Moment;
use crate::desk::{Desk, Progress};
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{ImportId, PatientId};
use crate::matching::who_may_this_be::FieldSays;
use crate::private::Private;
use crate::records::merges;
use crate::records::patients::{self, PatientDetails};
use rusqlite::Connection;
use std::sync::atomic::Ordering;

/// How many rows of each kind are shown one by one; the counts are always whole.
const SHOWN: usize = 200;
/// How often a long pass looks whether it should stop.
const ROWS_BETWEEN_LOOKS: u32 = 256;

/// A file that was picked, and how to read it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PreviewImport {
    /// The held file's token.
    pub file: String,
    /// The clinic's name for the other system; `None`: as saved for a file like this.
    #[serde(default)]
    pub source: Option<String>,
    /// Which column is which; `None`: as saved, or as proposed.
    #[serde(default)]
    pub mapping: Option<Mapping>,
    /// What was said about people who may already be here.
    #[serde(default)]
    pub decisions: Vec<Decision>,
    /// "From this likelihood on they are the same": said by a person for all rows that have one candidate.
    #[serde(default)]
    pub same_from_percent: Option<u8>,
}

/// What was said about one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "RowDecision"))]
pub struct Decision {
    /// The row's line in the file.
    pub line: u32,
    /// What to do with it.
    pub answer: Answer,
}

/// What the file is and what it would do.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportPreview {
    /// The file's name.
    pub file_name: String,
    /// Its form.
    pub shape: Shape,
    /// The clinic's name for the other system, where one is saved for such a file.
    pub source: Option<String>,
    /// The mapping is a saved one.
    pub mapping_saved: bool,
    /// Which column is which.
    pub mapping: Mapping,
    /// Every column.
    pub columns: Vec<ColumnGuess>,
    /// What must be said before it can be brought in. A status word without an answer only leaves its rows out.
    pub questions: Vec<Question>,
    /// This very file was brought in before.
    pub imported_before: Option<ImportId>,
    /// What the rows would do; `None` until the questions are answered and the source is named.
    pub rows: Option<PreviewRows>,
}

/// What the rows would do.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PreviewRows {
    /// How many rows go which way.
    pub counts: Counts,
    /// Why rows are left out, the commonest first.
    pub reasons: Vec<ReasonCount>,
    /// The first rows that are left out.
    pub left_out: Vec<LeftOut>,
    /// Cells that are left out of rows that are used.
    pub cells: Vec<CellsLeftOut>,
    /// People who may already be here and about whom somebody has to say; without an answer the row is left out.
    pub may_be_here: Vec<MayBeHere>,
    /// How many such people there are in all.
    pub may_be_here_count: u32,
    /// People who are surely here already: their rows fill gaps, they do not add anybody.
    pub surely_here: u32,
    /// The first rows that change something.
    pub changes: Vec<ChangedRow>,
}

/// How many rows are left out for one reason.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReasonCount {
    /// Why.
    pub reason: RowReason,
    /// How many.
    pub rows: u32,
}

/// A row that is left out.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "LeftOutRow"))]
pub struct LeftOut {
    /// Its line.
    pub line: u32,
    /// The column to blame.
    pub column: Option<String>,
    /// Why.
    pub reason: RowReason,
    /// The row as it stands in the file, its first 300 letters.
    pub raw: Private<String>,
}

/// Cells of one column that could not be used.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CellsLeftOut {
    /// The field.
    pub field: Field,
    /// Why.
    pub problem: CellProblem,
    /// How many.
    pub rows: u32,
    /// The first line with one.
    pub first_line: u32,
}

/// A person who may already be here.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MayBeHere {
    /// The row's line.
    pub line: u32,
    /// The person of the row, as the file writes them.
    pub row: PatientDetails,
    /// Who here may be them, the likeliest first.
    pub candidates: Vec<PersonHere>,
}

/// A patient who may be the person of a row.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PersonHere {
    /// Who.
    pub patient_id: PatientId,
    /// How likely, in percent.
    pub percent: u8,
    /// What is known of them.
    pub details: PatientDetails,
    /// What each field says, for and against.
    pub fields: Vec<FieldSays>,
}

/// A row that changes what is here.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ChangedRow {
    /// Its line.
    pub line: u32,
    /// The patient, where one changes.
    pub patient_id: Option<PatientId>,
    /// The order's number, where one changes.
    pub order: Option<String>,
    /// The fields that change.
    pub fields: Vec<String>,
}

/// `preview_import`
///
/// # Errors
/// Refuses `no_such_file`, `not_a_table` (with why), `cancelled`.
pub fn preview(desk: &mut Desk, request: PreviewImport) -> Outcome<ImportPreview> {
    let progress = desk.progress();
    let now = desk.now();
    let file = desk.file(&request.file).ok_or_else(no_such_file)?;
    let db = &desk.store()?.db;
    let table = sniff(&file.bytes)?;
    let (read_as, source, mapping_saved) = how_to_read(db, &table, request.source, request.mapping.as_ref())?;
    let imported_before = imports::of_file(db, &crate::trail::chain::sha256_hex(&file.bytes))?;
    let rows = match &source {
        Some(source) if read_as.mapping.open_questions().is_empty() => {
            let said = Said::new(&request.decisions, request.same_from_percent);
            let survey = survey(db, now, &table, &read_as.mapping, source, said, &progress);
            progress.total.store(0, Ordering::Relaxed);
            Some(survey?.into_preview(db, &table)?)
        }
        _ => None,
    };
    Ok(ImportPreview {
        file_name: file.name.clone(),
        shape: table.shape.clone(),
        source,
        mapping_saved,
        mapping: read_as.mapping,
        columns: read_as.columns,
        questions: read_as.questions,
        imported_before,
        rows,
    })
}

pub(crate) fn no_such_file() -> Refusal {
    Refusal::because("no_such_file").next("choose_file")
}

/// The mapping that somebody gave, or the saved one that goes with the file, or a proposal.
fn how_to_read(
    db: &Connection,
    table: &Table<'_>,
    source: Option<String>,
    mapping: Option<&Mapping>,
) -> Outcome<(Proposal, Option<String>, bool)> {
    let source = source.filter(|source| !source.trim().is_empty()).map(|source| imports::source_called(db, &source)).transpose()?;
    if let Some(mapping) = mapping {
        return Ok((columns::check(table, mapping), source, false));
    }
    let proposal = columns::propose(table);
    let fits = |saved: &imports::SavedMapping| {
        saved.mapping.kind == proposal.mapping.kind
            && saved.mapping.fits(&table.shape)
            && source.as_ref().is_none_or(|source| *source == saved.source)
    };
    match imports::mappings(db)?.into_iter().find(fits) {
        Some(saved) => Ok((columns::check(table, &saved.mapping), source.or(Some(saved.source)), true)),
        None => Ok((proposal, source, false)),
    }
}

/// Everything that is known of a file's rows before they are brought in.
pub(crate) struct Survey {
    pub counts: Counts,
    /// What is to be done with each person who may already be here, for the act.
    pub answers: BTreeMap<u64, Answer>,
    reasons: BTreeMap<RowReason, u32>,
    left_out: Vec<(u64, std::ops::Range<usize>, Option<usize>, RowReason)>,
    cells: BTreeMap<(Field, CellProblem), (u32, u64)>,
    may_be_here: Vec<(u64, PatientDetails, Vec<same_people::Candidate>)>,
    surely_here: u32,
    changes: Vec<ChangedRow>,
}

/// What a person has said about people who may already be here.
pub(crate) struct Said {
    answers: BTreeMap<u64, Answer>,
    same_from_percent: Option<u8>,
}

impl Said {
    pub(crate) fn new(decisions: &[Decision], same_from_percent: Option<u8>) -> Self {
        Self { answers: decisions.iter().map(|d| (u64::from(d.line), d.answer)).collect(), same_from_percent }
    }
}

/// Goes through the file without changing anything.
pub(crate) fn survey(
    db: &Connection,
    now: Moment,
    table: &Table<'_>,
    mapping: &Mapping,
    source: &str,
    said: Said,
    progress: &Progress,
) -> Outcome<Survey> {
    progress.cancel.store(false, Ordering::Relaxed);
    progress.done.store(0, Ordering::Relaxed);
    progress.total.store(table.text.len() as u64, Ordering::Relaxed);
    let Said { mut answers, same_from_percent } = said;
    let (may_be_here, surely_here) = look_for_people(db, now, table, mapping, source, &mut answers, same_from_percent)?;
    let mut survey = Survey {
        counts: Counts::default(),
        answers: BTreeMap::new(),
        reasons: BTreeMap::new(),
        left_out: Vec::new(),
        cells: BTreeMap::new(),
        may_be_here,
        surely_here,
        changes: Vec::new(),
    };
    let mut planner = Planner::new(db, source, now, &answers)?;
    for row in rows(table, mapping, now.day().0) {
        count_row(&mut survey.counts.rows_read);
        let (line, span, column, planned) = match row {
            Ok(row) => {
                let planned = planner.plan(&row)?;
                for cell in row.left_out.iter().chain(planned.iter().flat_map(|planned| &planned.left_out)) {
                    survey.cells.entry((cell.field, cell.problem)).or_insert((0, row.line)).0 += 1;
                }
                (row.line, row.span, None, planned)
            }
            Err(problem) => (problem.line, problem.span, problem.column, Err(problem.reason)),
        };
        if survey.counts.rows_read.is_multiple_of(ROWS_BETWEEN_LOOKS) {
            look(progress, span.end)?;
        }
        match planned {
            Ok(planned) => {
                count(&mut survey.counts, &planned);
                if planned.changes() && survey.changes.len() < SHOWN {
                    survey.changes.push(changed_row(line, &planned)?);
                }
            }
            Err(reason) => {
                survey.counts.left_out += 1;
                *survey.reasons.entry(reason).or_default() += 1;
                if survey.left_out.len() < SHOWN {
                    survey.left_out.push((line, span, column, reason));
                }
            }
        }
    }
    drop(planner);
    survey.answers = answers;
    Ok(survey)
}

fn count_row(rows_read: &mut u32) {
    *rows_read = rows_read.saturating_add(1);
}

/// Counts one row; the act counts with this too.
pub(crate) fn count(counts: &mut Counts, planned: &Planned) {
    if planned.adds() {
        counts.added += 1;
    } else if planned.changes() {
        counts.changed += 1;
    } else {
        counts.unchanged += 1;
    }
    counts.patients_added += u32::from(matches!(planned.patient, Some((_, PatientStep::Add))));
    counts.orders_added += u32::from(matches!(planned.order, Some((_, OrderStep::Add { .. }))));
}

/// Says how far it is and stops where somebody wants it to.
pub(crate) fn look(progress: &Progress, done: usize) -> Outcome<()> {
    progress.done.store(done as u64, Ordering::Relaxed);
    if progress.cancel.load(Ordering::Relaxed) {
        return refuse(Refusal::because("cancelled"));
    }
    Ok(())
}

type Doubtful = (u64, PatientDetails, Vec<same_people::Candidate>);

/// Finds the people of the file who may already be here, and writes what is to be done with them into `answers`.
fn look_for_people(
    db: &Connection,
    now: Moment,
    table: &Table<'_>,
    mapping: &Mapping,
    source: &str,
    answers: &mut BTreeMap<u64, Answer>,
    same_from_percent: Option<u8>,
) -> Outcome<(Vec<Doubtful>, u32)> {
    if mapping.kind == FileKind::Orders {
        return Ok((Vec::new(), 0));
    }
    // Whom this source has told us of already is known by its number, not by likeness.
    let told: BTreeSet<i64> = imports::known(db, source, Holds::Patient)?.into_values().map(|(subject, _)| subject).collect();
    let mut here = Vec::new();
    let now_with = merges::all(db)?;
    patients::each(db, |patient| {
        if !told.contains(&patient.id.0) {
            // Who is with another record now is that person, by their old name too.
            here.push((now_with.get(&patient.id).copied().unwrap_or(patient.id), patient.details));
        }
    })?;
    if here.is_empty() {
        return Ok((Vec::new(), 0));
    }
    let mut newcomers = Vec::new();
    {
        let mut planner = Planner::new(db, source, now, answers)?;
        for row in rows(table, mapping, now.day().0).filter_map(Result::ok) {
            if let Ok(Planned { patient: Some((_, PatientStep::Add)), .. }) = planner.plan(&row)?
                && !answers.contains_key(&row.line)
                && let RowContent::Patient(patient) | RowContent::Both(patient, _) = row.content
            {
                newcomers.push((row.line, *patient));
            }
        }
    }
    let people: Vec<_> = newcomers.iter().map(|(_, row)| row.clone()).collect();
    let mut doubtful = Vec::new();
    let mut surely_here = 0;
    for ((line, row), candidates) in newcomers.iter().zip(same_people::find(&here, &people)) {
        match candidates.as_slice() {
            [] => {}
            [only] if only.sure || only.alone && only.namesake && same_from_percent.is_some_and(|from| only.percent >= from) => {
                surely_here += 1;
                answers.insert(*line, Answer::Same { patient_id: only.patient_id });
            }
            _ => {
                answers.insert(*line, Answer::Undecided);
                doubtful.push((*line, super::plan::details(row), candidates));
            }
        }
    }
    // The most doubtful first: they are the ones to look at.
    doubtful.sort_by_key(|(line, _, candidates)| (candidates.first().map(|candidate| candidate.percent), *line));
    Ok((doubtful, surely_here))
}

fn changed_row(line: u64, planned: &Planned) -> Outcome<ChangedRow> {
    let mut fields = Vec::new();
    let mut patient_id = None;
    if let Some((_, PatientStep::Join { before, after: Some(after) } | PatientStep::Change { before, after: Some(after), .. })) =
        &planned.patient
    {
        patient_id = Some(before.id);
        fields.extend(differing(&before.details, after)?);
    } else if let Some((_, PatientStep::Join { before, .. })) = &planned.patient {
        patient_id = Some(before.id);
    }
    let mut order = None;
    if let Some((number, OrderStep::Change { before, after: Some(after), .. })) = &planned.order {
        order = Some(number.clone());
        fields.extend(differing(before, after)?);
    }
    Ok(ChangedRow { line: line_number(line), patient_id, order, fields })
}

fn differing<T: Serialize>(before: &T, after: &T) -> Outcome<Vec<String>> {
    let (before, after) = (serde_json::to_value(before)?, serde_json::to_value(after)?);
    let fields = after.as_object().into_iter().flatten();
    Ok(fields.filter(|(field, value)| before.get(field.as_str()) != Some(*value)).map(|(field, _)| field.clone()).collect())
}

/// Lines are counted in 64 bits and shown in 32: no file that is read has more.
pub(crate) fn line_number(line: u64) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

impl Survey {
    fn into_preview(self, db: &Connection, table: &Table<'_>) -> Outcome<PreviewRows> {
        let mut reasons: Vec<_> = self.reasons.into_iter().map(|(reason, rows)| ReasonCount { reason, rows }).collect();
        reasons.sort_by_key(|count| std::cmp::Reverse(count.rows));
        let left_out = self.left_out.into_iter().map(|(line, span, column, reason)| {
            let raw = table.text.get(span).unwrap_or_default().trim_end();
            LeftOut {
                line: line_number(line),
                column: column.and_then(|at| table.shape.header.get(at).cloned()),
                reason,
                raw: Private::new(raw.chars().take(300).collect()),
            }
        });
        let cells = self.cells.into_iter().map(|((field, problem), (rows, line))| CellsLeftOut {
            field,
            problem,
            rows,
            first_line: line_number(line),
        });
        let may_be_here_count = self.may_be_here.len() as u32;
        let person = |candidate: &same_people::Candidate| -> Outcome<PersonHere> {
            let details = patients::load(db, candidate.patient_id)?.details;
            Ok(PersonHere { patient_id: candidate.patient_id, percent: candidate.percent, details, fields: candidate.fields.clone() })
        };
        let may_be_here = self.may_be_here.into_iter().take(SHOWN).map(|(line, row, candidates)| {
            let candidates = candidates.iter().take(5).map(person).collect::<Outcome<_>>()?;
            Ok(MayBeHere { line: line_number(line), row, candidates })
        });
        Ok(PreviewRows {
            counts: self.counts,
            reasons,
            left_out: left_out.collect(),
            cells: cells.collect(),
            may_be_here: may_be_here.collect::<Outcome<_>>()?,
            may_be_here_count,
            surely_here: self.surely_here,
            changes: self.changes,
        })
    }
}
