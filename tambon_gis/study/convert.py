"""Convert: a heap of workbooks and text tables becomes a dataset; what is finished is kept."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from tambon_gis import catalog
from tambon_gis.engine import home as homes
from tambon_gis.errors import DocumentError, InputError, TambonError
from tambon_gis.loaders.layout.folder import Faults, is_note
from tambon_gis.model.dataset import CARD, Card
from tambon_gis.model.document import read_document
from tambon_gis.study.converted import Converted
from tambon_gis.study.heap import files, pieces
from tambon_gis.study.heap.crew import Crew
from tambon_gis.study.heap.pieces import Job, Wish
from tambon_gis.study.heap.stowing import Desk, Table, assemble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tambon_gis.study.heap.files import Input

__all__ = ["convert", "wish_of"]

_FIRST_YEAR, _LAST_YEAR = 2500, 2700
#: What is published stands below a folder of this name.
_PUBLIC = "maps"
#: Units whose rows can stand in a dataset: each lies in a village.
_UNITS = frozenset({"household", "person", "village"})
#: What an archive of photographs is told as; of a folder it is no fault.
_NOT_A_TABLE = frozenset({"archive.no_table"})
#: A note that somebody wrote has fewer bytes; what is larger is told as a fault.
_NOTE = 2**18


def wish_of(
    table: str,
    year: int,
    *,
    columns: str | None = None,
    within: str | None = None,
    sheet: str | None = None,
    folders: Sequence[Path] = (),
) -> Wish:
    """
    How the files of a dataset are to be read.

    Parameters
    ----------
    table : str
        Name of the schema.
    year : int
        Year B.E. of the survey.
    columns : str, optional
        Name of a column map.
    within : str, optional
        Code of an area: with it, villages may be given by moo alone.
    sheet : str, optional
        Name of the sheet in workbooks; ``*`` for each that holds the table.
    folders : sequence of pathlib.Path, optional
        Where documents are looked for first.

    Returns
    -------
    Wish
        The documents, read.

    Raises
    ------
    DocumentError
        When there is no such document, its rows lie in no village, or the year is not B.E.

    Examples
    --------
    >>> wish_of("bmn-household", 2565).schema.id
    'bmn-household'
    """
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise DocumentError("convert.year", given=str(year))
    schema = catalog.schema(table, folders=folders)
    place = schema.by_name[schema.table.place]
    if schema.table.unit not in _UNITS or place.kind != "village":
        raise DocumentError("convert.unit", where=schema.id)
    column_map = catalog.column_map(columns, folders=folders) if columns else None
    return Wish(schema, year, column_map, within, sheet)


def convert(
    sources: Iterable[str | Path],
    out: str | Path,
    wish: Wish,
    *,
    jobs: int = 1,
    lang: str = "th",
    progress: Callable[[str], None] = lambda _step: None,
) -> Converted:
    """
    Make a dataset of files and folders; go on where an interrupted run stopped.

    Parameters
    ----------
    sources : iterable of str or pathlib.Path
        Workbooks, text tables, Parquet files, databases, ZIPs of them, and folders with such at any
        depth.
    out : str or pathlib.Path
        Folder of the dataset: a new one, or that of an earlier run. It holds personal data.
    wish : Wish
        How the files are read; see :func:`wish_of`.
    jobs : int, default 1
        So many files are read at the same time, each in a process of its own.
    lang : {"th", "en"}, default "th"
        Language of the progress.
    progress : callable, optional
        Called with a sentence as each step begins.

    Returns
    -------
    Converted
        The dataset and what became of every file. An input that cannot be read does not stop the
        rest; until all of the others are written, an older dataset in the folder stays as it was.

    Raises
    ------
    InputError
        When a source is missing, nothing in them could be read, other files stand in the folder,
        it is one that is published, or another run is at work in it.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     wish = wish_of("bmn-household", 2565)
    ...     made = convert(["tests/data/small/households.csv"], f"{folder}/set", wish)
    ...     made.card.dataset.rows, made.card.provinces
    (12, {'99': 12})
    """
    target = Path(out)
    if _is_public(target):
        raise InputError("convert.public", where=target.name)
    heap = files.found(sources, target)
    if not heap.inputs:
        raise InputError("convert.nothing", where=target.name)
    with homes.opened(target) as home:
        desk, before = Desk(home, wish, lang, progress), _inputs_before(home.folder)
        jobs_of = [_job(desk, one) for one in heap.inputs]
        reused = sum(isinstance(job, Job) and job.piece.is_dir() for job in jobs_of)
        faults = _faults(desk, list(zip(heap.inputs, jobs_of, strict=True)), jobs)
        failed = [(one.name, fault) for one, fault in faults.items() if not _none(one, fault)]
        tables = [
            Table(one.name, job.sha256, job.piece.name, told)
            for one, job in zip(heap.inputs, jobs_of, strict=True)
            if isinstance(job, Job) and one not in faults
            for told in pieces.load(job.piece, one.name)
        ]
        if not tables:
            told = Faults(tuple(failed))
            raise InputError("convert.unread", where=target.name, faults=told)
        card, findings = assemble(desk, tables, failed)
    gone = before - {one.file for one in card.input} - {name for name, _ in failed}
    others = [one.name for one, fault in faults.items() if _none(one, fault)]
    return Converted(
        home.folder,
        card,
        findings,
        failed=tuple(failed),
        locks=heap.locks,
        others=(*heap.others, *others),
        gone=tuple(sorted(gone)),
        reused=reused,
    )


def _is_public(target: Path) -> bool:
    """Whether a folder stands where pages are published from."""
    if not target.is_absolute():
        return _PUBLIC in target.parts
    return any(one.name == _PUBLIC and any(one.glob("*/build.json")) for one in target.parents)


def _inputs_before(place: Path) -> set[str]:
    """The inputs of an earlier dataset."""
    try:
        return {one.file for one in read_document(Card, place / CARD).input}
    except TambonError:
        return set()


def _job(desk: Desk, one: Input) -> Job | TambonError:
    """What there is to read of an input: its piece is named by its bytes and how it is read."""
    try:
        stamp = pieces.stamp(one.path)
        sha256 = pieces.digest(one.path)
    except TambonError as fault:
        return fault
    suffix = one.path.suffix.lower()
    key = hashlib.sha256(f"{sha256} {suffix} {desk.wish.key}".encode()).hexdigest()
    return Job(one.path, sha256, desk.home.pieces / key[:32], desk.wish, stamp)


def _faults(
    desk: Desk, planned: Sequence[tuple[Input, Job | TambonError]], jobs: int
) -> dict[Input, TambonError]:
    """Make the pieces that there are not yet; the inputs that cannot be read, and why."""
    faults = {one: job for one, job in planned if isinstance(job, TambonError)}
    waiting: dict[Path, tuple[str, Job]] = {}
    for one, job in planned:
        if isinstance(job, Job) and not job.piece.is_dir():
            waiting.setdefault(job.piece, (one.name, job))
    of = dict(_make(desk, list(waiting.values()), jobs))
    for one, job in planned:
        if isinstance(job, Job) and job.piece in of:
            faults[one] = of[job.piece]
    return {one: faults[one] for one, _ in planned if one in faults}


def _make(
    desk: Desk, waiting: Sequence[tuple[str, Job]], jobs: int
) -> Iterator[tuple[Path, TambonError]]:
    """Make pieces; those that cannot be made, and why."""
    of = len(waiting)
    if jobs > 1 and of > 1:
        with Crew(min(jobs, of)) as crew:
            for n, (at, fault) in enumerate(crew.make([job for _, job in waiting]), start=1):
                desk.step("read", n=n, of=of, name=waiting[at][0])
                if fault is not None:
                    yield waiting[at][1].piece, fault
        return
    for n, (name, job) in enumerate(waiting, start=1):
        desk.step("read", n=n, of=of, name=name)

        def told(rows: int, n: int = n, name: str = name) -> None:
            desk.step("rows", n=n, of=of, name=name, rows=rows)

        if (fault := pieces.attempt(job, told)) is not None:
            yield job.piece, fault


def _none(one: Input, fault: TambonError) -> bool:
    """Whether a file of a folder is no table: a note, or an archive of other papers."""
    code = "table.not_held" if fault.code == "columns.missing" else fault.code
    if not one.of_folder or code in _NOT_A_TABLE:
        return one.of_folder
    prose = code != "csv.quotes" or one.path.suffix.lower() == ".txt"  # a broken table is told
    return prose and one.path.stat().st_size < _NOTE and is_note(one.path, code)
