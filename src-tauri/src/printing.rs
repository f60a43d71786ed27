//! Paper.

use tauri::WebviewWindow;

/// Opens the system's print dialog on what the page shows for print. `false` when the system has none to open.
#[tauri::command]
pub fn print_page(window: WebviewWindow) -> bool {
    window.print().inspect_err(|error| crate::log::line(&format!("print failed: {error}"))).is_ok()
}
