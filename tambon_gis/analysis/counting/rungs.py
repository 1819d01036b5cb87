"""Rungs: what was added up of the areas of one level, and how it climbs to the next.

Areas stand in the order of their codes, so those within a wider one are neighbours: a wider level
is a sum of stretches.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tambon_gis.analysis.counting.counts import HOUSEHOLDS, KEY, SUMS, WEIGHTED
from tambon_gis.errors import AnalysisError, CodeError
from tambon_gis.model.stages import COUNTED
from tambon_gis.places import COUNTRY, LADDER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    import pyarrow as pa

    from tambon_gis.analysis.counting.tallies import Tally
    from tambon_gis.model.rulebook import Rulebook

__all__ = ["Rung", "climb", "heads", "long_counts"]


@dataclass(frozen=True)
class Rung:
    """
    The areas of one level.

    Parameters
    ----------
    level : str
        Its name.
    places : numpy.ndarray
        Codes in their order, as bytes of one width.
    sums : Mapping[str, numpy.ndarray]
        What was added up of each.
    """

    level: str
    places: Any
    sums: Mapping[str, Any]

    @property
    def codes(self) -> list[str]:
        """Codes as text."""
        return [code.decode() for code in self.places.tolist()]


def climb(places: pa.ChunkedArray, sums: Mapping[str, Any]) -> tuple[Rung, ...]:
    """
    Every level of what was added up by place.

    Parameters
    ----------
    places : pyarrow.ChunkedArray
        Codes of one level, each once, in any order.
    sums : Mapping[str, numpy.ndarray]
        What was added up of each.

    Returns
    -------
    tuple of Rung
        The places' own level, then every wider one; an empty table is one of no villages.

    Raises
    ------
    AnalysisError
        When a place is missing, or places are of several levels.
    CodeError
        When a place is no code.

    Notes
    -----
    Formula: sums of the areas within.
    Units: those of the sums.
    Missing: a sum of nothing is 0.
    Source: the roll-up rule of the BMN reports (CDD): sum counts and divide again.

    Examples
    --------
    >>> import numpy as np
    >>> import pyarrow as pa
    >>> places = pa.chunked_array([["15010901", "15010801", "15010802"]])
    >>> rungs = climb(places, {"n": np.array([1, 2, 3])})
    >>> [(rung.level, rung.codes, rung.sums["n"].tolist()) for rung in rungs][1]
    ('tambon', ['150108', '150109'], [5, 1])
    """
    import numpy as np

    if not len(places):
        return (Rung("village", np.array([], dtype="S8"), dict(sums)),)
    if places.null_count:
        raise AnalysisError("aggregate.no_place")
    codes = places.to_pylist()
    levels = {digits: level for level, digits in LADDER.items()}
    widths = sorted({len(code) for code in codes})
    strange = [width for width in widths if width not in levels]
    if strange or not all(code.isascii() for code in codes):
        raise CodeError("code.malformed")
    if len(widths) > 1:
        raise AnalysisError("aggregate.levels", levels=", ".join(levels[one] for one in widths))
    bare = np.array(codes, dtype=f"S{widths[0]}")
    order = np.argsort(bare, kind="stable")
    ordered = {name: found[order] for name, found in sums.items()}
    rungs = [Rung(levels[widths[0]], bare[order], ordered)]
    wider = sorted((digits for digits in levels if digits < widths[0]), reverse=True)
    for digits in wider:
        rungs.append(_wider(rungs[-1], levels[digits], digits))
    country = np.array([COUNTRY], dtype="S2")
    total = {name: found.sum(keepdims=True) for name, found in rungs[-1].sums.items()}
    return (*rungs, Rung("country", country, total))


def _wider(rung: Rung, level: str, digits: int) -> Rung:
    """The level above."""
    import numpy as np

    places = rung.places.astype(f"S{digits}")
    first = np.flatnonzero(np.r_[True, places[1:] != places[:-1]])
    sums = {name: np.add.reduceat(found, first) for name, found in rung.sums.items()}
    return Rung(level, places[first], sums)


def heads(rungs: Sequence[Rung]) -> pd.DataFrame:
    """
    Level and place of every area.

    Parameters
    ----------
    rungs : sequence of Rung
        Levels.

    Returns
    -------
    pandas.DataFrame
        ``level`` and ``place``, rungs one after the other.

    Notes
    -----
    Formula: none.
    Units: none.
    Missing: does not occur.
    Source: our own.

    Examples
    --------
    >>> import pyarrow as pa
    >>> heads(climb(pa.chunked_array([["1501"]]), {}))["level"].tolist()
    ['amphoe', 'province', 'country']
    """
    import pandas as pd

    levels = [rung.level for rung in rungs for _ in rung.places]
    places = [code for rung in rungs for code in rung.codes]
    return pd.DataFrame({"level": levels, "place": places}, dtype="str")


def long_counts(
    rungs: Sequence[Rung],
    told: Sequence[Tally],
    rulebook: Rulebook,
    *,
    year: int,
    weighted: bool = False,
) -> pd.DataFrame:
    """
    One row an area and indicator.

    Parameters
    ----------
    rungs : sequence of Rung
        Levels.
    told : sequence of Tally
        Indicators.
    rulebook : Rulebook
        Their rulebook.
    year : int
        Year, B.E.
    weighted : bool, default False
        Whether rows have weights.

    Returns
    -------
    pandas.DataFrame
        Stage ``counted``: levels, then indicators, then places.

    Notes
    -----
    Formula: as :func:`tambon_gis.analysis.aggregate.count`.
    Units: as there.
    Missing: for a village rulebook the ``households_`` columns are null.
    Source: the roll-up rule of the BMN reports (CDD).

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> len(long_counts((), (), catalog.rulebook("bmn-2560"), year=2565))
    0
    """
    import numpy as np
    import pandas as pd

    head = heads(rungs)
    ends = np.cumsum([0, *(len(rung.places) for rung in rungs)])
    places = [np.arange(low, high) for low, high in pairwise(ends)]
    rows = np.concatenate([np.tile(one, len(told)) for one in places] or [np.arange(0)])
    which = [np.repeat(np.arange(len(told)), len(one)) for one in places]
    each = np.concatenate(which or [np.arange(0)])
    frame = head.take(rows).reset_index(drop=True)
    for name in ("code", "counts"):
        texts = [_text(rulebook, one, name) for one in told]
        frame[name] = pd.array(texts, dtype="str").take(each) if texts else ""
    frame = frame.assign(year=year, framework=rulebook.id)
    names = (*SUMS, *(WEIGHTED if weighted else ()))
    for name, found in _columns(rungs, told, names).items():
        frame[name] = found
    if rulebook.rulebook.unit != "household":
        frame[list(HOUSEHOLDS)] = pd.array([pd.NA] * len(frame), dtype="Int64")
    frame = frame[[*KEY, *names]]
    COUNTED.check(frame)
    return frame


def _columns(rungs: Sequence[Rung], told: Sequence[Tally], names: Sequence[str]) -> dict[str, Any]:
    """The counts of every level and indicator, one after the other."""
    import numpy as np
    import pandas as pd

    blocks: dict[str, list[Any]] = {name: [] for name in names}
    for rung in rungs:
        for one in told:
            counts = one.counts(rung.sums)
            for name in names:
                weighted = f"{name}{one.number}"
                blocks[name].append(counts[name] if name in counts else rung.sums[weighted])
    kinds: dict[str, Any] = {name: "Float64" if name in WEIGHTED else "Int64" for name in names}
    joined = {name: np.concatenate(found or [np.arange(0)]) for name, found in blocks.items()}
    return {name: pd.array(found, dtype=kinds[name]) for name, found in joined.items()}


def _text(rulebook: Rulebook, one: Tally, name: str) -> str:
    """The code of an indicator, or what it counts."""
    code = one.told.code
    return code if name == "code" else str(rulebook.by_code[code].counts)
