"""Composites: documents, one scale, aspects with gaps and ranges, and their mean."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from engine_support import in_kind, library_of, rows_of
from hypothesis import given, settings
from hypothesis import strategies as st

from tambon_gis import catalog
from tambon_gis.analysis.aggregate import measure
from tambon_gis.analysis.composite import normalise, radar, total
from tambon_gis.analysis.published import as_measured
from tambon_gis.errors import AnalysisError, DocumentError
from tambon_gis.model.composite import Composite, whole_weights
from tambon_gis.model.document import parse_document
from tambon_gis.words import LANGS

if TYPE_CHECKING:
    from collections.abc import Sequence

HEAD = """
[composite]
id = "made-up"
title = { th = "แต่งขึ้น", en = "Made up" }
short = { th = "แต่งขึ้น", en = "Made up" }
status = "illustrative"
source = { th = "แต่งขึ้น", en = "made up" }
"""
A, B = "99010101", "99010102"


def document(aspects: dict[str, Sequence[tuple[str, str]]], *, least: str = "1/2") -> str:
    """Aspects as (member, weight); a member with a slash is an indicator."""
    text = HEAD + f'least_coverage = "{least}"\n'
    for name, members in aspects.items():
        text += (
            f'\n[[aspect]]\nid = "{name}"\ntitle = {{ th = "ด้าน", en = "{name}" }}\nmembers = [\n'
        )
        for member, weight in members:
            framework, slash, code = member.partition("/")
            of = f'framework = "{framework}", code = "{code}"' if slash else f'aspect = "{member}"'
            text += f"    {{ {of}, weight = {weight} }},\n"
        text += "]\n"
    return text


def composite(aspects: dict[str, Sequence[tuple[str, str]]], *, least: str = "1/2") -> Composite:
    return parse_document(Composite, document(aspects, least=least), name="made-up.toml")


def values(cells: dict[tuple[str, str], Any], year: int = 2565) -> pd.DataFrame:
    """(place, ``framework/code``) -> value, or (value, low, high)."""
    rows = []
    for (place, name), cell in cells.items():
        framework, code = name.split("/")
        rows.append((year, place, framework, code, *(cell if isinstance(cell, tuple) else (cell,))))
    names = ["year", "place", "framework", "code", "value", "value_low", "value_high"]
    frame = pd.DataFrame(rows, columns=names[: max(len(row) for row in rows)])
    return frame.astype({name: "Float64" for name in frame.columns if name.startswith("value")})


# --- documents ---


def test_the_shipped_example_says_that_it_is_one() -> None:
    five = catalog.composite("five-aspects")
    assert not five.verified
    assert five.composite.status == "unverified"
    assert "ตัวอย่างประกอบ" in five.composite.title.th
    assert [one.title.th for one in five.aspect] == [
        "การพัฒนาด้านอาชีพ",
        "การจัดการทุนชุมชน",
        "การจัดการความเสี่ยงชุมชน",
        "การแก้ปัญหาความยากจน",
        "การบริหารจัดการชุมชน",
    ]
    for framework, code in five.indicators:
        indicator = catalog.rulebook(framework).by_code[code]
        assert not indicator.sensitive  # else it could not be drawn for a village


def test_documents_are_named_as_their_file() -> None:
    assert {catalog.composite(name).id for name in catalog.names("composites")} == set(
        catalog.names("composites")
    )


def test_weights_are_exact_and_only_their_proportions_count() -> None:
    one = composite({"x": [("b/1", "0.1"), ("b/2", '"1/3"'), ("b/3", "2")]}).aspect[0]
    assert [member.weight for member in one.members] == [Fraction(1, 10), Fraction(1, 3), 2]
    assert one.weights == (3, 10, 60)
    assert whole_weights([Fraction(1, 31)] * 31) == (1,) * 31


@pytest.mark.parametrize(
    ("aspects", "code"),
    [
        ({}, "composite_empty"),
        ({"x": []}, "composite_empty"),
        ({"x": [("b/1", "0")]}, "composite_weight"),
        ({"x": [("b/1", '"half"')]}, "composite_weight"),
        ({"x": [("b/1", "1"), ("b/1", "2")]}, "stands_twice"),
        ({"total": [("b/1", "1")]}, "composite_reserved"),
        ({"x": [("y", "1")]}, "composite_aspect"),
        ({"x": [("y", "1")], "y": [("z", "1")], "z": [("x", "1")]}, "composite_loop"),
    ],
)
def test_documents_that_mean_nothing_are_refused(
    aspects: dict[str, Sequence[tuple[str, str]]], code: str
) -> None:
    text = document(aspects) if aspects else HEAD + "aspect = []\n"
    if not aspects:
        text = "aspect = []\n" + HEAD
    with pytest.raises(DocumentError) as caught:
        parse_document(Composite, text, name="bad.toml")
    found = caught.value.facts["faults"]
    assert code in {one.code for one in found.found}  # type: ignore[attr-defined]
    assert all("{" not in caught.value.tell(lang) for lang in LANGS)


@pytest.mark.parametrize("member", ['{ framework = "b" }', '{ aspect = "y", code = "1" }', "{}"])
def test_a_member_is_an_indicator_or_an_aspect(member: str) -> None:
    text = HEAD + f'[[aspect]]\nid = "x"\ntitle = {{ th = "ก", en = "x" }}\nmembers = [{member}]\n'
    with pytest.raises(DocumentError) as caught:
        parse_document(Composite, text, name="bad.toml")
    assert "composite" not in caught.value.tell("en").partition("\n")[0]
    with pytest.raises(DocumentError):
        composite({"x": [("b/1", "1")]}, least="0")


# --- one scale ---


def counted(rows: Sequence[tuple[str, str, int | None, int | None]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["place", "code", "asked", "met"]).assign(
        year=2565, framework="bmn-2560", level="village", counts="household", unknown=0
    )
    numbers = ["asked", "met", "unknown"]
    frame = frame.astype(dict.fromkeys(numbers, "Int64"))
    return frame.assign(**{f"households_{name}": frame[name] for name in numbers})


def test_rates_and_scores_by_hand() -> None:
    rates = counted([(A, "4", 8, 6), (A, "9", 0, 0), (B, "4", None, None)])
    scored = pd.DataFrame(
        {
            "year": 2565,
            "framework": "nrd2c",
            "code": ["1", "2", "3", "4"],
            "place": A,
            "score": pd.array([1, 2, 3, None], dtype="Int16"),
        }
    )
    found = normalise(measure(rates), scored, rulebooks=[catalog.rulebook("nrd2c")])
    known = found.dropna(subset="value")
    assert known[["code", "value", "numerator", "denominator"]].to_numpy().tolist() == [
        ["4", 75.0, 6, 8],
        ["1", 0.0, 0, 2],
        ["2", 50.0, 1, 2],
        ["3", 100.0, 2, 2],
    ]
    assert set(zip(found["place"], found["framework"], found["code"], strict=True)) == {
        *((A, "bmn-2560", code) for code in ("4", "9")),
        (B, "bmn-2560", "4"),
        *((A, "nrd2c", code) for code in "1234"),
    }


def test_a_score_says_more_than_its_count() -> None:
    """A village scored 2 meets the indicator, so its rate is 100: the score stands."""
    counts = counted([(A, "1", 1, 1), ("990101", "1", 2, 1)]).assign(framework="nrd2c")
    scored = pd.DataFrame(
        {"year": 2565, "framework": "nrd2c", "code": ["1"], "place": A, "score": [2]}
    )
    found = normalise(counts, scored, rulebooks=[catalog.rulebook("nrd2c")])
    assert found[["place", "value"]].to_numpy().tolist() == [["990101", 50.0], [A, 50.0]]


def test_published_bands_are_ranges() -> None:
    published = measure(counted([(A, "4", 100, 80), (A, "9", None, None), (A, "10", None, None)]))
    published["share"] = pd.array([0.25, None, None], dtype="Float64")
    published["share_low"] = pd.array([None, 0.5, None], dtype="Float64")
    published["share_high"] = pd.array([None, 0.75, None], dtype="Float64")
    found = normalise(published).set_index("code")
    numbers = found[["value", "value_low", "value_high"]].astype(object)
    assert numbers.where(numbers.notna(), None).to_numpy().tolist() == [
        [None, None, None],
        [75.0, 75.0, 75.0],
        [None, 25.0, 50.0],
    ]


def sealed(**more: Any) -> pd.DataFrame:
    """80 asked: 20 fail in A; 1 to 4 in B."""
    told = {"form": ["exact", "few"], "place": [A, B], "asked": [80.0, 80.0]}
    told |= {"failing": [20.0, None], "share": [25.0, None], "households": [80.0, 80.0]}
    frame = pd.DataFrame(told).assign(
        year=2565, framework="bmn-2560", code="4", level="village", counts="household", unknown=""
    )
    frame["score"] = pd.array(more.pop("score", [None, None]), dtype="Float64")
    return frame.assign(rounded_to=pd.array([None, None], dtype="Int64"), **more)


def test_published_tables_go_on_one_scale() -> None:
    found = normalise(as_measured(sealed())).set_index("place")
    numbers = found[["value", "value_low", "value_high"]].astype(object)
    assert numbers.loc[[A, B]].where(numbers.notna(), None).to_numpy().tolist() == [
        [75.0, 75.0, 75.0],
        [None, 95.0, 98.75],
    ]


def test_a_published_score_stands_and_its_neighbour_keeps_its_rate() -> None:
    """NRD2C scores 1 to 3: a 2 is half-way; the village without a score has its range."""
    table = as_measured(sealed(framework="nrd2c", score=[2.0, None]))
    found = normalise(table, rulebooks=[catalog.rulebook("nrd2c")]).set_index("place")
    assert found.loc[A, ["value", "value_low", "value_high"]].tolist() == [50.0, 50.0, 50.0]
    assert found.loc[B, ["value_low", "value_high"]].tolist() == [95.0, 98.75]


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(1, 50))
def test_equal_rates_are_equal_points(asked: int, met: int, times: int) -> None:
    met = min(met, asked)
    table = counted([(A, "4", asked, met), (B, "4", asked * times, met * times)])
    first, second = normalise(table)["value"]
    assert first == second
    assert abs(Fraction(first) - Fraction(100 * met, asked)) < Fraction(1, 10**10)


# --- aspects ---

TWO = {"x": [("b/1", "1"), ("b/2", "3")], "y": [("b/3", "1")]}


def test_an_aspect_by_hand() -> None:
    cells = {(A, "b/1"): 40, (A, "b/2"): 80, (A, "b/3"): 10, (B, "b/1"): 40, (B, "b/3"): None}
    found = radar(values(cells), composite(TWO))
    numbers = found[["place", "aspect", "value", "coverage", "known", "members"]].astype(object)
    assert numbers.where(numbers.notna(), None).to_numpy().tolist() == [
        [A, "x", 70.0, 1.0, 2, 2],
        [A, "y", 10.0, 1.0, 1, 1],
        [B, "x", None, 0.25, 1, 2],  # a quarter of the weights is below a half
        [B, "y", None, 0.0, 0, 1],
    ]
    lenient = radar(values(cells), composite(TWO, least="1/4"))
    assert lenient["value"].tolist()[2] == 40.0


def test_coverage_that_reaches_the_least_exactly_is_enough() -> None:
    """Weights of 1/10: three of ten are three tenths, which floats would not quite say."""
    members = [(f"b/{n}", "0.1") for n in range(10)]
    table = values({(A, f"b/{n}"): 10.0 * n for n in range(3)})
    assert radar(table, composite({"x": members}, least="3/10"))["value"].tolist() == [10.0]
    short = radar(table, composite({"x": members}, least="31/100"))
    assert short["value"].isna().all()


def test_a_range_makes_a_range_and_no_value() -> None:
    cells = {
        (A, "b/1"): (None, 20.0, 40.0),
        (A, "b/2"): (80.0, 80.0, 80.0),
        (B, "b/1"): (50.0, 50.0, 50.0),
        (B, "b/2"): (50.0, 50.0, 50.0),
    }
    found = radar(values(cells), composite({"x": TWO["x"]}))
    assert found["value"].isna().tolist() == [True, False]
    assert found[["value_low", "value_high"]].to_numpy().tolist() == [[65.0, 70.0], [50.0, 50.0]]
    summed = total(found, composite({"x": TWO["x"]}))
    assert summed["rank"].isna().tolist() == [True, False]
    assert summed["value_high"].tolist() == [70.0, 50.0]


def test_aspects_of_aspects() -> None:
    deep = composite({"top": [("x", "1"), ("b/4", "1")], **TWO})
    assert [one.id for one in deep.top] == ["top", "y"]
    assert [one.id for one in deep.inner_first].index("x") == 0
    cells = {(A, "b/1"): 40, (A, "b/2"): 80, (A, "b/4"): 10, (B, "b/2"): 60, (B, "b/4"): 0}
    found = radar(values(cells), deep)
    tops = found[found["aspect"] == "top"]
    assert tops["value"].tolist() == [40.0, 30.0]
    assert tops["coverage"].tolist() == [1.0, (0.75 + 1) / 2]
    assert found["aspect"].tolist() == ["top", "x", "y"] * 2


def test_years_of_two_surveys() -> None:
    aspects = composite({"x": [("b/1", "1"), ("n/1", "1")]})
    table = pd.concat([values({(A, "b/1"): 40}, 2565), values({(A, "n/1"): 80}, 2564)])
    apart = radar(table, aspects)
    assert apart[["year", "value"]].to_numpy().tolist() == [[2564, 80.0], [2565, 40.0]]
    joined = radar(table, aspects, years={"b": 2565, "n": 2564})
    assert joined[["year", "value"]].to_numpy().tolist() == [[2565, 60.0]]


def test_the_total_needs_every_aspect_and_ranks_within_a_level() -> None:
    two = composite(TWO)
    cells = {
        (place, f"b/{code}"): value
        for place, numbers in {
            A: (10, 10, 10),
            B: (40, 40, 30),
            "99010103": (35, 35, 35),
            "990101": (0, 0, 0),
            "TH": (1, 1, 1),
            "99": (2, 2, 2),
            "99010104": (90, 90, None),
        }.items()
        for code, value in enumerate(numbers, 1)
    }
    found = total(radar(values(cells), two), two).set_index("place")
    expected = {A: 3, B: 1, "99010103": 1, "990101": 1, "99": 1, "TH": 1}
    assert found["rank"].dropna().to_dict() == expected
    assert found.loc["99010104", "known"] == 1
    assert pd.isna(found.loc["99010104", "value"])


# --- properties ---

CELL = st.one_of(st.none(), st.integers(0, 1000).map(lambda n: n / 10))
PLACES = st.lists(st.tuples(*[CELL] * 4), min_size=1, max_size=6)
WEIGHTS = st.lists(st.fractions(Fraction(1, 20), 20, max_denominator=20), min_size=4, max_size=4)


def table_of(places: list[tuple[float | None, ...]]) -> pd.DataFrame:
    return values(
        {
            (f"990101{at:02d}", f"b/{code}"): value
            for at, numbers in enumerate(places, 1)
            for code, value in enumerate(numbers, 1)
        }
    )


def of_weights(weights: list[Fraction]) -> Composite:
    return composite({"x": [(f"b/{n}", f'"{w}"') for n, w in enumerate(weights, 1)]})


@given(PLACES, WEIGHTS)
def test_an_aspect_is_the_exact_mean_of_what_is_known(
    places: list[tuple[float | None, ...]], weights: list[Fraction]
) -> None:
    found = radar(table_of(places), of_weights(weights))
    for row, numbers in zip(found.to_dict("records"), places, strict=True):
        known = [(w, v) for w, v in zip(weights, numbers, strict=True) if v is not None]
        share = sum((w for w, _ in known), Fraction(0)) / sum(weights)
        assert abs(row["coverage"] - float(share)) < 1e-12
        assert pd.isna(row["value"]) == (share < Fraction(1, 2))
        if share >= Fraction(1, 2):
            exact = sum(w * Fraction(v) for w, v in known) / sum(w for w, _ in known)
            assert abs(Fraction(row["value"]) - exact) < Fraction(1, 10**9)


@given(PLACES, WEIGHTS, st.fractions(Fraction(1, 50), 50, max_denominator=50), st.randoms())
@settings(max_examples=50)
def test_neither_a_factor_nor_the_order_of_rows_changes_a_bit(
    places: list[tuple[float | None, ...]], weights: list[Fraction], factor: Fraction, random: Any
) -> None:
    table = table_of(places)
    order = list(range(len(table)))
    random.shuffle(order)
    scaled = of_weights([weight * factor for weight in weights])
    pd.testing.assert_frame_equal(
        radar(table.iloc[order], scaled), radar(table, of_weights(weights)), check_exact=True
    )


@given(st.lists(st.tuples(*[st.integers(0, 100)] * 4), min_size=1, max_size=4), WEIGHTS)
@settings(max_examples=50)
def test_two_steps_are_one(places: list[tuple[int, ...]], weights: list[Fraction]) -> None:
    """An aspect of two aspects that weigh what their members weigh is the aspect of all members."""
    left, right = sum(weights[:2]), sum(weights[2:])
    members = [(f"b/{n}", f'"{w}"') for n, w in enumerate(weights, 1)]
    deep = composite(
        {"x": [("l", f'"{left}"'), ("r", f'"{right}"')], "l": members[:2], "r": members[2:]}
    )
    table = table_of([tuple(map(float, one)) for one in places])
    flat = radar(table, of_weights(weights))["value"].tolist()
    found = radar(table, deep)
    assert found[found["aspect"] == "x"]["value"].tolist() == pytest.approx(flat, abs=1e-9)


@given(st.lists(st.tuples(*[st.tuples(st.integers(0, 100), st.integers(0, 30))] * 2), min_size=1))
@settings(max_examples=40)
def test_whatever_a_range_hides_the_aspect_lies_in_its_range(
    places: list[tuple[tuple[int, int], ...]],
) -> None:
    aspect = composite({"x": TWO["x"]})
    bands, hidden = {}, {}
    for at, numbers in enumerate(places, 1):
        for code, (value, width) in enumerate(numbers, 1):
            key = (f"990101{at:02d}", f"b/{code}")
            bands[key] = (None, float(value - width), float(value + width))
            hidden[key] = float(value)
    found, truth = radar(values(bands), aspect), radar(values(hidden), aspect)["value"]
    assert (found["value_low"] <= truth + 1e-9).all()
    assert (truth <= found["value_high"] + 1e-9).all()


def test_any_kind_of_frame_is_answered_in_kind(kind: str) -> None:
    two = composite(TWO)
    points = normalise(in_kind(counted([(A, "4", 8, 6)]), kind))
    assert library_of(points) == kind
    assert rows_of(points) == [(2565, A, "bmn-2560", "4", 75.0, 6, 8)]
    table = values({(A, "b/1"): 40, (A, "b/2"): 80, (A, "b/3"): 10})
    aspects = radar(in_kind(table, kind), two)
    assert library_of(aspects) == kind
    assert rows_of(aspects) == [(2565, A, "x", 70.0, 1.0, 2, 2), (2565, A, "y", 10.0, 1.0, 1, 1)]
    assert rows_of(total(aspects, two)) == [(2565, A, 40.0, 2, 2, 1)]


# --- refused ---


def test_what_cannot_be_put_on_one_scale_is_refused() -> None:
    scored = pd.DataFrame(
        {"year": 2565, "framework": "nrd2c", "code": ["1"], "place": A, "score": [2]}
    )
    with pytest.raises(AnalysisError) as caught:
        normalise(scored)
    assert (caught.value.code, caught.value.facts) == (
        "composite.no_scores",
        {"framework": "nrd2c"},
    )
    with pytest.raises(AnalysisError) as caught:
        normalise(counted([(A, "4", 8, 6), (A, "4", 2, 1)]))
    assert caught.value.code == "composite.twice"


def test_what_is_no_radar_is_refused() -> None:
    table = values({(A, "c/1"): 40})
    with pytest.raises(AnalysisError) as caught:
        radar(table, composite(TWO))
    assert caught.value.code == "composite.nothing"
    with pytest.raises(AnalysisError) as caught:
        radar(table, composite({"x": [("c/1", "1"), ("b/1", "1")]}), years={"c": 2565})
    assert (caught.value.code, caught.value.facts["frameworks"]) == ("composite.years", "b")
    assert all("{" not in caught.value.tell(lang) for lang in LANGS)
