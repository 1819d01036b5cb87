"""A survey file of any size becomes raw tables: a large one some rows at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tambon_gis.errors import MissingFileError
from tambon_gis.loaders import tables
from tambon_gis.loaders.formats import kinds, stream
from tambon_gis.loaders.layout import exports, header, heading_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from tambon_gis.loaders.formats.cells import Cells
    from tambon_gis.model.schema import Schema
    from tambon_gis.model.source import ColumnMap
    from tambon_gis.model.stages import RawTable

__all__ = ["LARGE", "is_large", "read_blocks"]

#: From so many bytes on, a text or Parquet table is read some rows at a time.
LARGE = 2**25
#: The first block has so many rows at least.
FIRST = 2 * heading_rows.LOOK_AT
_STREAMED = ("text", "parquet")


def is_large(path: Path, *, least: int = LARGE) -> bool:
    """
    Whether a file is read some rows at a time.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    least : int, optional
        From so many bytes on.

    Returns
    -------
    bool
        True for a large text or Parquet file; a workbook is bounded by its rows (at most 1,048,576)
        and read whole, as are databases and ZIPs.

    Raises
    ------
    MissingFileError
        When there is no such file.

    Examples
    --------
    >>> from pathlib import Path
    >>> is_large(Path("tests/data/small/households.csv"))
    False
    """
    try:
        if path.stat().st_size < least:
            return False
        kind = kinds.recognise(path)
    except OSError:
        raise MissingFileError("file.missing", where=path.name) from None
    return kind in _STREAMED and kinds.BY_SUFFIX.get(path.suffix.lower()) == kind


def read_blocks(
    path: Path,
    *,
    schema: Schema,
    sheet: str | None = None,
    column_map: ColumnMap | None = None,
    size: int | None = None,
) -> Iterator[RawTable]:
    """
    Read the table of a large file, or all tables of another one.

    Parameters
    ----------
    path : pathlib.Path
        A file as :func:`tambon_gis.loaders.tables.read_all` takes it, no folder.
    schema : Schema
        What the table should be.
    sheet : str, optional
        Name of the sheet; ``*`` for each that holds the table.
    column_map : ColumnMap, optional
        Headings as found, encoding and separator.
    size : int, optional
        Bytes (or rows of Parquet) of a block; by default only a large file is cut.

    Yields
    ------
    RawTable
        Of a large file, blocks of one table with the row numbers of the file. Where its table
        begins and what its columns are called is decided by the first block; what was said of them
        there is not said again.

    Raises
    ------
    InputError
        When it cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tambon_gis import catalog
    >>> path, schema = Path("tests/data/small/households.csv"), catalog.schema("bmn-household")
    >>> [len(raw.frame) for raw in read_blocks(path, schema=schema)]
    [12]
    >>> sum(len(raw.frame) for raw in read_blocks(path, schema=schema, size=800))
    12
    """
    least = LARGE if size is None else 0
    if not is_large(path, least=least):
        yield from tables.read_all(path, schema=schema, sheet=sheet, column_map=column_map)
        return
    expected = tables.expected_headings(schema, column_map=column_map)
    blocks = _blocks(path, column_map, size)
    first = _first(blocks)
    row = header.heading_row(first, expected, where=path.name)
    around = heading_rows.around(first, row, expected)
    head = first.frame.loc[around.first : around.end]
    raw = header.raw_table(first, row, file=path.name, expected=expected)
    yield exports.settle(raw, expected)
    said = raw.findings
    for cells in blocks:
        under = replace(cells, frame=_under(head, cells.frame))
        raw = header.raw_table(under, row, file=path.name, expected=expected)
        told = tuple(one for one in raw.findings if one not in said)
        yield exports.settle(replace(raw, findings=told), expected)


def _blocks(path: Path, column_map: ColumnMap | None, size: int | None) -> Iterator[Cells]:
    """The cells of a file, some rows at a time."""
    if kinds.recognise(path) == "parquet":
        return stream.parquet_blocks(path, size=size or stream.BLOCK_ROWS)
    known = column_map.map if column_map else None
    return stream.text_blocks(
        path,
        encoding=known.encoding if known else None,
        mark=known.separator if known else None,
        size=size or stream.BLOCK,
    )


def _first(blocks: Iterator[Cells]) -> Cells:
    """The first block, with as many rows as are looked through for headings and their kind."""
    first = next(blocks)
    while len(first.frame) < FIRST and (more := next(blocks, None)) is not None:
        first = replace(first, frame=_under(first.frame, more.frame))
    return first


def _under(head: pd.DataFrame, block: pd.DataFrame) -> pd.DataFrame:
    """Rows of a block under others, each with its own number."""
    import pandas as pd

    width = max(len(head.columns), len(block.columns))
    both = [one.reindex(columns=range(width)) for one in (head, block)]
    kind = next(iter(block.dtypes), None)
    joined = pd.concat([one.astype(kind) if kind is not None else one for one in both])
    joined.columns = pd.RangeIndex(width)
    return joined
