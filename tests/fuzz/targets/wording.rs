#![no_main]
// The phrases are made ready once: that is slow, and no finding.
libfuzzer_sys::fuzz_target!(init: rightful_fuzz::ready(), |bytes: &[u8]| rightful_fuzz::wording(bytes));
