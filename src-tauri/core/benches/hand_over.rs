//! How long the full check of a hand-over takes with 2,000 open orders: what the person said, who could be taken for
//! them, the order against the prescription on file, the reading against the order, right and left exchanged, and whose
//! lenses they are if not theirs.
//!
//! `cargo bench -p rightful-core --bench hand_over`. Each round is another order, with the lenses of yet another one in
//! the case: the answer that takes longest. The aim is 1 ms.

mod made;

use std::time::Instant;

use made::{ask, clinic};
use serde_json::{Value, json};

/// Makes 2,000 open orders: every eighth order of this many patients' is opened.
const PATIENTS: usize = 12_000;
const ROUNDS: usize = 60;

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut desk, _) = clinic(folder.path(), PATIENTS);
    let open = ask(&mut desk, "list_orders", json!({"list": "open"}));
    let mut pages: Vec<Value> = Vec::new();
    for line in open.as_array().expect("orders").iter().rev() {
        let id = &line["order_id"];
        let page = ask(&mut desk, "open_order", json!({"order_id": id}));
        let order = &page["order"];
        if order["kind"] == "spectacles" && !order["powers"]["right"]["sphere"].is_null() && !order["powers"]["left"]["sphere"].is_null() {
            pages.push(page["order"].clone());
        }
        if pages.len() == ROUNDS + 1 {
            break;
        }
    }
    let details = |desk: &mut _, order: &Value| ask(desk, "patient_details", json!({"patient_id": order["patient_id"]}));
    let (mut all, mut seen, mut read) = (Vec::new(), Vec::new(), Vec::new());
    for pair in pages.windows(2) {
        let (order, other) = (&pair[0], &pair[1]);
        let who = details(&mut desk, order);
        let view = ask(&mut desk, "start_hand_over", json!({"order_id": order["id"], "visit_id": null}));
        let name = format!("{} {}", who["given"].as_str().unwrap_or_default(), who["family"].as_str().unwrap_or_default());
        let said = json!({"hand_over_id": view["id"], "name": name, "born": who["born"]});
        ask(&mut desk, "say_identifiers", said);
        let reading = json!({"right": other["powers"]["right"], "left": other["powers"]["left"]});
        let (hand_over, check) = (json!({"hand_over_id": view["id"]}), json!({"order_id": order["id"], "reading": reading}));
        let began = Instant::now();
        let view = ask(&mut desk, "hand_over", hand_over);
        let between = Instant::now();
        let checked = ask(&mut desk, "check_lenses", check);
        let ended = Instant::now();
        assert!(view["checks"].is_array() && checked["check"]["verdict"].is_string(), "it was checked");
        all.push(ended - began);
        seen.push(between - began);
        read.push(ended - between);
    }
    println!("{} open orders, {} hand-overs", open.as_array().map_or(0, Vec::len), all.len());
    for (name, mut times) in [("full check", all), ("the hand-over", seen), ("the reading", read)] {
        times.sort();
        let ms = |at: usize| times.get(at).map_or(0.0, |time| time.as_secs_f64() * 1000.0);
        println!("  {name:14} p50 {:7.3} ms  p95 {:7.3} ms", ms(times.len() / 2), ms(times.len() * 95 / 100));
    }
}
