"""Places that change: the documents and what they refuse, units by hand and by a brute force."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tambon_gis import catalog
from tambon_gis.analysis.crosswalk import common_units, follow
from tambon_gis.errors import AnalysisError, DocumentError
from tambon_gis.model.crosswalk import Crosswalk
from tambon_gis.model.document import parse_document

if TYPE_CHECKING:
    from pathlib import Path

HEAD = '[crosswalk]\nid = "made-up"\ntitle = { th = "สมมุติ", en = "made up" }\nsource = "made up"\n'
SUMS = ["asked", "met", "unknown", "households_asked", "households_met", "households_unknown"]


def village(moo: int) -> str:
    return f"990101{moo:02d}"


def change(kind: str, year: int, old: list[int], new: list[int]) -> str:
    codes = [[village(moo) for moo in side] for side in (old, new)]
    return (
        f'[[change]]\nkind = "{kind}"\nyear = {year}\nfrom = {codes[0]}\nto = {codes[1]}\n'
        'source = "made up"\n'
    ).replace("'", '"')


def walk(*changes: tuple[str, int, list[int], list[int]]) -> Crosswalk:
    text = HEAD + "".join(change(*one) for one in changes)
    return parse_document(Crosswalk, text, name="made-up.toml")


def places(years: dict[int, list[int]]) -> pd.DataFrame:
    rows = [(year, village(moo)) for year, moos in years.items() for moo in moos]
    return pd.DataFrame(rows, columns=["year", "place"])


def units(table: pd.DataFrame, crosswalk: Crosswalk, **more: Any) -> dict[tuple[int, int], str]:
    """Year and moo -> unit, with the tambon cut off to read well."""
    found = common_units(table, crosswalk, **more)
    return {
        (int(year), int(place[6:])): unit.replace("990101", "")
        for year, place, unit in zip(found["year"], found["place"], found["unit"], strict=True)
    }


# --- the documents ---


def test_a_project_brings_its_own_changes(tmp_path: Path) -> None:
    (tmp_path / "changes").mkdir()
    text = HEAD + change("split", 2564, [3], [3, 12])
    (tmp_path / "changes" / "made-up.toml").write_text(text, encoding="utf-8")
    found = catalog.crosswalk("made-up", folders=[tmp_path])
    assert found.id == "made-up"
    assert found.change[0].before == (village(3),)
    assert catalog.names("changes", folders=[tmp_path]) == ("made-up",)
    with pytest.raises(DocumentError):
        catalog.crosswalk("amphoe")  # another kind of list, which is not meant here


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("new", [1], [2]),
        ("new", [], []),
        ("gone", [1], [2]),
        ("split", [1], [2]),
        ("split", [], [1, 2]),
        ("merge", [1, 2], []),
        ("merge", [1], [1, 2]),
        ("recode", [1], [1]),
        ("recode", [1, 2], [3, 4]),
    ],
)
def test_a_change_has_the_form_of_its_kind(kind: str, old: list[int], new: list[int]) -> None:
    with pytest.raises(DocumentError) as caught:
        walk((kind, 2564, old, new))
    assert f"kind “{kind}”" in caught.value.tell("en")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ([("split", 2564, [3], [3, 12]), ("recode", 2564, [3], [8])], "99010103 changes twice"),
        ([("merge", 2564, [3, 4], [3]), ("recode", 2564, [5], [3])], "99010103 changes twice"),
        ([("gone", 2563, [3], []), ("split", 2565, [3], [3, 12])], "2565: code 99010103 was given"),
        ([("new", 2563, [], [3]), ("new", 2565, [], [3])], "2565: code 99010103 stands already"),
        ([("split", 2563, [3], [3, 12]), ("recode", 2565, [4], [12])], "99010112 stands already"),
        ([("recode", 2565, [4], [12]), ("split", 2563, [3], [3, 12])], "99010112 stands already"),
        ([("split", 2564, [3], [3, 12, 12])], "twice in from or in to"),
    ],
)
def test_changes_that_contradict_each_other_are_refused(changes: list[Any], told: str) -> None:
    with pytest.raises(DocumentError) as caught:
        walk(*changes)
    assert told in caught.value.tell("en")
    assert caught.value.tell("th")


def test_all_contradictions_are_told_at_once() -> None:
    with pytest.raises(DocumentError) as caught:
        walk(("gone", 2563, [3, 4], []), ("merge", 2564, [3, 4], [5]), ("new", 2565, [], [5]))
    assert caught.value.tell("en").count("  · ") == 3


def test_codes_of_two_levels_and_no_codes_are_refused() -> None:
    text = HEAD + change("new", 2564, [], [3]).replace("99010103", "990101")
    parse_document(Crosswalk, text, name="c.toml")
    with pytest.raises(DocumentError) as caught:
        parse_document(Crosswalk, text + change("new", 2564, [], [4]), name="c.toml")
    assert "one level" in caught.value.tell("en")
    for bad in ("9901013", "๙๙๐๑๐๑๐๓", "TH990101"):
        with pytest.raises(DocumentError):
            parse_document(Crosswalk, text.replace('"990101"', f'"{bad}"'), name="c.toml")
    with pytest.raises(DocumentError):  # a year C.E.
        walk(("new", 2021, [], [3]))


# --- units by hand ---


def test_a_split_village_is_compared_with_both_halves() -> None:
    table = places({2563: [1, 3], 2564: [1, 3, 12], 2565: [1, 3, 12]})
    found = common_units(table, walk(("split", 2564, [3], [3, 12])))
    both = "99010103+99010112"
    one = "99010101"
    assert found["unit"].tolist() == [one, both, one, both, both, one, both, both]
    assert found["parts_due"].tolist() == [1, 1, 1, 2, 2, 1, 2, 2]


def test_after_the_split_the_halves_stand_alone() -> None:
    table = places({2563: [3], 2564: [3, 12], 2565: [3, 12]})
    later = units(table, walk(("split", 2564, [3], [3, 12])), years=[2564, 2565])
    assert later == {(2564, 3): "03", (2564, 12): "12", (2565, 3): "03", (2565, 12): "12"}


def test_a_merged_a_recoded_a_new_and_a_lost_village() -> None:
    story = walk(
        ("merge", 2564, [3, 4], [3]),
        ("recode", 2565, [5], [9]),
        ("new", 2565, [], [12]),
        ("gone", 2565, [7], []),
    )
    found = units(places({2563: [3, 4, 5, 7], 2565: [3, 9, 12]}), story)
    assert found == {
        (2563, 3): "03",
        (2563, 4): "03",
        (2565, 3): "03",
        (2563, 5): "09",
        (2565, 9): "09",
        (2565, 12): "12",
        (2563, 7): "07@2565",
    }


def test_a_chain_over_several_years() -> None:
    # 3 becomes 3 and 12, 12 becomes 12 and 15, then 15 and 4 become 4.
    story = walk(
        ("split", 2561, [3], [3, 12]),
        ("split", 2563, [12], [12, 15]),
        ("merge", 2565, [15, 4], [4]),
    )
    table = places({2560: [3, 4], 2562: [3, 4, 12], 2564: [3, 4, 12, 15], 2566: [3, 4, 12]})
    assert set(units(table, story).values()) == {"03+04+12"}
    assert units(table, story, years=[2562, 2564]) == {
        (2562, 3): "03",
        (2562, 4): "04",
        (2562, 12): "12+15",
        (2564, 3): "03",
        (2564, 4): "04",
        (2564, 12): "12+15",
        (2564, 15): "12+15",
    }


def test_two_villages_that_change_places_stay_two() -> None:
    story = walk(("recode", 2564, [1], [2]), ("recode", 2564, [2], [1]))
    found = units(places({2563: [1, 2], 2565: [1, 2]}), story)
    assert found == {(2563, 1): "02", (2565, 2): "02", (2563, 2): "01", (2565, 1): "01"}


def test_a_code_given_again_is_another_village() -> None:
    story = walk(("gone", 2562, [5], []), ("new", 2564, [], [5]))
    found = units(places({2561: [5], 2565: [5]}), story)
    assert found == {(2561, 5): "05@2562", (2565, 5): "05"}


def test_a_village_made_of_parts_of_two() -> None:
    story = walk(("split", 2564, [3, 5], [3, 5, 12]))
    found = units(places({2563: [3, 5], 2565: [3, 5, 12]}), story)
    assert set(found.values()) == {"03+05+12"}


def test_a_code_before_its_time_is_refused() -> None:
    table = places({2563: [3, 12], 2564: [3, 12]})
    with pytest.raises(AnalysisError) as caught:
        common_units(table, walk(("split", 2564, [3], [3, 12])))
    assert caught.value.code == "crosswalk.not_in_force"
    assert "99010112 (2563)" in caught.value.tell("en")
    with pytest.raises(AnalysisError):
        common_units(places({2565: [7]}), walk(("gone", 2565, [7], [])))


def test_an_empty_table_and_no_changes() -> None:
    assert common_units(places({}), walk()).empty
    found = common_units(places({2563: [1], 2564: [1]}), walk())
    assert found["unit"].tolist() == ["99010101"] * 2


# --- counts ---


def counted(table: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    chance = random.Random(seed)  # noqa: S311
    rows = table.merge(pd.DataFrame({"code": ["4", "9"]}), how="cross")
    rows = rows.assign(framework="bmn-2560", level="village", counts="household")
    for name in SUMS:
        rows[name] = pd.array([chance.randint(0, 99) for _ in range(len(rows))], dtype="Int64")
    return rows


def test_follow_sums_what_belongs_together() -> None:
    table = counted(places({2563: [3], 2564: [3, 12]}))
    found = follow(table, walk(("split", 2564, [3], [3, 12])))
    assert set(found["place"]) == {"99010103+99010112"}
    for row in found.itertuples():
        same = table[(table["year"] == row.year) & (table["code"] == row.code)]
        assert [getattr(row, name) for name in SUMS] == [same[name].sum() for name in SUMS]
        assert (row.parts, row.parts_due) == (len(same), len(same))


def test_a_part_that_was_not_surveyed_shows() -> None:
    table = counted(places({2563: [3], 2564: [3]}))
    found = follow(table, walk(("split", 2564, [3], [3, 12]))).set_index(["year", "code"])
    assert found.loc[(2564, "9"), ["parts", "parts_due"]].tolist() == [1, 2]
    empty = counted(places({2563: [3], 2564: [3, 12]}))
    empty.loc[empty["place"] == village(12), SUMS] = pd.NA
    again = follow(empty, walk(("split", 2564, [3], [3, 12]))).set_index(["year", "code"])
    assert again.loc[(2564, "9"), ["parts", "parts_due"]].tolist() == [1, 2]
    nothing = empty.assign(**dict.fromkeys(SUMS, pd.array([pd.NA] * len(empty), dtype="Int64")))
    assert follow(nothing, walk())["asked"].isna().all()


def test_groups_are_kept_and_shares_are_dropped() -> None:
    table = counted(places({2563: [3], 2564: [3, 12]}))
    table = table.assign(share=0.5).merge(pd.DataFrame({"sex": ["1", "2", None]}), how="cross")
    found = follow(table, walk(("split", 2564, [3], [3, 12])))
    assert "share" not in found
    assert len(found) == 2 * 2 * 3
    assert found["sex"].isna().sum() == 4


@pytest.mark.parametrize("kind", ["polars", "arrow"])
def test_other_frames_come_back_as_they_came(kind: str) -> None:
    table = counted(places({2563: [3], 2564: [3, 12]}))
    story = walk(("split", 2564, [3], [3, 12]))
    given_ = pl.from_pandas(table) if kind == "polars" else pa.Table.from_pandas(table)
    found = follow(given_, story)
    assert isinstance(found, pl.DataFrame if kind == "polars" else pa.Table)
    columns = ["place", *SUMS, "parts"]
    pd.testing.assert_frame_equal(
        found.to_pandas()[columns], follow(table, story)[columns], check_dtype=False
    )


# --- against a brute force, on random histories ---


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Any], dict[int, dict[str, frozenset[int]]]]:
    """
    Changes, and what really happened: year -> code -> the atoms of land that it consists of.

    An atom is a piece of a village that no change cuts. Whether two codes belong together can then
    be seen from the land itself, without a graph of codes.
    """
    land = {moo: frozenset({moo * 100 + n for n in range(8)}) for moo in range(1, 6)}
    now = {village(moo): atoms for moo, atoms in land.items()}
    years = {2560: dict(now)}
    changes: list[Any] = []
    for year in range(2561, 2565):
        touched: set[str] = set()
        for _ in range(draw(st.integers(0, 2))):
            free = sorted(set(now) - touched)
            unused = [moo for moo in range(1, 20) if village(moo) not in {*now, *touched}]
            kind = draw(st.sampled_from(["split", "merge", "recode", "gone", "new"]))
            new = draw(st.sampled_from(unused))
            if kind == "new":
                now[village(new)] = frozenset({year * 1000 + new})
                changes.append((kind, year, [], [new]))
                touched.add(village(new))
                continue
            needed = 2 if kind == "merge" else 1
            if len(free) < needed:
                continue
            old = draw(st.permutations(free))[:needed]
            atoms = [now.pop(code) for code in old]
            moos = [int(code[6:]) for code in old]
            if kind == "split":
                cut = len(atoms[0]) // 2
                pieces = sorted(atoms[0])
                if not cut:
                    now[old[0]] = atoms[0]
                    continue
                now[old[0]], now[village(new)] = frozenset(pieces[:cut]), frozenset(pieces[cut:])
                changes.append((kind, year, moos, [moos[0], new]))
            elif kind == "merge":
                now[old[0]] = atoms[0] | atoms[1]
                changes.append((kind, year, moos, [moos[0]]))
            elif kind == "recode":
                now[village(new)] = atoms[0]
                changes.append((kind, year, moos, [new]))
            else:
                changes.append((kind, year, moos, []))
            touched |= {*old, village(new)}
        years[year] = dict(now)
    return changes, years


def same_land(years: dict[int, dict[str, frozenset[int]]]) -> dict[tuple[int, str], int]:
    """Group (year, code) by shared land, merging sets until nothing changes."""
    cells = [(key, set(atoms)) for year in years for key, atoms in
             (((year, code), land) for code, land in years[year].items())]  # fmt: skip
    groups: list[tuple[set[tuple[int, str]], set[int]]] = []
    for key, atoms in cells:
        keys, land = {key}, set(atoms)
        for other in [g for g in groups if g[1] & land]:
            groups.remove(other)
            keys |= other[0]
            land |= other[1]
        for other in [g for g in groups if g[1] & land]:
            groups.remove(other)
            keys |= other[0]
            land |= other[1]
        groups.append((keys, land))
    return {key: n for n, (keys, _) in enumerate(groups) for key in keys}


@settings(max_examples=150)
@given(history=histories(), seed=st.integers(0, 1000), data=st.data())
def test_units_are_pieces_of_the_same_land(
    history: tuple[list[Any], dict[int, dict[str, frozenset[int]]]], seed: int, data: st.DataObject
) -> None:
    changes, years = history
    chosen = sorted(data.draw(st.sets(st.sampled_from(sorted(years)), min_size=1)))
    # Years between the first and the last tie codes together even where they are not chosen.
    between = {y: land for y, land in years.items() if chosen[0] <= y <= chosen[-1]}
    table = pd.DataFrame(
        [(year, code) for year in chosen for code in years[year]], columns=["year", "place"]
    ).sample(frac=1, random_state=seed)
    found = common_units(table, walk(*changes))
    expected = same_land(between)
    names: dict[str, int] = {}
    for row in found.itertuples():
        group = expected[(row.year, row.place)]
        assert names.setdefault(row.unit, group) == group
        due = [c for (y, c), g in expected.items() if g == group and y == row.year]
        assert row.parts_due == len(due)
    assert len(set(names.values())) == len(names), "one unit under two names"


@settings(max_examples=100)
@given(history=histories(), seed=st.integers(0, 1000))
def test_totals_stay_exactly(
    history: tuple[list[Any], dict[int, dict[str, frozenset[int]]]], seed: int
) -> None:
    changes, years = history
    table = pd.DataFrame(
        [(year, code) for year in years for code in years[year]], columns=["year", "place"]
    )
    rows = counted(table, seed)
    found = follow(rows.sample(frac=1, random_state=seed), walk(*changes))
    by = ["year", "code"]
    pd.testing.assert_frame_equal(
        found.groupby(by)[SUMS].sum(), rows.groupby(by)[SUMS].sum(), check_dtype=False
    )
    assert not found.duplicated(["year", "code", "place"]).any()
    again = follow(rows, walk(*changes)).sort_values([*by, "place"], ignore_index=True)
    pd.testing.assert_frame_equal(found.sort_values([*by, "place"], ignore_index=True), again)
