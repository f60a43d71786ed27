//! Brings a file in: one act, all of it or nothing.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use serde::{Deserialize, Serialize};

use super::columns::Mapping;
use super::import_preview::{Decision, Said, count, look, no_such_file, survey};
use super::imports::{self, Counts, Effect, Holds};
use super::order_from_row;
use super::plan::{Answer, OrderStep, PatientStep, Planned, Planner, details};
use super::read::{OrderRow, PatientRow, RowContent, rows};
use super::sniff::sniff;
use crate::desk::{Act, Desk};
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{Id, ImportId, OrderId, PatientId};
use crate::records::orders::{self, Order, OrderState};
use crate::records::parts::{self, Custody, PartBefore};
use crate::records::{patients, prescriptions};

/// How often it looks whether somebody wants it to stop.
const ROWS_BETWEEN_LOOKS: u32 = 64;

/// A file to bring in, as its preview showed it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RunImport {
    /// The held file's token.
    pub file: String,
    /// The clinic's name for the other system. Numbers of one source are one person's for ever.
    pub source: String,
    /// Which column is which; kept for the next file of this source.
    pub mapping: Mapping,
    /// What was said about people who may already be here.
    #[serde(default)]
    pub decisions: Vec<Decision>,
    /// "From this likelihood on they are the same": said by a person for all rows that have one candidate.
    #[serde(default)]
    pub same_from_percent: Option<u8>,
}

/// `run_import` with the file kept in the trail and every doubt decided, so that replay needs neither the
/// file's token nor today's way of comparing people.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RunImportSealed {
    /// The file in the trail.
    pub sha256: String,
    /// Its name.
    pub file_name: String,
    /// The other system.
    pub source: String,
    /// Which column is which.
    pub mapping: Mapping,
    /// What to do with people who may already be here, by line.
    pub answers: BTreeMap<u64, Answer>,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Imported {
    /// The import, to undo it; `None` where nothing changed.
    pub import_id: Option<ImportId>,
    /// How many rows went which way.
    pub counts: Counts,
}

/// Keeps the file and decides every doubt.
///
/// # Errors
/// Refuses `no_such_file`, `not_a_table`, `source_needed`, `questions_open`, `cancelled`.
pub fn seal(desk: &mut Desk, request: RunImport) -> Outcome<RunImportSealed> {
    let source = request.source.trim().to_owned();
    if source.is_empty() || source.chars().count() > 100 {
        return refuse(Refusal::because("source_needed").next("name_source"));
    }
    if !request.mapping.open_questions().is_empty() {
        return refuse(Refusal::because("questions_open").next("answer_questions"));
    }
    let (progress, now) = (desk.progress(), desk.now());
    let file = desk.file(&request.file).ok_or_else(no_such_file)?;
    let db = &desk.store()?.db;
    let source = imports::source_called(db, &source)?;
    let table = sniff(&file.bytes)?;
    if !request.mapping.fits(&table.shape) {
        return refuse(Refusal::because("mapping_does_not_fit").next("choose_file"));
    }
    let said = Said::new(&request.decisions, request.same_from_percent);
    let survey = survey(db, now, &table, &request.mapping, &source, said, &progress);
    progress.total.store(0, Ordering::Relaxed);
    let answers = survey?.answers;
    let sha256 = crate::trail::keep_file(db, &file.bytes)?;
    Ok(RunImportSealed { sha256, file_name: file.name.clone(), source, mapping: request.mapping, answers })
}

/// `run_import`
///
/// # Errors
/// Refuses `cancelled`: then nothing has changed. As the store gives them.
pub fn run(act: &mut Act<'_>, request: &RunImportSealed) -> Outcome<Imported> {
    let bytes = crate::trail::kept_file(act.db, &request.sha256)?;
    let table = sniff(&bytes)?;
    act.progress().done.store(0, Ordering::Relaxed);
    act.progress().total.store(table.text.len() as u64, Ordering::Relaxed);

    let id: ImportId = act.mint();
    imports::begin(act, id, &request.source, &request.file_name, &request.sha256, request.mapping.kind)?;
    let mut import = Running { act, id, source: &request.source, steps: 0, told: false };
    let done = import.go_through(&table, request);
    let told = import.told;
    act.progress().total.store(0, Ordering::Relaxed);
    let counts = done?;

    imports::save_mapping(act, &request.source, &request.mapping)?;
    if !told {
        imports::forget(act, id)?;
        return Ok(Imported { import_id: None, counts });
    }
    imports::finish(act, id, counts)?;
    act.about(id);
    Ok(Imported { import_id: Some(id), counts })
}

/// One import under way.
struct Running<'r, 'a> {
    act: &'r mut Act<'a>,
    id: ImportId,
    source: &'r str,
    /// Effects kept so far.
    steps: i64,
    /// Whether the file told us anything new.
    told: bool,
}

impl Running<'_, '_> {
    fn go_through(&mut self, table: &super::sniff::Table<'_>, request: &RunImportSealed) -> Outcome<Counts> {
        let (db, now) = (self.act.db, self.act.now);
        let mut planner = Planner::new(db, &request.source, now, &request.answers)?;
        let mut counts = Counts::default();
        for row in rows(table, &request.mapping, now.day().0) {
            counts.rows_read = counts.rows_read.saturating_add(1);
            let (line, span, outcome) = match row {
                Ok(row) => {
                    let planned = planner.plan(&row)?;
                    if let Ok(planned) = &planned {
                        count(&mut counts, planned);
                        self.bring(&mut planner, planned, &row.content)?;
                    }
                    (row.line, row.span, planned.map(|_| ()))
                }
                Err(problem) => (problem.line, problem.span, Err(problem.reason)),
            };
            if let Err(reason) = outcome {
                counts.left_out += 1;
                imports::leave_out(self.act, self.id, line, &span, reason)?;
            }
            if counts.rows_read.is_multiple_of(ROWS_BETWEEN_LOOKS) {
                look(self.act.progress(), span.end)?;
            }
        }
        Ok(counts)
    }

    fn bring(&mut self, planner: &mut Planner<'_>, planned: &Planned, content: &RowContent) -> Outcome<()> {
        let (patient, order) = match content {
            RowContent::Patient(patient) => (Some(patient), None),
            RowContent::Order(order) => (None, Some(order)),
            RowContent::Both(patient, order) => (Some(patient), Some(order)),
        };
        let mut owner = planned.owner;
        if let (Some((key, step)), Some(row)) = (&planned.patient, patient) {
            let id = self.bring_patient(key, step, row)?;
            planner.added(Holds::Patient, key, id.number());
            owner = Some(id);
        }
        if let (Some((key, step)), Some(row), Some(owner)) = (&planned.order, order, owner)
            && let Some(id) = self.bring_order(key, step, row, owner)?
        {
            planner.added(Holds::Order, key, id.number());
        }
        Ok(())
    }

    fn bring_patient(&mut self, key: &str, step: &PatientStep, row: &PatientRow) -> Outcome<PatientId> {
        match step {
            PatientStep::Same(id) => Ok(*id),
            PatientStep::Add => {
                let id: PatientId = self.act.mint();
                patients::save(self.act, id, &details(row))?;
                self.act.about(id);
                self.remember(Holds::Patient, key, id.number(), &serde_json::to_string(row)?, true)?;
                Ok(id)
            }
            PatientStep::Join { before, after } => {
                self.remember(Holds::Patient, key, before.id.number(), &serde_json::to_string(row)?, false)?;
                if let Some(after) = after {
                    self.change_patient(before, after)?;
                }
                Ok(before.id)
            }
            PatientStep::Change { before, after, said } => {
                self.says_now(Holds::Patient, key, before.id.number(), said)?;
                if let Some(after) = after {
                    self.change_patient(before, after)?;
                }
                Ok(before.id)
            }
        }
    }

    fn change_patient(&mut self, before: &patients::Patient, after: &patients::PatientDetails) -> Outcome<()> {
        self.effect("patient", before.id.number(), None, Some(serde_json::to_string(before)?))?;
        patients::save(self.act, before.id, after)?;
        self.act.about(before.id);
        Ok(())
    }

    fn bring_order(&mut self, key: &str, step: &OrderStep, row: &OrderRow, owner: PatientId) -> Outcome<Option<OrderId>> {
        match step {
            OrderStep::Same => Ok(None),
            OrderStep::Add { tray } => {
                let prescription = self.prescribe(row, owner)?;
                let id: OrderId = self.act.mint();
                let mut order = order_from_row::order(row, id, owner, prescription, self.act.now);
                order.tray.clone_from(tray);
                orders::insert(self.act, &order)?;
                // The tray that it was in says where its parts are, also when another order has it by name.
                for part in order_from_row::parts(row, order.last_tray.as_deref()) {
                    parts::add(self.act, id, &part)?;
                }
                self.remember(Holds::Order, key, id.number(), &serde_json::to_string(row)?, true)?;
                Ok(Some(id))
            }
            OrderStep::Change { before, after, said } => {
                let old = imports::said(self.act.db, self.source, Holds::Order, key)?.unwrap_or_default();
                self.says_now(Holds::Order, key, before.id.number(), said)?;
                if let Some(after) = after {
                    self.change_order(before, after, &serde_json::from_str(&old)?, row)?;
                }
                Ok(Some(before.id))
            }
        }
    }

    fn change_order(&mut self, before: &Order, after: &Order, old: &OrderRow, new: &OrderRow) -> Outcome<()> {
        let mut after = after.clone();
        if after.powers != before.powers {
            // Another prescription: the one before stays in the patient's record.
            after.prescription_id = self.prescribe(new, after.patient_id)?;
        }
        let was = OrderBefore { order: before.clone(), parts: parts::before(self.act.db, before.id)? };
        self.effect("order", before.id.number(), None, Some(serde_json::to_string(&was)?))?;
        orders::rewrite(self.act, &after)?;
        if after.state != before.state {
            self.move_parts(&after, old, new)?;
        }
        Ok(())
    }

    /// The parts follow the state, but for those that somebody here has moved.
    fn move_parts(&mut self, after: &Order, old: &OrderRow, new: &OrderRow) -> Outcome<()> {
        let was = order_from_row::parts(old, after.last_tray.as_deref());
        let will_be = order_from_row::parts(new, after.last_tray.as_deref());
        for part in parts::of(self.act.db, after.id)? {
            let untouched = was.iter().any(|w| w.kind == part.kind && w.custody == part.custody && w.place == part.place);
            if !untouched {
                continue;
            }
            let (custody, place, holder) = match will_be.iter().find(|w| w.kind == part.kind) {
                Some(part) => (part.custody, part.place.as_deref(), part.holder.as_deref()),
                None if after.state == OrderState::Collected => (Custody::WithPatient, None, None),
                None => continue,
            };
            parts::move_to(self.act, part.id, custody, place, holder, None)?;
        }
        Ok(())
    }

    fn prescribe(&mut self, row: &OrderRow, owner: PatientId) -> Outcome<Option<crate::ids::PrescriptionId>> {
        let Some(wanted) = order_from_row::prescription(row, owner) else { return Ok(None) };
        let has = prescriptions::of(self.act.db, owner)?
            .into_iter()
            .find(|has| has.kind == wanted.kind && has.written_on == wanted.written_on && has.powers == wanted.powers);
        if let Some(has) = has {
            self.act.about(has.id);
            return Ok(Some(has.id));
        }
        let id = prescriptions::keep(self.act, &wanted)?.prescription_id;
        self.effect("prescription", id.number(), None, None)?;
        Ok(Some(id))
    }

    fn remember(&mut self, holds: Holds, key: &str, subject: i64, said: &str, made: bool) -> Outcome<()> {
        self.told = true;
        imports::remember(self.act, self.id, self.source, holds, key, subject, said, made)
    }

    fn says_now(&mut self, holds: Holds, key: &str, subject: i64, said: &str) -> Outcome<()> {
        self.told = true;
        let before = imports::said(self.act.db, self.source, holds, key)?;
        let external = format!("{}:{key}", holds.as_str());
        self.effect("said", subject, Some(external), before)?;
        imports::says_now(self.act, self.source, holds, key, said)
    }

    fn effect(&mut self, holds: &str, subject: i64, external: Option<String>, before: Option<String>) -> Outcome<()> {
        self.steps += 1;
        imports::keep_effect(self.act, self.id, self.steps, &Effect { holds: holds.to_owned(), subject, external, before })
    }
}

/// An order and its parts as they were before an import.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct OrderBefore {
    pub order: Order,
    pub parts: Vec<PartBefore>,
}
