"""One scan against plain loops, and against the functions that count step by step."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import brute
import numpy as np
import pandas as pd
import poverty_support as support
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from engine_support import Way, in_kind
from hypothesis import given, settings

from tambon_gis.analysis.aggregate import count, roll_up_ladder
from tambon_gis.analysis.assess import assess
from tambon_gis.analysis.fold import fold
from tambon_gis.analysis.overview import Overview, overview
from tambon_gis.analysis.poverty import by_indicator, headcounts, roll_up
from tambon_gis.engine.idiom import MANY
from tambon_gis.engine.store import open_dataset
from tambon_gis.errors import AnalysisError, CodeError, RuleError, StageError
from tambon_gis.places import LADDER

if TYPE_CHECKING:
    from pathlib import Path

    from tambon_gis.model.poverty import PovertyDesign

BOOK = brute.rulebook()
EMBEDDED = ("duckdb", "polars")
LEVELS = {"village": 8, "tambon": 6, "amphoe": 4, "province": 2, "country": 0}
STATES = {"met": 1, "unmet": 0, "none": -1, "unknown": None}
PARTS: list[tuple[str, Fraction, dict[str, Any]]] = [
    ("health", Fraction(1, 3), {"answer": Fraction(1, 4), "persons": Fraction(3, 4)}),
    ("money", Fraction(2, 3), {"income": None, "score": None}),
]


def design(cutoff: object = "1/2", *, by: str = "indicator") -> PovertyDesign:
    """A design over the whole rulebook."""
    inner: list[tuple[str, object, dict[str, object]]] = [
        (name, weight, codes if by == "indicator" else dict.fromkeys(codes))
        for name, weight, codes in PARTS
    ]
    return support.design(inner, cutoff, by=by)


def some_rows(seed: int, rows: int = 160) -> list[dict[str, Any]]:
    """Households with every kind of answer, some unknown and some not asked."""
    rng = random.Random(seed)  # noqa: S311
    made = []
    for _ in range(rows):
        target = rng.choice([None, 0, 1, 3, 5])
        made.append(
            {
                "place": rng.choice(brute.PLACES),
                "answer": rng.choice([1, 1, 0, 9, 2, None]),
                "target": target,
                "fail": rng.choice([0, 0, None, target]),
                "members": rng.choice([None, 0, 1, 4, 4, 4]),
                "income": rng.choice([None, 0, 38_000, 152_000, 151_999]),
                "score": rng.choice([1, 2, 3, 9, None]),
                "people": rng.choice([1, 2, 7]),
            }
        )
    return made


def table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows as a survey, with the people of each."""
    frame = brute.table(rows)
    people = [row.get("people", 1) for row in rows]
    return frame.assign(people=pd.array(people, dtype="Int32"))


def states_of(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """States of rows, by the loops."""
    return [
        {**row, **{code: STATES[brute.state(row, code)] for code in brute.CODES}} for row in rows
    ]


def is_right(
    found: Overview, rows: list[dict[str, Any]], one: PovertyDesign, weight: str | None = None
) -> None:
    """Every number at every level is what the loops give."""
    judged = states_of(rows)
    cutoff = Fraction(str(one.poverty.cutoff))
    assert found.levels == tuple(LEVELS)
    for level, digits in LEVELS.items():
        wanted = {
            (code, place or "TH"): sums for (code, place), sums in brute.count(rows, digits).items()
        }
        assert brute.as_dict(found.counted([level])) == wanted
        heads, parts = found.headcounts([level]), found.by_indicator([level])
        assert found.places(level) == sorted({row["place"][:digits] or "TH" for row in rows})
        assert heads["place"].tolist() == found.places(level)
        for row in heads.to_dict("records"):
            place = "" if level == "country" else row["place"]
            here = [r for r in judged if r["place"].startswith(place)]
            want = support.brute(here, support.parts_of(one), cutoff, weight)
            told = ("n", "n_unknown", "q", "rows", "rows_poor")
            assert [row[name] for name in told] == [want[name] for name in told]
            assert (row["unknown_sure"], row["unknown_possible"]) == (
                want["sure"],
                want["possible"],
            )
            assert Fraction(int(row["score"]), row["denominator"]) == want["score"]
            own = parts[parts["place"] == row["place"]]
            assert own["deprived"].tolist() == want["deprived"]
            assert own["censored"].tolist() == want["censored"]


@settings(max_examples=15)
@given(brute.TABLES)
def test_everything_is_what_plain_loops_give(rows: list[dict[str, Any]]) -> None:
    for engine in EMBEDDED:
        for by in ("indicator", "dimension"):
            one = design(by=by)
            found = overview(table(rows), BOOK, year=2565, design=one, engine=engine)
            is_right(found, rows, one)


@pytest.mark.parametrize("engine", EMBEDDED)
def test_people_are_counted_with_their_household(engine: str) -> None:
    rows = some_rows(3)
    found = overview(table(rows), BOOK, year=2565, design=design(), weight="people", engine=engine)
    is_right(found, rows, design(), "people")
    assert set(found.headcounts()["counts"]) == {"resident"}


def step_by_step(
    survey: pd.DataFrame, one: PovertyDesign, weight: str | None, **asked: Any
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The same by the functions that count one thing each."""
    counted = roll_up_ladder(count(survey, BOOK, year=2565, weight=weight), top="country")
    states = assess(survey, BOOK).assign(people=survey["people"])
    found = []
    for function in (headcounts, by_indicator):
        village = function(states, one, weight=weight, **asked)
        wider = [roll_up(village, level) for level in list(LEVELS)[1:]]
        found.append(pd.concat([village, *wider], ignore_index=True))
    return counted, found[0], found[1]


@pytest.mark.parametrize("weight", [None, "people"])
@pytest.mark.parametrize("missing", ["exclude", "not_deprived"])
@pytest.mark.parametrize("by", ["indicator", "dimension"])
def test_it_is_what_the_steps_give(weight: str | None, missing: Any, by: str) -> None:
    survey, one = table(some_rows(11)), design(by=by)
    wanted = step_by_step(survey, one, weight, missing=missing, k="2/5")
    for engine in EMBEDDED:
        found = overview(
            survey, BOOK, year=2565, design=one, k="2/5",
            weight=weight, missing=missing, engine=engine,
        )  # fmt: skip
        tables = (found.counted(), found.headcounts(), found.by_indicator())
        for mine, theirs in zip(tables, wanted, strict=True):
            pd.testing.assert_frame_equal(mine, theirs)


def test_every_engine_and_kind_of_frame_says_the_same(fewer: Way) -> None:
    survey = table(some_rows(17))
    found = overview(
        in_kind(survey, fewer.kind), BOOK, year=2565, design=design(), engine=fewer.engine
    )
    wanted = step_by_step(survey, design(), None)
    for mine, theirs in zip((found.counted(), found.headcounts()), wanted, strict=False):
        pd.testing.assert_frame_equal(mine, theirs)


@pytest.mark.parametrize("engine", ["auto", *EMBEDDED, "spark"])
def test_a_dataset_needs_no_more_than_its_places(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if engine == "spark":
        request.getfixturevalue("spark_session")
    rows = some_rows(23)
    survey = table(rows).drop(columns="row")
    for province in ("10", "11"):
        (tmp_path / f"province={province}").mkdir()
        inside = survey[survey["place"].str.startswith(province)]
        stored = pa.Table.from_pandas(inside, preserve_index=False)
        pq.write_table(stored, tmp_path / f"province={province}" / "a.parquet")
    dataset = open_dataset(tmp_path)
    one = design(by="dimension")
    is_right(overview(dataset, BOOK, year=2565, design=one, engine=engine), rows, one)
    amphoe = dataset.within("1001")
    found = overview(amphoe, BOOK, year=2565, design=one, engine=engine)
    is_right(found, [row for row in rows if row["place"].startswith("1001")], one)


@pytest.mark.parametrize("engine", EMBEDDED)
def test_folded_persons_count_as_persons(engine: str) -> None:
    rng = random.Random(5)  # noqa: S311
    rows = [
        {
            "place": rng.choice(brute.PLACES),
            "house_code": rng.choice("abcdef"),
            "age": rng.choice([None, 3, 6, 40]),
            "yes": rng.choice([None, 0, 1, 1]),
            "amount": rng.choice([None, 0, 9, 25]),
        }
        for _ in range(120)
    ]
    book = brute.person_rulebook()
    folded = fold(brute.person_table(rows), book)
    found = overview(folded, book, year=2565, engine=engine)
    wanted = roll_up_ladder(count(folded, book, year=2565), top="country")
    pd.testing.assert_frame_equal(found.counted(), wanted)
    persons = found.counted(["country"], ["all"])
    asked, failing, unknown = brute.person_sums(rows)
    assert persons[["asked", "met", "unknown"]].to_numpy().tolist() == [
        [asked, asked - failing, unknown]
    ]


@pytest.mark.parametrize("engine", EMBEDDED)
def test_a_score_beyond_the_code_is_exact(engine: str) -> None:
    fine = Fraction(1, MANY + 1)
    parts: list[tuple[str, object, dict[str, object]]] = [
        ("a", fine, {"answer": None}),
        ("b", 1 - fine, {"score": None}),
    ]
    one = support.design(parts, f"{MANY}/{MANY + 1}")
    rows = some_rows(29)
    found = overview(table(rows), BOOK, year=2565, design=one, engine=engine)
    is_right(found, rows, one)


def test_weights_that_are_no_whole_numbers() -> None:
    survey = table(some_rows(31))
    survey["share"] = np.linspace(0.25, 3, len(survey))
    wanted = count(survey, BOOK, year=2565, weight="share")
    for engine in EMBEDDED:
        found = overview(survey, BOOK, year=2565, design=design(), weight="share", engine=engine)
        pd.testing.assert_frame_equal(found.counted(["village"]), wanted)
        heads = found.headcounts(["country"])
        assert heads["n"].dtype == "Float64"
        total = heads["n"].iloc[0] + heads["n_unknown"].iloc[0]
        assert total == pytest.approx(survey["share"].sum())


def test_a_table_of_tambons_begins_there() -> None:
    survey = table(some_rows(37))
    survey["place"] = survey["place"].str[:6]
    found = overview(survey, BOOK, year=2565)
    assert found.levels == ("tambon", "amphoe", "province", "country")
    assert found.counted(["province"])["place"].unique().tolist() == ["10", "11"]


def test_nothing_is_made_of_an_empty_table() -> None:
    found = overview(table([]), BOOK, year=2565, design=design())
    assert (found.levels, found.places("village")) == (("village",), [])
    for empty in (found.counted(), found.headcounts(), found.by_indicator()):
        assert empty.empty
        assert "place" in empty.columns


def refused(error: type[Exception], **changed: Any) -> Any:
    """What is said of a survey that cannot be counted."""
    asked: dict[str, Any] = {"survey": table(some_rows(41, 6)), "rulebook": BOOK, **changed}
    with pytest.raises(error) as caught:
        overview(asked.pop("survey"), asked.pop("rulebook"), year=2565, **asked)
    return caught.value


def test_what_cannot_be_counted_is_refused() -> None:
    survey = table(some_rows(41, 6))
    refused(StageError, survey=survey.drop(columns="place"))
    refused(StageError, weight="nowhere")
    refused(RuleError, survey=survey[["place"]])
    mixed = survey.assign(place=["1001", *survey["place"][1:]])
    assert refused(AnalysisError, survey=mixed).code == "aggregate.levels"
    lost = survey.assign(place=survey["place"].mask(survey.index == 0))
    assert refused(AnalysisError, survey=lost).code == "aggregate.no_place"
    odd = survey.assign(place="123")
    assert refused(CodeError, survey=odd).code == "code.malformed"
    lacking = survey.drop(columns="score")
    fault = refused(AnalysisError, survey=lacking, design=design())
    assert (fault.code, fault.facts["columns"]) == ("poverty.columns", "score")
    bad = survey.assign(people=[-1, *[1] * 5])
    assert refused(AnalysisError, survey=bad, weight="people").code == "aggregate.weight"
    fault = refused(AnalysisError, survey=bad, weight="people", design=design())
    assert fault.code == "poverty.weight"
    assert refused(AnalysisError, design=design(), missing="guess").code == "poverty.missing"


def test_what_was_not_asked_for_is_told() -> None:
    found = overview(table(some_rows(43, 6)), BOOK, year=2565)
    with pytest.raises(AnalysisError) as caught:
        found.headcounts()
    assert caught.value.code == "overview.no_design"
    with pytest.raises(AnalysisError) as caught:
        found.counted(["zone"])
    assert caught.value.code == "overview.levels"
    assert found.counted(codes=["score"])["code"].unique().tolist() == ["score"]
    assert set(LADDER) < set(found.levels)
