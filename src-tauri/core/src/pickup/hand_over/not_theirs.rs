//! `not_theirs`: "these are not mine". One key freezes the hand-over. Nobody argues.

use super::gate::{self, HandOverView};
use super::{HandOverState, about, keep_near_miss, load, step_done};
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::HandOverId;
use crate::records::{orders, text};
use serde::{Deserialize, Serialize};

/// What the patient said.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NotTheirs {
    /// Which hand-over.
    pub hand_over_id: HandOverId,
    /// In the patient's own words.
    pub words: Option<String>,
}

/// `not_theirs`: freezes the hand-over and keeps a near miss with the patient's words. The words may come later, while
/// it is frozen: the key comes first.
///
/// # Errors
/// Refuses `hand_over_ended`, `text_too_long`.
pub fn not_theirs(act: &mut Act<'_>, request: &NotTheirs) -> Outcome<HandOverView> {
    act.somebody()?;
    let row = load(act.db, request.hand_over_id)?;
    let order = orders::load(act.db, row.order_id)?;
    let words = text::kept("words", request.words.as_deref())?;
    match row.state {
        HandOverState::Open => {
            act.db.execute("UPDATE hand_overs SET state = 'frozen', why = 'not_theirs' WHERE id = ?1", [row.id])?;
            step_done(act, &row, "frozen")?;
        }
        HandOverState::Frozen if words.is_some() => {}
        HandOverState::Frozen => return gate::view(act, row.id),
        _ => return refuse(Refusal::because("hand_over_ended").next("look_again")),
    }
    about(act, &row, &order);
    keep_near_miss(act, &row, &order, "wrong_patients_order", "not_theirs", words.as_deref())?;
    gate::view(act, row.id)
}
