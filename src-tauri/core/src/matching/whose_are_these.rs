//! `whose_are_these`: every open order that an orphan pair, or one loose lens, could be.

use super::choose_tolerances;
use super::lenses::Reading;
use super::people::People;
use super::tolerances::ToleranceSet;
use super::whose::{Fit, Way, whose};
use crate::desk::Look;
use crate::error::{Outcome, Refusal, refuse};
use crate::ids::{OrderId, PatientId};
use crate::records::orders::OrderState;
use crate::records::parts::coded;
use crate::records::prescriptions::Powers;
use serde::{Deserialize, Serialize};

/// More than this is no answer: the reading fits half the drawer.
const AT_MOST: usize = 20;

/// A reading of lenses nobody knows.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WhoseAreThese {
    /// What was read: a pair, or one lens.
    pub reading: Reading,
}

coded! {
    /// What would tell orders apart that fit the same reading.
    TellsApart {
        /// The frames differ.
        Frame = "frame",
        /// The adds differ: read the add.
        Add = "add",
        /// The kinds of lens differ.
        LensType = "lens_type",
        /// The PDs differ: measure it.
        Pd = "pd",
        /// Nothing on file: ask for name and birth date.
        OnlyThePerson = "only_the_person",
    }
}

/// One open order that fits.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WhoseLine {
    /// Which.
    pub order_id: OrderId,
    /// Its number.
    pub number: String,
    /// Its tray.
    pub tray: Option<String>,
    /// Where it stands.
    pub state: OrderState,
    /// Its frame.
    pub frame: Option<String>,
    /// SV, FT28, PAL …
    pub lens_type: Option<String>,
    /// Its powers.
    pub powers: Powers,
    /// Whose.
    pub patient_id: PatientId,
    /// Their name, as on a tray label: first name and initial.
    pub name: String,
    /// How it fits.
    pub way: Way,
}

/// Every open order that fits.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Whose {
    /// Nearest first, at most twenty.
    pub lines: Vec<WhoseLine>,
    /// How many fit in all.
    pub fits: u32,
    /// How many open orders have powers to compare with.
    pub compared: u32,
    /// What would tell them apart, where several fit.
    pub tells_apart: Vec<TellsApart>,
    /// The limits used, as people call them.
    pub tolerances: String,
}

/// `whose_are_these`
///
/// # Errors
/// Refuses `nothing_read`.
pub fn whose_are_these(look: &Look<'_>, request: WhoseAreThese) -> Outcome<Whose> {
    let Reading { right, left, either, .. } = &request.reading;
    if [right, left, either].into_iter().all(|eye| eye.is_none_or(|eye| eye.sphere.is_none())) {
        return refuse(Refusal::because("nothing_read").next("read_lenses"));
    }
    among_open_orders(look, &request.reading, &choose_tolerances::in_use(look.db)?)
}

/// Every open order that a reading fits.
///
/// # Errors
/// As the store gives them.
pub fn among_open_orders(look: &Look<'_>, reading: &Reading, set: &ToleranceSet) -> Outcome<Whose> {
    let nobody = People::default();
    let open = look.people.unwrap_or(&nobody).open(look.db)?;
    let compared = || open.orders().filter_map(|(id, order)| Some((id, order.lenses.as_ref()?)));
    let fits: Vec<Fit<OrderId>> = whose(reading, compared(), set);
    let line = |fit: &Fit<OrderId>| {
        let order = open.order(fit.of)?;
        Some(WhoseLine {
            order_id: fit.of,
            number: order.number.clone(),
            tray: order.tray.clone(),
            state: order.state,
            frame: order.frame.clone(),
            lens_type: order.lens_type.clone(),
            powers: order.powers,
            patient_id: order.patient_id,
            name: open.one(order.patient_id)?.short.clone(),
            way: fit.way,
        })
    };
    let lines: Vec<WhoseLine> = fits.iter().take(AT_MOST).filter_map(line).collect();
    Ok(Whose {
        tells_apart: tells_apart(&lines),
        fits: fits.len() as u32,
        compared: compared().count() as u32,
        lines,
        tolerances: set.name.clone(),
    })
}

fn tells_apart(lines: &[WhoseLine]) -> Vec<TellsApart> {
    if lines.len() < 2 {
        return Vec::new();
    }
    fn differ<T: PartialEq>(lines: &[WhoseLine], of: impl Fn(&WhoseLine) -> T) -> bool {
        lines.windows(2).any(|pair| of(&pair[0]) != of(&pair[1]))
    }
    let plain = |text: &Option<String>| text.as_deref().map(|text| text.trim().to_lowercase());
    let found = [
        (TellsApart::Frame, differ(lines, |line| plain(&line.frame))),
        (TellsApart::LensType, differ(lines, |line| plain(&line.lens_type))),
        (TellsApart::Add, differ(lines, |line| (line.powers.right.add, line.powers.left.add))),
        (TellsApart::Pd, differ(lines, |line| line.powers.pd_tenths)),
    ];
    let found: Vec<TellsApart> = found.into_iter().filter_map(|(what, differs)| differs.then_some(what)).collect();
    if found.is_empty() { vec![TellsApart::OnlyThePerson] } else { found }
}
