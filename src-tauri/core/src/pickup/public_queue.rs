//! `public_queue`: what a screen that faces the waiting room may show. First name and initial, or the ticket; no order,
//! no reason, no complaint mark (PRODUCT.md "Privacy at a counter"). Also what shows while the curtain is drawn.

use super::visits::{self, VisitState};
use crate::clock::At;
use crate::desk::Look;
use crate::error::Outcome;
use crate::private::Private;
use crate::records::settings::PublicView;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Asks for the public view.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskPublicQueue {}

/// What everybody may see.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PublicQueue {
    /// The desk's time.
    pub now: At,
    /// Who waits, in the order they came.
    pub waiting: Vec<PublicTurn>,
    /// Who was called, in the order they came.
    pub called: Vec<PublicTurn>,
}

/// One person, as everybody may see them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PublicTurn {
    /// "Sam K."; None: the ticket speaks.
    pub name: Option<Private<String>>,
    /// The ticket, where there is no name, or two people share it.
    pub ticket: Option<u32>,
}

/// `public_queue`
///
/// # Errors
/// As the store gives them.
pub fn public_queue(look: &Look<'_>, _: AskPublicQueue) -> Outcome<PublicQueue> {
    let by_name = look.settings()?.public_view == PublicView::FirstName;
    let here: Vec<_> = visits::open(look.db)?.into_iter().filter(|visit| !visit.left_over(look.now)).collect();
    let names: Vec<_> = here.iter().map(|visit| if by_name { visit.first_and_initial() } else { None }).collect();
    let mut times = BTreeMap::new();
    for name in names.iter().flatten() {
        *times.entry(name.expose().as_str()).or_insert(0) += 1; // counted, to tell two alike apart
    }
    let mut queue = PublicQueue { now: look.now.at, waiting: Vec::new(), called: Vec::new() };
    for (visit, name) in here.iter().zip(&names) {
        let alone = name.as_ref().is_some_and(|name| times.get(name.expose().as_str()) == Some(&1));
        let turn = PublicTurn { name: name.clone(), ticket: (!alone).then_some(visit.ticket) };
        match visit.state {
            VisitState::Waiting => queue.waiting.push(turn),
            VisitState::WithUs => queue.called.push(turn),
            VisitState::Done => {}
        }
    }
    Ok(queue)
}
