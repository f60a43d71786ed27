//! What each row of a file would do. The preview counts it, the import does it; both ask here, so that
//! what was shown is what happens.
//!
//! A source's row is known again by its number (or, where it has none, by who it names). A row that says
//! what it said last time changes nothing, whatever the desk has done since. A row that says something new
//! changes only the fields in which it differs from last time, and of those only the ones that nobody at
//! the desk has changed: what was put right here stays.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::columns::Field;
use super::imports::{self, Digest, Holds, digest};
use super::order_from_row;
use super::read::{CellLeftOut, OrderRow, PatientRow, Row, RowContent, RowReason};
use super::values::{CellProblem, squash};
use crate::clock::{Day, Moment};
use crate::error::Outcome;
use crate::ids::{Id, OrderId, PatientId};
use crate::private::Private;
use crate::records::merges;
use crate::records::orders::{self, Order, bare_tray, tray_name};
use crate::records::patients::{self, Patient, PatientDetails};
use rusqlite::Connection;

/// What is to be done with a person who may already be here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "PersonAnswer"))]
pub enum Answer {
    /// They are this patient: what is missing there is filled in.
    Same {
        /// Who.
        patient_id: PatientId,
    },
    /// Somebody new.
    New,
    /// Leave the row out.
    LeaveOut,
    /// Nobody has said yet: the row is left out until somebody does.
    Undecided,
}

/// What a row does to a patient.
pub(crate) enum PatientStep {
    /// Somebody new.
    Add,
    /// Somebody who is here already; `after` where something is filled in.
    Join { before: Patient, after: Option<PatientDetails> },
    /// The source says something new; `after` where that changes the record.
    Change { before: Patient, after: Option<PatientDetails>, said: String },
    /// Known.
    Same(PatientId),
}

/// What a row does to an order.
pub(crate) enum OrderStep {
    /// A new order, in this tray.
    Add { tray: Option<String> },
    /// The source says something new; `after` where that changes the record.
    Change { before: Box<Order>, after: Option<Box<Order>>, said: String },
    /// Known.
    Same,
}

/// What one row does.
pub(crate) struct Planned {
    /// The patient's number (or what stands for it) and step.
    pub patient: Option<(String, PatientStep)>,
    /// The order's number and step.
    pub order: Option<(String, OrderStep)>,
    /// Whose order it is, where that is known already.
    pub owner: Option<PatientId>,
    /// Cells that are left out beyond those that could not be read.
    pub left_out: Vec<CellLeftOut>,
}

impl Planned {
    pub(crate) fn adds(&self) -> bool {
        matches!(self.patient, Some((_, PatientStep::Add))) || matches!(self.order, Some((_, OrderStep::Add { .. })))
    }

    pub(crate) fn changes(&self) -> bool {
        let patient = matches!(self.patient, Some((_, PatientStep::Join { .. } | PatientStep::Change { after: Some(_), .. })));
        patient || matches!(self.order, Some((_, OrderStep::Change { after: Some(_), .. })))
    }
}

struct Known {
    subject: i64,
    said: Digest,
    in_this_file: bool,
}

/// Goes through a file row by row and says what each does.
pub(crate) struct Planner<'a> {
    db: &'a Connection,
    source: &'a str,
    now: Moment,
    answers: &'a BTreeMap<u64, Answer>,
    patients: HashMap<String, Known>,
    orders: HashMap<String, Known>,
    /// People of this file who were left out: their later rows are too.
    refused: HashMap<String, RowReason>,
    /// Order numbers in use, upper case.
    numbers: HashSet<String>,
    /// Trays in use, as [`bare_tray`] writes them.
    trays: HashSet<String>,
}

impl<'a> Planner<'a> {
    pub(crate) fn new(db: &'a Connection, source: &'a str, now: Moment, answers: &'a BTreeMap<u64, Answer>) -> Outcome<Self> {
        let now_with = merges::all(db)?;
        let known = |holds| -> Outcome<HashMap<String, Known>> {
            let known = imports::known(db, source, holds)?.into_iter();
            // A number of a record that is with another now is that person's.
            let now = |subject: i64| now_with.get(&PatientId::from_number(subject)).map_or(subject, |kept| kept.number());
            Ok(known.map(|(key, (subject, said))| (key, Known { subject: now(subject), said, in_this_file: false })).collect())
        };
        let texts = |sql: &str| -> Outcome<HashSet<String>> {
            let mut rows = db.prepare(sql)?;
            Ok(rows.query_map([], |row| row.get::<_, String>(0))?.map(|t| t.map(|t| t.to_uppercase())).collect::<Result<_, _>>()?)
        };
        Ok(Self {
            db,
            source,
            now,
            answers,
            patients: known(Holds::Patient)?,
            orders: known(Holds::Order)?,
            refused: HashMap::new(),
            numbers: texts("SELECT number FROM orders")?,
            trays: texts("SELECT tray FROM orders WHERE tray IS NOT NULL")?.iter().map(|tray| bare_tray(tray)).collect(),
        })
    }

    /// What this row does.
    ///
    /// # Errors
    /// The inner error is the reason why the row is left out.
    pub(crate) fn plan(&mut self, row: &Row) -> Outcome<Result<Planned, RowReason>> {
        let mut planned = Planned { patient: None, order: None, owner: None, left_out: Vec::new() };
        let (patient, order) = match &row.content {
            RowContent::Patient(patient) => (Some(patient), None),
            RowContent::Order(order) => (None, Some(order)),
            RowContent::Both(patient, order) => (Some(patient), Some(order)),
        };
        if let Some(patient) = patient {
            let key = patient_key(patient);
            match self.patient(&key, patient, row.line, order.is_some())? {
                Ok(step) => {
                    planned.owner = match &step {
                        PatientStep::Add => None,
                        PatientStep::Join { before, .. } | PatientStep::Change { before, .. } => Some(before.id),
                        PatientStep::Same(id) => Some(*id),
                    };
                    planned.patient = Some((key, step));
                }
                Err(reason) => {
                    self.refused.entry(key).or_insert(reason);
                    return Ok(Err(reason));
                }
            }
        } else if let Some(number) = order.and_then(|order| order.patient_number.as_deref()) {
            let Some(known) = self.patients.get(number) else { return Ok(Err(RowReason::UnknownPatient)) };
            planned.owner = Some(PatientId::from_number(known.subject));
        }
        if let Some(order) = order {
            match self.order(order, &mut planned)? {
                Ok(step) => planned.order = Some((order.number.clone(), step)),
                Err(reason) => return Ok(Err(reason)),
            }
        }
        self.note(&planned, patient.map(|p| &**p), order.map(|o| &**o))?;
        Ok(Ok(planned))
    }

    /// The id that was minted for what a row adds; the preview gives one that nobody has.
    pub(crate) fn added(&mut self, holds: Holds, key: &str, subject: i64) {
        let map = match holds {
            Holds::Patient => &mut self.patients,
            Holds::Order => &mut self.orders,
        };
        if let Some(known) = map.get_mut(key) {
            known.subject = subject;
        }
    }

    fn patient(&self, key: &str, row: &PatientRow, line: u64, beside_order: bool) -> Outcome<Result<PatientStep, RowReason>> {
        if let Some(reason) = self.refused.get(key) {
            return Ok(Err(*reason));
        }
        let said = serde_json::to_string(row)?;
        let Some(known) = self.patients.get(key) else {
            return Ok(match self.answers.get(&line) {
                None | Some(Answer::New) => Ok(PatientStep::Add),
                Some(Answer::LeaveOut) => Err(RowReason::SaidNo),
                Some(Answer::Undecided) => Err(RowReason::MayBeHere),
                Some(Answer::Same { patient_id }) => {
                    let before = patients::load(self.db, merges::current(self.db, *patient_id)?)?;
                    let after = filled_in(&before.details, &details(row));
                    Ok(PatientStep::Join { before, after })
                }
            });
        };
        let id = PatientId::from_number(known.subject);
        if known.said == digest(&said) {
            return Ok(Ok(PatientStep::Same(id)));
        }
        if known.in_this_file {
            // A person beside each of their orders may be written a little differently each time; the first counts.
            return Ok(if beside_order { Ok(PatientStep::Same(id)) } else { Err(RowReason::NumberTwice) });
        }
        let before = patients::load(self.db, id)?;
        let old: PatientRow = self.said(Holds::Patient, key)?;
        let after = merged(&before.details, &details(&old), &details(row))?;
        Ok(Ok(PatientStep::Change { before, after, said }))
    }

    fn order(&self, row: &OrderRow, planned: &mut Planned) -> Outcome<Result<OrderStep, RowReason>> {
        let said = serde_json::to_string(row)?;
        if let Some(known) = self.orders.get(&row.number) {
            if known.said == digest(&said) {
                return Ok(Ok(OrderStep::Same));
            }
            if known.in_this_file {
                return Ok(Err(RowReason::NumberTwice));
            }
            let before = orders::load(self.db, OrderId::from_number(known.subject))?;
            let old: OrderRow = self.said(Holds::Order, &row.number)?;
            let after = self.changed_order(&before, &old, row, planned.owner)?;
            return Ok(Ok(OrderStep::Change { before: Box::new(before), after: after.map(Box::new), said }));
        }
        if row.number.chars().count() > 60 {
            return Ok(Err(RowReason::Cell(CellProblem::TextTooLong)));
        }
        if self.numbers.contains(&row.number.to_uppercase()) {
            return Ok(Err(RowReason::OrderNumberTaken));
        }
        // Old systems let trays be written twice; here a tray holds one order. The first in the file keeps
        // it, the others remember it as the place where their parts are.
        let mut tray = row.tray.as_deref().map(tray_name).filter(|_| !row.status.is_over());
        if tray.as_ref().is_some_and(|tray| tray.chars().count() > 40 || self.trays.contains(&bare_tray(tray))) {
            planned.left_out.push(CellLeftOut { field: Field::Tray, problem: CellProblem::TrayTaken });
            tray = None;
        }
        Ok(Ok(OrderStep::Add { tray }))
    }

    fn changed_order(&self, before: &Order, old: &OrderRow, new: &OrderRow, owner: Option<PatientId>) -> Outcome<Option<Order>> {
        let owner_then = old.patient_number.as_deref().and_then(|number| self.patients.get(number));
        let owner_then = owner_then.map_or(before.patient_id, |known| PatientId::from_number(known.subject));
        let as_told = |row: &OrderRow, owner| {
            let mut order = order_from_row::order(row, before.id, owner, before.prescription_id, self.now);
            // Trays and the time of a state are the desk's.
            order.tray.clone_from(&before.tray);
            order.state_since = before.state_since;
            order
        };
        let Some(mut after) = merged(before, &as_told(old, owner_then), &as_told(new, owner.unwrap_or(owner_then)))? else {
            return Ok(None);
        };
        if after.state != before.state {
            after.state_since = order_from_row::order(new, before.id, after.patient_id, None, self.now).state_since;
            if after.state.is_over() {
                after.tray = None;
            }
        }
        Ok(Some(after))
    }

    fn said<T: DeserializeOwned>(&self, holds: Holds, key: &str) -> Outcome<T> {
        let said = imports::said(self.db, self.source, holds, key)?.unwrap_or_default();
        Ok(serde_json::from_str(&said)?)
    }

    /// Remembers what the row brings, for the rows below it.
    fn note(&mut self, planned: &Planned, patient: Option<&PatientRow>, order: Option<&OrderRow>) -> Outcome<()> {
        if let (Some((key, step)), Some(row)) = (&planned.patient, patient) {
            let said = digest(&serde_json::to_string(row)?);
            let subject = planned.owner.map_or(0, Id::number);
            if !matches!(step, PatientStep::Same(_)) {
                self.patients.insert(key.clone(), Known { subject, said, in_this_file: true });
            }
        }
        if let (Some((key, step)), Some(row)) = (&planned.order, order) {
            let said = digest(&serde_json::to_string(row)?);
            match step {
                OrderStep::Add { tray } => {
                    self.orders.insert(key.clone(), Known { subject: 0, said, in_this_file: true });
                    self.numbers.insert(row.number.to_uppercase());
                    self.trays.extend(tray.as_deref().map(bare_tray));
                }
                OrderStep::Change { before, .. } => {
                    self.orders.insert(key.clone(), Known { subject: before.id.number(), said, in_this_file: true });
                }
                OrderStep::Same => {}
            }
        }
        Ok(())
    }
}

/// A patient's number in its system; where there is none, who the row names.
pub(crate) fn patient_key(row: &PatientRow) -> String {
    if let Some(number) = &row.number {
        return number.clone();
    }
    let born = row.birth_date.map(|day| day.to_string()).unwrap_or_default();
    let street = row.address.as_deref().map(squash).unwrap_or_default();
    let named = [squash(&row.family_name), squash(&row.given_name), born, street, row.postcode.clone().unwrap_or_default()].join("|");
    format!("row {}", crate::store::key::to_hex(&digest(&named)))
}

/// A patient's details as a row tells them. What has no field of its own goes into the note.
pub(crate) fn details(row: &PatientRow) -> PatientDetails {
    let text = |text: &Option<String>| text.clone().map(Private::new);
    let mut note: Vec<String> = row.note.iter().cloned().collect();
    if row.phone.is_some() {
        note.extend(row.other_phone.iter().map(|phone| format!("Other phone: {phone}")));
    }
    note.extend(row.email.iter().map(|email| format!("Email: {email}")));
    PatientDetails {
        given: Private::new(row.given_name.clone()),
        family: Private::new(row.family_name.clone()),
        preferred: text(&row.preferred_name),
        born: row.birth_date.map(|day| Private::new(Day(day))),
        phone: text(&row.phone).or_else(|| text(&row.other_phone)),
        street: text(&row.address),
        town: text(&row.city),
        region: text(&row.state),
        postcode: text(&row.postcode),
        only_me: false,
        note: (!note.is_empty()).then(|| Private::new(note.join("\n"))),
    }
}

/// The record with its gaps filled from a second source; `None` where there is nothing to fill.
fn filled_in(here: &PatientDetails, there: &PatientDetails) -> Option<PatientDetails> {
    let mut after = here.clone();
    fn fill<T: Clone>(gap: &mut Option<T>, from: &Option<T>) {
        if gap.is_none() {
            gap.clone_from(from);
        }
    }
    for (gap, from) in [
        (&mut after.preferred, &there.preferred),
        (&mut after.phone, &there.phone),
        (&mut after.street, &there.street),
        (&mut after.postcode, &there.postcode),
        (&mut after.note, &there.note),
    ] {
        fill(gap, from);
    }
    fill(&mut after.born, &there.born);
    // A town belongs to its street: half an address from each source would be nobody's.
    if here.street.is_none() {
        fill(&mut after.town, &there.town);
        fill(&mut after.region, &there.region);
    }
    (after != *here).then_some(after)
}

/// `here` with those fields of `new` that differ from `old` and that nobody here has changed since `old`.
fn merged<T: Serialize + DeserializeOwned>(here: &T, old: &T, new: &T) -> Outcome<Option<T>> {
    let (here, old, new) = (serde_json::to_value(here)?, serde_json::to_value(old)?, serde_json::to_value(new)?);
    let (Value::Object(mut after), Value::Object(old), Value::Object(new)) = (here.clone(), old, new) else { return Ok(None) };
    for (field, value) in new {
        let then = old.get(&field);
        if then != Some(&value) && after.get(&field) == then {
            after.insert(field, value);
        }
    }
    let after = Value::Object(after);
    if after == here { Ok(None) } else { Ok(Some(serde_json::from_value(after)?)) }
}
