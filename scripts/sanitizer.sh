#!/usr/bin/env bash
# Runs the unit tests of the engine, the one part of the program with `unsafe`, under the address sanitizer. A stable compiler does
# that if it is told to behave like a nightly one (RUSTC_BOOTSTRAP). Miri cannot run these tests: they call the system.
set -euo pipefail
cd "$(dirname "$0")/.."
host=$(rustc -vV | sed -n 's/^host: //p')
libraries=$(rustc --print target-libdir)
if ! ls "$libraries"/librustc*asan* > /dev/null 2>&1; then
  echo "this toolchain has no address sanitizer for $host: nothing was run"
  exit 0
fi
# With a target of its own, so that macros and build scripts are compiled without it. Leaks are for tests/soak.rs.
export RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Zsanitizer=address" ASAN_OPTIONS=detect_leaks=0
cargo test --locked --workspace --lib --target "$host" --target-dir target/sanitizer -- sim::
