//! `record_call`: somebody phoned about an order; what came of it.

use crate::desk::Act;
use crate::error::Outcome;
use crate::ids::{CallId, OrderId};
use crate::records::calls::{self, CallOutcome};
use crate::records::{orders, text};
use serde::{Deserialize, Serialize};

/// A call made.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct RecordCall {
    /// About which order.
    pub order_id: OrderId,
    /// What came of it.
    pub outcome: CallOutcome,
    /// Who was spoken to.
    pub spoke_to: Option<String>,
    /// A note.
    pub note: Option<String>,
}

/// A call kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CallRecorded {
    /// Which.
    pub call_id: CallId,
    /// About which order.
    pub order_id: OrderId,
    /// Its number.
    pub number: String,
}

/// `record_call`
///
/// # Errors
/// Refuses `no_such_order`, `order_over`, `text_too_long`.
pub fn record_call(act: &mut Act<'_>, request: &RecordCall) -> Outcome<CallRecorded> {
    let order = orders::load(act.db, request.order_id)?;
    orders::must_be_open(&order)?;
    let spoke_to = text::kept("spoke_to", request.spoke_to.as_deref())?;
    let note = text::kept("note", request.note.as_deref())?;
    let call_id = calls::add(act, order.id, request.outcome, spoke_to.as_deref(), note.as_deref())?;
    act.about(order.patient_id);
    Ok(CallRecorded { call_id, order_id: order.id, number: order.number })
}
