"""How far each step of a project is, as far as that is known without reading its files again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.errors import TambonError
from tambon_gis.serve.screens.findings import count
from tambon_gis.study import carry, deciding, intake, story_steps

if TYPE_CHECKING:
    from tambon_gis.serve.here import At

__all__ = ["marks"]

#: What a step is that is done; any other number is what is left of it.
DONE = 0


def marks(at: At) -> dict[str, int]:
    """
    What is left of each step.

    Parameters
    ----------
    at : At
        A request inside a project.

    Returns
    -------
    dict[str, int]
        Screen -> how many things are left in it, 0 where it is done; steps that nobody began, or
        of which that is not known now, are not told.
    """
    try:
        found = [one for one in intake.held(at.home) if one.there and not one.blank]
        waits = len(intake.waiting(at.home))
        story = story_steps.opened(at.home).story
        page = carry.made(at.home, at.code).get("page")
        read = _read(at)
    except TambonError:
        return {}
    out: dict[str, int] = {}
    if waits or {"boundary", "survey"} <= {one.section for one in found}:
        out["files"] = waits
    out |= read
    if story is not None:
        out["story"] = DONE
    if page is not None:
        out["making"] = int(bool(page.changed))
    return out


def _read(at: At) -> dict[str, int]:
    """What the files leave to decide and to draw, until one of them says something else."""
    loaded, state = at.desk.known(at.home), at.desk.state(at.home)
    if loaded is not None:
        asked = deciding.questions(loaded, at.lang)
        lost = {one.place for one in asked if one.undrawn}
        at.desk.marked[at.home] = state, {"findings": count(asked), "drawing": len(lost)}
    kept = at.desk.marked.get(at.home)
    return kept[1] if kept is not None and kept[0] == state else {}
