"""Data health: the age of each input, how much of the area it covers, what waits for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.loaders import fixes
from tambon_gis.model.planned import Health
from tambon_gis.words import BE_OFFSET, DEFAULT_LANG

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from tambon_gis.model.findings import Report
    from tambon_gis.study.loaded import Loaded
    from tambon_gis.study.surveys import Answers

__all__ = ["health_of", "kin_of", "next_rounds"]


def health_of(loaded: Loaded, today: dt.date, *, lang: str = DEFAULT_LANG) -> tuple[Health, ...]:
    """
    Tell how each input of a project is.

    Parameters
    ----------
    loaded : Loaded
        The project.
    today : datetime.date
        From which day ages are counted, in whole years of the calendar.
    lang : {"th", "en"}, default "th"
        Language of the titles of own layers.

    Returns
    -------
    tuple[Health, ...]
        One an input in the order of the reports. Places are counted, households never are.

    Examples
    --------
    >>> import datetime
    >>> from tambon_gis.study.load import load
    >>> rows = health_of(load("tests/data/small"), datetime.date(2023, 3, 5))
    >>> [(one.role, one.age, one.places, one.of_places, one.next_year) for one in rows[:2]]
    [('boundary', None, 3, 3, None), ('bmn-2560-2565', 1, 3, 3, 2566)]
    """
    known = set(loaded.boundaries["place"])
    there = _places(loaded)
    surveys = {one.role: one for one in loaded.project.survey}
    titles = {f"layer-{one.layer.id}": one.layer.title.of(lang) for one in loaded.vectors}
    rounds = next_rounds(loaded.answers)
    by_role: dict[str, list[Report]] = {}
    inputs = {"boundary", "facilities", "plan", *surveys, *titles}
    for told in loaded.findings.reports:
        if told.role in inputs:
            by_role.setdefault(told.role, []).append(told)
    found = []
    for role, reports in by_role.items():
        year = surveys[role].year if role in surveys else None
        found.append(
            Health(
                role=role,
                title=titles.get(role, ""),
                year=year,
                age=None if year is None else max(0, today.year + BE_OFFSET - year),
                places=len(there[role] & known) if role in there else 0,
                of_places=len(known) if role in there else 0,
                to_decide=sum(told.to_decide for told in reports),
                decided=_decided(reports),
                next_year=rounds.get(role),
            )
        )
    return tuple(found)


def next_rounds(answers: Iterable[Answers]) -> dict[str, int]:
    """
    Tell when surveys with a rhythm come next.

    Parameters
    ----------
    answers : iterable of Answers
        Surveys of a project with their rulebooks, which say how often they are made.

    Returns
    -------
    dict[str, int]
        Role of the newest survey of each kind -> year B.E. of its next round. Tables of members go
        with their households and have none of their own.

    Examples
    --------
    >>> from tambon_gis.study.load import load
    >>> next_rounds(load("tests/data/small").answers)
    {'bmn-2560-2565': 2566}
    """
    newest: dict[str, Answers] = {}
    for one in answers:
        if one.rulebook.rulebook.every is None or one.survey.persons or one.source is not None:
            continue
        kind = kin_of(one.rulebook.id)
        if kind not in newest or one.survey.year > newest[kind].survey.year:
            newest[kind] = one
    return {
        one.survey.role: one.survey.year + (one.rulebook.rulebook.every or 0)
        for one in newest.values()
    }


def kin_of(rulebook: str) -> str:
    """
    Tell which survey a rulebook is a round of.

    Parameters
    ----------
    rulebook : str
        Its id.

    Returns
    -------
    str
        The id without its years.

    Examples
    --------
    >>> kin_of("bmn-2560") == kin_of("bmn-2566"), kin_of("nrd2c")
    (True, 'nrd2c')
    """
    bare, _, years = rulebook.rpartition("-")
    return bare if bare and years.isdecimal() else rulebook


def _places(loaded: Loaded) -> dict[str, set[str]]:
    """The places that each input has a row for; own layers are of no place."""
    there = {"boundary": set(loaded.boundaries["place"])}
    there |= {one.survey.role: set(one.frame["place"].dropna()) for one in loaded.answers}
    if loaded.facilities is not None and "place" in loaded.facilities:
        there["facilities"] = set(loaded.facilities["place"].dropna())
    if loaded.located is not None:
        there["plan"] = set(loaded.located["place"])
    return there


def _decided(reports: Iterable[Report]) -> int:
    """How many decisions of a person were carried out in an input."""
    return len(
        {one.facts["fix"] for told in reports for one in told.findings if one.code in fixes.DONE}
    )
