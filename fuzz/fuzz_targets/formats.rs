//! Dates, times, durations and phone numbers against plain readers: `fuzz::formats`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::formats::check(data));
