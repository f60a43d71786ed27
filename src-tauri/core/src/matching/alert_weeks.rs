//! How often look-alikes were said, and what was done about it: one row a week, counted as it happens.

use super::alerts::Alert;
use crate::clock::Day;
use crate::desk::Act;
use crate::error::Outcome;
use chrono::Datelike;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// One week.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AlertWeek {
    /// Its Monday.
    pub week: Day,
    /// Patients checked in.
    pub check_ins: u32,
    /// … with at least one "stop and look".
    pub check_ins_stop: u32,
    /// … with "be careful" only.
    pub check_ins_careful: u32,
    /// Hand-overs begun.
    pub hand_overs: u32,
    /// … with at least one "stop and look".
    pub hand_overs_stop: u32,
    /// … with "be careful" only.
    pub hand_overs_careful: u32,
    /// How often "seen" was pressed.
    pub seen: u32,
    /// Pairs muted.
    pub mutes: u32,
    /// Pairs pinned.
    pub pins: u32,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// A patient was checked in.
    CheckIn,
    /// A hand-over was begun.
    HandOver,
}

fn monday(act: &Act<'_>) -> Day {
    let today = act.now.day().0;
    Day(today - chrono::Days::new(u64::from(today.weekday().num_days_from_monday())))
}

/// Counts what was said of look-alikes here. A frame alone is nobody's mix-up.
///
/// # Errors
/// As the store gives them.
pub fn count(act: &mut Act<'_>, what: Counted, alerts: &[Alert]) -> Outcome<()> {
    let stop = alerts.iter().any(|alert| alert.loud && alert.is_about_the_person());
    let careful = !stop && alerts.iter().any(Alert::is_about_the_person);
    let (week, check_in) = (monday(act), what == Counted::CheckIn);
    act.db
        .prepare_cached(
            "INSERT INTO alert_weeks (week, check_ins, check_ins_stop, check_ins_careful, hand_overs, hand_overs_stop, hand_overs_careful)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (week) DO UPDATE SET
                 check_ins = check_ins + excluded.check_ins, check_ins_stop = check_ins_stop + excluded.check_ins_stop,
                 check_ins_careful = check_ins_careful + excluded.check_ins_careful,
                 hand_overs = hand_overs + excluded.hand_overs, hand_overs_stop = hand_overs_stop + excluded.hand_overs_stop,
                 hand_overs_careful = hand_overs_careful + excluded.hand_overs_careful",
        )?
        .execute((week, check_in, check_in && stop, check_in && careful, !check_in, !check_in && stop, !check_in && careful))?;
    Ok(())
}

/// What somebody did about an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// "Seen", at a hand-over.
    Seen,
    /// Muted the pair.
    Muted,
    /// Pinned the pair.
    Pinned,
}

/// Counts what somebody did about an alert.
///
/// # Errors
/// As the store gives them.
pub fn count_answer(act: &mut Act<'_>, what: Answered) -> Outcome<()> {
    let week = monday(act);
    act.db
        .prepare_cached(
            "INSERT INTO alert_weeks (week, seen, mutes, pins) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (week) DO UPDATE SET seen = seen + excluded.seen, mutes = mutes + excluded.mutes, pins = pins + excluded.pins",
        )?
        .execute((week, what == Answered::Seen, what == Answered::Muted, what == Answered::Pinned))?;
    Ok(())
}

/// The last weeks, newest first.
///
/// # Errors
/// As the store gives them.
pub fn last(db: &Connection, weeks: u32) -> Outcome<Vec<AlertWeek>> {
    let mut rows = db.prepare_cached(
        "SELECT week, check_ins, check_ins_stop, check_ins_careful, hand_overs, hand_overs_stop, hand_overs_careful, seen, mutes, pins
         FROM alert_weeks ORDER BY week DESC LIMIT ?1",
    )?;
    let rows = rows.query_map([weeks], |row| {
        Ok(AlertWeek {
            week: row.get(0)?,
            check_ins: row.get(1)?,
            check_ins_stop: row.get(2)?,
            check_ins_careful: row.get(3)?,
            hand_overs: row.get(4)?,
            hand_overs_stop: row.get(5)?,
            hand_overs_careful: row.get(6)?,
            seen: row.get(7)?,
            mutes: row.get(8)?,
            pins: row.get(9)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
