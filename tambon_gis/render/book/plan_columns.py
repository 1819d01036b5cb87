"""The columns of form ผ.02 as a plan needs them: their headings, widths and looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from tambon_gis.words import Words

__all__ = ["MONEY", "Column", "columns_of", "head_texts"]

MONEY = "money"
#: Width of each column of text on the form of 12 columns, and on a wider one.
WIDTHS = {
    "number": (7, 6.5), "issue": (18, 14), "strategy": (18, 14), "tactic": (18, 14),
    "title": (28, 23), "objective": (25, 20), "target": (27, 22), "kpi": (20, 15),
    "result": (20, 15), "agency": (16, 13), "source": (18, 15), "kind": (16, 14),
    "status": (12, 11),
}  # fmt: skip
BAHT = (12.5, 11.0)
MANY = 13
#: Headings that the empty form has as well.
OF_FORM = {"number", "objective", "target", "kpi", "result", "agency"}
ADDED = ("source", "kind", "status")


@dataclass(frozen=True)
class Column:
    """
    One column of the form.

    Parameters
    ----------
    name : str
        Column of the plan's frame.
    width : float
        Its width.
    look : str
        ``text``, ``centre`` or ``money``.
    group : str
        Key of the heading that it shares with its neighbours.
    year : int or None
        Year of an amount.
    """

    name: str
    width: float
    look: str = "text"
    group: str = ""
    year: int | None = None


def columns_of(frame: pd.DataFrame, layout: str, lines: Sequence[str]) -> list[Column]:
    """
    The columns that a plan is written with.

    Parameters
    ----------
    frame : pandas.DataFrame
        Its projects.
    layout : {"auto", "2566", "ordinance", "2571"}
        Which form; ``auto`` follows the columns that are there.
    lines : sequence of str
        Columns that stand as lines above projects.

    Returns
    -------
    list[Column]
        From left to right.
    """
    years = _years(frame, "budget_")
    ordinances = _years(frame, "ordinance_") if layout in {"auto", "ordinance"} else []
    total = layout == "2571" or (layout == "auto" and "total_budget" in frame)
    no_kpi = layout == "2571" or (total and not _any(frame, "kpi"))
    beside = [name for name in ("issue", "strategy", "tactic")
              if name not in lines and _any(frame, name)]  # fmt: skip
    after = [name for name in ("kpi", "result", "agency") if name != "kpi" or not no_kpi]
    after += [name for name in ADDED if _any(frame, name)]
    before = ["number", *beside, "title", "objective", "target"]
    amounts = len(years) + len(ordinances) + total
    narrow = len(before) + amounts + len(after) > MANY
    money = [Column(f"budget_{year}", BAHT[narrow], MONEY, "budget", year) for year in years]
    money += [
        Column(f"ordinance_{year}", BAHT[narrow], MONEY, "ordinance", year) for year in ordinances
    ]
    money += [Column("total_budget", BAHT[narrow] + 1, MONEY)] if total else []
    return [*_texts(before, narrow=narrow), *money, *_texts(after, narrow=narrow)]


def head_texts(column: Column, say: Words, years: int) -> tuple[str, str, str]:
    """
    What the three heading rows say over a column.

    Parameters
    ----------
    column : Column
        The column.
    say : Words
        Words of the form.
    years : int
        How many years the plan has.

    Returns
    -------
    tuple[str, str, str]
        The lower two are empty where one heading stands over three rows.
    """
    if column.year is not None:
        key = "template.plan.budget" if column.group == "budget" else "office.plan.ordinance"
        return say.text(key), str(column.year), say.text("template.plan.baht")
    if column.name == "total_budget":
        return say.text("office.plan.total", n=years), "", ""
    if column.name == "title":
        return say.text("template.plan.project"), "", ""
    where = "template.plan" if column.name in OF_FORM else "office.plan.head"
    return say.text(f"{where}.{column.name}"), "", ""


def _texts(names: Sequence[str], *, narrow: bool) -> list[Column]:
    """Columns of text."""
    centred = {"number", "kind", "status"}
    return [Column(n, WIDTHS[n][narrow], "centre" if n in centred else "text") for n in names]


def _years(frame: pd.DataFrame, start: str) -> list[int]:
    """The years of columns of money."""
    found = (str(name).removeprefix(start) for name in frame.columns if str(name).startswith(start))
    return sorted(int(year) for year in found)


def _any(frame: pd.DataFrame, name: str) -> bool:
    """Whether a column says anything."""
    return name in frame and bool(frame[name].dropna().astype("string").ne("").any())
