"""The data block: what it holds, how small it is, and that no text breaks out of it."""

from __future__ import annotations

import base64
import json
import re
import zlib
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from many_places import coverages, walked
from render_sample import AREA, ASKED, CODES, NAMES, YEARS, content

from tambon_gis.render.layers import first_view, layers_of
from tambon_gis.render.roles import role_title
from tambon_gis.render.web.block import LONGEST_PLAIN, data_block
from tambon_gis.render.web.fold import folded
from tambon_gis.render.web.page import draw
from tambon_gis.render.web.payload import as_json

LETTERS = {
    "e": "exact",
    "z": "zero",
    "b": "zero_band",
    "f": "few",
    "m": "most",
    "h": "hidden",
    "n": "no_data",
    "w": "withheld",
}


@pytest.fixture(scope="module")
def sample() -> Any:
    """The made-up tambon."""
    return content()


@pytest.fixture(scope="module")
def block(sample: Any) -> dict[str, Any]:
    """The data block of its page, read back from the page."""
    found = re.search(
        r'<script type="application/json" id="data">(.*?)</script>', draw(sample), re.DOTALL
    )
    assert found
    return json.loads(found[1])


def test_every_published_cell_is_in_the_block_and_nothing_else(
    sample: Any, block: dict[str, Any]
) -> None:
    frame = sample.measures.frame.set_index(["framework", "code", "year", "place"])
    seen = 0
    for layer in block["layers"]:
        book = block["books"][layer["book"]]["id"]
        for year, cells in layer["cells"].items():
            told = read(cells)
            for i, place in enumerate([*CODES, AREA]):
                key = (book, layer["code"], int(year), place)
                if key not in frame.index:
                    assert told["forms"][i] == "w"
                    continue
                row = frame.loc[key]
                seen += 1
                assert LETTERS[told["forms"][i]] == row["form"]
                for name in ("asked", "failing", "share", "households", "score"):
                    assert told[name][i] == (None if pd.isna(row[name]) else row[name]), (key, name)
    assert seen == len(frame)


def read(cells: list[Any]) -> dict[str, Any]:
    """The columns of a year, the way the page's script reads them."""
    out: dict[str, Any] = {"forms": cells[0]}
    for i, name in enumerate(("asked", "failing", "share", "households", "score")):
        text = cells[i + 2] if i + 2 < len(cells) else ""
        if text == 0:
            out[name] = out["asked"]
        else:
            out[name] = (
                [float(t) if t else None for t in text.split(",")]
                if text
                else [None] * (len(CODES) + 1)
            )
    return out


def test_places_years_and_first_view(block: dict[str, Any]) -> None:
    assert [place[0] for place in block["places"]] == list(CODES)
    assert [place[2] for place in block["places"]] == list(NAMES)
    assert block["area"]["level"] == "tambon"
    layer, year = block["first"]
    assert year == max(YEARS)
    assert not block["layers"][layer].get("withheld")


def test_breaks_are_the_same_in_every_year(sample: Any) -> None:
    layers = layers_of(sample.measures, sample.rulebooks, CODES, AREA)
    assert len(layers) == sum(len(book.indicator) for book in sample.rulebooks)
    assert first_view(()) is None
    layer = next(one for one in layers if one.indicator.code == "6")
    assert set(layer.cells) == set(YEARS)
    assert list(layer.breaks) == sorted(set(layer.breaks))


@given(st.recursive(st.text() | st.integers(), st.lists, max_leaves=5))
def test_json_reads_back_and_cannot_end_a_script(found: object) -> None:
    text = as_json(found)
    assert json.loads(text) == found
    assert not set(text) & set("<>&\u2028\u2029")


def test_json_refuses_what_is_no_json() -> None:
    with pytest.raises(ValueError, match="JSON"):
        as_json([np.nan])


def test_inputs_are_named_by_role(sample: Any) -> None:
    named = [role_title(o.role, sample.rulebooks) for o in sample.credits.sources]
    assert named[:2] == ["แนวเขต", "จปฐ. พ.ศ. 2563"]
    assert role_title("photo", sample.rulebooks) == "photo"
    assert len(ASKED) == len(NAMES)


def inflated(page: str) -> dict[str, Any]:
    """The data block of a large page, opened by hand."""
    found = re.search(r'<script type="application/octet-stream" id="data"([^>]*)>(.*?)<', page)
    assert found
    assert 'data-encoding="deflate"' in found[1]
    assert "Chrome" in found[1]
    opened: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(found[2], validate=True)))
    return opened


@pytest.fixture(scope="module")
def large() -> Any:
    """Places of a fractal coverage, all indicators of จปฐ."""
    maker = coverages()
    shapes = maker.coverage((25, 20), 12, maker.DISTRICT)
    return maker.content(maker.places(shapes))


@pytest.fixture(scope="module")
def page(large: Any) -> str:
    """Its page."""
    return draw(large)


def test_a_large_page_holds_every_cell(large: Any, page: str) -> None:
    block = inflated(page)
    codes = [place[0] for place in block["places"]]
    frame = large.measures.frame.set_index(["code", "year", "place"]).sort_index()
    seen = 0
    for layer in block["layers"]:
        [[year, cells]] = layer["cells"].items()
        columns = [block["columns"][c - 1] if isinstance(c, int) and c else c for c in cells]
        asked, failing = (columns[i].split(",") for i in (2, 3))
        households = asked if columns[5] == 0 else columns[5].split(",")
        other = dict(zip(columns[4][::2], columns[4][1::2], strict=True))
        rows = frame.loc[layer["code"], int(year)].loc[codes]
        for i, row in enumerate(rows.itertuples()):
            told = {"e": "exact", "z": "zero", "f": "few", "m": "most"}[columns[0][i]]
            assert told == row.form
            assert [n or None for n in (asked[i], failing[i], households[i])] == [
                None if pd.isna(n) else str(int(n))
                for n in (row.asked, row.failing, row.households)
            ]
            if i in other:
                share = other[i]
            elif told in {"few", "most"}:
                share = None
            else:
                digits = 10 if int(asked[i]) >= 100 else 1
                share = (
                    (1000 * int(failing[i]) * digits // 10 * 2 // int(asked[i]) + 1) // 2 / digits
                )
            assert share == (None if pd.isna(row.share) else row.share), (layer["code"], i)
            seen += 1
    assert seen == len(frame)


def test_equal_columns_stand_once(page: str) -> None:
    block = inflated(page)
    columns = [cells[5] for layer in block["layers"] for cells in layer["cells"].values()]
    assert len(columns) == 31
    assert set(columns) == {1}
    assert len(block["columns"]) == 1


def test_shares_that_the_counts_do_not_give_are_kept() -> None:
    # a half is rounded to even in Python and up here; a rounded cell has counts of its own
    cells = ["eerh", "----", "8,1000,100,", "1,124,20,", "12,12.4,21,", 0]
    [layer], shared = folded([{"cells": {"2565": cells}}])
    assert layer["cells"]["2565"] == [
        "eerh",
        "----",
        "8,1000,100,",
        "1,124,20,",
        [0, 12.0, 2, 21.0],
        0,
    ]
    assert shared == []
    assert cells[4] == "12,12.4,21,"


def test_scores_are_not_folded() -> None:
    cells = ["ee", "--", "1,1", "", "", 0, "3,2"]
    [layer], _ = folded([{"cells": {"2565": cells}}])
    assert layer["cells"]["2565"] == cells
    assert folded([{"withheld": True}]) == ([{"withheld": True}], [])


def test_the_same_content_gives_the_same_bytes(large: Any, page: str) -> None:
    assert draw(large) == page


def test_short_data_stays_readable() -> None:
    assert data_block("[1]", sorry="ก") == '<script type="application/json" id="data">[1]</script>'
    long = json.dumps(["ก" * LONGEST_PLAIN])
    assert 'data-sorry="&quot;&lt;"' in data_block(long, sorry='"<')


def test_shapes_read_back(large: Any, page: str) -> None:
    shapes = inflated(page)["shapes"]
    first = walked(shapes)[0][0][0]
    ring = large.places.frame.geometry.iloc[0].exterior.coords[:-1]
    assert {(round(x * 1e5), round(y * 1e5)) for x, y in ring} == set(first)


def test_a_thousand_places_are_a_quarter_of_folium(tmp_path: Any) -> None:
    folium = pytest.importorskip("folium")
    maker = coverages()
    frame = maker.thousand()
    content = maker.content(frame)
    cells = content.measures.frame.query("code == '6'")
    told = frame.assign(share=cells["share"].to_numpy())
    chart = folium.Map()
    folium.Choropleth(
        geo_data=told, data=told, columns=["place", "share"], key_on="feature.properties.place"
    ).add_to(chart)
    chart.save(str(tmp_path / "peer.html"))
    ours = len(draw(content).encode())
    assert 4 * ours <= (tmp_path / "peer.html").stat().st_size


def test_the_real_tambons_fit_in_three_megabytes(shared: Any) -> None:
    maker = coverages()
    if not maker.TAMBONS.exists():
        pytest.skip(f"no {maker.TAMBONS.name} in {shared}")
    page = draw(maker.content(maker.tambons()))
    assert len(inflated(page)["places"]) == 7425
    assert len(inflated(page)["layers"]) == 31
    assert len(page.encode()) <= 3_000_000
