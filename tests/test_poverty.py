"""Multidimensional poverty: published vectors, fractions by loops, another package, properties."""

from __future__ import annotations

import csv
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import polars as pl
import poverty_support as support
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from poverty_support import PLACES, brute, design, equal, parts_of

from tambon_gis.analysis.poverty import (
    by_indicator,
    contributions,
    decompose,
    deprived,
    headcounts,
    measure,
    roll_up,
)
from tambon_gis.engine.sql import ENGINES
from tambon_gis.errors import AnalysisError, CodeError, StageError

if TYPE_CHECKING:
    from pathlib import Path

    from tambon_gis.model.poverty import PovertyDesign

NEAR = 5e-7
EMBEDDED = [engine for engine in ENGINES if engine != "spark"]


@pytest.fixture(params=EMBEDDED)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def near(found: Any, wanted: Any) -> bool:
    """Equal to six decimals."""
    return bool(np.abs(np.asarray(found, dtype=float) - np.asarray(wanted)).max() <= NEAR)


# --- the published vector AF-1 ---

AF1 = [[1, 0, 1, 0], [0, 1, 0, 0], [0, 1, 1, 1], [1, 0, 0, 0], [1, 0, 1, 0]]
FOUR = ["d1", "d2", "d3", "d4"]


def af1() -> pd.DataFrame:
    frame = pd.DataFrame(AF1, columns=FOUR).assign(half=["first"] * 2 + ["second"] * 3)
    return deprived(frame, FOUR)


def test_af1_h_a_m0_and_headcounts(engine: str) -> None:
    heads = headcounts(af1(), equal(FOUR, "1/2"), engine=engine)
    assert near(measure(heads)[["H", "A", "M0"]], [[0.6, 0.583333, 0.350]])
    assert heads[["n", "q", "score", "denominator", "threshold"]].to_numpy().tolist() == [
        [5, 3, 7, 4, 2]
    ]
    told = contributions(by_indicator(af1(), equal(FOUR, "1/2"), engine=engine))
    assert near(told["uncensored_ratio"], [0.6, 0.4, 0.6, 0.2])
    assert near(told["censored_ratio"], [0.4, 0.2, 0.6, 0.2])
    assert near(told["contribution"], [0.285714, 0.142857, 0.428571, 0.142857])


def test_af1_subgroups_add_up() -> None:
    heads = headcounts(af1(), equal(FOUR, "1/2"), by=["half"])
    found = measure(heads).set_index("half")
    assert near(found.loc["first", ["H", "A", "M0"]], [0.5, 0.5, 0.25])
    assert near(found.loc["second", ["H", "A", "M0"]], [0.666667, 0.625, 0.416667])
    told = decompose(heads)
    assert told["population_share"].tolist() == [0.4, 0.6]
    assert near(told["whole_M0"], [0.35, 0.35])
    assert near(told["contribution"], [2 / 7, 5 / 7])


# --- the published vector AF-3 ---

ELEVEN = [f"d{n}" for n in range(1, 12)]


def af3(shared: Path) -> tuple[pd.DataFrame, list[dict[str, str]]]:
    path = shared / "domain" / "vectors_alkire_foster_nectec.csv"
    with path.open(encoding="utf-8-sig") as lines:
        rows = list(csv.DictReader(lines))
    frame = pd.DataFrame(rows).astype(dict.fromkeys(ELEVEN, "int64"))
    return deprived(frame, ELEVEN), rows


def test_af3_all_and_subgroups(shared: Path, engine: str) -> None:
    table, _ = af3(shared)
    heads = headcounts(table, equal(ELEVEN, "3/11"), by=["region"], engine=engine)
    everyone = measure(roll_up(heads, "country", by=()))
    assert near(everyone[["H", "A", "M0"]], [[0.933333, 0.551948, 0.515152]])
    found = measure(heads).set_index("region")
    for region, n, values in [
        ("Olmeto", 14, [0.928571, 0.552448, 0.512987]),
        ("Zicavo", 11, [0.909091, 0.600000, 0.545455]),
        ("Bastia", 2, [1, 0.4090909, 0.4090909]),
    ]:
        assert found.loc[region, "n"] == n
        assert near(found.loc[region, ["H", "A", "M0"]], values)


def test_af3_contributions_of_bastia(shared: Path) -> None:
    table, _ = af3(shared)
    told = contributions(by_indicator(table, equal(ELEVEN, "3/11"), by=["region"]))
    ninths = [1, 1, 1, 2, 0, 2, 0, 1, 0, 1, 0]
    bastia = told[told["region"] == "Bastia"]
    assert bastia["code"].tolist() == ELEVEN
    assert near(bastia["contribution"], [n / 9 for n in ninths])


def test_af3_the_higher_cutoff(shared: Path) -> None:
    table, _ = af3(shared)
    found = measure(headcounts(table, equal(ELEVEN), k="6/11"))
    assert near(found[["H", "A", "M0"]], [[0.566667, 0.647059, 0.366667]])


def test_af3_unit_weights_by_counting(shared: Path) -> None:
    """Cut-off 3 of 11 in words: at least three ones in the row of the file."""
    table, rows = af3(shared)
    ones = [sum(int(row[name]) for name in ELEVEN) for row in rows]
    heads = headcounts(table, equal(ELEVEN, "3/11"))
    assert heads["q"].tolist() == [sum(count >= 3 for count in ones)]
    assert heads["score"].tolist() == [sum(count for count in ones if count >= 3)]


# --- against loops with fractions ---


def same_heads(
    heads: pd.DataFrame, rows: list[dict[str, Any]], one: PovertyDesign, **k: Any
) -> None:
    """Every row of headcounts is what the loops give."""
    for row in heads.to_dict("records"):
        here = [r for r in rows if r["place"] == row["place"]]
        if "sex" in row:
            sex = None if pd.isna(row["sex"]) else row["sex"]
            here = [r for r in here if r["sex"] == sex]
        cutoff = Fraction(str(one.poverty.cutoff))
        want = brute(here, parts_of(one), cutoff, **k)
        assert row["n"] == want["n"]
        assert row["n_unknown"] == want["n_unknown"]
        assert row["q"] == want["q"]
        assert Fraction(int(row["score"]), row["denominator"]) == want["score"]
        assert row["unknown_sure"] == want["sure"]
        assert row["unknown_possible"] == want["possible"]
        assert (row["rows"], row["rows_poor"]) == (want["rows"], want["rows_poor"])
        assert row["rows"] + row["rows_unknown"] == len(here)


@settings(max_examples=24)
@given(rows=support.states(), one=support.designs(), engine=st.sampled_from(EMBEDDED))
def test_headcounts_are_those_of_the_loops(
    rows: list[dict[str, Any]], one: PovertyDesign, engine: str
) -> None:
    heads = headcounts(support.table(rows), one, engine=engine)
    assert sorted(heads["place"]) == sorted({row["place"] for row in rows})
    same_heads(heads, rows, one)


@settings(max_examples=16)
@given(rows=support.states(), one=support.designs(), engine=st.sampled_from(EMBEDDED))
def test_groups_and_people_are_those_of_the_loops(
    rows: list[dict[str, Any]], one: PovertyDesign, engine: str
) -> None:
    heads = headcounts(support.table(rows), one, by=["sex"], weight="members", engine=engine)
    assert len(heads) == len({(row["place"], row["sex"]) for row in rows})
    same_heads(heads, rows, one, weight="members")


@settings(max_examples=24)
@given(rows=support.states(), one=support.designs(), engine=st.sampled_from(EMBEDDED))
def test_deprivations_are_those_of_the_loops(
    rows: list[dict[str, Any]], one: PovertyDesign, engine: str
) -> None:
    found = by_indicator(support.table(rows), one, engine=engine)
    for place, part in found.groupby("place"):
        here = [row for row in rows if row["place"] == place]
        want = brute(here, parts_of(one), Fraction(str(one.poverty.cutoff)))
        assert part["deprived"].tolist() == want["deprived"]
        assert part["censored"].tolist() == want["censored"]
        points = zip(part["weight"], part["denominator"], strict=True)
        assert [Fraction(w, d) for w, d in points] == [weight for weight, _ in parts_of(one)]
        total = sum(part["weight"] * part["censored"])
        assert Fraction(int(total), int(part["denominator"].iloc[0])) == want["score"]


@settings(max_examples=16)
@given(rows=support.states(), one=support.designs())
def test_missing_taken_as_not_deprived(rows: list[dict[str, Any]], one: PovertyDesign) -> None:
    """The same as a table in which every hole was filled with met."""
    filled = [{k: 1 if k in support.CODES and v is None else v for k, v in r.items()} for r in rows]
    found = headcounts(support.table(rows), one, missing="not_deprived")
    pd.testing.assert_frame_equal(found, headcounts(support.table(filled), one))
    bounds = headcounts(support.table(rows), one)
    assert found["q"].tolist() == (bounds["q"] + bounds["unknown_sure"]).tolist()


@settings(max_examples=16)
@given(rows=support.states(), one=support.designs(), data=st.data())
def test_bounds_hold_however_the_holes_are_filled(
    rows: list[dict[str, Any]], one: PovertyDesign, data: st.DataObject
) -> None:
    def fill(row: dict[str, Any]) -> dict[str, Any]:
        return {
            name: data.draw(st.sampled_from([0, 1, -1]))
            if name in support.CODES and v is None
            else v
            for name, v in row.items()
        }

    bounds = measure(roll_up(headcounts(support.table(rows), one), "country"))
    full = measure(roll_up(headcounts(support.table([fill(row) for row in rows]), one), "country"))
    share, low, high = full["H"].iloc[0], bounds["H_low"].iloc[0], bounds["H_high"].iloc[0]
    assert low <= share <= high


# --- properties ---


@settings(max_examples=20)
@given(rows=support.states(), one=support.designs())
def test_subgroups_recombine_exactly(rows: list[dict[str, Any]], one: PovertyDesign) -> None:
    table = support.table(rows)
    whole = roll_up(headcounts(table, one), "country")
    groups = headcounts(table, one, by=["sex"])
    pd.testing.assert_frame_equal(roll_up(groups, "country", by=()), whole)
    told = decompose(roll_up(groups, "country"))
    n, score = int(whole["n"].iloc[0]), int(whole["score"].iloc[0])
    scale = int(whole["denominator"].iloc[0])
    parts = [
        Fraction(int(row.n), n) * Fraction(int(row.score), scale * int(row.n))
        for row in told.itertuples()
        if row.n
    ]
    if n:
        assert sum(parts) == Fraction(score, scale * n)
        assert near(told["population_share"].sum(), 1)
        assert near((told["population_share"] * told["M0"]).sum(), score / (scale * n))
    if score:
        assert near(told["contribution"].sum(), 1)


@settings(max_examples=12)
@given(rows=support.states(), one=support.designs())
def test_places_recombine_in_one_step_and_in_two(
    rows: list[dict[str, Any]], one: PovertyDesign
) -> None:
    for table in (
        headcounts(support.table(rows), one, by=["sex"]),
        by_indicator(support.table(rows), one, by=["sex"]),
    ):
        at_once = roll_up(table, "amphoe")
        in_steps = roll_up(roll_up(table, "tambon"), "amphoe")
        pd.testing.assert_frame_equal(at_once, in_steps)


@settings(max_examples=12)
@given(rows=support.states(), one=support.designs(), data=st.data())
def test_the_order_of_rows_changes_nothing(
    rows: list[dict[str, Any]], one: PovertyDesign, data: st.DataObject
) -> None:
    other = data.draw(st.permutations(rows))
    for function in (headcounts, by_indicator):
        first, second = (function(support.table(r), one, by=["sex"]) for r in (rows, other))
        pd.testing.assert_frame_equal(first, second)


@settings(max_examples=12)
@given(rows=support.states(), one=support.designs())
def test_fewer_are_poor_the_higher_the_cutoff(
    rows: list[dict[str, Any]], one: PovertyDesign
) -> None:
    table = support.table(rows)
    steps = [headcounts(table, one, k=Fraction(n, 6)) for n in range(1, 7)]
    for lower, higher in pairwise(steps):
        assert (higher["q"] <= lower["q"]).all()
        assert (higher["score"] <= lower["score"]).all()
        assert (higher["n"] == lower["n"]).all()


@settings(max_examples=16)
@given(rows=support.states(), one=support.designs())
def test_union_and_intersection(rows: list[dict[str, Any]], one: PovertyDesign) -> None:
    table, parts = support.table(rows), parts_of(one)
    for k, quantifier in (("union", any), ("intersection", all)):
        poor = [
            quantifier(0 in [row[code] for code in codes] for _, codes in parts)
            for row in rows
            if all(
                0 in [row[c] for c in codes] or None not in [row[c] for c in codes]
                for _, codes in parts
            )
        ]
        assert headcounts(table, one, k=k)["q"].sum() == sum(poor)


@settings(max_examples=12)
@given(rows=support.states(holes=False), one=support.designs())
def test_the_mean_score_lies_between_the_cutoff_and_one(
    rows: list[dict[str, Any]], one: PovertyDesign
) -> None:
    found = measure(headcounts(support.table(rows), one))
    poor = found[found["q"] > 0]
    assert (poor["A"] >= float(Fraction(str(one.poverty.cutoff))) - 1e-12).all()
    assert (poor["A"] <= 1).all()
    assert near((poor["H"] * poor["A"]).tolist() or [0], poor["M0"].tolist() or [0])
    assert found.loc[found["q"] == 0, "A"].isna().all()
    assert (found.loc[(found["q"] == 0) & (found["n"] > 0), "M0"] == 0).all()


# --- ties ---


def test_two_thirds_of_three_thirds_is_poor(engine: str) -> None:
    table = deprived(pd.DataFrame({"a": [1, 1], "b": [1, 0], "c": [0, 0]}), ["a", "b", "c"])
    assert headcounts(table, equal(["a", "b", "c"], "2/3"), engine=engine)["q"].tolist() == [1]


@pytest.mark.parametrize("tenths", range(1, 11))
def test_ties_where_floats_fail(tenths: int, engine: str) -> None:
    """Row r is deprived in r of ten; eight times 0.1 is less than 0.8 in floats."""
    ten = [f"d{n}" for n in range(10)]
    table = deprived(
        pd.DataFrame([[int(n < r) for n in range(10)] for r in range(11)], columns=ten), ten
    )
    for k in (f"{tenths}/10", tenths / 10, Fraction(tenths, 10)):
        assert headcounts(table, equal(ten), k=k, engine=engine)["q"].tolist() == [11 - tenths]
    assert sum([0.1] * 8) < 0.8


def test_everything_is_everything(engine: str) -> None:
    """31 times 1/31 is not 1 in floats, and nobody would be poor by intersection."""
    codes = [f"d{n}" for n in range(31)]
    table = deprived(pd.DataFrame([[1] * 31], columns=codes), codes)
    assert headcounts(table, equal(codes, "intersection"), engine=engine)["q"].tolist() == [1]
    assert sum([1 / 31] * 31) < 1


# --- what is unknown ---


def test_unknown_rows_stand_apart_and_give_bounds() -> None:
    """Of five households two are known (one poor); of the three others one is poor for sure."""
    rows = {"a": [1, 0, 1, 0, None], "b": [1, 0, None, None, 0], "c": [0, 0, 0, None, 0]}
    found = measure(headcounts(deprived(pd.DataFrame(rows), ["a", "b", "c"]), equal("abc", "1/3")))
    row = found.iloc[0]
    assert (row["n"], row["n_unknown"], row["q"]) == (2, 3, 1)
    assert (row["unknown_sure"], row["unknown_possible"]) == (1, 3)
    assert (row["H"], row["H_low"], row["H_high"]) == (0.5, 0.4, 0.8)
    assert row["unknown_share"] == 0.6


def test_not_applicable_is_not_deprived_and_not_unknown() -> None:
    table = support.table(
        [dict.fromkeys(support.CODES, -1) | {"place": PLACES[0], "sex": 1, "members": 1}]
    )
    row = headcounts(table, equal("abc")).iloc[0]
    assert (row["n"], row["n_unknown"], row["q"]) == (1, 0, 0)


def test_a_dimension_is_known_to_be_lost_with_one_indicator() -> None:
    """Unmet and unknown: deprived all the same. Met and unknown: not known."""
    one = design([("x", None, {"a": None, "b": None})], by="dimension")
    rows = [
        {
            **dict.fromkeys(support.CODES, 1),
            "place": PLACES[0],
            "sex": 1,
            "members": 1,
            "a": a,
            "b": b,
        }
        for a, b in [(0, None), (1, None), (-1, None), (0, 1), (1, -1)]
    ]
    row = headcounts(support.table(rows), one).iloc[0]
    assert (row["n"], row["n_unknown"], row["q"]) == (3, 2, 2)


def test_a_place_without_a_known_row_has_no_shares() -> None:
    found = measure(headcounts(deprived(pd.DataFrame({"a": [None, None]}), ["a"]), equal("a")))
    assert found[["H", "A", "M0"]].isna().to_numpy().all()
    assert found[["H_low", "H_high", "unknown_share"]].to_numpy().tolist() == [[0, 1, 1]]


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame])
def test_other_codes_and_nan_are_unknown(kind: Any, engine: str) -> None:
    table = kind({"place": [PLACES[0]] * 4, "a": [1.0, 0.0, 7.0, np.nan]})
    found = headcounts(table, equal("a"), engine=engine)
    told = [found[name].to_list() for name in ("n", "n_unknown", "q")]
    assert told == [[2], [2], [1]]


def test_a_table_without_rows(engine: str) -> None:
    heads = headcounts(support.table([]), equal("ab"), by=["sex"], weight="members", engine=engine)
    parts = by_indicator(support.table([]), equal("ab"), by=["sex"], engine=engine)
    assert (len(heads), len(parts)) == (0, 0)
    for wider in (measure(roll_up(heads, "tambon")), decompose(heads, within="tambon")):
        assert wider.empty
        assert "M0" in wider.columns
    for of in ("indicator", "dimension"):
        assert contributions(roll_up(parts, "tambon"), of=of).empty


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame])
def test_null_is_a_group_of_its_own(kind: Any, engine: str) -> None:
    zones = {"place": [PLACES[0]] * 4, "zone": ["n", None, None, "n"], "a": [0, 0, 1, 1]}
    heads = headcounts(kind(zones), equal("a"), by=["zone"], engine=engine)
    for table in (heads, roll_up(heads, "tambon")):
        assert table["n"].to_list() == [2, 2]
        assert table["zone"].to_list()[0] == "n"
        assert pd.isna(table["zone"].to_list()[1])


# --- against another package ---


def toolbox(codes: list[str]) -> Any:
    mpi = pytest.importorskip("mpitb", reason="mpitb is not installed").MPIToolbox()
    mpi.set(name="x", dimensions=[([code], code) for code in codes])
    return mpi


def theirs(frame: pd.DataFrame, codes: list[str], weights: Any, k: int, over: Any = None) -> Any:
    found = pd.DataFrame(
        toolbox(codes).est(frame.copy(), "x", klist=[k], weights=weights, over=over)
    )
    return found.assign(subg=found.get("subg"))


def value(found: pd.DataFrame, name: str, group: Any = None, code: str | None = None) -> float:
    of = found["subg"].isna() if group is None else found["subg"].eq(group)
    rows = found[of & found["measure"].eq(name)]
    rows = rows if code is None else rows[rows["indicator"].eq(code)]
    return float(rows["b"].iloc[0])


# weights in sixteenths are exact in floats, so that ties at k = 25, 50, 75 % are the same there
SIXTEENTHS = [(4, 4, 4, 4), (1, 3, 5, 7), (8, 4, 2, 2)]


@pytest.mark.parametrize("points", SIXTEENTHS, ids=str)
@pytest.mark.parametrize("k", [25, 30, 50, 75, 100])
def test_mpitb_agrees_where_nothing_is_missing(points: tuple[int, ...], k: int) -> None:
    random = np.random.default_rng([*points, k])
    frame = pd.DataFrame(random.integers(0, 2, (60, 4)), columns=FOUR)
    frame["zone"] = random.choice(["n", "s", "w"], 60)
    exact = {code: f"{n}/16" for code, n in zip(FOUR, points, strict=True)}
    one = design([("d", None, dict(exact))], f"{k}/100")
    their = theirs(
        frame, FOUR, {c: n / 16 for c, n in zip(FOUR, points, strict=True)}, k, over=["zone"]
    )
    states = deprived(frame, FOUR)
    heads = headcounts(states, one, by=["zone"])
    told = contributions(roll_up(by_indicator(states, one, by=["zone"]), "country", by=()))
    for group, row in [
        (None, measure(roll_up(heads, "country", by=())).iloc[0]),
        *measure(heads).set_index("zone").iterrows(),
    ]:
        assert row["H"] == pytest.approx(value(their, "H", group), abs=1e-12)
        assert row["M0"] == pytest.approx(value(their, "M0", group), abs=1e-12)
        if row["q"]:
            assert row["A"] == pytest.approx(value(their, "A", group), abs=1e-12)
    for row in told.itertuples():
        assert row.uncensored_ratio == pytest.approx(value(their, "hd", code=row.code), abs=1e-12)
        assert row.censored_ratio == pytest.approx(value(their, "hdk", code=row.code), abs=1e-12)
        if row.total:
            assert row.contribution == pytest.approx(value(their, "pctb", code=row.code), abs=1e-12)


@pytest.mark.parametrize("seed", range(10))
def test_mpitb_differs_where_something_is_missing_as_we_say(seed: int) -> None:
    """It counts a household with a missing indicator as not poor, and in the denominator."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(random.integers(0, 2, (80, 4)).astype(float), columns=FOUR)
    frame = frame.mask(random.random((80, 4)) < 0.1)
    their = theirs(frame, FOUR, dict.fromkeys(FOUR, 0.25), 50)
    row = measure(headcounts(deprived(frame, FOUR), equal(FOUR, "1/2"))).iloc[0]
    everyone = row["n"] + row["n_unknown"]
    assert row["n_unknown"] > 0
    assert value(their, "H") == pytest.approx(row["q"] / everyone, abs=1e-12)
    assert value(their, "M0") == pytest.approx(row["score"] / (4 * everyone), abs=1e-12)
    assert value(their, "H") < row["H"]


# --- frames of every kind, and people ---


@pytest.mark.parametrize("kind", ["pandas", "polars", "arrow"])
def test_every_kind_of_frame_gives_the_same_and_comes_back(kind: str, engine: str) -> None:
    rows = [
        {
            "place": PLACES[n % 3],
            "sex": [1, 2, None][n % 3],
            "members": n,
            **dict.fromkeys("abcdef", s),
        }
        for n, s in enumerate([1, 0, -1, None, 0, 1, 0])
    ]
    table = support.table(rows)
    frames = {"pandas": table, "polars": pl.from_pandas(table)}
    frame = frames["polars"].to_arrow() if kind == "arrow" else frames[kind]
    for function in (headcounts, by_indicator):
        want = function(table, equal("abc"), by=["sex"], weight="members")
        found = function(frame, equal("abc"), by=["sex"], weight="members", engine=engine)
        assert type(found).__module__.startswith("pyarrow" if kind == "arrow" else kind)
        told = roll_up(found, "tambon")
        assert type(told) is type(found)
        plain = found if kind == "pandas" else found.to_pandas()
        pd.testing.assert_frame_equal(plain.astype(want.dtypes), want)


def test_weights_that_are_no_whole_numbers() -> None:
    frame = pd.DataFrame({"a": [1, 0, 1], "w": [0.5, 1.25, 2]})
    row = measure(headcounts(deprived(frame, ["a"]), equal("a"), weight="w")).iloc[0]
    assert (row["n"], row["q"], row["counts"]) == (3.75, 2.5, "resident")
    assert row["H"] == pytest.approx(2 / 3)
    assert (row["rows"], row["rows_poor"]) == (3, 2)


@pytest.mark.parametrize("bad", [None, -1, np.inf, np.nan])
@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame])
def test_a_row_without_a_weight_is_refused(kind: Any, bad: float | None, engine: str) -> None:
    frame = kind({"place": [PLACES[0]] * 2, "a": [1, 0], "w": [1.0, bad]})
    with pytest.raises(AnalysisError, match="w") as caught:
        headcounts(frame, equal("a"), weight="w", engine=engine)
    assert (caught.value.code, caught.value.facts["rows"]) == ("poverty.weight", 1)


def test_large_scores_are_whole(engine: str) -> None:
    """Sums beyond 2^53, where floats skip numbers."""
    frame = deprived(pd.DataFrame({"a": [1] * 3, "b": [0] * 3, "w": [10**9, 1, 1]}), ["a", "b"])
    one = design([("d", None, {"a": "999999999/1000000000", "b": "1/1000000000"})])
    assert headcounts(frame, one, weight="w", engine=engine)["score"].tolist() == [
        999_999_999 * (10**9 + 2)
    ]


# --- contributions by dimension ---


@settings(max_examples=12)
@given(rows=support.states(), one=support.designs())
def test_a_dimension_contributes_what_its_indicators_do(
    rows: list[dict[str, Any]], one: PovertyDesign
) -> None:
    parts = roll_up(by_indicator(support.table(rows), one), "country")
    by_code = contributions(parts)
    by_dimension = contributions(parts, of="dimension").set_index("dimension")
    assert len(by_dimension) == len(one.dimension)
    for name, part in by_code.groupby("dimension"):
        assert by_dimension.loc[name, "points"] == part["points"].sum()
    if by_code["total"].iloc[0]:
        assert near(by_code["contribution"].sum(), 1)
        assert near(by_dimension["contribution"].sum(), 1)
    else:
        assert by_dimension["contribution"].isna().all()


# --- what is refused ---


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"by": ["zone"]}, "poverty.columns"),
        ({"by": ["half", "half"]}, "poverty.groups"),
        ({"by": ["place"]}, "poverty.groups"),
        ({"weight": "people"}, "poverty.columns"),
        ({"missing": "drop"}, "poverty.missing"),
        ({"k": 0}, "poverty.cutoff"),
        ({"k": "some"}, "poverty.cutoff"),
        ({"k": 1.01}, "poverty.cutoff"),
    ],
)
def test_questions_that_cannot_be_answered(facts: dict[str, Any], code: str) -> None:
    with pytest.raises(AnalysisError) as caught:
        headcounts(af1(), equal(FOUR), **facts)
    assert caught.value.code == code
    assert caught.value.tell("th") != caught.value.tell("en")


def test_a_design_with_a_code_that_nobody_asked() -> None:
    with pytest.raises(AnalysisError, match="d9"):
        headcounts(af1(), equal(["d1", "d9"]))


@pytest.mark.parametrize("values", [[1, 2], [0.5, 1]])
def test_deprivations_are_one_or_none(values: list[float]) -> None:
    with pytest.raises(AnalysisError, match="gap"):
        deprived(pd.DataFrame({"gap": values}), ["gap"])
    with pytest.raises(AnalysisError, match="other"):
        deprived(pd.DataFrame({"gap": [1]}), ["other"])


def test_tables_of_another_kind_are_refused() -> None:
    heads, parts = headcounts(af1(), equal(FOUR)), by_indicator(af1(), equal(FOUR))
    for function, table in ((measure, parts), (contributions, heads), (decompose, parts)):
        with pytest.raises(StageError):
            function(table)


def test_wider_areas_only() -> None:
    rows = [dict.fromkeys(support.CODES, 1) | {"place": PLACES[0], "sex": 1, "members": 1}]
    tambon = roll_up(headcounts(support.table(rows), equal("a")), "tambon")
    for wrong in ("village", "moo"):
        with pytest.raises(CodeError):
            roll_up(tambon, wrong)
        with pytest.raises(CodeError):
            decompose(tambon, within=wrong)
    with pytest.raises(AnalysisError, match="sex"):
        roll_up(tambon, "tambon", by=["sex"])
    village = headcounts(support.table(rows), equal("a"))
    with pytest.raises(AnalysisError, match="tambon, village"):
        decompose(pd.concat([village, tambon]), within="tambon")


def test_two_levels_are_not_rolled_up_together() -> None:
    rows = [dict.fromkeys(support.CODES, 1) | {"place": PLACES[0], "sex": 1, "members": 1}]
    village = headcounts(support.table(rows), equal("a"))
    both = pd.concat([village, roll_up(village, "tambon")], ignore_index=True)
    with pytest.raises(AnalysisError, match="tambon, village") as caught:
        roll_up(both, "amphoe")
    assert caught.value.code == "poverty.levels"
    assert roll_up(both[both["level"] == "village"], "amphoe")["n"].tolist() == [1]
    assert roll_up(both.head(0), "amphoe").empty


def test_years_are_wholes_of_their_own() -> None:
    """Four households in each of two years are two wholes of four, and never one of eight."""
    rest = {"level": "village", "counts": "household", "denominator": 4, "threshold": 2}
    rest |= dict.fromkeys(("n_unknown", "unknown_sure", "unknown_possible", "rows_unknown"), 0)
    rows = [(2564, "99010101", 1, 2), (2564, "99010102", 3, 6),
            (2565, "99010101", 2, 2), (2565, "99010102", 2, 2)]  # fmt: skip
    table = pd.DataFrame(
        [{**rest, "year": y, "place": p, "n": n, "q": n, "score": s, "rows": n, "rows_poor": n}
         for y, p, n, s in rows]
    )  # fmt: skip
    told = decompose(table, within="tambon")
    assert told["whole_n"].tolist() == [4, 4, 4, 4]
    assert told["whole_score"].tolist() == [8, 8, 4, 4]
    assert told["population_share"].tolist() == [0.25, 0.75, 0.5, 0.5]
    assert told["whole_M0"].tolist() == [0.5, 0.5, 0.25, 0.25]
    assert told["contribution"].tolist() == [0.25, 0.75, 0.5, 0.5]
    assert decompose(table)["population_share"].tolist() == [1, 1, 1, 1]


def test_shares_are_made_anew_after_a_sum() -> None:
    """A roll-up of measured headcounts forgets the shares, and does not group by them."""
    rows = [
        dict.fromkeys(support.CODES, s) | {"place": p, "sex": 1, "members": 1}
        for s, p in [(1, PLACES[0]), (0, PLACES[1]), (0, PLACES[2])]
    ]
    heads = headcounts(support.table(rows), equal("a"))
    pd.testing.assert_frame_equal(roll_up(measure(heads), "country"), roll_up(heads, "country"))
    assert measure(roll_up(heads, "country"))["H"].tolist() == [2 / 3]
