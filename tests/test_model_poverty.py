"""Poverty designs: exact weights, cut-offs, what is refused, and the two that are shipped."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from poverty_support import design, designs, equal, parts_of
from pydantic import ValidationError

import tambon_gis
from tambon_gis import catalog
from tambon_gis.errors import AnalysisError, DocumentError
from tambon_gis.model.document import parse_document
from tambon_gis.model.exact import fraction
from tambon_gis.model.poverty import PovertyDesign

SHIPPED = Path(tambon_gis.__file__).parent / "documents" / "poverty"
HEAD = """
[poverty]
id = "own"
title = { th = "ก", en = "a" }
short = { th = "ก", en = "a" }
framework = "bmn-2560"
cutoff = CUTOFF
status = "illustrative"
source = { th = "-", en = "-" }
"""
ONE, TWO = '{ code = "4"', '{ code = "5"'
DIMENSION = """
[[dimension]]
id = "NAME"
title = { th = "ก", en = "a" }
"""


def written(body: str, cutoff: str = '"1/3"') -> str:
    return HEAD.replace("CUTOFF", cutoff) + body


def dimension(name: str, *lines: str) -> str:
    return DIMENSION.replace("NAME", name) + "\n".join(lines) + "\n"


# --- exact weights ---


@given(designs())
def test_weights_sum_to_one_exactly(one: PovertyDesign) -> None:
    assert sum(part.weight for part in one.deprivations) == 1
    assert [(part.weight, list(part.columns)) for part in one.deprivations] == parts_of(one)
    assert sum(one.integers) == one.denominator
    whole = [Fraction(points, one.denominator) for points in one.integers]
    assert whole == [part.weight for part in one.deprivations]


@given(designs(), st.fractions(Fraction(1, 50), 1, max_denominator=50))
def test_a_whole_score_reaches_the_threshold_exactly_if_the_score_reaches_k(
    one: PovertyDesign, k: Fraction
) -> None:
    for score in range(one.denominator + 1):
        assert (score >= one.threshold(k)) == (Fraction(score, one.denominator) >= k)


def test_thirds_and_tenths_as_people_write_them() -> None:
    assert fraction("1/3") * 3 == 1
    assert [fraction(given) for given in (0.1, "0.1", " 1/10 ", 1)] == [
        *[Fraction(1, 10)] * 3,
        Fraction(1),
    ]


@pytest.mark.parametrize("wrong", ["a", "", "1/0", True, None, float("nan")])
def test_what_is_no_number_is_no_fraction(wrong: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - it carries no text of its own
        fraction(wrong)


def test_a_share_of_a_dimension_times_its_share_of_the_whole() -> None:
    one = design([("x", "1/3", {"a": 0.25, "b": "3/4"}), ("y", "2/3", {"c": None, "d": None})])
    assert [part.weight for part in one.deprivations] == [
        Fraction(1, 12),
        Fraction(1, 4),
        Fraction(1, 3),
        Fraction(1, 3),
    ]
    assert one.codes == ("a", "b", "c", "d")


def test_cutoffs() -> None:
    one = design([("x", "1/4", {"a": None}), ("y", "3/4", {"b": None})], "intersection")
    asked = (None, "union", "intersection", "1/4", 0.5, Fraction(3, 4), "1/5", "4/5")
    assert [one.threshold(k) for k in asked] == [4, 1, 4, 1, 2, 3, 1, 4]


def test_new_weights_are_exact_and_leave_the_old_design_alone() -> None:
    one = design([("x", None, {"a": None, "b": None}), ("y", None, {"c": None})])
    other = one.reweighted({"x": "2/3", "y": Fraction(1, 3)})
    assert [part.weight for part in other.deprivations] == [Fraction(1, 3)] * 3
    assert [part.weight for part in one.deprivations] == [Fraction(1, 4)] * 2 + [Fraction(1, 2)]


@pytest.mark.parametrize(
    "weights",
    [{"x": "1"}, {"x": "1/2", "z": "1/2"}, {"x": "1/2", "y": "1/3"}, {"x": "3/2", "y": "-1/2"},
     {"x": "1", "y": "0"}, {"x": "half", "y": "half"}],
)  # fmt: skip
def test_new_weights_that_are_none(weights: dict[str, str]) -> None:
    one = design([("x", None, {"a": None}), ("y", None, {"b": None})])
    with pytest.raises(AnalysisError, match="x, y") as caught:
        one.reweighted(weights)
    assert caught.value.code == "poverty.weights"


def test_weights_too_fine_for_sums() -> None:
    one = design([("x", None, {"a": None}), ("y", None, {"b": None})])
    fine = Fraction(1, 10**9 + 7)
    with pytest.raises(AnalysisError) as caught:
        one.reweighted({"x": fine, "y": 1 - fine})
    assert caught.value.code == "poverty.fine"
    with pytest.raises(ValidationError, match="simpler fractions"):
        design([("x", str(fine), {"a": None}), ("y", str(1 - fine), {"b": None})])


# --- what a document may not say ---


@pytest.mark.parametrize(
    ("body", "cutoff", "told"),
    [
        (dimension("x", 'weight = "1/2"', 'indicators = [{ code = "4" }]'), '"1/3"', "sum to 1/2"),
        (
            dimension("x", 'weight = "2/3"', 'indicators = [{ code = "4" }]')
            + dimension("y", 'weight = "2/3"', 'indicators = [{ code = "5" }]'),
            '"1/3"',
            "sum to 4/3",
        ),
        (
            dimension("x", 'weight = "1/2"', 'indicators = [{ code = "4" }]')
            + dimension("y", 'indicators = [{ code = "5" }]'),
            '"1/3"',
            "to every entry, or to none",
        ),
        (
            dimension("x", 'indicators = [{ code = "4", weight = 0.5 }, { code = "5" }]'),
            '"1/3"',
            "to every entry, or to none",
        ),
        (
            dimension("x", f"indicators = [{ONE}, weight = 0.3 }}, {TWO}, weight = 0.6 }}]"),
            '"1/3"',
            "sum to 9/10",
        ),
        (dimension("x", 'indicators = [{ code = "4" }, { code = "4" }]'), '"1/3"', "indicator 4"),
        (
            dimension("x", 'indicators = [{ code = "4" }]') * 2,
            '"1/3"',
            "dimension x stands twice",
        ),
        (dimension("x", "indicators = []"), '"1/3"', "at least one"),
        (dimension("x", 'indicators = [{ code = "4", weight = 0 }]'), '"1/3"', "above 0"),
        (dimension("x", 'indicators = [{ code = "4", weight = "much" }]'), '"1/3"', "above 0"),
        (dimension("x", 'indicators = [{ code = "4", weight = true }]'), '"1/3"', "above 0"),
        (dimension("x", 'indicators = [{ code = "4" }]'), '"some"', "union"),
        (dimension("x", 'indicators = [{ code = "4" }]'), "1.5", "union"),
        (
            dimension("x", 'indicators = [{ code = "4", weight = 1 }]'),
            '"1/3"\nby = "dimension"',
            "one deprivation",
        ),
        (dimension("x", 'cut = 1\nindicators = [{ code = "4" }]'), '"1/3"', "“cut”"),
    ],
)  # fmt: skip
def test_faults_are_told_plainly(body: str, cutoff: str, told: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse_document(PovertyDesign, written(body, cutoff), name="own.toml")
    assert told in caught.value.tell("en")
    assert "own.toml" in caught.value.tell("th")


def test_all_faults_at_once() -> None:
    body = dimension("x", 'weight = "1/2"', 'indicators = [{ code = "4" }, { code = "4" }]')
    with pytest.raises(DocumentError) as caught:
        parse_document(PovertyDesign, written(body), name="own.toml")
    told = caught.value.tell("en")
    assert "indicator 4 stands twice" in told
    assert "x: the weights sum to 1/2" in told or "own: the weights sum to 1/2" in told


# --- against a rulebook ---


def test_held_against_its_rulebook() -> None:
    book = catalog.rulebook("bmn-2560")
    with pytest.raises(DocumentError) as caught:
        equal(["4"]).check(book)
    assert caught.value.code == "poverty.framework"
    strange = design([("x", None, {"4": None, "99": None})], framework="bmn-2560")
    with pytest.raises(DocumentError, match="99") as caught:
        strange.check(book)
    assert caught.value.code == "poverty.codes"
    with pytest.raises(DocumentError):
        strange.sensitive(book)


def test_sensitive_where_any_part_is() -> None:
    book = catalog.rulebook("bmn-2560")
    plain: dict[str, Any] = {"4": None, "9": None}
    assert not design([("x", None, plain)], framework="bmn-2560").sensitive(book)
    assert design([("x", None, {**plain, "16": None})], framework="bmn-2560").sensitive(book)


# --- the shipped ones ---


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_shipped_designs_fit_their_rulebook_and_say_what_they_are(path: Path) -> None:
    one = catalog.poverty(path.stem)
    assert one.id == path.stem
    one.check(catalog.rulebook(one.poverty.framework))
    assert not one.verified  # no shipped design is official
    assert one.poverty.note is not None


def test_tpmap_is_the_union_of_the_five_dimensions(shared: Path) -> None:
    one = catalog.poverty("tpmap")
    with (shared / "domain" / "tpmap_dimensions.csv").open(encoding="utf-8-sig") as lines:
        rows = list(csv.DictReader(lines))
    for row, part in zip(rows, one.dimension, strict=True):
        assert (part.id, part.title.th) == (row["mongo_key"], row["dimension_th"])
        assert ";".join(indicator.code for indicator in part.indicators) == row["bmn31_codes"]
        assert part.confidence == row["confidence"].split()[0]
    assert (one.poverty.cutoff, one.poverty.by, one.poverty.status) == (
        "union",
        "dimension",
        "unverified",
    )
    assert {part.weight for part in one.deprivations} == {Fraction(1, 5)}


def test_the_example_weighs_five_dimensions_alike() -> None:
    one, book = catalog.poverty("af-bmn"), catalog.rulebook("bmn-2560")
    assert one.poverty.status == "illustrative"
    assert list(one.codes) == [indicator.code for indicator in book.indicator]
    for part in one.dimension:
        weights = [d.weight for d in one.deprivations if d.dimension == part.id]
        assert sum(weights) == Fraction(1, 5)
        assert len(set(weights)) == 1
        assert {book.by_code[i.code].dimension for i in part.indicators} == {part.id}


def test_a_design_of_ones_own_comes_first(tmp_path: Path) -> None:
    folder = tmp_path / "poverty"
    folder.mkdir()
    body = dimension("x", 'indicators = [{ code = "4" }]')
    (folder / "own.toml").write_text(written(body), encoding="utf-8")
    assert catalog.poverty("own", folders=[tmp_path]).codes == ("4",)
    assert catalog.names("poverty", folders=[tmp_path]) == ("af-bmn", "own", "tpmap")
