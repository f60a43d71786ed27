//! The lensmeter of this machine: where its readings come from, and what it sent last.

use super::parts::coded;
use crate::clock::At;
use crate::private::Private;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Where this machine's lensmeter leaves its readings. Both may be chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LensmeterChoice {
    /// The folder that it saves to.
    pub folder: Option<PathBuf>,
    /// The serial port that it is plugged into.
    pub port: Option<PortChoice>,
}

/// A serial port and how its line speaks. Eight data bits, one stop bit: every meter of OPTICAL.md 3.3.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PortChoice {
    /// As the system calls it: `COM3`, `/dev/ttyUSB0`.
    pub name: String,
    /// Who made the meter.
    pub make: MeterMake,
    /// Bits a second.
    pub baud: u32,
    /// The bit that each byte is checked with.
    pub parity: Parity,
}

coded! {
    /// Who made the meter: what its line usually runs at, and whether it can be asked to send again.
    MeterMake {
        /// NIDEK: 9600, no parity; some are set to odd.
        Nidek = "nidek",
        /// Huvitz and Visionix.
        Huvitz = "huvitz",
        /// Another.
        Other = "other",
    }
}

coded! {
    /// The bit that each byte is checked with.
    Parity {
        /// None.
        None = "none",
        /// Odd.
        Odd = "odd",
        /// Even.
        Even = "even",
    }
}

coded! {
    /// How a reading came in.
    CameBy {
        /// A file in the watched folder.
        Folder = "folder",
        /// Over the serial line.
        Port = "port",
    }
}

coded! {
    /// How it stands with a folder or a port that was chosen.
    Standing {
        /// It is being looked for: nothing is known yet.
        Starting = "starting",
        /// New readings are taken.
        Listening = "listening",
        /// It is not there: the share is offline, the cable is out.
        Gone = "gone",
        /// This user may not use it.
        Denied = "denied",
        /// Another program has it.
        Busy = "busy",
        /// Too many files to look through every second.
        TooMany = "too_many",
    }
}

/// What the meter sent last. Held while the clinic is open, never stored: it belongs to nobody until somebody says so.
#[derive(Debug, Clone)]
pub struct Heard {
    /// Counts from 1 while the program runs, so that one reading is never taken for the next.
    pub number: u64,
    /// When it came in.
    pub at: At,
    /// How.
    pub came_by: CameBy,
    /// As it came in. May hold a patient's name.
    pub bytes: Private<Vec<u8>>,
}

/// The lensmeter as the running desk knows it.
#[derive(Debug, Default)]
pub struct Lensmeter {
    /// What is chosen on this machine.
    pub choice: LensmeterChoice,
    /// How the folder stands.
    pub folder: Option<Standing>,
    /// How the port stands.
    pub port: Option<Standing>,
    /// What was sent last.
    pub newest: Option<Heard>,
    /// How many were sent.
    pub count: u64,
}
