"""One input of a dataset becomes a piece: typed rows in Parquet, and what was noticed, as JSON."""

from __future__ import annotations

import hashlib
import json
import os
import traceback
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tambon_gis.engine import home, stow
from tambon_gis.errors import InputError, TambonError
from tambon_gis.loaders import large, points, validate
from tambon_gis.loaders.address import FIRST_FEW
from tambon_gis.loaders.reading.faults import MOST_SINGLE
from tambon_gis.model.dataset import stored
from tambon_gis.model.findings import Finding, Report, Suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tambon_gis.model.schema import Schema
    from tambon_gis.model.source import ColumnMap
    from tambon_gis.model.stages import RawTable

__all__ = ["Job", "Told", "Wish", "attempt", "digest", "load", "make", "stamp"]

TOLD = "told.json"
#: How pieces are laid out: another number, and all are made anew.
LAYOUT = 1
#: So many letters of addresses of values are kept; their number is told all the same.
LONGEST = 5_000
#: Facts that differ from row to row.
_OF_A_ROW = frozenset({"shown", "first"})


@dataclass(frozen=True)
class Wish:
    """
    How every input of a dataset is read.

    Parameters
    ----------
    schema : Schema
        What the tables are.
    year : int
        Year B.E.
    column_map : ColumnMap or None
        Headings as found.
    within : str or None
        Code of the area.
    sheet : str or None
        Sheet of workbooks; ``*`` for each that holds the table.
    size : int or None
        Bytes of a block; by default only a large file is cut.
    """

    schema: Schema
    year: int
    column_map: ColumnMap | None = None
    within: str | None = None
    sheet: str | None = None
    size: int | None = None

    @property
    def key(self) -> str:
        """What tells it from another wish."""
        known = self.column_map.model_dump_json() if self.column_map else ""
        said = (LAYOUT, version("tambon_gis"), self.schema.model_dump_json(), known)
        return json.dumps([*said, self.within, self.sheet, self.year])


@dataclass(frozen=True)
class Job:
    """
    One input to be read.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    sha256 : str
        Of its bytes.
    piece : pathlib.Path
        Where its piece will stand.
    wish : Wish
        How it is read.
    stamp : tuple[int, int]
        See :func:`stamp`; taken before its bytes were.
    """

    path: Path
    sha256: str
    piece: Path
    wish: Wish
    stamp: tuple[int, int]


@dataclass(frozen=True)
class Told:
    """
    What is known of one table of a piece.

    Parameters
    ----------
    report : Report
        What became of its rows.
    sheet : str
        Its sheet.
    files : tuple[pathlib.Path, ...]
        Its rows.
    columns : tuple[str, ...]
        Columns that it has.
    key : tuple[str, str]
        Heading and letter of the column that tells one row from another.
    mended : str
        Rows in which something was mended.
    """

    report: Report
    sheet: str
    files: tuple[Path, ...]
    columns: tuple[str, ...]
    key: tuple[str, str]
    mended: str


def digest(path: Path) -> str:
    """
    The SHA-256 of a file.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    str
        64 hexadecimal digits.

    Raises
    ------
    InputError
        When it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        raise InputError("file.locked", where=path.name) from None


def attempt(job: Job, progress: Callable[[int], None] = lambda _rows: None) -> TambonError | None:
    """
    Make a piece; a fault comes back as a value, so that no input stops the rest.

    Parameters
    ----------
    job : Job
        The input.
    progress : callable, optional
        Called with the number of rows read so far.

    Returns
    -------
    TambonError or None
        Why it could not be made. A fault of the program is told by its kind and line, never by its
        words, which may hold data.

    Raises
    ------
    OSError
        When the disk cannot take it: no other input fares better.
    """
    try:
        make(job, progress)
    except TambonError as fault:
        return fault
    except OSError:
        raise
    except Exception as fault:  # noqa: BLE001  (a broken input does not stop the rest)
        at = traceback.extract_tb(fault.__traceback__)[-1]
        facts = {"kind": type(fault).__name__, "at": f"{Path(at.filename).name}:{at.lineno}"}
        return InputError("convert.unexpected", where=job.path.name, **facts)
    return None


def make(job: Job, progress: Callable[[int], None] = lambda _rows: None) -> None:
    """
    Read an input and keep its piece; until all of it is on disk, there is none.

    Parameters
    ----------
    job : Job
        The input.
    progress : callable, optional
        Called with the number of rows read so far.

    Raises
    ------
    InputError
        When it cannot be read, or changes while it is.
    """
    made = job.piece.parent / f".{job.piece.name}-{os.getpid()}"
    made.mkdir()
    wish = job.wish
    blocks = large.read_blocks(
        job.path,
        schema=wish.schema,
        sheet=wish.sheet,
        column_map=wish.column_map,
        size=wish.size,
    )
    tables = []
    rows = 0
    for at, (sheet, same) in enumerate(groupby(blocks, key=lambda raw: raw.sheet)):
        table: _Noted | None = None
        for number, raw in enumerate(same):
            name = f"{at}-{number}.parquet"
            block = _stowed(raw, wish, made / name)
            table = block if table is None else table.with_block(block)
            rows += block.rows[0]
            progress(rows)
        tables += [table.plain(sheet)] if table else []
    if stamp(job.path) != job.stamp:
        raise InputError("convert.changing", where=job.path.name)
    (made / TOLD).write_text(json.dumps(tables), "utf-8")  # names of files may be no Unicode
    home.keep_piece(made, job.piece)


def load(piece: Path, name: str) -> tuple[Told, ...]:
    """
    What is known of a finished piece.

    Parameters
    ----------
    piece : pathlib.Path
        Its folder.
    name : str
        What its input is called now.

    Returns
    -------
    tuple[Told, ...]
        One a table.
    """
    found = []
    for table in json.loads((piece / TOLD).read_text("utf-8")):
        findings = tuple(_finding({**one, "file": name}) for one in table["findings"])
        read, kept, refused, repaired = table["rows"]
        report = Report(name, name, read, kept, refused, repaired, findings)
        files = tuple(piece / file for file in table["files"])
        columns, key = tuple(table["columns"]), (table["key"][0], table["key"][1])
        found.append(Told(report, table["sheet"], files, columns, key, table["mended"]))
    return tuple(found)


def stamp(path: Path) -> tuple[int, int]:
    """
    What changes when a file does.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    tuple[int, int]
        Its size, and when it was written.

    Raises
    ------
    InputError
        When it cannot be asked.
    """
    try:
        about = path.stat()
    except OSError:
        raise InputError("file.locked", where=path.name) from None
    return about.st_size, about.st_mtime_ns


@dataclass(frozen=True)
class _Noted:
    """What is kept of a table beside its rows."""

    rows: tuple[int, int, int, int]
    files: tuple[str, ...]
    columns: tuple[str, ...]
    key: tuple[str, str]
    mended: str
    findings: tuple[Finding, ...]

    def with_block(self, block: _Noted) -> _Noted:
        """The same with a further block, and not much more findings."""
        read, kept, refused, repaired = (
            sum(two) for two in zip(self.rows, block.rows, strict=True)
        )
        return _Noted(
            (read, kept, refused, repaired),
            (*self.files, *block.files),
            tuple(dict.fromkeys((*self.columns, *block.columns))),
            self.key,
            ", ".join(filter(None, (self.mended, block.mended))),
            tuple(_gathered((*self.findings, *block.findings))),
        )

    def plain(self, sheet: str) -> dict[str, Any]:
        """As JSON has it."""
        told = {name: getattr(self, name) for name in ("rows", "files", "columns", "key", "mended")}
        return {"sheet": sheet, **told, "findings": [_plain(one) for one in self.findings]}


def _stowed(raw: RawTable, wish: Wish, path: Path) -> _Noted:
    """Read a table, or a block of one, and write its rows."""
    frame, report = validate.validate(
        raw,
        points.without_limits(wish.schema),
        role=raw.file,
        within=wish.within,
        column_map=wish.column_map,
    )
    stow.write_piece(frame, path, stored(wish.schema))
    attrs = frame.attrs
    return _Noted(
        (report.rows_read, report.rows_kept, report.rows_refused, report.rows_repaired),
        (path.name,),
        tuple(str(column) for column in frame.columns),
        (str(attrs["key_heading"]), str(attrs["key_letter"])),
        str(attrs["mended"]),
        tuple(map(_brief, report.findings)),
    )


def _brief(one: Finding) -> Finding:
    """A finding about values with as many addresses as a person reads; of rows it has all."""
    if one.code.startswith("row") or len(one.cell) <= LONGEST:
        return one
    return replace(one, cell=f"{one.cell[:LONGEST].rpartition(', ')[0]}, …")


def _gathered(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings of blocks, as many as of a table: what says the same of many cells is said once."""
    alike: dict[object, list[Finding]] = {}
    for one in findings:
        facts = {name: str(said) for name, said in one.facts.items() if name not in _OF_A_ROW}
        column = one.cell.split(":")[0].rstrip("0123456789, …")
        saying = (one.code, one.severity, one.sheet, column, tuple(facts.items()), one.suggestions)
        alike.setdefault(saying, []).append(one)
    for same in alike.values():
        yield from _few(same)


def _few(same: list[Finding]) -> Iterator[Finding]:
    """Findings of one kind: the first hundred to decide as they are, the rest as one."""
    decide = same[0].severity == "decide"
    if same[0].row is None:
        same = [one for at, one in enumerate(same) if one not in same[:at]]
    if len(same) == 1 or (decide and same[0].row is None):
        yield from same
        return
    single = [one for one in same if one.count == 1][:MOST_SINGLE] if decide else []
    yield from single
    shown = {id(one) for one in single}
    rest = [one for one in same if id(one) not in shown]
    if rest:
        cells = [cell for one in rest for cell in one.cell.split(", ") if cell != "…"]
        most = len(cells) if decide or rest[0].row is None else FIRST_FEW
        told = [*cells[:most], "…"] if len(cells) > most else cells
        count = sum(one.count for one in rest)
        facts = {**rest[0].facts, **({"shown": ""} if "shown" in rest[0].facts else {})}
        yield _brief(replace(rest[0], cell=", ".join(told), count=count, facts=facts))


def _plain(one: Finding) -> dict[str, Any]:
    """A finding as JSON has it."""
    facts = {
        name: said if isinstance(said, int | float | str) else str(said)
        for name, said in one.facts.items()
    }
    return {**asdict(replace(one, facts={})), "facts": facts}


def _finding(told: dict[str, Any]) -> Finding:
    """A finding as it was."""
    suggestions = tuple(Suggestion(**one) for one in told["suggestions"])
    return Finding(**{**told, "suggestions": suggestions})
