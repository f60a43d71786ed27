//! What happens by itself. The only place with tokio's timers: the core is synchronous and is asked once a second
//! what is due (idle lock first of all).

use crate::ipc::OpenDesk;
use std::time::Duration;
use tauri::{AppHandle, Manager};
use tokio::time::{MissedTickBehavior, interval};

/// How often the desk is asked. The lock must fall within a second of its time.
const BEAT: Duration = Duration::from_millis(500);

/// How often it is asked whether a backup is due, or a promise.
const SLOW_BEAT: Duration = Duration::from_secs(60);

/// Starts the beats.
pub fn start(app: AppHandle) {
    let backups = app.clone();
    tauri::async_runtime::spawn(async move {
        let mut beat = interval(SLOW_BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            beat.tick().await;
            let on = backups.clone();
            let done = tauri::async_runtime::spawn_blocking(move || {
                crate::reminding::remind(&on, on.state::<OpenDesk>().coming_due());
                on.state::<OpenDesk>().back_up(&on);
            });
            if done.await.is_err() {
                crate::log::line("a slow beat was missed");
            }
        }
    });
    tauri::async_runtime::spawn(async move {
        let mut beat = interval(BEAT);
        // After the machine slept, one beat is enough.
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            beat.tick().await;
            let on = app.clone();
            let done = tauri::async_runtime::spawn_blocking(move || on.state::<OpenDesk>().beat(&on)).await;
            if done.is_err() {
                crate::log::line("a beat was missed");
            }
        }
    });
}
