"""Two years side by side: by hand, over a change of form and of villages, and in its properties."""

from __future__ import annotations

import functools
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_crosswalk import village, walk

from tambon_gis import catalog
from tambon_gis.analysis.change import DIRECTIONS, REASONS, compare, series
from tambon_gis.analysis.comparing.cells import cells, first_that_holds
from tambon_gis.analysis.comparing.rounds import rounds
from tambon_gis.analysis.published import as_measured
from tambon_gis.errors import AnalysisError, StageError
from tambon_gis.model.document import parse_document
from tambon_gis.model.rulebook import Rulebook

HEADER = """
[rulebook]
id = "{id}"
title = {{ th = "ก", en = "a" }}
short = {{ th = "ก", en = "a" }}
unit = "household"
years = [{first}, {last}]
source = {{ th = "สมมุติ", en = "made up" }}
status = "unverified"
[[dimension]]
id = "d"
title = {{ th = "ก", en = "a" }}
"""
INDICATOR = """
[[indicator]]
code = "{code}"
id = "i{code}"
title = {{ th = "ก", en = "a" }}
short = {{ th = "ก", en = "a" }}
dimension = "d"
counts = "household"
given = {{ answer = "a{code}" }}
same_as = {same}
similar_to = {similar}
"""


def book(name: str, years: tuple[int, int], **indicators: dict[str, list[str]]) -> Rulebook:
    """A made-up rulebook: ``i22={"same": ["old/9"]}`` is its indicator 22."""
    text = HEADER.format(id=name, first=years[0], last=years[1])
    for code, links in indicators.items():
        same, similar = (str(links.get(kind, [])).replace("'", '"') for kind in ("same", "similar"))
        text += INDICATOR.format(code=code[1:], same=same, similar=similar)
    return parse_document(Rulebook, text, name=f"{name}.toml")


@functools.cache
def old() -> Rulebook:
    return book("old", (2560, 2565), i9={}, i10={}, i11={}, i12={})


@functools.cache
def new() -> Rulebook:
    """The next round: 20 is the old 9, 21 only like the old 10, 11 is something else."""
    return book(
        "new", (2566, 2570), i20={"same": ["old/9"]}, i21={"similar": ["old/10"]}, i11={}, i12={}
    )


def rows(*found: tuple[int, str, str, str, int | None, int | None], **more: Any) -> pd.DataFrame:
    """Year, framework, code, place, asked, failing."""
    names = ["year", "framework", "code", "place", "asked", "failing"]
    table = pd.DataFrame(found, columns=names).astype({"asked": "Int64", "failing": "Int64"})
    table["met"] = table["asked"] - table["failing"]
    return table.drop(columns="failing").assign(counts="household", **more)


def by_place(found: pd.DataFrame) -> dict[tuple[str, str], pd.Series]:
    return {(row["code"], row["place"]): row for _, row in found.iterrows()}


# --- two years of one rulebook ---


def test_two_years_by_hand() -> None:
    # Newcombe (1998), method 10: 56/70 against 48/80 is 0.2000 (0.0524 to 0.3339).
    table = rows(
        (2564, "old", "9", "p", 80, 48),
        (2565, "old", "9", "p", 70, 56),
        (2564, "old", "9", "q", 70, 56),
        (2565, "old", "9", "q", 80, 48),
        (2564, "old", "9", "r", 10, 5),
        (2565, "old", "9", "r", 20, 10),
        (2564, "old", "9", "s", 10, 9),
        (2565, "old", "9", "s", 10, 7),
    )
    found = compare(table, [old()], earlier=2564, later=2565)
    assert found["place"].tolist() == ["p", "q", "r", "s"]
    assert found["direction"].tolist() == ["worse", "better", "same", "unclear"]
    assert found["reason"].isna().all()
    worse = found.iloc[0]
    assert [worse[name] for name in ("asked_before", "failing_before")] == [80, 48]
    assert [worse[name] for name in ("asked_after", "failing_after")] == [70, 56]
    told = [float(worse[name]) for name in ("points", "points_low", "points_high")]
    assert told == pytest.approx([20.0, 5.24, 33.39], abs=5e-3)
    assert float(worse["share_after"]) == 0.8
    assert set(found["direction"]) == set(DIRECTIONS)


def test_what_cannot_be_compared_stays_with_its_reason() -> None:
    table = rows(
        (2564, "old", "9", "gone", 80, 8),
        (2565, "old", "9", "new", 80, 8),
        (2564, "old", "9", "nobody", 0, 0),
        (2565, "old", "9", "nobody", 80, 8),
        (2564, "old", "9", "unknown", 80, 8),
        (2565, "old", "9", "unknown", None, None),
        (2564, "old", "10", "p", 80, 8),
        (2565, "old", "11", "p", 80, 8),
    )
    found = by_place(compare(table, [old()], earlier=2564, later=2565))
    assert {key: row["reason"] for key, row in found.items()} == {
        ("9", "gone"): "missing_after",
        ("9", "new"): "missing_before",
        ("9", "nobody"): "not_asked",
        ("9", "unknown"): "unknown",
        ("10", "p"): "no_partner",
        ("11", "p"): "no_partner",
    }
    for row in found.values():
        assert row[["points", "points_low", "points_high", "direction"]].isna().all()
    # What is known of one side is still told.
    assert found["9", "unknown"]["share_before"] == 0.1
    assert pd.isna(found["9", "new"]["framework_before"])
    assert pd.isna(found["9", "nobody"]["share_before"])


def test_a_year_that_a_rulebook_does_not_cover() -> None:
    table = rows((2565, "old", "9", "p", 80, 48), (2566, "old", "9", "p", 70, 56))
    found = compare(table, [old()], earlier=2565, later=2566)
    assert found["reason"].tolist() == ["outside_years"]
    assert found["direction"].isna().all()


def test_households_are_not_compared_with_persons() -> None:
    table = rows((2564, "old", "9", "p", 80, 48), (2565, "old", "9", "p", 70, 56))
    table.loc[1, "counts"] = "person"
    assert compare(table, [old()], earlier=2564, later=2565)["reason"].tolist() == ["units_differ"]


# --- a new round of the form ---


def test_a_new_round_is_compared_only_where_rulebooks_say_so() -> None:
    table = rows(
        *((2565, "old", code, "p", 80, 48) for code in ("9", "10", "11")),
        *((2566, "new", code, "p", 70, 56) for code in ("20", "21", "11")),
    )
    found = compare(table, [old(), new()], earlier=2565, later=2566)
    told = {
        (row["framework"], row["code"], row["code_before"]): (row["direction"], row["reason"])
        for _, row in found.astype(object).fillna("").iterrows()
    }
    assert told == {
        ("new", "20", "9"): ("worse", ""),
        ("old", "10", "10"): ("", "similar_only"),
        ("new", "21", ""): ("", "similar_only"),
        ("old", "11", "11"): ("", "no_partner"),  # the same number, another question
        ("new", "11", ""): ("", "no_partner"),
    }


def test_a_pair_that_is_not_the_same_is_refused_by_name() -> None:
    table = rows((2565, "old", "10", "p", 80, 48), (2566, "new", "21", "p", 70, 56))
    ask = functools.partial(compare, table, [old(), new()], earlier=2565, later=2566)
    with pytest.raises(AnalysisError) as caught:
        ask(pairs=[("old/10", "new/21")])
    assert caught.value.code == "change.not_same"
    assert "old/10" in caught.value.tell("en")
    with pytest.raises(AnalysisError):
        ask(pairs=[("old/11", "new/11")])


def test_pairs_choose_what_is_compared() -> None:
    table = rows(
        *((2565, "old", code, "p", 80, 48) for code in ("9", "10")),
        *((2566, "new", code, "p", 70, 56) for code in ("20", "21")),
    )
    found = compare(table, [old(), new()], earlier=2565, later=2566, pairs=[("old/9", "new/20")])
    assert found[["code_before", "code"]].to_numpy().tolist() == [["9", "20"]]


def test_same_as_reaches_over_rounds_in_either_direction() -> None:
    middle = book("middle", (2566, 2570), i5={"same": ["old/9", "third/7"]})
    third = book("third", (2571, 2575), i7={}, i8={"same": ["absent/1"]})
    absent = book("fourth", (2576, 2580), i1={"same": ["absent/1"]})
    found = rounds([third, absent, middle, old()], ["old"])
    assert found.same("old/9", "third/7")
    assert found.form["third/7"] == "old/9"
    assert found.same("third/8", "fourth/1")  # through a rulebook that is not here
    assert not found.same("old/9", "third/8")
    table = rows((2565, "old", "9", "p", 80, 48), (2571, "third", "7", "p", 70, 56))
    told = compare(table, [old(), middle, third], earlier=2565, later=2571)
    assert told["direction"].tolist() == ["worse"]
    # Without the rulebook between them nobody knows.
    told = compare(table, [old(), third], earlier=2565, later=2571)
    assert set(told["reason"]) == {"no_partner"}


def test_two_rounds_in_one_year() -> None:
    overlap = book("overlap", (2564, 2570), i20={"same": ["old/9"]})
    table = rows(
        (2564, "old", "9", "p", 80, 48),
        (2564, "overlap", "20", "p", 81, 48),
        (2565, "old", "9", "p", 70, 56),
        (2565, "overlap", "20", "p", 71, 56),
    )
    found = compare(table, [old(), overlap], earlier=2564, later=2565)
    # Each framework with itself.
    assert found[["framework_before", "framework", "asked_before"]].to_numpy().tolist() == [
        ["old", "old", 80],
        ["overlap", "overlap", 81],
    ]
    again = book("again", (2564, 2570), i30={"same": ["old/9"]})
    unclear = pd.concat([table[table["year"].eq(2565)].assign(year=2564),
                         rows((2565, "again", "30", "p", 70, 56))])  # fmt: skip
    with pytest.raises(AnalysisError) as caught:
        compare(unclear, [old(), overlap, again], earlier=2564, later=2565)
    assert caught.value.code == "change.ambiguous"


def test_the_shipped_rounds_are_never_compared() -> None:
    books = [catalog.rulebook("bmn-2560"), catalog.rulebook("bmn-2566")]
    table = rows(
        *((2565, "bmn-2560", one.code, "p", 80, 48) for one in books[0].indicator),
        *((2566, "bmn-2566", one.code, "p", 70, 56) for one in books[1].indicator),
    )
    found = compare(table, books, earlier=2565, later=2566)
    assert len(found) == len(table)
    assert set(found["reason"]) == {"similar_only", "no_partner"}
    lines = series(table, books)
    income = lines[lines["line"] == "bmn-2560/22"]
    assert income[["framework", "code", "segment"]].to_numpy().tolist() == [
        ["bmn-2560", "22", 1],
        ["bmn-2566", next(o.code for o in books[1].indicator if "bmn-2560/22" in o.similar_to), 2],
    ]


def test_faults_are_told() -> None:
    table = rows((2564, "old", "9", "p", 80, 48), (2565, "old", "9", "p", 70, 56))
    faults = {
        "change.years": lambda: compare(table, [old()], earlier=2565, later=2564),
        "change.no_rulebook": lambda: compare(table, [new()], earlier=2564, later=2565),
        "change.no_year": lambda: compare(table, [old()], earlier=2560, later=2565),
        "change.no_pair": lambda: compare(
            table, [old()], earlier=2564, later=2565, pairs=[("old/1", "old/1")]
        ),
        "change.repeated": lambda: series(pd.concat([table, table]), [old()]),
        "change.whole": lambda: series(table.assign(asked=70.5), [old()]),
    }
    for code, fault in faults.items():
        with pytest.raises(AnalysisError) as caught:
            fault()
        assert caught.value.code == code
        assert caught.value.tell("th") != caught.value.tell("en")
    for lacking in ("place", "asked", "met"):
        with pytest.raises(StageError):
            series(table.drop(columns=lacking), [old()])


# --- villages that change ---


def test_a_split_village_is_compared_as_a_whole() -> None:
    table = rows(
        (2563, "old", "9", village(3), 100, 40),
        (2565, "old", "9", village(3), 60, 12),
        (2565, "old", "9", village(12), 44, 8),
        (2563, "old", "9", village(1), 50, 5),
        (2565, "old", "9", village(1), 50, 5),
    )
    plain = compare(table, [old()], earlier=2563, later=2565)
    assert plain["reason"].fillna("").tolist() == ["", "", "missing_before"]
    story = walk(("split", 2564, [3], [3, 12]))
    found = compare(table, [old()], earlier=2563, later=2565, crosswalk=story)
    assert found["place"].tolist() == [village(1), "99010103+99010112"]
    whole = found.iloc[1]
    assert [whole["asked_before"], whole["failing_before"]] == [100, 40]
    assert [whole["asked_after"], whole["failing_after"]] == [104, 20]
    assert whole["direction"] == "better"
    nobody = table.assign(
        **{name: table[name].mask(table.index == 2, 0) for name in ("asked", "met")}
    )
    alone = compare(nobody, [old()], earlier=2563, later=2565, crosswalk=story)
    assert alone["reason"].isna().all()  # a part in which nobody was asked is known
    without = compare(table.drop(2), [old()], earlier=2563, later=2565, crosswalk=story)
    assert without["reason"].fillna("").tolist() == ["", "part_unknown"]
    lines = series(table.drop(2), [old()], crosswalk=story).set_index(["place", "year"])
    assert pd.isna(lines.loc[("99010103+99010112", 2565), "share"])
    assert lines.loc[("99010103+99010112", 2563), "share"] == 0.4


# --- lines of a chart ---


def test_a_line_breaks_where_the_form_changes() -> None:
    table = rows(
        *((year, "old", code, "p", 80, 48) for year in (2563, 2564, 2565) for code in ("9", "10")),
        *((year, "new", code, "p", 70, 56) for year in (2566, 2568) for code in ("20", "21")),
    )
    found = series(table, [old(), new()])
    told = {
        line: list(zip(some["year"], some["segment"], strict=True))
        for line, some in found.groupby("line")
    }
    same = [(2563, 1), (2564, 1), (2565, 1), (2566, 1), (2568, 1)]
    assert told == {"old/9": same, "old/10": [*same[:3], (2566, 2), (2568, 2)]}
    only = series(table, [old(), new()], indicators=["new/21"])
    assert set(only["line"]) == {"old/10"}


def test_a_form_that_comes_back_begins_anew() -> None:
    middle = book("middle", (2566, 2570), i5={"similar": ["old/9"]})
    third = book("third", (2571, 2575), i7={"same": ["old/9"]})
    table = rows(
        (2565, "old", "9", "p", 80, 48),
        (2566, "middle", "5", "p", 80, 48),
        (2571, "third", "7", "p", 80, 48),
    )
    found = series(table, [old(), middle, third])
    assert found[["year", "segment"]].to_numpy().tolist() == [[2565, 1], [2566, 2], [2571, 3]]
    assert compare(table, [old(), middle, third], earlier=2565, later=2571)["reason"].isna().all()
    # A year that nobody surveyed is no other form.
    assert set(series(table.drop(1), [old(), middle, third])["segment"]) == {1}


def test_years_outside_a_rulebook_are_cut_off() -> None:
    table = rows(*((year, "old", "9", "p", 80, 48) for year in (2559, 2560, 2565, 2566)))
    assert series(table, [old()])["segment"].tolist() == [1, 2, 2, 3]


def test_groups_are_lines_of_their_own() -> None:
    one = rows((2564, "old", "9", "p", 80, 48), (2565, "old", "9", "p", 70, 56))
    both = pd.concat([one.assign(sex="1"), one.assign(sex="2")])
    assert len(series(both, [old()], by=["sex"])) == 4
    found = compare(both, [old()], earlier=2564, later=2565, by=["sex"])
    assert found["sex"].tolist() == ["1", "2"]
    assert found["direction"].tolist() == ["worse", "worse"]
    with pytest.raises(AnalysisError):
        compare(both, [old()], earlier=2564, later=2565)


def test_one_group_is_not_compared_with_another() -> None:
    """Women of one year and men of the next are no change of anybody."""
    table = rows((2564, "old", "9", "p", 80, 48), (2565, "old", "9", "p", 70, 56))
    mixed = table.assign(sex=["f", "m"], zone="z")
    slips = [
        lambda: compare(mixed, [old()], earlier=2564, later=2565),
        lambda: compare(mixed, [old()], earlier=2564, later=2565, by=["zone"]),
        lambda: compare(mixed.assign(sex=["f", None]), [old()], earlier=2564, later=2565),
        lambda: series(mixed, [old()]),
    ]
    for slip in slips:
        with pytest.raises(AnalysisError) as caught:
            slip()
        assert (caught.value.code, caught.value.facts["columns"]) == ("change.groups", "sex")
        assert caught.value.tell("th") != caught.value.tell("en")
    apart = compare(mixed, [old()], earlier=2564, later=2565, by=["sex"])
    assert apart["reason"].tolist() == ["missing_after", "missing_before"]
    women = compare(table.assign(sex="f"), [old()], earlier=2564, later=2565)
    assert women["points"].tolist() == pytest.approx([20])
    third = pd.concat([table, table.tail(1).assign(year=2566)]).assign(sex=["f", "f", "m"])
    kept = compare(third, [old()], earlier=2564, later=2565)
    assert kept["points"].tolist() == pytest.approx([20])


# --- what was published ---


def published() -> pd.DataFrame:
    """Cells as they stand after disclosure control; of ``few`` only a range is known."""
    names = ["year", "place", "form", "asked", "failing", "share", "share_low", "share_high"]
    table = pd.DataFrame(
        [
            (2564, "exact", "exact", 80, 48, 0.6, 0.6, 0.6),
            (2565, "exact", "exact", 70, 56, 0.8, 0.8, 0.8),
            (2564, "zero", "zero", 80, 0, 0.0, 0.0, 0.0),
            (2565, "zero", "exact", 80, 40, 0.5, 0.5, 0.5),
            (2564, "few", "few", 80, None, None, 0.0125, 0.05),
            (2565, "few", "exact", 80, 40, 0.5, 0.5, 0.5),
            (2564, "rounded", "rounded", 80, 25, 0.3, 0.2875, 0.3375),
            (2565, "rounded", "exact", 80, 70, 0.875, 0.875, 0.875),
            (2564, "hidden", "hidden", None, None, None, None, None),
            (2565, "hidden", "exact", 80, 40, 0.5, 0.5, 0.5),
            (2564, "nobody", "not_asked", None, None, None, None, None),
            (2565, "nobody", "exact", 80, 40, 0.5, 0.5, 0.5),
        ],
        columns=names,
    )
    return table.assign(framework="old", code="9", counts="household", level="village")


def test_only_exact_cells_have_a_direction() -> None:
    found = by_place(compare(published(), [old()], earlier=2564, later=2565))
    told = {place: (row["direction"], row["reason"]) for (_, place), row in found.items()}
    assert told["exact"][0] == told["zero"][0] == "worse"
    assert {place: reason for place, (_, reason) in told.items() if not pd.isna(reason)} == {
        "few": "not_exact",
        "rounded": "not_exact",
        "hidden": "not_exact",
        "nobody": "not_asked",
    }
    few = found["9", "few"]
    assert few[["share_before", "low_before", "points", "direction"]].isna().all()


def test_a_range_tells_even_without_the_form() -> None:
    table = published().drop(columns="form")
    found = by_place(compare(table, [old()], earlier=2564, later=2565))
    assert found["9", "rounded"]["reason"] == found["9", "few"]["reason"] == "not_exact"
    assert found["9", "hidden"]["reason"] == "unknown"
    lines = series(table, [old()]).set_index(["place", "year"])
    few = lines.loc[("few", 2564)]
    assert [few["share_low"], few["share_high"]] == [0.0125, 0.05]
    assert few[["share", "low", "high"]].isna().all()
    rounded = lines.loc[("rounded", 2564)]
    assert rounded["share"] == 25 / 80
    assert pd.isna(rounded["low"])


def test_sealed_cells_in_percent_are_read_as_they_are() -> None:
    sealed = published().drop(columns=["share_low", "share_high"])
    sealed["share"] = 100 * sealed["share"]
    found = by_place(compare(sealed, [old()], earlier=2564, later=2565))
    assert found["9", "exact"]["share_after"] == 0.8
    assert found["9", "rounded"]["share_before"] == 25 / 80
    assert [place for (_, place), row in found.items() if row["direction"] == "worse"] == [
        "exact",
        "zero",
    ]


def test_cells_as_the_package_publishes_them() -> None:
    sealed = published().drop(columns=["share_low", "share_high"])
    sealed = sealed.assign(
        households=sealed["asked"], unknown="", score=0, share=100 * sealed["share"]
    )
    found = by_place(compare(as_measured(sealed), [old()], earlier=2564, later=2565))
    told = {place: row["reason"] for (_, place), row in found.items()}
    assert {place: told[place] for place in ("few", "rounded", "hidden", "nobody")} == {
        "few": "not_exact",
        "rounded": "not_exact",
        "hidden": "not_exact",
        "nobody": "not_asked",
    }
    assert found["9", "exact"]["direction"] == found["9", "zero"]["direction"] == "worse"
    assert found["9", "exact"]["share_after"] == 0.8


def test_a_unit_with_a_band_in_it_is_not_exact() -> None:
    table = published().replace({"place": {"few": village(3), "exact": village(12)}})
    table = table[table["place"].isin([village(3), village(12)])]
    story = walk(("merge", 2565, [3, 12], [3]))
    merged = table[(table["year"] == 2564) | (table["place"] == village(3))]
    found = compare(merged, [old()], earlier=2564, later=2565, crosswalk=story)
    assert found["reason"].tolist() == ["part_unknown"]
    assert found["asked_before"].isna().all()


# --- kinds of frames, properties ---


@pytest.mark.parametrize("kind", ["polars", "arrow"])
def test_other_frames_come_back_as_they_came(kind: str) -> None:
    table = published()
    ours = pl.from_pandas(table) if kind == "polars" else pa.Table.from_pandas(table)
    found = compare(ours, [old()], earlier=2564, later=2565)
    assert isinstance(found, pl.DataFrame if kind == "polars" else pa.Table)
    expected = compare(table, [old()], earlier=2564, later=2565)
    pd.testing.assert_frame_equal(
        found.to_pandas().astype(object).fillna("-"),
        expected.astype(object).fillna("-"),
        check_dtype=False,
    )


CELL = st.one_of(
    st.tuples(st.none(), st.none()),
    st.integers(0, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))),
)


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    keys = [(y, c, p) for y in (2563, 2564, 2565) for c in ("9", "10") for p in ("p", "q", "r")]
    some = draw(st.lists(st.sampled_from(keys), min_size=1, unique=True))
    both = [(2563, "9", "z"), (2565, "9", "z")]
    return rows(*((y, "old", c, p, *draw(CELL)) for y, c, p in [*some, *both]))


@settings(max_examples=50)
@given(table=tables())
def test_swapping_the_years_flips_every_sign(table: pd.DataFrame) -> None:
    swapped = table.assign(year=table["year"].map({2563: 2565, 2564: 2564, 2565: 2563}))
    one, other = (compare(t, [old()], earlier=2563, later=2565) for t in (table, swapped))
    assert one["place"].tolist() == other["place"].tolist()
    numbers = ["points", "points_low", "points_high"]
    there = one[numbers].astype(float).to_numpy()
    back = -other[["points", "points_high", "points_low"]].astype(float).to_numpy()
    assert there == pytest.approx(back, abs=1e-9, nan_ok=True)
    turn = {"better": "worse", "worse": "better"}
    assert one["direction"].replace(turn).fillna("").tolist() == (
        other["direction"].fillna("").tolist()
    )
    turn = {"missing_before": "missing_after", "missing_after": "missing_before"}
    assert one["reason"].replace(turn).fillna("").tolist() == other["reason"].fillna("").tolist()


@settings(max_examples=40)
@given(table=tables(), seed=st.integers(0, 99))
def test_the_order_of_the_rows_changes_nothing(table: pd.DataFrame, seed: int) -> None:
    mixed = table.sample(frac=1, random_state=seed)
    for work in (
        lambda t: compare(t, [old()], earlier=2563, later=2565),
        lambda t: series(t, [old()]),
    ):
        pd.testing.assert_frame_equal(work(table), work(mixed))


@settings(max_examples=50)
@given(table=tables())
def test_every_row_of_both_years_is_there_once(table: pd.DataFrame) -> None:
    found = compare(table, [old()], earlier=2563, later=2565)
    two = table[table["year"].isin([2563, 2565])]
    assert len(found) == len(two[["code", "place"]].drop_duplicates())
    assert found["asked_before"].sum() + found["asked_after"].sum() == two["asked"].sum()
    compared = found["reason"].isna()
    assert (found["direction"].notna() == compared).all()
    assert set(found["reason"].dropna()) <= set(REASONS)
    for row in found[compared].itertuples():
        assert row.points_low <= row.points <= row.points_high
        sides = (row.points_low > 0, row.points_high < 0)
        expected = {(True, False): "worse", (False, True): "better"}.get(sides)
        equal = row.failing_before * row.asked_after == row.failing_after * row.asked_before
        assert row.direction == (expected or ("same" if equal else "unclear"))


def test_the_first_name_wins_and_null_does_not_hold() -> None:
    a = pd.Series([True, None, False], dtype="boolean")
    b = pd.Series([True, True, None], dtype="boolean")
    assert first_that_holds({"a": a, "b": b}).fillna("-").tolist() == ["a", "b", "-"]


def test_cells_keep_the_place_of_a_row_where_nothing_changed() -> None:
    table = published().replace({"place": {"few": village(3)}})
    found = cells(table[table["place"] == village(3)], crosswalk=walk())
    assert found["share_high"].tolist() == [0.05, 0.5]
    assert found["state"].tolist() == ["not_exact", "exact"]
