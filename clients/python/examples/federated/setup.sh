#!/usr/bin/env bash
# Makes the environment of the sites, once: what the SDK needs, and scikit-learn.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
sdk=$(cd "$here/../.." && pwd)
cache="$sdk/.cache"
venv="$cache/federated"

mkdir -p "$cache"
exec 9>"$cache/federated.lock"
flock 9
hash=$( (cat "$here/requirements.txt" "$sdk/requirements/runtime.txt" && python3 --version) | sha256sum)
if [[ $(cat "$venv/ready" 2>/dev/null) != "$hash" ]]; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --no-input -r "$sdk/requirements/runtime.txt" -r "$here/requirements.txt"
  echo "$hash" >"$venv/ready"
fi
