"""Thai words as HarfBuzz places them, drawn apart from every program under test.

Glyphs and places come from HarfBuzz, outlines are filled here; no text layout of matplotlib,
Typst or an office program takes part. ``match(ink_of(picture), "น้ำ", size=64, weight=400)`` finds
a word in a picture of a page; ``size`` is in pixels an em.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
import uharfbuzz as hb
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from PIL import Image, ImageDraw
from scipy.ndimage import uniform_filter
from scipy.signal import fftconvolve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["WORDS", "Match", "boxes", "ink_of", "match", "naive", "placed", "reference"]

WORDS = ("ที่", "น้ำ", "กี่", "ปู่", "ญี่", "ฐาน", "หัวไผ่")
#: The same word: correlated at least so much, and nowhere off by more than so much of a spot.
ALIKE, SPOT = 0.95, 0.3
#: A spot, as a part of the size of the letters: narrower than a tone mark is high.
_SPOT_SIZE = 0.07
_FINE = 4
_STEPS = 8


@dataclass(frozen=True)
class Match:
    """How well a word was found: correlation (1 is the same ink), the worst spot (0 is best)."""

    likeness: float
    spot: float

    @property
    def right(self) -> bool:
        """Whether the page shows the word, every mark in its place."""
        return self.likeness >= ALIKE and self.spot <= SPOT


@cache
def font_bytes(weight: int = 400) -> bytes:
    """Noto Sans Thai in one weight, cut from the packaged variable font."""
    folder = files("fontpkg_noto_sans_thai") / "files"
    path = next(f for f in folder.iterdir() if f.name.endswith(".ttf"))
    font = TTFont(io.BytesIO(path.read_bytes()), recalcTimestamp=False)
    made = instancer.instantiateVariableFont(font, {"wdth": 100, "wght": weight})
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@cache
def _outlines(weight: int) -> tuple[TTFont, list[str]]:
    font = TTFont(io.BytesIO(font_bytes(weight)))
    return font, font.getGlyphOrder()


def placed(text: str, weight: int = 400) -> list[tuple[str, int, int]]:
    """Glyph names and their places in font units, as HarfBuzz shapes the text."""
    font = hb.Font(hb.Face(font_bytes(weight)))
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    names, x, y, out = _outlines(weight)[1], 0, 0, []
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        out.append((names[info.codepoint], x + position.x_offset, y + position.y_offset))
        x, y = x + position.x_advance, y + position.y_advance
    return out


def reference(text: str, size: float, weight: int = 400) -> np.ndarray:
    """Ink (0 to 1) of a shaped text at so many pixels an em, cut to its edges."""
    return _drawn(placed(text, weight), size, weight)


def naive(text: str, size: float, weight: int = 400) -> np.ndarray:
    """The same letters one after another, as a program writes that does not shape."""
    font, x, row = _outlines(weight)[0], 0, []
    for letter in text:
        name = font.getBestCmap()[ord(letter)]
        row.append((name, x, 0))
        x += font["hmtx"][name][0]
    return _drawn(row, size, weight)


def boxes(text: str, size: float, weight: int = 400) -> np.ndarray:
    """A box for each letter, as a font without Thai gives."""
    font = _outlines(weight)[0]
    step = font["hmtx"][".notdef"][0]
    return _drawn([(".notdef", i * step, 0) for i in range(len(text))], size, weight)


def ink_of(picture: bytes | Image.Image) -> np.ndarray:
    """Ink (0 to 1) of a picture with dark letters on a light ground."""
    image = Image.open(io.BytesIO(picture)) if isinstance(picture, bytes) else picture
    if image.mode in {"RGBA", "LA", "P"}:
        over = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", over.size, "white"), over)
    return 1 - np.asarray(image.convert("L"), dtype=float) / 255


def match(
    page: np.ndarray,
    text: str,
    *,
    size: float,
    weight: int = 400,
    make: Callable[[str, float, int], np.ndarray] = reference,
) -> Match:
    """The best place of a page for a text, at the size asked for and up to 3 % beside it."""
    found = [
        _match(page, make(text, size * by, weight), size) for by in (1, 0.985, 1.015, 0.97, 1.03)
    ]
    return max(found, key=lambda one: one.likeness)


def _match(page: np.ndarray, word: np.ndarray, size: float) -> Match:
    """Normalised correlation everywhere; at its best place, the worst spot."""
    small = np.pad(word, 2)
    page = np.pad(page, [(n, n) for n in small.shape])
    kernel, ones = (small - small.mean())[::-1, ::-1], np.ones_like(small)
    total = fftconvolve(page, ones, mode="valid")
    squares = fftconvolve(page**2, ones, mode="valid")
    spread = np.sqrt(np.maximum(squares - total**2 / small.size, 0)) * np.sqrt((kernel**2).sum())
    cross = fftconvolve(page, kernel, mode="valid")
    alike = np.where(spread > 1, cross / np.maximum(spread, 1), 0)
    row, column = np.unravel_index(int(alike.argmax()), alike.shape)
    here = page[row : row + small.shape[0], column : column + small.shape[1]]
    spot = uniform_filter(here - small, max(round(size * _SPOT_SIZE), 2), mode="constant")
    return Match(float(alike.max()), float(np.abs(spot).max()))


def _drawn(row: list[tuple[str, int, int]], size: float, weight: int) -> np.ndarray:
    """Glyphs as ink: each contour adds its turn, and what is not zero is black."""
    font = _outlines(weight)[0]
    glyphs, scale = font.getGlyphSet(), _FINE * size / font["head"].unitsPerEm
    contours = [
        np.array(ring) * scale + (x * scale, y * scale)
        for name, x, y in row
        for ring in _rings(glyphs, name)
    ]
    if not contours:
        return np.zeros((1, 1))
    points = np.concatenate(contours)
    low = np.floor(points.min(axis=0) / _FINE) * _FINE
    wide, high = (np.ceil((points.max(axis=0) - low) / _FINE).astype(int)) * _FINE
    turns = np.zeros((high, wide), dtype=int)
    for ring in contours:
        x, y = (ring - low).T
        mask = Image.new("1", (int(wide), int(high)))
        ImageDraw.Draw(mask).polygon(list(zip(x, high - y, strict=True)), fill=1)
        area = float(np.dot(x, np.roll(y, -1)) - np.dot(np.roll(x, -1), y))
        turns += np.asarray(mask).astype(int) * (1 if area > 0 else -1)
    ink = (turns != 0).astype(float)
    return ink.reshape(high // _FINE, _FINE, wide // _FINE, _FINE).mean(axis=(1, 3))


def _rings(glyphs: object, name: str) -> Iterator[list[tuple[float, float]]]:
    """The contours of a glyph as polygons; curves in eight steps."""
    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)  # type: ignore[index]
    ring: list[tuple[float, float]] = []
    for what, points in pen.value:
        if what == "moveTo":
            ring = [points[0]]
        elif what == "lineTo":
            ring.append(points[0])
        elif what == "qCurveTo":
            ring += _curve(ring[-1], points)
        elif what == "closePath":
            yield ring


def _curve(start: tuple[float, float], points: tuple) -> list[tuple[float, float]]:
    """A TrueType curve: bends between implied points on the way."""
    *bends, last = points
    out = []
    for i, bend in enumerate(bends):
        end = last if i == len(bends) - 1 else tuple(np.add(bend, bends[i + 1]) / 2)
        for t in np.linspace(0, 1, _STEPS + 1)[1:]:
            at = (1 - t) ** 2 * np.array(start) + 2 * t * (1 - t) * np.array(bend)
            out.append(tuple(at + t**2 * np.array(end)))
        start = end
    return out
