"""Where the projects of a plan are: places read from their title and target, never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tambon_gis.loaders.address import row_list
from tambon_gis.loaders.reading.plan_places import read_places, speaks_of_school
from tambon_gis.model.findings import Finding
from tambon_gis.model.stages import PROJECTS
from tambon_gis.places import moo_of
from tambon_gis.thai import clean, digits_to_arabic

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    import pandas as pd

    from tambon_gis.loaders.reading.plan_places import Said

__all__ = ["locate"]

#: Columns whose text tells where, the surest first.
TEXTS = ("target", "title")
#: Letters that a village's name has at least to be found without the word for village before it.
LONG = 5
VILLAGE_DIGITS = 8
_VILLAGE = r"(?:หมู่บ้าน|บ้าน|บ\.)\s*"
_PREFIX = re.compile(rf"^{_VILLAGE}")
_BEHIND = r"(?=$|[^ก-๛]|หมู่|ม\.|และ|กับ|ถึง|หรือ|ไป|เชื่อม)"
#: How a place was found, the surest first.
HOWS = ("all", "moo", "name", "either")
#: What a person must decide; the rest is for the record.
DECIDE = frozenset({"plan.no_such_moo", "plan.name_and_moo"})


@dataclass
class _Villages:
    """The villages of the boundaries by moo and by name."""

    codes: list[str]
    by_moo: dict[int, list[str]] = field(default_factory=dict)
    by_name: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, places: pd.DataFrame) -> _Villages:
        """From their codes and names."""
        here = places[places["place"].str.len() == VILLAGE_DIGITS].sort_values("place")
        found = cls(here["place"].astype(str).tolist())
        for code, name in zip(found.codes, here["name"], strict=True):
            moo, bare = moo_of(code), _PREFIX.sub("", digits_to_arabic(clean(str(name or ""))))
            if moo is not None:
                found.by_moo.setdefault(moo, []).append(code)
            if bare:
                found.by_name.setdefault(bare, []).append(code)
        return found

    @property
    def one_tambon(self) -> bool:
        """Whether the number of a moo tells one village."""
        return all(len(codes) == 1 for codes in self.by_moo.values())


@dataclass
class _Where:
    """What was found of one project: place -> how, and what was noticed, with its cell."""

    villages: _Villages
    hows: dict[str, str] = field(default_factory=dict)
    told: list[tuple[str, str, dict[str, object]]] = field(default_factory=list)
    every: str = ""
    but: set[str] = field(default_factory=set)

    def tell(self, code: str, cell: str, **facts: object) -> None:
        """Something to know about a cell."""
        self.told.append((code, cell, facts))

    def take(self, codes: Iterable[str], how: str) -> None:
        """Keep places, each with the surest way in which it was found."""
        for code in codes:
            self.hows[code] = min(self.hows.get(code, how), how, key=HOWS.index)

    def known(self, numbers: list[int], cell: str) -> list[str]:
        """Codes of moo; those that are not there or stand for several villages are told."""
        by_moo = self.villages.by_moo
        missing = sorted({moo for moo in numbers if moo not in by_moo})
        several = sorted({moo for moo in numbers if len(by_moo.get(moo, ())) > 1})
        if missing:
            self.tell("plan.no_such_moo", cell, moo=", ".join(map(str, missing)))
        if several:
            self.tell("plan.moo_many", cell, moo=", ".join(map(str, several)))
        return [by_moo[moo][0] for moo in numbers if len(by_moo.get(moo, ())) == 1]


def locate(
    plan: pd.DataFrame, places: pd.DataFrame, *, file: str
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """
    Places of the projects of a plan, from the free text of target and title.

    Parameters
    ----------
    plan : pandas.DataFrame
        Stage ``projects`` as :func:`tambon_gis.loaders.projects.read` gives it.
    places : pandas.DataFrame
        ``place`` (codes of eight digits are villages) and ``name``.
    file : str
        Name of the plan's file, for the findings.

    Returns
    -------
    tuple[pandas.DataFrame, tuple[Finding, ...]]
        ``project``, ``place``, ``how`` (``moo``, ``all``, ``name``, ``either``), one row a project
        and place; and what a person should know: a moo that is not there, a name that two villages
        share, ``ม.6`` that may be a class, projects that name no place.

    Examples
    --------
    >>> import pandas as pd
    >>> from pathlib import Path
    >>> from tambon_gis.loaders import projects
    >>> plan, _ = projects.read(Path("tests/data/plan.csv"))
    >>> villages = pd.DataFrame({"place": ["99010101", "99010102", "99010103"],
    ...                          "name": ["โคก", "ดอน", "นา"]})
    >>> located, _ = locate(plan, villages, file="plan.csv")
    >>> located.to_numpy().tolist()[:3]
    [[1, '99010101', 'moo'], [1, '99010102', 'moo'], [2, '99010103', 'moo']]
    """
    import pandas as pd

    PROJECTS.check(plan)
    villages = _Villages.of(places)
    rows: list[tuple[int, str, str]] = []
    found: list[Finding] = []
    nowhere: dict[str, list[int]] = {}
    for one in plan.to_dict("records") if villages.codes else []:
        sheet, row = str(one.get("sheet") or plan.attrs.get("sheet", "")), int(one["row"])
        where = _where(one, villages, plan.attrs.get("cells", {}).get(one["project"], {}))
        rows += [(one["project"], code, how) for code, how in sorted(where.hows.items())]
        found += [
            Finding(code, "decide" if code in DECIDE else "note", file, sheet, cell or str(row),
                    row, facts=facts)
            for code, cell, facts in where.told
        ]  # fmt: skip
        if not where.hows and not where.told:
            nowhere.setdefault(sheet, []).append(row)
    for sheet, at in nowhere.items():
        found.append(Finding("plan.no_place", "note", file, sheet, row_list(at), count=len(at)))
    if not villages.codes:
        found.append(Finding("plan.no_villages", "note", file))
    frame = pd.DataFrame(rows, columns=["project", "place", "how"])
    kinds = {"project": "Int64", "place": "string", "how": "string"}
    return frame.astype(kinds), tuple(found)


def _where(
    project: Mapping[Hashable, Any], villages: _Villages, cells: Mapping[str, list[str]]
) -> _Where:
    """Places of one project: numbers first, then names, then all of them."""
    where = _Where(villages)
    texts = {column: str(project[column]).split("\n") for column in TEXTS}
    school = any(speaks_of_school(line) for lines in texts.values() for line in lines)
    lines = []
    for column, written in texts.items():
        addresses = [*cells.get(column, []), *[""] * len(written)]
        for line, cell in zip(written, addresses, strict=False):
            said = read_places(line, school=school)
            _numbers(where, said, cell)
            lines.append((digits_to_arabic(clean(line)), said, cell))
    for line, said, cell in lines:
        _names(where, line, said, cell)
    _all(where)
    return where


def _numbers(where: _Where, said: Said, cell: str) -> None:
    """What a line says by numbers."""
    where.take(where.known(said.moo, cell), "moo")
    where.take(where.known(said.either, cell), "either")
    where.but |= set(where.known(said.but, cell))
    for mention in said.unclear:
        where.tell("plan.place_unclear", cell, said=mention)
    for mention in said.ends:
        where.tell("plan.place_ends", cell, said=mention)
    total = len(where.villages.codes)
    if said.every or (total in said.counts and not (said.moo or said.either)):
        where.every = cell or "*"
    elif said.counts and not (said.moo or said.either):
        where.tell("plan.some_villages", cell, number=said.counts[0], villages=total)


def _names(where: _Where, line: str, said: Said, cell: str) -> None:
    """Villages that a line names, where the number beside the name is none or the same."""
    by_name, taken = where.villages.by_name, line
    for name in sorted(by_name, key=len, reverse=True):
        if name not in taken:
            continue
        bare = r"|(?<![ก-๛])" if len(name) >= LONG else ""
        for found in re.finditer(f"(?:{_VILLAGE}{bare}){re.escape(name)}{_BEHIND}", taken):
            gap = "\n" * (found.end() - found.start())
            taken = taken[: found.start()] + gap + taken[found.end() :]
            beside = [moo for start, moo in said.spans if not line[found.end() : start].strip(" (")
                      and start >= found.end()]  # fmt: skip
            _name(where, name, beside, cell)


def _name(where: _Where, name: str, beside: list[int], cell: str) -> None:
    """A village by its name: taken where one bears it and no other number stands beside it."""
    codes = where.villages.by_name[name]
    numbers = [moo for code in codes if (moo := moo_of(code)) is not None]
    if beside and beside[0] in numbers:
        return
    moos = ", ".join(map(str, numbers))
    if beside:
        where.tell("plan.name_and_moo", cell, name=name, moo=beside[0], other=moos)
    elif len(codes) == 1:
        where.take(codes, "name")
    elif not set(codes) & where.hows.keys():
        where.tell("plan.name_shared", cell, name=name, moo=moos)


def _all(where: _Where) -> None:
    """Every village but those left out, where the text says so."""
    villages, cell = where.villages, where.every.strip("*")
    if not where.every:
        return
    if not villages.one_tambon:
        where.tell("plan.moo_many", cell, moo="1-")
        return
    some = {code for code, how in where.hows.items() if how != "name"} - where.but
    whole = set(villages.codes) - where.but
    if some and some != whole:
        where.tell("plan.all_and_some", cell)
    where.hows = dict.fromkeys(sorted(whole), "all")
