//! Promises: who promised what to whom, by when. Two times: the one we aim for and the later one we said. Late is what the
//! clock says, not what we say.

pub mod due;
pub mod end;
pub mod end_day;
pub mod hours;
pub mod kept;
pub mod make;
pub mod remind;
pub mod remove_old;
pub mod times;
#[cfg(test)]
mod year_tests;

use crate::records::parts::coded;

coded! {
    /// What was promised.
    Promised {
        /// We go on searching until then.
        SearchOn = "search_on",
        /// We make it new by then.
        MakeNew = "make_new",
        /// It can be collected by then.
        Collect = "collect",
        /// We call by then.
        CallBack = "call_back",
        /// We ask how it is, some days after it was put right.
        FollowUp = "follow_up",
        /// Something else, in words.
        Other = "other",
    }
}

coded! {
    /// How a promise ended.
    Ended {
        /// Kept in time.
        Kept = "kept",
        /// Done, after its time: the clock says so.
        Late = "late",
        /// Not kept.
        Broken = "broken",
        /// Moved, and the patient was told before it was due.
        Moved = "moved",
    }
}

coded! {
    /// How we speak with a patient.
    Channel {
        /// By phone.
        Phone = "phone",
        /// By text message.
        Sms = "sms",
        /// By email.
        Email = "email",
        /// By letter.
        Letter = "letter",
        /// Here, in person.
        InPerson = "in_person",
    }
}

coded! {
    /// How it is for them now, as far as we can tell: at the end of a conversation, and when we ask later.
    Leaves {
        /// Better than they came to us with it.
        Better = "better",
        /// The same.
        Same = "same",
        /// Worse.
        Worse = "worse",
    }
}
