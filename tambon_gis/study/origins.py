"""Origins: what people wrote about projects and work, by the document in which it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.study.plans import SCENARIOS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tambon_gis.model.process import Process
    from tambon_gis.model.trace import Scenarios, Trace
    from tambon_gis.study.loaded import Loaded

__all__ = ["written_texts"]


def written_texts(loaded: Loaded) -> dict[str, str]:
    """
    The free texts of the trace, process and scenario documents, which outputs may print.

    A person wrote them, and no column of a survey says what stands in them: each is read for names,
    phones and ids before any file is, whether or not a file prints it.

    Parameters
    ----------
    loaded : Loaded
        The project.

    Returns
    -------
    dict[str, str]
        Document and entry -> text.

    Examples
    --------
    >>> from tambon_gis.study.load import load
    >>> list(written_texts(load("data/demo")))[:2]
    ['trace › link 1', 'trace › link 2']
    """
    found = [*_of_trace(loaded.trace), *_of_process(loaded.process), *_of_plans(loaded.scenarios)]
    texts = {place: "\n".join(filter(None, said)) for place, said in found}
    return {place: text for place, text in texts.items() if text}


def _of_trace(trace: Trace) -> Iterator[tuple[str, Sequence[str | None]]]:
    """Who decided about links and why; sources of money."""
    for n, link in enumerate(trace.link, start=1):
        yield f"trace › link {n}", [link.project, link.programme, link.by, link.note]
    for n, one in enumerate(trace.project, start=1):
        yield f"trace › project {n}", [one.project, one.programme, one.source]


def _of_process(process: Process) -> Iterator[tuple[str, Sequence[str | None]]]:
    """Notes of processes, meetings with what they decided, what is due."""
    for step in process.process:
        yield f"process.toml › process {step.number}", [step.note]
    for n, meeting in enumerate(process.meeting, start=1):
        yield (
            f"process.toml › meeting {n}",
            [
                meeting.title,
                meeting.place,
                *meeting.role,
                *meeting.decided,
            ],
        )
    for n, due in enumerate(process.due, start=1):
        yield f"process.toml › due {n}", [due.what, due.role]


def _of_plans(scenarios: Scenarios) -> Iterator[tuple[str, Sequence[str | None]]]:
    """Titles of scenarios and of the projects that they name."""
    for n, one in enumerate(scenarios.scenario, start=1):
        yield f"{SCENARIOS} › scenario {n}", [one.title, *one.must, *one.never]
