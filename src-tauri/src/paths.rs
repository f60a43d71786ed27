//! Where things lie on this machine, and whether it can show a window.

use std::path::{Path, PathBuf};
use tauri::{App, Manager};

/// Where this machine keeps the program's data: beside the user's other local data, never in a folder that roams.
pub fn home(app: &App) -> Result<PathBuf, String> {
    app.path().app_local_data_dir().map_err(|error| {
        format!("This machine does not say where programs keep their data ({error}). Start Rightful with `--home` and a folder.")
    })
}

/// Makes the data folder, for this user only.
pub fn make(home: &Path) -> Result<(), String> {
    let mut folder = std::fs::DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(home).map_err(|error| {
        format!(
            "The folder for the clinic's data could not be opened: {} ({error}). Nothing was changed. \
             Check that the disk is there and that this user may write to it.",
            home.display()
        )
    })
}

/// Whether a window can be shown here.
pub fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// Whether a test drives the window. Never in what is shipped.
pub fn driven() -> bool {
    cfg!(debug_assertions) && std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some_and(|value| value == "true")
}
