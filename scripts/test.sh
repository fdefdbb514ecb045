#!/usr/bin/env bash
# Everything that must hold before a change lands: the README's test command, and all that CI runs.
#
#   scripts/test.sh            the CI tier: what .ci/run runs
#   scripts/test.sh fast       the fast tier for daily work: format, clippy, unit tests
#   scripts/test.sh release    the release tier, an hour or more: all of the CI tier, and what takes longer; its log, with date and
#                              revision, goes to docs/release-log/
#
# Needs the Rust toolchain, and Python 3.11 or later for the notebook, the peers and Dask (their packages go into target/venv*).
set -euo pipefail
cd "$(dirname "$0")/.."

# Says what comes next, and at which second.
step() { printf '\n== %s (%d s)\n' "$*" "$SECONDS"; }

case "${1:-ci}" in
  ci) ;;
  fast)
    step "format"
    cargo fmt --all --check
    rustfmt --check src/measures/*/mod.rs
    step "clippy"
    cargo clippy --workspace --all-targets --locked -- -D warnings
    step "unit tests"
    cargo test --workspace --lib --locked
    step "all is well"
    exit 0
    ;;
  release) exec scripts/release-tier.sh ;;
  *) echo "scripts/test.sh: expected fast, ci or release, found $1" >&2; exit 2 ;;
esac

step "format"
cargo fmt --all --check
# A macro makes the list of measures, and `cargo fmt` does not look into macros.
rustfmt --check src/measures/*/mod.rs

step "clippy"
cargo clippy --workspace --all-targets --locked -- -D warnings

step "the engine without charts, Parquet and the command line"
cargo check --no-default-features --lib --locked

step "unit, property, end-to-end and doc tests"
export CLICKDAY_VALIDATION="$PWD/target/validation"
rm -rf "$CLICKDAY_VALIDATION"
cargo test --workspace --locked

step "docs/validation.md is what the suites say"
scripts/validation.sh --check

step "docs/policies-figures.md is of the policies as they are"
scripts/policies.sh --check

step "docs/claims-figures.md is of the claims, the model and the sample as they are"
scripts/claims.sh --check

step "rustdoc"
RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --locked --quiet

step "release build, shipped files"
cargo build --release --locked
./target/release/clickday check models/*-20??-??-?? models/policies/*.toml models/textbook/*.toml models/physics/*.toml experiments/*.toml \
  tests/peers/models/*.toml

step "golden hashes of run --json"
scripts/golden.sh

step "the same bytes in WebAssembly as in the program"
scripts/parity.sh

step "peers: the small models once more, in SimPy and Ciw"
python3 -m venv target/venv-peers
target/venv-peers/bin/pip install --quiet --disable-pip-version-check -r tests/peers/requirements.txt
target/venv-peers/bin/python -m unittest discover --quiet --start-directory tests/peers
target/venv-peers/bin/python tests/peers/run.py

step "a sweep on Dask workers, which are killed"
python3 -m venv target/venv-cluster
target/venv-cluster/bin/pip install --quiet --disable-pip-version-check -r experiments/cluster/requirements.txt
target/venv-cluster/bin/python -m unittest discover --quiet --start-directory experiments/cluster

step "a small comparison, and the notebook over its results"
results=target/ci-results
rm -rf "$results"
./target/release/clickday compare experiments/rollout.toml --quick --out "$results" --quiet > target/ci-table.txt
python3 -m venv target/venv
target/venv/bin/pip install --quiet --disable-pip-version-check -r notebooks/requirements.txt
CLICKDAY_RESULTS="$PWD/$results" target/venv/bin/jupyter execute \
  --output="$PWD/target/what-happened-executed.ipynb" notebooks/what-happened.ipynb

step "all is well"
