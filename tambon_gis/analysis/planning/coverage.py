"""Coverage: problems without a project, projects without evidence, and pairs that do the same."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from tambon_gis.analysis.planning.likeness import Likeness
from tambon_gis.analysis.planning.links import meets, places_of, text_of
from tambon_gis.thai import normalise_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["NEAR", "PROJECT_STATES", "SAME", "STATES", "cover", "doubles"]

#: What a problem may be: a confirmed project stands against it, only proposed ones, or none.
STATES = ("served", "proposed", "open")
#: What a project may be: a confirmed problem stands behind it, only proposed ones, or none.
PROJECT_STATES = ("evident", "proposed", "bare")
#: Two projects against one problem may do the same from this likeness of their texts on ...
NEAR = 0.15
#: ... and two with a common place and no common problem from this one on.
SAME = 0.5
_COUNTS = ("cases", "cases_low", "cases_high")
_PROJECTS = ("project", "state", "needs", *_COUNTS, "unit", "budget", "per_case")
_DOUBLES = ("project", "other", "need", "likeness", "agencies")


def cover(
    needs: pd.DataFrame, links: pd.DataFrame, projects: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    What stands against each problem, and what stands behind each project.

    Parameters
    ----------
    needs : pandas.DataFrame
        The problems.
    links : pandas.DataFrame
        From :func:`tambon_gis.analysis.planning.links.settle`.
    projects : pandas.DataFrame
        The plan: ``project`` and ``budget_<year>`` columns.

    Returns
    -------
    tuple[pandas.DataFrame, pandas.DataFrame]
        The problems with their ``state`` (:data:`STATES`); and one row a project with the columns
        of ``projects`` in :class:`~tambon_gis.model.planned.Trail`.

    Notes
    -----
    Formula: a problem is served by one confirmed link, proposed by one that nobody confirmed, open
    without either; a refused link counts as none. A project's cases are the sum over the problems
    confirmed for it, each once (of a project without any: over those proposed); the budget is the
    sum over all years, and ``per_case`` = budget / cases.

    Units: cases are households or people as ``unit`` says, ``mixed`` where both are among them: a
    household that falls short twice is two cases. Baht.

    Missing: the sum of cases is null where one of them is told as a band only, and its range is
    not; a project without problems has neither, and no unit. A budget is null where no year has an
    amount.

    Source: none; counts and sums.

    Examples
    --------
    >>> import pandas as pd
    >>> needs = pd.DataFrame({"need": [1, 2], "unit": "household", "cases": [20.0, 8.0],
    ...     "cases_low": [20.0, 8.0], "cases_high": [20.0, 8.0]})
    >>> links = pd.DataFrame({"need": [1], "project": [7], "state": ["confirmed"]})
    >>> projects = pd.DataFrame({"project": [7], "budget_2566": [50_000.0]})
    >>> problems, told = cover(needs, links, projects)
    >>> problems["state"].tolist(), told[["state", "cases", "per_case"]].values.tolist()
    (['served', 'open'], [['evident', 20.0, 2500.0]])
    """
    import pandas as pd

    by_state = {name: links[links["state"].eq(name)] for name in ("confirmed", "proposed")}
    sure, maybe = (set(rows["need"]) for rows in by_state.values())
    state = [_first(need in sure, need in maybe, STATES) for need in needs["need"]]
    budgets = projects[[name for name in projects if str(name).startswith("budget_")]]
    told = needs.set_index("need")
    rows = []
    for project, baht in zip(projects["project"], _sums(budgets), strict=True):
        mine = [
            sorted(set(one.loc[one["project"].eq(project), "need"])) for one in by_state.values()
        ]
        found = told.loc[mine[0] or mine[1]]
        cases: dict[str, Any] = {
            name: pd.NA if found.empty else found[name].sum(skipna=False) for name in _COUNTS
        }
        units = sorted(set(found["unit"]))
        rows.append(
            {
                "project": project,
                "state": _first(bool(mine[0]), bool(mine[1]), PROJECT_STATES),
                "needs": len(found),
                **cases,
                "unit": "mixed" if len(units) > 1 else "".join(units),
                "budget": baht,
                "per_case": _ratio(baht, cases["cases"]),
            }
        )
    frame = pd.DataFrame(rows, columns=pd.Index(_PROJECTS))
    kinds = dict.fromkeys((*_COUNTS, "budget", "per_case"), "Float64")
    kinds |= {"project": "int64", "needs": "int64", "state": "str", "unit": "str"}
    return needs.assign(state=pd.Series(state, index=needs.index, dtype="str")), frame.astype(kinds)


def doubles(
    links: pd.DataFrame, projects: pd.DataFrame, located: pd.DataFrame | None
) -> pd.DataFrame:
    """
    Pairs of projects that may do the same.

    Parameters
    ----------
    links : pandas.DataFrame
        From :func:`tambon_gis.analysis.planning.links.settle`.
    projects : pandas.DataFrame
        The plan: ``project``, texts, ``agency``.
    located : pandas.DataFrame or None
        ``project`` and ``place``.

    Returns
    -------
    pandas.DataFrame
        ``project`` and ``other`` (the later one), ``need``: the most pressing problem that both are
        confirmed or proposed for (null where only texts and place agree), ``likeness`` (0 to 1),
        ``agencies``: whether two agencies stand behind them. Each pair once: those with a common
        problem first, then by likeness.

    Notes
    -----
    Formula: :meth:`~tambon_gis.analysis.planning.likeness.Likeness.between` of their texts is at
    least :data:`NEAR` and they share a problem, or at least :data:`SAME` and they share a place.

    Units: likeness is a share from 0 to 1.

    Missing: a project whose agency is not told is not said to be of another one.

    Source: definition of this package. It is a question to the agencies, not a finding.

    Examples
    --------
    >>> import pandas as pd
    >>> projects = pd.DataFrame({"project": [1, 2, 3], "agency": ["อบต.", "รพ.สต.", "อบต."],
    ...     "title": ["ตรวจสุขภาพเคลื่อนที่", "ตรวจสุขภาพประจำปี", "ถนน"]})
    >>> links = pd.DataFrame({"need": [5, 5], "project": [1, 2], "state": "proposed"})
    >>> doubles(links, projects, None)[["project", "other", "need", "agencies"]].values.tolist()
    [[1, 2, 5, True]]
    """
    import pandas as pd

    rows = projects.to_dict("records")
    texts = {int(row["project"]): text_of(row) for row in rows}
    agency = {int(row["project"]): _agency(row) for row in rows}
    like, where = Likeness.of(texts[project] for project in sorted(texts)), places_of(located)
    live = links[links["state"].ne("refused")]
    served: dict[int, set[int]] = {}
    for project, need in zip(live["project"], live["need"], strict=True):
        served.setdefault(int(project), set()).add(int(need))
    found = []
    for one, other in combinations(sorted(texts), 2):
        common = served.get(one, set()) & served.get(other, set())
        near = any(meets(place, where.get(other, ())) for place in where.get(one, ()))
        if not (common or near):
            continue
        alike = like.between(texts[one], texts[other])
        if alike >= (NEAR if common else SAME):
            two = bool(agency[one] and agency[other] and agency[one] != agency[other])
            found.append((one, other, min(common, default=None), round(alike, 4), two))
    frame = pd.DataFrame(found, columns=pd.Index(_DOUBLES)).astype(
        {"project": "int64", "other": "int64", "need": "Int64", "likeness": "float64",
         "agencies": "bool"}
    )  # fmt: skip
    order = frame.assign(_alone=frame["need"].isna(), _like=-frame["likeness"])
    order = order.sort_values(["_alone", "_like", "project", "other"], ignore_index=True)
    return order[list(_DOUBLES)]


def _first(sure: bool, maybe: bool, names: tuple[str, ...]) -> str:  # noqa: FBT001
    """The name of what holds."""
    return names[0] if sure else names[1] if maybe else names[2]


def _sums(budgets: pd.DataFrame) -> list[object]:
    """The budget of each project over all years, null where none is told."""
    sums: list[object] = budgets.astype("Float64").sum(axis=1, min_count=1).tolist()
    return sums


def _ratio(baht: object, cases: object) -> object:
    """Baht a case, null where either is unknown or nobody falls short."""
    import pandas as pd

    if pd.isna(baht) or pd.isna(cases) or not cases:  # type: ignore[call-overload]
        return pd.NA
    return float(str(baht)) / float(str(cases))


def _agency(project: Mapping[Any, Any]) -> str:
    """Who does it, in the form in which two are compared."""
    found = project.get("agency")
    return normalise_label(found) if isinstance(found, str) else ""
