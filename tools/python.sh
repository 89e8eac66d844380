#!/usr/bin/env bash
# Makes a virtual environment: python.sh PYTHON FOLDER. Debian ships venv as a package of its own.
set -euo pipefail
python=$1 folder=$2
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "workbook-kit needs Python 3.11 or newer; name one: make PYTHON=python3.12" >&2
  exit 1
}
if ! "$python" -m venv "$folder" 2>/dev/null; then
  rm -rf "$folder"
  echo "Installing python3-venv (the system's package for virtual environments)"
  sudo=$([ "$(id -u)" = 0 ] || echo sudo)
  $sudo apt-get update -qq && $sudo apt-get install -y -qq python3-venv >/dev/null
  "$python" -m venv "$folder"
fi
