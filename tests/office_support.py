"""LibreOffice as a reader of what was made: PDF and pictures, with Thai letters at hand."""

from __future__ import annotations

import os
import shutil
import subprocess
from importlib.resources import files
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pytest

if TYPE_CHECKING:
    from pathlib import Path

#: Texts that some program would take for a formula, a link, markup or a command.
HOSTILE = (
    '=HYPERLINK("http://a.example.org","x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)",
    "<script>alert(1)</script>",
    "</a:t></a:r><a:r><a:t>&amp;",
    "]]><x/>",
    "';DROP TABLE places;--",
    "\"quoted\" 'single' `back`",
    "{{ 7*7 }}${7*7}#{7*7}",
    "http://a.example.org/?q=<b>",
    "a\x00b\x08c\x1bd\u202ee\u200bf",
)
_FACES = ("Leelawadee UI", "Tahoma", "Consolas")


def fonts(folder: Path) -> Path:
    """A list of fonts in which Noto Sans Thai stands for the faces that Windows has."""
    faces = "".join(
        f'<alias binding="same"><family>{escape(face)}</family><prefer><family>Noto Sans Thai'
        "</family><family>Noto Sans</family></prefer></alias>"
        for face in _FACES
    )
    packaged = files("fontpkg_noto_sans_thai") / "files"
    path = folder / "fonts.conf"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{packaged}</dir><dir>/usr/share/fonts</dir><cachedir>{folder / 'cache'}</cachedir>"
        f"{faces}</fontconfig>",
        encoding="utf-8",
    )
    return path


def as_pdf(made: bytes, name: str, folder: Path, *, program: str = "") -> Path:
    """What LibreOffice prints; a program that is not there is a skip, on CI a failure."""
    office, printer = shutil.which("soffice"), shutil.which("pdftoppm")
    if office is None or printer is None:
        message = "LibreOffice or poppler is missing: install libreoffice-impress and poppler-utils"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    source = folder / name
    source.write_bytes(made)
    found = source.with_suffix(".pdf")
    command = (
        [office, f"-env:UserInstallation={(folder / 'office').as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", str(folder), str(source)]
    )  # fmt: skip
    around = {**os.environ, "FONTCONFIG_FILE": str(fonts(folder))}
    for _ in range(3):  # its first start makes a profile, and now and then ends with that
        subprocess.run(command, env=around, capture_output=True, check=False, timeout=600)
        if found.exists():
            break
    if not found.exists():
        message = f"LibreOffice cannot open it: {program or 'a part of it'} may be missing"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    return found


def pages(pdf: Path, *, dpi: int, first: int = 1, last: int | None = None) -> list[Path]:
    """Pictures of pages."""
    command = ["pdftoppm", "-r", str(dpi), "-png", "-f", str(first)]
    command += ["-l", str(last)] if last else []
    subprocess.run([*command, str(pdf), str(pdf.with_suffix(""))], check=True)
    return sorted(pdf.parent.glob(f"{pdf.stem}-*.png"))
