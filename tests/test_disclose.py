"""What is published of a count, and that nobody can work out more than is published."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from tambon_gis import catalog
from tambon_gis.analysis.aggregate import complete, roll_up_ladder
from tambon_gis.analysis.disclose import COLOURED, disclose, grid, medians, pyramid
from tambon_gis.analysis.spatial.grid import Grid as Cells
from tambon_gis.errors import AnalysisError, DisclosureError, StageError
from tambon_gis.model.project import Decision
from tambon_gis.model.sealed import FORMS

if TYPE_CHECKING:
    from tambon_gis.model.sealed import Measures

BMN = catalog.rulebook("bmn-2560")
PLAIN, PERSONS, SENSITIVE, SHY_PERSONS = "9", "25", "14", "16"
FEWEST = 3


def cells(*rows: dict[str, Any], level: str = "village", code: str = PLAIN) -> pd.DataFrame:
    """A counted table; every row gives what differs from 100 households asked, all met."""
    full = []
    for n, given_ in enumerate(rows, start=1):
        row = {
            "year": 2565,
            "framework": "bmn-2560",
            "code": code,
            "level": level,
            "place": f"990101{n:02d}" if level == "village" else f"9901{n:02d}",
            "counts": BMN.by_code[code].counts,
            "households_asked": 100,
            "households_met": 100,
            "households_unknown": 0,
            **given_,
        }
        for unit in ("asked", "met", "unknown"):
            row.setdefault(unit, row[f"households_{unit}"])
        full.append(row)
    frame = pd.DataFrame(full)
    sums = [name for name in frame if name.startswith("households_")]
    return frame.astype(dict.fromkeys([*sums, "asked", "met", "unknown"], "Int64"))


def households(asked: int, met: int, unknown: int = 0, /, **more: Any) -> dict[str, Any]:
    names = ("households_asked", "households_met", "households_unknown")
    return dict(zip(names, (asked, met, unknown), strict=True)) | more


def published(*rows: dict[str, Any], **how: Any) -> pd.DataFrame:
    frame = cells(*rows, level=how.pop("level", "village"), code=how.pop("code", PLAIN))
    return disclose(frame, [BMN], **how).frame


def one(row: dict[str, Any], **how: Any) -> dict[str, Any]:
    (cell,) = published(row, **how).to_dict("records")
    return {name: None if pd.isna(value) else value for name, value in cell.items()}


# --- the forms of P5, at their boundaries ---

FORM = [
    (9, 9, "hidden"),
    (9, 4, "hidden"),
    (1, 0, "hidden"),
    (0, 0, "hidden"),
    (10, 10, "zero"),
    (10, 9, "few"),
    (10, 6, "few"),
    (10, 5, "exact"),
    (10, 4, "most"),
    (10, 0, "most"),
    (100, 100, "zero"),
    (100, 99, "few"),
    (100, 96, "few"),
    (100, 95, "exact"),
    (100, 5, "exact"),
    (100, 4, "most"),
]


@pytest.mark.parametrize(("asked", "met", "form"), FORM)
def test_the_form_of_a_village(asked: int, met: int, form: str) -> None:
    cell = one(households(asked, met))
    assert cell["form"] == form
    assert cell["failing"] == (asked - met if form in {"exact", "zero"} else None)
    assert (cell["share"] is None) == (form not in {"exact", "zero"})
    assert cell["asked"] == (None if form == "hidden" else asked)
    assert cell["households"] == cell["asked"]


@pytest.mark.parametrize(
    ("asked", "met", "form"),
    [(9, 9, "hidden"), (10, 10, "zero_band"), (100, 99, "zero_band"), (100, 96, "zero_band"),
     (100, 95, "exact"), (100, 4, "most"), (10, 5, "exact")],
)  # fmt: skip
def test_a_sensitive_zero_and_few_are_one_band(asked: int, met: int, form: str) -> None:
    decided = Decision(indicator=f"bmn-2560/{SENSITIVE}", decided_by="ก", decided_on="2565-11-20")
    assert one(households(asked, met), code=SENSITIVE, decisions=[decided])["form"] == form
    assert one(households(asked, met), code=SENSITIVE, level="tambon")["form"] == form


@pytest.mark.parametrize(
    ("row", "form"),
    [
        (households(0, 0, 12), "no_data"),
        (households(0, 0, 10), "no_data"),
        (households(0, 0, 9), "hidden"),
        (dict.fromkeys(households(0, 0)), "no_data"),
    ],
)
def test_where_nobody_answered(row: dict[str, Any], form: str) -> None:
    cell = one(row)
    assert cell["form"] == form
    assert [cell[name] for name in ("asked", "failing", "share", "households")] == [None] * 4
    assert cell["unknown"] == ""


@pytest.mark.parametrize(
    ("asked", "met", "persons", "persons_met", "form"),
    [
        (8, 0, 40, 2, "hidden"),
        (40, 36, 90, 60, "few"),
        (40, 35, 90, 89, "exact"),
        (40, 4, 90, 50, "most"),
        (40, 40, 90, 90, "zero"),
    ],
)
def test_persons_are_judged_by_their_households(
    asked: int, met: int, persons: int, persons_met: int, form: str
) -> None:
    cell = one(households(asked, met, asked=persons, met=persons_met), code=PERSONS)
    assert cell["form"] == form
    assert cell["failing"] == (persons - persons_met if form in {"exact", "zero"} else None)
    assert cell["asked"] == (None if form == "hidden" else persons)
    assert cell["households"] == (None if form == "hidden" else asked)


@pytest.mark.parametrize(
    ("asked", "unknown", "told"),
    [(100, 0, "under_5"), (96, 4, "under_5"), (95, 5, "5_to_20"), (80, 20, "5_to_20"),
     (79, 21, "over_20"), (10, 90, "over_20")],
)  # fmt: skip
def test_the_unknown_are_a_class_only(asked: int, unknown: int, told: str) -> None:
    assert one(households(asked, asked, unknown))["unknown"] == told


@pytest.mark.parametrize(
    ("asked", "failing", "share"),
    [(99, 33, 33.0), (99, 10, 10.0), (99, 16, 16.0), (100, 33, 33.0), (1000, 333, 33.3),
     (1000, 337, 33.7), (101, 50, 49.5), (12, 6, 50.0), (700, 100, 14.3)],
)  # fmt: skip
def test_a_share_has_one_decimal_and_a_small_one_none(
    asked: int, failing: int, share: float
) -> None:
    cell = one(households(asked, asked - failing))
    assert cell["share"] == share
    assert cell["asked"] == asked


# --- sensitive indicators, audiences, what was published before ---


def sensitive_and_plain() -> pd.DataFrame:
    rows = [households(80, 60), households(90, 70)]
    parts = [cells(*rows, code=code) for code in (PLAIN, SENSITIVE, SHY_PERSONS)]
    return roll_up_ladder(pd.concat(parts, ignore_index=True), top="tambon")


def shown(measures: Measures) -> set[tuple[str, str]]:
    return set(zip(measures.frame["code"], measures.frame["level"], strict=True))


def test_what_is_sensitive_is_left_out_below_tambon() -> None:
    measures = disclose(sensitive_and_plain(), [BMN])
    assert shown(measures) == {
        (PLAIN, "village"),
        (PLAIN, "tambon"),
        (SENSITIVE, "tambon"),
        (SHY_PERSONS, "tambon"),
    }
    left = {one.code for one in measures.disclosure.left if not one.shown}
    assert left == {"1", "2", "3", "14", "15", "16", "17", "24", "26", "28", "29"}


def test_a_decision_shows_one_and_says_whose() -> None:
    decided = Decision(indicator="bmn-2560/16", decided_by="ประชาคม", decided_on="2565-11-20")
    other = Decision(indicator="bmn-2566/14", decided_by="ก", decided_on="2566-01-01")
    measures = disclose(sensitive_and_plain(), [BMN], decisions=[decided, other])
    assert (SHY_PERSONS, "village") in shown(measures)
    assert (SENSITIVE, "village") not in shown(measures)
    (told,) = [one for one in measures.disclosure.left if one.shown]
    assert (told.code, told.decided_by, told.decided_on) == ("16", "ประชาคม", dt.date(2022, 11, 20))


def test_an_unknown_framework_is_guarded_as_if_it_were_sensitive() -> None:
    rows = cells(households(80, 78), households(5, 4)).assign(framework="strange", code="1")
    assert disclose(rows, [BMN]).frame.empty
    above = cells(households(80, 78), level="tambon").assign(framework="strange", code="1")
    assert disclose(above, [BMN]).frame["form"].tolist() == ["zero_band"]


def test_internal_tells_everything_and_says_so() -> None:
    measures = disclose(sensitive_and_plain(), [BMN], audience="internal")
    assert measures.audience == "internal"
    assert (SENSITIVE, "village") in shown(measures)
    few = disclose(cells(households(9, 7)), [BMN], audience="internal").frame.iloc[0]
    assert (few["form"], few["failing"], few["asked"]) == ("exact", 2, 9)


def test_public_is_the_default() -> None:
    assert disclose(cells(households(80, 60)), [BMN]).audience == "public"


def test_what_was_published_before_passes_as_it_is() -> None:
    rows = cells(households(9, 7), households(80, 79), households(5, 5), code=SENSITIVE)
    measures = disclose(rows, [BMN], published={"bmn-2560": "report 2561"})
    assert measures.frame["form"].tolist() == ["exact", "exact", "zero"]
    assert measures.frame["failing"].tolist() == [2, 1, 0]
    assert measures.disclosure.published == ("report 2561",)
    assert measures.disclosure.left == ()


def test_villages_as_units_are_not_families() -> None:
    book = catalog.rulebook("nrd2c")
    code = book.indicator[0].code
    null = dict.fromkeys(households(0, 0))
    rows = [
        {**null, "asked": 1, "met": 0, "unknown": 0},
        {**null, "asked": 0, "met": 0, "unknown": 1},
    ]
    frame = cells(*rows).assign(framework="nrd2c", code=code, counts="village")
    scored = pd.DataFrame(
        {"year": 2565, "framework": "nrd2c", "code": code, "place": frame["place"], "score": [1, 2]}
    )
    found = disclose(frame, [book], scored=scored).frame
    assert found["form"].tolist() == ["exact", "no_data"]
    assert found["score"].tolist() == [1, 2]


def test_what_was_done_is_told() -> None:
    rows = [households(50, 40), households(50, 50), households(50, 49), households(8, 8)]
    places = [f"990101{n:02d}" for n in range(1, 6)]
    measures = disclose(complete(cells(*rows), places), [BMN])
    told = measures.disclosure
    assert {form: n for form, n in told.forms.items() if n} == {
        "exact": 1,
        "zero": 1,
        "few": 1,
        "hidden": 1,
        "no_data": 1,
    }
    assert (told.coloured, told.cells) == (3 / 5, 5)
    assert (told.smallest_asked, told.smallest_cell) == (10, 5)


def test_a_table_that_is_not_counted_is_refused() -> None:
    with pytest.raises(StageError):
        disclose(pd.DataFrame({"place": ["99010101"]}), [BMN])


# --- no small number ever stands in what is published ---


@st.composite
def villages(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows = []
    for _ in range(draw(st.integers(1, 6))):
        asked = draw(st.integers(0, 14) | st.integers(80, 120))
        failing = draw(st.integers(0, min(6, asked)) | st.integers(0, asked))
        extra = draw(st.integers(0, 9))
        persons = asked + extra
        failing_persons = failing + (draw(st.integers(0, extra)) if failing else 0)
        unknown = draw(st.sampled_from([0, 1, 12]))
        rows.append(
            households(
                asked,
                asked - failing,
                unknown,
                asked=persons,
                met=persons - failing_persons,
            )
        )
    return rows


@settings(max_examples=60)
@given(villages(), st.sampled_from([PLAIN, PERSONS, SENSITIVE, SHY_PERSONS]))
def test_no_small_number_of_families_is_published(rows: list[dict[str, Any]], code: str) -> None:
    if BMN.by_code[code].counts == "household":
        rows = [{k: v for k, v in row.items() if k not in {"asked", "met"}} for row in rows]
    decided = Decision(indicator=f"bmn-2560/{code}", decided_by="ก", decided_on="2565-11-20")
    counted = roll_up_ladder(cells(*rows, code=code), top="tambon")
    frame = disclose(counted, [BMN], decisions=[decided]).frame
    assert len(frame) == len(counted)
    assert set(frame["form"]) <= set(FORMS)
    true = counted.set_index("place")
    for cell in frame.set_index("place").itertuples():
        asked, met = true.loc[cell.Index, ["households_asked", "households_met"]]
        if pd.notna(cell.households):
            assert cell.households >= 10
        if cell.form in {"exact", "rounded"}:
            assert min(asked - met, met) >= 5 or (asked == met and cell.form == "rounded")
        if pd.notna(cell.failing) and BMN.by_code[code].counts == "household":
            assert cell.failing not in {1, 2, 3, 4}
        if cell.form == "zero":
            assert not BMN.by_code[code].sensitive
            assert asked == met
        if cell.form == "rounded":
            assert cell.failing % 5 == 0
        if cell.form not in {"exact", "zero", "rounded"}:
            assert pd.isna(cell.failing)
            assert pd.isna(cell.share)


BANDS = {"few", "most", "zero_band", "hidden"}


# --- nobody can work out more: by hand, and by trying all (see also test_attacker) ---


def sealed_tambon(rows: list[tuple[int, int]]) -> pd.DataFrame:
    counted = roll_up_ladder(cells(*(households(a, a - f) for a, f in rows)), top="tambon")
    return disclose(counted, [BMN]).frame


def test_a_tambon_with_one_band_is_rounded_when_sealed() -> None:
    frame = sealed_tambon([(90, 20), (80, 2)]).set_index("place")
    assert frame.loc["990101", "form"] == "rounded"
    assert frame.loc["990101", "failing"] % 5 == 0
    assert frame.loc["99010101", "failing"] == 20
    assert pd.isna(frame.loc["99010102", "failing"])


@pytest.mark.parametrize("others", [[90, 80], [90, 86], [91, 10]])
def test_the_asked_of_a_total_say_nothing_of_a_hidden_village(others: list[int]) -> None:
    """Whatever its size, the same is told: to tens, not far from the truth."""
    told = set()
    for hidden in range(10):
        frame = sealed_tambon([(n, n // 4) for n in others] + [(hidden, 0)]).set_index("place")
        total = frame.loc["990101"]
        told.add((total["asked"], total["households"]))
        assert total["asked"] % 10 == 0
        assert abs(total["asked"] - sum(others) - hidden) <= 10
        assert total["form"] == "rounded"
        assert float(total["share"]).is_integer()
    assert len(told) == 1


def test_nor_do_wider_totals() -> None:
    """A wider total is told from what is told of its parts."""
    told = set()
    for hidden in range(10):
        tambons = [[(90, 20), (hidden, 0)], [(77, 10), (60, 20)]]
        rows = sealed_amphoe(tambons)
        told.add(tuple((one["place"], one["asked"]) for one in rows if one["level"] != "village"))
    assert len(told) == 1


def test_a_rounded_total_says_to_what() -> None:
    frame = sealed_tambon([(90, 20), (80, 2)]).set_index("place")
    assert frame.loc["990101", "rounded_to"] == 5
    assert frame["rounded_to"].isna().sum() == 2


def test_every_band_is_audited() -> None:
    measures = disclose(roll_up_ladder(cells(households(90, 70), households(80, 78)), top="tambon"),
                        [BMN])  # fmt: skip
    assert (measures.disclosure.audited, measures.disclosure.fewest) == (1, 3)
    internal = disclose(cells(households(90, 70)), [BMN], audience="internal")
    assert (internal.disclosure.audited, internal.disclosure.fewest) == (0, None)


def test_what_stays_narrowed_is_not_sealed() -> None:
    """A declared link that names a count, and no total that could give way."""
    frame = cells(households(80, 78), households(80, 77))
    links = pd.DataFrame({"link": 1, "row": [0, 1], "times": 1, "least": 5, "most": 5})
    assert len(disclose(frame, [BMN], links=links).frame) == 2
    named = links.assign(row=[0, 0], times=[1, 0], least=2, most=2).iloc[:1]
    with pytest.raises(DisclosureError) as caught:
        disclose(frame, [BMN], links=named)
    assert caught.value.code == "disclosure.narrowed"


def test_links_of_rows_that_are_left_out_say_less() -> None:
    """3 + 2 = 5, but what is sensitive is not shown: then only that the sum is 5 at most."""
    parts = [cells(households(80, 78)), cells(households(80, 77), code=SENSITIVE)]
    frame = pd.concat(parts, ignore_index=True)
    links = pd.DataFrame({"link": 1, "row": [0, 1], "times": 1, "least": 5, "most": 5})
    rows = disclose(frame, [BMN], links=links).frame
    assert rows[["code", "form"]].to_numpy().tolist() == [[PLAIN, "few"]]


# --- groups ---


def by_sex(women: tuple[int, int], men: tuple[int, int]) -> pd.DataFrame:
    """One village over all, and its two groups."""
    both = women[0] + men[0], women[1] + men[1]
    parts = [
        cells(households(asked, asked - failing)).assign(sex=sex)
        for sex, (asked, failing) in ((None, both), ("f", women), ("m", men))
    ]
    return pd.concat(parts, ignore_index=True)


def test_the_group_gives_way_and_the_village_does_not() -> None:
    """22 - 20 = 2 women's homes: the men are told about, the village exactly."""
    frame = disclose(by_sex((60, 2), (60, 20)), [BMN]).frame
    assert frame["form"].tolist()[0] == "exact"
    assert frame["form"].tolist()[2] in {"rounded", "rounded_10", "hidden"}
    assert frame["sex"].tolist()[1:] == ["f", "m"]


def test_a_single_hidden_group_is_not_the_rest() -> None:
    frame = disclose(by_sex((8, 1), (60, 20)), [BMN]).frame
    assert frame["form"].tolist() == ["exact", "hidden", "hidden"]
    assert frame["asked"].isna().tolist() == [False, True, True]


def test_the_report_counts_villages_and_not_their_groups() -> None:
    assert disclose(by_sex((60, 9), (60, 20)), [BMN]).disclosure.cells == 1


# --- grids, medians, pyramids ---


def grid_of(households_: list[int], k: int = 5, shift: float = 0.0) -> Any:
    frame = gpd.GeoDataFrame(
        {"cell": [str(n) for n in range(len(households_))], "size_m": 500,
         "households": households_, "secret": "x"},
        geometry=[box(100 + shift, 14, 100.1, 14.1)] * len(households_), crs=4326,
    )  # fmt: skip
    return Cells(frame, 32647, k, 0, 0)


def test_a_grid_is_sealed_with_its_own_columns_only() -> None:
    sealed = grid(grid_of([5, 9]))
    assert list(sealed.frame) == ["cell", "size_m", "households", "geometry"]
    assert sealed.k == 5


@pytest.mark.parametrize(
    ("cells_", "code"),
    [
        (lambda: grid_of([4, 9]), "disclosure.grid_small"),
        (lambda: grid_of([4, 9], k=3), "disclosure.grid_small"),
        (lambda: grid_of([7, 9], k=8), "disclosure.grid_small"),
        (lambda: grid_of([5, 9], shift=0.123456), "disclosure.grid_fine"),
    ],
)
def test_a_grid_that_tells_too_much_is_refused(cells_: Any, code: str) -> None:
    with pytest.raises(DisclosureError) as caught:
        grid(cells_())
    assert caught.value.code == code


def test_medians_and_pyramids_are_sealed() -> None:
    rows = pd.DataFrame({"place": ["a"] * 10 + ["b"] * 9, "income": 38_512})
    assert medians(rows, "income").frame["median"].tolist() == [39_000, pd.NA]
    homes = list("abcdefghij")
    persons = pd.DataFrame({"place": "99010101", "house_code": homes, "sex": "f", "age": 9})
    assert pyramid(persons).frame[["band", "persons"]].to_numpy().tolist() == [["0+", 10]]
    assert pyramid(persons.head(9)).frame["persons"].isna().all()


def test_internal_shows_what_public_leaves_out() -> None:
    rows = cells(households(60, 59), code="24")
    sealed = disclose(rows, [BMN], audience="internal")
    assert sealed.disclosure.left == ()
    assert sealed.frame["form"].tolist() == ["exact"]


def sealed_amphoe(tambons: list[list[tuple[int, int]]]) -> list[dict[str, Any]]:
    """Villages (asked, failing) of several tambons, sealed at three levels."""
    rows = [
        households(asked, asked - failing, place=f"9901{t:02d}{v:02d}")
        for t, villages_ in enumerate(tambons, start=1)
        for v, (asked, failing) in enumerate(villages_, start=1)
    ]
    counted = roll_up_ladder(cells(*rows), top="amphoe")
    return disclose(counted, [BMN]).frame.to_dict("records")


def allows(cell: dict[str, Any], failing: int) -> bool:
    """Whether a count may stand behind a published cell, for one who knows the rules."""
    form, asked = cell["form"], cell["asked"]
    if form in {"exact", "zero"}:
        return failing == cell["failing"]
    if form == "rounded":
        bases = [base for base in (5, 10) if cell["failing"] % base == 0]
        return any(base * ((failing + base // 2) // base) == cell["failing"] for base in bases)
    if form == "hidden":
        return True
    low, high = {"few": (1, 4), "zero_band": (0, 4), "most": (asked - 4, asked)}[form]
    return low <= failing <= high


def worked_out(
    frame: list[dict[str, Any]], tambons: list[list[tuple[int, int]]]
) -> dict[str, set[int]]:
    """The counts that remain possible for every village, by trying all, over all three levels."""
    cell = {one["place"]: one for one in frame}
    names = [f"9901{t:02d}{v:02d}" for t, vs in enumerate(tambons, 1) for v, _ in enumerate(vs, 1)]
    sizes = [asked for villages_ in tambons for asked, _ in villages_]
    choices = [
        [n for n in range(size + 1) if allows(cell[name], n)]
        for name, size in zip(names, sizes, strict=True)
    ]
    found: dict[str, set[int]] = {name: set() for name in names}
    for counts in itertools.product(*choices):
        sums: dict[str, int] = {}
        for name, count in zip(names, counts, strict=True):
            for wider in (name[:6], name[:4]):
                sums[wider] = sums.get(wider, 0) + count
        if all(allows(cell[place], total) for place, total in sums.items()):
            for name, count in zip(names, counts, strict=True):
                found[name].add(count)
    return found


def test_a_band_cannot_be_worked_out_over_three_levels() -> None:
    """The case that two levels alone let through: 22 - 20 - 0 - 0 - 0 = 2."""
    tambons = [[(60, 0), (60, 0)], [(60, 2), (60, 0)], [(90, 20)]]
    frame = sealed_amphoe(tambons)
    assert len(worked_out(frame, tambons)["99010201"]) >= FEWEST


def test_nor_in_random_amphoes() -> None:
    rng = random.Random(2565)  # noqa: S311
    for _ in range(60):
        tambons = [
            [
                (size := rng.choice([8, 30, 60]), min(size, rng.choice([0, 0, 1, 3, 6, 20])))
                for _ in range(rng.randint(1, 3))
            ]
            for _ in range(rng.randint(2, 3))
        ]
        frame = sealed_amphoe(tambons)
        left = worked_out(frame, tambons)
        for one_cell in frame:
            if one_cell["level"] == "village" and one_cell["form"] in BANDS:
                assert len(left[one_cell["place"]]) >= FEWEST, (tambons, one_cell["place"])


def test_colours_are_those_of_known_forms() -> None:
    assert set(COLOURED) < set(FORMS)
    assert {"hidden", "no_data", "not_asked"}.isdisjoint(COLOURED)


def test_an_unknown_group_is_not_taken_for_all_groups() -> None:
    """A null group means all groups together; an unknown one, which is smaller, must be named."""
    one = cells(households(60, 40))
    parts = [
        one.assign(zone=pd.array([zone], dtype="str"), households_asked=asked, households_met=20)
        for zone, asked in (("north", 30), ("south", 30))
    ]
    groups = pd.concat(parts, ignore_index=True).assign(asked=30, met=20)
    whole = one.assign(zone=pd.array([None], dtype="str"))
    together = pd.concat([groups, whole], ignore_index=True)
    assert len(disclose(together, [BMN]).frame) == 3
    unknown = whole.assign(asked=12, met=6, households_asked=12, households_met=6)
    with pytest.raises(AnalysisError, match="zone"):
        disclose(pd.concat([groups, unknown], ignore_index=True), [BMN])
    named = unknown.assign(zone="unknown")
    all_rows = whole.assign(asked=72, met=46, households_asked=72, households_met=46)
    together = pd.concat([groups, named, all_rows], ignore_index=True)
    assert len(disclose(together, [BMN]).frame) == 4
    with pytest.raises(DisclosureError, match="zone"):  # without the row over all groups
        disclose(pd.concat([groups, named], ignore_index=True), [BMN])
