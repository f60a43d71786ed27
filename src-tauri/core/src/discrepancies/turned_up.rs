//! A lost part is here again: its search ends, the next one knows where it was, and what was lost is put right.

use super::look_at_place::over;
use super::{DiscrepancyKind, DiscrepancyState, places, record};
use crate::desk::Act;
use crate::error::Outcome;
use crate::ids::{DiscrepancyId, LookId, OrderId, SearchId};
use crate::promises::{self, Promised};
use crate::records::parts::Part;
use rusqlite::OptionalExtension;

/// A part that nobody could find was seen at `place` by whoever does this act, outside its search. The part is as it was
/// before that.
///
/// # Errors
/// As the store gives them.
pub fn turned_up(act: &mut Act<'_>, part: &Part, place: Option<&str>) -> Outcome<()> {
    let by = act.somebody()?;
    let open: Vec<(SearchId, DiscrepancyId)> = act
        .db
        .prepare_cached("SELECT id, discrepancy_id FROM searches WHERE part_id = ?1 AND outcome IS NULL")?
        .query_map([part.id], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (search, discrepancy) in open {
        if let Some(place) = place {
            let same = |listed: &places::Place| listed.place.as_deref().is_some_and(|each| each.eq_ignore_ascii_case(place));
            let listed = places::worth_looking(act.db, part, Some(search))?.into_iter().find(same);
            let kind = listed.map_or_else(|| places::kind_of(place), |listed| listed.kind);
            let id: LookId = act.mint();
            act.db
                .prepare_cached("INSERT INTO search_looks (id, search_id, kind, place, found, at, by) VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6)")?
                .execute((id, search, kind, place, act.now.at, by))?;
        }
        let discrepancy = record::load(act.db, discrepancy)?;
        over(act, search, &discrepancy, "found")?;
        promises::end::done(act, discrepancy.id, Promised::SearchOn)?;
    }
    all_found(act, part.order_id)
}

/// The find was a slip and is taken back: its search goes on, the place is one where it was not, and nothing is put right
/// by it. The part is as it was before that.
///
/// # Errors
/// As the store gives them.
pub fn not_after_all(act: &mut Act<'_>, part: &Part) -> Outcome<()> {
    let ended: Option<(SearchId, DiscrepancyId)> = act
        .db
        .prepare_cached(
            "SELECT id, discrepancy_id FROM searches WHERE part_id = ?1 AND outcome = 'found' AND ended_at = ?2 ORDER BY id DESC",
        )?
        .query_row((part.id, part.moved_at), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some((search, discrepancy)) = ended {
        act.db.prepare_cached("UPDATE searches SET outcome = NULL, ended_at = NULL, ended_by = NULL WHERE id = ?1")?.execute([search])?;
        act.db.prepare_cached("UPDATE search_looks SET found = 0 WHERE search_id = ?1")?.execute([search])?;
        promises::end::not_done(act, discrepancy, Promised::SearchOn, part.moved_at)?;
    }
    // Put right by that find, and by nobody's word.
    act.db
        .prepare_cached(
            "UPDATE discrepancies
             SET state = CASE WHEN EXISTS (SELECT 1 FROM searches f WHERE f.discrepancy_id = discrepancies.id AND f.outcome IS NULL)
                              THEN 'searching' ELSE 'open' END,
                 put_right_at = NULL, put_right_by = NULL
             WHERE order_id = ?1 AND kind = ?2 AND put_right IS NULL AND (state = 'open' OR state = 'put_right' AND put_right_at = ?3)",
        )?
        .execute((part.order_id, DiscrepancyKind::PartLost, part.moved_at))?;
    Ok(())
}

/// With nothing of the order lost any more, its loss is put right: nobody has to say so, and its hand-over is not asked
/// about it. What is made new instead still has to come.
///
/// # Errors
/// As the store gives them.
pub(super) fn all_found(act: &mut Act<'_>, order: OrderId) -> Outcome<()> {
    let by = act.somebody()?;
    act.db
        .prepare_cached(
            "UPDATE discrepancies SET state = ?3, put_right_at = ?4, put_right_by = ?5, waits_for = NULL
             WHERE order_id = ?1 AND kind = ?2 AND near_miss = 0 AND state IN ('open', 'searching', 'waiting')
                 AND NOT EXISTS (SELECT 1 FROM parts p WHERE p.order_id = ?1 AND p.needed = 1 AND p.custody = 'not_located')
                 AND NOT EXISTS (SELECT 1 FROM searches f
                                 WHERE f.discrepancy_id = discrepancies.id AND (f.outcome IS NULL OR f.outcome = 'made_new'))
                 AND NOT EXISTS (SELECT 1 FROM discrepancy_sides d
                                 WHERE d.discrepancy_id = discrepancies.id AND d.must_come_back = 1)",
        )?
        .execute((order, DiscrepancyKind::PartLost, DiscrepancyState::PutRight, act.now.at, by))?;
    Ok(())
}
