"""An integer program over everything published narrows no band below three counts.

Tambons are drawn at random, with the rates at which the households of a province fail each
indicator; the attacker (``attacker.py``) reads the sealed table only.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from attacker import FEWEST, Attacker
from conftest import SHARED
from hypothesis import given, settings
from hypothesis import strategies as st

from tambon_gis import catalog
from tambon_gis.analysis.aggregate import roll_up_ladder
from tambon_gis.analysis.disclose import disclose
from tambon_gis.analysis.pool import nested, pool
from tambon_gis.analysis.protection import guard as guarding
from tambon_gis.model.project import Decision

if TYPE_CHECKING:
    from tambon_gis.model.sealed import Measures

BMN = catalog.rulebook("bmn-2560")
CODES = [one.code for one in BMN.indicator]
DECISIONS = [
    Decision(indicator=f"bmn-2560/{one.code}", decided_by="ก", decided_on="2565-11-20")
    for one in BMN.indicator
    if one.sensitive
]  # fmt: skip
TAMBONS = 200
MOST_HIDDEN = 0.20
#: Share of all residents to whom an indicator applies, and share of these who fail, of the whole
#: country in 2561: open data of TPMAP, summed over 76 provinces.
NATION = [
    (0.0148, 0.00350), (0.0108, 0.03156), (0.3925, 0.00092), (1.0000, 0.00990),
    (1.0000, 0.00856), (0.9620, 0.04750), (0.9872, 0.00816), (1.0000, 0.00280),
    (1.0000, 0.00183), (1.0000, 0.00197), (0.9998, 0.02402), (0.9999, 0.00577),
    (0.9999, 0.00901), (0.9999, 0.00069), (0.1263, 0.00169), (0.3573, 0.10953),
    (0.0101, 0.03497), (0.0011, 0.01868), (0.9348, 0.00924), (0.9252, 0.01258),
    (0.4779, 0.05817), (0.9983, 0.00404), (0.9977, 0.13025), (0.9997, 0.17862),
    (0.9998, 0.19601), (0.9998, 0.00712), (0.4802, 0.00096), (0.0480, 0.00331),
    (0.0642, 0.00100), (0.9997, 0.00387), (0.9998, 0.00576),
]  # fmt: skip


def rates() -> list[list[tuple[float, float]]]:
    """One list of (applies, fails) a province; only the country's where the file is absent."""
    file = SHARED / "data" / "survey" / "tpmap_2561_province_bmn31.csv"
    if not file.is_file():
        return [NATION]
    table = pd.read_csv(file)
    return [
        [
            (row[f"indicator{n}.ALL"] / row["HOUSEMEMBER_CNT"],
             row[f"indicator{n}.CNT"] / max(1, row[f"indicator{n}.ALL"]))
            for n in range(1, 32)
        ]
        for _, row in table.iterrows()
    ]  # fmt: skip


def tambon(
    rng: np.random.Generator,
    code: str,
    province: list[tuple[float, float]],
    *,
    villages: int | None = None,
    year: int = 2565,
) -> list[dict[str, Any]]:
    """Counts of the 31 indicators in the villages of one tambon."""
    rows = []
    for moo in range(1, (villages or int(rng.integers(3, 21))) + 1):
        size = int(np.clip(rng.lognormal(5.0, 0.6), 20, 250))
        if rng.random() < 0.03:  # hamlets
            size = int(rng.integers(1, 20))
        for one, (applies, fails) in zip(BMN.indicator, province, strict=True):
            asked = int(rng.binomial(size, min(1.0, applies * rng.uniform(0.8, 1.2))))
            failing = int(rng.binomial(asked, min(1.0, fails * rng.uniform(0.3, 1.7))))
            rows.append(cell(f"{code}{moo:02d}", one.code, asked, failing, year=year, rng=rng))
    return rows


def cell(
    place: str, code: str, asked: int, failing: int, *, year: int = 2565,
    rng: np.random.Generator | None = None, **more: Any,
) -> dict[str, Any]:  # fmt: skip
    """One counted village; persons where the indicator counts them, one or two a household."""
    homes = {"asked": asked, "met": asked - failing, "unknown": 0}
    units, counts = dict(homes), BMN.by_code[code].counts if code in BMN.by_code else "household"
    if counts != "household":
        draw = (lambda n: int(rng.integers(0, n + 1))) if rng is not None else (lambda n: n // 2)
        failed = failing + draw(failing)
        units = {"asked": failed + (asked - failing) + draw(asked), "unknown": 0}
        units["met"] = units["asked"] - failed
    head = {"year": year, "framework": "bmn-2560", "code": code, "level": "village"}
    named = {f"households_{name}": n for name, n in homes.items()}
    return {**head, "place": place, "counts": counts, **units, **named, **more}


def counted(rows: list[dict[str, Any]], *, top: str = "tambon") -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    sums = [f"{head}{name}" for head in ("", "households_") for name in ("asked", "met", "unknown")]
    return roll_up_ladder(frame.astype(dict.fromkeys(sums, "Int64")), top=top)


def sealed(frame: pd.DataFrame, **how: Any) -> Measures:
    return disclose(frame, [BMN], decisions=DECISIONS, **how)


def attack(frame: pd.DataFrame, true: pd.DataFrame, groups: tuple[str, ...] = ()) -> Attacker:
    """An attacker who read the rules right: the truth is one of his worlds."""
    found = Attacker(frame, groups)
    keys = [name for name in ("year", "code", "place", "pooled", *groups) if name in frame]
    merged = frame[keys].merge(true, on=keys, how="left", validate="one_to_one")
    units, homes = (
        (merged[f"{head}asked"] - merged[f"{head}met"]).tolist() for head in ("", "households_")
    )
    assert found.holds(units, homes, merged["asked"].tolist(), merged["households_asked"].tolist())
    return found


@pytest.fixture(scope="module")
def province_rates() -> list[list[tuple[float, float]]]:
    return rates()


@pytest.fixture(scope="module")
def nation(
    province_rates: list[list[tuple[float, float]]],
) -> tuple[pd.DataFrame, Measures]:
    """Two hundred tambons, counted and sealed."""
    rng = np.random.default_rng(2561)
    rows = []
    for n in range(TAMBONS):
        province = province_rates[int(rng.integers(len(province_rates)))]
        rows += tambon(rng, f"99{n // 50 + 1:02d}{n % 50 + 1:02d}", province)
    frame = counted(rows)
    return frame, sealed(frame)


def test_the_map_is_not_empty(nation: tuple[pd.DataFrame, Measures]) -> None:
    """At most one village cell in five is hidden, and only small ones are."""
    frame, measures = nation
    cells = measures.frame[measures.frame["level"] == "village"]
    assert len(cells) == (frame["level"] == "village").sum()
    assert cells["form"].eq("hidden").mean() <= MOST_HIDDEN
    small = frame.set_index(["code", "place"])["households_asked"] < 10
    hidden = cells.set_index(["code", "place"])["form"].eq("hidden")
    assert hidden.equals(small.loc[hidden.index].astype(bool).rename("form"))
    assert measures.disclosure.fewest is not None
    assert measures.disclosure.fewest >= FEWEST


def test_no_count_of_one_to_four_families_is_shown(nation: tuple[pd.DataFrame, Measures]) -> None:
    frame, measures = nation
    told = measures.frame.merge(frame, on=["code", "place"], suffixes=("", "_true"))
    homes = told["households_asked"] - told["households_met"]
    shown = told["form"].isin(["exact", "zero"])
    assert not homes[shown].isin([1, 2, 3, 4]).any()
    assert not (told["households_met"][shown & homes.gt(0)]).isin([0, 1, 2, 3, 4]).any()
    assert not (told["failing"].isin([1, 2, 3, 4]) & told["counts"].eq("household")).any()
    assert (
        told.loc[told["form"].isin(["few", "most", "zero_band", "hidden"]), "failing"].isna().all()
    )


@pytest.mark.parametrize("turn", range(4))
def test_nothing_can_be_worked_out_in_two_hundred_tambons(
    nation: tuple[pd.DataFrame, Measures], turn: int
) -> None:
    """Two indicators a tambon, one of them with bands."""
    frame, measures = nation
    rng = random.Random(turn)  # noqa: S311
    places = sorted(set(frame["place"][frame["level"] == "tambon"]))[turn::4]
    assert len(places) == TAMBONS // 4
    attacked = 0
    tables = measures.frame.assign(tambon=measures.frame["place"].str[:6])
    true = frame.assign(tambon=frame["place"].str[:6])
    for place in places:
        here, truth = tables[tables["tambon"] == place], true[true["tambon"] == place]
        banded = here[here["form"].isin(["few", "zero_band", "most"])]["code"].unique().tolist()
        for code in {*rng.sample(CODES, 1), *rng.sample(banded, min(1, len(banded)))}:
            found = attack(here[here["code"] == code], truth[truth["code"] == code])
            assert not found.narrowed(), (place, code)
            attacked += len(found.banded())
    assert attacked > 300


def series(
    province_rates: list[list[tuple[float, float]]], seed: int, codes: set[str]
) -> pd.DataFrame:
    """Three years of one small tambon."""
    rng = np.random.default_rng(seed)
    province = province_rates[int(rng.integers(len(province_rates)))]
    villages = int(rng.integers(3, 6))
    rows = [
        row
        for year in (2563, 2564, 2565)
        for row in tambon(rng, "990101", province, villages=villages, year=year)
        if row["code"] in codes
    ]
    return counted(rows)


@pytest.mark.parametrize("seed", range(8))
def test_nor_in_three_years_with_their_pool(
    province_rates: list[list[tuple[float, float]]], seed: int
) -> None:
    codes = {"4", "9", "18", "20", "25", "31"} if seed % 2 else {"3", "14", "21", "22"}
    frame = pool(series(province_rates, seed, codes), first=2563, last=2565)
    measures = sealed(frame)
    for code in sorted(codes):
        rows = measures.frame[measures.frame["code"] == code]
        found = attack(rows, frame[frame["code"] == code])
        assert not found.narrowed(), code


def test_nor_in_three_years_without(
    province_rates: list[list[tuple[float, float]]],
) -> None:
    codes = {"9", "10", "22"}
    frame = series(province_rates, 77, codes)
    rows = sealed(frame).frame
    for code in sorted(codes):
        assert not attack(rows[rows["code"] == code], frame[frame["code"] == code]).narrowed()


def by_sex(rng: np.random.Generator, rate: float, villages: int) -> pd.DataFrame:
    """Villages over all and by sex of the head, small groups among them."""
    rows = []
    for moo in range(1, villages + 1):
        sizes = {"f": int(rng.choice([4, 8, 15, 40])), "m": int(rng.choice([8, 30, 60]))}
        failing = {sex: int(rng.binomial(n, rate)) for sex, n in sizes.items()}
        place = f"990101{moo:02d}"
        rows.append(cell(place, "9", sum(sizes.values()), sum(failing.values()), sex=None))
        rows += [cell(place, "9", sizes[sex], failing[sex], sex=sex) for sex in sizes]
    frame = pd.DataFrame(rows)
    groups = [counted(part.drop(columns="sex").to_dict("records")).assign(sex=sex)
              for sex, part in frame.groupby("sex", dropna=False)]  # fmt: skip
    return pd.concat(groups, ignore_index=True)


@pytest.mark.parametrize("seed", range(12))
def test_nor_in_tables_by_sex(seed: int) -> None:
    rng = np.random.default_rng(seed)
    frame = by_sex(rng, [0.02, 0.06, 0.12][seed % 3], int(rng.integers(2, 6)))
    frame["sex"] = frame["sex"].astype("str").mask(frame["sex"].isna())
    measures = sealed(frame)
    found = attack(measures.frame, frame, ("sex",))
    assert not found.narrowed()
    villages = measures.frame[measures.frame["sex"].isna() & measures.frame["level"].eq("village")]
    size = frame[frame["sex"].isna()].set_index("place")["households_asked"]
    for row in villages.itertuples():
        assert (row.form == "hidden") == (size[row.place] < 10)


def test_the_attacker_succeeds_where_nothing_is_protected(
    nation: tuple[pd.DataFrame, Measures], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same attacker, with the forms of each cell by itself: he finds counts."""
    frame, _ = nation
    here = frame[frame["place"].str[:6].isin(["990101", "990102"])]
    monkeypatch.setattr(guarding, "choose", lambda system, **_: np.zeros(len(system.forms), int))
    monkeypatch.setattr(guarding, "counts_left", lambda system, _: np.full(len(system.owner), 9))
    rows = sealed(here.reset_index(drop=True)).frame
    narrowed = 0
    for (place, code), cells in rows.groupby([rows["place"].str[:6], "code"]):
        true = here[(here["place"].str[:6] == place) & (here["code"] == code)]
        narrowed += bool(attack(cells, true).narrowed())
    assert narrowed > 3


def test_households_that_fail_more_lie_in_those_that_fail_one() -> None:
    rows = [cell("99010101", "9", 60, 2), cell("99010101", "any", 60, 3),
            cell("99010102", "9", 60, 9), cell("99010102", "any", 60, 12)]  # fmt: skip
    frame = counted(rows, top="village")
    links = nested(frame, {"any": 1})
    assert len(links) == 4  # 3 > 2 and 12 > 9: other indicators fail, too
    measures = disclose(frame, [BMN], links=links)
    assert set(measures.frame["code"]) == {"9"}  # unknown codes are sensitive: not below tambon


def test_no_more_fail_one_than_fail_all_of_them_together() -> None:
    """4 and 9 fail in 10 and 4 households: the 14 that fail one leave a single way."""
    rows = [cell("990101", "4", 60, 10), cell("990101", "9", 60, 4), cell("990101", "any", 60, 14)]
    frame = counted([{**row, "level": "tambon"} for row in rows], top="tambon")
    assert sealed(frame).frame["form"].tolist() == ["exact", "few", "exact"]
    found = sealed(frame, links=nested(frame, {"any": 1})).frame
    assert found["form"].tolist() == ["exact", "few", "rounded"]


@st.composite
def small(draw: st.DrawFn) -> list[tuple[int, int]]:
    return [
        (size := draw(st.sampled_from([3, 9, 10, 20])), min(size, draw(st.integers(0, 7))))
        for _ in range(draw(st.integers(1, 5)))
    ]


@settings(max_examples=40)
@given(st.lists(small(), min_size=1, max_size=2), st.sampled_from(["9", "14", "25", "16"]))
def test_nor_in_what_hypothesis_finds(tambons: list[list[tuple[int, int]]], code: str) -> None:
    rows = [
        cell(f"9901{t:02d}{v:02d}", code, asked, failing)
        for t, villages in enumerate(tambons, 1)
        for v, (asked, failing) in enumerate(villages, 1)
    ]
    frame = counted(rows, top="amphoe")
    assert not attack(sealed(frame).frame, frame).narrowed()


def people(rows: list[tuple[int, int, int, int]], code: str) -> pd.DataFrame:
    """Villages of one tambon: persons asked and failing, households asked and failing."""
    full = []
    for moo, (asked, failing, homes, homes_failing) in enumerate(rows, 1):
        units = {"asked": asked, "met": asked - failing}
        full.append({**cell(f"990101{moo:02d}", code, homes, homes_failing), **units})
    return counted(full)


@pytest.mark.parametrize(
    ("code", "rows"),
    [
        ("17", [(40, 4, 40, 4)] * 4 + [(60, 12, 60, 12)]),
        ("18", [(40, 3, 40, 3), (50, 4, 50, 4), (60, 12, 60, 12)]),
        ("18", [(41, 4, 40, 3), (52, 5, 50, 4), (60, 12, 60, 12)]),
    ],
)
def test_nor_of_people_who_live_alone(code: str, rows: list[tuple[int, int, int, int]]) -> None:
    """In each household that passes somebody passes: hardly anybody else is there to fail."""
    frame = people(rows, code)
    assert not attack(sealed(frame).frame, frame).narrowed()


@pytest.mark.parametrize("seed", range(25))
def test_nor_where_few_live_together(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(int(rng.integers(2, 6))):
        homes, failing = int(rng.integers(12, 60)), int(rng.choice([0, 1, 2, 3, 4, 4, 7]))
        more, others = int(rng.integers(0, 3)), int(rng.integers(0, 3))
        rows.append((homes + more + others, failing + (more if failing else 0), homes, failing))
    frame = people(rows, ["17", "18"][seed % 2])
    assert not attack(sealed(frame).frame, frame).narrowed()


@pytest.mark.parametrize("size", [1, 5, 9])
def test_nor_the_size_of_a_hidden_village_from_groups(size: int) -> None:
    """The groups of the tambon add up to it: they are told about, too."""
    rows = [cell("99010101", "9", 53, 7), cell("99010102", "9", 61, 8)]
    whole = counted([*rows, cell("99010103", "9", size, 1)]).assign(sex=None)
    groups = [
        pd.DataFrame([cell("990101", "9", asked, 8, sex=sex)]).assign(level="tambon")
        for sex, asked in (("f", 47 + size), ("m", 67))
    ]
    frame = pd.concat([whole, *groups], ignore_index=True)
    rows_ = sealed(frame).frame
    found = attack(rows_, frame, ("sex",))
    (hidden,) = np.flatnonzero(rows_["form"] == "hidden")
    least, most = found.size(int(hidden))
    assert least <= 1
    assert most == 9
