"""One page of many: built unless it stands already, with a record by which a rerun knows it."""

from __future__ import annotations

import json
import traceback
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tambon_gis.errors import InputError, TambonError
from tambon_gis.publish import manifest, write
from tambon_gis.publish.folder import write_folder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from tambon_gis.model.project import Project
    from tambon_gis.model.sealed import Audience
    from tambon_gis.study.each.area import Area
    from tambon_gis.study.loaded import Loaded

__all__ = [
    "Order",
    "Outcome",
    "State",
    "Task",
    "build_one",
    "failed",
    "is_whole",
    "record_of",
    "unexpected",
]

State = Literal["built", "kept", "failed"]
PAGE, FINDINGS, RECORDS = "index.html", "findings.html", "done"
#: The index, as a page of a tambon finds it.
_INDEX = f"../{PAGE}"
#: Degrees that nobody sees on the small map of an index: some 40 m.
_COARSE = 0.0004


@dataclass(frozen=True)
class Order:
    """
    What holds for every page of a run.

    Parameters
    ----------
    home : pathlib.Path
        Folder of the wide project; of each project, the task names its own.
    store : pathlib.Path
        Where the stored area and the records are.
    target, inside : pathlib.Path
        Folders above the pages and above the internal reports.
    settings : str
        Checksum of all that holds for every page.
    audience : {"public", "internal"}
        For whom.
    engine : str
        Who counts.
    lang : {"th", "en"}
        Language.
    also : tuple[str, ...]
        Further formats.
    today : datetime.date, optional
        Date of making.
    """

    home: Path
    store: Path
    target: Path
    inside: Path
    settings: str
    audience: Audience = "public"
    engine: str = "duckdb"
    lang: str = "th"
    also: tuple[str, ...] = ()
    today: dt.date | None = None


@dataclass(frozen=True)
class Task:
    """One page: code of the tambon, checksum of what it is made from, its project if it has one."""

    code: str
    key: str
    project: Path | None = None


@dataclass(frozen=True)
class Outcome:
    """
    What became of one page.

    Parameters
    ----------
    code : str
        The tambon.
    state : {"built", "kept", "failed"}
        ``kept``: it stood already, made from the same.
    names : tuple of (str, str)
        Names of tambon and amphoe in Thai, empty where unknown.
    villages : int
        Number of its polygons.
    fault : str
        Code of the error, where it could not be built.
    why : str
        The error in words, for the people who build.
    stands : bool
        Whether a whole page is there: for a failed one, that of an earlier run.
    """

    code: str
    state: State
    names: tuple[str, str] = ("", "")
    villages: int = 0
    fault: str = ""
    why: str = field(default="", repr=False)
    stands: bool = True


@dataclass(frozen=True)
class Record:
    """What a finished page was made from, and its files."""

    key: str
    slice: str
    names: tuple[str, str]
    villages: int
    files: dict[str, str] = field(default_factory=dict)
    outline: str = ""


def record_of(order: Order, code: str) -> Record | None:
    """
    The record of a finished page.

    Parameters
    ----------
    order : Order
        The run.
    code : str
        Code of the tambon.

    Returns
    -------
    Record or None
        None where it was never finished.
    """
    try:
        told = json.loads(_record_path(order, code).read_text("utf-8"))
        bytes.fromhex(told["outline"])
        name, amphoe = told["names"]
        files = {str(name): str(digest) for name, digest in told["files"].items()}
        kept = {
            "names": (str(name), str(amphoe)),
            "villages": int(told["villages"]),
            "files": files,
        }
        return Record(**{**told, **kept})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def is_whole(order: Order, code: str, record: Record | None) -> bool:
    """
    Whether every file of a finished page is there as it was written.

    Parameters
    ----------
    order : Order
        The run.
    code : str
        Code of the tambon.
    record : Record or None
        Its record.

    Returns
    -------
    bool
        False where there is no record.
    """
    if record is None or not record.files:
        return False
    folder = order.target / code
    paths = {folder / name: digest for name, digest in record.files.items()}
    return all(path.is_file() and manifest.checksum(path) == d for path, d in paths.items())


def build_one(order: Order, task: Task) -> Outcome:
    """
    Build one page, unless it stands already.

    Parameters
    ----------
    order : Order
        The run.
    task : Task
        The page.

    Returns
    -------
    Outcome
        A fault is told in it, whatever it is: the run goes on.
    """
    record = record_of(order, task.code)
    whole = is_whole(order, task.code, record)
    if whole and record is not None and record.key == task.key:
        return Outcome(task.code, "kept", record.names, record.villages)
    try:
        return _build(order, task, record if whole else None)
    except TambonError as fault:
        told = fault
    except Exception as fault:  # noqa: BLE001  (a broken tambon does not stop the rest)
        told = unexpected(fault)
    return failed(order, task, told, stands=whole)


def failed(order: Order, task: Task, fault: TambonError, *, stands: bool) -> Outcome:
    """
    A page that could not be built.

    Parameters
    ----------
    order : Order
        The run.
    task : Task
        The page.
    fault : TambonError
        Why.
    stands : bool
        Whether a whole page of an earlier run is there.

    Returns
    -------
    Outcome
        With what is known of the tambon.
    """
    names, many = _known(order, task)
    why = fault.tell(order.lang)
    return Outcome(task.code, "failed", names, many, fault.code, why, stands=stands)


def _build(order: Order, task: Task, record: Record | None) -> Outcome:
    """Load; draw unless the same was drawn before; write the record last."""
    from tambon_gis.study.load import load

    loaded = load(task.project) if task.project is not None else _slice(order, task.code)
    slice_key = "" if task.project is not None else _slice_key(order, loaded)
    names, villages = _names(loaded), len(loaded.boundaries)
    if record is not None and slice_key and record.slice == slice_key:
        _write_record(order, task.code, replace(record, key=task.key))
        return Outcome(task.code, "kept", names, villages)
    files = _publish(order, loaded, task.code)
    outline = _outline(loaded)
    _write_record(order, task.code, Record(task.key, slice_key, names, villages, files, outline))
    return Outcome(task.code, "built", names, villages)


def _publish(order: Order, loaded: Loaded, code: str) -> dict[str, str]:
    """Draw and write the page and what goes with it; its files with their checksums."""
    from tambon_gis.render.told import report
    from tambon_gis.study import formats, road
    from tambon_gis.study.release import release

    drawn = road.draw(
        loaded, audience=order.audience, engine=order.engine, lang=order.lang, today=order.today,
        above=_INDEX,
    )  # fmt: skip
    content = drawn.content
    found = report.findings(loaded.findings, content.credits, content.rulebooks, lang=order.lang)
    outputs: dict[str, str | bytes] = {road.PAGE: drawn.html}
    for name in order.also:
        outputs |= formats.made(name, content, lang=order.lang)
    folder = order.target / code
    write.write_all(order.inside / code, {FINDINGS: found})
    if order.audience == "public":
        outputs[road.DISCLOSURE] = drawn.disclosure
        paths = release(loaded, content, outputs, folder, lang=order.lang, whole=True)
    else:
        paths = write_folder(folder, {**outputs, FINDINGS: found})
    return {path.relative_to(folder).as_posix(): manifest.checksum(path) for path in paths}


def _slice(order: Order, code: str) -> Loaded:
    """The tambon of a stored area."""
    from tambon_gis.study.each.slices import slice_of

    project, home, area = _wide(order.home, order.store)
    return slice_of(project, home, area, order.store / "area", code)


@lru_cache(maxsize=1)
def _wide(home: Path, store: Path) -> tuple[Project, Path, Area]:
    """The wide project and its stored area, read once by each process."""
    from tambon_gis.study.each.area import stored_area
    from tambon_gis.study.load import read_project

    project, folder = read_project(home)
    area = stored_area(store / "area")
    if area is None:
        raise InputError("store.empty", where=store.name)
    return project, folder, area


def _slice_key(order: Order, loaded: Loaded) -> str:
    """A checksum of all that the page of a slice is made from."""
    parts = [order.settings, loaded.project.model_dump_json(), *sorted(loaded.checksums.items())]
    parts += [f"{one.survey.role}:{sorted(one.personal.texts)}" for one in loaded.answers]
    return manifest.checksum_of(json.dumps(parts, ensure_ascii=False))


def _names(loaded: Loaded) -> tuple[str, str]:
    """Thai names of a tambon and its amphoe."""
    from tambon_gis.places import LADDER, lookup

    area = loaded.project.area
    amphoe = area.amphoe.th if area.amphoe else ""
    if not amphoe and not area.synthetic:
        official = lookup(area.code[: LADDER["amphoe"]])
        amphoe = official.th if official else ""
    return area.name.th, amphoe


def _outline(loaded: Loaded) -> str:
    """The shape of a whole tambon for the small map of the index, as hexadecimal WKB."""
    import shapely

    joined = shapely.union_all(loaded.boundaries.geometry.to_numpy())
    coarse = shapely.set_precision(joined.simplify(_COARSE), _COARSE / 4)
    return str(shapely.to_wkb(coarse, hex=True))


def _known(order: Order, task: Task) -> tuple[tuple[str, str], int]:
    """Names and villages of a page that could not be built, as far as they are known."""
    try:
        if task.project is None:
            from tambon_gis.study.each.slices import project_of

            wide, _, area = _wide(order.home, order.store)
            own = project_of(wide, area, task.code).area
            return (own.name.th, own.amphoe.th if own.amphoe else ""), area.tambons[task.code]
        from tambon_gis.study.load import read_project

        own = read_project(task.project)[0].area
    except (TambonError, OSError, KeyError):
        return ("", ""), 0
    return (own.name.th, own.amphoe.th if own.amphoe else ""), 0


def unexpected(fault: BaseException) -> TambonError:
    """
    A fault of the program, by its kind and line; never by its words, which may hold data.

    Parameters
    ----------
    fault : BaseException
        What was raised.

    Returns
    -------
    TambonError
        For the people who build.

    Examples
    --------
    >>> unexpected(KeyError("x")).facts["kind"]
    'KeyError'
    """
    frames = traceback.extract_tb(fault.__traceback__)
    at = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "-"
    return InputError("many.unexpected", kind=type(fault).__name__, at=at)


def _record_path(order: Order, code: str) -> Path:
    """Where the record of a page is."""
    return order.store / RECORDS / f"{code}.json"


def _write_record(order: Order, code: str, record: Record) -> None:
    """Write a record, whole or not at all."""
    told: Mapping[str, object] = asdict(record)
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    path = _record_path(order, code)
    write.write_all(path.parent, {path.name: text})
