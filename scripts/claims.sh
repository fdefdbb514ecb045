#!/usr/bin/env bash
# Tests what was said of the launch in public and writes docs/claims-figures.md, under a minute of two cores once built.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo build --release --locked
page=docs/claims-figures.md
{
  echo "# What came of the claims"
  echo
  echo "Written by \`scripts/claims.sh\`. How to read it: [claims.md](claims.md)."
  echo
  echo '```text'
  ./target/release/clickday claims experiments/claims.toml --quiet
  echo '```'
} > "target/claims-figures.md"
mv "target/claims-figures.md" "$page"
