"""Pool: several years of small counts as one, and the links of counts that lie in each other."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tambon_gis.analysis.counting.counts import SUMS, WEIGHTED, groups_of
from tambon_gis.analysis.protection.links import DECLARED, POOLED
from tambon_gis.engine.frames import same_kind
from tambon_gis.errors import AnalysisError
from tambon_gis.model.stages import COUNTED

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["nested", "pool"]


@same_kind
def pool(counted: pd.DataFrame, *, first: int, last: int) -> pd.DataFrame:
    """
    Counts of several years added up, cell by cell, beside the years themselves.

    Parameters
    ----------
    counted : frame of any kind
        Stage ``counted``, with any group columns.
    first, last : int
        First and last year to pool, B.E.; the years between that the table has are pooled as well.

    Returns
    -------
    frame of the same kind
        The rows as they came, with a column ``pooled`` that is null; then one row a cell that has
        a count in any of the years (so that wider areas are still sums of their parts), ``year``
        the last year and ``pooled`` such as ``2563-2565``.

    Raises
    ------
    StageError
        When the table is not stage ``counted``.
    AnalysisError
        When fewer than two of these years are in the table.

    Notes
    -----
    Formula: asked, met and unknown are sums over the years; a household counts once in each year.

    Units: household-years or person-years.

    Missing: a year whose counts are null adds nothing.

    Source: pooling of years for small areas, as in the multi-year estimates of the American
    Community Survey. Pool only years in which the indicator was asked alike (``same_as``).

    Examples
    --------
    >>> import pandas as pd
    >>> village = pd.DataFrame({"year": [2564, 2565], "framework": "b", "code": "4",
    ...     "level": "village", "place": "15010901", "counts": "household", "asked": [10, 12],
    ...     "met": [9, 11], "unknown": 0, "households_asked": [10, 12], "households_met": [9, 11],
    ...     "households_unknown": 0})
    >>> pool(village, first=2564, last=2565)[["year", "pooled", "asked"]].values.tolist()[-1]
    [2565, '2564-2565', 22]
    """
    import pandas as pd

    COUNTED.check(counted)
    years = counted["year"].between(first, last)
    if counted.loc[years, "year"].nunique() < 2:  # noqa: PLR2004  (one year is no pool)
        raise AnalysisError("pool.years", first=str(first), last=str(last))
    plain = counted.assign(**{POOLED: pd.Series(None, index=counted.index, dtype="str")})
    groups = [name for name in groups_of(counted) if name != POOLED]
    keys = ["framework", "code", "level", "place", "counts", *groups]
    known = counted[years & counted["asked"].notna()]
    sums = [name for name in (*SUMS, *WEIGHTED) if name in counted]
    grouped = known.groupby(keys, sort=False, dropna=False)
    pooled = grouped[sums].sum(min_count=1).reset_index()
    pooled = pooled.assign(year=last, **{POOLED: f"{first}-{last}"})[list(plain.columns)]
    whole = [name for name in SUMS if name in counted]
    return pd.concat([plain.astype(dict.fromkeys(whole, "Int64")),
                      pooled.astype(dict.fromkeys(whole, "Int64"))], ignore_index=True)  # fmt: skip


@same_kind
def nested(counted: pd.DataFrame, failed: Mapping[str, int]) -> pd.DataFrame:
    """
    Links between indicators and the households that fail at least m of them.

    Parameters
    ----------
    counted : frame of any kind
        Stage ``counted`` as it goes to disclosure, with rows of both.
    failed : Mapping[str, int]
        Code of the rows of households that fail at least m indicators -> m.

    Returns
    -------
    frame of the same kind
        Links as :func:`tambon_gis.analysis.disclose.disclose` takes them: ``link``, ``row``,
        ``times``, ``least``, ``most``.

    Raises
    ------
    StageError
        When the table is not stage ``counted``.

    Notes
    -----
    Formula: those that fail m + 1 are among those that fail m; those that fail an indicator are
    among those that fail one at least, who are no more than all that fail any of them (linked
    where the rows bear it out).

    Units: households; indicators that count persons are linked in the last of these only.

    Missing: rows without counts are not linked.

    Source: the definition of the counts in :mod:`tambon_gis.analysis.failed`.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"year": 2565, "framework": "b", "code": ["4", "any"],
    ...     "level": "village", "place": "15010901", "counts": "household", "asked": [50, 50],
    ...     "met": [44, 43], "unknown": 0, "households_asked": [50, 50],
    ...     "households_met": [44, 43], "households_unknown": 0})
    >>> nested(rows, {"any": 1})[["row", "times", "most"]].values.tolist()
    [[0, 1, 0], [1, -1, 0]]
    >>> rows["met"] = rows["households_met"] = [43, 43]
    >>> len(nested(rows, {"any": 1}))
    4
    """
    import pandas as pd

    COUNTED.check(counted)
    cells = counted.reset_index(drop=True)
    groups = groups_of(cells)
    known = cells[cells["asked"].notna() & cells["met"].notna()]
    failing = known["asked"] - known["met"]
    homes = known["counts"].eq("household")
    far = int(known["asked"].sum()) + 1
    rows: list[tuple[str, int, int, int, int]] = []
    for _, same in known.groupby(["year", "framework", "place", *groups], dropna=False):
        of_homes = same["code"][homes[same.index]]
        by_code = {code: int(row) for row, code in of_homes.items()}  # type: ignore[call-overload]
        steps = sorted((m, by_code[code]) for code, m in failed.items() if code in by_code)
        if not steps:
            continue
        pairs = [(more, fewer) for (_, fewer), (_, more) in pairwise(steps)]
        if steps[0][0] == 1:
            pairs += [(row, steps[0][1]) for code, row in by_code.items() if code not in failed]
        for part, total in pairs:
            link = f"{part}<{total}"
            rows += [(link, part, 1, -far, 0), (link, total, -1, -far, 0)]
        any_, parts = steps[0][1], same.index[~same["code"].isin(failed)]
        if steps[0][0] == 1 and 0 < failing[any_] <= failing[parts].sum():
            link = f"{any_}<all"
            rows += [(link, int(part), 1, 0, far) for part in parts] + [(link, any_, -1, 0, far)]
    return pd.DataFrame(rows, columns=list(DECLARED))
