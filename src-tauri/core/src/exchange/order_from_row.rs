//! An old system's order in our terms: its kind, its parts and where they are, as far as its state tells.

use super::read::OrderRow;
use super::values::{EyePowers, JobType};
use crate::clock::{At, Day, Moment};
use crate::ids::{OrderId, PatientId, PrescriptionId};
use crate::records::orders::{FrameSource, Order, OrderKind, OrderState, tray_name};
use crate::records::parts::{Custody, NewPart, PartKind};
use crate::records::prescriptions::{AddPrescription, Eye, Powers, PrescriptionKind};

/// The order's row. It keeps the old system's number and status word; its tray is given by the caller, who
/// knows whether it is free.
pub(crate) fn order(row: &OrderRow, id: OrderId, patient_id: PatientId, prescription_id: Option<PrescriptionId>, now: Moment) -> Order {
    Order {
        id,
        number: row.number.clone(),
        patient_id,
        kind: kind(row.job_type),
        state: row.status,
        state_since: state_since(row, now),
        tray: None,
        last_tray: row.tray.as_deref().map(tray_name),
        lens_type: row.lens_type.clone(),
        frame: row.frame.clone(),
        frame_source: row.frame_source,
        lab: row.lab.clone(),
        placed_on: row.ordered_on.map(Day),
        expected_on: row.expected_on.map(Day),
        promised_on: row.promised_on.map(Day),
        prescription_id,
        powers: powers(row),
        compensated: false,
        lab_powers: None,
        note: note(row),
        old_system_word: (!row.status_word.is_empty()).then(|| row.status_word.clone()),
        dispenser: row.dispenser.clone(),
    }
}

fn kind(job: JobType) -> OrderKind {
    match job {
        JobType::Complete | JobType::LensesOnly | JobType::FrameOnly => OrderKind::Spectacles,
        JobType::FrameWarranty | JobType::LensWarranty => OrderKind::WarrantyReplacement,
        JobType::ContactLenses => OrderKind::ContactLenses,
        JobType::Repair => OrderKind::Repair,
        JobType::Appliance => OrderKind::DentalAppliance,
        JobType::Other => OrderKind::Other,
    }
}

/// Exports don't say since when an order is in its state. The latest day in the row that has passed comes
/// nearest, so that an order which has been sitting for weeks is on today's call list and not on that in two weeks.
fn state_since(row: &OrderRow, now: Moment) -> At {
    let today = now.day().0;
    let days = [row.collected_on, row.expected_on, row.ordered_on];
    let Some(day) = days.into_iter().flatten().filter(|day| *day < today).max() else { return now.at };
    At(now.at.0 - (today - day).num_milliseconds())
}

/// The powers ordered; a balance lens has none that could be checked.
fn powers(row: &OrderRow) -> Powers {
    let eye = |powers: Option<EyePowers>| match powers {
        Some(p) if p.balance => Eye { balance: true, ..Eye::default() },
        Some(p) => Eye {
            sphere: Some(p.sphere),
            cyl: (p.cylinder != 0).then_some(p.cylinder),
            axis: p.axis.map(i32::from),
            add: p.add,
            ..Eye::default()
        },
        None => Eye::default(),
    };
    let both = row.right_pupil_distance.zip(row.left_pupil_distance).map(|(right, left)| right + left);
    Powers { right: eye(row.right), left: eye(row.left), pd_tenths: row.pupil_distance.or(both) }
}

/// The note, and what has no field of its own.
fn note(row: &OrderRow) -> Option<String> {
    let mut lines: Vec<String> = row.note.iter().cloned().collect();
    for (eye, powers) in [("Right", row.right), ("Left", row.left)] {
        if powers.is_some_and(|p| p.balance) {
            lines.push(format!("{eye} lens: balance"));
        }
    }
    if let Some((right, left)) = row.right_pupil_distance.zip(row.left_pupil_distance) {
        lines.push(format!("PD right {}.{} left {}.{}", right / 10, right % 10, left / 10, left % 10));
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The prescription that the order was made from, where the row has one.
pub(crate) fn prescription(row: &OrderRow, patient_id: PatientId) -> Option<AddPrescription> {
    let powers = powers(row);
    let kind = match row.job_type {
        JobType::ContactLenses => PrescriptionKind::ContactLens,
        _ => PrescriptionKind::Spectacle,
    };
    (!powers.is_empty()).then(|| AddPrescription {
        patient_id,
        kind,
        written_on: row.prescribed_on.map(Day),
        expires_on: None,
        prescriber: None,
        powers,
        contacts: Default::default(),
    })
}

/// The order's parts and where its state says that they are. What is over has none: the old system
/// did not follow parts, and nobody will look for them.
pub(crate) fn parts(row: &OrderRow, tray: Option<&str>) -> Vec<NewPart> {
    if row.status.is_over() {
        return Vec::new();
    }
    let own = row.frame_source == Some(FrameSource::PatientOwn);
    let frame = if own { PartKind::OwnFrame } else { PartKind::Frame };
    let kinds: &[PartKind] = match row.job_type {
        JobType::Complete => &[frame, PartKind::RightLens, PartKind::LeftLens],
        // The frame of a lenses-only job is part of it only when it was left with us.
        JobType::LensesOnly if own => &[PartKind::OwnFrame, PartKind::RightLens, PartKind::LeftLens],
        JobType::LensesOnly | JobType::LensWarranty => &[PartKind::RightLens, PartKind::LeftLens],
        JobType::FrameOnly | JobType::FrameWarranty => &[PartKind::Frame],
        JobType::ContactLenses => &[PartKind::ContactLensBox],
        JobType::Repair => &[PartKind::OwnFrame],
        JobType::Appliance => &[PartKind::Appliance],
        JobType::Other => &[],
    };
    kinds.iter().map(|kind| part(row, *kind, tray)).collect()
}

fn part(row: &OrderRow, kind: PartKind, tray: Option<&str>) -> NewPart {
    use OrderState as S;
    let is_frame = matches!(kind, PartKind::Frame | PartKind::OwnFrame);
    let frame_is_ours = matches!(row.frame_source, Some(FrameSource::Ours | FrameSource::PatientOwn));
    let custody = match row.status {
        // Nobody has sent it: a frame from our shelf is still here, the rest does not exist.
        S::Confirmed | S::FrameToCome => {
            if is_frame && frame_is_ours {
                Custody::Here
            } else {
                Custody::NotMade
            }
        }
        S::Ordered | S::AtLab | S::LabHold | S::BackOrdered | S::Delayed => {
            if is_frame && !frame_is_ours {
                Custody::NotMade
            } else {
                Custody::AtLab
            }
        }
        S::Received | S::Verified | S::FailedCheck | S::Notified | S::Uncollected => Custody::Here,
        S::Collected | S::Cancelled | S::Remade | S::Returned => Custody::WithPatient,
    };
    let (place, holder) = match custody {
        Custody::Here => (tray.map(|tray| format!("tray {}", tray_name(tray))), None),
        Custody::AtLab => (None, row.lab.clone()),
        _ => (None, None),
    };
    NewPart { kind, label: is_frame.then(|| row.frame.clone()).flatten(), custody, place, holder, needed: true }
}
