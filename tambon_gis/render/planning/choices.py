"""What a budget buys, in words: the same rows and reasons for page, slides, report and workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tambon_gis.model.planned import Choice, Plan
    from tambon_gis.render.content import Content
    from tambon_gis.words import Words

__all__ = ["Bought", "BoughtRow", "bought", "choice_part"]

_COLUMNS = ("project", "cost", "value", "plain", "best", "reason")
_MARKS = {True: "✓", False: "–"}
#: Values that differ by less are told as equal: they are added up from thousandths.
_EQUAL = 5e-4


@dataclass(frozen=True)
class BoughtRow:
    """
    A project in a scenario.

    Parameters
    ----------
    project : int
        Its number.
    title, cost, value : str
        Title, baht in the years that count, worth of its needs; a dash where there is none.
    plain, best : bool
        Whether the plain order and the optimum choose it.
    plain_mark, best_mark, plain_told, best_told : str
        The same as a sign and as a word.
    reason : str
        Why, as a sentence.
    """

    project: int
    title: str
    cost: str
    value: str
    plain: bool
    best: bool
    plain_mark: str
    best_mark: str
    plain_told: str
    best_told: str
    reason: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The row under :attr:`Bought.columns`."""
        return (self.title, self.cost, self.value, self.plain_mark, self.best_mark, self.reason)


@dataclass(frozen=True)
class Bought:
    """
    What a budget buys in one scenario, in words.

    Parameters
    ----------
    title : str
        Of the scenario.
    about : tuple[str, ...]
        The budget, what is counted, which links are used, what both ways mean.
    columns : Mapping[str, str]
        Headings: ``project``, ``cost``, ``value``, ``plain``, ``best``, ``reason``.
    rows : tuple[BoughtRow, ...]
        In the plain order; projects that cannot be chosen stand last.
    totals : tuple[tuple[str, str, str], ...]
        What is summed, by rank and best.
    headline : str
        How the two ways differ, in one sentence.
    caution : str
        What it does not say.
    chosen : tuple[str, ...]
        Titles of what the optimum chooses.
    """

    title: str
    about: tuple[str, ...]
    columns: Mapping[str, str]
    rows: tuple[BoughtRow, ...]
    totals: tuple[tuple[str, str, str], ...]
    headline: str
    caution: str
    chosen: tuple[str, ...]


def choice_part(content: Content, *, lang: str = "th") -> tuple[Bought, ...]:
    """
    The saved scenarios of a project in words.

    Parameters
    ----------
    content : Content
        Sealed parts.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    tuple[Bought, ...]
        One a scenario; none without a plan.
    """
    if content.trail is None or content.plan is None:
        return ()
    return tuple(
        bought(one, content.plan, lang=lang, digits=content.digits) for one in content.trail.choices
    )


def bought(choice: Choice, plan: Plan, *, lang: str = "th", digits: str = "arabic") -> Bought:
    """
    Put one scenario into words.

    Parameters
    ----------
    choice : Choice
        What both ways choose.
    plan : Plan
        Its projects.
    lang : {"th", "en"}, default "th"
        Language.
    digits : {"arabic", "thai"}, default "arabic"
        Digits.

    Returns
    -------
    Bought
        Rows and sentences.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis.model.planned import Choice, Plan
    >>> from tambon_gis.model.sealed import seal
    >>> from tambon_gis.model.trace import Scenario
    >>> frame = pd.DataFrame({"project": [1], "title": ["ประปา"], "programme": "ก"})
    >>> row = pd.DataFrame({"project": [1], "cost": [9e4], "value": [40.0], "rank": [1],
    ...     "plain": [True], "best": [True], "reason": ["both"], "other": [None]})
    >>> choice = Choice(Scenario(title="ปีแรก", budget=100_000), row, 9e4, 9e4, 40.0, 40.0)
    >>> told = bought(choice, seal(Plan, frame=frame))
    >>> told.rows[0].cells[:5], told.headline
    (('ประปา', '90,000', '40', '✓', '✓'), 'ทั้งสองวิธีเลือกเหมือนกัน')
    """
    return _Desk(choice, plan, words(lang, digits=digits)).bought()


class _Desk:
    """What a scenario is told with, looked up once."""

    def __init__(self, choice: Choice, plan: Plan, say: Words) -> None:
        """Spread it out."""
        self.choice, self.scenario, self.say = choice, choice.scenario, say
        self.facts = {
            "value": say.text(f"scenario.measure.{choice.scenario.by}"),
            "left": self.total(choice.scenario.budget - choice.best_cost),
        }
        self.titles = _titles(plan, say)

    def text(self, key: str, **facts: object) -> str:
        """A sentence of a scenario, which begins with a capital where there are any."""
        told = self.say.text(f"scenario.{key}", **self.facts, **facts)
        return told[:1].upper() + told[1:]

    def bought(self) -> Bought:
        """All of it."""
        rows = tuple(self.row(row) for row in self.choice.frame.to_dict("records"))
        return Bought(
            title=self.say.written(self.scenario.title),
            about=self.about(),
            columns={name: self.text(f"column.{name}") for name in _COLUMNS},
            rows=rows,
            totals=self.totals(rows),
            headline=self.headline(rows),
            caution=self.text("caution"),
            chosen=tuple(row.title for row in rows if row.best),
        )

    def about(self) -> tuple[str, ...]:
        """The terms of the scenario."""
        years = ", ".join(str(year) for year in sorted(self.scenario.year))
        told = self.say.text("scenario.years" if years else "scenario.every_year", years=years)
        return (
            self.text("budget", budget=self.total(self.scenario.budget), years=told),
            self.text(f"by_{self.scenario.by}"),
            self.text("units"),
            self.text("proposed" if self.scenario.proposed else "confirmed"),
            self.text("plain_means"),
            self.text("best_means"),
        )

    def row(self, row: Mapping[Any, Any]) -> BoughtRow:
        """One project."""
        plain, best = bool(row["plain"]), bool(row["best"])
        told = {flag: self.text(f"mark.{'taken' if flag else 'left'}") for flag in _MARKS}
        return BoughtRow(
            project=int(row["project"]),
            title=self.titles[int(row["project"])],
            cost=self.number(row["cost"]),
            value=self.number(row["value"]),
            plain=plain,
            best=best,
            plain_mark=_MARKS[plain],
            best_mark=_MARKS[best],
            plain_told=told[plain],
            best_told=told[best],
            reason=self.reason(str(row["reason"]), row["other"]),
        )

    def reason(self, name: str, other: Any) -> str:
        """Why, as a sentence."""
        if not pd.isna(other):
            return self.text(f"reason.{name}", other=self.titles[int(other)])
        alone = f"reason.{name}_alone"
        return self.text(alone if self.say.has(f"scenario.{alone}") else f"reason.{name}")

    def totals(self, rows: tuple[BoughtRow, ...]) -> tuple[tuple[str, str, str], ...]:
        """How many, how much, what is left, and the total, both ways."""
        one, budget = self.choice, self.scenario.budget
        pairs = {
            "count": (sum(row.plain for row in rows), sum(row.best for row in rows)),
            "cost": (one.plain_cost, one.best_cost),
            "left": (budget - one.plain_cost, budget - one.best_cost),
            "value": (one.plain_value, one.best_value),
        }
        return tuple(
            (self.text(f"total.{name}"), self.total(plain), self.total(best))
            for name, (plain, best) in pairs.items()
        )

    def headline(self, rows: tuple[BoughtRow, ...]) -> str:
        """How the two ways differ."""
        one = self.choice
        if not any(row.plain or row.best for row in rows):
            return self.text("nothing")
        if all(row.plain == row.best for row in rows):
            return self.text("same")
        more = one.best_value - one.plain_value
        if more > _EQUAL:
            pair = {"best": self.total(one.best_value), "plain": self.total(one.plain_value)}
            return self.text("more", more=self.total(more), **pair)
        less = one.plain_cost - one.best_cost
        return self.text("cheaper", less=self.total(less)) if less else self.text("even")

    def number(self, amount: Any) -> str:
        """An amount; a dash where there is none."""
        if pd.isna(amount) or not amount:
            return self.say.text("scenario.follow.none")
        return self.total(float(amount))

    def total(self, amount: float) -> str:
        """A whole amount without, another with one decimal, a tiny one with three."""
        rounded = round(float(amount), 1)
        if not rounded and amount:
            return self.say.number(amount, 3)
        return self.say.number(rounded, 0 if rounded.is_integer() else 1)


def _titles(plan: Plan, say: Words) -> dict[int, str]:
    """Titles by project; where two bear one, with their programme."""
    frame = plan.frame
    columns = (frame[name] for name in ("project", "title", "programme"))
    twice = set(frame.loc[frame["title"].duplicated(), "title"])
    return {
        int(number): say.text("scenario.in_programme", title=title, programme=programme)
        if title in twice
        else say.written(str(title))
        for number, title, programme in zip(*columns, strict=True)
    }
