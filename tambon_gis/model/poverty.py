"""A poverty design: which deprivations count, with which exact weights, and from which sum on."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, lcm
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import PlainValidator, ValidationError, model_validator

from tambon_gis.errors import AnalysisError, DocumentError
from tambon_gis.model.document import Document, Text
from tambon_gis.model.exact import fraction
from tambon_gis.model.fault import refusal, refusals
from tambon_gis.model.rulebook import Code, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic_core import PydanticCustomError

    from tambon_gis.model.rulebook import Rulebook

__all__ = [
    "LARGEST_DENOMINATOR",
    "Deprivation",
    "PovertyDesign",
    "PovertyDimension",
    "PovertyHeader",
    "PovertyIndicator",
]

#: Common denominators beyond this are a slip of the pen, and would overflow sums of millions.
LARGEST_DENOMINATOR = 10**9
_NAMED = ("union", "intersection")
Standing = Status | Literal["illustrative"]


def _weight(given: object) -> Fraction:
    """A weight as it stands in a document."""
    try:
        weight = fraction(given)
    except ValueError:
        raise refusal("poverty_weight") from None
    if not 0 < weight <= 1:
        raise refusal("poverty_weight")
    return weight


def _cutoff(given: object) -> str | Fraction:
    """A cut-off as it stands in a document: a name, or a fraction."""
    if given in _NAMED:
        return str(given)
    try:
        cutoff = fraction(given)
    except ValueError:
        raise refusal("poverty_cutoff") from None
    if not 0 < cutoff <= 1:
        raise refusal("poverty_cutoff")
    return cutoff


Weight = Annotated[Fraction, PlainValidator(_weight)]
Cutoff = Annotated[str | Fraction, PlainValidator(_cutoff)]


@dataclass(frozen=True)
class Deprivation:
    """
    One thing in which a household can be deprived.

    Parameters
    ----------
    code : str
        Code of the indicator, or id of the dimension where that counts as one deprivation.
    dimension : str
        Id of its dimension.
    weight : fractions.Fraction
        Its weight; the weights of a design sum to 1.
    columns : tuple[str, ...]
        Codes of indicators: deprived where any of them is unmet.
    """

    code: str
    dimension: str
    weight: Fraction
    columns: tuple[str, ...]


class PovertyHeader(Document):
    """
    What the design is, over which rulebook, and who is poor by it.

    ``cutoff`` is ``union`` (deprived in anything), ``intersection`` (in everything) or a share of
    the weights such as ``1/3``; ``by`` says what is one deprivation: an indicator, or a dimension
    in which any indicator is unmet.
    """

    id: str
    title: Text
    short: Text
    framework: str
    cutoff: Cutoff
    by: Literal["indicator", "dimension"] = "indicator"
    unit: Literal["household", "person"] = "household"
    status: Standing
    source: Text
    note: Text | None = None


class PovertyIndicator(Document):
    """An indicator of a dimension; ``weight`` is its share of the dimension."""

    code: Code
    weight: Weight | None = None


class PovertyDimension(Document):
    """A dimension; ``weight`` is its share of the whole, ``confidence`` how sure the list is."""

    id: str
    title: Text
    weight: Weight | None = None
    confidence: Literal["verified", "inferred", "recalled", "uncertain"] = "verified"
    source: str = ""
    indicators: tuple[PovertyIndicator, ...]


class PovertyDesign(Document):
    """
    A whole design after Alkire and Foster.

    Weights are exact: a dimension's share of the whole times an indicator's share of its dimension,
    both equal where none is given.
    """

    poverty: PovertyHeader
    dimension: tuple[PovertyDimension, ...]

    @model_validator(mode="after")
    def _hangs_together(self) -> PovertyDesign:
        """Everything stands once, and weights are all given or none, and sum to 1."""
        faults = list(self._doubles())
        if not self.dimension or not all(one.indicators for one in self.dimension):
            faults.append(refusal("poverty_empty"))
        faults += _faults_of_sum(self.id, [one.weight for one in self.dimension])
        for one in self.dimension:
            inner = [indicator.weight for indicator in one.indicators]
            if self.poverty.by == "dimension" and any(weight is not None for weight in inner):
                faults.append(refusal("poverty_inside", dimension=one.id))
            faults += _faults_of_sum(one.id, inner)
        if not faults and self.denominator > LARGEST_DENOMINATOR:
            faults.append(refusal("poverty_fine", largest=LARGEST_DENOMINATOR))
        if faults:
            raise refusals(faults)
        return self

    def _doubles(self) -> Iterable[PydanticCustomError]:
        """Dimensions and indicators that stand twice."""
        ids = [one.id for one in self.dimension]
        codes = [one.code for part in self.dimension for one in part.indicators]
        for name in sorted({name for name in ids if ids.count(name) > 1}):
            yield refusal("poverty_dimension", dimension=name)
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            yield refusal("indicator_twice", indicator=code)

    @property
    def id(self) -> str:
        """The name by which it is asked for."""
        return self.poverty.id

    @property
    def verified(self) -> bool:
        """Whether outputs may present it without a label."""
        return self.poverty.status == "verified"

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of all indicators that it reads, in the order of the document."""
        return tuple(one.code for part in self.dimension for one in part.indicators)

    @cached_property
    def deprivations(self) -> tuple[Deprivation, ...]:
        """What a household can be deprived in, with exact weights."""
        found = []
        for part in self.dimension:
            whole = part.weight or Fraction(1, len(self.dimension))
            codes = tuple(one.code for one in part.indicators)
            if self.poverty.by == "dimension":
                found.append(Deprivation(part.id, part.id, whole, codes))
                continue
            equal = Fraction(1, len(codes))
            found += [
                Deprivation(one.code, part.id, whole * (one.weight or equal), (one.code,))
                for one in part.indicators
            ]
        return tuple(found)

    @cached_property
    def denominator(self) -> int:
        """The common denominator of the weights."""
        return lcm(*(one.weight.denominator for one in self.deprivations))

    @property
    def integers(self) -> tuple[int, ...]:
        """Weights as whole numbers, to be divided by :attr:`denominator`."""
        return tuple(int(one.weight * self.denominator) for one in self.deprivations)

    def threshold(self, k: str | float | Fraction | None = None) -> int:
        """
        The least sum of whole weights at which a household is poor.

        Parameters
        ----------
        k : str, float or fractions.Fraction, optional
            Cut-off instead of the design's own: ``"union"``, ``"intersection"`` or a share of the
            weights above 0 up to 1. A float counts as the decimal that it prints as.

        Returns
        -------
        int
            ceil(k × denominator): a sum of whole weights reaches k exactly if it reaches this.

        Raises
        ------
        AnalysisError
            When the cut-off is none.

        Examples
        --------
        >>> from tambon_gis import catalog
        >>> design = catalog.poverty("tpmap")
        >>> design.denominator, design.threshold(), design.threshold("2/5"), design.threshold(1)
        (5, 1, 2, 5)
        """
        given = self.poverty.cutoff if k is None else k
        if given == "union":
            return min(self.integers)
        try:
            cutoff = Fraction(1) if given == "intersection" else fraction(given)
        except ValueError:
            cutoff = Fraction(0)
        if not 0 < cutoff <= 1:
            raise AnalysisError("poverty.cutoff", where=self.id, given=str(given))
        return ceil(cutoff * self.denominator)

    def check(self, rulebook: Rulebook) -> None:
        """
        Hold the design against the rulebook that it reads.

        Parameters
        ----------
        rulebook : Rulebook
            The rulebook.

        Raises
        ------
        DocumentError
            When it is another rulebook, or lacks a code.

        Examples
        --------
        >>> from tambon_gis import catalog
        >>> catalog.poverty("tpmap").check(catalog.rulebook("bmn-2560"))
        """
        if rulebook.id != self.poverty.framework:
            raise DocumentError(
                "poverty.framework",
                where=self.id,
                framework=self.poverty.framework,
                rulebook=rulebook.id,
            )
        absent = [code for code in self.codes if code not in rulebook.by_code]
        if absent:
            raise DocumentError(
                "poverty.codes", where=self.id, codes=", ".join(absent), rulebook=rulebook.id
            )

    def sensitive(self, rulebook: Rulebook) -> bool:
        """
        Whether being poor tells of something sensitive: any of its indicators is.

        Parameters
        ----------
        rulebook : Rulebook
            The rulebook that it reads.

        Returns
        -------
        bool
            Whether it is.
        """
        self.check(rulebook)
        return any(rulebook.by_code[code].sensitive for code in self.codes)

    def reweighted(self, weights: Mapping[str, str | float | Fraction]) -> PovertyDesign:
        """
        The same design with other weights of its dimensions.

        Parameters
        ----------
        weights : Mapping[str, str or float or fractions.Fraction]
            Weight of every dimension by its id, above 0, in sum 1.

        Returns
        -------
        PovertyDesign
            A new design; shares inside a dimension and the cut-off stay.

        Raises
        ------
        AnalysisError
            When a dimension is missing or unknown, or the weights do not sum to 1.

        Examples
        --------
        >>> from tambon_gis import catalog
        >>> design = catalog.poverty("af-bmn")
        >>> ids = [one.id for one in design.dimension]
        >>> heavy = design.reweighted(dict(zip(ids, ["1/2", "1/8", "1/8", "1/8", "1/8"])))
        >>> sum(one.weight for one in heavy.deprivations)
        Fraction(1, 1)
        """
        try:
            exact = {name: fraction(weight) for name, weight in weights.items()}
        except ValueError:
            exact = {}
        sound = sum(exact.values()) == 1 and all(weight > 0 for weight in exact.values())
        if set(exact) != {one.id for one in self.dimension} or not sound:
            wanted = ", ".join(one.id for one in self.dimension)
            raise AnalysisError("poverty.weights", where=self.id, dimensions=wanted)
        dimension = tuple(
            one.model_copy(update={"weight": exact[one.id]}) for one in self.dimension
        )
        try:
            return PovertyDesign(poverty=self.poverty, dimension=dimension)
        except ValidationError:
            raise AnalysisError(
                "poverty.fine", where=self.id, largest=LARGEST_DENOMINATOR
            ) from None


def _faults_of_sum(name: str, weights: list[Fraction | None]) -> list[PydanticCustomError]:
    """Weights of one level: all given or none; in sum exactly 1."""
    given = [weight for weight in weights if weight is not None]
    if not given:
        return []
    if len(given) < len(weights):
        return [refusal("poverty_some", of=name)]
    if sum(given) != 1:
        return [refusal("poverty_sum", of=name, sum=str(sum(given)))]
    return []
