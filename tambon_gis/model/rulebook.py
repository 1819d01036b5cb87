"""A rulebook: what a round of a survey asks, whom each indicator counts, and when it is met."""

from __future__ import annotations

import re
from collections import Counter
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, StringConstraints, ValidationInfo, field_validator, model_validator

from tambon_gis.model.document import Document, Text, is_proven
from tambon_gis.model.fault import Fault, Faults, refusal, refusals
from tambon_gis.model.rule import Rule
from tambon_gis.model.ways import Band, Fold, Given, Name, Way, checked_rule, folded_columns
from tambon_gis.words import BE_OFFSET

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pydantic_core import PydanticCustomError

__all__ = ["Constant", "Dimension", "Header", "Indicator", "Level", "Rulebook", "Scores"]

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
Counts = Literal["household", "person", "resident", "village"]
Status = Literal["verified", "unverified", "uncertain"]
#: Years below this one are C.E.
_FIRST_BE = 2400
_REFERENCE = re.compile(r"^[^/\s]+/[^/\s]+$")


class Constant(Document):
    """A number that rules name, with its unit and source."""

    value: float
    unit: str
    source: str


class Dimension(Document):
    """A group of indicators."""

    id: str
    title: Text


class Scores(Document):
    """The ladder of a score: from the score that means a problem to the best one."""

    problem: int
    best: int
    titles: dict[str, Text]

    @model_validator(mode="after")
    def _is_a_ladder(self) -> Scores:
        """The worst score is below the best, and each step has a title."""
        if self.problem >= self.best:
            raise refusal("scores_order", problem=self.problem, best=self.best)
        if set(self.titles) != {str(step) for step in self.steps}:
            raise refusal("scores_titles", problem=self.problem, best=self.best)
        return self

    @property
    def steps(self) -> range:
        """Every score of the ladder."""
        return range(self.problem, self.best + 1)


class Level(Document):
    """
    A level that a village reaches: the first whose ``when`` holds.

    The rule names ``count_score_1`` and so on (indicators at that score), ``scored`` (indicators
    with a score) and constants.
    """

    id: str
    title: Text
    when: str
    source: str = ""

    _is_a_rule = field_validator("when")(checked_rule)


class Indicator(Document):
    """
    One indicator of a rulebook, with the ways in which it can be answered.

    ``counts`` is empty only where it is not known whom an indicator counts; such an indicator has a
    name and no way. ``same_as`` names indicators of other rounds that mean the same and may be
    compared (``bmn-2566/29``); ``similar_to`` those of the same matter that are not known to mean
    the same, which are never compared.
    """

    code: Code
    id: str
    title: Text
    short: Text
    dimension: str
    counts: Counts | None = None
    sensitive: bool = False
    given: Given | None = None
    bands: tuple[Band, ...] = ()
    needs: tuple[Name, ...] = ()
    applies: str | None = None
    meets: str | None = None
    person: Fold | None = None
    definition: Text | None = None
    source: str = ""
    confidence: Literal["verified", "inferred", "recalled", "uncertain"] = "verified"
    same_as: tuple[str, ...] = ()
    similar_to: tuple[str, ...] = ()

    _are_rules = field_validator("applies", "meets")(checked_rule)

    @model_validator(mode="after")
    def _can_be_assessed(self) -> Indicator:
        """Whom it counts stands beside every way; a band and a rule read the same columns."""
        if self.counts is None and self.ways:
            raise refusal("no_counts")
        if self.counts is not None and not self.ways:
            raise refusal("given_or_meets")
        if self.bands and self.meets is not None:
            raise refusal("bands_or_meets")
        if (self.needs or self.applies) and not self.bands and self.meets is None:
            raise refusal("needs_alone")
        if any(band.when is None for band in self.bands[:-1]):
            raise refusal("band_order")
        of_persons = self.counts == "person"
        if self.person is not None and of_persons and self.person.fold != "all":
            raise refusal("fold_persons", fold=self.person.fold)
        if of_persons and (self.meets or self.bands or (self.given and not self.given.target)):
            raise refusal("persons_way")
        return self

    @field_validator("same_as", "similar_to")
    @classmethod
    def _are_references(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        """Each names a rulebook and a code."""
        for name in names:
            if not _REFERENCE.match(name):
                raise refusal("reference", name=name)
        return names

    @property
    def ways(self) -> dict[Way, tuple[str, ...]]:
        """The ways in which it can be answered, in the order of trial, with their columns."""
        found: dict[Way, tuple[str, ...]] = {}
        if self.given is not None:
            found["given"] = self.given.columns
        if self.bands:
            found["bands"] = self.needs
        if self.meets is not None:
            found["rule"] = self.needs
        if self.person is not None:
            found["person"] = folded_columns(self.code)
        return found

    def way(self, columns: Collection[str]) -> Way | None:
        """
        The first way for which a table has all columns.

        Parameters
        ----------
        columns : collection of str
            Columns of the table.

        Returns
        -------
        {"given", "bands", "rule", "person"} or None
            The way, None where the table cannot answer.
        """
        for way, needed in self.ways.items():
            if all(name in columns for name in needed):
                return way
        return None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the first way: what a table should have."""
        return next(iter(self.ways.values()), ())


class Header(Document):
    """
    Who made the rulebook, for which years and what it counts.

    ``every`` is the rhythm of its survey: 1 where it is held each year, 2 every other year.
    """

    id: str
    title: Text
    short: Text
    unit: Literal["household", "village", "area"]
    years: tuple[int, int]
    source: Text
    status: Status
    every: int | None = Field(default=None, ge=1)
    note: Text | None = None

    @field_validator("years")
    @classmethod
    def _in_order(cls, years: tuple[int, int]) -> tuple[int, int]:
        """Years B.E., the first one first."""
        for year in years:
            if year < _FIRST_BE:
                raise refusal("year_common_era", given=year, year=year + BE_OFFSET)
        if years[0] > years[1]:
            raise refusal("years_reversed", first=years[0], last=years[1])
        return years


class Rulebook(Document):
    """A whole rulebook."""

    rulebook: Header
    constants: dict[str, Constant] = Field(default_factory=dict)
    scores: Scores | None = None
    dimension: tuple[Dimension, ...]
    indicator: tuple[Indicator, ...]
    level: tuple[Level, ...] = ()
    missing: tuple[Code, ...] = ()

    @property
    def id(self) -> str:
        """The name by which projects ask for it."""
        return self.rulebook.id

    @property
    def verified(self) -> bool:
        """Whether outputs may present it without the label of an unverified list."""
        return self.rulebook.status == "verified"

    @cached_property
    def by_code(self) -> dict[str, Indicator]:
        """Indicators by their code."""
        return {indicator.code: indicator for indicator in self.indicator}

    @property
    def values(self) -> dict[str, float]:
        """Constants as plain numbers."""
        return {name: constant.value for name, constant in self.constants.items()}

    @model_validator(mode="after")
    def _hangs_together(self, told: ValidationInfo) -> Rulebook:
        """Codes are unique, dimensions exist, rules name only what they may."""
        if is_proven(told):
            return self
        faults: list[PydanticCustomError] = [
            refusal("part_twice", part=part, name=name)
            for part, parts in (("dimension", self.dimension), ("level", self.level))
            for name, times in Counter(one.id for one in parts).items()
            if times > 1
        ]
        seen: set[str] = set()
        known = {dimension.id for dimension in self.dimension}
        for one in self.indicator:
            if one.code in seen:
                faults.append(refusal("indicator_twice", indicator=one.code))
            seen.add(one.code)
            if one.dimension not in known:
                faults.append(refusal("no_dimension", indicator=one.code, dimension=one.dimension))
            faults += self._faults_of(one)
        for level in self.level:
            faults += [
                refusal("level_names", level=level.id, name=name)
                for name in Rule(level.when).columns
                if name not in {*self.constants, *self._level_names}
            ]
        faults += [
            refusal("missing_there", indicator=code) for code in self.missing if code in seen
        ]
        if faults:
            raise refusals(faults)
        return self

    def astray(self, known: Mapping[str, Collection[str]]) -> Faults:
        """
        What ``same_as`` and ``similar_to`` point to and is not there.

        Parameters
        ----------
        known : Mapping[str, collection of str]
            Codes of the indicators of other rulebooks, by id.

        Returns
        -------
        Faults
            One for each; none found where all is well.

        Examples
        --------
        >>> from tambon_gis import catalog
        >>> catalog.rulebook("bmn-2566").astray({}).found[0].tell("en")
        'indicator no. 2 › similar_to: indicator 2: there is no “bmn-2560/1”'
        """
        found = []
        for at, one in enumerate(self.indicator):
            for key, names in (("same_as", one.same_as), ("similar_to", one.similar_to)):
                for name in names:
                    book, _, code = name.partition("/")
                    if code not in known.get(book, ()):
                        lost = refusal("reference_nowhere", indicator=one.code, name=name)
                        found.append(Fault(lost.type, lost.context or {}, ("indicator", at, key)))
        return Faults(tuple(found))

    def _faults_of(self, one: Indicator) -> list[PydanticCustomError]:
        """Faults of one indicator that only the whole rulebook can see."""
        faults: list[PydanticCustomError] = []
        if ((one.given and one.given.score) or one.bands) and self.scores is None:
            faults.append(refusal("no_scores", indicator=one.code))
        faults += [
            refusal("band_score", indicator=one.code, score=band.score)
            for band in one.bands
            if self.scores is not None and band.score not in self.scores.steps
        ]
        needed = {*one.needs, *(one.person.needs if one.person else ())}
        faults += [
            refusal("needs_constant", indicator=one.code, name=name)
            for name in sorted(needed & set(self.constants))
        ]
        faults += [
            refusal("same_as_own", indicator=one.code, name=name)
            for name in one.same_as
            if name.partition("/")[0] == self.id
        ]
        allowed = {*one.needs, *self.constants}
        rules = (one.applies, one.meets, *(band.when for band in one.bands))
        named = [name for rule in rules if rule for name in Rule(rule).columns]
        strangers = [name for name in dict.fromkeys(named) if name not in allowed]
        if one.person is not None:
            strangers += one.person.strangers(frozenset(self.constants))
        known = {*one.needs, *self.constants, *(one.person.needs if one.person else ())}
        for name in strangers:
            near = get_close_matches(name, sorted(known), n=1)
            faults.append(
                refusal("rule_names_near", indicator=one.code, name=name, near=near[0])
                if near
                else refusal("rule_names", indicator=one.code, name=name)
            )
        return faults

    @property
    def _level_names(self) -> frozenset[str]:
        """What the rule of a level may name."""
        if self.scores is None:
            return frozenset({"scored"})
        return frozenset({"scored", *(f"count_score_{step}" for step in self.scores.steps)})
