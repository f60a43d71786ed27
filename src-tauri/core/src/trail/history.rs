//! What happened to a patient, an order, a visit: the trail's own entries, newest first. The UI words them.

use crate::clock::At;
use crate::desk::Look;
use crate::error::Outcome;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Happening {
    /// Place in the trail.
    #[cfg_attr(test, ts(type = "number"))]
    pub seq: i64,
    /// When.
    pub at: At,
    /// Given name of who did it; None for the desk itself.
    pub by: Option<String>,
    /// Which command.
    pub command: String,
    /// `done` or `refused_kept`.
    pub ended: String,
    /// The request, for the words.
    #[cfg_attr(test, ts(type = "Record<string, unknown>"))]
    pub request: Value,
    /// The reply, for the words.
    #[cfg_attr(test, ts(type = "unknown"))]
    pub reply: Value,
}

/// The newest happenings about any of these subjects, newest first, each once.
///
/// # Errors
/// As the store gives them.
pub fn about_all(look: &Look<'_>, subjects: impl IntoIterator<Item = i64>, limit: u32) -> Outcome<Vec<Happening>> {
    let mut all = Vec::new();
    for subject in subjects {
        all.extend(about(look, subject, limit)?);
    }
    all.sort_by_key(|happening| std::cmp::Reverse(happening.seq));
    all.dedup_by_key(|happening| happening.seq);
    all.truncate(limit as usize);
    Ok(all)
}

/// The newest happenings about a subject (any table's id), newest first. Mere looking is left out.
///
/// # Errors
/// As the store gives them.
pub fn about(look: &Look<'_>, subject: i64, limit: u32) -> Outcome<Vec<Happening>> {
    let mut rows = look.db.prepare_cached(
        "SELECT t.seq, t.at, s.given, t.command, t.outcome, t.request, t.reply
         FROM trail_about a JOIN trail t ON t.seq = a.seq LEFT JOIN staff s ON s.id = t.staff_id
         WHERE a.subject = ?1 AND t.outcome IN ('done', 'refused_kept') ORDER BY a.seq DESC LIMIT ?2",
    )?;
    let rows = rows.query_map((subject, limit), |row| {
        Ok(Happening {
            seq: row.get(0)?,
            at: row.get(1)?,
            by: row.get(2)?,
            command: row.get(3)?,
            ended: row.get(4)?,
            request: masked(&row.get::<_, String>(5)?),
            reply: masked(&row.get::<_, String>(6)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A history is on screen at a counter: of a birth date the year, of a phone the last four digits.
fn masked(json: &str) -> Value {
    let mut value = serde_json::from_str(json).unwrap_or(Value::Null);
    mask(&mut value);
    value
}

fn mask(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match (name.as_str(), &*field) {
                    ("born" | "said_born", Value::String(born)) => *field = Value::from(born.get(..4).unwrap_or_default()),
                    ("phone", Value::String(phone)) => {
                        let kept = phone.chars().count().saturating_sub(4);
                        *field = Value::from(phone.chars().skip(kept).collect::<String>());
                    }
                    _ => mask(field),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mask),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_history_shows_years_and_last_digits_only() {
        let masked = super::masked(
            r#"{"details": {"given": "Sam", "born": "2011-03-04", "phone": "555-0142"}, "many": [{"said_born": "2011-04-03"}]}"#,
        );
        let text = masked.to_string();
        assert!(text.contains("Sam") && text.contains("2011") && text.contains("0142"));
        assert!(!text.contains("03-04") && !text.contains("04-03") && !text.contains("555"));
    }
}
