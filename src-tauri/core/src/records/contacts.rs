//! Who may collect for a patient: parent, partner, carer.

use crate::clock::Day;
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{ContactId, PatientId};
use crate::private::Private;
use crate::records::merges;
use crate::records::patients::Patient;
use chrono::Datelike;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// Somebody who may collect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Contact {
    /// Id.
    pub id: ContactId,
    /// Their name.
    pub name: Private<String>,
    /// parent, partner, carer, child, other
    pub relation: String,
    /// Phone.
    pub phone: Option<Private<String>>,
    /// May collect.
    pub may_collect: bool,
}

/// A patient's contacts.
///
/// # Errors
/// As the store gives them.
pub fn of(db: &Connection, patient: PatientId) -> Outcome<Vec<Contact>> {
    let mut rows =
        db.prepare_cached("SELECT id, name, relation, phone, may_collect FROM contacts WHERE patient_id = ?1 AND active = 1 ORDER BY id")?;
    let rows = rows.query_map([patient], |row| {
        Ok(Contact {
            id: row.get(0)?,
            name: Private::new(row.get(1)?),
            relation: row.get(2)?,
            phone: row.get::<_, Option<String>>(3)?.map(Private::new),
            may_collect: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Somebody new who may collect.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AddContact {
    /// For whom.
    pub patient_id: PatientId,
    /// Their name.
    pub name: Private<String>,
    /// parent, partner, carer, child, other
    pub relation: String,
    /// Phone.
    pub phone: Option<Private<String>>,
    /// May collect.
    pub may_collect: bool,
}

/// Which contact.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfContact {
    /// Which.
    pub contact_id: ContactId,
}

/// `add_contact`
///
/// # Errors
/// Refuses `name_needed`, `name_too_long`, `no_such_patient`.
pub fn add(act: &mut Act<'_>, request: &AddContact) -> Outcome<OfContact> {
    super::patients::must_exist(act.db, request.patient_id)?;
    let name = request.name.expose().trim(); // to store it
    if name.is_empty() {
        return refuse(Refusal::because("name_needed"));
    }
    if name.chars().count() > 300 {
        return refuse(Refusal::because("name_too_long").fact("at_most", 300));
    }
    let id: ContactId = act.mint();
    act.db.execute(
        "INSERT INTO contacts (id, patient_id, name, relation, phone, may_collect) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (id, request.patient_id, name, &request.relation, request.phone.as_ref().map(Private::expose), request.may_collect),
    )?;
    act.about(request.patient_id);
    Ok(OfContact { contact_id: id })
}

/// `remove_contact`: they may no longer collect; what they collected stays told.
///
/// # Errors
/// As the store gives them.
pub fn remove(act: &mut Act<'_>, request: &OfContact) -> Outcome<OfContact> {
    let patient: PatientId =
        act.db.query_row("UPDATE contacts SET active = 0 WHERE id = ?1 RETURNING patient_id", [request.contact_id], |row| row.get(0))?;
    act.about(patient);
    Ok(request.clone())
}

/// Gives all contacts of one patient to another; which.
///
/// # Errors
/// As the store gives them.
pub fn give(act: &mut Act<'_>, from: PatientId, to: PatientId) -> Outcome<Vec<i64>> {
    merges::rows_given(act.db, "UPDATE contacts SET patient_id = ?2 WHERE patient_id = ?1 RETURNING id", from, to)
}

/// Gives these contacts back, those that are still there.
///
/// # Errors
/// As the store gives them.
pub fn give_back(act: &mut Act<'_>, ids: &[i64], from: PatientId, to: PatientId) -> Outcome<()> {
    merges::rows_given_back(act.db, "UPDATE contacts SET patient_id = ?3 WHERE id = ?1 AND patient_id = ?2", ids, from, to)
}

/// Somebody to phone.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Whom {
    /// Their name.
    pub name: Private<String>,
    /// parent, partner, carer …; None: the patient.
    pub relation: Option<String>,
    /// Which contact; None: the patient.
    pub contact_id: Option<ContactId>,
    /// Their phone; None: none on file.
    pub phone: Option<Private<String>>,
}

/// A child's parent first; otherwise the patient, then who may collect for them. Nobody without a phone, if anybody has one.
///
/// # Errors
/// As the store gives them.
pub fn to_phone(db: &Connection, patient: &Patient, today: Day) -> Outcome<Vec<Whom>> {
    let details = &patient.details;
    let mut whom: Vec<Whom> = Vec::new();
    // Somebody else is told only where they may collect.
    if !details.only_me {
        for contact in of(db, patient.id)?.into_iter().filter(|contact| contact.may_collect) {
            whom.push(Whom { name: contact.name, relation: Some(contact.relation), contact_id: Some(contact.id), phone: contact.phone });
        }
    }
    let own = Whom { name: Private::new(details.full_name()), relation: None, contact_id: None, phone: details.phone.clone() };
    let today = today.0;
    // compared with 18 years ago, not shown
    let child = details.born.as_ref().is_some_and(|born| today.with_year(today.year() - 18).is_some_and(|then| born.expose().0 > then));
    if child && !whom.is_empty() {
        whom.sort_by_key(|one| one.relation.as_deref() != Some("parent"));
        whom.push(own);
    } else {
        whom.insert(0, own);
    }
    if whom.iter().any(|one| one.phone.is_some()) {
        whom.retain(|one| one.phone.is_some());
    }
    Ok(whom)
}

/// Removes the contacts of a patient who goes.
///
/// # Errors
/// As the store gives them.
pub fn remove_of(act: &Act<'_>, patient: PatientId) -> Outcome<()> {
    act.db.prepare_cached("DELETE FROM contacts WHERE patient_id = ?1")?.execute([patient])?;
    Ok(())
}
