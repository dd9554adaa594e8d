#!/usr/bin/env bash
# Tasks of the Go SDK: generate, build, test, interop, example. Works from any directory.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
build="$here/build"

# One task at a time changes the folder; others wait for it.
exclusive() {
  mkdir -p "$build"
  exec 9>"$build/.lock"
  flock 9
}

generate() {
  exclusive
  (cd "$root" && npx buf generate --template clients/go/buf.gen.yaml)
}

# The go command itself knows what has changed. Programs are put in place whole, so that one that runs is not cut short.
build() {
  exclusive
  local staging
  staging="$(mktemp -d "$build/staging.XXXXXX")"
  (cd "$here" && go build -o "$staging/" ./cmd/... ./examples/...)
  mkdir -p "$build/bin"
  for program in "$staging"/*; do mv -f "$program" "$build/bin/"; done
  rmdir "$staging"
  exec 9>&-
}

check_format() {
  local unformatted
  unformatted="$(cd "$here" && gofmt -l .)"
  if [[ -n "$unformatted" ]]; then
    echo "not formatted; run gofmt -w on:" >&2
    echo "$unformatted" >&2
    return 1
  fi
}

run_tests() {
  build
  check_format
  cd "$here"
  go vet ./...
  go build -C tools -o "$build/staticcheck" honnef.co/go/tools/cmd/staticcheck
  "$build/staticcheck" ./...
  go test -race "$@" ./...
}

task="${1:-}"
[[ $# -gt 0 ]] && shift
case "$task" in
  generate) generate ;;
  build) build ;;
  test) run_tests "$@" ;;
  interop) exec "$build/bin/interop" "$@" ;;
  example)
    name="${1:?which example? there are: $(cd "$here/examples" && echo *)}"
    shift
    exec "$build/bin/$name" "$@"
    ;;
  *)
    echo "usage: task.sh generate | build | test | interop <args> | example <name>" >&2
    exit 2
    ;;
esac
