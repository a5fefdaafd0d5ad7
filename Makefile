# Two commands do all the set-up on a fresh machine: `make run` and `make test`.

CARGO ?= cargo
DATA  ?= target/demo
# One package set for every build, or Cargo compiles the heavy libraries once more.
SET   := --workspace

.PHONY: run test build bench tidy need-rust

run: need-rust
	@echo "hemei: building (the first time about 12 minutes on 2 cores; after that seconds)" >&2
	@$(CARGO) build $(SET) --profile quick
	@./target/quick/hemei --pack packs/jiangbei --data $(DATA) demo

test: need-rust
	@sh .ci/test.sh

build: need-rust
	@$(CARGO) build $(SET) --profile quick

bench: build
	@python3 bench/run.py

tidy: need-rust
	@$(CARGO) fmt --all --check
	@$(CARGO) xtask tidy

need-rust:
	@command -v $(CARGO) >/dev/null 2>&1 || { \
	  echo "hemei: Rust is missing. Install Rust 1.95 or newer (https://rustup.rs), then run this again." >&2; \
	  exit 3; }
