"""A province of 90,000 households: Polars and Spark give DuckDB's tables, to the last digit."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from engines_province_support import HOUSEHOLDS, INCOMES, Province, province

from tambon_gis import catalog
from tambon_gis.analysis.aggregate import count
from tambon_gis.analysis.assess import assess, score
from tambon_gis.analysis.overview import overview
from tambon_gis.analysis.poverty.headcounts import by_indicator, headcounts
from tambon_gis.engine import frames, sql
from tambon_gis.engine.store import Dataset, open_dataset

if TYPE_CHECKING:
    from collections.abc import Callable

BMN, FORMS = catalog.rulebook("bmn-2560"), catalog.rulebook("nrd2c")
DESIGN = catalog.poverty("tpmap")
YEAR = 2565


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Province:
    """The province, written once."""
    return province(tmp_path_factory.mktemp("province"), BMN, FORMS)


@pytest.fixture(scope="module")
def tables(made: Province) -> Callable[[str], dict[str, pd.DataFrame]]:
    """What an engine makes of it, once an engine."""
    homes, forms = open_dataset(made.homes), open_dataset(made.forms)

    @cache
    def of(engine: str) -> dict[str, Any]:
        states = assess(homes, BMN, engine=engine)
        whole = overview(homes, BMN, year=YEAR, design=DESIGN, engine=engine)
        people = overview(
            homes, BMN, year=YEAR, design=DESIGN, weight="members", k="1/5", engine=engine
        )
        return {
            "assessed": in_order(states, engine),
            "counted": count(homes, BMN, year=YEAR, engine=engine),
            "headcounts": headcounts(states, DESIGN, engine=engine),
            "by_indicator": by_indicator(states, DESIGN, engine=engine),
            "scored": score(forms, FORMS, year=2564, engine=engine),
            "overview counted": whole.counted(),
            "overview headcounts": whole.headcounts(),
            "overview by_indicator": whole.by_indicator(),
            "people counted": people.counted(),
            "people headcounts": people.headcounts(),
            "people by_indicator": people.by_indicator(),
        }

    return of


def in_order(states: Dataset, engine: str) -> pd.DataFrame:
    """States that were only asked for, worked out by an engine."""
    table = sql.run('SELECT * FROM states ORDER BY "row"', {"states": states}, engine=engine)
    return frames.to_pandas(table)


@pytest.mark.parametrize("engine", ["polars", "spark"])
def test_every_engine_gives_the_same_tables(
    engine: str, tables: Callable[[str], dict[str, pd.DataFrame]], request: pytest.FixtureRequest
) -> None:
    if engine == "spark":
        request.getfixturevalue("spark_session")
    ours, duckdb = tables(engine), tables("duckdb")
    assert ours.keys() == duckdb.keys()
    for name, table in ours.items():
        assert len(table), name
        pd.testing.assert_frame_equal(table, duckdb[name], check_exact=True, obj=name)


def test_as_sums_of_columns(
    made: Province, tables: Callable[[str], dict[str, pd.DataFrame]]
) -> None:
    found, homes = tables("duckdb"), made.table.to_pandas()
    assert found["assessed"]["row"].tolist() == homes["row"].tolist()
    counted = found["overview counted"].set_index(["level", "code", "place"])
    assert len(counted.loc["province"]) == len(BMN.indicator) == 31
    water = homes["ind08"]
    told = counted.loc[("province", "8", "99")]
    assert told[["asked", "met", "unknown"]].tolist() == [
        int(water.isin([0, 1]).sum()),
        int(water.eq(1).sum()),
        int(water.isna().sum()),
    ]
    poor = homes[list(INCOMES)].sum(axis=1, skipna=False) / homes["members"] < 38_000
    amphoe = poor[homes["place"].str.startswith("9905")].sum()
    told = counted.loc[("amphoe", "22", "9905")]
    assert told["households_asked"] - told["households_met"] == amphoe
    heads = found["overview headcounts"].set_index("level").loc["province"]
    assert heads["n"] + heads["n_unknown"] == HOUSEHOLDS
    assert heads["q"] == found["headcounts"]["q"].sum()
