//! Look-alike alerts: who else with something open could be taken for this patient. Staff can pin a pair for ever
//! ("twins") or mute it with a reason.

use crate::clock::{At, Day};
use crate::desk::{Act, Look};
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::PatientId;
use crate::matching::alert_weeks::{self, Answered};
use crate::matching::lookalikes::{self, Person};
use crate::matching::pairs::{self, Said};
use crate::matching::people::People;
use crate::private::Private;
use crate::records::patients::{self, Patient};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

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
    let me = patients::load(look.db, patient)?;
    let frames: Vec<Option<String>> = look
        .db
        .prepare_cached("SELECT frame FROM orders WHERE patient_id = ?1 AND state NOT IN ('collected', 'cancelled', 'remade', 'returned')")?
        .query_map([patient], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    // While no desk is open nobody's names are counted, and each is taken for a rare one.
    let nobody = People::default();
    let people = look.people.unwrap_or(&nobody);
    let mut me = people.prepare(&person(&me)).who;
    me.set_frame(frames.iter().flatten().next().map(String::as_str));
    // One row per patient with something open: the order of theirs that is nearest the counter. Left to itself, SQLite
    // groups along an index of all orders ever; the one named holds what is open.
    let mut rows = look.db.prepare_cached(
        "SELECT p.id, p.given, p.family, p.preferred, p.born, p.phone, p.street, p.town, p.region, p.postcode, p.only_me, p.note,
                o.number, o.tray, o.frame, max(o.tray IS NOT NULL)
         FROM orders o INDEXED BY orders_open JOIN patients p ON p.id = o.patient_id
         WHERE o.state NOT IN ('collected', 'cancelled', 'remade', 'returned') AND o.patient_id <> ?1
         GROUP BY o.patient_id",
    )?;
    let mut rows = rows.query([patient])?;
    let mut prepared = people.prepared();
    let mut said = verdicts(look, patient)?;
    let mut alerts = Vec::new();
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        let other = match prepared.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(people.prepare(&person(&patients::from_row(row)?))),
        };
        people.weigh(other);
        other.who.set_frame(row.get_ref(14)?.as_str().ok());
        let alike = lookalikes::compare_prepared(&me, &other.who);
        let (reasons, loud, pinned) = match (alike, said.remove(&id)) {
            (_, Some((word, _))) if word == "muted" => continue,
            (alike, Some((_, reason))) => (alike.map(|alike| alike.reasons).unwrap_or_default(), true, Some(reason)),
            (Some(alike), None) => {
                let loud = alike.grade == lookalikes::Grade::StopAndLook;
                (alike.reasons, loud, None)
            }
            (None, None) => continue,
        };
        let other = patients::from_row(row)?;
        alerts.push(Alert {
            patient_id: id,
            name: other.details.full_name(),
            short: Private::new(other.details.first_and_initial()),
            born_year: other.details.born_year(),
            order_number: row.get(12)?,
            tray: row.get(13)?,
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
    reasons.iter().filter_map(|reason| serde_json::to_value(reason).ok()?.as_str().map(str::to_owned)).collect()
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
