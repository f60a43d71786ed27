//! An order against the prescription on file: exact after transposition. A quarter of a dioptre off in an order is a
//! clerical error, not a tolerance (OPTICAL.md 0.3).

use super::alerts;
use super::prescription::maths::{same_lens, same_power, standard_form};
use super::tolerances::Design;
use crate::clock::Day;
use crate::desk::Look;
use crate::error::{Finding, Grade, Outcome};
use crate::records::orders::{Order, OrderKind};
use crate::records::prescriptions::{self, Eye, Prescription, PrescriptionKind};

/// PDs nearer than this are one measurement written twice, tenths of a millimetre (ours: half a millimetre).
const SAME_PD: i32 = 5;

/// What is not as on file, most telling first. Nothing on file to compare with is no finding.
///
/// # Errors
/// As the store gives them.
pub fn findings(look: &Look<'_>, order: &Order) -> Outcome<Vec<Finding>> {
    if order.kind == OrderKind::ContactLenses || order.powers.is_empty() {
        return Ok(Vec::new());
    }
    let on_file = prescriptions::of(look.db, order.patient_id)?;
    let named = order.prescription_id.and_then(|id| on_file.iter().find(|each| each.id == id));
    if let Some(contact) = named.filter(|each| each.kind == PrescriptionKind::ContactLens) {
        return Ok(vec![
            Finding::new(Grade::Stop, "rx_is_for_contact_lenses").fact("written_on", contact.written_on.map(|day| day.0.to_string())),
        ]);
    }
    let spectacle: Vec<&Prescription> = on_file.iter().filter(|each| each.kind == PrescriptionKind::Spectacle).collect();
    let taken_on = order.placed_on.unwrap_or(look.now.day());
    // What was written after the order was taken is no reason to doubt it.
    let latest = spectacle.iter().copied().find(|each| each.written_on.is_none_or(|day| day <= taken_on));
    let Some(from) = named.or(latest) else { return Ok(Vec::new()) };
    let mut found = differences(order, from);
    if !found.is_empty() {
        if let Some(older) = spectacle.iter().find(|each| each.id != from.id && differences(order, each).is_empty()) {
            found.insert(0, Finding::new(Grade::Ask, "rx_is_an_older_one").fact("written_on", day(older.written_on)));
        } else if let Some(name) = of_somebody_alike(look, order)? {
            found.insert(0, Finding::new(Grade::Stop, "rx_is_somebody_elses").fact("name", name));
        }
    }
    if let Some(newer) = latest.filter(|latest| latest.id != from.id && latest.written_on > from.written_on) {
        found.push(Finding::new(Grade::Ask, "rx_not_the_latest").fact("written_on", day(newer.written_on)));
    }
    if from.expires_on.is_some_and(|last| last < taken_on) {
        found.push(Finding::new(Grade::Ask, "rx_expired").fact("expired_on", day(from.expires_on)));
    }
    let has_add = |eye: Eye| eye.add.is_some();
    let prescribes_add = has_add(from.powers.right) || has_add(from.powers.left);
    if prescribes_add && order.lens_type.is_some() && Design::of(order.lens_type.as_deref(), true) == Design::SingleVision {
        found.push(Finding::new(Grade::Note, "rx_has_an_add").fact("lens_type", order.lens_type.clone()));
    }
    Ok(found)
}

fn day(day: Option<Day>) -> Option<String> {
    day.map(|day| day.0.to_string())
}

/// Eye by eye, then PD.
fn differences(order: &Order, written: &Prescription) -> Vec<Finding> {
    let mut found = Vec::new();
    let (ordered, prescribed) = (&order.powers, &written.powers);
    for (eye, ordered, prescribed) in [("right", &ordered.right, &prescribed.right), ("left", &ordered.left, &prescribed.left)] {
        // One lens only was ordered, or only one eye is on file.
        let (Some(_), Some(_)) = (ordered.sphere, prescribed.sphere) else { continue };
        let adds = match (ordered.add, prescribed.add) {
            (Some(one), Some(other)) => same_power(one, other),
            (None, None) => true,
            // Single vision is made without the add, and that is said on its own.
            (None, Some(_)) => Design::of(order.lens_type.as_deref(), false) == Design::SingleVision,
            (Some(_), None) => false,
        };
        let prism = ordered.prism_out.unwrap_or(0) == prescribed.prism_out.unwrap_or(0)
            && ordered.prism_up.unwrap_or(0) == prescribed.prism_up.unwrap_or(0);
        if !same_lens(ordered, prescribed) || !adds || !prism {
            found.push(
                Finding::new(Grade::Ask, "rx_differs")
                    .fact("eye", eye)
                    .fact("ordered", standard_form(ordered))
                    .fact("written", standard_form(prescribed)),
            );
        }
    }
    if let (Some(ordered), Some(prescribed)) = (ordered.pd_tenths, prescribed.pd_tenths)
        && (ordered - prescribed).abs() >= SAME_PD
    {
        let mm = |tenths: i32| format!("{}.{}", tenths / 10, tenths % 10);
        found.push(Finding::new(Grade::Ask, "rx_pd_differs").fact("ordered", mm(ordered)).fact("written", mm(prescribed)));
    }
    found
}

/// Somebody who looks alike or lives in the same house, whose prescription is exactly this order.
fn of_somebody_alike(look: &Look<'_>, order: &Order) -> Outcome<Option<String>> {
    for alert in alerts::for_patient(look, order.patient_id)? {
        let theirs = prescriptions::of(look.db, alert.patient_id)?;
        let exact = |each: &Prescription| {
            let both = each.powers.right.sphere.is_some() && each.powers.left.sphere.is_some();
            both && each.kind == PrescriptionKind::Spectacle && differences(order, each).is_empty()
        };
        if theirs.iter().any(exact) {
            return Ok(Some(alert.name));
        }
    }
    Ok(None)
}
