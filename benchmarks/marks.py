"""Whether a mark is met, and by how much it is missed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from benchmarks.plan import Mark, Task
    from benchmarks.records import Record

__all__ = ["Judged", "judge", "most", "seeds"]

#: Ratios of two seeds that differ by less are told as agreeing, whatever the spread of the runs.
NOISE = 0.15
NOT_MEASURED = "not measured"


class Judged(NamedTuple):
    """What was asked, what was measured, and the verdict."""

    asked: str
    figure: str
    verdict: str


def judge(task: Task, mark: Mark, record: Record) -> Judged:
    """Hold a mark against the record of its task."""
    labels = {one.id: one.label for one in task.contenders}
    asked = _asked(mark, labels)
    own = _figure(record, mark.subject, mark.quantity)
    if own is None:
        return Judged(asked, "-", NOT_MEASURED)
    if not mark.against:
        return Judged(asked, f"{own:,.0f} MB", most(own, mark.value))
    found = [_figure(record, name, mark.quantity) for name in mark.against]
    if None in found:
        return Judged(asked, "-", NOT_MEASURED)
    other = min(figure for figure in found if figure is not None)
    if mark.kind == "faster":
        ratio = other / own
        return Judged(asked, f"{ratio:.2f} x", least(ratio, mark.value))
    return Judged(asked, f"{own / other:.2f} x", most(own / other, mark.value))


def most(figure: float, value: float) -> str:
    """A figure that must not pass a value."""
    if figure <= value:
        return "met"
    return f"MISSED by {100 * (figure / value - 1):.0f} %"


def least(figure: float, value: float) -> str:
    """A figure that must reach a value."""
    if figure >= value:
        return "met"
    return f"MISSED by {100 * (value / figure - 1):.0f} %"


def seeds(subject: str, other: str, first: Record, second: Record) -> tuple[str, str, str] | None:
    """A ratio of seconds for both seeds, and whether they agree within noise."""
    ratios, spread = [], 0.0
    for record in (first, second):
        own, reference = record.seconds(subject), record.seconds(other)
        if own is None or reference is None:
            return None
        ratios.append(own / reference)
        spread = max(spread, record.spread(subject) + record.spread(other))
    apart = math.exp(abs(math.log(ratios[1] / ratios[0]))) - 1
    agrees = apart <= max(NOISE, spread)
    told = "agrees within noise" if agrees else f"DIFFERS by {100 * apart:.0f} %"
    return f"{ratios[0]:.2f}", f"{ratios[1]:.2f}", told


def _asked(mark: Mark, labels: dict[str, str]) -> str:
    """A mark in words."""
    what = "memory" if mark.quantity == "memory" else "time"
    if not mark.against:
        return f"{what} <= {mark.value:,.0f} MB"
    names = [labels.get(name, name) for name in mark.against]
    other = names[0] if len(names) == 1 else f"the fastest of {', '.join(names)}"
    if mark.kind == "faster":
        return f">= {mark.value:g} x faster than {other}"
    return f"{what} <= {mark.value:.3g} x {other}"


def _figure(record: Record, name: str, quantity: str) -> float | None:
    """Seconds or MB of a contender."""
    return record.memory(name) if quantity == "memory" else record.seconds(name)
