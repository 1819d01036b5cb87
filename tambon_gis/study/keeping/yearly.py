"""Yearly: what comes back each year, month by month, from what was done and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.render.told.handover import MonthLine
from tambon_gis.words import BE_OFFSET, words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from tambon_gis.model.process import Process
    from tambon_gis.render.planning.record import RecordPart
    from tambon_gis.words import Words

__all__ = ["yearly"]

MONTHS = 12
#: Data of households that are older ask whether they are still needed.
OLD = 2


def yearly(
    process: Process,
    record: RecordPart,
    personal: Sequence[int],
    *,
    today: dt.date,
    lang: str = "th",
) -> tuple[MonthLine, ...]:
    """
    What has to be done in a year, beginning with the month after this one.

    Parameters
    ----------
    process : Process
        When things were done and are due.
    record : RecordPart
        The same in words: titles of the processes, next rounds of the surveys.
    personal : sequence of int
        Years B.E. of which the project holds data of households.
    today : datetime.date
        The day of making.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    tuple[MonthLine, ...]
        Months in which something was done or is due, then what comes at no month of its own.

    Examples
    --------
    >>> import datetime
    >>> from tambon_gis.model.planned import Record
    >>> from tambon_gis.model.process import Due, Process
    >>> from tambon_gis.model.sealed import seal
    >>> from tambon_gis.render.planning.record import record_part
    >>> due = Process(due=[Due(on="2566-03-31", what="ส่งข้อมูลให้อำเภอ")])
    >>> part = record_part(seal(Record, steps=(), meetings=(), due=(), health=()))
    >>> told = yearly(due, part, [2563], today=datetime.date(2023, 3, 5))
    >>> told[0].month, told[0].what
    ('มีนาคม', ('ส่งข้อมูลให้อำเภอ (กำหนด 31 มีนาคม 2566)',))
    """
    say = words(lang)
    found: dict[int, list[str]] = {}
    for month, told in _dated(process, record, say):
        found.setdefault(month, []).append(told)
    order = [(today.month + n) % MONTHS + 1 for n in range(MONTHS)]
    lines = [
        MonthLine(say.text(f"calendar.month_{month}"), tuple(dict.fromkeys(found[month])))
        for month in order
        if month in found
    ]
    always = tuple(_always(record, personal, today, say))
    return (*lines, MonthLine(say.text("handover.yearly.always"), always))


def _dated(process: Process, record: RecordPart, say: Words) -> Iterator[tuple[int, str]]:
    """Everything with a day: its month, and a sentence."""
    titles = {one.number: one.title for one in record.steps}
    for step in process.process:
        day = step.began or step.ended
        if day is not None:
            facts = {"n": str(step.number), "what": titles.get(step.number, "")}
            yield day.month, say.text("handover.yearly.step", date=say.date(day), **facts)
    for meeting in process.meeting:
        date = say.date(meeting.on)
        yield meeting.on.month, say.text("handover.yearly.meeting", what=meeting.title, date=date)
    for due in process.due:
        key = "handover.yearly.done" if due.done else "handover.yearly.due"
        told = say.text(key, what=due.what, date=say.date(due.on))
        yield due.on.month, " · ".join(filter(None, (told, due.role)))


def _always(
    record: RecordPart, personal: Sequence[int], today: dt.date, say: Words
) -> Iterator[str]:
    """What comes every year or at every build."""
    for line in record.due:
        if line.state == "survey":
            yield say.text("handover.yearly.survey", what=line.what, when=line.when)
    yield say.text("handover.yearly.backup")
    old = [str(year) for year in personal if today.year + BE_OFFSET - year >= OLD]
    if old:
        yield say.text("handover.yearly.forget", years=", ".join(old))
    yield say.text("handover.yearly.note")
