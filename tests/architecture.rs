//! The shape that the code is held to, read from its sources. Each failure says which rule and where.
//!
//! 1. Imports run `shell, cli → commands → slices → records → trail, store`; never upward.
//! 2. Slices call each other only through public functions, and only `pickup → matching, discrepancies, promises` and
//!    `recovery → discrepancies, promises`. `reports` reads all.
//! 3. Each table has one owner module; only its files hold `INSERT/UPDATE/DELETE` for it.
//! 4. In the UI, `parts/` imports no screen, a screen imports `parts/`, `lib/` and itself, and only `shell/` composes.
//! 5. Nothing in the core asks the machine for time, randomness or a new id except through `Desk`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The slices, and which others each may call.
const SLICES: &[(&str, &[&str])] = &[
    ("pickup", &["matching", "discrepancies", "promises"]),
    ("matching", &[]),
    ("discrepancies", &["promises"]),
    ("recovery", &["discrepancies", "promises"]),
    ("promises", &[]),
    ("backups", &[]),
    ("reports", &["pickup", "matching", "discrepancies", "recovery", "promises", "exchange"]),
    ("exchange", &["matching"]),
    // What is kept no longer goes from everywhere, each row by the slice that owns it.
    ("retention", &["pickup", "matching", "discrepancies", "recovery", "promises", "exchange"]),
];

/// Imports that go upward for a reason. Anything else is a mistake.
const UPWARD: &[(&str, &str, &str)] = &[
    ("trail/replay.rs", "commands", "replaying the trail is running the list again"),
    ("desk.rs", "commands", "the one door looks the command up in the list"),
    ("desk.rs", "backups", "the desk knows whether a backup of its store runs"),
    ("desk.rs", "matching", "the desk keeps everybody's names at hand while the clinic is open"),
    ("desk.rs", "promises", "the desk remembers of which promises it has reminded, while it is locked too"),
    ("records/clinic.rs", "practice", "the practice clinic is opened where a clinic is opened, and made by living its days"),
];

/// Tables that two modules of one noun write to.
const SHARED: &[(&str, &[&str], &str)] =
    &[("clinic", &["records/clinic", "records/settings"], "the settings are one column of the clinic's one row")];

/// What a person put there.
struct Source {
    /// Its path below the folder that was read, with `/`.
    path: String,
    /// Its text.
    text: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

fn sources(folder: &str, endings: &[&str]) -> Vec<Source> {
    fn walk(top: &Path, folder: &Path, endings: &[&str], found: &mut Vec<Source>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(top, &path, endings, found);
            } else if endings.iter().any(|ending| path.extension().is_some_and(|is| is == *ending)) {
                let below = path.strip_prefix(top).unwrap().to_string_lossy().replace('\\', "/");
                found.push(Source { path: below, text: fs::read_to_string(&path).unwrap() });
            }
        }
    }
    let top = root().join(folder);
    let mut found = Vec::new();
    walk(&top, &top, endings, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!found.is_empty(), "nothing was read in {folder}: the rule would hold by accident");
    found
}

/// The core's Rust, as it ships: without comments and without its tests, which stand last in each file.
fn core() -> Vec<Source> {
    sources("src-tauri/core/src", &["rs"])
        .into_iter()
        .filter(|source| !source.path.ends_with("tests.rs"))
        .map(|source| Source { text: shipped(&source.text), ..source })
        .collect()
}

fn shipped(text: &str) -> String {
    let before_tests = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text);
    before_tests.lines().map(|line| line.split("//").next().unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

/// `pickup/hand_over.rs` belongs to `pickup`, `desk.rs` to `desk`.
fn top_module(path: &str) -> &str {
    path.split('/').next().unwrap_or(path).trim_end_matches(".rs")
}

/// Every `crate::module`, also inside `use crate::{a::…, b::…}` and told by `super::`.
fn imports(source: &Source) -> BTreeSet<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>();
    let mut found = BTreeSet::new();
    for after in source.text.split("crate::").skip(1) {
        match after.strip_prefix('{') {
            None => drop(found.insert(word(after))),
            Some(group) => {
                let (mut depth, mut item) = (0_i32, String::new());
                for c in group.chars() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => drop(found.insert(word(std::mem::take(&mut item).trim()))),
                        _ => item.push(c),
                    }
                }
                found.insert(word(item.trim()));
            }
        }
    }
    // From a file one folder down, `super::super::x` (or `super::x` from its mod.rs) leaves the folder.
    let levels = if source.path.ends_with("/mod.rs") || !source.path.contains('/') { 1 } else { source.path.matches('/').count() + 1 };
    let out = "super::".repeat(levels);
    for after in source.text.split(out.as_str()).skip(1) {
        found.insert(word(after));
    }
    found.remove("");
    found.remove("super");
    found
}

/// The higher, the nearer to the person. `None`: what everything stands on (clock, ids, errors, the desk itself).
fn height(module: &str) -> Option<u8> {
    match module {
        "commands" | "practice" | "bindings" => Some(4),
        slice if SLICES.iter().any(|(name, _)| *name == slice) => Some(3),
        "records" => Some(2),
        "trail" | "store" => Some(1),
        _ => None,
    }
}

fn holds(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}\n  {}", broken.join("\n  "));
}

#[test]
fn imports_never_run_upward() {
    let mut broken = Vec::new();
    let mut seen = 0;
    for source in core() {
        let module = top_module(&source.path);
        if ["lib", "main"].contains(&module) {
            continue;
        }
        for import in imports(&source) {
            seen += 1;
            let excused = UPWARD.iter().any(|(file, to, _)| *file == source.path && *to == import);
            let upward = match (height(module), height(&import)) {
                (Some(from), Some(to)) => to > from,
                // What everything stands on, stands on nothing; the desk joins store, trail and records.
                (None, Some(to)) => !(module == "desk" && to <= 2),
                _ => false,
            };
            if upward && !excused {
                broken.push(format!("core/src/{} imports {import}", source.path));
            }
        }
    }
    for source in sources("src-tauri/core/src", &["rs"]) {
        if shipped(&source.text).contains("tauri::") || shipped(&source.text).contains("tokio::") {
            broken.push(format!("core/src/{} knows the window", source.path));
        }
    }
    assert!(seen > 0, "no import was read: the rule would hold by accident");
    holds("Rule 1: imports run shell, cli → commands → slices → records → trail, store.", &broken);
}

#[test]
fn slices_call_only_the_slices_they_may() {
    let mut broken = Vec::new();
    for source in core() {
        let Some((slice, may)) = SLICES.iter().find(|(name, _)| *name == top_module(&source.path)) else { continue };
        for import in imports(&source) {
            let other = SLICES.iter().any(|(name, _)| *name == import) && import != *slice;
            if other && !may.contains(&import.as_str()) {
                broken.push(format!("core/src/{} calls {import}", source.path));
            }
        }
    }
    holds("Rule 2: pickup → matching, discrepancies, promises; recovery → discrepancies, promises; reports reads all.", &broken);
}

/// The tables that this text writes to.
fn written_tables(text: &str) -> BTreeSet<String> {
    let words: Vec<String> = text
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.'))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let mut found = BTreeSet::new();
    for (i, word) in words.iter().enumerate() {
        let at = |ahead: usize| words.get(i + ahead).map_or("", String::as_str);
        // SQL is written in capitals, so that prose about updates is not taken for one.
        let table = match (word.as_str(), at(1)) {
            ("INSERT" | "REPLACE", "INTO") | ("DELETE", "FROM") => at(2),
            ("INSERT", "OR") => at(4),
            ("UPDATE", "OR") => at(3),
            ("UPDATE", table) if at(2) == "SET" || at(3) == "SET" || at(4) == "SET" => table,
            _ => continue,
        };
        if table.starts_with(|c: char| c.is_ascii_lowercase()) {
            found.insert(table.to_owned());
        }
    }
    found
}

/// `records/orders.rs` and `records/orders/add.sql` are owned by `records/orders`; a slice or the trail owns as a whole.
fn owner(path: &str) -> String {
    match path.strip_prefix("records/") {
        Some(below) => format!("records/{}", below.split(['/', '.']).next().unwrap_or(below)),
        None => top_module(path).to_owned(),
    }
}

#[test]
fn each_table_is_written_by_one_module() {
    let mut writers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let sql = sources("src-tauri/core/src", &["sql"]);
    let schema = sql.iter().filter(|source| source.path.starts_with("store/schema/")).count();
    assert!(schema > 0, "no schema was read: the rule would hold by accident");
    for source in core().iter().chain(sql.iter().filter(|source| !source.path.starts_with("store/schema/"))) {
        for table in written_tables(&source.text) {
            writers.entry(table).or_default().insert(owner(&source.path));
        }
    }
    assert!(!writers.is_empty(), "no writing statement was read: the rule would hold by accident");
    let broken: Vec<String> = writers
        .iter()
        .filter(|(table, owners)| {
            let shared = SHARED
                .iter()
                .find(|(name, ..)| name == table)
                .is_some_and(|(_, may, _)| owners.iter().all(|one| may.contains(&one.as_str())));
            owners.len() > 1 && !shared
        })
        .map(|(table, owners)| format!("{table} is written by {}", owners.iter().cloned().collect::<Vec<_>>().join(" and ")))
        .collect();
    holds("Rule 3: each table has one owner module.", &broken);
}

#[test]
fn no_row_that_is_listened_to_vanishes_unheard() {
    // `store/changes.rs`: SQLite does not tell of rows that REPLACE or a DELETE of everything takes away.
    let text: Vec<(String, String)> = core()
        .into_iter()
        .chain(sources("src-tauri/core/src", &["sql"]))
        .map(|source| (source.path, source.text.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase()))
        .collect();
    assert!(text.iter().any(|(_, text)| text.contains("DELETE FROM ORDERS WHERE")), "the rule would hold by accident");
    let mut broken = Vec::new();
    for (path, text) in &text {
        for table in ["ORDERS", "PATIENTS"] {
            let replaced = text.contains(&format!("REPLACE INTO {table} ")) || text.contains(&format!("OR REPLACE {table} "));
            let emptied = text.split(&format!("DELETE FROM {table}")).skip(1).any(|rest| !rest.starts_with(" WHERE "));
            if replaced || emptied {
                broken.push(format!("{path}: {table}"));
            }
        }
    }
    holds("Rows of these tables are changed one by one.", &broken);
}

/// The modules that a page's source imports, as `folder` of `ui/src`, or `None` for a package.
fn page_imports(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    for line in source.text.lines() {
        let line = line.trim();
        let told = line.starts_with("import ") || line.starts_with("export ") || line.starts_with("} from ") || line.contains("import(");
        if !told {
            continue;
        }
        let Some(path) = line.split(['\'', '"']).nth(1) else { continue };
        let mut folder: Vec<&str> = source.path.split('/').collect();
        folder.pop();
        if let Some(below) = path.strip_prefix("$lib/") {
            found.push(format!("lib/{below}"));
        } else if path.starts_with('.') {
            for step in path.split('/') {
                match step {
                    "." => (),
                    ".." => drop(folder.pop()),
                    name => folder.push(name),
                }
            }
            found.push(folder.join("/"));
        }
    }
    found
}

#[test]
fn a_screen_knows_itself_parts_and_lib_and_only_the_shell_composes() {
    let mut broken = Vec::new();
    let mut seen = 0;
    for source in sources("ui/src", &["ts", "svelte"]) {
        let Some((from, _)) = source.path.split_once('/') else { continue };
        for import in page_imports(&source) {
            let Some((to, _)) = import.split_once('/') else { continue };
            seen += 1;
            let may = match from {
                "shell" => true,
                "lib" => to == "lib",
                "parts" => to == "parts" || to == "lib",
                _ => to == from || to == "parts" || to == "lib",
            };
            if !may {
                broken.push(format!("ui/src/{} imports {import}", source.path));
            }
        }
    }
    assert!(seen > 0, "no import was read: the rule would hold by accident");
    holds("Rule 4: parts import no screen; a screen imports parts, lib and itself; only the shell composes.", &broken);
}

#[test]
fn the_core_takes_time_and_chance_from_the_desk_only() {
    const ASKS_THE_MACHINE: &[&str] = &[
        "Utc::now",
        "Local::now",
        "SystemTime",
        "Instant::now",
        "getrandom",
        "OsRng",
        "thread_rng",
        "rand::",
        "Uuid::new",
        "CURRENT_TIMESTAMP",
        "CURRENT_DATE",
        "'now'",
        "random()",
        "randomblob",
        "unixepoch()",
    ];
    let mut broken = Vec::new();
    let sql = sources("src-tauri/core/src", &["sql"]);
    for source in core().iter().chain(&sql) {
        // The machine's clock and dice themselves, which the shell and the command line hand to the desk.
        if source.path == "clock.rs" {
            assert!(source.text.contains("Local::now"), "the machine's clock has moved: tell this test where");
            continue;
        }
        for asks in ASKS_THE_MACHINE.iter().filter(|asks| source.text.contains(**asks)) {
            broken.push(format!("core/src/{} asks the machine: {asks}", source.path));
        }
    }
    holds("Rule 5: time, randomness and new ids come through the desk.", &broken);
}

#[test]
fn the_top_folder_holds_what_the_map_names_and_nothing_else() {
    const NAMED: &[&str] = &["Cargo.toml", "Cargo.lock", "README.md", "LICENSE", "src-tauri", "ui", "icons", "tests"];
    let strays: Vec<String> = fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.') && !NAMED.contains(&name.as_str()) && !["target", "pictures"].contains(&name.as_str()))
        .filter(|name| !name.starts_with("LICENSE") && !name.ends_with(".log"))
        .collect();
    holds("The top folder is fixed.", &strays);
}

#[test]
fn the_page_has_words_for_every_no() {
    let words: BTreeSet<String> = sources("ui/messages/en", &["json"])
        .iter()
        .flat_map(|file| serde_json::from_str::<BTreeMap<String, serde_json::Value>>(&file.text).unwrap().into_keys())
        .collect();
    let mut asked = 0;
    let mut without = Vec::new();
    for source in sources("src-tauri/core/src", &["rs"]) {
        let code = shipped(&source.text);
        for (called, families) in [("Refusal::because(", ["refused_", "refused_"]), ("Finding::new(", ["finding_", "ho_stop_"])] {
            for after in code.split(called).skip(1) {
                // The code is the one text among what is given; a code that is worked out is not read here.
                let given = after.split(')').next().unwrap_or_default();
                let Some(code) = given.split('"').nth(1) else { continue };
                asked += 1;
                if !families.iter().any(|family| words.contains(&format!("{family}{code}"))) {
                    without.push(format!("{}: {}{code}", source.path, families[0]));
                }
            }
        }
    }
    assert!(asked > 50, "the codes were not found");
    holds("Each refusal and finding has words in ui/messages/en.", &without);
}

#[test]
fn the_page_has_words_for_every_next_step() {
    let words: BTreeSet<String> = sources("ui/messages/en", &["json"])
        .iter()
        .flat_map(|file| serde_json::from_str::<BTreeMap<String, serde_json::Value>>(&file.text).unwrap().into_keys())
        .collect();
    let (mut asked, mut without) = (0, Vec::new());
    for source in sources("src-tauri/core/src", &["rs"]) {
        for after in shipped(&source.text).split("Refusal::because(\"").skip(1) {
            // One refusal, as it is put together; a step that is worked out is not read here.
            let refusal = after.split(';').next().unwrap_or_default();
            let code = refusal.split('"').next().unwrap_or_default();
            let Some(step) = refusal.split(".next(\"").nth(1).and_then(|step| step.split('"').next()) else { continue };
            asked += 1;
            if !words.contains(&format!("next_{step}")) && !words.contains(&format!("refused_{code}_next")) {
                without.push(format!("{}: next_{step}, or refused_{code}_next", source.path));
            }
        }
    }
    assert!(asked > 50, "the steps were not found");
    holds("Each next step has words in ui/messages/en.", &without);
}

#[test]
fn the_window_is_hardened_as_promised() {
    let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
    let conf: serde_json::Value = serde_json::from_str(&read("src-tauri/tauri.conf.json")).unwrap();
    let security = &conf["app"]["security"];
    assert_eq!(
        security["csp"],
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
         connect-src ipc: http://ipc.localhost; base-uri 'none'; form-action 'none'; frame-src 'none'; object-src 'none'"
    );
    assert_eq!(security["freezePrototype"], true);
    assert_eq!(security["assetProtocol"]["enable"], false);
    assert!(security.get("dangerousDisableAssetCspModification").is_none(), "Tauri's own scripts keep their hashes");
    assert_eq!(conf["app"]["withGlobalTauri"], false);
    assert_eq!(conf["app"]["windows"], serde_json::json!([]), "the one window is made in setup, with its guards");
    assert_eq!(security["capabilities"], serde_json::json!(["main"]));

    let capabilities: Vec<_> =
        fs::read_dir(root().join("src-tauri/capabilities")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(capabilities, ["main.json"], "one capability for one window");
    let main: serde_json::Value = serde_json::from_str(&read("src-tauri/capabilities/main.json")).unwrap();
    assert_eq!(main["windows"], serde_json::json!(["main"]));
    assert!(main.get("remote").is_none(), "no page from elsewhere may ask for anything");
    let may: Vec<&str> = main["permissions"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    assert_eq!(
        may,
        [
            "allow-call",
            "allow-pick-file",
            "allow-pick-folder",
            "allow-serial-ports",
            "allow-save-file",
            "allow-print-page",
            "allow-import-progress",
            "allow-cancel-import",
            "core:event:allow-listen",
            "core:event:allow-unlisten",
            "core:webview:allow-set-webview-zoom",
        ]
    );

    let lock = read("Cargo.lock");
    assert!(lock.contains("name = \"tauri\""), "the lock file was not read");
    assert!(!lock.contains("name = \"tauri-plugin-"), "no plugin: each brings commands that a page could call");
    let shell = shipped(&read("src-tauri/src/lib.rs"));
    for guard in [
        ".incognito(true)",
        ".general_autofill_enabled(false)",
        ".devtools(cfg!(debug_assertions))",
        ".disable_drag_drop_handler()",
        ".on_navigation(ours)",
        "NewWindowResponse::Deny",
        "PermissionResponse::Deny",
        ".on_download(",
    ] {
        assert!(shell.contains(guard), "the window lost its guard {guard}");
    }
    let workspace = read("Cargo.toml");
    assert!(workspace.contains("panic = \"unwind\""), "a panic in one command must not end the desk");
}

mod the_reader_of_sources {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source { path: path.into(), text: text.into() }
    }

    #[test]
    fn finds_imports_however_they_are_written() {
        let text = "use crate::records::orders;\nuse crate::{matching::find, pickup};\nfn f() { crate::store::open() }\nuse super::super::trail::Op;";
        let found: Vec<String> = imports(&source("pickup/queue.rs", text)).into_iter().collect();
        assert_eq!(found, ["matching", "pickup", "records", "store", "trail"]);
    }

    #[test]
    fn leaves_out_comments_and_tests() {
        let text = shipped("// crate::pickup\nuse crate::store;\n#[cfg(test)]\nmod tests { use crate::pickup; }");
        assert_eq!(imports(&source("records/orders.rs", &text)).into_iter().collect::<Vec<_>>(), ["store"]);
    }

    #[test]
    fn finds_written_tables() {
        let text =
            "INSERT INTO part (id) … UPDATE visit\n SET a = 1 … DELETE FROM trail WHERE … INSERT OR IGNORE INTO pair … UPDATE of prose";
        assert_eq!(written_tables(text).into_iter().collect::<Vec<_>>(), ["pair", "part", "trail", "visit"]);
    }

    #[test]
    fn follows_the_pages_imports() {
        let text = "import { a } from '../lib/api'\nimport B from './B.svelte'\nimport x from 'svelte'\nimport { c } from \"$lib/words\"";
        assert_eq!(page_imports(&source("pickup/A.svelte", text)), ["lib/api", "pickup/B.svelte", "lib/words"]);
    }
}

/// Crates that open sockets, or are there for programs that do.
const SOCKETS: &[&str] = &[
    "async-io",
    "async-net",
    "attohttpc",
    "curl",
    "h2",
    "hyper",
    "isahc",
    "mio",
    "native-tls",
    "quinn",
    "reqwest",
    "rustls",
    "socket2",
    "tiny_http",
    "tokio",
    "tungstenite",
    "ureq",
    "zbus",
];

/// Everything that this package may bring with it on any machine, as the lock file says.
fn brings(lock: &str, package: &str) -> BTreeSet<String> {
    let mut needs: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for part in lock.split("[[package]]").skip(1) {
        let field = |name: &str| part.lines().find_map(|line| line.strip_prefix(name)?.trim().strip_prefix('"')?.strip_suffix('"'));
        let list = part.split("dependencies = [").nth(1).map_or("", |list| list.split(']').next().unwrap_or(""));
        let list = list.lines().filter_map(|line| line.trim().strip_prefix('"')?.split(['"', ' ']).next()).map(str::to_owned);
        needs.entry(field("name = ").unwrap().to_owned()).or_default().extend(list);
    }
    let (mut found, mut ahead) = (BTreeSet::new(), vec![package.to_owned()]);
    while let Some(one) = ahead.pop() {
        ahead.extend(needs.get(&one).into_iter().flatten().filter(|next| !found.contains(*next)).cloned());
        found.insert(one);
    }
    found
}

#[test]
fn nothing_of_ours_opens_a_network_socket() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let of = |package: &str| -> Vec<&str> {
        let all = brings(&lock, package);
        assert!(all.len() > 5, "{package} was not read: the rule would hold by accident");
        SOCKETS.iter().copied().filter(|name| all.contains(*name)).collect()
    };
    assert!(of("rightful-tests").contains(&"hyper"), "the control: the tests' own host listens");
    for package in ["rightful-core", "rightful-cli", "rightful-lensmeter"] {
        assert_eq!(of(package), [""; 0], "{package} brings what opens sockets");
    }
    // The window's: tokio for its timers, without `net`; zbus and socket2 under it speak to the desktop's own notifications,
    // on this machine. The lock file also names what Tauri brings on telephones, and there only: reqwest, hyper, mio.
    let shell = of("rightful");
    let known = ["hyper", "mio", "reqwest", "socket2", "tokio", "zbus"];
    let new: Vec<&&str> = shell.iter().filter(|name| !known.contains(name)).collect();
    assert!(new.is_empty(), "the window brings something new that may open sockets: {new:?}");
    let mut broken = Vec::new();
    for folder in ["src-tauri/core/src", "src-tauri/src", "src-tauri/cli/src", "src-tauri/lensmeter/src"] {
        for source in sources(folder, &["rs"]) {
            for word in ["std::net", "TcpStream", "TcpListener", "UdpSocket", "UnixStream", "UnixListener", "tokio::net"] {
                if source.text.contains(word) {
                    broken.push(format!("{folder}/{} names {word}", source.path));
                }
            }
        }
    }
    holds("No program of ours speaks to a network.", &broken);
}
