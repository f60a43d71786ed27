//! Anything that went wrong, and what nearly did. Facts in one field, the patient's own words in another; a process is
//! accountable, never a person. Nothing serious is closed without a cause, a change and a word to the patient.

pub mod ask_again;
pub mod causes;
pub mod change_discrepancy;
pub mod close;
pub mod end_search;
pub mod log;
pub mod look_at_place;
pub mod open;
pub mod open_discrepancy;
pub mod places;
pub mod put_right;
pub mod record;
pub mod remove_old;
pub mod reopen;
pub mod rest_stalled;
pub mod review;
pub mod set_side;
pub mod stalled;
pub mod start_search;
pub mod tell_patient;
pub mod tick_off;
pub mod turned_up;

use crate::records::parts::coded;

coded! {
    /// What went wrong (PRODUCT.md, "Discrepancies").
    DiscrepancyKind {
        /// A part that we had, or should have, cannot be found.
        PartLost = "part_lost",
        /// Another patient's order was handed out, or nearly.
        WrongPatientsOrder = "wrong_patients_order",
        /// Lenses are wrong or out of tolerance.
        WrongLenses = "wrong_lenses",
        /// A delivery came without a part.
        PartMissing = "part_missing",
        /// An order was taken and never made.
        NeverOrdered = "never_ordered",
        /// Later than we said.
        Late = "late",
        /// Damaged.
        Damaged = "damaged",
        /// Somebody waited too long.
        LongWait = "long_wait",
        /// A promise was not kept.
        PromiseBroken = "promise_broken",
        /// How somebody was treated.
        Conduct = "conduct",
        /// Price or bill.
        Billing = "billing",
        /// Somebody may have seen what is another's.
        Privacy = "privacy",
        /// Anything else.
        Other = "other",
    }
}

coded! {
    /// How bad.
    Severity {
        /// A nuisance.
        Minor = "minor",
        /// Somebody's day is spoilt.
        Moderate = "moderate",
        /// Harm, a breach, or trust at stake.
        Serious = "serious",
    }
}

impl Severity {
    /// One step worse.
    #[must_use]
    pub fn raised(self) -> Self {
        match self {
            Self::Minor => Self::Moderate,
            Self::Moderate | Self::Serious => Self::Serious,
        }
    }

    /// Days until somebody must have seen to it: at once, the first update within a day, the review within five
    /// (PRODUCT.md, "Promises").
    #[must_use]
    pub fn due_in_days(self) -> u64 {
        match self {
            Self::Serious => 0,
            Self::Moderate => 1,
            Self::Minor => 5,
        }
    }
}

coded! {
    /// Where it stands.
    DiscrepancyState {
        /// Nobody did anything yet.
        Open = "open",
        /// A part is searched for.
        Searching = "searching",
        /// Something must come, or somebody answer.
        Waiting = "waiting",
        /// The patient has what they should have.
        PutRight = "put_right",
        /// We know why, and what changes.
        Reviewed = "reviewed",
        /// Done.
        Closed = "closed",
    }
}

coded! {
    /// Which of our processes let it through. Never a person.
    Accountable {
        /// Taking the order.
        OrderTaking = "order_taking",
        /// Sending it.
        Ordering = "ordering",
        /// The laboratory's work.
        Lab = "lab",
        /// The way here.
        Delivery = "delivery",
        /// Receiving and sorting into trays.
        Receiving = "receiving",
        /// Checking.
        Checking = "checking",
        /// Keeping things where they belong.
        Storage = "storage",
        /// Telling patients.
        Telling = "telling",
        /// Handing over.
        HandingOver = "handing_over",
        /// Keeping time at the counter.
        Waiting = "waiting",
        /// The prescription.
        Prescribing = "prescribing",
        /// Billing.
        Billing = "billing",
        /// How we treat people.
        Conduct = "conduct",
        /// Something else.
        Other = "other",
    }
}

impl DiscrepancyKind {
    /// How bad such a thing is before more is known.
    #[must_use]
    pub fn usual_severity(self) -> Severity {
        match self {
            Self::WrongPatientsOrder | Self::Privacy => Severity::Serious,
            Self::PartLost
            | Self::WrongLenses
            | Self::NeverOrdered
            | Self::Damaged
            | Self::PromiseBroken
            | Self::Conduct
            | Self::PartMissing => Severity::Moderate,
            Self::Late | Self::LongWait | Self::Billing | Self::Other => Severity::Minor,
        }
    }

    /// Somebody may have seen what is another's, simply by what it is.
    #[must_use]
    pub fn may_be_a_breach(self) -> bool {
        matches!(self, Self::WrongPatientsOrder | Self::Privacy)
    }
}
