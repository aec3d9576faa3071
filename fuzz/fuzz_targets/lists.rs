//! Whole answers against serde: `fuzz::lists`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::lists::check(data));
