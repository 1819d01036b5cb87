"""Layers: how an indicator is shown (a view), and layers of the group's own (roads, works)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from tambon_gis.model.document import Document, Text
from tambon_gis.model.project import Input

__all__ = ["CARD", "Classes", "OwnLayer", "Symbol", "View"]

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
#: What a card may tell of a place.
Told = Literal["value", "counts", "interval", "rank", "trend", "unknown"]
CARD: tuple[Told, ...] = ("value", "counts", "interval", "rank", "trend", "unknown")


class Classes(Document):
    """
    How shares fall into classes: thresholds of policy first, else a scheme.

    ``policy`` maps an indicator (``bmn-2560/16``) to rising upper bounds in percent; ``scheme`` is
    ``ladder`` (round numbers), ``quantiles`` or the name of a mapclassify scheme; ``breaks`` fixes
    the bounds of every indicator.
    """

    policy: dict[str, tuple[float, ...]] = {}
    scheme: str = "ladder"
    count: int = Field(default=5, ge=2, le=7)
    breaks: tuple[float, ...] | None = None
    source: str = ""


class View(Document):
    """
    A way to show an indicator.

    ``shade`` colours places by share or score, ``circles`` draws a circle for the number failing,
    ``change`` colours the difference from another year in percentage points, ``pair`` colours two
    indicators at once in 3x3 classes. ``indicator`` and ``second`` tie a view to indicators; without
    them it can be chosen for any.
    """

    id: Id
    kind: Literal["shade", "circles", "change", "pair"]
    title: Text
    source: str
    indicator: str | None = None
    second: str | None = None
    classes: Classes = Classes()
    palette: str = "YlOrBr"
    direction: Text | None = None
    note: Text | None = None
    card: tuple[Told, ...] = CARD


class Symbol(Document):
    """The drawing of one kind of thing: kinds that hold one of ``words`` take it; none takes all."""

    symbol: str
    title: Text
    words: tuple[str, ...] = ()
    colour: Colour = "#12395b"


class OwnLayer(Document):
    """
    A layer of the group's own, drawn over or under the map from its own file.

    ``card`` and ``label`` name the columns that are published, and no other column is (P2).
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
    card: dict[str, Text] = {}
    by: str | None = None
    symbol: tuple[Symbol, ...] = ()
    colour: Colour = "#4b5a68"
    width: float = Field(default=2, ge=0.5, le=12)
    dashed: bool = False
    hatched: bool = False
    below: bool = False
    shown: bool = True
