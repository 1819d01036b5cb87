"""A sheet of paper for pictures: text, lines and areas in points, drawn by matplotlib into a PNG.

The only file that knows matplotlib. Its letters are the packaged typeface, shaped by HarfBuzz; no
font of the machine, no setting of the user and no date enters a picture.
"""

from __future__ import annotations

import atexit
import io
import shutil
import tempfile
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tambon_gis.render import fonts
from tambon_gis.render.fonts import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    import shapely

__all__ = ["DPI", "LINE", "Sheet", "extent"]

DPI = 300
#: Points in an inch.
POINTS = 72
REGULAR, BOLD = 400, 700
#: How a pattern of a form is hatched.
_HATCH = {"no_data": "///", "hidden": "...", "zero_band": "---", "not_asked": "++"}
#: Height of a line of text, as a part of its size: Thai stacks marks above and below.
LINE = 1.45
_COLOURS = 256
_Across = Literal["left", "center", "right"]


class Sheet:
    """
    A sheet on which everything has its place in points from the top left corner.

    Parameters
    ----------
    width, height : float
        Points.
    dpi : int, default 300
        Pixels an inch of the picture.
    """

    def __init__(self, width: float, height: float, *, dpi: int = DPI) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.width, self.height, self.dpi = width, height, dpi
        with _plain_settings():
            self._figure = Figure(figsize=(width / POINTS, height / POINTS), dpi=dpi)
            FigureCanvasAgg(self._figure)
            self._axes = self._figure.add_axes((0, 0, 1, 1), frame_on=False)
            self._axes.set(xlim=(0, width), ylim=(height, 0), xticks=[], yticks=[])
        self._level = 1.0

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 13,
        bold: bool = False,
        colour: str = "#17242f",
        across: _Across = "left",
        halo: float = 0,
    ) -> None:
        """
        Write a line of text.

        Parameters
        ----------
        x, y : float
            Where its base line begins, ends or has its middle (``across``).
        text : str
            The text; letters that the typeface lacks become question marks.
        size : float
            Points.
        bold : bool
            Whether in bold.
        colour : str
            Hex colour.
        across : {"left", "center", "right"}
            Which part of the text stands at ``x``.
        halo : float
            Width of a white edge around the letters.
        """
        written = self._axes.text(
            x,
            y,
            clean(text),
            fontproperties=_properties(bold=bold, size=size),
            color=colour,
            ha=across,
            va="baseline",
            parse_math=False,
            zorder=self._next(),
        )
        if halo:
            from matplotlib.patheffects import withStroke

            written.set_path_effects([withStroke(linewidth=2 * halo, foreground="white")])

    def stamp(self, text: str) -> None:
        """
        Write a text across the whole sheet, pale.

        Parameters
        ----------
        text : str
            The text; nothing is written without one.
        """
        if not text:
            return
        size = 0.85 * self.width / max(extent(text, 1, bold=True), 1)
        self._axes.text(
            self.width / 2,
            self.height * 0.55,
            clean(text),
            fontproperties=_properties(bold=True, size=min(size, self.width / 12)),
            color="#8f1d1438",
            ha="center",
            va="center",
            rotation=20,
            parse_math=False,
            zorder=self._next(),
        )

    def area(
        self,
        shape: shapely.Geometry,
        *,
        fill: str | None = None,
        edge: str | None = None,
        width: float = 0.8,
        pattern: str = "",
        ink: str = "#5d6b78",
        opacity: float = 1,
    ) -> None:
        """
        Fill a polygon.

        Parameters
        ----------
        shape : shapely.Geometry
            Polygon or multipolygon in points of the sheet.
        fill, edge : str, optional
            Hex colours; none without.
        width : float
            Width of the edge.
        pattern : {"", "no_data", "hidden", "zero_band", "not_asked"}
            What is drawn over the colour.
        ink : str
            Colour of the pattern.
        opacity : float
            Of fill and edge, 0 to 1.
        """
        from matplotlib.patches import PathPatch

        path = _path(shape)
        if path is None:
            return
        colours = {"facecolor": fill or "none", "alpha": opacity}
        self._axes.add_patch(PathPatch(path, **colours, edgecolor="none", zorder=self._next()))
        if pattern:
            marks = {"hatch": _HATCH[pattern], "hatchcolor": ink, "hatch_linewidth": 1.0}
            self._axes.add_patch(
                PathPatch(
                    path, facecolor="none", edgecolor="none", linewidth=0, **marks,
                    zorder=self._next(),
                )
            )  # fmt: skip
        if edge:
            self._axes.add_patch(
                PathPatch(
                    path, facecolor="none", edgecolor=edge, linewidth=width, alpha=opacity,
                    joinstyle="round", zorder=self._next(),
                )
            )  # fmt: skip

    def box(
        self,
        x: float,
        y: float,
        wide: float,
        high: float,
        *,
        fill: str | None = None,
        edge: str | None = None,
        pattern: str = "",
        ink: str = "#5d6b78",
    ) -> None:
        """
        Fill a rectangle.

        Parameters
        ----------
        x, y : float
            Its top left corner.
        wide, high : float
            Its size.
        fill, edge : str, optional
            Hex colours.
        pattern : str
            As of :meth:`area`.
        ink : str
            Colour of the pattern.
        """
        import shapely

        shape = shapely.box(x, y, x + wide, y + high)
        self.area(shape, fill=fill, edge=edge, pattern=pattern, ink=ink)

    def line(
        self,
        points: Sequence[tuple[float, float]],
        *,
        colour: str = "#17242f",
        width: float = 1,
        dashed: bool = False,
    ) -> None:
        """
        Draw a line.

        Parameters
        ----------
        points : Sequence of (float, float)
            At least two.
        colour : str
            Hex colour.
        width : float
            Points.
        dashed : bool
            Whether broken.
        """
        from matplotlib.lines import Line2D

        xs, ys = zip(*points, strict=True)
        style: Any = (0, (4, 3)) if dashed else "-"
        self._axes.add_line(
            Line2D(
                xs, ys, color=colour, linewidth=width, linestyle=style, zorder=self._next(),
                solid_joinstyle="round", solid_capstyle="round",
            )
        )  # fmt: skip

    def dot(
        self, x: float, y: float, *, radius: float = 3, fill: str = "#12395b", edge: str = "#ffffff"
    ) -> None:
        """
        Draw a disc.

        Parameters
        ----------
        x, y : float
            Its middle.
        radius : float
            Points.
        fill, edge : str
            Hex colours.
        """
        from matplotlib.patches import Circle

        self._axes.add_patch(
            Circle((x, y), radius, facecolor=fill, edgecolor=edge, linewidth=1, zorder=self._next())
        )

    def png(self) -> bytes:
        """
        The picture.

        Returns
        -------
        bytes
            A PNG that carries its size in print and nothing else.
        """
        import numpy as np
        from PIL import Image

        with _plain_settings():
            canvas: Any = self._figure.canvas
            canvas.draw()
            pixels = np.asarray(canvas.buffer_rgba())[..., :3].copy()
        image = Image.fromarray(pixels).quantize(_COLOURS, dither=Image.Dither.NONE)
        out = io.BytesIO()
        image.save(out, format="PNG", dpi=(self.dpi, self.dpi), optimize=False, compress_level=7)
        return out.getvalue()

    def _next(self) -> float:
        """What is drawn later lies above."""
        self._level += 1
        return self._level


@lru_cache(maxsize=20_000)
def extent(text: str, size: float, *, bold: bool = False) -> float:
    """
    The width of a line of text.

    Parameters
    ----------
    text : str
        The text.
    size : float
        Points.
    bold : bool, default False
        Whether in bold.

    Returns
    -------
    float
        Points.

    Examples
    --------
    >>> extent("ที่", 10) == extent("ท", 10)  # marks above take no width
    True
    """
    font = _measure(bold=bold)
    font.set_text(clean(text), 0.0)
    wide, _ = font.get_width_height()
    return float(wide) / 64 * size / 100


def _path(shape: shapely.Geometry) -> Any:
    """The rings of a shape as one path."""
    import shapely
    from matplotlib.path import Path as Outline

    rings = [
        Outline(shapely.get_coordinates(ring), closed=True)
        for polygon in shapely.get_parts(shape)
        for ring in shapely.get_rings(shapely.orient_polygons(polygon))
    ]
    return Outline.make_compound_path(*rings) if rings else None


def _plain_settings() -> Any:
    """Matplotlib as it is shipped, without the user's settings, and letters as they are drawn."""
    import matplotlib as mpl

    settings: dict[Any, Any] = {**_shipped(), "text.hinting": "none", "text.usetex": False}
    return mpl.rc_context(settings)


@cache
def _shipped() -> dict[str, Any]:
    """The settings that shape a picture, as matplotlib ships them."""
    import matplotlib as mpl

    kinds = ("text.", "font.", "path.", "patch.", "lines.", "hatch.", "figure.", "axes.", "agg.")
    return {name: mpl.rcParamsDefault[name] for name in mpl.rcParamsDefault
            if name.startswith(kinds)}  # fmt: skip


@cache
def _file(*, bold: bool) -> str:
    """The typeface as a file of this process, removed when it ends."""
    path = Path(_folder()) / ("bold.ttf" if bold else "regular.ttf")
    path.write_bytes(fonts.static(BOLD if bold else REGULAR))
    return str(path)


@cache
def _folder() -> str:
    """A folder of this process."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _properties(*, bold: bool, size: float) -> Any:
    """The typeface as matplotlib asks for it."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=_file(bold=bold), size=size)


@cache
def _measure(*, bold: bool) -> Any:
    """The typeface at 100 points, to measure with."""
    from matplotlib.ft2font import FT2Font, LoadFlags

    font = FT2Font(_file(bold=bold))
    font.set_size(100, POINTS)
    plain = LoadFlags.NO_HINTING

    class Ruler:
        """Measures without hinting."""

        def set_text(self, text: str, turn: float) -> None:
            font.set_text(text, turn, flags=plain)

        def get_width_height(self) -> tuple[int, int]:
            found: tuple[int, int] = font.get_width_height()
            return found

    return Ruler()
