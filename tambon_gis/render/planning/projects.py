"""Projects of the plan in words: where, whose money, how far, and what each of them answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from tambon_gis.render.planning.rows import ProjectRow
from tambon_gis.render.planning.spots import amount, in_words, unit_of
from tambon_gis.render.sections import budget_years

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tambon_gis.model.planned import Plan
    from tambon_gis.render.content import Content
    from tambon_gis.render.planning.rows import Problem, Spot
    from tambon_gis.words import Words

__all__ = ["project_rows"]


def project_rows(
    content: Content, problems: Sequence[Problem], spots: Mapping[str, Spot], say: Words
) -> tuple[ProjectRow, ...]:
    """
    Every project of the plan.

    Parameters
    ----------
    content : Content
        Sealed parts.
    problems : Sequence[Problem]
        Problems with their links.
    spots : Mapping[str, Spot]
        Places by code.
    say : Words
        Words of the language.

    Returns
    -------
    tuple[ProjectRow, ...]
        In the order of the plan; nothing without one.
    """
    if content.plan is None or content.plan.frame.empty:
        return ()
    desk = _Desk(content, problems, spots, say)
    return tuple(desk.row(row) for row in content.plan.frame.to_dict("records"))


class _Desk:
    """What rows are put together from, looked up once."""

    def __init__(
        self, content: Content, problems: Sequence[Problem], spots: Mapping[str, Spot], say: Words
    ) -> None:
        """Spread it out."""
        plan = content.plan
        self.content, self.spots, self.say = content, spots, say
        self.years = budget_years(plan) if plan else []
        self.located = _located(plan, spots)
        self.either = _either(plan)
        self.states = {} if content.trail is None else _states(content.trail.projects)
        self.answers = _answers(problems)
        self.indicators = {
            f"{book.id}/{one.code}": one.short.of(say.lang)
            for book in content.rulebooks
            for one in book.indicator
        }

    def row(self, row: Mapping[Any, Any]) -> ProjectRow:
        """One project."""
        say, number = self.say, int(row["project"])
        known, where = self.states.get(number, {}), self.located.get(number, ())
        paid = {year: _number(row.get(f"budget_{year}")) for year in self.years}
        baht, state = sum(paid.values()), str(known.get("state", ""))
        kind, status = _text(row.get("kind")), _text(row.get("status"))
        return ProjectRow(
            project=number,
            number=say.written(_text(row.get("number"))),
            title=_text(row["title"]),
            programme=_text(row.get("programme")) or say.text("page.plan.other"),
            target=_text(row.get("target")),
            agency=_text(row.get("agency")),
            source=_text(row.get("source")),
            where=in_words(where, self.content, say, either=number in self.either)
            or say.text("plan.where.none"),
            spots=where,
            kind=kind,
            kind_told=say.text(f"plan.kind.{kind}") if kind else "",
            status=status,
            status_told=say.text(f"plan.status.{status or 'unknown'}"),
            began=say.written(_text(row.get("began"))),
            budgets=tuple((say.written(year), self._baht(one)) for year, one in paid.items()),
            budget=self._baht(baht),
            baht=baht,
            spent=self._baht(_number(row.get("spent"))) if _number(row.get("spent")) else "",
            state=state,
            told=self._evidence(state, known),
            answers=self._named(number, "confirmed"),
            may_answer=self._named(number, "proposed"),
            cases=self._cases(known),
            per_case=self._per_case(known),
            why=str(known.get("why", "")),
            why_told=self._why(known),
        )

    def _evidence(self, state: str, known: Mapping[str, Any]) -> str:
        """The state in words; of a bare one what is known of it."""
        if not state:
            return ""
        why = str(known.get("why", ""))
        other = state == "bare" and why not in {"", "none"}
        return self.say.text(f"plan.evidence.{why if other else state}")

    def _why(self, known: Mapping[str, Any]) -> str:
        """Why there is no evidence, with the indicators that it is about."""
        why = str(known.get("why", ""))
        if not why:
            return ""
        told = self.say.text(f"plan.why.{why}")
        refs = [one for one in _text(known.get("about")).split(", ") if one in self.indicators]
        if why == "none" or not refs:
            return told
        named = self.say.text("plan.joint").join(self.indicators[one] for one in refs)
        return self.say.text("plan.about", told=told, indicators=named)

    def _named(self, project: int, state: str) -> tuple[str, ...]:
        """Problems that it serves or may serve: indicator and places."""
        found = self.answers.get((project, state), {})
        return tuple(
            self.say.text("plan.at", indicator=title, place=in_words(spots, self.content, self.say))
            for title, spots in found.items()
        )

    def _cases(self, known: Mapping[str, Any]) -> str:
        """How many it reaches."""
        if not known:
            return ""
        told = amount(
            known["cases"], known["cases_low"], known["cases_high"], str(known["unit"]), self.say
        )
        return self._if_confirmed(told, known)

    def _per_case(self, known: Mapping[str, Any]) -> str:
        """Baht per household or person."""
        if not known or pd.isna(known["per_case"]):
            return ""
        unit = unit_of(str(known["unit"]), self.say)
        told = self.say.text("plan.per_case", baht=self._baht(known["per_case"]), unit=unit)
        return self._if_confirmed(told, known)

    def _if_confirmed(self, told: str, known: Mapping[str, Any]) -> str:
        """The same, marked where only proposals stand behind it."""
        if told and known["state"] == "proposed":
            return self.say.text("plan.if_confirmed", told=told)
        return told

    def _baht(self, value: float) -> str:
        """Baht with commas; nothing planned is a dash."""
        return self.say.number(value, 0) if value else self.say.text("page.table.none")


def _located(plan: Plan | None, spots: Mapping[str, Spot]) -> dict[int, tuple[Spot, ...]]:
    """Places of each project, in the order of the map."""
    if plan is None or plan.located is None:
        return {}
    found: dict[int, dict[str, Spot]] = {}
    rows = zip(plan.located["project"], plan.located["place"], strict=True)
    for project, place in rows:
        if str(place) in spots:
            found.setdefault(int(project), {})[str(place)] = spots[str(place)]
    return {n: tuple(sorted(held.values(), key=lambda o: o.at)) for n, held in found.items()}


def _either(plan: Plan | None) -> set[int]:
    """Projects for one of several places, nobody said which."""
    if plan is None or plan.located is None:
        return set()
    return {int(n) for n in plan.located.loc[plan.located["how"] == "either", "project"]}


def _states(frame: pd.DataFrame) -> dict[int, dict[str, Any]]:
    """What the trail says of each project."""
    return {
        int(row["project"]): {str(name): value for name, value in row.items()}
        for row in frame.to_dict("records")
    }


def _answers(problems: Sequence[Problem]) -> dict[tuple[int, str], dict[str, list[Spot]]]:
    """Indicators and places by project and state of the link."""
    found: dict[tuple[int, str], dict[str, list[Spot]]] = {}
    for one in problems:
        for link in one.links:
            held = found.setdefault((link.project, link.state), {})
            held.setdefault(one.indicator, []).append(one.spot)
    return found


def _number(value: Any) -> float:
    """A number, 0 where there is none."""
    return 0.0 if value is None or pd.isna(value) else float(value)


def _text(value: Any) -> str:
    """A cell as text; an empty one and a whole number as people write them."""
    if value is None or pd.isna(value):
        return ""
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)
