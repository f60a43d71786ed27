//! All that the page may ask for: `call`, which is the core's whole command list, and the few things that only a
//! window can do. Files are opened and saved from here; the page holds tokens and never learns a path.

use crate::log;
use rightful_core::backups::back_up::Work;
use rightful_core::desk::{Answer, Call, Desk, Progress};
use rightful_core::error::{Fault, Outcome, Refusal};
use rightful_core::records::lensmeter::{CameBy, LensmeterChoice, Standing};
use serde::Serialize;
use serde_json::{Value, json};
use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};
use tauri::{AppHandle, Emitter, Manager, State, WebviewWindow};

/// Larger files than this are not read into memory (a practice's whole export is some 10 MB).
const LARGEST_BYTES: u64 = 512 * 1024 * 1024;

/// Slower answers than this are worth a line in the log.
const SLOW_MS: u128 = 100;

/// So much of each beat goes into reading a large clinic's people.
const READS_ON: Duration = Duration::from_millis(400);

/// The desk as the window's commands share it.
#[derive(Clone)]
pub struct OpenDesk {
    desk: Arc<Mutex<Desk>>,
    /// Outside the lock, so that an import can be watched and stopped while it runs.
    progress: Arc<Progress>,
    /// What went wrong before the page was there to be told.
    at_start: Arc<Mutex<Option<Answer>>>,
}

impl OpenDesk {
    /// Shares the desk.
    pub fn new(desk: Desk) -> Self {
        let progress = desk.progress();
        Self { desk: Arc::new(Mutex::new(desk)), progress, at_start: Arc::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Desk> {
        // The core catches every panic inside an answer and undoes what it had begun.
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does this on its own thread, before anything that the page asks.
    pub fn first(&self, call: Call) {
        let (begin, begun) = std::sync::mpsc::channel();
        let desk = self.clone();
        std::thread::spawn(move || {
            let mut held = desk.lock();
            let _heard = begin.send(());
            let answer = held.answer(call);
            if matches!(answer, Answer::Fault(_)) {
                *desk.at_start.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
            }
            let faults = held.take_faults();
            drop(held);
            log::faults(&faults);
        });
        let _begun = begun.recv();
    }

    /// Answers one call.
    pub fn answer(&self, call: Call) -> Answer {
        let name = call.name.clone();
        let begun = Instant::now();
        let mut desk = self.lock();
        // The page's first question is answered with what went wrong at the start, so that it is shown.
        let at_start = self.at_start.lock().unwrap_or_else(PoisonError::into_inner).take();
        let answer = at_start.unwrap_or_else(|| desk.answer(call));
        let faults = desk.take_faults();
        drop(desk);
        log::faults(&faults);
        let ms = begun.elapsed().as_millis();
        if ms > SLOW_MS {
            log::line(&format!("slow {name} {ms} ms"));
        }
        answer
    }

    /// What is due now. An import that runs has the desk: then the next beat will do.
    pub fn beat(&self, app: &AppHandle) {
        let mut desk = match self.desk.try_lock() {
            Ok(desk) => desk,
            Err(TryLockError::Poisoned(held)) => held.into_inner(),
            Err(TryLockError::WouldBlock) => return,
        };
        let changed = desk.tick();
        drop(desk);
        tell_page(app, &changed);
        // Between two slices whoever asks comes first.
        let begun = Instant::now();
        while begun.elapsed() < READS_ON && self.lock().reads_on() {
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

impl OpenDesk {
    /// How many promises to remind of now. An import that runs has the desk: then the next minute will do.
    pub fn coming_due(&self) -> usize {
        self.desk.try_lock().map_or(0, |mut desk| desk.reminders().unwrap_or(0))
    }

    /// Makes the backup that is due, if one is: copied and checked while the desk goes on.
    pub fn back_up(&self, app: &AppHandle) {
        if self.make_backup(Desk::backup_due) {
            tell_page(app, &["backups".to_owned()]);
        }
    }

    /// The app closes: what was done since the newest backup goes into one more.
    pub fn back_up_at_close(&self) {
        self.make_backup(Desk::backup_at_close);
    }

    /// Was one begun?
    fn make_backup(&self, due: fn(&mut Desk) -> Outcome<Option<Work>>) -> bool {
        let begun = match self.desk.try_lock() {
            Ok(mut desk) => due(&mut desk),
            // An import runs: then the next time will do.
            Err(_) => return false,
        };
        let told = match begun {
            Ok(None) => return false,
            Ok(Some(work)) => {
                let ended = work.run();
                self.lock().backup_ended(ended)
            }
            Err(halt) => Err(halt),
        };
        log::line(if told.is_ok() { "backup ended" } else { "backup could not begin" });
        true
    }
}

/// Hears the lensmeter for the desk.
pub struct Ears(pub AppHandle);

impl rightful_lensmeter::Ear for Ears {
    fn chosen(&self) -> Option<LensmeterChoice> {
        let shared = self.0.state::<OpenDesk>();
        let desk = match shared.desk.try_lock() {
            Ok(desk) => desk,
            Err(TryLockError::Poisoned(held)) => held.into_inner(),
            Err(TryLockError::WouldBlock) => return None,
        };
        Some(desk.lensmeter().choice.clone())
    }

    fn heard(&self, way: CameBy, bytes: Vec<u8>) {
        log::line(&format!("lensmeter {} {} bytes", way.as_str(), bytes.len()));
        self.0.state::<OpenDesk>().lock().hear(way, bytes);
        tell_page(&self.0, &["lensmeter".to_owned()]);
    }

    fn stands(&self, way: CameBy, standing: Standing) {
        if self.0.state::<OpenDesk>().lock().lensmeter_stands(way, standing) {
            log::line(&format!("lensmeter {} {}", way.as_str(), standing.as_str()));
            tell_page(&self.0, &["lensmeter".to_owned()]);
        }
    }
}

/// Tells the page what changed by itself. After its own writes the page looks again without being told.
fn tell_page(app: &AppHandle, topics: &[String]) {
    if !topics.is_empty() && app.emit("changed", json!({ "topics": topics })).is_err() {
        log::line("the page could not be told of a change");
    }
}

/// Work that may wait for the disk or for the desk, off the window's thread.
async fn aside(work: impl FnOnce() -> Answer + Send + 'static) -> Answer {
    tauri::async_runtime::spawn_blocking(work).await.unwrap_or_else(|_| Answer::Fault(Fault::new("bug", "panic")))
}

/// Answers one command of the core's list.
#[tauri::command]
pub async fn call(app: AppHandle, name: String, request: Value, request_id: Option<String>) -> Answer {
    aside(move || app.state::<OpenDesk>().answer(Call { name, request, request_id })).await
}

/// Lets the person choose a file and hands the page a token for it, or nothing if they chose none.
#[tauri::command]
pub async fn pick_file(window: WebviewWindow, title: String, kinds: Vec<String>) -> Answer {
    let app = window.app_handle().clone();
    let Some(path) = ask(&window, move |dialog| {
        let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
        let dialog = dialog.set_title(title);
        Box::pin(if kinds.is_empty() { dialog } else { dialog.add_filter(kinds.join(" · "), &kinds) }.pick_file())
    })
    .await
    else {
        return Answer::Done(Value::Null);
    };
    aside(move || match read(&path) {
        Ok(bytes) => {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let size = bytes.len();
            let token = app.state::<OpenDesk>().lock().hold_file(name.clone(), bytes);
            Answer::Done(json!({ "token": token, "name": name, "bytes": size }))
        }
        Err(error) => Answer::Refused(cannot("file_unreadable", &error)),
    })
    .await
}

/// Lets the person choose a folder and hands the page a token for it, or nothing if they chose none.
#[tauri::command]
pub async fn pick_folder(window: WebviewWindow, title: String) -> Answer {
    let app = window.app_handle().clone();
    let Some(path) = ask(&window, move |dialog| Box::pin(dialog.set_title(title).pick_folder())).await else {
        return Answer::Done(Value::Null);
    };
    aside(move || Answer::Done(json!({ "token": app.state::<OpenDesk>().lock().hold_folder(path) }))).await
}

/// The serial ports of this machine.
#[tauri::command]
pub async fn serial_ports() -> Vec<String> {
    tauri::async_runtime::spawn_blocking(rightful_lensmeter::ports).await.unwrap_or_default()
}

/// Lets the person choose where to save a text that the desk made. The page still has it if the disk did not take it.
#[tauri::command]
pub async fn save_file(window: WebviewWindow, title: String, name: String, text: String) -> Answer {
    let Some(path) = ask(&window, move |dialog| Box::pin(dialog.set_title(title).set_file_name(name).save_file())).await else {
        return Answer::Done(json!({ "saved": false }));
    };
    aside(move || {
        let written = File::create(&path).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        });
        match written {
            Ok(()) => Answer::Done(json!({ "saved": true })),
            Err(error) => Answer::Refused(cannot("file_unwritable", &error)),
        }
    })
    .await
}

/// How far an import is.
#[derive(Debug, Serialize)]
pub struct HowFar {
    /// Rows done.
    done: u64,
    /// Rows in all; 0: nothing is running.
    total: u64,
}

/// How far the running import is. Answers at once, also while the desk is busy with it.
#[tauri::command]
pub fn import_progress(desk: State<'_, OpenDesk>) -> HowFar {
    HowFar { done: desk.progress.done.load(Ordering::Relaxed), total: desk.progress.total.load(Ordering::Relaxed) }
}

/// Stops the running import; nothing of it stays.
#[tauri::command]
pub fn cancel_import(desk: State<'_, OpenDesk>) {
    desk.progress.cancel.store(true, Ordering::Relaxed);
}

type Asked = std::pin::Pin<Box<dyn Future<Output = Option<rfd::FileHandle>> + Send>>;

/// Opens the system's own dialog over the window and waits for the person.
async fn ask(window: &WebviewWindow, question: impl FnOnce(rfd::AsyncFileDialog) -> Asked + Send + 'static) -> Option<PathBuf> {
    let (send, mut receive) = tauri::async_runtime::channel(1);
    let over = window.clone();
    window
        .run_on_main_thread(move || {
            let asked = question(rfd::AsyncFileDialog::new().set_parent(&over));
            tauri::async_runtime::spawn(async move { send.send(asked.await).await });
        })
        .ok()?;
    receive.recv().await.flatten().map(|file| file.path().to_path_buf())
}

fn read(path: &std::path::Path) -> io::Result<Vec<u8>> {
    if std::fs::metadata(path)?.len() > LARGEST_BYTES {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    std::fs::read(path)
}

/// Why the file could not be had, as a code that the page has words for.
fn cannot(code: &str, error: &io::Error) -> Refusal {
    let why = match error.kind() {
        io::ErrorKind::NotFound => "gone",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "denied",
        io::ErrorKind::StorageFull => "full",
        io::ErrorKind::FileTooLarge => "too_large",
        _ => "other",
    };
    Refusal::because(code).fact("why", why)
}
