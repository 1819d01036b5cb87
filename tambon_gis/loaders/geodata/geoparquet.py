"""GeoParquet: columns through Arrow, shapes from their bytes, the system from the metadata."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError
from tambon_gis.loaders.geodata import arrow, gdal, wkb
from tambon_gis.loaders.geodata.held import Held, Layer, kinds_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq
    from numpy.typing import NDArray

    Wanted = Callable[[pd.DataFrame, NDArray[np.float64]], NDArray[np.bool_]]

__all__ = ["open_geoparquet"]

#: What coordinates are in where the metadata say nothing.
STANDARD = "OGC:CRS84"
#: More than a machine of a working group can hold.
MOST_BYTES = 8 * 2**30
MOST_CELLS = 100_000_000


def open_geoparquet(path: Path, name: str, file: str, wanted: Wanted | None = None) -> list[Held]:
    """
    Open a GeoParquet.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    name : str
        Name of the layer.
    file : str
        For findings and messages.
    wanted : Callable[[pandas.DataFrame, numpy.ndarray], numpy.ndarray of bool], optional
        Says of columns and extents which rows are wanted. Where the file keeps the extent of each
        row, only the groups of rows that hold these are read.

    Returns
    -------
    list[Held]
        One layer: the primary column of shapes; others become text.

    Raises
    ------
    InputError
        When it is none, or says nothing of a column of shapes.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import geopandas as gpd, shapely
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.parquet"
    ...     gpd.GeoDataFrame({"a": ["1"]}, geometry=[shapely.Point(0, 0)]).to_parquet(path)
    ...     open_geoparquet(path, "a", "a.parquet")[0].rows
    1
    """
    import pyarrow.parquet as pq

    with gdal.faults(file) as told:
        with pq.ParquetFile(path) as opened:
            known = opened.metadata
            groups = [known.row_group(at) for at in range(known.num_row_groups)]
            size = sum(group.total_byte_size for group in groups)
            if size > MOST_BYTES or known.num_rows * known.num_columns > MOST_CELLS:
                raise InputError("layer.too_large", where=file)
            geo = json.loads((known.metadata or {}).get(b"geo", b"null"))
            if not isinstance(geo, dict):
                raise InputError("layer.not_geoparquet", where=file)
            main = geo["primary_column"]
            about = geo["columns"][main]
            rows = _rows(opened, main, about, wanted, file) if wanted else None
            table = opened.read() if rows is None else _groups(opened, rows)
        shapes = _shapes(path, table, main, about["encoding"], rows)
        frame, notes = arrow.frame_of(table, main, shapes, file=file)
        frame = frame if rows is None else frame.set_axis(rows, axis=0)
        crs = about.get("crs", STANDARD)
    crs = json.dumps(crs) if isinstance(crs, dict) else crs
    layer = Layer(frame, crs, (*notes, *gdal.warned(told, file)), name)
    return [Held(name, kinds_of(shapes), len(shapes), lambda: layer)]


def _rows(
    opened: pq.ParquetFile, main: str, about: dict[str, Any], wanted: Wanted, file: str
) -> NDArray[np.int64] | None:
    """Numbers of the rows to be read; None for all, where the file keeps no extents."""
    import numpy as np

    covering = about.get("covering", {}).get("bbox")
    if covering is None:
        return None
    edges = [covering[edge] for edge in ("xmin", "ymin", "xmax", "ymax")]
    held = {name for name, *_ in edges}
    others = [name for name in opened.schema_arrow.names if name != main and name not in held]
    table = opened.read(columns=others)
    plain, _ = arrow.frame_of(table, main, [None] * table.num_rows, file=file)
    extents = opened.read(columns=sorted(held))
    bounds = np.column_stack([_edge(extents, *path) for path in edges])
    found: NDArray[np.int64] = np.flatnonzero(wanted(plain.drop(columns="geometry"), bounds))
    return found


def _edge(extents: pa.Table, column: str, *fields: str) -> NDArray[np.float64]:
    """One edge of the extents, inside the column that keeps all four."""
    import numpy as np
    import pyarrow.compute as pc

    found = extents.column(column)
    for field in fields:
        found = pc.struct_field(found, field)
    edge: NDArray[np.float64] = np.asarray(found.to_numpy(zero_copy_only=False), dtype=float)
    return edge


def _groups(opened: pq.ParquetFile, rows: NDArray[np.int64]) -> pa.Table:
    """Rows by their numbers, out of the groups that hold them."""
    import numpy as np

    known = opened.metadata
    ends = np.cumsum([known.row_group(at).num_rows for at in range(known.num_row_groups)])
    groups, counts = np.unique(np.searchsorted(ends, rows, side="right"), return_counts=True)
    begins = np.concatenate([[0], ends])[groups]
    lengths = (ends - np.concatenate([[0], ends[:-1]]))[groups]
    shift = begins - np.concatenate([[0], np.cumsum(lengths)[:-1]])
    table = opened.read_row_groups(groups.tolist())
    return table.take(rows - np.repeat(shift, counts))


def _shapes(
    path: Path, table: Any, main: str, encoding: str, rows: NDArray[np.int64] | None
) -> Any:
    """The shapes; the lesser known encodings through geopandas."""
    import geopandas as gpd

    if encoding.upper() == "WKB":
        table.column(main).validate(full=True)
        return wkb.shapes_of(table.column(main).to_numpy())
    found = gpd.read_parquet(path, columns=[main])[main].to_numpy()
    return found if rows is None else found[rows]
