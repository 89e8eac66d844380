#!/usr/bin/env bash
# Installs Debian's Chromium for the browser tests, where no Chromium is there yet.
set -euo pipefail
command -v chromium >/dev/null && exit 0
echo "Installing Chromium for the browser tests"
sudo=$([ "$(id -u)" = 0 ] || echo sudo)
$sudo apt-get update -qq
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq chromium >/dev/null
