//! One running desk: the store, who is signed in, the clock, the ids. Every write goes through one door here.

use crate::clock::{At, Clock, Dice, Moment};
use crate::commands::{self, Run, Who};
use crate::error::{Fault, Halt, Outcome, Refusal};
use crate::ids::{Id, PatientId, StaffId};
use crate::matching::people::People;
use crate::matching::who_may_this_be::{self, MayBe};
use crate::private::Private;
use crate::promises::remind::{self, Reminded};
use crate::records::lensmeter::{CameBy, Heard, Lensmeter, LensmeterChoice, Standing};
use crate::records::patients::PatientDetails;
use crate::records::settings::Settings;
use crate::records::staff::Role;
use crate::store::Store;
use crate::store::keychain::{Keychain, NoKeychain};
use crate::trail::{self, Ended, Entry};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// What the page asks.
#[derive(Debug, Clone, Deserialize)]
pub struct Call {
    /// A line of the list.
    pub name: String,
    /// Its request.
    #[serde(default)]
    pub request: Value,
    /// The page's own id of this request: asked twice, it is done once.
    #[serde(default, rename = "requestId", alias = "request_id")]
    pub request_id: Option<String>,
}

/// What it gets.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Done; the reply.
    Done(Value),
    /// Not now, and why.
    Refused(Refusal),
    /// Something broke.
    Fault(Fault),
}

impl Answer {
    /// The reply of a call that must have gone through: for tests and tools.
    ///
    /// # Errors
    /// The refusal's or the fault's code.
    pub fn done(self) -> Result<Value, String> {
        match self {
            Self::Done(value) => Ok(value),
            Self::Refused(refusal) => Err(format!("refused: {}", refusal.code)),
            Self::Fault(fault) => Err(format!("fault: {fault}")),
        }
    }
}

/// How far a long act is, readable from outside the desk's lock; and the way to stop it.
#[derive(Debug, Default)]
pub struct Progress {
    /// Rows done.
    pub done: AtomicU64,
    /// Rows in all; 0: nothing is running.
    pub total: AtomicU64,
    /// Set to stop: the act ends with nothing changed.
    pub cancel: AtomicBool,
}

/// A file somebody picked, held by the desk; the page knows only its token.
#[derive(Debug, Clone)]
pub struct HeldFile {
    /// Its name without a path.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Who works at the desk now.
#[derive(Debug, Clone, Copy)]
pub struct Session {
    /// Who.
    pub staff: StaffId,
    /// As what.
    pub role: Role,
    /// Without a PIN, by the clinic's passphrase or printed key.
    pub emergency: bool,
    /// When the desk was last touched.
    pub last_touch: At,
}

/// What a verb that only reads may use.
pub struct Look<'a> {
    /// The store.
    pub db: &'a Connection,
    /// Now.
    pub now: Moment,
    /// Who asks.
    pub staff: Option<StaffId>,
    /// Everybody on file, and what is open; None: nobody's names are counted.
    pub people: Option<&'a People>,
}

impl Look<'_> {
    /// The clinic's settings.
    ///
    /// # Errors
    /// As the store gives them.
    pub fn settings(&self) -> Outcome<Settings> {
        crate::records::settings::load(self.db)
    }

    /// Who asks, where somebody must.
    ///
    /// # Errors
    /// `not_signed_in`.
    pub fn somebody(&self) -> Outcome<StaffId> {
        self.staff.ok_or_else(|| Refusal::because("not_signed_in").next("sign_in").into())
    }
}

/// What a verb that writes may use: everything a [`Look`] has, and new ids.
pub struct Act<'a> {
    look: Look<'a>,
    next_id: i64,
    about: BTreeSet<i64>,
    touched: Vec<PatientId>,
    progress: Arc<Progress>,
}

impl<'a> Deref for Act<'a> {
    type Target = Look<'a>;
    fn deref(&self) -> &Look<'a> {
        &self.look
    }
}

impl<'a> Act<'a> {
    /// An act on this store at this moment. Only the door and replay make one.
    pub(crate) fn new(db: &'a Connection, now: Moment, staff: Option<StaffId>, next_id: i64) -> Self {
        Self { look: Look { db, now, staff, people: None }, next_id, about: BTreeSet::new(), touched: Vec::new(), progress: Arc::default() }
    }

    /// A new id.
    pub fn mint<T: Id>(&mut self) -> T {
        let id = T::from_number(self.next_id);
        self.next_id += 1;
        id
    }

    /// The next free id.
    #[must_use]
    pub fn next_id(&self) -> i64 {
        self.next_id
    }

    /// This act belongs to that subject's history.
    pub fn about(&mut self, subject: impl Id) {
        self.about.insert(subject.number());
    }

    /// A patient's names, birth date or phone changed: the finder must know.
    pub fn touched(&mut self, patient: PatientId) {
        self.touched.push(patient);
    }

    /// How far a long act is.
    #[must_use]
    pub fn progress(&self) -> &Progress {
        &self.progress
    }
}

/// Does the acts of a trail again, with everybody's names at hand as the desk had them then: what an act found
/// depends on them.
pub(crate) struct Again {
    people: People,
}

impl Again {
    /// On this store, which is empty yet.
    pub(crate) fn on(store: &Store) -> Self {
        Self { people: People::nobody(store) }
    }

    /// Does one act again inside the running transaction; what came of it, and the first id it left.
    pub(crate) fn does(
        &mut self,
        db: &Connection,
        now: Moment,
        staff: Option<StaffId>,
        first_id: i64,
        apply: commands::Apply,
        request: &str,
    ) -> Outcome<(Outcome<Value>, i64)> {
        let mut act = Act::new(db, now, staff, first_id);
        act.look.people = Some(&self.people);
        let outcome = apply(&mut act, request);
        let (next_id, touched) = (act.next_id, std::mem::take(&mut act.touched));
        self.people.refresh(db, &touched)?;
        Ok((outcome, next_id))
    }
}

/// One running desk.
pub struct Desk {
    home: PathBuf,
    clock: Box<dyn Clock>,
    pub(crate) dice: Box<dyn Dice>,
    pub(crate) keychain: Box<dyn Keychain>,
    name: String,
    store: Option<Store>,
    /// Everybody in the open store: the same people, always.
    people: People,
    /// What was kept last is not among them yet: they are read again before the next question.
    people_behind: bool,
    /// The store's connection can read nothing any more: it is opened anew before the next question.
    store_gave_up: bool,
    pub(crate) session: Option<Session>,
    progress: Arc<Progress>,
    files: BTreeMap<String, HeldFile>,
    /// A folder that somebody picked, and its token.
    picked_folder: Option<(String, PathBuf)>,
    next_file: u64,
    lensmeter: Lensmeter,
    /// What is known of its backups.
    pub(crate) backups: crate::backups::Backups,
    /// Promises that this run reminded of.
    reminded: Reminded,
    next_fault: u64,
    faults: Vec<String>,
    /// Everything since `begin_one_go` is one transaction.
    one_go: bool,
    /// When a wrong PIN of each was tried last, and since when the store is open, by the clock that nobody sets.
    pins_tried: BTreeMap<StaffId, u64>,
    opened_at: u64,
    /// When a passphrase or recovery key was tried last, or when this desk began; and how many were wrong in a row.
    pub(crate) secret_tried: u64,
    pub(crate) wrong_secrets: u32,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("open", &self.store.is_some()).finish_non_exhaustive()
    }
}

impl Desk {
    /// A desk with nothing open yet. `home` holds the clinic's and the practice clinic's folders.
    #[must_use]
    pub fn closed(home: PathBuf, clock: Box<dyn Clock>, dice: Box<dyn Dice>) -> Self {
        let running = clock.running_ms();
        let lensmeter = Lensmeter { choice: crate::records::this_desk::load(&home).lensmeter, ..Lensmeter::default() };
        Self {
            home,
            clock,
            dice,
            keychain: Box::new(NoKeychain),
            name: "desk-1".to_owned(),
            store: None,
            people: People::default(),
            people_behind: false,
            store_gave_up: false,
            session: None,
            progress: Arc::default(),
            files: BTreeMap::new(),
            picked_folder: None,
            next_file: 1,
            lensmeter,
            backups: crate::backups::Backups::default(),
            reminded: Reminded::new(),
            next_fault: 1,
            faults: Vec::new(),
            one_go: false,
            pins_tried: BTreeMap::new(),
            opened_at: running,
            secret_tried: running,
            wrong_secrets: 0,
        }
    }

    /// With this machine's keychain.
    #[must_use]
    pub fn with_keychain(mut self, keychain: Box<dyn Keychain>) -> Self {
        self.keychain = keychain;
        self
    }

    /// Where everything of this desk lies.
    #[must_use]
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Where the clinic's (or the practice clinic's) files are.
    #[must_use]
    pub fn folder(&self, practice: bool) -> PathBuf {
        self.home.join(if practice { "practice" } else { "clinic" })
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// Milliseconds that went by, whatever date anybody sets.
    pub(crate) fn running_ms(&self) -> u64 {
        self.clock.running_ms()
    }

    /// A PIN of theirs was wrong just now.
    pub(crate) fn pin_was_wrong(&mut self, whose: StaffId) {
        self.pins_tried.insert(whose, self.clock.running_ms());
    }

    /// Since when a wait for their PIN counts: their last wrong one, or when the store was opened.
    pub(crate) fn pin_tried(&self, whose: StaffId) -> u64 {
        self.pins_tried.get(&whose).copied().unwrap_or_default().max(self.opened_at)
    }

    /// Works by another clock from now on: the practice clinic is made by living its days.
    pub fn set_clock(&mut self, clock: Box<dyn Clock>) -> Box<dyn Clock> {
        let before = std::mem::replace(&mut self.clock, clock);
        // The other one counts from another start.
        let running = self.clock.running_ms();
        (self.opened_at, self.secret_tried) = (running, running);
        self.pins_tried.clear();
        before
    }

    /// How far a long act is; lives outside the desk's lock.
    #[must_use]
    pub fn progress(&self) -> Arc<Progress> {
        Arc::clone(&self.progress)
    }

    /// Details of faults since last asked, for the log: ids, codes and sizes only.
    pub fn take_faults(&mut self) -> Vec<String> {
        std::mem::take(&mut self.faults)
    }

    /// Holds a file that was picked; the page gets the token.
    pub fn hold_file(&mut self, name: String, bytes: Vec<u8>) -> String {
        let token = format!("file-{}", self.next_file);
        self.next_file += 1;
        // One held file is enough: a second pick replaces a forgotten first.
        while self.files.len() >= 4 {
            self.files.pop_first();
        }
        self.files.insert(token.clone(), HeldFile { name, bytes });
        token
    }

    /// A held file.
    #[must_use]
    pub fn file(&self, token: &str) -> Option<&HeldFile> {
        self.files.get(token)
    }

    /// Takes a held file away, to be saved where somebody chose.
    pub fn take_file(&mut self, token: &str) -> Option<HeldFile> {
        self.files.remove(token)
    }

    /// Holds a folder that was picked; the page gets the token and never learns where it lies.
    pub fn hold_folder(&mut self, folder: PathBuf) -> String {
        let token = format!("folder-{}", self.next_file);
        self.next_file += 1;
        self.picked_folder = Some((token.clone(), folder));
        token
    }

    /// A held folder.
    #[must_use]
    pub fn folder_picked(&self, token: &str) -> Option<&Path> {
        self.picked_folder.as_ref().filter(|(held, _)| held == token).map(|(_, folder)| folder.as_path())
    }

    /// The lensmeter of this machine.
    #[must_use]
    pub fn lensmeter(&self) -> &Lensmeter {
        &self.lensmeter
    }

    /// Another folder or port from now on. How they stand is told by whoever listens.
    pub(crate) fn choose_lensmeter(&mut self, choice: LensmeterChoice) {
        let starting = |was: bool, chosen: bool, stands: Option<Standing>| match (chosen, was) {
            (false, _) => None,
            (true, true) => stands,
            (true, false) => Some(Standing::Starting),
        };
        let before = std::mem::replace(&mut self.lensmeter.choice, choice);
        let now = &self.lensmeter.choice;
        self.lensmeter.folder = starting(before.folder == now.folder, now.folder.is_some(), self.lensmeter.folder);
        self.lensmeter.port = starting(before.port == now.port, now.port.is_some(), self.lensmeter.port);
    }

    /// The lensmeter sent something. While no clinic is open there is nobody to take it.
    pub fn hear(&mut self, came_by: CameBy, bytes: Vec<u8>) {
        if self.store.is_some() {
            self.lensmeter.count += 1;
            let (number, at) = (self.lensmeter.count, self.now().at);
            self.lensmeter.newest = Some(Heard { number, at, came_by, bytes: Private::new(bytes) });
        }
    }

    /// How a folder or a port stands now; true where that is news.
    pub fn lensmeter_stands(&mut self, way: CameBy, standing: Standing) -> bool {
        let (told, chosen) = match way {
            CameBy::Folder => (&mut self.lensmeter.folder, self.lensmeter.choice.folder.is_some()),
            CameBy::Port => (&mut self.lensmeter.port, self.lensmeter.choice.port.is_some()),
        };
        let standing = chosen.then_some(standing);
        std::mem::replace(told, standing) != standing
    }

    /// The open store.
    ///
    /// # Errors
    /// Refuses with `closed` where none is.
    pub fn store(&self) -> Outcome<&Store> {
        self.store.as_ref().ok_or_else(|| Refusal::because("closed").next("unlock").into())
    }

    /// Works on this store from now on; nobody is signed in.
    ///
    /// # Errors
    /// As the store gives them.
    pub fn open_store(&mut self, store: Store) -> Outcome<()> {
        self.close_store();
        // Each opened file is looked at soon, whenever the last one was.
        (self.backups.looked, self.backups.damaged, self.backups.tried_at) = (false, false, None);
        self.people = People::read(&store)?;
        (self.people_behind, self.store_gave_up) = (false, false);
        self.opened_at = self.running_ms();
        self.store = Some(store);
        Ok(())
    }

    /// Opens the store's file anew where its connection gave up on it.
    fn open_again_if_given_up(&mut self) -> Outcome<()> {
        if let Some(store) = &mut self.store
            && !self.one_go
            && (self.store_gave_up || !store.reads())
        {
            self.store_gave_up = true;
            store.open_again()?;
            self.store_gave_up = false;
            self.people_behind = true;
        }
        Ok(())
    }

    /// Reads everybody again where that could not be done when they changed.
    fn people_catch_up(&mut self) -> Outcome<()> {
        if self.people_behind
            && let Some(store) = &self.store
        {
            self.people = People::read(store)?;
            self.people_behind = false;
        }
        Ok(())
    }

    /// Reads some more of a large clinic, whose opening nobody waited for: what is open first, while a PIN is typed, then its
    /// people, some milliseconds each time. False: everybody is read. Whoever asks for somebody before that waits for all.
    pub fn reads_on(&mut self) -> bool {
        let Some(store) = self.store.as_ref().filter(|_| !self.people_behind && !self.one_go) else { return false };
        self.people.go_on(&store.db).unwrap_or_else(|_| {
            // They are read again, and the fault told, before the next question.
            self.people_behind = true;
            false
        })
    }

    /// Everybody in the open store.
    #[cfg(test)]
    pub(crate) fn people(&self) -> &People {
        &self.people
    }

    /// Who on file may be this person, the likeliest first.
    ///
    /// # Errors
    /// As the store gives them.
    pub(crate) fn likely(&self, details: &PatientDetails, not_them: &BTreeSet<PatientId>, least: f32) -> Outcome<Vec<MayBe>> {
        who_may_this_be::likely(&self.store()?.db, &self.people, details, not_them, least)
    }

    /// Closes the file; nobody is signed in, nobody of it can be found.
    pub(crate) fn close_store(&mut self) {
        self.session = None;
        self.people = People::default();
        self.store_gave_up = false;
        self.lensmeter.newest = None;
        self.store = None;
    }

    /// The one entry: who may, do it, commit, record, answer. A panic inside is a fault, not an end.
    pub fn answer(&mut self, call: Call) -> Answer {
        let name = call.name.clone();
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.try_answer(call)));
        if let Some(store) = &self.store
            && !self.one_go
            && !store.db.is_autocommit()
        {
            // A panic inside the door: nothing of the half-done act stays.
            if let Err(error) = store.db.execute_batch("ROLLBACK") {
                self.faults.push(format!("rollback: {:?}", error.sqlite_error_code()));
            }
        }
        if self.people_behind || matches!(outcome, Ok(Err(Halt::Fault(_)))) {
            // Where that fails too, the next question tries again.
            drop(self.open_again_if_given_up());
        }
        match outcome {
            Ok(Ok(value)) => Answer::Done(value),
            Ok(Err(Halt::Refused(refusal))) => Answer::Refused(refusal),
            Ok(Err(Halt::Fault(fault))) => Answer::Fault(self.number(&name, fault)),
            Err(_) => Answer::Fault(self.number(&name, Fault::new("bug", "panic"))),
        }
    }

    fn number(&mut self, name: &str, mut fault: Fault) -> Fault {
        fault.reference = format!("R{}-{}", self.now().at.0 / 1000 % 1_000_000, self.next_fault);
        self.next_fault += 1;
        self.faults.push(format!("{} {name} {fault}", fault.reference));
        fault
    }

    fn try_answer(&mut self, call: Call) -> Outcome<Value> {
        let Some(line) = commands::find(&call.name).filter(|line| line.who != Who::Inside) else {
            return Err(Fault::new("unknown_command", "not in the list").into());
        };
        if self.store_gave_up && !matches!(line.run, Run::Bare(_)) {
            self.open_again_if_given_up()?;
        }
        self.lock_if_idle()?;
        if let Err(refusal) = self.may(line.who) {
            if self.store.is_some() {
                self.append(&call.name, call.request_id.as_deref(), "{}", Ended::Refused, &Value::from(refusal.code.as_str()))?;
            }
            return Err(refusal.into());
        }
        let value = self.run(line, call.request, call.request_id.as_deref())?;
        if matches!(line.run, Run::Write { .. })
            && let Some(session) = &mut self.session
        {
            session.last_touch = self.clock.now().at;
        }
        Ok(value)
    }

    pub(crate) fn run(&mut self, line: &commands::Line, request: Value, request_id: Option<&str>) -> Outcome<Value> {
        // Commands without a field may be asked with nothing.
        let request = if request.is_null() { Value::Object(serde_json::Map::new()) } else { request };
        if !matches!(line.run, Run::Bare(_)) {
            self.people_catch_up()?;
        }
        match line.run {
            Run::Bare(run) => run(self, request),
            Run::Look(run) => {
                self.people.set_today(self.now().day().0);
                let store = self.store()?;
                let staff = self.session.map(|session| session.staff);
                run(&Look { db: &store.db, now: self.now(), staff, people: Some(&self.people) }, request)
            }
            // A look that is asked for again is another look: its request id is not kept.
            Run::Seen(apply) => self.act(line.name, None, &request.to_string(), apply, true),
            Run::Write { seal, apply } => {
                if let Some(id) = request_id
                    && let Some((command, outcome, reply)) = trail::already_answered(&self.store()?.db, id)?
                {
                    return answered_before(line.name, &command, &outcome, &reply);
                }
                let sealed = seal(self, request)?;
                self.act(line.name, request_id, &sealed.to_string(), apply, false)
            }
        }
    }

    /// One act through the one door; who was read in the middle of one that was taken back is read again.
    fn act(&mut self, command: &str, request_id: Option<&str>, request: &str, apply: commands::Apply, read: bool) -> Outcome<Value> {
        let outcome = self.transact(command, request_id, request, apply, read);
        self.people_behind |= self.people.was_read_in_an_act() && outcome.is_err();
        outcome
    }

    /// The one door. Checks, change and trail entry commit together or not at all.
    fn transact(&mut self, command: &str, request_id: Option<&str>, request: &str, apply: commands::Apply, read: bool) -> Outcome<Value> {
        let now = self.now();
        let staff = self.session.map(|session| session.staff);
        let progress = Arc::clone(&self.progress);
        let (desk, one_go) = (self.name.clone(), self.one_go);
        let store = self.store()?;
        let db = &store.db;
        let (begin, commit, rollback) = if one_go {
            ("SAVEPOINT act", "RELEASE act", "ROLLBACK TO act; RELEASE act")
        } else {
            ("BEGIN IMMEDIATE", "COMMIT", "ROLLBACK")
        };
        let roll_back = || {
            let rolled_back = db.execute_batch(rollback);
            store.changes.undone();
            rolled_back
        };
        let (_, first_id, _) = trail::standing(db)?;
        db.execute_batch(begin)?;
        let mut act = Act::new(db, now, staff, first_id);
        act.progress = progress;
        act.look.people = Some(&self.people);
        let outcome = apply(&mut act, request);
        let (ended, reply) = match &outcome {
            Ok(_) if read => (Ended::Read, Value::Null),
            Ok(reply) => (Ended::Done, reply.clone()),
            Err(Halt::Refused(refusal)) if refusal.kept => (Ended::RefusedKept, serde_json::to_value(refusal)?),
            Err(Halt::Refused(refusal)) => {
                let reply = serde_json::to_value(refusal)?;
                roll_back()?;
                db.execute_batch(begin)?;
                act.next_id = first_id;
                (Ended::Refused, reply)
            }
            Err(Halt::Fault(_)) => {
                // The act's own error says more than a failed rollback would.
                drop(roll_back());
                return outcome;
            }
        };
        let reply = reply.to_string();
        let entry = Entry {
            moment: now,
            desk: &desk,
            staff: staff.map(Id::number),
            command,
            request_id,
            request,
            ended,
            reply: &reply,
            first_id,
            next_id: act.next_id,
            about: &act.about,
        };
        let written = trail::append(db, &entry).and_then(|_| db.execute_batch(commit).map_err(not_known));
        if let Err(fault) = written {
            if !db.is_autocommit() {
                drop(roll_back());
            }
            // Whatever is in the file now is who can be found.
            self.people_behind = true;
            return Err(fault.into());
        }
        let touched = std::mem::take(&mut act.touched);
        if !matches!(ended, Ended::Refused)
            && let Some(store) = &self.store
        {
            // It is kept, and told so, even if the disk cannot be read just now.
            self.people_behind |= self.people.refresh(&store.db, &touched).is_err();
        }
        self.after(command, &outcome)?;
        outcome
    }

    /// What the desk itself must know after an act went through.
    fn after(&mut self, command: &str, outcome: &Outcome<Value>) -> Outcome<()> {
        if let ("sign_in" | "found_clinic" | "emergency_begun", Ok(reply)) = (command, outcome) {
            let signed_in: crate::records::staff::SignedIn = serde_json::from_value(reply.clone())?;
            let (staff, role, emergency) = (signed_in.staff_id, signed_in.role, command == "emergency_begun");
            self.session = Some(Session { staff, role, emergency, last_touch: self.now().at });
        }
        Ok(())
    }

    /// Appends an entry for something that changed no table.
    fn append(&mut self, command: &str, request_id: Option<&str>, request: &str, ended: Ended, reply: &Value) -> Outcome<()> {
        let moment = self.now();
        let staff = self.session.map(|session| session.staff.number());
        let reply = reply.to_string();
        // A request refused at the door may be asked again after signing in, so its id stays free.
        let request_id = request_id.filter(|_| ended != Ended::Refused);
        let db = &self.store()?.db;
        let (_, next, _) = trail::standing(db)?;
        let tx = db.unchecked_transaction();
        let about = BTreeSet::new();
        let entry = Entry {
            moment,
            desk: &self.name,
            staff,
            command,
            request_id,
            request,
            ended,
            reply: &reply,
            first_id: next,
            next_id: next,
            about: &about,
        };
        trail::append(db, &entry)?;
        if let Ok(tx) = tx {
            tx.commit().map_err(not_known)?;
        }
        Ok(())
    }

    fn may(&self, who: Who) -> Result<(), Refusal> {
        let needed = match who {
            Who::Anyone => return Ok(()),
            Who::Inside => return Err(Refusal::because("not_your_role")),
            Who::Receptionist => Role::Receptionist,
            Who::Dispenser => Role::Dispenser,
            Who::Manager => Role::Manager,
        };
        let Some(store) = &self.store else {
            return Err(Refusal::because("closed").next("unlock"));
        };
        // Whoever left, or may do less from now on, does so at once. Where the file cannot be read the act itself will say so.
        let now = |session: Session| match crate::records::staff::role_now(&store.db, session.staff) {
            Ok(None) if !session.emergency => None,
            Ok(Some(role)) => Some(Session { role, ..session }),
            _ => Some(session),
        };
        match self.session.and_then(now) {
            None => Err(Refusal::because("not_signed_in").next("sign_in")),
            Some(session) if session.role < needed => {
                let role = serde_json::to_value(needed).unwrap_or_default();
                Err(Refusal::because("not_your_role").fact("needs", role).next("ask_colleague"))
            }
            Some(_) => Ok(()),
        }
    }

    /// Everything until `end` is one transaction: the practice clinic and generated years.
    ///
    /// # Errors
    /// As the store gives them.
    pub fn in_one_go<T>(&mut self, work: impl FnOnce(&mut Self) -> Outcome<T>) -> Outcome<T> {
        self.store()?.db.execute_batch("BEGIN IMMEDIATE")?;
        self.one_go = true;
        let outcome = work(self);
        self.one_go = false;
        self.store()?.db.execute_batch(if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
        if outcome.is_err() {
            // Who was added on the way is not there any more.
            self.people = People::read(self.store()?)?;
        }
        outcome
    }

    /// Somebody touched the desk: typing and moving count, polling does not.
    pub(crate) fn touch(&mut self) {
        let now = self.now().at;
        if let Some(session) = &mut self.session {
            session.last_touch = now;
        }
    }

    /// Locks when nobody touched the desk for as long as the clinic set. Called each second and before each answer.
    ///
    /// # Errors
    /// As the store gives them.
    pub fn lock_if_idle(&mut self) -> Outcome<bool> {
        let (Some(session), Some(store)) = (self.session, &self.store) else { return Ok(false) };
        let limit = crate::records::settings::load(&store.db)?.lock_after_min;
        if self.now().at >= session.last_touch.plus_minutes(i64::from(limit)) {
            self.session = None;
            self.backups.ready = None;
            self.files.clear();
            return Ok(true);
        }
        Ok(false)
    }

    /// What the shell's clock asks each second. Returns the topics that changed by time alone.
    pub fn tick(&mut self) -> Vec<String> {
        match self.lock_if_idle() {
            Ok(true) => vec!["session".to_owned()],
            Ok(false) => Vec::new(),
            Err(_) => vec!["store".to_owned()],
        }
    }

    /// How many promises to remind of now, each once, whoever is at the desk and while it is locked: without a name.
    /// The practice clinic reminds nobody.
    ///
    /// # Errors
    /// As the store gives them.
    pub fn reminders(&mut self) -> Outcome<usize> {
        let now = self.now();
        match &self.store {
            Some(store) if !crate::records::clinic::is_practice(&store.db)? => remind::coming_due(&store.db, now, &mut self.reminded),
            _ => Ok(0),
        }
    }

    /// A change by the desk itself, through the same door (`Who::Inside` lines).
    pub(crate) fn inside(&mut self, name: &str, request: Value) -> Outcome<Value> {
        let line = commands::find(name).ok_or_else(|| Fault::new("bug", "no inside line"))?;
        self.run(line, request, None)
    }

    /// Stops a long act.
    pub fn cancel(&self) {
        self.progress.cancel.store(true, Ordering::Relaxed);
    }
}

/// What a failed commit is told as. A full disk is sure: nothing was kept. A disk that took the log and could not say that
/// it is safe there may have kept it: the next start finds it, or not. We do not know, and say so.
fn not_known(error: rusqlite::Error) -> Fault {
    let mut fault = Fault::from(error);
    if ["store", "disk"].contains(&fault.code.as_str()) {
        "unsure".clone_into(&mut fault.code);
    }
    fault
}

fn answered_before(asked: &str, command: &str, outcome: &str, reply: &str) -> Outcome<Value> {
    if asked != command {
        return Err(Fault::new("bad_request", "request id used for another command").into());
    }
    let reply: Value = serde_json::from_str(reply)?;
    match outcome {
        "done" => Ok(reply),
        _ => Err(serde_json::from_value::<Refusal>(reply)?.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{LoadedDice, SetClock};
    use serde_json::json;

    fn call(desk: &mut Desk, name: &str, request: Value) -> Answer {
        desk.answer(Call { name: name.into(), request, request_id: None })
    }

    fn new_clinic(folder: &std::path::Path, clock: &SetClock) -> Desk {
        let mut desk = Desk::closed(folder.to_owned(), Box::new(clock.clone()), Box::new(LoadedDice(3)));
        let request =
            json!({"clinic": "Test clinic", "given": "Kim", "family": "Vo", "pin": "4711", "passphrase": "correct horse battery"});
        call(&mut desk, "set_up_clinic", request).done().unwrap();
        desk
    }

    fn clock() -> SetClock {
        SetClock::from_rfc3339("2026-11-20T10:30:00-05:00").unwrap()
    }

    /// Changes every tray, looks, and refuses.
    fn sees_and_refuses(act: &mut Act<'_>, _: &str) -> Outcome<Value> {
        act.db.execute("UPDATE orders SET tray = 'ZZ9'", [])?;
        assert_eq!(trays(act, act.look.people), [Some("ZZ9".to_owned())], "an act sees what it did");
        Err(Refusal::because("not_so").into())
    }

    fn trays(look: &Look<'_>, people: Option<&People>) -> Vec<Option<String>> {
        let reading =
            serde_json::from_value(json!({"right": {"sphere": -100, "balance": false}, "left": {"sphere": -100, "balance": false}}));
        let look = Look { db: look.db, now: look.now, staff: look.staff, people };
        let set = &crate::matching::tolerances::ToleranceSet::shipped().unwrap()[0];
        let whose = crate::matching::whose_are_these::among_open_orders(&look, &reading.unwrap(), set).unwrap();
        whose.lines.into_iter().map(|line| line.tray).collect()
    }

    #[test]
    fn what_a_refused_act_saw_of_itself_is_forgotten_by_itself_and_in_one_go() {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = new_clinic(folder.path(), &clock());
        let patient = call(&mut desk, "add_patient", json!({"details": {"given": "Sam", "family": "Keller"}})).done().unwrap();
        let eye = json!({"sphere": -100, "balance": false});
        let powers = json!({"right": eye, "left": eye, "pd_tenths": null});
        let order = json!({"patient_id": patient["patient_id"], "kind": "spectacles", "frame_source": "ours", "powers": powers});
        call(&mut desk, "add_order", order).done().unwrap();
        let refuse =
            |desk: &mut Desk| assert!(matches!(desk.transact("set_tray", None, "{}", sees_and_refuses, false), Err(Halt::Refused(_))));
        let held =
            |desk: &Desk| trays(&Look { db: &desk.store().unwrap().db, now: desk.now(), staff: None, people: None }, Some(&desk.people));
        refuse(&mut desk);
        assert_eq!(held(&desk), [None]);
        desk.in_one_go(|desk| {
            refuse(desk);
            assert_eq!(held(desk), [None]);
            Ok(())
        })
        .unwrap();
    }

    #[test]
    fn a_passphrase_that_is_long_and_guessed_at_once_opens_no_clinic() {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = Desk::closed(folder.path().to_owned(), Box::new(clock()), Box::new(LoadedDice(3)));
        for (passphrase, code) in
            [("short one", "weak_passphrase"), ("aaaaaaaaaaaa", "simple_passphrase"), ("Abab abab ABAB 1", "simple_passphrase")]
        {
            let request = json!({"clinic": "Test clinic", "given": "Kim", "family": "Vo", "pin": "4711", "passphrase": passphrase});
            let refused = call(&mut desk, "set_up_clinic", request);
            assert!(matches!(refused, Answer::Refused(refusal) if refusal.code == code), "{code}");
        }
        assert!(!Store::exists(&desk.folder(false)));
    }

    #[test]
    fn a_day_survives_closing_and_replays_on_an_empty_store() {
        let folder = tempfile::tempdir().unwrap();
        let clock = clock();
        let mut desk = new_clinic(folder.path(), &clock);
        let patient = json!({"details": {"given": "Sam", "family": "Keller", "born": "2011-03-04", "phone": "555-0100"}});
        let added = desk.answer(Call { name: "add_patient".into(), request: patient.clone(), request_id: Some("r1".into()) });
        let again = desk.answer(Call { name: "add_patient".into(), request: patient, request_id: Some("r1".into()) });
        assert_eq!(added, again, "the same request twice is one act");
        call(&mut desk, "add_staff", json!({"given": "Jo", "family": "Ortiz", "role": "receptionist", "pin": "1234"})).done().unwrap();
        call(&mut desk, "close", json!({}));
        assert!(matches!(call(&mut desk, "unlock", json!({"secret": "wrong"})), Answer::Refused(r) if r.code == "wrong_passphrase"));
        call(&mut desk, "unlock", json!({"secret": "correct horse battery"})).done().unwrap();
        let store = desk.store.as_ref().unwrap();
        assert_eq!(crate::trail::chain::first_break(&store.db).unwrap(), None);
        let other = tempfile::tempdir().unwrap();
        let empty = Store::in_memory(other.path()).unwrap();
        assert_eq!(crate::trail::replay::replay(&store.db, &empty).unwrap(), 3);
        assert_eq!(crate::trail::replay::tables(&store.db).unwrap(), crate::trail::replay::tables(&empty.db).unwrap());
    }

    #[test]
    fn a_new_recovery_key_takes_over_when_it_is_typed_back_and_not_before() {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = new_clinic(folder.path(), &clock());
        let make = |desk: &mut Desk, passphrase: &str| call(desk, "new_recovery_key", json!({ "passphrase": passphrase }));
        let refused = make(&mut desk, "not the passphrase");
        assert!(matches!(refused, Answer::Refused(refusal) if refusal.code == "wrong_passphrase"));
        let first = make(&mut desk, "correct horse battery").done().unwrap()["recovery_key"].as_str().unwrap().to_owned();
        call(&mut desk, "confirm_recovery_key", json!({ "typed": first })).done().unwrap();
        assert_eq!(call(&mut desk, "desk_state", json!({})).done().unwrap()["recovery_key_confirmed"], true);

        let second = make(&mut desk, "correct horse battery").done().unwrap()["recovery_key"].as_str().unwrap().to_owned();
        let opens = |desk: &mut Desk, key: &str| {
            call(desk, "close", json!({}));
            matches!(call(desk, "unlock", json!({ "secret": key })), Answer::Done(_))
        };
        let sign_in = |desk: &mut Desk| {
            let kim = call(desk, "desk_state", json!({})).done().unwrap()["staff"][0]["id"].clone();
            call(desk, "sign_in", json!({ "staff_id": kim, "pin": "4711" })).done().unwrap();
        };
        assert!(opens(&mut desk, &first), "the paper that is there works until the new one is typed back");
        sign_in(&mut desk);
        let old = call(&mut desk, "confirm_recovery_key", json!({ "typed": first }));
        assert!(matches!(old, Answer::Refused(refusal) if refusal.code == "recovery_key_differs"));
        call(&mut desk, "confirm_recovery_key", json!({ "typed": second })).done().unwrap();
        assert!(!opens(&mut desk, &first), "a lost paper opens nothing any more");
        assert!(opens(&mut desk, &second));

        let store = desk.store.as_ref().unwrap();
        let trail: String = store.db.query_row("SELECT group_concat(request || reply) FROM trail", [], |row| row.get(0)).unwrap();
        assert!(!trail.contains(&second) && !trail.contains("correct horse"), "no secret is in the trail");
        let made: i64 = store.db.query_row("SELECT count(*) FROM trail WHERE command = 'recovery_key_made'", [], |row| row.get(0)).unwrap();
        assert_eq!(made, 2, "who made a key is in the trail");
    }

    #[test]
    fn a_receptionist_makes_no_recovery_key() {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = new_clinic(folder.path(), &clock());
        let jo = json!({"given": "Jo", "family": "Ortiz", "role": "receptionist", "pin": "1234"});
        let jo = call(&mut desk, "add_staff", jo).done().unwrap()["id"].clone();
        call(&mut desk, "sign_in", json!({"staff_id": jo, "pin": "1234"})).done().unwrap();
        for (name, request) in
            [("new_recovery_key", json!({"passphrase": "correct horse battery"})), ("rename_clinic", json!({"name": "Ours"}))]
        {
            assert!(matches!(call(&mut desk, name, request), Answer::Refused(refusal) if refusal.code == "not_your_role"));
        }
    }

    #[test]
    fn the_theme_is_known_before_the_passphrase_and_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = new_clinic(folder.path(), &clock());
        call(&mut desk, "choose_theme", json!({"theme": "dark"})).done().unwrap();
        drop(desk);
        let mut desk = Desk::closed(folder.path().to_owned(), Box::new(clock()), Box::new(LoadedDice(4)));
        let state = call(&mut desk, "desk_state", json!({})).done().unwrap();
        assert_eq!((state["stage"].as_str(), state["theme"].as_str()), (Some("closed"), Some("dark")));
    }

    #[test]
    fn names_are_put_right_and_nobody_changes_what_they_may_do_themselves() {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = new_clinic(folder.path(), &clock());
        let kim = desk.session.unwrap().staff;
        call(&mut desk, "rename_clinic", json!({"name": " Bright Street "})).done().unwrap();
        let change = |role: &str| json!({"staff_id": kim, "given": "Kimberly", "family": "Vo", "role": role, "active": true});
        call(&mut desk, "change_staff", change("manager")).done().unwrap();
        let state = call(&mut desk, "desk_state", json!({})).done().unwrap();
        assert_eq!(state["no_patients_yet"], true);
        assert_eq!((state["clinic"].as_str(), state["staff"][0]["given"].as_str()), (Some("Bright Street"), Some("Kimberly")));
        let last = call(&mut desk, "change_staff", change("receptionist"));
        assert!(matches!(last, Answer::Refused(refusal) if refusal.code == "last_manager"));
        call(&mut desk, "add_staff", json!({"given": "Jo", "family": "Ortiz", "role": "manager", "pin": "1234"})).done().unwrap();
        let own = call(&mut desk, "change_staff", change("receptionist"));
        assert!(matches!(own, Answer::Refused(refusal) if refusal.code == "not_yourself"));
    }

    #[test]
    fn a_second_copy_is_told_so() {
        let folder = tempfile::tempdir().unwrap();
        let _first = new_clinic(folder.path(), &clock());
        let mut second = Desk::closed(folder.path().to_owned(), Box::new(clock()), Box::new(LoadedDice(4)));
        let answer = call(&mut second, "unlock", json!({"secret": "correct horse battery"}));
        assert!(matches!(answer, Answer::Fault(fault) if fault.code == "already_open"));
    }

    #[test]
    fn who_left_is_out_of_a_running_session_and_who_may_do_less_does_less() {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = new_clinic(folder.path(), &clock());
        call(&mut desk, "look_alike_report", json!({})).done().unwrap();
        desk.store().unwrap().db.execute("UPDATE staff SET role = 'receptionist'", []).unwrap();
        let answer = call(&mut desk, "look_alike_report", json!({}));
        assert!(matches!(answer, Answer::Refused(refusal) if refusal.code == "not_your_role"));
        call(&mut desk, "staff", json!({})).done().unwrap();
        desk.store().unwrap().db.execute("UPDATE staff SET active = 0", []).unwrap();
        let answer = call(&mut desk, "staff", json!({}));
        assert!(matches!(answer, Answer::Refused(refusal) if refusal.code == "not_signed_in"));
    }

    #[test]
    fn an_idle_desk_locks_and_then_refuses() {
        let folder = tempfile::tempdir().unwrap();
        let clock = clock();
        let mut desk = new_clinic(folder.path(), &clock);
        clock.advance_minutes(4);
        call(&mut desk, "still_here", json!({})).done().unwrap();
        clock.advance_minutes(4);
        call(&mut desk, "staff", json!({})).done().unwrap();
        clock.advance_minutes(1);
        let answer = call(&mut desk, "staff", json!({}));
        assert!(matches!(answer, Answer::Refused(refusal) if refusal.code == "not_signed_in"));
    }

    #[test]
    fn who_was_refused_is_in_the_trail_and_nothing_they_typed() {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = new_clinic(folder.path(), &clock());
        let jo = json!({"given": "Jo", "family": "Ortiz", "role": "receptionist", "pin": "1234"});
        let jo = call(&mut desk, "add_staff", jo).done().unwrap()["id"].clone();
        call(&mut desk, "sign_in", json!({"staff_id": jo, "pin": "1234"})).done().unwrap();
        let asked = call(&mut desk, "add_staff", json!({"given": "X", "family": "Y", "role": "manager", "pin": "1234"}));
        assert!(matches!(asked, Answer::Refused(refusal) if refusal.code == "not_your_role"));
        let last = "SELECT staff_id, command, outcome, request FROM trail ORDER BY seq DESC LIMIT 1";
        let kept: (i64, String, String, String) =
            desk.store().unwrap().db.query_row(last, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).unwrap();
        assert_eq!(kept, (jo.as_i64().unwrap(), "add_staff".into(), "refused".into(), "{}".into()));
    }

    #[test]
    fn wrong_pins_wait_longer_and_longer() {
        let folder = tempfile::tempdir().unwrap();
        let clock = clock();
        let mut desk = new_clinic(folder.path(), &clock);
        let kim = desk.session.unwrap().staff;
        call(&mut desk, "lock", json!({}));
        let mut guesses = 0;
        for _ in 0..24 * 60 {
            let answer = call(&mut desk, "sign_in", json!({"staff_id": kim, "pin": "0000"}));
            guesses += i32::from(matches!(answer, Answer::Refused(refusal) if refusal.code == "wrong_pin"));
            clock.advance_minutes(1);
        }
        assert!((50..=100).contains(&guesses), "at most 100 guesses a day, got {guesses}");
        clock.advance_minutes(20);
        call(&mut desk, "sign_in", json!({"staff_id": kim, "pin": "4711"})).done().unwrap();
    }

    #[test]
    fn a_newer_file_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = new_clinic(folder.path(), &clock());
        desk.store.as_ref().unwrap().db.pragma_update(None, "user_version", 99).unwrap();
        call(&mut desk, "close", json!({}));
        let file = folder.path().join("clinic").join(crate::store::FILE);
        let before = std::fs::read(&file).unwrap();
        let answer = call(&mut desk, "unlock", json!({"secret": "correct horse battery"}));
        assert!(matches!(answer, Answer::Fault(fault) if fault.code == "newer_file"));
        assert_eq!(before, std::fs::read(&file).unwrap());
    }

    #[test]
    fn a_damaged_file_is_told_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = new_clinic(folder.path(), &clock());
        call(&mut desk, "close", json!({}));
        let file = folder.path().join("clinic").join(crate::store::FILE);
        let mut bytes = std::fs::read(&file).unwrap();
        for byte in bytes.iter_mut().take(2000).skip(100) {
            *byte ^= 0x55;
        }
        std::fs::write(&file, &bytes).unwrap();
        let answer = call(&mut desk, "unlock", json!({"secret": "correct horse battery"}));
        assert!(matches!(answer, Answer::Fault(fault) if fault.code == "damaged"));
        assert_eq!(bytes, std::fs::read(&file).unwrap(), "a damaged file is never overwritten");
    }
}
