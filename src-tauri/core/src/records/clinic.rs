//! The clinic itself: its first day, unlocking it, and the practice clinic beside it.

use crate::clock::At;
use crate::desk::{Act, Desk, Look};
use crate::error::{Fault, Halt, Outcome, Refusal, refuse};
use crate::ids::StaffId;
use crate::private::Private;
use crate::records::begin::begin;
use crate::records::keychain::{self, InKeychain};
use crate::records::settings::Settings;
use crate::records::staff::{self, PinName, Role, SignedIn, Staff};
use crate::records::theme::{self, Theme};
use crate::records::{emergencies, guesses};
use crate::store::Store;
use crate::store::key::{self, DataKey, KeyFile};
use crate::store::synced::may_hold_the_clinic;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::fs::File;
use std::path::{Path, PathBuf};

/// The practice clinic is marked as such on every screen; its file is encrypted all the same.
const PRACTICE_PASSPHRASE: &str = "practice makes perfect";

/// Where the desk stands before anything else can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Stage {
    /// No clinic yet: set one up, or practice.
    FirstStart,
    /// A clinic is there and needs its passphrase.
    Closed,
    /// Open; nobody is signed in.
    SignIn,
    /// Somebody is at the desk.
    Open,
}

/// `desk_state`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DeskState {
    /// Where the desk stands.
    pub stage: Stage,
    /// The clinic's name, once open.
    pub clinic: Option<String>,
    /// This is the practice clinic.
    pub practice: bool,
    /// The printed recovery key was typed back. Always so in the practice clinic, which prints none.
    pub recovery_key_confirmed: bool,
    /// Who may sign in, once open.
    pub staff: Vec<Staff>,
    /// Those of them whose PIN is not on this machine: a manager gives them a new one.
    pub without_pin: Vec<StaffId>,
    /// Who is signed in.
    pub who: Option<StaffId>,
    /// Who came in without a PIN: they are among the staff while they are in, and no longer.
    pub in_emergency: Option<Staff>,
    /// Emergency access that the manager who is signed in has not seen yet.
    pub emergencies_unseen: u32,
    /// The desk's time now.
    pub now: At,
    /// The clinic's offset from UTC, minutes east.
    pub offset_minutes: i32,
    /// Nobody was added or brought in yet: the counter offers to bring the patients in.
    pub no_patients_yet: bool,
    /// Light or dark, as this desk chose.
    pub theme: Theme,
    /// The practice clinic's PINs, to show on its sign-in screen; empty in a real clinic.
    pub practice_pin: Option<String>,
    /// While the clinic is closed: its newest backup on this machine that can be read.
    pub newest_backup: Option<NewestBackup>,
    /// What this machine's keychain does for the clinic; nothing for the practice clinic.
    pub keychain: InKeychain,
}

/// The backup that is offered where the file cannot be opened.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NewestBackup {
    /// Its file's name.
    pub name: String,
    /// When it was made.
    pub made_at: At,
}

/// The newest of the backups on this machine.
fn newest_backup(desk: &Desk) -> Option<NewestBackup> {
    let lying = crate::store::backup::in_folder(&desk.home().join(crate::store::backup::FOLDER));
    lying.into_iter().find_map(|one| {
        let name = one.path.file_name()?.to_string_lossy().into_owned();
        Some(NewestBackup { name, made_at: one.header?.made_at })
    })
}

/// A request without fields.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Nothing {}

/// The PIN of everybody in the practice clinic.
pub const PRACTICE_PIN: &str = "1234";

/// `desk_state`
///
/// # Errors
/// As the store gives them.
pub fn desk_state(desk: &mut Desk, _: Nothing) -> Outcome<DeskState> {
    let now = desk.now();
    let mut state = DeskState {
        stage: if Store::exists(&desk.folder(false)) { Stage::Closed } else { Stage::FirstStart },
        clinic: None,
        practice: false,
        recovery_key_confirmed: true,
        staff: Vec::new(),
        without_pin: Vec::new(),
        who: desk.session.map(|session| session.staff),
        in_emergency: None,
        emergencies_unseen: 0,
        now: now.at,
        offset_minutes: now.offset_minutes,
        no_patients_yet: false,
        theme: theme::chosen(desk),
        practice_pin: None,
        newest_backup: if desk.store().is_err() { newest_backup(desk) } else { None },
        keychain: keychain::standing(desk),
    };
    if let Ok(store) = desk.store() {
        let (name, practice, confirmed) = store.db.query_row("SELECT name, practice, recovery_key_confirmed FROM clinic", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
        state.clinic = Some(name);
        state.practice = practice;
        // The practice clinic has no paper to lose.
        state.recovery_key_confirmed = confirmed || practice;
        state.staff = staff::all(&store.db)?.into_iter().filter(|staff| staff.active).collect();
        match desk.session {
            Some(session) if session.emergency => {
                let in_emergency = staff::one(&store.db, session.staff)?;
                state.staff.push(in_emergency.clone());
                state.in_emergency = Some(in_emergency);
            }
            Some(session) if session.role == Role::Manager => state.emergencies_unseen = emergencies::unseen(&store.db)?,
            _ => {}
        }
        state.without_pin = staff::without_pin(&store.db)?;
        state.no_patients_yet = store.db.query_row("SELECT NOT EXISTS (SELECT 1 FROM patients)", [], |row| row.get(0))?;
        state.stage = if desk.session.is_some() { Stage::Open } else { Stage::SignIn };
        if practice {
            state.keychain = InKeychain::NoKeychain;
        }
        state.practice_pin = practice.then(|| PRACTICE_PIN.to_owned());
    }
    Ok(state)
}

/// The clinic's first day.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct SetUpClinic {
    /// The clinic's name.
    pub clinic: String,
    /// The first person's given name; they are a manager.
    pub given: String,
    /// Their family name.
    pub family: String,
    /// Their PIN.
    pub pin: Private<String>,
    /// Opens the file each morning; at least 12 characters, and 5 different ones.
    pub passphrase: Private<String>,
    /// Where the machine's clock is, such as `America/New_York`.
    pub zone: Option<String>,
}

/// The key to print.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RecoveryKey {
    /// 8 groups of 4 letters.
    pub recovery_key: Private<String>,
}

/// `set_up_clinic`: makes the encrypted file and its two key wraps; the first person is signed in.
///
/// # Errors
/// Refuses `clinic_exists`, `weak_passphrase`, `simple_passphrase`, `weak_pin`, `name_needed`, `synced_folder`.
/// Faults `disk`, `full_disk`. The desk is as empty as before then.
pub fn set_up(desk: &mut Desk, request: SetUpClinic) -> Outcome<RecoveryKey> {
    if Store::exists(&desk.folder(false)) {
        return refuse(Refusal::because("clinic_exists").next("unlock"));
    }
    must_be_sound(&request.passphrase)?;
    if request.clinic.trim().is_empty() || request.given.trim().is_empty() {
        return refuse(Refusal::because("name_needed"));
    }
    if !staff::sound_pin(request.pin.expose()) {
        // counted, not kept
        return refuse(Refusal::because("weak_pin").next("choose_pin"));
    }
    begin(desk, &request.passphrase, |desk, coming, key| {
        let lock = Store::take(coming)?;
        desk.open_store(Store::open(coming, key, lock, None)?)?;
        let pin_name = staff::keep_pin(desk, request.pin.expose())?; // to hash it
        let first = desk.inside(
            "found_clinic",
            json!(FoundClinic {
                clinic: request.clinic.trim().to_owned(),
                practice: false,
                given: request.given.trim().to_owned(),
                family: request.family.trim().to_owned(),
                pin_name,
                zone: request.zone.filter(|zone| zone.parse::<chrono_tz::Tz>().is_ok()),
            }),
        )?;
        Ok(serde_json::from_value(first["staff_id"].clone())?)
    })
}

/// A passphrase that is not guessed at once.
pub(crate) fn must_be_sound(passphrase: &Private<String>) -> Outcome<()> {
    // counted, not kept
    if passphrase.expose().chars().count() < 12 {
        return refuse(Refusal::because("weak_passphrase").fact("at_least", 12));
    }
    // counted, not kept
    if different(passphrase.expose()) < 5 {
        return refuse(Refusal::because("simple_passphrase").fact("at_least", 5));
    }
    Ok(())
}

/// How many different characters, spaces and capitals aside: aaaaaaaaaaaa is long and guessed at once.
fn different(passphrase: &str) -> usize {
    let letters = passphrase.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase);
    letters.collect::<std::collections::HashSet<_>>().len()
}

/// The first rows of a clinic.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FoundClinic {
    /// The clinic's name.
    pub clinic: String,
    /// A practice clinic.
    pub practice: bool,
    /// The first person's given name.
    pub given: String,
    /// Their family name.
    pub family: String,
    /// What their PIN is called.
    #[serde(alias = "pin_hash")]
    pub pin_name: PinName,
    /// Where the clinic's clock is.
    pub zone: Option<String>,
}

/// `found_clinic` (inside): the clinic's row and its first manager.
///
/// # Errors
/// Refuses `clinic_exists`.
pub fn found(act: &mut Act<'_>, request: &FoundClinic) -> Outcome<SignedIn> {
    let rows: i64 = act.db.query_row("SELECT count(*) FROM clinic", [], |row| row.get(0))?;
    if rows > 0 {
        return refuse(Refusal::because("clinic_exists"));
    }
    act.db.execute(
        "INSERT INTO clinic (only_row, name, practice, settings, started_at) VALUES (1, ?1, ?2, ?3, ?4)",
        (
            &request.clinic,
            request.practice,
            serde_json::to_string(&Settings { zone: request.zone.clone(), ..Settings::default() })?,
            act.now.at,
        ),
    )?;
    let first = staff::AddStaffSealed {
        given: request.given.clone(),
        family: request.family.clone(),
        role: Role::Manager,
        pin_name: request.pin_name.clone(),
    };
    let first = staff::add(act, &first)?;
    Ok(SignedIn { staff_id: first.id, role: first.role })
}

/// The recovery key, typed back from paper.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ConfirmRecoveryKey {
    /// As typed.
    pub typed: Private<String>,
}

/// The trail keeps only that it matched.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RecoveryKeyMatched {}

/// Compares the typed recovery key with the file's wrap.
///
/// # Errors
/// Refuses `recovery_key_differs`.
pub fn seal_confirm_recovery_key(desk: &mut Desk, request: ConfirmRecoveryKey) -> Outcome<RecoveryKeyMatched> {
    let folder = desk.store()?.folder.clone();
    let mut file = KeyFile::read(&folder)?;
    if !file.confirm_recovery(request.typed.expose()) {
        // to open the wrap with it
        return refuse(Refusal::because("recovery_key_differs").next("compare_paper"));
    }
    file.write(&folder)?;
    Ok(RecoveryKeyMatched {})
}

/// The paper that opens this file is a new one: nobody has typed it back yet.
///
/// # Errors
/// As the store gives them.
pub(crate) fn key_is_new(act: &Act<'_>) -> Outcome<()> {
    act.db.execute("UPDATE clinic SET recovery_key_confirmed = 0", [])?;
    Ok(())
}

/// `confirm_recovery_key`
///
/// # Errors
/// As the store gives them.
pub fn confirm_recovery_key(act: &mut Act<'_>, _: &RecoveryKeyMatched) -> Outcome<Nothing> {
    act.db.execute("UPDATE clinic SET recovery_key_confirmed = 1", [])?;
    Ok(Nothing {})
}

/// A new recovery key, for the clinic whose paper is lost.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NewRecoveryKey {
    /// The clinic's passphrase, or the key that is there: a PIN alone must not be enough to make one.
    pub passphrase: Private<String>,
}

/// Another passphrase.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ChangePassphrase {
    /// The passphrase now, or the recovery key where it is forgotten: a PIN alone must not be enough.
    pub secret: Private<String>,
    /// The one from now on.
    pub passphrase: Private<String>,
}

/// `change_passphrase`: the records stay as they are, only their key is wrapped anew. Backups made before open with the
/// passphrase of their time, and with the printed key.
///
/// # Errors
/// Refuses `not_in_practice`, `weak_passphrase`, `simple_passphrase`, `wrong_passphrase`. Faults `disk`: the old one stays.
pub fn change_passphrase(desk: &mut Desk, request: ChangePassphrase) -> Outcome<Nothing> {
    let folder = desk.store()?.folder.clone();
    if folder == desk.folder(true) {
        return refuse(Refusal::because("not_in_practice"));
    }
    must_be_sound(&request.passphrase)?;
    let mut file = KeyFile::read(&folder)?;
    guesses::before_secret(desk)?;
    let secret = request.secret.expose(); // to open a wrap with it
    let Some(data_key) = file.by_passphrase(secret).or_else(|| file.by_recovery_key(secret)) else {
        return refuse(Refusal::because("wrong_passphrase").next("try_again_or_recovery_key"));
    };
    guesses::secret_was_right(desk);
    // to wrap the key by it
    file.rewrap_passphrase(&data_key, request.passphrase.expose(), desk.dice.as_mut())?;
    file.write(&folder)?;
    desk.inside("passphrase_changed", json!({}))?;
    Ok(Nothing {})
}

/// `passphrase_changed` (inside): the trail says that it was.
///
/// # Errors
/// None.
pub fn passphrase_changed(_: &mut Act<'_>, _: &Nothing) -> Outcome<Nothing> {
    Ok(Nothing {})
}

/// `new_recovery_key`: another key to print. The old paper opens the clinic until the new key is typed back.
///
/// # Errors
/// Refuses `wrong_passphrase`. Faults as the key file gives them.
pub fn new_recovery_key(desk: &mut Desk, request: NewRecoveryKey) -> Outcome<RecoveryKey> {
    let folder = desk.store()?.folder.clone();
    let mut file = KeyFile::read(&folder)?;
    guesses::before_secret(desk)?;
    let secret = request.passphrase.expose(); // to open a wrap with it
    let Some(data_key) = file.by_passphrase(secret).or_else(|| file.by_recovery_key(secret)) else {
        return refuse(Refusal::because("wrong_passphrase").next("try_again"));
    };
    guesses::secret_was_right(desk);
    let recovery = key::new_recovery_key(desk.dice.as_mut())?;
    file.wrap_next_recovery(&data_key, &recovery, desk.dice.as_mut())?;
    file.write(&folder)?;
    desk.inside("recovery_key_made", json!({}))?;
    Ok(RecoveryKey { recovery_key: Private::new(recovery) })
}

/// `recovery_key_made` (inside): the trail says who made a key, and never which.
///
/// # Errors
/// None.
pub fn recovery_key_made(_: &mut Act<'_>, _: &Nothing) -> Outcome<Nothing> {
    Ok(Nothing {})
}

/// The clinic's name from now on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RenameClinic {
    /// It stands on labels, slips and letters.
    pub name: String,
}

/// `rename_clinic`
///
/// # Errors
/// Refuses `name_needed`, `name_too_long`.
pub fn rename(act: &mut Act<'_>, request: &RenameClinic) -> Outcome<Nothing> {
    let name = request.name.trim();
    if name.is_empty() {
        return refuse(Refusal::because("name_needed"));
    }
    if name.chars().count() > 120 {
        return refuse(Refusal::because("name_too_long").fact("at_most", 120));
    }
    act.db.execute("UPDATE clinic SET name = ?1", [name])?;
    Ok(Nothing {})
}

/// The morning's passphrase, or the printed key.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Unlock {
    /// Passphrase or recovery key, as typed.
    pub secret: Private<String>,
}

/// `unlock`: opens the clinic's file. Somebody still has to sign in.
///
/// # Errors
/// Refuses `no_clinic`, `synced_folder`, `wrong_passphrase`. Faults `already_open`, `key_missing`, `key_damaged`, `damaged`,
/// `newer_file`, `disk`.
pub fn unlock(desk: &mut Desk, request: Unlock) -> Outcome<DeskState> {
    let (folder, lock) = take_to_open(desk)?;
    let file = KeyFile::read(&folder)?;
    guesses::before_secret(desk)?;
    let secret = request.secret.expose(); // to open a wrap with it
    let Some(data_key) = file.by_passphrase(secret).or_else(|| file.by_recovery_key(secret)) else {
        let lying = crate::store::backup::in_folder(&desk.home().join(crate::store::backup::FOLDER));
        if lying.into_iter().find_map(|one| one.header).is_some_and(|header| file.is_nearly(&header.key)) {
            // What was typed may well be right.
            return Err(Fault::new("key_damaged", "a wrap differs a little from the newest backup's").into());
        }
        return refuse(Refusal::because("wrong_passphrase").next("try_again_or_recovery_key"));
    };
    guesses::secret_was_right(desk);
    open_with(desk, &folder, &data_key, lock)
}

/// Takes the clinic's folder for this desk, to open the file in it.
pub(crate) fn take_to_open(desk: &mut Desk) -> Outcome<(PathBuf, File)> {
    let folder = desk.folder(false);
    if !Store::exists(&folder) {
        return refuse(Refusal::because("no_clinic").next("set_up"));
    }
    may_hold_the_clinic(&folder)?;
    desk.close_store();
    let lock = Store::take(&folder)?;
    Ok((folder, lock))
}

/// Opens the clinic's file with its key.
pub(crate) fn open_with(desk: &mut Desk, folder: &Path, data_key: &DataKey, lock: File) -> Outcome<DeskState> {
    if !folder.join(crate::store::FILE).exists() {
        return Err(Fault::new("file_missing", "key without store").into());
    }
    let keeps = desk.home().join(crate::store::backup::FOLDER);
    desk.open_store(Store::open(folder, data_key, lock, Some((desk.now(), &keeps)))?)?;
    desk_state(desk, Nothing {})
}

/// `open_practice`: the practice clinic, made new where there is none yet.
///
/// # Errors
/// As the store gives them.
pub fn open_practice(desk: &mut Desk, _: Nothing) -> Outcome<DeskState> {
    let folder = desk.folder(true);
    if folder.join(crate::store::FILE).exists() && folder.join(key::FILE).exists() {
        desk.close_store();
        let lock = Store::take(&folder)?;
        let opened = KeyFile::read(&folder)
            .ok()
            .and_then(|file| file.by_passphrase(PRACTICE_PASSPHRASE))
            .map(|data_key| Store::open(&folder, &data_key, lock, None));
        match opened {
            Some(Ok(store)) => {
                // A practice clinic that was never finished is made anew.
                let whole: i64 = store.db.query_row("SELECT count(*) FROM clinic", [], |row| row.get(0))?;
                if whole == 1 {
                    desk.open_store(store)?;
                    return desk_state(desk, Nothing {});
                }
            }
            Some(Err(fault)) if fault.code == "already_open" => return Err(fault.into()),
            _ => {}
        }
    }
    reset_practice(desk, Nothing {})
}

/// `reset_practice`: throws the practice clinic away and makes it again. Real records are never near it.
///
/// # Errors
/// As the store gives them.
pub fn reset_practice(desk: &mut Desk, _: Nothing) -> Outcome<DeskState> {
    let folder = desk.folder(true);
    desk.close_store();
    let lock = Store::take(&folder)?;
    for name in [crate::store::FILE, "clinic.rightful-wal", "clinic.rightful-shm", key::FILE] {
        match std::fs::remove_file(folder.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(Fault::new("disk", error.kind()).into()),
            _ => {}
        }
    }
    let data_key = DataKey::random(desk.dice.as_mut())?;
    let recovery = key::new_recovery_key(desk.dice.as_mut())?;
    KeyFile::wrap(&data_key, PRACTICE_PASSPHRASE, &recovery, desk.dice.as_mut())?.write(&folder)?;
    desk.open_store(Store::open(&folder, &data_key, lock, None)?)?;
    crate::practice::fill(desk)?;
    desk.session = None;
    desk_state(desk, Nothing {})
}

/// `lock`: the desk is nobody's until somebody signs in.
///
/// # Errors
/// None.
pub fn lock(desk: &mut Desk, _: Nothing) -> Outcome<DeskState> {
    desk.session = None;
    // A look into a backup is its opener's.
    desk.backups.ready = None;
    desk_state(desk, Nothing {})
}

/// Is this the practice clinic's store?
///
/// # Errors
/// As the store gives them.
pub fn is_practice(db: &Connection) -> Outcome<bool> {
    Ok(db.prepare_cached("SELECT practice FROM clinic")?.query_row([], |row| row.get(0))?)
}

/// `close`: closes the file too; the passphrase is needed again. Leaves the practice clinic.
///
/// # Errors
/// None.
pub fn close(desk: &mut Desk, _: Nothing) -> Outcome<DeskState> {
    desk.close_store();
    desk_state(desk, Nothing {})
}

/// `still_here`: somebody types or moves at the desk, so it does not lock.
///
/// # Errors
/// None.
pub fn still_here(desk: &mut Desk, _: Nothing) -> Outcome<Nothing> {
    desk.touch();
    Ok(Nothing {})
}

/// The clinic's name.
///
/// # Errors
/// As the store gives them.
pub fn name(db: &Connection) -> Outcome<String> {
    Ok(db.prepare_cached("SELECT name FROM clinic")?.query_row([], |row| row.get(0))?)
}

/// The next order number, `YY-NNNN`: the year it was placed in and a running number that never starts again.
///
/// # Errors
/// As the store gives them.
pub fn next_order_number(act: &Act<'_>) -> Outcome<String> {
    let running: i64 = act.db.query_row("UPDATE clinic SET next_order = next_order + 1 RETURNING next_order - 1", [], |row| row.get(0))?;
    Ok(format!("{}-{running}", act.now.day().0.format("%y")))
}

/// The next discrepancy number, `D-N`.
///
/// # Errors
/// As the store gives them.
pub fn next_discrepancy_number(act: &Act<'_>) -> Outcome<String> {
    let running: i64 =
        act.db
            .query_row("UPDATE clinic SET next_discrepancy = next_discrepancy + 1 RETURNING next_discrepancy - 1", [], |row| row.get(0))?;
    Ok(format!("D-{running}"))
}

/// `check_trail`: walks the chain.
///
/// # Errors
/// As the store gives them.
pub fn check_trail(look: &Look<'_>, _: Nothing) -> Outcome<TrailChecked> {
    let (entries, _, head) = crate::trail::standing(look.db)?;
    let first_break = crate::trail::chain::first_break(look.db).map_err(Halt::from)?;
    Ok(TrailChecked { entries: entries as f64, head: key::to_hex(&head), whole: first_break.is_none() })
}

/// The state of the trail.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TrailChecked {
    /// How many entries.
    pub entries: f64,
    /// The newest head, hex: printed on the day sheet.
    pub head: String,
    /// Each entry follows from the one before.
    pub whole: bool,
}
