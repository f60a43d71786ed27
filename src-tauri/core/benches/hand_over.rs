//! How long the full check of a hand-over takes with 2,000 open orders: what the person said, who could be taken for
//! them, the order against the prescription on file, the reading against the order, right and left exchanged, and whose
//! lenses they are if not theirs.
//!
//! `cargo bench -p rightful-core --bench hand_over`. Each round is another order, with the lenses of yet another one in
//! the case: the answer that takes longest. Two questions through the one door of the desk, as the page asks them, from
//! the request to the reply ready to be sent. Names are drawn from 160 given and 166 family names, far fewer than people
//! have, so that more look-alikes are told than a shop would see; how many is printed. Once with a frame for each two or
//! three open orders, and once with the generator's twelve frames, where one order in twelve is "the same frame". The aim
//! is 1 ms.

mod made;

use std::time::{Duration, Instant};

use made::{ask, clinic};
use serde_json::{Value, json};

/// Makes 2,000 open orders: every eighth order of this many patients' is opened.
const PATIENTS: usize = 12_000;
const ROUNDS: usize = 300;

fn main() {
    for frames in [Some(800), None] {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut desk, _) = clinic(folder.path(), PATIENTS, frames);
        let open = ask(&mut desk, "list_orders", json!({"list": "open"}));
        let mut pages: Vec<Value> = Vec::new();
        for line in open.as_array().expect("orders").iter().rev() {
            let id = &line["order_id"];
            let page = ask(&mut desk, "open_order", json!({"order_id": id}));
            let order = &page["order"];
            if order["kind"] == "spectacles"
                && !order["powers"]["right"]["sphere"].is_null()
                && !order["powers"]["left"]["sphere"].is_null()
            {
                pages.push(page["order"].clone());
            }
            if pages.len() == ROUNDS + 1 {
                break;
            }
        }
        let details = |desk: &mut _, order: &Value| ask(desk, "patient_details", json!({"patient_id": order["patient_id"]}));
        let (mut all, mut seen, mut read) = (Vec::new(), Vec::new(), Vec::new());
        let (mut alike, mut fits) = (Vec::new(), Vec::new());
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
            alike.push(view["look_alikes"].as_array().map_or(0, Vec::len));
            fits.push(checked["whose"].as_array().map_or(0, Vec::len));
        }
        let open = open.as_array().map_or(0, Vec::len);
        println!("{open} open orders of {} frames, {} hand-overs", frames.unwrap_or(12), all.len());
        println!(
            "  look-alikes told: {} in the middle, {} at most; whose lenses: {} and {}",
            middle(&mut alike),
            most(&alike),
            middle(&mut fits),
            most(&fits)
        );
        for (name, times) in [("full check", &mut all), ("the hand-over", &mut seen), ("the reading", &mut read)] {
            times.sort();
            let ms = |at: usize| times.get(at).map_or(0.0, |time: &Duration| time.as_secs_f64() * 1000.0);
            println!("  {name:14} best {:6.3} ms  p50 {:6.3} ms  p95 {:6.3} ms", ms(0), ms(times.len() / 2), ms(times.len() * 95 / 100));
        }
    }
}

fn middle(numbers: &mut [usize]) -> usize {
    numbers.sort_unstable();
    numbers.get(numbers.len() / 2).copied().unwrap_or(0)
}

fn most(sorted: &[usize]) -> usize {
    sorted.last().copied().unwrap_or(0)
}
