//! The parts of an order and their custody: where each is, and every move with who and when.

use crate::clock::At;
use crate::desk::Act;
use crate::error::{Finding, Grade, Outcome, Refusal};
use crate::ids::{MoveId, OrderId, PartId, StaffId};
use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};

macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant,)* }
        impl $name {
            /// Every one, in the order a desk thinks of them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];
            /// As stored.
            #[must_use]
            pub fn as_str(self) -> &'static str { match self { $(Self::$variant => $code,)* } }
            /// From its stored word.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> { match code { $($code => Some(Self::$variant),)* _ => None } }
        }
        impl rusqlite::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> { Ok(self.as_str().into()) }
        }
        impl rusqlite::types::FromSql for $name {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                Self::from_code(value.as_str()?).ok_or(rusqlite::types::FromSqlError::InvalidType)
            }
        }
    };
}
pub(crate) use coded;

coded! {
    /// What a part is.
    PartKind {
        /// The frame, from us, the lab or a vendor.
        Frame = "frame",
        /// The right lens.
        RightLens = "right_lens",
        /// The left lens.
        LeftLens = "left_lens",
        /// The patient's own frame, left with us.
        OwnFrame = "own_frame",
        /// The patient's old lenses, kept by somebody.
        OldLenses = "old_lenses",
        /// The case.
        Case = "case",
        /// A box of contact lenses.
        ContactLensBox = "contact_lens_box",
        /// Anything small that goes with it.
        Accessory = "accessory",
        /// A dental or other appliance.
        Appliance = "appliance",
    }
}

coded! {
    /// Where a part is.
    Custody {
        /// Not made yet.
        NotMade = "not_made",
        /// At the lab.
        AtLab = "at_lab",
        /// On its way.
        InTransit = "in_transit",
        /// Here; the place says where.
        Here = "here",
        /// With the patient.
        WithPatient = "with_patient",
        /// Nobody knows.
        NotLocated = "not_located",
    }
}

/// One part of an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Part {
    /// Id.
    pub id: PartId,
    /// Of which order.
    pub order_id: OrderId,
    /// What it is.
    pub kind: PartKind,
    /// "Kite 8 46-16 Blue", "his own".
    pub label: Option<String>,
    /// Where it is.
    pub custody: Custody,
    /// Where exactly: tray, desk, drawer.
    pub place: Option<String>,
    /// Who had it last.
    pub holder: Option<String>,
    /// Since when.
    pub moved_at: At,
    /// Given name of who moved it.
    pub moved_by: Option<String>,
    /// Must be here before the order is complete.
    pub needed: bool,
    /// The patient's own: while we keep it they have a slip.
    pub theirs: bool,
    /// Where it was before it could not be located.
    pub last_seen: Option<LastSeen>,
}

impl Part {
    /// Does the order wait for it? What the patient has needs no fetching.
    #[must_use]
    pub fn is_in_hand(&self) -> bool {
        !self.needed || matches!(self.custody, Custody::Here | Custody::WithPatient)
    }

    /// What the desk says about a part that is not with the others: which, where it is said to be, where it was seen
    /// last, by whom, when.
    #[must_use]
    pub fn finding(&self, grade: Grade) -> Finding {
        let mut finding = Finding::new(grade, "part_missing")
            .fact("part_id", self.id.0)
            .fact("part", self.kind.as_str())
            .fact("custody", self.custody.as_str())
            .fact("since", self.moved_at.0);
        let seen = self.last_seen.as_ref();
        let texts = [
            ("label", self.label.as_deref()),
            ("place", self.place.as_deref()),
            ("holder", self.holder.as_deref()),
            ("last_custody", seen.map(|seen| seen.custody.as_str())),
            ("last_place", seen.and_then(|seen| seen.place.as_deref())),
            ("last_holder", seen.and_then(|seen| seen.holder.as_deref())),
            ("last_by", seen.and_then(|seen| seen.by.as_deref())),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                finding = finding.fact(name, text);
            }
        }
        match seen {
            Some(seen) => finding.fact("last_at", seen.at.0),
            None => finding,
        }
    }
}

/// A finding for each part that the order waits for.
///
/// # Errors
/// As the store gives them.
pub fn missing(db: &Connection, order: OrderId) -> Outcome<Vec<Finding>> {
    Ok(of(db, order)?.iter().filter(|part| !part.is_in_hand()).map(|part| part.finding(Grade::Stop)).collect())
}

/// The last place a part was known to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LastSeen {
    /// Custody then.
    pub custody: Custody,
    /// Place then.
    pub place: Option<String>,
    /// Who had it.
    pub holder: Option<String>,
    /// When it got there.
    pub at: At,
    /// Given name of who put it there.
    pub by: Option<String>,
}

/// One move of a part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Move {
    /// Which part.
    pub part_id: PartId,
    /// From where.
    pub from_custody: Custody,
    /// From which place.
    pub from_place: Option<String>,
    /// To where.
    pub to_custody: Custody,
    /// To which place.
    pub to_place: Option<String>,
    /// Who has it then.
    pub holder: Option<String>,
    /// When.
    pub at: At,
    /// Given name of who moved it.
    pub by: Option<String>,
    /// Why, if said.
    pub note: Option<String>,
}

const SELECT: &str = "SELECT p.id, p.order_id, p.kind, p.label, p.custody, p.place, p.holder, p.moved_at, s.given, p.needed, p.theirs
                      FROM parts p LEFT JOIN staff s ON s.id = p.moved_by";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Part> {
    Ok(Part {
        id: row.get(0)?,
        order_id: row.get(1)?,
        kind: row.get(2)?,
        label: row.get(3)?,
        custody: row.get(4)?,
        place: row.get(5)?,
        holder: row.get(6)?,
        moved_at: row.get(7)?,
        moved_by: row.get(8)?,
        needed: row.get(9)?,
        theirs: row.get(10)?,
        last_seen: None,
    })
}

/// The parts of an order, in the order they were added; a part not located says where it was seen last.
///
/// # Errors
/// As the store gives them.
pub fn of(db: &Connection, order: OrderId) -> Outcome<Vec<Part>> {
    let mut rows = db.prepare_cached(&format!("{SELECT} WHERE p.order_id = ?1 ORDER BY p.id"))?;
    let mut parts = rows.query_map([order], from_row)?.collect::<Result<Vec<_>, _>>()?;
    for part in parts.iter_mut().filter(|part| part.custody == Custody::NotLocated) {
        part.last_seen = last_seen(db, part.id)?;
    }
    Ok(parts)
}

/// One part.
///
/// # Errors
/// Refuses `no_such_part`.
pub fn load(db: &Connection, id: PartId) -> Outcome<Part> {
    let part = db.prepare_cached(&format!("{SELECT} WHERE p.id = ?1"))?.query_row([id], from_row).optional()?;
    let mut part = part.ok_or_else(|| Refusal::because("no_such_part"))?;
    if part.custody == Custody::NotLocated {
        part.last_seen = last_seen(db, id)?;
    }
    Ok(part)
}

/// Where it last was before nobody knew: the source of its latest move to *not located*, and who had moved it there.
fn last_seen(db: &Connection, part: PartId) -> Outcome<Option<LastSeen>> {
    Ok(db
        .prepare_cached(
            "SELECT m.to_custody, m.to_place, m.holder, m.at, s.given
             FROM part_moves m LEFT JOIN staff s ON s.id = m.by
             WHERE m.part_id = ?1 AND m.to_custody <> 'not_located' AND m.taken_back = 0 ORDER BY m.id DESC LIMIT 1",
        )?
        .query_row([part], |row| {
            Ok(LastSeen { custody: row.get(0)?, place: row.get(1)?, holder: row.get(2)?, at: row.get(3)?, by: row.get(4)? })
        })
        .optional()?)
}

/// Every move of a part, oldest first.
///
/// # Errors
/// As the store gives them.
pub fn moves(db: &Connection, part: PartId) -> Outcome<Vec<Move>> {
    let mut rows = db.prepare_cached(
        "SELECT m.part_id, m.from_custody, m.from_place, m.to_custody, m.to_place, m.holder, m.at, s.given, m.note
         FROM part_moves m LEFT JOIN staff s ON s.id = m.by WHERE m.part_id = ?1 ORDER BY m.id",
    )?;
    let rows = rows.query_map([part], |row| {
        Ok(Move {
            part_id: row.get(0)?,
            from_custody: row.get(1)?,
            from_place: row.get(2)?,
            to_custody: row.get(3)?,
            to_place: row.get(4)?,
            holder: row.get(5)?,
            at: row.get(6)?,
            by: row.get(7)?,
            note: row.get(8)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A part to add to an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NewPart {
    /// What it is.
    pub kind: PartKind,
    /// "Kite 8 46-16 Blue", "his own".
    pub label: Option<String>,
    /// Where it is now.
    pub custody: Custody,
    /// Where exactly.
    pub place: Option<String>,
    /// Who has it.
    pub holder: Option<String>,
    /// Must be here before the order is complete.
    pub needed: bool,
}

impl NewPart {
    /// A needed part that is not made yet.
    #[must_use]
    pub fn to_come(kind: PartKind) -> Self {
        Self { kind, label: None, custody: Custody::NotMade, place: None, holder: None, needed: true }
    }
}

/// Adds a part; its first custody is its first move.
///
/// # Errors
/// As the store gives them.
pub fn add(act: &mut Act<'_>, order: OrderId, part: &NewPart) -> Outcome<PartId> {
    let id: PartId = act.mint();
    act.db
        .prepare_cached(
            "INSERT INTO parts (id, order_id, kind, label, custody, place, holder, moved_at, moved_by, needed, theirs)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(rusqlite::params![
            id,
            order,
            part.kind,
            part.label,
            part.custody,
            part.place,
            part.holder,
            act.now.at,
            act.staff,
            part.needed,
            matches!(part.kind, PartKind::OwnFrame | PartKind::OldLenses),
        ])?;
    record_move(act, id, (part.custody, None), (part.custody, part.place.as_deref()), part.holder.as_deref(), None)?;
    Ok(id)
}

/// This part is the patient's own: their old lenses that go into the new frame.
///
/// # Errors
/// As the store gives them.
pub fn mark_theirs(act: &mut Act<'_>, id: PartId) -> Outcome<()> {
    act.db.execute("UPDATE parts SET theirs = 1 WHERE id = ?1", [id])?;
    Ok(())
}

/// The order does not wait for this part any more: a new one is made.
///
/// # Errors
/// As the store gives them.
pub fn no_longer_needed(act: &mut Act<'_>, id: PartId) -> Outcome<()> {
    act.db.execute("UPDATE parts SET needed = 0 WHERE id = ?1", [id])?;
    Ok(())
}

/// A part goes on in another order: the frame, when lenses are made again.
///
/// # Errors
/// As the store gives them.
pub fn goes_into(act: &mut Act<'_>, id: PartId, order: OrderId) -> Outcome<()> {
    act.db.execute("UPDATE parts SET order_id = ?2 WHERE id = ?1", (id, order))?;
    act.about(order);
    Ok(())
}

/// Moves a part and keeps the move. A move to where it already is changes nothing.
///
/// # Errors
/// Refuses `no_such_part`.
pub fn move_to(
    act: &mut Act<'_>,
    id: PartId,
    custody: Custody,
    place: Option<&str>,
    holder: Option<&str>,
    note: Option<&str>,
) -> Outcome<()> {
    let before = load(act.db, id)?;
    if before.custody == custody && before.place.as_deref() == place && before.holder.as_deref() == holder && note.is_none() {
        return Ok(());
    }
    act.db
        .prepare_cached("UPDATE parts SET custody = ?2, place = ?3, holder = ?4, moved_at = ?5, moved_by = ?6 WHERE id = ?1")?
        .execute((id, custody, place, holder, act.now.at, act.staff))?;
    record_move(act, id, (before.custody, before.place.as_deref()), (custody, place), holder, note)?;
    act.about(before.order_id);
    act.about(id);
    Ok(())
}

/// The latest move of a part was a slip: it stays in the list, and is no trace of where the part was.
///
/// # Errors
/// As the store gives them.
pub fn take_back_latest_move(act: &Act<'_>, id: PartId) -> Outcome<()> {
    act.db
        .prepare_cached("UPDATE part_moves SET taken_back = 1 WHERE id = (SELECT max(id) FROM part_moves WHERE part_id = ?1)")?
        .execute([id])?;
    Ok(())
}

fn record_move(
    act: &mut Act<'_>,
    part: PartId,
    from: (Custody, Option<&str>),
    to: (Custody, Option<&str>),
    holder: Option<&str>,
    note: Option<&str>,
) -> Outcome<()> {
    let id: MoveId = act.mint();
    act.db
        .prepare_cached(
            "INSERT INTO part_moves (id, part_id, from_custody, from_place, to_custody, to_place, holder, at, by, note)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute((id, part, from.0, from.1, to.0, to.1, holder, act.now.at, act.staff, note))?;
    Ok(())
}

/// Takes an order's parts and their moves away again: only the undo of an import may.
///
/// # Errors
/// As the store gives them.
pub fn remove_of(act: &mut Act<'_>, order: OrderId) -> Outcome<()> {
    act.db.prepare_cached("DELETE FROM part_moves WHERE part_id IN (SELECT id FROM parts WHERE order_id = ?1)")?.execute([order])?;
    act.db.prepare_cached("DELETE FROM parts WHERE order_id = ?1")?.execute([order])?;
    Ok(())
}

/// Where a part was, whole, to be put back by [`put_back`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartBefore {
    id: PartId,
    custody: Custody,
    place: Option<String>,
    holder: Option<String>,
    moved_at: At,
    moved_by: Option<StaffId>,
    last_move: Option<MoveId>,
}

/// Where the parts of an order are now.
///
/// # Errors
/// As the store gives them.
pub fn before(db: &Connection, order: OrderId) -> Outcome<Vec<PartBefore>> {
    let mut rows = db.prepare_cached(
        "SELECT id, custody, place, holder, moved_at, moved_by, (SELECT max(m.id) FROM part_moves m WHERE m.part_id = parts.id)
         FROM parts WHERE order_id = ?1 ORDER BY id",
    )?;
    let rows = rows.query_map([order], |row| {
        Ok(PartBefore {
            id: row.get(0)?,
            custody: row.get(1)?,
            place: row.get(2)?,
            holder: row.get(3)?,
            moved_at: row.get(4)?,
            moved_by: row.get(5)?,
            last_move: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Puts a part back to where it was, forgetting its later moves: only the undo of an import may.
///
/// # Errors
/// As the store gives them.
pub fn put_back(act: &mut Act<'_>, part: &PartBefore) -> Outcome<()> {
    act.db.prepare_cached("DELETE FROM part_moves WHERE part_id = ?1 AND id > coalesce(?2, 0)")?.execute((part.id, part.last_move))?;
    act.db
        .prepare_cached("UPDATE parts SET custody = ?2, place = ?3, holder = ?4, moved_at = ?5, moved_by = ?6 WHERE id = ?1")?
        .execute((part.id, part.custody, &part.place, &part.holder, part.moved_at, part.moved_by))?;
    Ok(())
}
