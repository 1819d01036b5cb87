"""Shapefiles packed by hand for the tests of layers: nothing here is read by what it tests."""

from __future__ import annotations

import struct

#: Two squares of Ang Thong, as x and y of the lower left corner; each side is 0.01 degrees.
CORNERS = ((100.4, 14.5), (100.41, 14.5))
SIDE = 0.01


def ring(x, y, side=SIDE):
    """A square, clockwise as the format asks."""
    return [(x, y), (x, y + side), (x + side, y + side), (x + side, y), (x, y)]


def shp(rings):
    """The bytes of a ``.shp`` and its ``.shx``; None is a blank shape."""
    bodies, index, at = [], [], 50
    for number, corners in enumerate(rings, 1):
        if corners is None:
            body = struct.pack("<i", 0)
        else:
            xs, ys = zip(*corners, strict=True)
            box = (min(xs), min(ys), max(xs), max(ys))
            body = struct.pack("<i4d3i", 5, *box, 1, len(corners), 0)
            body += b"".join(struct.pack("<2d", *corner) for corner in corners)
        words = len(body) // 2
        bodies.append(struct.pack(">2i", number, words) + body)
        index.append(struct.pack(">2i", at, words))
        at += words + 4
    box = (100.0, 14.0, 101.0, 15.0)

    def head(words):
        return struct.pack(">7i", 9994, 0, 0, 0, 0, 0, words) + struct.pack(
            "<2i8d", 1000, 5, *box, 0, 0, 0, 0
        )

    return head(at) + b"".join(bodies), head(50 + 4 * len(rings)) + b"".join(index)


def dbf(fields, rows, *, language=0, deleted=(), declared=None):
    """The bytes of a ``.dbf``: fields are (name bytes, kind, width[, decimals]), cells bytes."""
    width = 1 + sum(field[2] for field in fields)
    start = 33 + 32 * len(fields)
    count = len(rows) if declared is None else declared
    out = [struct.pack("<4BIHH17xB2x", 3, 122, 11, 20, count, start, width, language)]
    for name, kind, size, *decimals in fields:
        out.append(struct.pack("<11sc4xBB14x", name, kind, size, *(decimals or [0])))
    out.append(b"\r")
    for at, row in enumerate(rows):
        out.append(b"*" if at in deleted else b" ")
        for cell, (_, kind, size, *_rest) in zip(row, fields, strict=True):
            out.append(cell.rjust(size) if kind in {b"N", b"F"} else cell.ljust(size))
    return b"".join([*out, b"\x1a"])


def write(folder, *, name="ตำบล", rings=None, fields=None, rows=None, leave=(), **options):
    """A shapefile of two tambons; ``leave`` names suffixes that are not written."""
    shapes, index = shp([ring(*corner) for corner in CORNERS] if rings is None else rings)
    if fields is None:
        fields = [(b"TAM_CODE", b"C", 6), (b"TAM_NAM_T", b"C", 20)]
        rows = [(b"150109", "หัวไผ่".encode("cp874")), (b"150110", "อบทม".encode("cp874"))]
    parts = {".shp": shapes, ".shx": index, ".dbf": dbf(fields, rows, **options)}
    for suffix, raw in parts.items():
        if suffix not in leave:
            (folder / f"{name}{suffix}").write_bytes(raw)
    return folder / f"{name}.shp"


def listing(folder):
    """Everything in a folder, with its bytes."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
