//! What others wrote and we ship: under which licences, from where, and what never comes in. Read from the two lock files,
//! for every system; licences of the crates from their own manifests, for the system that this runs on; what is known to be
//! wrong with them from `advisories.json`, which says when it was read, for each crate. npm's advisories are not in it.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;

/// May be shipped with a program that is MIT or Apache-2.0, unchanged and named. MPL-2.0 asks for the files' own source, which
/// stays as it was published; OFL-1.1 is the font's.
const LICENSES: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OFL-1.1",
    "Unicode-3.0",
    "Unlicense",
    "WTFPL",
    "Zlib",
    "blessing",
];

/// Packages of the page whose manifest names no license, and what their LICENSE file says.
const TOLD_BY_ITS_FILE: &[(&str, &str)] = &[("node_modules/svelte-toolbelt", "MIT")];

/// Never, and why.
const BANNED: &[(&str, &str)] = &[
    ("tauri-plugin-fs", "the page gets no files"),
    ("tauri-plugin-shell", "the page starts no programs"),
    ("tauri-plugin-http", "the desk is offline"),
    ("tauri-plugin-websocket", "the desk is offline"),
    ("tauri-plugin-upload", "the desk is offline"),
    ("tauri-plugin-updater", "the desk is offline"),
    ("tauri-plugin-opener", "the page opens nothing"),
    ("tauri-plugin-process", "the page ends nothing"),
    ("tauri-plugin-sql", "the page asks the list, never the file"),
    ("tauri-plugin-store", "what is kept is kept in the encrypted file"),
    ("tauri-plugin-log", "what is logged is chosen line by line"),
    ("curl", "the desk is offline"),
    ("ureq", "the desk is offline"),
    ("sentry", "nothing is sent anywhere"),
    ("rustls", "the desk speaks to nobody"),
    ("native-tls", "the desk speaks to nobody"),
    ("openssl", "only SQLCipher needs libcrypto, through openssl-sys"),
    ("sqlx", "one way to the file"),
    ("diesel", "one way to the file"),
    ("failure", "no longer kept"),
    ("lazy_static", "the standard library has it"),
];

/// Advisories that concern a locked version, and why it stays.
const ACCEPTED: &[(&str, &str)] = &[
    ("RUSTSEC-2024-0370", "proc-macro-error builds GTK 3's macros, on Linux only; nothing of it is in the program"),
    (
        "RUSTSEC-2024-0429",
        "glib 0.18 is what Tauri's GTK 3 window takes, on Linux only; nothing of ours or Tauri's iterates such a variant",
    ),
];

/// Two of these would be two of everything.
const ONE_OF: &[&str] = &["chrono", "libsqlite3-sys", "rusqlite", "serde", "serde_json", "tauri", "tokio", "wry"];

/// Where crates come from.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Is this expression met by licences that we take? "/" is an old way to write OR.
fn is_taken(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ").replace(" WITH ", "\u{0}WITH\u{0}");
    let words: Vec<String> = spaced.split_whitespace().map(|word| word.replace('\u{0}', " ")).collect();
    let mut at = 0;
    either(&words, &mut at) == Some(true) && at == words.len()
}

fn either(words: &[String], at: &mut usize) -> Option<bool> {
    let mut met = both(words, at)?;
    while words.get(*at).is_some_and(|word| word == "OR") {
        *at += 1;
        met |= both(words, at)?;
    }
    Some(met)
}

fn both(words: &[String], at: &mut usize) -> Option<bool> {
    let mut met = one(words, at)?;
    while words.get(*at).is_some_and(|word| word == "AND") {
        *at += 1;
        met &= one(words, at)?;
    }
    Some(met)
}

fn one(words: &[String], at: &mut usize) -> Option<bool> {
    let word = words.get(*at)?;
    *at += 1;
    if word != "(" {
        return Some(LICENSES.contains(&word.as_str()));
    }
    let met = either(words, at)?;
    *at += 1;
    (words.get(*at - 1)? == ")").then_some(met)
}

/// The crates of the lock file: name, version, source, checksum.
fn locked(text: &str) -> Vec<BTreeMap<String, String>> {
    let field = |line: &str| line.split_once(" = ").map(|(name, value)| (name.to_owned(), value.trim_matches('"').to_owned()));
    text.split("[[package]]").skip(1).map(|package| package.lines().filter_map(field).collect()).collect()
}

fn cargo_lock() -> Vec<BTreeMap<String, String>> {
    locked(&std::fs::read_to_string(root().join("Cargo.lock")).unwrap())
}

/// What is wrong with these crates.
fn faults_of(crates: &[BTreeMap<String, String>]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for each in crates {
        let name = each["name"].as_str();
        versions.entry(name).or_default().insert(&each["version"]);
        if let Some((_, why)) = BANNED.iter().find(|(banned, _)| *banned == name) {
            faults.push(format!("{name}: {why}"));
        }
        // Ours have no source.
        match each.get("source").map(String::as_str) {
            None if name.starts_with("rightful") => {}
            Some(REGISTRY) if each.contains_key("checksum") => {}
            source => faults.push(format!("{name} comes from {source:?}")),
        }
    }
    let twice = ONE_OF.iter().filter(|name| versions.get(*name).is_some_and(|all| all.len() > 1));
    faults.extend(twice.map(|name| format!("{name} stands there in more than one version")));
    faults
}

#[test]
fn crates_come_from_the_registry_sealed_and_none_of_them_is_one_that_never_comes_in() {
    let crates = cargo_lock();
    assert!(crates.len() > 300, "the lock file is read");
    assert_eq!(faults_of(&crates), [""; 0]);
}

#[test]
fn a_crate_that_must_not_be_there_is_found() {
    let planted = "[[package]]\nname = \"tauri-plugin-http\"\nversion = \"2.0.0\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\nchecksum = \"00\"\n\n\
                   [[package]]\nname = \"serde\"\nversion = \"1.0.1\"\nsource = \"git+https://example.org/serde\"\n\n\
                   [[package]]\nname = \"serde\"\nversion = \"1.0.2\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\nchecksum = \"00\"\n";
    let found = faults_of(&locked(planted)).join("; ");
    for what in ["the desk is offline", "git+https", "more than one version"] {
        assert!(found.contains(what), "{what}: {found}");
    }
}

/// What is known to be wrong with these crates, as `id package version`.
fn known_wrong(crates: &[BTreeMap<String, String>], told: &Value) -> Vec<String> {
    let within = |ranges: &Value, version: &semver::Version| {
        let mut ranges = ranges.as_array().unwrap().iter().map(|range| semver::VersionReq::parse(range.as_str().unwrap()).unwrap());
        ranges.any(|range| range.matches(version))
    };
    let mut wrong = Vec::new();
    for advisory in told["advisories"].as_array().unwrap().iter().filter(|one| one["withdrawn"].is_null()) {
        for each in crates.iter().filter(|each| advisory["package"] == each["name"].as_str()) {
            let version = semver::Version::parse(&each["version"]).unwrap();
            if !within(&advisory["patched"], &version) && !within(&advisory["unaffected"], &version) {
                wrong.push(format!("{} {} {version}", advisory["id"].as_str().unwrap(), each["name"]));
            }
        }
    }
    wrong
}

#[test]
fn what_is_known_to_be_wrong_with_a_crate_is_not_here_or_has_a_reason_to_be() {
    let told: Value = serde_json::from_str(include_str!("advisories.json")).unwrap();
    let wrong = known_wrong(&cargo_lock(), &told);
    let is_accepted = |one: &String| ACCEPTED.iter().any(|(id, _)| one.starts_with(id));
    let new: Vec<&String> = wrong.iter().filter(|one| !is_accepted(one)).collect();
    assert!(new.is_empty(), "take a newer version, or say in ACCEPTED why not: {new:?}");
    for (id, why) in ACCEPTED {
        assert!(wrong.iter().any(|one| one.starts_with(id)), "{id} concerns nothing any more ({why}): take it off the list");
    }
    // The controls: a version that was mended and the one before it; and one whose advisory was taken back.
    let planted =
        |name: &str, version: &str| known_wrong(&locked(&format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n")), &told);
    assert_eq!(planted("bytes", "1.11.0"), ["RUSTSEC-2026-0007 bytes 1.11.0"]);
    assert!(planted("bytes", "1.11.1").is_empty() && planted("bytes", "1.2.0").is_empty() && planted("gtk", "0.18.2").is_empty());
}

#[test]
fn every_crate_was_looked_up() {
    let told: Value = serde_json::from_str(include_str!("advisories.json")).unwrap();
    let looked_up: BTreeSet<&str> = told["looked_up"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let crates = cargo_lock();
    let others: BTreeSet<&str> = crates.iter().filter(|each| each.contains_key("source")).map(|each| each["name"].as_str()).collect();
    assert!(others.len() > 400, "they are read");
    let not: Vec<&&str> = others.difference(&looked_up).collect();
    assert!(not.is_empty(), "look these up in the advisory database, and write down what it says: {not:?}");
    let gone: Vec<&&str> = looked_up.difference(&others).collect();
    assert!(gone.is_empty(), "these are not here any more: {gone:?}");
}

#[test]
fn every_crate_may_be_shipped() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let host = Command::new(&cargo).arg("-vV").output().unwrap();
    let host = String::from_utf8(host.stdout).unwrap().lines().find_map(|line| line.strip_prefix("host: ").map(str::to_owned)).unwrap();
    let told = Command::new(&cargo)
        .current_dir(root())
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", &host])
        .output()
        .unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let told: Value = serde_json::from_slice(&told.stdout).unwrap();
    let crates = told["packages"].as_array().unwrap();
    assert!(crates.len() > 200, "they are read");
    let not: Vec<String> = crates
        .iter()
        .filter(|one| !is_taken(one["license"].as_str().unwrap_or("none")))
        .map(|one| format!("{}: {}", one["name"], one["license"]))
        .collect();
    assert_eq!(not, [""; 0]);
}

#[test]
fn every_package_of_the_page_may_be_shipped_and_is_sealed() {
    let lock: Value = serde_json::from_slice(&std::fs::read(root().join("ui/package-lock.json")).unwrap()).unwrap();
    let packages = lock["packages"].as_object().unwrap();
    assert!(packages.len() > 100, "they are read");
    for (name, one) in packages.iter().filter(|(name, _)| !name.is_empty()) {
        assert!(one["integrity"].as_str().is_some_and(|seal| seal.starts_with("sha512-")), "{name} has no seal");
        // Where the lock says none: what only builds or tests the page is not shipped.
        let told = one["license"].as_str().or(TOLD_BY_ITS_FILE.iter().find(|(of, _)| *of == name.as_str()).map(|(_, license)| *license));
        let taken = told.map_or(one["dev"] == true, is_taken);
        assert!(taken, "{name}: {}", one["license"]);
    }
}

#[test]
fn licences_are_read_as_they_are_meant() {
    for taken in ["MIT", "GPL-3.0 OR MIT", "MIT/Apache-2.0", "(MIT OR Apache-2.0) AND Unicode-3.0", "Apache-2.0 WITH LLVM-exception"] {
        assert!(is_taken(taken), "{taken}");
    }
    for not in
        ["GPL-3.0", "MIT AND GPL-3.0", "none", "(MIT OR Apache-2.0) AND AGPL-3.0", "MIT OR", "(MIT", "", "AGPL-3.0 WITH LLVM-exception"]
    {
        assert!(!is_taken(not), "{not}");
    }
}
