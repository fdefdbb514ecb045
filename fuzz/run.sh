#!/usr/bin/env bash
# Fuzzes the readers of files:
#
#   fuzz/run.sh TARGET SECONDS    one target
#   fuzz/run.sh --all SECONDS     every target for so long, as many side by side as there are cores; then the corpus is minimised and
#                                 packed, and a line for each target is added to fuzz/record.csv
#
# Needs cargo-fuzz (`cargo install cargo-fuzz`), a C++ compiler (libFuzzer is C++), and Python 3 for some of the seeds. The address
# sanitizer needs a nightly toolchain, or a stable one that is told to behave like one (RUSTC_BOOTSTRAP).
# Starts from what ships and from the corpus that is kept: fuzz/corpus.tar.xz, unpacked into fuzz/corpus. The libFuzzer of cargo-fuzz
# ends with an error at the first finding, and writes the input to fuzz/artifacts.
set -euo pipefail
cd "$(dirname "$0")/.."

TARGETS=(model experiment claims calibration set table manifest row)
PACKED=fuzz/corpus.tar.xz
RECORD=fuzz/record.csv

# cargo fuzz, with the toolchain that can.
cargo_fuzz() {
  if rustup toolchain list 2> /dev/null | grep -q '^nightly'; then
    cargo +nightly fuzz "$@"
  else
    RUSTC_BOOTSTRAP=1 cargo fuzz "$@"
  fi
}

# The inputs that were kept, and the shipped files.
seed() {
  local target=$1 corpus=fuzz/corpus/$1
  mkdir -p "$corpus"
  case $target in
    model)
      cp models/textbook/*.toml models/physics/*.toml tests/models/queue.toml "$corpus"
      cat models/inps-2020-04-01/*.toml > "$corpus/inps.toml"
      cat tests/models/launch/*.toml tests/models/launch/policies/*.toml > "$corpus/launch.toml"
      ;;
    experiment) cp experiments/*.toml "$corpus" ;;
    claims) cp experiments/claims.toml "$corpus" ;;
    calibration) cp experiments/calibration*.toml "$corpus" ;;
    set)
      printf 'portal.tier.web.slots=3\ncalendar.end="2020-04-01 04:00"\n' > "$corpus/tier"
      printf 'policy.queue.measure.waiting-room.cap=12000\npeople.group.artisans.size=100\n' > "$corpus/room"
      printf 'journey.page.login.think={ exponential = "20 s" }\npeople.demand.launch.part.0.rush.weight=0\n' > "$corpus/law"
      ;;
    table)
      head -n 20 models/inps-2020-04-01/posterior.csv > "$corpus/sample.csv"
      printf '# two\nportal.tier.web.slots,weight\n2000,0.9\n"80 %%",1\n' > "$corpus/two.csv"
      ;;
  esac
  case $target in
    table | manifest | row) python3 fuzz/seeds.py "$target" "$corpus" ;;
  esac
}

# Runs a target on its corpus.
fuzz() {
  local target=$1 seconds=$2
  cargo_fuzz run "$target" -- -max_total_time="$seconds" -max_len=16384 -timeout=20 -rss_limit_mb=2048 \
    -dict=fuzz/words.dict -print_final_stats=1
}

# A number that libFuzzer tells at its end.
told_of() { sed -n "s/^stat::$2: *//p" "$1" | tail -n 1; }

# One of all: its line of the record is written whether it found something or not.
one_of_all() {
  local target=$1 seconds=$2 told=target/fuzz/$1.txt findings=none
  fuzz "$target" "$seconds" > "$told" 2>&1 || findings="$(grep -m 1 -E 'SUMMARY|panicked at' "$told" | tr ',"' '; ' || echo 'no start')"
  [ "$findings" != none ] || cargo_fuzz cmin "$target" -- -max_len=16384 -timeout=20 -rss_limit_mb=2048 >> "$told" 2>&1
  printf '%s,%s,%s,%s,%s,%s,%s,%s\n' "$(date --utc +%Y-%m-%d)" "$target" "$seconds" \
    "$(told_of "$told" number_of_executed_units)" "$(find "fuzz/corpus/$target" -type f | wc -l)" \
    "$(told_of "$told" slowest_unit_time_sec)" "$(told_of "$told" peak_rss_mb)" "$findings" > "target/fuzz/$target.csv"
  [ "$findings" = none ]
}

all() {
  local seconds=$1 cores failed=0 target pid pids=()
  cores=$(nproc)
  mkdir -p target/fuzz
  rm -f target/fuzz/*.csv
  for target in "${TARGETS[@]}"; do seed "$target"; done
  # Compiled once, before the targets share the cores.
  cargo_fuzz build
  for target in "${TARGETS[@]}"; do
    while [ "$(jobs -rp | wc -l)" -ge "$cores" ]; do sleep 1; done
    one_of_all "$target" "$seconds" &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
  [ -f "$RECORD" ] || echo 'date,target,seconds,executions,inputs kept,slowest input [s],most memory [MiB],findings' > "$RECORD"
  for target in "${TARGETS[@]}"; do cat "target/fuzz/$target.csv"; done | tee -a "$RECORD"
  tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C fuzz -cJf "$PACKED" corpus
  du -h "$PACKED"
  return $failed
}

if [ $# -ne 2 ]; then
  echo "fuzz/run.sh: expected TARGET SECONDS or --all SECONDS; the targets are ${TARGETS[*]}" >&2
  exit 2
fi
if [ -f "$PACKED" ] && [ ! -d fuzz/corpus ]; then
  tar -C fuzz -xJf "$PACKED"
fi
if [ "$1" = --all ]; then
  all "$2"
else
  seed "$1"
  fuzz "$1" "$2"
fi
