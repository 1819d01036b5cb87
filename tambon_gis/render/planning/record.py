"""How the work was done and how the data are, in words: the same for page, slides, report, pack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tambon_gis.render.roles import role_title
from tambon_gis.thai import parse_date
from tambon_gis.words import BE_OFFSET, words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from tambon_gis.model.planned import Health, Record
    from tambon_gis.model.process import Due, Meeting, Step, Topics
    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.model.sealed import Credits
    from tambon_gis.words import Words

__all__ = [
    "DueLine",
    "HealthLine",
    "MeetingLine",
    "RecordPart",
    "StepLine",
    "day_made",
    "due_next",
    "record_part",
]

PROCESSES = 5
NOTHING = "–"
State = Literal["overdue", "coming", "survey", "process"]


@dataclass(frozen=True)
class StepLine:
    """
    One of the five processes.

    Parameters
    ----------
    number : int
        1 to 5.
    title, content : str
        What it is.
    state : {"done", "running", "untold"}
        How far it is; a process that nobody wrote down is untold, not "not begun".
    told, when, note : str
        The state in words, its days, what was done.
    """

    number: int
    title: str
    content: str
    state: Literal["done", "running", "untold"]
    told: str
    when: str
    note: str


@dataclass(frozen=True)
class MeetingLine:
    """A meeting: its day, title, process, how many came, which roles, what was decided."""

    when: str
    title: str
    process: str
    people: str
    roles: tuple[str, ...]
    decided: tuple[str, ...]


@dataclass(frozen=True)
class HealthLine:
    """An input in the words of a row; ``–`` where nothing applies."""

    title: str
    year: str
    age: str
    covered: str
    to_decide: str
    decided: str
    next_year: str
    health: Health

    @property
    def cells(self) -> tuple[str, ...]:
        """The row under :attr:`RecordPart.columns`."""
        told = (self.title, self.year, self.age, self.covered)
        return (*told, self.to_decide, self.decided, self.next_year)


@dataclass(frozen=True)
class DueLine:
    """
    Something that comes next.

    Parameters
    ----------
    state : {"overdue", "coming", "survey", "process"}
        Past its day, before it, the next round of a survey, a process that is not told.
    told, when, what, role : str
        The state in words, the day or year, what is to be done, by whom; empty where unknown.
    """

    state: State
    told: str
    when: str
    what: str
    role: str


@dataclass(frozen=True)
class RecordPart:
    """
    Everything that an output says of the work and the data.

    Parameters
    ----------
    titles : Mapping[str, str]
        Headings: ``processes``, ``meetings``, ``health``, ``due``, ``finished``.
    steps : tuple[StepLine, ...]
        All five processes.
    meetings : tuple[MeetingLine, ...]
        In the order of days.
    columns : tuple[str, ...]
        Headings of the table of health.
    health : tuple[HealthLine, ...]
        One an input.
    due : tuple[DueLine, ...]
        What comes next, what is overdue first.
    finished : tuple[str, ...]
        What was due and is done.
    nothing : Mapping[str, str]
        What to say where a part is empty: ``meetings``, ``due``.
    source : str
        Where the five processes come from.
    """

    titles: Mapping[str, str]
    steps: tuple[StepLine, ...]
    meetings: tuple[MeetingLine, ...]
    columns: tuple[str, ...]
    health: tuple[HealthLine, ...]
    due: tuple[DueLine, ...]
    finished: tuple[str, ...]
    nothing: Mapping[str, str]
    source: str = ""


def record_part(
    record: Record,
    topics: Topics | None = None,
    *,
    rulebooks: Iterable[Rulebook] = (),
    lang: str = "th",
    digits: str = "arabic",
    today: dt.date | None = None,
) -> RecordPart:
    """
    Put a record into words.

    Parameters
    ----------
    record : Record
        Processes, meetings, what is due, data health.
    topics : Topics, optional
        Titles of the five processes; without it they are told by number.
    rulebooks : iterable of Rulebook, optional
        For the titles of inputs.
    lang : {"th", "en"}, default "th"
        Language.
    digits : {"arabic", "thai"}, default "arabic"
        Digits.
    today : datetime.date, optional
        The day of making (:func:`day_made`); without it nothing is called overdue.

    Returns
    -------
    RecordPart
        Lines that every output shows alike.

    Examples
    --------
    >>> import datetime as dt
    >>> from tambon_gis.model.process import Due
    >>> from tambon_gis.model.planned import Record
    >>> from tambon_gis.model.sealed import seal
    >>> late = Due(on=dt.date(2023, 1, 5), what="ส่งข้อมูลให้อำเภอ")
    >>> told = seal(Record, steps=(), meetings=(), due=(late,), health=())
    >>> part = record_part(told, today=dt.date(2023, 3, 5))
    >>> part.due[0].told, part.due[0].when, part.due[0].what
    ('เลยกำหนด', '5 มกราคม 2566', 'ส่งข้อมูลให้อำเภอ')
    """
    say = words(lang, digits=digits)
    books = tuple(rulebooks)
    finished = tuple(
        say.text("process.finished", what=say.written(one.what), date=say.date(one.on))
        for one in record.due
        if one.done
    )
    return RecordPart(
        titles={name: say.text(f"process.title.{name}") for name in _TITLES},
        steps=tuple(_step(number, record, topics, say) for number in range(1, PROCESSES + 1)),
        meetings=tuple(_meeting(one, say) for one in record.meetings),
        columns=tuple(say.text(f"process.column.{name}") for name in _COLUMNS),
        health=tuple(_health(one, books, say) for one in record.health),
        due=due_next(record, topics, rulebooks=books, lang=lang, digits=digits, today=today),
        finished=finished,
        nothing={name: say.text(f"process.nothing.{name}") for name in _NOTHINGS},
        source=say.written(topics.topics.source.of(lang)) if topics else "",
    )


def due_next(
    record: Record,
    topics: Topics | None = None,
    *,
    rulebooks: Iterable[Rulebook] = (),
    lang: str = "th",
    digits: str = "arabic",
    today: dt.date | None = None,
) -> tuple[DueLine, ...]:
    """
    Tell what comes next: what is overdue, what is due, rounds of surveys, processes not told.

    Parameters
    ----------
    record : Record
        Processes, what is due, data health.
    topics, rulebooks, lang, digits : as there
        As for :func:`record_part`.
    today : datetime.date, optional
        The day; without it nothing is overdue.

    Returns
    -------
    tuple[DueLine, ...]
        In that order, each kind by its day, year or number. What is done does not stand here.

    Examples
    --------
    >>> from tambon_gis.model.process import Step
    >>> from tambon_gis.model.planned import Record
    >>> from tambon_gis.model.sealed import seal
    >>> days = [Step(number=n, began="2565-08-01") for n in (1, 2, 3, 4)]
    >>> told = seal(Record, steps=tuple(days), meetings=(), due=(), health=())
    >>> [(one.state, one.what) for one in due_next(told, lang="en")]
    [('process', 'Process 5')]
    """
    say = words(lang, digits=digits)
    open_ones = sorted((one for one in record.due if not one.done), key=lambda one: one.on)
    late = [one for one in open_ones if today is not None and one.on < today]
    lines = [_due("overdue", one, say) for one in late]
    lines += [_due("coming", one, say) for one in open_ones if one not in late]
    books = tuple(rulebooks)
    rounds = sorted((one.next_year, n) for n, one in enumerate(record.health) if one.next_year)
    lines += [_survey(record.health[n], books, say, today) for _, n in rounds]
    told = {one.number for one in record.steps if one.began or one.ended}
    lines += [
        DueLine("process", say.text("process.state.untold"), "", _titled(n, topics, say), "")
        for n in range(1, PROCESSES + 1)
        if n not in told
    ]
    return tuple(lines)


def day_made(credit: Credits) -> dt.date | None:
    """
    The day on which an output is made, as its credits write it.

    Parameters
    ----------
    credit : Credits
        Credits of the output.

    Returns
    -------
    datetime.date or None
        The day; None where it cannot be read.

    Examples
    --------
    >>> from tambon_gis.model.sealed import Credits, seal
    >>> parts = {"area_code": "", "area_title": "", "synthetic": True, "roles": (), "sources": ()}
    >>> day_made(seal(Credits, **parts, made_on="5 มีนาคม 2566", version=""))
    datetime.date(2023, 3, 5)
    """
    return parse_date(credit.made_on)


_TITLES = ("processes", "meetings", "health", "due", "finished")
_COLUMNS = ("input", "year", "age", "covered", "to_decide", "decided", "next_year")
_NOTHINGS = ("meetings", "due")


def _titled(number: int, topics: Topics | None, say: Words) -> str:
    """A process by number and title."""
    found = next((one for one in topics.process if one.number == number), None) if topics else None
    if found is None:
        return say.text("process.number", n=str(number))
    return say.text("process.titled", n=str(number), title=say.written(found.title.of(say.lang)))


def _step(number: int, record: Record, topics: Topics | None, say: Words) -> StepLine:
    """One of the five processes, told or not."""
    one = next((step for step in record.steps if step.number == number), None)
    known = next((p for p in topics.process if p.number == number), None) if topics else None
    state: Literal["done", "running", "untold"] = "untold"
    if one is not None and (one.began or one.ended):
        state = "done" if one.ended else "running"
    return StepLine(
        number,
        say.written(known.title.of(say.lang)) if known else "",
        say.written(known.content.of(say.lang)) if known and known.content else "",
        state,
        say.text(f"process.state.{state}"),
        _when(one, say),
        say.written(one.note) if one else "",
    )


def _when(one: Step | None, say: Words) -> str:
    """The days of a process: one, from and to, or since when."""
    began, ended = (one.began, one.ended) if one else (None, None)
    if began is None or ended is None:
        only = began or ended
        if only is None:
            return NOTHING
        return say.text("process.since" if ended is None else "process.until", date=say.date(only))
    if began == ended:
        return say.date(began)
    if (began.year, began.month) == (ended.year, ended.month):
        first = say.written(str(began.day))
        return say.text("process.days", first=first, last=say.date(ended))
    return say.text("process.span", first=say.date(began), last=say.date(ended))


def _meeting(one: Meeting, say: Words) -> MeetingLine:
    """A meeting in words."""
    title = say.written(one.title)
    if one.place:
        title = say.text("process.held", title=title, place=say.written(one.place))
    return MeetingLine(
        say.date(one.on),
        title,
        say.text("process.number", n=str(one.process)) if one.process else "",
        say.text("process.people", n=one.people) if one.people is not None else "",
        tuple(map(say.written, one.role)),
        tuple(map(say.written, one.decided)),
    )


def _health(one: Health, books: tuple[Rulebook, ...], say: Words) -> HealthLine:
    """An input in words."""
    covered = NOTHING
    if one.of_places:
        covered = say.text("process.covered", n=one.places, of=one.of_places)
    age = NOTHING
    if one.age is not None:
        age = say.text("process.age.years", n=one.age) if one.age else say.text("process.age.same")
    return HealthLine(
        _input(one, books, say),
        say.written(str(one.year)) if one.year else NOTHING,
        age,
        covered,
        say.number(one.to_decide),
        say.number(one.decided),
        say.written(str(one.next_year)) if one.next_year else NOTHING,
        one,
    )


def _input(one: Health, books: tuple[Rulebook, ...], say: Words) -> str:
    """The title of an input."""
    return say.written(one.title or role_title(one.role, books, lang=say.lang))


def _due(state: State, one: Due, say: Words) -> DueLine:
    """Something that is due."""
    told = say.text(f"process.state.{state}")
    return DueLine(state, told, say.date(one.on), say.written(one.what), say.written(one.role))


def _survey(one: Health, books: tuple[Rulebook, ...], say: Words, today: dt.date | None) -> DueLine:
    """The next round of a survey."""
    year = one.next_year or 0
    here = today is not None and today.year + BE_OFFSET >= year
    book = next((b for b in books if one.role.startswith(f"{b.id}-")), None)
    name = say.written(book.rulebook.short.of(say.lang)) if book else _input(one, books, say)
    return DueLine(
        "survey",
        say.text("process.state.round" if here else "process.state.survey"),
        say.text("process.year", year=str(year)),
        say.text("process.survey", name=name),
        "",
    )
