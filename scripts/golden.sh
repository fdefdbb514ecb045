#!/usr/bin/env bash
# Checks that every shipped model under every shipped policy gives the results it gave, two seeds each (a minute of two cores once
# built); with --bless, takes the results of today as the ones to hold to (tests/golden/runs.txt).
set -euo pipefail
cd "$(dirname "$0")/.."
exec cargo run --quiet --release --locked --example golden -- "$@"
