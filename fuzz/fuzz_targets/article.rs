#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|data: &[u8]| corroborate_fuzz::article(data));

/// Without cargo-fuzz there is nothing to run here: `campaign` feeds the same function.
#[cfg(not(fuzzing))]
fn main() {}
