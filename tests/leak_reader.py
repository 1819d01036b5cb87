"""Reads every byte of a folder as a stranger could; nothing of the package is used."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
import sqlite3
import subprocess
import zipfile
import zlib
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import shapely
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from leak_corpus import Secret

THAI = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
PACKED = re.compile(rb'type="application/octet-stream"[^>]*>([^<]+)<')
PICTURE = re.compile(rb"data:image/[a-z+]+;base64,([A-Za-z0-9+/=]+)")
PAIR = re.compile(r"(?<![\d.])(?=(\d{1,3}\.\d{2,})\D{1,30}?(\d{1,3}\.\d{2,}))")


class Text(HTMLParser):
    """Every text and attribute of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        self.found += [value or "" for _, value in attrs]

    def handle_comment(self, data: str) -> None:
        self.found.append(data)


def texts(path: Path) -> Iterator[str]:
    """Every text of a file."""
    yield path.name
    yield from _texts(path.read_bytes(), path)


def _texts(data: bytes, path: Path | None = None) -> Iterator[str]:
    yield data.decode("utf-8", "replace")
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                inner = archive.read(name)
                yield name
                text = unescape(inner.decode("utf-8", "replace"))
                yield text
                yield re.sub(r"<[^>]+>", "", text)
                yield from _texts(inner)
    elif data[:4] == b"%PDF":
        yield from _pdf(data)
    elif data[1:4] == b"PNG":
        with Image.open(io.BytesIO(data)) as picture:
            yield json.dumps({str(k): str(v) for k, v in picture.info.items()}, ensure_ascii=False)
    elif data[:6] == b"SQLite" and path is not None:
        yield from _database(path)
    elif b"<html" in data[:2000].lower():
        reader = Text()
        reader.feed(data.decode("utf-8"))
        yield "\n".join(reader.found)
        yield "".join(reader.found)
        for block in PACKED.findall(data):
            yield zlib.decompress(base64.b64decode(block)).decode("utf-8")
        for block in PICTURE.findall(data):
            yield from _texts(base64.b64decode(block))


def _pdf(data: bytes) -> Iterator[str]:
    tool = shutil.which("pdftotext")
    assert tool, "pdftotext is missing: apt-get install poppler-utils"
    for mode in ("-raw", "-layout"):
        run = subprocess.run([tool, mode, "-", "-"], input=data, capture_output=True, check=True)
        yield run.stdout.decode("utf-8")
        yield run.stdout.decode("utf-8").replace("\n", "")
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        try:
            yield zlib.decompress(stream).decode("utf-8", "replace")
        except zlib.error:
            continue


def _database(path: Path) -> Iterator[str]:
    with sqlite3.connect(path) as base:
        tables = [
            name for (name,) in base.execute("select name from sqlite_master where type='table'")
        ]
        for table in tables:
            for row in base.execute(f'select * from "{table}"'):
                yield " ".join(str(cell) for cell in row if not isinstance(cell, bytes))
                for cell in row:
                    if isinstance(cell, bytes) and cell[:2] == b"GP":
                        yield from _point(cell)


def _point(cell: bytes) -> Iterator[str]:
    size = (0, 32, 48, 48, 64)[cell[3] >> 1 & 7]
    shape = shapely.from_wkb(cell[8 + size :])
    if shape.geom_type == "Point":
        yield f"{shape.x:.5f},{shape.y:.5f}"


def found(folder: Path, secrets: tuple[Secret, ...]) -> set[tuple[str, Secret]]:
    """Which secrets stand in which files."""
    out = set()
    points = {
        tuple(round(float(n) * 1e5) for n in one.value.split(",")): one
        for one in secrets
        if one.kind == "coordinate"
    }
    plain = [one for one in secrets if one.kind != "coordinate"]
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        for text in texts(path):
            digits = text.translate(THAI)
            squeezed = re.sub(r"[\s-]", "", digits)
            out |= {(path.name, one) for one in plain if _stands(one, digits, squeezed)}
            for a, b in PAIR.findall(digits):
                pair = (round(float(a) * 1e5), round(float(b) * 1e5))
                out |= {(path.name, points[p]) for p in (pair, pair[::-1]) if p in points}
    return out


def _stands(one: Secret, digits: str, squeezed: str) -> bool:
    if one.kind in {"citizen_id", "phone"}:
        return one.value in squeezed
    return one.value in digits
