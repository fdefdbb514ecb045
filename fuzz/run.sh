#!/usr/bin/env bash
# Fuzzes one target for so many seconds: `fuzz/run.sh model 900`. Needs a nightly toolchain, a C++ compiler (libFuzzer is C++) and
# cargo-fuzz (`cargo install cargo-fuzz`). Starts from what ships.
set -euo pipefail
cd "$(dirname "$0")/.."
target=$1 seconds=$2
corpus=fuzz/corpus/$target
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
esac
cargo +nightly fuzz run "$target" -- -max_total_time="$seconds" -max_len=16384 -timeout=20 -rss_limit_mb=2048 \
  -dict=fuzz/words.dict -print_final_stats=1
