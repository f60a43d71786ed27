//! Recovery: owning what went wrong, fixing it, keeping it. The panel beside the work picks its scenario from the record
//! ([`signs`]), shows what can be said with what is known ([`view`]), and keeps what was offered and agreed. It never
//! blocks: a step can be skipped. What to say and do is data ([`scripts`]); so are the words to keep away from ([`wording`]).

mod allowance;
pub mod change_recovery;
pub mod choose;
pub mod end_recovery;
pub mod follow_up_call;
pub mod letter;
pub mod own_scenarios;
pub mod practice;
pub mod record;
pub mod remove_old;
pub mod scripts;
pub mod signs;
pub mod start_recovery;
pub mod take_step;
pub mod view;
pub mod wording;

use crate::records::parts::coded;

coded! {
    /// Why a conversation was ended safely.
    Safely {
        /// Abuse.
        Abuse = "abuse",
        /// A threat.
        Threat = "threat",
        /// Somebody may be hurt: a manager or clinician takes over.
        Harm = "harm",
    }
}
