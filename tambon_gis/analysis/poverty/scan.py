"""One scan of states: who is poor, by how much, and in what, as whole numbers by place and group.

Weights are multiplied by their common denominator, so a household's score and the cut-off are whole
numbers and a tie is a tie. The score is taken twice, with every unknown deprivation as none and as
full; a row is known where both agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tambon_gis.analysis.counting.counts import levels_of
from tambon_gis.analysis.poverty.scores import HEAD_SUMS, ROWS, Scores
from tambon_gis.engine import sql
from tambon_gis.engine.arrow import numbers
from tambon_gis.engine.frames import columns, select, size, to_pandas
from tambon_gis.engine.idiom import idiom_of
from tambon_gis.errors import AnalysisError
from tambon_gis.model.stages import Kind, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    import pandas as pd

    from tambon_gis.engine.idiom import Idiom
    from tambon_gis.model.poverty import Deprivation, PovertyDesign

__all__ = ["BY_INDICATOR", "DERIVED", "HEADCOUNTS", "HEAD_SUMS", "PART_SUMS", "Missing", "Question"]

Missing = Literal["exclude", "not_deprived"]

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
#: Whole numbers below are exact in double precision.
_EXACT = 2.0**53


@dataclass(frozen=True)
class Weighing:
    """
    How rows are weighed.

    Parameters
    ----------
    column : str, default ""
        The column ``wt`` as it stands in a select; empty where every row counts as one.
    broken : bool, default False
        Whether a weight is no whole number.
    huge : bool, default False
        Whether weights are whole, and their sums may be beyond double precision.
    """

    column: str = ""
    broken: bool = False
    huge: bool = False


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

    def __post_init__(self) -> None:
        """Refuse another way to treat what is unknown."""
        if self.missing not in {"exclude", "not_deprived"}:
            raise AnalysisError("poverty.missing", given=self.missing)

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
        head, sums, scores = self._scan(states)
        return self.heads_of(head, sums, scores)

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
        head, sums, scores = self._scan(states)
        return self.parts_of(head, sums, scores)

    def heads_of(self, head: pd.DataFrame, sums: Mapping[str, Any], scores: Scores) -> pd.DataFrame:
        """
        Headcounts of what was added up.

        Parameters
        ----------
        head : pandas.DataFrame
            Level, place and groups of each row.
        sums : Mapping[str, numpy.ndarray]
            What was added up, row by row.
        scores : Scores
            What it means.

        Returns
        -------
        pandas.DataFrame
            :data:`HEADCOUNTS`.
        """
        told = {name: _nullable(found) for name, found in scores.heads(sums).items()}
        table = head.assign(counts=self._counts, **self._scale, **told)
        HEADCOUNTS.check(table)
        return table

    def parts_of(self, head: pd.DataFrame, sums: Mapping[str, Any], scores: Scores) -> pd.DataFrame:
        """
        Deprived and poor-and-deprived of what was added up.

        Parameters
        ----------
        head : pandas.DataFrame
            Level, place and groups of each row.
        sums : Mapping[str, numpy.ndarray]
            What was added up, row by row.
        scores : Scores
            What it means.

        Returns
        -------
        pandas.DataFrame
            :data:`BY_INDICATOR`, deprivations in the order of the design.
        """
        import numpy as np
        import pandas as pd

        items, rows = self.design.deprivations, len(head)
        long = head.take(np.repeat(np.arange(rows), len(items))).reset_index(drop=True)
        within = np.tile(np.arange(len(items)), rows)
        told = {
            "counts": [self._counts] * len(items),
            "dimension": [one.dimension for one in items],
            "code": [one.code for one in items],
        }
        for name, each in told.items():
            long[name] = pd.array(each, dtype="str").take(within)
        long["weight"] = np.array(self.design.integers, dtype="int64")[within]
        long = long.assign(**self._scale)
        long["n"] = _nullable(np.repeat(scores.heads(sums)["n"], len(items)))
        for name, short in (("deprived", "d"), ("censored", "c")):
            found = [sums[f"{short}{number}"] for number in range(len(items))]
            long[name] = _nullable(np.column_stack(found).ravel())
        BY_INDICATOR.check(long)
        return long

    @property
    def _counts(self) -> str:
        """Who is counted."""
        return self.design.poverty.unit if self.weight is None else "resident"

    @property
    def _scale(self) -> dict[str, int]:
        """What a score is divided by, and from which score on a row is poor."""
        return {
            "denominator": self.design.denominator,
            "threshold": self.design.threshold(self.k),
        }

    def scores(self, columns: Sequence[str], idiom: Idiom) -> Scores:
        """
        The scores of rows that have a mark for each deprivation.

        Parameters
        ----------
        columns : sequence of str
            The marks.
        idiom : Idiom
            The words of the engine.

        Returns
        -------
        Scores
            How they are told in a query.
        """
        return Scores(
            tuple(columns),
            self.design.integers,
            self._scale["threshold"],
            idiom,
            exclude=self.missing == "exclude",
            weighted=self.weight is not None,
        )

    def weighing(self, table: Any, engine: str) -> Weighing:
        """
        How rows are weighed; rows without a weight are refused.

        Parameters
        ----------
        table : frame
            The rows.
        engine : str
            Who computes.

        Returns
        -------
        Weighing
            As 1, as whole numbers, or otherwise.
        """
        if self.weight is None:
            return Weighing()
        name = _quoted(self.weight)
        query = (
            "SELECT CAST(sum(CASE WHEN w >= 0e0 AND w <= "
            f"{_LARGEST_WEIGHT} THEN 0 ELSE 1 END) AS BIGINT) AS bad, "
            "CAST(sum(CASE WHEN w <> floor(w) THEN 1 ELSE 0 END) AS BIGINT) AS broken, "
            f"sum(w) AS total FROM (SELECT CAST({name} AS DOUBLE) AS w FROM weighed) AS r"
        )
        told = sql.run(query, {"weighed": select(table, [self.weight])}, engine=engine)
        found = told.to_pylist()[0]
        if found["bad"]:
            raise AnalysisError("poverty.weight", column=self.weight, rows=found["bad"])
        broken = bool(found["broken"])
        huge = (found["total"] or 0) * self.design.denominator >= _EXACT
        kind = "BIGINT" if huge and not broken else "DOUBLE"
        return Weighing(f"CAST({name} AS {kind}) AS wt", broken, huge and not broken)

    def idiom(self, table: Any, engine: str, how: Weighing) -> Idiom:
        """
        The words in which rows are counted.

        Parameters
        ----------
        table : frame
            The rows.
        engine : str
            Who computes.
        how : Weighing
            How rows are weighed.

        Returns
        -------
        Idiom
            The fastest in which this design's scores are exact.
        """
        rows = size(table)
        most = None if rows is None else max(rows, self.design.denominator)
        return idiom_of(engine, weighted=self.weight is not None, whole=how.huge, most=most)

    def _scan(self, states: Any) -> tuple[pd.DataFrame, dict[str, Any], Scores]:
        """Places and groups, what was added up of them, and what that means."""
        used = self._checked(columns(states))
        engine = sql.chosen(self.engine, {"states": states})
        how = self.weighing(states, engine)
        idiom = self.idiom(states, engine, how)
        scores = self.scores([f"g{n}" for n in range(len(self.design.deprivations))], idiom)
        groups = ["place", *(f"b{n}" for n in range(len(self.by)))]
        query = self._query(scores, groups, how.column)
        table = sql.run(query, {"states": select(states, used)}, engine=engine)
        table = table.sort_by([(name, "ascending") for name in groups])
        head = to_pandas(table.select(groups)).set_axis(["place", *self.by], axis="columns")
        head["place"] = head["place"].astype("str")
        head.insert(0, "level", levels_of(head["place"]))
        fractions = scores.weights if how.broken else ()
        sums = numbers(table.drop_columns(groups), fractions=fractions)
        return head, scores.decoded(sums), scores

    def _checked(self, there: list[str]) -> list[str]:
        """The columns that are read, all of them there."""
        clash = [name for name in self.by if name in _RESERVED]
        if clash or len(set(self.by)) < len(self.by):
            raise AnalysisError("poverty.groups", columns=", ".join(clash or self.by))
        extra = [*self.by, *([self.weight] if self.weight else [])]
        used = list(dict.fromkeys(["place", *extra, *self.design.codes]))
        absent = [name for name in used if name not in there]
        if absent:
            raise AnalysisError("poverty.columns", where=self.design.id, columns=", ".join(absent))
        return used

    def _query(self, scores: Scores, groups: Sequence[str], weight: str) -> str:
        """Deprivations of a row, then its two scores, then sums by place and group."""
        bare = [f"{_quoted(name)} AS b{n}" for n, name in enumerate(self.by)]
        told = zip(scores.marks, self.design.deprivations, strict=True)
        gaps = [f"{_gap(one, scores.idiom)} AS {name}" for name, one in told]
        heads = ['"place"', *bare, *([weight] if weight else [])]
        rows = f"SELECT {', '.join([*heads, *gaps])} FROM states"
        named = ", ".join(_quoted(name) for name in groups)
        sums = ", ".join([f"count(*) AS {ROWS}", *scores.sums()])
        return f"SELECT {named}, {sums} FROM ({scores.rows(rows)}) AS t GROUP BY {named}"


def _gap(one: Deprivation, idiom: Idiom) -> str:
    """1 deprived, 0 not (or not applicable), null unknown: any unmet indicator is enough."""
    names = [_quoted(code) for code in one.columns]
    unmet = " OR ".join(f"{name} = 0" for name in names)
    known = " AND ".join(f"{name} IN (1, -1)" for name in names)
    return idiom.mark(((unmet, True), (known, False)))


def _nullable(values: Any) -> Any:
    """Numbers in a nullable type."""
    import pandas as pd

    return pd.array(values, dtype="Int64" if values.dtype.kind == "i" else "Float64")


def _quoted(name: str) -> str:
    """A column name in SQL."""
    return '"' + name.replace('"', '""') + '"'
