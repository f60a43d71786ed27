//! The shell: one window, its timers, files and printers. No rule of the clinic lives here.
//!
//! In reading order: [`run`] opens the desk and makes the window; `ipc` is all that the page in it may ask for;
//! `clockwork` is what happens by itself; `paths`, `printing`, `reminding`, `keychain` and `log` are the machine's side of things.

mod clockwork;
mod ipc;
mod keychain;
mod log;
mod paths;
mod printing;
mod reminding;

use rightful_core::clock::{MachineClock, MachineDice};
use rightful_core::desk::{Call, Desk};
use serde_json::Value;
use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tauri::webview::{DownloadEvent, NewWindowResponse, PermissionResponse};
use tauri::{App, Manager, Url, WebviewUrl, WebviewWindowBuilder};

/// How the program was started.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Start {
    /// Straight into the practice clinic.
    pub practice: bool,
    /// Where the data lies, if not where the machine keeps such things.
    pub home: Option<PathBuf>,
}

impl Start {
    /// Reads the command line.
    ///
    /// # Errors
    /// When it holds something we do not know; the sentence says what we do know.
    pub fn from_args(mut args: impl Iterator<Item = OsString>) -> Result<Self, String> {
        let mut start = Self::default();
        while let Some(arg) = args.next() {
            match arg.to_str() {
                Some("--practice") => start.practice = true,
                Some("--home") => match args.next() {
                    Some(folder) => start.home = Some(folder.into()),
                    None => return Err("`--home` needs the folder to keep the data in.".into()),
                },
                _ => {
                    return Err(format!(
                        "Rightful does not know `{}`. It knows: --practice (open the practice clinic), --home DIR (keep the data there).",
                        arg.to_string_lossy()
                    ));
                }
            }
        }
        Ok(start)
    }
}

/// Opens the window and stays until it is closed.
#[must_use]
pub fn run(start: Start) -> ExitCode {
    if !paths::has_display() {
        eprintln!(
            "This machine has no display, so no window can open here.\n\
             To see the app all the same: `cargo start -- --shot DIR` plays a short tour of the practice clinic and leaves pictures in DIR."
        );
        return ExitCode::FAILURE;
    }
    log::keep_data_out_of_panics();
    // The toolkit panics where the display does not answer.
    let Ok(ended) = catch_unwind(AssertUnwindSafe(|| built_and_run(start))) else {
        eprintln!("Rightful could not open its window on this machine's display. Nothing was changed.");
        return ExitCode::FAILURE;
    };
    ended
}

fn built_and_run(start: Start) -> ExitCode {
    let built = tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![
            ipc::call,
            ipc::pick_file,
            ipc::pick_folder,
            ipc::serial_ports,
            ipc::save_file,
            ipc::import_progress,
            ipc::cancel_import,
            printing::print_page,
        ])
        .setup(move |app| {
            if let Err(sentence) = open(app, &start) {
                log::line(&format!("start failed: {sentence}"));
                tell(&sentence);
                app.handle().exit(1);
            }
            Ok(())
        })
        .build(tauri::generate_context!());
    match built {
        Ok(app) => match app.run_return(at_the_end) {
            0 => ExitCode::SUCCESS,
            _ => ExitCode::FAILURE,
        },
        Err(error) => {
            eprintln!("Rightful could not open its window: {error}. Nothing was changed.");
            ExitCode::FAILURE
        }
    }
}

/// The window is gone; the last of the day is backed up before the program is.
fn at_the_end(app: &tauri::AppHandle, event: tauri::RunEvent) {
    if let (tauri::RunEvent::Exit, Some(desk)) = (event, app.try_state::<ipc::OpenDesk>()) {
        desk.back_up_at_close();
    }
}

/// The desk, then the window over it.
fn open(app: &mut App, start: &Start) -> Result<(), String> {
    let home = match &start.home {
        Some(home) => home.clone(),
        None => paths::home(app)?,
    };
    paths::make(&home)?;
    log::open(&home);
    log::line(&format!("start {}", app.package_info().version));

    let desk = Desk::closed(home.clone(), Box::new(MachineClock), Box::new(MachineDice)).with_keychain(keychain::of_this_machine());
    let desk = ipc::OpenDesk::new(desk);
    if start.practice {
        // The page asks where the desk stands first, and waits until the practice clinic is made.
        desk.first(Call { name: "open_practice".into(), request: Value::Null, request_id: None });
    }
    app.manage(desk);
    window(app, start, &home).map_err(|error| format!("The window could not be made: {error}. Nothing was changed."))?;
    clockwork::start(app.handle().clone());
    rightful_lensmeter::listen(Arc::new(ipc::Ears(app.handle().clone())));
    Ok(())
}

fn window(app: &App, start: &Start, home: &std::path::Path) -> tauri::Result<()> {
    let mut window = WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
        .title(if start.practice { "Rightful: practice clinic" } else { "Rightful" })
        .inner_size(1280.0, 720.0)
        .min_inner_size(960.0, 600.0)
        .prevent_overflow()
        // Whoever needs larger type has it with Ctrl and +.
        .zoom_hotkeys_enabled(true)
        // Tauri's own drop handler would tell the page the path of a dropped file.
        .disable_drag_drop_handler()
        .devtools(cfg!(debug_assertions))
        // What is typed here (names, phone numbers) must not be remembered outside the encrypted file.
        .general_autofill_enabled(false)
        .on_navigation(ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_permission_request(|_, _| PermissionResponse::Deny)
        .on_download(|_, event| !matches!(event, DownloadEvent::Requested { .. }));
    window = if paths::driven() {
        // A test drives this window, which WebKit allows only with a profile on disk: keep that beside the data.
        window.data_directory(home.join("web view of a driven window"))
    } else {
        window.incognito(true)
    };
    window.build()?;
    Ok(())
}

/// The page may load itself, and nothing else.
fn ours(url: &Url) -> bool {
    let at_home = match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // How Windows spells the same.
        "http" | "https" => cfg!(windows) && url.host_str() == Some("tauri.localhost"),
        _ => false,
    };
    at_home && matches!(url.path(), "" | "/" | "/index.html")
}

/// Says it in a message of the system's own, for when there is no window to say it in.
fn tell(sentence: &str) {
    eprintln!("{sentence}");
    rfd::MessageDialog::new().set_title("Rightful").set_description(sentence).set_level(rfd::MessageLevel::Warning).show();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn goes_to(url: &str) -> bool {
        ours(&url.parse().unwrap())
    }

    #[test]
    fn the_window_loads_its_own_page_and_nothing_else() {
        assert!(goes_to("tauri://localhost"));
        assert!(goes_to("tauri://localhost/index.html?x#y"));
        for elsewhere in [
            "https://example.org/",
            "http://localhost:1420/",
            "http://tauri.localhost.example.org/",
            "tauri://elsewhere/",
            "tauri://localhost/other.html",
            "file:///etc/hosts",
            "data:text/html,hello",
            "javascript:alert(1)",
            "about:blank",
        ] {
            assert!(!goes_to(elsewhere), "{elsewhere} was let through");
        }
    }

    #[test]
    fn the_command_line_is_read_and_unknown_words_are_named() {
        let read = |args: &[&str]| Start::from_args(args.iter().map(OsString::from));
        assert_eq!(read(&[]), Ok(Start::default()));
        assert_eq!(read(&["--practice", "--home", "x"]), Ok(Start { practice: true, home: Some("x".into()) }));
        assert!(read(&["--home"]).is_err());
        assert!(read(&["--fast"]).is_err_and(|sentence| sentence.contains("--fast")));
    }
}
