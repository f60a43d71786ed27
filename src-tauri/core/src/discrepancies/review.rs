//! `review_discrepancy`: why it happened, which process let it through, what changes, who sees to it, by when. And, by
//! itself: did it help?

use super::causes;
use super::record::{self, Discrepancy, must_be_open};
use super::{Accountable, DiscrepancyState, log};
use crate::clock::Day;
use crate::desk::{Act, Look};
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{DiscrepancyId, StaffId};
use crate::records::{staff, text};
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

/// Days within which the same cause again says that the change did not help.
pub const HELPED_AFTER_DAYS: i64 = 90;

/// What the review found.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReviewDiscrepancy {
    /// Which.
    pub discrepancy_id: DiscrepancyId,
    /// Why it happened: a code of the two-level list.
    pub cause: String,
    /// Which process let it through.
    pub accountable: Accountable,
    /// What changes.
    pub corrective: String,
    /// Who sees to it.
    pub seen_to_by: StaffId,
    /// By when.
    pub change_by: Day,
}

/// Did the change help?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "said")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Helped {
    /// Not reviewed, or not long enough ago to tell.
    NotKnownYet,
    /// The same cause again, within 90 days.
    No {
        /// Which one showed it.
        number: String,
    },
    /// 90 days without the same cause.
    Yes,
}

/// `review_discrepancy`
///
/// # Errors
/// Refuses `no_such_discrepancy`, `already_closed`, `not_put_right`, `no_such_cause`, `no_such_staff`, `line_needed`,
/// `day_is_over`, `text_too_long`.
pub fn review_discrepancy(act: &mut Act<'_>, request: &ReviewDiscrepancy) -> Outcome<Discrepancy> {
    let before = record::load(act.db, request.discrepancy_id)?;
    must_be_open(act.db, &before)?;
    if !before.near_miss && !matches!(before.state, DiscrepancyState::PutRight | DiscrepancyState::Reviewed) {
        return refuse(Refusal::because("not_put_right").fact("number", before.number.as_str()).next("put_right"));
    }
    causes::must_be_used(act.db, &request.cause)?;
    staff::one(act.db, request.seen_to_by)?;
    let Some(corrective) = text::told("corrective", Some(&request.corrective))? else {
        return refuse(Refusal::because("line_needed").next("say_what_changes"));
    };
    if request.change_by < act.now.day() && before.change_by != Some(request.change_by) {
        return refuse(Refusal::because("day_is_over").next("check_date"));
    }
    let by = act.somebody()?;
    act.db
        .prepare_cached(
            "UPDATE discrepancies
             SET cause = ?2, accountable = ?3, corrective = ?4, seen_to_by = ?5, change_by = ?6, reviewed_at = ?7, reviewed_by = ?8, state = ?9
             WHERE id = ?1",
        )?
        .execute(rusqlite::params![
            before.id,
            request.cause,
            request.accountable,
            corrective,
            request.seen_to_by,
            request.change_by,
            act.now.at,
            by,
            DiscrepancyState::Reviewed,
        ])?;
    let now = record::load(act.db, before.id)?;
    log::about(act, &now);
    Ok(now)
}

/// Did what was changed help? Nobody is asked: the same cause again within 90 days says no by itself.
///
/// # Errors
/// As the store gives them.
pub fn helped(look: &Look<'_>, discrepancy: &Discrepancy) -> Outcome<Helped> {
    let (Some(cause), Some(reviewed_at)) = (&discrepancy.cause, discrepancy.reviewed_at) else { return Ok(Helped::NotKnownYet) };
    let until = reviewed_at.plus_minutes(HELPED_AFTER_DAYS * 24 * 60);
    let again: Option<String> = look
        .db
        .prepare_cached("SELECT number FROM discrepancies WHERE cause = ?1 AND at > ?2 AND at <= ?3 AND id <> ?4 ORDER BY at LIMIT 1")?
        .query_row((cause, reviewed_at, until, discrepancy.id), |row| row.get(0))
        .optional()?;
    Ok(match again {
        Some(number) => Helped::No { number },
        None if look.now.at >= until => Helped::Yes,
        None => Helped::NotKnownYet,
    })
}
