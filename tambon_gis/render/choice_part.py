"""What a budget buys, in words: the same rows and reasons for page, slides, report and workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tambon_gis.model.sealed import Choice, Plan
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
    >>> from tambon_gis.model.sealed import Choice, Plan, seal
    >>> from tambon_gis.model.trace import Scenario
    >>> frame = pd.DataFrame({"project": [1], "title": ["ประปา"], "programme": "ก"})
    >>> row = pd.DataFrame({"project": [1], "cost": [9e4], "value": [40.0], "rank": [1],
    ...     "plain": [True], "best": [True], "reason": ["both"], "other": [None]})
    >>> choice = Choice(Scenario(title="ปีแรก", budget=100_000), row, 9e4, 9e4, 40.0, 40.0)
    >>> told = bought(choice, seal(Plan, frame=frame))
    >>> told.rows[0].cells[:5], told.headline
    (('ประปา', '90,000', '40', '✓', '✓'), 'ทั้งสองวิธีเลือกเหมือนกัน')
    """
    say = words(lang, digits=digits)
    titles = _titles(plan, say)
    left = choice.scenario.budget - choice.best_cost
    rows = tuple(_row(row, titles, left, say) for row in choice.frame.to_dict("records"))
    return Bought(
        title=say.written(choice.scenario.title),
        about=_about(choice, say),
        columns={name: say.text(f"scenario.column.{name}") for name in _COLUMNS},
        rows=rows,
        totals=_totals(choice, rows, say),
        headline=_headline(choice, rows, say),
        caution=say.text("scenario.caution"),
        chosen=tuple(row.title for row in rows if row.best),
    )


def _titles(plan: Plan, say: Words) -> dict[int, str]:
    """Titles by project; where two bear one, with their programme."""
    frame = plan.frame
    twice = frame["title"].duplicated(keep=False)
    return {
        int(number): say.text("scenario.in_programme", title=title, programme=programme)
        if both
        else say.written(str(title))
        for number, title, programme, both in zip(
            frame["project"], frame["title"], frame["programme"], twice, strict=True
        )
    }


def _about(choice: Choice, say: Words) -> tuple[str, ...]:
    """The terms of a scenario."""
    scenario = choice.scenario
    years = ", ".join(str(year) for year in sorted(scenario.year))
    told = say.text("scenario.years", years=years) if years else say.text("scenario.every_year")
    return (
        say.text("scenario.budget", budget=_number(scenario.budget, say), years=told),
        say.text("scenario.by_cases" if scenario.by == "cases" else "scenario.by_score"),
        say.text("scenario.proposed" if scenario.proposed else "scenario.confirmed"),
        say.text("scenario.plain_means"),
        say.text("scenario.best_means"),
    )


def _row(row: Mapping[Any, Any], titles: Mapping[int, str], left: float, say: Words) -> BoughtRow:
    """One project."""
    plain, best = bool(row["plain"]), bool(row["best"])
    told = {flag: say.text(f"scenario.mark.{'taken' if flag else 'left'}") for flag in _MARKS}
    return BoughtRow(
        project=int(row["project"]),
        title=titles[int(row["project"])],
        cost=_number(row["cost"], say),
        value=_number(row["value"], say),
        plain=plain,
        best=best,
        plain_mark=_MARKS[plain],
        best_mark=_MARKS[best],
        plain_told=told[plain],
        best_told=told[best],
        reason=_reason(str(row["reason"]), row["other"], titles, left, say),
    )


def _reason(name: str, other: Any, titles: Mapping[int, str], left: float, say: Words) -> str:
    """Why, as a sentence."""
    key = f"scenario.reason.{name}"
    if pd.isna(other):
        alone = f"{key}_alone"
        return say.text(alone if say.has(alone) else key, left=_number(left, say))
    return say.text(key, other=titles[int(other)], left=_number(left, say))


def _totals(
    choice: Choice, rows: tuple[BoughtRow, ...], say: Words
) -> tuple[tuple[str, str, str], ...]:
    """How many, how much, what is left, and what it is worth, both ways."""
    budget = choice.scenario.budget
    pairs = {
        "count": (sum(row.plain for row in rows), sum(row.best for row in rows)),
        "cost": (choice.plain_cost, choice.best_cost),
        "left": (budget - choice.plain_cost, budget - choice.best_cost),
        "value": (choice.plain_value, choice.best_value),
    }
    return tuple(
        (say.text(f"scenario.total.{name}"), _total(plain, say), _total(best, say))
        for name, (plain, best) in pairs.items()
    )


def _headline(choice: Choice, rows: tuple[BoughtRow, ...], say: Words) -> str:
    """How the two ways differ."""
    if not any(row.plain or row.best for row in rows):
        return say.text("scenario.nothing")
    if all(row.plain == row.best for row in rows):
        return say.text("scenario.same")
    more = choice.best_value - choice.plain_value
    if more > _EQUAL:
        pair = {"best": choice.best_value, "plain": choice.plain_value}
        told = {name: _total(value, say) for name, value in pair.items()}
        return say.text("scenario.more", more=_total(more, say, at_least=_EQUAL), **told)
    less = choice.plain_cost - choice.best_cost
    return (
        say.text("scenario.cheaper", less=_total(less, say)) if less else say.text("scenario.even")
    )


def _number(amount: Any, say: Words) -> str:
    """An amount; a dash where there is none."""
    if pd.isna(amount) or not amount:
        return say.text("scenario.follow.none")
    return _total(float(amount), say)


def _total(amount: float, say: Words, *, at_least: float = 0) -> str:
    """A whole amount without, another with one decimal; three where one would make it nothing."""
    rounded = round(float(amount), 1)
    if not rounded and amount > at_least > 0:
        return say.number(amount, 3)
    return say.number(rounded, 0 if rounded.is_integer() else 1)
