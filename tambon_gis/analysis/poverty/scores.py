"""Scores of rows: which are poor whatever their gaps, and what is added up of them.

A row has a mark for each deprivation: 1, 0, or null where unknown. Its score is taken twice, with
every unknown one as none and as full; the row is known where both agree. Scores are whole numbers
in double precision, so that a tie is a tie.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tambon_gis.engine.idiom import MANY, split

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tambon_gis.engine.idiom import Idiom

__all__ = ["HEAD_SUMS", "ROWS", "Scores", "marks"]

#: Rows of a group, known or not.
ROWS = "n"
#: Flags of a row, with the condition under which its weight enters.
_FLAGS = {
    "n": "low = high",
    "q": "low = high AND low >= {threshold}",
    "n_unknown": "low < high",
    "unknown_sure": "low < high AND low >= {threshold}",
    "unknown_possible": "low < high AND high >= {threshold}",
}
#: The same where an unknown deprivation is none: every row is known.
_SURE = {"q": "low >= {threshold}"}
HEAD_SUMS = (
    *("n", "n_unknown", "q", "unknown_sure", "unknown_possible", "score"),
    *("rows", "rows_unknown", "rows_poor"),
)


@dataclass(frozen=True)
class Scores:
    """
    The scores of a design over rows of marks.

    Parameters
    ----------
    marks : tuple[str, ...]
        Columns of the deprivations.
    points : tuple[int, ...]
        Their whole weights.
    threshold : int
        The least score of the poor.
    idiom : Idiom
        The words of the engine.
    exclude : bool, default True
        Whether a row with a gap that matters is left out; else what is unknown is no deprivation.
    weighted : bool, default False
        Whether rows have a weight, a column ``wt``.
    """

    marks: tuple[str, ...]
    points: tuple[int, ...]
    threshold: int
    idiom: Idiom
    exclude: bool = True
    weighted: bool = False

    @property
    def _flags(self) -> dict[str, str]:
        """The flags of a row that are needed."""
        told = _FLAGS if self.exclude else _SURE
        return {
            name: when.format(threshold=self.idiom.whole(self.threshold))
            for name, when in told.items()
            if self.weighted or name != "n_unknown"
        }

    @property
    def weights(self) -> tuple[str, ...]:
        """Sums that add weights, where rows have them."""
        each = (f"{short}{number}" for number in range(len(self.marks)) for short in "dc")
        return ("weight", "score", *(f"is_{name}" for name in self._flags), *each)

    def rows(self, marked: str) -> str:
        """
        A query of scores and flags beside the marks.

        Parameters
        ----------
        marked : str
            A query of marks.

        Returns
        -------
        str
            SQL, to stand in brackets.
        """
        weight = "wt" if self.weighted else ""
        flags = [f"{self.idiom.flag(when, weight)} AS is_{n}" for n, when in self._flags.items()]
        if self.weighted:
            flags += [f"{self.idiom.flag(when)} AS has_{n}" for n, when in self._flags.items()]
        if self.idiom.coded:
            flags.append(f"{self._code} AS code")
        return f"SELECT *, {', '.join(flags)} FROM ({self._scored(marked)}) AS s"

    def _scored(self, marked: str) -> str:
        """The query of scores: low and, where what is unknown matters, high."""
        if not self.idiom.coded:
            scores = [f"{self._score(self.idiom.zero)} AS low"]
            if self.exclude:
                scores.append(f"{self._score(self.idiom.one)} AS high")
            return f"SELECT *, {', '.join(scores)} FROM ({marked}) AS m"
        many, points = self.idiom.whole(MANY), self._score()
        if not self.exclude:
            known = [
                f"CASE WHEN {one} = 1e0 THEN 1e0 ELSE 0e0 END AS v_{one}" for one in self.marks
            ]
            sure = f"SELECT *, {', '.join(known)} FROM ({marked}) AS m"
            return f"SELECT *, {points} AS low FROM ({sure}) AS v"
        coded = f"SELECT *, {points} AS points FROM ({marked}) AS m"
        gaps = f"SELECT *, floor(points / {many}) AS gaps FROM ({coded}) AS p"
        low = f"points - gaps * {many}"
        return f"SELECT *, {low} AS low, {low} + gaps AS high FROM ({gaps}) AS o"

    @property
    def _code(self) -> str:
        """What marks are multiplied with, so that one sum tells the deprived and the poor."""
        poor = f"low >= {self.idiom.whole(self.threshold)}"
        both = self.idiom.whole(MANY + 1)
        if not self.exclude:
            return f"CASE WHEN {poor} THEN {both} ELSE {self.idiom.one} END"
        return (
            f"CASE WHEN low < high THEN {self.idiom.zero} "
            f"WHEN {poor} THEN {both} ELSE {self.idiom.one} END"
        )

    @property
    def _marks(self) -> tuple[str, ...]:
        """Columns of the marks in the query of scores."""
        if self.idiom.coded and not self.exclude:
            return tuple(f"v_{mark}" for mark in self.marks)
        return self.marks

    def sums(self) -> list[str]:
        """
        What is added up by group, as it stands in a select; the rows are not among it.

        Returns
        -------
        list[str]
            Sums of flags, of the score, and of what each deprivation has with a flag.
        """
        idiom = self.idiom
        found = [f"{idiom.flags(f'is_{n}')} AS is_{n}" for n in self._flags]
        found.append(f"{idiom.sum_where('low', 'is_q')} AS score")
        if self.weighted:
            found += [f"{idiom.flags(f'has_{n}')} AS has_{n}" for n in self._flags]
            found.append("sum(wt) AS weight")
        for number, mark in enumerate(self._marks):
            if idiom.coded:
                found.append(f"sum({mark} * code) AS dc{number}")
                continue
            if self.exclude:
                found.append(f"{idiom.ones_where(mark, 'is_n')} AS d{number}")
            else:
                one = f"sum({mark} * wt)" if self.weighted else idiom.ones(mark)
                found.append(f"{one} AS d{number}")
            found.append(f"{idiom.ones_where(mark, 'is_q')} AS c{number}")
        return found

    def decoded(self, sums: Mapping[str, Any]) -> dict[str, Any]:
        """
        The sums of every deprivation, also where the engine took two of them as one.

        Parameters
        ----------
        sums : Mapping[str, numpy.ndarray]
            What was added up.

        Returns
        -------
        dict[str, numpy.ndarray]
            The same, each sum by its own name.
        """
        found = dict(sums)
        for number in range(len(self.marks)) if self.idiom.coded else ():
            found[f"d{number}"], found[f"c{number}"] = split(found.pop(f"dc{number}"))
        return found

    def heads(self, sums: Mapping[str, Any]) -> dict[str, Any]:
        """
        The additive columns of headcounts that follow.

        Parameters
        ----------
        sums : Mapping[str, numpy.ndarray]
            What was added up, and the rows.

        Returns
        -------
        dict[str, numpy.ndarray]
            :data:`HEAD_SUMS`, numbers of rows or weights.
        """
        rows = sums[ROWS]
        whole = sums["weight"] if self.weighted else rows
        known, none = sums.get("is_n", whole), 0 * whole
        homes = "has_" if self.weighted else "is_"
        rows_known = sums.get(f"{homes}n", rows)
        values = (
            *(known, sums.get("is_n_unknown", whole - known), sums["is_q"]),
            *(sums.get("is_unknown_sure", none), sums.get("is_unknown_possible", none)),
            *(sums["score"], rows_known, rows - rows_known, sums[f"{homes}q"]),
        )
        return dict(zip(HEAD_SUMS, values, strict=True))

    def _score(self, unknown: str = "") -> str:
        """Sum of whole weights of a row's deprivations, unknown ones taken as told."""
        parts = []
        for mark, n in zip(self._marks, self.points, strict=True):
            value = f"coalesce({mark}, {unknown})" if unknown else mark
            parts.append(value if n == 1 else f"{self.idiom.whole(n)} * {value}")
        return " + ".join(parts)


def marks(columns: Sequence[Sequence[str]], idiom: Idiom) -> list[tuple[str, str]]:
    """
    Marks of deprivations, of marks of indicators.

    Parameters
    ----------
    columns : sequence of sequence of str
        For each deprivation the marks of its indicators: any failing one is enough.
    idiom : Idiom
        The words of the engine.

    Returns
    -------
    list[tuple[str, str]]
        Column and, where it has to be made, its expression, else an empty one.

    Notes
    -----
    Formula: 1 where any is 1, 0 where all are 0.
    Units: one row.
    Missing: null where none is 1 and one is null.
    Source: Alkire and Foster (2011); by dimension as TPMAP does.

    Examples
    --------
    >>> from tambon_gis.engine.idiom import Idiom
    >>> marks([["g0"], ["g1", "g2"]], Idiom())[1][1]
    'CASE WHEN g1 = 1 OR g2 = 1 THEN 1e0 WHEN g1 = 0 AND g2 = 0 THEN 0e0 END'
    """
    found = []
    for number, names in enumerate(columns):
        if len(names) == 1:
            found.append((names[0], ""))
            continue
        some = " OR ".join(f"{name} = 1" for name in names)
        none = " AND ".join(f"{name} = 0" for name in names)
        found.append((f"p{number}", idiom.mark(((some, True), (none, False)))))
    return found
