#!/usr/bin/env bash
# Hosts a site, as the server's catalogue says.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
sdk=$(cd "$here/../.." && pwd)
export PYTHONPATH="$sdk/src:$here"
# Sites are small; several threads each would only be in each other's way.
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
exec "$sdk/.cache/federated/bin/python" -m lyceum.host digits_site:Site
