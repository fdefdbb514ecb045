#!/usr/bin/env bash
# Packages the two crates as they would be published, installs the program from the packages, and uses it far from the clone: in an
# empty folder it lists what ships, makes the main job's small launches, and proves them. Needs only the Rust toolchain.
#
#   scripts/package.sh         the program comes to target/installed/bin/clickday
set -euo pipefail
cd "$(dirname "$0")/.."
clone=$PWD
away=$(mktemp -d)
trap 'rm -rf "$away"' EXIT

cargo package --package clickday-engine --package clickday --locked --no-verify --quiet
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
for name in clickday-engine clickday; do
  tar -xzf "target/package/$name-$version.crate" -C "$away"
done
package=$away/clickday-$version

# Pictures of the README are in the package.
grep -o '!\[[^]]*\]([^)]*)' README.md | sed 's/.*(\(.*\))/\1/' | while read -r picture; do
  if [ ! -f "$package/$picture" ]; then
    echo "scripts/package.sh: expected $picture in the package, since README.md shows it; see \`exclude\` in Cargo.toml" >&2
    exit 1
  fi
done

# So is everything that is to be within the program.
for folder in models experiments; do
  diff <(cd "$clone/$folder" && git ls-files | grep -E '\.(toml|csv|md)$' | sort) \
       <(cd "$package/$folder" && find . -type f | sed 's|^\./||' | grep -E '\.(toml|csv|md)$' | sort)
done

# The engine of this version is not published yet: the package beside it takes its place, in the package's lock file too. All that
# is published stays as it is locked there.
engine=(--config "patch.crates-io.clickday-engine.path='$away/clickday-engine-$version'")
(cd "$package" && cargo "${engine[@]}" metadata --format-version 1 > "$away/metadata.json")
CARGO_TARGET_DIR=$clone/target cargo "${engine[@]}" install --path "$package" --root "$clone/target/installed" --locked --force --quiet
program=$clone/target/installed/bin/clickday

mkdir "$away/empty"
cd "$away/empty"
"$program" models | grep -c . > lines.txt
"$program" compare --quick | tee compare.txt
grep -q '^Input: experiments/rollout.toml, models/inps-2020-04-01 (shipped with clickday ' compare.txt
"$program" reproduce results/rollout --quiet
echo "packaged, installed and used: $(du -ch "$clone"/target/package/clickday-{engine-,}"$version".crate | tail -n 1 | cut -f 1) of packages, $(cat lines.txt) lines of models"
