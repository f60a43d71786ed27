//! `look_alike_report`: every pair that somebody pinned or muted, and how often alerts are said, so that fatigue shows.

use super::alert_weeks::{self, AlertWeek};
use super::alerts::PairVerdict;
use super::pairs;
use crate::clock::{At, Day};
use crate::desk::Look;
use crate::error::Outcome;
use crate::ids::PatientId;
use crate::private::Private;
use crate::records::clinic::Nothing;
use crate::records::{patients, staff};
use serde::{Deserialize, Serialize};

/// Weeks shown.
const WEEKS: u32 = 12;

/// What the manager sees of look-alikes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LookAlikeReport {
    /// Pairs that were judged, newest first.
    pub pairs: Vec<JudgedPair>,
    /// The last weeks, newest first; a week without any is left out.
    pub weeks: Vec<AlertWeek>,
}

/// A pair that somebody judged.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct JudgedPair {
    /// One.
    pub patient_id: PatientId,
    /// Their name.
    pub name: Private<String>,
    /// The other.
    pub other_id: PatientId,
    /// Their name.
    pub other_name: Private<String>,
    /// Pinned or muted.
    pub verdict: PairVerdict,
    /// Why.
    pub reason: String,
    /// When.
    pub at: At,
    /// Given name of who did.
    pub by: String,
    /// The last day of a mute; None: until somebody takes it back.
    pub until: Option<Day>,
    /// That day is over: the pair is warned about again.
    pub over: bool,
}

/// `look_alike_report`
///
/// # Errors
/// As the store gives them.
pub fn look_alike_report(look: &Look<'_>, _: Nothing) -> Outcome<LookAlikeReport> {
    let mut judged = Vec::new();
    for said in pairs::said(look.db, None)? {
        let verdict = match said.word.as_str() {
            "pinned" => PairVerdict::Pinned,
            "muted" => PairVerdict::Muted,
            _ => continue,
        };
        judged.push(JudgedPair {
            patient_id: said.low,
            name: Private::new(patients::load(look.db, said.low)?.details.full_name()),
            other_id: said.high,
            other_name: Private::new(patients::load(look.db, said.high)?.details.full_name()),
            verdict,
            reason: said.reason,
            at: said.at,
            by: staff::one(look.db, said.by)?.given,
            over: said.until.is_some_and(|until| until < look.now.day()),
            until: said.until,
        });
    }
    Ok(LookAlikeReport { pairs: judged, weeks: alert_weeks::last(look.db, WEEKS)? })
}
