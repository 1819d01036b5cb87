"""Sought: what public files hold that could be of a person, asked of rows too many to load."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tambon_gis.publish import scan
from tambon_gis.publish.personal import SHORTEST, SHORTEST_NAME, TITLES, Personal, personal_values
from tambon_gis.thai import ARABIC_DIGITS, THAI_DIGITS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import pandas as pd

    from tambon_gis.engine.store import Dataset
    from tambon_gis.model.schema import Schema

__all__ = ["Sought", "held", "sought"]

_NUMBER = re.compile(rf"\d{{{SHORTEST},}}")
_TITLED = f"^(?:{'|'.join(map(re.escape, TITLES))})"
#: Letters that comparing changes: a value with one comes back whatever the rest of it is.
_ODD = (
    r"[\x00-\x1f\x7f-\x{00a0}\x{00ad}\x{061c}\x{0e4d}\x{1680}\x{180e}\x{2000}-\x{200f}\x{2028}-\x{202f}"
    r"\x{205f}-\x{2064}\x{3000}\x{feff}]|  |^ | $"
)
#: A place as one whole number: hundred-thousandths of a degree.
_UNIT, _SHIFT = 100_000, 100_000_000
_VALUES = f"""
SELECT DISTINCT value FROM (
  SELECT value, told, regexp_extract(told, '{_TITLED}\\s*(\\S+)', 1) AS given,
    CASE WHEN length(bare) >= {SHORTEST} THEN bare ELSE told END AS word
  FROM (
    SELECT value, told, regexp_replace(told, '{_TITLED}\\s*', '') AS bare
    FROM (
      SELECT COLUMN AS value, translate(COLUMN, '{THAI_DIGITS}', '{ARABIC_DIGITS}') AS told
      FROM survey WHERE length(COLUMN) >= {SHORTEST_NAME}
    ) AS a
  ) AS b
) AS c
WHERE regexp_matches(value, '{_ODD}')
  OR given IN (SELECT text FROM given)
  OR CASE WHEN length(word) < {SHORTEST} THEN false
    WHEN regexp_full_match(told, '[0-9]+') THEN told IN (SELECT text FROM numbers)
    ELSE substr(word, 1, {SHORTEST}) IN (SELECT text FROM parts)
      AND substr(word, length(word) - {SHORTEST - 1}, {SHORTEST}) IN (SELECT text FROM parts)
      AND substr(word, length(word) // 2 - 2, {SHORTEST}) IN (SELECT text FROM parts) END
"""
_POINTS = f"""
SELECT DISTINCT latitude, longitude FROM survey
WHERE isfinite(latitude) AND isfinite(longitude) AND TRY_CAST(
  floor(latitude * {_UNIT}) * {_SHIFT} + floor(longitude * {_UNIT}) AS BIGINT
) IN (SELECT spot FROM spots)
"""


@dataclass(frozen=True)
class Sought:
    """
    What could be of a person in texts.

    Parameters
    ----------
    parts : frozenset[str]
        Every six letters that follow one another.
    numbers : frozenset[str]
        Numbers of six digits or more, whole.
    given : frozenset[str]
        What stands behind a title and could be a given name.
    points : frozenset of (int, int)
        Pairs of numbers that could be a place, in hundred-thousandths of a degree.
    """

    parts: frozenset[str] = field(default=frozenset(), repr=False)
    numbers: frozenset[str] = field(default=frozenset(), repr=False)
    given: frozenset[str] = field(default=frozenset(), repr=False)
    points: frozenset[tuple[int, int]] = field(default=frozenset(), repr=False)


def sought(texts: Iterable[str]) -> Sought:
    """
    What in texts could be of a person.

    Parameters
    ----------
    texts : iterable of str
        Texts of public files, and what people wrote.

    Returns
    -------
    Sought
        All that :func:`tambon_gis.publish.scan.scan` could find there, whatever the inputs hold.

    Examples
    --------
    >>> found = sought(["นายก้อง บ้านเลขที่ 123456"])
    >>> sorted(found.numbers), "ก้อง" in found.given
    (['123456'], True)
    """
    parts: set[str] = set()
    numbers: set[str] = set()
    given: set[str] = set()
    points: set[tuple[int, int]] = set()
    for text in texts:
        for seen in scan.readings(text):
            parts |= {seen[at : at + SHORTEST] for at in range(len(seen) - SHORTEST + 1)}
            numbers |= set(_NUMBER.findall(seen))
            given |= {name for _, names in scan.called(seen) for name in names}
            points |= {(one, other) for _, one, other in scan.pairs(seen)}
    return Sought(frozenset(parts), frozenset(numbers), frozenset(given), frozenset(points))


def held(
    rows: Dataset, schema: Schema, asked: Sought, *, public_words: Collection[str] = ()
) -> Personal:
    """
    Which of what is sought stands in the columns that a schema does not mark public.

    The rows are read by the engine where they lie; what comes back is only what may stand in the
    texts, so that looking for it there finds all that looking for every value would.

    Parameters
    ----------
    rows : Dataset
        A survey.
    schema : Schema
        Kinds and publicity of its columns.
    asked : Sought
        See :func:`sought`.
    public_words : collection of str
        Names that are public anyway.

    Returns
    -------
    Personal
        As :func:`tambon_gis.publish.personal.personal_values` would give it, less what none of the
        texts holds.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> from tambon_gis.engine.store import open_dataset
    >>> people = pd.DataFrame({"place": ["99010101"] * 2, "house_code": ["12345678", "87654321"]})
    >>> with TemporaryDirectory() as folder:
    ...     people.to_parquet(f"{folder}/homes.parquet")
    ...     schema = catalog.schema("bmn-household")
    ...     sorted(held(open_dataset(folder), schema, sought(["บ้าน 12345678"])).texts)
    ['12345678']
    """
    tables = _tables(asked)
    found = [
        _answer(_VALUES.replace("COLUMN", f'"{one.name}"'), rows, [one.name], tables)
        .set_axis([one.name], axis=1)
        for one in schema.field
        if not one.public and one.kind in {"text", "code"} and one.name in rows.names
    ]  # fmt: skip
    if asked.points and {"latitude", "longitude"} <= set(rows.names):
        spots = {"spots": _spots(asked)}
        found.append(_answer(_POINTS, rows, ["latitude", "longitude"], spots))
    return Personal.union(personal_values(one, schema, public_words=public_words) for one in found)


def _answer(
    query: str, rows: Dataset, names: list[str], tables: dict[str, pd.DataFrame]
) -> pd.DataFrame:
    """The rows that a query finds, asked of one engine alone: what it reads is not in all."""
    from tambon_gis.engine import frames, sql

    asked = {"survey": rows.select(names), **tables}
    return frames.to_pandas(sql.run(query, asked, engine="duckdb"))


def _tables(asked: Sought) -> dict[str, pd.DataFrame]:
    """What is sought, as tables of one column of text, also where nothing is."""
    import pandas as pd

    told = {"parts": asked.parts, "numbers": asked.numbers, "given": asked.given}
    return {
        name: pd.DataFrame({"text": pd.Series(list(texts), dtype="str")})
        for name, texts in told.items()
    }


def _spots(asked: Sought) -> pd.DataFrame:
    """Places in either order; rounded, a place is the whole number below or the next."""
    import pandas as pd

    both = asked.points | {(other, one) for one, other in asked.points}
    near = {(one - a) * _SHIFT + other - b for one, other in both for a in (0, 1) for b in (0, 1)}
    return pd.DataFrame({"spot": pd.Series(sorted(near), dtype="int64")})
