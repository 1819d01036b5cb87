"""Failed: how many indicators households fail at once, unknown answers told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.engine import frames, sql
from tambon_gis.errors import AnalysisError
from tambon_gis.model.stages import COUNTED
from tambon_gis.places import level_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

__all__ = ["as_counted", "households_by_failed", "summary_of_failed"]


def households_by_failed(
    states: Any, *, codes: Sequence[str] | None = None, engine: str = "duckdb"
) -> Any:
    """
    Households of each place by the number of indicators that they fail.

    Internal: small cells name families. What is published goes through :func:`as_counted` and
    disclosure.

    Parameters
    ----------
    states : frame of any kind
        Stage ``assessed``, one row a household.
    codes : sequence of str, optional
        Indicators to count; by default all columns but ``row`` and ``place``.
    engine : str, default "duckdb"
        Who computes.

    Returns
    -------
    frame of the same kind
        ``place``, ``failed`` (indicators known to be failed), ``households`` and ``with_unknown``
        (those of them with an unknown answer, which may fail more). Only numbers that occur.

    Raises
    ------
    AnalysisError
        When a code is no column.

    Notes
    -----
    Formula: the number of indicators in state 0. Units: households. Missing: an unknown answer is
    neither failed nor met, and its household is also in ``with_unknown``; a household to which none
    of the indicators applies is left out. Source: the four states of
    :mod:`tambon_gis.analysis.assess`.

    Examples
    --------
    >>> import pandas as pd
    >>> states = pd.DataFrame({"row": [1, 2, 3], "place": ["15010901"] * 3, "4": [0, 0, 1],
    ...     "9": pd.array([0, None, 1], dtype="Int8")})
    >>> households_by_failed(states)[["failed", "households", "with_unknown"]].values.tolist()
    [[0, 1, 0], [1, 1, 1], [2, 1, 0]]
    """
    joint = _joint(states, codes, engine)
    joint = joint[joint["applies"] > 0]
    joint = joint.assign(with_unknown=joint["households"].where(joint["unknown"] > 0, 0))
    sums = joint.groupby(["place", "failed"], as_index=False)[["households", "with_unknown"]].sum()
    return frames.answer(sums, states)


def summary_of_failed(
    states: Any, *, codes: Sequence[str] | None = None, engine: str = "duckdb"
) -> Any:
    """
    In one row a place: how many households fail anything, and how much.

    Parameters
    ----------
    states : frame of any kind
        Stage ``assessed``, one row a household.
    codes : sequence of str, optional
        Indicators to count; by default all columns but ``row`` and ``place``.
    engine : str, default "duckdb"
        Who computes.

    Returns
    -------
    frame of the same kind
        ``place``, ``households`` (with an indicator that applies), ``with_failed`` (failing one at
        least), ``failures`` (failed indicators of all together), ``mean`` = failures / households,
        ``most`` (of one household), ``with_unknown``, ``not_applicable`` (households to which no
        indicator applies, in no other column).

    Raises
    ------
    AnalysisError
        When a code is no column.

    Notes
    -----
    Formula: sums over :func:`households_by_failed`. Units: households; ``mean`` in indicators a
    household. Missing: unknown answers are not counted as failed, so these are the least possible
    numbers; ``mean`` and ``most`` are null without a household. Source: the four states of
    :mod:`tambon_gis.analysis.assess`.

    Examples
    --------
    >>> import pandas as pd
    >>> states = pd.DataFrame({"row": [1, 2, 3], "place": ["15010901"] * 3, "4": [0, 0, 1],
    ...     "9": pd.array([0, None, 1], dtype="Int8")})
    >>> summary_of_failed(states)[["households", "with_failed", "failures", "mean"]].values.tolist()
    [[3, 2, 3, 1.0]]
    """
    joint = _joint(states, codes, engine)
    n, inside = joint["households"], joint["applies"] > 0
    parts = joint.assign(
        households=n.where(inside, 0),
        with_failed=n.where(joint["failed"] > 0, 0),
        failures=n * joint["failed"],
        most=joint["failed"].where(inside),
        with_unknown=n.where(joint["unknown"] > 0, 0),
        not_applicable=n.where(~inside, 0),
    )
    grouped = parts.groupby("place", as_index=False)
    sums = ["households", "with_failed", "failures", "with_unknown", "not_applicable"]
    summed = grouped[sums].sum()
    most = grouped["most"].max()["most"].astype("Int64")
    whole = summed["households"].mask(summed["households"] == 0)
    mean = summed["failures"].astype("Float64") / whole
    summed.insert(4, "mean", mean)
    summed.insert(5, "most", most)
    return frames.answer(summed, states)


def as_counted(
    states: Any,
    *,
    year: int,
    framework: str,
    at_least: Sequence[int] = (1, 2, 3),
    codes: Sequence[str] | None = None,
    engine: str = "duckdb",
) -> Any:
    """
    Households failing m indicators or more, as indicators of their own.

    Made for disclosure: the cells are households and nested (3 or more are among 2 or more), and
    may be published only as :func:`tambon_gis.analysis.disclose.disclose` leaves them. Their codes
    are in no rulebook, so disclosure takes them as sensitive.

    Parameters
    ----------
    states : frame of any kind
        Stage ``assessed``, one row a household.
    year : int
        Year, B.E.
    framework : str
        Id under which the rows are to stand.
    at_least : sequence of int, default (1, 2, 3)
        Values of m.
    codes : sequence of str, optional
        Indicators to count; by default all columns but ``row`` and ``place``.
    engine : str, default "duckdb"
        Who computes.

    Returns
    -------
    frame of the same kind
        Stage ``counted``, one row a place and m, ``code`` = ``failed-3plus``: ``asked`` households
        of which it is certain, ``met`` those that fail fewer than m, ``unknown`` those whose
        unknown answers decide.

    Raises
    ------
    AnalysisError
        When a code is no column, or an m is below 1 or stands twice.

    Notes
    -----
    Formula: with f indicators known to be failed and u unknown, a household fails m or more where
    f >= m, fewer where f + u < m, and is unknown between. Units: households. Missing: as the
    formula says; a household to which no indicator applies is in no number. Source: the four states
    of :mod:`tambon_gis.analysis.assess`.

    Examples
    --------
    >>> import pandas as pd
    >>> states = pd.DataFrame({"row": [1, 2, 3], "place": ["15010901"] * 3, "4": [0, 0, 1],
    ...     "9": pd.array([0, None, 1], dtype="Int8")})
    >>> rows = as_counted(states, year=2565, framework="bmn-2560", at_least=[1, 2])
    >>> rows[["code", "asked", "met", "unknown"]].values.tolist()
    [['failed-1plus', 3, 1, 0], ['failed-2plus', 2, 1, 1]]
    """
    import pandas as pd

    steps = [int(m) for m in at_least]
    if not steps or min(steps) < 1 or len(set(steps)) < len(steps):
        raise AnalysisError("levels.at_least", given=", ".join(map(str, at_least)) or "-")
    joint = _joint(states, codes, engine)
    inside = joint["households"].where(joint["applies"] > 0, 0)
    parts = []
    for m in steps:
        met = joint["failed"] + joint["unknown"] < m
        sure = met | (joint["failed"] >= m)
        sums = joint[["place"]].assign(
            asked=inside.where(sure, 0), met=inside.where(met, 0), unknown=inside.where(~sure, 0)
        )
        placed = sums.groupby("place", as_index=False).sum()
        head: dict[str, Any] = {"year": year, "framework": framework, "code": f"failed-{m}plus"}
        parts.append(placed.assign(**head, level=placed["place"].map(level_of), counts="household"))
    rows = pd.concat(parts, ignore_index=True)
    for name in ("asked", "met", "unknown"):
        rows[f"households_{name}"] = rows[name]
    rows = rows[[name for name, _ in COUNTED.columns]]
    COUNTED.check(rows)
    return frames.answer(rows, states)


def _joint(states: Any, codes: Sequence[str] | None, engine: str) -> pd.DataFrame:
    """Households by place, indicators failed, unknown, and applying: one scan."""
    columns = frames.columns(states)
    used = [name for name in columns if name not in {"row", "place"}] if codes is None else codes
    if lacking := [code for code in used if code not in columns] or ([] if used else ["-"]):
        raise AnalysisError("levels.codes", codes=", ".join(lacking))
    failed, unknown, outside = (_sum_of(used, test) for test in ("= 0", "IS NULL", "= -1"))
    inner = (
        f'SELECT "place", {failed} AS failed, {unknown} AS unknown, '
        f"CASE WHEN ({outside}) < {len(used)} THEN 1 ELSE 0 END AS applies FROM states"
    )
    query = (
        'SELECT "place", CAST(failed AS BIGINT) AS failed, CAST(unknown AS BIGINT) AS unknown, '
        "CAST(applies AS BIGINT) AS applies, CAST(count(*) AS BIGINT) AS households "
        f'FROM ({inner}) AS r GROUP BY "place", failed, unknown, applies '
        'ORDER BY "place", failed, unknown, applies'
    )
    frame: pd.DataFrame = frames.to_pandas(sql.run(query, {"states": states}, engine=engine))
    numbers = ("failed", "unknown", "applies", "households")
    return frame.astype(dict.fromkeys(numbers, "Int64") | {"place": "str"})


def _sum_of(codes: Sequence[str], test: str) -> str:
    """How many of a row's states pass a test."""
    quoted = [code.replace('"', '""') for code in codes]
    return " + ".join(f'CASE WHEN "{code}" {test} THEN 1 ELSE 0 END' for code in quoted)
