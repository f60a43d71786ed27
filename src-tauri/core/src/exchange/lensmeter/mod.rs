//! What a lensmeter sends or saves, read into the [`Reading`] that an order is checked with.
//!
//! [`read`] takes the bytes of one file or one transmission, wherever they came from, and says from the content which
//! format it is. Three things hold for every format. A value that is not there stays missing: it never becomes 0. Powers
//! keep their hundredths: nothing is rounded to a quarter. And what is cut short, contradicts itself or fails its
//! checksum is a [`NotAReading`], never half a reading. Formats: OPTICAL.md 3.2 and 3.3.

mod huvitz;
mod joia_xml;
pub mod line;
pub mod listen_to_port;
pub mod newest_reading;
pub mod nidek_serial;
mod nidek_xml;
pub mod read_instrument;
mod values;
pub mod vca;
pub mod watch_folder;
mod xml;

use crate::matching::lenses::{Reading, Side};
use crate::records::parts::coded;
use crate::records::prescriptions::Powers;
use serde::{Deserialize, Serialize};

/// A reading is a few kilobytes; whatever is larger than this is something else.
pub const MAX_BYTES: usize = 1024 * 1024;

coded! {
    /// How an instrument speaks.
    InstrumentFormat {
        /// NIDEK over a serial line.
        NidekSerial = "nidek_serial",
        /// NIDEK's XML file.
        NidekXml = "nidek_xml",
        /// The XML of the Japan Ophthalmic Instruments Association: Topcon, Zeiss and others.
        JoiaXml = "joia_xml",
        /// The Vision Council's data communication standard, as laboratory instruments write it.
        Vca = "vca",
        /// Huvitz and Visionix over a serial line.
        Huvitz = "huvitz",
    }
}

coded! {
    /// What to know about a reading that was taken over.
    NoteCode {
        /// A lens without its sphere, or with a cylinder and no axis: left out.
        LensIncomplete = "lens_incomplete",
        /// The meter could not measure that lens.
        LensError = "lens_error",
        /// There is prism, and the file does not say toward which base: left out.
        PrismBaseUnclear = "prism_base_unclear",
    }
}

/// One thing to know, and of which lens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Note {
    /// What.
    pub code: NoteCode,
    /// Which lens; None: the one whose eye was not chosen.
    pub side: Option<Side>,
}

/// A reading and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct InstrumentReading {
    /// What was measured.
    pub reading: Reading,
    /// The laboratory's own powers for a compensated progressive, where the file holds them: what to verify by,
    /// never what was measured. They say nothing of prism.
    pub verification: Option<Powers>,
    /// The laboratory's job number, where the file holds one.
    pub job: Option<String>,
    /// Maker and model, as the instrument calls itself.
    pub instrument: Option<String>,
    /// When, in the instrument's own words and by its own clock.
    pub taken_at_text: Option<String>,
    /// How it was written.
    pub format: InstrumentFormat,
    /// What to know about it.
    pub notes: Vec<Note>,
}

/// Why there is no reading in it. No text of the file is ever repeated: it may hold a patient's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum NotAReading {
    /// Another instrument's, or no instrument's at all.
    #[error("This is not from a lensmeter. Nothing was changed. Choose the file that the lensmeter saved.")]
    NotALensmeter,
    /// The checksum says that something changed on the way.
    #[error("The reading was disturbed on its way. Nothing was changed. Send it from the lensmeter again.")]
    ChecksumWrong,
    /// Cut short, contradicting itself, or with a number that is none.
    #[error("The reading is cut short or unreadable. Nothing was changed. Send it from the lensmeter again.")]
    Garbled,
    /// The instrument says that it could not measure.
    #[error("The lensmeter reports an error. Nothing was changed. Place the lens again and measure once more.")]
    MeterError,
    /// Contact lenses are checked by their box, never against a spectacle order.
    #[error("This is a reading of a contact lens. Nothing was changed. Check contact lenses by the label on their box.")]
    ContactLens,
    /// Well-formed, with no lens in it.
    #[error("No lens was measured in this. Nothing was changed. Measure the lenses, then send them again.")]
    NothingMeasured,
    /// Nobody can say which one is meant.
    #[error("This holds more than one reading. Nothing was changed. Send one pair at a time.")]
    MoreThanOne,
    /// Above [`MAX_BYTES`].
    #[error("This is too large to be a reading. Nothing was changed. Choose the file that the lensmeter saved.")]
    TooLarge,
}

impl NotAReading {
    /// As the page is told.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotALensmeter => "not_a_lensmeter",
            Self::ChecksumWrong => "checksum_wrong",
            Self::Garbled => "garbled",
            Self::MeterError => "meter_error",
            Self::ContactLens => "contact_lens",
            Self::NothingMeasured => "nothing_measured",
            Self::MoreThanOne => "more_than_one",
            Self::TooLarge => "too_large",
        }
    }
}

/// Reads one reading, whichever instrument it is from.
///
/// From a serial line, give what arrived until the line fell silent: a checksum follows the end mark.
///
/// # Errors
/// Says why there is none: see [`NotAReading`].
pub fn read(bytes: &[u8]) -> Result<InstrumentReading, NotAReading> {
    if bytes.len() > MAX_BYTES {
        return Err(NotAReading::TooLarge);
    }
    if bytes.contains(&nidek_serial::START) {
        return nidek_serial::read(bytes);
    }
    let text = values::decoded(bytes);
    let text = text.trim_start();
    if text.starts_with('<') {
        xml::read(text)
    } else if huvitz::looks_like(text) {
        huvitz::read(text)
    } else if vca::looks_like(text) {
        vca::read(text)
    } else {
        Err(NotAReading::NotALensmeter)
    }
}

#[cfg(test)]
mod tests;
