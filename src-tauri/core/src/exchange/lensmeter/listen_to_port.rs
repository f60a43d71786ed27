//! `listen_to_port`: the lensmeter is plugged into this serial port, on this machine.

use super::newest_reading::LensmeterNow;
use super::watch_folder::keep;
use crate::desk::Desk;
use crate::error::{Outcome, Refusal, refuse};
use crate::records::lensmeter::PortChoice;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// From the slowest that such instruments have to the fastest (ours).
const BAUD: RangeInclusive<u32> = 1_200..=115_200;
/// The longest name of a port that is believable.
const MAX_NAME: usize = 200;

/// Which port.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ListenToPort {
    /// The port; None: none any more.
    pub port: Option<PortChoice>,
}

/// `listen_to_port`
///
/// # Errors
/// Refuses `no_such_port`: without a name, or a speed that no line runs at. Faults `disk`.
pub fn listen_to_port(desk: &mut Desk, request: ListenToPort) -> Outcome<LensmeterNow> {
    let port = match request.port {
        Some(port) => {
            let name = port.name.trim().to_owned();
            let sound = !name.is_empty() && name.chars().count() <= MAX_NAME && !name.chars().any(char::is_control);
            if !sound || !BAUD.contains(&port.baud) {
                return refuse(Refusal::because("no_such_port").next("choose_port"));
            }
            Some(PortChoice { name, ..port })
        }
        None => None,
    };
    keep(desk, |choice| choice.port = port)
}
