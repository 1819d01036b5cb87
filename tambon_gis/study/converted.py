"""What a conversion made: the dataset, its findings, and the sentences about both."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tambon_gis.errors import tell_facts
from tambon_gis.loaders.layout.folder import Faults
from tambon_gis.model.document import Text
from tambon_gis.model.findings import Finding, Findings, Report
from tambon_gis.model.project import Area
from tambon_gis.places import COUNTRY
from tambon_gis.publish import review, write
from tambon_gis.render.told import report
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tambon_gis.errors import TambonError
    from tambon_gis.model.dataset import Card

__all__ = ["Converted", "tell", "write_findings"]

PAGE = "convert.html"
#: So many names are listed in one sentence.
NAMED = 20
#: Fields of :class:`Converted` with files that gave no row and are no fault.
_LEFT = {"heap.locks": "locks", "heap.others": "others", "heap.gone": "gone"}


@dataclass(frozen=True)
class Converted:
    """
    What became of a heap of files.

    Parameters
    ----------
    folder : pathlib.Path
        The dataset.
    card : Card
        Its card.
    findings : Findings
        One report a table.
    failed : tuple of (str, TambonError)
        Files that could not be read, and why.
    locks : tuple[str, ...]
        Files that nobody put there: locks of office programs, hidden files.
    others : tuple[str, ...]
        Files that are no tables.
    gone : tuple[str, ...]
        Files whose rows the older dataset had and that were not found any more.
    reused : int
        Files that were not read again.
    """

    folder: Path
    card: Card = field(repr=False)
    findings: Findings = field(repr=False)
    failed: tuple[tuple[str, TambonError], ...] = ()
    locks: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    reused: int = 0

    @property
    def doubts(self) -> bool:
        """Whether a file was not read, or a person should decide something."""
        return self.to_decide > 0

    @property
    def to_decide(self) -> int:
        """How much a person should decide: of the rows, and of every file that was not read."""
        return len(self.failed) + self.findings.to_decide


def tell(made: Converted, *, lang: str = "th", path: Path | None = None) -> str:
    """
    What was made and what a person should look at, line by line.

    Parameters
    ----------
    made : Converted
        The dataset.
    lang : {"th", "en"}, default "th"
        Language.
    path : pathlib.Path, optional
        Where the report of the findings was written.

    Returns
    -------
    str
        A few lines; what could not be read at the end.
    """
    return "\n".join(_lines(made, lang, path))


def write_findings(made: Converted, out: str | Path = ".", *, lang: str = "th") -> Path:
    """
    Write the internal report: every row that was set aside and every cell to look at.

    Parameters
    ----------
    made : Converted
        The dataset.
    out : str or pathlib.Path, default "."
        Folder in which ``work/<name of the dataset>/`` is made.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    pathlib.Path
        The page.
    """
    say = words(lang)
    title = say.text("convert.report.title", name=made.folder.name)
    credit = review.credits_of(
        Area(code=COUNTRY, name=Text(th=title, en=title)),
        (),
        title=title,
        origins=(),
        made_on=say.date(dt.date.fromisoformat(made.card.dataset.made_on)),
        version=made.card.dataset.version,
        allowed=(),
    )
    page = report.findings(_found(made, lang), credit, lang=lang, guide=_guide(made, lang))
    (path,) = write.write_all(Path(out) / "work" / made.folder.name, {PAGE: page})
    return path


def _found(made: Converted, lang: str) -> Findings:
    """All that was noticed: first files that could not be read, last those that were left out."""
    lost = []
    for name, fault in made.failed:
        mend = words(lang).text(f"errors.{fault.code}.mend", **tell_facts(fault.facts, lang))
        facts = {"why": fault.tell(lang).splitlines()[0], "mend": mend}
        said = Finding("heap.unread", "decide", name, facts=facts)
        lost.append(Report(name, name, 0, 0, findings=(said,)))
    left = tuple(
        Finding(code, "note", count=len(names), facts={"names": ", ".join(names)})
        for code, kind in _LEFT.items()
        if (names := getattr(made, kind))
    )
    title = words(lang).text("convert.report.left")
    aside = (Report(title, "", 0, 0, findings=left),) if left else ()
    return Findings((*lost, *made.findings.reports, *aside))


def _guide(made: Converted, lang: str) -> report.Guide:
    """What the report of a dataset says where that of a project tells of decisions and builds."""
    say = words(lang)
    lead = say.text("convert.report.lead")
    if made.failed:
        lead = f"{lead} {say.text('convert.report.unread', n=len(made.failed))}"
    return report.Guide(lead, tuple(say.text("convert.report.how").split("\n")))


def _lines(made: Converted, lang: str, path: Path | None) -> Iterator[str]:
    """The lines, one after the other."""
    say, card = words(lang), made.card
    yield say.text("convert.told.made", folder=made.folder.name)
    files = len({one.file for one in card.input})
    rows, provinces = card.dataset.rows, len(card.provinces)
    yield say.text("convert.told.rows", rows=rows, files=files, provinces=provinces)
    if made.reused:
        yield say.text("convert.told.reused", n=made.reused)
    if aside := sum(one.set_aside for one in card.input):
        yield say.text("convert.told.aside", n=aside)
    for key in _LEFT.values():
        names = getattr(made, key)
        if names:
            few = ", ".join([*names[:NAMED], *(["…"] if len(names) > NAMED else [])])
            yield say.text(f"convert.told.{key}", n=len(names), names=few)
    if made.to_decide and path is not None:
        yield say.text("convert.told.decide", n=made.to_decide, path=path)
    if made.failed:
        yield say.text("convert.told.failed", n=len(made.failed))
        yield Faults(made.failed).tell(lang)
    yield say.text("convert.personal")
