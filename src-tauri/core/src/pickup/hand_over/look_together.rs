//! `look_together`: the case opened together and the frame compared; the patient looked, distance and near.

use super::gate::{self, HandOverView};
use super::{forget_reasons, load, load_open, settle, step_done};
use crate::desk::Act;
use crate::error::Outcome;
use crate::ids::HandOverId;
use serde::{Deserialize, Serialize};

/// What was looked at together.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LookTogether {
    /// Which hand-over.
    pub hand_over_id: HandOverId,
    /// Case opened together, label read, frame model, color and size compared.
    pub case_opened: bool,
    /// The patient looked through them, distance and near.
    pub looked: bool,
    /// Why they did not look: in a hurry, drops in their eyes.
    #[serde(default)]
    #[cfg_attr(test, ts(optional = nullable))]
    pub not_looked: Option<String>,
}

/// `look_together`
///
/// # Errors
/// Refuses `text_too_long`.
pub fn look_together(act: &mut Act<'_>, request: &LookTogether) -> Outcome<HandOverView> {
    let by = act.somebody()?;
    let (row, _) = load_open(act, request.hand_over_id)?;
    act.db.execute("UPDATE hand_overs SET case_opened = ?2, looked = ?3 WHERE id = ?1", (row.id, request.case_opened, request.looked))?;
    if request.case_opened != row.case_opened {
        step_done(act, &row, "parts")?;
    }
    forget_reasons(act, &row, |key| key == "not_looked")?;
    let why = request.not_looked.as_deref().filter(|why| !request.looked && !why.trim().is_empty());
    if let Some(why) = why {
        let row = load(act.db, row.id)?;
        settle(act, &row, "not_looked", why, by, false)?;
    }
    if request.looked || why.is_some() {
        step_done(act, &row, "look")?;
    }
    gate::view(act, row.id)
}
