#!/usr/bin/env bash
# Runs the suites that compare the simulator with theory and writes docs/validation.md; with --check, tells whether it is stale.
#
#   scripts/validation.sh              all of it, five minutes of two cores
#   scripts/validation.sh helpline     only tests of that name; of the others what is kept in docs/validation/rows stands
#   scripts/validation.sh --check      whether what the suites say is what the page says
#   scripts/validation.sh --page       the page from what is kept, no test run (after a merge of two branches that added tests)
#
# CLICKDAY_VALIDATION: a folder with the comparisons of suites that have just run; they are not run again.
set -euo pipefail
cd "$(dirname "$0")/.."

kept=docs/validation/rows
found=${CLICKDAY_VALIDATION:-$PWD/target/validation}
check=() filter=() run=true
for argument in "$@"; do
  case $argument in
    --check) check=(--check) ;;
    --page) run=false ;;
    *) filter+=("$argument") ;;
  esac
done

if [ -z "${CLICKDAY_VALIDATION:-}" ]; then
  rm -rf "$found"
  mkdir -p "$found"
  if [ "$run" = false ] || [ ${#filter[@]} -gt 0 ]; then cp "$kept"/*.csv "$found"; fi
  if [ "$run" = true ]; then
    CLICKDAY_VALIDATION=$found cargo test --locked --test textbook --test physics --test ablations --test inps -- "${filter[@]}"
  fi
fi
cargo xtask validation "$found" "${check[@]}"
if [ ${#check[@]} -eq 0 ]; then
  rm -rf "$kept"
  mkdir -p "$kept"
  cp "$found"/*.csv "$kept"
fi
