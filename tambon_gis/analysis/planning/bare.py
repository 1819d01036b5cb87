"""Bare: why no problem stands behind a project, which is not the same as no evidence at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.analysis.planning.links import meets, places_of
from tambon_gis.analysis.planning.needs import households, told

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

__all__ = ["WHY", "explain"]

#: Why nothing stands behind a project. none: its texts speak of no indicator; below: what they
#: speak of does not press in its places; withheld: that is not told for its places; no_place: the
#: plan names no place of it, so that nothing can be held against it.
WHY = ("none", "below", "withheld", "no_place")


def explain(
    projects: pd.DataFrame,
    links: pd.DataFrame,
    needs: pd.DataFrame,
    spoken: pd.DataFrame,
    published: pd.DataFrame,
    located: pd.DataFrame | None,
) -> pd.DataFrame:
    """
    Say of each project without a problem why it has none.

    Parameters
    ----------
    projects : pandas.DataFrame
        From :func:`tambon_gis.analysis.planning.coverage.cover`: ``project``, ``state``.
    links : pandas.DataFrame
        From :func:`tambon_gis.analysis.planning.links.settle`: refused pairs do not speak for a
        project.
    needs : pandas.DataFrame
        The problems.
    spoken : pandas.DataFrame
        From :func:`tambon_gis.analysis.planning.links.speaks_of`, all indicators.
    published : pandas.DataFrame
        From :func:`tambon_gis.analysis.published.as_measured`, all years.
    located : pandas.DataFrame or None
        ``project`` and ``place``.

    Returns
    -------
    pandas.DataFrame
        The projects with ``why`` (:data:`WHY`; empty where a problem stands behind one) and
        ``about``: the indicators that its texts speak of (``bmn-2560/9, bmn-2560/10``).

    Notes
    -----
    Formula: the indicators of household rulebooks that the texts speak of, without those that
    people refused for the project. None: ``none``. A project without places: ``no_place``. Any of
    them told for a place of the project or a part of it, and not pressing there: ``below``; else
    ``withheld``.

    Units: none.

    Missing: what is hidden or has no data is not told, and therefore no proof that all is well.

    Source: definition of this package; what a project is about is a guess from its words.

    Examples
    --------
    >>> import pandas as pd
    >>> projects = pd.DataFrame({"project": [1, 2], "state": "bare"})
    >>> spoken = pd.DataFrame({"project": [1], "framework": "b", "code": ["9"]})
    >>> cells = pd.DataFrame({"year": [2565], "framework": "b", "code": "9", "level": "village",
    ...     "place": "99010104", "counts": "household", "form": "zero"})
    >>> none = pd.DataFrame({"need": [], "project": [], "state": []})
    >>> needs = pd.DataFrame({"need": [], "framework": [], "code": []})
    >>> located = pd.DataFrame({"project": [1, 2], "place": "99010104"})
    >>> found = explain(projects, none, needs, spoken, cells, located)
    >>> found[["why", "about"]].values.tolist()
    [['below', 'b/9'], ['none', '']]
    """
    import pandas as pd

    refused = _refused(links, needs)
    where, at = places_of(located), _told_at(published)
    about: dict[int, list[tuple[str, str]]] = {}
    for project, *key in spoken[["project", "framework", "code"]].itertuples(index=False):
        one = (str(key[0]), str(key[1]))
        if one in at and (int(project), one) not in refused:
            about.setdefault(int(project), []).append(one)
    why = []
    for project, state in zip(projects["project"], projects["state"], strict=True):
        mine, places = about.get(int(project), []), where.get(int(project), ())
        why.append("" if state != "bare" else _why(mine, places, at))
    names = [
        ", ".join("/".join(one) for one in about.get(int(project), []))
        for project in projects["project"]
    ]
    index = projects.index
    return projects.assign(
        why=pd.Series(why, index=index, dtype="str"),
        about=pd.Series(names, index=index, dtype="str"),
    )


def _why(
    about: Collection[tuple[str, str]],
    places: Collection[str],
    at: dict[tuple[str, str], set[str]],
) -> str:
    """The reason of one project."""
    if not about:
        return "none"
    if not places:
        return "no_place"
    here = any(_covers(place, cell) for one in about for cell in at[one] for place in places)
    return "below" if here else "withheld"


def _covers(place: str, cell: str) -> bool:
    """Whether a cell tells of a place or of a part of it: that of a wider area does not."""
    return meets(place, (cell,)) and (len(cell) >= len(place) or place == "TH")


def _told_at(published: pd.DataFrame) -> dict[tuple[str, str], set[str]]:
    """Indicator -> places for which it is told; none of one that is told nowhere."""
    cells, asked = told(published), households(published)[["framework", "code"]].drop_duplicates()
    found: dict[tuple[str, str], set[str]] = {
        (str(framework), str(code)): set() for framework, code in asked.itertuples(index=False)
    }
    for framework, code, place in cells[["framework", "code", "place"]].itertuples(index=False):
        found[str(framework), str(code)].add(str(place))
    return found


def _refused(links: pd.DataFrame, needs: pd.DataFrame) -> set[tuple[int, tuple[str, str]]]:
    """Project and indicator that people said do not belong together."""
    keys = needs.set_index("need")[["framework", "code"]]
    no = links.loc[links["state"].eq("refused"), ["need", "project"]]
    return {
        (int(project), (str(keys.loc[need, "framework"]), str(keys.loc[need, "code"])))
        for need, project in no.itertuples(index=False)
    }
