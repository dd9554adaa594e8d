#!/usr/bin/env bash
# Tasks of the Rust SDK: generate, build, test, interop <args>, example <name> <args>.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"

# One build at a time; others wait for it.
locked() {
  mkdir -p "$here/target"
  exec 9>"$here/target/task.lock"
  flock 9
}

generate() {
  locked
  cargo build --quiet --locked --manifest-path "$here/tools/Cargo.toml"
  (cd "$root" && npx buf generate --template clients/rust/buf.gen.yaml)
}

build() {
  locked
  cargo build --quiet --locked --manifest-path "$here/Cargo.toml" --bins --examples
}

check() {
  build
  cd "$here"
  cargo fmt --check
  (cd tools && cargo fmt --check)
  cargo clippy --quiet --locked --all-targets -- -D warnings
  RUSTDOCFLAGS="-D warnings" cargo doc --quiet --locked --no-deps --lib
  cargo test --quiet --locked
}

case "${1:-}" in
  generate) generate ;;
  build) build ;;
  test) check ;;
  interop) exec "$here/target/debug/lyceum-interop" "${@:2}" ;;
  example) exec "$here/target/debug/examples/${2:?name the example}" "${@:3}" ;;
  *)
    echo "usage: task.sh generate | build | test | interop <args> | example <name> <args>" >&2
    exit 2
    ;;
esac
