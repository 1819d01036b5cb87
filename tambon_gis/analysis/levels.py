"""Levels: the development level of a village, and between which levels it may lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.engine import sql
from tambon_gis.engine.frames import same_kind
from tambon_gis.errors import AnalysisError
from tambon_gis.model.rule import Rule
from tambon_gis.model.stages import SCORED

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from tambon_gis.model.rulebook import Rulebook

__all__ = [
    "KEY",
    "VILLAGE",
    "code_order",
    "mark_not_applicable",
    "once",
    "scored_rows",
    "village_levels",
]

#: What there is one row of, and one village of.
VILLAGE = ["year", "framework", "place"]
KEY = ["year", "framework", "code", "place"]
_OUTSIDE = -1


@same_kind
def mark_not_applicable(scored: pd.DataFrame, states: pd.DataFrame, *, year: int) -> pd.DataFrame:
    """
    Tell scores that do not apply to a village from those that are not known.

    Parameters
    ----------
    scored : frame of any kind
        Stage ``scored``.
    states : frame
        Stage ``assessed`` of the same villages, as :func:`tambon_gis.analysis.assess.assess` gives.
    year : int
        The year of ``states``, B.E.

    Returns
    -------
    frame of the same kind
        ``scored`` with the column ``not_applicable`` (true, false; kept as it was for other years).

    Notes
    -----
    Formula: true where the state is -1. Units: villages and indicators. Missing: a score that is
    null and not marked is unknown. Source: the four states of :mod:`tambon_gis.analysis.assess`.

    Examples
    --------
    >>> import pandas as pd
    >>> scored = pd.DataFrame({"year": 2565, "framework": "nrd2c", "code": ["1", "2"],
    ...     "place": "15010901", "score": pd.array([3, None], dtype="Int16")})
    >>> states = pd.DataFrame({"row": [1], "place": ["15010901"], "1": [1], "2": [-1]})
    >>> mark_not_applicable(scored, states, year=2565)["not_applicable"].tolist()
    [False, True]
    """
    long = states.drop(columns="row").melt(id_vars="place", var_name="code", value_name="state")
    known = long[long["state"].eq(_OUTSIDE).fillna(value=False).to_numpy(dtype=bool)]
    marked = set(zip(known["place"], known["code"], strict=True))
    before = _outside(scored)
    keys = zip(scored["year"], scored["place"], scored["code"], strict=True)
    found = [
        (place, code) in marked if at == year else bool(was)
        for (at, place, code), was in zip(keys, before, strict=True)
    ]
    return scored.assign(not_applicable=found)


@same_kind
def village_levels(scored: pd.DataFrame, rulebook: Rulebook) -> pd.DataFrame:
    """
    The level of each village, and between which levels it may lie.

    Parameters
    ----------
    scored : frame of any kind
        Stage ``scored``; a boolean column ``not_applicable`` (:func:`mark_not_applicable`) tells
        scores that do not apply from those that are not known.
    rulebook : Rulebook
        One with scores and levels, written from the worst level to the best.

    Returns
    -------
    frame of the same kind
        One row a year and village: ``count_score_1`` and so on (indicators at that score),
        ``scored``, ``not_applicable``, ``unknown`` (indicators of the rulebook without a score),
        ``level`` and, where unknown scores leave several open, a null ``level`` between
        ``level_low`` (the worst possible) and ``level_high`` (the best).

    Raises
    ------
    AnalysisError
        When the rulebook has no levels, or the table has other scores than its ladder, two rows for
        one village and indicator, or none of this rulebook.

    Notes
    -----
    Formula: the first ``Level.when`` that holds for the counts of scores. Units: indicators.
    Missing: a level is given only where every way of filling the unknown scores (each with any
    score, or as not applicable) gives that level; indicators listed as missing in the rulebook are
    unknown. Where no rule holds the level is null. Source: the rulebook's levels; those of
    กชช. 2ค are recalled and unverified, and outputs must say so (``rulebook.verified``).

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> from tambon_gis.model.rulebook import Level
    >>> two = {"th": "ระดับ", "en": "Level"}
    >>> book = catalog.rulebook("nrd2c").model_copy(update={"level": (
    ...     Level(id="1", title=two, when="count_score_1 >= 2"),
    ...     Level(id="2", title=two, when="count_score_1 < 2"))})
    >>> codes = list(book.by_code)
    >>> scored = pd.DataFrame({"year": 2565, "framework": "nrd2c", "code": codes * 2,
    ...     "place": ["15010901"] * 33 + ["15010902"] * 33,
    ...     "score": pd.array([1, 1] + [None] * 31 + [1, None] + [3] * 31, dtype="Int16")})
    >>> found = village_levels(scored, book)
    >>> found[["place", "unknown", "level_low", "level_high"]].values.tolist()
    [['15010901', 31, '1', '1'], ['15010902', 1, '1', '2']]
    """
    if not rulebook.level:
        raise AnalysisError("levels.none", where=rulebook.id, rulebook=rulebook.id)
    counts = _score_counts(scored_rows(scored, rulebook), rulebook)
    names = [name for name in counts.columns if name.startswith("count_score_")]
    distinct = counts[[*names, "unknown"]].drop_duplicates()
    vectors = [tuple(int(n) for n in row) for row in distinct.itertuples(index=False)]
    reached = _levels_reached(vectors, names, rulebook)
    keys = zip(*(counts[name].astype(int) for name in (*names, "unknown")), strict=True)
    at = [reached[key] for key in keys]
    ids = [level.id for level in rulebook.level]
    known = [sorted(one for one in found if one is not None) for found in at]
    columns = {
        "level": [
            ids[sure[0]] if len(found) == 1 and sure else None
            for found, sure in zip(at, known, strict=True)
        ],
        "level_low": [ids[sure[0]] if sure else None for sure in known],
        "level_high": [ids[sure[-1]] if sure else None for sure in known],
    }
    return counts.assign(**{name: _text(values) for name, values in columns.items()})


def scored_rows(scored: pd.DataFrame, rulebook: Rulebook) -> pd.DataFrame:
    """
    The rows of a rulebook's indicators, held against its ladder.

    Parameters
    ----------
    scored : pandas.DataFrame
        Stage ``scored``.
    rulebook : Rulebook
        Tells the ladder.

    Returns
    -------
    pandas.DataFrame
        Its rows, with ``not_applicable`` (false where the table does not tell).

    Raises
    ------
    AnalysisError
        When the rulebook has no ladder, or the table has other scores, two rows for one village and
        indicator, or none of this rulebook.

    Notes
    -----
    Formula: problem <= score <= best. Units: scores. Missing: a null score stays null. Source: the
    rulebook's ``[scores]``.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> scored = pd.DataFrame({"year": 2565, "framework": "nrd2c", "code": ["1", "99"],
    ...     "place": "15010901", "score": [3, 1]})
    >>> scored_rows(scored, catalog.rulebook("nrd2c"))["code"].tolist()
    ['1']
    """
    if rulebook.scores is None:
        raise AnalysisError("levels.no_scores", where=rulebook.id, rulebook=rulebook.id)
    SCORED.check(scored)
    mine = scored["framework"].eq(rulebook.id) & scored["code"].isin(list(rulebook.by_code))
    rows = scored[mine.to_numpy(dtype=bool)].assign(not_applicable=_outside(scored[mine]))
    if len(scored) and rows.empty:
        raise AnalysisError("levels.no_rows", where=rulebook.id, rulebook=rulebook.id)
    problem, best = rulebook.scores.problem, rulebook.scores.best
    beyond = rows[~rows["score"].between(problem, best).fillna(value=True).to_numpy(dtype=bool)]
    beyond = beyond[beyond["score"].notna()]
    if len(beyond):
        code = min(beyond["code"], key=code_order)
        n = int(beyond["code"].eq(code).sum())
        raise AnalysisError("levels.score_range", code=code, problem=problem, best=best, n=n)
    once(rows)
    return rows


def once(rows: pd.DataFrame) -> None:
    """
    Refuse a second row for the same year, framework, indicator and place.

    Parameters
    ----------
    rows : pandas.DataFrame
        Stage ``scored`` or ``counted``.

    Raises
    ------
    AnalysisError
        When there is one.

    Notes
    -----
    Formula: none. Units: none. Missing: a row of unknown counts is a row. Source: none, a check.

    Examples
    --------
    >>> import pandas as pd
    >>> once(pd.DataFrame({"year": [2565], "framework": ["b"], "code": ["1"], "place": ["1"]}))
    """
    twice = rows[rows.duplicated(KEY).to_numpy(dtype=bool)]
    if len(twice):
        raise AnalysisError("levels.twice", code=min(twice["code"], key=code_order))


def code_order(code: str) -> tuple[int, str]:
    """
    The place of a code in the order of its numbers.

    Parameters
    ----------
    code : str
        Code of an indicator.

    Returns
    -------
    tuple[int, str]
        To sort by: 2 comes before 10.

    Notes
    -----
    Formula: its digits as one number, then its text. Units: none. Missing: a code without digits
    comes first. Source: codes are the numbers on the forms.

    Examples
    --------
    >>> sorted(["10", "2", "1a"], key=code_order)
    ['1a', '2', '10']
    """
    digits = "".join(letter for letter in code if letter.isdecimal())
    return (int(digits) if digits else 0, code)


def _outside(scored: pd.DataFrame) -> Any:
    """Which rows are marked as not applicable."""
    import numpy as np

    if "not_applicable" not in scored.columns:
        return np.zeros(len(scored), dtype=bool)
    return scored["not_applicable"].fillna(value=False).to_numpy(dtype=bool)


def _score_counts(rows: pd.DataFrame, rulebook: Rulebook) -> pd.DataFrame:
    """How many indicators of each village stand at each score."""
    scores = rulebook.scores
    steps = range(scores.problem, scores.best + 1) if scores else range(0)
    flags = {f"count_score_{step}": rows["score"].eq(step).fillna(value=False) for step in steps}
    flags["scored"] = rows["score"].notna()
    flags["not_applicable"] = rows["not_applicable"] & ~flags["scored"]
    wide = rows[VILLAGE].assign(**{name: flag.astype("Int64") for name, flag in flags.items()})
    counts = wide.groupby(VILLAGE, as_index=False)[list(flags)].sum()
    whole = len(rulebook.indicator) + len(rulebook.missing)
    return counts.assign(unknown=whole - counts["scored"] - counts["not_applicable"])


def _levels_reached(
    vectors: list[tuple[int, ...]], names: list[str], rulebook: Rulebook
) -> dict[tuple[int, ...], set[int | None]]:
    """For each count of scores and unknowns, the positions of all levels that can come of it."""
    filled = {one: list(_fillings(one[:-1], one[-1])) for one in vectors}
    needed = sorted({counts for ways in filled.values() for counts in ways})
    level_of = dict(zip(needed, _evaluated(needed, names, rulebook), strict=True))
    return {one: {level_of[counts] for counts in ways} for one, ways in filled.items()}


def _fillings(counts: tuple[int, ...], unknown: int) -> Iterator[tuple[int, ...]]:
    """Every count of scores that unknown ones may bring: any score each, or none at all."""
    first, rest = counts[0], counts[1:]
    for more in range(unknown + 1):
        if not rest:
            yield (first + more,)
            continue
        yield from ((first + more, *others) for others in _fillings(rest, unknown - more))


def _evaluated(
    counts: list[tuple[int, ...]], names: list[str], rulebook: Rulebook
) -> list[int | None]:
    """The position of the first level whose rule holds, for each count of scores."""
    import pandas as pd

    if not counts:
        return []
    table = pd.DataFrame(counts, columns=names).assign(n=range(len(counts)))
    table["scored"] = table[names].sum(axis=1)
    rules = [Rule(level.when).sql(rulebook.values) for level in rulebook.level]
    arms = " ".join(f"WHEN {rule} THEN {at}" for at, rule in enumerate(rules))
    query = f'SELECT CAST(CASE {arms} END AS INTEGER) AS level FROM counts ORDER BY "n"'
    found: list[int | None] = sql.run(query, {"counts": table}).column("level").to_pylist()
    return found


def _text(values: list[str | None]) -> Any:
    """A column of text with nulls."""
    import pandas as pd

    return pd.array(values, dtype=pd.StringDtype(na_value=float("nan")))
