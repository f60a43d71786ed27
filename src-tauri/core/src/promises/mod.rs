//! Promises: who promised what to whom, by when. Two times: the one we aim for and the later one we said. Late is what the
//! clock says, not what we say.

pub mod due;
pub mod end;
pub mod make;

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
        /// Something else, in words.
        Other = "other",
    }
}

coded! {
    /// How a promise ended.
    Ended {
        /// Kept.
        Kept = "kept",
        /// Not kept.
        Broken = "broken",
        /// Moved, and the patient was told before it was due.
        Moved = "moved",
    }
}
