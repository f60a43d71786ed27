//! `finish_hand_over`: the last step.

use super::gate::{self, HandOverView};
use super::{codes, keep_near_miss, load_open, near_miss_kind, settle, step_done};
use crate::desk::Act;
use crate::error::{Finding, Grade, Outcome, Refusal, refuse};
use crate::ids::{ContactId, HandOverId};
use crate::private::Private;
use crate::records::orders::{self, OrderState};
use crate::records::parts::{self, Custody};
use crate::records::{patients, text};
use serde::{Deserialize, Serialize};

/// Who takes it home.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Receiver {
    /// The patient.
    Patient,
    /// A contact on file.
    Contact(ContactId),
    /// Somebody else, with a reason.
    Other {
        /// Their name.
        name: Private<String>,
        /// Their relation to the patient.
        relation: String,
        /// Why they may.
        reason: String,
    },
}

/// The last step.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FinishHandOver {
    /// Which.
    pub hand_over_id: HandOverId,
    /// Who takes it home.
    pub receiver: Receiver,
}

/// `finish_hand_over`: everything is looked at once more; only then the order is collected, its tray is free and its
/// parts are with the patient. With a *stop* in the way it is refused, and the refusal is kept as a near miss.
///
/// # Errors
/// Refuses `not_yet` (kept) with the findings; `answers_open`; `checks_open` with what was not done; `only_the_patient`;
/// `not_a_contact`; `name_needed`, `reason_needed`; `moved_meanwhile`.
pub fn finish(act: &mut Act<'_>, request: &FinishHandOver) -> Outcome<HandOverView> {
    let by = act.somebody()?;
    let (row, order) = load_open(act, request.hand_over_id)?;
    let now = gate::view(act, row.id)?;
    let blocking: Vec<Finding> = now.findings.iter().filter(|here| here.blocks()).map(|here| here.finding.clone()).collect();
    if blocking.iter().any(|finding| finding.grade == Grade::Stop) {
        keep_near_miss(act, &row, &order, near_miss_kind(&blocking), &codes(&blocking), None)?;
        return refuse(Refusal::because("not_yet").found(blocking).next("see_findings").kept());
    }
    if !blocking.is_empty() {
        return refuse(Refusal::because("answers_open").found(blocking).next("see_findings"));
    }
    if let Some(open) = now.checks.iter().find(|check| !check.done) {
        return refuse(Refusal::because("checks_open").fact("check", open.code.as_str()).next("go_on"));
    }
    let patient = patients::load(act.db, order.patient_id)?;
    let (name, relation, contact) = match &request.receiver {
        // Whoever collects for somebody cannot look for them.
        Receiver::Patient if now.must_look && !now.looked && now.not_looked.is_none() => {
            return refuse(Refusal::because("checks_open").fact("check", "look").next("go_on"));
        }
        Receiver::Patient => (patient.details.full_name(), None, None),
        _ if patient.details.only_me => return refuse(Refusal::because("only_the_patient").next("tell_kindly")),
        Receiver::Contact(id) => {
            let contact = now.contacts.iter().find(|contact| contact.id == *id).ok_or_else(|| Refusal::because("not_a_contact"))?;
            (contact.name.expose().clone(), Some(contact.relation.clone()), Some(contact.id)) // to keep who received it
        }
        Receiver::Other { name, relation, reason } => {
            let Some(name) = text::kept("name", Some(name.expose()))? else { return refuse(Refusal::because("name_needed")) }; // to keep who received it
            settle(act, &row, "other_receiver", reason, by, false)?;
            (name, text::kept("relation", Some(relation))?, None)
        }
    };
    orders::set_state(act, &order, OrderState::Collected)?;
    orders::set_tray(act, &order, None)?;
    for here in now.parts.iter().filter(|here| here.ticked) {
        parts::move_to(act, here.part.id, Custody::WithPatient, None, Some(&name), None)?;
    }
    act.db.execute(
        "UPDATE hand_overs SET state = 'handed_over', ended_at = ?2, ended_by = ?3, received_by = ?4, relation = ?5, contact_id = ?6
         WHERE id = ?1",
        (row.id, act.now.at, by, &name, relation, contact),
    )?;
    step_done(act, &row, "ended")?;
    gate::view(act, row.id)
}
