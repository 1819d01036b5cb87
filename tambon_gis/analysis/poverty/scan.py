"""One scan of states: who is poor, by how much, and in what, as whole numbers by place and group.

Weights are multiplied by their common denominator, so a household's score and the cut-off are whole
numbers and a tie is a tie. The score is taken twice, with every unknown deprivation as none and as
full; a row is known where both agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tambon_gis.engine import sql
from tambon_gis.engine.frames import columns, select, to_pandas
from tambon_gis.errors import AnalysisError
from tambon_gis.model.stages import Kind, Stage
from tambon_gis.places import COUNTRY, level_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    import pandas as pd

    from tambon_gis.model.poverty import Deprivation, PovertyDesign

__all__ = ["BY_INDICATOR", "DERIVED", "HEADCOUNTS", "HEAD_SUMS", "PART_SUMS", "Missing", "Question"]

Missing = Literal["exclude", "not_deprived"]

#: Additive columns of headcounts, with the condition under which a row's weight enters.
_SUMS = {
    "n": "low = high",
    "n_unknown": "low < high",
    "q": "low = high AND low >= {threshold}",
    "unknown_sure": "low < high AND low >= {threshold}",
    "unknown_possible": "low < high AND high >= {threshold}",
}
_ROWS = {"rows": _SUMS["n"], "rows_unknown": _SUMS["n_unknown"], "rows_poor": _SUMS["q"]}
HEAD_SUMS = (*_SUMS, "score", *_ROWS)
PART_SUMS = ("n", "deprived", "censored")
#: What is divided of them: made anew after every sum, and never a group.
DERIVED = (
    *("H", "A", "M0", "unknown_share", "H_low", "H_high", "rank"),
    *("points", "total", "uncensored_ratio", "censored_ratio", "contribution"),
    *("whole", "whole_n", "whole_score", "whole_M0", "population_share"),
)
_KEYS: tuple[tuple[str, Kind], ...] = (("level", "text"), ("place", "text"), ("counts", "text"))
_SCALE: tuple[tuple[str, Kind], ...] = (("denominator", "integer"), ("threshold", "integer"))

HEADCOUNTS = Stage("headcounts", (*_KEYS, *_SCALE, *((name, "number") for name in HEAD_SUMS)))
"""One row a place and group; every number is additive but ``denominator`` and ``threshold``."""

BY_INDICATOR = Stage(
    "by_indicator",
    (
        *_KEYS,
        ("dimension", "text"),
        ("code", "text"),
        ("weight", "integer"),
        *_SCALE,
        *((name, "number") for name in PART_SUMS),
    ),
)
"""One row a place, group and deprivation; ``n``, ``deprived`` and ``censored`` are additive."""

_FIXED = {name for stage in (HEADCOUNTS, BY_INDICATOR) for name, _ in stage.columns}
_RESERVED = {*_FIXED, *DERIVED}
_LARGEST_WEIGHT = "1e12"


@dataclass(frozen=True)
class Question:
    """
    What is asked of a table of states.

    Parameters
    ----------
    design : PovertyDesign
        Deprivations and weights.
    k : str or float or fractions.Fraction or None
        Cut-off; None for the design's own.
    by : tuple[str, ...]
        Group columns.
    weight : str or None
        Column of people, or weights, of a row; None counts rows.
    missing : {"exclude", "not_deprived"}
        What an unknown deprivation does.
    engine : str
        Who computes.
    """

    design: PovertyDesign
    k: str | float | Fraction | None = None
    by: tuple[str, ...] = ()
    weight: str | None = None
    missing: Missing = "exclude"
    engine: str = "duckdb"

    def heads(self, states: Any) -> pd.DataFrame:
        """
        Headcounts by place and group.

        Parameters
        ----------
        states : frame
            Stage ``assessed``.

        Returns
        -------
        pandas.DataFrame
            :data:`HEADCOUNTS`.
        """
        wide = self._scan(states)
        table = wide.assign(**self._scale)[[*self._head, "denominator", "threshold", *HEAD_SUMS]]
        HEADCOUNTS.check(table)
        return table

    def parts(self, states: Any) -> pd.DataFrame:
        """
        Deprived and poor-and-deprived by place, group and deprivation.

        Parameters
        ----------
        states : frame
            Stage ``assessed``.

        Returns
        -------
        pandas.DataFrame
            :data:`BY_INDICATOR`, deprivations in the order of the design.
        """
        import pandas as pd

        wide = self._scan(states)
        tables = []
        weights = zip(self.design.deprivations, self.design.integers, strict=True)
        for number, (one, points) in enumerate(weights):
            table = wide[self._head].assign(
                dimension=one.dimension, code=one.code, weight=points, **self._scale
            )
            table["n"] = wide["n"]
            table["deprived"], table["censored"] = wide[f"d{number}"], wide[f"c{number}"]
            tables.append(table)
        # a stable sort by the row of the place keeps the deprivations of a place together, in order
        long = pd.concat(tables).sort_index(kind="stable").reset_index(drop=True)
        BY_INDICATOR.check(long)
        return long

    @property
    def _scale(self) -> dict[str, int]:
        """What a score is divided by, and from which score on a row is poor."""
        return {
            "denominator": self.design.denominator,
            "threshold": self.design.threshold(self.k),
        }

    @property
    def _head(self) -> list[str]:
        """Columns that name a row."""
        return ["level", "place", *self.by, "counts"]

    def _scan(self, states: Any) -> pd.DataFrame:
        """The query's answer: one row a place and group, one column a sum."""
        used = self._checked(columns(states))
        whole = self._whole_weights(states)
        query = self._query(whole=whole)
        table = sql.run(query, {"states": select(states, used)}, engine=self.engine)
        wide = to_pandas(table)
        wide = wide.rename(columns={f"b{n}": name for n, name in enumerate(self.by)})
        places = wide["place"].astype("str")
        levels = places.map(lambda code: "country" if code == COUNTRY else level_of(code))
        counts = self.design.poverty.unit if self.weight is None else "resident"
        sums = [*HEAD_SUMS, *(f"{s}{n}" for s in "dc" for n in range(len(self._items)))]
        kinds = {n: "Int64" if whole or n in _ROWS else "Float64" for n in sums}
        return wide.astype(kinds).assign(place=places, level=levels.astype("str"), counts=counts)

    @property
    def _items(self) -> tuple[Deprivation, ...]:
        """What a row can be deprived in."""
        return self.design.deprivations

    def _checked(self, there: list[str]) -> list[str]:
        """The columns that are read, all of them there."""
        if self.missing not in {"exclude", "not_deprived"}:
            raise AnalysisError("poverty.missing", given=self.missing)
        clash = [name for name in self.by if name in _RESERVED]
        if clash or len(set(self.by)) < len(self.by):
            raise AnalysisError("poverty.groups", columns=", ".join(clash or self.by))
        extra = [*self.by, *([self.weight] if self.weight else [])]
        used = list(dict.fromkeys(["place", *extra, *self.design.codes]))
        absent = [name for name in used if name not in there]
        if absent:
            raise AnalysisError("poverty.columns", where=self.design.id, columns=", ".join(absent))
        return used

    def _whole_weights(self, states: Any) -> bool:
        """Whether all weights are whole numbers; rows without one are refused."""
        if self.weight is None:
            return True
        name = _quoted(self.weight)
        query = (
            "SELECT CAST(sum(CASE WHEN w >= 0e0 AND w <= "
            f"{_LARGEST_WEIGHT} THEN 0 ELSE 1 END) AS BIGINT) AS bad, "
            "CAST(sum(CASE WHEN w <> floor(w) THEN 1 ELSE 0 END) AS BIGINT) AS broken "
            f"FROM (SELECT CAST({name} AS DOUBLE) AS w FROM states) AS r"
        )
        weights = {"states": select(states, [self.weight])}
        told = sql.run(query, weights, engine=self.engine).to_pylist()[0]
        if told["bad"]:
            raise AnalysisError("poverty.weight", column=self.weight, rows=told["bad"])
        return not told["broken"]

    def _query(self, *, whole: bool) -> str:
        """Deprivations of a row, then its two scores, then sums by place and group."""
        groups = [f"b{n}" for n in range(len(self.by))]
        named = ['"place"', *groups]
        given = "1" if self.weight is None else _quoted(self.weight)
        kind = "BIGINT" if whole else "DOUBLE"
        bare = [f"{_quoted(name)} AS b{n}" for n, name in enumerate(self.by)]
        gaps = [f"{self._gap(one)} AS g{n}" for n, one in enumerate(self._items)]
        rows = _select(['"place"', *bare, f"CAST({given} AS {kind}) AS wt", *gaps], "states")
        names = [f"g{n}" for n in range(len(self._items))]
        scores = [f"{self._score(0)} AS low", f"{self._score(1)} AS high"]
        scored = _select([*named, "wt", *names, *scores], f"({rows}) AS r")
        grouped = ", ".join(named)
        sums = _select([*named, *self._sums(kind)], f"({scored}) AS s")
        return f"{sums} GROUP BY {grouped} ORDER BY {grouped}"

    def _gap(self, one: Deprivation) -> str:
        """1 deprived, 0 not (or not applicable), null unknown: any unmet indicator is enough."""
        names = [_quoted(code) for code in one.columns]
        unmet = " OR ".join(f"{name} = 0" for name in names)
        known = " AND ".join(f"{name} IN (1, -1)" for name in names)
        gap = f"CASE WHEN {unmet} THEN 1 WHEN {known} THEN 0 END"
        return f"CAST({gap if self.missing == 'exclude' else f'coalesce({gap}, 0)'} AS BIGINT)"

    def _score(self, unknown: int) -> str:
        """Sum of whole weights of a row's deprivations, unknown ones taken as told."""
        weights = enumerate(self.design.integers)
        return " + ".join(f"{points} * coalesce(g{n}, {unknown})" for n, points in weights)

    def _sums(self, kind: str) -> list[str]:
        """Every additive column, in the order of the tables."""
        facts = {"threshold": self._scale["threshold"]}
        sums = [_sum("wt", when.format(**facts), name, kind) for name, when in _SUMS.items()]
        poor = _SUMS["q"].format(**facts)
        sums.append(_sum("wt * low", poor, "score", kind))
        sums += [_sum("1", when.format(**facts), name, "BIGINT") for name, when in _ROWS.items()]
        for number in range(len(self._items)):
            sums.append(_sum(f"wt * g{number}", _SUMS["n"], f"d{number}", kind))
            sums.append(_sum(f"wt * g{number}", poor, f"c{number}", kind))
        return sums


def _select(names: Iterable[str], table: str) -> str:
    """A SELECT."""
    return f"SELECT {', '.join(names)} FROM {table}"


def _sum(value: str, when: str, name: str, kind: str) -> str:
    """A sum over the rows for which something holds."""
    return f'CAST(sum(CASE WHEN {when} THEN {value} ELSE 0 END) AS {kind}) AS "{name}"'


def _quoted(name: str) -> str:
    """A column name in SQL."""
    return '"' + name.replace('"', '""') + '"'
