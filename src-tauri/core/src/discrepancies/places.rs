//! Where a lost part is worth looking for: where such parts were found here before, and where this one has been. Each find
//! teaches the next search.
//!
//! A place's weight is its share of all finds here, held together with what we would guess without any: PRODUCT.md's order
//! ("Lost part"), worth [`GUESS_COUNTS_AS`] finds. So the first search follows the guess, and the tenth follows the clinic.

use super::record::Discrepancy;
use crate::clock::At;
use crate::error::Outcome;
use crate::ids::{OrderId, PartId, SearchId};
use crate::records::orders::{self, Order};
use crate::records::parts::{self, Custody, Part};
use crate::records::settings;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// How many finds our own guess counts as.
const GUESS_COUNTS_AS: f64 = 4.0;
/// How much less likely we hold each next place of the guess.
const GUESS_FALLS_BY: f64 = 0.8;
/// Orders that were moved so many minutes before or after the part was last seen were on the bench with it.
const SAME_TIME_MINUTES: i64 = 30;
/// Orders of that time that are named, the nearest first.
const ORDERS_OF_THAT_TIME: usize = 3;

/// The guess: where it was last, its tray, PRODUCT.md's order, whom to ask.
pub const GUESS: &[&str] = &[
    "last_place",
    "own_tray",
    "place:drawer",
    "tray_before",
    "tray_after",
    "place:lab bag",
    "place:finishing desk",
    "other_order",
    "patients_case",
    "last_holder",
];

/// A place worth looking.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Place {
    /// What kind of place: `own_tray`, `tray_before`, `last_place`, `other_order`, `place:drawer` …
    pub kind: String,
    /// Which: `T017`, `drawer`, the order's number, who had it.
    pub place: Option<String>,
    /// Things found at such a place here.
    pub finds: u32,
    /// Of so many found in all.
    pub of: u32,
    /// Who looked there in this search, the newest.
    pub looked: Option<Looked>,
}

/// Somebody looked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Looked {
    /// When.
    pub at: At,
    /// Given name.
    pub by: String,
    /// It was there.
    pub found: bool,
}

/// The weight of a kind of place, from the finds so far.
#[must_use]
pub fn weight(kind: &str, finds: &HashMap<String, u32>) -> f64 {
    let all: u32 = finds.values().sum();
    let share = |rank: usize| GUESS_FALLS_BY.powi(i32::try_from(rank).unwrap_or(i32::MAX)) * (1.0 - GUESS_FALLS_BY);
    let guess = share(GUESS.iter().position(|each| *each == kind).unwrap_or(GUESS.len()));
    (f64::from(finds.get(kind).copied().unwrap_or(0)) + GUESS_COUNTS_AS * guess) / (f64::from(all) + GUESS_COUNTS_AS)
}

/// How many things were found at each kind of place.
///
/// # Errors
/// As the store gives them.
pub fn finds(db: &Connection) -> Outcome<HashMap<String, u32>> {
    let mut rows = db.prepare_cached("SELECT kind, count(*) FROM search_looks WHERE found = 1 GROUP BY kind")?;
    Ok(rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
}

/// The places for this part, the likeliest first.
///
/// # Errors
/// As the store gives them.
pub fn worth_looking(db: &Connection, part: &Part, search: Option<SearchId>) -> Outcome<Vec<Place>> {
    let order = orders::load(db, part.order_id)?;
    let finds = finds(db)?;
    let of: u32 = finds.values().sum();
    let looked = match search {
        Some(search) => looks(db, search)?,
        None => Vec::new(),
    };
    let candidates = candidates(db, part, &order, &finds)?;
    let mut weighed: Vec<(f64, Place)> = Vec::new();
    for (kind, place) in &candidates {
        let alike = candidates.iter().filter(|(other, _)| other == kind).count() as f64;
        let seen = looked.iter().rfind(|(of, at, _)| of == kind && at == place).map(|(.., looked)| looked.clone());
        let found = finds.get(kind).copied().unwrap_or(0);
        weighed.push((weight(kind, &finds) / alike, Place { kind: kind.clone(), place: place.clone(), finds: found, of, looked: seen }));
    }
    // Stable: of the same weight the earlier one of the guess.
    weighed.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut places: Vec<Place> = weighed.into_iter().map(|(_, place)| place).collect();
    // Where somebody looked that was on no list.
    for (kind, place, looked) in looked {
        if !places.iter().any(|each| each.kind == kind && each.place == place) {
            places.push(Place { finds: finds.get(&kind).copied().unwrap_or(0), kind, place, of, looked: Some(looked) });
        }
    }
    Ok(places)
}

fn candidates(db: &Connection, part: &Part, order: &Order, finds: &HashMap<String, u32>) -> Outcome<Vec<(String, Option<String>)>> {
    let mut all: Vec<(String, Option<String>)> = Vec::new();
    let same = |a: &Option<String>, b: &str| a.as_deref().is_some_and(|a| a.trim().eq_ignore_ascii_case(b.trim()));
    let mut add = |kind: &str, place: Option<String>| {
        // One place, one line, however many reasons there are to look there.
        if let Some(place) = &place
            && all.iter().any(|(_, known)| same(known, place))
        {
            return;
        }
        all.push((kind.to_owned(), place));
    };
    let seen = part.last_seen.as_ref();
    let last_place = seen.and_then(|seen| seen.place.clone()).or_else(|| part.place.clone());
    let tray = order.tray.clone().or_else(|| order.last_tray.clone());
    if let Some(tray) = &tray {
        add("own_tray", Some(tray.clone()));
    }
    if let Some(place) = last_place {
        add("last_place", Some(place));
    }
    if let Some((before, after)) = tray.as_deref().and_then(beside) {
        if let Some(before) = before {
            add("tray_before", Some(before));
        }
        add("tray_after", Some(after));
    }
    for place in settings::load(db)?.places {
        add(&kind_of(&place), Some(place));
    }
    let mut learnt: Vec<&String> = finds.keys().filter(|kind| kind.starts_with("place:")).collect();
    learnt.sort();
    for kind in learnt {
        add(kind, kind.strip_prefix("place:").map(str::to_owned));
    }
    for other in of_that_time(db, part)? {
        add("other_order", Some(other));
    }
    add("patients_case", None);
    if let Some(holder) = seen.and_then(|seen| seen.holder.clone()).or_else(|| part.holder.clone()) {
        add("last_holder", Some(holder));
    }
    Ok(all)
}

/// A place that people name, as a kind that finds are counted by.
#[must_use]
pub fn kind_of(place: &str) -> String {
    format!("place:{}", place.trim().to_lowercase())
}

/// The trays before and after: T016 and T018 of T017.
fn beside(tray: &str) -> Option<(Option<String>, String)> {
    let digits = tray.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (name, number) = tray.split_at_checked(tray.len() - digits)?;
    let n: u32 = number.parse().ok()?;
    let called = |n: u32| format!("{name}{n:0width$}", width = number.len());
    Some((n.checked_sub(1).filter(|n| *n > 0).map(called), called(n.checked_add(1)?)))
}

/// The numbers of the orders that were moved when this part was last seen, the nearest in time first.
fn of_that_time(db: &Connection, part: &Part) -> Outcome<Vec<String>> {
    let at = part.last_seen.as_ref().map_or(part.moved_at, |seen| seen.at);
    let mut rows = db.prepare_cached(
        "SELECT o.number, min(abs(m.at - ?1)) AS apart
         FROM part_moves m INDEXED BY part_moves_at JOIN parts p ON p.id = m.part_id JOIN orders o ON o.id = p.order_id
         WHERE m.at BETWEEN ?2 AND ?3 AND p.order_id <> ?4
         GROUP BY o.id ORDER BY apart, o.id LIMIT ?5",
    )?;
    let span = (at.plus_minutes(-SAME_TIME_MINUTES), at.plus_minutes(SAME_TIME_MINUTES));
    Ok(rows.query_map((at, span.0, span.1, part.order_id, ORDERS_OF_THAT_TIME as i64), |row| row.get(0))?.collect::<Result<_, _>>()?)
}

type Look = (String, Option<String>, Looked);

fn looks(db: &Connection, search: SearchId) -> Outcome<Vec<Look>> {
    let mut rows = db.prepare_cached(
        "SELECT l.kind, l.place, l.at, s.given, l.found FROM search_looks l JOIN staff s ON s.id = l.by WHERE l.search_id = ?1 ORDER BY l.id",
    )?;
    let rows =
        rows.query_map([search], |row| Ok((row.get(0)?, row.get(1)?, Looked { at: row.get(2)?, by: row.get(3)?, found: row.get(4)? })))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One search, with its places.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Search {
    /// Id.
    pub id: SearchId,
    /// For which part.
    pub part: Part,
    /// Of which order.
    pub order_id: OrderId,
    /// Its number.
    pub order_number: String,
    /// Since when.
    pub started_at: At,
    /// Given name of who began it.
    pub by: String,
    /// We go on until then.
    pub until_on: Option<crate::clock::Day>,
    /// found, made_new; None: it goes on.
    pub outcome: Option<String>,
    /// When it ended.
    pub ended_at: Option<At>,
    /// Where to look, the likeliest first; those looked at keep their place.
    pub places: Vec<Place>,
}

/// The searches of a discrepancy, the oldest first.
///
/// # Errors
/// As the store gives them.
pub fn searches(db: &Connection, discrepancy: &Discrepancy) -> Outcome<Vec<Search>> {
    let mut rows = db.prepare_cached(
        "SELECT f.id, f.part_id, f.started_at, s.given, f.until_on, f.outcome, f.ended_at
         FROM searches f JOIN staff s ON s.id = f.started_by WHERE f.discrepancy_id = ?1 ORDER BY f.id",
    )?;
    type Row = (SearchId, PartId, At, String, Option<crate::clock::Day>, Option<String>, Option<At>);
    let rows: Vec<Row> = rows
        .query_map([discrepancy.id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?)))?
        .collect::<Result<_, _>>()?;
    rows.into_iter()
        .map(|(id, part, started_at, by, until_on, outcome, ended_at)| {
            let part = parts::load(db, part)?;
            Ok(Search {
                id,
                order_id: part.order_id,
                order_number: orders::load(db, part.order_id)?.number,
                places: worth_looking(db, &part, Some(id))?,
                part,
                started_at,
                by,
                until_on,
                outcome,
                ended_at,
            })
        })
        .collect()
}

/// A part that the record says is here cannot be searched for until somebody says that it is not.
#[must_use]
pub fn is_gone(part: &Part) -> bool {
    part.custody == Custody::NotLocated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trays_beside() {
        let beside = |tray| super::beside(tray).map(|(before, after)| (before.unwrap_or_default(), after));
        assert_eq!(beside("T017"), Some(("T016".to_owned(), "T018".to_owned())));
        assert_eq!(beside("9"), Some(("8".to_owned(), "10".to_owned())));
        assert_eq!(beside("A-1"), Some((String::new(), "A-2".to_owned())), "there is no tray 0");
        assert_eq!(beside("blue"), None);
        assert_eq!(beside("T99999999999"), None, "no number that a tray has");
    }

    #[test]
    fn without_finds_the_guess_is_followed_and_finds_overtake_it() {
        let none = HashMap::new();
        let by_guess: Vec<f64> = GUESS.iter().map(|kind| weight(kind, &none)).collect();
        assert!(by_guess.windows(2).all(|pair| pair[0] > pair[1]), "{by_guess:?}");
        let some = HashMap::from([("patients_case".to_owned(), 3)]);
        assert!(weight("patients_case", &some) > weight("last_place", &some), "three finds outweigh the guess");
        let one = HashMap::from([("place:under the lamp".to_owned(), 1)]);
        assert!(weight("place:under the lamp", &one) > weight("last_holder", &one));
    }
}
