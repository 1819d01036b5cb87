"""Surveys that lie in Parquet files: columns are known at once, rows are read when a query runs."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError, MissingFileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd
    import pyarrow as pa

__all__ = ["PARTITION", "Dataset", "open_dataset"]

#: How the folder of a province is called: ``province=15``.
PARTITION = "province"
#: The card of a dataset, which lists its files, and the highest layout that is known.
CARD, FORMAT = "dataset.toml", 1
_PROVINCE = 2
#: How a file of a card is called, and the folder of a province.
_FILE = re.compile(rf"{PARTITION}=[0-9]{{2}}/[A-Za-z0-9._-]+\.parquet")
_FOLDER = re.compile(rf"{PARTITION}=[0-9]{{2}}")


@dataclass(frozen=True)
class Dataset:
    """
    A table in Parquet files, and what is asked of its rows; nothing is read until a query runs.

    Parameters
    ----------
    files : tuple[pathlib.Path, ...]
        Parquet files of the same columns, in the order of their places.
    names : tuple[str, ...]
        Columns that a query sees.
    steps : tuple[tuple[str, str], ...]
        Queries over the rows of the step before, as ``(select list, condition)``; the first one is
        over the rows of the files. An empty condition keeps every row.
    """

    files: tuple[Path, ...] = field(repr=False)
    names: tuple[str, ...] = field(repr=False)
    steps: tuple[tuple[str, str], ...] = ()

    @cached_property
    def stored(self) -> pa.Schema:
        """Columns of the files and their types."""
        import pyarrow.parquet as pq

        return pq.read_schema(self.files[0])

    @cached_property
    def rows(self) -> int:
        """Rows of the files, told by their footers."""
        import pyarrow.parquet as pq

        return sum(int(pq.read_metadata(file).num_rows) for file in self.files)

    def select(self, names: Sequence[str]) -> Dataset:
        """
        Some columns.

        Parameters
        ----------
        names : sequence of str
            Columns wanted, in this order.

        Returns
        -------
        Dataset
            The same rows.
        """
        return replace(self, names=tuple(names))

    def derive(self, columns: Iterable[tuple[str, str]], *, where: str = "") -> Dataset:
        """
        Other columns, computed of those that are there.

        Parameters
        ----------
        columns : iterable of (name, expression)
            SQL over one row, as :func:`tambon_gis.engine.sql.run` takes it.
        where : str, default ""
            Rows that are kept; all by default.

        Returns
        -------
        Dataset
            Nothing is computed yet.
        """
        told = dict(columns)
        said = ", ".join(f"{text} AS {quoted(name)}" for name, text in told.items())
        return replace(self, names=tuple(told), steps=(*self.steps, (said, where)))

    def within(self, code: str) -> Dataset:
        """
        The rows of one area.

        Parameters
        ----------
        code : str
            Of a province, amphoe, tambon or village, or ``TH``.

        Returns
        -------
        Dataset
            Rows whose ``place`` begins with the code; files of other provinces are not opened.
        """
        if not code.isdigit():
            return self
        own = f"{PARTITION}={code[:_PROVINCE]}"
        parted = all(_FOLDER.fullmatch(file.parent.name) for file in self.files)
        files = [file for file in self.files if file.parent.name == own] if parted else self.files
        after = f"{code}:"  # the sign that comes after 9
        kept = [(name, quoted(name)) for name in self.names]
        return replace(self, files=tuple(files or self.files[:1])).derive(
            kept, where=f"\"place\" >= '{code}' AND \"place\" < '{after}'"
        )

    def query(self, table: str) -> str:
        """
        What is asked, as SQL.

        Parameters
        ----------
        table : str
            Name under which an engine knows the rows of the files.

        Returns
        -------
        str
            A query that gives :attr:`names`.
        """
        source = quoted(table)
        for number, (said, where) in enumerate(self.steps):
            kept = f" WHERE {where}" if where else ""
            source = f"(SELECT {said} FROM {source} AS t{number}{kept})"
        return f"SELECT {', '.join(map(quoted, self.names))} FROM {source} AS t"

    def to_arrow(self) -> pa.Table:
        """
        All rows, in memory.

        Returns
        -------
        pyarrow.Table
            In plain types; rows in no promised order.
        """
        from tambon_gis.engine import sql

        return sql.run("SELECT * FROM rows", {"rows": self})

    def to_pandas(self) -> pd.DataFrame:
        """
        All rows as a pandas frame.

        Returns
        -------
        pandas.DataFrame
            See :func:`tambon_gis.engine.frames.to_pandas`.
        """
        from tambon_gis.engine import frames

        return frames.to_pandas(self.to_arrow())

    def head(self, rows: int = 1) -> pa.Table:
        """
        The first rows.

        Parameters
        ----------
        rows : int, default 1
            How many.

        Returns
        -------
        pyarrow.Table
            At most so many.
        """
        from tambon_gis.engine import sql

        return sql.run(f"SELECT * FROM rows LIMIT {int(rows)}", {"rows": self}, engine="duckdb")


def open_dataset(path: str | Path) -> Dataset:
    """
    Open a survey that lies in Parquet files.

    Parameters
    ----------
    path : str or pathlib.Path
        A dataset that ``convert`` made, a folder with ``*.parquet`` files at any depth, or a file.

    Returns
    -------
    Dataset
        All its rows and columns. Wherever a function of the analysis takes a frame, it takes this.

    Raises
    ------
    MissingFileError
        When there is nothing of this name.
    InputError
        When there is no Parquet file, one is damaged or missing, two have different columns, a
        file holds another province than its folder says, or the dataset was not finished.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> import pandas as pd
    >>> with TemporaryDirectory() as folder:
    ...     made = pd.DataFrame({"row": [5, 6], "place": ["15010901", "16010101"]})
    ...     made.to_parquet(f"{folder}/a.parquet")
    ...     found = open_dataset(folder)
    ...     found.rows, found.within("15").to_arrow().to_pylist()
    (2, [{'row': 5, 'place': '15010901'}])
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    home = Path(path)
    files = _files(home)
    if not files:
        raise InputError("store.empty", where=home.name)
    first: Any = None
    for file in files:
        try:
            about = pq.read_metadata(file)
            schema = about.schema.to_arrow_schema().remove_metadata()
        except (pa.ArrowException, OSError, ValueError):
            raise InputError("store.damaged", where=file.name) from None
        first = first or schema
        if not schema.equals(first):
            raise InputError("store.columns", where=file.name, other=files[0].name)
        if _FOLDER.fullmatch(file.parent.name) and _strays(about, file.parent.name[-_PROVINCE:]):
            raise InputError("store.place", where=file.name, folder=file.parent.name)
    return Dataset(files, tuple(first.names))


def _strays(about: Any, province: str) -> bool:
    """Whether a file holds places of another province, as far as its footer tells."""
    if "place" not in about.schema.names:
        return False
    at = about.schema.names.index("place")
    told = (about.row_group(number).column(at).statistics for number in range(about.num_row_groups))
    ends = [
        end for one in told if one is not None and one.has_min_max for end in (one.min, one.max)
    ]
    return any(not str(end).startswith(province) for end in ends)


def _files(home: Path) -> tuple[Path, ...]:
    """The files of a dataset: those that its card lists, or all where there is no card."""
    if (home / CARD).is_file():
        return _listed(home)
    if home.is_dir():
        found = sorted(file.relative_to(home) for file in home.rglob("*.parquet"))
        return tuple(home / one for one in found if not any(p.startswith(".") for p in one.parts))
    if home.exists():
        return (home,)
    if (home.parent / f".{home.name}.unfinished").is_dir():
        raise InputError("store.unfinished", where=home.name)
    raise MissingFileError("file.missing", where=home.name)


def _listed(home: Path) -> tuple[Path, ...]:
    """The files that a card lists: older and half-written ones beside them are none of it."""
    try:
        card = tomllib.loads((home / CARD).read_text("utf-8"))
        names = [one["file"] for one in card.get("part", ())]
        known = card["dataset"]["format"] == FORMAT and all(map(_FILE.fullmatch, names))
        files = tuple(home / name for name in names)
        inside = home.resolve()
        known = known and all(file.resolve().is_relative_to(inside) for file in files)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError):
        known, files = False, ()
    if not known:
        raise InputError("store.card", where=home.name)
    for file in files:
        if not file.is_file():
            raise InputError("store.part_missing", where=file.name)
    return files


def quoted(name: str) -> str:
    """A column or table name in SQL."""
    return '"' + name.replace('"', '""') + '"'
