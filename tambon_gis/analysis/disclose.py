"""Disclose: counts become published cells, each in the form it may take, and are sealed.

The only module of the analysis that may seal. Public is the default; internal must be asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from tambon_gis.analysis import summaries
from tambon_gis.analysis.counting.counts import WEIGHTED, groups_of
from tambon_gis.analysis.protection.forms import (
    SMALLEST_ASKED,
    SMALLEST_CELL,
    household_form,
    open_form,
)
from tambon_gis.analysis.protection.guard import guard
from tambon_gis.analysis.protection.links import POOLED, without
from tambon_gis.analysis.protection.told import told
from tambon_gis.analysis.protection.whole import require_whole
from tambon_gis.engine.frames import to_pandas
from tambon_gis.errors import DisclosureError
from tambon_gis.model.sealed import (
    FORMS,
    Audience,
    Disclosure,
    Grid,
    Left,
    Measures,
    Pyramid,
    Summaries,
    seal,
)
from tambon_gis.model.stages import COUNTED
from tambon_gis.places import LADDER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from tambon_gis.analysis.spatial.grid import Grid as Cells
    from tambon_gis.model.project import Decision
    from tambon_gis.model.rulebook import Rulebook

__all__ = ["COLOURED", "disclose", "grid", "medians", "pyramid"]

#: Forms that carry a colour on a map.
COLOURED = ("exact", "zero", "zero_band", "few", "most", "rounded")
#: Levels at which a sensitive indicator is shown without a decision, and groups that are no area.
_NOT_FINE = ("tambon", "amphoe", "province", "country")
_NO_PLACE = ("sex", "age_band")
_GRID_COLUMNS = ("cell", "size_m", "households", "people", "geometry")
_DECIMALS = 5
_EPSILON = 1e-9


def disclose(
    counted: pd.DataFrame,
    rulebooks: Sequence[Rulebook],
    *,
    scored: pd.DataFrame | None = None,
    decisions: Sequence[Decision] = (),
    published: Mapping[str, str] | None = None,
    links: pd.DataFrame | None = None,
    audience: Audience = "public",
) -> Measures:
    """
    Seal counts for a map, a table or a file.

    Parameters
    ----------
    counted : pandas.DataFrame
        Stage ``counted``, every level that may be shown; null counts are places without a survey.
        All that is to be published of these counts stands in one table: rows of groups (null in a
        group column is all groups) and of pooled years (``pooled``, see
        :func:`tambon_gis.analysis.pool.pool`) are held against the others.
    rulebooks : sequence of Rulebook
        Those of the frameworks in ``counted``.
    scored : pandas.DataFrame, optional
        Stage ``scored``.
    decisions : sequence of Decision
        Sensitive indicators that may be shown below tambon, and by whose decision (P8).
    published : Mapping[str, str], optional
        Frameworks whose counts were published before, with the source: they pass as they are.
    links : pandas.DataFrame, optional
        What else ties rows of ``counted``, such as households that fail at least m indicators: one
        row a link and cell, ``link`` (any id), ``row`` (position in ``counted``), ``times``,
        ``least``, ``most``: least <= sum of times * failing <= most. See
        :func:`tambon_gis.analysis.pool.nested`.
    audience : {"public", "internal"}, default "public"
        Internal cells are all exact and must stay under ``work/``.

    Returns
    -------
    Measures
        The sealed cells and what was done to them; group columns follow the stage's own, and
        ``rounded_to`` tells the base of a rounded total.

    Raises
    ------
    StageError
        When the table is not stage ``counted``.
    AnalysisError
        When rows repeat, or declared links lack a column or do not hold.
    DisclosureError
        When the audience is none of the two; when the table cannot be held together (impossible
        counts, own levels beside the ladder, groups or pooled years without their margins, totals
        with a small rest); when links narrow a band and no total can give way.

    Notes
    -----
    Formula: forms by households (P5); then, at least loss, zeros are widened to 0-4, totals
    rounded to 5 (or 10) and hidden, until every banded cell keeps three possible counts given all
    that the table tells; an audit counts them. Exact within an amphoe; above, the wider totals
    give way. Where a hidden village stands below a total, the asked of the total are told to tens,
    from what is told of the others and 5 households for each hidden one.

    Units: the indicator's own (households or persons), ``share`` in percent.

    Missing: null counts are ``no_data``; a missing answer is neither met nor failing.

    Source: rules P4 to P8 of publishing; the protection is complementary widening of one linear
    system (Fischetti and Salazar 2000, Mathematical Programming 87), with HiGHS.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> counted = pd.DataFrame({"year": 2565, "framework": "bmn-2560", "code": "9",
    ...     "level": "village", "place": ["15010901", "15010902"], "counts": "household",
    ...     "asked": [80, 90], "met": [78, 70], "unknown": 0, "households_asked": [80, 90],
    ...     "households_met": [78, 70], "households_unknown": 0})
    >>> disclose(counted, [catalog.rulebook("bmn-2560")]).frame[["form", "failing"]].values.tolist()
    [['few', <NA>], ['exact', 20.0]]
    """
    if audience not in get_args(Audience):
        known = ", ".join(get_args(Audience))
        raise DisclosureError("disclosure.audience", given=str(audience), known=known)
    counted = to_pandas(counted)
    COUNTED.check(counted)
    passed = dict(published or {})
    books = {book.id: book for book in rulebooks}
    groups = [name for name in groups_of(counted) if name != POOLED]
    cells = counted.drop(columns=[name for name in WEIGHTED if name in counted])
    cells = cells.reset_index(drop=True)
    cells["sensitive"] = _sensitive(cells, books)
    left = _left(books, passed, decisions) if audience == "public" else ()
    cells["form"] = _forms(cells, books, passed, audience)
    about = cells.assign(households=cells["households_asked"])
    if audience == "public":
        shown = _not_left(cells, groups, left, passed)
        cells, links = _only(cells, None if links is None else to_pandas(links), shown)
        guarded = ~cells["framework"].isin(_unguarded(books, passed))
        require_whole(cells[guarded].reset_index(drop=True), groups)
        about = guard(cells, groups, links).frame
        if about["short"].any():
            raise DisclosureError("disclosure.narrowed", count=int(about["short"].sum()))
    extra = [*groups, *([POOLED] if POOLED in cells else [])]
    frame = told(_with_scores(cells, None if scored is None else to_pandas(scored)), about, extra)
    return seal(
        Measures,
        frame=frame,
        disclosure=_report(frame[frame[extra].isna().all(axis=1)], about, left, passed, books),
        audience=audience,
    )


def medians(rows: pd.DataFrame, column: str, *, by: Sequence[str] = ("place",)) -> Summaries:
    """
    Seal the medians of a column.

    Parameters
    ----------
    rows : pandas.DataFrame
        One row a household (or person).
    column : str
        A column of numbers.
    by : sequence of str, default ("place",)
        Columns that group the rows.

    Returns
    -------
    Summaries
        See :func:`tambon_gis.analysis.summaries.medians`.

    Notes
    -----
    Formula: the median, rounded to two significant digits.

    Units: those of the column.

    Missing: hidden where fewer than 10 answered.

    Source: rule P7 of publishing.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"place": "15010901", "income": [40_000] * 9})
    >>> medians(rows, "income").frame["form"].tolist()
    ['hidden']
    """
    return seal(Summaries, frame=summaries.medians(to_pandas(rows), column, by=by), column=column)


def pyramid(persons: pd.DataFrame) -> Pyramid:
    """
    Seal the age pyramids of places of one level.

    Parameters
    ----------
    persons : pandas.DataFrame
        ``place``, ``house_code``, ``sex``, ``age``.

    Returns
    -------
    Pyramid
        See :func:`tambon_gis.analysis.summaries.age_pyramid`.

    Notes
    -----
    Formula: persons by age band and sex, bands joined until each cell stands for 5 households.

    Units: persons.

    Missing: persons without age, sex or house are in no cell.

    Source: rule P7 of publishing.

    Examples
    --------
    >>> import pandas as pd
    >>> persons = pd.DataFrame({"place": "15010901", "house_code": list("abcd"), "sex": "f",
    ...     "age": 30})
    >>> pyramid(persons).frame["persons"].tolist()
    [<NA>]
    """
    return seal(Pyramid, frame=summaries.age_pyramid(to_pandas(persons)))


def grid(cells: Cells) -> Grid:
    """
    Seal a grid of households.

    Parameters
    ----------
    cells : tambon_gis.analysis.spatial.grid.Grid
        What :func:`tambon_gis.analysis.spatial.grid.k_grid` made.

    Returns
    -------
    Grid
        Its cells: name, size, households, people, square.

    Raises
    ------
    DisclosureError
        When a cell holds fewer than k households, k is below 5, or a corner has more than 5
        decimals.

    Notes
    -----
    Formula: none; the cells are checked.

    Units: households, persons, metres; degrees.

    Missing: households in no cell are in none of the numbers.

    Source: rules P4 and P10 of publishing.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis.analysis.spatial.grid import k_grid
    >>> points = pd.DataFrame({"latitude": [14.501] * 6, "longitude": 100.501})
    >>> grid(k_grid(points, size=500)).frame["households"].tolist()
    [6]
    """
    frame, k = cells.frame, max(cells.k, SMALLEST_CELL)
    if (frame["households"] < k).any():
        raise DisclosureError("disclosure.grid_small", k=k)
    corners = frame.geometry.get_coordinates().to_numpy()
    if (abs(corners - corners.round(_DECIMALS)) > _EPSILON).any():
        raise DisclosureError("disclosure.grid_fine", decimals=_DECIMALS)
    names = [name for name in _GRID_COLUMNS if name in frame]
    return seal(Grid, frame=frame[names], k=k)


def _sensitive(cells: pd.DataFrame, books: Mapping[str, Rulebook]) -> pd.Series:
    """Whether each cell's indicator is sensitive; an unknown framework counts as sensitive."""
    import pandas as pd

    flags = {
        (book.id, one.code): one.sensitive for book in books.values() for one in book.indicator
    }
    keys = zip(cells["framework"], cells["code"], strict=True)

    return pd.Series([flags.get(key, True) for key in keys], index=cells.index, dtype=bool)


def _left(
    books: Mapping[str, Rulebook], passed: Mapping[str, str], decisions: Sequence[Decision]
) -> tuple[Left, ...]:
    """Every sensitive indicator, with the decision that shows it where there is one."""
    decided = {decision.indicator: decision for decision in decisions}
    left = []
    for book in books.values():
        if book.id in passed:
            continue
        for one in book.indicator:
            if not one.sensitive:
                continue
            by = decided.get(f"{book.id}/{one.code}")
            left.append(
                Left(
                    book.id,
                    one.code,
                    shown=by is not None,
                    decided_by=by.decided_by if by else "",
                    decided_on=by.decided_on if by else None,
                )
            )
    return tuple(left)


def _not_left(
    cells: pd.DataFrame, groups: Sequence[str], left: Sequence[Left], passed: Mapping[str, str]
) -> pd.Series:
    """Whether each cell may be shown: what is sensitive below tambon must be decided.

    A group may be an area, so only sex and age count as none.
    """
    import pandas as pd

    shown = pd.MultiIndex.from_tuples([("", ""), *((o.framework, o.code) for o in left if o.shown)])
    keys = pd.MultiIndex.from_frame(cells[["framework", "code"]])
    free = keys.isin(shown) | cells["framework"].isin(passed).to_numpy()
    fine = ~cells["level"].isin(_NOT_FINE)
    for name in groups:
        if name not in _NO_PLACE:
            fine |= cells[name].notna()
    return ~fine | ~cells["sensitive"] | pd.Series(free, index=cells.index)


def _only(
    cells: pd.DataFrame, links: pd.DataFrame | None, shown: pd.Series
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Cells that are shown, and the declared links between them; what is not shown may be any."""
    import pandas as pd

    kept = cells[shown].reset_index(drop=True)
    if links is None:
        return kept, None
    return kept, without(links, cells, pd.Series(range(len(kept)), index=cells.index[shown]))


def _forms(
    cells: pd.DataFrame,
    books: Mapping[str, Rulebook],
    passed: Mapping[str, str],
    audience: Audience,
) -> pd.Series:
    """The form of each cell by itself."""
    unguarded = cells["framework"].isin(_unguarded(books, passed))
    form = open_form(cells)
    if audience == "internal":
        return form
    return form.where(unguarded, household_form(cells, cells["sensitive"]))


def _unguarded(books: Mapping[str, Rulebook], passed: Mapping[str, str]) -> set[str]:
    """Frameworks behind which no household stands, and what was published before."""
    return {name for name, book in books.items() if book.rulebook.unit != "household"} | set(passed)


def _with_scores(cells: pd.DataFrame, scored: pd.DataFrame | None) -> pd.DataFrame:
    """Join the score of a village to its cell."""
    import pandas as pd

    if scored is None or scored.empty:
        return cells.assign(score=pd.array([pd.NA] * len(cells), dtype="Int16"))
    keys = ["year", "framework", "code", "place"]
    return cells.merge(scored[[*keys, "score"]], on=keys, how="left", validate="many_to_one")


def _report(
    frame: pd.DataFrame,
    about: pd.DataFrame,
    left: tuple[Left, ...],
    passed: Mapping[str, str],
    books: Mapping[str, Rulebook],
) -> Disclosure:
    """What was done, over the cells that households stand behind, at the finest level."""
    of_households = [name for name, book in books.items() if book.rulebook.unit == "household"]
    cells = frame[frame["framework"].isin(of_households) & ~frame["framework"].isin(passed)]
    if len(cells):
        finest = max(cells["level"].unique(), key=lambda level: LADDER.get(level, 0))
        cells = cells[cells["level"] == finest]
    forms: dict[str, int] = {form: int(cells["form"].eq(form).sum()) for form in FORMS}
    guarded = about["left"][about["left"] > 0] if "left" in about else about["form"][:0]
    coloured = sum(forms[form] for form in COLOURED) / len(cells) if len(cells) else 0.0
    return Disclosure(
        forms=forms,
        coloured=coloured,
        smallest_asked=SMALLEST_ASKED,
        smallest_cell=SMALLEST_CELL,
        left=left,
        published=tuple(sorted(set(passed.values()))),
        audited=len(guarded),
        fewest=int(guarded.min()) if len(guarded) else None,
    )
