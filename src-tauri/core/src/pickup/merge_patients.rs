//! `merge_patients`: two records of one person become one. The other's row stays as it was, its name still finds the
//! person, and `unmerge_patients` gives both back.

use super::visits;
use crate::desk::{Act, Look};
use crate::discrepancies;
use crate::error::{Finding, Grade, Outcome, Refusal, refuse};
use crate::ids::{MergeId, PatientId};
use crate::matching::pairs;
use crate::matching::who_may_this_be::{FieldSays, compared, speaks_against};
use crate::private::Private;
use crate::promises;
use crate::records::merges::{self, Merge, Moved};
use crate::records::parts::coded;
use crate::records::patients::{self, Patient, PatientDetails};
use crate::records::text;
use crate::records::{contacts, orders, prescriptions};
use crate::trail::chain::sha256_hex;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Two records that may be one person's.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ComparePatients {
    /// The record that would be kept.
    pub patient_id: PatientId,
    /// The record that would be with it.
    pub other_id: PatientId,
}

/// Two records side by side.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PatientsCompared {
    /// One.
    pub patient: Patient,
    /// Its orders that still owe something.
    pub open_orders: u32,
    /// The other.
    pub other: Patient,
    /// Its orders that still owe something.
    pub other_open_orders: u32,
    /// How likely they are one person, in percent.
    pub percent: u8,
    /// What each field says.
    pub fields: Vec<FieldSays>,
    /// What speaks against it: then a reason is needed.
    pub against: Vec<Finding>,
    /// What must end first: a visit, a hand-over.
    pub in_the_way: Vec<Finding>,
    /// Both records as they were seen; the merge asks for it.
    pub seen: String,
}

coded! {
    /// What is chosen from one of two records, whole.
    MergeField {
        /// Given name.
        Given = "given",
        /// Family name.
        Family = "family",
        /// What they like to be called.
        Preferred = "preferred",
        /// Birth date.
        Born = "born",
        /// Phone.
        Phone = "phone",
        /// Street, town, region and postcode together: half an address is nobody's.
        Address = "address",
        /// Nobody else may collect.
        OnlyMe = "only_me",
        /// The note for the desk.
        Note = "note",
    }
}

/// Makes two records one.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MergePatients {
    /// The record that is kept.
    pub keep_id: PatientId,
    /// The record that goes with it.
    pub gone_id: PatientId,
    /// What is taken from the one that goes; everything else stays as the kept one has it.
    pub take: Vec<MergeField>,
    /// Both records as they were seen, from `compare_patients`.
    pub seen: String,
    /// Why, where something speaks against it.
    #[cfg_attr(test, ts(optional = nullable))]
    pub reason: Option<String>,
}

/// They are one now.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PatientsMerged {
    /// Takes it back.
    pub merge_id: MergeId,
    /// The record that is kept.
    pub patient_id: PatientId,
    /// Their name now.
    pub name: Private<String>,
}

/// `compare_patients`: both records whole, for choosing. Recorded as a read of both.
///
/// # Errors
/// Refuses `same_patient`, `no_such_patient`, `merged`.
pub fn compare_patients(act: &mut Act<'_>, request: &ComparePatients) -> Outcome<PatientsCompared> {
    let (patient, other) = two(act.db, request.patient_id, request.other_id)?;
    act.about(patient.id);
    act.about(other.id);
    let (percent, fields) = match act.people {
        Some(people) => compared(act.db, people, &patient.details, &other.details)?,
        None => (0, Vec::new()),
    };
    Ok(PatientsCompared {
        open_orders: orders::count_open_of(act.db, patient.id)?,
        other_open_orders: orders::count_open_of(act.db, other.id)?,
        percent,
        fields,
        against: against(act, &patient, &other)?,
        in_the_way: in_the_way(act.db, &[patient.id, other.id])?,
        seen: seen(&patient, &other)?,
        patient,
        other,
    })
}

/// `merge_patients`
///
/// # Errors
/// Refuses `same_patient`, `no_such_patient`, `merged`, `not_now` naming the visit or hand-over that must end first,
/// `changed_since`, and `reason_needed` with what speaks against it.
pub fn merge_patients(act: &mut Act<'_>, request: &MergePatients) -> Outcome<PatientsMerged> {
    let by = act.somebody()?;
    let (kept, gone) = two(act.db, request.keep_id, request.gone_id)?;
    refuse_while_busy(act.db, &[kept.id, gone.id])?;
    if seen(&kept, &gone)? != request.seen {
        return refuse(Refusal::because("changed_since").next("look_again"));
    }
    let reason = text::kept("reason", request.reason.as_deref())?;
    let against = against(act, &kept, &gone)?;
    if !against.is_empty() && reason.is_none() {
        return refuse(Refusal::because("reason_needed").found(against));
    }
    let after = chosen(&kept.details, &gone.details, &request.take);
    let id: MergeId = act.mint();
    let moved = Moved {
        orders: orders::give(act, gone.id, kept.id)?,
        visits: visits::give(act, gone.id, kept.id)?,
        owed_visits: super::owed::give(act, gone.id, kept.id)?,
        contacts: contacts::give(act, gone.id, kept.id)?,
        prescriptions: prescriptions::give(act, gone.id, kept.id)?,
        discrepancies: discrepancies::log::give(act, gone.id, kept.id)?,
        promises: promises::due::give(act, gone.id, kept.id)?,
        pairs: pairs::give(act, gone.id, kept.id)?,
    };
    patients::save(act, kept.id, &after)?;
    let name = Private::new(after.full_name());
    let merge = Merge { id, kept: kept.id, gone: gone.id, before: kept.details, after, moved, reason, at: act.now.at, by };
    merges::keep(act, &merge)?;
    act.touched(gone.id);
    act.about(id);
    act.about(kept.id);
    act.about(gone.id);
    Ok(PatientsMerged { merge_id: id, patient_id: kept.id, name })
}

fn two(db: &Connection, one: PatientId, other: PatientId) -> Outcome<(Patient, Patient)> {
    if one == other {
        return refuse(Refusal::because("same_patient"));
    }
    patients::must_exist(db, one)?;
    patients::must_exist(db, other)?;
    Ok((patients::load(db, one)?, patients::load(db, other)?))
}

/// What speaks against it: in the records, and in what somebody said of the two.
fn against(look: &Look<'_>, one: &Patient, other: &Patient) -> Outcome<Vec<Finding>> {
    let mut found = speaks_against(&one.details, &other.details);
    if let Some(reason) = pairs::pinned(look.db, one.id, other.id)? {
        found.push(Finding::new(Grade::Ask, "pinned_as_two").fact("reason", reason));
    }
    if pairs::told_apart_from(look.db, one.id)?.contains(&other.id) {
        found.push(Finding::new(Grade::Ask, "told_apart"));
    }
    Ok(found)
}

/// Visits and hand-overs that are under way: their screens are open on what would change.
fn in_the_way(db: &Connection, whose: &[PatientId]) -> Outcome<Vec<Finding>> {
    let mut found = Vec::new();
    for id in whose {
        let name = patients::load(db, *id)?.details.full_name();
        if let Some(visit) = visits::open_of(db, *id)? {
            found.push(Finding::new(Grade::Stop, "visit_open").fact("name", name.as_str()).fact("ticket", visit.ticket));
        }
        let mut rows = db.prepare_cached(
            "SELECT o.number FROM orders o JOIN hand_overs h ON h.order_id = o.id AND h.state IN ('open', 'frozen')
             WHERE o.patient_id = ?1 ORDER BY o.id",
        )?;
        for number in rows.query_map([id], |row| row.get::<_, String>(0))? {
            found.push(Finding::new(Grade::Stop, "hand_over_open").fact("name", name.as_str()).fact("number", number?));
        }
    }
    Ok(found)
}

pub(super) fn refuse_while_busy(db: &Connection, whose: &[PatientId]) -> Outcome<()> {
    let found = in_the_way(db, whose)?;
    if found.is_empty() { Ok(()) } else { refuse(Refusal::because("not_now").found(found).next("end_those_first")) }
}

/// Both records in a few letters: whoever changed one meanwhile is not written over.
fn seen(one: &Patient, other: &Patient) -> Outcome<String> {
    let mut both = [serde_json::to_string(one)?, serde_json::to_string(other)?];
    both.sort_unstable();
    Ok(sha256_hex(both.concat().as_bytes()).chars().take(24).collect())
}

fn chosen(kept: &PatientDetails, gone: &PatientDetails, take: &[MergeField]) -> PatientDetails {
    let mut after = kept.clone();
    for field in take {
        let gone = gone.clone();
        match field {
            MergeField::Given => after.given = gone.given,
            MergeField::Family => after.family = gone.family,
            MergeField::Preferred => after.preferred = gone.preferred,
            MergeField::Born => after.born = gone.born,
            MergeField::Phone => after.phone = gone.phone,
            MergeField::Address => {
                (after.street, after.town, after.region, after.postcode) = (gone.street, gone.town, gone.region, gone.postcode);
            }
            MergeField::OnlyMe => after.only_me = gone.only_me,
            MergeField::Note => after.note = gone.note,
        }
    }
    after
}

/// The kept record without what the merge made of it: each field as it was before, unless somebody changed it since.
pub(super) fn without(merge: &Merge, now: &PatientDetails) -> Outcome<PatientDetails> {
    let mut details = serde_json::to_value(now)?;
    let (before, after) = (serde_json::to_value(&merge.before)?, serde_json::to_value(&merge.after)?);
    if let (Value::Object(details), Value::Object(before), Value::Object(after)) = (&mut details, before, after) {
        for (field, was) in before {
            if details.get(&field) == after.get(&field) {
                details.insert(field, was);
            }
        }
    }
    Ok(serde_json::from_value(details)?)
}

#[cfg(test)]
mod tests {
    /// Whoever adds a table of patients' things adds it to the merge, or says here why it stays behind.
    #[test]
    fn every_table_that_points_to_a_patient_follows_a_merge_or_is_about_two() {
        const FOLLOW: [&str; 7] = ["contacts", "discrepancies", "orders", "owed_visits", "prescriptions", "promises", "visits"];
        const ABOUT_TWO: [&str; 3] = ["look_alikes", "merges", "told_apart"];
        // Keeps whom it was with then, and asks who that is now each time.
        const ASKS_EACH_TIME: [&str; 1] = ["recoveries"];
        let folder = tempfile::tempdir().unwrap();
        let store = crate::store::Store::in_memory(folder.path()).unwrap();
        let sql = "SELECT DISTINCT t.name FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) f
                   WHERE t.type = 'table' AND f.\"table\" = 'patients' ORDER BY 1";
        let mut rows = store.db.prepare(sql).unwrap();
        let tables: Vec<String> = rows.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
        let mut known: Vec<&str> = FOLLOW.into_iter().chain(ABOUT_TWO).chain(ASKS_EACH_TIME).collect();
        known.sort_unstable();
        assert_eq!(tables, known);
    }
}
