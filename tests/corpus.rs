//! Whatever others wrote is read or refused, and never ends the desk: every seed of the fuzzer, and every input that once
//! broke a reader (`tests/fuzz/seeds`), through the readers that the desk has.

#[path = "fuzz/src/lib.rs"]
mod readers;

use std::path::Path;

#[test]
fn every_seed_is_read_or_refused() {
    readers::ready();
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    let kept: Vec<String> = std::fs::read_dir(&seeds).unwrap().map(|one| one.unwrap().file_name().into_string().unwrap()).collect();
    for name in &kept {
        assert!(readers::READERS.iter().any(|(reader, _)| reader == name), "seeds of no reader: {name}");
    }
    for (name, read) in readers::READERS {
        let mut fed = 0;
        for seed in std::fs::read_dir(seeds.join(name)).unwrap() {
            let path = seed.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            assert!(
                std::panic::catch_unwind(|| read(&bytes)).is_ok(),
                "{} broke a reader: `cargo test -p rightful-tests --test corpus` says where",
                path.file_name().unwrap_or_default().to_string_lossy()
            );
            // Cut anywhere, as a stick that was pulled out leaves it.
            for at in (0..bytes.len()).step_by(bytes.len().div_ceil(24).max(1)) {
                read(&bytes[..at]);
            }
            fed += 1;
        }
        assert!(fed > 1, "{name} has seeds");
    }
}
