"""Where the rows of a survey lie: in the area of the project, or in another tambon."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tambon_gis.places import COUNTRY, LADDER
from tambon_gis.thai import clean, digits_to_arabic

if TYPE_CHECKING:
    import pandas as pd

    from tambon_gis.loaders.reading.headings import Matching
    from tambon_gis.model.schema import Schema
    from tambon_gis.model.stages import RawTable

__all__ = ["codes", "elsewhere", "places"]

_NOT_DIGIT = re.compile(r"[^0-9]+")
_MOST = 5
#: Part of the values of a column that are codes of villages, where the column is one of codes.
_NEARLY_ALL = 0.9


def places(raw: RawTable, made: Matching, schema: Schema) -> frozenset[str]:
    """
    The villages of a survey, by the digits of their codes.

    Parameters
    ----------
    raw : RawTable
        The table.
    made : Matching
        Its headings.
    schema : Schema
        What it is.

    Returns
    -------
    frozenset[str]
        Codes, or numbers of moo where it has no codes; none where it has neither.
    """
    names = (schema.table.place, "moo")
    named = next((made.found[one] for one in names if one in made.found), None)
    return frozenset() if named is None else _digits(raw.frame[named])


def codes(raw: RawTable, made: Matching, schema: Schema) -> frozenset[str]:
    """
    Codes of villages, also of a column whose heading is not known.

    Parameters
    ----------
    raw : RawTable
        The table.
    made : Matching
        Its headings.
    schema : Schema
        What it is.

    Returns
    -------
    frozenset[str]
        Codes of eight digits. A heading that nobody knows is no reason to take the rows of another
        tambon for one's own, only because they bear the number of a moo.
    """
    long = LADDER["village"]
    if schema.table.place in made.found:
        return frozenset(one for one in places(raw, made, schema) if len(one) == long)
    found: set[str] = set()
    for heading in (*made.unknown, *(one.heading for one in made.doubtful)):
        digits = _digits(raw.frame[heading]) if heading in raw.frame else frozenset()
        whole = {one for one in digits if len(one) == long}
        if whole and len(whole) >= _NEARLY_ALL * len(digits):
            found |= whole
    return frozenset(found)


def elsewhere(found: frozenset[str], area: str | None) -> tuple[str, ...]:
    """
    The tambons of a survey that has no row of an area.

    Parameters
    ----------
    found : frozenset[str]
        Codes of villages.
    area : str or None
        Code of the project's area, where it is known.

    Returns
    -------
    tuple[str, ...]
        At most five, in order; none where a row lies in the area.

    Examples
    --------
    >>> elsewhere(frozenset({"99010101", "99010102"}), "150109")
    ('990101',)
    >>> elsewhere(frozenset({"99010101", "15010901"}), "150109")
    ()
    """
    if area in {None, COUNTRY} or not found or any(one.startswith(f"{area}") for one in found):
        return ()
    return tuple(sorted({one[: LADDER["tambon"]] for one in found})[:_MOST])


def _digits(column: pd.Series[str]) -> frozenset[str]:
    """What stands in a column, as digits without zeros in front."""
    written = (clean(str(one)) for one in column.dropna().unique())
    digits = (_NOT_DIGIT.sub("", digits_to_arabic(one).removesuffix(".0")) for one in written)
    return frozenset(one.lstrip("0") for one in digits if one)
