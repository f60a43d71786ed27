//! Which records are old, and which of them something still holds.

use crate::clock::{At, Moment};
use crate::error::Outcome;
use crate::records::settings::RecordClass;
use rusqlite::Connection;
use std::collections::BTreeMap;

/// One class: where it stands, when it was last worked on, and when it is over.
pub struct Class {
    /// Which.
    pub class: RecordClass,
    /// As in replies.
    name: &'static str,
    table: &'static str,
    /// SQL for the last time that something was done with row `h`, in milliseconds.
    last: &'static str,
    /// SQL: row `h` is not finished.
    open: &'static str,
    /// SQL: why row `h` is always kept, or NULL.
    always: &'static str,
    /// Years that we suggest. US practice: most states ask for five to ten years of patient and order records, the FTC's
    /// Contact Lens Rule (16 CFR 315) for three of prescriptions; the clinic's own law decides.
    pub suggested: u32,
}

/// The instant of a day as it is stored.
macro_rules! day {
    ($of:literal) => {
        concat!("coalesce(CAST(strftime('%s', ", $of, ") AS INTEGER) * 1000, 0)")
    };
}

/// Every class, in the order in which they go: what is about something goes before it.
pub const CLASSES: &[Class] = &[
    Class { class: RecordClass::Practice, name: "practice", table: "practice_runs", last: "h.at", open: "0", always: "NULL", suggested: 1 },
    Class {
        class: RecordClass::Conversations,
        name: "conversations",
        table: "recoveries",
        last: "max(h.begun_at, coalesce(h.ended_at, 0), coalesce((SELECT max(at) FROM letters WHERE recovery_id = h.id), 0))",
        open: "h.ended_at IS NULL",
        always: "NULL",
        suggested: 7,
    },
    Class {
        class: RecordClass::Promises,
        name: "promises",
        table: "promises",
        last: "max(h.said_at, coalesce(h.ended_at, 0))",
        open: "h.ended IS NULL",
        always: "NULL",
        suggested: 3,
    },
    Class {
        class: RecordClass::Discrepancies,
        name: "discrepancies",
        table: "discrepancies",
        last: "max(h.at, coalesce(h.closed_at, 0), coalesce((SELECT max(at) FROM discrepancy_asks WHERE discrepancy_id = h.id), 0),
               coalesce((SELECT max(at) FROM letters WHERE discrepancy_id = h.id), 0))",
        open: "h.state <> 'closed'",
        always: "CASE WHEN h.breach = 1 OR h.kind = 'privacy' THEN 'breach' END",
        suggested: 7,
    },
    Class {
        class: RecordClass::Orders,
        name: "orders",
        table: "orders",
        last: "max(h.state_since, coalesce((SELECT max(moved_at) FROM parts WHERE order_id = h.id), 0),
               coalesce((SELECT max(at) FROM calls WHERE order_id = h.id), 0),
               coalesce((SELECT max(max(started_at, coalesce(ended_at, 0))) FROM hand_overs WHERE order_id = h.id), 0))",
        // A part of theirs that we still hold is not over, whatever became of the order.
        open: "h.state NOT IN ('collected', 'cancelled', 'remade', 'returned')
               OR EXISTS (SELECT 1 FROM hand_overs WHERE order_id = h.id AND state IN ('open', 'frozen'))
               OR EXISTS (SELECT 1 FROM parts WHERE order_id = h.id AND theirs = 1 AND custody NOT IN ('with_patient', 'not_made'))",
        always: "NULL",
        suggested: 7,
    },
    Class {
        class: RecordClass::Visits,
        name: "visits",
        table: "visits",
        last: "max(h.arrived_at, coalesce(h.ended_at, 0))",
        open: "h.state <> 'done'
               OR EXISTS (SELECT 1 FROM owed_visits WHERE from_visit = h.id AND done_by_visit IS NULL AND dropped IS NULL)",
        always: "NULL",
        suggested: 3,
    },
    Class {
        class: RecordClass::Patients,
        name: "patients",
        table: "patients",
        // Mere looking does not count.
        last: concat!(
            "max(coalesce((SELECT max(t.at) FROM trail_about a JOIN trail t ON t.seq = a.seq
                           WHERE a.subject = h.id AND t.outcome IN ('done', 'refused_kept')), 0),
                 coalesce((SELECT max(",
            day!("written_on"),
            ") FROM prescriptions WHERE patient_id = h.id), 0))"
        ),
        open: "0",
        always: "CASE WHEN EXISTS (SELECT 1 FROM merges WHERE kept_id = h.id OR gone_id = h.id) THEN 'merged' END",
        suggested: 10,
    },
];

/// Rows of the first class that are about rows of the second: (id that holds, id that is held).
const HOLDS: &[(RecordClass, RecordClass, &str)] = {
    use RecordClass::{Conversations as C, Discrepancies as D, Orders as O, Patients as P, Promises as M, Visits as V};
    &[
        (O, P, "SELECT id, patient_id FROM orders"),
        (O, P, "SELECT o.id, p.patient_id FROM orders o JOIN prescriptions p ON p.id = o.prescription_id"),
        (O, P, "SELECT h.order_id, c.patient_id FROM hand_overs h JOIN contacts c ON c.id = h.contact_id"),
        (O, O, "SELECT order_id, scanned_order FROM hand_overs WHERE scanned_order <> order_id"),
        (O, O, "SELECT order_id, of_order_id FROM remakes"),
        (O, D, "SELECT order_id, discrepancy_id FROM remakes WHERE discrepancy_id IS NOT NULL"),
        (O, V, "SELECT order_id, visit_id FROM hand_overs WHERE visit_id IS NOT NULL"),
        (V, P, "SELECT id, patient_id FROM visits WHERE patient_id IS NOT NULL"),
        (V, P, "SELECT from_visit, patient_id FROM owed_visits WHERE patient_id IS NOT NULL"),
        (V, O, "SELECT from_visit, order_id FROM owed_visits WHERE order_id IS NOT NULL"),
        (V, V, "SELECT from_visit, done_by_visit FROM owed_visits WHERE done_by_visit <> from_visit"),
        (V, V, "SELECT v.id, w.from_visit FROM visits v JOIN owed_visits w ON w.id = v.owed_visit_id WHERE w.from_visit <> v.id"),
        (D, P, "SELECT id, patient_id FROM discrepancies WHERE patient_id IS NOT NULL"),
        (D, O, "SELECT id, order_id FROM discrepancies WHERE order_id IS NOT NULL"),
        (D, O, "SELECT id, other_order_id FROM discrepancies WHERE other_order_id IS NOT NULL"),
        (D, O, "SELECT d.id, p.order_id FROM discrepancies d JOIN parts p ON p.id = d.part_id"),
        (D, O, "SELECT d.id, h.order_id FROM discrepancies d JOIN hand_overs h ON h.id = d.hand_over_id"),
        (D, O, "SELECT discrepancy_id, order_id FROM discrepancy_sides"),
        (D, O, "SELECT s.discrepancy_id, p.order_id FROM searches s JOIN parts p ON p.id = s.part_id"),
        (D, V, "SELECT id, visit_id FROM discrepancies WHERE visit_id IS NOT NULL"),
        (D, D, "SELECT id, again_of FROM discrepancies WHERE again_of IS NOT NULL"),
        (M, P, "SELECT id, patient_id FROM promises"),
        (M, O, "SELECT id, order_id FROM promises WHERE order_id IS NOT NULL"),
        (M, D, "SELECT id, discrepancy_id FROM promises WHERE discrepancy_id IS NOT NULL"),
        (M, M, "SELECT id, moved_from FROM promises WHERE moved_from IS NOT NULL"),
        (C, P, "SELECT id, patient_id FROM recoveries WHERE patient_id IS NOT NULL"),
        (C, O, "SELECT id, order_id FROM recoveries WHERE order_id IS NOT NULL"),
        (C, D, "SELECT id, discrepancy_id FROM recoveries WHERE discrepancy_id IS NOT NULL"),
        (C, V, "SELECT id, visit_id FROM recoveries WHERE visit_id IS NOT NULL"),
        (C, M, "SELECT recovery_id, promise_id FROM recovery_choices WHERE promise_id IS NOT NULL"),
        (C, D, "SELECT recovery_id, discrepancy_id FROM letters WHERE recovery_id IS NOT NULL AND discrepancy_id IS NOT NULL"),
    ]
};

/// The instant so many years before now: what was last worked on before it is old. The 29th of February counts as the 28th.
#[must_use]
pub fn before(now: Moment, years: u32) -> At {
    let today = now.day();
    let then = today.0.checked_sub_months(chrono::Months::new(years.saturating_mul(12))).unwrap_or(today.0);
    now.at_minute(crate::clock::Day(then), 0)
}

/// What would go, and what is old and stays.
#[derive(Debug, Default)]
pub struct Plan {
    /// Of each class, its ids, and when each was last worked on.
    pub goes: BTreeMap<RecordClass, BTreeMap<i64, At>>,
    /// … and why each of the others stays.
    pub stays: BTreeMap<RecordClass, BTreeMap<i64, String>>,
}

impl Plan {
    /// Looks through every class that is not kept for good.
    ///
    /// # Errors
    /// As the store gives them.
    pub fn make(db: &Connection, now: Moment, years: &BTreeMap<RecordClass, u32>) -> Outcome<Self> {
        let mut plan = Self::default();
        for class in CLASSES {
            let Some(years) = years.get(&class.class) else { continue };
            plan.look_through(db, class, before(now, *years))?;
        }
        plan.hold(db)?;
        Ok(plan)
    }

    fn look_through(&mut self, db: &Connection, class: &Class, before: At) -> Outcome<()> {
        let sql = format!(
            "SELECT id, last, open, always FROM (SELECT h.id, {} AS last, {} AS open, {} AS always FROM {} h) WHERE last < ?1",
            class.last, class.open, class.always, class.table
        );
        let mut rows = db.prepare(&sql)?;
        let mut rows = rows.query([before])?;
        while let Some(row) = rows.next()? {
            let (id, last, open, always): (i64, At, bool, Option<String>) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            let why = always.or_else(|| open.then(|| "open".to_owned()));
            match why {
                Some(why) => drop(self.stays.entry(class.class).or_default().insert(id, why)),
                None => drop(self.goes.entry(class.class).or_default().insert(id, last)),
            }
        }
        Ok(())
    }

    /// What stays keeps what it is about, until nothing more is kept by it. What is open is looked at first: it is the better
    /// reason.
    fn hold(&mut self, db: &Connection) -> Outcome<()> {
        let mut pairs = Vec::new();
        for (holder, held, sql) in HOLDS {
            let Some(goes) = self.goes.get(held).filter(|goes| !goes.is_empty()) else { continue };
            let Some(class) = CLASSES.iter().find(|class| class.class == *holder) else { continue };
            let sql = format!(
                "SELECT x.a, x.b, {} FROM (SELECT NULL AS a, NULL AS b WHERE 0 UNION ALL {sql}) x JOIN {} h ON h.id = x.a",
                class.open, class.table
            );
            let mut rows = db.prepare(&sql)?;
            let mut rows = rows.query([])?;
            while let Some(row) = rows.next()? {
                let (by, what, open): (i64, i64, bool) = (row.get(0)?, row.get(1)?, row.get(2)?);
                if goes.contains_key(&what) {
                    pairs.push((!open, *holder, by, *held, what, class.name));
                }
            }
        }
        pairs.sort_unstable_by_key(|pair| (pair.0, pair.2, pair.4));
        loop {
            let mut kept_more = false;
            for (over, holder, by, held, what, name) in &pairs {
                let holder_goes = self.goes.get(holder).is_some_and(|goes| goes.contains_key(by));
                if !holder_goes && self.goes.get_mut(held).is_some_and(|goes| goes.remove(what).is_some()) {
                    let why = format!("{}_{name}", if *over { "kept" } else { "open" });
                    self.stays.entry(*held).or_default().insert(*what, why);
                    kept_more = true;
                }
            }
            if !kept_more {
                return Ok(());
            }
        }
    }
}
