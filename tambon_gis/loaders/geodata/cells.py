"""Cells of a dBASE column become text, numbers, dates or truth values, each only where all fit."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tambon_gis.loaders.geodata import text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tambon_gis.model.findings import Severity

__all__ = ["BINARY", "Column", "column"]

#: Kinds whose cells are not text: whole numbers, doubles, money, date with time.
BINARY = frozenset("I+O")
_NUMBER = re.compile(rb"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_WHOLE = re.compile(rb"[-+]?\d{1,18}")
_LONG = re.compile(rb"[-+]?\d{19,}")
_DATE = re.compile(rb"\d{8}")
_TRUE, _FALSE, _UNKNOWN = b"TtYy", b"FfNn", b"? "
BLANK = b" \x00"


@dataclass(frozen=True)
class Column:
    """
    A column as read.

    Parameters
    ----------
    cells : pandas array
        Its cells, NA where blank.
    cut : int
        How many texts ended in the middle of a letter.
    told : tuple of (str, Severity, list of int)
        Finding code, severity and positions of the rows.
    """

    cells: Any
    cut: int = 0
    told: tuple[tuple[str, Severity, list[int]], ...] = ()


def column(raws: Sequence[bytes], kind: str, *, encoding: str, decimals: int = 0) -> Column:
    """
    Read a column.

    Parameters
    ----------
    raws : sequence of bytes
        A cell each.
    kind : str
        Letter of its kind in the header of the table.
    encoding : str
        Of its text.
    decimals : int, default 0
        Of its numbers.

    Returns
    -------
    Column
        A column with a cell that is not of its kind stays text, and that is told.

    Examples
    --------
    >>> column([b" 1", b""], "N", encoding="ascii").cells.tolist()
    [1, <NA>]
    >>> told = column([b"**", b"x"], "N", encoding="ascii").told
    >>> [(code, at) for code, _, at in told]
    [('dbf.overflow', [0]), ('dbf.not_kind', [1])]
    """
    if kind in BINARY:
        return _binary(raws, kind)
    if kind == "C":
        return _texts(raws, encoding)
    readers: dict[str, Callable[[list[bytes]], Any]] = {
        "N": lambda plain: _numbers(plain, decimals),
        "F": lambda plain: _numbers(plain, decimals),
        "D": _dates,
        "L": _truths,
    }
    if kind not in readers:
        there = [at for at, raw in enumerate(raws) if raw.strip(BLANK)]
        told = _tell("dbf.kind_unknown", "decide", there)
        return Column(_texts(raws, text.MIXED).cells, 0, told)
    plain = [raw.split(b"\x00", 1)[0].strip() for raw in raws]
    over = [at for at, raw in enumerate(plain) if raw and not raw.strip(b"*")]
    for at in over:
        plain[at] = b""
    told = _tell("dbf.overflow", "decide", over)
    settled = readers[kind](plain)
    if isinstance(settled, list):
        other = _texts(plain, encoding)
        return Column(other.cells, other.cut, (*told, *_tell("dbf.not_kind", "note", settled)))
    return Column(settled, 0, told)


def _tell(
    code: str, severity: Severity, at: list[int]
) -> tuple[tuple[str, Severity, list[int]], ...]:
    """A finding about rows, none where there are none."""
    return ((code, severity, at),) if at else ()


def _texts(raws: Sequence[bytes], encoding: str) -> Column:
    """Text, each distinct one decoded once."""
    import pandas as pd

    known = {raw: text.decode(raw, encoding) for raw in set(raws)}
    plain = {raw: (read[0] or None) for raw, read in known.items()}
    lost = {raw for raw, read in known.items() if read[2]}
    cut = sum(read[1] for read in known.values())
    cells = pd.array([plain[raw] for raw in raws], dtype="string")
    rows = [at for at, raw in enumerate(raws) if raw in lost] if lost else []
    return Column(cells, cut, _tell("dbf.unreadable", "decide", rows))


def _numbers(plain: list[bytes], decimals: int) -> Any:
    """Whole numbers or numbers; the positions of cells that are neither."""
    import pandas as pd

    distinct = set(plain) - {b""}
    wrong = {raw for raw in distinct if not _NUMBER.fullmatch(raw)}
    whole = all(_WHOLE.fullmatch(raw) for raw in distinct) and not decimals
    # digits beyond what a number can hold are an identifier, which must not be rounded
    wrong |= {raw for raw in distinct if not whole and _LONG.fullmatch(raw)}
    if wrong:
        return [at for at, raw in enumerate(plain) if raw in wrong]
    read = int if whole else float
    known: dict[bytes, Any] = {raw: read(raw) for raw in distinct}
    known[b""] = None
    dtype: Any = "int64" if whole else "float64"
    dtype = dtype.capitalize() if b"" in set(plain) else dtype
    return pd.array([known[raw] for raw in plain], dtype=dtype)


def _dates(plain: list[bytes]) -> Any:
    """Days; the positions of cells that are none."""
    import numpy as np
    import pandas as pd

    blank = {b"", b"00000000", b"0"}
    known: dict[bytes, Any] = dict.fromkeys(blank, np.datetime64("NaT", "s"))
    wrong = set()
    for raw in set(plain) - blank:
        day = raw.decode("ascii", "replace")
        iso = f"{day[:4]}-{day[4:6]}-{day[6:]}" if _DATE.fullmatch(raw) else ""
        try:
            known[raw] = np.datetime64(iso or "none", "s")
        except ValueError:
            wrong.add(raw)
    if wrong:
        return [at for at, raw in enumerate(plain) if raw in wrong]
    return pd.array(np.array([known[raw] for raw in plain], dtype="datetime64[s]"))


def _truths(plain: list[bytes]) -> Any:
    """Truth values; the positions of cells that are none."""
    import pandas as pd

    known: dict[bytes, bool | None] = {b"": None}
    known |= {bytes([letter]): True for letter in _TRUE}
    known |= {bytes([letter]): False for letter in _FALSE}
    known |= {bytes([letter]): None for letter in _UNKNOWN}
    wrong = [at for at, raw in enumerate(plain) if raw not in known]
    return wrong or pd.array([known[raw] for raw in plain], dtype="boolean")


def _binary(raws: Sequence[bytes], kind: str) -> Column:
    """Whole numbers of four bytes, or doubles of eight."""
    import pandas as pd

    form = struct.Struct("<i" if kind in "I+" else "<d")
    cells: list[Any] = [form.unpack(raw)[0] if len(raw) == form.size else None for raw in raws]
    short = [at for at, raw in enumerate(raws) if len(raw) != form.size]
    dtype: Any = "Int64" if kind in "I+" else "Float64"
    return Column(pd.array(cells, dtype=dtype), 0, _tell("dbf.not_kind", "decide", short))
