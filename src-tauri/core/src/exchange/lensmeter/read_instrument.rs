//! `read_instrument`: what somebody pasted, dropped or chose, read as a lensmeter's.

use super::{InstrumentReading, NotAReading, read};
use crate::desk::Desk;
use crate::error::{Halt, Outcome, Refusal};
use crate::matching::prescription::maths::standard_form;
use crate::private::Private;
use crate::records::prescriptions::Eye;
use serde::{Deserialize, Serialize};

/// What to read.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "InstrumentSource"))]
pub enum ReadInstrument {
    /// A file that was chosen.
    File {
        /// Its token.
        file: String,
    },
    /// A text that was pasted, or a file that was dropped on the page.
    Bytes {
        /// As they came.
        bytes: Private<Vec<u8>>,
    },
}

/// A reading, and each lens as people write it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct InstrumentRead {
    /// The reading.
    pub instrument: InstrumentReading,
    /// The right lens in standard form; empty where it was not read.
    pub right: String,
    /// The left lens.
    pub left: String,
    /// The lens of which the meter does not say the eye.
    pub either: String,
}

impl InstrumentRead {
    /// With its words.
    pub(super) fn of(instrument: InstrumentReading) -> Self {
        let words = |eye: &Option<Eye>| eye.as_ref().map(standard_form).unwrap_or_default();
        let reading = &instrument.reading;
        let (right, left, either) = (words(&reading.right), words(&reading.left), words(&reading.either));
        Self { instrument, right, left, either }
    }
}

impl From<NotAReading> for Halt {
    fn from(reason: NotAReading) -> Self {
        Refusal::because("no_reading").fact("why", reason.code()).into()
    }
}

/// `read_instrument`: nothing is kept, and nothing is attached to an order.
///
/// # Errors
/// Refuses `no_reading` (with why), `no_such_file`.
pub fn read_instrument(desk: &mut Desk, request: ReadInstrument) -> Outcome<InstrumentRead> {
    let read = match &request {
        ReadInstrument::File { file } => {
            let file = desk.file(file).ok_or_else(|| Refusal::because("no_such_file").next("choose_file"))?;
            read(&file.bytes)
        }
        // read, not shown: only the numbers of the lenses leave here
        ReadInstrument::Bytes { bytes } => read(bytes.expose()),
    };
    Ok(InstrumentRead::of(read?))
}
