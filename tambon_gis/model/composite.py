"""A composite: which indicators make up an aspect, with which exact weights."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from math import gcd, lcm
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import PlainValidator, model_validator

from tambon_gis.model.document import Document, Text
from tambon_gis.model.exact import fraction
from tambon_gis.model.fault import refusal, refusals
from tambon_gis.model.rulebook import Code, Status  # noqa: TC001 - pydantic reads the annotations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic_core import PydanticCustomError

__all__ = ["TOTAL", "Aspect", "Composite", "CompositeHeader", "Member", "whole_weights"]

#: What the mean of all aspects is called among them.
TOTAL = "total"


def whole_weights(weights: Iterable[Fraction]) -> tuple[int, ...]:
    """
    Weights as the smallest whole numbers in the same proportion.

    Parameters
    ----------
    weights : iterable of fractions.Fraction
        Above 0.

    Returns
    -------
    tuple[int, ...]
        The same for weights that differ only by a factor.

    Examples
    --------
    >>> whole_weights([Fraction(1, 2), Fraction(1, 3)]), whole_weights([Fraction(6), Fraction(4)])
    ((3, 2), (3, 2))
    """
    given = tuple(weights)
    scale = lcm(*(one.denominator for one in given))
    numbers = [int(one * scale) for one in given]
    common = gcd(*numbers)
    return tuple(number // common for number in numbers)


def _weight(given: object) -> Fraction:
    """A weight as it stands in a document."""
    try:
        weight = fraction(given)
    except ValueError:
        raise refusal("composite_weight") from None
    if weight <= 0:
        raise refusal("composite_weight")
    return weight


def _coverage(given: object) -> Fraction:
    """The least coverage as it stands in a document."""
    try:
        share = fraction(given)
    except ValueError:
        raise refusal("composite_coverage") from None
    if not 0 < share <= 1:
        raise refusal("composite_coverage")
    return share


class CompositeHeader(Document):
    """
    What the composite is and how its members are made comparable.

    ``met_share`` makes every member run from 0 to 100, higher is better: of a rate the percentage
    that meets it, of a score its place between the ladder's worst and best. An aspect is given
    where members with at least ``least_coverage`` of its weights are known.
    """

    id: str
    title: Text
    short: Text
    status: Status | Literal["illustrative"]
    source: Text
    note: Text | None = None
    normalisation: Literal["met_share"] = "met_share"
    least_coverage: Annotated[Fraction, PlainValidator(_coverage)] = Fraction(1, 2)


class Member(Document):
    """A part of an aspect: an indicator by framework and code, or another aspect."""

    framework: str | None = None
    code: Code | None = None
    aspect: str | None = None
    weight: Annotated[Fraction, PlainValidator(_weight)] = Fraction(1)

    @model_validator(mode="after")
    def _one_of_two(self) -> Member:
        """Either an indicator or an aspect."""
        of_indicator = (self.framework is not None, self.code is not None)
        if of_indicator != ((self.aspect is None),) * 2:
            raise refusal("composite_member")
        return self

    @property
    def name(self) -> str:
        """``bmn-2560/22`` for an indicator, the id for an aspect."""
        return self.aspect or f"{self.framework}/{self.code}"


class Aspect(Document):
    """An aspect; its weights may have any sum, only their proportions count."""

    id: str
    title: Text
    members: tuple[Member, ...]

    @cached_property
    def weights(self) -> tuple[int, ...]:
        """The members' weights as whole numbers."""
        return whole_weights(member.weight for member in self.members)


class Composite(Document):
    """A whole composite: aspects of indicators, and of other aspects to any depth."""

    composite: CompositeHeader
    aspect: tuple[Aspect, ...]

    @property
    def id(self) -> str:
        """The name by which it is asked for."""
        return self.composite.id

    @property
    def verified(self) -> bool:
        """Whether outputs may present it without a label."""
        return self.composite.status == "verified"

    @cached_property
    def by_id(self) -> dict[str, Aspect]:
        """Aspects by id."""
        return {aspect.id: aspect for aspect in self.aspect}

    @cached_property
    def top(self) -> tuple[Aspect, ...]:
        """The aspects that are part of no other: the axes of the radar."""
        inner = {member.aspect for aspect in self.aspect for member in aspect.members}
        return tuple(aspect for aspect in self.aspect if aspect.id not in inner)

    @cached_property
    def inner_first(self) -> tuple[Aspect, ...]:
        """All aspects, each behind those that it is made of."""
        found: dict[str, Aspect] = {}

        def take(aspect: Aspect) -> None:
            for member in aspect.members:
                if member.aspect is not None:
                    take(self.by_id[member.aspect])
            found.setdefault(aspect.id, aspect)

        for aspect in self.aspect:
            take(aspect)
        return tuple(found.values())

    @cached_property
    def indicators(self) -> tuple[tuple[str, str], ...]:
        """Framework and code of every indicator, each once."""
        named = [
            (member.framework, member.code) for aspect in self.aspect for member in aspect.members
        ]
        return tuple(dict.fromkeys((f, c) for f, c in named if f is not None and c is not None))

    @property
    def frameworks(self) -> tuple[str, ...]:
        """Frameworks of the indicators."""
        return tuple(dict.fromkeys(framework for framework, _ in self.indicators))

    @model_validator(mode="after")
    def _hangs_together(self) -> Composite:
        """Aspects stand once and have parts that exist; none is made of itself."""
        faults = list(self._faults())
        if not faults and any(self._reaches(aspect.id, aspect.id, set()) for aspect in self.aspect):
            faults.append(refusal("composite_loop"))
        if faults:
            raise refusals(faults)
        return self

    def _faults(self) -> Iterator[PydanticCustomError]:
        """What is wrong with single aspects."""
        ids = [aspect.id for aspect in self.aspect]
        if not ids or not all(aspect.members for aspect in self.aspect):
            yield refusal("composite_empty")
        if TOTAL in ids:
            yield refusal("composite_reserved", name=TOTAL)
        twice = {name for name in ids if ids.count(name) > 1}
        for aspect in self.aspect:
            names = [member.name for member in aspect.members]
            twice |= {name for name in names if names.count(name) > 1}
            for member in aspect.members:
                if member.aspect is not None and member.aspect not in ids:
                    yield refusal("composite_aspect", aspect=aspect.id, name=member.aspect)
        if twice:
            yield refusal("stands_twice", names=", ".join(sorted(twice)))

    def _reaches(self, start: str, goal: str, seen: set[str]) -> bool:
        """Whether an aspect is made of another one, at any depth."""
        inner = [m.aspect for m in self.by_id[start].members if m.aspect is not None]
        if goal in inner:
            return True
        fresh = [name for name in inner if name not in seen]
        seen.update(fresh)
        return any(self._reaches(name, goal, seen) for name in fresh)
