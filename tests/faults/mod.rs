//! What must hold when the disk fails, the power is cut, or the app is killed: through the whole command path, on the
//! stories of the counter. `RIGHTFUL_LONG=1` (`cargo verify --long`) asks for the long versions.

mod flips;
mod full_disk;
mod one_fault;
mod power_cut;

use rightful_core::clock::{LoadedDice, Moment, SetClock};
use rightful_core::desk::{Answer, Call, Desk};
use rightful_core::error::Fault;
use rightful_core::store::Store;
use rightful_core::store::key::{DataKey, KeyFile};
use rightful_core::trail::{self, replay};
use rightful_tests::{PASSPHRASE, PIN, a_desk};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

/// Is the long version wanted?
fn long() -> bool {
    std::env::var_os("RIGHTFUL_LONG").is_some_and(|value| value == "1")
}

/// The data key of every test clinic: unwrapping it is slow on purpose, and not what these tests are about.
fn key() -> &'static DataKey {
    static KEY: LazyLock<DataKey> =
        LazyLock::new(|| KeyFile::read(&a_desk().clinic()).expect("a key file").by_passphrase(PASSPHRASE).expect("its passphrase"));
    &KEY
}

/// Everything a store holds: a digest of each table, and the head of every trail entry, each seen to follow from the last.
#[derive(Debug, Clone, PartialEq, Eq)]
struct State {
    tables: BTreeMap<String, String>,
    heads: Vec<[u8; 32]>,
}

impl State {
    fn of(store: &Store) -> Self {
        Self::read(store).expect("a store that can be read")
    }

    fn read(store: &Store) -> Result<Self, Fault> {
        Ok(Self { tables: replay::digests(store)?, heads: trail::heads(store)? })
    }
}

fn open(clinic: &Path) -> Store {
    Store::open(clinic, key(), Store::take(clinic).expect("a folder"), None).expect("a store that opens")
}

/// A desk on the clinic in `home`, at this moment, with this colleague signed in.
fn desk(home: &Path, moment: Moment, staff: i64) -> Desk {
    let mut desk = Desk::closed(home.to_owned(), Box::new(SetClock::at(moment)), Box::new(LoadedDice(7)));
    let clinic = desk.folder(false);
    desk.open_store(open(&clinic)).expect("a store that is read");
    ask(&mut desk, "sign_in", json!({"staff_id": staff, "pin": PIN}), None).done().expect("somebody signed in");
    desk
}

fn ask(desk: &mut Desk, name: &str, request: Value, request_id: Option<&str>) -> Answer {
    desk.answer(Call { name: name.to_owned(), request, request_id: request_id.map(str::to_owned) })
}
