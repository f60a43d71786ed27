//! Recovery: owning what went wrong, fixing it, keeping it. What to say and do as data ([`scripts`]); the words to keep away
//! from ([`wording`]).

pub mod scripts;
pub mod wording;

use crate::records::parts::coded;

coded! {
    /// How somebody leaves, as far as we can tell.
    Leaves {
        /// Better than they came to us with it.
        Better = "better",
        /// The same.
        Same = "same",
        /// Worse.
        Worse = "worse",
    }
}
