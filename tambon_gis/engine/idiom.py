"""How a conditional count is said to each engine so that it answers fastest; the meaning is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["MANY", "Idiom", "idiom_of", "split"]

#: What an unknown mark is worth where marks are coded: more than a group has rows, and small enough
#: that sums of it are exact in double precision.
MANY = 2**26


@dataclass(frozen=True)
class Idiom:
    """
    The words for marks and flags, in which counts are composed.

    A mark is 1, 0 or unknown in a row. A flag is set in a row or not.

    Parameters
    ----------
    one, zero : str
        A mark.
    products : bool
        Whether flags are numbers (the row's weight where it is set, else 0), so that a count where
        one is set is a sum of products; else flags are conditions, and rows are counted.
    coded : bool
        Whether an unknown mark is :data:`MANY` instead of null, so that one sum tells how many
        marks are 1 and how many are unknown; see :func:`split`.
    """

    one: str = "1e0"
    zero: str = "0e0"
    products: bool = True
    coded: bool = False

    def mark(self, arms: Sequence[tuple[str, bool]]) -> str:
        """
        A mark.

        Parameters
        ----------
        arms : sequence of (str, bool)
            Conditions, each with whether the mark is 1 where it is the first that holds; where
            none does, it is unknown.

        Returns
        -------
        str
            SQL over one row.
        """
        joined: list[tuple[str, bool]] = []
        for when, mark in arms:
            if joined and joined[-1][1] == mark:
                joined[-1] = (f"{joined[-1][0]} OR {when}", mark)
            else:
                joined.append((when, mark))
        told = " ".join(f"WHEN {w} THEN {self.one if one else self.zero}" for w, one in joined)
        return f"CASE {told} ELSE {self.whole(MANY)} END" if self.coded else f"CASE {told} END"

    def known(self, mark: str) -> str:
        """
        Whether a mark is known.

        Parameters
        ----------
        mark : str
            Its column.

        Returns
        -------
        str
            A condition.
        """
        return f"{mark} <= {self.one}" if self.coded else f"{mark} IS NOT NULL"

    def flag(self, condition: str, weight: str = "") -> str:
        """
        A flag.

        Parameters
        ----------
        condition : str
            When it is set; null counts as not.
        weight : str, default ""
            What the row counts for, by default 1; only where flags are numbers.

        Returns
        -------
        str
            SQL over one row.
        """
        if self.products:
            return f"CASE WHEN {condition} THEN {weight or self.one} ELSE {self.zero} END"
        return condition

    def whole(self, number: int) -> str:
        """
        A whole number to be multiplied with marks.

        Parameters
        ----------
        number : int
            The number.

        Returns
        -------
        str
            A literal.
        """
        return f"{number}{self.one[1:]}"

    def flags(self, flag: str) -> str:
        """
        How many rows have a flag, or their weight.

        Parameters
        ----------
        flag : str
            Column of a flag.

        Returns
        -------
        str
            SQL over a group.
        """
        return f"sum({flag})" if self.products else f"count(CASE WHEN {flag} THEN 1 END)"

    def ones(self, mark: str) -> str:
        """
        How many rows have the mark 1.

        Parameters
        ----------
        mark : str
            Column of a mark.

        Returns
        -------
        str
            SQL over a group; null where every mark is null.
        """
        return f"sum({mark})" if self.products else f"count(CASE WHEN {mark} = 1 THEN 1 END)"

    def ones_where(self, mark: str, flag: str) -> str:
        """
        How many rows have the mark 1 and a flag, or their weight.

        Parameters
        ----------
        mark, flag : str
            Columns.

        Returns
        -------
        str
            SQL over a group; null where every mark is null.
        """
        if self.products:
            return f"sum({mark} * {flag})"
        return f"count(CASE WHEN {flag} AND {mark} = 1 THEN 1 END)"

    def sum_where(self, value: str, flag: str) -> str:
        """
        The sum of a number over the rows that have a flag, times their weight.

        Parameters
        ----------
        value, flag : str
            Columns.

        Returns
        -------
        str
            SQL over a group, in double precision; null where no row counts.
        """
        if self.products:
            return f"sum({value} * {flag})"
        return f"sum(CASE WHEN {flag} THEN CAST({value} AS DOUBLE) END)"


def split(sums: Any) -> tuple[Any, Any]:
    """
    What a sum of coded numbers tells.

    Parameters
    ----------
    sums : numpy.ndarray
        Whole numbers a + b * MANY with 0 <= a < MANY.

    Returns
    -------
    tuple[numpy.ndarray, numpy.ndarray]
        a and b.

    Examples
    --------
    >>> import numpy as np
    >>> a, b = split(np.array([3 + 2 * MANY]))
    >>> int(a[0]), int(b[0])
    (3, 2)
    """
    return sums % MANY, sums // MANY


#: DuckDB and Spark multiply doubles faster than they branch, and take fewer sums faster than more.
_CODED = Idiom(coded=True)
_PRODUCTS = Idiom()
_WHOLE = Idiom("1", "0")
#: Polars counts faster than it adds.
_COUNTS = Idiom("1", "0", products=False)


def idiom_of(
    engine: str, *, weighted: bool = False, whole: bool = False, most: int | None = None
) -> Idiom:
    """
    The idiom of an engine.

    Parameters
    ----------
    engine : str
        As :func:`tambon_gis.engine.sql.chosen` tells it.
    weighted : bool, default False
        Whether rows have weights; then flags are numbers everywhere.
    whole : bool, default False
        Whether the weights are 64-bit integers, whose sums may be beyond double precision.
    most : int, optional
        The largest number that a count or a row's score can reach, where that is known.

    Returns
    -------
    Idiom
        Its words.

    Examples
    --------
    >>> idiom_of("duckdb").ones_where("g", "k"), idiom_of("polars").ones_where("g", "k")
    ('sum(g * k)', 'count(CASE WHEN k AND g = 1 THEN 1 END)')
    """
    if weighted:
        return _WHOLE if whole else _PRODUCTS
    if engine == "polars":
        return _COUNTS
    return _CODED if most is not None and most < MANY else _PRODUCTS
