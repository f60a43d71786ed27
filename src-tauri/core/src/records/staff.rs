//! Named people at the desk, their roles and PINs. A PIN re-opens an unlocked desk, nothing more.

use crate::clock::At;
use crate::desk::{Act, Desk, Look};
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::StaffId;
use crate::private::Private;
use crate::records::guesses;
use crate::store::key::{self, KeptPin};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};

/// What somebody may do; each role may do all that the ones before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Role {
    /// Runs the queue, hands over, calls.
    Receptionist,
    /// Also checks lenses and waives a check by name.
    Dispenser,
    /// Also settings, staff, imports.
    Manager,
}

impl Role {
    /// As stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Receptionist => "receptionist",
            Self::Dispenser => "dispenser",
            Self::Manager => "manager",
        }
    }
}

impl FromSql for Role {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value.as_str()? {
            "receptionist" => Ok(Self::Receptionist),
            "dispenser" => Ok(Self::Dispenser),
            "manager" => Ok(Self::Manager),
            _ => Err(FromSqlError::InvalidType),
        }
    }
}

/// A colleague, as everybody at the desk may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Staff {
    /// Id.
    pub id: StaffId,
    /// Given name.
    pub given: String,
    /// Family name.
    pub family: String,
    /// Role.
    pub role: Role,
    /// Still works here.
    pub active: bool,
}

/// What a PIN is called in `staff` and in the trail: its salt. What guards it lies in `pins`, which no export holds; a name
/// without a row there is a PIN that was left behind, and opens nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(from = "String")]
pub struct PinName(String);

impl From<String> for PinName {
    /// Trails from before they were kept apart hold `salt:hash`.
    fn from(mut name: String) -> Self {
        name.truncate(name.find(':').unwrap_or(name.len()));
        Self(name)
    }
}

/// Hashes a PIN and keeps it apart, outside the transaction; gives the name that the act writes down.
///
/// # Errors
/// As the store gives them; when there is no randomness.
pub(crate) fn keep_pin(desk: &mut Desk, pin: &str) -> Outcome<PinName> {
    let kept = key::hash_pin(pin, desk.dice.as_mut())?;
    desk.store()?.db.execute("INSERT OR REPLACE INTO pins (salt, hash) VALUES (?1, ?2)", (&kept.salt, &kept.hash))?;
    Ok(PinName(kept.salt))
}

/// Forgets every PIN that is nobody's any more.
fn forget_old_pins(act: &Act<'_>) -> Outcome<()> {
    act.db.execute("DELETE FROM pins WHERE salt NOT IN (SELECT pin FROM staff)", [])?;
    Ok(())
}

/// Whose PIN is not on this machine: they need a new one.
///
/// # Errors
/// As the store gives them.
pub fn without_pin(db: &Connection) -> Outcome<Vec<StaffId>> {
    let mut rows = db.prepare_cached("SELECT id FROM staff WHERE active = 1 AND pin NOT IN (SELECT salt FROM pins) ORDER BY id")?;
    let rows = rows.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Everybody, active first.
///
/// # Errors
/// As the store gives them.
pub fn all(db: &Connection) -> Outcome<Vec<Staff>> {
    let mut rows = db.prepare_cached("SELECT id, given, family, role, active FROM staff ORDER BY active DESC, given, id")?;
    let rows = rows.query_map([], |row| {
        Ok(Staff { id: row.get(0)?, given: row.get(1)?, family: row.get(2)?, role: row.get(3)?, active: row.get(4)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One colleague.
///
/// # Errors
/// Refuses `no_such_staff`.
pub fn one(db: &Connection, id: StaffId) -> Outcome<Staff> {
    all(db)?.into_iter().find(|staff| staff.id == id).ok_or_else(|| Refusal::because("no_such_staff").into())
}

/// `staff`: everybody who works here.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskStaff {}

/// `staff`
///
/// # Errors
/// As the store gives them.
pub fn list(look: &Look<'_>, _: AskStaff) -> Outcome<Vec<Staff>> {
    all(look.db)
}

/// A PIN of 4 to 12 digits: the page sends it, the trail never sees it.
pub(crate) fn sound_pin(pin: &str) -> bool {
    (4..=12).contains(&pin.len()) && pin.bytes().all(|byte| byte.is_ascii_digit())
}

fn sound_names<'n>(given: &'n str, family: &'n str) -> Outcome<(&'n str, &'n str)> {
    let (given, family) = (given.trim(), family.trim());
    if given.is_empty() {
        return refuse(Refusal::because("name_needed"));
    }
    if given.chars().count() > 300 || family.chars().count() > 300 {
        return refuse(Refusal::because("name_too_long").fact("at_most", 300));
    }
    Ok((given, family))
}

/// Refuses a name that cannot be told from that of somebody who works here: their acts must stay theirs.
fn told_apart(db: &Connection, who: Option<StaffId>, given: &str, family: &str) -> Outcome<()> {
    let plain = |given: &str, family: &str| format!("{given} {family}").to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let name = plain(given, family);
    let twin = all(db)?.into_iter().find(|other| other.active && Some(other.id) != who && plain(&other.given, &other.family) == name);
    let Some(twin) = twin else { return Ok(()) };
    let full = format!("{} {}", twin.given, twin.family);
    refuse(Refusal::because("staff_name_taken").fact("name", full.trim()).next("tell_apart"))
}

/// Somebody new.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AddStaff {
    /// Given name.
    pub given: String,
    /// Family name.
    pub family: String,
    /// Role.
    pub role: Role,
    /// PIN, 4 to 12 digits.
    pub pin: Private<String>,
}

/// `add_staff` with the PIN already hashed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AddStaffSealed {
    /// Given name.
    pub given: String,
    /// Family name.
    pub family: String,
    /// Role.
    pub role: Role,
    /// What their PIN is called.
    #[serde(alias = "pin_hash")]
    pub pin_name: PinName,
}

/// Turns the PIN into what is kept.
///
/// # Errors
/// Refuses `weak_pin`.
pub fn seal_add(desk: &mut Desk, request: AddStaff) -> Outcome<AddStaffSealed> {
    let pin = request.pin.expose(); // to hash it
    if !sound_pin(pin) {
        return refuse(Refusal::because("weak_pin").next("choose_pin"));
    }
    let pin_name = keep_pin(desk, pin)?;
    Ok(AddStaffSealed { given: request.given, family: request.family, role: request.role, pin_name })
}

/// `add_staff`
///
/// # Errors
/// Refuses `name_needed`; `staff_name_taken` where somebody active is called just the same.
pub fn add(act: &mut Act<'_>, request: &AddStaffSealed) -> Outcome<Staff> {
    let (given, family) = sound_names(&request.given, &request.family)?;
    told_apart(act.db, None, given, family)?;
    let id: StaffId = act.mint();
    act.db.execute(
        "INSERT INTO staff (id, given, family, role, pin) VALUES (?1, ?2, ?3, ?4, ?5)",
        (id, given, family, request.role.as_str(), &request.pin_name.0),
    )?;
    forget_old_pins(act)?;
    act.about(id);
    one(act.db, id)
}

/// Somebody who has no PIN and is in no list: the name of an emergency.
///
/// # Errors
/// As the store gives them.
pub(crate) fn add_without_pin(act: &mut Act<'_>, given: &str, role: Role) -> Outcome<StaffId> {
    let id: StaffId = act.mint();
    act.db
        .execute("INSERT INTO staff (id, given, family, role, pin, active) VALUES (?1, ?2, '', ?3, '', 0)", (id, given, role.as_str()))?;
    Ok(id)
}

/// What they may do now: None where they do not work here any more.
pub(crate) fn role_now(db: &Connection, id: StaffId) -> Outcome<Option<Role>> {
    let mut row = db.prepare_cached("SELECT role FROM staff WHERE id = ?1 AND active = 1")?;
    Ok(row.query_row([id], |row| row.get(0)).optional()?)
}

/// A colleague's name or role, or that they left.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ChangeStaff {
    /// Who.
    pub staff_id: StaffId,
    /// Given name from now on.
    pub given: String,
    /// Family name from now on.
    pub family: String,
    /// Role from now on.
    pub role: Role,
    /// Still works here.
    pub active: bool,
}

/// `change_staff`
///
/// # Errors
/// Refuses `name_needed`, `staff_name_taken`, `last_manager` when nobody could manage any more, and `not_yourself` for one's own role.
pub fn change(act: &mut Act<'_>, request: &ChangeStaff) -> Outcome<Staff> {
    let before = one(act.db, request.staff_id)?;
    let (given, family) = sound_names(&request.given, &request.family)?;
    let renamed = (before.given.as_str(), before.family.as_str()) != (given, family);
    if request.active && (renamed || !before.active) {
        told_apart(act.db, Some(request.staff_id), given, family)?;
    }
    act.db.execute(
        "UPDATE staff SET given = ?2, family = ?3, role = ?4, active = ?5 WHERE id = ?1",
        (request.staff_id, given, family, request.role.as_str(), request.active),
    )?;
    if !all(act.db)?.iter().any(|staff| staff.active && staff.role == Role::Manager) {
        return refuse(Refusal::because("last_manager").next("name_manager"));
    }
    // Whoever is at the desk keeps what they may do until somebody else changes it.
    if act.staff == Some(request.staff_id) && (before.role, before.active) != (request.role, request.active) {
        return refuse(Refusal::because("not_yourself").next("ask_colleague"));
    }
    act.about(request.staff_id);
    one(act.db, request.staff_id)
}

/// A new PIN for oneself, or by a manager for somebody.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ChangePin {
    /// Whose.
    pub staff_id: StaffId,
    /// The new PIN.
    pub pin: Private<String>,
}

/// `change_pin` with the PIN already hashed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChangePinSealed {
    /// Whose.
    pub staff_id: StaffId,
    /// What their PIN is called.
    #[serde(alias = "pin_hash")]
    pub pin_name: PinName,
}

/// Turns the PIN into what is kept.
///
/// # Errors
/// Refuses `weak_pin`.
pub fn seal_change_pin(desk: &mut Desk, request: ChangePin) -> Outcome<ChangePinSealed> {
    let pin = request.pin.expose(); // to hash it
    if !sound_pin(pin) {
        return refuse(Refusal::because("weak_pin").next("choose_pin"));
    }
    Ok(ChangePinSealed { staff_id: request.staff_id, pin_name: keep_pin(desk, pin)? })
}

/// Whoever does this act has at least this role.
///
/// # Errors
/// Refuses `not_your_role`, `not_signed_in`.
pub fn must_be(act: &Act<'_>, role: Role) -> Outcome<()> {
    if one(act.db, act.somebody()?)?.role < role {
        let needs = serde_json::to_value(role).unwrap_or_default();
        return refuse(Refusal::because("not_your_role").fact("needs", needs).next("ask_colleague"));
    }
    Ok(())
}

/// Somebody has this PIN from now on; wrong tries are forgotten.
///
/// # Errors
/// As the store gives them.
pub(crate) fn give_pin(act: &mut Act<'_>, staff_id: StaffId, pin: &PinName) -> Outcome<()> {
    act.db.execute("UPDATE staff SET pin = ?2, pin_failures = 0, pin_wait_until = NULL WHERE id = ?1", (staff_id, &pin.0))?;
    forget_old_pins(act)?;
    act.about(staff_id);
    Ok(())
}

/// `change_pin`
///
/// # Errors
/// Refuses `not_your_role` for somebody else's PIN unless a manager asks.
pub fn change_pin(act: &mut Act<'_>, request: &ChangePinSealed) -> Outcome<Staff> {
    if act.somebody()? != request.staff_id {
        must_be(act, Role::Manager)?;
    }
    give_pin(act, request.staff_id, &request.pin_name)?;
    one(act.db, request.staff_id)
}

/// A person and their PIN: signs in, switches, or overrides as a second person.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SignIn {
    /// Who.
    pub staff_id: StaffId,
    /// Their PIN.
    pub pin: Private<String>,
}

/// A PIN that was compared: the trail keeps only whether it was right.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PinChecked {
    /// Whose.
    pub staff_id: StaffId,
    /// Was it right?
    pub right: bool,
    /// How long it still has to wait, in milliseconds; 0: it was compared. None: as the clock on the wall says, as the trail
    /// had it before a date could not shorten it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_ms: Option<u64>,
}

/// Who is now at the desk.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SignedIn {
    /// Who.
    pub staff_id: StaffId,
    /// As what.
    pub role: Role,
}

/// Compares a PIN outside the transaction.
///
/// # Errors
/// Refuses `pin_needed` where their PIN stayed on another machine.
pub fn check_pin(desk: &mut Desk, staff_id: StaffId, pin: &Private<String>) -> Outcome<PinChecked> {
    let db = &desk.store()?.db;
    if without_pin(db)?.contains(&staff_id) {
        return refuse(Refusal::because("pin_needed").next("ask_manager"));
    }
    let kept: Option<(KeptPin, u32)> = db
        .query_row(
            "SELECT p.salt, p.hash, s.pin_failures FROM staff s JOIN pins p ON p.salt = s.pin WHERE s.id = ?1 AND s.active = 1",
            [staff_id],
            |row| Ok((KeptPin { salt: row.get(0)?, hash: row.get(1)? }, row.get(2)?)),
        )
        .optional()?;
    let Some((kept, wrong)) = kept else { return Ok(PinChecked { staff_id, right: false, left_ms: Some(0) }) };
    let left = guesses::left_ms(guesses::pin_wait_ms(wrong), desk.pin_tried(staff_id), desk.running_ms());
    // During a wait the PIN is not even compared.
    let right = left == 0 && key::pin_matches(&kept, pin.expose()); // to compare it
    if left == 0 && !right {
        desk.pin_was_wrong(staff_id);
    }
    Ok(PinChecked { staff_id, right, left_ms: Some(left) })
}

/// Seals `sign_in`.
///
/// # Errors
/// As the store gives them.
pub fn seal_sign_in(desk: &mut Desk, request: SignIn) -> Outcome<PinChecked> {
    check_pin(desk, request.staff_id, &request.pin)
}

/// `sign_in`
///
/// # Errors
/// Refuses `wrong_pin` and `pin_wait`; both are kept.
pub fn sign_in(act: &mut Act<'_>, request: &PinChecked) -> Outcome<SignedIn> {
    accept_pin(act, request)
}

/// Counts a wrong PIN, clears the count on a right one. Three free tries, then a wait that doubles from 30 seconds
/// to 16 minutes: at most 100 guesses a day (PROMISES.md row 16).
///
/// # Errors
/// Refuses `wrong_pin` and `pin_wait`; both are kept.
pub fn accept_pin(act: &mut Act<'_>, checked: &PinChecked) -> Outcome<SignedIn> {
    let found: Option<(u32, Option<At>, Role)> = act
        .db
        .query_row("SELECT pin_failures, pin_wait_until, role FROM staff WHERE id = ?1 AND active = 1", [checked.staff_id], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let Some((failures, wait_until, role)) = found else {
        return refuse(Refusal::because("no_such_staff"));
    };
    let waits_until = match checked.left_ms {
        Some(left) => (left > 0).then(|| At(act.now.at.0.saturating_add_unsigned(left))),
        None => wait_until.filter(|until| *until > act.now.at),
    };
    if let Some(until) = waits_until {
        return refuse(Refusal::because("pin_wait").fact("until", until.0).kept());
    }
    act.about(checked.staff_id);
    if checked.right {
        act.db.execute("UPDATE staff SET pin_failures = 0, pin_wait_until = NULL WHERE id = ?1", [checked.staff_id])?;
        return Ok(SignedIn { staff_id: checked.staff_id, role });
    }
    let failures = failures + 1;
    let wait = guesses::pin_wait_ms(failures);
    let until = (wait > 0).then(|| At(act.now.at.0.saturating_add_unsigned(wait)));
    act.db.execute("UPDATE staff SET pin_failures = ?2, pin_wait_until = ?3 WHERE id = ?1", (checked.staff_id, failures, until))?;
    let mut refusal = Refusal::because("wrong_pin").next("try_again");
    if let Some(until) = until {
        refusal = refusal.fact("until", until.0);
    }
    refuse(refusal.kept())
}
