"""Which decision takes which rows of a table, and why one takes none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.errors import CodeError
from tambon_gis.places import parse
from tambon_gis.thai import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import pandas as pd

    from tambon_gis.model.fixes import Fix
    from tambon_gis.model.stages import RawTable

__all__ = ["key", "who_decides"]


def who_decides(
    raw: RawTable,
    ours: Sequence[tuple[int, Fix]],
    heading: str,
    codes: pd.Series[str] | None = None,
) -> tuple[dict[int, list[int]], list[tuple[str, int]]]:
    """
    Deal the rows of a table out to the decisions about it.

    Parameters
    ----------
    raw : RawTable
        The table as found.
    ours : sequence of tuple of int and Fix
        The decisions that may be about it, each with its number in the file.
    heading : str
        Heading of the place column; the table need not have it.
    codes : pandas.Series, optional
        Place code of each row, where it is composed from parts.

    Returns
    -------
    tuple[dict[int, list[int]], list[tuple[str, int]]]
        Number of a decision -> its rows, each row once: a decision about a row goes before one
        about a place, then the later before the earlier. And those that fit no row of theirs, each
        with the code of the finding that tells why.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis.model.fixes import Fix
    >>> from tambon_gis.model.stages import RawTable
    >>> frame = pd.DataFrame({"บ้าน": ["1", "2"]}, index=[2, 3], dtype="string")
    >>> raw = RawTable(frame, "a.csv", "", {"บ้าน": "A"}, {})
    >>> one, other = Fix(place="2", use="15010903"), Fix(row=2, leave_out=True)
    >>> who_decides(raw, [(1, one), (2, other)], "บ้าน")
    ({2: [2], 1: [3]}, [])
    """
    found = _cells(raw, heading)
    files, sheets = {"", raw.file}, {"", raw.sheet}
    here = [(n, fix) for n, fix in ours if fix.file in files and fix.sheet in sheets]
    keys = found.map({text: key(text) for text in found.dropna().unique()}).astype("string")
    if codes is not None:
        keys = _or_composed(keys, codes, {key(fix.place) for _, fix in here})
    by_place = {key(fix.place): n for n, fix in here if fix.row is None}
    owners = keys.map(by_place).dropna().astype("int64")
    owner = dict(zip(owners.index.tolist(), owners.tolist(), strict=True))
    present = set(keys.dropna().unique())
    fitting = {n for n, fix in here if fix.row is None and key(fix.place) in present}
    misfits = []
    for n, fix in here:
        if fix.row is None or fix.row not in raw.frame.index:
            continue
        there = "" if keys.isna().loc[fix.row] else str(keys.loc[fix.row])
        if fix.use is not None and there == fix.use:
            misfits.append(("fix.already", n))
        elif fix.place is not None and there != key(fix.place):
            misfits.append(("fix.changed", n))
        else:
            owner[fix.row] = n
            fitting.add(n)
    taken: dict[int, list[int]] = {}
    for row, n in sorted(owner.items()):
        taken.setdefault(n, []).append(row)
    return taken, misfits + [("fix.overruled", n) for n in sorted(fitting - taken.keys())]


def key(text: str | None) -> str:
    """
    A place in the form in which it is compared.

    Parameters
    ----------
    text : str or None
        A cell, or what a decision names.

    Returns
    -------
    str
        Its code, or else the cleaned text; empty for nothing.

    Examples
    --------
    >>> key("๑๕๐๑๐๙"), key(" หมู่  3 "), key(None)
    ('150109', 'หมู่ 3', '')
    """
    if text is None:
        return ""
    try:
        return parse(text)
    except CodeError:
        return clean(text)


def _cells(raw: RawTable, heading: str) -> pd.Series[str]:
    """The place cells as found; blank where there is no such column."""
    import pandas as pd

    if heading not in raw.frame:
        return pd.Series(pd.NA, index=raw.frame.index, dtype="string")
    return raw.frame[heading].astype("string")


def _or_composed(
    keys: pd.Series[str], codes: pd.Series[str], decided: Collection[str]
) -> pd.Series[str]:
    """Places as found, or as composed from parts where no decision names what was found."""
    return keys.where(keys.isin(decided), codes.reindex(keys.index).fillna(keys))
