#!/usr/bin/env bash
# Everything that must hold before a change lands: the README's test command, and all that CI runs.
#
#   scripts/test.sh            the CI tier: what .ci/run runs
#   scripts/test.sh --fast     the fast tier for daily work: format, lints, unit tests and the short integration tests
#
# scripts/release-check.sh has what takes longer. Every step here uses one profile (`dev` in Cargo.toml), so nothing is optimised twice.
# Needs the Rust toolchain, and Python 3.11 or later for the notebook and Dask (their packages go into target/venv*).
set -euo pipefail
cd "$(dirname "$0")/.."

# Says what comes next, and at which second.
step() { printf '\n== %s (%d s)\n' "$*" "$SECONDS"; }

format_and_lints() {
  step "format"
  cargo fmt --all --check
  # A macro makes the list of measures, and `cargo fmt` does not look into macros.
  rustfmt --check src/measures/*/mod.rs

  step "clippy"
  cargo clippy --workspace --all-targets --locked -- -D warnings
}

case "${1:-}" in
  "") ;;
  --fast)
    format_and_lints
    step "unit tests, and integration tests of at most some seconds"
    cargo test --package clickday-engine --package clickday --locked --lib --test architecture --test bounds --test check --test equity --test explain --test helpline \
      --test library --test metrics --test numbers --test own_measures --test percentiles --test reading --test run_text --test scale \
      --test shipped_texts --test tables
    step "all is well"
    exit 0
    ;;
  *) echo "scripts/test.sh: expected --fast or nothing, found $1" >&2; exit 2 ;;
esac

format_and_lints

step "unit, property, end-to-end and doc tests"
export CLICKDAY_VALIDATION="$PWD/target/validation"
rm -rf "$CLICKDAY_VALIDATION"
cargo test --workspace --locked

step "pages of figures are of the models, policies and claims as they are"
scripts/validation.sh --check
scripts/policies.sh --check
scripts/claims.sh --check
scripts/peers.sh --check

step "rustdoc"
RUSTDOCFLAGS="-D warnings" cargo doc --package clickday-engine --package clickday --no-deps --locked --quiet --features textbook

step "shipped files"
# The program is the one that the tests above have built and used.
export CLICKDAY=$PWD/target/debug/clickday
"$CLICKDAY" check models/*-20??-??-?? models/policies/*.toml models/textbook/*.toml models/physics/*.toml experiments/*.toml \
  tests/peers/models/*.toml

step "golden hashes of run --json"
scripts/golden.sh

step "the library without its features, and the same bytes in WebAssembly as in the program"
cargo check --no-default-features --lib --locked
scripts/parity.sh

step "a sweep on Dask workers, which are killed"
python3 -m venv target/venv-cluster
target/venv-cluster/bin/pip install --quiet --disable-pip-version-check -r experiments/cluster/requirements.txt
target/venv-cluster/bin/python -m unittest discover --quiet --start-directory experiments/cluster

step "a small comparison, and the notebook over its results"
results=target/ci-results
rm -rf "$results"
"$CLICKDAY" compare experiments/rollout.toml --quick --out "$results" --quiet > target/ci-table.txt
python3 -c 'import sys; wide = [line for line in open("target/ci-table.txt", encoding="utf-8") if len(line.rstrip("\n")) > 100]; sys.exit("lines of more than 100 columns:\n" + "".join(wide) if wide else 0)'
python3 -m venv target/venv
target/venv/bin/pip install --quiet --disable-pip-version-check -r notebooks/requirements.txt
CLICKDAY_RESULTS="$PWD/$results" target/venv/bin/jupyter execute \
  --output="$PWD/target/what-happened-executed.ipynb" notebooks/what-happened.ipynb

step "all is well"
