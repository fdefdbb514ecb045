#!/usr/bin/env bash
# Tests what was said of the launch in public and writes docs/claims-figures.md, about a minute of two cores once built; with --check,
# tells whether a file it depends on has changed since.
set -euo pipefail
cd "$(dirname "$0")/.."

page=docs/claims-figures.md
inputs=$(cat experiments/claims.toml models/inps-2020-04-01/*.toml models/inps-2020-04-01/posterior.csv models/cerb-2020-04-06/*.toml | sha256sum | cut --delimiter=' ' --fields=1)
if [ "${1:-}" = --check ]; then
  grep --quiet "^Inputs: $inputs$" "$page" || { echo "$page is stale: run scripts/claims.sh" >&2; exit 1; }
  exit 0
fi
cargo build --release --locked
{
  echo "# What came of the claims"
  echo
  echo "Written by \`scripts/claims.sh\`. How to read it: [claims.md](claims.md)."
  echo
  echo '```text'
  ./target/release/clickday claims experiments/claims.toml --quiet
  echo '```'
  echo
  echo "Inputs: $inputs"
} > "target/claims-figures.md"
mv "target/claims-figures.md" "$page"
