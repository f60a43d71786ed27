//! `say_identifiers`: what the person said, compared with the record and never shown.

use super::gate::{self, HandOverView, check_of};
use super::{forget_reasons, load_open, step_done};
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::HandOverId;
use crate::matching::confirm;
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

/// `say_identifiers`
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
    gate::view(act, row.id)
}
