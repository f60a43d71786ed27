//! `find`: one box for a person, an order number, a tray, a discrepancy, and for whatever is scanned.

use crate::clock::At;
use crate::desk::Look;
use crate::discrepancies::open::{self, DiscrepancyLine};
use crate::error::Outcome;
use crate::ids::{DiscrepancyId, Id, OrderId, PatientId};
use crate::matching::check_boxes::open_orders_for;
use crate::matching::find::{Hit, Why};
use crate::matching::prescription::parse::{TypedFor, Understanding, read_line};
use crate::matching::read_box;
use crate::private::Private;
use crate::records::merges;
use crate::records::orders::{self, Order, OrderKind, OrderState};
use crate::records::parts::coded;
use crate::records::patients;
use chrono::Datelike;
use serde::{Deserialize, Serialize};

/// What was typed or scanned.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Find {
    /// As typed, as scanned.
    pub query: String,
    /// At most this many people and this many orders; not said: 8.
    pub limit: Option<u32>,
}

/// What was found.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Found {
    /// People, the likeliest first.
    pub people: Vec<FoundPerson>,
    /// Orders by their number or tray, the likeliest first.
    pub orders: Vec<FoundOrder>,
    /// The discrepancy with this number.
    pub discrepancy: Option<DiscrepancyLine>,
    /// The powers that were typed, in standard form: somebody asks whose lenses these are.
    pub lenses: Option<String>,
    /// The one thing that this is the number of: a scan opens it.
    pub exact: Option<Exact>,
}

/// The one thing meant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Exact {
    /// An order, by its number or its tray.
    Order {
        /// Which.
        order_id: OrderId,
        /// Whose.
        patient_id: PatientId,
        /// By which of the two.
        by: OrderFoundBy,
    },
    /// A discrepancy, by its number.
    Discrepancy {
        /// Which.
        discrepancy_id: DiscrepancyId,
    },
}

/// Somebody found.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FoundPerson {
    /// Who.
    pub patient_id: PatientId,
    /// Their name, as on a label.
    pub name: Private<String>,
    /// What they like to be called, where it is another name.
    pub called: Option<Private<String>>,
    /// The name on a record that is with theirs now, where they were found by it.
    pub formerly: Option<Private<String>>,
    /// The year they were born in.
    pub born_year: Option<i32>,
    /// The last four digits of their phone.
    pub phone_last4: Option<Private<String>>,
    /// Orders that still owe something.
    pub open_orders: u32,
    /// Checked in and not gone yet.
    pub here: bool,
    /// How they were found.
    pub why: Vec<Why>,
}

coded! {
    /// How an order was found.
    OrderFoundBy {
        /// By its number.
        Number = "number",
        /// By its tray.
        Tray = "tray",
        /// By a box of contact lenses that it asks for.
        Box = "box",
    }
}

/// An order found.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FoundOrder {
    /// Which.
    pub order_id: OrderId,
    /// Its number.
    pub number: String,
    /// Its tray.
    pub tray: Option<String>,
    /// Whose.
    pub patient_id: PatientId,
    /// Their name, as on a label.
    pub name: Private<String>,
    /// What is made.
    pub kind: OrderKind,
    /// Where it stands.
    pub state: OrderState,
    /// How it was found.
    pub by: OrderFoundBy,
}

/// `find`
///
/// # Errors
/// As the store gives them.
pub fn find(look: &Look<'_>, request: Find) -> Outcome<Found> {
    let mut found = Found { people: Vec::new(), orders: Vec::new(), discrepancy: None, lenses: None, exact: None };
    let query = scanned(&request.query);
    // Nobody's name is longer than 300 characters; what is longer is not a question.
    if query.is_empty() || query.chars().count() > 300 {
        return Ok(found);
    }
    found.lenses = lenses(query);
    let limit = request.limit.unwrap_or(8).clamp(1, 50) as usize;
    for (order, by) in find_orders(look, query, limit, &mut found.exact)? {
        found.orders.push(FoundOrder {
            name: Private::new(patients::load(look.db, order.patient_id)?.details.full_name()),
            order_id: order.id,
            number: order.number,
            tray: order.tray,
            patient_id: order.patient_id,
            kind: order.kind,
            state: order.state,
            by,
        });
    }
    found.discrepancy = open::by_number(look.db, query)?;
    if let Some(line) = &found.discrepancy {
        found.exact.get_or_insert(Exact::Discrepancy { discrepancy_id: line.id });
    }
    // A scan means what it names and nobody else; bare digits may be the end of a phone all the same.
    if let Some(people) = look.people
        && (found.exact.is_none() || query.bytes().all(|byte| byte.is_ascii_digit()))
    {
        let mut hits: Vec<(i32, FoundPerson)> = Vec::new();
        // More than are shown: whoever is here may stand behind many whose name begins alike.
        for hit in people.find(look.db, query, 3 * limit)? {
            let found = person(look, &hit)?;
            if !hits.iter().any(|(_, known)| known.patient_id == found.patient_id) {
                hits.push((likely(&hit), found));
            }
        }
        // Of two as likely, the one with something to collect is at the counter.
        hits.sort_by_key(|(likely, person)| (std::cmp::Reverse(*likely), person.open_orders == 0 && !person.here));
        found.people.extend(hits.into_iter().map(|(_, person)| person).take(limit));
    }
    Ok(found)
}

/// Powers, where the text can be nothing else: a sign, a decimal, and all of it understood.
fn lenses(query: &str) -> Option<String> {
    let signed = query.contains(['+', '-', '\u{2212}']) && query.contains(['.', ',']);
    let line = signed.then(|| read_line(query, TypedFor::Reading))?;
    let eyes = [line.right, line.left, line.either];
    let read: Vec<String> = eyes.into_iter().flatten().filter(|eye| eye.verdict != Understanding::Reject).map(|eye| eye.standard).collect();
    (line.doubts.is_empty() && !read.is_empty()).then(|| read.join(" / "))
}

/// A scan as it arrives: with line ends, and from some scanners with the symbology in front (`]C0`: Code 128).
fn scanned(query: &str) -> &str {
    let query = query.trim_matches(|c: char| c.is_whitespace() || c.is_control());
    query.strip_prefix("]C0").or_else(|| query.strip_prefix("]C1")).unwrap_or(query).trim()
}

fn find_orders(look: &Look<'_>, query: &str, limit: usize, exact: &mut Option<Exact>) -> Outcome<Vec<(Order, OrderFoundBy)>> {
    let mut found: Vec<(Order, OrderFoundBy)> = Vec::new();
    let mut add = |order: Order, by| {
        if found.len() < limit && !found.iter().any(|(other, _)| other.id == order.id) {
            found.push((order, by));
        }
    };
    // A number is one order's for ever; a tray only while it is in it. So the number wins.
    let by_number = orders::by_number_called(look.db, query)?.map(|order| (order, OrderFoundBy::Number));
    let by_tray = orders::in_tray_called(look.db, query)?.map(|order| (order, OrderFoundBy::Tray));
    for (order, by) in by_number.into_iter().chain(by_tray) {
        exact.get_or_insert(Exact::Order { order_id: order.id, patient_id: order.patient_id, by });
        add(order, by);
    }
    for order in by_box(look, query)? {
        add(order, OrderFoundBy::Box);
    }
    for order in by_running_number(look, query)? {
        add(order, OrderFoundBy::Number);
    }
    // One letter or digit begins half of everything.
    if query.chars().count() >= 2 && query.chars().any(|c| c.is_ascii_digit()) {
        for order in orders::tray_begins(look.db, query, limit)? {
            add(order, OrderFoundBy::Tray);
        }
        for order in orders::number_begins(look.db, query, limit)? {
            add(order, OrderFoundBy::Number);
        }
    }
    Ok(found)
}

/// Every open order that asks for the scanned box, where the desk has learnt what is in it.
fn by_box(look: &Look<'_>, query: &str) -> Outcome<Vec<Order>> {
    let Some(label) = Some(read_box::read(look.db, query)?).filter(|read| read.known).and_then(|read| read.label) else {
        return Ok(Vec::new());
    };
    open_orders_for(look, &label.lens)?.into_iter().map(|line| orders::load(look.db, line.order_id)).collect()
}

/// People say "ten forty-two" for 26-1042: the running part never starts again, so at most one year has it.
fn by_running_number(look: &Look<'_>, query: &str) -> Outcome<Vec<Order>> {
    if !(4..=7).contains(&query.len()) || !query.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(Vec::new());
    }
    let this_year = look.now.day().0.year();
    let mut found = Vec::new();
    for year in (this_year - 9..=this_year).rev() {
        found.extend(orders::by_number(look.db, &format!("{:02}-{query}", year.rem_euclid(100)))?);
    }
    Ok(found)
}

/// A score in steps of one in twenty: "kel" begins Kelly and Keller alike, however much of each is typed.
fn likely(hit: &Hit) -> i32 {
    (hit.score * 20.0 + 0.001).floor() as i32
}

fn person(look: &Look<'_>, hit: &Hit) -> Outcome<FoundPerson> {
    let found = PatientId::from_number(hit.id);
    let id = merges::current(look.db, found)?;
    let details = patients::load(look.db, id)?.details;
    let formerly = if id == found { None } else { Some(Private::new(patients::load(look.db, found)?.details.full_name())) };
    let arrived: Option<At> = look
        .db
        .prepare_cached("SELECT max(arrived_at) FROM visits WHERE patient_id = ?1 AND state <> 'done'")?
        .query_row([id], |row| row.get(0))?;
    Ok(FoundPerson {
        patient_id: id,
        name: Private::new(details.full_name()),
        born_year: details.born_year(),
        phone_last4: details.phone_last4(),
        formerly: formerly.filter(|formerly| *formerly.expose() != details.full_name()), // compared
        called: details.preferred,
        open_orders: orders::count_open_of(look.db, id)?,
        here: arrived.is_some_and(|at| look.now.day_of(at) == look.now.day()),
        why: hit.why.clone(),
    })
}
