//! Rows of a page against serde: `fuzz::rows`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::rows::check(data));
