"""Pictures of a page beside kept ones: both are shrunk, and their gap is told in three numbers."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

HERE = Path(__file__).parent
KEPT = HERE / "baselines"
#: Pictures as they were taken; git knows nothing of this folder.
TAKEN = HERE / "artefacts" / "screens"
#: Pixels of a shrunk picture, whatever its form: 320 x 200 of a desktop, 177 x 363 of a phone.
AREA = 64_000
COLOURS = 128
TILE = 12
#: A pixel differs when any of its three colours is further away than this, of 255.
FAR = 24
HOW = "python -m pytest tests/test_browser_baselines.py --baselines"


@dataclass(frozen=True)
class Gap:
    """How far two pictures are apart."""

    mean: float  # of 255, over all pixels and colours
    share: float  # percent of pixels that are further away than FAR
    tile: float  # of 255, the mean of the worst square of TILE pixels

    def within(self, limit: Gap) -> bool:
        """Whether no number is above its limit."""
        return self.mean <= limit.mean and self.share <= limit.share and self.tile <= limit.tile

    def __str__(self) -> str:
        return f"mean {self.mean:.2f}, pixels {self.share:.2f} %, worst square {self.tile:.1f}"


#: Letters that are placed on whole pixels (another browser's) make 1.7, 1.0 % and 10; a village in
#: the next colour makes a worst square of 26, a panel that stands 4 pixels aside one of 16.
LIMIT = Gap(mean=2.4, share=1.6, tile=15.0)


def shrunk(taken: bytes) -> Image.Image:
    """A picture of AREA pixels; each is the mean of what it stands for."""
    with Image.open(io.BytesIO(taken)) as opened:
        whole = opened.convert("RGB")
    scale = (AREA / (whole.width * whole.height)) ** 0.5
    return whole.resize(
        (round(whole.width * scale), round(whole.height * scale)), Image.Resampling.BOX
    )


def gap(one: Image.Image, other: Image.Image) -> Gap:
    """How far two shrunk pictures are apart, softened so that half a pixel is nothing."""
    assert one.size == other.size, f"{one.size} instead of {other.size}"
    soft = [
        np.asarray(each.filter(ImageFilter.GaussianBlur(1)), dtype=float) for each in (one, other)
    ]
    away = np.abs(soft[0] - soft[1])
    tall, wide = (side // TILE * TILE for side in away.shape[:2])
    tiles = away[:tall, :wide].reshape(tall // TILE, TILE, wide // TILE, TILE, 3).mean((1, 3, 4))
    return Gap(
        mean=float(away.mean()),
        share=float(100 * (away.max(axis=2) > FAR).mean()),
        tile=float(tiles.max()),
    )


def kept(name: str) -> Image.Image:
    """A baseline; a missing one is a failure that says how it is made."""
    path = KEPT / f"{name}.png"
    if not path.is_file():
        pytest.fail(f"{path.name} is missing in {KEPT}: make it with\n  {HOW}\nand look at it")
    with Image.open(path) as opened:
        return opened.convert("RGB")


def keep(name: str, taken: bytes) -> None:
    """A picture as the baseline from now on, in few colours."""
    KEPT.mkdir(exist_ok=True)
    few = shrunk(taken).quantize(COLOURS, kmeans=2, dither=Image.Dither.NONE)
    few.save(KEPT / f"{name}.png", optimize=True)


def plain(colour: tuple[int, int, int]) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (160, 100), colour).save(out, "PNG")
    return out.getvalue()


def drawn_page(document: Path) -> bytes:
    """The first page of a PDF as poppler draws it; without poppler a skip, on CI a failure."""
    printer = shutil.which("pdftoppm")
    if printer is None:
        message = "pdftoppm is missing: install poppler (sudo apt-get install poppler-utils)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    command = [printer, "-r", "72", "-png", "-f", "1", "-l", "1", str(document)]
    return subprocess.run(command, check=True, capture_output=True).stdout


def compare(name: str, taken: bytes, *, anew: bool) -> None:
    """Save what was taken, and hold it against its baseline, or make that anew."""
    path = TAKEN / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(taken)
    flat = name.replace("/", "-")
    if anew:
        keep(flat, taken)
    now, before = shrunk(taken), kept(flat)
    found = gap(now, before)
    if found.within(LIMIT):
        return
    both = Image.new("RGB", (2 * now.width + 8, now.height), "red")
    both.paste(before, (0, 0))
    both.paste(now, (now.width + 8, 0))
    beside = path.with_name(f"{path.stem}-beside.png")
    both.save(beside)
    pytest.fail(
        f"{flat} is not as it was: {found} (limits: {LIMIT}).\n"
        f"Before and now: {beside}. If it is meant:\n  {HOW}"
    )
