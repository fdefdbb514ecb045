#!/usr/bin/env bash
# Compares clickday with its peers, the small models once more in SimPy and Ciw (tests/peers/README.md), and writes what came of it to
# tests/peers/agreement.txt: six minutes of two cores. With --check, tells in no time whether a file it depends on has changed since:
# the results of clickday (tests/golden/runs.txt), a peer, or a model.
#
# CLICKDAY names the program; without it target/release/clickday is built and used. Needs Python 3.11 or later.
set -euo pipefail
cd "$(dirname "$0")/.."

page=tests/peers/agreement.txt
inputs=$(cat tests/golden/runs.txt tests/peers/*.py tests/peers/requirements.txt tests/peers/models/*.toml models/textbook/*.toml |
  sha256sum | cut -d' ' -f1)
if [ "${1:-}" = --check ]; then
  grep --quiet "^Inputs: $inputs$" "$page" || { echo "$page is stale: run scripts/peers.sh" >&2; exit 1; }
  exit 0
fi
program=${CLICKDAY:-$PWD/target/release/clickday}
[ -n "${CLICKDAY:-}" ] || cargo build --release --locked --quiet
python3 -m venv target/venv-peers
target/venv-peers/bin/pip install --quiet --disable-pip-version-check -r tests/peers/requirements.txt
target/venv-peers/bin/python -m unittest discover --quiet --start-directory tests/peers
target/venv-peers/bin/python tests/peers/run.py --binary "$program" | tee target/agreement.txt
{
  echo "Written by scripts/peers.sh."
  echo
  cat target/agreement.txt
  echo
  echo "Inputs: $inputs"
} > "$page.new"
mv "$page.new" "$page"
