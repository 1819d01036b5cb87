"""Doctor: how a project's files meet, in three forms that agree, and the form to decide in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tambon_gis.errors import TambonError
from tambon_gis.loaders import fixes
from tambon_gis.loaders.decide import fixes_book
from tambon_gis.publish import write
from tambon_gis.render.book import workbook
from tambon_gis.render.told import report
from tambon_gis.study.caption import credits_of
from tambon_gis.study.load import load
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from tambon_gis.model.findings import Findings
    from tambon_gis.model.fixes import Fixes
    from tambon_gis.model.rulebook import Rulebook

__all__ = ["Examined", "examine"]

PAGE, BOOK, FORM = "doctor.html", "doctor.xlsx", "fixes-form.xlsx"


@dataclass(frozen=True)
class Examined:
    """
    What the doctor found and wrote.

    Parameters
    ----------
    findings : Findings
        Reports and joins.
    rulebooks : tuple[Rulebook, ...]
        Rulebooks of the project, for the titles of inputs.
    html_path, xlsx_path : pathlib.Path
        The report under ``work/``.
    fixes_form_path : pathlib.Path or None
        The form to fill in and save as ``fixes.xlsx`` in the project folder; None where nothing
        can be decided.
    """

    findings: Findings = field(repr=False)
    rulebooks: tuple[Rulebook, ...] = field(repr=False)
    html_path: Path
    xlsx_path: Path
    fixes_form_path: Path | None


def examine(
    folder: str | Path,
    *,
    out: str | Path = ".",
    lang: str = "th",
    progress: Callable[[str], None] = lambda _step: None,
) -> Examined:
    """
    Examine a project and write what was found.

    Parameters
    ----------
    folder : str or pathlib.Path
        The project folder, or its document.
    out : str or pathlib.Path, default "."
        Folder in which ``work/<code>/`` is made.
    lang : {"th", "en"}, default "th"
        Language of what is made.
    progress : callable, optional
        Called with a name as each step begins.

    Returns
    -------
    Examined
        The findings, and where they were written: a page, a workbook and a form. All of them are
        internal. A workbook or form in which somebody has begun to decide is left alone, and the
        new one stands beside it under another name.

    Raises
    ------
    TambonError
        When a document or file cannot be read at all.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     examined = examine("tests/data/small", out=place)
    ...     examined.html_path.name, examined.xlsx_path.name, examined.fixes_form_path
    ('doctor.html', 'doctor.xlsx', None)
    """
    loaded = load(folder, progress=progress)
    progress(words(lang).text("cli.step.draw"))
    made_on = words(lang).date(dt.datetime.now().astimezone().date())
    credit = credits_of(loaded, made_on=made_on, lang=lang)
    books = tuple({one.rulebook.id: one.rulebook for one in loaded.answers}.values())
    decided = fixes.read(loaded.folder)
    found = loaded.findings
    target = Path(out) / "work" / loaded.project.area.code
    page = report.findings(found, credit, books, lang=lang)
    book = workbook.workbook(found, credit, books, decided=decided, lang=lang)
    form = workbook.form(found, books, decided=decided, lang=lang)
    contents: dict[str, str | bytes] = {PAGE: page, _free(target, BOOK, decided): book}
    if form is not None:
        contents[_free(target, FORM, decided)] = form
    html, xlsx, *rest = write.write_all(target, contents)
    return Examined(found, books, html, xlsx, rest[0] if rest else None)


def _free(folder: Path, name: str, decided: Fixes) -> str:
    """The name, or the next one where decisions stand under it that the project does not have."""
    stem, suffix = name.rsplit(".", 1)
    number, tried = 1, name
    while _holds_more(folder / tried, decided):
        number += 1
        tried = f"{stem}-{number}.{suffix}"
    return tried


def _holds_more(path: Path, decided: Fixes) -> bool:
    """Whether somebody has decided in a form; what cannot be read is taken as a person's own."""
    if not path.exists():
        return False
    try:
        return any(fix not in decided.fix for fix in fixes_book.read(path).fix)
    except TambonError:
        return True
