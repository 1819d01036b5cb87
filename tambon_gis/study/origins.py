"""Origins: what people wrote about projects and work, by the document in which it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tambon_gis.model.sealed import Plan, Record, Trail
    from tambon_gis.render.content import Content

__all__ = ["sealed_texts"]

#: Columns of the plan that the trace document fills, and of links.
_SAID, _LINK = ("source",), ("by", "note")


def sealed_texts(content: Content) -> dict[str, str]:
    """
    The free texts of the trace, process and scenario documents that outputs may print.

    A person wrote them, and the inputs' columns say nothing of them: each is read for names,
    phones and ids before any file is, whether or not a file prints it.

    Parameters
    ----------
    content : Content
        Sealed parts.

    Returns
    -------
    dict[str, str]
        Document and entry -> text.

    Examples
    --------
    >>> import datetime
    >>> from tambon_gis.study.gather import gather
    >>> from tambon_gis.study.load import load
    >>> made = gather(load("tests/data/small"), today=datetime.date(2023, 3, 5))
    >>> sealed_texts(made)
    {}
    """
    found: list[tuple[str, Sequence[object]]] = []
    if content.plan is not None:
        found += _of_plan(content.plan)
    if content.trail is not None:
        found += _of_trail(content.trail)
    if content.record is not None:
        found += _of_record(content.record)
    texts = {place: " ".join(map(str, filter(_is_text, said))) for place, said in found}
    return {place: text for place, text in texts.items() if text}


def _is_text(said: object) -> bool:
    """Whether there is anything to read."""
    return isinstance(said, str) and bool(said.strip())


def _of_plan(plan: Plan) -> Iterator[tuple[str, Sequence[object]]]:
    """Sources of money, and who decided about links."""
    for n, row in enumerate(plan.frame.to_dict("records"), start=1):
        yield f"trace › project {n}", [row.get(name) for name in _SAID]
    links = plan.decided if plan.decided is not None else pd.DataFrame()
    for n, row in enumerate(links.to_dict("records"), start=1):
        yield f"trace › link {n}", [row.get(name) for name in _LINK]


def _of_trail(trail: Trail) -> Iterator[tuple[str, Sequence[object]]]:
    """Titles of scenarios."""
    for n, choice in enumerate(trail.choices, start=1):
        one = choice.scenario
        yield f"scenarios.toml › scenario {n}", [one.title, *one.must, *one.never]


def _of_record(record: Record) -> Iterator[tuple[str, Sequence[object]]]:
    """Notes of processes, meetings with what they decided, what is due."""
    for step in record.steps:
        yield f"process.toml › process {step.number}", [step.note]
    for n, meeting in enumerate(record.meetings, start=1):
        yield f"process.toml › meeting {n}", [meeting.title, *meeting.role, *meeting.decided]
    for n, due in enumerate(record.due, start=1):
        yield f"process.toml › due {n}", [due.what, due.role]
