#!/usr/bin/env bash
# Runs the INPS launch at several scales, full scale included, and writes docs/validation.md with what --scale changes: five minutes
# of two cores once built. The other rows of the page stand as they are kept.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo run --release --locked --package xtask -- scale-bias docs/validation/scale-bias.csv
scripts/validation.sh --page
