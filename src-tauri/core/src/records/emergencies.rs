//! Emergency access: everybody who could sign in is away, and somebody at the desk has the clinic's passphrase or its printed
//! key. They get in under a name of their own, with a reason; a manager is told, and a printed key is good for one of these.

use crate::clock::At;
use crate::desk::{Act, Desk, Look};
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::StaffId;
use crate::private::Private;
use crate::records::staff::{self, Role, SignedIn};
use crate::records::{clinic, guesses};
use crate::store::key::{self, KeyFile};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// What opened the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum OpenedBy {
    /// The morning's passphrase, which the whole desk may know: the work of a receptionist, no more.
    Passphrase,
    /// The printed key, which is the owner's: also what a manager may, or a clinic whose only manager is gone stays locked.
    RecoveryKey,
}

impl OpenedBy {
    fn as_str(self) -> &'static str {
        match self {
            Self::Passphrase => "passphrase",
            Self::RecoveryKey => "recovery_key",
        }
    }
}

/// Somebody without a PIN asks to be let in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EnterInEmergency {
    /// Who they are.
    pub name: String,
    /// Why.
    pub reason: String,
    /// Passphrase or recovery key, as typed.
    pub secret: Private<String>,
}

/// They are in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct InEmergency {
    /// Where the printed key was used: the one to print instead. The used one opens until this one is typed back.
    pub recovery_key: Option<Private<String>>,
}

/// `enter_in_emergency`
///
/// # Errors
/// Refuses `not_in_practice`, `name_needed`, `name_too_long`, `reason_needed`, `text_too_long`, `secret_wait`, `wrong_passphrase`.
pub fn enter_in_emergency(desk: &mut Desk, request: EnterInEmergency) -> Outcome<InEmergency> {
    let folder = desk.store()?.folder.clone();
    if folder == desk.folder(true) {
        return refuse(Refusal::because("not_in_practice"));
    }
    let (name, reason) = (request.name.trim(), request.reason.trim());
    if name.is_empty() {
        return refuse(Refusal::because("name_needed"));
    }
    if name.chars().count() > 120 {
        return refuse(Refusal::because("name_too_long").fact("at_most", 120));
    }
    if reason.is_empty() {
        return refuse(Refusal::because("reason_needed"));
    }
    if reason.chars().count() > 300 {
        return refuse(Refusal::because("text_too_long").fact("at_most", 300));
    }
    let mut file = KeyFile::read(&folder)?;
    guesses::before_secret(desk)?;
    let secret = request.secret.expose(); // to open a wrap with it
    let mut next = None;
    let opened_by = if file.by_passphrase(secret).is_some() {
        OpenedBy::Passphrase
    } else if let Some(data_key) = file.by_recovery_key(secret) {
        let recovery = key::new_recovery_key(desk.dice.as_mut())?;
        file.wrap_next_recovery(&data_key, &recovery, desk.dice.as_mut())?;
        file.write(&folder)?;
        next = Some(Private::new(recovery));
        OpenedBy::RecoveryKey
    } else {
        return refuse(Refusal::because("wrong_passphrase").next("try_again_or_recovery_key"));
    };
    guesses::secret_was_right(desk);
    // Whoever was at the desk is not any more: nothing of this is theirs.
    desk.session = None;
    desk.inside("emergency_begun", json!(EmergencyBegun { name: name.to_owned(), reason: reason.to_owned(), opened_by }))?;
    Ok(InEmergency { recovery_key: next })
}

/// An emergency begins.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EmergencyBegun {
    /// Who they said they are.
    pub name: String,
    /// Why.
    pub reason: String,
    /// By what.
    pub opened_by: OpenedBy,
}

/// `emergency_begun` (inside): a name of its own, under which all of it stands: Sam (E-1).
///
/// # Errors
/// As the store gives them.
pub fn emergency_begun(act: &mut Act<'_>, request: &EmergencyBegun) -> Outcome<SignedIn> {
    let number: i64 = act.db.query_row("SELECT count(*) + 1 FROM emergencies", [], |row| row.get(0))?;
    let role = match request.opened_by {
        OpenedBy::Passphrase => Role::Receptionist,
        OpenedBy::RecoveryKey => Role::Manager,
    };
    let staff_id = staff::add_without_pin(act, &format!("{} (E-{number})", request.name), role)?;
    act.db.execute(
        "INSERT INTO emergencies (staff_id, opened_by, reason, begun_at) VALUES (?1, ?2, ?3, ?4)",
        (staff_id, request.opened_by.as_str(), &request.reason, act.now.at),
    )?;
    if request.opened_by == OpenedBy::RecoveryKey {
        clinic::key_is_new(act)?;
    }
    act.about(staff_id);
    Ok(SignedIn { staff_id, role })
}

/// Is this the name of an emergency?
///
/// # Errors
/// As the store gives them.
pub fn is_one(db: &Connection, staff: StaffId) -> Outcome<bool> {
    Ok(db.prepare_cached("SELECT EXISTS (SELECT 1 FROM emergencies WHERE staff_id = ?1)")?.query_row([staff], |row| row.get(0))?)
}

/// How many no manager has seen yet.
///
/// # Errors
/// As the store gives them.
pub fn unseen(db: &Connection) -> Outcome<u32> {
    Ok(db.prepare_cached("SELECT count(*) FROM emergencies WHERE seen_at IS NULL")?.query_row([], |row| row.get(0))?)
}

/// One emergency access.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Emergency {
    /// The name under which it stands in the trail.
    pub staff_id: StaffId,
    /// That name.
    pub name: String,
    /// Why.
    pub reason: String,
    /// Was the printed key used?
    pub by_recovery_key: bool,
    /// When they came in.
    pub begun_at: At,
    /// When they last did or looked at something.
    pub last_at: At,
    /// How many entries of the trail are theirs, looks too.
    pub entries: u32,
    /// When a manager saw it.
    pub seen_at: Option<At>,
}

/// `emergencies`: the newest first.
///
/// # Errors
/// As the store gives them.
pub fn emergencies(look: &Look<'_>, _: clinic::Nothing) -> Outcome<Vec<Emergency>> {
    let mut rows = look.db.prepare_cached(
        "SELECT e.staff_id, s.given, e.reason, e.opened_by = 'recovery_key', e.begun_at,
                max(e.begun_at, coalesce((SELECT max(at) FROM trail WHERE staff_id = e.staff_id), 0)),
                (SELECT count(*) FROM trail WHERE staff_id = e.staff_id), e.seen_at
         FROM emergencies e JOIN staff s ON s.id = e.staff_id ORDER BY e.staff_id DESC",
    )?;
    let rows = rows.query_map([], |row| {
        Ok(Emergency {
            staff_id: row.get(0)?,
            name: row.get(1)?,
            reason: row.get(2)?,
            by_recovery_key: row.get(3)?,
            begun_at: row.get(4)?,
            last_at: row.get(5)?,
            entries: row.get(6)?,
            seen_at: row.get(7)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Which emergency.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfEmergency {
    /// Under which name it stands.
    pub staff_id: StaffId,
}

/// `see_emergency`: a manager knows of it.
///
/// # Errors
/// Refuses `not_yourself`.
pub fn see_emergency(act: &mut Act<'_>, request: &OfEmergency) -> Outcome<OfEmergency> {
    let by = act.somebody()?;
    if is_one(act.db, by)? {
        return refuse(Refusal::because("not_yourself").next("ask_colleague"));
    }
    act.db.execute(
        "UPDATE emergencies SET seen_at = ?2, seen_by = ?3 WHERE staff_id = ?1 AND seen_at IS NULL",
        (request.staff_id, act.now.at, by),
    )?;
    act.about(request.staff_id);
    Ok(request.clone())
}
