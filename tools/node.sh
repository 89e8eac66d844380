#!/usr/bin/env bash
# Installs Node and npm from the system's packages, where they are not there yet; only checks of the script need them.
set -euo pipefail
if ! { command -v node && command -v npm; } >/dev/null; then
  echo "Installing Node.js and npm for the checks of the page's script"
  sudo=$([ "$(id -u)" = 0 ] || echo sudo)
  $sudo apt-get update -qq
  # what npm recommends is compilers, which nothing here needs
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null
fi
node -e 'process.exit(process.versions.node.split(".")[0] < 18 ? 1 : 0)' || {
  echo "the checks of the page's script need Node.js 18 or newer; this is $(node --version)" >&2
  exit 1
}
