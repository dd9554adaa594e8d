#!/usr/bin/env bash
# Tasks of the Python SDK: generate, build, test, interop <arguments>, example <name>.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
cache="$here/.cache"
venv="$here/.venv"

# Makes a virtual environment once for each state of the files that it depends on: make_venv <folder> <requirements> <more files...>
make_venv() {
  local folder=$1 requirements=$2 hash
  shift
  hash=$( (cd "$here" && cat "$@" requirements/*.txt && python3 --version) | sha256sum | cut -c1-16)
  [[ $(cat "$folder/lyceum-ready" 2>/dev/null) == "$hash" ]] && return 0
  rm -rf "$folder"
  python3 -m venv "$folder"
  "$folder/bin/pip" install --quiet --disable-pip-version-check --no-input -r "$here/$requirements"
  if [[ $folder == "$venv" ]]; then
    "$folder/bin/pip" install --quiet --disable-pip-version-check --no-input --no-deps --no-build-isolation --editable "$here"
  fi
  echo "$hash" >"$folder/lyceum-ready"
}

# Two calls at the same time do not make the same thing twice.
locked() {
  mkdir -p "$cache"
  exec 9>"$cache/lock"
  flock 9
}

build() {
  (
    locked
    make_venv "$venv" requirements/develop.txt pyproject.toml
  ) >&2
}

generate() {
  (
    locked
    make_venv "$cache/generate" requirements/generate.txt
    cd "$root"
    npx buf generate --template clients/python/buf.gen.yaml
  )
}

test_all() {
  build
  cd "$here"
  "$venv/bin/ruff" format --check
  "$venv/bin/ruff" check
  "$venv/bin/mypy"
  "$venv/bin/pytest" -q "$@"
}

task=${1:-}
[[ $# -gt 0 ]] && shift
case $task in
  generate) generate ;;
  build) build ;;
  test) test_all "$@" ;;
  interop) exec "$venv/bin/python" "$here/interop/main.py" "$@" ;;
  example)
    name=${1:?"name an example: $(cd "$here/examples" && echo *.py)"}
    shift
    exec "$venv/bin/python" "$here/examples/${name%.py}.py" "$@"
    ;;
  *)
    echo "usage: task.sh generate | build | test | interop <arguments> | example <name>" >&2
    exit 2
    ;;
esac
