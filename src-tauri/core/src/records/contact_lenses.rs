//! Contact lenses: what an order asks for and a prescription says beside its powers, and what the desk has learnt that a
//! product code means.

use super::orders::Order;
use super::parts::coded;
use super::prescriptions::{Eye, Powers, Side};
use super::text;
use crate::clock::Day;
use crate::desk::Act;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{OrderId, PrescriptionId};
use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};

/// Base curves in hundredths of a millimetre (OPTICAL.md 3.4: 8.0 to 10.0 usual; ours: with room for keratoconus).
pub const BASE_CURVES: std::ops::RangeInclusive<i32> = 600..=1200;
/// Diameters in hundredths of a millimetre (OPTICAL.md 3.4: 13.0 to 15.0 soft, 8.5 to 10.0 rigid; ours: with room for
/// scleral lenses).
pub const DIAMETERS: std::ops::RangeInclusive<i32> = 700..=2400;
/// More boxes than anybody orders for one eye.
pub const MOST_BOXES: u32 = 30;

coded! {
    /// What stands on a box of contact lenses.
    BoxField {
        /// Brand and product.
        Brand = "brand",
        /// Power; the sphere of a toric lens.
        Power = "power",
        /// Cylinder.
        Cyl = "cyl",
        /// Axis.
        Axis = "axis",
        /// Add, a number or a word.
        Add = "add",
        /// Base curve.
        BaseCurve = "base_curve",
        /// Diameter.
        Diameter = "diameter",
    }
}

/// One contact lens: as ordered, or as its box says. None: not said.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ContactLens {
    /// Brand and product.
    pub brand: Option<String>,
    /// Power, hundredths of a dioptre.
    pub power: Option<i32>,
    /// Cylinder, hundredths of a dioptre.
    pub cyl: Option<i32>,
    /// Axis, 1..180.
    pub axis: Option<i32>,
    /// Add, hundredths of a dioptre.
    pub add: Option<i32>,
    /// Add where it is a word: LOW, MED, HIGH, and D or N for the eye's role.
    pub add_word: Option<String>,
    /// Base curve, hundredths of a millimetre.
    pub base_curve: Option<i32>,
    /// Diameter, hundredths of a millimetre.
    pub diameter: Option<i32>,
}

impl ContactLens {
    /// Its powers, as an eye has them.
    #[must_use]
    pub fn eye(&self) -> Eye {
        Eye { sphere: self.power, cyl: self.cyl, axis: self.axis, add: self.add, ..Eye::default() }
    }

    /// Takes an eye's powers over.
    pub fn keep_powers(&mut self, eye: Eye) {
        (self.power, self.cyl, self.axis, self.add) = (eye.sphere, eye.cyl, eye.axis, eye.add);
    }

    fn must_be_sound(&self, side: Side) -> Outcome<()> {
        let within = |value: Option<i32>, range: std::ops::RangeInclusive<i32>| value.is_none_or(|value| range.contains(&value));
        if within(self.base_curve, BASE_CURVES) && within(self.diameter, DIAMETERS) {
            return Ok(());
        }
        refuse(Refusal::because("contact_lens_out_of_range").fact("eye", side.as_str()).next("check_prescription"))
    }
}

/// What one box says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BoxLabel {
    /// The lens in it.
    pub lens: ContactLens,
    /// The product, fourteen digits, where it was scanned.
    pub gtin: Option<String>,
    /// The last day it may be used.
    pub expires_on: Option<Day>,
    /// Lot.
    pub lot: Option<String>,
    /// Serial number of the box.
    pub serial: Option<String>,
    /// Which eye the box is put down for, where somebody marked it.
    pub marked: Option<Side>,
}

/// One eye's contact lenses of an order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OrderedContact {
    /// What every box must say.
    pub lens: ContactLens,
    /// How many boxes.
    pub boxes: u32,
}

/// The contact lenses of an order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OrderedContacts {
    /// Right eye.
    pub right: Option<OrderedContact>,
    /// Left eye.
    pub left: Option<OrderedContact>,
}

impl OrderedContacts {
    /// One eye's.
    #[must_use]
    pub fn of(&self, side: Side) -> Option<&OrderedContact> {
        match side {
            Side::Right => self.right.as_ref(),
            Side::Left => self.left.as_ref(),
        }
    }

    /// The powers, as an order has them.
    #[must_use]
    pub fn powers(&self) -> Powers {
        let eye = |one: &Option<OrderedContact>| one.as_ref().map(|one| one.lens.eye()).unwrap_or_default();
        Powers { right: eye(&self.right), left: eye(&self.left), pd_tenths: None }
    }

    /// Both eyes that have any, right first.
    pub fn each(&self) -> impl Iterator<Item = (Side, &OrderedContact)> {
        [(Side::Right, self.right.as_ref()), (Side::Left, self.left.as_ref())]
            .into_iter()
            .filter_map(|(side, one)| one.map(|one| (side, one)))
    }

    /// Refuses what no contact lens is.
    ///
    /// # Errors
    /// Refuses `contact_lens_out_of_range`, `too_many_parts`, `text_too_long`.
    pub fn must_be_sound(&self) -> Outcome<()> {
        for (side, one) in self.each() {
            one.lens.must_be_sound(side)?;
            text::kept("brand", one.lens.brand.as_deref())?;
            text::kept("add", one.lens.add_word.as_deref())?;
            if one.boxes > MOST_BOXES {
                return refuse(Refusal::because("too_many_parts").fact("at_most", MOST_BOXES));
            }
        }
        Ok(())
    }
}

/// The contact lenses of an order, powers and brand as the order has them. An imported order says neither base curve nor
/// diameter.
///
/// # Errors
/// As the store gives them.
pub fn of_order(db: &Connection, order: &Order) -> Outcome<OrderedContacts> {
    let one = |side: Side, eye: Eye| -> Outcome<Option<OrderedContact>> {
        let row = db
            .prepare_cached("SELECT brand, base_curve, diameter, add_word, boxes FROM contact_lenses WHERE order_id = ?1 AND eye = ?2")?
            .query_row((order.id, side), |row| {
                Ok(OrderedContact {
                    lens: ContactLens {
                        brand: row.get(0)?,
                        base_curve: row.get(1)?,
                        diameter: row.get(2)?,
                        add_word: row.get(3)?,
                        ..ContactLens::default()
                    },
                    boxes: row.get(4)?,
                })
            })
            .optional()?;
        let Some(mut found) = row.or_else(|| (eye != Eye::default()).then(|| OrderedContact { boxes: 1, ..OrderedContact::default() }))
        else {
            return Ok(None);
        };
        found.lens.keep_powers(eye);
        found.lens.brand = found.lens.brand.or_else(|| order.lens_type.clone());
        Ok(Some(found))
    };
    Ok(OrderedContacts { right: one(Side::Right, order.powers.right)?, left: one(Side::Left, order.powers.left)? })
}

/// Keeps what an order asks for, over what was there. The powers stand with the order.
///
/// # Errors
/// Refuses `contact_lens_out_of_range`, `too_many_parts`, `text_too_long`.
pub fn keep(act: &mut Act<'_>, order: OrderId, contacts: &OrderedContacts) -> Outcome<()> {
    contacts.must_be_sound()?;
    remove(act, order)?;
    for (side, one) in contacts.each() {
        act.db
            .prepare_cached(
                "INSERT INTO contact_lenses (order_id, eye, brand, base_curve, diameter, add_word, boxes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(rusqlite::params![
                order,
                side,
                text::kept("brand", one.lens.brand.as_deref())?,
                one.lens.base_curve,
                one.lens.diameter,
                text::kept("add", one.lens.add_word.as_deref())?,
                one.boxes.max(1),
            ])?;
    }
    Ok(())
}

/// Takes an order's contact lenses away.
///
/// # Errors
/// As the store gives them.
pub fn remove(act: &mut Act<'_>, order: OrderId) -> Outcome<()> {
    act.db.prepare_cached("DELETE FROM contact_lenses WHERE order_id = ?1")?.execute([order])?;
    Ok(())
}

/// What a prescription says of one eye's contact lens beside its powers. None: not written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ContactDetails {
    /// Brand and product.
    pub brand: Option<String>,
    /// Base curve, hundredths of a millimetre.
    pub base_curve: Option<i32>,
    /// Diameter, hundredths of a millimetre.
    pub diameter: Option<i32>,
    /// Add where it is a word: LOW, MED, HIGH, and D or N for the eye's role.
    pub add_word: Option<String>,
    /// Color.
    pub color: Option<String>,
    /// How long one is worn.
    pub wear: Option<WearTime>,
}

/// How long one contact lens is worn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WearTime {
    /// How many, in hundredths.
    pub hundredths: i32,
    /// Of what, as it was written: `mo`, `week` …
    pub unit: Option<String>,
}

/// More than any lens is worn, hundredths of any unit.
const MOST_WEAR: i32 = 10_000_000;

impl From<ContactDetails> for ContactLens {
    /// Without its powers.
    fn from(details: ContactDetails) -> Self {
        let ContactDetails { brand, base_curve, diameter, add_word, .. } = details;
        Self { brand, base_curve, diameter, add_word, ..Self::default() }
    }
}

impl ContactDetails {
    fn from_row(row: &Row<'_>, from: usize) -> rusqlite::Result<Option<Self>> {
        // The eye has no row.
        if row.get::<_, Option<Side>>(from)?.is_none() {
            return Ok(None);
        }
        let unit: Option<String> = row.get(from + 7)?;
        Ok(Some(Self {
            brand: row.get(from + 1)?,
            base_curve: row.get(from + 2)?,
            diameter: row.get(from + 3)?,
            add_word: row.get(from + 4)?,
            color: row.get(from + 5)?,
            wear: row.get::<_, Option<i32>>(from + 6)?.map(|hundredths| WearTime { hundredths, unit }),
        }))
    }
}

/// What a prescription says of both eyes' contact lenses beside their powers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PrescribedContacts {
    /// Right eye.
    pub right: Option<ContactDetails>,
    /// Left eye.
    pub left: Option<ContactDetails>,
}

impl PrescribedContacts {
    /// One eye's.
    #[must_use]
    pub fn of(&self, side: Side) -> Option<&ContactDetails> {
        match side {
            Side::Right => self.right.as_ref(),
            Side::Left => self.left.as_ref(),
        }
    }

    /// Reads sixteen columns starting at `from`: right eye, brand, base curve, diameter, add word, color, wear, its unit;
    /// then left.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn from_row(row: &Row<'_>, from: usize) -> rusqlite::Result<Self> {
        Ok(Self { right: ContactDetails::from_row(row, from)?, left: ContactDetails::from_row(row, from + 8)? })
    }

    /// Refuses what no contact lens is.
    ///
    /// # Errors
    /// Refuses `contact_lens_out_of_range`, `text_too_long`.
    pub fn must_be_sound(&self) -> Outcome<()> {
        for (side, one) in [Side::Right, Side::Left].into_iter().filter_map(|side| Some((side, self.of(side)?))) {
            ContactLens { base_curve: one.base_curve, diameter: one.diameter, ..ContactLens::default() }.must_be_sound(side)?;
            if one.wear.as_ref().is_some_and(|wear| !(0..=MOST_WEAR).contains(&wear.hundredths)) {
                return refuse(Refusal::because("contact_lens_out_of_range").fact("eye", side.as_str()).next("check_prescription"));
            }
            let unit = one.wear.as_ref().and_then(|wear| wear.unit.as_deref());
            for (name, said) in
                [("brand", one.brand.as_deref()), ("add", one.add_word.as_deref()), ("color", one.color.as_deref()), ("wear", unit)]
            {
                text::kept(name, said)?;
            }
        }
        Ok(())
    }
}

/// Keeps what a prescription says of its contact lenses.
///
/// # Errors
/// Refuses `contact_lens_out_of_range`, `text_too_long`.
pub fn keep_prescribed(act: &mut Act<'_>, id: PrescriptionId, contacts: &PrescribedContacts) -> Outcome<()> {
    contacts.must_be_sound()?;
    for (side, one) in [Side::Right, Side::Left].into_iter().filter_map(|side| Some((side, contacts.of(side)?))) {
        let kept = |name: &str, said: Option<&String>| text::kept(name, said.map(String::as_str));
        act.db
            .prepare_cached(
                "INSERT INTO contact_prescriptions (prescription_id, eye, brand, base_curve, diameter, add_word, color, wear, wear_unit)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(rusqlite::params![
                id,
                side,
                kept("brand", one.brand.as_ref())?,
                one.base_curve,
                one.diameter,
                kept("add", one.add_word.as_ref())?,
                kept("color", one.color.as_ref())?,
                one.wear.as_ref().map(|wear| wear.hundredths),
                kept("wear", one.wear.as_ref().and_then(|wear| wear.unit.as_ref()))?,
            ])?;
    }
    Ok(())
}

/// Takes a prescription's contact lenses away.
///
/// # Errors
/// As the store gives them.
pub fn remove_prescribed(act: &mut Act<'_>, id: PrescriptionId) -> Outcome<()> {
    act.db.prepare_cached("DELETE FROM contact_prescriptions WHERE prescription_id = ?1")?.execute([id])?;
    Ok(())
}

/// What a product code means here.
///
/// # Errors
/// As the store gives them.
pub fn product(db: &Connection, gtin: &str) -> Outcome<Option<ContactLens>> {
    let mut row = db.prepare_cached(
        "SELECT brand, power, cyl, axis, add_power, add_word, base_curve, diameter FROM contact_lens_products WHERE gtin = ?1",
    )?;
    let found = row.query_row([gtin], |row| {
        Ok(ContactLens {
            brand: row.get(0)?,
            power: row.get(1)?,
            cyl: row.get(2)?,
            axis: row.get(3)?,
            add: row.get(4)?,
            add_word: row.get(5)?,
            base_curve: row.get(6)?,
            diameter: row.get(7)?,
        })
    });
    Ok(found.optional()?)
}

/// Learns what a product code means, or puts it right: the latest word of somebody with the box in hand counts.
///
/// # Errors
/// As the store gives them.
pub fn learn_product(act: &mut Act<'_>, gtin: &str, lens: &ContactLens) -> Outcome<()> {
    let by = act.somebody()?;
    act.db
        .prepare_cached(
            "INSERT INTO contact_lens_products (gtin, brand, power, cyl, axis, add_power, add_word, base_curve, diameter, learnt_at, learnt_by)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
             ON CONFLICT (gtin) DO UPDATE SET brand = ?2, power = ?3, cyl = ?4, axis = ?5, add_power = ?6, add_word = ?7,
                 base_curve = ?8, diameter = ?9, learnt_at = ?10, learnt_by = ?11",
        )?
        .execute(rusqlite::params![
            gtin,
            lens.brand.as_deref().unwrap_or_default(),
            lens.power,
            lens.cyl,
            lens.axis,
            lens.add,
            lens.add_word,
            lens.base_curve,
            lens.diameter,
            act.now.at,
            by,
        ])?;
    Ok(())
}
