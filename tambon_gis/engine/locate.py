"""Points of any frame with the polygon that each lies in, and how that meets what is stated."""

from __future__ import annotations

import os
import uuid
import warnings
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from tambon_gis.engine.arrow import to_arrow
from tambon_gis.engine.frames import columns, select, to_pandas
from tambon_gis.engine.kinds import kind_of
from tambon_gis.engine.points import Finder, Polygons, hold
from tambon_gis.errors import EngineError, StageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Whole = NDArray[np.int32]

__all__ = ["METHODS", "WITHIN", "agreement", "locate"]

METHODS = ("auto", "strtree", "sedonadb", "spark")
#: The column of codes that is added.
WITHIN = "within"
#: Rows of a dataset that are in memory at once.
BATCH = 1_000_000
#: Columns that tell the rows of a dataset apart.
KEYS = ("row", "source", "place")
#: Types of Spark that are numbers, or nothing but null.
NUMBERS = ("double", "float", "bigint", "int", "smallint", "tinyint", "decimal", "void")
#: The finder of a worker of Spark, by the join that it belongs to.
_KEPT: dict[str, Finder] = {}


def locate(
    points: Any,
    shapes: Any,
    codes: Sequence[str],
    *,
    coordinates: tuple[str, str] = ("longitude", "latitude"),
    method: str = "auto",
    threads: int | None = None,
) -> Any:
    """
    Add to each point the code of the polygon that it lies in.

    Parameters
    ----------
    points : frame
        pandas, Polars, Arrow or Spark, or a dataset, with two columns of coordinates.
    shapes : array of shapely geometries or of WKB
        Valid polygons and multipolygons, in the reference system of the points.
    codes : sequence of str
        Their codes. Several polygons may have one code.
    coordinates : tuple of str, default ("longitude", "latitude")
        Columns of x and y.
    method : {"auto", "strtree", "sedonadb", "spark"}, default "auto"
        Who finds them; every way gives the same answer. ``auto`` is Spark for a frame of Spark,
        else shapely's tree.
    threads : int, optional
        Of shapely's tree; as many as the machine has cores by default.

    Returns
    -------
    frame
        The same rows and kind with the column ``within`` behind: codes as categories (text on
        Spark), null outside all polygons and where a coordinate is null, NaN or infinite. A point
        on a border lies in the polygon, and where several hold it, in the one whose code sorts
        first. Of a dataset ``row``, ``source`` and ``place`` are kept, as a pandas frame.

    Raises
    ------
    StageError
        When a column is missing or holds no numbers.
    EngineError
        When a polygon is not valid, or the method is unknown or not installed.

    Examples
    --------
    >>> import pandas as pd, shapely
    >>> points = pd.DataFrame({"longitude": [100.5, 101, None], "latitude": [14.5, 14.5, 14.5]})
    >>> shapes = [shapely.box(101, 14, 102, 15), shapely.box(100, 14, 101, 15)]
    >>> locate(points, shapes, ["15010902", "15010901"])["within"].tolist()
    ['15010901', '15010901', nan]
    """
    finder = _finder(points, (shapes, codes), coordinates, method, threads)
    kind, names = kind_of(points), finder.polygons.names
    if kind == "spark":
        return _mapped(points, finder.polygons, coordinates)
    if kind == "dataset":
        return _stored(points, finder, coordinates)
    own = _own(points, finder, coordinates)
    if kind == "pandas":
        import pandas as pd

        return points.assign(
            **{WITHIN: pd.Categorical.from_codes(own, pd.Index(names, dtype="str"))}
        )
    column = _coded(own, names)
    if kind == "polars":
        import polars as pl

        return points.lazy().collect().with_columns(pl.Series(WITHIN, column))
    kept = points.select([name for name in points.schema.names if name != WITHIN])
    return kept.append_column(WITHIN, column)


def agreement(
    points: Any,
    shapes: Any,
    codes: Sequence[str],
    *,
    stated: str = "place",
    coordinates: tuple[str, str] = ("longitude", "latitude"),
    method: str = "auto",
    threads: int | None = None,
) -> pa.Table:
    """
    Count points by the place that is stated and the polygon that they lie in.

    Parameters
    ----------
    points : frame
        As for :func:`locate`.
    shapes : array of shapely geometries or of WKB
        As for :func:`locate`.
    codes : sequence of str
        As for :func:`locate`.
    stated : str, default "place"
        Column of the place that is stated. It is cut to the length of the polygons' codes where
        these all have one length, so codes of villages meet polygons of tambons.
    coordinates : tuple of str, default ("longitude", "latitude")
        Columns of x and y.
    method : {"auto", "strtree", "sedonadb", "spark"}, default "auto"
        Who finds the polygons.
    threads : int, optional
        Of shapely's tree; as many as the machine has cores by default.

    Returns
    -------
    pyarrow.Table
        ``stated``, ``within`` and ``rows``, ordered by the first two, null last.

    Raises
    ------
    StageError, EngineError
        See :func:`locate`.

    Examples
    --------
    >>> import pandas as pd, shapely
    >>> points = pd.DataFrame({"longitude": [100.5, 100.6], "latitude": 14.5, "place": "15010902"})
    >>> agreement(points, [shapely.box(100, 14, 101, 15)], ["15010901"]).to_pylist()
    [{'stated': '15010902', 'within': '15010901', 'rows': 2}]
    """
    import pyarrow as pa
    from pyarrow import compute

    finder = _finder(points, (shapes, codes), (*coordinates, stated), method, threads)
    if kind_of(points) == "spark":
        named = select(points, [*coordinates, stated]).withColumnRenamed(stated, "stated")
        counts = _mapped(named, finder.polygons, coordinates).groupBy("stated", WITHIN).count()
        parts = [to_arrow(counts).rename_columns(["stated", WITHIN, "rows"])]
    else:
        tables = _tables(points, [*coordinates, stated])
        parts = [_counted(table, stated, finder, coordinates) for table in tables]
    text = pa.schema([("stated", pa.string()), (WITHIN, pa.string()), ("rows", pa.int64())])
    table = pa.concat_tables([part.cast(text) for part in parts])
    lengths = {len(code) for code in finder.polygons.codes}
    if len(lengths) == 1:
        cut = compute.utf8_slice_codeunits(table["stated"], 0, lengths.pop())
        table = table.set_column(0, "stated", cut)
    sums = table.group_by(["stated", WITHIN]).aggregate([("rows", "sum")])
    ordered = sums.sort_by([("stated", "ascending"), (WITHIN, "ascending")])
    return ordered.select(["stated", WITHIN, "rows_sum"]).rename_columns(["stated", WITHIN, "rows"])


def _finder(
    points: Any, polygons: tuple[Any, Any], names: Sequence[str], method: str, threads: int | None
) -> Finder:
    """Everything that was asked for, held against what it must be."""
    spark = kind_of(points) == "spark"
    known = ("auto", "strtree", "spark") if spark else METHODS
    if method not in known:
        raise EngineError("points.method", method=method, known=", ".join(known))
    lacking = [name for name in names if name not in columns(points)]
    if spark:
        kinds = dict(points.dtypes)
        held = [name for name in names[:2] if name in kinds]
        lacking += [f"{n}: {kinds[n]}" for n in held if not kinds[n].startswith(NUMBERS)]
    if lacking:
        _refuse(lacking)
    rows = points.rows if kind_of(points) == "dataset" else 0
    return Finder(hold(*polygons), method, threads or os.cpu_count() or 1, rows)


def _sent(finder: Finder, x: Any, y: Any) -> Whole:
    """Which polygon each point lies in, found by the workers of Spark."""
    import numpy as np
    import pyarrow as pa
    from pyarrow import compute

    from tambon_gis.engine import spark

    polygons = finder.polygons
    rows = spark.to_frame(pa.table({"row": np.arange(len(x)), "x": x, "y": y}))
    told = to_arrow(_mapped(rows, polygons, ("x", "y")).select("row", WITHIN))
    own = compute.index_in(told[WITHIN], pa.array(polygons.codes, pa.string()))
    found = np.empty(len(x), dtype=np.int32)
    found[told["row"].to_numpy()] = compute.fill_null(own, -1).to_numpy()
    return found


def _mapped(frame: Any, polygons: Polygons, coordinates: tuple[str, str]) -> Any:
    """A frame of Spark with the codes; its workers are sent the polygons once."""
    from pyspark.sql.types import StringType, StructField, StructType

    kept = frame.drop(WITHIN)
    schema = StructType([*kept.schema.fields, StructField(WITHIN, StringType())])
    sent = kept.sparkSession.sparkContext.broadcast((polygons.codes, polygons.shapes))
    work = partial(_worker, sent, uuid.uuid4().hex, coordinates)
    with warnings.catch_warnings():
        # It warns of pandas 3, through which no value goes here: batches travel as Arrow.
        warnings.filterwarnings("ignore", r"PySpark does not yet fully support pandas")
        return kept.mapInArrow(work, schema)


def _worker(
    sent: Any, name: str, coordinates: tuple[str, str], batches: Iterator[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """Batches with the codes, in a worker, which keeps the index for its next part."""
    import pyarrow as pa

    if name not in _KEPT:
        _KEPT.clear()
        _KEPT[name] = Finder(Polygons(*sent.value), "strtree", 1, 0)
    finder = _KEPT[name]
    for batch in batches:
        own = _own(pa.Table.from_batches([batch]), finder, coordinates)
        codes = _coded(own, finder.polygons.names).dictionary_decode()
        yield pa.RecordBatch.from_arrays(
            [*batch.columns, codes], names=[*batch.schema.names, WITHIN]
        )


def _stored(points: Any, finder: Finder, coordinates: tuple[str, str]) -> Any:
    """Keys and codes of the rows of a dataset."""
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    keys = [name for name in KEYS if name in columns(points)]
    parts, found = [], []
    for table in _tables(points, [*keys, *coordinates]):
        found.append(_own(table, finder, coordinates))
        parts.append(table.select(keys))
    names = finder.polygons.names
    codes = pd.Categorical.from_codes(np.concatenate(found), pd.Index(names, dtype="str"))
    return to_pandas(pa.concat_tables(parts)).assign(**{WITHIN: codes})


def _tables(points: Any, names: Sequence[str]) -> Iterator[pa.Table]:
    """Some columns of a frame at once; of a dataset a part at a time."""
    import pyarrow as pa

    wanted = list(dict.fromkeys(names))
    if kind_of(points) != "dataset":
        try:
            yield to_arrow(select(points, wanted))
        except pa.ArrowException:  # a column of several kinds of values
            _refuse(wanted)
        return
    import duckdb

    with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
        connection.read_parquet([str(file) for file in points.files]).create_view("stored")
        said = points.select(wanted).query("stored")
        reader = connection.sql(said).to_arrow_reader(BATCH)
        yield to_arrow(reader.schema.empty_table())  # a dataset of no rows has columns, too
        for batch in reader:
            yield to_arrow(pa.Table.from_batches([batch]))


def _own(table: Any, finder: Finder, coordinates: tuple[str, str]) -> Whole:
    """Which code each row of a table has, -1 for none."""
    import numpy as np
    import pyarrow as pa

    found = []
    for part in _tables(table, coordinates):
        kinds = [part.schema.field(name).type for name in coordinates]
        is_a = pa.types
        lacking = [
            f"{name}: {kind}"
            for name, kind in zip(coordinates, kinds, strict=True)
            if not (is_a.is_floating(kind) or is_a.is_integer(kind) or is_a.is_null(kind))
        ]
        if lacking:
            _refuse(lacking)
        x, y = (part[name].cast(pa.float64(), safe=False).to_numpy() for name in coordinates)
        told = finder if finder.rows else replace(finder, rows=part.num_rows)
        find = partial(_sent, finder) if finder.method == "spark" else told.find
        found.append(finder.polygons.own[find(x, y)])
    return np.concatenate(found)


def _counted(
    table: pa.Table, stated: str, finder: Finder, coordinates: tuple[str, str]
) -> pa.Table:
    """Rows of a table by the place that is stated and the code."""
    import pyarrow as pa

    names, own = finder.polygons.names, _own(table, finder, coordinates)
    counts = pa.table({"stated": table[stated], "own": own}).group_by(["stated", "own"])
    counts = counts.aggregate([([], "count_all")])
    codes = _coded(counts["own"].to_numpy(), names).dictionary_decode()
    return pa.table({"stated": counts["stated"], WITHIN: codes, "rows": counts["count_all"]})


def _coded(own: Whole, names: NDArray[np.object_]) -> pa.Array:
    """Codes as categories, null for -1."""
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(pa.array(own, mask=own < 0), pa.array(names, pa.string()))


def _refuse(lacking: Sequence[str]) -> NoReturn:
    """Say which columns are not there or hold no numbers."""
    faults = "\n".join(f"- {name}" for name in lacking)
    raise StageError("stage.columns", stage="points", faults=faults)
