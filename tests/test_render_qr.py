"""QR: the code holds the address and nothing else, and stands on the page only where one is set."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import numpy as np
import pytest
import render_sample
import segno
from PIL import Image

from tambon_gis.render.qr import code_of
from tambon_gis.render.web.page import draw

ADDRESS = "https://www.example.go.th/maps/990101/"


def dark(path: str, size: int) -> np.ndarray:
    """The modules that a path covers, drawn square by square."""
    found = np.zeros((size, size), dtype=bool)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path):
        found[int(y), int(x) : int(x) + int(length)] = True
    return found


@pytest.mark.parametrize("address", [ADDRESS, "https://ไทย.example/ก", "http://a.example"])
def test_the_path_is_the_code_as_the_library_draws_it(address):
    code = code_of(address)
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="png", scale=1, border=4)
    with Image.open(out) as picture:
        wanted = ~np.asarray(picture.convert("1"))
    assert np.array_equal(dark(code.path, code.size), wanted)


def test_a_page_has_a_code_only_with_an_address_of_the_web():
    made = render_sample.content()
    assert 'class="qr"' not in draw(made)
    html = draw(replace(made, public_url=ADDRESS))
    assert code_of(ADDRESS).path in html
    assert ADDRESS in html
