//! Removes what is kept no longer: all of it in one transaction, or nothing.

use crate::desk::{Act, Desk};
use crate::discrepancies;
use crate::error::{Fault, Outcome, Refusal, refuse};
use crate::exchange::imports;
use crate::ids::{Id, OrderId, PatientId};
use crate::matching::pairs;
use crate::records::settings::{self, RecordClass};
use crate::records::{calls, contacts, notifications, orders, parts, patients, prescriptions, remakes, rx_answers, verifications};
use crate::retention::plan::{CLASSES, Plan};
use crate::{pickup, promises, recovery};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What somebody saw before they said yes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RemoveOldRecords {
    /// How many of each class the preview said would go.
    pub seen: BTreeMap<RecordClass, u32>,
}

/// … and exactly which those were: so the trail says what went, and replays.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RemoveOldRecordsSealed {
    /// Ids by class.
    pub ids: BTreeMap<RecordClass, Vec<i64>>,
}

/// How many went.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OldRecordsRemoved {
    /// Of each class.
    pub removed: BTreeMap<RecordClass, u32>,
}

/// Finds them, and compares with what was seen.
///
/// # Errors
/// Refuses `nothing_old`; `not_as_seen` where something happened since the preview.
pub fn seal(desk: &mut Desk, request: RemoveOldRecords) -> Outcome<RemoveOldRecordsSealed> {
    let now = desk.now();
    let db = &desk.store()?.db;
    let plan = Plan::make(db, now, &settings::load(db)?.keep_years)?;
    let ids: BTreeMap<RecordClass, Vec<i64>> =
        plan.goes.into_iter().filter(|(_, rows)| !rows.is_empty()).map(|(class, rows)| (class, rows.into_keys().collect())).collect();
    if ids.is_empty() {
        return refuse(Refusal::because("nothing_old"));
    }
    let seen: BTreeMap<RecordClass, usize> =
        request.seen.into_iter().filter(|(_, many)| *many > 0).map(|(class, many)| (class, many as usize)).collect();
    if ids.iter().map(|(class, ids)| (*class, ids.len())).collect::<BTreeMap<_, _>>() != seen {
        return refuse(Refusal::because("not_as_seen").next("look_again"));
    }
    Ok(RemoveOldRecordsSealed { ids })
}

/// `remove_old_records`
///
/// # Errors
/// Faults `bug` where something would point to what is gone: then nothing goes.
pub fn remove_old_records(act: &mut Act<'_>, request: &RemoveOldRecordsSealed) -> Outcome<OldRecordsRemoved> {
    // Two visits may point to each other; all of it is looked at below.
    act.db.execute_batch("PRAGMA defer_foreign_keys = ON")?;
    let mut removed = BTreeMap::new();
    for class in CLASSES {
        let ids = request.ids.get(&class.class).map_or(&[][..], Vec::as_slice);
        for id in ids {
            remove(act, class.class, *id)?;
        }
        if !ids.is_empty() {
            removed.insert(class.class, u32::try_from(ids.len()).unwrap_or(u32::MAX));
        }
    }
    let torn: i64 = act.db.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))?;
    if torn > 0 {
        return Err(Fault::new("bug", "a record that goes is still needed").into());
    }
    Ok(OldRecordsRemoved { removed })
}

fn remove(act: &mut Act<'_>, class: RecordClass, id: i64) -> Outcome<()> {
    match class {
        RecordClass::Practice => recovery::remove_old::practice_run(act, id),
        RecordClass::Conversations => recovery::remove_old::conversation(act, id),
        RecordClass::Promises => promises::remove_old::promise(act, id),
        RecordClass::Discrepancies => {
            recovery::remove_old::letters_of_discrepancy(act, id)?;
            discrepancies::remove_old::discrepancy(act, id)
        }
        RecordClass::Orders => {
            let order = OrderId::from_number(id);
            discrepancies::remove_old::rest_of_order(act, id)?;
            pickup::remove_old::hand_overs_of_order(act, id)?;
            verifications::remove_of(act, order)?;
            notifications::remove_of(act, order)?;
            calls::remove_of(act, order)?;
            rx_answers::remove_of(act, order)?;
            remakes::remove_of(act, order)?;
            imports::forget_subject(act, id)?;
            parts::remove_of(act, order)?;
            orders::remove(act, order)
        }
        RecordClass::Visits => pickup::remove_old::visit(act, id),
        RecordClass::Patients => {
            let patient = PatientId::from_number(id);
            pairs::remove_of(act, patient)?;
            contacts::remove_of(act, patient)?;
            prescriptions::remove_of(act, patient)?;
            imports::forget_subject(act, id)?;
            patients::remove(act, patient)
        }
    }
}
