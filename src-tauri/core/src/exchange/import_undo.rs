//! Takes an import back: every table as it was, or a kind refusal that says what stands in the way.

use serde::{Deserialize, Serialize};

use super::import_run::OrderBefore;
use super::imports::{self, Effect, Holds, Import, OfImport};
use crate::desk::Act;
use crate::error::{Fault, Finding, Grade, Halt, Outcome, Refusal, refuse};
use crate::ids::{Id, ImportId, OrderId, PatientId, PrescriptionId};
use crate::records::parts;
use crate::records::patients::Patient;
use crate::records::{orders, patients, prescriptions};
use rusqlite::Connection;

/// How many things that stand in the way are named.
const NAMED: usize = 20;

/// What an undo took back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Undone {
    /// Which import.
    pub import_id: ImportId,
    /// Patients taken away.
    pub patients_removed: u32,
    /// Orders taken away.
    pub orders_removed: u32,
    /// Records put back as they were.
    pub put_back: u32,
}

/// `undo_import`
///
/// # Errors
/// Refuses `no_such_import`, `undone_already`, and `later_work` naming what was done since with what it brought.
pub fn undo(act: &mut Act<'_>, request: &OfImport) -> Outcome<Undone> {
    let import = imports::load(act.db, request.import_id)?;
    if import.undone_at.is_some() {
        return refuse(Refusal::because("undone_already"));
    }
    let in_the_way = later_work(act.db, import.id)?;
    if !in_the_way.is_empty() {
        let things = in_the_way.len();
        return refuse(
            Refusal::because("later_work")
                .fact("things", things)
                .found(in_the_way.into_iter().take(NAMED).collect())
                .next("undo_those_first"),
        );
    }
    take_back(act, &import).map_err(|halt| match halt {
        // Something points to what the import brought that the trail did not tell: nothing is torn off it.
        Halt::Fault(fault) if fault.detail.contains("FOREIGN KEY") => {
            Refusal::because("later_work").fact("things", 1).next("undo_those_first").into()
        }
        other => other,
    })
}

fn take_back(act: &mut Act<'_>, import: &Import) -> Outcome<Undone> {
    let mut undone = Undone { import_id: import.id, patients_removed: 0, orders_removed: 0, put_back: 0 };
    let effects = imports::effects(act.db, import.id)?;
    for subject in imports::made(act.db, import.id, Holds::Order)? {
        let order = OrderId::from_number(subject);
        parts::remove_of(act, order)?;
        orders::remove(act, order)?;
        act.about(order);
        undone.orders_removed += 1;
    }
    for effect in &effects {
        put_back(act, &import.source, effect, &mut undone)?;
    }
    for subject in imports::made(act.db, import.id, Holds::Patient)? {
        let patient = PatientId::from_number(subject);
        patients::remove(act, patient)?;
        act.about(patient);
        undone.patients_removed += 1;
    }
    imports::mark_undone(act, import.id)?;
    act.about(import.id);
    Ok(undone)
}

fn put_back(act: &mut Act<'_>, source: &str, effect: &Effect, undone: &mut Undone) -> Outcome<()> {
    match (effect.holds.as_str(), &effect.before) {
        ("prescription", _) => prescriptions::remove(act, PrescriptionId::from_number(effect.subject))?,
        ("patient", Some(before)) => {
            let before: Patient = serde_json::from_str(before)?;
            patients::save(act, before.id, &before.details)?;
            act.about(before.id);
            undone.put_back += 1;
        }
        ("order", Some(before)) => {
            let before: OrderBefore = serde_json::from_str(before)?;
            orders::rewrite(act, &before.order)?;
            for part in &before.parts {
                parts::put_back(act, part)?;
            }
            undone.put_back += 1;
        }
        ("said", Some(before)) => {
            let external = effect.external.as_deref().and_then(|external| external.split_once(':'));
            let (holds, key) = external.ok_or_else(|| Fault::new("bug", "import effect without a number"))?;
            let holds = Holds::from_code(holds).ok_or_else(|| Fault::new("bug", "import effect of an unknown kind"))?;
            imports::says_now(act, source, holds, key, before)?;
        }
        _ => return Err(Fault::new("bug", "import effect of an unknown kind").into()),
    }
    Ok(())
}

/// What was done since with the people and orders that this import brought or changed. Another import that
/// has been undone itself does not count, nor does mere looking.
fn later_work(db: &Connection, import: ImportId) -> Outcome<Vec<Finding>> {
    let mut rows = db.prepare(
        "WITH brought (subject) AS (
             SELECT subject FROM external_ids WHERE import_id = ?1 AND made = 1
             UNION SELECT subject FROM import_effects WHERE import_id = ?1
         ),
         this (seq) AS (
             SELECT max(seq) FROM trail
             WHERE command IN ('run_import', 'run_fhir') AND outcome = 'done' AND json_extract(reply, '$.import_id') = ?1
         )
         SELECT a.subject, t.command, t.at, o.number, coalesce(o.patient_id, p.id, r.patient_id)
         FROM brought b
         JOIN trail_about a ON a.subject = b.subject AND a.seq > (SELECT seq FROM this)
         JOIN trail t ON t.seq = a.seq AND t.outcome IN ('done', 'refused_kept')
         LEFT JOIN orders o ON o.id = a.subject
         LEFT JOIN patients p ON p.id = a.subject
         LEFT JOIN prescriptions r ON r.id = a.subject
         WHERE t.command <> 'undo_import'
           AND NOT (t.command IN ('run_import', 'run_fhir') AND EXISTS (
               SELECT 1 FROM imports i WHERE i.id = json_extract(t.reply, '$.import_id') AND i.undone_at IS NOT NULL))
         ORDER BY t.seq, a.subject
         LIMIT 1000",
    )?;
    let rows = rows.query_map([import], |row| {
        let number: Option<String> = row.get(3)?;
        let finding = Finding::new(Grade::Stop, if number.is_some() { "order_done_since" } else { "done_since" })
            .fact("command", row.get::<_, String>(1)?)
            .fact("at", row.get::<_, i64>(2)?)
            .fact("patient_id", row.get::<_, Option<i64>>(4)?);
        Ok(match number {
            Some(number) => finding.fact("number", number),
            None => finding,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
