#!/usr/bin/env bash
# Checks that every shipped model under every shipped policy gives the results it gave: one hash a run, two seeds each, in
# tests/golden/runs.txt. About a minute and a half of two cores once built.
#
#   scripts/golden.sh           names each run whose hash differs; exit code 1 if there is one
#   scripts/golden.sh --bless   writes the file anew, for a change that is meant to alter results (the changelog lists it)
#
# A hash is of the JSON object of `clickday run --json` without `wall_s` and `peak_rss_mib`, which are of the machine and not of the
# run. The small models run as they are. A launch runs at the first of a few scales at which it is not refused. The file also lists
# the policy files that do not fit a launch. CLICKDAY names the program; without it target/release/clickday is built and used.
set -euo pipefail
cd "$(dirname "$0")/.."
export file=tests/golden/runs.txt work=target/golden program=${CLICKDAY:-target/release/clickday}

# NUMBER MODEL POLICY SCALE...: writes the lines of both seeds to a file of that number.
one() {
  local number=$1 model=$2 policy=$3 scale seed hash
  shift 3
  local out=$work/$number.txt
  : > "$out"
  if [ -f "$policy" ] && ! "$program" check "$policy" --model "$model" > /dev/null 2>&1; then
    echo "does not fit  $model  $policy" > "$out"
    return
  fi
  for seed in 1 20200401; do
    hash=
    for scale in "$@"; do
      if "$program" run "$model" --policy "$policy" --seed "$seed" --scale "$scale" --json > "$out.json" 2> "$out.err"; then
        hash=$(grep -v -e '^  "wall_s": ' -e '^  "peak_rss_mib": ' "$out.json" | sha256sum | cut -d' ' -f1)
        break
      fi
    done
    if [ -z "$hash" ]; then
      echo "$model, $policy: no run at any of the scales $*" >&2
      cat "$out.err" >&2
      exit 255
    fi
    echo "$hash  $model  $policy  seed $seed  scale $scale" >> "$out"
  done
  rm -f "$out.json" "$out.err"
}
export -f one

# The names of the policies in files; one that is called open where there is none.
policies() { grep --no-filename -oE '^\[policy\.[a-z0-9-]+\]$' "$@" | sed 's/.*policy\.//; s/\]//' || echo open; }

cases() {
  local model policy
  for model in models/textbook/*.toml models/physics/*.toml tests/peers/models/*.toml; do
    for policy in $(policies "$model"); do echo "$model $policy 1"; done
  done
  for model in models/*/model.toml; do
    model=$(dirname "$model")
    for policy in $(policies "$model"/*.toml) models/policies/*.toml; do echo "$model $policy 0.03 0.05 1"; done
  done
}

[ -n "${CLICKDAY:-}" ] || cargo build --release --locked --quiet
rm -rf "$work"
mkdir -p "$work" tests/golden
cases | awk '{ printf "%04d %s\n", NR, $0 }' | xargs -P "$(nproc)" -I{} bash -c 'set -euo pipefail; one {}'
cat "$work"/*.txt > "$work/found"
if [ "${1:-}" = --bless ]; then
  cp "$work/found" "$file"
elif ! diff "$file" "$work/found" > "$work/diff"; then
  echo "these runs do not have their golden hashes (< expected, > found):" >&2
  cat "$work/diff" >&2
  echo "a refactoring must not change them; a change that is meant to runs scripts/golden.sh --bless" >&2
  exit 1
fi
echo "$(grep -vc '^does not fit' "$file") runs have their golden hashes"
