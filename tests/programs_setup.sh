#!/bin/sh
# Installs what tests need beside Python, Chromium, LibreOffice, poppler's tools and Java, through the
# system's package manager where it is missing and may be installed. Without the right to install it
# says in one line which tests will not run.
set -u

has_browser() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" >/dev/null 2>&1 && return 0
    done
    [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ] || [ -n "${TAMBON_GIS_CHROMIUM:-}" ]
}

has_office() { command -v soffice >/dev/null 2>&1; }

# Slides are opened by a part of LibreOffice that distributions package on its own.
has_slides() {
    has_office || return 1
    program=$(dirname "$(readlink -f "$(command -v soffice)")")
    [ -e "$program/libsdlo.so" ] || [ "$(uname)" = "Darwin" ]
}

has_pdf() { command -v pdftoppm >/dev/null 2>&1 && command -v pdftotext >/dev/null 2>&1; }

# On macOS a stub named java answers without Java: only one that tells its version counts.
has_java() { java -version >/dev/null 2>&1 || [ -x "${JAVA_HOME:-}/bin/java" ]; }

as_root=""
if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then as_root="sudo -n"; else as_root="no"; fi
fi

# install APT-NAME DNF-NAME BREW-NAME
install() {
    if [ "$as_root" != "no" ] && command -v apt-get >/dev/null 2>&1; then
        $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends "$1"
    elif [ "$as_root" != "no" ] && command -v dnf >/dev/null 2>&1; then
        $as_root dnf install -y -q "$2"
    elif command -v brew >/dev/null 2>&1; then
        brew install --quiet "$3" || brew install --quiet --cask "$3"
    fi
}

missing=0
has_browser || install chromium chromium chromium
has_browser || { missing=1; echo "Tests marked 'browser' will not run: Chromium is missing. Install it (for example: sudo apt-get install chromium) and run 'make test' again."; }
has_office || install libreoffice-calc libreoffice-calc libreoffice
has_office || { missing=1; echo "Tests of real .xls, .ods and filled forms will not run: LibreOffice is missing. Install it (for example: sudo apt-get install libreoffice-calc) and run 'make test' again."; }
has_slides || install libreoffice-impress libreoffice-impress libreoffice
has_slides || { missing=1; echo "Tests of slides will not run: LibreOffice Impress is missing. Install it (for example: sudo apt-get install libreoffice-impress) and run 'make test' again."; }
has_pdf || install poppler-utils poppler-utils poppler
has_pdf || { missing=1; echo "Tests of PDF files will not run: poppler's tools are missing. Install them (for example: sudo apt-get install poppler-utils) and run 'make test' again."; }
has_java || install openjdk-17-jre-headless java-17-openjdk-headless temurin
has_java || install default-jre-headless java-21-openjdk-headless temurin
has_java || { missing=1; echo "Tests of the engine 'spark' will not run: Java 17 is missing. Install it (for example: sudo apt-get install openjdk-17-jre-headless) and run 'make test' again."; }

[ "$missing" -eq 0 ] || [ -z "${CI:-}" ]
