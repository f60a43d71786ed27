//! Patients. Birth dates and phones leave the core only where a command says so.

use crate::clock::Day;
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::PatientId;
use crate::private::Private;
use crate::records::merges;
use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};

/// One patient's record, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Patient {
    /// Id.
    pub id: PatientId,
    /// What is known of them.
    #[serde(flatten)]
    pub details: PatientDetails,
}

/// What is known of a patient.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PatientDetails {
    /// Given name; may be empty where the old system had none.
    pub given: Private<String>,
    /// Family name; may be empty where they have one name.
    pub family: Private<String>,
    /// What they like to be called.
    pub preferred: Option<Private<String>>,
    /// Birth date.
    pub born: Option<Private<Day>>,
    /// Phone as written.
    pub phone: Option<Private<String>>,
    /// Street and number.
    pub street: Option<Private<String>>,
    /// Town.
    pub town: Option<Private<String>>,
    /// State, canton, county.
    pub region: Option<Private<String>>,
    /// Postcode.
    pub postcode: Option<Private<String>>,
    /// Nobody else may collect for them.
    pub only_me: bool,
    /// A note for the desk.
    pub note: Option<Private<String>>,
}

impl PatientDetails {
    /// "Given Family", as on a label; whichever exists.
    #[must_use]
    pub fn full_name(&self) -> String {
        // to show it
        [self.given.expose().as_str(), self.family.expose().as_str()]
            .into_iter()
            .filter(|name| !name.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// What they like to be called, or their given name.
    #[must_use]
    pub fn called(&self) -> &str {
        // to greet them
        let name = self.preferred.as_ref().unwrap_or(&self.given).expose();
        if name.is_empty() { self.family.expose() } else { name }
    }

    /// "Sam K.": what a public view and a tray label may show.
    #[must_use]
    pub fn first_and_initial(&self) -> String {
        let called = self.called();
        match self.family.expose().chars().find(|letter| letter.is_alphabetic()) {
            Some(letter) if called != self.family.expose() => format!("{called} {}.", letter.to_uppercase()),
            _ => called.to_owned(),
        }
    }

    /// The year they were born in: what may be on screen unasked.
    #[must_use]
    pub fn born_year(&self) -> Option<i32> {
        use chrono::Datelike;
        self.born.as_ref().map(|born| born.expose().0.year()) // the year only
    }

    /// The last four digits of the phone: enough to ask "still ending in 0142?".
    #[must_use]
    pub fn phone_last4(&self) -> Option<Private<String>> {
        let digits: Vec<char> = self.phone.as_ref()?.expose().chars().filter(char::is_ascii_digit).collect(); // its last four
        (digits.len() >= 4).then(|| Private::new(digits[digits.len() - 4..].iter().collect()))
    }

    fn sound(&self, today: Day) -> Result<(), Refusal> {
        let texts = [Some(&self.given), Some(&self.family), self.preferred.as_ref()];
        if texts.into_iter().flatten().any(|text| text.expose().chars().count() > 300) {
            return Err(Refusal::because("name_too_long").fact("at_most", 300));
        }
        if self.given.expose().trim().is_empty() && self.family.expose().trim().is_empty() {
            return Err(Refusal::because("name_needed"));
        }
        // compared, not shown
        if self.born.as_ref().is_some_and(|born| *born.expose() > today) {
            return Err(Refusal::because("born_in_future").next("check_birth_date"));
        }
        if self.born_year().is_some_and(|year| year < 1880) {
            return Err(Refusal::because("born_too_long_ago").next("check_birth_date"));
        }
        Ok(())
    }
}

pub(crate) const COLUMNS: &str = "id, given, family, preferred, born, phone, street, town, region, postcode, only_me, note";

pub(crate) fn from_row(row: &Row<'_>) -> rusqlite::Result<Patient> {
    let text = |at: usize| row.get::<_, Option<String>>(at).map(|text| text.map(Private::new));
    Ok(Patient {
        id: row.get(0)?,
        details: PatientDetails {
            given: Private::new(row.get(1)?),
            family: Private::new(row.get(2)?),
            preferred: text(3)?,
            born: row.get::<_, Option<Day>>(4)?.map(Private::new),
            phone: text(5)?,
            street: text(6)?,
            town: text(7)?,
            region: text(8)?,
            postcode: text(9)?,
            only_me: row.get(10)?,
            note: text(11)?,
        },
    })
}

/// One patient.
///
/// # Errors
/// Refuses `no_such_patient`.
pub fn load(db: &Connection, id: PatientId) -> Outcome<Patient> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM patients WHERE id = ?1"))?
        .query_row([id], from_row)
        .optional()?
        .ok_or_else(|| Refusal::because("no_such_patient").into())
}

/// Writes a patient's row (new or changed). Names are trimmed; empty texts become nothing.
///
/// # Errors
/// Refuses `name_needed`, `name_too_long`, `born_in_future`, `born_too_long_ago`.
pub fn save(act: &mut Act<'_>, id: PatientId, details: &PatientDetails) -> Outcome<()> {
    details.sound(act.now.day()).map_err(crate::error::Halt::Refused)?;
    // to store them in the encrypted file
    let text = |value: &Option<Private<String>>| value.as_ref().map(|text| text.expose().trim().to_owned()).filter(|text| !text.is_empty());
    act.db
        .prepare_cached(
            "INSERT INTO patients (id, given, family, preferred, born, phone, street, town, region, postcode, only_me, note)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
             ON CONFLICT (id) DO UPDATE SET given = excluded.given, family = excluded.family, preferred = excluded.preferred,
                 born = excluded.born, phone = excluded.phone, street = excluded.street, town = excluded.town,
                 region = excluded.region, postcode = excluded.postcode, only_me = excluded.only_me, note = excluded.note",
        )?
        .execute((
            id,
            details.given.expose().trim(),
            details.family.expose().trim(),
            text(&details.preferred),
            details.born.as_ref().map(|born| *born.expose()),
            text(&details.phone),
            text(&details.street),
            text(&details.town),
            text(&details.region),
            text(&details.postcode),
            details.only_me,
            text(&details.note),
        ))?;
    act.touched(id);
    Ok(())
}

/// Takes a patient away again: only the undo of an import may.
///
/// # Errors
/// As the store gives them.
pub fn remove(act: &mut Act<'_>, id: PatientId) -> Outcome<()> {
    act.db.prepare_cached("DELETE FROM patients WHERE id = ?1")?.execute([id])?;
    act.touched(id);
    Ok(())
}

/// Which patient.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfPatient {
    /// Which.
    pub patient_id: PatientId,
}

/// Writes somebody new; their id.
///
/// # Errors
/// As [`save`].
pub fn add(act: &mut Act<'_>, details: &PatientDetails) -> Outcome<PatientId> {
    let id: PatientId = act.mint();
    save(act, id, details)?;
    act.about(id);
    Ok(id)
}

/// Everybody born on this day.
///
/// # Errors
/// As the store gives them.
pub fn born_on(db: &Connection, day: Day) -> Outcome<Vec<Patient>> {
    let mut rows = db.prepare_cached(&format!("SELECT {COLUMNS} FROM patients WHERE born = ?1 ORDER BY id"))?;
    Ok(rows.query_map([day], from_row)?.collect::<Result<_, _>>()?)
}

/// New details of a patient, whole.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ChangePatient {
    /// Which.
    pub patient_id: PatientId,
    /// All details from now on.
    pub details: PatientDetails,
}

/// `change_patient`: the reply holds the details as they were, so that it can be taken back.
///
/// # Errors
/// As [`save`]; refuses `no_such_patient`, `merged`.
pub fn change(act: &mut Act<'_>, request: &ChangePatient) -> Outcome<Patient> {
    let before = load(act.db, request.patient_id)?;
    merges::must_stand_alone(act.db, request.patient_id)?;
    save(act, request.patient_id, &request.details)?;
    act.about(request.patient_id);
    Ok(before)
}

/// `patient_details`: the whole record, birth date too, for editing. Recorded as a read.
///
/// # Errors
/// Refuses `no_such_patient`.
pub fn details(act: &mut Act<'_>, request: &OfPatient) -> Outcome<Patient> {
    act.about(request.patient_id);
    load(act.db, request.patient_id)
}

/// Every patient, one by one.
///
/// # Errors
/// As the store gives them.
pub fn each(db: &Connection, mut take: impl FnMut(Patient)) -> Outcome<()> {
    let mut rows = db.prepare(&format!("SELECT {COLUMNS} FROM patients"))?;
    for row in rows.query_map([], from_row)? {
        take(row?);
    }
    Ok(())
}

/// The next so many of them after this id, by id.
///
/// # Errors
/// As the store gives them.
pub fn after(db: &Connection, last: PatientId, most: usize) -> Outcome<Vec<Patient>> {
    let mut rows = db.prepare_cached(&format!("SELECT {COLUMNS} FROM patients WHERE id > ?1 ORDER BY id LIMIT ?2"))?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    Ok(rows.query_map((last, most), from_row)?.collect::<Result<_, _>>()?)
}

/// Refuses where the patient does not exist, or is with another record now.
///
/// # Errors
/// Refuses `no_such_patient`, `merged`.
pub fn must_exist(db: &Connection, id: PatientId) -> Outcome<()> {
    let there: bool = db.prepare_cached("SELECT EXISTS (SELECT 1 FROM patients WHERE id = ?1)")?.query_row([id], |row| row.get(0))?;
    if there { merges::must_stand_alone(db, id) } else { refuse(Refusal::because("no_such_patient")) }
}
