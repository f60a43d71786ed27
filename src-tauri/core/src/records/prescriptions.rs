//! Prescriptions as written, and the powers that orders carry. Powers are hundredths of a dioptre.

use crate::clock::Day;
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{PatientId, PrescriptionId};
use crate::records::contact_lenses::{self, ContactLens, PrescribedContacts};
use crate::records::merges;
use crate::records::parts::coded;
use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};

coded! {
    /// Right or left.
    Side {
        /// Right.
        Right = "right",
        /// Left.
        Left = "left",
    }
}

/// One eye's powers, in hundredths of a dioptre; axis 1..180. None: not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Eye {
    /// Sphere; 0 is plano.
    pub sphere: Option<i32>,
    /// Cylinder, plus or minus as written.
    pub cyl: Option<i32>,
    /// Axis, 1..180.
    pub axis: Option<i32>,
    /// Add.
    pub add: Option<i32>,
    /// Prism along the horizontal, hundredths of a prism dioptre, base out plus, base in minus.
    pub prism_out: Option<i32>,
    /// Prism along the vertical, hundredths of a prism dioptre, base up plus, base down minus.
    pub prism_up: Option<i32>,
    /// Segment or fitting height, tenths of a millimetre.
    pub height: Option<i32>,
    /// Distance PD of this eye, tenths of a millimetre.
    pub mono_pd: Option<i32>,
    /// A balance lens: worn, and never verified by power.
    pub balance: bool,
}

impl Eye {
    /// Outside these nothing real exists (OPTICAL.md 2.1): |sphere| 30 D, |cylinder| 10 D, add to 5.00 D; our own: prism
    /// to 20, heights 5 to 40 mm, PD of one eye 20 to 45 mm.
    fn sound(self) -> bool {
        let within = |value: Option<i32>, limit: i32| value.is_none_or(|value| value.abs() <= limit);
        within(self.sphere, 3000)
            && within(self.cyl, 1000)
            && self.axis.is_none_or(|axis| (1..=180).contains(&axis))
            && self.add.is_none_or(|add| (0..=500).contains(&add))
            && (self.cyl.unwrap_or(0) == 0 || self.axis.is_some())
            && within(self.prism_out, 2000)
            && within(self.prism_up, 2000)
            && self.height.is_none_or(|height| (50..=400).contains(&height))
            && self.mono_pd.is_none_or(|pd| (200..=450).contains(&pd))
    }
}

/// Both eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Powers {
    /// Right eye.
    pub right: Eye,
    /// Left eye.
    pub left: Eye,
    /// Distance PD of both eyes, tenths of a millimetre.
    pub pd_tenths: Option<i32>,
}

impl Powers {
    /// Nothing is known of either lens.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.right == Eye::default() && self.left == Eye::default()
    }

    /// Refuses what cannot be a lens.
    ///
    /// # Errors
    /// Refuses `power_out_of_range` naming the eye.
    pub fn must_be_sound(&self) -> Outcome<()> {
        for (eye, name) in [(self.right, "right"), (self.left, "left")] {
            if !eye.sound() {
                return refuse(Refusal::because("power_out_of_range").fact("eye", name).next("check_prescription"));
            }
        }
        Ok(())
    }

    /// Reads nineteen columns starting at `from`: right sphere, cyl, axis, add, left …, PD; then right prism out, prism
    /// up, height, PD of the eye, balance, left …
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn from_row(row: &Row<'_>, from: usize) -> rusqlite::Result<Self> {
        let eye = |at: usize, details: usize| {
            Ok::<_, rusqlite::Error>(Eye {
                sphere: row.get(at)?,
                cyl: row.get(at + 1)?,
                axis: row.get(at + 2)?,
                add: row.get(at + 3)?,
                prism_out: row.get(details)?,
                prism_up: row.get(details + 1)?,
                height: row.get(details + 2)?,
                mono_pd: row.get(details + 3)?,
                balance: row.get(details + 4)?,
            })
        };
        Ok(Self { right: eye(from, from + 9)?, left: eye(from + 4, from + 14)?, pd_tenths: row.get(from + 8)? })
    }
}

/// One prescription.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Prescription {
    /// Id.
    pub id: PrescriptionId,
    /// Spectacles or contact lenses.
    pub kind: PrescriptionKind,
    /// When it was written.
    pub written_on: Option<Day>,
    /// Until when it may be used.
    pub expires_on: Option<Day>,
    /// Who wrote it.
    pub prescriber: Option<String>,
    /// The powers.
    pub powers: Powers,
    /// What else its contact lenses are.
    pub contacts: PrescribedContacts,
}

impl Prescription {
    /// One eye's contact lens; None where nothing is prescribed for that eye.
    #[must_use]
    pub fn contact(&self, side: Side) -> Option<ContactLens> {
        let eye = match side {
            Side::Right => self.powers.right,
            Side::Left => self.powers.left,
        };
        let details = self.contacts.of(side);
        if self.kind != PrescriptionKind::ContactLens || (eye == Eye::default() && details.is_none()) {
            return None;
        }
        let mut lens = details.cloned().map(ContactLens::from).unwrap_or_default();
        lens.keep_powers(eye);
        Some(lens)
    }
}

/// Spectacle and contact lens prescriptions are never compared with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum PrescriptionKind {
    /// Spectacles.
    Spectacle,
    /// Contact lenses.
    ContactLens,
}

const SELECT: &str = "SELECT p.id, p.kind, p.written_on, p.expires_on, p.prescriber,
                             p.r_sphere, p.r_cyl, p.r_axis, p.r_add, p.l_sphere, p.l_cyl, p.l_axis, p.l_add, p.pd_tenths,
                             p.r_prism_out, p.r_prism_up, p.r_height, p.r_mono_pd, p.r_balance,
                             p.l_prism_out, p.l_prism_up, p.l_height, p.l_mono_pd, p.l_balance, p.patient_id,
                             r.eye, r.brand, r.base_curve, r.diameter, r.add_word, r.color, r.wear, r.wear_unit,
                             l.eye, l.brand, l.base_curve, l.diameter, l.add_word, l.color, l.wear, l.wear_unit
                      FROM prescriptions p
                      LEFT JOIN contact_prescriptions r ON r.prescription_id = p.id AND r.eye = 'right'
                      LEFT JOIN contact_prescriptions l ON l.prescription_id = p.id AND l.eye = 'left'";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Prescription> {
    Ok(Prescription {
        id: row.get(0)?,
        kind: match row.get::<_, String>(1)?.as_str() {
            "contact_lens" => PrescriptionKind::ContactLens,
            _ => PrescriptionKind::Spectacle,
        },
        written_on: row.get(2)?,
        expires_on: row.get(3)?,
        prescriber: row.get(4)?,
        powers: Powers::from_row(row, 5)?,
        contacts: PrescribedContacts::from_row(row, 25)?,
    })
}

/// A patient's prescriptions, newest first.
///
/// # Errors
/// As the store gives them.
pub fn of(db: &Connection, patient: PatientId) -> Outcome<Vec<Prescription>> {
    let mut rows = db.prepare_cached(&format!("{SELECT} WHERE p.patient_id = ?1 ORDER BY p.written_on DESC, p.id DESC"))?;
    let rows = rows.query_map([patient], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A prescription, and whose.
#[derive(Debug, Clone, PartialEq)]
pub struct TheirPrescription {
    /// Whose.
    pub patient_id: PatientId,
    /// It.
    pub prescription: Prescription,
}

/// Everybody's prescriptions whose spheres could be these, however they were written: whoever asks compares the rest.
///
/// # Errors
/// As the store gives them.
pub fn with_powers_like(db: &Connection, powers: &Powers) -> Outcome<Vec<TheirPrescription>> {
    // The other form's sphere, and an eighth written .12 or .13.
    let spheres = |eye: Eye| -> [i32; 4] {
        let sphere = eye.sphere.unwrap_or(0);
        let other = sphere + eye.cyl.unwrap_or(0);
        let twin = |power: i32| match power.abs() % 100 {
            12 | 37 | 62 | 87 => power + power.signum(),
            13 | 38 | 63 | 88 => power - power.signum(),
            _ => power,
        };
        [sphere, twin(sphere), other, twin(other)]
    };
    let ([a, b, c, d], [e, f, g, h]) = (spheres(powers.right), spheres(powers.left));
    let mut rows =
        db.prepare_cached(&format!("{SELECT} WHERE p.r_sphere IN (?1, ?2, ?3, ?4) AND p.l_sphere IN (?5, ?6, ?7, ?8) ORDER BY p.id"))?;
    let rows =
        rows.query_map([a, b, c, d, e, f, g, h], |row| Ok(TheirPrescription { patient_id: row.get(24)?, prescription: from_row(row)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Refuses a prescription that is not this patient's.
///
/// # Errors
/// Refuses `no_such_prescription`, `prescription_of_other_patient`.
pub fn must_be_of(db: &Connection, id: PrescriptionId, patient: PatientId) -> Outcome<()> {
    let whose: Option<PatientId> =
        db.prepare_cached("SELECT patient_id FROM prescriptions WHERE id = ?1")?.query_row([id], |row| row.get(0)).optional()?;
    match whose {
        Some(whose) if whose == patient => Ok(()),
        Some(_) => refuse(Refusal::because("prescription_of_other_patient").next("choose_prescription")),
        None => refuse(Refusal::because("no_such_prescription").next("choose_prescription")),
    }
}

/// A prescription to keep.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AddPrescription {
    /// Whose.
    pub patient_id: PatientId,
    /// Spectacles or contact lenses.
    pub kind: PrescriptionKind,
    /// When it was written.
    pub written_on: Option<Day>,
    /// Until when it may be used.
    pub expires_on: Option<Day>,
    /// Who wrote it.
    pub prescriber: Option<String>,
    /// The powers.
    pub powers: Powers,
    /// What else its contact lenses are.
    #[serde(default)]
    pub contacts: PrescribedContacts,
}

/// Which prescription.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfPrescription {
    /// Which.
    pub prescription_id: PrescriptionId,
}

/// `add_prescription`
///
/// # Errors
/// Refuses `no_such_patient`, `power_out_of_range`, `contact_lens_out_of_range`, `nothing_prescribed`, `date_in_future`,
/// `expires_before_written`, `text_too_long`.
pub fn add(act: &mut Act<'_>, request: &AddPrescription) -> Outcome<OfPrescription> {
    super::patients::must_exist(act.db, request.patient_id)?;
    request.powers.must_be_sound()?;
    if request.powers.is_empty() {
        return refuse(Refusal::because("nothing_prescribed").next("check_prescription"));
    }
    if request.written_on.is_some_and(|day| day > act.now.day()) {
        return refuse(Refusal::because("date_in_future").fact("field", "written_on").next("check_date"));
    }
    if let (Some(written), Some(expires)) = (request.written_on, request.expires_on)
        && expires < written
    {
        return refuse(Refusal::because("expires_before_written").next("check_date"));
    }
    let prescriber = super::text::kept("prescriber", request.prescriber.as_deref())?;
    keep(act, &AddPrescription { prescriber, ..request.clone() })
}

/// Keeps a prescription, as it stands in what is brought in from another system.
///
/// # Errors
/// Refuses `no_such_patient`, `power_out_of_range`, `contact_lens_out_of_range`, `text_too_long`.
pub fn keep(act: &mut Act<'_>, request: &AddPrescription) -> Outcome<OfPrescription> {
    super::patients::must_exist(act.db, request.patient_id)?;
    request.powers.must_be_sound()?;
    let id: PrescriptionId = act.mint();
    let Powers { right, left, pd_tenths } = request.powers;
    let kind = match request.kind {
        PrescriptionKind::Spectacle => "spectacle",
        PrescriptionKind::ContactLens => "contact_lens",
    };
    act.db
        .prepare_cached(
            "INSERT INTO prescriptions (id, patient_id, kind, written_on, expires_on, prescriber,
                 r_sphere, r_cyl, r_axis, r_add, l_sphere, l_cyl, l_axis, l_add, pd_tenths,
                 r_prism_out, r_prism_up, r_height, r_mono_pd, r_balance, l_prism_out, l_prism_up, l_height, l_mono_pd, l_balance)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)",
        )?
        .execute(rusqlite::params![
            id,
            request.patient_id,
            kind,
            request.written_on,
            request.expires_on,
            request.prescriber,
            right.sphere,
            right.cyl,
            right.axis,
            right.add,
            left.sphere,
            left.cyl,
            left.axis,
            left.add,
            pd_tenths,
            right.prism_out,
            right.prism_up,
            right.height,
            right.mono_pd,
            right.balance,
            left.prism_out,
            left.prism_up,
            left.height,
            left.mono_pd,
            left.balance,
        ])?;
    if request.kind == PrescriptionKind::ContactLens {
        contact_lenses::keep_prescribed(act, id, &request.contacts)?;
    }
    act.about(request.patient_id);
    Ok(OfPrescription { prescription_id: id })
}

/// Takes a prescription away again: only the undo of an import may.
///
/// # Errors
/// As the store gives them.
pub fn remove(act: &mut Act<'_>, id: PrescriptionId) -> Outcome<()> {
    contact_lenses::remove_prescribed(act, id)?;
    act.db.prepare_cached("DELETE FROM prescriptions WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// Gives all prescriptions of one patient to another; which.
///
/// # Errors
/// As the store gives them.
pub fn give(act: &mut Act<'_>, from: PatientId, to: PatientId) -> Outcome<Vec<i64>> {
    merges::rows_given(act.db, "UPDATE prescriptions SET patient_id = ?2 WHERE patient_id = ?1 RETURNING id", from, to)
}

/// Gives these prescriptions back, those that are still there.
///
/// # Errors
/// As the store gives them.
pub fn give_back(act: &mut Act<'_>, ids: &[i64], from: PatientId, to: PatientId) -> Outcome<()> {
    merges::rows_given_back(act.db, "UPDATE prescriptions SET patient_id = ?3 WHERE id = ?1 AND patient_id = ?2", ids, from, to)
}

/// Removes the prescriptions of a patient who goes.
///
/// # Errors
/// As the store gives them.
pub fn remove_of(act: &mut Act<'_>, patient: PatientId) -> Outcome<()> {
    let ids: Vec<PrescriptionId> = {
        let mut rows = act.db.prepare_cached("SELECT id FROM prescriptions WHERE patient_id = ?1")?;
        let rows = rows.query_map([patient], |row| row.get(0))?;
        rows.collect::<Result<_, _>>()?
    };
    ids.into_iter().try_for_each(|id| remove(act, id))
}
