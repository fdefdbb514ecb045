#!/usr/bin/env bash
# Whether a run in WebAssembly is the run of the program, byte for byte: docs/results.md promises it for every platform, and this is
# another one. Prints each run compared; exit code 1 at the first difference.
#
#   scripts/parity.sh           a run for each part of the engine: launches at 1:33, small models
#   scripts/parity.sh --full    every textbook model, and the INPS launch at 1:1 (ten minutes, 1 GiB)
#
# Needs Node, and a compiler for wasm32-unknown-unknown: rustup's target, or Debian's rustc-web with the sources of the standard
# library and lld. As root on Debian it installs the latter. Where there is neither it says so and leaves 0: nothing was compared.
# CLICKDAY names the program; target/release/clickday if it does not.
set -euo pipefail
cd "$(dirname "$0")/.."
program=${CLICKDAY:-target/release/clickday}
target=wasm32-unknown-unknown
work=target/parity
mkdir -p "$work"

skip() { echo "SKIPPED, nothing was compared: $*"; exit 0; }

lld() { ls /usr/bin/wasm-ld /usr/bin/wasm-ld-* 2>/dev/null | sort -V | tail -1; }
debian() { [ -d "$(/usr/bin/rustc --print sysroot 2>/dev/null)/lib/rustlib/src/rust/library/std" ] && [ -n "$(lld)" ]; }

# Only what the command asks for may be in the environment of the build: RUSTC would reach the native builds too.
build() {
  local arguments=(build --locked --package clickday-parity --profile parity --target "$target" --target-dir target/wasm)
  if [ -d "$(rustc --print target-libdir --target "$target" 2>/dev/null)" ]; then
    cargo "${arguments[@]}"
  else
    RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=$(lld) \
      cargo "${arguments[@]}" -Zbuild-std=std,panic_abort
  fi
}

command -v node > /dev/null || skip "there is no Node"
if [ ! -d "$(rustc --print target-libdir --target "$target" 2>/dev/null)" ] && ! debian; then
  if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    { apt-get update && apt-get install --yes --no-install-recommends rustc-web rust-web-src lld-22; } > "$work/apt.log" 2>&1 || true
  fi
  debian || skip "there is no compiler for $target (rustup target add $target; on Debian apt-get install rustc-web rust-web-src lld-22)"
fi
build
module=target/wasm/$target/parity/clickday_parity.wasm

# The two figures that differ from run to run.
settled() { grep -v -e '^  "wall_s": ' -e '^  "peak_rss_mib": ' "$1"; }

# MODEL POLICY SCALE, the policy by name; or FILE#NAME, from a file of policies
compare() {
  local model=$1 policy=$2 scale=$3 seed=1 took=$SECONDS
  "$program" run "$model" --policy "${policy%%#*}" --scale "$scale" --seed $seed --json > "$work/native.json"
  node web/parity/run.mjs "$module" "$model" "$policy" $seed "$scale" > "$work/wasm.json"
  if ! diff <(settled "$work/native.json") <(settled "$work/wasm.json") > "$work/diff.txt"; then
    echo "$model, $policy, $scale: the two differ (< native, > WebAssembly)"
    head -40 "$work/diff.txt"
    exit 1
  fi
  echo "same bytes: $model, $policy, scale $scale ($((SECONDS - took)) s)"
}

inps=models/inps-2020-04-01
textbook() {
  local model policy
  for model in "$@"; do
    # Those without a policy have the one called open.
    policy=$(sed -n 's/^\[policy\.\([a-z0-9-]*\)\].*/\1/p' "$model" | head -1)
    compare "$model" "${policy:-open}" 1
  done
}

compare $inps as-it-happened 0.03
compare $inps queue-with-tickets 0.03
compare $inps models/policies/shed-sessions.toml#shed-sessions 0.03
compare models/census-2016-08-09 as-it-happened 0.03
compare web/parity/laws.toml open 1
if [ "${1:-}" != --full ]; then
  textbook models/textbook/mm1.toml models/textbook/mg1-ps.toml models/textbook/erlang-a.toml
  exit 0
fi
for policy in open-to-all staggered-role-windows; do
  compare $inps $policy 0.03
done
compare $inps models/policies/appointments.toml#appointments 0.03
compare models/cerb-2020-04-06 birth-month-days 0.03
compare models/seiss-2020-05-13 assigned-days 0.03
textbook models/textbook/*.toml
compare $inps open-to-all 1
compare $inps queue-with-tickets 1
