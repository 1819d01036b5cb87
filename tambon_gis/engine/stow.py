"""Stows typed rows as a dataset: pieces as they come, then one sorted file a province."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Self

from tambon_gis.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    import pandas as pd
    import pyarrow as pa

__all__ = ["Heap", "Piece", "Repeat", "Stowed", "write_piece"]

#: Rows of a row group: what a reader of one tambon has to look at.
GROUP = 128_000
MEMORY = "256MB"
THREADS = 2
_PROVINCE = 2
#: A row's place in the heap as one number: its source, then its row.
_SOURCE = 2**40


@dataclass(frozen=True)
class Piece:
    """
    A file of :func:`write_piece`, and the number of the input that its rows come from.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    source : int
        What stands in the column ``source``.
    """

    path: Path
    source: int


@dataclass(frozen=True)
class Repeat:
    """
    A row whose key stands in the heap already.

    Parameters
    ----------
    source, row : int
        Where it stands.
    first_source, first_row : int
        Where the key stands first: in the same input, or else in the whole heap.
    """

    source: int
    row: int
    first_source: int
    first_row: int


@dataclass(frozen=True)
class Stowed:
    """
    The file of a province.

    Parameters
    ----------
    province : str
        Two digits.
    path : pathlib.Path
        Where it was written.
    name : str
        What it should be called: other rows, another name.
    rows : int
        Its rows.
    """

    province: str
    path: Path
    name: str
    rows: int


def write_piece(frame: pd.DataFrame, path: Path, columns: Mapping[str, str]) -> None:
    """
    Write typed rows of an input, sorted, each province in row groups of its own.

    Parameters
    ----------
    frame : pandas.DataFrame
        Stage ``survey``.
    path : pathlib.Path
        The file.
    columns : Mapping[str, str]
        Column -> type as Arrow calls it; one that the frame lacks is null, ``source`` is left out.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import pandas as pd, pyarrow.parquet as pq
    >>> rows = pd.DataFrame({"place": ["16010101", "15010901"], "row": [5, 6]})
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.parquet"
    ...     write_piece(rows, path, {"place": "string", "row": "int64", "source": "int32"})
    ...     pq.read_table(path).to_pylist()
    [{'place': '15010901', 'row': 6}, {'place': '16010101', 'row': 5}]
    """
    import pyarrow.parquet as pq

    schema = _schema({name: kind for name, kind in columns.items() if name != "source"})
    table = _typed(frame, schema).sort_by([("place", "ascending"), ("row", "ascending")])
    places = [str(place)[:_PROVINCE] for place in table.column("place").to_pylist()]
    with path.open("wb") as file, pq.ParquetWriter(file, schema, compression="zstd") as out:
        start = 0
        for _, same in groupby(places):
            count = sum(1 for _ in same)
            out.write_table(table.slice(start, count), row_group_size=GROUP)
            start += count


class Heap:
    """
    All pieces of a dataset; what is larger than memory goes to a folder of its own.

    Parameters
    ----------
    pieces : sequence of Piece
        Files of :func:`write_piece` with the same columns.
    columns : Mapping[str, str]
        Column of the dataset -> type as Arrow calls it; may be some of those of the pieces.
    spill : pathlib.Path
        Folder for what does not fit.

    Raises
    ------
    InputError
        On leaving, when neither memory nor disk had room.
    """

    def __init__(self, pieces: Sequence[Piece], columns: Mapping[str, str], spill: Path) -> None:
        import duckdb

        self._schema = _schema(columns)
        self._groups = {piece: _provinces(piece.path) for piece in pieces}
        self._engine = duckdb.connect(
            config={"memory_limit": MEMORY, "threads": THREADS, "temp_directory": str(spill)}
        )
        self._engine.execute(
            "CREATE TEMP TABLE refused "
            "(source BIGINT, row BIGINT, first_source BIGINT, first_row BIGINT)"
        )

    def __enter__(self) -> Self:
        """Ready."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of memory and files; what the engine says of a lack may quote values."""
        import duckdb

        self._engine.close()
        if isinstance(error, duckdb.Error):
            raise InputError("store.space") from None

    @property
    def provinces(self) -> tuple[str, ...]:
        """Codes of the provinces that have rows, in order."""
        return tuple(sorted({code for groups in self._groups.values() for code in groups}))

    def refuse_repeats(self, key: Sequence[str]) -> Iterator[Repeat]:
        """
        Take out rows whose key stands before them, in their own input or an earlier one.

        Parameters
        ----------
        key : sequence of str
            Columns that tell one row from another; where one is null, nothing is said.

        Yields
        ------
        Repeat
            In the order of inputs and rows.
        """
        names = ", ".join(map(_quoted, key))
        known = " AND ".join(f"{_quoted(name)} IS NOT NULL" for name in key)
        wanted = [*dict.fromkeys([*key, "source", "row"])]
        at = f"CAST(source AS BIGINT) * {_SOURCE} + row"
        self._run(
            f"CREATE TEMP TABLE twice AS SELECT {names}, min({at}) AS first FROM heap "
            f"WHERE {known} GROUP BY {names} HAVING count(*) > 1",
            wanted,
        )
        self._run(
            f"INSERT INTO refused SELECT source, row, "
            f"CASE WHEN here < row THEN source ELSE first // {_SOURCE} END, "
            f"CASE WHEN here < row THEN here ELSE first % {_SOURCE} END FROM ("
            f"SELECT source, row, first, min(row) OVER (PARTITION BY {names}, source) AS here "
            f"FROM heap JOIN twice USING ({names})) WHERE {at} <> first",
            wanted,
        )
        self._engine.execute("DROP TABLE twice")
        found = self._engine.execute("SELECT * FROM refused ORDER BY source, row")
        while rows := found.fetchmany(10_000):
            yield from (Repeat(*row) for row in rows)

    def write(self, province: str, folder: Path) -> Stowed:
        """
        Write the rows of a province, sorted by place, source and row.

        Parameters
        ----------
        province : str
            Two digits.
        folder : pathlib.Path
            Where the file is made.

        Returns
        -------
        Stowed
            The file; the same rows give the same bytes.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = folder / f"{province}.parquet"
        names = ", ".join(map(_quoted, self._schema.names))
        self._offer(self._schema.names, province)
        found = self._engine.sql(
            f"SELECT {names} FROM heap ANTI JOIN refused USING (source, row) "
            "ORDER BY place, source, row"
        )
        batches = getattr(found, "to_arrow_reader", None) or found.fetch_arrow_reader
        rows = 0
        with (
            path.open("wb") as out,
            pq.ParquetWriter(out, self._schema, compression="zstd") as file,
        ):
            for table in _groups_of(batches(GROUP), pa.Table.from_batches):
                file.write_table(table.cast(self._schema), row_group_size=GROUP)
                rows += table.num_rows
        with path.open("rb") as made:
            digest = hashlib.file_digest(made, "sha256").hexdigest()
        return Stowed(province, path, f"province={province}/part-0-{digest[:8]}.parquet", rows)

    def _run(self, query: str, names: Sequence[str]) -> None:
        """Run a query over the rows of the heap."""
        self._offer(names)
        self._engine.execute(query)

    def _offer(self, names: Sequence[str], province: str | None = None) -> None:
        """Let the next query see the rows of the heap, or of one province, once."""
        import pyarrow as pa

        schema = pa.schema([self._schema.field(name) for name in names])
        batches = self._batches(schema, province)
        self._engine.register("heap", pa.RecordBatchReader.from_batches(schema, batches))

    def _batches(self, schema: pa.Schema, province: str | None) -> Iterator[pa.RecordBatch]:
        """Rows of the pieces with their source."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        wanted = [name for name in schema.names if name != "source"]
        for piece, groups in self._groups.items():
            of_all = [at for found in groups.values() for at in found]
            at = of_all if province is None else groups.get(province, [])
            if not at:
                continue
            with pq.ParquetFile(piece.path) as file:
                for batch in file.iter_batches(row_groups=at, columns=wanted):
                    source = pa.repeat(pa.scalar(piece.source, pa.int32()), batch.num_rows)
                    table = pa.Table.from_batches([batch]).append_column("source", source)
                    yield from table.select(schema.names).cast(schema).to_batches()


def _provinces(path: Path) -> dict[str, list[int]]:
    """The provinces of a piece and the row groups of each."""
    import pyarrow.parquet as pq

    about = pq.read_metadata(path)
    at = about.schema.names.index("place")
    found: dict[str, list[int]] = {}
    for number in range(about.num_row_groups):
        group = about.row_group(number)
        if group.num_rows:
            code = str(group.column(at).statistics.min)[:_PROVINCE]
            found.setdefault(code, []).append(number)
    return found


def _groups_of(found: Any, joined: Any) -> Iterator[pa.Table]:
    """Batches of any size as tables of the size of a row group."""
    held: list[Any] = []
    count = 0
    for batch in found:
        held.append(batch)
        count += batch.num_rows
        if count >= GROUP:
            table = joined(held)
            whole = count // GROUP * GROUP
            yield table.slice(0, whole)
            held, count = table.slice(whole).to_batches(), count - whole
    if count:
        yield joined(held)


def _schema(columns: Mapping[str, str]) -> pa.Schema:
    """Columns and types as Arrow has them."""
    import pyarrow as pa

    types = {"timestamp[us]": pa.timestamp("us"), "double": pa.float64()}
    known = {name: types.get(kind) or pa.type_for_alias(kind) for name, kind in columns.items()}
    return pa.schema(list(known.items()))


def _typed(frame: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    """A frame with the columns of a schema; those that it lacks are null."""
    import pyarrow as pa

    from tambon_gis.engine.arrow import to_arrow

    there = [name for name in schema.names if name in frame.columns]
    table = to_arrow(frame[there])
    columns = [
        table.column(one.name).cast(one.type)
        if one.name in there
        else pa.nulls(len(frame), one.type)
        for one in schema
    ]
    return pa.table(columns, schema=schema)


def _quoted(name: str) -> str:
    """A column name in SQL."""
    return '"' + name.replace('"', '""') + '"'
