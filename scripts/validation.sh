#!/usr/bin/env bash
# Runs the suites that compare the simulator with theory and writes docs/validation.md; with --check, tells whether it is stale.
# CLICKDAY_VALIDATION: a folder with the comparisons of suites that have just run; they are not run again.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -z "${CLICKDAY_VALIDATION:-}" ]; then
  export CLICKDAY_VALIDATION="$PWD/target/validation"
  rm -rf "$CLICKDAY_VALIDATION"
  cargo test --locked --test textbook --test physics
fi
cargo run --quiet --locked --example validation -- "$CLICKDAY_VALIDATION" "$@"
