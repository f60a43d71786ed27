//! What the record says about a conversation, and which scenario that makes it: the app picks, the desk may change it.

use super::scripts::facts::Fact;
use crate::clock::{At, Day};
use crate::desk::Look;
use crate::discrepancies::record::{self, Discrepancy};
use crate::discrepancies::{DiscrepancyKind, ask_again};
use crate::error::Outcome;
use crate::ids::{DiscrepancyId, OrderId, PatientId, StaffId, VisitId};
use crate::private::Private;
use crate::records::orders::{self, Order, OrderState};
use crate::records::parts::{self, Custody, LastSeen, Part, PartKind};
use crate::records::settings::Settings;
use crate::records::{merges, patients, staff};
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Whoever is younger than this is spoken to as a child: the app shows the sentence for them first.
const CHILD_BELOW_YEARS: u32 = 13;

/// What a conversation is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct About {
    /// With whom.
    pub patient: Option<PatientId>,
    /// Which order.
    pub order: Option<OrderId>,
    /// Which discrepancy.
    pub discrepancy: Option<DiscrepancyId>,
    /// Which visit.
    pub visit: Option<VisitId>,
}

/// The facts that lines may name; None: not known, and no line that names it is said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RecordFacts {
    /// What we call the patient.
    pub patient: Option<Private<String>>,
    /// Whole minutes since they came.
    pub minutes_waited: Option<u32>,
    /// The wait they were told at check-in, in minutes.
    pub quote: Option<u32>,
    /// Parts that are not here; empty: none.
    pub missing_parts: Vec<PartKind>,
    /// Where the first of these was last seen.
    pub last_seen: Option<LastSeen>,
    /// Until when we promised last.
    pub promised: Option<At>,
    /// The order's number.
    pub order: Option<String>,
    /// How often they asked, where it was more than once.
    pub second_ask: Option<u32>,
    /// The given name of whoever stands there.
    pub staff: Option<String>,
    /// When the order is expected.
    pub expected: Option<Day>,
    /// Who complains for the patient, as written down.
    pub complainant: Option<String>,
}

impl RecordFacts {
    /// What is known.
    #[must_use]
    pub fn known(&self) -> BTreeSet<Fact> {
        let all = [
            (Fact::Patient, self.patient.is_some()),
            (Fact::MinutesWaited, self.minutes_waited.is_some()),
            (Fact::Quote, self.quote.is_some()),
            (Fact::MissingParts, !self.missing_parts.is_empty()),
            (Fact::LastSeen, self.last_seen.is_some()),
            (Fact::Promised, self.promised.is_some()),
            (Fact::Order, self.order.is_some()),
            (Fact::SecondAsk, self.second_ask.is_some()),
            (Fact::Staff, self.staff.is_some()),
            (Fact::Expected, self.expected.is_some()),
            (Fact::Complainant, self.complainant.is_some()),
        ];
        all.into_iter().filter(|(_, known)| *known).map(|(fact, _)| fact).collect()
    }
}

/// Everything that decides which scenario it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Signs {
    /// The discrepancy's kind.
    pub kind: Option<DiscrepancyKind>,
    /// Somebody may be hurt.
    pub injury: bool,
    /// They asked more than once, or it was closed before and happened again.
    pub again: bool,
    /// A promise to them is late, or was broken.
    pub promise_broken: bool,
    /// The patient is a child.
    pub child: bool,
    /// A part cannot be located; true: and our record shows that we had it.
    pub lost_after_we_had_it: Option<bool>,
    /// They were told it is here, and it is not.
    pub told_here: bool,
    /// They said that the glasses are not theirs, and nobody knows yet.
    pub not_theirs: bool,
    /// The order was taken and not sent in time.
    pub never_sent: bool,
    /// Later than we or the lab said.
    pub late: bool,
    /// They waited longer than we said, or than the clinic's limit.
    pub long_wait: bool,
}

/// The scenario that the record speaks for, and the sign that decided it.
#[must_use]
pub fn pick(signs: &Signs) -> Option<(&'static str, &'static str)> {
    use DiscrepancyKind as K;
    if signs.injury {
        return Some(("harm", "injury"));
    }
    match signs.kind {
        Some(K::WrongPatientsOrder) => return Some(("wrong_patients_order", "kind")),
        Some(K::Privacy) => return Some(("privacy", "kind")),
        Some(K::Conduct) => return Some((if signs.child { "child_shamed" } else { "rudeness" }, "kind")),
        _ => {}
    }
    if signs.not_theirs {
        return Some(("not_mine", "not_theirs"));
    }
    if signs.again {
        return Some(("second_complaint", "again"));
    }
    if signs.promise_broken {
        return Some(("promise_broken", "promise_broken"));
    }
    let by_kind = match signs.kind {
        Some(K::PartLost) => Some(if signs.lost_after_we_had_it == Some(false) { "part_unaccounted" } else { "part_lost" }),
        Some(K::PartMissing) => Some(if signs.told_here { "told_here" } else { "late" }),
        Some(K::WrongLenses) => Some("out_of_tolerance"),
        Some(K::NeverOrdered) => Some("never_ordered"),
        Some(K::Late) => Some(if signs.never_sent { "never_ordered" } else { "late" }),
        Some(K::Damaged) => Some("damaged"),
        Some(K::LongWait) => Some("long_wait"),
        Some(K::PromiseBroken) => Some("promise_broken"),
        Some(K::Billing) => Some("billing"),
        _ => None,
    };
    if let Some(code) = by_kind {
        return Some((code, "kind"));
    }
    match signs {
        // Told to come, and something is not here: that is the first thing they hear.
        _ if signs.told_here => Some(("told_here", "told_here")),
        _ if signs.lost_after_we_had_it == Some(true) => Some(("part_lost", "part_not_located")),
        _ if signs.lost_after_we_had_it == Some(false) => Some(("part_unaccounted", "part_not_located")),
        _ if signs.never_sent => Some(("never_ordered", "never_sent")),
        _ if signs.late => Some(("late", "late")),
        _ if signs.long_wait => Some(("long_wait", "long_wait")),
        _ => None,
    }
}

struct Waited {
    patient: Option<PatientId>,
    walk_in: Option<Private<String>>,
    minutes: u32,
    quoted: u32,
}

/// Reads the record.
///
/// # Errors
/// Refuses `no_such_patient`, `no_such_order`, `no_such_discrepancy`.
pub fn read(look: &Look<'_>, about: About, speaks: Option<StaffId>) -> Outcome<(About, RecordFacts, Signs)> {
    let settings = look.settings()?;
    let discrepancy = about.discrepancy.map(|id| record::load(look.db, id)).transpose()?;
    let visit = about.visit.or(discrepancy.as_ref().and_then(|one| one.visit_id));
    let waited = visit.map(|id| waited(look, id)).transpose()?.flatten();
    let order = match about.order.or(discrepancy.as_ref().and_then(|one| one.order_id)) {
        Some(id) => Some(orders::load(look.db, id)?),
        None => None,
    };
    let patient = about
        .patient
        .or(discrepancy.as_ref().and_then(|one| one.patient_id))
        .or(order.as_ref().map(|order| order.patient_id))
        .or(waited.as_ref().and_then(|waited| waited.patient));
    let patient = patient.map(|id| merges::current(look.db, id)).transpose()?;
    let on_file = patient.map(|id| patients::load(look.db, id)).transpose()?;
    let parts = match &order {
        Some(order) => parts::of(look.db, order.id)?,
        None => Vec::new(),
    };
    let asks = match &discrepancy {
        Some(one) => ask_again::of(look.db, one.id)?.len() as u32,
        None => 0,
    };
    let last_promise = match patient {
        Some(patient) => last_promise(look, patient, discrepancy.as_ref().map(|one| one.id))?,
        None => None,
    };
    let missing: Vec<&Part> = parts.iter().filter(|part| !part.is_in_hand()).collect();
    let arrived = order.as_ref().is_some_and(|order| {
        matches!(order.state, OrderState::Received | OrderState::Verified | OrderState::Notified | OrderState::FailedCheck)
    });
    let shown: Vec<&Part> = missing.into_iter().filter(|part| arrived || matches!(part.custody, Custody::NotLocated)).collect();
    let facts = RecordFacts {
        patient: on_file
            .as_ref()
            .map(|one| Private::new(one.details.called().to_owned()))
            .or_else(|| waited.as_ref().and_then(|one| one.walk_in.clone()))
            .filter(|name| !name.expose().is_empty()), // a name that is none is not said
        minutes_waited: waited.as_ref().map(|one| one.minutes),
        quote: waited.as_ref().map(|one| one.quoted),
        missing_parts: shown.iter().map(|part| part.kind).collect(),
        last_seen: shown.iter().find_map(|part| part.last_seen.clone()),
        promised: last_promise.as_ref().map(|one| one.0),
        order: order.as_ref().map(|one| one.number.clone()),
        second_ask: Some(asks).filter(|asks| *asks > 1),
        staff: speaks.map(|id| staff::one(look.db, id)).transpose()?.map(|one| one.given),
        expected: order.as_ref().and_then(|one| one.expected_on).filter(|day| *day >= look.now.day()),
        complainant: discrepancy.as_ref().and_then(|one| one.complainant.clone()),
    };
    let child = on_file.as_ref().and_then(|one| one.details.born.as_ref()).is_some_and(|born| {
        look.now.day().0.years_since(born.expose().0).is_some_and(|years| years < CHILD_BELOW_YEARS) // to speak to them as one
    });
    let signs = signs(look, &settings, discrepancy.as_ref(), order.as_ref(), &parts, asks, last_promise, child, waited.as_ref())?;
    let about = About { patient, order: order.map(|one| one.id), discrepancy: about.discrepancy, visit };
    Ok((about, facts, signs))
}

#[expect(clippy::too_many_arguments, reason = "each is a piece of the record that was read once")]
fn signs(
    look: &Look<'_>,
    settings: &Settings,
    discrepancy: Option<&Discrepancy>,
    order: Option<&Order>,
    parts: &[Part],
    asks: u32,
    last_promise: Option<(At, bool)>,
    child: bool,
    waited: Option<&Waited>,
) -> Outcome<Signs> {
    let lost: Vec<&Part> = parts.iter().filter(|part| part.needed && part.custody == Custody::NotLocated).collect();
    let today = look.now.day();
    let days_in_state = order.map_or(0, |order| look.now.days_since(order.state_since));
    let state = order.map(|order| order.state);
    let not_theirs: bool = match order {
        Some(order) => look
            .db
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM hand_overs WHERE order_id = ?1 AND state = 'frozen')")?
            .query_row([order.id], |row| row.get(0))?,
        None => false,
    };
    Ok(Signs {
        kind: discrepancy.map(|one| one.kind),
        injury: discrepancy.is_some_and(|one| one.injury),
        again: asks > 1 || discrepancy.is_some_and(|one| one.again_of.is_some() || one.reopened > 0),
        promise_broken: last_promise.is_some_and(|(_, broken)| broken),
        child,
        lost_after_we_had_it: (!lost.is_empty())
            .then(|| lost.iter().any(|part| part.last_seen.as_ref().is_some_and(|seen| seen.custody == Custody::Here))),
        told_here: state == Some(OrderState::Notified) && parts.iter().any(|part| !part.is_in_hand()),
        not_theirs,
        never_sent: state == Some(OrderState::Confirmed) && days_in_state > i64::from(settings.sent_within_days),
        late: order.is_some_and(|order| {
            !order.state.is_over()
                && !matches!(order.state, OrderState::Verified | OrderState::Notified)
                && [order.expected_on, order.promised_on].into_iter().flatten().any(|day| day < today)
        }),
        long_wait: waited.is_some_and(|one| one.minutes >= settings.recovery_after_min || one.minutes > one.quoted),
    })
}

fn waited(look: &Look<'_>, visit: VisitId) -> Outcome<Option<Waited>> {
    let found = look
        .db
        .prepare_cached("SELECT patient_id, walk_in, waited_from, first_quoted_min, called_at FROM visits WHERE id = ?1")?
        .query_row([visit], |row| {
            let (from, called): (At, Option<At>) = (row.get(2)?, row.get(4)?);
            let until = called.unwrap_or(look.now.at);
            Ok(Waited {
                patient: row.get(0)?,
                walk_in: row.get::<_, Option<String>>(1)?.map(Private::new),
                minutes: until.minutes_since(from) as u32,
                quoted: row.get(3)?,
            })
        })
        .optional()?;
    Ok(found)
}

/// The latest promise to them that was not kept or still stands, of this discrepancy first: until when, and is it broken?
fn last_promise(look: &Look<'_>, patient: PatientId, discrepancy: Option<DiscrepancyId>) -> Outcome<Option<(At, bool)>> {
    let found = look
        .db
        .prepare_cached(
            "SELECT said_at, ended IS NOT NULL OR said_at < ?3 FROM promises
             WHERE patient_id = ?1 AND (ended IS NULL OR ended = 'broken')
             ORDER BY discrepancy_id IS ?2 DESC, said_at DESC LIMIT 1",
        )?
        .query_row((patient, discrepancy, look.now.at), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use DiscrepancyKind as K;

    fn code(signs: &Signs) -> Option<&'static str> {
        pick(signs).map(|(code, _)| code)
    }

    #[test]
    fn the_record_speaks_for_one_scenario() {
        let of = |kind| Signs { kind: Some(kind), ..Signs::default() };
        for (signs, is) in [
            (Signs::default(), None),
            (Signs { long_wait: true, ..Signs::default() }, Some("long_wait")),
            (of(K::PartLost), Some("part_lost")),
            (Signs { lost_after_we_had_it: Some(false), ..of(K::PartLost) }, Some("part_unaccounted")),
            (of(K::WrongPatientsOrder), Some("wrong_patients_order")),
            (Signs { not_theirs: true, ..Signs::default() }, Some("not_mine")),
            (of(K::WrongLenses), Some("out_of_tolerance")),
            (Signs { never_sent: true, ..Signs::default() }, Some("never_ordered")),
            (of(K::Late), Some("late")),
            (Signs { promise_broken: true, ..of(K::Late) }, Some("promise_broken")),
            (Signs { told_here: true, lost_after_we_had_it: Some(true), ..Signs::default() }, Some("told_here")),
            (of(K::Conduct), Some("rudeness")),
            (Signs { child: true, ..of(K::Conduct) }, Some("child_shamed")),
            (of(K::Damaged), Some("damaged")),
            (of(K::Billing), Some("billing")),
            (of(K::Privacy), Some("privacy")),
            (Signs { again: true, promise_broken: true, ..of(K::Late) }, Some("second_complaint")),
            (Signs { injury: true, again: true, ..of(K::WrongLenses) }, Some("harm")),
        ] {
            assert_eq!(code(&signs), is, "{signs:?}");
        }
    }

    #[test]
    fn whatever_is_picked_is_a_scenario() {
        let ours = crate::recovery::scripts::ours().unwrap();
        assert_eq!(ours.len(), 20, "the twenty that must have content of their own");
        let flags = |bits: u32, kind| Signs {
            kind,
            injury: bits & 1 > 0,
            again: bits & 2 > 0,
            promise_broken: bits & 4 > 0,
            child: bits & 8 > 0,
            lost_after_we_had_it: match bits >> 4 & 3 {
                0 => None,
                1 => Some(false),
                _ => Some(true),
            },
            told_here: bits & 64 > 0,
            not_theirs: bits & 128 > 0,
            never_sent: bits & 256 > 0,
            late: bits & 512 > 0,
            long_wait: bits & 1024 > 0,
        };
        for kind in K::ALL.iter().copied().map(Some).chain([None]) {
            for bits in 0..2048 {
                if let Some(code) = code(&flags(bits, kind)) {
                    assert!(ours.contains_key(code), "{code}");
                }
            }
        }
    }

    #[test]
    fn whatever_a_part_of_the_record_says_a_possible_harm_comes_first() {
        for kind in K::ALL {
            assert_eq!(code(&Signs { kind: Some(*kind), injury: true, again: true, not_theirs: true, ..Signs::default() }), Some("harm"));
        }
    }
}
