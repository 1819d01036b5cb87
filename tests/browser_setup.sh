#!/bin/sh
# Installs Chromium through the system's package manager where it is missing and may be installed.
# Without the right to install it says in one line which tests will not run.
set -u

for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
[ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ] && exit 0
[ -n "${TAMBON_GIS_CHROMIUM:-}" ] && exit 0

as_root=""
if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then as_root="sudo -n"; else as_root="no"; fi
fi

if [ "$as_root" != "no" ] && command -v apt-get >/dev/null 2>&1; then
    $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq chromium && exit 0
elif [ "$as_root" != "no" ] && command -v dnf >/dev/null 2>&1; then
    $as_root dnf install -y -q chromium && exit 0
elif command -v brew >/dev/null 2>&1; then
    brew install --quiet --cask chromium && exit 0
fi

echo "Tests marked 'browser' will not run: Chromium is missing. Install it (for example: sudo apt-get install chromium) and run 'make test' again."
[ -z "${CI:-}" ]
