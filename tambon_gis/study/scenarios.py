"""Scenarios: what a budget buys, those that are saved and one to try, and how to save it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from tambon_gis.analysis.planning.choose import choose
from tambon_gis.errors import DocumentError, InputError
from tambon_gis.model.document import parse_document, read_document
from tambon_gis.model.fault import Faults, faults_of
from tambon_gis.model.trace import Scenario, Scenarios
from tambon_gis.publish.write import write_all
from tambon_gis.render.planning.choices import bought
from tambon_gis.study.gather import gather
from tambon_gis.study.load import load, read_project
from tambon_gis.study.plans import SCENARIOS
from tambon_gis.words import DEFAULT_LANG, words

if TYPE_CHECKING:
    from pathlib import Path

    from tambon_gis.render.planning.choices import Bought

__all__ = ["Compared", "Terms", "compare", "save", "scenario_of"]

#: Nothing of a comparison tells the day.
_ANY_DAY = dt.date(2000, 1, 1)
_LISTS = ("year", "must", "never")


@dataclass(frozen=True)
class Terms:
    """
    The terms of a scenario to try, as given on a command line.

    Parameters
    ----------
    budget : float
        Baht.
    years : tuple[int, ...]
        Years B.E. whose budgets count; all where empty.
    must, never : tuple[str, ...]
        Titles of projects.
    by : {"score", "cases"}
        How problems are weighed.
    proposed : bool
        Whether links that nobody confirmed are used.
    """

    budget: float
    years: tuple[int, ...] = ()
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    by: str = "score"
    proposed: bool = False


@dataclass(frozen=True)
class Compared:
    """
    What each scenario buys.

    Parameters
    ----------
    told : tuple[Bought, ...]
        In words: the one to try first, then the saved ones.
    saved : pathlib.Path or None
        The file into which the one to try was written.
    """

    told: tuple[Bought, ...]
    saved: Path | None = field(default=None, repr=False)


def compare(
    folder: str | Path,
    terms: Terms | None = None,
    *,
    title: str | None = None,
    lang: str = DEFAULT_LANG,
) -> Compared:
    """
    Work out what budgets buy.

    Parameters
    ----------
    folder : str or pathlib.Path
        The project folder.
    terms : Terms, optional
        A scenario to try; only the saved ones without it.
    title : str, optional
        Save the scenario to try under this title.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    Compared
        The scenarios in words, and the file.

    Raises
    ------
    InputError
        When the project has no plan, nothing is saved and nothing given, a title was given without
        terms, or there is a scenario of that title.
    DocumentError
        When the terms, or the file of scenarios, cannot be read.
    AnalysisError
        When a scenario names a project or a year that the plan does not have.

    Examples
    --------
    >>> found = compare("data/demo", Terms(budget=100_000, years=(2566,)), lang="en")
    >>> [one.title for one in found.told][:1], found.told[0].chosen
    (['to try'], ('โครงการบ้านสวย เมืองสะอาด',))
    """
    project, home = read_project(folder)
    if project.plan is None:
        raise InputError("scenario.no_plan", where="tambon.toml")
    if terms is None and title is not None:
        raise InputError("scenario.no_budget")
    trial = None if terms is None else scenario_of(terms, title=title, lang=lang)
    if trial is not None and title is not None:
        _refuse_twice(home, trial)
    loaded = load(home)
    if trial is None and not loaded.scenarios.scenario:
        raise InputError("scenario.nothing", where=SCENARIOS)
    content = gather(loaded, today=_ANY_DAY, lang=lang, story=False)
    if content.trail is None or content.plan is None:
        raise InputError("scenario.no_plan", where="tambon.toml")
    trail, plan = content.trail, content.plan
    choices = trail.choices
    if trial is not None:
        choices = (choose(trail.needs, trail.links, plan.frame, trial), *choices)
    told = tuple(bought(one, plan, lang=lang, digits=content.digits) for one in choices)
    return Compared(told, None if trial is None or title is None else save(home, trial))


def scenario_of(terms: Terms, *, title: str | None = None, lang: str = DEFAULT_LANG) -> Scenario:
    """
    Terms as a scenario.

    Parameters
    ----------
    terms : Terms
        As given.
    title : str, optional
        Its title; by default that of something to try.
    lang : {"th", "en"}, default "th"
        Language of that title.

    Returns
    -------
    Scenario
        The document.

    Raises
    ------
    DocumentError
        When it cannot be one, with every fault.

    Examples
    --------
    >>> scenario_of(Terms(budget=500_000, must=("ประปา",)), title="งบครึ่งล้าน").must
    ('ประปา',)
    """
    given = {
        "title": words(lang).text("scenario.trial") if title is None else title,
        "budget": terms.budget,
        "year": terms.years,
        "must": terms.must,
        "never": terms.never,
        "by": terms.by,
        "proposed": terms.proposed,
    }
    try:
        return Scenario.model_validate(given)
    except ValidationError as fault:
        raise DocumentError("document.faults", faults=Faults(tuple(faults_of(fault)))) from None


def save(folder: Path, scenario: Scenario) -> Path:
    """
    Add a scenario to the file of a project, whose other lines stay as they are.

    Parameters
    ----------
    folder : pathlib.Path
        The project folder.
    scenario : Scenario
        What to add.

    Returns
    -------
    pathlib.Path
        ``scenarios.toml``.

    Raises
    ------
    InputError
        When there is a scenario of that title, or the file cannot be written.
    DocumentError
        When the file that is there cannot be read.
    """
    _refuse_twice(folder, scenario)
    own = folder / SCENARIOS
    before = own.read_bytes().decode("utf-8-sig") if own.is_file() else ""
    text = _with(before or f"# {words().text('scenario.file')}\n", scenario)
    parse_document(Scenarios, text, name=SCENARIOS)
    (path,) = write_all(folder, {SCENARIOS: text})
    return path


def _with(before: str, scenario: Scenario) -> str:
    """A document with one more scenario at its end."""
    import tomlkit

    said = scenario.model_dump(exclude_defaults=True)
    table = tomlkit.table()
    for name, value in said.items():
        whole = isinstance(value, float) and value.is_integer()
        table.add(name, int(value) if whole else list(value) if name in _LISTS else value)
    document: Any = tomlkit.parse(before)
    if isinstance(document.get("scenario"), tomlkit.items.Array):
        line = tomlkit.inline_table()
        line.update(table)
        document["scenario"].append(line)
        return tomlkit.dumps(document)
    more = tomlkit.document()
    more.add("scenario", tomlkit.aot())
    more["scenario"].append(table)
    return f"{before.rstrip()}\n\n{tomlkit.dumps(more)}"


def _refuse_twice(folder: Path, scenario: Scenario) -> None:
    """Refuse a title that a saved scenario has."""
    own = folder / SCENARIOS
    saved = read_document(Scenarios, own).scenario if own.is_file() else ()
    if any(one.title == scenario.title for one in saved):
        raise InputError("scenario.exists", where=SCENARIOS, title=scenario.title)
