//! `choose`: a choice that was offered and taken, with what it costs, who agreed, and the promise made in the same breath.

use super::allowance;
use super::own_scenarios;
use super::record::{self, must_be_open};
use super::scripts::{Mood, Needs};
use super::view::{RecoveryView, asks, view};
use crate::clock::Day;
use crate::desk::{Act, Desk};
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{ChoiceId, PromiseId, RecoveryId, StaffId};
use crate::private::Private;
use crate::promises::Channel;
use crate::promises::make::{MakePromise, make_promise};
use crate::records::merges;
use crate::records::staff::{self, PinChecked, Role};
use serde::{Deserialize, Serialize};

/// A choice that was taken.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Choose {
    /// In which conversation.
    pub recovery_id: RecoveryId,
    /// Its code.
    pub code: String,
    /// What it costs us, in minor currency units, where it is amends.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub cost_minor: Option<i64>,
    /// The day that is promised, where the choice promises something.
    pub by: Option<Day>,
    /// The time, in minutes since midnight.
    pub by_minute: Option<u32>,
    /// Though the clinic is closed then.
    pub even_if_closed: Option<bool>,
    /// Who agrees, where whoever stands there may not alone.
    pub approver: Option<StaffId>,
    /// Their PIN.
    pub pin: Option<Private<String>>,
}

/// `choose` with the PIN compared.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChooseSealed {
    recovery_id: RecoveryId,
    code: String,
    cost_minor: Option<i64>,
    by: Option<Day>,
    by_minute: Option<u32>,
    even_if_closed: Option<bool>,
    approver: Option<PinChecked>,
}

/// Compares the second person's PIN.
///
/// # Errors
/// As the store gives them.
pub fn seal_choose(desk: &mut Desk, request: Choose) -> Outcome<ChooseSealed> {
    let approver = match (request.approver, &request.pin) {
        (Some(id), Some(pin)) => Some(staff::check_pin(desk, id, pin)?),
        (Some(id), None) => Some(staff::check_pin(desk, id, &Private::new(String::new()))?),
        (None, _) => None,
    };
    Ok(ChooseSealed {
        recovery_id: request.recovery_id,
        code: request.code,
        cost_minor: request.cost_minor,
        by: request.by,
        by_minute: request.by_minute,
        even_if_closed: request.even_if_closed,
        approver,
    })
}

/// `choose`
///
/// # Errors
/// Refuses `no_such_recovery`, `recovery_ended`, `no_such_choice` (or the clinic does not give it), `already_chosen`,
/// `second_person_needed`, `wrong_pin`, `pin_wait`, `not_your_role` (who agrees may not), `over_allowance`, `day_needed`,
/// `patient_needed`, `promise_in_past`, `promise_when_closed`.
pub fn choose(act: &mut Act<'_>, request: &ChooseSealed) -> Outcome<RecoveryView> {
    let by = act.somebody()?;
    let recovery = record::load(act.db, request.recovery_id)?;
    must_be_open(&recovery)?;
    let scenario = own_scenarios::now(act.db, &recovery.scenario)?;
    let settings = act.settings()?;
    let Some(choice) = scenario.choices.iter().find(|one| one.code == request.code) else {
        return refuse(Refusal::because("no_such_choice").next("choose_another"));
    };
    let up_to = match choice.amends.map(|kind| allowance::up_to(act.db, &settings, kind, Some(by), act.now)).transpose()? {
        // The clinic does not give this kind.
        Some(None) => return refuse(Refusal::because("no_such_choice").next("choose_another")),
        up_to => up_to.flatten(),
    };
    let taken: bool = act
        .db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM recovery_choices WHERE recovery_id = ?1 AND code = ?2)")?
        .query_row((recovery.id, &choice.code), |row| row.get(0))?;
    if taken {
        return refuse(Refusal::because("already_chosen"));
    }
    let cost = if choice.amends.is_some() { request.cost_minor.unwrap_or(0).max(0) } else { 0 };
    let role = staff::one(act.db, by)?.role;
    let over = up_to.is_some_and(|up_to| cost > up_to).then(|| allowance::above(&settings, role)).flatten();
    // More than may be given is a reason of its own: the desk says so, and whom it asks.
    let why = if over.is_some() { "over_allowance" } else { "second_person_needed" };
    let approved = match [over, asks(choice.needs, role)].into_iter().flatten().max_by_key(|needs| least(*needs)) {
        None => None,
        Some(needs) => Some(approve(act, request.approver.as_ref(), needs, by, why)?),
    };
    let promise_id: Option<PromiseId> = match choice.promise {
        None => None,
        Some(what) => {
            let Some(patient) = recovery.patient_id else {
                return refuse(Refusal::because("patient_needed").next("search"));
            };
            let Some(day) = request.by else { return refuse(Refusal::because("day_needed").next("check_date")) };
            let promise = MakePromise {
                patient_id: merges::current(act.db, patient)?,
                order_id: recovery.order_id,
                discrepancy_id: recovery.discrepancy_id,
                what,
                words: Some(choice.title.clone()),
                by: day,
                by_minute: request.by_minute,
                channel: Some(said_how(recovery.mood)),
                sees_to: None,
                even_if_closed: request.even_if_closed,
            };
            Some(make_promise(act, &promise)?.id)
        }
    };
    let id: ChoiceId = act.mint();
    act.db
        .prepare_cached(
            "INSERT INTO recovery_choices (id, recovery_id, code, title, amends, cost_minor, approved_by, promise_id, at, by)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute((id, recovery.id, &choice.code, &choice.title, choice.amends, cost, approved, promise_id, act.now.at, by))?;
    record::about(act, &recovery);
    view(act, recovery.id)
}

/// The panel is open while we speak with them: on the phone, or here.
pub(super) fn said_how(mood: Option<Mood>) -> Channel {
    if mood == Some(Mood::Phone) { Channel::Phone } else { Channel::InPerson }
}

fn approve(act: &mut Act<'_>, approver: Option<&PinChecked>, needs: Needs, by: StaffId, why: &'static str) -> Outcome<StaffId> {
    let Some(checked) = approver else {
        return refuse(Refusal::because(why).fact("needs", needs.as_str()).next("ask_colleague"));
    };
    if checked.staff_id == by {
        return refuse(Refusal::because("second_person_needed").fact("needs", needs.as_str()).next("ask_colleague"));
    }
    let role = staff::accept_pin(act, checked)?.role;
    if role < least(needs) {
        let needs = serde_json::to_value(least(needs)).unwrap_or_default();
        return refuse(Refusal::because("not_your_role").fact("needs", needs).next("ask_colleague"));
    }
    Ok(checked.staff_id)
}

/// The least role that may agree.
fn least(needs: Needs) -> Role {
    match needs {
        Needs::Anyone | Needs::Colleague => Role::Receptionist,
        Needs::Clinician => Role::Dispenser,
        Needs::Manager => Role::Manager,
    }
}
