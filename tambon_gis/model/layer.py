"""Layers: how an indicator is shown (a view), and layers of the group's own (roads, works)."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator

from tambon_gis.model.document import Document, Text
from tambon_gis.model.fault import refusal, refusals
from tambon_gis.model.project import Input  # noqa: TC001  (pydantic reads it)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic_core import PydanticCustomError

__all__ = [
    "CARD",
    "PALETTES",
    "SYMBOLS",
    "Classes",
    "LayerFile",
    "Look",
    "OwnLayer",
    "Symbol",
    "View",
    "symbol_of",
]

#: What a card may tell of a place.
Told = Literal["value", "counts", "interval", "rank", "trend", "unknown"]
#: How a view draws.
Kind = Literal["shade", "circles", "change", "pair"]
#: Forms whose look a view may set, and the word for each in its legend.
Form = Literal[
    "zero", "zero_band", "few", "most", "hidden", "not_asked", "no_data", "withheld"
]  # fmt: skip
#: Drawings of points. ``other`` is drawn for a kind that no symbol names.
Drawing = Literal[
    "temple", "mosque", "school", "health", "water", "market", "office", "police", "hazard",
    "flood", "landslide", "fire", "works", "other",
]  # fmt: skip
CARD: tuple[Told, ...] = get_args(Told)
SYMBOLS: tuple[Drawing, ...] = get_args(Drawing)
#: Palettes by kind of view, the default first.
PALETTES: dict[Kind, tuple[str, ...]] = {
    "shade": ("YlOrBr", "Blues", "YlGnBu"),
    "circles": ("Blues", "YlGnBu", "YlOrBr"),
    "change": ("PuOr",),
    "pair": ("OrPu",),
}
#: Round numbers, shares that were published, and the schemes of mapclassify that draw no lots.
SCHEMES = ("ladder", "quantiles", "BoxPlot", "EqualInterval", "FisherJenks", "HeadTailBreaks",
           "JenksCaspall", "MaximumBreaks", "Percentiles", "PrettyBreaks", "Quantiles",
           "StdMean")  # fmt: skip
#: Forms that are drawn with a pattern; the others are plain.
PATTERNED: frozenset[Form] = frozenset({"zero_band", "hidden", "not_asked", "no_data"})
_MOST_BOUNDS = 6
_WHOLE = 100
_REFERENCE = re.compile(r"[a-z][a-z0-9-]*/[A-Za-z0-9][A-Za-z0-9.-]*")
_COLOUR = re.compile("#[0-9a-f]{6}")


def _reference(name: str) -> str:
    """Rulebook and code of an indicator."""
    if not _REFERENCE.fullmatch(name):
        raise refusal("reference", name=name)
    return name


def _colour(given: str) -> str:
    """Six hexadecimal digits, in small letters."""
    if not _COLOUR.fullmatch(given.lower()):
        raise refusal("layer_colour", given=given)
    return given.lower()


def _rising(bounds: tuple[float, ...]) -> tuple[float, ...]:
    """Bounds of classes: percent, rising, one decimal at most, seven classes at most."""
    inside = all(0 < bound < _WHOLE and round(bound, 1) == bound for bound in bounds)
    rising = all(low < high for low, high in pairwise(bounds))
    if not (bounds and inside and rising and len(bounds) <= _MOST_BOUNDS):
        raise refusal("layer_breaks", given=", ".join(f"{bound:g}" for bound in bounds) or "[]")
    return bounds


Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
Colour = Annotated[str, AfterValidator(_colour)]
Reference = Annotated[str, AfterValidator(_reference)]
Bounds = Annotated[tuple[float, ...], AfterValidator(_rising)]


class Classes(Document):
    """
    How shares fall into classes: thresholds of policy first, then fixed bounds, else a scheme.

    ``policy`` maps an indicator (``bmn-2560/16``) to rising upper bounds in percent; ``breaks``
    fixes the bounds of all other indicators; ``scheme`` is ``ladder`` (round numbers),
    ``quantiles`` or a scheme of mapclassify that gives the same bounds every time; ``count`` is the
    number of classes that a scheme makes at most. ``titles`` are own words of the classes, palest
    first, where the bounds are fixed.
    """

    policy: dict[Reference, Bounds] = Field(default_factory=dict)
    breaks: Bounds | None = None
    scheme: str = "ladder"
    count: int = Field(default=5, ge=2, le=7)
    titles: tuple[Text, ...] = ()
    source: str = ""

    @field_validator("scheme")
    @classmethod
    def _known(cls, scheme: str) -> str:
        """A scheme that draws lots would colour the same village differently every time."""
        if scheme not in SCHEMES:
            raise refusal("layer_scheme", given=scheme, known=", ".join(SCHEMES))
        return scheme

    @model_validator(mode="after")
    def _sourced_and_titled(self) -> Classes:
        """Thresholds of policy say whose they are; words of classes need classes that stay."""
        found = list(self._faults())
        if found:
            raise refusals(found)
        return self

    def _faults(self) -> Iterator[PydanticCustomError]:
        if self.policy and not self.source:
            yield refusal("layer_source")
        fixed = [*self.policy.values(), *([self.breaks] if self.breaks else [])]
        if self.titles and {len(bounds) + 1 for bounds in fixed} != {len(self.titles)}:
            yield refusal("layer_titles", n=len(self.titles))


class Look(Document):
    """How a form is drawn: its colour, the colour of its pattern, its word in the legend."""

    colour: Colour | None = None
    mark: Colour | None = None
    title: Text | None = None


class View(Document):
    """
    A way to show an indicator.

    ``shade`` colours places by share or score, ``circles`` draws a circle for the number failing,
    ``change`` colours the difference from another year in percentage points, ``pair`` colours two
    indicators at once in 3x3 classes. ``indicator`` and ``second`` tie a view to indicators;
    without them it can be chosen for any. ``look``, of a shade of any indicator, changes how forms
    that are no number are drawn; a page follows the first such view.
    """

    id: Id
    kind: Kind
    title: Text
    source: str
    indicator: Reference | None = None
    second: Reference | None = None
    classes: Classes = Classes()
    palette: str | None = None
    look: dict[Form, Look] = Field(default_factory=dict)
    direction: Text | None = None
    unit: Text | None = None
    note: Text | None = None
    card: tuple[Told, ...] = CARD

    @model_validator(mode="after")
    def _fits(self) -> View:
        """Palette and indicators fit the kind; looks differ."""
        found = [*self._choices(), *self._looks()]
        if found:
            raise refusals(found)
        return self

    def _choices(self) -> Iterator[PydanticCustomError]:
        known = PALETTES[self.kind]
        if self.palette is not None and self.palette not in known:
            yield refusal("layer_palette", given=self.palette, known=", ".join(known))
        if self.second is not None and self.kind != "pair":
            yield refusal("layer_second")
        if self.kind == "pair" and (self.indicator is None) != (self.second is None):
            yield refusal("layer_pair")
        if self.indicator is not None and self.indicator == self.second:
            yield refusal("layer_pair")
        if self.look and (self.kind != "shade" or self.tied):
            yield refusal("layer_look")

    def _looks(self) -> Iterator[PydanticCustomError]:
        plain: dict[str, str] = {}
        for form, look in self.look.items():
            if look.mark is not None and form not in PATTERNED:
                yield refusal("layer_mark", form=form, known=", ".join(sorted(PATTERNED)))
            if look.mark is not None and look.mark == look.colour:
                yield refusal("layer_same", first=f"{form}.colour", second=f"{form}.mark")
            if look.colour is None or form in PATTERNED:
                continue
            if look.colour in plain:
                yield refusal("layer_same", first=plain[look.colour], second=form)
            plain.setdefault(look.colour, form)

    @property
    def colours(self) -> str:
        """Name of its palette."""
        return self.palette or PALETTES[self.kind][0]

    @property
    def tied(self) -> bool:
        """Whether it shows certain indicators only."""
        return self.indicator is not None


class Symbol(Document):
    """How a kind is drawn that holds one of ``words``; without words, every other kind."""

    symbol: Drawing
    title: Text
    words: tuple[str, ...] = ()
    colour: Colour = "#12395b"


class OwnLayer(Document):
    """
    A layer of the group's own, drawn over or under the map from its own file.

    ``card`` and ``label`` name the columns that are published, and no other column is (P2). ``by``
    names the column that chooses the symbol of a point.
    """

    id: Id
    kind: Literal["points", "lines", "areas"]
    title: Text
    source: Input | None = None
    layer: str | None = None
    crs: str | None = None
    credit: str = ""
    licence: str = ""
    label: str | None = None
    card: dict[str, Text] = Field(default_factory=dict)
    by: str | None = None
    symbol: tuple[Symbol, ...] = ()
    colour: Colour = "#4b5a68"
    width: float = Field(default=2, ge=0.5, le=12)
    dashed: bool = False
    hatched: bool = False
    below: bool = False
    shown: bool = True

    @model_validator(mode="after")
    def _fits(self) -> OwnLayer:
        """Symbols belong to points, and one of them at most takes what no other names."""
        found = list(self._faults())
        if found:
            raise refusals(found)
        return self

    def _faults(self) -> Iterator[PydanticCustomError]:
        if self.symbol and self.kind != "points":
            yield refusal("layer_symbols")
        if sum(not one.words for one in self.symbol) > 1:
            yield refusal("layer_symbol_rest")
        if any(one.words for one in self.symbol) and self.by is None:
            yield refusal("layer_by")
        if self.dashed and self.kind == "points":
            yield refusal("layer_kind_only", entry="dashed", kind="lines, areas")
        if self.hatched and self.kind != "areas":
            yield refusal("layer_kind_only", entry="hatched", kind="areas")


class LayerFile(Document):
    """A file of ``layers/``: a ``[view]`` or a ``[layer]``."""

    view: View | None = None
    layer: OwnLayer | None = None

    @model_validator(mode="after")
    def _one(self) -> LayerFile:
        """Exactly one of both."""
        if (self.view is None) == (self.layer is None):
            raise refusal("layer_file")
        return self

    @property
    def id(self) -> str:
        """The name by which it is asked for."""
        found = self.view or self.layer
        return found.id if found else ""


def symbol_of(kind: str, layer: OwnLayer) -> Symbol | None:
    """
    The symbol of one kind of thing: of the words that the kind holds, the longest decides.

    Parameters
    ----------
    kind : str
        Kind as the group wrote it.
    layer : OwnLayer
        Layer with symbols.

    Returns
    -------
    Symbol or None
        The symbol, the one without words where none fits, or nothing.

    Examples
    --------
    >>> text = Text(th="วัด", en="Temple")
    >>> school = Symbol(symbol="school", title=text, words=("โรงเรียน",))
    >>> temple = Symbol(symbol="temple", title=text, words=("วัด",))
    >>> layer = OwnLayer(id="a", kind="points", title=text, by="kind", symbol=(temple, school))
    >>> symbol_of("โรงเรียนวัด", layer).symbol
    'school'
    """
    found = kind.casefold()
    fits = [
        (len(word), -place, one)
        for place, one in enumerate(layer.symbol)
        for word in one.words
        if word.casefold() in found
    ]
    if fits:
        return max(fits, key=lambda fit: fit[:2])[2]
    return next((one for one in layer.symbol if not one.words), None)
