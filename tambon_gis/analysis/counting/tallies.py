"""Tallies: what one scan adds up of every indicator, each sum once, and the counts that follow.

Of a row, an indicator leaves a mark (1 failing, 0 met or not applicable, null unknown) and, where
it may be not applicable, a flag. What is asked, met and unknown follows from their sums.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tambon_gis.analysis.counting.counts import SUMS, WEIGHTED
from tambon_gis.analysis.counting.states import NOT_APPLICABLE, UNMET
from tambon_gis.engine.arrow import numbers, table_of
from tambon_gis.engine.idiom import split

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyarrow as pa

    from tambon_gis.analysis.counting.states import StateSQL
    from tambon_gis.engine.idiom import Idiom

__all__ = ["ROWS", "Tallies", "Tally"]

#: The number of rows of a group.
ROWS = "n"
_UNITS = ("a", "f", "u")


@dataclass(frozen=True)
class Tally:
    """
    One indicator in a scan.

    Parameters
    ----------
    number : int
        Its place in the scan, part of the names of its columns.
    told : StateSQL
        The indicator as SQL.
    idiom : Idiom
        The words of the engine.
    """

    number: int
    told: StateSQL
    idiom: Idiom

    @property
    def mark(self) -> str:
        """Column of the mark: 1 failing, 0 met or not applicable, null unknown."""
        return f"g{self.number}"

    @property
    def outside(self) -> bool:
        """Whether the indicator may be not applicable to a row."""
        return not self.told.arms or any(one == NOT_APPLICABLE for _, one in self.told.arms)

    def of_rows(self) -> Iterator[tuple[str, str]]:
        """
        Columns made of the survey's.

        Yields
        ------
        tuple[str, str]
            Name and expression.
        """
        if self.told.arms:
            yield self.mark, self.idiom.mark([(when, one == UNMET) for when, one in self.told.arms])
        else:
            yield f"s{self.number}", self.told.state
        out = " OR ".join(when for when, one in self.told.arms if one == NOT_APPLICABLE)
        if out:
            yield f"z{self.number}", self.idiom.flag(out)
        for name, units in zip(_UNITS, self.told.units or (), strict=False):
            yield f"{name}{self.number}", units

    def of_states(self) -> Iterator[tuple[str, str]]:
        """
        Columns made of the state, where it has to stand in a column first.

        Yields
        ------
        tuple[str, str]
            Name and expression.
        """
        if not self.told.arms:
            state = f"s{self.number}"
            arms = ((f"{state} = {UNMET}", True), (f"{state} IS NOT NULL", False))
            yield self.mark, self.idiom.mark(arms)
            yield f"z{self.number}", self.idiom.flag(f"{state} = {NOT_APPLICABLE}")

    def sums(self) -> Iterator[tuple[str, str]]:
        """
        What is added up.

        Yields
        ------
        tuple[str, str]
            Name and expression.
        """
        n = self.number
        if self.idiom.coded:
            yield f"coded{n}", f"sum({self.mark})"
        else:
            yield f"known{n}", f"count({self.mark})"
            yield f"failing{n}", self.idiom.ones(self.mark)
        if self.outside:
            yield f"outside{n}", self.idiom.flags(f"z{n}")
        if self.told.units:
            yield from ((f"{name}{n}", f"sum({name}{n})") for name in _UNITS)

    def weighted(self) -> Iterator[tuple[str, str]]:
        """
        What is added up times the row's weight.

        Yields
        ------
        tuple[str, str]
            Name and expression.
        """
        n, mark = self.number, self.mark
        inside = f" AND z{n} = 0e0" if self.outside else ""
        values = (
            f"CASE WHEN {mark} IS NOT NULL{inside} THEN wt ELSE 0e0 END",
            f"CASE WHEN {mark} = 0e0{inside} THEN wt ELSE 0e0 END",
            f"CASE WHEN {mark} IS NULL THEN wt ELSE 0e0 END",
        )
        if self.told.units:
            values = (f"a{n} * wt", f"(a{n} - f{n}) * wt", f"u{n} * wt")
        yield from (
            (f"{name}{n}", f"sum({one})") for name, one in zip(WEIGHTED, values, strict=True)
        )

    def counts(self, sums: Mapping[str, Any]) -> dict[str, Any]:
        """
        The counts that follow from the sums.

        Parameters
        ----------
        sums : Mapping[str, numpy.ndarray]
            What was added up, and the rows.

        Returns
        -------
        dict[str, numpy.ndarray]
            Column of stage ``counted`` -> whole numbers.
        """
        n = self.number
        asked = sums[f"known{n}"] - sums[f"outside{n}"] if self.outside else sums[f"known{n}"]
        homes = (asked, asked - sums[f"failing{n}"], sums[ROWS] - sums[f"known{n}"])
        units = homes
        if self.told.units:
            units = (sums[f"a{n}"], sums[f"a{n}"] - sums[f"f{n}"], sums[f"u{n}"])
        return dict(zip(SUMS, (*units, *homes), strict=True))


@dataclass(frozen=True)
class Tallies:
    """
    All indicators of a scan.

    Parameters
    ----------
    states : tuple[StateSQL, ...]
        The indicators as SQL.
    idiom : Idiom
        The words of the engine.
    weighted : bool, default False
        Whether rows have a weight, a column ``wt``, by which everything is added up as well.
    """

    states: tuple[StateSQL, ...]
    idiom: Idiom
    weighted: bool = False

    @cached_property
    def each(self) -> tuple[Tally, ...]:
        """The indicators one by one."""
        return tuple(Tally(n, one, self.idiom) for n, one in enumerate(self.states))

    def rows(self, table: str, heads: Sequence[str]) -> str:
        """
        A query of marks, one row a row of the survey.

        Parameters
        ----------
        table : str
            The survey.
        heads : sequence of str
            More columns, as they stand in a select.

        Returns
        -------
        str
            SQL, to stand in brackets.
        """
        said = [*heads, *(f"{text} AS {name}" for one in self.each for name, text in one.of_rows())]
        rows = f"SELECT {', '.join(said)} FROM {table}"
        more = [f"{text} AS {name}" for one in self.each for name, text in one.of_states()]
        return f"SELECT *, {', '.join(more)} FROM ({rows}) AS r" if more else rows

    def counted(self, wide: pa.Table, groups: Mapping[str, str]) -> pa.Table:
        """
        The counts of every indicator by group.

        Parameters
        ----------
        wide : pyarrow.Table
            What was added up.
        groups : Mapping[str, str]
            Column of a group -> its name in the result.

        Returns
        -------
        pyarrow.Table
            The groups, and the counts named like those of stage ``counted`` with the number of the
            indicator.
        """
        found: dict[str, Any] = {name: wide.column(short) for short, name in groups.items()}
        sums = self.decoded(numbers(wide.drop_columns(list(groups)), fractions=self.weights))
        for one in self.each:
            counts = one.counts(sums)
            counts |= {name: sums[f"{name}{one.number}"] for name in WEIGHTED if self.weighted}
            found |= {f"{name}{one.number}": told for name, told in counts.items()}
        return table_of(found)

    def decoded(self, sums: Mapping[str, Any]) -> dict[str, Any]:
        """
        The sums of every indicator, also where the engine took two of them as one.

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
        for one in self.each if self.idiom.coded else ():
            failing, unknown = split(found.pop(f"coded{one.number}"))
            found[f"failing{one.number}"] = failing
            found[f"known{one.number}"] = sums[ROWS] - unknown
        return found

    @property
    def weights(self) -> list[str]:
        """Sums that add weights, where rows have them."""
        return (
            []
            if not self.weighted
            else [f"{name}{one.number}" for one in self.each for name in WEIGHTED]
        )

    def sums(self) -> list[str]:
        """
        What is added up by group, as it stands in a select.

        Returns
        -------
        list[str]
            The rows and every sum of every indicator.
        """
        found = [f"count(*) AS {ROWS}"]
        for one in self.each:
            sums = [*one.sums(), *(one.weighted() if self.weighted else ())]
            found += [f"{text} AS {name}" for name, text in sums]
        return found
