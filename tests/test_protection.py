"""The least loss is the least, by trying every pattern of forms; and the audit counts right."""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tambon_gis.analysis.aggregate import roll_up_ladder
from tambon_gis.analysis.pool import pool
from tambon_gis.analysis.protection.asked import told_asked
from tambon_gis.analysis.protection.bands import BASES, round_to_base
from tambon_gis.analysis.protection.guard import guard
from tambon_gis.analysis.protection.links import total_of
from tambon_gis.analysis.protection.spread import spread
from tambon_gis.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FEWEST = 3
BANDS = {"few", "most", "zero_band", "hidden"}


def form_of(asked: int, failing: int) -> str:
    """The rule P5 again, in one breath."""
    if asked < 10:
        return "hidden"
    if failing < 5:
        return "few" if failing else "zero"
    return "most" if asked - failing < 5 else "exact"


def table(rows: list[dict[str, Any]], *, top: str = "tambon") -> pd.DataFrame:
    """Counted villages (place, asked, failing) and their totals, each in its own form."""
    full = []
    for row in rows:
        asked, failing = row.pop("asked"), row.pop("failing")
        head = {"year": 2565, "framework": "b", "code": "9", "level": "village"}
        counts = {"asked": asked, "met": asked - failing, "unknown": 0}
        homes = {f"households_{name}": n for name, n in counts.items()}
        full.append({**head, **row, "counts": "household", **counts, **homes})
    frame = roll_up_ladder(pd.DataFrame(full), top=top)
    numbers = [name for name in frame if frame[name].dtype.kind == "i" and name != "year"]
    return formed(frame.astype(dict.fromkeys(numbers, "Int64")))


def formed(frame: pd.DataFrame) -> pd.DataFrame:
    pairs = zip(frame["asked"], frame["asked"] - frame["met"], strict=True)
    return frame.assign(form=[form_of(int(a), int(f)) for a, f in pairs])


# --- every pattern of forms, tried ---

CHAIN = {
    "exact": ["exact", "rounded", "rounded_10", "hidden"],
    "rounded": ["rounded", "rounded_10", "hidden"],
    "zero": ["zero", "zero_band", "hidden"],
    "few": ["few", "zero_band", "hidden"],
    "most": ["most", "hidden"],
    "hidden": ["hidden"],
}
WIDEN = {"zero": ["zero", "zero_band"], "few": ["few", "zero_band"]}


def possible(form: str, asked: int, failing: int) -> tuple[int, int]:
    if form in {"exact", "zero"}:
        return failing, failing
    if form in BASES:
        base = BASES[form]
        middle = round_to_base(failing, base)
        same = [n for n in range(failing + 11) if round_to_base(n, base) == middle]
        return max(5, same[0]), min(asked - 5, same[-1])  # else it would be a band
    return {
        "few": (1, 4),
        "zero_band": (0, 4),
        "most": (asked - 4, asked),
        "hidden": (0, max(2, asked)),
    }[form]


def loss_of(own: list[str], forms: list[str], grouped: list[bool]) -> tuple[int, ...]:
    """Hidden totals, hidden groups, rounded totals, rounded groups, tens, widened zeros."""
    lost = [0] * 6
    for was, now, group in zip(own, forms, grouped, strict=True):
        if now == was:
            continue
        if now == "hidden":
            lost[group] += 1
        if now in BASES and was not in BASES:
            lost[2 + group] += 1
        lost[4] += now == "rounded_10"
        lost[5] += (was, now) == ("zero", "zero_band")
    return tuple(lost)


def least_by_trying(
    cells: pd.DataFrame,
    kinds: list[str],
    sums: list[tuple[int, list[int]]],
    mates: list[list[int]],
) -> tuple[int, ...]:
    """
    The least loss over all patterns.

    ``kinds``: part, total or group; ``sums``: total and parts, all in terms of cells; ``mates``:
    cells among which a widened zero widens the few.
    """
    own = cells["form"].tolist()
    asked = cells["asked"].tolist()
    failing = (cells["asked"] - cells["met"]).tolist()
    options = [
        (WIDEN.get(form, [form]) if kind == "part" else CHAIN[form])
        for form, kind in zip(own, kinds, strict=True)
    ]
    widest = [
        [possible(form, a, f) for form in choice]
        for choice, a, f in zip(options, asked, failing, strict=True)
    ]
    totals = {total for total, _ in sums}
    leaves = [n for n in range(len(own)) if n not in totals]
    spans = [range(min(w[0] for w in widest[n]), max(w[1] for w in widest[n]) + 1) for n in leaves]
    grid = np.array(list(itertools.product(*spans)))
    worlds = np.zeros((len(grid), len(own)), dtype=int)
    worlds[:, leaves] = grid
    sums = sorted(sums, key=lambda one: len(set(one[1]) & totals))
    for total, parts in sums:
        worlds[:, total] = worlds[:, parts].sum(axis=1)
    fits = np.ones(len(worlds), dtype=bool)
    for total, parts in sums:
        fits &= worlds[:, total] == worlds[:, parts].sum(axis=1)
    worlds = worlds[fits]
    grouped = [kind == "group" for kind in kinds]
    patterns = sorted(
        (loss_of(own, list(forms), grouped), forms)
        for forms in itertools.product(*options)
        if all(
            not (own[z] == "zero" and forms[z] == "zero_band" and forms[f] == "few")
            for group in mates for z in group for f in group
        )
    )  # fmt: skip
    for loss, forms in patterns:
        if keeps(worlds, own, forms, asked, failing):
            return loss
    raise AssertionError(own)


def keeps(
    worlds: np.ndarray, own: list[str], forms: tuple[str, ...], asked: list[int], failing: list[int]
) -> bool:
    """Whether every band keeps three counts in the worlds that fit."""
    spans = [possible(f, a, n) for f, a, n in zip(forms, asked, failing, strict=True)]
    low, high = np.array(spans).T
    fit = worlds[((worlds >= low) & (worlds <= high)).all(axis=1)]
    for n, form in enumerate(forms):
        small = form in BANDS - {"hidden"} or (form == "hidden" and own[n] in BANDS)
        if small and len(np.unique(fit[:, n])) < min(FEWEST, high[n] - low[n] + 1):
            return False
    return True


def loss_found(cells: pd.DataFrame, kinds: list[str], **how: Any) -> tuple[int, ...]:
    found = guard(cells, **how)
    assert found.short == 0
    grouped = [kind == "group" for kind in kinds]
    return loss_of(cells["form"].tolist(), found.frame["form"].tolist(), grouped)


def some_village(rng: random.Random) -> dict[str, int]:
    asked = rng.choice([rng.randint(3, 9), *[20] * 6])
    failing = min(asked, rng.choice([0, 0, 1, 2, 4, 6, 7, 18]))
    return {"asked": asked, "failing": failing}


def in_stars(number: int) -> Iterator[pd.DataFrame]:
    rng = random.Random(number)  # noqa: S311
    for _ in range(number):
        rows = [
            {"place": f"990101{v:02d}", **some_village(rng)} for v in range(1, rng.randint(3, 5))
        ]
        yield table(rows)


def without_vague(cells: pd.DataFrame) -> pd.DataFrame:
    """Totals over hidden cells begin rounded, since their asked is told about."""
    has_hidden = cells["form"].eq("hidden").any()
    total = cells["level"].ne("village") & cells["form"].eq("exact")
    return cells.assign(form=cells["form"].mask(total & has_hidden, "rounded"))


def test_a_star_loses_least() -> None:
    changed = 0
    for cells in in_stars(100):
        cells = without_vague(cells)  # noqa: PLW2901
        size = len(cells) - 1
        kinds = ["part"] * size + ["total"]
        sums = [(size, list(range(size)))]
        wanted = least_by_trying(cells, kinds, sums, [list(range(size))])
        assert loss_found(cells, kinds) == wanted, cells[["form", "asked", "met"]]
        changed += any(wanted)
    assert changed > 20


def test_a_tree_loses_least() -> None:
    rng = random.Random(14)  # noqa: S311
    changed = 0
    for _ in range(60):
        rows = [
            {"place": f"9901{t:02d}{v:02d}", "asked": 20,
             "failing": rng.choice([0, 0, 0, 1, 2, 4, 6])}
            for t in (1, 2) for v in (1, 2)
        ]  # fmt: skip
        cells = table(rows, top="amphoe")
        kinds = ["part"] * 4 + ["total"] * 3
        sums = [(4, [0, 1]), (5, [2, 3]), (6, [4, 5])]
        wanted = least_by_trying(cells, kinds, sums, [[0, 1], [2, 3], [4, 5]])
        assert loss_found(cells, kinds) == wanted, cells[["form", "asked", "met"]]
        changed += any(wanted)
    assert changed > 20


def test_a_table_of_two_ways_loses_least() -> None:
    """A tambon over its villages and over two groups at once."""
    rng = random.Random(5)  # noqa: S311
    changed = 0
    for _ in range(60):
        counts = [rng.choice([0, 0, 1, 2, 3, 6, 7]) for _ in range(2)]
        rows = [
            {"place": f"990101{v:02d}", "asked": 20, "failing": n} for v, n in enumerate(counts, 1)
        ]
        whole = table(rows).assign(sex=None)
        women = rng.randint(max(0, sum(counts) - 20), min(20, sum(counts)))
        parts = [
            whole.iloc[[2]].assign(sex=sex, asked=20, met=20 - n)
            for sex, n in (("f", women), ("m", sum(counts) - women))
        ]
        cells = formed(pd.concat([whole, *parts], ignore_index=True))
        kinds = ["part", "part", "total", "group", "group"]
        sums = [(2, [0, 1]), (2, [3, 4])]
        wanted = least_by_trying(cells, kinds, sums, [[0, 1], [3, 4]])
        assert loss_found(cells, kinds, groups=["sex"]) == wanted, cells[["form", "asked", "met"]]
        changed += any(wanted)
    assert changed > 20


def test_pooled_years_lose_least() -> None:
    """Two villages in two years, with totals of each: a circle, where intervals alone mislead."""
    rng = random.Random(8)  # noqa: S311
    changed = 0
    for _ in range(14):
        rows = [
            {"place": f"9901010{v}", "year": year, "asked": 20,
             "failing": rng.choice([0, 0, 1, 3, 6])}
            for year in (2564, 2565) for v in (1, 2)
        ]  # fmt: skip
        cells = formed(pool(table(rows).drop(columns="form"), first=2564, last=2565))
        spots = {
            (year, place, span if isinstance(span, str) else ""): n
            for n, (year, place, span) in enumerate(
                cells[["year", "place", "pooled"]].itertuples(index=False, name=None)
            )
        }
        towns, all_ = ("99010101", "99010102"), "990101"
        yearly = [
            (spots[year, all_, ""], [spots[year, town, ""] for town in towns])
            for year in (2564, 2565)
        ]
        over = [
            (spots[2565, place, "2564-2565"], [spots[year, place, ""] for year in (2564, 2565)])
            for place in (*towns, all_)
        ]
        span = spots[2565, all_, "2564-2565"], [spots[2565, t, "2564-2565"] for t in towns]
        sums = [*yearly, *over, span]
        totals = {total for total, _ in sums}
        kinds = ["total" if n in totals else "part" for n in range(len(cells))]
        mates = [parts for _, parts in (*yearly, span)]
        wanted = least_by_trying(cells, kinds, sums, mates)
        assert loss_found(cells, kinds) == wanted, cells[["form", "asked", "met"]]
        changed += any(wanted)
    assert changed > 3


# --- cases that can be followed by hand ---


def forms(rows: list[tuple[int, int]]) -> list[str]:
    places = [{"place": f"990101{n:02d}", "asked": a, "failing": f}
              for n, (a, f) in enumerate(rows, 1)]  # fmt: skip
    return guard(table(places)).frame["form"].tolist()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # 22 - 20 = 2: no zero to widen; 18..22 less 20 leaves 0..2 of the band 0-4
        ([(90, 20), (80, 2)], ["exact", "zero_band", "rounded"]),
        # one of two zeros is enough, and the smaller village gives it
        ([(90, 20), (80, 2), (70, 0), (60, 0)],
         ["exact", "zero_band", "zero", "zero_band", "exact"]),
        # 20 + 2 + 3: the two few may be 1..4 each in sum 5, nothing to do
        ([(90, 20), (80, 2), (70, 3)], ["exact", "few", "few", "exact"]),
        # four families in four villages under a total of 1 to 4
        ([(50, 1)] * 4, ["zero_band"] * 4 + ["few"]),
        # a hidden village under a total of nobody
        ([(90, 0), (8, 0)], ["zero", "hidden", "zero_band"]),
        ([(90, 20), (60, 0)], ["exact", "zero", "exact"]),
    ],
)  # fmt: skip
def test_by_hand(rows: list[tuple[int, int]], expected: list[str]) -> None:
    assert forms(rows) == expected


def test_the_smaller_village_gives_its_zero() -> None:
    found = forms([(60, 0), (90, 20), (80, 2), (70, 0)])
    assert found == ["zero_band", "exact", "zero_band", "zero", "exact"]


def test_the_order_of_rows_changes_nothing() -> None:
    rng = random.Random(3)  # noqa: S311
    rows = [{"place": f"9901{t:02d}{v:02d}", **some_village(rng)} for t in (1, 2, 3) for v in
            range(1, 8)]  # fmt: skip
    cells = table(rows, top="amphoe")
    mixed = cells.sample(frac=1, random_state=1)
    found = guard(cells).frame["form"].tolist()
    other = guard(mixed.reset_index(drop=True)).frame["form"]
    assert other.set_axis(mixed.index).sort_index().tolist() == found


def test_wider_totals_give_way_and_the_amphoe_does_not_open_again() -> None:
    """Alone each amphoe is safe; with the province exact the one with few is its rest."""
    rows = [
        {"place": "99010101", "asked": 60, "failing": 20},
        {"place": "99010102", "asked": 60, "failing": 30},
        {"place": "99020101", "asked": 60, "failing": 2},
        {"place": "99020102", "asked": 60, "failing": 30},
        {"place": "99020103", "asked": 60, "failing": 0},
    ]
    alone = table([dict(row) for row in rows if row["place"].startswith("9902")], top="amphoe")
    cells = table(rows, top="country")
    found = guard(cells)
    assert found.short == 0
    forms = dict(zip(cells["place"], found.frame["form"], strict=True))
    inside = guard(alone).frame["form"].tolist()
    assert [forms[place] for place in alone["place"][:3]] == inside[:3]


def test_a_single_unsafe_amphoe_rounds_the_province_too() -> None:
    rows = [
        {"place": "99010101", "asked": 60, "failing": 20},
        {"place": "99020101", "asked": 60, "failing": 2},
        {"place": "99020102", "asked": 60, "failing": 30},
    ]
    cells = table(rows, top="province")
    found = guard(cells)
    forms = dict(zip(cells["place"], found.frame["form"], strict=True))
    assert found.short == 0
    assert forms["9902"] != "exact"
    assert forms["99"] != "exact" or forms["9901"] != "exact"
    assert forms["99020101"] in {"few", "zero_band"}


# --- links ---


def two_rows() -> pd.DataFrame:
    rows = [{"place": "99010101", "code": "4", "asked": 60, "failing": 2},
            {"place": "99010101", "code": "any", "asked": 60, "failing": 8}]  # fmt: skip
    return table(rows, top="village")


def link(**other: Any) -> pd.DataFrame:
    told = {"link": "x", "row": [0, 1], "times": [1, -1], "least": -6, "most": -6}
    return pd.DataFrame({**told, **other})


def test_a_declared_link_is_held_against() -> None:
    """Few = 8 - 6: the total of the link gives way."""
    assert guard(two_rows()).frame["form"].tolist() == ["few", "exact"]
    found = guard(two_rows(), links=link())
    assert found.short == 0
    assert found.frame["form"].tolist()[1] != "exact"


def test_a_link_without_a_way_out_is_told() -> None:
    found = guard(two_rows(), links=link(times=[1, 1], least=10, most=10))
    assert found.short == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (lambda: link().drop(columns="times"), "protection.links"),
        (lambda: link(least=5, most=5), "protection.false_link"),
    ],
)
def test_wrong_links_are_refused(wrong: Callable[[], pd.DataFrame], code: str) -> None:
    with pytest.raises(AnalysisError) as caught:
        guard(two_rows(), links=wrong())
    assert caught.value.code == code


def test_a_cell_that_stands_twice_is_refused() -> None:
    cells = pd.concat([two_rows()] * 2, ignore_index=True)
    with pytest.raises(AnalysisError) as caught:
        guard(cells)
    assert caught.value.code == "protection.twice"


# --- the asked ---


def asked_of(
    rows: list[tuple[str, int | str, str | None, int]], persons: tuple[int, ...] = ()
) -> Any:
    """Told: rows of place, year (or span), sex and households asked, below 10 hidden."""
    full = []
    for n, (place, year, sex, asked) in enumerate(rows):
        pooled_ = year if isinstance(year, str) else None
        last = int(year.split("-")[1]) if isinstance(year, str) else year
        homes = {f"households_{name}": asked for name in ("asked", "met")}
        head = {"year": last, "pooled": pooled_, "framework": "b", "code": "9", "place": place}
        level = "village" if len(place) == 8 else "tambon"
        many = persons[n] if persons else asked
        units = {"asked": many, "met": many, **homes}
        form = "hidden" if asked < 10 else "exact"
        full.append({**head, "level": level, "sex": sex, **units, "form": form})
    return told_asked(pd.DataFrame(full).astype({"pooled": "str", "sex": "str"}), ["sex"])


@pytest.mark.parametrize("size", [1, 5, 9])
def test_years_do_not_tell_the_size_of_a_village_that_is_hidden_in_their_pool(size: int) -> None:
    years = [("990101", 2564, None, 60), ("990101", 2565, None, 50 + size)]
    span = [("99010101", "2564-2565", None, 110), ("99010102", "2564-2565", None, size)]
    found = asked_of([*years, *span, ("990101", "2564-2565", None, 110 + size)])
    assert found["vague"].tolist() == [True, True, False, False, True]
    assert found["households"].iloc[-1] == 120  # 110 and 5 for the hidden one, in tens


def test_a_total_over_a_group_told_about_is_told_about() -> None:
    zones = [("99010101", 2565, "f", 70), ("99010102", 2565, "f", 4), ("990101", 2565, "f", 74)]
    rest = [("990101", 2565, "m", 130), ("990101", 2565, None, 204)]
    found = asked_of([*zones, *rest])
    assert found["vague"].tolist() == [False, False, True, False, True]
    assert found["households"].tolist()[2:] == [80, 130, 210]  # 70 + 5 = 75, + 130 = 205


def test_villages_that_are_told_hold_up_a_total_of_groups_told_about() -> None:
    """Two groups hidden in one village: what each adds is not told, the sum of both is."""
    villages = [("99010101", 2565, None, 90), ("99010102", 2565, None, 14)]
    women = [("99010101", 2565, "f", 40), ("99010102", 2565, "f", 8), ("990101", 2565, "f", 48)]
    men = [("99010101", 2565, "m", 50), ("99010102", 2565, "m", 6), ("990101", 2565, "m", 56)]
    found = asked_of([*villages, ("990101", 2565, None, 104), *women, *men])
    assert np.flatnonzero(found["vague"]).tolist() == [5, 8]


@pytest.mark.parametrize("size", [1, 5, 9])
def test_the_persons_of_a_hidden_village_do_not_move_the_guess(size: int) -> None:
    rows = [("99010101", 2565, None, 100), ("99010102", 2565, None, size)]
    total = ("990101", 2565, None, 100 + size)
    cells = asked_of([*rows, total], (100, 200 * size, 100 + 200 * size))
    assert cells["asked"].iloc[-1] == 110  # 100 and 5 times one person a household


# --- bounds along links ---


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4)), min_size=1, max_size=4),
    st.integers(0, 20),
    st.integers(0, 9),
)
def test_spreading_finds_what_trying_all_finds(
    drawn: list[tuple[int, int]], low: int, width: int
) -> None:
    spans = [range(a, a + b + 1) for a, b in drawn]
    fitting = [c for c in itertools.product(*spans) if low <= sum(c) <= low + width]
    if not fitting:
        return
    bottoms = np.array([low, *(a for a, _ in drawn)])
    tops = np.array([low + width, *(a + b for a, b in drawn)])
    found = spread(total_of(0, range(1, len(drawn) + 1)), bottoms, tops)[-1]
    for n in range(len(drawn)):
        counts = [one[n] for one in fitting]
        assert (found[0][n + 1], found[1][n + 1]) == (min(counts), max(counts))


@given(st.integers(0, 10**6), st.sampled_from([5, 10]))
def test_rounding_is_to_the_nearest(count: int, base: int) -> None:
    rounded = round_to_base(count, base)
    assert rounded % base == 0
    assert 2 * abs(rounded - count) <= base
