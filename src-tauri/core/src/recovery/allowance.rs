//! What somebody may still give without asking, and who agrees to more (RECOVERY: "Amends").

use super::scripts::{AmendsKind, Needs};
use crate::clock::{Day, Moment};
use crate::error::Outcome;
use crate::ids::StaffId;
use crate::records::settings::Settings;
use crate::records::staff::Role;
use chrono::Datelike;
use rusqlite::Connection;

/// What this person may give of one kind now without asking, in minor currency units: at most what is allowed at a time,
/// and what their month has left of this kind. What somebody agreed to costs none of it. None: the clinic does not give it.
///
/// # Errors
/// As the store gives them.
pub(super) fn up_to(db: &Connection, settings: &Settings, kind: AmendsKind, by: Option<StaffId>, now: Moment) -> Outcome<Option<i64>> {
    let Some(allowance) = settings.amends.get(kind.as_str()) else { return Ok(None) };
    let given: i64 = db
        .prepare_cached(
            "SELECT coalesce(sum(cost_minor), 0) FROM recovery_choices WHERE by = ?1 AND at >= ?2 AND amends = ?3 AND approved_by IS NULL",
        )?
        .query_row((by, now.at_minute(first_of_month(now.day()), 0), kind), |row| row.get(0))?;
    Ok(Some(allowance.each_minor.min(allowance.month_minor.saturating_sub(given)).max(0)))
}

/// Who agrees where somebody of this role gives more; None: they need nobody.
pub(super) fn above(settings: &Settings, role: Role) -> Option<Needs> {
    if role >= Role::Manager || role > Role::Receptionist && role >= settings.amends_approver {
        return None;
    }
    Some(match settings.amends_approver {
        Role::Receptionist => Needs::Colleague,
        Role::Dispenser => Needs::Clinician,
        Role::Manager => Needs::Manager,
    })
}

fn first_of_month(day: Day) -> Day {
    day.0.with_day(1).map_or(day, Day)
}
