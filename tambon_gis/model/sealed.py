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
    from tambon_gis.model.process import Due, Meeting, Step
    from tambon_gis.model.story import Story
    from tambon_gis.model.trace import Scenario

__all__ = [
    "FORMS",
    "Aspects",
    "Audience",
    "Choice",
    "Credits",
    "Disclosure",
    "Exempt",
    "Facilities",
    "Form",
    "Grid",
    "Health",
    "Left",
    "Measures",
    "Origin",
    "Places",
    "Plan",
    "Pyramid",
    "Reach",
    "Record",
    "Sealed",
    "Standing",
    "Summaries",
    "Tale",
    "Trail",
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
        Whether areas were made from the points of villages, which every output then says.
    """

    frame: gpd.GeoDataFrame
    level: str
    credit: str = ""
    licence: str = ""
    approximate: bool = False


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
class Plan(Sealed):
    """
    Projects of the development plan, a public document, and what people said of them.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a project: ``project`` (1, 2, … in the order of the plan), ``programme``,
        ``number``, ``title``, ``objective``, ``target``, ``kpi``, ``result``, ``agency``, a
        ``budget_<year>`` column for each year (baht); where the form has them
        ``ordinance_<year>``, ``total_budget``, ``strategy``, ``tactic``, ``issue``; ``source``
        (of the money), ``kind`` (own, joint, asked), ``status`` (planned, running, done, dropped),
        ``began`` (year B.E.), ``spent`` (baht), null where nobody said.
    located : pandas.DataFrame
        Where: ``project``, ``place``, ``how`` (``moo``: by its number in the text; ``all``: every
        village; ``name``: by a name that one village has; ``either``: one of several; ``decided``:
        by a person). A project that names no place has no row.
    decided : pandas.DataFrame
        Links that a person confirmed or refused: ``framework``, ``code``, ``place`` (empty: every
        place of the project), ``project``, ``serves``, ``by``, ``on`` (date), ``note``.
    """

    frame: pd.DataFrame
    located: pd.DataFrame | None = None
    decided: pd.DataFrame | None = None


@dataclass(frozen=True)
class Trail(Sealed):
    """
    From problems to projects and back, worked out from published cells and the plan only.

    Parameters
    ----------
    needs : pandas.DataFrame
        One row a problem, most pressing first: ``need`` (1, 2, …), ``framework``, ``code``,
        ``year``, ``level``, ``place``, ``form``, ``unit`` (household, person, resident); ``share``,
        ``share_low``, ``share_high``, ``target`` (fractions), ``gap`` (points), ``cases``,
        ``cases_low``, ``cases_high`` (households or people who fall short), ``score``, ``rank``
        (within ``unit``; null for a band), ``state``: ``served`` (a confirmed project),
        ``proposed`` (only links that nobody confirmed) or ``open`` (no project).
    links : pandas.DataFrame
        ``need``, ``project``, ``state`` (confirmed, proposed, refused), ``by_place``, ``words``
        (keywords found), ``likeness`` (0 to 1), ``by``, ``on``, ``note``.
    projects : pandas.DataFrame
        One row a project of the plan: ``project``, ``state`` (``evident``: a confirmed need stands
        behind it; ``proposed``; ``bare``: none), ``needs`` (how many), ``cases``, ``cases_low``,
        ``cases_high``, ``unit`` (``mixed`` where both), ``budget`` (baht over all years),
        ``per_case`` (baht; null without cases); ``why`` a project is bare (``none``: its words speak
        of no indicator; ``below``: the indicators they speak of are not pressing where it works;
        ``withheld``: these are not told by village; ``no_place``: the plan names no place for it;
        else empty) and ``about``, those indicators
        (``bmn-2560/9``, between commas).
    doubles : pandas.DataFrame
        Pairs that may do the same: ``project``, ``other``, ``need`` (null where only the texts are
        alike), ``likeness``, ``agencies`` (whether they are two).
    follow : pandas.DataFrame
        What became of it: ``project``, ``framework``, ``code``, ``place`` (empty: all its places
        together), ``earlier``, ``later`` (years), ``share_earlier``, ``share_later``, ``points``,
        ``points_low``, ``points_high`` (change with its interval), ``told`` (``better``, ``worse``,
        ``unclear``, ``band``: no number is told, ``waiting``: no later survey yet, ``new_form``: only
        one that asks it in another way, ``no_earlier``: no survey before the work began).
    choices : tuple[Choice, ...]
        Saved scenarios.
    """

    needs: pd.DataFrame
    links: pd.DataFrame
    projects: pd.DataFrame
    doubles: pd.DataFrame
    follow: pd.DataFrame
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Choice:
    """
    What a budget buys in one scenario.

    Parameters
    ----------
    scenario : Scenario
        Its document.
    frame : pandas.DataFrame
        One row a project that serves a need: ``project``, ``cost`` (baht in the years of the
        scenario), ``value`` (of its needs, each alone), ``rank`` (in the plain order), ``plain``
        and ``best`` (whether chosen by the plain ranking, and by the optimum), ``reason`` (id of a
        sentence), ``other`` (project that the reason names, or null).
    plain_cost, best_cost, plain_value, best_value : float
        Sums; a need that several projects serve counts once.
    """

    scenario: Scenario
    frame: pd.DataFrame
    plain_cost: float
    best_cost: float
    plain_value: float
    best_value: float


@dataclass(frozen=True)
class Record(Sealed):
    """
    How the work was done, by role and never by name, and how the data are.

    Parameters
    ----------
    steps : tuple[Step, ...]
        The five processes as far as they are told.
    meetings : tuple[Meeting, ...]
        In the order of days.
    due : tuple[Due, ...]
        In the order of days, those done included.
    health : tuple[Health, ...]
        One an input.
    """

    steps: tuple[Step, ...]
    meetings: tuple[Meeting, ...]
    due: tuple[Due, ...]
    health: tuple[Health, ...]


@dataclass(frozen=True)
class Health:
    """
    How an input is: its age and how much of the area it covers.

    Parameters
    ----------
    role : str
        What it is in the project.
    title : str
        Title of an own layer, else empty.
    year : int or None
        Year of the survey, B.E.
    age : int or None
        Years since.
    places, of_places : int
        Places with a row, of so many with a polygon.
    to_decide, decided : int
        Findings that wait for a person, and that a person settled.
    next_year : int or None
        Year of the next survey, where the survey has a rhythm.
    """

    role: str
    title: str
    year: int | None
    age: int | None
    places: int
    of_places: int
    to_decide: int
    decided: int
    next_year: int | None = None


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
