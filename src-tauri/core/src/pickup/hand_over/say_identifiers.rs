//! `say_identifiers`: what the person said, compared with the record and never shown.

use super::gate::{self, HandOverView, check_of};
use super::{Row, forget_reasons, keep_near_miss, load, load_open, step_done};
use crate::desk::Act;
use crate::discrepancies::log::RIGHT_LATER;
use crate::discrepancies::open::near_miss_facts;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::HandOverId;
use crate::matching::confirm::{self, Match};
use crate::private::Private;
use crate::records::{patients, text};
use serde::{Deserialize, Serialize};

/// What the person said.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SayIdentifiers {
    /// Which hand-over.
    pub hand_over_id: HandOverId,
    /// "What name is the order under?"
    pub name: Private<String>,
    /// "And the date of birth?" in any usual writing.
    pub born: Private<String>,
}

/// `say_identifiers`: a wrong answer is a near miss at once, however the person leaves. Where they are right after all
/// (misheard, misspelt), the near miss says so.
///
/// # Errors
/// Refuses `identifiers_needed` when one is missing: always two, even for regulars; `text_too_long`.
pub fn say_identifiers(act: &mut Act<'_>, request: &SayIdentifiers) -> Outcome<HandOverView> {
    let (row, order) = load_open(act, request.hand_over_id)?;
    let patient = patients::load(act.db, order.patient_id)?;
    // to compare them
    let name = text::kept("name", Some(request.name.expose()))?;
    let born = text::kept("born", Some(request.born.expose()))?;
    let (Some(name), Some(born)) = (name, born) else { return refuse(Refusal::because("identifiers_needed").next("ask_both")) };
    let name_match = confirm::name(&name, &patient.details);
    let on_file = patient.details.born.as_ref().map(|born| born.expose().0); // to compare it
    let born_match = confirm::born(&born, on_file, act.now.day().0);
    act.db.execute(
        "UPDATE hand_overs SET said_name = ?2, said_born = ?3, name_match = ?4, born_match = ?5 WHERE id = ?1",
        (row.id, name, born, name_match.as_str(), born_match.as_str()),
    )?;
    // A reason given for another answer does not count for this one.
    forget_reasons(act, &row, |key| check_of(key) == "identifiers")?;
    step_done(act, &row, "identifiers")?;
    let wrong = [(name_match, "name_differs"), (born_match, "born_differs")];
    let wrong: Vec<&str> = wrong.into_iter().filter_map(|(how, code)| (how == Match::Differs).then_some(code)).collect();
    if !wrong.is_empty() {
        let row = load(act.db, row.id)?;
        keep_near_miss(act, &row, &order, "wrong_patients_order", &wrong.join(" "), None)?;
    } else if name_match != Match::Slip && born_match != Match::Slip && was_wrong_before(act, &row)? {
        keep_near_miss(act, &row, &order, "other", RIGHT_LATER, None)?;
    }
    gate::view(act, row.id)
}

/// Did this hand-over hear a wrong answer before?
fn was_wrong_before(act: &Act<'_>, row: &Row) -> Outcome<bool> {
    let facts = near_miss_facts(act.db, row.id)?.unwrap_or_default();
    Ok(facts.split_whitespace().any(|fact| fact == "name_differs" || fact == "born_differs"))
}
