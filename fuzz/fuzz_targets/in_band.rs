//! What an answer says about failure, against a JSON tree: `fuzz::in_band`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::in_band::check(data));
