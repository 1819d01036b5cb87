"""Datasets: Parquet files that every engine reads itself, by their very names."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import brute
import pandas as pd
import poverty_support as support
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tambon_gis.analysis.aggregate import count
from tambon_gis.analysis.assess import assess, score
from tambon_gis.analysis.fold import fold
from tambon_gis.analysis.persons import count_persons
from tambon_gis.analysis.poverty import by_indicator, headcounts
from tambon_gis.engine import frames, sql
from tambon_gis.engine.kinds import kind_of
from tambon_gis.engine.store import Dataset, open_dataset
from tambon_gis.errors import InputError, MissingFileError

if TYPE_CHECKING:
    from pathlib import Path

ENGINES = ("auto", "duckdb", "polars", "spark")
BOOK = brute.rulebook()
#: Names of folders that some engine takes for patterns, or for the end of a name.
HOSTILE = (
    "a*b",
    "axb",
    "a[x]b",
    "a?b",
    "{axb,c}",
    "ข้อมูล ตำบล",
    'it\'s "so"',
    "%41;--",
    "province=1",
)
ROWS = "SELECT count(*) AS n, CAST(sum(row) AS BIGINT) AS s FROM t"


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    if request.param == "spark":
        request.getfixturevalue("spark_session")
    return str(request.param)


def stored(folder: Path, frame: pd.DataFrame) -> Dataset:
    """A frame as a dataset by province."""
    for province, inside in frame.groupby(frame["place"].str[:2]):
        home = folder / f"province={province}"
        home.mkdir(parents=True, exist_ok=True)
        table = pa.Table.from_pandas(inside, preserve_index=False).replace_schema_metadata(None)
        pq.write_table(table, home / "part-0.parquet")
    return open_dataset(folder)


def survey(seed: int = 1, rows: int = 60) -> pd.DataFrame:
    """Households of two provinces with every kind of answer."""
    rng = random.Random(seed)  # noqa: S311
    made: list[dict[str, Any]] = [
        {
            "place": rng.choice(brute.PLACES),
            "answer": rng.choice([1, 1, 0, 9, None]),
            "target": rng.choice([None, 0, 2]),
            "fail": rng.choice([0, 1, None]),
            "members": rng.choice([None, 0, 4]),
            "income": rng.choice([None, 0, 152_000]),
            "score": rng.choice([1, 2, 9, None]),
        }
        for _ in range(rows)
    ]
    return brute.table(made)


def in_order(frame: Any, *keys: str) -> pd.DataFrame:
    """Any frame as pandas, by its keys."""
    return frames.to_pandas(frame).sort_values(list(keys), ignore_index=True)


def test_names_of_folders_are_names(tmp_path: Path, engine: str) -> None:
    for number, name in enumerate(HOSTILE, start=1):
        frame = pd.DataFrame({"place": ["10010101"] * number, "row": [number] * number})
        (tmp_path / name).mkdir()
        frame.to_parquet(tmp_path / name / "p.parquet")
    for number, name in enumerate(HOSTILE, start=1):
        dataset = open_dataset(tmp_path / name)
        found = sql.run(ROWS, {"t": dataset}, engine=engine).to_pylist()
        assert (name, found) == (name, [{"n": number, "s": number * number}])


def test_columns_rows_and_areas(tmp_path: Path, engine: str) -> None:
    frame = survey()
    dataset = stored(tmp_path, frame)
    assert (kind_of(dataset), dataset.rows) == ("dataset", len(frame))
    assert frames.columns(dataset) == list(frame.columns)
    assert frames.size(dataset) == len(frame)
    for code in ("10", "1001", "100101", "10010101", "TH", "99"):
        inside = frame[frame["place"].str.startswith(code) | (code == "TH")]
        found = sql.run(ROWS, {"t": dataset.within(code)}, engine=engine).to_pylist()[0]
        assert found == {"n": len(inside), "s": int(inside["row"].sum()) if len(inside) else None}


def test_files_of_other_provinces_are_not_opened(tmp_path: Path) -> None:
    dataset = stored(tmp_path, survey())
    (tmp_path / "province=11" / "part-0.parquet").write_bytes(b"broken")
    found = sql.run(ROWS, {"t": dataset.within("1001")})
    assert found["n"][0].as_py() > 0


def test_an_assessed_dataset_is_a_dataset(tmp_path: Path, engine: str) -> None:
    """Nothing runs until headcounts are asked for, and then both are one scan."""
    frame = survey(2)
    states = assess(stored(tmp_path, frame), BOOK)
    assert kind_of(states) == "dataset"
    assert frames.columns(states) == ["row", "place", *brute.CODES]
    design = support.equal(brute.CODES, "1/2")
    wanted = assess(frame, BOOK)
    for function in (headcounts, by_indicator):
        found = function(states, design, engine=engine)
        pd.testing.assert_frame_equal(found, function(wanted, design))


def test_states_of_a_dataset_are_those_of_its_rows(tmp_path: Path) -> None:
    frame = survey(3)
    found = in_order(assess(stored(tmp_path, frame), BOOK), "row")
    pd.testing.assert_frame_equal(found, frames.to_pandas(assess(frame, BOOK)), check_dtype=False)
    assert {str(found[code].dtype) for code in brute.CODES} == {"Int8"}


def test_counts_and_scores_of_a_dataset(tmp_path: Path, engine: str) -> None:
    frame = survey(4).assign(zone=["n", "s"] * 30)
    dataset = stored(tmp_path, frame)
    for more in ({}, {"by": "zone"}, {"weight": "row"}):
        found = count(dataset, BOOK, year=2565, engine=engine, **more)
        wanted = count(frame, BOOK, year=2565, **more)
        pd.testing.assert_frame_equal(found, wanted, check_dtype=False)
    found = score(dataset, BOOK, year=2565, engine=engine)
    keys = ["code", "place", "score"]
    mine, theirs = (one.sort_values(keys)[keys].to_numpy(object).tolist() for one in (
        found, score(frame, BOOK, year=2565)))  # fmt: skip
    assert str(mine) == str(theirs)


def test_persons_of_a_dataset(tmp_path: Path, engine: str) -> None:
    rng = random.Random(6)  # noqa: S311
    rows = [
        {
            "place": rng.choice(brute.PLACES),
            "house_code": rng.choice("abcd"),
            "age": rng.choice([None, 3, 6, 40]),
            "yes": rng.choice([None, 0, 1]),
            "amount": rng.choice([None, 9, 25]),
            "sex": rng.choice([1, 2]),
        }
        for _ in range(60)
    ]
    frame, book = brute.person_table(rows), brute.person_rulebook()
    dataset = stored(tmp_path, frame)
    folded = fold(dataset, book, engine=engine)
    assert kind_of(folded) == "arrow"
    wanted = in_order(fold(frame, book), "row")
    pd.testing.assert_frame_equal(in_order(folded, "row"), wanted, check_dtype=False)
    found = count_persons(dataset, book, year=2565, by="sex", engine=engine)
    pd.testing.assert_frame_equal(
        found, count_persons(frame, book, year=2565, by="sex"), check_dtype=False
    )


def test_nobody_asked_for_is_duckdb(tmp_path: Path) -> None:
    dataset = stored(tmp_path, survey())
    asked = {one: sql.chosen(one, {"t": dataset}) for one in ENGINES}
    assert asked == {"auto": "duckdb", "duckdb": "duckdb", "polars": "polars", "spark": "spark"}


@pytest.mark.parametrize(
    "file",
    ["../else/province=15/a.parquet", "/etc/passwd", "province=15\\\\a.parquet", "C:a.parquet",
     "province=15/../../a.parquet", "province=15/a.parquet/", "province=15/link.parquet",
     "province=16/linked.parquet", "../else/a.parquet", "province=15/*.parquet", ""],
)  # fmt: skip
def test_a_card_opens_no_file_outside_its_folder(tmp_path: Path, file: str) -> None:
    stored(tmp_path / "else", survey().assign(place="15010101"))
    source = tmp_path / "else" / "province=15" / "part-0.parquet"
    (tmp_path / "else" / "a.parquet").write_bytes(source.read_bytes())
    home = tmp_path / "set"
    (home / "province=15").mkdir(parents=True)
    (home / "province=15" / "link.parquet").symlink_to(source)
    (home / "province=16").symlink_to(source.parent, target_is_directory=True)
    (source.parent / "linked.parquet").write_bytes(source.read_bytes())
    part = f'\n[[part]]\nprovince = "15"\nfile = "{file}"\nrows = 60\n'
    (home / "dataset.toml").write_text(f"[dataset]\nformat = 1\n{part}", "utf-8")
    with pytest.raises(InputError) as caught:
        open_dataset(home)
    assert caught.value.code == "store.card"


@pytest.mark.parametrize("format_of", ["2", "0", "-1", '"1"', "[]", "1e400", "nan", "{}"])
def test_a_card_of_another_format_is_refused(tmp_path: Path, format_of: str) -> None:
    stored(tmp_path, survey())
    (tmp_path / "dataset.toml").write_text(f"[dataset]\nformat = {format_of}\n", "utf-8")
    with pytest.raises(InputError) as caught:
        open_dataset(tmp_path)
    assert caught.value.code == "store.card"


def test_areas_of_files_in_any_order_and_folder(tmp_path: Path, engine: str) -> None:
    frame = survey(3, 300)
    places = ["15010101", "15010102", "1501", "150101", "10010101", "99", "", None, "150101010"]
    rng = random.Random(5)  # noqa: S311
    frame["place"] = pd.array([rng.choice(places) for _ in range(300)], dtype="string")
    frame["row"] = range(300)
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    for number, folder in enumerate(("province=กรุงเทพ", "province=15", "c")):
        (tmp_path / folder).mkdir()
        own = table.slice(number * 100, 100)
        if folder == "province=15":
            own = own.filter(
                pa.array([str(one).startswith("15") for one in own["place"].to_pylist()])
            )
            frame = frame.drop(index=[
                at for at in range(100, 200) if not str(frame["place"][at]).startswith("15")
            ])  # fmt: skip
        pq.write_table(own, tmp_path / folder / "a.parquet", row_group_size=7)
    dataset = open_dataset(tmp_path)
    for code in ("10", "15", "1501", "150101", "15010101", "99", "11"):
        inside = frame[frame["place"].fillna("").str.startswith(code)]
        found = sql.run(ROWS, {"t": dataset.within(code)}, engine=engine).to_pylist()[0]
        assert found == {"n": len(inside), "s": int(inside["row"].sum()) if len(inside) else None}


def test_a_place_outside_the_folder_of_its_province_is_told(tmp_path: Path) -> None:
    stored(tmp_path, survey().assign(place="15010101"))
    (tmp_path / "province=15").rename(tmp_path / "province=16")
    with pytest.raises(InputError) as caught:
        open_dataset(tmp_path)
    assert caught.value.code == "store.place"


def test_what_is_no_dataset_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        open_dataset(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    told = {"empty": "store.empty"}
    stored(tmp_path / "mixed", survey())
    pq.write_table(pa.table({"place": ["1"]}), tmp_path / "mixed" / "z.parquet")
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "a.parquet").write_bytes(b"PAR1 and nothing else")
    told |= {"mixed": "store.columns", "damaged": "store.damaged"}
    for name, code in told.items():
        with pytest.raises(InputError) as caught:
            open_dataset(tmp_path / name)
        assert caught.value.code == code
