#!/usr/bin/env bash
# The release tier: what takes too long for CI. Run by hand before an issue is closed; the log, with date
# and revision, is written to docs/release-log/ and committed. Wants a working tree without changes.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -n "$(git status --porcelain)" ]; then
  echo "scripts/release-check.sh: expected a working tree without changes, found some; commit them first" >&2
  exit 2
fi
log=docs/release-log/$(date --utc +%Y-%m-%d)-$(git rev-parse --short HEAD).txt
mkdir -p docs/release-log target/release-check
work=target/release-check/log.txt
: > "$work"

# Runs a check, keeps its last lines in the log, and tells how long it took.
check() {
  local title=$1
  shift
  local from=$SECONDS
  printf '\n== %s\n' "$title" | tee -a "$work"
  if "$@" > target/release-check/output.txt 2>&1; then
    tail -n 12 target/release-check/output.txt | tee -a "$work"
    printf 'passed in %d s\n' $((SECONDS - from)) | tee -a "$work"
  else
    tail -n 40 target/release-check/output.txt
    printf '%s: FAILED\n' "$title" >&2
    exit 1
  fi
}

# Licences, sources and duplicates are known without a network. The database of advisories has to be fetched.
check_dependencies() {
  cargo deny check licenses bans sources || return 1
  if cargo deny fetch db; then
    cargo deny check advisories
  else
    echo "the database of advisories cannot be reached: advisories were NOT checked"
  fi
}

{
  printf 'Release tier, %s, revision %s\n' "$(date --utc '+%Y-%m-%d %H:%M UTC')" "$(git rev-parse HEAD)"
  printf '%s; %s\n' "$(rustc --version)" "$(nproc) cores"
} | tee -a "$work"

if [ "${CLICKDAY_SKIP_CI_TIER:-}" != yes ]; then
  check "the CI tier" scripts/test.sh
fi
if cargo deny --version > /dev/null 2>&1; then
  check "licences, sources and advisories of the dependencies" check_dependencies
else
  echo "cargo deny is not installed: dependencies were NOT checked (cargo install cargo-deny)" | tee -a "$work"
fi
check "unit tests of the engine under the address sanitizer" scripts/sanitizer.sh
check "each command killed 200 times" env CLICKDAY_KILLS=200 cargo test --quiet --locked --test kills -- --nocapture
check "a thousand runs in one process" cargo test --quiet --locked --test soak -- --nocapture
check "figures of the mutations" scripts/mutations.py --check
cargo build --release --locked --quiet
check "golden hashes, of the program as it is released" scripts/golden.sh
check "peers: the small models once more, in SimPy and Ciw" scripts/peers.sh
check "packaged, installed, and used in an empty folder" scripts/package.sh
check "native and WebAssembly give the same bytes at 1:1" scripts/parity.sh --full
check "memory of a comparison at 1:1, under limits" python3 scripts/memory-limit.py
check "fifty million people, and the memory foretold for them" scripts/fifty-million.py
check "fifty million people, with every debug check" cargo test --quiet --locked --test extremes -- --ignored
check "models that hardly move on, under the bounds of every run" cargo test --quiet --locked --test bounds -- --ignored
check "the launch at 1:1: events a second" cargo bench --quiet --locked --bench launch

# An hour for each target, as many side by side as there are cores. The corpus and the record that it leaves are to be committed.
if cargo fuzz --version > /dev/null 2>&1; then
  check "fuzzing" fuzz/run.sh --all "${CLICKDAY_FUZZ_SECONDS:-3600}"
else
  echo "cargo fuzz is not installed: nothing was fuzzed (cargo install cargo-fuzz)" | tee -a "$work"
fi

# Paths of this machine and lines of the compiler do not belong into the log.
grep -vE "$(pwd)|^ *(Compiling|Finished|Running|Downloaded|Downloading)" "$work" > "$log"
echo "written to $log"
