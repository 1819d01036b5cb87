"""How two tables met: what stands on both sides, on one side only, and twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Join", "JoinKind", "Side"]

#: survey_boundary: survey rows and polygons. year_year: the same survey in two years.
#: household_village: households and the forms of their villages. household_person: households and
#: the table of their members.
JoinKind = Literal["survey_boundary", "year_year", "household_village", "household_person"]


@dataclass(frozen=True)
class Side:
    """
    One table of a join.

    Parameters
    ----------
    role : str
        What the table is in the project, for example ``bmn-2560-2565`` or ``boundary``.
    rows : int
        Its rows.
    keys : int
        Different keys among them.
    rows_matched, keys_matched : int
        Those whose key the other side has too.
    keys_repeated : int
        Keys that stand in more than one row.
    households_left, people_left : int or None
        Households and people behind the rows that did not match; None where nobody is counted.
    """

    role: str
    rows: int
    keys: int
    rows_matched: int
    keys_matched: int
    keys_repeated: int = 0
    households_left: int | None = None
    people_left: int | None = None

    @property
    def rows_left(self) -> int:
        """Rows whose key the other side lacks."""
        return self.rows - self.rows_matched

    @property
    def keys_left(self) -> int:
        """Keys that the other side lacks."""
        return self.keys - self.keys_matched


@dataclass(frozen=True)
class Join:
    """
    How two tables met.

    Parameters
    ----------
    kind : {"survey_boundary", "year_year", "household_village", "household_person"}
        Which tables.
    key : str
        Name of the column on which they met: ``place``, ``house_code``.
    level : str
        Level of the places, empty where the key is no place.
    left, right : Side
        The two tables.

    Examples
    --------
    >>> survey = Side("bmn-2560-2565", rows=6, keys=2, rows_matched=5, keys_matched=1,
    ...     keys_repeated=2)
    >>> polygons = Side("boundary", rows=3, keys=3, rows_matched=1, keys_matched=1)
    >>> Join("survey_boundary", "place", "village", survey, polygons).relation
    'many_to_one'
    """

    kind: JoinKind
    key: str
    level: str
    left: Side
    right: Side

    @property
    def relation(self) -> str:
        """Whether keys repeat: ``one_to_one``, ``many_to_one``, ``one_to_many``, ``many_to_many``.

        A repeated key on the side that should be unique multiplies rows.
        """
        one, other = ("many" if side.keys_repeated else "one" for side in (self.left, self.right))
        return f"{one}_to_{other}"
