//! Desktop notifications: a promise is due soon, and nobody looks at the window. No name and no reason is in it: it stands
//! on a screen that anybody may see, and the system may keep it.

use crate::log;
use tauri::{AppHandle, Manager};

/// Says how many promises are due within a quarter of an hour, where the window does not say it itself.
pub fn remind(app: &AppHandle, count: usize) {
    let looked_at = app.get_webview_window("main").is_some_and(|window| window.is_focused().unwrap_or(false));
    if count == 0 || looked_at {
        return;
    }
    let shown = notify_rust::Notification::new().appname("Rightful").summary("Rightful").body(&words(count)).show();
    // A machine without notifications loses nothing: the list shows it all the same.
    if shown.is_err() {
        log::line("a notification could not be shown");
    }
}

fn words(count: usize) -> String {
    match count {
        1 => "A promise is due within 15 minutes.".to_owned(),
        _ => format!("{count} promises are due within 15 minutes."),
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_notification_says_how_many_and_nothing_else() {
        assert_eq!(words(1), "A promise is due within 15 minutes.");
        assert_eq!(words(3), "3 promises are due within 15 minutes.");
    }
}
