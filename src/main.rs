//! The `clickday` command.

fn main() {}
