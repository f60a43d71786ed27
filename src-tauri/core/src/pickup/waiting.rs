//! When a wait turns amber, and what is due: PRODUCT.md "Waiting". Arithmetic on instants, nothing else.

use super::visits::{Visit, VisitState};
use crate::clock::{At, Moment};
use crate::records::parts::coded;
use crate::records::settings::Settings;
use serde::{Deserialize, Serialize};

coded! {
    /// How a wait stands, by time alone.
    WaitMark {
        /// As told.
        Calm = "calm",
        /// Long, or near the end of what we told them.
        Amber = "amber",
        /// Time to tell and apologize.
        Tell = "tell",
        /// Time for a manager.
        Manager = "manager",
        /// The recovery panel offers itself.
        Recovery = "recovery",
    }
}

coded! {
    /// What somebody at the desk should do now.
    PromptKind {
        /// Greet them.
        Greet = "greet",
        /// Tell them how it stands.
        Update = "update",
        /// Tell them and apologize.
        Tell = "tell",
        /// Fetch a manager.
        Manager = "manager",
        /// Open the recovery panel.
        Recovery = "recovery",
        /// Say how a visit of an earlier day ended.
        LeftOver = "left_over",
    }
}

/// What is due, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Prompt {
    /// What to do.
    pub kind: PromptKind,
    /// The clinic's threshold that was passed, in minutes.
    pub after_min: u32,
    /// When it came due.
    pub due_at: At,
    /// Minutes since they were last told anything (or came).
    pub told_min_ago: u32,
}

/// Whole minutes between two instants; 0 where the clock went back.
pub(crate) fn minutes(from: At, to: At) -> u32 {
    u32::try_from(to.minutes_since(from)).unwrap_or(u32::MAX)
}

/// When what we told them last runs out.
pub(crate) fn quote_ends(visit: &Visit) -> At {
    visit.quoted_at.plus_minutes(i64::from(visit.quoted_min))
}

/// How the wait stands now.
#[must_use]
pub fn mark(visit: &Visit, settings: &Settings, now: Moment) -> WaitMark {
    if visit.state != VisitState::Waiting || visit.left_over(now) {
        return WaitMark::Calm;
    }
    let after = |min: u32| now.at >= visit.waited_from.plus_minutes(i64::from(min));
    // 60,000 ms to the minute, over 100 percent
    let share_ms = i64::from(visit.quoted_min) * i64::from(settings.amber_percent_of_quote) * 600;
    let near_the_quote = now.at.0 >= visit.quoted_at.0.saturating_add(share_ms);
    if after(settings.recovery_after_min) {
        WaitMark::Recovery
    } else if after(settings.manager_after_min) {
        WaitMark::Manager
    } else if after(settings.tell_after_min) {
        WaitMark::Tell
    } else if after(settings.amber_after_min) || near_the_quote {
        WaitMark::Amber
    } else {
        WaitMark::Calm
    }
}

/// The one thing that is due now: the weightiest that nobody has done yet.
#[must_use]
pub fn prompt(visit: &Visit, settings: &Settings, now: Moment) -> Option<Prompt> {
    if visit.state == VisitState::Done {
        return None;
    }
    let last_told = visit.told_at.map_or(visit.waited_from, |told| told.max(visit.waited_from));
    let prompt = |kind, after_min: u32, from: At| {
        let due_at = from.plus_minutes(i64::from(after_min));
        (now.at >= due_at).then(|| Prompt { kind, after_min, due_at, told_min_ago: minutes(last_told, now.at) })
    };
    if visit.left_over(now) {
        return Some(Prompt {
            kind: PromptKind::LeftOver,
            after_min: 0,
            due_at: visit.arrived_at,
            told_min_ago: minutes(last_told, now.at),
        });
    }
    if visit.state == VisitState::WithUs {
        return None;
    }
    let since = visit.waited_from;
    let not_yet = |done: Option<At>| done.is_none();
    None.or_else(|| not_yet(visit.recovery_at).then(|| prompt(PromptKind::Recovery, settings.recovery_after_min, since)).flatten())
        .or_else(|| not_yet(visit.manager_at).then(|| prompt(PromptKind::Manager, settings.manager_after_min, since)).flatten())
        .or_else(|| not_yet(visit.apologized_at).then(|| prompt(PromptKind::Tell, settings.tell_after_min, since)).flatten())
        .or_else(|| prompt(PromptKind::Update, settings.update_every_min, last_told))
        .or_else(|| not_yet(visit.greeted_at).then(|| prompt(PromptKind::Greet, settings.greet_within_min, since)).flatten())
}
