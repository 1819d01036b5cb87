"""The hand-over note: what the next officer must know, on paper, internal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from tambon_gis.render.fonts import font_face
from tambon_gis.render.templates import environment
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tambon_gis.render.planning.record import RecordPart
    from tambon_gis.render.told.ledger import Ledger

__all__ = [
    "DecisionLine",
    "FileLine",
    "FixedLine",
    "InputLine",
    "MonthLine",
    "Note",
    "handover_page",
]

#: So many open findings are told in full; the rest stand in the doctor's report.
MOST_OPEN = 12


@dataclass(frozen=True)
class FileLine:
    """A file or folder of the project: its name, what it is, whether it is there."""

    name: str
    what: str
    there: bool


@dataclass(frozen=True)
class InputLine:
    """An input with its file: the cells are those of the table of data health."""

    file: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class FixedLine:
    """A decision about a place or row: number, about what, what is done, by whom, in force?"""

    number: str
    about: str
    does: str
    by: str
    note: str
    idle: bool


@dataclass(frozen=True)
class DecisionLine:
    """A decision of the working group: its kind, what, by whom and when."""

    kind: str
    what: str
    by: str


@dataclass(frozen=True)
class MonthLine:
    """A month of the year, or what comes at no month of its own, and what is to be done in it."""

    month: str
    what: tuple[str, ...]


@dataclass(frozen=True)
class Note:
    """
    Everything that the note says.

    Parameters
    ----------
    title, made_on : str
        The area, and the day written out.
    synthetic : bool
        Whether the area is made up.
    files : tuple[FileLine, ...]
        Where everything lies.
    inputs : tuple[InputLine, ...]
        Inputs with their age.
    record : RecordPart
        Processes, meetings, what is due.
    open : Ledger
        What loaders noticed.
    fixed : tuple[FixedLine, ...]
        Decisions about places and rows.
    decisions : tuple[DecisionLine, ...]
        What the group decided.
    roles : tuple[tuple[str, str], ...]
        Titles and duties.
    year : int
        The year that comes next, B.E.
    survey_file : str
        How a file of that year would be called.
    last_year : int or None
        Where that year is beyond the rulebook of the newest survey: its last year, B.E.
    yearly : tuple[MonthLine, ...]
        What comes back each year, month by month.
    """

    title: str
    made_on: str
    synthetic: bool
    files: tuple[FileLine, ...]
    inputs: tuple[InputLine, ...]
    record: RecordPart
    open: Ledger
    fixed: tuple[FixedLine, ...]
    decisions: tuple[DecisionLine, ...]
    roles: tuple[tuple[str, str], ...]
    year: int
    survey_file: str
    last_year: int | None = None
    yearly: tuple[MonthLine, ...] = ()


def handover_page(note: Note, *, lang: str = "th") -> str:
    """
    The note as a page to be printed.

    Parameters
    ----------
    note : Note
        What it says.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    str
        A whole HTML page with the watermark of internal papers.
    """
    say = words(lang)
    waiting = note.open.told("decide")
    facts = {"year": str(note.year), "file": note.survey_file}
    return (
        environment()
        .get_template("handover.html.j2")
        .render(
            say=say,
            lang=lang,
            note=note,
            waiting=waiting[:MOST_OPEN],
            further=len(waiting) - MOST_OPEN,
            steps=_steps(lang, facts),
            never=tuple(say.under("handover.never").values()),
            about=tuple(say.under("handover.about").values()),
            font=Markup(font_face()),  # noqa: S704  (made here, of no input)
        )
    )


def _steps(lang: str, facts: dict[str, str]) -> Sequence[tuple[str, str]]:
    """What is to be done next year: the sentence, and the command where there is one."""
    say = words(lang)
    names = sorted({key.split(".")[0] for key in say.under("handover.step")})
    return [
        (
            say.text(f"handover.step.{name}.what", **facts),
            say.text(f"handover.step.{name}.command", **facts)
            if say.has(f"handover.step.{name}.command")
            else "",
        )
        for name in names
    ]
