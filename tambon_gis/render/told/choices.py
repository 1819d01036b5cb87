"""What a budget buys, as lines for a console: they need no width, and no letter beyond Thai."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tambon_gis.render.planning.choices import Bought, BoughtRow

__all__ = ["lines"]

_STEP = "  "
_JOIN = " · "


def lines(part: Iterable[Bought]) -> list[str]:
    """
    Scenarios as lines of text.

    Parameters
    ----------
    part : iterable of Bought
        From :mod:`tambon_gis.render.planning.choices`.

    Returns
    -------
    list[str]
        Of each its title and terms, then each project with what both ways say and why, the sums
        and what it does not say; an empty line between two.

    Examples
    --------
    >>> from tambon_gis.render.planning.choices import Bought
    >>> names = dict.fromkeys(("project", "cost", "value", "plain", "best", "reason"), "x")
    >>> told = Bought("ปีแรก", ("วงเงิน 0 บาท",), names, (), (("รวม", "0", "1"),), "ไม่มี", "เตือน", ())
    >>> lines([told])
    ['ปีแรก', '  วงเงิน 0 บาท', '', '  รวม: x 0 · x 1', '  ไม่มี', '  เตือน']
    """
    found: list[str] = []
    for one in part:
        found += [""] if found else []
        found += _scenario(one)
    return found


def _scenario(one: Bought) -> Iterator[str]:
    """The lines of a scenario."""
    yield one.title
    for sentence in one.about:
        yield f"{_STEP}{sentence}"
    for n, row in enumerate(one.rows, start=1):
        yield ""
        yield f"{_STEP}{n}. {row.title}"
        for text in _row(row, one):
            yield f"{_STEP * 2}{text}"
    yield ""
    plain, best = one.columns["plain"], one.columns["best"]
    for label, by_rank, highest in one.totals:
        yield f"{_STEP}{label}: {plain} {by_rank}{_JOIN}{best} {highest}"
    yield f"{_STEP}{one.headline}"
    yield f"{_STEP}{one.caution}"


def _row(row: BoughtRow, one: Bought) -> Iterator[str]:
    """What a project costs and is worth, what both ways say, and why."""
    told = {"cost": row.cost, "value": row.value}
    yield _JOIN.join(f"{one.columns[name]}: {value}" for name, value in told.items())
    told = {"plain": row.plain_told, "best": row.best_told}
    yield _JOIN.join(f"{one.columns[name]}: {value}" for name, value in told.items())
    yield row.reason
