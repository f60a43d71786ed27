//! Orders: their life, their tray, and the only places where their row changes.

use crate::clock::{At, Day};
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{OrderId, PatientId, PrescriptionId};
use crate::records::merges;
use crate::records::parts::coded;
use crate::records::prescriptions::Powers;
use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};

coded! {
    /// What is made.
    OrderKind {
        /// Spectacles.
        Spectacles = "spectacles",
        /// Contact lenses.
        ContactLenses = "contact_lenses",
        /// A repair.
        Repair = "repair",
        /// A replacement under warranty.
        WarrantyReplacement = "warranty_replacement",
        /// A dental appliance.
        DentalAppliance = "dental_appliance",
        /// Anything else.
        Other = "other",
    }
}

coded! {
    /// Where an order stands in its life (PRODUCT.md, "An order's life").
    OrderState {
        /// Taken from the patient; nobody has sent it yet.
        Confirmed = "confirmed",
        /// Sent; not acknowledged yet.
        Ordered = "ordered",
        /// The lab has it.
        AtLab = "at_lab",
        /// The lab waits for the frame.
        FrameToCome = "frame_to_come",
        /// The lab holds it and wants to know something.
        LabHold = "lab_hold",
        /// Something is back-ordered.
        BackOrdered = "back_ordered",
        /// Late, and the lab said so.
        Delayed = "delayed",
        /// Here, not checked yet.
        Received = "received",
        /// Here, complete, checked.
        Verified = "verified",
        /// Checked and not right.
        FailedCheck = "failed_check",
        /// The patient was told.
        Notified = "notified",
        /// Handed over.
        Collected = "collected",
        /// Nobody came.
        Uncollected = "uncollected",
        /// Called off.
        Cancelled = "cancelled",
        /// Made again as another order.
        Remade = "remade",
        /// Sent back.
        Returned = "returned",
    }
}

impl OrderState {
    /// Nothing more is owed.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Collected | Self::Cancelled | Self::Remade | Self::Returned)
    }

    /// The states a person may choose next. *Verified*, *failed check*, *notified* and *collected* have verbs of their own.
    #[must_use]
    pub fn next(self) -> &'static [OrderState] {
        use OrderState as S;
        match self {
            S::Confirmed => &[S::Ordered, S::Cancelled],
            S::Ordered => &[S::AtLab, S::FrameToCome, S::BackOrdered, S::Delayed, S::Received, S::Cancelled],
            S::AtLab => &[S::Received, S::LabHold, S::FrameToCome, S::BackOrdered, S::Delayed, S::Cancelled],
            S::FrameToCome | S::LabHold | S::BackOrdered | S::Delayed => &[S::AtLab, S::Received, S::Delayed, S::BackOrdered, S::Cancelled],
            S::Received => &[S::AtLab, S::Cancelled],
            S::Verified => &[S::Received, S::Cancelled],
            S::FailedCheck => &[S::AtLab, S::Received, S::Returned, S::Cancelled],
            S::Notified => &[S::Verified, S::Uncollected],
            S::Uncollected => &[S::Verified, S::Returned],
            S::Collected => &[S::Returned],
            S::Cancelled | S::Remade | S::Returned => &[],
        }
    }
}

coded! {
    /// Whose frame it is.
    FrameSource {
        /// From our boards.
        Ours = "ours",
        /// The lab supplies it.
        Lab = "lab",
        /// Ordered from a vendor.
        Vendor = "vendor",
        /// The patient's own.
        PatientOwn = "patient_own",
    }
}

/// One order's row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Order {
    /// Id.
    pub id: OrderId,
    /// The number people say.
    pub number: String,
    /// Whose.
    pub patient_id: PatientId,
    /// What is made.
    pub kind: OrderKind,
    /// Where it stands.
    pub state: OrderState,
    /// Since when.
    pub state_since: At,
    /// Its tray now.
    pub tray: Option<String>,
    /// The tray it was in last.
    pub last_tray: Option<String>,
    /// SV, FT28, PAL …
    pub lens_type: Option<String>,
    /// Frame model, size, color.
    pub frame: Option<String>,
    /// Whose frame it is.
    pub frame_source: Option<FrameSource>,
    /// Who makes it.
    pub lab: Option<String>,
    /// When it was taken.
    pub placed_on: Option<Day>,
    /// When the lab should have it here.
    pub expected_on: Option<Day>,
    /// What we told the patient.
    pub promised_on: Option<Day>,
    /// The prescription it was made from.
    pub prescription_id: Option<PrescriptionId>,
    /// The powers ordered.
    pub powers: Powers,
    /// Made with compensated powers: the lenses are checked with the laboratory's own, not with those ordered.
    pub compensated: bool,
    /// The laboratory's verification powers, as on the slip that came with the lenses.
    pub lab_powers: Option<Powers>,
    /// A note.
    pub note: Option<String>,
    /// The old system's word for its state.
    pub old_system_word: Option<String>,
    /// Who dispensed it, initials or name.
    pub dispenser: Option<String>,
}

const SELECT: &str = "SELECT id, number, patient_id, kind, state, state_since, tray, last_tray, lens_type, frame, frame_source, lab,
                             placed_on, expected_on, promised_on, prescription_id,
                             r_sphere, r_cyl, r_axis, r_add, l_sphere, l_cyl, l_axis, l_add, pd_tenths,
                             r_prism_out, r_prism_up, r_height, r_mono_pd, r_balance,
                             l_prism_out, l_prism_up, l_height, l_mono_pd, l_balance,
                             note, old_system_word, dispenser, compensated, lab_powers
                      FROM orders";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Order> {
    Ok(Order {
        id: row.get(0)?,
        number: row.get(1)?,
        patient_id: row.get(2)?,
        kind: row.get(3)?,
        state: row.get(4)?,
        state_since: row.get(5)?,
        tray: row.get(6)?,
        last_tray: row.get(7)?,
        lens_type: row.get(8)?,
        frame: row.get(9)?,
        frame_source: row.get(10)?,
        lab: row.get(11)?,
        placed_on: row.get(12)?,
        expected_on: row.get(13)?,
        promised_on: row.get(14)?,
        prescription_id: row.get(15)?,
        powers: Powers::from_row(row, 16)?,
        note: row.get(35)?,
        old_system_word: row.get(36)?,
        dispenser: row.get(37)?,
        compensated: row.get(38)?,
        lab_powers: lab_powers(row, 39)?,
    })
}

/// Verification powers are kept as JSON; what cannot be read any more is not there, and the check then says so.
fn lab_powers(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Powers>> {
    Ok(row.get_ref(at)?.as_str_or_null()?.and_then(|text| serde_json::from_str(text).ok()))
}

fn all(db: &Connection, clause: &str, params: impl rusqlite::Params) -> Outcome<Vec<Order>> {
    let mut rows = db.prepare_cached(&format!("{SELECT} {clause}"))?;
    Ok(rows.query_map(params, from_row)?.collect::<Result<_, _>>()?)
}

/// One order.
///
/// # Errors
/// Refuses `no_such_order`.
pub fn load(db: &Connection, id: OrderId) -> Outcome<Order> {
    all(db, "WHERE id = ?1", [id])?.pop().ok_or_else(|| Refusal::because("no_such_order").into())
}

/// A patient's orders, newest first.
///
/// # Errors
/// As the store gives them.
pub fn of(db: &Connection, patient: PatientId) -> Outcome<Vec<Order>> {
    all(db, "WHERE patient_id = ?1 ORDER BY placed_on DESC, id DESC", [patient])
}

/// A patient's orders that still owe something, oldest first.
///
/// # Errors
/// As the store gives them.
pub fn open_of(db: &Connection, patient: PatientId) -> Outcome<Vec<Order>> {
    all(db, "WHERE patient_id = ?1 AND state NOT IN ('collected', 'cancelled', 'remade', 'returned') ORDER BY placed_on, id", [patient])
}

/// Every order that still owes something.
///
/// # Errors
/// As the store gives them.
pub fn open(db: &Connection) -> Outcome<Vec<Order>> {
    // The index is named, or SQLite reads the closed ones too, to have them in order.
    all(db, "INDEXED BY orders_open WHERE state NOT IN ('collected', 'cancelled', 'remade', 'returned') ORDER BY id", [])
}

/// Every open order for contact lenses.
///
/// # Errors
/// As the store gives them.
pub fn open_contact_lenses(db: &Connection) -> Outcome<Vec<Order>> {
    all(
        db,
        "INDEXED BY orders_open WHERE state NOT IN ('collected', 'cancelled', 'remade', 'returned') AND kind = 'contact_lenses' ORDER BY id",
        [],
    )
}

/// Checked orders that nobody collected yet, the longest standing first.
///
/// # Errors
/// As the store gives them.
pub fn waiting_to_be_collected(db: &Connection) -> Outcome<Vec<Order>> {
    // The first condition is the partial index's own, or SQLite would not use it.
    all(
        db,
        "WHERE state NOT IN ('collected', 'cancelled', 'remade', 'returned') AND state IN ('verified', 'notified', 'uncollected')
         ORDER BY state_since, id",
        [],
    )
}

/// The order with this number, as typed or scanned (case does not matter).
///
/// # Errors
/// As the store gives them.
pub fn by_number(db: &Connection, number: &str) -> Outcome<Option<Order>> {
    Ok(all(db, "WHERE number = ?1", [number.trim().to_uppercase()])?.pop().or(all(db, "WHERE number = ?1", [number.trim()])?.pop()))
}

/// The order that is called so: as written, or with the dash that was left out, 261017 for 26-1017.
///
/// # Errors
/// As the store gives them.
pub fn by_number_called(db: &Connection, said: &str) -> Outcome<Option<Order>> {
    let order = by_number(db, said)?;
    let said = said.trim();
    match said.split_at_checked(2) {
        Some((year, running)) if order.is_none() && running.len() >= 4 && said.bytes().all(|byte| byte.is_ascii_digit()) => {
            by_number(db, &format!("{year}-{running}"))
        }
        _ => Ok(order),
    }
}

/// The order in this tray now.
///
/// # Errors
/// As the store gives them.
pub fn in_tray(db: &Connection, tray: &str) -> Outcome<Option<Order>> {
    Ok(all(db, "WHERE tray = ?1", [tray_name(tray)])?.pop())
}

/// The order in the tray that is called so: as written, or the only one that differs by spaces and leading zeros, as
/// people say "t 14" for T014.
///
/// # Errors
/// As the store gives them.
pub fn in_tray_called(db: &Connection, said: &str) -> Outcome<Option<Order>> {
    if let Some(order) = in_tray(db, said)? {
        return Ok(Some(order));
    }
    let bare = bare_tray(said);
    if !bare.contains(|c: char| c.is_ascii_digit()) || !bare.contains(char::is_alphabetic) {
        return Ok(None);
    }
    let mut trays = db.prepare_cached("SELECT tray FROM orders INDEXED BY one_order_a_tray WHERE tray IS NOT NULL")?;
    let alike: Vec<String> = trays
        .query_map([], |row| row.get(0))?
        .filter(|tray| tray.as_deref().is_ok_and(|tray| bare_tray(tray) == bare))
        .collect::<Result<_, _>>()?;
    match alike.as_slice() {
        [only] => in_tray(db, only),
        _ => Ok(None),
    }
}

/// A tray's name without spaces, dashes and the zeros that only fill up: what all writings of one tray share.
/// Between two numbers something must stand: tray 1-22 is not 12-2.
pub(crate) fn bare_tray(tray: &str) -> String {
    let mut bare = String::new();
    let mut apart = false;
    for c in tray_name(tray).chars() {
        if c.is_whitespace() || c == '-' {
            apart = true;
            continue;
        }
        if c.is_ascii_digit() && bare.ends_with(|c: char| c.is_ascii_digit()) {
            if apart {
                bare.push('-');
            } else if bare.ends_with('0') && !bare.trim_end_matches('0').ends_with(|c: char| c.is_ascii_digit()) {
                bare.pop();
            }
        }
        bare.push(c);
        apart = false;
    }
    bare
}

/// Orders whose number begins with this, what still owes something first.
///
/// # Errors
/// As the store gives them.
pub fn number_begins(db: &Connection, typed: &str, limit: usize) -> Outcome<Vec<Order>> {
    // A range instead of LIKE: it uses the index. Nothing sorts after the last character of Unicode.
    all(
        db,
        "WHERE number >= ?1 AND number < ?1 || char(1114111)
         ORDER BY state IN ('collected', 'cancelled', 'remade', 'returned'), number LIMIT ?2",
        (typed.to_uppercase(), limit as i64),
    )
}

/// Orders in a tray whose name begins with this.
///
/// # Errors
/// As the store gives them.
pub fn tray_begins(db: &Connection, typed: &str, limit: usize) -> Outcome<Vec<Order>> {
    all(db, "WHERE tray >= ?1 AND tray < ?1 || char(1114111) ORDER BY tray LIMIT ?2", (tray_name(typed), limit as i64))
}

/// How many orders of a patient still owe something.
///
/// # Errors
/// As the store gives them.
pub fn count_open_of(db: &Connection, patient: PatientId) -> Outcome<u32> {
    Ok(db
        .prepare_cached(
            "SELECT count(*) FROM orders WHERE patient_id = ?1 AND state NOT IN ('collected', 'cancelled', 'remade', 'returned')",
        )?
        .query_row([patient], |row| row.get(0))?)
}

/// A tray's name as we write it: trimmed, upper case.
#[must_use]
pub fn tray_name(tray: &str) -> String {
    tray.trim().to_uppercase()
}

/// Writes a new order's row. The number must be free.
///
/// # Errors
/// Refuses `number_taken`, `tray_taken`, `power_out_of_range`.
pub fn insert(act: &mut Act<'_>, order: &Order) -> Outcome<()> {
    order.powers.must_be_sound()?;
    if let Some(tray) = &order.tray {
        tray_must_be_free(act.db, tray, order.id)?;
    }
    if by_number(act.db, &order.number)?.is_some() {
        return refuse(Refusal::because("number_taken").fact("number", order.number.as_str()));
    }
    let Powers { right: r, left: l, pd_tenths } = order.powers;
    act.db
        .prepare_cached(
            "INSERT INTO orders (id, number, patient_id, kind, state, state_since, tray, last_tray, lens_type, frame, frame_source, lab,
                 placed_on, expected_on, promised_on, prescription_id,
                 r_sphere, r_cyl, r_axis, r_add, l_sphere, l_cyl, l_axis, l_add, pd_tenths, note, old_system_word, dispenser, compensated)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
                 ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29)",
        )?
        .execute(rusqlite::params![
            order.id,
            order.number,
            order.patient_id,
            order.kind,
            order.state,
            order.state_since,
            order.tray,
            order.last_tray,
            order.lens_type,
            order.frame,
            order.frame_source,
            order.lab,
            order.placed_on,
            order.expected_on,
            order.promised_on,
            order.prescription_id,
            r.sphere,
            r.cyl,
            r.axis,
            r.add,
            l.sphere,
            l.cyl,
            l.axis,
            l.add,
            pd_tenths,
            order.note,
            order.old_system_word,
            order.dispenser,
            order.compensated,
        ])?;
    keep_lens_details(act, order)?;
    act.about(order.id);
    act.about(order.patient_id);
    Ok(())
}

/// Prism, heights, one-eye PDs and balance lenses: most orders have none.
fn keep_lens_details(act: &Act<'_>, order: &Order) -> Outcome<()> {
    let Powers { right: r, left: l, .. } = order.powers;
    act.db
        .prepare_cached(
            "UPDATE orders SET r_prism_out = ?2, r_prism_up = ?3, r_height = ?4, r_mono_pd = ?5, r_balance = ?6,
                 l_prism_out = ?7, l_prism_up = ?8, l_height = ?9, l_mono_pd = ?10, l_balance = ?11
             WHERE id = ?1",
        )?
        .execute(rusqlite::params![
            order.id,
            r.prism_out,
            r.prism_up,
            r.height,
            r.mono_pd,
            r.balance,
            l.prism_out,
            l.prism_up,
            l.height,
            l.mono_pd,
            l.balance
        ])?;
    Ok(())
}

/// Keeps whether an order is made with compensated powers, and the laboratory's verification powers.
///
/// # Errors
/// Refuses `power_out_of_range`.
pub fn set_lab_powers(act: &mut Act<'_>, order: &Order, compensated: bool, powers: Option<&Powers>) -> Outcome<()> {
    powers.map_or(Ok(()), Powers::must_be_sound)?;
    let kept = powers.map(serde_json::to_string).transpose()?;
    act.db.prepare_cached("UPDATE orders SET compensated = ?2, lab_powers = ?3 WHERE id = ?1")?.execute((order.id, compensated, kept))?;
    act.about(order.id);
    act.about(order.patient_id);
    Ok(())
}

/// Takes an order away again: only the undo of an import may.
///
/// # Errors
/// As the store gives them.
pub fn remove(act: &mut Act<'_>, id: OrderId) -> Outcome<()> {
    super::contact_lenses::remove(act, id)?;
    act.db.prepare_cached("DELETE FROM orders WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// Writes an order's row whole, as another system's newer export tells it or as it was before that.
/// Only an import and its undo may: at the desk each change has its own verb.
///
/// # Errors
/// Refuses `tray_taken`, `power_out_of_range`.
pub fn rewrite(act: &mut Act<'_>, order: &Order) -> Outcome<()> {
    order.powers.must_be_sound()?;
    if let Some(tray) = &order.tray {
        tray_must_be_free(act.db, tray, order.id)?;
    }
    let Powers { right: r, left: l, pd_tenths } = order.powers;
    act.db
        .prepare_cached(
            "UPDATE orders SET patient_id = ?2, kind = ?3, state = ?4, state_since = ?5, tray = ?6, last_tray = ?7, lens_type = ?8,
                 frame = ?9, frame_source = ?10, lab = ?11, placed_on = ?12, expected_on = ?13, promised_on = ?14,
                 prescription_id = ?15, r_sphere = ?16, r_cyl = ?17, r_axis = ?18, r_add = ?19,
                 l_sphere = ?20, l_cyl = ?21, l_axis = ?22, l_add = ?23, pd_tenths = ?24, note = ?25,
                 old_system_word = ?26, dispenser = ?27
             WHERE id = ?1",
        )?
        .execute(rusqlite::params![
            order.id,
            order.patient_id,
            order.kind,
            order.state,
            order.state_since,
            order.tray,
            order.last_tray,
            order.lens_type,
            order.frame,
            order.frame_source,
            order.lab,
            order.placed_on,
            order.expected_on,
            order.promised_on,
            order.prescription_id,
            r.sphere,
            r.cyl,
            r.axis,
            r.add,
            l.sphere,
            l.cyl,
            l.axis,
            l.add,
            pd_tenths,
            order.note,
            order.old_system_word,
            order.dispenser,
        ])?;
    keep_lens_details(act, order)?;
    act.about(order.id);
    act.about(order.patient_id);
    Ok(())
}

/// Refuses where nothing more is owed.
///
/// # Errors
/// Refuses `order_over` saying how it ended.
pub fn must_be_open(order: &Order) -> Outcome<()> {
    if order.state.is_over() {
        return refuse(Refusal::because("order_over").fact("number", order.number.as_str()).fact("state", order.state.as_str()));
    }
    Ok(())
}

/// Refuses where the order is no longer as the page saw it: somebody else was quicker.
///
/// # Errors
/// Refuses `moved_meanwhile` saying where it stands now.
pub fn must_be_as_seen(order: &Order, seen: Option<OrderState>) -> Outcome<()> {
    match seen {
        Some(seen) if seen != order.state => refuse(
            Refusal::because("moved_meanwhile")
                .fact("number", order.number.as_str())
                .fact("state", order.state.as_str())
                .next("look_again"),
        ),
        _ => Ok(()),
    }
}

/// Moves an order from a state it must be in to another. Somebody else was quicker: refused, nothing changed.
///
/// # Errors
/// Refuses `moved_meanwhile`.
pub fn set_state(act: &mut Act<'_>, order: &Order, to: OrderState) -> Outcome<()> {
    let changed = act.db.prepare_cached("UPDATE orders SET state = ?3, state_since = ?4 WHERE id = ?1 AND state = ?2")?.execute((
        order.id,
        order.state,
        to,
        act.now.at,
    ))?;
    if changed == 0 {
        return refuse(Refusal::because("moved_meanwhile").fact("number", order.number.as_str()).next("look_again"));
    }
    act.about(order.id);
    act.about(order.patient_id);
    Ok(())
}

/// Puts an order into a tray, or takes it out (None). A tray holds one order.
///
/// # Errors
/// Refuses `tray_taken` naming the order that is in it.
pub fn set_tray(act: &mut Act<'_>, order: &Order, tray: Option<&str>) -> Outcome<()> {
    let tray = tray.map(tray_name).filter(|tray| !tray.is_empty());
    if let Some(tray) = &tray {
        if tray.chars().count() > 40 {
            return refuse(Refusal::because("tray_name_too_long").fact("at_most", 40));
        }
        tray_must_be_free(act.db, tray, order.id)?;
    }
    act.db.execute("UPDATE orders SET tray = ?2, last_tray = coalesce(?2, tray, last_tray) WHERE id = ?1", (order.id, &tray))?;
    act.about(order.id);
    act.about(order.patient_id);
    Ok(())
}

fn tray_must_be_free(db: &Connection, tray: &str, except: OrderId) -> Outcome<()> {
    // One tray on the shelf, however its label is written.
    let bare = bare_tray(tray);
    let mut taken = db.prepare_cached("SELECT id, tray, number FROM orders INDEXED BY one_order_a_tray WHERE tray IS NOT NULL")?;
    let mut taken = taken.query([])?;
    while let Some(row) = taken.next()? {
        let (id, other): (OrderId, String) = (row.get(0)?, row.get(1)?);
        if id != except && (other == tray || (!bare.is_empty() && bare_tray(&other) == bare)) {
            let number: String = row.get(2)?;
            return refuse(Refusal::because("tray_taken").fact("tray", other).fact("number", number).next("choose_other_tray"));
        }
    }
    Ok(())
}

/// New dates of an order.
///
/// # Errors
/// As the store gives them.
pub fn set_dates(act: &mut Act<'_>, order: &Order, expected_on: Option<Day>, promised_on: Option<Day>) -> Outcome<()> {
    act.db.execute("UPDATE orders SET expected_on = ?2, promised_on = ?3 WHERE id = ?1", (order.id, expected_on, promised_on))?;
    act.about(order.id);
    act.about(order.patient_id);
    Ok(())
}

/// The number people say for this order.
///
/// # Errors
/// As the store gives them.
pub fn number_of(db: &Connection, id: OrderId) -> Outcome<Option<String>> {
    Ok(db.prepare_cached("SELECT number FROM orders WHERE id = ?1")?.query_row([id], |row| row.get(0)).optional()?)
}

/// Gives all orders of one patient to another; which.
///
/// # Errors
/// As the store gives them.
pub fn give(act: &mut Act<'_>, from: PatientId, to: PatientId) -> Outcome<Vec<i64>> {
    merges::rows_given(act.db, "UPDATE orders SET patient_id = ?2 WHERE patient_id = ?1 RETURNING id", from, to)
}

/// Gives these orders back, those that are still there.
///
/// # Errors
/// As the store gives them.
pub fn give_back(act: &mut Act<'_>, ids: &[i64], from: PatientId, to: PatientId) -> Outcome<()> {
    merges::rows_given_back(act.db, "UPDATE orders SET patient_id = ?3 WHERE id = ?1 AND patient_id = ?2", ids, from, to)
}
