"""Many areas at once: every tambon's page of a province, in parallel, and one index of them all."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError, TambonError
from tambon_gis.loaders import fixes
from tambon_gis.model.project import DOCUMENT
from tambon_gis.places import LADDER
from tambon_gis.publish import manifest, write
from tambon_gis.publish.folder import held, recover
from tambon_gis.study import formats
from tambon_gis.study.each.index import Whole, replaces, whole_of, withdraw, write_index
from tambon_gis.study.each.one import (
    FINDINGS,
    RECORDS,
    Order,
    Outcome,
    Task,
    failed,
    is_whole,
    record_of,
)
from tambon_gis.study.each.pool import outcomes
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from tambon_gis.model.project import Project
    from tambon_gis.model.sealed import Audience
    from tambon_gis.study.loaded import Loaded

__all__ = ["ManyBuilt", "build_all"]

CARD = "dataset.toml"
#: Under ``work/<area>/``: what is stored of the area and of its pages; what could not be built.
STORE, AREA, FAULTS = "all", "area", "faults.txt"
#: Raised when pages are drawn in another way that the version does not tell.
_FORM = "2"
_TAMBON = LADDER["tambon"]
#: What is made, and what systems put into folders: no input.
_NOT_INPUT = frozenset({"maps", "work", "__pycache__"})


@dataclass(frozen=True)
class ManyBuilt:
    """
    What building many pages gave.

    Parameters
    ----------
    index : pathlib.Path
        The index page.
    outcomes : tuple[Outcome, ...]
        One a tambon, by code.
    findings : pathlib.Path or None
        The internal report of a wide area, where it was read.
    faults : pathlib.Path or None
        The internal list of tambons that could not be built, with the reasons.
    replaced : bool
        Whether a page of the whole area stood there, which is not published beside these.
    """

    index: Path
    outcomes: tuple[Outcome, ...]
    findings: Path | None = None
    faults: Path | None = None
    replaced: bool = False

    def of(self, state: str) -> tuple[Outcome, ...]:
        """
        The tambons of one state.

        Parameters
        ----------
        state : {"built", "kept", "failed"}
            The state.

        Returns
        -------
        tuple[Outcome, ...]
            By code.
        """
        return tuple(one for one in self.outcomes if one.state == state)


@dataclass(frozen=True)
class _Found:
    """Projects with their folders, and folders whose document cannot be read."""

    projects: tuple[tuple[Path, Project], ...]
    faulty: tuple[tuple[Path, TambonError], ...] = ()


@dataclass(frozen=True)
class _Run:
    """A run as it is set up: the pages, and those that cannot be tried."""

    order: Order
    tasks: tuple[Task, ...]
    refused: tuple[Outcome, ...] = ()
    findings: Path | None = None


def build_all(  # noqa: PLR0913 - one option a fact about the run
    folder: str | Path = ".",
    *,
    out: str | Path = ".",
    jobs: int | None = None,
    audience: Audience = "public",
    engine: str = "duckdb",
    lang: str = "th",
    also: Collection[str] = (),
    today: dt.date | None = None,
    progress: Callable[[str], None] = lambda _step: None,
) -> ManyBuilt:
    """
    Build every tambon's page: ``maps/<area>/<tambon>/``, and ``maps/<area>/index.html`` over them.

    Parameters
    ----------
    folder : str or pathlib.Path, default "."
        A folder with many projects of tambons below it, or one project of a wider area whose
        boundaries hold several tambons.
    out : str or pathlib.Path, default "."
        Folder in which ``maps/`` and ``work/`` are made.
    jobs : int, optional
        Processes at a time; as many as there are processors by default. With 0 pages are built one
        by one in this process.
    audience : {"public", "internal"}, default "public"
        For whom; internal pages are made under ``work/<area>/``.
    engine : {"duckdb", "polars", "spark"}, default "duckdb"
        Who counts.
    lang : {"th", "en"}, default "th"
        Language of what is made.
    also : collection of str, optional
        Further formats, as :func:`tambon_gis.study.road.build` has them.
    today : datetime.date, optional
        Date of making; the present day by default.
    progress : callable, optional
        Called with a sentence as each page is done.

    Returns
    -------
    ManyBuilt
        What became of each tambon. Those that could not be built are told there, in
        ``work/<area>/faults.txt``, and on the index without the reason.

    Raises
    ------
    TambonError
        When nothing can be begun: no project, boundaries that cannot be read, another run in the
        same place.
    """
    wanted = formats.chosen(also)
    if jobs is not None and jobs < 0:
        raise InputError("many.jobs")
    home, out = Path(folder), Path(out)
    settings = _settings(audience, lang, wanted)
    base = Order(home, out, out, out, settings, audience, engine, lang, wanted, today)
    wide = (home / DOCUMENT).is_file() or home.is_file()
    whole, found = _wide_project(home) if wide else _projects(home)
    inside = out / "work" / whole.code
    with held(inside / STORE / "running"):
        order = _placed(base, out, whole.code)
        recover(order.target)
        recover(inside)
        replaced = replaces(order)
        run = _wide(order, found, progress) if wide else _each(order, found)
        jobs = os.cpu_count() or 1 if jobs is None else jobs
        done, faults = _build(run, jobs=jobs, progress=progress)
        index = write_index(run.order, whole, done)
    return ManyBuilt(index, done, run.findings, faults, replaced)


def _build(
    run: _Run, *, jobs: int, progress: Callable[[str], None]
) -> tuple[tuple[Outcome, ...], Path | None]:
    """All pages; while one changes no build document vouches for the whole."""
    order, say = run.order, words(run.order.lang)
    todo = [task for task in run.tasks if not _stands(order, task)]
    if todo:
        withdraw(order)
    left = {task.code for task in todo}
    done = [*run.refused, *(_kept(order, one.code) for one in run.tasks if one.code not in left)]
    total = len(run.tasks) + len(run.refused)
    for one in outcomes(order, todo, jobs=jobs):
        done.append(one)
        name = one.names[0] or one.code
        told = say.text(f"many.state.{one.state}")
        progress(say.text("many.step", n=len(done), total=total, name=name, state=told))
    found = tuple(sorted(done, key=lambda one: one.code))
    _forget(order, {one.code for one in found})
    progress(say.text("many.indexing"))
    return found, _faults(order, found)


def _settings(audience: str, lang: str, also: tuple[str, ...]) -> str:
    """A checksum of what holds for every page of every area."""
    return manifest.checksum_of("|".join([_FORM, version("tambon_gis"), audience, lang, *also]))


def _placed(base: Order, out: Path, code: str) -> Order:
    """The order with the folders of an area."""
    inside = out / "work" / code
    target = out / "maps" / code if base.audience == "public" else inside
    return replace(base, store=inside / STORE, target=target, inside=inside)


def _wide_project(home: Path) -> tuple[Whole, _Found]:
    """The area of a wide project."""
    from tambon_gis.study.load import read_project

    project, folder = read_project(home)
    if len(project.area.code) >= _TAMBON:
        raise InputError("many.single", where=DOCUMENT)
    area = project.area
    whole = Whole(area.code, area.name, area.synthetic)
    return whole, _Found(((folder, project),))


def _projects(home: Path) -> tuple[Whole, _Found]:
    """The projects below a folder, and the area that holds them all."""
    from tambon_gis.study.load import read_project

    found: list[tuple[Path, Project]] = []
    faulty: list[tuple[Path, TambonError]] = []
    for name in sorted(_inputs(home)):
        document = home / name
        if document.name != DOCUMENT:
            continue
        try:
            found.append((document.parent, read_project(document)[0]))
        except TambonError as fault:
            faulty.append((document.parent, fault))
    if not found:
        raise InputError("many.nothing", where=home.name) from (faulty[0][1] if faulty else None)
    return whole_of([one.area for _, one in found]), _Found(tuple(found), tuple(faulty))


def _each(order: Order, found: _Found) -> _Run:
    """A page a project; a code that stands twice, and a document that cannot be read, are told."""
    tasks: list[Task] = []
    refused: list[Outcome] = []
    homes: dict[str, Path] = {}
    for home, project in found.projects:
        code = project.area.code
        name = home.relative_to(order.home).as_posix()
        task = Task(code, "", home)
        if len(code) != _TAMBON:
            fault: TambonError = InputError("many.not_tambon", where=name, code=code)
            refused.append(failed(order, replace(task, code=name), fault, stands=False))
        elif code in homes:
            fault = InputError("many.twice", where=name, code=code, other=homes[code].name)
            refused.append(failed(order, replace(task, code=name), fault, stands=False))
        else:
            homes[code] = home
            key = manifest.checksum_of(f"{order.settings}|{_checksum(home)}")
            tasks.append(replace(task, key=key))
    for home, fault in found.faulty:
        name = home.relative_to(order.home).as_posix()
        refused.append(Outcome(name, "failed", fault=fault.code, why=fault.tell(order.lang),
                               stands=False))  # fmt: skip
    return _Run(order, tuple(tasks), tuple(refused))


def _wide(order: Order, found: _Found, progress: Callable[[str], None]) -> _Run:
    """A page a tambon of one wide project, which is read once."""
    from tambon_gis.study.each.area import is_sound, read_area, stored_area

    ((home, project),) = found.projects
    key = manifest.checksum_of(f"{_FORM}|{version('tambon_gis')}|{_checksum(home)}")
    documents = _checksum(home, only=".toml", without={DOCUMENT, CARD, fixes.DOCUMENT})
    order = replace(order, settings=manifest.checksum_of(f"{order.settings}|{documents}"))
    report = order.inside / FINDINGS
    area = stored_area(order.store / AREA)
    stands = area is not None and area.key == key and is_sound(order.store / AREA, area)
    if area is None or not stands or not report.is_file():
        report.unlink(missing_ok=True)  # written last: where it is, all of it is of this reading
        area, loaded = read_area(project, home, order.store / AREA, key=key, progress=progress)
        _write_findings(order, loaded)
    page = manifest.checksum_of(f"{order.settings}|{key}")
    return _Run(order, tuple(Task(code, page) for code in area.tambons), findings=report)


def _write_findings(order: Order, loaded: Loaded) -> None:
    """What was noticed in the whole area, rows without a tambon included: internal."""
    from tambon_gis.render.told import report
    from tambon_gis.study.caption import credits_of
    from tambon_gis.study.gather import rulebooks_of

    day = order.today or dt.datetime.now().astimezone().date()
    credit = credits_of(loaded, made_on=words(order.lang).date(day), lang=order.lang)
    text = report.findings(loaded.findings, credit, rulebooks_of(loaded), lang=order.lang)
    write.write_all(order.inside, {FINDINGS: text})


def _kept(order: Order, code: str) -> Outcome:
    """A page that stands already."""
    record = record_of(order, code)
    names, many = (record.names, record.villages) if record else (("", ""), 0)
    return Outcome(code, "kept", names, many)


def _stands(order: Order, task: Task) -> bool:
    """Whether a page was made from the same, and is there as it was written."""
    record = record_of(order, task.code)
    return record is not None and record.key == task.key and is_whole(order, task.code, record)


def _forget(order: Order, codes: Collection[str]) -> None:
    """Remove pages of tambons that the area has no more, unless somebody changed them."""
    for path in sorted((order.store / RECORDS).glob("*.json")):
        code = path.stem
        if code in codes:
            continue
        if is_whole(order, code, record_of(order, code)):
            shutil.rmtree(order.target / code)
        path.unlink()


def _faults(order: Order, found: Collection[Outcome]) -> Path | None:
    """The internal list of what could not be built; an older one goes."""
    lost = [one for one in found if one.state == "failed"]
    path = order.inside / FAULTS
    if not lost:
        path.unlink(missing_ok=True)
        return None
    texts = [f"{one.code} {one.names[0]}".strip() + f"\n{one.why}\n" for one in lost]
    write.write_all(order.inside, {FAULTS: "\n".join(texts)})
    return path


def _inputs(home: Path) -> Iterator[str]:
    """Files below a folder, without what is made and hidden ones; of a dataset its card."""
    for above, folders, files in os.walk(home):
        folders[:] = sorted(
            one for one in folders if one not in _NOT_INPUT and not one.startswith(".")
        )
        if CARD in files:
            folders.clear()
        for name in [CARD] if CARD in files else sorted(files):
            if not name.startswith((".", "~$")):
                yield (Path(above) / name).relative_to(home).as_posix()


def _checksum(home: Path, *, only: str = "", without: Collection[str] = ()) -> str:
    """A checksum of the files of a project."""
    names = [one for one in sorted(_inputs(home)) if one.endswith(only)]
    told = [
        f"{name}:{manifest.checksum(home / name)}"
        for name in names
        if name.rpartition("/")[2] not in without
    ]
    return manifest.checksum_of("|".join(told))
