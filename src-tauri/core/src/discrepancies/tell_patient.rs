//! `tell_patient`: a word to the patient: what happened, what was done, what changes.

use super::log;
use super::record::{self, Discrepancy, must_be_open};
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::DiscrepancyId;
use crate::records::parts::coded;
use crate::records::text;
use serde::{Deserialize, Serialize};

coded! {
    /// How somebody was told.
    ToldHow {
        /// Face to face.
        InPerson = "in_person",
        /// On the phone.
        Phone = "phone",
        /// By letter.
        Letter = "letter",
        /// By message.
        Message = "message",
    }
}

/// What the patient was told.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TellPatient {
    /// Which.
    pub discrepancy_id: DiscrepancyId,
    /// How.
    pub how: ToldHow,
    /// What.
    pub words: String,
}

/// `tell_patient`
///
/// # Errors
/// Refuses `no_such_discrepancy`, `already_closed`, `line_needed`, `text_too_long`.
pub fn tell_patient(act: &mut Act<'_>, request: &TellPatient) -> Outcome<Discrepancy> {
    let before = record::load(act.db, request.discrepancy_id)?;
    must_be_open(act.db, &before)?;
    let Some(words) = text::told("words", Some(&request.words))? else {
        return refuse(Refusal::because("line_needed").next("say_what_happened"));
    };
    let by = act.somebody()?;
    act.db.prepare_cached("UPDATE discrepancies SET told = ?2, told_how = ?3, told_at = ?4, told_by = ?5 WHERE id = ?1")?.execute((
        before.id,
        words,
        request.how,
        act.now.at,
        by,
    ))?;
    let now = record::load(act.db, before.id)?;
    log::about(act, &now);
    Ok(now)
}
