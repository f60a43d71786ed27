//! `lensmeter`: where this machine's readings come from, how that stands, and the newest one, offered to whoever has
//! the lenses in hand. Nothing here attaches a reading to an order: a person does, by using it.

use super::read_instrument::InstrumentRead;
use super::{NotAReading, read};
use crate::clock::At;
use crate::desk::Desk;
use crate::error::Outcome;
use crate::records::clinic::Nothing;
use crate::records::lensmeter::{CameBy, PortChoice, Standing};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// After this many minutes nobody still has those lenses in hand (ours).
const OFFERED_FOR_MIN: i64 = 15;

/// The lensmeter of this machine.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LensmeterNow {
    /// The watched folder.
    pub folder: Option<WatchedFolder>,
    /// The serial port.
    pub port: Option<OpenPort>,
    /// What was sent last, if that was a few minutes ago.
    pub newest: Option<NewestReading>,
}

/// The watched folder. The page never learns where it lies.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WatchedFolder {
    /// Its own name.
    pub name: String,
    /// How it stands.
    pub standing: Standing,
}

/// The serial port.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OpenPort {
    /// Which, and how its line speaks.
    pub choice: PortChoice,
    /// How it stands.
    pub standing: Standing,
}

/// What the meter sent last.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NewestReading {
    /// Tells one from the next.
    pub number: u32,
    /// When it came in.
    pub at: At,
    /// How.
    pub came_by: CameBy,
    /// How many bytes: the one thing to see where a line speaks at another speed.
    pub bytes: u32,
    /// The reading.
    pub read: Option<InstrumentRead>,
    /// Or why it is none.
    pub failed: Option<NotAReading>,
}

/// `lensmeter`
///
/// # Errors
/// None.
pub fn lensmeter(desk: &mut Desk, _: Nothing) -> Outcome<LensmeterNow> {
    let meter = desk.lensmeter();
    let stands = |standing: Option<Standing>| standing.unwrap_or(Standing::Starting);
    let oldest = desk.now().at.plus_minutes(-OFFERED_FOR_MIN);
    let newest = meter.newest.as_ref().filter(|heard| heard.at >= oldest).map(|heard| {
        // read, not shown: only the numbers of the lenses leave here
        let bytes = heard.bytes.expose();
        let read = read(bytes).map(InstrumentRead::of);
        NewestReading {
            number: u32::try_from(heard.number).unwrap_or(u32::MAX),
            at: heard.at,
            came_by: heard.came_by,
            bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
            failed: read.as_ref().err().copied(),
            read: read.ok(),
        }
    });
    Ok(LensmeterNow {
        folder: meter.choice.folder.as_deref().map(|folder| WatchedFolder { name: name_of(folder), standing: stands(meter.folder) }),
        port: meter.choice.port.clone().map(|choice| OpenPort { choice, standing: stands(meter.port) }),
        newest,
    })
}

/// The last name of a path; a drive has none, and is called as it is.
fn name_of(folder: &Path) -> String {
    folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy().into_owned()
}
