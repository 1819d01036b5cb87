"""Confirm: the form that villages fill in, what they said of it, and what of that is public."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from tambon_gis.errors import TambonError
from tambon_gis.loaders import confirmed
from tambon_gis.model.document import read_document
from tambon_gis.model.findings import Finding
from tambon_gis.model.process import Process
from tambon_gis.publish.write import write_all
from tambon_gis.render.book.confirm_book import confirm_book
from tambon_gis.render.planning.confirming import confirm_rows
from tambon_gis.render.told.confirmed_report import confirmed_page
from tambon_gis.study.gather import gather
from tambon_gis.study.load import load
from tambon_gis.thai import normalise_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tambon_gis.model.findings import Report
    from tambon_gis.render.content import Content
    from tambon_gis.study.loaded import Loaded

__all__ = ["FORM", "PAGE", "Drafted", "ReadBack", "Summary", "draft_tables", "looked_into",
           "read_back", "summary"]  # fmt: skip

FORM, PAGE, PROCESS = "confirm-form.xlsx", "confirmed.html", "process.toml"
_DECIDED = ("right", "changed")


@dataclass(frozen=True)
class Drafted:
    """
    The form that was written.

    Parameters
    ----------
    path : pathlib.Path
        The workbook under ``work/``.
    villages, rows : int
        Its sheets, and the lines on them.
    """

    path: Path
    villages: int
    rows: int


@dataclass(frozen=True)
class Summary:
    """
    What a public page may say of it.

    Parameters
    ----------
    confirmed, villages : int
        Villages that confirmed anything, of so many.
    right, changed : int
        Lines confirmed, and corrections proposed.
    meetings : tuple of (str, datetime.date, int)
        Role or meeting, day and number of villages, in the order of days. The text is that of
        ``tambon.toml`` or ``process.toml``; one that stands in neither is empty.
    """

    confirmed: int
    villages: int
    right: int
    changed: int
    meetings: tuple[tuple[str, dt.date, int], ...]


@dataclass(frozen=True)
class ReadBack:
    """
    What was read back.

    Parameters
    ----------
    path : pathlib.Path
        The internal page.
    frame : pandas.DataFrame
        One row a line that was kept; see :func:`tambon_gis.loaders.confirmed.read`.
    report : Report
        What was noticed.
    summary : Summary
        What may be told publicly.
    """

    path: Path
    frame: pd.DataFrame = field(repr=False)
    report: Report = field(repr=False)
    summary: Summary


def draft_tables(
    folder: str | Path,
    *,
    out: str | Path = ".",
    lang: str = "th",
    today: dt.date | None = None,
    engine: str = "duckdb",
) -> Drafted:
    """
    Write the form in which villages confirm what is told of them.

    Parameters
    ----------
    folder : str or pathlib.Path
        The project folder.
    out : str or pathlib.Path, default "."
        Folder in which ``work/<code>/`` is made.
    lang : {"th", "en"}, default "th"
        Language.
    today : datetime.date, optional
        Date of making; the present day by default.
    engine : {"duckdb", "polars", "spark"}, default "duckdb"
        Who counts.

    Returns
    -------
    Drafted
        Where it is. A form there in which somebody began to write is left alone, and the new one
        stands beside it under another name.

    Raises
    ------
    TambonError
        When an input cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     made = draft_tables("tests/data/small", out=place)
    ...     made.path.name, made.villages
    ('confirm-form.xlsx', 3)
    """
    loaded = load(folder)
    content = _content(loaded, today or _now(), engine, lang)
    rows = confirm_rows(content, lang=lang)
    target = Path(out) / "work" / loaded.project.area.code
    (path,) = write_all(target, {_free(target): confirm_book(content, lang=lang)})
    return Drafted(path, len(content.places.frame), len(rows))


def read_back(
    folder: str | Path,
    *,
    out: str | Path = ".",
    lang: str = "th",
    today: dt.date | None = None,
    engine: str = "duckdb",
) -> ReadBack | None:
    """
    Read what villages confirmed, and write it as before and after.

    Parameters
    ----------
    folder : str or pathlib.Path
        The project folder, with ``confirmed.xlsx`` or a folder ``confirmed`` of filled forms.
    out : str or pathlib.Path, default "."
        Folder in which ``work/<code>/`` is made.
    lang : {"th", "en"}, default "th"
        Language.
    today : datetime.date, optional
        Date of making; the present day by default.
    engine : {"duckdb", "polars", "spark"}, default "duckdb"
        Who counts.

    Returns
    -------
    ReadBack or None
        None where the project has no filled form. The survey stays as it is.

    Raises
    ------
    TambonError
        When an input cannot be read.

    Examples
    --------
    >>> read_back("tests/data/small") is None
    True
    """
    loaded = load(folder)
    paths = confirmed.find(loaded.folder)
    if not paths:
        return None
    day = today or _now()
    content = _content(loaded, day, engine, lang)
    frame, report = _read(loaded, content, day, lang)
    report = report.noting(_not_told(loaded, frame))
    target = Path(out) / "work" / loaded.project.area.code
    page = confirmed_page(frame, report, content, lang=lang)
    (path,) = write_all(target, {PAGE: page})
    return ReadBack(path, frame, report, _summed(loaded, content, frame))


def looked_into(
    loaded: Loaded,
    paths: Sequence[Path],
    *,
    lang: str = "th",
    today: dt.date | None = None,
    engine: str = "duckdb",
) -> dict[Path, tuple[Report, frozenset[str]]]:
    """
    Look into filled forms one by one, wherever they lie.

    Parameters
    ----------
    loaded : Loaded
        The project.
    paths : sequence of pathlib.Path
        The forms.
    lang : {"th", "en"}, default "th"
        Language.
    today : datetime.date, optional
        A later day of confirming is refused; the present day by default.
    engine : {"duckdb", "polars", "spark"}, default "duckdb"
        Who counts.

    Returns
    -------
    dict[Path, tuple[Report, frozenset[str]]]
        Form -> what was noticed, and codes of the villages that answered in it.

    Raises
    ------
    TambonError
        When one cannot be opened.

    Examples
    --------
    >>> from tambon_gis.study.load import load
    >>> looked_into(load("tests/data/small"), [])
    {}
    """
    day = today or _now()
    content = _content(loaded, day, engine, lang)
    found = {}
    for path in paths:
        frame, report = _read(loaded, content, day, lang, [path])
        answered = frame[frame["state"].isin(_DECIDED)]
        found[path] = report, frozenset(answered["place"].astype(str))
    return found


def summary(loaded: Loaded, content: Content) -> Summary | None:
    """
    What a public page may say of what villages confirmed.

    Parameters
    ----------
    loaded : Loaded
        The project.
    content : Content
        Its sealed parts.

    Returns
    -------
    Summary or None
        Counts, and roles or meetings with their days: no village, no number, no reason. None where
        the project has no filled form.

    Raises
    ------
    TambonError
        When a form cannot be opened.

    Examples
    --------
    >>> from tambon_gis.study.load import load
    >>> loaded = load("tests/data/small")
    >>> summary(loaded, gather(loaded, today=dt.date(2023, 3, 5))) is None
    True
    """
    if not confirmed.find(loaded.folder):
        return None
    frame, _ = _read(loaded, content, None, "th")
    return _summed(loaded, content, frame)


def _now() -> dt.date:
    """The present day."""
    return dt.datetime.now().astimezone().date()


def _content(loaded: Loaded, today: dt.date, engine: str, lang: str) -> Content:
    """The sealed parts, as the public may see them: the form shows nothing else."""
    return gather(loaded, today=today, engine=engine, lang=lang, story=False)


def _read(
    loaded: Loaded,
    content: Content,
    today: dt.date | None,
    lang: str,
    paths: Sequence[Path] | None = None,
) -> tuple[pd.DataFrame, Report]:
    """Filled forms: those of the project, or others."""
    places = content.places.frame["place"].astype(str).tolist()
    paths = confirmed.find(loaded.folder) if paths is None else paths
    return confirmed.read(paths, _known(content, lang), places=places, today=today)


def _known(content: Content, lang: str) -> pd.DataFrame:
    """The lines of the form as the loader holds them."""
    rows = confirm_rows(content, lang=lang)
    names = ("place", "ref", "year", "title", "of", "asked")
    made = pd.DataFrame([{name: getattr(row, name) for name in names} for row in rows])
    return made.reindex(columns=list(names)).astype(object)


def _free(folder: Path) -> str:
    """The name of the form, or the next one where somebody began to write in it."""
    stem, suffix = FORM.rsplit(".", 1)
    number, tried = 1, FORM
    while _begun(folder / tried):
        number += 1
        tried = f"{stem}-{number}.{suffix}"
    return tried


def _begun(path: Path) -> bool:
    """Whether somebody wrote in a form; what cannot be read is taken as a person's own."""
    if not path.exists():
        return False
    try:
        return confirmed.filled(path)
    except TambonError:
        return True


def _told_publicly(loaded: Loaded) -> dict[str, str]:
    """Roles and meetings of the project's documents, by their normalised text."""
    named = [role.title.th for role in loaded.project.role]
    path = loaded.folder / PROCESS
    if path.is_file():
        named += [meeting.title for meeting in read_document(Process, path).meeting]
    return {normalise_label(text): text for text in named}


def _not_told(loaded: Loaded, frame: pd.DataFrame) -> Iterator[Finding]:
    """Who confirmed, where public pages will not say so."""
    known = _told_publicly(loaded)
    signed = frame[frame["by"] != ""].drop_duplicates(["file", "sheet"])
    for row in signed.to_dict("records"):
        if normalise_label(str(row["by"])) not in known:
            yield Finding("confirmed.by_not_told", "note", str(row["file"]), str(row["sheet"]))


def _summed(loaded: Loaded, content: Content, frame: pd.DataFrame) -> Summary:
    """The counts, and by whom as far as the project's documents name them."""
    known = _told_publicly(loaded)
    answered = frame[frame["state"].isin(_DECIDED)]
    right, changed = (int(answered["state"].eq(state).sum()) for state in _DECIDED)
    meetings: dict[tuple[dt.date, str], set[str]] = {}
    for row in answered.to_dict("records"):
        by = known.get(normalise_label(str(row["by"])), "")
        meetings.setdefault((row["on"], by), set()).add(str(row["place"]))
    told = tuple((by, day, len(places)) for (day, by), places in sorted(meetings.items()))
    villages = len(content.places.frame)
    return Summary(int(answered["place"].nunique()), villages, right, changed, told)
