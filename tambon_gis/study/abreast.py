"""Abreast: the surveys of a project held side by side: years, village forms, members."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from tambon_gis.loaders import meet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tambon_gis.model.findings import Report
    from tambon_gis.model.join import Join
    from tambon_gis.study.surveys import Ground, Surveyed

__all__ = ["meet_all"]


def meet_all(surveys: Sequence[Surveyed], ground: Ground) -> tuple[Surveyed, ...]:
    """
    Hold the surveys of a project side by side: years, households and village forms, members.

    Parameters
    ----------
    surveys : sequence of Surveyed
        In the order of the project document.
    ground : Ground
        The polygons: what they lack was told already.

    Returns
    -------
    tuple[Surveyed, ...]
        The same surveys, with findings in the later year's or the households' first report and the
        joins beside those with the polygons.
    """
    told = {one.answers.survey.role: one for one in surveys}
    known = set(ground.polygons["place"])
    for before, after in _years(surveys):
        roles = (before.answers.survey.role, after.answers.survey.role)
        now = told[roles[1]]
        report, joins = meet.between_years(
            before.tables,
            after.tables,
            roles=roles,
            report=now.reports[0],
            level=ground.level,
            known=known,
        )
        told[roles[1]] = _told(now, report, joins)
    for homes, forms in _with_forms(surveys):
        roles = (homes.answers.survey.role, forms.answers.survey.role)
        now = told[roles[0]]
        report, join = meet.with_villages(
            homes.tables, forms.tables, roles=roles, report=now.reports[0], known=known
        )
        told[roles[0]] = _told(now, report, (join,))
    for homes, members in _with_members(surveys):
        roles = (homes.answers.survey.role, members.answers.survey.role)
        now = told[roles[1]]
        report, join = meet.with_persons(
            homes.tables, members.tables, roles=roles, report=now.reports[0]
        )
        told[roles[1]] = _told(now, report, (join,))
    return tuple(told.values())


def _years(surveys: Sequence[Surveyed]) -> list[tuple[Surveyed, Surveyed]]:
    """Consecutive years of the same survey; persons meet through their households."""
    kinds: dict[tuple[str, str], list[Surveyed]] = {}
    for one in surveys:
        if one.answers.schema is not None and one.tables and not one.answers.survey.persons:
            about = one.answers.survey
            kinds.setdefault((about.rulebook, about.table or ""), []).append(one)
    ordered = (sorted(years, key=lambda one: one.answers.survey.year) for years in kinds.values())
    return [pair for years in ordered for pair in pairwise(years)]


def _with_forms(surveys: Sequence[Surveyed]) -> list[tuple[Surveyed, Surveyed]]:
    """Each household survey with the village survey of the nearest year, the earlier of two."""
    units: dict[str, list[Surveyed]] = {"household": [], "village": []}
    for one in surveys:
        schema = one.answers.schema
        if schema is not None and one.tables and schema.table.unit in units:
            units[schema.table.unit].append(one)
    if not units["village"]:
        return []

    def near(homes: Surveyed, forms: Surveyed) -> tuple[int, int]:
        year = forms.answers.survey.year
        return abs(homes.answers.survey.year - year), year

    return [
        (homes, min(units["village"], key=lambda forms: near(homes, forms)))
        for homes in units["household"]
    ]


def _with_members(surveys: Sequence[Surveyed]) -> list[tuple[Surveyed, Surveyed]]:
    """Each household survey with the table of its members: same rulebook and year, house codes."""
    homes = {
        (about.rulebook, about.year): one
        for one in surveys
        if not (about := one.answers.survey).persons
        and all("house_code" in table for table in one.tables)
    }
    members = [one for one in surveys if one.answers.survey.persons]
    rounds = [(one.answers.survey.rulebook, one.answers.survey.year) for one in members]
    pairs = zip(rounds, members, strict=True)
    return [(homes[key], one) for key, one in pairs if key in homes and homes[key].tables]


def _told(now: Surveyed, report: Report, joins: tuple[Join, ...]) -> Surveyed:
    """A survey with its first report exchanged and more joins."""
    return replace(now, reports=(report, *now.reports[1:]), joins=(*now.joins, *joins))
