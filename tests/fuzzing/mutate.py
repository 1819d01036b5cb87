"""Small damages to files: bytes, members of archives, words of texts. Same seed, same damage."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    Change = Callable[[bytearray, Random], bytearray]

ARCHIVES = frozenset({".xlsx", ".xlsm", ".ods", ".kmz", ".zip"})
TEXTS = frozenset({".csv", ".tsv", ".txt", ".toml", ".geojson", ".json", ".topojson", ".kml",
                   ".gpx", ".xml", ".rels", ".prj", ".cpg", ".html"})  # fmt: skip
SIZES = {"<b": 1, "<h": 2, ">h": 2, "<i": 4, ">i": 4, "<q": 8, "<d": 8}
NUMBERS = (0, 1, -1, 2, 127, 128, 255, 256, 32767, 65535, 2**31 - 1, -(2**31), 2**32 - 1, 2**63 - 1)
WORDS = (
    b"", b"0", b"-1", b"1e999", b"NaN", b"null", b"true", b"9" * 40, b"''", b'"', b"[", b"]", b"{",
    b"}", b"[[", b"=", b",", b";", b"\t", b"\r", b"\n", b"\x00", b"\xff", b"\xef\xbb\xbf", b"%s",
    b"{0}", b"{shown}", b"<", b"</", b"&own;", b"<!--", b"<![CDATA[", b"1.5", b"-", b"#N/A", b"..",
    "ม.5".encode(), "๕".encode(), "\u200b".encode(), "\u0e4d".encode(), "²".encode(),
    "９".encode(), "\u2028".encode(), "หมู่ที่ ๙๙๙".encode(), b"99/99/9999", b"2565-02-30",
    b"Polygon", b"Point", b"GeometryCollection", b"EPSG:0", b"TH99", b"00000000", b"rowspan",
    b"100000000", b"-2147483649", b"1:1", b"$A$1:$XFD$1048576", b"XFD1048576", b"A0", b"1999-",
)  # fmt: skip
_TOKEN = re.compile(rb"[A-Za-z0-9_.\x80-\xff]+|[^A-Za-z0-9_.\s]")
TIMES = (1, 1, 1, 2, 4)


def _at(data: bytearray, random: Random) -> int:
    """A position, the first hundred bytes more often than their share."""
    most = len(data) if random.random() < 0.6 else min(len(data), 100)
    return random.randrange(max(most, 1))


def _flip(data: bytearray, random: Random) -> bytearray:
    """Turn one bit."""
    if data:
        data[_at(data, random)] ^= 1 << random.randrange(8)
    return data


def _byte(data: bytearray, random: Random) -> bytearray:
    """Put another byte."""
    if data:
        data[_at(data, random)] = random.randrange(256)
    return data


def _number(data: bytearray, random: Random) -> bytearray:
    """Put a number at which counters go wrong."""
    form = random.choice(list(SIZES))
    size = SIZES[form]
    at = _at(data, random)
    number = random.choice(NUMBERS)
    if form == "<d":
        raw = struct.pack(form, random.choice([0.0, -1.0, 1e308, float("nan"), float("inf")]))
    else:
        raw = (number % 2 ** (8 * size)).to_bytes(size, "little" if form[0] == "<" else "big")
    data[at : at + size] = raw
    return data


def _insert(data: bytearray, random: Random) -> bytearray:
    """Push something in."""
    at = _at(data, random)
    some = random.choice([random.randbytes(random.randrange(1, 9)), bytes(random.randrange(1, 64))])
    data[at:at] = some
    return data


def _delete(data: bytearray, random: Random) -> bytearray:
    """Take some bytes out."""
    at = _at(data, random)
    del data[at : at + random.choice([1, 1, 2, 4, 16, 200])]
    return data


def _truncate(data: bytearray, random: Random) -> bytearray:
    """Stop too early."""
    del data[_at(data, random) :]
    return data


def _splice(data: bytearray, random: Random) -> bytearray:
    """Copy a stretch over another place."""
    length = random.randrange(1, 120)
    start, end = _at(data, random), _at(data, random)
    data[end : end + length] = data[start : start + length]
    return data


def _double(data: bytearray, random: Random) -> bytearray:
    """Repeat a stretch."""
    at, length = _at(data, random), random.randrange(1, 400)
    data[at:at] = data[at : at + length] * random.choice([1, 1, 3, 50])
    return data


BYTES: tuple[Change, ...] = (
    _flip, _flip, _byte, _number, _number, _insert, _delete, _truncate, _splice, _double,
)  # fmt: skip


def _word(data: bytearray, random: Random) -> bytearray:
    """Another word for one of the text."""
    tokens = list(_TOKEN.finditer(data))
    if tokens:
        start, end = random.choice(tokens).span()
        data[start:end] = random.choice(WORDS)
    return data


def _words_swapped(data: bytearray, random: Random) -> bytearray:
    """Two words in each other's place."""
    tokens = list(_TOKEN.finditer(data))
    if len(tokens) > 1:
        one, other = sorted(random.sample(tokens, 2), key=lambda token: token.start())
        first, second = one.group(), other.group()
        data[other.start() : other.end()] = first
        data[one.start() : one.end()] = second
    return data


def _line(data: bytearray, random: Random) -> bytearray:
    """A line gone, doubled, or joined to the next one."""
    lines = bytes(data).split(b"\n")
    at = random.randrange(len(lines))
    what = random.randrange(4)
    if what == 0:
        del lines[at]
    elif what == 1:
        lines[at:at] = [lines[at]] * random.choice([1, 2, 60])
    elif what == 2 and at + 1 < len(lines):
        lines[at : at + 2] = [lines[at] + lines[at + 1]]
    else:
        random.shuffle(lines)
    return bytearray(b"\n".join(lines))


WORDY: tuple[Change, ...] = (_word, _word, _word, _words_swapped, _line)


def damaged(data: bytes, suffix: str, random: Random) -> bytes:
    """Damage a file a few times; inside an archive, its members as well as its bytes."""
    if suffix in ARCHIVES and random.random() < 0.8:
        return _repacked(data, random)
    changes = BYTES + WORDY * 2 if suffix in TEXTS else BYTES
    out = bytearray(data)
    for _ in range(random.choice(TIMES)):
        out = random.choice(changes)(out, random)
    return bytes(out)


def _repacked(data: bytes, random: Random) -> bytes:
    """An archive of which one member is damaged, gone, doubled or renamed."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        members = [(one.filename, packed.read(one)) for one in packed.infolist()]
    at = random.randrange(len(members))
    name, inside = members[at]
    what = random.random()
    if what < 0.05:
        del members[at]
    elif what < 0.1:
        members[at] = (random.choice(["../" + name, "/" + name, name.upper(), "a/" * 40 + name]),
                       inside)  # fmt: skip
    else:
        suffix = "." + name.rsplit(".", 1)[-1].lower()
        members[at] = (name, damaged(inside, suffix if suffix not in ARCHIVES else "", random))
    out = io.BytesIO()
    method = random.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
    with zipfile.ZipFile(out, "w", method) as packed:
        for named, content in members:
            packed.writestr(named, content)
    return out.getvalue()
