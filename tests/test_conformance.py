"""One question on every engine with every kind of frame, held against plain loops."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import brute
import poverty_support
import pyarrow as pa
import pytest
from engine_support import EMBEDDED, Columns, Way, frame_of, in_kind, library_of, rows_of
from hypothesis import given, settings

from tambon_gis.analysis.aggregate import count, measure, roll_up
from tambon_gis.analysis.assess import assess
from tambon_gis.analysis.fold import fold
from tambon_gis.analysis.poverty import by_indicator, headcounts
from tambon_gis.engine.arrow import to_arrow

BOOK = brute.rulebook()
PERSONS = brute.person_rulebook()
STATES = {"met": 1, "unmet": 0, "none": -1, "unknown": None}
NAN = float("nan")
SOME = {
    "answer": [1, 0, 9, 2, -1, None],
    "target": [None, 0, 1, 2, 5],
    "fail": [None, 0, 0, 1],
    "members": [None, 0, 1, 3, 7],
    "score": [1, 2, 3, 9, None],
    "zone": ["ข", "ก", None],
    "weight": [0.0, 0.5, 2.0],
}
TYPES = {
    "row": pa.int64(),
    "place": pa.string(),
    "answer": pa.int8(),
    "target": pa.int16(),
    "fail": pa.uint8(),
    "income": pa.float64(),
    "members": pa.int32(),
    "score": pa.float32(),
    "zone": pa.dictionary(pa.int32(), pa.string()),
    "weight": pa.float64(),
}


def drawn(size: int, seed: int) -> list[dict[str, Any]]:
    """Households of every kind in no order, incomes often at the line to the baht."""
    rng = random.Random(seed)  # noqa: S311
    rows = []
    for number in range(size):
        row = {"row": 5 + number, "place": rng.choice(brute.PLACES)}
        row |= {name: rng.choice(values) for name, values in SOME.items()}
        if row["target"] is not None and row["fail"] is not None:
            row["fail"] = min(row["fail"], row["target"])
        at_line = brute.LINE * (row["members"] or 1) + rng.choice([-1, 0, 1])
        row["income"] = rng.choice([None, at_line, rng.randrange(400_000)])
        rows.append(row)
    rng.shuffle(rows)
    return rows


def columns_of(rows: list[dict[str, Any]], **types: pa.DataType) -> Columns:
    """Rows as columns; what is not known of an income is NaN in one row and null in the next."""
    table = {name: (of, [row.get(name) for row in rows]) for name, of in {**TYPES, **types}.items()}
    for name in ("income", "score"):
        of, values = table[name]
        if pa.types.is_floating(of):
            holes = [NAN if n % 2 else None for n in range(len(values))]
            table[name] = (of, [h if v is None else v for h, v in zip(holes, values, strict=True)])
    return table


def wanted_states(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Row, place and states, in the order of the rows' numbers."""
    return [
        (row["row"], row["place"], *(STATES[brute.state(row, code)] for code in brute.CODES))
        for row in sorted(rows, key=lambda row: row["row"])
    ]


ASSESSED = pa.schema(
    [("row", pa.int64()), ("place", pa.string()), *((code, pa.int8()) for code in brute.CODES)]
)


def test_states(way: Way) -> None:
    rows = drawn(400, 1)
    found = assess(frame_of(columns_of(rows), way.kind), BOOK, engine=way.engine)
    assert library_of(found) == way.kind
    assert to_arrow(found).schema == ASSESSED
    assert rows_of(found) == wanted_states(rows)


WIDTHS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "float32", "float64")


def test_the_width_of_a_column_changes_no_state(way: Way) -> None:
    """Each width holds the answers of an indicator of its own; one query reads them all."""
    rows = [{**row, "income": None} for row in drawn(60, 2)]
    rows = [row for row in rows if row["answer"] != -1]
    wanted = [states[2] for states in wanted_states(rows)]
    columns = columns_of(rows)
    for name in ("target", "fail", "members", "score", "answer"):
        for width in WIDTHS:
            of = pa.type_for_alias(width)
            values = [row[name] for row in rows]
            floats = pa.types.is_floating(of)
            columns[f"{name}_{width}"] = (of, [float(v) if floats and v else v for v in values])
    book = brute.widths_rulebook(WIDTHS)
    found = to_arrow(assess(frame_of(columns, way.kind), book, engine=way.engine))
    for width in WIDTHS:
        assert found[f"answer_{width}"].to_pylist() == wanted, width
        for code, position in (("persons", 3), ("score", 5)):
            states = [one[position] for one in wanted_states(rows)]
            assert found[f"{code}_{width}"].to_pylist() == states, (code, width)


def test_answers_of_true_and_false_are_those_of_1_and_0(way: Way) -> None:
    rows = [
        {**row, "answer": row["answer"] if row["answer"] in {0, 1} else None}
        for row in drawn(40, 3)
    ]
    columns = columns_of(rows)
    columns["answer"] = (
        pa.bool_(),
        [None if row["answer"] is None else bool(row["answer"]) for row in rows],
    )
    found = assess(frame_of(columns, way.kind), BOOK, engine=way.engine)
    assert rows_of(found) == wanted_states(rows)


def test_counts(way: Way) -> None:
    rows = drawn(400, 4)
    found = count(frame_of(columns_of(rows), way.kind), BOOK, year=2565, engine=way.engine)
    assert library_of(found) == way.kind
    assert sums_of(found) == brute.count(rows)
    shares = measure(roll_up(found, "tambon"))
    assert library_of(shares) == way.kind
    wider = brute.count(rows, 6)
    assert sums_of(shares) == wider
    told = to_arrow(shares)
    for code, place, share in zip(
        *(told[name].to_pylist() for name in ("code", "place", "share")), strict=True
    ):
        asked, met = wider[code, place][:2]
        assert share == (None if asked == 0 else (asked - met) / asked)


def sums_of(counted: Any) -> dict[tuple[str, str], list[int]]:
    """A counted frame of any kind in the form of `brute.count`."""
    rows = to_arrow(counted).to_pylist()
    assert len({(row["code"], row["place"]) for row in rows}) == len(rows)
    return {(row["code"], row["place"]): [row[name] for name in brute.SUMS] for row in rows}


def test_counts_by_group_and_with_weights(fewer: Way) -> None:
    rows = drawn(300, 5)
    frame = frame_of(columns_of(rows), fewer.kind)
    found = count(frame, BOOK, year=2565, by=["zone"], weight="weight", engine=fewer.engine)
    told = to_arrow(found).to_pylist()
    for zone in SOME["zone"]:
        part = [row for row in rows if row["zone"] == zone]
        cells = {(one["code"], one["place"]): one for one in told if one["zone"] == zone}
        assert {key: [one[name] for name in brute.SUMS] for key, one in cells.items()} == (
            brute.count(part)
        )
        for (code, place), one in cells.items():
            asked = weighted(part, code, place)
            names = ("weighted_asked", "weighted_met", "weighted_unknown")
            assert [one[name] for name in names] == asked


def weighted(rows: list[dict[str, Any]], code: str, place: str) -> list[float]:
    """Weighted units asked, met and unknown; weights are halves, so sums are exact."""
    sums = [0.0, 0.0, 0.0]
    for row in rows:
        alone = brute.count([row]).get((code, place))
        if alone is not None:
            sums = [old + row["weight"] * n for old, n in zip(sums, alone[:3], strict=True)]
    return sums


def test_sums_beyond_32_bits(way: Way) -> None:
    most = 2**31 - 1
    rows = [{"row": n, "place": "10010101", "target": most, "fail": 1} for n in range(10)]
    columns = columns_of(rows, target=pa.int32(), income=pa.int64(), score=pa.int8())
    found = count(frame_of(columns, way.kind), BOOK, year=2565, engine=way.engine)
    wanted = [10 * most, 10 * (most - 1), 0, 10, 0, 0]
    assert sums_of(found)["persons", "10010101"] == wanted


@pytest.mark.parametrize("size", [0, 1])
def test_no_row_and_one_row(fewer: Way, size: int) -> None:
    rows = drawn(1, 6)[:size]
    frame = frame_of(columns_of(rows), fewer.kind)
    found = assess(frame, BOOK, engine=fewer.engine)
    assert rows_of(found) == wanted_states(rows)
    assert to_arrow(found).schema == ASSESSED
    counted = count(frame, BOOK, year=2565, engine=fewer.engine)
    assert library_of(counted) == fewer.kind
    assert sums_of(counted) == brute.count(rows)


# --- persons ---


def test_persons_folded_into_their_households(fewer: Way) -> None:
    rng = random.Random(7)  # noqa: S311
    rows = [
        {
            "place": rng.choice(brute.PLACES[:3]),
            "house_code": f"h{rng.randrange(30)}",
            "age": rng.choice([None, 3, 5, 6, 40, 70]),
            "yes": rng.choice([None, 0, 1, 1]),
            "amount": rng.choice([None, 0, 9, 10, 25]),
            "sex": rng.choice([None, 1, 2]),
        }
        for _ in range(200)
    ]
    folded = fold(in_kind(brute.person_table(rows), fewer.kind), PERSONS, engine=fewer.engine)
    assert library_of(folded) == fewer.kind
    told = {(one["place"], one["house_code"]): one for one in to_arrow(folded).to_pylist()}
    homes = brute.homes(rows)
    assert list(told) == list(homes)
    for home, members in homes.items():
        assert told[home]["members"] == len(members)
        for code in brute.FOLDS:
            assert told[home][f"fold_{code}_state"] == brute.folded_state(members, code), code
        parts = ("asked", "failing", "unknown")
        assert [told[home][f"fold_all_{part}"] for part in parts] == brute.person_sums(members)
    states = to_arrow(assess(folded, PERSONS, engine=fewer.engine)).to_pylist()
    assert [one["all"] for one in states] == [
        brute.folded_state(members, "all") for members in homes.values()
    ]


# --- poverty: cut-offs that a score just reaches ---

TENTHS = [f"t{n}" for n in range(10)]
TIES = {
    "two thirds of thirds": (["a", "b", "c"], None, "2/3"),
    "three tenths of tenths": (TENTHS, None, "3/10"),
    "a third of sixths": (["a", "b", "c"], ["1/6", "1/6", "2/3"], "1/3"),
}


@pytest.mark.parametrize("tie", TIES)
def test_a_score_at_the_cut_off_is_poor(fewer: Way, tie: str) -> None:
    codes, weights, k = TIES[tie]
    rng = random.Random(8)  # noqa: S311
    rows = [
        {
            "row": number,
            "place": rng.choice(brute.PLACES),
            "members": rng.randrange(9),
            **{code: rng.choice([0, 0, 1, 1, 1, -1, *[None][: number % 2]]) for code in codes},
        }
        for number in range(300)
    ]
    parts = dict(zip(codes, weights or [None] * len(codes), strict=True))
    design = poverty_support.design([("d", None, parts)], k)
    types = {"row": pa.int64(), "place": pa.string(), "members": pa.int16()}
    types |= dict.fromkeys(codes, pa.int8())
    columns = {name: (of, [row[name] for row in rows]) for name, of in types.items()}
    states = frame_of(columns, fewer.kind)
    heads = headcounts(states, design, weight="members", engine=fewer.engine)
    gaps = by_indicator(states, design, weight="members", engine=fewer.engine)
    assert library_of(heads) == library_of(gaps) == fewer.kind
    shares = [(w, codes) for w, codes in poverty_support.parts_of(design)]
    told = {one["place"]: one for one in to_arrow(heads).to_pylist()}
    assert sorted(told) == sorted(brute.PLACES)
    at_the_line = 0
    for place, one in told.items():
        part = [row for row in rows if row["place"] == place]
        wanted = poverty_support.brute(part, shares, Fraction(k), "members")
        at_the_line += reached(part, shares, Fraction(k))
        assert Fraction(one["score"], one["denominator"]) == wanted["score"]
        same = ("n", "n_unknown", "q", "rows", "rows_poor")
        assert [one[name] for name in same] == [wanted[name] for name in same]
        assert [one["unknown_sure"], one["unknown_possible"]] == [
            wanted["sure"],
            wanted["possible"],
        ]
        mine = [gap for gap in to_arrow(gaps).to_pylist() if gap["place"] == place]
        assert [gap["code"] for gap in mine] == codes
    assert at_the_line > 10


def reached(rows: list[dict[str, Any]], parts: Any, k: Fraction) -> int:
    """Rows with nothing unknown whose score is the cut-off itself."""
    return sum(
        sum(w for w, (code,) in parts if row[code] == 0) == k
        for row in rows
        if all(row[code] is not None for _, (code,) in parts)
    )


# --- tables that nobody thought of ---


@settings(max_examples=15)
@given(brute.TABLES)
def test_any_table_means_the_same_everywhere(rows: list[dict[str, Any]]) -> None:
    rows = [{**row, "row": 5 + number} for number, row in enumerate(rows)][::-1]
    columns = columns_of(rows, target=pa.int8(), members=pa.int8(), score=pa.int64())
    for way in EMBEDDED:
        frame = frame_of(columns, way.kind)
        assert rows_of(assess(frame, BOOK, engine=way.engine)) == wanted_states(rows), way
        found = count(frame, BOOK, year=2565, engine=way.engine)
        assert sums_of(found) == brute.count(rows), way
