"""The table of a shapefile, read from its bytes: text decoded, numbers checked, nothing dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError
from tambon_gis.loaders.address import row_list
from tambon_gis.loaders.geodata import cells, text
from tambon_gis.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from tambon_gis.model.findings import Severity

__all__ = ["Table", "read"]

HEADER = 32
FIELD = 32
END_OF_FIELDS = 0x0D
DELETED = ord("*")
#: What the language byte of a table means, as far as Thai software writes it.
LANGUAGES = {0x50: "cp874", 0x7C: "cp874", 0x03: "cp1252", 0x57: "cp1252"}


@dataclass(frozen=True)
class Field:
    """A column as the header of the table describes it: where its bytes stand in a row."""

    raw: bytes
    kind: str
    start: int
    width: int
    decimals: int


@dataclass(frozen=True)
class Table:
    """
    A table as read.

    Parameters
    ----------
    frame : pandas.DataFrame
        A row for each one that is there, also those marked as deleted; the index counts from 0.
    deleted : numpy.ndarray of bool
        Which rows are marked as deleted.
    declared : int
        How many rows the header speaks of.
    findings : tuple[Finding, ...]
        How the text was read, and cells that could not be.
    """

    frame: pd.DataFrame
    deleted: NDArray[np.bool_]
    declared: int
    findings: tuple[Finding, ...]


def read(path: Path, *, file: str, claimed: str = "") -> Table:
    """
    Read a dBASE table.

    Parameters
    ----------
    path : pathlib.Path
        The ``.dbf``.
    file : str
        For the findings.
    claimed : str, default ""
        What the ``.cpg`` beside it says: believed only where the bytes agree.

    Returns
    -------
    Table
        Its rows.

    Raises
    ------
    InputError
        When it is no table.

    Examples
    --------
    >>> from pathlib import Path
    >>> table = read(Path("data/demo/boundaries/village.dbf"), file="village.shp")
    >>> table.declared, table.frame["VILL_NAM_T"].iloc[0], table.findings[0].facts["encoding"]
    (11, 'หนองน้ำใส', 'cp874')
    """
    import pandas as pd

    try:
        raw = path.read_bytes()
    except OSError:
        raise InputError("file.locked", where=file) from None
    fields, rows, declared = _layout(raw, file)
    found: list[Finding] = []

    def tell(code: str, severity: Severity, column: str, at: Sequence[int]) -> None:
        facts = {"column": column}
        where = row_list([one + 1 for one in at])
        found.append(Finding(code, severity, file, "", where, at[0] + 1, len(at), facts))

    claims = [claimed, LANGUAGES.get(raw[29], "")]
    raws = {field: _bytes(rows, field) for field in fields}
    encoding = _encoding(raws, claims)
    if not fields:
        found.append(Finding("dbf.no_fields", "decide", file, count=declared))
    columns: list[Any] = []
    names: list[str] = []
    cut = 0
    for field, cells_of in raws.items():
        name, was_cut, _ = text.decode(field.raw, encoding)
        names.append(name or f"[{len(names) + 1}]")
        cut += was_cut
        column = cells.column(cells_of, field.kind, encoding=encoding, decimals=field.decimals)
        columns.append(column.cells)
        cut += column.cut
        for code, severity, at in column.told:
            tell(code, severity, names[-1], at)
    found = [*_text_told(file, encoding, claimed, cut), *found]
    index = pd.RangeIndex(len(rows))
    frame = pd.DataFrame(dict(enumerate(columns)), index=index).set_axis(names, axis=1)
    deleted = rows[:, 0] == DELETED if rows.size else _none(len(rows))
    return Table(frame, deleted, declared, tuple(found))


def _none(length: int) -> NDArray[np.bool_]:
    """No row at all."""
    import numpy as np

    return np.zeros(length, dtype=bool)


def _layout(raw: bytes, file: str) -> tuple[list[Field], Any, int]:
    """Columns, the bytes of the rows that are there, and how many rows the header speaks of."""
    import numpy as np

    if len(raw) < HEADER + 1:
        raise InputError("shapefile.table", where=file)
    declared = int.from_bytes(raw[4:8], "little")
    start = int.from_bytes(raw[8:10], "little")
    width = int.from_bytes(raw[10:12], "little")
    if start < HEADER + 1 or start > len(raw) or not width:
        raise InputError("shapefile.table", where=file)
    fields = _fields(raw[HEADER:start], width)
    if fields is None:
        raise InputError("shapefile.table", where=file)
    there = min(declared, (len(raw) - start) // width)
    bytes_of_rows = np.frombuffer(raw, dtype=np.uint8, count=there * width, offset=start)
    return fields, bytes_of_rows.reshape(there, width), declared


def _fields(raw: bytes, width: int) -> list[Field] | None:
    """The columns, None where they do not fit into a row."""
    found: list[Field] = []
    at = 1
    for offset in range(0, len(raw) - FIELD + 1, FIELD):
        if raw[offset] == END_OF_FIELDS:
            break
        one = raw[offset : offset + FIELD]
        kind, size, decimals = chr(one[11]).upper(), one[16], one[17]
        if kind == "C" and decimals and at + size + decimals * 256 <= width:
            size, decimals = size + decimals * 256, 0  # long text, as Clipper and FoxPro write it
        found.append(Field(one[:11].split(b"\x00", 1)[0], kind, at, size, decimals))
        at += size
    return found if at <= width else None


def _bytes(rows: Any, field: Field) -> list[bytes]:
    """The cells of a column; zeros at their ends are gone."""
    import numpy as np

    if not field.width or not len(rows):
        return [b""] * len(rows)
    part = np.ascontiguousarray(rows[:, field.start : field.start + field.width])
    if field.kind in cells.BINARY:
        return [cell.tobytes() for cell in part]
    return part.view(f"S{field.width}").ravel().tolist()


def _encoding(raws: dict[Field, list[bytes]], claims: Sequence[str]) -> str:
    """The encoding of headings and texts."""
    texts = {field.raw for field in raws}
    for field, column in raws.items():
        if field.kind == "C":
            texts.update(column)
    return text.encoding_of([raw.split(b"\x00", 1)[0].rstrip(b" ") for raw in texts], claims)


def _text_told(file: str, encoding: str, claimed: str, cut: int) -> list[Finding]:
    """How the text was read."""
    if encoding == "ascii":
        return []
    facts = {"encoding": encoding, "claimed": claimed}
    twins = {"tis-620", "iso8859-11", "cp874"}
    known = text.codec(claimed)
    agree = known == encoding or {known, encoding} <= twins
    if encoding == text.MIXED:
        told = [Finding("dbf.mixed", "repaired", file)]
    elif claimed and not agree:
        told = [Finding("dbf.cpg_wrong", "repaired", file, facts=facts)]
    else:
        told = [Finding("dbf.encoding", "note", file, facts=facts)]
    return [*told, *([Finding("dbf.cut", "repaired", file, count=cut)] if cut else [])]
