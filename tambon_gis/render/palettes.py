"""Colours that stay apart: for a full eye, for red- and green-blind eyes, and printed in grey.

The hues are ColorBrewer's (Cynthia Brewer, Pennsylvania State University); the steps are not its
own. They are taken along its ramps at equal distances of lightness, because two of its nine steps
are the same grey on paper. What is promised, and tested with the colour-blindness of Machado,
Oliveira and Fernandes (2009):

* along a palette of shares, from "nobody" over the band "fewer than 5", the classes and "nearly
  all", each colour is darker than the one before by :data:`LEAST_LIGHTNESS` at least;
* of the seven classes of change, and of the nine of a pair of indicators, any two differ by as
  much: in grey each can be found in the legend;
* two colours side by side in a legend differ by :data:`LEAST_DISTANCE` at least for every eye;
* what is no number has a pattern of its own, not a colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from tambon_gis.errors import DocumentError
from tambon_gis.model.layer import PATTERNED, View

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tambon_gis.model.document import Text

__all__ = [
    "CHANGE",
    "CHANGE_BREAKS",
    "CHANGE_FLAT",
    "DEFAULT",
    "DRAWINGS",
    "LEAST_DISTANCE",
    "LEAST_LIGHTNESS",
    "PAIR",
    "PALETTES",
    "RING",
    "Looks",
    "Palette",
    "change_class",
    "circle_colour",
    "colours",
    "lightness",
    "looks_of",
    "pair_colour",
    "patterns_of",
]

#: Steps of lightness (CIE L*, 0 to 100) between neighbours in grey. One step is what an eye just
#: tells apart under the best light; a projector or a copier leaves a fraction of the contrast.
LEAST_LIGHTNESS = 7.0
#: Distance in CAM02-UCS, in which 1 is about what an eye just tells apart, for every eye.
LEAST_DISTANCE = 7.0
#: Name of the usual palette.
DEFAULT = "YlOrBr"
#: Steps of lightness between the strokes of a pattern and what they stand on.
_LEAST_MARK = 25.0


@dataclass(frozen=True)
class Palette:
    """
    Colours of shares.

    Parameters
    ----------
    few : str
        The palest: the band "fewer than 5 households", so that a band never looks like a share.
    most : str
        The darkest: the band "nearly all".
    classes : Mapping[int, tuple[str, ...]]
        By number of classes, 1 to 7, palest first.
    """

    few: str
    most: str
    classes: Mapping[int, tuple[str, ...]]


def _palette(few: str, most: str, *steps: str) -> Palette:
    """A palette from one line a number of classes."""
    rows = [tuple(f"#{step}" for step in line.split()) for line in steps]
    return Palette(few, most, {len(row): row for row in rows})


PALETTES: Mapping[str, Palette] = {
    "YlOrBr": _palette(
        "#fee08b",
        "#4d1e06",
        "d85a08",
        "f4821d ae3e03",
        "fe9829 d85a08 973304",
        "ffa736 ec7014 c14703 882f06",
        "ffb23f f4821d d85a08 ae3e03 7e2c06",
        "feb945 fa8f24 e66a11 c94b02 a13804 772a06",
        "febe4a fe9829 ef7718 d85a08 ba4403 973304 712806",
    ),
    "Blues": _palette(
        "#d4e4f4",
        "#0f2a5c",
        "3987c0",
        "63a8d3 1a65ac",
        "7eb8da 3987c0 0c559f",
        "8fc1de 509bcb 2372b6 084b94",
        "9ac7e0 63a8d3 3987c0 1a65ac 09458b",
        "a2cce2 71b1d7 4895c8 2a78b9 135ca4 094185",
        "a9cfe5 7eb8da 58a0ce 3987c0 1f6db2 0c559f 093e80",
    ),
    "YlGnBu": _palette(
        "#ceecb3",
        "#12256c",
        "2089bd",
        "3caec3 2364ab",
        "5fbfc0 2089bd 2552a2",
        "76c9bd 2fa0c2 2373b2 26469d",
        "85cfbb 3caec3 2089bd 2364ab 263f99",
        "91d3ba 4bb9c3 2899c1 2379b5 235aa6 263996",
        "99d6b9 5fbfc0 34a5c2 2089bd 236eaf 2552a2 253594",
    ),
}
#: Change in percentage points: bounds, and the class of "about the same".
CHANGE_BREAKS = (-10, -5, -1, 1, 5, 10)
CHANGE_FLAT = 3
#: From much better (purple) over the same to much worse (orange). The worse side is the darker
#: one, step by step, so that the two sides differ in grey.
CHANGE = ("#70569e", "#a49bc7", "#d7d9ea", "#f7f7f7", "#f9af58", "#c5690b", "#823c08")
#: Two indicators, three classes each: a row for each class of the first (paler to deeper orange),
#: in it the classes of the second (paler to deeper violet). Lightness falls by 22 from row to row
#: and by 14 along a row, so that no two of the nine are the same grey.
PAIR = ("#f3f3f3", "#cec4f7", "#a495f8", "#e5a894", "#c37998", "#9f499a", "#c65e3b", "#a62643",
        "#6f0041")  # fmt: skip
_SIDE = 3
#: The ring that sets a circle off from any ground.
RING = "#ffffff"
_CIRCLE_OF = (7, 4)
#: Each pattern on a tile of 8 by 8: ``fill`` or ``stroke``, path data, width of the stroke.
DRAWINGS: Mapping[str, tuple[str, str, float]] = {
    "zero_band": ("stroke", "M0 4H8", 1.8),
    "hidden": ("fill", "M2 .7a1.3 1.3 0 1 0 .01 0M6 4.7a1.3 1.3 0 1 0 .01 0", 0.0),
    "no_data": ("stroke", "M-2 10L10-2M-2 2L2-2M6 10L10 6", 1.6),
    "not_asked": ("stroke", "M4 1.5V6.5M1.5 4H6.5", 1.4),
}
#: Plain colours of what is no class, and of the strokes of the patterns. ``withheld`` covers a
#: whole map when it stands there at all.
_FILLS = {
    "zero": "#f0f8ff",
    "zero_band": "#eef3f6",
    "hidden": "#ffffff",
    "not_asked": "#e4e8ec",
    "no_data": "#f1f3f5",
    "withheld": "#e6eaee",
}
_MARKS = {"zero_band": "#c9a227", "hidden": "#5d6b78", "not_asked": "#75818d", "no_data": "#98a3ad"}


@dataclass(frozen=True)
class Looks:
    """
    How forms are drawn that are no class.

    Parameters
    ----------
    fills : Mapping[str, str]
        Plain colour by form.
    marks : Mapping[str, str]
        Colour of the strokes, for forms with a pattern (:data:`DRAWINGS`).
    titles : Mapping[str, Text]
        Own words of a legend, by form.
    """

    fills: Mapping[str, str]
    marks: Mapping[str, str]
    titles: Mapping[str, Text]


def colours(classes: int, palette: str = DEFAULT) -> tuple[str, ...]:
    """
    The colours of so many classes, palest first.

    Parameters
    ----------
    classes : int
        1 to 7.
    palette : {"YlOrBr", "Blues", "YlGnBu"}, default "YlOrBr"
        Name of the palette.

    Returns
    -------
    tuple[str, ...]
        Hex colours.

    Examples
    --------
    >>> colours(2)
    ('#f4821d', '#ae3e03')
    """
    return PALETTES[palette].classes[classes]


def circle_colour(palette: str = "Blues") -> str:
    """
    The colour of circles: dark enough to be seen small, light enough to be seen through.

    Parameters
    ----------
    palette : {"Blues", "YlGnBu", "YlOrBr"}, default "Blues"
        Name of the palette.

    Returns
    -------
    str
        Hex colour.

    Examples
    --------
    >>> circle_colour()
    '#1f6db2'
    """
    number, step = _CIRCLE_OF
    return PALETTES[palette].classes[number][step]


def lightness(colour: str) -> float:
    """
    How light a colour is, which is all that grey paper keeps of it.

    Parameters
    ----------
    colour : str
        Hex colour.

    Returns
    -------
    float
        CIE L*: 0 for black, 100 for white.

    Examples
    --------
    >>> [round(lightness(colour)) for colour in ("#000000", "#777777", "#ffffff")]
    [0, 50, 100]
    """
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)  # noqa: PLR2004
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    small = (6 / 29) ** 3
    root = light ** (1 / 3) if light > small else light / (3 * (6 / 29) ** 2) + 4 / 29
    return float(116 * root - 16)


def change_class(points: float) -> int:
    """
    The class of a change: the same bounds for better and for worse.

    Parameters
    ----------
    points : float
        Percentage points by which more fail than before.

    Returns
    -------
    int
        Position in :data:`CHANGE`; a class holds its bound on the side of no change.

    Examples
    --------
    >>> [change_class(points) for points in (-10.1, -10, -1, 0, 1, 1.1, 10.1)]
    [0, 1, 3, 3, 3, 4, 6]
    """
    steps = sum(abs(points) > bound for bound in CHANGE_BREAKS[CHANGE_FLAT:])
    return CHANGE_FLAT + (steps if points > 0 else -steps)


def pair_colour(first: int, second: int) -> str:
    """
    The colour of two classes at once.

    Parameters
    ----------
    first, second : int
        Class of each indicator, 0 to 2.

    Returns
    -------
    str
        Hex colour.

    Examples
    --------
    >>> pair_colour(0, 0), pair_colour(2, 2)
    ('#f3f3f3', '#6f0041')
    """
    return PAIR[first * _SIDE + second]


def looks_of(view: View | None = None) -> Looks:
    """
    How forms are drawn that are no class: as the view says, else as usual.

    Parameters
    ----------
    view : View, optional
        A view of shares.

    Returns
    -------
    Looks
        Colours and words of every form.

    Raises
    ------
    DocumentError
        When colours of the view look alike in grey.

    Examples
    --------
    >>> looks_of().fills["few"]
    '#fee08b'
    """
    palette = PALETTES[view.colours if view is not None and view.kind == "shade" else DEFAULT]
    own = view.look if view is not None else {}
    fills = _FILLS | {"few": palette.few, "most": palette.most}
    fills |= {form: look.colour for form, look in own.items() if look.colour is not None}
    marks = _MARKS | {form: look.mark for form, look in own.items() if look.mark is not None}
    titles = {str(form): look.title for form, look in own.items() if look.title is not None}
    looks = Looks(fills, marks, titles)
    if view is not None and own:
        alike = list(dict.fromkeys(_alike(looks, palette, _most_classes(view))))
        if alike:
            least = f"{LEAST_LIGHTNESS:g}"
            pairs = "; ".join(f"{first} – {second}" for first, second in alike)
            raise DocumentError("layerdocs.alike", view=view.id, pairs=pairs, least=least)
    return looks


def patterns_of(view: View | None = None) -> list[tuple[str, str, str, tuple[str, str, float]]]:
    """
    Every pattern with all that is needed to draw it.

    Parameters
    ----------
    view : View, optional
        A view of shares.

    Returns
    -------
    list of (str, str, str, tuple)
        Form, colour of the ground, colour of the strokes, and the drawing (:data:`DRAWINGS`).

    Examples
    --------
    >>> [name for name, *_ in patterns_of()]
    ['zero_band', 'hidden', 'no_data', 'not_asked']
    """
    looks = looks_of(view)
    return [(n, looks.fills[n], looks.marks[n], drawn) for n, drawn in DRAWINGS.items()]


def _most_classes(view: View) -> int:
    """The most classes that a view makes."""
    how = view.classes
    fixed = [*how.policy.values(), *([how.breaks] if how.breaks else [])]
    return max([how.count, *(len(bounds) + 1 for bounds in fixed)])


def _alike(looks: Looks, palette: Palette, classes: int) -> Iterator[tuple[str, str]]:
    """Forms and classes that grey paper shows the same."""
    plain = {form: looks.fills[form] for form in ("zero", "few", "most")}
    for first, second in combinations(plain, 2):
        if _near(plain[first], plain[second]):
            yield first, second
    for form, colour in plain.items():
        for number in range(1, classes + 1):
            yield from ((form, step) for step in palette.classes[number] if _near(colour, step))
    for form in sorted(PATTERNED):
        if abs(lightness(looks.fills[form]) - lightness(looks.marks[form])) < _LEAST_MARK:
            yield f"{form}.colour", f"{form}.mark"


def _near(first: str, second: str) -> bool:
    """Whether two colours are nearly the same grey."""
    return abs(lightness(first) - lightness(second)) < LEAST_LIGHTNESS
