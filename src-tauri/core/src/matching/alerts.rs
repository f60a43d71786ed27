//! Look-alike alerts: who else with something open could be taken for this patient. Staff can pin a pair for ever
//! ("twins") or mute it with a reason.

use crate::clock::{At, Day};
use crate::desk::{Act, Look};
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::PatientId;
use crate::matching::alert_weeks::{self, Answered};
use crate::matching::lookalikes::{self, Looking, Person};
use crate::matching::pairs::{self, Said};
use crate::matching::people::People;
use crate::private::Private;
use crate::records::patients::{self, Patient};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Somebody alike with something open now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Alert {
    /// The other patient.
    pub patient_id: PatientId,
    /// Their name, as on their label.
    pub name: String,
    /// First name and initial: what a tray label may say.
    pub short: Private<String>,
    /// The year they were born in.
    pub born_year: Option<i32>,
    /// Their open order.
    pub order_number: Option<String>,
    /// Where it is.
    pub tray: Option<String>,
    /// Stop and look, or only be careful.
    pub loud: bool,
    /// Why, most telling first.
    pub reasons: Vec<String>,
    /// Somebody pinned the pair.
    pub pinned: Option<String>,
}

impl Alert {
    /// The names (or a pin, or the household) speak, not the frame alone.
    #[must_use]
    pub fn is_about_the_person(&self) -> bool {
        self.pinned.is_some() || self.reasons.iter().any(|reason| reason != "identical_frame")
    }
}

/// A patient as they are compared with others.
pub(super) fn person(patient: &Patient) -> Person {
    let details = &patient.details;
    // compared in memory, never shown
    let household = match (&details.street, &details.postcode) {
        (Some(street), Some(postcode)) if !street.expose().trim().is_empty() => {
            Some(format!("{}|{}", street.expose().to_lowercase(), postcode.expose()))
        }
        _ => None,
    };
    Person {
        given: details.given.expose().clone(),
        family: details.family.expose().clone(),
        preferred: details.preferred.as_ref().map(|name| name.expose().clone()),
        suffix: None,
        born: details.born.as_ref().map(|born| born.expose().0),
        household,
        frame: None,
    }
}

/// Everybody alike among those with something open now, loudest first.
///
/// # Errors
/// As the store gives them.
pub fn for_patient(look: &Look<'_>, patient: PatientId) -> Outcome<Vec<Alert>> {
    // While no desk is open nobody's names are counted, and each is taken for a rare one.
    let nobody = People::default();
    let people = look.people.unwrap_or(&nobody);
    let open = people.open(look.db)?;
    let mut me = match open.one(patient) {
        Some(waiting) => waiting.who.clone(),
        None => people.prepare(&person(&patients::load(look.db, patient)?)),
    };
    me.set_frame(open.frame_of(patient));
    let looking = Looking::like(&me);
    let mut said = verdicts(look, patient)?;
    let mut alerts = Vec::new();
    for (id, other) in open.waiting().filter(|(id, _)| *id != patient) {
        let alike = looking.at(&other.who);
        let (reasons, loud, pinned) = match (alike, said.remove(&id)) {
            (None, None) => continue,
            (_, Some((word, _))) if word == "muted" => continue,
            (alike, Some((_, reason))) => (alike.map(|alike| alike.reasons).unwrap_or_default(), true, Some(reason)),
            (Some(alike), None) => {
                let loud = alike.grade == lookalikes::Grade::StopAndLook;
                (alike.reasons, loud, None)
            }
        };
        alerts.push(Alert {
            patient_id: id,
            name: other.name.clone(),
            short: Private::new(other.short.clone()),
            born_year: other.born_year,
            order_number: Some(other.number.clone()),
            tray: other.tray.clone(),
            loud,
            reasons: codes(&reasons),
            pinned,
        });
    }
    alerts.sort_by_key(|alert| (!alert.loud, !alert.is_about_the_person(), alert.patient_id));
    Ok(alerts)
}

/// The reasons as the page words them.
fn codes(reasons: &[lookalikes::Reason]) -> Vec<String> {
    reasons.iter().map(|reason| reason.as_str().to_owned()).collect()
}

/// What staff said of this patient and somebody else: the word and why.
fn verdicts(look: &Look<'_>, of: PatientId) -> Outcome<HashMap<PatientId, (String, String)>> {
    Ok(look
        .db
        .prepare_cached(
            "SELECT high_id, verdict, reason FROM look_alikes WHERE low_id = ?1 AND (until IS NULL OR until >= ?2)
             UNION ALL SELECT low_id, verdict, reason FROM look_alikes WHERE high_id = ?1 AND (until IS NULL OR until >= ?2)",
        )?
        .query_map((of, look.now.day()), |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?
        .collect::<Result<_, _>>()?)
}

/// What staff decide about a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum PairVerdict {
    /// Alert for ever: twins, father and son.
    Pinned,
    /// No alert any more.
    Muted,
    /// As the rule says.
    Neither,
}

/// A decision about a pair of patients.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct JudgeLookAlike {
    /// One.
    pub patient_id: PatientId,
    /// The other.
    pub other_id: PatientId,
    /// What is decided.
    pub verdict: PairVerdict,
    /// Why; needed to mute.
    pub reason: String,
    /// The last day of a mute; left out: until somebody takes it back.
    #[serde(default)]
    #[cfg_attr(test, ts(optional = nullable))]
    pub until: Option<Day>,
}

/// What was decided, and when.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LookAlikeJudged {
    /// When.
    pub at: At,
}

/// `judge_look_alike`: pin, mute with a reason, or neither.
///
/// # Errors
/// Refuses `reason_needed`, `same_patient`, `no_such_patient`, `merged`, `day_is_over`.
pub fn judge(act: &mut Act<'_>, request: &JudgeLookAlike) -> Outcome<LookAlikeJudged> {
    let by = act.somebody()?;
    let (low, high) = (request.patient_id.min(request.other_id), request.patient_id.max(request.other_id));
    if low == high {
        return refuse(Refusal::because("same_patient"));
    }
    patients::must_exist(act.db, low)?;
    patients::must_exist(act.db, high)?;
    if request.verdict == PairVerdict::Muted && request.reason.trim().is_empty() {
        return refuse(Refusal::because("reason_needed"));
    }
    let reason = crate::records::text::kept("reason", Some(request.reason.as_str()))?.unwrap_or_default();
    let until = request.until.filter(|_| request.verdict == PairVerdict::Muted);
    if until.is_some_and(|until| until < act.now.day()) {
        return refuse(Refusal::because("day_is_over").next("choose_day"));
    }
    let word = match request.verdict {
        PairVerdict::Pinned => "pinned",
        PairVerdict::Muted => "muted",
        PairVerdict::Neither => "",
    };
    if word.is_empty() {
        pairs::unsay(act, low, high, false)?;
    } else {
        pairs::write(act, &Said { low, high, word: word.to_owned(), reason, until, at: act.now.at, by })?;
        alert_weeks::count_answer(act, if word == "muted" { Answered::Muted } else { Answered::Pinned })?;
    }
    act.about(low);
    act.about(high);
    Ok(LookAlikeJudged { at: act.now.at })
}
