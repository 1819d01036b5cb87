"""Arrow tables become columns of the house: checked, whole numbers kept whole, text decoded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.loaders.address import row_list
from tambon_gis.loaders.geodata import cells, text
from tambon_gis.loaders.geodata.held import settle
from tambon_gis.model.findings import Finding

if TYPE_CHECKING:
    import geopandas as gpd
    import pyarrow as pa

__all__ = ["frame_of"]


def frame_of(
    table: pa.Table, geometry: str, shapes: Any, *, file: str
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """
    A table and its shapes as a frame.

    Parameters
    ----------
    table : pyarrow.Table
        As a reader gave it; it need not be sound.
    geometry : str
        Name of the column that the shapes come from, which is left out.
    shapes : array of shapely geometries
        One a row.
    file : str
        For the findings.

    Returns
    -------
    tuple[geopandas.GeoDataFrame, list[Finding]]
        What is nested becomes text. Text that is not UTF-8 is decoded by its bytes and told.

    Raises
    ------
    pyarrow.ArrowInvalid
        When the table is damaged.

    Examples
    --------
    >>> import pyarrow as pa, shapely
    >>> table = pa.table({"n": [1, None], "g": [b"", b""]})
    >>> frame, _ = frame_of(table, "g", [shapely.Point(0, 0), None], file="a")
    >>> frame["n"].tolist()
    [1, <NA>]
    """
    import geopandas as gpd
    import pandas as pd

    labels = [label for label in table.column_names if label != geometry]
    raw = {at: table.column(at) for at, name in enumerate(table.column_names) if name != geometry}
    columns: list[Any] = []
    names: list[str] = []
    found: list[Finding] = []
    for label, column in zip(labels, raw.values(), strict=True):
        number = names.count(label) + 1 + (label == "geometry")
        names.append(f"{label} [{number}]" if number > 1 else label)
        made, told = _column(_plain(column), label, file)
        columns.append(made)
        found += told
    index = pd.RangeIndex(len(shapes))
    body = pd.DataFrame(dict(enumerate(columns)), index=index).set_axis(names, axis=1)
    return gpd.GeoDataFrame(body, geometry=shapes), found


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column without extension types and dictionaries."""
    import pyarrow as pa

    if isinstance(column.type, pa.BaseExtensionType):
        column = column.cast(column.type.storage_type)
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return column


def _column(column: pa.ChunkedArray, label: str, file: str) -> tuple[Any, list[Finding]]:
    """The cells of a column."""
    import pandas as pd
    import pyarrow as pa

    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        try:
            column.validate(full=True)
        except pa.ArrowInvalid:
            return _decoded(column, label, file)
        return pd.array(column.to_pylist(), dtype="string"), []
    column.validate(full=True)
    if pa.types.is_nested(kind):
        return settle(column.to_pylist()), []
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return settle([None if cell is None else cell.hex() for cell in column.to_pylist()]), []
    return _numbers(column), []


def _numbers(column: pa.ChunkedArray) -> Any:
    """Numbers, days and truth values; a blank does not turn whole numbers into others."""
    import pandas as pd
    import pyarrow as pa

    if pa.types.is_integer(column.type) and column.null_count:
        return pd.array(column.to_pylist(), dtype="Int64")
    if pa.types.is_boolean(column.type):
        return pd.array(column.to_pylist(), dtype="boolean")
    if pa.types.is_date(column.type):
        return column.cast(pa.timestamp("s")).to_pandas().array
    return column.to_pandas().array


def _decoded(column: pa.ChunkedArray, label: str, file: str) -> tuple[Any, list[Finding]]:
    """Text that claims to be UTF-8 and is not."""
    import pyarrow as pa

    large = pa.types.is_large_string(column.type)
    raws = column.cast(pa.large_binary() if large else pa.binary())
    raws.validate(full=True)
    plain = [raw or b"" for raw in raws.to_pylist()]
    encoding = text.encoding_of(set(plain))
    made = cells.column(plain, "C", encoding=encoding)
    facts: dict[str, object] = {"encoding": encoding}
    found = [Finding("layer.encoding", "repaired", file, cell=label, facts=facts)]
    for _code, severity, at in made.told:
        where = row_list([one + 1 for one in at])
        facts = {"column": label}
        told = Finding("dbf.unreadable", severity, file, "", where, at[0] + 1, len(at), facts)
        found.append(told)
    return made.cells, found
