"""Sealed objects: the only things that an output may take.

``seal`` is called by ``analysis.disclose`` and ``publish.review`` and by nobody else; a wall test
keeps it so, and a sealed object cannot be made without it.
"""

from __future__ import annotations

from dataclasses import InitVar, dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from tambon_gis.errors import DisclosureError
from tambon_gis.model.stages import SEALED

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from tambon_gis.model.composite import Composite
    from tambon_gis.model.layer import OwnLayer
    from tambon_gis.model.outline import Sketch
    from tambon_gis.model.story import Story

__all__ = [
    "FORMS",
    "Aspects",
    "Audience",
    "Credits",
    "Disclosure",
    "Exempt",
    "Facilities",
    "Form",
    "Grid",
    "Left",
    "Measures",
    "Origin",
    "Places",
    "Pyramid",
    "Reach",
    "Sealed",
    "Standing",
    "Summaries",
    "Tale",
    "Vectors",
    "seal",
]

Audience = Literal["public", "internal"]
Form = Literal[
    "exact", "zero", "zero_band", "few", "most", "rounded", "hidden", "not_asked", "no_data"
]

#: Every form that a published cell takes (P5). exact: count and share. zero: nobody fails.
#: zero_band: 0-4 fail, for sensitive indicators and where few or zero could be worked out. few:
#: 1-4 households fail. most: fewer than 5 pass. rounded: a total given to the nearest 5 or 10, so
#: that no part can be found by subtraction. hidden: fewer than 10 households asked, or a total
#: that would give a part away. not_asked: nobody to whom it applies. no_data: the place has a
#: polygon and no survey row, or every answer is missing.
FORMS: tuple[Form, ...] = (
    "exact",
    "zero",
    "zero_band",
    "few",
    "most",
    "rounded",
    "hidden",
    "not_asked",
    "no_data",
)

_KEY = object()
S = TypeVar("S", bound="Sealed")


@dataclass(frozen=True)
class Sealed:
    """Base of sealed objects. The key is not kept: a copy with other contents is no sealed one."""

    key: InitVar[object] = field(kw_only=True, default=None)

    def __post_init__(self, key: object) -> None:
        """Refuse an object that did not pass a seal."""
        if key is not _KEY:
            raise DisclosureError("disclosure.unsealed", what=type(self).__name__)


def seal(kind: type[S], /, **parts: Any) -> S:
    """
    Make a sealed object, for the two modules that may.

    Parameters
    ----------
    kind : type[Sealed]
        What to seal.
    **parts : object
        Its fields.

    Returns
    -------
    Sealed
        The object.
    """
    return kind(key=_KEY, **parts)


@dataclass(frozen=True)
class Left:
    """A sensitive indicator that is not shown below tambon, or one shown by a decision."""

    framework: str
    code: str
    shown: bool
    decided_by: str = ""
    decided_on: dt.date | None = None


@dataclass(frozen=True)
class Disclosure:
    """
    What disclosure control did, for the report that stands beside a public file (P13).

    Parameters
    ----------
    forms : Mapping[str, int]
        Number of village cells by form, over the indicators that are offered by village.
    coloured : float
        Share of those cells that carry a colour (exact, zero, bands), 0 to 1; 0 without cells.
    smallest_asked, smallest_cell : int
        The two thresholds, in households.
    left : tuple[Left, ...]
        Sensitive indicators: left out below tambon, or shown by whose decision.
    published : tuple[str, ...]
        Sources that were published before and therefore pass as they are.
    audited : int
        Number of cells, at all levels, whose possible counts were worked out as a reader might.
    fewest : int or None
        The fewest counts that remain possible for any of them; None without such cells.
    """

    forms: Mapping[str, int]
    coloured: float
    smallest_asked: int
    smallest_cell: int
    left: tuple[Left, ...]
    published: tuple[str, ...] = ()
    audited: int = 0
    fewest: int | None = None

    @property
    def cells(self) -> int:
        """Number of village cells."""
        return sum(self.forms.values(), 0)


@dataclass(frozen=True)
class Measures(Sealed):
    """
    Published cells.

    Parameters
    ----------
    frame : pandas.DataFrame
        Stage ``sealed``, one row a year, framework, indicator and place: ``form`` (see
        :data:`FORMS`); ``asked`` and ``failing`` in the indicator's unit (``counts``), null where
        the form does not tell them (``failing`` only for exact, zero and rounded; ``asked`` and
        ``households`` not for hidden); ``share`` = failing in percent, rounded as published (one
        decimal; whole where fewer than 100 were asked), null unless exact, zero
        or rounded; ``households`` = households asked; ``unknown`` = class of the share of
        households without an answer: ``under_5``, ``5_to_20``, ``over_20``, or ``""`` (also where
        no households were asked); ``score`` = score of a village in a score rulebook, else null.
    disclosure : Disclosure
        What was done.
    audience : {"public", "internal"}
        For whom.
    """

    frame: pd.DataFrame
    disclosure: Disclosure
    audience: Audience = "public"

    def __post_init__(self, key: object) -> None:
        """Check the seal, then the columns."""
        super().__post_init__(key)
        SEALED.check(self.frame)


@dataclass(frozen=True)
class Places(Sealed):
    """
    Polygons with public names.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        ``place`` (code), ``level``, ``name`` (Thai), ``moo`` (integer or null), ``label_x`` and
        ``label_y`` (a point inside), ``geometry``: WGS 84, simplified together, 5 decimals.
    level : str
        Level of the polygons.
    credit, licence : str
        Whose work the boundaries are.
    approximate : bool
        Whether areas were made from the points of villages or drawn, which every output then says.
    drawn : tuple[Sketch, ...]
        Those that were drawn, by whom and when, by place.
    surveyed : bool
        Whether all that were not drawn are boundaries, and none was made from points.
    """

    frame: gpd.GeoDataFrame
    level: str
    credit: str = ""
    licence: str = ""
    approximate: bool = False
    drawn: tuple[Sketch, ...] = ()
    surveyed: bool = False


@dataclass(frozen=True)
class Facilities(Sealed):
    """
    Public facilities.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``name``, ``kind``, ``latitude``, ``longitude`` (5 decimals at most).
    layer : OwnLayer or None
        The document that says how they are drawn; None for the one that the package ships.
    """

    frame: pd.DataFrame
    layer: OwnLayer | None = None


@dataclass(frozen=True)
class Summaries(Sealed):
    """
    Medians of groups in which enough answered (P7).

    Parameters
    ----------
    frame : pandas.DataFrame
        Group columns, ``n``, ``median``, ``form`` (``exact`` or ``hidden``).
    column : str
        What the median is of.
    """

    frame: pd.DataFrame
    column: str


@dataclass(frozen=True)
class Pyramid(Sealed):
    """
    Persons by age band and sex, each cell standing for enough households (P7).

    Parameters
    ----------
    frame : pandas.DataFrame
        ``place``, ``band``, ``first_age``, ``sex``, ``persons``.
    """

    frame: pd.DataFrame


@dataclass(frozen=True)
class Grid(Sealed):
    """
    Square cells of enough households, in place of points (P4).

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        ``cell``, ``size_m``, ``households``, ``people`` where they were asked for, ``geometry``
        (WGS 84, 5 decimals at most).
    k : int
        Households that every cell holds at least.
    """

    frame: gpd.GeoDataFrame
    k: int


@dataclass(frozen=True)
class Standing(Sealed):
    """
    What each place falls short of, worst first, worked out from published cells only.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``year``, ``framework``, ``code``, ``level``, ``place``, ``form``; ``share``, ``share_low``,
        ``share_high`` (0 to 1, null where nothing is told); ``order`` (1 is the worst indicator of
        the place in that framework and year; null where nothing fails for certain); ``rank`` and
        ``ranked``: the place's rank for the indicator, 1 the worst, among so many places of its
        level that show a number, null for a band.
    """

    frame: pd.DataFrame


@dataclass(frozen=True)
class Aspects(Sealed):
    """
    The aspects of a composite for each place, worked out from published cells only.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``year``, ``place``, ``aspect`` (id); ``value``, ``value_low``, ``value_high`` (0 to 100,
        higher is better, null where too little is told), ``coverage``.
    composite : Composite
        Its document: titles, status and source.
    """

    frame: pd.DataFrame
    composite: Composite


@dataclass(frozen=True)
class Reach(Sealed):
    """
    The nearest facility of each kind to each place, from its label point, as the crow flies.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``place``, ``kind``, ``name`` (of the facility), ``metres`` (whole).
    """

    frame: pd.DataFrame


@dataclass(frozen=True)
class Vectors(Sealed):
    """
    A layer of the group's own: roads, rivers, hazards, works.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        The columns that its document publishes (those of ``card`` and of ``symbol``), and
        ``geometry`` in WGS 84 with 5 decimals at most.
    layer : OwnLayer
        Its document: title, colours, words.
    """

    frame: gpd.GeoDataFrame
    layer: OwnLayer


@dataclass(frozen=True)
class Tale(Sealed):
    """
    A story whose words a person may read.

    Parameters
    ----------
    story : Story
        Steps with title, text, layer, year and place.
    draft : bool
        Whether the toolkit wrote it and nobody has looked at it yet.
    """

    story: Story
    draft: bool


@dataclass(frozen=True)
class Origin:
    """One input as outputs may name it: by role, year and the number of rows used and set aside.

    ``title`` is the title of an own layer, whose role says little; ``rounded`` rows are told to
    tens, where the number of households would give a hidden village away.
    """

    role: str
    year: int | None
    rows_kept: int
    rows_refused: int
    note: str = ""
    title: str = ""
    rounded: bool = False


@dataclass(frozen=True)
class Exempt:
    """A reviewed exception (P3): what may be published though it looks personal; who decided."""

    value: str
    reason: str
    decided_by: str
    decided_on: dt.date


@dataclass(frozen=True)
class Credits(Sealed):
    """
    Who, from what and when: the words beside a page.

    Parameters
    ----------
    area_code : str
        Code of the area.
    area_title : str
        Thai title, for example ``ตำบลสาธิต อำเภอสาธิต จังหวัดสาธิต``.
    synthetic : bool
        Whether the area is made up, which every output then says.
    roles : tuple[tuple[str, str], ...]
        Title and duty of each role in the working group; no names.
    sources : tuple[Origin, ...]
        Inputs by role.
    made_on : str
        Date of making, written out in B.E.
    version : str
        Version of the toolkit.
    exceptions : tuple[Exempt, ...]
        What people decided to publish though it looks personal.
    area_titles : tuple[str, str]
        The title in Thai and in English, for texts in both languages; empty where unknown.
    """

    area_code: str
    area_title: str
    synthetic: bool
    roles: tuple[tuple[str, str], ...]
    sources: tuple[Origin, ...]
    made_on: str
    version: str
    exceptions: tuple[Exempt, ...] = ()
    area_titles: tuple[str, str] = ("", "")
