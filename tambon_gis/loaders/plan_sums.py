"""Sums of a plan by programme and year, and the sheet's own rows of sums held against them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tambon_gis.loaders.address import letter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

__all__ = ["CENT", "Sums", "faults", "totals"]

CENT = 0.005
MONEY = ("budget_", "ordinance_", "total_budget")
_WHOLE = re.compile(r"ทั้งสิ้น|ทั้งหมด|ทุกแผนงาน|ทุกยุทธศาสตร์")
_PROJECTS = re.compile(r"(\d[\d,]*)โครงการ")


@dataclass(frozen=True)
class Sums:
    """
    A row of sums as it stands in the sheet.

    Parameters
    ----------
    row : int
        Its number in the sheet.
    after : int
        How many projects stand above it.
    label : str
        What it says before its amounts, without spaces.
    amounts : Mapping[str, tuple[int, float]]
        Name of the column -> its position and the amount.
    """

    row: int
    after: int
    label: str
    amounts: Mapping[str, tuple[int, float]]


def totals(plan: pd.DataFrame) -> pd.DataFrame:
    """
    Projects and baht of each programme by year.

    Parameters
    ----------
    plan : pandas.DataFrame
        Stage ``projects``.

    Returns
    -------
    pandas.DataFrame
        One row a programme, in the order of the plan: ``programme``, ``projects`` and the plan's
        columns of money; an amount that nobody gave counts nothing, and a sum of none is null.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tambon_gis.loaders import projects
    >>> plan, _ = projects.read(Path("tests/data/plan.csv"))
    >>> totals(plan)[["projects", "budget_2566", "budget_2567"]].to_numpy().tolist()
    [[2, 400000.0, 150000.0], [1, 20000.0, 20000.0]]
    """
    money = [name for name in plan.columns if name.startswith(MONEY)]
    groups = plan.groupby("programme", sort=False, dropna=False)
    found = groups[money].sum(min_count=1)
    found.insert(0, "projects", groups.size().astype("Int64"))
    return found.reset_index()


def faults(
    sums: Sequence[Sums], projects: Sequence[Mapping[str, Any]], before: int = 0
) -> Iterator[tuple[str, str, int, dict[str, object]]]:
    """
    Rows of sums that are not the sums of any projects that they may be about.

    Parameters
    ----------
    sums : sequence of Sums
        The rows of one sheet, in order.
    projects : sequence of mappings
        All projects: those of this sheet, after those of the sheets before it.
    before : int, default 0
        How many projects stand on the sheets before this one.

    Yields
    ------
    tuple[str, str, int, dict[str, object]]
        Code, cell, row and facts: what the sheet says and what its projects sum up to. A row may
        be about the projects since the last one, about its programme or strategy, or about all;
        one that says it is of all is held against all.
    """
    last = before
    for one in sums:
        after = before + one.after
        readings = _readings(one.label, projects[:after], last, before)
        told = [_differing(one, part) for part in readings]
        best = min(told, key=len) if told else []
        at = told.index(best) if told else 0
        yield from (("plan.row_sum_differs", f"{letter(column)}{one.row}", one.row, facts)
                    for column, facts in best)  # fmt: skip
        number = _PROJECTS.search(one.label)
        said = int(number[1].replace(",", "")) if number else None
        right = {len(part) for part, wrong in zip(readings, told, strict=True) if not wrong}
        if right and said is not None and said not in right:
            facts: dict[str, object] = {"said": said, "counted": len(readings[at])}
            yield "plan.row_count_differs", str(one.row), one.row, facts
        last = after


def _readings(
    label: str, above: Sequence[Mapping[str, Any]], last: int, before: int
) -> list[Sequence[Mapping[str, Any]]]:
    """The projects that a row of sums may be about, the likeliest first."""
    here = above[before:]
    whole = [here, above] if before else [here]
    if not above or _WHOLE.search(label):
        return whole if above else []
    final = above[-1]
    same = {
        name: [one for one in here if one.get(name) == final.get(name)]
        for name in ("programme", "strategy", "tactic", "issue")
    }
    block = [one for one in above[last:] if one["programme"] == final["programme"]]
    found = [block, above[last:], *same.values(), *whole]
    return [part for part in found if part]


def _differing(
    one: Sums, projects: Sequence[Mapping[str, Any]]
) -> list[tuple[int, dict[str, object]]]:
    """The amounts of a row of sums that are not those of its projects."""
    found = []
    for name, (column, said) in one.amounts.items():
        counted = sum(project.get(name) or 0.0 for project in projects)
        if abs(said - counted) > CENT:
            among = len(projects)
            facts: dict[str, object] = {"total": said, "projects": counted, "among": among}
            found.append((column, facts))
    return found
