//! Typed ids. All tables draw from one sequence, so an id of one table never exists in another and a mix-up
//! finds nothing instead of the wrong patient.

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};

/// What every id can do.
pub trait Id: Copy {
    /// Wraps a number from the sequence.
    fn from_number(number: i64) -> Self;
    /// The number in the sequence.
    fn number(self) -> i64;
}

macro_rules! define_id {
    ($($(#[$doc:meta])* $name:ident $brand:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        #[cfg_attr(test, ts(type = $brand))]
        pub struct $name(pub i64);
        impl Id for $name {
            fn from_number(number: i64) -> Self { Self(number) }
            fn number(self) -> i64 { self.0 }
        }
        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> { self.0.to_sql() }
        }
        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> { i64::column_result(value).map(Self) }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
    )*};
}

define_id! {
    /// A member of staff.
    StaffId "number & { readonly of: 'staff' }";
    /// A patient.
    PatientId "number & { readonly of: 'patient' }";
    /// A contact of a patient.
    ContactId "number & { readonly of: 'contact' }";
    /// A prescription.
    PrescriptionId "number & { readonly of: 'prescription' }";
    /// An order.
    OrderId "number & { readonly of: 'order' }";
    /// A part of an order.
    PartId "number & { readonly of: 'part' }";
    /// One move of a part.
    MoveId "number & { readonly of: 'move' }";
    /// A verification of an order.
    VerificationId "number & { readonly of: 'verification' }";
    /// A notification that an order can be collected.
    NotificationId "number & { readonly of: 'notification' }";
    /// A call made (or tried).
    CallId "number & { readonly of: 'call' }";
    /// One person's turn in the queue.
    VisitId "number & { readonly of: 'visit' }";
    /// Something we told a person while they waited.
    UpdateId "number & { readonly of: 'update' }";
    /// A visit we still owe ("will be fitted later").
    OwedVisitId "number & { readonly of: 'owed_visit' }";
    /// A hand-over, done, refused or under way.
    HandOverId "number & { readonly of: 'hand_over' }";
    /// A discrepancy or near miss.
    DiscrepancyId "number & { readonly of: 'discrepancy' }";
    /// One time somebody asked about a discrepancy.
    AskId "number & { readonly of: 'ask' }";
    /// The hunt for a part.
    SearchId "number & { readonly of: 'search' }";
    /// One place somebody looked at.
    LookId "number & { readonly of: 'look' }";
    /// A promise.
    PromiseId "number & { readonly of: 'promise' }";
    /// One conversation about what went wrong.
    RecoveryId "number & { readonly of: 'recovery' }";
    /// A letter made from one.
    LetterId "number & { readonly of: 'letter' }";
    /// A card that was practiced.
    PracticeId "number & { readonly of: 'practice' }";
    /// What was offered in one, and taken.
    ChoiceId "number & { readonly of: 'choice' }";
    /// Two records that became one.
    MergeId "number & { readonly of: 'merge' }";
    /// One import of another system's file.
    ImportId "number & { readonly of: 'import' }";
}
