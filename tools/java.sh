#!/usr/bin/env bash
# Installs a Java development kit from the system's packages, where there is none yet; only verify-pdf needs it.
set -euo pipefail
if ! { command -v java && command -v javac; } >/dev/null; then
  echo "Installing Java for veraPDF"
  sudo=$([ "$(id -u)" = 0 ] || echo sudo)
  $sudo apt-get update -qq
  # the kit and not the runtime alone: tools/verify/Vera.java is run from its source
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends default-jdk-headless >/dev/null
fi
version=$(javac -version 2>&1 | sed -E 's/^javac ([0-9]+).*/\1/')
[ "$version" -ge 11 ] || {
  echo "veraPDF needs Java 11 or newer; this is $version" >&2
  exit 1
}
