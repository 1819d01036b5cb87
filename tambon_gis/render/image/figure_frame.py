"""What stands around every picture: title, badges, source and, inside the house, a watermark."""

from __future__ import annotations

from dataclasses import dataclass

from tambon_gis.render.image.figure import DPI, LINE, Sheet, extent
from tambon_gis.render.image.figure_lines import wrapped

__all__ = [
    "GOLD",
    "INK",
    "LINE_COLOUR",
    "MARGIN",
    "NAVY",
    "QUIET",
    "WASH",
    "WIDTH",
    "Frame",
    "framed",
    "paragraph",
]

#: Points: a picture is ten inches wide.
WIDTH, MARGIN = 720.0, 24.0
INK, QUIET, NAVY, GOLD, LINE_COLOUR, WASH = (
    "#17242f", "#4a5a68", "#12395b", "#c3902b", "#d3dbe3", "#f4f7fa",
)  # fmt: skip
_TITLE, _SUBTITLE, _SMALL = 21.0, 14.0, 10.5
_BADGE = {"synthetic": ("#ffe08a", "#3d2c00"), "internal": ("#8f1d14", "#ffffff"),
          "approximate": ("#ffffff", "#7a3b00"), "unverified": ("#fff4c2", "#3d2c00")}  # fmt: skip


@dataclass(frozen=True)
class Frame:
    """
    The words around a picture.

    Parameters
    ----------
    title, subtitle : str
        Above it.
    foot : tuple[str, ...]
        Below it: source, date, credit; a line each.
    badges : tuple of (str, str)
        Kind (``synthetic``, ``internal``, ``approximate``) and words.
    watermark : str
        Written across it; nothing on a public picture.
    dpi : int
        Pixels an inch.
    """

    title: str
    subtitle: str
    foot: tuple[str, ...] = ()
    badges: tuple[tuple[str, str], ...] = ()
    watermark: str = ""
    dpi: int = DPI

    @property
    def top(self) -> float:
        """Where the picture begins."""
        return self._rule + 18

    @property
    def bottom(self) -> float:
        """Points that the foot takes."""
        lines = sum(len(_foot_lines(line)) for line in self.foot)
        return MARGIN + 10 + lines * _SMALL * LINE

    @property
    def _titles(self) -> list[str]:
        """The title in lines, beside the badges."""
        room = WIDTH - 2 * MARGIN - sum(_badge_width(words) + 8 for _, words in self.badges)
        return wrapped(self.title, max(room, WIDTH / 3), _TITLE, bold=True, most=2)

    @property
    def _subtitles(self) -> list[str]:
        """The line below the title."""
        return wrapped(self.subtitle, WIDTH - 2 * MARGIN, _SUBTITLE, most=2)

    @property
    def _rule(self) -> float:
        """Where the gold rule lies."""
        above = len(self._titles) * _TITLE * LINE + len(self._subtitles) * _SUBTITLE * LINE
        return MARGIN + above + 2


def framed(frame: Frame, body: float) -> Sheet:
    """
    A sheet with its frame.

    Parameters
    ----------
    frame : Frame
        The words.
    body : float
        Height of what will stand inside, in points from ``frame.top``.

    Returns
    -------
    Sheet
        Ready for the picture itself.
    """
    sheet = Sheet(WIDTH, round(frame.top + body + frame.bottom), dpi=frame.dpi)
    y = paragraph(sheet, MARGIN, MARGIN, frame._titles, size=_TITLE, bold=True, colour=NAVY)  # noqa: SLF001
    y = paragraph(sheet, MARGIN, y, frame._subtitles, size=_SUBTITLE, colour=QUIET)  # noqa: SLF001
    sheet.line([(MARGIN, y + 2), (WIDTH - MARGIN, y + 2)], colour=GOLD, width=1.6)
    _badges(sheet, frame.badges)
    y = sheet.height - frame.bottom + 10
    sheet.line([(MARGIN, y), (WIDTH - MARGIN, y)], colour=LINE_COLOUR, width=0.8)
    for line in frame.foot:
        y = paragraph(sheet, MARGIN, y + 2, _foot_lines(line), size=_SMALL, colour=QUIET) - 2
    return sheet


def paragraph(
    sheet: Sheet,
    x: float,
    y: float,
    lines: list[str],
    *,
    size: float,
    bold: bool = False,
    colour: str = INK,
) -> float:
    """
    Write lines below each other.

    Parameters
    ----------
    sheet : Sheet
        Where.
    x, y : float
        Their top left corner.
    lines : list[str]
        The lines.
    size : float
        Points.
    bold : bool, default False
        Whether in bold.
    colour : str
        Hex colour.

    Returns
    -------
    float
        Where the next line may begin.
    """
    for line in lines:
        sheet.text(x, y + size * 1.1, line, size=size, bold=bold, colour=colour)
        y += size * LINE
    return y


def _badges(sheet: Sheet, badges: tuple[tuple[str, str], ...]) -> None:
    """Small plates in the top right corner."""
    right = WIDTH - MARGIN
    for kind, words in badges:
        fill, ink = _BADGE[kind]
        wide = _badge_width(words)
        sheet.box(
            right - wide,
            MARGIN + 2,
            wide,
            22,
            fill=fill,
            edge=ink if fill[1:] == "ffffff" else None,
        )
        sheet.text(right - wide / 2, MARGIN + 17.5, words, size=12, bold=True, colour=ink,
                   across="center")  # fmt: skip
        right -= wide + 8


def _badge_width(words: str) -> float:
    """Points that a plate takes."""
    return extent(words, 12, bold=True) + 20


def _foot_lines(line: str) -> list[str]:
    """A line of the foot, as many as it takes."""
    return wrapped(line, WIDTH - 2 * MARGIN, _SMALL, most=3)
