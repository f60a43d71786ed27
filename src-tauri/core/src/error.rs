//! Two ways a command can end without doing what was asked.
//!
//! A [`Refusal`] is an answer: the desk may not do this now, here is why and what to do next. A [`Fault`] is ours:
//! something broke. It is shown once with a reference; its detail goes to the log and never holds patient data.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// How much a [`Finding`] weighs at hand-over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Grade {
    /// Worth knowing.
    Note,
    /// A named person gives a reason.
    Ask,
    /// Cannot continue.
    Stop,
}

/// One thing a check found. The words for `code` are in the UI's catalogue; `facts` fill them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Finding {
    /// How much it weighs.
    pub grade: Grade,
    /// What was found, as a code.
    pub code: String,
    /// What the sentence needs: part, tray, order number … never the right answer to an identifier.
    #[cfg_attr(test, ts(type = "Record<string, string | number | boolean | null>"))]
    pub facts: Map<String, Value>,
}

impl Finding {
    /// A finding without facts.
    #[must_use]
    pub fn new(grade: Grade, code: &str) -> Self {
        Self { grade, code: code.to_owned(), facts: Map::new() }
    }

    /// Adds one fact.
    #[must_use]
    pub fn fact(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.facts.insert(name.to_owned(), value.into());
        self
    }
}

/// "Not now, because …, do this next." Shown calmly.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Refusal {
    /// Why, as a code.
    pub code: String,
    /// What the sentence needs.
    #[cfg_attr(test, ts(type = "Record<string, string | number | boolean | null>"))]
    pub facts: Map<String, Value>,
    /// What was found on the way.
    pub findings: Vec<Finding>,
    /// The one next step, as a code.
    pub next_step: Option<String>,
    /// The refusal itself left a record (a near miss, a wrong PIN counted).
    #[serde(skip)]
    #[cfg_attr(test, ts(skip))]
    pub kept: bool,
}

impl Refusal {
    /// A refusal with nothing but its reason.
    #[must_use]
    pub fn because(code: &str) -> Self {
        Self { code: code.to_owned(), facts: Map::new(), findings: Vec::new(), next_step: None, kept: false }
    }

    /// Adds one fact for the sentence.
    #[must_use]
    pub fn fact(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.facts.insert(name.to_owned(), value.into());
        self
    }

    /// Adds what was found.
    #[must_use]
    pub fn found(mut self, findings: Vec<Finding>) -> Self {
        self.findings = findings;
        self
    }

    /// Names the next step.
    #[must_use]
    pub fn next(mut self, step: &str) -> Self {
        self.next_step = Some(step.to_owned());
        self
    }

    /// Commits what the command wrote so far: the refusal is itself worth a record.
    #[must_use]
    pub fn kept(mut self) -> Self {
        self.kept = true;
        self
    }
}

/// Something broke. `code` exists only where somebody treats it differently.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[error("{code} ({detail})")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Fault {
    /// What kind of thing broke: `store`, `full_disk`, `damaged`, `already_open`, `newer_file`, `bug` …
    pub code: String,
    /// What to say on the phone to support.
    pub reference: String,
    /// For the log. Holds ids, sizes, codes; never a person's data.
    #[serde(skip)]
    #[cfg_attr(test, ts(skip))]
    pub detail: String,
}

impl Fault {
    /// A fault of this kind.
    #[must_use]
    pub fn new(code: &str, detail: impl std::fmt::Display) -> Self {
        Self { code: code.to_owned(), reference: String::new(), detail: detail.to_string() }
    }
}

/// Why a command did not do what was asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Halt {
    /// The rules say no.
    Refused(Refusal),
    /// Something broke.
    Fault(Fault),
}

/// What every verb returns.
pub type Outcome<T> = Result<T, Halt>;

impl From<Refusal> for Halt {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Fault> for Halt {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<rusqlite::Error> for Halt {
    fn from(error: rusqlite::Error) -> Self {
        Self::Fault(error.into())
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as C;
        let code = match error.sqlite_error_code() {
            Some(C::DiskFull) => "full_disk",
            Some(C::DatabaseCorrupt | C::NotADatabase) => "damaged",
            Some(C::SystemIoFailure | C::CannotOpen | C::ReadOnly | C::PermissionDenied) => "disk",
            Some(C::DatabaseBusy | C::DatabaseLocked | C::FileLockingProtocolFailed) => "already_open",
            _ => "store",
        };
        Self::new(code, error)
    }
}

impl From<serde_json::Error> for Halt {
    fn from(error: serde_json::Error) -> Self {
        // serde_json quotes unexpected values: keep only where, never what.
        Self::Fault(Fault::new("bad_request", format!("line {} column {}", error.line(), error.column())))
    }
}

/// Ends a verb with a refusal.
///
/// # Errors
/// Always the refusal.
pub fn refuse<T>(refusal: Refusal) -> Outcome<T> {
    Err(Halt::Refused(refusal))
}
