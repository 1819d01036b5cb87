"""Follow: the indicator of a project before its work began and after, never why it changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tambon_gis.analysis.comparing.rounds import rounds
from tambon_gis.analysis.intervals import newcombe
from tambon_gis.analysis.levels import code_order
from tambon_gis.analysis.planning.links import meets, places_of
from tambon_gis.model.stages import Stage
from tambon_gis.places import LADDER

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import pandas as pd

    from tambon_gis.analysis.comparing.rounds import Rounds
    from tambon_gis.model.rulebook import Rulebook

__all__ = ["COLUMNS", "TOLD", "follow"]

COLUMNS = ("project", "framework", "code", "place", "earlier", "later", "share_earlier",
           "share_later", "points", "points_low", "points_high", "told")  # fmt: skip
#: What a row tells. unclear: the interval holds zero; band: a number is not told in one of the
#: years; waiting: no survey since the work began; new_form: only of a form that asks it in another
#: way; no_earlier: none before.
TOLD = ("better", "worse", "unclear", "band", "waiting", "new_form", "no_earlier")
_CELLS = Stage(
    "measured",
    (
        *(("year", "integer"), ("framework", "text"), ("code", "text"), ("level", "text")),
        *(("place", "text"), ("counts", "text"), ("form", "text"), ("asked", "number")),
        ("failing", "number"),
    ),
)
_TYPES = {"project": "int64", "framework": "str", "code": "str", "place": "str",
          "earlier": "Int64", "later": "Int64", "told": "str"}  # fmt: skip
_EXACT = ("exact", "zero")
_POINTS = 100


@dataclass(frozen=True)
class _Line:
    """An indicator through its years: cells of its own level and of wider ones."""

    counts: dict[tuple[int, str], tuple[float, float]]
    unit: dict[int, str]
    years: tuple[int, ...]
    places: tuple[str, ...]
    wider: tuple[str, ...]
    changed: tuple[int, ...]

    def sum(self, year: int | None, places: Collection[str]) -> tuple[float, float] | None:
        """Counts of places together: added up where each is told, else of the whole they make."""
        if year is None:
            return None
        parts = [self.counts.get((year, place)) for place in places]
        told = [part for part in parts if part is not None]
        if len(told) == len(parts):
            return sum(n for n, _ in told), sum(x for _, x in told)
        for area in self.wider:
            if set(places) == {place for place in self.places if meets(area, [place])}:
                return self.counts.get((year, area))
        return None


def follow(
    published: pd.DataFrame,
    projects: pd.DataFrame,
    located: pd.DataFrame | None,
    decided: pd.DataFrame | None,
    *,
    rulebooks: Sequence[Rulebook] = (),
) -> pd.DataFrame:
    """
    Before and after: the indicator of each project at its places.

    Parameters
    ----------
    published : pandas.DataFrame
        From :func:`tambon_gis.analysis.published.as_measured`, all years.
    projects : pandas.DataFrame
        The plan: ``project``, ``began`` and ``status``, null where nobody said.
    located : pandas.DataFrame or None
        ``project`` and ``place``.
    decided : pandas.DataFrame or None
        Links that people confirmed or refused, as in :class:`~tambon_gis.model.planned.Plan`. These
        and not the problems of today are followed: what a project solved is no problem any more.
    rulebooks : sequence of Rulebook, optional
        Those of the surveys: then an indicator is followed into the next round where they say that
        it is the same. Without them only the same code of the same rulebook is.

    Returns
    -------
    pandas.DataFrame
        The columns of ``follow`` in :class:`~tambon_gis.model.planned.Trail`: one row a project,
        indicator and place, and before them one for all places together (``place`` empty) where
        they are several; ``told`` is one of :data:`TOLD`.

    Raises
    ------
    StageError
        When a column is missing.
    AnalysisError
        When rulebooks are given, but not those of all frameworks.

    Notes
    -----
    Formula: earlier is the newest survey year before the work began, later the newest after; a
    survey of that very year is neither. Where nobody said when it began, earlier is the newest
    survey. Points = 100 (share later - share earlier), with the interval of
    :func:`tambon_gis.analysis.intervals.newcombe`; better where it lies below zero, worse where
    above. Places together are the sum of their counts. A project without a place is followed in
    the whole area.

    Units: shares are fractions from 0 to 1, differences percentage points, years B.E.

    Missing: a band, a hidden cell or one without data gives no share, no points and ``band``; so
    do places together unless each of them tells a number, or they make up an area that does.
    Projects that were dropped and scores of villages are left out.

    Source: Newcombe, R. G. (1998), Statistics in Medicine 17, 873-890, method 10.

    Examples
    --------
    >>> import pandas as pd
    >>> cells = pd.DataFrame({"year": [2563, 2565], "framework": "b", "code": "9",
    ...     "level": "village", "place": "99010103", "counts": "household", "form": "exact",
    ...     "asked": [100, 100], "failing": [40, 20]})
    >>> plan = pd.DataFrame({"project": [1], "began": [2564], "status": ["running"]})
    >>> decided = pd.DataFrame({"framework": "b", "code": "9", "place": "99010103",
    ...     "project": [1], "serves": [True]})
    >>> found = follow(cells, plan, None, decided)
    >>> found[["earlier", "later", "points", "points_low", "told"]].round(1).values.tolist()
    [[2563, 2565, -20.0, -31.9, 'better']]
    """
    _CELLS.check(published)
    cells = published[published["counts"].ne("village") & published["form"].ne("no_data")]
    forms = rounds(rulebooks, cells["framework"].unique()) if rulebooks else None
    rows: list[dict[str, Any]] = []
    lines: dict[tuple[str, str], _Line | None] = {}
    begun = _begun(projects)
    for (project, *key), said in _confirmed(decided, begun).items():
        ref = (key[0], key[1])
        if ref not in lines:
            lines[ref] = _line(cells, ref, forms)
        line = lines[ref]
        if line is not None:
            where = _places(line, said, places_of(located).get(project, ()))
            head = {"project": project, "framework": ref[0], "code": ref[1]}
            rows += [head | row for row in _rows(line, where, begun[project])]
    return _told(rows)


def _begun(projects: pd.DataFrame) -> dict[int, int | None]:
    """Project -> the year in which its work began; without those that were dropped."""
    import pandas as pd

    frame = projects.reindex(columns=["project", "began", "status"])
    kept = frame[frame["status"].ne("dropped").fillna(value=True).astype(bool)]
    return {
        int(project): None if pd.isna(year) else int(year)
        for project, year in zip(kept["project"], kept["began"], strict=True)
    }


def _confirmed(
    decided: pd.DataFrame | None, projects: Collection[int]
) -> dict[tuple[int, str, str], dict[str, bool]]:
    """Project and indicator -> what was said last of each place (empty: all); the plan's order."""
    if decided is None:
        return {}
    found: dict[tuple[int, str, str], dict[str, bool]] = {}
    columns = [decided[name] for name in ("project", "framework", "code", "place", "serves")]
    for project, framework, code, place, serves in zip(*columns, strict=True):
        key = (int(project), str(framework), str(code))
        if key[0] in projects:
            found.setdefault(key, {})[str(place)] = bool(serves)
    order = {project: n for n, project in enumerate(projects)}
    return {
        key: found[key]
        for key in sorted(found, key=lambda key: (order[key[0]], key[1], code_order(key[2])))
    }


def _line(cells: pd.DataFrame, ref: tuple[str, str], forms: Rounds | None) -> _Line | None:
    """The cells of an indicator and of those that are the same; None without any."""
    import pandas as pd

    mine, changed = cells["framework"].eq(ref[0]) & cells["code"].eq(ref[1]), set[int]()
    if forms is not None:
        name, names = "/".join(ref), cells["framework"] + "/" + cells["code"]
        asked = list(zip(names, cells["year"].astype(int), strict=True))
        held = [forms.same(name, one) and forms.covers(one, year) for one, year in asked]
        line = forms.line.get(name, name)
        changed = {year for one, year in asked if forms.line.get(one, one) == line}
        mine = pd.Series(held, index=cells.index, dtype="bool")
    rows = cells[mine.to_numpy(dtype=bool)]
    if rows.empty:
        return None
    depth = rows["level"].map(LADDER).fillna(0)
    deepest = depth.eq(depth.max())
    own = rows[deepest]
    told = rows["form"].isin(_EXACT) & rows["asked"].gt(0) & rows["failing"].notna()
    known = rows[told.fillna(value=False).astype(bool)]
    columns = [known[name] for name in ("year", "place", "asked", "failing")]
    counts = {(int(y), str(p)): (float(n), float(x)) for y, p, n, x in zip(*columns, strict=True)}
    return _Line(
        counts=counts,
        unit={int(year): str(unit) for year, unit in zip(own["year"], own["counts"], strict=True)},
        years=tuple(sorted({int(year) for year in own["year"]})),
        places=tuple(sorted(set(own["place"].astype(str)))),
        wider=tuple(sorted(set(rows.loc[~deepest, "place"].astype(str)))),
        changed=tuple(sorted(changed - set(own["year"].astype(int)))),
    )


def _places(line: _Line, said: Mapping[str, bool], located: Collection[str]) -> tuple[str, ...]:
    """The places that a confirmed word covers; one about a place goes before one about all."""
    general = said.get("", False)
    found = []
    for place in line.places:
        words = [serves for code, serves in said.items() if code and meets(place, [code])]
        if words[-1] if words else general and (not located or meets(place, located)):
            found.append(place)
    if general and not located and line.wider and len(found) == len(line.places):
        return (min(line.wider, key=lambda code: (len(code), code)),)
    return tuple(found)


def _rows(line: _Line, places: tuple[str, ...], began: int | None) -> Iterator[dict[str, Any]]:
    """All places together, where they are several, then each."""
    before = [year for year in line.years if began is None or year < began]
    after = [] if began is None else [year for year in line.years if year > began]
    years = (max(before, default=None), max(after, default=None))
    changed = began is not None and not after and any(year > began for year in line.changed)
    same = len({line.unit[year] for year in years if year is not None}) == 1
    for name, some in (("", places), *((place, (place,)) for place in places)):
        if name or len(places) > 1:
            sides = [line.sum(year, some) for year in years]
            yield {"place": name, "years": years, "sides": sides, "same": same,
                   "changed": changed}  # fmt: skip


def _told(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Shares, the difference and what it tells."""
    import pandas as pd

    sides = [
        pd.DataFrame(
            [(None, None) if row["sides"][at] is None else row["sides"][at] for row in rows],
            columns=["asked", "failing"],
            dtype="Float64",
        )
        for at in (0, 1)
    ]
    (n1, x1), (n2, x2) = ((side["asked"], side["failing"]) for side in sides)
    same = pd.Series([row["same"] for row in rows], dtype="bool")
    apart = (newcombe(n1, x1, n2, x2) * _POINTS).where(same)
    head = [{name: row[name] for name in ("project", "framework", "code", "place")} for row in rows]
    found = pd.DataFrame(head, columns=["project", "framework", "code", "place"]).assign(
        earlier=pd.array([row["years"][0] for row in rows], dtype="Int64"),
        later=pd.array([row["years"][1] for row in rows], dtype="Int64"),
        share_earlier=x1 / n1,
        share_later=x2 / n2,
        points=apart["difference"],
        points_low=apart["low"],
        points_high=apart["high"],
    )
    clear = found["points_high"].lt(0), found["points_low"].gt(0)
    told = pd.Series("unclear", index=found.index, dtype="str")
    told = told.mask(clear[0].fillna(value=False).astype(bool), "better")
    told = told.mask(clear[1].fillna(value=False).astype(bool), "worse")
    told = told.mask(found["points"].isna(), "band").mask(found["later"].isna(), "waiting")
    told = told.mask(pd.Series([row["changed"] for row in rows], dtype="bool"), "new_form")
    told = told.mask(found["earlier"].isna(), "no_earlier")
    return found.assign(told=told)[list(COLUMNS)].astype(_TYPES)
