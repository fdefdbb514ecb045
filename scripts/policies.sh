#!/usr/bin/env bash
# Compares the shipped ways of letting people in and writes docs/policies-figures.md, two to five minutes of two cores; with --check, tells
# whether a file they depend on has changed since.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "${1:-}" = --check ]; then
  exec cargo xtask policies --check
fi
results=target/policies
rm -rf "$results"
cargo build --release --locked
for experiment in policies asynchronous; do
  ./target/release/clickday compare "experiments/$experiment.toml" --out "$results/$experiment" --quiet > "target/$experiment.txt"
done
cargo xtask policies "$results/policies" "$results/asynchronous"
