"""The data block: what it holds, how small it is, and that no text breaks out of it."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from render_sample import AREA, ASKED, CODES, NAMES, YEARS, content

from tambon_gis.render.layers import first_view, layers_of
from tambon_gis.render.page import draw
from tambon_gis.render.payload import as_json
from tambon_gis.render.roles import role_title

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
