#!/bin/sh
# Everything that must hold before a change lands, cheapest first. Each step says what it is.
set -eu
cd "$(dirname "$0")/.."
CARGO=${CARGO:-cargo}
step() { printf '\n== %s\n' "$1"; }

step "format"
$CARGO fmt --all --check

step "tidy: arrows, headers, sizes, codes, glossary"
$CARGO xtask tidy

step "licences, bans and sources of dependencies"
if command -v cargo-deny >/dev/null 2>&1; then
  $CARGO deny --all-features check bans licenses sources
else
  echo "SKIPPED: cargo-deny is not installed (cargo install cargo-deny --locked)"
fi

step "build"
$CARGO build --workspace --tests

step "lints"
$CARGO clippy --workspace --all-targets -- -D warnings

step "packs check clean, and their own tests hold"
for pack in packs/*/; do
  echo "-- $pack"
  ./target/debug/hemei check "$pack" --format concise
  ./target/debug/hemei test "$pack"
done

# 200 rounds of kill -9 over HTTP take about two minutes beside the other tests.
HEMEI_KILL_ROUNDS=${HEMEI_KILL_ROUNDS:-200}
export HEMEI_KILL_ROUNDS

step "tests"
if $CARGO nextest --version >/dev/null 2>&1; then
  $CARGO nextest run --workspace --no-fail-fast
else
  $CARGO test --workspace --no-fail-fast
fi

step "ten thousand seeds of the simulation"
$CARGO xtask sim --seeds 10000
