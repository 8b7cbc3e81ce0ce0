//! The command `corroborate`.
fn main() {}
