//! `tell_apart`: these two are two people. Nobody is asked again whether they are one.

use super::pairs::{self, Said};
use crate::clock::At;
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::PatientId;
use crate::records::patients;
use serde::{Deserialize, Serialize};

/// Two people.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TellApart {
    /// One.
    pub patient_id: PatientId,
    /// The other.
    pub other_id: PatientId,
    /// False takes it back.
    pub apart: bool,
}

/// When it was said.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ToldApart {
    /// When.
    pub at: At,
}

/// `tell_apart`
///
/// # Errors
/// Refuses `same_patient`, `no_such_patient`, `merged`.
pub fn tell_apart(act: &mut Act<'_>, request: &TellApart) -> Outcome<ToldApart> {
    if request.apart {
        keep(act, request.patient_id, request.other_id)?;
    } else {
        pairs::unsay(act, request.patient_id, request.other_id, true)?;
        act.about(request.patient_id);
        act.about(request.other_id);
    }
    Ok(ToldApart { at: act.now.at })
}

/// Keeps that these are two people.
///
/// # Errors
/// As [`tell_apart`].
pub fn keep(act: &mut Act<'_>, one: PatientId, other: PatientId) -> Outcome<()> {
    let by = act.somebody()?;
    if one == other {
        return refuse(Refusal::because("same_patient"));
    }
    patients::must_exist(act.db, one)?;
    patients::must_exist(act.db, other)?;
    let said =
        Said { low: one.min(other), high: one.max(other), word: "apart".into(), reason: String::new(), until: None, at: act.now.at, by };
    pairs::write(act, &said)?;
    act.about(one);
    act.about(other);
    Ok(())
}
